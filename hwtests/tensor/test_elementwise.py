"""Operators and elementwise functions against NumPy and PyTorch."""

import operator

import numpy as np
import pytest
import torch

from barewire import Tensor
from barewire.runtime.errors import DTypeError, InvalidArgument, ShapeError
from barewire.tensor.graph.dtype import ALL, BY_NAME

from ..capabilities import flushed

FLOATS = ["float16", "bfloat16", "float32", "float64"]
INTEGERS = [dtype.name for dtype in ALL if dtype.is_integer]
# Relative and absolute tolerance against a float64 reference rounded to the dtype.
TOLERANCE = {
    "float16": (1e-3, 1e-6),
    "bfloat16": (8e-3, 1e-6),
    "float32": (1e-6, 3e-7),
    "float64": (3e-15, 3e-15),
}

SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, float("inf"), float("-inf"), float("nan")]


def grid(low: float, high: float) -> np.ndarray:
    random = np.random.default_rng(7)
    near_zero = random.uniform(-1, 1, 100) * 10.0 ** random.uniform(-6, 0, 100)
    inside = near_zero[(near_zero >= low) & (near_zero <= high)]
    return np.concatenate([np.linspace(low, high, 401), inside, SPECIAL])


def as_torch(values: np.ndarray, dtype: str) -> torch.Tensor:
    return torch.tensor(values, dtype=getattr(torch, dtype))


def check(ours: Tensor, reference: torch.Tensor, dtype: str, scale: float = 1.0) -> None:
    relative, absolute = TOLERANCE[dtype]
    got = ours.cast("float64").numpy()
    np.testing.assert_allclose(got, reference.numpy(), rtol=relative * scale, atol=absolute * scale)


UNARY = {
    "exp": (-80, 80),
    "exp2": (-100, 100),
    "expm1": (-20, 60),
    "log": (1e-3, 1e4),
    "log2": (1e-3, 1e4),
    "log10": (1e-3, 1e4),
    "log1p": (-0.99, 100),
    "sqrt": (0, 1e4),
    "rsqrt": (1e-3, 1e4),
    "reciprocal": (-10, 10),
    "square": (-10, 10),
    "sin": (-20, 20),
    "cos": (-20, 20),
    "tan": (-1.5, 1.5),
    "asin": (-1, 1),
    "acos": (-1, 1),
    "atan": (-50, 50),
    "sinh": (-30, 30),
    "cosh": (-30, 30),
    "tanh": (-10, 10),
    "asinh": (-1e4, 1e4),
    "acosh": (1, 1e4),
    "atanh": (-0.99, 0.99),
    "erf": (-5, 5),
    "erfc": (-5, 3),
    "floor": (-10, 10),
    "ceil": (-10, 10),
    "trunc": (-10, 10),
    "round": (-10, 10),
    "abs": (-10, 10),
    "neg": (-10, 10),
    "sigmoid": (-30, 30),
    "frac": (-10, 10),
}


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", UNARY)
def test_function_agrees_with_torch_in_float64(name: str, dtype: str) -> None:
    if dtype == "float16" and name in ("exp", "exp2", "expm1", "sinh", "cosh", "square"):
        low, high = -9.0, 9.0
    else:
        low, high = UNARY[name]
    x = as_torch(grid(low, high), dtype)
    ours = getattr(Tensor(x.to(torch.float64).numpy(), dtype=dtype), name)()
    assert ours.dtype.name == dtype
    reference = getattr(torch, name)(x.to(torch.float64)).to(x.dtype).to(torch.float64)
    check(ours, reference, dtype, 4 if dtype == "float64" else 1)


ACTIVATIONS = {
    "relu": {},
    "relu6": {},
    "leaky_relu": {"negative_slope": 0.2},
    "elu": {"alpha": 1.3},
    "celu": {"alpha": 1.3},
    "selu": {},
    "gelu": {},
    "silu": {},
    "mish": {},
    "softplus": {"beta": 1.5},
    "softsign": {},
    "hardswish": {},
    "hardsigmoid": {},
    "hardtanh": {"min_val": -0.7, "max_val": 1.2},
    "logsigmoid": {},
    "softshrink": {"lambd": 0.3},
    "hardshrink": {"lambd": 0.3},
    "tanhshrink": {},
}


# PyTorch evaluates these with constants rounded to float32, in float64 too.
ROUGH_IN_TORCH = {"celu", "hardsigmoid", "hardswish"}


@pytest.mark.parametrize(
    ("name", "dtype"),
    [
        (name, dtype)
        for name in ACTIVATIONS
        for dtype in ("float32", "float64")
        if dtype == "float32" or name not in ROUGH_IN_TORCH
    ],
)
def test_activation_and_its_gradient_agree_with_torch(name: str, dtype: str) -> None:
    values = np.concatenate([np.linspace(-8, 8, 161) + 0.013, [-40.0, 40.0, 0.0]])
    x = torch.tensor(values, dtype=getattr(torch, dtype)).double().requires_grad_()
    function = getattr(torch.nn.functional, name)
    reference = function(x, **ACTIVATIONS[name])
    reference.sum().backward()
    ours = Tensor(values, dtype=dtype, requires_grad=True)
    result = getattr(ours, name)(**ACTIVATIONS[name])
    result.sum().backward()
    tolerance = 2e-6 if dtype == "float32" else 1e-13
    np.testing.assert_allclose(result.numpy(), reference.detach().numpy(), rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(ours.grad.numpy(), x.grad.numpy(), rtol=tolerance, atol=tolerance)


def test_gelu_by_tanh_agrees_with_torch() -> None:
    x = np.linspace(-6, 6, 101, dtype=np.float32)
    reference = torch.nn.functional.gelu(torch.from_numpy(x), approximate="tanh").numpy()
    np.testing.assert_allclose(Tensor(x).gelu("tanh").numpy(), reference, rtol=1e-5, atol=1e-6)
    with pytest.raises(InvalidArgument, match="sometimes"):
        Tensor(x).gelu("sometimes")


ARITHMETIC = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow"]
COMPARISONS = ["lt", "le", "gt", "ge", "eq", "ne"]


@pytest.mark.parametrize("name", ["add", "sub", "mul", "floordiv", "mod", *COMPARISONS])
@pytest.mark.parametrize("dtype", INTEGERS)
def test_integer_operator_agrees_with_numpy(name: str, dtype: str) -> None:
    random = np.random.default_rng(1)
    info = np.iinfo(dtype)
    x = random.integers(info.min, info.max, 60, dtype=dtype, endpoint=True)
    y = random.integers(info.min, info.max, 60, dtype=dtype, endpoint=True)
    y[:20] = random.integers(1, 10, 20)
    y[y == 0] = 3
    function = getattr(operator, name)
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(function(Tensor(x), Tensor(y)).numpy(), function(x, y))
        np.testing.assert_array_equal(function(Tensor(x), 3).numpy(), function(x, x.dtype.type(3)))
        np.testing.assert_array_equal(function(3, Tensor(y)).numpy(), function(y.dtype.type(3), y))


@pytest.mark.parametrize("name", ARITHMETIC + COMPARISONS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_float_operator_agrees_with_numpy(name: str, dtype: str) -> None:
    values = np.array([*SPECIAL, 2.0, -3.0, 7.25, 1e-3], dtype=dtype)
    x, y = (grid.ravel() for grid in np.meshgrid(values, values))
    function = getattr(operator, name)
    with np.errstate(all="ignore"):
        expected = function(x, y)
    got = function(Tensor(x), Tensor(y)).numpy()
    np.testing.assert_allclose(got, expected, rtol=1e-6 if dtype == "float32" else 1e-14)


@pytest.mark.parametrize("name", ["and_", "or_", "xor"])
@pytest.mark.parametrize("dtype", ["bool", "int8", "uint16", "int64"])
def test_bitwise_operator_agrees_with_numpy(name: str, dtype: str) -> None:
    x = np.arange(-20, 20).astype(dtype)
    y = (np.arange(40) * 7 - 100).astype(dtype)
    function = getattr(operator, name)
    np.testing.assert_array_equal(function(Tensor(x), Tensor(y)).numpy(), function(x, y))
    np.testing.assert_array_equal((~Tensor(x)).numpy(), ~x)


@pytest.mark.parametrize("dtype", INTEGERS)
def test_shift_agrees_with_numpy(dtype: str) -> None:
    info = np.iinfo(dtype)
    x = np.array([info.min, info.max, 1, 2, 100], dtype=dtype)
    for count in (0, 1, info.bits - 1):
        np.testing.assert_array_equal((Tensor(x) << count).numpy(), x << x.dtype.type(count))
        np.testing.assert_array_equal((Tensor(x) >> count).numpy(), x >> x.dtype.type(count))
    np.testing.assert_array_equal((Tensor(x) << info.bits).numpy(), np.zeros_like(x))
    np.testing.assert_array_equal(
        (Tensor(x) >> (info.bits + 5)).numpy(),
        np.where(x < 0, x.dtype.type(-1 % 2**info.bits if info.min == 0 else -1), 0),
    )


def test_integer_division_by_zero_is_zero() -> None:
    x = Tensor([5, -5, 0])
    assert (x // 0).tolist() == [0, 0, 0]
    assert (x % 0).tolist() == [0, 0, 0]


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 5, 10])
@pytest.mark.parametrize("dtype", ["int32", "uint8", "int64"])
def test_integer_power_wraps_as_numpy_does(exponent: int, dtype: str) -> None:
    x = np.array([0, 1, 2, 3, 7, 100], dtype=dtype)
    expected = np.power(x, x.dtype.type(exponent))
    np.testing.assert_array_equal((Tensor(x) ** exponent).numpy(), expected)
    np.testing.assert_array_equal((Tensor(x) ** Tensor(np.full_like(x, exponent))).numpy(), expected)


def test_power_of_zero_and_negative_bases() -> None:
    base = np.array([0.0, -2.0, -2.0, -2.0, 0.0, 2.0], dtype=np.float32)
    exponent = np.array([0.0, 3.0, 2.0, 0.5, -1.0, -3.0], dtype=np.float32)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose((Tensor(base) ** Tensor(exponent)).numpy(), base**exponent, rtol=1e-6)
    assert (Tensor([1, -1, 2, -1]) ** Tensor([-3, -3, -1, -2])).tolist() == [1, -1, 0, 1]


def test_integers_divide_as_float32() -> None:
    quotient = Tensor([1, 2, 3]) / Tensor([2, 2, 2])
    assert quotient.dtype.name == "float32"
    assert quotient.tolist() == [0.5, 1.0, 1.5]
    assert (1 / Tensor([4])).tolist() == [0.25]


@pytest.mark.parametrize("mode", ["trunc", "floor"])
def test_division_with_rounding_agrees_with_torch(mode: str) -> None:
    x, y = np.array([7, -7, 7, -7]), np.array([2, 2, -2, -2])
    expected = torch.div(torch.tensor(x), torch.tensor(y), rounding_mode=mode).numpy()
    np.testing.assert_array_equal(Tensor(x).div(Tensor(y), rounding_mode=mode).numpy(), expected)
    np.testing.assert_array_equal(
        Tensor(x.astype("float32")).div(Tensor(y.astype("float32")), rounding_mode=mode).numpy(), expected
    )


def test_fmod_has_the_sign_of_the_dividend() -> None:
    x = np.array([5.5, -5.5, 5.5, -5.5], dtype=np.float32)
    y = np.array([2.0, 2.0, -2.0, -2.0], dtype=np.float32)
    np.testing.assert_allclose(Tensor(x).fmod(Tensor(y)).numpy(), np.fmod(x, y))


@pytest.mark.parametrize("dtype", ["float32", "int8", "uint8", "bool", "int64"])
def test_maximum_and_minimum_agree_with_numpy(dtype: str) -> None:
    if dtype == "float32":
        x = np.array([1, -1, np.nan, 2, np.inf, -np.inf], dtype=dtype)
        y = np.array([2, -2, 0, np.nan, 0, 0], dtype=dtype)
    elif dtype == "bool":
        x, y = np.array([True, True, False, False]), np.array([True, False, True, False])
    else:
        info = np.iinfo(dtype)
        x, y = np.array([info.min, info.max, 3], dtype=dtype), np.array([info.max, info.max, 5], dtype=dtype)
    np.testing.assert_array_equal(Tensor(x).maximum(Tensor(y)).numpy(), np.maximum(x, y))
    np.testing.assert_array_equal(Tensor(x).minimum(Tensor(y)).numpy(), np.minimum(x, y))


def test_clip_bounds_from_either_side() -> None:
    x = Tensor([-3.0, 0.5, 9.0])
    assert x.clip(-1, 1).tolist() == [-1.0, 0.5, 1.0]
    assert x.clamp(max=1).tolist() == [-3.0, 0.5, 1.0]
    assert x.clamp(min=Tensor([0.0, 1.0, 2.0])).tolist() == [0.0, 1.0, 9.0]


def test_scalar_beyond_the_dtype_compares_by_value() -> None:
    x = Tensor([0, 200, 255], dtype="uint8")
    assert (x < 300).tolist() == [True, True, True]
    assert (x == 256).tolist() == [False, False, False]
    assert (x >= -1).tolist() == [True, True, True]


def test_where_broadcasts_and_promotes() -> None:
    condition = np.array([[True], [False]])
    x, y = np.arange(3, dtype=np.int32), np.float32(0.5)
    got = Tensor(condition).where(Tensor(x), Tensor(y))
    np.testing.assert_array_equal(got.numpy(), np.where(condition, x.astype(np.float32), y))
    assert Tensor.where(Tensor([True, False]), 1, 2).tolist() == [1, 2]
    assert Tensor([1.0, 2.0]).masked_fill(Tensor([True, False]), -1).tolist() == [-1.0, 2.0]


def test_atan2_covers_quadrants_zeros_and_infinities() -> None:
    values = np.array([0.0, -0.0, 1.0, -1.0, 3.5, -2.5, np.inf, -np.inf], dtype=np.float32)
    y, x = (grid.ravel() for grid in np.meshgrid(values, values))
    got = Tensor(y).atan2(Tensor(x)).numpy()
    np.testing.assert_allclose(got, np.arctan2(y, x), rtol=1e-6)
    np.testing.assert_array_equal(np.signbit(got), np.signbit(np.arctan2(y, x)))


def test_logaddexp_stays_finite_and_agrees_with_numpy() -> None:
    x = np.array([0, 1000, -1000, np.inf, -np.inf, 3], dtype=np.float32)
    y = np.array([1, 1000, -1001, np.inf, -np.inf, np.nan], dtype=np.float32)
    with np.errstate(invalid="ignore"):
        expected = np.logaddexp(x, y)
    np.testing.assert_allclose(Tensor(x).logaddexp(Tensor(y)).numpy(), expected, rtol=1e-6)


def test_hypot_does_not_overflow() -> None:
    x, y = np.array([3e30, 0, 3, np.inf], dtype=np.float32), np.array([4e30, 0, -4, 1], dtype=np.float32)
    np.testing.assert_allclose(Tensor(x).hypot(Tensor(y)).numpy(), np.hypot(x, y), rtol=1e-6)


def test_hypot_is_rounded_once_for_numbers_of_any_size() -> None:
    rng = np.random.default_rng(4)
    sizes = 2.0 ** rng.uniform(-126, 126, 5000)
    x = (rng.uniform(-1, 1, 5000) * sizes).astype(np.float32)
    y = (rng.uniform(-1, 1, 5000) * sizes * 2.0 ** rng.integers(-20, 2, 5000)).astype(np.float32)
    wide = (flushed(each).astype(np.float64) for each in (x, y))
    want = flushed(np.hypot(*wide).astype(np.float32))
    np.testing.assert_array_equal(flushed(Tensor(x).hypot(Tensor(y)).numpy()), want)


def test_classification_agrees_with_numpy() -> None:
    x = np.array([1, -1, 0, np.nan, np.inf, -np.inf], dtype=np.float32)
    for name in ("isnan", "isinf", "isfinite", "signbit"):
        np.testing.assert_array_equal(getattr(Tensor(x), name)().numpy(), getattr(np, name)(x))
    np.testing.assert_array_equal(Tensor(x).nan_to_num().numpy(), np.nan_to_num(x))
    assert Tensor([1, 2]).isfinite().tolist() == [True, True]


@pytest.mark.parametrize("dtype", ["float32", "int8", "uint8"])
def test_sign_agrees_with_numpy(dtype: str) -> None:
    x = np.array([3, 0, 1, 100] if dtype == "uint8" else [-3, 0, 1, 100], dtype=dtype)
    np.testing.assert_array_equal(Tensor(x).sign().numpy(), np.sign(x))
    special = Tensor([float("nan"), float("inf"), -0.0]).sign().numpy()
    np.testing.assert_array_equal(special, np.array([np.nan, 1, 0], dtype=np.float32))


@pytest.mark.parametrize("name", ["logical_and", "logical_or", "logical_xor"])
def test_logical_function_agrees_with_numpy(name: str) -> None:
    x, y = np.array([0, 1, 2, 0]), np.array([0.0, 0.0, 3.0, 4.0])
    np.testing.assert_array_equal(getattr(Tensor(x), name)(Tensor(y)).numpy(), getattr(np, name)(x, y))
    np.testing.assert_array_equal(Tensor(x).logical_not().numpy(), np.logical_not(x))


@pytest.mark.parametrize("source", [dtype.name for dtype in ALL])
@pytest.mark.parametrize("target", [dtype.name for dtype in ALL])
def test_cast_agrees_with_torch(source: str, target: str) -> None:
    values = [0, 1, 2, 100] if source.startswith("u") or source == "bool" else [0, 1, -1, 100, -100]
    if source.startswith(("float", "bfloat")):
        # A negative float has no value of an unsigned dtype.
        values = [0.0, 1.5, 100.25, 0.25] if target.startswith("u") else [0.0, 1.5, -1.5, 100.25, -0.25]
    x = torch.tensor(values).to(getattr(torch, source))
    ours = Tensor(x).cast(BY_NAME[target])
    assert ours.dtype.name == target
    expected = x.to(getattr(torch, target))
    assert ours.tolist() == expected.tolist()


def test_in_place_operator_changes_the_tensor_itself() -> None:
    x = Tensor([1.0, 2.0])
    alias = x
    x += 1
    x *= Tensor([2.0, 3.0])
    x -= 0.5
    x /= 2
    assert alias is x
    assert x.tolist() == [1.75, 4.25]
    with pytest.raises(DTypeError, match="int64"):
        y = Tensor([1, 2])
        y += 0.5
    with pytest.raises(ShapeError):
        x += Tensor([[1.0], [2.0]])


def test_numpy_array_on_the_left_gives_a_tensor() -> None:
    result = np.array([1.0, 2.0], dtype=np.float32) + Tensor([1.0, 1.0])
    assert isinstance(result, Tensor)
    assert result.tolist() == [2.0, 3.0]
    assert (np.float64(2) * Tensor([1.0], dtype="float32")).dtype.name == "float32"


def test_tensor_is_not_equal_to_none_or_text() -> None:
    assert (Tensor([1.0]) == None) is False  # noqa: E711
    assert (Tensor([1.0]) != "a") is True


def test_shapes_that_do_not_broadcast_are_named() -> None:
    with pytest.raises(ShapeError, match=r"\(2, 3\).*\(4,\)"):
        Tensor.zeros(2, 3) + Tensor.zeros(4)


@pytest.mark.parametrize(
    "operation",
    [
        lambda: Tensor([1.0]) & 1,
        lambda: Tensor([1.0]) << 1,
        lambda: ~Tensor([1.0]),
        lambda: -Tensor([True]),
        lambda: Tensor([True]) - Tensor([True]),
        lambda: Tensor([1]) + "one",
        lambda: Tensor([1]) | 1.5,
        lambda: Tensor([1]) >> 1.5,
    ],
)
def test_operation_on_a_dtype_it_does_not_take_is_a_dtype_error(operation) -> None:
    with pytest.raises(DTypeError):
        operation()


def test_chain_of_twenty_thousand_operations_runs() -> None:
    x = Tensor([0.0, 1.0])
    for _ in range(20_000):
        x = x + 1
    assert x.tolist() == [20_000.0, 20_001.0]


@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1,)])
def test_empty_and_scalar_tensors_go_through_operators(shape: tuple[int, ...]) -> None:
    x = np.ones(shape, dtype=np.float32)
    got = ((Tensor(x) + 1) * Tensor(x)).exp().numpy()
    assert got.shape == shape
    np.testing.assert_allclose(got, np.exp((x + 1) * x), rtol=1e-6)
