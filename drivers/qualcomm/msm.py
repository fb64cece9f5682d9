"""msm, the kernel's own driver for Adreno, as the second way in: the same packets through a render node.

What requests want and answer that the header does not say: drivers/gpu/drm/msm of the kernel (msm_drv.c,
msm_gem_submit.c, msm_submitqueue.c). Two queues are ordered by the synchronisation object that each has: it
holds the end of what a queue was given last, so the other waits for all of that.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from time import monotonic
from typing import Any

from .. import kernel
from ..architectures.qualcomm import QualcommArchitecture
from ..errors import OutOfMemory, SystemCallFailed
from . import abi
from .kernel_interface import Fault, IndirectBuffer, Piece

ffi = abi.ffi

_EINVAL, _ENOMEM, _ETIMEDOUT = 22, 12, 110
_PAGE_BYTES = 4096


def _address_of(pointer: Any) -> int:
    return int(ffi.cast("uintptr_t", pointer))


def get_param(descriptor: int, param: int) -> int:
    """A number of the device's. Raises SystemCallFailed where this kernel has none of it."""
    asked = abi.DRM_IOCTL_MSM_GET_PARAM.new(pipe=abi.MSM_PIPE_3D0, param=param)
    return int(abi.DRM_IOCTL_MSM_GET_PARAM(descriptor, asked).value)


class Msm:
    """An open render node of msm's. Implements `kernel_interface.KernelInterface`."""

    name = "msm"

    def __init__(self, descriptor: int, architecture: QualcommArchitecture) -> None:
        self.architecture = architecture
        self._descriptor = descriptor
        self._objects: dict[int, int] = {}
        self._listed: tuple[Any, dict[int, tuple[int, int]]] | None = None
        self._syncobjs: dict[int, int] = {}
        self.is_coherent = self._has_coherent_memory()

    def _has_coherent_memory(self) -> bool:
        """Whether the kernel takes the flag: it refuses it for GPUs that lack such memory."""
        asked = abi.DRM_IOCTL_MSM_GEM_NEW.new(size=_PAGE_BYTES, flags=abi.MSM_BO_CACHED_COHERENT)
        try:
            made = abi.DRM_IOCTL_MSM_GEM_NEW(self._descriptor, asked)
        except SystemCallFailed:
            return False
        self._close(made.handle)
        return True

    # Memory

    def allocate(self, size_bytes: int, what: str, cached: bool = False, read_only: bool = False) -> Piece:
        """Memory, mapped for both sides. None of it is cached but what is coherent: msm has no request that
        would bring it in line. Raises OutOfMemory, SystemCallFailed.
        """
        flags = abi.MSM_BO_CACHED_COHERENT if self.is_coherent else abi.MSM_BO_WC
        flags |= abi.MSM_BO_GPU_READONLY if read_only else 0
        asked = abi.DRM_IOCTL_MSM_GEM_NEW.new(size=size_bytes, flags=flags)
        try:
            handle = int(abi.DRM_IOCTL_MSM_GEM_NEW(self._descriptor, asked).handle)
            try:
                gpu_address = self._info(handle, abi.MSM_INFO_GET_IOVA)
                host_address = kernel.mmap(
                    size_bytes,
                    kernel.PROT_READ | kernel.PROT_WRITE,
                    kernel.MAP_SHARED,
                    self._descriptor,
                    self._info(handle, abi.MSM_INFO_GET_OFFSET),
                )
            except BaseException:
                self._close(handle)
                raise
        except SystemCallFailed as error:
            if error.errno == _ENOMEM:
                raise OutOfMemory(f"the kernel has no {size_bytes} bytes for {what}: {error}") from error
            raise
        self._objects[handle] = gpu_address
        self._listed = None
        return Piece(handle, gpu_address, size_bytes, size_bytes, host_address, what)

    def _info(self, handle: int, what: int) -> int:
        asked = abi.DRM_IOCTL_MSM_GEM_INFO.new(handle=handle, info=what)
        return int(abi.DRM_IOCTL_MSM_GEM_INFO(self._descriptor, asked).value)

    def _close(self, handle: int) -> None:
        abi.DRM_IOCTL_GEM_CLOSE(self._descriptor, abi.DRM_IOCTL_GEM_CLOSE.new(handle=handle))

    def free(self, piece: Piece) -> None:
        kernel.munmap(piece.host_address, piece.mapped_bytes)
        del self._objects[piece.handle]
        self._listed = None
        self._close(piece.handle)

    def to_gpu(self, piece: Piece) -> None:
        """Nothing: what is not coherent is not cached."""

    # Contexts

    def create_context(self) -> int:
        priorities = get_param(self._descriptor, abi.MSM_PARAM_PRIORITIES)
        asked = abi.DRM_IOCTL_MSM_SUBMITQUEUE_NEW.new(prio=priorities // 2)
        context = int(abi.DRM_IOCTL_MSM_SUBMITQUEUE_NEW(self._descriptor, asked).id)
        try:
            made = abi.DRM_IOCTL_SYNCOBJ_CREATE(self._descriptor, abi.DRM_IOCTL_SYNCOBJ_CREATE.new())
        except BaseException:
            self._close_context(context)
            raise
        self._syncobjs[context] = made.handle
        return context

    def _close_context(self, context: int) -> None:
        abi.DRM_IOCTL_MSM_SUBMITQUEUE_CLOSE(
            self._descriptor, abi.DRM_IOCTL_MSM_SUBMITQUEUE_CLOSE.new(id=context)
        )

    def destroy_context(self, context: int) -> None:
        self._close_context(context)
        abi.DRM_IOCTL_SYNCOBJ_DESTROY(
            self._descriptor, abi.DRM_IOCTL_SYNCOBJ_DESTROY.new(handle=self._syncobjs.pop(context))
        )

    def _table(self) -> tuple[Any, dict[int, tuple[int, int]]]:
        """All memory, which has to stay where it is while work runs, and by handle: place in the list and
        address.
        """
        if self._listed is None:
            objects = ffi.new("struct drm_msm_gem_submit_bo[]", len(self._objects))
            for made, handle in zip(objects, self._objects, strict=True):
                made.handle, made.flags = handle, abi.MSM_SUBMIT_BO_READ | abi.MSM_SUBMIT_BO_WRITE
            places = {handle: (at, address) for at, (handle, address) in enumerate(self._objects.items())}
            self._listed = objects, places
        return self._listed

    def submit(
        self, context: int, commands: Sequence[IndirectBuffer], after: Sequence[tuple[int, int]]
    ) -> int:
        objects, places = self._table()
        buffers = ffi.new("struct drm_msm_gem_submit_cmd[]", len(commands))
        for made, buffer in zip(buffers, commands, strict=True):
            made.type, made.size = abi.MSM_SUBMIT_CMD_BUF, buffer.size_bytes
            made.submit_idx, base = places[buffer.handle]
            made.submit_offset = buffer.gpu_address - base
        waits = [self._syncobjs[other] for other, _ in after if other in self._syncobjs]
        before = ffi.new("struct drm_msm_gem_submit_syncobj[]", [{"handle": handle} for handle in waits])
        end = ffi.new("struct drm_msm_gem_submit_syncobj *", {"handle": self._syncobjs[context]})
        flags = abi.MSM_PIPE_3D0 | abi.MSM_SUBMIT_NO_IMPLICIT | abi.MSM_SUBMIT_SYNCOBJ_OUT
        asked = abi.DRM_IOCTL_MSM_GEM_SUBMIT.new(
            flags=flags | (abi.MSM_SUBMIT_SYNCOBJ_IN if waits else 0),
            nr_bos=len(objects),
            bos=_address_of(objects),
            nr_cmds=len(buffers),
            cmds=_address_of(buffers),
            queueid=context,
            nr_in_syncobjs=len(waits),
            in_syncobjs=_address_of(before) if waits else 0,
            nr_out_syncobjs=1,
            out_syncobjs=_address_of(end),
            syncobj_stride=ffi.sizeof("struct drm_msm_gem_submit_syncobj"),
        )
        return int(abi.DRM_IOCTL_MSM_GEM_SUBMIT(self._descriptor, asked).fence)

    def wait(self, context: int, timestamp: int, timeout_s: float) -> bool:
        until = monotonic() + max(timeout_s, 0)
        asked = abi.DRM_IOCTL_MSM_WAIT_FENCE.new(
            fence=timestamp,
            queueid=context,
            timeout={"tv_sec": int(until), "tv_nsec": int(until % 1 * 1e9)},
        )
        try:
            abi.DRM_IOCTL_MSM_WAIT_FENCE(self._descriptor, asked)
        except SystemCallFailed as error:
            if error.errno == _ETIMEDOUT:
                return False
            raise
        return True

    def faults(self, context: int) -> list[Fault]:
        """What went wrong in a context: the kernel counts it, and tells details to its log only."""
        count = ffi.new("uint32_t *")
        asked = abi.DRM_IOCTL_MSM_SUBMITQUEUE_QUERY.new(
            data=_address_of(count), id=context, param=abi.MSM_SUBMITQUEUE_PARAM_FAULTS, len=4
        )
        with contextlib.suppress(SystemCallFailed):
            abi.DRM_IOCTL_MSM_SUBMITQUEUE_QUERY(self._descriptor, asked)
        if not count[0]:
            return []
        return [
            Fault(context, "its work hung or faulted, and the kernel reset the GPU (dmesg has what it saw)")
        ]

    def close(self) -> None:
        kernel.close(self._descriptor)
