"""What KFD keeps once per process: the open /dev/kfd, the render nodes its memory maps come from, and events.

KFD has one kfd_process for each address space, however often /dev/kfd is opened, and it lives until the
process ends. The first render node given for a card (AMDKFD_IOC_ACQUIRE_VM) and the first event page stay
for that long: a second file or page is refused with EBUSY or EINVAL (kfd_process_device_init_vm in
kfd_process.c, kfd_event_page_set in kfd_events.c). So this is one object, kept for the life of the process.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .. import kernel
from ..errors import BarewireError, SystemCallFailed
from ..owned import Owned
from ..quiet import QuietLock
from . import access
from .abi import (
    AMDKFD_IOC_ACQUIRE_VM,
    AMDKFD_IOC_CREATE_EVENT,
    AMDKFD_IOC_DESTROY_EVENT,
    AMDKFD_IOC_GET_VERSION,
    AMDKFD_IOC_WAIT_EVENTS,
    KFD_HW_EXCEPTION_ECC,
    KFD_HW_EXCEPTION_PER_ENGINE_RESET,
    KFD_IOC_EVENT_HW_EXCEPTION,
    KFD_IOC_EVENT_MEMORY,
    KFD_IOC_EVENT_SIGNAL,
    KFD_IOC_WAIT_RESULT_TIMEOUT,
    KFD_IOCTL_MAJOR_VERSION,
    KFD_MEM_ERR_GPU_HANG,
    KFD_MEM_ERR_POISON_CONSUMED,
    KFD_MEM_ERR_SRAM_ECC,
    ffi,
)
from .kernel_interface import Event, Fault, FaultKind, Memory
from .topology import TOPOLOGY

VERSION_MIN = (1, 6)
"""The interface of Linux 5.15."""

EVENT_SLOT_BYTES = 8

_TIMEOUT_INFINITE_MS = 0xFFFFFFFF

_MEMORY_ERRORS = {
    KFD_MEM_ERR_SRAM_ECC: "uncorrectable error in a memory of the chip (ECC)",
    KFD_MEM_ERR_POISON_CONSUMED: "poisoned data used (uncorrectable ECC error)",
    KFD_MEM_ERR_GPU_HANG: "the card hung",
}


class KfdProcess(Owned):
    """/dev/kfd, open. `version` is the interface's."""

    def __init__(self) -> None:
        """Raises SystemCallFailed or PermissionDenied with the way out, BarewireError for an old kernel."""
        try:
            self.descriptor = kernel.open(access.KFD, os.O_RDWR)
        except SystemCallFailed as error:
            known = kernel.read_text_if_present(f"{TOPOLOGY}/generation_id") is not None
            raise access.open_failure(error, access.KFD, known) from error
        said = AMDKFD_IOC_GET_VERSION(self.descriptor, AMDKFD_IOC_GET_VERSION.new())
        self.version: tuple[int, int] = (said.major_version, said.minor_version)
        if self.version < VERSION_MIN or self.version[0] != KFD_IOCTL_MAJOR_VERSION:
            kernel.close(self.descriptor)
            raise BarewireError(
                f"this kernel's KFD interface is {self.version[0]}.{self.version[1]}; Barewire speaks "
                f"{VERSION_MIN[0]}.{VERSION_MIN[1]} (Linux 5.15) and later 1.x: upgrade the kernel, or set "
                "BAREWIRE_AMD_INTERFACE=drm"
            )
        self.cards_open = 0
        self._render_nodes: dict[int, int] = {}
        self._event_page: Memory | None = None
        self._memory_event = 0
        self._reset_event = 0
        self._faults: list[Fault] = []
        self._kept_off: set[int] = set()
        self._lock = QuietLock()

    def acquire_vm(self, gpu_id: int, render_minor: int) -> int:
        """Make a card's address space this process's; returns the descriptor of its render node.

        The second time it is the same descriptor. Raises SystemCallFailed or PermissionDenied.
        """
        with self._lock:
            if gpu_id in self._render_nodes:
                return self._render_nodes[gpu_id]
            path = access.render_node(render_minor)
            try:
                node = kernel.open(path, os.O_RDWR)
            except SystemCallFailed as error:
                raise access.open_failure(error, path, True) from error
            try:
                AMDKFD_IOC_ACQUIRE_VM(self.descriptor, AMDKFD_IOC_ACQUIRE_VM.new(drm_fd=node, gpu_id=gpu_id))
            except SystemCallFailed:
                kernel.close(node)
                raise
            self._render_nodes[gpu_id] = node
            return node

    def prepare_events(self, allocate: Callable[[], Memory], share: Callable[[Memory], None]) -> None:
        """Have an event page that a card can write: `allocate` makes the first, `share` maps it to one more
        card.

        The system events (memory exceptions, resets) are created with it: a process without them is killed by
        the kernel when its card faults (lookup_events_by_type_and_signal in kfd_events.c).
        """
        with self._lock:
            if self._event_page is not None:
                share(self._event_page)
                return
            page = allocate()
            # They reset themselves: AMDKFD_IOC_RESET_EVENT refuses all but signals (kfd_reset_event).
            self._memory_event = self._create(KFD_IOC_EVENT_MEMORY, page.handle).event_id
            self._reset_event = self._create(KFD_IOC_EVENT_HW_EXCEPTION).event_id
            self._event_page = page

    def _create(self, kind: int, page: int = 0) -> Any:
        return AMDKFD_IOC_CREATE_EVENT(
            self.descriptor,
            AMDKFD_IOC_CREATE_EVENT.new(event_type=kind, event_page_offset=page, auto_reset=1),
        )

    def create_event(self) -> Event:
        """An event that packets signal. Raises SystemCallFailed when all 4096 are in use."""
        if self._event_page is None:
            raise BarewireError("an event was asked for before a card was opened")
        made = self._create(KFD_IOC_EVENT_SIGNAL)
        mailbox = self._event_page.gpu_address + made.event_slot_index * EVENT_SLOT_BYTES
        return Event(made.event_id, mailbox, made.event_trigger_data)

    def destroy_event(self, event: Event) -> None:
        AMDKFD_IOC_DESTROY_EVENT(self.descriptor, AMDKFD_IOC_DESTROY_EVENT.new(event_id=event.event_id))

    def wait(self, event: Event | None, timeout_s: float) -> bool:
        """Sleep until the event is signalled or any card reports a fault; False past the deadline.

        Without an event, look at faults alone.
        """
        waited = ([event.event_id] if event is not None else []) + [self._memory_event, self._reset_event]
        data = ffi.new("struct kfd_event_data[]", len(waited))
        for entry, event_id in zip(data, waited, strict=True):
            entry.event_id = event_id
        argument = AMDKFD_IOC_WAIT_EVENTS.new(
            events_ptr=int(ffi.cast("uintptr_t", data)),
            num_events=len(waited),
            wait_for_all=0,
            timeout=min(max(0, int(timeout_s * 1000)), _TIMEOUT_INFINITE_MS - 1),
        )
        AMDKFD_IOC_WAIT_EVENTS(self.descriptor, argument)
        if argument.wait_result == KFD_IOC_WAIT_RESULT_TIMEOUT:
            return False
        self._note(data[len(waited) - 2].memory_exception_data, data[len(waited) - 1].hw_exception_data)
        return True

    def _note(self, memory: Any, reset: Any) -> None:
        """Keep what the system events say: each wakes one sleeper, which may be another card's."""
        with self._lock:
            if memory.gpu_id:
                self._faults.append(_memory_fault(memory))
                self._kept_off.add(memory.gpu_id)
            if reset.gpu_id:
                self._faults.append(_reset_fault(reset))

    def is_kept_off(self, gpu_id: int) -> bool:
        """Whether this process had a memory exception on a card: KFD then runs none of its queues there, new
        ones included, until the process ends (kfd_dqm_evict_pasid and create_queue_cpsch in
        kfd_device_queue_manager.c).
        """
        if self._event_page is not None:
            self.wait(None, 0.0)
        return gpu_id in self._kept_off

    def fault_count(self) -> int:
        """How many faults were ever reported; those of a card opened now come after."""
        # What came while the card was closed, such as a reset, is still to be fetched.
        self.wait(None, 0.0)
        return len(self._faults)

    def faults(self, gpu_id: int, since: int) -> tuple[Fault, ...]:
        """What was reported on a card since `fault_count` was `since`."""
        self.wait(None, 0.0)
        return tuple(fault for fault in self._faults[since:] if fault.gpu_id == gpu_id)

    def close(self) -> None:
        """Close every descriptor, for a kernel that is no longer there (a simulated one)."""
        for descriptor in (*self._render_nodes.values(), self.descriptor):
            try:
                kernel.close(descriptor)
            except SystemCallFailed:
                continue
        self._render_nodes.clear()


def _memory_fault(data: Any) -> Fault:
    failure = data.failure
    kind = FaultKind.RESET if data.ErrorType == KFD_MEM_ERR_GPU_HANG else FaultKind.MEMORY
    return Fault(
        kind,
        data.gpu_id,
        address=None if kind is FaultKind.RESET else data.va,
        not_present=bool(failure.NotPresent),
        read_only=bool(failure.ReadOnly),
        no_execute=bool(failure.NoExecute),
        imprecise=bool(failure.imprecise),
        detail=_MEMORY_ERRORS.get(data.ErrorType, ""),
    )


def _reset_fault(data: Any) -> Fault:
    what = "one engine" if data.reset_type == KFD_HW_EXCEPTION_PER_ENGINE_RESET else "the whole card"
    why = "an uncorrectable ECC error" if data.reset_cause == KFD_HW_EXCEPTION_ECC else "a hang"
    return Fault(
        FaultKind.RESET, data.gpu_id, memory_lost=bool(data.memory_lost), detail=f"of {what} after {why}"
    )


@dataclass
class _Known:
    """A KfdProcess, with who answers for /dev/kfd and the process that it belongs to."""

    answers: object
    pid: int
    process: KfdProcess


_known: list[_Known] = []
_known_lock = QuietLock()


def kfd_process() -> KfdProcess:
    """This process's one. A child starts anew, and so does a process whose /dev/kfd another kernel answers.

    Raises as KfdProcess does.
    """
    answers, pid = kernel.answerer(access.KFD), os.getpid()
    with _known_lock:
        for known in tuple(_known):
            if known.pid != pid:
                # Inherited: KFD refuses a child its parent's descriptors. The parent's cards are not ours to
                # close.
                _known.remove(known)
            elif known.answers is answers:
                return known.process
            elif known.process.cards_open == 0:
                known.process.close()
                _known.remove(known)
        made = KfdProcess()
        _known.append(_Known(answers, pid, made))
        return made
