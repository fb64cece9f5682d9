"""The driver that offers the Adreno of this machine.

It is asked for its cards wherever Barewire starts, so it loads what driving one takes only where one is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .. import kernel
from ..compiler import Keep, not_kept
from ..errors import UnknownDevice
from ..interface import CardCondition, CardInfo

if TYPE_CHECKING:
    from .card import QualcommCard
    from .discovery import FoundCard
    from .kernel_interface import KernelInterface

# As in kgsl.py and access.py, which need not be loaded to know that there is none.
_PATHS = ("/dev/kgsl-3d0", "/sys/class/kgsl/kgsl-3d0", "/sys/bus/platform/drivers/adreno")


class QualcommDriver:
    """The Adreno behind KGSL or msm: there is one at most. Implements `interface.Driver`."""

    name = "QUALCOMM"

    def __init__(self, kept: Keep = not_kept) -> None:
        """The driver's own kernels are machine code: it has nothing to keep."""

    def cards(self) -> Sequence[CardInfo]:
        """The card this driver can drive, found without opening it."""
        if not any(map(kernel.exists, _PATHS)):
            return []
        from . import discovery

        found = discovery.discover()
        return [] if found is None else [discovery.card_info(found, found.architecture)]

    def _find(self, index: int) -> FoundCard:
        from . import access, discovery

        found = discovery.discover()
        if found is None:
            raise access.no_card()
        if index:
            raise UnknownDevice(f"there is no QUALCOMM:{index}; there is one GPU, QUALCOMM:0")
        return found

    def condition(self, index: int) -> CardCondition:
        """How the card is now, read without opening it."""
        from .condition import condition

        return condition(self._find(index).interface)

    def open(self, index: int) -> QualcommCard:
        """Open the card. Raises NoCard, UnknownDevice, PermissionDenied or SystemCallFailed with the way out,
        UnsupportedArchitecture with the chip id.
        """
        from . import access, discovery, kgsl, msm
        from .abi import MSM_PARAM_CHIP_ID
        from .card import QualcommCard

        found = self._find(index)
        descriptor = access.open_device(found.path)
        try:
            if found.interface == "kgsl":
                architecture = discovery.architecture_of(kgsl.chip_id(descriptor))
                interface: KernelInterface = kgsl.Kgsl(descriptor, architecture)
            else:
                architecture = discovery.architecture_of(msm.get_param(descriptor, MSM_PARAM_CHIP_ID))
                interface = msm.Msm(descriptor, architecture)
        except BaseException:
            kernel.close(descriptor)
            raise
        return QualcommCard(discovery.card_info(found, architecture), interface)
