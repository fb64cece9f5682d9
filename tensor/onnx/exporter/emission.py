"""What a node of the graph is written as: the nodes whose values it takes, and what is written then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...graph.node import Node
from .written import Written


@dataclass(frozen=True)
class Emission:
    """`write(written, names)` writes what computes a node from the values of `sources`, which have these
    names, and gives the name of the result.
    """

    sources: tuple[Node, ...]
    write: Callable[[Written, Sequence[str]], str]
