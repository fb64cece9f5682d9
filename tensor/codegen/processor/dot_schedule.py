"""Contractions of small integers on vector registers: by which instruction, the heuristic, and what fits.

Source: Intel 64 and IA-32 Software Developer's Manual, volume 2, VPDPBUSD, VPDPWSSD, VPMADDWD. Two or four
products of neighbours in 32 bits are added up at once. All of it is exact, as sums of int32 are, which wrap
around: VPDPBUSD, unlike VPMADDUBSW, does not saturate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ...graph.node import Op
from ..machine import Machine, round_up
from ..nest import contraction as contractions
from ..nest.contraction import Contraction
from ..nest.expression import Leaf, Value
from ..nest.form import Form
from ..schedule import DotSchedule
from .columns_in_groups import ColumnsInGroups
from .group_panels import panel_sizes
from .tile_schedule import is_sound

_WORD = (-(1 << 15), (1 << 15) - 1)
_MOST_DEPTH_BYTES, _MOST_PANEL_ROWS, _MOST_PANEL_COLUMNS = 1024, 512, 512
# Of columns that are not copied.
_FEW_ROWS, _SEVERAL_VECTORS, _MOST_ROW_BYTES = 4, 4, 8192


@dataclass(frozen=True)
class Instruction:
    """An instruction on registers of `vector_bytes` that takes numbers of `item_bytes`; a processor with any
    of the sets of features has it.
    """

    name: str
    vector_bytes: int
    item_bytes: int
    intrinsic: str
    features: tuple[frozenset[str], ...]


def _row(name: str, vector_bytes: int, item_bytes: int, intrinsic: str, *features: str) -> Instruction:
    sets = tuple(frozenset(each.split("+")) for each in features)
    return Instruction(name, vector_bytes, item_bytes, f"@llvm.x86.{intrinsic}", sets)


# The first that a machine has, for registers as wide as its own, is taken.
INSTRUCTIONS = (
    _row("vpdpbusd", 64, 1, "avx512.vpdpbusd.512", "avx512_vnni"),
    _row("vpdpbusd", 32, 1, "avx512.vpdpbusd.256", "avx_vnni", "avx512_vnni+avx512vl"),
    _row("vpdpwssd", 64, 2, "avx512.vpdpwssd.512", "avx512_vnni"),
    _row("vpdpwssd", 32, 2, "avx512.vpdpwssd.256", "avx_vnni", "avx512_vnni+avx512vl"),
    _row("vpmaddwd", 64, 2, "avx512.pmaddw.d.512", "avx512bw"),
    _row("vpmaddwd", 32, 2, "avx2.pmadd.wd", "avx2"),
)


def view(form: Form) -> Contraction | None:
    """The nest as a contraction of small integers; it may be of a vector with a matrix."""
    found = form.contraction or contractions.recognise(form.nest, one_row=True)
    return found if found is not None and _most_bytes(found) else None


def _most_bytes(contraction: Contraction) -> int:
    """How many bytes each operand's numbers need at most; 0 where it is more than two."""
    if contraction.reduction.dtype is not dtypes.int32:
        return 0
    operands = contraction.row_operand, contraction.column_operand
    if all(operand.op is Op.CAST and operand.sources[0].dtype in _BYTES for operand in operands):
        return 1
    return 2 if all(_is_word(operand) for operand in operands) else 0


_BYTES = (dtypes.int8, dtypes.uint8)
_BOUNDED = frozenset({Op.ADD, Op.MUL, Op.CAST, Op.WHERE})
_DEEPEST = 8


def _is_word(value: Value) -> bool:
    low, high = bounds(value)
    return _WORD[0] <= low and high <= _WORD[1]


def _of_dtype(dtype: DType) -> tuple[int, int]:
    if dtype.kind == "b":
        return 0, 1
    if dtype.kind == "u":
        return 0, (1 << dtype.bits) - 1
    return -(1 << (dtype.bits - 1)), (1 << (dtype.bits - 1)) - 1


def bounds(value: Value, depth: int = 0) -> tuple[int, int]:
    """Between which numbers an integer lies, as far as a few sums, products and casts show."""
    if value.dtype.is_float:
        return -(1 << 63), 1 << 63
    widest = _of_dtype(value.dtype)
    if value.op is Leaf.CONST:
        return int(value.argument), int(value.argument)
    if depth == _DEEPEST or value.op not in _BOUNDED:
        return widest
    parts = [bounds(source, depth + 1) for source in value.sources]
    if value.op is Op.ADD:
        found = parts[0][0] + parts[1][0], parts[0][1] + parts[1][1]
    elif value.op is Op.MUL:
        products = [a * b for a in parts[0] for b in parts[1]]
        found = min(products), max(products)
    else:
        # A cast of one, or a choice between two, whose condition comes first.
        parts = parts[-2:]
        found = min(low for low, _ in parts), max(high for _, high in parts)
    return found if widest[0] <= found[0] and found[1] <= widest[1] else widest


def instruction(contraction: Contraction, machine: Machine) -> Instruction | None:
    """What multiplies a contraction's operands on a machine."""
    least = _most_bytes(contraction)
    for each in INSTRUCTIONS if least else ():
        is_had = any(features <= machine.features for features in each.features)
        if is_had and each.item_bytes >= least and each.vector_bytes == machine.vector_bytes:
            return each
    return None


def named(name: str, lanes: int) -> Instruction:
    """The instruction of a schedule."""
    return next(each for each in INSTRUCTIONS if (each.name, each.vector_bytes) == (name, 4 * lanes))


def choose(contraction: Contraction, machine: Machine) -> DotSchedule | None:
    """The heuristic's schedule; None where there is no instruction, or too little to multiply."""
    found = instruction(contraction, machine)
    _, rows, columns, depth = contraction.sizes
    if found is None or depth < 4 // found.item_bytes or columns < 4:
        return None
    lanes = found.vector_bytes // 4
    vectors = 1 if columns <= lanes else 2
    most = 12 if found.vector_bytes == 64 else 5
    height = -(-rows // -(-rows // most))
    if ColumnsInGroups.of(contraction) is not None:
        # Of few rows what is read is the weight: more of it under way at a time, and nothing waits for a sum.
        most = _SEVERAL_VECTORS if height <= _FEW_ROWS else vectors
        vectors = next(each for each in (4, 2, 1) if each <= most and columns % (each * lanes) == 0)
    return _schedule(contraction, machine, found, height, vectors)


def _schedule(
    contraction: Contraction, machine: Machine, found: Instruction, height: int, vectors: int
) -> DotSchedule:
    lanes = found.vector_bytes // 4
    _, rows, columns, depth = contraction.sizes
    few = rows <= height and reads_columns(contraction, found, vectors)
    # No more parts than cores, so that each finds its part of a weight in its own cache again.
    most_columns = columns if few else _MOST_PANEL_COLUMNS
    panel_rows, panel_columns = panel_sizes(
        contraction.sizes, height, vectors * lanes, _MOST_PANEL_ROWS, most_columns, machine.cores
    )
    step = found.vector_bytes // found.item_bytes
    most_depth = _MOST_ROW_BYTES if few else _MOST_DEPTH_BYTES
    blocks = -(-depth // (most_depth // found.item_bytes))
    deep = round_up(-(-depth // blocks), step)
    return DotSchedule(height, vectors, lanes, deep, panel_rows, panel_columns, True, found.name)


def flips(contraction: Contraction, found: Instruction) -> bool:
    """Whether the signs of the columns are flipped, since an instruction takes those of one operand only."""
    row, column = contraction.row_operand, contraction.column_operand
    return found.item_bytes == 1 and row.sources[0].dtype is column.sources[0].dtype


def reads_columns(contraction: Contraction, found: Instruction, vectors: int) -> bool:
    """Whether tiles of so many vectors read the columns where they lie, as the instruction takes them."""
    return (
        ColumnsInGroups.of(contraction) is not None
        and found.item_bytes == 1
        and not flips(contraction, found)
        and contraction.sizes[2] % (vectors * found.vector_bytes // 4) == 0
    )


def alternatives(contraction: Contraction, machine: Machine) -> Iterator[DotSchedule]:
    """Schedules worth measuring."""
    found = instruction(contraction, machine)
    if found is None:
        return
    registers = 32 if found.vector_bytes == 64 else 16
    for vectors in (1, 2, 4):
        for height in (1, 2, 4, 6, 8, 12, 14):
            if height * vectors + vectors + 2 <= registers:
                yield _schedule(contraction, machine, found, height, vectors)


def fits(contraction: Contraction, schedule: DotSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for a contraction, and run on the machine."""
    found = instruction(contraction, machine)
    if found is None or not is_sound(contraction, schedule):
        return False
    step = found.vector_bytes // found.item_bytes
    return (
        schedule.tensor == found.name
        and schedule.lanes * 4 == found.vector_bytes
        and schedule.pack_rows
        and schedule.depth % step == 0
        and schedule.depth < contraction.sizes[3] + step
    )
