"""Training: the gradient of a part of the model, and the steps of optimizers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ....runtime.errors import InvalidArgument
from ...autograd.gradients import grad
from ...tensor import Tensor
from ..lowering import TRAINING, Node, lowering


@lowering("Gradient", domain=TRAINING)
def gradient(
    *inputs: Tensor,
    differentiated: Any = None,
    xs: Sequence[str],
    y: str,
    zs: Sequence[str] = (),
    node: Node,
) -> tuple[Tensor | None, ...]:
    """The gradients by the first inputs of what the part of the model gives for all of them."""
    if len(inputs) != len(xs) + len(zs):
        raise InvalidArgument(
            f"Gradient by {len(xs)} of {len(xs) + len(zs)} tensors has {len(inputs)} inputs"
        )
    with Tensor.enable_grad():
        # Those that gradients pass already keep their past, for gradients of gradients.
        sources = [x if x.requires_grad else x.detach().requires_grad_() for x in inputs[: len(xs)]]
        (result,) = node.graph(differentiated, [*sources, *inputs[len(xs) :]])
        if not isinstance(result, Tensor):
            raise InvalidArgument(f"Gradient: {y!r} is no tensor")
        found = grad([result.sum()], sources, create_graph=True, allow_unused=True)
    return tuple(source * 0 if each is None else each for each, source in zip(found, sources, strict=True))


def _each(
    values: Sequence[Tensor], parts: int, step: Callable[..., tuple[Tensor, ...]]
) -> tuple[Tensor, ...]:
    """The results of a step for tensors that are given as all first parts, all second parts, and so on."""
    if len(values) % parts:
        raise InvalidArgument(f"{len(values)} tensors are not {parts} for each that is optimized")
    count = len(values) // parts
    results = [step(*(values[part * count + n] for part in range(parts))) for n in range(count)]
    return tuple(result[part] for part in range(parts - 1) for result in results)


@lowering("Adagrad", domain=TRAINING)
def adagrad(
    rate: Tensor,
    count: Tensor,
    *values: Tensor,
    decay_factor: float = 0.0,
    epsilon: float = 1e-6,
    norm_coefficient: float = 0.0,
) -> tuple[Tensor, ...]:
    """Inputs and gradients and sums of squares, of all that is optimized; new inputs and sums."""
    decayed = rate / (count.cast(rate.dtype) * decay_factor + 1)

    def step(x: Tensor, slope: Tensor, total: Tensor) -> tuple[Tensor, ...]:
        slope = slope + x * norm_coefficient
        total = total + slope * slope
        return x - decayed * slope / (total.sqrt() + epsilon), total

    return _each(values, 3, step)


@lowering("Momentum", domain=TRAINING)
def momentum(
    rate: Tensor,
    count: Tensor,
    *values: Tensor,
    alpha: float,
    beta: float,
    mode: str,
    norm_coefficient: float,
) -> tuple[Tensor, ...]:
    """Inputs and gradients and momenta, of all that is optimized; new inputs and momenta."""
    if mode not in ("standard", "nesterov"):
        raise InvalidArgument(f"mode={mode!r} is none of standard, nesterov")

    def step(x: Tensor, slope: Tensor, speed: Tensor) -> tuple[Tensor, ...]:
        slope = slope + x * norm_coefficient
        speed = speed * alpha + (count > 0).where(slope * beta, slope)
        return x - rate * (slope + speed * alpha if mode == "nesterov" else speed), speed

    return _each(values, 3, step)


@lowering("Adam", domain=TRAINING)
def adam(
    rate: Tensor,
    count: Tensor,
    *values: Tensor,
    alpha: float = 0.9,
    beta: float = 0.999,
    epsilon: float = 1e-6,
    norm_coefficient: float = 0.0,
    norm_coefficient_post: float = 0.0,
) -> tuple[Tensor, ...]:
    """Inputs and gradients and both averages, of all that is optimized; new inputs and averages."""
    times = count.cast(rate.dtype)
    # Before the first step the rate is as it is.
    adjusted = (count > 0).where(rate * (1 - beta**times).sqrt() / (1 - alpha**times), rate)

    def step(x: Tensor, slope: Tensor, mean: Tensor, square: Tensor) -> tuple[Tensor, ...]:
        slope = slope + x * norm_coefficient
        mean = mean * alpha + slope * (1 - alpha)
        square = square * beta + slope * slope * (1 - beta)
        x = (x - adjusted * mean / (square.sqrt() + epsilon)) * (1 - norm_coefficient_post)
        return x, mean, square

    return _each(values, 4, step)
