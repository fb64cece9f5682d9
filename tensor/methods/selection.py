"""Choosing and replacing elements under the names that PyTorch has besides gather and scatter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.promotion import Scalar
from .arguments import shown, tensors_of
from .special import Special


class Selection(Special):
    """isin, take_along_dim, index_put, masked_scatter and the like."""

    __slots__ = ()

    def isin(self, test_elements: Any, assume_unique: bool = False, invert: bool = False) -> Self:
        """Which elements are among those of another tensor; with `invert`, which are not.

        Examples:
            >>> Tensor([1, 2, 3, 4]).isin(Tensor([2, 4])).tolist()
            [False, True, False, True]
        """
        tests = self._operand(test_elements, "isin").reshape(-1)
        if not tests.numel():
            return self._filled(invert, dtypes.bool_)
        found = self.unsqueeze(-1).eq(tests).any(-1)
        return found.logical_not() if invert else found

    def take_along_dim(self, indices: Any, dim: int | None = None) -> Self:
        """Elements at the places that an index tensor has for them along an axis, or in the flattened tensor.

        Both sides broadcast beside the axis. Raises ShapeError where the ranks differ, DTypeError for an
        index that is not of integers.

        Examples:
            >>> x = Tensor([[3, 1, 2], [9, 8, 7]])
            >>> x.take_along_dim(x.argsort(1), 1).tolist()
            [[1, 2, 3], [7, 8, 9]]
        """
        if dim is None:
            return self.reshape(-1).take_along_axis(self._operand(indices).reshape(-1), 0)
        return self.take_along_axis(indices, dim)

    def index_put(self, indices: Sequence[Any], values: Any, accumulate: bool = False) -> Self:
        """This tensor with the elements at a tuple of index tensors replaced by `values`; with `accumulate`
        the values are added.

        Raises as an assignment to elements does.

        Examples:
            >>> Tensor([1, 2, 3]).index_put([Tensor([0, 0])], Tensor([5, 6]), accumulate=True).tolist()
            [12, 2, 3]
        """
        if not isinstance(indices, (tuple, list)):
            raise InvalidArgument(f"index_put takes a tuple of index tensors, not {shown(indices)}")
        copy = self.clone()
        given = self._operand(values, "index_put").cast(self.dtype)
        with self.enable_grad():
            if not accumulate:
                copy[tuple(indices)] = given
                return copy
        places = self._wrap(nodes.iota(self.numel(), dtypes.int64), self.device).reshape(self.shape)
        chosen = places[tuple(indices)]
        spread = given.expand(chosen.shape).reshape(-1)
        return self.reshape(-1).scatter_add(0, chosen.reshape(-1), spread).reshape(self.shape)

    def put(self, index: Any, source: Any, accumulate: bool = False) -> Self:
        """This tensor with elements of it, counted as if flattened, replaced by those of `source`.

        Raises ShapeError where the sizes differ, DTypeError for an index that is not of integers.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).put(Tensor([1, -1]), Tensor([8, 9])).tolist()
            [[1, 8], [3, 9]]
        """
        flat = self.reshape(-1).clone()
        places = self._operand(index).reshape(-1)
        return flat.index_put([places], self._operand(source).reshape(-1), accumulate).reshape(self.shape)

    def masked_scatter(self, mask: Any, source: Any) -> Self:
        """This tensor with the elements where a mask is true replaced by those of `source`, in order.

        `source` has any shape, of as many elements at least. Raises ShapeError where the mask does not
        broadcast, DTypeError where the dtypes differ or the mask is not of bools.

        Examples:
            >>> mask = Tensor([True, False, True])
            >>> Tensor([1, 2, 3]).masked_scatter(mask, Tensor([8, 9])).tolist()
            [8, 2, 9]
        """
        chosen, given = self._operand(mask), self._operand(source)
        if chosen.dtype is not dtypes.bool_ or given.dtype is not self.dtype:
            raise DTypeError(
                f"masked_scatter takes a mask of bools and a source of {self.dtype}, not {chosen.dtype} and "
                f"{given.dtype}"
            )
        x, chosen = self.broadcast_tensors(chosen)
        if not x.numel():
            return x.clone()
        flat = chosen.reshape(-1)
        place = flat.cumsum(0) - 1
        picked = given.reshape(-1).gather(0, place.maximum(0)) if given.numel() else x.reshape(-1)
        return chosen.where(picked.reshape(x.shape), x)

    def index_reduce(
        self, dim: int, index: Any, source: Any, reduce: str, *, include_self: bool = True
    ) -> Self:
        """This tensor with slices of `source` reduced into those at the places of an integer vector: 'prod',
        'mean', 'amax' or 'amin'.

        Raises InvalidArgument for another reduction, ShapeError where the slices do not fit.

        Examples:
            >>> Tensor([1, 2]).index_reduce(0, Tensor([1, 1]), Tensor([3, 4]), "prod").tolist()
            [1, 24]
        """
        at, rows = self._rows(dim, index)
        return self.scatter_reduce(at, rows, source, reduce, include_self)

    def renorm(self, p: float, dim: int, maxnorm: float) -> Self:
        """The slices along an axis, those of a `p`-norm above `maxnorm` scaled down to it.

        Raises ShapeError below rank 2.

        Examples:
            >>> Tensor([[3.0, 4.0], [0.0, 1.0]]).renorm(2, 0, 10.0).tolist()
            [[3.0, 4.0], [0.0, 1.0]]
        """
        if self.ndim < 2:
            raise ShapeError(f"renorm needs 2 axes; the shape is {self.shape}")
        axis = self._axis(dim)
        size = self.norm(p, tuple(i for i in range(self.ndim) if i != axis), True)
        return self * (size > maxnorm).where(maxnorm / (size + 1e-7), 1.0)

    def block_diag(self, *others: Any) -> Self:
        """A matrix of matrices along its diagonal, zeros elsewhere: `Tensor.block_diag(a, b, c)`.

        Vectors count as matrices of one row. Raises ShapeError above rank 2.

        Examples:
            >>> Tensor.block_diag(Tensor([[1, 2]]), Tensor([[3]])).tolist()
            [[1, 2, 0], [0, 0, 3]]
        """
        parts = tensors_of(self, others, "block_diag")
        if any(part.ndim > 2 for part in parts):
            raise ShapeError("block_diag takes matrices, vectors and single numbers")
        parts = [part.reshape((1,) * (2 - part.ndim) + part.shape) for part in parts]
        width, before = sum(part.shape[1] for part in parts), 0
        rows = []
        for part in parts:
            rows.append(part.pad([(0, 0), (before, width - before - part.shape[1])]))
            before += part.shape[1]
        whole: Self = rows[0].cat(*rows[1:])
        return whole

    def cartesian_prod(self, *others: Any) -> Self:
        """All choices of one element of each vector, a row each: `Tensor.cartesian_prod(a, b)`.

        Raises ShapeError for what are no vectors.

        Examples:
            >>> Tensor.cartesian_prod(Tensor([1, 2]), Tensor([7, 8])).tolist()
            [[1, 7], [1, 8], [2, 7], [2, 8]]
        """
        vectors = tensors_of(self, others, "cartesian_prod")
        if any(vector.ndim != 1 for vector in vectors):
            raise ShapeError(f"cartesian_prod takes vectors, not shapes {[each.shape for each in vectors]}")
        if len(vectors) == 1:
            only: Self = vectors[0].clone()
            return only
        grids = vectors[0].meshgrid(*vectors[1:], indexing="ij")
        choices: Self = grids[0].stack(*grids[1:], dim=-1).reshape(-1, len(grids))
        return choices

    def combinations(self, r: int = 2, with_replacement: bool = False) -> Self:
        """All choices of `r` elements of this vector in its order, a row each.

        Raises ShapeError for what is no vector, InvalidArgument for a negative number.

        Examples:
            >>> Tensor([1, 2, 3]).combinations().tolist()
            [[1, 2], [1, 3], [2, 3]]
        """
        from itertools import combinations, combinations_with_replacement

        if self.ndim != 1:
            raise ShapeError(f"combinations takes a vector, not shape {self.shape}")
        if r < 0:
            raise InvalidArgument(f"combinations of {r} elements; the number is 0 or more")
        choose = combinations_with_replacement if with_replacement else combinations
        rows = list(choose(range(self.shape[0]), r))
        if not rows or not r:
            return self.narrow(0, 0, 0).reshape((0, r) if r else 0)
        return self[list(map(list, rows))]

    def vander(self, N: int | None = None, increasing: bool = False) -> Self:
        """Powers of the elements of a vector as columns, the highest first unless `increasing`.

        Raises ShapeError for what is no vector.

        Examples:
            >>> Tensor([2, 3]).vander(3).tolist()
            [[4, 2, 1], [9, 3, 1]]
        """
        if self.ndim != 1:
            raise ShapeError(f"vander takes a vector, not shape {self.shape}")
        count = self.shape[0] if N is None else N
        powers = self._iota(count, -1).cast(dtypes.int64)
        exponents = powers if increasing else powers.rsub(count - 1)
        return self.unsqueeze(1).pow(exponents).cast(self.dtype)

    def trapezoid(self, x: Any = None, *, dx: Scalar = 1, dim: int = -1) -> Self:
        """The integral along an axis by the trapezoidal rule, at places `x` or `dx` apart.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([1.0, 5.0, 10.0]).trapezoid().item()
            10.5
        """
        return self._trapezoids(x, dx, dim).sum(dim)

    def cumulative_trapezoid(self, x: Any = None, *, dx: Scalar = 1, dim: int = -1) -> Self:
        """The running integral along an axis by the trapezoidal rule.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([1.0, 5.0, 10.0]).cumulative_trapezoid().tolist()
            [3.0, 10.5]
        """
        return self._trapezoids(x, dx, dim).cumsum(dim)

    def _trapezoids(self, x: Any, dx: Scalar, dim: int) -> Self:
        axis = self._axis(dim)
        if not self.shape or not self.shape[axis]:
            raise ShapeError(f"trapezoid: axis {dim} of shape {self.shape} has no places")
        size = self.shape[axis]
        middle = self.narrow(axis, 1, size - 1) + self.narrow(axis, 0, size - 1)
        if x is None:
            return middle * dx / 2
        at = self._operand(x)
        if at.ndim == 1:
            at = at.reshape([-1 if i == axis else 1 for i in range(self.ndim)])
        if at.ndim != self.ndim or at.shape[axis] != size:
            raise ShapeError(f"trapezoid: places of shape {at.shape} for values of shape {self.shape}")
        last = at.shape[axis] - 1
        return middle * (at.narrow(axis, 1, last) - at.narrow(axis, 0, last)) / 2
