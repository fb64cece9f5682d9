"""Tensors as text: their values as NumPy and PyTorch print them, then dtype and device."""

from __future__ import annotations

from typing import Any

from ...runtime.errors import BarewireError
from ..run.capture import active

# Of more elements only the first and last of each axis are shown.
MOST_SHOWN = 1000


def printed(tensor: Any) -> str:
    """The text of a tensor, which may have to be computed for it.

    Nothing is computed in a function that `jit` captures, where the values are those of a call to come, and
    what cannot be computed has no values to show.
    """
    gradient = ", requires_grad=True" if tensor.requires_grad else ""
    if active.capture is None:
        try:
            return f"Tensor({_values(tensor)}, dtype={tensor.dtype}, device={tensor.device!r}{gradient})"
        except BarewireError as error:
            gradient += f", {type(error).__name__}"
    return f"<Tensor {tensor.shape} {tensor.dtype} on {tensor.device}{gradient}>"


def _values(tensor: Any) -> str:
    import numpy

    values = tensor.detach().numpy()
    if not values.size:
        return f"[], shape={tensor.shape}"
    return numpy.array2string(
        values,
        precision=4,
        separator=", ",
        threshold=MOST_SHOWN,
        edgeitems=3,
        prefix="Tensor(",
        max_line_width=100,
    )
