"""What stops the GPU: a fault that the kernel reports, or a hang that it times out on."""

from __future__ import annotations


class GpuTrouble(Exception):
    """The command stream or a shader did what the hardware cannot."""


class PageFault(GpuTrouble):
    """An access to memory that the page tables do not allow."""

    def __init__(self, message: str, address: int, write: bool, permission: bool) -> None:
        super().__init__(message)
        self.address, self.write, self.permission = address, write, permission


class Hang(GpuTrouble):
    """What the hardware would wait for in vain, or go wrong on without a word."""


class Closing(Exception):
    """The card is being taken away."""
