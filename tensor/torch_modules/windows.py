"""Operators of ATen over windows, places and pairs that are called otherwise here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...runtime.errors import InvalidArgument
from .. import fft, linalg
from ..graph import dtype as dtypes
from ..nn import functional
from ..tensor import Tensor

# The numbers that ATen has for these words.
MODES = ("bilinear", "nearest", "bicubic")
PADDINGS = ("zeros", "border", "reflection")
BAGS = ("sum", "mean", "max")
NORMS: tuple[Any, ...] = ("backward", "ortho", "forward")


def grid_sampler(x: Tensor, grid: Tensor, mode: int, padding: int, align_corners: bool) -> Tensor:
    """`grid_sample` by numbers."""
    result: Tensor = functional.grid_sample(x, grid, MODES[mode], PADDINGS[padding], align_corners)
    return result


def col2im(
    x: Tensor, size: Sequence[int], kernel: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Tensor:
    """`fold`."""
    result: Tensor = functional.fold(x, *map(_plain, (size, kernel, dilation, padding, stride)))
    return result


def im2col(x: Tensor, kernel: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """`unfold`."""
    result: Tensor = functional.unfold(x, *map(_plain, (kernel, dilation, padding, stride)))
    return result


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, (list, tuple)) else value


def embedding_bag(
    weight: Tensor,
    indices: Tensor,
    offsets: Tensor,
    scale_grad_by_freq: bool = False,
    mode: int = 0,
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int = -1,
) -> tuple[Any, ...]:
    """The bags; what else ATen gives is for its gradient."""
    bags = functional.embedding_bag(
        indices,
        weight,
        offsets,
        mode=BAGS[mode],
        per_sample_weights=per_sample_weights,
        include_last_offset=include_last_offset,
        padding_idx=None if padding_idx < 0 else padding_idx,
    )
    return bags, None, None, None


def cdist(x: Tensor, y: Tensor, p: float = 2.0, mode: Any = None) -> Tensor:
    """Distances between the rows of two."""
    return x.cdist(y, p)


def pdist(x: Tensor, p: float = 2.0) -> Tensor:
    """Distances between the rows of one, each pair once."""
    count = x.shape[0]
    pairs = [(i, j) for i in range(count) for j in range(i + 1, count)]
    first, second = (Tensor([pair[side] for pair in pairs], dtypes.int64, x.device) for side in (0, 1))
    difference = x.index_select(0, first) - x.index_select(0, second)
    result: Tensor = linalg.vector_norm(difference, axis=1, ord=p)
    return result


def _transform(x: Tensor, axes: Sequence[int], norm: int, inverse: bool) -> Tensor:
    # ATen has no scale, the root's or the size's, whichever way it goes.
    word = NORMS[norm] if not inverse else NORMS[2 - norm]
    return (fft.ifftn if inverse else fft.fftn)(x, axes=tuple(axes), norm=word)


def fft_c2c(x: Tensor, dim: Sequence[int], normalization: int, forward: bool) -> Tensor:
    """The transform of complex numbers."""
    return _transform(x, dim, normalization, not forward)


def fft_r2c(x: Tensor, dim: Sequence[int], normalization: int, onesided: bool) -> Tensor:
    """The transform of real numbers."""
    if not onesided:
        return _transform(x, dim, normalization, False)
    return fft.rfftn(x, axes=tuple(dim), norm=NORMS[normalization])


def fft_c2r(x: Tensor, dim: Sequence[int], normalization: int, last_dim_size: int) -> Tensor:
    """The real numbers of which half a transform is given."""
    size = [x.shape[axis] for axis in dim[:-1]] + [last_dim_size]
    return fft.irfftn(x, s=size, axes=tuple(dim), norm=NORMS[2 - normalization])


def grouped_mm(
    x: Tensor, weight: Tensor, offs: Tensor | None = None, bias: Any = None, out_dtype: Any = None
) -> Tensor:
    """Products of groups: rows of `x` by matrices of `weight`, where `offs` has the ends of the groups.

    Groups are told apart on the device, so that no size depends on data: with fewer rows than groups each row
    takes its matrix, otherwise each row has its numbers at its group's place of one long sum.
    """
    if offs is None:
        product = x @ weight
    elif x.ndim == 2 and weight.ndim == 3:
        groups, inner, outer = weight.shape
        rows = Tensor.arange(x.shape[0], device=x.device, dtype=dtypes.int32)
        ends = offs.cast(dtypes.int32)
        of = (rows[:, None] >= ends[None]).cast(dtypes.int32).sum(1)
        if x.shape[0] <= groups:
            product = (x[:, None] @ weight.index_select(0, of.clamp(max=groups - 1)))[:, 0]
        else:
            mine = of[:, None] == Tensor.arange(groups, device=x.device, dtype=dtypes.int32)[None]
            spread = mine[:, :, None].where(x[:, None], 0.0).reshape(x.shape[0], groups * inner)
            product = spread @ weight.reshape(groups * inner, outer)
        product = (of < groups)[:, None].where(product, 0.0)
    elif x.ndim == 3 and weight.ndim == 2:
        product = grouped_mm(weight.transpose(0, 1), x.transpose(1, 2), offs).transpose(0, 1)
    elif x.ndim == 2 and weight.ndim == 2:
        places = Tensor.arange(x.shape[1], device=x.device, dtype=dtypes.int32)
        ends = offs.cast(dtypes.int32)
        starts = Tensor.zeros_like(ends[:1]).cat(ends[:-1])
        mine = (places[None] >= starts[:, None]) & (places[None] < ends[:, None])
        product = mine[:, None].where(x[None], 0.0) @ weight[None]
    else:
        raise InvalidArgument(f"_grouped_mm of {tuple(x.shape)} by {tuple(weight.shape)} with offsets")
    if bias is not None:
        product = product + bias
    return product if out_dtype is None else product.cast(out_dtype)


ROWS: dict[str, Callable[..., Any]] = {
    "_cdist_forward": cdist,
    "_embedding_bag": embedding_bag,
    "_embedding_bag_forward_only": embedding_bag,
    "_fft_c2c": fft_c2c,
    "_fft_c2r": fft_c2r,
    "_fft_r2c": fft_r2c,
    "_grouped_mm": grouped_mm,
    "_pdist_forward": pdist,
    "col2im": col2im,
    "grid_sampler": grid_sampler,
    "grid_sampler_2d": grid_sampler,
    "grid_sampler_3d": grid_sampler,
    "im2col": im2col,
}
