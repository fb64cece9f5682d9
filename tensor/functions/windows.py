"""What convolution and pooling share: parameters per axis, padding, sliding windows."""

from __future__ import annotations

from collections.abc import Sequence

from ...runtime.errors import InvalidArgument, ShapeError
from ..graph import node as nodes
from ..graph.node import Node
from ..methods.gradient import TensorT

PerAxis = int | Sequence[int]
AxisPadding = tuple[int, int, int]


def per_axis(value: PerAxis, rank: int, name: str, least: int = 1) -> tuple[int, ...]:
    """One int per spatial axis from an int or a sequence; InvalidArgument for a wrong count or size."""
    values = (value,) * rank if isinstance(value, int) else tuple(value)
    if len(values) == 1:
        values *= rank
    if len(values) != rank:
        raise InvalidArgument(f"{name}={value!r} has {len(values)} entries; give one int, or {rank} of them")
    if any(not isinstance(entry, int) or entry < least for entry in values):
        raise InvalidArgument(f"{name}={value!r} must consist of ints of at least {least}")
    return values


def pad_spatial(x: TensorT, padding: Sequence[AxisPadding], value: float = 0) -> TensorT:
    """Pad the last `len(padding)` axes by (low, high, interior); a negative low or high crops."""
    leading = x.ndim - len(padding)
    grow = [(max(low, 0), max(high, 0), interior) for low, high, interior in padding]
    padded = nodes.pad(x._node, [(0, 0, 0)] * leading + grow, value)
    sizes = padded.shape[leading:]
    keep = [
        (max(-low, 0), size - max(-high, 0), 1) for (low, high, _), size in zip(padding, sizes, strict=True)
    ]
    if any(start >= stop for start, stop, _ in keep):
        raise ShapeError(f"padding {list(padding)} leaves nothing of an input of shape {x.shape}")
    return x._of_node(nodes.shrink(padded, [(0, size, 1) for size in padded.shape[:leading]] + keep))


def sliding_windows(
    x: TensorT, size: Sequence[int], stride: Sequence[int], dilation: Sequence[int], operation: str
) -> TensorT:
    """Windows over the last axes: [.., s0, s1] becomes [.., p0, p1, k0, k1].

    Raises ShapeError where a window does not fit.
    """
    rank = len(size)
    leading = x.ndim - rank
    reach = tuple(d * (k - 1) + 1 for k, d in zip(size, dilation, strict=True))
    if any(span > available for span, available in zip(reach, x.shape[leading:], strict=True)):
        raise ShapeError(
            f"{operation}: a window that spans {reach} (size {tuple(size)}, dilation {tuple(dilation)}) "
            f"does not fit into the spatial size {x.shape[leading:]} (padding included)"
        )
    result = x._node
    for axis in reversed(range(rank)):
        result = _axis_windows(result, leading + axis, size[axis], stride[axis], dilation[axis])
    order = [
        *range(leading),
        *range(leading, leading + 2 * rank, 2),
        *range(leading + 1, leading + 2 * rank, 2),
    ]
    return x._of_node(nodes.permute(result, tuple(order)))


def _axis_windows(x: Node, axis: int, size: int, stride: int, dilation: int) -> Node:
    if stride != size or dilation != 1:
        return nodes.window(x, axis, size, stride, dilation)
    # Windows side by side are a reshape, whose gradient is one too.
    positions = x.shape[axis] // size
    covered = nodes.shrink(x, [(0, positions * size if a == axis else n, 1) for a, n in enumerate(x.shape)])
    return nodes.reshape(covered, x.shape[:axis] + (positions, size) + x.shape[axis + 1 :])
