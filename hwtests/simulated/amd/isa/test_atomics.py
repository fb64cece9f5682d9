"""Atomic memory instructions: what they leave in memory and what they return, against Python's arithmetic."""

from __future__ import annotations

import struct
from collections.abc import Callable

import numpy as np
import pytest

from barewire.drivers.simulated.amd.engines.compute_engine import WaveFault
from hwtests.simulated.amd.isa.assembled import Line, assemble, run_lines
from hwtests.simulated.amd.isa.bare_engine import ARCHITECTURES, bare_engine

OLD = ("gfx942", "gfx1030")
THREADS = 40

Function = Callable[[int, int], int]


def _signed(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) else value


def _integers(bits: int) -> dict[str, Function]:
    mask = (1 << bits) - 1
    return {
        "add": lambda old, data: (old + data) & mask,
        "sub": lambda old, data: (old - data) & mask,
        "smin": lambda old, data: min(old, data, key=lambda value: _signed(value, bits)),
        "smax": lambda old, data: max(old, data, key=lambda value: _signed(value, bits)),
        "umin": min,
        "umax": max,
        "and": lambda old, data: old & data,
        "or": lambda old, data: old | data,
        "xor": lambda old, data: old ^ data,
        "swap": lambda old, data: data,
        "inc": lambda old, data: 0 if old >= data else old + 1,
        "dec": lambda old, data: data if old == 0 or old > data else old - 1,
    }


_NEW_TYPE = {"and": "b", "or": "b", "xor": "b", "swap": "b"}


def _new_name(name: str, bits: int) -> str:
    """gfx11's name: smin is min_i32, umin is min_u32, and is and_b32, add is add_u32."""
    if name[1:] in ("min", "max"):
        return f"{name[1:]}_{'i' if name[0] == 's' else 'u'}{bits}"
    return f"{name}_{_NEW_TYPE.get(name, 'u')}{bits}"


def _returning(arch: str) -> str:
    return {"gfx942": "sc0", "gfx1201": "th:TH_ATOMIC_RETURN"}.get(arch, "glc")


@pytest.fixture(params=ARCHITECTURES)
def arch(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _data(bits: int) -> str:
    """IR for a different %data per work-item, a hash of its number."""
    if bits == 32:
        return "  %mixed = mul i32 %id, -1640531535\n  %data = xor i32 %mixed, 1431655765"
    return "\n".join(
        [
            "  %wide = zext i32 %id to i64",
            "  %mixed = mul i64 %wide, -7046029254386353131",
            "  %data = xor i64 %mixed, 6148914691236517205",
        ]
    )


def _data_of(lane: int, bits: int) -> int:
    factor, other = (0x9E3779B1, 0x55555555) if bits == 32 else (0x9E3779B97F4A7C15, 0x5555555555555555)
    return (lane * factor ^ other) & ((1 << bits) - 1)


def _lanes(found: np.ndarray, bits: int) -> list[int]:
    return [
        int(value) for value in np.ascontiguousarray(found).view(np.uint32 if bits == 32 else np.uint64)[:, 0]
    ]


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("segment", ["global", "flat"])
def test_integer_atomics_act_lane_by_lane_and_return_the_old_value(
    arch: str, segment: str, bits: int
) -> None:
    names = _integers(bits)
    off = ", off" if segment == "global" else ""
    lines = []
    for number, name in enumerate(names):
        full = name + ("_x2" if bits == 64 else "") if arch in OLD else _new_name(name, bits)
        text = f"{segment}_atomic_{full} $0, $1, $2{off} offset:{number * 8} {_returning(arch)}"
        lines.append(Line(text, (("ptr addrspace(1) %address", "v"), (f"i{bits} %data", "v")), bits // 32))
    memory = np.random.default_rng(1).integers(0, 256, 96 * THREADS, dtype=np.uint8)
    parts, after = run_lines(bare_engine(arch), lines, memory, 96, THREADS, _data(bits))
    size = bits // 8
    for number, (name, function) in enumerate(names.items()):
        for lane, returned in enumerate(_lanes(parts[number], bits)):
            at = lane * 96 + number * 8
            old = int.from_bytes(memory[at : at + size].tobytes(), "little")
            new = int.from_bytes(after[at : at + size].tobytes(), "little")
            assert returned == old, name
            assert new == function(old, _data_of(lane, bits)), (name, lane)


@pytest.mark.parametrize("bits", [32, 64])
def test_local_integer_atomics_act_lane_by_lane_and_return_the_old_value(arch: str, bits: int) -> None:
    names = _integers(bits)
    wait = "s_wait_dscnt 0x0" if arch == "gfx1201" else "s_waitcnt lgkmcnt(0)"
    load = f"ds_{'read' if arch in OLD else 'load'}_b{bits}"
    lines = []
    for name in names:
        if name == "swap":
            full = f"{'wrxchg' if arch in OLD else 'storexchg'}_rtn_b{bits}"
        else:
            full = _new_name(name, bits).replace("_", "_rtn_")
        text = f"ds_{full} $0, $1, $2"
        arguments = (("i32 %at", "v"), (f"i{bits} %data", "v"))
        lines.append(Line(text, arguments, bits // 32))
        lines.append(Line(f"{load} $0, $1\\0A{wait}", (("i32 %at", "v"),), bits // 32))
    body = (
        _data(bits)
        + f"""
  %start = ptrtoint ptr addrspace(3) @local to i32
  %at = add i32 %start, %offset
  %cell = getelementptr i8, ptr addrspace(3) @local, i32 %offset
  store i{bits} %data, ptr addrspace(3) %cell, align 8
  fence syncscope("workgroup") acq_rel"""
    )
    parts, _ = run_lines(
        bare_engine(arch),
        lines,
        np.zeros(4, np.uint32),
        8,
        THREADS,
        body,
        "@local = internal addrspace(3) global [512 x i64] poison, align 16",
    )
    for lane in range(THREADS):
        value = _data_of(lane, bits)
        for number, function in enumerate(names.values()):
            assert _lanes(parts[2 * number], bits)[lane] == value
            value = function(value, _data_of(lane, bits))
            assert _lanes(parts[2 * number + 1], bits)[lane] == value


def test_compare_and_swap_swaps_only_where_equal(arch: str) -> None:
    name = "global_atomic_cmpswap" + ("" if arch in OLD else "_b32")
    body = """
  %p0 = insertelement <2 x i32> poison, i32 777, i32 0
  %pair = insertelement <2 x i32> %p0, i32 %id, i32 1"""
    line = Line(
        f"{name} $0, $1, $2, off {_returning(arch)}",
        (("ptr addrspace(1) %address", "v"), ("<2 x i32> %pair", "v")),
        1,
    )
    memory = np.arange(64, dtype=np.uint32)
    memory[::3] += 1
    parts, after = run_lines(bare_engine(arch), [line], memory, 4, 64, body)
    assert np.array_equal(parts[0][:, 0], memory)
    assert np.array_equal(after, np.where(memory == np.arange(64), 777, memory))


def test_local_compare_and_swap_takes_its_operands_in_the_generations_order(arch: str) -> None:
    # CMPST: DATA0 compares, DATA1 is new; CMPSTORE (gfx11): the other way round.
    operands = "$2, $3" if arch in OLD else "$3, $2"
    name = "ds_cmpst_rtn_b32" if arch in OLD else "ds_cmpstore_rtn_b32"
    load = "ds_read_b32" if arch in OLD else "ds_load_b32"
    lines = [
        Line(f"{name} $0, $1, {operands}", (("i32 %at", "v"), ("i32 %compare", "v"), ("i32 777", "v")), 1),
        Line(f"{load} $0, $1", (("i32 %at", "v"),), 1),
    ]
    body = """
  %start = ptrtoint ptr addrspace(3) @local to i32
  %at = add i32 %start, %offset
  %cell = getelementptr i8, ptr addrspace(3) @local, i32 %offset
  store i32 %id, ptr addrspace(3) %cell
  %compare = and i32 %id, 62
  fence syncscope("workgroup") acq_rel"""
    parts, _ = run_lines(
        bare_engine(arch),
        lines,
        np.zeros(4, np.uint32),
        4,
        64,
        body,
        "@local = internal addrspace(3) global [64 x i32] poison, align 16",
    )
    ids = np.arange(64)
    assert np.array_equal(parts[0][:, 0], ids)
    assert np.array_equal(parts[1][:, 0], np.where(ids % 2 == 0, 777, ids))


FLOAT_ADDS = [
    *(("global_atomic_add_f32", np.float32, arch) for arch in ("gfx942", "gfx1100", "gfx1201")),
    *(("global_atomic_pk_add_f16", np.float16, arch) for arch in ("gfx942", "gfx1201")),
    ("global_atomic_add_f64", np.float64, "gfx942"),
]


@pytest.mark.parametrize(("name", "kind", "arch"), FLOAT_ADDS)
def test_float_adds_round_like_one_addition(name: str, kind: type, arch: str) -> None:
    bits = 64 if kind is np.float64 else 32
    addend = {np.float32: "1066192077", np.float64: "4607632778762754458", np.float16: "1006648730"}[kind]
    line = Line(
        f"{name} $0, $1, $2, off {_returning(arch)}",
        (("ptr addrspace(1) %address", "v"), (f"i{bits} {addend}", "v")),
        bits // 32,
    )
    values = np.random.default_rng(2).standard_normal(64 * bits // 8 // np.dtype(kind).itemsize).astype(kind)
    parts, after = run_lines(bare_engine(arch), [line], values, bits // 8, 64)
    other = np.frombuffer(int(addend).to_bytes(bits // 8, "little"), kind)
    assert np.array_equal(np.ascontiguousarray(parts[0]).view(kind).ravel(), values)
    assert np.array_equal(after, (values.reshape(-1, len(other)) + other).ravel())


def test_an_atomic_on_a_crooked_address_is_an_error(arch: str) -> None:
    name = "global_atomic_add" + ("" if arch in OLD else "_u32")
    line = Line(f"{name} $0, $1, off offset:2", (("ptr addrspace(1) %address", "v"), ("i32 %id", "v")))
    with pytest.raises(WaveFault, match="global_atomic_add"):
        run_lines(bare_engine(arch), [line], np.zeros(128, np.uint32), 4, 32)


def test_workgroups_on_all_threads_count_without_losing_one(arch: str) -> None:
    name = "global_atomic_add" + ("" if arch in OLD else "_u32")
    zero = "v_mov_b32 $0, 0"
    text = f"""
    define amdgpu_kernel void @k(ptr addrspace(1) %counter) "amdgpu-flat-work-group-size"="1,256" {{
      %zero = call i32 asm "{zero}", "=v"()
      call void asm sideeffect "{name} $0, $1, $2", "v,v,s"(i32 %zero, i32 3, ptr addrspace(1) %counter)
      ret void
    }}"""
    m = bare_engine(arch)
    counter = m.put(np.zeros(1, np.uint32))
    m.run(assemble(arch, text), "k", [counter], groups=(500, 1, 1), block=(256, 1, 1))
    assert struct.unpack("<I", m.space.read(counter, 4)) == (500 * 256 * 3,)


def test_buffer_atomics_skip_lanes_beyond_the_end(arch: str) -> None:
    name = "buffer_atomic_add" + ("" if arch in OLD else "_u32")
    zero = "0" if arch != "gfx1201" else "null"
    word3 = {"gfx942": 0x00027000, "gfx1030": 0x31027000}.get(arch, 0x31004000)
    body = (
        "  %resource = call ptr addrspace(8) @llvm.amdgcn.make.buffer.rsrc.p1("
        f"ptr addrspace(1) %source, i16 0, i32 100, i32 {word3})"
    )
    line = Line(
        f"{name} $0, $1, $2, {zero} offen",
        (("i32 5", "v"), ("i32 %offset", "v"), ("ptr addrspace(8) %resource", "s")),
    )
    declaration = "declare ptr addrspace(8) @llvm.amdgcn.make.buffer.rsrc.p1(ptr addrspace(1), i16, i32, i32)"
    memory = np.arange(64, dtype=np.uint32)
    _, after = run_lines(bare_engine(arch), [line], memory, 4, 64, body, declaration)
    assert np.array_equal(after, memory + np.where(np.arange(64) < 25, 5, 0))
