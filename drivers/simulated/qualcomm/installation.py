"""Puts a simulated Adreno card in place: behind /dev/kgsl-3d0 and its files in /sys."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack

from ... import kernel
from ...compiler import Keep, not_kept
from ...errors import InvalidArgument
from ..memory.pages import error
from .description import DESCRIPTIONS, CardDescription
from .kgsl import command_requests, memory_requests, property_requests
from .kgsl.device_file import DeviceFile
from .kgsl.machine import Machine
from .kgsl.process import Process
from .kgsl.sysfs import CLASS, Sysfs

__all__ = ["DESCRIPTIONS", "Installation", "command_requests", "memory_requests", "property_requests"]

DEVICE_FILE = "/dev/kgsl-3d0"
_EINVAL = 22


class Installation:
    """A card in place. `machine` is where tests make trouble; `close` takes it away."""

    def __init__(self, descriptions: Sequence[CardDescription], kept: Keep = not_kept) -> None:
        if len(descriptions) != 1:
            raise InvalidArgument("a board has one Adreno: simulate one at a time")
        self.machine = Machine(descriptions[0], kept)
        self._processes: dict[int, Process] = {}
        self._paths = ExitStack()
        self.show()

    def show(self) -> None:
        """Answer for the paths of a real card. Raises BarewireError where something else does."""
        self._paths.enter_context(kernel.interpose(DEVICE_FILE, self))
        self._paths.enter_context(kernel.interpose(CLASS, Sysfs(self.machine)))

    def hide(self) -> None:
        """Answer for the paths no longer; what is open stays open."""
        self._paths.close()

    def open(self, path: str, flags: int) -> kernel.InterposedFile:
        """Open the device file. Raises OSError."""
        if not self.machine.belongs_to_this_process():
            # In a child: a machine of its own, the parent's is the parent's.
            self.machine.start_over()
            self._processes.clear()
        card = self.machine.card
        card.troubles.opening.strike()
        process = self._processes.get(os.getpid())
        if process is None or process.closed:
            process = self._processes[os.getpid()] = Process(card)
        return DeviceFile(card, process)

    def read_text(self, path: str) -> str:
        """The device file is no text. Raises OSError."""
        raise error(_EINVAL)

    def list_directory(self, path: str) -> list[str]:
        """The device file is no directory. Raises OSError."""
        raise error(_EINVAL)

    def close(self) -> None:
        """Take the card away from whoever uses it. Does nothing the second time."""
        self.hide()
        if self.machine.belongs_to_this_process():
            self.machine.close()
