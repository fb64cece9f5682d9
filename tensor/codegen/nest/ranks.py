"""Ranks: how many keys of a row come before each, in stable order.

Written out that takes a comparison for each pair of keys, so it is recognised, and made by sorting.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...graph.node import Op
from . import index as ix
from .expression import Leaf, Slot, Value
from .index import Index, Var
from .lower import LoopNest
from .scan import is_index_pair


@dataclass(frozen=True, eq=False)
class Ranks:
    """The roles of a nest's loops: `along` walks the keys of a row, and `step` those they are compared with.

    The keys are integers, at `index` of `keys`; `rows` are the loops beside them.
    """

    nest: LoopNest
    along: Var
    step: Var
    keys: Slot
    index: Index

    @property
    def rows(self) -> tuple[Var, ...]:
        """The loops beside the one along the keys."""
        return tuple(var for var in self.nest.outer if var is not self.along)


def recognise(nest: LoopNest) -> Ranks | None:
    """The nest as ranks, or None where it is none."""
    if nest.inner or nest.before or nest.ordered or len(nest.reductions) != 1 or len(nest.stores) != 1:
        return None
    (reduction,), (store,) = nest.reductions, nest.stores
    value = reduction.value
    if len(reduction.axes) != 1 or reduction.op is not Op.ADD or value.op is not Op.CAST:
        return None
    (step,) = reduction.axes
    (before,) = value.sources
    if store.value.op is not Leaf.RESULT or store.valid or before.op is not Op.OR:
        return None
    for below, tied in (before.sources, before.sources[::-1]):
        if below.op is not Op.CMPLT or tied.op is not Op.AND:
            continue
        other, mine = below.sources
        along = next((var for var in nest.outer if _breaks_ties(tied, other, mine, step, var)), None)
        if along is None or not _are_keys(other, mine, step, along) or along.extent != step.extent:
            continue
        if store.index.coefficient(along) != 1:
            continue
        return Ranks(nest, along, step, mine.argument[0], mine.argument[1])
    return None


def _breaks_ties(tied: Value, other: Value, mine: Value, step: Var, along: Var) -> bool:
    """Whether of equal keys the one with the lower place comes first."""
    for equal, first in (tied.sources, tied.sources[::-1]):
        if equal.op is Op.CMPEQ and {*equal.sources} == {other, mine} and first.op is Op.CMPLT:
            return is_index_pair(first.sources, step, along)
    return False


def _are_keys(other: Value, mine: Value, step: Var, along: Var) -> bool:
    """Whether two values are one array's integers, along the loop and along the step."""
    if other.op is not Leaf.LOAD or mine.op is not Leaf.LOAD or mine.dtype.kind not in "iu":
        return False
    (slot, there, valid), (same, here, conditions) = other.argument, mine.argument
    if slot.number != same.number or valid or conditions or here.coefficient(along) != 1:
        return False
    moved: Index = ix.substitute(there, {step: ix.of(along)})
    return bool(moved.key == here.key)
