"""The first programs anybody tries on a new card, and a small network forwards and backwards.

The same 21 cases as tinygrad's test_tiny.py has, so that the time a simulated card takes for them can be
compared with its simulated RDNA3. What it does with symbolic sizes, images and BEAM is done here with changed
shapes, a 1×1 convolution and `barewire tune`.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from barewire import Tensor, jit, nn
from barewire.tensor.graph import dtype
from barewire.tensor.graph.dtype import DType
from barewire.tools import cli

pytestmark = pytest.mark.usefixtures("compiled")


def test_const() -> None:
    assert Tensor(2.0).item() == 2.0


def test_copy() -> None:
    assert Tensor([1.0, 2, 3]).tolist() == [1.0, 2.0, 3.0]


def test_elu() -> None:
    assert Tensor([[1.0, 2], [3, 4]]).sum(axis=1).elu().tolist() == [3.0, 7.0]


def test_plus() -> None:
    assert (Tensor([1.0, 2, 3]) + Tensor([4.0, 5, 6])).tolist() == [5.0, 7.0, 9.0]


def test_plus_of_integers() -> None:
    result = Tensor([1, 2, 3], dtype=dtype.int32) + Tensor([4, 5, 6], dtype=dtype.int32)
    assert result.tolist() == [5, 7, 9]


def test_plus_of_a_vector() -> None:
    assert (Tensor.ones(16).contiguous() + Tensor.ones(16).contiguous()).tolist() == [2] * 16


def test_cat() -> None:
    assert Tensor.cat(Tensor.ones(8).contiguous(), Tensor.zeros(8).contiguous()).tolist() == [1] * 8 + [0] * 8


def test_sum() -> None:
    assert Tensor.ones(256).contiguous().sum().item() == 256


def test_eye() -> None:
    assert Tensor.eye(3).flatten().tolist() == [1, 0, 0, 0, 1, 0, 0, 0, 1]


@pytest.mark.parametrize("kind", [dtype.float32, dtype.float16], ids=lambda kind: kind.name)
def test_matrix_product(kind: DType) -> None:
    result = Tensor.ones(64, 64, dtype=kind).contiguous() @ Tensor.eye(64, dtype=kind).contiguous()
    assert result.dtype == kind
    np.testing.assert_array_equal(result.numpy(), np.ones((64, 64)))


def test_vector_times_matrix() -> None:
    result = Tensor.ones(1, 64).contiguous() @ Tensor.eye(64).contiguous()
    assert result.tolist() == [[1.0] * 64]


def test_random_numbers_are_in_range() -> None:
    assert all(0.0 <= number < 1.0 for number in Tensor.rand(10).tolist())


def test_a_captured_function_is_called_once() -> None:
    calls = []

    @jit
    def add(a: Tensor, b: Tensor) -> Tensor:
        calls.append("called")
        return a + b

    source = random.Random(0)
    for _ in range(3):
        first, second = ([source.randint(0, 10**5) for _ in range(10)] for _ in range(2))
        expected = [a + b for a, b in zip(first, second, strict=True)]
        assert add(Tensor(first), Tensor(second)).tolist() == expected
    assert len(calls) == 2  # once to see what it does, once to capture it


def test_tuned_plus(tmp_path_factory: pytest.TempPathFactory) -> None:
    script = tmp_path_factory.mktemp("tuned") / "plus.py"
    script.write_text(
        "from barewire import Tensor\nassert (Tensor([1.0] * 7) + Tensor([4.0] * 7)).tolist() == [5.0] * 7\n"
    )
    assert cli.main(["tune", "--script", str(script), "--budget", "0.2"]) == 0


def test_a_shape_that_changes() -> None:
    ones = Tensor.ones(10).contiguous()
    for size in (2, 5):
        assert (ones[:size] + 1).tolist() == [2.0] * size


def test_a_reduction_of_a_shape_that_changes() -> None:
    ones = Tensor.ones(10).contiguous()
    for size in (2, 5):
        assert ones[:size].sum().item() == size


def with_ones(layers: nn.Sequential) -> nn.Sequential:
    with Tensor.no_grad():
        for parameter in layers.parameters():
            parameter.assign(Tensor.ones(*parameter.shape))
    Tensor.realize(*layers.parameters())
    return layers


def test_a_network_for_digits() -> None:
    model = with_ones(
        nn.Sequential(
            nn.Conv2d(1, 32, 5), nn.ReLU(), nn.Conv2d(32, 32, 5), nn.ReLU(),
            nn.BatchNorm2d(32), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3), nn.ReLU(), nn.Conv2d(64, 64, 3), nn.ReLU(),
            nn.BatchNorm2d(64), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(576, 10),
        )
    )  # fmt: skip
    assert np.isfinite(model(Tensor.rand(1, 1, 28, 28)).numpy()).all()


def test_the_gradients_of_a_network_for_digits() -> None:
    model = with_ones(nn.Sequential(nn.Conv2d(1, 8, 5), nn.ReLU(), nn.Conv2d(8, 8, 5), nn.ReLU()))
    model(Tensor.zeros(4, 1, 14, 14)).sum().backward()
    gradients = [parameter.grad for parameter in model.parameters()]
    assert all(gradient is not None for gradient in gradients)
    Tensor.realize(*(gradient for gradient in gradients if gradient is not None))
    # With all weights 1 and no light: every output position adds 1 to the last layer's biases.
    assert gradients[-1] is not None
    np.testing.assert_array_equal(gradients[-1].numpy(), np.full(8, 4 * 6 * 6))


def test_a_matrix_product_of_an_image() -> None:
    # As a 1×1 convolution over an image of one row.
    image = Tensor.ones(1, 64, 1, 64).contiguous()
    weight = Tensor.eye(64).contiguous().reshape(64, 64, 1, 1)
    np.testing.assert_array_equal(image.conv2d(weight).numpy(), np.ones((1, 64, 1, 64)))


def test_tuned_matrix_product_of_an_image(tmp_path_factory: pytest.TempPathFactory) -> None:
    script = tmp_path_factory.mktemp("tuned") / "image.py"
    script.write_text(
        "from barewire import Tensor\n"
        "image, weight = Tensor.ones(1, 48, 1, 64).contiguous(), Tensor.eye(48).contiguous()\n"
        "assert image.conv2d(weight.reshape(48, 48, 1, 1)).sum().item() == 48 * 64\n"
    )
    assert cli.main(["tune", "--script", str(script), "--budget", "0.2"]) == 0
