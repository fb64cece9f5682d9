"""Reductions, softmax and cumulative operations.

`axis`/`keepdims` (Array API) and `dim`/`keepdim` (PyTorch) mean the same and are both accepted. 16-bit floats
accumulate in float32; sums and products of integers widen to 64 bits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf, prod
from typing import Self

from ...runtime.errors import InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.node import Op
from ..graph.promotion import Scalar, as_dtype, floating, sum_dtype
from .core import broadcast_node
from .creation import Creation

Axes = int | Sequence[int] | None

# Elements that one step of a scan combines directly, doing `SCAN_BLOCK` times the work of a serial scan;
# longer axes are scanned block by block, and the totals of the blocks again.
SCAN_BLOCK = 32


class Reduction(Creation):
    """Sums, extremes, statistics, softmax and scans."""

    __slots__ = ()

    def _reduce(self, op: Op, axes: tuple[int, ...], keep: bool) -> Self:
        reduced = nodes.reduce(self._node, op, axes)
        if not keep:
            reduced = nodes.reshape(reduced, tuple(n for i, n in enumerate(self.shape) if i not in axes))
        return self._of_node(reduced)

    def _count(self, axes: tuple[int, ...]) -> int:
        return prod(self.shape[axis] for axis in axes)

    def sum(
        self,
        axis: Axes = None,
        dtype: object = None,
        keepdims: bool = False,
        dim: Axes = None,
        keepdim: bool = False,
    ) -> Self:
        """Sum over axes (all by default).

        Integers and bools are summed in 64 bits; floats of 16 and 8 bits in float32, and rounded to `dtype`
        or their own. Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> x = Tensor([[1, 2], [3, 4]])
            >>> x.sum().item(), x.sum(0).tolist(), x.sum(1, keepdims=True).tolist()
            (10, [4, 6], [[3], [7]])
        """
        axes = self._axes(axis if dim is None else dim)
        to = sum_dtype(self.dtype) if dtype is None else as_dtype(dtype)
        return self.cast(to.computing)._reduce(Op.ADD, axes, keepdims or keepdim).cast(to)

    def prod(
        self,
        axis: Axes = None,
        dtype: object = None,
        keepdims: bool = False,
        dim: Axes = None,
        keepdim: bool = False,
    ) -> Self:
        """Product over axes (all by default), in the dtypes of `sum`.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).prod(1).tolist()
            [2, 12]
        """
        axes = self._axes(axis if dim is None else dim)
        to = sum_dtype(self.dtype) if dtype is None else as_dtype(dtype)
        return self.cast(to.computing)._reduce(Op.MUL, axes, keepdims or keepdim).cast(to)

    def _extreme(self, axis: Axes, dim: Axes, keep: bool, operation: str) -> tuple[int, ...]:
        axes = self._axes(axis if dim is None else dim)
        if self._count(axes) == 0:
            raise ShapeError(f"{operation} over no elements: axes {axes} of shape {self.shape}")
        return axes

    def max(self, axis: Axes = None, keepdims: bool = False, dim: Axes = None, keepdim: bool = False) -> Self:
        """The greatest value over axes; nan if there is one. Equal maxima share the gradient evenly.

        `torch.max(dim=...)` also returns indices: those are `argmax`. Raises ShapeError over no elements.

        Examples:
            >>> Tensor([[1, 5], [7, 3]]).max(1).tolist()
            [5, 7]
        """
        axes = self._extreme(axis, dim, keepdims, "max")
        return self._reduce(Op.MAX, axes, keepdims or keepdim)

    def min(self, axis: Axes = None, keepdims: bool = False, dim: Axes = None, keepdim: bool = False) -> Self:
        """The least value over axes; nan if there is one. Equal minima share the gradient evenly.

        Raises ShapeError over no elements.

        Examples:
            >>> Tensor([[1, 5], [7, 3]]).min(0).tolist()
            [1, 3]
        """
        axes = self._extreme(axis, dim, keepdims, "min")
        return self._reversed_order()._reduce(Op.MAX, axes, keepdims or keepdim)._reversed_order()

    amax, amin = max, min

    def all(self, axis: Axes = None, keepdims: bool = False, dim: Axes = None, keepdim: bool = False) -> Self:
        """Whether all elements over axes are not zero; true over no elements.

        Examples:
            >>> Tensor([[1, 0], [2, 3]]).all(1).tolist()
            [False, True]
        """
        return self.bool()._reduce(Op.MUL, self._axes(axis if dim is None else dim), keepdims or keepdim)

    def any(self, axis: Axes = None, keepdims: bool = False, dim: Axes = None, keepdim: bool = False) -> Self:
        """Whether any element over axes is not zero; false over no elements.

        Examples:
            >>> Tensor([[0, 0], [0, 3]]).any(1).tolist()
            [False, True]
        """
        return self.bool()._reduce(Op.ADD, self._axes(axis if dim is None else dim), keepdims or keepdim)

    def count_nonzero(
        self, axis: Axes = None, keepdims: bool = False, dim: Axes = None, keepdim: bool = False
    ) -> Self:
        """How many elements over axes are not zero, as int64.

        Examples:
            >>> Tensor([[1, 0], [2, 3]]).count_nonzero(0).tolist()
            [2, 1]
        """
        return self.bool().sum(axis, keepdims=keepdims, dim=dim, keepdim=keepdim)

    def mean(
        self, axis: Axes = None, keepdims: bool = False, dim: Axes = None, keepdim: bool = False
    ) -> Self:
        """Mean over axes; float32 for integers, nan over no elements.

        Examples:
            >>> Tensor([[1, 2], [3, 6]]).mean(1).tolist()
            [1.5, 4.5]
        """
        axes = self._axes(axis if dim is None else dim)
        total = self._wide()._reduce(Op.ADD, axes, keepdims or keepdim)
        count = self._count(axes)
        return (total / float(count)).cast(floating(self.dtype))

    def var(
        self,
        axis: Axes = None,
        correction: float = 0,
        keepdims: bool = False,
        dim: Axes = None,
        keepdim: bool = False,
    ) -> Self:
        """Variance: squared distances from the mean over (count - correction).

        The default correction is the Array API's, 0; PyTorch's is 1.

        Examples:
            >>> x = Tensor([1.0, 5.0])
            >>> x.var().item(), x.var(correction=1).item()
            (4.0, 8.0)
        """
        axes = self._axes(axis if dim is None else dim)
        x = self._wide()
        distance = x - x.mean(axes, keepdims=True)
        # The rounding of the mean leaves all distances by as much from zero, those of equal elements too.
        distance = distance - distance.mean(axes, keepdims=True)
        total = (distance * distance)._reduce(Op.ADD, axes, keepdims or keepdim)
        return (total / float(max(0.0, self._count(axes) - correction))).cast(floating(self.dtype))

    def std(
        self,
        axis: Axes = None,
        correction: float = 0,
        keepdims: bool = False,
        dim: Axes = None,
        keepdim: bool = False,
    ) -> Self:
        """Standard deviation; see `var` for the correction.

        Examples:
            >>> Tensor([1.0, 1.0, 5.0, 5.0]).std().item()
            2.0
        """
        return self._wide().var(axis, correction, keepdims, dim, keepdim).sqrt().cast(floating(self.dtype))

    def var_mean(
        self, axis: Axes = None, correction: float = 0, keepdims: bool = False, dim: Axes = None
    ) -> tuple[Self, Self]:
        """Variance and mean; see `var` for the correction.

        Examples:
            >>> variance, mean = Tensor([1.0, 5.0]).var_mean()
            >>> variance.item(), mean.item()
            (4.0, 3.0)
        """
        return self.var(axis, correction, keepdims, dim), self.mean(axis, keepdims, dim)

    def norm(
        self,
        p: float | str = 2,
        axis: Axes = None,
        keepdims: bool = False,
        dim: Axes = None,
        keepdim: bool = False,
    ) -> Self:
        """Vector norm of order `p` over axes: 'fro' is 2; 0 counts; +-inf takes the extreme magnitude.

        Raises InvalidArgument for another word.

        Examples:
            >>> x = Tensor([[3.0, 4.0], [0.0, 2.0]])
            >>> x.norm(dim=1).tolist(), x.norm(1).item(), x.norm(float("inf")).item()
            ([5.0, 2.0], 9.0, 4.0)
        """
        order = 2.0 if p == "fro" else p
        if isinstance(order, str):
            raise InvalidArgument(f"norm: the order is a number or 'fro', not {p!r}")
        chosen, keep = axis if dim is None else dim, keepdims or keepdim
        magnitude = self._wide().abs() if order != 2 else self._wide()
        table: dict[float, Callable[[], Self]] = {
            0: lambda: magnitude.ne(0).cast(magnitude.dtype).sum(chosen, keepdims=keep),
            1: lambda: magnitude.sum(chosen, keepdims=keep),
            2: lambda: magnitude.square().sum(chosen, keepdims=keep).sqrt(),
            inf: lambda: magnitude.max(chosen, keepdims=keep),
            -inf: lambda: magnitude.min(chosen, keepdims=keep),
        }
        if order in table:
            return table[order]().cast(floating(self.dtype))
        general = magnitude.pow(order).sum(chosen, keepdims=keep).pow(1 / order)
        return general.cast(floating(self.dtype))

    # positions

    def argmax(
        self, axis: int | None = None, keepdims: bool = False, dim: int | None = None, keepdim: bool = False
    ) -> Self:
        """The index of the first greatest element (or of the first nan), int64; of the flattened tensor by
        default.

        Raises ShapeError over no elements.

        Examples:
            >>> x = Tensor([[1, 5], [7, 7]])
            >>> x.argmax().item(), x.argmax(1).tolist()
            (2, [1, 0])
        """
        chosen, keep = axis if dim is None else dim, keepdims or keepdim
        if chosen is None:
            flat = self.reshape(-1).argmax(0)
            return flat.reshape((1,) * self.ndim) if keep else flat
        x = self if self.shape else self.reshape(1)
        at = self._axis(chosen)
        size = x.shape[at]
        if size == 0:
            raise ShapeError(f"argmax over no elements: axis {chosen} of shape {self.shape}")
        first = x.eq(x.max(at, keepdims=True)).logical_or(x.ne(x))
        counter = dtypes.int32 if size < 2**31 else dtypes.int64
        column = nodes.reshape(
            nodes.iota(size, counter), tuple(size if i == at else 1 for i in range(x.ndim))
        )
        left = self._wrap(broadcast_node(column, x.shape), self.device).rsub(size)
        index = first.where(left, 0).max(at, keepdims=keep).rsub(size).cast(dtypes.int64)
        return index if self.shape else index.reshape(())

    def argmin(
        self, axis: int | None = None, keepdims: bool = False, dim: int | None = None, keepdim: bool = False
    ) -> Self:
        """The index of the first least element (or of the first nan), int64; of the flattened tensor by
        default.

        Raises ShapeError over no elements.

        Examples:
            >>> Tensor([[1, 5], [7, 3]]).argmin(0).tolist()
            [0, 1]
        """
        return self._reversed_order().argmax(axis, keepdims, dim, keepdim)

    # softmax

    def logsumexp(
        self, axis: Axes = None, keepdims: bool = False, dim: Axes = None, keepdim: bool = False
    ) -> Self:
        """`log(sum(exp(x)))` over axes, shifted by the maximum so that nothing overflows.

        Examples:
            >>> Tensor([1000.0, 0.0]).logsumexp(0).item()
            1000.0
        """
        axes = self._axes(axis if dim is None else dim)
        x = self._wide()
        if self._count(axes) == 0:
            return x.exp().sum(axes, keepdims=keepdims or keepdim).log().cast(floating(self.dtype))
        greatest = x.max(axes, keepdims=True)
        shift = greatest.isfinite().where(greatest, 0.0)
        result = (x - shift).exp().sum(axes, keepdims=True).log() + shift
        result = x._derive(result, lambda g, y, x: (g * (x - y.isfinite().where(y, 0.0)).exp(),))
        if not (keepdims or keepdim):
            result = result.reshape([n for i, n in enumerate(self.shape) if i not in axes])
        return result.cast(floating(self.dtype))

    def softmax(self, dim: int = -1, axis: int | None = None, dtype: object = None) -> Self:
        """`exp(x) / sum(exp(x))` along an axis, in float32 for floats of 16 and 8 bits, and for integers.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([[0.0, 0.0], [100.0, -100.0]]).softmax(-1).tolist()
            [[0.5, 0.5], [1.0, 0.0]]
        """
        at = self._axis(dim if axis is None else axis)
        x = (self if dtype is None else self.cast(as_dtype(dtype)))._wide()
        if not x.shape or not x._node.size:
            return (x * 0 + 1).cast(floating(self.dtype) if dtype is None else as_dtype(dtype))
        exponentials = (x - x.max(at, keepdims=True)).exp()
        result = exponentials / exponentials.sum(at, keepdims=True)
        result = x._derive(result, lambda g, y, x: (y * (g - (g * y).sum(at, keepdims=True)),))
        return result.cast(floating(self.dtype) if dtype is None else as_dtype(dtype))

    def log_softmax(self, dim: int = -1, axis: int | None = None, dtype: object = None) -> Self:
        """`log(softmax(x))` along an axis, without rounding small probabilities to 0.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([0.0, 1000.0]).log_softmax(0).tolist()
            [-1000.0, 0.0]
        """
        at = self._axis(dim if axis is None else axis)
        x = (self if dtype is None else self.cast(as_dtype(dtype)))._wide()
        if not x.shape or not x._node.size:
            return (x * 0).cast(floating(self.dtype) if dtype is None else as_dtype(dtype))
        shifted = x - x.max(at, keepdims=True)
        result = shifted - shifted.exp().sum(at, keepdims=True).log()
        result = x._derive(result, lambda g, y, x: (g - y.exp() * g.sum(at, keepdims=True),))
        return result.cast(floating(self.dtype) if dtype is None else as_dtype(dtype))

    # scans

    def _scan(self, op: Op, start: Scalar) -> Self:
        """Running reduction along the last axis; `start` is the identity of the op."""
        *lead, size = self.shape
        if size <= SCAN_BLOCK:
            wide = self.unsqueeze(-2).expand(*lead, size, size)
            row, column = wide._coordinates()
            kept = (column <= row).where(wide, wide._filled(start))
            return kept._reduce(op, (wide.ndim - 1,), keep=False)
        blocks = -(-size // SCAN_BLOCK)
        edge = [(0, 0)] * len(lead)
        padded = self._pad_constant([*edge, (0, blocks * SCAN_BLOCK - size)], start)
        parts = padded.reshape(*lead, blocks, SCAN_BLOCK)
        totals = parts._reduce(op, (parts.ndim - 1,), keep=False).contiguous()
        before = (
            totals._scan(op, start)
            .narrow(-1, 0, blocks - 1)
            ._pad_constant([*edge, (1, 0)], start)
            .contiguous()
        )
        result = parts._scan(op, start)._apply(op, before.unsqueeze(-1))
        return result.reshape(*lead, blocks * SCAN_BLOCK).narrow(-1, 0, size)

    def contiguous(self) -> Self:
        """The same values, held in memory of their own in row-major order.

        It also cuts a graph into kernels: what is computed for this is stored, and read by whatever needs it.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).T.contiguous().tolist()
            [[1, 3], [2, 4]]
        """
        return self._of_node(nodes.contiguous(self._node))

    def _cumulative(self, axis: int, op: Op, start: Scalar) -> Self:
        if not self.shape:
            return self
        at = self._axis(axis)
        if self.shape[at] == 0:
            return self
        return self.movedim(at, -1)._scan(op, start).movedim(-1, at)

    def cumsum(self, axis: int = 0, dtype: object = None, dim: int | None = None) -> Self:
        """Running sum along an axis, in the dtypes of `sum`.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).cumsum(1).tolist()
            [[1, 3], [3, 7]]
        """
        to = sum_dtype(self.dtype) if dtype is None else as_dtype(dtype)
        x = self.cast(to.computing)
        return x._cumulative(axis if dim is None else dim, Op.ADD, 0).cast(to)

    def cumprod(self, axis: int = 0, dtype: object = None, dim: int | None = None) -> Self:
        """Running product along an axis, in the dtypes of `sum`.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([1, 2, 3, 4]).cumprod(0).tolist()
            [1, 2, 6, 24]
        """
        to = sum_dtype(self.dtype) if dtype is None else as_dtype(dtype)
        x = self.cast(to.computing)
        return x._cumulative(axis if dim is None else dim, Op.MUL, 1).cast(to)

    def cummax(self, axis: int = 0, dim: int | None = None) -> Self:
        """Running maximum along an axis; nan from the first nan on. Indices, as PyTorch's has, are not
        returned.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([1, 3, 2, 5]).cummax(0).tolist()
            [1, 3, 3, 5]
        """
        return self._cumulative(axis if dim is None else dim, Op.MAX, self.dtype.minimum)

    def cummin(self, axis: int = 0, dim: int | None = None) -> Self:
        """Running minimum along an axis; nan from the first nan on. Indices, as PyTorch's has, are not
        returned.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([4, 3, 5, 1]).cummin(0).tolist()
            [4, 3, 3, 1]
        """
        return self._reversed_order().cummax(axis if dim is None else dim)._reversed_order()

    def logcumsumexp(self, axis: int = 0, dim: int | None = None) -> Self:
        """Running `logsumexp` along an axis.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([0.0, 1000.0, 1000.0]).logcumsumexp(0).numpy().round(2)
            array([   0.  , 1000.  , 1000.69], dtype=float32)
        """
        x = self._wide()
        if not x.shape or not x._node.size:
            return x.cast(floating(self.dtype))
        # One shift per position: the running maximum, so that no position under- or overflows.
        at = self._axis(axis if dim is None else dim)
        last = x.movedim(at, -1)
        size = last.shape[-1]
        wide = last.unsqueeze(-2).expand(*last.shape[:-1], size, size)
        row, column = wide._coordinates()
        kept = (column <= row).where(wide, wide._filled(-inf))
        return kept.logsumexp(-1).movedim(-1, at).cast(floating(self.dtype))

    cumulative_sum, cumulative_prod = cumsum, cumprod
