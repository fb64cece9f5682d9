"""LLVM IR as Python expressions: typed values whose operators append instructions to a function's text.

A value is a scalar or a vector with one element per lane; Python numbers beside it become constants of its
type.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

_BITS = {"half": 16, "bfloat": 16, "float": 32, "double": 64, "ptr": 64}
FLOATS = frozenset({"half", "bfloat", "float", "double"})
_SHORT = {"half": "f16", "bfloat": "bf16", "float": "f32", "double": "f64"}


class Type(NamedTuple):
    """An LLVM type: an element ("i32", "float", "ptr", ...) and the number of lanes, 0 for a scalar."""

    element: str
    lanes: int = 0

    def __str__(self) -> str:
        return f"<{self.lanes} x {self.element}>" if self.lanes else self.element

    @property
    def bits(self) -> int:
        """The width of an element."""
        return _BITS[self.element] if self.element in _BITS else int(self.element[1:])

    @property
    def is_float(self) -> bool:
        """Whether the elements are floating point."""
        return self.element in FLOATS

    def of(self, element: str) -> Type:
        """As many lanes of another element."""
        return Type(element, self.lanes)

    @property
    def suffix(self) -> str:
        """The type as an intrinsic's name spells it."""
        short = _SHORT.get(self.element, "p0" if self.element == "ptr" else self.element)
        return f"v{self.lanes}{short}" if self.lanes else short


def _constant(element: str, number: float) -> str:
    if element in ("float", "double"):
        if element == "float":
            number = struct.unpack("<f", struct.pack("<f", number))[0]
        return f"0x{struct.unpack('<Q', struct.pack('<d', number))[0]:016X}"
    if element == "half":
        return f"0xH{struct.unpack('<H', struct.pack('<e', number))[0]:04X}"
    if element == "bfloat":
        return f"0xR{struct.unpack('<I', struct.pack('<f', number))[0] >> 16:04X}"
    if element == "i1":
        return "true" if number else "false"
    width = int(element[1:])
    whole = int(number) & ((1 << width) - 1)
    return str(whole - (1 << width) if whole >> (width - 1) else whole)


class Value:
    """A value of the function being written. Integer comparisons are methods, since signs matter."""

    __slots__ = ("code", "text", "type")

    def __init__(self, code: Code, text: str, type: Type) -> None:
        self.code, self.text, self.type = code, text, type

    def __str__(self) -> str:
        return f"{self.type} {self.text}"

    def _binary(self, integer: str, floating: str, other: Value | float, swapped: bool = False) -> Value:
        name = floating if self.type.is_float else integer
        right = self.code.lift(other, self.type)
        first, second = (right, self) if swapped else (self, right)
        if self.type.is_float and self.code.dynamic_rounding:
            return self.code.rounded(floating, self.type, first, second)
        return self.code.emit(f"{name} {self.type} {first.text}, {second.text}", self.type)

    def __add__(self, other: Value | float) -> Value:
        return self._binary("add", "fadd", other)

    def __radd__(self, other: float) -> Value:
        return self._binary("add", "fadd", other)

    def __sub__(self, other: Value | float) -> Value:
        return self._binary("sub", "fsub", other)

    def __rsub__(self, other: float) -> Value:
        return self._binary("sub", "fsub", other, swapped=True)

    def __mul__(self, other: Value | float) -> Value:
        return self._binary("mul", "fmul", other)

    def __rmul__(self, other: float) -> Value:
        return self._binary("mul", "fmul", other)

    def __truediv__(self, other: Value | float) -> Value:
        return self._binary("fdiv", "fdiv", other)

    def __rtruediv__(self, other: float) -> Value:
        return self._binary("fdiv", "fdiv", other, swapped=True)

    def __and__(self, other: Value | int) -> Value:
        return self._binary("and", "and", other)

    def __or__(self, other: Value | int) -> Value:
        return self._binary("or", "or", other)

    def __xor__(self, other: Value | int) -> Value:
        return self._binary("xor", "xor", other)

    def __invert__(self) -> Value:
        return self ^ -1

    def __neg__(self) -> Value:
        if self.type.is_float:
            return self.code.emit(f"fneg {self}", self.type)
        return self._binary("sub", "fsub", 0, swapped=True)

    def __lshift__(self, other: Value | int) -> Value:
        return self._binary("shl", "shl", other)

    def __rshift__(self, other: Value | int) -> Value:
        return self._binary("lshr", "lshr", other)

    def sar(self, other: Value | int) -> Value:
        """Shift right, copying the sign."""
        return self._binary("ashr", "ashr", other)

    def compare(self, predicate: str, other: Value | float) -> Value:
        """`icmp` or `fcmp` by LLVM's predicate name: "eq", "ult", "slt", "oeq", "uno", ..."""
        name = "fcmp" if self.type.is_float else "icmp"
        right = self.code.lift(other, self.type)
        return self.code.emit(f"{name} {predicate} {self.type} {self.text}, {right.text}", self.type.of("i1"))

    def eq(self, other: Value | float) -> Value:
        """Equal (ordered, for floats)."""
        return self.compare("oeq" if self.type.is_float else "eq", other)

    def ne(self, other: Value | float) -> Value:
        """Not equal (or unordered, for floats)."""
        return self.compare("une" if self.type.is_float else "ne", other)

    def _convert(self, operation: str, element: str) -> Value:
        target = self.type.of(element)
        if target == self.type:
            return self
        if self.code.dynamic_rounding and operation in ("fptrunc", "sitofp", "uitofp"):
            return self.code.rounded(operation, target, self)
        return self.code.emit(f"{operation} {self} to {target}", target)

    def zext(self, element: str) -> Value:
        """Widen an unsigned integer."""
        return self._convert("zext", element)

    def sext(self, element: str) -> Value:
        """Widen a signed integer."""
        return self._convert("sext", element)

    def trunc(self, element: str) -> Value:
        """Keep the low bits."""
        return self._convert("trunc", element)

    def fit(self, element: str, signed: bool = False) -> Value:
        """Widen or narrow an integer to `element`."""
        width = int(element[1:])
        if width < self.type.bits:
            return self.trunc(element)
        return self.sext(element) if signed else self.zext(element)

    def bits(self, element: str) -> Value:
        """The same bits as another element of the same width."""
        return self._convert("bitcast", element)

    def fpext(self, element: str) -> Value:
        """Widen a float; no loss."""
        return self._convert("fpext", element)

    def fptrunc(self, element: str) -> Value:
        """Narrow a float, to nearest even."""
        return self._convert("fptrunc", element)

    def to_float(self, element: str, signed: bool = False) -> Value:
        """An integer as a float, to nearest even."""
        return self._convert("sitofp" if signed else "uitofp", element)

    def where(self, yes: Value, no: Value | float) -> Value:
        """Of two values the first where this condition holds, else the second."""
        other = self.code.lift(no, yes.type)
        return self.code.emit(f"select {self}, {yes}, {other}", yes.type)


class Code:
    """The text of one function while it is written. `entry` runs before `lines`, in the first block. With
    `dynamic_rounding` arithmetic is rounded as the processor is told at the time, not to nearest.
    """

    def __init__(self) -> None:
        self.entry: list[str] = []
        self.lines: list[str] = []
        self.declarations: dict[str, str] = {}
        self._names = 0
        self.label = "start"
        self.dynamic_rounding = False

    def name(self) -> str:
        """A fresh local name."""
        self._names += 1
        return f"%v{self._names}"

    def emit(self, text: str, type: Type) -> Value:
        """Append an instruction that gives a value."""
        name = self.name()
        self.lines.append(f"  {name} = {text}")
        return Value(self, name, type)

    def emit_entry(self, text: str, type: Type) -> Value:
        """Append an instruction to the first block, so that its value can be used everywhere."""
        name = self.name()
        self.entry.append(f"  {name} = {text}")
        return Value(self, name, type)

    def do(self, text: str) -> None:
        """Append an instruction without a value."""
        self.lines.append(f"  {text}")

    def constant(self, type: Type, number: float) -> Value:
        """A number, the same in every lane."""
        text = _constant(type.element, number)
        return Value(self, f"splat ({type.element} {text})" if type.lanes else text, type)

    def per_lane(self, element: str, numbers: Sequence[float]) -> Value:
        """A constant vector."""
        inner = ", ".join(f"{element} {_constant(element, number)}" for number in numbers)
        return Value(self, f"<{inner}>", Type(element, len(numbers)))

    def lift(self, value: Value | float, type: Type) -> Value:
        """A Python number as a constant of `type`; a scalar beside a vector in every lane."""
        if not isinstance(value, Value):
            return self.constant(type, value)
        if type.lanes and not value.type.lanes:
            return self.splat(value, type.lanes)
        return value

    def splat(self, value: Value, lanes: int) -> Value:
        """A scalar in every lane."""
        vector = Type(value.type.element, lanes)
        first = self.emit(f"insertelement {vector} poison, {value}, i32 0", vector)
        return self.emit(f"shufflevector {first}, {vector} poison, <{lanes} x i32> zeroinitializer", vector)

    def shuffle(self, value: Value, selection: Sequence[int], other: Value | None = None) -> Value:
        """Lanes of `value` (and `other`, whose lanes count on) by number; -1 for a lane of no matter."""
        second = other if other is not None else Value(self, "poison", value.type)
        mask = ", ".join(f"i32 {index if index >= 0 else 'poison'}" for index in selection)
        return self.emit(
            f"shufflevector {value}, {second}, <{len(selection)} x i32> <{mask}>",
            Type(value.type.element, len(selection)),
        )

    def extract(self, value: Value, lane: Value | int) -> Value:
        """One lane of a vector."""
        index = lane if isinstance(lane, Value) else self.constant(Type("i32"), lane)
        return self.emit(f"extractelement {value}, {index}", Type(value.type.element))

    def insert(self, value: Value, lane: Value | int, element: Value) -> Value:
        """A vector with one lane replaced."""
        index = lane if isinstance(lane, Value) else self.constant(Type("i32"), lane)
        return self.emit(f"insertelement {value}, {element}, {index}", value.type)

    def call(self, name: str, result: Type, *arguments: Value) -> Value:
        """Call a function by its whole name; it is declared by the arguments' types."""
        self._declare(name, str(result), arguments)
        return self.emit(f"call {result} @{name}({', '.join(map(str, arguments))})", result)

    def call_void(self, name: str, *arguments: Value) -> None:
        """Call a function without a result."""
        self._declare(name, "void", arguments)
        self.do(f"call void @{name}({', '.join(map(str, arguments))})")

    def _declare(self, name: str, result: str, arguments: Sequence[Value]) -> None:
        types = ", ".join(str(argument.type) for argument in arguments)
        self.declarations[name] = f"declare {result} @{name}({types})"

    def intrinsic(self, name: str, value: Value, *others: Value | float, result: Type | None = None) -> Value:
        """Call `llvm.<name>`, overloaded by the first argument's type; the others are lifted to it."""
        arguments = [value, *(self.lift(other, value.type) for other in others)]
        if self.dynamic_rounding and name in ("fma", "sqrt"):
            return self.rounded(name, value.type, *arguments)
        return self.call(f"llvm.{name}.{value.type.suffix}", result or value.type, *arguments)

    def rounded(self, name: str, result: Type, *arguments: Value) -> Value:
        """Arithmetic that the optimiser keeps where it is, between two settings of the rounding mode."""
        converts = arguments[0].type != result
        suffix = f"{result.suffix}.{arguments[0].type.suffix}" if converts else result.suffix
        whole = f"llvm.experimental.constrained.{name}.{suffix}"
        types = ", ".join(str(argument.type) for argument in arguments)
        self.declarations[whole] = f"declare {result} @{whole}({types}, metadata, metadata)"
        given = ", ".join(map(str, arguments))
        modes = 'metadata !"round.dynamic", metadata !"fpexcept.ignore"'
        return self.emit(f"call {result} @{whole}({given}, {modes}) strictfp", result)

    # ---- memory of the host and control flow ---------------------------------------------------------

    def at(self, pointer: Value, offset: Value | int) -> Value:
        """The pointer `offset` bytes on."""
        index = offset if isinstance(offset, Value) else self.constant(Type("i64"), offset)
        lanes = index.type.lanes or pointer.type.lanes
        return self.emit(f"getelementptr i8, {pointer}, {index}", Type("ptr", lanes))

    def load(self, pointer: Value, type: Type, alignment: int = 4) -> Value:
        """Read from host memory."""
        return self.emit(f"load {type}, {pointer}, align {alignment}", type)

    def store(self, pointer: Value, value: Value, alignment: int = 4) -> None:
        """Write to host memory."""
        self.do(f"store {value}, {pointer}, align {alignment}")

    def block(self, label: str) -> None:
        """Begin a block; the one before must have ended with a branch."""
        self.lines.append(f"{label}:")
        self.label = label

    def new_label(self, hint: str) -> str:
        """A fresh label."""
        self._names += 1
        return f"{hint}{self._names}"

    def jump(self, label: str) -> None:
        """End the block."""
        self.do(f"br label %{label}")

    def branch(self, condition: Value, yes: str, no: str) -> None:
        """End the block by a condition."""
        self.do(f"br {condition}, label %{yes}, label %{no}")

    def phi(self, *incoming: tuple[Value, str]) -> Value:
        """The value of the block that control came from, which is named beside each."""
        type = incoming[0][0].type
        pairs = ", ".join(f"[{value.text}, %{label}]" for value, label in incoming)
        return self.emit(f"phi {type} {pairs}", type)
