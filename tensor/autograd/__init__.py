"""Gradients under the names of `torch.autograd`: of several results at once, with rules of your own, and
whole matrices of derivatives in `autograd.functional`.
"""

from __future__ import annotations

from ..tensor import Tensor
from . import function, functional
from .function import Function
from .gradients import backward, grad

no_grad, enable_grad = Tensor.no_grad, Tensor.enable_grad
inference_mode = Tensor.no_grad

__all__ = [
    "Function",
    "backward",
    "enable_grad",
    "function",
    "functional",
    "grad",
    "inference_mode",
    "no_grad",
]
