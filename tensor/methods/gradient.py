"""Gradients of tensors: `backward`, `gradient` and `no_grad`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from ...runtime.errors import DTypeError, GradientError, ShapeError
from ..graph import node as nodes
from ..graph.derivatives import gradients
from ..graph.node import Node, Op
from .complex_numbers import ComplexNumbers
from .core import OPAQUE, TRACKED, gradient_mode, leaves, waiting


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
            [self._node], [each._node for each in inputs], [self._seed(gradient)], self.device, stops
        )
        flow = self._flow if gradient_mode.enabled else min(self._flow, OPAQUE)
        return [
            None if each is None else self._wrap(each, source.device, flow)
            for each, source in zip(found, inputs, strict=True)
        ]

    def backward(self, gradient: Any = None) -> Self:
        """Add the gradient of this tensor to `grad` of every leaf that requires one, and return this tensor.

        `gradient` weighs the elements of this tensor; it may be left out for a single element. Raises
        GradientError where nothing requires a gradient, or where this tensor has several elements and no
        `gradient` is given, ShapeError where that has another shape.

        Examples:
            >>> x = Tensor([2.0, 3.0], requires_grad=True)
            >>> loss = (x * x).sum().backward()
            >>> x.grad.tolist()
            [4.0, 6.0]
        """
        if self._flow != TRACKED:
            raise GradientError("nothing this tensor was computed from requires a gradient")
        waiting.losses[id(self)] = self
        filled: dict[Node, Self] = {}
        for leaf in list(leaves.values()):
            for reference in leaf._previous or ():
                before = reference()
                if before is not None:
                    filled[before] = leaf  # type: ignore[assignment]
            filled[leaf._node] = leaf  # type: ignore[assignment]
        targets = list(filled)
        found = gradients([self._node], targets, [self._seed(gradient)], self.device, set(targets))
        for target, part in zip(targets, found, strict=True):
            if part is not None:
                leaf = filled[target]
                added = self._wrap(part, leaf.device, OPAQUE)
                with self.no_grad():
                    leaf.grad = added if leaf.grad is None else leaf.grad._with_more(added)
        return self

    def _with_more(self, gradient: Self) -> Self:
        """This gradient with another added to it."""
        return self + gradient

    def zero_grad(self) -> Self:
        """Forget the gradient, and return this tensor.

        Examples:
            >>> x = Tensor([2.0], requires_grad=True)
            >>> loss = (x * x).sum().backward()
            >>> x.zero_grad().grad is None
            True
        """
        self.grad = None
        return self


# What functions take and return: a Tensor, which is these methods and the functions besides.
TensorT = TypeVar("TensorT", bound=Gradient)
