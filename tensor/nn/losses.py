"""Loss functions as modules: each calls the function of its name with the arguments it was made with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...runtime.errors import InvalidArgument
from ..tensor import Tensor
from . import functional
from .arguments import choice, flag, real, whole
from .module import Module


class _Loss(Module):
    reductions: tuple[str, ...] = ("mean", "sum", "none")

    def __init__(self, *, reduction: str = "mean") -> None:
        self.reduction = choice(self, "reduction", reduction, self.reductions)

    def _weigh(self, name: str, weight: Tensor | None) -> None:
        if not (weight is None or isinstance(weight, Tensor)):
            raise InvalidArgument(f"{type(self).__name__}: {name} is a tensor or None, not {weight!r:.60}")
        self.register_buffer(name, weight)

    weight: Tensor | None
    pos_weight: Tensor | None


class L1Loss(_Loss):
    """The absolute difference; `reduction` is 'mean', 'sum' or 'none'.

    Calling it raises ShapeError where the shapes differ.

    Examples:
        >>> nn.L1Loss()(Tensor([1.0, 2.0]), Tensor([0.0, 4.0])).item()
        1.5
    """

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        return functional.l1_loss(prediction, target, self.reduction)


class MSELoss(_Loss):
    """The squared difference; `reduction` is 'mean', 'sum' or 'none'.

    Calling it raises ShapeError where the shapes differ.

    Examples:
        >>> nn.MSELoss(reduction="sum")(Tensor([1.0, 2.0]), Tensor([0.0, 4.0])).item()
        5.0
    """

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        return functional.mse_loss(prediction, target, self.reduction)


class SmoothL1Loss(_Loss):
    """Quadratic (d²/2beta) where the difference is below `beta`, linear (|d| - beta/2) from there on.

    Raises InvalidArgument for a negative `beta`.

    Examples:
        >>> nn.SmoothL1Loss(reduction="none")(Tensor([0.5, 4.0]), Tensor([0.0, 0.0])).tolist()
        [0.125, 3.5]
    """

    def __init__(self, *, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__(reduction=reduction)
        self.beta = real(self, "beta", beta, 0)

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        return functional.smooth_l1_loss(prediction, target, self.reduction, self.beta)


class HuberLoss(_Loss):
    """Quadratic (d²/2) where the difference is at most `delta`, linear (delta * (|d| - delta/2)) beyond.

    Raises InvalidArgument unless `delta` is positive.

    Examples:
        >>> nn.HuberLoss(reduction="none", delta=2.0)(Tensor([0.5, 4.0]), Tensor([0.0, 0.0])).tolist()
        [0.125, 6.0]
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction=reduction)
        self.delta = _positive(self, "delta", delta)

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        return functional.huber_loss(prediction, target, self.reduction, self.delta)


class CrossEntropyLoss(_Loss):
    """`Tensor.cross_entropy` as a layer: of softmax(logits) and class indices, or probabilities.

    `weight`, one value per class, is a buffer. Raises InvalidArgument for `label_smoothing` beyond [0, 1];
    calling it raises as the method does.

    Examples:
        >>> nn.CrossEntropyLoss()(Tensor([[100.0, 0.0]]), Tensor([1])).item()
        100.0
    """

    def __init__(
        self,
        weight: Tensor | None = None,
        *,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(reduction=reduction)
        self._weigh("weight", weight)
        self.ignore_index = whole(self, "ignore_index", ignore_index, -(2**63))
        self.label_smoothing = real(self, "label_smoothing", label_smoothing, 0, 1)

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        return functional.cross_entropy(
            logits, target, self.weight, self.ignore_index, self.reduction, self.label_smoothing
        )


class NLLLoss(_Loss):
    """`Tensor.nll_loss` as a layer: minus the log-probability of the target class.

    `weight`, one value per class, is a buffer. Calling it raises as the method does.

    Examples:
        >>> nn.NLLLoss()(Tensor([[-0.5, -1.0], [-0.25, -2.0]]), Tensor([1, 0])).item()
        0.625
    """

    def __init__(
        self, weight: Tensor | None = None, *, ignore_index: int = -100, reduction: str = "mean"
    ) -> None:
        super().__init__(reduction=reduction)
        self._weigh("weight", weight)
        self.ignore_index = whole(self, "ignore_index", ignore_index, -(2**63))

    def forward(self, log_probabilities: Tensor, target: Tensor) -> Tensor:
        return functional.nll_loss(log_probabilities, target, self.weight, self.ignore_index, self.reduction)


class BCELoss(_Loss):
    """`Tensor.binary_cross_entropy` as a layer: of probabilities, with a `weight` for each element.

    Calling it raises as the method does.

    Examples:
        >>> nn.BCELoss(reduction="none")(Tensor([0.5, 0.0]), Tensor([1.0, 1.0])).numpy().round(4)
        array([  0.6931, 100.    ], dtype=float32)
    """

    def __init__(self, weight: Tensor | None = None, *, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self._weigh("weight", weight)

    def forward(self, probability: Tensor, target: Tensor) -> Tensor:
        return functional.binary_cross_entropy(probability, target, self.weight, self.reduction)


class BCEWithLogitsLoss(_Loss):
    """`BCELoss` of sigmoid(logits), exact when large; `pos_weight` scales the positive term.

    Calling it raises as `Tensor.binary_cross_entropy_with_logits` does.

    Examples:
        >>> nn.BCEWithLogitsLoss()(Tensor([-1000.0]), Tensor([1.0])).item()
        1000.0
    """

    def __init__(
        self,
        weight: Tensor | None = None,
        *,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
    ) -> None:
        super().__init__(reduction=reduction)
        self._weigh("weight", weight)
        self._weigh("pos_weight", pos_weight)

    def forward(self, logits: Tensor, target: Tensor) -> Tensor:
        return functional.binary_cross_entropy_with_logits(
            logits, target, self.weight, self.reduction, self.pos_weight
        )


class KLDivLoss(_Loss):
    """`Tensor.kl_div` as a layer: `target * (log target - log_probability)`.

    `reduction` may be 'batchmean' besides. Calling it raises ShapeError where the shapes differ.

    Examples:
        >>> uniform = Tensor([[0.5, 0.5]])
        >>> nn.KLDivLoss(reduction="batchmean")(uniform.log(), uniform).item()
        0.0
    """

    reductions = ("mean", "sum", "none", "batchmean")

    def __init__(self, *, reduction: str = "mean", log_target: bool = False) -> None:
        super().__init__(reduction=reduction)
        self.log_target = flag(self, "log_target", log_target)

    def forward(self, log_probability: Tensor, target: Tensor) -> Tensor:
        return functional.kl_div(log_probability, target, self.reduction, self.log_target)


class PoissonNLLLoss(_Loss):
    """`exp(x) - target * x`, or `x - target * log(x + eps)` without `log_input`.

    Examples:
        >>> nn.PoissonNLLLoss()(Tensor([0.0]), Tensor([3.0])).item()
        1.0
    """

    def __init__(
        self, log_input: bool = True, full: bool = False, *, eps: float = 1e-8, reduction: str = "mean"
    ) -> None:
        super().__init__(reduction=reduction)
        self.log_input, self.full = flag(self, "log_input", log_input), flag(self, "full", full)
        self.eps = real(self, "eps", eps)

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        return functional.poisson_nll_loss(x, target, self.log_input, self.full, self.eps, self.reduction)


class GaussianNLLLoss(_Loss):
    """`(log var + (x - target)² / var) / 2`, with the variance held above `eps`.

    Raises InvalidArgument unless `eps` is positive; calling it raises ShapeError where the shapes do not fit.

    Examples:
        >>> nn.GaussianNLLLoss()(Tensor([3.0]), Tensor([1.0]), Tensor([1.0])).item()
        2.0
    """

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.full, self.eps = flag(self, "full", full), _positive(self, "eps", eps)

    def forward(self, x: Tensor, target: Tensor, var: Tensor | float) -> Tensor:
        return functional.gaussian_nll_loss(x, target, var, self.full, self.eps, self.reduction)


class CosineEmbeddingLoss(_Loss):
    """`1 - cos` where the target is 1, `max(0, cos - margin)` where it is -1.

    Calling it raises ShapeError where inputs `[n, d]` and target `[n]` do not fit.

    Examples:
        >>> nn.CosineEmbeddingLoss()(Tensor([[1.0, 0.0]]), Tensor([[0.0, 2.0]]), Tensor([1])).item()
        1.0
    """

    def __init__(self, margin: float = 0.0, *, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.margin = real(self, "margin", margin)

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return functional.cosine_embedding_loss(input1, input2, target, self.margin, self.reduction)


class HingeEmbeddingLoss(_Loss):
    """x where the target is 1, `max(0, margin - x)` where it is -1.

    Examples:
        >>> loss = nn.HingeEmbeddingLoss(reduction="none")
        >>> loss(Tensor([0.25, 0.25]), Tensor([1, -1])).tolist()
        [0.25, 0.75]
    """

    def __init__(self, margin: float = 1.0, *, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.margin = real(self, "margin", margin)

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        return functional.hinge_embedding_loss(x, target, self.margin, self.reduction)


class MarginRankingLoss(_Loss):
    """`max(0, -target * (input1 - input2) + margin)`: a target of 1 wants the first greater, -1 the second.

    Calling it raises ShapeError where the shapes do not fit.

    Examples:
        >>> nn.MarginRankingLoss()(Tensor([1.0]), Tensor([3.0]), Tensor([1])).item()
        2.0
    """

    def __init__(self, margin: float = 0.0, *, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.margin = real(self, "margin", margin)

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return functional.margin_ranking_loss(input1, input2, target, self.margin, self.reduction)


class SoftMarginLoss(_Loss):
    """`log(1 + exp(-target * x))`, with targets of 1 and -1.

    Examples:
        >>> nn.SoftMarginLoss()(Tensor([-100.0]), Tensor([1.0])).item()
        100.0
    """

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        return functional.soft_margin_loss(x, target, self.reduction)


class MultiMarginLoss(_Loss):
    """The mean over the classes of `max(0, margin - x[target] + x)**p`, the target's own left out.

    Raises InvalidArgument for a p other than 1 and 2.

    Examples:
        >>> nn.MultiMarginLoss()(Tensor([[0.0, 1.0, 4.0, 0.0]]), Tensor([1])).item()
        1.0
    """

    def __init__(
        self, p: int = 1, margin: float = 1.0, weight: Tensor | None = None, *, reduction: str = "mean"
    ) -> None:
        super().__init__(reduction=reduction)
        self.p, self.margin = whole(self, "p", p), real(self, "margin", margin)
        if self.p > 2:
            raise InvalidArgument(f"MultiMarginLoss: {p=} must be 1 or 2")
        self._weigh("weight", weight)

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        return functional.multi_margin_loss(x, target, self.p, self.margin, self.weight, self.reduction)


class MultiLabelMarginLoss(_Loss):
    """`max(0, 1 - (x[j] - x[i]))` over the targets j, listed up to the first -1, and all i that are none.

    Calling it raises ShapeError where the shapes differ.

    Examples:
        >>> nn.MultiLabelMarginLoss()(Tensor([[0.0, 0.5]]), Tensor([[1, -1]])).item()
        0.25
    """

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        return functional.multilabel_margin_loss(x, target, self.reduction)


class MultiLabelSoftMarginLoss(_Loss):
    """The binary cross entropy of sigmoid(x) with targets of 0 and 1, averaged over the classes.

    Calling it raises ShapeError where the shapes differ.

    Examples:
        >>> nn.MultiLabelSoftMarginLoss()(Tensor([[-100.0, 100.0]]), Tensor([[1.0, 1.0]])).item()
        50.0
    """

    def __init__(self, weight: Tensor | None = None, *, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self._weigh("weight", weight)

    def forward(self, x: Tensor, target: Tensor) -> Tensor:
        return functional.multilabel_soft_margin_loss(x, target, self.weight, self.reduction)


class TripletMarginLoss(_Loss):
    """`max(0, d(anchor, positive) - d(anchor, negative) + margin)` of `nn.PairwiseDistance` d.

    With `swap` the negative counts by its distance to the positive where that is less.

    Examples:
        >>> a, p, n = Tensor([[0.0]]), Tensor([[2.0]]), Tensor([[1.0]])
        >>> nn.TripletMarginLoss(margin=0.5, eps=0.0)(a, p, n).item()
        1.5
    """

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        *,
        reduction: str = "mean",
    ) -> None:
        super().__init__(reduction=reduction)
        self.margin, self.p = _positive(self, "margin", margin), real(self, "p", p)
        self.eps, self.swap = real(self, "eps", eps), flag(self, "swap", swap)

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return functional.triplet_margin_loss(
            anchor, positive, negative, self.margin, self.p, self.eps, self.swap, self.reduction
        )


class TripletMarginWithDistanceLoss(_Loss):
    """`TripletMarginLoss` with a distance of one's own.

    Raises InvalidArgument for a distance that cannot be called.

    Examples:
        >>> a, p, n = Tensor([[0.0]]), Tensor([[2.0]]), Tensor([[1.0]])
        >>> nn.TripletMarginWithDistanceLoss(distance_function=nn.PairwiseDistance(eps=0.0))(a, p, n).item()
        2.0
    """

    def __init__(
        self,
        *,
        distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
        margin: float = 1.0,
        swap: bool = False,
        reduction: str = "mean",
    ) -> None:
        super().__init__(reduction=reduction)
        if not (distance_function is None or callable(distance_function)):
            raise InvalidArgument(f"TripletMarginWithDistanceLoss: {distance_function!r:.60} is no function")
        self.distance_function = distance_function
        self.margin, self.swap = _positive(self, "margin", margin), flag(self, "swap", swap)

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return functional.triplet_margin_with_distance_loss(
            anchor,
            positive,
            negative,
            distance_function=self.distance_function,
            margin=self.margin,
            swap=self.swap,
            reduction=self.reduction,
        )


class CTCLoss(_Loss):
    """The loss of connectionist temporal classification: minus the log-probability of all alignments of
    targets to inputs.

    Calling it takes log-probabilities `[t, n, classes]`, targets `[n, s]` and the lengths of both, and raises
    as `nn.functional.ctc_loss` does.

    Examples:
        >>> log_probs = Tensor.full((2, 1, 2), 0.5).log()
        >>> round(nn.CTCLoss()(log_probs, Tensor([[1]]), [2], [1]).exp().item(), 4)
        1.3333
    """

    def __init__(self, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False) -> None:
        super().__init__(reduction=reduction)
        self.blank = whole(self, "blank", blank, 0)
        self.zero_infinity = flag(self, "zero_infinity", zero_infinity)

    def forward(
        self,
        log_probs: Tensor,
        targets: Tensor,
        input_lengths: Tensor | Sequence[int],
        target_lengths: Tensor | Sequence[int],
    ) -> Tensor:
        return functional.ctc_loss(
            log_probs,
            targets,
            input_lengths,
            target_lengths,
            self.blank,
            self.reduction,
            self.zero_infinity,
        )


class PairwiseDistance(Module):
    """The p-norm of `x1 - x2 + eps` over the last axis.

    Examples:
        >>> nn.PairwiseDistance(eps=0.0)(Tensor([[3.0, 0.0]]), Tensor([[0.0, 4.0]])).tolist()
        [5.0]
    """

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        self.norm, self.eps = real(self, "p", p), real(self, "eps", eps)
        self.keepdim = flag(self, "keepdim", keepdim)

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return functional.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)


class CosineSimilarity(Module):
    """The dot product over `dim` of two tensors, each divided by its length (held above `eps`).

    Calling it raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> nn.CosineSimilarity()(Tensor([[3.0, 0.0]]), Tensor([[0.0, 1.0]])).tolist()
        [0.0]
    """

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        self.dim, self.eps = whole(self, "dim", dim, -(10**6)), real(self, "eps", eps)

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return functional.cosine_similarity(x1, x2, self.dim, self.eps)


def _positive(owner: Module, name: str, value: Any) -> float:
    number = real(owner, name, value)
    if number <= 0:
        raise InvalidArgument(f"{type(owner).__name__}: {name}={value!r:.60} must be positive")
    return number
