"""Stands in for the compute engine where a test is of what the command processor hands to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from barewire.drivers.simulated.amd.processor import Pipe

from .lone_queue import MEMORY


@dataclass
class Recorder:
    """Keeps each dispatch, and appends the last digit of its first user SGPR to the number at MEMORY."""

    dispatches: list[Any] = field(default_factory=list)

    def of(self, pipe: Pipe) -> Recorder:
        self.pipe = pipe
        return self

    def run(self, dispatch: Any) -> None:
        self.dispatches.append(dispatch)
        before = self.pipe.read(MEMORY, 4)
        self.pipe.write(MEMORY, before % 1000 * 10 + dispatch.user_data[0] % 10, 4)
