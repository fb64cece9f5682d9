"""Host memory by address: the address of a Python object's bytes, and a memoryview of an address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..drivers._kernel_abi import ffi
from ..drivers.cpu import discovery
from .errors import InvalidArgument


def contiguous(data: Any) -> memoryview:
    """The bytes of an object with the buffer protocol, copied only where they are not in one piece.

    Raises InvalidArgument when the object has no buffer.
    """
    try:
        view = memoryview(data)
    except TypeError:
        raise InvalidArgument(
            f"a {type(data).__name__} has no bytes to read: pass bytes, bytearray, memoryview, array.array, "
            "mmap or a NumPy array"
        ) from None
    return view if view.c_contiguous else memoryview(view.tobytes())


def export(data: memoryview) -> tuple[Any, int]:
    """A handle that holds the bytes of a contiguous view in place, and their address."""
    handle = ffi.from_buffer(data)
    return handle, int(ffi.cast("uintptr_t", handle))


release: Callable[[Any], None] = ffi.release
"""Lets go of what `export` held; needs no name of this module, which is gone while the interpreter ends."""


def view(address: int, size_bytes: int) -> memoryview:
    """The bytes at `address`, writable. The caller keeps them mapped."""
    return memoryview(ffi.buffer(ffi.cast("char *", address), size_bytes)).cast("B")


def guarded_view(address: int, size_bytes: int, on_release: Callable[[], None]) -> memoryview:
    """Like `view`; calls `on_release` once nothing refers to the bytes any more. Holds what `on_release`
    holds.
    """
    pointer = ffi.gc(ffi.cast("char *", address), lambda _: on_release())
    return memoryview(ffi.buffer(pointer, size_bytes)).cast("B")


def available_bytes() -> int:
    """What the system and the limits of this process's group leave to be taken now."""
    return discovery.memory_left_bytes()


def write(address: int, data: memoryview) -> None:
    """Copy a contiguous view to `address`."""
    ffi.memmove(ffi.cast("char *", address), data, data.nbytes)
