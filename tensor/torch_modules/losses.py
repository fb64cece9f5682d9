"""ATen's losses, which say by a number how they are reduced: 0 not, 1 to the mean, 2 to the sum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..nn import functional

REDUCTIONS = ("none", "mean", "sum")

# ATen's name, what it is called here, and its parameters in ATen's order, those that are tensors first.
_LOSSES = """
binary_cross_entropy binary_cross_entropy : input target weight reduction
binary_cross_entropy_with_logits binary_cross_entropy_with_logits : input target weight pos_weight reduction
cosine_embedding_loss cosine_embedding_loss : input1 input2 target margin reduction
cross_entropy_loss cross_entropy : input target weight reduction ignore_index label_smoothing
ctc_loss ctc_loss : log_probs targets input_lengths target_lengths blank reduction zero_infinity
hinge_embedding_loss hinge_embedding_loss : input target margin reduction
huber_loss huber_loss : input target reduction delta
kl_div kl_div : input target reduction log_target
l1_loss l1_loss : input target reduction
margin_ranking_loss margin_ranking_loss : input1 input2 target margin reduction
mse_loss mse_loss : input target reduction
multi_margin_loss multi_margin_loss : input target p margin weight reduction
multilabel_margin_loss multilabel_margin_loss : input target reduction
nll_loss nll_loss : input target weight reduction ignore_index
nll_loss2d nll_loss : input target weight reduction ignore_index
nll_loss_nd nll_loss : input target weight reduction ignore_index
poisson_nll_loss poisson_nll_loss : input target log_input full eps reduction
smooth_l1_loss smooth_l1_loss : input target reduction beta
soft_margin_loss soft_margin_loss : input target reduction
triplet_margin_loss triplet_margin_loss : anchor positive negative margin p eps swap reduction
"""
_TENSORS = {
    *("input", "target", "input1", "input2", "log_probs", "targets", "input_lengths", "target_lengths"),
    *("anchor", "positive", "negative"),
}


def _loss(name: str, parameters: list[str]) -> Callable[..., Any]:
    tensors = [each for each in parameters if each in _TENSORS]

    def run(*arguments: Any, **named: Any) -> Any:
        given = dict(zip(parameters, arguments, strict=False)) | named
        reduction = REDUCTIONS[given.pop("reduction", 1)]
        first = [given.pop(each) for each in tensors]
        return getattr(functional, name)(*first, reduction=reduction, **given)

    return run


def _with_weight(loss: Callable[..., Any]) -> Callable[..., Any]:
    """ATen's forward operators give the sum of weights beside the loss, for the gradient."""
    return lambda *arguments: (loss(*arguments), None)


ROWS: dict[str, Callable[..., Any]] = {}
for _line in _LOSSES.strip().splitlines():
    _names, _, _parameters = _line.partition(":")
    _aten, _here = _names.split()
    ROWS[_aten] = _loss(_here, _parameters.split())
for _aten in ("nll_loss", "nll_loss2d", "multilabel_margin_loss"):
    ROWS[f"{_aten}_forward"] = _with_weight(ROWS[_aten])
