"""The requests of a render node, /dev/dri/renderD*, for memory, page tables and sharing.

Written from amdgpu_gem.c, amdgpu_vm.c, drm_gem.c and drm_prime.c; each handler names the function there that
it answers for. Contexts and command submission are in `submission.py`, synchronisation objects in
`syncobj.py`, queries in `drm_info.py`.
"""

from __future__ import annotations

import os
from errno import EACCES, EBADF, EINVAL, ENOENT, ENOMEM, ENOTTY, EPERM
from typing import Any

from .... import kernel
from ....amd import abi
from ...memory.pages import PAGE, BufferObject, check_user_pages, create, error, page_align, userptr
from ...memory.vm import AddressTaken
from . import drm_info, sharing
from .computer import SimulatedCard
from .render_file import HANDLERS, Handle, RenderFile, answers
from .request import answer, user_pointer

# amdgpu_drm.h
_GEM_DOMAIN_MASK = 0x7F  # AMDGPU_GEM_DOMAIN_MASK, with GDS, GWS, OA and DOORBELL
# What amdgpu_gem_create_ioctl lets through (named AMDGPU_GEM_CREATE_SETTABLE_MASK since Linux 6.18).
_GEM_CREATE_DISCARDABLE = 1 << 12
_GEM_CREATE_SETTABLE = (
    abi.AMDGPU_GEM_CREATE_CPU_ACCESS_REQUIRED
    | abi.AMDGPU_GEM_CREATE_NO_CPU_ACCESS
    | abi.AMDGPU_GEM_CREATE_CPU_GTT_USWC
    | abi.AMDGPU_GEM_CREATE_VRAM_CLEARED
    | abi.AMDGPU_GEM_CREATE_VM_ALWAYS_VALID
    | abi.AMDGPU_GEM_CREATE_EXPLICIT_SYNC
    | _GEM_CREATE_DISCARDABLE
)
_USERPTR_READONLY = 1 << 0
_USERPTR_FLAGS = (
    _USERPTR_READONLY
    | abi.AMDGPU_GEM_USERPTR_ANONONLY
    | abi.AMDGPU_GEM_USERPTR_VALIDATE
    | abi.AMDGPU_GEM_USERPTR_REGISTER
)
_VM_DELAY_UPDATE, _VM_PAGE_PRT, _VM_PAGE_NOALLOC = 1 << 0, 1 << 4, 1 << 9
_VM_MTYPE_MASK = 0xF << 5
_VM_FLAGS = (
    _VM_DELAY_UPDATE
    | abi.AMDGPU_VM_PAGE_READABLE
    | abi.AMDGPU_VM_PAGE_WRITEABLE
    | abi.AMDGPU_VM_PAGE_EXECUTABLE
    | _VM_MTYPE_MASK
    | _VM_PAGE_NOALLOC
)
_VA_OP_CLEAR, _VA_OP_REPLACE = 3, 4
_GMC_HOLE_MASK = (1 << 48) - 1  # AMDGPU_GMC_HOLE_MASK

_DRIVER_NAME, _DRIVER_DATE, _DRIVER_TEXT = b"amdgpu", b"20150101", b"AMD GPU"
_CAPABILITIES = {0x1: 0, 0x5: 3, 0x6: 1, abi.DRM_CAP_SYNCOBJ: 1, abi.DRM_CAP_SYNCOBJ_TIMELINE: 1}
"""DRM_CAP_*: no dumb buffers on a render node's account, PRIME import and export, monotonic timestamps."""


class RenderNode(RenderFile):
    """An open render node that answers requests."""

    def ioctl(self, request: int, argument: int) -> int:
        """Answer a request (drm_ioctl)."""
        if self.pid != os.getpid():
            # A child of the simulated machine's process has no threads of its to do the work.
            raise error(EBADF)
        if request >> 8 & 0xFF != ord("d"):
            raise error(ENOTTY)
        number = abi.number_of(request)
        if number not in HANDLERS:
            # Contexts and submission come with the first request for them.
            from . import submission, syncobj  # noqa: F401
        if number not in HANDLERS:
            raise error(EINVAL)
        structure, function = HANDLERS[number]
        answer(request, argument, structure, lambda arguments: function(self, arguments))
        return 0


def _fill_text(address: int, room: int, text: bytes) -> int:
    # drm_copy_field: as much as there is room for, and the whole length said.
    if room and address:
        part = text[:room]
        kernel.buffer(user_pointer(address), len(part))[:] = part
    return len(text)


@answers(abi.DRM_IOCTL_VERSION)
def _version(file: RenderFile, arguments: Any) -> None:
    major, minor, patch = file.card.machine.drm_version
    arguments.version_major, arguments.version_minor, arguments.version_patchlevel = major, minor, patch
    for name, text in (("name", _DRIVER_NAME), ("date", _DRIVER_DATE), ("desc", _DRIVER_TEXT)):
        address = int(abi.ffi.cast("uintptr_t", getattr(arguments, name)))
        length = _fill_text(address, getattr(arguments, f"{name}_len"), text)
        setattr(arguments, f"{name}_len", length)


@answers(abi.DRM_IOCTL_GET_CAP)
def _get_cap(file: RenderFile, arguments: Any) -> None:
    if arguments.capability not in _CAPABILITIES:
        raise error(EINVAL)
    arguments.value = _CAPABILITIES[arguments.capability]


@answers(abi.DRM_IOCTL_GEM_CLOSE)
def _gem_close(file: RenderFile, arguments: Any) -> None:
    file.close_handle(arguments.handle)


@answers(abi.DRM_IOCTL_PRIME_HANDLE_TO_FD)
def _prime_handle_to_fd(file: RenderFile, arguments: Any) -> None:
    if arguments.flags & ~(os.O_CLOEXEC | os.O_RDWR):
        raise error(EINVAL)
    handle = file.find(arguments.handle)
    if handle.buffer.kind == "userptr" or not handle.shareable:
        # amdgpu_gem_prime_export
        raise error(EPERM)
    arguments.fd = sharing.export(handle.buffer, arguments.flags)


@answers(abi.DRM_IOCTL_PRIME_FD_TO_HANDLE)
def _prime_fd_to_handle(file: RenderFile, arguments: Any) -> None:
    buffer = sharing.find(arguments.fd)
    known = next((number for number, handle in file.handles.items() if handle.buffer is buffer), None)
    arguments.handle = file.add(buffer.hold()) if known is None else known


@answers(abi.DRM_IOCTL_AMDGPU_INFO)
def _info(file: RenderFile, arguments: Any) -> None:
    drm_info.info(file, arguments)


@answers(abi.DRM_IOCTL_AMDGPU_GEM_CREATE)
def _gem_create(file: RenderFile, arguments: Any) -> None:
    # amdgpu_gem_create_ioctl, amdgpu_bo_create
    asked = getattr(arguments, "in")
    flags, domains, size = asked.domain_flags, asked.domains, asked.bo_size
    if flags & ~_GEM_CREATE_SETTABLE or domains & ~_GEM_DOMAIN_MASK:
        raise error(EINVAL)
    if not size or not domains:
        raise error(EINVAL if not size else ENOMEM)
    buffer = _place(file.card, page_align(size), domains)
    buffer.cpu_access = not flags & abi.AMDGPU_GEM_CREATE_NO_CPU_ACCESS
    number = file.add(buffer, shareable=not flags & abi.AMDGPU_GEM_CREATE_VM_ALWAYS_VALID)
    arguments.out.handle, arguments.out._pad = number, 0


def _place(card: SimulatedCard, size_bytes: int, domains: int) -> BufferObject:
    # A BO that VRAM has no room for is made in GTT, asked for or not (amdgpu_gem_create_ioctl, retry).
    if domains & abi.AMDGPU_GEM_DOMAIN_VRAM:
        try:
            return card.allocate_vram(size_bytes)
        except OSError:
            if size_bytes > card.vram.limit_bytes:
                # amdgpu_bo_validate_size
                raise
    return create(card.machine.gtt, "gtt", size_bytes)


@answers(abi.DRM_IOCTL_AMDGPU_GEM_USERPTR)
def _gem_userptr(file: RenderFile, arguments: Any) -> None:
    if (arguments.addr | arguments.size) % PAGE or not arguments.size:
        raise error(EINVAL)
    if arguments.flags & ~_USERPTR_FLAGS:
        raise error(EINVAL)
    if not arguments.flags & (_USERPTR_READONLY | abi.AMDGPU_GEM_USERPTR_REGISTER):
        # "if we want to write to it we must install a MMU notifier"
        raise error(EACCES)
    user_pointer(arguments.addr)
    if arguments.flags & abi.AMDGPU_GEM_USERPTR_VALIDATE:
        check_user_pages(arguments.addr, arguments.size)
    arguments.handle = file.add(userptr(arguments.addr, arguments.size))


@answers(abi.DRM_IOCTL_AMDGPU_GEM_MMAP)
def _gem_mmap(file: RenderFile, arguments: Any) -> None:
    # amdgpu_mode_dumb_mmap
    buffer = file.find(getattr(arguments, "in").handle).buffer
    if not buffer.cpu_access or buffer.pool is None:
        raise error(EPERM)
    arguments.out.addr_ptr = file.card.mmap_offset(buffer)


@answers(abi.DRM_IOCTL_AMDGPU_GEM_VA)
def _gem_va(file: RenderFile, arguments: Any) -> None:
    address, size, flags = arguments.va_address, arguments.map_size, arguments.flags
    operation = arguments.operation
    if address < drm_info.VA_RESERVED_BOTTOM:
        raise error(EINVAL)
    if drm_info.HOLE_START <= address < drm_info.HOLE_END:
        raise error(EINVAL)
    address &= _GMC_HOLE_MASK
    if address + size > drm_info.VM_BYTES - drm_info.VA_RESERVED_TOP:
        raise error(EINVAL)
    if flags & ~_VM_FLAGS and flags & ~(_VM_DELAY_UPDATE | _VM_PAGE_PRT):
        raise error(EINVAL)
    if operation not in (abi.AMDGPU_VA_OP_MAP, abi.AMDGPU_VA_OP_UNMAP, _VA_OP_CLEAR, _VA_OP_REPLACE):
        raise error(EINVAL)
    if operation == _VA_OP_CLEAR:
        _clear(file, address, size)
        return
    handle = file.find(arguments.handle)
    if operation == abi.AMDGPU_VA_OP_UNMAP:
        # amdgpu_vm_bo_unmap: by the exact start
        if address not in handle.mappings:
            raise error(ENOENT)
        file.address_space.unmap(address, handle.mappings.pop(address))
        return
    _verify(handle, address, arguments.offset_in_bo, size)
    if operation == _VA_OP_REPLACE:
        _clear(file, address, size)
    _map(file, handle, address, arguments.offset_in_bo, size, flags)


def _verify(handle: Handle, address: int, offset: int, size: int) -> None:
    # amdgpu_vm_verify_parameters
    if (address | offset | size) % PAGE or not size or offset + size > handle.buffer.size_bytes:
        raise error(EINVAL)


def _map(file: RenderFile, handle: Handle, address: int, offset: int, size: int, flags: int) -> None:
    file.card.troubles.mapping.strike()
    buffer = handle.buffer
    try:
        file.address_space.map(
            address,
            size,
            buffer.host_address + offset,
            writable=bool(flags & abi.AMDGPU_VM_PAGE_WRITEABLE),
            executable=bool(flags & abi.AMDGPU_VM_PAGE_EXECUTABLE),
            kind=buffer.kind,
            # gmc_v10_0_get_vm_pte and its successors: as the mapping says.
            uncached=flags & _VM_MTYPE_MASK == abi.AMDGPU_VM_MTYPE_UC,
        )
    except AddressTaken as taken:
        # amdgpu_vm_bo_map: "bo ... conflict with ..."
        raise error(EINVAL) from taken
    handle.mappings[address] = size


def _clear(file: RenderFile, address: int, size: int) -> None:
    # amdgpu_vm_bo_clear_mappings: what reaches out of the range keeps its ends.
    if (address | size) % PAGE:
        raise error(EINVAL)
    end = address + size
    for handle in file.handles.values():
        for start, length in tuple(handle.mappings.items()):
            if start >= end or start + length <= address:
                continue
            del handle.mappings[start]
            if start < address:
                handle.mappings[start] = address - start
            if start + length > end:
                handle.mappings[end] = start + length - end
    file.address_space.unmap(address, size)
