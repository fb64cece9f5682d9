"""What is exact stays exact, and what sums floats of 16 bits rounds once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from barewire import Tensor
from barewire.runtime.errors import InvalidArgument
from barewire.tensor.graph.dtype import BY_NAME

pytestmark = pytest.mark.usefixtures("compiled")

FLOATS = ["float32", "float64", "float16", "bfloat16"]
EVERYDAY = [
    "float32",
    "bfloat16",
    *(pytest.param(name, marks=pytest.mark.slow) for name in ("float64", "float16")),
]


def numbers(x: Tensor) -> list[Any]:
    return x.cast("float64").tolist()


@pytest.mark.parametrize("dtype", EVERYDAY)
def test_powers_of_two_and_ten_have_whole_logarithms(dtype: str) -> None:
    row = BY_NAME[dtype]
    exponents = np.arange(2 - row.bias - row.fraction_bits, row.bias + 1)
    powers = Tensor(np.ldexp(1.0, exponents)).cast(dtype)
    whole = Tensor(exponents.astype(np.float64)).cast(dtype)
    assert numbers(powers.log2()) == numbers(whole)
    held = np.array(numbers(whole)) == exponents
    assert (np.array(numbers(whole.exp2())) == np.ldexp(1.0, exponents))[held].all()
    tens = np.arange({"float32": 11, "float64": 23, "float16": 5, "bfloat16": 3}[dtype])
    assert numbers(Tensor(10.0**tens).cast(dtype).log10()) == tens.tolist()


@pytest.mark.parametrize("dtype", EVERYDAY)
def test_ends_are_the_ends(dtype: str) -> None:
    generator = np.random.default_rng(0)
    x, y = (Tensor(generator.standard_normal(500) * scale).cast(dtype) for scale in (100, 1))
    assert numbers(x.lerp(y, 0.0)) == numbers(x)
    assert numbers(x.lerp(y, 1.0)) == numbers(y)
    assert numbers(x.lerp(y, y * 0 + 1)) == numbers(y)
    for start, stop, count in ((0.1, 0.9, 10), (-3.3, 8.1, 101), (5, 5, 3), (1, 0, 4), (0, 1e3, 1000)):
        first, last = numbers(Tensor([float(start), float(stop)]).cast("float64").cast(dtype))
        given = numbers(Tensor.linspace(start, stop, count, dtype=dtype))
        rounded = torch.tensor([start, stop], dtype=torch.float64).to(getattr(torch, dtype)).tolist()
        assert (given[0], given[-1]) == tuple(rounded)
        assert (first, last) == pytest.approx(tuple(rounded))


@pytest.mark.parametrize("dtype", FLOATS)
def test_equal_numbers_do_not_vary(dtype: str) -> None:
    for value in (0.1, 7.3, 123.456):
        for count in (3, 100, 1000):
            x = Tensor.full((count,), value, dtype=dtype)
            assert x.var().item() == x.std(correction=1).item() == 0
        assert Tensor.full((2,), value, dtype=dtype).mean().item() == Tensor(value, dtype=dtype).item()


@pytest.mark.parametrize("dtype", FLOATS)
def test_uniform_numbers_never_reach_the_upper_bound(dtype: str) -> None:
    Tensor.manual_seed(1)
    for low, high in ((0.0, 1.0), (0.1, 0.3), (100, 101), (-5, -4.9), (1, 2)):
        drawn = np.array(numbers(Tensor.uniform(20_000, low=low, high=high, dtype=dtype)))
        bounds = torch.tensor([low, high], dtype=torch.float64).to(getattr(torch, dtype)).tolist()
        assert bounds[0] <= drawn.min() and drawn.max() < bounds[1]
    for low, high in ((1, 0), (float("nan"), 1), (0, float("inf"))):
        with pytest.raises(InvalidArgument):
            Tensor.uniform(3, low=low, high=high)


def test_what_has_no_weight_is_not_drawn() -> None:
    Tensor.manual_seed(2)
    generator = np.random.default_rng(1)
    weights = (generator.random(300) * (generator.random(300) > 0.9)).astype(np.float32)
    drawn = Tensor(weights).multinomial(20_000, replacement=True).numpy()
    assert (weights[drawn] > 0).all()
    share = np.bincount(drawn, minlength=300) / drawn.size
    assert np.abs(share - weights / weights.sum()).max() < 0.02
    assert (weights[Tensor(weights).multinomial(int((weights > 0).sum())).numpy()] > 0).all()
    rows = Tensor([[0.0, 1.0, 0.0], [2.0, 0.0, 0.0]]).multinomial(50, replacement=True).numpy()
    assert (rows == np.array([[1], [0]])).all()


@pytest.mark.parametrize("weights", [[0.0, 0.0], [1.0, -1.0], [1.0, float("nan")], [float("inf"), 1.0]])
def test_bad_weights_are_refused(weights: list[float]) -> None:
    for replacement in (False, True):
        with pytest.raises(InvalidArgument, match="multinomial"):
            Tensor(weights).multinomial(1, replacement)
    with pytest.raises(InvalidArgument, match="multinomial"):
        Tensor([0.0, 1.0]).multinomial(2)


def test_other_draws_hold_to_their_bounds() -> None:
    for bad in ([1.5], [-0.1], [float("nan")]):
        with pytest.raises(InvalidArgument):
            Tensor(bad).bernoulli()
    with pytest.raises(InvalidArgument):
        Tensor.normal(3, std=-1.0)
    with pytest.raises(InvalidArgument):
        Tensor.randint(0, 300, size=(2,), dtype="uint8")
    with pytest.raises(InvalidArgument):
        Tensor.randperm(300, dtype="uint8")
    assert sorted(Tensor.randperm(256, dtype="uint8").tolist()) == list(range(256))
    drawn = Tensor.randint(-128, 128, size=(5000,), dtype="int8").numpy()
    assert drawn.min() == -128 and drawn.max() == 127
    assert len(set(Tensor.randint(0, 1 << 64, size=(9,), dtype="uint64").tolist())) == 9
    assert set(Tensor.randint(0, 3, size=(99,), dtype="float16").tolist()) == {0.0, 1.0, 2.0}


# Sums of floats of 16 bits whose parts leave the dtype, or are lost in it.
SUMS: dict[str, tuple[Callable[[Tensor], Tensor], Callable[[Any], Any]]] = {
    "mean": (lambda x: x.mean(1), lambda x: x.mean(1)),
    "var": (lambda x: (x * 1e-2).var(1), lambda x: (x * 1e-2).var(1)),
    "norm": (lambda x: (x * 1e-2).norm(dim=1), lambda x: (x * 1e-2).norm(dim=1)),
    "cumsum": (lambda x: (x * 1e-3).cumsum(1), lambda x: (x * 1e-3).cumsum(1)),
    "logsumexp": (lambda x: (x * 1e-4).logsumexp(1), lambda x: (x * 1e-4).logsumexp(1)),
    "avg_pool1d": (
        lambda x: x.reshape(1, 4, -1).avg_pool1d(8),
        lambda x: F.avg_pool1d(x.reshape(1, 4, -1), 8),
    ),
    "adaptive": (
        lambda x: x.reshape(1, 4, -1).adaptive_avg_pool1d(7),
        lambda x: F.adaptive_avg_pool1d(x.reshape(1, 4, -1), 7),
    ),
    "cosine": (lambda x: x.cosine_similarity(x + 1), lambda x: F.cosine_similarity(x, x + 1)),
    "mse": (lambda x: (x * 1e-2).mse_loss(x * -1e-2), lambda x: F.mse_loss(x * 1e-2, x * -1e-2)),
    "l1": (lambda x: x.l1_loss(x * 0), lambda x: F.l1_loss(x, x * 0)),
    "huber": (lambda x: x.huber_loss(x * 0), lambda x: F.huber_loss(x, x * 0)),
    "nll": (
        lambda x: x.nll_loss(Tensor([0, 1, 2, 3])),
        lambda x: F.nll_loss(x, torch.tensor([0, 1, 2, 3])),
    ),
    "cross_entropy": (
        lambda x: (x * 1e-4).cross_entropy(Tensor([0, 1, 2, 3])),
        lambda x: F.cross_entropy(x * 1e-4, torch.tensor([0, 1, 2, 3])),
    ),
    "layer_norm": (lambda x: x.layer_norm(200), lambda x: F.layer_norm(x, (200,))),
    "scatter_add": (
        lambda x: x.scatter_add(1, Tensor.zeros(4, 200, dtype="int64"), x * 1e-3)[:, 0],
        lambda x: x.scatter_add(1, torch.zeros(4, 200, dtype=torch.int64), x * 1e-3)[:, 0],
    ),
    "matmul": (lambda x: (x * 1e-3) @ x.T, lambda x: (x * 1e-3) @ x.T),
}


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_sums_of_halves_are_rounded_once(dtype: str) -> None:
    array = np.random.default_rng(7).uniform(0.5, 1.0, (4, 200)) * 2e4
    held = torch.tensor(array).to(getattr(torch, dtype))
    x, wide = Tensor(held.double().numpy()).cast(dtype), held.double()
    tolerance = BY_NAME[dtype].epsilon
    for name, (ours, theirs) in SUMS.items():
        found, expected = ours(x), theirs(wide)
        assert found.dtype.name == dtype, name
        inside = torch.where(expected.abs() > BY_NAME[dtype].finite, torch.inf, expected)
        np.testing.assert_allclose(
            found.cast("float64").numpy(), inside.numpy(), rtol=3 * tolerance, atol=tolerance, err_msg=name
        )


def test_gradients_of_halves_are_summed_wide() -> None:
    weight = Tensor.ones(3, 1, dtype="bfloat16").requires_grad_()
    weight[Tensor.zeros(3000, dtype="int64")].sum().backward()
    assert weight.grad is not None
    assert weight.grad.tolist() == [[3008.0], [0.0], [0.0]]  # 3000 is none of bfloat16's


def test_operands_of_cosine_similarity_broadcast_along_the_axis() -> None:
    generator = np.random.default_rng(2)
    for left, right, axis in (
        ((4, 1), (4, 6), 1),
        ((6,), (4, 6), 1),
        ((1, 5), (3, 1), 0),
        ((2, 1, 3), (4, 1), 1),
    ):
        x, y = (generator.standard_normal(shape).astype(np.float32) for shape in (left, right))
        expected = F.cosine_similarity(torch.tensor(x), torch.tensor(y), dim=axis).numpy()
        np.testing.assert_allclose(
            Tensor(x).cosine_similarity(Tensor(y), axis=axis).numpy(), expected, rtol=1e-5
        )


def test_operands_meet_in_the_promoted_dtype() -> None:
    half, single, double = (Tensor([1.0, 2.0], dtype=name) for name in ("float16", "float32", "float64"))
    whole, point = Tensor([1, 2]), Tensor(3.0, dtype="float64")
    for other, expected in ((half, "float16"), (single, "float32"), (double, "float64"), (point, "float64")):
        for name in ("hypot", "copysign", "xlogy", "pow", "atan2", "logaddexp", "maximum", "fmod"):
            assert getattr(half, name)(other).dtype.name == expected, name
            assert getattr(whole, name)(other).dtype.name == expected, name
        assert half.clip(other, other).dtype.name == half.lerp(other, 0.5).dtype.name == expected
        assert (half > 1).where(half, other).dtype.name == expected
        assert half.prelu(other.reshape(-1)[:1]).dtype.name == expected
    for name in ("hypot", "copysign", "xlogy", "atan2", "logaddexp"):
        assert getattr(whole, name)(2).dtype.name == "float32"
    empty = Tensor.zeros(0, 3)
    assert empty.softmax(1, dtype="float64").dtype.name == empty.log_softmax(1, dtype="float64").dtype.name
    assert empty.softmax(1, dtype="float64").dtype.name == "float64"
