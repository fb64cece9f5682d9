"""Reductions, softmax and cumulative operations.

`dim`/`keepdim` (PyTorch) and `axis`/`keepdims` (NumPy, by name) mean the same but for max and min. 16-bit
floats accumulate in float32; sums and products of integers widen to 64 bits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import inf, prod
from typing import Any, Self, TypeVar, cast

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.node import Op, Shape
from ..graph.promotion import Scalar, as_dtype, floating, sum_dtype
from ..run.capture import stands_for
from .arguments import as_int
from .composed import composed
from .core import TensorCore, barrier, broadcast_node
from .creation import Creation
from .named import Extreme
from .views import CONTIGUOUS

Axes = int | Sequence[int] | None
Reduced = TypeVar("Reduced", bound="Reduction")


def _norm_rule(order: float, g: Any, y: Any, magnitude: Any) -> tuple[Any]:
    """The gradient of a norm of magnitudes: 0 where it is 0, or where it has no slope."""
    zero = y.eq(0) if order >= 1 else magnitude.eq(0)
    part = magnitude.eq(0).where(1.0, magnitude).pow(order - 1) / y.eq(0).where(1.0, y).pow(order - 1)
    return (zero.logical_or(magnitude.eq(0)).where(0.0, g * part),)


def _one(dim: Any, axis: Any) -> Any:
    """The axes under PyTorch's name or NumPy's; InvalidArgument for both."""
    if dim is None:
        return axis
    if axis is not None:
        raise InvalidArgument(f"axes are given as `dim` or as `axis`, not as both ({dim!r} and {axis!r})")
    return dim


def _flag(keepdim: Any, keepdims: Any) -> bool:
    """Whether reduced axes are kept, under either name."""
    if not isinstance(keepdim, bool) or not isinstance(keepdims, bool):
        wrong = keepdims if isinstance(keepdim, bool) else keepdim
        raise InvalidArgument(f"keepdim is a bool, not {wrong!r}; a dtype is given by name")
    return keepdim or keepdims


# Elements that one step of a scan combines directly, doing `SCAN_BLOCK` times the work of a serial scan;
# longer axes are scanned block by block, and the totals of the blocks again.
SCAN_BLOCK = 32
# The device whose kernels recognise running reductions and ranks that are written out for pairs of places.
PROCESSOR = "CPU"


def _without(shape: Shape, axes: tuple[int, ...], keep: bool) -> Shape:
    """A shape without axes that are reduced, or with one element along them."""
    return tuple(1 if i in axes else n for i, n in enumerate(shape) if keep or i not in axes)


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
        dim: Axes = None,
        keepdim: bool = False,
        *,
        dtype: object = None,
        axis: Axes = None,
        keepdims: bool = False,
    ) -> Self:
        """Sum over axes (all by default).

        Integers and bools are summed in 64 bits; floats of 16 and 8 bits in float32, and rounded to `dtype`
        or their own. Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> x = Tensor([[1, 2], [3, 4]])
            >>> x.sum().item(), x.sum(0).tolist(), x.sum(1, keepdims=True).tolist()
            (10, [4, 6], [[3], [7]])
        """
        axes = self._axes(_one(dim, axis))
        to = sum_dtype(self.dtype) if dtype is None else as_dtype(dtype)
        return self.cast(to.computing)._reduce(Op.ADD, axes, _flag(keepdim, keepdims)).cast(to)

    def prod(
        self,
        dim: Axes = None,
        keepdim: bool = False,
        *,
        dtype: object = None,
        axis: Axes = None,
        keepdims: bool = False,
    ) -> Self:
        """Product over axes (all by default), in the dtypes of `sum`.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).prod(1).tolist()
            [2, 12]
        """
        axes = self._axes(_one(dim, axis))
        to = sum_dtype(self.dtype) if dtype is None else as_dtype(dtype)
        return self.cast(to.computing)._reduce(Op.MUL, axes, _flag(keepdim, keepdims)).cast(to)

    def _extreme(self, axes: Axes, operation: str) -> tuple[int, ...]:
        found = self._axes(axes)
        if self._count(found) == 0:
            raise ShapeError(f"{operation} over no elements: axes {found} of shape {self.shape}")
        return found

    def amax(
        self, dim: Axes = None, keepdim: bool = False, *, axis: Axes = None, keepdims: bool = False
    ) -> Self:
        """The greatest value over axes; nan if there is one. Equal maxima share the gradient evenly.

        Raises ShapeError over no elements, IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([[1, 5], [7, 3]]).amax(1).tolist()
            [5, 7]
        """
        axes = self._extreme(_one(dim, axis), "amax")
        return self._reduce(Op.MAX, axes, _flag(keepdim, keepdims))

    def amin(
        self, dim: Axes = None, keepdim: bool = False, *, axis: Axes = None, keepdims: bool = False
    ) -> Self:
        """The least value over axes; nan if there is one. Equal minima share the gradient evenly.

        Raises ShapeError over no elements, IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([[1, 5], [7, 3]]).amin(0).tolist()
            [1, 3]
        """
        axes = self._extreme(_one(dim, axis), "amin")
        least = self._reversed_order()._reduce(Op.MAX, axes, _flag(keepdim, keepdims))
        return least._reversed_order()

    def max(
        self, dim: Any = None, keepdim: bool = False, *, axis: Axes = None, keepdims: bool = False
    ) -> Any:
        """The greatest element; of an axis `dim` the greatest along it and their places, `(values, indices)`;
        of another tensor, `maximum`.

        NumPy's spelling, `axis=`, gives the values alone, over any number of axes. nan is the greatest there
        is; of equal elements the first is the one, and the gradient with `dim` goes to it alone. Raises
        ShapeError over no elements, IndexOutOfRange where there is no such axis, InvalidArgument for several
        axes as `dim`.

        Examples:
            >>> x = Tensor([[1, 5], [7, 3]])
            >>> x.max().item(), x.max(axis=1).tolist()
            (7, [5, 7])
            >>> values, indices = x.max(1)
            >>> values.tolist(), indices.tolist()
            ([5, 7], [1, 0])
        """
        if isinstance(dim, TensorCore):
            return self.maximum(dim)
        if dim is None:
            return self.amax(axis, _flag(keepdim, keepdims))
        return self._chosen(dim, _flag(keepdim, keepdims), "max")

    def min(
        self, dim: Any = None, keepdim: bool = False, *, axis: Axes = None, keepdims: bool = False
    ) -> Any:
        """The least element; of an axis `dim` the least along it and their places, `(values, indices)`; of
        another tensor, `minimum`.

        NumPy's spelling, `axis=`, gives the values alone, over any number of axes. nan is less than
        everything here; of equal elements the first is the one, and the gradient with `dim` goes to it alone.
        Raises as `max`.

        Examples:
            >>> x = Tensor([[1, 5], [7, 3]])
            >>> x.min().item(), x.min(axis=1).tolist()
            (1, [1, 3])
            >>> x.min(0).indices.tolist()
            [0, 1]
        """
        if isinstance(dim, TensorCore):
            return self.minimum(dim)
        if dim is None:
            return self.amin(axis, _flag(keepdim, keepdims))
        return self._chosen(dim, _flag(keepdim, keepdims), "min")

    def _chosen(self, dim: Any, keep: bool, which: str) -> Extreme:
        """The greatest or least element along an axis, and its place."""
        if as_int(dim) is None:
            raise InvalidArgument(f"{which} along one axis, not {dim!r}; a{which} takes several")
        axis = self._axis(dim)
        if which == "max":
            values, indices = self.amax(axis, keep), self.argmax(axis, keep)
        else:
            values, indices = self.amin(axis, keep), self.argmin(axis, keep)
        return Extreme(self._picked(values, indices, axis, keep), indices)

    def _picked(self, values: Self, indices: Self, axis: int, keep: bool) -> Self:
        """Values that are the elements at these places, where the gradient then goes."""
        if not values.requires_grad:
            return values
        result = values._of_node(barrier(values._node, alone=True))

        def rule(g: Any, _: Any, x: Any) -> tuple[Any]:
            zeros = x._filled(0)
            if not x.shape:
                return (g,)
            at = indices if keep else indices.unsqueeze(axis)
            row = g if keep else g.unsqueeze(axis)
            return (zeros.scatter_add(axis, at, row),)

        return self._derive(result, rule)

    def all(
        self, dim: Axes = None, keepdim: bool = False, *, axis: Axes = None, keepdims: bool = False
    ) -> Self:
        """Whether all elements over axes are not zero; true over no elements.

        Examples:
            >>> Tensor([[1, 0], [2, 3]]).all(1).tolist()
            [False, True]
        """
        return self.bool()._reduce(Op.MUL, self._axes(_one(dim, axis)), _flag(keepdim, keepdims))

    def any(
        self, dim: Axes = None, keepdim: bool = False, *, axis: Axes = None, keepdims: bool = False
    ) -> Self:
        """Whether any element over axes is not zero; false over no elements.

        Examples:
            >>> Tensor([[0, 0], [0, 3]]).any(1).tolist()
            [False, True]
        """
        return self.bool()._reduce(Op.ADD, self._axes(_one(dim, axis)), _flag(keepdim, keepdims))

    def count_nonzero(
        self, dim: Axes = None, keepdim: bool = False, *, axis: Axes = None, keepdims: bool = False
    ) -> Self:
        """How many elements over axes are not zero, as int64.

        Examples:
            >>> Tensor([[1, 0], [2, 3]]).count_nonzero(0).tolist()
            [2, 1]
        """
        return self.bool().sum(_one(dim, axis), _flag(keepdim, keepdims))

    def mean(
        self,
        dim: Axes = None,
        keepdim: bool = False,
        *,
        dtype: object = None,
        axis: Axes = None,
        keepdims: bool = False,
    ) -> Self:
        """Mean over axes, in `dtype` where one is given; float32 for integers, nan over no elements.

        Raises IndexOutOfRange where there is no such axis, DTypeError for a dtype that is no float.

        Examples:
            >>> Tensor([[1, 2], [3, 6]]).mean(1).tolist()
            [1.5, 4.5]
        """
        axes = self._axes(_one(dim, axis))
        to = floating(self.dtype if dtype is None else as_dtype(dtype))
        if dtype is not None and to is not as_dtype(dtype):
            raise DTypeError(f"mean: a mean in {as_dtype(dtype)} would lose its fraction; give a float dtype")
        total = (
            (self if dtype is None else self.cast(to))._wide()._reduce(Op.ADD, axes, _flag(keepdim, keepdims))
        )
        count = self._count(axes)
        return (total / float(count)).cast(to)

    def var(
        self,
        dim: Axes | bool = None,
        unbiased: bool | None = None,
        keepdim: bool = False,
        *,
        correction: float | None = None,
        axis: Axes = None,
        keepdims: bool = False,
    ) -> Self:
        """Variance: squared distances from the mean over (count - correction).

        The default correction is PyTorch's, 1, and 0 without `unbiased`; that of the Array API's function is
        0. `x.var(False)` is the variance of all elements without correction.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> x = Tensor([1.0, 5.0])
            >>> x.var().item(), x.var(correction=0).item(), x.var(unbiased=False).item()
            (8.0, 4.0, 4.0)
        """
        axes, less, keep = self._spread(dim, unbiased, keepdim, correction, axis, keepdims)
        return self._variance(axes, less, keep).cast(floating(self.dtype))

    def _spread(
        self,
        dim: Axes | bool,
        unbiased: bool | None,
        keepdim: bool,
        correction: float | None,
        axis: Axes,
        keepdims: bool,
    ) -> tuple[tuple[int, ...], float, bool]:
        """The axes, the correction and whether axes are kept, from all the forms of `var`."""
        chosen: Any = _one(dim, axis)
        if isinstance(chosen, bool):
            chosen, unbiased = None, chosen
        if unbiased is not None and (correction is not None or not isinstance(unbiased, bool)):
            raise InvalidArgument(
                f"var and std: `unbiased` is a bool and stands for a correction, not {unbiased!r}; "
                "give one of them, the correction by name"
            )
        less = (1 if unbiased is None or unbiased else 0) if correction is None else correction
        # No axes are all axes in PyTorch, and none in NumPy.
        return self._axes(None if dim == () else chosen), less, _flag(keepdim, keepdims)

    def _variance(self, axes: tuple[int, ...], correction: float, keep: bool) -> Self:
        """The variance, in the dtype that narrow floats are computed in."""
        count = float(max(0.0, self._count(axes) - correction))
        return composed(self._wide(), _variance, axes, count, keep, shape=_without(self.shape, axes, keep))

    def std(
        self,
        dim: Axes | bool = None,
        unbiased: bool | None = None,
        keepdim: bool = False,
        *,
        correction: float | None = None,
        axis: Axes = None,
        keepdims: bool = False,
    ) -> Self:
        """Standard deviation; see `var` for the correction.

        Examples:
            >>> Tensor([1.0, 1.0, 5.0, 5.0]).std(correction=0).item()
            2.0
        """
        axes, less, keep = self._spread(dim, unbiased, keepdim, correction, axis, keepdims)
        return self._variance(axes, less, keep)._root().cast(floating(self.dtype))

    def var_mean(
        self,
        dim: Axes | bool = None,
        unbiased: bool | None = None,
        keepdim: bool = False,
        *,
        correction: float | None = None,
        axis: Axes = None,
        keepdims: bool = False,
    ) -> tuple[Self, Self]:
        """Variance and mean; see `var` for the correction.

        Examples:
            >>> variance, mean = Tensor([1.0, 5.0]).var_mean()
            >>> variance.item(), mean.item()
            (8.0, 3.0)
        """
        axes, less, keep = self._spread(dim, unbiased, keepdim, correction, axis, keepdims)
        variance, mean = self._variance(axes, less, keep), self._wide().mean(axes, keepdim=keep)
        return variance.cast(floating(self.dtype)), mean.cast(floating(self.dtype))

    def std_mean(
        self,
        dim: Axes | bool = None,
        unbiased: bool | None = None,
        keepdim: bool = False,
        *,
        correction: float | None = None,
        axis: Axes = None,
        keepdims: bool = False,
    ) -> tuple[Self, Self]:
        """Standard deviation and mean; see `var` for the correction.

        Examples:
            >>> deviation, mean = Tensor([1.0, 5.0]).std_mean(correction=0)
            >>> deviation.item(), mean.item()
            (2.0, 3.0)
        """
        axes, less, keep = self._spread(dim, unbiased, keepdim, correction, axis, keepdims)
        variance, mean = self._variance(axes, less, keep), self._wide().mean(axes, keepdim=keep)
        return variance._root().cast(floating(self.dtype)), mean.cast(floating(self.dtype))

    def norm(
        self,
        p: float | str = 2,
        dim: Axes = None,
        keepdim: bool = False,
        dtype: object = None,
        *,
        axis: Axes = None,
        keepdims: bool = False,
    ) -> Self:
        """Vector norm of order `p` over axes: 'fro' is 2; 0 counts; +-inf takes the extreme magnitude. 'nuc'
        is the sum of the singular values of matrices.

        Raises InvalidArgument for another word, ShapeError for 'nuc' of what is no matrix.

        Examples:
            >>> x = Tensor([[3.0, 4.0], [0.0, 2.0]])
            >>> x.norm(dim=1).tolist(), x.norm(1).item(), x.norm(float("inf")).item()
            ([5.0, 2.0], 9.0, 4.0)
        """
        if dtype is not None:
            return self.cast(dtype).norm(p, _one(dim, axis), _flag(keepdim, keepdims))
        order = 2.0 if p == "fro" or p is None else p
        chosen, keep = _one(dim, axis), _flag(keepdim, keepdims)
        if order == "nuc":
            # The singular values are a function of the layer above.
            nuclear: Self = cast(Any, self)._nuclear_norm(chosen, keep)
            return nuclear
        if isinstance(order, str):
            raise InvalidArgument(f"norm: the order is a number, 'fro' or 'nuc', not {p!r}")
        magnitude = self._wide().abs() if order != 2 else self._wide()
        table: dict[float, Callable[[], Self]] = {
            0: lambda: magnitude.ne(0).cast(magnitude.dtype).sum(chosen, keepdims=keep),
            1: lambda: magnitude.sum(chosen, keepdims=keep),
            2: lambda: magnitude.square().sum(chosen, keepdims=keep)._root(),
            inf: lambda: magnitude.amax(chosen, keep),
            -inf: lambda: magnitude.amin(chosen, keep),
        }
        if order in table:
            return table[order]().cast(floating(self.dtype))
        general = magnitude.pow(order).sum(chosen, keepdims=True).pow(1 / order)
        general = magnitude._derive(magnitude._of_node(barrier(general._node)), partial(_norm_rule, order))
        axes = self._axes(chosen)
        if not keep:
            general = general.reshape([n for i, n in enumerate(self.shape) if i not in axes])
        return general.cast(floating(self.dtype))

    # positions

    def argmax(
        self,
        dim: int | None = None,
        keepdim: bool = False,
        *,
        axis: int | None = None,
        keepdims: bool = False,
    ) -> Self:
        """The index of the first greatest element (or of the first nan), int64; of the flattened tensor by
        default.

        Raises ShapeError over no elements.

        Examples:
            >>> x = Tensor([[1, 5], [7, 7]])
            >>> x.argmax().item(), x.argmax(1).tolist()
            (2, [1, 0])
        """
        chosen, keep = _one(dim, axis), _flag(keepdim, keepdims)
        if chosen is None:
            flat = self.reshape(-1).argmax(0)
            return flat.reshape((1,) * self.ndim) if keep else flat
        x = self if self.shape else self.reshape(1)
        at = self._axis(chosen)
        size = x.shape[at]
        if size == 0:
            raise ShapeError(f"argmax over no elements: axis {chosen} of shape {self.shape}")
        index = composed(
            x, _place_of_greatest, at, keep, dtype=dtypes.int64, shape=_without(x.shape, (at,), keep)
        )
        return index if self.shape else index.reshape(())

    def argmin(
        self,
        dim: int | None = None,
        keepdim: bool = False,
        *,
        axis: int | None = None,
        keepdims: bool = False,
    ) -> Self:
        """The index of the first least element (or of the first nan), int64; of the flattened tensor by
        default.

        Raises ShapeError over no elements.

        Examples:
            >>> Tensor([[1, 5], [7, 3]]).argmin(0).tolist()
            [0, 1]
        """
        return self._reversed_order().argmax(_one(dim, axis), _flag(keepdim, keepdims))

    # softmax

    def logsumexp(
        self, dim: Axes = None, keepdim: bool = False, *, axis: Axes = None, keepdims: bool = False
    ) -> Self:
        """`log(sum(exp(x)))` over axes, shifted by the maximum so that nothing overflows.

        Examples:
            >>> Tensor([1000.0, 0.0]).logsumexp(0).item()
            1000.0
        """
        axes = self._axes(_one(dim, axis))
        x = self._wide()
        if self._count(axes) == 0:
            return x.exp().sum(axes, _flag(keepdim, keepdims)).log().cast(floating(self.dtype))
        result = composed(x, _logsumexp, axes, shape=_without(x.shape, axes, True))
        if not _flag(keepdim, keepdims):
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
        return composed(x, _softmax, at).cast(floating(self.dtype) if dtype is None else as_dtype(dtype))

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
        return composed(x, _log_softmax, at).cast(floating(self.dtype) if dtype is None else as_dtype(dtype))

    # scans

    def _scan(self, op: Op, start: Scalar) -> Self:
        """Running reduction along the last axis; `start` is the identity of the op."""
        *lead, size = self.shape
        if size <= SCAN_BLOCK:
            return self._scan_directly(op, start)
        if self.device == PROCESSOR and (op is Op.ADD or not self.requires_grad):
            source = self.contiguous()
            result = source._scan_directly(op, start).contiguous()
            if not self.requires_grad:
                return result
            result = result._of_node(barrier(result._node, alone=True))
            return source._derive(result, lambda g, *_: (g.flip(-1)._scan(op, start).flip(-1),))
        blocks = -(-size // SCAN_BLOCK)
        edge = [(0, 0)] * len(lead)
        padded = self._pad_constant([*edge, (0, blocks * SCAN_BLOCK - size)], start)
        parts = padded.reshape(*lead, blocks, SCAN_BLOCK)
        totals = parts._reduce(op, (parts.ndim - 1,), keep=False).contiguous()
        # What goes on growing is summed in float64, and each element of the result rounded once.
        carried = dtypes.float64 if op is Op.ADD and self.dtype is dtypes.float32 else self.dtype
        before = (
            totals.cast(carried)
            ._scan(op, start)
            .narrow(-1, 0, blocks - 1)
            ._pad_constant([*edge, (1, 0)], start)
            .contiguous()
        )
        result = parts._scan(op, start).cast(carried)._apply(op, before.unsqueeze(-1)).cast(self.dtype)
        return result.reshape(*lead, blocks * SCAN_BLOCK).narrow(-1, 0, size)

    def _scan_directly(self, op: Op, start: Scalar) -> Self:
        """Each place against every one before it: a processor's kernels do that one after another."""
        *lead, size = self.shape
        wide = self.unsqueeze(-2).expand(*lead, size, size)
        row, column = wide._coordinates()
        kept = (column <= row).where(wide, wide._filled(start))
        return kept._reduce(op, (wide.ndim - 1,), keep=False)

    def contiguous(self, memory_format: Any = None) -> Self:
        """The same values, held in memory of their own in row-major order.

        It also cuts a graph into kernels: what is computed for this is stored, and read by whatever needs it.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).T.contiguous().tolist()
            [[1, 3], [2, 4]]
        """
        return self._view(nodes.contiguous(self._node), CONTIGUOUS)

    def _cumulative(self, axis: int, op: Op, start: Scalar) -> Self:
        if not self.shape:
            return self
        at = self._axis(axis)
        if self.shape[at] == 0:
            return self
        if (known := stands_for("scan", self, at, op)) is not None:
            return known[0]  # type: ignore[no-any-return]
        return self.movedim(at, -1)._scan(op, start).movedim(-1, at)

    def cumsum(self, dim: int = 0, dtype: object = None, *, axis: int | None = None) -> Self:
        """Running sum along an axis, in the dtypes of `sum`.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).cumsum(1).tolist()
            [[1, 3], [3, 7]]
        """
        to = sum_dtype(self.dtype) if dtype is None else as_dtype(dtype)
        x = self.cast(to.computing)
        return x._cumulative(dim if axis is None else axis, Op.ADD, 0).cast(to)

    def cumprod(self, dim: int = 0, dtype: object = None, *, axis: int | None = None) -> Self:
        """Running product along an axis, in the dtypes of `sum`.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([1, 2, 3, 4]).cumprod(0).tolist()
            [1, 2, 6, 24]
        """
        to = sum_dtype(self.dtype) if dtype is None else as_dtype(dtype)
        x = self.cast(to.computing)
        return x._cumulative(dim if axis is None else axis, Op.MUL, 1).cast(to)

    def cummax(self, dim: int = 0, *, axis: int | None = None) -> Extreme:
        """The running maximum along an axis and the place of the last element that is it: `(values,
        indices)`. nan from the first nan on.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> values, indices = Tensor([1, 3, 2, 5]).cummax(0)
            >>> values.tolist(), indices.tolist()
            ([1, 3, 3, 5], [0, 1, 1, 3])
        """
        at = self._axis(dim if axis is None else axis)
        return self._running(self._cumulative(at, Op.MAX, self.dtype.minimum), at)

    def cummin(self, dim: int = 0, *, axis: int | None = None) -> Extreme:
        """The running minimum along an axis and the place of the last element that is it: `(values,
        indices)`. nan from the first nan on.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> values, indices = Tensor([4, 3, 5, 1]).cummin(0)
            >>> values.tolist(), indices.tolist()
            ([4, 3, 3, 1], [0, 1, 1, 3])
        """
        at = self._axis(dim if axis is None else axis)
        turned = self._reversed_order()
        return self._running(turned._cumulative(at, Op.MAX, turned.dtype.minimum)._reversed_order(), at)

    def _running(self, values: Self, axis: int) -> Extreme:
        """A running extreme of this tensor, and where it was found."""
        if not self.shape:
            return Extreme(values, self._filled(0, dtypes.int64))
        shape = tuple(size if i == axis else 1 for i, size in enumerate(self.shape))
        column = nodes.reshape(nodes.iota(self.shape[axis], dtypes.int64), shape)
        place = self._wrap(broadcast_node(column, self.shape), self.device)
        hit = self.eq(values).logical_or(self.ne(self))
        indices = hit.where(place, 0)._cumulative(axis, Op.MAX, 0)
        if not values.requires_grad:
            return Extreme(values, indices)
        result = values._of_node(barrier(values._node, alone=True))

        def rule(g: Any, _: Any, x: Any) -> tuple[Any]:
            return (x._filled(0).scatter_add(axis, indices, g),)

        self._derive(result, rule)
        return Extreme(result, indices)

    def logcumsumexp(self, dim: int = 0, *, axis: int | None = None) -> Self:
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
        at = self._axis(dim if axis is None else axis)
        last = x.movedim(at, -1)
        size = last.shape[-1]
        wide = last.unsqueeze(-2).expand(*last.shape[:-1], size, size)
        row, column = wide._coordinates()
        kept = (column <= row).where(wide, wide._filled(-inf))
        return kept.logsumexp(-1).movedim(-1, at).cast(floating(self.dtype))

    cumulative_sum, cumulative_prod = cumsum, cumprod


def _place_of_greatest(x: Reduced, axis: int, keep: bool) -> Reduced:
    """The index of the first greatest element or nan."""
    size = x.shape[axis]
    first = x.eq(x.amax(axis, True)).logical_or(x.ne(x))
    counter = dtypes.int32 if size < 2**31 else dtypes.int64
    column = nodes.reshape(nodes.iota(size, counter), tuple(size if i == axis else 1 for i in range(x.ndim)))
    left = x._wrap(broadcast_node(column, x.shape), x.device).rsub(size)
    return first.where(left, 0).amax(axis, keep).rsub(size).cast(dtypes.int64)


def _softmax(x: Reduced, axis: int) -> Reduced:
    exponentials = (x - x.amax(axis, True)).exp()
    result = exponentials / exponentials.sum(axis, keepdims=True)
    return x._derive(result, lambda g, y, x: (y * (g - (g * y).sum(axis, keepdims=True)),))


def _log_softmax(x: Reduced, axis: int) -> Reduced:
    shifted = x - x.amax(axis, True)
    result = shifted - shifted.exp().sum(axis, keepdims=True).log()
    return x._derive(result, lambda g, y, x: (g - y.exp() * g.sum(axis, keepdims=True),))


def _logsumexp(x: Reduced, axes: tuple[int, ...]) -> Reduced:
    greatest = x.amax(axes, True)
    shift = greatest.isfinite().where(greatest, 0.0)
    result = (x - shift).exp().sum(axes, keepdims=True).log() + shift
    return x._derive(result, lambda g, y, x: (g * (x - y.isfinite().where(y, 0.0)).exp(),))


def _variance(x: Reduced, axes: tuple[int, ...], count: float, keep: bool) -> Reduced:
    """The sum of squares of what elements are away from their mean, over a count."""
    distance = x - x.mean(axes, keepdim=True)
    # The rounding of the mean leaves all distances by as much from zero, those of equal elements too.
    distance = distance - distance.mean(axes, keepdim=True)
    return (distance * distance)._reduce(Op.ADD, axes, keep) / count
