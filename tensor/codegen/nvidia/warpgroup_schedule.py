"""Contractions by instructions of warpgroups: which operands bulk copies bring, which schedules fit, how
long.

A bulk copy takes a box of an array whose rows are a multiple of 16 bytes apart, so both operands must be read
as they lie in memory. What has anything fused into an operand, or reads it through a window, is left to
grid_contraction.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod

from ...graph.dtype import DType
from ...graph.node import Op
from ..machine import Machine
from ..nest.contraction import Contraction
from ..nest.expression import Leaf, Slot, Value
from ..nest.index import Index, Var
from ..schedule import WarpgroupSchedule
from .warpgroup_instructions import (
    LANES,
    PATTERN_ROWS,
    ROWS,
    SWIZZLE_BYTES,
    WAVES,
    WarpgroupInstruction,
    named,
    of_features,
)

# "PTX ISA", cp.async.bulk.tensor, and cuda.h, cuTensorMapEncodeTiled: strides and addresses are multiples of
# this, there are so many axes, and a box is so long.
BULK_BYTES = 16
MOST_AXES = 5
MOST_BOX = 256
# With fewer multiply-adds a product is over before the rings are full.
LEAST_WORK = 1 << 26
BARRIER_BYTES = 8
RESULT_BYTES = 2
"""Of an element of a result that passes through local memory: the unit of `stmatrix`."""
WAVE_ROWS = 16
RESULT_BUFFERS = 2
"""A wave has so many buffers of `WAVE_ROWS` swizzled rows, one to fill while the other is copied."""
MOST_STAGES = 6
FEWEST_STAGES = 2
MOST_TOTALS = 128
"""Totals of one work-item: more leave too few of its registers for the rest."""

# (rows, columns, consumers).
_TILES = (
    (128, 256, 2),
    (256, 128, 2),
    (128, 192, 2),
    (128, 128, 2),
    (128, 128, 1),
    (64, 256, 1),
    (64, 128, 1),
    (64, 64, 1),
)
_CLUSTERS = (2, 1)
_BANDS = (8, 4, 16, 1)
# What a multiprocessor does in a cycle, roughly: 16-bit multiply-adds (H100's data sheet), bytes read from
# its shared memory, and from the second cache where all read at once; results stored. A tile waits so long
# for its first operands.
_PRODUCTS_PER_CYCLE = 2048
_SHARED_BYTES_PER_CYCLE = 128
_CACHE_BYTES_PER_CYCLE = 32
_RESULTS_PER_CYCLE = 8
_FILL_CYCLES = 1000


@dataclass(frozen=True)
class Panel:
    """How an operand lies in its buffer: elements from the start, and the stride of a line, which is a row or
    a column, or, without `by_depth`, of a k; the loops of the batch and their strides.
    """

    slot: Slot
    start: int
    by_depth: bool
    stride: int
    batch: tuple[tuple[Var, int], ...]


def panels(contraction: Contraction, instruction: WarpgroupInstruction) -> tuple[Panel, Panel] | None:
    """Both operands; None where they are not the instruction's or bulk copies do not bring them."""
    if contraction.reduction.dtype is not instruction.result:
        return None
    first, second = instruction.sources
    rows = _panel(contraction, contraction.row_operand, contraction.rows, first, instruction.turns)
    columns = _panel(contraction, contraction.column_operand, contraction.columns, second, instruction.turns)
    return (rows, columns) if rows is not None and columns is not None else None


def _panel(
    contraction: Contraction, value: Value, lines: Sequence[Var], source: DType, turns: bool
) -> Panel | None:
    if value.op is Op.CAST:
        (value,) = value.sources
    if value.op is not Leaf.LOAD or value.dtype is not source or value.argument[2]:
        return None
    slot, index, _ = value.argument
    across, along = _stride(index, lines), _stride(index, contraction.reduction.axes)
    by_depth = along == 1
    if not by_depth and not (across == 1 and turns):
        return None
    stride = across if by_depth else along
    if not stride:
        return None
    return _panel_of(contraction, slot, index, by_depth, stride, (*lines, *contraction.reduction.axes))


def _panel_of(
    contraction: Contraction, slot: Slot, index: Index, by_depth: bool, stride: int, inner: Sequence[Var]
) -> Panel | None:
    """An array with the batch as its outer loops; None where bulk copies do not take it."""
    steps = [(var, index.coefficient(var)) for var in contraction.batch]
    batch = tuple((var, step) for var, step in steps if step)
    item = slot.dtype.item_bytes
    counts = [stride, index.constant, *(step for _, step in batch)]
    if (
        any(step is None for _, step in steps)
        or {var for var, _ in batch} | set(inner) != set(index.vars)
        or any(count < 0 or count * item % BULK_BYTES for count in counts)
        or len(batch) + 2 > MOST_AXES
    ):
        return None
    return Panel(slot, index.constant, by_depth, stride, batch)


def result_panel(contraction: Contraction) -> Panel | None:
    """How the result lies, where bulk copies can take it there: rows of 16-bit elements, and nothing else."""
    if len(contraction.nest.stores) != 1:
        return None
    (store,) = contraction.nest.stores
    rows, columns = contraction.rows, contraction.columns
    across, along = _stride(store.index, rows), _stride(store.index, columns)
    if store.valid or store.slot.dtype.item_bytes != RESULT_BYTES or not across or along != 1:
        return None
    if columns[-1].extent % 2:
        return None
    return _panel_of(contraction, store.slot, store.index, True, across, (*rows, *columns))


def _stride(index: Index, variables: Sequence[Var]) -> int | None:
    """The stride of loops that, flattened, walk memory evenly; None where they do not."""
    expected: int | None = None
    for var in reversed(variables):
        step = index.coefficient(var)
        if step is None or (expected is not None and step != expected):
            return None
        expected = step * var.extent
    return index.coefficient(variables[-1]) if variables else None


def choose(contraction: Contraction, machine: Machine) -> WarpgroupSchedule | None:
    """The schedule that takes the least time by estimate; None where none fits, or for too little work."""
    _, rows, columns, depth = contraction.sizes
    if prod(contraction.sizes) < LEAST_WORK or min(rows, columns, depth) < ROWS:
        return None
    best = min(schedules(contraction, machine), key=lambda entry: entry[0], default=None)
    return best[1] if best is not None else None


def alternatives(contraction: Contraction, machine: Machine) -> Iterator[WarpgroupSchedule]:
    """Schedules worth measuring."""
    best = [each for _, each in sorted(schedules(contraction, machine), key=lambda entry: entry[0])[:8]]
    for each in best:
        for band in _BANDS:
            for stages in {each.stages, max(FEWEST_STAGES, each.stages - 1)}:
                changed = replace(each, band=band, stages=stages)
                if fits(contraction, changed, machine):
                    yield changed


def schedules(contraction: Contraction, machine: Machine) -> Iterator[tuple[float, WarpgroupSchedule]]:
    """(estimated cycles, schedule) for every tile that fits."""
    for instruction in of_features(machine.features):
        if panels(contraction, instruction) is None:
            continue
        for rows, columns, consumers in _TILES:
            for cluster in _CLUSTERS:
                room = machine.local_bytes - result_bytes(contraction, consumers)
                stages = min(MOST_STAGES, room // (stage_bytes(rows, columns) + 2 * BARRIER_BYTES))
                for band in _BANDS:
                    found = WarpgroupSchedule(
                        rows, columns, stages, consumers, cluster, band, instruction.name
                    )
                    if fits(contraction, found, machine):
                        yield cycles(contraction, found, machine), found
                        break


def stage_bytes(rows: int, columns: int) -> int:
    """Local memory of the operands of one stage: of every row and column a swizzled row."""
    return (rows + columns) * SWIZZLE_BYTES


def result_bytes(contraction: Contraction, consumers: int) -> int:
    """Local memory through which results pass; none where they are stored from registers."""
    if result_panel(contraction) is None:
        return 0
    return consumers * WAVES * RESULT_BUFFERS * WAVE_ROWS * SWIZZLE_BYTES


def local_bytes(contraction: Contraction, schedule: WarpgroupSchedule) -> int:
    """Local memory of a workgroup: the ring, the results on their way, the ring's barriers."""
    each = stage_bytes(schedule.rows, schedule.columns) + 2 * BARRIER_BYTES
    return schedule.stages * each + result_bytes(contraction, schedule.consumers)


def grid(contraction: Contraction, schedule: WarpgroupSchedule) -> tuple[int, int, int]:
    """(batch, clusters of row tiles, column tiles)."""
    batch, rows, columns, _ = contraction.sizes
    return batch, -(-rows // (schedule.rows * schedule.cluster)), -(-columns // schedule.columns)


def fits(contraction: Contraction, schedule: WarpgroupSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted and a compute unit hold a workgroup of it."""
    s = schedule
    if min(s.rows, s.columns, s.stages, s.consumers, s.cluster, s.band) < 1 or s.stages < FEWEST_STAGES:
        return False
    instruction = next((each for each in of_features(machine.features) if each.name == s.tensor), None)
    found = panels(contraction, instruction) if instruction is not None else None
    if instruction is None or found is None:
        return False
    _, cluster_rows, _ = grid(contraction, s)
    # What one workgroup of a cluster brings of the columns is made of whole boxes or patterns.
    part = s.cluster * (PATTERN_ROWS if found[1].by_depth else instruction.row_elements)
    return (
        s.rows % (ROWS * s.consumers) == 0
        and s.consumers <= 2
        and s.rows <= MOST_BOX
        and s.columns <= MOST_BOX
        and s.columns % instruction.column_step == 0
        and s.columns % part == 0
        and s.rows * s.columns // (s.consumers * LANES) <= MOST_TOTALS
        and s.cluster in _CLUSTERS
        and s.band <= cluster_rows
        and s.cluster <= machine.cores
        and local_bytes(contraction, s) <= machine.local_bytes
    )


def groups(contraction: Contraction, schedule: WarpgroupSchedule, machine: Machine) -> int:
    """Workgroups of the launch: as many as there are compute units for, in whole clusters."""
    clusters = prod(grid(contraction, schedule))
    return min(clusters, machine.cores // schedule.cluster) * schedule.cluster


def cycles(contraction: Contraction, schedule: WarpgroupSchedule, machine: Machine) -> float:
    """How long the busiest compute unit takes, by estimate."""
    s, instruction = schedule, named(schedule.tensor)
    size = instruction.source.item_bytes
    tiles = prod(grid(contraction, s)) * s.cluster
    rounds = -(-tiles // groups(contraction, s, machine))
    multiply = s.rows * s.columns * size / 2 / _PRODUCTS_PER_CYCLE
    shared = (s.rows + s.rows // ROWS * s.columns) * size / _SHARED_BYTES_PER_CYCLE
    cached = (s.rows + s.columns / s.cluster) * size / _CACHE_BYTES_PER_CYCLE
    slowest = max(multiply, shared, cached)
    each = contraction.sizes[3] * (slowest + 0.1 * (multiply + shared + cached))
    return rounds * (each + s.rows * s.columns / _RESULTS_PER_CYCLE) + _FILL_CYCLES
