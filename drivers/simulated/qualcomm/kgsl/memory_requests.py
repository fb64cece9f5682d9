"""Requests about memory: kgsl.c, the functions of the requests' names."""

from __future__ import annotations

from errno import EINVAL, EOPNOTSUPP
from typing import Any

from ....qualcomm import abi
from ...memory.pages import error
from ..memory.objects import CLEAN, FLUSH, INVALIDATE, MemoryObject
from .device_file import DeviceFile
from .request import answers, copy_in


@answers(abi.IOCTL_KGSL_GPUOBJ_ALLOC)
def gpuobj_alloc(file: DeviceFile, request: Any) -> None:
    made = file.process.allocate(request.size, request.flags)
    request.size = request.mmapsize = made.size_bytes
    request.flags, request.id = made.flags, made.number


@answers(abi.IOCTL_KGSL_GPUMEM_ALLOC_ID)
def gpumem_alloc_id(file: DeviceFile, request: Any) -> None:
    made = file.process.allocate(request.size, request.flags)
    request.size = request.mmapsize = made.size_bytes
    request.flags, request.id, request.gpuaddr = made.flags & 0xFFFFFFFF, made.number, made.gpu_address


@answers(abi.IOCTL_KGSL_GPUOBJ_FREE)
def gpuobj_free(file: DeviceFile, request: Any) -> None:
    made = file.process.find(request.id)
    if not request.flags & abi.KGSL_GPUOBJ_FREE_ON_EVENT:
        file.process.free(made)
    elif request.type == abi.KGSL_GPU_EVENT_TIMESTAMP:
        event = copy_in(request.priv, "struct kgsl_gpu_event_timestamp", request.len)
        context = file.process.context(event.context_id)
        file.process.free_when_retired(made, context, event.timestamp)
    else:
        raise error(EINVAL)


@answers(abi.IOCTL_KGSL_GPUMEM_FREE_ID)
def gpumem_free_id(file: DeviceFile, request: Any) -> None:
    file.process.free(file.process.find(request.id))


@answers(abi.IOCTL_KGSL_SHAREDMEM_FREE)
def sharedmem_free(file: DeviceFile, request: Any) -> None:
    file.process.free(file.process.find_address(request.gpuaddr))


@answers(abi.IOCTL_KGSL_GPUOBJ_INFO)
def gpuobj_info(file: DeviceFile, request: Any) -> None:
    if request.id == 0:
        raise error(EINVAL)
    made = file.process.find(request.id)
    request.gpuaddr, request.flags = made.gpu_address, made.flags
    request.size = request.va_len = made.size_bytes
    request.va_addr = 0


@answers(abi.IOCTL_KGSL_GPUMEM_GET_INFO)
def gpumem_get_info(file: DeviceFile, request: Any) -> None:
    process = file.process
    made = process.find(request.id) if request.id else process.find_address(request.gpuaddr)
    request.gpuaddr, request.id, request.flags = made.gpu_address, made.number, made.flags & 0xFFFFFFFF
    request.size = request.mmapsize = made.size_bytes
    request.useraddr = 0


@answers(abi.IOCTL_KGSL_GPUOBJ_SET_INFO)
def gpuobj_set_info(file: DeviceFile, request: Any) -> None:
    """Names and types of objects are for who looks at memory; there is nobody."""
    file.process.find(request.id)


@answers(abi.IOCTL_KGSL_GPUOBJ_IMPORT)
def gpuobj_import(file: DeviceFile, request: Any) -> None:
    if request.type != abi.KGSL_USER_MEM_TYPE_ADDR:
        raise error(EOPNOTSUPP)
    given = copy_in(request.priv, "struct kgsl_gpuobj_import_useraddr", 8)
    made = file.process.import_user_memory(given.virtaddr, request.priv_len, request.flags)
    request.id, request.flags = made.number, made.flags


@answers(abi.IOCTL_KGSL_MAP_USER_MEM)
def map_user_mem(file: DeviceFile, request: Any) -> None:
    if request.memtype != abi.KGSL_USER_MEM_TYPE_ADDR - 1 and request.memtype != abi.KGSL_USER_MEM_TYPE_ADDR:
        raise error(EOPNOTSUPP)
    if request.offset:
        raise error(EINVAL)
    made = file.process.import_user_memory(request.hostptr, request.len, request.flags)
    request.gpuaddr, request.flags = made.gpu_address, made.flags & 0xFFFFFFFF


def _synchronise(file: DeviceFile, made: MemoryObject, operation: int, offset: int, length: int) -> None:
    """_kgsl_gpumem_sync_cache."""
    wanted = operation & FLUSH
    if wanted not in (CLEAN, INVALIDATE, FLUSH):
        raise error(EINVAL)
    if not operation & abi.KGSL_GPUMEM_CACHE_RANGE:
        offset, length = 0, made.size_bytes
    elif offset + length > made.size_bytes:
        raise error(EINVAL)
    made.synchronise(file.card.kept, wanted, offset, length)


@answers(abi.IOCTL_KGSL_GPUMEM_SYNC_CACHE)
def gpumem_sync_cache(file: DeviceFile, request: Any) -> None:
    process = file.process
    made = process.find(request.id) if request.id else process.find_address(request.gpuaddr)
    _synchronise(file, made, request.op, request.offset, request.length)


@answers(abi.IOCTL_KGSL_GPUMEM_SYNC_CACHE_BULK)
def gpumem_sync_cache_bulk(file: DeviceFile, request: Any) -> None:
    if request.id_list == 0 or request.count == 0:
        raise error(EINVAL)
    numbers = abi.ffi.cast("uint32_t *", request.id_list)
    for n in range(request.count):
        made = file.process.objects.get(numbers[n])
        if made is not None:
            _synchronise(file, made, request.op & ~abi.KGSL_GPUMEM_CACHE_RANGE, 0, 0)


@answers(abi.IOCTL_KGSL_GPUOBJ_SYNC)
def gpuobj_sync(file: DeviceFile, request: Any) -> None:
    if not 0 < request.count <= 128:
        raise error(EINVAL)
    size = abi.ffi.sizeof("struct kgsl_gpuobj_sync_obj")
    # The kernel goes on by its own size of the structure, whatever the caller's.
    objects = [
        copy_in(request.objs + size * n, "struct kgsl_gpuobj_sync_obj", request.obj_len)
        for n in range(request.count)
    ]
    for one in objects:
        made = file.process.objects.get(one.id)
        if made is not None:
            _synchronise(file, made, one.op, one.offset, one.length)
