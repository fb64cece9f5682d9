"""What `torch.autograd` has, beside it: hooks, rules of one's own, gradients of several results."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import barewire
from barewire import Tensor, errors, nn

X, Y = np.array([0.1, 0.7, -0.3]), np.array([0.5, -0.2])


def close(found: Any, wanted: Any) -> None:
    if isinstance(wanted, (tuple, list)):
        assert len(found) == len(wanted)
        for a, b in zip(found, wanted, strict=True):
            close(a, b)
    elif wanted is None:
        assert found is None
    else:
        np.testing.assert_allclose(found.detach().numpy(), wanted.detach().numpy(), rtol=1e-9, atol=1e-12)


def leaf(library: Any, values: np.ndarray) -> Any:
    return (
        Tensor(values, requires_grad=True)
        if library is barewire
        else torch.tensor(values, requires_grad=True)
    )


def pair(function: Callable[[Any], Any]) -> None:
    """The same program with either library."""
    close(function(barewire), function(torch))


def backward_twice(library: Any) -> Any:
    x = leaf(library, X)
    total = (x**3).sum()
    total.backward(retain_graph=True)
    total.backward()
    return x.grad


def backward_of_some(library: Any) -> Any:
    x, y = leaf(library, X), leaf(library, X)
    z = x * y
    (z * z).sum().backward(inputs=[x, z])
    return x.grad, y.grad, z.grad


def gradient_penalty(library: Any) -> Any:
    x, w = leaf(library, X), leaf(library, Y)
    (found,) = library.autograd.grad((x[:, None] * w).sin().sum(), x, create_graph=True)
    ((found * found).sum() - 1).backward()
    return x.grad, w.grad


def grad_of_many(library: Any) -> Any:
    x, y = leaf(library, X), leaf(library, Y)
    weight = library.tensor(X)
    return library.autograd.grad([x * 2, (y * y).sum()], [x, y], grad_outputs=[weight, None])


def grad_of_nothing(library: Any) -> Any:
    x, y = leaf(library, X), leaf(library, Y)
    return library.autograd.grad(x.sum(), [x, y], allow_unused=True)


def hooks(library: Any) -> Any:
    x = leaf(library, X)
    seen: list[Any] = []
    y = x * x
    y.retain_grad()
    y.register_hook(seen.append)
    gone = y.register_hook(lambda gradient: gradient * 100)
    gone.remove()
    x.register_hook(lambda gradient: gradient * 2)
    after: list[Any] = []
    x.register_post_accumulate_grad_hook(lambda each: after.append(each.grad))
    (y * 3).sum().backward()
    assert (y.grad_fn is None, x.grad_fn is None, y.retains_grad, y.is_leaf, y.detach().is_leaf) == (
        False, True, True, False, True,
    )  # fmt: skip
    return x.grad, y.grad, seen, after


def custom(library: Any) -> Any:
    class Both(library.autograd.Function):  # type: ignore[misc, name-defined]
        @staticmethod
        def forward(ctx: Any, a: Any, b: Any, factor: float) -> Any:
            product = a * b
            ctx.save_for_backward(a, b, product)
            ctx.factor = factor
            return product * factor, product.exp()

        @staticmethod
        def backward(ctx: Any, first: Any, second: Any) -> Any:
            a, b, _ = ctx.saved_tensors
            assert ctx.needs_input_grad == (True, True, False)
            whole = first * ctx.factor + second * (a * b).exp()
            return whole * b, whole * a, None

    a, b = leaf(library, X), leaf(library, X[::-1].copy())
    one, two = Both.apply(a, b, 3.0)
    first = library.autograd.grad((one * two).sum(), [a, b], create_graph=True)
    return one, two, first, library.autograd.grad((first[0] * first[1]).sum(), [a, b])


def of_a_result(library: Any) -> Any:
    class Exponential(library.autograd.Function):  # type: ignore[misc, name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            result = x.exp()
            ctx.save_for_backward(result)
            return result

        @staticmethod
        def backward(ctx: Any, gradient: Any) -> Any:
            return gradient * ctx.saved_tensors[0]

    x = leaf(library, X)
    (first,) = library.autograd.grad(Exponential.apply(x).sum(), x, create_graph=True)
    return first, library.autograd.grad((first * first).sum(), x)


def apart(library: Any) -> Any:
    """With setup_context, a result without a gradient, and one that takes no part."""

    class Parts(library.autograd.Function):  # type: ignore[misc, name-defined]
        @staticmethod
        def forward(x: Any) -> Any:
            return x * 2, x > 0, x + 1

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
            ctx.mark_non_differentiable(output[1])

        @staticmethod
        def backward(ctx: Any, first: Any, _: Any, last: Any) -> Any:
            return first * 2 + last * 5

    x = leaf(library, X)
    double, positive, _ = Parts.apply(x)
    assert not positive.requires_grad
    (double * double).sum().backward()
    return x.grad


@pytest.mark.parametrize(
    "program", [backward_twice, backward_of_some, gradient_penalty, grad_of_many, grad_of_nothing, hooks,
    custom, of_a_result,
     apart],
    ids=lambda program: program.__name__,
)  # fmt: skip
def test_programs_of_autograd_are_those_of_pytorch(program: Callable[[Any], Any]) -> None:
    pair(program)


@pytest.mark.parametrize("name", ["jacobian", "hessian", "vjp", "jvp", "vhp", "hvp"])
@pytest.mark.parametrize("several", [False, True])
def test_matrices_of_derivatives_are_those_of_pytorch(name: str, several: bool) -> None:
    number = name in ("hessian", "vhp", "hvp")

    def function(*inputs: Any) -> Any:
        whole = (inputs[0][:, None] * (inputs[1] if several else inputs[0])).sin()
        return whole.prod() if number else (whole.sum(0), whole.exp()) if several else whole.sum(0)

    def of(library: Any) -> Any:
        make = library.tensor
        inputs = (make(X), make(Y)) if several else make(X)
        call = getattr(library.autograd.functional, name)
        if name in ("jacobian", "hessian"):
            return call(function, inputs)
        like = function(*inputs) if several else function(inputs)
        v = like if name == "vjp" else inputs
        return call(function, inputs, tuple(each * 2 for each in v) if isinstance(v, tuple) else v * 2)

    close(of(barewire), of(torch))


def test_a_graph_with_a_rule_of_its_own_is_freed() -> None:
    class Exponential(barewire.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            result = x.exp()
            ctx.save_for_backward(x, result)
            return result

        @staticmethod
        def backward(ctx: Any, gradient: Any) -> Any:
            return gradient * ctx.saved_tensors[1]

    x = Tensor(X, requires_grad=True)
    result = Exponential.apply(x)
    node = weakref.ref(result._node)
    result.sum().backward()
    x.grad.realize()
    del result
    gc.collect()
    assert node() is None


def test_hooks_go_on_after_the_optimizers_step() -> None:
    layer = nn.Linear(2, 1)
    seen: list[float] = []
    layer.weight.register_hook(lambda gradient: seen.append(gradient.sum().item()))
    optimizer = barewire.optim.SGD(layer.parameters(), 0.1)
    for factor in (1.0, 2.0):
        optimizer.zero_grad()
        (layer(Tensor([1.0, 1.0])).sum() * factor).backward()
        optimizer.step()
    assert seen == [2.0, 4.0]


def test_what_cannot_be_says_so() -> None:
    x, plain = Tensor([1.0, 2.0], requires_grad=True), Tensor([1.0])
    grad = barewire.autograd.grad
    for wrong in (
        lambda: plain.register_hook(print),
        lambda: plain.retain_grad(),
        lambda: (x * 2).register_post_accumulate_grad_hook(print),
        lambda: grad(x * 2, x),
        lambda: grad(x.sum(), plain),
        lambda: grad(x.sum(), Tensor([1.0], requires_grad=True)),
        lambda: x.sum().backward(inputs=[]),
        lambda: x.sum().backward(inputs=[plain]),
    ):
        with pytest.raises(errors.GradientError):
            wrong()
    for wrong in (lambda: x.register_hook(3), lambda: grad([], x), lambda: grad(x.sum(), "x")):
        with pytest.raises(errors.InvalidArgument):
            wrong()


def test_parts_are_tuples() -> None:
    x = Tensor.arange(6)
    for parts in (x.split(2), x.chunk(2), x.unbind(), x.tensor_split(2), x.split_with_sizes([2, 4])):
        assert type(parts) is tuple
