"""Local memory and the instructions that move data between lanes, against NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from barewire.drivers.simulated.amd.engines.compute_engine import WaveFault
from hwtests.simulated.amd.isa.assembled import Line, run_lines
from hwtests.simulated.amd.isa.bare_engine import ARCHITECTURES, WAVE_LANES, bare_engine, compile_kernel

OLD = ("gfx942", "gfx1030")
KEPT = 0x5A5A5A5A
LDS_DWORDS = 2048

# The lines of a test work on an array of local memory, filled before: dword i holds i * 0x9E3779B1.
GLOBALS = f"@local = internal addrspace(3) global [{LDS_DWORDS} x i32] poison, align 16"
FILL = f"""
  %base = ptrtoint ptr addrspace(3) @local to i32
  br label %fill
fill:
  %n = phi i32 [%id, %0], [%next, %fill]
  %p = getelementptr i32, ptr addrspace(3) @local, i32 %n
  %hash = mul i32 %n, -1640531535
  store i32 %hash, ptr addrspace(3) %p
  %next = add i32 %n, THREADS
  %more = icmp ult i32 %next, {LDS_DWORDS}
  br i1 %more, label %fill, label %filled
filled:
  fence syncscope("workgroup") release
  call void @llvm.amdgcn.s.barrier()
  fence syncscope("workgroup") acquire
  %at = add i32 %base, %offset
"""
DECLARATIONS = "declare void @llvm.amdgcn.s.barrier()\n" + GLOBALS
CONTENT = (np.arange(LDS_DWORDS, dtype=np.uint64) * 0x9E3779B1).astype(np.uint32)

LOADS = [
    ("read_u8", "load_u8", np.uint8, 1, None),
    ("read_i8", "load_i8", np.int8, 1, None),
    ("read_u16", "load_u16", np.uint16, 1, None),
    ("read_i16", "load_i16", np.int16, 1, None),
    ("read_b32", "load_b32", np.uint32, 1, None),
    ("read_b64", "load_b64", np.uint32, 2, None),
    ("read_b96", "load_b96", np.uint32, 3, None),
    ("read_b128", "load_b128", np.uint32, 4, None),
    ("read_u8_d16", "load_u8_d16", np.uint8, 1, 0),
    ("read_u8_d16_hi", "load_u8_d16_hi", np.uint8, 1, 1),
    ("read_i8_d16", "load_i8_d16", np.int8, 1, 0),
    ("read_i8_d16_hi", "load_i8_d16_hi", np.int8, 1, 1),
    ("read_u16_d16", "load_u16_d16", np.uint16, 1, 0),
    ("read_u16_d16_hi", "load_u16_d16_hi", np.uint16, 1, 1),
]


@pytest.fixture(params=ARCHITECTURES)
def arch(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _run(arch: str, lines: list[Line], stride: int, threads: int) -> list[np.ndarray]:
    body = FILL.replace("THREADS", str(threads))
    source = np.zeros(4, np.uint32)
    return run_lines(bare_engine(arch), lines, source, stride, threads, body, DECLARATIONS)[0]


@pytest.mark.parametrize(("stride", "threads"), [(4, 64), (8, 64), (12, 33), (16, 64), (52, 96)])
def test_loads_give_the_bytes_at_each_lanes_address(arch: str, stride: int, threads: int) -> None:
    lines = []
    for old, new, kind, count, half in LOADS:
        dwords = max(np.dtype(kind).itemsize * count // 4, 1)
        name = f"ds_{old if arch in OLD else new}"
        initial = KEPT if half is not None else None
        lines.append(Line(f"{name} $0, $1 offset:32", (("i32 %at", "v"),), dwords, initial))
    parts = _run(arch, lines, stride, threads)
    memory = CONTENT.view(np.uint8)
    for (old, _, kind, count, half), found in zip(LOADS, parts, strict=True):
        size = np.dtype(kind).itemsize
        starts = np.arange(threads) * stride + 32
        rows = np.stack([memory[a : a + size * count].view(kind) for a in starts]).astype(np.int64)
        if half is not None:
            kept = 0 if arch == "gfx942" else KEPT & (0x0000FFFF if half else 0xFFFF0000)
            rows = ((rows & 0xFFFF) << (16 * half)) | kept
        assert np.array_equal(found, (rows & 0xFFFFFFFF).astype(np.uint32)), old


@pytest.mark.parametrize("far", [False, True])
def test_two_address_loads_scale_their_offsets(arch: str, far: bool) -> None:
    old, new = ("read2st64", "load_2addr_stride64") if far else ("read2", "load_2addr")
    base = f"ds_{old if arch in OLD else new}"
    lines = [
        Line(f"{base}_b32 $0, $1 offset0:3 offset1:1", (("i32 %at", "v"),), 2),
        Line(f"{base}_b64 $0, $1 offset0:1 offset1:4", (("i32 %at", "v"),), 4),
    ]
    parts = _run(arch, lines, 8, 64)
    scale = 64 if far else 1
    start = np.arange(64) * 2
    wanted = np.stack([CONTENT[start + 3 * scale], CONTENT[start + scale]], axis=1)
    assert np.array_equal(parts[0], wanted)
    wanted = np.stack([CONTENT[start + 2 * scale * o + d] for o in (1, 4) for d in (0, 1)], axis=1)
    assert np.array_equal(parts[1], wanted)


def test_stores_are_seen_by_the_loads_behind_them(arch: str) -> None:
    old = arch in OLD
    store, load = ("ds_write", "ds_read") if old else ("ds_store", "ds_load")
    two = "ds_write2_b32" if old else "ds_store_2addr_b32"
    wait = "s_wait_dscnt 0x0" if arch == "gfx1201" else "s_waitcnt lgkmcnt(0)"

    def pair(first: str, second: str, arguments: tuple[tuple[str, str], ...], dwords: int) -> Line:
        return Line(f"{first}\\0A{wait}\\0A{second}", arguments, dwords)

    at, data = ("i32 %at", "v"), ("i32 %id", "v")
    high = f"{store}_b16_d16_hi $1, $2 offset:2"
    lines = [
        pair(f"{store}_b32 $1, $2", f"{load}_b32 $0, $1", (at, data), 1),
        pair(f"{two} $1, $2, $2 offset0:1 offset1:2", f"{load}_b64 $0, $1 offset:4", (at, data), 2),
        pair(f"{store}_b8 $1, $2 offset:1", f"{load}_b32 $0, $1", (at, data), 1),
        pair(high, f"{load}_b32 $0, $1", (at, ("i32 1234567890", "v")), 1),
    ]
    parts = _run(arch, lines, 16, 64)
    ids = np.arange(64, dtype=np.uint32)
    assert np.array_equal(parts[0][:, 0], ids)
    assert np.array_equal(parts[1], np.stack([ids, ids], axis=1))
    assert np.array_equal(parts[2][:, 0], ids | ids << 8)
    assert np.array_equal(parts[3][:, 0], (ids | (ids << 8) & 0xFFFF) & 0xFFFF | 1234567890 & 0xFFFF0000)


def test_bpermute_pulls_and_permute_pushes(arch: str) -> None:
    lanes = WAVE_LANES[arch]
    lines = [
        Line("ds_bpermute_b32 $0, $1, $2 offset:4", (("i32 %offset", "v"), ("i32 %id", "v")), 1),
        Line("ds_permute_b32 $0, $1, $2", (("i32 %offset", "v"), ("i32 %id", "v")), 1),
    ]
    parts = run_lines(bare_engine(arch), lines, np.zeros(4, np.uint32), 20, lanes)[0]
    ids = np.arange(lanes)
    assert np.array_equal(parts[0][:, 0], (ids * 5 + 1) % lanes)
    pushed = np.zeros(lanes, np.uint32)
    pushed[ids * 5 % lanes] = ids
    assert np.array_equal(parts[1][:, 0], pushed)


def test_bpermute_gives_zero_from_lanes_that_are_not_active(arch: str) -> None:
    line = Line("ds_bpermute_b32 $0, $1, $2", (("i32 %turned", "v"), ("i32 %value", "v")), 1)
    body = "  %next = add i32 %id, 1\n  %turned = mul i32 %next, 4\n  %value = add i32 %id, 100"
    parts = run_lines(bare_engine(arch), [line], np.zeros(4, np.uint32), 4, 20, body)[0]
    assert parts[0][:, 0].tolist() == [*range(101, 120), 0]


def _swizzled(offset: int, lane: int) -> int:
    """DS_SWIZZLE_B32 as the ISA documents' pseudo code has it."""
    group, within = lane & 32, lane & 31
    if offset >= 0xE000:
        mask = offset & 31
        if mask == 31:
            return lane
        reverse = int(f"{within:05b}"[::-1], 2) >> mask.bit_count()
        return group | reverse | within & mask
    if offset >= 0xC000:
        rotate, mask = offset >> 5 & 31, offset & 31
        moved = within + (-rotate if offset >> 10 & 1 else rotate)
        return group | within & mask | moved & ~mask & 31
    if offset & 0x8000:
        return lane & ~3 | offset >> 2 * (lane & 3) & 3
    return group | ((within & offset & 31 | offset >> 5 & 31) ^ offset >> 10 & 31)


def test_swizzles_follow_their_pattern(arch: str) -> None:
    offsets = [0x801B, 0x80B1, 0x041F, 0x1C1F, 0x0310, 0xC0A0, 0xC4C7, 0xE000, 0xE003, 0xE01F]
    lanes = WAVE_LANES[arch]
    lines = [Line(f"ds_swizzle_b32 $0, $1 offset:{offset}", (("i32 %id", "v"),), 1) for offset in offsets]
    parts = run_lines(bare_engine(arch), lines, np.zeros(4, np.uint32), 4, lanes)[0]
    for offset, found in zip(offsets, parts, strict=True):
        assert found[:, 0].tolist() == [_swizzled(offset, lane) for lane in range(lanes)], hex(offset)


def test_an_address_beyond_the_allocation_is_an_error(arch: str) -> None:
    name = "ds_read_b32" if arch in OLD else "ds_load_b32"
    with pytest.raises(WaveFault, match=name):
        _run(arch, [Line(f"{name} $0, $1", (("i32 %at", "v"),), 1)], 4 * LDS_DWORDS // 16, 64)


def test_append_and_consume_count_the_active_lanes(arch: str) -> None:
    load = "ds_read_b32" if arch in OLD else "ds_load_b32"
    counted = "s_mov_b32 m0, $1\\0Ads_append $0 offset:8\\0Ads_consume $0 offset:12"
    lines = [
        Line(counted, (("i32 %base", "s"),), 1, clobbers=("m0",)),
        Line(f"{load} $0, $1 offset:8", (("i32 %zero", "v"),), 1),
        Line(f"{load} $0, $1 offset:12", (("i32 %zero", "v"),), 1),
    ]
    if arch == "gfx942":
        lines[0] = Line(
            counted.replace("$1\\0A", "$1\\0As_nop 1\\0A"), lines[0].arguments, 1, clobbers=("m0",)
        )
    body = FILL.replace("THREADS", "20") + "  %zero = add i32 %base, 0\n"
    parts = run_lines(bare_engine(arch), lines, np.zeros(4, np.uint32), 0, 20, body, DECLARATIONS)[0]
    assert set(parts[0][:, 0].tolist()) == {int(CONTENT[3])}
    assert parts[1][0, 0] == CONTENT[2] + np.uint32(20)
    assert parts[2][0, 0] == CONTENT[3] - np.uint32(20)


def test_memory_goes_straight_to_local_memory() -> None:
    wait = "s_waitcnt vmcnt(0) lgkmcnt(0)"
    text = "s_mov_b32 m0, $1\\0As_nop 1\\0Aglobal_load_lds_dword $2, off offset:16\\0A" + wait
    lines = [
        Line(
            text.replace("$2", "$1").replace("$1\\0A", "$0\\0A", 1),
            (("i32 %base", "s"), ("ptr addrspace(1) %address", "v")),
        ),
        Line("ds_read_b32 $0, $1 offset:16", (("i32 %mine", "v"),), 1),
    ]
    body = FILL.replace("THREADS", "64") + "  %four = mul i32 %id, 4\n  %mine = add i32 %base, %four\n"
    source = np.arange(1000, dtype=np.uint32)
    parts = run_lines(bare_engine("gfx942"), lines, source, 8, 64, body, DECLARATIONS)[0]
    assert parts[1][:, 0].tolist() == [2 * lane + 4 for lane in range(64)]


EXCHANGE = """
@tile = internal addrspace(3) global [256 x float] poison, align 16
define amdgpu_kernel void @k(ptr addrspace(1) %source, ptr addrspace(1) %results) {
  %id = call i32 @llvm.amdgcn.workitem.id.x()
  %p = getelementptr float, ptr addrspace(1) %source, i32 %id
  %v = load float, ptr addrspace(1) %p
  %mine = getelementptr float, ptr addrspace(3) @tile, i32 %id
  store float %v, ptr addrspace(3) %mine
  fence syncscope("workgroup") release
  call void @llvm.amdgcn.s.barrier()
  fence syncscope("workgroup") acquire
  %other = xor i32 %id, 255
  %theirs = getelementptr float, ptr addrspace(3) @tile, i32 %other
  %w = load float, ptr addrspace(3) %theirs
  %sum = fadd float %v, %w
  %q = getelementptr float, ptr addrspace(1) %results, i32 %id
  store float %sum, ptr addrspace(1) %q
  ret void
}
declare i32 @llvm.amdgcn.workitem.id.x()
declare void @llvm.amdgcn.s.barrier()
"""


def test_waves_of_a_workgroup_exchange_through_local_memory(arch: str) -> None:
    m = bare_engine(arch)
    values = np.random.default_rng(5).standard_normal(256).astype(np.float32)
    target = m.put(np.zeros_like(values))
    m.run(compile_kernel(arch, EXCHANGE), "k", [m.put(values), target], block=(256, 1, 1))
    assert np.array_equal(m.get(target, values), values + values[::-1])
