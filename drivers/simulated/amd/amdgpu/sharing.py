"""Memory that went out as a dma-buf: which BO a file descriptor stands for.

A dma-buf descriptor is one of the kernel's own (a memfd), so that it can be duplicated and closed by any
means. Its inode tells what it is; a BO is held until the descriptor that was handed out is closed.
"""

from __future__ import annotations

import os
from errno import EBADF, EINVAL

from ....quiet import QuietLock
from ...memory.pages import BufferObject, error

_exported: dict[int, tuple[int, BufferObject]] = {}
_lock = QuietLock()


def export(buffer: BufferObject, flags: int) -> int:
    """A descriptor for a BO; `flags` may be O_CLOEXEC and O_RDWR (dma_buf_fd)."""
    sweep()
    descriptor = os.memfd_create("dmabuf", os.MFD_CLOEXEC if flags & os.O_CLOEXEC else 0)
    with _lock:
        _exported[os.fstat(descriptor).st_ino] = (descriptor, buffer.hold())
    return descriptor


def find(descriptor: int) -> BufferObject:
    """The BO behind a descriptor (dma_buf_get). Raises OSError: EBADF for none, EINVAL for another's."""
    sweep()
    try:
        inode = os.fstat(descriptor).st_ino
    except OSError as failure:
        raise error(EBADF) from failure
    with _lock:
        if inode not in _exported:
            raise error(EINVAL)
        return _exported[inode][1]


def sweep() -> None:
    """Let go of BOs whose descriptor was closed."""
    with _lock:
        closed = [inode for inode, (descriptor, _) in _exported.items() if not _is_open(descriptor, inode)]
        gone = [_exported.pop(inode)[1] for inode in closed]
    for buffer in gone:
        buffer.release()


def _is_open(descriptor: int, inode: int) -> bool:
    try:
        return os.fstat(descriptor).st_ino == inode
    except OSError:
        return False
