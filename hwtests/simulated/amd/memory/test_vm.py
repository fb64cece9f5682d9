"""Page tables of a simulated card: what is mapped reads and writes, and nothing else does."""

from __future__ import annotations

import ctypes
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.drivers.simulated.memory.vm import (
    EXECUTABLE,
    UNCACHED,
    WRITABLE,
    AddressSpace,
    AddressTaken,
    MemoryViolation,
    Scattered,
)

PAGE = 4096
BASE = 0x7000_0000_0000


def filled(pages: int) -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(bytes(range(256)) * (16 * pages), PAGE * pages)


def space_of(*memories: ctypes.Array[ctypes.c_char], writable: bool = True) -> AddressSpace:
    """The memories at BASE, end to end."""
    space, address = AddressSpace(), BASE
    for memory in memories:
        space.map(
            address,
            len(memory),
            ctypes.addressof(memory),
            writable=writable,
            executable=False,
            kind="gtt",
        )
        address += len(memory)
    return space


def test_what_is_written_at_an_address_is_in_the_memory_behind_it() -> None:
    memory = filled(1)
    space = space_of(memory)
    space.write(BASE + 5, b"hello")
    assert memory.raw[5:10] == b"hello"
    assert space.read(BASE + 4, 2) == bytes([4]) + b"h"
    assert space.translate(BASE + 8, 8) == ctypes.addressof(memory) + 8


@pytest.mark.parametrize("address", [BASE - 1, BASE + PAGE, 0])
def test_an_address_that_is_not_mapped_is_a_violation_that_names_it(address: int) -> None:
    with pytest.raises(MemoryViolation, match="not mapped") as caught:
        space_of(filled(1)).read(address, 1)
    assert (caught.value.address, caught.value.access) == (address, "read")


def test_an_access_that_runs_off_the_end_names_the_first_address_past_it() -> None:
    with pytest.raises(MemoryViolation) as caught:
        space_of(filled(1)).read(BASE + PAGE - 2, 8)
    assert caught.value.address == BASE + PAGE


def test_a_write_to_read_only_memory_changes_nothing() -> None:
    memory = filled(1)
    with pytest.raises(MemoryViolation, match="read only"):
        space_of(memory, writable=False).write(BASE, b"x")
    assert memory.raw[0] == 0


def test_memory_without_the_right_is_not_executed() -> None:
    with pytest.raises(MemoryViolation, match="not executable"):
        space_of(filled(1)).translate(BASE, 4, execute=True)


def test_neighbours_are_read_as_one_range_but_are_not_one_piece() -> None:
    first, second = filled(1), filled(1)
    space = space_of(first, second)
    assert space.read(BASE + PAGE - 2, 4) == first.raw[-2:] + second.raw[:2]
    with pytest.raises(Scattered):
        space.translate(BASE + PAGE - 2, 4)


def test_a_range_cannot_be_mapped_twice() -> None:
    memory = filled(2)
    space = space_of(memory)
    with pytest.raises(AddressTaken):
        space.map(BASE + PAGE, PAGE, 0, writable=True, executable=True, kind="gtt")


def test_unmapping_the_middle_leaves_both_ends() -> None:
    memory = filled(3)
    space = space_of(memory)
    space.unmap(BASE + PAGE, PAGE)
    assert [(m.gpu_address, m.size_bytes) for m in space.mappings] == [(BASE, PAGE), (BASE + 2 * PAGE, PAGE)]
    assert space.translate(BASE + 2 * PAGE, 1) == ctypes.addressof(memory) + 2 * PAGE
    with pytest.raises(MemoryViolation):
        space.read(BASE + PAGE, 1)


def native_table(space: AddressSpace) -> list[tuple[int, int, int, int]]:
    table = ctypes.c_uint64.from_address(space.table).value
    words = (ctypes.c_uint64 * (2 + 4 * ctypes.c_uint64.from_address(table).value)).from_address(table)
    return [tuple(words[i : i + 4]) for i in range(2, len(words), 4)]  # type: ignore[misc]


def test_native_code_sees_the_same_mappings() -> None:
    space = AddressSpace()
    space.map(BASE, PAGE, 0x1000, writable=True, executable=False, kind="gtt")
    space.map(BASE - PAGE, PAGE, BASE, writable=False, executable=True, kind="vram", uncached=True)
    assert native_table(space) == [
        (BASE - PAGE, BASE, PAGE, EXECUTABLE | UNCACHED),
        (BASE, BASE + PAGE, (0x1000 - BASE) % 2**64, WRITABLE),
    ]


def test_a_reader_never_sees_half_of_a_change() -> None:
    space = AddressSpace()
    wrong: list[object] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set():
            entries = native_table(space)
            if any(entry[1] - entry[0] != PAGE for entry in entries) or entries != sorted(entries):
                wrong.append(entries)

    reader = threading.Thread(target=look)
    reader.start()
    for round_ in range(300):
        for page in range(4):
            space.map(BASE + page * PAGE, PAGE, round_ + 1, writable=True, executable=False, kind="gtt")
        space.unmap(BASE, 4 * PAGE)
    ended.set()
    reader.join()
    assert not wrong


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 31), st.integers(1, 8)), max_size=40))
def test_any_sequence_of_changes_agrees_with_a_page_by_page_model(
    changes: list[tuple[bool, int, int]],
) -> None:
    space, model = AddressSpace(), dict[int, int]()
    for number, (mapping, first, count) in enumerate(changes):
        pages = range(first, first + count)
        host = (number + 1) << 32
        if not mapping:
            space.unmap(BASE + first * PAGE, count * PAGE)
            for page in pages:
                model.pop(page, None)
        elif any(page in model for page in pages):
            with pytest.raises(AddressTaken):
                space.map(BASE + first * PAGE, count * PAGE, host, writable=True, executable=True, kind="gtt")
        else:
            space.map(BASE + first * PAGE, count * PAGE, host, writable=True, executable=True, kind="gtt")
            model.update({page: host + (page - first) * PAGE for page in pages})
    table = native_table(space)
    for page in range(40):
        address = BASE + page * PAGE
        found = space.find(address)
        entry = next((entry for entry in table if entry[0] <= address < entry[1]), None)
        if page in model:
            assert found is not None
            assert space.translate(address, PAGE) == model[page]
            assert entry is not None
            assert (address + entry[2]) % 2**64 == model[page]
        else:
            assert found is None
            assert entry is None
