"""How often each parameter was updated: one count for a group, and what single ones lag behind it."""

from __future__ import annotations

from collections.abc import Sequence

from ...runtime.errors import JitError
from ..run.capture import active
from ..tensor import Tensor


class Steps:
    """The steps of each parameter of a group, which are the same for all but those that had no gradient at
    times.

    So the one count is all that an ordinary step changes. A parameter that missed some has a second number.
    """

    def __init__(self, count: Tensor) -> None:
        self.count = count
        self.missed: dict[int, Tensor] = {}
        self.started: set[int] = set()
        self._begun = False
        self._captured = False
        self._now = count
        self._lagging: dict[int, Tensor] = {}

    def advance(self, updated: Sequence[Tensor], members: Sequence[Tensor]) -> list[Tensor]:
        """Count one step of some of the members; returns all that was assigned."""
        changed: list[Tensor] = []
        now = {id(tensor) for tensor in updated}
        for tensor in members:
            number = id(tensor)
            if number in now and number not in self.started and self._begun:
                changed.append(self._lag(number, self.count))
            elif number not in now and number in self.started:
                changed.append(self._lag(number, self.missed.get(number, 0) + 1))
        self.started |= now
        self._begun = True
        if active.capture is not None:
            self._captured = True
        self._now, self._lagging = self.count + 1, {}
        changed.append(self.count.assign(self._now))
        return changed

    def _jit_constants(self) -> object:
        """Which parameters have a second number."""
        return frozenset(self.missed)

    def _jit_tensors(self) -> list[Tensor]:
        """The counts."""
        return [self.count, *self.missed.values()]

    def _lag(self, number: int, value: Tensor | int) -> Tensor:
        known = self.missed.get(number)
        if known is not None:
            return known.assign(value)
        if self._captured:
            raise JitError(
                "a step was captured in which all parameters of a group had gradients, and now one has none; "
                "put such parameters into a group of their own"
            )
        if isinstance(value, int):
            start = Tensor([value], device=self.count.device, dtype=self.count.dtype).reshape(())
        else:
            start = value.detach().clone()
        self.missed[number] = start.contiguous()
        return self.missed[number]

    def of(self, tensor: Tensor) -> Tensor:
        """The number of the step that is being made, from 1, for a parameter that is updated in it."""
        number = id(tensor)
        if number not in self.missed:
            return self._now
        if number not in self._lagging:
            self._lagging[number] = self._now - self.missed[number]
        return self._lagging[number]

    def taken(self, tensor: Tensor) -> Tensor | None:
        """How many steps a parameter has behind it; None before the first."""
        if id(tensor) not in self.started:
            return None
        missed = self.missed.get(id(tensor))
        return self.count if missed is None else (self.count - missed).realize()

    def resume(self, taken: dict[int, float]) -> None:
        """Go on after so many steps of each parameter, by its id; those that are not there have none."""
        most = max(taken.values(), default=0.0)
        with Tensor.no_grad():
            self.count.assign(most).realize()
            lagging = {number: most - steps for number, steps in taken.items() if steps != most}
            for number, steps in lagging.items():
                lag = Tensor([steps], device=self.count.device, dtype=self.count.dtype).reshape(()).realize()
                self.missed[number] = lag
            for number in self.missed.keys() - lagging.keys():
                self.missed[number].assign(0).realize()
        self.started, self._begun = set(taken), most > 0
