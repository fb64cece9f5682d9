"""How a wave begins: registers and modes as the dispatch's words and the generation define them.

Sources: LLVM's "User Guide for AMDGPU Backend" (Initial Kernel Execution State; code object v3 kernel
descriptor, compute_pgm_rsrc1, 2 and 3); the field positions are those of COMPUTE_PGM_RSRC1..3 in the kernel's
gc_*_sh_mask.h.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from .....architectures.amd import named
from ..native import wave
from ..native.builder import Context
from ..native.scheduler import SHAPE
from .program import Registers


def _field(word: int, low: int, high: int) -> int:
    return word >> low & ((1 << (high - low + 1)) - 1)


def context(arch: str, lanes: int, rsrc1: int) -> Context:
    """What COMPUTE_PGM_RSRC1 fixes for a program's handlers: FLOAT_MODE [19:12], DX10_CLAMP [21], IEEE_MODE
    [23]."""
    generation = named(arch).major
    newest = generation >= 12  # both bits mean other things there; the behaviour is as if they were set
    return Context(
        arch,
        generation,
        lanes,
        _field(rsrc1, 12, 19),
        newest or bool(_field(rsrc1, 23, 23)),
        newest or bool(_field(rsrc1, 21, 21)),
    )


def registers(arch: str, lanes: int, rsrc1: int, rsrc3: int) -> Registers:
    """VGPRS [5:0] of COMPUTE_PGM_RSRC1 in the generation's granules; ACCUM_OFFSET [5:0] of COMPUTE_PGM_RSRC3.

    Granules: AMDGPUBaseInfo.cpp, getVGPREncodingGranule.
    """
    architecture = named(arch)
    unified = "unified-vgprs" in architecture.features
    granule = 8 if unified or (architecture.major >= 10 and lanes == 32) else 4
    vectors = (_field(rsrc1, 0, 5) + 1) * granule
    accumulation = (_field(rsrc3, 0, 5) + 1) * 4 if unified else 0
    return Registers(vectors, min(accumulation, vectors))


@dataclass(frozen=True)
class Places:
    """Where in a wave's state the workgroup's numbers go: X, Y, Z, Y and Z in one; and the scratch wave
    offset."""

    ids: tuple[int, int, int, int]
    wave_offset: int


def places(arch: str, rsrc2: int) -> Places:
    """COMPUTE_PGM_RSRC2: SCRATCH_EN [0], USER_SGPR [5:1], TGID_X_EN [7], TGID_Y_EN [8], TGID_Z_EN [9],
    TG_SIZE_EN [10]."""
    architecture = named(arch)
    if architecture.major >= 12:
        # Architected: workgroup id X in TTMP9, Y and Z in the halves of TTMP7.
        ttmp = wave.SGPRS + 4 * wave.TTMP
        return Places((ttmp + 4 * 9, wave.SINK, wave.SINK, ttmp + 4 * 7), wave.SINK)
    register = _field(rsrc2, 1, 5)
    ids = []
    for bit in (7, 8, 9):
        enabled = _field(rsrc2, bit, bit)
        ids.append(wave.SGPRS + 4 * register if enabled else wave.SINK)
        register += enabled
    register += _field(rsrc2, 10, 10)
    # Else the kernel's first instructions set up the base of flat scratch.
    scratch = _field(rsrc2, 0, 0) and "architected-flat-scratch" not in architecture.features
    return Places((ids[0], ids[1], ids[2], wave.SINK), wave.SGPRS + 4 * register if scratch else wave.SINK)


def fill_image(
    image: bytearray,
    rsrc2: int,
    user_data: Sequence[int],
    lds_bytes: int,
    scratch_wave_bytes: int,
    page_table: int,
    program_cell: int,
) -> None:
    """Put what a dispatch fixes for all its waves into their initial state."""
    count = min(_field(rsrc2, 1, 5), len(user_data))
    struct.pack_into(f"<{count}I", image, wave.SGPRS, *user_data[:count])
    struct.pack_into("<I", image, wave.LDS_BYTES, lds_bytes)
    struct.pack_into("<QQ", image, wave.SCRATCH_BYTES, scratch_wave_bytes, page_table)
    struct.pack_into("<Q", image, wave.PROGRAM, program_cell)


class Shapes:
    """The sizes that workgroups of a dispatch can have, with the work-item ids of their waves' lanes.

    `waves` is how many waves the largest has. Shape number bits 0, 1, 2: cut off in X, Y, Z.
    """

    def __init__(
        self, arch: str, block: tuple[int, int, int], last: tuple[int, int, int], lanes: int, components: int
    ) -> None:
        packed = "packed-tid" in named(arch).features
        self.id_bytes = lanes * 4 * (1 if packed else components)
        self._kept: list[array[int]] = []
        table = bytearray(8 * SHAPE.SIZE)
        self.waves = -(-block[0] * block[1] * block[2] // lanes)
        for number in range(8):
            size = [last[axis] if number >> axis & 1 and last[axis] else block[axis] for axis in range(3)]
            if number and all(not (number >> axis & 1 and last[axis]) for axis in range(3)):
                continue
            waves, execs, ids = _shape(size, lanes, components, packed)
            self._kept += (execs, ids)
            struct.pack_into(
                "<IxxxxQQ", table, number * SHAPE.SIZE, waves, execs.buffer_info()[0], ids.buffer_info()[0]
            )
        self._table = array("Q", bytes(table))

    @property
    def address(self) -> int:
        """The host address of the eight SHAPEs."""
        return self._table.buffer_info()[0]


def components(rsrc2: int) -> int:
    """How many of X, Y, Z of the work-item id a wave gets: TIDIG_COMP_CNT [12:11] of COMPUTE_PGM_RSRC2 and
    one more."""
    return min(_field(rsrc2, 11, 12) + 1, 3)


def _shape(size: list[int], lanes: int, components: int, packed: bool) -> tuple[int, array[int], array[int]]:
    threads = size[0] * size[1] * size[2]
    waves = -(-threads // lanes)
    execs = array("Q", [(1 << min(lanes, threads - wave * lanes)) - 1 for wave in range(waves)])
    # Work-items in order: X runs fastest.
    items = [(x, y, z) for z, y, x in product(range(size[2]), range(size[1]), range(size[0]))]
    items += [(0, 0, 0)] * (waves * lanes - threads)
    if packed:
        shown = [(x, y, z)[:components] + (0, 0) for x, y, z in items]
        return waves, execs, array("I", [item[0] | item[1] << 10 | item[2] << 20 for item in shown])
    ids = array("I")
    for first in range(0, len(items), lanes):
        for axis in range(components):
            ids.extend(item[axis] for item in items[first : first + lanes])
    return waves, execs, ids
