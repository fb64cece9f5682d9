"""What several stages of a kernel compute at the same places, as softmax does exponentials: the first stage
keeps it in local memory, and the later ones read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from ...graph.dtype import float32, float64
from ...graph.op import COSTLY, Op
from ..llvm import vector_math as vm
from ..machine import round_up
from ..nest import index as ix
from ..nest.canonical import values_under
from ..nest.expression import Leaf, Reduction, Value
from ..nest.index import Index, Var
from ..nest.lower import LoopNest
from .writer import ProcessorWriter

# What is kept for one setting of the outer loops at most: past this it leaves the caches before it is read.
MOST_BYTES = 1 << 20


@dataclass(frozen=True, eq=False)
class Kept:
    """A value that one stage computes and keeps: of each stage that has it, there under its own variables."""

    number: int
    of_stage: Mapping[int, Value]

    @property
    def first(self) -> int:
        return min(self.of_stage)

    @property
    def item_bytes(self) -> int:
        return self.of_stage[self.first].dtype.item_bytes


@dataclass(frozen=True, eq=False)
class Share:
    """A quotient of a kept exponential by the sum of all of them, whose inverse is taken once."""

    value: Value
    kept: Value
    total: Value


@dataclass
class Repeated:
    """Everything that is kept for one setting of the outer loops of a nest. Stages are its reductions by
    their places, and then the stores.
    """

    kept: tuple[Kept, ...] = ()
    shares: Mapping[int, Sequence[Share]] = field(default_factory=dict)

    def kept_in(self, stage: int) -> list[tuple[Kept, Value]]:
        """What a stage is the first to compute, and its value there."""
        return [(each, each.of_stage[stage]) for each in self.kept if each.first == stage]

    def known_in(self, stage: int) -> list[tuple[Kept, Value]]:
        """What a stage reads, and its value there."""
        return [
            (each, each.of_stage[stage])
            for each in self.kept
            if each.first < stage and stage in each.of_stage
        ]


def find(nest: LoopNest, vector: Var | None, elements: int) -> Repeated:
    """What is worth keeping in a nest; `elements` are those of one stage that are kept at once, of which each
    loop inside has its own.
    """
    stages: list[tuple[tuple[Var, ...], list[Value]]] = [(r.axes, [r.value]) for r in nest.reductions]
    stages.append((nest.inner, [store.value for store in nest.stores]))
    extents = [tuple(axis.extent for axis in axes) for axes, _ in stages]
    if nest.ordered or not any(value.op in COSTLY for _, roots in stages for value in _under(roots)):
        return Repeated()
    forms = _Forms()
    found: dict[int, dict[int, Value]] = {}
    shares: dict[int, list[Share]] = {}
    seen: list[dict[int, Value]] = []
    for stage, (axes, roots) in enumerate(stages):
        mine: dict[int, Value] = {}
        if len(axes) == 1 and (vector is None or stage == len(stages) - 1 or _has(nest, stage, vector)):
            values = _under(roots)
            of_value = forms.of(values, axes[0])
            mine = {of_value[value]: value for value in values}
            before = {
                form: earlier
                for earlier, known in enumerate(seen)
                if extents[earlier] == extents[stage]
                for form in known
            }
            for value in values:
                form = of_value[value]
                if form in before and _is_worth_it(value, axes[0], vector):
                    places = found.setdefault(form, {before[form]: seen[before[form]][form]})
                    places[stage] = value
            shares[stage] = [
                Share(value, *value.sources)
                for value in values
                if value.op is Op.DIV and _is_share(value, of_value, found, seen)
            ]
        seen.append(mine)
    kept = tuple(Kept(number, places) for number, places in enumerate(found.values()))
    if sum(each.item_bytes for each in kept) * elements > MOST_BYTES:
        return Repeated()
    return Repeated(kept, shares)


def _under(roots: Sequence[Value]) -> list[Value]:
    return list(dict.fromkeys(value for root in roots for value in values_under(root)))


def _has(nest: LoopNest, stage: int, vector: Var) -> bool:
    return vector in nest.reductions[stage].vars


def _is_worth_it(value: Value, axis: Var, vector: Var | None) -> bool:
    """Whether a value takes longer to compute than to read, and differs from lane to lane."""
    if value.op not in COSTLY or value.dtype not in (float32, float64):
        return False
    return axis in value.vars and (vector is None or vector in value.vars)


def _is_share(
    value: Value, of_value: Mapping[Value, int], found: Mapping[int, Any], seen: Sequence[Mapping[int, Value]]
) -> bool:
    part, total = value.sources
    if part.op is not Op.EXP or total.op is not Leaf.RESULT or of_value[part] not in found:
        return False
    of: Reduction = total.argument
    if of.op is not Op.ADD or not any(known.get(of_value[part]) is of.value for known in seen):
        return False
    # What is added up are the same exponentials, and the greatest of them is 1: the sum has an inverse.
    power = part.sources[0]
    if power.op is not Op.ADD:
        return False
    return any(
        less.op is Op.MUL
        and any(_is_greatest(each, of_value[x], seen) for each in less.sources)
        and any(each.op is Leaf.CONST and each.argument == -1 for each in less.sources)
        for x, less in (power.sources, power.sources[::-1])
    )


def _is_greatest(value: Value, form: int, seen: Sequence[Mapping[int, Value]]) -> bool:
    """Whether a value is the greatest of all that have a form in one stage."""
    if value.op is not Leaf.RESULT:
        return False
    of: Reduction = value.argument
    return of.op is Op.MAX and any(known.get(form) is of.value for known in seen)


class _Forms:
    """Numbers for values, the same for those that differ only in the loop that their stage is of."""

    def __init__(self) -> None:
        self.known: dict[tuple[Any, ...], int] = {}
        self.places: dict[int, Var] = {}

    def of(self, values: Sequence[Value], axis: Var) -> dict[Value, int]:
        """That of each of these values, sources before users, of which the stage goes along `axis`."""
        place = {axis: ix.of(self.places.setdefault(axis.extent, Var(f"at{axis.extent}", axis.extent)))}
        numbers: dict[Value, int] = {}
        for value in values:
            key: tuple[Any, ...] = ("value", value.number)
            if axis in value.vars:
                if value.op is Leaf.LOAD:
                    slot, index, valid = value.argument
                    key = (value.op, slot.number, *self._moved((index, *valid), place))
                elif value.op is Leaf.INDEX:
                    key = (value.op, value.dtype, *self._moved((value.argument,), place))
                elif value.op is Leaf.TEST:
                    key = (value.op, *sorted(self._moved(tuple(value.argument), place)))
                elif value.op is not Leaf.RESULT:
                    key = (value.op, value.dtype, value.argument, *(numbers[s] for s in value.sources))
            numbers[value] = self.known.setdefault(key, len(self.known))
        return numbers

    def _moved(self, indices: Sequence[Index], place: Mapping[Var, Index]) -> list[str]:
        return [ix.substitute(index, place).key for index in indices]


class Keeper:
    """Writes and reads what is kept, in the local memory of a workgroup from its start on."""

    def __init__(self, f: ProcessorWriter, nest: LoopNest, vector: Var | None, unroll: int) -> None:
        loops = [*(r.axes for r in nest.reductions), nest.inner]
        longest = max((prod(axis.extent for axis in axes) for axes in loops), default=1)
        step = f.lanes * unroll
        elements = longest * step if vector is not None else round_up(longest, step)
        self.f, self.found = f, find(nest, vector, elements) if f.lanes > 1 else Repeated()
        self.inverses: dict[tuple[int, int], str] = {}
        self.places: dict[int, int] = {}
        self.local_bytes = 0
        for each in self.found.kept:
            self.places[each.number] = self.local_bytes
            self.local_bytes += round_up(elements * each.item_bytes, 64)
        if self.local_bytes:
            f.local_memory()

    def prepare(self, stage: int, number: int) -> None:
        """Before a stage's loops, take the inverses it multiplies with at the point of that number."""
        for share in self.found.shares.get(stage, ()):
            operand, is_vector = self.f.value(share.total)
            lanes = self.f.lanes if is_vector else 1
            one = vm.splat(vm.literal(1.0, share.value.dtype), scalar := share.value.dtype.llvm, lanes)
            inverse = self.f.emit(f"fdiv {vm.vector_of(scalar, lanes)} {one}, {operand}")
            self.inverses[share.total.number, number] = (
                self.f.to_vector(inverse, scalar) if lanes == 1 else inverse
            )

    def recall(self, stage: int, position: Index, number: int) -> None:
        """Read what earlier stages have kept for a place."""
        for kept, value in self.found.known_in(stage):
            full, pointer = self._at(kept, position)
            self.f.holds(value, self.f.emit(f"load {full}, ptr {pointer}, align {kept.item_bytes}"))
        for share in self.found.shares.get(stage, ()):
            full = vm.vector_of(share.value.dtype.llvm, self.f.lanes)
            inverse = self.inverses[share.total.number, number]
            self.f.holds(share.value, self.f.emit(f"fmul {full} {self.f.vector(share.kept)}, {inverse}"))

    def keep(self, stage: int, position: Index) -> None:
        """Write what this stage is the first to compute for a place."""
        for kept, value in self.found.kept_in(stage):
            full, pointer = self._at(kept, position)
            self.f.write(f"store {full} {self.f.vector(value)}, ptr {pointer}, align {kept.item_bytes}")

    def _at(self, kept: Kept, position: Index) -> tuple[str, str]:
        scalar = kept.of_stage[kept.first].dtype.llvm
        start = self.f.emit(f"getelementptr i8, ptr %local, i64 {self.places[kept.number]}")
        pointer = self.f.emit(f"getelementptr {scalar}, ptr {start}, i64 {self.f.scalar_index(position)}")
        return vm.vector_of(scalar, self.f.lanes), pointer
