"""Where matrix instructions find their elements: the register, the lane and the place in the register.

Every layout puts consecutive rows of A (columns of B and of the result) into consecutive lanes, so that a
layout is a list of lane groups. Formulas are those that AMD's matrix instruction calculator prints
(github.com/ROCm/amd_matrix_instruction_calculator, --detail-instruction) for CDNA3, RDNA3 and RDNA4.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

ELEMENT_BITS = {
    "f64": 64,
    "f32": 32,
    "xf32": 32,
    "i32": 32,
    "f16": 16,
    "bf16": 16,
    "fp8": 8,
    "bf8": 8,
    "i8": 8,
    "iu8": 8,
    "iu4": 4,
}


@dataclass(frozen=True)
class Group:
    """Lanes `first_lane`.. of `register`: element `element` of each is row (or column) 0.. of `block` at
    `index`, which is k in A and B and the row i in the result.
    """

    register: int
    element: int
    first_lane: int
    block: int
    index: int


@dataclass(frozen=True)
class Packed:
    """Two stored elements of a sparse A, of four that they stand for: those at k = `index`.. and on."""

    register: int
    element: int
    first_lane: int
    number: int
    index: int


@dataclass(frozen=True)
class Tile:
    """A matrix instruction: D[m][n] = A[m][k] * B[k][n] + C, `blocks` times, and its matrices' types."""

    m: int
    n: int
    k: int
    blocks: int
    a_type: str
    b_type: str
    d_type: str
    a: tuple[Group, ...]
    sparse_a: tuple[Packed, ...]
    b: tuple[Group, ...]
    d: tuple[Group, ...]

    @property
    def sparse(self) -> bool:
        """Whether A holds two of each four elements, and C is the result's own register."""
        return bool(self.sparse_a)


_NAME = re.compile(
    r"v_(?P<unit>mfma|smfmac|wmma|swmmac)_(?P<d>[a-z]+\d+)_(?P<m>\d+)x(?P<n>\d+)x(?P<k>\d+)"
    r"(?:_(?P<blocks>\d+)b)?_(?P<types>[a-z0-9_]+)$"
)


def _per_register(kind: str) -> int:
    return max(32 // ELEMENT_BITS[kind], 1)


def _dense(
    kind: str, wide: int, count: int, lanes: int, place: Callable[[int, int], tuple[int, int]]
) -> tuple[Group, ...]:
    """Groups of `wide` lanes; `place(element of the lane, first lane)` is (block, k)."""
    per = _per_register(kind)
    step = ELEMENT_BITS[kind] // 32 if ELEMENT_BITS[kind] > 32 else 1
    return tuple(
        Group(number // per * step, number % per, first, *place(number, first))
        for number in range(count)
        for first in range(0, lanes, wide)
    )


def _mfma(m: int, n: int, k: int, blocks: int, kind: str, d_type: str) -> tuple[tuple[Group, ...], ...]:
    count = m * k * blocks // 64

    def place(number: int, first: int) -> tuple[int, int]:
        part = first // m
        if kind == "f64" and m == 4:
            return part % 4, part // 4
        return (part, number) if blocks > 1 else (0, count * part + number)

    return (
        _dense(kind, m, count, 64, place),
        _dense(kind, n, count, 64, place),
        _cdna_result(m, n, blocks, d_type),
    )


def _cdna_result(m: int, n: int, blocks: int, d_type: str) -> tuple[Group, ...]:
    groups = []
    for first in range(0, 64, n):
        part = first // n
        if d_type == "f64":
            if m == 4:
                groups.append(Group(0, 0, first, part % 4, part // 4))
            else:
                groups += [Group(2 * number, 0, first, 0, 4 * number + part) for number in range(4)]
        elif m == 32:
            for register in range(16 * blocks):
                row = 8 * (register // 4 % 4) + 4 * part + register % 4
                groups.append(Group(register, 0, first, register // 16, row))
        elif m == 16:
            for register in range(4 * blocks):
                groups.append(Group(register, 0, first, register // 4, 4 * part + register % 4))
        else:
            groups += [Group(register, 0, first, part, register) for register in range(4)]
    return tuple(groups)


def _rdna3(k: int, kind: str, d_type: str, lanes: int) -> tuple[tuple[Group, ...], ...]:
    """Lanes from 16 on repeat the first 16 in A and B; a 16-bit result has a register per element."""
    inputs = _dense(kind, 16, k, 16, lambda number, first: (0, number))
    parts = lanes // 16
    result = tuple(
        Group(register, 0, 16 * part, 0, parts * register + part)
        for register in range(16 // parts)
        for part in range(parts)
    )
    return inputs, inputs, result


def _rdna4_k(bits: int, per_lane: int, lanes: int, sparse: bool) -> Callable[[int, int], int]:
    """The k of an element of a lane by its number and the group's first lane."""

    def k(number: int, first: int) -> int:
        low, high = first // 16 % 2, first // 32
        if bits == 16 and lanes == 32:
            run = 8 if sparse else 4
            return 2 * run * (number // run) + run * low + number % run
        if bits == 16:
            return per_lane * (first // 16) + number
        if lanes == 32:
            return per_lane * low + number
        return 2 * per_lane * low + per_lane * high + number

    return k


def _rdna4_result(d_type: str, lanes: int) -> tuple[Group, ...]:
    packed = ELEMENT_BITS[d_type] == 16
    count = 256 // lanes
    groups = []
    for first in range(0, lanes, 16):
        base = 8 * (first // 16 % 2) + 4 * (first // 32)
        for number in range(count):
            register, element = (number // 2, number % 2) if packed else (number, 0)
            groups.append(Group(register, element, first, 0, base + number))
    return tuple(groups)


def _rdna4(k: int, kind: str, d_type: str, lanes: int, sparse: bool) -> tuple[tuple[Group, ...], ...]:
    bits = ELEMENT_BITS[kind]
    used = min(lanes, 32) if bits == 4 and k * 16 * 4 < 32 * lanes else lanes
    per_lane = 16 * k // used
    position = _rdna4_k(bits, per_lane, used, sparse)
    b = _dense(kind, 16, per_lane, used, lambda number, first: (0, position(number, first)))
    return b, b, _rdna4_result(d_type, lanes)


def _compressed(b: tuple[Group, ...], kind: str, wide: int) -> tuple[Packed, ...]:
    """A's stored pairs follow B's runs of four k in each lane group."""
    per = _per_register(kind)
    found = []
    for first in sorted({group.first_lane for group in b}):
        runs = [group.index for group in b if group.first_lane == first][::4]
        for number, index in enumerate(runs):
            stored = 2 * number
            found.append(Packed(stored // per, stored % per, first, number, index))
    return tuple(found)


@lru_cache(maxsize=256)
def tile(mnemonic: str, generation: int, lanes: int) -> Tile | None:
    """The tile of a matrix instruction, None where the mnemonic is none or lies in no known way."""
    match = _NAME.match(mnemonic)
    if match is None:
        return None
    m, n, k = (int(match[name]) for name in "mnk")
    blocks = int(match["blocks"] or 1)
    types = match["types"].split("_")
    a_type, b_type, d_type = types[0], types[-1], match["d"]
    if a_type not in ELEMENT_BITS or b_type not in ELEMENT_BITS or d_type not in ELEMENT_BITS:
        return None
    sparse = match["unit"] in ("smfmac", "swmmac")
    if generation == 9:
        a, b, d = _mfma(m, n, k, blocks, a_type, d_type)
    elif generation == 11:
        a, b, d = _rdna3(k, a_type, d_type, lanes)
    else:
        a, b, d = _rdna4(k, a_type, d_type, lanes, sparse)
    packed = _compressed(b, a_type, m) if sparse else ()
    return Tile(m, n, k, blocks, a_type, b_type, d_type, () if sparse else a, packed, b, d)


def names(generation: int) -> tuple[str, ...]:
    """A generation's matrix instructions (ISA documents, tables of VOP3P and MAI opcodes)."""
    return _NAMES.get(generation, ())


_EIGHT = ("bf8_bf8", "bf8_fp8", "fp8_bf8", "fp8_fp8")
_NAMES = {
    9: (
        *(
            f"v_mfma_f32_{shape}_f32"
            for shape in ("32x32x1_2b", "16x16x1_4b", "4x4x1_16b", "32x32x2", "16x16x4")
        ),
        *(
            f"v_mfma_f32_{shape}_{kind}"
            for kind in ("f16", "bf16")
            for shape in ("32x32x4_2b", "16x16x4_4b", "4x4x4_16b", "32x32x8", "16x16x16")
        ),
        *(
            f"v_mfma_i32_{shape}_i8"
            for shape in ("32x32x4_2b", "16x16x4_4b", "4x4x4_16b", "32x32x16", "16x16x32")
        ),
        "v_mfma_f32_16x16x8_xf32",
        "v_mfma_f32_32x32x4_xf32",
        "v_mfma_f64_16x16x4_f64",
        "v_mfma_f64_4x4x4_4b_f64",
        *(f"v_mfma_f32_{shape}_{kind}" for shape in ("16x16x32", "32x32x16") for kind in _EIGHT),
        *(f"v_smfmac_f32_{shape}_{kind}" for shape in ("16x16x32", "32x32x16") for kind in ("f16", "bf16")),
        *(f"v_smfmac_i32_{shape}_i8" for shape in ("16x16x64", "32x32x32")),
        *(f"v_smfmac_f32_{shape}_{kind}" for shape in ("16x16x64", "32x32x32") for kind in _EIGHT),
    ),
    11: (
        *(f"v_wmma_{d}_16x16x16_{kind}" for d, kind in (("f32", "f16"), ("f32", "bf16"), ("f16", "f16"))),
        "v_wmma_bf16_16x16x16_bf16",
        "v_wmma_i32_16x16x16_iu8",
        "v_wmma_i32_16x16x16_iu4",
    ),
}
_NAMES[12] = (
    *_NAMES[11],
    "v_wmma_i32_16x16x32_iu4",
    *(f"v_wmma_f32_16x16x16_{kind}" for kind in _EIGHT),
    *(f"v_swmmac_{d}_16x16x32_{kind}" for d, kind in (("f32", "f16"), ("f32", "bf16"), ("f16", "f16"))),
    "v_swmmac_bf16_16x16x32_bf16",
    "v_swmmac_i32_16x16x32_iu8",
    "v_swmmac_i32_16x16x32_iu4",
    "v_swmmac_i32_16x16x64_iu4",
    *(f"v_swmmac_f32_16x16x32_{kind}" for kind in _EIGHT),
)
