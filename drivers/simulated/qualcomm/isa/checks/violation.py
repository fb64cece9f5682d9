"""What a program does that the hardware does not allow, or answers with wrong numbers."""

from __future__ import annotations

from ..instruction import Instruction


class ProgramError(Exception):
    """A program that cannot run: `instruction` is where."""

    def __init__(self, message: str, instruction: Instruction | None) -> None:
        super().__init__(message)
        self.instruction = instruction


class SyncHazard(ProgramError):
    """A register used before the load or special function that writes it is waited for."""


class DelayHazard(ProgramError):
    """A register used before the arithmetic that writes it is through."""
