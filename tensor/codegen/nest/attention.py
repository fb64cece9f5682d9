"""Attention: linked contractions that weigh rows by a softmax of scores, softmax(scores) V.

Scores are a contraction and whatever is done to each of them: scaled, masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from ...graph import dtype as dtypes
from ...graph.node import Op
from . import contraction
from .contraction import Contraction
from .expression import Leaf, Reduction, Value, Values
from .index import Index, Var
from .linked import Linked
from .lower import LoopNest

# A position that a mask moves by so much might have wrapped around.
_FAR = 1 << 30


@dataclass(frozen=True, eq=False)
class Attention:
    """The parts of linked contractions that are softmax(scores) V.

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


def recognise(linked: Linked) -> Attention | None:
    """Linked contractions as attention, or None where they are anything else."""
    if linked.scores.reduction.dtype is not dtypes.float32:
        return None
    nest = linked.nest
    original = contraction.recognise(replace(nest, before=()))
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
    """The score without a positive factor, inside of masks too, and that factor: -inf is -inf times any. One
    above 1 is left where it is, since it may take a score beyond what float32 holds.
    """
    if score.op is Op.MUL:
        for inner, factor in permutations(score.sources):
            if factor.op is Leaf.CONST and 0 < factor.argument <= 1:
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
        elif not isinstance(value.op, Op) and value.op not in (Leaf.CONST, Leaf.SCALAR):
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
