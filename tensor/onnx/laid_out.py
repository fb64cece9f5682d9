"""Matrices of bytes as processors multiply by them: signed, four k of a column side by side, `[k / 4, n, 4]`.

That is how instructions take bytes, so kernels read such a weight where it is
(`codegen/processor/columns_in_groups.py`). Of a plain one they copy panels at each run, which takes several
times as long as the product where the other operand has few rows. That one is taken without signs.
"""

from __future__ import annotations

from ...runtime.device import Device
from ..graph import dtype as dtypes
from ..tensor import Tensor

_GROUP = 4
_COLUMNS = 16
_FLIPPED = 128


def is_possible(b: Tensor) -> bool:
    """Whether a weight `[k, n]` is of a size to be laid out, and on a processor."""
    return (
        b.ndim == 2
        and b.shape[0] % _GROUP == 0
        and b.shape[1] % _COLUMNS == 0
        and Device[b.device].info.kind == "processor"
    )


def shift(dtype: dtypes.DType) -> int:
    """What is taken from a weight's numbers of a type, and so from their zero points."""
    return _FLIPPED if dtype is dtypes.uint8 else 0


def laid_out(b: Tensor) -> Tensor:
    """A weight `[k, n]` of bytes, less their `shift`."""
    depth, columns = b.shape
    signed = (b.cast(dtypes.int32) - shift(b.dtype)).cast(dtypes.int8)
    return signed.reshape((depth // _GROUP, _GROUP, columns)).permute((0, 2, 1)).contiguous()


def unsigned(a: Tensor, zero: Tensor | None) -> tuple[Tensor, Tensor | None]:
    """Bytes without signs, and their zero point as an int32, None for 0."""
    if a.dtype is dtypes.uint8:
        return a, zero
    moved = (a.cast(dtypes.int32) + _FLIPPED).cast(dtypes.uint8)
    return moved, Tensor.full((), _FLIPPED, dtype=dtypes.int32, device=a.device) + (
        0 if zero is None else zero
    )


def times(a: Tensor, laid: Tensor) -> Tensor:
    """The product of `[.., k]` and a weight that is laid out, as int32: `[.., n]`."""
    grouped = a.reshape((*a.shape[:-1], laid.shape[0], 1, _GROUP))
    products = grouped.cast(dtypes.int32) * laid.cast(dtypes.int32)
    return products.sum((-3, -1), dtype=dtypes.int32)
