"""Kernels in words: names, counts of work, loop nests, and what they take of a card."""

from __future__ import annotations

from math import log2, prod

from ...drivers.interface import Function
from ...runtime.work import Work
from ..graph.node import Op
from .emitted import Dispatch
from .machine import Machine
from .nest.canonical import all_values
from .nest.expression import Leaf, Slot, Value
from .nest.form import Form
from .nest.fourier import row_count
from .nest.index import Var
from .nest.lower import LoopNest


def name(form: Form) -> str:
    """A name that says what the kernel does and over which loops, a valid C identifier."""
    linked, found, nest = form.linked, form.contraction, form.nest
    if linked is not None:
        batch, rows, keys, depth = linked.scores.sizes
        what = "linked" if form.attention is None else "attention"
        columns = linked.result.sizes[2]
        return f"{what}_{rows}x{keys}x{depth}x{columns}" + (f"_batch{batch}" if batch > 1 else "")
    if form.fourier is not None:
        return f"fourier_{form.fourier.length}x{row_count(form.fourier)}"
    if found is not None:
        batch, rows, columns, depth = found.sizes
        return f"matmul_{rows}x{columns}x{depth}" + (f"_batch{batch}" if batch > 1 else "")
    outer, inner = _shape(nest.outer), _shape(nest.inner)
    if nest.ordered:
        return f"scatter_{outer}_{inner}"
    if nest.inner:
        return f"rows_{outer}_{inner}"
    if nest.reductions:
        reduced = "_".join(_shape(reduction.axes) for reduction in nest.reductions[:3])
        return f"reduce_{outer}_{reduced}"
    return f"map_{outer}"


def _shape(variables: tuple[Var, ...]) -> str:
    return "x".join(str(var.extent) for var in variables) or "1"


def work(form: Form, kernel_name: str) -> Work:
    """Floating-point operations, and bytes with every buffer counted once."""
    nest = form.nest
    flops = 0.0
    if form.fourier is not None:
        n = form.fourier.length
        flops = 5.0 * row_count(form.fourier) * n * log2(n)
    for value in all_values(nest) if form.fourier is None else ():
        computed = isinstance(value.op, Op) and value.op.kind != "conversion" and value.op is not Op.WHERE
        if computed and value.dtype.is_float:
            flops += _count(value, nest)
    for reduction in (reduction for each in (nest, *nest.before) for reduction in each.reductions):
        if reduction.dtype.is_float and form.fourier is None:
            flops += prod(var.extent for var in {*reduction.vars, *reduction.axes})
    buffers = _buffers(nest)
    moved = sum(min(slot.size, _touched(nest, slot.number)) * slot.dtype.item_bytes for slot in buffers)
    return Work(kernel_name, flops, float(moved))


def _buffers(nest: LoopNest) -> list[Slot]:
    return [slot for slot in nest.slots if not slot.by_value]


def _count(value: Value, nest: LoopNest) -> int:
    """How many elements a value has in the kernel."""
    return prod(var.extent for var in value.vars)


def _touched(nest: LoopNest, number: int) -> int:
    """How many elements of a slot the kernel can touch at most."""
    most = 0
    for value in all_values(nest):
        if value.op is Leaf.LOAD and value.argument[0].number == number:
            most += prod(var.extent for var in value.argument[1].vars)
    for store in nest.stores:
        if store.slot.number == number:
            most += prod(var.extent for var in store.index.vars)
    return most


def summary(form: Form, totals: Work) -> str:
    """One line for a kernel: its name, its work, its buffers."""
    return (
        f"kernel {totals.name}: {totals.flops:.3g} flop, {totals.moved_bytes:.3g} bytes, "
        f"{len(_buffers(form.nest))} buffers"
    )


def limits(function: Function, code: Dispatch, machine: Machine, totals: Work) -> str:
    """What a kernel compiled for a grid takes of a compute unit, and leaves room for."""
    waves = -(-code.block // machine.wave_lanes)
    parts = [f"{code.groups} groups of {code.block} ({waves} waves)"]
    if function.registers is not None and function.local_bytes is not None:
        local_bytes = function.local_bytes + code.local_bytes
        parts.append(f"{function.registers} registers, {local_bytes} bytes of local memory")
        resident = machine.waves_per_simd(function.registers, local_bytes, waves)
        if resident is not None:
            parts.append(f"{resident} of {machine.registers.waves_per_simd} waves per SIMD")
    if totals.moved_bytes:
        parts.append(f"{totals.flops / totals.moved_bytes:.3g} flop per byte")
    return f"  {function.name}: " + ", ".join(parts)


def loops(nest: LoopNest) -> str:
    """The loop nest as indented text."""
    lines = [
        f"  {slot.name}: {slot.dtype}" + ("" if slot.by_value else f" x {slot.size}") for slot in nest.slots
    ]
    for each in (*nest.before, nest):
        lines += _body(each)
    return "\n".join(lines)


def _body(nest: LoopNest) -> list[str]:
    lines, indent = [], "  "
    for var in nest.outer:
        lines.append(f"{indent}for {var.key} in 0..{var.extent}:")
        indent += "  "
    for reduction in nest.reductions:
        over = ", ".join(f"{axis.key} in 0..{axis.extent}" for axis in reduction.axes)
        lines.append(
            f"{indent}s{reduction.number} = {reduction.op.name} over {over} of {formula(reduction.value)}"
        )
    for var in nest.inner:
        lines.append(f"{indent}for {var.key} in 0..{var.extent}:")
        indent += "  "
    for store in nest.stores:
        lines.append(f"{indent}{store.slot.name}[{store.index}] = {formula(store.value)}")
    return lines


_LONGEST_FORMULA = 40


def formula(value: Value) -> str:
    """A value as text; past a few dozen operations the rest is dots."""
    left = _LONGEST_FORMULA

    def show(value: Value) -> str:
        nonlocal left
        left -= 1
        if left < 0:
            return "..."
        if value.op is Leaf.CONST:
            return repr(value.argument)
        if value.op is Leaf.SCALAR:
            return str(value.argument.name)
        if value.op is Leaf.LOAD:
            slot, index, valid = value.argument
            return f"{slot.name}[{index}]" + ("?" if valid else "")
        if value.op is Leaf.INDEX:
            return f"({value.argument})"
        if value.op is Leaf.TEST:
            return " and ".join(
                f"{condition} >= 0" for condition in sorted(value.argument, key=lambda c: c.key)
            )
        if value.op is Leaf.RESULT:
            return f"s{value.argument.number}"
        return f"{value.op.shown(value.dtype)}({', '.join(show(source) for source in value.sources)})"

    return show(value)
