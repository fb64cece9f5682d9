"""One dispatch as the shader processors get it, and what can go wrong while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..isa.checks.violation import ProgramError
from ..isa.decoding.text import text
from ..isa.instruction import IllegalEncoding, Instruction
from ..isa.native.builder import NotSimulated

NO_REGISTER = 4 * 63
Three = tuple[int, int, int]


@dataclass(frozen=True)
class Resources:
    """Where descriptors lie: card addresses and counts of those bound by number, bases of bindless sets."""

    textures: int = 0
    texture_count: int = 0
    samplers: int = 0
    sampler_count: int = 0
    images: int = 0
    image_count: int = 0
    uniform_buffers: int = 0
    uniform_buffer_count: int = 0
    bindless: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Dispatch:
    """One dispatch. Registers are numbers of components, NO_REGISTER where there is none."""

    code: bytes
    code_address: int
    groups: Three
    local_size: Three
    lanes: int = 64
    generation: int = 6
    registers: int = 48
    """Full registers (vec4) of a lane."""
    constants: bytes = b""
    """The constant file, as much of it as the dispatch has."""
    shared_bytes: int = 0
    branch_stack: int = 0
    """Parked places there is room for."""
    private_address: int = 0
    private_lane_bytes: int = 0
    private_waves: int = 0
    local_id_register: int = NO_REGISTER
    group_id_register: int = NO_REGISTER
    resources: Resources = Resources()


class Stopped(Exception):
    """The dispatch was told to stop."""


class WaveFault(Exception):
    """A wave that could not go on: the place in the program, and its instruction as text."""

    def __init__(self, message: str, pc: int, line: str) -> None:
        super().__init__(f"{message}, at {pc:#x}: {line}")
        self.reason, self.pc, self.line = message, pc, line


class IllegalProgram(WaveFault):
    """What the hardware cannot do, or answers with wrong numbers."""


class WaveMemoryViolation(WaveFault):
    """An access to memory that the page tables do not allow."""

    def __init__(
        self, address: int, size_bytes: int, access: str, reason: str, pc: int, line: str, lane: int
    ) -> None:
        super().__init__(f"{access} of {size_bytes} bytes at {address:#x}: {reason} (lane {lane})", pc, line)
        self.address, self.size_bytes, self.access = address, size_bytes, access


@contextmanager
def named_failures(base: int) -> Iterator[None]:
    """Turn what decoding, checking and translating raise into WaveFault."""

    def fault(message: str, instruction: Instruction | None) -> IllegalProgram:
        if instruction is None:
            return IllegalProgram(message, base, "the dispatch")
        return IllegalProgram(message, base + instruction.address, text(instruction))

    try:
        yield
    except ProgramError as error:
        raise fault(str(error), error.instruction) from error
    except NotSimulated as error:
        raise fault(str(error), error.instruction) from error
    except IllegalEncoding as error:
        raise IllegalProgram(str(error), base + error.address, f"{error.bits:#018x}") from error
