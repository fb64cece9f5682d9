"""Losses that compare distances and scores with a margin, and those of a distribution's own parameters."""

from __future__ import annotations

from collections.abc import Callable
from math import log, pi

from ...runtime.errors import InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..methods.gradient import TensorT
from .losses import _choose, _reduced, _same_shape


def pairwise_distance(
    x1: TensorT, x2: TensorT, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> TensorT:
    """The p-norm of `x1 - x2 + eps` over the last axis.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> nn.functional.pairwise_distance(Tensor([[3.0, 0.0]]), Tensor([[0.0, 4.0]]), eps=0.0).tolist()
        [5.0]
    """
    distance = x1 - x2 + eps
    if p == 2:
        return distance.norm(2, axis=-1, keepdims=keepdim)
    if p == 1:
        return distance.abs().sum(axis=-1, keepdims=keepdim)
    if p == float("inf"):
        return distance.abs().amax(axis=-1, keepdims=keepdim)
    if p == float("-inf"):
        return distance.abs().amin(axis=-1, keepdims=keepdim)
    if p == 0:
        return distance.ne(0).cast(distance.dtype).sum(axis=-1, keepdims=keepdim)
    return (distance.abs() ** p).sum(axis=-1, keepdims=keepdim) ** (1 / p)


def cosine_embedding_loss(
    input1: TensorT, input2: TensorT, target: TensorT, margin: float = 0.0, reduction: str = "mean"
) -> TensorT:
    """`1 - cos` where the target is 1, `max(0, cos - margin)` where it is -1.

    The inputs are `[n, d]` with a target `[n]`, or `[d]` with one of no axes. Raises ShapeError where they do
    not fit, InvalidArgument for another reduction.

    Examples:
        >>> x, y = Tensor([[1.0, 0.0]]), Tensor([[0.0, 2.0]])
        >>> nn.functional.cosine_embedding_loss(x, y, Tensor([1])).item()
        1.0
    """
    if input1.ndim != target.ndim + 1 or input2.ndim != target.ndim + 1:
        raise ShapeError(
            f"cosine_embedding_loss: inputs {input1.shape} and {input2.shape} with a target of "
            f"{target.shape}; they have one axis more than the target"
        )
    # Held above zero inside the root, so that its gradient is finite.
    lengths = (input1.square().sum(axis=-1) + 1e-12) * (input2.square().sum(axis=-1) + 1e-12)
    cosine = (input1 * input2).sum(axis=-1) / lengths.sqrt()
    alike = _choose(target.eq(1), 1 - cosine, 0.0)
    return _reduced(alike + _choose(target.eq(-1), (cosine - margin).relu(), 0.0), reduction)


def hinge_embedding_loss(
    x: TensorT, target: TensorT, margin: float = 1.0, reduction: str = "mean"
) -> TensorT:
    """x where the target is 1, `max(0, margin - x)` where it is -1.

    Raises ShapeError where the shapes do not broadcast, InvalidArgument for another reduction.

    Examples:
        >>> x, target = Tensor([0.25, 0.25]), Tensor([1, -1])
        >>> nn.functional.hinge_embedding_loss(x, target, reduction="none").tolist()
        [0.25, 0.75]
    """
    apart = _choose(target.ne(1), (margin - x).relu(), 0.0)
    return _reduced(apart + _choose(target.ne(-1), x, 0.0), reduction)


def margin_ranking_loss(
    input1: TensorT, input2: TensorT, target: TensorT, margin: float = 0.0, reduction: str = "mean"
) -> TensorT:
    """`max(0, -target * (input1 - input2) + margin)`: a target of 1 wants the first greater, -1 the second.

    Raises ShapeError where the shapes do not fit, InvalidArgument for another reduction.

    Examples:
        >>> nn.functional.margin_ranking_loss(Tensor([1.0]), Tensor([3.0]), Tensor([1])).item()
        2.0
    """
    if not input1.ndim == input2.ndim == target.ndim:
        raise ShapeError(
            f"margin_ranking_loss: shapes {input1.shape}, {input2.shape} and {target.shape} need as many "
            "axes as each other"
        )
    return _reduced((-target * (input1 - input2) + margin).relu(), reduction)


def soft_margin_loss(x: TensorT, target: TensorT, reduction: str = "mean") -> TensorT:
    """`log(1 + exp(-target * x))`, with targets of 1 and -1.

    Raises ShapeError where the shapes do not broadcast, InvalidArgument for another reduction.

    Examples:
        >>> round(nn.functional.soft_margin_loss(Tensor([0.0]), Tensor([1.0])).item(), 4)
        0.6931
    """
    scaled = target * x
    return _reduced((-scaled.abs()).exp().log1p() + (-scaled).relu(), reduction)


def multi_margin_loss(
    x: TensorT,
    target: TensorT,
    p: int = 1,
    margin: float = 1.0,
    weight: TensorT | None = None,
    reduction: str = "mean",
) -> TensorT:
    """The mean over the classes of `max(0, margin - x[target] + x)**p`, the target's own left out.

    x is `[n, classes]` with targets `[n]`, or `[classes]`, or a number for one class; `weight` scales by the
    target's class. Raises ShapeError where the shapes do not fit, InvalidArgument for a p other than 1 and 2
    and another reduction.

    Examples:
        >>> nn.functional.multi_margin_loss(Tensor([[0.0, 1.0, 4.0, 0.0]]), Tensor([1])).item()
        1.0
    """
    if p not in (1, 2):
        raise InvalidArgument(f"multi_margin_loss: p={p!r:.60} must be 1 or 2")
    x = x if x.shape else x.reshape(1)
    target = target.reshape(()) if x.ndim == target.ndim == target.numel() == 1 else target
    classes = _classes("multi_margin_loss", x, target.shape, target)
    hit = target.unsqueeze(-1).eq(x._wrap(nodes.iota(classes, dtypes.int64), x.device))
    own = _choose(hit, x, 0.0).sum(axis=-1, keepdims=True)
    loss = (margin - own + x).relu()
    loss = loss.square() if p == 2 else loss
    if weight is not None:
        loss = loss * _choose(hit, weight, 0.0).sum(axis=-1, keepdims=True)
    return _reduced(_choose(hit, 0.0, loss).sum(axis=-1) / classes, reduction)


def multilabel_margin_loss(x: TensorT, target: TensorT, reduction: str = "mean") -> TensorT:
    """`max(0, 1 - (x[j] - x[i]))` over the targets j and all i that are none, by the number of classes.

    `target` has the shape of x, `[n, classes]`, `[classes]` or none, and lists the targets of a row up to the
    first -1. Raises ShapeError where the shapes differ, InvalidArgument for another reduction.

    Examples:
        >>> x, target = Tensor([[0.0, 0.5]]), Tensor([[1, -1]])
        >>> nn.functional.multilabel_margin_loss(x, target).item()
        0.25
    """
    x, target = (each if each.shape else each.reshape(1) for each in (x, target))
    classes = _classes("multilabel_margin_loss", x, target.shape[:-1], target)
    _same_shape("multilabel_margin_loss", x, target)
    listed = (target < 0).cast(dtypes.int32).cumsum(-1).eq(0)
    place = x._wrap(nodes.iota(classes, dtypes.int64), x.device)
    # [.., j, i]: the j-th of the list is class i.
    hit = target.unsqueeze(-1).eq(place) & listed.unsqueeze(-1)
    wanted = hit.any(axis=-2)
    own = _choose(hit, x.unsqueeze(-2), 0.0).sum(axis=-1, keepdims=True)
    counted = listed.unsqueeze(-1) & wanted.logical_not().unsqueeze(-2)
    loss = _choose(counted, (1 - own + x.unsqueeze(-2)).relu(), 0.0)
    return _reduced(loss.sum(axis=(-2, -1)) / classes, reduction)


def multilabel_soft_margin_loss(
    x: TensorT, target: TensorT, weight: TensorT | None = None, reduction: str = "mean"
) -> TensorT:
    """The binary cross entropy of sigmoid(x) with targets of 0 and 1, averaged over the classes.

    Raises ShapeError where the shapes differ, InvalidArgument for another reduction.

    Examples:
        >>> x, target = Tensor([[0.0, 0.0]]), Tensor([[1.0, 0.0]])
        >>> round(nn.functional.multilabel_soft_margin_loss(x, target).item(), 4)
        0.6931
    """
    _same_shape("multilabel_soft_margin_loss", x, target)
    loss = -(target * x.logsigmoid() + (1 - target) * (-x).logsigmoid())
    return _reduced((loss if weight is None else loss * weight).mean(axis=-1), reduction)


def triplet_margin_loss(
    anchor: TensorT,
    positive: TensorT,
    negative: TensorT,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-6,
    swap: bool = False,
    reduction: str = "mean",
) -> TensorT:
    """`max(0, d(anchor, positive) - d(anchor, negative) + margin)` of `pairwise_distance` d.

    With `swap` the negative counts by its distance to the positive where that is less. Raises ShapeError
    where the shapes do not broadcast, InvalidArgument for another reduction.

    Examples:
        >>> a, p, n = Tensor([[0.0]]), Tensor([[2.0]]), Tensor([[1.0]])
        >>> round(nn.functional.triplet_margin_loss(a, p, n).item(), 4)
        2.0
    """

    def distance(x: TensorT, y: TensorT) -> TensorT:
        return pairwise_distance(x, y, p, eps)

    return triplet_margin_with_distance_loss(
        anchor, positive, negative, distance_function=distance, margin=margin, swap=swap, reduction=reduction
    )


def triplet_margin_with_distance_loss(
    anchor: TensorT,
    positive: TensorT,
    negative: TensorT,
    *,
    distance_function: Callable[[TensorT, TensorT], TensorT] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> TensorT:
    """`triplet_margin_loss` with a distance of one's own; without one it is `pairwise_distance`.

    Raises InvalidArgument for another reduction.

    Examples:
        >>> a, p, n = Tensor([[0.0]]), Tensor([[2.0]]), Tensor([[1.0]])
        >>> nn.functional.triplet_margin_with_distance_loss(
        ...     a, p, n, distance_function=lambda x, y: (x - y).abs().sum(-1)
        ... ).item()
        2.0
    """
    distance = pairwise_distance if distance_function is None else distance_function
    if not callable(distance):
        raise InvalidArgument(f"the distance is a function of two tensors, not {distance!r:.60}")
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = far.minimum(distance(positive, negative))
    return _reduced((near - far + margin).relu(), reduction)


def poisson_nll_loss(
    x: TensorT,
    target: TensorT,
    log_input: bool = True,
    full: bool = False,
    eps: float = 1e-8,
    reduction: str = "mean",
) -> TensorT:
    """`exp(x) - target * x`, or `x - target * log(x + eps)` without `log_input`.

    With `full` Stirling's approximation of log(target!) is added for targets above 1. Raises ShapeError where
    the shapes do not broadcast, InvalidArgument for another reduction.

    Examples:
        >>> nn.functional.poisson_nll_loss(Tensor([0.0]), Tensor([3.0])).item()
        1.0
    """
    loss = x.exp() - target * x if log_input else x - target * (x + eps).log()
    if full:
        large = target > 1
        safe = _choose(large, target, 1.0)
        stirling = safe * safe.log() - safe + (safe * (2 * pi)).log() * 0.5
        loss = loss + _choose(large, stirling, 0.0)
    return _reduced(loss, reduction)


def gaussian_nll_loss(
    x: TensorT,
    target: TensorT,
    var: TensorT | float,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> TensorT:
    """`(log var + (x - target)² / var) / 2`, with the variance held above `eps`.

    `var` has the shape of x, or 1 or nothing for its last axis. With `full` the constant log(2 pi) / 2 is
    added. Raises ShapeError where the shapes do not fit, InvalidArgument for another reduction.

    Examples:
        >>> nn.functional.gaussian_nll_loss(Tensor([3.0]), Tensor([1.0]), Tensor([1.0])).item()
        2.0
    """
    spread = x._filled(var) if isinstance(var, (int, float)) else var
    if spread.shape != x.shape:
        if spread.shape == x.shape[:-1]:
            spread = spread.unsqueeze(-1)
        elif spread.ndim != x.ndim or any(
            size not in (own, 1) for size, own in zip(spread.shape, x.shape, strict=True)
        ):
            raise ShapeError(f"gaussian_nll_loss: var has shape {spread.shape}; the input has {x.shape}")
    # Held above eps by its values only, as in PyTorch: the gradient passes as if it was not.
    held = spread + (spread.maximum(eps) - spread).detach()
    loss = (held.log() + (x - target).square() / held) * 0.5
    return _reduced(loss + 0.5 * log(2 * pi) if full else loss, reduction)


def _classes(name: str, x: TensorT, rows: tuple[int, ...], target: TensorT) -> int:
    if x.ndim not in (1, 2) or x.shape[:-1] != rows or not target.dtype.is_integer:
        raise ShapeError(
            f"{name}: an input of shape {x.shape} is (n, classes) or (classes,), and its targets are class "
            f"numbers to match; they are {target.dtype} of shape {target.shape}"
        )
    return x.shape[-1]
