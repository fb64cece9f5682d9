"""Cards of a test's own, real or simulated: faults, endless kernels, what is left, several at once."""

from __future__ import annotations

import gc
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from barewire.drivers import kernel
from barewire.drivers.errors import DeviceHang, KernelFault
from barewire.drivers.nvidia import queue as queue_module
from barewire.drivers.nvidia.card import NvidiaCard
from barewire.drivers.nvidia.code_object import NvidiaCodeObject
from barewire.drivers.nvidia.driver import NvidiaDriver
from barewire.drivers.simulated import cards

from . import kernels
from .conftest import real_card

ONE = (1, 1, 1)


@contextmanager
def _fresh(arch: str) -> Iterator[NvidiaDriver]:
    """A driver with no card open: of the real card of an architecture, or else a simulated one."""
    if real_card(arch) is not None:
        yield NvidiaDriver()
        return
    with cards.temporarily(arch):
        yield NvidiaDriver()


def _lost(card: NvidiaCard, code: NvidiaCodeObject, address: int) -> KernelFault:
    queue, timeline = card.compute_queue(), card.timeline()
    queue.dispatch(code.functions["poke"], ONE, ONE, struct.pack("<Q", address))
    queue.signal(timeline, 1)
    queue.submit()
    with pytest.raises(KernelFault) as caught:
        timeline.wait(1, 30.0)
    return caught.value


def _loaded(card: NvidiaCard) -> NvidiaCodeObject:
    compiler = card.info.compiler
    assert compiler is not None
    return card.load(kernels.image(compiler))


def _poke(card: NvidiaCard) -> None:
    """Run a kernel that writes 1 where the host sees it."""
    memory, queue = card.allocate(64, host=True), card.compute_queue()
    assert memory.host_address is not None
    queue.dispatch(_loaded(card).functions["poke"], ONE, ONE, struct.pack("<Q", memory.gpu_address))
    queue.submit()
    assert queue.idle(30.0)
    assert kernel.word(memory.host_address, "uint32_t")[0] == 1
    queue.close()
    card.free(memory)


def test_after_a_fault_everything_says_so_and_the_card_opens_again_in_this_process() -> None:
    with _fresh("sm_90") as driver:
        card = driver.open(0)
        code, near = _loaded(card), card.allocate(64)
        outside = 0x10
        fault = _lost(card, code, outside)
        assert "NVIDIA:0" in str(fault)
        assert "'poke'" in str(fault)
        for use in (lambda: card.allocate(1 << 20), lambda: card.compute_queue().submit(), card.watch.check):
            try:
                use()
            except KernelFault as again:
                assert str(again) == str(fault)
        assert "driver reported" in card.describe_state()
        card.free(near)
        card.close()
        again = driver.open(0)
        _poke(again)
        again.close()


def test_an_endless_kernel_is_named_and_the_card_opens_again_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queue_module, "CLOSE_TIMEOUT_S", 0.2)
    with _fresh("sm_90") as driver:
        card = driver.open(0)
        flag, timeline, queue = card.allocate(64, host=True), card.timeline(), card.compute_queue()
        assert flag.host_address is not None
        running = kernel.word(flag.host_address)
        running[0] = 0
        endless = _loaded(card).functions["endless"]
        queue.dispatch(endless, ONE, ONE, struct.pack("<Q", flag.gpu_address))
        queue.signal(timeline, 1)
        queue.submit()
        assert not timeline.wait(1, 0.1)
        assert "endless" in card.describe_state()
        with pytest.raises(DeviceHang, match=r"compute 0.*endless"):
            card.close()
        again = driver.open(0)
        _poke(again)
        running[0] = 1
        again.close()


def _open_use_close(driver: NvidiaDriver) -> None:
    card = driver.open(0)
    code, timeline = _loaded(card), card.timeline()
    memory = card.allocate(4096)
    queue, copies = card.compute_queue(), card.copy_queue()
    queue.fill(memory.gpu_address, 4096, b"12345678")
    queue.dispatch(code.functions["add_one"], (4, 1, 1), ONE, struct.pack("<QI", memory.gpu_address, 1))
    recording = queue.finish()
    queue.replay(recording)
    queue.signal(timeline, 1)
    queue.submit()
    copies.wait(timeline, 1)
    copies.copy(memory.gpu_address + 2048, memory.gpu_address, 1024)
    copies.signal(timeline, 2)
    copies.submit()
    assert timeline.wait(2, 30.0)
    card.close()


def test_what_is_opened_and_closed_many_times_leaves_nothing_behind() -> None:
    with _fresh("sm_90") as driver:
        for _ in range(3):
            _open_use_close(driver)
        gc.collect()
        descriptors = len(os.listdir("/proc/self/fd"))
        mappings = len(Path("/proc/self/maps").read_text().splitlines())
        for _ in range(20):
            _open_use_close(driver)
        gc.collect()
        assert len(os.listdir("/proc/self/fd")) <= descriptors
        assert len(Path("/proc/self/maps").read_text().splitlines()) <= mappings + 8


def test_the_condition_of_a_card_is_known_as_far_as_it_can_be() -> None:
    with _fresh("sm_90") as driver:
        assert driver.condition(0).memory_used_bytes is None
        card = driver.open(0)
        before = driver.condition(0).memory_used_bytes
        card.allocate(256 << 20)
        after = driver.condition(0).memory_used_bytes
        assert before is not None
        assert after is not None
        assert after - before >= 256 << 20
        assert driver.condition(0).processes == ()
        card.close()


def test_two_cards_copy_from_each_other_and_wait_for_each_others_timelines() -> None:
    with cards.temporarily("sm_90*2"):
        driver = NvidiaDriver()
        here, there = driver.open(0), driver.open(1)
        assert here.reaches(there)
        mine, theirs = here.allocate(4096), there.allocate(4096)
        seen = here.allocate(4096, host=True)
        done, written = here.timeline(), there.timeline()
        first, second = there.compute_queue(), here.copy_queue()
        second.wait(written, 1)
        second.copy(mine.gpu_address, theirs.gpu_address, 4096)
        second.copy(seen.gpu_address, mine.gpu_address, 4096)
        second.signal(done, 1)
        second.submit()
        first.fill(theirs.gpu_address, 4096, b"wxyz")
        first.signal(written, 1)
        first.submit()
        assert done.wait(1, 30.0), here.describe_state() + there.describe_state()
        assert seen.host_address is not None
        assert bytes(kernel.buffer(seen.host_address, 4096)) == b"wxyz" * 1024
        here.close()
        there.close()
