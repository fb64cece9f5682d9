"""Queues: order, deadlines, work put off until others are done, and threads."""

from __future__ import annotations

import struct
import threading

import pytest

from barewire.runtime.buffer import Buffer
from barewire.runtime.device import Device
from barewire.runtime.errors import DeviceClosed, DeviceHang

from .paper_card import PaperCard


def test_a_wait_past_the_deadline_names_the_kernel_its_buffers_and_the_drivers_state(
    device: Device, card: PaperCard
) -> None:
    first, second = Buffer(device, 1024), Buffer(device, 1024)
    kernels = device.load(b"nothing double")
    kernels["nothing"].launch(1, args=[first])
    device.synchronize()
    card.held = True
    kernels["double"].launch((3, 2), args=[second, 0])
    kernels["nothing"].launch(1, args=[first])
    with pytest.raises(DeviceHang) as caught:
        device.synchronize(timeout_s=0.01)
    text = str(caught.value)
    assert "device PAPER" in text
    assert "kernel 'double' with grid (3, 2, 1)" in text
    assert f"buffer {second.gpu_address:#x} (block of 1024 bytes" in text
    assert f"{first.gpu_address:#x}" not in text
    assert "commands pending" in text
    assert "BAREWIRE_TIMEOUT" in text


def test_a_device_that_hung_works_again_once_its_kernel_ends(device: Device, card: PaperCard) -> None:
    kernel = device.load(b"nothing")["nothing"]
    card.held = True
    kernel.launch(1)
    with pytest.raises(DeviceHang):
        device.synchronize(0.01)
    card.held = False
    kernel.launch(1)
    device.synchronize(0.01)
    assert device.compute.idle


def test_a_hang_on_the_copy_queue_is_reported_as_such(device: Device, card: PaperCard) -> None:
    source, destination = Buffer(device, 8), Buffer(device, 8)
    card.held = True
    point = device.copy(destination, source)
    with pytest.raises(DeviceHang, match="its copy queue is at 0"):
        point.wait(0.01)


def test_a_point_is_reached_when_the_work_before_it_is_done(device: Device, card: PaperCard) -> None:
    card.held = True
    device.load(b"nothing")["nothing"].launch(1)
    point = device.compute.now
    assert not point.reached
    card.held = False
    point.wait()
    assert point.reached


def test_a_call_interrupted_while_it_records_leaves_nothing_behind(
    device: Device, card: PaperCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    buffer = Buffer(device, 8)
    buffer.copy_in(struct.pack("<ff", 1, 2))
    kernel = device.load(b"double")["double"]
    queue = card.queues[0]
    real = queue.signal
    interrupts = iter([True])

    def signal(timeline: object, value: int) -> None:
        if next(interrupts, False):
            raise KeyboardInterrupt
        real(timeline, value)

    monkeypatch.setattr(queue, "signal", signal)
    with pytest.raises(KeyboardInterrupt):
        kernel.launch(1, args=[buffer, 2])
    assert queue.recorded == []
    device.synchronize(0.01)
    assert buffer.host_view().cast("f").tolist() == [2, 4]


def test_what_is_retired_waits_for_the_work_in_flight(device: Device, card: PaperCard) -> None:
    done: list[str] = []
    kernel = device.load(b"nothing")["nothing"]
    card.held = True
    kernel.launch(1)
    device.compute.retire(lambda: done.append("first"))
    kernel.launch(1)
    device.compute.retire(lambda: done.append("second"))
    device.compute.collect()
    assert done == []
    card.held = False
    device.synchronize()
    assert done == ["first", "second"]


def test_a_closed_device_says_so_when_used(card: PaperCard) -> None:
    device = Device("PAPER", card)
    kernel = device.load(b"nothing")["nothing"]
    device.close()
    with pytest.raises(DeviceClosed, match=r"PAPER is closed; Device\['PAPER'\] opens it again"):
        kernel.launch(1)
    device.synchronize()
    device.close()


def test_launches_from_two_threads_are_all_done_in_each_threads_order(device: Device) -> None:
    launches = 50
    buffers = [Buffer(device, 8) for _ in range(2)]
    for buffer in buffers:
        buffer.copy_in(struct.pack("<d", 0))
    double = device.load(b"double")["double"]
    failures: list[BaseException] = []

    def work(buffer: Buffer, value: float) -> None:
        try:
            for _ in range(launches):
                buffer.copy_in(struct.pack("<ff", value, value))
                double.launch(1, args=[buffer, 1])
        except BaseException as error:
            failures.append(error)

    threads = [
        threading.Thread(target=work, args=(buffer, 1.0 + index)) for index, buffer in enumerate(buffers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    device.synchronize()
    assert failures == []
    assert [buffer.host_view().cast("f").tolist() for buffer in buffers] == [[2, 1], [4, 2]]
    assert device.compute.timeline.value == device.compute.submitted >= 2 * launches
