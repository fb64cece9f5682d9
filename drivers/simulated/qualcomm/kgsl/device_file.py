"""An open /dev/kgsl-3d0."""

from __future__ import annotations

import os
from errno import EACCES, EBUSY, EINVAL, ENOTTY, ERANGE

from .... import kernel
from ...memory.pages import PAGE, error, page_align
from ..memory.objects import MemoryObject
from .machine import SimulatedCard
from .process import Process
from .request import HANDLERS


class DeviceFile:
    """One open file. Those of one process share what it has on the card."""

    def __init__(self, card: SimulatedCard, process: Process) -> None:
        self.card, self.process = card, process
        self.pid = os.getpid()
        self.process.files += 1
        self._mapped: dict[int, MemoryObject] = {}
        self._open = True

    def ioctl(self, request: int, argument: int) -> int:
        """Answer a request (kgsl_ioctl_helper). Raises OSError."""
        known = HANDLERS.get(request)
        if known is None:
            raise error(ENOTTY)
        if self.pid != os.getpid():
            raise error(EACCES)
        declared, handler = known
        handler(self, declared.at(argument))
        return 0

    def mmap(self, size_bytes: int, protection: int, flags: int, offset: int, address: int) -> int:
        """Map an object by its id, or its GPU address, in pages (kgsl_mmap, get_mmap_entry)."""
        number = offset // PAGE
        process = self.process
        made = process.objects.get(number)
        if made is None:
            made = process.find_address(offset)
        if made.user_address is not None:
            raise error(EBUSY)
        if page_align(size_bytes) != made.size_bytes:
            raise error(ERANGE)
        if not flags & kernel.MAP_SHARED:
            raise error(EINVAL)
        mapped = made.map(size_bytes, protection, flags, address)
        self._mapped[mapped] = made
        return mapped

    def munmap(self, address: int, size_bytes: int) -> None:
        """Undo `mmap`."""
        made = self._mapped.pop(address, None)
        kernel.munmap(address, size_bytes)
        if made is not None:
            made.mappings = [entry for entry in made.mappings if entry[0] != address]
            if not made.mappings and made.number not in self.process.objects:
                made.release()

    def close(self) -> None:
        """Close the descriptor; with the last one the process leaves the card."""
        if not self._open or self.pid != os.getpid():
            return
        self._open = False
        self.process.files -= 1
        if self.process.files == 0:
            self.process.close()

    def trouble(self, card: int) -> str | None:
        """What went wrong on the card, in words that a real one has not."""
        return self.card.ring.last_trouble
