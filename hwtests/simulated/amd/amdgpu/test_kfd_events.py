"""Events and exceptions of KFD of a simulated card, by the names of the kernel's functions."""

from __future__ import annotations

import os
import threading
import time
from errno import EINVAL, EIO, EPERM
from typing import Any

from barewire.drivers import kernel
from barewire.drivers.amd import abi
from barewire.drivers.simulated.memory.vm import MemoryViolation

from .raw_kfd import PAGE, VRAM, RawKfd, refused

# kfd_events.c


def test_kfd_event_create_counts_from_one_and_tells_its_slot(kfd: RawKfd) -> None:
    events = [kfd.create_event() for _ in range(3)]
    assert [event.event_id for event in events] == [1, 2, 3]
    assert [event.event_slot_index for event in events] == [1, 2, 3]
    assert [event.event_trigger_data for event in events] == [1, 2, 3]
    assert events[0].event_page_offset == 2 << 62
    assert kfd.create_event(abi.KFD_IOC_EVENT_MEMORY).event_id == abi.KFD_SIGNAL_EVENT_LIMIT


def test_the_signal_page_can_be_memory_of_the_driver_once(kfd: RawKfd) -> None:
    address, handle = kfd.memory(8 * PAGE)
    kfd.create_event(event_page_offset=handle)
    assert bytes(kernel.buffer(address, 16)) == b"\xff" * 16
    with refused(EINVAL):
        kfd.create_event(event_page_offset=handle)
    kfd.unmap(handle)
    with refused(EPERM):
        kfd.free(handle)


def test_an_interrupt_signals_the_event_whose_slot_was_written(kfd: RawKfd) -> None:
    _, handle = kfd.memory(8 * PAGE)
    address = kfd.space.mappings[0].gpu_address
    first = kfd.create_event(event_page_offset=handle, auto_reset=1)
    second = kfd.create_event(auto_reset=1)
    device = kfd.process.devices[kfd.gpu_id]
    slot = kernel.word(address + 8 * second.event_slot_index)
    device.interrupt(None, second.event_id)  # the slot was not written: nothing happened yet
    assert kfd.wait(first.event_id, second.event_id)[0] == abi.KFD_IOC_WAIT_RESULT_TIMEOUT
    slot[0] = second.event_trigger_data
    device.interrupt(None, second.event_id)
    assert slot[0] == 2**64 - 1
    assert kfd.wait(first.event_id)[0] == abi.KFD_IOC_WAIT_RESULT_TIMEOUT
    assert kfd.wait(second.event_id)[0] == abi.KFD_IOC_WAIT_RESULT_COMPLETE
    assert kfd.wait(second.event_id)[0] == abi.KFD_IOC_WAIT_RESULT_TIMEOUT


def test_a_lost_interrupt_does_not_arrive(kfd: RawKfd) -> None:
    address, handle = kfd.memory(8 * PAGE)
    event = kfd.create_event(event_page_offset=handle)
    kernel.word(address + 8 * event.event_slot_index)[0] = 1
    kfd.card.troubles.lost_interrupts = 1
    device = kfd.process.devices[kfd.gpu_id]
    device.interrupt(None, event.event_id)
    assert kfd.wait(event.event_id)[0] == abi.KFD_IOC_WAIT_RESULT_TIMEOUT
    device.interrupt(None, event.event_id)
    assert kfd.wait(event.event_id)[0] == abi.KFD_IOC_WAIT_RESULT_COMPLETE


def test_kfd_wait_on_events_wakes_who_sleeps(kfd: RawKfd) -> None:
    event = kfd.create_event()
    woken: list[int] = []
    sleeper = threading.Thread(target=lambda: woken.append(kfd.wait(event.event_id, timeout_ms=20_000)[0]))
    started = time.monotonic()
    sleeper.start()
    kfd(abi.AMDKFD_IOC_SET_EVENT, event_id=event.event_id)
    sleeper.join()
    assert woken == [abi.KFD_IOC_WAIT_RESULT_COMPLETE]
    assert time.monotonic() - started < 10


def test_kfd_wait_on_events_waits_for_all_or_any(kfd: RawKfd) -> None:
    first, second = kfd.create_event(), kfd.create_event()
    kfd(abi.AMDKFD_IOC_SET_EVENT, event_id=first.event_id)
    both = (first.event_id, second.event_id)
    assert kfd.wait(*both)[0] == abi.KFD_IOC_WAIT_RESULT_COMPLETE
    assert kfd.wait(*both, all_of=True)[0] == abi.KFD_IOC_WAIT_RESULT_TIMEOUT
    kfd(abi.AMDKFD_IOC_RESET_EVENT, event_id=first.event_id)
    assert kfd.wait(*both)[0] == abi.KFD_IOC_WAIT_RESULT_TIMEOUT


def test_kfd_wait_on_events_refuses_an_event_that_is_not_there(kfd: RawKfd) -> None:
    with refused(EINVAL):
        kfd.wait(77)


def test_destroying_an_event_ends_the_wait_for_it(kfd: RawKfd) -> None:
    event = kfd.create_event()
    ended: list[Any] = []

    def sleep() -> None:
        try:
            kfd.wait(event.event_id, timeout_ms=20_000)
        except OSError as error:
            ended.append(error.errno)

    sleeper = threading.Thread(target=sleep)
    sleeper.start()
    while not kfd.process.events._events[event.event_id].waiters:
        time.sleep(0)
    kfd(abi.AMDKFD_IOC_DESTROY_EVENT, event_id=event.event_id)
    sleeper.join()
    assert ended == [EIO]


def test_exceptions_cannot_be_set_or_reset_by_the_host(kfd: RawKfd) -> None:
    event = kfd.create_event(abi.KFD_IOC_EVENT_MEMORY)
    for request in (abi.AMDKFD_IOC_SET_EVENT, abi.AMDKFD_IOC_RESET_EVENT):
        with refused(EINVAL):
            kfd(request, event_id=event.event_id)


def test_kfd_signal_vm_fault_event_tells_the_page_and_the_reason(kfd: RawKfd) -> None:
    event = kfd.create_event(abi.KFD_IOC_EVENT_MEMORY)
    device = kfd.process.devices[kfd.gpu_id]
    device.memory_violation(MemoryViolation(0x7000_1234, 4, "write", "read only"))
    result, data = kfd.wait(event.event_id)
    said = data[0].memory_exception_data
    assert result == abi.KFD_IOC_WAIT_RESULT_COMPLETE
    assert (said.va, said.gpu_id) == (0x7000_1000, kfd.gpu_id)
    assert (said.failure.NotPresent, said.failure.ReadOnly, said.failure.NoExecute) == (0, 1, 0)


def test_kfd_dqm_evict_pasid_keeps_a_process_that_faulted_off_the_card_for_good(
    pair: tuple[RawKfd, RawKfd],
) -> None:
    first, second = pair
    before = first(abi.AMDKFD_IOC_CREATE_QUEUE, **first.queue_arguments())
    elsewhere = second(abi.AMDKFD_IOC_CREATE_QUEUE, **second.queue_arguments())
    first.process.devices[first.gpu_id].memory_violation(MemoryViolation(PAGE, 4, "read", "not mapped"))
    after = first(abi.AMDKFD_IOC_CREATE_QUEUE, **first.queue_arguments())
    running = [first.process.queues[made.queue_id].queue.running for made in (before, after, elsewhere)]
    assert running == [False, False, True]


def test_kfd_signal_reset_event_tells_that_memory_is_lost_and_stops_the_queues(kfd: RawKfd) -> None:
    event = kfd.create_event(abi.KFD_IOC_EVENT_HW_EXCEPTION)
    queue = kfd(abi.AMDKFD_IOC_CREATE_QUEUE, **kfd.queue_arguments())
    address, _ = kfd.memory(PAGE, VRAM)
    kfd.space.write(address, b"precious")
    kfd.card.reset()
    assert kfd.space.read(address, 8) == bytes(8)
    result, data = kfd.wait(event.event_id)
    said = data[0].hw_exception_data
    assert result == abi.KFD_IOC_WAIT_RESULT_COMPLETE
    assert (said.gpu_id, said.memory_lost, said.reset_cause) == (kfd.gpu_id, 1, abi.KFD_HW_EXCEPTION_GPU_HANG)
    assert not kfd.process.queues[queue.queue_id].queue.running
    kfd(abi.AMDKFD_IOC_DESTROY_QUEUE, queue_id=queue.queue_id)
    kfd(abi.AMDKFD_IOC_CREATE_QUEUE, **kfd.queue_arguments())


# kfd_smi_events.c


def test_kfd_smi_event_tells_what_was_asked_for(kfd: RawKfd) -> None:
    descriptor = kfd(abi.AMDKFD_IOC_SMI_EVENTS, gpuid=kfd.gpu_id).anon_fd
    os.write(descriptor, (1 << 2).to_bytes(8, "little"))  # KFD_SMI_EVENT_GPU_PRE_RESET is 3
    kfd.process.devices[kfd.gpu_id].memory_violation(MemoryViolation(0x1000, 4, "read", "not mapped"))
    kfd.card.reset()
    assert os.read(descriptor, 100) == b"3 1 unknown\n"
    os.close(descriptor)
    kfd.card.reset()
