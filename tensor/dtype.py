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
        """The least value: what a maximum over nothing starts from (-inf for floats)."""
        if self.kind == "f":
            return float("-inf")
        return False if self.kind == "b" else 0 if self.kind == "u" else -(1 << (self.bits - 1))

    @property
    def maximum(self) -> int | float | bool:
        """The greatest value (inf for floats)."""
        if self.kind == "f":
            return float("inf")
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

ALL = (bool_, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, bfloat16, float32, float64)
BY_NAME = {dtype.name: dtype for dtype in ALL}
