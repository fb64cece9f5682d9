"""Discrete Fourier transforms: sums over j of x[j] times the cosine of a turn that grows with j * k.

Written out that takes a product for each pair of j and k, so it is recognised, and made in a few passes, of
one small radix each. The real and the imaginary part lie along loops of their own, c of what is read and d of
what is written: the cosine of `sign * 2 pi j k / n + (c - d) pi / 2` is what the one part gives to the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isclose, pi, prod

from ...graph.node import Op
from .expression import Leaf, Reduction, Value
from .index import Index, Var
from .lower import LoopNest

# What is transformed in registers at a time.
MOST_RADIX = 16
# The primes of which a radix may be made.
_PRIMES = (2, 3, 5, 7, 11, 13)
# From here on several passes are better than one product with a matrix; from the first where the length is a
# multiple of four, so that a radix leaves whole vectors side by side.
_SHORTEST_EVEN, _SHORTEST = 24, 33
_EVEN = 4
# Rows of this length are well within a core's own caches.
_LONGEST = 8192


@lru_cache(maxsize=1024)
def radices(n: int) -> tuple[int, ...] | None:
    """The radix of each pass of a transform of length n; None where it is not made in passes."""
    if not (_SHORTEST if n % _EVEN else _SHORTEST_EVEN) <= n <= _LONGEST:
        return None
    rest = n
    for prime in _PRIMES:
        while rest % prime == 0:
            rest //= prime
    if rest > 1:
        return None
    found = _fewest(n)
    # Later passes have as many results side by side as the first radix says: best a power of two.
    return tuple(sorted(found, key=lambda radix: (-(radix & -radix), -radix)))


@lru_cache(maxsize=4096)
def _fewest(n: int) -> tuple[int, ...]:
    """The fewest radices whose product is n; of these those with a first one that fills vectors, and the
    least sum.
    """
    if n <= MOST_RADIX:
        return (n,)
    choices = []
    for radix in range(2, MOST_RADIX + 1):
        if n % radix == 0:
            choices.append((radix, *_fewest(n // radix)))
    return min(choices, key=lambda each: (len(each), not _fills(each, n), sum(each), -max(each)))


def _fills(found: tuple[int, ...], n: int) -> bool:
    """Whether vectors are full after a first pass with the largest radix there is, and in it."""
    rest = n // MOST_RADIX
    return MOST_RADIX in found and (rest >= MOST_RADIX or not rest & (rest - 1))


def unit(n: int) -> float:
    """A quarter of an n-th of a turn, in radians."""
    return pi / (2 * n)


@dataclass(frozen=True, eq=False)
class Fourier:
    """The roles of a nest's loops.

    `place` and `frequency` are j and k over the loops, `part_in` and `part_out` the loops c and d. Where
    there is no d only real parts are wanted, and there may be fewer frequencies than places. What is
    transformed is `source`, or with `is_real` that and no imaginary parts; `rows` are the loops beside it.
    """

    nest: LoopNest
    reduction: Reduction
    source: Value
    is_real: bool
    place: Index
    frequency: Index
    part_in: Var
    part_out: Var | None
    sign: int

    @property
    def length(self) -> int:
        """n."""
        return self.place.high + 1

    @property
    def kept(self) -> int:
        """How many frequencies are wanted."""
        return self.frequency.high + 1

    @property
    def written(self) -> frozenset[Var]:
        """The loops of a transform's results."""
        return self.frequency.vars | ({self.part_out} if self.part_out is not None else frozenset())

    @property
    def parts(self) -> int:
        """How many parts of a result lie side by side."""
        return 1 if self.part_out is None else 2

    @property
    def rows(self) -> tuple[Var, ...]:
        """The loops beside the transform."""
        own = self.written
        return tuple(var for var in self.nest.outer if var not in own)


def recognise(nest: LoopNest) -> Fourier | None:
    """The nest as Fourier transforms, or None where it is none."""
    if nest.inner or nest.before or nest.ordered or len(nest.reductions) != 1:
        return None
    (reduction,) = nest.reductions
    if reduction.op is not Op.ADD or reduction.value.op is not Op.MUL:
        return None
    source, cosine = reduction.value.sources
    if cosine.op is not Op.COS or cosine.sources[0].op is not Op.MUL:
        return None
    angle, scale = cosine.sources[0].sources
    if angle.op is not Op.CAST or scale.op is not Leaf.CONST:
        return None
    parts = _parts(angle.sources[0])
    if parts is None:
        return None
    place, frequency, part_in, part_out, sign, period = parts
    n = place.high + 1
    sound = (
        frequency.high < n
        and period == 4 * n
        and isclose(scale.argument, unit(n), rel_tol=1e-6)
        and radices(n)
    )
    if not sound or not (_counts(place) and _counts(frequency)):
        return None
    axes, outer = frozenset(reduction.axes), frozenset(nest.outer)
    real = _real_parts(source, part_in)
    found = Fourier(
        nest, reduction, real or source, real is not None, place, frequency, part_in, part_out, sign
    )
    if place.vars | {part_in} != axes or not found.written <= outer or reduction.vars != outer:
        return None
    if not source.vars.isdisjoint(found.written) or any(store.valid for store in nest.stores):
        return None
    return found


def _real_parts(source: Value, part_in: Var) -> Value | None:
    """What is chosen for the real parts where the imaginary ones are 0."""
    if source.op is not Op.WHERE:
        return None
    condition, real, imaginary = source.sources
    if condition.op is not Op.CMPEQ or imaginary.op is not Leaf.CONST or imaginary.argument != 0:
        return None
    part, zero = condition.sources
    is_part = part.op is Leaf.INDEX and _loop_of_two(part.argument) is part_in
    if not is_part or zero.op is not Leaf.CONST or zero.argument != 0 or part_in in real.vars:
        return None
    return real


def _parts(value: Value) -> tuple[Index, Index, Var, Var | None, int, int] | None:
    """j, k, c, d, the sign and the period of a turn as it is written down."""
    if value.op is not Op.MOD or value.sources[0].op is not Op.ADD:
        return None
    (turned, quarters), period = value.sources[0].sources, value.sources[1].argument
    if turned.op is not Op.MUL or turned.sources[0].op is not Op.MUL or quarters.op is not Op.MUL:
        return None
    pair, factor = turned.sources
    difference, length = quarters.sources
    if difference.op is not Op.ADD or difference.sources[1].op is not Op.MUL:
        return None
    taken, minus = difference.sources[1].sources
    leaves = (*pair.sources, difference.sources[0], taken)
    constants = (factor, length, minus, value.sources[1])
    if any(leaf.op is not Leaf.INDEX for leaf in leaves) or any(c.op is not Leaf.CONST for c in constants):
        return None
    place, frequency, c, d = (leaf.argument for leaf in leaves)
    if abs(factor.argument) != 4 or minus.argument != -1 or length.argument * 4 != period:
        return None
    part_in, part_out = _loop_of_two(c), _loop_of_two(d)
    if part_in is None or (part_out is None and (d.terms or d.constant)):
        return None
    return place, frequency, part_in, part_out, factor.argument // 4, period


def _loop_of_two(index: Index) -> Var | None:
    if len(index.terms) != 1 or index.constant or index.terms[0][1] != 1 or index.high != 1:
        return None
    atom = index.terms[0][0]
    return atom if isinstance(atom, Var) else None


def _counts(index: Index) -> bool:
    """Whether an index of loops takes every number below its end once: loops as the digits of a number."""
    if index.constant or not all(isinstance(atom, Var) for atom, _ in index.terms):
        return False
    size = 1
    for atom, coefficient in sorted(index.terms, key=lambda term: term[1]):
        if coefficient != size:
            return False
        size *= atom.high + 1
    return True


def digits(index: Index, value: Index) -> dict[Var, Index]:
    """What the loops of an index that counts are where it has a value."""
    found: dict[Var, Index] = {}
    last = max(coefficient for _, coefficient in index.terms)
    for atom, coefficient in index.terms:
        assert isinstance(atom, Var)
        shifted = value // coefficient
        found[atom] = shifted if coefficient == last else shifted % atom.extent
    return found


def row_count(fourier: Fourier) -> int:
    """How many transforms there are."""
    return prod(var.extent for var in fourier.rows)
