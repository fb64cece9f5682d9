"""Products of matrices and vectors added to what there is, as PyTorch's BLAS names have them."""

from __future__ import annotations

from typing import Any, Self

from ...runtime.errors import ShapeError
from ..graph.promotion import Scalar
from .arrangement import Arrangement


class Products(Arrangement):
    """addmm and its like: `beta * self + alpha * product`, and products of given ranks."""

    __slots__ = ()

    def _plus(self, product: Self, beta: Scalar, alpha: Scalar) -> Self:
        scaled = product if alpha == 1 else product * alpha
        if beta == 0:
            # What is there does not count then, not even a nan.
            return scaled
        return (self if beta == 1 else self * beta) + scaled

    def _ranks(self, operation: str, wanted: tuple[int, ...], *given: Any) -> list[Self]:
        operands = [self._operand(each, operation) for each in given]
        found = tuple(each.ndim for each in operands)
        if found != wanted:
            shapes = " and ".join(str(each.shape) for each in operands)
            raise ShapeError(f"{operation} takes operands of {wanted} axes, not shapes {shapes}")
        return operands

    def addmm(self, mat1: Any, mat2: Any, *, beta: Scalar = 1, alpha: Scalar = 1) -> Self:
        """`beta * self + alpha * (mat1 @ mat2)`; with a `beta` of 0 this tensor does not count.

        Raises ShapeError for what are no matrices and where shapes do not fit.

        Examples:
            >>> Tensor([1.0]).addmm(Tensor([[2.0, 3.0]]), Tensor([[1.0], [1.0]]), alpha=10).tolist()
            [[51.0]]
        """
        first, second = self._ranks("addmm", (2, 2), mat1, mat2)
        return self._plus(first.matmul(second), beta, alpha)

    def addmv(self, mat: Any, vec: Any, *, beta: Scalar = 1, alpha: Scalar = 1) -> Self:
        """`beta * self + alpha * (mat @ vec)`.

        Raises ShapeError where the operands are no matrix and vector, and where shapes do not fit.

        Examples:
            >>> Tensor([1.0]).addmv(Tensor([[2.0, 3.0]]), Tensor([1.0, 1.0])).tolist()
            [6.0]
        """
        matrix, vector = self._ranks("addmv", (2, 1), mat, vec)
        return self._plus(matrix.matmul(vector), beta, alpha)

    def addr(self, vec1: Any, vec2: Any, *, beta: Scalar = 1, alpha: Scalar = 1) -> Self:
        """`beta * self + alpha * outer(vec1, vec2)`.

        Raises ShapeError for what are no vectors.

        Examples:
            >>> Tensor([[1.0, 1.0]]).addr(Tensor([2.0]), Tensor([3.0, 4.0])).tolist()
            [[7.0, 9.0]]
        """
        first, second = self._ranks("addr", (1, 1), vec1, vec2)
        return self._plus(first.outer(second), beta, alpha)

    def baddbmm(self, batch1: Any, batch2: Any, *, beta: Scalar = 1, alpha: Scalar = 1) -> Self:
        """`beta * self + alpha * (batch1 @ batch2)`, of batches of matrices.

        Raises ShapeError where the operands have not three axes, and where shapes do not fit.

        Examples:
            >>> Tensor([[[1.0]]]).baddbmm(Tensor([[[2.0]]]), Tensor([[[3.0]]]), beta=0).tolist()
            [[[6.0]]]
        """
        first, second = self._ranks("baddbmm", (3, 3), batch1, batch2)
        return self._plus(first.matmul(second), beta, alpha)

    def addbmm(self, batch1: Any, batch2: Any, *, beta: Scalar = 1, alpha: Scalar = 1) -> Self:
        """`beta * self + alpha * (batch1 @ batch2).sum(0)`.

        Raises ShapeError where the operands have not three axes, and where shapes do not fit.

        Examples:
            >>> Tensor([[1.0]]).addbmm(Tensor.ones(2, 1, 1), Tensor.ones(2, 1, 1)).tolist()
            [[3.0]]
        """
        first, second = self._ranks("addbmm", (3, 3), batch1, batch2)
        product = first.matmul(second)
        return self._plus(product.sum(0, dtype=product.dtype), beta, alpha)

    def addcmul(self, tensor1: Any, tensor2: Any, *, value: Scalar = 1) -> Self:
        """`self + value * tensor1 * tensor2`, element by element.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1.0, 2.0]).addcmul(Tensor([3.0, 4.0]), Tensor([2.0, 2.0]), value=0.5).tolist()
            [4.0, 6.0]
        """
        product: Self = self._operand(tensor1) * tensor2
        return self + (product if value == 1 else product * value)

    def addcdiv(self, tensor1: Any, tensor2: Any, *, value: Scalar = 1) -> Self:
        """`self + value * tensor1 / tensor2`, element by element.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1.0, 2.0]).addcdiv(Tensor([6.0, 8.0]), Tensor([2.0, 2.0]), value=0.5).tolist()
            [2.5, 4.0]
        """
        first = self._operand(tensor1)
        quotient: Self = (first if value == 1 else first * value) / tensor2
        return self + quotient

    def mv(self, vec: Any) -> Self:
        """The product of this matrix and a vector.

        Raises ShapeError for other ranks and where the sizes differ.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).mv(Tensor([1, 1])).tolist()
            [3, 7]
        """
        matrix, vector = self._ranks("mv", (2, 1), self, vec)
        return matrix.matmul(vector)

    def inner(self, other: Any) -> Self:
        """The sum of products along the last axes of both; with a 0-d operand the product.

        Raises ShapeError where the last axes differ.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).inner(Tensor([1, 10])).tolist()
            [21, 43]
        """
        second = self._operand(other)
        if not self.ndim or not second.ndim:
            return self * second
        if self.shape[-1] != second.shape[-1]:
            raise ShapeError(f"inner: the last axes of {self.shape} and {second.shape} differ")
        return self.tensordot(second, ((self.ndim - 1,), (second.ndim - 1,)))

    def ger(self, vec2: Any) -> Self:
        """`outer` under its BLAS name.

        Raises ShapeError for what are no vectors.

        Examples:
            >>> Tensor([1, 2]).ger(Tensor([3, 4])).tolist()
            [[3, 4], [6, 8]]
        """
        return self.outer(vec2)

    def cross(self, other: Any, dim: int | None = None) -> Self:
        """The cross product of vectors of 3 elements along `dim`, by default the first axis of that size.

        Raises ShapeError where the shapes do not broadcast or there is no axis of size 3.

        Examples:
            >>> Tensor([1, 0, 0]).cross(Tensor([0, 1, 0])).tolist()
            [0, 0, 1]
        """
        x, y = self.broadcast_tensors(self._operand(other))
        found = [axis for axis, size in enumerate(x.shape) if size == 3]
        axis = x._axis(dim) if dim is not None else found[0] if found else 0
        if not x.shape or x.shape[axis] != 3:
            raise ShapeError(f"cross takes vectors of 3 elements along axis {dim}, not shape {x.shape}")
        return x.roll(-1, axis) * y.roll(1, axis) - x.roll(1, axis) * y.roll(-1, axis)
