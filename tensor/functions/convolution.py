"""Convolution and transposed convolution in one to three spatial dimensions.

Both are one contraction: windows over the padded input, times the weight, summed over input channels and
kernel in a single REDUCE. The windows are index arithmetic; nothing of their size is ever stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.precision import operand_dtype
from ..methods.gradient import TensorT
from ..run.capture import active
from .windows import AxisPadding, PerAxis, pad_spatial, per_axis, sliding_windows

Padding = str | PerAxis


def conv1d(
    x: TensorT,
    weight: TensorT,
    bias: TensorT | None = None,
    stride: PerAxis = 1,
    padding: Padding = 0,
    dilation: PerAxis = 1,
    groups: int = 1,
) -> TensorT:
    """Cross-correlate `[n, channels_in, l]` with a weight `[channels_out, channels_in/groups, k]`.

    Parameters, dtypes and what is raised are those of `conv2d`.

    Examples:
        >>> x, weight = Tensor([[[1.0, 2.0, 4.0, 8.0]]]), Tensor([[[-1.0, 1.0]]])
        >>> x.conv1d(weight).tolist()
        [[[1.0, 2.0, 4.0]]]
    """
    return _convolution("conv1d", 1, x, weight, bias, stride, padding, dilation, groups)


def conv2d(
    x: TensorT,
    weight: TensorT,
    bias: TensorT | None = None,
    stride: PerAxis = 1,
    padding: Padding = 0,
    dilation: PerAxis = 1,
    groups: int = 1,
) -> TensorT:
    """Cross-correlate `[n, channels_in, h, w]` with a weight `[channels_out, channels_in/groups, kh, kw]`.

    The batch axis may be absent. `bias` has a value for each channel. `stride` and `dilation` are an int or
    one per axis; `padding` is that, 'valid' or 'same' ('same' needs stride 1). Narrower floats accumulate in
    float32; int8 and uint8 give int32. Raises ShapeError for shapes that do not fit, InvalidArgument for
    impossible parameters, DTypeError where input and weight differ in dtype.

    Examples:
        >>> x, weight = Tensor.ones(1, 1, 3, 3), Tensor.ones(1, 1, 2, 2)
        >>> x.conv2d(weight, bias=Tensor([0.5])).tolist()
        [[[[4.5, 4.5], [4.5, 4.5]]]]
        >>> x.conv2d(weight, stride=2, padding=1).shape
        (1, 1, 2, 2)
    """
    return _convolution("conv2d", 2, x, weight, bias, stride, padding, dilation, groups)


def conv3d(
    x: TensorT,
    weight: TensorT,
    bias: TensorT | None = None,
    stride: PerAxis = 1,
    padding: Padding = 0,
    dilation: PerAxis = 1,
    groups: int = 1,
) -> TensorT:
    """Cross-correlate `[n, channels_in, d, h, w]` with a weight `[channels_out, channels_in/groups, kd, kh,
    kw]`.

    Parameters, dtypes and what is raised are those of `conv2d`.

    Examples:
        >>> Tensor.ones(1, 2, 4, 4, 4).conv3d(Tensor.ones(3, 2, 3, 3, 3)).shape
        (1, 3, 2, 2, 2)
    """
    return _convolution("conv3d", 3, x, weight, bias, stride, padding, dilation, groups)


def conv_transpose1d(
    x: TensorT,
    weight: TensorT,
    bias: TensorT | None = None,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    output_padding: PerAxis = 0,
    groups: int = 1,
    dilation: PerAxis = 1,
) -> TensorT:
    """The transpose of `conv1d`: `[n, channels_in, l]` with a weight `[channels_in, channels_out/groups, k]`.

    Parameters and what is raised are those of `conv_transpose2d`.

    Examples:
        >>> x, weight = Tensor([[[1.0, 2.0]]]), Tensor([[[1.0, 10.0]]])
        >>> x.conv_transpose1d(weight, stride=2).tolist()
        [[[1.0, 10.0, 2.0, 20.0]]]
    """
    return _transposed(
        "conv_transpose1d", 1, x, weight, bias, stride, padding, output_padding, groups, dilation
    )


def conv_transpose2d(
    x: TensorT,
    weight: TensorT,
    bias: TensorT | None = None,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    output_padding: PerAxis = 0,
    groups: int = 1,
    dilation: PerAxis = 1,
) -> TensorT:
    """The transpose of `conv2d`: `[n, channels_in, h, w]`, weight `[channels_in, channels_out/groups, kh,
    kw]`.

    The spatial size becomes `(size-1)*stride - 2*padding + dilation*(k-1) + output_padding + 1`. Raises
    ShapeError for shapes that do not fit, InvalidArgument for impossible parameters, DTypeError where input
    and weight differ in dtype.

    Examples:
        >>> Tensor.ones(1, 4, 8, 8).conv_transpose2d(Tensor.ones(4, 2, 2, 2), stride=2).shape
        (1, 2, 16, 16)
    """
    return _transposed(
        "conv_transpose2d", 2, x, weight, bias, stride, padding, output_padding, groups, dilation
    )


def conv_transpose3d(
    x: TensorT,
    weight: TensorT,
    bias: TensorT | None = None,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    output_padding: PerAxis = 0,
    groups: int = 1,
    dilation: PerAxis = 1,
) -> TensorT:
    """The transpose of `conv3d`: weight `[channels_in, channels_out/groups, kd, kh, kw]`.

    Parameters and what is raised are those of `conv_transpose2d`.

    Examples:
        >>> Tensor.ones(1, 4, 2, 2, 2).conv_transpose3d(Tensor.ones(4, 2, 2, 2, 2), stride=2).shape
        (1, 2, 4, 4, 4)
    """
    return _transposed(
        "conv_transpose3d", 3, x, weight, bias, stride, padding, output_padding, groups, dilation
    )


def _convolution(
    name: str,
    rank: int,
    x: TensorT,
    weight: TensorT,
    bias: TensorT | None,
    stride: PerAxis,
    padding: Padding,
    dilation: PerAxis,
    groups: int,
) -> TensorT:
    batched = _check_operands(name, rank, x, weight, groups)
    if weight.shape[0] % groups or batched.shape[1] != weight.shape[1] * groups:
        raise ShapeError(
            f"{name}: an input of shape {x.shape} has {batched.shape[1]} channels, which with "
            f"groups={groups} does not fit a weight of shape {weight.shape}; it must be (channels_out, "
            f"{batched.shape[1]}/groups, *kernel) with channels_out divisible by groups"
        )
    _check_bias(name, bias, weight.shape[0])
    steps = per_axis(stride, rank, "stride")
    holes = per_axis(dilation, rank, "dilation")
    around = _paddings(name, rank, padding, weight.shape[2:], steps, holes)
    result = correlate(batched, weight, Geometry(name, around, steps, holes, groups, operand_dtype(x.dtype)))
    return _with_bias(result if x.ndim == batched.ndim else result.squeeze(0), bias, rank)


def _transposed(
    name: str,
    rank: int,
    x: TensorT,
    weight: TensorT,
    bias: TensorT | None,
    stride: PerAxis,
    padding: PerAxis,
    output_padding: PerAxis,
    groups: int,
    dilation: PerAxis,
) -> TensorT:
    batched = _check_operands(name, rank, x, weight, groups)
    channels, per_group, *kernel = weight.shape
    if batched.shape[1] != channels or channels % groups:
        raise ShapeError(
            f"{name}: an input of shape {x.shape} has {batched.shape[1]} channels and groups={groups}, but "
            f"the weight has shape {weight.shape}; it must be (channels_in, channels_out/groups, *kernel) "
            f"with channels_in divisible by groups"
        )
    _check_bias(name, bias, per_group * groups)
    steps = per_axis(stride, rank, "stride")
    crop = per_axis(padding, rank, "padding", least=0)
    extra = per_axis(output_padding, rank, "output_padding", least=0)
    holes = per_axis(dilation, rank, "dilation")
    if any(more >= max(step, hole) for more, step, hole in zip(extra, steps, holes, strict=True)):
        raise InvalidArgument(
            f"{name}: output_padding={extra} must be smaller than stride={steps} or dilation={holes}"
        )
    reach = [hole * (size - 1) for hole, size in zip(holes, kernel, strict=True)]
    around = [
        (r - c, r - c + more, step - 1) for r, c, more, step in zip(reach, crop, extra, steps, strict=True)
    ]
    geometry = Geometry(name, tuple(around), (1,) * rank, holes, groups, operand_dtype(x.dtype))
    result = correlate(batched, _turned(weight, groups), geometry)
    return _with_bias(result if x.ndim == batched.ndim else result.squeeze(0), bias, rank)


@dataclass(frozen=True)
class Geometry:
    """How a window moves over the spatial axes; `padding` is (low, high, in between); negative crops.

    The operands are rounded to `rounded` before they are multiplied.
    """

    name: str
    padding: tuple[AxisPadding, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    groups: int
    rounded: DType


def correlate(x: TensorT, weight: TensorT, geometry: Geometry) -> TensorT:
    """The contraction, x [n, c, *s] with weight [o, c/groups, *k] into [n, o, *p], and its two gradients.

    The gradient by x is again such a contraction, with stride and spacing of the input exchanged; left to the
    rules of the single ops it would sum over output channels first and store a result for every place in
    every window.
    """
    found, flow = x._combine([weight])
    left, right = (x._wrap(each, x.device, flow) for each in found)

    def rule(gradient: TensorT, _: TensorT, x: TensorT, weight: TensorT) -> tuple[TensorT, TensorT]:
        return _gradient_by_input(gradient, x, weight, geometry), _gradient_by_weight(
            gradient, x, weight, geometry
        )

    return left._derive(_contract(left, right, geometry), rule, right)


def _contract(x: TensorT, weight: TensorT, geometry: Geometry) -> TensorT:
    outputs, per_group, *kernel = weight.shape
    groups, rank = geometry.groups, len(kernel)
    # Files have an operator for it as it is, and a channel by itself is a window over its own plane.
    is_whole = active.calls is None and (per_group > 1 or outputs > groups)
    apart = any(between for _, _, between in geometry.padding)
    if is_whole and apart and set(geometry.stride) == set(geometry.dilation) == {1}:
        return _by_phases(x, weight, geometry)
    windows, batch, positions = _windows(x, kernel, geometry)
    # Both sides become [n, groups, outputs/groups, *positions, channels/groups, *kernel].
    full = (batch, groups, outputs // groups, *positions, per_group, *kernel)
    order = (0, 1, 2, *range(4, 4 + rank), 3, *range(4 + rank, 4 + 2 * rank))
    left = windows.permute(order).expand(full)
    right = weight.reshape(1, groups, outputs // groups, *(1,) * rank, per_group, *kernel).expand(full)
    return _summed(left, right, 3 + rank, (batch, outputs, *positions), geometry.rounded)


def _by_phases(x: TensorT, weight: TensorT, geometry: Geometry) -> TensorT:
    """The contraction where input elements lie `apart` from each other, so that most taps meet what is put
    in between: every `apart`-th position meets the same taps, so these are channels of a dense one.
    """
    outputs, per_group, *kernel = weight.shape
    rank = len(kernel)
    apart = [between + 1 for _, _, between in geometry.padding]
    sizes = [
        low + (n - 1) * s + 1 + high - taps + 1
        for (low, high, _), s, n, taps in zip(geometry.padding, apart, x.shape[2:], kernel, strict=True)
    ]
    if min(sizes) < 1 or min(x.shape[2:]) < 1:
        return _contract(
            pad_spatial(x, geometry.padding), weight, replace(geometry, padding=((0, 0, 0),) * rank)
        )
    around, blocks, split = [], [], []
    for (low, _, _), s, n, taps, size in zip(
        geometry.padding, apart, x.shape[2:], kernel, sizes, strict=True
    ):
        # Position s * q + p meets tap s * j + low % s - p at element q + j - low // s.
        below = s - 1 - low % s
        count = -(-(below + taps) // s)
        blocks.append((below, count * s - below - taps))
        split += [count, s]
        around.append((low // s, -(-size // s) + count - 1 - n - low // s, 0))
    inner = range(3, 3 + 2 * rank, 2)
    parted = (
        weight._pad_constant([(0, 0), (0, 0), *blocks], 0)
        .reshape(outputs, per_group, *split)
        .flip(tuple(inner))
    )
    dense = parted.permute((0, *inner, 1, *(axis - 1 for axis in inner)))
    dense = dense.reshape(-1, per_group, *split[::2]).contiguous()
    found = _contract(x, dense, replace(geometry, padding=tuple(around))).contiguous()
    batch, _, *positions = found.shape
    phases = found.reshape(batch, outputs, *apart, *positions)
    order = [axis for a in range(rank) for axis in (2 + rank + a, 2 + a)]
    whole = phases.permute((0, 1, *order)).reshape(
        batch, outputs, *(q * s for q, s in zip(positions, apart, strict=True))
    )
    for axis, size in enumerate(sizes):
        whole = whole.narrow(2 + axis, 0, size)
    return whole


def _windows(x: TensorT, kernel: Sequence[int], geometry: Geometry) -> tuple[TensorT, int, tuple[int, ...]]:
    """[n, groups, 1, channels/groups, *positions, *kernel], the batch size and the positions."""
    padded = pad_spatial(x, geometry.padding)
    windows = sliding_windows(padded, kernel, geometry.stride, geometry.dilation, geometry.name)
    batch, channels, *rest = windows.shape
    grouped = windows.reshape(batch, geometry.groups, 1, channels // geometry.groups, *rest)
    return grouped, batch, tuple(rest[: len(kernel)])


def _summed(left: TensorT, right: TensorT, kept: int, shape: tuple[int, ...], rounded: DType) -> TensorT:
    """The product of equal shapes summed over all axes from `kept` on: one REDUCE in a wide enough dtype."""
    dtype = left.dtype
    accumulator = dtype.accumulator
    product = left.cast(rounded).cast(accumulator) * right.cast(rounded).cast(accumulator)
    total = nodes.reduce(product._node, nodes.Op.ADD, tuple(range(kept, product.ndim)))
    result = left._of_node(nodes.reshape(total, shape))
    return result.cast(dtype) if dtype.is_float else result


def _turned(weight: TensorT, groups: int) -> TensorT:
    """The weight that correlates the other way: [a, b/groups, *k] flipped in space, as [b, a/groups, *k]."""
    leading, per_group, *kernel = weight.shape
    flipped = weight.flip(tuple(range(2, weight.ndim))).reshape(groups, leading // groups, per_group, *kernel)
    return flipped.transpose(1, 2).reshape(groups * per_group, leading // groups, *kernel)


def _gradient_by_input(gradient: TensorT, x: TensorT, weight: TensorT, geometry: Geometry) -> TensorT:
    # Input element j lies at low + j * (between + 1); position p, tap k reads at p * stride + k * dilation.
    padding = []
    for (low, _, between), step, hole, taps, size, positions in zip(
        geometry.padding,
        geometry.stride,
        geometry.dilation,
        weight.shape[2:],
        x.shape[2:],
        gradient.shape[2:],
        strict=True,
    ):
        reach = hole * (taps - 1)
        below = reach - low
        above = (size - 1) * (between + 1) + reach - below - (positions - 1) * step
        padding.append((below, above, step - 1))
    stride = tuple(between + 1 for _, _, between in geometry.padding)
    exchanged = replace(geometry, padding=tuple(padding), stride=stride)
    return correlate(gradient, _turned(weight, geometry.groups), exchanged)


def _gradient_by_weight(gradient: TensorT, x: TensorT, weight: TensorT, geometry: Geometry) -> TensorT:
    outputs, per_group, *kernel = weight.shape
    groups, rank = geometry.groups, len(kernel)
    windows, batch, positions = _windows(x, kernel, geometry)
    # Both sides become [groups, outputs/groups, channels/groups, *kernel, n, *positions].
    full = (groups, outputs // groups, per_group, *kernel, batch, *positions)
    places = tuple(range(4, 4 + rank))
    right = windows.permute((1, 2, 3, *(place + rank for place in places), 0, *places)).expand(full)
    spread = gradient.reshape(batch, groups, outputs // groups, 1, *positions, *(1,) * rank)
    left = spread.permute((1, 2, 3, *(place + rank for place in places), 0, *places)).expand(full)
    return _summed(left, right, 3 + rank, weight.shape, geometry.rounded)


def _paddings(
    name: str,
    rank: int,
    padding: Padding,
    kernel: Sequence[int],
    stride: Sequence[int],
    dilation: Sequence[int],
) -> tuple[AxisPadding, ...]:
    if not isinstance(padding, str):
        return tuple((p, p, 0) for p in per_axis(padding, rank, "padding", least=0))
    if padding == "valid":
        return ((0, 0, 0),) * rank
    if padding != "same":
        raise InvalidArgument(
            f"{name}: padding={padding!r}; it is an int, one int per axis, 'same' or 'valid'"
        )
    if any(step != 1 for step in stride):
        raise InvalidArgument(f"{name}: padding='same' needs stride 1, not {tuple(stride)}")
    totals = [hole * (size - 1) for hole, size in zip(dilation, kernel, strict=True)]
    return tuple((total // 2, total - total // 2, 0) for total in totals)


def _check_operands(name: str, rank: int, x: TensorT, weight: TensorT, groups: int) -> TensorT:
    """The input with a batch axis."""
    if weight.ndim != rank + 2 or x.ndim not in (rank + 1, rank + 2):
        raise ShapeError(
            f"{name} needs an input of {rank + 2} axes (or {rank + 1}, without a batch) and a weight of "
            f"{rank + 2}; got {x.shape} and {weight.shape}"
        )
    if x.dtype is not weight.dtype:
        raise DTypeError(
            f"{name}: the input is {x.dtype} and the weight {weight.dtype}; cast one to the other"
        )
    if x.dtype is dtypes.bool_:
        raise DTypeError(f"{name} is not defined for bool; cast to a number first")
    if groups < 1:
        raise InvalidArgument(f"{name}: groups={groups} must be at least 1")
    return x if x.ndim == rank + 2 else x.unsqueeze(0)


def _check_bias(name: str, bias: TensorT | None, channels: int) -> None:
    if bias is not None and bias.shape != (channels,):
        raise ShapeError(
            f"{name}: the bias has shape {bias.shape} and must have ({channels},), one value per channel"
        )


def _with_bias(x: TensorT, bias: TensorT | None, rank: int) -> TensorT:
    return x if bias is None else x + bias.reshape(-1, *(1,) * rank)
