"""The relocations of AMDGPU objects: what each writes where. Pure functions over numbers.

Source: LLVM's User Guide for AMDGPU Backend, "Relocation Records". S, A, P, G and B are the symbol, the
addend, the place patched, the symbol's slot in the global offset table and where the image is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import BadCodeObject

Value = Callable[[int, int], int]
"""(S + A or G + A or B + A, P) -> the number, of which the low bits are written."""


@dataclass(frozen=True)
class Kind:
    """One kind of relocation. `target` says what the addend is added to: symbol, got or base."""

    name: str
    size_bytes: int
    target: str
    value: Value


def _whole(target: int, place: int) -> int:
    return target


def _high(target: int, place: int) -> int:
    return target >> 32


def _relative(target: int, place: int) -> int:
    return target - place


def _relative_high(target: int, place: int) -> int:
    return (target - place) >> 32


def _relative_checked(target: int, place: int) -> int:
    distance = target - place
    if not -(1 << 31) <= distance < 1 << 31:
        raise BadCodeObject(f"a relocation of 32 bits cannot reach {distance:#x} bytes")
    return distance


def _branch(target: int, place: int) -> int:
    words = (target - place - 4) // 4
    if not -(1 << 15) <= words < 1 << 15:
        raise BadCodeObject(f"a branch cannot reach {words} dwords")
    return words


R_AMDGPU_NONE = 0

KINDS = {
    1: Kind("R_AMDGPU_ABS32_LO", 4, "symbol", _whole),
    2: Kind("R_AMDGPU_ABS32_HI", 4, "symbol", _high),
    3: Kind("R_AMDGPU_ABS64", 8, "symbol", _whole),
    4: Kind("R_AMDGPU_REL32", 4, "symbol", _relative_checked),
    5: Kind("R_AMDGPU_REL64", 8, "symbol", _relative),
    6: Kind("R_AMDGPU_ABS32", 4, "symbol", _whole),
    7: Kind("R_AMDGPU_GOTPCREL", 4, "got", _relative_checked),
    8: Kind("R_AMDGPU_GOTPCREL32_LO", 4, "got", _relative),
    9: Kind("R_AMDGPU_GOTPCREL32_HI", 4, "got", _relative_high),
    10: Kind("R_AMDGPU_REL32_LO", 4, "symbol", _relative),
    11: Kind("R_AMDGPU_REL32_HI", 4, "symbol", _relative_high),
    13: Kind("R_AMDGPU_RELATIVE64", 8, "base", _whole),
    14: Kind("R_AMDGPU_REL16", 2, "symbol", _branch),
}
