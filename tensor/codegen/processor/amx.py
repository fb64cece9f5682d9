"""Contractions on AMX tile registers: Intel's matrix unit for bfloat16 and 8-bit integers.

Source: Intel 64 and IA-32 Software Developer's Manual, volume 1, "Programming with Intel Advanced Matrix
Extensions", and the instructions' pages in volume 2. A tile is 16 rows of 64 bytes. `TDP* c, a, b` adds to
the 16 x 16 numbers of c, 32 bits each, the products of a, whose rows hold 64 bytes of k, with b, whose rows
hold, for each of 16 columns, the 4 bytes of k that go together. Panels here are whole tiles, one after the
other, so that every load has a stride of 64 bytes; k is padded with zeros to whole tiles.

Tests hold that LLVM selects these instructions, and that the results are right with each instruction replaced
by a function that does what the manual says, so also where there is no AMX.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...graph import dtype as dtypes
from ...graph.node import Op
from ..emitted import Emitted
from ..machine import Machine, round_up
from ..nest.contraction import Contraction
from ..nest.expression import Leaf
from ..nest.form import Form
from ..nest.index import Index
from ..schedule import AmxSchedule
from .group_panels import GroupPanels, panel_sizes
from .tile_schedule import is_sound

ROWS = 16
ROW_BYTES = 64
LANES = 16
# Of eight tile registers, up to four hold results, two rows of the one operand and two columns of the other.
_ROW_TILES, _COLUMN_TILES = 2, 2
_FIRST_ROW_TILE, _FIRST_COLUMN_TILE = 4, 6
_PALETTE = 1
# The rows of a tile stay in the first cache, panels of both operands in the second, 2 MiB where there is AMX.
_FEW_COLUMNS = 128
# From so many columns on it pays to have them for rows.
_LEAST_TURNED = 128
_MOST_DEPTH_BYTES, _MOST_PANEL_ROWS, _MOST_PANEL_COLUMNS = 1024, 512, 512


@dataclass(frozen=True)
class Instruction:
    """An LLVM intrinsic that multiplies tiles, and the processor feature it needs."""

    intrinsic: str
    feature: str


# (row operand, column operand, sum) -> instruction
INSTRUCTIONS = {
    (dtypes.bfloat16, dtypes.bfloat16, dtypes.float32): Instruction("tdpbf16ps", "amx_bf16"),
    (dtypes.int8, dtypes.int8, dtypes.int32): Instruction("tdpbssd", "amx_int8"),
    (dtypes.int8, dtypes.uint8, dtypes.int32): Instruction("tdpbsud", "amx_int8"),
    (dtypes.uint8, dtypes.int8, dtypes.int32): Instruction("tdpbusd", "amx_int8"),
    (dtypes.uint8, dtypes.uint8, dtypes.int32): Instruction("tdpbuud", "amx_int8"),
}


def instruction(contraction: Contraction) -> Instruction | None:
    """The instruction that multiplies these operands, or None where there is none."""
    operands = contraction.row_operand, contraction.column_operand
    if not all(operand.op is Op.CAST for operand in operands):
        return None
    row, column = (operand.sources[0].dtype for operand in operands)
    return INSTRUCTIONS.get((row, column, contraction.reduction.dtype))


def view(form: Form) -> Contraction | None:
    """The nest as a contraction; with rows for columns where few rows meet many columns that lie in memory
    along k. As rows they are read where they are.
    """
    found = form.contraction
    if found is None or instruction(found) is None:
        return found
    _, rows, columns, depth = found.sizes
    value = found.column_operand.sources[0]
    if rows > _COLUMN_TILES * LANES or columns < _LEAST_TURNED or value.op is not Leaf.LOAD:
        return found
    if columns % (_ROW_TILES * ROWS) or depth % _step_elements(found):
        return found
    _, index, valid = value.argument
    if valid or index.coefficient(found.reduction.axes[-1]) != 1:
        return found
    return replace(
        found,
        row_operand=found.column_operand,
        column_operand=found.row_operand,
        rows=found.columns,
        columns=found.rows,
    )


def is_possible(contraction: Contraction, machine: Machine) -> bool:
    """Whether the machine has tiles and the instruction for this contraction."""
    found = instruction(contraction)
    return (
        found is not None and {"amx_tile", found.feature} <= machine.features and machine.vector_bytes == 64
    )


def _step_elements(contraction: Contraction) -> int:
    """How many k one tile holds."""
    return ROW_BYTES // contraction.row_operand.sources[0].dtype.item_bytes


def fits(contraction: Contraction, schedule: AmxSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for a contraction, and run on the machine."""
    if not is_possible(contraction, machine) or not is_sound(contraction, schedule):
        return False
    step = _step_elements(contraction)
    return (
        schedule.tensor == "amx"
        and schedule.rows in (ROWS, _ROW_TILES * ROWS)
        and 0 < schedule.vectors <= _COLUMN_TILES
        and schedule.lanes == LANES
        and schedule.pack_rows
        and schedule.depth % step == 0
        and schedule.depth < contraction.sizes[3] + step
    )


def choose(contraction: Contraction, machine: Machine) -> AmxSchedule | None:
    """The heuristic's schedule; None where AMX is not there or most of each tile would be padding."""
    _, rows, columns, depth = contraction.sizes
    if not is_possible(contraction, machine) or columns < LANES // 2:
        return None
    step = _step_elements(contraction)
    # Below, the other kinds are quicker: bytes have less to gain from them.
    if depth < step // 2 or rows < (ROWS // 4 if step == ROW_BYTES else ROWS // 2):
        return None
    height = ROWS if rows <= ROWS else _ROW_TILES * ROWS
    vectors = 1 if columns <= LANES else _COLUMN_TILES
    width = vectors * LANES
    panel_rows, panel_columns = panel_sizes(
        contraction.sizes, height, width, _MOST_PANEL_ROWS, _MOST_PANEL_COLUMNS, machine.cores
    )
    blocks = -(-depth // (_MOST_DEPTH_BYTES // ROW_BYTES * step))
    deep = round_up(-(-depth // blocks), step)
    return AmxSchedule(height, vectors, LANES, deep, panel_rows, panel_columns, True)


def alternatives(contraction: Contraction, machine: Machine) -> Iterator[AmxSchedule]:
    """Schedules worth measuring where AMX is there."""
    if not is_possible(contraction, machine):
        return
    _, rows, columns, depth = contraction.sizes
    step = _step_elements(contraction)
    for height in (ROWS, _ROW_TILES * ROWS):
        for vectors in range(1, _COLUMN_TILES + 1):
            width = vectors * LANES
            for deep in (256, 512, 1024, 2048):
                for panel_rows in (64, 128, 256, 512):
                    for panel_columns in (64, 128, 256, 512):
                        yield AmxSchedule(
                            height,
                            vectors,
                            LANES,
                            min(deep, round_up(depth, step)),
                            min(panel_rows, round_up(rows, height)),
                            min(panel_columns, round_up(columns, width)),
                            True,
                        )


def configuration() -> bytes:
    """The 64 bytes that LDTILECFG reads: palette 1 and eight tiles of 16 rows of 64 bytes."""
    data = bytearray(64)
    data[0] = _PALETTE
    for tile in range(8):
        data[16 + 2 * tile : 18 + 2 * tile] = ROW_BYTES.to_bytes(2, "little")
        data[48 + tile] = ROWS
    return bytes(data)


def emit(contraction: Contraction, schedule: AmxSchedule, name: str) -> Emitted:
    """The kernel's module; the grid is that of every other contraction."""
    return _Emitter(contraction, schedule, name).emit()


class _Emitter(GroupPanels):
    """Panels of tiles in local memory: those of the columns, of the rows, then of results."""

    def __init__(self, contraction: Contraction, schedule: AmxSchedule, name: str) -> None:
        super().__init__(contraction, schedule, name, contraction.row_operand.sources[0].dtype)
        found = instruction(contraction)
        assert found is not None
        self.intrinsic = found.intrinsic
        self._of_steps(ROW_BYTES // self.item)
        self.row_tiles_each = schedule.rows // ROWS
        # Rows that few columns go by are read where they are.
        few = schedule.panel_columns <= _FEW_COLUMNS
        self.row_stride = self._row_stride() if few else None
        # So are columns in groups.
        in_groups = self.in_groups.stride_bytes if self.in_groups is not None else None
        whole = self.columns % self.width == 0 and self.depth % self.step == 0
        self.column_stride = in_groups if whole else None
        copied = schedule.panel_columns if self.column_stride is None else 0
        column_bytes = schedule.depth * copied * self.item
        row_bytes = schedule.depth * schedule.panel_rows * self.item if self.row_stride is None else 0
        kept = (
            schedule.panel_rows * schedule.panel_columns if self.k_blocks > 1 else schedule.rows * self.width
        )
        self.row_panel = column_bytes
        self.partial = column_bytes + row_bytes
        self.local_bytes = self.partial + kept * 4

    def emit(self) -> Emitted:
        f = self.f
        for name, parameters in (
            ("ldtilecfg", "ptr"),
            ("tilerelease", ""),
            ("tilezero", "i8"),
            ("tileloadd64", "i8, ptr, i64"),
            ("tileloaddt164", "i8, ptr, i64"),
            ("tilestored64", "i8, ptr, i64"),
            (self.intrinsic, "i8, i8, i8"),
        ):
            f.declare(f"declare void @llvm.x86.{name}({parameters})")
        place = f.alloca("<64 x i8>")
        f.write(
            f"store <64 x i8> <{', '.join(f'i8 {byte}' for byte in configuration())}>, ptr {place}, align 64"
        )
        self._tile_op("ldtilecfg", f"ptr {place}")
        self._loops()
        self._tile_op("tilerelease", "")
        return Emitted(f.text(), self.groups, self.local_bytes)

    def _tile_op(self, name: str, operands: str) -> None:
        self.f.write(f"call void @llvm.x86.{name}({operands})")

    def _block(self, block: Index) -> None:
        """One block of k: copy the panels, then multiply every pair of tiles."""
        f = self.f
        start = block * self.s.depth
        first, last = self._edges(block)
        self._copy_block(block, last)
        steps = self._in_block(last, self.last_steps, self.steps)

        def row_tile(i: Index) -> None:
            f.loop(
                "j",
                self.column_tiles,
                lambda j: self._multiply_tiles(start, first, last, steps, i, j),
            )

        f.loop("i", self.row_tiles, row_tile)

    # Panels

    def _tile_start(self, place: Index, step: Index, each: int, count: int) -> Index:
        """The element at which a tile of a step starts, of the `count` next to each other at a place."""
        return ((place * self.steps + step) * count + each) * (ROWS * self.step)

    def _columns_of(self, start: Index, step: Index, j: Index, padded: bool) -> None:
        """Copy one step of k of a tile's columns, the k that go together side by side."""
        f, s = self.f, self.s
        if self.column_stride is not None:
            return

        for first in range(0, self.width, self.unit):

            def store(p: Index, place: int, kind: str, vector: str, first: int = first) -> None:
                tile, at = divmod(first + place, LANES)
                position = self._tile_start(j, step, tile, s.vectors) + p * self.step + at * self.group
                f.write(f"store {kind} {vector}, ptr {self._panel(0, position)}, align {32 if at else 64}")

            self._over_groups(
                self.column_start + j * self.width + first,
                ROWS,
                lambda p: start + step * self.step + p * self.group,
                padded,
                store,
            )

    def _rows_of(self, start: Index, step: Index, i: Index, padded: bool) -> None:
        """Copy one step of k of a tile's rows."""
        if self.row_stride is not None:
            return
        for t in range(self.row_tiles_each):
            tile = self._tile_start(i, step, t, self.row_tiles_each)

            def pointer(r: Index, element: Index, tile: Index = tile) -> str:
                return self._panel(self.row_panel, tile + r * self.step + element)

            first = self.row_start + i * self.s.rows + t * ROWS
            self._copy_rows(first, ROWS, start + step * self.step, 1, self.step, padded, pointer)

    # Tiles

    def _address(self, offset: int, elements: Index, item_bytes: int) -> str:
        """A pointer into the local memory."""
        position = self.f.scalar_index(elements * item_bytes + offset)
        return self.f.emit(f"getelementptr i8, ptr %local, i64 {position}")

    def _result_tile(self, i: Index, j: Index, t: int, v: int) -> Index:
        """The element at which a result tile is kept, between blocks of k or before it is stored."""
        s = self.s
        number = (i * (s.panel_columns // self.width) + j) * (self.row_tiles_each * s.vectors)
        own = Index((), t * s.vectors + v)
        return (number + own if self.k_blocks > 1 else own) * (ROWS * LANES)

    def _multiply_tiles(
        self, start: Index, first: str | None, last: str | None, steps: int | str, i: Index, j: Index
    ) -> None:
        """The result tiles of one place: from zero or what the blocks before left, over all k of this one."""
        f, s = self.f, self.s
        cells = [(t, v) for t in range(self.row_tiles_each) for v in range(s.vectors)]
        number = {cell: place for place, cell in enumerate(cells)}
        kept = {(t, v): self._address(self.partial, self._result_tile(i, j, t, v), 4) for t, v in cells}
        for cell in cells:
            self._tile_op("tilezero", f"i8 {number[cell]}")
        if first is not None:
            with f.when(f.emit(f"xor i1 {first}, true")):
                for cell in cells:
                    self._tile_op("tileloadd64", f"i8 {number[cell]}, ptr {kept[cell]}, i64 {ROW_BYTES}")

        def step(k: Index) -> None:
            # The rows stay in the first cache while all columns go by, past it.
            for t in range(self.row_tiles_each):
                self._load_rows(start + k * self.step, k, i, t)
            for v in range(s.vectors):
                self._load_columns(start + k * self.step, k, j, v)
            for t, v in cells:
                sources = f"i8 {_FIRST_ROW_TILE + t}, i8 {_FIRST_COLUMN_TILE + v}"
                self._tile_op(self.intrinsic, f"i8 {number[t, v]}, {sources}")

        f.loop("k", steps, step, most=self.steps)
        for cell in cells:
            self._tile_op("tilestored64", f"i8 {number[cell]}, ptr {kept[cell]}, i64 {ROW_BYTES}")
        if last is None:
            self._store_tiles(kept, i, j)
        else:
            with f.when(last):
                self._store_tiles(kept, i, j)

    def _load_columns(self, position: Index, step: Index, j: Index, v: int) -> None:
        """Load a tile of columns from the panel, or from where they are."""
        if self.column_stride is None:
            start = self._tile_start(j, step, v, self.s.vectors)
            pointer, stride = self._address(0, start, self.item), ROW_BYTES
        else:
            self._set_column(self.column_start + j * self.width + v * LANES)
            self._set(self.c.reduction.axes, position)
            pointer, stride = self._in_memory(), self.column_stride
        self._tile_op("tileloaddt164", f"i8 {_FIRST_COLUMN_TILE + v}, ptr {pointer}, i64 {stride}")

    def _load_rows(self, position: Index, step: Index, i: Index, t: int) -> None:
        """Load a tile of rows from the panel, or from where they are."""
        f = self.f
        if self.row_stride is None:
            start = self._tile_start(i, step, t, self.row_tiles_each)
            pointer, stride = self._address(self.row_panel, start, self.item), ROW_BYTES
        else:
            slot, index, _ = self._operand(self.c.row_operand).argument
            self._set_row(self.row_start + i * self.s.rows + t * ROWS)
            self._set_flat(position)
            pointer = f.pointer(slot, f.scalar_index(f.resolve(index)))
            stride = self.row_stride * self.item
        self._tile_op("tileloadd64", f"i8 {_FIRST_ROW_TILE + t}, ptr {pointer}, i64 {stride}")

    def _store_tiles(self, kept: dict[tuple[int, int], str], i: Index, j: Index) -> None:
        """What was fused after the contraction, on the rows of the result tiles, and the stores."""
        f, s = self.f, self.s
        self._guard(storing=True)
        variables = frozenset(self.c.nest.outer)
        f.result_key = lambda reduction: ("tile", f.env[self.row].key, f.env[self.column].key)
        per_unit = self.unit // LANES

        def row(r: Index) -> None:
            for t in range(self.row_tiles_each):
                self._set_row(self.row_start + i * s.rows + t * ROWS + r)
                for first in range(0, s.vectors, per_unit):
                    unit = []
                    for v in range(first, first + per_unit):
                        at = f.emit(f"getelementptr {self.vector}, ptr {kept[t, v]}, i64 {f.scalar_index(r)}")
                        unit.append(f.emit(f"load {self.vector}, ptr {at}, align 64"))
                    for v, result in enumerate(self._in_order(unit), first):
                        self._set_column(self.column_start + j * self.width + v * LANES + self.lane)
                        f.results["tile", f.env[self.row].key, f.env[self.column].key] = result
                        f.store_all(self.c.nest.stores, variables)

        f.loop("r", ROWS, row)
        self._guard()
