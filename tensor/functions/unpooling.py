"""Pooling that says where its maxima are, its way back, and pooling by powers and over channels."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from ...runtime.errors import InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..methods.gradient import TensorT
from .pooling import (
    OutputSize,
    _check_input,
    _overhang,
    _pool_padding,
    adaptive_sizes,
    avg_pool1d,
    avg_pool2d,
    avg_pool3d,
)
from .windows import PerAxis, pad_spatial, per_axis, sliding_windows


def max_pool_with_indices(
    x: TensorT,
    rank: int,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
) -> tuple[TensorT, TensorT]:
    """The maximum of every window, and where the first such is: its number in the flat image, int64."""
    name = f"max_pool{rank}d"
    _check_input(name, rank, x)
    kernel = per_axis(kernel_size, rank, "kernel_size")
    steps = kernel if stride is None else per_axis(stride, rank, "stride")
    around = _pool_padding(name, padding, kernel)
    holes = per_axis(dilation, rank, "dilation")
    sizes = x.shape[-rank:]
    reach = [hole * (size - 1) + 1 for hole, size in zip(holes, kernel, strict=True)]
    beyond = _overhang(sizes, reach, steps, around, ceil_mode)
    padding_of = [(p, p + more, 0) for p, more in zip(around, beyond, strict=True)]
    number = x._wrap(nodes.iota(prod(sizes), dtypes.int64), x.device).reshape(sizes)
    places = sliding_windows(pad_spatial(number, padding_of, -1), kernel, steps, holes, name)
    windows = sliding_windows(
        pad_spatial(x.detach(), padding_of, x.dtype.minimum), kernel, steps, holes, name
    )
    positions = windows.shape[-2 * rank : -rank]
    taps = prod(kernel)
    flat = places.reshape(*positions, taps)
    # Padding never wins, not even against the least value there is.
    rows = windows.reshape(*windows.shape[: -2 * rank], *positions, taps)
    real = flat >= 0
    peak = real.where(rows, x.dtype.minimum).amax(axis=-1, keepdims=True)
    hit = real & (rows.eq(peak) | rows.ne(rows))
    first = hit.where(flat, prod(sizes)).amin(axis=-1)
    first = first.expand(*x.shape[:-rank], *positions)
    return _read(x, first, rank), first


def adaptive_max_pool_with_indices(x: TensorT, rank: int, output_size: OutputSize) -> tuple[TensorT, TensorT]:
    """The maximum of every cell, and where the first such is: its number in the flat image, int64."""
    name = f"adaptive_max_pool{rank}d"
    _check_input(name, rank, x)
    targets = adaptive_sizes(name, rank, x, output_size)
    sizes = x.shape[-rank:]
    lead = x.shape[:-rank]
    # One axis after the other, each with the place of its maximum among those before.
    values = x.detach()
    number = x._wrap(nodes.iota(prod(sizes), dtypes.int64), x.device).reshape(sizes).expand(x.shape)
    for axis, (size, target) in enumerate(zip(sizes, targets, strict=True), start=len(lead)):
        cell = x._wrap(nodes.iota(target, dtypes.int64), x.device).unsqueeze(1)
        place = x._wrap(nodes.iota(size, dtypes.int64), x.device).unsqueeze(0)
        inside = (place >= cell * size // target) & (place < ((cell + 1) * size + target - 1) // target)
        spread = values.movedim(axis, -1).unsqueeze(-2)
        peak = inside.where(spread, x.dtype.minimum).amax(axis=-1, keepdims=True)
        hit = inside & (spread.eq(peak) | spread.ne(spread))
        numbers = number.movedim(axis, -1).unsqueeze(-2)
        number = hit.where(numbers, prod(sizes)).amin(axis=-1).movedim(-1, axis)
        values = peak.squeeze(-1).movedim(-1, axis)
    return _read(x, number, rank), number


def max_unpool(
    x: TensorT,
    indices: TensorT,
    rank: int,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    output_size: Sequence[int] | None = None,
) -> TensorT:
    """Put pooled values back to where `indices` says they came from; all else is zero.

    Raises ShapeError where the shapes do not fit.
    """
    name = f"max_unpool{rank}d"
    _check_input(name, rank, x)
    if indices.shape != x.shape or not indices.dtype.is_integer:
        raise ShapeError(f"{name}: the indices are {indices.dtype} of shape {indices.shape}, x {x.shape}")
    kernel = per_axis(kernel_size, rank, "kernel_size")
    steps = kernel if stride is None else per_axis(stride, rank, "stride")
    around = per_axis(padding, rank, "padding", least=0)
    pooled = x.shape[-rank:]
    sizes = [(n - 1) * s - 2 * p + k for n, s, p, k in zip(pooled, steps, around, kernel, strict=True)]
    if output_size is not None:
        given = [int(each) for each in output_size][-rank:]
        if len(given) != rank or any(
            not least - step <= size <= least + step
            for size, least, step in zip(given, sizes, steps, strict=True)
        ):
            raise ShapeError(f"{name}: output_size={tuple(output_size)} is far from {tuple(sizes)}")
        sizes = given
    lead = x.shape[:-rank]
    flat = x.reshape(*lead, prod(pooled))
    empty = x._wrap(nodes.const(0, x.dtype, (*lead, prod(sizes))), x.device)
    return empty.scatter(-1, indices.reshape(flat.shape), flat).reshape(*lead, *sizes)


def lp_pool(
    x: TensorT,
    rank: int,
    norm_type: float,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    ceil_mode: bool = False,
) -> TensorT:
    """The p-norm of every window, without the root of negative sums: those give 0, as in PyTorch."""
    if not norm_type:
        raise InvalidArgument(f"lp_pool{rank}d: norm_type must not be 0")
    pool = (avg_pool1d, avg_pool2d, avg_pool3d)[rank - 1]
    mean = pool(x**norm_type, kernel_size, stride, 0, ceil_mode)
    return (mean.sign() * mean.abs().relu() * prod(per_axis(kernel_size, rank, "kernel_size"))) ** (
        1 / norm_type
    )


def local_response_norm(
    x: TensorT, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> TensorT:
    """x over `(k + alpha * mean)**beta`, the mean of squares over `size` neighbouring channels (axis 1).

    Raises ShapeError for fewer than 3 axes, InvalidArgument for a size below 1.

    Examples:
        >>> nn.functional.local_response_norm(Tensor.ones(1, 1, 1), size=1, alpha=3.0, beta=0.5).tolist()
        [[[0.5]]]
    """
    if x.ndim < 3:
        raise ShapeError(f"local_response_norm needs at least 3 axes; the input has shape {x.shape}")
    (window,) = per_axis(size, 1, "size")
    rows = x.square().movedim(1, -1)
    padded = pad_spatial(rows, [(window // 2, (window - 1) // 2, 0)])
    mean = sliding_windows(padded, (window,), (1,), (1,), "local_response_norm").mean(axis=-1)
    return x / (mean.movedim(-1, 1) * alpha + k) ** beta


def _read(x: TensorT, index: TensorT, rank: int) -> TensorT:
    """The elements of flat images at these numbers."""
    flat = x.reshape(*x.shape[:-rank], prod(x.shape[-rank:]))
    chosen = index.reshape(*index.shape[:-rank], prod(index.shape[-rank:]))
    return flat.gather(-1, chosen).reshape(index.shape)
