"""A card without the runtime around it, and kernels for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from barewire.drivers import llvm
from barewire.drivers.cpu.card import CpuCard
from barewire.drivers.cpu.code_object import CpuCodeObject
from barewire.drivers.cpu.driver import CpuDriver

from ...compiling import KeptHere, image_of

KERNELS = """
declare float @expf(float)

; out[id] = in[id] + 1, one float for each workgroup
define void @increment(ptr %arguments, ptr %group) {
  %in = load ptr, ptr %arguments
  %out_at = getelementptr i8, ptr %arguments, i64 8
  %out = load ptr, ptr %out_at
  %id = load i32, ptr %group
  %source = getelementptr float, ptr %in, i32 %id
  %target = getelementptr float, ptr %out, i32 %id
  %value = load float, ptr %source
  %sum = fadd float %value, 1.0
  store float %sum, ptr %target
  ret void
}

; Copies the whole workgroup structure to out[linear id], 48 bytes each.
define void @describe(ptr %arguments, ptr %group) {
  %out = load ptr, ptr %arguments
  %y_at = getelementptr i32, ptr %group, i64 1
  %z_at = getelementptr i32, ptr %group, i64 2
  %nx_at = getelementptr i32, ptr %group, i64 3
  %ny_at = getelementptr i32, ptr %group, i64 4
  %x = load i32, ptr %group
  %y = load i32, ptr %y_at
  %z = load i32, ptr %z_at
  %nx = load i32, ptr %nx_at
  %ny = load i32, ptr %ny_at
  %zy = mul i32 %z, %ny
  %zy_y = add i32 %zy, %y
  %row = mul i32 %zy_y, %nx
  %linear = add i32 %row, %x
  %bytes = mul i32 %linear, 48
  %target = getelementptr i8, ptr %out, i32 %bytes
  call void @llvm.memcpy.p0.p0.i64(ptr %target, ptr %group, i64 48, i1 false)
  ret void
}
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

; Runs until the 64 bits at the first argument are no longer zero.
define void @linger(ptr %arguments, ptr %group) {
entry:
  %flag = load ptr, ptr %arguments
  br label %again
again:
  %seen = load atomic i64, ptr %flag seq_cst, align 8
  %zero = icmp eq i64 %seen, 0
  br i1 %zero, label %again, label %out
out:
  ret void
}

; Adds the second argument to the 64 bits at the first.
define void @count(ptr %arguments, ptr %group) {
  %counter = load ptr, ptr %arguments
  %amount_at = getelementptr i8, ptr %arguments, i64 8
  %amount = load i64, ptr %amount_at
  atomicrmw add ptr %counter, i64 %amount seq_cst
  ret void
}

; Fills 1 MiB of scratch with the workgroup's id, then writes the sum of what it reads back to out[id].
define void @scratch(ptr %arguments, ptr %group) {
entry:
  %out = load ptr, ptr %arguments
  %local_at = getelementptr i8, ptr %group, i64 40
  %local = load ptr, ptr %local_at
  %id = load i32, ptr %group
  %id_wide = zext i32 %id to i64
  br label %write
write:
  %i = phi i64 [0, %entry], [%i_next, %write]
  %to = getelementptr i64, ptr %local, i64 %i
  store volatile i64 %id_wide, ptr %to
  %i_next = add i64 %i, 1
  %more = icmp ult i64 %i_next, 131072
  br i1 %more, label %write, label %read
read:
  %j = phi i64 [0, %write], [%j_next, %read]
  %sum = phi i64 [0, %write], [%sum_next, %read]
  %from = getelementptr i64, ptr %local, i64 %j
  %value = load volatile i64, ptr %from
  %sum_next = add i64 %sum, %value
  %j_next = add i64 %j, 1
  %left = icmp ult i64 %j_next, 131072
  br i1 %left, label %read, label %done
done:
  %target = getelementptr i64, ptr %out, i64 %id_wide
  store i64 %sum_next, ptr %target
  ret void
}

define void @exponential(ptr %arguments, ptr %group) {
  %in = load ptr, ptr %arguments
  %value = load float, ptr %in
  %result = call float @expf(float %value)
  store float %result, ptr %in
  ret void
}
"""


def kernels_image() -> bytes:
    return image_of(llvm.host_compiler(), KERNELS)


@pytest.fixture
def card() -> Iterator[CpuCard]:
    """The processor, opened for this test alone."""
    opened = CpuDriver(KeptHere).open(0)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def kernels(card: CpuCard) -> CpuCodeObject:
    return card.load(kernels_image())
