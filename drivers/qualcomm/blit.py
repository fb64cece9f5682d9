"""Copies and fills as kernels of our own: machine code, written once, for lack of a compiler in this layer.

Lane n moves the n-th unit of 1, 4 or 16 bytes. Fills are copies whose source begins anew every 16 bytes.
Lanes past the end move the last unit once more, so that nothing branches. The code is the same on a6xx and
a7xx, and waits longer between instructions than it must. A test has it assembled from the text beside it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ..interface import Dimensions
from .code_object import Kernel, join, pack

BLOCK = (128, 1, 1)
PATTERN_BYTES = 16
PATTERNS_BYTES = 2 * PATTERN_BYTES
"""What a fill takes of memory."""

_PIECE_BYTES = 1 << 30
"""Offsets within a dispatch have 32 bits, and so has the number of its lanes."""
_ARGUMENTS = struct.Struct("<QQII8x")
_EVERYTHING = 0xFFFF_FFFF
# Shared registers, where compute finds the id of its group (ir3.h, regid(48, 0)), and r0.x.
_GROUP_ID, _LOCAL_ID = 48 * 4, 0

Line = tuple[int, str]
"""An instruction and what it says."""

_END = (0x0300_0000_0000_0000, "end")
# Before it in a7xx's programs (ir3_compiler_nir.c of Mesa 25.1, where compute ends).
_UNLOCK = ((0xFBC2_1000_0000_0000, "(sy)(ss)(jp)lock"), (0xE3CA_0000_0000_0000, "unlock"))
_NOP = (0x0000_0500_0000_0000, "(rpt5)nop")


def _listing(shift: int, load: Line, store: Line) -> tuple[Line, ...]:
    """A kernel for units of `1 << shift` bytes. c0.xy: destination, c0.zw: source, c1.xy: last unit, mask."""
    return (
        (0x200C_C001_0000_00C0, "mov.u32u32 r0.y, r48.x"),
        _NOP,
        (0x46D0_0001_2007_0001, "shl.b r0.y, r0.y, 7"),
        _NOP,
        (0x4210_0000_0000_0001, "add.u r0.x, r0.y, r0.x"),
        _NOP,
        (0x42D0_0000_1004_0000, "min.u r0.x, r0.x, c1.x"),
        _NOP,
        (0x46D0_0001_2000_0000 | shift << 16, f"shl.b r0.y, r0.x, {shift}"),
        _NOP,
        (0x4390_0002_1005_0001, "and.b r0.z, r0.y, c1.y"),
        (0x4210_0004_1000_0001, "add.u r1.x, r0.y, c0.x"),
        _NOP,
        (0x4210_0006_1002_0002, "add.u r1.z, r0.z, c0.z"),
        (0x4290_0005_0001_0004, "cmps.u.lt r1.y, r1.x, r0.y"),
        _NOP,
        (0x4210_0005_1001_0005, "add.u r1.y, r1.y, c0.y"),
        (0x4290_0007_0002_0006, "cmps.u.lt r1.w, r1.z, r0.z"),
        _NOP,
        (0x4210_0007_1003_0007, "add.u r1.w, r1.w, c0.w"),
        _NOP,
        load,
        store,
        _END,
    )


LISTINGS = {
    0: _listing(
        0,
        (0xC00C_0010_0181_8001, "ldg.u8 hr4.x, g[r1.z], 1"),
        (0xD0CC_0900_0180_0020, "(sy)stg.u8 g[r1.x], hr4.x, 1"),
    ),
    2: _listing(
        2,
        (0xC006_0008_0181_8001, "ldg.u32 r2.x, g[r1.z], 1"),
        (0xD0C6_0900_0180_0010, "(sy)stg.u32 g[r1.x], r2.x, 1"),
    ),
    4: _listing(
        4,
        (0xC006_0008_0481_8001, "ldg.u32 r2.x, g[r1.z], 4"),
        (0xD0C6_0900_0480_0010, "(sy)stg.u32 g[r1.x], r2.x, 4"),
    ),
}
"""The kernels of a6xx by the logarithm of their unit: words and what they say."""

_NAMES = {0: "copy bytes", 2: "copy dwords", 4: "copy vectors"}


def listing(shift: int, generation: int) -> tuple[Line, ...]:
    """A kernel of a generation's."""
    lines = LISTINGS[shift]
    return (*lines[:-1], *_UNLOCK, _END) if generation >= 7 else lines


def image(generation: int) -> bytes:
    """The kernels as an image."""
    parts = []
    for shift in LISTINGS:
        kernel = Kernel(
            name=_NAMES[shift],
            code_offset=0,
            code_bytes=0,
            # hr4.x is the lower half of r2.x.
            full_registers=3,
            constant_dwords=_ARGUMENTS.size // 4,
            block=BLOCK,
            argument_bytes=_ARGUMENTS.size,
            argument_constant=0,
            group_id_register=_GROUP_ID,
            local_id_register=_LOCAL_ID,
        )
        lines = listing(shift, generation)
        parts.append((kernel, b"".join(word.to_bytes(8, "little") for word, _ in lines)))
    return pack(join(generation, parts))


@dataclass(frozen=True)
class Blit:
    """One dispatch of a kernel of ours."""

    kernel: str
    grid: Dimensions
    arguments: bytes


def copy(destination: int, source: int, size_bytes: int) -> Iterator[Blit]:
    """The dispatches that copy bytes, in units as wide as the addresses allow."""
    for start, size, shift in _parts(destination, source, size_bytes):
        yield _blit(shift, destination + start, source + start, size, _EVERYTHING)


def patterns(destination: int, pattern: bytes) -> bytes:
    """What `fill` reads: the pattern over 16 bytes, as it begins and as it goes on after the first part.

    All later parts begin a multiple of 16 after the second.
    """
    whole = pattern * (PATTERN_BYTES // len(pattern))
    turn = -destination % PATTERN_BYTES
    return whole + whole[turn:] + whole[:turn]


def fill(destination: int, size_bytes: int, patterns_address: int) -> Iterator[Blit]:
    """The dispatches that fill a range from what `patterns` made, which is at a multiple of 16."""
    for start, size, shift in _parts(destination, 0, size_bytes, is_fill=True):
        turned = patterns_address + (PATTERN_BYTES if start else 0)
        yield _blit(shift, destination + start, turned, size, PATTERN_BYTES - 1)


def _blit(shift: int, destination: int, source: int, size_bytes: int, mask: int) -> Blit:
    units = size_bytes >> shift
    arguments = _ARGUMENTS.pack(destination, source, units - 1, mask)
    return Blit(_NAMES[shift], (-(-units // BLOCK[0]), 1, 1), arguments)


def _parts(
    destination: int, source: int, size_bytes: int, is_fill: bool = False
) -> Iterator[tuple[int, int, int]]:
    """Ranges and the units they are moved in: (start, bytes, shift)."""
    apart = 0 if is_fill else destination - source
    shift = 4 if apart % 16 == 0 else 2 if apart % 4 == 0 else 0
    unit = 1 << shift
    head = min(-destination % unit, size_bytes)
    whole = (size_bytes - head) // unit * unit
    middle = [
        (at, min(_PIECE_BYTES, head + whole - at), shift) for at in range(head, head + whole, _PIECE_BYTES)
    ]
    tail = size_bytes - head - whole
    if head:
        yield 0, head, 0
    yield from middle
    if tail:
        yield head + whole, tail, 0
