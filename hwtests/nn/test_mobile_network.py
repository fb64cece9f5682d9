"""A network as phones run them, beside PyTorch: inverted residuals with depthwise convolutions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from barewire.tensor import nn, optim
from barewire.tensor.run.jit import jit
from barewire.tensor.tensor import Tensor

from ..daily import daily
from .against_torch import assert_close, random

LABELS = np.array([2, 0, 3, 3])


def mobile_network(library: Any) -> Any:
    """MobileNetV2 (Sandler et al., 2018) with few and narrow blocks, in Barewire or PyTorch."""

    def normed(inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1) -> list[Any]:
        convolution = library.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False)
        return [convolution, library.BatchNorm2d(outputs)]

    class InvertedResidual(library.Module):  # type: ignore[misc]
        def __init__(self, inputs: int, outputs: int, stride: int, expansion: int) -> None:
            super().__init__()
            width = inputs * expansion
            self.is_residual = stride == 1 and inputs == outputs
            self.inner = library.Sequential(
                *normed(inputs, width, 1),
                library.ReLU6(),
                *normed(width, width, 3, stride, groups=width),
                library.ReLU6(),
                *normed(width, outputs, 1),
            )

        def forward(self, x: Any) -> Any:
            return x + self.inner(x) if self.is_residual else self.inner(x)

    return library.Sequential(
        *normed(3, 8, 3, stride=2),
        library.ReLU6(),
        InvertedResidual(8, 8, 1, 2),
        InvertedResidual(8, 12, 2, 3),
        library.AvgPool2d(2, 1),
        library.MaxPool2d(3, 2, 1),
        *normed(12, 24, 1),
        library.ReLU6(),
        library.AdaptiveAvgPool2d(1),
        library.Flatten(),
        library.Linear(24, 5),
    )


def beside_torch() -> tuple[Any, Any]:
    """The network twice, from one start, with statistics that are not those of a beginning."""
    torch.manual_seed(1)
    ours, theirs = mobile_network(nn), mobile_network(torch.nn)
    with torch.no_grad():
        theirs(torch.from_numpy(3 * random(8, 3, 20, 20, seed=5)))
    ours.load_state_dict(theirs.state_dict())
    return ours, theirs


def picture() -> Any:
    return 2 * random(4, 3, 20, 20, seed=6)


@pytest.mark.parametrize("is_jitted", daily([True, False], [True]), ids=["jitted", "eager"])
def test_it_reads_pictures_like_torch(is_jitted: bool) -> None:
    ours, theirs = beside_torch()
    ours.eval()
    theirs.eval()
    read = jit(lambda x: ours(x)) if is_jitted else ours
    wanted = theirs(torch.from_numpy(picture()))
    for _ in range(2):
        with Tensor.no_grad():
            assert_close(read(Tensor(picture())), wanted, 1e-5)


def test_it_reads_pictures_in_half_precision() -> None:
    ours, theirs = beside_torch()
    ours.eval()
    theirs.eval()
    wanted = theirs(torch.from_numpy(picture()))
    with Tensor.no_grad():
        found = ours.half()(Tensor(picture().astype(np.float16)))
    assert found.dtype.name == "float16"
    assert_close(found.numpy().astype(np.float32), wanted, 1e-2)


def test_a_step_of_training_is_torchs() -> None:
    ours, theirs = beside_torch()
    found = optim.SGD(ours.parameters(), lr=0.1, momentum=0.9)
    wanted = torch.optim.SGD(theirs.parameters(), lr=0.1, momentum=0.9)
    loss = ours(Tensor(picture())).cross_entropy(Tensor(LABELS))
    reference = torch.nn.functional.cross_entropy(
        theirs(torch.from_numpy(picture())), torch.from_numpy(LABELS)
    )
    loss.backward()
    reference.backward()
    assert_close(loss, reference, 1e-5, "loss")
    gradients = {name: parameter.grad.numpy() for name, parameter in theirs.named_parameters()}
    # What normalisation takes out again has a gradient of numbers of that size which cancel.
    largest = max(np.abs(gradient).max() for gradient in gradients.values())
    for name, parameter in ours.named_parameters():
        gradient = parameter.grad.numpy()
        np.testing.assert_allclose(gradient, gradients[name], 1e-4, 1e-5 * largest, err_msg=name)
    found.step(loss)
    wanted.step()
    for name, value in theirs.state_dict().items():
        state = ours.state_dict()[name].numpy()
        np.testing.assert_allclose(state, value.numpy(), 1e-4, 1e-5 * largest, err_msg=name)
