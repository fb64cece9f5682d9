"""Linked contractions: two, and what is done to each row between them. softmax(Q Kᵀ) V is a case of it.

The nest is the last contraction's. `LoopNest.before` holds the first, whose results are called scores here,
and the stages that work on whole rows of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from ...graph.node import Op
from . import contraction
from . import index as ix
from .canonical import all_values, canonical
from .contraction import Contraction
from .expression import Leaf, Slot, Store, Value
from .index import Index, Var
from .lower import LoopNest


@dataclass(frozen=True, eq=False)
class Linked:
    """A nest's parts. A stage's `outer` loops are the rows of all batches, its `inner` ones a row's elements.

    The last contraction's results are divided by `divisor`, which has a value for each row.
    """

    nest: LoopNest
    scores: Contraction
    stages: tuple[LoopNest, ...]
    result: Contraction
    divisor: Value | None

    @property
    def rows(self) -> int:
        """The rows of all batches."""
        batch, rows, _, _ = self.scores.sizes
        return batch * rows

    @property
    def kept(self) -> tuple[Slot, ...]:
        """What stays in local memory, in the order in which it is made."""
        return tuple(store.slot for nest in (self.scores.nest, *self.stages) for store in nest.stores)

    def width(self, slot: Slot) -> int:
        """How many elements of a kept slot belong to one row."""
        return slot.size // self.rows


def canonical_parts(nest: LoopNest) -> LoopNest:
    """A nest with others before it in the form in which it is recognised and emitted: the contractions'
    simplest.
    """
    scores, *stages = nest.before
    return replace(canonical(replace(nest, before=())), before=(canonical(scores), *stages))


def recognise(nest: LoopNest) -> Linked | None:
    """A prepared nest as linked contractions, or None where its parts do not share their rows."""
    if not nest.before:
        return None
    scores, result = contraction.recognise(nest.before[0]), contraction.recognise(replace(nest, before=()))
    if scores is None or result is None:
        return None
    if scores.reduction.dtype is not result.reduction.dtype or scores.sizes[:2] != result.sizes[:2]:
        return None
    rows, keys = prod(scores.sizes[:2]), scores.sizes[2]
    if any(len(each.stores) != 1 for each in nest.before):
        return None
    stored = scores.nest.stores[0]
    in_order = scores.nest.outer == (*scores.batch, *scores.rows, *scores.columns)
    if not in_order or stored.index.key != _position(scores.nest.outer).key:
        return None
    stages = [stage for each in nest.before[1:] if (stage := _by_rows(each, rows)) is not None]
    if len(stages) < len(nest.before) - 1:
        return None
    if not all(_stays_in_rows(stage, stage.outer, keys, len(nest.slots)) for stage in stages):
        return None
    ordered = _rows_in_order(result, keys, len(nest.slots))
    if ordered is None:
        return None
    operand, divisor = _divided_last(ordered, stages)
    if not _is_kept(operand, len(nest.slots)):
        number = 1 + max(store.slot.number for each in nest.before for store in each.stores)
        tile = Slot(number, operand.dtype, rows * keys)
        stage, operand = _written(operand, tile, ordered)
        stages.append(stage)
    return Linked(nest, scores, tuple(stages), replace(ordered, row_operand=operand), divisor)


def _position(variables: Sequence[Var]) -> Index:
    return ix.flatten((ix.of(var) for var in variables), (var.extent for var in variables))


def _by_rows(stage: LoopNest, rows: int) -> LoopNest | None:
    """The stage with the loops over all rows as `outer`, the others as `inner`; None where that cannot be."""
    loops = (*stage.outer, *stage.inner)
    count = next((n for n in range(len(loops) + 1) if prod(v.extent for v in loops[:n]) == rows), None)
    if count is None or (stage.reductions and count != len(stage.outer)):
        return None
    return replace(stage, outer=loops[:count], inner=loops[count:])


def kept_loads(nest: LoopNest, first_kept: int) -> list[Value]:
    return [v for v in all_values(nest) if v.op is Leaf.LOAD and v.argument[0].number >= first_kept]


def _is_kept(operand: Value, first_kept: int) -> bool:
    return operand.op is Leaf.LOAD and bool(operand.argument[0].number >= first_kept)


def _stays_in_rows(nest: LoopNest, row_vars: Sequence[Var], keys: int, first_kept: int) -> bool:
    """Whether all that is kept is read and written in the row at which the loops `row_vars` stand."""
    row, rows = _position(row_vars), prod(var.extent for var in row_vars)
    acrosses = (nest.inner, *(reduction.axes for reduction in nest.reductions))
    elements = {
        (row * keys + _position(across)).key
        for across in acrosses
        if prod(var.extent for var in across) == keys
    }
    allowed = {rows: {row.key}, rows * keys: elements}
    accesses = [value.argument for value in kept_loads(nest, first_kept)]
    accesses += [(s.slot, s.index, s.valid) for s in nest.stores if s.slot.number >= first_kept]
    return all(not valid and index.key in allowed.get(slot.size, ()) for slot, index, valid in accesses)


def _rows_in_order(result: Contraction, keys: int, first_kept: int) -> Contraction | None:
    """The last contraction with batch and rows in the order of the scores; None where that does not exist."""
    (axes,) = (reduction.axes for reduction in result.nest.reductions)
    across = next((load for load in kept_loads(result.nest, first_kept) if load.vars & {*axes}), None)
    if across is None or result.sizes[3] != keys:
        return None
    index: Index = across.argument[1]
    strides = {var: index.coefficient(var) or 0 for var in (*result.batch, *result.rows)}
    batch = tuple(sorted(result.batch, key=lambda var: -strides[var]))
    rows = tuple(sorted(result.rows, key=lambda var: -strides[var]))
    fits = _stays_in_rows(result.nest, (*batch, *rows), keys, first_kept)
    return replace(result, batch=batch, rows=rows) if fits else None


def _divided_last(result: Contraction, stages: Sequence[LoopNest]) -> tuple[Value, Value | None]:
    """(row operand, divisor of the result): exponentials are divided by their row's divisor once contracted.

    That is a division for each column instead of one for each key.
    """
    operand = result.row_operand
    if operand.op is not Op.DIV or operand.sources[1].vars & {*result.reduction.axes}:
        return operand, None
    above, below = operand.sources
    made = {store.slot: store.value for stage in stages for store in stage.stores}
    shown = made.get(above.argument[0]) if above.op is Leaf.LOAD else above
    return (above, below) if shown is not None and shown.op is Op.EXP else (operand, None)


def _written(operand: Value, tile: Slot, result: Contraction) -> tuple[LoopNest, Value]:
    """A stage that writes the row operand to the tile, and the operand read from there."""
    rows, across = (*result.batch, *result.rows), result.reduction.axes
    index = _position((*rows, *across))
    stage = LoopNest(rows, across, (), (Store(tile, index, operand),), (), (), 1)
    return stage, Value(Leaf.LOAD, operand.dtype, (), (tile, index, frozenset()), index.vars, -1)
