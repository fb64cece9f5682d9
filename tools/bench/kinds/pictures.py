"""Pooling, scaling and rearranging of pictures."""

from __future__ import annotations

from typing import Any

from ..kind import Given, Kind, kind

_FEATURES = (1, 64, 112, 112)


def _interpolated(**said: Any) -> Any:
    return lambda library, x: library.nn.functional.interpolate(x, **said)


def _normalised(_: Any, picture: Any, mean: Any, deviation: Any) -> Any:
    """What is done to the bytes of a picture before a network takes it."""
    return ((picture.permute(0, 3, 1, 2).float() / 255 - mean) / deviation).contiguous()


KINDS: tuple[Kind, ...] = (
    kind(
        "max-pool",
        "max_pool2d 3×3 at stride 2 of 64×112×112",
        lambda library, x: library.nn.functional.max_pool2d(x, 3, 2, padding=1),
        _FEATURES,
    ),
    kind(
        "max-pool-5x5",
        "max_pool2d 5×5 at stride 1 of 128×20×20",
        lambda library, x: library.nn.functional.max_pool2d(x, 5, 1, padding=2),
        (1, 128, 20, 20),
    ),
    kind(
        "mean-pool",
        "avg_pool2d 2×2 of 64×112×112",
        lambda library, x: library.nn.functional.avg_pool2d(x, 2),
        _FEATURES,
    ),
    kind(
        "adaptive-pool",
        "adaptive_avg_pool2d of 8×256×13×13 to 6×6",
        lambda library, x: library.nn.functional.adaptive_avg_pool2d(x, 6),
        (8, 256, 13, 13),
    ),
    kind(
        "global-pool",
        "adaptive_avg_pool2d of 1×1280×7×7 to 1×1",
        lambda library, x: library.nn.functional.adaptive_avg_pool2d(x, 1),
        (1, 1280, 7, 7),
    ),
    kind(
        "interpolate-nearest",
        "interpolate 1×128×40×40 to twice its size, nearest",
        _interpolated(scale_factor=2, mode="nearest"),
        (1, 128, 40, 40),
    ),
    kind(
        "interpolate-bilinear",
        "interpolate 1×64×56×56 to 224×224, bilinear",
        _interpolated(size=(224, 224), mode="bilinear", align_corners=False),
        (1, 64, 56, 56),
    ),
    kind(
        "interpolate-bicubic",
        "interpolate 1×3×480×640 to 224×224, bicubic",
        _interpolated(size=(224, 224), mode="bicubic", align_corners=False),
        (1, 3, 480, 640),
    ),
    kind(
        "grid-sample",
        "grid_sample of 1×32×128×128 at 128×128 places",
        lambda library, x, places: library.nn.functional.grid_sample(
            x, places.clamp(-1, 1), align_corners=False
        ),
        (1, 32, 128, 128),
        (1, 128, 128, 2),
    ),
    kind(
        "pixel-shuffle",
        "pixel_shuffle by 2 of 1×256×64×64",
        lambda library, x: library.nn.functional.pixel_shuffle(x, 2).contiguous(),
        (1, 256, 64, 64),
    ),
    kind(
        "unfold",
        "unfold of 1×64×56×56 by windows of 3×3",
        lambda library, x: library.nn.functional.unfold(x, 3, padding=1),
        (1, 64, 56, 56),
    ),
    kind(
        "picture-bytes",
        "4 pictures 224×224×3 of bytes, normalised, channels first",
        _normalised,
        Given((4, 224, 224, 3), dtype="uint8"),
        (3, 1, 1),
        (3, 1, 1),
    ),
)
