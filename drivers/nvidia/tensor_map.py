"""Tensor maps that a kernel takes as parameters, as a comment in its PTX says what each describes.

A map is 128 bytes that only the driver can write (cuTensorMapEncodeTiled), from the address of a buffer that
is known when the kernel is launched. So the code generator writes one line for each map, and the driver adds
the maps to the arguments that a launch gives. CUDA Driver API, "Tensor Map Object Management".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from ..errors import BadCodeObject

MAP_BYTES, MAP_ALIGNMENT = 128, 64
"""PTX ISA, "Tensor-map": the size, and cuda.h, CUtensorMap: the alignment."""

_LINE = re.compile(r"//# tensor map:(.*)")


@dataclass(frozen=True)
class TensorMap:
    """One map: the boxes that bulk copies take of a tensor, whose first axis is the densest.

    `parameter` is its number among the kernel's parameters, before which all are addresses of 8 bytes or
    other maps; `argument` the number of the buffer's address. The tensor starts `offset` bytes into the
    buffer. `sizes` and `box` count elements, `strides` bytes, of all axes but the first. Elements outside
    read as zero. `swizzle` is the bytes of a row in which 16-byte pieces change places.
    """

    kernel: str
    parameter: int
    argument: int
    offset: int
    element: str
    sizes: tuple[int, ...]
    strides: tuple[int, ...]
    box: tuple[int, ...]
    swizzle: int

    @property
    def line(self) -> str:
        """The comment that `in_text` finds again."""
        return "//# tensor map:" + "".join(
            f" {each.name}={_text(getattr(self, each.name))}" for each in _FIELDS
        )


_FIELDS = fields(TensorMap)


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def in_text(text: str) -> dict[str, tuple[TensorMap, ...]]:
    """The maps that PTX says its kernels take, by kernel. Raises BadCodeObject for a line that is not one."""
    found: dict[str, tuple[TensorMap, ...]] = {}
    for match in _LINE.finditer(text):
        each = _read(match[1])
        found[each.kernel] = (*found.get(each.kernel, ()), each)
    return found


def _read(line: str) -> TensorMap:
    values = dict(pair.partition("=")[::2] for pair in line.split())
    try:
        made: dict[str, Any] = {
            each.name: _READERS[str(each.type)](values.pop(each.name)) for each in _FIELDS
        }
    except (KeyError, ValueError) as error:
        raise BadCodeObject(
            f"the PTX has a tensor map that cannot be read ({error}): {line.strip()}"
        ) from error
    return TensorMap(**made)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, filter(None, text.split(","))))


_READERS: dict[str, Callable[[str], object]] = {"str": str, "int": int, "tuple[int, ...]": _numbers}
