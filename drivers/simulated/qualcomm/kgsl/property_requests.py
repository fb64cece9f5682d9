"""Properties and faults: kgsl.c, kgsl_property_funcs; adreno.c, adreno_property_funcs."""

from __future__ import annotations

import struct
from collections.abc import Callable
from errno import EINVAL, EOPNOTSUPP
from typing import Any

from .... import kernel
from ....qualcomm import abi
from ...memory.pages import error
from .device_file import DeviceFile
from .request import answers, as_bytes, copy_in, copy_out

_U32 = struct.Struct("<I")


def _device_info(file: DeviceFile) -> bytes:
    description = file.card.description
    return as_bytes(
        abi.ffi.new(
            "struct kgsl_devinfo *",
            {
                "device_id": 1,
                "chip_id": description.chip_id,
                "mmu_enabled": 1,
                "gmem_gpubaseaddr": 0,
                "gpu_id": int(description.arch[1:]),
                "gmem_sizebytes": description.architecture.gmem_bytes,
            },
        )
    )


def _version(file: DeviceFile) -> bytes:
    # kgsl.h: KGSL_VERSION_MAJOR and MINOR; adreno.c reports the same for the device.
    return as_bytes(abi.ffi.new("struct kgsl_version *", (3, 14, 3, 1)))


def _model(file: DeviceFile) -> bytes:
    name = file.card.description.model.encode().ljust(32, b"\0")
    return name[:32]


_PROPERTIES: dict[int, Callable[[DeviceFile], bytes]] = {
    abi.KGSL_PROP_DEVICE_INFO: _device_info,
    abi.KGSL_PROP_VERSION: _version,
    abi.KGSL_PROP_GPU_MODEL: _model,
    abi.KGSL_PROP_MMU_ENABLE: lambda file: _U32.pack(1),
    abi.KGSL_PROP_UCHE_GMEM_VADDR: lambda file: struct.pack("<Q", 0),
    abi.KGSL_PROP_UCODE_VERSION: lambda file: struct.pack("<II", 0x016EE190, 0x016EE190),
    abi.KGSL_PROP_HIGHEST_BANK_BIT: lambda file: _U32.pack(14),
    abi.KGSL_PROP_MIN_ACCESS_LENGTH: lambda file: _U32.pack(64),
    abi.KGSL_PROP_UBWC_MODE: lambda file: _U32.pack(2),
    abi.KGSL_PROP_DEVICE_BITNESS: lambda file: _U32.pack(48),
    abi.KGSL_PROP_SPEED_BIN: lambda file: _U32.pack(0),
}


@answers(abi.IOCTL_KGSL_DEVICE_GETPROPERTY)
def getproperty(file: DeviceFile, request: Any) -> None:
    special = {
        abi.KGSL_PROP_GPU_RESET_STAT: _reset_status,
        abi.KGSL_PROP_QUERY_CAPABILITIES: _capabilities,
        abi.KGSL_PROP_CONTEXT_PROPERTY: _context_property,
    }.get(request.type)
    if special is not None:
        special(file, request)
        return
    known = _PROPERTIES.get(request.type)
    if known is None:
        raise error(EINVAL)
    copy_out(request.value, known(file), request.sizebytes)


def _reset_status(file: DeviceFile, request: Any) -> None:
    """kgsl_prop_gpu_reset_stat: in goes the context's number, out comes what became of it, once."""
    if request.sizebytes != 4:
        raise error(EINVAL)
    (number,) = _U32.unpack(bytes(kernel.buffer(request.value, 4)))
    context = file.process.context(number)
    status, context.reset_status = context.reset_status, abi.KGSL_CTX_STAT_NO_ERROR
    copy_out(request.value, _U32.pack(status), 4)


def _capabilities(file: DeviceFile, request: Any) -> None:
    caps = copy_in(request.value, "struct kgsl_capabilities", request.sizebytes)
    if caps.querytype != abi.KGSL_QUERY_CAPS_PROPERTIES:
        raise error(EINVAL)
    size = abi.ffi.sizeof("struct kgsl_capabilities_properties")
    if caps.size == 0:
        caps.size = size
    else:
        listed = copy_in(caps.data, "struct kgsl_capabilities_properties", caps.size)
        known = sorted(
            {
                *_PROPERTIES,
                abi.KGSL_PROP_GPU_RESET_STAT,
                abi.KGSL_PROP_QUERY_CAPABILITIES,
                abi.KGSL_PROP_CONTEXT_PROPERTY,
            }
        )
        if listed.count == 0:
            listed.count = len(known)
        else:
            listed.count = min(listed.count, len(known))
            copy_out(listed.list, struct.pack(f"<{listed.count}I", *known[: listed.count]), 4 * listed.count)
        copy_out(caps.data, as_bytes(listed), caps.size)
    copy_out(request.value, as_bytes(caps), request.sizebytes)


def _context_property(file: DeviceFile, request: Any) -> None:
    wanted = copy_in(request.value, "struct kgsl_context_property", request.sizebytes)
    context = file.process.context(wanted.contextid)
    if wanted.type != abi.KGSL_CONTEXT_PROP_FAULTS:
        raise error(EOPNOTSUPP)
    faults = abi.ffi.new(
        "struct kgsl_context_property_fault *", (context.fault_count, context.faulted_timestamp)
    )
    if wanted.size == 0:
        wanted.size = abi.ffi.sizeof("struct kgsl_context_property_fault")
        copy_out(request.value, as_bytes(wanted), request.sizebytes)
    else:
        copy_out(wanted.data, as_bytes(faults), wanted.size)


@answers(abi.IOCTL_KGSL_SETPROPERTY)
def setproperty(file: DeviceFile, request: Any) -> None:
    if request.type == abi.KGSL_PROP_PWR_CONSTRAINT:
        size = abi.ffi.sizeof("struct kgsl_device_constraint")
        if request.sizebytes != size:
            raise error(EINVAL)
        wanted = copy_in(request.value, "struct kgsl_device_constraint", size)
        file.process.context(wanted.context_id)
        if wanted.type == abi.KGSL_CONSTRAINT_PWRLEVEL:
            if wanted.size != abi.ffi.sizeof("struct kgsl_device_constraint_pwrlevel"):
                raise error(EINVAL)
            level = copy_in(wanted.data, "struct kgsl_device_constraint_pwrlevel", wanted.size)
            if level.level not in (abi.KGSL_CONSTRAINT_PWR_MIN, abi.KGSL_CONSTRAINT_PWR_MAX):
                raise error(EINVAL)
        elif wanted.type != abi.KGSL_CONSTRAINT_NONE:
            raise error(EINVAL)
        return
    if request.type != abi.KGSL_PROP_PWRCTRL or request.sizebytes != 4:
        raise error(EINVAL)


@answers(abi.IOCTL_KGSL_GET_FAULT_REPORT)
def get_fault_report(file: DeviceFile, request: Any) -> None:
    context = file.process.context(request.context_id)
    if not context.flags & abi.KGSL_CONTEXT_FAULT_INFO or not context.invalid:
        raise error(EINVAL)
    if not request.faultlist:
        # KGSL_FAULT_TYPE_MAX.
        request.faultnents = abi.KGSL_FAULT_TYPE_PAGEFAULT + 1
        return
    entry_bytes = abi.ffi.sizeof("struct kgsl_fault")
    entries = [
        copy_in(request.faultlist + n * request.faultsize, "struct kgsl_fault", request.faultsize)
        for n in range(request.faultnents)
    ]
    if not any(entry.fault for entry in entries):
        if context.page_faults and entries:
            counted = abi.ffi.new("struct kgsl_fault *")
            counted.type, counted.count = abi.KGSL_FAULT_TYPE_PAGEFAULT, len(context.page_faults)
            copy_out(request.faultlist, as_bytes(counted), min(entry_bytes, request.faultsize))
        return
    for entry in entries:
        if entry.type > abi.KGSL_FAULT_TYPE_PAGEFAULT:
            raise error(EINVAL)
        if entry.type != abi.KGSL_FAULT_TYPE_PAGEFAULT:
            continue
        for n, (address, bits) in enumerate(context.page_faults[: entry.count]):
            report = abi.ffi.new("struct kgsl_pagefault_report *")
            report.fault_addr, report.fault_type = address, bits
            copy_out(entry.fault + n * entry.size, as_bytes(report), entry.size)
