"""What an instruction must wait for: sync flags and empty slots.

Arithmetic takes so many slots that the compiler counts them; category 4 and memory take as long as they take,
and who reads what they write, or writes what they still read, says (ss) or (sy) (ir3_legalize.c and
ir3_delay.c of Mesa's src/freedreno/ir3).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .machine_code import P0, Block, Instruction, Part, Predicate, Program

SLOTS = 3
"""After an instruction of categories 1 to 3, before another of them reads its result."""
SLOTS_OF_THIRD = 2
"""The same where it is the third operand of a multiply-add, which is not read at once."""
SLOTS_OF_OTHERS = 6
"""The same for any other reader: branches, category 4, memory."""
MOST_NOPS = 6
"""One `nop` with its repetitions."""
MOST_NOPS_AFTER = 3
"""In the field of an instruction of categories 2 and 3."""

_FOREVER = SLOTS_OF_OTHERS
_P0_UNIT = -1


@dataclass
class _State:
    """Units that are waited for with (ss) and (sy), and how many slots ago units were written."""

    ss: frozenset[int] = frozenset()
    ss_read: frozenset[int] = frozenset()
    sy: frozenset[int] = frozenset()
    ages: dict[int, int] = field(default_factory=dict)
    barrier: bool = False  # whether a barrier has just been passed


def synchronise(program: Program, places: dict[int, int]) -> None:
    """Set the flags of all instructions, and put nops where slots must be empty."""
    states = _states(program, places)
    if _settle_before_loops(program, states):
        states = _states(program, places)
    for block in program.blocks:
        _block(block, _merged([states[id(each)] for each in block.precedes]), places, write=True)
    # Where lanes may be parked: every place that a branch leads to, and the one behind a branch back.
    for block in program.blocks:
        if any(
            each.instructions[-1].op in ("br", "jump") or len(each.follows) > 1 for each in block.precedes
        ):
            block.instructions[0].jp = True


def _states(program: Program, places: dict[int, int]) -> dict[int, _State]:
    """What is under way at the end of each block."""
    states: dict[int, _State] = {}
    changed = True
    while changed:
        changed = False
        for block in program.blocks:
            before = _merged([states[id(each)] for each in block.precedes if id(each) in states])
            after = _block(block, before, places, write=False)
            if states.get(id(block)) != after:
                states[id(block)] = after
                changed = True
    return states


def _settle_before_loops(program: Program, states: dict[int, _State]) -> bool:
    """Have (ss) before loops for what is under way there; whether there was anything.

    Else it would be in the loop, and wait in each turn for what the loop itself has asked for.
    """
    changed = False
    for block in program.blocks:
        state = states[id(block)]
        if not (state.ss or state.ss_read) or all(each.depth <= block.depth for each in block.follows):
            continue
        at = len(block.instructions)
        while at and block.instructions[at - 1].op in ("br", "jump"):
            at -= 1
        block.instructions.insert(at, Instruction("nop", None, (), effect=True))
        changed = True
    return changed


def _merged(states: list[_State]) -> _State:
    if not states:
        return _State()
    ages: dict[int, int] = {}
    for state in states:
        for unit, age in state.ages.items():
            ages[unit] = min(age, ages.get(unit, _FOREVER))
    return _State(
        frozenset().union(*(state.ss for state in states)),
        frozenset().union(*(state.ss_read for state in states)),
        frozenset().union(*(state.sy for state in states)),
        ages,
        any(state.barrier for state in states),
    )


def units(part: Part, places: dict[int, int]) -> range:
    """Where something lies in the register file."""
    first = places[part.register.number] + part.unit
    return range(first, first + len(part.units))


def slots_of(instruction: Instruction) -> int:
    """How many slots an instruction counts for, with its nops: branches and memory count for none."""
    if instruction.op == "nop":
        return instruction.count
    return int(1 <= instruction.category <= 3) + instruction.nops


def needed(reader: Instruction, number: int) -> int:
    """The slots between what writes an operand of a reader, by arithmetic, and the reader."""
    if reader.category in (1, 2, 3):
        return SLOTS_OF_THIRD if number == 2 and reader.op.startswith("mad") else SLOTS
    return SLOTS_OF_OTHERS


def _block(block: Block, before: _State, places: dict[int, int], write: bool) -> _State:
    ss, ss_read, sy = set(before.ss), set(before.ss_read), set(before.sy)
    ages = dict(before.ages)
    now = 0
    written = {unit: -age - 1 for unit, age in ages.items()}  # the slot in which a unit was written
    result: list[Instruction] = []
    after_barrier = before.barrier
    for each in block.instructions:
        wait = 0
        needs_ss = needs_sy = after_barrier
        after_barrier = False
        for number, source in enumerate(each.sources):
            if isinstance(source, (Part, Predicate)):
                for unit in units(source, places) if isinstance(source, Part) else (_P0_UNIT,):
                    needs_ss |= unit in ss
                    needs_sy |= unit in sy
                    if unit in written:
                        wait = max(wait, needed(each, number) - (now - written[unit] - 1))
        if isinstance(each.destination, Part):
            for unit in units(each.destination, places):
                needs_ss |= unit in ss or unit in ss_read
                needs_sy |= unit in sy
        if each.category == 7:
            needs_ss = needs_sy = True
        # The nops that are there already are those before loops.
        needs_ss |= each.op == "nop"
        if needs_ss:
            ss.clear()
            ss_read.clear()
        if needs_sy:
            sy.clear()
        if wait > 0:
            now += wait
        if write:
            _emit(result, each, wait, needs_ss, needs_sy)
        if needs_ss and each.is_access:
            now += 1
        now += slots_of(each)
        at = now - 1
        if each.category in (4, 5, 6):
            for source in each.sources:
                if isinstance(source, Part):
                    ss_read.update(units(source, places))
        if isinstance(each.destination, Part):
            for unit in units(each.destination, places):
                written.pop(unit, None)
                if each.category == 4 or each.op == "ldl":
                    ss.add(unit)
                elif each.is_access:
                    sy.add(unit)
                else:
                    written[unit] = at
        elif each.destination is P0:
            written[_P0_UNIT] = at
        after_barrier = each.category == 7
    if write:
        block.instructions = result
    ages = {unit: now - at - 1 for unit, at in written.items() if now - at - 1 < _FOREVER}
    return _State(frozenset(ss), frozenset(ss_read), frozenset(sy), ages, after_barrier)


def _emit(result: list[Instruction], each: Instruction, wait: int, ss: bool, sy: bool) -> None:
    """An instruction after so many empty slots."""
    each.ss, each.sy, each.nops = ss, sy, 0
    last = result[-1] if result else None
    if (
        wait > 0
        and last is not None
        and last.category in (2, 3)
        and wait <= MOST_NOPS_AFTER
        and last.destination is not P0
    ):
        last.nops, wait = wait, 0
    while wait > 0:
        count = min(wait, MOST_NOPS)
        result.append(Instruction("nop", None, (), count=count, effect=True))
        wait -= count
    if ss and each.is_access:
        # Loads and stores cannot say it themselves.
        result.append(Instruction("nop", None, (), effect=True, ss=True))
        each.ss = False
    result.append(each)
