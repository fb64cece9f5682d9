"""Views and cuts under the names that PyTorch has besides those of the Array API."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Self

from ...runtime.errors import InvalidArgument, ShapeError
from .arguments import as_int, ints, tensors_of
from .core import TensorCore
from .creation import checked_shape
from .gradient import Gradient
from .views import is_row_major, strides_of


class Arrangement(Gradient):
    """select, view_as, tensor_split, stride and the like."""

    __slots__ = ()

    def select(self, dim: int, index: int) -> Self:
        """The slice at `index` of one axis, without the axis: a view.

        Raises IndexOutOfRange where there is no such axis or slice.

        Examples:
            >>> x = Tensor([[1, 2], [3, 4]])
            >>> x.select(1, -1).tolist()
            [2, 4]
        """
        axis = self._axis(dim)
        if not self.shape:
            raise ShapeError("select of a 0-d tensor")
        return self[(slice(None),) * axis + (index,)]

    def view_as(self, other: Self) -> Self:
        """This tensor as a view of the shape of another.

        Raises ShapeError where the numbers of elements differ.

        Examples:
            >>> Tensor([1, 2, 3, 4]).view_as(Tensor.zeros(2, 2)).tolist()
            [[1, 2], [3, 4]]
        """
        return self.view(other.shape)

    def reshape_as(self, other: Self) -> Self:
        """The same elements in the shape of another tensor.

        Raises ShapeError where the numbers of elements differ.

        Examples:
            >>> Tensor([1, 2, 3, 4]).reshape_as(Tensor.zeros(2, 2)).tolist()
            [[1, 2], [3, 4]]
        """
        return self.reshape(other.shape)

    def swapdims(self, dim0: int, dim1: int) -> Self:
        """`transpose` under another of PyTorch's names.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor.zeros(2, 3).swapdims(0, 1).shape
            (3, 2)
        """
        return self.transpose(dim0, dim1)

    def split_with_sizes(self, split_sizes: Sequence[int], dim: int = 0) -> Any:
        """`split` into parts of the sizes listed.

        Raises ShapeError for sizes that do not add up.

        Examples:
            >>> [part.tolist() for part in Tensor([1, 2, 3]).split_with_sizes([1, 2])]
            [[1], [2, 3]]
        """
        return self.split(list(split_sizes), dim)

    def tensor_split(self, indices_or_sections: Any, dim: int = 0) -> tuple[Self, ...]:
        """Cut an axis into a number of parts, the first ones longer by one where it does not divide; or
        before each of the indices listed.

        Raises InvalidArgument for a number that is not positive, ShapeError for a 0-d tensor.

        Examples:
            >>> [part.tolist() for part in Tensor([1, 2, 3, 4, 5]).tensor_split(3)]
            [[1, 2], [3, 4], [5]]
            >>> [part.tolist() for part in Tensor([1, 2, 3, 4, 5]).tensor_split((1, 3))]
            [[1], [2, 3], [4, 5]]
        """
        axis = self._axis(dim)
        if not self.shape:
            raise ShapeError("tensor_split of a 0-d tensor")
        size = self.shape[axis]
        given = indices_or_sections
        if isinstance(given, TensorCore):
            given = given.tolist()  # type: ignore[attr-defined]
        parts = as_int(given)
        if parts is not None:
            if parts <= 0:
                raise InvalidArgument(f"tensor_split: {parts} parts; the number must be positive")
            whole, longer = divmod(size, parts)
            bounds = [number * whole + min(number, longer) for number in range(parts + 1)]
        else:
            places = ints((given,), "tensor_split: places")
            bounds = [0, *(slice(None, each).indices(size)[1] for each in places), size]
        lead = (slice(None),) * axis
        return tuple(self[(*lead, slice(start, max(start, stop)))] for start, stop in pairwise(bounds))

    def _split_along(self, axis: int, rank: int, given: Any, operation: str) -> tuple[Self, ...]:
        if self.ndim < rank:
            raise ShapeError(f"{operation} needs {rank} axes; the shape is {self.shape}")
        parts = as_int(given)
        if parts and self.shape[axis] % parts:
            raise ShapeError(
                f"{operation}: axis {axis} of shape {self.shape} does not divide by {given}; "
                "tensor_split takes any number of parts"
            )
        return self.tensor_split(given, axis)

    def hsplit(self, indices_or_sections: Any) -> tuple[Self, ...]:
        """`tensor_split` along the second axis (the only one of a vector), into equal parts.

        Raises ShapeError where they are not equal.

        Examples:
            >>> [part.tolist() for part in Tensor([[1, 2], [3, 4]]).hsplit(2)]
            [[[1], [3]], [[2], [4]]]
        """
        return self._split_along(int(self.ndim > 1), 1, indices_or_sections, "hsplit")

    def vsplit(self, indices_or_sections: Any) -> tuple[Self, ...]:
        """`tensor_split` along the first axis of a matrix or more, into equal parts.

        Raises ShapeError where they are not equal.

        Examples:
            >>> [part.tolist() for part in Tensor([[1, 2], [3, 4]]).vsplit(2)]
            [[[1, 2]], [[3, 4]]]
        """
        return self._split_along(0, 2, indices_or_sections, "vsplit")

    def dsplit(self, indices_or_sections: Any) -> tuple[Self, ...]:
        """`tensor_split` along the third axis, into equal parts.

        Raises ShapeError where they are not equal.

        Examples:
            >>> [part.tolist() for part in Tensor([[[1, 2]]]).dsplit(2)]
            [[[[1]]], [[[2]]]]
        """
        return self._split_along(2, 3, indices_or_sections, "dsplit")

    def fliplr(self) -> Self:
        """The columns in reverse order.

        Raises ShapeError below rank 2.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).fliplr().tolist()
            [[2, 1], [4, 3]]
        """
        if self.ndim < 2:
            raise ShapeError(f"fliplr needs 2 axes; the shape is {self.shape}")
        return self.flip(1)

    def flipud(self) -> Self:
        """The rows in reverse order.

        Raises ShapeError for a 0-d tensor.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).flipud().tolist()
            [[3, 4], [1, 2]]
        """
        if not self.ndim:
            raise ShapeError("flipud of a 0-d tensor")
        return self.flip(0)

    def narrow_copy(self, dim: int, start: int, length: int) -> Self:
        """`narrow`, as a copy.

        Raises IndexOutOfRange where the elements are not all there.

        Examples:
            >>> Tensor([1, 2, 3, 4]).narrow_copy(0, 1, 2).tolist()
            [2, 3]
        """
        return self.narrow(dim, start, length).clone()

    def diagflat(self, offset: int = 0) -> Self:
        """A matrix with all elements of this tensor on a diagonal.

        Examples:
            >>> Tensor([[1], [2]]).diagflat().tolist()
            [[1, 0], [0, 2]]
        """
        return self.reshape(-1).diag(offset)

    def _with(self, view: str, src: Any, *where: Any) -> Self:
        """A copy of this tensor in which a view was replaced."""
        copy = self.clone()
        part = getattr(copy, view)(*where)
        given = self._operand(src, f"{view}_scatter")
        if given.shape != part.shape:
            raise ShapeError(f"{view}_scatter: a source of shape {given.shape} for elements of {part.shape}")
        with self.enable_grad():
            part.assign(given)
        return copy

    def select_scatter(self, src: Any, dim: int, index: int) -> Self:
        """This tensor with `select(dim, index)` replaced by `src`.

        Raises ShapeError where it does not fit.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).select_scatter(Tensor([8, 9]), 0, 1).tolist()
            [[1, 2], [8, 9]]
        """
        return self._with("select", src, dim, index)

    def diagonal_scatter(self, src: Any, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Self:
        """This tensor with `diagonal(offset, dim1, dim2)` replaced by `src`.

        Raises ShapeError where it does not fit.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).diagonal_scatter(Tensor([8, 9])).tolist()
            [[8, 2], [3, 9]]
        """
        return self._with("diagonal", src, offset, dim1, dim2)

    def slice_scatter(
        self, src: Any, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
    ) -> Self:
        """This tensor with elements `start`, `start + step`, ... before `end` of an axis replaced by `src`.

        Raises ShapeError where it does not fit.

        Examples:
            >>> Tensor([1, 2, 3, 4]).slice_scatter(Tensor([8, 9]), 0, 0, 4, 2).tolist()
            [8, 2, 9, 4]
        """
        axis = self._axis(dim)
        return self._with("__getitem__", src, (slice(None),) * axis + (slice(start, end, step),))

    def sum_to_size(self, *size: Any) -> Self:
        """The sum over the axes along which a tensor of this size would have been broadcast to this one; as
        in `sum`, integers and bools are summed in int64.

        Raises ShapeError where it does not broadcast to this one.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).sum_to_size(1, 2).tolist()
            [[4, 6]]
        """
        to = checked_shape(size)
        extra = self.ndim - len(to)
        own = self.shape[max(extra, 0) :]
        if extra < 0 or any(a not in (1, b) for a, b in zip(to, own, strict=True)):
            raise ShapeError(f"sum_to_size: {to} does not broadcast to {self.shape}")
        axes = [*range(extra), *(extra + i for i, (a, b) in enumerate(zip(to, own, strict=True)) if a != b)]
        return (self.sum(axes) if axes else self).reshape(to)

    # joining

    def vstack(self, *others: Any) -> Self:
        """Join along the first axis, vectors as rows: `a.vstack(b)` or `Tensor.vstack([a, b])`.

        Raises ShapeError where the shapes differ beside that axis.

        Examples:
            >>> Tensor.vstack([Tensor([1, 2]), Tensor([3, 4])]).tolist()
            [[1, 2], [3, 4]]
        """
        parts = [each.atleast_2d() for each in tensors_of(self, others, "vstack")]
        return parts[0].cat(*parts[1:], dim=0)  # type: ignore[no-any-return]

    row_stack = vstack

    def hstack(self, *others: Any) -> Self:
        """Join along the second axis, vectors along their only one: `Tensor.hstack([a, b])`.

        Raises ShapeError where the shapes differ beside that axis.

        Examples:
            >>> Tensor.hstack([Tensor([1, 2]), Tensor([3])]).tolist()
            [1, 2, 3]
        """
        parts = [each.atleast_1d() for each in tensors_of(self, others, "hstack")]
        return parts[0].cat(*parts[1:], dim=int(parts[0].ndim > 1))  # type: ignore[no-any-return]

    def dstack(self, *others: Any) -> Self:
        """Join along a third axis: `Tensor.dstack([a, b])`.

        Raises ShapeError where the shapes differ beside that axis.

        Examples:
            >>> Tensor.dstack([Tensor([1, 2]), Tensor([3, 4])]).tolist()
            [[[1, 3], [2, 4]]]
        """
        parts = [each.atleast_3d() for each in tensors_of(self, others, "dstack")]
        return parts[0].cat(*parts[1:], dim=2)  # type: ignore[no-any-return]

    def column_stack(self, *others: Any) -> Self:
        """Join along the second axis, vectors as columns: `Tensor.column_stack([a, b])`.

        Raises ShapeError where the shapes differ beside that axis.

        Examples:
            >>> Tensor.column_stack([Tensor([1, 2]), Tensor([3, 4])]).tolist()
            [[1, 3], [2, 4]]
        """
        found = tensors_of(self, others, "column_stack")
        parts = [each.reshape(-1, 1) if each.ndim < 2 else each for each in found]
        return parts[0].cat(*parts[1:], dim=1)  # type: ignore[no-any-return]

    def atleast_1d(self, *others: Any) -> Any:
        """A view with one axis at least; of several tensors, or a list of them, a tuple.

        Examples:
            >>> Tensor(1).atleast_1d().shape
            (1,)
        """
        if others or not isinstance(self, TensorCore):
            return tuple(each.atleast_1d() for each in tensors_of(self, others, "atleast_1d"))
        return self if self.ndim else self.reshape(1)

    def atleast_2d(self, *others: Any) -> Any:
        """A view with two axes at least: a vector is a row. Of several tensors, or a list, a tuple.

        Examples:
            >>> Tensor([1, 2]).atleast_2d().shape
            (1, 2)
        """
        if others or not isinstance(self, TensorCore):
            return tuple(each.atleast_2d() for each in tensors_of(self, others, "atleast_2d"))
        return self if self.ndim > 1 else self.reshape(1, -1)

    def atleast_3d(self, *others: Any) -> Any:
        """A view with three axes at least: of a matrix the last has size 1, of a vector the first and last;
        of several tensors, or a list of them, a tuple.

        Examples:
            >>> Tensor([[1, 2]]).atleast_3d().shape
            (1, 2, 1)
        """
        if others or not isinstance(self, TensorCore):
            return tuple(each.atleast_3d() for each in tensors_of(self, others, "atleast_3d"))
        return self if self.ndim > 2 else self.atleast_2d().unsqueeze(-1)

    # memory

    def stride(self, dim: int | None = None) -> Any:
        """How many elements of memory lie from one to the next along each axis, or along one, as PyTorch has
        it: those of views tell how they see their base.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> x = Tensor.zeros(2, 3)
            >>> x.stride(), x.T.stride(), x[:, ::2].stride(1)
            ((3, 1), (1, 3), 2)
        """
        strides = strides_of(self)
        return strides if dim is None else strides[self._axis(dim)]

    def is_contiguous(self, memory_format: Any = None) -> bool:
        """Whether the elements lie in memory in row-major order, as PyTorch has it: not those of a transposed
        view, for instance.

        Examples:
            >>> x = Tensor.zeros(2, 3)
            >>> x.is_contiguous(), x.T.is_contiguous(), x.T.contiguous().is_contiguous()
            (True, False, True)
        """
        return is_row_major(self.shape, strides_of(self))
