"""Kernels for tests of the AMD driver, as LLVM IR that every architecture compiles."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ...compiling import for_amd

# Linked from the kernels `add` and `look_up` by lld 19: ld.lld -shared -s.
LINKED = Path(__file__).with_name("linked_gfx1100.hsaco")

SOURCE = """
@table = addrspace(4) constant [4 x i32] [i32 10, i32 20, i32 30, i32 40], align 16
@bias = addrspace(1) global i32 5
@shared = internal addrspace(3) global [64 x i32] undef, align 16

declare i32 @llvm.amdgcn.workitem.id.x()
declare i32 @llvm.amdgcn.workitem.id.y()
declare i32 @llvm.amdgcn.workitem.id.z()
declare i32 @llvm.amdgcn.workgroup.id.x()
declare i32 @llvm.amdgcn.workgroup.id.y()
declare i32 @llvm.amdgcn.workgroup.id.z()
declare void @llvm.amdgcn.s.barrier()
declare ptr addrspace(4) @llvm.amdgcn.implicitarg.ptr()
declare ptr addrspace(4) @llvm.amdgcn.dispatch.ptr()

; out[i] = in[i] + amount for i < count, in blocks of 64
define amdgpu_kernel void @add(ptr addrspace(1) %out, ptr addrspace(1) %in, i32 %amount, i32 %count) #0 {
  %item = call i32 @llvm.amdgcn.workitem.id.x()
  %group = call i32 @llvm.amdgcn.workgroup.id.x()
  %base = shl i32 %group, 6
  %at = add i32 %base, %item
  %inside = icmp ult i32 %at, %count
  br i1 %inside, label %work, label %done
work:
  %from = getelementptr i32, ptr addrspace(1) %in, i32 %at
  %to = getelementptr i32, ptr addrspace(1) %out, i32 %at
  %value = load i32, ptr addrspace(1) %from
  %sum = add i32 %value, %amount
  store i32 %sum, ptr addrspace(1) %to
  br label %done
done:
  ret void
}

; out[i] = table[i % 4] + bias: addresses through relocations
define amdgpu_kernel void @look_up(ptr addrspace(1) %out) #0 {
  %item = call i32 @llvm.amdgcn.workitem.id.x()
  %index = and i32 %item, 3
  %from = getelementptr [4 x i32], ptr addrspace(4) @table, i32 0, i32 %index
  %value = load i32, ptr addrspace(4) %from
  %bias = load i32, ptr addrspace(1) @bias
  %sum = add i32 %value, %bias
  %to = getelementptr i32, ptr addrspace(1) %out, i32 %item
  store i32 %sum, ptr addrspace(1) %to
  ret void
}

; Each workgroup of a grid nx by ny, of 8 by 2 by 2 work-items, writes where it is.
define amdgpu_kernel void @where(ptr addrspace(1) %out, i32 %nx, i32 %ny) #0 {
  %x = call i32 @llvm.amdgcn.workitem.id.x()
  %y = call i32 @llvm.amdgcn.workitem.id.y()
  %z = call i32 @llvm.amdgcn.workitem.id.z()
  %gx = call i32 @llvm.amdgcn.workgroup.id.x()
  %gy = call i32 @llvm.amdgcn.workgroup.id.y()
  %gz = call i32 @llvm.amdgcn.workgroup.id.z()
  %zy = mul i32 %gz, %ny
  %row = add i32 %zy, %gy
  %start = mul i32 %row, %nx
  %linear = add i32 %start, %gx
  %y2 = mul i32 %y, 8
  %z2 = mul i32 %z, 16
  %xy = add i32 %x, %y2
  %item = add i32 %xy, %z2
  %base = mul i32 %linear, 32
  %at = add i32 %base, %item
  %gy2 = shl i32 %gy, 8
  %gz2 = shl i32 %gz, 16
  %item2 = shl i32 %item, 24
  %a = or i32 %gx, %gy2
  %b = or i32 %a, %gz2
  %value = or i32 %b, %item2
  %to = getelementptr i32, ptr addrspace(1) %out, i32 %at
  store i32 %value, ptr addrspace(1) %to
  ret void
}

; Reverses 64 numbers through local memory.
define amdgpu_kernel void @reverse(ptr addrspace(1) %data) #0 {
  %item = call i32 @llvm.amdgcn.workitem.id.x()
  %from = getelementptr i32, ptr addrspace(1) %data, i32 %item
  %value = load i32, ptr addrspace(1) %from
  %mine = getelementptr [64 x i32], ptr addrspace(3) @shared, i32 0, i32 %item
  store i32 %value, ptr addrspace(3) %mine
  fence syncscope("workgroup") release
  call void @llvm.amdgcn.s.barrier()
  fence syncscope("workgroup") acquire
  %other = sub i32 63, %item
  %theirs = getelementptr [64 x i32], ptr addrspace(3) @shared, i32 0, i32 %other
  %reversed = load i32, ptr addrspace(3) %theirs
  store i32 %reversed, ptr addrspace(1) %from
  ret void
}

; Private memory: out[i] = (i + 1) * 3 by way of an array that cannot be in registers.
define amdgpu_kernel void @private(ptr addrspace(1) %out, i32 %steps) #0 {
entry:
  %array = alloca [32 x i32], align 4, addrspace(5)
  %item = call i32 @llvm.amdgcn.workitem.id.x()
  %seed = add i32 %item, 1
  br label %fill
fill:
  %i = phi i32 [0, %entry], [%next, %fill]
  %slot = getelementptr [32 x i32], ptr addrspace(5) %array, i32 0, i32 %i
  %product = mul i32 %seed, %i
  store volatile i32 %product, ptr addrspace(5) %slot
  %next = add i32 %i, 1
  %more = icmp ult i32 %next, %steps
  br i1 %more, label %fill, label %read
read:
  %third = getelementptr [32 x i32], ptr addrspace(5) %array, i32 0, i32 3
  %value = load volatile i32, ptr addrspace(5) %third
  %to = getelementptr i32, ptr addrspace(1) %out, i32 %item
  store i32 %value, ptr addrspace(1) %to
  ret void
}

; What the runtime fills in: block counts and group sizes (code object version 5).
define amdgpu_kernel void @implicit(ptr addrspace(1) %out) #0 {
  %hidden = call ptr addrspace(4) @llvm.amdgcn.implicitarg.ptr()
  %counts = load <3 x i32>, ptr addrspace(4) %hidden, align 4
  %sizes_at = getelementptr i8, ptr addrspace(4) %hidden, i64 12
  %sizes = load <3 x i16>, ptr addrspace(4) %sizes_at, align 4
  %wide = zext <3 x i16> %sizes to <3 x i32>
  %to = getelementptr i8, ptr addrspace(1) %out, i64 16
  store <3 x i32> %counts, ptr addrspace(1) %out, align 16
  store <3 x i32> %wide, ptr addrspace(1) %to, align 16
  ret void
}

; The dispatch packet's grid size.
define amdgpu_kernel void @packet(ptr addrspace(1) %out) #0 {
  %packet = call ptr addrspace(4) @llvm.amdgcn.dispatch.ptr()
  %grid_at = getelementptr i8, ptr addrspace(4) %packet, i64 12
  %grid = load i32, ptr addrspace(4) %grid_at
  store i32 %grid, ptr addrspace(1) %out
  ret void
}

; Writes to wherever it is told.
define amdgpu_kernel void @poke(ptr addrspace(1) %where, i32 %value) #0 {
  store i32 %value, ptr addrspace(1) %where
  ret void
}

; Runs until the number at the address is no longer zero.
define amdgpu_kernel void @linger(ptr addrspace(1) %flag) #0 {
entry:
  br label %again
again:
  %seen = load atomic i32, ptr addrspace(1) %flag syncscope("") seq_cst, align 4
  %zero = icmp eq i32 %seen, 0
  br i1 %zero, label %again, label %out
out:
  ret void
}

attributes #0 = { nounwind "amdgpu-flat-work-group-size"="1,256" }

!llvm.module.flags = !{!0}
!0 = !{i32 1, !"amdhsa_code_object_version", i32 500}
"""


@cache
def image(arch: str) -> bytes:
    """The kernels compiled for an architecture."""
    return for_amd(arch).compile(SOURCE)
