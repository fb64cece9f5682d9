"""Graphs: commands with what each waits for, instantiated once and launched many times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .failure import require
from .stream_thread import Command


@dataclass(eq=False)
class Node:
    """A command of a graph, after others. `make` makes it of the attributes, which only kernel nodes have."""

    make: Callable[[Any], Command]
    after: tuple[Node, ...]
    attributes: Any


@dataclass
class CommandGraph:
    """Nodes in the order in which they were added, which is one that respects what they wait for."""

    nodes: list[Node] = field(default_factory=list)

    def add(self, make: Callable[[Any], Command], after: Sequence[Node], attributes: Any) -> Node:
        """Append a node. Raises Failure for a dependency that is not of this graph."""
        for node in after:
            require(node in self.nodes, "a dependency that is not of this graph")
        found = Node(make, tuple(after), attributes)
        self.nodes.append(found)
        return found


class Executable:
    """A graph that can be launched. Its kernels' parameters can be changed meanwhile, for later launches."""

    def __init__(self, graph: CommandGraph) -> None:
        """Raises Failure for a launch that cannot be."""
        self.commands = {id(node): node.make(node.attributes) for node in graph.nodes}
        self._nodes = list(graph.nodes)

    def has(self, node: Node) -> bool:
        """Whether a node is in it."""
        return id(node) in self.commands

    def change(self, node: Node, command: Command) -> None:
        """Replace a node's command."""
        self.commands[id(node)] = command

    def launchable(self) -> list[Command]:
        """The commands as they are now, in order."""
        return [self.commands[id(node)] for node in self._nodes]
