"""Shuffles, votes, reductions and barriers, and what is wrong with using them."""

from __future__ import annotations

import numpy as np
import pytest

from .device import Array, KernelFailed, SimulatedDevice, assembled, kernel_text

LANES = np.arange(32, dtype=np.uint32)


def run(device: SimulatedDevice, body: str, source: Array, out: Array, threads: int = 32) -> Array:
    """A kernel with each thread's 32-bit element in %r10, whose result is %r20."""
    text = kernel_text(
        f"""
mad.lo.u64 %d0, %at, 4, %a0;
ld.global.b32 %r10, [%d0];
{body}
mad.lo.u64 %d1, %at, 4, %a1;
st.global.b32 [%d1], %r20;
""",
        2,
    )
    assert assembled(text) == ""
    return device.run(text, source, out, block=(threads, 1, 1))[1]


def _source_lane(mode: str, lane: int, distance: int, control: int) -> tuple[int, bool]:
    """The pseudocode of the document."""
    segment, clamp = control >> 8 & 31, control & 31
    most = (lane & segment) | (clamp & ~segment & 31)
    least = lane & segment
    j = {"up": lane - distance, "down": lane + distance, "bfly": lane ^ distance}.get(
        mode, least | (distance & ~segment & 31)
    )
    good = j >= most if mode == "up" else j <= most
    return (j if good else lane), good


_SHUFFLES = [
    ("up", 0), ("down", 31), ("bfly", 31), ("idx", 31), ("up", 0x1800), ("down", 0x181F), ("bfly", 0x1C1F),
    ("idx", 0x181F),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "control"), _SHUFFLES)
def test_shuffles_follow_the_documents_pseudocode(device: SimulatedDevice, mode: str, control: int) -> None:
    source = LANES * 7 + 3
    for distance in (0, 1, 5, 16):
        body = (
            f"shfl.sync.{mode}.b32 %r20|%p1, %r10, {distance}, {control}, 0xffffffff;\n"
            "@%p1 or.b32 %r20, %r20, 0x10000;"
        )
        found = run(device, body, source, np.zeros(32, np.uint32))
        expected = []
        for lane in range(32):
            j, good = _source_lane(mode, lane, distance, control)
            expected.append(int(source[j]) | (0x10000 if good else 0))
        assert found.tolist() == expected


def test_a_shuffle_of_some_lanes_leaves_the_others_alone(device: SimulatedDevice) -> None:
    body = """
mov.u32 %r20, 999;
setp.ge.u32 %p0, %me, 16;
@%p0 bra out;
shfl.sync.bfly.b32 %r20, %r10, 1, 31, 0xffff;
out:
"""
    found = run(device, body, LANES, np.zeros(32, np.uint32))
    np.testing.assert_array_equal(found, np.where(LANES < 16, LANES ^ 1, 999))


def test_a_shuffle_whose_mask_names_lanes_that_do_not_come_names_the_line(device: SimulatedDevice) -> None:
    body = """
mov.u32 %r20, 0;
setp.ge.u32 %p0, %me, 16;
@%p0 bra out;
shfl.sync.bfly.b32 %r20, %r10, 1, 31, 0xffffffff;
out:
"""
    with pytest.raises(KernelFailed, match=r"shfl\.sync\.bfly.*lanes named in the mask"):
        run(device, body, LANES, np.zeros(32, np.uint32))


@pytest.mark.parametrize("mode", ["all", "any", "uni", "ballot"])
def test_votes_count_predicates(device: SimulatedDevice, mode: str) -> None:
    for source in (LANES, LANES * 0, LANES * 0 + 40):
        target = "%r20" if mode == "ballot" else "%p2"
        kind = "b32" if mode == "ballot" else "pred"
        after = "" if mode == "ballot" else "selp.u32 %r20, 1, 0, %p2;"
        body = f"setp.gt.u32 %p1, %r10, 9; vote.sync.{mode}.{kind} {target}, %p1, 0xffffffff; {after}"
        found = run(device, body, source, np.zeros(32, np.uint32))
        votes = source > 9
        expected = {
            "all": int(votes.all()), "any": int(votes.any()), "uni": int(votes.all() or not votes.any()),
            "ballot": int(sum(int(vote) << lane for lane, vote in enumerate(votes))),
        }[mode]  # fmt: skip
        assert found.tolist() == [expected] * 32


def test_match_finds_equal_values(device: SimulatedDevice) -> None:
    source = LANES % 5
    found = run(device, "match.any.sync.b32 %r20, %r10, 0xffffffff;", source, np.zeros(32, np.uint32))
    assert found.tolist() == [sum(1 << j for j in range(32) if source[j] == source[i]) for i in range(32)]
    found = run(device, "match.all.sync.b32 %r20|%p1, %r10, 0xffffffff;", source, np.zeros(32, np.uint32))
    assert found.tolist() == [0] * 32


@pytest.mark.parametrize("operation", ["add.u32", "min.s32", "max.u32", "and.b32", "or.b32", "xor.b32"])
def test_redux_reduces_a_warp(device: SimulatedDevice, operation: str) -> None:
    source = np.random.default_rng(3).integers(0, 2**32, 32, dtype=np.uint64).astype(np.uint32)
    found = run(device, f"redux.sync.{operation} %r20, %r10, 0xffffffff;", source, np.zeros(32, np.uint32))
    name, kind = operation.split(".")
    data = source.view(np.int32) if kind == "s32" else source
    reduced = {
        "add": np.add, "min": np.minimum, "max": np.maximum, "and": np.bitwise_and, "or": np.bitwise_or,
        "xor": np.bitwise_xor,
    }[name].reduce(data)  # fmt: skip
    assert found.tolist() == [int(reduced) & 0xFFFFFFFF] * 32


def test_activemask_and_elect_know_who_is_there(device: SimulatedDevice) -> None:
    body = """
mov.u32 %r20, 0;
setp.ge.u32 %p0, %me, 12;
@%p0 bra out;
activemask.b32 %r20;
elect.sync %r11|%p1, 0xfff;
@%p1 or.b32 %r20, %r20, 0x10000;
out:
"""
    found = run(device, body, LANES, np.zeros(32, np.uint32))
    assert found.tolist() == [0x10FFF, *[0xFFF] * 11, *[0] * 20]


def test_threads_meet_at_barriers_in_a_loop(device: SimulatedDevice) -> None:
    body = """
.shared .align 4 .b8 tile[1024];
mov.u32 %r1, tile;
mad.lo.u32 %r2, %me, 4, %r1;
mov.u32 %r20, %r10;
mov.u32 %r3, 128;
more:
st.shared.u32 [%r2], %r20;
bar.sync 0;
xor.b32 %r4, %me, %r3;
mad.lo.u32 %r5, %r4, 4, %r1;
ld.shared.u32 %r6, [%r5];
add.u32 %r20, %r20, %r6;
bar.sync 0;
shr.u32 %r3, %r3, 1;
setp.ne.u32 %p1, %r3, 0;
@%p1 bra more;
"""
    source = np.arange(256, dtype=np.uint32)
    found = run(device, body, source, np.zeros(256, np.uint32), 256)
    assert found.tolist() == [int(source.sum())] * 256


def test_barriers_with_numbers_and_counts_let_half_a_block_through(device: SimulatedDevice) -> None:
    body = """
.shared .align 4 .b32 flag;
mov.u32 %r20, 7;
setp.lt.u32 %p0, %me, 32;
@%p0 bra producer;
bar.sync 3, 64;
ld.shared.u32 %r20, [flag];
bra out;
producer:
mov.u32 %r1, 55;
st.shared.u32 [flag], %r1;
bar.arrive 3, 64;
out:
"""
    found = run(device, body, np.zeros(64, np.uint32), np.zeros(64, np.uint32), 64)
    assert found.tolist() == [7] * 32 + [55] * 32


def test_a_barrier_can_reduce(device: SimulatedDevice) -> None:
    body = """
setp.lt.u32 %p1, %r10, 50;
barrier.red.popc.u32 %r20, 0, %p1;
barrier.red.and.pred %p2, 0, %p1;
@%p2 add.u32 %r20, %r20, 1000;
barrier.red.or.pred %p3, 0, %p1;
@%p3 add.u32 %r20, %r20, 2000;
"""
    found = run(device, body, np.arange(64, dtype=np.uint32), np.zeros(64, np.uint32), 64)
    assert found.tolist() == [2050] * 64


def test_a_barrier_in_one_arm_of_a_branch_names_the_line(device: SimulatedDevice) -> None:
    body = "mov.u32 %r20, 0; setp.lt.u32 %p0, %me, 5; @%p0 bra out; bar.sync 0;\nout:"
    with pytest.raises(KernelFailed, match=r"bar\.sync 0;.*not all threads of the warp"):
        run(device, body, LANES, np.zeros(32, np.uint32))
    two = "mov.u32 %r20, 0; setp.lt.u32 %p0, %me, 5; @%p0 bra other;\n"
    two += "bar.sync 0; bra out;\nother: bar.sync 0;\nout:"
    with pytest.raises(KernelFailed, match="not all threads of the warp"):
        run(device, two, LANES, np.zeros(32, np.uint32))
