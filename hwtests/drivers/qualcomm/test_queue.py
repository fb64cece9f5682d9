"""What queues give to the kernel and when: sync points, what is held back, counts that wrap, what is kept."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from barewire.drivers import kernel
from barewire.drivers.architectures.qualcomm import named
from barewire.drivers.errors import BadCodeObject, InvalidArgument, OutOfMemory, UnsupportedArchitecture
from barewire.drivers.interface import Allocation, Function
from barewire.drivers.qualcomm import abi
from barewire.drivers.qualcomm.card import QualcommCard
from barewire.drivers.qualcomm.code_object import Descriptor, pack, parse
from barewire.drivers.qualcomm.descriptors import TEX_CONST
from barewire.drivers.qualcomm.driver import QualcommDriver
from barewire.drivers.qualcomm.kernel_interface import has_reached
from barewire.drivers.qualcomm.queue import QualcommQueue

from . import explain, scripted
from .scripted import Gpu, ScriptedGpu

ONE = (1, 1, 1)
DEADLINE_S = 30.0


def words(memory: Allocation) -> np.ndarray:
    assert memory.host_address is not None
    return np.frombuffer(kernel.buffer(memory.host_address, 4096), "<u4")


def count(queue: QualcommQueue, function: Function, address: int, amount: int = 1) -> None:
    queue.dispatch(function, ONE, ONE, struct.pack("<QI", address, amount))


@pytest.fixture
def memory(card: QualcommCard) -> Allocation:
    found = card.allocate(4096, host=True)
    words(found)[:] = 0
    return found


@pytest.fixture
def function(card: QualcommCard) -> Function:
    return card.load(scripted.image()).functions["count"]


# Waiting


def test_what_waits_for_another_queue_goes_to_the_kernel_with_a_sync_point(
    gpu: ScriptedGpu, card: QualcommCard, function: Function, memory: Allocation
) -> None:
    first, second, done = card.compute_queue(), card.copy_queue(), card.timeline()
    gate = card.timeline()
    seen: list[list[tuple[int, int]]] = []
    submit = card.interface.submit

    def watched(context: int, commands: object, after: list[tuple[int, int]]) -> int:
        seen.append(list(after))
        return submit(context, commands, after)  # type: ignore[arg-type]

    card.interface.submit = watched  # type: ignore[method-assign, assignment]
    count(first, function, memory.gpu_address)
    first.wait(gate, 1)
    first.signal(done, 1)
    first.submit()
    second.wait(done, 1)
    second.copy(memory.gpu_address + 4, memory.gpu_address, 4)
    second.submit()
    # The first part of the first queue is under way; nobody is known to raise `gate`, so nothing else is.
    assert seen == [[]]
    gate.signal(1)
    assert seen == [[], [], [(first.context, gpu.contexts[first.context].timestamp)]]
    assert second.idle(DEADLINE_S)
    assert words(memory)[:2].tolist() == [1, 1]


def test_queues_that_wait_for_each_other_by_turns_never_keep_the_gpu_waiting(
    card: QualcommCard, memory: Allocation
) -> None:
    step = card.load(scripted.image()).functions["step"]
    queues, line = [card.compute_queue() for _ in range(3)], card.timeline()
    # Whoever comes last in a turn is submitted first.
    for which in (2, 1, 0):
        queue = queues[which]
        for number in range(which, 30, 3):
            queue.wait(line, number)
            queue.dispatch(step, ONE, ONE, struct.pack("<QI", memory.gpu_address, number + 2))
            queue.signal(line, number + 1)
        queue.submit()
    assert line.wait(30, DEADLINE_S)
    value = 0
    for number in range(30):
        value = (value * (number + 2) + 1) % 2**32
    assert words(memory)[0] == value


def test_a_wait_for_what_the_queue_raises_itself_is_nothing(
    card: QualcommCard, function: Function, memory: Allocation
) -> None:
    queue, line = card.compute_queue(), card.timeline()
    queue.signal(line, 5)
    queue.wait(line, 4)
    count(queue, function, memory.gpu_address)
    queue.submit()
    queue.wait(line, 5)
    count(queue, function, memory.gpu_address)
    queue.submit()
    assert queue.idle(DEADLINE_S)
    assert words(memory)[0] == 2


@pytest.mark.parametrize("first", [0, 2**31 - 3, 2**32 - 3])
def test_timestamps_wrap(first: int) -> None:
    with scripted.scripted(first_timestamp=first) as gpu:
        card = QualcommDriver().open(0)
        function = card.load(scripted.image()).functions["count"]
        memory = card.allocate(4096)
        words(memory)[:] = 0
        queue, other, line = card.compute_queue(), card.compute_queue(), card.timeline()
        queue._count = first
        queue._word[0] = first
        for number in range(1, 9):
            count(queue, function, memory.gpu_address)
            queue.signal(line, number)
            queue.submit()
            other.wait(line, number)
            other.copy(memory.gpu_address + 8, memory.gpu_address, 4)
            other.submit()
            assert other.idle(DEADLINE_S)
            assert words(memory)[2] == number
        assert gpu.contexts[queue.context].retired == (first + 8) % 2**32
        assert queue._in_flight[0].number == (first + 8) % 2**32 if queue._in_flight else True
        card.close()


def test_counts_of_32_bits_are_compared_past_their_end() -> None:
    assert has_reached(5, 5)
    assert has_reached(6, 5)
    assert not has_reached(4, 5)
    assert has_reached(2, 2**32 - 2)
    assert not has_reached(2**32 - 2, 2)


def test_a_timeline_does_not_go_down_while_its_halves_are_written(card: QualcommCard) -> None:
    line = card.timeline()
    line.signal(2**32 - 1)
    # The low half of 2**32 is there, the high half is not.
    line._word[0] = 0
    assert line.value == 2**32 - 1
    line._word[0] = 2**32
    assert line.value == 2**32


# Memory


@pytest.mark.parametrize("is_coherent", [False, True])
def test_code_is_cached_and_brought_in_line_and_coherent_data_is_cached(
    is_coherent: bool,
) -> None:
    with scripted.scripted(is_coherent=is_coherent) as gpu:
        card = QualcommDriver().open(0)
        card.load(scripted.image())
        buffer = card.allocate(4096)
        code = next(each for each in gpu.memory.values() if each.flags & abi.KGSL_MEMFLAGS_GPUREADONLY)
        data = next(each for each in gpu.memory.values() if each.gpu_address == buffer.gpu_address)
        cached = abi.KGSL_CACHEMODE_WRITEBACK << abi.KGSL_CACHEMODE_SHIFT
        assert code.flags & cached == cached
        if is_coherent:
            assert data.flags & cached == cached
            assert data.flags & abi.KGSL_MEMFLAGS_IOCOHERENT
        else:
            assert not data.flags & cached
        assert gpu.synced == [(code.id, abi.KGSL_GPUMEM_CACHE_TO_GPU)]
        card.close()


def test_private_memory_is_as_much_as_all_lanes_need_and_grows(gpu: ScriptedGpu, card: QualcommCard) -> None:
    queue, line = card.compute_queue(), card.timeline()
    memory = card.allocate(4096)
    before = card.memory_used_bytes()
    for private_bytes in (512, 2048, 1024):
        function = card.load(scripted.image(private_bytes=private_bytes)).functions["count"]
        count(queue, function, memory.gpu_address)
    a630 = named("a630")
    each = a630.private_lanes * a630.shader_processors
    assert card.memory_used_bytes() - before >= (512 + 2048) * each
    queue.signal(line, 1)
    queue.submit()
    assert line.wait(1, DEADLINE_S)
    said = "\n".join(explain.text(stream, 6) for stream in gpu.streams)
    assert "MEMSIZEPERITEM=0x200" in said
    assert said.count("MEMSIZEPERITEM=0x800") == 2
    queue.close()
    assert card.memory_used_bytes() - before < 512 * each


def test_descriptors_have_the_addresses_of_the_arguments_and_are_patched_with_them(
    gpu: ScriptedGpu, card: QualcommCard
) -> None:
    fields = TEX_CONST.pack(FMT=0x4A, WIDTH=64, HEIGHT=2, PITCH=256, TYPE=1, DEPTH=3)
    texture = Descriptor(0, tuple(fields))
    seen: list[tuple[int, int, int]] = []

    def look(running: Gpu) -> None:
        at = running.registers["SP_CS_TEX_CONST"] | running.registers["SP_CS_TEX_CONST_HI"] << 32
        found = TEX_CONST(running.device.bytes(at, 64).cast("I").tolist())
        seen.append((found.BASE, found.DEPTH, running.address(0)))

    gpu.kernels[b"count\0\0\0"] = look
    image = scripted.image(textures=(texture,), samplers=((1, 2, 3, 4),))
    function = card.load(image).functions["count"]
    queue = card.compute_queue()
    count(queue, function, 0x5_0000_0020)
    recording = queue.finish()
    queue.replay(recording)
    queue.submit()
    assert queue.idle(DEADLINE_S)
    recording.patch(0, 4, struct.pack("<I", 6))
    queue.replay(recording)
    queue.submit()
    assert queue.idle(DEADLINE_S)
    assert seen == [(0x5_0000_0020, 3, 0x5_0000_0020), (0x6_0000_0020, 3, 0x6_0000_0020)]


@pytest.mark.parametrize("address", [0x5_0000_0000, 0x5_0000_0030, 0x5_0000_0050])
def test_buffers_begin_at_the_texel_that_their_address_says(
    gpu: ScriptedGpu, card: QualcommCard, address: int
) -> None:
    fields = TEX_CONST.pack(FMT=0x83, WIDTH=64, HEIGHT=2, STRUCTSIZETEXELS=1, TYPE=4)
    seen: list[tuple[int, int, int, int]] = []

    def look(running: Gpu) -> None:
        at = running.registers["SP_CS_TEX_CONST"] | running.registers["SP_CS_TEX_CONST_HI"] << 32
        found = TEX_CONST(running.device.bytes(at, 64).cast("I").tolist())
        seen.append((found.BASE + 16 * found.STARTOFFSETTEXELS, found.BASE % 64, found.TYPE, found.WIDTH))

    gpu.kernels[b"count\0\0\0"] = look
    function = card.load(scripted.image(textures=(Descriptor(0, tuple(fields)),))).functions["count"]
    queue = card.compute_queue()
    count(queue, function, address)
    recording = queue.finish()
    queue.replay(recording)
    queue.submit()
    assert queue.idle(DEADLINE_S)
    recording.patch(0, 0, struct.pack("<Q", address + 16))
    queue.replay(recording)
    queue.submit()
    assert queue.idle(DEADLINE_S)
    assert seen == [(address, 0, 4, 64), (address + 16, 0, 4, 64)]


# Images


def test_images_that_ask_for_more_than_the_gpu_has_are_refused(card: QualcommCard) -> None:
    before = card.memory_used_bytes()
    for changes, what in (
        ({"full_registers": 49}, "registers"),
        ({"constant_dwords": 4096}, "constants"),
        ({"shared_bytes": 1 << 16}, "shared"),
    ):
        with pytest.raises(UnsupportedArchitecture, match=what):
            card.load(scripted.image(**changes))
    unknown = Descriptor(0, tuple(TEX_CONST.pack(FMT=0xFE, TYPE=4)))
    with pytest.raises(BadCodeObject, match="texture 0 of kernel 'count' has a format that is not known"):
        card.load(scripted.image(textures=(unknown,)))
    with pytest.raises(UnsupportedArchitecture, match="a7xx"):
        card.load(scripted.image(7))
    image = parse(scripted.image())
    with pytest.raises(BadCodeObject, match="no code"):
        card.load(pack(replace(image, kernels=(), code=b"")))
    assert card.memory_used_bytes() == before


@pytest.mark.parametrize(
    ("changes", "grid", "block", "local_bytes", "why"),
    [
        ({"block": (64, 1, 1)}, ONE, (32, 1, 1), 0, "compiled for"),
        ({"full_registers": 40}, ONE, (1024, 1, 1), 0, "at most 256"),
        ({"full_registers": 40, "wave_lanes": 128}, ONE, (1024, 1, 1), 0, "at most 256"),
        ({"shared_bytes": 30000}, ONE, ONE, 5000, "from 0 to 2768"),
        ({}, (2**31, 1, 1), (2, 1, 1), 0, "2\\*\\*32"),
        ({}, ONE, (32, 33, 1), 0, "1056 lanes"),
    ],
)
def test_groups_that_do_not_fit_are_refused(
    card: QualcommCard,
    changes: dict[str, object],
    grid: tuple[int, int, int],
    block: tuple[int, int, int],
    local_bytes: int,
    why: str,
) -> None:
    function = card.load(scripted.image(**changes)).functions["count"]
    queue = card.compute_queue()
    with pytest.raises(InvalidArgument, match=why):
        queue.dispatch(function, grid, block, bytes(12), local_bytes)
    for wrong in (b"", bytes(11), bytes(17)):
        with pytest.raises(InvalidArgument, match="takes 12"):
            queue.dispatch(card.load(scripted.image()).functions["count"], ONE, ONE, wrong)


# Trouble


def test_no_memory_is_told_with_the_sizes(card: QualcommCard, gpu: ScriptedGpu) -> None:
    with pytest.raises(OutOfMemory, match="1099511627776 bytes"):
        card.allocate(1 << 40)
    gpu.memory_bytes = sum(each.size for each in gpu.memory.values()) + 8192
    with pytest.raises(OutOfMemory, match="65536 bytes"):
        card.allocate(1 << 16)
    card.free(card.allocate(4096))


def test_a_kernel_without_constraints_or_fault_reports_is_enough(gpu: ScriptedGpu) -> None:
    gpu.constraint_errno, gpu.has_fault_report = 22, False
    card = QualcommDriver().open(0)
    queue = card.compute_queue()
    queue.submit()
    assert queue.idle(0.0)
    card.close()


@pytest.mark.parametrize("refused", ["DRAWCTXT_CREATE", "GPUMEM_ALLOC_ID"])
def test_what_the_kernel_refuses_leaves_nothing_behind(
    gpu: ScriptedGpu, card: QualcommCard, refused: str
) -> None:
    before, held = card.memory_used_bytes(), len(gpu.memory)
    gpu.refuse[refused] = 12
    uses: tuple[Callable[[], object], ...] = (card.compute_queue, card.copy_queue)
    for use in uses:
        with pytest.raises(OutOfMemory):
            use()
    assert (card.memory_used_bytes(), len(gpu.memory)) == (before, held)
    gpu.refuse.clear()
    card.compute_queue().close()


@pytest.mark.parametrize("most", [1500, pytest.param(10_000, marks=pytest.mark.slow)])
def test_ten_thousand_submissions_leave_nothing(
    gpu: ScriptedGpu, card: QualcommCard, function: Function, memory: Allocation, most: int
) -> None:
    queue, line = card.compute_queue(), card.timeline()
    count(queue, function, memory.gpu_address)
    recording = queue.finish()
    for number in range(1, most + 1):
        queue.replay(recording)
        queue.signal(line, number)
        queue.submit()
        if number % 500 == 0:
            assert line.wait(number, DEADLINE_S)
            gpu.streams.clear()
    assert words(memory)[0] == most
    # What is done is let go of: the commands of all of it would be as much again for each 7,000.
    assert len(queue._in_flight) <= 500
    assert card.memory_used_bytes() < 2 << 20


def test_a_hundred_of_everything_leave_nothing() -> None:
    with scripted.scripted() as gpu:
        driver = QualcommDriver()
        for _ in range(3):
            card = driver.open(0)
            for _ in range(30):
                code, line, memory = card.load(scripted.image()), card.timeline(), card.allocate(100)
                queue = card.compute_queue()
                count(queue, code.functions["count"], memory.gpu_address)
                queue.fill(memory.gpu_address, 100, b"x")
                queue.replay(queue.finish())
                queue.signal(line, 1)
                queue.submit()
                assert line.wait(1, DEADLINE_S)
                queue.close()
                line.close()
                code.close()
                card.free(memory)
            card.close()
        assert (gpu.memory, gpu.contexts, gpu.open_files) == ({}, {}, 0)
