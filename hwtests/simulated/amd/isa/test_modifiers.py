"""Modifiers of vector instructions, written in assembly: clamp, output and input modifiers, SDWA, op_sel,
index mode."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from .assembled import assemble
from .bare_engine import ARCHITECTURES, bare_engine, compile_kernel


def run(arch: str, assembly: str, a: np.ndarray, b: np.ndarray, old: np.ndarray) -> np.ndarray:
    """64 work-items of one instruction: $0 is the result, which begins as `old`, $1 and $2 are `a` and
    `b`."""
    card = bare_engine(arch)
    lines = assembly.replace("\n", "\\0A")
    text = f"""
define amdgpu_kernel void @k(ptr addrspace(1) %pa, ptr addrspace(1) %pb, ptr addrspace(1) %pr) #0 {{
  %t = call i32 @llvm.amdgcn.workitem.id.x()
  %qa = getelementptr i32, ptr addrspace(1) %pa, i32 %t
  %qb = getelementptr i32, ptr addrspace(1) %pb, i32 %t
  %qr = getelementptr i32, ptr addrspace(1) %pr, i32 %t
  %a = load i32, ptr addrspace(1) %qa
  %b = load i32, ptr addrspace(1) %qb
  %o = load i32, ptr addrspace(1) %qr
  %r = call i32 asm sideeffect "{lines}", "=v,v,v,0,~{{vcc}},~{{m0}},~{{s20}}"(i32 %a, i32 %b, i32 %o)
  store i32 %r, ptr addrspace(1) %qr
  ret void
}}
declare i32 @llvm.amdgcn.workitem.id.x()
attributes #0 = {{ "amdgpu-flat-work-group-size"="64,64" }}
"""
    result = card.put(old)
    card.run(assemble(arch, text), "k", [card.put(a), card.put(b), result], (1, 1, 1), (64, 1, 1))
    return card.get(result, old)


def _words(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 2**32, 64, dtype=np.uint32)


def _floats(seed: int) -> np.ndarray:
    return (np.random.default_rng(seed).standard_normal(64) * 3).astype(np.float32)


_A, _B, _OLD = _words(1), _words(2), _words(3)
_X, _Y = _floats(4), _floats(5)
_Z = np.zeros(64, np.float32)


def _float_cases() -> dict[str, tuple[str, Callable[[], np.ndarray]]]:
    f = np.float32
    return {
        "clamp": ("v_add_f32_e64 $0, $1, $2 clamp", lambda: np.clip(_X + _Y, f(0), f(1))),
        "neg": ("v_add_f32_e64 $0, -$1, $2", lambda: -_X + _Y),
        "abs": ("v_mul_f32_e64 $0, |$1|, $2", lambda: np.abs(_X) * _Y),
        "neg_abs": ("v_mul_f32_e64 $0, -|$1|, |$2|", lambda: -np.abs(_X) * np.abs(_Y)),
        "inline": ("v_mul_f32_e64 $0, $1, 0.5", lambda: _X * f(0.5)),
        "literal": ("v_add_f32_e32 $0, 0x40490fdb, $1", lambda: _X + f(np.pi)),
        "fma_clamp": (
            "v_fma_f32 $0, $1, $2, 1.0 clamp",
            lambda: np.clip((_X.astype(np.float64) * _Y + 1).astype(f), f(0), f(1)),
        ),
        "medium": ("v_med3_f32 $0, $1, $2, 0", lambda: np.sort([_X, _Y, _Z], 0)[1]),
        "largest": ("v_max3_f32 $0, $1, -$2, 1.0", lambda: np.maximum(np.maximum(_X, -_Y), f(1))),
    }


@pytest.mark.parametrize("arch", ARCHITECTURES)
@pytest.mark.parametrize("name", _float_cases())
def test_modifiers_of_floats(arch: str, name: str) -> None:
    assembly, reference = _float_cases()[name]
    if arch == "gfx1201":
        assembly = assembly.replace("v_max3_f32", "v_max3_num_f32").replace("v_med3_f32", "v_med3_num_f32")
    found = run(arch, assembly, _X, _Y, _Z).view(np.float32)
    assert np.array_equal(found, reference().astype(np.float32))


def test_output_multipliers_count_where_denormals_are_flushed() -> None:
    for text, factor in (("mul:2", 2), ("mul:4", 4), ("div:2", 0.5)):
        mode = "s_denorm_mode 0xC"
        found = run("gfx1100", f"{mode}\nv_add_f32_e64 $0, $1, $2 {text}", _X, _Y, _Z).view(np.float32)
        assert np.array_equal(found, (_X + _Y) * np.float32(factor)), text


def _bytes_of(words: np.ndarray, at: int) -> np.ndarray:
    return words >> np.uint32(8 * at) & np.uint32(0xFF)


def _halves_of(words: np.ndarray, at: int) -> np.ndarray:
    return words >> np.uint32(16 * at) & np.uint32(0xFFFF)


def _sdwa_cases() -> dict[str, tuple[str, Callable[[], np.ndarray]]]:
    u = np.uint32
    return {
        "sources": (
            "v_add_u32_sdwa $0, $1, $2 dst_sel:DWORD dst_unused:UNUSED_PAD src0_sel:BYTE_1 src1_sel:WORD_1",
            lambda: _bytes_of(_A, 1) + _halves_of(_B, 1),
        ),
        "signed source": (
            "v_add_u32_sdwa $0, sext($1), $2 dst_sel:DWORD dst_unused:UNUSED_PAD"
            " src0_sel:BYTE_3 src1_sel:DWORD",
            lambda: _bytes_of(_A, 3).astype(np.uint8).view(np.int8).astype(np.int32).view(u) + _B,
        ),
        "preserve": (
            "v_add_u32_sdwa $0, $1, $2 dst_sel:BYTE_2 dst_unused:UNUSED_PRESERVE"
            " src0_sel:DWORD src1_sel:DWORD",
            lambda: (_OLD & u(0xFF00FFFF)) | (_A + _B & u(0xFF)) << u(16),
        ),
        "pad": (
            "v_add_u32_sdwa $0, $1, $2 dst_sel:WORD_1 dst_unused:UNUSED_PAD src0_sel:DWORD src1_sel:DWORD",
            lambda: (_A + _B & u(0xFFFF)) << u(16),
        ),
        "extend": (
            "v_add_u32_sdwa $0, $1, $2 dst_sel:WORD_0 dst_unused:UNUSED_SEXT src0_sel:DWORD src1_sel:DWORD",
            lambda: (_A + _B).astype(np.uint16).view(np.int16).astype(np.int32).view(u),
        ),
    }


@pytest.mark.parametrize("arch", ["gfx942", "gfx1030"])
@pytest.mark.parametrize("name", _sdwa_cases())
def test_parts_of_registers_by_sdwa(arch: str, name: str) -> None:
    assembly, reference = _sdwa_cases()[name]
    if arch == "gfx1030":
        assembly = assembly.replace("v_add_u32", "v_add_nc_u32")
    assert np.array_equal(run(arch, assembly, _A, _B, _OLD), reference())


_INTEGER_CASES: dict[str, tuple[str, Callable[[], np.ndarray]]] = {
    "v_perm_b32 $0, $1, $2, 0x07000c0d": (
        "",
        lambda: _bytes_of(_A, 3) << np.uint32(24) | _bytes_of(_B, 0) << np.uint32(16) | np.uint32(0xFF),
    ),
    "v_bfe_u32 $0, $1, 5, 9": ("", lambda: _A >> np.uint32(5) & np.uint32(0x1FF)),
    "v_bfe_i32 $0, $1, 5, 9": ("", lambda: (_A << np.uint32(18)).view(np.int32) >> 23),
    "v_bfe_i32 $0, $1, 28, 9": ("", lambda: _A.view(np.int32) >> 28),
    "v_bfi_b32 $0, 0xff00ff, $1, $2": ("", lambda: _A & np.uint32(0xFF00FF) | _B & np.uint32(0xFF00FF00)),
    "v_alignbit_b32 $0, $1, $2, 7": ("", lambda: _A << np.uint32(25) | _B >> np.uint32(7)),
    "v_alignbyte_b32 $0, $1, $2, 3": ("", lambda: _A << np.uint32(8) | _B >> np.uint32(24)),
    "v_mul_u32_u24 $0, $1, $2": ("", lambda: (_A & np.uint32(0xFFFFFF)) * (_B & np.uint32(0xFFFFFF))),
    "v_mad_i32_i24 $0, $1, $2, $0": (
        "",
        lambda: (
            (_A << np.uint32(8)).view(np.int32) // 256 * ((_B << np.uint32(8)).view(np.int32) // 256)
            + _OLD.view(np.int32)
        ),
    ),
    "v_sad_u8 $0, $1, $2, $0": (
        "",
        lambda: (
            sum(
                np.abs(_bytes_of(_A, n).astype(np.int32) - _bytes_of(_B, n).astype(np.int32))
                for n in range(4)
            )
            + _OLD.view(np.int32)
        ),
    ),
    "v_xad_u32 $0, $1, $2, $0": ("", lambda: (_A ^ _B) + _OLD),
    "v_lshl_or_b32 $0, $1, 3, $2": ("", lambda: _A << np.uint32(3) | _B),
    "v_and_or_b32 $0, $1, $2, $0": ("", lambda: _A & _B | _OLD),
    "v_med3_u32 $0, $1, $2, $0": ("", lambda: np.sort([_A, _B, _OLD], 0)[1]),
    "v_min3_i32 $0, $1, $2, $0": (
        "",
        lambda: np.min([_A.view(np.int32), _B.view(np.int32), _OLD.view(np.int32)], 0),
    ),
    "v_lerp_u8 $0, $1, $2, 0": (
        "",
        lambda: sum(
            ((_bytes_of(_A, n) + _bytes_of(_B, n)) >> np.uint32(1)) << np.uint32(8 * n) for n in range(4)
        ).astype(np.uint32),
    ),
    "v_cvt_pk_u8_f32 $0, 4.0, 2, $2": ("", lambda: _B & np.uint32(0xFF00FFFF) | np.uint32(4 << 16)),
    "v_cvt_f32_ubyte2 $0, $1": ("", lambda: _bytes_of(_A, 2).astype(np.float32).view(np.uint32)),
    "v_bcnt_u32_b32 $0, $1, $2": ("", lambda: np.bitwise_count(_A) + _B),
    "v_bfm_b32 $0, 5, 9": ("", lambda: np.full(64, 0x1F << 9, np.uint32)),
}


def _with_literal_in_register(arch: str, assembly: str) -> str:
    """gfx9's VOP3 takes no literal."""
    for literal in ("0xff00ff", "0x07000c0d"):
        if arch == "gfx942" and literal in assembly:
            return f"s_mov_b32 s20, {literal}\n" + assembly.replace(literal, "s20")
    return assembly


@pytest.mark.parametrize("arch", ARCHITECTURES)
@pytest.mark.parametrize("assembly", _INTEGER_CASES)
def test_integer_instructions(arch: str, assembly: str) -> None:
    found = run(arch, _with_literal_in_register(arch, assembly), _A, _B, _OLD)
    with np.errstate(over="ignore"):
        expected = np.asarray(_INTEGER_CASES[assembly][1]())
    assert np.array_equal(found, expected.astype(np.int64).astype(np.uint32))


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_an_element_that_the_program_picks_is_read_from_a_register_file(arch: str) -> None:
    """A vector indexed by a uniform number: index mode on gfx9, V_MOVRELS_B32 later."""
    card = bare_engine(arch)
    elements = "\n".join(
        f"  %n{n} = mul i32 %a, {n + 3}\n"
        f"  %v{n} = insertelement <16 x i32> {f'%v{n - 1}' if n else 'poison'}, i32 %n{n}, i32 {n}"
        for n in range(16)
    )
    text = f"""
define amdgpu_kernel void @k(ptr addrspace(1) %pa, ptr addrspace(1) %pr, i32 %which) #0 {{
  %t = call i32 @llvm.amdgcn.workitem.id.x()
  %qa = getelementptr i32, ptr addrspace(1) %pa, i32 %t
  %a = load i32, ptr addrspace(1) %qa
{elements}
  %changed = insertelement <16 x i32> %v15, i32 77, i32 %which
  %other = xor i32 %which, 1
  %x = extractelement <16 x i32> %changed, i32 %which
  %y = extractelement <16 x i32> %changed, i32 %other
  %r = add i32 %x, %y
  %qr = getelementptr i32, ptr addrspace(1) %pr, i32 %t
  store i32 %r, ptr addrspace(1) %qr
  ret void
}}
declare i32 @llvm.amdgcn.workitem.id.x()
attributes #0 = {{ "amdgpu-flat-work-group-size"="64,64" }}
"""
    values = np.arange(64, dtype=np.uint32) * np.uint32(1001)
    result = card.put(values)
    for which in (0, 5, 15):
        scalars = which.to_bytes(4, "little")
        card.run(compile_kernel(arch, text), "k", [card.put(values), result], (1, 1, 1), (64, 1, 1), scalars)
        assert np.array_equal(card.get(result, values), values * np.uint32((which ^ 1) + 3) + np.uint32(77))


_ROUND_MODES = {1: np.inf, 2: -np.inf, 3: 0.0}


def _toward(exact: list[Fraction], target: float) -> np.ndarray:
    """Exact numbers as f32, rounded toward +inf, -inf or zero."""
    results = []
    for number in exact:
        near = np.float32(float(number))
        goal = np.float32(target if target else (np.inf if number < 0 else -np.inf))
        if target == 0.0:
            beyond = abs(Fraction(float(near))) > abs(number)
            goal = np.float32(0)
        else:
            beyond = Fraction(float(near)) < number if target > 0 else Fraction(float(near)) > number
        results.append(np.nextafter(near, goal) if beyond else near)
    return np.array(results, np.float32)


@pytest.mark.parametrize("arch", ARCHITECTURES)
@pytest.mark.parametrize("mode", _ROUND_MODES)
def test_arithmetic_is_rounded_as_the_mode_register_says(arch: str, mode: int) -> None:
    setting = f"s_setreg_imm32_b32 hwreg(HW_REG_MODE, 0, 2), {mode}"
    again = "s_setreg_imm32_b32 hwreg(HW_REG_MODE, 0, 2), 0"
    x, y = ([Fraction(float(value)) for value in values] for values in (_X, _Y))
    operations = {
        "v_add_f32_e32 $0, $1, $2": [a + b for a, b in zip(x, y, strict=True)],
        "v_mul_f32_e32 $0, $1, $2": [a * b for a, b in zip(x, y, strict=True)],
        "v_fma_f32 $0, $1, $2, 1.0": [a * b + 1 for a, b in zip(x, y, strict=True)],
    }
    for assembly, exact in operations.items():
        found = run(arch, f"{setting}\n{assembly}\n{again}", _X, _Y, _Z).view(np.float32)
        assert np.array_equal(found, _toward(exact, _ROUND_MODES[mode])), assembly
        assert not np.array_equal(found, np.array([float(number) for number in exact], np.float32)), assembly


@pytest.mark.parametrize("kind", ["fp8", "bf8"])
@pytest.mark.parametrize("arch", ["gfx942", "gfx1201"])
def test_floats_of_eight_bits_are_those_of_torch(arch: str, kind: str) -> None:
    import torch

    names = {
        ("gfx942", "fp8"): torch.float8_e4m3fnuz,
        ("gfx942", "bf8"): torch.float8_e5m2fnuz,
        ("gfx1201", "fp8"): torch.float8_e4m3fn,
        ("gfx1201", "bf8"): torch.float8_e5m2,
    }
    dtype = names[arch, kind]
    exponents = np.linspace(-20, 6, 64)
    x = (np.exp2(exponents) * np.where(np.arange(64) % 2, 1.37, -1.5)).astype(np.float32)
    y = np.array([0.0, -0.0, np.nan, 1.0, 0.125, 208.0, 240.0, -3.25] * 8, np.float32)
    found = run(arch, f"v_cvt_pk_{kind}_f32 $0, $1, $2", x, y, _OLD)
    low, high = (
        torch.from_numpy(values).to(dtype).view(torch.uint8).numpy().astype(np.uint32) for values in (x, y)
    )
    expected = _OLD & np.uint32(0xFFFF0000) | high << np.uint32(8) | low
    # Which NaN it is matters to nobody.
    assert np.array_equal(found & np.uint32(0xFF), expected & np.uint32(0xFF))
    whole = found >> np.uint32(8) & np.uint32(0xFF)
    back = torch.from_numpy(whole.astype(np.uint8)).view(dtype).to(torch.float32).numpy()
    reference = torch.from_numpy(y).to(dtype).to(torch.float32).numpy()
    assert np.array_equal(back, reference, equal_nan=True)
    codes = np.arange(64, dtype=np.uint32) * np.uint32(4) + np.uint32(1)
    single = run(arch, f"v_cvt_f32_{kind} $0, $1", codes, codes, _OLD).view(np.float32)
    wanted = torch.from_numpy(codes.astype(np.uint8)).view(dtype).to(torch.float32).numpy()
    assert np.array_equal(single, wanted, equal_nan=True)
