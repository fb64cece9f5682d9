"""Plans: what a graph becomes once its buffers are numbers, so that the next like it costs a look-up.

A plan's values are numbered: first the buffers that the graph reads, in the order of its signature, then what
the plan makes.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ...drivers.interface import Function
from ...runtime import environment
from ...runtime.buffer import Buffer
from ...runtime.device import Device
from ...runtime.errors import DTypeError
from ...runtime.work import Work
from ..codegen import describe, kinds
from ..codegen.machine import Machine
from ..codegen.nest.canonical import all_values
from ..codegen.nest.expression import Leaf
from ..codegen.nest.lower import LoopNest, strip_reshapes
from ..fusion.complex_parts import complex_parts
from ..fusion.fuse import fuse
from ..fusion.split_reductions import split_reductions
from ..fusion.task import Task
from ..graph import text
from ..graph.node import Node, Op, toposort
from ..graph.node import node as make_node
from .kernels import Loaded, compiled, machine_of, scheduled
from .signature import Signature, with_realized

_GROUPS_PER_UNIT = 4
# BAREWIRE_DEBUG levels that print here.
_KERNELS, _STAGES, _REASONS = 1, 2, 3


@dataclass(frozen=True, slots=True)
class KernelStep:
    """Run a kernel over `groups` workgroups of `block` work-items; `values` are its arguments, `frees` those
    not needed afterwards.

    Of the values that it reads, `aligned` are read only at the element being written, so it could write over
    them.
    """

    function: Function
    kernel: Loaded
    groups: int
    block: int
    local_bytes: int
    values: tuple[int, ...]
    work: Work
    aligned: tuple[int, ...] = ()
    frees: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyStep:
    """Copy value `source` to value `destination`, whole."""

    destination: int
    source: int
    frees: tuple[int, ...] = ()

    @property
    def values(self) -> tuple[int, int]:
        return self.destination, self.source


Step = KernelStep | CopyStep


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in order. `sizes` are the bytes of the values that the plan makes, `outputs` the values with the
    results.

    It is given `inputs` values: first the buffers that its graph reads, then, of the numbers that its
    signature leaves open, those in the places `given`. `assigns` are pairs (new value, value whose place it
    takes).
    """

    steps: tuple[Step, ...]
    inputs: int
    given: tuple[int, ...]
    sizes: tuple[int, ...]
    outputs: tuple[int, ...]
    assigns: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        """One line for each step; values are v0, v1, ..., those that the plan reads first."""
        lines = []
        for step in self.steps:
            values = " ".join(f"v{value}" for value in step.values)
            frees = f", frees {' '.join(f'v{value}' for value in step.frees)}" if step.frees else ""
            what = f"{step.work.name} x {step.groups}" if isinstance(step, KernelStep) else "copy"
            lines.append(f"  {what}: {values}{frees}")
        lines.append(f"  results: {' '.join(f'v{value}' for value in self.outputs)}")
        return "\n".join(lines)


def build(outputs: Sequence[Node], signature: Signature, device: Device, given: Sequence[int] = ()) -> Plan:
    """The plan of a graph and its buffers, stage after stage. What one hands to the next is one value, which
    BAREWIRE_DEBUG=2 prints. `given` are the numbers of constants that are no part of its code.

    Raises CompileError, and what loading the kernels raises.
    """
    level, machine = environment.DEBUG.read(), machine_of(device)
    outputs = with_realized(outputs, {**signature.realized, **_scalars(signature, given)})
    _refuse_lacking(outputs, device)
    outputs = divided(complex_parts(outputs), machine)
    if level >= _STAGES:
        _print("graph", text.of(outputs))
    tasks = fuse(outputs, partial(kinds.joins, machine=machine))
    if level >= _REASONS:
        _print("kernels", "\n".join(f"  {task}" for task in tasks))
    # The layers of a model repeat: each kernel is made once.
    nests = {task.nest.key: task.nest for task in tasks if task.nest is not None}
    chosen = [scheduled(nest, device, machine) for nest in nests.values()]
    for each in chosen if level >= _KERNELS else ():
        nest = f"{describe.loops(each.form.nest)}\n  {each.schedule}" if level >= _STAGES else ""
        _print(describe.summary(each.form, each.work), nest)
    loaded = compiled(chosen, device, machine)
    for made in loaded if level >= _KERNELS and machine.kind == "grid" else ():
        _print(describe.limits(made.kernel.function, made.dispatch, machine, made.work))
    plan = _Builder(signature.buffers, given).build(outputs, tasks, dict(zip(nests, loaded, strict=True)))
    if level >= _STAGES:
        _print("plan", str(plan))
    return plan


def _scalars(signature: Signature, given: Sequence[int]) -> dict[Node, Node]:
    """SCALARs of a plan for the constants that it is given."""
    constants = [(number, signature.open[number]) for number in given]
    return {node: make_node(Op.SCALAR, node.dtype, (), (), number) for number, node in constants}


def _refuse_lacking(outputs: Sequence[Node], device: Device) -> None:
    """Raises DTypeError where a graph begins or ends with values of a dtype that the card does not have."""
    lacks = device.info.lacks
    if not lacks:
        return
    for node in (*outputs, *(node for node in toposort(outputs) if node.op is Op.BUFFER)):
        if node.dtype.part.name in lacks:
            narrower = "complex64" if node.dtype.is_complex else "float32"
            raise DTypeError(
                f"{device.info.name} ({device.name}) has no {node.dtype.name}; cast to {narrower} on the"
                f" device that has the values, as in x.to('CPU').cast('{narrower}')"
            )


def _print(title: str, body: str = "") -> None:
    print(title, *([body] if body else []), sep="\n", file=sys.stderr)


def divided(outputs: Sequence[Node], machine: Machine) -> list[Node]:
    """The same values, with reductions parted so that all of a machine has work."""
    if machine.kind == "processor":
        return split_reductions(outputs)
    # Each piece of work is a group's, and every compute unit should have several.
    groups = _GROUPS_PER_UNIT * machine.cores
    return split_reductions(outputs, machine.cores, groups, 2 * machine.cores)


class _Builder:
    """The numbers of a plan's values while its steps are put together."""

    def __init__(self, buffers: Sequence[Buffer], given: Sequence[int]) -> None:
        self.buffers = {id(storage): number for number, storage in enumerate(buffers)}
        self.scalars = {place: number for number, place in enumerate(given, start=len(buffers))}
        self.inputs = len(buffers) + len(given)
        self.values: dict[Node, int] = {}
        self.sizes: list[int] = []

    def build(self, outputs: Sequence[Node], tasks: list[Task], kernels: Mapping[Hashable, Loaded]) -> Plan:
        steps: list[Step] = []
        assigns: list[tuple[int, int]] = []
        last_readers = {strip_reshapes(node): task for task in tasks for node in task.inputs}
        kept = {*map(strip_reshapes, outputs)}
        for task in tasks:
            copied = _copied(task)
            if copied in self.values and copied not in kept and last_readers[copied] is task:
                self._take_as(task.outputs[0], self.values[copied], assigns)
                continue
            over = _written_over(task)
            if over in self.values and over not in kept and last_readers[over] is task:
                assert task.nest is not None
                self.values[task.outputs[0]] = self.values[over]
                steps.append(self._launch(task, task.nest, kernels[task.nest.key]))
                continue
            for output in task.outputs:
                self.sizes.append(output.size * output.dtype.item_bytes)
                self._take_as(output, self.inputs + len(self.sizes) - 1, assigns)
            if task.nest is not None:
                if task.outputs[0].op is Op.SCATTER:
                    steps.append(CopyStep(self.values[task.outputs[0]], self._number(task.inputs[0])))
                steps.append(self._launch(task, task.nest, kernels[task.nest.key]))
        results = tuple(self._number(output) for output in outputs)
        steps_with_frees = self._with_frees(steps, results)
        sizes, given = tuple(self.sizes), tuple(self.scalars)
        return Plan(steps_with_frees, self.inputs, given, sizes, results, tuple(assigns))

    def _take_as(self, output: Node, value: int, assigns: list[tuple[int, int]]) -> None:
        """Have a result be in a value."""
        self.values[output] = value
        if output.op is Op.ASSIGN:
            assigns.append((value, self._number(output.sources[0])))

    def _launch(self, task: Task, nest: LoopNest, loaded: Loaded) -> KernelStep:
        values = tuple(self._number(node) for node in nest.slot_nodes)
        aligned = _aligned(nest, values) if any(o.op is Op.ASSIGN for o in task.outputs) else ()
        function, dispatch = loaded.kernel.function, loaded.dispatch
        return KernelStep(
            function,
            loaded,
            dispatch.groups,
            dispatch.block,
            dispatch.local_bytes,
            values,
            loaded.work,
            aligned,
        )

    def _number(self, node: Node) -> int:
        node = strip_reshapes(node)
        if node.op is Op.SCALAR:
            return self.scalars[node.place]
        return self.buffers[id(node.storage)] if node.op is Op.BUFFER else self.values[node]

    def _with_frees(self, steps: list[Step], results: tuple[int, ...]) -> tuple[Step, ...]:
        """Each made value is freed by the last step that uses it, unless it is a result."""
        live = set(results)
        freed: list[Step] = []
        for step in reversed(steps):
            ends = tuple(v for v in dict.fromkeys(step.values) if v >= self.inputs and v not in live)
            live.update(ends)
            freed.append(replace(step, frees=ends))
        return tuple(reversed(freed))


def _copied(task: Task) -> Node | None:
    """What a kernel only copies, whole, which could as well be its result where nobody else reads it."""
    nest = task.nest
    if nest is None or len(task.outputs) > 1 or nest.reductions or nest.before or nest.output_count > 1:
        return None
    (store,) = nest.stores
    value = store.value
    if value.op is not Leaf.LOAD or store.valid:
        return None
    slot, index, valid = value.argument
    source = strip_reshapes(nest.slot_nodes[slot.number])
    whole = source.size == task.outputs[0].size and slot.dtype is store.slot.dtype
    return source if whole and index.key == store.index.key and not valid else None


def _written_over(task: Task) -> Node | None:
    """What a kernel may write its result over, where nobody else reads that any more: what a scatter starts
    from, and what is as large and read only at the element that is written.
    """
    nest = task.nest
    if nest is None or len(task.outputs) > 1:
        return None
    output, inputs = task.outputs[0], [strip_reshapes(node) for node in task.inputs]
    if output.op is Op.SCATTER:
        # What is added, and where, may be read from there too.
        return inputs[0] if inputs[0] not in inputs[1:] else None
    # Who sums may put sums where the result goes.
    if output.op is Op.ASSIGN or nest.reductions or nest.ordered:
        return None
    numbers = range(nest.output_count, len(nest.slot_nodes))
    for number in _aligned(nest, tuple(range(len(nest.slot_nodes)))):
        node = strip_reshapes(nest.slot_nodes[number])
        if (
            number in numbers
            and inputs.count(node) == 1
            and node.size == output.size
            and node.dtype.item_bytes == output.dtype.item_bytes
        ):
            return node
    return None


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
