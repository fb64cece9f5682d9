"""Windows: contractions whose columns slide over one operand, as those of a convolution do.

Where a column loop and a reduction loop occur in the column operand only together, as stride * column +
dilation * tap, each of its elements serves as many columns as there are taps. A kernel that knows this copies
it once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import gcd

from .contraction import Contraction, size
from .index import Index, Var
from .sliding import Axis, sums_under

# Where a place serves fewer columns, they are no neighbours.
_LEAST_SHARING = 1.25
# Each remainder by the stride is a plane, with code of its own.
_MOST_STRIDE = 8


@dataclass(frozen=True, eq=False)
class ColumnAxis(Axis):
    """A column loop, with which places are told apart by their remainder by the stride, a plane for each; in
    a plane a tap is a distance.
    """

    def plane(self, tap: Index) -> Index:
        """The plane that a tap reads."""
        return tap * self.dilation % self.stride

    def distance(self, tap: Index) -> Index:
        """How far from its column a tap reads."""
        return tap * self.dilation // self.stride

    @cached_property
    def planes(self) -> dict[int, tuple[int, int]]:
        """The planes that are read: the first tap of each and the last."""
        found: dict[int, tuple[int, int]] = {}
        for tap in range(self.taps):
            place = tap * self.dilation % self.stride
            found[place] = (found.get(place, (tap, tap))[0], tap)
        return found

    @cached_property
    def plane_count(self) -> int:
        """Planes with those between them that nothing reads."""
        return max(self.planes) + 1

    @cached_property
    def reach(self) -> int:
        """The greatest distance."""
        return (self.taps - 1) * self.dilation // self.stride

    @property
    def sharing(self) -> float:
        """How many columns a place serves."""
        return self.loop.extent * self.taps / ((self.loop.extent + self.reach) * len(self.planes))


@dataclass(frozen=True, eq=False)
class Window:
    """A contraction over windows: `x` is its innermost column loop, `y` the one around it.

    The other column loops are `images`, the other reduction loops `channels`.
    """

    contraction: Contraction
    x: ColumnAxis
    y: ColumnAxis
    images: tuple[Var, ...]
    channels: tuple[Var, ...]

    @cached_property
    def taps(self) -> int:
        """How many taps a window has."""
        return self.x.taps * self.y.taps

    @cached_property
    def sizes(self) -> tuple[int, int, int, int]:
        """batch, images, rows, channels."""
        batch, rows, _, _ = self.contraction.sizes
        return batch, size(self.images), rows, size(self.channels)


def recognise(contraction: Contraction) -> Window | None:
    """A contraction as one over windows, or None where its columns share nothing."""
    columns, taps = contraction.columns[-2:], contraction.reduction.axes
    sums = list(sums_under(contraction.column_operand))
    found = []
    for column in columns:
        for tap in taps:
            ratio = _ratio(sums, column, tap)
            if ratio is not None:
                axis = ColumnAxis(column, tap, *ratio)
                # A greater dilation would leave places that no window reads.
                near = axis.stride <= _MOST_STRIDE and axis.dilation <= column.extent
                if near and axis.sharing >= _LEAST_SHARING:
                    found.append(axis)
    axes: dict[Var, ColumnAxis] = {}
    for axis in sorted(found, key=lambda each: max(each.stride, each.dilation)):
        if axis.loop not in axes and all(axis.tap != other.tap for other in axes.values()):
            axes[axis.loop] = axis
    if not axes:
        return None
    x = axes.get(columns[-1], ColumnAxis(columns[-1]))
    y = axes.get(columns[0], ColumnAxis(columns[0])) if len(columns) > 1 else ColumnAxis(Var("line", 1))
    channels = tuple(tap for tap in taps if tap not in (x.tap, y.tap))
    return Window(contraction, x, y, contraction.columns[:-2], channels)


def _ratio(sums: Iterable[Index], column: Var, tap: Var) -> tuple[int, int] | None:
    """The coefficients of two loops in their lowest terms; None where they are not the same everywhere."""
    ratio = None
    for index in sums:
        terms = dict(index.terms)
        a, b = terms.get(column, 0), terms.get(tap, 0)
        if a == b == 0:
            continue
        if a * b <= 0:
            return None
        divisor = gcd(a, b)
        mine = abs(a) // divisor, abs(b) // divisor
        if ratio not in (None, mine):
            return None
        ratio = mine
    return ratio
