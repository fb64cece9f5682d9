"""Changing the shape and order of elements without computing anything, and joining tensors."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, Self, TypeVar

from ...runtime.errors import IndexOutOfRange, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.node import Node, Op
from ..graph.promotion import Scalar, as_dtype, names_dtype
from ..run.capture import stands_for
from .activation import Activation
from .arguments import as_int, ints, shown, tensors_of
from .core import broadcast_node, broadcast_shapes, result_dtype
from .views import BITS, DIAGONAL, VIEW, diagonal

Padding = int | Sequence[int] | Sequence[Sequence[int]]


MovementT = TypeVar("MovementT", bound="Movement")


class Movement(Activation):
    """Reshaping, permuting, expanding, padding, cutting and joining."""

    __slots__ = ()

    # shape

    def reshape(self, *shape: Any) -> Self:
        """The same elements in row-major order under another shape; one size may be -1.

        Raises ShapeError where the number of elements differs.

        Examples:
            >>> Tensor([1, 2, 3, 4, 5, 6]).reshape(2, -1).tolist()
            [[1, 2, 3], [4, 5, 6]]
        """
        sizes = ints(shape, "sizes")
        count = self._node.size
        if -1 in sizes:
            known = prod(size for size in sizes if size != -1)
            if sizes.count(-1) > 1 or known == 0 or count % known:
                raise ShapeError(
                    f"shape {self.shape} ({count} elements) cannot be reshaped to {tuple(sizes)}"
                )
            sizes[sizes.index(-1)] = count // known
        if prod(sizes) != count or any(size < 0 for size in sizes):
            raise ShapeError(f"shape {self.shape} ({count} elements) cannot be reshaped to {tuple(sizes)}")
        to = tuple(sizes)
        return self._view(nodes.reshape(self._node, to), Op.RESHAPE, to)

    def view(self, *shape: Any) -> Self:
        """As `reshape`, but always the same memory; of a dtype of the same size, the same bits as that.

        Raises ShapeError where the number of elements differs, DTypeError where the sizes do.

        Examples:
            >>> x = Tensor([1, 2, 3, 4])
            >>> x.view(2, 2)[0].zero_().tolist(), x.tolist()
            ([0, 0], [0, 0, 3, 4])
            >>> Tensor([1.0]).view(dtypes.int32).tolist()
            [1065353216]
        """
        if len(shape) == 1 and names_dtype(shape[0]):
            return self._view(self.bitcast(shape[0])._node, BITS, as_dtype(shape[0]))
        result = self.reshape(*shape)
        result._step = (VIEW, result._node.shape)
        return result

    def flatten(self, start_dim: int = 0, end_dim: int = -1) -> Self:
        """Merge axes `start_dim` to `end_dim` into one; a 0-d tensor becomes a vector.

        Raises IndexOutOfRange where there is no such axis, InvalidArgument where they are in the wrong order.

        Examples:
            >>> Tensor.zeros(2, 3, 4).flatten(1).shape
            (2, 12)
        """
        if not self.shape:
            return self.reshape(1)
        first, last = self._axis(start_dim), self._axis(end_dim)
        if last < first:
            raise InvalidArgument(
                f"flatten: start_dim {start_dim} is after end_dim {end_dim} for shape {self.shape}"
            )
        shape = self.shape
        return self.reshape(shape[:first] + (prod(shape[first : last + 1]),) + shape[last + 1 :])

    ravel = flatten

    def unflatten(self, dim: int, sizes: Sequence[int]) -> Self:
        """Split one axis into several, one size may be -1.

        Raises ShapeError where the sizes do not multiply to that of the axis, IndexOutOfRange where there is
        no such axis.

        Examples:
            >>> Tensor.zeros(2, 12).unflatten(1, (3, -1)).shape
            (2, 3, 4)
        """
        axis = self._axis(dim)
        split = list(sizes)
        if split.count(-1) == 1 and (known := prod(size for size in split if size != -1)):
            split[split.index(-1)] = self.shape[axis] // known
        if prod(split) != self.shape[axis] or any(size < 0 for size in split):
            raise ShapeError(
                f"unflatten: axis {dim} of shape {self.shape} does not split into {tuple(sizes)}"
            )
        return self.reshape(self.shape[:axis] + tuple(split) + self.shape[axis + 1 :])

    def squeeze(
        self, dim: int | Sequence[int] | None = None, axis: int | Sequence[int] | None = None
    ) -> Self:
        """Drop axes of size 1: all of them, or those named (of which others stay, as in PyTorch).

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> x = Tensor.zeros(1, 3, 1)
            >>> x.squeeze().shape, x.squeeze(0).shape
            ((3,), (3, 1))
        """
        chosen = self._axes(dim if axis is None else axis)
        return self.reshape(tuple(size for i, size in enumerate(self.shape) if size != 1 or i not in chosen))

    def unsqueeze(self, dim: int) -> Self:
        """Insert an axis of size 1 so that it becomes axis `dim`.

        Raises IndexOutOfRange where that leaves a gap.

        Examples:
            >>> Tensor([1, 2]).unsqueeze(-1).tolist()
            [[1], [2]]
        """
        rank = self.ndim + 1
        if not -rank <= dim < rank:
            raise IndexOutOfRange(
                f"unsqueeze: axis {dim} for shape {self.shape}; it may be {-rank} to {rank - 1}"
            )
        at = dim % rank
        shape = self.shape[:at] + (1,) + self.shape[at:]
        return self._view(nodes.reshape(self._node, shape), Op.RESHAPE, shape)

    def expand_dims(self, axis: int = 0) -> Self:
        """Insert an axis of size 1 so that it becomes `axis`: `unsqueeze` under NumPy's name.

        Raises IndexOutOfRange where that leaves a gap.

        Examples:
            >>> Tensor([1, 2]).expand_dims(1).shape
            (2, 1)
        """
        return self.unsqueeze(axis)

    # order

    def permute(self, *order: Any) -> Self:
        """Axis i of the result is axis `order[i]` of this.

        Raises ShapeError where an axis is missing, InvalidArgument where one is named twice, IndexOutOfRange
        where there is no such axis.

        Examples:
            >>> Tensor.zeros(2, 3, 4).permute(2, 0, 1).shape
            (4, 2, 3)
        """
        given = ints(order, "axes")
        axes = self._axes(given) if self.shape else ()
        if len(axes) != self.ndim:
            raise ShapeError(
                f"permute: {tuple(given)} names {len(given)} of the {self.ndim} axes of shape {self.shape}"
            )
        return self._view(nodes.permute(self._node, axes), Op.PERMUTE, axes)

    permute_dims = permute

    def transpose(self, dim0: int = -2, dim1: int = -1) -> Self:
        """Swap two axes, by default the last two.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).transpose().tolist()
            [[1, 3], [2, 4]]
        """
        order = list(range(self.ndim))
        first, second = self._axis(dim0), self._axis(dim1)
        if order:
            order[first], order[second] = order[second], order[first]
        axes = tuple(order)
        return self._view(nodes.permute(self._node, axes), Op.PERMUTE, axes)

    swapaxes = transpose

    @property
    def T(self) -> Self:
        """All axes reversed.

        Examples:
            >>> Tensor.zeros(2, 3, 4).T.shape
            (4, 3, 2)
        """
        axes = tuple(reversed(range(self.ndim)))
        return self._view(nodes.permute(self._node, axes), Op.PERMUTE, axes)

    @property
    def mT(self) -> Self:
        """The last two axes swapped.

        Raises ShapeError below rank 2.

        Examples:
            >>> Tensor.zeros(2, 3, 4).mT.shape
            (2, 4, 3)
        """
        if self.ndim < 2:
            raise ShapeError(f"mT needs at least 2 axes; the shape is {self.shape}")
        return self.transpose(-2, -1)

    def t(self) -> Self:
        """The transpose of a tensor of rank 2 or less.

        Raises ShapeError above rank 2.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).t().tolist()
            [[1, 3], [2, 4]]
        """
        if self.ndim > 2:
            raise ShapeError(f"t() takes at most 2 axes; the shape is {self.shape}")
        return self.T

    def movedim(self, source: int | Sequence[int], destination: int | Sequence[int]) -> Self:
        """Move axes to new places; the others keep their order.

        Raises IndexOutOfRange where there is no such axis, InvalidArgument where one is named twice or the
        numbers differ.

        Examples:
            >>> Tensor.zeros(2, 3, 4).movedim(0, -1).shape
            (3, 4, 2)
        """
        origins, targets = self._axes(source), self._axes(destination)
        if len(origins) != len(targets):
            raise InvalidArgument(f"movedim: {source} and {destination} name different numbers of axes")
        placed = dict(zip(targets, origins, strict=True))
        rest = iter(axis for axis in range(self.ndim) if axis not in origins)
        return self.permute([placed[i] if i in placed else next(rest) for i in range(self.ndim)])

    moveaxis = movedim

    def flip(self, *order: Any, dims: Any = None, axis: int | Sequence[int] | None = None) -> Self:
        """Reverse the order along axes (all, when none is named).

        Raises IndexOutOfRange where there is no such axis, InvalidArgument where one is named twice.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).flip(1).tolist()
            [[2, 1], [4, 3]]
        """
        named = order if dims is None else (dims,)
        chosen = self._axes(
            axis if axis is not None else ints(named, "axes") if named and named[0] is not None else None
        )
        return self._of_node(nodes.flip(self._node, chosen))

    def roll(
        self, shifts: int | Sequence[int], dims: int | Sequence[int] | None = None, axis: Any = None
    ) -> Self:
        """Shift elements cyclically along axes, or along the flattened tensor when none is named.

        Raises InvalidArgument where there are not as many shifts as axes, IndexOutOfRange where there is no
        such axis.

        Examples:
            >>> Tensor([1, 2, 3, 4]).roll(1).tolist()
            [4, 1, 2, 3]
        """
        chosen = dims if axis is None else axis
        if chosen is None:
            return self.flatten().roll(shifts, 0).reshape(self.shape)
        axes = self._axes(chosen)
        steps = [shifts] * len(axes) if isinstance(shifts, int) else list(shifts)
        if len(steps) != len(axes):
            raise InvalidArgument(f"roll: {len(steps)} shifts for {len(axes)} axes")
        result = self
        for at, step in zip(axes, steps, strict=True):
            size = self.shape[at]
            if size and step % size:
                cut = size - step % size
                result = result._join((result.narrow(at, cut, size - cut), result.narrow(at, 0, cut)), at)
        return result

    def rot90(self, k: int = 1, dims: Sequence[int] = (0, 1)) -> Self:
        """Turn by 90 degrees `k` times in the plane of two axes, from the first to the second.

        Raises InvalidArgument where not two axes are named, IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).rot90().tolist()
            [[2, 4], [1, 3]]
        """
        axes = self._axes(dims)
        if len(axes) != 2:
            raise InvalidArgument(f"rot90 takes two axes, not {tuple(dims)}")
        first, second = axes
        turns = {
            0: lambda: self,
            1: lambda: self.flip(second).transpose(first, second),
            2: lambda: self.flip(first, second),
            3: lambda: self.flip(first).transpose(first, second),
        }
        return turns[k % 4]()

    # repetition

    def expand(self, *shape: Any) -> Self:
        """Broadcast to a shape, without copying; -1 keeps a size.

        Raises ShapeError where it does not broadcast.

        Examples:
            >>> Tensor([[1], [2]]).expand(-1, 3).tolist()
            [[1, 1, 1], [2, 2, 2]]
        """
        sizes = ints(shape, "sizes")
        missing = len(sizes) - self.ndim
        own = (1,) * missing + self.shape
        target = tuple(own[i] if size == -1 and i >= missing else size for i, size in enumerate(sizes))
        if missing < 0 or any(size < 0 or size != old != 1 for size, old in zip(target, own, strict=True)):
            raise ShapeError(f"shape {self.shape} does not expand to {tuple(sizes)}")
        return self._view(broadcast_node(self._node, target), Op.EXPAND, target)

    broadcast_to = expand

    def expand_as(self, other: Self) -> Self:
        """Broadcast to the shape of another tensor.

        Raises ShapeError where it does not broadcast.

        Examples:
            >>> Tensor([1, 2]).expand_as(Tensor.zeros(2, 2)).tolist()
            [[1, 2], [1, 2]]
        """
        return self.expand(other.shape)

    def broadcast_tensors(self, *others: Self) -> list[Self]:
        """All of these tensors expanded to the one shape they broadcast to.

        Raises ShapeError where there is none.

        Examples:
            >>> a, b = Tensor([[1], [2]]).broadcast_tensors(Tensor([5, 6]))
            >>> a.tolist(), b.tolist()
            ([[1, 1], [2, 2]], [[5, 6], [5, 6]])
        """
        shape = broadcast_shapes(self.shape, *(other.shape for other in others))
        return [each.expand(shape) for each in (self, *others)]

    def repeat(self, *repeats: Any) -> Self:
        """Repeat the whole tensor along each axis; more counts than axes add axes in front.

        Raises ShapeError where there are fewer counts than axes, or negative ones.

        Examples:
            >>> Tensor([1, 2]).repeat(2, 2).tolist()
            [[1, 2, 1, 2], [1, 2, 1, 2]]
        """
        counts = ints(repeats, "counts")
        missing = len(counts) - self.ndim
        if missing < 0 or any(count < 0 for count in counts):
            raise ShapeError(
                f"repeat: {tuple(counts)} for shape {self.shape}; give one count of 0 or more for each axis"
            )
        shape = (1,) * missing + self.shape
        wide = [size for count, old in zip(counts, shape, strict=True) for size in (count, old)]
        split = [size for old in shape for size in (1, old)]
        return (
            self.reshape(split).expand(wide).reshape([c * old for c, old in zip(counts, shape, strict=True)])
        )

    def tile(self, *repeats: Any) -> Self:
        """As `repeat`; fewer counts than axes apply to the last axes.

        Raises ShapeError for negative counts.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).tile(2).tolist()
            [[1, 2, 1, 2], [3, 4, 3, 4]]
        """
        counts = ints(repeats, "counts")
        return self.repeat([1] * (self.ndim - len(counts)) + counts)

    def repeat_interleave(
        self, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None
    ) -> Self:
        """Repeat each element `repeats` times in a row along an axis, or flattened.

        `repeats` is an int, or a vector with a number for each place along the axis, which is computed.
        Without it the tensor itself is such a vector, and the result the places. Raises IndexOutOfRange where
        there is no such axis, ShapeError for a vector that does not fit it or an `output_size` that is
        another, InvalidArgument for what are no numbers of 0 or more.

        Examples:
            >>> Tensor([1, 2]).repeat_interleave(2).tolist()
            [1, 1, 2, 2]
            >>> Tensor([[1, 2], [3, 4]]).repeat_interleave(Tensor([1, 2]), dim=0).tolist()
            [[1, 2], [3, 4], [3, 4]]
        """
        if repeats is None:
            numbers = self._wrap(nodes.iota(self.numel(), dtypes.int64), self.device)
            return numbers.repeat_interleave(self, 0, output_size=output_size)
        if dim is None:
            return self.flatten().repeat_interleave(repeats, 0, output_size=output_size)
        axis = self._axis(dim)
        size = self.shape[axis] if self.shape else 1
        count = as_int(repeats)
        counts = repeats.tolist() if hasattr(repeats, "tolist") else repeats
        if count is None and isinstance(counts, (list, tuple)) and len(counts) == 1:
            count = as_int(counts[0])
        given = [count] * size if count is not None else counts
        if not isinstance(given, (list, tuple)) or any((as_int(each) or 0) < 0 for each in given):
            raise InvalidArgument(
                f"repeat_interleave: {shown(repeats)} is no number of repeats, or vector of them"
            )
        if len(given) != size or output_size not in (None, sum(given)):
            raise ShapeError(
                f"repeat_interleave: {len(given)} numbers with the sum {sum(given)} for axis {dim} of shape "
                f"{self.shape}" + ("" if output_size is None else f" and output_size={output_size}")
            )
        if count is None:
            places = [place for place, times in enumerate(given) for _ in range(times)]
            found: Self = self.index_select(axis, type(self)(places, dtypes.int64, self.device))  # type: ignore[attr-defined]
            return found
        shape = list(self.shape) or [1]
        shape[axis] *= count
        wide = self.reshape(self.shape or (1,)).unsqueeze(axis + 1)
        return wide.expand(*wide.shape[: axis + 1], count, *wide.shape[axis + 2 :]).reshape(shape)

    # cutting

    def narrow(self, dim: int, start: int, length: int) -> Self:
        """Elements `start` to `start + length` of one axis; a negative start counts from the end.

        Raises IndexOutOfRange where they are not all there.

        Examples:
            >>> Tensor([1, 2, 3, 4]).narrow(0, 1, 2).tolist()
            [2, 3]
        """
        axis = self._axis(dim)
        if not self.shape:
            raise ShapeError("narrow of a 0-d tensor")
        size = self.shape[axis]
        start = start + size if start < 0 else start
        if not 0 <= start <= start + length <= size:
            raise IndexOutOfRange(f"narrow: {start} to {start + length} of axis {dim}, which has size {size}")
        ranges = [(0, each, 1) for each in self.shape]
        ranges[axis] = (start, start + length, 1)
        return self._view(nodes.shrink(self._node, ranges), Op.SHRINK, tuple(ranges))

    def split(self, split_size: int | Sequence[int], dim: int = 0) -> tuple[Self, ...]:
        """Cut an axis into parts of a size (the last may be smaller), or of the sizes listed.

        Raises InvalidArgument for a size that is not positive, ShapeError for sizes that do not add up,
        IndexOutOfRange where there is no such axis.

        Examples:
            >>> [part.tolist() for part in Tensor([1, 2, 3, 4, 5]).split(2)]
            [[1, 2], [3, 4], [5]]
        """
        axis = self._axis(dim)
        if not self.shape:
            raise ShapeError("split of a 0-d tensor")
        size = self.shape[axis]
        if isinstance(split_size, int):
            if split_size <= 0:
                raise InvalidArgument(f"split: parts of size {split_size}; the size must be positive")
            sizes = [min(split_size, size - start) for start in range(0, size, split_size)] or [0]
        else:
            sizes = list(split_size)
            if sum(sizes) != size or any(each < 0 for each in sizes):
                raise ShapeError(
                    f"split: sizes {sizes} do not add up to {size}, the size of axis {dim} of {self.shape}"
                )
        starts = [sum(sizes[:i]) for i in range(len(sizes))]
        return tuple(self.narrow(axis, start, length) for start, length in zip(starts, sizes, strict=True))

    def chunk(self, chunks: int, dim: int = 0) -> tuple[Self, ...]:
        """Cut an axis into at most `chunks` equal parts (the last may be smaller).

        Raises InvalidArgument for a number that is not positive, IndexOutOfRange where there is no such axis.

        Examples:
            >>> [part.tolist() for part in Tensor([1, 2, 3, 4, 5]).chunk(2)]
            [[1, 2, 3], [4, 5]]
        """
        if chunks <= 0:
            raise InvalidArgument(f"chunk: {chunks} parts; the number must be positive")
        if not self.shape:
            raise ShapeError("chunk of a 0-d tensor")
        return self.split(max(1, -(-self.shape[self._axis(dim)] // chunks)), dim)

    def unbind(self, dim: int = 0) -> tuple[Self, ...]:
        """The slices along an axis, without it.

        Raises ShapeError for a 0-d tensor, IndexOutOfRange where there is no such axis.

        Examples:
            >>> [row.tolist() for row in Tensor([[1, 2], [3, 4]]).unbind()]
            [[1, 2], [3, 4]]
        """
        axis = self._axis(dim)
        if not self.shape:
            raise ShapeError("unbind of a 0-d tensor")
        rest = self.shape[:axis] + self.shape[axis + 1 :]
        return tuple(self.narrow(axis, i, 1).reshape(rest) for i in range(self.shape[axis]))

    def unfold(self, dimension: int, size: int, step: int) -> Self:
        """Sliding windows of an axis; the elements of a window form a new last axis. A 0-d tensor is one
        window of 1.

        Raises ShapeError where no window fits, IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([1, 2, 3, 4, 5]).unfold(0, size=3, step=2).tolist()
            [[1, 2, 3], [3, 4, 5]]
        """
        axis = self._axis(dimension)
        if not self.shape and size == 1 and step > 0:
            return self.reshape(1)
        if not self.shape or not 0 < size <= self.shape[axis] or step <= 0:
            raise ShapeError(
                f"unfold: windows of {size} every {step} do not fit axis {dimension} of shape {self.shape}"
            )
        windows = self._view(nodes.window(self._node, axis, size, step), Op.WINDOW, axis, size, step)
        return windows.movedim(axis + 1, -1)

    # padding

    def pad(self, padding: Padding, mode: str = "constant", value: Scalar = 0) -> Self:
        """Surround with new elements.

        `padding` is in PyTorch's order, (low, high) of the last axis first, or a list of (low, high) pairs
        for all axes, first axis first. `mode` is 'constant', 'reflect', 'replicate' or 'circular'. Negative
        constant padding cuts.

        Raises ShapeError where the padding does not fit the shape, InvalidArgument for another mode or an odd
        number of sizes.

        Examples:
            >>> Tensor([1, 2, 3]).pad((1, 2), value=9).tolist()
            [9, 1, 2, 3, 9, 9]
            >>> Tensor([1, 2, 3]).pad((2, 0), mode="reflect").tolist()
            [3, 2, 1, 2, 3]
        """
        listed: list[Any] = [padding] * (2 * self.ndim) if isinstance(padding, int) else list(padding)
        if listed and not isinstance(listed[0], int):
            pairs = [(low, high) for low, high in listed]
        elif len(listed) % 2:
            raise InvalidArgument(
                f"pad: {len(listed)} numbers; give (low, high) for each axis, the last axis first"
            )
        else:
            pairs = [(listed[i], listed[i + 1]) for i in range(0, len(listed), 2)][::-1]
        if len(pairs) > self.ndim:
            raise ShapeError(f"pad: {len(pairs)} axes of padding for shape {self.shape}")
        pairs = [(0, 0)] * (self.ndim - len(pairs)) + pairs
        if mode == "constant":
            return self._pad_constant(pairs, value)
        if mode not in ("reflect", "replicate", "circular"):
            raise InvalidArgument(
                f"pad: mode is 'constant', 'reflect', 'replicate' or 'circular', not {mode!r}"
            )
        result = self
        for axis, (low, high) in enumerate(pairs):
            if low or high:
                result = result._pad_axis(axis, low, high, mode)
        return result

    def _pad_constant(self, pairs: Sequence[tuple[int, int]], value: Scalar) -> Self:
        cut = [
            (max(0, -low), size - max(0, -high), 1)
            for (low, high), size in zip(pairs, self.shape, strict=True)
        ]
        if any(start > stop for start, stop, _ in cut):
            raise ShapeError(f"pad: negative padding {pairs} cuts more than shape {self.shape} has")
        kept = nodes.shrink(self._node, cut)
        return self._of_node(nodes.pad(kept, [(max(0, low), max(0, high), 0) for low, high in pairs], value))

    def _pad_axis(self, axis: int, low: int, high: int, mode: str) -> Self:
        size = self.shape[axis]
        limit = {"reflect": size - 1, "circular": size, "replicate": None}[mode]
        if mode == "circular" and (low < 0 or high < 0):
            # What goes round is what is left.
            kept = size + min(low, 0) + min(high, 0)
            return self.narrow(axis, max(-low, 0), max(kept, 0))._pad_axis(
                axis, max(low, 0), max(high, 0), mode
            )
        if low < 0 or high < 0:
            # What the other side repeats is there before this one is cut.
            wide = self._pad_axis(axis, max(low, 0), max(high, 0), mode)
            if size + low + high <= 0:
                raise ShapeError(
                    f"pad: {mode} by ({low}, {high}) on axis {axis} leaves nothing of {self.shape}"
                )
            return wide.narrow(axis, max(-low, 0), size + low + high)
        if size == 0 or (limit is not None and max(low, high) > limit):
            raise ShapeError(
                f"pad: {mode} by ({low}, {high}) on axis {axis} of shape {self.shape}; at most {limit}"
            )
        if mode == "circular":
            before, after = self.narrow(axis, size - low, low), self.narrow(axis, 0, high)
        elif mode == "reflect":
            before = self.narrow(axis, 1, low).flip(axis)
            after = self.narrow(axis, size - 1 - high, high).flip(axis)
        else:
            shape = list(self.shape)
            shape[axis] = low
            before = self.narrow(axis, 0, 1).expand(shape)
            shape[axis] = high
            after = self.narrow(axis, size - 1, 1).expand(shape)
        return self._join((before, self, after), axis)

    # joining

    def _join(self, parts: Sequence[Self], axis: int) -> Self:
        """Parts of one dtype, laid one after another along an axis.

        Each part is padded to the whole, and the padded parts are chosen between in a balanced tree, so that
        the graph is log(parts) deep and every element comes from one part.
        """
        parts = [part for part in parts if part.shape[axis]] or [parts[0]]
        found, flow = parts[0]._combine(parts[1:])
        if len(found) == 1:
            return parts[0]
        if (known := stands_for("join", parts, axis)) is not None:
            return known[0]  # type: ignore[no-any-return]
        total = sum(part.shape[axis] for part in found)
        shape = found[0].shape
        whole = shape[:axis] + (total,) + shape[axis + 1 :]
        column = tuple(total if i == axis else 1 for i in range(len(shape)))
        position = broadcast_node(nodes.reshape(nodes.iota(total, dtypes.int64), column), whole)
        start = 0
        level: list[tuple[int, Node]] = []
        for part in found:
            size = part.shape[axis]
            around = [(0, 0, 0)] * len(shape)
            around[axis] = (start, total - start - size, 0)
            level.append((start, nodes.pad(part, around)))
            start += size
        while len(level) > 1:
            paired = [
                (
                    left_start,
                    nodes.elementwise(
                        Op.WHERE,
                        nodes.elementwise(Op.CMPLT, position, nodes.const(right_start, dtypes.int64, whole)),
                        left,
                        right,
                    ),
                )
                for (left_start, left), (right_start, right) in zip(level[::2], level[1::2], strict=False)
            ]
            level = paired + level[len(paired) * 2 :]
        return self._wrap(level[0][1], parts[0].device, flow)

    def cat(self, *others: Any, dim: int = 0, axis: int | None = None) -> Self:
        """Concatenate along an axis: `a.cat(b, c)` or `Tensor.cat([a, b, c], dim=0)`.

        The dtype is the promoted one. A tensor of shape `(0,)` is nothing beside those of any shape. Raises
        ShapeError where the shapes differ beside that axis, InvalidArgument for no tensors.

        Examples:
            >>> Tensor.cat([Tensor([1, 2]), Tensor([3])]).tolist()
            [1, 2, 3]
        """
        others, dim = _trailing_axis(self, others, dim)
        tensors: list[Self] = tensors_of(self, others, "cat")
        return _joined(tensors, dim if axis is None else axis, "cat")

    concat = concatenate = cat

    def stack(self, *others: Any, dim: int = 0, axis: int | None = None) -> Self:
        """Join along a new axis: `a.stack(b, c)` or `Tensor.stack([a, b, c], dim=0)`.

        The dtype is the promoted one. Raises ShapeError where the shapes differ, InvalidArgument for no
        tensors.

        Examples:
            >>> Tensor.stack([Tensor([1, 2]), Tensor([3, 4])], dim=1).tolist()
            [[1, 3], [2, 4]]
        """
        others, dim = _trailing_axis(self, others, dim)
        tensors: list[Self] = tensors_of(self, others, "stack")
        if not tensors:
            raise InvalidArgument("stack of no tensors")
        at = dim if axis is None else axis
        return _joined([each.unsqueeze(at) for each in tensors], at, "stack")

    # matrices

    def _coordinates(self) -> tuple[Self, Self]:
        """Row and column numbers, as int64 of shapes (rows, 1) and (1, columns)."""
        if self.ndim < 2:
            raise ShapeError(f"this needs at least 2 axes; the shape is {self.shape}")
        rows, columns = self.shape[-2:]
        row = self._wrap(nodes.reshape(nodes.iota(rows, dtypes.int64), (rows, 1)), self.device)
        column = self._wrap(nodes.reshape(nodes.iota(columns, dtypes.int64), (1, columns)), self.device)
        return row, column

    def tril(self, diagonal: int = 0) -> Self:
        """Zero above the given diagonal of the last two axes.

        Raises ShapeError below rank 2.

        Examples:
            >>> Tensor.ones(3, 3, dtype="int8").tril().tolist()
            [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
        """
        row, column = self._coordinates()
        return (column <= row + diagonal).where(self, self._filled(0))

    def triu(self, diagonal: int = 0) -> Self:
        """Zero below the given diagonal of the last two axes.

        Raises ShapeError below rank 2.

        Examples:
            >>> Tensor.ones(3, 3, dtype="int8").triu(1).tolist()
            [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
        """
        row, column = self._coordinates()
        return (column >= row + diagonal).where(self, self._filled(0))

    def diagonal(self, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Self:
        """The diagonal of two axes, as a new last axis; `offset` above 0 is to the right of the main one.

        Raises IndexOutOfRange where there is no such axis, InvalidArgument where both are the same.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).diagonal().tolist()
            [1, 4]
        """
        first, second = self._axes((dim1, dim2))
        return self._view(diagonal(self._node, offset, first, second), DIAGONAL, offset, first, second)

    def diag(self, diagonal: int = 0) -> Self:
        """A matrix with this vector on a diagonal, or the diagonal of this matrix.

        Raises ShapeError for other ranks.

        Examples:
            >>> Tensor([1, 2]).diag().tolist()
            [[1, 0], [0, 2]]
            >>> Tensor([[1, 2], [3, 4]]).diag().tolist()
            [1, 4]
        """
        if self.ndim == 2:
            return self.diagonal(diagonal)
        if self.ndim != 1:
            raise ShapeError(f"diag takes a vector or a matrix, not shape {self.shape}")
        size = self.shape[0] + abs(diagonal)
        column = self.reshape(1, -1).pad([(0, 0), (max(0, diagonal), max(0, -diagonal))]).expand(size, size)
        row, position = column._coordinates()
        return position.eq(row + diagonal).where(column, column._filled(0))

    def diag_embed(self, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Self:
        """Matrices with the last axis on their diagonals: `[.., n]` becomes `[.., n, n]`.

        The diagonal is `offset` places to the right, or to the left where it is negative, in matrices that
        are larger by as many. Rows are along axis `dim1` of the result and columns along `dim2`.

        Raises ShapeError for a 0-d tensor, IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).diag_embed().tolist()
            [[[1, 0], [0, 2]], [[3, 0], [0, 4]]]
            >>> Tensor([1, 2]).diag_embed(1).tolist()
            [[0, 1, 0], [0, 0, 2], [0, 0, 0]]
        """
        if not self.shape:
            raise ShapeError("diag_embed of a 0-d tensor")
        size = self.shape[-1] + abs(offset)
        wide = self.pad((0, abs(offset))).unsqueeze(-1 if offset >= 0 else -2)
        wide = wide.expand(*self.shape[:-1], size, size)
        row, column = wide._coordinates()
        return (column - row).eq(offset).where(wide, wide._filled(0)).movedim((-2, -1), (dim1, dim2))

    def meshgrid(self, *others: Any, indexing: str = "ij") -> list[Self]:
        """Grids of coordinates from vectors: `a.meshgrid(b)` or `Tensor.meshgrid(a, b, indexing='xy')`.

        With 'ij' the first vector varies along the first axis, with 'xy' along the second. Raises ShapeError
        for what is no vector, InvalidArgument for another indexing.

        Examples:
            >>> rows, columns = Tensor([1, 2]).meshgrid(Tensor([7, 8, 9]))
            >>> rows.tolist(), columns.tolist()
            ([[1, 1, 1], [2, 2, 2]], [[7, 8, 9], [7, 8, 9]])
        """
        vectors: list[Self] = tensors_of(self, others, "meshgrid")
        if indexing not in ("ij", "xy"):
            raise InvalidArgument(f"meshgrid: indexing is 'ij' or 'xy', not {indexing!r}")
        if any(vector.ndim > 1 for vector in vectors):
            raise ShapeError(f"meshgrid takes vectors, not shapes {[vector.shape for vector in vectors]}")
        swap = indexing == "xy" and len(vectors) > 1
        if swap:
            vectors[:2] = vectors[1::-1]
        shape = tuple(vector.numel() for vector in vectors)
        grids = [
            vector.reshape([vector.numel() if i == j else 1 for j in range(len(vectors))]).expand(shape)
            for i, vector in enumerate(vectors)
        ]
        if swap:
            grids[:2] = grids[1::-1]
        return grids


def _trailing_axis(first: Any, others: tuple[Any, ...], dim: int) -> tuple[tuple[Any, ...], int]:
    """The axis of `Tensor.cat([a, b], 1)`, as in PyTorch, apart from what is joined."""
    if others and isinstance(first, (list, tuple)) and (found := as_int(others[-1])) is not None:
        return others[:-1], found
    return others, dim


def _joined(tensors: Sequence[MovementT], dim: int, operation: str) -> MovementT:
    if not tensors:
        raise InvalidArgument(f"{operation} of no tensors")
    dtype = result_dtype(*tensors)
    if operation == "cat" and any(each.ndim > 1 for each in tensors):
        tensors = [each for each in tensors if each.shape != (0,)]
    first = tensors[0]
    if not first.shape:
        raise ShapeError(f"{operation} takes tensors of at least 1 axis; stack joins 0-d tensors")
    axis = first._axis(dim)
    for other in tensors[1:]:
        if other.ndim != first.ndim or any(
            a != b for i, (a, b) in enumerate(zip(first.shape, other.shape, strict=True)) if i != axis
        ):
            raise ShapeError(
                f"{operation} along axis {dim}: shapes {first.shape} and {other.shape} differ beside it"
            )
    return first._join([each.cast(dtype) for each in tensors], axis)
