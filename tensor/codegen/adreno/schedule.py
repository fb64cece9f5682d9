"""The order of the instructions within each block, before registers have numbers.

What is far from the end of the block goes first, so that loads are asked for early and used late. Where more
is alive than leaves room for enough waves, what frees registers goes first instead.
"""

from __future__ import annotations

from .liveness import parts
from .machine_code import P0, Block, Instruction, Part, Program
from .sync import SLOTS, SLOTS_OF_OTHERS

MOST_ALIVE = 2 * 96
"""Units of the register file above which the order frees registers."""
# How long what counts no slots takes, as an order is chosen by it: the cache, local memory, category 4.
_OF_LOADS, _OF_LOCAL, _OF_FUNCTIONS = 80, 24, 10
# So many candidates are looked at for each place.
_MOST_CANDIDATES = 32


def schedule(program: Program) -> None:
    """Put the instructions of all blocks in order."""
    homes: dict[int, set[int]] = {}
    for block in program.blocks:
        for each in block.instructions:
            for part in parts(each):
                homes.setdefault(part.register.number, set()).add(id(block))
    shared = {number for number, blocks in homes.items() if len(blocks) > 1}
    for block in program.blocks:
        _Order(block, shared).run()


def latency(each: Instruction) -> int:
    """How many slots after an instruction its result is there, as far as an order is chosen by it."""
    if each.category == 4:
        return _OF_FUNCTIONS
    if each.is_access:
        return _OF_LOCAL if each.op == "ldl" else _OF_LOADS
    return SLOTS


class _Order:
    """One block's instructions, what each waits for, and the order found so far."""

    def __init__(self, block: Block, shared: set[int]) -> None:
        self.block, self.shared = block, shared
        held = block.instructions
        end = len(held)
        while end and (held[end - 1].op in ("br", "jump", "end")):
            end -= 1
        self.body, self.tail = held[:end], held[end:]
        self.after: list[dict[int, int]] = [{} for _ in self.body]  # who waits for each, and how long
        self.missing = [0] * len(self.body)
        self.reads: dict[int, int] = {}  # register's number -> how many are still to read it

    def run(self) -> None:
        if len(self.body) < 3:
            return
        self._connect()
        weights = self._weights()
        self.block.instructions = [self.body[n] for n in self._choose(weights)] + self.tail

    def _wait(self, first: int, second: int, slots: int) -> None:
        known = self.after[first]
        if second not in known:
            self.missing[second] += 1
        known[second] = max(known.get(second, 0), slots)

    def _connect(self) -> None:
        writers: dict[tuple[int, int], int] = {}
        readers: dict[tuple[int, int], list[int]] = {}
        loads: dict[str, list[int]] = {}
        stores: dict[str, int] = {}
        fence: int | None = None
        for n, each in enumerate(self.body):
            for source in each.sources:
                if not isinstance(source, Part):
                    continue
                number = source.register.number
                self.reads[number] = self.reads.get(number, 0) + 1
                for unit in source.units:
                    writer = writers.get((number, unit))
                    if writer is not None:
                        slots = latency(self.body[writer])
                        if slots == SLOTS and each.category not in (1, 2, 3):
                            slots = SLOTS_OF_OTHERS
                        self._wait(writer, n, 1 + slots)
                    readers.setdefault((number, unit), []).append(n)
            if isinstance(each.destination, Part):
                for unit in each.destination.units:
                    key = each.destination.register.number, unit
                    for reader in readers.pop(key, ()):
                        if reader != n:
                            self._wait(reader, n, 0)
                    if key in writers:
                        self._wait(writers[key], n, 1)
                    writers[key] = n
            # Textures lie in the card's memory.
            space = each.op[2] if each.is_memory else "g" if each.category == 5 else ""
            if each.category == 7:
                for other in range(n):
                    if self.body[other].category in (5, 6, 7):
                        self._wait(other, n, 0)
                fence = n
            elif space:
                if fence is not None:
                    self._wait(fence, n, 0)
                if each.op.startswith("st"):
                    for load in loads.pop(space, ()):
                        self._wait(load, n, 0)
                    if space in stores:
                        self._wait(stores[space], n, 0)
                    stores[space] = n
                else:
                    if space in stores:
                        self._wait(stores[space], n, 0)
                    loads.setdefault(space, []).append(n)

    def _weights(self) -> list[int]:
        """How far each is from the end of the block."""
        weights = [0] * len(self.body)
        for n in range(len(self.body) - 1, -1, -1):
            far = SLOTS_OF_OTHERS + 1 if self.body[n].destination is P0 else 0
            weights[n] = max((slots + weights[m] for m, slots in self.after[n].items()), default=far)
        return weights

    def _choose(self, weights: list[int]) -> list[int]:
        earliest = [0] * len(self.body)
        ready = [n for n in range(len(self.body)) if not self.missing[n]]
        alive = 0
        order: list[int] = []
        now = 0
        while ready:
            candidates = ready[:_MOST_CANDIDATES]
            if alive > MOST_ALIVE:
                chosen = min(candidates, key=lambda n: (self._growth(n), max(earliest[n] - now, 0), n))
            else:
                chosen = min(candidates, key=lambda n: (max(earliest[n] - now, 0), -weights[n], n))
            ready.remove(chosen)
            order.append(chosen)
            each = self.body[chosen]
            alive += self._growth(chosen)
            for source in {s.register.number: s for s in each.sources if isinstance(s, Part)}.values():
                number = source.register.number
                self.reads[number] -= sum(
                    isinstance(s, Part) and s.register.number == number for s in each.sources
                )
            now = max(now, earliest[chosen]) + (1 if 1 <= each.category <= 3 else 0)
            for following, slots in self.after[chosen].items():
                earliest[following] = max(earliest[following], now - 1 + slots)
                self.missing[following] -= 1
                if not self.missing[following]:
                    _insert(ready, following)
        return order

    def _growth(self, n: int) -> int:
        """By how many units what is alive grows with an instruction."""
        each = self.body[n]
        growth = len(each.destination.units) if isinstance(each.destination, Part) else 0
        counted: dict[int, int] = {}
        for source in each.sources:
            if isinstance(source, Part):
                counted[source.register.number] = counted.get(source.register.number, 0) + 1
        for source in each.sources:
            if isinstance(source, Part) and source.register.number in counted:
                number = source.register.number
                if self.reads[number] == counted.pop(number) and number not in self.shared:
                    growth -= source.register.units
        return growth


def _insert(ready: list[int], n: int) -> None:
    """Keep what is ready in the order of the program."""
    at = len(ready)
    while at and ready[at - 1] > n:
        at -= 1
    ready.insert(at, n)
