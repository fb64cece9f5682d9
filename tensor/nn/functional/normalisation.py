"""Normalisation that keeps running statistics of single samples."""

from __future__ import annotations

from ....runtime.errors import InvalidArgument
from ...functions.normalisation import assign_beside
from ...tensor import Tensor


def instance_norm(
    x: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Normalise `[n, c, *spatial]` over the spatial axes of each sample; scale and shift per channel.

    The running statistics, where given, are assigned `(1 - momentum) * running + momentum * mean over the
    samples`; without `use_input_stats` they are what is normalised by. Raises ShapeError where the shapes do
    not fit, DTypeError for what is no float, InvalidArgument without either statistics.

    Examples:
        >>> x = Tensor([[[1.0, 3.0], [10.0, 30.0]]])
        >>> nn.functional.instance_norm(x).numpy().round(2)
        array([[[-1.,  1.],
                [-1.,  1.]]], dtype=float32)
    """
    if not use_input_stats:
        if running_mean is None or running_var is None:
            raise InvalidArgument("instance_norm: give running_mean and running_var, or use_input_stats=True")
        return x.batch_norm(running_mean, running_var, weight, bias, False, momentum, eps)
    result = x.instance_norm(weight, bias, eps)
    if running_mean is not None and running_var is not None:
        axes = tuple(range(2, x.ndim))
        detached = x.detach()
        mean = detached.mean(axis=axes).mean(axis=0)
        variance = detached.var(axis=axes).mean(axis=0)
        for running, fresh in ((running_mean, mean), (running_var, variance)):
            assign_beside(running, running * (1 - momentum) + fresh.cast(running.dtype) * momentum)
    return result
