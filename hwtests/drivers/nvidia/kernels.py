"""Kernels for the tests of the driver, as LLVM IR that LLVM makes PTX of, and as PTX by hand."""

from __future__ import annotations

from functools import cache

from barewire.drivers.compiler import Compiler

_IR = """
@shared = external addrspace(3) global [0 x i32], align 16

define ptx_kernel void @describe(ptr addrspace(1) %out) {
  %bx = call i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
  %by = call i32 @llvm.nvvm.read.ptx.sreg.ctaid.y()
  %bz = call i32 @llvm.nvvm.read.ptx.sreg.ctaid.z()
  %gx = call i32 @llvm.nvvm.read.ptx.sreg.nctaid.x()
  %gy = call i32 @llvm.nvvm.read.ptx.sreg.nctaid.y()
  %nx = call i32 @llvm.nvvm.read.ptx.sreg.ntid.x()
  %ny = call i32 @llvm.nvvm.read.ptx.sreg.ntid.y()
  %nz = call i32 @llvm.nvvm.read.ptx.sreg.ntid.z()
  %tx = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %ty = call i32 @llvm.nvvm.read.ptx.sreg.tid.y()
  %tz = call i32 @llvm.nvvm.read.ptx.sreg.tid.z()
  %g1 = mul i32 %bz, %gy
  %g2 = add i32 %g1, %by
  %g3 = mul i32 %g2, %gx
  %group = add i32 %g3, %bx
  %t1 = mul i32 %tz, %ny
  %t2 = add i32 %t1, %ty
  %t3 = mul i32 %t2, %nx
  %thread = add i32 %t3, %tx
  %n1 = mul i32 %nx, %ny
  %n2 = mul i32 %n1, %nz
  %first = mul i32 %group, %n2
  %at = add i32 %first, %thread
  %place = getelementptr i32, ptr addrspace(1) %out, i32 %at
  %mixed = mul i32 %group, 1024
  %value = add i32 %mixed, %thread
  store i32 %value, ptr addrspace(1) %place
  ret void
}

define ptx_kernel void @axpy(ptr addrspace(1) %x, ptr addrspace(1) %y, float %a, i32 %count) {
  %b = call i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
  %n = call i32 @llvm.nvvm.read.ptx.sreg.ntid.x()
  %t = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %first = mul i32 %b, %n
  %i = add i32 %first, %t
  %inside = icmp ult i32 %i, %count
  br i1 %inside, label %work, label %done
work:
  %px = getelementptr float, ptr addrspace(1) %x, i32 %i
  %py = getelementptr float, ptr addrspace(1) %y, i32 %i
  %vx = load float, ptr addrspace(1) %px
  %vy = load float, ptr addrspace(1) %py
  %scaled = fmul float %vx, %a
  %sum = fadd float %scaled, %vy
  store float %sum, ptr addrspace(1) %py
  br label %done
done:
  ret void
}

define ptx_kernel void @reverse(ptr addrspace(1) %data) {
  %n = call i32 @llvm.nvvm.read.ptx.sreg.ntid.x()
  %t = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %mine = getelementptr i32, ptr addrspace(1) %data, i32 %t
  %value = load i32, ptr addrspace(1) %mine
  %slot = getelementptr i32, ptr addrspace(3) @shared, i32 %t
  store i32 %value, ptr addrspace(3) %slot
  call void @llvm.nvvm.barrier0()
  %last = sub i32 %n, 1
  %other = sub i32 %last, %t
  %theirs = getelementptr i32, ptr addrspace(3) @shared, i32 %other
  %moved = load i32, ptr addrspace(3) %theirs
  store i32 %moved, ptr addrspace(1) %mine
  ret void
}

define ptx_kernel void @touch_last(ptr addrspace(1) %data, i64 %bytes) {
  %slot = getelementptr i8, ptr addrspace(3) @shared, i64 %bytes
  %last = getelementptr i8, ptr addrspace(3) %slot, i64 -4
  store i32 7, ptr addrspace(3) %last
  %value = load volatile i32, ptr addrspace(3) %last
  store i32 %value, ptr addrspace(1) %data
  ret void
}

define ptx_kernel void @add_one(ptr addrspace(1) %number, i32 %what) {
  %old = atomicrmw add ptr addrspace(1) %number, i32 %what monotonic
  ret void
}

define ptx_kernel void @poke(ptr addrspace(1) %address) {
  store i32 1, ptr addrspace(1) %address
  ret void
}

define ptx_kernel void @endless(ptr addrspace(1) %flag) {
  br label %again
again:
  %value = load volatile i32, ptr addrspace(1) %flag
  %zero = icmp eq i32 %value, 0
  br i1 %zero, label %again, label %done
done:
  ret void
}

define ptx_kernel void @nothing() {
  ret void
}

declare i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
declare i32 @llvm.nvvm.read.ptx.sreg.ctaid.y()
declare i32 @llvm.nvvm.read.ptx.sreg.ctaid.z()
declare i32 @llvm.nvvm.read.ptx.sreg.nctaid.x()
declare i32 @llvm.nvvm.read.ptx.sreg.nctaid.y()
declare i32 @llvm.nvvm.read.ptx.sreg.ntid.x()
declare i32 @llvm.nvvm.read.ptx.sreg.ntid.y()
declare i32 @llvm.nvvm.read.ptx.sreg.ntid.z()
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()
declare i32 @llvm.nvvm.read.ptx.sreg.tid.y()
declare i32 @llvm.nvvm.read.ptx.sreg.tid.z()
declare void @llvm.nvvm.barrier0()
"""

PARAMETERS = """.version 7.4
.target sm_70
.address_size 64
.visible .entry two(
  .param .u64 .ptr .global .align 1 p, .param .u32 n, .param .align 8 .b8 q[24], .param .f32 last
) { ret; }
// .visible .entry of_a_comment() { ret; }
/* .entry of_another */
.entry none { ret; }
.entry one(.param .b8 c) { ret; }
"""


@cache
def image(compiler: Compiler) -> bytes:
    """The kernels as PTX."""
    return compiler.compile(_IR)
