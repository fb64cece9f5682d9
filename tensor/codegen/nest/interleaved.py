"""Results that lie interleaved: the parts of complex numbers, tensors stacked last, elements repeated.

The innermost loop over them is shorter than a vector. Joined with the loop around it they are stored side by
side, and what a vector reads lies in a few whole vectors, in an order that is known.
"""

from __future__ import annotations

from . import index as ix
from .canonical import all_values, rebuild
from .expression import Leaf
from .index import Index, Var
from .lower import LoopNest

# An innermost loop of at most so many steps is joined with the one around it.
_MOST_PARTS = 8
# What is read for that many results lies at most so many times as far apart.
_MOST_SPREAD = 2
# Parts may come from so many places that are far from each other.
_MOST_PLANES = 4


def joined(nest: LoopNest) -> LoopNest:
    """The nest with its innermost two loops as one where that makes of scattered stores whole vectors; itself
    where it does not.
    """
    if len(nest.outer) < 2 or nest.inner or nest.reductions or nest.ordered or nest.before:
        return nest
    around, parts = nest.outer[-2:]
    if parts.extent > _MOST_PARTS or parts.extent & (parts.extent - 1) or around.extent < _MOST_PARTS:
        return nest
    if not all(_is_contiguous(store.index, around, parts) and not store.valid for store in nest.stores):
        return nest
    loads = [value.argument[1] for value in all_values(nest) if value.op is Leaf.LOAD]
    if not all(_lies_near(index, around, parts) for index in loads):
        return nest
    both = Var(f"{around.key}{parts.key}", around.extent * parts.extent)
    places = {around: ix.of(both) // parts.extent, parts: ix.of(both) % parts.extent}
    return rebuild(nest, places, {around: (both,), parts: ()})


def _is_contiguous(index: Index, around: Var, parts: Var) -> bool:
    return index.coefficient(parts) == 1 and index.coefficient(around) == parts.extent


def _lies_near(index: Index, around: Var, parts: Var) -> bool:
    """Whether a vector of results reads what lies within a few vectors."""
    one, other = index.coefficient(around), index.coefficient(parts)
    if one is None or other is None:
        return False
    if parts.extent <= _MOST_PLANES and abs(one) <= 1:
        # Each part from a vector of its own, wherever that is.
        return True
    return abs(one) <= _MOST_SPREAD * parts.extent and abs(other) <= _MOST_SPREAD * _MOST_PARTS
