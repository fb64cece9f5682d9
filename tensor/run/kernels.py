"""From loop nests to kernels that can be launched: each gets a schedule, is written, compiled and loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from weakref import WeakValueDictionary

from ...runtime.code_object import CodeObject, Kernel
from ...runtime.compiler import KernelSource, compile_kernels, forget_kernel
from ...runtime.device import Device
from ...runtime.errors import BadCodeObject
from ...runtime.work import Work
from ..codegen import describe, kinds
from ..codegen.emitted import Dispatch
from ..codegen.machine import Machine, Registers
from ..codegen.nest.form import Form
from ..codegen.nest.lower import LoopNest
from ..codegen.schedule import Schedule
from ..tuning import stored as tune
from . import remembered


@lru_cache(maxsize=8)
def machine_of(device: Device) -> Machine:
    """What schedules must know of a device."""
    info, limits = device.info, device.info.limits
    if info.kind == "processor":
        return Machine(info.compute_units, limits.vector_bytes or 16, info.features, limits.cache_bytes)
    return Machine(
        info.compute_units,
        limits.vector_bytes or 16,
        info.features,
        limits.cache_bytes,
        info.kind,
        info.arch,
        limits.wave_lanes,
        limits.local_memory_bytes,
        limits.max_block[0],
        Registers(
            limits.simds_per_unit,
            limits.waves_per_simd,
            limits.registers_per_simd,
            limits.registers_per_wave,
            limits.register_granule,
        ),
    )


@dataclass(frozen=True)
class Scheduled:
    """A nest with a schedule, and the work that it is."""

    form: Form
    schedule: Schedule
    work: Work

    @property
    def name(self) -> str:
        """What messages and figures call the kernel."""
        return self.work.name


@dataclass(frozen=True)
class Loaded:
    """A kernel on its device, and how it is dispatched."""

    work: Work
    dispatch: Dispatch
    code: CodeObject
    kernel: Kernel


def scheduled(nest: LoopNest, device: Device, machine: Machine) -> Scheduled:
    """A nest with the schedule that tuning found for it, or else the heuristic's."""
    # Without its nodes: what is left of a compilation until the next garbage collection must not hold
    # results.
    form = Form.of(replace(nest, slot_nodes=()))
    tune.note(form, machine, device)
    chosen = tune.stored(form, machine) or kinds.choose(form, machine)
    return Scheduled(form, chosen, describe.work(form, describe.name(form)))


# The kernels of the plans that there are.
_there: WeakValueDictionary[tuple[Device, str], Loaded] = WeakValueDictionary()


def compiled(kernels: Sequence[Scheduled], device: Device, machine: Machine) -> list[Loaded]:
    """The kernels, written, compiled and loaded. Raises CompileError, and what loading raises.

    One that some plan has is taken; what an earlier process wrote and compiled for the same nest is only
    loaded.
    """
    keys = [remembered.key(each.form.nest, each.schedule, each.name, device, machine) for each in kernels]
    there = [_there.get((device, key)) for key in keys]
    loaded = [
        held or _remembered(each, key, device) for each, key, held in zip(kernels, keys, there, strict=True)
    ]
    missing = [place for place, found in enumerate(loaded) if found is None]
    new = [kernels[place] for place in missing]
    written = [kinds.emit(each.form, each.schedule, each.name, machine) for each in new]
    sources = [
        KernelSource(each.name, code.ir, device.compiler) for each, code in zip(new, written, strict=True)
    ]
    images = compile_kernels(sources)
    for place, code, source, image in zip(missing, written, sources, images, strict=True):
        loaded[place] = Loaded(kernels[place].work, code.dispatch, *_loaded(device, source, image))
        remembered.keep(keys[place], code.dispatch, source)
    found = [each for each in loaded if each is not None]
    _there.update(zip(((device, key) for key in keys), found, strict=True))
    return found


def _remembered(kernel: Scheduled, key: str, device: Device) -> Loaded | None:
    found = remembered.find(key)
    if found is None:
        return None
    dispatch, image = found
    try:
        holder = device.load(image)
        return Loaded(kernel.work, dispatch, holder, holder[kernel.name])
    except BadCodeObject:
        remembered.forget(key)
        return None


def _loaded(device: Device, source: KernelSource, image: bytes) -> tuple[CodeObject, Kernel]:
    """The kernel of an image, and what holds it. An image that is none is made anew, once."""
    try:
        holder = device.load(image)
        return holder, holder[source.name]
    except BadCodeObject:
        # The disk cache had it: a whole entry, by its checksum, that holds something else.
        forget_kernel(source)
        (again,) = compile_kernels([source])
        holder = device.load(again)
        return holder, holder[source.name]
