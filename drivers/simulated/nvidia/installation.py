"""Puts simulated NVIDIA cards in place: behind the name of the driver's library."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack

from ... import kernel
from ...compiler import Keep, not_kept
from ...nvidia import abi
from .description import DESCRIPTIONS, Description
from .libcuda import copies, devices, graphs, launches, linker, memory, modules, pools, streams, tensor_maps
from .libcuda.library import Libcuda
from .objects.computer import Computer

__all__ = [
    "DESCRIPTIONS",
    "Installation",
    "copies",
    "devices",
    "graphs",
    "launches",
    "linker",
    "memory",
    "modules",
    "pools",
    "streams",
    "tensor_maps",
]


class Installation:
    """Cards in place. `machine` is where tests look; `close` takes them away."""

    def __init__(self, descriptions: Sequence[Description], kept: Keep = not_kept) -> None:
        self.machine = Computer(descriptions, kept)
        self.library = Libcuda(self.machine)
        self._doors = ExitStack()
        self._pid = os.getpid()
        self.show()

    def show(self) -> None:
        """Answer for the library. Raises BarewireError where something else does."""
        self._doors.enter_context(kernel.interpose_library(abi.LIBRARY, self.library))

    def hide(self) -> None:
        """Answer no longer; what was loaded stays loaded."""
        self._doors.close()

    def close(self) -> None:
        """Take the cards away. Does nothing the second time."""
        self.hide()
        self.machine.close()
