"""Names for numbers, numbers for names; maps of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ....runtime.errors import InvalidArgument, ShapeError
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..elements import from_array
from ..lowering import ML, Node, Value, lowering

Array = np.ndarray[Any, Any]
MOST_WIDE = 1 << 28
"""How wide the row of a sparse map may be."""


def _objects(words: Sequence[Any]) -> Array:
    return np.array([*words, None], dtype=object)[:-1]


def _places(x: Value, keys: Array, device: str) -> Tensor:
    """For each element the place of its key, the last of equals, counted from 1; 0 where there is none."""
    if isinstance(x, np.ndarray):
        numbers = {key: place + 1 for place, key in enumerate(keys.tolist())}
        found = [numbers.get(word, 0) for word in x.reshape(-1).tolist()]
        return Tensor(np.array(found, np.int64).reshape(x.shape), device=device)
    if not isinstance(x, Tensor) or keys.dtype == object:
        raise InvalidArgument("the keys of a map are of another type than what is looked up")
    wanted = Tensor(keys, device=device)
    each = x.unsqueeze(-1)
    same = each == wanted
    if keys.dtype.kind == "f" and np.isnan(keys).any():
        same = same | (each.isnan() & wanted.isnan())
    order = Tensor.arange(1, len(keys) + 1, device=device).cast(dtypes.int64)
    return same.where(order, 0).amax(-1)


def _mapped(x: Value, keys: Array, values: Array, default: Any, device: str) -> Value:
    """The values of keys, or the default."""
    if len(keys) != len(values):
        raise InvalidArgument(f"a map of {len(keys)} keys to {len(values)} values")
    table: Array = np.concatenate([np.array([default], values.dtype), values])
    if isinstance(x, np.ndarray) and table.dtype == object:
        numbers = dict(zip(keys.tolist(), values.tolist(), strict=True))
        words = [numbers.get(word, default) for word in x.reshape(-1).tolist()]
        return _objects(words).reshape(x.shape)
    places = _places(x, keys, device)
    if table.dtype == object:
        return np.asarray(table[places.numpy()], dtype=object)
    return Tensor(table, device=device)[places]


@lowering("LabelEncoder", domain=ML)
def label_encoder_1(
    x: Value,
    *,
    classes_strings: list[str] | None = None,
    default_int64: int = -1,
    default_string: str = "_Unused",
    node: Node,
) -> Value:
    """Words become their places, places words."""
    words = _objects(classes_strings or [])
    places = np.arange(len(words), dtype=np.int64)
    if isinstance(x, np.ndarray):
        return _mapped(x, words, places, default_int64, node.device)
    return _mapped(x, places, words, default_string, node.device)


@lowering("LabelEncoder", since=2, domain=ML)
def label_encoder(
    x: Value,
    *,
    default_float: float = -0.0,
    default_int64: int = -1,
    default_string: str = "_Unused",
    default_tensor: Array | None = None,
    keys_floats: list[float] | None = None,
    keys_int64s: list[int] | None = None,
    keys_strings: list[str] | None = None,
    keys_tensor: Array | None = None,
    values_floats: list[float] | None = None,
    values_int64s: list[int] | None = None,
    values_strings: list[str] | None = None,
    values_tensor: Array | None = None,
    node: Node,
) -> Value:
    keys = _given(keys_floats, keys_int64s, keys_strings, keys_tensor, "keys")
    values = _given(values_floats, values_int64s, values_strings, values_tensor, "values")
    if default_tensor is not None:
        default = np.asarray(default_tensor).reshape(-1)[0]
    elif values.dtype == object:
        default = default_string
    else:
        default = default_float if values.dtype.kind == "f" else default_int64
    return _mapped(x, keys, values, default, node.device)


def _given(
    floats: list[float] | None,
    ints: list[int] | None,
    words: list[str] | None,
    tensor: Array | None,
    what: str,
) -> Array:
    if tensor is not None:
        return np.asarray(tensor).reshape(-1)
    if floats:
        return np.array(floats, np.float32)
    if ints:
        return np.array(ints, np.int64)
    if words:
        return _objects(words)
    raise InvalidArgument(f"LabelEncoder without {what}")


@lowering("CategoryMapper", domain=ML)
def category_mapper(
    x: Value,
    *,
    cats_int64s: list[int] | None = None,
    cats_strings: list[str] | None = None,
    default_int64: int = -1,
    default_string: str = "_Unused",
    node: Node,
) -> Value:
    numbers, words = np.array(cats_int64s or [], np.int64), _objects(cats_strings or [])
    if isinstance(x, np.ndarray):
        return _mapped(x, words, numbers, default_int64, node.device)
    return _mapped(x, numbers, words, default_string, node.device)


@lowering("OneHotEncoder", domain=ML)
def one_hot_encoder(
    x: Value,
    *,
    cats_int64s: list[int] | None = None,
    cats_strings: list[str] | None = None,
    zeros: int = 1,
    node: Node,
) -> Value:
    """Where it is not said that what is unknown is all zeros, it is an error, so it is looked for."""
    keys = np.array(cats_int64s, np.int64) if cats_int64s else _objects(cats_strings or [])
    if isinstance(x, Tensor) and x.dtype is not dtypes.int64:
        x = x.cast(dtypes.int64)
    places = _places(x, keys, node.device)
    if not zeros and not (places > 0).all().item():
        raise InvalidArgument("OneHotEncoder: a value is none of its categories, and `zeros` is 0")
    order = Tensor.arange(1, len(keys) + 1, device=node.device).cast(dtypes.int64)
    return (places.unsqueeze(-1) == order).cast(dtypes.float32)


@lowering("ZipMap", domain=ML)
def zip_map(
    x: Tensor, *, classlabels_int64s: list[int] | None = None, classlabels_strings: list[str] | None = None
) -> Value:
    """The scores of each row by the names of their classes, on the host."""
    names: Sequence[Any] = classlabels_int64s or classlabels_strings or []
    rows = x.unsqueeze(0) if x.ndim == 1 else x
    if rows.ndim != 2 or rows.shape[1] != len(names):
        raise ShapeError(f"ZipMap of shape {tuple(x.shape)} with {len(names)} labels")
    return [dict(zip(names, row, strict=True)) for row in rows.numpy().tolist()]


def _map(x: Value, operator: str) -> dict[Any, Any]:
    if not isinstance(x, dict):
        raise InvalidArgument(f"{operator} takes a map: a dict")
    return x


@lowering("DictVectorizer", domain=ML)
def dict_vectorizer(
    x: Value,
    *,
    int64_vocabulary: list[int] | None = None,
    string_vocabulary: list[str] | None = None,
    node: Node,
) -> Value:
    """A row of the values of the words of a vocabulary; 0 for those that the map has not."""
    values = _map(x, "DictVectorizer")
    keys: Sequence[Any] = int64_vocabulary or string_vocabulary or []
    example = next(iter(values.values()), 0.0)
    row: list[Any] = [values.get(key, "" if isinstance(example, str) else 0) for key in keys]
    if isinstance(example, str):
        return _objects(row).reshape(1, -1)
    whole = isinstance(example, (int, np.integer))
    to = np.int64 if whole else np.float64 if isinstance(example, np.float64) else np.float32
    return from_array(np.array([row], to), node.device)  # type: ignore[no-any-return]


_CASTS = {"TO_FLOAT": np.float32, "TO_INT64": np.int64, "TO_STRING": object}


@lowering("CastMap", domain=ML)
def cast_map(
    x: Value, *, cast_to: str = "TO_FLOAT", map_form: str = "DENSE", max_map: int = 1, node: Node
) -> Value:
    """A row of a map's values in the order of its keys; sparse, with 0 at those that there are not."""
    values = _map(x, "CastMap")
    if cast_to not in _CASTS or map_form not in ("DENSE", "SPARSE"):
        raise InvalidArgument(f"CastMap: cast_to {cast_to!r}, map_form {map_form!r}")
    kinds: dict[str, Callable[[Any], Any]]
    kinds = {"TO_FLOAT": float, "TO_INT64": lambda v: int(float(v)), "TO_STRING": str}
    kind = kinds[cast_to]
    if map_form == "SPARSE":
        if max_map > MOST_WIDE or any(not 0 <= key < max_map for key in values):
            raise InvalidArgument(f"CastMap: the keys of a sparse map lie below {max_map}")
        row = [kind(values[key]) if key in values else kind(0) for key in range(max_map)]
        if cast_to == "TO_STRING":
            row = [kind(values[key]) if key in values else "0" for key in range(max_map)]
    else:
        row = [kind(values[key]) for key in sorted(values)]
    if cast_to == "TO_STRING":
        return _objects(row).reshape(1, -1)
    return Tensor(np.array([row], _CASTS[cast_to]), device=node.device)
