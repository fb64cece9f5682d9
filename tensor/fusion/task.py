"""What fusion hands on: one task for each kernel."""

from __future__ import annotations

from dataclasses import dataclass

from ..codegen.nest.lower import LoopNest
from ..graph.node import Node


@dataclass(frozen=True, eq=False)
class Task:
    """One step of a plan: `outputs` are filled from `inputs` by the kernel of `nest` (None: there is nothing
    to fill).

    A SCATTER's output starts as a copy of its first input. `why` says why the outputs go to memory.
    """

    outputs: tuple[Node, ...]
    inputs: tuple[Node, ...]
    nest: LoopNest | None
    why: str = ""

    def __str__(self) -> str:
        made = ", ".join(f"{output.op.name} {output.dtype} {output.shape}" for output in self.outputs)
        return f"{made}: {self.why}"
