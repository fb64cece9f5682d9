"""Buffers: copies, views, host memory, and their order against work in flight."""

from __future__ import annotations

import array
import gc
import mmap
from collections.abc import Iterator

import numpy as np
import pytest

from barewire.runtime import allocator
from barewire.runtime.buffer import LARGEST_STAGED_BYTES, STAGED_PIECE_BYTES, Buffer
from barewire.runtime.device import Device
from barewire.runtime.errors import BarewireError, DeviceClosed, DeviceHang, InvalidArgument

from .paper_card import PaperCard


@pytest.fixture
def discrete() -> Iterator[Device]:
    """A device with memory that the host does not see."""
    with Device("DISCRETE", PaperCard(discrete=True)) as opened:
        yield opened


@pytest.mark.parametrize("size_bytes", [0, 1, 4096, STAGED_PIECE_BYTES, 2 * STAGED_PIECE_BYTES + 4097])
def test_memory_the_host_does_not_see_is_filled_and_read_in_pieces(discrete: Device, size_bytes: int) -> None:
    data = np.random.default_rng(1).bytes(size_bytes)
    buffer = Buffer(discrete, size_bytes)
    buffer.copy_in(data)
    assert buffer.copy_out() == data
    assert bytes(buffer.contents()) == data


def test_a_part_of_memory_the_host_does_not_see_is_staged_from_its_place(discrete: Device) -> None:
    buffer = Buffer.from_host(bytes(range(100)), discrete)
    part = buffer.view(10, 5)
    assert part.copy_out() == bytes(range(10, 15))
    part.copy_in(b"abcde")
    assert buffer.copy_out()[8:17] == bytes((8, 9)) + b"abcde" + bytes((15, 16))


def test_memory_the_host_does_not_see_has_no_view(discrete: Device) -> None:
    with pytest.raises(InvalidArgument, match="does not see the memory of DISCRETE; copy_out"):
        Buffer(discrete, 4).host_view()


def test_host_memory_of_a_discrete_card_is_seen_by_both(discrete: Device) -> None:
    shared, own = Buffer(discrete, 8, host=True), Buffer(discrete, 8)
    shared.host_view()[:] = b"12345678"
    own.copy_from(shared)
    assert own.copy_out() == b"12345678"


def test_a_buffer_goes_to_and_from_a_card_that_the_host_does_not_see(
    device: Device, discrete: Device
) -> None:
    here, there = Buffer(device, 6), Buffer(discrete, 6)
    here.copy_in(b"abcdef")
    there.copy_from(here)
    back = Buffer(device, 6)
    back.copy_from(there)
    assert back.copy_out() == b"abcdef"


def test_cards_that_reach_each_other_copy_without_the_host(discrete: Device) -> None:
    with Device("NEIGHBOUR", PaperCard(discrete=True)) as neighbour:
        here, there = Buffer(discrete, 4), Buffer(neighbour, 4)
        here.copy_in(b"abcd")
        discrete.card.held = neighbour.card.held = True
        there.copy_from(here)
        here.copy_in(b"efgh")
        discrete.card.held = neighbour.card.held = False
        for _ in range(4):
            discrete.card.run()
            neighbour.card.run()
        assert (there.copy_out(), here.copy_out()) == (b"abcd", b"efgh")


def floats(*values: float) -> array.array[float]:
    return array.array("f", values)


def doubled(device: Device, buffer: Buffer, count: int) -> None:
    device.load(b"double")["double"].launch(1, args=[buffer, count])


@pytest.mark.parametrize("size_bytes", [0, 1, 63, 4096, 100_001])
def test_what_is_copied_in_is_copied_out(device: Device, size_bytes: int) -> None:
    data = bytes(index % 251 for index in range(size_bytes))
    buffer = Buffer(device, size_bytes)
    buffer.copy_in(data)
    assert buffer.copy_out() == data
    assert bytes(buffer.host_view()) == data


def test_any_object_with_a_buffer_can_be_copied_in_also_a_strided_one(device: Device) -> None:
    matrix = np.arange(12, dtype=np.float32).reshape(3, 4)
    buffer = Buffer(device, 48)
    buffer.copy_in(matrix.T)
    assert np.array_equal(np.frombuffer(buffer.copy_out(), np.float32), matrix.T.ravel())


def test_a_copy_of_another_size_names_both(device: Device) -> None:
    with pytest.raises(InvalidArgument, match="3 bytes do not fill a buffer of 4 bytes"):
        Buffer(device, 4).copy_in(b"abc")
    with pytest.raises(InvalidArgument, match="8 bytes do not fill a buffer of 4 bytes"):
        Buffer(device, 4).copy_from(Buffer(device, 8))


def test_an_object_without_bytes_is_refused_by_its_type(device: Device) -> None:
    with pytest.raises(InvalidArgument, match="a list has no bytes"):
        Buffer(device, 4).copy_in([1])


def test_a_negative_size_is_refused(device: Device) -> None:
    with pytest.raises(InvalidArgument, match="-1 bytes"):
        Buffer(device, -1)


def test_a_copy_in_lands_after_the_launches_before_it(device: Device, card: PaperCard) -> None:
    buffer = Buffer(device, 8)
    buffer.copy_in(floats(1, 2))
    card.held = True
    doubled(device, buffer, 2)
    buffer.copy_in(floats(5, 6))
    doubled(device, buffer, 1)
    card.held = False
    assert buffer.host_view().cast("f").tolist() == [10, 6]


def test_a_fresh_buffer_is_written_without_waiting(device: Device, card: PaperCard) -> None:
    busy, fresh = Buffer(device, 8), Buffer(device, 2 * LARGEST_STAGED_BYTES)
    busy.copy_in(floats(1, 2))
    card.held = True
    doubled(device, busy, 2)
    fresh.copy_in(b"x" * fresh.size_bytes)
    card.held = False
    assert fresh.copy_out() == b"x" * fresh.size_bytes


def test_a_stream_of_small_copies_never_waits(
    device: Device, card: PaperCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = Buffer(device, 8)
    target.copy_in(floats(0, 0))
    monkeypatch.setenv("BAREWIRE_TIMEOUT", "0.01")
    card.held = True
    for value in range(50):
        batch = Buffer(device, 8)
        batch.copy_in(floats(value, value))
        target.copy_from(batch)
        target.copy_in(floats(value, value + 1))
        doubled(device, target, 1)
    card.held = False
    assert target.host_view().cast("f").tolist() == [98, 50]


def test_memory_used_again_is_not_written_by_the_host_before_its_last_use(
    device: Device, card: PaperCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allocator, "MOST_CACHED_FOR_HOST_BYTES", 0)
    first, result = Buffer(device, 2 * LARGEST_STAGED_BYTES), Buffer(device, 2 * LARGEST_STAGED_BYTES)
    first.copy_in(b"a" * first.size_bytes)
    address = first.gpu_address
    assert result.gpu_address
    card.held = True
    result.copy_from(first)
    del first
    second = Buffer(device, 2 * LARGEST_STAGED_BYTES)
    card.held = False
    second.copy_in(b"b" * second.size_bytes)
    assert second.gpu_address == address
    assert result.copy_out() == b"a" * result.size_bytes


def test_host_access_past_the_deadline_is_a_hang(
    device: Device, card: PaperCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREWIRE_TIMEOUT", "0.01")
    buffer = Buffer(device, 8)
    buffer.copy_in(floats(1, 2))
    card.held = True
    doubled(device, buffer, 2)
    with pytest.raises(DeviceHang, match="double"):
        buffer.host_view()
    card.held = False
    assert buffer.host_view().cast("f").tolist() == [2, 4]


def test_a_view_sees_a_part_and_keeps_the_whole_alive(device: Device) -> None:
    whole = Buffer(device, 100)
    whole.copy_in(bytes(range(100)))
    part = whole.view(10, 50).view(5, 4)
    assert part.gpu_address == whole.gpu_address + 15
    del whole
    gc.collect()
    Buffer(device, 100).copy_in(bytes(100))
    assert part.copy_out() == bytes(range(15, 19))
    part.copy_in(b"abcd")
    assert bytes(part.host_view()) == b"abcd"


@pytest.mark.parametrize(("offset", "size"), [(-1, 2), (0, 11), (9, 2), (0, -1)])
def test_a_view_outside_the_buffer_is_refused(device: Device, offset: int, size: int) -> None:
    with pytest.raises(InvalidArgument, match="not inside a buffer of 10 bytes"):
        Buffer(device, 10).view(offset, size)


def test_a_host_view_is_the_memory_itself_and_keeps_it(device: Device) -> None:
    buffer = Buffer(device, 8)
    buffer.copy_in(floats(1, 2))
    view = buffer.host_view()
    view[0:4] = floats(7).tobytes()
    assert np.frombuffer(buffer.copy_out(), np.float32).tolist() == [7, 2]
    allocated = device.memory.allocated
    array_of_view = np.frombuffer(view, np.float32)
    del buffer, view
    gc.collect()
    assert device.memory.allocated == allocated
    assert array_of_view.tolist() == [7, 2]
    del array_of_view
    gc.collect()
    assert device.memory.allocated == 0


def test_exports_counts_the_views_that_live(device: Device) -> None:
    buffer = Buffer(device, 8)
    part = buffer.view(0, 4)
    views = [buffer.host_view(), part.host_view()]
    slice_of_view = views[0][2:3]
    assert (buffer.exports, part.exports, device.exports) == (2, 2, 2)
    views.clear()
    gc.collect()
    assert buffer.exports == 1
    del slice_of_view
    gc.collect()
    assert (buffer.exports, device.exports) == (0, 0)


def test_a_buffer_over_host_memory_shares_it(device: Device) -> None:
    numbers = np.arange(4, dtype=np.float32)
    buffer = Buffer.from_host(numbers, device)
    assert buffer.gpu_address == numbers.ctypes.data
    assert buffer.is_external
    assert device.memory.allocated == 0
    doubled(device, buffer, 4)
    device.synchronize()
    assert numbers.tolist() == [0, 2, 4, 6]
    assert buffer.view(4, 8).host_view().cast("f").tolist() == [2, 4]


def test_read_only_host_memory_stays_as_it_is(device: Device) -> None:
    buffer = Buffer.from_host(b"abcd", device)
    assert buffer.read_only
    assert buffer.host_view().readonly
    with pytest.raises(InvalidArgument, match="read-only"):
        buffer.copy_in(b"efgh")


def test_a_strided_host_array_is_copied(device: Device) -> None:
    matrix = np.arange(12, dtype=np.int16).reshape(3, 4)
    buffer = Buffer.from_host(matrix[:, ::2], device)
    assert np.array_equal(np.frombuffer(buffer.copy_out(), np.int16), matrix[:, ::2].ravel())


def test_an_empty_host_object_makes_an_empty_buffer(device: Device) -> None:
    buffer = Buffer.from_host(b"", device)
    assert buffer.size_bytes == 0
    assert buffer.copy_out() == b""


def test_host_memory_is_held_until_the_work_on_it_is_done(device: Device, card: PaperCard) -> None:
    memory = mmap.mmap(-1, 4096)
    buffer = Buffer.from_host(memory, device)
    card.held = True
    doubled(device, buffer, 4)
    del buffer
    gc.collect()
    with pytest.raises(BufferError):
        memory.close()
    card.held = False
    device.synchronize()
    memory.close()
    assert memory.closed


def test_fill_repeats_a_pattern(device: Device) -> None:
    buffer = Buffer(device, 32)
    buffer.fill(floats(1.5).tobytes())
    assert buffer.host_view().cast("f").tolist() == [1.5] * 8
    with pytest.raises(InvalidArgument, match="3 bytes"):
        buffer.fill(b"abc")


def test_copies_between_devices_go_through_the_host(device: Device) -> None:
    other = Device("OTHER", PaperCard())
    source, destination = Buffer(device, 4), Buffer(other, 4)
    source.copy_in(b"abcd")
    destination.copy_from(source)
    assert destination.copy_out() == b"abcd"
    other.close()


def test_a_copy_on_the_copy_queue_runs_beside_later_kernels(device: Device, card: PaperCard) -> None:
    source, destination, other = (Buffer(device, 8) for _ in range(3))
    source.copy_in(floats(1, 2))
    other.copy_in(floats(3, 4))
    doubled(device, source, 2)
    point = device.copy(destination, source)
    device.compute.wait_for(point)
    doubled(device, destination, 1)
    assert destination.host_view().cast("f").tolist() == [4, 4]
    assert point.reached
    with pytest.raises(InvalidArgument, match="8 bytes do not fill"):
        device.copy(Buffer(device, 4), source)


def test_a_buffer_outlives_its_device_without_harm(card: PaperCard) -> None:
    device = Device("PAPER", card)
    buffer = Buffer(device, 8)
    buffer.copy_in(floats(1, 2))
    device.close()
    with pytest.raises(DeviceClosed, match="lost when its device PAPER was closed"):
        buffer.copy_out()
    del buffer
    gc.collect()
    assert card.closed


def test_a_device_stays_open_while_the_host_looks_at_its_memory(device: Device) -> None:
    buffer = Buffer(device, 8)
    view = buffer.host_view()
    with pytest.raises(BarewireError, match="1 host views of its memory are in use"):
        device.close()
    view[0] = 1
    assert not device.closed
    del view
