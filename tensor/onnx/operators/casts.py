"""Casts: between all element types, also those that tensors hold as codes, and strings."""

from __future__ import annotations

from typing import Any

import numpy as np

from ....runtime.errors import DTypeError, InvalidArgument
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..codes import decoded, encoded, float8_of, raw_bits, wrapped
from ..elements import BY_DTYPE, STRING, Codes, Element, element_of
from ..lowering import Node, Value, lowering


@lowering("Cast")
def cast_1(x: Value, *, to: str, node: Node) -> Value:
    """Where the type is a word."""
    numbers = {row.name: row for row in map(element_of, range(1, 17))}
    if to.upper() not in numbers:
        raise InvalidArgument(f"Cast to {to!r}: that is no element type")
    return _cast(x, numbers[to.upper()], True, "up", node.device)


@lowering("Cast", since=6)
def cast(x: Value, *, to: int, saturate: int = 1, round_mode: str = "up", node: Node) -> Value:
    return _cast(x, element_of(to), bool(saturate), round_mode, node.device)


@lowering("CastLike")
def cast_like(x: Value, like: Value, *, saturate: int = 1, round_mode: str = "up", node: Node) -> Value:
    return _cast(x, element_of_value(like), bool(saturate), round_mode, node.device)


def element_of_value(value: Value) -> Element:
    """The element type of a value.

    Raises DTypeError for what is neither a tensor nor strings.
    """
    if isinstance(value, Codes):
        return value.element
    if isinstance(value, Tensor):
        return BY_DTYPE[value.dtype]
    if isinstance(value, np.ndarray):
        return STRING
    raise DTypeError(f"a tensor was wanted, not {type(value).__name__}")


def _cast(x: Value, to: Element, saturate: bool, round_mode: str, device: str) -> Value:
    if element_of_value(x) is to:
        return x
    if isinstance(x, np.ndarray):
        x = _of_strings(x, to, device)
    assert isinstance(x, (Tensor, Codes))
    number = decoded(x)
    if number.dtype.is_complex and not (to.held and to.held.is_complex):
        number = number.real
    if to is STRING:
        return _strings(number)
    if to.is_coded:
        return encoded(number, to, saturate, round_mode)
    assert to.held is not None
    if to.held in (dtypes.float8_e4m3fn, dtypes.float8_e5m2):
        return float8_of(number, to.held, saturate)
    return number.cast(to.held)


def _of_strings(words: np.ndarray[Any, Any], to: Element, device: str) -> Tensor:
    """The numbers that strings say, wide enough for the type that is wanted."""
    whole = to.held is not None and to.held.kind in "iu" and not to.exponent
    held = (to.held if not to.is_coded else dtypes.int64) if whole else dtypes.float64
    if to.held in (dtypes.float32, dtypes.complex64, dtypes.complex128):
        held = to.held
    assert held is not None
    read = _integer if whole else complex if held.is_complex else _float
    try:
        numbers = [read(word) for word in words.reshape(-1)]
        array = np.array(numbers, BY_DTYPE[held].numpy)
    except (ValueError, OverflowError) as error:
        raise InvalidArgument(f"Cast of strings to {to.name}: {error}") from error
    return Tensor(array.reshape(words.shape), device=device)


def _integer(word: str) -> int:
    try:
        return int(word)
    except ValueError:
        return int(float(word))


def _float(word: str) -> float:
    truth = {"true": 1.0, "false": 0.0}.get(word.strip().lower())
    return float(word) if truth is None else truth


def _strings(x: Tensor) -> np.ndarray[Any, Any]:
    """Numbers as text, with the fewest digits that tell them from their neighbours."""
    array = x.numpy()
    if x.dtype in (dtypes.bfloat16, dtypes.float8_e4m3fn, dtypes.float8_e5m2):
        array = x.cast(dtypes.float32).numpy()
    return np.array([*array.reshape(-1).astype(np.str_).tolist(), None], object)[:-1].reshape(array.shape)


@lowering("BitCast", since=26)
def bit_cast(x: Value, *, to: int) -> Value:
    element, source = element_of(to), element_of_value(x)
    if STRING in (element, source):
        raise DTypeError("BitCast: strings have no bits of their own")
    assert isinstance(x, (Tensor, Codes))
    if _bits(element) != _bits(source):
        raise DTypeError(
            f"BitCast from {source.name} to {element.name}: {_bits(source)} bits are not {_bits(element)}"
        )
    if element is source:
        return x
    if isinstance(x, Tensor) and x.dtype.is_complex:
        return _from_complex(x, element)
    if element.held is dtypes.complex64:
        bits = raw_bits(x)
        low, high = (bits & 0xFFFFFFFF).cast(dtypes.uint32), (bits >> 32).cast(dtypes.uint32)
        return low.stack(high, dim=-1).bitcast(dtypes.float32).view_as_complex()
    bits = raw_bits(x)
    if element.is_integer:
        return Codes(element, wrapped(bits, element))
    if element.is_coded:
        return Codes(element, bits)
    assert element.held is not None
    return bits != 0 if element.held is dtypes.bool_ else bits.bitcast(element.held)


def _bits(element: Element) -> int:
    if element.is_coded:
        return element.bits
    assert element.held is not None
    return 8 if element.held is dtypes.bool_ else element.held.bits


def _from_complex(x: Tensor, to: Element) -> Tensor:
    """The real part has the lower bits."""
    assert to.held is not None
    parts = x.view_as_real().bitcast(dtypes.uint32).cast(dtypes.uint64)
    return (parts[..., 0] | (parts[..., 1] << 32)).bitcast(to.held)
