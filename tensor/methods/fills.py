"""Filling a tensor in place with a value, with what another holds or with random numbers; and its shape."""

from __future__ import annotations

from math import log
from typing import Any, Self

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph.promotion import Scalar
from .core import TRACKED, as_scalar
from .in_place import InPlace
from .views import reseat


class Fills(InPlace):
    """In-place methods that need nothing of the old values."""

    __slots__ = ()

    def zero_(self) -> Self:
        """Make every element 0, and return this tensor.

        Raises GradientError for a leaf that requires a gradient outside `no_grad`.

        Examples:
            >>> x = Tensor([[1, 2], [3, 4]])
            >>> x[0].zero_().tolist(), x.tolist()
            ([0, 0], [[0, 0], [3, 4]])
        """
        return self.assign(self._filled(0))

    def fill_(self, value: Any) -> Self:
        """Make every element `value`, a number or a 0-d tensor, and return this tensor.

        Raises InvalidArgument for an integer beyond the dtype, ShapeError for several values.

        Examples:
            >>> x = Tensor([1, 2, 3])
            >>> x[1:].fill_(7).tolist(), x.tolist()
            ([7, 7], [1, 7, 7])
        """
        given = self._operand(value, "fill_") if as_scalar(value) is None else self._number(value)
        if given.ndim:
            raise ShapeError(f"fill_ takes one value, not a tensor of shape {given.shape}")
        return self.assign(given)

    def _number(self, value: Any) -> Self:
        return type(self)(as_scalar(value), dtype=self.dtype, device=self.device)

    def copy_(self, src: Any, non_blocking: bool = False) -> Self:
        """Take the values of another tensor, of any dtype and device and of a shape that broadcasts to this
        one; returns this tensor. Gradients pass to `src`.

        Raises ShapeError where the shape does not fit, GradientError for a leaf that requires a gradient
        outside `no_grad`.

        Examples:
            >>> x = Tensor.zeros(2, 2)
            >>> x.copy_(Tensor([1, 2])).tolist()
            [[1.0, 2.0], [1.0, 2.0]]
        """
        return self.assign(src)

    def fill_diagonal_(self, fill_value: Scalar, wrap: bool = False) -> Self:
        """Make the elements whose indices are all equal `fill_value`, and return this tensor.

        With `wrap` the diagonal of a tall matrix begins anew after every `columns + 1` rows. Raises
        ShapeError below rank 2, and above it where the sizes differ.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).fill_diagonal_(0).tolist()
            [[0, 2], [3, 0]]
        """
        if self.ndim < 2 or (self.ndim > 2 and len(set(self.shape)) > 1):
            raise ShapeError(f"fill_diagonal_ takes a matrix, or equal sizes, not shape {self.shape}")
        if self.ndim == 2:
            rows, columns = self.shape
            step, end = columns + 1, rows * columns if wrap else columns * columns
            flat = self._iota(self.numel(), -1)
            chosen = (flat % step).eq(0).logical_and(flat < end).reshape(self.shape)
        else:
            sizes = self.shape
            first = self._iota(sizes[0], -1, *(1,) * (self.ndim - 1))
            chosen = first.eq(first)
            for axis in range(1, self.ndim):
                at = [1] * self.ndim
                at[axis] = -1
                chosen = chosen.logical_and(first.eq(self._iota(sizes[axis], *at)))
        return self.assign(chosen.where(self._number(fill_value), self))

    def detach_(self) -> Self:
        """Forget what this tensor was computed from, and return it.

        Examples:
            >>> x = Tensor([1.0], requires_grad=True)
            >>> (x * 2).detach_().requires_grad
            False
        """
        if self._flow == TRACKED and not self._is_leaf:
            cut = self.detach()
            self._node, self._flow, self._base = cut._node, cut._flow, None
        elif self._is_leaf:
            self.requires_grad = False
        return self

    # random numbers

    def _floats(self, operation: str) -> Any:
        if not self.dtype.is_float:
            raise DTypeError(f"{operation} fills with floats; this tensor is {self.dtype}")
        return self.dtype.computing

    def normal_(self, mean: float = 0.0, std: float = 1.0, *, generator: Any = None) -> Self:
        """Draw every element from a normal distribution, and return this tensor.

        Raises DTypeError for what is no float, InvalidArgument for a negative `std`.

        Examples:
            >>> x = Tensor.empty(1000).normal_(5.0, 0.0)
            >>> x.min().item(), x.max().item()
            (5.0, 5.0)
        """
        if not std >= 0:
            raise InvalidArgument(f"normal_: a standard deviation of {std}; it is 0 or more")
        to = self._floats("normal_")
        unit = self.randn(self.shape, dtype=to, device=self.device, **_from(generator))
        return self.assign(unit * std + mean)

    def uniform_(self, from_: float = 0.0, to: float = 1.0, *, generator: Any = None, **named: float) -> Self:
        """Draw every element evenly from `from` up to but not including `to`, and return this tensor.

        Raises DTypeError for what is no float, InvalidArgument where `to` is below `from`.

        Examples:
            >>> x = Tensor.empty(1000).uniform_(-1, 1)
            >>> bool((x >= -1).all()), bool((x < 1).all())
            (True, True)
        """
        low = _bound("uniform_", from_, named)
        if not low <= to:
            raise InvalidArgument(f"uniform_ from {low} to {to}: the range is empty")
        self._floats("uniform_")
        return self.assign(
            self.uniform(
                self.shape, low=low, high=to, dtype=self.dtype, device=self.device, **_from(generator)
            )
        )

    def bernoulli_(self, p: Any = 0.5, *, generator: Any = None) -> Self:
        """Make each element 1 with probability `p`, a number or a tensor, else 0; returns this tensor.

        Raises InvalidArgument for a number that is no probability.

        Examples:
            >>> Tensor.empty(3).bernoulli_(1.0).tolist()
            [1.0, 1.0, 1.0]
        """
        if as_scalar(p) is not None and not 0 <= p <= 1:
            raise InvalidArgument(f"bernoulli_ with probability {p}; it lies in 0 to 1")
        unit = self.rand(self.shape, device=self.device, **_from(generator))
        return self.assign(unit < (p if as_scalar(p) is not None else self._operand(p).cast(dtypes.float32)))

    def random_(self, from_: int = 0, to: int | None = None, *, generator: Any = None, **named: int) -> Self:
        """Draw whole numbers from `from` up to but not including `to`, and return this tensor.

        `random_(n)` starts at 0; without bounds all are drawn that the dtype holds exactly, from 0 on.

        Raises InvalidArgument for an empty range.

        Examples:
            >>> sorted(set(Tensor.empty(1000).random_(1, 4).tolist()))
            [1.0, 2.0, 3.0]
        """
        low = int(_bound("random_", from_, named))
        if to is None and low:
            low, to = 0, low
        if to is None:
            to = {"b": 2, "f": 2 ** (self.dtype.fraction_bits + 1) + 1}.get(self.dtype.kind, 0) or int(
                self.dtype.maximum
            ) + (self.dtype.bits < 64)
        drawn = self.randint(low, to, self.shape, device=self.device, **_from(generator))
        return self.assign(drawn)

    def exponential_(self, lambd: float = 1.0, *, generator: Any = None) -> Self:
        """Draw every element from an exponential distribution of mean `1 / lambd`, and return this tensor.

        Raises DTypeError for what is no float, InvalidArgument for a rate that is not positive.

        Examples:
            >>> x = Tensor.empty(10000).exponential_(2.0)
            >>> bool((x > 0).all()), abs(x.mean().item() - 0.5) < 0.05
            (True, True)
        """
        if not lambd > 0:
            raise InvalidArgument(f"exponential_: a rate of {lambd}; it is positive")
        return self.assign(self._above_zero("exponential_", generator).log() * (-1 / lambd))

    def _above_zero(self, operation: str, generator: Any) -> Self:
        """Uniform in (0, 1)."""
        to = self._floats(operation)
        unit = self.rand(self.shape, dtype=to, device=self.device, **_from(generator))
        return unit.maximum(2.0 ** -(to.fraction_bits + 2))

    def geometric_(self, p: float, *, generator: Any = None) -> Self:
        """Draw the number of tries up to the first success, each of probability `p`; returns this tensor.

        Raises InvalidArgument unless `p` lies between 0 and 1.

        Examples:
            >>> x = Tensor.empty(1000).geometric_(0.5)
            >>> x.min().item()
            1.0
        """
        if not 0 < p < 1:
            raise InvalidArgument(f"geometric_ with probability {p}; it lies between 0 and 1")
        unit = self.rand(self.shape, device=self.device, **_from(generator)).maximum(2.0**-25)
        return self.assign((unit.log() * (1 / log(1 - p))).ceil())

    def log_normal_(self, mean: float = 1.0, std: float = 2.0, *, generator: Any = None) -> Self:
        """Draw every element as the exponential of a normal distribution, and return this tensor.

        Raises DTypeError for what is no float.

        Examples:
            >>> bool((Tensor.empty(100).log_normal_() > 0).all())
            True
        """
        to = self._floats("log_normal_")
        unit = self.randn(self.shape, dtype=to, device=self.device, **_from(generator))
        return self.assign((unit * std + mean).exp())

    def cauchy_(self, median: float = 0.0, sigma: float = 1.0, *, generator: Any = None) -> Self:
        """Draw every element from a Cauchy distribution, and return this tensor.

        Raises DTypeError for what is no float.

        Examples:
            >>> Tensor.empty(3).cauchy_().shape
            (3,)
        """
        angle = (self._above_zero("cauchy_", generator) - 0.5) * 3.141592653589793
        return self.assign(angle.tan() * sigma + median)

    # shape

    def unsqueeze_(self, dim: int) -> Self:
        """`unsqueeze`, of this tensor itself, which is returned.

        Examples:
            >>> x = Tensor([1, 2])
            >>> x.unsqueeze_(0).tolist(), x.shape
            ([[1, 2]], (1, 2))
        """
        return reseat(self, self.unsqueeze(dim))

    def squeeze_(self, dim: Any = None) -> Self:
        """`squeeze`, of this tensor itself, which is returned.

        Examples:
            >>> x = Tensor([[1, 2]])
            >>> x.squeeze_(0).tolist(), x.shape
            ([1, 2], (2,))
        """
        return reseat(self, self.squeeze(dim))

    def transpose_(self, dim0: int, dim1: int) -> Self:
        """`transpose`, of this tensor itself, which is returned.

        Examples:
            >>> x = Tensor([[1, 2], [3, 4]])
            >>> x.transpose_(0, 1).tolist(), x.tolist()
            ([[1, 3], [2, 4]], [[1, 3], [2, 4]])
        """
        return reseat(self, self.transpose(dim0, dim1))

    swapaxes_ = swapdims_ = transpose_

    def t_(self) -> Self:
        """`t`, of this tensor itself, which is returned.

        Examples:
            >>> x = Tensor([[1, 2], [3, 4]])
            >>> x.t_().tolist(), x.tolist()
            ([[1, 3], [2, 4]], [[1, 3], [2, 4]])
        """
        return reseat(self, self.t())


def _from(generator: Any) -> dict[str, Any]:
    return {} if generator is None else {"generator": generator}


def _bound(operation: str, given: Any, named: dict[str, Any]) -> Any:
    """The lower bound, which PyTorch calls by a word that Python keeps for itself."""
    if named.keys() - {"from"}:
        raise InvalidArgument(f"{operation} takes `from` and `to`, not {', '.join(named)}")
    return named.get("from", given)
