"""The element types of a tensor: one row for each, with all that is particular to it.

What works with a type asks its row: nothing else in the tree lists them. What instructions of a card take
them is that card's to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, eq=False)
class DType:
    """An element type: `kind` is b (bool), i (signed), u (unsigned), f (float) or c (complex); `bits` its
    size in memory.

    There is one object per type: types are compared by identity.

    `llvm` is its type in LLVM, `dlpack` its code in DLPack (DLDataTypeCode of dlpack.h 1.1), `safetensors`
    its name in such files, empty where they have none. `letter` is that of the struct module, or of buffers
    where that has none, empty where Python has no such numbers; NumPy lacks the same ones. What it is
    `summed` in is named, since that may be a later row.

    A float has `exponent_bits`, with a `bias`, and `fraction_bits`. `top` is the code of what is too large
    for it, `nan` one of no number. No tensor has a type that is not `held`.
    """

    name: str
    kind: str
    bits: int
    llvm: str
    dlpack: int
    safetensors: str
    letter: str
    summed: str
    exponent_bits: int = 0
    fraction_bits: int = 0
    bias: int = 0
    top: int = 0
    nan: int = 0
    held: bool = field(default=True, kw_only=True)

    @property
    def item_bytes(self) -> int:
        """How many bytes an element takes in memory."""
        return self.bits // 8

    @property
    def is_float(self) -> bool:
        """Whether it is a float of any width."""
        return self.kind == "f"

    @property
    def is_complex(self) -> bool:
        """Whether it is complex: two floats, the real part first."""
        return self.kind == "c"

    @property
    def is_inexact(self) -> bool:
        """Whether it is a float or complex: what has gradients."""
        return self.kind in "fc"

    @property
    def part(self) -> DType:
        """The float that the parts of a complex type have; of others the type itself."""
        return BY_NAME[f"float{self.bits // 2}"] if self.kind == "c" else self

    @property
    def is_integer(self) -> bool:
        """Whether it is an integer, signed or not; bool is none."""
        return self.kind in "iu"

    @cached_property
    def accumulator(self) -> DType:
        """What products are summed in."""
        return BY_NAME[self.summed]

    @property
    def computing(self) -> DType:
        """What is computed with in its place: float32 for narrower floats, else the type itself."""
        return self.accumulator if self.is_float else self

    @property
    def signed(self) -> DType:
        """The signed integer of this size."""
        return BY_NAME[f"int{self.bits}"]

    @cached_property
    def minimum(self) -> int | float | bool:
        """The least value: what a maximum over nothing starts from (-inf for floats that have it)."""
        if self.kind == "f":
            return -self.maximum
        return False if self.kind == "b" else 0 if self.kind == "u" else -(1 << (self.bits - 1))

    @cached_property
    def maximum(self) -> int | float | bool:
        """The greatest value (inf for floats that have it)."""
        if self.kind == "f":
            return float("inf") if self.has_infinity else self.finite
        return True if self.kind == "b" else (1 << (self.bits - (self.kind == "i"))) - 1

    @property
    def has_infinity(self) -> bool:
        """Whether a float's codes with the largest exponent are infinity and no numbers, as in IEEE 754."""
        return self.top == ((1 << self.exponent_bits) - 1) << self.fraction_bits

    @cached_property
    def finite(self) -> float:
        """The greatest finite value of a float."""
        return self.size_of(self.top - 1 if self.has_infinity or self.top == self.nan else self.top)

    @property
    def epsilon(self) -> float:
        """How far the float after 1 is from it."""
        return 2.0**-self.fraction_bits

    def size_of(self, code: int) -> float:
        """What a float's code without its sign stands for, read as a finite number."""
        exponent, fraction = code >> self.fraction_bits, code & ((1 << self.fraction_bits) - 1)
        hidden = 1 << self.fraction_bits if exponent else 0
        return (hidden + fraction) * 2.0 ** (max(exponent, 1) - self.bias - self.fraction_bits)

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> str:
        return f"{self.name}_" if self.name == "bool" else self.name


# fmt: off
bool_    = DType("bool",     "b",  8, "i1",     6, "BOOL", "?", "bool")
int8     = DType("int8",     "i",  8, "i8",     0, "I8",   "b", "int32")
int16    = DType("int16",    "i", 16, "i16",    0, "I16",  "h", "int16")
int32    = DType("int32",    "i", 32, "i32",    0, "I32",  "i", "int32")
int64    = DType("int64",    "i", 64, "i64",    0, "I64",  "q", "int64")
uint8    = DType("uint8",    "u",  8, "i8",     1, "U8",   "B", "int32")
uint16   = DType("uint16",   "u", 16, "i16",    1, "U16",  "H", "uint16")
uint32   = DType("uint32",   "u", 32, "i32",    1, "U32",  "I", "uint32")
uint64   = DType("uint64",   "u", 64, "i64",    1, "U64",  "Q", "uint64")
# Floats: IEEE 754's binary16, 32 and 64; bfloat16; and those of the "OCP 8-bit Floating Point Specification
# (OFP8)", sections 5.1 and 5.2, whose codes are integers to LLVM. The first of these has no infinity: what is
# beyond it, infinity too, becomes its greatest value, as in PyTorch.
#                                                                           exponent, fraction, bias, top, nan
float8_e4m3fn = DType("float8_e4m3fn", "f", 8, "i8", 10, "F8_E4M3", "", "float32", 4, 3, 7, 0x7E, 0x7F)
float8_e5m2   = DType("float8_e5m2",   "f", 8, "i8", 12, "F8_E5M2", "", "float32", 5, 2, 15, 0x7C, 0x7F)
float16  = DType("float16",  "f", 16, "half",   2, "F16",  "e", "float32", 5, 10, 15, 0x7C00, 0x7E00)
bfloat16 = DType("bfloat16", "f", 16, "bfloat", 4, "BF16", "",  "float32", 8, 7, 127, 0x7F80, 0x7FC0)
float32  = DType("float32",  "f", 32, "float",  2, "F32",  "f", "float32", 8, 23, 127, 0x7F800000, 0x7FC00000)
float64  = DType("float64",  "f", 64, "double", 2, "F64",  "d", "float64", 11, 52, 1023, 0x7FF << 52,
                 0xFFF << 51)
# float32 whose last 13 bits of fraction are zero ("PTX ISA", Alternate floating point data formats): what
# operands of a product at that precision are rounded to on their way.
tfloat32 = DType("tfloat32", "f", 32, "float",  2, "",     "",  "float32", 8, 10, 127, 0x3FC00, 0x3FE00,
                 held=False)
# Pairs of floats, which no kernel computes with: `fusion/complex_parts.py` makes real values of them.
complex64  = DType("complex64",  "c",  64, "",  5, "C64", "Zf", "complex64")
complex128 = DType("complex128", "c", 128, "",  5, "",    "Zd", "complex128")
# fmt: on

# What kernels compute with; and what is made of two of them.
ALL = tuple(
    row for row in list(globals().values()) if isinstance(row, DType) and row.held and row.kind != "c"
)
COMPLEX = (complex64, complex128)
EIGHT_BIT_FLOATS = tuple(dtype for dtype in ALL if dtype.is_float and dtype.bits == 8)
BY_NAME = {dtype.name: dtype for dtype in ALL + COMPLEX}
