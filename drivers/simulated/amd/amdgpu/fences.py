"""Fences of submitted work, and DRM's synchronisation objects over them.

Written from drm_syncobj.c and dma-fence-chain.c. A timeline's value is the highest point that is signalled
with all points before it.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from errno import EINVAL, ENOENT, ETIME

from ...memory.pages import error

changed = threading.Condition()
"""Notified whenever a fence is signalled or attached anywhere."""

INFINITE_NS = 2**63 - 1


class Fence:
    """The end of some work. `code` is an errno if it went wrong."""

    def __init__(self) -> None:
        self.signaled = False
        self.code = 0

    def signal(self, code: int = 0) -> None:
        """The work is over."""
        with changed:
            self.signaled, self.code = True, code
            changed.notify_all()


@dataclass(eq=False)
class SyncObject:
    """What a handle of DRM_IOCTL_SYNCOBJ_CREATE stands for: one fence, or fences at rising points."""

    points: list[tuple[int, Fence]] = field(default_factory=list)

    def attach(self, point: int, fence: Fence) -> None:
        """Add a fence at a point; at point 0, put it in the place of all there are."""
        with changed:
            if point == 0:
                self.points = []
            self.points.append((point, fence))
            changed.notify_all()

    def value(self) -> int:
        """The timeline's value (drm_syncobj_query_ioctl)."""
        value = 0
        for point, fence in self.points:
            if not fence.signaled:
                break
            value = point
        # What is reached need not be kept, but for the last.
        self.points = [entry for entry in self.points if entry[0] >= value]
        return value

    def fence(self, point: int) -> Fence | None:
        """The fence that ends `point`: the first at or after it (dma_fence_chain_find_seqno)."""
        if point == 0:
            return self.points[-1][1] if self.points else None
        return next((fence for at, fence in self.points if at >= point), None)

    def is_submitted(self, point: int) -> bool:
        """Whether there is a fence to wait for."""
        return self.fence(point) is not None

    def is_reached(self, point: int) -> bool:
        """Whether everything up to the point is signalled."""
        if point == 0:
            return bool(self.points) and self.points[-1][1].signaled
        return self.is_submitted(point) and self.value() >= point


class SyncObjects:
    """The synchronisation objects of one open file, by handle."""

    def __init__(self) -> None:
        self._objects: dict[int, SyncObject] = {}

    def create(self, signaled: bool) -> int:
        """Make one; returns its handle."""
        made = SyncObject()
        if signaled:
            fence = Fence()
            fence.signal()
            made.attach(0, fence)
        handle = next(i for i in range(1, 2**31) if i not in self._objects)
        self._objects[handle] = made
        return handle

    def destroy(self, handle: int) -> None:
        """Forget a handle. Raises OSError(EINVAL)."""
        if self._objects.pop(handle, None) is None:
            raise error(EINVAL)

    def find(self, handle: int) -> SyncObject:
        """The object of a handle. Raises OSError(ENOENT)."""
        found = self._objects.get(handle)
        if found is None:
            raise error(ENOENT)
        return found

    def wait(
        self, handles: list[int], points: list[int], wait_for_all: bool, for_submit: bool, deadline_ns: int
    ) -> int:
        """Wait for points (drm_syncobj_array_wait_timeout); returns the index of the first that is reached.

        `deadline_ns` is on CLOCK_MONOTONIC. Raises OSError: ETIME past it, EINVAL where nothing was submitted
        for a point and `for_submit` is not set.
        """
        waited = [(self.find(handle), point) for handle, point in zip(handles, points, strict=True)]
        with changed:
            if not for_submit and not all(one.is_submitted(point) for one, point in waited):
                raise error(EINVAL)
            while True:
                reached = [one.is_reached(point) for one, point in waited]
                if all(reached) if wait_for_all else any(reached):
                    return reached.index(True)
                if not wait_until(deadline_ns):
                    raise error(ETIME)


def wait_until(deadline_ns: int) -> bool:
    """Sleep until something changes; False when the deadline (CLOCK_MONOTONIC) has passed.

    The caller holds `changed`.
    """
    if deadline_ns >= INFINITE_NS:
        changed.wait()
        return True
    left = deadline_ns - time.monotonic_ns()
    if left <= 0:
        return False
    changed.wait(min(left / 1e9, threading.TIMEOUT_MAX))
    return True
