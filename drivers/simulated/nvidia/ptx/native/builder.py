"""LLVM IR text, one function at a time: values by name, blocks, and loops and conditions that nest.

Variables that change are stack slots of the function, which LLVM turns into registers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

Type = str
Value = str


class Slot:
    """A variable of a function."""

    __slots__ = ("builder", "kind", "pointer")

    def __init__(self, builder: Builder, kind: Type, pointer: Value) -> None:
        self.builder, self.kind, self.pointer = builder, kind, pointer

    def get(self) -> Value:
        """Its value now."""
        return self.builder.op(f"load {self.kind}, ptr {self.pointer}")

    def set(self, value: Value | int) -> None:
        """Give it a value."""
        self.builder.line(f"store {self.kind} {value}, ptr {self.pointer}")


class Builder:
    """Writes one function."""

    def __init__(self, signature: str, attributes: str = "") -> None:
        self._head = f"define {signature} {attributes} {{"
        self.entry: list[str] = []
        self.lines: list[str] = []
        self._count = 0
        self.open = True
        self.declarations: dict[str, None] = {}

    # Lines and blocks.

    def fresh(self, prefix: str = "t") -> str:
        """A name that nothing has yet."""
        self._count += 1
        return f"{prefix}{self._count}"

    def line(self, text: str) -> None:
        """An instruction without a value. After a block's end nothing is written until the next begins."""
        if self.open:
            self.lines.append("  " + text)

    def op(self, text: str) -> Value:
        """An instruction with a value; returns its name."""
        self._count += 1
        name = f"%t{self._count}"
        if self.open:
            self.lines.append(f"  {name} = {text}")
        return name

    def end(self, text: str) -> None:
        """An instruction that ends its block."""
        if self.open:
            self.lines.append("  " + text)
            self.open = False

    def place(self, label: str) -> None:
        """Begin the block `label`, which the one before runs into where it has no end."""
        if self.open:
            self.lines.append(f"  br label %{label}")
        self.lines.append(f"{label}:")
        self.open = True

    def branch(self, label: str) -> None:
        self.end(f"br label %{label}")

    def condition(self, value: Value, yes: str, no: str) -> None:
        self.end(f"br i1 {value}, label %{yes}, label %{no}")

    def ret(self, kind: Type = "void", value: Value | int = "") -> None:
        self.end(f"ret {kind} {value}".rstrip())

    def text(self) -> str:
        """The whole function."""
        if self.open:
            self.end("unreachable")
        return "\n".join([self._head, "entry:", *self.entry, "  br label %begin", "begin:", *self.lines, "}"])

    # Memory.

    def slot(self, kind: Type, initial: Value | int | None = None) -> Slot:
        """A variable; its place is reserved once, when the function is entered."""
        pointer = "%" + self.fresh("v")
        self.entry.append(f"  {pointer} = alloca {kind}")
        slot = Slot(self, kind, pointer)
        if initial is not None:
            slot.set(initial)
        return slot

    def array(self, kind: Type, alignment: int = 64) -> Value:
        """The address of room for a value of an aggregate type."""
        pointer = "%" + self.fresh("v")
        self.entry.append(f"  {pointer} = alloca {kind}, align {alignment}")
        return pointer

    def at(self, base: Value, offset: Value | int, kind: Type = "i8") -> Value:
        """The address `offset` elements of `kind` after `base`."""
        return self.op(f"getelementptr {kind}, ptr {base}, i64 {offset}")

    def load(self, kind: Type, base: Value, offset: Value | int = 0, alignment: int = 1) -> Value:
        """Read a value at a byte offset."""
        pointer = base if offset == 0 else self.at(base, offset)
        return self.op(f"load {kind}, ptr {pointer}, align {alignment}")

    def store(
        self, kind: Type, value: Value | int, base: Value, offset: Value | int = 0, alignment: int = 1
    ) -> None:
        """Write a value at a byte offset."""
        pointer = base if offset == 0 else self.at(base, offset)
        self.line(f"store {kind} {value}, ptr {pointer}, align {alignment}")

    # Values.

    def call(self, kind: Type, name: str, *arguments: str) -> Value:
        """Call `@name` with arguments written as `type value`."""
        joined = ", ".join(arguments)
        if kind == "void":
            self.line(f"call void @{name}({joined})")
            return ""
        return self.op(f"call {kind} @{name}({joined})")

    def intrinsic(self, kind: Type, name: str, *arguments: str) -> Value:
        """Call an LLVM intrinsic, which is declared by the way."""
        kinds = ", ".join(argument.rpartition(" ")[0] for argument in arguments)
        self.declarations[f"declare {kind} @{name}({kinds})"] = None
        return self.call(kind, name, *arguments)

    def select(self, condition: Value, kind: Type, yes: Value | int, no: Value | int) -> Value:
        return self.op(f"select i1 {condition}, {kind} {yes}, {kind} {no}")

    def binary(self, name: str, kind: Type, left: Value | int, right: Value | int) -> Value:
        return self.op(f"{name} {kind} {left}, {right}")

    def compare(self, condition: str, kind: Type, left: Value | int, right: Value | int) -> Value:
        return self.op(f"icmp {condition} {kind} {left}, {right}")

    def cast(self, name: str, source: Type, value: Value | int, target: Type) -> Value:
        return self.op(f"{name} {source} {value} to {target}")

    def resize(self, value: Value, width: int, wanted: int, signed: bool = False) -> Value:
        """An integer of `width` bits as one of `wanted`."""
        if width == wanted:
            return value
        name = "trunc" if width > wanted else "sext" if signed else "zext"
        return self.cast(name, f"i{width}", value, f"i{wanted}")

    # Structure.

    @contextmanager
    def when(self, condition: Value) -> Iterator[None]:
        """What is written inside runs if the condition holds."""
        yes, after = self.fresh("when"), self.fresh("after")
        self.condition(condition, yes, after)
        self.place(yes)
        yield
        self.place(after)

    @contextmanager
    def unless(self, condition: Value) -> Iterator[None]:
        """What is written inside runs if the condition does not hold."""
        no, after = self.fresh("unless"), self.fresh("after")
        self.condition(condition, after, no)
        self.place(no)
        yield
        self.place(after)

    @contextmanager
    def each(self, first: Value | int, end: Value | int, kind: Type = "i32") -> Iterator[Value]:
        """A loop over `first <= index < end`."""
        index = self.slot(kind, first)
        head, body, after = self.fresh("head"), self.fresh("body"), self.fresh("after")
        self.place(head)
        value = index.get()
        self.condition(self.compare("ult", kind, value, end), body, after)
        self.place(body)
        yield value
        index.set(self.binary("add", kind, index.get(), 1))
        self.branch(head)
        self.place(after)

    @contextmanager
    def repeat(self) -> Iterator[str]:
        """A loop without an end; yields the label to branch to for leaving it."""
        head, after = self.fresh("loop"), self.fresh("left")
        self.place(head)
        yield after
        self.branch(head)
        self.place(after)
