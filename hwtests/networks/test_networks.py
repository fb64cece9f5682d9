"""Networks written through `nn`, of PyTorch's weights, beside PyTorch and ONNX Runtime."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch

import barewire
from barewire import Tensor, jit
from barewire.onnx import Model

from ..daily import daily
from .zoo import REAL, SMALL, Array, pixels, results, twins

pytestmark = pytest.mark.usefixtures("compiled")

ALL = {**SMALL, **{f"{name} as large": network for name, network in REAL.items()}}


def networks(*sample: str) -> pytest.MarkDecorator:
    """A test for each network, of which the sample runs every day."""
    return pytest.mark.parametrize("name", daily(ALL, sample))


def close(ours: Any, theirs: Any, tolerance: float, what: str = "") -> None:
    """Equal up to `tolerance` of the largest value."""
    found = ours.numpy() if isinstance(ours, Tensor) else ours
    wanted = theirs.detach().numpy() if isinstance(theirs, torch.Tensor) else theirs
    assert found.shape == wanted.shape, what
    scale = float(np.abs(wanted).max(initial=0))
    assert scale > 0, f"{what}: nothing to compare"
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance * scale, err_msg=what)


def exactly(theirs: Any, arrays: list[Array]) -> list[Any]:
    """What the network gives in float64."""
    given = [torch.from_numpy(each) for each in arrays]
    with torch.no_grad():
        return results(theirs.double()(*[x.double() if x.is_floating_point() else x for x in given]))


@networks("resnet", "mobilenet_v2", "unet", "segment_anything.encoder", "whisper")
def test_results_are_pytorchs(name: str) -> None:
    network = ALL[name]
    ours, theirs = twins(network)
    arrays = network.arguments()
    wanted = exactly(theirs, arrays)
    read: Callable[..., Any] = jit(lambda *given: results(ours(*given)))
    with Tensor.no_grad():
        calls = [results(ours(*map(Tensor, arrays)))]
        calls += [read(*map(Tensor, arrays)) for _ in range(3)]
        for found in calls:
            assert len(found) == len(wanted)
            for here, there in zip(found, wanted, strict=True):
                close(here, there, 2e-5)


@networks("segment_anything.decoder")
def test_gradients_are_pytorchs(name: str) -> None:
    network = ALL[name]
    ours, theirs = twins(network)
    arrays = network.arguments()
    theirs.double()
    seeds = [pixels(*each.shape) for each in exactly(theirs, arrays)]
    given = [Tensor(each, requires_grad=each.dtype == np.float32) for each in arrays]
    references = [
        torch.tensor(each, dtype=torch.float64, requires_grad=True)
        if each.dtype == np.float32
        else torch.from_numpy(each)
        for each in arrays
    ]
    sum((y * Tensor(seed)).sum() for y, seed in zip(results(ours(*given)), seeds, strict=True)).backward()
    found = results(theirs(*references))
    sum((y * torch.from_numpy(seed)).sum() for y, seed in zip(found, seeds, strict=True)).backward()
    wanted = {name: each.grad for name, each in theirs.named_parameters() if each.grad is not None}
    largest = max(float(each.abs().max()) for each in wanted.values())
    gradients = {name: each.grad for name, each in ours.named_parameters() if each.grad is not None}
    assert wanted.keys() == gradients.keys()
    Tensor.realize(*gradients.values(), *(each.grad for each in given if each.grad is not None))
    for each, gradient in gradients.items():
        scale = max(float(wanted[each].abs().max()), 1e-3 * largest)
        np.testing.assert_allclose(gradient.numpy(), wanted[each].numpy(), 1e-4, 5e-5 * scale, err_msg=each)
    for here, there in zip(given, references, strict=True):
        if there.requires_grad:
            close(here.grad, there.grad, 5e-5)


@networks("segment_anything.decoder")
def test_its_onnx_file_gives_what_onnx_runtime_gives(name: str) -> None:
    network = ALL[name]
    _, theirs = twins(network)
    arrays = network.arguments()
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of values that are constants in the file
        torch.onnx.export(theirs, tuple(map(torch.from_numpy, arrays)), file, dynamo=False, opset_version=17)
    session = onnxruntime.InferenceSession(file.getvalue(), providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_inputs()]
    wanted = session.run(None, dict(zip(names, arrays, strict=True)))
    model = Model(file.getvalue())
    for _ in range(3):
        for here, there in zip(results(model(*map(Tensor, arrays))), wanted, strict=True):
            close(here, there, 2e-5)
    ours, _ = twins(network)
    with barewire.no_grad():
        for here, there in zip(results(ours(*map(Tensor, arrays))), wanted, strict=True):
            close(here, there, 2e-5)
