"""At which precision products of float32 are taken: by their own, or at tf32's, which matrix units do faster.

At tf32 both operands are rounded to 10 bits of fraction (to nearest, halves away from zero: "PTX ISA",
cvt.rna.tf32.f32), and the products summed in float32. The rounding is the same on every device, whether or
not it has instructions for it. Nothing but the program chooses it: as an argument, or for all products built
within `with Tensor.precision("tf32"):`. A gradient's products are taken at the precision of the product.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ...runtime.errors import DTypeError, InvalidArgument
from . import dtype as dtypes
from .dtype import DType

PRECISIONS = ("float32", "tf32")


class _Mode(threading.local):
    name = "float32"


mode = _Mode()


def checked(name: object) -> str:
    """Raises InvalidArgument for what is no precision."""
    if not isinstance(name, str) or name not in PRECISIONS:
        raise InvalidArgument(f"a precision is {' or '.join(map(repr, PRECISIONS))}, not {name!r}")
    return name


def current() -> str:
    """The precision that products of this thread are built at."""
    return mode.name


@contextmanager
def precision(name: str) -> Iterator[None]:
    """Within `with Tensor.precision('tf32'):` products of float32 are built at that precision ('float32'
    undoes it).

    It holds for this thread, and for matmul, dot, einsum, linear, convolutions and attention; other dtypes
    stay as they are. Raises InvalidArgument for another name.

    Examples:
        >>> x = Tensor([1 + 2**-12])
        >>> with Tensor.precision("tf32"):
        ...     rounded = x @ Tensor([1.0])
        >>> rounded.item(), (x @ Tensor([1.0])).item() == 1 + 2**-12
        (1.0, True)
    """
    before, mode.name = mode.name, checked(name)
    try:
        yield
    finally:
        mode.name = before


def operand_dtype(dtype: DType, name: str | None = None) -> DType:
    """What the operands of a product are rounded to; `name` is the precision asked for, else the thread's.

    Floats of 16 and 8 bits are exact at tf32, and stay as they are. Raises InvalidArgument for another name,
    DTypeError where tf32 is asked for by an argument and the operands are not such floats.
    """
    chosen = mode.name if name is None else checked(name)
    if chosen == "tf32" and dtype is dtypes.float32:
        return dtypes.tfloat32
    if name == "tf32" and not (dtype.is_float and dtype.bits <= 32):
        raise DTypeError(f"precision 'tf32' is for products of float32, not {dtype}; cast the operands first")
    return dtype
