"""Copies and fills: how they are cut into dispatches, and that the machine code says what is beside it."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.drivers.qualcomm import blit
from barewire.drivers.qualcomm.code_object import parse
from barewire.tensor.codegen.adreno.isa.assembly import assemble

SHIFTS = {"copy bytes": 0, "copy dwords": 2, "copy vectors": 4}
BASE = 1 << 20


def run(memory: np.ndarray, works: list[blit.Blit]) -> None:
    """What the kernels do, on bytes that begin at BASE."""
    for work in works:
        destination, source, last, mask = struct.unpack_from("<QQII", work.arguments)
        unit = 1 << SHIFTS[work.kernel]
        assert destination % unit == source % unit == 0
        assert work.grid[0] * blit.BLOCK[0] >= last + 1
        for lane in range(work.grid[0] * blit.BLOCK[0]):
            offset = min(lane, last) * unit
            to, origin = destination + offset - BASE, source + (offset & mask) - BASE
            memory[to : to + unit] = memory[origin : origin + unit]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 300))
def test_copies_are_cut_into_units_that_their_addresses_allow(to: int, origin: int, size: int) -> None:
    memory = np.random.default_rng(1).integers(0, 256, 2048, dtype=np.uint8)
    expected = memory.copy()
    expected[to : to + size] = memory[1024 + origin : 1024 + origin + size]
    run(memory, list(blit.copy(BASE + to, BASE + 1024 + origin, size)))
    assert np.array_equal(memory, expected)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 40), st.integers(0, 300), st.sampled_from([1, 2, 4, 8, 16]))
def test_fills_begin_their_pattern_at_their_first_byte(to: int, size: int, length: int) -> None:
    pattern = bytes(range(1, length + 1))
    memory = np.zeros(2048, np.uint8)
    memory[1024:1056] = np.frombuffer(blit.patterns(BASE + to, pattern), np.uint8)
    expected = memory.copy()
    expected[to : to + size] = np.resize(np.frombuffer(pattern, np.uint8), size)
    run(memory, list(blit.fill(BASE + to, size, BASE + 1024)))
    assert np.array_equal(memory, expected)


def test_what_is_long_is_cut_so_that_offsets_have_32_bits() -> None:
    size = (5 << 30) + 3
    for works in (blit.copy(1 << 40, 1 << 41, size), blit.fill(1 << 40, size, 1 << 41)):
        moved = 0
        for work in works:
            destination, _, last, _ = struct.unpack_from("<QQII", work.arguments)
            assert destination == (1 << 40) + moved
            part = (last + 1) << SHIFTS[work.kernel]
            assert part <= 1 << 30
            assert work.grid[0] * blit.BLOCK[0] < 1 << 32
            moved += part
        assert moved == size


@pytest.mark.parametrize("generation", [6, 7])
def test_the_image_has_the_kernels(generation: int) -> None:
    image = parse(blit.image(generation))
    assert [kernel.name for kernel in image.kernels] == list(SHIFTS)
    for kernel, shift in zip(image.kernels, blit.LISTINGS, strict=True):
        listing = blit.listing(shift, generation)
        words = struct.unpack_from(f"<{len(listing)}Q", image.code_of(kernel))
        assert list(words) == [word for word, _ in listing]


@pytest.mark.parametrize("generation", [6, 7])
@pytest.mark.parametrize("shift", [0, 2, 4])
def test_the_machine_code_is_what_the_text_beside_it_assembles_to(shift: int, generation: int) -> None:
    listing = blit.listing(shift, generation)
    code = assemble([text for _, text in listing], generation)
    assert code == b"".join(word.to_bytes(8, "little") for word, _ in listing)
