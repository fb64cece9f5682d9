"""Loops in their simplest form: split where that removes a division, merged where two walk memory as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from . import index as ix
from .expression import Leaf, Reduction, Store, Value, Values
from .index import Atom, Computed, Index, Quotient, Remainder, Var
from .lower import LoopNest


def all_values(nest: LoopNest) -> list[Value]:
    """Every value of the nest, sources before users, those of computed indices included."""
    order: list[Value] = []
    done: set[Value] = set()
    stores = [store for each in (nest, *nest.before) for store in each.stores]
    reductions = [reduction for each in (nest, *nest.before) for reduction in each.reductions]
    stack = [(store.value, False) for store in stores] + [(r.value, False) for r in reductions]
    stack += [(v, False) for store in stores for i in (store.index, *store.valid) for v in computed_values(i)]
    while stack:
        value, ready = stack.pop()
        if value in done:
            continue
        if ready:
            done.add(value)
            order.append(value)
        else:
            stack.append((value, True))
            stack.extend((source, False) for source in value.sources)
            for index in indices_of(value):
                stack.extend((inner, False) for inner in computed_values(index))
    return order


def indices_of(value: Value) -> tuple[Index, ...]:
    """The index expressions in a value's argument."""
    if value.op is Leaf.LOAD:
        _, index, valid = value.argument
        return (index, *valid)
    if value.op is Leaf.INDEX:
        return (value.argument,)
    return tuple(value.argument) if value.op is Leaf.TEST else ()


def computed_values(index: Index) -> Iterable[Value]:
    for atom, _ in index.terms:
        if isinstance(atom, Computed):
            yield atom.value
        elif isinstance(atom, (Quotient, Remainder)):
            yield from computed_values(atom.numerator)


def canonical(nest: LoopNest) -> LoopNest:
    """Split and merge loops until neither helps."""
    for _ in range(8):
        split = _find_split(nest)
        if split is None:
            break
        var, divisor = split
        outer, inner = Var(f"{var.key}o", var.extent // divisor), Var(f"{var.key}i", divisor)
        nest = rebuild(nest, {var: ix.of(outer) * divisor + ix.of(inner)}, {var: (outer, inner)})
    while True:
        pair = _find_merge(nest)
        if pair is None:
            return nest
        a, b = pair
        merged = Var(f"{a.key}{b.key}", a.extent * b.extent)
        values = {a: ix.of(merged) // b.extent, b: ix.of(merged) % b.extent}
        nest = rebuild(nest, values, {a: (merged,), b: ()})


def _indices(nest: LoopNest) -> list[Index]:
    found = [index for value in all_values(nest) for index in indices_of(value)]
    for store in nest.stores:
        found += [store.index, *store.valid]
    return found


def _find_split(nest: LoopNest) -> tuple[Var, int] | None:
    for index in _indices(nest):
        for atom in _divisions(index):
            terms = atom.numerator.terms
            if len(terms) == 1 and terms[0][1] == 1 and atom.numerator.constant == 0:
                var = terms[0][0]
                if isinstance(var, Var) and 1 < atom.divisor < var.extent and var.extent % atom.divisor == 0:
                    return var, atom.divisor
    return None


def _divisions(index: Index) -> Iterable[Quotient | Remainder]:
    for atom, _ in index.terms:
        if isinstance(atom, (Quotient, Remainder)):
            yield atom
            yield from _divisions(atom.numerator)


def _find_merge(nest: LoopNest) -> tuple[Var, Var] | None:
    groups: list[Sequence[Var]] = [nest.outer, nest.inner, *(reduction.axes for reduction in nest.reductions)]
    pairs = [pair for group in groups for pair in pairwise(group)]
    if not pairs:
        return None
    indices = _indices(nest)
    for a, b in pairs:
        if all(_mergeable(index, a, b) for index in indices):
            return a, b
    return None


def _mergeable(index: Index, a: Var, b: Var) -> bool:
    """Whether `a` and `b` occur only as a * b.extent + b."""
    if a not in index.vars and b not in index.vars:
        return True
    found = {a: 0, b: 0}
    for atom, c in index.terms:
        if isinstance(atom, Var):
            if atom in found:
                found[atom] = c
        elif isinstance(atom, (Quotient, Remainder)) and not _mergeable(atom.numerator, a, b):
            return False
    return found[a] == found[b] * b.extent


def rebuild(nest: LoopNest, indices: dict[Var, Index], loops: dict[Var, tuple[Var, ...]]) -> LoopNest:
    """The same nest over other loop variables: `indices` replaces uses, `loops` the loops themselves."""

    def variables(group: Iterable[Var]) -> tuple[Var, ...]:
        return tuple(new for var in group for new in loops.get(var, (var,)))

    made = Values()
    new: dict[Value, Value] = {}
    reductions: dict[Reduction, Reduction] = {}

    def index_of(index: Index) -> Index:
        return _substitute(index, indices, new, loops)

    # Reductions come in dependency order; a value that uses a result is reached only once that reduction is
    # made.
    by_reduction = {reduction: values_under(reduction.value) for reduction in nest.reductions}
    waves = [(reduction, by_reduction[reduction]) for reduction in nest.reductions]
    for reduction, values in [*waves, (None, all_values(nest))]:
        for value in values:
            if value in new:
                continue
            argument = value.argument
            if value.op is Leaf.LOAD:
                slot, index, valid = argument
                argument = (slot, index_of(index), frozenset(index_of(condition) for condition in valid))
            elif value.op is Leaf.INDEX:
                argument = index_of(argument)
            elif value.op is Leaf.TEST:
                argument = frozenset(index_of(condition) for condition in argument)
            elif value.op is Leaf.RESULT:
                argument = reductions[argument]
            new[value] = made.make(value.op, value.dtype, tuple(new[s] for s in value.sources), argument)
        if reduction is not None:
            reductions[reduction] = Reduction(
                reduction.number,
                reduction.op,
                reduction.dtype,
                variables(reduction.axes),
                new[reduction.value],
                frozenset(variables(reduction.vars)),
            )
    stores = tuple(
        Store(s.slot, index_of(s.index), new[s.value], frozenset(index_of(c) for c in s.valid))
        for s in nest.stores
    )
    return replace(
        nest,
        outer=variables(nest.outer),
        inner=variables(nest.inner),
        reductions=tuple(reductions[reduction] for reduction in nest.reductions),
        stores=stores,
    )


def values_under(root: Value) -> list[Value]:
    order: list[Value] = []
    done: set[Value] = set()
    stack = [(root, False)]
    while stack:
        value, ready = stack.pop()
        if value in done:
            continue
        if ready:
            done.add(value)
            order.append(value)
            continue
        stack.append((value, True))
        stack.extend((source, False) for source in value.sources)
        for index in indices_of(value):
            stack.extend((inner, False) for inner in computed_values(index))
    return order


def _substitute(
    index: Index, indices: dict[Var, Index], new: dict[Value, Value], loops: dict[Var, tuple[Var, ...]]
) -> Index:
    """Substitute in an index, computed atoms included, whose values have been rebuilt already."""
    result = ix.constant(index.constant)
    for atom, c in index.terms:
        result = result + _substitute_atom(atom, indices, new, loops) * c
    return result


def _substitute_atom(
    atom: Atom, indices: dict[Var, Index], new: dict[Value, Value], loops: dict[Var, tuple[Var, ...]]
) -> Index:
    if isinstance(atom, Var):
        return indices.get(atom) or ix.of(atom)
    if isinstance(atom, Computed):
        value = new[atom.value]
        return Index(
            ((Computed(value, f"{atom.key[0]}{value.number}", atom.low, atom.high, value.vars), 1),), 0
        )
    assert isinstance(atom, (Quotient, Remainder))
    numerator = _substitute(atom.numerator, indices, new, loops)
    return numerator // atom.divisor if isinstance(atom, Quotient) else numerator % atom.divisor
