"""One dispatch as it was recorded: what it is called, and where its arguments are."""

from __future__ import annotations

from dataclasses import dataclass, field

from .. import kernel
from ..interface import Dimensions
from .command_memory import Place
from .descriptors import TEX_CONST


@dataclass(frozen=True)
class BoundDescriptor:
    """A descriptor in memory, whose address is in the arguments."""

    argument_offset: int
    place: Place
    offset: int

    def bind(self, arguments: bytearray) -> None:
        """Put the address that the arguments have into it, beside what else is in the same dwords."""
        address = int.from_bytes(arguments[self.argument_offset : self.argument_offset + 8], "little")
        base = TEX_CONST.BASE
        word = kernel.word(self.place.host_address + self.offset + 4 * base.dword)
        word[0] = word[0] & ~base.limit | address & base.limit


@dataclass(slots=True)
class Launch:
    """A dispatch, whose arguments can be patched where they lie.

    `arguments_at` is the dword of its segment that they begin at: None where there are none, or where the
    grid is empty.
    """

    name: str
    grid: Dimensions
    block: Dimensions
    arguments: bytearray
    arguments_at: int | None = None
    descriptors: list[BoundDescriptor] = field(default_factory=list)

    def patch(self, offset_bytes: int, data: bytes, segment: Place | None) -> None:
        """Overwrite bytes of the arguments; `segment` is where its commands are, once they are in memory."""
        end = offset_bytes + len(data)
        self.arguments[offset_bytes:end] = data
        if segment is not None and self.arguments_at is not None:
            segment.write(data, 4 * self.arguments_at + offset_bytes)
        for descriptor in self.descriptors:
            if descriptor.argument_offset < end and offset_bytes < descriptor.argument_offset + 8:
                descriptor.bind(self.arguments)
