"""PyTorch's modules, run here: `barewire.from_torch`."""

from .module import TorchModule, from_torch

__all__ = ["TorchModule", "from_torch"]
