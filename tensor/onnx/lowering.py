"""The table of lowerings: for an operator, from which version of its set on, the function that computes it.

A lowering takes the node's inputs by position, None where an optional one is left out, and its attributes by
keyword, whose defaults are ONNX's. What a parameter is annotated with says in which form it comes:

    Tensor          a tensor
    Host            its values on the host, as a NumPy array: shapes, axes, numbers that shape the work. What
                    depends on the model's inputs is computed and read, which no replay can do.
    Strings         an array of strings, on the host
    Value           whatever it is: a tensor, codes, an array of strings, a list of these (a sequence), a dict
    Kept            the same, and what is known on the host as a `Known`
    Node            the node itself, by keyword, for who must know which outputs are wanted, or run a subgraph

It gives back a value, or a tuple of one for each output.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np

from ..tensor import Tensor
from .elements import Codes

Host: TypeAlias = np.ndarray[Any, Any]
Strings: TypeAlias = np.ndarray[Any, Any]
Value: TypeAlias = Tensor | Codes | Strings | list[Any] | dict[Any, Any] | None
Kept: TypeAlias = Any
Function: TypeAlias = Callable[..., Any]
Written = TypeVar("Written", bound=Function)


@dataclass(frozen=True)
class Node:
    """A node as its lowering sees it: the names of its outputs, "" for one that nothing reads; the version of
    its operator set, the device that tensors are on, and what runs a subgraph.
    """

    outputs: tuple[str, ...]
    version: int
    device: str
    run: Callable[[Any, Sequence[Any]], list[Any]]

    def wants(self, number: int) -> bool:
        """Whether an output is wanted."""
        return number < len(self.outputs) and bool(self.outputs[number])

    def graph(self, program: Any, inputs: Sequence[Any]) -> list[Any]:
        """Run a subgraph, an attribute of this node, which sees the names around it."""
        return self.run(program, inputs)


@dataclass(frozen=True)
class Lowering:
    """How one operator is computed from version `since` of its set on.

    One that `moves` only rearranges elements, so it is given the codes of coded types, and the places of
    strings. One that `draws` gives other values at each run.
    """

    function: Function
    operator: str
    domain: str
    since: int
    moves: bool
    draws: bool
    forms: tuple[str, ...]  # of the positional parameters
    rest: str | None  # of *inputs
    attributes: Mapping[str, Any]  # with their defaults; inspect.Parameter.empty where there is none
    wants_node: bool

    def form(self, position: int) -> str | None:
        """The form of an input; None where there is no such input."""
        return self.forms[position] if position < len(self.forms) else self.rest


_TABLE: dict[tuple[str, str], list[Lowering]] = {}
ML, TRAINING, PREVIEW = "ai.onnx.ml", "ai.onnx.preview.training", "ai.onnx.preview"
MICROSOFT = "com.microsoft"


def _form(annotation: str) -> str:
    return annotation.replace("| None", "").strip()


def lowering_of(
    function: Function, operator: str, domain: str, since: int = 1, moves: bool = False, draws: bool = False
) -> Lowering:
    """A function as the lowering of an operator, which its parameters describe."""
    parameters = inspect.signature(function).parameters.values()
    inputs = [each for each in parameters if each.kind is each.POSITIONAL_ONLY]
    inputs += [each for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
    rest = next((_form(each.annotation) for each in parameters if each.kind is each.VAR_POSITIONAL), None)
    named = {each.name: each.default for each in parameters if each.kind is each.KEYWORD_ONLY}
    wants_node = named.pop("node", None) is not None
    forms = tuple(_form(each.annotation) for each in inputs)
    return Lowering(function, operator, domain, since, moves, draws, forms, rest, named, wants_node)


def lowering(
    *operators: str, since: int = 1, domain: str = "", moves: bool = False, draws: bool = False
) -> Callable[[Written], Written]:
    """Put a function into the table, for these operators from this version on, until the next there is."""

    def put(function: Written) -> Written:
        for operator in operators:
            rows = _TABLE.setdefault((domain, operator), [])
            rows.append(lowering_of(function, operator, domain, since, moves, draws))
            rows.sort(key=lambda row: -row.since)
        return function

    return put


def find(domain: str, operator: str, version: int) -> Lowering | None:
    """The lowering of an operator in a version of its operator set; None where there is none."""
    from . import operators

    operators.load()
    rows = _TABLE.get(("" if domain == "ai.onnx" else domain, operator), ())
    return next((row for row in rows if row.since <= version), None)


def known() -> list[tuple[str, str, int]]:
    """All that the table has: domain, operator, and from which version on."""
    from . import operators

    operators.load()
    return sorted((row.domain, row.operator, row.since) for rows in _TABLE.values() for row in rows)
