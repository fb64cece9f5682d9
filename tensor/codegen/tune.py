"""Stored schedules: what `barewire tune` found best for a loop nest on a machine."""

from __future__ import annotations

import json

from ...runtime import cache
from . import describe
from .lower import LoopNest
from .schedules import Machine, Schedule, from_json, to_json

CACHE_KIND = "schedules"


def key(nest: LoopNest, machine: Machine) -> str:
    """The cache key of a prepared nest on a machine."""
    features = ",".join(sorted(machine.features))
    return cache.digest(describe.loops(nest), str(machine.cores), str(machine.vector_bytes), features)


def stored(nest: LoopNest, machine: Machine) -> Schedule | None:
    """The tuned schedule of a prepared nest, if there is one."""
    data = cache.get(CACHE_KIND, key(nest, machine))
    if data is None:
        return None
    try:
        return from_json(json.loads(data))
    except (ValueError, KeyError, TypeError):
        return None


def store(nest: LoopNest, machine: Machine, schedule: Schedule) -> None:
    """Keep a schedule for later processes."""
    cache.put(CACHE_KIND, key(nest, machine), json.dumps(to_json(schedule)).encode())
