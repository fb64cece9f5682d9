"""Dropping elements, or whole channels."""

from __future__ import annotations

from ....runtime.errors import InvalidArgument, ShapeError
from ...functions.in_place import put
from ...tensor import Tensor

# Where SELU goes far below zero: -scale * alpha (Klambauer et al. 2017).
SELU_FLOOR = -1.7580993408473766


def dropout(x: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zero each element with probability `p` and scale the others by 1 / (1 - p); x when not training.

    Raises InvalidArgument for what is no probability.

    Examples:
        >>> sorted(set(nn.functional.dropout(Tensor.ones(100)).tolist()))
        [0.0, 2.0]
    """
    return put(x, x.dropout(_probability("dropout", p), training), inplace)


def dropout1d(x: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels of `[n, c, l]` or `[c, l]`.

    Raises ShapeError for other axes, InvalidArgument for what is no probability.

    Examples:
        >>> rows = nn.functional.dropout1d(Tensor.ones(8, 3)).sum(axis=1)
        >>> set(rows.tolist()) <= {0.0, 6.0}
        True
    """
    if x.ndim not in (2, 3):
        raise ShapeError(f"dropout1d needs 2 or 3 axes; the input has shape {x.shape}")
    return _channels("dropout1d", x, p, training, inplace, x.ndim == 3)


def dropout2d(x: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels of `[n, c, h, w]`, or of `[n, c, l]` as in PyTorch.

    Raises ShapeError for other axes, InvalidArgument for what is no probability.

    Examples:
        >>> planes = nn.functional.dropout2d(Tensor.ones(2, 4, 3, 1)).sum(axis=(2, 3))
        >>> set(planes.flatten().tolist()) <= {0.0, 6.0}
        True
    """
    if x.ndim not in (3, 4):
        raise ShapeError(f"dropout2d needs 3 or 4 axes; the input has shape {x.shape}")
    return _channels("dropout2d", x, p, training, inplace, True)


def dropout3d(x: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels of `[n, c, d, h, w]` or `[c, d, h, w]`.

    Raises ShapeError for other axes, InvalidArgument for what is no probability.

    Examples:
        >>> nn.functional.dropout3d(Tensor.ones(2, 4, 3, 3, 3)).shape
        (2, 4, 3, 3, 3)
    """
    if x.ndim not in (4, 5):
        raise ShapeError(f"dropout3d needs 4 or 5 axes; the input has shape {x.shape}")
    return _channels("dropout3d", x, p, training, inplace, x.ndim == 5)


def alpha_dropout(x: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """Dropout that keeps mean 0 and variance 1 of what SELU gives: dropped elements take its floor.

    Raises InvalidArgument for what is no probability.

    Examples:
        >>> x = Tensor([1.0, 2.0])
        >>> nn.functional.alpha_dropout(x, training=False).tolist()
        [1.0, 2.0]
    """
    return put(x, _alpha("alpha_dropout", x, p, training, x.shape), inplace)


def feature_alpha_dropout(x: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """`alpha_dropout` of whole channels of `[n, c, *]`.

    Raises ShapeError for fewer axes, InvalidArgument for what is no probability.

    Examples:
        >>> nn.functional.feature_alpha_dropout(Tensor.ones(2, 3, 4), training=True).shape
        (2, 3, 4)
    """
    if x.ndim < 2:
        raise ShapeError(f"feature_alpha_dropout needs 2 axes or more; the input has shape {x.shape}")
    shape = (*x.shape[:2], *(1,) * (x.ndim - 2))
    return put(x, _alpha("feature_alpha_dropout", x, p, training, shape), inplace)


def _alpha(name: str, x: Tensor, p: float, training: bool, shape: tuple[int, ...]) -> Tensor:
    share = _probability(name, p)
    if not training or not share:
        return x
    if share == 1:
        return x * 0
    scale = ((1 - share) * (1 + share * SELU_FLOOR**2)) ** -0.5
    kept: Tensor = Tensor.rand(*shape, device=x.device) >= share
    chosen: Tensor = kept.where(x, SELU_FLOOR)
    result: Tensor = chosen * scale - scale * SELU_FLOOR * share
    return result


def _channels(name: str, x: Tensor, p: float, training: bool, inplace: bool, batched: bool) -> Tensor:
    share = _probability(name, p)
    if not training or not share:
        return x
    lead = 2 if batched else 1
    kept = Tensor.ones(*x.shape[:lead], *(1,) * (x.ndim - lead), device=x.device, dtype=x.dtype)
    return put(x, x * kept.dropout(share), inplace)


def _probability(name: str, p: float) -> float:
    if not isinstance(p, (int, float)) or not 0 <= p <= 1:
        raise InvalidArgument(f"{name}: p={p!r:.60} must be in [0, 1]")
    return float(p)
