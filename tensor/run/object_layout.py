"""Where CPython has the slots of our objects, found by looking.

A class with `__slots__` has a pointer for each at an offset of its own. The offset is found by putting an
object of its own into the slot and looking where its address appears; so nothing is taken for known of how an
interpreter lays out classes, and where that cannot be told there is no layout.
"""

from __future__ import annotations

import ctypes
import sys
import sysconfig
from functools import lru_cache
from types import MemberDescriptorType
from typing import Any

from ...runtime.buffer import Buffer
from ..graph.node import Node
from ..methods.core import TensorCore

_POINTER_BYTES = 8
_SLOTS: dict[str, tuple[type, tuple[str, ...]]] = {
    "TENSOR": (TensorCore, ("_node", "device", "grad", "_flow", "_previous", "_origin", "_views")),
    "NODE": (Node, ("op", "dtype", "shape", "sources", "argument", "realized")),
    "BUFFER": (Buffer, ("device", "is_aliased", "_address", "_place")),
}


class _Probe:
    """An object to count the references of."""


def _word(address: int) -> int:
    return ctypes.c_uint64.from_address(address).value


def _offset(kind: type, name: str) -> int | None:
    """How many bytes after the start of an object its slot is; None where that is not plain."""
    made: Any = object.__new__(kind)
    slots = {key: each for key, each in vars(kind).items() if isinstance(each, MemberDescriptorType)}
    for slot in slots.values():
        slot.__set__(made, None)
    sign = _Probe()
    slots[name].__set__(made, sign)
    words = range(0, kind.__basicsize__ // _POINTER_BYTES * _POINTER_BYTES, _POINTER_BYTES)
    found = [offset for offset in words if _word(id(made) + offset) == id(sign)]
    slots[name].__set__(made, None)
    return found[0] if len(found) == 1 else None


def _counts_references() -> bool:
    """Whether an object begins with 32 bits that count its references, and has its type 8 bytes later."""
    sign = _Probe()
    others = [sign, sign, sign]
    counted = ctypes.c_uint32.from_address(id(sign)).value
    others.clear()
    return counted == ctypes.c_uint32.from_address(id(sign)).value + 3 and _word(id(sign) + 8) == id(_Probe)


@lru_cache(maxsize=1)
def offsets() -> dict[str, Any] | None:
    """The offsets, as `TENSOR__node`; None where this interpreter's objects are not such."""
    threaded = sysconfig.get_config_var("Py_GIL_DISABLED")
    if (
        sys.implementation.name != "cpython"
        or threaded
        or sys.byteorder != "little"
        or not _counts_references()
    ):
        return None
    found: dict[str, Any] = {"OBJECT_TYPE": _POINTER_BYTES}
    for prefix, (kind, names) in _SLOTS.items():
        for name in names:
            offset = _offset(kind, name)
            if offset is None:
                return None
            found[f"{prefix}_{name}"] = offset
    return found
