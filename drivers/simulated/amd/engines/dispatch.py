"""What the command processor asks of the shader engines, and what can go wrong there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise

from ...memory.vm import MemoryViolation
from ..isa.checks.hazards import MissingWaitStates
from ..isa.checks.waits import UnwaitedResult as Unwaited
from ..isa.instruction import IllegalEncoding
from ..isa.running.program import ProgramError
from ..isa.semantics.handlers import NotSimulated
from ..isa.text.assembly import text


@dataclass(frozen=True)
class Dispatch:
    """One dispatch as the command processor hands it to the shader engines.

    `rsrc1`, `rsrc2`, `rsrc3` are the words of COMPUTE_PGM_RSRC1..3; `user_data` the user scalar registers'
    first values; `groups` workgroups of `block` work-items. `last_group_threads` is the size of the last
    workgroup in each dimension where the grid's size is no multiple of the block (0: it is whole).
    `scratch_address` is where private memory lies, `scratch_wave_bytes` for each wave, `scratch_waves` of
    them.
    """

    program_address: int
    rsrc1: int
    rsrc2: int
    rsrc3: int
    user_data: tuple[int, ...]
    groups: tuple[int, int, int]
    block: tuple[int, int, int]
    wave_lanes: int
    lds_bytes: int
    last_group_threads: tuple[int, int, int] = (0, 0, 0)
    scratch_address: int = 0
    scratch_wave_bytes: int = 0
    scratch_waves: int = 0
    dispatch_initiator: int = 0
    first_group: tuple[int, int, int] = (0, 0, 0)

    def shares(self, count: int) -> list[Dispatch]:
        """The same workgroups as up to `count` dispatches, none of them empty."""
        axis = max(range(3), key=self.groups.__getitem__)
        total = self.groups[axis]
        count = min(count, total)
        if count < 2:
            return [self]
        bounds = [total * number // count for number in range(count + 1)]
        return [
            replace(
                self,
                groups=_changed(self.groups, axis, end - start),
                first_group=_changed(self.first_group, axis, self.first_group[axis] + start),
                last_group_threads=self.last_group_threads
                if end == total
                else _changed(self.last_group_threads, axis, 0),
            )
            for start, end in pairwise(bounds)
        ]


def _changed(triple: tuple[int, int, int], axis: int, value: int) -> tuple[int, int, int]:
    x, y, z = (value if at == axis else old for at, old in enumerate(triple))
    return x, y, z


class WaveFault(Exception):
    """A wave did what it must not. `pc` is the instruction's card address, `line` its text."""

    def __init__(self, message: str, pc: int, line: str = "") -> None:
        super().__init__(f"{message}, at {pc:#x}: {line}" if line else message)
        self.pc = pc
        self.line = line


class IllegalInstruction(WaveFault):
    """An instruction that is undefined, not simulated, or used as it must not be."""


class UnwaitedResult(WaveFault):
    """An instruction uses a register that a memory instruction may still write or read."""


class WaveMemoryViolation(MemoryViolation):
    """A wave's access that the page tables do not allow: a MemoryViolation that names instruction and
    lane."""

    def __init__(
        self, address: int, size_bytes: int, access: str, reason: str, pc: int, line: str, lane: int
    ) -> None:
        super().__init__(address, size_bytes, access, reason)
        self.args = (f"{self.args[0]}, by lane {lane} at {pc:#x}: {line}",)
        self.pc = pc
        self.line = line
        self.lane = lane


class WaveTrapped(WaveFault):
    """A wave gave itself up: `s_trap`."""


class Stopped(Exception):
    """The dispatch was given up because `stop` was called."""


@contextmanager
def named_failures() -> Iterator[None]:
    """Turn what the translation of a program raises into the engine's exceptions."""
    try:
        yield
    except IllegalEncoding as error:
        raise IllegalInstruction(str(error), error.address, "not an instruction") from error
    except ProgramError as error:
        line = text(error.instruction) if error.instruction is not None else "not an instruction"
        raise IllegalInstruction(str(error), error.pc, line) from error
    except NotSimulated as error:
        raise IllegalInstruction(str(error), error.instruction.address, text(error.instruction)) from error
    except (Unwaited, MissingWaitStates) as error:
        raise UnwaitedResult(str(error), error.address) from error
