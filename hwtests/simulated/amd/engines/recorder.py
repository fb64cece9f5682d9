"""Stands in for the compute engine where a test is of what the command processor hands to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from barewire.drivers.simulated.amd.engines.processor import Pipe

from .lone_queue import MEMORY


@dataclass
class Recorder:
    """Keeps each dispatch, and appends the last digit of its first user SGPR to the number at MEMORY."""

    dispatches: list[Any] = field(default_factory=list)

    @property
    def run(self) -> Callable[[Pipe, Any], None]:
        """What stands in for `Pipe.run`."""

        def run(pipe: Pipe, dispatch: Any) -> None:
            self.dispatches.append(dispatch)
            before = pipe.read(MEMORY, 4)
            pipe.write(MEMORY, before % 1000 * 10 + dispatch.user_data[0] % 10, 4)

        return run
