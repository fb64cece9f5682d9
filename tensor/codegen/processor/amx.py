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

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ...graph.node import Op
from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..machine import Machine, round_up
from ..nest.contraction import Contraction
from ..nest.expression import Leaf, Value
from ..nest.index import Index, Var
from ..schedule import AmxSchedule
from .tile_schedule import is_sound
from .tiles import Combined, TileEmitter

ROWS = 16
ROW_BYTES = 64
LANES = 16
# Of eight tile registers, up to four hold results, two rows of the one operand and two columns of the other.
_ROW_TILES, _COLUMN_TILES = 2, 2
_FIRST_ROW_TILE, _FIRST_COLUMN_TILE = 4, 6
_PALETTE = 1
# Panels of both operands and the partial result stay in the second-level cache, 2 MiB where there is AMX.
_MOST_DEPTH, _MOST_PANEL_ROWS, _MOST_PANEL_COLUMNS = 512, 256, 512
_PANELS_PER_CORE = 4


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
    batch, rows, columns, depth = contraction.sizes
    if not is_possible(contraction, machine) or rows < ROWS // 2 or columns < LANES // 2:
        return None
    step = _step_elements(contraction)
    if depth < step // 2:
        return None
    height = ROWS if rows <= ROWS else _ROW_TILES * ROWS
    vectors = 1 if columns <= LANES else _COLUMN_TILES
    width = vectors * LANES
    panel_rows = min(round_up(rows, height), _MOST_PANEL_ROWS)
    panel_columns = min(round_up(columns, width), _MOST_PANEL_COLUMNS)

    def panels() -> int:
        return batch * -(-rows // panel_rows) * -(-columns // panel_columns)

    while panels() < machine.cores * _PANELS_PER_CORE and (
        panel_rows > 2 * height or panel_columns > 2 * width
    ):
        if panel_columns * height >= panel_rows * width:
            panel_columns = round_up(panel_columns // 2, width)
        else:
            panel_rows = round_up(panel_rows // 2, height)
    blocks = -(-depth // _MOST_DEPTH)
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


class _Emitter(TileEmitter):
    """Panels of tiles in local memory: those of the columns, of the rows, then of results."""

    def __init__(self, contraction: Contraction, schedule: AmxSchedule, name: str) -> None:
        super().__init__(contraction, schedule, name)
        found = instruction(contraction)
        assert found is not None
        self.intrinsic = found.intrinsic
        self.panel_dtype: DType = contraction.row_operand.sources[0].dtype
        self.panel_scalar = vm.scalar_type(self.panel_dtype)
        self.group = 4 // self.panel_dtype.item_bytes  # elements of k that an instruction takes together
        self.step = ROW_BYTES // self.panel_dtype.item_bytes  # elements of k in one tile
        self.steps = schedule.depth // self.step
        self.row_tiles_each = schedule.rows // ROWS
        # Whether k ends with a block, so that nothing is padded.
        self.whole = self.depth == self.k_blocks * schedule.depth
        column_bytes = schedule.depth * schedule.panel_columns * self.panel_dtype.item_bytes
        row_bytes = schedule.depth * schedule.panel_rows * self.panel_dtype.item_bytes
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
        self._guard()
        f.loop(
            "j", self.column_tiles, lambda j: f.loop("k", self.steps, lambda k: self._columns_of(start, k, j))
        )
        f.loop("i", self.row_tiles, lambda i: f.loop("k", self.steps, lambda k: self._rows_of(start, k, i)))

        def column_tile(j: Index) -> None:
            f.loop("i", self.row_tiles, lambda i: self._multiply_tiles(block, i, j))

        f.loop("j", self.column_tiles, column_tile)

    # Panels

    def _tile_start(self, tile: Index, step: Index) -> Index:
        """The element at which the tile of a step starts, for the `tile`-th row or column of tiles."""
        return (tile * self.steps + step) * (ROWS * self.step)

    def _operand(self, operand: Value) -> Value:
        return operand.sources[0]

    def _columns_of(self, start: Index, step: Index, j: Index) -> None:
        """Copy one step of k of a tile's columns, the k that go together side by side."""
        f, s = self.f, self.s
        value = self._operand(self.c.column_operand)
        vector = vm.vector_of(self.panel_scalar, LANES)

        def copy(p: Index) -> None:
            k = start + step * self.step + p * self.group

            def parts() -> list[str]:
                return [self._padded(k + part, lambda: f.vector(value), vector) for part in range(self.group)]

            for v in range(s.vectors):
                position = self._tile_start(j * s.vectors + v, step) + p * self.step
                pointer = self._panel(0, position)

                def fill(combined: Combined, pointer: str = pointer) -> None:
                    self._store_columns(combined(parts), pointer)

                self._over_columns(self.column_start + j * self.width + v * LANES, fill)

        f.loop("p", ROWS, copy)

    def _store_columns(self, parts: list[str], pointer: str) -> None:
        """Store the parts' first lanes, then their second lanes, and so on."""
        f, count = self.f, LANES
        total = len(parts) * LANES
        while len(parts) > 1:
            vector = vm.vector_of(self.panel_scalar, count)
            order = ", ".join(f"i32 {lane}" for lane in range(2 * count))
            pairs = zip(parts[::2], parts[1::2], strict=True)
            mask = f"<{2 * count} x i32> <{order}>"
            parts = [f.emit(f"shufflevector {vector} {a}, {vector} {b}, {mask}") for a, b in pairs]
            count *= 2
        full = vm.vector_of(self.panel_scalar, total)
        order = ", ".join(f"i32 {p * LANES + lane}" for lane in range(LANES) for p in range(total // LANES))
        stored = f.emit(f"shufflevector {full} {parts[0]}, {full} poison, <{total} x i32> <{order}>")
        f.write(f"store {full} {stored}, ptr {pointer}, align 64")

    def _rows_of(self, start: Index, step: Index, i: Index) -> None:
        """Copy one step of k of a tile's rows."""
        f = self.f
        value = self._operand(self.c.row_operand)
        item = self.panel_dtype.item_bytes
        several = self._walks_memory(value)

        def copy(r: Index) -> None:
            for t in range(self.row_tiles_each):
                self._set_row(self.row_start + i * self.s.rows + t * ROWS + r)
                tile = self._tile_start(i * self.row_tiles_each + t, step) + r * self.step
                for k in range(0, self.step, LANES if several else 1):
                    position = start + step * self.step + k
                    pointer = self._panel(self.row_panel, tile + k)
                    if several:
                        self._set(self.c.reduction.axes, position + self.lane)
                        vector = vm.vector_of(self.panel_scalar, LANES)
                        f.write(f"store {vector} {f.vector(value)}, ptr {pointer}, align {LANES * item}")
                    else:
                        one = self._padded(position, lambda: f.value(value)[0], self.panel_scalar)
                        f.write(f"store {self.panel_scalar} {one}, ptr {pointer}, align {item}")

        f.loop("r", ROWS, copy)

    def _walks_memory(self, value: Value) -> bool:
        """Whether whole vectors of the row operand along k can be read, with nothing to pad."""
        last = self.c.reduction.axes[-1]
        return (
            self.whole
            and value.op is Leaf.LOAD
            and value.argument[1].coefficient(last) == 1
            and last.extent % LANES == 0
        )

    def _padded(self, position: Index, action: Callable[[], str], type_name: str) -> str:
        """An operand's value at one k; zero past the last."""
        f, axes = self.f, self.c.reduction.axes
        if self.whole:
            self._set(axes, position)
            return action()
        inside = f.emit(f"icmp slt i64 {f.scalar_index(position)}, {self.depth}")
        clamped = f.emit(f"select i1 {inside}, i64 {f.scalar_index(position)}, i64 {self.depth - 1}")
        var = Var(f"c{clamped[1:]}", self.depth)
        f.counters[var] = clamped
        self._set(axes, Index(((var, 1),), 0))
        return f.emit(f"select i1 {inside}, {type_name} {action()}, {type_name} zeroinitializer")

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

    def _multiply_tiles(self, block: Index, i: Index, j: Index) -> None:
        """The result tiles of one place: from zero or what the blocks before left, over all k of this one."""
        f, s = self.f, self.s
        cells = [(t, v) for t in range(self.row_tiles_each) for v in range(s.vectors)]
        number = {cell: place for place, cell in enumerate(cells)}
        kept = {(t, v): self._address(self.partial, self._result_tile(i, j, t, v), 4) for t, v in cells}
        first, last = self._edges(block)
        for cell in cells:
            self._tile_op("tilezero", f"i8 {number[cell]}")
        if first is not None:
            with f.when(f.emit(f"xor i1 {first}, true")):
                for cell in cells:
                    self._tile_op("tileloadd64", f"i8 {number[cell]}, ptr {kept[cell]}, i64 {ROW_BYTES}")

        def step(k: Index) -> None:
            operands = [
                (_FIRST_ROW_TILE, self.row_panel, i, self.row_tiles_each),
                (_FIRST_COLUMN_TILE, 0, j, s.vectors),
            ]
            for register, panel, place, count in operands:
                for each in range(count):
                    start = self._tile_start(place * count + each, k)
                    pointer = self._address(panel, start, self.panel_dtype.item_bytes)
                    self._tile_op("tileloadd64", f"i8 {register + each}, ptr {pointer}, i64 {ROW_BYTES}")
            for t, v in cells:
                sources = f"i8 {_FIRST_ROW_TILE + t}, i8 {_FIRST_COLUMN_TILE + v}"
                self._tile_op(self.intrinsic, f"i8 {number[t, v]}, {sources}")

        f.loop("k", self.steps, step)
        for cell in cells:
            self._tile_op("tilestored64", f"i8 {number[cell]}, ptr {kept[cell]}, i64 {ROW_BYTES}")
        if last is None:
            self._store_tiles(kept, i, j)
        else:
            with f.when(last):
                self._store_tiles(kept, i, j)

    def _store_tiles(self, kept: dict[tuple[int, int], str], i: Index, j: Index) -> None:
        """What was fused after the contraction, on the rows of the result tiles, and the stores."""
        f = self.f
        variables = frozenset(self.c.nest.outer)
        f.result_key = lambda reduction: ("tile", f.env[self.row].key, f.env[self.column].key)

        def row(r: Index) -> None:
            for (t, v), tile in kept.items():
                self._set_row(self.row_start + i * self.s.rows + t * ROWS + r)
                self._set_column(self.column_start + j * self.width + v * LANES + self.lane)
                key = ("tile", f.env[self.row].key, f.env[self.column].key)
                pointer = f.emit(f"getelementptr {self.vector}, ptr {tile}, i64 {f.scalar_index(r)}")
                f.results[key] = f.emit(f"load {self.vector}, ptr {pointer}, align 64")
                f.store_all(self.c.nest.stores, variables)

        f.loop("r", ROWS, row)
