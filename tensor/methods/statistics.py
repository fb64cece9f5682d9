"""Statistics that PyTorch has beside the reductions: quantiles, counts, what to do without nan."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any, Self

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.promotion import as_dtype
from .arguments import as_int
from .core import as_scalar
from .draws import Draws
from .named import AMinMax, Extreme, Histogram

Axes = int | Sequence[int] | None


class Statistics(Draws):
    """Quantiles, histograms, covariance, differences, comparisons of whole tensors."""

    __slots__ = ()

    def allclose(self, other: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
        """Whether all elements are close to those of another tensor, as `isclose` has it. Computes both.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1.0, 2.0]).allclose(Tensor([1.0, 2.0 + 1e-7]))
            True
        """
        return bool(self.isclose(other, rtol, atol, equal_nan).all().item())

    def equal(self, other: Any) -> bool:
        """Whether another tensor has this shape and the same elements, as PyTorch has it; `eq` tells of each.
        Computes both.

        Examples:
            >>> Tensor([1, 2]).equal(Tensor([1, 2])), Tensor([1, 2]).equal(Tensor([1]))
            (True, False)
        """
        given = self._operand(other, "equal")
        return self.shape == given.shape and bool(self.eq(given).all().item())

    def aminmax(self, *, dim: int | None = None, keepdim: bool = False) -> AMinMax:
        """The least and the greatest element, of all or along an axis: `(min, max)`.

        Raises ShapeError over no elements.

        Examples:
            >>> low, high = Tensor([3, 1, 2]).aminmax()
            >>> low.item(), high.item()
            (1, 3)
        """
        return AMinMax(self.amin(dim, keepdim), self.amax(dim, keepdim))

    def nansum(self, dim: Axes = None, keepdim: bool = False, *, dtype: object = None) -> Self:
        """`sum` in which nan counts as 0.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([1.0, float("nan"), 2.0]).nansum().item()
            3.0
        """
        return self._without_nan().sum(dim, keepdim, dtype=dtype)

    def _without_nan(self) -> Self:
        return self.isnan().where(0.0, self).cast(self.dtype) if self.dtype.is_float else self

    def nanmean(self, dim: Axes = None, keepdim: bool = False, *, dtype: object = None) -> Self:
        """`mean` of the elements that are not nan; nan where there are none.

        Raises IndexOutOfRange where there is no such axis, DTypeError for what are no floats.

        Examples:
            >>> Tensor([1.0, float("nan"), 2.0]).nanmean().item()
            1.5
        """
        if not self.dtype.is_float:
            raise DTypeError(f"nanmean takes floats, not {self.dtype}")
        to = self.dtype if dtype is None else as_dtype(dtype)
        work = to.computing
        count = self.isnan().logical_not().sum(dim, keepdim).cast(work)
        return (self._without_nan().sum(dim, keepdim, dtype=work) / count).cast(to)

    def nanmedian(self, dim: int | None = None, keepdim: bool = False) -> Any:
        """`median` of the elements that are not nan.

        Raises ShapeError over no elements.

        Examples:
            >>> Tensor([1.0, float("nan"), 2.0, 3.0]).nanmedian().item()
            2.0
        """
        if dim is None:
            return self.reshape(-1).nanmedian(0).values
        at = self._axis(dim)
        x = self if self.shape else self.reshape(1)
        if not x.shape[at]:
            raise ShapeError(f"nanmedian over no elements: axis {dim} of shape {self.shape}")
        order = x.argsort(at)
        count = x.detach().isnan().logical_not().sum(at, True)
        place = order.gather(at, ((count - 1) >> 1).maximum(0))
        values = x.gather(at, place)
        if not keepdim or not self.shape:
            values, place = values.squeeze(at), place.squeeze(at)
        return Extreme(values, place)

    def kthvalue(self, k: int, dim: int = -1, keepdim: bool = False) -> Extreme:
        """The `k`-th least element along an axis, counted from 1, and its place: `(values, indices)`.

        Raises InvalidArgument where there are not as many.

        Examples:
            >>> value, place = Tensor([30, 10, 20]).kthvalue(2)
            >>> value.item(), place.item()
            (20, 2)
        """
        at = self._axis(dim)
        x = self if self.shape else self.reshape(1)
        if not 1 <= k <= x.shape[at]:
            raise InvalidArgument(f"kthvalue: {k} of {x.shape[at]} elements of axis {dim} of {self.shape}")
        place = x.argsort(at).narrow(at, k - 1, 1)
        values = x.gather(at, place)
        if not keepdim or not self.shape:
            values, place = values.squeeze(at), place.squeeze(at)
        return Extreme(values, place)

    def mode(self, dim: int = -1, keepdim: bool = False) -> Extreme:
        """The element that is most frequent along an axis, the least of several, and its last place:
        `(values, indices)`.

        Raises ShapeError over no elements.

        Examples:
            >>> value, place = Tensor([1, 2, 2, 3]).mode()
            >>> value.item(), place.item()
            (2, 2)
        """
        at = self._axis(dim)
        x = self if self.shape else self.reshape(1)
        if not x.shape[at]:
            raise ShapeError(f"mode over no elements: axis {dim} of shape {self.shape}")
        last = x.movedim(at, -1)
        counts = last.unsqueeze(-1).eq(last.unsqueeze(-2)).sum(-1)
        often = counts.eq(counts.amax(-1, True))
        order = last.argsort(-1)
        first = often.gather(-1, order).cast(dtypes.uint8).argmax(-1, True)
        value = last.gather(-1, order.gather(-1, first))
        same = last.eq(value)
        if last.dtype.is_float:  # of nan alone
            same = same.logical_or(value.isnan())
        place = same.where(self._iota(last.shape[-1], *(1,) * (last.ndim - 1), -1), -1).amax(-1, True)
        place = place.cast(dtypes.int64).movedim(-1, at)
        values = x.gather(at, place)
        if not keepdim or not self.shape:
            values, place = values.squeeze(at), place.squeeze(at)
        return Extreme(values, place)

    def msort(self) -> Self:
        """The elements in order along the first axis.

        Examples:
            >>> Tensor([[3, 1], [2, 5]]).msort().tolist()
            [[2, 1], [3, 5]]
        """
        values: Self = self.sort(0).values
        return values

    def quantile(
        self, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
    ) -> Self:
        """The values below which shares `q` of the elements lie, of all or along an axis; nan if there is
        one.

        `q` is a number, or a vector, whose quantiles form a new first axis. `interpolation` between two
        elements is 'linear', 'lower', 'higher', 'midpoint' or 'nearest'. Raises InvalidArgument for a share
        beyond 0 to 1 and another word, DTypeError for what are no floats, ShapeError over no elements.

        Examples:
            >>> x = Tensor([1.0, 2.0, 3.0, 4.0])
            >>> x.quantile(0.5).item(), x.quantile(Tensor([0.0, 1.0])).tolist()
            (2.5, [1.0, 4.0])
        """
        return self._quantile(q, dim, keepdim, interpolation, ignore=False)

    def nanquantile(
        self, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
    ) -> Self:
        """`quantile` of the elements that are not nan.

        Raises as `quantile`.

        Examples:
            >>> Tensor([1.0, float("nan"), 3.0]).nanquantile(0.5).item()
            2.0
        """
        return self._quantile(q, dim, keepdim, interpolation, ignore=True)

    def _quantile(self, q: Any, dim: int | None, keep: bool, interpolation: str, ignore: bool) -> Self:
        words = ("linear", "lower", "higher", "midpoint", "nearest")
        if interpolation not in words:
            raise InvalidArgument(
                f"quantile: interpolation is one of {', '.join(words)}, not {interpolation!r}"
            )
        if not self.dtype.is_float:
            raise DTypeError(f"quantile takes floats, not {self.dtype}")
        number = as_scalar(q)
        if number is not None and not 0 <= number <= 1:
            raise InvalidArgument(f"quantile: the share {number} does not lie in 0 to 1")
        shares = self._operand(q, "quantile").cast(self.dtype)
        if shares.ndim > 1:
            raise ShapeError(f"quantile: the shares are a number or a vector, not of shape {shares.shape}")
        x = self.reshape(-1) if dim is None or not self.shape else self.movedim(self._axis(dim), -1)
        size = x.shape[-1]
        if not size:
            raise ShapeError(f"quantile over no elements: axis {dim} of shape {self.shape}")
        values = x.sort(-1).values
        nans = x.detach().isnan()
        # The first axis is that of the shares.
        share = shares.reshape(-1, *(1,) * x.ndim)
        count = nans.logical_not().sum(-1, True).cast(self.dtype) if ignore else self._number_of(size)
        place = (share * (count - 1)).maximum(0)
        low, high = place.floor(), place.ceil()
        if interpolation == "nearest":
            low = high = place.round()
        elif interpolation == "lower":
            high = low
        elif interpolation == "higher":
            low = high
        weight = place._filled(0.5) if interpolation == "midpoint" else place - low
        wide = values.unsqueeze(0).expand(share.shape[0], *values.shape)
        ranks = (share.shape[0], *values.shape[:-1], 1)
        below, above = (wide.gather(-1, each.cast(dtypes.int64).expand(ranks)) for each in (low, high))
        result: Self = below.lerp(above, weight.expand(ranks))
        if not ignore:
            result = nans.any(-1, True).where(float("nan"), result)
        result = result.squeeze(-1)
        if keep and self.shape:
            result = (
                result.unsqueeze(-1).movedim(-1, self._axis(dim) + 1)
                if dim is not None
                else (result.reshape(-1, *(1,) * self.ndim))
            )
        return result if shares.ndim else result.squeeze(0)

    def _number_of(self, size: int) -> Self:
        return self._wrap(nodes.const(size, self.dtype), self.device)

    def diff(self, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None) -> Self:
        """Differences of neighbours along an axis, `n` times over, with what is put before and behind first;
        for `n` of 0 the tensor itself.

        Raises ShapeError for a 0-d tensor, InvalidArgument for a negative `n`.

        Examples:
            >>> Tensor([1, 4, 9, 16]).diff().tolist(), Tensor([1, 4, 9, 16]).diff(2).tolist()
            ([3, 5, 7], [2, 2])
        """
        if not self.shape:
            raise ShapeError("diff of a 0-d tensor")
        if n < 0:
            raise InvalidArgument(f"diff: {n} times; the number is 0 or more")
        if n == 0:
            return self
        axis = self._axis(dim)
        x: Self = self
        if prepend is not None:
            x = self._operand(prepend).cat(x, dim=axis)
        if append is not None:
            x = x.cat(append, dim=axis)
        for _ in range(min(n, x.shape[axis])):
            left = x.shape[axis] - 1
            after, before = x.narrow(axis, 1, left), x.narrow(axis, 0, left)
            x = after.ne(before) if x.dtype is dtypes.bool_ else after - before
        return x

    def bincount(self, weights: Any = None, minlength: int = 0) -> Self:
        """How often each whole number from 0 to the greatest is there; with `weights` their sums.

        Computes the greatest. Raises ShapeError for what is no vector, DTypeError for what are no integers,
        InvalidArgument for negative ones.

        Examples:
            >>> Tensor([0, 2, 2]).bincount(minlength=4).tolist()
            [1, 0, 2, 0]
        """
        if self.ndim != 1:
            raise ShapeError(f"bincount takes a vector, not shape {self.shape}")
        if not self.dtype.is_integer:
            raise DTypeError(f"bincount takes integers, not {self.dtype}")
        if minlength < 0:
            raise InvalidArgument(f"bincount: minlength {minlength}; it is 0 or more")
        size = minlength
        if self.numel():
            low, high = int(self.amin().item()), int(self.amax().item())
            if low < 0:
                raise InvalidArgument(f"bincount takes numbers from 0, not {low}")
            size = max(size, high + 1)
        given = None if weights is None else self._operand(weights)
        if given is not None and given.shape != self.shape:
            raise ShapeError(f"bincount: weights of shape {given.shape} for shape {self.shape}")
        to = dtypes.int64
        if given is not None:
            to = given.dtype if given.dtype in (dtypes.float32, dtypes.float64) else dtypes.float64
        empty = self.zeros(size, dtype=to, device=self.device)
        if not self.numel():
            return empty
        return empty.scatter_add(
            0, self.cast(dtypes.int64), self._filled(1, to) if given is None else given.cast(to)
        )

    def cov(self, *, correction: int = 1, fweights: Any = None, aweights: Any = None) -> Self:
        """The covariances of variables, a row of observations each.

        Raises ShapeError above rank 2.

        Examples:
            >>> Tensor([[0.0, 2.0], [2.0, 0.0]]).cov().tolist()
            [[2.0, -2.0], [-2.0, 2.0]]
        """
        if self.ndim > 2:
            raise ShapeError(f"cov takes a matrix of a row for each variable, not shape {self.shape}")
        x = self.reshape(1, -1) if self.ndim < 2 else self
        x = x._as_float()
        count = x.shape[1]
        if fweights is None and aweights is None:
            middle = x - x.mean(1, True)
            total = middle.matmul(middle.transpose(0, 1).conj()) / float(max(0, count - correction))
        else:
            real = x.dtype.part if x.dtype.is_complex else x.dtype
            times = 1.0 if fweights is None else self._operand(fweights).real.cast(real)
            weight = times if aweights is None else self._operand(aweights).real.cast(real) * times
            w = x.real._operand(weight).expand(count)
            whole = w.sum()
            middle = x - (x * w).sum(1, True) / whole
            if aweights is None:
                normal = whole - correction
            else:
                normal = whole - (w * self._operand(aweights).real).sum() / whole * correction
            total = (middle * w).matmul(middle.transpose(0, 1).conj()) / normal.maximum(0)
        return total if self.ndim == 2 and self.shape[0] != 1 else total.squeeze()

    def corrcoef(self) -> Self:
        """The correlations of variables, a row of observations each.

        Raises ShapeError above rank 2.

        Examples:
            >>> Tensor([[0.0, 2.0], [2.0, 0.0]]).corrcoef().numpy().round(4)
            array([[ 1., -1.],
                   [-1.,  1.]], dtype=float32)
        """
        found = self.cov()
        if not found.ndim:
            return found / found
        deviation = found.diagonal().real.sqrt()
        found = found / deviation.unsqueeze(1) / deviation.unsqueeze(0)
        if found.dtype.is_complex:
            clipped: Self = self.complex(found.real.clip(-1, 1), found.imag.clip(-1, 1))
            return clipped
        return found.clip(-1, 1)

    def dist(self, other: Any, p: float = 2) -> Self:
        """The `p`-norm of the difference from another tensor.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1.0, 5.0]).dist(Tensor([4.0, 1.0])).item()
            5.0
        """
        return (self - self._operand(other)).norm(p)

    def cdist(self, x2: Any, p: float = 2.0, compute_mode: str = "") -> Self:
        """The `p`-norm distances between each row of this matrix and each of another, in batches.

        Raises ShapeError where the rows differ in size, InvalidArgument for a negative `p`.

        Examples:
            >>> Tensor([[0.0, 0.0]]).cdist(Tensor([[3.0, 4.0], [0.0, 1.0]])).tolist()
            [[5.0, 1.0]]
        """
        other = self._operand(x2, "cdist")
        if self.ndim < 2 or other.ndim < 2 or self.shape[-1] != other.shape[-1]:
            raise ShapeError(f"cdist takes rows of one size, not shapes {self.shape} and {other.shape}")
        if not p >= 0:
            raise InvalidArgument(f"cdist: the order {p} is negative")
        # The other's rows beside each other, as the results are: a vector of those reads a vector.
        columns = other.mT.contiguous() if other.shape[-2] >= 16 else other.mT
        between = (self.unsqueeze(-1) - columns.unsqueeze(-3)).abs()
        if p == 0:
            return between.ne(0).cast(between.dtype).sum(-2)
        if p == inf:
            return between.amax(-2)
        return between.norm(p, -2)

    def unique_consecutive(
        self, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
    ) -> Any:
        """This tensor, flattened or along an axis, without elements equal to the one before; and what is
        asked for beside: places to rebuild it, counts. Computes the tensor.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> Tensor([1, 1, 2, 1]).unique_consecutive().tolist()
            [1, 2, 1]
        """
        import numpy

        x = self.reshape(-1) if dim is None else self
        axis = x._axis(0 if dim is None else dim)
        size = x.shape[axis]
        rows = x.movedim(axis, 0).reshape(size, -1).detach().numpy() if size else numpy.zeros((0, 1))
        new = numpy.ones(size, bool)
        new[1:] = (rows[1:] != rows[:-1]).any(1)
        starts = numpy.flatnonzero(new)
        inverse = numpy.cumsum(new) - 1
        counts = numpy.diff(numpy.append(starts, size))
        make = type(self)
        wanted = [x.index_select(axis, starts) if size else x]
        places = inverse.reshape(self.shape) if dim is None else inverse
        wanted += [make(places, device=self.device)] if return_inverse else []
        wanted += [make(counts, device=self.device)] if return_counts else []
        return wanted[0] if len(wanted) == 1 else tuple(wanted)

    def histogram(
        self, bins: Any, *, range: Any = None, weight: Any = None, density: bool = False
    ) -> Histogram:
        """Counts of the elements in bins, and the edges of these: `(hist, bin_edges)`.

        `bins` is a number of equal ones, or a vector of their edges, ascending. `range` is (low, high), by
        default the extremes of the data, which are computed then, or (0, 1) where there are none. Raises
        InvalidArgument for no bins, ShapeError for edges that are no vector.

        Examples:
            >>> counts, edges = Tensor([0.0, 1.0, 1.5, 4.0]).histogram(4, range=(0.0, 4.0))
            >>> counts.tolist(), edges.tolist()
            ([1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 2.0, 3.0, 4.0])
        """
        x = self.reshape(-1)
        amount = x.ones_like() if weight is None else self._operand(weight).reshape(-1).cast(x.dtype)
        number = as_int(bins)
        if number is None:
            return x._counted_between(self._operand(bins, "histogram").cast(x.dtype), amount, density)
        bins = number
        if bins < 1:
            raise InvalidArgument(f"histogram of {bins} bins; the number is 1 or more")
        if range is None:
            low, high = (float(x.amin().item()), float(x.amax().item())) if x.numel() else (0.0, 1.0)
            low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
        else:
            low, high = map(float, range)
        place = ((x - low) * (bins / (high - low))).floor().cast(dtypes.int64)
        inside = (x >= low).logical_and(x <= high)
        place = inside.where(place.minimum(bins - 1), bins)
        empty = self.zeros(bins, dtype=self.dtype, device=self.device)
        counts = empty.scatter_add(0, place, amount)
        if density:
            counts = counts / (counts.sum() * ((high - low) / bins))
        edges = self.linspace(low, high, bins + 1, dtype=self.dtype, device=self.device)
        return Histogram(counts, edges)

    def _counted_between(self, edges: Self, amount: Self, density: bool) -> Histogram:
        if edges.ndim != 1 or edges.shape[0] < 2:
            raise ShapeError(f"histogram: edges are a vector of at least 2, not of shape {edges.shape}")
        last = edges.shape[0] - 1
        # The last bin has both its edges.
        place = self.eq(edges[last]).where(last - 1, edges.searchsorted(self, right=True) - 1)
        inside = (place >= 0).logical_and(place < last)
        counts = edges.zeros_like().narrow(0, 0, last).scatter_add(0, inside.where(place, last), amount)
        if density:
            counts = counts / (counts.sum() * edges.diff())
        return Histogram(counts, edges)
