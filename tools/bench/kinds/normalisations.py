"""Normalisations, with the statistics of the batch and with kept ones."""

from __future__ import annotations

from typing import Any

from ..kind import Kind, kind, unit

_PICTURES = (8, 64, 56, 56)


def _layer(library: Any, x: Any, w: Any, b: Any) -> Any:
    return library.nn.functional.layer_norm(x, (x.shape[-1],), w, b)


def _after_sum(library: Any, x: Any, y: Any, w: Any, b: Any) -> Any:
    return library.nn.functional.layer_norm(x + y, (x.shape[-1],), w, b)


def _kept(library: Any, x: Any, mean: Any, variance: Any, w: Any, b: Any) -> Any:
    return library.nn.functional.batch_norm(x, mean, variance, w, b)


def _of_batch(library: Any, x: Any, w: Any, b: Any) -> Any:
    return library.nn.functional.batch_norm(x, None, None, w, b, True)


def _rms(library: Any, x: Any, w: Any) -> Any:
    return library.nn.functional.rms_norm(x, (x.shape[-1],), w, 1e-6)


def _rms_by_hand(library: Any, x: Any, w: Any) -> Any:
    return x * library.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * w


KINDS: tuple[Kind, ...] = (
    kind(
        "layer-norm-512",
        "layer norm of 512×768",
        lambda library, x: library.nn.functional.layer_norm(x, (768,)),
        (512, 768),
    ),
    kind("layer-norm-weighed", "layer norm of 512×768, weight and bias", _layer, (512, 768), (768,), (768,)),
    kind("layer-norm-small", "layer norm of 1×384, weight and bias", _layer, (1, 384), (384,), (384,)),
    kind("layer-norm-odd", "layer norm of 197×50, weight and bias", _layer, (197, 50), (50,), (50,)),
    kind(
        "layer-norm-bfloat16",
        "layer norm of 512×768 bfloat16, weight and bias",
        _layer,
        (512, 768),
        (768,),
        (768,),
        dtype="bfloat16",
    ),
    kind(
        "add-layer-norm",
        "layer norm of x + y, 512×768, weight and bias",
        _after_sum,
        (512, 768),
        (512, 768),
        (768,),
        (768,),
    ),
    kind(
        "batch-norm",
        "batch norm of 8×64×56×56, kept statistics",
        _kept,
        _PICTURES,
        (64,),
        unit(64),
        (64,),
        (64,),
    ),
    kind(
        "batch-norm-train",
        "batch norm of 8×64×56×56, statistics of the batch",
        _of_batch,
        _PICTURES,
        (64,),
        (64,),
    ),
    kind(
        "batch-norm-rows",
        "batch norm of 256×512, statistics of the batch",
        _of_batch,
        (256, 512),
        (512,),
        (512,),
    ),
    kind(
        "group-norm",
        "group norm of 4×128×32×32, 32 groups",
        lambda library, x, w, b: library.nn.functional.group_norm(x, 32, w, b),
        (4, 128, 32, 32),
        (128,),
        (128,),
    ),
    kind(
        "instance-norm",
        "instance norm of 4×64×64×64",
        lambda library, x: library.nn.functional.instance_norm(x),
        (4, 64, 64, 64),
    ),
    kind("rms-norm", "rms norm of 512×1024", _rms, (512, 1024), (1024,)),
    kind("rms-norm-row", "rms norm of 1×2048", _rms, (1, 2048), (2048,)),
    kind("rms-norm-by-hand", "x * rsqrt(mean(x²) + ε) * w, 512×1024", _rms_by_hand, (512, 1024), (1024,)),
    kind(
        "unit-rows",
        "rows of 2000×384 scaled to norm 1",
        lambda library, x: library.nn.functional.normalize(x, dim=-1),
        (2000, 384),
    ),
)
