"""Kernels for a grid, run by this machine's processor: a judge of them that needs no card.

`HostGrid` takes the place of a card's target, so that the same emitter writes the same kernel with the host's
spaces and intrinsics. A group whose work-items work on their own is a loop over them; one whose work-items
wait for each other is as many threads of the C library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from barewire.runtime.buffer import Buffer
from barewire.runtime.device import Device
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.emitted import Emitted
from barewire.tensor.codegen.grid.target import Writer
from barewire.tensor.codegen.llvm.vectors import Elementwise
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.nest.lower import LoopNest
from barewire.tensor.codegen.schedule import Schedule
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import DType
from barewire.tensor.graph.node import Node, Op
from barewire.tensor.run import plan, realize
from barewire.tensor.run.signature import signature_of

from ..reference import numpy_dtype
from .comparison import Array

# sizeof(pthread_barrier_t), rounded up (bits/pthreadtypes-arch.h of glibc: 32 bytes on x86-64).
_BARRIER_BYTES = 64
_LOCAL_BYTES = 1 << 16
_CONTEXT = "{ ptr, ptr, i32, i32, i64 }"  # arguments, shared memory, group, work-item, thread
_MOST_ITEMS = 256
_DISTANCES = (1, 2, 4, 8, 16, 32)


def machine(wave_lanes: int = 32, cores: int = 2) -> Machine:
    """A grid card as schedules see it, small enough that teams and blocks come in all sizes."""
    return Machine(cores, 16, frozenset(), (32 << 10, 1 << 20), "grid", "host", wave_lanes, _LOCAL_BYTES, 256)


class HostGrid:
    """A GridTarget for the processor."""

    global_space = local_space = stack_space = constant_space = ""
    partners_wait = False
    rolled_loop = ""
    conversions: Mapping[tuple[str, str], Elementwise] = {}
    functions: Mapping[tuple[Op, str], Elementwise] = {}

    def __init__(self) -> None:
        self.block = 1
        self.name = ""
        self.waits = False

    def opening(self, name: str, parameters: Sequence[str], block: int) -> list[str]:
        self.block, self.name = block, name
        loads = []
        for number, parameter in enumerate(parameters):
            kind, own = parameter.split()[0], parameter.split("%")[1]
            loads.append(f"  %{own}.p = getelementptr i64, ptr %arguments, i64 {number}")
            loads.append(f"  %{own} = load {kind}, ptr %{own}.p")
        fields = (("arguments", "ptr"), ("shared", "ptr"), ("gid", "i32"), ("tid", "i32"))
        for number, (field, kind) in reversed(list(enumerate(fields))):
            loads.insert(0, f"  %{field} = load {kind}, ptr %{field}.p")
            loads.insert(0, f"  %{field}.p = getelementptr {_CONTEXT}, ptr %context, i32 0, i32 {number}")
        return [
            f"define internal void @{name}.item(ptr %context) nounwind {{",
            "entry:",
            *loads,
            f"  %words = getelementptr i8, ptr %shared, i64 {_LOCAL_BYTES}",
            f"  %barriers = getelementptr i32, ptr %words, i64 {block}",
        ]

    def local_memory(self, name: str, size_bytes: int) -> list[str]:
        assert size_bytes <= _LOCAL_BYTES
        return []

    def launch_bytes(self, size_bytes: int) -> int:
        return 0

    def local_base(self, name: str) -> str:
        return "%shared"

    def _wait(self, w: Writer, first: int, number: str) -> None:
        self.waits = True
        w.declare("declare i32 @pthread_barrier_wait(ptr)")
        at = w.emit(f"add i32 {number}, {first}")
        barrier = w.emit(f"getelementptr [{_BARRIER_BYTES} x i8], ptr %barriers, i32 {at}")
        w.emit(f"call i32 @pthread_barrier_wait(ptr {barrier})")

    def barrier(self, w: Writer) -> None:
        self._wait(w, 0, "0")

    copies_to_local = False

    def copy_to_local(self, w: Writer, destination: str, source: str) -> None:
        raise NotImplementedError

    def await_copies(self, w: Writer) -> None:
        raise NotImplementedError

    def divide_schedule(self, w: Writer) -> None:
        pass

    def partner(self, w: Writer, word: str, distance: int, half: bool = False) -> str:
        mine = w.emit("getelementptr i32, ptr %words, i32 %tid")
        w.write(f"store i32 {word}, ptr {mine}")
        first = dict(self._barriers())[distance]
        pair = w.emit(f"udiv i32 %tid, {2 * distance}")
        self._wait(w, first, pair)
        other = w.emit(f"getelementptr i32, ptr %words, i32 {w.emit(f'xor i32 %tid, {distance}')}")
        result = w.emit(f"load i32, ptr {other}")
        self._wait(w, first, pair)
        return result

    def anywhere(self, w: Writer, test: str) -> str:
        return test

    def exp2(self, w: Writer, x: str) -> str:
        w.declare("declare float @llvm.exp2.f32(float)")
        return w.emit(f"call float @llvm.exp2.f32(float {x})")

    def _barriers(self) -> list[tuple[int, int]]:
        """(distance, number of the first barrier of such pairs); barrier 0 is for the whole group."""
        found, number = [], 1
        for distance in _DISTANCES:
            found.append((distance, number))
            number += _MOST_ITEMS // (2 * distance)
        return [*found, (0, number)]

    def closing(self, block: int, nest: LoopNest) -> list[str]:
        size = _LOCAL_BYTES + 4 * block + _BARRIER_BYTES * dict(self._barriers())[0]
        lines = [
            "declare ptr @malloc(i64)",
            "declare void @free(ptr)",
            f"define void @{self.name}(ptr %arguments, ptr %group) nounwind {{",
            "entry:",
            "  %gid = load i32, ptr %group",
            f"  %shared = call ptr @malloc(i64 {size})",
            f"  %contexts = call ptr @malloc(i64 {32 * block})",
            *(self._all_barriers("init") if self.waits else []),
            *self._each("start", self._start()),
            *(self._each("join", self._join()) if self.waits else []),
            *(self._all_barriers("destroy") if self.waits else []),
            "  call void @free(ptr %shared)",
            "  call void @free(ptr %contexts)",
            "  ret void",
            "}",
        ]
        if self.waits:
            lines += [
                "declare i32 @pthread_create(ptr, ptr, ptr, ptr)",
                "declare i32 @pthread_join(i64, ptr)",
                "declare i32 @pthread_barrier_init(ptr, ptr, i32)",
                "declare i32 @pthread_barrier_destroy(ptr)",
            ]
        return lines

    def _each(self, label: str, body: list[str]) -> list[str]:
        """A loop over the work-items, `%<label>.c` being the context of each."""
        return [
            f"  br label %{label}.before",
            f"{label}.before:",
            f"  br label %{label}",
            f"{label}:",
            f"  %{label}.i = phi i32 [ 0, %{label}.before ], [ %{label}.n, %{label} ]",
            f"  %{label}.c = getelementptr {_CONTEXT}, ptr %contexts, i32 %{label}.i",
            *body,
            f"  %{label}.n = add i32 %{label}.i, 1",
            f"  %{label}.d = icmp eq i32 %{label}.n, {self.block}",
            f"  br i1 %{label}.d, label %{label}.end, label %{label}",
            f"{label}.end:",
        ]

    def _start(self) -> list[str]:
        lines = []
        values = ("ptr %arguments", "ptr %shared", "i32 %gid", "i32 %start.i")
        for number, value in enumerate(values):
            lines.append(f"  %start.{number} = getelementptr {_CONTEXT}, ptr %start.c, i32 0, i32 {number}")
            lines.append(f"  store {value}, ptr %start.{number}")
        if not self.waits:
            return [*lines, f"  call void @{self.name}.item(ptr %start.c)"]
        call = f"call i32 @pthread_create(ptr %start.4, ptr null, ptr @{self.name}.item, ptr %start.c)"
        lines.append(f"  %start.4 = getelementptr {_CONTEXT}, ptr %start.c, i32 0, i32 4")
        return [*lines, f"  %start.r = {call}"]

    def _join(self) -> list[str]:
        return [
            f"  %join.p = getelementptr {_CONTEXT}, ptr %join.c, i32 0, i32 4",
            "  %join.t = load i64, ptr %join.p",
            "  %join.r = call i32 @pthread_join(i64 %join.t, ptr null)",
        ]

    def _all_barriers(self, what: str) -> list[str]:
        offset = _LOCAL_BYTES + 4 * self.block
        lines = [f"  %{what}.b = getelementptr i8, ptr %shared, i64 {offset}"] if what == "init" else []
        sizes = {0: self.block}
        for distance, first in self._barriers()[:-1]:
            sizes.update(dict.fromkeys(range(first, first + self.block // (2 * distance)), 2 * distance))
        for number, size in sizes.items():
            at = f"%{what}.{number}"
            lines.append(f"  {at} = getelementptr [{_BARRIER_BYTES} x i8], ptr %init.b, i32 {number}")
            rest = f", ptr null, i32 {size}" if what == "init" else ""
            lines.append(f"  {at}.r = call i32 @pthread_barrier_{what}(ptr {at}{rest})")
        return lines


def on_host(values: Any, dtype: DType) -> Node:
    """A BUFFER node on this machine's processor that holds the values in row-major order."""
    array = np.ascontiguousarray(values, dtype=numpy_dtype(dtype)).reshape(np.shape(values))
    storage = Buffer(Device["CPU"], array.nbytes)
    storage.copy_in(array.reshape(-1).view(np.uint8))
    return graph.buffer(storage, dtype, array.shape)


def run_on_host(
    outputs: Sequence[Node],
    choose: Callable[[Form, Machine], Schedule] = kinds.choose,
    wave_lanes: int = 32,
    given: bool = False,
) -> list[Array]:
    """The values of nodes over `on_host` buffers, by kernels for a grid; `given` are numbers to them then."""
    device, honest = Device["CPU"], kinds.emit

    def emit(form: Form, schedule: Schedule, name: str, on: Machine) -> Emitted:
        # A work-item of the processor's own is a whole group here.
        return replace(honest(form, schedule, name, on), block=1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "machine_of", lambda device: machine(wave_lanes))
        patch.setattr(kinds, "grid_target", lambda features: HostGrid())
        patch.setattr(kinds, "emit", emit)
        patch.setattr(kinds, "choose", choose)
        signature = signature_of(outputs, device.name)
        # Every number is given: as an argument it is held to the same results.
        made = plan.build(outputs, signature, device, range(len(signature.open)) if given else ())
        values = realize.run(made, signature, device, None)
        results = []
        for node, number in zip(outputs, made.outputs, strict=True):
            storage = values[number]
            assert isinstance(storage, Buffer)
            contents = np.frombuffer(storage.copy_out(), np.uint8)
            results.append(contents.view(numpy_dtype(node.dtype)).reshape(node.shape))
    return results
