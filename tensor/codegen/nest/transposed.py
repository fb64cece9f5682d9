"""Transposed reads: what is written side by side along one loop is read side by side along another."""

from __future__ import annotations

from dataclasses import dataclass

from .canonical import all_values
from .expression import Leaf, Value
from .index import Computed, Quotient, Remainder, Var
from .lower import LoopNest

# Closer elements are picked out of whole vectors.
_LEAST_STRIDE = 8
_LEAST_EXTENT = 8


@dataclass(frozen=True, eq=False)
class Transposed:
    """The roles of a nest's loops: results lie side by side along `columns`, and `reads` do along `rows`."""

    nest: LoopNest
    rows: Var
    columns: Var
    reads: tuple[Value, ...]

    @property
    def elsewhere(self) -> tuple[Var, ...]:
        """The other loops."""
        return tuple(var for var in self.nest.outer if var not in (self.rows, self.columns))


def recognise(nest: LoopNest) -> Transposed | None:
    """The nest as one with transposed reads, or None where it is none."""
    if nest.inner or nest.before or nest.ordered or nest.reductions or len(nest.outer) < 2:
        return None
    if any(store.valid for store in nest.stores):
        return None
    columns = next(
        (v for v in nest.outer if all(store.index.coefficient(v) == 1 for store in nest.stores)), None
    )
    if columns is None or columns.extent < _LEAST_EXTENT:
        return None
    loads = [value for value in all_values(nest) if value.op is Leaf.LOAD]
    for rows in nest.outer:
        if rows is columns or rows.extent < _LEAST_EXTENT:
            continue
        reads = tuple(load for load in loads if _is_transposed(load, rows, columns))
        if reads:
            return Transposed(nest, rows, columns, reads)
    return None


def _is_transposed(load: Value, rows: Var, columns: Var) -> bool:
    slot, index, valid = load.argument
    if slot.dtype.kind == "b" or valid or index.coefficient(rows) != 1:
        return False
    if any(isinstance(atom, (Computed, Quotient, Remainder)) for atom, _ in index.terms):
        return False
    stride = index.coefficient(columns)
    return stride is not None and abs(stride) >= _LEAST_STRIDE
