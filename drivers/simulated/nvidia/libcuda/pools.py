"""libcuda's functions for pools (<cuda.h>: CUDA_MALLOC_ASYNC)."""

from __future__ import annotations

from typing import Any

from ....nvidia import abi
from ..objects.computer import Context
from ..objects.failure import require
from ..objects.pool import Pool
from .devices import device_of
from .library import Libcuda, ffi, function, handle_into, number
from .memory import device_range, forget_in_pool
from .streams import stream_of


def _pool(cuda: Libcuda, handle: Any) -> Pool:
    found: Pool = cuda.machine.object(number(handle), Pool, abi.CUDA_ERROR_INVALID_VALUE)
    return found


@function
def cuMemPoolCreate(cuda: Libcuda, place: Any, properties: Any) -> None:
    require(place != ffi.NULL and properties != ffi.NULL)
    require(properties.allocType == abi.CU_MEM_ALLOCATION_TYPE_PINNED, "allocType must be pinned")
    require(properties.location.type == abi.CU_MEM_LOCATION_TYPE_DEVICE, "only devices have pools here")
    device = device_of(cuda, properties.location.id)
    require(properties.handleTypes == 0, "handles cannot be exported", abi.CUDA_ERROR_NOT_SUPPORTED)
    handle_into(place, cuda.machine.handle(Pool(device, {device.index})), "CUmemoryPool")


@function
def cuMemPoolDestroy(cuda: Libcuda, handle: Any) -> None:
    _pool(cuda, handle)
    cuda.machine.forget(number(handle))


_WIDE = (
    "RELEASE_THRESHOLD",
    "RESERVED_MEM_CURRENT",
    "RESERVED_MEM_HIGH",
    "USED_MEM_CURRENT",
    "USED_MEM_HIGH",
)


def _is_wide(attribute: int) -> bool:
    return any(attribute == getattr(abi, f"CU_MEMPOOL_ATTR_{name}") for name in _WIDE)


@function
def cuMemPoolSetAttribute(cuda: Libcuda, handle: Any, attribute: int, value: Any) -> None:
    pool = _pool(cuda, handle)
    kind = "uint64_t *" if _is_wide(attribute) else "int *"
    pool.values[attribute] = int(ffi.cast(kind, value)[0])
    if attribute in (abi.CU_MEMPOOL_ATTR_USED_MEM_HIGH, abi.CU_MEMPOOL_ATTR_RESERVED_MEM_HIGH):
        pool.high = pool.used


@function
def cuMemPoolGetAttribute(cuda: Libcuda, handle: Any, attribute: int, value: Any) -> None:
    pool = _pool(cuda, handle)
    kind = "uint64_t *" if _is_wide(attribute) else "int *"
    current = (abi.CU_MEMPOOL_ATTR_USED_MEM_CURRENT, abi.CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT)
    high = (abi.CU_MEMPOOL_ATTR_USED_MEM_HIGH, abi.CU_MEMPOOL_ATTR_RESERVED_MEM_HIGH)
    result = pool.values.get(attribute, 0 if _is_wide(attribute) else 1)
    if attribute in current:
        result = pool.used
    elif attribute in high:
        result = pool.high
    ffi.cast(kind, value)[0] = result


@function
def cuMemPoolTrimTo(cuda: Libcuda, handle: Any, keep: int) -> None:
    _pool(cuda, handle)


@function
def cuMemPoolSetAccess(cuda: Libcuda, handle: Any, descriptions: Any, count: int) -> None:
    pool = _pool(cuda, handle)
    for index in range(count):
        device = device_of(cuda, descriptions[index].location.id)
        allowed = descriptions[index].flags == abi.CU_MEM_ACCESS_FLAGS_PROT_READWRITE
        require(allowed or device is not pool.device, "a pool's own device keeps its access")
        (pool.access.add if allowed else pool.access.discard)(device.index)
        for found in pool.ranges.values():
            (device.pages.allow if allowed else device.pages.forbid)(found.offset, found.size_bytes)


@function
def cuMemAllocFromPoolAsync(cuda: Libcuda, place: Any, size: int, handle: Any, stream: Any) -> None:
    context = cuda.current
    stream_of(cuda, context, stream)
    require(place != ffi.NULL and size > 0)
    pool = _pool(cuda, handle)
    owner = pool.device.context or context
    found = owner.allocate_device(size, "pool")
    pool.ranges[found.offset] = found
    pool.high = max(pool.high, pool.used)
    for index in pool.access:
        cuda.machine.devices[index].pages.allow(found.offset, found.size_bytes)
    place[0] = cuda.machine.arena.address(found)


@function
def cuMemFreeAsync(cuda: Libcuda, address: int, stream: Any) -> None:
    context = cuda.current
    found = device_range(cuda, address, ("pool", "device"))
    owner: Context = cuda.machine.devices[found.owner].context or context

    def free() -> None:
        forget_in_pool(cuda, found)
        owner.free_range(found)

    stream_of(cuda, context, stream).submit(free)
