"""Integer index expressions: sums of `coefficient * atom`, simplified as they are built.

An atom is a loop variable, a floor division, a remainder, or a value computed at run time (a gathered index).
Every expression knows its bounds, from which the simplifications follow; equal expressions have equal text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import gcd
from typing import Any


class Atom:
    """A term's variable part. `low` and `high` bound its values, `vars` are the loop variables it depends
    on."""

    __slots__ = ("key", "low", "high", "vars")

    key: str
    low: int
    high: int
    vars: frozenset[Var]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Atom) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return self.key


class Var(Atom):
    """A loop variable: 0 <= var < extent."""

    __slots__ = ("extent",)

    def __init__(self, name: str, extent: int) -> None:
        self.key, self.extent = name, extent
        self.low, self.high = 0, max(extent - 1, 0)
        self.vars = frozenset((self,))


class Quotient(Atom):
    """floor(numerator / divisor)."""

    __slots__ = ("numerator", "divisor")

    def __init__(self, numerator: Index, divisor: int) -> None:
        self.numerator, self.divisor = numerator, divisor
        self.key = f"({numerator.key})//{divisor}"
        self.low, self.high = numerator.low // divisor, numerator.high // divisor
        self.vars = numerator.vars


class Remainder(Atom):
    """numerator mod divisor, in 0 .. divisor-1."""

    __slots__ = ("numerator", "divisor")

    def __init__(self, numerator: Index, divisor: int) -> None:
        self.numerator, self.divisor = numerator, divisor
        self.key = f"({numerator.key})%{divisor}"
        self.low, self.high = 0, divisor - 1
        self.vars = numerator.vars


class Computed(Atom):
    """An index that is a value of the program, for example an element of an index tensor."""

    __slots__ = ("value",)

    def __init__(self, value: Any, name: str, low: int, high: int, variables: frozenset[Var]) -> None:
        self.value, self.key, self.low, self.high, self.vars = value, name, low, high, variables


class Index:
    """constant + sum of coefficient * atom; `low` and `high` bound it."""

    __slots__ = ("terms", "constant", "low", "high", "vars", "key")

    def __init__(self, terms: tuple[tuple[Atom, int], ...], constant: int) -> None:
        self.terms, self.constant = terms, constant
        low = high = constant
        for atom, coefficient in terms:
            if coefficient >= 0:
                low += coefficient * atom.low
                high += coefficient * atom.high
            else:
                low += coefficient * atom.high
                high += coefficient * atom.low
        self.low, self.high = low, high
        if len(terms) == 1:
            self.vars = terms[0][0].vars
        else:
            self.vars = frozenset().union(*(atom.vars for atom, _ in terms)) if terms else frozenset()
        text = "+".join(atom.key if c == 1 else f"{atom.key}*{c}" for atom, c in terms)
        self.key = text if terms and not constant else f"{text}+{constant}" if terms else str(constant)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Index) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return self.key

    def __add__(self, other: Index | int) -> Index:
        if isinstance(other, int):
            return Index(self.terms, self.constant + other) if other else self
        if not self.terms:
            return other + self.constant
        if not other.terms:
            return self + other.constant
        sums: dict[Atom, int] = dict(self.terms)
        for atom, coefficient in other.terms:
            sums[atom] = sums.get(atom, 0) + coefficient
        return _from_sums(sums, self.constant + other.constant)

    def __sub__(self, other: Index | int) -> Index:
        return self + (other * -1 if isinstance(other, Index) else -other)

    def __mul__(self, factor: int) -> Index:
        if factor == 1:
            return self
        if factor == 0:
            return ZERO
        return Index(tuple((atom, c * factor) for atom, c in self.terms), self.constant * factor)

    def __floordiv__(self, divisor: int) -> Index:
        if divisor == 1:
            return self
        if self.low // divisor == self.high // divisor:
            return constant(self.low // divisor)
        inside, outside = self._split(divisor)
        result = Index(tuple((a, c // divisor) for a, c in outside), self.constant // divisor)
        rest = Index(tuple(inside), self.constant % divisor)
        return result + _quotient(rest, divisor) if inside else result

    def __mod__(self, divisor: int) -> Index:
        if divisor == 1:
            return ZERO
        if self.low // divisor == self.high // divisor:
            return self - self.low // divisor * divisor
        inside, _ = self._split(divisor)
        rest = Index(tuple(inside), self.constant % divisor)
        return _remainder(rest, divisor) if inside else rest

    def _split(self, divisor: int) -> tuple[list[tuple[Atom, int]], list[tuple[Atom, int]]]:
        """The terms not divisible by `divisor`, reduced to 0 < coefficient < divisor, and the multiples taken
        out."""
        inside, outside = [], []
        for atom, c in self.terms:
            if c % divisor == 0:
                outside.append((atom, c))
            elif 0 < c < divisor:
                inside.append((atom, c))
            else:
                inside.append((atom, c % divisor))
                outside.append((atom, c - c % divisor))
        return inside, outside

    def coefficient(self, var: Var) -> int | None:
        """What `var` is multiplied by; None where it is inside a division, a remainder or a computed
        index."""
        found = 0
        for atom, c in self.terms:
            if atom == var:
                found = c
            elif var in atom.vars:
                return None
        return found

    def multiple_of(self) -> int:
        """A number that divides every value of the expression (0 for the constant zero)."""
        return gcd(self.constant, *(c for _, c in self.terms))


def constant(value: int) -> Index:
    return Index((), value)


ZERO = constant(0)


def of(var: Atom) -> Index:
    """The expression that is just `var`; 0 when the variable has only one value."""
    return Index(((var, 1),), 0) if var.low != var.high else constant(var.low)


def _from_sums(sums: Mapping[Atom, int], offset: int) -> Index:
    """Build from unsorted terms; a quotient and its remainder that belong together become their numerator
    again."""
    terms = {atom: c for atom, c in sums.items() if c}
    for atom, c in list(terms.items()):
        if isinstance(atom, Remainder) and terms.get(atom) == c:
            partner = _quotient_atom(atom.numerator, atom.divisor)
            if partner is not None and terms.get(partner) == c * atom.divisor:
                del terms[atom], terms[partner]
                return Index(tuple(sorted(terms.items(), key=_order)), offset) + atom.numerator * c
    return Index(tuple(sorted(terms.items(), key=_order)), offset)


def _order(term: tuple[Atom, int]) -> tuple[int, str]:
    return (len(term[0].key), term[0].key)


def _quotient_atom(numerator: Index, divisor: int) -> Atom | None:
    quotient = numerator // divisor
    if len(quotient.terms) == 1 and quotient.constant == 0 and quotient.terms[0][1] == 1:
        return quotient.terms[0][0]
    return None


def _granule(index: Index, divisor: int) -> tuple[int, Index, Index] | None:
    """Write index = g*major + minor with g dividing `divisor` and 0 <= minor < g, if that can be seen."""
    for g in sorted({gcd(c, divisor) for _, c in index.terms}, reverse=True):
        if g <= 1:
            continue
        major = tuple((a, c // g) for a, c in index.terms if c % g == 0)
        minor = Index(tuple((a, c) for a, c in index.terms if c % g), index.constant % g)
        if major and minor.low >= 0 and minor.high < g:
            return g, Index(major, index.constant // g), minor
    return None


def _quotient(rest: Index, divisor: int) -> Index:
    if rest.low // divisor == rest.high // divisor:
        return constant(rest.low // divisor)
    parts = _granule(rest, divisor)
    if parts is not None:
        g, major, _ = parts
        return major // (divisor // g)
    if len(rest.terms) == 1 and rest.constant == 0:
        atom, c = rest.terms[0]
        if c == 1 and isinstance(atom, Quotient):
            return atom.numerator // (atom.divisor * divisor)
    return Index(((Quotient(rest, divisor), 1),), 0)


def _remainder(rest: Index, divisor: int) -> Index:
    if rest.low // divisor == rest.high // divisor:
        return rest - rest.low // divisor * divisor
    parts = _granule(rest, divisor)
    if parts is not None:
        g, major, minor = parts
        return (major % (divisor // g)) * g + minor
    if len(rest.terms) == 1 and rest.constant == 0:
        atom, c = rest.terms[0]
        if c == 1 and isinstance(atom, Remainder) and atom.divisor % divisor == 0:
            return atom.numerator % divisor
    return Index(((Remainder(rest, divisor), 1),), 0)


def substitute(index: Index, values: Mapping[Var, Index]) -> Index:
    """Replace loop variables by expressions and simplify again. Computed atoms stay: their value is
    substituted at use."""
    if index.vars.isdisjoint(values):
        return index
    result = constant(index.constant)
    for atom, c in index.terms:
        if atom.vars.isdisjoint(values) or isinstance(atom, Computed):
            result = result + Index(((atom, c),), 0)
        elif isinstance(atom, Var):
            result = result + values[atom] * c
        elif isinstance(atom, Quotient):
            result = result + (substitute(atom.numerator, values) // atom.divisor) * c
        elif isinstance(atom, Remainder):
            result = result + (substitute(atom.numerator, values) % atom.divisor) * c
    return result


def flatten(indices: Iterable[Index], shape: Iterable[int]) -> Index:
    """The row-major position of a multi-dimensional index."""
    result = ZERO
    for index, size in zip(indices, shape, strict=True):
        result = result * size + index
    return result


def unflatten(position: Index, shape: tuple[int, ...], inside: bool = False) -> tuple[Index, ...]:
    """The multi-dimensional index of a row-major position.

    With `inside` the position is known to lie in the shape wherever it counts, whatever its bounds are: then
    there is no remainder of the first index, which would keep what walks memory from being seen to.
    """
    indices: list[Index] = []
    for axis, size in reversed([*enumerate(shape)]):
        indices.append(position if inside and not axis else position % size)
        position = position // size
    return tuple(reversed(indices))
