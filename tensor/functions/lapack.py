"""The door to LAPACK, which is NumPy's, on the host: no device has factorisations of its own.

What is computed here is computed at once, from values that are read for it, and comes back to the tensor's
device. Gradients of the results are declared by rules, which are tensor programs again, so they may be
differentiated, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...runtime.errors import DTypeError, InvalidArgument, JitError, ShapeError
from ..graph.dtype import DType
from ..graph.node import Node
from ..methods.core import Rule, TensorCore, barrier
from ..methods.gradient import TensorT
from ..methods.upload import of_array
from ..run.capture import active

BITS = (32, 64)


def matrices(x: TensorT, function: str, square: bool = False) -> TensorT:
    """What a function of matrices was given; raises unless it is a tensor of float32 or float64, of at least
    two axes.
    """
    if not isinstance(x, TensorCore):
        raise DTypeError(f"{function} takes a tensor, not {type(x).__name__}; make one with barewire.asarray")
    floats(x, function)
    if x.ndim < 2:
        raise ShapeError(f"{function} takes matrices, [.., rows, columns], not shape {x.shape}")
    if square and x.shape[-1] != x.shape[-2]:
        raise ShapeError(f"{function} takes square matrices, not shape {x.shape}")
    return x


def floats(x: TensorT, function: str) -> None:
    """DTypeError for a dtype that LAPACK has nothing for."""
    dtype: DType = x.dtype
    part = dtype.bits // 2 if dtype.kind == "c" else dtype.bits
    if dtype.kind not in "fc" or part not in BITS:
        raise DTypeError(
            f"{function} takes float32 and float64, not {dtype}; cast it first, as in x.cast('float32')"
        )


def host(x: TensorT, function: str) -> Any:
    """The values as a NumPy array; JitError while a function is captured."""
    if active.capture is not None:
        raise JitError(
            f"jit: {function} is computed on the host, which a replay would not do again; "
            "call it outside of the jitted function and pass its result"
        )
    # Of another tensor: realizing one that needs no gradient makes it forget what it was computed from, which
    # the rule of the result goes by.
    return x.detach().numpy()


def call(routine: Callable[..., Any], function: str, *arrays: Any, **options: Any) -> Any:
    """What a routine of LAPACK's gives; InvalidArgument where it finds no answer."""
    import numpy

    try:
        with numpy.errstate(all="ignore"):
            return routine(*arrays, **options)
    except numpy.linalg.LinAlgError as error:
        shapes = " and ".join(str(each.shape) for each in arrays)
        raise InvalidArgument(f"{function} of shape {shapes} has no answer: {error}") from error


def declared(values: Any, rule: Rule | None, x: TensorT, *others: TensorT) -> TensorT:
    """A tensor of what was computed on the host from others of this device, an array or already a node;
    `rule(gradient, result, *inputs)` gives the gradient of each.
    """
    found, flow = x._combine(others)
    made = values if isinstance(values, Node) else of_array(values, None, x.device)
    # An empty result is a constant, which equal ones share.
    result = x._wrap(made if made.shape and made.size else barrier(made, alone=True), x.device, flow)
    if rule is None:
        return result.detach()
    inputs = [x._wrap(each, x.device, flow) for each in found]
    return inputs[0]._derive(result, rule, *inputs[1:])


def adjoint(x: TensorT) -> TensorT:
    """The conjugate transpose of matrices."""
    return x.mT.conj()


def lower_half(x: TensorT) -> TensorT:
    """Below the diagonal as it is, the diagonal halved, zero above."""
    return x.tril() - x.diagonal(0, -2, -1).diag_embed() * 0.5
