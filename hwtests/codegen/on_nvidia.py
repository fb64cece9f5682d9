"""Kernels under a given schedule, for a given machine, on an NVIDIA card without the runtime: arrays in and
out.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from barewire.drivers import kernel as system
from barewire.drivers.interface import Allocation
from barewire.drivers.nvidia.card import NvidiaCard
from barewire.drivers.nvidia.queue import NvidiaQueue
from barewire.tensor.codegen import describe, kinds
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.schedule import Schedule
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import DType
from barewire.tensor.graph.node import Node

from ..reference import numpy_dtype

Array = np.ndarray[Any, Any]
DEADLINE_S = 120.0


class Held:
    """An array in the place of a buffer; nothing but its own identity makes it equal."""

    def __init__(self, array: Array) -> None:
        self.array = array


def held(array: Array, dtype: DType) -> Node:
    """A node that stands for an array's values."""
    return graph.buffer(Held(np.ascontiguousarray(array)), dtype, array.shape)


def nest_of(node: Node) -> Form:
    """The form of a node that takes one kernel."""
    (task,) = fuse([node])
    assert task.nest is not None
    return Form.of(task.nest)


def run(card: NvidiaCard, node: Node, chosen: Schedule, machine: Machine, replays: int = 0) -> Array:
    """The values of a node of one kernel. With `replays` they are those of a recording's last replay.

    Before the last replay the recording is given other buffers than it was made with.
    """
    form = nest_of(node)
    name = describe.name(form)
    code = kinds.emit(form, chosen, name, machine)
    assert card.info.compiler is not None
    loaded = card.load(card.info.compiler.compile(code.ir))
    function, queue = loaded.functions[name], card.compute_queue()
    sets = [_buffers(card, form, queue) for _ in range(2 if replays else 1)]
    try:
        addresses = [struct.pack(f"<{len(each)}Q", *(memory.gpu_address for memory in each)) for each in sets]
        grid, block = (code.groups, 1, 1), (code.block, 1, 1)
        queue.dispatch(function, grid, block, addresses[0], code.local_bytes)
        if replays:
            recording = queue.finish()
            for number in range(replays):
                if number == replays - 1:
                    recording.patch(0, 0, addresses[1])
                queue.replay(recording)
                queue.submit()
        data = _read(card, sets[-1][0], queue)
    finally:
        queue.close()
        for memory in (memory for each in sets for memory in each):
            card.free(memory)
    slot = form.nest.slots[0]
    size_bytes = slot.size * slot.dtype.item_bytes
    return np.frombuffer(data[:size_bytes], numpy_dtype(slot.dtype)).reshape(node.shape)


def _buffers(card: NvidiaCard, form: Form, queue: NvidiaQueue) -> list[Allocation]:
    """The card's memory with the arrays' values; results start as bytes of ones."""
    made = []
    for slot, node in zip(form.nest.slots, form.nest.slot_nodes, strict=True):
        size_bytes = slot.size * slot.dtype.item_bytes
        memory, staging = card.allocate(size_bytes), card.allocate(size_bytes, host=True)
        assert staging.host_address is not None
        view = np.frombuffer(system.buffer(staging.host_address, size_bytes), np.uint8)
        is_source = slot.number >= form.nest.output_count
        view[:] = node.argument.array.reshape(-1).view(np.uint8) if is_source else 255
        _copy(queue, memory, staging, size_bytes)
        card.free(staging)
        made.append(memory)
    return made


def _copy(queue: NvidiaQueue, destination: Allocation, source: Allocation, size_bytes: int) -> None:
    queue.copy(destination.gpu_address, source.gpu_address, size_bytes)
    queue.submit()
    assert queue.idle(DEADLINE_S)


def _read(card: NvidiaCard, memory: Allocation, queue: NvidiaQueue) -> bytes:
    """What the card's memory holds once the queue's work is done."""
    queue.submit()
    staging = card.allocate(memory.size_bytes, host=True)
    _copy(queue, staging, memory, memory.size_bytes)
    assert staging.host_address is not None
    data = bytes(system.buffer(staging.host_address, memory.size_bytes))
    card.free(staging)
    return data
