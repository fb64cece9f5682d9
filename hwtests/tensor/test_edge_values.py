"""Every function at the values where functions go wrong: nan, infinities, zeros of both signs, the largest
and the smallest numbers, ties and opposite signs. References are NumPy and PyTorch in float64, rounded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from barewire import Tensor
from barewire.tensor.graph.dtype import BY_NAME

pytestmark = pytest.mark.usefixtures("compiled")

Array = np.ndarray[Any, Any]
inf, nan = float("inf"), float("nan")
# Everyday one of each kind; the others too where the whole is run.
FLOATS = [
    "float32",
    "bfloat16",
    *(pytest.param(name, marks=pytest.mark.slow) for name in ("float64", "float16")),
]


def edges(dtype: str) -> Array:
    """Numbers of a dtype, as float64."""
    row = BY_NAME[dtype]
    smallest = 2.0 ** (2 - row.bias - row.fraction_bits - 1)
    values = [0.0, 1.0, 0.5, 1.5, 2.5, 2.0, 3.0, 7.0, 0.1, 11.3, 100.0, row.finite, smallest]
    values += [2.0 ** (1 - row.bias), 2.0 ** (1 - row.bias) * 1.5, 2.0**row.fraction_bits + 1]
    values += [2.0 ** (row.fraction_bits - 1) + 0.5, 0.5 - row.epsilon / 4]
    given = torch.tensor([nan, inf, -inf, *values, *(-value for value in values)], dtype=torch.float64)
    return rounded(given, dtype)


def rounded(values: Any, dtype: str) -> Array:
    """Values as the nearest of a dtype, as float64."""
    return torch.as_tensor(values).to(getattr(torch, dtype)).double().numpy()  # type: ignore[no-any-return]


def as_tensor(values: Array, dtype: str) -> Tensor:
    return Tensor(np.asarray(values, np.float64)).cast(dtype)


def distances(found: Array, expected: Array, dtype: str) -> Array:
    """How far values are from others, in steps of the dtype there; nan where only one is nan."""
    row = BY_NAME[dtype]
    least = 2.0 ** (2 - row.bias - row.fraction_bits - 1)
    with np.errstate(all="ignore"):
        exponent = np.floor(np.log2(np.maximum(np.abs(expected), least)))
        step = np.maximum(np.exp2(np.clip(exponent, -1000, 1000)) * row.epsilon, least)
        same = (found == expected) | (np.isnan(found) & np.isnan(expected))
        return np.where(same, 0.0, np.abs(found - expected) / step)


def assert_close(found: Tensor, expected: Array, dtype: str, steps: float, *inputs: Array) -> None:
    values = found.cast("float64").numpy()
    away = distances(values, expected, dtype)
    wrong = ~(away <= steps)
    shown = [
        (*(float(x[i]) for x in inputs), float(values[i]), float(expected[i]))
        for i in np.argwhere(wrong)[:, 0]
    ]
    assert not wrong.any(), f"(inputs, found, expected): {shown[:6]}"


# Where zeros keep their sign, and other functions.
ODD = """
    neg trunc floor ceil round frac sqrt sin tan asin atan sinh tanh asinh atanh expm1 log1p erf
"""
OTHERS = "abs reciprocal rsqrt square exp exp2 log log2 log10 cos cosh acos acosh erfc"
ACTIVATIONS = """
    relu relu6 sigmoid logsigmoid softplus silu mish softsign gelu hardsigmoid hardswish softshrink hardshrink
    selu elu celu leaky_relu hardtanh
"""
UNARY: dict[str, Callable[[Any], Any]] = {
    **{name: getattr(torch, name) for name in (ODD + OTHERS).split()},
    **{name: getattr(F, name) for name in ACTIVATIONS.split()},
    "frac": lambda x: x - x.trunc(),
    "nan_to_num": lambda x: x.nan_to_num(posinf=1.0, neginf=-1.0),
    "sign": lambda x: torch.tensor(np.sign(x.numpy())),
    "threshold": lambda x: F.threshold(x, 0.5, -7.0),
}
LOOSE = ("gelu", "silu", "mish", "hardswish", "cos", "erfc")
OURS: dict[str, Callable[[Tensor], Tensor]] = {
    "nan_to_num": lambda x: x.nan_to_num(posinf=1.0, neginf=-1.0),
    "threshold": lambda x: x.threshold(0.5, -7.0),
}


@pytest.mark.parametrize("dtype", FLOATS)
def test_functions_of_one_number(dtype: str) -> None:
    values = edges(dtype)
    x = as_tensor(values, dtype)
    for name, theirs in UNARY.items():
        found = OURS[name](x) if name in OURS else getattr(x, name)()
        expected = rounded(theirs(torch.tensor(values)), dtype)
        # Where the references cancel, or overflow on the way.
        usual = np.abs(values) < 5 if name in LOOSE else np.ones_like(values, bool)
        steps = 64 if name in LOOSE and dtype == "float64" else 4
        assert found.dtype.name == dtype, name
        result = found[Tensor(np.flatnonzero(usual))]
        try:
            assert_close(result, expected[usual], dtype, steps, values[usual])
        except AssertionError as error:
            pytest.fail(f"{name} of {dtype}: {error}")
        if name in ODD.split():
            zero = (values == 0) & (expected == 0)
            signs = np.signbit(found.cast("float64").numpy()[zero])
            assert (signs == np.signbit(expected[zero])).all(), name


def pairs(dtype: str) -> tuple[Array, Array]:
    values = edges(dtype)
    x, y = np.meshgrid(values, values, indexing="ij")
    return x.ravel(), y.ravel()


BINARY: dict[str, Callable[[Array, Array], Array]] = {
    "mod": np.remainder,
    "fmod": np.fmod,
    "hypot": np.hypot,
    "copysign": np.copysign,
    "atan2": np.arctan2,
    "logaddexp": np.logaddexp,
    "pow": np.power,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "xlogy": lambda x, y: torch.xlogy(torch.tensor(x), torch.tensor(y)).numpy(),
    "lt": np.less,
    "ge": np.greater_equal,
    "ne": np.not_equal,
    "isclose": lambda x, y: np.isclose(x, y),
}
SIGNED_ZEROS = ("mod", "fmod", "copysign", "atan2")


@pytest.mark.parametrize("dtype", FLOATS)
def test_functions_of_two_numbers(dtype: str) -> None:
    x, y = pairs(dtype)
    left, right = as_tensor(x, dtype), as_tensor(y, dtype)
    for name, theirs in BINARY.items():
        with np.errstate(all="ignore"):
            exact = theirs(x, y)
        found = getattr(left, name)(right)
        if exact.dtype == bool:
            assert (found.numpy() == exact).all(), name
            continue
        expected = rounded(exact, dtype)
        # The sign of nan, and what float64 does not tell apart from 0, is nobody's.
        usual = ~np.isnan(y) if name == "copysign" else np.ones_like(x, bool)
        result = found.cast("float64").numpy()
        away = distances(result, expected, dtype)
        with np.errstate(invalid="ignore"):
            apart = np.abs(result - expected)
        loose = name == "logaddexp"
        wrong = usual & ~(away <= 4) & ~(loose & (apart <= 4 * BY_NAME[dtype].epsilon))
        where = np.flatnonzero(wrong)[:6]
        assert not wrong.any(), f"{name}: {[(x[i], y[i], result[i], expected[i]) for i in where]}"
        if name in SIGNED_ZEROS:
            zero = usual & (expected == 0) & (exact == 0)
            assert (np.signbit(result[zero]) == np.signbit(expected[zero])).all(), name


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_quotients_rounded_down(dtype: str) -> None:
    x, y = pairs(dtype)
    with np.errstate(all="ignore"):
        lost = np.isnan(x + y) | np.isinf(x) | np.isinf(y)
    small = (np.abs(x) < 2000) & (np.abs(y) > 1e-2) | lost
    x, y = x[small], y[small]
    with np.errstate(all="ignore"):
        expected = np.floor_divide(x.astype(dtype), y.astype(dtype)).astype(np.float64)
    found = (as_tensor(x, dtype) // as_tensor(y, dtype)).cast("float64").numpy()
    np.testing.assert_array_equal(found, expected)
    assert (np.signbit(found) == np.signbit(expected))[expected == 0].all()


def test_rounding_to_digits() -> None:
    x = np.array([1.005, 1.235, -1.235, 250, 350, -50, 0.5, 1e38, nan, inf], np.float32)
    for decimals in (1, 2, -2):
        expected = torch.round(torch.tensor(x), decimals=decimals).numpy()
        expected[7] = x[7]  # scaled it overflows, and becomes infinite in PyTorch
        np.testing.assert_array_equal(Tensor(x).round(decimals).numpy(), expected)
    whole = np.array([1250, 1350, -1250, -1350, 49, 50, 51, -50, -51, 150, -150])
    np.testing.assert_array_equal(Tensor(whole).round(-2).numpy(), np.round(whole, -2))
    narrow = np.array([5, 15, 25, -5, -15, 114, -128], np.int8)
    np.testing.assert_array_equal(
        Tensor(narrow).round(-1).numpy(), np.round(narrow.astype(int), -1).astype("i1")
    )
    assert Tensor(narrow).round(-3).tolist() == [0] * 7


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_order_with_nan_infinities_and_ties(dtype: str) -> None:
    generator = np.random.default_rng(5)
    array = generator.choice(np.array([nan, inf, -inf, 0.0, -0.0, 1.0, 1.0, -2.0, 3.5]), (12, 9))
    array[0] = 1.0
    x, y = as_tensor(array, dtype), torch.tensor(array).to(getattr(torch, dtype))
    expected = {
        "max": (x.amax(1), y.amax(1)),
        "min": (x.amin(1), y.amin(1)),
        "argmax": (x.argmax(1), torch.tensor(np.argmax(array, 1))),
        "argmin": (x.argmin(1), torch.tensor(np.argmin(array, 1))),
        "argsort": (x.argsort(1), y.sort(dim=1, stable=True).indices),
        "descending": (x.argsort(1, descending=True), y.sort(dim=1, descending=True, stable=True).indices),
        "topk": (x.topk(4, 1)[0], y.topk(4, 1).values),
        "topk least": (x.topk(4, 1, largest=False)[0], y.topk(4, 1, largest=False).values),
        "isnan": (x.isnan(), y.isnan()),
    }
    for name, (found, wanted) in expected.items():
        np.testing.assert_array_equal(
            found.cast("float64").numpy(), wanted.double().numpy(), err_msg=f"{name} of {dtype}"
        )


@pytest.mark.parametrize("right", [False, True])
def test_searches_place_nan_last(right: bool) -> None:
    for edge in ([1, 2, 5, nan], [-inf, 2, 2, 5, inf], [nan, nan]):
        values = [0, 1, 2, 3, 5, 6, nan, inf, -inf]
        expected = np.searchsorted(np.array(edge), np.array(values), "right" if right else "left")
        assert (
            Tensor(edge).searchsorted([float(v) for v in values], right=right).tolist() == expected.tolist()
        )


def test_histograms_count_what_lies_inside() -> None:
    x = [0, 0.5, 1, 1.5, 4, nan, 3.999, inf, -1, 4]
    for low, high in ((0, 4), (-1, 2), (3, 5)):
        expected = torch.histc(torch.tensor(x), 5, low, high)
        assert Tensor(x).histc(5, low, high).tolist() == expected.tolist()
    for same in ([2.0, 2, 2], [2.0, 3, 2], [0.0]):
        for bound in (0, 1):
            expected = torch.histc(torch.tensor(same), 4, bound, bound)
            assert Tensor(same).histc(4, bound, bound).tolist() == expected.tolist()
