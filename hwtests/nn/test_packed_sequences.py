"""Sequences of several lengths, packed and padded, and recurrent layers over them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor, errors, nn

OURS, THEIRS = nn.utils.rnn, torch.nn.utils.rnn
LENGTHS = {"falling": [4, 3, 1], "mixed": [2, 4, 1], "equal": [4, 4, 4]}


def values(*shape: int) -> np.ndarray:
    return np.random.default_rng(shape).standard_normal(shape)


def close(found: Any, wanted: Any) -> None:
    if wanted is None:
        assert found is None
        return
    np.testing.assert_allclose(found.detach().numpy(), wanted.detach().numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", LENGTHS)
@pytest.mark.parametrize("batch_first", [False, True])
def test_packing_is_that_of_pytorch(kind: str, batch_first: bool) -> None:
    x, lengths = values(*(3, 4, 2) if batch_first else (4, 3, 2)), LENGTHS[kind]
    ours = OURS.pack_padded_sequence(Tensor(x), lengths, batch_first, enforce_sorted=False)
    theirs = THEIRS.pack_padded_sequence(
        torch.tensor(x), torch.tensor(lengths), batch_first, enforce_sorted=False
    )

    for a, b in zip(ours, theirs, strict=True):
        close(a, b)
    for a, b in zip(
        OURS.pad_packed_sequence(ours, batch_first, -1.0, 5),
        THEIRS.pad_packed_sequence(theirs, batch_first, -1.0, 5),
        strict=True,
    ):
        close(a, b)
    for a, b in zip(OURS.unpack_sequence(ours), THEIRS.unpack_sequence(theirs), strict=True):
        close(a, b)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("GRU", "falling"), pytest.param("LSTM", "mixed", marks=pytest.mark.slow),
     pytest.param("RNN", "equal", marks=pytest.mark.slow)],
)  # fmt: skip
def test_recurrent_layers_take_packed_sequences(name: str, kind: str) -> None:
    theirs = getattr(torch.nn, name)(2, 3, num_layers=2 if name == "LSTM" else 1, bidirectional=True).double()
    ours = getattr(nn, name)(2, 3, num_layers=2 if name == "LSTM" else 1, bidirectional=True).to(
        dtype="float64"
    )
    ours.load_state_dict({key: Tensor(value.numpy()) for key, value in theirs.state_dict().items()})
    x = values(4, 3, 2)
    a, b = Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    start = values(2 * theirs.num_layers, 3, 3)
    states = [None, None]
    if name != "LSTM":
        states = [Tensor(start), torch.tensor(start)]
    lengths = LENGTHS[kind]

    found, last = ours(OURS.pack_padded_sequence(a, lengths, enforce_sorted=False), states[0])
    wanted, after = theirs(
        THEIRS.pack_padded_sequence(b, torch.tensor(lengths), enforce_sorted=False), states[1]
    )

    pairs = zip(last if name == "LSTM" else [last], after if name == "LSTM" else [after], strict=True)
    total = found.data.square().sum()
    reference = wanted.data.square().sum()
    for mine, other in pairs:
        close(mine, other)
        total, reference = total + mine.sin().sum(), reference + other.sin().sum()
    close(found.data, wanted.data)
    parameters = dict(ours.named_parameters())
    names = [key for key, _ in theirs.named_parameters()]
    first = total.gradient(a, *(parameters[key] for key in names))
    Tensor.realize(*first)
    second = torch.autograd.grad(reference, [b, *theirs.parameters()])
    for mine, other in zip(first, second, strict=True):
        close(mine, other)


def test_what_cannot_be_packed_says_so() -> None:
    x = Tensor.zeros(4, 3, 2)
    for lengths in ([1, 2, 3], [5, 1, 1], [0, 0, 0], "abc", [1.5, 1, 1]):
        with pytest.raises(errors.InvalidArgument):
            OURS.pack_padded_sequence(x, lengths)
    with pytest.raises(errors.ShapeError):
        OURS.pack_padded_sequence(x, [4, 3])
    with pytest.raises(errors.InvalidArgument):
        OURS.pad_packed_sequence(x)
    with pytest.raises(errors.ShapeError):
        nn.LSTM(3, 4)(OURS.pack_padded_sequence(x, [4, 3, 1]))
