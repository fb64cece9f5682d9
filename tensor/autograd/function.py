"""Operations with a gradient of one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from math import prod
from typing import Any, TypeVar

from ...runtime.errors import GradientError, ShapeError
from ..graph.derivatives import composites
from ..graph.node import Node
from ..methods.arguments import shown
from ..methods.core import OPAQUE, TRACKED, barrier, gradient_mode
from ..tensor import Tensor

BackwardT = TypeVar("BackwardT", bound=Callable[..., Any])


class Context:
    """What `forward` keeps for `backward`: `save_for_backward` for tensors, attributes for anything else."""

    def __init__(self, needs_input_grad: tuple[bool, ...]) -> None:
        self.needs_input_grad = needs_input_grad
        self._saved: tuple[Any, ...] = ()
        self._plain: tuple[Any, ...] = ()
        self._materialize = True
        # The results, once they are found: known by number, so that a graph does not keep itself alive.
        self._outputs: list[Any] = []

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep tensors, which are then `saved_tensors`.

        Examples:
            >>> class Square(bw.autograd.Function):
            ...     @staticmethod
            ...     def forward(ctx, x):
            ...         ctx.save_for_backward(x)
            ...         return x * x
            ...     @staticmethod
            ...     def backward(ctx, gradient):
            ...         (x,) = ctx.saved_tensors
            ...         return 2 * x * gradient
            >>> x = Tensor([3.0], requires_grad=True)
            >>> loss = Square.apply(x).sum().backward()
            >>> x.grad.tolist()
            [6.0]
        """
        self._saved = tensors

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What `save_for_backward` was given.

        Examples:
            >>> bw.autograd.function.Context((True,)).saved_tensors
            ()
        """
        return tuple(self._outputs[each] if isinstance(each, int) else each for each in self._saved)

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Say of results that no gradient passes them.

        Examples:
            >>> context = bw.autograd.function.Context((True,))
            >>> context.mark_non_differentiable(Tensor([1]))
        """
        self._plain = tensors

    def mark_dirty(self, *tensors: Tensor) -> None:
        """Nothing: results are tensors of their own. PyTorch's programs call it for arguments changed in
        place.

        Examples:
            >>> bw.autograd.function.Context((True,)).mark_dirty(Tensor([1.0]))
        """

    def set_materialize_grads(self, value: bool) -> None:
        """Whether `backward` is given zeros, or None, for results without a gradient.

        Examples:
            >>> bw.autograd.function.Context((True,)).set_materialize_grads(False)
        """
        self._materialize = value


class Function:
    """An operation whose gradient a subclass says: `forward` computes it, `backward` passes gradients on.

    Both are static methods with a context first: `forward(ctx, *arguments)` returns a tensor or a tuple, and
    `backward(ctx, *gradients)` a gradient for each argument, None for what needs none. `apply` calls it. A
    `forward` without a context leaves that to `setup_context(ctx, inputs, output)`. What `backward` computes
    from `ctx.saved_tensors` can be differentiated again.

    Examples:
        >>> class Reversed(bw.autograd.Function):
        ...     @staticmethod
        ...     def forward(ctx, x, factor):
        ...         ctx.factor = factor
        ...         return x.view_as(x)
        ...     @staticmethod
        ...     def backward(ctx, gradient):
        ...         return -ctx.factor * gradient, None
        >>> x = Tensor([1.0, 2.0], requires_grad=True)
        >>> y = Reversed.apply(x, 0.5)
        >>> loss = y.sum().backward()
        >>> y.tolist(), x.grad.tolist()
        ([1.0, 2.0], [-0.5, -0.5])
    """

    setup_context: Any = None

    @staticmethod
    def forward(*arguments: Any, **keywords: Any) -> Any:
        """The results; each class has its own.

        Examples:
            >>> class Identity(bw.autograd.Function):
            ...     @staticmethod
            ...     def forward(ctx, x):
            ...         return x
            >>> Identity.apply(Tensor([1.0])).tolist()
            [1.0]
        """
        raise NotImplementedError("a Function defines forward(ctx, ...)")

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        """The gradient of each argument; each class has its own.

        Examples:
            >>> bw.autograd.Function.backward(None, Tensor([1.0]))
            Traceback (most recent call last):
            ...
            NotImplementedError: a Function defines backward(ctx, ...)
        """
        raise NotImplementedError("a Function defines backward(ctx, ...)")

    @classmethod
    def apply(cls, *arguments: Any) -> Any:
        """Compute the operation, so that gradients pass it by `backward`.

        Raises ShapeError, later, where `backward` gives a gradient of another shape, GradientError where it
        gives too many or too few.

        Examples:
            >>> class Sign(bw.autograd.Function):
            ...     @staticmethod
            ...     def forward(ctx, x):
            ...         return x.sign()
            ...     @staticmethod
            ...     def backward(ctx, gradient):
            ...         return gradient
            >>> x = Tensor([3.0, -2.0], requires_grad=True)
            >>> loss = Sign.apply(x).sum().backward()
            >>> x.grad.tolist()
            [1.0, 1.0]
        """
        tracked = [
            isinstance(each, Tensor) and each._flow == TRACKED and gradient_mode.enabled for each in arguments
        ]
        context = Context(tuple(tracked))
        with Tensor.no_grad():
            if cls.setup_context is None:
                result = cls.forward(context, *arguments)
            else:
                result = cls.forward(*arguments)
                cls.setup_context(context, arguments, result)
        if not any(tracked):
            return result
        outputs = list(result) if isinstance(result, (tuple, list)) else [result]
        made = _tracked(cls, context, arguments, tracked, outputs)
        return type(result)(made) if isinstance(result, (tuple, list)) else made[0]


def _tracked(
    cls: type[Function], context: Context, arguments: Sequence[Any], tracked: list[bool], outputs: list[Any]
) -> list[Any]:
    """The results, with gradients that pass to the arguments by the rule of the class."""
    passing = [
        number
        for number, each in enumerate(outputs)
        if isinstance(each, Tensor)
        and each.dtype.is_inexact
        and not any(each is plain for plain in context._plain)
    ]
    context._saved = tuple(
        next((number for number in passing if outputs[number] is each), each) for each in context._saved
    )
    shapes = [(outputs[number].shape, outputs[number].dtype) for number in passing]
    sources = [each for each, wanted in zip(arguments, tracked, strict=True) if wanted]

    def rule(device: str, gradient: Node, result: Node, *inputs: Node) -> list[Node | None]:
        whole, value = (Tensor._wrap(each, device, TRACKED) for each in (gradient, result))
        results, parts = _cut(value, shapes), _cut(whole, shapes)
        given: list[Any] = [
            parts[passing.index(number)]
            if number in passing
            else (each.zeros_like() if context._materialize and isinstance(each, Tensor) else None)
            for number, each in enumerate(plain)
        ]
        context._outputs = [
            results[passing.index(number)] if number in passing else each for number, each in enumerate(plain)
        ]
        try:
            with Tensor.enable_grad():
                passed = cls.backward(context, *given)
        finally:
            context._outputs = []
        found = list(passed) if isinstance(passed, (tuple, list)) else [passed]
        if len(found) != len(arguments):
            raise GradientError(
                f"{cls.__name__}.backward gave {len(found)} gradients for {len(arguments)} arguments"
            )
        kept = [part for part, wanted in zip(found, tracked, strict=True) if wanted]
        return [_gradient_node(cls, part, each) for part, each in zip(kept, inputs, strict=True)]

    # Those without a gradient, for the places in what backward is given.
    plain = [None if number in passing else each for number, each in enumerate(outputs)]
    if not passing:
        return outputs
    device = outputs[passing[0]].device
    # Several results are parts of one, so that backward is called once, with the gradients of all.
    parted: list[Tensor] = [outputs[number].detach() for number in passing]
    whole = parted[0]
    if len(parted) > 1:
        flat = [each.reshape(-1) for each in parted]
        whole = flat[0].cat(*flat[1:])
    alone = barrier(whole._node, alone=True)
    composites[alone] = (tuple(each._node for each in sources), rule)
    parts = _cut(Tensor._wrap(alone, device, TRACKED), shapes)
    made = [
        each._wrap(each._node, each.device, OPAQUE) if isinstance(each, Tensor) else each for each in outputs
    ]
    for number, part in zip(passing, parts, strict=True):
        made[number] = part
    return made


def _cut(whole: Tensor, shapes: list[tuple[tuple[int, ...], Any]]) -> list[Tensor]:
    if len(shapes) == 1:
        return [whole]
    found: list[Tensor] = []
    start = 0
    for shape, dtype in shapes:
        size = prod(shape)
        found.append(whole.narrow(0, start, size).reshape(shape).cast(dtype))
        start += size
    return found


def _gradient_node(cls: type[Function], part: Any, of: Node) -> Node | None:
    if part is None:
        return None
    if not isinstance(part, Tensor) or part.shape != of.shape:
        raise ShapeError(
            f"{cls.__name__}.backward gave {shown(part)} as the gradient of an argument of shape {of.shape}"
        )
    return part.cast(of.dtype)._node


def once_differentiable(backward: BackwardT) -> BackwardT:
    """A decorator of `backward` whose gradients are not to be differentiated again: they are constants.

    Examples:
        >>> class Double(bw.autograd.Function):
        ...     @staticmethod
        ...     def forward(ctx, x):
        ...         return 2 * x
        ...     @staticmethod
        ...     @bw.autograd.function.once_differentiable
        ...     def backward(ctx, gradient):
        ...         return 2 * gradient
        >>> x = Tensor([1.0], requires_grad=True)
        >>> loss = Double.apply(x).sum().backward()
        >>> x.grad.tolist()
        [2.0]
    """

    @wraps(backward)
    def once(context: Any, *gradients: Any) -> Any:
        passed = backward(context, *gradients)
        found = passed if isinstance(passed, (tuple, list)) else (passed,)
        return tuple(each.detach() if isinstance(each, Tensor) else each for each in found)

    return once  # type: ignore[return-value]
