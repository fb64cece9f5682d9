"""Running reductions: each result reduces what comes up to its own place along an axis.

Written out they take a step for each pair of places, so they are recognised, and made one place after
another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...graph.node import Op
from .expression import Leaf, Reduction, Value
from .index import Index, Var
from .lower import LoopNest


@dataclass(frozen=True, eq=False)
class Scan:
    """The roles of a nest's loops: `along` walks the results and `step` what they reduce, of which `value` is
    taken where the step is not past the result."""

    nest: LoopNest
    reduction: Reduction
    along: Var
    step: Var
    value: Value

    @property
    def elsewhere(self) -> tuple[Var, ...]:
        """The loops beside the one that is walked."""
        return tuple(var for var in self.nest.outer if var is not self.along)


def recognise(nest: LoopNest) -> Scan | None:
    """The nest as a running reduction, or None where it is none."""
    if nest.inner or nest.before or nest.ordered or len(nest.reductions) != 1:
        return None
    (reduction,) = nest.reductions
    value = reduction.value
    if len(reduction.axes) != 1 or value.op is not Op.WHERE:
        return None
    (step,) = reduction.axes
    test, kept, other = value.sources
    along = next((var for var in nest.outer if is_not_past(test, step, var)), None)
    if along is None or along.extent != step.extent or along in kept.vars or other.op is not Leaf.CONST:
        return None
    if other.argument != reduction.op.identity(reduction.dtype):
        return None
    return Scan(nest, reduction, along, step, kept)


def is_not_past(test: Value, step: Var, along: Var) -> bool:
    """Whether a value says that a step is not past a place: below it, or equal to it."""
    if test.op is not Op.OR:
        return False
    either = {source.op: source.sources for source in test.sources}
    return is_index_pair(either.get(Op.CMPLT, ()), step, along) and is_index_pair(
        sorted(either.get(Op.CMPEQ, ()), key=lambda each: step not in each.vars), step, along
    )


def is_index_pair(pair: Sequence[Value], a: Var, b: Var) -> bool:
    """Whether two values are the loop variables themselves."""
    return len(pair) == 2 and all(_is_loop(value, var) for value, var in zip(pair, (a, b), strict=True))


def _is_loop(value: Value, var: Var) -> bool:
    return value.op is Leaf.INDEX and value.argument.key == Index(((var, 1),), 0).key
