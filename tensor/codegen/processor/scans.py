"""A running reduction under a `ScanSchedule` as LLVM IR."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from ...graph import dtype as dtypes
from ...graph.op import Op
from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..llvm.accumulator import Accumulator
from ..nest import index as ix
from ..nest.index import Index, Var
from ..nest.scan import Scan
from ..schedule import ScanSchedule
from .loops import shared
from .writer import ProcessorWriter


def emit(scan: Scan, schedule: ScanSchedule, name: str) -> Emitted:
    """The kernel's module: workgroups share out what is beside the axis."""
    return _Emitter(scan, schedule, name).emit()


class _Emitter:
    def __init__(self, scan: Scan, schedule: ScanSchedule, name: str) -> None:
        self.scan, self.s = scan, schedule
        self.f = f = ProcessorWriter(name, scan.nest.slots)
        f.lanes, f.stream = schedule.lanes, schedule.stream
        f.lane = Var("lane", f.lanes)
        f.result_key = lambda reduction: (reduction.number, *self._place())
        self.op, self.dtype = scan.reduction.op, scan.reduction.dtype
        # What goes on growing is summed in float64, and each result rounded once.
        wide = self.op is Op.ADD and self.dtype is dtypes.float32
        self.carried = dtypes.float64 if wide else self.dtype
        self.beside = next((var for var in scan.elsewhere if var.key == schedule.vector), None)
        self.variables = frozenset(scan.nest.outer)

    def _place(self) -> tuple[str, ...]:
        loops = (self.scan.along,) if self.beside is None else (self.scan.along, self.beside)
        return tuple(self.f.env[var].key for var in loops)

    def emit(self) -> Emitted:
        f, beside = self.f, self.beside
        serial = [var for var in self.scan.elsewhere if var is not beside]
        step = f.lanes * self.s.unroll
        blocks = -(-beside.extent // step) if beside is not None else 1
        shape = (*(var.extent for var in serial), blocks)

        def iteration(counter: Index) -> None:
            *places, block = ix.unflatten(counter, shape)
            f.env.update(zip(serial, places, strict=True))
            with f.scope():
                if beside is None:
                    self._along()
                else:
                    self._neighbours(beside, block)

        groups = shared(f, prod(shape), self.s.grain, iteration)
        return Emitted(f.text(), groups, 0)

    def _neighbours(self, beside: Var, block: Index) -> None:
        """A block of neighbours walks the axis, whole vectors of them or under a guard."""
        f = self.f
        step = f.lanes * self.s.unroll
        full, rest = divmod(beside.extent, step)
        if full:
            whole = f.emit(f"icmp slt i64 {f.scalar_index(block)}, {full}")
            with f.when(whole):
                self._walk(beside, [block * step + u * f.lanes for u in range(self.s.unroll)])
        if rest:
            last = f.emit(f"icmp eq i64 {f.scalar_index(block)}, {full}")
            with f.when(last):
                f.guards[beside] = ix.of(beside) * -1 + (beside.extent - 1)
                start = ix.constant(full * step)
                self._walk(beside, [start + u * f.lanes for u in range(-(-rest // f.lanes))])
                del f.guards[beside]

    def _walk(self, beside: Var, bases: Sequence[Index]) -> None:
        f, scan = self.f, self.scan
        assert f.lane is not None
        points = [base + ix.of(f.lane) for base in bases]
        totals = [Accumulator(f, self.op, self.carried, f.lanes, self.dtype) for _ in points]

        def place(k: Index) -> None:
            f.env[scan.step] = f.env[scan.along] = k
            for point, total in zip(points, totals, strict=True):
                f.env[beside] = point
                total.add(f.vector(scan.value))
                result = vm.convert(f, self.carried, self.dtype, f.lanes, total.load())
                f.results[f.result_key(scan.reduction)] = result
            for point in points:
                f.env[beside] = point
                f.store_all(scan.nest.stores, self.variables)

        f.loop("k", scan.step.extent, place)

    def _along(self) -> None:
        """Whole vectors along the axis, then the rest under a guard."""
        f, scan = self.f, self.scan
        total = Accumulator(f, self.op, self.carried, 1, self.carried)
        full, rest = divmod(scan.step.extent, f.lanes)
        if full:
            f.loop("k", full, lambda k: self._vector(k * f.lanes, total))
        if rest:
            for loop in (scan.step, scan.along):
                f.guards[loop] = ix.of(loop) * -1 + (loop.extent - 1)
            with f.scope():
                self._vector(ix.constant(full * f.lanes), total)
            for loop in (scan.step, scan.along):
                del f.guards[loop]

    def _vector(self, base: Index, total: Accumulator) -> None:
        """One vector along the axis: its own running results, after those before it."""
        f, scan = self.f, self.scan
        assert f.lane is not None
        f.env[scan.step] = f.env[scan.along] = base + ix.of(f.lane)
        own = vm.convert(f, self.dtype, self.carried, f.lanes, self._running(f.vector(scan.value)))
        full, scalar = vm.vector_of(vm.scalar_type(self.carried), f.lanes), vm.scalar_type(self.carried)
        before = f.to_vector(total.load(), scalar)
        result = vm.binary(f, self.op, self.carried, f.lanes, before, own)
        total.add(f.emit(f"extractelement {full} {own}, i64 {f.lanes - 1}"))
        f.results[f.result_key(scan.reduction)] = vm.convert(f, self.carried, self.dtype, f.lanes, result)
        f.store_all(scan.nest.stores, self.variables)

    def _running(self, x: str) -> str:
        """The running results within one vector: each lane takes what is 1, 2, 4 before it."""
        f, lanes, scalar = self.f, self.f.lanes, vm.scalar_type(self.dtype)
        full = vm.vector_of(scalar, lanes)
        nothing = vm.splat(vm.literal(self.op.identity(self.dtype), self.dtype), scalar, lanes)
        distance = 1
        while distance < lanes:
            order = ", ".join(f"i32 {lane + lanes - distance}" for lane in range(lanes))
            moved = f.emit(f"shufflevector {full} {nothing}, {full} {x}, <{lanes} x i32> <{order}>")
            x = vm.binary(f, self.op, self.dtype, lanes, moved, x)
            distance *= 2
        return x
