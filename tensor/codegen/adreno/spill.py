"""What finds no register lies in private memory: written when it is made, read again before each use."""

from __future__ import annotations

from collections.abc import Iterable

from .liveness import Liveness, parts
from .machine_code import Immediate, Instruction, Part, Program, Source

_LOOP_WEIGHT = 8
_LANE_GRANULE_BYTES = 512
_MOST_BYTES = 4096  # what the constant of an access reaches
_AT_ONCE_UNITS = 24
"""So many units are put into memory before registers are tried again."""


class Spiller:
    """Puts registers of a program into private memory."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.used_bytes = 0
        self.base: Part | None = None
        self.fixed: set[int] = set()  # registers that are there for memory's sake

    def spill(self, live: Liveness, where: int) -> bool:
        """Move what is alive at some time, and is read least for how long it lives. Whether there was any."""
        costs = self._costs()
        found: list[tuple[float, int, int]] = []
        for number, alive in live.alive.items():
            mask = 0
            for each in alive:
                mask |= each
            if mask & where and number in costs and number not in self.fixed:
                found.append((costs[number] / mask.bit_count(), number, len(alive)))
        chosen, units = set(), 0
        for _, number, size in sorted(found):
            chosen.add(number)
            units += size
            if units >= _AT_ONCE_UNITS:
                break
        if not chosen or self.used_bytes + 2 * units > _MOST_BYTES:
            return False
        self._rewrite(chosen)
        return True

    def _costs(self) -> dict[int, float]:
        costs: dict[int, float] = {}
        for block in self.program.blocks:
            for each in block.instructions:
                for part in parts(each):
                    number = part.register.number
                    costs[number] = costs.get(number, 0.0) + _LOOP_WEIGHT**block.depth
        return costs

    def _rewrite(self, chosen: Iterable[int]) -> None:
        places: dict[int, int] = {}
        base = self._base()
        for block in self.program.blocks:
            result: list[Instruction] = []
            for each in block.instructions:
                before: list[Instruction] = []
                each.sources = tuple(self._read(s, chosen, places, base, before) for s in each.sources)
                result += [*before, each]
                target = each.destination
                if isinstance(target, Part) and target.register.number in chosen:
                    each.destination = self._like(target)
                    place = self._place(target, places)
                    result.append(_access("stp", (base, each.destination), None, target, place))
            block.instructions = result
        self._begin(base)
        self.program.private_bytes = -(-self.used_bytes // _LANE_GRANULE_BYTES) * _LANE_GRANULE_BYTES

    def _base(self) -> Part:
        if self.base is None:
            self.base = self.program.full()
            self.fixed.add(self.base.register.number)
        return self.base

    def _begin(self, base: Part) -> None:
        """The address 0, which all places are counted from, in a register from the start."""
        first = self.program.blocks[0].instructions
        if not any(each.destination == base for each in first):
            first.insert(0, Instruction("mov", base, (Immediate(0),), types=("u32", "u32")))

    def _like(self, part: Part) -> Part:
        result = self.program.full(part.count) if part.full else self.program.half(part.count)
        self.fixed.add(result.register.number)
        return result

    def _place(self, part: Part, places: dict[int, int]) -> int:
        number = part.register.number
        if number not in places:
            places[number] = -(-self.used_bytes // 4) * 4
            self.used_bytes = places[number] + 2 * part.register.units
        return places[number] + 2 * part.unit

    def _read(
        self,
        source: Source,
        chosen: Iterable[int],
        places: dict[int, int],
        base: Part,
        before: list[Instruction],
    ) -> Source:
        if not isinstance(source, Part) or source.register.number not in chosen:
            return source
        again = self._like(source)
        before.append(_access("ldp", (base,), again, source, self._place(source, places)))
        return Part(again.register, 0, source.full, source.count, source.negate, source.absolute)


def _access(
    op: str, sources: tuple[Source, ...], result: Part | None, part: Part, offset: int
) -> Instruction:
    kind = ("u32" if part.full else "u16",)
    return Instruction(op, result, sources, types=kind, offset=offset, count=part.count, effect=op == "stp")
