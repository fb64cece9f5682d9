"""Timelines: waiting on the host, deadlines, signals from other threads, Ctrl-C."""

from __future__ import annotations

import signal
import struct
import threading
import time

import pytest

from barewire.drivers import kernel
from barewire.drivers.cpu.card import CpuCard
from barewire.drivers.cpu.code_object import CpuCodeObject
from barewire.drivers.errors import DeviceClosed

ONE = (1, 1, 1)


def test_memory_of_a_closed_timeline_serves_a_new_one_from_zero(card: CpuCard) -> None:
    first = card.timeline()
    first.signal(9)
    address = first.gpu_address
    first.close()
    first.close()
    second = card.timeline()
    assert (second.gpu_address, second.value) == (address, 0)
    with pytest.raises(DeviceClosed):
        first.wait(1, 0.0)


def test_many_threads_are_woken_by_one_signal(card: CpuCard) -> None:
    timeline, ready = card.timeline(), threading.Barrier(9)
    results: list[bool] = []

    def wait() -> None:
        ready.wait()
        results.append(timeline.wait(1, 20.0))

    threads = [threading.Thread(target=wait) for _ in range(8)]
    for thread in threads:
        thread.start()
    ready.wait()
    timeline.signal(1)
    for thread in threads:
        thread.join()
    assert results == [True] * 8


def test_other_python_threads_run_while_one_waits(card: CpuCard) -> None:
    timeline = card.timeline()
    helper = threading.Thread(target=timeline.signal, args=(1,))
    waiter = threading.Thread(target=timeline.wait, args=(1, 20.0))
    waiter.start()
    helper.start()
    waiter.join()
    helper.join()
    assert timeline.value == 1


def test_a_signal_handler_ends_a_long_wait(card: CpuCard) -> None:
    timeline = card.timeline()

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            timeline.wait(1, 60.0)
        assert time.monotonic() - began < 10.0
    finally:
        signal.signal(signal.SIGALRM, before)


def test_a_hang_report_names_the_kernel_and_its_grid(card: CpuCard, kernels: CpuCodeObject) -> None:
    flag, timeline = card.allocate(8), card.timeline()
    queue = card.compute_queue()
    queue.dispatch(kernels.functions["linger"], ONE, ONE, struct.pack("<Q", flag.gpu_address))
    queue.signal(timeline, 1)
    queue.submit()
    try:
        assert not timeline.wait(1, 0.1)
        assert "function=linger grid=(1, 1, 1)" in card.describe_state()
    finally:
        kernel.word(flag.gpu_address)[0] = 1
    assert timeline.wait(1, 20.0)
    assert queue.idle(20.0)
    assert card.describe_state() == "queue compute-0: idle"


def test_two_queues_hand_a_value_back_and_forth(card: CpuCard) -> None:
    there, back = card.timeline(), card.timeline()
    first, second = card.compute_queue(), card.copy_queue()
    for number in range(1, 2001):
        first.signal(there, number)
        first.wait(back, number)
        second.wait(there, number)
        second.signal(back, number)
    first.submit()
    second.submit()
    assert back.wait(2000, 20.0)
    assert first.idle(20.0)
