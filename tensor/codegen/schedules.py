"""Schedules: how the loops of a nest are run. Data, separate from the nest; no schedule changes a result.

`choose` is the heuristic; `alternatives` lists what `barewire tune` tries. A schedule prints as one line and
goes to and from JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from math import prod
from typing import Any

from ..graph.node import Op
from .nest.canonical import all_values
from .nest.expression import Leaf, Value
from .nest.index import Index, Var
from .nest.lower import LoopNest

_TRANSCENDENTAL = {
    Op.EXP: 10,
    Op.LOG: 10,
    Op.SIN: 20,
    Op.POW: 60,
    Op.IDIV: 10,
    Op.MOD: 10,
    Op.DIV: 3,
    Op.SQRT: 4,
}
# Below this many operations a second thread costs more than it saves; above it, what one workgroup should
# have at least.
_WORK_PER_GROUP = 60_000
_GROUPS_PER_CORE = 8
# Results of more than this many second caches are read again only after they have left them, if ever.
_CACHED_RESULTS = 8


@dataclass(frozen=True)
class Registers:
    """The vector registers of a compute unit and the waves that share them, as in `CardLimits`."""

    simds: int = 1
    waves_per_simd: int = 1
    per_simd: int = 0
    per_wave: int = 0
    granule: int = 1


@dataclass(frozen=True)
class Machine:
    """What a schedule must know of the card.

    A `grid` runs workgroups of up to `max_block` work-items, `wave_lanes` of them in step, which share
    `local_bytes`; its `cores` are compute units. A "processor" runs loops.
    """

    cores: int
    vector_bytes: int
    features: frozenset[str]
    cache_bytes: tuple[int, ...] = (32 << 10, 1 << 20)
    kind: str = "processor"
    arch: str = ""
    wave_lanes: int = 1
    local_bytes: int = 0
    max_block: int = 1
    registers: Registers = Registers()

    def waves_per_simd(self, registers: int, local_bytes: int, waves: int) -> int | None:
        """How many waves a SIMD holds, of groups of `waves` that take this much; None where not known."""
        have = self.registers
        if not have.per_simd:
            return None
        if registers > have.per_wave or local_bytes > self.local_bytes:
            return 0
        room = min(have.waves_per_simd, have.per_simd // round_up(max(registers, 1), have.granule))
        groups = room * have.simds // waves
        if local_bytes:
            groups = min(groups, self.local_bytes // local_bytes)
        return -(-groups * waves // have.simds)


@dataclass(frozen=True)
class LoopSchedule:
    """Loops as they are: one variable in vector lanes, copies of it unrolled, the outer loops shared among
    threads.

    `vector` names an outer loop, or is "own": every reduction's last axis, and the stores' innermost loop, is
    the vector. `block` is how much of an outer vector loop one iteration covers, `grain` how many iterations
    one workgroup does. With `stream` whole vectors are stored past the caches.
    """

    vector: str
    lanes: int
    unroll: int
    block: int
    grain: int
    stream: bool = False


@dataclass(frozen=True)
class TileSchedule:
    """A contraction in register tiles: `rows` x (`vectors` * `lanes`) accumulators, over panels `depth` deep.

    A workgroup computes `panel_rows` x `panel_columns` of the result. `pack_rows` copies the row operand to a
    panel of its own; the column operand always is. `tensor` names the instruction that multiplies: "fma",
    "dpbf16" or "amx".
    """

    rows: int
    vectors: int
    lanes: int
    depth: int
    panel_rows: int
    panel_columns: int
    pack_rows: bool
    tensor: str = "fma"


@dataclass(frozen=True)
class ChainSchedule:
    """Two contractions and what is between them, `block_rows` rows at a time; a workgroup does `panel_rows`
    rows.

    Register tiles have `rows` rows in both, `score_vectors` vectors in the first and `vectors` in the last.
    `pack_rows` copies the first contraction's row operand to a panel of its own.
    """

    rows: int
    score_vectors: int
    vectors: int
    lanes: int
    block_rows: int
    panel_rows: int
    pack_rows: bool


@dataclass(frozen=True)
class GridSchedule:
    """Loops on a grid: `team` work-items share each setting of the outer loops, `block` make a workgroup.

    Each takes `lanes` adjacent elements at a time: of the outer loop that `vector` names or, where it is
    "own", of every reduction and of the stores' loops. A reduction's loop is `unroll` times unrolled. The
    members of a team are adjacent or, with `across`, those of as many teams as make a group are.
    """

    vector: str
    lanes: int
    team: int
    unroll: int
    block: int
    across: bool = False


@dataclass(frozen=True)
class GridTileSchedule:
    """A contraction on a grid: workgroups of `down` x `across` tiles, each `rows` x `columns` of the result.

    The operands are copied to local memory `depth` k at a time. Where `tensor` is "fma" a tile is a
    work-item's, and its columns come in vectors of `lanes`; else it names the matrix instruction that the
    tile of a wave is made of.
    """

    rows: int
    columns: int
    lanes: int
    down: int
    across: int
    depth: int
    tensor: str = "fma"


@dataclass(frozen=True)
class WarpgroupSchedule:
    """A contraction by instructions of warpgroups: persistent workgroups, each with a tile after another.

    A tile has `rows` x `columns` of the result. One warpgroup of a workgroup has both operands copied to
    local memory, as many k at a time as a swizzled row holds, into a ring of `stages`; `consumers` others
    multiply, and share out the rows. `cluster` workgroups, one above the other, share the copies of their
    columns. Tiles go down `band` clusters before they go on to the next column. `tensor` names the
    instruction.
    """

    rows: int
    columns: int
    stages: int
    consumers: int
    cluster: int
    band: int
    tensor: str


@dataclass(frozen=True)
class GridChainSchedule:
    """Attention on a grid: a workgroup's tile of rows, `keys` keys at a time.

    Where `tensor` names a matrix instruction, `down` waves have `rows` rows each and `across` is 1; `kept`
    rows stay in registers. Where it is "fma", `across` work-items share `rows` rows, `down` times, and their
    keys and columns come in vectors of `lanes`.
    """

    rows: int
    keys: int
    down: int
    across: int
    lanes: int
    kept: bool
    tensor: str = "fma"

    @property
    def tile_rows(self) -> int:
        """Rows of a workgroup."""
        return self.rows * self.down


# What is for a grid of work-items.
OnGrid = GridSchedule | GridTileSchedule | GridChainSchedule | WarpgroupSchedule
Schedule = LoopSchedule | TileSchedule | ChainSchedule | OnGrid


def to_json(schedule: Schedule) -> dict[str, Any]:
    return {"kind": type(schedule).__name__, **asdict(schedule)}


def from_json(data: dict[str, Any]) -> Schedule:
    """The inverse of `to_json`. Raises KeyError, TypeError or ValueError on what it did not write."""
    kind = _KINDS[data["kind"]]
    types = {field.name: field.type for field in fields(kind)}
    values = {name: value for name, value in data.items() if name != "kind"}
    for name, value in values.items():
        if type(value).__name__ != types[name]:
            raise ValueError(f"schedule field {name} is {value!r}, not {types[name]}")
    schedule: Schedule = kind(**values)
    return schedule


_KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        LoopSchedule,
        TileSchedule,
        ChainSchedule,
        GridSchedule,
        GridTileSchedule,
        GridChainSchedule,
        WarpgroupSchedule,
    )
}


def cost(values: list[Value]) -> int:
    """Operations per element, roughly."""
    total = 0
    for value in values:
        if isinstance(value.op, Op):
            total += _TRANSCENDENTAL.get(value.op, 1)
        elif value.op is Leaf.LOAD:
            total += 1
    return max(total, 1)


def lanes_for(nest: LoopNest, machine: Machine) -> int:
    """As many lanes as the widest type among the values fits in a vector register."""
    widest = 8
    for value in all_values(nest):
        if value.op is not Leaf.CONST and value.op is not Leaf.INDEX:
            widest = max(widest, value.dtype.bits if value.dtype.kind != "b" else 8)
    return max(1, min(machine.vector_bytes * 8 // widest, 64))


def choose(nest: LoopNest, machine: Machine) -> LoopSchedule:
    """The schedule for a nest that is not a contraction."""
    values = all_values(nest)
    lanes = lanes_for(nest, machine)
    vector, score = "", 0.0
    for candidate in vector_candidates(nest):
        candidate_score = loop_score(nest, candidate, values, lanes)
        if candidate_score > score:
            vector, score = candidate, candidate_score
    if not vector:
        lanes = 1
    return _with_vector(nest, values, vector, lanes, machine)


def _with_vector(
    nest: LoopNest, values: list[Value], vector: str, lanes: int, machine: Machine
) -> LoopSchedule:
    extent = _vector_extent(nest, vector)
    unroll = 4 if len(values) < 40 else 2 if len(values) < 120 else 1
    unroll = max(1, min(unroll, -(-extent // lanes)))
    per_element = cost(values)
    outer = {var.key: var.extent for var in nest.outer}
    step = lanes * unroll
    reduced = max((prod(axis.extent for axis in r.axes) for r in nest.reductions), default=1)
    inner = max(reduced, prod(var.extent for var in nest.inner))
    work = prod(outer.values()) * inner * per_element
    groups = (
        1 if work < 2 * _WORK_PER_GROUP else min(work // _WORK_PER_GROUP, machine.cores * _GROUPS_PER_CORE)
    )
    block = step
    if vector in outer:
        elsewhere = prod(size for name, size in outer.items() if name != vector)
        blocks_wanted = max(1, groups // elsewhere)
        block = max(step, round_up(-(-outer[vector] // blocks_wanted), step))
        iterations = elsewhere * -(-outer[vector] // block)
    else:
        iterations = prod(outer.values())
    grain = max(1, -(-iterations // groups))
    written = max((store.slot.size * store.slot.dtype.item_bytes for store in nest.stores), default=0)
    stream = (
        "sse4_1" in machine.features
        and not nest.ordered
        and written > _CACHED_RESULTS * machine.cache_bytes[1]
    )
    return LoopSchedule(vector, lanes, unroll, block, grain, stream)


def round_up(value: int, step: int) -> int:
    return -(-value // step) * step


def vector_candidates(nest: LoopNest) -> list[str]:
    candidates = [var.key for var in reversed(nest.outer)]
    if (nest.inner or nest.reductions) and not nest.ordered:
        candidates.insert(0, "own")
    return candidates


def _vector_extent(nest: LoopNest, vector: str) -> int:
    for var in nest.outer:
        if var.key == vector:
            return var.extent
    if vector == "own":
        own = [r.axes[-1].extent for r in nest.reductions if r.axes] + [v.extent for v in nest.inner[-1:]]
        return max(own, default=1)
    return 1


def loop_score(nest: LoopNest, candidate: str, values: list[Value], lanes: int) -> float:
    """How well lanes along a loop suit the memory accesses: 1 per contiguous access, less for the rest."""
    by_name = {var.key: var for var in nest.outer}
    if candidate == "own":
        own = {r.axes[-1] for r in nest.reductions if r.axes} | set(nest.inner[-1:])
        extent = max((var.extent for var in own), default=1)
    else:
        own, extent = {by_name[candidate]}, by_name[candidate].extent
    accesses: list[Index] = [value.argument[1] for value in values if value.op is Leaf.LOAD]
    accesses += [store.index for store in nest.stores]
    total = 0.0
    for access in accesses:
        total += (
            min(_access_score(access, var) for var in own) if candidate != "own" else _own_score(access, own)
        )
    used = extent / round_up(extent, lanes)
    if candidate == "own" and nest.reductions:
        used *= extent / (extent + lanes)  # the lanes must be added up at the end
    return total / len(accesses) * used + 1e-6


def _own_score(access: Index, own: set[Var]) -> float:
    relevant = [var for var in own if var in access.vars]
    return max((_access_score(access, var) for var in relevant), default=0.9)


def _access_score(access: Index, var: Var) -> float:
    stride = access.coefficient(var)
    if stride is None:
        return 0.1
    return {1: 1.0, 0: 0.9, -1: 0.8}.get(stride, 0.1)


def alternatives(nest: LoopNest, machine: Machine) -> Iterator[LoopSchedule]:
    """Every legal schedule worth measuring for a nest that is neither a contraction nor a chain."""
    if nest.before:
        return
    values = all_values(nest)
    widest = lanes_for(nest, machine)
    for vector in vector_candidates(nest):
        for lanes in sorted({widest, max(1, widest // 2), 1}, reverse=True):
            base = _with_vector(nest, values, vector, lanes, machine)
            for unroll in (1, 2, 4, 8):
                for factor in (1, 4):
                    step = lanes * unroll
                    block = round_up(max(base.block // factor, step), step)
                    for stream in sorted({False, base.stream}):
                        yield LoopSchedule(vector, lanes, unroll, block, max(1, base.grain // factor), stream)
