"""libcuda's functions for devices and contexts (<cuda.h>: CUDA_DEVICE, CUDA_PRIMARY_CTX, CUDA_CTX)."""

from __future__ import annotations

from typing import Any

from ....nvidia import abi
from ..objects.computer import Context, Device
from ..objects.failure import Failure, require
from .library import Libcuda, ffi, function, handle_into, number

_PRIMARY_FLAGS = 0xFF


def device_of(cuda: Libcuda, ordinal: int) -> Device:
    """A device by number. Raises Failure."""
    if not 0 <= ordinal < len(cuda.machine.devices):
        raise Failure(abi.CUDA_ERROR_INVALID_DEVICE, f"there is no device {ordinal}")
    return cuda.machine.devices[ordinal]


def context_of(cuda: Libcuda, handle: Any) -> Context:
    """A context by handle. Raises Failure."""
    found: Context = cuda.machine.object(number(handle), Context, abi.CUDA_ERROR_INVALID_CONTEXT)
    return found


@function
def cuDeviceGetCount(cuda: Libcuda, count: Any) -> None:
    require(count != ffi.NULL)
    count[0] = len(cuda.machine.visible)


@function
def cuDeviceGet(cuda: Libcuda, place: Any, ordinal: int) -> None:
    require(place != ffi.NULL)
    seen = cuda.machine.visible
    require(0 <= ordinal < len(seen), f"there is no device {ordinal}", abi.CUDA_ERROR_INVALID_DEVICE)
    place[0] = seen[ordinal].index


def _put_text(place: Any, size: int, text: str) -> None:
    require(place != ffi.NULL and size > 0)
    data = text.encode()[: size - 1] + b"\0"
    ffi.memmove(place, data, len(data))


@function
def cuDeviceGetName(cuda: Libcuda, name: Any, size: int, ordinal: int) -> None:
    _put_text(name, size, device_of(cuda, ordinal).description.name)


@function
def cuDeviceGetPCIBusId(cuda: Libcuda, name: Any, size: int, ordinal: int) -> None:
    _put_text(name, size, f"0000:{device_of(cuda, ordinal).index + 1:02X}:00.0")


@function
def cuDeviceGetAttribute(cuda: Libcuda, place: Any, attribute: int, ordinal: int) -> None:
    require(place != ffi.NULL)
    attributes = device_of(cuda, ordinal).attributes
    require(attribute in attributes, f"device attribute {attribute} is not known here")
    place[0] = attributes[attribute]


@function
def cuDeviceTotalMem(cuda: Libcuda, place: Any, ordinal: int) -> None:
    require(place != ffi.NULL)
    place[0] = device_of(cuda, ordinal).description.memory_bytes


@function
def cuDeviceGetUuid(cuda: Libcuda, place: Any, ordinal: int) -> None:
    require(place != ffi.NULL)
    ffi.memmove(place, device_of(cuda, ordinal).uuid, 16)


@function
def cuDeviceCanAccessPeer(cuda: Libcuda, place: Any, ordinal: int, peer: int) -> None:
    require(place != ffi.NULL)
    place[0] = int(device_of(cuda, ordinal) is not device_of(cuda, peer))


@function
def cuDevicePrimaryCtxRetain(cuda: Libcuda, place: Any, ordinal: int) -> None:
    device = device_of(cuda, ordinal)
    with cuda.machine.lock:
        if device.context is None:
            device.context = Context(cuda.machine, device)
        device.references += 1
        handle_into(place, device.context.handle, "CUcontext")


@function
def cuDevicePrimaryCtxRelease(cuda: Libcuda, ordinal: int) -> None:
    device = device_of(cuda, ordinal)
    with cuda.machine.lock:
        require(device.references > 0, "the primary context is not retained", abi.CUDA_ERROR_INVALID_CONTEXT)
        device.references -= 1
        gone = device.context if device.references == 0 else None
        if gone is not None:
            device.context = None
    if gone is not None:
        gone.destroy()


@function
def cuDevicePrimaryCtxReset(cuda: Libcuda, ordinal: int) -> None:
    device = device_of(cuda, ordinal)
    with cuda.machine.lock:
        gone, device.context = device.context, None
        device.references = 0
    if gone is not None:
        gone.destroy()


@function
def cuDevicePrimaryCtxSetFlags(cuda: Libcuda, ordinal: int, flags: int) -> None:
    device = device_of(cuda, ordinal)
    require(flags & ~_PRIMARY_FLAGS == 0, "unknown flags")
    device.flags = flags


@function
def cuDevicePrimaryCtxGetState(cuda: Libcuda, ordinal: int, flags: Any, active: Any) -> None:
    device = device_of(cuda, ordinal)
    if flags != ffi.NULL:
        flags[0] = device.flags
    if active != ffi.NULL:
        active[0] = int(device.context is not None)


@function
def cuCtxSetCurrent(cuda: Libcuda, handle: Any) -> None:
    cuda.set_current(None if handle == ffi.NULL else context_of(cuda, handle))


@function
def cuCtxGetCurrent(cuda: Libcuda, place: Any) -> None:
    context = cuda.current_or_none
    handle_into(place, context.handle if context else 0, "CUcontext")


@function
def cuCtxSynchronize(cuda: Libcuda) -> None:
    cuda.current.synchronize()


@function
def cuCtxGetStreamPriorityRange(cuda: Libcuda, least: Any, greatest: Any) -> None:
    if least != ffi.NULL:
        least[0] = 0
    if greatest != ffi.NULL:
        greatest[0] = -5


@function
def cuCtxEnablePeerAccess(cuda: Libcuda, handle: Any, flags: int) -> None:
    context, peer = cuda.current, context_of(cuda, handle)
    require(flags == 0, "flags must be 0")
    device, other = context.device, peer.device
    require(device is not other, "a device is no peer of itself", abi.CUDA_ERROR_INVALID_DEVICE)
    with cuda.machine.lock:
        if other.index in device.peers:
            raise Failure(abi.CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED)
        device.peers.add(other.index)
        for found in peer.ranges.values():
            if found.owner == other.index and found.kind not in ("reserved", "pool"):
                device.pages.allow(found.offset, found.size_bytes)
