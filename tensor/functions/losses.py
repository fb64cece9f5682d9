"""Loss functions, with PyTorch's definitions, reductions and argument names.

Floats of 16 and 8 bits are computed in float32, over the whole batch, and rounded once.
"""

from __future__ import annotations

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.promotion import floating, promote
from ..methods.core import barrier, broadcast_shapes
from ..methods.gradient import TensorT


def cross_entropy(
    logits: TensorT,
    target: TensorT,
    weight: TensorT | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> TensorT:
    """The cross entropy of softmax(logits) over the class axis (1, or 0 for a single sample).

    `target` holds class indices (an integer dtype, logits' shape without the class axis) or class
    probabilities (a float dtype, logits' shape). `weight` has one value per class. Samples whose index is
    `ignore_index` count for nothing; an index outside the classes gives nan. 'mean' divides by the weights of
    the targets. Raises ShapeError, DTypeError where the target does not fit, InvalidArgument for another
    `reduction` and for `label_smoothing` beyond [0, 1].

    Examples:
        >>> logits = Tensor([[0.0, 0.0], [100.0, 0.0]])
        >>> logits.cross_entropy(Tensor([1, 1]), reduction="none").numpy().round(4)
        array([  0.6931, 100.    ], dtype=float32)
    """
    if not 0 <= label_smoothing <= 1:
        raise InvalidArgument(f"cross_entropy: label_smoothing={label_smoothing} must be in [0, 1]")
    axis, dtype = _class_axis("cross_entropy", logits, weight), logits.dtype
    logits = logits._wide()
    log_probabilities = logits.log_softmax(axis=axis)
    if target.dtype.is_float:
        loss = _soft_cross_entropy(log_probabilities, target, axis, weight, reduction, label_smoothing)
    else:
        loss = _hard_loss(
            "cross_entropy",
            log_probabilities,
            target,
            axis,
            weight,
            ignore_index,
            reduction,
            label_smoothing,
            logits,
        )
    return loss.cast(dtype)


def nll_loss(
    log_probabilities: TensorT,
    target: TensorT,
    weight: TensorT | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> TensorT:
    """Minus the log-probability of the target class, over the class axis (1, or 0 for a single sample).

    See `cross_entropy` for `weight`, `ignore_index`, indices outside the classes and what is raised.

    Examples:
        >>> Tensor([[-0.5, -1.0], [-0.25, -2.0]]).nll_loss(Tensor([1, 0])).item()
        0.625
    """
    axis = _class_axis("nll_loss", log_probabilities, weight)
    if target.dtype.is_float:
        raise DTypeError(f"nll_loss: target must hold class indices in an integer dtype, not {target.dtype}")
    dtype, wide = log_probabilities.dtype, log_probabilities._wide()
    return _hard_loss("nll_loss", wide, target, axis, weight, ignore_index, reduction, 0.0).cast(dtype)


def mse_loss(prediction: TensorT, target: TensorT, reduction: str = "mean") -> TensorT:
    """The squared difference; `reduction` is 'mean', 'sum' or 'none'.

    Raises ShapeError where the shapes differ, InvalidArgument for another reduction.

    Examples:
        >>> Tensor([1.0, 2.0]).mse_loss(Tensor([0.0, 4.0])).item()
        2.5
    """
    dtype, prediction, target = _alike("mse_loss", prediction, target)
    return _reduced((prediction - target).square(), reduction, dtype)


def l1_loss(prediction: TensorT, target: TensorT, reduction: str = "mean") -> TensorT:
    """The absolute difference; `reduction` is 'mean', 'sum' or 'none'.

    Raises ShapeError where the shapes differ, InvalidArgument for another reduction.

    Examples:
        >>> Tensor([1.0, 2.0]).l1_loss(Tensor([0.0, 4.0]), reduction="none").tolist()
        [1.0, 2.0]
    """
    dtype, prediction, target = _alike("l1_loss", prediction, target)
    return _reduced((prediction - target).abs(), reduction, dtype)


def smooth_l1_loss(
    prediction: TensorT, target: TensorT, reduction: str = "mean", beta: float = 1.0
) -> TensorT:
    """Quadratic (d²/2beta) where the difference is below `beta`, linear (|d| - beta/2) from there on.

    `reduction` is 'mean', 'sum' or 'none'. Raises ShapeError where the shapes differ, InvalidArgument for
    another reduction and a negative `beta`.

    Examples:
        >>> Tensor([0.5, 4.0]).smooth_l1_loss(Tensor([0.0, 0.0]), reduction="none").tolist()
        [0.125, 3.5]
    """
    if beta < 0:
        raise InvalidArgument(f"smooth_l1_loss: beta={beta} must not be negative")
    dtype, prediction, target = _alike("smooth_l1_loss", prediction, target)
    distance = (prediction - target).abs()
    if beta == 0:
        return _reduced(distance, reduction, dtype)
    return _reduced(
        _choose(distance < beta, distance.square() * (0.5 / beta), distance - 0.5 * beta), reduction, dtype
    )


def huber_loss(prediction: TensorT, target: TensorT, reduction: str = "mean", delta: float = 1.0) -> TensorT:
    """Quadratic (d²/2) where the difference is at most `delta`, linear (delta * (|d| - delta/2)) beyond.

    `reduction` is 'mean', 'sum' or 'none'. Raises ShapeError where the shapes differ, InvalidArgument for
    another reduction and a `delta` that is not positive.

    Examples:
        >>> Tensor([0.5, 4.0]).huber_loss(Tensor([0.0, 0.0]), reduction="none", delta=2.0).tolist()
        [0.125, 6.0]
    """
    if delta <= 0:
        raise InvalidArgument(f"huber_loss: delta={delta} must be positive")
    dtype, prediction, target = _alike("huber_loss", prediction, target)
    distance = (prediction - target).abs()
    return _reduced(
        _choose(distance <= delta, distance.square() * 0.5, (distance - 0.5 * delta) * delta),
        reduction,
        dtype,
    )


def binary_cross_entropy(
    probability: TensorT, target: TensorT, weight: TensorT | None = None, reduction: str = "mean"
) -> TensorT:
    """`-(target * log p + (1 - target) * log(1 - p))`, the logarithms held above -100 as in PyTorch.

    `weight` scales the loss of each element. Raises ShapeError where the shapes differ, InvalidArgument for a
    reduction other than 'mean', 'sum' and 'none'.

    Examples:
        >>> Tensor([0.5, 0.0]).binary_cross_entropy(Tensor([1.0, 1.0]), reduction="none").numpy().round(4)
        array([  0.6931, 100.    ], dtype=float32)
    """
    dtype, probability, target = _alike("binary_cross_entropy", probability, target)
    present = probability.log().maximum(-100.0)
    absent = (1 - probability).log().maximum(-100.0)

    def rule(g: TensorT, _: TensorT, p: TensorT, target: TensorT) -> tuple[TensorT, TensorT]:
        # As PyTorch: the slope of a saturated probability is held finite.
        return g * (p - target) / ((1 - p) * p).maximum(1e-12), g * (absent - present)

    loss = probability._derive(-(target * present + (1 - target) * absent), rule, target)
    return _reduced(loss if weight is None else loss * weight, reduction, dtype)


def binary_cross_entropy_with_logits(
    logits: TensorT,
    target: TensorT,
    weight: TensorT | None = None,
    reduction: str = "mean",
    pos_weight: TensorT | None = None,
) -> TensorT:
    """`binary_cross_entropy` of sigmoid(logits), exact when large; `pos_weight` scales the positive term.

    Raises as `binary_cross_entropy`.

    Examples:
        >>> logits, target = Tensor([0.0, -1000.0]), Tensor([1.0, 1.0])
        >>> logits.binary_cross_entropy_with_logits(target, reduction="none").numpy().round(4)
        array([6.931e-01, 1.000e+03], dtype=float32)
    """
    dtype, logits, target = _alike("binary_cross_entropy_with_logits", logits, target)
    # log(1 + exp(-x)) without overflow.
    softplus = (-logits.abs()).exp().log1p() + (-logits).maximum(0)
    if pos_weight is None:
        loss = (1 - target) * logits + softplus
    else:
        loss = (1 - target) * logits + ((pos_weight - 1) * target + 1) * softplus
    return _reduced(loss if weight is None else loss * weight, reduction, dtype)


def kl_div(
    log_probability: TensorT, target: TensorT, reduction: str = "mean", log_target: bool = False
) -> TensorT:
    """`target * (log target - log_probability)`; with `log_target` the target is given as its logarithm.

    Besides 'mean', 'sum' and 'none', the reduction 'batchmean' divides the sum by the first axis. Raises
    ShapeError where the shapes differ, InvalidArgument for another reduction.

    Examples:
        >>> uniform = Tensor([[0.5, 0.5]])
        >>> uniform.log().kl_div(uniform, reduction="batchmean").item()
        0.0
    """
    dtype, log_probability, target = _alike("kl_div", log_probability, target)
    if log_target:
        loss = target.exp() * (target - log_probability)
    else:
        # 0 * log 0 is 0 here.
        positive = target > 0
        entropy = _choose(positive, target * _choose(positive, target, 1.0).log(), 0.0)
        loss = entropy - target * log_probability
    if reduction == "batchmean":
        return (loss.sum() / loss.shape[0] if loss.ndim else loss).cast(dtype)
    return _reduced(loss, reduction, dtype)


def cosine_similarity(x: TensorT, y: TensorT, axis: int = 1, eps: float = 1e-8) -> TensorT:
    """The dot product over `axis` of x and y, each divided by its length (held above `eps`).

    Raises ShapeError where the shapes do not broadcast, IndexOutOfRange where there is no such axis.

    Examples:
        >>> x, y = Tensor([[3.0, 0.0], [0.0, 2.0]]), Tensor([[0.0, 1.0], [0.0, 5.0]])
        >>> x.cosine_similarity(y).tolist()
        [0.0, 1.0]
    """
    dtype, shape = floating(promote(x.dtype, y.dtype)), broadcast_shapes(x.shape, y.shape)
    x, y = (each._wide().expand(shape) for each in (x, y))
    return ((x / _length(x, axis, eps)) * (y / _length(y, axis, eps))).sum(axis=axis).cast(dtype)


def _length(x: TensorT, axis: int, least: float) -> TensorT:
    """The length along an axis, held above `least`; its gradient is that of the length, as in PyTorch."""
    length = x.square().sum(axis=axis, keepdims=True)._root()
    held = length._of_node(barrier(length.maximum(least)._node))
    return length._derive(held, lambda g, y, x: (g,))


def _hard_loss(
    name: str,
    log_probabilities: TensorT,
    target: TensorT,
    axis: int,
    weight: TensorT | None,
    ignore_index: int,
    reduction: str,
    label_smoothing: float,
    logits: TensorT | None = None,
) -> TensorT:
    """`log_probabilities` are the `log_softmax` of `logits`, if these are given."""
    shape = log_probabilities.shape
    classes = shape[axis]
    if target.shape != shape[:axis] + shape[axis + 1 :]:
        raise ShapeError(
            f"{name}: target has shape {target.shape}; class indices for logits of shape {shape} have shape "
            f"{shape[:axis] + shape[axis + 1 :]}"
        )
    if target.dtype is dtypes.bool_:
        raise DTypeError(
            f"{name}: target must hold class indices (integers) or probabilities (floats), not bool"
        )
    along = (-1, *(1,) * (len(shape) - axis - 1))
    labels = target.unsqueeze(axis)
    if classes - 1 > labels.dtype.maximum:
        labels = labels.cast(dtypes.int64)
    number = log_probabilities._of_node(nodes.iota(classes, labels.dtype)).reshape(along)
    hit = (labels == number).expand(shape)
    per_class = None if weight is None else weight.cast(log_probabilities.dtype).reshape(along).expand(shape)
    weighted = log_probabilities if per_class is None else log_probabilities * per_class
    # Comparing every class with the label keeps this in the row's own kernel, and its gradient needs no
    # scatter.
    if logits is None:
        loss = -_choose(hit, weighted, 0.0).sum(axis=axis)
    else:
        at_label = _log_softmax_at(logits, labels, axis)
        if per_class is not None:
            at_label = at_label * per_class.gather(axis, labels)
        at_label = weighted._derive(at_label, lambda g, _, x: (_choose(hit, g.expand(shape), 0.0),))
        loss = -at_label.reshape(target.shape)
    counted = target.ne(ignore_index)
    if label_smoothing:
        loss = loss * (1 - label_smoothing) - weighted.sum(axis=axis) * (label_smoothing / classes)
    legal = (target >= 0) & (target < classes)
    loss = _choose(counted, _choose(legal, loss, float("nan")), 0.0)
    if reduction != "mean":
        return _reduced(loss, reduction)
    if per_class is None:
        total = counted.cast(loss.dtype).sum()
    else:
        total = _choose(counted, _choose(hit, per_class, 0.0).sum(axis=axis), 0.0).sum()
    return loss.sum() / total


def _log_softmax_at(logits: TensorT, labels: TensorT, axis: int) -> TensorT:
    """The logarithm of a softmax where the labels are alone, of which nothing else is computed."""
    greatest = logits.amax(axis, True)
    total = (logits - greatest).exp().sum(axis, keepdims=True)
    return logits.gather(axis, labels) - greatest - total.log()


def _soft_cross_entropy(
    log_probabilities: TensorT,
    target: TensorT,
    axis: int,
    weight: TensorT | None,
    reduction: str,
    label_smoothing: float,
) -> TensorT:
    shape = log_probabilities.shape
    if target.shape != shape:
        raise ShapeError(
            f"cross_entropy: target has shape {target.shape}; class probabilities for logits of shape "
            f"{shape} have the same shape (class indices need an integer dtype)"
        )
    target = target.cast(log_probabilities.dtype)
    if label_smoothing:
        target = target * (1 - label_smoothing) + label_smoothing / shape[axis]
    if weight is not None:
        along = (-1, *(1,) * (len(shape) - axis - 1))
        target = target * weight.cast(target.dtype).reshape(along)
    loss = -(log_probabilities * target).sum(axis=axis)
    if reduction == "mean":
        return loss.sum() / max(1, loss.numel())
    return _reduced(loss, reduction)


def _class_axis(name: str, logits: TensorT, weight: TensorT | None) -> int:
    if logits.ndim < 1:
        raise ShapeError(f"{name} needs a class axis; the input is 0-dimensional")
    if not logits.dtype.is_float:
        raise DTypeError(f"{name} needs floats, not {logits.dtype}; cast first")
    axis = min(1, logits.ndim - 1)
    if weight is not None and weight.shape != (logits.shape[axis],):
        raise ShapeError(
            f"{name}: weight has shape {weight.shape}; the input has {logits.shape[axis]} classes"
        )
    return axis


def _choose(condition: TensorT, x: TensorT | float, y: TensorT | float) -> TensorT:
    return condition.where(x, y)


def _same_shape(name: str, prediction: TensorT, target: TensorT) -> TensorT:
    if prediction.shape != target.shape:
        raise ShapeError(
            f"{name}: prediction {prediction.shape} and target {target.shape} must have the same shape; "
            f"reshape or expand one of them"
        )
    return target


def _alike(name: str, prediction: TensorT, target: TensorT) -> tuple[DType, TensorT, TensorT]:
    """The dtype of a loss, and what it is of in the dtype that it is computed in."""
    target = _same_shape(name, prediction, target)
    dtype = promote(prediction.dtype, target.dtype)
    return dtype, prediction.cast(prediction.dtype.computing), target.cast(target.dtype.computing)


def _reduced(loss: TensorT, reduction: str, dtype: DType | None = None) -> TensorT:
    if reduction not in ("mean", "sum", "none"):
        raise InvalidArgument(f"reduction={reduction!r}; it is 'mean', 'sum' or 'none'")
    result = loss.mean() if reduction == "mean" else loss.sum() if reduction == "sum" else loss
    return result if dtype is None or not dtype.is_float else result.cast(dtype)
