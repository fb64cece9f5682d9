"""The requests for DRM's synchronisation objects on a render node.

Written from drm_syncobj.c; each handler answers for drm_syncobj_<name>_ioctl there.
"""

from __future__ import annotations

from errno import EINVAL
from typing import Any

from ....amd import abi
from ...memory.pages import error
from .fences import Fence
from .render_file import RenderFile, answers
from .request import user_pointer

# drm.h
_SYNCOBJ_CREATE_SIGNALED = 1 << 0
_WAIT_FOR_SUBMIT = abi.DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT
_WAIT_AVAILABLE = 1 << 2


@answers(abi.DRM_IOCTL_SYNCOBJ_CREATE)
def _syncobj_create(file: RenderFile, arguments: Any) -> None:
    if arguments.flags & ~_SYNCOBJ_CREATE_SIGNALED:
        raise error(EINVAL)
    arguments.handle = file.sync_objects.create(bool(arguments.flags & _SYNCOBJ_CREATE_SIGNALED))


@answers(abi.DRM_IOCTL_SYNCOBJ_DESTROY)
def _syncobj_destroy(file: RenderFile, arguments: Any) -> None:
    if arguments.pad:
        raise error(EINVAL)
    file.sync_objects.destroy(arguments.handle)


def _numbers(address: int, kind: str, count: int) -> list[int]:
    return list(abi.ffi.unpack(abi.ffi.cast(f"{kind} *", user_pointer(address)), count))


@answers(abi.DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT, with_lock=False)
def _syncobj_timeline_wait(file: RenderFile, arguments: Any) -> None:
    known = abi.DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL | _WAIT_FOR_SUBMIT | _WAIT_AVAILABLE
    if arguments.flags & ~known:
        raise error(EINVAL)
    count = arguments.count_handles
    if not count:
        return
    handles = _numbers(arguments.handles, "uint32_t", count)
    points = _numbers(arguments.points, "uint64_t", count) if arguments.points else [0] * count
    wait_for_all = bool(arguments.flags & abi.DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL)
    for_submit = bool(arguments.flags & _WAIT_FOR_SUBMIT)
    deadline = arguments.timeout_nsec
    arguments.first_signaled = file.sync_objects.wait(handles, points, wait_for_all, for_submit, deadline)


@answers(abi.DRM_IOCTL_SYNCOBJ_QUERY)
def _syncobj_query(file: RenderFile, arguments: Any) -> None:
    count = arguments.count_handles
    if not count:
        raise error(EINVAL)
    handles = _numbers(arguments.handles, "uint32_t", count)
    points = abi.ffi.cast("uint64_t *", user_pointer(arguments.points))
    for index, handle in enumerate(handles):
        points[index] = file.sync_objects.find(handle).value()


@answers(abi.DRM_IOCTL_SYNCOBJ_TIMELINE_SIGNAL)
def _syncobj_timeline_signal(file: RenderFile, arguments: Any) -> None:
    count = arguments.count_handles
    if not count or arguments.flags:
        raise error(EINVAL)
    handles = _numbers(arguments.handles, "uint32_t", count)
    points = _numbers(arguments.points, "uint64_t", count) if arguments.points else [0] * count
    for handle, point in zip(handles, points, strict=True):
        fence = Fence()
        file.sync_objects.find(handle).attach(point, fence)
        fence.signal()
