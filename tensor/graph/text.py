"""Graphs as text: one line for each node, sources first."""

from __future__ import annotations

from collections.abc import Sequence

from .node import Node, Op, toposort

_LONGEST_ARGUMENT = 60


def of(outputs: Sequence[Node]) -> str:
    """Every node under the outputs as `n3 = ADD(n1, n2): float32 (64, 32)`, and which are asked for."""
    names: dict[Node, str] = {}
    lines = []
    for node in toposort(outputs):
        names[node] = f"n{len(names)}"
        operands = [names[source] for source in node.sources]
        if node.argument is not None and node.op is not Op.BUFFER:
            argument = _shown(node.argument)
            short = len(argument) <= _LONGEST_ARGUMENT
            operands.append(argument if short else f"{argument[:_LONGEST_ARGUMENT]}...")
        lines.append(f"  {names[node]} = {node.op.name}({', '.join(operands)}): {node.dtype} {node.shape}")
    lines.append(f"  results: {' '.join(names[output] for output in outputs)}")
    return "\n".join(lines)


def _shown(argument: object) -> str:
    """An argument as text, in which ops are names."""
    if isinstance(argument, Op):
        return argument.name
    if isinstance(argument, tuple):
        return f"({', '.join(map(_shown, argument))})"
    return str(argument)
