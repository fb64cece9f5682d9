"""Weights computed from other parameters: weight_norm and spectral_norm, against PyTorch's."""

from __future__ import annotations

import copy
import pickle
import warnings
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor, errors, nn


def close(found: Any, wanted: Any) -> None:
    np.testing.assert_allclose(found.detach().numpy(), wanted.detach().numpy(), rtol=1e-8, atol=1e-10)


LAYERS = {
    "Linear": (lambda n: n.Linear(3, 2), (4, 3)),
    "ConvTranspose1d": (lambda n: n.ConvTranspose1d(3, 2, 3), (1, 3, 5)),
}


@pytest.mark.parametrize("kind", ["weight_norm", "spectral_norm"])
@pytest.mark.parametrize("name", LAYERS)
def test_a_computed_weight_is_that_of_pytorch(kind: str, name: str) -> None:
    make, shape = LAYERS[name]
    warnings.simplefilter("ignore")
    theirs = getattr(torch.nn.utils, kind)(make(torch.nn).double())
    ours = getattr(nn.utils, kind)(make(nn).to(dtype="float64"))
    assert [*ours.state_dict()] == [*theirs.state_dict()]
    ours.load_state_dict({key: Tensor(value.numpy()) for key, value in theirs.state_dict().items()})
    x = np.random.default_rng(0).standard_normal(shape)
    a, b = Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)

    found, wanted = ours(a), theirs(b)
    found.square().sum().backward()
    wanted.square().sum().backward()

    close(found, wanted)
    close(a.grad, b.grad)
    parameters = dict(ours.named_parameters())
    for key, each in theirs.named_parameters():
        close(parameters[key].grad, each.grad)
    for key, each in theirs.state_dict().items():
        close(ours.state_dict()[key], each)
    ours.eval(), theirs.eval()
    close(ours(a), theirs(b))
    for each in (copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        close(each(a), theirs(b))
    plain = getattr(nn.utils, f"remove_{kind}")(ours)
    close(plain(a), theirs(b))
    assert [key for key, _ in plain.named_parameters()] == ["bias", "weight"]


def test_what_has_no_such_weight_says_so() -> None:
    layer = nn.ReLU()
    for function in (nn.utils.weight_norm, nn.utils.spectral_norm, nn.utils.remove_weight_norm):
        with pytest.raises(errors.InvalidArgument):
            function(layer)
    with pytest.raises(AttributeError, match="'ReLU' object has no attribute 'weight'"):
        _ = layer.weight
