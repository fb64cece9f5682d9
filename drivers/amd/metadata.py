"""The metadata note of a code object: what its kernels' arguments are, as MessagePack.

Sources: LLVM's User Guide for AMDGPU Backend, "Code Object V5 Metadata"; the MessagePack specification.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from .. import elf
from ..errors import BadCodeObject

NOTE_OWNER = b"AMDGPU\0"
NT_AMDGPU_METADATA = 32

_NOTE = struct.Struct("<III")

# MessagePack, "Formats": first byte -> how the value, or its length, is packed.
_NUMBERS = {
    0xCA: ">f",
    0xCB: ">d",
    0xCC: ">B",
    0xCD: ">H",
    0xCE: ">I",
    0xCF: ">Q",
    0xD0: ">b",
    0xD1: ">h",
    0xD2: ">i",
    0xD3: ">q",
}
_BYTES = {0xC4: ">B", 0xC5: ">H", 0xC6: ">I", 0xD9: ">B", 0xDA: ">H", 0xDB: ">I"}
_LISTS = {0xDC: ">H", 0xDD: ">I"}
_MAPS = {0xDE: ">H", 0xDF: ">I"}
_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def _take(self, layout: str) -> Any:
        (value,) = struct.unpack_from(layout, self.data, self.at)
        self.at += struct.calcsize(layout)
        return value

    def _text(self, size_bytes: int) -> str:
        text = self.data[self.at : self.at + size_bytes]
        self.at += size_bytes
        return text.decode("utf-8", "replace")

    def _list(self, count: int) -> list[Any]:
        return [self.value() for _ in range(count)]

    def _map(self, count: int) -> dict[Any, Any]:
        return {self.value(): self.value() for _ in range(count)}

    def value(self) -> Any:
        first = self._take(">B")
        if first <= 0x7F:
            return first
        if first >= 0xE0:
            return first - 0x100
        if first <= 0x8F:
            return self._map(first & 0xF)
        if first <= 0x9F:
            return self._list(first & 0xF)
        if first <= 0xBF:
            return self._text(first & 0x1F)
        if first in _CONSTANTS:
            return _CONSTANTS[first]
        if first in _NUMBERS:
            return self._take(_NUMBERS[first])
        if first in _BYTES:
            return self._text(self._take(_BYTES[first]))
        if first in _LISTS:
            return self._list(self._take(_LISTS[first]))
        if first in _MAPS:
            return self._map(self._take(_MAPS[first]))
        raise BadCodeObject(f"the image's metadata is damaged: {first:#04x} starts no MessagePack value")


def unpack(data: bytes) -> Any:
    """One MessagePack value; strings and binary data come as text. Raises BadCodeObject."""
    try:
        return _Reader(data).value()
    except (struct.error, RecursionError, TypeError) as error:
        raise BadCodeObject(f"the image's metadata is damaged: {error}") from error


@dataclass(frozen=True)
class HiddenArgument:
    """An argument that the runtime fills in, such as `hidden_block_count_x`; sizes and offsets in bytes."""

    kind: str
    offset_bytes: int
    size_bytes: int


@dataclass(frozen=True)
class KernelMetadata:
    """What the note says of one kernel beyond its descriptor. `explicit_bytes` is where the arguments of the
    source end; `registers` are vector registers of a lane."""

    name: str
    max_flat_workgroup_size: int
    explicit_bytes: int
    hidden: tuple[HiddenArgument, ...]
    registers: int | None = None
    local_bytes: int | None = None


def _kernel(entry: dict[str, Any]) -> KernelMetadata:
    arguments = entry.get(".args", [])
    hidden = tuple(
        HiddenArgument(argument[".value_kind"], argument[".offset"], argument[".size"])
        for argument in arguments
        if argument[".value_kind"].startswith("hidden_")
    )
    explicit = max(
        (
            argument[".offset"] + argument[".size"]
            for argument in arguments
            if not argument[".value_kind"].startswith("hidden_")
        ),
        default=0,
    )
    return KernelMetadata(
        entry[".symbol"],
        entry.get(".max_flat_workgroup_size", 1024),
        explicit,
        hidden,
        entry.get(".vgpr_count"),
        entry.get(".group_segment_fixed_size"),
    )


def read(file: elf.ObjectFile, image: bytes) -> dict[str, KernelMetadata]:
    """The kernels of an image's note by the symbol of their descriptor; empty where it has no note.

    Raises BadCodeObject for a note that cannot be read.
    """
    for section in file.sections:
        if section.kind != elf.SHT_NOTE:
            continue
        data = elf.contents(image, section)
        if len(data) < _NOTE.size:
            continue
        owner_bytes, content_bytes, kind = _NOTE.unpack_from(data)
        start = _NOTE.size + -(-owner_bytes // 4) * 4
        if kind != NT_AMDGPU_METADATA or not data[_NOTE.size :].startswith(NOTE_OWNER):
            continue
        try:
            kernels = unpack(data[start : start + content_bytes])["amdhsa.kernels"]
            return {found.name: found for found in map(_kernel, kernels)}
        except (KeyError, TypeError, AttributeError) as error:
            raise BadCodeObject(f"the image's metadata lacks {error}") from error
    return {}
