"""What training loops do with gradients and parameters, as in `torch.nn.utils`."""

from __future__ import annotations

from . import rnn
from .gradients import clip_grad_norm_, clip_grad_value_, get_total_norm
from .recomputed import checkpoint, checkpoint_sequential
from .reparametrised import remove_spectral_norm, remove_weight_norm, spectral_norm, weight_norm
from .vectors import parameters_to_vector, vector_to_parameters

__all__ = [
    "checkpoint",
    "checkpoint_sequential",
    "clip_grad_norm_",
    "clip_grad_value_",
    "get_total_norm",
    "parameters_to_vector",
    "remove_spectral_norm",
    "remove_weight_norm",
    "rnn",
    "spectral_norm",
    "vector_to_parameters",
    "weight_norm",
]
