"""The driver that offers the AMD cards of this machine.

It is asked for its cards wherever Barewire starts, so it loads what driving one takes only where one is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .. import kernel
from ..compiler import Keep, not_kept
from ..errors import SystemCallFailed
from ..interface import CardCondition, CardInfo

if TYPE_CHECKING:
    from .card import AmdCard

_KFD_NODES = "/sys/class/kfd/kfd/topology/nodes"
_DRM = "/sys/class/drm"
_RENDER_NODE = "renderD"


def _has_graphics() -> bool:
    """Whether the kernel knows of a KFD node or a render node, of whatever maker."""
    if kernel.exists(_KFD_NODES):
        return True
    try:
        return any(name.startswith(_RENDER_NODE) for name in kernel.list_directory(_DRM))
    except SystemCallFailed:
        return False


class AmdDriver:
    """The AMD cards of this machine, behind KFD or their render nodes. Implements `interface.Driver`."""

    name = "AMD"

    def __init__(self, kept: Keep = not_kept) -> None:
        """The driver's own kernels, compiled, are kept by way of `kept`."""
        self._kept = kept
        self._cards: list[AmdCard] = []

    def _open_cards(self) -> list[AmdCard]:
        return [card for card in self._cards if not card.is_closed]

    def cards(self) -> Sequence[CardInfo]:
        """The cards this driver can drive, found without opening one."""
        if not _has_graphics():
            return []
        from . import discovery

        found = discovery.discover().cards
        return [discovery.card_info(card, index) for index, card in enumerate(found)]

    def condition(self, index: int) -> CardCondition:
        """How a card is now, read without opening it."""
        from . import discovery
        from .condition import condition

        return condition(discovery.find(index))

    def open(self, index: int) -> AmdCard:
        """Open a card. Raises NoCard, UnknownDevice, PermissionDenied or SystemCallFailed with the way out,
        UnsupportedArchitecture.
        """
        from . import discovery
        from .card import AmdCard

        found = discovery.find(index)
        interface = discovery.open_card(found)
        info = replace(discovery.card_info(found, index), interface=interface.name)
        card = AmdCard(info, interface, self._kept, self._open_cards)
        self._cards = [*self._open_cards(), card]
        return card
