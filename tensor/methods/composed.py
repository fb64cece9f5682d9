"""Functions of one tensor whose graphs are made only where they are computed or differentiated.

A formula of a hundred nodes takes a hundred times as long to write down as `x + y`. So a method makes one
node, FORMULA, and its graph is made once for each new plan, and where a gradient passes through it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias, TypeVar

from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.node import Formula, Node, Op, Scalar, Shape
from .core import TensorCore

TensorT = TypeVar("TensorT", bound=TensorCore)

# What a formula takes besides, told apart by its text.
Parameter: TypeAlias = Scalar | tuple[int, ...]


def _formula(
    function: Callable[..., TensorT], owner: type[TensorT], parameters: tuple[Parameter, ...]
) -> Formula:
    def apply(x: Node) -> Node:
        return function(owner._wrap(x, ""), *parameters)._node

    return Formula(apply, function, owner, repr(parameters), parameters=parameters)


@cache
def _without_parameters(function: Callable[..., Any], owner: Any) -> Formula:
    return _formula(function, owner, ())


def composed(
    x: TensorT,
    function: Callable[..., TensorT],
    *parameters: Parameter,
    dtype: DType | None = None,
    shape: Shape | None = None,
) -> TensorT:
    """`function(x, *parameters)`, which has the dtype and shape of x unless others are given, and reads no
    tensor but x. The function is one of a module: two are the same where they are one object.
    """
    of = x._node
    owner: Any = type(x)
    formula = _formula(function, owner, parameters) if parameters else _without_parameters(function, owner)
    to, size = dtype or of.dtype, of.shape if shape is None else shape
    return x._of_node(nodes.node(Op.FORMULA, to, size, (of,), formula))
