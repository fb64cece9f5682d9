"""Tiles of a contraction that workgroups compute, whatever multiplies: the grid, local memory, k, the edges.

A workgroup copies both operands, some k at a time, to its local memory, while it multiplies what it copied
before; whatever was fused into the operands is computed on the way there, and whatever was fused after the
contraction while the accumulators are stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...graph.dtype import DType
from ...graph.node import Op
from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..machine import Machine
from ..nest import index as ix
from ..nest.canonical import values_under
from ..nest.contraction import Contraction
from ..nest.expression import Leaf, Value
from ..nest.index import Index, Var
from ..nest.lanes import lanes_within
from ..schedule import GridTileSchedule
from .result_tiles import ResultTiles
from .target import GridTarget
from .writer import GridWriter

ACCESS_BYTES = 16
_WORD_BYTES = 4


@dataclass(frozen=True)
class Staged:
    """One operand on its way to local memory: a tile has `extent` of its rows or columns, `variables`.

    Elements lie `stride` apart, those of one k together or, with `by_depth`, the k of one row or column. A
    vector of `lanes` is read along k, or else along the last variable.
    """

    value: Value
    variables: tuple[Var, ...]
    position: Var
    extent: int
    depth: int
    stride: int
    by_depth: bool
    lanes: int
    along_depth: bool
    zeroed: bool

    @property
    def size_bytes(self) -> int:
        return self.stride * (self.extent if self.by_depth else self.depth) * self.value.dtype.item_bytes

    @property
    def vectors(self) -> int:
        return self.extent * self.depth // self.lanes


def staged(
    value: Value,
    variables: tuple[Var, ...],
    axes: tuple[Var, ...],
    position: Var,
    extent: int,
    depth: int,
    by_depth: bool | None,
) -> Staged:
    """How an operand is best read: along the loop in which its memory is contiguous, as wide as can be.

    Where `by_depth` is None elements lie in local memory in the order in which they are read.
    """
    loads = [each for each in values_under(value) if each.op is Leaf.LOAD]
    size = max((load.argument[0].dtype.item_bytes for load in loads), default=value.dtype.item_bytes)

    def contiguous(loop: Sequence[Var]) -> int:
        return sum(load.argument[1].coefficient(loop[-1]) == 1 for load in loads)

    along_depth = contiguous(axes) > contiguous(variables)
    if by_depth is None:
        by_depth = along_depth
    loop, limit = (axes, depth) if along_depth else (variables, extent)
    lanes = lanes_within(loop, min(ACCESS_BYTES // size, limit & -limit))
    pad = ACCESS_BYTES // value.dtype.item_bytes
    # What is read as zero past the end of k stays zero under a conversion, not under other operations.
    inner = value
    while inner.op is Op.CAST:
        inner = inner.sources[0]
    return Staged(
        value,
        variables,
        position,
        extent,
        depth,
        (depth if by_depth else extent) + pad,
        by_depth,
        lanes,
        along_depth,
        inner.op is Leaf.LOAD,
    )


class GridTiles(ResultTiles):
    """What both kinds have: the grid, the copies to local memory, the loop over k, guards at the edges."""

    @property
    def by_depth(self) -> bool | None:
        """Whether the k of a row or column lie together in local memory; None where both will do."""
        return False

    def __init__(
        self,
        contraction: Contraction,
        schedule: GridTileSchedule,
        name: str,
        target: GridTarget,
        machine: Machine,
        function: GridWriter | None = None,
    ) -> None:
        """`function` is the kernel of which the contraction is a part; without it, it is all there is."""
        self.c, self.s, self.machine = contraction, schedule, machine
        self.threads = schedule.down * schedule.across * self.items_per_part()
        self.f = function or GridWriter(name, contraction.nest, target, self.threads)
        self.batch, self.rows, self.columns, self.depth = contraction.sizes
        self.tile_rows, self.tile_columns = schedule.rows * schedule.down, schedule.columns * schedule.across
        self.dtype: DType = contraction.reduction.dtype
        axes = contraction.reduction.axes
        self.a = staged(
            self.operand(contraction.row_operand), contraction.rows, axes, self.row,
            self.tile_rows, schedule.depth, self.by_depth,
        )  # fmt: skip
        self.b = staged(
            self.operand(contraction.column_operand), contraction.columns, axes, self.column,
            self.tile_columns, schedule.depth, self.by_depth,
        )  # fmt: skip
        self.blocks = -(-self.depth // schedule.depth)
        self.copies = False  # whether the card copies to local memory on its own
        self.buffer_bytes = round_up(self.a.size_bytes) + round_up(self.b.size_bytes)

    def items_per_part(self) -> int:
        raise NotImplementedError

    def operand(self, value: Value) -> Value:
        return value

    def prepared(self, operand: Staged, vector: str) -> str:
        """A vector of an operand's elements as they lie in local memory."""
        return vector

    def clear(self) -> None:
        """Set the accumulators to zero."""
        raise NotImplementedError

    def multiply(self, buffer: Index) -> None:
        """Add the products of a buffer's elements, which starts at a byte of local memory."""
        raise NotImplementedError

    def store(self) -> None:
        """Store the accumulators' tile by way of `store_at`."""
        raise NotImplementedError

    def emit(self) -> Emitted:
        f = self.f
        row_tiles, column_tiles = -(-self.rows // self.tile_rows), -(-self.columns // self.tile_columns)
        groups = self.batch * row_tiles * column_tiles
        batch, row_tile, column_tile = ix.unflatten(f.group(groups), (self.batch, row_tiles, column_tiles))
        f.local(self.buffer_bytes * min(self.blocks, 2))
        self._set(self.c.batch, batch)
        self.row_start, self.column_start = row_tile * self.tile_rows, column_tile * self.tile_columns
        self.clear()
        self._copy(self._load(ix.ZERO, ix.ZERO), ix.ZERO)
        self._meet()
        if self.blocks == 1:
            self.multiply(ix.ZERO)
        else:
            f.loop("block", self.blocks, self._step, note=f.target.rolled_loop)
        f.guards.clear()
        self.store()
        return Emitted(f.text(), groups, f.launch_bytes, self.threads)

    def _step(self, block: Index) -> None:
        """Read the next block of k while this one is multiplied; the last reads itself again, for nothing."""
        f = self.f
        following = vm.intrinsic(f, "umin", "i32", 1, f.scalar_index(block + 1), str(self.blocks - 1))
        buffer = (block + 1) % 2 * self.buffer_bytes
        loaded = self._load(f.bound(following, self.blocks) * self.s.depth, buffer)
        self.multiply(block % 2 * self.buffer_bytes)
        f.guards.clear()
        self._copy(loaded, buffer)
        self._meet()

    def _meet(self) -> None:
        """Wait until all of the group's copies are in local memory."""
        if self.copies:
            self.f.target.await_copies(self.f)
        self.f.barrier()

    # To local memory

    def _load(self, start: Index, buffer: Index) -> list[tuple[Staged, Index, Index, str]]:
        """What this work-item copies of both operands: (operand, row or column and k in the tile, vector).

        What the card copies on its own is begun, and not among them.
        """
        loaded = self._load_one(self.a, self.row_start, start, buffer)
        return loaded + self._load_one(self.b, self.column_start, start, buffer)

    def _load_one(
        self, operand: Staged, first: Index, start: Index, buffer: Index
    ) -> list[tuple[Staged, Index, Index, str]]:
        """The same of one operand: the tile whose first row or column is `first`."""
        loaded = []
        together = self._together(operand)
        for number in range(-(-operand.vectors // (together * self.threads)) * together):
            across, k = self._place(operand, number)
            if self._copies_alone(operand) and self._begin(operand, first, start, across, k, buffer):
                continue
            loaded.append((operand, across, k, self._value(operand, first + across, start + k)))
        return loaded

    def _place(self, operand: Staged, number: int) -> tuple[Index, Index]:
        """Which vector of a tile a work-item's `number`-th is; those past the end are copied twice."""
        together = self._together(operand)
        if together > 1:
            block, part = divmod(number, together)
            vector = ix.of(self.f.thread) + block * self.threads
            k, across = ix.unflatten(vector, (operand.depth // together, operand.extent // operand.lanes))
            return across * operand.lanes, k * together + part
        vector = ix.of(self.f.thread) + number * self.threads
        if operand.vectors % self.threads:
            vector = vector % operand.vectors
        if operand.along_depth:
            across, k = ix.unflatten(vector, (operand.extent, operand.depth // operand.lanes))
            return across, k * operand.lanes
        k, across = ix.unflatten(vector, (operand.depth, operand.extent // operand.lanes))
        return across * operand.lanes, k

    def _together(self, operand: Staged) -> int:
        """How many k of the same rows or columns a work-item reads, so that it writes them as one word: what
        is read across k, and lies along it in local memory, would else be written element by element.
        """
        if not operand.by_depth or operand.along_depth or operand.lanes == 1:
            return 1
        count = max(1, _WORD_BYTES // operand.value.dtype.item_bytes)
        while operand.depth % count or (count > 1 and operand.vectors % (count * self.threads)):
            count //= 2
        return count

    def _copies_alone(self, operand: Staged) -> bool:
        """Whether vectors go to local memory unchanged, each once and none past the edges."""
        total = self.rows if operand is self.a else self.columns
        return (
            self.f.target.copies_to_local
            and operand.along_depth == operand.by_depth
            and operand.vectors % self.threads == 0
            and total % operand.extent == 0
            and self.depth % operand.depth == 0
        )

    def _begin(
        self, operand: Staged, first: Index, start: Index, across: Index, k: Index, buffer: Index
    ) -> bool:
        """Begin to copy a vector to its place in local memory; False where it must be loaded instead."""
        f = self.f
        f.guards.clear()
        with f.in_lanes(operand.lanes) as lane:
            row, depth = first + across, start + k
            self._set(operand.variables, row if operand.along_depth else row + lane)
            self._set(self.c.reduction.axes, depth + lane if operand.along_depth else depth)
            source = f.widest_source(operand.value)
            if source is not None:
                f.target.copy_to_local(f, self.local(operand, across, k, buffer), source)
        self.copies = self.copies or source is not None
        return source is not None

    def _value(self, operand: Staged, across: Index, k: Index) -> str:
        f, axes = self.f, self.c.reduction.axes
        total = self.rows if operand is self.a else self.columns
        f.guards.clear()
        f.env[operand.position] = across
        if total % operand.extent:
            f.guards.update(dict.fromkeys(operand.variables, ix.of(operand.position) * -1 + (total - 1)))
        past = k * -1 + (self.depth - 1)
        cut = self.depth % operand.depth != 0
        if cut:
            f.guards.update(dict.fromkeys(axes, past))
        with f.in_lanes(operand.lanes) as lane:
            self._set(operand.variables, across if operand.along_depth else across + lane)
            self._set(axes, k + lane if operand.along_depth else k)
            result = f.vector(operand.value)
            if cut and not operand.zeroed:
                test = f.whole_test([past]) or "true"
                full = vm.vector_of(vm.scalar_type(operand.value.dtype), operand.lanes)
                result = f.emit(f"select i1 {test}, {full} {result}, {full} zeroinitializer")
        return self.prepared(operand, result)

    def _copy(self, loaded: Sequence[tuple[Staged, Index, Index, str]], buffer: Index) -> None:
        f = self.f
        waiting: list[str] = []
        for operand, across, k, vector in loaded:
            scalar, size = vm.scalar_type(operand.value.dtype), operand.value.dtype.item_bytes
            if self._together(operand) > 1:
                waiting.append(vector)
                if len(waiting) == self._together(operand):
                    self._copy_words(operand, across, k - (len(waiting) - 1), waiting, buffer)
                    waiting = []
                continue
            space = f"ptr{f.target.local_space}"
            if operand.along_depth == operand.by_depth or operand.lanes == 1:
                full = vm.vector_of(scalar, operand.lanes)
                pointer = self.local(operand, across, k, buffer)
                align = min(size * operand.lanes, ACCESS_BYTES)
                f.write(f"store {full} {vector}, {space} {pointer}, align {align}")
                continue
            full = vm.vector_of(scalar, operand.lanes)
            first = self.local(operand, across, k, buffer)
            for lane in range(operand.lanes):
                element = f.emit(f"extractelement {full} {vector}, i64 {lane}")
                pointer = f.emit(f"getelementptr i8, {space} {first}, i32 {lane * operand.stride * size}")
                f.write(f"store {scalar} {element}, {space} {pointer}, align {size}")

    def start_of(self, operand: Staged) -> int:
        """At which byte of a buffer an operand's tile starts."""
        return 0 if operand is self.a else round_up(self.a.size_bytes)

    def _copy_words(
        self, operand: Staged, across: Index, k: Index, vectors: Sequence[str], buffer: Index
    ) -> None:
        """Vectors of adjacent k, from `k` on, to local memory where these lie together."""
        f, lanes = self.f, operand.lanes
        scalar, size = vm.scalar_type(operand.value.dtype), operand.value.dtype.item_bytes
        space = f"ptr{f.target.local_space}"
        joined, width = list(vectors), lanes
        while len(joined) > 1:
            order = ", ".join(f"i32 {n}" for n in range(2 * width))
            full = vm.vector_of(scalar, width)
            pairs = zip(joined[::2], joined[1::2], strict=True)
            joined = [
                f.emit(f"shufflevector {full} {low}, {full} {high}, <{2 * width} x i32> <{order}>")
                for low, high in pairs
            ]
            width *= 2
        full, first = vm.vector_of(scalar, width), self.local(operand, across, k, buffer)
        word = vm.vector_of(scalar, len(vectors))
        for lane in range(lanes):
            order = ", ".join(f"i32 {lane + lanes * n}" for n in range(len(vectors)))
            found = f.emit(
                f"shufflevector {full} {joined[0]}, {full} poison, <{len(vectors)} x i32> <{order}>"
            )
            pointer = f.emit(f"getelementptr i8, {space} {first}, i32 {lane * operand.stride * size}")
            f.write(f"store {word} {found}, {space} {pointer}, align {size * len(vectors)}")

    def local(self, operand: Staged, across: Index, k: Index, buffer: Index) -> str:
        """A pointer to an element of an operand's tile."""
        f, size = self.f, operand.value.dtype.item_bytes
        start = self.start_of(operand)
        position = across * operand.stride + k if operand.by_depth else k * operand.stride + across
        variable = Index(position.terms, 0) * size + Index(buffer.terms, 0)
        base = f.local_pointer(variable)
        constant = position.constant * size + buffer.constant + start
        if not constant:
            return base
        return f.emit(f"getelementptr i8, ptr{f.target.local_space} {base}, i32 {constant}")


def round_up(size_bytes: int) -> int:
    """Bytes of local memory in whole accesses."""
    return -(-size_bytes // ACCESS_BYTES) * ACCESS_BYTES
