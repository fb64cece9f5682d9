"""cp.async, mbarriers, bulk and tensor copies, clusters, and wgmma on what they bring."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest

from barewire.drivers.nvidia import abi
from barewire.drivers.simulated.nvidia.encoded_tensor_map import TensorMap, encode
from barewire.drivers.simulated.nvidia.ptx.native.layout import DEVICE_BIT

from .device import Array, KernelFailed, SimulatedDevice, assembled, kernel_text

_COPY = """
.shared .align 16 .b8 tile[512];
mov.u32 %r0, tile;
mad.lo.u32 %r1, %me, 16, %r0;
mad.lo.u64 %d0, %at, 16, %a0;
mad.lo.u64 %d1, %at, 16, %a1;
cp.async.cg.shared.global [%r1], [%d0], 16{size};
cp.async.commit_group;
{wait}
ld.shared.v4.b32 {{%r2, %r3, %r4, %r5}}, [%r1];
st.global.v4.b32 [%d1], {{%r2, %r3, %r4, %r5}};
"""


def test_cp_async_copies_and_fills_the_rest_with_zeros(device: SimulatedDevice) -> None:
    source = np.arange(1, 129, dtype=np.uint32).reshape(32, 4)
    for size, kept in (("", 4), (", 16", 4), (", 8", 2), (", 0", 0)):
        text = kernel_text(_COPY.format(size=size, wait="cp.async.wait_group 0;"), 2, "sm_80")
        assert assembled(text) == ""
        expected = source.copy()
        expected[:, kept:] = 0
        np.testing.assert_array_equal(device.run(text, source, np.zeros_like(source))[1], expected)


@pytest.mark.parametrize("wait", ["", "cp.async.wait_group 1;"])
def test_reading_an_asynchronous_copy_before_its_wait_names_the_line(
    device: SimulatedDevice, wait: str
) -> None:
    text = kernel_text(_COPY.format(size="", wait=wait), 2, "sm_80")
    assert assembled(text) == ""
    source = np.zeros((32, 4), np.uint32)
    with pytest.raises(KernelFailed, match=r"ld\.shared\.v4\.b32.*before a wait for that copy"):
        device.run(text, source, source)


_BULK = """
.shared .align 128 .b8 tile[1024];
.shared .align 8 .b64 bar;
mov.u32 %r0, tile;
mov.u32 %r1, bar;
setp.ne.u32 %p0, %me, 0;
@%p0 bra ready;
mbarrier.init.shared::cta.b64 [%r1], 1;
fence.mbarrier_init.release.cluster;
mbarrier.arrive.expect_tx.shared::cta.b64 _, [%r1], 1024;
cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%r0], [%a0], 1024, [%r1];
ready:
bar.sync 0;
{wait}
mad.lo.u32 %r2, %me, 8, %r0;
ld.shared.b64 %d0, [%r2];
add.u64 %d0, %d0, 1;
st.shared.b64 [%r2], %d0;
fence.proxy.async.shared::cta;
bar.sync 0;
@%p0 bra done;
cp.async.bulk.global.shared::cta.bulk_group [%a1], [%r0], 1024;
cp.async.bulk.commit_group;
cp.async.bulk.wait_group 0;
done:
"""
_WAIT = """
again:
mbarrier.try_wait.parity.shared::cta.b64 %p1, [%r1], 0;
@!%p1 bra again;
"""


def test_bulk_copies_arrive_at_an_mbarrier(device: SimulatedDevice) -> None:
    text = kernel_text(_BULK.format(wait=_WAIT), 2)
    assert assembled(text) == ""
    source = np.arange(128, dtype=np.uint64)
    _, result = device.run(text, source, np.zeros_like(source), block=(128, 1, 1))
    np.testing.assert_array_equal(result, source + 1)


def test_reading_a_bulk_copy_before_its_mbarrier_is_a_fault(device: SimulatedDevice) -> None:
    text = kernel_text(_BULK.format(wait=""), 2)
    assert assembled(text) == ""
    source = np.arange(128, dtype=np.uint64)
    with pytest.raises(KernelFailed, match=r"ld\.shared\.b64.*before a wait"):
        device.run(text, source, source, block=(128, 1, 1))


def test_an_mbarrier_nobody_completes_is_a_named_dead_end(device: SimulatedDevice) -> None:
    body = """
.shared .align 8 .b64 bar;
mov.u32 %r1, bar;
mbarrier.init.shared::cta.b64 [%r1], 2;
mbarrier.arrive.shared::cta.b64 %d0, [%r1];
again:
mbarrier.try_wait.shared::cta.b64 %p1, [%r1], %d0;
@!%p1 bra again;
"""
    text = kernel_text(body, 0)
    assert assembled(text) == ""
    with pytest.raises(KernelFailed, match=r"mbarrier\.try_wait.*never happens"):
        device.run(text, block=(1, 1, 1))


def _map_for(address: int, kind: str, tensor: Array, box: tuple[int, int], swizzle: int) -> Array:
    rows, columns = tensor.shape
    size = tensor.dtype.itemsize
    number = getattr(abi, f"CU_TENSOR_MAP_DATA_TYPE_{kind}")
    described = TensorMap(address, number, (columns, rows), (size, columns * size), box, (1, 1), swizzle, 0)
    return np.frombuffer(encode(described), dtype=np.uint8)


_TENSOR = (
    """
.shared .align 1024 .b8 tile[8192];
.shared .align 8 .b64 bar;
mov.u32 %r0, tile;
mov.u32 %r1, bar;
setp.ne.u32 %p0, %me, 0;
@%p0 bra ready;
mbarrier.init.shared::cta.b64 [%r1], 1;
fence.mbarrier_init.release.cluster;
mbarrier.arrive.expect_tx.shared::cta.b64 _, [%r1], {bytes};
cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes
    [%r0], [%a0, {{{x}, {y}}}], [%r1];
ready:
bar.sync 0;
"""
    + _WAIT
)


@pytest.mark.parametrize("swizzle", [0, 3])
def test_tensor_copies_take_a_box_with_zeros_outside(device: SimulatedDevice, swizzle: int) -> None:
    tensor = np.arange(40 * 96, dtype=np.uint16).reshape(40, 96)
    body = (
        _TENSOR.format(bytes=64 * 16 * 2, x=64, y=32)
        + """
mov.u32 %r3, 0;
more:
mad.lo.u32 %r4, %r3, 32, %me;
shl.b32 %r5, %r4, 2;
add.u32 %r6, %r0, %r5;
ld.shared.b32 %r7, [%r6];
cvt.u64.u32 %d1, %r5;
add.u64 %d1, %d1, %a1;
st.global.b32 [%d1], %r7;
add.u32 %r3, %r3, 1;
setp.lt.u32 %p2, %r3, 16;
@%p2 bra more;
"""
    )
    text = kernel_text(body, 2)
    assert assembled(text) == ""
    found = device.context.allocate_device(tensor.nbytes, "device")
    from barewire.drivers import kernel

    kernel.buffer(device.machine.arena.base + found.offset, tensor.nbytes)[:] = (
        tensor.view(np.uint8).reshape(-1).data
    )
    address = (device.machine.arena.base + found.offset) | DEVICE_BIT
    described = _map_for(address, "UINT16", tensor, (64, 16), swizzle)
    result = device.run(text, described, np.zeros((16, 64), np.uint16))[1]
    device.context.free_range(found)
    box = np.zeros((16, 64), np.uint16)
    box[:8, :32] = tensor[32:40, 64:96]
    if swizzle:
        # Sixteen-byte pieces of each 128 byte row change places with the row's number (128B swizzle).
        pieces = box.reshape(16, 8, 8)
        box = np.stack([pieces[row][np.arange(8) ^ (row % 8)] for row in range(16)]).reshape(16, 64)
    np.testing.assert_array_equal(result, box)


def _swizzled(matrix: Array) -> Array:
    """Rows of 128 bytes as the 128B swizzle has them in shared memory."""
    rows = matrix.view(np.uint8).reshape(matrix.shape[0], 8, 16)
    return np.stack([rows[row][np.arange(8) ^ (row % 8)] for row in range(len(rows))])


@pytest.mark.parametrize("from_registers", [False, True])
def test_wgmma_multiplies_swizzled_tiles(device: SimulatedDevice, from_registers: bool) -> None:
    rng = np.random.default_rng(2)
    a = rng.uniform(-1, 1, (64, 64)).astype(ml_dtypes.bfloat16)
    b = rng.uniform(-1, 1, (16, 64)).astype(ml_dtypes.bfloat16)
    accumulators = ", ".join(f"%f{index}" for index in range(8))
    steps = []
    for step in range(4):
        if from_registers:
            # Registers of A: rows g and g + 8, columns 2t and 2t + 8 of this step.
            loads = []
            for register in range(4):
                offset = (register % 2) * 8 * 128 + (register // 2) * 16 + 32 * step
                loads.append(f"ld.global.b32 %r{20 + register}, [%d6+{offset}];")
            left = "{%r20, %r21, %r22, %r23}"
            steps += loads
            steps.append("wgmma.fence.sync.aligned;")
            tail = "%p3, 1, 1, 0"
        else:
            left, tail = "%d2", "%p3, 1, 1, 0, 0"
        steps.append(
            f"setp.ne.u32 %p3, {step}, 0;\n"
            f"wgmma.mma_async.sync.aligned.m64n16k16.f32.bf16.bf16 {{{accumulators}}}, {left}, %d3, {tail};\n"
            "add.u64 %d2, %d2, 2; add.u64 %d3, %d3, 2;"
        )
    body = f"""
.shared .align 1024 .b8 tiles[10240];
mov.u32 %r0, tiles;
mov.u32 %r3, %me;
fill:
shl.b32 %r4, %r3, 4;
cvt.u64.u32 %d0, %r4;
add.u64 %d1, %d0, %a0;
ld.global.v4.b32 {{%r5, %r6, %r7, %r8}}, [%d1];
add.u32 %r9, %r0, %r4;
st.shared.v4.b32 [%r9], {{%r5, %r6, %r7, %r8}};
add.u32 %r3, %r3, 128;
setp.lt.u32 %p2, %r3, 640;
@%p2 bra fill;
fence.proxy.async;
bar.sync 0;
cvt.u64.u32 %d2, %r0;
shr.u64 %d2, %d2, 4;
or.b64 %d2, %d2, 0x4000004000010000;
add.u64 %d3, %d2, 512;
shr.u32 %r10, %me, 5;
and.b32 %r11, %me, 31;
shr.u32 %r12, %r11, 2;
mad.lo.u32 %r12, %r10, 16, %r12;
and.b32 %r13, %r11, 3;
shl.b32 %r14, %r12, 7;
mad.lo.u32 %r14, %r13, 4, %r14;
cvt.u64.u32 %d6, %r14;
add.u64 %d6, %d6, %a2;
{"".join(f"mov.f32 %f{index}, 0f7F800000;" for index in range(8))}
wgmma.fence.sync.aligned;
{chr(10).join(steps)}
wgmma.commit_group.sync.aligned;
wgmma.wait_group.sync.aligned 0;
mad.lo.u64 %d7, %at, 32, %a1;
{"".join(f"st.global.f32 [%d7+{4 * index}], %f{index};" for index in range(8))}
"""
    text = kernel_text(body, 3, "sm_90a")
    assert assembled(text) == ""
    tiles = np.concatenate([_swizzled(a), _swizzled(b)])
    result = device.run(text, tiles, np.zeros((128, 8), np.float32), a, block=(128, 1, 1))[1]
    exact = a.astype(np.float32) @ b.astype(np.float32).T
    expected = np.empty((128, 8), np.float32)
    for thread in range(128):
        row, column = (thread >> 5) * 16 + ((thread & 31) >> 2), (thread & 3) * 2
        for element in range(8):
            place = (row + 8 * (element // 2 % 2), column + 8 * (element // 4) + element % 2)
            expected[thread, element] = exact[place]
    np.testing.assert_allclose(result, expected, rtol=1e-5, atol=1e-5)


def test_blocks_of_a_cluster_read_each_others_shared_memory(device: SimulatedDevice) -> None:
    body = """
.shared .align 4 .b32 mine;
mov.u32 %r0, %cluster_ctarank;
add.u32 %r1, %r0, 100;
st.shared.u32 [mine], %r1;
barrier.cluster.arrive.aligned;
barrier.cluster.wait.aligned;
xor.b32 %r2, %r0, 1;
mov.u32 %r3, mine;
mapa.shared::cluster.u32 %r4, %r3, %r2;
ld.shared::cluster.u32 %r5, [%r4];
barrier.cluster.arrive.aligned;
barrier.cluster.wait.aligned;
mov.u32 %r6, %ctaid.x;
mul.wide.u32 %d0, %r6, 4;
add.u64 %d0, %d0, %a0;
st.global.u32 [%d0], %r5;
"""
    text = kernel_text(body, 1)
    assert assembled(text) == ""
    out = np.zeros(4, np.uint32)
    result = device.run(text, out, grid=(4, 1, 1), cluster=(2, 1, 1))[0]
    np.testing.assert_array_equal(result, [101, 100, 101, 100])
