"""Loads, stores and atomics of the simulated shader processors."""

from __future__ import annotations

import numpy as np
import pytest

from barewire.drivers.simulated.qualcomm.engines.dispatch import IllegalProgram, WaveMemoryViolation

from . import assembling as a
from .bare_processor import Memory, constants, lanewise, run

IDS = np.arange(64, dtype=np.uint32)


def pointer(register: str, constant: int) -> list[int]:
    x, y = f"{register}.x", f"{register}.y"
    return [
        a.mov(x, f"c{constant // 2}.{'xz'[constant % 2]}"),
        a.mov(y, f"c{constant // 2}.{'yw'[constant % 2]}"),
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize(("type", "dtype"), [("u32", np.uint32), ("u16", np.uint16), ("f16", np.uint16)])
@pytest.mark.parametrize("scattered", [False, True])
def test_vectors_go_through_registers(size, type, dtype, scattered):
    memory = Memory()
    values = np.random.default_rng(3).integers(0, 2**16, (64, size)).astype(dtype)
    source, _ = memory.add(values)
    target, view = memory.add(np.zeros_like(values))
    register = "hr40.y" if type != "u32" else "r5.y"
    order = a.alu("xor.b", "r1.x", "r0.x", 21 if scattered else 0)
    code = a.program(
        *pointer("r2", 0),
        *pointer("r3", 1),
        order,
        a.nop(2),
        a.alu("mul.u24", "r1.x", "r1.x", size),
        a.nop(5),
        a.load("ldg", type, register, "r2.x", "r1.x", size),
        a.nop(0, sy=True),
        a.store("stg", type, "r3.x", register, "r1.x", size),
        a.flow("end"),
    )
    run(code, memory, constants=constants(source, target))
    np.testing.assert_array_equal(view, values)


def test_immediate_offsets_are_bytes_and_signed():
    memory = Memory()
    values = np.arange(2048, dtype=np.uint32)
    source, _ = memory.add(values)
    target, view = memory.add(np.zeros(64, np.uint32))
    for offset in (0, 4, -8, 4092, -4096):
        code = a.program(
            *pointer("r2", 0),
            *pointer("r3", 1),
            a.nop(5),
            a.load("ldg", "u32", "r5.x", "r2.x", offset),
            a.nop(0, sy=True),
            a.store("stg", "u32", "r3.x", "r5.x", "r0.x"),
            a.flow("end"),
        )
        run(code, memory, constants=constants(source + 4096, target))
        assert (view == (4096 + offset) // 4).all()


def test_a_register_is_added_in_bytes_on_a7xx():
    def access(name, value, index, added=0):
        base = a.number("r1.x" if name == "ldg" else "r2.x")
        bits = 6 << 61 | 3 << 49 | 1 << 24 | 1 << 23
        if name == "ldg":
            return bits | 1 | index << 1 | base << 14 | 1 << 22 | value << 32 | added << 41
        return bits | 3 << 54 | 1 << 52 | value << 1 | index << 32 | 1 << 40 | base << 41 | added << 14

    memory = Memory()
    values = np.arange(100, 164, dtype=np.uint32)
    source, _ = memory.add(values)
    target, view = memory.add(np.zeros(64, np.uint32))
    index, value = a.number("r3.x"), a.number("r4.x")
    start = [
        *(
            a.mov(f"r{1 + n}.{letter}", f"c0.{'xyzw'[2 * n + at]}")
            for n in range(2)
            for at, letter in enumerate("xy")
        ),
        a.alu("shl.b", "r3.x", "r0.x", 2),
        a.nop(5),
    ]
    end = [access("stg", value, index), 0xFBC2_1000_0000_0000, 0xE3CA_0000_0000_0000, a.flow("end")]
    code = a.program(*start, access("ldg", value, index), a.nop(0, sy=True), *end)
    run(code, memory, constants=constants(source, target), generation=7)
    np.testing.assert_array_equal(view, values)
    code = a.program(*start, access("ldg", value, index, added=4), a.nop(0, sy=True), *end)
    with pytest.raises(IllegalProgram, match="adds a number to a register"):
        run(code, memory, constants=constants(source, target), generation=7)


def test_the_highest_lane_wins_a_store():
    memory = Memory()
    target, view = memory.add(np.zeros(2, np.uint32))
    code = [*pointer("r3", 0), a.nop(5), a.store("stg", "u32", "r3.x", "r0.x"), a.flow("end")]
    run(a.program(*code), memory, constants=constants(target))
    assert view[0] == 63


def test_memory_that_is_not_there_or_read_only_is_named():
    memory = Memory()
    address, _ = memory.add(np.zeros(64, np.uint32), writable=False)
    code = a.program(
        *pointer("r3", 0), a.nop(5), a.store("stg", "u32", "r3.x", "r0.x", "r0.x"), a.flow("end")
    )
    with pytest.raises(WaveMemoryViolation, match=r"write of 4 bytes at .*: read only") as caught:
        run(code, memory, constants=constants(address))
    assert caught.value.address == address and caught.value.line.startswith("stg.u32 g[r3.x+r0.x]")
    load = a.load("ldg", "u32", "r5.x", "r3.x", "r0.x")
    code = a.program(*pointer("r3", 0), a.nop(5), load, a.flow("end"))
    with pytest.raises(WaveMemoryViolation, match=r"not mapped \(lane 32\)") as caught:
        run(code, memory, constants=constants(address + 4096 - 128))
    assert caught.value.address == address + 4096


def test_an_access_is_aligned_to_its_type():
    memory = Memory()
    address, _ = memory.add(np.zeros(64, np.uint32))
    code = a.program(*pointer("r3", 0), a.nop(5), a.load("ldg", "u32", "r5.x", "r3.x", 2), a.flow("end"))
    with pytest.raises(IllegalProgram, match="not aligned"):
        run(code, memory, constants=constants(address))


def test_private_memory_is_each_lanes_own():
    memory = Memory()
    private, _ = memory.add(np.zeros(64 * 64 * 4, np.uint8))
    target, view = memory.add(np.zeros(64, np.uint32))
    code = a.program(
        *pointer("r3", 0),
        a.mov("r1.x", 8),
        a.nop(5),
        a.store("stp", "u32", "r1.x", "r0.x", 4),
        a.mov("r5.x", 0),
        a.load("ldp", "u32", "r5.x", "r1.x", 4),
        a.nop(0, sy=True),
        a.store("stg", "u32", "r3.x", "r5.x", "r0.x"),
        a.flow("end"),
    )
    fields = {"private_address": private, "private_waves": 4}
    run(code, memory, constants=constants(target), private_lane_bytes=64, **fields)
    np.testing.assert_array_equal(view, IDS)
    with pytest.raises(IllegalProgram, match="bytes of private memory"):
        run(code, memory, constants=constants(target), private_lane_bytes=8, **fields)


def test_shared_memory_has_an_end():
    body = [a.mov("r5.x", 64), a.nop(5), a.load("ldl", "u32", "r4.x", "r5.x")]
    lanewise(body, [IDS], np.uint32, shared_bytes=68)
    with pytest.raises(IllegalProgram, match="at 0x40 of the 66 bytes of shared memory"):
        lanewise(body, [IDS], np.uint32, shared_bytes=66)


ATOMICS = {"add": 2016, "max": 63, "or": 63, "min": 0}


@pytest.mark.parametrize("name", ATOMICS)
def test_atomics_of_shared_memory(name):
    memory = Memory()
    target, view = memory.add(np.zeros(64, np.uint32))
    code = a.program(
        *pointer("r3", 0),
        a.mov("r5.x", 16),
        a.mov("r5.y", 0),
        a.nop(5),
        a.store("stl", "u32", "r5.x", "r5.y"),
        a.nop(0, ss=True),
        a.local_atomic(name, "r6.x", "r5.x", "r0.x"),
        a.nop(5, ss=True, sy=True),
        a.load("ldl", "u32", "r4.x", "r5.x"),
        a.nop(0, ss=True),
        a.store("stg", "u32", "r3.x", "r4.x", "r0.x"),
        a.flow("end"),
    )
    run(code, memory, constants=constants(target), shared_bytes=64)
    assert (view == ATOMICS[name]).all()


def test_atomics_by_address():
    memory = Memory()
    target, view = memory.add(np.array([5, 0], np.uint32))
    code = a.program(
        *pointer("r3", 0),
        a.nop(5),
        a.global_atomic("add", "r4.x", "r3.x", "r0.x"),
        a.nop(0, sy=True),
        a.flow("end"),
    )
    run(code, memory, constants=constants(target), groups=(9, 1, 1))
    np.testing.assert_array_equal(view, [5 + 9 * 2016, 0])


@pytest.mark.parametrize(("type", "register"), [("u8", "hr40.y"), ("s8", "r5.y")])
def test_bytes_go_through_half_and_full_registers(type, register):
    memory = Memory()
    values = np.random.default_rng(4).integers(0, 256, 64).astype(np.uint8)
    source, _ = memory.add(values)
    target, view = memory.add(np.zeros(64, np.uint8))
    code = a.program(
        *pointer("r2", 0),
        *pointer("r3", 1),
        a.nop(5),
        a.load("ldg", type, register, "r2.x", "r0.x"),
        a.nop(0, sy=True),
        a.store("stg", type, "r3.x", register, "r0.x"),
        a.flow("end"),
    )
    run(code, memory, constants=constants(source, target))
    np.testing.assert_array_equal(view, values)
