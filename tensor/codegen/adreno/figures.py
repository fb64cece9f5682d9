"""What a kernel's machine code costs, as far as it can be told without running it."""

from __future__ import annotations

from dataclasses import dataclass

from .machine_code import Block, Instruction, Program
from .schedule import latency


@dataclass(frozen=True)
class Figures:
    """Of one kernel.

    `nops` are empty slots, `textures` the reads through the texture cache. `cycles` are those of one wave
    that is alone, each block once, with the latencies that the order is chosen by. `loop_cycles` are those of
    one turn of the innermost loop that is longest, and `loop_share` is what part of its slots multiply-adds
    take.
    """

    instructions: int
    nops: int
    registers: int
    textures: int
    cycles: int
    loop_cycles: int
    loop_share: float

    def __str__(self) -> str:
        loop = (
            f", of the inner loop {self.loop_cycles}, {self.loop_share:.0%} of it mad"
            if self.loop_cycles
            else ""
        )
        return (
            f"{self.instructions} instructions, {self.nops} nops, {self.registers} vectors of registers,"
            f" {self.textures} texture reads, {self.cycles} cycles{loop}"
        )


def figures(program: Program, registers: int) -> Figures:
    """The figures of a finished program."""
    all_instructions = [each for block in program.blocks for each in block.instructions]
    deepest = max(block.depth for block in program.blocks)
    loop, share = 0, 0.0
    if deepest:
        inner = max((block for block in program.blocks if block.depth == deepest), key=cycles)
        loop = cycles(inner)
        share = sum(1 + each.repeat for each in inner.instructions if each.op.startswith("mad.f"))
        share /= _slots(inner)
    return Figures(
        sum(each.op != "nop" for each in all_instructions),
        sum(each.count if each.op == "nop" else each.nops for each in all_instructions),
        registers,
        sum(each.op == "isam" for each in all_instructions),
        sum(map(cycles, program.blocks)),
        loop,
        share,
    )


def _slots(block: Block) -> int:
    return sum(_issued(each) for each in block.instructions)


def _issued(each: Instruction) -> int:
    """The slots of an instruction, with those that it leaves empty."""
    return each.count if each.op == "nop" else 1 + each.repeat + each.nops


def cycles(block: Block) -> int:
    """How long a wave that is alone takes for a block."""
    now, ss, sy = 0, 0, 0
    for each in block.instructions:
        if each.ss:
            now, ss = max(now, ss), 0
        if each.sy:
            now, sy = max(now, sy), 0
        now += _issued(each)
        if each.category == 4 or each.op == "ldl":
            ss = max(ss, now + latency(each))
        elif each.is_access and not each.op.startswith("st"):
            sy = max(sy, now + latency(each))
    return now
