"""The driver's own kernels, in PTX: the clock, patterns that cuMemset* does not have, and values in memory
for cards without stream memory operations.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ..interface import Dimensions

BLOCK = (256, 1, 1)
ONE: Dimensions = (1, 1, 1)
PATTERN_BYTES = 16
_MEMSET_BYTES = (1, 2, 4)

TIMESTAMP, FILL_WORDS, FILL_BYTES = "barewire_timestamp", "barewire_fill_words", "barewire_fill_bytes"
SIGNAL, WAIT = "barewire_signal", "barewire_wait"

# PTX ISA, "Special Registers": %globaltimer is in nanoseconds; how often it changes is the card's affair.
_TIMESTAMP = """
.visible .entry barewire_timestamp(.param .u64 address)
{
  .reg .b64 %rd<3>;
  ld.param.u64 %rd1, [address];
  cvta.to.global.u64 %rd1, %rd1;
  mov.u64 %rd2, %globaltimer;
  st.global.u64 [%rd1], %rd2;
  ret;
}
"""

_INDEX = """
  .reg .pred %p<3>;
  .reg .b32 %r<6>;
  .reg .b64 %rd<10>;
  mov.u32 %r1, %ctaid.x;
  mov.u32 %r2, %ntid.x;
  mov.u32 %r3, %tid.x;
  mul.wide.u32 %rd1, %r1, %r2;
  cvt.u64.u32 %rd2, %r3;
  add.s64 %rd1, %rd1, %rd2;
  ld.param.u64 %rd3, [count];
  setp.ge.u64 %p1, %rd1, %rd3;
  @%p1 bra done;
  ld.param.u64 %rd4, [destination];
  cvta.to.global.u64 %rd4, %rd4;
  ld.param.u64 %rd5, [low];
  ld.param.u64 %rd6, [high];
"""

_FILL = f"""
.visible .entry barewire_fill_words(
  .param .u64 destination, .param .u64 count, .param .u64 low, .param .u64 high
)
{{{_INDEX}
  and.b64 %rd7, %rd1, 1;
  setp.eq.s64 %p2, %rd7, 0;
  selp.b64 %rd8, %rd5, %rd6, %p2;
  shl.b64 %rd9, %rd1, 3;
  add.s64 %rd4, %rd4, %rd9;
  st.global.u64 [%rd4], %rd8;
done:
  ret;
}}

.visible .entry barewire_fill_bytes(
  .param .u64 destination, .param .u64 count, .param .u64 low, .param .u64 high
)
{{{_INDEX}
  and.b64 %rd7, %rd1, 8;
  setp.eq.s64 %p2, %rd7, 0;
  selp.b64 %rd8, %rd5, %rd6, %p2;
  cvt.u32.u64 %r4, %rd1;
  and.b32 %r4, %r4, 7;
  shl.b32 %r4, %r4, 3;
  shr.u64 %rd8, %rd8, %r4;
  add.s64 %rd4, %rd4, %rd1;
  st.global.u8 [%rd4], %rd8;
done:
  ret;
}}
"""

_TIMELINES = """
.visible .entry barewire_signal(.param .u64 address, .param .u64 value)
{
  .reg .b64 %rd<3>;
  ld.param.u64 %rd1, [address];
  ld.param.u64 %rd2, [value];
  membar.sys;
  st.volatile.u64 [%rd1], %rd2;
  ret;
}

.visible .entry barewire_wait(.param .u64 address, .param .u64 value)
{
  .reg .pred %p<2>;
  .reg .b64 %rd<4>;
  ld.param.u64 %rd1, [address];
  ld.param.u64 %rd2, [value];
again:
  ld.volatile.u64 %rd3, [%rd1];
  setp.ge.u64 %p1, %rd3, %rd2;
  @%p1 bra done;
  nanosleep.u32 500;
  bra again;
done:
  membar.sys;
  ret;
}
"""


def source(arch: str, ptx_version: int) -> bytes:
    """The kernels as PTX for an architecture."""
    head = f".version {ptx_version // 10}.{ptx_version % 10}\n.target {arch}\n.address_size 64\n"
    return (head + _TIMESTAMP + _FILL + _TIMELINES).encode()


@dataclass(frozen=True)
class Memset:
    """A fill as the driver has it: `count` elements of `element_bytes` bytes, each `value`."""

    destination: int
    count: int
    element_bytes: int
    value: int


@dataclass(frozen=True)
class KernelFill:
    """A fill by one of the kernels here."""

    kernel: str
    grid: Dimensions
    arguments: bytes


def fill(destination: int, size_bytes: int, pattern: bytes) -> Memset | KernelFill:
    """A pattern of 1, 2, 4, 8 or 16 bytes repeated over a range."""
    for unit in _MEMSET_BYTES:
        short = pattern[:unit]
        repeats = len(pattern) >= unit and short * (len(pattern) // unit) == pattern
        if repeats and not destination % unit and not size_bytes % unit:
            return Memset(destination, size_bytes // unit, unit, int.from_bytes(short, "little"))
    whole = pattern * (PATTERN_BYTES // len(pattern))
    unit = 1 if destination % 8 or size_bytes % 8 else 8
    count = size_bytes // unit
    return KernelFill(
        FILL_BYTES if unit == 1 else FILL_WORDS,
        (-(-count // BLOCK[0]), 1, 1),
        struct.pack("<QQ16s", destination, count, whole),
    )
