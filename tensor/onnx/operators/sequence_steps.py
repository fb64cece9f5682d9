"""Sequences that are run step by step, each with the plan of the one before.

Planning the graph of all steps of a long sequence takes longer than running it. So the number of the step
is in memory, where it makes no other kernel of each step, and steps are realized as they come.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...graph import dtype as dtypes
from ...graph import node as nodes
from ...run.call import realize_all
from ...tensor import Tensor

# Sequences no longer than this are left to be planned as a whole.
FEW_STEPS = 4
# How many parts are joined by one kernel.
_JOINED = 16


def first_place(like: Tensor, number: int) -> Tensor:
    """The number of a step, in memory."""
    return like._of_node(nodes.const(number, dtypes.int32, (1,))).contiguous()


def next_place(place: Tensor, backwards: bool = False) -> Tensor:
    """The number of the step after one."""
    return (place + (-1 if backwards else 1)).contiguous()


def realize_step(count: int, tensors: Sequence[Tensor | None]) -> None:
    """Have these in memory now, where a sequence of `count` steps is a long one."""
    if count > FEW_STEPS:
        realize_all([each for each in tensors if each is not None])


def joined(parts: Sequence[Tensor]) -> Tensor:
    """The steps as one tensor, by few kernels: groups of as many are joined alike."""
    count = len(parts)
    found = [part.unsqueeze(0) for part in parts]
    while len(found) > 1:
        groups = [found[start : start + _JOINED] for start in range(0, len(found), _JOINED)]
        found = [group[0].cat(*group[1:]).contiguous() for group in groups]
        if len(found) > 1:
            for part in found:
                realize_step(count, [part])
    return found[0]
