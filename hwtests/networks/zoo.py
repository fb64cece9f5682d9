"""The networks by name, each small and at a size that people use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

import barewire
from barewire.tools.bench.networks.mobilenet_v2 import mobilenet_v2
from barewire.tools.bench.networks.resnet import resnet
from barewire.tools.bench.networks.segment_anything import image_encoder, mask_decoder
from barewire.tools.bench.networks.unet import unet
from barewire.tools.bench.networks.whisper import whisper
from barewire.tools.bench.networks.yolo import yolo

Array = np.ndarray[Any, Any]
POINTS, LABELS = (
    [[[0.2, 0.7], [0.4, 0.1], [0.0, 0.0]], [[0.9, 0.5], [0.3, 0.3], [0.6, 0.8]]],
    [
        [1, 0, -1],
        [1, 1, 0],
    ],
)


def pixels(*shape: int) -> Array:
    """Numbers about 0 that repeat from run to run."""
    return np.random.default_rng(shape).standard_normal(shape).astype(np.float32)


def prompts(picture: Array) -> list[Array]:
    """An embedded picture with two sets of three points."""
    return [picture, np.array(POINTS, np.float32), np.array(LABELS, np.int64)]


def speech(bands: int, frames: int, tokens: int) -> list[Array]:
    """A spectrogram and what was written of it so far."""
    return [pixels(1, bands, frames), np.array([[1, 4, 3, 7, tokens - 1]], np.int64)]


@dataclass(frozen=True)
class Network:
    """How a network is made of a library, and arrays that it takes."""

    make: Callable[[Any], Any]
    arguments: Callable[[], list[Array]]


SMALL = {
    "resnet": Network(lambda of: resnet(of, 8, (1, 1, 1, 1), False, 10), lambda: [pixels(2, 3, 32, 32)]),
    "bottlenecks": Network(lambda of: resnet(of, 4, (1, 2), True, 7), lambda: [pixels(2, 3, 32, 32)]),
    "mobilenet_v2": Network(lambda of: mobilenet_v2(of, 0.25, 2, 10), lambda: [pixels(2, 3, 32, 32)]),
    "yolo": Network(lambda of: yolo(of, 4, 3), lambda: [pixels(1, 3, 64, 64)]),
    "unet": Network(lambda of: unet(of, 8, 2, 3), lambda: [pixels(1, 3, 26, 22)]),
    "segment_anything.encoder": Network(
        lambda of: image_encoder(of, 32, 4, 16, 2, 3, 8), lambda: [pixels(1, 3, 32, 32)]
    ),
    "segment_anything.decoder": Network(
        lambda of: mask_decoder(of, 16, 2, 3), lambda: prompts(pixels(1, 16, 4, 4))
    ),
    "whisper": Network(lambda of: whisper(of, 8, 16, 2, 2, 40, 50), lambda: speech(8, 40, 50)),
}
REAL = {
    "resnet": Network(lambda of: resnet(of, 64, (2, 2, 2, 2), False, 1000), lambda: [pixels(1, 3, 224, 224)]),
    "bottlenecks": Network(
        lambda of: resnet(of, 64, (3, 4, 6, 3), True, 1000), lambda: [pixels(1, 3, 224, 224)]
    ),
    "mobilenet_v2": Network(lambda of: mobilenet_v2(of, 1.0, 4, 1000), lambda: [pixels(1, 3, 224, 224)]),
    "yolo": Network(lambda of: yolo(of, 16, 80), lambda: [pixels(1, 3, 320, 320)]),
    "unet": Network(lambda of: unet(of, 32, 4, 3), lambda: [pixels(1, 3, 200, 168)]),
    "segment_anything.encoder": Network(
        lambda of: image_encoder(of, 256, 16, 384, 6, 7, 256), lambda: [pixels(1, 3, 256, 256)]
    ),
    "segment_anything.decoder": Network(
        lambda of: mask_decoder(of, 256, 8, 4), lambda: prompts(pixels(1, 256, 16, 16))
    ),
    "whisper": Network(lambda of: whisper(of, 80, 384, 6, 4, 600, 51865), lambda: speech(80, 600, 51865)),
}


def twins(network: Network) -> tuple[Any, Any]:
    """A network in Barewire and in PyTorch, of one state, with statistics that its own data moved."""
    torch.manual_seed(3)
    theirs = network.make(torch)
    given = list(map(torch.from_numpy, network.arguments()))
    normalised = [each for each in theirs.modules() if isinstance(each, torch.nn.BatchNorm2d)]
    momenta = [each.momentum for each in normalised]
    for each in normalised:
        each.momentum = 0.5
    with torch.no_grad():
        theirs.train()(*given)
    for each, momentum in zip(normalised, momenta, strict=True):
        each.momentum = momentum
    ours = network.make(barewire)
    ours.load_state_dict(theirs.state_dict())
    return ours.eval(), theirs.eval()


def results(value: Any) -> list[Any]:
    """What a network gives, as a list."""
    return list(value) if isinstance(value, (tuple, list)) else [value]
