"""Tiles of attention on a grid: which fit a card, what they take of it, and how long.

A workgroup keeps a tile of rows and takes a block of keys at a time: scores in accumulators, their
exponentials against the greatest score so far, and the products with V, which are scaled down when a greater
score comes. So no score is ever in memory (Milakov and Gimelshein, "Online normalizer calculation for
softmax"; Dao, "FlashAttention-2"). Linked contractions of any other form stay several kernels on a grid.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....graph import dtype as dtypes
from ...machine import Machine, round_up
from ...nest.attention import Attention
from ...schedule import AttentionSchedule, GridTileSchedule
from .. import matrix_instructions
from ..matrix_instructions import MatrixInstruction, WarpInstruction
from ..tile_schedule import UNROLLED_DEPTH, usable

_MOST_DEPTH = 256
# Rows of a wave, keys of a block, waves of a group.
_WAVE_ROWS = (32, 16)
_KEYS = (64, 32, 16)
_WAVES = (8, 4, 2, 1)
# Rows of a work-item, and how many work-items share them.
_ITEM_ROWS = 4
_ITEM_ACROSS = (16, 8)
_ITEM_DOWN = (16, 8, 4)
_ITEM_KEYS = (32, 16)
# What one compute unit does in a cycle, roughly, as in ../tile_schedule.py.
_FMA_PER_CYCLE = 64
_TENSOR_PER_CYCLE = 512
_LOCAL_BYTES_PER_CYCLE = 128
_CACHE_BYTES_PER_CYCLE = 32
# Operations on each score: its scale, mask, maximum, exponential, sum and conversion.
_SCORE_OPERATIONS = 12
_BLOCK_CYCLES = 200
_START_CYCLES = 2000
# Registers for addresses, counters, statistics and what the compiler keeps besides.
_OTHER_REGISTERS = 44
# The same of LLVM's allocation for AMD's cards, as measured for heads of 64, 128 and 256.
_OTHER_REGISTERS_AMD = 28
_MOST_READ_AHEAD = 48
# By so many more than there are the estimate may be wrong.
_FORGIVEN_REGISTERS = 40
# With fewer groups than compute units, past so many keys, kernels that share the keys out are faster.
_MOST_KEYS_OF_FEW = 1024
_PAD_BYTES = 16


def choose(attention: Attention, machine: Machine) -> AttentionSchedule | None:
    """The tiles that take the least time by estimate; None where none fits the card's registers."""
    roomy = (entry for entry in _schedules(attention, machine) if _resident(attention, entry[1], machine))
    best = min(roomy, key=lambda entry: entry[0], default=None)
    return best[1] if best is not None else None


def alternatives(attention: Attention, machine: Machine) -> Iterator[AttentionSchedule]:
    """Tiles worth measuring: those too that take all registers there are, and perhaps more."""
    for _, found in sorted(_schedules(attention, machine), key=lambda entry: entry[0])[:32]:
        yield found


def is_worthwhile(attention: Attention, machine: Machine) -> bool:
    """Whether attention is best one kernel on the card."""
    chosen = choose(attention, machine)
    if chosen is None:
        return False
    batch, rows, keys, _, _ = attention.sizes
    return keys <= _MOST_KEYS_OF_FEW or batch * -(-rows // chosen.tile_rows) >= machine.cores


def _schedules(attention: Attention, machine: Machine) -> Iterator[tuple[float, AttentionSchedule]]:
    *_, depth, columns = attention.sizes
    if max(depth, columns) > _MOST_DEPTH:
        return
    for each in _candidates(attention, machine):
        if fits(attention, each, machine):
            yield cycles(attention, each, machine), each


def _candidates(attention: Attention, machine: Machine) -> Iterator[AttentionSchedule]:
    names = _instructions(attention, machine)
    for name in names:
        for rows in _WAVE_ROWS:
            for keys in _KEYS:
                for waves in _WAVES:
                    for kept in (True, False):
                        yield AttentionSchedule(rows, keys, waves, 1, 1, kept, name)
    if names:
        return
    extents = (attention.scores.columns[-1].extent, attention.result.columns[-1].extent)
    widest = min(4, *(extent & -extent for extent in extents))
    for across in _ITEM_ACROSS:
        for down in _ITEM_DOWN:
            for keys in _ITEM_KEYS:
                lanes = min(widest, keys // across)
                yield AttentionSchedule(_ITEM_ROWS, keys, down, across, lanes, False)


def _instructions(attention: Attention, machine: Machine) -> list[str]:
    """The matrix instructions that both contractions can use, whose accumulators hold what rows need."""
    both = {each.name for each in usable(attention.result, machine)}
    return [
        each.name
        for each in usable(attention.scores, machine)
        if each.name in both and each.result is dtypes.float32 and each.size == 16 and _is_passed_on(each)
    ]


def _is_passed_on(instruction: MatrixInstruction) -> bool:
    """Whether accumulators can become an operand in the lanes where they are."""
    if isinstance(instruction, WarpInstruction):
        return instruction.loads_matrices
    return instruction.source.is_float and instruction.source.bits >= 16


def parts(
    attention: Attention, schedule: AttentionSchedule, machine: Machine
) -> tuple[GridTileSchedule, GridTileSchedule]:
    """The tiles of the scores, a block of keys of them, and those of the result."""
    s = schedule
    *_, depth, columns = attention.sizes
    if s.tensor == "fma":
        width = s.across * s.lanes
        return (
            GridTileSchedule(
                s.rows, s.keys // s.across, s.lanes, s.down, s.across, round_up(depth, UNROLLED_DEPTH)
            ),
            GridTileSchedule(s.rows, round_up(columns, width) // s.across, s.lanes, s.down, s.across, s.keys),
        )
    instruction = matrix_instructions.named(s.tensor, machine.features)
    deep = round_up(depth, instruction.depth)
    wide = round_up(columns, instruction.size)
    return (
        GridTileSchedule(s.rows, s.keys, 1, s.down, 1, deep, s.tensor),
        GridTileSchedule(s.rows, wide, 1, s.down, 1, s.keys, s.tensor),
    )


def fits(attention: Attention, schedule: AttentionSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted and a compute unit hold a group of it."""
    s = schedule
    if min(s.rows, s.keys, s.down, s.across, s.lanes) < 1:
        return False
    if s.tensor == "fma":
        extents = (attention.scores.columns[-1].extent, attention.result.columns[-1].extent)
        sound = (
            s.across & (s.across - 1) == 0
            and s.across <= machine.wave_lanes
            and s.lanes & (s.lanes - 1) == 0
            and s.keys % (s.across * s.lanes) == 0
            and s.keys % UNROLLED_DEPTH == 0
            and not any(extent % s.lanes for extent in extents)
            and not s.kept
        )
        threads = s.down * s.across
    else:
        if s.tensor not in _instructions(attention, machine):
            return False
        sound = s.rows % 16 == 0 and s.keys % 16 == 0 and s.across == s.lanes == 1
        threads = s.down * machine.wave_lanes
    if not sound or threads > machine.max_block or threads % machine.wave_lanes:
        return False
    taken = _registers(attention, schedule, machine, threads)
    few = not machine.registers.per_wave or taken <= machine.registers.per_wave + _FORGIVEN_REGISTERS
    return few and local_bytes(attention, schedule, machine) <= machine.local_bytes


def _resident(attention: Attention, schedule: AttentionSchedule, machine: Machine) -> int:
    """How many waves of such groups a SIMD holds, by estimate."""
    s = schedule
    threads = s.down * s.across * (1 if s.tensor == "fma" else machine.wave_lanes)
    local = local_bytes(attention, schedule, machine)
    taken = _registers(attention, schedule, machine, threads)
    found = machine.waves_per_simd(taken, local, -(-threads // machine.wave_lanes))
    return int(local <= machine.local_bytes) if found is None else found


def _registers(attention: Attention, schedule: AttentionSchedule, machine: Machine, threads: int) -> int:
    """About how many registers a work-item takes."""
    s = schedule
    first, last = parts(attention, schedule, machine)
    deepest = max(first.depth, last.columns * s.across)
    if s.tensor == "fma":
        fragments = s.rows + first.columns + last.columns
        accumulators = s.rows * (first.columns + last.columns)
        return accumulators + fragments + s.keys * deepest // threads + _OTHER_REGISTERS
    instruction = matrix_instructions.named(s.tensor, machine.features)
    item = instruction.source.item_bytes
    words = max(1, instruction.elements * item // 4)
    accumulators = s.rows * (s.keys + last.columns) // machine.wave_lanes
    rows = s.rows * instruction.fragment_lines // instruction.size * words
    rows *= first.depth // instruction.depth if s.kept else 1
    columns = max(s.keys, last.columns) // instruction.columns * words
    staged = s.keys * deepest * item // (4 * threads)
    if isinstance(instruction, WarpInstruction):
        # What cp.async copies passes no registers, and where there is none blocks are read late.
        return accumulators + rows + columns // 2 + staged // 2 + _OTHER_REGISTERS
    # LLVM reads ahead within a step, and moves whole vectors about.
    columns = min(columns, _MOST_READ_AHEAD)
    return accumulators + rows * 3 // 2 + columns + 2 * staged + _OTHER_REGISTERS_AMD


def local_bytes(attention: Attention, schedule: AttentionSchedule, machine: Machine) -> int:
    """About how much local memory a group takes: its rows, a block of keys and of values, padded."""
    s = schedule
    first, last = parts(attention, schedule, machine)
    item = 4 if s.tensor == "fma" else matrix_instructions.named(s.tensor, machine.features).source.item_bytes
    pad, width = _PAD_BYTES // item, last.columns * s.across
    rows = s.tile_rows
    if s.tensor == "fma":
        elements = first.depth * (rows + s.keys + 2 * pad) + s.keys * (width + rows + 2 * pad)
    else:
        elements = (rows + s.keys) * (first.depth + pad)
        elements += max(s.keys * (width + pad), width * (s.keys + pad))
    return elements * item


def cycles(attention: Attention, schedule: AttentionSchedule, machine: Machine) -> float:
    """How long a compute unit takes over its share of the groups, by estimate."""
    s = schedule
    batch, rows, keys, _, _ = attention.sizes
    first, last = parts(attention, schedule, machine)
    width, height = last.columns * s.across, s.tile_rows
    groups = batch * -(-rows // height)
    rate, item, lanes = _FMA_PER_CYCLE, 4, 1
    if s.tensor != "fma":
        rate, lanes = _TENSOR_PER_CYCLE, machine.wave_lanes
        item = matrix_instructions.named(s.tensor, machine.features).source.item_bytes
    multiply = height * s.keys * (first.depth + width) / rate
    weigh = height * s.keys * _SCORE_OPERATIONS / _FMA_PER_CYCLE
    # Every wave reads all keys and values, and its rows again where it does not keep them.
    read = s.down * s.keys * (first.depth + width) + (0 if s.kept else height * first.depth)
    read_cycles = read * item / _LOCAL_BYTES_PER_CYCLE
    moved = s.keys * (first.depth + width) * item / _CACHE_BYTES_PER_CYCLE
    resident = max(1, _resident(attention, schedule, machine))
    times = (multiply, weigh, read_cycles, moved)
    # A group alone waits at every barrier with nothing else to do; two do different things at a time.
    waves = s.down * s.across * lanes // machine.wave_lanes
    overlap = 0.2 if resident * machine.registers.simds > waves else 0.5
    each = (1 - overlap) * max(times) + overlap * sum(times) + _BLOCK_CYCLES
    hidden = min(1.0, (resident + 1) / 3)
    blocks = -(-keys // s.keys)
    return -(-groups // machine.cores) * (blocks * each / hidden + _START_CYCLES / resident)
