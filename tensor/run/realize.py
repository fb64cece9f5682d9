"""From nodes to memory: find or make the plan of a graph, and run it."""

from __future__ import annotations

import os
import struct
import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ...runtime.buffer import Buffer
from ...runtime.device import Device, at_close
from ..graph import node as graph
from ..graph.node import Node, Op
from ..graph.words import word
from .capture import Assignments, Capture, active
from .deferred import deferred
from .families import Family
from .kernels import machine_of
from .plan import KernelStep, Plan, build
from .signature import Signature, signature_of

# Plans are kept, those made last, while they have no more steps than this: each kernel is a mapping or two of
# the process, of which Linux allows it 65,530.
MOST_STEPS = 1 << 13

_families: OrderedDict[tuple[Device, tuple[Any, ...]], Family] = OrderedDict()
_building = threading.RLock()


def realize(outputs: Sequence[Node], device_name: str) -> list[Node]:
    """Compute nodes on a device; returns BUFFER nodes of the same dtypes and shapes, whose work may still
    be in flight.

    Raises CompileError, OutOfMemory and what else the device raises; the graph is unchanged then.
    """
    # Kept here, since a capture on another thread may let nodes forget for a while that they are realized.
    results = {output: known for output in outputs if (known := _known(output, device_name)) is not None}
    missing = [output for output in outputs if output not in results]
    if missing:
        device: Device = Device[device_name]
        missing = list(dict.fromkeys(missing))
        capture = active.capture
        if capture is None and active.deferred is not None and active.deferred.device is device:
            capture = active.deferred
        signature = signature_of(missing, device_name)
        if any(entry[0] is Op.COPY for entry in signature.form):
            _bring(missing, device_name)
            signature = signature_of(missing, device_name)
        family = _families.get((device, signature.form))
        plan = None if family is None else family.find(signature.numbers)
        if plan is None:
            plan = _make_plan(missing, signature, device)
        values = run(plan, signature, device, capture)
        for output, value in zip(missing, plan.outputs, strict=True):
            storage = values[value]
            assert isinstance(storage, Buffer)
            results[output] = graph.buffer(storage, output.dtype, output.shape)
            if not _is_constant(output):
                output.realized = results[output]
    return [results[output] for output in outputs]


def _is_constant(output: Node) -> bool:
    """Whether all elements are one constant: its node is every program's that has this constant, where it is
    best a part of the code.
    """
    while output.sources and output.op in (Op.RESHAPE, Op.EXPAND, Op.PERMUTE):
        output = output.sources[0]
    return output.op is Op.CONST or output.op is Op.SCALAR


def _known(output: Node, device_name: str) -> Node | None:
    """The BUFFER node of an output that needs no work on the device."""
    if output.op is Op.BUFFER:
        return output
    known = output.realized_on(device_name)
    if known is not None:
        return known
    if output.op is Op.RESHAPE:
        source = output.sources[0]
        source = source.realized_on(device_name) or source
        if source.op is Op.BUFFER:
            source.storage.is_aliased = True
            known = output.realized = graph.buffer(source.storage, output.dtype, output.shape)
            return known
    return None


def _forget_plans(closed: Device) -> None:
    """Drop the plans of a device that is gone, and with them its code."""
    for key in [key for key in list(_families) if key[0] is closed]:
        _families.pop(key, None)
    machine_of.cache_clear()


at_close(_forget_plans)


def _make_plan(outputs: list[Node], signature: Signature, device: Device) -> Plan:
    _watch_forks()
    with _building:
        key = (device, signature.form)
        family = _families.get(key) or Family()
        plan = family.find(signature.numbers)
        if plan is None:
            plan = family.learn(signature, lambda given: build(outputs, signature, device, given))
            _families[key] = family
            _families.move_to_end(key)
            _bound()
        return plan


def _bound() -> None:
    """Let the oldest plans go where there are too many steps; kernels go with the last plan that has them."""
    steps = sum(family.steps for family in _families.values())
    while steps > MOST_STEPS and len(_families) > 1:
        _, oldest = _families.popitem(last=False)
        steps -= oldest.steps


@lru_cache(maxsize=1)
def _watch_forks() -> None:
    """Let no child find a plan half built by a thread that it does not have.

    Called once a device is open: what is registered later goes first, as builders take this lock before
    those of the device.
    """
    os.register_at_fork(
        before=_building.acquire, after_in_parent=_building.release, after_in_child=_building.release
    )


def run(
    plan: Plan, signature: Signature, device: Device, capture: Capture | None
) -> list[Buffer | int | None]:
    """Submit the steps of a plan over what a signature has, or have the capture do them later; returns all
    its values: buffers, numbers in 64 bits, and None for what was freed.
    """
    first = plan.inputs
    is_later = capture is not None and capture.device is device
    given = [word(node.value, node.dtype) for node in map(signature.open.__getitem__, plan.given)]
    values: list[Buffer | int | None] = [*signature.buffers, *given, *[None] * len(plan.sizes)]
    for step in plan.steps:
        used = []
        for number in step.values:
            value = values[number]
            if value is None:
                value = values[number] = _made(plan.sizes[number - first], device, capture)
            used.append(value)
        if not is_later and type(step) is KernelStep:
            words = [value if isinstance(value, int) else value.gpu_address for value in used]
            arguments = _packer(len(used)).pack(*words)
            device.launch(
                step.function, (step.groups, 1, 1), arguments, (step.block, 1, 1), step.local_bytes, step.work
            )
        elif not is_later:
            destination, source = used
            assert isinstance(destination, Buffer) and isinstance(source, Buffer)
            destination.copy_from(source)
        if capture is not None:
            capture.steps.append((step, tuple([capture.handle(value) for value in used])))
        for number in step.frees:
            values[number] = None
    for number in plan.outputs:
        if values[number] is None:
            values[number] = _made(plan.sizes[number - first], device, capture)
    if plan.assigns:
        _replace(plan, values, capture)
    return values


def _made(size_bytes: int, device: Device, capture: Capture | None) -> Buffer:
    if capture is None:
        return Buffer(device, size_bytes)
    if capture.device is device:
        return deferred(capture, size_bytes)
    made = Buffer(device, size_bytes)
    capture.handle(made, made=True)
    return made


def _replace(plan: Plan, values: Sequence[Buffer | int | None], capture: Capture | None) -> None:
    """Tell who reads a replaced buffer, such as the graph of a jitted function, where the values are now."""
    Assignments.count += 1
    for new, old in plan.assigns:
        target, storage = values[old], values[new]
        if isinstance(target, Buffer) and isinstance(storage, Buffer):
            target.replaced_by(storage)
            if capture is not None:
                capture.assigns.append((capture.handle(storage), capture.handle(target)))


@lru_cache(maxsize=256)
def _packer(count: int) -> struct.Struct:
    return struct.Struct(f"<{count}Q")


def _bring(outputs: Sequence[Node], device_name: str) -> None:
    """Realize every COPY under the outputs: its source where that lives, then the bytes on the device it
    names.
    """
    for current in graph.toposort(outputs):
        if current.op is Op.COPY and current.realized is None:
            (source,) = realize([current.sources[0]], home(current.sources[0]) or device_name)
            destination = Buffer(Device[current.destination], current.size * current.dtype.item_bytes)
            destination.copy_from(source.storage)
            current.realized = graph.buffer(destination, current.dtype, current.shape)


def home(output: Node) -> str | None:
    """The device whose memory a graph reads; None where it reads none."""
    for current in graph.toposort([output]):
        if current.op is Op.COPY:
            return current.destination
        if current.op is Op.BUFFER:
            return current.storage.device.name
    return None
