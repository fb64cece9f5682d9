"""Contractions on a grid under a `GridTileSchedule` as LLVM IR.

A workgroup computes a tile of the result: each work-item has a tile of accumulators, or each wave one of
matrix instructions' accumulators.
"""

from __future__ import annotations

from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..machine import Machine
from ..nest import index as ix
from ..nest.contraction import Contraction
from ..nest.index import Index
from ..schedule import GridTileSchedule
from .matrix_instructions import WarpInstruction, named
from .staged_tiles import ACCESS_BYTES, GridTiles
from .target import GridTarget
from .tile_schedule import UNROLLED_DEPTH
from .wave_tiles import WarpTiles, WaveTiles

_ROW_LANES = 4


def emit(
    contraction: Contraction, schedule: GridTileSchedule, name: str, target: GridTarget, machine: Machine
) -> Emitted:
    """The kernel's module; the grid is batch x row tiles x column tiles, flattened."""
    kind: type[GridTiles] = WorkItemTiles
    if schedule.tensor != "fma":
        is_warp = isinstance(named(schedule.tensor, machine.features), WarpInstruction)
        kind = WarpTiles if is_warp else WaveTiles
    return kind(contraction, schedule, name, target, machine).emit()


class WorkItemTiles(GridTiles):
    """Accumulators of each work-item: groups of four rows, vectors of `lanes` columns.

    The groups and vectors of a work-item lie a whole tile's part from each other, so that adjacent work-items
    read adjacent words of local memory.
    """

    def items_per_part(self) -> int:
        return 1

    def clear(self) -> None:
        f, s = self.f, self.s
        self.row_lanes = min(_ROW_LANES, s.rows & -s.rows)
        scalar = vm.scalar_type(self.dtype)
        self.vector = vm.vector_of(scalar, s.lanes)
        self.cells = [(r, v) for r in range(s.rows) for v in range(s.columns // s.lanes)]
        self.totals = {cell: f.alloca(self.vector) for cell in self.cells}
        for total in self.totals.values():
            f.write(f"store {self.vector} zeroinitializer, {f.stack} {total}")
        self.down, self.across = ix.of(f.thread) // s.across, ix.of(f.thread) % s.across

    def _row(self, group: int) -> Index:
        return self.down * self.row_lanes + group * (self.row_lanes * self.s.down)

    def _column(self, vector: int) -> Index:
        return self.across * self.s.lanes + vector * (self.s.lanes * self.s.across)

    def multiply(self, buffer: Index) -> None:
        steps = min(UNROLLED_DEPTH, self.s.depth)

        def some(step: Index) -> None:
            for k in range(steps):
                self._multiply_one(step * steps + k, buffer)

        self.f.loop("k", self.s.depth // steps, some)

    def _multiply_one(self, k: Index, buffer: Index) -> None:
        f, s = self.f, self.s
        space, scalar = f"ptr{f.target.local_space}", vm.scalar_type(self.dtype)
        size = self.dtype.item_bytes
        rows, columns = [], []
        for group in range(s.rows // self.row_lanes):
            full = vm.vector_of(scalar, self.row_lanes)
            pointer = self.local(self.a, self._row(group), k, buffer)
            align = min(size * self.row_lanes, ACCESS_BYTES)
            loaded = f.emit(f"load {full}, {space} {pointer}, align {align}")
            if self.row_lanes == 1:
                rows.append(loaded)
            else:
                rows += [f.emit(f"extractelement {full} {loaded}, i64 {n}") for n in range(self.row_lanes)]
        for vector in range(s.columns // s.lanes):
            pointer = self.local(self.b, self._column(vector), k, buffer)
            align = min(size * s.lanes, ACCESS_BYTES)
            columns.append(f.emit(f"load {self.vector}, {space} {pointer}, align {align}"))
        with f.in_lanes(s.lanes):
            for r, v in self.cells:
                total = f.emit(f"load {self.vector}, {f.stack} {self.totals[r, v]}")
                total = self._multiply_add(f.to_vector(rows[r], scalar), columns[v], total)
                f.write(f"store {self.vector} {total}, {f.stack} {self.totals[r, v]}")

    def _multiply_add(self, row: str, column: str, total: str) -> str:
        if self.dtype.is_float:
            return vm.intrinsic(self.f, "fma", vm.scalar_type(self.dtype), self.s.lanes, row, column, total)
        product = self.f.emit(f"mul {self.vector} {row}, {column}")
        return self.f.emit(f"add {self.vector} {product}, {total}")

    def store(self) -> None:
        for r, v in self.cells:
            group, within = divmod(r, self.row_lanes)
            row, column = self.row_start + self._row(group) + within, self.column_start + self._column(v)
            total = self.f.emit(f"load {self.vector}, {self.f.stack} {self.totals[r, v]}")
            with self.store_at(row, column, self.s.lanes):
                self.write(total)
