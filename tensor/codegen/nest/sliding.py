"""Loops that slide: a loop of the result and a reduction's move together over what is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .canonical import indices_of, values_under
from .expression import Value
from .index import Index, Quotient, Remainder, Var


@dataclass(frozen=True)
class Axis:
    """A loop of the result, and the taps along it, if any: what is read lies at stride * loop + dilation *
    tap.
    """

    loop: Var
    tap: Var | None = None
    stride: int = 1
    dilation: int = 1

    @property
    def taps(self) -> int:
        """How many there are."""
        return self.tap.extent if self.tap is not None else 1


def sums_under(value: Value) -> Iterator[Index]:
    """Every sum in the indices of a value, the numerators within them included."""
    for inner in values_under(value):
        for index in indices_of(inner):
            yield from _sums(index)


def _sums(index: Index) -> Iterator[Index]:
    yield index
    for atom, _ in index.terms:
        if isinstance(atom, (Quotient, Remainder)):
            yield from _sums(atom.numerator)
