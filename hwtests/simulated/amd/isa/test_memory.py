"""Vector and scalar memory instructions against what NumPy finds in the same bytes."""

from __future__ import annotations

import numpy as np
import pytest

from barewire.drivers.simulated.memory.vm import MemoryViolation
from hwtests.simulated.amd.isa.assembled import Line, assemble, run_lines
from hwtests.simulated.amd.isa.bare_engine import ARCHITECTURES, bare_engine, compile_kernel

OLD = ("gfx942", "gfx1030")
KEPT = 0x5A5A5A5A

# The last part of a mnemonic (gfx9 and gfx10, gfx11 and later): element, how many, the half that D16 fills.
LOADS = [
    ("ubyte", "u8", np.uint8, 1, None),
    ("sbyte", "i8", np.int8, 1, None),
    ("ushort", "u16", np.uint16, 1, None),
    ("sshort", "i16", np.int16, 1, None),
    ("dword", "b32", np.uint32, 1, None),
    ("dwordx2", "b64", np.uint32, 2, None),
    ("dwordx3", "b96", np.uint32, 3, None),
    ("dwordx4", "b128", np.uint32, 4, None),
    ("ubyte_d16", "d16_u8", np.uint8, 1, 0),
    ("ubyte_d16_hi", "d16_hi_u8", np.uint8, 1, 1),
    ("sbyte_d16", "d16_i8", np.int8, 1, 0),
    ("sbyte_d16_hi", "d16_hi_i8", np.int8, 1, 1),
    ("short_d16", "d16_b16", np.uint16, 1, 0),
    ("short_d16_hi", "d16_hi_b16", np.uint16, 1, 1),
]
STORES = [
    ("byte", "b8", np.uint8, 1, 0),
    ("byte_d16_hi", "d16_hi_b8", np.uint8, 1, 1),
    ("short", "b16", np.uint16, 1, 0),
    ("short_d16_hi", "d16_hi_b16", np.uint16, 1, 1),
    ("dword", "b32", np.uint32, 1, 0),
    ("dwordx2", "b64", np.uint32, 2, 0),
    ("dwordx3", "b96", np.uint32, 3, 0),
    ("dwordx4", "b128", np.uint32, 4, 0),
]


def expected_load(
    arch: str, memory: np.ndarray, at: np.ndarray, kind: type, count: int, half: int | None
) -> np.ndarray:
    size = np.dtype(kind).itemsize
    rows = np.stack([memory[a : a + size * count].view(kind) for a in at])
    if size == 4:
        return rows
    wide = rows.astype(np.int64)
    if half is None:
        return (wide & 0xFFFFFFFF).astype(np.uint32)
    # gfx942 has SRAM-ECC: the other half becomes 0 ("CDNA3 ISA", D16 loads; LLVM d16PreservesUnusedBits).
    kept = 0 if arch == "gfx942" else KEPT & (0x0000FFFF if half else 0xFFFF0000)
    return (((wide & 0xFFFF) << (16 * half)) | kept).astype(np.uint32)


@pytest.fixture(params=ARCHITECTURES)
def arch(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _bytes(count: int) -> np.ndarray:
    return np.random.default_rng(count).integers(0, 256, count, dtype=np.uint8)


@pytest.mark.parametrize("segment", ["global", "flat"])
@pytest.mark.parametrize(
    ("stride", "threads"), [(1, 64), (2, 33), (4, 64), (8, 64), (12, 64), (16, 64), (20, 50)]
)
def test_loads_give_the_bytes_at_each_lanes_address(
    arch: str, segment: str, stride: int, threads: int
) -> None:
    lines = []
    for old, new, kind, count, half in LOADS:
        name = f"{segment}_load_{old if arch in OLD else new}"
        off = ", off" if segment == "global" else ""
        dwords = max(np.dtype(kind).itemsize * count // 4, 1)
        lines.append(
            Line(
                f"{name} $0, $1{off} offset:24",
                (("ptr addrspace(1) %address", "v"),),
                dwords,
                KEPT if half is not None else None,
            )
        )
    memory = _bytes(64 * 20 + 64)
    parts, _ = run_lines(bare_engine(arch), lines, memory, stride, threads)
    at = np.arange(threads) * stride + 24
    for (old, _, kind, count, half), found in zip(LOADS, parts, strict=True):
        assert np.array_equal(found, expected_load(arch, memory, at, kind, count, half)), (old, stride)


@pytest.mark.parametrize("segment", ["global", "flat"])
@pytest.mark.parametrize(
    ("stride", "threads"), [(1, 64), (2, 64), (4, 33), (8, 64), (12, 64), (16, 64), (40, 51)]
)
def test_stores_change_these_bytes_and_no_others(arch: str, segment: str, stride: int, threads: int) -> None:
    off = ", off" if segment == "global" else ""
    for old, new, kind, count, half in STORES:
        size = np.dtype(kind).itemsize * count
        if size > stride:
            continue  # lanes would overlap, and the order is not defined
        name = f"{segment}_store_{old if arch in OLD else new}"
        data = f"<{count} x i32> %data" if count > 1 else "i32 %data"
        body = "  %seed = mul i32 %id, -1640531535\n"
        if count == 1:
            body += "  %data = add i32 %seed, 305419896"
        else:
            body += f"  %v0 = insertelement <{count} x i32> poison, i32 %seed, i32 0\n"
            for n in range(1, count):
                body += f"  %s{n} = add i32 %seed, {n}\n"
                body += f"  %v{n} = insertelement <{count} x i32> %v{n - 1}, i32 %s{n}, i32 {n}\n"
            body += f"  %data = add <{count} x i32> %v{count - 1}, zeroinitializer"
        line = Line(f"{name} $0, $1{off} offset:8", (("ptr addrspace(1) %address", "v"), (data, "v")))
        memory = _bytes(64 * 40 + 64)
        _, after = run_lines(bare_engine(arch), [line], memory, stride, threads, body)
        seed = (np.arange(threads, dtype=np.uint64) * (2**32 - 1640531535)).astype(np.uint32)
        if count == 1:
            value = (seed + np.uint32(305419896)) >> np.uint32(16 * half)
            values = value.astype(kind).reshape(threads, 1)
        else:
            values = np.stack([seed + np.uint32(n) for n in range(count)], axis=1)
        wanted = memory.copy()
        for lane in range(threads):
            wanted[lane * stride + 8 : lane * stride + 8 + size] = values[lane].view(np.uint8)
        assert np.array_equal(after, wanted), old


def test_a_scalar_base_with_a_vector_offset_reaches_the_same_bytes(arch: str) -> None:
    name = "global_load_dword" if arch in OLD else "global_load_b32"
    lines = [
        Line(
            f"{name} $0, $1, $2 offset:{offset}", (("i32 %moved", "v"), ("ptr addrspace(1) %source", "s")), 1
        )
        for offset in (0, 16, -8)
    ]
    memory = _bytes(1024)
    parts, _ = run_lines(bare_engine(arch), lines, memory, 8, 60, "  %moved = add i32 %offset, 32")
    for offset, found in zip((0, 16, -8), parts, strict=True):
        wanted = [memory[a : a + 4].view(np.uint32)[0] for a in np.arange(60) * 8 + 32 + offset]
        assert found[:, 0].tolist() == wanted


@pytest.mark.parametrize("count", [1, 2, 4, 8, 16])
def test_scalar_loads_read_dwords_and_ignore_the_low_address_bits(arch: str, count: int) -> None:
    suffix = {1: "dword"}.get(count, f"dwordx{count}") if arch in OLD else f"b{32 * count}"
    name = f"s_load_{suffix}"
    types = "i32" if count == 1 else f"<{count} x i32>"
    wait = "s_wait_kmcnt 0x0" if arch == "gfx1201" else "s_waitcnt lgkmcnt(0)"
    text = f"""
    define amdgpu_kernel void @k(ptr addrspace(1) %source, ptr addrspace(1) %results, i32 %at) {{
      %a = call {types} asm sideeffect "{name} $0, $1, 0x14\\0A{wait}", "=&s,s"(ptr addrspace(1) %source)
      %m = call {types} asm sideeffect "{name} $0, $1, $2\\0A{wait}", "=&s,s,s"(
        ptr addrspace(1) %source, i32 %at)
      store {types} %a, ptr addrspace(1) %results, align 4
      %next = getelementptr i8, ptr addrspace(1) %results, i32 64
      store {types} %m, ptr addrspace(1) %next, align 4
      ret void
    }}"""
    memory = _bytes(256)
    found = np.zeros(32, np.uint32)
    m = bare_engine(arch)
    target = m.put(found)
    m.run(assemble(arch, text), "k", [m.put(memory), target], scalars=(42).to_bytes(4, "little"))
    found = m.get(target, found)
    assert np.array_equal(found[:count], memory[20 : 20 + 4 * count].view(np.uint32))
    assert np.array_equal(found[16 : 16 + count], memory[40 : 40 + 4 * count].view(np.uint32))


def test_scalar_stores_and_atomics_of_gfx9_change_memory() -> None:
    wait = "s_waitcnt lgkmcnt(0)"
    text = f"""
    define amdgpu_kernel void @k(ptr addrspace(1) %source, ptr addrspace(1) %results) {{
      call void asm sideeffect "s_store_dword $0, $1, 0x8\\0A{wait}", "s,s"(i32 77, ptr addrspace(1) %source)
      %old = call i32 asm sideeffect "s_atomic_add $0, $1, 0x10 glc\\0A{wait}", "=s,s,0"(
        ptr addrspace(1) %source, i32 5)
      store i32 %old, ptr addrspace(1) %results
      ret void
    }}"""
    m = bare_engine("gfx942")
    source, target = m.put(np.arange(16, dtype=np.uint32)), m.put(np.zeros(1, np.uint32))
    m.run(assemble("gfx942", text), "k", [source, target], block=(64, 1, 1))
    assert m.get(source, np.zeros(16, np.uint32)).tolist() == [0, 1, 77, 3, 9, *range(5, 16)]
    assert m.get(target, np.zeros(1, np.uint32))[0] == 4


def _resource(arch: str, base: str, records: int, stride: int = 0) -> str:
    # Word 3: OOB_SELECT 3 (raw) from gfx10; before, DATA_FORMAT 32.
    word3 = 0x00027000 if arch == "gfx942" else 0x31027000 if arch == "gfx1030" else 0x31004000
    flags = word3 if not stride else word3 & ~0x30000000
    return (
        f"  %resource = call ptr addrspace(8) @llvm.amdgcn.make.buffer.rsrc.p1(ptr addrspace(1) {base},"
        f" i16 {stride}, i32 {records}, i32 {flags})"
    )


_RESOURCE_DECLARATION = (
    "declare ptr addrspace(8) @llvm.amdgcn.make.buffer.rsrc.p1(ptr addrspace(1), i16, i32, i32)"
)


@pytest.mark.parametrize(("name_old", "name_new", "count"), [("dword", "b32", 1), ("dwordx4", "b128", 4)])
def test_buffer_loads_beyond_the_end_give_zero_dword_by_dword(
    arch: str, name_old: str, name_new: str, count: int
) -> None:
    name = f"buffer_load_{name_old if arch in OLD else name_new}"
    line = Line(
        f"{name} $0, $1, $2, $3 offen offset:4",
        (("i32 %offset", "v"), ("ptr addrspace(8) %resource", "s"), ("i32 8", "s")),
        count,
    )
    memory = _bytes(64 * 16 + 64)
    records = 808
    parts, _ = run_lines(
        bare_engine(arch), [line], memory, 16, 64, _resource(arch, "%source", records), _RESOURCE_DECLARATION
    )
    for lane in range(64):
        for dword in range(count):
            at = lane * 16 + 12 + 4 * dword
            inside = at + 4 <= records
            assert parts[0][lane, dword] == (memory[at : at + 4].view(np.uint32)[0] if inside else 0)


def test_structured_buffers_check_the_index(arch: str) -> None:
    name = "buffer_load_dword" if arch in OLD else "buffer_load_b32"
    zero = "0" if arch != "gfx1201" else "null"
    line = Line(
        f"{name} $0, $1, $2, {zero} idxen offset:4",
        (("i32 %id", "v"), ("ptr addrspace(8) %resource", "s")),
        1,
    )
    memory = _bytes(64 * 12 + 64)
    parts, _ = run_lines(
        bare_engine(arch), [line], memory, 0, 64, _resource(arch, "%source", 40, 12), _RESOURCE_DECLARATION
    )
    wanted = [memory[12 * i + 4 : 12 * i + 8].view(np.uint32)[0] if i < 40 else 0 for i in range(64)]
    assert parts[0][:, 0].tolist() == wanted


def test_swizzled_buffers_interleave_their_records(arch: str) -> None:
    name = "buffer_load_dword" if arch in OLD else "buffer_load_b32"
    zero = "0" if arch != "gfx1201" else "null"
    enable = 1 << 14 if arch in ("gfx1100", "gfx1201") else 1 << 15
    body = (
        "  %resource = call ptr addrspace(8) @llvm.amdgcn.make.buffer.rsrc.p1(ptr addrspace(1) %source,"
        f" i16 {(enable | 16) - 65536 if enable >> 15 else enable | 16}, i32 64, i32 {0x20214FAC})"
    )
    line = Line(
        f"{name} $0, $1, $2, {zero} idxen offset:4",
        (("i32 %id", "v"), ("ptr addrspace(8) %resource", "s")),
        1,
    )
    memory = np.arange(64 * 4, dtype=np.uint32)
    parts, _ = run_lines(bare_engine(arch), [line], memory, 0, 64, body, _RESOURCE_DECLARATION)
    # 16 records are interleaved (INDEX_STRIDE 1): dword n of all of them, then dword n + 1 of all.
    lanes = np.arange(64)
    wanted = (lanes // 16 * 4 + 1) * 16 + lanes % 16
    assert np.array_equal(parts[0][:, 0], wanted)


def test_buffer_stores_beyond_the_end_do_nothing(arch: str) -> None:
    name = f"buffer_store_{'dwordx2' if arch in OLD else 'b64'}"
    zero = "0" if arch != "gfx1201" else "null"
    line = Line(
        f"{name} $0, $1, $2, {zero} offen",
        (("<2 x i32> %data", "v"), ("i32 %offset", "v"), ("ptr addrspace(8) %resource", "s")),
    )
    body = "\n".join(
        [
            _resource(arch, "%source", 404),
            "  %d0 = insertelement <2 x i32> poison, i32 %id, i32 0",
            "  %data = insertelement <2 x i32> %d0, i32 77, i32 1",
        ]
    )
    memory = np.full(200, 9, np.uint32)
    _, after = run_lines(bare_engine(arch), [line], memory, 8, 64, body, _RESOURCE_DECLARATION)
    wanted = memory.copy()
    for i in range(64):
        if 8 * i + 4 <= 404:
            wanted[2 * i] = i
        if 8 * i + 8 <= 404:
            wanted[2 * i + 1] = 77
    assert np.array_equal(after, wanted)


PRIVATE_KERNEL = """
define amdgpu_kernel void @k(ptr addrspace(1) %source, ptr addrspace(1) %results, i32 %at) {
  %stack = alloca [32 x i32], align 16, addrspace(5)
  %id = call i32 @llvm.amdgcn.workitem.id.x()
  br label %fill
fill:
  %n = phi i32 [0, %0], [%next, %fill]
  %p = getelementptr i32, ptr addrspace(5) %stack, i32 %n
  %scaled = mul i32 %n, 1000
  %value = add i32 %scaled, %id
  store volatile i32 %value, ptr addrspace(5) %p
  %next = add i32 %n, 1
  %more = icmp ult i32 %next, 32
  br i1 %more, label %fill, label %done
done:
  %turned = add i32 %id, %at
  %which = and i32 %turned, 31
  %q = getelementptr i32, ptr addrspace(5) %stack, i32 %which
  %direct = load volatile i32, ptr addrspace(5) %q
  %r = getelementptr i32, ptr addrspace(5) %stack, i32 8
  %wide = load volatile <4 x i32>, ptr addrspace(5) %r, align 16
  %flat = addrspacecast ptr addrspace(5) %q to ptr
  %through = load volatile i32, ptr %flat
  %flat.wide = addrspacecast ptr addrspace(5) %r to ptr
  %through.wide = load volatile <4 x i32>, ptr %flat.wide, align 16
  %w2 = extractelement <4 x i32> %through.wide, i32 2
  %w3.direct = extractelement <4 x i32> %wide, i32 3
  %w3 = add i32 %w3.direct, %w2
  %o0 = mul i32 %id, 3
  %out0 = getelementptr i32, ptr addrspace(1) %results, i32 %o0
  store i32 %direct, ptr addrspace(1) %out0
  %out1 = getelementptr i32, ptr addrspace(1) %out0, i32 1
  store i32 %through, ptr addrspace(1) %out1
  %out2 = getelementptr i32, ptr addrspace(1) %out0, i32 2
  store i32 %w3, ptr addrspace(1) %out2
  ret void
}
declare i32 @llvm.amdgcn.workitem.id.x()
"""


def test_private_memory_is_the_lanes_own_and_flat_addresses_reach_it(arch: str) -> None:
    m = bare_engine(arch)
    results = np.zeros((96, 3), np.uint32)
    target = m.put(results)
    m.run(
        compile_kernel(arch, PRIVATE_KERNEL),
        "k",
        [m.put(np.zeros(4, np.uint32)), target],
        block=(96, 1, 1),
        scalars=(5).to_bytes(4, "little"),
    )
    lanes = np.arange(96)
    picked = (lanes + 5) % 32 * 1000 + lanes
    wanted = np.stack([picked, picked, 21000 + 2 * lanes], axis=1)
    assert np.array_equal(m.get(target, results), wanted)


FAR_KERNEL = """
define amdgpu_kernel void @k(ptr addrspace(1) %source, ptr addrspace(1) %results, i32 %stride) {
  %id = call i32 @llvm.amdgcn.workitem.id.x()
  %at = mul i32 %id, %stride
  %p = getelementptr i8, ptr addrspace(1) %source, i32 %at
  %v = load i32, ptr addrspace(1) %p
  %q = getelementptr i32, ptr addrspace(1) %results, i32 %id
  store i32 %v, ptr addrspace(1) %q
  ret void
}
declare i32 @llvm.amdgcn.workitem.id.x()
"""


def test_a_read_outside_of_what_is_mapped_names_address_lane_and_instruction(arch: str) -> None:
    m = bare_engine(arch)
    source, target = m.put(np.zeros(1024, np.uint32)), m.put(np.zeros(64, np.uint32))
    with pytest.raises(MemoryViolation) as caught:
        m.run(
            compile_kernel(arch, FAR_KERNEL),
            "k",
            [source, target],
            block=(32, 1, 1),
            scalars=(512).to_bytes(4, "little"),
        )
    assert caught.value.address == source + 4096
    assert caught.value.access == "read"
    assert "lane 8 " in str(caught.value)
    assert "load" in str(caught.value)


def test_lanes_of_one_instruction_may_lie_in_different_mappings(arch: str) -> None:
    m = bare_engine(arch)
    first = np.arange(1024, dtype=np.uint32)
    one = m.put(first)
    two = m.put(first + 5000)
    target = m.put(np.zeros(2, np.uint32))
    m.run(
        compile_kernel(arch, FAR_KERNEL),
        "k",
        [one, target],
        block=(2, 1, 1),
        scalars=(two - one).to_bytes(4, "little"),
    )
    assert m.get(target, np.zeros(2, np.uint32)).tolist() == [0, 5000]


def test_a_write_to_memory_that_is_read_only_is_a_violation(arch: str) -> None:
    m = bare_engine(arch)
    target, _ = m.allocate(256, writable=False)
    with pytest.raises(MemoryViolation, match="write"):
        m.run(
            compile_kernel(arch, FAR_KERNEL),
            "k",
            [m.put(np.zeros(64, np.uint32)), target],
            block=(4, 1, 1),
            scalars=(4).to_bytes(4, "little"),
        )
