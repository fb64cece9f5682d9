"""The AMD card: memory cut into pieces, uploads, several cards, what opening and closing leaves behind."""

from __future__ import annotations

import gc
import os
import struct
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.drivers import kernel, registry
from barewire.drivers.amd import memory as memory_module
from barewire.drivers.amd.arguments import ArgumentRing
from barewire.drivers.amd.card import AmdCard
from barewire.drivers.amd.copy_queue import CopyQueue
from barewire.drivers.amd.driver import AmdDriver
from barewire.drivers.amd.kernel_interface import Memory, Placement
from barewire.drivers.amd.memory import CardMemory, Piece
from barewire.drivers.amd.topology import Node
from barewire.drivers.errors import (
    BadCodeObject,
    InvalidArgument,
    OutOfMemory,
    UnsupportedArchitecture,
)
from barewire.drivers.interface import Allocation
from hwtests import programs

from ...compiling import KeptHere
from . import kernels
from .conftest import installed, opened

ONE = (1, 1, 1)
DEADLINE_S = 120.0


@pytest.fixture
def card() -> Iterator[AmdCard]:
    with opened("gfx1100") as card:
        yield card


def test_the_registry_has_the_driver_before_the_processor() -> None:
    assert registry.NAMES.index("AMD") < registry.NAMES.index("CPU")
    assert registry.driver("AMD").name == "AMD"


class Counted:
    """A kernel interface of plain numbers, to see what the card's memory asks of it."""

    def __init__(self) -> None:
        self.live: dict[int, Memory] = {}
        self.asked = 0
        self.shared: list[tuple[Memory, object]] = []

    def allocate(
        self, size_bytes: int, placement: Placement, *, executable: bool = False, host_visible: bool = False
    ) -> Memory:
        assert size_bytes % 4096 == 0
        self.asked += 1
        made = Memory(self.asked << 40, size_bytes, None, self.asked, placement)
        self.live[self.asked] = made
        return made

    def free(self, memory: Memory) -> None:
        del self.live[memory.handle]

    def map_peer(self, memory: Memory, other: object) -> None:
        self.shared.append((memory, other))


def card_memory() -> tuple[CardMemory, Counted]:
    counted = Counted()
    return CardMemory(counted), counted  # type: ignore[arg-type]


def test_small_pieces_cost_one_request_for_many_and_large_ones_one_each() -> None:
    memory, counted = card_memory()
    pieces = [memory.allocate(1000, Placement.VRAM, "x") for _ in range(1000)]
    assert counted.asked == 1
    assert len({piece.gpu_address for piece in pieces}) == 1000
    large = [memory.allocate(3 << 20, Placement.VRAM, "x") for _ in range(3)]
    assert counted.asked == 4
    for piece in pieces + large:
        memory.free(piece.gpu_address)
    assert len(counted.live) == 1
    assert memory.used_bytes == 0


def test_kinds_of_memory_do_not_share_chunks() -> None:
    memory, counted = card_memory()
    for placement in Placement:
        for executable in (False, True):
            memory.allocate(64, placement, "x", executable=executable)
    assert counted.asked == 4


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1 << 19), st.booleans()), max_size=60), st.randoms())
def test_pieces_never_overlap_and_gaps_are_used_again(sizes: list[tuple[int, bool]], random: object) -> None:
    memory, counted = card_memory()
    live: list[Piece] = []
    for size, drop in sizes:
        live.append(memory.allocate(size, Placement.GTT, "x"))
        if drop:
            memory.free(live.pop(len(live) // 2).gpu_address)
    spans = sorted((piece.gpu_address, piece.gpu_address + max(piece.size_bytes, 1)) for piece in live)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    for piece in live:
        assert memory.find(piece.gpu_address) is piece
        assert memory.find(piece.gpu_address + piece.size_bytes - 1) is piece
        memory.free(piece.gpu_address)
    assert memory.find(0) is None
    assert memory.used_bytes == 0
    for chunks in counted.live.values():
        assert chunks.size_bytes == memory_module.CHUNK_BYTES


def test_a_piece_is_shared_with_another_card_once() -> None:
    memory, counted = card_memory()
    other: object = object()
    first, second = (memory.allocate(64, Placement.VRAM, "x") for _ in range(2))
    memory.share(first, other)  # type: ignore[arg-type]
    memory.share(second, other)  # type: ignore[arg-type]
    assert len(counted.shared) == 1


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 40), st.booleans(), st.integers(0, 3)), max_size=120))
def test_arguments_in_flight_are_never_handed_out_again(steps: list[tuple[int, bool, int]]) -> None:
    backing = np.zeros(1 << 20, "u1")
    address = backing.ctypes.data
    progress = 0
    submission = 0
    live: list[tuple[int, int, int]] = []

    def wait(number: int) -> None:
        nonlocal progress
        assert number <= submission
        progress = max(progress, number)

    def grow(piece: Piece, size_bytes: int) -> Piece:
        nonlocal address
        address += piece.size_bytes
        return Piece(address, size_bytes, address, "", piece.memory)

    memory = Memory(0, 0, None, 0, Placement.GTT)
    ring = ArgumentRing(Piece(address, 1024, address, "", memory), lambda: progress, wait, grow)
    pending: list[tuple[int, int]] = []
    for units, submit, done in steps:
        size = 64 * units
        offset = ring.take(size)
        start = ring.address + offset
        live = [entry for entry in live if entry[2] > progress]
        for low, high in [(low, high) for low, high, _ in live] + pending:
            assert start + size <= low or high <= start
        pending.append((start, start + size))
        if submit:
            submission += 1
            ring.mark(submission)
            live += [(low, high, submission) for low, high in pending]
            pending = []
            progress = max(progress, submission - done)


def test_memory_is_of_the_card_or_of_the_host_and_counted(card: AmdCard) -> None:
    before = card.memory_used_bytes()
    video, host = card.allocate(100), card.allocate(100, host=True)
    assert video.host_address is None
    assert host.host_address == host.gpu_address
    assert card.memory_used_bytes() > before
    kernel.buffer(host.host_address or 0, 100)[:] = bytes(range(100))
    card.free(video)
    card.free(host)
    assert card.memory_used_bytes() == before
    card.free(card.allocate(0))
    with pytest.raises(InvalidArgument, match="-1"):
        card.allocate(-1)
    for wrong in (video, Allocation(0x1000, 1, None)):
        with pytest.raises(InvalidArgument, match=f"{wrong.gpu_address:#x}"):
            card.free(wrong)


def test_more_memory_than_there_is_gives_both_sizes_and_leaves_the_card_usable(card: AmdCard) -> None:
    with pytest.raises(OutOfMemory, match=r"cannot hold .* GiB"):
        card.allocate(4 * card.info.memory_bytes)
    card.free(card.allocate(1 << 20))


def test_a_linked_image_as_users_bring_it_runs(card: AmdCard) -> None:
    code = card.load(kernels.LINKED.read_bytes())
    memory = card.allocate(256, host=True)
    queue = card.compute_queue()
    queue.dispatch(code.functions["look_up"], ONE, (64, 1, 1), struct.pack("<Q", memory.gpu_address))
    queue.submit()
    assert queue.idle(DEADLINE_S), card.describe_state()
    seen = np.frombuffer(kernel.buffer(memory.host_address or 0, 256), "<u4")
    assert seen.tolist() == [15, 25, 35, 45] * 16


def test_code_reaches_video_memory_whether_the_host_sees_it_or_not(
    card: AmdCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = card.allocate(256, host=True)
    queue = card.compute_queue()
    for is_visible in (True, False):
        monkeypatch.setattr(Node, "is_vram_host_visible", is_visible)
        kernel.buffer(memory.host_address or 0, 256)[:] = bytes(256)
        code = card.load(kernels.image("gfx1100"))
        assert code.image is not None
        piece = card.memory.find(code.image.gpu_address)
        assert piece is not None and (piece.host_address is not None) == is_visible
        queue.dispatch(code.functions["look_up"], ONE, (64, 1, 1), struct.pack("<Q", memory.gpu_address))
        queue.submit()
        assert queue.idle(DEADLINE_S), card.describe_state()
        seen = np.frombuffer(kernel.buffer(memory.host_address or 0, 256), "<u4")
        assert seen.tolist() == [15, 25, 35, 45] * 16


def test_code_is_copied_into_place_where_the_hosts_writes_cannot_be_flushed(
    card: AmdCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card.interface, "hdp_flush", lambda: False)
    code = card.load(kernels.image("gfx1100"))
    assert any(isinstance(queue, CopyQueue) for queue in card._queues)
    compute, host = card.compute_queue(), card.allocate(4096, host=True)
    compute.dispatch(code.functions["private"], ONE, (64, 1, 1), struct.pack("<Qi", host.gpu_address, 20))
    done = card.timeline()
    compute.signal(done, 1)
    compute.submit()
    assert done.wait(1, DEADLINE_S)
    found = np.frombuffer(kernel.buffer(host.host_address or 0, 256), "<u4")
    assert np.array_equal(found, (np.arange(64) + 1) * 3)


def test_images_that_cannot_be_loaded_leave_no_memory_behind(card: AmdCard) -> None:
    card.load(kernels.image("gfx1100")).close()
    gc.collect()
    before = card.memory_used_bytes()
    with pytest.raises(UnsupportedArchitecture, match="gfx942"):
        card.load(kernels.image("gfx942"))
    with pytest.raises(BadCodeObject):
        card.load(kernels.image("gfx1100")[:2000])
    assert card.memory_used_bytes() == before


def _use(card: AmdCard) -> None:
    code, timeline = card.load(kernels.image("gfx1100")), card.timeline()
    compute, copies = card.compute_queue(), card.copy_queue()
    memory = card.allocate(8 << 20)
    result = card.allocate(64, host=True)
    arguments = struct.pack("<QQII", memory.gpu_address, memory.gpu_address, 3, 16)
    copies.fill(memory.gpu_address, 64, b"\0")
    copies.signal(timeline, 1)
    copies.submit()
    compute.wait(timeline, 1)
    compute.dispatch(code.functions["add"], ONE, (64, 1, 1), arguments)
    recording = compute.finish()
    compute.replay(recording)
    compute.copy(result.gpu_address, memory.gpu_address, 64)
    compute.signal(timeline, 2)
    compute.submit()
    assert timeline.wait(2, DEADLINE_S), card.describe_state()
    assert kernel.word(result.host_address or 0, "uint32_t")[0] == 3


def test_what_is_opened_and_closed_many_times_leaves_nothing_behind() -> None:
    def mappings() -> int:
        return len(Path("/proc/self/maps").read_text().splitlines())

    with installed("gfx1100"):
        driver = AmdDriver(KeptHere)

        def open_use_close() -> None:
            card = driver.open(0)
            _use(card)
            card.close()

        # The C library keeps some stacks of ended threads: those are there after a few rounds.
        for _ in range(10):
            open_use_close()
        gc.collect()
        descriptors, maps, threads = (
            len(os.listdir("/proc/self/fd")),
            mappings(),
            len(os.listdir("/proc/self/task")),
        )
        for _ in range(30):
            open_use_close()
        gc.collect()
        assert len(os.listdir("/proc/self/fd")) == descriptors
        assert len(os.listdir("/proc/self/task")) == threads
        assert mappings() <= maps + 8


def test_a_hundred_code_objects_queues_and_timelines_come_and_go(card: AmdCard) -> None:
    image = kernels.image("gfx1100")
    card.load(image).close()
    gc.collect()
    before = card.memory_used_bytes()
    for _ in range(100):
        card.load(image)
        card.timeline().close()
    for _ in range(20):
        card.compute_queue().close()
        card.copy_queue().close()
    gc.collect()
    assert card.memory_used_bytes() == before


@pytest.mark.parametrize("interface", ["kfd", "drm"])
def test_cards_copy_from_each_other_and_wait_for_each_others_timelines(interface: str) -> None:
    with installed("gfx1100*2", interface):
        driver = AmdDriver(KeptHere)
        first, second = driver.open(0), driver.open(1)
        source, target = first.allocate(1 << 16), second.allocate(1 << 16)
        result = second.allocate(1 << 16, host=True)
        ready, done = first.timeline(), second.timeline()
        code = first.load(kernels.image("gfx1100"))
        kernels_first, copies_second, kernels_second = (
            first.compute_queue(),
            second.copy_queue(),
            second.compute_queue(),
        )
        # The second card's engine waits for the first card's kernel, and then fetches what it has made.
        copies_second.wait(ready, 1)
        copies_second.copy(target.gpu_address, source.gpu_address, 1 << 16)
        copies_second.signal(done, 1)
        copies_second.submit()
        kernels_second.wait(done, 1)
        kernels_second.copy(result.gpu_address, target.gpu_address, 1 << 16)
        kernels_second.signal(ready, 2)
        kernels_second.submit()
        kernels_first.fill(source.gpu_address, 1 << 16, struct.pack("<I", 40))
        arguments = struct.pack("<QQII", source.gpu_address, source.gpu_address, 2, 1 << 14)
        kernels_first.dispatch(code.functions["add"], (256, 1, 1), (64, 1, 1), arguments)
        kernels_first.signal(ready, 1)
        kernels_first.submit()
        assert ready.wait(2, DEADLINE_S), second.describe_state()
        assert (np.frombuffer(kernel.buffer(result.host_address or 0, 1 << 16), "<u4") == 42).all()
        first.close()
        second.close()


def test_a_child_of_a_fork_is_told_to_open_the_card_again_and_leaves_the_parent_alone() -> None:
    script = """
import os, struct, sys
from barewire.drivers.simulated import install
install("gfx1100")
from barewire.drivers import kernel
from barewire.drivers.amd.driver import AmdDriver
from barewire.drivers.errors import DeviceClosed
card = AmdDriver().open(0)
queue, timeline, memory = card.compute_queue(), card.timeline(), card.allocate(64, host=True)
child = os.fork()
if child == 0:
    queue.timestamp(memory.gpu_address)
    for use in (queue.submit, card.timeline, card.compute_queue, lambda: card.allocate(1)):
        try:
            use()
        except DeviceClosed as error:
            assert "forked" in str(error), error
        else:
            os._exit(3)
    card.close()
    os._exit(0)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
queue.timestamp(memory.gpu_address)
queue.signal(timeline, 1)
queue.submit()
assert timeline.wait(1, 20.0), card.describe_state()
assert kernel.word(memory.host_address)[0] > 0
card.close()
print("child", status)
"""
    result = programs.run([sys.executable, "-c", script], timeout_s=100)
    assert (result.returncode, result.stdout) == (0, "child 0\n"), result.stderr
