"""What Mesa takes a program to cost, for programs of any compiler (ir3_collect_info of Mesa 21.2, ir3.c).

Each instruction takes a slot, one for each repetition, and those that its nops leave empty. An instruction
with (ss) also waits for what is left of ten slots since the last special function. Memory and textures have
no price there. Loops count as often as they run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from barewire.tensor.codegen.adreno import isa

_FUNCTIONS = frozenset(["rcp", "rsq", "log2", "exp2", "sin", "cos", "sqrt", "hrsq", "hlog2", "hexp2"])
_FUNCTION_SLOTS = 10


@dataclass
class Estimate:
    """Slots that instructions and nops take, slots waited for functions, and multiplications that no mad has
    taken in.
    """

    slots: int = 0
    nops: int = 0
    stalls: int = 0
    multiplications: int = 0

    @property
    def cycles(self) -> int:
        return self.slots + self.stalls


def estimate(code: Sequence[isa.Instruction], turns: Sequence[int]) -> Estimate:
    """The estimate of a program whose loops, by where they begin, run so many turns each."""
    code = code[: next(at for at, each in enumerate(code) if each.name == "end") + 1]
    loops = _loops(code)
    assert len(loops) == len(turns), loops
    found, left = Estimate(), 0
    for at, each in enumerate(code):
        times = 1
        for (head, last), count in zip(loops, turns, strict=True):
            times *= count if head <= at <= last else 1
        if each.get("jp"):
            left = 0
        slots = 1 + each.repeat + each.nop
        found.slots += times * slots
        found.nops += times * (slots if each.name == "nop" else each.nop)
        found.multiplications += times * (1 + each.repeat) * (each.name == "mul.f")
        if each.ss:
            found.stalls += times * left
            left = 0
        left = _FUNCTION_SLOTS if each.name in _FUNCTIONS else max(left - slots, 0)
    return found


def _loops(code: Sequence[isa.Instruction]) -> list[tuple[int, int]]:
    """The first and last instruction of each loop: of inner ones the outer ones have all."""
    last: dict[int, int] = {}
    for at, each in enumerate(code):
        target = each.get("target")
        if isinstance(target, int) and target < 0:
            last[at + target] = max(at, last.get(at + target, 0))
    for head in sorted(last, reverse=True):
        inside = [end for inner, end in last.items() if head < inner <= last[head]]
        last[head] = max([last[head], *inside])
    return sorted(last.items())
