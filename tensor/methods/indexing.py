"""Subscripts by NumPy's rules, and gathering and scattering by PyTorch's names.

Integer indices known to the host (ints, lists, NumPy arrays) are checked: IndexOutOfRange. Indices that are
tensors are not, since that would mean computing them first: reading out of range gives 0, writing out of
range does nothing. Boolean masks decide the shape of a result, so reading through one computes it at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any, Self

from ...runtime.errors import DTypeError, IndexOutOfRange, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.node import Shape
from .core import TensorCore, as_scalar, barrier, broadcast_node, broadcast_shapes
from .interop import Interop
from .views import CUT, with_region

Range = tuple[int, int, int]


@dataclass(frozen=True)
class _Subscript:
    """A parsed subscript of a tensor.

    `ranges` and `flipped` cut each axis; `view` is the shape after single elements are dropped and new axes
    put in; `arrays` are (axis of the view, indices) for integer arrays; `place` is where their axes go in the
    result.
    """

    ranges: tuple[Range, ...]
    flipped: tuple[int, ...]
    view: Shape
    arrays: tuple[tuple[int, Any], ...]
    place: int

    @property
    def cut(self) -> Shape:
        return tuple(max(0, -(-(stop - start) // step)) for start, stop, step in self.ranges)


def _position_dtype(size: int) -> DType:
    return dtypes.int32 if size < 2**31 else dtypes.int64


def _slice_range(index: slice, size: int) -> tuple[Range, bool]:
    """The range that SHRINK takes, and whether it must be flipped afterwards."""
    try:
        start, stop, step = index.indices(size)
    except (TypeError, ValueError) as error:
        raise InvalidArgument(f"{index} is not a slice of an axis: {error}") from error
    count = len(range(start, stop, step))
    if count == 0:
        return (0, 0, 1), False
    last = start + (count - 1) * step
    return ((start, last + 1, step), False) if step > 0 else ((last, start + 1, -step), True)


def _rank(item: Any) -> int:
    """The number of axes of an array-like; 0 for anything else."""
    return len(getattr(item, "shape", ()))


class Indexing(Interop):
    """Subscripts, gather, scatter and selection."""

    __slots__ = ()

    # parsing

    def _index_array(self, item: Any) -> Any:
        """An index that is an array: a tensor as it is, anything else as a NumPy array of ints or bools."""
        if isinstance(item, Interop):
            if item.dtype.is_float:
                raise DTypeError(f"an index is an int or bool tensor, not {item.dtype}")
            if item.dtype is dtypes.bool_:
                return item.numpy()
            return item
        import numpy

        try:
            array = numpy.asarray(item)
        except ValueError as error:
            raise ShapeError(f"an index is no array of ints or bools: {error}") from error
        if array.size == 0 and not isinstance(item, numpy.ndarray):
            array = array.astype(numpy.int64)
        if array.dtype.kind not in "biu":
            raise DTypeError(f"an index is made of ints or bools, not {array.dtype} ({item!r:.60})")
        return array

    def _parse(self, key: Any) -> _Subscript:
        items = list(key) if isinstance(key, tuple) else [key]
        expanded: list[Any] = []
        for item in items:
            if item is None or item is Ellipsis or isinstance(item, slice):
                expanded.append(item)
            elif isinstance(item, bool) or type(item).__name__ == "bool":
                expanded.append(bool(item))
            elif isinstance(item, (TensorCore, type)) or not hasattr(item, "__index__") or _rank(item):
                array = self._index_array(item)
                if not isinstance(array, TensorCore) and array.dtype.kind == "b":
                    expanded.append(bool(array) if array.ndim == 0 else array)
                else:
                    expanded.append(array)
            else:
                expanded.append(item.__index__())
        return self._resolve(expanded)

    def _resolve(self, items: list[Any]) -> _Subscript:
        def is_array(item: Any) -> bool:
            return hasattr(item, "ndim")

        def is_mask(item: Any) -> bool:
            return is_array(item) and not isinstance(item, TensorCore) and item.dtype.kind == "b"

        consumed = sum(
            item.ndim if is_mask(item) else 1
            for item in items
            if item is not None and item is not Ellipsis and not isinstance(item, bool)
        )
        dots = sum(item is Ellipsis for item in items)
        if dots > 1 or consumed > self.ndim:
            problem = "more than one ellipsis" if dots > 1 else f"{consumed} indices for {self.ndim} axes"
            raise IndexOutOfRange(f"a subscript of a tensor of shape {self.shape} has {problem}")
        if not dots:
            items = [*items, Ellipsis]
        advanced = any(is_array(item) or isinstance(item, bool) for item in items)
        ranges: list[Range] = []
        flipped: list[int] = []
        view: list[int] = []
        arrays: list[tuple[int, Any]] = []
        groups: list[int] = []
        first = 0
        for number, item in enumerate(items):
            axis = len(ranges)
            if advanced and (is_array(item) or isinstance(item, (bool, int))):
                if not groups:
                    first = len(view)
                groups.append(number)
            if item is None:
                view.append(1)
            elif item is Ellipsis:
                for size in self.shape[axis : axis + self.ndim - consumed]:
                    ranges.append((0, size, 1))
                    view.append(size)
            elif isinstance(item, bool):
                arrays.append((len(view), [0] if item else []))
                view.append(1)
            elif isinstance(item, slice):
                chosen, reverse = _slice_range(item, self.shape[axis])
                ranges.append(chosen)
                flipped += [axis] if reverse else []
                view.append(len(range(*item.indices(self.shape[axis]))))
            elif isinstance(item, int):
                at = self._checked(item, axis)
                ranges.append((at, at + 1, 1))
            elif is_mask(item):
                covered = self.shape[axis : axis + item.ndim]
                if item.shape != covered:
                    raise IndexOutOfRange(
                        f"a mask of shape {item.shape} does not fit axes {axis} on of shape {self.shape}"
                    )
                for offset, positions in enumerate(item.nonzero()):
                    arrays.append((len(view), positions))
                    view.append(covered[offset])
                    ranges.append((0, covered[offset], 1))
            else:
                size = self.shape[axis]
                arrays.append((len(view), self._checked_array(item, axis)))
                view.append(size)
                ranges.append((0, size, 1))
        # Arrays side by side leave their result where they stand; apart, in front.
        adjacent = bool(groups) and groups[-1] - groups[0] + 1 == len(groups)
        return _Subscript(tuple(ranges), tuple(flipped), tuple(view), tuple(arrays), first if adjacent else 0)

    def _checked(self, index: int, axis: int) -> int:
        size = self.shape[axis]
        if not -size <= index < size:
            raise self._outside(index, axis)
        return index % size

    def _outside(self, index: int, axis: int) -> IndexOutOfRange:
        size = self.shape[axis]
        allowed = f"it may be {-size} to {size - 1}" if size else "the axis is empty"
        return IndexOutOfRange(f"index {index} of axis {axis} of a tensor of shape {self.shape}; {allowed}")

    def _checked_array(self, array: Any, axis: int) -> Any:
        size = self.shape[axis]
        if isinstance(array, TensorCore):
            return array
        if array.size:
            least, greatest = int(array.min()), int(array.max())
            if least < -size or greatest >= size:
                wrong = least if least < -size else greatest
                raise self._outside(wrong, axis)
        import numpy

        signed = array.astype(numpy.int64)
        return numpy.where(signed < 0, signed + size, signed)

    def _wrapped_index(self, index: Any, axis: int) -> Any:
        """Index tensor with negative entries counted from the end, wide enough for the axis."""
        size = self.shape[axis]
        if index.dtype.kind not in "iu":
            raise DTypeError(f"an index is an integer tensor, not {index.dtype}")
        wide = index.cast(
            _position_dtype(size)
            if index.dtype.bits <= 32 and index.dtype is not dtypes.uint32
            else dtypes.int64
        )
        return wide if index.dtype.kind == "u" else (wide < 0).where(wide + size, wide)

    # reading

    def _cut(self, subscript: _Subscript) -> Self:
        cut = nodes.flip(nodes.shrink(self._node, subscript.ranges), subscript.flipped)
        return self._of_node(nodes.reshape(cut, subscript.view))

    def __getitem__(self, key: Any) -> Self:
        """Elements by NumPy's rules: ints, slices, None, Ellipsis, integer and boolean arrays, and any
        mixture.

        Raises IndexOutOfRange, DTypeError for an index that is neither int nor bool, ShapeError for arrays
        that do not broadcast.
        """
        subscript = self._parse(key)
        view = self._cut(subscript)
        if not subscript.arrays:
            return self._view(view._node, CUT, subscript)
        flat, index, shape, rest = view._flattened(subscript)
        picked = flat.gather(0, index.reshape([-1] + [1] * len(rest)).expand(index.numel(), *rest))
        result = picked.reshape(*shape, *rest)
        return result.movedim(
            list(range(len(shape))), list(range(subscript.place, subscript.place + len(shape)))
        )

    def _flattened(self, subscript: _Subscript) -> tuple[Self, Self, Shape, Shape]:
        """This view with the indexed axes merged in front, the flat index, the shape of the indices, the
        other axes.
        """
        axes = [axis for axis, _ in subscript.arrays]
        sizes = [self.shape[axis] for axis in axes]
        counter = _position_dtype(prod(sizes))
        indices = []
        for axis, array in subscript.arrays:
            if isinstance(array, TensorCore):
                indices.append(self._wrapped_index(array, axis))
            else:
                indices.append(type(self)(array, dtype=dtypes.int64, device=self.device))
        shape = broadcast_shapes(*(index.shape for index in indices))
        flat_index: Any = None
        for index, size in zip(indices, sizes, strict=True):
            place = index.cast(counter).expand(shape)
            flat_index = place if flat_index is None else flat_index * size + place
        others = [axis for axis in range(self.ndim) if axis not in axes]
        rest = tuple(self.shape[axis] for axis in others)
        return self.permute([*axes, *others]).reshape(prod(sizes), *rest), flat_index.reshape(-1), shape, rest

    # writing

    def __setitem__(self, key: Any, value: Any) -> None:
        """Replace elements, chosen as in reading; the value broadcasts to them. The tensor takes the result
        as by `assign`.

        Raises what reading raises, and ShapeError where the value does not fit.
        """
        if isinstance(key, Interop) and key.dtype is dtypes.bool_ and key.ndim:
            scalar = as_scalar(value)
            if scalar is not None or getattr(value, "ndim", 1) == 0:
                if key.shape != self.shape[: key.ndim]:
                    raise IndexOutOfRange(
                        f"a mask of shape {key.shape} does not fit a tensor of shape {self.shape}"
                    )
                mask = key._of_node(nodes.reshape(key._node, key.shape + (1,) * (self.ndim - key.ndim)))
                self.assign(mask.where(self._element(value), self))
                return
        subscript = self._parse(key)
        given = self._element(value, "an assignment to elements")
        if not subscript.arrays:
            self.assign(self._with_region(subscript, given._fitted(subscript.view)))
            return
        view = self._cut(subscript)
        flat, index, shape, rest = view._flattened(subscript)
        place = subscript.place
        result_shape = rest[:place] + shape + rest[place:]
        values = given._fitted(result_shape)
        values = values.movedim(list(range(place, place + len(shape))), list(range(len(shape))))
        rows = values.reshape(index.numel(), *rest)
        if rows.numel() == 0:
            return
        spread = index.reshape([-1] + [1] * len(rest)).expand(index.numel(), *rest)
        written = flat.scatter(0, spread, rows)
        axes = [axis for axis, _ in subscript.arrays]
        others = [axis for axis in range(view.ndim) if axis not in axes]
        order = [*axes, *others]
        back = written.reshape([view.shape[axis] for axis in order]).permute(
            [order.index(i) for i in range(view.ndim)]
        )
        self.assign(self._with_region(subscript, back))

    def _fitted(self, shape: Shape) -> Self:
        """This value broadcast to a region; leading axes of size 1 beyond its rank are dropped."""
        extra = self.ndim - len(shape)
        value = self.reshape(self.shape[extra:]) if extra > 0 and prod(self.shape[:extra]) == 1 else self
        try:
            fits = broadcast_shapes(value.shape, shape) == shape
        except ShapeError:
            fits = False
        if not fits:
            raise ShapeError(f"a value of shape {self.shape} does not fit elements of shape {shape}")
        return value._of_node(broadcast_node(value._node, shape))

    def _with_region(self, subscript: _Subscript, value: Self) -> Self:
        """This tensor with the cut region replaced by `value`, which has the shape of the view."""
        (x, part), flow = self._combine([value])
        return self._wrap(with_region(x, subscript.ranges, subscript.flipped, part), self.device, flow)

    # gathering

    def gather(self, dim: int, index: Any) -> Self:
        """`out[i][j] = self[index[i][j]][j]` along axis `dim` (0 where the index is out of range), as in
        PyTorch.

        `index` is of an integer dtype, has this rank and is no longer than this tensor beside `dim`, or has
        no elements. Raises ShapeError, DTypeError where it does not, IndexOutOfRange where there is no such
        axis.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).gather(1, [[1, 1], [0, 1]]).tolist()
            [[2, 2], [3, 4]]
        """
        if not self.shape or not getattr(index, "shape", True):
            # A 0-d tensor counts as one of one axis.
            found = self._operand(index, "gather")
            return (
                (self if self.shape else self.reshape(1))
                .gather(dim, found if found.shape else found.reshape(1))
                .reshape(found.shape)
            )
        if 0 in getattr(index, "shape", ()) and len(index.shape) != self.ndim:
            return self.reshape(-1).narrow(0, 0, 0).reshape(index.shape)
        at, found = self._along(dim, index, "gather")
        (x, positions), _ = self._combine([found])
        return self._of_node(nodes.gather(x, positions, at))

    def _along(self, dim: int, index: Any, operation: str) -> tuple[int, Self]:
        at = self._axis(dim)
        found = self._operand(index, operation)
        if found.dtype.kind not in "iu":
            raise DTypeError(f"{operation}: the index is an integer tensor, not {found.dtype}")
        if found.ndim != self.ndim or any(
            a > b for i, (a, b) in enumerate(zip(found.shape, self.shape, strict=False)) if i != at
        ):
            raise ShapeError(
                f"{operation} along axis {dim}: an index of shape {found.shape} for shape {self.shape}"
            )
        return at, found

    def take_along_axis(self, indices: Any, axis: int = -1) -> Self:
        """As `gather`, with negative indices from the end, and both sides broadcast beside the axis.

        Raises ShapeError where the ranks differ or the shapes do not broadcast, DTypeError for an index that
        is not of integers.

        Examples:
            >>> x = Tensor([[3, 1, 2], [9, 8, 7]])
            >>> x.take_along_axis(x.argsort(1), 1).tolist()
            [[1, 2, 3], [7, 8, 9]]
        """
        at = self._axis(axis)
        found = self._operand(indices)
        if not self.shape or found.ndim != self.ndim:
            raise ShapeError(
                f"take_along_axis: indices of shape {found.shape} for a tensor of shape {self.shape}"
            )
        found = self._wrapped_index(found, at)
        beside = broadcast_shapes(*(x.shape[:at] + (1,) + x.shape[at + 1 :] for x in (self, found)))
        x = self.expand(beside[:at] + (self.shape[at],) + beside[at + 1 :])
        return x.gather(at, found.expand(beside[:at] + (found.shape[at],) + beside[at + 1 :]))

    def take(self, indices: Any, axis: int | None = None) -> Self:
        """Elements of the flattened tensor, or slices along an axis, at integer indices.

        Raises IndexOutOfRange for indices beyond the axis that the host knows, DTypeError for what are no
        integers.

        Examples:
            >>> x = Tensor([[1, 2], [3, 4]])
            >>> x.take([0, 3]).tolist(), x.take([1], axis=0).tolist()
            ([1, 4], [[3, 4]])
        """
        x = self.reshape(-1) if axis is None else self
        at = x._axis(0 if axis is None else axis)
        if not self.shape and axis is not None:
            x = x.reshape(1)
        found = self._index_array(indices)
        if found.dtype is dtypes.bool_ or getattr(found.dtype, "kind", "") == "b":
            raise DTypeError("take: the indices are integers, not bools; x[mask] takes those of a mask")
        return x[(slice(None),) * at + (found,)]

    def index_select(self, dim: int, index: Any) -> Self:
        """Slices along an axis at the places of an integer vector.

        Raises as `take`.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).index_select(1, [1, 0]).tolist()
            [[2, 1], [4, 3]]
        """
        return self.take(index, dim) if self.shape else self.reshape(1).take(index, dim).reshape(())

    # scattering

    def scatter(self, dim: int, index: Any, src: Any, reduce: str | None = None) -> Self:
        """This tensor with `out[index[i][j]][j] = src[i][j]` along axis `dim`; later writes win.

        `src` is a tensor of this dtype no smaller than `index`, or a scalar. `reduce` is None, 'add' or
        'multiply'. Places out of range are dropped. Raises ShapeError, DTypeError where index or source do
        not fit, InvalidArgument for another `reduce`.

        Examples:
            >>> Tensor.zeros(2, 3).scatter(1, [[2], [0]], 5.0).tolist()
            [[0.0, 0.0, 5.0], [5.0, 0.0, 0.0]]
        """
        modes = {
            None: "set",
            "add": "add",
            "sum": "add",
            "multiply": "multiply",
            "prod": "multiply",
            "amax": "max",
        }
        if reduce not in modes:
            raise InvalidArgument(f"scatter: reduce is None, 'add' or 'multiply', not {reduce!r}")
        return self._scatter(dim, index, src, modes[reduce])

    def _scatter(self, dim: int, index: Any, src: Any, mode: str) -> Self:
        if not self.shape:
            found, source = self._operand(index, "scatter"), self._operand(src, "scatter")
            found, source = (each if each.shape else each.reshape(1) for each in (found, source))
            return self.reshape(1)._scatter(dim, found, source.cast(self.dtype), mode).reshape(())
        at, found = self._along(dim, index, "scatter")
        scalar = as_scalar(src)
        if scalar is not None:
            source = found._filled(scalar, self.dtype)
        else:
            source = self._operand(src, "scatter")
            if source.dtype is not self.dtype:
                raise DTypeError(f"scatter: values of {source.dtype} into a tensor of {self.dtype}; cast one")
            if source.ndim != found.ndim or any(
                a < b for a, b in zip(source.shape, found.shape, strict=True)
            ):
                raise ShapeError(
                    f"scatter: values of shape {source.shape} for an index of shape {found.shape}"
                )
            source = source._of_node(nodes.shrink(source._node, [(0, size, 1) for size in found.shape]))
        if not found.numel():
            return self
        if mode in ("add", "multiply") and self.dtype.computing is not self.dtype:
            # What is added to one place is rounded once.
            wide = self.dtype.computing
            return self.cast(wide)._scatter(at, found, source.cast(wide), mode).cast(self.dtype)
        (x, positions, values), flow = self._combine([found, source])
        return self._wrap(nodes.scatter(x, positions, values, at, mode), self.device, flow)

    def scatter_add(self, dim: int, index: Any, src: Any) -> Self:
        """As `scatter`, adding; what is written to one place several times adds up.

        Raises ShapeError, DTypeError as `scatter`.

        Examples:
            >>> Tensor.zeros(3).scatter_add(0, [0, 2, 2], Tensor([1.0, 2.0, 3.0])).tolist()
            [1.0, 0.0, 5.0]
        """
        return self._scatter(dim, index, src, "add")

    def scatter_reduce(self, dim: int, index: Any, src: Any, reduce: str, include_self: bool = True) -> Self:
        """Scatter with 'sum', 'prod', 'mean', 'amax' or 'amin'; without `include_self` the old values at
        written places do not count.

        Raises InvalidArgument for another `reduce`, ShapeError, DTypeError as `scatter`.

        Examples:
            >>> Tensor([9, 1]).scatter_reduce(0, [0, 0, 1], Tensor([4, 6, 5]), "amax").tolist()
            [9, 5]
            >>> Tensor([9, 1]).scatter_reduce(0, [0, 0], Tensor([4, 6]), "mean", include_self=False).tolist()
            [5, 1]
        """
        starts: dict[str, Any] = {
            "sum": 0,
            "mean": 0,
            "prod": 1,
            "amax": self.dtype.minimum,
            "amin": self.dtype.maximum,
        }
        if reduce not in starts:
            raise InvalidArgument(f"scatter_reduce: reduce is one of {', '.join(starts)}, not {reduce!r}")
        start = self if include_self else self._scatter(dim, index, starts[reduce], "set")
        if reduce == "amin":
            result = (
                start._reversed_order()
                ._scatter(dim, index, self._operand(src)._reversed_order(), "max")
                ._reversed_order()
            )
        else:
            result = start._scatter(dim, index, src, {"prod": "multiply", "amax": "max"}.get(reduce, "add"))
        if reduce in ("amax", "amin") and not include_self and self.shape and result.dtype.is_float:
            return self._extreme_of_written(result, dim, index, src)
        if reduce != "mean":
            return result
        counts = self._filled(int(include_self))._scatter(dim, index, 1, "add").maximum(1)
        return result / counts if self.dtype.is_float else result.floor_divide(counts)

    def _extreme_of_written(self, result: Self, dim: int, index: Any, src: Any) -> Self:
        """Extremes of what is written to each place, whose gradient is shared as PyTorch shares it: an old
        value that is as great has its share too, which is dropped.
        """
        written = self._filled(False, dtypes.bool_).scatter(dim, index, True)
        source = self._operand(src)

        def rule(g: Any, y: Any, x: Any, source: Any) -> tuple[Any, Any]:
            work = g.dtype.computing
            fits = tuple(slice(size) for size in self._operand(index).shape)
            there = source[fits].eq(y.gather(dim, index)).cast(work)
            here = x.eq(y).cast(work)
            share = g / here._scatter(dim, index, there, "add").maximum(1)
            for_source = (share.gather(dim, index) * there).cast(g.dtype)
            rest = [(0, size - part) for size, part in zip(source.shape, for_source.shape, strict=True)]
            return written.where(0, share * here).cast(g.dtype), for_source._pad_constant(rest, 0)

        (x, values), flow = self._combine([source])
        own, given = (self._wrap(each, self.device, flow) for each in (x, values))
        return own._derive(result._of_node(barrier(result._node)), rule, given)

    def _rows(self, dim: int, index: Any) -> tuple[int, Self]:
        """An integer vector of places along an axis, spread over the other axes."""
        at = self._axis(dim)
        if not self.shape:
            # As in PyTorch, a vector of one element.
            return self.reshape(1)._rows(dim, index)
        vector = self._wrapped_index(self._operand(index), at).reshape(-1)
        shape = self.shape[:at] + (vector.numel(),) + self.shape[at + 1 :]
        return at, vector.reshape([-1 if i == at else 1 for i in range(self.ndim)]).expand(shape)

    def index_add(self, dim: int, index: Any, source: Any, alpha: float = 1) -> Self:
        """This tensor with slices of `source`, times `alpha`, added to the slices at the places of an integer
        vector.

        Raises ShapeError where the slices do not fit, DTypeError for an index that is not of integers.

        Examples:
            >>> Tensor.zeros(3, 2).index_add(0, [2, 2], Tensor.ones(2, 2)).tolist()
            [[0.0, 0.0], [0.0, 0.0], [2.0, 2.0]]
        """
        at, rows = self._rows(dim, index)
        values = self._operand(source)._cast_into(self)
        return self._scatter(at, rows, values if alpha == 1 else values * alpha, "add")

    def index_copy(self, dim: int, index: Any, source: Any) -> Self:
        """This tensor with the slices at the places of an integer vector replaced by those of `source`.

        Raises ShapeError where the slices do not fit, DTypeError for an index that is not of integers.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).index_copy(0, [1], Tensor([[7, 8]])).tolist()
            [[1, 2], [7, 8]]
        """
        at, rows = self._rows(dim, index)
        return self._scatter(at, rows, self._operand(source)._cast_into(self), "set")

    def index_fill(self, dim: int, index: Any, value: Any) -> Self:
        """This tensor with the slices at the places of an integer vector replaced by a scalar.

        Raises DTypeError for an index that is not of integers.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).index_fill(1, [-1], 0).tolist()
            [[1, 0], [3, 0]]
        """
        at, rows = self._rows(dim, index)
        if as_scalar(value) is None:
            value = self._operand(value)._cast_into(self)
            if not value.ndim:
                # A place that is named twice is filled once, and has one share in the gradient.
                return self.zeros_like(dtype="bool").index_fill(dim, index, True).where(value, self)
        return self._scatter(at, rows, value, "set")

    # selection

    def masked_select(self, mask: Any) -> Self:
        """The elements where a mask is true, in one axis. Computes the mask.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> x = Tensor([[1, 5], [7, 2]])
            >>> x.masked_select(x > 2).tolist()
            [5, 7]
        """
        found = self._operand(mask)
        shape = broadcast_shapes(self.shape, found.shape)
        return self.expand(shape)[found.expand(shape)]

    def nonzero(self, as_tuple: bool = False) -> Any:
        """The places of the elements that are not zero, a row of int64 for each (or a tuple of vectors, one
        for each axis). Computes the tensor.

        Examples:
            >>> Tensor([[0, 1], [2, 0]]).nonzero().tolist()
            [[0, 1], [1, 0]]
        """
        import numpy

        places = numpy.nonzero(self.ne(0).numpy()) if self.shape else ()
        if as_tuple and not self.shape:
            places = (numpy.zeros(int(self.bool().item()), numpy.int64),)
        if as_tuple:
            return tuple(type(self)(each, dtype=dtypes.int64, device=self.device) for each in places)
        rows = numpy.stack(places, axis=1) if places else numpy.zeros((int(self.bool().item()), 0))
        return type(self)(rows, dtype=dtypes.int64, device=self.device)

    argwhere = nonzero

    def one_hot(self, num_classes: int = -1, dtype: object = dtypes.int64) -> Self:
        """1 at the place of each class number along a new last axis, else 0. Without `num_classes` computes
        the greatest.

        Raises DTypeError for what are no integers, InvalidArgument for a negative number of classes.

        Examples:
            >>> Tensor([0, 2]).one_hot(3).tolist()
            [[1, 0, 0], [0, 0, 1]]
        """
        if not self.dtype.is_integer:
            raise DTypeError(f"one_hot takes class numbers of an integer dtype, not {self.dtype}")
        if not isinstance(num_classes, int) or num_classes < -1:
            raise InvalidArgument(
                f"one_hot: {num_classes!r} classes; the number is 0 or more, or -1 to count them"
            )
        classes = int(self.max().item()) + 1 if num_classes < 0 else num_classes
        row = self._wrap(nodes.iota(classes, dtypes.int64), self.device)
        return self.unsqueeze(-1).eq(row).cast(dtype)
