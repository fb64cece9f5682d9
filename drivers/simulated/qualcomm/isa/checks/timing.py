"""Results used before they are there: delay slots, and the sync flags (ss) and (sy).

Arithmetic (categories 1 to 3) takes some cycles, which the program fills; what special functions, shared
memory, textures and loads write is there once an instruction with (ss) or (sy) has waited. The rules are
Mesa's: src/freedreno/ir3/ir3_delay.c and ir3_legalize.c of 21.2, with what 25.1 found since (3 more cycles
where half of a full register is read as a half one, or the other way round). As there, only arithmetic and
nop fill delay slots: branches, memory and special functions count for nothing. A `jump` gives the results
before it time: 21.2 puts no nops between the end of a loop and its head, and its programs ran.

Every path through the program is followed, so that a result left behind by one of two branches counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..decoding.text import operand_text, text
from ..instruction import A0, Instruction, Kind, Operand
from .violation import DelayHazard, SyncHazard

_TO_ALU, _TO_OTHERS, _TO_ADDRESSED, _MISMATCH, _LAST_SOURCE = 3, 6, 6, 3, 2
_LONGEST = _TO_OTHERS + _MISMATCH

Slot = int | str
"""A half of a register by its number, or the name of an address or predicate register."""


def _slots(operand: Operand, turn: int = 0, components: int | None = None) -> Iterator[Slot]:
    if operand.kind is not Kind.REGISTER:
        return
    if operand.is_address:
        yield "a0" if operand.number == A0 else "a1"
        return
    if operand.is_predicate:
        yield f"p0.{operand.number & 3}"
        return
    if not operand.is_general and not operand.is_shared:
        return
    first = operand.number + turn
    count = operand.components if components is None else components
    if operand.is_shared:
        yield from (f"r{number}" for number in range(first, first + count))
    elif operand.half:
        yield from range(first, first + count)
    else:
        yield from range(2 * first, 2 * (first + count))


@dataclass
class _State:
    """What is under way at a place of the program; ages in cycles since the write was issued."""

    ages: dict[tuple[Slot, bool], tuple[int, int]] = field(default_factory=dict)  # age, index of the writer
    ss: dict[Slot, int] = field(default_factory=dict)
    sy: dict[Slot, int] = field(default_factory=dict)
    either: dict[Slot, int] = field(default_factory=dict)
    read_late: dict[Slot, int] = field(default_factory=dict)

    def copy(self) -> _State:
        return _State(dict(self.ages), dict(self.ss), dict(self.sy), dict(self.either), dict(self.read_late))

    def merge(self, other: _State) -> bool:
        """Take in what is under way on another path; whether that is anything new."""
        changed = False
        for key, entry in other.ages.items():
            mine = self.ages.get(key)
            if mine is None or entry[0] < mine[0]:
                self.ages[key] = entry
                changed = True
        for mine_, theirs in (
            (self.ss, other.ss),
            (self.sy, other.sy),
            (self.either, other.either),
            (self.read_late, other.read_late),
        ):
            for slot, writer in theirs.items():
                if slot not in mine_:
                    mine_[slot] = writer
                    changed = True
        return changed


def check_timing(instructions: Sequence[Instruction]) -> None:
    """Raise SyncHazard or DelayHazard for the first instruction that is too early on some path."""
    _Checker(instructions).run()


class _Checker:
    def __init__(self, instructions: Sequence[Instruction]) -> None:
        self._instructions = instructions
        self._leaders = self._find_leaders()

    def run(self) -> None:
        before: dict[int, _State] = {0: _State()}
        work = [0]
        while work:
            at = work.pop()
            state = before[at].copy()
            _end, following = self._block(at, state)
            for target in following:
                known = before.get(target)
                if known is None:
                    before[target] = state.copy()
                    work.append(target)
                elif known.merge(state):
                    work.append(target)

    def _find_leaders(self) -> frozenset[int]:
        found = {0}
        for at, instruction in enumerate(self._instructions):
            if "target" in instruction.modifiers:
                found |= {at + instruction.modifier("target"), at + 1}
        return frozenset(found)

    def _block(self, at: int, state: _State) -> tuple[int, list[int]]:
        """Go through one block; gives the places it goes on at."""
        clock = 0
        issued = {key: (-age, writer) for key, (age, writer) in state.ages.items()}
        while True:
            instruction = self._instructions[at]
            clock = self._step(at, instruction, clock, issued, state)
            following = self._following(at, instruction)
            if instruction.name == "jump":
                issued.clear()
            at += 1
            if following is not None:
                break
            if at >= len(self._instructions):
                following = []
                break
            if at in self._leaders:
                following = [at]
                break
        state.ages = {
            key: (clock - time, writer) for key, (time, writer) in issued.items() if clock - time <= _LONGEST
        }
        return at, following

    def _following(self, at: int, instruction: Instruction) -> list[int] | None:
        if instruction.name == "end":
            return []
        if "target" not in instruction.modifiers or instruction.name == "shps":
            return None
        target = at + instruction.modifier("target")
        return [target] if instruction.name == "jump" else [at + 1, target]

    def _step(
        self,
        at: int,
        instruction: Instruction,
        clock: int,
        issued: dict[tuple[Slot, bool], tuple[int, int]],
        state: _State,
    ) -> int:
        if instruction.ss:
            for pending in (state.ss, state.either, state.read_late):
                pending.clear()
            self._forget_shared(issued)
        if instruction.sy:
            state.sy.clear()
            state.either.clear()
        if instruction.name == "nop":
            return clock + instruction.repeat + 1
        category = instruction.category
        several = instruction.name in ("swz", "gat", "sct")
        turns = instruction.repeat + 1
        for number, source in enumerate(instruction.sources):
            reads = range(turns) if source.repeats else range(1)
            for turn in reads:
                self._check_read(at, instruction, number, source, clock, turn, several, issued, state)
            if source.kind in (Kind.RELATIVE_REGISTER, Kind.RELATIVE_CONST):
                self._check_age(at, instruction, "a0", False, clock, _TO_ADDRESSED, issued)
        for destination in instruction.destinations:
            if destination.kind is Kind.RELATIVE_REGISTER:
                self._check_age(at, instruction, "a0", False, clock, _TO_ADDRESSED, issued)
            for turn in range(turns):
                for slot in _slots(destination, turn):
                    self._check_write(at, instruction, slot, state)
        if instruction.modifiers.get("uses_a1"):
            self._check_age(at, instruction, "a1", False, clock, _TO_ADDRESSED, issued)
        self._note_writes(at, instruction, clock, turns, several, issued, state)
        if category in (4, 5, 6):
            for source in instruction.sources:
                for turn in range(turns if source.repeats else 1):
                    for slot in _slots(source, turn):
                        state.read_late[slot] = at
        if category > 3 or (category == 0 and "target" in instruction.modifiers):
            return clock
        length = {"swz": 2, "gat": 4, "sct": 4}.get(instruction.name, turns)
        return clock + length + instruction.nops

    @staticmethod
    def _forget_shared(issued: dict[tuple[Slot, bool], tuple[int, int]]) -> None:
        for key in [key for key in issued if isinstance(key[0], str) and key[0].startswith("r")]:
            del issued[key]

    def _check_read(
        self,
        at: int,
        instruction: Instruction,
        number: int,
        source: Operand,
        clock: int,
        turn: int,
        several: bool,
        issued: dict[tuple[Slot, bool], tuple[int, int]],
        state: _State,
    ) -> None:
        components = source.components
        for slot in _slots(source, turn, components):
            for pending, flag in ((state.sy, "(sy)"), (state.ss, "(ss)"), (state.either, "(ss) or (sy)")):
                if slot in pending:
                    self._fail_sync(instruction, source, pending[slot], flag, "reads")
            if instruction.category in (1, 2, 3):
                need = _TO_ALU
                if number == 2 and instruction.name.startswith("mad"):
                    need -= _LAST_SOURCE
                read_at = clock + (number if several and instruction.name != "sct" else turn)
            else:
                need, read_at = _TO_OTHERS, clock + turn
            if isinstance(slot, str) and slot.startswith("r"):
                need = _TO_OTHERS
            if isinstance(slot, str) and slot[0] in "pa":
                need = max(need, _TO_OTHERS if instruction.category == 0 else need)
            self._check_age(at, instruction, slot, source.half, read_at, need, issued, source)

    def _check_age(
        self,
        at: int,
        instruction: Instruction,
        slot: Slot,
        half: bool,
        clock: int,
        need: int,
        issued: dict[tuple[Slot, bool], tuple[int, int]],
        source: Operand | None = None,
    ) -> None:
        for written_half in (False, True):
            entry = issued.get((slot, written_half))
            if entry is None:
                continue
            time, writer = entry
            wanted = need
            if isinstance(slot, int) and written_half != half and instruction.category in (1, 2, 3):
                wanted += _MISMATCH
            if self._instructions[writer].name == "movmsk":
                wanted = 4
            between = clock - time - 1
            if between < wanted:
                name = operand_text(source) if source is not None else str(slot)
                raise DelayHazard(
                    f"{text(instruction)} reads {name} {max(between, 0)} cycles after"
                    f" {text(self._instructions[writer])} at instruction {writer}, which takes {wanted}",
                    instruction,
                )

    def _check_write(self, at: int, instruction: Instruction, slot: Slot, state: _State) -> None:
        for pending, flag in (
            (state.sy, "(sy)"),
            (state.ss, "(ss)"),
            (state.either, "(ss) or (sy)"),
        ):
            if slot in pending:
                self._fail_sync(instruction, None, pending[slot], flag, "overwrites what is still written by")
        if slot in state.read_late and state.read_late[slot] != at:
            raise SyncHazard(
                f"{text(instruction)} overwrites a register that {self._where(state.read_late[slot])} may not"
                " have read yet: an instruction with (ss) must come between",
                instruction,
            )

    def _where(self, at: int) -> str:
        return f"{text(self._instructions[at])} at instruction {at}"

    def _fail_sync(
        self, instruction: Instruction, source: Operand | None, writer: int, flag: str, verb: str
    ) -> None:
        what = f"reads {operand_text(source)} of" if source is not None else verb
        raise SyncHazard(
            f"{text(instruction)} {what} {self._where(writer)}: an instruction with {flag} must come between,"
            " or be this one",
            instruction,
        )

    def _note_writes(
        self,
        at: int,
        instruction: Instruction,
        clock: int,
        turns: int,
        several: bool,
        issued: dict[tuple[Slot, bool], tuple[int, int]],
        state: _State,
    ) -> None:
        name, category = instruction.name, instruction.category
        for number, destination in enumerate(instruction.destinations):
            places: list[tuple[Slot, int]] = []
            if name == "gat":
                for k in range(4):
                    places += [(slot, k) for slot in _slots(destination, k, 1)]
            else:
                for turn in range(turns):
                    places += [(slot, number if several else turn) for slot in _slots(destination, turn)]
            for slot, turn in places:
                issued.pop((slot, False), None)
                issued.pop((slot, True), None)
                if category in (1, 2, 3):
                    issued[slot, destination.half] = (clock + turn, at)
                elif category == 4 or name in ("ldl", "ldlw", "ldlv", "resinfo.b"):
                    state.ss[slot] = at
                elif name.startswith("atomic") and not name.startswith(("atomic.b", "atomic.g")):
                    state.either[slot] = at
                else:
                    state.sy[slot] = at
