"""Regions of images: their means and maxima, and the choice of boxes that do not overlap."""

from __future__ import annotations

import numpy as np

from ....runtime.errors import InvalidArgument, ShapeError
from ...graph import dtype as dtypes
from ...graph import node as nodes
from ...run.call import realize_all
from ...tensor import Tensor
from ..lowering import Host, lowering

# The fewest boxes that are looked at; of more the next power of two, so that kernels serve again.
_FEWEST_BOXES = 16
# So many rounds of choosing before it is looked whether another one is needed.
_ROUNDS = 4


@lowering("RoiAlign", since=10)
def roi_align_10(
    x: Tensor,
    rois: Tensor,
    batch_indices: Tensor,
    *,
    mode: str = "avg",
    output_height: int = 1,
    output_width: int = 1,
    sampling_ratio: int = 0,
    spatial_scale: float = 1.0,
) -> Tensor:
    return _aligned(
        x, rois, batch_indices, False, mode, (output_height, output_width), sampling_ratio, spatial_scale
    )


@lowering("RoiAlign", since=16)
def roi_align(
    x: Tensor,
    rois: Tensor,
    batch_indices: Tensor,
    *,
    coordinate_transformation_mode: str = "half_pixel",
    mode: str = "avg",
    output_height: int = 1,
    output_width: int = 1,
    sampling_ratio: int = 0,
    spatial_scale: float = 1.0,
) -> Tensor:
    half_pixel = coordinate_transformation_mode == "half_pixel"
    size = (output_height, output_width)
    return _aligned(x, rois, batch_indices, half_pixel, mode, size, sampling_ratio, spatial_scale)


def _aligned(
    x: Tensor,
    rois: Tensor,
    batch_indices: Tensor,
    half_pixel: bool,
    mode: str,
    size: tuple[int, int],
    ratio: int,
    scale: float,
) -> Tensor:
    """Regions (x1, y1, x2, y2) as images of `size`, of points between the pixels of each cell."""
    if x.ndim != 4 or rois.ndim != 2 or rois.shape[1] != 4:
        raise ShapeError(
            f"RoiAlign takes images [n, c, h, w] and regions [m, 4], not {x.shape}, {rois.shape}"
        )
    if mode not in ("avg", "max"):
        raise InvalidArgument(f"mode={mode!r} is none of avg, max")
    wide = x.dtype if x.dtype.bits > 16 else dtypes.float32
    edges = rois.cast(wide) * scale - (0.5 if half_pixel else 0.0)
    images = x.index_select(0, batch_indices.cast(dtypes.int64)).cast(wide)
    axes = []
    for axis, first, cells in ((2, 1, size[0]), (3, 0, size[1])):
        start, extent = edges.narrow(1, first, 1), edges.narrow(1, first + 2, 1) - edges.narrow(1, first, 1)
        axes.append(_Samples(start, extent if half_pixel else extent.maximum(1), x.shape[axis], cells, ratio))
    rows, columns = axes
    if mode == "avg":
        # Both axes apart: [m, 1, rows, h] @ [m, c, h, w] @ [m, 1, w, columns].
        partial = rows.weights().unsqueeze(1).matmul(images)
        return partial.matmul(columns.weights().transpose(1, 2).unsqueeze(1)).cast(x.dtype)
    return _maxima(images, rows, columns).cast(x.dtype)


class _Samples:
    """The points at which the cells of each region are sampled along an axis: `counts` in each cell."""

    def __init__(self, start: Tensor, extent: Tensor, size: int, cells: int, ratio: int) -> None:
        self.size, self.cells, self.ratio = size, cells, ratio
        cell = start._of_node(nodes.iota(cells, dtypes.int32)).cast(start.dtype)
        step = extent / cells
        self.counts = step.ceil().maximum(0) if not ratio else step * 0 + ratio  # [m, 1]
        self.first = start + cell * step  # [m, cells], where the cells start
        self.step = step / self.counts.maximum(1)

    def weights(self) -> Tensor:
        """[m, cells, size]: what each element counts in the mean of the points of a cell.

        The points are evenly spaced and the weight of an element is linear on both of its sides, so that the
        sum over any number of points is that of an arithmetic progression.
        """
        at = self.first._of_node(nodes.iota(self.size, dtypes.int32)).cast(self.first.dtype)
        last = self.size - 1
        below, above = at.eq(0), at.eq(last)
        # The edges count whole for the points up to one element beyond them.
        rise_count, rise_sum = self._between((at - 1), at, closed=False)
        fall_count, fall_sum = self._between(at, at + 1, closed=False)
        edge_count, _ = self._between(at, at + 1, closed=True)
        rising = below.where(rise_count, rise_sum - (at - 1) * rise_count)
        falling = above.where(edge_count, (at + 1) * fall_count - fall_sum)
        return (rising + falling) / self.counts.maximum(1).unsqueeze(-1)

    def _between(self, low: Tensor, high: Tensor, closed: bool) -> tuple[Tensor, Tensor]:
        """How many points lie from `low` to before `high` (or up to it), and the sum of their places."""
        counts = self.counts.unsqueeze(-1)
        start = self.first.unsqueeze(-1) + self.step.unsqueeze(-1) * 0.5
        step = self.step.unsqueeze(-1)
        still = step.eq(0)
        whole = still.where(1.0, step)
        begin = ((low - start) / whole).ceil().clip(0).minimum(counts)
        end = (high - start) / whole
        end = (end.floor() + 1 if closed else end.ceil()).clip(0).minimum(counts)
        inside = (start >= low) & ((start <= high) if closed else (start < high))
        count = still.where(inside.where(counts, 0.0), (end - begin).maximum(0))
        return count, count * start + step * count * (begin + end - 1) * 0.5

    def points(self) -> tuple[Tensor, Tensor, Tensor]:
        """For each cell the elements around its points [m, cells, points * 2], weights, which are there.

        How many points there are at most follows from the regions, whose extents are read without a ratio.
        """
        most = self.ratio or max(1, int(np.max(self.counts.numpy(), initial=1)))
        number = self.first._of_node(nodes.iota(most, dtypes.int32)).cast(self.first.dtype)
        place = self.first.unsqueeze(-1) + (number + 0.5) * self.step.unsqueeze(-1)
        legal = (place >= -1) & (place <= self.size)
        place = place.clip(0, self.size - 1)
        low = place.floor().minimum(max(0, self.size - 2))
        part = place - low
        # One number less where there is one element only.
        high = (low + 1).minimum(self.size - 1)
        index = low.stack(high, dim=-1).cast(dtypes.int64)
        weight = legal.unsqueeze(-1).where((1 - part).stack(part, dim=-1), 0.0)
        there = (number < self.counts.unsqueeze(-1)).unsqueeze(-1).expand(*weight.shape)
        shape = (*place.shape[:-1], 2 * most)
        return index.reshape(shape), weight.reshape(shape), there.reshape(shape)


def _maxima(images: Tensor, rows: _Samples, columns: _Samples) -> Tensor:
    """The greatest of the weighted elements around the points of each cell, as ONNX Runtime has it."""
    (row, row_weight, row_there), (column, column_weight, column_there) = rows.points(), columns.points()
    count, channels, height, width = images.shape
    tall, wide = row.shape[1:], column.shape[1:]
    full = (count, channels, *tall, *wide)
    row, row_weight, row_there = (e.reshape(count, 1, *tall, 1, 1) for e in (row, row_weight, row_there))
    column, column_weight, column_there = (
        e.reshape(count, 1, 1, 1, *wide) for e in (column, column_weight, column_there)
    )
    index = (row * width + column).expand(full).reshape(count, channels, -1)
    values = images.reshape(count, channels, height * width).gather(2, index).reshape(full)
    weighted = (row_there & column_there).where(values * row_weight * column_weight, float("-inf"))
    found = weighted.amax(axis=(3, 5))
    return found.eq(float("-inf")).where(0.0, found)


@lowering("NonMaxSuppression", since=10)
def non_max_suppression(
    boxes: Tensor,
    scores: Tensor,
    most: Host | None = None,
    iou_threshold: Tensor | None = None,
    score_threshold: Tensor | None = None,
    *,
    center_point_box: int = 0,
) -> Tensor:
    """(image, class, box) of the boxes chosen: the best, then the best that overlaps none before too much.

    How many there are depends on the values, so they are counted. Of each class the boxes are sorted; then
    one is chosen that none chosen before it overlaps, for all at once, until nothing changes: after as many
    rounds as boxes push each other out in a row, which are few.
    """
    batch, classes, count = scores.shape
    limit = min(int(most.reshape(-1)[0]) if most is not None and most.size else 0, count)
    good = scores.ne(scores).logical_not()
    if score_threshold is not None:
        good = scores > score_threshold.reshape(1, 1, 1)
    if limit <= 0 or not good.numel():
        return _no_boxes(boxes)
    wanted = good.any(axis=(0, 1)).cast(dtypes.int32).contiguous()
    counts = good.sum(axis=-1, keepdims=True).cast(dtypes.int32).contiguous()
    left, longest = wanted.sum().cast(dtypes.int32).stack(counts.amax()).tolist()
    if not left:
        return _no_boxes(boxes)
    # The boxes that any class wants, in their order, and as many more as make a size that comes again.
    size, depth = _next_size(left, count), _next_size(longest, count)
    place = boxes._of_node(nodes.iota(size, dtypes.int32))
    order = wanted.cumsum(0).contiguous().searchsorted(place + 1).clip(0, count - 1).contiguous()
    real = place < wanted.sum()
    marks = real.where(good.where(scores, float("-inf")).index_select(2, order), float("-inf")).contiguous()
    ranked = marks.argsort(dim=-1, descending=True, stable=True).narrow(-1, 0, depth).contiguous()
    threshold = boxes._of_node(nodes.const(0, dtypes.float32, (1,)))
    if iou_threshold is not None:
        threshold = iou_threshold.reshape(1).cast(dtypes.float32)
    corners = [
        corner.unsqueeze(1).expand(batch, classes, size).gather(2, ranked).contiguous()
        for corner in _corners(boxes.index_select(1, order).cast(dtypes.float32), bool(center_point_box))
    ]
    number = boxes._of_node(nodes.iota(depth, dtypes.int32))
    covers = (_overlaps(corners, threshold) & (number.unsqueeze(1) < number)).contiguous()
    legal = (number < counts).contiguous()
    kept = legal
    realize_all([order, ranked, covers, legal])
    for _ in range(0, depth, _ROUNDS):
        before = kept
        for _ in range(_ROUNDS):
            before, kept = kept, (legal & ~(covers & kept.unsqueeze(-1)).any(axis=-2)).contiguous()
        changed = before.ne(kept).any().contiguous()
        realize_all([kept, changed])
        if not changed.item():
            break
    kept = kept & (kept.cast(dtypes.int32).cumsum(-1) <= limit)
    rows: Tensor = kept.nonzero()
    if not rows.shape[0]:
        return _no_boxes(boxes)
    flat = (rows.select(1, 0) * classes + rows.select(1, 1)) * depth + rows.select(1, 2)
    chosen = ranked.reshape(-1).index_select(0, flat)
    numbers = order.index_select(0, chosen).cast(dtypes.int64)
    return rows.narrow(1, 0, 2).cat(numbers.unsqueeze(1), dim=1)


def _next_size(count: int, most: int) -> int:
    size = _FEWEST_BOXES
    while size < count:
        size *= 2
    return min(size, most)


def _no_boxes(boxes: Tensor) -> Tensor:
    return boxes._of_node(nodes.const(0, dtypes.int64, (0, 3)))


def _corners(boxes: Tensor, centred: bool) -> list[Tensor]:
    """The least and greatest of both coordinates, each [batch, boxes]."""
    a, b, c, d = boxes.unbind(-1)
    if centred:
        return [a - c / 2, b - d / 2, a + c / 2, b + d / 2]
    return [a.minimum(c), b.minimum(d), a.maximum(c), b.maximum(d)]


def _overlaps(corners: list[Tensor], threshold: Tensor) -> Tensor:
    """Of each two boxes [.., n] whether they have more in common than is allowed, [.., n, n]."""
    a, b = ([corner.unsqueeze(axis) for corner in corners] for axis in (-1, -2))
    high = (a[2].minimum(b[2]) - a[0].maximum(b[0])).maximum(0)
    wide = (a[3].minimum(b[3]) - a[1].maximum(b[1])).maximum(0)
    common = high * wide
    areas = [(each[2] - each[0]) * (each[3] - each[1]) for each in (a, b)]
    whole = areas[0] + areas[1] - common
    real = (common > 0) & (areas[0] > 0) & (areas[1] > 0) & (whole > 0)
    return real & (common / whole > threshold)
