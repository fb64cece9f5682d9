"""Loads and stores of all spaces, atomics, and accesses that are wrong."""

from __future__ import annotations

import numpy as np
import pytest

from .device import Array, KernelFailed, SimulatedDevice, assembled, kernel_text


def _run(
    device: SimulatedDevice, body: str, *arguments: Array | int, outside: str = "", threads: int = 32
) -> list[Array]:
    text = kernel_text(body, len(arguments), outside=outside)
    assert assembled(text) == ""
    return device.run(text, *arguments, block=(threads, 1, 1))


def test_vectors_of_every_width_are_moved(device: SimulatedDevice) -> None:
    source = np.arange(32 * 16, dtype=np.uint8)
    for vector, kind, names in (
        ("v4", "b32", "{%r0, %r1, %r2, %r3}"), ("v2", "b64", "{%d5, %d6}"), ("v2", "u64", "{%d5, %d6}"),
    ):  # fmt: skip
        body = f"""
mad.lo.u64 %d0, %at, 16, %a0; mad.lo.u64 %d1, %at, 16, %a1;
ld.global.{vector}.{kind} {names}, [%d0];
st.global.{vector}.{kind} [%d1], {names};
"""
        np.testing.assert_array_equal(_run(device, body, source, np.zeros_like(source))[1], source)
    body = """
mad.lo.u64 %d0, %at, 4, %a0; mad.lo.u64 %d1, %at, 4, %a1;
ld.global.v4.u8 {%h0, %h1, %h2, %h3}, [%d0];
st.global.v4.u8 [%d1], {%h3, %h2, %h1, %h0};
"""
    found = _run(device, body, source[:128], np.zeros(128, np.uint8))[1]
    np.testing.assert_array_equal(found.reshape(32, 4), source[:128].reshape(32, 4)[:, ::-1])


def test_signed_bytes_extend(device: SimulatedDevice) -> None:
    body = """
add.u64 %d0, %at, %a0; mad.lo.u64 %d1, %at, 4, %a1;
ld.global.s8 %r0, [%d0];
st.global.u32 [%d1], %r0;
"""
    source = np.arange(-16, 16, dtype=np.int8)
    np.testing.assert_array_equal(_run(device, body, source, np.zeros(32, np.int32))[1], source)


def test_generic_addresses_reach_every_space(device: SimulatedDevice) -> None:
    outside = ".global .align 4 .b32 counter[4] = {10, 20, 30, 40};\n.const .align 4 .f32 half = 0.5;"
    body = """
.shared .align 4 .b8 tile[128];
.local .align 4 .b8 mine[16];
mov.u64 %d0, tile;
cvta.shared.u64 %d0, %d0;
mad.lo.u64 %d1, %at, 4, %d0;
st.u32 [%d1], %me;
mov.u64 %d2, mine;
cvta.local.u64 %d3, %d2;
st.u32 [%d3+8], %me;
ld.local.u32 %r1, [mine+8];
ld.u32 %r2, [%d1];
mov.u64 %d4, counter;
cvta.global.u64 %d4, %d4;
ld.u32 %r3, [%d4+8];
ld.const.f32 %f0, [half];
cvt.rzi.u32.f32 %r4, %f0;
isspacep.shared %p0, %d1;
selp.u32 %r5, 1000, 0, %p0;
isspacep.global %p1, %d4;
@%p1 add.u32 %r5, %r5, 2000;
add.u32 %r6, %r1, %r2;
add.u32 %r6, %r6, %r3;
add.u32 %r6, %r6, %r4;
add.u32 %r6, %r6, %r5;
mad.lo.u64 %d5, %at, 4, %a0;
st.global.u32 [%d5], %r6;
"""
    found = _run(device, body, np.zeros(32, np.uint32), outside=outside)[0]
    np.testing.assert_array_equal(found, 3030 + 2 * np.arange(32))


def test_dynamic_shared_memory_follows_the_static(device: SimulatedDevice) -> None:
    body = """
.shared .align 4 .b32 fixed;
mov.u32 %r0, dynamic;
mov.u32 %r5, fixed;
mad.lo.u32 %r1, %me, 4, %r0;
st.shared.u32 [%r1], %me;
st.shared.u32 [%r5], %me;
mad.lo.u64 %d5, %at, 4, %a0;
mov.u32 %r2, %dynamic_smem_size;
st.global.u32 [%d5], %r2;
"""
    text = kernel_text(body, 1, outside=".extern .shared .align 16 .b8 dynamic[];")
    assert assembled(text) == ""
    found = device.run(text, np.zeros(32, np.uint32), dynamic=128)[0]
    assert found.tolist() == [128] * 32
    with pytest.raises(KernelFailed, match="shared memory outside what the block has"):
        device.run(text, np.zeros(32, np.uint32), dynamic=120)


@pytest.mark.parametrize("space", ["global", "shared"])
@pytest.mark.parametrize("operation", ["add.u32", "min.s32", "max.u32", "and.b32", "or.b32", "xor.b32"])
def test_atomics_of_all_threads_add_up(device: SimulatedDevice, space: str, operation: str) -> None:
    name, kind = operation.split(".")
    body = f"""
.shared .align 4 .b32 cell;
mad.lo.u64 %d0, %at, 4, %a0;
ld.global.b32 %r1, [%d0];
ld.global.b32 %r2, [%a1];
st.shared.b32 [cell], %r2;
bar.sync 0;
red.{space}.{operation} {"[%a1]" if space == "global" else "[cell]"}, %r1;
bar.sync 0;
ld.shared.b32 %r3, [cell];
{"st.global.b32 [%a1], %r3;" if space == "shared" else ""}
"""
    source = np.random.default_rng(5).integers(0, 2**32, 64, dtype=np.uint64).astype(np.uint32)
    start = np.array([0x0F0F1234], np.uint32)
    found = int(_run(device, body, source, start, threads=64)[1][0])
    values = source.view(np.int32) if kind == "s32" else source
    first = start.view(np.int32)[0] if kind == "s32" else start[0]
    function = {
        "add": np.add, "min": np.minimum, "max": np.maximum, "and": np.bitwise_and, "or": np.bitwise_or,
        "xor": np.bitwise_xor,
    }[name]  # fmt: skip
    expected = int(function(function.reduce(values), first)) & 0xFFFFFFFF
    assert found == expected


@pytest.mark.parametrize(("kind", "dtype"), [("f32", np.float32), ("f64", np.float64), ("f16x2", np.uint32)])
def test_floating_point_atomics_add_up(device: SimulatedDevice, kind: str, dtype: type) -> None:
    one = {
        "f32": "mov.f32 %f0, 0f3F800000;",
        "f64": "mov.f64 %g0, 0d3FF0000000000000;",
        "f16x2": "mov.b32 %r0, 0x3C003C00;",
    }
    name = {"f32": "%f0", "f64": "%g0", "f16x2": "%r0"}[kind]
    noftz = ".noftz" if kind == "f16x2" else ""
    body = f"{one[kind]}\nred.global.add{noftz}.{kind} [%a0], {name};"
    if kind == "f16x2":
        body = body.replace("red.global", "red.relaxed.gpu.global")
    found = _run(device, body, np.zeros(1, dtype), threads=128)[0]
    if kind == "f16x2":
        assert found.view(np.float16).tolist() == [128.0, 128.0]
    else:
        assert found.tolist() == [128.0]


def test_inc_and_dec_wrap_at_their_bound(device: SimulatedDevice) -> None:
    body = "red.global.inc.u32 [%a0], 9;\nred.global.dec.u32 [%a0+4], 9;"
    found = _run(device, body, np.array([3, 3], np.uint32), threads=64)[0]
    assert found.tolist() == [(3 + 64) % 10, (3 - 64) % 10]


def test_compare_and_swap_locks(device: SimulatedDevice) -> None:
    body = """
atom.global.cas.b32 %r0, [%a0], 0, 1;
mad.lo.u64 %d0, %at, 4, %a1;
st.global.u32 [%d0], %r0;
atom.global.exch.b32 %r1, [%a0+4], %me;
"""
    cell, out = _run(device, body, np.zeros(2, np.uint32), np.zeros(32, np.uint32))
    assert cell[0] == 1
    assert sorted(out.tolist()) == [0] + [1] * 31


@pytest.mark.parametrize("offset", [-4, 128, 1 << 20, 1 << 45])
def test_global_memory_outside_the_allocation_is_a_fault_with_the_line(
    device: SimulatedDevice, offset: int
) -> None:
    body = (
        "mov.u64 %d1, "
        + str(offset)
        + ";\nadd.u64 %d0, %a0, %d1;\nld.global.u32 %r0, [%d0];\nst.global.u32 [%a0], %r0;"
    )
    with pytest.raises(
        KernelFailed, match=r"PTX line \d+: ld\.global\.u32 %r0, \[%d0\];.*not allocated"
    ) as caught:
        _run(device, body, np.zeros(32, np.uint32))
    assert caught.value.code == 700


def test_a_store_past_the_end_is_a_fault_of_the_thread_that_made_it(device: SimulatedDevice) -> None:
    body = "mad.lo.u64 %d0, %at, 4, %a0;\nst.global.u32 [%d0], %me;"
    with pytest.raises(KernelFailed, match=r"by thread \(20,0,0\)"):
        _run(device, body, np.zeros(20, np.uint32))


def test_freed_memory_is_not_accessible(device: SimulatedDevice) -> None:
    found = device.context.allocate_device(64, "device")
    address = device.machine.arena.address(found)
    body = "ld.global.u32 %r0, [%a0];\nst.global.u32 [%a0], %r0;"
    _run(device, body, address)
    device.context.free_range(found)
    with pytest.raises(KernelFailed, match="not allocated"):
        _run(device, body, address)


def test_a_misaligned_vector_is_a_fault(device: SimulatedDevice) -> None:
    body = "ld.global.v2.u32 {%r0, %r1}, [%a0+4];\nst.global.u32 [%a0], %r0;"
    with pytest.raises(KernelFailed, match="misaligned") as caught:
        _run(device, body, np.zeros(32, np.uint32))
    assert caught.value.code == 716


def test_shared_memory_outside_the_block_is_a_fault(device: SimulatedDevice) -> None:
    body = """
.shared .align 4 .b8 tile[64];
mov.u32 %r0, tile;
mad.lo.u32 %r1, %me, 4, %r0;
st.shared.u32 [%r1], %me;
st.global.u32 [%a0], %me;
"""
    with pytest.raises(KernelFailed, match=r"st\.shared\.u32 \[%r1\].*shared memory.*thread \(16,0,0\)"):
        _run(device, body, np.zeros(32, np.uint32))
