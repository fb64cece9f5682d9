"""What goes wrong on a card, seen through the driver: each fault ends in an error that says what happened.

Only a simulated card goes wrong to order, so these do not run on a real one.
"""

from __future__ import annotations

import os
import signal
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import psutil
import pytest

from barewire.drivers import kernel
from barewire.drivers.amd import packet_queue
from barewire.drivers.amd.driver import AmdDriver
from barewire.drivers.errors import BarewireError, DeviceHang, KernelFault, OutOfMemory
from barewire.drivers.interface import Allocation
from barewire.drivers.simulated import cards
from hwtests import programs

from ...compiling import KeptHere, for_amd, image_of

DEADLINE_S = 20.0
SHORT_S = 0.3
KERNELS = """
declare i32 @llvm.amdgcn.workitem.id.x()
declare i32 @llvm.amdgcn.workgroup.id.x()

; Adds 1 to each of 64 numbers a workgroup has.
define amdgpu_kernel void @count(ptr addrspace(1) %data) #0 {
  %item = call i32 @llvm.amdgcn.workitem.id.x()
  %group = call i32 @llvm.amdgcn.workgroup.id.x()
  %base = shl i32 %group, 6
  %at = add i32 %base, %item
  %place = getelementptr i32, ptr addrspace(1) %data, i32 %at
  %old = load i32, ptr addrspace(1) %place
  %new = add i32 %old, 1
  store i32 %new, ptr addrspace(1) %place
  ret void
}

; Never ends while the number is 0.
define amdgpu_kernel void @spin_for_ever(ptr addrspace(1) %flag) #0 {
  br label %again
again:
  %seen = load volatile i32, ptr addrspace(1) %flag
  %go_on = icmp eq i32 %seen, 0
  br i1 %go_on, label %again, label %done
done:
  ret void
}

attributes #0 = { "amdgpu-flat-work-group-size"="64,64" }
"""


class Bench:
    """Simulated cards, the driver over them, and one card opened with its kernels loaded."""

    def __init__(self, installation: cards.Installation) -> None:
        self.installation = installation
        self.driver = AmdDriver(KeptHere)
        self.open()

    def open(self) -> None:
        self.card = self.driver.open(0)
        self.machine_card = self.installation.machine.cards[0]
        image = image_of(for_amd(self.card.info.arch), KERNELS)
        self.code = self.card.load(image)
        self.queue = self.card.compute_queue()
        self.timeline = self.card.timeline()
        self.value = 0

    def run(self, name: str, argument: int, groups: int = 1) -> None:
        """Submit a kernel, and the timeline's next value after it."""
        self.value += 1
        self.queue.dispatch(
            self.code.functions[name], (groups, 1, 1), (64, 1, 1), struct.pack("<Q", argument)
        )
        self.queue.signal(self.timeline, self.value)
        self.queue.submit()

    def wait(self, timeout_s: float = DEADLINE_S) -> bool:
        return self.timeline.wait(self.value, timeout_s)

    def numbers(self, memory: Allocation) -> np.ndarray:
        return np.frombuffer(kernel.buffer(memory.host_address or 0, memory.size_bytes), np.uint32)

    def works(self) -> None:
        """Run a kernel and look at what it did."""
        memory = self.card.allocate(4096, host=True)
        self.numbers(memory)[:] = 5
        self.run("count", memory.gpu_address, 4)
        assert self.wait(), self.card.describe_state()
        assert np.array_equal(self.numbers(memory), np.repeat([6, 5], [256, 768]).astype(np.uint32))
        self.card.free(memory)

    def close(self) -> None:
        with suppress(BarewireError):
            self.card.close()


@contextmanager
def bench(spec: str = "gfx1100", strict: bool = True) -> Iterator[Bench]:
    with cards.temporarily(spec, KeptHere) as installation:
        for card in installation.machine.cards:
            card.strict = strict
        made = Bench(installation)
        try:
            yield made
        finally:
            made.close()


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packet_queue, "CLOSE_TIMEOUT_S", SHORT_S)


@pytest.fixture(params=["gfx1100", "gfx942", "gfx1100 through its render node"])
def one(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    arch, _, render_node = request.param.partition(" ")
    monkeypatch.setenv("BAREWIRE_AMD_INTERFACE", "drm" if render_node else "kfd")
    # gfx942 looks past its cache where an instruction says so (sc1), which the strict cache does not model.
    with bench(arch, strict=arch != "gfx942") as made:
        yield made


def test_an_access_past_a_buffer_names_kernel_address_and_buffer(one: Bench) -> None:
    one.works()
    memory = one.card.allocate(64 << 20)
    end = memory.gpu_address + memory.size_bytes
    one.run("count", end + 4096)
    with pytest.raises(KernelFault) as caught:
        one.wait()
    message = str(caught.value)
    for part in (
        "AMD:0",
        "'count'",
        f"at {end + 4096:#x}",
        "page not present",
        f"4096 bytes past the end of a buffer ({memory.size_bytes} bytes at {memory.gpu_address:#x})",
    ):
        assert part in message


def test_after_a_fault_the_card_closes_at_once_and_opens_again(
    one: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.run("count", 0x10_0000_0000_00)
    with pytest.raises(KernelFault):
        one.wait()
    with pytest.raises(KernelFault):
        one.queue.submit()
        one.run("count", 0)
        one.wait()
    start = time.monotonic()
    one.close()
    assert time.monotonic() - start < 2
    if one.card.info.interface == "kfd":
        # KFD runs nothing more of a process that faulted (kfd_dqm_evict_pasid). The render node does, on
        # cards that need no AQL queues.
        with pytest.raises(KernelFault, match="start another process"):
            one.open()
        monkeypatch.delenv("BAREWIRE_AMD_INTERFACE")
        if one.card.info.arch == "gfx942":
            with pytest.raises(KernelFault, match=r"start another process.*only AQL queues"):
                one.open()
            return
    one.open()
    assert one.card.info.interface == "drm"
    one.works()


def test_a_write_to_address_zero_is_a_fault(one: Bench) -> None:
    one.run("count", 0)
    with pytest.raises(KernelFault, match="0x0"):
        one.wait()


def test_a_kernel_that_never_ends_runs_into_the_deadline(one: Bench) -> None:
    flag = one.card.allocate(4096, host=True)
    one.numbers(flag)[0] = 0
    one.run("spin_for_ever", flag.gpu_address)
    start = time.monotonic()
    assert not one.wait(SHORT_S)
    assert SHORT_S <= time.monotonic() - start < SHORT_S + 2
    assert "spin_for_ever" in one.card.describe_state()
    with pytest.raises(DeviceHang, match="spin_for_ever"):
        one.card.close()
    assert time.monotonic() - start < 10
    one.open()
    one.works()


def test_a_kernel_that_ends_late_is_only_late(one: Bench) -> None:
    flag = one.card.allocate(4096, host=True)
    one.numbers(flag)[0] = 0
    one.run("spin_for_ever", flag.gpu_address)
    assert not one.wait(0.05)
    one.numbers(flag)[0] = 1
    assert one.wait()
    one.works()


def test_one_cards_fault_leaves_another_usable() -> None:
    with bench("gfx1100*2") as one:
        other = Bench.__new__(Bench)
        other.installation, other.driver = one.installation, one.driver
        other_card = one.driver.open(1)
        queue, timeline = other_card.compute_queue(), other_card.timeline()
        one.run("count", 0x7F00_0000_0000)
        with pytest.raises(KernelFault):
            one.wait()
        queue.signal(timeline, 1)
        queue.submit()
        assert timeline.wait(1, DEADLINE_S)
        other_card.close()


def test_a_packet_the_card_does_not_know_hangs_the_queue_and_is_found() -> None:
    with bench() as one:
        one.machine_card.troubles.silent = True  # as real ones are
        one.works()
        ring = one.installation.parts[0].processes[os.getpid()].queues
        port = one.queue._port
        port.submit(struct.pack("<2I", 0xC000_EE00, 0))
        one.run("count", 0)
        assert not one.wait(SHORT_S)
        hung = [mine.queue for mine in ring.values() if mine.queue.trouble is not None]
        assert len(hung) == 1 and "opcode 0xee" in str(hung[0].trouble)
        assert f"read pointer {hung[0].read_pointer:#x}" in one.card.describe_state()
        with pytest.raises(DeviceHang, match="count"):
            one.card.close()
        one.open()
        one.works()


def test_a_lost_interrupt_costs_time_and_nothing_else(one: Bench) -> None:
    one.machine_card.troubles.lost_interrupts = 3
    for _ in range(3):
        one.works()


def test_a_reset_ends_the_wait_and_the_card_opens_again(one: Bench) -> None:
    flag = one.card.allocate(4096, host=True)
    one.numbers(flag)[0] = 0
    one.run("spin_for_ever", flag.gpu_address)
    assert not one.wait(0.05)
    threading.Timer(0.1, one.machine_card.reset).start()
    with pytest.raises(DeviceHang, match="reset"):
        one.wait()
    one.close()
    one.open()
    one.works()


def test_exhausted_memory_says_how_much_there_was_and_who_has_it(one: Bench) -> None:
    total = one.card.info.memory_bytes
    one.machine_card.hold_vram(4242, "trainer", total - (1 << 30))
    with pytest.raises(OutOfMemory) as caught:
        one.card.allocate(4 << 30)
    message = str(caught.value)
    assert "cannot hold 4.0 GiB more" in message
    assert "trainer 4242" in message
    one.works()


def test_a_mapping_that_fails_is_an_error_and_leaves_nothing_behind(one: Bench) -> None:
    used = one.machine_card.vram.used_bytes
    one.machine_card.troubles.mapping.times = 1
    with pytest.raises(BarewireError):
        one.card.allocate(64 << 20)
    assert one.machine_card.vram.used_bytes == used
    memory = one.card.allocate(64 << 20)
    one.card.free(memory)
    one.works()


@pytest.mark.slow
def test_ten_thousand_submissions_wrap_every_ring(one: Bench) -> None:
    memory = one.card.allocate(4096, host=True)
    one.numbers(memory)[:] = 0
    for index in range(10_000):
        one.run("count", memory.gpu_address)
        if index % 100 == 99:
            assert one.wait(), one.card.describe_state()
    assert one.numbers(memory)[0] == 10_000


def held_by_this_process() -> tuple[int, set[threading.Thread]]:
    return psutil.Process().num_fds(), set(threading.enumerate())


def test_twenty_faults_leave_no_descriptors_threads_or_memory_behind() -> None:
    def one_fault() -> None:
        with bench() as one:
            one.run("count", 0x7F00_0000_0000)
            with pytest.raises(KernelFault):
                one.wait()
            one.close()
            assert one.machine_card.vram.used_bytes == 0

    one_fault()
    before = held_by_this_process()
    for _ in range(20):
        one_fault()
    assert held_by_this_process() == before


IN_FLIGHT = """
import sys
sys.path.insert(0, {root!r})
from hwtests.simulated.amd import test_faults
from hwtests.simulated.amd.test_faults import bench
test_faults.packet_queue.CLOSE_TIMEOUT_S = 0.3
with bench() as one:
    flag = one.card.allocate(4096, host=True)
    one.numbers(flag)[0] = 0
    one.run("spin_for_ever", flag.gpu_address)
    one.wait(0.05)
    print("in flight", flush=True)
    if {ending!r} == "wait":
        one.wait(600)
    raise SystemExit(0)
"""


@pytest.mark.parametrize("ending", ["wait", "leave"])
def test_a_process_that_ends_with_work_in_flight_ends(ending: str) -> None:
    root = str(Path(__file__).parents[3])
    shared_memory = set(os.listdir("/dev/shm"))
    with programs.start(IN_FLIGHT.format(root=root, ending=ending)) as child:
        assert child.stdout.readline() == "in flight\n"
        if ending == "wait":
            child.send_signal(signal.SIGKILL)
        assert child.wait(30) == (-signal.SIGKILL if ending == "wait" else 0)
    assert set(os.listdir("/dev/shm")) <= shared_memory
