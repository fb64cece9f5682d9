"""Gradients of tensors: `backward`, `gradient` and `no_grad`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Self, TypeVar

from ...runtime.errors import DTypeError, GradientError, ShapeError
from ..graph import node as nodes
from ..graph.derivatives import gradients
from ..graph.node import Node, Op
from ..run.capture import clears_gradients
from . import gradient_hooks
from .complex_numbers import ComplexNumbers
from .core import OPAQUE, TRACKED, TensorCore, gradient_mode, leaves, waiting
from .handle import RemovableHandle


class Gradient(ComplexNumbers):
    """Reverse-mode differentiation."""

    __slots__ = ()

    @staticmethod
    @contextmanager
    def no_grad() -> Iterator[None]:
        """Within `with Tensor.no_grad():` (or under it as a decorator) results need no gradient. It holds for
        this thread.

        Examples:
            >>> x = Tensor([1.0], requires_grad=True)
            >>> with Tensor.no_grad():
            ...     y = x * 2
            >>> y.requires_grad
            False
        """
        before, gradient_mode.enabled = gradient_mode.enabled, False
        try:
            yield
        finally:
            gradient_mode.enabled = before

    @staticmethod
    @contextmanager
    def enable_grad() -> Iterator[None]:
        """Undo `no_grad` within.

        Examples:
            >>> x = Tensor([1.0], requires_grad=True)
            >>> with Tensor.no_grad(), Tensor.enable_grad():
            ...     y = x * 2
            >>> y.requires_grad
            True
        """
        before, gradient_mode.enabled = gradient_mode.enabled, True
        try:
            yield
        finally:
            gradient_mode.enabled = before

    def _seed(self, gradient: Any) -> Node:
        if not self.dtype.is_inexact:
            raise DTypeError(f"only floats and complex numbers have gradients; this tensor is {self.dtype}")
        if gradient is None:
            if self.dtype.is_complex:
                raise GradientError(
                    "a complex tensor needs the gradient of its elements: pass it, or take abs()"
                )
            if self.numel() != 1:
                raise GradientError(
                    f"a tensor of shape {self.shape} needs the gradient of its elements: pass it, or sum"
                )
            return nodes.const(1, self.dtype, self.shape)
        given = self._operand(gradient).cast(self.dtype)
        if given.shape != self.shape:
            raise ShapeError(
                f"a gradient of shape {given.shape} was passed for a tensor of shape {self.shape}"
            )
        return given._node

    def gradient(self, *inputs: Self, gradient: Any = None) -> list[Self | None]:
        """The gradients of this tensor with respect to others, themselves differentiable; None where it does
        not depend on one.

        `gradient` weighs the elements of this tensor; it may be left out for a single element. Inputs need
        not require a gradient; one computed twice in the same way counts as one. Raises GradientError for an
        input that is a mere constant, and where `gradient` is needed, ShapeError where it has another shape,
        DTypeError where this is no float.

        Examples:
            >>> x = Tensor([2.0, 3.0], requires_grad=True)
            >>> (first,) = (x**3).sum().gradient(x)
            >>> (second,) = first.sum().gradient(x)
            >>> first.tolist(), second.tolist()
            ([12.0, 27.0], [12.0, 18.0])
        """
        for each in inputs:
            origin = each._node
            while origin.op in (Op.RESHAPE, Op.EXPAND):
                origin = origin.sources[0]
            if origin.op is Op.CONST:
                raise GradientError(
                    f"a tensor of shape {each.shape} is a constant and cannot be told from equal ones; "
                    "make it with requires_grad=True before it is used"
                )
        stops = [leaf._node for leaf in list(leaves.values())]
        found = gradients(
            [self._node],
            [each._node for each in inputs],
            [self._seed(gradient)],
            self.device,
            stops,
            gradient_hooks.by_node(),
        )
        flow = self._flow if gradient_mode.enabled else min(self._flow, OPAQUE)
        return [
            None if each is None else self._wrap(each, source.device, flow)
            for each, source in zip(found, inputs, strict=True)
        ]

    def backward(
        self,
        gradient: Any = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> Self:
        """Add the gradient of this tensor to `grad` of every leaf that requires one, and return this tensor.

        `gradient` weighs the elements of this tensor; it may be left out for a single element. With
        `create_graph` gradients can be differentiated again. `inputs`, a tensor or several, are what alone
        gets a gradient then, results too. Graphs stay in any case, so `retain_graph` changes nothing. Raises
        GradientError where nothing requires a gradient, or where this tensor has several elements and no
        `gradient` is given, ShapeError where that has another shape.

        Examples:
            >>> x = Tensor([2.0, 3.0], requires_grad=True)
            >>> loss = (x * x).sum().backward()
            >>> x.grad.tolist()
            [4.0, 6.0]

            >>> x.grad = None
            >>> loss = (x**3).sum().backward(create_graph=True)
            >>> x.grad.sum().gradient(x)[0].tolist()
            [12.0, 18.0]
        """
        if self._flow != TRACKED:
            raise GradientError("nothing this tensor was computed from requires a gradient")
        waiting.losses[id(self)] = self
        filled = self._filled_by_backward(leaves.values())
        stops = set(filled)
        if inputs is not None:
            filled = self._filled_by_backward(self._inputs(inputs))
        targets = list(filled)
        found = gradients(
            [self._node], targets, [self._seed(gradient)], self.device, stops, gradient_hooks.by_node()
        )
        flow = TRACKED if create_graph and gradient_mode.enabled else OPAQUE
        reached: dict[int, Self] = {}
        for target, part in zip(targets, found, strict=True):
            if part is not None:
                leaf = filled[target]
                added = self._wrap(part, leaf.device, flow)
                with nullcontext() if create_graph else self.no_grad():
                    leaf.grad = added if leaf.grad is None else leaf.grad._with_more(added)
                reached[id(leaf)] = leaf
        for leaf in reached.values():
            gradient_hooks.arrived(leaf)
        return self

    def _with_more(self, gradient: Self) -> Self:
        """This gradient with another added to it."""
        return self + gradient

    @staticmethod
    def _filled_by_backward(tensors: Any) -> dict[Node, Any]:
        """Tensors by their nodes, those too that they had before they were realized."""
        filled: dict[Node, Any] = {}
        for each in list(tensors):
            for reference in each._previous or ():
                before = reference()
                if before is not None:
                    filled[before] = each
            filled[each._node] = each
        return filled

    def _inputs(self, inputs: Any) -> list[Any]:
        given = [inputs] if isinstance(inputs, TensorCore) else list(inputs)
        if not given or any(not isinstance(each, TensorCore) or each._flow != TRACKED for each in given):
            raise GradientError("backward: inputs are tensors that require a gradient, one at least")
        return given

    def register_hook(self, hook: Any) -> RemovableHandle:
        """Call `hook(gradient)` whenever a gradient of this tensor is computed; what it returns, unless None,
        goes on in its place.

        The gradient is lazy, and the hook called when `backward` builds it. A result is told by how it was
        computed: the same expression elsewhere has the hook too. The handle returned takes it away again.
        Raises GradientError for a tensor that requires no gradient, InvalidArgument for what is no function.

        Examples:
            >>> x = Tensor([2.0, 3.0], requires_grad=True)
            >>> y = x * x
            >>> handle = y.register_hook(lambda gradient: gradient * 10)
            >>> loss = y.sum().backward()
            >>> x.grad.tolist()
            [40.0, 60.0]
        """
        return gradient_hooks.add(self, hook)

    def register_post_accumulate_grad_hook(self, hook: Any) -> RemovableHandle:
        """Call `hook(leaf)` whenever `backward` has added to the `grad` of this leaf.

        The handle returned takes it away again. Raises GradientError for what is no leaf that requires a
        gradient, InvalidArgument for what is no function.

        Examples:
            >>> x = Tensor([2.0], requires_grad=True)
            >>> handle = x.register_post_accumulate_grad_hook(lambda leaf: print(leaf.grad.tolist()))
            >>> loss = (x * x).sum().backward()
            [4.0]
        """
        return gradient_hooks.add_after(self, hook)

    def retain_grad(self) -> None:
        """Have `backward` keep the gradient of this result in `grad`, as it does that of leaves.

        Raises GradientError for a tensor that requires no gradient.

        Examples:
            >>> x = Tensor([2.0], requires_grad=True)
            >>> y = x * x
            >>> y.retain_grad()
            >>> loss = (3 * y).sum().backward()
            >>> y.grad.tolist(), y.retains_grad
            ([3.0], True)
        """
        gradient_hooks.retain(self)

    @property
    def retains_grad(self) -> bool:
        """Whether `retain_grad` was called on this result.

        Examples:
            >>> (Tensor([2.0], requires_grad=True) * 2).retains_grad
            False
        """
        return gradient_hooks.retains(self)

    @property
    def grad_fn(self) -> gradient_hooks.GradientFunction | None:
        """The step by which the gradient of a result goes on; None for leaves and what needs no gradient.

        Examples:
            >>> x = Tensor([2.0], requires_grad=True)
            >>> x.grad_fn is None, (x * x).grad_fn is None
            (True, False)
        """
        return None if self.is_leaf else gradient_hooks.GradientFunction(self._node)

    def zero_grad(self) -> Self:
        """Forget the gradient, and return this tensor.

        Examples:
            >>> x = Tensor([2.0], requires_grad=True)
            >>> loss = (x * x).sum().backward()
            >>> x.zero_grad().grad is None
            True
        """
        clears_gradients([self])
        self.grad = None
        return self


# What functions take and return: a Tensor, which is these methods and the functions besides.
TensorT = TypeVar("TensorT", bound=Gradient)
