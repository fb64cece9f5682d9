"""Elementwise work: single functions, chains that should be one kernel, dtypes, sizes small and odd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..kind import Given, Kind, chance, kind, unit

_MILLION = (1 << 20,)
_SQUARE = (2048, 2048)


def _method(name: str) -> Callable[..., Any]:
    return lambda _, *given: getattr(given[0], name)(*given[1:])


def _function(name: str, **said: Any) -> Callable[..., Any]:
    return lambda library, *given: getattr(library.nn.functional, name)(*given, **said)


def _single() -> list[Kind]:
    methods = ("exp", "tanh", "sigmoid", "sin", "erf", "square", "round")
    functions = ("gelu", "silu", "relu", "softplus", "elu", "hardswish", "mish", "leaky_relu")
    positive = ("log", "sqrt", "rsqrt", "log1p")
    found = [kind(name, f"{name}, 1 M", _method(name), _MILLION) for name in methods]
    found += [kind(name, f"{name}, 1 M", _method(name), unit(*_MILLION)) for name in positive]
    found += [kind(name.replace("_", "-"), f"{name}, 1 M", _function(name), _MILLION) for name in functions]
    found.append(kind("gelu-tanh", "gelu by tanh, 1 M", _function("gelu", approximate="tanh"), _MILLION))
    found += [
        kind("add", "x + y, 4 M", lambda _, x, y: x + y, _SQUARE, _SQUARE),
        kind("multiply", "x * y, 1 M", lambda _, x, y: x * y, _MILLION, _MILLION),
        kind("divide", "x / y, 1 M", lambda _, x, y: x / y, _MILLION, unit(*_MILLION), tolerance=1e-5),
        kind("power", "x ** 3, 1 M", lambda _, x: x**3, _MILLION),
        kind("power-of", "x ** y, 1 M", lambda _, x, y: x**y, unit(*_MILLION), _MILLION),
        kind("maximum", "maximum of x and y, 1 M", _method("maximum"), _MILLION, _MILLION),
        kind("arctangent", "atan2, 1 M", _method("atan2"), _MILLION, _MILLION),
        kind("clamp", "clamp(-1, 1), 4 M", lambda _, x: x.clamp(-1, 1), _SQUARE),
        kind("where", "where(mask, x, y), 4 M", _where, chance(50, *_SQUARE), _SQUARE, _SQUARE),
        kind("compare", "x > y, 4 M", lambda _, x, y: x > y, _SQUARE, _SQUARE),
        kind("masked-fill", "masked_fill of 12×512×512", _filled, (12, 512, 512), chance(30, 512, 512)),
        kind("broadcast", "rows plus a column, 2048×2048", lambda _, x, y: x + y, (2048, 1), (1, 2048)),
        kind("bias", "512×3072 plus a row", lambda _, x, y: x + y, (512, 3072), (3072,)),
    ]
    return found


def _where(library: Any, mask: Any, x: Any, y: Any) -> Any:
    return library.where(mask, x, y)


def _filled(_: Any, x: Any, mask: Any) -> Any:
    return x.masked_fill(mask, -1e4)


def _chain(_: Any, x: Any, y: Any) -> Any:
    return ((x + 1) * y - x).abs().sqrt()


def _gelu_residual(library: Any, x: Any, b: Any, y: Any) -> Any:
    return library.nn.functional.gelu(x + b) + y


def _swiglu(library: Any, x: Any) -> Any:
    gate, up = x.chunk(2, -1)
    return library.nn.functional.silu(gate) * up


def _noised(_: Any, x: Any, noise: Any, level: Any) -> Any:
    """A diffusion model's forward step."""
    return level.sqrt() * x + (1 - level).sqrt() * noise


def _chosen(library: Any, x: Any, y: Any) -> Any:
    return library.where((x > 0) & (y < 1), x * 2, y - 1)


def _spherical(_: Any, x: Any, y: Any, z: Any) -> Any:
    return (x.cos() * y.cos() - x.sin() * y.sin() * z.cos()).clamp(-1, 1).acos()


def _chains() -> list[Kind]:
    return [
        kind("clip", "(x * 0.1).clip(-0.1, 0.1), 4 M", lambda _, x: (x * 0.1).clip(-0.1, 0.1), _SQUARE),
        kind("chain", "((x + 1) * y - x).abs().sqrt(), 4 M", _chain, _SQUARE, _SQUARE),
        kind("swish-add", "x * sigmoid(x) + y, 1 M", lambda _, x, y: x * x.sigmoid() + y, _MILLION, _MILLION),
        kind("axpy", "2.5 * x + y, 4 M", lambda _, x, y: 2.5 * x + y, _SQUARE, _SQUARE),
        kind(
            "gelu-residual",
            "gelu(x + bias) + residual, 512×3072",
            _gelu_residual,
            (512, 3072),
            (3072,),
            (512, 3072),
        ),
        kind("swiglu", "silu of one half times the other, 512×5504", _swiglu, (512, 5504)),
        kind(
            "noise",
            "sqrt(a) * x + sqrt(1 - a) * noise, 16×3×64×64",
            _noised,
            (16, 3, 64, 64),
            (16, 3, 64, 64),
            unit(16, 1, 1, 1),
        ),
        kind("chosen", "where((x > 0) & (y < 1), 2 x, y - 1), 1 M", _chosen, _MILLION, _MILLION),
        kind("sphere", "arc cosine of products of sines, 1 M", _spherical, _MILLION, _MILLION, _MILLION),
    ]


def _dtypes() -> list[Kind]:
    found = [
        kind("half", "x * 2 + 1 of 4 M float16", lambda _, x: x * 2 + 1, _SQUARE, dtype="float16"),
        kind(
            "add-bfloat16", "x + y of 4 M bfloat16", lambda _, x, y: x + y, _SQUARE, _SQUARE, dtype="bfloat16"
        ),
        kind("gelu-bfloat16", "gelu of 1 M bfloat16", _function("gelu"), _MILLION, dtype="bfloat16"),
        kind("silu-float16", "silu of 1 M float16", _function("silu"), _MILLION, dtype="float16"),
        kind("exp-float64", "exp of 1 M float64", _method("exp"), _MILLION, dtype="float64"),
        kind("chain-float64", "the chain of 1 M float64", _chain, _MILLION, _MILLION, dtype="float64"),
        kind(
            "add-int32",
            "x * 3 + y of 1 M int32",
            lambda _, x, y: x * 3 + y,
            _MILLION,
            _MILLION,
            dtype="int32",
        ),
        kind(
            "divide-int32", "x // y of 1 M int32", lambda _, x, y: x // y, _MILLION, _MILLION, dtype="int32"
        ),
        kind("bits", "(x & 255) ^ (y >> 3) of 1 M int32", _bits, _MILLION, _MILLION, dtype="int32"),
        kind("add-int8", "x + y of 4 M int8", lambda _, x, y: x + y, _SQUARE, _SQUARE, dtype="int8"),
        kind(
            "multiply-complex",
            "x * y of 1 M complex64",
            lambda _, x, y: x * y,
            _MILLION,
            _MILLION,
            dtype="complex64",
        ),
        kind("abs-complex", "abs of 1 M complex64", _method("abs"), _MILLION, dtype="complex64"),
    ]
    casts = (("float32", "float16"), ("float32", "bfloat16"), ("bfloat16", "float32"), ("int8", "float32"))
    found += [
        kind(
            f"cast-{source}-{target}",
            f"4 M {source} as {target}",
            lambda library, x, target=target: x.to(getattr(library, target)),
            Given(_SQUARE, dtype=source),
            dtype=target,
        )
        for source, target in casts
    ]
    return found


def _bits(_: Any, x: Any, y: Any) -> Any:
    return (x & 255) ^ (y >> 3)


def _sizes() -> list[Kind]:
    return [
        kind("add-1k", "x + y, 1000", lambda _, x, y: x + y, (1000,), (1000,)),
        kind("gelu-1k", "gelu, 1000", _function("gelu"), (1000,)),
        kind("chain-1k", "the chain, 1000", _chain, (1000,), (1000,)),
        kind("tanh-30k", "tanh, 30 000", _method("tanh"), (30_000,)),
        kind("exp-odd", "exp, 1 000 003", _method("exp"), (1_000_003,)),
        kind("chain-odd", "the chain, 1013×997", _chain, (1013, 997), (1013, 997)),
        kind("add-16m", "x + y, 16 M", lambda _, x, y: x + y, (4096, 4096), (4096, 4096)),
        kind("turned-add", "x + y.T, 1024×1024", lambda _, x, y: x + y.T, (1024, 1024), (1024, 1024)),
    ]


def _quantised(library: Any, x: Any, scale: Any) -> Any:
    return (x / scale).round().clamp(-128, 127).to(library.int8)


def _by_rows(library: Any, x: Any) -> Any:
    scale = x.abs().amax(-1, keepdim=True) / 127
    return (x / scale).round().to(library.int8), scale


def _dequantised(_: Any, x: Any, scale: Any) -> Any:
    return (x.float() - 3) * scale


def _quantising() -> list[Kind]:
    return [
        kind("quantise", "1 M to int8 by one scale", _quantised, _MILLION, unit(1), tolerance=0.01),
        kind("quantise-rows", "512×2048 to int8 by scales of rows", _by_rows, (512, 2048), tolerance=0.01),
        kind("dequantise", "1 M of int8 to float32", _dequantised, Given(_MILLION, dtype="int8"), unit(1)),
    ]


KINDS: tuple[Kind, ...] = (*_single(), *_chains(), *_dtypes(), *_sizes(), *_quantising())
