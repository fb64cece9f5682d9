"""When each unit of each register holds something that is still read.

Time is counted twice for each instruction, first what it reads and then what it writes, over the program as
it lies. The times at which a unit is alive are the bits of a number, so whether two ever meet is one
operation.
"""

from __future__ import annotations

from .machine_code import Block, Instruction, Part, Program, Special


class Liveness:
    """`alive[number][unit]` are the times of a register's unit."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.starts: dict[int, int] = {}  # register's number -> where its units are in the sets
        self.alive: dict[int, list[int]] = {}
        self._owner: list[tuple[int, int]] = []
        for block in program.blocks:
            for each in block.instructions:
                for part in parts(each):
                    number, units = part.register.number, part.register.units
                    if number not in self.starts:
                        self.starts[number] = len(self._owner)
                        self.alive[number] = [0] * units
                        self._owner.extend((number, unit) for unit in range(units))
        self._spread(self._live_at_ends())
        self._hold_thread()

    def mask(self, part: Part) -> int:
        first = self.starts[part.register.number] + part.unit
        return ((1 << len(part.units)) - 1) << first

    def _live_at_ends(self) -> dict[int, int]:
        """The units that are alive at the end of each block."""
        blocks = self.program.blocks
        read, written = {}, {}
        for block in blocks:
            before = killed = 0
            for each in block.instructions:
                for source in each.sources:
                    if isinstance(source, Part):
                        before |= self.mask(source) & ~killed
                if isinstance(each.destination, Part):
                    killed |= self.mask(each.destination)
            read[id(block)], written[id(block)] = before, killed
        at_start = {id(block): 0 for block in blocks}
        at_end = {id(block): 0 for block in blocks}
        changed = True
        while changed:
            changed = False
            for block in reversed(blocks):
                end = 0
                for target in block.follows:
                    end |= at_start[id(target)]
                start = read[id(block)] | end & ~written[id(block)]
                at_end[id(block)] = end
                if start != at_start[id(block)]:
                    at_start[id(block)] = start
                    changed = True
        return at_end

    def _spread(self, at_end: dict[int, int]) -> None:
        time = 0
        for block in self.program.blocks:
            first, after = time, time + 2 * len(block.instructions)
            self._spread_block(block, first, after, at_end[id(block)])
            time = after

    def _spread_block(self, block: Block, first: int, after: int, live: int) -> None:
        ends = dict.fromkeys(_bits(live), after - 1)
        for number in range(len(block.instructions) - 1, -1, -1):
            each, now = block.instructions[number], first + 2 * number
            if isinstance(each.destination, Part):
                for unit in self._units(each.destination):
                    self._add(unit, now + 1, ends.pop(unit, now + 1))
            for source in each.sources:
                if isinstance(source, Part):
                    for unit in self._units(source):
                        ends.setdefault(unit, now)
        for unit, end in ends.items():
            self._add(unit, first, end)

    def _hold_thread(self) -> None:
        """The number of the work-item is there from the start: nothing may be in its place before it is
        read.
        """
        for number, each in enumerate(self.program.blocks[0].instructions):
            if (
                each.op == "mov"
                and each.sources[0] == Special("thread")
                and isinstance(each.destination, Part)
            ):
                for unit in self._units(each.destination):
                    self._add(unit, 0, 2 * number + 1)

    def _units(self, part: Part) -> range:
        first = self.starts[part.register.number] + part.unit
        return range(first, first + len(part.units))

    def _add(self, unit: int, start: int, end: int) -> None:
        number, inner = self._owner[unit]
        self.alive[number][inner] |= (1 << (end + 1)) - (1 << start)


def parts(instruction: Instruction) -> list[Part]:
    """What an instruction reads and writes of registers."""
    found = [source for source in instruction.sources if isinstance(source, Part)]
    if isinstance(instruction.destination, Part):
        found.append(instruction.destination)
    return found


def _bits(number: int) -> list[int]:
    found = []
    while number:
        lowest = number & -number
        found.append(lowest.bit_length() - 1)
        number ^= lowest
    return found
