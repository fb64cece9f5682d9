"""What it costs a processor to compute a nest with one of its loops in vector lanes."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

from ...graph.op import Op
from ..machine import round_up
from ..nest.canonical import values_under
from ..nest.expression import Leaf, Value
from ..nest.index import Index, Quotient, Remainder, Var, of
from ..nest.lower import LoopNest
from .writer import MOST_STRIDE

# In additions of a vector: an access of elements that lie side by side, backwards, or all at one place.
_SIDE_BY_SIDE, _BACKWARDS, _ONE_PLACE = 1.0, 2.0, 0.5
# A load and what picks the lanes' elements out of it.
_EACH_OF_A_STRIDE = 2.0
# Each lane's element on its own: to read, and to write.
_READ_ALONE, _WRITTEN_ALONE = 1.0, 2.0
# To add up the lanes at the end of a reduction, for each halving; and each step of a loop, whatever it does.
_ACROSS, _STEP = 6.0, 4.0


def lane_cost(nest: LoopNest, candidate: str, lanes: int) -> float:
    """Additions of a vector for each setting of the outer loops, with `candidate` in lanes.

    That is the key of an outer loop, or "own": the innermost of each reduction and of the inner loops.
    """
    vector = next((var for var in nest.outer if var.key == candidate), None)
    total = 0.0
    for reduction in nest.reductions:
        total += _body(values_under(reduction.value), (), reduction.axes, vector, lanes)
        if vector is None:
            total += _ACROSS * (lanes.bit_length() - 1)
    stored = dict.fromkeys(value for store in nest.stores for value in values_under(store.value))
    indices = [store.index for store in nest.stores]
    return total + _body(stored, indices, nest.inner, vector, lanes)


def _body(
    values: Iterable[Value], stores: Iterable[Index], axes: tuple[Var, ...], vector: Var | None, lanes: int
) -> float:
    """What one loop nest inside costs, for each setting of the outer loops."""
    along = vector or (axes[-1] if axes else None)
    # The lanes that are used; where there is no loop a single element is all there is.
    used = lanes * along.extent / round_up(along.extent, lanes) if along is not None else 1.0
    inside, before = _STEP, 0.0
    for value in values:
        cost = 0.0
        if isinstance(value.op, Op):
            cost = value.op.cost
        elif value.op is Leaf.LOAD:
            cost = _access(value.argument[1], along, _READ_ALONE * used)
        if value.vars.isdisjoint(axes):
            before += cost
        else:
            inside += cost
    inside += sum(_access(index, along, _WRITTEN_ALONE * used, True) for index in stores)
    steps = prod(axis.extent for axis in axes)
    if vector is None:
        return before + inside * steps / used
    return (before + inside * steps) / used


def _is_near(index: Index, along: Var) -> bool:
    """Whether lanes read from a few whole vectors in an order that is known: see interleaved.py."""
    atoms = [atom for atom, _ in index.terms if along in atom.vars]
    return all(isinstance(atom, (Quotient, Remainder)) and atom.numerator == of(along) for atom in atoms)


def _access(index: Index, along: Var | None, apart: float, written: bool = False) -> float:
    stride = index.coefficient(along) if along is not None else 1
    if stride is None and not written and along is not None and _is_near(index, along):
        return _EACH_OF_A_STRIDE
    if stride is not None and 1 < stride <= MOST_STRIDE and not written:
        return _EACH_OF_A_STRIDE * stride
    if stride is None or stride not in (-1, 0, 1):
        return apart
    return (_ONE_PLACE, _SIDE_BY_SIDE, _BACKWARDS)[stride]
