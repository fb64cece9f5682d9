"""Schedules of ranks on a processor."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ....drivers.cpu.abi import LOCAL_BYTES_MAX
from ..machine import Machine
from ..nest.ranks import Ranks
from ..schedule import RankSchedule
from .loop_schedule import group_count
from .ranks import Layout

# Fewer keys are compared, each with every other.
_FEW_KEYS = 192
_DIGIT = 8
_MOST_BITS = 12
# Operations that it takes to put a key in its place by one digit.
_COST = 8


def choose(ranks: Ranks, machine: Machine) -> RankSchedule | None:
    """The heuristic's schedule; None for short rows."""
    if ranks.along.extent < _FEW_KEYS:
        return None
    found = _with_digit(ranks, _DIGIT, machine)
    return found if fits(ranks, found, machine) else None


def _with_digit(ranks: Ranks, digit: int, machine: Machine) -> RankSchedule:
    rows = prod(var.extent for var in ranks.rows)
    work = rows * ranks.along.extent * _COST * -(-ranks.keys.dtype.bits // digit)
    return RankSchedule(digit, max(1, -(-rows // group_count(work, machine))))


def alternatives(ranks: Ranks, machine: Machine) -> Iterator[RankSchedule]:
    """Every schedule worth measuring."""
    for digit in (6, 8, 11):
        yield _with_digit(ranks, digit, machine)


def fits(ranks: Ranks, schedule: RankSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for ranks, and run on the machine."""
    sound = 0 < schedule.digit <= _MOST_BITS and schedule.grain > 0
    return sound and Layout(ranks, schedule).local_bytes <= LOCAL_BYTES_MAX
