"""Weights of integer products as they are multiplied: laid out, and added up, once for each model.

Sums of `(a - zero_a) * (b - zero_b)` are computed from the products of the numbers themselves, which machines
have instructions for, less `zero_a` times the sums of `b - zero_b` and `zero_b` times those of `a`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...runtime.errors import ShapeError
from ..graph import dtype as dtypes
from ..run.call import realize_all
from ..tensor import Tensor
from . import laid_out
from .codes import decoded
from .known_values import Known


def wide(x: Tensor) -> Tensor:
    """As int32."""
    return x.cast(dtypes.int32)


_EXACT = 1 << 24
_MOST_PRODUCT = 255 * 255


def is_exact_in_float32(products: int) -> bool:
    """Whether float32 holds every sum of so many products of bytes."""
    return products * _MOST_PRODUCT < _EXACT


def tensor_of(value: Any, device: str) -> Tensor:
    """A value of a model as a tensor."""
    return decoded(value.tensor(device) if isinstance(value, Known) else value)


def zero_of(zero: Any, device: str, less: int = 0) -> Tensor | None:
    """A zero point, less a number, as int32; None where it is known to be 0."""
    if zero is None:
        return Tensor.full((), -less, dtype=dtypes.int32, device=device) if less else None
    if isinstance(zero, Known) and not np.any(zero.array != less):
        return None
    found = wide(tensor_of(zero, device))
    return found - less if less else found


@dataclass(frozen=True)
class MatrixWeight:
    """The right operand of a matrix product, `[.., k, n]`: its numbers, the sums of what they are more than
    their zero points, for each column, and these, None where they are 0. Where it `is_laid_out`, the
    numbers are `[k / 4, n, 4]` (`laid_out.py`).
    """

    numbers: Tensor
    sums: Tensor
    zero: Tensor | None
    is_laid_out: bool = False

    @classmethod
    def of(cls, b: Tensor, zero: Tensor | None) -> MatrixWeight:
        """Of numbers and, as int32, their zero points, one or one for each column."""
        sums = wide(b).sum(-2 if b.ndim > 1 else 0, keepdim=b.ndim > 1, dtype=dtypes.int32)
        if zero is not None:
            zero = zero.reshape(()) if zero.numel() == 1 else zero
            sums = sums - zero * b.shape[-2 if b.ndim > 1 else 0]
        return cls(b, sums, zero)

    @classmethod
    def kept(cls, b: Tensor, zero: Any) -> MatrixWeight:
        """Of what is multiplied by at every run: in memory, and laid out where the device gains by it."""
        if isinstance(zero, Tensor):
            # More than a few are not known on the host; one is enough, and none is needed where all are 0.
            values = zero.numpy()
            zero = Known(values if (values != values.flat[0]).any() else values.reshape(-1)[:1])
        found = cls.of(b, zero_of(zero, b.device))
        if laid_out.is_possible(b):
            less = zero_of(zero, b.device, laid_out.shift(b.dtype))
            less = less.reshape(()) if less is not None and less.numel() == 1 else less
            found = cls(laid_out.laid_out(b), found.sums, less, True)
        _realized(found.numbers, found.sums, found.zero)
        return found


@dataclass(frozen=True)
class ConvolutionWeight:
    """A convolution's weight `[groups, outputs of each, *taps, phases * channels]`.

    Strides are gone: an input is parted into its phases, as many for each axis as its stride, and taps are
    between places of the same phase, `holes` apart. `skips` are strides that leave places out altogether.
    """

    numbers: Tensor
    sums: Tensor  # for each output channel, of what the numbers are more than their zero points
    zero: Tensor | None  # one, or one for each output channel
    shape: tuple[int, ...]  # as the model has it
    spans: tuple[int, ...]  # from the first tap to the last, along each axis of the input
    phases: tuple[int, ...]
    holes: tuple[int, ...]
    skips: tuple[int, ...]

    @classmethod
    def of(
        cls,
        w: Tensor,
        zero: Tensor | None,
        strides: Sequence[int] | None,
        dilations: Sequence[int] | None,
        groups: int,
    ) -> ConvolutionWeight:
        """Of numbers `[outputs, channels, *kernel]` and, as int32, their zero points."""
        rank = w.ndim - 2
        kernel = w.shape[2:]
        steps, holes = tuple(strides or (1,) * rank), tuple(dilations or (1,) * rank)
        if len(steps) != rank or len(holes) != rank or min(*steps, *holes) < 1:
            raise ShapeError(f"strides {list(steps)} and dilations {list(holes)} of a kernel {list(kernel)}")
        if groups < 1 or w.shape[0] % groups:
            raise ShapeError(f"a weight of shape {tuple(w.shape)} in {groups} groups")
        phases = tuple(1 if taps == 1 else step for taps, step in zip(kernel, steps, strict=True))
        skips = tuple(step if taps == 1 else 1 for taps, step in zip(kernel, steps, strict=True))
        if w.shape[1] == 1 and groups == w.shape[0]:
            phases = (1,) * rank
        split, apart = w, []
        for axis, (taps, phase, hole) in enumerate(zip(kernel, phases, holes, strict=True)):
            apart.append(1 if phase > 1 else hole)
            if phase > 1:
                fill = zero if zero is not None else 0
                split = _parted(split, 2 + axis, taps, phase, hole, fill)
        sizes = [-(-size // phase) for size, phase in zip(split.shape[2:], phases, strict=True)]
        own = w.shape[0] // groups
        shape: list[int] = [groups, own, w.shape[1]]
        for size, phase in zip(sizes, phases, strict=True):
            shape += [size, phase]
        numbers = split.reshape(shape)
        order = [0, 1, *range(3, 3 + 2 * rank, 2), *range(4, 4 + 2 * rank, 2), 2]
        numbers = numbers.permute(order).reshape([groups, own, *sizes, -1])
        more = wide(w)
        if zero is not None:
            zero = zero.reshape(()) if zero.numel() == 1 else zero.reshape(-1)
            more = more - (zero.reshape((-1,) + (1,) * (rank + 1)) if zero.ndim else zero)
        sums = more.sum(tuple(range(1, w.ndim)), dtype=dtypes.int32)
        spans = tuple(hole * (taps - 1) + 1 for taps, hole in zip(kernel, holes, strict=True))
        return cls(numbers.contiguous(), sums, zero, tuple(w.shape), spans, phases, tuple(apart), skips)

    @property
    def is_depthwise(self) -> bool:
        """Whether each channel has a kernel of its own; then numbers are as the model has them."""
        return self.numbers.shape[:2] == (self.shape[0], 1) and self.shape[1] == 1

    def realized(self) -> ConvolutionWeight:
        """The same, in memory."""
        _realized(self.numbers, self.sums, self.zero)
        return self


def _realized(*tensors: Tensor | None) -> None:
    realize_all([each for each in tensors if each is not None])


def _parted(w: Tensor, axis: int, taps: int, phases: int, hole: int, fill: Any) -> Tensor:
    """A weight with its taps at their distances, and zero points up to a whole number of phases."""
    size = -(-(hole * (taps - 1) + 1) // phases) * phases
    like = [1 if n == axis else each for n, each in enumerate(w.shape)]
    blank = Tensor.full(like, 0, dtype=w.dtype, device=w.device)
    if isinstance(fill, Tensor):
        along = fill.reshape(()) if fill.numel() == 1 else fill.reshape((-1,) + (1,) * (w.ndim - 1))
        blank = blank + along.cast(w.dtype)
    parts = [blank] * size
    for tap in range(taps):
        parts[tap * hole] = w.narrow(axis, tap, 1)
    return parts[0].cat(*parts[1:], dim=axis)
