"""What `inplace=True` means: the tensor that was given takes the result."""

from __future__ import annotations

from ...runtime.errors import DTypeError, ShapeError
from ..graph.node import Op
from ..methods.core import storage_node
from ..methods.gradient import TensorT


def put(x: TensorT, result: TensorT, inplace: bool) -> TensorT:
    """The result; with `inplace` also as the new values of x, which is returned.

    Raises ShapeError and DTypeError where x cannot hold it, GradientError for a leaf that requires a gradient
    outside `no_grad`.
    """
    if not inplace or result is x:
        return result
    if result.shape != x.shape:
        raise ShapeError(f"inplace: a result of shape {result.shape} does not fit into shape {x.shape}")
    if result.dtype is not x.dtype:
        raise DTypeError(f"inplace: a {result.dtype} result cannot be put in place of a {x.dtype} tensor")
    seen = x._base is not None or x._views is not None
    if x._is_leaf or seen or storage_node(x._node, x.device).op is Op.BUFFER:
        return x.assign(result)
    # Nothing is in memory yet, so there is nothing to write over, and nobody who sees it.
    x._node, x._flow = result._node, result._flow
    return x
