"""(rpt): instructions after one another that differ by the next register each become one that is repeated.

The card issues the repetitions in the slots that the instructions had, and reads and writes the same
registers in them, so waits stay as they were counted; what is saved is code, and fetching it. This comes
last, when registers have numbers, slots are filled and flags are set. What may repeat is from ir3_rpt.c of
Mesa 2025 (src/freedreno/ir3): categories 1 to 4, but `rcp`.
"""

from __future__ import annotations

from collections.abc import Sequence

from .machine_code import UNITS_OF_FULL, Constant, Immediate, Instruction, Part, Program, Source
from .sync import units

MOST_REPETITIONS = 3
_REFUSED = frozenset(["rcp"])


def repeat(program: Program, places: dict[int, int]) -> None:
    """Make runs of instructions repetitions of their first, in all blocks."""
    for block in program.blocks:
        held, result = block.instructions, list[Instruction]()
        at = 0
        while at < len(held):
            run = _run(held, at, places)
            first, last = held[at], held[at + run - 1]
            at += run
            result.append(first)
            if run == 1:
                continue
            first.raised = tuple(
                _goes_up(a, b, places) for a, b in zip(first.sources, last.sources, strict=True)
            )
            first.repeat = run - 1
            if last.nops:
                # There are no bits for (nop) where something is repeated.
                result.append(Instruction("nop", None, (), count=last.nops, effect=True))
        block.instructions = result


def _run(held: Sequence[Instruction], at: int, places: dict[int, int]) -> int:
    """How many instructions from one on are to be one."""
    length = 1
    while length <= MOST_REPETITIONS and at + length < len(held):
        if held[at + length - 1].nops or not _follows(held[at : at + length], held[at + length], places):
            break
        length += 1
    # The nop that follows is an instruction as well.
    return length if length > 1 + bool(held[at + length - 1].nops) else 1


def _follows(run: Sequence[Instruction], each: Instruction, places: dict[int, int]) -> bool:
    """Whether an instruction is the next repetition."""
    first, count = run[0], len(run)
    if (first.op, first.condition, first.types) != (each.op, each.condition, each.types):
        return False
    if each.category not in (1, 2, 3, 4) or each.op in _REFUSED or each.ss or each.sy or each.jp:
        return False
    a, b = first.destination, each.destination
    if not (isinstance(a, Part) and isinstance(b, Part)) or not _is_further(a, b, count, places):
        return False
    written = {unit for before in run for unit in _written(before, places)}
    for number, (mine, other) in enumerate(zip(first.sources, each.sources, strict=True)):
        # The second repetition says whether the register goes up, and the others do as that.
        up = _goes_up(mine, run[1].sources[number] if count > 1 else other, places)
        if up:
            if not _is_further(mine, other, count, places):
                return False
        elif not _is_same(mine, other, places):
            return False
        if isinstance(other, Part) and not written.isdisjoint(units(other, places)):
            return False
    return True


def _written(each: Instruction, places: dict[int, int]) -> range:
    assert isinstance(each.destination, Part)
    return units(each.destination, places)


def _goes_up(a: Source, b: Source, places: dict[int, int]) -> bool:
    return not _is_same(a, b, places)


def _is_same(a: Source, b: Source, places: dict[int, int]) -> bool:
    if isinstance(a, Part) and isinstance(b, Part):
        return _is_further(a, b, 0, places)
    return a == b and isinstance(a, (Constant, Immediate))


def _is_further(a: Source, b: Source, count: int, places: dict[int, int]) -> bool:
    """Whether b is so many registers, or arguments, further than a."""
    if isinstance(a, Constant) and isinstance(b, Constant):
        return a.argument is not None and b.argument == a.argument + count and a.negate == b.negate
    if not (isinstance(a, Part) and isinstance(b, Part)):
        return False
    if (a.full, a.count, a.negate, a.absolute) != (b.full, b.count, b.negate, b.absolute):
        return False
    step = UNITS_OF_FULL if a.full else 1
    return units(a, places).start + count * step == units(b, places).start
