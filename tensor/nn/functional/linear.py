"""Products with weights, tables of vectors, lengths and padding."""

from __future__ import annotations

from collections.abc import Sequence

from ....runtime.errors import DTypeError, InvalidArgument, ShapeError
from ...graph import dtype as dtypes
from ...tensor import Tensor


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """`x @ weight.T + bias` with a weight of shape `[out, in]`.

    Raises ShapeError where the shapes do not fit.

    Examples:
        >>> nn.functional.linear(Tensor([1.0, 2.0]), Tensor([[1.0, 1.0]]), Tensor([0.5])).tolist()
        [3.5]
    """
    return x.linear(weight, bias)


def bilinear(x1: Tensor, x2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """`x1 @ weight[o] @ x2 + bias[o]` for each output o, over the last axes; the weight is `[out, in1, in2]`.

    Raises ShapeError where the shapes do not fit.

    Examples:
        >>> x, weight = Tensor([[1.0, 2.0]]), Tensor([[[1.0, 0.0], [0.0, 1.0]]])
        >>> nn.functional.bilinear(x, x, weight).tolist()
        [[5.0]]
    """
    if (
        weight.ndim != 3
        or not x1.ndim
        or not x2.ndim
        or x1.shape[:-1] != x2.shape[:-1]
        or (x1.shape[-1], x2.shape[-1]) != weight.shape[1:]
    ):
        raise ShapeError(f"bilinear: inputs {x1.shape} and {x2.shape} do not fit a weight of {weight.shape}")
    outputs, first, second = weight.shape
    left = x1.reshape(-1, first) @ weight.permute((1, 0, 2)).reshape(first, outputs * second)
    result = (left.reshape(-1, outputs, second) * x2.reshape(-1, 1, second)).sum(axis=-1)
    result = result.reshape(*x1.shape[:-1], outputs)
    return result if bias is None else result + bias


def embedding(
    indices: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """The rows of a table `[rows, width]` at integers of any shape; the row `padding_idx` gets no gradient.

    With `max_norm` longer rows are shortened to it, in the table too, as in PyTorch. Raises DTypeError for
    what are no integers, ShapeError for what is no table, InvalidArgument for `padding_idx` beyond the rows
    and for `scale_grad_by_freq` and `sparse`, which there are not.

    Examples:
        >>> table = Tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> nn.functional.embedding(Tensor([1, 0, 1]), table).tolist()
        [[3.0, 4.0], [1.0, 2.0], [3.0, 4.0]]
    """
    if not isinstance(indices, Tensor) or not indices.dtype.is_integer:
        raise DTypeError(f"embedding takes integers, not {getattr(indices, 'dtype', indices)!r:.60}")
    if weight.ndim != 2:
        raise ShapeError(f"embedding: a table has 2 axes; this one has shape {weight.shape}")
    if scale_grad_by_freq or sparse:
        raise InvalidArgument("embedding: there is neither scale_grad_by_freq nor sparse; leave them out")
    row = padding_row("embedding", weight.shape[0], padding_idx)
    if max_norm is not None:
        with Tensor.no_grad():
            length = weight.detach().norm(norm_type, dim=1, keepdim=True)
            used = Tensor.zeros(weight.shape[0], 1, device=weight.device).index_fill(
                0, indices.reshape(-1), 1
            )
            shorter = (length > max_norm) & (used > 0)
            weight.assign(shorter.where(weight.detach() * (max_norm / (length + 1e-7)), weight.detach()))
    rows = weight[indices]
    return rows if row is None else (indices == row).unsqueeze(-1).where(rows.detach(), rows)


def padding_row(name: str, rows: int, padding_idx: int | None) -> int | None:
    """The row of a table that is for padding, counted from the first."""
    if padding_idx is None:
        return None
    whole = not isinstance(padding_idx, bool) and hasattr(padding_idx, "__index__")
    if not whole or not -rows <= padding_idx < rows:
        raise InvalidArgument(f"{name}: padding_idx={padding_idx!r:.60} is not a row of {rows}")
    return padding_idx.__index__() % rows


def embedding_bag(
    indices: Tensor,
    weight: Tensor,
    offsets: Tensor | Sequence[int] | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Tensor:
    """The sum, mean or maximum of the rows of each bag: `indices` is `[bags, n]`, or one row of all bags that
    start at `offsets`.

    `per_sample_weights` scales the rows of a sum. Rows of `padding_idx` do not count; an empty bag gives
    zeros. Raises ShapeError where the shapes do not fit, InvalidArgument for another mode, and as
    `embedding`.

    Examples:
        >>> table = Tensor([[1.0], [3.0], [8.0]])
        >>> nn.functional.embedding_bag(Tensor([0, 1, 2]), table, Tensor([0, 2]), mode="sum").tolist()
        [[4.0], [8.0]]
    """
    if mode not in ("sum", "mean", "max"):
        raise InvalidArgument(f"embedding_bag: mode={mode!r:.60}; it is 'sum', 'mean' or 'max'")
    if per_sample_weights is not None and (mode != "sum" or per_sample_weights.shape != indices.shape):
        raise InvalidArgument("embedding_bag: per_sample_weights are for mode='sum', of the indices' shape")
    padding = padding_row("embedding_bag", weight.shape[0], padding_idx)
    if indices.ndim == 2:
        if offsets is not None:
            raise InvalidArgument("embedding_bag: offsets are for indices of one axis")
        rows = embedding(indices, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)
        counted = None if padding is None else indices.ne(padding)
        return _of_even_bags(rows, counted, mode, per_sample_weights)
    if indices.ndim == 1 and offsets is not None:
        starts = offsets if isinstance(offsets, Tensor) else Tensor(list(offsets), device=indices.device)
        if starts.ndim != 1:
            raise ShapeError(f"embedding_bag: offsets are a vector, not of shape {starts.shape}")
        starts = starts.cast(dtypes.int64)
        if include_last_offset:
            starts = starts[:-1]
        count = starts.shape[0]
        place = Tensor.arange(indices.shape[0], device=indices.device).unsqueeze(1)
        bag = (starts.unsqueeze(0) <= place).cast(dtypes.int64).sum(axis=1) - 1
    else:
        raise ShapeError(
            f"embedding_bag: indices of shape {indices.shape} are (bags, n), or one row with offsets"
        )
    rows = embedding(indices, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)
    member = Tensor.arange(count, device=indices.device).unsqueeze(1) == bag.unsqueeze(0)
    if padding is not None:
        member = member & indices.ne(padding).unsqueeze(0)
    if mode == "max":
        peak = member.unsqueeze(-1).where(rows.unsqueeze(0), float("-inf")).amax(axis=1)
        return member.any(axis=1).unsqueeze(1).where(peak, 0.0)
    share = member.cast(rows.dtype)
    if per_sample_weights is not None:
        share = share * per_sample_weights.reshape(1, -1)
    total = share @ rows
    return total if mode == "sum" else total / share.sum(axis=1, keepdims=True).maximum(1)


def _of_even_bags(rows: Tensor, counted: Tensor | None, mode: str, weights: Tensor | None) -> Tensor:
    """The sum, mean or maximum of `[bags, n, width]` over n, of the rows that count."""
    bags, n, width = rows.shape
    if mode == "max":
        if n == 0:
            return Tensor.zeros(bags, width, dtype=rows.dtype, device=rows.device)
        if counted is None:
            return rows.amax(axis=1)
        peak = counted.unsqueeze(-1).where(rows, float("-inf")).amax(axis=1)
        return counted.any(axis=1).unsqueeze(1).where(peak, 0.0)
    share = None if counted is None else counted.cast(rows.dtype)
    if weights is not None:
        share = weights.cast(rows.dtype) if share is None else share * weights
    total = (rows if share is None else rows * share.unsqueeze(-1)).sum(axis=1)
    if mode == "sum":
        return total
    return total / (max(n, 1) if share is None else share.sum(axis=1, keepdims=True).maximum(1))


def one_hot(x: Tensor, num_classes: int = -1) -> Tensor:
    """1 at the place of each class number along a new last axis, else 0; without `num_classes` up to the
    greatest.

    Raises DTypeError for what are no integers, InvalidArgument for a negative number of classes.

    Examples:
        >>> nn.functional.one_hot(Tensor([0, 2]), 3).tolist()
        [[1, 0, 0], [0, 0, 1]]
    """
    return x.one_hot(num_classes)


def pad(x: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """Surround with new elements: `pad` has (low, high) of the last axis first.

    `mode` is 'constant', 'reflect', 'replicate' or 'circular'; `value` is for the first. Raises ShapeError
    where the padding does not fit the shape, InvalidArgument for another mode, or a value beside those.

    Examples:
        >>> nn.functional.pad(Tensor([1, 2, 3]), (2, 1), mode="reflect").tolist()
        [3, 2, 1, 2, 3, 2]
    """
    if mode != "constant" and value:
        raise InvalidArgument(f"pad: a value is for mode 'constant', not {mode!r:.60}")
    return x.pad(pad if isinstance(pad, int) else [*pad], mode, 0 if value is None else value)


def normalize(x: Tensor, p: float = 2.0, dim: int | tuple[int, ...] = 1, eps: float = 1e-12) -> Tensor:
    """x over its p-norm along `dim`, which is held above `eps`.

    Raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> nn.functional.normalize(Tensor([[3.0, 4.0]])).numpy().round(2)
        array([[0.6, 0.8]], dtype=float32)
    """
    return x / x.norm(p, dim, keepdim=True).maximum(eps)


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The dot product over `dim` of x1 and x2, each divided by its length (held above `eps`).

    Raises ShapeError where the shapes do not broadcast, IndexOutOfRange where there is no such axis.

    Examples:
        >>> nn.functional.cosine_similarity(Tensor([[3.0, 0.0]]), Tensor([[0.0, 1.0]])).tolist()
        [0.0]
    """
    return x1.cosine_similarity(x2, dim, eps)
