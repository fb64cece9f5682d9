"""Schedules of running reductions on a processor."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ..machine import Machine
from ..nest.canonical import all_values, values_under
from ..nest.expression import Leaf
from ..nest.scan import Scan
from ..schedule import ScanSchedule
from .loop_schedule import (
    MOST_UNROLLED,
    can_stream,
    cost,
    group_count,
    is_lane_count,
    lanes_for,
    streams,
)

# Vectors of neighbours that walk the axis together.
_USUAL_VECTORS = 8
# Places of an axis that are best combined directly where they are in the lanes.
_FEW_PLACES = 8


def choose(scan: Scan, machine: Machine) -> ScanSchedule | None:
    """The heuristic's schedule: lanes along what lies side by side. None where the axis is short."""
    lanes = lanes_for(scan.nest, machine)
    vector = "own"
    loads = [value.argument[1] for value in values_under(scan.value) if value.op is Leaf.LOAD]
    if not all(index.coefficient(scan.step) in (-1, 0, 1) for index in loads):
        beside = [var for var in scan.elsewhere if all(index.coefficient(var) in (0, 1) for index in loads)]
        vector = next((var.key for var in reversed(beside) if var.extent >= lanes // 2), "own")
    if scan.step.extent <= _FEW_PLACES and vector == "own":
        return None
    return _with_vector(scan, vector, lanes, _USUAL_VECTORS, machine) if lanes > 1 else None


def _with_vector(scan: Scan, vector: str, lanes: int, unroll: int, machine: Machine) -> ScanSchedule:
    beside = next((var for var in scan.elsewhere if var.key == vector), None)
    pieces = prod(var.extent for var in scan.elsewhere)
    if beside is None:
        unroll = 1
    else:
        unroll = max(1, min(unroll, -(-beside.extent // (lanes * machine.cores))))
        pieces = pieces // beside.extent * -(-beside.extent // (lanes * unroll))
    work = prod(var.extent for var in scan.nest.outer) * cost(all_values(scan.nest))
    grain = max(1, -(-pieces // group_count(work, machine)))
    return ScanSchedule(vector, lanes, unroll, grain, streams(scan.nest, machine))


def alternatives(scan: Scan, machine: Machine) -> Iterator[ScanSchedule]:
    """Every schedule worth measuring."""
    lanes = lanes_for(scan.nest, machine)
    for vector in ("own", *(var.key for var in scan.elsewhere)):
        for unroll in (1, 4, 8, 16) if vector != "own" else (1,):
            yield _with_vector(scan, vector, lanes, unroll, machine)


def fits(scan: Scan, schedule: ScanSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for a running reduction, and run on the machine."""
    s = schedule
    if s.stream and not can_stream(machine):
        return False
    known = s.vector == "own" or s.vector in {var.key for var in scan.elsewhere}
    return known and is_lane_count(s.lanes) and s.lanes > 1 and 0 < s.unroll <= MOST_UNROLLED and s.grain > 0
