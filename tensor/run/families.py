"""Plans of programs that differ in numbers only: their kernels are given what was found to differ.

A number is part of the code as long as a program comes with no other, so a constant costs nothing. When the
program comes with another, a second plan is made, whose kernels are given it: a learning rate that changes at
every step is compiled twice, not at every step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..graph.node import Op
from .plan import Plan
from .signature import Signature


@dataclass(frozen=True, slots=True)
class _Known:
    """A plan, the numbers it was made with, and which of them it is given instead."""

    plan: Plan
    numbers: tuple[str, ...]
    given: tuple[bool, ...]

    def serves(self, numbers: Sequence[str]) -> bool:
        return all(
            given or own == other for given, own, other in zip(self.given, self.numbers, numbers, strict=True)
        )


class Family:
    """The plans of graphs of one form: one for the numbers that came first, and one that is given what was
    found to vary.
    """

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: list[_Known] = []

    def find(self, numbers: tuple[str, ...]) -> Plan | None:
        """The plan for these numbers, if there is one."""
        for known in self._known:
            if known.numbers == numbers or known.serves(numbers):
                return known.plan
        return None

    def learn(self, signature: Signature, build: Callable[[Sequence[int]], Plan]) -> Plan:
        """A plan for a graph that none there is serves; `build` makes one that is given the numbers in these
        places.
        """
        given = [node.op is Op.SCALAR for node in signature.open]
        if self._known:
            last = self._known[-1]
            pairs = zip(given, last.given, last.numbers, signature.numbers, strict=True)
            given = [always or before or own != other for always, before, own, other in pairs]
        plan = build([place for place, is_given in enumerate(given) if is_given])
        self._known[1:] = [_Known(plan, signature.numbers, tuple(given))]
        return plan

    @property
    def steps(self) -> int:
        """How many the plans have."""
        return sum(len(known.plan.steps) for known in self._known)
