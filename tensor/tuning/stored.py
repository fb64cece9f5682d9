"""Stored schedules: what `barewire tune` found best for a loop nest on a machine; and which nests to tune."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...runtime import cache
from ..codegen import describe
from ..codegen.grid import loop_schedule as grid_schedules
from ..codegen.grid import tile_schedule as grid_contraction
from ..codegen.grid.attention import schedule as grid_chain
from ..codegen.nest import contraction
from ..codegen.nest.lower import LoopNest
from ..codegen.nvidia import warpgroup_schedule as warpgroup_contraction
from ..codegen.processor import amx
from ..codegen.processor import linked as chain
from ..codegen.schedules import (
    ChainSchedule,
    GridChainSchedule,
    GridSchedule,
    GridTileSchedule,
    LoopSchedule,
    Machine,
    OnGrid,
    Schedule,
    TileSchedule,
    WarpgroupSchedule,
    from_json,
    to_json,
)

if TYPE_CHECKING:
    from ...runtime.device import Device

CACHE_KIND = "schedules"
# What a schedule may ask of the emitter at most: past these code only grows.
MOST_LANES = 64
MOST_UNROLLED = 16
MOST_ACCUMULATORS = 64


@dataclass(frozen=True)
class Tuned:
    """A schedule that was measured: the kernel's name, and its seconds per launch beside the heuristic's."""

    kernel: str
    schedule: Schedule
    seconds: float
    default_seconds: float


def key(nest: LoopNest, machine: Machine) -> str:
    """The cache key of a prepared nest on a machine."""
    features = ",".join(sorted(machine.features))
    known = [str(machine.cores), str(machine.vector_bytes), features]
    if machine.kind != "processor":
        known += [machine.kind, machine.arch]
    return cache.digest(describe.loops(nest), *known)


def stored(nest: LoopNest, machine: Machine) -> Schedule | None:
    """The tuned schedule of a prepared nest, if there is one that fits it."""
    data = cache.get(CACHE_KIND, key(nest, machine))
    tuned = _decode(data) if data is not None else None
    return tuned.schedule if tuned is not None and fits(nest, tuned.schedule, machine) else None


def store(nest: LoopNest, machine: Machine, tuned: Tuned) -> bool:
    """Keep a schedule for later processes. False where the cache cannot be written."""
    record = {
        "kernel": tuned.kernel,
        "schedule": to_json(tuned.schedule),
        "seconds": tuned.seconds,
        "default_seconds": tuned.default_seconds,
    }
    cache.put(CACHE_KIND, key(nest, machine), json.dumps(record).encode())
    return stored(nest, machine) == tuned.schedule


def forget(nest: LoopNest, machine: Machine) -> None:
    """Drop the tuned schedule of a prepared nest."""
    cache.remove(CACHE_KIND, key(nest, machine))


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


def fits(nest: LoopNest, schedule: Schedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for a prepared nest, and run on the machine."""
    if machine.kind == "grid":
        return _fits_grid(nest, schedule, machine)
    if isinstance(schedule, OnGrid):
        return False
    if isinstance(schedule, ChainSchedule):
        # None is measured so far: the heuristic's is the one there is.
        linked = chain.recognise(nest)
        return linked is not None and schedule == chain.choose(linked, machine)
    if isinstance(schedule, LoopSchedule):
        return _loops_fit(nest, schedule) and (not schedule.stream or "sse4_1" in machine.features)
    found = contraction.recognise(nest)
    return found is not None and _tiles_fit(found, schedule, machine)


def _fits_grid(nest: LoopNest, schedule: Schedule, machine: Machine) -> bool:
    if isinstance(schedule, GridSchedule):
        return not nest.before and grid_schedules.fits(nest, schedule, machine)
    if isinstance(schedule, GridChainSchedule):
        attention = grid_chain.recognise(nest)
        return attention is not None and grid_chain.fits(attention, schedule, machine)
    found = contraction.recognise(nest)
    if found is not None and isinstance(schedule, WarpgroupSchedule):
        return warpgroup_contraction.fits(found, schedule, machine)
    if found is None or not isinstance(schedule, GridTileSchedule):
        return False
    usable = {"fma", *(each.name for each in grid_contraction.usable(found, machine))}
    return schedule.tensor in usable and grid_contraction.fits(found, schedule, machine)


def _is_lane_count(lanes: int) -> bool:
    return 0 < lanes <= MOST_LANES and lanes & (lanes - 1) == 0


def _loops_fit(nest: LoopNest, schedule: LoopSchedule) -> bool:
    if nest.before:
        return False
    step = schedule.lanes * schedule.unroll
    sound = (
        _is_lane_count(schedule.lanes)
        and 0 < schedule.unroll <= MOST_UNROLLED
        and schedule.block > 0
        and schedule.grain > 0
    )
    if schedule.vector == "own":
        return sound and bool(nest.inner or nest.reductions) and not nest.ordered
    if schedule.vector == "":
        return sound and schedule.lanes == 1
    return sound and schedule.vector in {var.key for var in nest.outer} and schedule.block % step == 0


def _tiles_fit(found: contraction.Contraction, schedule: TileSchedule, machine: Machine) -> bool:
    _, rows, columns, _ = found.sizes
    width = schedule.vectors * schedule.lanes
    sound = (
        _is_lane_count(schedule.lanes)
        and schedule.rows > 0
        and schedule.vectors > 0
        and schedule.rows * schedule.vectors <= MOST_ACCUMULATORS
        and schedule.depth > 0
        and 0 < schedule.panel_rows < rows + schedule.rows
        and 0 < schedule.panel_columns < columns + width
        and schedule.panel_rows % schedule.rows == 0
        and schedule.panel_columns % width == 0
    )
    return sound and _INSTRUCTION_FITS.get(schedule.tensor, _never)(found, schedule, machine)


def _fma_fits(found: contraction.Contraction, schedule: TileSchedule, machine: Machine) -> bool:
    return schedule.depth <= found.sizes[3]


def _dpbf16_fits(found: contraction.Contraction, schedule: TileSchedule, machine: Machine) -> bool:
    depth = found.sizes[3]
    return (
        "avx512_bf16" in machine.features
        and found.is_bfloat16
        and schedule.lanes == 16
        and schedule.pack_rows
        # Where a block of k ended between the two of a pair, the second would be counted twice.
        and (schedule.depth == depth or (schedule.depth < depth and schedule.depth % 2 == 0))
    )


def _never(found: contraction.Contraction, schedule: TileSchedule, machine: Machine) -> bool:
    return False


_INSTRUCTION_FITS = {"fma": _fma_fits, "dpbf16": _dpbf16_fits, "amx": amx.fits}


_collection: ContextVar[dict[str, tuple[Device, LoopNest]] | None] = ContextVar("collection", default=None)


@contextmanager
def collecting() -> Iterator[dict[str, tuple[Device, LoopNest]]]:
    """Gather every kernel that this thread compiles inside, each once: key -> (device, prepared nest)."""
    found: dict[str, tuple[Device, LoopNest]] = {}
    token = _collection.set(found)
    try:
        yield found
    finally:
        _collection.reset(token)


def note(nest: LoopNest, machine: Machine, device: Device) -> None:
    """Tell who collects that a prepared nest is being compiled for a device."""
    found = _collection.get()
    if found is not None:
        found.setdefault(key(nest, machine), (device, nest))
