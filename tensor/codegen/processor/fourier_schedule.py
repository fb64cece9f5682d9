"""Schedules of Fourier transforms on a processor."""

from __future__ import annotations

from collections.abc import Iterator

from ....drivers.cpu.abi import LOCAL_BYTES_MAX
from ..machine import Machine
from ..nest.fourier import Fourier, row_count
from ..schedule import FourierSchedule
from .fourier import at_once, beside, local_bytes
from .loop_schedule import group_count, is_lane_count

# Operations for each number of a row and bit of its length.
_COST = 2


def choose(fourier: Fourier, machine: Machine) -> FourierSchedule | None:
    """As many lanes as a register has, or as there are transforms side by side."""
    lanes = machine.vector_bytes * 8 // fourier.reduction.dtype.bits
    found = _with_lanes(fourier, max(lanes, 2), machine)
    return found if fits(fourier, found, machine) else None


def _with_lanes(fourier: Fourier, lanes: int, machine: Machine) -> FourierSchedule:
    pieces, n = row_count(fourier), fourier.length
    work = pieces * n * n.bit_length() * _COST
    along = beside(fourier)
    if along is not None:
        lanes = min(lanes, 1 << along.extent.bit_length() - 1)
        pieces = pieces // along.extent * -(-along.extent // lanes)
    else:
        pieces = -(-pieces // at_once(fourier, lanes))
    groups = group_count(work, machine)
    written = fourier.nest.stores[0].slot
    if written.size * written.dtype.item_bytes <= machine.cores * machine.second_cache_bytes:
        # Of transforms along one axis after another a core then most often reads what it wrote itself.
        groups = min(groups, machine.cores)
    return FourierSchedule(lanes, max(1, -(-pieces // groups)))


def alternatives(fourier: Fourier, machine: Machine) -> Iterator[FourierSchedule]:
    """Every schedule worth measuring."""
    for lanes in (4, 8, 16):
        yield _with_lanes(fourier, lanes, machine)


def fits(fourier: Fourier, schedule: FourierSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for transforms, and run on the machine."""
    along = beside(fourier)
    sound = is_lane_count(schedule.lanes) and schedule.lanes > 1 and schedule.grain > 0
    few = along is None or schedule.lanes <= along.extent
    return sound and few and local_bytes(fourier, schedule) <= LOCAL_BYTES_MAX
