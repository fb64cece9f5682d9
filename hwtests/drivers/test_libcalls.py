"""Conversions of 16-bit floats where the processor has no instruction: defined, and rounded once."""

from __future__ import annotations

import os

import ml_dtypes
import numpy as np
import pytest

from barewire.drivers import elf, kernel, llvm
from barewire.drivers.cpu.code_object import CpuCodeObject
from hwtests import processor

from ..compiling import image_of

pytestmark = pytest.mark.skipif(os.uname().machine != "x86_64", reason="others have these instructions")

LEVELS = ("x86-64", "x86-64-v3")
NUMPY = {"half": np.float16, "bfloat": ml_dtypes.bfloat16, "float": np.float32, "double": np.float64}
CONVERT = """
define void @convert(ptr %in, ptr %out, i64 %n) {{
  br label %loop
loop:
  %i = phi i64 [ 0, %0 ], [ %next, %loop ]
  %from = getelementptr {source}, ptr %in, i64 %i
  %x = load {source}, ptr %from
  %y = {operation} {source} %x to {target}
  %to = getelementptr {target}, ptr %out, i64 %i
  store {target} %y, ptr %to
  %next = add i64 %i, 1
  %more = icmp ult i64 %next, %n
  br i1 %more, label %loop, label %end
end:
  ret void
}}
"""


def _compiler(level: str) -> llvm.LlvmCompiler:
    return llvm.LlvmCompiler(llvm.target_for("x86_64", processor.flags_of(level, kernel.cpu_flags())))


def _image(level: str, operation: str, source: str, target: str) -> bytes:
    ir = CONVERT.format(operation=operation, source=source, target=target)
    return image_of(_compiler(level), ir)


def _converted(level: str, operation: str, target: str, values: np.ndarray) -> np.ndarray:
    source = next(name for name, dtype in NUMPY.items() if values.dtype == dtype)
    code = CpuCodeObject(_image(level, operation, source, target))
    results = np.zeros(len(values), NUMPY[target])
    run = kernel.native_function(
        "void(*)(uintptr_t, uintptr_t, uint64_t)", code.functions["convert"].gpu_address
    )
    run(values.ctypes.data, results.ctypes.data, len(values))
    return results


def _places(narrow: str) -> np.ndarray:
    """The numbers of a 16-bit float from 0 on, and for infinity what the next number would be."""
    codes = np.arange(1 << 15, dtype=np.uint16).view(NUMPY[narrow])
    with np.errstate(invalid="ignore"):
        finite = codes[np.isfinite(codes)].astype(np.float64)
    return np.append(finite, 2 * finite[-1] - finite[-2])


def _hard_to_round(narrow: str, wide: str) -> np.ndarray:
    """Every number of a 16-bit float and every tie between two, each beside its neighbours among the wide.

    A double next to a tie is what rounding twice, by way of float, gets wrong.
    """
    places = _places(narrow)
    exact = np.concatenate([places[:-1], (places[:-1] + places[1:]) / 2]).astype(NUMPY[wide])
    zero, large = NUMPY[wide](0), NUMPY[wide](np.inf)
    near = np.concatenate([exact, np.nextafter(exact, zero), np.nextafter(exact, large), [large]])
    return np.concatenate([near, -near]).astype(NUMPY[wide])


def _nearest(values: np.ndarray, narrow: str) -> np.ndarray:
    """The codes of the nearest 16-bit floats, of two as near the even: among all there are, by search."""
    places = _places(narrow)
    size = np.abs(values.astype(np.float64))
    below = np.clip(np.searchsorted(places, size, "right") - 1, 0, len(places) - 2)
    down, up = size - places[below], places[below + 1] - size
    code = below + ((up < down) | ((up == down) & (below % 2 == 1)))
    return (code + (np.signbit(values).astype(int) << 15)).astype(np.uint16)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("wide", ["float", "double"])
@pytest.mark.parametrize("narrow", ["half", "bfloat"])
def test_narrowing_is_rounded_once_to_nearest_even(level: str, wide: str, narrow: str) -> None:
    values = _hard_to_round(narrow, wide)
    found = _converted(level, "fptrunc", narrow, values).view(np.uint16)
    assert np.array_equal(found, _nearest(values, narrow))
    dice = np.random.default_rng(1)
    bits = dice.integers(0, 1 << 8 * values.itemsize, 100_000, dtype=f"u{values.itemsize}")
    random = bits.view(NUMPY[wide])[np.isfinite(bits.view(NUMPY[wide]))]
    found = _converted(level, "fptrunc", narrow, random).view(np.uint16)
    assert np.array_equal(found, _nearest(random, narrow))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("wide", ["float", "double"])
@pytest.mark.parametrize("narrow", ["half", "bfloat"])
def test_what_is_no_number_stays_none(level: str, wide: str, narrow: str) -> None:
    values = np.array([np.nan, -np.nan], NUMPY[wide])
    assert np.isnan(_converted(level, "fptrunc", narrow, values).astype(np.float32)).all()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("narrow", ["half", "bfloat"])
def test_widening_loses_nothing(level: str, narrow: str) -> None:
    values = np.arange(1 << 16, dtype=np.uint16).view(NUMPY[narrow])
    found = _converted(level, "fpext", "float", values)
    np.testing.assert_array_equal(found, values.astype(np.float32))
    assert np.array_equal(np.signbit(found), np.signbit(values))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("conversion", [("fptrunc", "double", "half"), ("fptrunc", "float", "bfloat")])
def test_code_with_conversions_needs_no_library(level: str, conversion: tuple[str, str, str]) -> None:
    symbols = elf.read(_image(level, *conversion)).symbols
    assert [symbol.name for symbol in symbols if symbol.section == elf.SHN_UNDEF and symbol.name] == []


def test_the_processor_held_down_has_the_narrower_vectors_of_its_level() -> None:
    """LLVM takes nothing from the processor that it runs on, only what it is told."""
    ir = "define void @f(ptr %p) { %x = load <16 x float>, ptr %p\n %y = fadd <16 x float> %x, %x\n"
    ir += "store <16 x float> %y, ptr %p\n ret void }"
    used = {
        level: {name for name in ("xmm", "ymm", "zmm") if name in _compiler(level).listing(ir)}
        for level in LEVELS
    }
    assert used == {"x86-64": {"xmm"}, "x86-64-v3": {"ymm"}}
