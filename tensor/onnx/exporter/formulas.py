"""Formulas that ONNX has an operator for, or a few: a row for each function of methods and functions of
tensors (see composed.py).

The element types are those in which ONNX Runtime has the operator; in others the formula's own graph is
written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy as np

from ...graph.node import Node
from .element_types import takes
from .emission import Emission
from .written import Written

# write(written, the formula's node, the name of its source, *the formula's parameters)
Row = Callable[..., str]


@dataclass(frozen=True)
class Formula:
    """`operator` tells the types, `write` what is written, and `fits` for which parameters there is one."""

    operator: str
    write: Row
    fits: Callable[..., bool] = lambda x, *parameters: True


def _plain(operator: str) -> Formula:
    return Formula(operator, lambda written, x, name: written.op(operator, name))


def _along(operator: str) -> Formula:
    """An operator with an axis."""
    return Formula(operator, lambda written, x, name, axis: written.op(operator, name, axis=axis))


def _argmax(written: Written, x: Node, name: str, axis: int, keep: bool) -> str:
    return written.op("ArgMax", name, axis=axis, keepdims=int(keep))


def _rsqrt(written: Written, x: Node, name: str) -> str:
    return written.op("Div", written.scalar(1, x.dtype), written.op("Sqrt", name))


def _log1p(written: Written, x: Node, name: str) -> str:
    """Near zero by 2 atanh(x / (2 + x)), which loses nothing."""
    ratio = written.op("Div", name, written.op("Add", name, written.scalar(2, x.dtype)))
    near = written.op("Mul", written.op("Atanh", ratio), written.scalar(2, x.dtype))
    far = written.op("Log", written.op("Add", name, written.scalar(1, x.dtype)))
    is_near = written.op("Less", written.op("Abs", name), written.scalar(0.5, x.dtype))
    return written.op("Where", is_near, near, far)


def _silu(written: Written, x: Node, name: str, exact: bool) -> str:
    return written.op("Mul", name, written.op("Sigmoid", name))


def _gelu(written: Written, x: Node, name: str, exact: bool) -> str:
    if written.opset >= SINCE["Gelu"] and takes("Gelu", x.dtype):
        return written.op("Gelu", name)
    share = written.op("Erf", written.op("Mul", name, written.scalar(sqrt(0.5), x.dtype)))
    half = written.op("Mul", name, written.scalar(0.5, x.dtype))
    return written.op("Mul", half, written.op("Add", share, written.scalar(1, x.dtype)))


def _exp2(written: Written, x: Node, name: str) -> str:
    return written.op("Pow", written.scalar(2, x.dtype), name)


def _logarithm(base: int) -> Formula:
    return Formula(
        "Log",
        lambda written, x, name: written.op(
            "Mul", written.op("Log", name), written.scalar(1 / log(base), x.dtype)
        ),
    )


def _quick_gelu(written: Written, x: Node, name: str) -> str:
    steep = written.op("Mul", name, written.scalar(1.702, x.dtype))
    return written.op("Mul", name, written.op("Sigmoid", steep))


def _mish(written: Written, x: Node, name: str) -> str:
    return written.op("Mul", name, written.op("Tanh", written.op("Softplus", name)))


def _logsigmoid(written: Written, x: Node, name: str) -> str:
    return written.op("Neg", written.op("Softplus", written.op("Neg", name)))


def _normalised(written: Written, x: Node, name: str, axes: tuple[int, ...], eps: float) -> str:
    ones = written.values(np.ones(x.shape[-len(axes) :], x.dtype.name), x.dtype, "ones")
    return written.op("LayerNormalization", name, ones, axis=-len(axes), epsilon=eps)


def _has_last_axes(x: Node, axes: tuple[int, ...], eps: float) -> bool:
    """Whether normalised axes are the last ones."""
    rank = len(x.shape)
    return sorted(axis % rank for axis in axes) == list(range(rank - len(axes), rank))


_HYPERBOLIC = ("sinh", "cosh", "tanh", "asinh", "acosh", "atanh")
_CIRCULAR = ("tan", "asin", "acos", "atan")
FORMULAS: dict[str, Formula] = {
    **{f"_{name}": _plain(name.capitalize()) for name in (*_HYPERBOLIC, *_CIRCULAR, "erf", "sigmoid")},
    "_softmax": _along("Softmax"),
    "_log_softmax": _along("LogSoftmax"),
    "_place_of_greatest": Formula("ArgMax", _argmax),
    "_rsqrt": Formula("Sqrt", _rsqrt),
    "_log1p": Formula("Atanh", _log1p),
    "_silu": Formula("Sigmoid", _silu),
    "_quick_gelu": Formula("Sigmoid", _quick_gelu),
    "_mish": Formula("Softplus", _mish),
    "_logsigmoid": Formula("Softplus", _logsigmoid),
    "_gelu": Formula("Erf", _gelu),
    "_exp2": Formula("Pow", _exp2),
    "_log2": _logarithm(2),
    "_log10": _logarithm(10),
    "_gelu_by_tanh": Formula("Gelu", lambda written, x, name: written.op("Gelu", name, approximate="tanh")),
    "_elu": Formula(
        "Elu",
        lambda written, x, name, alpha, width: written.op("Elu", name, alpha=float(alpha)),
        lambda x, alpha, width: width == 1,
    ),
    "_softplus": Formula(
        "Softplus",
        lambda written, x, name, beta, threshold: written.op("Softplus", name),
        lambda x, beta, threshold: beta == 1 and threshold >= 20,
    ),
    "_normalise": Formula("LayerNormalization", _normalised, _has_last_axes),
}
# Operators that a later opset brought.
SINCE = {"Gelu": 20}


def is_operator(x: Node, opset: int) -> bool:
    """Whether a formula's node is written as operators of its own."""
    found = FORMULAS.get(x.formula.name)
    if found is None or opset < SINCE.get(found.operator, 0) or not x.size or not x.sources[0].size:
        return False
    return takes(found.operator, x.sources[0].dtype) and found.fits(x.sources[0], *x.formula.parameters)


def formula(x: Node) -> Emission:
    """What a formula's node is written as, where it is one of these."""
    row = FORMULAS[x.formula.name]
    source, parameters = x.sources[0], x.formula.parameters

    def write(written: Written, names: Any) -> str:
        return row.write(written, source, names[0], *parameters)

    return Emission((source,), write)
