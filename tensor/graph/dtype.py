"""The element types of a tensor and how they promote."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class DType:
    """An element type: `kind` is b (bool), i (signed), u (unsigned) or f (float); `bits` its size in memory.

    There is one object per type: types are compared by identity.
    """

    name: str
    kind: str
    bits: int

    @property
    def item_bytes(self) -> int:
        return self.bits // 8

    @property
    def is_float(self) -> bool:
        return self.kind == "f"

    @property
    def is_integer(self) -> bool:
        return self.kind in "iu"

    @property
    def minimum(self) -> int | float | bool:
        """The least value: what a maximum over nothing starts from (-inf for floats that have it)."""
        if self.kind == "f":
            return -self.maximum
        return False if self.kind == "b" else 0 if self.kind == "u" else -(1 << (self.bits - 1))

    @property
    def maximum(self) -> int | float | bool:
        """The greatest value (inf for floats that have it)."""
        if self.kind == "f":
            return FINITE[self] if self is float8_e4m3fn else float("inf")
        return True if self.kind == "b" else (1 << (self.bits - (self.kind == "i"))) - 1

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> str:
        return f"{self.name}_" if self.name == "bool" else self.name


bool_ = DType("bool", "b", 8)
int8, int16, int32, int64 = (DType(f"int{bits}", "i", bits) for bits in (8, 16, 32, 64))
uint8, uint16, uint32, uint64 = (DType(f"uint{bits}", "u", bits) for bits in (8, 16, 32, 64))
float16, float32, float64 = (DType(f"float{bits}", "f", bits) for bits in (16, 32, 64))
bfloat16 = DType("bfloat16", "f", 16)
# "OCP 8-bit Floating Point Specification (OFP8)": 4 and 3, or 5 and 2, bits of exponent and fraction. The
# first has no infinity: what is beyond it, infinity too, becomes its greatest value, as in PyTorch.
float8_e4m3fn, float8_e5m2 = DType("float8_e4m3fn", "f", 8), DType("float8_e5m2", "f", 8)
# float32 whose last 13 bits of fraction are zero: what operands of a product at that precision are rounded
# to on their way. No tensor has it.
tfloat32 = DType("tfloat32", "f", 32)

EIGHT_BIT_FLOATS = (float8_e4m3fn, float8_e5m2)
ALL = (
    bool_, int8, int16, int32, int64, uint8, uint16, uint32, uint64,
    *EIGHT_BIT_FLOATS, float16, bfloat16, float32, float64,
)  # fmt: skip
BY_NAME = {dtype.name: dtype for dtype in ALL}
# The greatest finite value of each float (IEEE 754 binary16, 32, 64; bfloat16: 8 bits of exponent, 7 of
# fraction; OFP8, table 2).
FINITE = {
    float8_e4m3fn: 448.0,
    float8_e5m2: 57344.0,
    float16: 65504.0,
    bfloat16: 2.0**127 * (2 - 2.0**-7),
    float32: 2.0**127 * (2 - 2.0**-23),
    float64: 2.0**1023 * (2 - 2.0**-52),
}
