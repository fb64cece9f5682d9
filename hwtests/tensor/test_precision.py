"""Products of float32 at tf32's precision, beside NumPy's of operands rounded by hand."""

import numpy as np
import pytest
import torch

from barewire import Tensor
from barewire.runtime.errors import DTypeError, InvalidArgument


def rounded(x: np.ndarray) -> np.ndarray:
    """Finite singles to 10 bits of fraction, halves away from zero, in double precision."""
    fraction, exponent = np.frexp(x.astype(np.float64))
    steps = np.floor(np.abs(fraction) * 2048 + 0.5)
    return np.copysign(np.ldexp(steps / 2048, exponent), x)


def random(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize(
    "shape", [(64, 72, 48), (33, 17, 5), (16, 8, 8), (128, 256, 64), (1, 40, 1), (48, 20, 64)], ids=str
)
def test_operands_are_rounded_and_products_summed_in_single_precision(shape: tuple[int, int, int]) -> None:
    rows, depth, columns = shape
    x, y = random(rows, depth), random(depth, columns, seed=1)
    a, b = Tensor(x).realize(), Tensor(y).realize()
    expected = rounded(x) @ rounded(y)
    close = {"rtol": 0, "atol": depth * 2e-6}
    np.testing.assert_allclose(a.matmul(b, precision="tf32").numpy(), expected, **close)
    turned = Tensor(np.ascontiguousarray(y.T)).realize()
    np.testing.assert_allclose(a.matmul(turned.T, precision="tf32").numpy(), expected, **close)
    np.testing.assert_allclose(a.linear(turned, precision="tf32").numpy(), expected, **close)
    np.testing.assert_allclose(a.matmul(b).numpy(), x.astype(np.float64) @ y, **close)


def test_halves_go_away_from_zero_and_carry_to_infinity() -> None:
    step = 2.0**-10
    near = [1 + step / 2, 1 + step / 2 * 0.999, -1 - step / 2, 1 + step * 1.5, 2 - step / 4, 3.4028235e38]
    values = np.float32([*near, np.inf, -np.inf, np.nan, 2.0**-126, -0.0, 0.0, 0.1, -0.3, 1e-40, 65504.0])
    kept = np.float32([1 + step, 1, -1 - step, 1 + 2 * step, 2, np.inf, np.inf, -np.inf, np.nan, 2.0**-126])
    square = np.zeros((16, 16), np.float32)
    np.fill_diagonal(square, values)
    ones = Tensor(np.ones((16, 16), np.float32))
    found = Tensor(square).realize().matmul(ones, precision="tf32").numpy()
    np.testing.assert_array_equal(found[:10, 3], kept)
    normal = [12, 13, 15]
    np.testing.assert_array_equal(found[normal, 0], rounded(values[normal]).astype(np.float32))


def test_nan_with_a_small_payload_stays_nan() -> None:
    bits = np.array([0x7F800001, 0x7FFFFFFF, 0xFF800001, 0xFFFFFFFF], np.uint32)
    x = np.zeros((16, 16), np.float32)
    x[np.arange(4), np.arange(4)] = bits.view(np.float32)
    found = Tensor(x).realize().matmul(Tensor(np.ones((16, 16), np.float32)), precision="tf32").numpy()
    assert np.isnan(found[:4]).all()
    assert (found[4:] == 0).all()


def test_products_within_the_context_are_at_its_precision() -> None:
    x, y = random(40, 24), random(24, 32, seed=1)
    image, kernel = random(2, 8, 9, 9, seed=2), random(16, 8, 3, 3, seed=3)
    a, b = Tensor(x), Tensor(y)
    with Tensor.precision("tf32"):
        product, summed = a @ b, Tensor.einsum("ij,jk->ki", a, b)
        convolved = Tensor(image).conv2d(Tensor(kernel), padding=1)
        with Tensor.precision("float32"):
            exact = a @ b
        asked = a.matmul(b, precision="float32")
        whole = Tensor([[1, 2]]) @ Tensor([[3], [4]])
    expected = rounded(x) @ rounded(y)
    np.testing.assert_allclose(product.numpy(), expected, rtol=0, atol=1e-5)
    np.testing.assert_allclose(summed.numpy(), expected.T, rtol=0, atol=1e-5)
    for each in (exact, asked, a @ b):
        np.testing.assert_allclose(each.numpy(), x.astype(np.float64) @ y, rtol=0, atol=1e-5)
    images = torch.from_numpy(rounded(image)), torch.from_numpy(rounded(kernel))
    theirs = torch.nn.functional.conv2d(*images, padding=1)
    np.testing.assert_allclose(convolved.numpy(), theirs.numpy(), rtol=0, atol=5e-5)
    assert whole.tolist() == [[11]]


def test_gradients_are_taken_at_the_precision_of_the_product() -> None:
    x, y, g = random(24, 40), random(40, 16, seed=1), random(24, 16, seed=2)
    a, b = Tensor(x, requires_grad=True), Tensor(y, requires_grad=True)
    (a.matmul(b, precision="tf32") * Tensor(g)).sum().backward()
    assert a.grad is not None and b.grad is not None
    np.testing.assert_allclose(a.grad.numpy(), rounded(g) @ rounded(y).T, rtol=0, atol=2e-5)
    np.testing.assert_allclose(b.grad.numpy(), rounded(x).T @ rounded(g), rtol=0, atol=2e-5)


def test_narrower_floats_are_exact_at_that_precision() -> None:
    x, y = random(32, 32), random(32, 32, seed=1)
    for name in ("float16", "bfloat16", "float8_e5m2"):
        a, b = Tensor(x).cast(name), Tensor(y).cast(name)
        asked = a.matmul(b, dtype="float32", precision="tf32").numpy()
        np.testing.assert_array_equal(asked, a.matmul(b, dtype="float32").numpy())


def test_what_is_no_precision_or_no_float32_is_refused() -> None:
    x = Tensor([[1.0]])
    with pytest.raises(InvalidArgument, match="'bf16'"):
        x.matmul(x, precision="bf16")
    with pytest.raises(InvalidArgument, match="'float32' or 'tf32'"), Tensor.precision("high"):
        pass
    for dtype in ("float64", "int32"):
        with pytest.raises(DTypeError, match=dtype):
            x.cast(dtype).matmul(x.cast(dtype), precision="tf32")
    with pytest.raises(DTypeError, match="tfloat32"):
        x.cast("tfloat32")
