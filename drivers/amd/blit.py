"""Kernels that copy and fill memory on the compute queue, in order with the kernels around them.

The SDMA engines copy on queues of their own; a copy between two kernels of one queue would have to hand over
to them and back, with an interrupt's delay each time, and could not be part of a recording of one queue. A
kernel has neither cost. They are compiled when a queue is first asked for a copy.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ..interface import Dimensions

BLOCK: Dimensions = (256, 1, 1)
PATTERN_BYTES = 16

_UNITS = {16: ("<4 x i32>", "unit16"), 4: ("i32", "unit4"), 1: ("i8", "unit1")}

_KERNEL = """
define amdgpu_kernel void @copy_{unit}(
  ptr addrspace(1) noalias %to, ptr addrspace(1) noalias %from, i64 %count) #0 {{
{index}
work:
  %source = getelementptr {type}, ptr addrspace(1) %from, i64 %at
  %target = getelementptr {type}, ptr addrspace(1) %to, i64 %at
  %value = load {type}, ptr addrspace(1) %source, align {size}
  store {type} %value, ptr addrspace(1) %target, align {size}
  br label %out
out:
  ret void
}}

define amdgpu_kernel void @fill_{unit}(ptr addrspace(1) %to, i64 %count, <4 x i32> %pattern) #0 {{
{index}
work:
{value}
  %target = getelementptr {type}, ptr addrspace(1) %to, i64 %at
  store {type} %value, ptr addrspace(1) %target, align {size}
  br label %out
out:
  ret void
}}
"""

_INDEX = """
  %item = call i32 @llvm.amdgcn.workitem.id.x()
  %group = call i32 @llvm.amdgcn.workgroup.id.x()
  %item64 = zext i32 %item to i64
  %group64 = zext i32 %group to i64
  %base = shl nuw nsw i64 %group64, 8
  %at = or disjoint i64 %base, %item64
  %inside = icmp ult i64 %at, %count
  br i1 %inside, label %work, label %out
"""

# What one unit of the pattern is, at index %at.
_VALUES = {
    16: "  %value = bitcast <4 x i32> %pattern to <4 x i32>",
    4: """
  %low = trunc i64 %at to i32
  %lane = and i32 %low, 3
  %value = extractelement <4 x i32> %pattern, i32 %lane
""",
    1: """
  %low = trunc i64 %at to i32
  %quarter = lshr i32 %low, 2
  %lane = and i32 %quarter, 3
  %word = extractelement <4 x i32> %pattern, i32 %lane
  %byte = and i32 %low, 3
  %bits = shl nuw nsw i32 %byte, 3
  %shifted = lshr i32 %word, %bits
  %value = trunc i32 %shifted to i8
""",
}

_HEAD = """
declare i32 @llvm.amdgcn.workitem.id.x()
declare i32 @llvm.amdgcn.workgroup.id.x()
"""

_TAIL = """
attributes #0 = { nounwind "amdgpu-flat-work-group-size"="256,256" "uniform-work-group-size"="true" }
"""


_CODE_OBJECT_V6 = """
!llvm.module.flags = !{!0}
!0 = !{i32 1, !"amdhsa_code_object_version", i32 600}
"""


def source(code_object_v6: bool = False) -> str:
    """The kernels as LLVM IR, for code objects of version 6 where it must be that."""
    kernels = (
        _KERNEL.format(unit=unit, type=type_, size=size, index=_INDEX, value=_VALUES[size])
        for size, (type_, unit) in _UNITS.items()
    )
    return _HEAD + "".join(kernels) + _TAIL + (_CODE_OBJECT_V6 if code_object_v6 else "")


@dataclass(frozen=True)
class Blit:
    """One launch of a blit kernel."""

    kernel: str
    grid: Dimensions
    arguments: bytes


def _unit(*numbers: int) -> int:
    return next(size for size in _UNITS if not any(number % size for number in numbers))


def _grid(count: int) -> Dimensions:
    return (-(-count // BLOCK[0]), 1, 1)


def copy(destination: int, source: int, size_bytes: int) -> Blit:
    """A copy between ranges that do not overlap."""
    unit = _unit(destination, source, size_bytes)
    count = size_bytes // unit
    return Blit(f"copy_{_UNITS[unit][1]}", _grid(count), struct.pack("<QQQ", destination, source, count))


def repeated_pattern(pattern: bytes) -> bytes:
    """A pattern of 1, 2, 4, 8 or 16 bytes as 16 bytes."""
    return pattern * (PATTERN_BYTES // len(pattern))


def fill(destination: int, size_bytes: int, pattern: bytes) -> Blit:
    """A pattern repeated over a range."""
    whole = repeated_pattern(pattern)
    unit = _unit(destination, size_bytes)
    count = size_bytes // unit
    # The pattern is a vector of 16 bytes, on 16 bytes.
    return Blit(f"fill_{_UNITS[unit][1]}", _grid(count), struct.pack("<QQ16s", destination, count, whole))
