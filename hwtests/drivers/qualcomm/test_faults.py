"""Faults and hangs: kernel, address and buffer in one error, the same for whoever comes."""

from __future__ import annotations

import os
import struct
import threading

import pytest

from barewire.drivers.errors import BarewireError, DeviceClosed, DeviceHang, KernelFault
from barewire.drivers.qualcomm.card import QualcommCard
from barewire.drivers.qualcomm.driver import QualcommDriver

from . import scripted
from .scripted import ScriptedGpu

ONE = (1, 1, 1)
DEADLINE_S = 30.0


def test_a_page_fault_names_kernel_address_and_buffer(gpu: ScriptedGpu, card: QualcommCard) -> None:
    function = card.load(scripted.image()).functions["count"]
    queue, line = card.compute_queue(), card.timeline()
    memory = card.allocate(8192)
    beyond = memory.gpu_address + 8192 + 16
    queue.dispatch(function, (3, 1, 1), ONE, struct.pack("<QI", beyond, 1))
    queue.signal(line, 1)
    queue.submit()
    with pytest.raises(KernelFault) as caught:
        line.wait(1, DEADLINE_S)
    said = str(caught.value)
    for part in (
        f"a write of memory that is not mapped at {beyond:#x}",
        f"16 bytes past the end of a buffer of 8192 bytes at {memory.gpu_address:#x}",
        "'count' on grid (3, 1, 1)",
        "open it again",
    ):
        assert part in said, said
    # It stays so for everybody, until the card is opened anew.
    for use in (lambda: line.wait(1, 0.0), queue.submit, queue.finish):
        if use == queue.submit:
            queue.fill(memory.gpu_address, 4, b"x")
        with pytest.raises(KernelFault, match="count"):
            use()
    assert "not mapped" in card.describe_state()
    card.close()
    again = QualcommDriver().open(0)
    other = again.compute_queue()
    other.fill(again.allocate(64).gpu_address, 64, b"x")
    other.submit()
    assert other.idle(DEADLINE_S)
    again.close()


def test_a_fault_without_the_kernels_report_is_told_as_far_as_it_is_known(
    gpu: ScriptedGpu, card: QualcommCard
) -> None:
    gpu.has_fault_report = False
    function = card.load(scripted.image()).functions["count"]
    queue, line = card.compute_queue(), card.timeline()
    queue.dispatch(function, ONE, ONE, struct.pack("<QI", 0x1000, 1))
    queue.signal(line, 1)
    queue.submit()
    with pytest.raises(DeviceHang, match=r"reset the GPU.*'count'"):
        line.wait(1, DEADLINE_S)


def test_a_hang_names_the_kernel_and_its_buffers(gpu: ScriptedGpu, card: QualcommCard) -> None:
    function = card.load(scripted.image()).functions["linger"]
    queue, line = card.compute_queue(), card.timeline()
    memory = card.allocate(64)
    queue.fill(memory.gpu_address, 64, b"\0")
    queue.dispatch(function, ONE, ONE, struct.pack("<Q", memory.gpu_address))
    queue.signal(line, 1)
    queue.submit()
    assert not line.wait(1, 0.05)
    assert "1 submissions in flight with kernels" in card.describe_state()
    assert "linger" in card.describe_state()
    waiting = threading.Timer(0.05, gpu.hang)
    waiting.start()
    with pytest.raises(DeviceHang) as caught:
        line.wait(1, DEADLINE_S)
    waiting.join()
    assert f"'linger' on grid (1, 1, 1) of blocks (1, 1, 1) with buffers {memory.gpu_address:#x}" in str(
        caught.value
    )
    with pytest.raises(DeviceHang):
        queue.idle(DEADLINE_S)


def test_work_that_waits_for_nobody_is_told_when_its_queue_is_closed(
    card: QualcommCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    from barewire.drivers.qualcomm import queue as module

    monkeypatch.setattr(module, "CLOSE_TIMEOUT_S", 0.05)
    queue, line = card.compute_queue(), card.timeline()
    queue.wait(line, 7)
    queue.fill(card.allocate(64).gpu_address, 64, b"x")
    queue.submit()
    with pytest.raises(DeviceHang, match="waiting for a timeline to reach 7"):
        queue.close()
    queue.close()


def test_a_child_of_a_fork_has_no_card(card: QualcommCard) -> None:
    queue = card.compute_queue()
    queue.fill(card.allocate(64).gpu_address, 64, b"x")
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        told = b"nothing"
        try:
            queue.submit()
        except DeviceClosed:
            try:
                card.allocate(1)
            except DeviceClosed:
                card.close()
                told = b"closed"
        except BarewireError as error:
            told = str(error).encode()
        os.write(write, told)
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 100) == b"closed"
    os.close(read)
    os.close(write)
    queue.submit()
    assert queue.idle(DEADLINE_S)
