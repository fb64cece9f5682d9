"""What a submission to a ring of the kernel's sets first: registers that outlive it.

A compute queue of KFD's is its process's own and begins with registers that KFD has set (init_mqd in
kfd_mqd_manager_v9.c and its successors). A ring behind a render node serves everybody in turn and keeps what
the last one left, and the kernel enables the first four shader engines only (gfx_v11_0_compute_mqd_init and
gfx_v12_0_compute_mqd_init set compute_static_thread_mgmt_se0 to se3): a Radeon RX 7900 XTX has six. So Mesa
(ac_init_compute_preamble_state) and PAL (WriteCommonPreamble in gfx9QueueContexts.cpp,
WriteStaticComputeRegisters in gfx12QueueContexts.cpp) begin each command buffer with these registers. PAL
writes the masks by SET_SH_REG_INDEX, which leaves out compute units that the kernel keeps for itself; Mesa by
SET_SH_REG, as the kernel does not keep any.
"""

from __future__ import annotations

from ..architectures.amd import AmdArchitecture
from . import pm4
from .registers import compute_registers, sh_offset

ALL_COMPUTE_UNITS = 0xFFFF_FFFF
"""What KFD's init_mqd writes for every shader engine, those that a card lacks included."""

DISPATCH_INTERLEAVE_DEFAULT = 64
"""Work-items for one shader engine before the next has its turn: mmCOMPUTE_DISPATCH_INTERLEAVE_DEFAULT of
PAL's gfx9_plus_merged_default.h and gfx12_merged_default.h.
"""

# First register of a run of registers that follow each other -> values. A run that a generation lacks is left
# out. No card here has a ninth shader engine (COMPUTE_STATIC_THREAD_MGMT_SE8).
_RUNS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("COMPUTE_STATIC_THREAD_MGMT_SE0", (ALL_COMPUTE_UNITS,) * 2),
    ("COMPUTE_STATIC_THREAD_MGMT_SE2", (ALL_COMPUTE_UNITS,) * 2),
    ("COMPUTE_STATIC_THREAD_MGMT_SE4", (ALL_COMPUTE_UNITS,) * 4),
    ("COMPUTE_DISPATCH_INTERLEAVE", (DISPATCH_INTERLEAVE_DEFAULT,)),
    ("COMPUTE_USER_ACCUM_0", (0,) * 4),
    ("COMPUTE_DISPATCH_TUNNEL", (0,)),
)


def ring_state(architecture: AmdArchitecture) -> list[int]:
    """The packets, as dwords."""
    registers = compute_registers(architecture.major)
    dwords: list[int] = []
    for first, values in _RUNS:
        if first in registers:
            dwords += pm4.SET_SH_REG.encode(values, reg_offset=sh_offset(registers[first]))
    return dwords
