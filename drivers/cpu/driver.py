"""The driver that offers this machine's processor."""

from __future__ import annotations

from collections.abc import Sequence

from ..compiler import Keep, not_kept
from ..errors import UnknownDevice
from ..interface import CardCondition, CardInfo
from ..llvm import host_compiler
from .card import CpuCard
from .discovery import card_info, memory_used_bytes


class CpuDriver:
    """Finds one card: the processor this process runs on."""

    name = "CPU"

    def __init__(self, kept: Keep = not_kept) -> None:
        """The compiled firmware is kept by way of `kept`."""
        self._kept = kept

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
        """Open the processor.

        Raises UnknownDevice for an index other than 0, UnsupportedArchitecture for a processor without code.
        """
        _check_index(index)
        return CpuCard(card_info(), self._kept(host_compiler()))


def _check_index(index: int) -> None:
    if index != 0:
        raise UnknownDevice(f"there is no CPU:{index}: all the cores of this machine are one card, CPU:0")
