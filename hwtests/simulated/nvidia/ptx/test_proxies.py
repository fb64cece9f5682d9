"""Shared memory between threads and the async proxy: what needs a fence, and what must wait for a group."""

from __future__ import annotations

import numpy as np
import pytest

from .device import KernelFailed, SimulatedDevice, assembled, kernel_text

_FENCE = "fence.proxy.async.shared::cta;"
_AGAIN = "st.shared.v4.b32 [%r1], {%r2, %r2, %r2, %r2};"

# A is 64 by 16, B is 8 by 16, both in core matrices of 8 rows of 16 bytes, two of them side by side.
_PRODUCT = """
.shared .align 1024 .b8 tiles[2304];
mov.u32 %r0, tiles;
mad.lo.u32 %r1, %me, 16, %r0;
mov.b32 %r2, 0x3F803F80;
st.shared.v4.b32 [%r1], {{%r2, %r2, %r2, %r2}};
setp.ge.u32 %p0, %me, 16;
@%p0 bra written;
st.shared.v4.b32 [%r1+2048], {{%r2, %r2, %r2, %r2}};
written:
{writer}
bar.sync 0;
{reader}
cvt.u64.u32 %d2, %r0;
shr.u64 %d2, %d2, 4;
or.b64 %d2, %d2, 0x0000001000080000;
add.u64 %d3, %d2, 128;
mov.f32 %f0, 0f00000000;
mov.f32 %f1, %f0;
mov.f32 %f2, %f0;
mov.f32 %f3, %f0;
setp.eq.u32 %p1, %me, %me;
wgmma.fence.sync.aligned;
wgmma.mma_async.sync.aligned.m64n8k16.f32.bf16.bf16 {{%f0, %f1, %f2, %f3}}, %d2, %d3, %p1, 1, 1, 0, 0;
wgmma.commit_group.sync.aligned;
{flight}
wgmma.wait_group.sync.aligned 0;
{after}
mad.lo.u64 %d4, %at, 4, %a0;
st.global.f32 [%d4], %f0;
"""


def product(
    device: SimulatedDevice, writer: str = "", reader: str = "", flight: str = "", after: str = ""
) -> None:
    """Multiply ones by ones with something inserted in a place or another."""
    text = kernel_text(_PRODUCT.format(writer=writer, reader=reader, flight=flight, after=after), 1, "sm_90a")
    assert assembled(text) == ""
    (result,) = device.run(text, np.zeros(128, np.float32), block=(128, 1, 1))
    np.testing.assert_array_equal(result, np.full(128, 16, np.float32))


@pytest.mark.parametrize("place", ["writer", "reader"])
def test_wgmma_takes_what_was_written_before_a_fence(device: SimulatedDevice, place: str) -> None:
    product(device, **{place: _FENCE})


def test_wgmma_of_what_was_written_without_a_fence_is_a_fault(device: SimulatedDevice) -> None:
    with pytest.raises(KernelFailed, match=r"wgmma\.mma_async.*no fence\.proxy\.async"):
        product(device)


def test_a_fence_of_only_some_writers_is_a_fault(device: SimulatedDevice) -> None:
    with pytest.raises(KernelFailed, match=r"wgmma\.mma_async.*no fence\.proxy\.async"):
        product(device, writer=f"setp.ge.u32 %p2, %me, 32;\n@%p2 {_FENCE}")


def test_operands_of_wgmma_are_written_again_after_its_wait(device: SimulatedDevice) -> None:
    product(device, writer=_FENCE, after=_AGAIN)


def test_writing_operands_of_wgmma_in_flight_is_a_fault(device: SimulatedDevice) -> None:
    with pytest.raises(KernelFailed, match=r"st\.shared\.v4\.b32.*still reads"):
        product(device, writer=_FENCE, flight=_AGAIN)


def test_wgmma_of_a_copy_nobody_has_waited_for_is_a_fault(device: SimulatedDevice) -> None:
    with pytest.raises(KernelFailed, match=r"wgmma\.mma_async.*before a wait for that copy"):
        product(device, writer=_FENCE, reader="cp.async.ca.shared.global [%r1], [%a0], 4;")


_STORE = """
.shared .align 128 .b8 tile[2048];
mov.u32 %r0, tile;
mad.lo.u32 %r1, %me, 16, %r0;
mov.b32 %r2, 7;
st.shared.v4.b32 [%r1], {{%r2, %r2, %r2, %r2}};
{fence}
bar.sync 0;
setp.ne.u32 %p0, %me, 0;
@%p0 bra done;
cp.async.bulk.global.shared::cta.bulk_group [%a0], [%r0], 2048;
cp.async.bulk.commit_group;
{wait}
st.shared.b32 [%r0], 9;
done:
"""


@pytest.mark.parametrize("read", ["", ".read"])
def test_source_of_a_bulk_copy_is_written_again_after_its_wait(device: SimulatedDevice, read: str) -> None:
    text = kernel_text(_STORE.format(fence=_FENCE, wait=f"cp.async.bulk.wait_group{read} 0;"), 1)
    assert assembled(text) == ""
    (result,) = device.run(text, np.zeros(512, np.uint32), block=(128, 1, 1))
    np.testing.assert_array_equal(result, np.full(512, 7, np.uint32))


@pytest.mark.parametrize("wait", ["", "cp.async.bulk.wait_group.read 1;"])
def test_writing_the_source_of_a_bulk_copy_in_flight_is_a_fault(device: SimulatedDevice, wait: str) -> None:
    text = kernel_text(_STORE.format(fence=_FENCE, wait=wait), 1)
    assert assembled(text) == ""
    with pytest.raises(KernelFailed, match=r"st\.shared\.b32.*still reads"):
        device.run(text, np.zeros(512, np.uint32), block=(128, 1, 1))


def test_bulk_copy_of_what_was_written_without_a_fence_is_a_fault(device: SimulatedDevice) -> None:
    text = kernel_text(_STORE.format(fence="", wait="cp.async.bulk.wait_group 0;"), 1)
    assert assembled(text) == ""
    with pytest.raises(KernelFailed, match=r"cp\.async\.bulk.*no fence\.proxy\.async"):
        device.run(text, np.zeros(512, np.uint32), block=(128, 1, 1))


_LOAD = """
.shared .align 128 .b8 tile[512];
.shared .align 8 .b64 bar;
mov.u32 %r0, tile;
mov.u32 %r1, bar;
setp.ne.u32 %p0, %me, 0;
@%p0 bra ready;
mbarrier.init.shared::cta.b64 [%r1], 1;
{fence}
mbarrier.arrive.expect_tx.shared::cta.b64 _, [%r1], 512;
cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%r0], [%a0], 512, [%r1];
ready:
bar.sync 0;
again:
mbarrier.try_wait.parity.shared::cta.b64 %p1, [%r1], 0;
@!%p1 bra again;
mad.lo.u32 %r2, %me, 4, %r0;
ld.shared.b32 %r3, [%r2];
mad.lo.u64 %d0, %at, 4, %a1;
st.global.b32 [%d0], %r3;
"""


@pytest.mark.parametrize("fence", ["fence.mbarrier_init.release.cluster;", _FENCE])
def test_bulk_copy_finds_a_barrier_that_a_fence_follows(device: SimulatedDevice, fence: str) -> None:
    text = kernel_text(_LOAD.format(fence=fence), 2)
    assert assembled(text) == ""
    source = np.arange(128, dtype=np.uint32)
    result = device.run(text, source, np.zeros_like(source), block=(128, 1, 1))[1]
    np.testing.assert_array_equal(result, source)


def test_bulk_copy_with_a_barrier_that_no_fence_follows_is_a_fault(device: SimulatedDevice) -> None:
    text = kernel_text(_LOAD.format(fence=""), 2)
    assert assembled(text) == ""
    source = np.arange(128, dtype=np.uint32)
    with pytest.raises(KernelFailed, match=r"cp\.async\.bulk.*no fence\.proxy\.async"):
        device.run(text, source, source, block=(128, 1, 1))
