"""A program with numbered registers as machine code, in the image that cards load."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ....drivers.qualcomm import code_object
from . import isa
from .machine_code import (
    Constant,
    Immediate,
    Instruction,
    Part,
    Predicate,
    Program,
    Source,
    Special,
)
from .sync import units

THREAD_REGISTER = 0
"""r0.x, and the other two coordinates behind it."""
GROUP_REGISTER = 4 * 48
"""r48.x: the first of the registers that a wave has once."""
_SLOTS_OF_CODE = 16
_VECTOR = 4


@dataclass(frozen=True)
class Constants:
    """Where things are in the constant file: arguments first, then numbers."""

    arguments: int
    numbers: dict[int, int]
    dwords: int


def constants_of(program: Program) -> Constants:
    """A place for every constant that the instructions of a program have."""
    start = -(-2 * program.arguments // _VECTOR) * _VECTOR
    numbers: dict[int, int] = {}
    for block in program.blocks:
        for each in block.instructions:
            for source in each.sources:
                if isinstance(source, Constant) and source.argument is None:
                    numbers.setdefault(source.bits, start + len(numbers))
    end = start + len(numbers)
    return Constants(start, numbers, -(-end // _VECTOR) * _VECTOR)


class Encoder:
    """Instructions of a program as those of the instruction set."""

    def __init__(self, program: Program, places: dict[int, int], generation: int = 6) -> None:
        self.program, self.places, self.generation = program, places, generation
        self.constants = constants_of(program)
        self.addresses: dict[int, int] = {}
        self.most_units = 2 * 3  # the three coordinates of the work-item are written there
        number = 0
        for block in program.blocks:
            self.addresses[id(block)] = number
            number += len(block.instructions)

    @property
    def vectors(self) -> int:
        """How many vectors of full registers the instructions use."""
        return -(-self.most_units // (2 * _VECTOR))

    def operand(self, source: Source, half: bool, repeat: int = 0) -> isa.Operand:
        """An operand, whose register goes up with so many repetitions."""
        up = bool(repeat)
        if isinstance(source, Part):
            span = units(source, self.places)
            self.most_units = max(self.most_units, span.stop + repeat * (2 if source.full else 1))
            number = span.start // 2 if source.full else span.start
            return isa.register(
                number, not source.full, repeat=up, negate=source.negate, absolute=source.absolute
            )
        if isinstance(source, Immediate):
            return isa.integer(source.value, half=half)
        if isinstance(source, Constant):
            number = source.argument if source.argument is not None else self.constants.numbers[source.bits]
            return isa.constant(number, half, repeat=up, negate=source.negate)
        if isinstance(source, Special):
            return isa.register(THREAD_REGISTER if source.name == "thread" else GROUP_REGISTER)
        raise TypeError(source)

    def instructions(self) -> list[isa.Instruction]:
        found: list[isa.Instruction] = []
        for block in self.program.blocks:
            for each in block.instructions:
                found.append(self._one(each, len(found)))
        return found

    def _one(self, each: Instruction, at: int) -> isa.Instruction:
        flags: dict[str, isa.Modifier] = {"sy": each.sy, "ss": each.ss, "jp": each.jp}
        if each.nops:
            flags["nop"] = each.nops
        name = each.op
        if each.category == 0:
            return self._flow(each, at, flags)
        if name in ("lock", "unlock"):
            return isa.instruction(name, (), (), **flags)
        if each.category == 7:
            flags |= {"local": True, "read": True, "write": True} if name == "fence" else {"global": True}
            return isa.instruction(name, (), (), **flags)
        if each.category == 5:
            return self._texel(each, flags)
        if each.category == 6:
            return self._access(each, flags)
        target = each.destination
        half = not _is_wide(each)
        raised = each.raised or (False,) * len(each.sources)
        sources = [
            self.operand(source, half, each.repeat if up else 0)
            for source, up in zip(each.sources, raised, strict=True)
        ]
        if each.repeat:
            flags["repeat"] = each.repeat
        if isinstance(target, Predicate):
            destination = isa.P0_X
        else:
            assert isinstance(target, Part)
            span = units(target, self.places)
            self.most_units = max(self.most_units, span.stop + each.repeat * (2 if target.full else 1))
            destination = self.operand(target, False)
        if each.condition:
            flags["condition"] = each.condition
        if each.category == 1:
            source_type, type_ = each.types
            flags |= {"source_type": source_type, "type": type_}
            if type_[0] == "f" and each.types != ("f16", "f32"):
                # Else towards zero, which is how floats become integers.
                flags["round"] = "(even)"
        return isa.instruction(name, destination, sources, **flags)

    def _flow(self, each: Instruction, at: int, flags: dict[str, isa.Modifier]) -> isa.Instruction:
        if each.op == "nop":
            return isa.instruction("nop", (), (), repeat=each.count - 1, **flags)
        if each.op == "end":
            return isa.instruction("end", (), (), **flags)
        assert each.target is not None
        flags["target"] = self.addresses[id(each.target)] - at
        if each.op == "jump":
            return isa.instruction("jump", (), (), **flags)
        return isa.instruction("br", (), isa.predicate(0, each.invert), **flags)

    def _texel(self, each: Instruction, flags: dict[str, isa.Modifier]) -> isa.Instruction:
        (type_,), (source,) = each.types, each.sources
        assert isinstance(each.destination, Part)
        flags |= {"type": type_, "writemask": "xyzw"[: each.count], "texture": each.texture}
        return isa.instruction(
            each.op, self.operand(each.destination, False), self.operand(source, False), **flags
        )

    def _access(self, each: Instruction, flags: dict[str, isa.Modifier]) -> isa.Instruction:
        (type_,) = each.types
        flags |= {"type": type_, "size": each.count}
        if each.op.endswith(".a") and self.generation < 7:
            flags["shift"] = each.shift - {"u8": 0, "u16": 1, "u32": 2}[type_]
        else:
            # What a7xx adds to a register is in bytes.
            assert not each.op.endswith(".a") or not each.shift
            flags["offset"] = each.offset
        sources = [self.operand(source, False) for source in each.sources]
        target = each.destination
        destinations = [self.operand(target, False)] if isinstance(target, Part) else []
        return isa.instruction(each.op, destinations, sources, **flags)


def _is_wide(each: Instruction) -> bool:
    """Whether the operands of arithmetic are full."""
    if each.category == 1:
        return each.types[0].endswith("32")
    part = next((source for source in each.sources if isinstance(source, Part)), each.destination)
    return not isinstance(part, Part) or part.full


def image_of(kernels: list[tuple[Program, dict[int, int]]], generation: int) -> bytes:
    """The image of some kernels."""
    return code_object.pack(code_object.join(generation, [_kernel(*each, generation) for each in kernels]))


def _kernel(program: Program, places: dict[int, int], generation: int) -> tuple[code_object.Kernel, bytes]:
    encoder = Encoder(program, places, generation)
    instructions = encoder.instructions()
    # What is fetched ahead of `end` is to be instructions as well.
    instructions += [isa.instruction("nop")] * (-len(instructions) % _SLOTS_OF_CODE)
    words = [isa.encode(each, generation) for each in instructions]
    constants = encoder.constants
    held: tuple[tuple[int, bytes], ...] = ()
    if constants.numbers:
        bits = list(constants.numbers)
        bits += [0] * (-len(bits) % _VECTOR)
        held = ((constants.arguments, struct.pack(f"<{len(bits)}I", *bits)),)
    kernel = code_object.Kernel(
        name=program.name,
        code_offset=0,
        code_bytes=0,
        full_registers=encoder.vectors,
        constant_dwords=constants.dwords,
        shared_bytes=program.local_bytes,
        private_bytes=program.private_bytes,
        block=(program.block_items, 1, 1),
        branch_stack=program.branch_depth,
        argument_bytes=8 * program.arguments,
        argument_constant=0 if program.arguments else code_object.NOWHERE,
        group_id_register=GROUP_REGISTER,
        local_id_register=THREAD_REGISTER,
        constants=held,
        textures=tuple(texture.descriptor() for texture in program.textures),
    )
    return kernel, struct.pack(f"<{len(words)}Q", *words)
