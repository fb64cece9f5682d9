"""One dispatch as it was recorded: what it is called, and where its arguments are."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..interface import Dimensions
from .command_memory import Place
from .descriptor_table import BoundTable


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
    tables: list[BoundTable] = field(default_factory=list)

    def patch(self, offset_bytes: int, data: bytes, segment: Place | None) -> None:
        """Overwrite bytes of the arguments; `segment` is where its commands are, once they are in memory."""
        end = offset_bytes + len(data)
        self.arguments[offset_bytes:end] = data
        if segment is not None and self.arguments_at is not None:
            segment.write(data, 4 * self.arguments_at + offset_bytes)
        for bound in self.tables:
            if bound.table.asks_for(offset_bytes, end):
                bound.bind(self.arguments)
