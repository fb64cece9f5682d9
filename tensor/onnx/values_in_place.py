"""A model's own values on a device: where they are in a mapped file if the device reads that memory, else in
memory of the device, once it is clear that there is as much.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ...runtime.buffer import Buffer
from ...runtime.device import Device
from ...runtime.errors import OutOfMemory
from ...runtime.host_memory import available_bytes
from ..graph import node as nodes
from ..tensor import Tensor
from .elements import BY_ARRAY, from_array

READING_TAKES = 3
"""So many times its size a file takes while it is read: its bytes, the message, and its arrays."""


def on_device(array: Any, device: str) -> Any:
    """What holds the values of an array of a model, which nobody changes."""
    if not _stays(array, device):
        return from_array(array, device)
    element = BY_ARRAY[array.dtype.name]
    assert element.held is not None
    # By bytes: arrays of types that NumPy lacks have no buffer.
    storage = Buffer.from_host(array.reshape(-1).view(np.uint8), Device[device])
    return Tensor._wrap(nodes.buffer(storage, element.held, array.shape), device)


def _stays(array: Any, device: str) -> bool:
    """Whether an array is of a mapped file, and read there."""
    if not isinstance(array, np.memmap) or not array.size or not array.flags.c_contiguous:
        return False
    element = BY_ARRAY.get(array.dtype.name)
    plain = element is not None and element.held is not None and not element.is_coded
    return plain and array.flags.aligned and bool(Device[device].info.shares_host_memory)


def check_room(arrays: Iterable[Any], device: str) -> None:
    """Raises OutOfMemory where a device has no room for a model's values."""
    size = sum(each.nbytes for each in arrays if isinstance(each, np.ndarray) and not _stays(each, device))
    info = Device[device].info
    room = available_bytes() if info.shares_host_memory else info.memory_bytes
    if room is not None and size > room:
        raise OutOfMemory(
            f"the model's values take {size} bytes on {device}, where {room} are available: use a device "
            "with more memory, or a model with fewer or narrower weights"
        )


def check_room_to_read(path: str, size_bytes: int) -> None:
    """Raises OutOfMemory where there is no room to read a model's file."""
    room = available_bytes()
    if READING_TAKES * size_bytes > room:
        raise OutOfMemory(
            f"reading {path}, of {size_bytes} bytes, takes about {READING_TAKES * size_bytes}, and {room} "
            "are available: keep its values in a file beside it, which is mapped (onnx.save(..., "
            "save_as_external_data=True): external data)"
        )
