"""The tensor layer. Called, it makes a tensor, as in PyTorch: `barewire.tensor([1, 2])`."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .tensor import Tensor


class _Layer(ModuleType):
    def __call__(
        self, data: Any, *, dtype: object = None, device: object = None, requires_grad: bool = False
    ) -> Tensor:
        """A tensor of a copy of `data`. Raises as `Tensor` does."""
        from .tensor import Tensor

        return Tensor(data, dtype, device, requires_grad)


sys.modules[__name__].__class__ = _Layer
