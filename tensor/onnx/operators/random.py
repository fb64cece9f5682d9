"""Random numbers. With a seed they are the same at each run and on each device, else others each time."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from ....runtime.errors import InvalidArgument
from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ...graph.node import Node as GraphNode
from ...methods.generator import Generator, drawing_from
from ...tensor import Tensor
from ..elements import dtype_of
from ..lowering import Host, Node, lowering


class _Seeded(Generator):
    """Draws that follow from a seed alone, so a replay may make them again."""

    def _draw(self, count: int, device: str) -> tuple[GraphNode, int]:
        # The state is computed, not uploaded, so it is part of what is captured.
        place = Tensor.arange(4, device=device).cast(dtypes.uint32)
        low, high = self._seed & 0xFFFFFFFF, self._seed >> 32 & 0xFFFFFFFF
        state = (place == 0).where(low, (place == 1).where(high, 0)).cast(dtypes.uint32)
        return state._node, 0


def _from(seed: float | None) -> AbstractContextManager[Any]:
    """Where to draw from: seeds are floats, and each has its own numbers."""
    if seed is None:
        return nullcontext()
    (bits,) = struct.unpack("<Q", struct.pack("<d", float(seed)))
    return drawing_from(_Seeded().manual_seed(bits))


def _normal(
    shape: Sequence[int], to: DType, mean: float, scale: float, seed: float | None, device: str
) -> Tensor:
    wide = to if to.bits > 32 else dtypes.float32
    with _from(seed):
        drawn = Tensor.randn(tuple(shape), dtype=wide, device=device)
    return (drawn * scale + mean).cast(to)


def _uniform(
    shape: Sequence[int], to: DType, low: float, high: float, seed: float | None, device: str
) -> Tensor:
    wide = to if to.bits > 32 else dtypes.float32
    with _from(seed):
        drawn = Tensor.rand(tuple(shape), dtype=wide, device=device)
    return (drawn * (high - low) + low).cast(to)


@lowering("RandomNormal", draws=True)
def random_normal(
    *,
    dtype: int = 1,
    mean: float = 0.0,
    scale: float = 1.0,
    seed: float | None = None,
    shape: list[int],
    node: Node,
) -> Tensor:
    return _normal(shape, dtype_of(dtype), mean, scale, seed, node.device)


@lowering("RandomNormalLike", draws=True)
def random_normal_like(
    x: Tensor, *, dtype: int | None = None, mean: float = 0.0, scale: float = 1.0, seed: float | None = None
) -> Tensor:
    to = x.dtype if dtype is None else dtype_of(dtype)
    return _normal(x.shape, to, mean, scale, seed, x.device)


@lowering("RandomUniform", draws=True)
def random_uniform(
    *,
    dtype: int = 1,
    high: float = 1.0,
    low: float = 0.0,
    seed: float | None = None,
    shape: list[int],
    node: Node,
) -> Tensor:
    return _uniform(shape, dtype_of(dtype), low, high, seed, node.device)


@lowering("RandomUniformLike", draws=True)
def random_uniform_like(
    x: Tensor, *, dtype: int | None = None, high: float = 1.0, low: float = 0.0, seed: float | None = None
) -> Tensor:
    to = x.dtype if dtype is None else dtype_of(dtype)
    return _uniform(x.shape, to, low, high, seed, x.device)


@lowering("Bernoulli", since=15, draws=True)
def bernoulli(x: Tensor, *, dtype: int | None = None, seed: float | None = None) -> Tensor:
    """1 with the probability that an element says, else 0."""
    wide = x if x.dtype.bits > 32 else x.cast(dtypes.float32)
    drawn = _uniform(x.shape, wide.dtype, 0.0, 1.0, seed, x.device)
    return (drawn < wide).cast(x.dtype if dtype is None else dtype_of(dtype))


@lowering("Multinomial", since=7, draws=True)
def multinomial(x: Tensor, *, dtype: int = 6, sample_size: int = 1, seed: float | None = None) -> Tensor:
    """Places drawn by their logarithms of probabilities, which need not be normalised."""
    wide = x.cast(dtypes.float32).log_softmax(-1)
    totals = wide.exp().cumsum(-1)
    drawn = _uniform((x.shape[0], sample_size), dtypes.float32, 0.0, 1.0, seed, x.device)
    level = drawn * totals[:, -1:]
    places = (totals.unsqueeze(1) <= level.unsqueeze(-1)).sum(-1).minimum(x.shape[-1] - 1)
    return places.cast(dtype_of(dtype))


@lowering("Dropout")
def dropout_1(
    x: Tensor, *, ratio: float = 0.5, is_test: int = 0, consumed_inputs: object = None, node: Node
) -> tuple[Tensor, ...]:
    """Trains unless it is told otherwise; the mask is of the type of the numbers."""
    if is_test:
        return x, Tensor.ones(tuple(x.shape), dtype=x.dtype, device=x.device)
    result, mask = _dropped(x, ratio, None)
    return result, mask.cast(x.dtype)


@lowering("Dropout", since=7)
def dropout_7(x: Tensor, *, ratio: float = 0.5, node: Node) -> tuple[Tensor, ...]:
    """The identity."""
    to = dtypes.bool_ if node.version >= 10 else x.dtype
    return x, Tensor.ones(tuple(x.shape), dtype=to, device=x.device)


@lowering("Dropout", since=12, draws=True)
def dropout(
    x: Tensor, ratio: Host | None = None, training: Host | None = None, *, seed: float | None = None
) -> tuple[Tensor, ...]:
    share = 0.5 if ratio is None else float(ratio.reshape(-1)[0])
    if training is None or not training.reshape(-1)[0] or share == 0:
        return x, Tensor.ones(tuple(x.shape), dtype=dtypes.bool_, device=x.device)
    return _dropped(x, share, seed)


def _dropped(x: Tensor, share: float, seed: float | None) -> tuple[Tensor, Tensor]:
    if not 0 <= share < 1:
        raise InvalidArgument(f"Dropout of a share of {share}: it is at least 0 and below 1")
    mask = _uniform(x.shape, dtypes.float32, 0.0, 1.0, seed, x.device) >= share
    return mask.where(x * (1 / (1 - share)), 0).cast(x.dtype), mask
