"""Sorting and what rests on it.

Values become integer keys in the same order, with nan above everything. Blocks are sorted by counting, for
each key, the keys before it; sorted runs are merged two by two: a binary search along each pair finds, for
every place of the result, how many elements come from the first run. Both are stable, and every step is one
kernel over all elements. A processor's kernels sort blocks of millions of keys (codegen/processor/ranks.py).
"""

from __future__ import annotations

from math import isfinite
from typing import Any, Self

from ...runtime.errors import InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..run.capture import stands_for
from .core import as_scalar, broadcast_node
from .indexing import Indexing
from .named import Extreme
from .reduction import PROCESSOR

# Keys sorted by counting, which takes this many comparisons per key; longer axes are merged from blocks of
# this size.
COUNTED_BLOCK = 256
# A processor's kernels recognise the counting, and sort blocks of up to so many keys digit by digit instead.
SORTED_BLOCK = 1 << 21

# So few least of so many rows of so many keys, up to another number, are found one by one: that takes one
# pass of the keys for each.
FEW, MANY, SHORT = 8, 64, 4096


class Sorting(Indexing):
    """sort, argsort, topk, median, unique and searchsorted."""

    __slots__ = ()

    def _keys(self, descending: bool) -> Self:
        """Integers in the order of the values; equal values have equal keys, nans one above all others."""
        x = self.detach()
        if x.dtype is dtypes.bool_:
            x = x.cast(dtypes.uint8)
        if x.dtype.is_float:
            bits = x.eq(0).where(x._filled(0), x).bitcast(x.dtype.signed)
            ordered = (bits < 0).where(bits ^ bits.dtype.maximum, bits)
            x = x.isnan().where(ordered._filled(ordered.dtype.maximum), ordered)
        return x.bitwise_not() if descending else x

    def _iota(self, size: int, *shape: int) -> Self:
        """0 to size-1 along the one axis of `shape` that is -1."""
        column = nodes.reshape(nodes.iota(size, dtypes.int32), tuple(size if n == -1 else n for n in shape))
        return self._wrap(column, self.device)

    def _argsort_last(self) -> Self:
        """Stable order of integer keys [rows, n] along the last axis, int32."""
        rows, size = self.shape
        if self.device == PROCESSOR:
            block = -(-size // (1 << (-(-size // SORTED_BLOCK) - 1).bit_length()))
        else:
            block = size if size <= 2 * COUNTED_BLOCK else COUNTED_BLOCK
        runs = 1 << (-(-size // block) - 1).bit_length()
        total = runs * block
        # Keys added at the end are the greatest there are, and come after equal ones since the order is
        # stable.
        keys = self._pad_constant([(0, 0), (0, total - size)], self.dtype.maximum).contiguous()
        blocks = keys.reshape(rows, runs, block)
        mine, other = blocks.unsqueeze(-1), blocks.unsqueeze(-2)
        here, there = self._iota(block, 1, 1, -1, 1), self._iota(block, 1, 1, 1, -1)
        before = (other < mine).logical_or(other.eq(mine).logical_and(there < here))
        rank = before.cast(dtypes.int32).sum(-1, dtype=dtypes.int32).contiguous()
        start = self._iota(runs, 1, -1, 1) * block
        local = self._iota(block, 1, 1, -1).expand(rows, runs, block)
        place = local._filled(0).scatter(2, rank, local + start).contiguous()
        order = place.reshape(rows, total)
        length = block
        while length < total:
            order = self._merged(keys, order, rows, total, length)
            length *= 2
        return order.narrow(1, 0, size)

    def _least_last(self, count: int) -> Self:
        """The places of the least of integer keys [rows, n] in stable order along the last axis, int32.

        They lie in the blocks with the least minima, of which there are as many: only these are sorted.
        """
        rows, size = self.shape
        is_quick = count <= FEW and rows >= MANY and MANY <= size <= SHORT
        if is_quick and self.device == PROCESSOR and self.dtype.bits <= 32:
            return self._least_one_by_one(count)
        block = 1 << max(0, (2 * COUNTED_BLOCK // max(count, 1)).bit_length() - 1)
        if size <= 2 * COUNTED_BLOCK or block < 4:
            return self._argsort_last().narrow(1, 0, count)
        blocks = -(-size // block)
        keys = self._pad_constant([(0, 0), (0, blocks * block - size)], self.dtype.maximum).contiguous()
        minima: Self = keys.reshape(rows, blocks, block).min(2).values.contiguous()
        chosen = minima._least_last(min(count, blocks)).contiguous()
        # In the order of their places, so that equal keys stay in theirs.
        chosen = chosen.gather(1, chosen._argsort_last()).contiguous()
        places = (chosen.unsqueeze(-1) * block + self._iota(block, 1, 1, -1)).reshape(rows, -1)
        order = keys.gather(1, places).contiguous()._argsort_last().narrow(1, 0, count)
        return places.gather(1, order)

    def _least_one_by_one(self, count: int) -> Self:
        """The same, each found after the one before: the least key and place beyond its."""
        keys, size = self.contiguous(), self.shape[1]
        # Keys without a sign are 32 bits wide at most, and stay below the sign.
        shift = 31 if self.dtype.kind == "u" else 32
        both = (keys.cast(dtypes.int64) << shift) + self._iota(size, 1, -1).cast(dtypes.int64)
        found: list[Self] = []
        for _ in range(count):
            left = (both > found[-1]).where(both, dtypes.int64.maximum) if found else both
            found.append(left.amin(1, True).contiguous())
        chosen: Self = found[0].cat(*found[1:], dim=1)
        return (chosen & ((1 << shift) - 1)).cast(dtypes.int32)

    def _merged(self, keys: Self, order: Self, rows: int, total: int, length: int) -> Self:
        """Merge sorted runs of `length` two by two; `order` holds the places of the sorted keys."""
        pairs = total // (2 * length)
        ordered = keys.gather(1, order).contiguous().reshape(rows, pairs, 2 * length)
        place = self._iota(2 * length, 1, 1, -1).expand(rows, pairs, 2 * length)
        # Of the first `place` elements of the result, at least `low` and at most `high` are from the first
        # run.
        low = (place - length).maximum(0)
        high = place.minimum(length)
        for _ in range(length.bit_length()):
            middle = (low + high) >> 1
            first = ordered.gather(2, middle.minimum(length - 1))
            second = ordered.gather(2, (place - middle - 1).clip(0, length - 1) + length)
            # first[middle] goes before second[place - middle - 1]: more than `middle` are from the first run.
            more = (first <= second).logical_and(low < high)
            low, high = more.where(middle + 1, low), more.where(high, middle.minimum(high))
        first = ordered.gather(2, low.minimum(length - 1))
        second = ordered.gather(2, (place - low).clip(0, length - 1) + length)
        left = (low < length).logical_and((place - low >= length).logical_or(first <= second))
        source = left.where(low, place - low + length)
        merged = order.reshape(rows, pairs, 2 * length).gather(2, source)
        return merged.reshape(rows, total).contiguous()

    def argsort(
        self, dim: int = -1, descending: bool = False, stable: bool = True, *, axis: int | None = None
    ) -> Self:
        """The places of the elements in order along an axis, int64. Always stable; nan is the greatest.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([30, 10, 20, 10]).argsort().tolist()
            [1, 3, 2, 0]
        """
        if not self.shape:
            return self._filled(0, dtypes.int64)
        at = self._axis(dim if axis is None else axis)
        if self.shape[at] <= 1 or not self.numel():
            return self._filled(0, dtypes.int64)
        if (known := stands_for("sort", self, at, self.shape[at], descending)) is not None:
            return known[1]  # type: ignore[no-any-return]
        moved = self._keys(descending).movedim(at, -1)
        order = moved.reshape(-1, moved.shape[-1])._argsort_last()
        return order.reshape(moved.shape).movedim(-1, at).cast(dtypes.int64)

    def sort(
        self, dim: int = -1, descending: bool = False, stable: bool = True, *, axis: int | None = None
    ) -> Extreme:
        """The elements in order along an axis, and their places (int64): (values, indices) as in PyTorch.
        Always stable; nan is the greatest.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> values, places = Tensor([[3, 1, 2]]).sort(descending=True)
            >>> values.tolist(), places.tolist()
            ([[3, 2, 1]], [[0, 2, 1]])
        """
        at = dim if axis is None else axis
        if self.shape and (
            (known := stands_for("sort", self, self._axis(at), self.shape[self._axis(at)], descending))
            is not None
        ):
            return Extreme(*known)
        order = self.argsort(at, descending)
        return Extreme(self.gather(at, order) if self.shape else self.clone(), order)

    def topk(self, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Extreme:
        """The `k` greatest (or least) elements along an axis in order, and their places (int64).

        Raises InvalidArgument where there are not as many, IndexOutOfRange where there is no such axis.

        Examples:
            >>> values, places = Tensor([5, 9, 7]).topk(2)
            >>> values.tolist(), places.tolist()
            ([9, 7], [1, 2])
        """
        size = self.shape[self._axis(dim)] if self.shape else 1
        if not 0 <= k <= size:
            raise InvalidArgument(f"topk: {k} of {size} elements of axis {dim} of shape {self.shape}")
        if not self.shape:
            values, order = self.reshape(1).topk(k, 0, largest)
            return Extreme(values.reshape([]), order.reshape([])) if k else Extreme(values, order)
        if (known := stands_for("sort", self, self._axis(dim), k, largest)) is not None:
            return Extreme(*known)
        at = self._axis(dim)
        keys = self._keys(largest).movedim(at, -1)
        order = keys.reshape(-1, size)._least_last(k) if self.numel() else keys.narrow(-1, 0, k)
        order = order.reshape(*keys.shape[:-1], k).movedim(-1, at).cast(dtypes.int64)
        return Extreme(self.gather(at, order), order)

    def median(
        self,
        dim: int | None = None,
        keepdim: bool = False,
        *,
        axis: int | None = None,
        keepdims: bool = False,
    ) -> Any:
        """The middle element (the lower one of two, as in PyTorch); along an axis `dim` the middle elements
        and their places, `(values, indices)`. nan if there is one.

        NumPy's spelling, `axis=`, gives the values alone. Raises ShapeError over no elements.

        Examples:
            >>> Tensor([7, 1, 5, 3]).median().item()
            3
            >>> Tensor([[7, 1, 5], [2, 9, 4]]).median(1).values.tolist()
            [5, 4]
        """
        keep = keepdim or keepdims
        if dim is None and axis is None:
            if not self.numel():
                raise ShapeError(f"median over no elements: shape {self.shape}")
            middle = self.reshape(-1).median(0).values
            return middle.reshape([1] * self.ndim) if keep else middle
        at = self._axis(dim if dim is not None else axis)  # type: ignore[arg-type]
        x = self if self.shape else self.reshape(1)
        size = x.shape[at]
        if not size:
            raise ShapeError(f"median over no elements: axis {at} of shape {self.shape}")
        order = x.argsort(at)
        place = order.narrow(at, (size - 1) // 2, 1)
        if self.dtype.is_float:
            # The first nan, if there is one.
            nans = x.detach().isnan()
            place = nans.any(at, True).where(nans.cast(dtypes.uint8).argmax(at, True), place)
        values = x.gather(at, place)
        if not keep or not self.shape:
            values, place = values.squeeze(at), place.squeeze(at)
        return Extreme(values, place) if axis is None else values

    def searchsorted(
        self,
        values: Any,
        right: bool = False,
        *,
        out_int32: bool = False,
        side: str | None = None,
        sorter: Any = None,
    ) -> Self:
        """For each value, how many elements of this sorted vector are below it (with `right` or the side
        'right': not above it); int64, or int32 if asked for.

        Of a tensor `[.., n]` and values `[.., m]` each row is searched for its own. With `sorter`, the places
        of the elements in order, they need not be sorted. Raises ShapeError where the shapes do not fit,
        InvalidArgument for another side.

        Examples:
            >>> edges = Tensor([1, 3, 5])
            >>> edges.searchsorted([0, 3, 9]).tolist(), edges.searchsorted([0, 3, 9], right=True).tolist()
            ([0, 1, 3], [0, 2, 3])
        """
        if side not in (None, "left", "right") or (right and side == "left"):
            raise InvalidArgument(f"searchsorted: the side is 'left' or 'right', not {side!r} ({right=})")
        right = right or side == "right"
        scalar = as_scalar(values)
        # A number is compared, not made an element: it may be beyond this dtype.
        given = self._operand(values if scalar is None else type(self)(scalar, device=self.device))
        if self.ndim != 1 and (not self.shape or given.shape[:-1] != self.shape[:-1]):
            raise ShapeError(
                f"searchsorted takes a sorted vector, or rows of them and of values to match: {self.shape} "
                f"and {given.shape} do not"
            )
        ordered = self if sorter is None else self.gather(-1, sorter)
        size = self.shape[-1]
        low = given._filled(0, dtypes.int64)
        high = given._filled(size, dtypes.int64)
        for _ in range(size.bit_length()):
            middle = (low + high) >> 1
            place = middle.minimum(size - 1)
            if self.ndim == 1:
                found = ordered.gather(0, place.reshape(-1)).reshape(given.shape)
            else:
                found = ordered.gather(-1, place)
            # nan is above all numbers, as where they were sorted.
            if right:
                above = (found <= given).logical_or(given.isnan())
            else:
                above = (found < given).logical_or(given.isnan().logical_and(found.isnan().logical_not()))
            above = above.logical_and(low < high)
            low, high = above.where(middle + 1, low), above.where(high, middle.minimum(high))
        return low.cast(dtypes.int32) if out_int32 else low

    def bucketize(self, boundaries: Any, right: bool = False, *, out_int32: bool = False) -> Self:
        """The bucket of each element between sorted boundaries: `boundaries.searchsorted(self)`.

        Raises ShapeError where the boundaries are no vector.

        Examples:
            >>> Tensor([0, 3, 9]).bucketize([1, 3, 5]).tolist()
            [0, 1, 3]
        """
        edges = self._operand(boundaries)
        if edges.ndim != 1:
            raise ShapeError(f"bucketize takes sorted boundaries, a vector, not shape {edges.shape}")
        return edges.searchsorted(self, right, out_int32=out_int32)

    def unique(
        self,
        sorted: bool = True,
        return_inverse: bool = False,
        return_counts: bool = False,
        dim: int | None = None,
    ) -> Any:
        """The distinct elements in order (slices along `dim`, where one is given), with what is asked for
        beside them: places to rebuild the tensor, counts.

        Computes the tensor. Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> values, counts = Tensor([3, 1, 3]).unique(return_counts=True)
            >>> values.tolist(), counts.tolist()
            ([1, 3], [1, 2])
        """
        import numpy

        axis = None if dim is None else self._axis(dim)
        parts = numpy.unique(
            self.numpy(), return_inverse=True, return_counts=True, axis=axis, equal_nan=False
        )
        make = type(self)
        places = parts[1].reshape(self.shape if axis is None else -1)
        wanted = [make(parts[0], dtype=self.dtype, device=self.device)]
        wanted += [make(places, device=self.device)] if return_inverse else []
        wanted += [make(parts[2], device=self.device)] if return_counts else []
        return wanted[0] if len(wanted) == 1 else tuple(wanted)

    def histc(self, bins: int = 100, min: float = 0.0, max: float = 0.0) -> Self:
        """Counts of the elements in equal bins from `min` to `max` (where these are equal: the extremes of
        the data), in this tensor's dtype. What lies outside, and nan, is not counted.

        Raises InvalidArgument for less than one bin, and for `min` above `max` or bounds that are not finite.

        Examples:
            >>> Tensor([0.0, 1.0, 1.5, 4.0]).histc(bins=4, min=0, max=4).tolist()
            [1.0, 2.0, 0.0, 1.0]
        """
        if bins < 1 or not (isfinite(min) and isfinite(max) and min <= max):
            raise InvalidArgument(f"histc: {bins} bins from {min} to {max}; bounds are finite, and in order")
        x = self.reshape(-1)._wide()
        if min < max or not x.numel():
            low, high = x._operand(min), x._operand(max)
        else:
            low, high = x.min(), x.max()
            equal = low.eq(high)
            low, high = equal.where(low - 1, low), equal.where(high + 1, high)
        place = ((x - low) / (high - low) * bins).cast(dtypes.int64)
        inside = (x >= low).logical_and(x <= high)
        place = inside.where(place.minimum(bins - 1), bins)
        empty = self._wrap(broadcast_node(nodes.const(0, dtypes.int64), (bins,)), self.device)
        return empty.scatter_add(0, place, 1).cast(self.dtype)
