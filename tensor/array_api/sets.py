"""Distinct elements, as the Array API standard has them: each nan is one of its own.

How many there are depends on the values, so these compute the tensor, on the host.
"""

from __future__ import annotations

from typing import NamedTuple

from ..tensor import Tensor
from .operands import put_behind_doors


class UniqueAll(NamedTuple):
    """What `unique_all` returns."""

    values: Tensor
    indices: Tensor
    inverse_indices: Tensor
    counts: Tensor


class UniqueCounts(NamedTuple):
    """What `unique_counts` returns."""

    values: Tensor
    counts: Tensor


class UniqueInverse(NamedTuple):
    """What `unique_inverse` returns."""

    values: Tensor
    inverse_indices: Tensor


def _unique(x: Tensor) -> UniqueAll:
    import numpy

    values, first, inverse, counts = numpy.unique(
        x.numpy(), return_index=True, return_inverse=True, return_counts=True, equal_nan=False
    )
    places = (Tensor(each, dtype="int64", device=x.device) for each in (first, inverse, counts))
    indices, inverses, numbers = places
    kept = Tensor(values, dtype=x.dtype, device=x.device)
    return UniqueAll(kept, indices, inverses.reshape(x.shape), numbers)


def unique_all(x: Tensor, /) -> UniqueAll:
    """The distinct elements in order, where each is first, the places that rebuild the tensor, and how many
    there are of each.

    The places are of the flattened tensor; those that rebuild it have its shape. All are int64.

    Examples:
        >>> found = bw.unique_all(Tensor([3, 1, 3]))
        >>> found.values.tolist(), found.counts.tolist()
        ([1, 3], [1, 2])
        >>> found.indices.tolist(), found.inverse_indices.tolist()
        ([1, 0], [1, 0, 1])
    """
    return _unique(x)


def unique_counts(x: Tensor, /) -> UniqueCounts:
    """The distinct elements in order, and how many there are of each (int64).

    Examples:
        >>> values, counts = bw.unique_counts(Tensor([3, 1, 3]))
        >>> values.tolist(), counts.tolist()
        ([1, 3], [1, 2])
    """
    found = _unique(x)
    return UniqueCounts(found.values, found.counts)


def unique_inverse(x: Tensor, /) -> UniqueInverse:
    """The distinct elements in order, and the places (int64) that rebuild the tensor.

    Examples:
        >>> values, places = bw.unique_inverse(Tensor([[3, 1], [1, 3]]))
        >>> values[places].tolist()
        [[3, 1], [1, 3]]
    """
    found = _unique(x)
    return UniqueInverse(found.values, found.inverse_indices)


def unique_values(x: Tensor, /) -> Tensor:
    """The distinct elements in order.

    Examples:
        >>> bw.unique_values(Tensor([3, 1, 3])).tolist()
        [1, 3]
    """
    return _unique(x).values


put_behind_doors(globals())
