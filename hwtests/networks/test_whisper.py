"""Speech to tokens: a spectrogram of sound, its encoding, and a loop that writes token after token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import barewire
from barewire import Tensor, jit
from barewire.tools.bench.networks.whisper import HOP, log_mel, whisper

from .zoo import Array

pytestmark = pytest.mark.usefixtures("compiled")

BANDS, SECONDS, STEPS = 16, 0.4, 8


def sound() -> Array:
    """A tone that rises, with a little noise."""
    time = np.arange(int(16000 * SECONDS)) / 16000
    noise = np.random.default_rng(0).standard_normal(time.shape) * 0.01
    return (np.sin(2 * np.pi * (200 + 800 * time) * time) * 0.3 + noise)[None].astype(np.float32)


def written(library: Any, encode: Any, decode: Any, wave: Any) -> tuple[list[int], list[Array]]:
    """The likeliest token of each step, and the logits that it was chosen by."""
    with library.no_grad():
        across = encode(log_mel(library, wave, BANDS))
        tokens, logits, cache = [1, 2], [], None
        fed = tokens
        for _ in range(STEPS):
            found, cache = decode(library.asarray(np.array([fed], np.int64)), across, cache)
            logits.append(found[0, -1].numpy())
            fed = [int(logits[-1].argmax())]
            tokens += fed
    return tokens, logits


def models() -> tuple[Any, Any]:
    torch.manual_seed(11)
    theirs = whisper(torch, BANDS, 16, 2, 2, int(16000 * SECONDS) // HOP, 50).eval()
    ours = whisper(barewire, BANDS, 16, 2, 2, int(16000 * SECONDS) // HOP, 50)
    ours.load_state_dict(theirs.state_dict())
    return ours.eval(), theirs


def test_the_spectrogram_is_pytorchs() -> None:
    ours = log_mel(barewire, Tensor(sound()), BANDS)
    theirs = log_mel(torch, torch.from_numpy(sound()), BANDS)
    assert ours.shape == (1, BANDS, int(16000 * SECONDS) // HOP)
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    "wrap", [lambda function: function, pytest.param(jit, marks=pytest.mark.slow)], ids=["eager", "jitted"]
)
def test_it_writes_what_pytorch_writes(wrap: Callable[[Any], Any]) -> None:
    ours, theirs = models()
    tokens, logits = written(
        torch,
        lambda spectrogram: theirs.across(theirs.encode(spectrogram)),
        theirs.decode,
        torch.from_numpy(sound()),
    )
    encode = wrap(lambda spectrogram: ours.across(ours.encode(spectrogram)))
    decode = wrap(lambda fed, across, cache: ours.decode(fed, across, cache))
    # A second and a third time the steps of each length are captured, then replayed.
    for _ in range(3 if wrap is jit else 1):
        found, values = written(barewire, encode, decode, Tensor(sound()))
        assert found == tokens
        for here, there in zip(values, logits, strict=True):
            np.testing.assert_allclose(here, there, rtol=1e-4, atol=1e-4 * np.abs(there).max())


def test_the_cache_changes_nothing() -> None:
    ours, _ = models()
    with barewire.no_grad():
        across = ours.across(ours.encode(log_mel(barewire, Tensor(sound()), BANDS)))
        whole, _ = ours.decode(Tensor([[1, 5, 9, 4]]), across, None)
        _, cache = ours.decode(Tensor([[1, 5, 9]]), across, None)
        last, grown = ours.decode(Tensor([[4]]), across, cache)
    np.testing.assert_allclose(last[0, 0].numpy(), whole[0, 3].numpy(), rtol=1e-4, atol=1e-5)
    assert grown[0][0].shape == (1, 2, 4, 8)
