"""Dropout layers: they do nothing in evaluation."""

from __future__ import annotations

from ..tensor import Tensor
from . import functional
from .arguments import flag, real
from .module import Module


class _Dropout(Module):
    """A layer that drops while training; `p` is the share that goes."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        self.p = real(self, "p", p, 0, 1)
        self.inplace = flag(self, "inplace", inplace)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_Dropout):
    """`Tensor.dropout` while training, nothing otherwise: zero each value with probability `p` and scale the
    rest by `1 / (1 - p)`.

    Raises InvalidArgument for what is no probability.

    Examples:
        >>> layer = nn.Dropout(0.5)
        >>> sorted(set(layer(Tensor.ones(100)).tolist()))
        [0.0, 2.0]
        >>> set(layer.eval()(Tensor.ones(100)).tolist())
        {1.0}
    """

    def forward(self, x: Tensor) -> Tensor:
        return functional.dropout(x, self.p, self.training, self.inplace)


class Dropout1d(_Dropout):
    """`Dropout` of whole channels of `[n, c, l]` or `[c, l]`.

    Raises InvalidArgument for what is no probability.

    Examples:
        >>> set(nn.Dropout1d(0.5)(Tensor.ones(8, 3)).sum(axis=1).tolist()) <= {0.0, 6.0}
        True
    """

    def forward(self, x: Tensor) -> Tensor:
        return functional.dropout1d(x, self.p, self.training, self.inplace)


class Dropout2d(_Dropout):
    """`Dropout` of whole channels of `[n, c, h, w]`, or of `[n, c, l]` as in PyTorch.

    Raises InvalidArgument for what is no probability.

    Examples:
        >>> set(nn.Dropout2d(0.5)(Tensor.ones(1, 8, 3, 1)).sum(axis=2).flatten().tolist()) <= {0.0, 6.0}
        True
    """

    def forward(self, x: Tensor) -> Tensor:
        return functional.dropout2d(x, self.p, self.training, self.inplace)


class Dropout3d(_Dropout):
    """`Dropout` of whole channels of `[n, c, d, h, w]` or `[c, d, h, w]`.

    Raises InvalidArgument for what is no probability.

    Examples:
        >>> nn.Dropout3d(0.5)(Tensor.ones(1, 8, 2, 2, 2)).shape
        (1, 8, 2, 2, 2)
    """

    def forward(self, x: Tensor) -> Tensor:
        return functional.dropout3d(x, self.p, self.training, self.inplace)


class AlphaDropout(_Dropout):
    """Dropout for networks of SELUs: what is dropped takes SELU's floor, and mean 0 and variance 1 stay.

    Raises InvalidArgument for what is no probability.

    Examples:
        >>> nn.AlphaDropout(0.5).eval()(Tensor([1.0, 2.0])).tolist()
        [1.0, 2.0]
    """

    def forward(self, x: Tensor) -> Tensor:
        return functional.alpha_dropout(x, self.p, self.training, self.inplace)


class FeatureAlphaDropout(_Dropout):
    """`AlphaDropout` of whole channels of `[n, c, *]`.

    Raises InvalidArgument for what is no probability.

    Examples:
        >>> nn.FeatureAlphaDropout(0.5)(Tensor.ones(2, 3, 4)).shape
        (2, 3, 4)
    """

    def forward(self, x: Tensor) -> Tensor:
        return functional.feature_alpha_dropout(x, self.p, self.training, self.inplace)
