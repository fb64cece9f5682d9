"""Arithmetic of the simulated shader processors against NumPy, an instruction at a time."""

from __future__ import annotations

import numpy as np
import pytest

from . import assembling as a
from .bare_processor import lanewise

rng = np.random.default_rng(11)
F32 = np.concatenate(
    [
        rng.normal(0, 100, 48),
        [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, -2.5, np.inf, -np.inf, np.nan, 3e38, 1e-3, 7, -7, 65520],
    ]
).astype(np.float32)
G32 = rng.permutation(F32)
I32 = np.concatenate([rng.integers(-(2**31), 2**31, 48), rng.integers(-20, 20, 16)]).astype(np.int32)
J32 = rng.permutation(I32)
F16, G16 = (np.clip(x, -65504, 65504).astype(np.float16) for x in (F32, G32))
I16 = I32.astype(np.int16)
J16 = J32.astype(np.int16)


def same(got, expected):
    """Equal numbers, nan where nan."""
    np.testing.assert_array_equal(got, expected)


FLOATS = {
    "add.f": np.add,
    "mul.f": np.multiply,
    "min.f": np.fmin,
    "max.f": np.fmax,
}


@pytest.mark.parametrize("lanes", [64, 128])
@pytest.mark.parametrize("name", FLOATS)
@np.errstate(all="ignore")
def test_floats_of_two_sources(name, lanes):
    got = lanewise([a.alu(name, "r4.x", "r1.x", "r1.y")], [F32, G32], np.float32, lanes)
    same(got, FLOATS[name](F32, G32))
    got = lanewise(
        [a.alu(name, "hr8.x", "hr32.x", "hr32.y", full=False)], [F16, G16], np.float16, lanes, result="hr8.x"
    )
    same(got, FLOATS[name](F16, G16))


ROUNDINGS = {"floor.f": np.floor, "ceil.f": np.ceil, "trunc.f": np.trunc, "rndne.f": np.rint}


@pytest.mark.parametrize("name", ROUNDINGS)
def test_floats_made_whole(name):
    same(lanewise([a.alu(name, "r4.x", "r1.x")], [F32], np.float32), ROUNDINGS[name](F32))


@np.errstate(all="ignore")
def test_source_modifiers_and_saturation():
    same(lanewise([a.alu("add.f", "r4.x", "-|r1.x|", "-r1.y")], [F32, G32], np.float32), -abs(F32) - G32)
    same(lanewise([a.alu("absneg.f", "r4.x", "-r1.x")], [F32], np.float32), -F32)
    got = lanewise([a.alu("add.f", "r4.x", "r1.x", "r1.y", sat=True)], [F32, G32], np.float32)
    same(got, np.nan_to_num(np.clip(F32 + G32, 0, 1)))


@np.errstate(all="ignore")
def test_a_multiply_add_rounds_twice():
    x, y, z = (rng.normal(0, 1, 64).astype(np.float32) for _ in range(3))
    got = lanewise([a.alu("mad.f32", "r4.x", "r1.x", "-r1.y", "r1.z")], [x, y, z], np.float32)
    same(got, x * -y + z)
    x, y, z = (v.astype(np.float16) for v in (x, y, z))
    body = [a.alu("mad.f16", "hr8.x", "hr32.x", "hr32.y", "hr32.z", full=False)]
    same(lanewise(body, [x, y, z], np.float16, result="hr8.x"), x * y + z)


def test_denormals_are_zero():
    tiny = np.full(64, 1e-39, np.float32)
    one = np.full(64, 0.5, np.float32)
    same(lanewise([a.alu("add.f", "r4.x", "r1.x", "r1.x")], [tiny], np.float32), np.zeros(64, np.float32))
    small = np.full(64, 1.5e-38, np.float32)
    same(
        lanewise([a.alu("mul.f", "r4.x", "r1.x", "r1.y")], [small, one], np.float32), np.zeros(64, np.float32)
    )
    half = np.full(64, 1e-6, np.float16)
    body = [a.alu("add.f", "hr8.x", "hr32.x", "hr32.x", full=False)]
    same(lanewise(body, [half], np.float16, result="hr8.x"), np.zeros(64, np.float16))


CONDITIONS = {
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_comparisons(condition):
    function = CONDITIONS[condition]
    got = lanewise([a.alu("cmps.f", "r4.x", "r1.x", "r1.y", condition=condition)], [F32, G32], np.int32)
    same(got, function(F32, G32))
    got = lanewise([a.alu("cmps.s", "r4.x", "r1.x", "r1.y", condition=condition)], [I32, J32], np.int32)
    same(got, function(I32, J32))
    got = lanewise([a.alu("cmps.u", "r4.x", "r1.x", "r1.y", condition=condition)], [I32, J32], np.int32)
    same(got, function(I32.view(np.uint32), J32.view(np.uint32)))


INTEGERS = {
    "add.u": lambda x, y: x + y,
    "sub.u": lambda x, y: x - y,
    "min.s": np.minimum,
    "max.s": np.maximum,
    "and.b": np.bitwise_and,
    "or.b": np.bitwise_or,
    "xor.b": np.bitwise_xor,
    "shl.b": lambda x, y: x << (y & (8 * x.itemsize - 1)),
    "ashr.b": lambda x, y: x >> (y & (8 * x.itemsize - 1)),
}


@pytest.mark.parametrize("name", INTEGERS)
def test_integers_of_two_sources(name):
    function = INTEGERS[name]
    same(lanewise([a.alu(name, "r4.x", "r1.x", "r1.y")], [I32, J32], np.int32), function(I32, J32))
    body = [a.alu(name, "hr8.x", "hr32.x", "hr32.y", full=False)]
    same(lanewise(body, [I16, J16], np.int16, result="hr8.x"), function(I16, J16))


def test_bits():
    u = I32.view(np.uint32)
    same(lanewise([a.alu("shr.b", "r4.x", "r1.x", 5)], [u], np.uint32), u >> 5)
    same(lanewise([a.alu("not.b", "r4.x", "r1.x")], [u], np.uint32), ~u)
    reverse = [int(f"{int(x):032b}"[::-1], 2) for x in u]
    same(lanewise([a.alu("bfrev.b", "r4.x", "r1.x")], [u], np.uint32), np.array(reverse, np.uint32))
    leading = [32 - int(x).bit_length() if x else -1 for x in u]
    same(lanewise([a.alu("clz.b", "r4.x", "r1.x")], [u], np.int32), np.array(leading))
    h = I16.view(np.uint16)
    body = [a.alu("cbits.b", "hr8.x", "hr32.x", full=False)]
    same(lanewise(body, [h], np.uint16, result="hr8.x"), [int(x).bit_count() for x in h])


def test_a_product_of_32_bits_in_three_steps():
    # ir3_nir_imul.py: madsh.m16 b, a, (madsh.m16 a, b, (mull.u a, b)).
    body = [
        a.alu("mull.u", "r4.x", "r1.x", "r1.y"),
        a.nop(2),
        a.alu("madsh.m16", "r4.x", "r1.x", "r1.y", "r4.x"),
        a.nop(2),
        a.alu("madsh.m16", "r4.x", "r1.y", "r1.x", "r4.x"),
    ]
    same(lanewise(body, [I32, J32], np.int32), I32 * J32)


def test_products_of_24_bits():
    x, y = I32 >> 8, J32 >> 8
    wide = x.astype(np.int64) * y
    same(
        lanewise([a.alu("mul.s24", "r4.x", "r1.x", "r1.y")], [I32 >> 8, J32 >> 8], np.int32),
        wide.astype(np.int32),
    )
    got = lanewise([a.alu("mad.s24", "r4.x", "r1.x", "r1.y", "r1.x")], [x, y], np.int32)
    same(got, (wide + x).astype(np.int32))


def test_selects():
    condition = (I32 & 1).astype(np.int32)
    got = lanewise([a.alu("sel.b32", "r4.x", "r1.x", "r1.y", "r1.z")], [F32, condition, G32], np.float32)
    same(got, np.where(condition, F32, G32))


@np.errstate(all="ignore")
def test_conversions():
    finite = np.nan_to_num(F32, nan=3.0)
    same(
        lanewise([a.mov("hr8.x", "r1.x", "f32f16", 1)], [F32], np.float16, result="hr8.x"),
        F32.astype(np.float16),
    )
    toward_zero = finite.astype(np.float16)
    over = abs(toward_zero.astype(np.float64)) > abs(finite.astype(np.float64))
    toward_zero = np.where(over, np.nextafter(toward_zero, np.float16(0)), toward_zero)
    same(lanewise([a.mov("hr8.x", "r1.x", "f32f16")], [finite], np.float16, result="hr8.x"), toward_zero)
    same(lanewise([a.mov("r4.x", "hr32.x", "f16f32")], [F16], np.float32), F16.astype(np.float32))
    same(lanewise([a.mov("r4.x", "r1.x", "s32f32", 1)], [I32], np.float32), I32.astype(np.float32))
    small = np.clip(finite, -1e9, 1e9)
    same(lanewise([a.mov("r4.x", "r1.x", "f32s32")], [small], np.int32), small.astype(np.int32))
    same(lanewise([a.mov("r4.x", "hr32.x", "s16s32")], [I16], np.int32), I16.astype(np.int32))
    same(lanewise([a.mov("hr8.x", "r1.x", "s32s16")], [I32], np.int16, result="hr8.x"), I32.astype(np.int16))


UNITS = {
    "rcp": (lambda x: 1 / x, 1),
    "rsq": (lambda x: 1 / np.sqrt(x), 1),
    "sqrt": (np.sqrt, 1),
    "log2": (np.log2, 2),
}


@pytest.mark.parametrize("name", UNITS)
@np.errstate(all="ignore")
def test_special_functions_are_off_by_a_little_and_no_more(name):
    function, units = UNITS[name]
    x = np.abs(rng.normal(0, 50, 64)).astype(np.float32) + np.float32(0.01)
    got = lanewise([a.alu(name, "r4.x", "r1.x")], [x], np.float32)
    exact = function(x.astype(np.float64))
    error = abs(got - exact) / np.spacing(abs(exact.astype(np.float32)))
    assert 0 < error.max() <= units + 0.51
    special = np.resize(np.array([0, np.inf, 1, 4], np.float32), 64)
    same(lanewise([a.alu(name, "r4.x", "r1.x")], [special], np.float32), function(special))


@np.errstate(all="ignore")
def test_exp2_and_sine():
    x = np.linspace(-3, 3, 64).astype(np.float32)
    got = lanewise([a.alu("exp2", "r4.x", "r1.x")], [x], np.float32)
    np.testing.assert_allclose(got, np.exp2(x), rtol=4e-7)
    for name, function in (("sin", np.sin), ("cos", np.cos)):
        got = lanewise([a.alu(name, "r4.x", "r1.x")], [x], np.float32)
        assert 1e-6 < abs(got - function(x)).max() < 2**-11


def test_repeats_take_the_next_registers():
    body = [
        a.alu("add.f", "r4.x", "r1.x", "r1.x", rpt=1, repeats=(True, True)),
        a.nop(3),
        a.alu("add.f", "r4.x", "r4.x", "r4.y"),
    ]
    same(
        lanewise(body, [np.float32(I16), np.float32(J16)], np.float32),
        2 * np.float32(I16) + 2 * np.float32(J16),
    )


def test_relative_registers_and_constants():
    index = np.resize(np.arange(3), 64).astype(np.int32)
    body = [
        a.mov("r5.x", 11),
        a.mov("r5.y", 22),
        a.mov("r5.z", 33),
        a.mov("hr12.x", "r1.x", "s32s16"),
        a.nop(5),
        a.mov("a0.x", "hr12.x", "s16s16"),
        a.nop(5),
        a.mov("r4.x", "r<20>"),
    ]
    same(lanewise(body, [index], np.int32), [11, 22, 33] * 21 + [11])


def test_madsh_takes_the_low_half_of_the_first_and_the_high_half_of_the_second():
    three = np.full(64, 3, np.int32)
    got = lanewise([a.alu("madsh.m16", "r4.x", "r1.x", "r1.y", "r1.z")], [three, I32, J32], np.int32)
    same(got, ((3 * (I32 >> 16)) << 16) + J32)
    got = lanewise([a.alu("madsh.m16", "r4.x", "r1.y", "r1.x", "r1.z")], [three, I32, J32], np.int32)
    same(got, J32)
