"""Where tiles of a contraction go: what was fused after it, and the stores, guarded at the edges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ..nest import index as ix
from ..nest.contraction import Contraction
from ..nest.index import Index, Var
from .writer import GridWriter


class ResultTiles:
    """Tiles of `tile_rows` x `tile_columns` of a contraction's `rows` x `columns`."""

    f: GridWriter
    c: Contraction
    rows: int
    columns: int
    tile_rows: int
    tile_columns: int
    row = Var("row", 1 << 30)
    column = Var("column", 1 << 30)

    def _set(self, variables: Sequence[Var], position: Index) -> None:
        """Let a flattened position stand for loop variables."""
        shape = tuple(var.extent for var in variables)
        self.f.env.update(zip(variables, ix.unflatten(position, shape), strict=True))

    @contextmanager
    def store_at(self, row: Index, column: Index, lanes: int) -> Iterator[None]:
        """Inside, what is stored is at a row and `lanes` columns, guarded where these are past the edges."""
        f = self.f
        f.guards.clear()
        f.env[self.row], f.env[self.column] = row, column
        if self.rows % self.tile_rows:
            f.guards.update(dict.fromkeys(self.c.rows, ix.of(self.row) * -1 + (self.rows - 1)))
        if self.columns % self.tile_columns:
            f.guards.update(dict.fromkeys(self.c.columns, ix.of(self.column) * -1 + (self.columns - 1)))
        with f.in_lanes(lanes) as lane:
            self._set(self.c.rows, row)
            self._set(self.c.columns, column + lane)
            yield
        f.guards.clear()

    def take(self, total: str) -> None:
        """Let the contraction's result be one total or vector of them."""
        f = self.f
        key = ("tile", f.env[self.row].key, f.env[self.column].key)
        f.result_key = lambda reduction: key
        f.results[key] = total

    def write(self, total: str) -> None:
        """What was fused after the contraction, and the stores, on one total or vector of them."""
        self.take(total)
        self.f.store_all(self.c.nest.stores, frozenset(self.c.nest.outer))
