"""The networks that are measured, at sizes that people use and small ones to try them out."""

from __future__ import annotations

from typing import Any

from ..network import Network, Shape, below, forward_work, normal, training_work
from ..work import Work
from .diffusion import diffusion_unet
from .language import bert, gpt
from .mobilenet_v2 import mobilenet_v2
from .resnet import resnet
from .segment_anything import image_encoder
from .small import four_convolutions, recurrent
from .unet import unet
from .vision_transformer import vision_transformer
from .whisper import whisper
from .yolo import yolo


def _words(high: int, n: int, count: int) -> list[Any]:
    """Words, and a mask that leaves out the last few."""
    import numpy as np

    mask = np.ones((n, count), np.int64)
    mask[:, count - count // 8 :] = 0
    return [below(high, n, count), mask]


def _speech(bands: int, frames: int, tokens: int) -> list[Any]:
    return [normal(1, bands, frames), below(tokens, 1, 5)]


def _noise(side: int) -> list[Any]:
    import numpy as np

    return [normal(1, 4, side, side), np.array([500.0], np.float32)]


_RESNET18 = Network(
    "resnet18",
    "ResNet-18, 224×224",
    Shape(lambda of: resnet(of, 64, (2, 2, 2, 2), False, 1000), lambda: [normal(1, 3, 224, 224)]),
    Shape(lambda of: resnet(of, 8, (1, 1, 1, 1), False, 10), lambda: [normal(2, 3, 32, 32)]),
)
NETWORKS: tuple[Network, ...] = (
    _RESNET18,
    Network(
        "resnet18-batch",
        "ResNet-18, 8 of 224×224",
        Shape(_RESNET18.real.make, lambda: [normal(8, 3, 224, 224)]),
        _RESNET18.small,
    ),
    Network(
        "resnet50",
        "ResNet-50, 224×224",
        Shape(lambda of: resnet(of, 64, (3, 4, 6, 3), True, 1000), lambda: [normal(1, 3, 224, 224)]),
        Shape(lambda of: resnet(of, 4, (1, 2), True, 7), lambda: [normal(2, 3, 32, 32)]),
    ),
    Network(
        "mobilenet-v2",
        "MobileNetV2, 224×224",
        Shape(lambda of: mobilenet_v2(of, 1.0, 4, 1000), lambda: [normal(1, 3, 224, 224)]),
        Shape(lambda of: mobilenet_v2(of, 0.25, 2, 10), lambda: [normal(2, 3, 32, 32)]),
    ),
    Network(
        "yolo",
        "YOLOv8n's form, 320×320",
        Shape(lambda of: yolo(of, 16, 80), lambda: [normal(1, 3, 320, 320)]),
        Shape(lambda of: yolo(of, 4, 3), lambda: [normal(1, 3, 64, 64)]),
    ),
    Network(
        "unet",
        "U-Net, 200×168",
        Shape(lambda of: unet(of, 32, 4, 3), lambda: [normal(1, 3, 200, 168)]),
        Shape(lambda of: unet(of, 8, 2, 3), lambda: [normal(1, 3, 26, 22)]),
    ),
    Network(
        "diffusion-unet",
        "diffusion U-Net, 4×32×32",
        Shape(lambda of: diffusion_unet(of, 64, (1, 2, 4), 32), lambda: _noise(32)),
        Shape(lambda of: diffusion_unet(of, 8, (1, 2), 4), lambda: _noise(8)),
    ),
    Network(
        "vit-s",
        "ViT-S, 224×224",
        Shape(lambda of: vision_transformer(of, 224, 16, 384, 6, 12, 1000), lambda: [normal(1, 3, 224, 224)]),
        Shape(lambda of: vision_transformer(of, 32, 8, 32, 2, 2, 10), lambda: [normal(2, 3, 32, 32)]),
    ),
    Network(
        "bert",
        "BERT-base, 1×128",
        Shape(lambda of: bert(of, 30522, 768, 12, 12), lambda: _words(30522, 1, 128)),
        Shape(lambda of: bert(of, 100, 32, 4, 2), lambda: _words(100, 2, 16)),
    ),
    Network(
        "minilm",
        "MiniLM, 1×32",
        Shape(lambda of: bert(of, 30522, 384, 12, 6), lambda: _words(30522, 1, 32)),
        Shape(lambda of: bert(of, 100, 16, 2, 2), lambda: _words(100, 1, 8)),
    ),
    Network(
        "minilm-batch",
        "MiniLM, 32×128",
        Shape(lambda of: bert(of, 30522, 384, 12, 6), lambda: _words(30522, 32, 128)),
        Shape(lambda of: bert(of, 100, 16, 2, 2), lambda: _words(100, 4, 24)),
    ),
    Network(
        "sam-encoder",
        "Segment Anything's encoder, 256×256, 384 wide",
        Shape(lambda of: image_encoder(of, 256, 16, 384, 6, 7, 256), lambda: [normal(1, 3, 256, 256)]),
        Shape(lambda of: image_encoder(of, 32, 4, 16, 2, 3, 8), lambda: [normal(1, 3, 32, 32)]),
    ),
    Network(
        "gpt",
        "GPT-2, 124 M, 1×128",
        Shape(lambda of: gpt(of, 50257, 768, 12, 12), lambda: [below(50257, 1, 128)]),
        Shape(lambda of: gpt(of, 100, 32, 4, 2), lambda: [below(100, 2, 16)]),
    ),
    Network(
        "whisper",
        "Whisper, 4 layers of 384, 600 frames",
        Shape(lambda of: whisper(of, 80, 384, 6, 4, 600, 51865), lambda: _speech(80, 600, 51865)),
        Shape(lambda of: whisper(of, 8, 16, 2, 2, 40, 50), lambda: _speech(8, 40, 50)),
    ),
    Network(
        "lstm",
        "LSTM, 32 steps of 64, 128 wide",
        Shape(lambda of: recurrent(of, "LSTM", 64, 128), lambda: [normal(1, 32, 64)]),
        Shape(lambda of: recurrent(of, "LSTM", 8, 16), lambda: [normal(2, 5, 8)]),
    ),
    Network(
        "four-convolutions",
        "four small convolutions, 32×32",
        Shape(lambda of: four_convolutions(of, 16, 10), lambda: [normal(1, 3, 32, 32)]),
        Shape(lambda of: four_convolutions(of, 4, 10), lambda: [normal(2, 3, 16, 16)]),
    ),
)
_TRAINED: tuple[tuple[Network, Any], ...] = (
    (
        Network(
            "resnet18",
            "ResNet-18, 4 of 224×224, SGD with momentum",
            Shape(_RESNET18.real.make, lambda: [normal(4, 3, 224, 224), below(1000, 4)]),
            Shape(_RESNET18.small.make, lambda: [normal(4, 3, 32, 32), below(10, 4)]),
        ),
        lambda library, parameters: library.optim.SGD(parameters, lr=1e-3, momentum=0.9),
    ),
    (
        Network(
            "mobilenet-v2",
            "MobileNetV2, 4 of 224×224, SGD with momentum",
            Shape(
                lambda of: mobilenet_v2(of, 1.0, 4, 1000, 0.0),
                lambda: [normal(4, 3, 224, 224), below(1000, 4)],
            ),
            Shape(
                lambda of: mobilenet_v2(of, 0.25, 2, 10, 0.0), lambda: [normal(8, 3, 32, 32), below(10, 8)]
            ),
        ),
        lambda library, parameters: library.optim.SGD(parameters, lr=1e-3, momentum=0.9),
    ),
    (
        Network(
            "gpt",
            "GPT, 6 layers of 384, 4×128, AdamW",
            Shape(lambda of: gpt(of, 8192, 384, 6, 6), lambda: [below(8192, 4, 128), below(8191, 4, 128)]),
            Shape(lambda of: gpt(of, 100, 32, 4, 2), lambda: [below(100, 4, 16), below(99, 4, 16)]),
        ),
        lambda library, parameters: library.optim.AdamW(parameters, lr=1e-4),
    ),
)
WORKS: tuple[Work, ...] = (
    *map(forward_work, NETWORKS),
    *(training_work(network, optimizer) for network, optimizer in _TRAINED),
)
