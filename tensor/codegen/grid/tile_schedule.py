"""Tiles of contractions on a grid: which fit a card, what they take of it, and how long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...graph import dtype as dtypes
from ...graph.node import Op
from ..machine import Machine
from ..nest.contraction import Contraction
from ..schedule import GridTileSchedule
from . import matrix_instructions
from .matrix_instructions import MatrixInstruction

# Smaller results and shorter sums leave a tile mostly empty: their loops run better as they are.
_FEWEST = 8
# (rows, columns) of a work-item's tile, (down, across) of a group of them.
_ITEM_TILES = ((8, 8), (8, 4), (4, 4), (4, 2), (2, 2))
_ITEM_GROUPS = ((16, 16), (8, 16), (8, 8), (4, 8))
# (rows, columns) of a wave's tile in units of 16, and its group of waves.
_WAVE_TILE_UNIT = 16
_WAVE_TILES = ((4, 4), (4, 2), (2, 4), (2, 2), (2, 1), (1, 2), (1, 1))
_WAVE_GROUPS = ((2, 4), (4, 2), (2, 2), (1, 4), (4, 1), (1, 2), (2, 1), (1, 1))
_DEPTHS = (16, 12, 8)
_TENSOR_DEPTHS = (64, 32, 16)
# What one compute unit does in a cycle, roughly: 32-bit multiply-adds, bytes from local memory, and from the
# second cache.
_FMA_PER_CYCLE = 64
_LOCAL_BYTES_PER_CYCLE = 128
_CACHE_BYTES_PER_CYCLE = 32
_TENSOR_PER_CYCLE = {
    "f16": 512, "bf16": 512, "i8": 1024, "e4m3": 1024, "e5m2": 1024,
    "tf32": 256, "xf32": 256, "f32": 128, "f64": 128,
}  # fmt: skip
_START_CYCLES = 2000
# Steps of k that a work-item takes without a loop.
UNROLLED_DEPTH = 4
# Cycles in which a loop that reads both operands from outside does what a multiply-add does in one.
_LOOP_CYCLES = 8
_BLOCK_CYCLES = 60
# Registers for addresses, counters and what the compiler keeps besides.
_OTHER_REGISTERS = 24
_FEWEST_WAVES_PER_SIMD = 2


@dataclass(frozen=True)
class Limits:
    """What a tile takes of a compute unit: registers of a work-item, local memory of a group.

    So many waves share a SIMD then. `flops_per_byte` is the work for each byte read from outside.
    """

    registers: int
    local_bytes: int
    waves_per_simd: int
    flops_per_byte: float


def choose(contraction: Contraction, machine: Machine) -> GridTileSchedule | None:
    """The tile that takes the least time by estimate; None where loops are better as they are."""
    _, rows, columns, depth = contraction.sizes
    if min(rows, columns, depth) < _FEWEST:
        return None
    best = min(tiles(contraction, machine), key=lambda entry: entry[0], default=None)
    return best[1] if best is not None and best[0] < _loop_cycles(contraction, machine) else None


def alternatives(contraction: Contraction, machine: Machine) -> Iterator[GridTileSchedule]:
    """Tiles worth measuring."""
    for _, tile in sorted(tiles(contraction, machine), key=lambda entry: entry[0])[:24]:
        yield tile


def tiles(contraction: Contraction, machine: Machine) -> Iterator[tuple[float, GridTileSchedule]]:
    """(estimated cycles, schedule) for every tile that fits the card."""
    last = contraction.columns[-1].extent
    item = contraction.reduction.dtype.item_bytes
    widest = max(1, 16 // item)
    for instruction in usable(contraction, machine):
        for rows, columns in _WAVE_TILES:
            for down, across in _WAVE_GROUPS:
                for depth in _TENSOR_DEPTHS:
                    height, width = rows * _WAVE_TILE_UNIT, columns * _WAVE_TILE_UNIT
                    tile = GridTileSchedule(height, width, 1, down, across, depth, instruction.name)
                    if has_room(contraction, tile, machine):
                        yield cycles(contraction, tile, machine), tile
    for rows, columns in _ITEM_TILES:
        lanes = min(widest, columns, last & -last)
        for down, across in _ITEM_GROUPS:
            for depth in _DEPTHS:
                tile = GridTileSchedule(rows, columns, lanes, down, across, depth)
                if has_room(contraction, tile, machine):
                    yield cycles(contraction, tile, machine), tile


def usable(contraction: Contraction, machine: Machine) -> list[MatrixInstruction]:
    """The matrix instructions that give a contraction's result: the operands are of its sources' types.

    Those that sum in 32 bits for a 64-bit result must not overflow. 8-bit floats that no instruction takes go
    through those for float16, which has all their values, or for bfloat16: there none is subnormal, which
    gfx90a would take for zero (PyTorch, "Numerical accuracy", Reduced Precision FP16 and BF16 GEMMs on AMD
    Instinct MI200 devices). float8_e4m3fn's are not subnormal in float16 either.
    """
    found = []
    dtype, depth = contraction.reduction.dtype, contraction.sizes[3]
    operands = (contraction.row_operand, contraction.column_operand)
    sources = tuple(each.sources[0].dtype if each.op is Op.CAST else each.dtype for each in operands)
    plain = tuple(each.dtype for each in operands)
    for each in matrix_instructions.of_features(machine.features):
        short = each.source.is_integer and depth << 2 * (each.source.bits - 1) < 2**31
        same_result = dtype is each.result or (dtype.is_integer and dtype.bits == 64 and short)
        if same_result:
            found.append(each)
    direct = [each for each in found if each.sources in (sources, plain)]
    if any(each.sources == sources and not each.by_halves for each in direct):
        return direct
    if not all(source in dtypes.EIGHT_BIT_FLOATS for source in sources):
        return direct
    by_source = {each.source: each for each in found}
    wider = by_source.get(dtypes.float16)
    if any(source.exponent_bits == dtypes.float16.exponent_bits for source in sources):
        wider = by_source.get(dtypes.bfloat16, wider)
    return direct if wider is None else [*direct, wider]


def fits(contraction: Contraction, tile: GridTileSchedule, machine: Machine) -> bool:
    """Whether a tile can be emitted for a contraction, and run on the machine."""
    multipliers = {"fma", *(each.name for each in usable(contraction, machine))}
    return tile.tensor in multipliers and has_room(contraction, tile, machine)


def has_room(contraction: Contraction, tile: GridTileSchedule, machine: Machine) -> bool:
    """Whether a tile that has its instruction can be emitted, and a compute unit hold a group of it."""
    if min(tile.rows, tile.columns, tile.lanes, tile.down, tile.across, tile.depth) < 1:
        return False
    threads = tile.down * tile.across * (1 if tile.tensor == "fma" else machine.wave_lanes)
    if tile.tensor == "fma":
        uneven = tile.depth % min(UNROLLED_DEPTH, tile.depth) or tile.columns % tile.lanes
        if uneven or contraction.columns[-1].extent % tile.lanes or tile.lanes & (tile.lanes - 1):
            return False
    else:
        instruction = matrix_instructions.named(tile.tensor, machine.features)
        uneven = tile.rows % _WAVE_TILE_UNIT or tile.columns % _WAVE_TILE_UNIT
        if uneven or tile.depth % instruction.depth:
            return False
    found = limits(contraction, tile, machine)
    return (
        threads <= machine.max_block
        and threads % machine.wave_lanes == 0
        and found.local_bytes <= machine.local_bytes
        and found.waves_per_simd > 0
    )


def limits(contraction: Contraction, tile: GridTileSchedule, machine: Machine) -> Limits:
    """What a tile takes, and how many waves that leaves room for."""
    is_fma = tile.tensor == "fma"
    dtype = contraction.reduction.dtype
    source = dtype if is_fma else matrix_instructions.named(tile.tensor, machine.features).source
    lanes = 1 if is_fma else machine.wave_lanes
    threads = tile.down * tile.across * lanes
    waves = -(-threads // machine.wave_lanes)
    height, width = tile.rows * tile.down, tile.columns * tile.across
    staged = (height + width) * tile.depth * source.item_bytes
    pad = 16 // source.item_bytes
    if is_fma:
        local = tile.depth * (height + width + 2 * pad) * source.item_bytes
        fragments = (tile.rows + tile.columns) * dtype.item_bytes // 4 * 2
    else:
        instruction = matrix_instructions.named(tile.tensor, machine.features)
        padded = [max(each, tile.depth) if instruction.loads_matrices else each for each in (height, width)]
        local = (tile.depth * (height + width) + pad * sum(padded)) * source.item_bytes
        lines = instruction.fragment_lines
        tiles_read = tile.rows * lines // instruction.size + tile.columns // instruction.columns
        fragments = max(1, instruction.elements * source.item_bytes // 4) * tiles_read
        if instruction.by_halves:
            # Each word becomes two.
            fragments *= 3
    if contraction.sizes[3] > tile.depth:
        local *= 2
    accumulators = tile.rows * tile.columns // lanes * dtype.item_bytes // 4
    registers = accumulators + fragments + -(-staged // (4 * threads)) + _OTHER_REGISTERS
    resident = machine.waves_per_simd(registers, local, waves)
    moved = (height + width) * source.item_bytes
    return Limits(registers, local, 1 if resident is None else resident, 2 * height * width / moved)


def _loop_cycles(contraction: Contraction, machine: Machine) -> float:
    """How long the same takes with a team for each result, by estimate."""
    batch, rows, columns, depth = contraction.sizes
    products = batch * rows * columns * depth * (contraction.reduction.dtype.bits // 32)
    return products / machine.cores * _LOOP_CYCLES / _FMA_PER_CYCLE + _START_CYCLES


def cycles(contraction: Contraction, tile: GridTileSchedule, machine: Machine) -> float:
    """How long a compute unit takes over its share of a contraction's tiles, by estimate."""
    batch, rows, columns, depth = contraction.sizes
    found = limits(contraction, tile, machine)
    height, width = tile.rows * tile.down, tile.columns * tile.across
    groups = batch * -(-rows // height) * -(-columns // width)
    dtype = contraction.reduction.dtype
    if tile.tensor == "fma":
        multiply = height * width * (dtype.bits // 32) / _FMA_PER_CYCLE
        source = dtype
    else:
        instruction = matrix_instructions.named(tile.tensor, machine.features)
        source = instruction.source
        kind = "f16" if instruction.by_halves else tile.tensor.rsplit("_", 1)[1]
        multiply = height * width / _TENSOR_PER_CYCLE[kind]
    read = tile.down * tile.across * (tile.rows + tile.columns) * source.item_bytes / _LOCAL_BYTES_PER_CYCLE
    moved = (height + width) * source.item_bytes / _CACHE_BYTES_PER_CYCLE
    blocks = -(-depth // tile.depth)
    slowest = max(multiply, read, moved)
    each = blocks * tile.depth * (slowest + 0.2 * (multiply + read + moved)) + blocks * _BLOCK_CYCLES
    # Groups that share a compute unit hide each other's waits; one alone does not.
    hidden = min(1.0, (found.waves_per_simd + 1) / (_FEWEST_WAVES_PER_SIMD + 1))
    return -(-groups // machine.cores) * (each / hidden + _START_CYCLES / max(1, found.waves_per_simd))
