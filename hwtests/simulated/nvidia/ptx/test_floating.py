"""Floating point arithmetic and conversions: against NumPy, and in directed rounding modes against exact
fractions.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest

from .device import Array, SimulatedDevice, assembled, kernel_text

COUNT = 128
_DTYPES = {
    "f16": np.float16, "bf16": ml_dtypes.bfloat16, "f32": np.float32, "f64": np.float64,
    "u8": np.uint8, "s8": np.int8, "u16": np.uint16, "s16": np.int16, "u32": np.uint32, "s32": np.int32,
    "u64": np.uint64, "s64": np.int64,
}  # fmt: skip
_PREFIX = {16: "h", 32: "r", 64: "d"}
# Bits of the mantissa with the hidden one, least exponent of a normal number, largest exponent.
_FORMATS = {"f16": (11, -14, 15), "bf16": (8, -126, 127), "f32": (24, -126, 127), "f64": (53, -1022, 1023)}


def rounded(exact: Fraction, kind: str, mode: str) -> float:
    """A number in a format, rounded to nearest even (rn), to zero, up or down."""
    digits, least, most = _FORMATS[kind]
    if exact == 0:
        return 0.0
    size = abs(exact)
    exponent = max(math.floor(math.log2(size)) if size < 2**1000 else size.numerator.bit_length(), least)
    while Fraction(2) ** exponent > size and exponent > least:
        exponent -= 1
    while Fraction(2) ** (exponent + 1) <= size:
        exponent += 1
    unit = Fraction(2) ** (exponent - digits + 1)
    quotient, rest = divmod(size, unit)
    up = {
        "rn": rest * 2 > unit or (rest * 2 == unit and quotient % 2 == 1),
        "rz": False,
        "rp": rest > 0 and exact > 0,
        "rm": rest > 0 and exact < 0,
    }[mode]
    value = (quotient + up) * unit
    limit = (2 - Fraction(2) ** (1 - digits)) * Fraction(2) ** most
    if value > limit:
        inf = mode == "rn" or (mode == "rp" and exact > 0) or (mode == "rm" and exact < 0)
        value = math.inf if inf else limit
    return math.copysign(float(value), exact)


def values(kind: str, seed: int, special: bool = True) -> Array:
    """Random numbers of many sizes, and the extremes of a format."""
    rng = np.random.default_rng(seed)
    dtype = _DTYPES[kind]
    spread = {"f16": 6, "bf16": 20, "f32": 20, "f64": 100}[kind]
    numbers = (
        rng.uniform(1, 2, COUNT) * 2.0 ** rng.integers(-spread, spread, COUNT) * rng.choice([-1, 1], COUNT)
    )
    found = numbers.astype(dtype)
    if special:
        info = ml_dtypes.finfo(dtype)
        edges = [0.0, -0.0, math.inf, -math.inf, math.nan, 1.0, -1.0, float(info.max), float(info.tiny)]
        edges += [float(info.smallest_subnormal), -float(info.smallest_subnormal) * 3, 0.5, 1.5, 2.5]
        rng.shuffle(edges)
        found[: len(edges)] = np.array(edges).astype(dtype)
    return found


def run(
    device: SimulatedDevice, instruction: str, out: np.dtype, sources: list[Array], target: str = "sm_90"
) -> Array:  # type: ignore[type-arg]
    """`instruction` with `{d}`, `{0}`, `{1}`, ... put in, for each thread's element."""
    names, body = [], []
    for index, source in enumerate(sources):
        size = source.dtype.itemsize
        bits = max(8 * size, 16)
        names.append(f"%{_PREFIX[bits]}{index + 10}")
        body.append(f"mad.lo.u64 %d{index}, %at, {size}, %a{index};")
        body.append(f"ld.global.{'u8' if size == 1 else f'b{bits}'} {names[-1]}, [%d{index}];")
    size = np.dtype(out).itemsize
    bits = max(8 * size, 16)
    result = f"%{_PREFIX[bits]}30"
    body.append(instruction.format(*names, d=result))
    body.append(f"mad.lo.u64 %d9, %at, {size}, %a{len(sources)};")
    body.append(f"st.global.{'u8' if size == 1 else f'b{bits}'} [%d9], {result};")
    text = kernel_text("\n".join(body), len(sources) + 1, target)
    assert assembled(text) == ""
    return device.run(text, *sources, np.zeros(COUNT, out), block=(COUNT, 1, 1))[-1]


def same(found: Array, expected: Array) -> None:
    """Equal, with NaN for NaN and the sign of zero."""
    left, right = found.astype(np.float64), np.asarray(expected).astype(np.float64)
    np.testing.assert_array_equal(left, right)
    number = ~np.isnan(right)
    np.testing.assert_array_equal(np.signbit(left)[number], np.signbit(right)[number])


_BINARY: dict[str, Callable[[Array, Array], Array]] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
}  # fmt: skip


@pytest.mark.parametrize("kind", ["f16", "bf16", "f32", "f64"])
@pytest.mark.parametrize("name", list(_BINARY))
def test_arithmetic_rounds_to_nearest(device: SimulatedDevice, name: str, kind: str) -> None:
    if name == "div" and kind in ("f16", "bf16"):
        return
    left, right = values(kind, 1), values(kind, 2)
    round_ = ".rn" if kind in ("f32", "f64") or name != "div" else ""
    with np.errstate(all="ignore"):
        expected = _BINARY[name](left, right)
    same(run(device, f"{name}{round_}.{kind} {{d}}, {{0}}, {{1}};", _DTYPES[kind], [left, right]), expected)


_EXACT: dict[str, Callable[..., Fraction]] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "fma": lambda a, b, c: a * b + c,
}  # fmt: skip


@pytest.mark.parametrize("mode", ["rn", "rz", "rp", "rm"])
@pytest.mark.parametrize("kind", ["f32", "f64"])
@pytest.mark.parametrize("name", list(_EXACT))
def test_arithmetic_rounds_as_it_is_told(device: SimulatedDevice, name: str, kind: str, mode: str) -> None:
    count = 3 if name == "fma" else 2
    sources = [values(kind, seed, special=False) for seed in range(count)]
    operands = ", ".join(f"{{{index}}}" for index in range(count))
    found = run(device, f"{name}.{mode}.{kind} {{d}}, {operands};", _DTYPES[kind], sources)
    expected = [
        rounded(_EXACT[name](*(Fraction(float(value)) for value in row)), kind, mode)
        for row in zip(*sources, strict=True)
    ]
    same(found, np.array(expected, _DTYPES[kind]))


@pytest.mark.parametrize("kind", ["f16", "bf16"])
def test_fma_of_halves_rounds_once(device: SimulatedDevice, kind: str) -> None:
    sources = [values(kind, seed, special=False) for seed in range(3)]
    found = run(device, f"fma.rn.{kind} {{d}}, {{0}}, {{1}}, {{2}};", _DTYPES[kind], sources)
    expected = [
        rounded(_EXACT["fma"](*(Fraction(float(value)) for value in row)), kind, "rn")
        for row in zip(*sources, strict=True)
    ]
    same(found, np.array(expected, _DTYPES[kind]))


@pytest.mark.parametrize("kind", ["f16", "bf16", "f32", "f64"])
@pytest.mark.parametrize("name", ["min", "max"])
def test_extremes_prefer_numbers_unless_told_otherwise(device: SimulatedDevice, name: str, kind: str) -> None:
    left, right = values(kind, 1), values(kind, 2)
    wide = [side.astype(np.float64) for side in (left, right)]
    found = run(device, f"{name}.{kind} {{d}}, {{0}}, {{1}};", _DTYPES[kind], [left, right])
    expected = (np.fmin if name == "min" else np.fmax)(*wide)
    np.testing.assert_array_equal(found.astype(np.float64), expected)
    if kind != "f64":
        found = run(device, f"{name}.NaN.{kind} {{d}}, {{0}}, {{1}};", _DTYPES[kind], [left, right])
        expected = (np.minimum if name == "min" else np.maximum)(*wide)
        np.testing.assert_array_equal(found.astype(np.float64), expected)


@pytest.mark.parametrize("kind", ["f16", "bf16", "f32", "f64"])
def test_signs_are_taken_and_turned(device: SimulatedDevice, kind: str) -> None:
    source = values(kind, 3)
    same(run(device, f"abs.{kind} {{d}}, {{0}};", _DTYPES[kind], [source]), np.abs(source))
    same(run(device, f"neg.{kind} {{d}}, {{0}};", _DTYPES[kind], [source]), -source)


def test_ftz_takes_subnormals_for_zeros(device: SimulatedDevice) -> None:
    tiny = np.float32(1e-40)
    left = np.where(np.arange(COUNT) % 2 == 0, tiny, -tiny).astype(np.float32)
    right = np.ones(COUNT, np.float32)
    found = run(device, "add.rn.ftz.f32 {d}, {0}, {1};", np.float32, [left, right])
    np.testing.assert_array_equal(found, right)
    found = run(device, "mul.rn.ftz.f32 {d}, {0}, {1};", np.float32, [np.full(COUNT, 1e-30, np.float32)] * 2)
    np.testing.assert_array_equal(found, np.zeros(COUNT, np.float32))


def test_sat_keeps_results_between_zero_and_one(device: SimulatedDevice) -> None:
    left, right = values("f32", 4), values("f32", 5)
    found = run(device, "add.rn.sat.f32 {d}, {0}, {1};", np.float32, [left, right])
    with np.errstate(all="ignore"):
        total = left + right
    expected = np.where(np.isnan(total), 0, np.clip(total, 0, 1))
    np.testing.assert_array_equal(found, expected)


_APPROXIMATE: dict[str, Callable[[Array], Array]] = {
    "rcp": lambda x: 1 / x, "sqrt": np.sqrt, "rsqrt": lambda x: 1 / np.sqrt(x), "sin": np.sin, "cos": np.cos,
    "lg2": np.log2, "ex2": np.exp2, "tanh": np.tanh,
}  # fmt: skip


@pytest.mark.parametrize("name", list(_APPROXIMATE))
def test_approximations_are_near(device: SimulatedDevice, name: str) -> None:
    source = np.linspace(0.1, 3, COUNT).astype(np.float32)
    found = run(device, f"{name}.approx.f32 {{d}}, {{0}};", np.float32, [source])
    np.testing.assert_allclose(found, _APPROXIMATE[name](source.astype(np.float64)), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", ["f32", "f64"])
@pytest.mark.parametrize("name", ["sqrt", "rcp"])
def test_roots_and_reciprocals_round_correctly(device: SimulatedDevice, name: str, kind: str) -> None:
    source = np.abs(values(kind, 6, special=False))
    found = run(device, f"{name}.rn.{kind} {{d}}, {{0}};", _DTYPES[kind], [source])
    same(found, np.sqrt(source) if name == "sqrt" else 1 / source)


_COMPARISONS = {
    "eq": lambda a, b: a == b, "ne": lambda a, b: (a != b) & ~np.isnan(a) & ~np.isnan(b),
    "lt": lambda a, b: a < b,
    "ge": lambda a, b: a >= b, "equ": lambda a, b: (a == b) | np.isnan(a) | np.isnan(b),
    "neu": lambda a, b: a != b,
    "ltu": lambda a, b: ~(a >= b), "num": lambda a, b: ~np.isnan(a) & ~np.isnan(b),
    "nan": lambda a, b: np.isnan(a) | np.isnan(b),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["f16", "f32", "f64"])
@pytest.mark.parametrize("name", list(_COMPARISONS))
def test_comparisons_know_of_nan(device: SimulatedDevice, name: str, kind: str) -> None:
    left, right = values(kind, 7), values(kind, 8)
    right[20:60] = left[20:60]
    found = run(
        device, f"setp.{name}.{kind} %p1, {{0}}, {{1}}; selp.u32 {{d}}, 1, 0, %p1;", np.uint32, [left, right]
    )
    np.testing.assert_array_equal(found.astype(bool), _COMPARISONS[name](left, right))


@pytest.mark.parametrize("source", ["f16", "bf16", "f32", "f64"])
@pytest.mark.parametrize("target", ["f16", "bf16", "f32", "f64"])
@pytest.mark.parametrize("mode", ["rn", "rz", "rp", "rm"])
def test_conversions_between_floats_round(
    device: SimulatedDevice, source: str, target: str, mode: str
) -> None:
    narrows = _FORMATS[target][0] < _FORMATS[source][0] or (source, target) == ("f16", "bf16")
    if not narrows:
        if mode != "rn" or "bf16" in (source, target) or source == target:
            return
    elif mode in ("rp", "rm") and target != "f32":
        return
    if "bf16" in (source, target) and "f64" in (source, target) and mode == "rz":
        return
    given = values(source, 9)
    found = run(
        device,
        f"cvt{'.' + mode if narrows else ''}.{target}.{source} {{d}}, {{0}};",
        _DTYPES[target],
        [given],
    )
    expected = [
        float(value)
        if not math.isfinite(float(value)) or value == 0
        else rounded(Fraction(float(value)), target, mode)
        for value in given
    ]
    same(found, np.array(expected, np.float64).astype(_DTYPES[target]))


_INTEGERS = ["s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64"]


@pytest.mark.parametrize("source", ["f16", "f32", "f64"])
@pytest.mark.parametrize("target", _INTEGERS)
@pytest.mark.parametrize("mode", ["rni", "rzi", "rmi", "rpi"])
def test_conversions_to_integers_saturate(
    device: SimulatedDevice, source: str, target: str, mode: str
) -> None:
    given = values(source, 10)
    info = np.iinfo(_DTYPES[target])
    ways = {"rni": round, "rzi": math.trunc, "rmi": math.floor, "rpi": math.ceil}
    expected = []
    for value in map(float, given):
        if math.isnan(value):
            wide = source == "f64" or target in ("s64", "u64")
            expected.append((1 << (info.bits - 1)) if wide else 0)
        elif math.isinf(value):
            expected.append(info.max if value > 0 else info.min)
        else:
            expected.append(max(info.min, min(info.max, ways[mode](value))))
    bits = (1 << info.bits) - 1
    found = run(device, f"cvt.{mode}.{target}.{source} {{d}}, {{0}};", _DTYPES[target], [given])
    assert [int(value) & bits for value in found] == [value & bits for value in expected]


@pytest.mark.parametrize("source", _INTEGERS)
@pytest.mark.parametrize("target", ["f16", "f32", "f64"])
@pytest.mark.parametrize("mode", ["rn", "rz", "rp", "rm"])
def test_conversions_from_integers_round(
    device: SimulatedDevice, source: str, target: str, mode: str
) -> None:
    info = np.iinfo(_DTYPES[source])
    rng = np.random.default_rng(11)
    numbers = [int.from_bytes(rng.bytes(8), "little") >> int(rng.integers(0, 63)) for _ in range(COUNT)]
    numbers[:4] = [0, 1, info.max, info.max - 1]
    given = np.array(
        [max(info.min, min(info.max, n if rng.integers(2) or not info.min else -n)) for n in numbers],
        _DTYPES[source],
    )
    found = run(device, f"cvt.{mode}.{target}.{source} {{d}}, {{0}};", _DTYPES[target], [given])
    with np.errstate(all="ignore"):
        expected = np.array([rounded(Fraction(int(v)), target, mode) for v in given]).astype(_DTYPES[target])
    same(found, expected)


_EIGHT = {"e4m3": ml_dtypes.float8_e4m3fn, "e5m2": ml_dtypes.float8_e5m2}


@pytest.mark.parametrize("kind", list(_EIGHT))
def test_eight_bit_floats_convert_both_ways(device: SimulatedDevice, kind: str) -> None:
    rng = np.random.default_rng(12)
    low, high = (rng.uniform(-300, 300, COUNT) * 2.0 ** rng.integers(-14, 0, COUNT) for _ in range(2))
    low, high = low.astype(np.float32), high.astype(np.float32)
    found = run(device, f"cvt.rn.satfinite.{kind}x2.f32 {{d}}, {{0}}, {{1}};", np.uint16, [high, low])
    pairs = found.view(_EIGHT[kind]).reshape(COUNT, 2).astype(np.float32)
    np.testing.assert_array_equal(pairs[:, 0], low.astype(_EIGHT[kind]).astype(np.float32))
    np.testing.assert_array_equal(pairs[:, 1], high.astype(_EIGHT[kind]).astype(np.float32))
    every = np.arange(COUNT * 2, dtype=np.uint8)
    back = run(device, f"cvt.rn.f16x2.{kind}x2 {{d}}, {{0}};", np.uint32, [every.view(np.uint16)])
    np.testing.assert_array_equal(back.view(np.float16), every.view(_EIGHT[kind]).astype(np.float16))


def test_eight_bit_floats_saturate(device: SimulatedDevice) -> None:
    big = np.resize(np.array([1e9, -1e9, math.inf, math.nan], np.float32), COUNT)
    found = run(device, "cvt.rn.satfinite.e4m3x2.f32 {d}, {0}, {1};", np.uint16, [big, big])
    np.testing.assert_array_equal(
        found.view(_EIGHT["e4m3"]).reshape(COUNT, 2)[:4, 0].astype(np.float32), [448, -448, 448, math.nan]
    )


def test_pairs_of_halves_are_computed_side_by_side(device: SimulatedDevice) -> None:
    left, right = (np.stack([values("f16", s), values("f16", s + 1)], axis=1) for s in (13, 15))
    left, right = np.ascontiguousarray(left), np.ascontiguousarray(right)
    with np.errstate(all="ignore"):
        total, product = left + right, left * right
    sources = [left.view(np.uint32).reshape(-1), right.view(np.uint32).reshape(-1)]
    for name, expected in (("add", total), ("mul", product)):
        found = run(device, f"{name}.rn.f16x2 {{d}}, {{0}}, {{1}};", np.uint32, sources)
        same(found.view(np.float16).reshape(COUNT, 2), expected)


def test_tf32_keeps_ten_bits(device: SimulatedDevice) -> None:
    source = values("f32", 17, special=False)
    found = run(device, "cvt.rna.tf32.f32 {d}, {0};", np.uint32, [source])
    bits = source.view(np.uint32).astype(np.uint64)
    expected = ((bits + 0x1000) & 0xFFFFE000).astype(np.uint32)
    np.testing.assert_array_equal(found, expected)
