"""Sequences, which are lists here, and optionals, which are values or None."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ....runtime.errors import InvalidArgument, ShapeError
from ...tensor import Tensor
from ..elements import Codes
from ..known_values import Known
from ..lowering import Host, Node, Value, lowering

MOST_PARTS = 1 << 20


def _sequence(value: Value, operator: str) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidArgument(f"{operator}: its first input is to be a sequence")
    return value


def _place(position: Host, count: int, operator: str) -> int:
    """A place among `count`, from the end where it is negative."""
    place = int(position.reshape(-1)[0])
    if not -count <= place < count:
        raise InvalidArgument(f"{operator} at {place}, of {count} places")
    return place % count


@lowering("SequenceConstruct", since=11)
def sequence_construct(*values: Value) -> Value:
    return list(values)


@lowering("SequenceEmpty", since=11)
def sequence_empty(*, dtype: int = 1) -> Value:
    return []


@lowering("SequenceAt", since=11)
def sequence_at(sequence: Value, position: Host) -> Value:
    values = _sequence(sequence, "SequenceAt")
    value: Value = values[_place(position, len(values), "SequenceAt")]
    return value


@lowering("SequenceInsert", since=11)
def sequence_insert(sequence: Value, value: Value, position: Host | None) -> Value:
    values = _sequence(sequence, "SequenceInsert")
    place = len(values)
    if position is not None:
        place = int(position.reshape(-1)[0])
        if not -len(values) <= place <= len(values):
            raise InvalidArgument(f"SequenceInsert at {place}, into a sequence of {len(values)}")
    if place < 0:
        place += len(values)
    return [*values[:place], value, *values[place:]]


@lowering("SequenceErase", since=11)
def sequence_erase(sequence: Value, position: Host | None) -> Value:
    values = _sequence(sequence, "SequenceErase")
    place = _place(np.array(-1) if position is None else position, len(values), "SequenceErase")
    return [*values[:place], *values[place + 1 :]]


@lowering("SequenceLength", since=11)
def sequence_length(sequence: Value) -> Any:
    return Known(np.array(len(_sequence(sequence, "SequenceLength")), np.int64))


@lowering("SplitToSequence", since=11)
def split_to_sequence(x: Value, split: Host | None, *, axis: int = 0, keepdims: int = 1) -> Value:
    """Parts of the sizes that are said; of one size where it is one number, the last one smaller."""
    assert isinstance(x, (Tensor, Codes, np.ndarray))
    size = x.shape[axis]
    if split is None or split.ndim == 0:
        count = size // (1 if split is None else max(int(split), 1))
        if count > MOST_PARTS:
            raise InvalidArgument(f"SplitToSequence into {count} parts: at most {MOST_PARTS}")
    sizes = _sizes(size, split)
    starts = np.cumsum([0, *sizes]).tolist()
    parts: list[Any] = [
        _cut(x, axis, start, start + length) for start, length in zip(starts, sizes, strict=False)
    ]
    if split is None and not keepdims:
        parts = [_without(part, axis) for part in parts]
    return parts


def _sizes(size: int, split: Host | None) -> list[int]:
    if split is None:
        return [1] * size
    if split.ndim == 0:
        each = int(split)
        if each < 1:
            raise InvalidArgument(f"SplitToSequence into parts of {each}")
        return [min(each, size - start) for start in range(0, size, each)]
    sizes = split.tolist()
    if sum(sizes) != size or min(sizes, default=0) < 0:
        raise ShapeError(f"SplitToSequence of an axis of {size} into {sizes}")
    return list(sizes)


def _cut(x: Any, axis: int, start: int, end: int) -> Any:
    if isinstance(x, Codes):
        return Codes(x.element, _cut(x.tensor, axis, start, end))
    return x[(slice(None),) * (axis % len(x.shape)) + (slice(start, end),)]


def _without(x: Any, axis: int) -> Any:
    """Without an axis of one element."""
    if isinstance(x, Codes):
        return Codes(x.element, _without(x.tensor, axis))
    return x.squeeze(axis)


@lowering("ConcatFromSequence", since=11)
def concat_from_sequence(sequence: Value, *, axis: int, new_axis: int = 0) -> Value:
    values = _sequence(sequence, "ConcatFromSequence")
    if not values:
        raise InvalidArgument("ConcatFromSequence of an empty sequence: its shape is not known")
    result: Value = joined(values, axis, bool(new_axis))
    return result


def joined(values: Sequence[Any], axis: int, stack: bool) -> Any:
    """Values of one kind, joined along an axis or stacked along a new one."""
    if all(isinstance(value, Codes) for value in values):
        return Codes(values[0].element, joined([value.tensor for value in values], axis, stack))
    if all(isinstance(value, np.ndarray) for value in values):
        return np.stack(values, axis) if stack else np.concatenate(values, axis)
    if not all(isinstance(value, Tensor) for value in values):
        raise InvalidArgument("what is joined are tensors of one kind")
    first, *others = values
    return first.stack(*others, dim=axis) if stack else first.cat(*others, dim=axis)


@lowering("Optional", since=15)
def optional(value: Value = None, *, type: object = None) -> Value:
    return value


@lowering("OptionalGetElement", since=15)
def optional_get_element(value: Value) -> Value:
    if value is None:
        raise InvalidArgument("OptionalGetElement: the optional is empty; OptionalHasElement asks for that")
    return value


@lowering("OptionalHasElement", since=15)
def optional_has_element(value: Value = None, *, node: Node) -> Any:
    return Known(np.array(value is not None))
