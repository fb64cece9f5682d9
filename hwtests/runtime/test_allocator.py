"""The caching allocator: size classes, reuse, counts, and what happens when memory runs out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barewire.runtime.allocator import LARGEST_SLAB_BYTES, SLAB_BLOCKS, size_class
from barewire.runtime.buffer import Buffer
from barewire.runtime.device import Device
from barewire.runtime.errors import DeviceClosed, OutOfMemory

from .paper_card import PaperCard

MIB = 1 << 20


@given(st.integers(0, 1 << 40))
def test_a_block_wastes_at_most_an_eighth_above_512_bytes_and_63_bytes_below(size_bytes: int) -> None:
    block_bytes = size_class(size_bytes)
    assert block_bytes >= size_bytes
    assert block_bytes % 64 == 0
    waste = block_bytes - size_bytes
    assert waste <= 64 if size_bytes <= 512 else waste <= size_bytes / 8
    assert size_class(block_bytes) == block_bytes


def test_a_buffer_takes_no_memory_before_its_address_is_needed(device: Device) -> None:
    buffer = Buffer(device, 5 * MIB)
    assert device.memory.allocated == 0
    assert buffer.gpu_address
    assert device.memory.allocated == 5 * MIB


def test_a_dead_buffers_memory_is_counted_as_cached_and_used_again(device: Device) -> None:
    buffer = Buffer(device, MIB)
    address = buffer.gpu_address
    del buffer
    assert (device.memory.allocated, device.memory.peak) == (0, MIB)
    cached = device.memory.cached
    again = Buffer(device, MIB - 100)
    assert again.gpu_address == address
    assert device.memory.allocated == MIB
    assert device.memory.cached == cached - MIB


def test_counts_add_up_to_what_the_card_gave(device: Device, card: PaperCard) -> None:
    sizes = [1, 64, 65, 1000, 4096, 33_000, 100_000, 3 * MIB, 7 * MIB + 1] * 3
    buffers = [Buffer(device, size) for size in sizes]
    for buffer in buffers:
        assert buffer.gpu_address % 64 == 0
    assert device.memory.allocated == sum(size_class(size) for size in sizes)
    del buffers[::2]
    held = sum(slab.allocation.size_bytes for slab in device.memory._slabs.values())
    assert held == card.memory_used_bytes()
    page_rounding = 4096 * len(sizes)
    assert held - page_rounding <= device.memory.allocated + device.memory.cached <= held


def test_blocks_in_use_do_not_overlap(device: Device) -> None:
    buffers = [Buffer(device, size) for size in (1, 63, 64, 100, 5000, LARGEST_SLAB_BYTES, 400_000) * 20]
    spans = sorted((buffer.gpu_address, buffer.gpu_address + buffer.size_bytes) for buffer in buffers)
    assert all(stop <= start for (_, stop), (start, _) in pairwise(spans))


def test_small_buffers_share_an_allocation_of_the_card(device: Device, card: PaperCard) -> None:
    before = len(card.allocations)
    buffers = [Buffer(device, 256) for _ in range(500)]
    assert all(buffer.gpu_address for buffer in buffers)
    assert len(card.allocations) - before <= -(-500 // SLAB_BLOCKS)


def test_trim_returns_what_no_buffer_uses_and_nothing_else(device: Device, card: PaperCard) -> None:
    kept = Buffer(device, 100)
    kept.copy_in(b"k" * 100)
    for size in (100, 200, MIB, 9 * MIB):
        assert Buffer(device, size).gpu_address
    returned = device.memory.trim()
    assert returned >= 10 * MIB
    assert len(card.allocations) == 1
    assert device.memory.allocated + device.memory.cached == card.memory_used_bytes()
    assert kept.copy_out() == b"k" * 100
    assert Buffer(device, 100).gpu_address


def test_running_out_empties_the_cache_and_tries_again(device: Device, card: PaperCard) -> None:
    assert Buffer(device, 200 * MIB).gpu_address
    assert device.memory.cached >= 200 * MIB
    large = Buffer(device, 900 * MIB)
    assert large.gpu_address
    assert card.memory_used_bytes() < 1 << 30


def test_out_of_memory_names_the_sizes_and_leaves_the_device_usable(device: Device) -> None:
    held = Buffer(device, 600 * MIB)
    assert held.gpu_address
    with pytest.raises(OutOfMemory, match=r"500\.0 MiB \(524288000 bytes\) do not fit.*600\.0 MiB in live"):
        _ = Buffer(device, 500 * MIB).gpu_address
    small = Buffer(device, 16)
    small.copy_in(bytes(16))
    assert small.copy_out() == bytes(16)


def test_the_cache_is_bounded(device: Device, card: PaperCard) -> None:
    for step in range(20):
        assert Buffer(device, (60 + step) * MIB).gpu_address
    assert card.memory_used_bytes() <= card.info.memory_bytes // 4 + 160 * MIB


def test_an_address_inside_a_block_is_found(device: Device) -> None:
    buffer, other = Buffer(device, 1000), Buffer(device, MIB)
    assert device.memory.find(buffer.gpu_address + 999) == (buffer.gpu_address, 1024)
    assert device.memory.find(other.gpu_address + 5) == (other.gpu_address, MIB)
    assert device.memory.find(64) is None


def test_memory_of_a_closed_device_is_refused(card: PaperCard) -> None:
    device = Device("PAPER", card)
    device.close()
    with pytest.raises(DeviceClosed, match="closed"):
        _ = Buffer(device, 16).gpu_address
    assert card.memory_used_bytes() == 0
