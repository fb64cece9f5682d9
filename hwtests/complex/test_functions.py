"""Functions of complex tensors against NumPy's in extended precision, and at infinities and signed zeros."""

import numpy as np
import pytest

from barewire import Tensor
from hwtests.daily import daily

NUMPY_NAMES = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
}
# The error in units of the dtype's epsilon, relative to the magnitude.
FUNCTIONS = {
    "abs": 2, "sgn": 2, "exp": 4, "expm1": 4, "log": 4, "log2": 4, "log10": 4, "log1p": 8, "sqrt": 3,
    "sin": 6, "cos": 6, "tan": 6, "asin": 6, "acos": 6, "atan": 6, "sinh": 6, "cosh": 6, "tanh": 6,
    "asinh": 6, "acosh": 6, "atanh": 6, "reciprocal": 3, "square": 2, "angle": 4, "conj": 0,
}  # fmt: skip
SAMPLE = {"abs", "exp", "log", "sqrt", "tanh"}
SPECIAL = [0.0, -0.0, 1.0, -2.0, np.inf, -np.inf, np.nan]
EDGES = np.array([complex(x, y) for x in SPECIAL for y in SPECIAL])
# Where NumPy has nan for what the Array API defines, or C99 leaves a sign open.
OTHERWISE = {"expm1", "reciprocal", "square"}


def expected(name: str, x: np.ndarray) -> np.ndarray:
    if name == "sgn":
        return np.sign(x)
    if name == "log1p":
        # NumPy adds 1, which leaves nothing of small numbers.
        with np.errstate(all="ignore"):
            return np.where(abs(x) < 1e-9, x - x * x / 2, np.log1p(x))
    with np.errstate(all="ignore"):
        return np.asarray(getattr(np, NUMPY_NAMES.get(name, name))(x))


def parts(x: np.ndarray) -> np.ndarray:
    return np.stack([x.real, x.imag]) if np.iscomplexobj(x) else x


@pytest.mark.parametrize("name", daily(FUNCTIONS, SAMPLE))
@pytest.mark.parametrize("dtype", daily(["complex64", "complex128"], ["complex64"]))
def test_function_is_accurate_at_every_size(name: str, dtype: str) -> None:
    random = np.random.default_rng(3)
    sizes = np.repeat([1e-18, 1e-3, 1.0, 10.0, 80.0, 1e4, 1e18], 300)
    x = ((random.normal(size=2100) + 1j * random.normal(size=2100)) * sizes).astype(dtype)
    wanted = expected(name, x.astype(np.clongdouble))
    with np.errstate(all="ignore"):
        limit = np.finfo(dtype)
        told = np.isfinite(wanted) & (abs(wanted) < limit.max / 2) & (abs(wanted) > limit.tiny * 2**30)

        found = getattr(Tensor(x), name)().numpy()

        assert found.dtype == (expected(name, x[:1]).dtype)
        error = abs(found - wanted)[told] / abs(wanted)[told] / limit.eps
    assert error.max() <= FUNCTIONS[name]


@pytest.mark.parametrize("name", daily(sorted(FUNCTIONS.keys() - OTHERWISE), SAMPLE))
def test_infinities_and_nans_are_numpys(name: str) -> None:
    wanted, found = parts(expected(name, EDGES)), parts(getattr(Tensor(EDGES), name)().numpy())
    # C99 leaves signs open beside nan, and where the angle is not known.
    periodic = name in ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh")
    known = np.isfinite(EDGES) if periodic else ~np.isnan(EDGES)

    np.testing.assert_allclose(
        np.where(known, found, abs(found)), np.where(known, wanted, abs(wanted)), 1e-13
    )
    if name not in ("sgn", "log1p"):
        settled = known & (wanted == 0)
        np.testing.assert_array_equal(np.signbit(found)[settled], np.signbit(wanted)[settled])


def test_expm1_beyond_the_range_is_the_array_apis() -> None:
    x = Tensor(np.array([complex(np.inf, 0), complex(-np.inf, np.inf), complex(np.inf, np.inf)]))

    found = x.expm1().tolist()

    assert found[0] == np.inf and found[1] == -1
    assert found[2].real == np.inf and np.isnan(found[2].imag)


@pytest.mark.parametrize(
    "exponent", daily([0, 1, 2, 3, -1, -2, 7, 0.5, 2.5, 1j, 2 - 1j], [0, 2, -1, 2.5, 1j])
)
def test_power_of_a_number(exponent: complex) -> None:
    random = np.random.default_rng(4)
    x = random.normal(size=50) + 1j * random.normal(size=50)

    np.testing.assert_allclose((Tensor(x) ** exponent).numpy(), x**exponent, rtol=1e-13)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose((exponent ** Tensor(x)).numpy(), exponent**x, rtol=1e-13)


def test_power_of_tensors_and_of_zero() -> None:
    random = np.random.default_rng(5)
    x, y = (random.normal(size=50) + 1j * random.normal(size=50) for _ in range(2))
    x[:3], y[:3] = 0, (0, 2, 1 + 1j)

    np.testing.assert_allclose((Tensor(x) ** Tensor(y)).numpy(), x**y, rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose((Tensor(abs(x)) ** Tensor(y)).numpy(), abs(x) ** y, rtol=1e-12, atol=1e-300)


def test_quotient_neither_over_nor_underflows() -> None:
    x = np.array([1e200 + 1e200j, 1e-200 + 1e-200j, 1 + 2j, 1 + 1j, 3 + 4j])
    y = np.array([1e200 - 1e200j, 1e-200 + 2e-200j, 2, 0, 1j])
    with np.errstate(all="ignore"):
        np.testing.assert_allclose((Tensor(x) / Tensor(y)).numpy(), x / y, rtol=1e-15)
