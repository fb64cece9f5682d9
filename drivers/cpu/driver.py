"""The driver that offers this machine's processor."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import UnknownDevice
from ..interface import CardCondition, CardInfo
from ..llvm import compile_ir
from .card import CpuCard
from .discovery import card_info, memory_used_bytes
from .firmware import Compile


class CpuDriver:
    """Finds one card: the processor this process runs on."""

    name = "CPU"

    def __init__(self, compile_ir: Compile = compile_ir) -> None:
        """`compile_ir` compiles the firmware; the runtime passes one that keeps what it has compiled."""
        self._compile_ir = compile_ir

    def cards(self) -> Sequence[CardInfo]:
        """The processor."""
        return (card_info(),)

    def condition(self, index: int) -> CardCondition:
        """How much of the memory is in use, by all processes together; a processor is always ready.

        Raises UnknownDevice for an index other than 0.
        """
        _check_index(index)
        return CardCondition(memory_used_bytes(), "ready")

    def open(self, index: int) -> CpuCard:
        """Open the processor. Raises UnknownDevice for an index other than 0."""
        _check_index(index)
        return CpuCard(card_info(), self._compile_ir)


def _check_index(index: int) -> None:
    if index != 0:
        raise UnknownDevice(f"there is no CPU:{index}: all the cores of this machine are one card, CPU:0")
