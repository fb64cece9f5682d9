"""How a request's structure passes between caller and kernel when their ideas of its size differ."""

from __future__ import annotations

from collections.abc import Callable
from errno import EFAULT
from functools import lru_cache
from typing import Any

from .... import kernel
from ....amd import abi
from ...memory.pages import PAGE, error

USER_SPACE_END = 1 << 47
# <asm-generic/ioctl.h>
_IOC_SIZE_SHIFT, _IOC_SIZE_MASK = 16, 0x3FFF


@lru_cache
def _pointer_to(structure: str) -> Any:
    return abi.ffi.typeof(abi.ffi.getctype(structure, "*"))


def answer(request: int, argument: int, structure: str, function: Callable[[Any], None]) -> None:
    """Call `function` with the caller's structure, as kfd_ioctl and drm_ioctl do.

    What the caller's structure lacks at its end reads as zeros, and what it has too much is left alone.
    Raises OSError(EFAULT) for an address that is none, and what `function` raises.
    """
    user_pointer(argument)
    size = abi.ffi.sizeof(structure)
    given = request >> _IOC_SIZE_SHIFT & _IOC_SIZE_MASK
    if given >= size:
        function(abi.ffi.cast(_pointer_to(structure), argument))
        return
    whole = abi.ffi.new(_pointer_to(structure))
    caller = kernel.buffer(argument, given)
    ours = abi.ffi.buffer(whole)
    ours[:given] = caller
    try:
        function(whole)
    finally:
        caller[:] = ours[:given]


def user_pointer(address: int) -> int:
    """An address that a process may have memory at. Raises OSError(EFAULT)."""
    if address < PAGE or address >= USER_SPACE_END:
        raise error(EFAULT)
    return address
