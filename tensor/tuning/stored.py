"""Stored schedules: what `barewire tune` found best for a loop nest on a machine; and which nests to tune."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...runtime import cache
from ..codegen import describe, kinds
from ..codegen.machine import Machine
from ..codegen.nest.form import Form
from ..codegen.schedule import Schedule, from_json, to_json

if TYPE_CHECKING:
    from ...runtime.device import Device

CACHE_KIND = "schedules"


@dataclass(frozen=True)
class Tuned:
    """A schedule that was measured: the kernel's name, and its seconds per launch beside the heuristic's."""

    kernel: str
    schedule: Schedule
    seconds: float
    default_seconds: float


def key(form: Form, machine: Machine) -> str:
    """The cache key of a nest on a machine."""
    features = ",".join(sorted(machine.features))
    known = [str(machine.cores), str(machine.vector_bytes), features]
    if machine.kind != "processor":
        known += [machine.kind, machine.arch]
    return cache.digest(describe.loops(form.nest), *known)


def stored(form: Form, machine: Machine) -> Schedule | None:
    """The tuned schedule of a nest, if there is one that fits it."""
    data = cache.get(CACHE_KIND, key(form, machine))
    tuned = _decode(data) if data is not None else None
    return tuned.schedule if tuned is not None and kinds.fits(form, tuned.schedule, machine) else None


def store(form: Form, machine: Machine, tuned: Tuned) -> bool:
    """Keep a schedule for later processes. False where the cache cannot be written."""
    record = {
        "kernel": tuned.kernel,
        "schedule": to_json(tuned.schedule),
        "seconds": tuned.seconds,
        "default_seconds": tuned.default_seconds,
    }
    cache.put(CACHE_KIND, key(form, machine), json.dumps(record).encode())
    return stored(form, machine) == tuned.schedule


def forget(form: Form, machine: Machine) -> None:
    """Drop the tuned schedule of a nest."""
    cache.remove(CACHE_KIND, key(form, machine))


def everything() -> list[Tuned]:
    """Every stored schedule, of whatever machine, by the name of its kernel."""
    decoded = (_decode(data) for _, data in cache.entries(CACHE_KIND))
    return sorted((tuned for tuned in decoded if tuned is not None), key=lambda tuned: tuned.kernel)


def clear() -> int:
    """Drop every stored schedule; returns how many there were."""
    keys = [key for key, _ in cache.entries(CACHE_KIND)]
    for each in keys:
        cache.remove(CACHE_KIND, each)
    return len(keys)


def _decode(data: bytes) -> Tuned | None:
    """A stored record; None for one that this version did not write."""
    try:
        record = json.loads(data)
        times = float(record["seconds"]), float(record["default_seconds"])
        return Tuned(str(record["kernel"]), from_json(record["schedule"]), *times)
    except (ValueError, KeyError, TypeError):
        return None


_collection: ContextVar[dict[str, tuple[Device, Form]] | None] = ContextVar("collection", default=None)


@contextmanager
def collecting() -> Iterator[dict[str, tuple[Device, Form]]]:
    """Gather every kernel that this thread compiles inside, each once: key -> (device, form)."""
    found: dict[str, tuple[Device, Form]] = {}
    token = _collection.set(found)
    try:
        yield found
    finally:
        _collection.reset(token)


def note(form: Form, machine: Machine, device: Device) -> None:
    """Tell who collects that a nest is being compiled for a device."""
    found = _collection.get()
    if found is not None:
        found.setdefault(key(form, machine), (device, form))
