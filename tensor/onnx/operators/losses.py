"""Losses of classification: the negative of the logarithm of what was given to the right class."""

from __future__ import annotations

from ....runtime.errors import InvalidArgument, ShapeError
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..lowering import lowering


@lowering("NegativeLogLikelihoodLoss", since=12)
def negative_log_likelihood_loss(
    x: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    ignore_index: int | None = None,
    reduction: str = "mean",
) -> Tensor:
    return _loss(x, target, weight, ignore_index, reduction)


@lowering("SoftmaxCrossEntropyLoss", since=12)
def softmax_cross_entropy_loss(
    x: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    ignore_index: int | None = None,
    reduction: str = "mean",
) -> tuple[Tensor, Tensor]:
    """The loss, and the logarithms of the probabilities."""
    logarithms = x.log_softmax(axis=1)
    return _loss(logarithms, target, weight, ignore_index, reduction), logarithms


def _loss(x: Tensor, target: Tensor, weight: Tensor | None, ignored: int | None, reduction: str) -> Tensor:
    """Over [n, classes, *], with a class [n, *] for each; what is of the class `ignored` does not count."""
    if x.ndim < 2 or target.shape != (x.shape[0], *x.shape[2:]):
        raise ShapeError(f"scores of shape {x.shape} and classes of shape {target.shape} do not fit")
    if reduction not in ("none", "mean", "sum"):
        raise InvalidArgument(f"reduction={reduction!r} is none of none, mean, sum")
    classes = target.cast(dtypes.int64)
    counted = None if ignored is None else classes.ne(ignored)
    # An ignored class need not be one.
    place = classes if counted is None else counted.where(classes, 0)
    losses = -x.gather(1, place.unsqueeze(1)).squeeze(1)
    shares = None if weight is None else weight.index_select(0, place.reshape(-1)).reshape(place.shape)
    if counted is not None:
        shares = counted.cast(x.dtype) if shares is None else counted.where(shares, 0)
    if shares is not None:
        losses = losses * shares
        losses = losses if counted is None else counted.where(losses, 0)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    return losses.mean() if shares is None else losses.sum() / shares.sum()
