"""Programs as the engine runs them: machine code turned into records, once.

An instruction becomes one record, a repeated one (rptN) as many as it has cycles, each with the registers of
its turn; those without effect here (nop, hints) become none. What is marked (jp) has a record before it where
parked lanes join. Records lie in the order of the program, so that their addresses compare as places do.
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass, replace

from .....mapped import Mapped
from ..checks.program import check
from ..decoding.decode import decode_program
from ..instruction import A0, FIRST_SHARED, INSTRUCTION_BYTES, Instruction, Kind, Operand
from ..native import wave
from ..native.builder import Context, place_class
from .library import HandlerLibrary

_WITHOUT_EFFECT = frozenset({"nop", "shps", "shpe", "chmask", "chsh", "lock", "unlock"})
_ENDS = Instruction("no_end", 0, -1, 0)


@dataclass(frozen=True)
class Limits:
    """What a dispatch gives a wave: full registers (vec4) and 32-bit constants."""

    registers: int = 48
    constants: int = 2048


@dataclass(frozen=True)
class _Step:
    """One record to be."""

    instruction: Instruction
    source: Instruction


def repeated(instruction: Instruction) -> list[Instruction]:
    """The cycles of a repeated instruction, each as an instruction that is not."""
    if not instruction.repeat:
        return [instruction]
    return [
        replace(
            instruction,
            repeat=0,
            destinations=tuple(_after(operand, turn) for operand in instruction.destinations),
            sources=tuple(_after(o, turn) if o.repeats else o for o in instruction.sources),
        )
        for turn in range(instruction.repeat + 1)
    ]


def _after(operand: Operand, turn: int) -> Operand:
    if operand.kind is Kind.IMMEDIATE:
        return replace(operand, number=operand.number + turn)
    if operand.is_predicate or operand.is_address:
        return operand
    return replace(operand, number=operand.number + turn)


class Program:
    """One program for one size of wave. `code` is what it was made from."""

    def __init__(self, library: HandlerLibrary, code: bytes, context: Context, limits: Limits) -> None:
        """Raises IllegalEncoding, ProgramError, NotSimulated."""
        self.library, self.context, self.limits, self.code = library, context, limits, code
        self.busy_s = 0.0
        """How long its dispatches have taken."""
        self.instructions = decode_program(code, generation=context.generation)
        check(self.instructions, limits.registers, limits.constants)
        self._immediates: dict[int, int] = {}
        self._sources: list[Instruction] = []
        self.entry = self._place()

    @property
    def immediates(self) -> array[int]:
        """The constants that are to lie behind the constant file."""
        return array("I", self._immediates)

    @property
    def state_bytes(self) -> int:
        """The size of a wave's state: a row is read to the end of the next one's first number."""
        rows = 4 * self.limits.registers * self.context.lanes * 4
        return wave.VECTOR_BASE + rows + 64

    def instruction_at(self, record: int) -> Instruction | None:
        """What the record at a host address was made from."""
        at = (record - self._records.address) // wave.RECORD_BYTES
        return self._sources[at] if 0 <= at < len(self._sources) else None

    def _place(self) -> int:
        steps: list[_Step] = []
        first: dict[int, int] = {}
        for instruction in self.instructions:
            first[instruction.address] = len(steps)
            if instruction.jp:
                steps.append(_Step(Instruction("join", 0, instruction.address, 0), instruction))
            if instruction.name not in _WITHOUT_EFFECT:
                steps += [_Step(one, instruction) for one in repeated(instruction)]
        beyond = len(self.instructions) * INSTRUCTION_BYTES
        first[beyond] = len(steps)
        steps.append(
            _Step(replace(_ENDS, address=beyond), self.instructions[-1] if self.instructions else _ENDS)
        )
        addresses = self.library.handlers([(step.instruction, self.context) for step in steps])
        self._records = Mapped(len(steps) * wave.RECORD_BYTES)
        memory = self._records.bytes
        for at, (step, handler) in enumerate(zip(steps, addresses, strict=True)):
            slots = [
                self._slot(operand) for operand in (*step.instruction.destinations, *step.instruction.sources)
            ]
            slots += self._extra(step.instruction, at, first)
            slots += [0] * (wave.SLOTS_MAX - len(slots))
            slots.append(int(step.instruction.name == "join"))
            struct.pack_into(
                f"<Q{len(slots)}I",
                memory,
                at * wave.RECORD_BYTES,
                handler,
                *(slot & 0xFFFFFFFF for slot in slots),
            )
        self._sources = [step.source for step in steps]
        return self._records.address

    def _slot(self, operand: Operand) -> int:
        letter = place_class(operand)
        if letter == "V":
            number = operand.number
            row = number // 2 if operand.half else number
            return wave.VECTOR_BASE + row * self.context.lanes * 4 + (2 * (number % 2) if operand.half else 0)
        if letter == "S":
            return wave.SHARED + 4 * (operand.number - FIRST_SHARED)
        if letter == "P":
            return wave.PREDICATES + 16 * (operand.number & 3)
        if letter == "K":
            return 4 * operand.number
        if letter == "I":
            bits = operand.number & 0xFFFFFFFF
            at = self._immediates.setdefault(bits, len(self._immediates))
            return 4 * (self.limits.constants + at)
        if letter == "A":
            return wave.A0 if operand.number == A0 else wave.A1
        return operand.number

    def _extra(self, instruction: Instruction, at: int, first: dict[int, int]) -> list[int]:
        modifiers = instruction.modifiers
        if "target" in modifiers:
            target = instruction.address + INSTRUCTION_BYTES * instruction.modifier("target")
            return [(first[target] - at) * wave.RECORD_BYTES]
        if instruction.category == 5:
            return [
                instruction.modifier("texture"),
                instruction.modifier("sampler"),
                instruction.modifier("base"),
            ]
        if instruction.category == 6:
            return [instruction.modifier("offset"), instruction.modifier("base")]
        return []
