"""What PyTorch's operators are here: a table of those that differ from the method of their name.

Methods of Tensor are called as PyTorch's are, so most operators of ATen need no row: `aten.mul.Tensor(a, b)`
is `a.mul(b)`. A row is for an operator of another name, of arguments in another order, of several results.
Names are those of `native_functions.yaml` in PyTorch, without their overload where all mean the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import prod
from typing import Any

from ...runtime.errors import InvalidArgument
from .. import fft, linalg
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..nn import functional
from ..short_time_fourier import istft, stft
from ..tensor import Tensor
from . import backward, losses, windows
from .convolution import convolution, convolution_of

Function = Callable[..., Any]
# Arguments that say where and how PyTorch lays memory out.
IGNORED = ("layout", "pin_memory", "memory_format", "non_blocking", "device", "implicit", "generator")
# Operators whose result is their first argument: what they do is of no account here.
SAME = ["alias", "contiguous", "detach", "lift_fresh", "resolve_conj", "resolve_neg"]
# Where operators are whose names begin so: `linalg_qr`, `fft_rfft`, `special_erf`.
MODULES: dict[str, Any] = {"linalg": linalg, "fft": fft, "special": Tensor}
# Operators of other libraries.
OTHERS: dict[str, Function] = {"transformers.grouped_mm_fallback.default": windows.grouped_mm}
# Operators whose result nobody reads.
CHECKS = ["_assert_async", "_assert_scalar", "_assert_tensor_metadata", "sym_constrain_range_for_size"]


def dtype_of(kind: Any) -> DType:
    """The dtype of the name that PyTorch's has.

    Raises InvalidArgument where there is none.
    """
    name = str(kind).removeprefix("torch.")
    found = dtypes.BY_NAME.get(name)
    if found is None:
        raise InvalidArgument(f"there is no dtype {name} here")
    return found


def _batch_norm(
    x: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    mean: Tensor,
    var: Tensor,
    momentum: float,
    eps: float,
) -> tuple[Tensor, ...]:
    shape = (1, -1) + (1,) * (x.ndim - 2)
    scale = (var.cast(x.dtype) + eps).rsqrt()
    if weight is not None:
        scale = scale * weight
    shift = -mean * scale if bias is None else bias - mean * scale
    empty = Tensor.zeros((0,), device=x.device)
    return x * scale.reshape(shape) + shift.reshape(shape), empty, empty


def _by_batch(
    x: Tensor, weight: Tensor | None, bias: Tensor | None, momentum: float, eps: float
) -> tuple[Tensor, ...]:
    """Normalised by what the batch itself has; and its mean, and one over its deviation."""
    axes = (0, *range(2, x.ndim))
    mean = x.mean(axes)
    var = x.var(axes, unbiased=False)
    return _batch_norm(x, weight, bias, mean, var, momentum, eps)[0], mean, (var + eps).rsqrt()


def _batch_norm_in_training(
    x: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    mean: Tensor,
    var: Tensor,
    training: bool,
    momentum: float,
    eps: float,
) -> tuple[Tensor, ...]:
    """And the running statistics after it."""
    if not training:
        return (*_batch_norm(x, weight, bias, mean, var, momentum, eps), mean, var)
    axes = (0, *range(2, x.ndim))
    new_mean = mean * (1 - momentum) + x.mean(axes) * momentum
    new_var = var * (1 - momentum) + x.var(axes, unbiased=True) * momentum
    return (*_by_batch(x, weight, bias, momentum, eps), new_mean, new_var)


def _batch_norm_in_place(
    x: Tensor, weight: Any, bias: Any, mean: Tensor, var: Tensor, *rest: Any
) -> tuple[Tensor, ...]:
    *results, new_mean, new_var = _batch_norm_in_training(x, weight, bias, mean, var, *rest)
    mean.assign(new_mean)
    var.assign(new_var)
    return tuple(results)


def _instance_norm(
    x: Tensor,
    weight: Any = None,
    bias: Any = None,
    mean: Any = None,
    var: Any = None,
    by_input: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
    *_: Any,
) -> Tensor:
    if not by_input:
        return _batch_norm(x, weight, bias, mean, var, momentum, eps)[0]
    return x.instance_norm(weight=weight, bias=bias, eps=eps)


def _layer_norm(x: Tensor, shape: Sequence[int], weight: Any, bias: Any, eps: float) -> tuple[Tensor, ...]:
    axes = tuple(range(x.ndim - len(shape), x.ndim))
    mean = x.mean(axes, keepdim=True)
    scale = (x.var(axes, keepdim=True, unbiased=False) + eps).rsqrt()
    return x.layer_norm(tuple(shape), weight, bias, eps), mean, scale


def _group_norm(
    x: Tensor, weight: Any, bias: Any, batch: int, channels: int, inner: int, groups: int, eps: float
) -> tuple[Tensor, ...]:
    rows = x.reshape((batch, groups, -1))
    mean = rows.mean(2)
    scale = (rows.var(2, unbiased=False) + eps).rsqrt()
    return x.group_norm(groups, weight, bias, eps), mean, scale


def _indices(x: Tensor, indices: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(slice(None) if each is None else each for each in indices)


def _index_put(x: Tensor, indices: Sequence[Any], values: Tensor, accumulate: bool = False) -> Tensor:
    result = x.clone()
    full = _indices(x, indices)
    if accumulate:
        return result.index_put(tuple(indices), values, accumulate=True)
    result[full] = values
    return result


def _slice(
    x: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Tensor:
    cut = [slice(None)] * x.ndim
    cut[dim] = slice(start, end, step)
    return x[tuple(cut)]


def _slice_scatter(
    x: Tensor, source: Tensor, dim: int = 0, start: Any = None, end: Any = None, step: int = 1
) -> Tensor:
    return x.slice_scatter(source, dim, start, end, step)


def _upsample(mode: str) -> Function:
    def resize(x: Tensor, *arguments: Any, **named: Any) -> Tensor:
        size = named.get("output_size", arguments[0] if arguments else None)
        corners = None
        rest = list(arguments[1:])
        if mode != "nearest" and rest and isinstance(rest[0], bool):
            corners = rest.pop(0)
        factors = named.get("scale_factors", rest[0] if rest and isinstance(rest[0], (list, tuple)) else None)
        result: Tensor = x.interpolate(
            size=None if size is None else tuple(size),
            scale_factor=None if size is not None else tuple(factors or ()),
            mode=mode,
            align_corners=corners,
        )
        return result

    return resize


def _attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Any = None,
    dropout: float = 0.0,
    causal: bool = False,
    **named: Any,
) -> Tensor:
    result: Tensor = query.scaled_dot_product_attention(
        key,
        value,
        attn_mask=mask,
        dropout_p=dropout,
        is_causal=causal,
        scale=named.get("scale"),
        enable_gqa=named.get("enable_gqa", False),
    )
    return result


def _flash_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    dropout: float = 0.0,
    causal: bool = False,
    *,
    attn_mask: Any = None,
    scale: float | None = None,
) -> tuple[Tensor, None]:
    return _attention(query, key, value, attn_mask, dropout, causal, scale=scale), None


def _dropout_of_channels(x: Tensor, p: float, train: bool) -> Tensor:
    """Whole channels, axis 1, as in PyTorch."""
    if not train:
        return x
    kept = functional.dropout(
        Tensor.ones_like(x[(slice(None), slice(None)) + (slice(0, 1),) * (x.ndim - 2)]), p
    )
    return x * kept


def _dropout_with_mask(x: Tensor, p: float, train: bool | None) -> tuple[Tensor, Tensor]:
    """And what was kept."""
    kept = functional.dropout(Tensor.ones_like(x), p, training=train is not False)
    return x * kept, kept > 0


def _full(device: str) -> Function:
    def full(size: Sequence[int], value: Any, dtype: DType | None = None) -> Tensor:
        if dtype is None:
            dtype = {bool: dtypes.bool_, int: dtypes.int64}.get(type(value), dtypes.float32)
        return Tensor.full(tuple(size), value, dtype=dtype, device=device)

    return full


def _pool_with_places(x: Tensor, *arguments: Any) -> Any:
    count = len(arguments[0])
    named = dict(zip(("kernel_size", "stride", "padding", "dilation", "ceil_mode"), arguments, strict=False))
    named["stride"] = named.get("stride") or named["kernel_size"]
    return tuple(getattr(functional, f"max_pool{count}d")(x, **named, return_indices=True))


def _padded(x: Tensor, amounts: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    result: Tensor = functional.pad(x, tuple(amounts), mode=mode, value=value or 0.0)
    return result


def _spread(name: str, with_mean: bool) -> Function:
    """`var` or `std`, in ATen's three forms: of all elements, along axes, with a correction."""

    def run(x: Tensor, *given: Any, correction: Any = None, **named: Any) -> Any:
        words = list(given)
        is_unbiased = named.get("unbiased", True)
        dim = named.get("dim")
        if words and isinstance(words[0], bool):
            is_unbiased = words.pop(0)
        elif words:
            dim = words.pop(0)
            is_unbiased = words.pop(0) if words else is_unbiased
        keepdim = words.pop(0) if words else named.get("keepdim", False)
        axes = tuple(dim) if isinstance(dim, (list, tuple)) and dim else None if dim == [] else dim
        freed = int(is_unbiased) if correction is None else correction
        found = getattr(x, name)(axes, correction=freed, keepdim=keepdim)
        return (found, x.mean(axes, keepdim=keepdim)) if with_mean else found

    return run


def _adaptive_maxima(count: int) -> Function:
    return lambda x, size: tuple(
        getattr(functional, f"adaptive_max_pool{count}d")(x, tuple(size), return_indices=True)
    )


def _strided_scatter(
    x: Tensor, source: Tensor, size: Sequence[int], stride: Sequence[int], offset: int | None = None
) -> Tensor:
    numbers = Tensor.arange(x.numel(), device=x.device).reshape(tuple(x.shape))
    places = _strided(numbers, size, stride, offset).reshape(-1)
    return x.reshape(-1).scatter(0, places, source.reshape(-1)).reshape(tuple(x.shape))


def _cast(x: Tensor, dtype: DType | None = None) -> Tensor:
    return x if dtype is None else x.cast(dtype)


def _vector_norm(
    x: Tensor, order: float = 2, dim: Any = None, keepdim: bool = False, dtype: Any = None
) -> Tensor:
    axis = None if dim is None else dim if isinstance(dim, int) else tuple(dim)
    result: Tensor = linalg.vector_norm(_cast(x, dtype), axis=axis, keepdims=keepdim, ord=order)
    return result


def _weight_norm(direction: Tensor, size: Tensor, dim: int = 0) -> Tensor:
    """A direction scaled to a size for each place of an axis."""
    axes = tuple(each for each in range(direction.ndim) if each != dim % direction.ndim)
    return direction * (size / _vector_norm(direction, 2, axes, True))


def _embedding(weight: Tensor, places: Tensor, *_: Any) -> Tensor:
    result: Tensor = functional.embedding(places, weight)
    return result


def _softmax(x: Tensor, dim: int, dtype: Any = None) -> Tensor:
    return (x.cast(dtype) if isinstance(dtype, DType) else x).softmax(dim)


def _log_softmax(x: Tensor, dim: int, dtype: Any = None) -> Tensor:
    return (x.cast(dtype) if isinstance(dtype, DType) else x).log_softmax(dim)


def _split(x: Tensor, sizes: Any, dim: int = 0) -> tuple[Tensor, ...]:
    return tuple(x.split(sizes if isinstance(sizes, int) else list(sizes), dim))


def _joined(values: Sequence[Tensor], dim: int = 0) -> Tensor:
    # PyTorch joins tensors of one axis without elements to any.
    kept = [each for each in values if not (each.ndim == 1 and each.shape[0] == 0)] or list(values[:1])
    return kept[0].cat(*kept[1:], dim=dim)


def _stacked(values: Sequence[Tensor], dim: int = 0) -> Tensor:
    return values[0].stack(*values[1:], dim=dim)


def _einsum(equation: str, values: Sequence[Tensor], path: Any = None) -> Tensor:
    call: Any = Tensor.einsum
    result: Tensor = call(equation, *values)
    return result


def _rnn(kind: str) -> Function:
    def run(
        x: Tensor,
        state: Any,
        weights: Sequence[Tensor],
        biases: bool,
        layers: int,
        dropout: float,
        training: bool,
        both: bool,
        batch_first: bool,
    ) -> Any:
        from .. import nn

        hidden = weights[0].shape[0] // {"lstm": 4, "gru": 3}[kind]
        module = {"lstm": nn.LSTM, "gru": nn.GRU}[kind](
            x.shape[-1], hidden, layers, biases, batch_first, dropout, both
        ).train(training)
        for name, weight in zip(list(module.state_dict()), weights, strict=True):
            setattr(module, name, weight)
        first = tuple(state) if kind == "lstm" else state
        result, last = module(x, first)
        return (result, *last) if kind == "lstm" else (result, last)

    return run


def table(device: str) -> dict[str, Function]:
    """The rows, for tensors that are made on a device."""
    full = _full(device)

    def arange(*bounds: Any, dtype: DType | None = None) -> Tensor:
        result: Tensor = partial(Tensor.arange, device=device)(*bounds)
        return _cast(result, dtype)

    def filled(value: int) -> Function:
        return lambda size, dtype=None: full(size, value, dtype or dtypes.float32)

    def like(value: int) -> Function:
        return lambda x, dtype=None: full(x.shape, value, dtype or x.dtype)

    rows: dict[str, Function] = {
        "__and__": lambda a, b: a & b,
        "__or__": lambda a, b: a | b,
        "__xor__": lambda a, b: a ^ b,
        "_adaptive_avg_pool2d": lambda x, size: x.adaptive_avg_pool2d(tuple(size)),
        "_adaptive_avg_pool3d": lambda x, size: x.adaptive_avg_pool3d(tuple(size)),
        "_log_softmax": lambda x, dim, half: x.log_softmax(dim),
        "_native_batch_norm_legit.no_stats": lambda x, w, b, training, *rest: _by_batch(x, w, b, *rest),
        "_conj": Tensor.conj,
        "_conj_physical": Tensor.conj,
        "_local_scalar_dense": lambda x: x.item(),
        "_native_batch_norm_legit": _batch_norm_in_place,
        "_native_batch_norm_legit_functional": _batch_norm_in_training,
        "_native_batch_norm_legit_no_training": _batch_norm,
        "_scaled_dot_product_flash_attention_for_cpu": _flash_attention,
        "_softmax": lambda x, dim, half: x.softmax(dim),
        "_to_copy": _cast,
        "_weight_norm": _weight_norm,
        "alpha_dropout": functional.alpha_dropout,
        "dropout": functional.dropout,
        "feature_dropout": _dropout_of_channels,
        "_unsafe_view": lambda x, shape: x.reshape(tuple(shape)),
        "add.Tensor": lambda a, b, alpha=1: a + (b if alpha == 1 else b * alpha),
        "adaptive_max_pool1d": _adaptive_maxima(1),
        "adaptive_max_pool2d": _adaptive_maxima(2),
        "adaptive_max_pool3d": _adaptive_maxima(3),
        "adaptive_avg_pool1d": lambda x, size: x.adaptive_avg_pool1d(size[0] if len(size) == 1 else size),
        "arange": arange,
        "as_strided": lambda x, size, stride, offset=0: _strided(x, size, stride, offset),
        "as_strided_scatter": _strided_scatter,
        "bilinear": functional.bilinear,
        "broadcast_tensors": lambda values: tuple(values[0].broadcast_tensors(*values[1:])),
        "cat": _joined,
        "cdist": windows.cdist,
        "concat": _joined,
        "constant_pad_nd": lambda x, amounts, value=0: _padded(x, amounts, "constant", value),
        "conv1d": convolution_of(1),
        "conv2d": convolution_of(2),
        "conv3d": convolution_of(3),
        "convolution": convolution,
        "copy": lambda x, source, *_: source.cast(x.dtype).broadcast_to(tuple(x.shape)),
        "cumsum": lambda x, dim, dtype=None: _cast(x, dtype).cumsum(dim),
        "einsum": _einsum,
        "embedding": _embedding,
        "empty": lambda size, dtype=None: full(size, 0, dtype or dtypes.float32),
        "empty_like": like(0),
        "empty_strided": lambda size, stride, dtype=None: full(size, 0, dtype or dtypes.float32),
        "empty_permuted": lambda size, order, dtype=None: full(size, 0, dtype or dtypes.float32),
        "expand": lambda x, sizes, **_: x.expand(tuple(sizes)),
        "fill": lambda x, value: (
            (value if isinstance(value, Tensor) else full((), value, x.dtype))
            .cast(x.dtype)
            .broadcast_to(tuple(x.shape))
        ),
        "flip": lambda x, dims: x.flip(tuple(dims)),
        "full": full,
        "full_like": lambda x, value, dtype=None: full(x.shape, value, dtype or x.dtype),
        "glu": lambda x, dim=-1: functional.glu(x, dim),
        "group_norm": lambda x, groups, w=None, b=None, eps=1e-5, *_: x.group_norm(groups, w, b, eps),
        "gru.input": _rnn("gru"),
        "index": lambda x, indices: x[_indices(x, indices)],
        "index_put": _index_put,
        "instance_norm": _instance_norm,
        "layer_norm": lambda x, shape, weight=None, bias=None, eps=1e-5, *_: x.layer_norm(
            tuple(shape), weight, bias, eps
        ),
        "linalg_vector_norm": _vector_norm,
        "log_softmax": _log_softmax,
        "lstm.input": _rnn("lstm"),
        "max.dim": lambda x, dim, keepdim=False: tuple(x.max(dim, keepdim)),
        "max_pool2d_with_indices": _pool_with_places,
        "max_pool3d_with_indices": _pool_with_places,
        "mean.dim": lambda x, dim=None, keepdim=False, dtype=None: _cast(x, dtype).mean(
            None if dim is None else tuple(dim), keepdim=keepdim
        ),
        "min.dim": lambda x, dim, keepdim=False: tuple(x.min(dim, keepdim)),
        "lift_fresh_copy": Tensor.clone,
        "native_dropout": _dropout_with_mask,
        "native_group_norm": _group_norm,
        "native_layer_norm": _layer_norm,
        "new_empty": lambda x, size, dtype=None: full(size, 0, dtype or x.dtype),
        "new_empty_strided": lambda x, size, stride, dtype=None: full(size, 0, dtype or x.dtype),
        "new_full": lambda x, size, value, dtype=None: full(size, value, dtype or x.dtype),
        "new_ones": lambda x, size, dtype=None: full(size, 1, dtype or x.dtype),
        "new_zeros": lambda x, size, dtype=None: full(size, 0, dtype or x.dtype),
        "ones": filled(1),
        "ones_like": like(1),
        "pad": _padded,
        "pixel_shuffle": functional.pixel_shuffle,
        "pixel_unshuffle": functional.pixel_unshuffle,
        "permute": lambda x, order: x.permute(tuple(order)),
        "reflection_pad1d": lambda x, amounts: _padded(x, amounts, "reflect"),
        "reflection_pad2d": lambda x, amounts: _padded(x, amounts, "reflect"),
        "reflection_pad3d": lambda x, amounts: _padded(x, amounts, "reflect"),
        "repeat": lambda x, counts: x.repeat(tuple(counts)),
        "replication_pad1d": lambda x, amounts: _padded(x, amounts, "replicate"),
        "replication_pad2d": lambda x, amounts: _padded(x, amounts, "replicate"),
        "replication_pad3d": lambda x, amounts: _padded(x, amounts, "replicate"),
        "reshape": lambda x, shape: x.reshape(tuple(shape)),
        "polygamma": lambda order, x: x.polygamma(order),
        "rrelu": lambda x, low=1 / 8, high=1 / 3, training=False: functional.rrelu(x, low, high, training),
        "rsub": lambda a, b, alpha=1: b - a * alpha if alpha != 1 else b - a,
        "scalar_tensor": lambda value, dtype=None: full((), value, dtype),
        "scaled_dot_product_attention": _attention,
        "slice": _slice,
        "slice_scatter": _slice_scatter,
        "softmax": _softmax,
        "split": _split,
        "split_with_sizes": _split,
        "squeeze.dims": lambda x, dims: x.squeeze(tuple(dims)),
        "stack": _stacked,
        "std": _spread("std", False),
        "std_mean": _spread("std", True),
        "sub.Tensor": lambda a, b, alpha=1: a - (b if alpha == 1 else b * alpha),
        "istft": istft,
        "stft.center": lambda *given, align_to_window=None, **named: stft(*given[:10], **named),
        "sum": lambda x, dim=None, keepdim=False, dtype=None: x.sum(
            tuple(dim) if dim else None, keepdim=keepdim, dtype=dtype
        ),
        "sym_is_contiguous": lambda x, *_: True,
        "sym_numel": lambda x: x.numel(),
        "sym_size": lambda x, dim=None: tuple(x.shape) if dim is None else x.shape[dim],
        "sym_storage_offset": lambda x: 0,
        "sym_stride": lambda x, dim=None: _strides(x) if dim is None else _strides(x)[dim],
        "tensordot": lambda a, b, mine, yours, *_: a.tensordot(b, (list(mine), list(yours))),
        "to": lambda x, *where, dtype=None, **_: _cast(
            x, dtype or next((w for w in where if isinstance(w, DType)), None)
        ),
        "topk": lambda x, *a: tuple(x.topk(*a)),
        "type_as": lambda x, other: x.cast(other.dtype),
        "unbind": lambda x, dim=0: tuple(x.unbind(dim)),
        "upsample_bicubic2d": _upsample("bicubic"),
        "upsample_bilinear2d": _upsample("bilinear"),
        "upsample_linear1d": _upsample("linear"),
        "upsample_nearest1d": _upsample("nearest"),
        "upsample_nearest2d": _upsample("nearest"),
        "upsample_nearest3d": _upsample("nearest"),
        "upsample_trilinear3d": _upsample("trilinear"),
        "_unique2": lambda x, *_: tuple(x.unique(return_inverse=True, return_counts=True)),
        "unique_consecutive": lambda x, inverse=False, counts=False, dim=None: tuple(
            x.unique_consecutive(return_inverse=True, return_counts=True, dim=dim)
        ),
        "unique_dim": lambda x, dim, *_: tuple(x.unique(return_inverse=True, return_counts=True, dim=dim)),
        "uniform": lambda x, low=0.0, high=1.0: x.clone().uniform_(low, high),
        "var": _spread("var", False),
        "var_mean": _spread("var", True),
        "view": lambda x, shape: x.bitcast(shape) if isinstance(shape, DType) else x.reshape(tuple(shape)),
        "where.self": lambda condition, a, b: condition.where(a, b),
        "where.ScalarOther": lambda condition, a, b: condition.where(a, b),
        "where.ScalarSelf": lambda condition, a, b: condition.where(a, b),
        "where.Scalar": lambda condition, a, b: condition.where(a, b),
        "zeros": filled(0),
        "zeros_like": like(0),
    }
    rows.update(windows.ROWS)
    rows.update(losses.ROWS)
    rows.update(backward.ROWS)
    rows.update(dict.fromkeys(SAME, lambda x, *_, **__: x))
    rows.update(dict.fromkeys(CHECKS, lambda *_, **__: None))
    return rows


def _strides(x: Tensor) -> tuple[int, ...]:
    """Distances in memory, where a tensor lies row after row."""
    return tuple(prod(x.shape[axis + 1 :]) for axis in range(x.ndim))


def _strided(x: Tensor, size: Sequence[int], stride: Sequence[int], offset: int | None) -> Tensor:
    """Elements at these distances in memory, where a tensor lies row after row."""
    places = Tensor.full((), offset or 0, dtype=dtypes.int64, device=x.device)
    for number, (count, step) in enumerate(zip(size, stride, strict=True)):
        shape = (count,) + (1,) * (len(size) - number - 1)
        places = places + Tensor.arange(count, device=x.device).reshape(shape) * step
    return x.reshape(-1).index_select(0, places.reshape(-1)).reshape(tuple(size))


def find(rows: dict[str, Function], name: str) -> Function | None:
    """What an operator, such as "add.Tensor", is here; None where it is not known."""
    base = name.partition(".")[0]
    found = rows.get(name) or rows.get(base)
    if found is not None or base.startswith("_"):
        return found
    library, _, function = base.partition("_")
    for place, each in ((Tensor, base), (MODULES.get(library), function)):
        method: Function | None = getattr(place, each, None)
        if callable(method):
            return method
    # What ATen calls a copy is the same here, where a view is none.
    return find(rows, base.removesuffix("_copy")) if base.endswith("_copy") else None
