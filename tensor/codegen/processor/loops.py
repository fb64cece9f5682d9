"""A loop nest under a `LoopSchedule` as LLVM IR."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ...graph.op import Op
from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..llvm.accumulator import Accumulator
from ..nest import index as ix
from ..nest.canonical import values_under
from ..nest.expression import Leaf, Reduction, Value
from ..nest.index import Index, Var
from ..nest.lower import LoopNest
from ..schedule import LoopSchedule
from .repeated import Keeper
from .writer import ProcessorWriter

# Terms that one lane sums in float32 at most: where it adds numbers, and where it adds products.
_MOST_TERMS, _MOST_PRODUCTS = 8, 512
# Steps of a long sum that are added up before they are widened, which costs more than to add.
_MOST_STEPS = 8
# How far ahead of a reduction large arrays are asked for: two pages, past the one where the processor's own
# prefetcher stops.
_AHEAD_BYTES, _LARGE_BYTES = 8 << 10, 2 << 20


def emit(nest: LoopNest, schedule: LoopSchedule, name: str) -> Emitted:
    """The kernel's module. The grid is one-dimensional: workgroups share out the iterations of the outer
    loops."""
    f = ProcessorWriter(name, nest.slots)
    f.lanes, f.stream = schedule.lanes, schedule.stream
    if schedule.lanes > 1:
        f.lane = Var("lane", schedule.lanes)
    vector = next((var for var in nest.outer if var.key == schedule.vector), None)
    serial = [var for var in nest.outer if var is not vector]
    blocks = -(-vector.extent // schedule.block) if vector is not None else 1
    shape = (*(var.extent for var in serial), blocks)
    keeper = Keeper(f, nest, vector, schedule.unroll)

    def iteration(counter: Index) -> None:
        *outer, block = ix.unflatten(counter, shape)
        f.env.update(zip(serial, outer, strict=True))
        if vector is None:
            Body(f, nest, schedule, None, keeper).run([ix.ZERO])
        else:
            _vector_block(f, nest, schedule, vector, block, blocks, keeper)

    groups = shared(f, prod(shape), schedule.grain, iteration)
    return Emitted(f.text(), groups, keeper.local_bytes)


def shared(f: ProcessorWriter, iterations: int, grain: int, body: Callable[[Index], None]) -> int:
    """Run `body` for so many iterations, `grain` in each workgroup; and how many workgroups that makes."""
    groups = -(-iterations // grain)
    if groups == 1:
        f.loop("p", iterations, body)
    else:
        start, count = _share(f, iterations, grain)
        f.loop("p", count, lambda k: body(_counter(f, start, k, iterations)), most=grain)
    return groups


def _share(f: ProcessorWriter, iterations: int, grain: int) -> tuple[str, int | str]:
    """Where a workgroup's iterations start, and how many it has."""
    start = f.emit(f"mul i64 %gid, {grain}")
    if iterations % grain == 0:
        return start, grain
    left = f.emit(f"sub i64 {iterations}, {start}")
    return start, vm.intrinsic(f, "umin", "i64", 1, left, str(grain))


def _counter(f: ProcessorWriter, start: str, k: Index, iterations: int) -> Index:
    """start + k as a loop variable of its own, whose bounds are known."""
    name = start if k.key == "0" else f.emit(f"add i64 {start}, {f.scalar_index(k)}")
    var = Var(f"n{name[1:]}", iterations)
    f.counters[var] = name
    return ix.of(var)


def _vector_block(
    f: ProcessorWriter,
    nest: LoopNest,
    schedule: LoopSchedule,
    vector: Var,
    block: Index,
    blocks: int,
    keeper: Keeper,
) -> None:
    """One block of the vector loop: whole steps, then the remainder under a guard."""
    step = schedule.lanes * schedule.unroll
    full, rest = divmod(vector.extent, step)
    body = Body(f, nest, schedule, vector, keeper)
    per_block = schedule.block // step

    def whole(k: Index) -> None:
        base = block * schedule.block + k * step
        body.run([base + u * schedule.lanes for u in range(schedule.unroll)])

    if blocks == 1:
        if full:
            f.loop("s", full, whole)
    elif full % per_block == 0 and full // per_block == blocks:
        f.loop("s", per_block, whole)
    else:
        done = f.emit(f"mul i64 {f.scalar_index(block)}, {per_block}")
        left = f.emit(f"sub i64 {full}, {done}")
        count = vm.intrinsic(f, "smax", "i64", 1, left, "0")
        count = vm.intrinsic(f, "smin", "i64", 1, count, str(per_block))
        f.loop("s", count, whole, at_least_once=False, most=per_block)
    if rest:
        start = ix.constant(full * step)
        points = [start + u * schedule.lanes for u in range(-(-rest // schedule.lanes))]

        def remainder() -> None:
            f.guards[vector] = ix.of(vector) * -1 + (vector.extent - 1)
            body.run(points)
            del f.guards[vector]

        if blocks == 1:
            remainder()
        else:
            last = f.emit(f"icmp eq i64 {f.scalar_index(block)}, {blocks - 1}")
            with f.when(last):
                remainder()


@dataclass
class Body:
    """Reductions and stores for one setting of the outer loops; `vector` is the outer loop in lanes, if
    any."""

    f: ProcessorWriter
    nest: LoopNest
    schedule: LoopSchedule
    vector: Var | None
    keeper: Keeper | None = None

    def run(self, bases: Sequence[Index]) -> None:
        """Compute at `bases`: the values of the vector loop at which each unrolled copy starts."""
        f = self.f
        points = [base + self._lane() for base in bases] if self.vector is not None else [ix.ZERO]
        with f.scope():
            f.result_key = self._result_key
            for stage, reduction in enumerate(self.nest.reductions):
                self._reduce(reduction, points, stage)
            self._store(points)

    def _lane(self) -> Index:
        return ix.of(self.f.lane) if self.f.lane is not None else ix.ZERO

    def _result_key(self, reduction: Reduction) -> tuple[object, ...]:
        return (reduction.number, self.f.env[self.vector].key if self.vector in reduction.vars else "")

    def _at(self, points: Sequence[Index], action: Callable[[int], None]) -> None:
        for number, point in enumerate(points):
            if self.vector is not None:
                self.f.env[self.vector] = point
            action(number)

    def _prepare(self, stage: int, points: Sequence[Index]) -> None:
        if self.keeper is not None:
            keeper = self.keeper
            self._at(points, lambda number: keeper.prepare(stage, number))

    def _keeping(
        self, stage: int, points: Sequence[Index], axes: Sequence[Var], action: Callable[[int], None]
    ) -> Callable[[int], None]:
        """The action of a stage at a point, or of a copy along its last loop: what earlier stages have kept
        is known to it, and what it computes first is kept.
        """
        keeper = self.keeper
        if keeper is None or not keeper.local_bytes or not axes:
            return action

        def kept(number: int) -> None:
            position = self.f.env[axes[-1]]
            if self.vector is None:
                position, number = position - self._lane(), 0
            else:
                position = (position * len(points) + number) * self.f.lanes
            keeper.recall(stage, position, number)
            action(number)
            keeper.keep(stage, position)

        return kept

    def _loops(self, axes: Sequence[Var], body: Callable[[], None]) -> None:
        """Serial loops over `axes`, outermost first."""
        if not axes:
            body()
            return

        def inside(counter: Index) -> None:
            self.f.env[axes[0]] = counter
            self._loops(axes[1:], body)

        self.f.loop("k", axes[0].extent, inside)

    def _own_loops(
        self,
        axes: Sequence[Var],
        body: Callable[[int], None],
        after: Callable[[], None] = lambda: None,
        read_ahead: Sequence[Value] = (),
    ) -> None:
        """Loops over `axes` with the last in lanes; `body(copy)` runs for each unrolled copy, `after` after
        them."""
        f, lanes, unroll = self.f, self.schedule.lanes, self.schedule.unroll
        *outer, last = axes
        step = lanes * unroll
        full, rest = divmod(last.extent, step)

        def copies(base: Index, count: int) -> None:
            for copy in range(count):
                f.env[last] = base + copy * lanes + self._lane()
                for load in read_ahead:
                    self._ask_for(load, _AHEAD_BYTES // load.dtype.item_bytes)
                body(copy)
            after()

        def vectors() -> None:
            if full:
                f.loop("k", full, lambda k: copies(k * step, unroll))
            if rest:
                f.guards[last] = ix.of(last) * -1 + (last.extent - 1)
                with f.scope():
                    copies(ix.constant(full * step), -(-rest // lanes))
                del f.guards[last]

        self._loops(outer, vectors)

    def _reduce(self, reduction: Reduction, points: Sequence[Index], stage: int) -> None:
        f = self.f
        if self.vector is None and reduction.axes and f.lane is not None:
            self._reduce_lanes(reduction, stage)
            return
        if self.vector not in reduction.vars:
            self._reduce_uniform(reduction)
            return
        accumulators = [self._accumulator(reduction, f.lanes) for _ in points]
        self._prepare(stage, points)
        if accumulators[0].dtype is not reduction.dtype:
            self._sum_steps(reduction, stage, points, accumulators)
        else:

            def add(number: int) -> None:
                accumulators[number].add(f.vector(reduction.value))

            add_kept = self._keeping(stage, points, reduction.axes, add)
            self._loops(reduction.axes, lambda: self._at(points, add_kept))
        self._at(
            points,
            lambda number: self._set(reduction, accumulators[number].load(), accumulators[number].dtype),
        )

    def _reduce_uniform(self, reduction: Reduction) -> None:
        """A reduction that is the same in every lane."""
        accumulator = self._accumulator(reduction, 1)
        self._loops(reduction.axes, lambda: accumulator.add(self.f.value(reduction.value)[0]))
        self._set(reduction, accumulator.load(), accumulator.dtype, 1)

    def _accumulator(self, reduction: Reduction, lanes: int, copies: int = 1) -> Accumulator:
        """What so many lanes add to: float64 for long sums of float32, which as such would lose a digit for
        every hundred terms. (A product takes two conversions more, so of those only the longest.)
        """
        terms = prod(axis.extent for axis in reduction.axes) // copies
        value = reduction.value
        product = value.op is Op.MUL and value.sources[0] is not value.sources[1]
        most = _MOST_PRODUCTS if product else _MOST_TERMS
        wide = reduction.op is Op.ADD and reduction.dtype is dtypes.float32 and terms > most
        dtype = dtypes.float64 if wide else reduction.dtype
        return Accumulator(self.f, reduction.op, dtype, lanes, reduction.dtype)

    def _set(self, reduction: Reduction, operand: str, dtype: DType, lanes: int | None = None) -> None:
        """The result of a reduction, which was accumulated in a dtype."""
        lanes = self.f.lanes if lanes is None else lanes
        self.f.results[self._result_key(reduction)] = vm.convert(
            self.f, dtype, reduction.dtype, lanes, operand
        )

    def _reduce_lanes(self, reduction: Reduction, stage: int) -> None:
        f = self.f
        unroll = self.schedule.unroll
        accumulators = [self._accumulator(reduction, f.lanes, f.lanes * unroll) for _ in range(unroll)]
        dtype = accumulators[0].dtype
        if dtype is not reduction.dtype:
            self._sum_lanes(reduction, stage, accumulators[0])
            return

        def add(copy: int) -> None:
            accumulators[copy].add(f.vector(reduction.value), self._mask(reduction.axes[-1]))

        self._prepare(stage, [ix.ZERO])
        add_kept = self._keeping(stage, [ix.ZERO], reduction.axes, add)
        self._own_loops(reduction.axes, add_kept, read_ahead=self._read_ahead(reduction))
        partial = self._tree(reduction, [accumulator.load() for accumulator in accumulators])
        self._set(reduction, vm.horizontal(f, reduction.op, dtype, f.lanes, partial), dtype, 1)

    def _ask_for(self, load: Value, elements: int) -> None:
        """Have what lies so many elements ahead of a load brought into the cache."""
        slot, index, _ = load.argument
        self.f.prefetch(slot, self.f.resolve(index) - self._lane() + elements)

    def _rows_ahead(self, reduction: Reduction) -> list[tuple[Value, int]]:
        """What a reduction reads of large arrays beside each other, and how many elements ahead to ask."""
        found = []
        for load in self._large(reduction):
            stride = load.argument[1].coefficient(reduction.axes[-1])
            if stride and stride > 1 and self.vector and load.argument[1].coefficient(self.vector) == 1:
                rows = max(_MOST_STEPS, _AHEAD_BYTES // (stride * load.dtype.item_bytes))
                found.append((load, stride * rows))
        return found

    def _large(self, reduction: Reduction) -> list[Value]:
        """The loads from large arrays."""
        loads = [value for value in values_under(reduction.value) if value.op is Leaf.LOAD]
        slots = [load.argument[0] for load in loads]
        sizes = [slot.size * slot.dtype.item_bytes for slot in slots]
        return [load for load, size in zip(loads, sizes, strict=True) if size >= _LARGE_BYTES]

    def _read_ahead(self, reduction: Reduction) -> list[Value]:
        """What a reduction reads of large arrays, element after element."""
        return [
            load for load in self._large(reduction) if load.argument[1].coefficient(reduction.axes[-1]) == 1
        ]

    def _mask(self, last: Var) -> str | None:
        """The lanes that are within a reduction's last axis, where not all are."""
        if last not in self.f.guards:
            return None
        _, lane_conditions = self.f.conditions(frozenset(), frozenset((last,)))
        return self.f.lane_test(lane_conditions)

    def _sum_lanes(self, reduction: Reduction, stage: int, total: Accumulator) -> None:
        """A long sum: the copies of one step are added up in their own dtype, and their sum in the wider."""
        f = self.f
        terms: list[str] = []
        identity = vm.splat(
            vm.literal(reduction.op.identity(reduction.dtype), reduction.dtype),
            vm.scalar_type(reduction.dtype),
            f.lanes,
        )
        full, flags = vm.vector_of(vm.scalar_type(reduction.dtype), f.lanes), vm.vector_of("i1", f.lanes)

        def term(_: int) -> None:
            mask, operand = self._mask(reduction.axes[-1]), f.vector(reduction.value)
            if mask is not None:
                operand = f.emit(f"select {flags} {mask}, {full} {operand}, {full} {identity}")
            terms.append(operand)

        def add() -> None:
            total.add(self._tree(reduction, terms))
            terms.clear()

        self._prepare(stage, [ix.ZERO])
        kept_term = self._keeping(stage, [ix.ZERO], reduction.axes, term)
        self._own_loops(reduction.axes, kept_term, add, self._read_ahead(reduction))
        operand = vm.horizontal(f, reduction.op, total.dtype, f.lanes, total.load())
        self._set(reduction, operand, total.dtype, 1)

    def _sum_steps(
        self, reduction: Reduction, stage: int, points: Sequence[Index], totals: list[Accumulator]
    ) -> None:
        """Long sums beside each other: a few steps are added up in their own dtype, and then in the wider."""
        f = self.f
        *outer, last = reduction.axes
        full, rest = divmod(last.extent, _MOST_STEPS)
        terms: list[list[str]] = []
        ahead = self._rows_ahead(reduction) if full > 1 else []

        def term(number: int) -> None:
            for load, distance in ahead:
                self._ask_for(load, distance)
            terms[number].append(f.vector(reduction.value))

        kept_term = self._keeping(stage, points, reduction.axes, term)

        def steps(base: Index, count: int) -> None:
            nonlocal terms
            terms = [[] for _ in points]
            for step in range(count):
                f.env[last] = base + step
                self._at(points, kept_term)
            for total, found in zip(totals, terms, strict=True):
                total.add(self._tree(reduction, found))

        def along() -> None:
            if full:
                f.loop("k", full, lambda k: steps(k * _MOST_STEPS, _MOST_STEPS))
            if rest:
                with f.scope():
                    steps(ix.constant(full * _MOST_STEPS), rest)

        self._loops(outer, along)

    def _tree(self, reduction: Reduction, partial: list[str]) -> str:
        """Vectors reduced two by two."""
        while len(partial) > 1:
            pairs = zip(partial[::2], partial[1::2], strict=False)
            merged = [vm.binary(self.f, reduction.op, reduction.dtype, self.f.lanes, a, b) for a, b in pairs]
            partial = merged + ([partial[-1]] if len(partial) % 2 else [])
        return partial[0]

    def _store(self, points: Sequence[Index]) -> None:
        f, nest = self.f, self.nest
        variables = frozenset((*nest.outer, *nest.inner))

        def store(_: int = 0) -> None:
            f.store_all(nest.stores, variables)

        stage = len(nest.reductions)
        self._prepare(stage, points)
        write = self._keeping(stage, points, nest.inner, store)
        if self.vector is None and nest.inner and f.lane is not None:
            self._own_loops(nest.inner, write)
        elif self.vector is None and f.lane is not None:
            store()
        else:
            self._loops(nest.inner, lambda: self._at(points, write))
