"""Native functions written in Python: values that know their type, loops and branches as `with` blocks."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager

INDEX = "i64"
ALIGNMENT = {"float": 4, "double": 8, INDEX: 8}
BLOCK = 8
"""How many columns are eliminated before the rest of a matrix is updated by all of them."""


def vector(kind: str, lanes: int) -> str:
    """The type of a vector."""
    return f"<{lanes} x {kind}>"


def scalar(kind: str) -> str:
    """The type of an element of a vector, or the type itself."""
    return kind[1:-1].split(" x ")[1] if kind.startswith("<") else kind


def _lanes(kind: str) -> int:
    return int(kind[1:].split(" ", maxsplit=1)[0]) if kind.startswith("<") else 1


def _literal(number: float, kind: str) -> str:
    element = scalar(kind)
    if element in ("float", "double"):
        held = struct.unpack("f", struct.pack("f", number))[0] if element == "float" else float(number)
        text = f"0x{struct.unpack('Q', struct.pack('d', held))[0]:016X}"
    else:
        text = str(int(number))
    return f"<{', '.join([f'{element} {text}'] * _lanes(kind))}>" if kind.startswith("<") else text


class Value:
    """What an instruction gives; arithmetic on it writes instructions."""

    __slots__ = ("kind", "text", "writer")

    def __init__(self, writer: FunctionWriter, kind: str, text: str) -> None:
        self.writer, self.kind, self.text = writer, kind, text

    def _of(self, other: Value | float) -> str:
        return other.text if isinstance(other, Value) else _literal(other, self.kind)

    def _operation(self, name: str, other: Value | float) -> Value:
        real = scalar(self.kind) in ("float", "double")
        return self.writer.value(
            self.kind, f"{'f' if real else ''}{name} {self.kind} {self.text}, {self._of(other)}"
        )

    def __add__(self, other: Value | float) -> Value:
        return self._operation("add", other)

    def __sub__(self, other: Value | float) -> Value:
        return self._operation("sub", other)

    def __mul__(self, other: Value | float) -> Value:
        return self._operation("mul", other)

    def __truediv__(self, other: Value | float) -> Value:
        return self._operation("div", other)

    def __and__(self, other: Value | float) -> Value:
        return self.writer.value(self.kind, f"and {self.kind} {self.text}, {self._of(other)}")

    def __or__(self, other: Value | float) -> Value:
        return self.writer.value(self.kind, f"or {self.kind} {self.text}, {self._of(other)}")

    def __xor__(self, other: Value | float) -> Value:
        return self.writer.value(self.kind, f"xor {self.kind} {self.text}, {self._of(other)}")

    def shifted_right(self, bits: int, signed: bool = False) -> Value:
        """The bits moved down."""
        name = "ashr" if signed else "lshr"
        return self.writer.value(self.kind, f"{name} {self.kind} {self.text}, {self._of(bits)}")

    def is_(self, predicate: str, other: Value | float) -> Value:
        """A comparison, under LLVM's name for it (`ogt`, `slt`)."""
        lanes = _lanes(self.kind)
        result = vector("i1", lanes) if self.kind.startswith("<") else "i1"
        name = "fcmp" if scalar(self.kind) in ("float", "double") else "icmp"
        return self.writer.value(result, f"{name} {predicate} {self.kind} {self.text}, {self._of(other)}")

    def converted(self, name: str, kind: str) -> Value:
        """A conversion, under LLVM's name for it (`fpext`, `bitcast`)."""
        return self.writer.value(kind, f"{name} {self.kind} {self.text} to {kind}")

    def rounded_down(self, step: int) -> Value:
        """The greatest multiple of a power of two that is not above this."""
        return self & -step

    def rounded_up(self, step: int) -> Value:
        """The least multiple of a power of two that is not below this."""
        return (self + (step - 1)) & -step


class Variable:
    """A place on the stack, which LLVM makes a register."""

    __slots__ = ("kind", "place", "writer")

    def __init__(self, writer: FunctionWriter, kind: str, place: str) -> None:
        self.writer, self.kind, self.place = writer, kind, place

    def get(self) -> Value:
        return self.writer.value(self.kind, f"load {self.kind}, ptr {self.place}")

    def set(self, value: Value | float) -> None:
        text = value.text if isinstance(value, Value) else _literal(value, self.kind)
        self.writer.line(f"store {self.kind} {text}, ptr {self.place}")


class FunctionWriter:
    """The text of one function that returns 0, or what `leave` is given.

    `held` is the type of the elements of matrices; they are worked on in double, `lanes` of them at once.
    """

    real, whole = "double", INDEX
    lanes = 8
    row = vector(real, lanes)

    def __init__(self, name: str, parameters: str, held: str) -> None:
        """`parameters` are names, those of pointers with a star."""
        self.name, self.held = f"{name}_{held}", held
        self._head: list[str] = []
        self._lines: list[str] = []
        self._declared: set[str] = set()
        self._count = 0
        self._parameters = [
            ("ptr", each[1:]) if each.startswith("*") else (INDEX, each) for each in parameters.split()
        ]
        self.given = {each: Value(self, kind, f"%{each}") for kind, each in self._parameters}

    def line(self, text: str) -> None:
        self._lines.append(f"  {text}")

    def _name(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"

    def value(self, kind: str, instruction: str) -> Value:
        """What an instruction gives."""
        name = self._name("%v")
        self.line(f"{name} = {instruction}")
        return Value(self, kind, name)

    def constant(self, number: float, kind: str = INDEX) -> Value:
        return Value(self, kind, _literal(number, kind))

    def variable(self, kind: str, start: Value | float) -> Variable:
        place = self._name("%p")
        self._head.append(f"  {place} = alloca {kind}")
        made = Variable(self, kind, place)
        made.set(start)
        return made

    def call(self, name: str, kind: str, *given: Value | float) -> Value:
        """An intrinsic function of values of one kind, or of the kind of each."""
        kinds = [each.kind if isinstance(each, Value) else kind for each in given]
        texts = [each.text if isinstance(each, Value) else _literal(each, kind) for each in given]
        self._declared.add(f"declare {kind} @{name}({', '.join(kinds)})")
        pairs = ", ".join(f"{k} {t}" for k, t in zip(kinds, texts, strict=True))
        return self.value(kind, f"call {kind} @{name}({pairs})")

    @staticmethod
    def _suffix(kind: str) -> str:
        letters = {"float": "f32", "double": "f64"}
        element = letters.get(scalar(kind), scalar(kind))
        return f"v{_lanes(kind)}{element}" if kind.startswith("<") else element

    def fused(self, x: Value, y: Value, added: Value) -> Value:
        """`x * y + added`, rounded once where the processor does that."""
        return self.call(f"llvm.fmuladd.{self._suffix(x.kind)}", x.kind, x, y, added)

    def taken(self, x: Value, y: Value, start: Value) -> Value:
        """`start - x * y`."""
        return self.fused(self.value(x.kind, f"fneg {x.kind} {x.text}"), y, start)

    def magnitude(self, x: Value) -> Value:
        return self.call(f"llvm.fabs.{self._suffix(x.kind)}", x.kind, x)

    def root(self, x: Value) -> Value:
        return self.call(f"llvm.sqrt.{self._suffix(x.kind)}", x.kind, x)

    def with_sign(self, x: Value, sign: Value) -> Value:
        return self.call(f"llvm.copysign.{self._suffix(x.kind)}", x.kind, x, sign)

    def greater(self, x: Value, y: Value) -> Value:
        """The greater of two, y where x is nan."""
        return self.choose(x.is_("ogt", y), x, y)

    def choose(self, condition: Value, x: Value, y: Value | float) -> Value:
        other = y.text if isinstance(y, Value) else _literal(y, x.kind)
        return self.value(
            x.kind, f"select {condition.kind} {condition.text}, {x.kind} {x.text}, {x.kind} {other}"
        )

    def spread(self, x: Value, lanes: int | None = None) -> Value:
        """A vector of one number."""
        kind = vector(x.kind, lanes or self.lanes)
        first = self.value(kind, f"insertelement {kind} poison, {x.kind} {x.text}, i64 0")
        mask = vector("i32", lanes or self.lanes)
        return self.value(kind, f"shufflevector {kind} {first.text}, {kind} poison, {mask} zeroinitializer")

    def total(self, x: Value) -> Value:
        """The sum of a vector, in any order."""
        name = f"llvm.vector.reduce.fadd.{self._suffix(x.kind)}"
        element = scalar(x.kind)
        self._declared.add(f"declare {element} @{name}({element}, {x.kind})")
        zero = _literal(0, element)
        return self.value(element, f"call reassoc {element} @{name}({element} {zero}, {x.kind} {x.text})")

    def greatest(self, x: Value) -> Value:
        """The greatest of a vector without nan."""
        name = f"llvm.vector.reduce.fmax.{self._suffix(x.kind)}"
        element = scalar(x.kind)
        self._declared.add(f"declare {element} @{name}({x.kind})")
        return self.value(element, f"call nnan {element} @{name}({x.kind} {x.text})")

    def least_whole(self, x: Value) -> Value:
        """The least of a vector of integers."""
        return self.call(f"llvm.vector.reduce.smin.{self._suffix(x.kind)}", scalar(x.kind), x)

    def any_of(self, x: Value) -> Value:
        """Whether any of a vector of truths is true."""
        return self.call(f"llvm.vector.reduce.or.{self._suffix(x.kind)}", "i1", x)

    def steps(self, start: Value | None = None) -> Value:
        """The integers from `start` on, one a lane."""
        kind = vector(self.whole, self.lanes)
        counted = f"<{', '.join(f'{self.whole} {i}' for i in range(self.lanes))}>"
        if start is None:
            return Value(self, kind, counted)
        return self.value(kind, f"add {kind} {self.spread(start).text}, {counted}")

    def at(self, pointer: Value, index: Value | float, kind: str | None = None) -> Value:
        text = index.text if isinstance(index, Value) else str(int(index))
        return self.value("ptr", f"getelementptr {kind or self.real}, ptr {pointer.text}, i64 {text}")

    def load(self, pointer: Value, index: Value | float = 0, kind: str | None = None) -> Value:
        """An element, or a vector of them from one on."""
        held = kind or self.real
        place = self.at(pointer, index, scalar(held))
        return self.value(held, f"load {held}, ptr {place.text}, align {ALIGNMENT[scalar(held)]}")

    def store(self, value: Value, pointer: Value, index: Value | float = 0) -> None:
        element = scalar(value.kind)
        place = self.at(pointer, index, element)
        self.line(f"store {value.kind} {value.text}, ptr {place.text}, align {ALIGNMENT[element]}")

    @contextmanager
    def loop(self, start: Value | float, end: Value | float, step: int = 1) -> Iterator[Value]:
        """Count from `start` to below `end`; with a negative step, down to `end`."""
        name = self._name("loop")
        counter = self.variable(INDEX, start)
        bound = end.text if isinstance(end, Value) else str(int(end))
        self.line(f"br label %{name}.test")
        self._lines.append(f"{name}.test:")
        i = counter.get()
        more = self.value("i1", f"icmp {'slt' if step > 0 else 'sge'} i64 {i.text}, {bound}")
        self.line(f"br i1 {more.text}, label %{name}.body, label %{name}.end")
        self._lines.append(f"{name}.body:")
        yield i
        counter.set(i + step)
        self.line(f"br label %{name}.test")
        self._lines.append(f"{name}.end:")

    @contextmanager
    def until(self, done: Callable[[], Value]) -> Iterator[None]:
        """Repeat until what `done` writes is true, which is asked first."""
        name = self._name("until")
        self.line(f"br label %{name}.test")
        self._lines.append(f"{name}.test:")
        over = done()
        self.line(f"br i1 {over.text}, label %{name}.end, label %{name}.body")
        self._lines.append(f"{name}.body:")
        yield
        self.line(f"br label %{name}.test")
        self._lines.append(f"{name}.end:")

    @contextmanager
    def when(self, condition: Value) -> Iterator[None]:
        name = self._name("when")
        self.line(f"br i1 {condition.text}, label %{name}.then, label %{name}.end")
        self._lines.append(f"{name}.then:")
        yield
        self.line(f"br label %{name}.end")
        self._lines.append(f"{name}.end:")

    def leave(self, result: int) -> None:
        """Return; what follows is never reached."""
        name = self._name("left")
        self.line(f"ret i64 {result}")
        self._lines.append(f"{name}:")

    def clear(self, pointer: Value, count: Value) -> None:
        """Zeros for so many elements, a multiple of a vector."""
        with self.loop(0, count, self.lanes) as i:
            self.store(self.constant(0, self.row), pointer, i)

    def widened(self, x: Value) -> Value:
        """What is held, in double."""
        lanes = _lanes(x.kind)
        wide = vector(self.real, lanes) if lanes > 1 else self.real
        return x if scalar(x.kind) == self.real else x.converted("fpext", wide)

    def narrowed(self, x: Value) -> Value:
        """What is to be held."""
        lanes = _lanes(x.kind)
        narrow = vector(self.held, lanes) if lanes > 1 else self.held
        return x if self.held == self.real else x.converted("fptrunc", narrow)

    def read(self, source: Value, target: Value, count: Value) -> None:
        """Elements that lie one after another, from where they are held to where they are worked on."""
        whole = count.rounded_down(self.lanes)
        held = vector(self.held, self.lanes)
        with self.loop(0, whole, self.lanes) as i:
            self.store(self.widened(self.load(source, i, held)), target, i)
        with self.loop(whole, count) as i:
            self.store(self.widened(self.load(source, i, self.held)), target, i)

    def write(self, source: Value, target: Value, count: Value) -> None:
        """Elements that lie one after another, from where they are worked on to where they are held."""
        whole = count.rounded_down(self.lanes)
        with self.loop(0, whole, self.lanes) as i:
            self.store(self.narrowed(self.load(source, i, self.row)), target, i)
        with self.loop(whole, count) as i:
            self.store(self.narrowed(self.load(source, i)), target, i)

    def text(self) -> tuple[str, set[str]]:
        """The function, and what it has declared."""
        kinds = {"ptr": "ptr noalias", INDEX: INDEX}
        given = ", ".join(f"{kinds[kind]} %{name}" for kind, name in self._parameters)
        body = [
            f"define i64 @{self.name}({given}) #0 {{",
            "entry:",
            *self._head,
            *self._lines,
            "  ret i64 0",
            "}",
        ]
        return "\n".join(body), self._declared

    @property
    def signature(self) -> str:
        """What C calls it."""
        kinds = ("uintptr_t" if kind == "ptr" else "int64_t" for kind, _ in self._parameters)
        return f"int64_t(*)({', '.join(kinds)})"


def module(function: FunctionWriter) -> str:
    """The module of one function."""
    text, declared = function.text()
    attributes = 'attributes #0 = { nounwind "prefer-vector-width"="512" "no-trapping-math"="true" }'
    return "\n".join([*sorted(declared), text, attributes, ""])
