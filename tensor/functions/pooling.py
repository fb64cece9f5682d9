"""Maximum and average pooling in one to three dimensions, with fixed windows or a fixed output size."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..methods.gradient import TensorT
from .windows import PerAxis, pad_spatial, per_axis, sliding_windows

OutputSize = int | None | Sequence[int | None]


def max_pool1d(
    x: TensorT,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
) -> TensorT:
    """The maximum of every window of `[n, c, l]` (or `[c, l]`).

    Parameters and what is raised are those of `max_pool2d`.

    Examples:
        >>> Tensor([[[1.0, 5.0, 2.0, 3.0]]]).max_pool1d(2).tolist()
        [[[5.0, 3.0]]]
    """
    return _max_pool("max_pool1d", 1, x, kernel_size, stride, padding, dilation, ceil_mode)


def max_pool2d(
    x: TensorT,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
) -> TensorT:
    """The maximum of every window of `[n, c, h, w]` (or `[c, h, w]`).

    Sizes are an int or one per axis; `stride` defaults to the kernel size. Padding never wins. With
    `ceil_mode` a window that starts inside may reach past the end. The gradient is shared evenly between
    equal maxima. Raises ShapeError where no window fits, InvalidArgument for impossible parameters.

    Examples:
        >>> Tensor.arange(16).reshape(1, 4, 4).max_pool2d(2).tolist()
        [[[5, 7], [13, 15]]]
        >>> Tensor.zeros(1, 8, 7, 7).max_pool2d(3, stride=2, padding=1).shape
        (1, 8, 4, 4)
    """
    return _max_pool("max_pool2d", 2, x, kernel_size, stride, padding, dilation, ceil_mode)


def max_pool3d(
    x: TensorT,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
) -> TensorT:
    """The maximum of every window of `[n, c, d, h, w]` (or `[c, d, h, w]`).

    Parameters and what is raised are those of `max_pool2d`.

    Examples:
        >>> Tensor.arange(8).reshape(1, 2, 2, 2).max_pool3d(2).tolist()
        [[[[7]]]]
    """
    return _max_pool("max_pool3d", 3, x, kernel_size, stride, padding, dilation, ceil_mode)


def avg_pool1d(
    x: TensorT,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> TensorT:
    """The mean of every window of `[n, c, l]` (or `[c, l]`).

    Parameters and what is raised are those of `avg_pool2d`, without `divisor_override`.

    Examples:
        >>> Tensor([[[1.0, 5.0, 2.0, 3.0]]]).avg_pool1d(2).tolist()
        [[[3.0, 2.5]]]
    """
    return _avg_pool("avg_pool1d", 1, x, kernel_size, stride, padding, ceil_mode, count_include_pad)


def avg_pool2d(
    x: TensorT,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> TensorT:
    """The mean of every window of `[n, c, h, w]` (or `[c, h, w]`).

    Zero padding counts in the divisor unless `count_include_pad` is false; what `ceil_mode` adds never does;
    `divisor_override` replaces the divisor. Raises ShapeError where no window fits, InvalidArgument for
    impossible parameters, DTypeError for what is no float.

    Examples:
        >>> Tensor([[[1.0, 2.0], [3.0, 6.0]]]).avg_pool2d(2).tolist()
        [[[3.0]]]
    """
    return _avg_pool(
        "avg_pool2d", 2, x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    )


def avg_pool3d(
    x: TensorT,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> TensorT:
    """The mean of every window of `[n, c, d, h, w]` (or `[c, d, h, w]`).

    Parameters and what is raised are those of `avg_pool2d`.

    Examples:
        >>> Tensor.ones(1, 2, 2, 2).avg_pool3d(2).tolist()
        [[[[1.0]]]]
    """
    return _avg_pool(
        "avg_pool3d", 3, x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    )


def adaptive_avg_pool1d(x: TensorT, output_size: OutputSize) -> TensorT:
    """The means over `output_size` nearly equal stretches of the last axis of `[n, c, l]` (or `[c, l]`).

    Raises ShapeError for other ranks, InvalidArgument for sizes below 1.

    Examples:
        >>> Tensor([[[1.0, 3.0, 5.0, 7.0]]]).adaptive_avg_pool1d(2).tolist()
        [[[2.0, 6.0]]]
    """
    return _adaptive("adaptive_avg_pool1d", 1, x, output_size, "mean")


def adaptive_avg_pool2d(x: TensorT, output_size: OutputSize) -> TensorT:
    """The means over a grid of nearly equal cells of the last two axes; `None` keeps an axis as it is.

    Raises ShapeError for other ranks than 3 and 4, InvalidArgument for sizes below 1.

    Examples:
        >>> Tensor.zeros(1, 8, 7, 5).adaptive_avg_pool2d((1, None)).shape
        (1, 8, 1, 5)
    """
    return _adaptive("adaptive_avg_pool2d", 2, x, output_size, "mean")


def adaptive_avg_pool3d(x: TensorT, output_size: OutputSize) -> TensorT:
    """The means over a grid of nearly equal cells of the last three axes; `None` keeps an axis as it is.

    Raises ShapeError for other ranks than 4 and 5, InvalidArgument for sizes below 1.

    Examples:
        >>> Tensor.zeros(1, 8, 4, 7, 5).adaptive_avg_pool3d(2).shape
        (1, 8, 2, 2, 2)
    """
    return _adaptive("adaptive_avg_pool3d", 3, x, output_size, "mean")


def adaptive_max_pool1d(x: TensorT, output_size: OutputSize) -> TensorT:
    """The maxima over `output_size` nearly equal stretches of the last axis of `[n, c, l]` (or `[c, l]`).

    Raises ShapeError for other ranks, InvalidArgument for sizes below 1.

    Examples:
        >>> Tensor([[[1, 3, 7, 5, 2]]]).adaptive_max_pool1d(2).tolist()
        [[[7, 7]]]
    """
    return _adaptive("adaptive_max_pool1d", 1, x, output_size, "max")


def adaptive_max_pool2d(x: TensorT, output_size: OutputSize) -> TensorT:
    """The maxima over a grid of nearly equal cells of the last two axes; `None` keeps an axis as it is.

    Raises ShapeError for other ranks than 3 and 4, InvalidArgument for sizes below 1.

    Examples:
        >>> Tensor.arange(12).reshape(1, 3, 4).adaptive_max_pool2d((1, 2)).tolist()
        [[[9, 11]]]
    """
    return _adaptive("adaptive_max_pool2d", 2, x, output_size, "max")


def adaptive_max_pool3d(x: TensorT, output_size: OutputSize) -> TensorT:
    """The maxima over a grid of nearly equal cells of the last three axes; `None` keeps an axis as it is.

    Raises ShapeError for other ranks than 4 and 5, InvalidArgument for sizes below 1.

    Examples:
        >>> Tensor.arange(8).reshape(1, 2, 2, 2).adaptive_max_pool3d((1, 1, 2)).tolist()
        [[[[6, 7]]]]
    """
    return _adaptive("adaptive_max_pool3d", 3, x, output_size, "max")


def _max_pool(
    name: str,
    rank: int,
    x: TensorT,
    kernel_size: PerAxis,
    stride: PerAxis | None,
    padding: PerAxis,
    dilation: PerAxis,
    ceil_mode: bool,
) -> TensorT:
    _check_input(name, rank, x)
    kernel = per_axis(kernel_size, rank, "kernel_size")
    steps = kernel if stride in (None, (), []) else per_axis(stride, rank, "stride")
    around = _pool_padding(name, padding, kernel)
    holes = per_axis(dilation, rank, "dilation")
    reach = [hole * (size - 1) + 1 for hole, size in zip(holes, kernel, strict=True)]
    beyond = _overhang(x.shape[-rank:], reach, steps, around, ceil_mode)
    padded = pad_spatial(
        x, [(p, p + more, 0) for p, more in zip(around, beyond, strict=True)], x.dtype.minimum
    )
    windows = sliding_windows(padded, kernel, steps, holes, name)
    return windows.amax(axis=tuple(range(-rank, 0)))


def _avg_pool(
    name: str,
    rank: int,
    x: TensorT,
    kernel_size: PerAxis,
    stride: PerAxis | None,
    padding: PerAxis,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None = None,
) -> TensorT:
    _check_input(name, rank, x)
    if not x.dtype.is_float:
        raise DTypeError(f"{name} averages floats, not {x.dtype}; cast first")
    dtype, x = x.dtype, x._wide()
    kernel = per_axis(kernel_size, rank, "kernel_size")
    steps = kernel if stride in (None, (), []) else per_axis(stride, rank, "stride")
    around = _pool_padding(name, padding, kernel)
    sizes = x.shape[-rank:]
    beyond = _overhang(sizes, kernel, steps, around, ceil_mode)
    padded = pad_spatial(x, [(p, p + more, 0) for p, more in zip(around, beyond, strict=True)])
    total = sliding_windows(padded, kernel, steps, (1,) * rank, name).sum(axis=tuple(range(-rank, 0)))
    if divisor_override is not None:
        if divisor_override == 0:
            raise InvalidArgument(f"{name}: divisor_override must not be zero")
        return (total / divisor_override).cast(dtype)
    if not any(beyond) and (count_include_pad or not any(around)):
        return (total / float(prod(kernel))).cast(dtype)
    result = total
    for axis, (size, k, step, p) in enumerate(zip(sizes, kernel, steps, around, strict=True)):
        counted = p if count_include_pad else 0
        counts = _window_counts(x, total.shape[total.ndim - rank + axis], size, k, step, p, counted)
        result = result / counts.cast(x.dtype).reshape(-1, *(1,) * (rank - 1 - axis))
    return result.cast(dtype)


def _window_counts(
    x: TensorT, positions: int, size: int, kernel: int, step: int, padding: int, counted: int
) -> TensorT:
    """How many elements of [-counted, size + counted) the window at each position covers."""
    start = x._of_node(nodes.iota(positions, dtypes.int32)) * step - padding
    return (start + kernel).minimum(size + counted) - start.maximum(-counted)


def _overhang(
    sizes: Sequence[int], reach: Sequence[int], steps: Sequence[int], padding: Sequence[int], ceil_mode: bool
) -> tuple[int, ...]:
    """What `ceil_mode` adds past the padded end of every axis, so that a last partial window fits."""
    if not ceil_mode:
        return (0,) * len(sizes)
    beyond = []
    for size, span, step, p in zip(sizes, reach, steps, padding, strict=True):
        positions = -(-(size + 2 * p - span) // step) + 1
        if (positions - 1) * step >= size + p:
            positions -= 1
        beyond.append(max(0, (positions - 1) * step + span - (size + 2 * p)))
    return tuple(beyond)


def _pool_padding(name: str, padding: PerAxis, kernel: Sequence[int]) -> tuple[int, ...]:
    around = per_axis(padding, len(kernel), "padding", least=0)
    if any(2 * p > size for p, size in zip(around, kernel, strict=True)):
        raise InvalidArgument(f"{name}: padding={around} must be at most half of kernel_size={tuple(kernel)}")
    return around


def _adaptive(name: str, rank: int, x: TensorT, output_size: OutputSize, how: str) -> TensorT:
    _check_input(name, rank, x)
    sizes, targets = x.shape[-rank:], adaptive_sizes(name, rank, x, output_size)
    if all(size % target == 0 for size, target in zip(sizes, targets, strict=True)):
        kernel = [size // target for size, target in zip(sizes, targets, strict=True)]
        windows = sliding_windows(x, kernel, kernel, (1,) * rank, name)
        axes = tuple(range(-rank, 0))
        return windows.mean(axis=axes) if how == "mean" else windows.amax(axis=axes)
    dtype, result = x.dtype, x
    if how == "mean":
        result = x._wide()
        dtype = dtype if dtype.is_float else result.dtype
    for axis, target in enumerate(targets):
        result = _adaptive_axis(result, axis - rank, target, how)
    return result.cast(dtype)


def adaptive_sizes(name: str, rank: int, x: TensorT, output_size: OutputSize) -> list[int]:
    """The size of every axis after adaptive pooling; None keeps that of x."""
    wanted = (
        (output_size,) * rank if output_size is None or isinstance(output_size, int) else tuple(output_size)
    )
    if len(wanted) != rank or any(size is not None and size < 1 for size in wanted):
        raise InvalidArgument(
            f"{name}: output_size={output_size!r} must be one int of at least 1, or {rank} of them"
        )
    sizes = x.shape[-rank:]
    if 0 in sizes:
        raise ShapeError(f"{name}: an input of shape {x.shape} has nothing to pool")
    return [size if target is None else target for size, target in zip(sizes, wanted, strict=True)]


def _adaptive_axis(x: TensorT, axis: int, target: int, how: str) -> TensorT:
    """Cell i of an axis of size s covers [floor(i*s/target), ceil((i+1)*s/target)), as in PyTorch."""
    size = x.shape[axis]
    cell = x._of_node(nodes.iota(target, dtypes.int64)).unsqueeze(1)
    place = x._of_node(nodes.iota(size, dtypes.int64)).unsqueeze(0)
    start, stop = cell * size // target, ((cell + 1) * size + target - 1) // target
    inside = (place >= start) & (place < stop)
    spread = x.movedim(axis, -1).unsqueeze(-2)
    if how == "max":
        result = inside.where(spread, x.dtype.minimum).amax(axis=-1)
    else:
        result = inside.where(spread, 0).sum(axis=-1) / (stop - start).squeeze(1).cast(x.dtype)
    return result.movedim(-1, axis)


def _check_input(name: str, rank: int, x: TensorT) -> None:
    if x.ndim not in (rank + 1, rank + 2):
        raise ShapeError(
            f"{name} needs {rank + 2} axes (or {rank + 1}, without a batch); the input has shape {x.shape}"
        )
