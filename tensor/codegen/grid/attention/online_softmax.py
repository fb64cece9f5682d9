"""Attention on a grid under a `AttentionSchedule` as LLVM IR: the loop over keys and the online softmax.

A block of keys takes two phases. In the first the values are on their way while the rows are multiplied with
the keys and weighed; in the second the next keys are, while the weights are multiplied with the values.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import e, log2

from ....graph.dtype import float32
from ...emitted import Emitted
from ...llvm import vector_math as vm
from ...machine import Machine
from ...nest import index as ix
from ...nest.attention import Attention
from ...nest.index import Index
from ...schedule import AttentionSchedule
from ..matrix_instructions import WarpInstruction, named
from ..staged_tiles import Staged
from ..target import GridTarget
from ..writer import GridWriter, exchange
from .schedule import parts
from .tiles import (
    ItemScores,
    ItemWeighted,
    Loaded,
    Part,
    Scores,
    WarpScores,
    WarpWeighted,
    WaveScores,
    WaveWeighted,
    Weighted,
)

_MINUS_INFINITY = vm.literal(float("-inf"), float32)
# Weights are 2 to the power of this at most: far from what float16 holds.
_MOST_ABOVE_PEAK = vm.literal(8.0, float32)


def emit(
    attention: Attention, schedule: AttentionSchedule, name: str, target: GridTarget, machine: Machine
) -> Emitted:
    """The kernel's module; the grid is batch x tiles of rows, flattened."""
    return _Emitter(attention, schedule, name, target, machine).emit()


class _Emitter:
    def __init__(
        self,
        attention: Attention,
        schedule: AttentionSchedule,
        name: str,
        target: GridTarget,
        machine: Machine,
    ) -> None:
        self.attention, self.s = attention, schedule
        scores: type[Scores] = ItemScores
        weighted: type[Weighted] = ItemWeighted
        lanes = 1
        if schedule.tensor != "fma":
            is_warp = isinstance(named(schedule.tensor, machine.features), WarpInstruction)
            scores, weighted = (WarpScores, WarpWeighted) if is_warp else (WaveScores, WaveWeighted)
            lanes = machine.wave_lanes
        self.f = GridWriter(name, attention.nest, target, schedule.down * schedule.across * lanes)
        first, last = parts(attention, schedule, machine)
        self.scores = scores(attention.scores, first, name, target, machine, self.f)
        self.result = weighted(attention.result, last, name, target, machine, self.f)
        staged = [self.scores.a, self.scores.b, self.result.b]
        if schedule.tensor == "fma":
            staged.append(self.result.a)
        self.scores.starts = self.result.starts = {each: self.f.local(each.size_bytes) for each in staged}

    def emit(self) -> Emitted:
        f, s, scores, result = self.f, self.s, self.scores, self.result
        batches, rows, keys, _, _ = self.attention.sizes
        tiles, blocks = -(-rows // s.tile_rows), -(-keys // s.keys)
        self.batch, tile = ix.unflatten(f.group(batches * tiles), (batches, tiles))
        if self.attention.last_key is not None:
            # The longest first: those that take their places are short.
            tile = tile * -1 + (tiles - 1)
        self.row_start = scores.row_start = result.row_start = tile * s.tile_rows
        scores.column_start = result.column_start = ix.ZERO
        scores.clear()
        result.clear()
        self.peaks = [self._statistic(_MINUS_INFINITY) for _ in scores.lines]
        self.totals = [self._statistic("0.0") for _ in scores.lines]
        loaded = self._load(scores, scores.a, self.row_start, ix.ZERO)
        self._arrive(loaded + self._load(scores, scores.b, ix.ZERO, ix.ZERO))
        if s.kept:
            scores.keep()
        last_key = self.attention.last_key
        at_least_once = last_key is None or last_key >= 0
        bounded = last_key is not None and not (at_least_once and blocks == 1)
        self.blocks = blocks
        self.count = self._visible_blocks(last_key or 0, blocks) if bounded else str(blocks)
        count = self.count if bounded else blocks
        f.loop("block", count, self._block, at_least_once, blocks, f.target.rolled_loop)
        self._finish()
        return Emitted(f.text(), batches * tiles, f.launch_bytes, f.block)

    def _statistic(self, start: str) -> str:
        pointer = self.f.alloca("float")
        self.f.write(f"store float {start}, {self.f.stack} {pointer}")
        return pointer

    def _visible_blocks(self, last_key: int, blocks: int) -> str:
        """How many blocks of keys the group's rows see, each none further than `last_key` past its place."""
        f, s = self.f, self.s
        extent = self.attention.scores.rows[-1].extent
        # Rows that run on into the next loop start there at 0: the last step then bounds them all.
        last = f.scalar_index(self.row_start % extent + (s.tile_rows - 1))
        last = vm.intrinsic(f, "umin", f.word, 1, last, str(extent - 1))
        seen = f.emit(f"add {f.word} {last}, {last_key + s.keys}")
        if last_key < 0:
            seen = vm.intrinsic(f, "smax", f.word, 1, seen, "0")
        return vm.intrinsic(f, "umin", f.word, 1, f.emit(f"udiv {f.word} {seen}, {s.keys}"), str(blocks))

    # To local memory

    def _load(self, part: Part, operand: Staged, first: Index, k: Index) -> list[Loaded]:
        with part.of_batch(self.batch):
            return part.load(operand, first, k)

    def _arrive(self, loaded: Sequence[Loaded]) -> None:
        """Wait until all that the group copies is in local memory."""
        self.scores.copy(loaded)
        if self.scores.copies or self.result.copies:
            self.f.target.await_copies(self.f)
        self.f.barrier()

    # The loop

    def _block(self, block: Index) -> None:
        f, s, scores, result = self.f, self.s, self.scores, self.result
        start = block * s.keys
        values = self._load(result, result.b, ix.ZERO, start)
        scores.compute()
        # Weights that go by way of local memory must be there first.
        weights = self._weights(start) if s.tensor == "fma" else []
        result.put(weights)
        self._arrive(values)
        keys: list[Loaded] = []
        if self.blocks > 1:
            # The last reads itself again, for nothing.
            last = f.emit(f"sub {f.word} {self.count}, 1")
            following = vm.intrinsic(f, "umin", f.word, 1, f.scalar_index(block + 1), last)
            keys = self._load(scores, scores.b, f.bound(following, self.blocks) * s.keys, ix.ZERO)
        result.add(weights or self._weights(start))
        if self.blocks > 1:
            self._arrive(keys)

    def _weights(self, start: Index) -> list[list[str]]:
        """Exponentials of a block's scores, line by line; what was summed so far is scaled down to them."""
        f, scores = self.f, self.scores
        keys = self.attention.sizes[2]
        lines: list[list[str]] = [[] for _ in scores.lines]
        with scores.of_batch(self.batch):
            for each in scores.adjacent():
                row, column = self.row_start + scores.lines[each.line], start + each.key
                found = scores.finished(self.attention.score, each.operands, row, column)
                if keys % self.s.keys:
                    inside = f.emit(f"icmp ult {f.word} {f.scalar_index(column)}, {keys}")
                    found = [f.emit(f"select i1 {inside}, float {x}, float {_MINUS_INFINITY}") for x in found]
                lines[each.line] += found
        weights, factors, moved = [], [], "false"
        for number, line in enumerate(lines):
            found, factor, higher = self._exponentials(number, line)
            weights.append(found)
            factors.append(factor)
            moved = f.emit(f"or i1 {moved}, {higher}")
        with f.when(f.target.anywhere(f, moved)):
            self.result.scale(factors)
        return weights

    def _exponentials(self, number: int, line: Sequence[str]) -> tuple[list[str], str, str]:
        """One line's exponentials, by what the sums before are to be multiplied, and whether that is not 1.

        Peaks need only be near the greatest score, so that most blocks find nothing to multiply. They are
        subtracted before anything is scaled: a product of a large score rounds by more than scores differ,
        and those of a row that a mask of -1e9 hides would all be far from its peak.
        """
        f = self.f
        scale = vm.literal(self.attention.scale * log2(e), float32)
        old = f.emit(f"load float, {f.stack} {self.peaks[number]}")
        peak = self._over_partners(_tree(f, "maxnum", line), "maxnum")
        higher = f.emit(f"fcmp ogt float {self._above(peak, old, scale)}, {_MOST_ABOVE_PEAK}")
        peak = f.emit(f"select i1 {higher}, float {peak}, float {old}")
        f.write(f"store float {peak}, {f.stack} {self.peaks[number]}")
        # While a row has seen nothing its exponentials are 0, not nan.
        unseen = f.emit(f"fcmp oeq float {peak}, {_MINUS_INFINITY}")
        peak = f.emit(f"select i1 {unseen}, float 0.0, float {peak}")
        found = [f.target.exp2(f, self._above(x, peak, scale)) for x in line]
        factor = f.target.exp2(f, self._above(old, peak, scale))
        total = f.emit(f"load float, {f.stack} {self.totals[number]}")
        total = vm.intrinsic(f, "fma", "float", 1, total, factor, _tree(f, "fadd", found))
        f.write(f"store float {total}, {f.stack} {self.totals[number]}")
        return found, factor, higher

    def _above(self, score: str, peak: str, scale: str) -> str:
        """By how many powers of 2 the exponential of a score is above that of another."""
        return self.f.emit(f"fmul float {self.f.emit(f'fsub float {score}, {peak}')}, {scale}")

    def _over_partners(self, operand: str, operation: str) -> str:
        """The same operation over what all work-items have that share a row."""
        for distance in self.scores.distances:
            operand = _combined(self.f, operation, operand, exchange(self.f, float32, 1, operand, distance))
        return operand

    def _finish(self) -> None:
        """Divide by the sums of exponentials, and store."""
        f, factors = self.f, []
        key = ("total",)
        for pointer in self.totals:
            total = self._over_partners(f.emit(f"load float, {f.stack} {pointer}"), "fadd")
            with f.in_lanes(1):
                f.result_key = lambda reduction: key
                f.results[key] = total
                factors.append(f.emit(f"fdiv float 1.0, {f.vector(self.attention.divisor)}"))
        self.result.scale(factors)
        with self.result.of_batch(self.batch):
            self.result.store()


def _combined(f: GridWriter, operation: str, a: str, b: str) -> str:
    if operation == "fadd":
        return f.emit(f"fadd float {a}, {b}")
    return vm.intrinsic(f, operation, "float", 1, a, b)


def _tree(f: GridWriter, operation: str, operands: Sequence[str]) -> str:
    """All operands together, in pairs of pairs."""
    left = list(operands)
    while len(left) > 1:
        pairs = [_combined(f, operation, a, b) for a, b in zip(left[::2], left[1::2], strict=False)]
        left = pairs + left[len(left) // 2 * 2 :]
    return left[0]
