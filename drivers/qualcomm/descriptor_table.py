"""Descriptors of one kernel's textures or images as they lie in memory, with the addresses of a dispatch."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .code_object import Descriptor
from .command_memory import Place
from .descriptors import BUFFER_ALIGNMENT, DESCRIPTOR_DWORDS, TEX_CONST, TextureType, texel_bytes

DESCRIPTOR_BYTES = 4 * DESCRIPTOR_DWORDS
_ADDRESS = struct.Struct("<Q")
_DWORD = struct.Struct("<I")
_START_AT = 4 * TEX_CONST.STARTOFFSETTEXELS.dword
_BASE_AT = 4 * TEX_CONST.BASE.dword


@dataclass(frozen=True, slots=True)
class _Entry:
    """One descriptor: where the address is in the arguments, where it goes, what else is in its dwords, and
    the bytes of a texel where it is a buffer's.
    """

    argument_offset: int
    offset: int
    beside_base: int
    beside_start: int
    texel: int


class DescriptorTable:
    """The descriptors of a kernel, without addresses."""

    def __init__(self, descriptors: Sequence[Descriptor]) -> None:
        self._template = b"".join(struct.pack(f"<{DESCRIPTOR_DWORDS}I", *each.dwords) for each in descriptors)
        self._entries = [_entry(number, each) for number, each in enumerate(descriptors)]
        self.size_bytes = len(self._template)

    def bound(self, arguments: bytes | bytearray) -> bytearray:
        """The descriptors with the addresses that the arguments have.

        That of a buffer is rounded down, and the texels in between are left out.
        """
        table = bytearray(self._template)
        for each in self._entries:
            (address,) = _ADDRESS.unpack_from(arguments, each.argument_offset)
            if each.texel:
                within = address % BUFFER_ALIGNMENT
                if within:
                    start = within // each.texel << TEX_CONST.STARTOFFSETTEXELS.low
                    _DWORD.pack_into(table, each.offset + _START_AT, each.beside_start | start)
                    address -= within
            base = address & TEX_CONST.BASE.limit
            _ADDRESS.pack_into(table, each.offset + _BASE_AT, each.beside_base | base)
        return table

    def asks_for(self, start: int, end: int) -> bool:
        """Whether any address is among these bytes of the arguments."""
        return any(each.argument_offset < end and start < each.argument_offset + 8 for each in self._entries)


def _entry(number: int, descriptor: Descriptor) -> _Entry:
    dwords = descriptor.dwords
    base = TEX_CONST.BASE
    beside_base = (dwords[base.dword] | dwords[base.dword + 1] << 32) & ~base.limit
    start = TEX_CONST.STARTOFFSETTEXELS
    texel = texel_bytes(TEX_CONST(dwords).FMT) if is_buffer(descriptor) else 0
    return _Entry(
        descriptor.argument_offset,
        number * DESCRIPTOR_BYTES,
        beside_base,
        dwords[start.dword] & ~(start.limit << start.low),
        texel,
    )


def is_buffer(descriptor: Descriptor) -> bool:
    """Whether a descriptor is that of a buffer."""
    return TEX_CONST(descriptor.dwords).TYPE == TextureType.A6XX_TEX_BUFFER


@lru_cache(maxsize=1024)
def table_of(descriptors: tuple[Descriptor, ...]) -> DescriptorTable:
    """The table of a kernel's textures or images."""
    return DescriptorTable(descriptors)


@dataclass(frozen=True, slots=True)
class BoundTable:
    """A table in memory, with the addresses of one dispatch."""

    table: DescriptorTable
    place: Place

    def bind(self, arguments: bytearray) -> None:
        """Put the addresses that the arguments have into it."""
        self.place.write(self.table.bound(arguments))
