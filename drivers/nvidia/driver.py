"""The driver that offers the NVIDIA cards of this machine.

It is asked for its cards wherever Barewire starts, so it loads what driving one takes only where there is a
library to drive it with.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from .. import kernel
from ..compiler import Keep, not_kept
from ..errors import BarewireError, NoCard, UnknownDevice, UnsupportedArchitecture
from ..interface import CardCondition, CardInfo
from . import LIBRARY

if TYPE_CHECKING:
    from .card import NvidiaCard
    from .discovery import DeviceFacts
    from .libcuda import Libcuda


class NvidiaDriver:
    """The NVIDIA cards that libcuda.so.1 counts. Implements `interface.Driver`.

    CUDA_VISIBLE_DEVICES and CUDA_DEVICE_ORDER hold: cards are numbered as the driver numbers them.
    """

    name = "NVIDIA"

    def __init__(self, kept: Keep = not_kept) -> None:
        """What NVIDIA's compiler makes is kept by way of `kept`."""
        self._kept = kept
        self._cuda: Libcuda | None = None
        self._facts: list[DeviceFacts] = []
        self._infos: list[CardInfo] = []
        self._cards: list[NvidiaCard] = []
        self._given_up: dict[int, list[Callable[[], bool]]] = {}
        self._process = os.getpid()

    def _start(self) -> Libcuda:
        """Load the library and read what there is, once. Raises NoCard, PermissionDenied."""
        if self._cuda is None:
            from . import access, discovery
            from .libcuda import CallFailed

            cuda = access.load()
            try:
                facts = [discovery.read(cuda, index) for index in range(discovery.count(cuda))]
            except CallFailed as error:
                raise access.refused(error) from error
            self._facts = facts
            self._infos = [discovery.card_info(fact, index, cuda.version) for index, fact in enumerate(facts)]
            self._cuda, self._process = cuda, os.getpid()
        return self._cuda

    def cards(self) -> Sequence[CardInfo]:
        """The cards of this machine, found without opening one; none where the driver does not start."""
        try:
            if self._cuda is None:
                # Where it is missing, nothing more need be loaded to know that there are none.
                kernel.load_library(LIBRARY)
            self._start()
        except BarewireError:
            return []
        return self._infos

    def _open_cards(self) -> list[NvidiaCard]:
        return [card for card in self._cards if not card.is_closed]

    def _find(self, index: int) -> DeviceFacts:
        self._start()
        if not self._facts:
            from .access import no_card

            raise no_card()
        if not 0 <= index < len(self._facts):
            raise UnknownDevice(f"there is no NVIDIA:{index}; the driver counts {len(self._facts)} cards")
        return self._facts[index]

    def condition(self, index: int) -> CardCondition:
        """How a card is now, read without opening it; memory in use only where this process has it open."""
        from .condition import condition

        facts = self._find(index)
        opened = next((card.context for card in self._open_cards() if card.info.index == index), None)
        return condition(facts, opened)

    def open(self, index: int) -> NvidiaCard:
        """Open a card. Raises NoCard or PermissionDenied with what is missing, UnknownDevice,
        UnsupportedArchitecture, OutOfMemory.
        """
        from ..architectures.nvidia import ARCHITECTURES
        from .card import NvidiaCard
        from .context import Context
        from .timeline import FORKED

        cuda = self._start()
        facts = self._find(index)
        if os.getpid() != self._process:
            raise NoCard(
                f"NVIDIA's driver was started by the process that this one was forked from, {FORKED}"
            )
        if facts.architecture is None:
            raise UnsupportedArchitecture(
                f"{facts.name} has compute capability {facts.capability}; Barewire makes code for"
                f" {ARCHITECTURES[0].capability} and later"
            )
        context = Context(cuda, facts, self._given_up.setdefault(index, []))
        card = NvidiaCard(self._infos[index], context, self._open_cards, self._kept)
        self._cards = [*self._open_cards(), card]
        return card
