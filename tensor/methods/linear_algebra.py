"""Products of matrices and tensors: everything is one contraction, a REDUCE of a MUL of two expanded
operands.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, Self

from ...runtime.errors import InvalidArgument, ShapeError
from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.node import Node, Op
from ..graph.precision import operand_dtype
from ..graph.promotion import as_dtype
from .arguments import as_int, tensors_of
from .core import broadcast_node, broadcast_shapes, result_dtype
from .reduction import Reduction


def _contracted(x: Node, y: Node, axes: int) -> Node:
    """The sum over the last `axes` axes of the product of two nodes, in the dtype in which it is summed."""
    shape = broadcast_shapes(x.shape, y.shape)
    work = x.dtype.accumulator
    product = nodes.elementwise(
        Op.MUL,
        nodes.cast(broadcast_node(x, shape), work),
        nodes.cast(broadcast_node(y, shape), work),
    )
    keep = len(shape) - axes
    return nodes.reshape(nodes.reduce(product, Op.ADD, tuple(range(keep, len(shape)))), shape[:keep])


class LinearAlgebra(Reduction):
    """Matrix products, dot products, einsum and linear layers."""

    __slots__ = ()

    def _contract(self, other: Self, axes: int, dtype: DType | None = None) -> Self:
        """Multiply two tensors of broadcastable shapes and sum over the last `axes` axes.

        Narrow operands are widened after they are expanded, so that what memory holds stays narrow.
        """
        to = result_dtype(self, other)
        (x, y), flow = self.cast(to)._combine([other.cast(to)])
        rounded = operand_dtype(to)
        total = _contracted(nodes.cast(x, rounded), nodes.cast(y, rounded), axes)
        return self._wrap(nodes.cast(total, to if dtype is None else dtype), self.device, flow)

    def matmul(self, other: Any, dtype: object = None, precision: str | None = None) -> Self:
        """Matrix product; vectors count as a row on the left and a column on the right, leading axes
        broadcast.

        Floats narrower than float32 are summed in float32 and int8 in int32, and `dtype` (default: the
        promoted dtype) is what the sum is returned as. With `precision="tf32"` float32 operands are rounded
        to 10 bits of fraction first; the default is that of `Tensor.precision`. Raises ShapeError;
        InvalidArgument or DTypeError for a precision that does not fit.

        Examples:
            >>> a = Tensor([[1, 2], [3, 4]])
            >>> (a @ a).tolist(), (a @ Tensor([1, 1])).tolist()
            ([[7, 10], [15, 22]], [3, 7])
        """
        right = self._operand(other, "matmul")
        if not self.shape or not right.shape:
            raise ShapeError(
                f"matmul of shapes {self.shape} and {right.shape}: both need an axis; use * for scalars"
            )
        inner = right.shape[-2] if right.ndim > 1 else right.shape[0]
        if self.shape[-1] != inner:
            raise ShapeError(
                f"matmul of shapes {self.shape} and {right.shape}: sizes {self.shape[-1]} and {inner} differ"
            )
        to = result_dtype(self, right)
        (x, y), flow = self.cast(to)._combine([right.cast(to)])
        rounded = operand_dtype(to, precision)
        x, y = nodes.cast(x, rounded), nodes.cast(y, rounded)
        rows = x if len(x.shape) > 1 else nodes.reshape(x, (1, *x.shape))
        last = len(y.shape) - 1
        columns = (
            nodes.permute(y, (*range(last - 1), last, last - 1)) if last else nodes.reshape(y, (1, *y.shape))
        )
        total = _contracted(
            nodes.reshape(rows, (*rows.shape[:-1], 1, rows.shape[-1])),
            nodes.reshape(columns, (*columns.shape[:-2], 1, *columns.shape[-2:])),
            1,
        )
        total = nodes.cast(total, to if dtype is None else as_dtype(dtype))
        result = self._wrap(total, self.device, flow)
        if right.ndim == 1:
            result = result.reshape(result.shape[:-1])
        if self.ndim == 1:
            result = result.reshape(
                result.shape[:-2] + result.shape[-1:] if right.ndim > 1 else result.shape[:-1]
            )
        return result

    __matmul__ = mm = bmm = matmul

    def __rmatmul__(self, other: Any) -> Self:
        return self._operand(other, "matmul").matmul(self)

    def dot(self, other: Any, precision: str | None = None) -> Self:
        """Inner product of vectors; as `matmul` for more axes.

        Raises as `matmul`.

        Examples:
            >>> Tensor([1, 2, 3]).dot(Tensor([4, 5, 6])).item()
            32
        """
        return self.matmul(other, precision=precision)

    def vecdot(self, other: Any, axis: int = -1) -> Self:
        """Inner products along one axis of both; the others broadcast.

        Raises ShapeError where the shapes do not fit, IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).vecdot(Tensor([[1, 1], [2, 2]])).tolist()
            [3, 14]
        """
        right = self._operand(other, "vecdot")
        if not self.shape or not right.shape:
            raise ShapeError(f"vecdot of shapes {self.shape} and {right.shape}: both need an axis")
        x, y = self.movedim(axis, -1), right.movedim(axis, -1)
        if x.shape[-1] != y.shape[-1]:
            raise ShapeError(
                f"vecdot of shapes {self.shape} and {right.shape}: the sizes of axis {axis} differ"
            )
        return x._contract(y, 1)

    def outer(self, other: Any) -> Self:
        """All products of the elements of two vectors.

        Raises ShapeError for what are no vectors.

        Examples:
            >>> Tensor([1, 2]).outer(Tensor([3, 4])).tolist()
            [[3, 4], [6, 8]]
        """
        right = self._operand(other, "outer")
        if self.ndim != 1 or right.ndim != 1:
            raise ShapeError(f"outer takes two vectors, not shapes {self.shape} and {right.shape}")
        return self.unsqueeze(1) * right.unsqueeze(0)

    def kron(self, other: Any) -> Self:
        """Kronecker product: a copy of the other tensor for each element of this, times that element.

        Examples:
            >>> Tensor([1, 10]).kron(Tensor([1, 2])).tolist()
            [1, 2, 10, 20]
        """
        right = self._operand(other, "kron")
        rank = max(self.ndim, right.ndim)
        left_shape = (1,) * (rank - self.ndim) + self.shape
        right_shape = (1,) * (rank - right.ndim) + right.shape
        x = self.reshape([n for size in left_shape for n in (size, 1)])
        y = right.reshape([n for size in right_shape for n in (1, size)])
        return (x * y).reshape([a * b for a, b in zip(left_shape, right_shape, strict=True)])

    def tensordot(self, other: Any, axes: int | Sequence[Sequence[int]] = 2, dims: Any = None) -> Self:
        """Sum products over pairs of axes: the last `axes` of this with the first of `other`, or two lists of
        axes.

        An axis of size 1 is repeated for another one. Raises ShapeError where their sizes differ otherwise,
        IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor.ones(2, 3, 4).tensordot(Tensor.ones(4, 3, 5), axes=([1, 2], [1, 0])).shape
            (2, 5)
        """
        right = self._operand(other, "tensordot")
        chosen: Any = axes if dims is None else dims
        if (number := as_int(chosen)) is not None:
            chosen = number
            if chosen > min(self.ndim, right.ndim):
                raise ShapeError(f"tensordot over {chosen} axes of shapes {self.shape} and {right.shape}")
            ours = tuple(range(self.ndim - chosen, self.ndim))
            theirs = tuple(range(chosen))
        elif not isinstance(chosen, (list, tuple)) or len(chosen) != 2:
            raise InvalidArgument(
                f"tensordot: axes are a number, or a list for each tensor, not {chosen!r:.60}"
            )
        else:
            ours, theirs = self._axes(chosen[0]), right._axes(chosen[1])
        sizes = [(self.shape[i], right.shape[j]) for i, j in zip(ours, theirs, strict=False)]
        if len(ours) != len(theirs) or any(a != b and 1 not in (a, b) for a, b in sizes):
            raise ShapeError(
                f"tensordot of shapes {self.shape} and {right.shape}: axes {ours} and {theirs} differ in size"
            )
        if any(a != b for a, b in sizes):
            # A sum over what is repeated is the sum of the other, repeated no more.
            left = self
            for i, j, (a, b) in zip(ours, theirs, sizes, strict=True):
                left = left.sum(i, keepdims=True, dtype=left.dtype) if b == 1 else left
                right = right.sum(j, keepdims=True, dtype=right.dtype) if a == 1 else right
            return left.tensordot(right, axes=(ours, theirs))
        free_left = [i for i in range(self.ndim) if i not in ours]
        free_right = [i for i in range(right.ndim) if i not in theirs]
        x = self.permute([*free_left, *ours]) if self.shape else self
        y = right.permute([*free_right, *theirs]) if right.shape else right
        inner = prod(self.shape[i] for i in ours)
        rows = prod(self.shape[i] for i in free_left)
        columns = prod(right.shape[i] for i in free_right)
        result = x.reshape(rows, 1, inner)._contract(y.reshape(1, columns, inner), 1)
        return result.reshape([self.shape[i] for i in free_left] + [right.shape[i] for i in free_right])

    def linear(self, weight: Self, bias: Self | None = None, precision: str | None = None) -> Self:
        """`x @ weight.T + bias` with a weight of shape `[out, in]`, as in PyTorch.

        `precision` as in `matmul`. Raises ShapeError where the shapes do not fit.

        Examples:
            >>> weight, bias = Tensor([[1.0, 1.0], [0.0, 2.0], [3.0, 0.0]]), Tensor([0.5, 0.5, 0.5])
            >>> Tensor([[1.0, 2.0]]).linear(weight, bias).tolist()
            [[3.5, 4.5, 3.5]]
        """
        if weight.ndim not in (1, 2) or not self.shape or weight.shape[-1] != self.shape[-1]:
            raise ShapeError(
                f"linear: an input of shape {self.shape} does not fit a weight of shape {weight.shape}"
            )
        result = self.matmul(weight.T, precision=precision)
        return result if bias is None else result + bias

    def trace(self) -> Self:
        """The sum of the diagonal of the last two axes.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).trace().item()
            5
        """
        return self.diagonal(0, -2, -1).sum(-1)

    def einsum(self, *operands: Any) -> Self:
        """Einstein summation: `Tensor.einsum('bij,bjk->bik', a, b)`.

        The ellipsis, repeated indices and the implicit output are understood. Operands are contracted from
        left to right, each pair as one matrix product. Raises InvalidArgument for a malformed equation,
        ShapeError for sizes that differ.

        Examples:
            >>> a = Tensor([[1, 2], [3, 4]])
            >>> Tensor.einsum("ij,jk->ki", a, a).tolist(), Tensor.einsum("ii", a).item()
            ([[7, 15], [10, 22]], 5)
        """
        equation: Any = self
        if not isinstance(equation, str):
            # a.einsum('ij,jk', b)
            if not operands or not isinstance(operands[0], str):
                raise InvalidArgument("einsum takes an equation and tensors, as in einsum('ij,jk->ik', a, b)")
            equation, operands = operands[0], (self, *operands[1:])
        listed = operands[0] if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else operands
        result: Self = _einsum(equation, tensors_of(list(listed), (), "einsum"))
        return result


def _einsum(equation: str, tensors: list[Any]) -> Any:
    text = equation.replace(" ", "")
    inputs, arrow, output = text.partition("->")
    terms = inputs.split(",")
    if len(terms) != len(tensors) or not tensors:
        raise InvalidArgument(f"einsum {equation!r} has {len(terms)} operands, {len(tensors)} were given")
    labelled = [_labels(equation, term, tensor) for term, tensor in zip(terms, tensors, strict=True)]
    sizes: dict[str, int] = {}
    for labels, tensor in zip(labelled, tensors, strict=True):
        for label, size in zip(labels, tensor.shape, strict=True):
            known = sizes.setdefault(label, size)
            if known != size and 1 in (known, size) and label.isdigit():
                sizes[label] = max(known, size)
            elif known != size:
                raise ShapeError(f"einsum {equation!r}: index {label!r} has sizes {known} and {size}")
    everything = [label for labels in labelled for label in labels]
    ellipsis = sorted({label for label in everything if label.isdigit()}, key=int, reverse=True)
    if arrow:
        found = _letters(equation, output)
        result = [each for label in found for each in (ellipsis if label == "..." else [label])]
        if len(set(result)) != len(result) or any(label not in sizes for label in result):
            raise InvalidArgument(
                f"einsum {equation!r}: the output names an index twice, or one that no operand has"
            )
    else:
        result = ellipsis + sorted(
            label for label in set(everything) - set(ellipsis) if everything.count(label) == 1
        )
    current, labels = _diagonals(tensors[0], labelled[0])
    current, labels = _sum_out(
        current, labels, {*result, *(each for other in labelled[1:] for each in other)}
    )
    for position, (tensor, other) in enumerate(zip(tensors[1:], labelled[1:], strict=True), 2):
        later = {*result, *(each for rest in labelled[position:] for each in rest)}
        tensor, other = _diagonals(tensor, other)
        tensor, other = _sum_out(tensor, other, {*labels, *later})
        current, labels = _contract_pair(current, labels, tensor, other, later)
    return current.permute([labels.index(label) for label in result]) if result else current.reshape(())


def _letters(equation: str, term: str) -> list[str]:
    head, dots, tail = term.partition("...")
    if not (head + tail).isalpha() and head + tail:
        raise InvalidArgument(f"einsum {equation!r}: {term!r} is not letters with at most one '...'")
    return [*head, *(["..."] if dots else []), *tail]


def _labels(equation: str, term: str, tensor: Any) -> list[str]:
    """One label per axis; the axes of an ellipsis are numbered from the last, so that they broadcast to the
    right.
    """
    letters = _letters(equation, term)
    rest = tensor.ndim - (len(letters) - ("..." in letters))
    if rest < 0 or (rest and "..." not in letters):
        raise ShapeError(f"einsum {equation!r}: {term!r} does not fit an operand of shape {tensor.shape}")
    numbered = [str(i) for i in reversed(range(rest))]
    return [each for letter in letters for each in (numbered if letter == "..." else [letter])]


def _diagonals(tensor: Any, labels: list[str]) -> tuple[Any, list[str]]:
    for label in set(labels):
        while labels.count(label) > 1:
            first = labels.index(label)
            second = labels.index(label, first + 1)
            tensor = tensor.diagonal(0, first, second)
            labels = [each for i, each in enumerate(labels) if i not in (first, second)] + [label]
    return tensor, labels


def _sum_out(tensor: Any, labels: list[str], needed: set[str]) -> tuple[Any, list[str]]:
    gone = [i for i, label in enumerate(labels) if label not in needed]
    kept = [label for label in labels if label in needed]
    return (tensor.sum(gone, dtype=tensor.dtype) if gone else tensor), kept


def _contract_pair(
    x: Any, ours: list[str], y: Any, theirs: list[str], needed: set[str]
) -> tuple[Any, list[str]]:
    union = ours + [label for label in theirs if label not in ours]
    kept = [label for label in union if label in needed]
    gone = [label for label in union if label not in needed]
    order = kept + gone

    def aligned(tensor: Any, labels: list[str]) -> Any:
        present = [label for label in order if label in labels]
        moved = tensor.permute([labels.index(label) for label in present]) if present else tensor
        sizes = dict(zip(present, moved.shape, strict=True))
        return moved.reshape([sizes.get(label, 1) for label in order])

    return aligned(x, ours)._contract(aligned(y, theirs), len(gone)), kept
