"""Values that are known on the host: sizes of shapes, small constants, and what models compute of these.

Exporters write shapes as arithmetic: `Shape`, `Gather`, `Concat`, `Reshape`. That arithmetic is done here
with NumPy, on at most `MOST` numbers, where a value depends on nothing that is given at run time. What
depends on an input's elements is never computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from .elements import BY_ARRAY, from_array

MOST = 1024
Array: TypeAlias = np.ndarray[Any, Any]


class Known:
    """An array on the host that is the value of a name, and the tensor of it where one is wanted."""

    def __init__(self, array: Array) -> None:
        self.array = array
        self._tensors: dict[str, Any] = {}

    def tensor(self, device: str) -> Any:
        """The same as a tensor (or codes, or strings) on a device, made once."""
        if device not in self._tensors:
            self._tensors[device] = from_array(self.array, device)
        return self._tensors[device]

    def made(self, device: str) -> Any:
        """The same, None where none was wanted so far."""
        return self._tensors.get(device)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return tuple(self.array.shape)


def is_small(array: Any) -> bool:
    """Whether an array is one of few plain numbers."""
    return (
        isinstance(array, np.ndarray)
        and array.size <= MOST
        and array.dtype.kind in "biuf"
        and (array.dtype.isbuiltin == 1 and array.dtype.name in BY_ARRAY)
    )


def fold(
    operator: str, domain: str, version: int, values: Sequence[Any], attributes: Mapping[str, Any]
) -> Known | None:
    """The result of a node where it follows from shapes and known values; None where it does not."""
    if domain:
        return None
    if operator in ("Shape", "Size") and values and values[0] is not None and hasattr(values[0], "shape"):
        return Known(_OF_SHAPE[operator](tuple(values[0].shape), **attributes))
    function = _FOLDED.get(operator)
    if function is None or not all(value is None or isinstance(value, Known) for value in values):
        return None
    try:
        with np.errstate(all="ignore"):
            result = function(
                version, *(None if value is None else value.array for value in values), **attributes
            )
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError):
        return None  # The lowering says what is wrong.
    array = None if result is None else np.asarray(result)  # NumPy gives scalars for arrays without axes
    return Known(array) if array is not None and is_small(array) else None


def _shape(shape: tuple[int, ...], start: int = 0, end: int | None = None) -> Array:
    return np.array(shape[slice(start, end)], np.int64)


_OF_SHAPE: dict[str, Callable[..., Array]] = {
    "Shape": _shape,
    "Size": lambda shape: np.array(int(np.prod(shape, dtype=object)), np.int64),
}


def _constant(version: int, **attributes: Any) -> Array | None:
    ((name, value),) = attributes.items()
    if name == "value":
        return np.asarray(value) if is_small(value) else None
    kinds = {
        "value_int": np.int64,
        "value_ints": np.int64,
        "value_float": np.float32,
        "value_floats": np.float32,
    }
    return np.array(value, kinds[name]) if name in kinds else None


def _axes(given: Array | None, attribute: Any) -> tuple[int, ...] | None:
    values = attribute if given is None else given.tolist()
    return None if values is None else tuple(values)


def _unsqueeze(version: int, x: Array, given: Array | None = None, *, axes: Any = None) -> Array:
    places = _axes(given, axes)
    assert places is not None
    return np.expand_dims(x, places)


def _squeeze(version: int, x: Array, given: Array | None = None, *, axes: Any = None) -> Array:
    return np.squeeze(x, _axes(given, axes))


def _slice(version: int, x: Array, *bounds: Array | None, **attributes: Any) -> Array | None:
    if version < 10:
        starts, ends, axes, steps = attributes["starts"], attributes["ends"], attributes.get("axes"), None
    else:
        given = [None if each is None else each.tolist() for each in (*bounds, None, None)]
        starts, ends, axes, steps = given[:4]
    axes = range(len(starts)) if axes is None else axes
    steps = [1] * len(starts) if steps is None else steps
    cut = [slice(None)] * x.ndim
    for axis, start, end, step in zip(axes, starts, ends, steps, strict=True):
        if step < 0:
            end = None if end < -x.shape[axis] else end
        cut[axis] = slice(start, end, step)
    return x[tuple(cut)]


def _gather(version: int, x: Array, indices: Array, axis: int = 0) -> Array:
    return np.take(x, indices, axis)


def _concat(version: int, *arrays: Array, axis: int = 1) -> Array:
    return np.concatenate(arrays, axis)


def _cast(version: int, x: Array, to: int = 0, **_: Any) -> Array | None:
    from .elements import element_of

    element = element_of(to)
    if element.is_coded or element.held is None or np.dtype(element.numpy).isbuiltin != 1:
        return None
    return x.astype(element.numpy)


def _divide(version: int, a: Array, b: Array) -> Array | None:
    if a.dtype.kind == "f":
        return a / b
    if np.any(b == 0):
        return None
    quotient = np.abs(a) // np.abs(b)
    return np.where((a < 0) != (b < 0), -quotient, quotient).astype(a.dtype)


def _remainder(version: int, a: Array, b: Array, fmod: int = 0) -> Array | None:
    if np.any(b == 0):
        return None
    return np.asarray(np.fmod(a, b) if fmod else np.mod(a, b))


def _range(version: int, start: Array, limit: Array, delta: Array) -> Array | None:
    if float(delta) == 0 or (float(limit) - float(start)) / float(delta) > MOST:
        return None
    return np.arange(start.item(), limit.item(), delta.item()).astype(start.dtype)


def _expand(version: int, x: Array, shape: Array) -> Array | None:
    spread = np.broadcast_to(x, np.broadcast_shapes(x.shape, tuple(shape.tolist())))
    return spread.copy() if spread.size <= MOST else None


def _tile(version: int, x: Array, repeats: Array) -> Array | None:
    if x.size * np.prod(repeats.astype(float)) > MOST:
        return None
    return np.tile(x, repeats.tolist())


def _reshape(version: int, x: Array, shape: Array, allowzero: int = 0) -> Array:
    sizes = [x.shape[n] if size == 0 and not allowzero else size for n, size in enumerate(shape.tolist())]
    return x.reshape(sizes)


def _constant_of_shape(version: int, shape: Array, value: Array | None = None) -> Array | None:
    if np.prod(shape.astype(float)) > MOST:
        return None
    fill = np.zeros(1, np.float32) if value is None else value
    return np.full(tuple(shape.tolist()), fill.item(), fill.dtype) if is_small(fill) else None


def _reduced(function: Callable[..., Array]) -> Callable[..., Array | None]:
    def reduce(
        version: int,
        x: Array,
        given: Array | None = None,
        *,
        axes: Any = None,
        keepdims: int = 1,
        noop_with_empty_axes: int = 0,
    ) -> Array | None:
        places = _axes(given, axes) or None
        if places is None and noop_with_empty_axes:
            return x
        result = function(x, axis=places, keepdims=bool(keepdims))
        return np.asarray(result).astype(x.dtype)

    return reduce


def _binary(function: Callable[..., Array]) -> Callable[..., Array]:
    return lambda version, a, b: np.asarray(function(a, b))


def _unary(function: Callable[..., Array]) -> Callable[..., Array]:
    return lambda version, x: np.asarray(function(x))


_FOLDED: dict[str, Callable[..., Array | None]] = {
    "Constant": _constant,
    "Identity": lambda version, x: x,
    "Unsqueeze": _unsqueeze,
    "Squeeze": _squeeze,
    "Slice": _slice,
    "Gather": _gather,
    "Concat": _concat,
    "Cast": _cast,
    "Add": _binary(np.add),
    "Sub": _binary(np.subtract),
    "Mul": _binary(np.multiply),
    "Div": _divide,
    "Mod": _remainder,
    "Neg": _unary(np.negative),
    "Abs": _unary(np.abs),
    "Floor": _unary(np.floor),
    "Ceil": _unary(np.ceil),
    "Sqrt": _unary(np.sqrt),
    "Not": _unary(np.logical_not),
    "And": _binary(np.logical_and),
    "Or": _binary(np.logical_or),
    "Equal": _binary(np.equal),
    "Less": _binary(np.less),
    "LessOrEqual": _binary(np.less_equal),
    "Greater": _binary(np.greater),
    "GreaterOrEqual": _binary(np.greater_equal),
    "Where": lambda version, condition, a, b: np.asarray(np.where(condition, a, b)),
    "Min": lambda version, *arrays: np.minimum.reduce(np.broadcast_arrays(*arrays)),
    "Max": lambda version, *arrays: np.maximum.reduce(np.broadcast_arrays(*arrays)),
    "Range": _range,
    "Expand": _expand,
    "Reshape": _reshape,
    "ConstantOfShape": _constant_of_shape,
    "Transpose": lambda version, x, perm=None: np.transpose(x, perm),
    "Tile": _tile,
    "NonZero": lambda version, x: np.array(np.nonzero(x), np.int64),
    "ReduceProd": _reduced(np.prod),
    "ReduceSum": _reduced(np.sum),
    "ReduceMax": _reduced(np.max),
    "ReduceMin": _reduced(np.min),
}
