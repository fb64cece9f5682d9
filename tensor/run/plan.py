"""Plans: what a graph becomes once its buffers are numbers, so that the next graph of the same form costs a
look-up.

A plan's values are numbered: first the buffers that the graph reads, in the order `form_of` met them, then
what the plan makes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from ...drivers.interface import Function
from ...runtime import environment
from ...runtime.code_object import CodeObject
from ...runtime.compiler import KernelSource, compile_kernels
from ...runtime.device import Device
from ...runtime.work import Work
from ..codegen import describe, kernel
from ..codegen.nest.canonical import all_values
from ..codegen.nest.expression import Leaf
from ..codegen.nest.lower import LoopNest, strip_reshapes
from ..codegen.processor.loops import Emitted
from ..codegen.schedules import Machine, Registers
from ..fusion.fuse import Task, schedule
from ..fusion.split_reductions import split_reductions
from ..graph.node import Node, Op
from ..graph.node import node as make_node
from ..tuning import stored as tune

_GROUPS_PER_UNIT = 4


@dataclass(frozen=True, slots=True)
class Launch:
    """Run a kernel over `groups` workgroups of `block` work-items; `values` are its arguments, `frees` those
    not needed afterwards.

    Of the values that it reads, `aligned` are read only at the element being written, so it could write over
    them.
    """

    function: Function
    code: CodeObject
    groups: int
    block: int
    local_bytes: int
    values: tuple[int, ...]
    work: Work
    aligned: tuple[int, ...] = ()
    frees: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """Copy value `source` to value `destination`, whole."""

    destination: int
    source: int
    frees: tuple[int, ...] = ()

    @property
    def values(self) -> tuple[int, int]:
        return self.destination, self.source


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in order. `sizes` are the bytes of the values that the plan makes, `outputs` the values with the
    results.

    `assigns` are pairs (new value, value whose place it takes).
    """

    steps: tuple[Launch | Copy, ...]
    inputs: int
    sizes: tuple[int, ...]
    outputs: tuple[int, ...]
    assigns: tuple[tuple[int, int], ...]


def form_of(outputs: Sequence[Node], device_name: str) -> tuple[tuple[Any, ...], list[Any], dict[Node, Node]]:
    """The graph's form, the same for every graph that differs only in its buffers; those buffers; and the
    BUFFER nodes of what was realized on the device, as it was found: another thread may realize more at any
    time.
    """
    realized: dict[Node, Node] = {}
    numbers: dict[Node, int] = {}
    buffers: dict[int, int] = {}
    found: list[Any] = []
    entries: list[Any] = []
    stack = list(reversed(outputs))
    while stack:
        current = stack[-1]
        if current in numbers:
            stack.pop()
            continue
        shown = current.realized_on(device_name) or current
        if shown.op is Op.BUFFER:
            realized[current] = shown
            storage = shown.argument
            number = buffers.get(id(storage))
            if number is None:
                number = buffers[id(storage)] = len(found)
                found.append(storage)
            entries.append((Op.BUFFER, shown.dtype.name, current.shape, number))
        else:
            waiting = [source for source in current.sources if source not in numbers]
            if waiting:
                stack.extend(reversed(waiting))
                continue
            if is_barrier(current):
                numbers[current] = numbers[current.sources[0]]
                stack.pop()
                continue
            argument = current.argument
            if current.op is Op.CONST or current.op is Op.PAD:
                argument = repr(argument)
            sources = current.sources
            entries.append(
                (current.op, current.dtype.name, current.shape, argument, *[numbers[s] for s in sources])
            )
        numbers[current] = len(entries)
        stack.pop()
    entries.append(tuple(numbers[output] for output in outputs))
    return tuple(entries), found, realized


def is_barrier(node: Node) -> bool:
    """Whether a node only stands between another and its gradient: a BITCAST to the same dtype."""
    return node.op is Op.BITCAST and node.sources[0].dtype is node.dtype


def with_realized(outputs: Sequence[Node], realized: Mapping[Node, Node]) -> list[Node]:
    """The same graph with these nodes replaced by their buffers, and without barriers."""
    new: dict[Node, Node] = {}
    stack = list(outputs)
    while stack:
        current = stack[-1]
        if current in new:
            stack.pop()
        elif current in realized:
            new[stack.pop()] = realized[current]
        else:
            waiting = [source for source in current.sources if source not in new]
            if waiting:
                stack.extend(waiting)
                continue
            if is_barrier(current):
                new[stack.pop()] = new[current.sources[0]]
                continue
            sources = tuple(new[source] for source in current.sources)
            same = sources == current.sources
            new[current] = (
                current
                if same
                else make_node(current.op, current.dtype, current.shape, sources, current.argument)
            )
            stack.pop()
    return [new[output] for output in outputs]


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


def build(
    outputs: Sequence[Node], buffers: Sequence[Any], realized: Mapping[Node, Node], device: Device
) -> Plan:
    """Schedule the graph that `form_of` found, compile its kernels and number its values."""
    outputs, tasks = scheduled(with_realized(outputs, realized), machine_of(device))
    return _Builder(device, buffers).build(outputs, tasks)


def scheduled(outputs: Sequence[Node], machine: Machine) -> tuple[list[Node], list[Task]]:
    """The outputs as a machine had best compute them, and the kernels that do."""
    takes_chain = partial(kernel.takes_chain, machine=machine)
    if machine.kind == "processor":
        outputs = split_reductions(outputs)
    else:
        # Each piece of work is a group's, and every compute unit should have several.
        groups = _GROUPS_PER_UNIT * machine.cores
        outputs = split_reductions(outputs, machine.cores, groups, 2 * machine.cores)
    return outputs, schedule(outputs, takes_chain)


class _Builder:
    def __init__(self, device: Device, buffers: Sequence[Any]) -> None:
        self.device = device
        self.inputs = {id(storage): number for number, storage in enumerate(buffers)}
        self.values: dict[Node, int] = {}
        self.sizes: list[int] = []

    def build(self, outputs: Sequence[Node], tasks: list[Task]) -> Plan:
        kernels = iter(_compile([task.nest for task in tasks if task.nest is not None], self.device))
        steps: list[Launch | Copy] = []
        assigns: list[tuple[int, int]] = []
        for task in tasks:
            for output in task.outputs:
                self.values[output] = len(self.inputs) + len(self.sizes)
                self.sizes.append(output.size * output.dtype.item_bytes)
                if output.op is Op.ASSIGN:
                    assigns.append((self.values[output], self._number(output.sources[0])))
            if task.nest is not None:
                if task.outputs[0].op is Op.SCATTER:
                    steps.append(Copy(self.values[task.outputs[0]], self._number(task.inputs[0])))
                values = tuple(self._number(node) for node in task.nest.slot_nodes)
                aligned = _aligned(task.nest, values) if any(o.op is Op.ASSIGN for o in task.outputs) else ()
                steps.append(Launch(*next(kernels)(values), aligned))
        results = tuple(self._number(output) for output in outputs)
        steps_with_frees = self._with_frees(steps, results)
        return Plan(steps_with_frees, len(self.inputs), tuple(self.sizes), results, tuple(assigns))

    def _number(self, node: Node) -> int:
        node = strip_reshapes(node)
        return self.inputs[id(node.argument)] if node.op is Op.BUFFER else self.values[node]

    def _with_frees(self, steps: list[Launch | Copy], results: tuple[int, ...]) -> tuple[Launch | Copy, ...]:
        """Each made value is freed by the last step that uses it, unless it is a result."""
        live = set(results)
        freed: list[Launch | Copy] = []
        for step in reversed(steps):
            ends = tuple(v for v in dict.fromkeys(step.values) if v >= len(self.inputs) and v not in live)
            live.update(ends)
            freed.append(replace(step, frees=ends))
        return tuple(reversed(freed))


def _aligned(nest: LoopNest, values: tuple[int, ...]) -> tuple[int, ...]:
    """The kernel's arguments that it reads at no other element than the one it writes."""
    if nest.before:
        # Loops of the same name are not the same loops there.
        return ()
    written = {store.index.key for store in nest.stores}
    elsewhere = {
        value.argument[0].number
        for value in all_values(nest)
        if value.op is Leaf.LOAD and value.argument[1].key not in written
    }
    return tuple(value for number, value in enumerate(values) if number not in elsewhere)


_Kernel = Callable[[tuple[int, ...]], tuple[Function, CodeObject, int, int, int, tuple[int, ...], Work]]


def _compile(nests: Sequence[LoopNest], device: Device) -> list[_Kernel]:
    """Compile the kernels of nests; each result completes a `Launch` from its values."""
    machine, level = machine_of(device), environment.DEBUG.read()
    compiler = device.compiler
    # The layers of a model repeat: each form of kernel is emitted once.
    emitted: dict[tuple[Any, ...], tuple[str, Emitted, Work]] = {}
    for nest in nests:
        if nest.key in emitted:
            continue
        # Without its nodes: what is left of a compilation until the next garbage collection must not hold
        # results.
        prepared = kernel.prepare(replace(nest, slot_nodes=()))
        name = describe.name(prepared)
        tune.note(prepared, machine, device)
        schedule_used = tune.stored(prepared, machine) or kernel.pick(prepared, machine)
        if level:
            print(describe.report(prepared, schedule_used, name, level), file=sys.stderr)
        code = kernel.emit(prepared, schedule_used, name, machine)
        emitted[nest.key] = (name, code, describe.work(prepared, name))
    images = compile_kernels([KernelSource(name, code.ir, compiler) for name, code, _ in emitted.values()])

    def completed(name: str, code: Emitted, work: Work, image: bytes) -> _Kernel:
        loaded = device.load(image)
        function = loaded[name].function
        if level and machine.kind == "grid":
            print(describe.limits(function, code, machine, work), file=sys.stderr)
        return lambda values: (function, loaded, code.groups, code.block, code.local_bytes, values, work)

    pairs = zip(emitted.items(), images, strict=True)
    kernels = {key: completed(*entry, image) for (key, entry), image in pairs}
    return [kernels[nest.key] for nest in nests]
