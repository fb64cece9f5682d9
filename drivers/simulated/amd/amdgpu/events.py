"""KFD's events of one process: what can be slept on, the page of signal slots, and the exceptions they carry.

Written from amdkfd/kfd_events.c; each function names the one there that it answers for.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from errno import EBUSY, EINVAL, EIO, ENOSPC
from typing import Any

from .... import kernel
from ....amd import abi
from ...memory.pages import BufferObject, MemoryPool, create, error

KFD_EVENT_TYPE_SIGNAL = abi.KFD_IOC_EVENT_SIGNAL
KFD_EVENT_TYPE_HW_EXCEPTION = abi.KFD_IOC_EVENT_HW_EXCEPTION
KFD_EVENT_TYPE_DEBUG = 5
KFD_EVENT_TYPE_MEMORY = abi.KFD_IOC_EVENT_MEMORY
# kfd_ioctl.h and kfd_priv.h.
KFD_SIGNAL_EVENT_LIMIT = abi.KFD_SIGNAL_EVENT_LIMIT
KFD_EVENT_TIMEOUT_INFINITE = 0xFFFFFFFF
KFD_FIRST_NONSIGNAL_EVENT_ID = KFD_SIGNAL_EVENT_LIMIT
UNSIGNALED_EVENT_SLOT = 2**64 - 1
_SLOT_BYTES = 8
# "Oldest user mode expects 256 event slots" (allocate_event_notification_slot).
_SLOTS_OF_OLDEST_USER_MODE = 256

_GPU_SIGNALED = (KFD_EVENT_TYPE_SIGNAL, KFD_EVENT_TYPE_DEBUG)


@dataclass(eq=False)
class Event:
    """One event. `data` is the exception it carries, a structure of the kernel's."""

    event_id: int
    type: int
    auto_reset: bool
    signaled: bool = False
    age: int = 1
    data: Any = None
    destroyed: bool = False
    waiters: int = 0


@dataclass(eq=False)
class _Waiter:
    event: Event
    activated: bool
    age_enabled: bool
    age: int
    seen: int


class EventTable:
    """The events of one process. `pool` is where the signal page comes from if the driver brings none."""

    def __init__(self, pool: MemoryPool) -> None:
        self._pool = pool
        self._changed = threading.Condition()
        # "Allocate event ID 0. It is used for a fast path to ignore bogus events" (kfd_event_init_process).
        self._events: dict[int, Event | None] = {0: None}
        self._signal_event_count = 1
        self._page: BufferObject | None = None
        self._mapped_slots = 0
        self.page_handle = 0
        """The handle of the driver's own signal page, which it may not free; 0 where it brought none."""

    @property
    def page(self) -> BufferObject | None:
        """The signal page, once there is one."""
        return self._page

    def set_page(self, page: BufferObject, handle: int) -> None:
        """Use memory of the driver's as the signal page (kfd_event_page_set). Raises OSError."""
        if self._page is not None:
            raise error(EBUSY)
        if page.size_bytes < KFD_SIGNAL_EVENT_LIMIT * _SLOT_BYTES:
            # The kernel clears all 4096 slots without looking at the size; here that would hit a neighbour.
            raise error(EINVAL)
        self._use_page(page.hold(), page.size_bytes // _SLOT_BYTES, handle)

    def map_page(self, size_bytes: int, protection: int, flags: int, address: int) -> int:
        """Map the signal page for the driver (kfd_event_mmap). Raises OSError."""
        if size_bytes > KFD_SIGNAL_EVENT_LIMIT * _SLOT_BYTES or self._page is None or self._page.pool is None:
            raise error(EINVAL)
        mapped = self._page.pool.map(size_bytes, protection, flags, self._page.offset, address)
        self._mapped_slots = size_bytes // _SLOT_BYTES
        return mapped

    def create(self, event_type: int, auto_reset: bool) -> Event:
        """Make an event (kfd_event_create). Raises OSError(ENOSPC) when there are too many."""
        with self._changed:
            if event_type in _GPU_SIGNALED:
                event_id = self._take_slot()
            else:
                event_id = next(
                    i for i in range(KFD_FIRST_NONSIGNAL_EVENT_ID, 2**31) if i not in self._events
                )
            event = Event(event_id, event_type, auto_reset)
            self._events[event_id] = event
            return event

    def destroy(self, event_id: int) -> None:
        """Destroy an event; who waits for it fails (kfd_event_destroy). Raises OSError(EINVAL)."""
        with self._changed:
            event = self._known(event_id)
            event.destroyed = True
            if event.type in _GPU_SIGNALED:
                self._signal_event_count -= 1
            del self._events[event_id]
            self._changed.notify_all()

    def set(self, event_id: int) -> None:
        """Signal an event from the host (kfd_set_event). Raises OSError(EINVAL)."""
        with self._changed:
            event = self._known(event_id)
            if event.type != KFD_EVENT_TYPE_SIGNAL:
                raise error(EINVAL)
            self._signal(event)

    def reset(self, event_id: int) -> None:
        """Take a signal back (kfd_reset_event). Raises OSError(EINVAL)."""
        with self._changed:
            event = self._known(event_id)
            if event.type != KFD_EVENT_TYPE_SIGNAL:
                raise error(EINVAL)
            event.signaled = False

    def interrupt(self, partial_id: int) -> None:
        """An interrupt arrived with an event's number in it (kfd_signal_event_interrupt).

        The event is signalled if its slot was written; for a number that is none, all whose slots were.
        """
        with self._changed:
            if self._page is None:
                return
            event = self._events.get(partial_id)
            if partial_id < KFD_SIGNAL_EVENT_LIMIT and event is not None and self._slot_written(partial_id):
                self._signal_by_interrupt(event)
                return
            for event_id, other in tuple(self._events.items()):
                if event_id < KFD_SIGNAL_EVENT_LIMIT and other is not None and self._slot_written(event_id):
                    self._signal_by_interrupt(other)

    def exception(self, event_type: int, data: Any) -> bool:
        """Signal all events of an exception's type, with its data; False when there are none.

        kfd_signal_vm_fault_event, kfd_signal_reset_event.
        """
        with self._changed:
            found = [
                event for event in self._events.values() if event is not None and event.type == event_type
            ]
            for event in found:
                event.data = data
                self._signal(event)
            return bool(found)

    def wait(self, address: int, count: int, wait_for_all: bool, timeout_ms: int) -> int:
        """Sleep on `count` kfd_event_data at an address (kfd_wait_on_events); returns KFD_IOC_WAIT_RESULT_*.

        Raises OSError: EINVAL for an event that is not there, EIO for one that was destroyed meanwhile.
        """
        entries = abi.ffi.cast("struct kfd_event_data *", address)
        deadline = None if timeout_ms == KFD_EVENT_TIMEOUT_INFINITE else time.monotonic() + timeout_ms / 1000
        with self._changed:
            waiters: list[_Waiter] = []
            try:
                for index in range(count):
                    waiters.append(self._waiter(entries[index]))
                result = _condition(wait_for_all, waiters)
                while result == abi.KFD_IOC_WAIT_RESULT_TIMEOUT:
                    left = None if deadline is None else deadline - time.monotonic()
                    if left is not None and left <= 0:
                        break
                    self._changed.wait(left)
                    result = _condition(wait_for_all, waiters)
                if result == abi.KFD_IOC_WAIT_RESULT_FAIL:
                    raise error(EIO)
                if result == abi.KFD_IOC_WAIT_RESULT_COMPLETE:
                    for index, waiter in enumerate(waiters):
                        _copy_data(waiter, entries[index])
                return result
            finally:
                for waiter in waiters:
                    waiter.event.waiters -= 1

    def close(self) -> None:
        """Destroy everything (kfd_event_free_process)."""
        with self._changed:
            for event in self._events.values():
                if event is not None:
                    event.destroyed = True
            self._events = {0: None}
            if self._page is not None:
                self._page.release()
                self._page = None
            self._changed.notify_all()

    def _known(self, event_id: int) -> Event:
        event = self._events.get(event_id)
        if event is None:
            raise error(EINVAL)
        return event

    def _use_page(self, page: BufferObject, slots: int, handle: int) -> None:
        kernel.buffer(page.host_address, KFD_SIGNAL_EVENT_LIMIT * _SLOT_BYTES)[:] = (
            b"\xff" * KFD_SIGNAL_EVENT_LIMIT * _SLOT_BYTES
        )
        self._page, self._mapped_slots, self.page_handle = page, slots, handle

    def _take_slot(self) -> int:
        # create_signal_event and allocate_event_notification_slot.
        if self._mapped_slots and self._signal_event_count == self._mapped_slots:
            raise error(ENOSPC)
        if self._page is None:
            page = create(self._pool, "gtt", KFD_SIGNAL_EVENT_LIMIT * _SLOT_BYTES)
            self._use_page(page, _SLOTS_OF_OLDEST_USER_MODE, 0)
        event_id = next((i for i in range(self._mapped_slots) if i not in self._events), None)
        if event_id is None:
            raise error(ENOSPC)
        self._signal_event_count += 1
        self._slot(event_id)[0] = UNSIGNALED_EVENT_SLOT
        return event_id

    def _slot(self, event_id: int) -> Any:
        if self._page is None:
            raise error(EINVAL)
        return kernel.word(self._page.host_address + event_id * _SLOT_BYTES)

    def _slot_written(self, event_id: int) -> bool:
        return bool(self._slot(event_id)[0] != UNSIGNALED_EVENT_SLOT)

    def _signal_by_interrupt(self, event: Event) -> None:
        # set_event_from_interrupt: acknowledge_signal, set_event.
        if event.type in _GPU_SIGNALED:
            self._slot(event.event_id)[0] = UNSIGNALED_EVENT_SLOT
            self._signal(event)

    def _signal(self, event: Event) -> None:
        # set_event: an auto-reset event stays signalled only if nobody was there to be woken.
        event.signaled = not event.auto_reset or event.waiters == 0
        event.age += 1
        self._changed.notify_all()

    def _waiter(self, entry: Any) -> _Waiter:
        # init_event_waiter
        event = self._known(entry.event_id)
        waiter = _Waiter(event, event.signaled, False, 0, event.age)
        event.signaled = event.signaled and not event.auto_reset
        wanted_age = abi.ffi.cast("uint64_t *", abi.ffi.addressof(entry))[0]
        if event.type == KFD_EVENT_TYPE_SIGNAL and wanted_age:
            waiter.age_enabled = True
            waiter.activated = waiter.activated or event.age != wanted_age
        event.waiters += 1
        return waiter


def _condition(wait_for_all: bool, waiters: list[_Waiter]) -> int:
    # test_event_condition. An event that was set since the wait began has aged.
    for waiter in waiters:
        if waiter.event.destroyed:
            return abi.KFD_IOC_WAIT_RESULT_FAIL
        waiter.activated = waiter.activated or waiter.event.age != waiter.seen
    reached = all if wait_for_all else any
    if reached(waiter.activated for waiter in waiters):
        return abi.KFD_IOC_WAIT_RESULT_COMPLETE
    return abi.KFD_IOC_WAIT_RESULT_TIMEOUT


def _copy_data(waiter: _Waiter, entry: Any) -> None:
    # copy_signaled_event_data
    event = waiter.event
    if not waiter.activated:
        return
    if event.type == KFD_EVENT_TYPE_MEMORY and event.data is not None:
        entry.memory_exception_data = event.data
    elif event.type == KFD_EVENT_TYPE_HW_EXCEPTION and event.data is not None:
        entry.hw_exception_data = event.data
    elif event.type == KFD_EVENT_TYPE_SIGNAL and waiter.age_enabled:
        abi.ffi.cast("uint64_t *", abi.ffi.addressof(entry))[0] = event.age
