"""Branches, lanes that part and meet again, barriers, and what of it the hardware would not take."""

from __future__ import annotations

import numpy as np
import pytest

from barewire.drivers.simulated.qualcomm.engines.dispatch import IllegalProgram

from . import assembling as a
from .bare_processor import Memory, constants, lanewise, run

IDS = np.arange(64, dtype=np.int32)
GUARD = [a.alu("cmps.s", "p0.x", "r1.x", "r1.y", condition="lt"), a.nop(5)]
LIMIT = np.resize(np.array([5, 40], np.int32), 64)


@pytest.mark.parametrize("lanes", [64, 128])
def test_both_sides_of_an_if_run_for_their_lanes(lanes):
    body = [
        *GUARD,
        a.flow("br", 3, invert=True),
        a.mov("r4.x", 100),
        a.flow("jump", 2),
        a.mov("r4.x", 200, jp=True),
        a.alu("add.u", "r4.y", "r4.z", "r4.z", jp=True),
    ]
    got = lanewise(body, [IDS, LIMIT], np.int32, lanes)
    np.testing.assert_array_equal(got, np.where(IDS < LIMIT, 100, 200))


def test_lanes_leave_a_loop_one_after_another():
    body = [
        a.mov("r4.x", 0),
        a.mov("r4.y", 0),
        a.nop(2),
        # loop: r4.x += r4.y; r4.y += 1; while r4.y < r1.x
        a.alu("add.u", "r4.x", "r4.x", "r4.y", jp=True),
        a.alu("add.u", "r4.y", "r4.y", 1),
        a.nop(2),
        a.alu("cmps.s", "p0.x", "r4.y", "r1.x", condition="lt"),
        a.nop(5),
        a.flow("br", -5),
        a.nop(0, jp=True),
    ]
    got = lanewise(body, [IDS], np.int32)
    np.testing.assert_array_equal(got, [sum(range(max(n, 1))) for n in IDS])


def test_one_lane_is_elected():
    body = [
        a.mov("r4.x", 1),
        a.nop(3),
        a.flow("getone", 3),
        a.mov("r4.x", 7),
        a.nop(3),
        a.nop(0, jp=True),
    ]
    np.testing.assert_array_equal(lanewise(body, [IDS], np.int32), [7] + [1] * 63)


def test_predication():
    body = [
        *GUARD,
        a.flow("predt"),
        a.mov("r4.x", 1, ss=True),
        a.flow("predf"),
        a.mov("r4.x", 2),
        a.flow("prede"),
    ]
    np.testing.assert_array_equal(lanewise(body, [IDS, LIMIT], np.int32), np.where(IDS < LIMIT, 1, 2))


def refused(body, message, inputs=(IDS, LIMIT), **fields):
    with pytest.raises(IllegalProgram, match=message) as caught:
        lanewise(body, list(inputs), np.int32, **fields)
    return caught.value


def test_lanes_cannot_wait_where_there_is_no_mark():
    body = [*GUARD, a.flow("br", 2, invert=True), a.mov("r4.x", 100), a.mov("r4.x", 200)]
    error = refused(body, r"would wait at mov.u32u32 r4.x, 200, which is not marked \(jp\)")
    assert error.line == "br !p0.x, #2"
    # Lanes that all go one way need no mark.
    lanewise(body, [IDS, np.full(64, 99, np.int32)], np.int32)


def test_the_branch_stack_is_as_deep_as_the_dispatch_says():
    body = [*GUARD, a.flow("br", 2, invert=True), a.mov("r4.x", 100), a.mov("r4.x", 200, jp=True)]
    refused(body, "the branch stack has room for", branch_stack=0)


def test_a_barrier_is_for_all_lanes():
    body = [*GUARD, a.flow("br", 2, invert=True), a.barrier(), a.nop(0, jp=True)]
    refused(body, "a barrier that some lanes of the wave have not come to")


def test_a_program_has_an_end_and_stays_within():
    memory = Memory()
    with pytest.raises(IllegalProgram, match="the program has no end"):
        run(a.program(a.nop()), memory)
    with pytest.raises(IllegalProgram, match="leaves the program"):
        run(a.program(a.flow("jump", 5), a.flow("end")), memory)
    with pytest.raises(IllegalProgram, match="goes on past its last instruction"):
        run(a.program(a.flow("jump", 2), a.flow("end"), a.nop()), memory)


def test_waves_meet_at_barriers_and_share_memory():
    # Each invocation writes its id to shared memory and reads the one of its mirror image in the other waves.
    count = 256
    memory = Memory()
    address, view = memory.add(np.zeros((3, count), np.uint32))
    code = a.program(
        a.alu("shl.b", "r1.x", "r0.x", 2),
        a.mov("r3.x", count - 1),
        a.nop(3),
        a.alu("sub.u", "r1.y", "r3.x", "r0.x"),
        a.nop(3),
        a.alu("shl.b", "r1.y", "r1.y", 2),
        a.nop(5),
        a.store("stl", "u32", "r1.x", "r0.x"),
        a.barrier(),
        a.nop(5, ss=True, sy=True),
        a.load("ldl", "u32", "r1.z", "r1.y"),
        a.mov("r2.x", "c0.x"),
        a.mov("r2.y", "c0.y"),
        # r48.x has the group's number; rows of the result are groups.
        a.alu("mul.u24", "r3.x", "r48.x", "c0.z"),
        a.nop(3),
        a.alu("add.u", "r3.x", "r3.x", "r0.x"),
        a.nop(5, ss=True),
        a.store("stg", "u32", "r2.x", "r1.z", "r3.x"),
        a.flow("end"),
    )
    fields = {"local_size": (count, 1, 1), "groups": (3, 1, 1), "shared_bytes": 4 * count}
    for lanes in (64, 128):
        view[...] = 0
        run(
            code,
            memory,
            constants=constants(address, count),
            group_id_register=a.number("r48.x"),
            lanes=lanes,
            **fields,
        )
        np.testing.assert_array_equal(view, np.tile(np.arange(count)[::-1], (3, 1)))
