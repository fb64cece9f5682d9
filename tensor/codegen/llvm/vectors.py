"""Values as LLVM writes them: types, constants and intrinsics, over scalars or vectors of any width."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Protocol

from ...graph import dtype as dtypes
from ...graph import float_codes
from ...graph.dtype import DType
from ...graph.node import Op


class Writer(Protocol):
    @property
    def functions(self) -> Mapping[tuple[Op, str], Elementwise]:
        """(op, dtype's name) -> what writes it on this target instead of what is here."""

    @property
    def conversions(self) -> Mapping[tuple[str, str], Elementwise]:
        """(dtype's name, other's name) -> what writes the conversion on this target instead of what is
        there."""

    def emit(self, text: str) -> str:
        """Append an instruction and return the name of its result."""

    def declare(self, text: str) -> None:
        """Declare an external function or intrinsic once."""


# Writes one op: given where, how many lanes, and the operands.
Elementwise = Callable[..., str]


def scalar_type(dtype: DType) -> str:
    return dtype.llvm


def vector_of(scalar: str, lanes: int) -> str:
    """The LLVM type of `lanes` scalars; 1 lane is the scalar itself."""
    return scalar if lanes == 1 else f"<{lanes} x {scalar}>"


def literal(value: bool | int | float, dtype: DType) -> str:
    """An LLVM constant of the dtype."""
    if dtype.kind == "b":
        return "true" if value else "false"
    if dtype.kind != "f":
        return str(int(value))
    if dtype is dtypes.float16:
        return f"0xH{_float16_bits(float(value)):04X}"
    if dtype.bits < 32:
        (code,) = float_codes.encode((float(value),), dtype)
        return f"0xR{code:04X}" if dtype is dtypes.bfloat16 else str(code)
    number = float(value)
    if dtype.bits == 32:
        number = _round_float32(number)
    return f"0x{struct.unpack('<Q', struct.pack('<d', number))[0]:016X}"


def _round_float32(number: float) -> float:
    try:
        rounded: float = struct.unpack("<f", struct.pack("<f", number))[0]
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")
    return rounded


def _float16_bits(number: float) -> int:
    try:
        return int(struct.unpack("<H", struct.pack("<e", number))[0])
    except OverflowError:
        return 0x7C00 if number > 0 else 0xFC00


def splat(text: str, scalar: str, lanes: int) -> str:
    """A constant repeated in every lane."""
    return text if lanes == 1 else f"splat ({scalar} {text})"


def suffix(scalar: str, lanes: int) -> str:
    """The mangling of a type in an intrinsic's name."""
    base = {"half": "f16", "bfloat": "bf16", "float": "f32", "double": "f64"}.get(scalar, scalar)
    return base if lanes == 1 else f"v{lanes}{base}"


def intrinsic(w: Writer, name: str, scalar: str, lanes: int, *operands: str) -> str:
    """Call `llvm.<name>` over operands of one type, which is also the result's."""
    full = vector_of(scalar, lanes)
    symbol = f"@llvm.{name}.{suffix(scalar, lanes)}"
    w.declare(f"declare {full} {symbol}({', '.join([full] * len(operands))})")
    return w.emit(f"call {full} {symbol}({', '.join(f'{full} {operand}' for operand in operands)})")


class Floats:
    """Arithmetic on vectors of float32 or float64, for writing polynomials legibly."""

    def __init__(self, w: Writer, lanes: int, scalar: str = "float") -> None:
        self.w, self.lanes, self.scalar = w, lanes, scalar
        self.type = vector_of(scalar, lanes)
        self.bits = "i32" if scalar == "float" else "i64"
        self.int_type = vector_of(self.bits, lanes)
        self.dtype = dtypes.float32 if scalar == "float" else dtypes.float64

    def const(self, value: float) -> str:
        return splat(literal(value, self.dtype), self.scalar, self.lanes)

    def int_const(self, value: int) -> str:
        return splat(str(value), self.bits, self.lanes)

    def binary(self, op: str, a: str, b: str) -> str:
        return self.w.emit(f"{op} {self.type} {a}, {b}")

    def integer(self, op: str, a: str, b: str) -> str:
        return self.w.emit(f"{op} {self.int_type} {a}, {b}")

    def fma(self, a: str, b: str, c: str) -> str:
        return intrinsic(self.w, "fma", self.scalar, self.lanes, a, b, c)

    def polynomial(self, x: str, coefficients: list[float]) -> str:
        result = self.const(coefficients[0])
        for coefficient in coefficients[1:]:
            result = self.fma(result, x, self.const(coefficient))
        return result

    def as_int(self, a: str) -> str:
        return self.w.emit(f"bitcast {self.type} {a} to {self.int_type}")

    def as_float(self, a: str) -> str:
        return self.w.emit(f"bitcast {self.int_type} {a} to {self.type}")

    def compare(self, predicate: str, a: str, b: str) -> str:
        return self.w.emit(f"fcmp {predicate} {self.type} {a}, {b}")

    def select(self, test: str, a: str, b: str) -> str:
        return self.w.emit(f"select {vector_of('i1', self.lanes)} {test}, {self.type} {a}, {self.type} {b}")
