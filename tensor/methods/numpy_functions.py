"""NumPy's functions on tensors: `np.sin(x)`, `np.add(array, x)`, `np.mean(x, axis=0)`, `array += x`.

NumPy asks the tensor (`__array_ufunc__`, `__array_function__`), and the result is a tensor on its device, in
the dtypes of Tensor's own methods. What is not here is a TypeError of NumPy's; `np.asarray(x)` leads to all
of NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import inf, log, pi
from typing import Any

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from .core import TensorCore

Function = Callable[..., Any]

_LN2: float = log(2)
_DEGREE: float = pi / 180

# NumPy's ufuncs whose method has another name, or none; the others are called as the method is.
UFUNCS: dict[str, str | Function] = {
    "fabs": "abs",
    "rint": "round",
    "positive": lambda x: x,
    "conjugate": lambda x: x,
    "invert": "bitwise_not",
    "left_shift": "bitwise_left_shift",
    "right_shift": "bitwise_right_shift",
    "logaddexp2": lambda x, y: (x * _LN2).logaddexp(y * _LN2) / _LN2,
    "deg2rad": lambda x: x * _DEGREE,
    "radians": lambda x: x * _DEGREE,
    "rad2deg": lambda x: x / _DEGREE,
    "degrees": lambda x: x / _DEGREE,
    "heaviside": lambda x, y: x.isnan().where(x, (x < 0).where(0.0, x.eq(0).where(y, 1.0))),
    "divmod": lambda x, y: (x // y, x % y),
    "fmax": lambda x, y: x.isnan().where(y, _like(x, y).isnan().where(x, x.maximum(y))),
    "fmin": lambda x, y: x.isnan().where(y, _like(x, y).isnan().where(x, x.minimum(y))),
    "matvec": lambda x, y: (x @ y.unsqueeze(-1)).squeeze(-1),
    "vecmat": lambda x, y: (x.unsqueeze(-2) @ y).squeeze(-2),
}
SAME = frozenset(
    {
        "absolute", "add", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh",
        "bitwise_and", "bitwise_or", "bitwise_xor", "ceil", "copysign", "cos", "cosh", "divide", "equal",
        "exp", "exp2", "expm1", "floor", "floor_divide", "fmod", "greater", "greater_equal", "hypot",
        "isfinite", "isinf", "isnan", "less", "less_equal", "log", "log10", "log1p", "log2", "logaddexp",
        "logical_and", "logical_not", "logical_or", "logical_xor", "matmul", "maximum", "minimum",
        "multiply", "negative", "nextafter", "not_equal", "power", "reciprocal", "remainder", "sign",
        "signbit", "sin", "sinh", "sqrt", "square", "subtract", "tan", "tanh", "trunc", "vecdot",
    }
)  # fmt: skip
REDUCTIONS = {
    "add": "sum", "multiply": "prod", "maximum": "amax", "minimum": "amin", "logical_and": "all",
    "logical_or": "any",
}  # fmt: skip
SCANS = {"add": "cumsum", "multiply": "cumprod", "maximum": "cummax", "minimum": "cummin"}


def _like(tensor: Any, value: Any) -> Any:
    """A tensor of anything, on the device of another."""
    return tensor._operand(value, "a function of NumPy")


def _one_of(values: Any) -> Any:
    """The tensor among arguments, also those in lists."""
    for value in values:
        if isinstance(value, TensorCore):
            return value
        if isinstance(value, (list, tuple)) and (found := _one_of(value)) is not None:
            return found
    return None


def ufunc(function: Any, method: str, inputs: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """What `__array_ufunc__` gives; NotImplemented has NumPy raise TypeError."""
    out = named.pop("out", None)
    where, dtype = named.pop("where", True), named.pop("dtype", None)
    owner = _one_of(inputs) if _one_of(inputs) is not None else _one_of(out or ())
    # They say how to copy what would not fit, and where; nothing here copies.
    for word in ("casting", "order", "subok"):
        named.pop(word, None)
    name = function.__name__
    if not all(map(_taken, inputs)):
        return NotImplemented
    operands = [_like(owner, each) for each in inputs]
    if dtype is not None and method != "reduce":
        operands = [each.cast(dtype) for each in operands]
    if method == "__call__" and not named:
        result = _called(name, operands)
    elif method == "outer" and len(operands) == 2 and not named:
        first, second = operands
        result = _called(name, [first.reshape(first.shape + (1,) * second.ndim), second])
    elif method == "reduce":
        result = _reduced(name, operands[0], dtype, where, named)
        where = True
    elif method == "accumulate" and name in SCANS and named.keys() <= {"axis"}:
        result = getattr(operands[0], SCANS[name])(axis=named.get("axis", 0))
        result = result[0] if isinstance(result, tuple) else result
    else:
        return NotImplemented
    if result is NotImplemented:
        return result
    if isinstance(result, tuple):
        return tuple(
            _put(each, target, where) for each, target in zip(result, out or (None, None), strict=True)
        )
    return _put(result, out[0] if out else None, where)


def _taken(value: Any) -> bool:
    return (
        isinstance(value, (TensorCore, bool, int, float, complex, list, tuple))
        or type(value).__module__ == "numpy"
    )


def _called(name: str, operands: list[Any]) -> Any:
    found = UFUNCS.get(name, name if name in SAME else None)
    if found is None:
        return NotImplemented
    first, *rest = operands
    if isinstance(found, str) and not hasattr(first, found):
        return NotImplemented
    return getattr(first, found)(*rest) if isinstance(found, str) else found(first, *rest)


def _reduced(name: str, x: Any, dtype: Any, where: Any, named: dict[str, Any]) -> Any:
    """`np.add.reduce` and its like, which reduce axis 0 where no other is named."""
    how = REDUCTIONS.get(name)
    initial = named.pop("initial", None)
    if (
        how is None
        or not named.keys() <= {"axis", "keepdims"}
        or (where is not True and name not in _NEUTRAL)
    ):
        return NotImplemented
    if where is not True:
        x = _like(x, where).where(x, _NEUTRAL[name])
    keywords = {"dtype": dtype} if dtype is not None and how in ("sum", "prod") else {}
    axis, keepdims = named.get("axis", 0), bool(named.get("keepdims", False))
    result = getattr(x, how)(axis=axis if x.shape else None, keepdims=keepdims, **keywords)
    return (
        result
        if initial is None or "NoValue" in repr(initial)
        else _called(name, [result, _like(x, initial)])
    )


_NEUTRAL = {"add": 0, "multiply": 1, "logical_and": True, "logical_or": False}


def _put(result: Any, out: Any, where: Any) -> Any:
    """The result, put into `out` where one is given, at the places where `where` is true."""
    if out is None:
        return result if where is True else _like(result, where).where(result, 0)
    if isinstance(out, TensorCore):
        target: Any = out
        if target.shape != result.shape:
            raise ShapeError(f"out has shape {target.shape}, the result {result.shape}")
        return target.assign(result if where is True else _like(result, where).where(result, target))
    import numpy

    try:
        numpy.copyto(out, result.numpy(), casting="same_kind", where=numpy.asarray(where))
    except (TypeError, ValueError) as error:
        raise DTypeError(
            f"a {result.dtype} result of shape {result.shape} does not fit out: {error}"
        ) from error
    return out


def array_function(function: Any, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
    """What `__array_function__` gives; NotImplemented has NumPy raise TypeError."""
    import numpy

    name = f"{function.__module__}.{function.__name__}".removeprefix("numpy.")
    named = {word: value for word, value in named.items() if value is not numpy._NoValue}
    if name in OF_THE_HOST:
        return function(*_on_the_host(given), **{word: _on_the_host(value) for word, value in named.items()})
    found = FUNCTIONS.get(name)
    if found is None:
        return NotImplemented
    out = named.pop("out", None)
    owner = _one_of((*given, *named.values(), out))
    # The array is first, or what is joined is.
    first, *rest = given or (named.pop(next(iter(named))),)
    first = first if isinstance(first, (str, list)) or name in MANY else _like(owner, first)
    try:
        result = found(first, *rest, **named)
    except TypeError as error:
        if isinstance(error, DTypeError) or "argument" not in str(error):
            raise
        raise DTypeError(f"numpy.{name} of a tensor: {error}") from error
    return result if out is None else _put(result, out, True)


def _on_the_host(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(_on_the_host(each) for each in value)
    found: Any = value
    return found.numpy() if isinstance(value, TensorCore) else value


# Functions that tell or write something, and give no array.
OF_THE_HOST = frozenset(
    {
        "save", "savez", "savez_compressed", "savetxt", "array_repr", "array_str", "array2string",
        "shares_memory", "may_share_memory", "copyto", "result_type", "can_cast", "min_scalar_type",
        "array_equal", "array_equiv",
    }
)  # fmt: skip
# Those whose first argument is a list of arrays, or not an array.
MANY = frozenset(
    {
        "concatenate", "stack", "vstack", "hstack", "dstack", "column_stack", "meshgrid", "einsum",
        "broadcast_arrays", "atleast_1d", "atleast_2d",
    }
)  # fmt: skip


def _numbered(x: Any, axis: Any, function: Function) -> Any:
    """A function along an axis, or of the flattened array where none is named."""
    return function(x.reshape(-1), 0) if axis is None else function(x, axis)


def _median(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    if axis is None:
        result = _median(x.reshape(-1), 0)
        return result.reshape((1,) * x.ndim) if keepdims else result
    values = x.sort(axis)[0]
    size = x.shape[axis]
    if not size:
        raise ShapeError(f"median over no elements: axis {axis} of shape {x.shape}")
    middle = (values.narrow(axis, (size - 1) // 2, 1) + values.narrow(axis, size // 2, 1)) / 2
    if x.is_floating_point():
        last = values.narrow(axis, size - 1, 1)
        middle = last.isnan().where(last, middle)
    return middle if keepdims else middle.squeeze(axis)


def _dot(x: Any, y: Any) -> Any:
    y = _like(x, y)
    if not x.shape or not y.shape:
        return x * y
    return x @ y if y.ndim <= 2 and x.ndim <= 2 else x.tensordot(y, axes=([-1], [max(y.ndim - 2, 0)]))


def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    axes = tuple(range(x.ndim)) if axis is None else axis
    pair = isinstance(axes, (list, tuple)) and len(axes) == 2
    if ord is None or (ord == "fro" and pair):
        return x.norm(2, axis=axes, keepdims=keepdims)
    if isinstance(ord, str) or (not isinstance(axes, int) and len(axes) != 1):
        raise DTypeError(f"numpy.linalg.norm of a tensor: order {ord!r} over axes {axes} is not here")
    return x.norm(ord, axis=axes, keepdims=keepdims)


def _split(x: Any, parts: Any, axis: int = 0, even: bool = True) -> list[Any]:
    size = x.size(axis)
    if hasattr(parts, "__index__"):
        count = parts.__index__()
        if count < 1 or (even and size % count):
            raise InvalidArgument(
                f"split: axis {axis} of size {size} does not divide into {count} equal parts"
            )
        sizes = [size // count + (part < size % count) for part in range(count)]
    else:
        cuts = [0, *(min(max(cut + size if cut < 0 else cut, 0), size) for cut in parts), size]
        sizes = [max(0, stop - start) for start, stop in pairwise(cuts)]
    starts = [sum(sizes[:place]) for place in range(len(sizes))]
    return [x.narrow(axis, start, length) for start, length in zip(starts, sizes, strict=True)]


def _pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = 0) -> Any:
    modes = {"constant": "constant", "reflect": "reflect", "edge": "replicate", "wrap": "circular"}
    if mode not in modes:
        raise DTypeError(f"numpy.pad of a tensor: mode {mode!r} is not here")
    import numpy

    pairs = numpy.broadcast_to(numpy.asarray(pad_width), (x.ndim, 2)).tolist()
    return x.pad(pairs, modes[mode], **({"value": constant_values} if mode == "constant" else {}))


def _diff(x: Any, n: int = 1, axis: int = -1) -> Any:
    for _ in range(n):
        size = x.size(axis)
        x = x.narrow(axis, 1, max(size - 1, 0)) - x.narrow(axis, 0, max(size - 1, 0))
    return x


def _average(x: Any, axis: Any = None, weights: Any = None, keepdims: bool = False) -> Any:
    if weights is None:
        return x.mean(axis=axis, keepdims=keepdims)
    scale = _like(x, weights)
    if scale.ndim == 1 and axis is not None and x.ndim > 1:
        scale = scale.reshape([-1 if place == axis % x.ndim else 1 for place in range(x.ndim)]).expand(
            x.shape
        )
    return (x * scale).sum(axis=axis, keepdims=keepdims) / scale.sum(axis=axis, keepdims=keepdims)


def _listed(values: Any) -> list[Any]:
    owner = _one_of(values if isinstance(values, (list, tuple)) else [values])
    return [_like(owner, each) for each in values]


def _joined(values: Any, axis: Any = 0, dtype: Any = None, casting: Any = None) -> Any:
    parts = _listed(values)
    if axis is None:
        parts, axis = [each.reshape(-1) for each in parts], 0
    result = parts[0].cat(*parts[1:], dim=axis)
    return result if dtype is None else result.cast(dtype)


def _rows(x: Any, rank: int) -> Any:
    """An array with axes of size 1 put in front."""
    return x.reshape((1,) * (rank - x.ndim) + x.shape)


def _at_least(rank: int) -> Function:
    def function(*arrays: Any) -> Any:
        found = [_rows(each, rank) for each in _listed(arrays)]
        return found[0] if len(found) == 1 else tuple(found)

    return function


def _statistic(name: str) -> Function:
    def function(
        x: Any,
        axis: Any = None,
        dtype: Any = None,
        ddof: float = 0,
        keepdims: bool = False,
        correction: Any = None,
    ) -> Any:
        x = x if dtype is None else x.cast(dtype)
        return getattr(x, name)(
            axis=axis, correction=ddof if correction is None else correction, keepdims=keepdims
        )

    return function


def _reduction(name: str, ufunc_name: str = "") -> Function:
    def function(
        x: Any,
        axis: Any = None,
        dtype: Any = None,
        keepdims: bool = False,
        initial: Any = None,
        where: Any = True,
    ) -> Any:
        if ufunc_name and (initial is not None or where is not True):
            named = {"axis": axis, "keepdims": keepdims, "initial": initial}
            return _reduced(ufunc_name, x, dtype, where, named)
        if where is not True:
            raise DTypeError(f"numpy.{name} of a tensor: where is not here; use where() first")
        if name in ("sum", "prod"):
            return getattr(x, name)(axis=axis, dtype=dtype, keepdims=keepdims)
        return getattr(x if dtype is None else x.cast(dtype), name)(axis=axis, keepdims=keepdims)

    return function


def _where(condition: Any, x: Any = None, y: Any = None) -> Any:
    if x is None and y is None:
        return condition.nonzero(as_tuple=True)
    return condition.bool().where(x, y)


def _clip(x: Any, a_min: Any = None, a_max: Any = None, min: Any = None, max: Any = None) -> Any:
    return x.clip(a_min if min is None else min, a_max if max is None else max)


def _c_order(order: Any) -> None:
    if order not in ("C", "K", "A"):
        raise DTypeError(f"order {order!r} is not here: tensors are in row-major order")


def _reshape(x: Any, shape: Any = None, order: str = "C", newshape: Any = None, copy: Any = None) -> Any:
    _c_order(order)
    return x.reshape(newshape if shape is None else shape)


def _ravel(x: Any, order: str = "C") -> Any:
    _c_order(order)
    return x.reshape(-1)


FUNCTIONS: dict[str, Function] = {
    "sum": _reduction("sum", "add"),
    "prod": _reduction("prod", "multiply"),
    "mean": _reduction("mean"),
    "max": _reduction("amax", "maximum"),
    "amax": _reduction("amax", "maximum"),
    "min": _reduction("amin", "minimum"),
    "amin": _reduction("amin", "minimum"),
    "all": _reduction("all", "logical_and"),
    "any": _reduction("any", "logical_or"),
    "count_nonzero": _reduction("count_nonzero"),
    "var": _statistic("var"),
    "std": _statistic("std"),
    "median": _median,
    "average": _average,
    "ptp": lambda x, axis=None, keepdims=False: (
        x.amax(axis=axis, keepdims=keepdims) - x.amin(axis=axis, keepdims=keepdims)
    ),
    "argmax": _reduction("argmax"),
    "argmin": _reduction("argmin"),
    "argsort": lambda x, axis=-1, kind=None, order=None, stable=None: _numbered(
        x, axis, lambda v, at: v.argsort(at)
    ),
    "sort": lambda x, axis=-1, kind=None, order=None, stable=None: _numbered(
        x, axis, lambda v, at: v.sort(at)[0]
    ),
    "cumsum": lambda x, axis=None, dtype=None: _numbered(x, axis, lambda v, at: v.cumsum(at, dtype=dtype)),
    "cumprod": lambda x, axis=None, dtype=None: _numbered(x, axis, lambda v, at: v.cumprod(at, dtype=dtype)),
    "diff": _diff,
    "concatenate": _joined,
    "stack": lambda arrays, axis=0: _listed(arrays)[0].stack(*_listed(arrays)[1:], dim=axis),
    "vstack": lambda tup: _joined([_rows(each, 2) for each in _listed(tup)], 0),
    "hstack": lambda tup: _joined(
        found := [_rows(each, 1) for each in _listed(tup)], 0 if found[0].ndim == 1 else 1
    ),
    "column_stack": lambda tup: _joined([x.reshape(-1, 1) if x.ndim < 2 else x for x in _listed(tup)], 1),
    "atleast_1d": _at_least(1),
    "atleast_2d": _at_least(2),
    "where": _where,
    "clip": _clip,
    "reshape": _reshape,
    "ravel": _ravel,
    "transpose": lambda x, axes=None: x.T if axes is None else x.permute(axes),
    "permute_dims": lambda x, axes=None: x.T if axes is None else x.permute(axes),
    "matrix_transpose": lambda x: x.mT,
    "linalg.matrix_transpose": lambda x: x.mT,
    "squeeze": lambda x, axis=None: x.squeeze(axis),
    "expand_dims": lambda x, axis: x.expand_dims(axis),
    "moveaxis": lambda x, source, destination: x.movedim(source, destination),
    "swapaxes": lambda x, axis1, axis2: x.transpose(axis1, axis2),
    "broadcast_to": lambda x, shape, subok=False: x.expand(shape),
    "repeat": lambda x, repeats, axis=None: x.repeat_interleave(repeats, axis),
    "tile": lambda x, reps: x.tile(reps),
    "roll": lambda x, shift, axis=None: x.roll(shift, axis),
    "flip": lambda x, axis=None: x.flip(axis=axis),
    "flipud": lambda x: x.flip(0),
    "fliplr": lambda x: x.flip(1),
    "rot90": lambda x, k=1, axes=(0, 1): x.rot90(k, axes),
    "split": _split,
    "array_split": lambda x, parts, axis=0: _split(x, parts, axis, even=False),
    "take": lambda x, indices, axis=None: x.take(indices, axis),
    "take_along_axis": lambda x, indices, axis=-1: _numbered(
        x, axis, lambda v, at: v.take_along_axis(indices, at)
    ),
    "pad": _pad,
    "dot": _dot,
    "inner": lambda x, y: (
        x * y if not x.shape or not _like(x, y).shape else x.tensordot(y, axes=([-1], [-1]))
    ),
    "outer": lambda x, y: x.reshape(-1, 1) * _like(x, y).reshape(1, -1),
    "linalg.outer": lambda x, y: x.reshape(-1, 1) * _like(x, y).reshape(1, -1),
    "linalg.matmul": lambda x, y: x @ y,
    "linalg.norm": _norm,
    "tensordot": lambda x, y, axes=2: x.tensordot(y, axes=axes),
    "einsum": lambda equation, *operands, optimize=False: (
        _one_of(operands).einsum(equation, *operands)
        if isinstance(equation, TensorCore)
        else type(_one_of(operands)).einsum(equation, *operands)
    ),
    "kron": lambda x, y: x.kron(y),
    "trace": lambda x, offset=0, axis1=0, axis2=1: x.diagonal(offset, axis1, axis2).sum(-1),
    "diagonal": lambda x, offset=0, axis1=0, axis2=1: x.diagonal(offset, axis1, axis2),
    "diag": lambda x, k=0: x.diag(k),
    "tril": lambda x, k=0: x.tril(k),
    "triu": lambda x, k=0: x.triu(k),
    "meshgrid": lambda *xi, indexing="xy": _listed(xi)[0].meshgrid(*_listed(xi)[1:], indexing=indexing),
    "nonzero": lambda x: x.nonzero(as_tuple=True),
    "argwhere": lambda x: x.nonzero(),
    "unique": lambda x, return_inverse=False, return_counts=False: x.unique(
        return_inverse=return_inverse, return_counts=return_counts
    ),
    "searchsorted": lambda x, v, side="left": x.searchsorted(v, right=side == "right"),
    "round": lambda x, decimals=0: x.round(decimals),
    "around": lambda x, decimals=0: x.round(decimals),
    "nan_to_num": lambda x, copy=True, nan=0.0, posinf=None, neginf=None: x.nan_to_num(nan, posinf, neginf),
    "isclose": lambda x, y, rtol=1e-5, atol=1e-8, equal_nan=False: x.isclose(y, rtol, atol, equal_nan),
    "allclose": lambda x, y, rtol=1e-5, atol=1e-8, equal_nan=False: bool(
        x.isclose(y, rtol, atol, equal_nan).all()
    ),
    "isposinf": lambda x: x.eq(inf),
    "isneginf": lambda x: x.eq(-inf),
    "real": lambda x: x.real,
    "iscomplexobj": lambda x: x.dtype.kind == "c",
    "isrealobj": lambda x: x.dtype.kind != "c",
    "copy": lambda x, order="K", subok=False: x.clone(),
    "zeros_like": lambda x, dtype=None, order="K", subok=True, device=None: x.zeros_like(
        dtype=dtype, device=device
    ),
    "ones_like": lambda x, dtype=None, order="K", subok=True, device=None: x.ones_like(
        dtype=dtype, device=device
    ),
    "empty_like": lambda x, dtype=None, order="K", subok=True, device=None: x.empty_like(
        dtype=dtype, device=device
    ),
    "full_like": lambda x, fill_value, dtype=None, order="K", subok=True, device=None: x.full_like(
        fill_value, dtype=dtype, device=device
    ),
    "shape": lambda x: x.shape,
    "ndim": lambda x: x.ndim,
    "size": lambda x, axis=None: x.numel() if axis is None else x.size(axis),
}
