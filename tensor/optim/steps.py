"""How often each parameter was updated: one count for a group, and what single ones lag behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..tensor import Tensor


class Steps:
    """The steps of each parameter of a group, which are the same for all but those that had no gradient at
    times.

    So the one count is all that an ordinary step changes. A parameter that missed some has a second number.
    """

    def __init__(self, count: Tensor) -> None:
        self.count = count
        # By the tensors themselves, whose hash is their identity.
        self.missed: dict[Tensor, Tensor] = {}
        self.started: set[Tensor] = set()
        self._begun = False
        self._now = count
        self._lagging: dict[Tensor, Tensor] = {}

    def advance(self, updated: Sequence[Tensor], members: Sequence[Tensor]) -> list[Tensor]:
        """Count one step of some of the members; returns all that was assigned."""
        changed: list[Tensor] = []
        now = set(updated)
        for tensor in members:
            if tensor in now and tensor not in self.started and self._begun:
                changed.append(self._lag(tensor, self.count))
            elif tensor not in now and tensor in self.started:
                changed.append(self._lag(tensor, self.missed.get(tensor, 0) + 1))
        self.started |= now
        self._begun = True
        self._now, self._lagging = self.count + 1, {}
        changed.append(self.count.assign(self._now))
        return changed

    def _jit_constants(self) -> object:
        """Which parameters have a second number."""
        return frozenset(map(id, self.missed))

    def _jit_tensors(self) -> list[Tensor]:
        """The counts."""
        return [self.count, *self.missed.values()]

    def __getstate__(self) -> dict[str, Any]:
        # In a copy no step is being made.
        return {**vars(self), "_now": self.count, "_lagging": {}}

    def _lag(self, parameter: Tensor, value: Tensor | int) -> Tensor:
        known = self.missed.get(parameter)
        if known is not None:
            return known.assign(value)
        if isinstance(value, int):
            start = Tensor([value], device=self.count.device, dtype=self.count.dtype).reshape(())
        else:
            start = value.detach().clone()
        self.missed[parameter] = start.contiguous()
        return self.missed[parameter]

    def of(self, tensor: Tensor) -> Tensor:
        """The number of the step that is being made, from 1, for a parameter that is updated in it."""
        if tensor not in self.missed:
            return self._now
        if tensor not in self._lagging:
            self._lagging[tensor] = self._now - self.missed[tensor]
        return self._lagging[tensor]

    def taken(self, tensor: Tensor) -> Tensor | None:
        """How many steps a parameter has behind it; None before the first."""
        if tensor not in self.started:
            return None
        missed = self.missed.get(tensor)
        return self.count if missed is None else (self.count - missed).realize()

    def resume(self, taken: dict[Tensor, float]) -> None:
        """Go on after so many steps of each parameter; those that are not there have none."""
        most = max(taken.values(), default=0.0)
        with Tensor.no_grad():
            self.count.assign(most).realize()
            lagging = {tensor: most - steps for tensor, steps in taken.items() if steps != most}
            for tensor, steps in lagging.items():
                lag = Tensor([steps], device=self.count.device, dtype=self.count.dtype).reshape(()).realize()
                self.missed[tensor] = lag
            for tensor in self.missed.keys() - lagging.keys():
                self.missed[tensor].assign(0).realize()
        self.started, self._begun = set(taken), most > 0
