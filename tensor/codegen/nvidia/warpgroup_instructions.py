"""Matrix instructions of a warpgroup, `wgmma.mma_async`: 128 work-items multiply what lies in local memory.

C[row, column] += sum over k of A[row, k] * B[k, column] for 64 rows and up to 256 columns, both operands from
local memory, where they lie as a bulk copy with the 128-byte swizzle puts them.

Sources: NVIDIA's "PTX ISA", Asynchronous Warpgroup Level Matrix Instructions: shapes and types, "Register
Fragments and Shared Memory Matrix Layouts", "Matrix-Descriptor Format"; CUTLASS's mma_sm90_desc.hpp for what
the two byte offsets mean in each layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...graph import dtype as dtypes
from ...graph.dtype import DType

ROWS = 64
LANES = 128
WAVES = 4
SWIZZLE_BYTES = 128
"""Bytes of a row of a swizzled matrix; eight such rows make the pattern, and must lie at a multiple of it."""
PATTERN_ROWS = 8
PATTERN_BYTES = PATTERN_ROWS * SWIZZLE_BYTES

# "Matrix-Descriptor Format": addresses and offsets in units of 16 bytes, and the first bit of each field.
UNIT_BYTES = 16
ADDRESS_MASK = (1 << 18) - 1
"""The bits of an address in local memory that a descriptor takes."""
_LEADING_AT, _STRIDE_AT, _SWIZZLE_AT = 16, 32, 62
_SWIZZLE_128 = 1


@dataclass(frozen=True)
class WarpgroupInstruction:
    """One instruction: the types it takes, its depth, and how it is written.

    With `turns` the k of a row or column need not be together in memory. `scales` says that signs of the
    operands are among the instruction's arguments. The number of columns is a multiple of `column_step`.
    `column_source` is the dtype of B where it is another than A's, of as many bits.
    """

    name: str
    source: DType
    result: DType
    depth: int
    types: str
    turns: bool
    scales: bool
    column_step: int = 8
    column_source: DType | None = None

    @property
    def sources(self) -> tuple[DType, DType]:
        """The dtypes of A and B."""
        return self.source, self.column_source or self.source

    @property
    def row_elements(self) -> int:
        """Elements in a row of a swizzled matrix."""
        return SWIZZLE_BYTES // self.source.item_bytes

    def text(self, columns: int, totals: str, a: str, b: str, use: str, by_depth: tuple[bool, bool]) -> str:
        """The instruction: registers of totals, descriptors, whether to add to the totals; of each operand,
        whether its k lie together.
        """
        flags = ", 1, 1" if self.scales else ""
        if self.turns:
            flags += "".join(f", {int(not together)}" for together in by_depth)
        shape = f"m{ROWS}n{columns}k{self.depth}"
        return f"wgmma.mma_async.sync.aligned.{shape}.{self.types} {{{totals}}}, {a}, {b}, {use}{flags};"


_EIGHT_BIT = {"e4m3": dtypes.float8_e4m3fn, "e5m2": dtypes.float8_e5m2}

INSTRUCTIONS = (
    WarpgroupInstruction("wgmma_bf16", dtypes.bfloat16, dtypes.float32, 16, "f32.bf16.bf16", True, True),
    WarpgroupInstruction("wgmma_f16", dtypes.float16, dtypes.float32, 16, "f32.f16.f16", True, True),
    WarpgroupInstruction("wgmma_i8", dtypes.int8, dtypes.int32, 32, "s32.s8.s8", False, False, 16),
    *(
        WarpgroupInstruction(
            f"wgmma_{a}_{b}",
            _EIGHT_BIT[a],
            dtypes.float32,
            32,
            f"f32.{a}.{b}",
            False,
            True,
            column_source=_EIGHT_BIT[b],
        )
        for a in _EIGHT_BIT
        for b in _EIGHT_BIT
    ),
)

FEATURE = "wgmma"
"""What a machine has that has them."""


def of_features(features: frozenset[str]) -> Sequence[WarpgroupInstruction]:
    """The instructions of a machine."""
    return INSTRUCTIONS if FEATURE in features else ()


def named(name: str) -> WarpgroupInstruction:
    """Raises KeyError where there is none of that name."""
    return {each.name: each for each in INSTRUCTIONS}[name]


def descriptor(leading_bytes: int, stride_bytes: int) -> int:
    """A matrix descriptor with the 128-byte swizzle, without the address.

    Where the k of a line lie together, `stride_bytes` is from eight lines to the next eight, and the other is
    not used. Where they do not, `leading_bytes` is from one row's worth of lines to the next, and
    `stride_bytes` from eight k to the next.
    """
    return (
        leading_bytes // UNIT_BYTES << _LEADING_AT
        | stride_bytes // UNIT_BYTES << _STRIDE_AT
        | _SWIZZLE_128 << _SWIZZLE_AT
    )
