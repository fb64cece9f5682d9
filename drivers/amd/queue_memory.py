"""How large the memory is that a compute queue brings along for the kernel: EOP buffer, context-save area.

KFD compares each size with its own when a queue is created (kfd_queue_acquire_buffers in
drivers/gpu/drm/amd/amdkfd/kfd_queue.c): the control stack and the EOP buffer must be equal, the save area
must not be smaller, and the mapping must have exactly the size that follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..architectures.amd import AmdArchitecture
from ..owned import Owned
from .topology import Node

PAGE_BYTES = 4096

EOP_BYTES = 4096
"""kfd_queue_ctx_save_restore_size: eop_buffer_size of all architectures from gfx8 on but Tonga."""

# kfd_queue.c: SGPR_SIZE_PER_CU, LDS_SIZE_PER_CU, HWREG_SIZE_PER_CU, DEBUGGER_BYTES_PER_WAVE,
# DEBUGGER_BYTES_ALIGN, SIZEOF_HSA_USER_CONTEXT_SAVE_AREA_HEADER.
_SGPR_BYTES_PER_CU = 0x4000
_LDS_BYTES_PER_CU = 0x10000
_HWREG_BYTES_PER_CU = 0x1000
_DEBUGGER_BYTES_PER_WAVE = 32
_DEBUGGER_ALIGNMENT = 64
_HEADER_BYTES = 40


def align_up(value: int, alignment: int) -> int:
    """The next multiple of a power of two."""
    return (value + alignment - 1) & -alignment


@dataclass(frozen=True)
class QueueMemory(Owned):
    """Sizes in bytes. `save` and `debugger` are of one XCC; `total` is the whole mapping of the save area."""

    eop: int
    control_stack: int
    save: int
    debugger: int
    total: int


def waves(node: Node, architecture: AmdArchitecture) -> int:
    """How many waves one XCC can hold at once, as the kernel counts them."""
    units = node.compute_units // node.num_xcc
    if architecture.major >= 10:
        return units * 32
    return min(units * 40, node.array_count // node.simd_arrays_per_engine * 512)


def queue_memory(node: Node, architecture: AmdArchitecture) -> QueueMemory:
    """What a compute queue of this card needs. Where the kernel shows its own sizes (6.18.4 on), those."""
    units = node.compute_units // node.num_xcc
    count = waves(node, architecture)
    control_stack = align_up(
        _HEADER_BYTES + count * architecture.control_stack_bytes_per_wave + 8, PAGE_BYTES
    )
    if architecture.control_stack_bytes_max is not None:
        control_stack = min(control_stack, architecture.control_stack_bytes_max)
    lds = max(_LDS_BYTES_PER_CU, architecture.lds_bytes)
    per_unit = architecture.context_vgpr_bytes + _SGPR_BYTES_PER_CU + lds + _HWREG_BYTES_PER_CU
    save = control_stack + align_up(units * per_unit, PAGE_BYTES)
    if node.control_stack_bytes and node.cwsr_bytes:
        control_stack, save = node.control_stack_bytes, node.cwsr_bytes
    debugger = align_up(count * _DEBUGGER_BYTES_PER_WAVE, _DEBUGGER_ALIGNMENT)
    total = align_up((save + debugger) * node.num_xcc, PAGE_BYTES)
    return QueueMemory(EOP_BYTES, control_stack, save, debugger, total)
