"""Which registers are still needed after an instruction: the classical backward analysis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from ..syntax import Instruction, Label, Name, Operand, Pair, Statement, Vector

# Their first operand is not a destination.
NO_DESTINATION = frozenset(
    {
        "st", "red", "bra", "brx", "call", "ret", "exit", "bar", "barrier", "membar", "fence", "prefetch",
        "prefetchu",
        "cp", "trap", "brkpt", "nanosleep", "stmatrix", "griddepcontrol", "setmaxnreg", "discard",
        "applypriority",
        "pmevent", "multimem", "tcgen05", "wmma_store",
    }
)  # fmt: skip
# Their first operand is read as well.
READS_DESTINATION = frozenset({"wgmma"})


class Flow:
    """The registers that each statement reads and writes, as bits, and where control goes from it."""

    def __init__(
        self,
        body: Sequence[Statement],
        labels: Mapping[str, int],
        tables: Mapping[str, tuple[str, ...]],
        registers_in: Callable[[Operand], list[str]],
    ) -> None:
        self.body = body
        self.numbers: dict[str, int] = {}
        self.reads: list[int] = []
        self.writes: list[int] = []
        self.targets: list[tuple[int, ...]] = []
        self.mentions: Counter[str] = Counter()
        self._registers_in = registers_in
        for index, statement in enumerate(body):
            following: tuple[int, ...] = (index + 1,) if index + 1 < len(body) else ()
            if isinstance(statement, Label):
                self.reads.append(0)
                self.writes.append(0)
                self.targets.append(following)
                continue
            reads, writes = self._uses(statement)
            self.reads.append(reads)
            self.writes.append(writes)
            opcode = statement.opcode
            if opcode == "bra":
                jump = [operand.name for operand in statement.operands[:1] if type(operand) is Name]
                jumps = tuple(labels[name] for name in jump if name in labels)
                following = jumps + (following if statement.predicate else ())
            elif opcode == "brx":
                listed = [operand.name for operand in statement.operands[1:2] if type(operand) is Name]
                names = [name for table in listed for name in tables.get(table, ())]
                following = tuple(labels[name] for name in names if name in labels)
            elif opcode in ("ret", "exit", "trap") and statement.predicate is None:
                following = ()
            self.targets.append(following)

    def _bits(self, operand: Operand) -> int:
        bits = 0
        for name in self._registers_in(operand):
            self.mentions[name] += 1
            bits |= 1 << self.numbers.setdefault(name, len(self.numbers))
        return bits

    def _uses(self, instruction: Instruction) -> tuple[int, int]:
        reads = writes = 0
        operands = instruction.operands
        if (
            operands
            and instruction.opcode not in NO_DESTINATION
            and isinstance(operands[0], (Name, Vector, Pair))
        ):
            writes = self._bits(operands[0])
            if instruction.opcode not in READS_DESTINATION:
                operands = operands[1:]
        for operand in operands:
            reads |= self._bits(operand)
        if instruction.predicate is not None:
            reads |= self._bits(instruction.predicate)
            # It may not be written after all, so what was there before may be needed.
            reads |= writes
        return reads, writes


def live_after(flow: Flow, wanted: Callable[[Instruction], bool]) -> dict[int, list[str]]:
    """The registers needed after each of the wanted instructions, without those it writes."""
    body, reads, writes, targets = flow.body, flow.reads, flow.writes, flow.targets
    size = len(body)
    live_in = [0] * (size + 1)
    changed = True
    while changed:
        changed = False
        for index in range(size - 1, -1, -1):
            out = 0
            for target in targets[index]:
                out |= live_in[target]
            now = reads[index] | (out & ~writes[index])
            if now != live_in[index]:
                live_in[index] = now
                changed = True
    names = list(flow.numbers)
    found: dict[int, list[str]] = {}
    for index, statement in enumerate(body):
        if isinstance(statement, Instruction) and wanted(statement):
            out = 0
            for target in targets[index]:
                out |= live_in[target]
            if statement.predicate is None:
                out &= ~writes[index]
            found[index] = [name for bit, name in enumerate(names) if out >> bit & 1]
    return found
