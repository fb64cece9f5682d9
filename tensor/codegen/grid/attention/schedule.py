"""Attention on a grid: chains that weigh rows by a softmax of scores, how they are found, and their tiles.

softmax(scores) V, where scores are a contraction and whatever is done to each of them: scaled, masked. A
workgroup keeps a tile of rows and takes a block of keys at a time: scores in accumulators, their exponentials
against the greatest score so far, and the products with V, which are scaled down when a greater score comes.
So no score is ever in memory (Milakov and Gimelshein, "Online normalizer calculation for softmax"; Dao,
"FlashAttention-2").

A chain of any other form is not taken here and stays several kernels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from ....graph import dtype as dtypes
from ....graph.node import Op
from ...nest import contraction as tiles
from ...nest.contraction import Contraction
from ...nest.expression import Leaf, Reduction, Value, Values
from ...nest.index import Index, Var
from ...nest.lower import LoopNest
from ...processor import linked as chain
from ...schedules import GridChainSchedule, GridTileSchedule, Machine, round_up
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
# What one compute unit does in a cycle, roughly, as in grid_contraction.py.
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
# A position that a mask moves by so much might have wrapped around.
_FAR = 1 << 30


@dataclass(frozen=True, eq=False)
class Attention:
    """The parts of a chain that is softmax(scores) V.

    The result is the sum of exponentials times V over `divisor`, which depends on `total`, the sum of the
    exponentials. The scores are `score` times `scale`. Where a mask shows it, the row at step i of the
    innermost loop of rows sees no key past i + `last_key`.
    """

    nest: LoopNest
    scores: Contraction
    result: Contraction
    total: Reduction
    divisor: Value
    score: Value
    scale: float
    last_key: int | None

    @property
    def sizes(self) -> tuple[int, int, int, int, int]:
        """batch, rows, keys, depth of a score, columns of the result."""
        return *self.scores.sizes, self.result.sizes[2]


def recognise(nest: LoopNest) -> Attention | None:
    """A prepared nest as attention, or None where it is anything else."""
    linked = chain.recognise(nest)
    if linked is None or linked.scores.reduction.dtype is not dtypes.float32:
        return None
    original = tiles.recognise(replace(nest, before=()))
    assert original is not None
    made = {store.slot.number: store.value for each in nest.before[1:] for store in each.stores}
    softmax = _Softmax(linked.scores.nest.stores[0].slot.number, made)
    weights = original.row_operand
    while weights.op is Op.CAST:
        weights = weights.sources[0]
    found = softmax.divided(weights)
    if found is None:
        return None
    scores = linked.scores
    score = scores.nest.stores[0].value
    result = replace(linked.result, row_operand=original.row_operand)
    return Attention(nest, scores, result, *found, *_without_scale(score), _last_key(score, scores))


def _without_scale(score: Value) -> tuple[Value, float]:
    """The score without a positive factor, inside of masks too, and that factor: -inf is -inf times any."""
    if score.op is Op.MUL:
        for inner, factor in permutations(score.sources):
            if factor.op is Leaf.CONST and 0 < factor.argument < float("inf"):
                return inner, float(factor.argument)
    if score.op is Op.WHERE:
        test, inside, outside = score.sources
        masked_outside = _is_constant(outside, float("-inf"))
        if masked_outside or _is_constant(inside, float("-inf")):
            inner, scale = _without_scale(inside if masked_outside else outside)
            sources = (test, inner, outside) if masked_outside else (test, inside, inner)
            # Numbered apart from all that lowering made.
            return Value(Op.WHERE, score.dtype, sources, None, score.vars, -2 - score.number), scale
    return score, 1.0


@dataclass(frozen=True)
class _Softmax:
    """The matcher: `scores` is the slot of the scores; `made` has what fills the other kept slots."""

    scores: int
    made: Mapping[int, Value]

    def divided(self, weights: Value) -> tuple[Reduction, Value] | None:
        """Of exponentials over a function of their sum: the sum, and that function."""
        weights = self._shown(weights)
        if weights.op is not Op.DIV or not self._is_exponential(weights.sources[0]):
            return None
        totals: dict[Reduction, None] = {}
        divisor = self._of_totals(weights.sources[1], Values(), totals)
        if divisor is None or len(totals) != 1:
            return None
        (total,) = totals
        if total.op is not Op.ADD or not self._is_exponential(total.value):
            return None
        return total, divisor

    def _shown(self, value: Value) -> Value:
        """What a kept slot holds, instead of its load."""
        while value.op is Leaf.LOAD and value.argument[0].number in self.made:
            value = self.made[value.argument[0].number]
        return value

    def _is_score(self, value: Value) -> bool:
        return value.op is Leaf.LOAD and value.argument[0].number == self.scores

    def _is_exponential(self, value: Value) -> bool:
        """Whether it is exp(score - the row's greatest score)."""
        value = self._shown(value)
        if value.op is not Op.EXP or value.sources[0].op is not Op.ADD:
            return False
        pairs = permutations(value.sources[0].sources)
        return any(self._is_score(score) and self._is_negated_peak(shift) for score, shift in pairs)

    def _is_negated_peak(self, value: Value) -> bool:
        value = self._shown(value)
        if value.op is not Op.MUL:
            return False
        return any(
            _is_constant(sign, -1.0) and self._is_peak(peak) for peak, sign in permutations(value.sources)
        )

    def _is_peak(self, value: Value) -> bool:
        """Whether it is the row's greatest score; where that is -inf it may be 0 instead.

        It makes no difference: all exponentials are 0 then, by way of the one, and so is their sum, or nan by
        way of the other, and 0 over 0 is nan too.
        """
        value = self._shown(value)
        if value.op is Op.WHERE:
            test, instead, value = value.sources
            compared = test.sources if test.op is Op.CMPEQ else ()
            if value not in compared or not _is_constant(instead, 0.0):
                return False
            if not any(_is_constant(each, float("-inf")) for each in compared):
                return False
            value = self._shown(value)
        if value.op is not Leaf.RESULT:
            return False
        return value.argument.op is Op.MAX and self._is_score(value.argument.value)

    def _of_totals(self, value: Value, values: Values, totals: dict[Reduction, None]) -> Value | None:
        """The value over results of reductions and constants alone; None where it needs anything else."""
        value = self._shown(value)
        if value.op is Leaf.RESULT:
            totals[value.argument] = None
        elif not isinstance(value.op, Op) and value.op is not Leaf.CONST:
            return None
        sources = []
        for source in value.sources:
            inner = self._of_totals(source, values, totals)
            if inner is None:
                return None
            sources.append(inner)
        return values.make(value.op, value.dtype, tuple(sources), value.argument)


def _is_constant(value: Value, number: float) -> bool:
    return value.op is Leaf.CONST and value.argument == number


def _last_key(score: Value, scores: Contraction) -> int | None:
    """How far past its own position a row sees, if there is a mask by position: past it the score is -inf."""
    if score.op is Op.ADD:
        return _first(_last_key(source, scores) for source in score.sources)
    if score.op is not Op.WHERE:
        return None
    test, inside, outside = score.sources
    if _is_constant(outside, float("-inf")):
        return _first((_last_where(test, True, scores), _last_key(inside, scores)))
    if _is_constant(inside, float("-inf")):
        return _first((_last_where(test, False, scores), _last_key(outside, scores)))
    return None


def _first(bounds: Iterable[int | None]) -> int | None:
    return next((bound for bound in bounds if bound is not None), None)


def _last_where(test: Value, holds: bool, scores: Contraction) -> int | None:
    """The bound that a condition on positions sets where it holds, or where it does not."""
    if test.op is Op.XOR and any(_is_constant(source, True) for source in test.sources):
        return _first(_last_where(source, not holds, scores) for source in test.sources)
    if test.op is Op.CMPLT:
        # key < row, or not row < key.
        return _compared(test.sources, -1, scores) if holds else _compared(test.sources[::-1], 0, scores)
    if test.op is Op.OR:
        for less, equal in permutations(test.sources):
            if less.op is Op.CMPLT and equal.op is Op.CMPEQ and {*less.sources} == {*equal.sources}:
                # key <= row, or not row <= key.
                if holds:
                    return _compared(less.sources, 0, scores)
                return _compared(less.sources[::-1], -1, scores)
    if test.op is (Op.AND if holds else Op.OR):
        return _first(_last_where(source, holds, scores) for source in test.sources)
    return None


def _compared(operands: Sequence[Value], offset: int, scores: Contraction) -> int | None:
    """The bound that key <= row + offset sets, if the operands are these positions."""
    if len(scores.columns) != 1:
        return None
    key, row = _step(operands[0], scores.columns[0]), _step(operands[1], scores.rows[-1])
    return None if key is None or row is None else offset + row - key


def _step(value: Value, var: Var) -> int | None:
    """What an integer value is beyond the position of a loop; None where it is anything else."""
    if value.dtype.kind != "i" or value.dtype.bits < 32:
        return None
    if value.op is Op.CAST:
        return _step(value.sources[0], var)
    if value.op is Op.ADD:
        for inner, constant in permutations(value.sources):
            position = _step(inner, var)
            if position is not None and constant.op is Leaf.CONST and abs(constant.argument) < _FAR:
                return position + int(constant.argument)
    if value.op is not Leaf.INDEX:
        return None
    index: Index = value.argument
    return index.constant if len(index.terms) == 1 and index.coefficient(var) == 1 else None


# Schedules


def choose(attention: Attention, machine: Machine) -> GridChainSchedule | None:
    """The tiles that take the least time by estimate; None where none fits the card's registers."""
    roomy = (entry for entry in _schedules(attention, machine) if _resident(attention, entry[1], machine))
    best = min(roomy, key=lambda entry: entry[0], default=None)
    return best[1] if best is not None else None


def alternatives(attention: Attention, machine: Machine) -> Iterator[GridChainSchedule]:
    """Tiles worth measuring: those too that take all registers there are, and perhaps more."""
    for _, found in sorted(_schedules(attention, machine), key=lambda entry: entry[0])[:32]:
        yield found


def is_worthwhile(nest: LoopNest, machine: Machine) -> bool:
    """Whether a chain, once prepared, is attention that is best one kernel on the card."""
    found = recognise(nest)
    chosen = choose(found, machine) if found is not None else None
    if found is None or chosen is None:
        return False
    batch, rows, keys, _, _ = found.sizes
    return keys <= _MOST_KEYS_OF_FEW or batch * -(-rows // chosen.tile_rows) >= machine.cores


def _schedules(attention: Attention, machine: Machine) -> Iterator[tuple[float, GridChainSchedule]]:
    *_, depth, columns = attention.sizes
    if max(depth, columns) > _MOST_DEPTH:
        return
    for each in _candidates(attention, machine):
        if fits(attention, each, machine):
            yield cycles(attention, each, machine), each


def _candidates(attention: Attention, machine: Machine) -> Iterator[GridChainSchedule]:
    names = _instructions(attention, machine)
    for name in names:
        for rows in _WAVE_ROWS:
            for keys in _KEYS:
                for waves in _WAVES:
                    for kept in (True, False):
                        yield GridChainSchedule(rows, keys, waves, 1, 1, kept, name)
    if names:
        return
    extents = (attention.scores.columns[-1].extent, attention.result.columns[-1].extent)
    widest = min(4, *(extent & -extent for extent in extents))
    for across in _ITEM_ACROSS:
        for down in _ITEM_DOWN:
            for keys in _ITEM_KEYS:
                lanes = min(widest, keys // across)
                yield GridChainSchedule(_ITEM_ROWS, keys, down, across, lanes, False)


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
    attention: Attention, schedule: GridChainSchedule, machine: Machine
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
    instruction = matrix_instructions.named(s.tensor, machine.arch)
    deep = round_up(depth, instruction.depth)
    wide = round_up(columns, instruction.size)
    return (
        GridTileSchedule(s.rows, s.keys, 1, s.down, 1, deep, s.tensor),
        GridTileSchedule(s.rows, wide, 1, s.down, 1, s.keys, s.tensor),
    )


def fits(attention: Attention, schedule: GridChainSchedule, machine: Machine) -> bool:
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


def _resident(attention: Attention, schedule: GridChainSchedule, machine: Machine) -> int:
    """How many waves of such groups a SIMD holds, by estimate."""
    s = schedule
    threads = s.down * s.across * (1 if s.tensor == "fma" else machine.wave_lanes)
    local = local_bytes(attention, schedule, machine)
    taken = _registers(attention, schedule, machine, threads)
    found = machine.waves_per_simd(taken, local, -(-threads // machine.wave_lanes))
    return int(local <= machine.local_bytes) if found is None else found


def _registers(attention: Attention, schedule: GridChainSchedule, machine: Machine, threads: int) -> int:
    """About how many registers a work-item takes."""
    s = schedule
    first, last = parts(attention, schedule, machine)
    deepest = max(first.depth, last.columns * s.across)
    if s.tensor == "fma":
        fragments = s.rows + first.columns + last.columns
        accumulators = s.rows * (first.columns + last.columns)
        return accumulators + fragments + s.keys * deepest // threads + _OTHER_REGISTERS
    instruction = matrix_instructions.named(s.tensor, machine.arch)
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


def local_bytes(attention: Attention, schedule: GridChainSchedule, machine: Machine) -> int:
    """About how much local memory a group takes: its rows, a block of keys and of values, padded."""
    s = schedule
    first, last = parts(attention, schedule, machine)
    item = 4 if s.tensor == "fma" else matrix_instructions.named(s.tensor, machine.arch).source.item_bytes
    pad, width = _PAD_BYTES // item, last.columns * s.across
    rows = s.tile_rows
    if s.tensor == "fma":
        elements = first.depth * (rows + s.keys + 2 * pad) + s.keys * (width + rows + 2 * pad)
    else:
        elements = (rows + s.keys) * (first.depth + pad)
        elements += max(s.keys * (width + pad), width * (s.keys + pad))
    return elements * item


def cycles(attention: Attention, schedule: GridChainSchedule, machine: Machine) -> float:
    """How long a compute unit takes over its share of the groups, by estimate."""
    s = schedule
    batch, rows, keys, _, _ = attention.sizes
    first, last = parts(attention, schedule, machine)
    width, height = last.columns * s.across, s.tile_rows
    groups = batch * -(-rows // height)
    rate, item, lanes = _FMA_PER_CYCLE, 4, 1
    if s.tensor != "fma":
        rate, lanes = _TENSOR_PER_CYCLE, machine.wave_lanes
        item = matrix_instructions.named(s.tensor, machine.arch).source.item_bytes
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
