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
from .capture import Assignments, Capture, active
from .kernels import machine_of
from .plan import KernelStep, Plan, build
from .signature import signature_of

MOST_PLANS = 4096

_plans: OrderedDict[tuple[Any, ...], Plan] = OrderedDict()
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
        signature, buffers, realized = signature_of(missing, device_name)
        if any(entry[0] is Op.COPY for entry in signature):
            _bring(missing, device_name)
            signature, buffers, realized = signature_of(missing, device_name)
        key = (device, signature)
        plan = _plans.get(key)
        if plan is None:
            plan = _make_plan(key, missing, buffers, realized, device)
        values = run(plan, buffers, device, capture)
        for output, value in zip(missing, plan.outputs, strict=True):
            storage = values[value]
            assert storage is not None
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
    return output.op is Op.CONST


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
    for key in [key for key in list(_plans) if key[0] is closed]:
        _plans.pop(key, None)
    machine_of.cache_clear()


at_close(_forget_plans)


def _make_plan(
    key: tuple[Any, ...],
    outputs: list[Node],
    buffers: list[Buffer],
    realized: dict[Node, Node],
    device: Device,
) -> Plan:
    _watch_forks()
    with _building:
        plan = _plans.get(key)
        if plan is None:
            plan = _plans[key] = build(outputs, buffers, realized, device)
            if len(_plans) > MOST_PLANS:
                _plans.popitem(last=False)
        return plan


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
    plan: Plan, buffers: Sequence[Buffer], device: Device, capture: Capture | None
) -> list[Buffer | None]:
    """Submit the steps of a plan over these inputs; returns all its values, freed ones as None."""
    first = plan.inputs
    values: list[Buffer | None] = [*buffers, *[None] * len(plan.sizes)]
    for step in plan.steps:
        used = []
        for number in step.values:
            storage = values[number]
            if storage is None:
                storage = values[number] = Buffer(device, plan.sizes[number - first])
                if capture is not None:
                    capture.handle(storage, made=True)
            used.append(storage)
        if type(step) is KernelStep:
            arguments = _packer(len(used)).pack(*[storage.gpu_address for storage in used])
            device.launch(
                step.function, (step.groups, 1, 1), arguments, (step.block, 1, 1), step.local_bytes, step.work
            )
        else:
            used[0].copy_from(used[1])
        if capture is not None:
            capture.steps.append((step, tuple([capture.handle(storage) for storage in used])))
        for number in step.frees:
            values[number] = None
    for number in plan.outputs:
        if values[number] is None:
            values[number] = Buffer(device, plan.sizes[number - first])
    if plan.assigns:
        _replace(plan, values, capture)
    return values


def _replace(plan: Plan, values: Sequence[Buffer | None], capture: Capture | None) -> None:
    """Tell who reads a replaced buffer, such as the graph of a jitted function, where the values are now."""
    Assignments.count += 1
    for new, old in plan.assigns:
        target, storage = values[old], values[new]
        if target is not None and storage is not None:
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
