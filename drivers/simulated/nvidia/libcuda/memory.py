"""libcuda's functions for memory: allocation, virtual addresses (<cuda.h>: CUDA_MEM, CUDA_VA)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from .... import kernel
from ....nvidia import abi
from ..objects.arena import Range
from ..objects.computer import Device
from ..objects.failure import Failure, require
from ..objects.pool import Pool
from ..ptx.native.layout import DEVICE_BIT
from .devices import device_of
from .library import Libcuda, ffi, function, handle_into, number

_GRANULARITY = 2 << 20


def device_range(cuda: Libcuda, address: int, kind: str | tuple[str, ...]) -> Range:
    """The allocation that begins at an address. Raises Failure."""
    found = cuda.machine.arena.find(address)
    if found is None or cuda.machine.arena.address(found) != address or found.kind not in kind:
        raise Failure(abi.CUDA_ERROR_INVALID_VALUE, f"{address:#x} is no allocation of that kind")
    return found


def forget_in_pool(cuda: Libcuda, found: Range) -> None:
    """An allocation is no longer of any pool's."""
    for value in cuda.machine.objects.values():
        if isinstance(value, Pool):
            value.ranges.pop(found.offset, None)


@function
def cuMemAlloc(cuda: Libcuda, place: Any, size: int) -> None:
    context = cuda.current
    require(place != ffi.NULL and size > 0, "an allocation of nothing")
    place[0] = cuda.machine.arena.address(context.allocate_device(size, "device"))


@function
def cuMemFree(cuda: Libcuda, address: int) -> None:
    context = cuda.current
    if address == 0:
        return
    found = device_range(cuda, address, ("device", "pool"))
    owner = cuda.machine.devices[found.owner].context or context
    # Freeing waits for what still runs.
    owner.synchronize()
    forget_in_pool(cuda, found)
    owner.free_range(found)


@function
def cuMemGetInfo(cuda: Libcuda, free: Any, total: Any) -> None:
    device = cuda.current.device
    require(free != ffi.NULL and total != ffi.NULL)
    total[0] = device.description.memory_bytes
    free[0] = device.description.memory_bytes - device.used_bytes


@function
def cuMemHostAlloc(cuda: Libcuda, place: Any, size: int, flags: int) -> None:
    context = cuda.current
    require(place != ffi.NULL and size > 0 and flags & ~7 == 0)
    handle_into(place, cuda.machine.arena.address(context.allocate_host(size)), "void *")


@function
def cuMemFreeHost(cuda: Libcuda, pointer: Any) -> None:
    context = cuda.current
    context.free_range(device_range(cuda, number(pointer), ("pinned",)))


@dataclass
class Registered:
    """Memory of the program's own that it had pinned."""

    size_bytes: int


def _registered(cuda: Libcuda) -> dict[int, Registered]:
    found: dict[int, Registered] = cuda.machine.objects.setdefault(-1, {})
    return found


@function
def cuMemHostRegister(cuda: Libcuda, pointer: Any, size: int, flags: int) -> None:
    cuda.require_current()
    address = number(pointer)
    require(address and size > 0)
    known = _registered(cuda)
    for start, registered in known.items():
        if start < address + size and address < start + registered.size_bytes:
            raise Failure(abi.CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED)
    known[address] = Registered(size)


@function
def cuMemHostUnregister(cuda: Libcuda, pointer: Any) -> None:
    cuda.require_current()
    if _registered(cuda).pop(number(pointer), None) is None:
        raise Failure(abi.CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED)


@function
def cuMemHostGetDevicePointer(cuda: Libcuda, place: Any, pointer: Any, flags: int) -> None:
    cuda.require_current()
    require(place != ffi.NULL and flags == 0)
    address = number(pointer)
    found = cuda.machine.arena.find(address)
    # Pages of the program's own cannot appear in the arena, so that kernels cannot reach them here.
    require(found is not None and found.owner == -1, f"{address:#x} is not mapped pinned memory")
    place[0] = address


@function
def cuPointerGetAttribute(cuda: Libcuda, data: Any, attribute: int, address: int) -> None:
    require(data != ffi.NULL)
    found = cuda.machine.arena.find(address)
    require(found is not None, f"{address:#x} is not memory of the driver's")
    if found is None:
        return
    if attribute == abi.CU_POINTER_ATTRIBUTE_MEMORY_TYPE:
        kind = abi.CU_MEMORYTYPE_HOST if found.owner < 0 else abi.CU_MEMORYTYPE_DEVICE
        ffi.cast("unsigned int *", data)[0] = kind
    elif attribute == abi.CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL:
        ffi.cast("int *", data)[0] = max(found.owner, 0)
    elif attribute == abi.CU_POINTER_ATTRIBUTE_DEVICE_POINTER:
        ffi.cast("CUdeviceptr *", data)[0] = address
    else:
        raise Failure(abi.CUDA_ERROR_NOT_SUPPORTED, f"pointer attribute {attribute}")


# Virtual memory management.


@dataclass
class Physical:
    """Memory without an address."""

    device: Device
    size_bytes: int
    descriptor: int
    mapped: int = 0
    released: bool = False


@dataclass
class Mapping:
    """Where physical memory appears."""

    physical: Physical
    offset: int
    size_bytes: int


def _mappings(cuda: Libcuda) -> dict[int, Mapping]:
    found: dict[int, Mapping] = cuda.machine.objects.setdefault(-2, {})
    return found


def _whole(*sizes: int) -> None:
    for size in sizes:
        require(size % _GRANULARITY == 0, f"{size:#x} is not a multiple of the granularity {_GRANULARITY:#x}")


def _property_device(cuda: Libcuda, properties: Any) -> Device:
    require(properties != ffi.NULL and properties.type == abi.CU_MEM_ALLOCATION_TYPE_PINNED)
    require(properties.location.type == abi.CU_MEM_LOCATION_TYPE_DEVICE, "only memory of devices", 801)
    return device_of(cuda, properties.location.id)


@function
def cuMemGetAllocationGranularity(cuda: Libcuda, place: Any, properties: Any, option: int) -> None:
    require(place != ffi.NULL)
    _property_device(cuda, properties)
    place[0] = _GRANULARITY


@function
def cuMemAddressReserve(
    cuda: Libcuda, place: Any, size: int, alignment: int, address: int, flags: int
) -> None:
    context = cuda.current
    require(place != ffi.NULL and size > 0 and flags == 0)
    _whole(size, alignment)
    found = cuda.machine.arena.reserve(size, context.device.index, "reserved", max(alignment, _GRANULARITY))
    place[0] = cuda.machine.arena.address(found)


@function
def cuMemAddressFree(cuda: Libcuda, address: int, size: int) -> None:
    found = device_range(cuda, address, ("reserved",))
    require(found.size_bytes == size, "the size is not that of the reservation")
    for start, mapping in _mappings(cuda).items():
        require(not address <= start < address + size, f"{mapping.size_bytes} bytes are still mapped there")
    cuda.machine.arena.release(found)


@function
def cuMemCreate(cuda: Libcuda, place: Any, size: int, properties: Any, flags: int) -> None:
    require(place != ffi.NULL and size > 0 and flags == 0)
    device = _property_device(cuda, properties)
    _whole(size)
    with cuda.machine.lock:
        if device.used_bytes + size > device.description.memory_bytes:
            raise Failure(abi.CUDA_ERROR_OUT_OF_MEMORY)
        device.used_bytes += size
    descriptor = os.memfd_create("barewire-physical", os.MFD_CLOEXEC)
    os.ftruncate(descriptor, size)
    place[0] = cuda.machine.handle(Physical(device, size, descriptor))


def _drop(physical: Physical) -> None:
    if physical.released and not physical.mapped and physical.descriptor >= 0:
        os.close(physical.descriptor)
        physical.descriptor = -1
        physical.device.used_bytes -= physical.size_bytes


@function
def cuMemRelease(cuda: Libcuda, handle: int) -> None:
    physical: Physical = cuda.machine.object(handle, Physical, abi.CUDA_ERROR_INVALID_VALUE)
    cuda.machine.forget(handle)
    physical.released = True
    _drop(physical)


@function
def cuMemMap(cuda: Libcuda, address: int, size: int, offset: int, handle: int, flags: int) -> None:
    physical: Physical = cuda.machine.object(handle, Physical, abi.CUDA_ERROR_INVALID_VALUE)
    _whole(address, size, offset)
    # <cuda.h>: of the offset, "currently must be zero".
    require(
        flags == 0 and offset == 0 and size <= physical.size_bytes, "not from the memory's start to its end"
    )
    arena = cuda.machine.arena
    found = arena.find(address)
    require(found is not None and found.kind == "reserved", "the addresses are not reserved")
    if found is None:
        return
    require(address + size <= arena.address(found) + found.size_bytes, "beyond the reservation's end")
    for start, mapping in _mappings(cuda).items():
        require(
            not (start < address + size and address < start + mapping.size_bytes), "something is mapped there"
        )
    at = (address & ~DEVICE_BIT) - arena.base
    arena.back(at, size, physical.descriptor, offset)
    physical.mapped += 1
    _mappings(cuda)[address] = Mapping(physical, at, size)


@function
def cuMemUnmap(cuda: Libcuda, address: int, size: int) -> None:
    mappings = _mappings(cuda)
    inside = [start for start in mappings if address <= start < address + size]
    require(
        sum(mappings[start].size_bytes for start in inside) == size, "the range is not made of whole mappings"
    )
    for start in inside:
        mapping = mappings.pop(start)
        for device in cuda.machine.devices:
            device.pages.forbid(mapping.offset, mapping.size_bytes)
        cuda.machine.arena.unback(mapping.offset, mapping.size_bytes)
        mapping.physical.mapped -= 1
        _drop(mapping.physical)


@function
def cuMemSetAccess(cuda: Libcuda, address: int, size: int, descriptions: Any, count: int) -> None:
    mappings = _mappings(cuda)
    inside = [mappings[start] for start in mappings if address <= start < address + size]
    require(sum(mapping.size_bytes for mapping in inside) == size, "not all of the range is mapped")
    for index in range(count):
        device = device_of(cuda, descriptions[index].location.id)
        allowed = descriptions[index].flags != abi.CU_MEM_ACCESS_FLAGS_PROT_NONE
        for mapping in inside:
            (device.pages.allow if allowed else device.pages.forbid)(mapping.offset, mapping.size_bytes)


def host_address(cuda: Libcuda, address: int, size: int) -> tuple[int, bool]:
    """Where this process sees memory to copy, and whether that is memory the driver knows.

    Raises Failure where a device's address is not allocated in the whole size.
    """
    arena = cuda.machine.arena
    if address & DEVICE_BIT or arena.find(address) is not None:
        found = arena.find(address)
        if found is not None and found.kind == "reserved":
            mappings = _mappings(cuda)
            covered = address
            for start in sorted(mappings):
                if start <= covered < start + mappings[start].size_bytes:
                    covered = start + mappings[start].size_bytes
            require(covered >= address + size, f"{address:#x} is not mapped")
            return arena.host(address), True
        end = arena.address(found) + found.size_bytes if found is not None else 0
        require(address + size <= end, f"{size} bytes at {address:#x} are not within one allocation")
        return arena.host(address), True
    require(address or not size, "a null pointer")
    for start, registered in _registered(cuda).items():
        if start <= address and address + size <= start + registered.size_bytes:
            return address, True
    return address, False


def move(target: int, source: int, size: int) -> None:
    """Copy bytes of this process."""
    ffi.memmove(kernel.buffer(target, size), kernel.buffer(source, size), size)
