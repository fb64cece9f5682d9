"""Which function answers which request, and what all of them read and write memory of the caller with."""

from __future__ import annotations

from collections.abc import Callable
from errno import EFAULT
from typing import Any

from .... import kernel
from ....qualcomm import abi
from ...memory.pages import error

Handler = Callable[[Any, Any], None]
"""Takes the open file and the request's structure."""
HANDLERS: dict[int, tuple[abi.Request, Handler]] = {}
"""By the whole number of the request."""


def answers(request: abi.Request) -> Callable[[Handler], Handler]:
    """Register a function for a request."""

    def register(function: Handler) -> Handler:
        HANDLERS[request.number] = (request, function)
        return function

    return register


def copy_in(address: int, structure: str, size_bytes: int) -> Any:
    """copy_struct_from_user: a structure of which the caller has `size_bytes`, the rest 0. Raises
    OSError(EFAULT).
    """
    if not address:
        raise error(EFAULT)
    made = abi.ffi.new(f"{structure} *")
    size = min(size_bytes, abi.ffi.sizeof(structure))
    abi.ffi.buffer(made)[:size] = bytes(kernel.buffer(address, size))
    return made


def copy_out(address: int, data: bytes, size_bytes: int) -> None:
    """copy_to_user of as much as the caller has room for. Raises OSError(EFAULT)."""
    if not address:
        raise error(EFAULT)
    size = min(size_bytes, len(data))
    kernel.buffer(address, size)[:] = data[:size]


def as_bytes(structure: Any) -> bytes:
    """A structure's bytes."""
    return bytes(abi.ffi.buffer(structure))
