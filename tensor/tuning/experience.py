"""What was measured of schedules on a machine, and what that lets one expect of others.

Schedules that differ from the heuristic's in the same way do alike on nests that are alike. So what to expect
of one is the mean of what was measured, of this nest and of others, weighted by how near each is in the
logarithms of sizes; where nothing near was measured it is somewhat slower than the heuristic's, as most are.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import log2, prod
from typing import TYPE_CHECKING, Any

from ...runtime import cache
from ..codegen import kinds
from ..codegen.machine import Machine
from ..codegen.nest.form import Form
from ..codegen.schedule import Schedule, from_json, to_json
from . import stored

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CACHE_KIND = "measurements"
# Of a nest's measurements so many are kept, and of others so many looked at.
MOST_KEPT = 256
MOST_NESTS = 200
# How far, in doublings of one size, a measurement says something; sizes of nests count less than schedules'.
_REACH = 1.0
_NEST_WEIGHT = 0.5
# What is expected where nothing is known, in doublings of time, and how many measurements that counts for.
_UNKNOWN, _UNKNOWN_COUNT = 0.4, 0.3


@dataclass(frozen=True)
class _Measured:
    """A schedule on a nest: the sizes of both, as logarithms, and log2 of its time over the heuristic's."""

    group: str
    sizes: tuple[float, ...]
    slower: float


class Experience:
    """What was measured on a machine, by earlier processes and by this one, and what it makes of a nest.

    Times are ratios: log2 of a schedule's time over that of the heuristic's schedule for the same nest.
    """

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._others: list[_Measured] = []
        own = _machine_text(machine)
        for _, data in list(cache.entries(CACHE_KIND))[:MOST_NESTS]:
            self._others += _decoded(data, own)
        self._own: list[_Measured] = []
        self._tried: list[tuple[Schedule, float]] = []
        self._form: Form | None = None

    def begin(self, form: Form) -> None:
        """Turn to a nest; what was measured of the one before is experience from now on."""
        self._others += self._own
        self._form, self._own, self._tried = form, [], []
        self._default = kinds.choose(form, self.machine)
        self._nest = _nest_sizes(form)

    def add(self, schedule: Schedule, slower: float) -> None:
        """Take in how a schedule did on the nest."""
        self._tried.append((schedule, slower))
        self._own.append(_Measured(_group(schedule), self._sizes(schedule), slower))

    def keep(self) -> None:
        """Store what was measured of the nest, for later processes."""
        assert self._form is not None
        record = {
            "machine": _machine_text(self.machine),
            "nest": self._nest,
            "default": to_json(self._default),
            "tried": [[to_json(schedule), slower] for schedule, slower in self._tried[:MOST_KEPT]],
        }
        cache.put(CACHE_KIND, stored.key(self._form, self.machine), json.dumps(record).encode())

    def expected(self, schedules: Sequence[Schedule]) -> NDArray[np.float64]:
        """What to expect of each of some schedules for the nest."""
        import numpy as np

        found = np.full(len(schedules), _UNKNOWN)
        groups: dict[str, list[int]] = {}
        for number, schedule in enumerate(schedules):
            groups.setdefault(_group(schedule), []).append(number)
        for group, numbers in groups.items():
            near = [each for each in (*self._own, *self._others) if each.group == group]
            if not near:
                continue
            known = np.array([each.sizes for each in near])
            wanted = np.array([self._sizes(schedules[number]) for number in numbers])
            squares = ((wanted[:, None, :] - known[None, :, :]) ** 2).sum(2)
            weights = np.exp(-squares / (2 * _REACH**2))
            slower = np.array([each.slower for each in near])
            found[numbers] = (weights @ slower + _UNKNOWN * _UNKNOWN_COUNT) / (
                weights.sum(1) + _UNKNOWN_COUNT
            )
        return found

    def _sizes(self, schedule: Schedule) -> tuple[float, ...]:
        return _sizes_of(schedule, self._default, self._nest)


def _decoded(data: bytes, machine: str) -> list[_Measured]:
    """What a record says; nothing where it is of another machine, or not one that this version wrote."""
    try:
        record = json.loads(data)
        if record["machine"] != machine:
            return []
        default, nest = from_json(record["default"]), tuple(map(float, record["nest"]))
        tried = [(from_json(schedule), float(slower)) for schedule, slower in record["tried"]]
    except (ValueError, KeyError, TypeError):
        return []
    return [_Measured(_group(each), _sizes_of(each, default, nest), slower) for each, slower in tried]


def _machine_text(machine: Machine) -> str:
    return f"{machine.kind} {machine.arch} {machine.cores} {' '.join(sorted(machine.features))}"


def _group(schedule: Schedule) -> str:
    """Schedules of which one can say something of another: of one class, with the same words in them."""
    words = [value for value in _values(schedule) if isinstance(value, str)]
    return " ".join((type(schedule).__name__, *words))


def _values(schedule: Schedule) -> list[Any]:
    return [getattr(schedule, field.name) for field in fields(schedule)]


def _numbers(schedule: Schedule) -> list[float]:
    return [log2(1 + value) for value in _values(schedule) if not isinstance(value, str)]


def _sizes_of(schedule: Schedule, default: Schedule, nest: tuple[float, ...]) -> tuple[float, ...]:
    """A place among schedules: its numbers, what they are beside the heuristic's, and the nest's sizes."""
    numbers = _numbers(schedule)
    beside = [0.0] * len(numbers)
    if type(default) is type(schedule):
        beside = [own - other for own, other in zip(numbers, _numbers(default), strict=True)]
    return (*numbers, *beside, *(_NEST_WEIGHT * size for size in nest))


def _nest_sizes(form: Form) -> tuple[float, ...]:
    """How large a nest is each way, and how wide its elements are."""
    nest, contraction = form.nest, form.contraction
    if contraction is not None:
        sizes = list(contraction.sizes)
    else:
        reduced = [var.extent for reduction in nest.reductions for var in reduction.axes]
        sizes = [
            1,
            prod(var.extent for var in nest.outer),
            prod(var.extent for var in nest.inner),
            prod(reduced),
        ]
    return (*(log2(1 + size) for size in sizes), log2(max(slot.dtype.bits for slot in nest.slots)))
