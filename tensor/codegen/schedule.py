"""Schedules: how the loops of a nest are run. Data, separate from the nest; no schedule changes a result.

One class for each kind of kernel (`kinds.py`), printed as one line, kept as JSON. Which of them a nest gets,
and what `barewire tune` tries, is in the files called `*_schedule.py`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, get_args


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
class StencilSchedule:
    """Windows over planes: `strip` rows of results at a time, from rows of the plane in local memory.

    Of a strip `rows` x `lanes` results at a time are in registers. One workgroup does `grain` strips. With
    `stream` whole vectors are stored past the caches.
    """

    lanes: int
    rows: int
    strip: int
    grain: int
    stream: bool = False


@dataclass(frozen=True)
class ScanSchedule:
    """A running reduction, one place after another: `vector` names the loop in lanes, or is "own", the axis.

    Of another loop `unroll` vectors walk the axis together. One workgroup does `grain` of what is beside it.
    With `stream` whole vectors are stored past the caches.
    """

    vector: str
    lanes: int
    unroll: int
    grain: int
    stream: bool = False


@dataclass(frozen=True)
class TransposeSchedule:
    """Tiles of `lanes` x `lanes` transposed in registers, in blocks of `down` x `across` tiles.

    One workgroup does `grain` blocks. With `stream` whole vectors are stored past the caches.
    """

    lanes: int
    down: int
    across: int
    grain: int
    stream: bool = False


@dataclass(frozen=True)
class RankSchedule:
    """The places of keys in order, by `digit` bits of the keys at a time; a workgroup does `grain` rows."""

    digit: int
    grain: int


@dataclass(frozen=True)
class FourierSchedule:
    """Fourier transforms in passes over local memory, by vectors of `lanes`.

    A workgroup does `grain` rows, or pieces of as many as are made together.
    """

    lanes: int
    grain: int


@dataclass(frozen=True)
class TileSchedule:
    """A contraction in register tiles: `rows` x (`vectors` * `lanes`) accumulators, over panels `depth` deep.

    A workgroup computes `panel_rows` x `panel_columns` of the result. `pack_rows` copies the row operand to a
    panel of its own; the column operand always is. `tensor` names the instruction that multiplies: "fma" or
    "dpbf16".
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
class AmxSchedule(TileSchedule):
    """The same on AMX tile registers, of 16 rows and 16 lanes each."""

    tensor: str = "amx"


@dataclass(frozen=True)
class DotSchedule(TileSchedule):
    """The same of small integers, some k of each at a time; `tensor` names the instruction."""

    tensor: str = "vpdpbusd"


@dataclass(frozen=True)
class ThinSchedule:
    """A contraction with few rows or few columns, whose long operand is read once and where it lies.

    Vectors of `lanes` run along `along`: "depth", where the long operand walks memory in the order of k, or
    "long", where it does in the order of its own loop; "held" is "long" with sums in registers over all of k,
    for which the long operand is walked across. `few` of the few and `tile` positions of the long operand, or
    vectors of them, are computed together, `steps` vectors or single ones of k at a time; a workgroup has
    `panel` positions.
    """

    along: str
    lanes: int
    few: int
    tile: int
    steps: int
    panel: int


@dataclass(frozen=True)
class WindowSchedule:
    """A contraction over windows in register tiles, `rows` x (`vectors` * `lanes`), `depth` k at a time.

    A workgroup computes `panel_rows` rows of `lines` whole lines, or of `panel_columns` columns of one.
    `pack_rows` copies the row operand to a panel.
    """

    rows: int
    vectors: int
    lanes: int
    depth: int
    panel_rows: int
    lines: int
    panel_columns: int
    pack_rows: bool


@dataclass(frozen=True)
class LinkedSchedule:
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
class GridLoopSchedule:
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
class AttentionSchedule:
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


Schedule = (
    LoopSchedule
    | StencilSchedule
    | ScanSchedule
    | RankSchedule
    | FourierSchedule
    | TransposeSchedule
    | TileSchedule
    | AmxSchedule
    | DotSchedule
    | ThinSchedule
    | WindowSchedule
    | LinkedSchedule
    | GridLoopSchedule
    | GridTileSchedule
    | AttentionSchedule
    | WarpgroupSchedule
)


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


_KINDS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Schedule)}
