"""What a kernel reads more than once of the card's memory: the operands that a cache of its own is for."""

from __future__ import annotations

from math import prod

from .expression import Leaf, Slot, Value
from .lower import LoopNest


def reread(nest: LoopNest) -> tuple[Slot, ...]:
    """The slots that reductions read, each element more than once on average, by rising number.

    A load is made once for each setting of the loops outside of its reduction, and of the axes that its
    index depends on.
    """
    reads: dict[Slot, int] = {}
    for part in (nest, *nest.before):
        for reduction in part.reductions:
            outside = prod(var.extent for var in reduction.vars)
            for load in _loads(reduction.value):
                slot = load.argument[0]
                inside = prod(var.extent for var in reduction.axes if var in load.vars)
                reads[slot] = reads.get(slot, 0) + outside * inside
    written = {store.slot for store in nest.stores}
    return tuple(slot for slot in nest.slots if slot not in written and reads.get(slot, 0) > slot.size)


def _loads(value: Value) -> list[Value]:
    found, seen, waiting = [], {value.number}, [value]
    while waiting:
        each = waiting.pop()
        if each.op is Leaf.LOAD:
            found.append(each)
        for source in each.sources:
            if source.number not in seen:
                seen.add(source.number)
                waiting.append(source)
    return found
