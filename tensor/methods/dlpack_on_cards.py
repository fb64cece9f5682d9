"""Tensors handed to and taken from other libraries in a card's own memory, by DLPack.

A card says under which DLDeviceType other libraries of this process can use its memory (`CardInfo.dlpack`);
where it says none, the host's is exchanged. What is handed over is complete, whatever stream it is wanted on.
Whoever takes it has to have finished with it, on the card too, when it calls the deleter, as PyTorch demands
it. What is taken is copied, on the card: its owner may change it later.
"""

from __future__ import annotations

import ctypes
from math import prod
from typing import Any

from ...runtime.buffer import Buffer
from ...runtime.device import Device
from ..graph import node as nodes
from ..graph.dtype import DType

# DLDeviceType kDLCPU, and the host's number.
CPU = 1
HOST = (CPU, 0)
# What `stream` is where nothing needs to be waited for.
NO_WAIT = -1


def device_of(name: str) -> tuple[int, int]:
    """The DLDeviceType and number of a device's memory: the host's where other libraries cannot use it."""
    info = Device[name].info
    return (info.dlpack, info.index) if info.dlpack else HOST


def exposed(tensor: Any, copy: bool | None, stream: Any) -> tuple[Any, bool, bool]:
    """What has the buffer protocol over a tensor's addresses on its card, which the host must not read;
    whether it may be written to, and whether it is a copy.
    """
    stored = tensor._in_memory()
    device, storage = Device[tensor.device], stored.storage
    writable = tensor._owns(stored)
    copied = bool(copy) or (copy is None and not writable)
    owner: Any = stored
    if copied:
        source, storage = storage, Buffer(device, storage.size_bytes)
        device.compute.copy(storage.gpu_address, source.gpu_address, storage.size_bytes)
        owner, writable = storage, True
    address = storage.gpu_address
    if stream != NO_WAIT:
        device.synchronize()
    memory: Any = (ctypes.c_char * storage.size_bytes).from_address(address)
    memory.owner = owner
    return memoryview(memory) if writable else memoryview(memory).toreadonly(), writable, copied


def taken(kind: Any, address: int, dtype: DType, shape: tuple[int, ...], device: str) -> Any:
    """A tensor of class `kind` with the elements that are at an address of a card, copied there."""
    storage = Buffer(Device[device], prod(shape) * dtype.item_bytes)
    storage.device.compute.copy(storage.gpu_address, address, storage.size_bytes).wait()
    return kind._wrap(nodes.buffer(storage, dtype, shape), device)
