"""Contractions with few rows or few columns as LLVM IR, under a `ThinSchedule`.

A workgroup copies the few to a panel, k side by side, whatever was fused into them computed meanwhile. The
long operand is read once, where it lies. Sums go to a second panel, from which the results are stored, with
whatever was fused after the contraction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ...graph.dtype import DType
from ...graph.op import Op
from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..machine import round_up
from ..nest import index as ix
from ..nest.expression import Value
from ..nest.index import Index, Var
from ..schedule import ThinSchedule
from .thin_schedule import Thin
from .writer import ProcessorWriter

# So many products at most are added up by one lane before they go to its total.
_MOST_STEPS = 512


def emit(thin: Thin, schedule: ThinSchedule, name: str) -> Emitted:
    """The kernel's module; the grid is batch x panels of the long operand, flattened."""
    return _Emitter(thin, schedule, name).emit()


class _Emitter:
    def __init__(self, thin: Thin, schedule: ThinSchedule, name: str) -> None:
        self.thin, self.s = thin, schedule
        self.axes = thin.contraction.reduction.axes
        self.batch, self.few, self.long, self.depth = thin.sizes
        self.dtype: DType = thin.contraction.reduction.dtype
        lanes = schedule.lanes
        f = self.f = ProcessorWriter(name, thin.contraction.nest.slots)
        f.lanes, f.lane = lanes, Var("lane", lanes)
        self.lane = ix.of(f.lane)
        self.scalar = vm.scalar_type(self.dtype)
        self.vector = vm.vector_of(self.scalar, lanes)
        self.item = self.dtype.item_bytes
        # What the positions in the loops' sizes are, for tests of their ends.
        self.k, self.position, self.one = Var("k", 1 << 40), Var("position", 1 << 40), Var("one", 1 << 40)
        self.pitch = round_up(self.depth, lanes)
        self.sums = round_up(self.few * self.pitch * self.item, 64)
        # Sums of one position lie side by side where results do, else those of one of the few.
        self.is_turned = schedule.along == "depth" and not thin.is_of_rows
        self.sums_pitch = round_up(self.few if self.is_turned else schedule.panel, lanes)
        count = schedule.panel if self.is_turned else self.few
        self.local_bytes = self.sums + count * self.sums_pitch * self.item

    def emit(self) -> Emitted:
        f, s = self.f, self.s
        panels = -(-self.long // s.panel)
        groups = self.batch * panels
        group = Var("gid", groups)
        f.counters[group] = "%gid"
        batch, panel = ix.unflatten(ix.of(group), (self.batch, panels))
        self._set(self.thin.contraction.batch, batch)
        f.local_memory()
        self.start = panel * s.panel
        self.count: int | str = min(s.panel, self.long)
        if self.long % s.panel and panels > 1:
            left = f.emit(f"sub i64 {self.long}, {f.scalar_index(self.start)}")
            self.count = vm.intrinsic(f, "umin", "i64", 1, left, str(s.panel))
        self._copy_few()
        if s.along == "depth":
            self._dot_products()
        elif s.along == "long":
            self._weighted_sums()
        else:
            self._held_sums()
        self._results()
        return Emitted(f.text(), groups, self.local_bytes)

    # Places

    def _set(self, variables: Sequence[Var], position: Index) -> None:
        shape = tuple(var.extent for var in variables)
        self.f.env.update(zip(variables, ix.unflatten(position, shape, inside=True), strict=True))

    def _set_k(self, position: Index) -> None:
        self.f.env[self.k] = position
        self._set(self.axes, position)

    def _set_position(self, position: Index) -> None:
        self.f.env[self.position] = position
        self._set(self.thin.long, position)

    def _set_one(self, position: Index) -> None:
        self.f.env[self.one] = position
        self._set(self.thin.few, position)

    def _at(self, offset: int, position: Index) -> str:
        """A pointer to an element of the panel at byte `offset` of the local memory."""
        start = "%local" if offset == 0 else self.f.emit(f"getelementptr i8, ptr %local, i64 {offset}")
        return self.f.emit(f"getelementptr {self.scalar}, ptr {start}, i64 {self.f.scalar_index(position)}")

    def _whole(self, count: int | str, step: int) -> int | str:
        """How many whole steps there are in a count."""
        return count // step if isinstance(count, int) else self.f.emit(f"udiv i64 {count}, {step}")

    def _rest(self, count: int | str, step: int, total: int, action: Callable[[Index], None]) -> None:
        """Do what is left of a count after the whole steps; only the last of `total` has a rest."""
        f = self.f
        if total % step == 0:
            return
        if isinstance(count, int):
            action(ix.constant(count // step * step))
            return
        with f.when(f.emit(f"icmp ne i64 {count}, {self.s.panel}")):
            action(ix.constant(total // step * step) - self.start)

    # The panel of the few

    def _copy_few(self) -> None:
        f, lanes = self.f, self.s.lanes

        def vector(i: Index, start: Index) -> None:
            self._set_k(start + self.lane)
            value = self._masked(self.thin.few_operand)
            pointer = self._at(0, i * self.pitch + start)
            f.write(f"store {self.vector} {value}, ptr {pointer}, align {min(64, lanes * self.item)}")

        def one(i: Index) -> None:
            self._set_one(i)
            f.loop("k", self.depth // lanes, lambda k: vector(i, k * lanes), self.depth >= lanes)
            if self.depth % lanes:
                with self._last_k():
                    vector(i, ix.constant(self.depth // lanes * lanes))

        f.loop("i", self.few, one)

    def _last_k(self) -> _Guard:
        """Where a vector reaches past the last k."""
        return _Guard(self.f, self.axes, ix.of(self.k) * -1 + (self.depth - 1))

    def _masked(self, value: Value) -> str:
        """A vector along k, zero past its end whatever is computed there."""
        f = self.f
        found = f.vector(value)
        if self.axes[0] not in f.guards:
            return found
        _, conditions = f.conditions(frozenset(), frozenset(self.axes[:1]))
        mask = f.lane_test(conditions)
        flags = vm.vector_of("i1", f.lanes)
        return f.emit(f"select {flags} {mask}, {self.vector} {found}, {self.vector} zeroinitializer")

    # Vectors along k

    def _dot_products(self) -> None:
        f, s, tile = self.f, self.s, self.s.tile
        if isinstance(self.count, int):
            tiles: int | str = -(-self.count // tile)
        else:
            tiles = self._whole(f.emit(f"add i64 {self.count}, {tile - 1}"), tile)

        def at(t: Index) -> None:
            positions = [self._inside(self.start + t * tile + r) for r in range(tile)]
            for first in range(0, self.few, s.few):
                with f.scope():
                    self._dot_tile(t, positions, range(first, min(first + s.few, self.few)))

        f.loop("t", tiles, at, most=s.panel // tile)

    def _dot_tile(self, t: Index, positions: Sequence[Index], few: range) -> None:
        """The sums of some of the few with some positions, to their panel."""
        f, s = self.f, self.s
        cells = [(i, r) for i in few for r in range(s.tile)]
        if self.is_turned:
            cells.sort(key=lambda cell: (cell[1], cell[0]))
        totals = {cell: f.alloca(self.vector) for cell in cells}
        sums = [{cell: f.alloca(self.vector) for cell in cells} for _ in range(s.steps)]
        step = s.lanes * s.steps
        whole, rest = divmod(self.depth, step)
        blocks = max(1, -(-whole // _MOST_STEPS))

        def multiply(base: Index, number: int) -> None:
            self._set_k(base + self.lane)
            long = []
            for position in positions:
                self._set_position(position)
                long.append(self._masked(self.thin.long_operand))
            for i in few:
                pointer = self._at(0, base + i * self.pitch)
                one = f.emit(f"load {self.vector}, ptr {pointer}, align {min(64, s.lanes * self.item)}")
                for r, own in enumerate(long):
                    place = sums[number][i, r]
                    total = f.emit(f"load {self.vector}, ptr {place}")
                    total = vm.multiply_add(f, self.dtype, s.lanes, one, own, total)
                    f.write(f"store {self.vector} {total}, ptr {place}")

        def add_to_totals() -> None:
            for cell, total in totals.items():
                for each in sums:
                    x, y = (f.emit(f"load {self.vector}, ptr {place}") for place in (total, each[cell]))
                    f.write(f"store {self.vector} {self._sum(x, y)}, ptr {total}")

        def clear(places: Iterable[str]) -> None:
            for place in places:
                f.write(f"store {self.vector} zeroinitializer, ptr {place}")

        def together(base: Index) -> None:
            for number in range(s.steps):
                multiply(base + number * s.lanes, number)

        def block(b: Index) -> None:
            left = f.emit(f"sub i64 {whole}, {f.scalar_index(b * _MOST_STEPS)}")
            count = vm.intrinsic(f, "umin", "i64", 1, left, str(_MOST_STEPS))
            f.loop("k", count, lambda k: together((b * _MOST_STEPS + k) * step), most=_MOST_STEPS)
            add_to_totals()
            for each in sums:
                clear(each.values())

        for each in (totals, *sums):
            clear(each.values())
        if blocks > 1:
            f.loop("b", blocks, block)
        elif whole:
            f.loop("k", whole, lambda k: together(k * step))
        for number in range(rest // s.lanes):
            multiply(ix.constant(whole * step + number * s.lanes), number)
        if rest % s.lanes:
            with self._last_k():
                multiply(ix.constant(self.depth // s.lanes * s.lanes), 0)
        add_to_totals()
        for first in range(0, len(cells), s.lanes):
            vectors = [
                f.emit(f"load {self.vector}, ptr {totals[cell]}") for cell in cells[first : first + s.lanes]
            ]
            self._store_sums(t, cells[first : first + s.lanes], vm.sums(f, self.dtype, s.lanes, vectors))

    def _store_sums(self, t: Index, cells: Sequence[tuple[int, int]], sums: str) -> None:
        """Sums of cells, one in each lane, to their panel: those that lie side by side there together."""
        f, s = self.f, self.s

        def side_by_side(pair: tuple[tuple[int, int], tuple[int, int]]) -> bool:
            (i, r), (j, q) = pair
            return (r, i + 1) == (q, j) if self.is_turned else (i, r + 1) == (j, q)

        start = 0
        while start < len(cells):
            end = start + 1
            while end < len(cells) and side_by_side((cells[end - 1], cells[end])):
                end += 1
            i, r = cells[start]
            position = t * s.tile + r
            place = position * self.sums_pitch + i if self.is_turned else position + i * self.sums_pitch
            some = vm.vector_of(self.scalar, end - start)
            if end - start == 1:
                one = f.emit(f"extractelement {self.vector} {sums}, i64 {start}")
            else:
                order = ", ".join(f"i32 {lane}" for lane in range(start, end))
                one = f.emit(
                    f"shufflevector {self.vector} {sums}, {self.vector} poison, "
                    f"<{end - start} x i32> <{order}>"
                )
            f.write(f"store {some} {one}, ptr {self._at(self.sums, place)}, align {self.item}")
            start = end

    def _sum(self, a: str, b: str) -> str:
        return vm.binary(self.f, Op.ADD, self.dtype, self.s.lanes, a, b)

    def _inside(self, position: Index) -> Index:
        """The position, or the last one for what is past it: what comes of that is not stored."""
        if self.long % self.s.tile == 0:
            return position
        name = vm.intrinsic(self.f, "umin", "i64", 1, self.f.scalar_index(position), str(self.long - 1))
        clamped = Var(f"c{name[1:]}", self.long)
        self.f.counters[clamped] = name
        return ix.of(clamped)

    # Vectors along the long loop

    def _weighted_sums(self) -> None:
        f, s = self.f, self.s
        width = s.lanes * s.tile
        align = min(64, s.lanes * self.item)

        def weights(base: Index, steps: int) -> list[list[str]]:
            found = []
            for i in range(self.few):
                pointers = [self._at(0, base + (i * self.pitch + d)) for d in range(steps)]
                ones = [f.emit(f"load {self.scalar}, ptr {each}, align {self.item}") for each in pointers]
                found.append([f.to_vector(one, self.scalar) for one in ones])
            return found

        def vectors(offset: Index, count: int, base: Index, of_k: list[list[str]]) -> None:
            """Vectors from one place of the panel on, for some of k."""
            for v in range(count):
                place = offset + v * s.lanes
                self._set_position(self.start + place + self.lane)
                long = []
                for d in range(len(of_k[0])):
                    self._set_k(base + d)
                    long.append(f.vector(self.thin.long_operand))
                for i, row in enumerate(of_k):
                    # By themselves first, so that no sum is of many terms.
                    own = "zeroinitializer"
                    for weight, each in zip(row, long, strict=True):
                        own = vm.multiply_add(f, self.dtype, s.lanes, weight, each, own)
                    pointer = self._at(self.sums, place + i * self.sums_pitch)
                    before = f.emit(f"load {self.vector}, ptr {pointer}, align {align}")
                    f.write(f"store {self.vector} {self._sum(before, own)}, ptr {pointer}, align {align}")

        def some(base: Index, steps: int) -> None:
            of_k = weights(base, steps)
            full = self._whole(self.count, width)
            f.loop(
                "v", full, lambda v: vectors(v * width, s.tile, base, of_k), False, max(1, s.panel // width)
            )

            def rest(offset: Index) -> None:
                with _Guard(f, self.thin.long, ix.of(self.position) * -1 + (self.long - 1)):
                    vectors(offset, -(-(self.long % width) // s.lanes), base, of_k)

            self._rest(self.count, width, self.long, rest)

        self._clear_sums()
        whole, rest = divmod(self.depth, s.steps)
        f.loop("k", whole, lambda k: some(k * s.steps, s.steps))
        if rest:
            with f.scope():
                some(ix.constant(whole * s.steps), rest)

    def _clear_sums(self) -> None:
        f, s = self.f, self.s

        def clear(n: Index) -> None:
            pointer = self._at(self.sums, n * s.lanes)
            f.write(
                f"store {self.vector} zeroinitializer, ptr {pointer}, align {min(64, s.lanes * self.item)}"
            )

        f.loop("z", self.few * self.sums_pitch // s.lanes, clear)

    # The same with sums in registers, where the long operand is near enough to be walked across

    def _held_sums(self) -> None:
        f, s = self.f, self.s
        width = s.lanes * s.tile
        block = round_up(_MOST_STEPS, s.steps)

        def of_block(start: Index, count: int) -> None:
            def tiles(offset: Index, vectors: int) -> None:
                for first in range(0, self.few, s.few):
                    with f.scope():
                        few = range(first, min(first + s.few, self.few))
                        self._held_tile(offset, vectors, few, start, count)

            full = self._whole(self.count, width)
            f.loop("v", full, lambda v: tiles(v * width, s.tile), False, max(1, s.panel // width))

            def rest(offset: Index) -> None:
                with _Guard(f, self.thin.long, ix.of(self.position) * -1 + (self.long - 1)):
                    tiles(offset, -(-(self.long % width) // s.lanes))

            self._rest(self.count, width, self.long, rest)

        self._clear_sums()
        whole, rest = divmod(self.depth, block)
        f.loop("b", whole, lambda b: of_block(b * block, block), whole > 0)
        if rest:
            with f.scope():
                of_block(ix.constant(whole * block), rest)

    def _held_tile(self, offset: Index, vectors: int, few: range, start: Index, count: int) -> None:
        """Add the sums over some of k of a tile to their panel."""
        f, s = self.f, self.s
        align = min(64, s.lanes * self.item)
        sums = {(i, v): f.alloca(self.vector) for i in few for v in range(vectors)}
        for place in sums.values():
            f.write(f"store {self.vector} zeroinitializer, ptr {place}")

        def multiply(k: Index) -> None:
            self._set_k(k)
            long = []
            for v in range(vectors):
                self._set_position(self.start + offset + v * s.lanes + self.lane)
                long.append(f.vector(self.thin.long_operand))
            for i in few:
                one = f.emit(f"load {self.scalar}, ptr {self._at(0, k + i * self.pitch)}, align {self.item}")
                weight = f.to_vector(one, self.scalar)
                for v, own in enumerate(long):
                    total = f.emit(f"load {self.vector}, ptr {sums[i, v]}")
                    total = vm.multiply_add(f, self.dtype, s.lanes, weight, own, total)
                    f.write(f"store {self.vector} {total}, ptr {sums[i, v]}")

        def together(base: Index) -> None:
            for number in range(s.steps):
                with f.scope():
                    multiply(base + number)

        whole, rest = divmod(count, s.steps)
        f.loop("k", whole, lambda k: together(start + k * s.steps), whole > 0)
        for number in range(rest):
            multiply(start + (whole * s.steps + number))
        for (i, v), place in sums.items():
            pointer = self._at(self.sums, offset + (v * s.lanes) + i * self.sums_pitch)
            before = f.emit(f"load {self.vector}, ptr {pointer}, align {align}")
            own = f.emit(f"load {self.vector}, ptr {place}")
            f.write(f"store {self.vector} {self._sum(before, own)}, ptr {pointer}, align {align}")

    # Results

    def _results(self) -> None:
        f, s = self.f, self.s
        nest = self.thin.contraction.nest
        variables = frozenset(nest.outer)
        f.result_key = lambda reduction: ("thin", f.env[self.one].key, f.env[self.position].key)

        def store(place: Index) -> None:
            pointer = self._at(self.sums, place)
            key = ("thin", f.env[self.one].key, f.env[self.position].key)
            f.results[key] = f.emit(f"load {self.vector}, ptr {pointer}, align {self.item}")
            f.store_all(nest.stores, variables)

        def of_one(i: Index) -> None:
            self._set_one(i)

            def at(offset: Index) -> None:
                self._set_position(self.start + offset + self.lane)
                store(offset + i * self.sums_pitch)

            def rest(offset: Index) -> None:
                with _Guard(f, self.thin.long, ix.of(self.position) * -1 + (self.long - 1)):
                    at(offset)

            full = self._whole(self.count, s.lanes)
            f.loop("v", full, lambda v: at(v * s.lanes), False, max(1, s.panel // s.lanes))
            self._rest(self.count, s.lanes, self.long, rest)

        def of_position(n: Index) -> None:
            self._set_position(self.start + n)
            for first in range(0, self.few, s.lanes):
                self._set_one(self.lane + first)
                if first + s.lanes <= self.few:
                    store(n * self.sums_pitch + first)
                    continue
                with _Guard(f, self.thin.few, ix.of(self.one) * -1 + (self.few - 1)):
                    store(n * self.sums_pitch + first)

        if self.is_turned:
            f.loop("n", self.count, of_position, most=s.panel)
        else:
            f.loop("i", self.few, of_one)


class _Guard:
    """Inside, loops hold only where an index is not negative; what is written is known there alone."""

    def __init__(self, f: ProcessorWriter, loops: Sequence[Var], index: Index) -> None:
        self._f, self._loops, self._index = f, loops, index
        self._scope = f.scope()

    def __enter__(self) -> None:
        self._f.guards.update(dict.fromkeys(self._loops, self._index))
        self._scope.__enter__()

    def __exit__(self, *error: object) -> None:
        self._scope.__exit__(None, None, None)
        for loop in self._loops:
            del self._f.guards[loop]
