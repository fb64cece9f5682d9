"""What a kernel computes per element: hash-consed values over loads, loop indices and reduction results."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from ...graph.dtype import DType
from ...graph.node import Node, Op, told_apart
from .index import Index, Var

Valid = frozenset[Index]  # conditions `index >= 0`, all of which must hold


class Leaf(Enum):
    """What a value is made of."""

    CONST = auto()  # argument: Python scalar
    SCALAR = auto()  # argument: Slot, which is the number itself
    LOAD = auto()  # argument: (Slot, Index, Valid); 0 where a condition fails
    INDEX = auto()  # argument: Index
    TEST = auto()  # argument: Valid; bool, whether all conditions hold
    RESULT = auto()  # argument: Reduction


@dataclass(frozen=True, eq=False)
class Slot:
    """A parameter of the kernel: its position in the arguments, element type and number of elements.

    It is a buffer's address, or, `by_value`, the one element itself in the low bytes of its place.
    """

    number: int
    dtype: DType
    size: int
    by_value: bool = False

    @classmethod
    def of(cls, number: int, node: Node) -> Slot:
        """The parameter for a node's memory, or for a SCALAR."""
        return cls(number, node.dtype, node.size, node.op is Op.SCALAR)

    @property
    def name(self) -> str:
        return f"b{self.number}"


class Value:
    """One scalar computation, made once per element of the loop variables in `vars`."""

    __slots__ = ("op", "dtype", "sources", "argument", "vars", "number")

    def __init__(
        self,
        op: Op | Leaf,
        dtype: DType,
        sources: tuple[Value, ...],
        argument: Any,
        variables: frozenset[Var],
        number: int,
    ) -> None:
        self.op, self.dtype, self.sources, self.argument = op, dtype, sources, argument
        self.vars, self.number = variables, number


@dataclass(eq=False)
class Reduction:
    """A stage of a kernel: `op` over `axes` of `value`, once per element of the variables it does not
    reduce."""

    number: int
    op: Op
    dtype: DType
    axes: tuple[Var, ...]
    value: Value
    vars: frozenset[Var]


@dataclass(frozen=True, eq=False)
class Store:
    """Writes `value` to element `index` of `slot`, where `valid` holds."""

    slot: Slot
    index: Index
    value: Value
    valid: Valid = frozenset()


@dataclass(eq=False)
class Values:
    """Makes values, the same object for the same computation."""

    _known: dict[tuple[Any, ...], Value] = field(default_factory=dict)

    def keys(self) -> tuple[Any, ...]:
        """What tells each value from the others, in the order they were made."""
        return tuple(self._known)

    def make(
        self, op: Op | Leaf, dtype: DType, sources: tuple[Value, ...] = (), argument: Any = None
    ) -> Value:
        if op is Leaf.LOAD:
            slot, index, valid = argument
            key: tuple[Any, ...] = (op, slot.number, index.key, tuple(sorted(v.key for v in valid)))
        elif op is Leaf.INDEX:
            key = (op, dtype, argument.key)
        elif op is Leaf.TEST:
            key = (op, tuple(sorted(v.key for v in argument)))
        elif op is Leaf.CONST:
            key = (op, dtype, told_apart(argument))
        elif op is Leaf.RESULT or op is Leaf.SCALAR:
            key = (op, argument.number)
        else:
            key = (op, dtype, *(source.number for source in sources), argument)
        found = self._known.get(key)
        if found is None:
            variables: frozenset[Var] = frozenset()
            if op is Leaf.LOAD:
                variables = argument[1].vars.union(*(v.vars for v in argument[2]))
            elif op is Leaf.INDEX:
                variables = argument.vars
            elif op is Leaf.TEST:
                variables = variables.union(*(v.vars for v in argument))
            elif op is Leaf.RESULT:
                variables = argument.vars
            else:
                for source in sources:
                    if not source.vars <= variables:
                        variables = variables | source.vars
            found = self._known[key] = Value(op, dtype, sources, argument, variables, len(self._known))
        return found
