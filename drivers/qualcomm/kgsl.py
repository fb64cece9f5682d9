"""KGSL, the vendor kernel's interface to Adreno: each request as a function.

What requests want and answer that the header does not say: drivers/gpu/msm of the vendor's kernels (kgsl.c,
adreno_drawctxt.c, adreno_dispatch.c), in the state of github.com/qualcomm-linux/kgsl.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from .. import kernel
from ..architectures.qualcomm import QualcommArchitecture
from ..errors import OutOfMemory, SystemCallFailed
from . import abi
from .kernel_interface import Fault, IndirectBuffer, Piece

ffi = abi.ffi

DEVICE = "/dev/kgsl-3d0"

# <asm-generic/errno-base.h>, <asm-generic/errno.h>
ENOMEM, EINVAL, EDEADLK, EPROTO, ETIMEDOUT = 12, 22, 35, 71, 110
_PAGE_SHIFT = 12

# adreno_drawctxt_create takes no context without PREAMBLE and NO_GMEM_ALLOC. A context that has failed shall
# do nothing more (INVALIDATE_ON_FAULT), and nothing of it be tried again (NO_FAULT_TOLERANCE): what it
# computed is lost. Kernels clear what they do not know, such as FAULT_INFO.
_CONTEXT_FLAGS = (
    abi.KGSL_CONTEXT_PREAMBLE
    | abi.KGSL_CONTEXT_NO_GMEM_ALLOC
    | abi.KGSL_CONTEXT_PER_CONTEXT_TS
    | abi.KGSL_CONTEXT_NO_FAULT_TOLERANCE
    | abi.KGSL_CONTEXT_INVALIDATE_ON_FAULT
    | abi.KGSL_CONTEXT_FAULT_INFO
    | abi.KGSL_CONTEXT_TYPE_CL << abi.KGSL_CONTEXT_TYPE_SHIFT
)
_RESETS = {
    abi.KGSL_CTX_STAT_GUILTY_CONTEXT_RESET_EXT: "its work hung or faulted, and the kernel reset the GPU",
    abi.KGSL_CTX_STAT_INNOCENT_CONTEXT_RESET_EXT: "the kernel reset the GPU for another's work",
    abi.KGSL_CTX_STAT_UNKNOWN_CONTEXT_RESET_EXT: "the kernel reset the GPU, for reasons it does not know",
}
_ACCESSES = {
    abi.KGSL_PAGEFAULT_TYPE_READ: "a read",
    abi.KGSL_PAGEFAULT_TYPE_WRITE: "a write",
    abi.KGSL_PAGEFAULT_TYPE_TRANSLATION: "of memory that is not mapped",
    abi.KGSL_PAGEFAULT_TYPE_PERMISSION: "that is not permitted",
    abi.KGSL_PAGEFAULT_TYPE_EXTERNAL: "that the bus refused",
}


def _address_of(pointer: Any) -> int:
    return int(ffi.cast("uintptr_t", pointer))


def get_property(descriptor: int, kind: int, structure: str, value: Any = None) -> Any:
    """A property of the device, as a structure. Raises SystemCallFailed where this kernel has none of it."""
    found = ffi.new(f"{structure} *") if value is None else value
    abi.IOCTL_KGSL_DEVICE_GETPROPERTY(
        descriptor,
        abi.IOCTL_KGSL_DEVICE_GETPROPERTY.new(
            type=kind, value=_address_of(found), sizebytes=ffi.sizeof(structure)
        ),
    )
    return found


class Kgsl:
    """An open device of KGSL's. Implements `kernel_interface.KernelInterface`."""

    name = "kgsl"

    def __init__(self, descriptor: int, architecture: QualcommArchitecture) -> None:
        self.architecture = architecture
        self._descriptor = descriptor
        self.is_coherent = False
        self.is_coherent = self._has_coherent_memory()

    def _has_coherent_memory(self) -> bool:
        """Whether the kernel leaves IOCOHERENT in the flags of memory, as it does where there is such."""
        asked = abi.KGSL_MEMFLAGS_IOCOHERENT | abi.KGSL_CACHEMODE_WRITEBACK << abi.KGSL_CACHEMODE_SHIFT
        got = abi.IOCTL_KGSL_GPUMEM_ALLOC_ID.new(flags=asked, size=1 << _PAGE_SHIFT)
        try:
            abi.IOCTL_KGSL_GPUMEM_ALLOC_ID(self._descriptor, got)
        except SystemCallFailed:
            return False
        self._free(got.id)
        return bool(got.flags & abi.KGSL_MEMFLAGS_IOCOHERENT)

    # Memory

    def allocate(self, size_bytes: int, what: str, cached: bool = False, read_only: bool = False) -> Piece:
        """Memory, mapped for both sides. Raises OutOfMemory, SystemCallFailed."""
        flags = abi.KGSL_MEMFLAGS_GPUREADONLY if read_only else 0
        if cached or self.is_coherent:
            flags |= abi.KGSL_CACHEMODE_WRITEBACK << abi.KGSL_CACHEMODE_SHIFT
        if self.is_coherent:
            flags |= abi.KGSL_MEMFLAGS_IOCOHERENT
        asked = abi.IOCTL_KGSL_GPUMEM_ALLOC_ID.new(flags=flags, size=size_bytes)
        try:
            got = abi.IOCTL_KGSL_GPUMEM_ALLOC_ID(self._descriptor, asked)
            try:
                host_address = kernel.mmap(
                    got.mmapsize,
                    kernel.PROT_READ | kernel.PROT_WRITE,
                    kernel.MAP_SHARED,
                    self._descriptor,
                    got.id << _PAGE_SHIFT,
                )
            except BaseException:
                self._free(got.id)
                raise
        except SystemCallFailed as error:
            if error.errno == ENOMEM:
                raise OutOfMemory(f"the kernel has no {size_bytes} bytes for {what}: {error}") from error
            raise
        return Piece(got.id, got.gpuaddr, size_bytes, got.mmapsize, host_address, what)

    def free(self, piece: Piece) -> None:
        kernel.munmap(piece.host_address, piece.mapped_bytes)
        self._free(piece.handle)

    def _free(self, handle: int) -> None:
        abi.IOCTL_KGSL_GPUMEM_FREE_ID(self._descriptor, abi.IOCTL_KGSL_GPUMEM_FREE_ID.new(id=handle))

    def to_gpu(self, piece: Piece) -> None:
        # The kernel does nothing for what is coherent.
        objects = ffi.new("struct kgsl_gpuobj_sync_obj[1]")
        objects[0].id, objects[0].length = piece.handle, piece.size_bytes
        objects[0].op = abi.KGSL_GPUMEM_CACHE_TO_GPU
        abi.IOCTL_KGSL_GPUOBJ_SYNC(
            self._descriptor,
            abi.IOCTL_KGSL_GPUOBJ_SYNC.new(
                objs=_address_of(objects), obj_len=ffi.sizeof("struct kgsl_gpuobj_sync_obj"), count=1
            ),
        )

    # Contexts

    def create_context(self) -> int:
        asked = abi.IOCTL_KGSL_DRAWCTXT_CREATE.new(flags=_CONTEXT_FLAGS)
        context = int(abi.IOCTL_KGSL_DRAWCTXT_CREATE(self._descriptor, asked).drawctxt_id)
        # Kernels are over before the governor has raised the clock. It is a wish, and some kernels refuse it.
        with contextlib.suppress(SystemCallFailed):
            self._constrain(context)
        return context

    def _constrain(self, context: int) -> None:
        """Ask for the highest clock while the context has work."""
        level = ffi.new("struct kgsl_device_constraint_pwrlevel *", {"level": abi.KGSL_CONSTRAINT_PWR_MAX})
        constraint = ffi.new(
            "struct kgsl_device_constraint *",
            {
                "type": abi.KGSL_CONSTRAINT_PWRLEVEL,
                "context_id": context,
                "data": _address_of(level),
                "size": ffi.sizeof("struct kgsl_device_constraint_pwrlevel"),
            },
        )
        abi.IOCTL_KGSL_SETPROPERTY(
            self._descriptor,
            abi.IOCTL_KGSL_SETPROPERTY.new(
                type=abi.KGSL_PROP_PWR_CONSTRAINT,
                value=_address_of(constraint),
                sizebytes=ffi.sizeof("struct kgsl_device_constraint"),
            ),
        )

    def destroy_context(self, context: int) -> None:
        abi.IOCTL_KGSL_DRAWCTXT_DESTROY(
            self._descriptor, abi.IOCTL_KGSL_DRAWCTXT_DESTROY.new(drawctxt_id=context)
        )

    def submit(
        self, context: int, commands: Sequence[IndirectBuffer], after: Sequence[tuple[int, int]]
    ) -> int:
        objects = ffi.new("struct kgsl_command_object[]", len(commands))
        for made, buffer in zip(objects, commands, strict=True):
            made.gpuaddr, made.size, made.id = buffer
            made.flags = abi.KGSL_CMDLIST_IB
        stamps = ffi.new("struct kgsl_cmd_syncpoint_timestamp[]", max(len(after), 1))
        points = ffi.new("struct kgsl_command_syncpoint[]", max(len(after), 1))
        for number, (other, timestamp) in enumerate(after):
            stamps[number].context_id, stamps[number].timestamp = other, timestamp
            points[number].type = abi.KGSL_CMD_SYNCPOINT_TYPE_TIMESTAMP
            points[number].priv = _address_of(stamps + number)
            points[number].size = ffi.sizeof("struct kgsl_cmd_syncpoint_timestamp")
        asked = abi.IOCTL_KGSL_GPU_COMMAND.new(
            flags=abi.KGSL_CMDBATCH_SUBMIT_IB_LIST,
            context_id=context,
            cmdlist=_address_of(objects),
            cmdsize=ffi.sizeof("struct kgsl_command_object"),
            numcmds=len(commands),
            synclist=_address_of(points) if after else 0,
            syncsize=ffi.sizeof("struct kgsl_command_syncpoint"),
            numsyncs=len(after),
        )
        return int(abi.IOCTL_KGSL_GPU_COMMAND(self._descriptor, asked).timestamp)

    def wait(self, context: int, timestamp: int, timeout_s: float) -> bool:
        asked = abi.IOCTL_KGSL_DEVICE_WAITTIMESTAMP_CTXTID.new(
            # No milliseconds are as many as it takes (adreno_drawctxt_wait).
            context_id=context,
            timestamp=timestamp,
            timeout=max(int(timeout_s * 1e3), 1),
        )
        try:
            abi.IOCTL_KGSL_DEVICE_WAITTIMESTAMP_CTXTID(self._descriptor, asked)
        except SystemCallFailed as error:
            if error.errno == ETIMEDOUT:
                return False
            raise
        return True

    # Faults

    def faults(self, context: int) -> list[Fault]:
        """What went wrong in a context. The kernel tells of a reset once, and not all tell of addresses."""
        status = ffi.new("uint32_t *", context)
        get_property(self._descriptor, abi.KGSL_PROP_GPU_RESET_STAT, "uint32_t", status)
        if status[0] == abi.KGSL_CTX_STAT_NO_ERROR:
            return []
        text = _RESETS.get(status[0], f"the kernel reset the GPU (status {status[0]})")
        told = kernel.trouble(self._descriptor, 0)
        reset = Fault(context, text if told is None else f"{text}: {told}")
        return [*self._page_faults(context), reset]

    def _page_faults(self, context: int) -> list[Fault]:
        kinds = ffi.new("struct kgsl_fault[]", abi.KGSL_FAULT_TYPE_PAGEFAULT + 1)
        asked = abi.IOCTL_KGSL_GET_FAULT_REPORT.new(
            faultlist=_address_of(kinds),
            faultnents=len(kinds),
            faultsize=ffi.sizeof("struct kgsl_fault"),
            context_id=context,
        )
        try:
            abi.IOCTL_KGSL_GET_FAULT_REPORT(self._descriptor, asked)
            found = [kind for kind in kinds if kind.type == abi.KGSL_FAULT_TYPE_PAGEFAULT and kind.count]
            reports = []
            for kind in found:
                made = ffi.new("struct kgsl_pagefault_report[]", kind.count)
                kind.fault, kind.size = _address_of(made), ffi.sizeof("struct kgsl_pagefault_report")
                reports.append(made)
            if reports:
                abi.IOCTL_KGSL_GET_FAULT_REPORT(self._descriptor, asked)
        except SystemCallFailed:
            return []
        return [
            Fault(context, _access_text(report.fault_type), report.fault_addr, is_access=True)
            for made in reports
            for report in made
        ]

    def close(self) -> None:
        kernel.close(self._descriptor)


def _access_text(kind: int) -> str:
    words = [text for bit, text in _ACCESSES.items() if kind & bit]
    return " ".join(words) if words else "an access"


def chip_id(descriptor: int) -> int:
    """What an open device says it is."""
    info = get_property(descriptor, abi.KGSL_PROP_DEVICE_INFO, "struct kgsl_devinfo")
    return int(info.chip_id)
