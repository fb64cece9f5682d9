"""Stencils: reductions over small windows that slide over planes, as depthwise convolution and pooling do.

The result's last loop, or its last two, walk a plane: what is read lies `stride` places on for each step of
the loop, and `dilation` for each step of the tap that goes with it. So it depends on one place of the plane,
whatever it is computed from, and may be computed there once for all the taps that read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd, prod

from ...graph.node import Op
from .canonical import indices_of, values_under
from .expression import Reduction, Value
from .index import Computed, Index, Quotient, Remainder, Var
from .lower import LoopNest
from .sliding import Axis, sums_under


@dataclass(frozen=True)
class PlaneAxis(Axis):
    """A loop of the result that walks the plane."""

    def reach(self, steps: int) -> int:
        """How many places of the plane so many steps of the loop read, with those between."""
        return (steps - 1) * self.stride + (self.taps - 1) * self.dilation + 1


@dataclass(frozen=True, eq=False)
class Stencil:
    """The roles of a nest's loops, outermost first, and of what is reduced.

    `plane` is read at a place of the plane; it is all that is reduced, or one of the two factors. `weight` is
    the other, which differs from tap to tap.
    """

    nest: LoopNest
    reduction: Reduction
    outer: tuple[Var, ...]
    rows: PlaneAxis | None
    columns: PlaneAxis
    plane: Value
    weight: Value | None

    @property
    def taps(self) -> int:
        """In a window."""
        return prod(axis.extent for axis in self.reduction.axes)


def recognise(nest: LoopNest) -> Stencil | None:
    """The nest as a stencil, or None where it is none."""
    if nest.inner or nest.before or nest.ordered or len(nest.reductions) != 1 or not nest.outer:
        return None
    (reduction,) = nest.reductions
    if not 1 <= len(reduction.axes) <= 2 or any(
        store.index.coefficient(nest.outer[-1]) != 1 for store in nest.stores
    ):
        return None
    value = reduction.value
    for plane, weight in _roles(reduction.op, value):
        for rows, columns in _axes(nest.outer, reduction.axes, plane):
            outer = nest.outer[: -2 if rows is not None else -1]
            walks = frozenset(axis.loop for axis in (rows, columns) if axis is not None)
            if weight is not None and not weight.vars.isdisjoint(walks):
                continue
            if all(_is_at_places(plane, axis) for axis in (rows, columns) if axis is not None):
                return Stencil(nest, reduction, outer, rows, columns, plane, weight)
    return None


def _roles(op: Op, value: Value) -> list[tuple[Value, Value | None]]:
    found: list[tuple[Value, Value | None]] = [(value, None)]
    if op is Op.ADD and value.op is Op.MUL:
        a, b = value.sources
        found += [(a, b), (b, a)]
    return found


def _axes(
    outer: tuple[Var, ...], taps: tuple[Var, ...], plane: Value
) -> list[tuple[PlaneAxis | None, PlaneAxis]]:
    """The ways in which the taps may go with the last loops."""
    columns = outer[-1]
    if len(taps) == 2:
        if len(outer) < 2:
            return []
        found = _axis(outer[-2], taps[0], plane), _axis(columns, taps[1], plane)
        return [(found[0], found[1])] if found[0] is not None and found[1] is not None else []
    ways: list[tuple[PlaneAxis | None, PlaneAxis]] = []
    down = _axis(outer[-2], taps[0], plane) if len(outer) > 1 else None
    if down is not None and columns in plane.vars:
        ways.append((down, PlaneAxis(columns)))
    along = _axis(columns, taps[0], plane)
    if along is not None:
        ways.append((None, along))
    # A tap beside the loop rather than so many of its steps away.
    return sorted(ways, key=lambda way: max(axis.stride + axis.dilation for axis in way if axis is not None))


def _axis(loop: Var, tap: Var, plane: Value) -> PlaneAxis | None:
    """How a loop and the taps along it walk what is read, by the first index that has both."""
    for each in sums_under(plane):
        a, b = each.coefficient(loop), each.coefficient(tap)
        if a and b and (a > 0) == (b > 0):
            common = gcd(a, b)
            return PlaneAxis(loop, tap, abs(a) // common, abs(b) // common)
    return None


def _is_at_places(plane: Value, axis: Axis) -> bool:
    """Whether a value depends on an axis by the place in the plane alone."""
    if axis.tap is None:
        return True
    return all(_is_at_place(index, axis) for value in values_under(plane) for index in indices_of(value))


def _is_at_place(index: Index, axis: Axis) -> bool:
    loops = {axis.loop: 0, axis.tap: 0}
    for atom, coefficient in index.terms:
        if isinstance(atom, Var):
            if atom in loops:
                loops[atom] = coefficient
        elif isinstance(atom, Computed):
            if not atom.vars.isdisjoint(loops):
                return False
        elif isinstance(atom, (Quotient, Remainder)) and not _is_at_place(atom.numerator, axis):
            return False
    return loops[axis.loop] * axis.dilation == loops[axis.tap] * axis.stride
