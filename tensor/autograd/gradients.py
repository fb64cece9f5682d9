"""Gradients of several results together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...runtime.errors import GradientError, InvalidArgument
from ..methods.arguments import shown
from ..tensor import Tensor


def listed(given: Any, what: str) -> list[Tensor]:
    """One tensor or several, as a list."""
    found = [given] if isinstance(given, Tensor) else list(given) if isinstance(given, (tuple, list)) else []
    if not found or any(not isinstance(each, Tensor) for each in found):
        raise InvalidArgument(f"{what} are a tensor or several, not {shown(given)}")
    return found


def _weighed(outputs: Any, weights: Any) -> Tensor:
    """The sum of all elements, each by its weight: its gradients are those asked for."""
    results = listed(outputs, "outputs")
    given = list(weights) if isinstance(weights, (tuple, list)) else [weights] * (weights is not None)
    given = given or [None] * len(results)
    if len(given) != len(results):
        raise InvalidArgument(f"{len(given)} gradients were given for {len(results)} results")
    total: Tensor | None = None
    for each, weight in zip(results, given, strict=True):
        if not each.requires_grad:
            if len(results) == 1:
                raise GradientError("nothing this tensor was computed from requires a gradient")
            continue
        seed = each._wrap(each._seed(weight), each.device)
        part = (each * seed.conj()).real.sum() if each.dtype.is_complex else (each * seed).sum()
        total = part if total is None else total + part
    if total is None:
        raise GradientError("nothing these tensors were computed from requires a gradient")
    return total


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of the sum of `outputs`, weighed by `grad_outputs`, with respect to each input.

    Weights may be left out for single elements. With `create_graph` the gradients can be differentiated
    again. Graphs stay in any case, so `retain_graph` changes nothing. An input on which no output depends
    gives None with `allow_unused`, zeros with `materialize_grads`, and raises GradientError otherwise; so
    does an output that needs a weight, or no gradient.

    Examples:
        >>> x = Tensor([2.0, 3.0], requires_grad=True)
        >>> (first,) = bw.autograd.grad((x**3).sum(), x, create_graph=True)
        >>> (second,) = bw.autograd.grad(first.sum(), x)
        >>> first.tolist(), second.tolist()
        ([12.0, 27.0], [12.0, 18.0])
    """
    wanted = listed(inputs, "inputs")
    for each in wanted:
        if not each.requires_grad:
            raise GradientError(f"grad: an input of shape {each.shape} requires no gradient")
    found = _weighed(outputs, grad_outputs).gradient(*wanted)
    result: list[Tensor | None] = []
    for part, each in zip(found, wanted, strict=True):
        if part is None and materialize_grads:
            part = each.zeros_like()
        if part is None and not allow_unused:
            raise GradientError(
                f"grad: no output depends on an input of shape {each.shape}; allow_unused=True gives None "
                "for it"
            )
        result.append(part if part is None or create_graph else part.detach())
    return tuple(result)


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """`Tensor.backward` of several tensors together, each weighed by its own of `grad_tensors`.

    Examples:
        >>> x = Tensor([2.0, 3.0], requires_grad=True)
        >>> bw.autograd.backward([(x * x).sum(), x.sum()])
        >>> x.grad.tolist()
        [5.0, 7.0]
    """
    _weighed(tensors, grad_tensors).backward(None, retain_graph, create_graph, inputs)
