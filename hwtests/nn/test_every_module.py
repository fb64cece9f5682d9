"""Every module with random arguments, against PyTorch: results, first and second gradients."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from barewire import Tensor, nn
from barewire.tensor.graph.derivatives import composites
from barewire.tensor.methods.core import waiting


class Draw:
    """Random arguments that are the same for the same seed."""

    def __init__(self, *seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def int(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high + 1))

    def of(self, *options: Any) -> Any:
        return options[self.int(0, len(options) - 1)]

    def flag(self) -> bool:
        return self.of(False, True)

    def real(self, low: float, high: float) -> float:
        return float(np.round(self.rng.uniform(low, high), 3))

    def normal(self, *shape: int) -> np.ndarray:
        return self.rng.standard_normal(shape)

    def inside(self, *shape: int) -> np.ndarray:
        return self.rng.uniform(0.05, 0.95, shape)

    def labels(self, count: int, *shape: int) -> np.ndarray:
        return self.rng.integers(0, count, shape)

    def signs(self, *shape: int) -> np.ndarray:
        return self.rng.choice([-1.0, 1.0], shape)

    def ints(self, count: int, low: int, high: int) -> Any:
        """One number for all axes, or one for each."""
        return self.of(self.int(low, high), tuple(self.int(low, high) for _ in range(count)))


# What makes a module in either library, from its nn, and what it is called with.
Case = tuple[Callable[[Any], Any], list[Any]]
CASES: dict[str, Callable[[Draw], Case]] = {}


def simple(name: str, shape: tuple[int, ...] = (3, 6), *arguments: str | float, **names: Any) -> None:
    """A module of one input; arguments that are pairs are drawn between them, lists are choices."""

    def case(d: Draw) -> Case:
        drawn = {
            key: d.real(*value) if isinstance(value, tuple) else d.of(*value) for key, value in names.items()
        }
        return lambda n: getattr(n, name)(*arguments, **drawn), [d.normal(*shape)]

    CASES[name] = case


for each in (
    "ReLU",
    "ReLU6",
    "SELU",
    "Sigmoid",
    "LogSigmoid",
    "SiLU",
    "Mish",
    "Tanh",
    "Tanhshrink",
    "Softsign",
    "Hardsigmoid",
    "Hardswish",
    "Identity",
):
    simple(each)
simple("ELU", alpha=(0.2, 2))
simple("CELU", alpha=[0.25, 1.0, 2.0])
simple("GELU", approximate=["none", "tanh"])
simple("LeakyReLU", negative_slope=(0, 1))
simple("RReLU", lower=(0.1, 0.2), upper=(0.3, 0.5))
simple("Softplus", beta=(0.5, 3), threshold=(1, 20))
simple("Hardtanh", min_val=(-1.5, -0.5), max_val=(0.2, 1))
simple("Hardshrink", lambd=(0.1, 1))
simple("Softshrink", lambd=(0.1, 1))
simple("Threshold", threshold=(-1, 1), value=(-2, 2))
simple("GLU", (4, 6, 2), dim=[0, 1, 2, -1])
simple("Softmax", (4, 6, 2), dim=[0, 1, 2, -1])
simple("LogSoftmax", (4, 6, 2), dim=[0, 1, 2, -1])
simple("Softmin", (4, 6, 2), dim=[0, 1, 2, -1])
simple("Softmax2d", (2, 4, 3, 2))
simple("Flatten", (2, 3, 4, 2), start_dim=[0, 1, 2], end_dim=[-1, 2, 3])
simple("Unflatten", (2, 12, 2), 1, unflattened_size=[(3, 4), (2, -1), (2, 2, 3)])
simple("PixelShuffle", (2, 8, 3, 2), 2)
simple("PixelUnshuffle", (2, 2, 4, 6), 2)
simple("ChannelShuffle", (2, 6, 3, 2), groups=[1, 2, 3])
simple("LocalResponseNorm", (2, 6, 5, 2), size=[2, 3, 5], alpha=(0.1, 1), beta=(0.5, 1), k=(0.5, 2))
simple("UpsamplingNearest2d", (1, 2, 3, 4), scale_factor=[2, 3])
simple("UpsamplingBilinear2d", (1, 2, 3, 4), size=[(5, 7), (6, 2)])
for each in ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"):
    simple(
        each, (2, 3, 4, 2, 2)[: 5 if each.endswith("3d") else 4 if each.endswith("2d") else 3], p=(0.1, 0.9)
    )


def _named(name: str) -> Callable[[Callable[[Draw], Case]], Callable[[Draw], Case]]:
    def keep(case: Callable[[Draw], Case]) -> Callable[[Draw], Case]:
        CASES[name] = case
        return case

    return keep


@_named("PReLU")
def _(d: Draw) -> Case:
    count = d.of(1, 4)
    return lambda n: n.PReLU(count), [d.normal(3, 4, 2)]


@_named("Linear")
def _(d: Draw) -> Case:
    a, b, bias = d.int(1, 7), d.int(1, 7), d.flag()
    return lambda n: n.Linear(a, b, bias=bias), [d.normal(*d.of((a,), (3, a), (2, 3, a)))]


@_named("Bilinear")
def _(d: Draw) -> Case:
    a, b, c, bias = d.int(1, 4), d.int(1, 4), d.int(1, 4), d.flag()
    return lambda n: n.Bilinear(a, b, c, bias=bias), [d.normal(3, a), d.normal(3, b)]


def convolution(rank: int, transposed: bool) -> None:
    name = f"Conv{'Transpose' if transposed else ''}{rank}d"

    def case(d: Draw) -> Case:
        groups = d.of(1, 1, 2)
        channels, out = groups * d.int(1, 3), groups * d.int(1, 3)
        names: dict[str, Any] = {
            "kernel_size": d.ints(rank, 1, 3),
            "stride": d.ints(rank, 1, 2),
            "padding": d.ints(rank, 0, 1),
            "dilation": d.ints(rank, 1, 2),
            "groups": groups,
            "bias": d.flag(),
        }
        if transposed:
            names["stride"] = d.of(2, 3)
            names["output_padding"] = d.ints(rank, 0, 1)
        else:
            names["padding_mode"] = d.of("zeros", "zeros", "reflect", "replicate", "circular")
            if d.int(0, 3) == 0:
                names["stride"], names["padding"] = 1, d.of("same", "valid")
        sizes = [d.int(5, 7) for _ in range(rank)]
        shape = d.of((2, channels, *sizes), (channels, *sizes))
        return lambda n: getattr(n, name)(channels, out, **names), [d.normal(*shape)]

    CASES[name] = case


def pooling(rank: int) -> None:
    def sizes(d: Draw) -> tuple[int, ...]:
        whole = (2, *(d.int(5, 8) for _ in range(rank)))
        return d.of((2, *whole), whole)

    def max_pool(d: Draw) -> Case:
        names = {
            "kernel_size": d.ints(rank, 2, 3),
            "stride": d.of(None, d.ints(rank, 1, 3)),
            "padding": d.ints(rank, 0, 1),
            "dilation": d.ints(rank, 1, 2),
            "ceil_mode": d.flag(),
        }
        return lambda n: getattr(n, f"MaxPool{rank}d")(**names), [d.normal(*sizes(d))]

    def avg_pool(d: Draw) -> Case:
        names: dict[str, Any] = {
            "kernel_size": d.ints(rank, 2, 3),
            "stride": d.of(None, d.ints(rank, 1, 3)),
            "padding": d.ints(rank, 0, 1),
            "ceil_mode": d.flag(),
            "count_include_pad": d.flag(),
        }
        if rank > 1:
            names["divisor_override"] = d.of(None, 3)
        return lambda n: getattr(n, f"AvgPool{rank}d")(**names), [d.normal(*sizes(d))]

    def adaptive(name: str) -> None:
        def case(d: Draw) -> Case:
            size = d.ints(rank, 1, 9)
            return lambda n: getattr(n, name)(size), [d.normal(*sizes(d))]

        CASES[name] = case

    def lp_pool(d: Draw) -> Case:
        p, kernel, stride, ceil = d.of(1, 2, 3), d.ints(rank, 2, 3), d.of(None, 1, 2), d.flag()
        kernel = kernel if rank > 1 else d.int(2, 3)
        return (
            lambda n: getattr(n, f"LPPool{rank}d")(p, kernel, stride, ceil),
            [np.abs(d.normal(*sizes(d))) + 0.1],
        )

    def unpool(d: Draw) -> Case:
        kernel = d.int(2, 3)

        def both(n: Any) -> Any:
            class Both(n.Module):  # type: ignore[name-defined, misc]
                def __init__(self) -> None:
                    super().__init__()
                    self.down = getattr(n, f"MaxPool{rank}d")(kernel, return_indices=True)
                    self.up = getattr(n, f"MaxUnpool{rank}d")(kernel)

                def forward(self, x: Any) -> Any:
                    return self.up(*self.down(x), output_size=tuple(x.shape)[-rank:])

            return Both()

        return both, [d.normal(*sizes(d))]

    CASES[f"MaxPool{rank}d"], CASES[f"AvgPool{rank}d"] = max_pool, avg_pool
    CASES[f"LPPool{rank}d"], CASES[f"MaxUnpool{rank}d"] = lp_pool, unpool
    adaptive(f"AdaptiveAvgPool{rank}d")
    adaptive(f"AdaptiveMaxPool{rank}d")


def normalising(rank: int) -> None:
    def batch(d: Draw) -> Case:
        names = {
            "eps": d.of(1e-5, 1e-2),
            "momentum": d.of(0.1, 0.7, None),
            "affine": d.flag(),
            "track_running_stats": d.flag(),
        }
        shape = (3, 4, *(d.int(2, 4) for _ in range(rank)))
        if rank == 1:
            shape = d.of(shape, (5, 4))
        return lambda n: getattr(n, f"BatchNorm{rank}d")(4, **names), [d.normal(*shape) + 1]

    def instance(d: Draw) -> Case:
        names = {
            "eps": d.of(1e-5, 1e-2),
            "momentum": d.of(0.1, 0.7),
            "affine": d.flag(),
            "track_running_stats": d.flag(),
        }
        shape = (4, *(d.int(2, 4) for _ in range(rank)))
        return lambda n: getattr(n, f"InstanceNorm{rank}d")(4, **names), [d.normal(*d.of(shape, (3, *shape)))]

    CASES[f"BatchNorm{rank}d"], CASES[f"InstanceNorm{rank}d"] = batch, instance


def padding(rank: int) -> None:
    for kind in ("Zero", "Constant", "Reflection", "Replication", "Circular"):

        def case(d: Draw, kind: str = kind) -> Case:
            low = -1 if kind in ("Zero", "Constant") else 0
            size = d.of(d.int(0, 2), tuple(d.int(low, 2) for _ in range(2 * rank)))
            values = (d.real(-2, 2),) if kind == "Constant" else ()
            shape = (2, *(d.int(3, 5) for _ in range(rank)))
            return (
                lambda n: getattr(n, f"{kind}Pad{rank}d")(size, *values),
                [d.normal(*d.of((2, *shape), shape))],
            )

        CASES[f"{kind}Pad{rank}d"] = case


for rank in (1, 2, 3):
    for each in (False, True):
        convolution(rank, each)
    pooling(rank)
    normalising(rank)
    padding(rank)


@_named("LayerNorm")
def _(d: Draw) -> Case:
    shape = d.of((4,), (3, 4))
    names = {"eps": d.of(1e-5, 1e-2), "elementwise_affine": d.flag(), "bias": d.flag()}
    return lambda n: n.LayerNorm(shape, **names), [d.normal(2, 3, 4)]


@_named("RMSNorm")
def _(d: Draw) -> Case:
    shape = d.of((4,), (3, 4))
    names = {"eps": d.of(None, 1e-2), "elementwise_affine": d.flag()}
    return lambda n: n.RMSNorm(shape, **names), [d.normal(2, 3, 4)]


@_named("GroupNorm")
def _(d: Draw) -> Case:
    groups, affine = d.of(1, 2, 3, 6), d.flag()
    return lambda n: n.GroupNorm(groups, 6, affine=affine), [d.normal(*d.of((3, 6), (2, 6, 4), (2, 6, 3, 2)))]


@_named("Upsample")
def _(d: Draw) -> Case:
    rank = d.int(1, 3)
    mode = d.of(
        "nearest", "nearest-exact", *{1: ["linear"], 2: ["bilinear", "bicubic"], 3: ["trilinear"]}[rank]
    )
    names: dict[str, Any] = {"mode": mode}
    if "linear" in mode or mode == "bicubic":
        names["align_corners"] = d.flag()
    if d.flag():
        names["size"] = tuple(d.int(2, 9) for _ in range(rank))
    else:
        names["scale_factor"] = d.of(2, 1.5, 0.7)
        names["recompute_scale_factor"] = d.of(None, True)
    return lambda n: n.Upsample(**names), [d.normal(1, 2, *(d.int(3, 5) for _ in range(rank)))]


@_named("Unfold")
def _(d: Draw) -> Case:
    names = {
        "kernel_size": d.ints(2, 1, 3),
        "dilation": d.ints(2, 1, 2),
        "padding": d.ints(2, 0, 1),
        "stride": d.ints(2, 1, 2),
    }
    return lambda n: n.Unfold(**names), [d.normal(2, 2, d.int(5, 7), d.int(5, 7))]


@_named("Fold")
def _(d: Draw) -> Case:
    names: dict[str, Any] = {
        "kernel_size": (2, 3),
        "dilation": d.int(1, 2),
        "padding": d.int(0, 1),
        "stride": d.int(1, 2),
    }
    spots = 1
    for size, kernel in ((6, 2), (7, 3)):
        spots *= (size + 2 * names["padding"] - names["dilation"] * (kernel - 1) - 1) // names["stride"] + 1
    return lambda n: n.Fold((6, 7), **names), [d.normal(2, 2 * 6, spots)]


@_named("Embedding")
def _(d: Draw) -> Case:
    names = {"padding_idx": d.of(None, 0, 3, -1), "max_norm": None}
    return lambda n: n.Embedding(7, 3, **names), [d.labels(7, *d.of((5,), (2, 4)))]


@_named("EmbeddingBag")
def _(d: Draw) -> Case:
    names = {"mode": d.of("sum", "mean", "max"), "padding_idx": d.of(None, 2)}
    if d.flag():
        return lambda n: n.EmbeddingBag(7, 3, **names), [d.labels(7, 4, 5)]
    offsets = d.of([0, 2, 2, 5], [0, 4])
    inputs = [d.labels(7, 8), np.array(offsets)]
    if names["mode"] == "sum" and d.flag():
        inputs.append(d.normal(8))
        return lambda n: _weighing(n, n.EmbeddingBag(7, 3, **names)), inputs
    return lambda n: n.EmbeddingBag(7, 3, **names), inputs


def _weighing(n: Any, bag: Any) -> Any:
    class Weighing(n.Module):  # type: ignore[name-defined, misc]
        def __init__(self) -> None:
            super().__init__()
            self.bag = bag

        def forward(self, x: Any, offsets: Any, weights: Any) -> Any:
            return self.bag(x, offsets, per_sample_weights=weights)

    return Weighing()


def recurrent(name: str) -> None:
    def case(d: Draw) -> Case:
        names: dict[str, Any] = {
            "num_layers": d.int(1, 2),
            "bias": d.flag(),
            "batch_first": d.flag(),
            "bidirectional": d.flag(),
        }
        if name == "RNN":
            names["nonlinearity"] = d.of("tanh", "relu")
        if name == "LSTM":
            names["proj_size"] = d.of(0, 2)
        shape = d.of((4, 3, 2), (3, 2))
        inputs: list[Any] = [d.normal(*shape)]
        if d.flag():
            batch = () if len(shape) == 2 else (shape[0 if names["batch_first"] else 1],)
            count = names["num_layers"] * (1 + names["bidirectional"])
            width = names.get("proj_size") or 4
            states = [d.normal(count, *batch, width), d.normal(count, *batch, 4)]
            inputs.append(tuple(states) if name == "LSTM" else states[0])
        return lambda n: getattr(n, name)(2, 4, **names), inputs

    def cell(d: Draw) -> Case:
        names: dict[str, Any] = {"bias": d.flag()}
        if name == "RNN":
            names["nonlinearity"] = d.of("tanh", "relu")
        batch = d.of((), (3,))
        inputs: list[Any] = [d.normal(*batch, 2)]
        if d.flag():
            states = [d.normal(*batch, 4), d.normal(*batch, 4)]
            inputs.append(tuple(states) if name == "LSTM" else states[0])
        return lambda n: getattr(n, f"{name}Cell")(2, 4, **names), inputs

    CASES[name], CASES[f"{name}Cell"] = case, cell


for each in ("RNN", "LSTM", "GRU"):
    recurrent(each)


@_named("MultiheadAttention")
def _(d: Draw) -> Case:
    width, heads = d.of((4, 1), (4, 2), (6, 3))
    names: dict[str, Any] = {
        "bias": d.flag(),
        "batch_first": d.flag(),
        "add_bias_kv": d.flag(),
        "add_zero_attn": d.flag(),
        "kdim": d.of(None, 3),
        "vdim": d.of(None, 5),
    }
    key, value = names["kdim"] or width, names["vdim"] or width
    lead = (2, 3) if names["batch_first"] else (3, 2)
    other = (2, 5) if names["batch_first"] else (5, 2)
    return (
        lambda n: n.MultiheadAttention(width, heads, **names),
        [d.normal(*lead, width), d.normal(*other, key), d.normal(*other, value)],
    )


def transformer(name: str) -> None:
    def case(d: Draw) -> Case:
        names: dict[str, Any] = {
            "dim_feedforward": 5,
            "dropout": 0.0,
            "activation": d.of("relu", "gelu"),
            "batch_first": d.flag(),
            "norm_first": d.flag(),
            "bias": d.flag(),
        }
        inputs = [d.normal(3, 2, 4)]
        if "Encoder" not in name:
            inputs.append(d.normal(*((3, 5, 4) if names["batch_first"] else (5, 2, 4))))
        if name == "Transformer":
            return lambda n: n.Transformer(4, 2, 1, 2, **names), inputs[::-1]
        if name.endswith("Layer"):
            return lambda n: getattr(n, name)(4, 2, **names), inputs
        return lambda n: getattr(n, name)(getattr(n, f"{name}Layer")(4, 2, **names), 2), inputs

    CASES[name] = case


for each in (
    "TransformerEncoderLayer",
    "TransformerDecoderLayer",
    "TransformerEncoder",
    "TransformerDecoder",
    "Transformer",
):
    transformer(each)


Inputs = Callable[[Draw], list[Any]]
REDUCTIONS = ("mean", "sum", "none")


def loss(name: str, inputs: Inputs, reductions: tuple[str, ...] = REDUCTIONS, **options: Any) -> None:
    def case(d: Draw) -> Case:
        names = {key: d.of(*values) for key, values in options.items()}
        names["reduction"] = d.of(*reductions)
        return lambda n: getattr(n, name)(**names), inputs(d)

    CASES[name] = case


loss("L1Loss", lambda d: [d.normal(3, 4), d.normal(3, 4)])
loss("MSELoss", lambda d: [d.normal(3, 4), d.normal(3, 4)])
loss("SmoothL1Loss", lambda d: [d.normal(3, 4), d.normal(3, 4)], beta=[0.3, 1.0])
loss("HuberLoss", lambda d: [d.normal(3, 4), d.normal(3, 4)], delta=[0.3, 1.0])
loss("BCELoss", lambda d: [d.inside(3, 4), d.inside(3, 4)])
loss("BCEWithLogitsLoss", lambda d: [d.normal(3, 4), d.inside(3, 4)])
loss("KLDivLoss", lambda d: [d.normal(3, 4), d.inside(3, 4)], ("batchmean", "mean", "sum", "none"))
loss(
    "PoissonNLLLoss", lambda d: [d.inside(3, 4), d.inside(3, 4)], log_input=[True, False], full=[True, False]
)
loss(
    "GaussianNLLLoss",
    lambda d: [d.normal(3, 4), d.normal(3, 4), d.of(d.inside(3, 4), d.inside(3, 1))],
    full=[True, False],
)
loss("SoftMarginLoss", lambda d: [d.normal(3, 4), d.signs(3, 4)])
loss("HingeEmbeddingLoss", lambda d: [d.normal(3, 4), d.signs(3, 4)], margin=[0.5, 1.0])
loss("MarginRankingLoss", lambda d: [d.normal(5), d.normal(5), d.signs(5)], margin=[0.0, 0.5])
loss("CosineEmbeddingLoss", lambda d: [d.normal(3, 4), d.normal(3, 4), d.signs(3)], margin=[0.0, 0.3])
loss("MultiLabelSoftMarginLoss", lambda d: [d.normal(3, 4), d.labels(2, 3, 4) * 1.0])
loss(
    "MultiLabelMarginLoss", lambda d: [d.normal(3, 4), np.array([[3, 0, -1, 1], [0, -1, 2, 1], [1, 2, 3, 0]])]
)
loss("MultiMarginLoss", lambda d: [d.normal(3, 4), d.labels(4, 3)], p=[1, 2], margin=[0.5, 1.0])
loss(
    "TripletMarginLoss",
    lambda d: [d.normal(3, 4), d.normal(3, 4), d.normal(3, 4)],
    p=[1.0, 2.0],
    swap=[False, True],
)
loss(
    "TripletMarginWithDistanceLoss",
    lambda d: [d.normal(3, 4), d.normal(3, 4), d.normal(3, 4)],
    swap=[False, True],
)
loss(
    "NLLLoss",
    lambda d: d.of([d.normal(3, 4), d.labels(4, 3)], [d.normal(2, 4, 3), d.labels(4, 2, 3)]),
    ignore_index=[-100, 1],
)
loss(
    "CrossEntropyLoss",
    lambda d: d.of(
        [d.normal(3, 4), d.labels(4, 3)],
        [d.normal(2, 4, 3), d.labels(4, 2, 3)],
        [d.normal(3, 4), d.inside(3, 4)],
    ),
    label_smoothing=[0.0, 0.1],
)


@_named("CTCLoss")
def _(d: Draw) -> Case:
    names = {"blank": d.of(0, 3), "reduction": d.of("mean", "sum", "none"), "zero_infinity": d.flag()}
    targets = np.array([[1, 2, 2], [2, 1, 0]])
    if names["blank"] == 0:
        targets[1, 2] = 1
    scores = d.normal(7, 2, 4)
    return (
        lambda n: _Scored(n, n.CTCLoss(**names)),
        [scores, targets, np.array([7, d.int(4, 7)]), np.array([3, d.int(1, 2)])],
    )


def _Scored(n: Any, loss: Any) -> Any:
    class Scored(n.Module):  # type: ignore[name-defined, misc]
        def forward(self, x: Any, *rest: Any) -> Any:
            return loss(x.log_softmax(-1), *rest)

    return Scored()


@_named("CosineSimilarity")
def _(d: Draw) -> Case:
    dim = d.of(0, 1, -1)
    return lambda n: n.CosineSimilarity(dim), [d.normal(3, 4), d.normal(3, 4)]


@_named("PairwiseDistance")
def _(d: Draw) -> Case:
    p, keep = d.of(1.0, 2.0, 3.0), d.flag()
    return lambda n: n.PairwiseDistance(p, keepdim=keep), [d.normal(3, 4), d.normal(3, 4)]


# Modules that hold others, and those that draw random numbers while they learn.
CONTAINERS = {
    "Module", "ModuleDict", "ModuleList", "Parameter", "ParameterDict", "ParameterList", "Sequential",
    "functional", "init", "state", "utils",
}  # fmt: skip
RANDOM = {"RReLU", *(name for name in CASES if "Dropout" in name)}


def flattened(value: Any) -> list[Any]:
    if isinstance(value, (tuple, list)):
        return [each for part in value for each in flattened(part)]
    return [value]


def mapped(function: Callable[[Any], Any], value: Any) -> Any:
    return tuple(mapped(function, each) for each in value) if isinstance(value, tuple) else function(value)


def close(what: str, found: Any, wanted: torch.Tensor, tolerance: float) -> None:
    ours = found.detach().cast("float64").numpy() if found.is_floating_point() else found.numpy()
    theirs = wanted.detach().numpy(force=True)
    assert ours.shape == theirs.shape, f"{what}: {ours.shape} for {theirs.shape}"
    scale = max(1.0, float(np.abs(theirs).max(initial=0.0)))
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance * scale, err_msg=what)


TOLERANCE = {"float64": 1e-9, "float32": 2e-5, "bfloat16": 4e-2}


def run(name: str, seed: int, dtype: str, training: bool, second: bool = False) -> None:
    make, inputs = CASES[name](Draw(seed, len(name)))
    torch.manual_seed(seed)
    theirs = make(torch.nn).double().train(training)
    ours = make(nn).to(dtype=dtype).train(training)
    with torch.no_grad():
        for each in theirs.parameters():
            each.add_(torch.randn_like(each) * 0.1)
            each.copy_(each.to(getattr(torch, dtype)))
    if isinstance(ours, nn.Module):
        state = {key: Tensor(value.numpy()) for key, value in theirs.state_dict().items()}
        ours.load_state_dict(state)
    tolerance = TOLERANCE[dtype]
    given: list[tuple[Tensor, torch.Tensor]] = []

    def pair(array: np.ndarray) -> tuple[Any, Any]:
        if array.dtype.kind != "f":
            return Tensor(array), torch.from_numpy(array)
        if (np.abs(array) == 1).all():
            # Signs that a loss is given as targets.
            return Tensor(array, dtype=dtype), torch.from_numpy(array)
        b = torch.from_numpy(array).to(getattr(torch, dtype)).double().requires_grad_()
        a = Tensor(b.detach().numpy(), dtype=dtype, requires_grad=True)
        given.append((a, b))
        return a, b

    pairs = [mapped(pair, each) for each in inputs]
    first = lambda i: [mapped_pairs(each, i) for each in pairs]  # noqa: E731
    result, wanted = flattened(ours(*first(0))), flattened(theirs(*first(1)))
    assert len(result) == len(wanted)
    for a, b in zip(result, wanted, strict=True):
        if dtype != "bfloat16" and a is not None and b.is_floating_point():
            assert a.dtype.name == dtype, f"{name}: a {a.dtype} result"
        if b is not None:
            close("result", a, b, tolerance)
    for key, value in theirs.state_dict().items():
        close(key, ours.state_dict()[key], value, tolerance)
    if dtype == "bfloat16":
        return
    owned = dict(ours.named_parameters())
    leaves = [*given, *((owned[key], value) for key, value in theirs.named_parameters())]
    mine, other = [a for a, _ in leaves], [b for _, b in leaves]

    def weighed(values: list[Any], library: Any) -> Any:
        total: Any = 0.0
        for number, each in enumerate(values):
            if each is not None and each.requires_grad:
                weight = np.cos(np.arange(int(np.prod(each.shape))) * 0.37 + number).reshape(
                    tuple(each.shape)
                )
                total = total + (each * library(weight.astype(dtype))).sum()
        return total

    total, reference = weighed(result, Tensor), weighed(wanted, torch.from_numpy)
    if isinstance(reference, float):
        return
    gradients = total.gradient(*mine)
    references = torch.autograd.grad(reference, other, create_graph=second, allow_unused=True)

    def compare(what: str, found: Any, expected: Any, bound: float) -> None:
        # In one go, or each would compute all before it anew.
        there = [each for each in found if each is not None]
        if there:
            there[0].realize(*there[1:])
        for number, (a, b, leaf) in enumerate(zip(found, expected, other, strict=True)):
            zero = torch.zeros_like(leaf)
            close(
                f"{what} {number}", Tensor(zero.numpy()) if a is None else a, zero if b is None else b, bound
            )

    compare("gradient", gradients, references, tolerance * 5)
    if not second:
        return
    total, reference = weighed(gradients, Tensor), weighed(references, torch.from_numpy)
    if isinstance(reference, float):
        return
    again = torch.autograd.grad(reference, other, allow_unused=True)
    compare("second gradient", total.gradient(*mine), again, tolerance * 100)


def mapped_pairs(value: Any, side: int) -> Any:
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return tuple(mapped_pairs(each, side) for each in value)
    return value[side]


# Whose second gradients PyTorch has not.
NO_SECOND = {"EmbeddingBag", "CTCLoss", "Hardsigmoid", "MultiMarginLoss", "MultiLabelMarginLoss"}


def test_every_module_has_a_case() -> None:
    assert sorted(set(nn.__all__) - CONTAINERS - {*CASES}) == []


def _pass(name: str) -> None:
    """Write down a module's pass forwards and backwards, and forget it."""
    make, inputs = CASES[name](Draw(3, len(name)))
    ours = make(nn)

    def given(array: np.ndarray) -> Tensor:
        is_real = array.dtype.kind == "f" and not (np.abs(array) == 1).all()
        return Tensor(array.astype(np.float32), requires_grad=True) if is_real else Tensor(array)

    results = flattened(ours(*(mapped(given, each) for each in inputs)))
    learned = [each.sum() for each in results if each is not None and each.requires_grad]
    if learned:
        sum(learned[1:], learned[0]).backward()


def test_no_rule_of_a_gradient_holds_what_is_computed_from_its_result() -> None:
    def rules() -> int:
        for name in CASES:
            _pass(name)
        waiting.companions.clear()
        gc.collect()
        return len(composites)

    # What the first passes leave is kept for all, such as constants.
    before = rules()
    assert rules() == before


def check(name: str, seed: int) -> None:
    # PyTorch's other attention has no second gradients.
    with warnings.catch_warnings(), sdpa_kernel(SDPBackend.MATH):
        warnings.simplefilter("ignore")
        for training in (False,) if name in RANDOM else (True, False):
            run(name, seed, "float64", training, second=name not in NO_SECOND)
        run(name, seed, "float32", name not in RANDOM)
        run(name, seed, "bfloat16", False)


@pytest.mark.parametrize("name", ["BatchNorm1d", "CTCLoss", "MaxPool1d"])
def test_modules_are_those_of_pytorch(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run(name, 0, "float64", True, second=name not in NO_SECOND)


@pytest.mark.parametrize(
    "name", ["GRU", *(pytest.param(each, marks=pytest.mark.slow) for each in ("LSTM", "RNN"))]
)
def test_second_gradients_of_recurrent_layers_reach_the_weights(name: str) -> None:
    theirs = getattr(torch.nn, name)(2, 3, dtype=torch.float64)
    ours = getattr(nn, name)(2, 3).to(dtype="float64")
    ours.load_state_dict({key: Tensor(value.numpy()) for key, value in theirs.state_dict().items()})
    values = Draw(0).normal(3, 2, 2)
    a, b = Tensor(values, requires_grad=True), torch.from_numpy(values).requires_grad_()

    (first,) = ours(a)[0].square().sum().gradient(a)
    found = first.square().sum().gradient(a, ours.weight_hh_l0, ours.weight_ih_l0)
    Tensor.realize(*found)

    (first,) = torch.autograd.grad(theirs(b)[0].square().sum(), b, create_graph=True)
    wanted = torch.autograd.grad(first.square().sum(), [b, theirs.weight_hh_l0, theirs.weight_ih_l0])
    for x, y in zip(found, wanted, strict=True):
        close("second gradient", x, y, 1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", sorted(CASES))
def test_every_module_is_that_of_pytorch(name: str, seed: int) -> None:
    check(name, seed)
