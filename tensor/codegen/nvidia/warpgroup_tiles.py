"""Contractions on a grid under a `WarpgroupSchedule` as LLVM IR.

The first warpgroup of a workgroup has boxes of both operands copied into a ring of stages in local memory;
the others multiply them as they arrive. Each stage has two barriers: `full` ends a phase when its bytes are
there, `empty` when all who multiply have finished with them. Both sides go through the same tiles in the same
order, and the ring does not stop between two: while the totals of one are stored, the operands of the next
arrive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ....drivers.nvidia.tensor_map import TensorMap
from ..emitted import Emitted
from ..grid.result_tiles import ResultTiles
from ..grid.writer import GridWriter
from ..llvm import vector_math as vm
from ..machine import Machine
from ..nest import index as ix
from ..nest.contraction import Contraction
from ..nest.index import Index
from ..nest.lanes import lanes_within
from ..schedule import WarpgroupSchedule
from . import warpgroup_schedule as wc
from . import warpgroup_target as wt
from .warpgroup_instructions import (
    ADDRESS_MASK,
    LANES,
    PATTERN_BYTES,
    ROWS,
    SWIZZLE_BYTES,
    UNIT_BYTES,
    WAVES,
    descriptor,
    named,
)

# Registers of a work-item, where 3 warpgroups share the 64 K of a multiprocessor: each has 168 to start with,
# and may have any multiple of 8 ("PTX ISA", setmaxnreg). CUTLASS shares them out like this.
_COPYING_REGISTERS, _MULTIPLYING_REGISTERS = 40, 232


def emit(contraction: Contraction, schedule: WarpgroupSchedule, name: str, machine: Machine) -> Emitted:
    """The kernel's module. Raises ValueError where the schedule does not fit."""
    if not wc.fits(contraction, schedule, machine):
        raise ValueError(f"{schedule} does not fit {name}")
    return WarpgroupTiles(contraction, schedule, name, machine).emit()


@dataclass(frozen=True)
class _Copied:
    """An operand on its way: its map, the lines of a tile, and how many of them one box brings.

    `shared` workgroups of a cluster each bring their part of the lines to all. `at` is where in a stage it
    starts.
    """

    panel: wc.Panel
    map: TensorMap
    lines: int
    box_lines: int
    shared: int
    at: int
    row_elements: int

    @property
    def descriptor(self) -> int:
        """Without the address."""
        if self.panel.by_depth:
            return descriptor(UNIT_BYTES, PATTERN_BYTES)
        # Each row's worth of lines is a box of its own, with the k below each other.
        return descriptor(self.row_elements * SWIZZLE_BYTES, PATTERN_BYTES)

    def step_bytes(self, depth: int) -> int:
        """From one instruction's k to the next's."""
        if self.panel.by_depth:
            return depth * SWIZZLE_BYTES // self.row_elements
        return depth * SWIZZLE_BYTES

    def line_bytes(self, lines: int) -> int:
        """From one line to one so many lines further on, a multiple of a row's worth."""
        return lines * SWIZZLE_BYTES


class _Ring:
    """Where one side of the ring is: the stage, and the parity of the phase that it waits for next."""

    def __init__(
        self, f: GridWriter, base: str, stages: int, stage_bytes: int, barriers: int, parity: int
    ) -> None:
        """`barriers` is how far behind the start of local memory they are."""
        self.f, self.base, self.stages, self.stage_bytes = f, base, stages, stage_bytes
        self.barriers = barriers
        self._stage, self._parity = f.alloca("i32", 4), f.alloca("i32", 4)
        f.write(f"store i32 0, {f.stack} {self._stage}")
        f.write(f"store i32 {parity}, {f.stack} {self._parity}")

    @property
    def stage(self) -> str:
        return self.f.emit(f"load i32, {self.f.stack} {self._stage}")

    @property
    def parity(self) -> str:
        return self.f.emit(f"load i32, {self.f.stack} {self._parity}")

    def address(self, stage: str) -> str:
        """Where a stage's operands start."""
        return self._plus(self.base, self.f.emit(f"mul i32 {stage}, {self.stage_bytes}"))

    def full(self, stage: str) -> str:
        return self._barrier(stage, 0)

    def empty(self, stage: str) -> str:
        return self._barrier(stage, 1)

    def _barrier(self, stage: str, kind: int) -> str:
        start = self._plus(self.base, str(self.barriers + kind * self.stages * wc.BARRIER_BYTES))
        return self._plus(start, self.f.emit(f"mul i32 {stage}, {wc.BARRIER_BYTES}"))

    def _plus(self, first: str, second: str) -> str:
        return self.f.emit(f"add i32 {first}, {second}")

    def previous(self, stage: str) -> str:
        """The stage before."""
        f = self.f
        is_first = f.emit(f"icmp eq i32 {stage}, 0")
        return f.emit(f"select i1 {is_first}, i32 {self.stages - 1}, i32 {f.emit(f'sub i32 {stage}, 1')}")

    def advance(self, stage: str) -> None:
        """Go on to the next stage; the parity turns where the ring closes."""
        f = self.f
        following = self._plus(stage, "1")
        closes = f.emit(f"icmp eq i32 {following}, {self.stages}")
        f.write(f"store i32 {f.emit(f'select i1 {closes}, i32 0, i32 {following}')}, {f.stack} {self._stage}")
        turn = f.emit(f"zext i1 {closes} to i32")
        f.write(f"store i32 {f.emit(f'xor i32 {self.parity}, {turn}')}, {f.stack} {self._parity}")


class WarpgroupTiles(ResultTiles):
    """One kernel while it is written."""

    def __init__(
        self, contraction: Contraction, schedule: WarpgroupSchedule, name: str, machine: Machine
    ) -> None:
        self.c, self.s, self.machine = contraction, schedule, machine
        self.instruction = named(schedule.tensor)
        # A cluster's last tiles may be past the edge as a whole.
        self.tile_rows, self.tile_columns = schedule.rows * schedule.cluster, schedule.columns
        _, self.rows, self.columns, self.depth = contraction.sizes
        self.step_depth = self.instruction.row_elements
        self.blocks = -(-self.depth // self.step_depth)
        found = wc.panels(contraction, self.instruction)
        assert found is not None
        first, s = len(contraction.nest.slots), schedule
        self.a = self._copied(name, first, found[0], self.rows, s.rows, 1, 0)
        self.b = self._copied(
            name, first + 1, found[1], self.columns, s.columns, s.cluster, s.rows * SWIZZLE_BYTES
        )
        self.maps: tuple[TensorMap, ...] = (self.a.map, self.b.map)
        self.result = wc.result_panel(contraction)
        if self.result is not None:
            self.maps += (self._result_map(name, first + 2, self.result),)
        target = wt.WarpgroupTarget(machine.features, self.maps, s.cluster)
        self.threads = LANES * (1 + s.consumers)
        self.f = GridWriter(name, contraction.nest, target, self.threads)
        self.f.local(wc.local_bytes(contraction, s))
        self.groups = wc.groups(contraction, s, machine)
        self.results_at = s.stages * wc.stage_bytes(s.rows, s.columns)
        self.barriers_at = self.results_at + wc.result_bytes(contraction, s.consumers)
        self.consumer_rows = s.rows // s.consumers
        self.matrices = self.consumer_rows // ROWS
        self.totals_each = s.columns // 2

    def _copied(
        self, name: str, parameter: int, panel: wc.Panel, lines: int, tile: int, shared: int, at: int
    ) -> _Copied:
        size, row = self.instruction.source.item_bytes, self.step_depth
        if panel.by_depth:
            box_lines = tile // shared
            sizes, box = (self.depth, lines), (row, box_lines)
        else:
            box_lines = row
            sizes, box = (lines, self.depth), (row, self.step_depth)
        described = TensorMap(
            name,
            parameter,
            panel.slot.number,
            panel.start * size,
            panel.slot.dtype.name,
            (*sizes, *(var.extent for var, _ in panel.batch)),
            tuple(stride * size for stride in (panel.stride, *(step for _, step in panel.batch))),
            (*box, *(1 for _ in panel.batch)),
            SWIZZLE_BYTES,
        )
        return _Copied(panel, described, tile, box_lines, shared, at, row)

    def _result_map(self, name: str, parameter: int, panel: wc.Panel) -> TensorMap:
        size = wc.RESULT_BYTES
        return TensorMap(
            name,
            parameter,
            panel.slot.number,
            panel.start * size,
            panel.slot.dtype.name,
            (self.columns, self.rows, *(var.extent for var, _ in panel.batch)),
            tuple(stride * size for stride in (panel.stride, *(step for _, step in panel.batch))),
            (SWIZZLE_BYTES // size, wc.WAVE_ROWS, *(1 for _ in panel.batch)),
            SWIZZLE_BYTES,
        )

    def emit(self) -> Emitted:
        f = self.f
        base = f.emit(f"ptrtoint ptr{f.target.local_space} {f.target.local_base(f.name)} to i32")
        self.base = base
        self.rank = f.group(self.groups) % self.s.cluster
        warpgroup = wt.uniform(f, f.scalar_index(ix.of(f.thread) // LANES))
        self._make_barriers()
        is_copying = f.emit(f"icmp eq i32 {warpgroup}, 0")
        exchanges = self.s.consumers > 1
        with f.when(is_copying):
            if exchanges:
                wt.set_registers(f, _COPYING_REGISTERS, more=False)
            with f.when(f.emit(f"icmp eq i32 {f.scalar_index(ix.of(f.thread))}, 0")):
                self._copy_all()
        with f.when(f.emit(f"icmp ne i32 {warpgroup}, 0")):
            if exchanges:
                wt.set_registers(f, _MULTIPLYING_REGISTERS, more=True)
            consumer = f.bound(f.emit(f"sub i32 {warpgroup}, 1"), self.s.consumers)
            self._multiply_all(consumer if self.s.consumers > 1 else ix.ZERO)
        if self.s.cluster > 1:
            # The others may still copy to here, or arrive at barriers here.
            wt.meet_cluster(f)
        return Emitted(f.text(), self.groups, f.launch_bytes, self.threads)

    def _make_barriers(self) -> None:
        f, s = self.f, self.s
        barriers = f.emit(f"add i32 {self.base}, {self.barriers_at}")
        arrivals = [1, s.cluster * s.consumers * WAVES]
        with f.when(f.emit(f"icmp eq i32 {f.scalar_index(ix.of(f.thread))}, 0")):
            for number in range(2 * s.stages):
                at = f.emit(f"add i32 {barriers}, {number * wc.BARRIER_BYTES}")
                wt.initialise(f, at, arrivals[number // s.stages])
            wt.publish(f)
            for each in self.maps:
                wt.prefetch_map(f, each)
        if s.cluster > 1:
            wt.meet_cluster(f)
        else:
            f.barrier()

    def _ring(self, parity: int) -> _Ring:
        stage_bytes = wc.stage_bytes(self.s.rows, self.s.columns)
        return _Ring(self.f, self.base, self.s.stages, stage_bytes, self.barriers_at, parity)

    def _each_tile(self, body: Callable[[], None]) -> None:
        """Run `body` for every tile of this workgroup, with its place in the environment."""
        f, s = self.f, self.s
        batches, rows, column_tiles = wc.grid(self.c, s)
        clusters, total = self.groups // s.cluster, batches * rows * column_tiles
        own = f.group(self.groups) // s.cluster
        left = f.emit(f"sub i32 {total - 1}, {f.scalar_index(own)}")
        count: int | str = f.emit(f"add i32 {f.emit(f'udiv i32 {left}, {clusters}')}, 1")
        if total == clusters:
            count = 1

        def one(number: Index) -> None:
            tile = f.bound(f.scalar_index(own + number * clusters), total)
            batch, place = ix.unflatten(tile, (batches, rows * column_tiles))
            row, column = self._in_bands(place, rows, column_tiles)
            self._set(self.c.batch, batch)
            self.row_start = (row * s.cluster + self.rank) * s.rows
            self.column_start = column * s.columns
            body()

        f.loop("tile", count, one, most=-(-total // clusters))

    def _in_bands(self, place: Index, rows: int, columns: int) -> tuple[Index, Index]:
        """Row and column of a place in the order of tiles: down a band of rows, then on to the next column.

        What is left of the rows below the last whole band is a lower band.
        """
        f, height = self.f, self.s.band
        bands, rest = divmod(rows, height)
        band, column, within = ix.unflatten(place, (bands + 1, columns, height))
        row = band * height + within
        if not rest:
            return row, column
        start = bands * height * columns
        later = vm.intrinsic(f, "usub.sat", "i32", 1, f.scalar_index(place), str(start))
        last_column, last_row = ix.unflatten(f.bound(later, rest * columns), (columns, rest))
        is_last = f.emit(f"icmp uge i32 {f.scalar_index(place)}, {start}")
        pairs = ((last_row + bands * height, row, rows), (last_column, column, columns))
        chosen = [
            f.bound(f.emit(f"select i1 {is_last}, i32 {f.scalar_index(a)}, i32 {f.scalar_index(b)}"), extent)
            for a, b, extent in pairs
        ]
        return chosen[0], chosen[1]

    # The side that copies

    def _copy_all(self) -> None:
        f, s = self.f, self.s
        ring = self._ring(parity=1)
        size_bytes = wc.stage_bytes(s.rows, s.columns)

        def block(number: Index) -> None:
            stage = ring.stage
            wt.await_phase(f, ring.empty(stage), ring.parity)
            full = ring.full(stage)
            wt.expect(f, full, size_bytes)
            address = ring.address(stage)
            for operand, first in ((self.a, self.row_start), (self.b, self.column_start)):
                self._copy(operand, first, number * self.step_depth, address, full)
            ring.advance(stage)

        self._each_tile(lambda: f.loop("block", self.blocks, block, note=f.target.rolled_loop))

    def _copy(self, operand: _Copied, first: Index, k: Index, stage: str, barrier: str) -> None:
        """Begin to copy this workgroup's part of an operand's tile."""
        f = self.f
        part = operand.lines // operand.shared
        mine = self.rank * part if operand.shared > 1 else ix.ZERO
        batch = [f.scalar_index(f.env[var]) for var, _ in operand.panel.batch]
        start = mine * operand.line_bytes(1) + operand.at
        for line in range(0, part, operand.box_lines):
            place = f.scalar_index(start + operand.line_bytes(line))
            lines, depth = f.scalar_index(first + mine + line), f.scalar_index(k)
            inner = [depth, lines] if operand.panel.by_depth else [lines, depth]
            destination = f.emit(f"add i32 {stage}, {place}")
            wt.copy_box(f, operand.map, [*inner, *batch], destination, barrier, operand.shared)

    # The side that multiplies

    def _multiply_all(self, consumer: Index) -> None:
        f = self.f
        scalar = vm.scalar_type(self.instruction.result)
        self.totals = [f.alloca(scalar, 4) for _ in range(self.matrices * self.totals_each)]
        ring = self._ring(parity=0)
        lane = ix.of(f.thread) % self.machine.wave_lanes
        arrives = f.emit(f"icmp ult i32 {f.scalar_index(lane)}, {self.s.cluster}")

        def block(number: Index) -> None:
            stage = ring.stage
            wt.await_phase(f, ring.full(stage), ring.parity)
            later = f.emit(f"icmp ne i32 {f.scalar_index(number)}, 0")
            self._multiply(ring.address(stage), consumer, f.emit(f"zext i1 {later} to i32"))
            # Those of the block before have been waited for.
            self._release(ring, ring.previous(stage), f.emit(f"and i1 {arrives}, {later}"), lane)
            ring.advance(stage)

        def tile() -> None:
            f.loop("block", self.blocks, block, note=f.target.rolled_loop)
            self._finish()
            self._release(ring, ring.previous(ring.stage), arrives, lane)
            if self.result is None:
                self._store(consumer)
            else:
                self._store_boxes(consumer, self.result)

        self._each_tile(tile)
        if self.result is not None:
            wt.await_stores(f, 0, only_read=False)

    def _release(self, ring: _Ring, stage: str, test: str, lane: Index) -> None:
        """Tell those who copy to a stage, here and in the cluster, that this wave has finished with it."""
        f = self.f
        word = f.emit(f"zext i1 {test} to i32")
        if self.s.cluster > 1:
            wt.arrive_at(f, ring.empty(stage), f.scalar_index(lane), word)
        else:
            wt.arrive(f, ring.empty(stage), word)

    def _multiply(self, stage: str, consumer: Index, adds: str) -> None:
        """Begin to multiply a stage's operands, and wait until the stage before has been."""
        f, s, m = self.f, self.s, self.instruction
        count = len(self.totals)
        own = f.scalar_index(consumer * self.a.line_bytes(self.consumer_rows))
        a = self._descriptor(self.a, f.emit(f"add i32 {stage}, {own}"))
        b = self._descriptor(self.b, stage)
        at_a, at_b, use = (f"${2 * count + number}" for number in range(3))
        together = (self.a.panel.by_depth, self.b.panel.by_depth)
        steps = range(self.step_depth // m.depth)
        lines = [
            "{",
            ".reg .pred adds, always;",
            f".reg .b64 {', '.join(f'a{r}_{k}' for r in range(self.matrices) for k in steps)};",
            f".reg .b64 {', '.join(f'b{k}' for k in steps)};",
            f"setp.ne.b32 adds, {use}, 0;",
            "setp.eq.b32 always, 0, 0;",
        ]
        for k in steps:
            lines.append(f"add.s64 b{k}, {at_b}, {self.b.step_bytes(m.depth) * k // UNIT_BYTES};")
            for r in range(self.matrices):
                offset = self.a.line_bytes(ROWS) * r + self.a.step_bytes(m.depth) * k
                lines.append(f"add.s64 a{r}_{k}, {at_a}, {offset // UNIT_BYTES};")
        lines.append("wgmma.fence.sync.aligned;")
        for k in steps:
            for r in range(self.matrices):
                first = r * self.totals_each
                totals = ", ".join(f"${number}" for number in range(first, first + self.totals_each))
                lines.append(
                    m.text(s.columns, totals, f"a{r}_{k}", f"b{k}", "adds" if k == 0 else "always", together)
                )
        lines += ["wgmma.commit_group.sync.aligned;", "wgmma.wait_group.sync.aligned 1;", "}"]
        self._on_totals(lines, [("i64", a), ("i64", b), ("i32", adds)])

    def _finish(self) -> None:
        """Wait until all totals are there."""
        self._on_totals(["wgmma.wait_group.sync.aligned 0;"], [])

    def _on_totals(self, lines: list[str], operands: list[tuple[str, str]]) -> None:
        """Assembly that changes the totals, $0 and so on; the operands come after twice as many."""
        f, count = self.f, len(self.totals)
        scalar = vm.scalar_type(self.instruction.result)
        register = "f" if self.instruction.result.is_float else "r"
        returned = f"{{ {', '.join([scalar] * count)} }}"
        before = [f.emit(f"load {scalar}, {f.stack} {total}") for total in self.totals]
        constraints = [
            *[f"={register}"] * count,
            *map(str, range(count)),
            *("l" if kind == "i64" else "r" for kind, _ in operands),
            "~{memory}",
        ]
        listed = ", ".join(
            f"{kind} {operand}" for kind, operand in [*((scalar, x) for x in before), *operands]
        )
        text = "\\0A".join(lines)
        after = f.emit(f'call {returned} asm sideeffect "{text}", "{",".join(constraints)}"({listed})')
        for number, total in enumerate(self.totals):
            f.write(
                f"store {scalar} {f.emit(f'extractvalue {returned} {after}, {number}')}, {f.stack} {total}"
            )

    def _descriptor(self, operand: _Copied, stage: str) -> str:
        """The descriptor of an operand in a stage."""
        f = self.f
        at = f.emit(f"add i32 {stage}, {operand.at}") if operand.at else stage
        # Above the bits of the field an address has the number of the workgroup in its cluster.
        units = f.emit(f"lshr i32 {f.emit(f'and i32 {at}, {ADDRESS_MASK}')}, {UNIT_BYTES.bit_length() - 1}")
        return f.emit(f"or i64 {f.emit(f'zext i32 {units} to i64')}, {_signed(operand.descriptor)}")

    # The result

    def _store(self, consumer: Index) -> None:
        """Store the totals ("PTX ISA", wgmma.mma_async, Register Fragments: D).

        Wave w of a warpgroup has rows 16 w to 16 w + 15 of a matrix; lane l of it rows l // 4 and l // 4 + 8,
        and of every eight columns two from l % 4 * 2 on.
        """
        lanes = lanes_within(self.c.columns, 2)
        line = self._first_row(consumer) + self._lane // 4
        for matrix in range(self.matrices):
            for half in range(2):
                row = line + (matrix * ROWS + half * 8)
                for eight in range(self.s.columns // 8):
                    column = self.column_start + eight * 8 + self._lane % 4 * 2
                    self._store_pair(self._pair(matrix, eight, half), row, column, lanes)

    def _pair(self, matrix: int, eight: int, half: int) -> list[str]:
        """A lane's two totals in the upper or lower half of eight columns of a matrix."""
        scalar, at = vm.scalar_type(self.instruction.result), matrix * self.totals_each + eight * 4 + half * 2
        return [self.f.emit(f"load {scalar}, {self.f.stack} {each}") for each in self.totals[at : at + 2]]

    def _store_pair(self, pair: list[str], row: Index, column: Index, lanes: int) -> None:
        if lanes == 1:
            for number, total in enumerate(pair):
                with self.store_at(row, column + number, 1):
                    self.write(total)
            return
        with self.store_at(row, column, 2):
            self.write(self._vector(pair))

    def _vector(self, pair: list[str]) -> str:
        f, scalar = self.f, vm.scalar_type(self.instruction.result)
        kind = vm.vector_of(scalar, 2)
        first = f.emit(f"insertelement {kind} poison, {scalar} {pair[0]}, i64 0")
        return f.emit(f"insertelement {kind} {first}, {scalar} {pair[1]}, i64 1")

    @property
    def _lane(self) -> Index:
        return ix.of(self.f.thread) % self.machine.wave_lanes

    @property
    def _wave(self) -> Index:
        return ix.of(self.f.thread) // self.machine.wave_lanes % WAVES

    def _first_row(self, consumer: Index) -> Index:
        """Of a wave, in its warpgroup's first matrix."""
        return self.row_start + consumer * self.consumer_rows + self._wave * wc.WAVE_ROWS

    def _store_boxes(self, consumer: Index, panel: wc.Panel) -> None:
        """Have bulk copies take the result from local memory, to which every wave brings its own rows of it.

        A box is 16 rows of 128 bytes, swizzled as the map says: what a row has at 16 bytes times p lies at p
        xor the row's number. `stmatrix` takes of lane l the address of row l % 8 of matrix l // 8; the
        matrices are the upper and lower half of eight columns, then of the next eight.
        """
        f, lane = self.f, self._lane
        box_columns = SWIZZLE_BYTES // wc.RESULT_BYTES
        box_bytes = wc.WAVE_ROWS * SWIZZLE_BYTES
        own = (consumer * WAVES + self._wave) * (wc.RESULT_BUFFERS * box_bytes) + self.results_at
        buffers = wt.uniform(f, f.emit(f"add i32 {self.base}, {f.scalar_index(own)}"))
        row_in_box = lane % 8 + lane // 8 % 2 * 8
        row_bytes = f.scalar_index(row_in_box * SWIZZLE_BYTES)
        turn = f.scalar_index(lane % 8)
        batch = [f.scalar_index(f.env[var]) for var, _ in panel.batch]
        boxes = self.matrices * self.s.columns // box_columns
        count = 0
        for matrix in range(self.matrices):
            row = wt.uniform(f, f.scalar_index(self._first_row(consumer) + matrix * ROWS))
            for column in range(0, self.s.columns, box_columns):
                buffer = f.emit(f"add i32 {buffers}, {count % wc.RESULT_BUFFERS * box_bytes}")
                # The tile before may have ended with the buffer that this one begins with.
                in_turn = count or boxes % wc.RESULT_BUFFERS == 0
                wt.await_stores(f, wc.RESULT_BUFFERS - 1 if in_turn else 0, only_read=True)
                count += 1
                wt.meet_wave(f)
                for pair in range(0, box_columns // 8, 2):
                    words = [
                        self._word(consumer, matrix, column // 8 + pair + eight, half)
                        for eight in range(2)
                        for half in range(2)
                    ]
                    piece = f.scalar_index(lane // 16 + pair)
                    turned = f.emit(f"shl i32 {f.emit(f'xor i32 {piece}, {turn}')}, 4")
                    offset = f.emit(f"add i32 {row_bytes}, {turned}")
                    wt.store_matrices(f, f.emit(f"add i32 {buffer}, {offset}"), words)
                wt.publish_to_copies(f)
                first = f.scalar_index(self.column_start + column)
                wt.store_box(f, self.maps[-1], [first, row, *batch], buffer)

    def _word(self, consumer: Index, matrix: int, eight: int, half: int) -> str:
        """Two elements of the result, of one of every eight columns, in a word."""
        f, (store,) = self.f, self.c.nest.stores
        row = self._first_row(consumer) + self._lane // 4 + (matrix * ROWS + half * 8)
        with self.store_at(row, self.column_start + eight * 8 + self._lane % 4 * 2, 2):
            self.take(self._vector(self._pair(matrix, eight, half)))
            kind = vm.vector_of(vm.scalar_type(store.slot.dtype), 2)
            return f.emit(f"bitcast {kind} {f.vector(store.value)} to i32")


def _signed(word: int) -> int:
    """A 64-bit pattern as LLVM writes it."""
    return word - (1 << 64) if word >> 63 else word
