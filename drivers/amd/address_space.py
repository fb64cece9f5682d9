"""Addresses that mean the same memory on the host and on every card.

Room is reserved in this process's own address space (mapped without access and without memory behind it),
and the card maps memory there: so no address of a card is ever anything else on the host, and what the host
may see needs no second address. libhsakmt does the same (mmap_aperture_ops in fmm.c).
"""

from __future__ import annotations

from .. import kernel
from ..errors import OutOfMemory, SystemCallFailed

PAGE_BYTES = 4096
HUGE_PAGE_BYTES = 2 << 20
"""GPU_HUGE_PAGE_SIZE in libhsakmt: what is aligned to it takes one entry of the page tables for as much."""


def reserve(size_bytes: int, alignment: int, aperture: tuple[int, int]) -> int:
    """Room for whole pages between the first and last address of `aperture`; returns where it starts.

    Large room is aligned to a huge page. Raises OutOfMemory when there is none that the card can map.
    """
    if size_bytes >= HUGE_PAGE_BYTES:
        alignment = max(alignment, HUGE_PAGE_BYTES)
    slack = alignment if alignment > PAGE_BYTES else 0
    mappable = aperture[1] + 1 - aperture[0]
    if size_bytes + slack > mappable:
        raise OutOfMemory(f"{size_bytes} bytes are more than the {mappable} that the card can map at all")
    flags = kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS | kernel.MAP_NORESERVE
    try:
        whole = kernel.mmap(size_bytes + slack, kernel.PROT_NONE, flags)
    except SystemCallFailed as error:
        raise OutOfMemory(f"this process's address space has no room for {size_bytes} bytes") from error
    start = (whole + alignment - 1) & -alignment
    end = whole + size_bytes + slack
    if start > whole:
        kernel.munmap(whole, start - whole)
    if end > start + size_bytes:
        kernel.munmap(start + size_bytes, end - start - size_bytes)
    if start < aperture[0] or start + size_bytes - 1 > aperture[1]:
        kernel.munmap(start, size_bytes)
        raise OutOfMemory(
            f"the system gave {size_bytes} bytes at {start:#x}, and the card maps {aperture[0]:#x} to "
            f"{aperture[1]:#x} only"
        )
    return start


def release(address: int, size_bytes: int) -> None:
    """Give room back, with whatever the host has mapped there."""
    kernel.munmap(address, size_bytes)
