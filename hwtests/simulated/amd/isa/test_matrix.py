"""Matrix and dot instructions against products that NumPy computes in double precision."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from barewire.drivers.simulated.amd.isa.semantics import tiles
from barewire.drivers.simulated.amd.isa.semantics.tiles import ELEMENT_BITS, Group, Tile
from hwtests.simulated.amd.isa.assembled import Line, run_lines
from hwtests.simulated.amd.isa.bare_engine import WAVE_LANES, bare_engine, compile_kernel

GENERATION = {"gfx942": 9, "gfx1100": 11, "gfx1201": 12}
LAYOUTS = [
    line.split()
    for line in (Path(__file__).parent / "matrix_layouts.txt").read_text().splitlines()
    if not line.startswith("#")
]
_PLACE = re.compile(
    r"(?P<matrix>[ABDK])\[(?P<row>\d+)\]\[(?P<column>\d+)\](?:\.B(?P<block>\d+))?"
    r"=v\[?(?:\d+:)?(?P<register>\d+)\]?\{(?P<lane>\d+)\}(?:\.\[\d+:(?P<bit>\d+)\])?$"
)


def _found_at(
    groups: tuple[Group, ...], kind: str, block: int, index: int, across: int
) -> tuple[int, int, int]:
    """The register, lane and first bit of one element of a layout."""
    group = next(group for group in groups if (group.block, group.index) == (block, index))
    return group.register, group.first_lane + across, group.element * ELEMENT_BITS[kind] % 32


@pytest.mark.parametrize("line", LAYOUTS, ids=lambda line: f"{line[0]}-{line[1]}-{line[2]}")
def test_layouts_are_those_of_amds_calculator(line: list[str]) -> None:
    arch, name, lanes, *places = line
    t = tiles.tile(name, GENERATION[arch], int(lanes))
    assert t is not None
    assert len(places) == (4 if t.sparse else 3)
    for place in places:
        match = _PLACE.match(place)
        assert match is not None, place
        row, column, block = int(match["row"]), int(match["column"]), int(match["block"] or 0)
        wanted = int(match["register"]), int(match["lane"]), int(match["bit"] or 0)
        if match["matrix"] == "B":
            found = _found_at(t.b, t.b_type, block, row, column)
        elif match["matrix"] == "D":
            found = _found_at(t.d, t.d_type, block, row, column)
        elif t.sparse:
            pair = next(pair for pair in t.sparse_a if pair.index == column // 4 * 4)
            bit = 4 * pair.number if match["matrix"] == "K" else pair.element * ELEMENT_BITS[t.a_type]
            found = (0 if match["matrix"] == "K" else pair.register), pair.first_lane + row, bit
        else:
            found = _found_at(t.a, t.a_type, block, column, row)
        if arch == "gfx1100" and match["matrix"] in "AB":
            wanted = wanted[0], wanted[1] % 16, wanted[2]  # lanes 16 and on repeat the first
        assert found == wanted, place


_FP8 = {
    ("fp8", 9): torch.float8_e4m3fnuz,
    ("bf8", 9): torch.float8_e5m2fnuz,
    ("fp8", 12): torch.float8_e4m3fn,
    ("bf8", 12): torch.float8_e5m2,
}


def _random(kind: str, shape: tuple[int, ...], generation: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Codes (uint64) of random elements and their values (float64)."""
    rng = np.random.default_rng(seed)
    if kind in ("fp8", "bf8"):
        eight = torch.tensor(rng.standard_normal(shape)).to(_FP8[kind, generation])
        return eight.view(torch.uint8).numpy().astype(np.uint64), eight.to(torch.float64).numpy()
    if kind == "bf16":
        brain = torch.tensor(rng.standard_normal(shape)).to(torch.bfloat16)
        return brain.view(torch.uint16).numpy().astype(np.uint64), brain.to(torch.float64).numpy()
    if kind in ("i8", "iu8", "iu4"):
        half = 1 << (ELEMENT_BITS[kind] - 1)
        whole = rng.integers(-half, half, shape)
        return (whole & (2 * half - 1)).astype(np.uint64), whole.astype(np.float64)
    if kind == "i32":
        whole = rng.integers(-(10**6), 10**6, shape)
        return (whole & 0xFFFFFFFF).astype(np.uint64), whole.astype(np.float64)
    floats = rng.standard_normal(shape).astype({"f16": np.float16, "f64": np.float64}.get(kind, np.float32))
    if kind == "xf32":
        floats = (floats.view(np.uint32) & ~np.uint32(0x1FFF)).view(np.float32)
    codes = floats.view({2: np.uint16, 4: np.uint32, 8: np.uint64}[floats.itemsize]).astype(np.uint64)
    return codes, floats.astype(np.float64)


def _put(registers: np.ndarray, groups: tuple[Group, ...], kind: str, rows: np.ndarray) -> None:
    """Put rows[block, index, across] where a layout has them; `registers` is [register, lane]."""
    for group in groups:
        row = rows[group.block, group.index]
        lanes = slice(group.first_lane, group.first_lane + len(row))
        shifted = row << np.uint64(group.element * ELEMENT_BITS[kind])
        registers[group.register, lanes] |= shifted.astype(np.uint32)
        if kind == "f64":
            registers[group.register + 1, lanes] |= (row >> np.uint64(32)).astype(np.uint32)


def _get(registers: np.ndarray, t: Tile) -> np.ndarray:
    """The result's values [block, row, column]."""
    out = np.zeros((t.blocks, t.m, t.n))
    for group in t.d:
        lanes = slice(group.first_lane, group.first_lane + t.n)
        bits = registers[group.register, lanes].astype(np.uint64)
        if t.d_type == "f64":
            bits = bits | registers[group.register + 1, lanes].astype(np.uint64) << np.uint64(32)
        bits = bits >> np.uint64(group.element * ELEMENT_BITS[t.d_type])
        view = {"f64": np.float64, "f32": np.float32, "i32": np.int32, "f16": np.float16}.get(t.d_type)
        if view is None:
            row = ((bits & np.uint64(0xFFFF)).astype(np.uint32) << 16).view(np.float32)
        else:
            row = bits.astype(f"u{np.dtype(view).itemsize}").view(view)
        out[group.block, group.index] = row
    return out


def _count(groups: tuple[Group, ...], kind: str) -> int:
    return max(group.register for group in groups) + (2 if kind == "f64" else 1)


def _vector(dwords: int) -> str:
    return "i32" if dwords == 1 else f"<{dwords} x i32>"


@dataclass(frozen=True)
class Example:
    """A product's inputs: the codes that go into registers and the numbers that they are."""

    tile: Tile
    a_codes: np.ndarray
    b_codes: np.ndarray
    c_codes: np.ndarray
    a: np.ndarray
    b: np.ndarray
    c: np.ndarray
    kept: np.ndarray

    @property
    def wanted(self) -> np.ndarray:
        """A @ B + C."""
        return np.einsum("bik,bkj->bij", self.a, self.b) + self.c


def _example(arch: str, name: str) -> Example:
    generation = GENERATION[arch]
    t = tiles.tile(name, generation, WAVE_LANES[arch])
    assert t is not None
    a_codes, a = _random(t.a_type, (t.blocks, t.m, t.k), generation, 1)
    b_codes, b = _random(t.b_type, (t.blocks, t.k, t.n), generation, 2)
    c_codes, c = _random(t.d_type, (t.blocks, t.m, t.n), generation, 3)
    rng = np.random.default_rng(4)
    kept = np.array([sorted(rng.choice(4, 2, replace=False)) for _ in range(t.m * t.k // 4 or 1)])
    if t.sparse:
        kept = kept.reshape(t.m, t.k // 4, 2)
        mask = np.zeros((t.m, t.k // 4, 4), bool)
        np.put_along_axis(mask, kept, True, 2)
        a = a * mask.reshape(t.m, t.k)
    return Example(t, a_codes, b_codes, c_codes, a, b, c, kept)


def _product(
    arch: str,
    name: str,
    example: Example,
    modifiers: str = "",
    c_text: str = "",
    index_shift: int = 0,
    c_shift: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """What the instruction gives, as numbers and as registers [register, lane]. `c_text` stands for C."""
    generation, lanes, t = GENERATION[arch], WAVE_LANES[arch], example.tile
    registers = [np.zeros((32, lanes), np.uint32) for _ in range(4)]
    if t.sparse:
        for pair in t.sparse_a:
            across = slice(pair.first_lane, pair.first_lane + t.m)
            for which in (0, 1):
                position = example.kept[:, pair.index // 4, which]
                code = example.a_codes[0][np.arange(t.m), pair.index + position]
                shift = np.uint64(ELEMENT_BITS[t.a_type] * (pair.element + which))
                registers[0][pair.register, across] |= (code << shift).astype(np.uint32)
                index = position << (4 * pair.number + 2 * which + index_shift)
                registers[3][0, across] |= index.astype(np.uint32)
        a_count = max(pair.register for pair in t.sparse_a) + 1
    else:
        _put(registers[0], t.a, t.a_type, example.a_codes.transpose(0, 2, 1))
        a_count = _count(t.a, t.a_type)
    _put(registers[1], t.b, t.b_type, example.b_codes)
    _put(registers[2], t.d, t.d_type, example.c_codes)
    registers[2] <<= np.uint32(c_shift)
    if generation == 11:
        for matrix in registers[:2]:
            matrix[:, 16:] = matrix[:, :16]
    counts = [a_count, _count(t.b, t.b_type), _count(t.d, t.d_type), 1]
    body, at = [], 0
    for number, count in enumerate(counts):
        body.append(f"  %p{number} = getelementptr i8, ptr addrspace(1) %address, i32 {4 * at}")
        body.append(f"  %m{number} = load {_vector(count)}, ptr addrspace(1) %p{number}, align 4")
        at += count
    memory = np.concatenate(
        [matrix[:count] for matrix, count in zip(registers, counts, strict=True)]
    ).T.copy()
    pad = "\\0As_nop 15\\0As_nop 15" if generation == 9 else ""
    before = "s_nop 7\\0A" if generation == 9 else ""
    inputs = tuple((f"{_vector(count)} %m{n}", "v") for n, count in enumerate(counts))
    if t.sparse:
        line = Line(
            f"{before}{name} $0, $1, $2, $3{modifiers}{pad}",
            (inputs[0], inputs[1], inputs[3]),
            counts[2],
            "%m2",
        )
    elif c_shift:
        # The result keeps the other half of C's registers.
        text = f"{before}{name} $0, $1, $2, $0{modifiers}{pad}"
        line = Line(text, inputs[:2], counts[2], "%m2")
    else:
        text = f"{before}{name} $0, $1, $2, {c_text or '$3'}{modifiers}{pad}"
        line = Line(text, inputs[:2] if c_text else inputs[:3], counts[2])
    parts, _ = run_lines(bare_engine(arch), [line], memory, 4 * at, lanes, "\n".join(body))
    found = np.ascontiguousarray(parts[0].T)
    return _get(found >> np.uint32(c_shift), t), found


# How far single precision sums of these sizes, or one rounding of the result, can be off the exact product.
TOLERANCE = {"f64": 1e-14, "f32": 2e-6, "i32": 0.0, "f16": 6e-4, "bf16": 4e-3}


def _assert_close(found: np.ndarray, wanted: np.ndarray, t: Tile) -> None:
    assert np.abs(found - wanted).max() <= TOLERANCE[t.d_type] * np.abs(wanted).max()


def _check(arch: str, name: str) -> None:
    example = _example(arch, name)
    signs = " neg_lo:[1,1,0]" if example.tile.a_type.startswith("iu") else ""
    _assert_close(_product(arch, name, example, signs)[0], example.wanted, example.tile)


EVERYDAY = [
    ("gfx942", "v_mfma_f32_32x32x8_f16"),
    ("gfx942", "v_mfma_f32_16x16x16_bf16"),
    ("gfx942", "v_mfma_f32_16x16x32_fp8_bf8"),
    ("gfx942", "v_mfma_f32_4x4x1_16b_f32"),
    ("gfx942", "v_mfma_f64_16x16x4_f64"),
    ("gfx942", "v_mfma_i32_32x32x16_i8"),
    ("gfx942", "v_smfmac_f32_16x16x32_f16"),
    ("gfx1100", "v_wmma_f32_16x16x16_f16"),
    ("gfx1100", "v_wmma_bf16_16x16x16_bf16"),
    ("gfx1100", "v_wmma_i32_16x16x16_iu8"),
    ("gfx1201", "v_wmma_f32_16x16x16_f16"),
    ("gfx1201", "v_wmma_f32_16x16x16_bf8_fp8"),
    ("gfx1201", "v_swmmac_f32_16x16x32_bf16"),
]
REST = [
    (arch, name)
    for arch, generation in GENERATION.items()
    for name in tiles.names(generation)
    if (arch, name) not in EVERYDAY
]


@pytest.mark.parametrize(("arch", "name"), EVERYDAY)
def test_matrix_products_match_numpy(arch: str, name: str) -> None:
    _check(arch, name)


@pytest.mark.slow
@pytest.mark.parametrize(("arch", "name"), REST)
def test_all_other_matrix_products_match_numpy(arch: str, name: str) -> None:
    _check(arch, name)


WMMA = "v_wmma_f32_16x16x16_f16"


@pytest.mark.parametrize("arch", ["gfx1100", "gfx1201"])
def test_neg_lo_and_neg_hi_are_for_even_and_odd_elements_and_for_the_accumulator(arch: str) -> None:
    example = _example(arch, WMMA)
    even = np.where(np.arange(16) % 2 == 0, -1.0, 1.0)
    changed = replace(example, a=example.a * even, b=example.b * -even[:, None], c=-np.abs(example.c))
    # In a lane, k and the number of an element are even together in all layouts.
    found, _ = _product(arch, WMMA, example, " neg_lo:[1,0,1] neg_hi:[0,1,1]")
    _assert_close(found, changed.wanted, example.tile)


def test_the_accumulator_may_be_a_constant() -> None:
    for arch, name in (("gfx1100", WMMA), ("gfx942", "v_mfma_f32_32x32x8_f16")):
        example = _example(arch, name)
        found, _ = _product(arch, name, example, c_text="1.0")
        _assert_close(found, replace(example, c=np.ones_like(example.c)).wanted, example.tile)
        found, _ = _product(arch, name, example, c_text="0")
        _assert_close(found, replace(example, c=np.zeros_like(example.c)).wanted, example.tile)
    example = _example("gfx1100", "v_wmma_i32_16x16x16_iu8")
    found, _ = _product("gfx1100", "v_wmma_i32_16x16x16_iu8", example, " neg_lo:[1,1,0]", c_text="7")
    assert np.array_equal(found, replace(example, c=np.full_like(example.c, 7)).wanted)


def test_results_of_16_bits_stay_in_their_half_on_gfx11() -> None:
    name = "v_wmma_f16_16x16x16_f16"
    example = _example("gfx1100", name)
    found, registers = _product("gfx1100", name, example, " op_sel:[0,0,1]", c_shift=16)
    _assert_close(found, example.wanted, example.tile)
    assert not (registers & 0xFFFF).any()


def test_integers_saturate_with_clamp_and_are_unsigned_without_neg() -> None:
    for arch in ("gfx1100", "gfx1201"):
        name = "v_wmma_i32_16x16x16_iu8"
        example = _example(arch, name)
        high = np.full_like(example.c, 2**31 - 1000)
        near = replace(example, c=high, c_codes=high.astype(np.uint64))
        found, _ = _product(arch, name, near, " neg_lo:[1,1,0] clamp")
        assert np.array_equal(found, np.clip(near.wanted, -(2.0**31), 2.0**31 - 1))
        unsigned = replace(example, a=example.a_codes.astype(float), b=example.b_codes.astype(float))
        assert np.array_equal(_product(arch, name, example)[0], unsigned.wanted)


def test_cbsz_and_abid_share_a_block_of_a() -> None:
    name = "v_mfma_f32_16x16x4_4b_f16"
    example = _example("gfx942", name)
    for size, chosen, blocks in ((1, 1, [1, 1, 3, 3]), (2, 2, [2, 2, 2, 2])):
        found, _ = _product("gfx942", name, example, f" cbsz:{size} abid:{chosen}")
        _assert_close(found, replace(example, a=example.a[blocks]).wanted, example.tile)


def test_blgp_takes_b_from_other_lanes() -> None:
    name = "v_mfma_f32_16x16x4_4b_f16"
    example = _example("gfx942", name)
    sources = {
        1: [0, 1, 0, 1],
        2: [2, 3, 2, 3],
        3: [1, 2, 3, 0],
        4: [0] * 4,
        5: [1] * 4,
        6: [2] * 4,
        7: [3] * 4,
    }
    for pattern, blocks in sources.items():
        found, _ = _product("gfx942", name, example, f" blgp:{pattern}")
        _assert_close(found, replace(example, b=example.b[blocks]).wanted, example.tile)


def test_double_precision_has_signs_of_its_own() -> None:
    name = "v_mfma_f64_16x16x4_f64"
    example = _example("gfx942", name)
    found, _ = _product("gfx942", name, example, " neg:[1,0,0]")
    _assert_close(found, replace(example, a=-example.a).wanted, example.tile)
    found, _ = _product("gfx942", name, example, " neg:[0,1,1]")
    _assert_close(found, replace(example, b=-example.b, c=-example.c).wanted, example.tile)


@pytest.mark.parametrize(
    ("arch", "name", "modifier", "shift"),
    [
        ("gfx942", "v_smfmac_f32_16x16x32_f16", "abid:1", 8),
        ("gfx942", "v_smfmac_f32_16x16x32_f16", "abid:3", 24),
        ("gfx942", "v_smfmac_i32_16x16x64_i8", "abid:1", 16),
        ("gfx1201", "v_swmmac_f32_16x16x32_f16", "index_key:1", 16),
        ("gfx1201", "v_swmmac_i32_16x16x32_iu8", "index_key:1 neg_lo:[1,1,0]", 16),
    ],
)
def test_indices_come_from_the_part_of_the_register_that_is_named(
    arch: str, name: str, modifier: str, shift: int
) -> None:
    example = _example(arch, name)
    found, _ = _product(arch, name, example, f" {modifier}", index_shift=shift)
    _assert_close(found, example.wanted, example.tile)


# The example of "How to accelerate AI applications on RDNA 3 using WMMA" (gpuopen.com): each lane holds a row
# of A and a column of B; element `e` of a lane's result is row 2 * e + lane / 16.
WMMA_EXAMPLE = """
define amdgpu_kernel void @k(ptr addrspace(1) %a, ptr addrspace(1) %b, ptr addrspace(1) %c) {
  %id = call i32 @llvm.amdgcn.workitem.id.x()
  %lane = and i32 %id, 15
  %row.at = mul i32 %lane, 16
  %ap = getelementptr half, ptr addrspace(1) %a, i32 %row.at
  %av = load <16 x half>, ptr addrspace(1) %ap, align 32
  %bp = getelementptr half, ptr addrspace(1) %b, i32 %row.at
  %bv = load <16 x half>, ptr addrspace(1) %bp, align 32
  %d = call <8 x float> @llvm.amdgcn.wmma.f32.16x16x16.f16(<16 x half> %av, <16 x half> %bv,
    <8 x float> zeroinitializer)
  %upper = lshr i32 %id, 4
  STORES
  ret void
}
declare i32 @llvm.amdgcn.workitem.id.x()
declare <8 x float> @llvm.amdgcn.wmma.f32.16x16x16.f16(<16 x half>, <16 x half>, <8 x float>)
"""


def test_the_published_wmma_example_multiplies() -> None:
    stores = []
    for element in range(8):
        stores.append(f"%r{element} = add i32 %upper, {2 * element}")
        stores.append(f"%s{element} = mul i32 %r{element}, 16")
        stores.append(f"%i{element} = add i32 %s{element}, %lane")
        stores.append(f"%q{element} = getelementptr float, ptr addrspace(1) %c, i32 %i{element}")
        stores.append(f"%x{element} = extractelement <8 x float> %d, i32 {element}")
        stores.append(f"store float %x{element}, ptr addrspace(1) %q{element}")
    rng = np.random.default_rng(9)
    a, b = (rng.standard_normal((16, 16)).astype(np.float16) for _ in "ab")
    m = bare_engine("gfx1100")
    target = m.put(np.zeros((16, 16), np.float32))
    image = compile_kernel("gfx1100", WMMA_EXAMPLE.replace("STORES", "\n  ".join(stores)))
    m.run(image, "k", [m.put(a), m.put(b.T.copy()), target])
    found = m.get(target, np.zeros((16, 16), np.float32))
    assert np.allclose(found, a.astype(np.float64) @ b.astype(np.float64), rtol=1e-6, atol=1e-5)


# The example of AMD's lab notes (gpuopen.com, "AMD matrix cores"): 16x16x4 in single precision,
# A by rows, lane = row + 16 * k; D's element e is row 4 * (lane / 16) + e.
MFMA_EXAMPLE = """
define amdgpu_kernel void @k(ptr addrspace(1) %a, ptr addrspace(1) %b, ptr addrspace(1) %c) {
  %id = call i32 @llvm.amdgcn.workitem.id.x()
  %column = and i32 %id, 15
  %part = lshr i32 %id, 4
  %row.at = mul i32 %column, 4
  %a.at = add i32 %row.at, %part
  %ap = getelementptr float, ptr addrspace(1) %a, i32 %a.at
  %av = load float, ptr addrspace(1) %ap
  %k.at = mul i32 %part, 16
  %b.at = add i32 %k.at, %column
  %bp = getelementptr float, ptr addrspace(1) %b, i32 %b.at
  %bv = load float, ptr addrspace(1) %bp
  %d = call <4 x float> @llvm.amdgcn.mfma.f32.16x16x4f32(float %av, float %bv, <4 x float> zeroinitializer,
    i32 0, i32 0, i32 0)
  %first = mul i32 %part, 64
  %out.at = add i32 %first, %column
  STORES
  ret void
}
declare i32 @llvm.amdgcn.workitem.id.x()
declare <4 x float> @llvm.amdgcn.mfma.f32.16x16x4f32(float, float, <4 x float>, i32, i32, i32)
"""


def test_the_published_mfma_example_multiplies() -> None:
    stores = []
    for element in range(4):
        stores.append(f"%i{element} = add i32 %out.at, {16 * element}")
        stores.append(f"%q{element} = getelementptr float, ptr addrspace(1) %c, i32 %i{element}")
        stores.append(f"%x{element} = extractelement <4 x float> %d, i32 {element}")
        stores.append(f"store float %x{element}, ptr addrspace(1) %q{element}")
    rng = np.random.default_rng(9)
    a, b = (rng.standard_normal(shape).astype(np.float32) for shape in ((16, 4), (4, 16)))
    m = bare_engine("gfx942")
    target = m.put(np.zeros((16, 16), np.float32))
    image = compile_kernel("gfx942", MFMA_EXAMPLE.replace("STORES", "\n  ".join(stores)))
    m.run(image, "k", [m.put(a), m.put(b), target], block=(64, 1, 1))
    found = m.get(target, np.zeros((16, 16), np.float32))
    assert np.allclose(found, a.astype(np.float64) @ b.astype(np.float64), rtol=1e-6, atol=1e-6)


INTEGER_DOTS = [
    ("gfx942", "v_dot4_i32_i8", "", True, True, 8),
    ("gfx942", "v_dot8_u32_u4", "", False, False, 4),
    ("gfx942", "v_dot2_i32_i16", "", True, True, 16),
    ("gfx1030", "v_dot4_u32_u8", "", False, False, 8),
    ("gfx1030", "v_dot8_i32_i4", "", True, True, 4),
    ("gfx1100", "v_dot4_i32_iu8", " neg_lo:[1,0,0]", True, False, 8),
    ("gfx1100", "v_dot8_i32_iu4", " neg_lo:[0,1,0]", False, True, 4),
    ("gfx1201", "v_dot4_i32_iu8", " neg_lo:[1,1,0]", True, True, 8),
]
THREE_INPUTS = (("i32 %a", "v"), ("i32 %b", "v"), ("i32 %c", "v"))
LOAD_THREE = "\n".join(
    line
    for n, name in enumerate("abc")
    for line in (
        f"  %p{name} = getelementptr i8, ptr addrspace(1) %address, i32 {4 * n}",
        f"  %{name} = load i32, ptr addrspace(1) %p{name}",
    )
)


def _parts(words: np.ndarray, bits: int, signed: bool) -> np.ndarray:
    parts = np.stack(
        [words >> np.uint32(shift) & np.uint32((1 << bits) - 1) for shift in range(0, 32, bits)], axis=1
    )
    whole = parts.astype(np.int64)
    return np.where(whole >> (bits - 1) & 1, whole - (1 << bits), whole) if signed else whole


@pytest.mark.parametrize(("arch", "name", "modifiers", "a_signed", "b_signed", "bits"), INTEGER_DOTS)
@pytest.mark.parametrize("clamp", [False, True])
def test_integer_dot_products(
    arch: str, name: str, modifiers: str, a_signed: bool, b_signed: bool, bits: int, clamp: bool
) -> None:
    words = np.random.default_rng(6).integers(0, 2**32, (64, 3), dtype=np.uint32)
    words[::4, 2] = 0x7FFFFFFF
    words[1::4, 2] = 0xFFFFFFFF
    nops = "s_nop 7\\0A" if arch == "gfx942" else ""
    line = Line(
        f"{nops}{name} $0, $1, $2, $3{modifiers}{' clamp' if clamp else ''}\\0A{nops}s_nop 0", THREE_INPUTS, 1
    )
    parts, _ = run_lines(bare_engine(arch), [line], words, 12, 64, LOAD_THREE)
    total = (_parts(words[:, 0], bits, a_signed) * _parts(words[:, 1], bits, b_signed)).sum(1)
    unsigned = "_u32_" in name
    total = total + words[:, 2].astype(np.int64 if unsigned else np.int32)
    if clamp:
        low, high = (0, 2**32 - 1) if unsigned else (-(2**31), 2**31 - 1)
        total = np.clip(total, low, high)
    assert np.array_equal(parts[0][:, 0], (total & 0xFFFFFFFF).astype(np.uint32))


FLOAT_DOTS = [
    ("gfx942", "v_dot2_f32_f16", "f16"),
    ("gfx1030", "v_dot2_f32_f16", "f16"),
    ("gfx1100", "v_dot2_f32_f16", "f16"),
    ("gfx1100", "v_dot2_f32_bf16", "bf16"),
    ("gfx1201", "v_dot2_f32_bf16", "bf16"),
    ("gfx1201", "v_dot4_f32_fp8_bf8", "fp8"),
]


@pytest.mark.parametrize(("arch", "name", "kind"), FLOAT_DOTS)
def test_float_dot_products(arch: str, name: str, kind: str) -> None:
    count = 32 // ELEMENT_BITS[kind]
    a_codes, a = _random(kind, (64, count), 12, 1)
    b_codes, b = _random("bf8" if kind == "fp8" else kind, (64, count), 12, 2)
    c_codes, c = _random("f32", (64, 1), 12, 3)
    shifts = np.arange(count, dtype=np.uint64) * np.uint64(32 // count)
    words = np.stack([(a_codes << shifts).sum(1), (b_codes << shifts).sum(1), c_codes[:, 0]], axis=1)
    nops = "s_nop 7\\0A" if arch == "gfx942" else ""
    line = Line(f"{nops}{name} $0, $1, $2, $3\\0A{nops}s_nop 0", THREE_INPUTS, 1)
    parts, _ = run_lines(bare_engine(arch), [line], words.astype(np.uint32), 12, 64, LOAD_THREE)
    wanted = (a * b).sum(1) + c[:, 0]
    assert np.allclose(parts[0][:, 0].view(np.float32), wanted, rtol=1e-6, atol=1e-6)
