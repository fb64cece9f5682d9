"""Whole matrices of derivatives of a function, and their products with vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...runtime.errors import InvalidArgument, ShapeError
from ..methods.arguments import shown
from ..tensor import Tensor
from .gradients import listed


def _taken(inputs: Any) -> tuple[list[Tensor], bool]:
    """The inputs as leaves of their own, and whether they were several."""
    given = listed(inputs, "inputs")
    # Leaves keep what they are of, so that a derivative can be differentiated by them.
    found = [each * 1 if each.requires_grad else each.detach().clone().requires_grad_() for each in given]
    return found, not isinstance(inputs, Tensor)


def _out(values: list[Any], several: bool, create_graph: bool) -> Any:
    found = tuple(each if create_graph else each.detach() for each in values)
    return found if several else found[0]


def _called(func: Callable[..., Any], inputs: list[Tensor]) -> tuple[list[Tensor], bool]:
    result = func(*inputs)
    return listed(result, "results"), not isinstance(result, Tensor)


def _gradients(total: Tensor, inputs: list[Tensor]) -> list[Tensor]:
    """The gradients of a number, zeros where it does not depend on an input."""
    if not total.requires_grad:
        return [each.zeros_like() for each in inputs]
    found = total.gradient(*inputs)
    return [each.zeros_like() if part is None else part for part, each in zip(found, inputs, strict=True)]


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """The derivatives of each element of what `func` returns by each element of its inputs.

    Of one result and one input, a tensor of the result's shape followed by the input's; of several, tuples of
    them, results first. Found by one gradient for each element of a result, in one graph; `vectorize` and
    `strategy` change nothing. With `strict` a result on which no gradient depends raises InvalidArgument.

    Examples:
        >>> bw.autograd.functional.jacobian(lambda x: x * x, Tensor([1.0, 2.0])).tolist()
        [[2.0, 0.0], [0.0, 4.0]]
    """
    leaves, several = _taken(inputs)
    results, many = _called(func, leaves)
    rows: list[Any] = []
    for result in results:
        if strict and not result.requires_grad:
            raise InvalidArgument("jacobian: with strict=True every result depends on the inputs")
        flat = result.reshape(-1)
        parts = [_gradients(flat[number], leaves) for number in range(flat.shape[0])]
        columns = [
            _stacked([part[place] for part in parts], result).reshape(*result.shape, *each.shape)
            for place, each in enumerate(leaves)
        ]
        rows.append(_out(columns, several, create_graph))
    return tuple(rows) if many else rows[0]


def _stacked(rows: list[Tensor], like: Tensor) -> Tensor:
    return rows[0].stack(*rows[1:]) if rows else Tensor.zeros(0, dtype=like.dtype, device=like.device)


def hessian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The second derivatives of a function that returns one number, by each pair of elements of its inputs.

    Raises ShapeError where it returns several. See `jacobian` for the rest.

    Examples:
        >>> bw.autograd.functional.hessian(lambda x: (x**3).sum(), Tensor([1.0, 2.0])).tolist()
        [[6.0, 0.0], [0.0, 12.0]]
    """
    several = not isinstance(inputs, Tensor)

    def first(*leaves: Tensor) -> Any:
        total = _one(func(*leaves), "hessian")
        return _out(_gradients(total, list(leaves)), several, True)

    return jacobian(first, inputs, create_graph, strict)


def _one(result: Any, name: str) -> Tensor:
    if not isinstance(result, Tensor) or result.numel() != 1:
        raise ShapeError(f"{name}: the function returns one number, not {shown(result)}")
    return result.reshape(())


def _weights(v: Any, like: list[Tensor], name: str) -> list[Tensor]:
    if v is None:
        if len(like) == 1 and like[0].numel() == 1:
            return [like[0].detach().ones_like()]
        raise InvalidArgument(f"{name}: v may be left out for a single element only")
    given = listed(v, "v")
    if [each.shape for each in given] != [each.shape for each in like]:
        raise ShapeError(
            f"{name}: v has shapes {[each.shape for each in given]}, for {[each.shape for each in like]}"
        )
    return given


def _dot(left: list[Tensor], right: list[Tensor]) -> Tensor:
    total: Any = 0
    for a, b in zip(left, right, strict=True):
        total = total + (a * b).sum()
    found: Tensor = total
    return found


def vjp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """What `func` returns, and the product of `v`, of the results' shapes, with its Jacobian.

    `v` may be left out for a single element. Raises ShapeError where it does not fit.

    Examples:
        >>> f, v = lambda x: x * x, Tensor([1.0, 10.0])
        >>> value, product = bw.autograd.functional.vjp(f, Tensor([1.0, 2.0]), v)
        >>> value.tolist(), product.tolist()
        ([1.0, 4.0], [2.0, 40.0])
    """
    leaves, several = _taken(inputs)
    results, many = _called(func, leaves)
    total = _dot(results, _weights(v, results, "vjp"))
    return _out(list(results), many, create_graph), _out(_gradients(total, leaves), several, create_graph)


def jvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """What `func` returns, and the product of its Jacobian with `v`, of the inputs' shapes.

    Found by a gradient of a gradient. `v` may be left out for a single element. Raises ShapeError where it
    does not fit.

    Examples:
        >>> f, v = lambda x: x * x, Tensor([1.0, 10.0])
        >>> value, product = bw.autograd.functional.jvp(f, Tensor([1.0, 2.0]), v)
        >>> value.tolist(), product.tolist()
        ([1.0, 4.0], [2.0, 40.0])
    """
    leaves, _ = _taken(inputs)
    directions = _weights(v, leaves, "jvp")
    results, many = _called(func, leaves)
    # The gradient is linear in its weights: its derivative by them, along v, is the product.
    weights = [each.detach().ones_like().clone().requires_grad_() for each in results]
    first = _gradients(_dot(results, weights), leaves)
    found = _gradients(_dot(first, directions), weights)
    return _out(list(results), many, create_graph), _out(found, many, create_graph)


def vhp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """What `func`, which returns one number, returns, and the product of `v` with its Hessian.

    `v`, of the inputs' shapes, may be left out for a single element. Raises ShapeError where it does not fit,
    or the function returns several numbers.

    Examples:
        >>> f = lambda x: (x**3).sum()
        >>> value, product = bw.autograd.functional.vhp(f, Tensor([1.0, 2.0]), Tensor([1.0, 10.0]))
        >>> value.item(), product.tolist()
        (9.0, [6.0, 120.0])
    """
    leaves, several = _taken(inputs)
    directions = _weights(v, leaves, "vhp")
    total = _one(func(*leaves), "vhp")
    found = _gradients(_dot(_gradients(total, leaves), directions), leaves)
    return _out([total], False, create_graph), _out(found, several, create_graph)


hvp = vhp

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]
