"""Registers get their numbers: copies disappear where both ends can share a register, the rest is put where
it fits.

Registers that are joined by copies lie at a fixed distance from each other in a group. What an access of
several components needs beside each other is such a group too, since its values are copied there. Groups
take, in the order in which they come alive, the lowest place that is free whenever they are alive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .liveness import Liveness, parts
from .machine_code import Instruction, Part, Program, Register, Special

FULL_UNITS = 2 * 4 * 48
"""r0.x to r47.w, in halves."""
HALF_UNITS = 4 * 48
"""hr0.x to hr47.w: what a half operand can name."""
# A longer run of registers would be hard to place.
_LONGEST = 48


@dataclass(eq=False)
class _Group:
    """Registers at fixed distances: when each unit is alive, and where the whole was put."""

    alive: list[int]
    halves: bool
    aligned: bool
    members: list[tuple[Register, int]]
    place: int = -1

    @property
    def first(self) -> int:
        """When the group comes alive."""
        return min(((mask & -mask).bit_length() for mask in self.alive if mask), default=0)


class NoRoom(Exception):
    """A group fits nowhere: when it is alive, and what else is."""

    def __init__(self, where: int, live: Liveness) -> None:
        super().__init__("no room for a group of registers")
        self.where, self.live = where, live


def allocate(program: Program) -> dict[int, int]:
    """Where each register's first unit is, by the register's number. Copies that are not needed are gone.

    Raises NoRoom where there are too few registers.
    """
    live = Liveness(program)
    groups = _joined(program, live)
    places: dict[int, int] = {}
    taken = [0] * min(FULL_UNITS, 8 * program.vectors)
    ordered = sorted({id(group): group for group in groups.values()}.values(), key=lambda group: group.first)
    for group in _started(program, groups):
        if _fits(group, 0, taken):
            _put(group, 0, taken)
    for group in ordered:
        if group.place < 0:
            place = _lowest(group, taken)
            if place is None:
                where = 0
                for mask in group.alive:
                    where |= mask
                raise NoRoom(where, live)
            _put(group, place, taken)
        for register, offset in group.members:
            places[register.number] = group.place + offset
    for block in program.blocks:
        block.instructions = [each for each in block.instructions if not _is_idle(each, places)]
    return places


def _joined(program: Program, live: Liveness) -> dict[int, _Group]:
    """The group of each register, by its number."""
    groups: dict[int, _Group] = {}
    offsets: dict[int, int] = {}
    moves: list[tuple[int, Part, Part]] = []
    for block in program.blocks:
        for each in block.instructions:
            for part in parts(each):
                register = part.register
                if register.number not in groups:
                    group = _Group(live.alive[register.number], register.halves, False, [(register, 0)])
                    groups[register.number], offsets[register.number] = group, 0
                groups[register.number].aligned |= part.full
                groups[register.number].halves |= not part.full
            if each.op == "mov" and isinstance(each.destination, Part) and isinstance(each.sources[0], Part):
                moves.append((-block.depth, each.destination, each.sources[0]))
    for _, target, source in sorted(moves, key=lambda move: move[0]):
        a, b = groups[target.register.number], groups[source.register.number]
        if a is b:
            continue
        shift = offsets[target.register.number] + target.unit - offsets[source.register.number] - source.unit
        if shift < 0:
            a, b, shift = b, a, -shift
        if not _can_join(a, b, shift):
            continue
        a.alive.extend([0] * (shift + len(b.alive) - len(a.alive)))
        for unit, mask in enumerate(b.alive):
            a.alive[shift + unit] |= mask
        a.halves, a.aligned = a.halves or b.halves, a.aligned or b.aligned
        for register, offset in b.members:
            a.members.append((register, offset + shift))
            groups[register.number], offsets[register.number] = a, offset + shift
    return groups


def _can_join(a: _Group, b: _Group, shift: int) -> bool:
    """Whether b can lie in a, from a unit on."""
    if shift % 2 and a.aligned and b.aligned:
        return False
    if shift % 2 and b.aligned:
        return False
    if max(len(a.alive), shift + len(b.alive)) > _LONGEST:
        return False
    return not any(mine & other for mine, other in zip(a.alive[shift:], b.alive, strict=False))


def _started(program: Program, groups: dict[int, _Group]) -> Iterator[_Group]:
    """The group of what is in the first register when the program starts: the number of the work-item."""
    for each in program.blocks[0].instructions:
        if each.op == "mov" and each.sources[0] == Special("thread") and isinstance(each.destination, Part):
            yield groups[each.destination.register.number]


def _limit(group: _Group, taken: list[int]) -> int:
    return min(HALF_UNITS, len(taken)) if group.halves else len(taken)


def _fits(group: _Group, place: int, taken: list[int]) -> bool:
    if place + len(group.alive) > _limit(group, taken):
        return False
    return not any(mask & taken[place + unit] for unit, mask in enumerate(group.alive))


def _lowest(group: _Group, taken: list[int]) -> int | None:
    step = 2 if group.aligned else 1
    for place in range(0, _limit(group, taken) - len(group.alive) + 1, step):
        if _fits(group, place, taken):
            return place
    return None


def _put(group: _Group, place: int, taken: list[int]) -> None:
    group.place = place
    for unit, mask in enumerate(group.alive):
        taken[place + unit] |= mask


def _is_idle(instruction: Instruction, places: dict[int, int]) -> bool:
    """Whether it is a copy from where its result is."""
    target = instruction.destination
    if instruction.op != "mov" or not isinstance(target, Part):
        return False
    source = instruction.sources[0]
    at = places[target.register.number] + target.unit
    if source == Special("thread"):
        return at == 0
    return isinstance(source, Part) and at == places[source.register.number] + source.unit
