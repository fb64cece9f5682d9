"""What the driver asks of a kernel: memory, contexts, command streams and their timestamps.

KGSL is one such kernel (`kgsl.py`). A context's timestamps count its submissions, in 32 bits, and wrap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ..architectures.qualcomm import QualcommArchitecture

REOPEN = "close the device and open it again"
_HALF = 1 << 31
_WHOLE = (1 << 32) - 1


def has_reached(now: int, timestamp: int) -> bool:
    """Whether a count of 32 bits is at a value or past it: right while the two are less than 2**31 apart."""
    return (now - timestamp & _WHOLE) < _HALF


@dataclass(frozen=True)
class Piece:
    """Memory that both sides see. `handle` is the kernel's number for it, `what` says what it is for."""

    handle: int
    gpu_address: int
    size_bytes: int
    mapped_bytes: int
    host_address: int
    what: str


class IndirectBuffer(NamedTuple):
    """Commands in memory."""

    gpu_address: int
    size_bytes: int
    handle: int


@dataclass(frozen=True)
class Fault:
    """What the kernel says went wrong in a context. `address` is None where it is not known, or was no
    access.
    """

    context: int
    text: str
    address: int | None = None
    is_access: bool = False

    def __str__(self) -> str:
        return self.text if self.address is None else f"{self.text} at {self.address:#x}"


class KernelInterface(Protocol):
    """A GPU behind its kernel driver."""

    name: str
    architecture: QualcommArchitecture
    is_coherent: bool
    """Whether memory that the processor caches is the GPU's without further ado."""

    def allocate(self, size_bytes: int, what: str, cached: bool = False, read_only: bool = False) -> Piece:
        """Memory, mapped for both sides; with `cached`, cached by the processor and then only brought in line
        by `to_gpu`, where the two are not coherent. Raises OutOfMemory, SystemCallFailed.
        """

    def free(self, piece: Piece) -> None:
        """Unmap memory and give it back."""

    def to_gpu(self, piece: Piece) -> None:
        """Have what the processor wrote to cached memory seen by the GPU."""

    def create_context(self) -> int:
        """A context: commands in order. Raises SystemCallFailed."""

    def destroy_context(self, context: int) -> None:
        """Give a context back; what it was given and has not begun is dropped."""

    def submit(
        self, context: int, commands: Sequence[IndirectBuffer], after: Sequence[tuple[int, int]]
    ) -> int:
        """Have commands run once each (context, timestamp) is reached; returns their timestamp. Raises
        SystemCallFailed, with EDEADLK or EPROTO where the context has failed.
        """

    def wait(self, context: int, timestamp: int, timeout_s: float) -> bool:
        """Sleep until a timestamp is reached; False when the time is over. Raises SystemCallFailed."""

    def faults(self, context: int) -> list[Fault]:
        """What went wrong in a context; none where nothing did."""

    def close(self) -> None:
        """Let go of the device."""
