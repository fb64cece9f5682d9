"""Kernels prepared: what it takes to start one with one block size, worked out once and reused for each
dispatch.

A template holds the packets as bytes with gaps for what changes: the address of the arguments and the grid.
So a dispatch is one `struct.pack` beyond the copy of its arguments.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from ..architectures.amd import AmdArchitecture
from ..errors import BadCodeObject, InvalidArgument
from ..interface import Dimensions
from . import aql, cache_actions, pm4
from .code_object import Kernel, LoadedImage
from .kernel_descriptor import user_sgprs
from .metadata import HiddenArgument
from .registers import (
    COMPUTE_DISPATCH_INITIATOR,
    COMPUTE_NUM_THREAD,
    COMPUTE_PGM_RSRC1,
    COMPUTE_PGM_RSRC2,
    compute_registers,
    sh_offset,
)
from .scratch import ScratchPlan, buffer_resource

ARGUMENT_ALIGNMENT_BYTES = 64


def aligned_arguments(size_bytes: int) -> int:
    """What arguments take in memory."""
    return -(-size_bytes // ARGUMENT_ALIGNMENT_BYTES) * ARGUMENT_ALIGNMENT_BYTES


@dataclass(frozen=True)
class Hidden:
    """The arguments that are not the caller's: `fixed` ones from `start`, and (axis, offset) of the grid."""

    fixed: bytes
    start: int
    grid: tuple[tuple[int, int], ...]

    def fill(self, view: memoryview, grid: Dimensions) -> None:
        """Write them into the segment of the arguments."""
        view[self.start : self.start + len(self.fixed)] = self.fixed
        for axis, offset in self.grid:
            view[offset : offset + 4] = grid[axis].to_bytes(4, "little")


_BLOCK_COUNTS = {f"hidden_block_count_{axis}": index for index, axis in enumerate("xyz")}
_GROUP_SIZES = {f"hidden_group_size_{axis}": index for index, axis in enumerate("xyz")}


def hidden_arguments(
    arguments: tuple[HiddenArgument, ...], block: Dimensions, segment_bytes: int, local_bytes: int
) -> Hidden | None:
    """What the compiler expects after the caller's arguments: sizes; the rest (printf, heaps, ...) is zero.

    Source: AMDGPUUsage, "Code Object V5 Metadata", the kinds `hidden_*`.
    """
    if not arguments:
        return None
    start = min(argument.offset_bytes for argument in arguments)
    fixed = bytearray(segment_bytes - start)
    grid = []
    for argument in arguments:
        if argument.kind in _BLOCK_COUNTS:
            grid.append((_BLOCK_COUNTS[argument.kind], argument.offset_bytes))
            continue
        if argument.kind in _GROUP_SIZES:
            value = block[_GROUP_SIZES[argument.kind]]
        elif argument.kind == "hidden_grid_dims":
            value = 3
        elif argument.kind == "hidden_dynamic_lds_size":
            value = local_bytes
        else:
            continue
        at = argument.offset_bytes - start
        fixed[at : at + argument.size_bytes] = value.to_bytes(argument.size_bytes, "little")
    return Hidden(bytes(fixed), start, tuple(grid))


@dataclass(frozen=True, eq=False)
class Prepared:
    """A kernel ready to be dispatched. `encode(argument address, grid)` is its packets.

    `argument_bytes` is the least that its arguments take, `segment_bytes` what is reserved for them.
    """

    name: str
    image: LoadedImage
    encode: Callable[[int, Dimensions], bytes]
    argument_bytes: int
    segment_bytes: int
    hidden: Hidden | None
    packet: Callable[[int, Dimensions], bytes] | None = None
    packet_offset: int = 0


@dataclass(frozen=True)
class Shape:
    """What a kernel is prepared for."""

    block: Dimensions
    local_bytes: int


def check(kernel: Kernel, shape: Shape, local_memory_bytes: int) -> None:
    """Raises InvalidArgument for a block or LDS size that the card or the kernel cannot have."""
    block = shape.block
    threads = block[0] * block[1] * block[2]
    most = kernel.metadata.max_flat_workgroup_size if kernel.metadata else 1024
    if min(block) < 1 or threads > most:
        raise InvalidArgument(
            f"cannot dispatch {kernel.name} with blocks of {block}: it takes 1 to {most} work-items in each"
        )
    lds = kernel.descriptor.group_segment_fixed_size + shape.local_bytes
    if shape.local_bytes < 0 or lds > local_memory_bytes:
        raise InvalidArgument(
            f"cannot dispatch {kernel.name} with {lds} bytes of local memory: a workgroup has"
            f" {local_memory_bytes}"
        )


def wave_lanes(kernel: Kernel) -> int:
    """32 or 64: what the kernel was compiled for."""
    return 32 if kernel.descriptor.enable_wavefront_size32 else 64


def _resource_registers(
    kernel: Kernel, shape: Shape, architecture: AmdArchitecture, saves_waves: bool, arrays_per_engine: int
) -> tuple[int, int]:
    descriptor = kernel.descriptor
    lds = descriptor.group_segment_fixed_size + shape.local_bytes
    rsrc1 = descriptor.compute_pgm_rsrc1
    lds_units = -(-lds // architecture.lds_granule_bytes)
    rsrc2 = descriptor.compute_pgm_rsrc2 | COMPUTE_PGM_RSRC2.encode(LDS_SIZE=lds_units)
    if saves_waves and 0 < architecture.priv_from_arrays <= arrays_per_engine:
        rsrc1 |= COMPUTE_PGM_RSRC1.encode(PRIV=1)
    # kfdtest's Dispatch::BuildIb: waves can be saved only with their trap handler; gfx12 has no such bit.
    if saves_waves and architecture.major < 12:
        rsrc2 |= COMPUTE_PGM_RSRC2.encode(TRAP_PRESENT=1)
    return rsrc1, rsrc2


def _user_data(
    kernel: Kernel,
    architecture: AmdArchitecture,
    scratch: ScratchPlan,
    scratch_address: int,
    packet_offset: int,
) -> list[tuple[int | None, int]]:
    """The user scalar registers: (None, value), or (offset from the arguments, 0) for two that hold an
    address.
    """
    values: list[tuple[int | None, int]] = []
    for name, _, count in user_sgprs(kernel.descriptor):
        if name == "kernarg_segment_ptr":
            values.append((0, 0))
        elif name == "dispatch_ptr":
            values.append((packet_offset, 0))
        elif name == "private_segment_buffer":
            values += [(None, word) for word in buffer_resource(architecture, scratch_address, scratch)]
        elif name == "flat_scratch_init":
            values += [(None, scratch_address & 0xFFFF_FFFF), (None, scratch_address >> 32)]
        elif name == "private_segment_size":
            values.append((None, scratch.lane_bytes))
        elif name == "queue_ptr":
            raise BadCodeObject(
                f"kernel {kernel.name} reads the queue's structure, which this kind of queue does not have:"
                " compile it for code object version 5 or later"
            )
        else:
            values += [(None, 0)] * count
    return values


def pm4_encoder(
    kernel: Kernel,
    shape: Shape,
    architecture: AmdArchitecture,
    scratch: ScratchPlan,
    scratch_address: int,
    packet_offset: int,
    saves_waves: bool,
    arrays_per_engine: int,
) -> Callable[[int, Dimensions], bytes]:
    """The PM4 packets of a dispatch: registers, DISPATCH_DIRECT, and a wait until its waves have ended.

    `saves_waves` says that the kernel takes waves off the card by a trap handler of its own, as KFD does; a
    render node's waves have none. `arrays_per_engine` is of the card: shader arrays in each shader engine.
    """
    major = architecture.major
    registers = compute_registers(major, "unified-vgprs" in architecture.features)
    rsrc1, rsrc2 = _resource_registers(kernel, shape, architecture, saves_waves, arrays_per_engine)
    program, base = kernel.entry_address >> 8, scratch_address >> 8

    def write(name: str, *values: int) -> list[int]:
        return pm4.SET_SH_REG.encode(values, reg_offset=sh_offset(registers[name]))

    head = cache_actions.acquire(major, system=False)
    # COMPUTE_PGM_LO and _HI, _DISPATCH_PKT_ADDR_*, _DISPATCH_SCRATCH_BASE_*, _PGM_RSRC1 and 2 follow each
    # other.
    head += write(
        "COMPUTE_PGM_LO",
        *(program & 0xFFFF_FFFF, program >> 32, 0, 0),
        *(base & 0xFFFF_FFFF, base >> 32, rsrc1, rsrc2),
    )
    if "COMPUTE_PGM_RSRC3" in registers:
        head += write("COMPUTE_PGM_RSRC3", kernel.descriptor.compute_pgm_rsrc3)
    head += write("COMPUTE_RESOURCE_LIMITS", 0)
    head += write("COMPUTE_TMPRING_SIZE", scratch.tmpring_size)
    head += write("COMPUTE_RESTART_X", 0, 0, 0)
    threads = [COMPUTE_NUM_THREAD.encode(NUM_THREAD_FULL=size) for size in shape.block]
    # COMPUTE_START_X to _Z, _NUM_THREAD_X to _Z, _PIPELINESTAT_ENABLE, _PERFCOUNT_ENABLE.
    head += write("COMPUTE_START_X", 0, 0, 0, *threads, 0, 0)

    data = _user_data(kernel, architecture, scratch, scratch_address, packet_offset)
    dwords = sum(1 if offset is None else 2 for offset, _ in data)
    layout, offsets = ["<"], []
    fixed: list[int] = list(head)
    if dwords:
        fixed += pm4.SET_SH_REG.encode([0] * dwords, reg_offset=sh_offset(registers["COMPUTE_USER_DATA_0"]))
        del fixed[len(fixed) - dwords :]
    parts: list[bytes] = []
    for offset, value in data:
        if offset is None:
            fixed.append(value)
        else:
            parts.append(cache_actions.to_bytes(fixed))
            offsets.append(offset)
            fixed = []
    wave32 = kernel.descriptor.enable_wavefront_size32
    initiator = COMPUTE_DISPATCH_INITIATOR.encode(
        COMPUTE_SHADER_EN=1, FORCE_START_AT_000=1, CS_W32_EN=wave32 if major >= 10 else 0
    )
    direct = pm4.DISPATCH_DIRECT.encode(dispatch_initiator=initiator)
    parts.append(cache_actions.to_bytes(fixed + direct[:1]))
    tail = cache_actions.to_bytes(
        direct[4:]
        + pm4.EVENT_WRITE.encode(
            event_type=pm4.CacheFlushEvent.CS_PARTIAL_FLUSH, event_index=pm4.EventIndex.CS_PARTIAL_FLUSH
        )
    )
    for part in parts[:-1]:
        layout.append(f"{len(part)}sQ")
    layout.append(f"{len(parts[-1])}sIII{len(tail)}s")
    pack = struct.Struct("".join(layout)).pack

    if offsets == [0]:
        first, second = parts

        def encode(arguments: int, grid: Dimensions) -> bytes:
            return pack(first, arguments, second, *grid, tail)

    else:
        *before, last = parts

        def encode(arguments: int, grid: Dimensions) -> bytes:
            pairs = [
                x for part, offset in zip(before, offsets, strict=True) for x in (part, arguments + offset)
            ]
            return pack(*pairs, last, *grid, tail)

    return encode


def aql_packet(
    kernel: Kernel, shape: Shape, private_bytes: int, header: dict[str, int]
) -> Callable[[int, Dimensions], bytes]:
    """The KERNEL_DISPATCH packet of a launch, whose grid is in work-items."""
    block = shape.block
    dwords = aql.KERNEL_DISPATCH.encode(
        setup_dimensions=3,
        workgroup_size_x=block[0],
        workgroup_size_y=block[1],
        workgroup_size_z=block[2],
        private_segment_size=private_bytes,
        group_segment_size=kernel.descriptor.group_segment_fixed_size + shape.local_bytes,
        kernel_object=kernel.descriptor_address,
        **header,
    )
    fields = aql.KERNEL_DISPATCH.fields
    grid_at, arguments_at = fields["grid_size_x"].dword, fields["kernarg_address"].dword
    head = cache_actions.to_bytes(dwords[:grid_at])
    middle = cache_actions.to_bytes(dwords[grid_at + 3 : arguments_at])
    tail = cache_actions.to_bytes(dwords[arguments_at + 2 :])
    pack = struct.Struct(f"<{len(head)}sIII{len(middle)}sQ{len(tail)}s").pack

    def encode(arguments: int, grid: Dimensions) -> bytes:
        return pack(head, grid[0] * block[0], grid[1] * block[1], grid[2] * block[2], middle, arguments, tail)

    return encode
