"""Which caches are written back and invalidated when, per graphics generation: packets ready to be used.

- `ACQUIRE_SYSTEM` comes before work that reads what the host, another queue or another card has written; it
  also drops the instruction caches, for code that was just loaded.
- `ACQUIRE_AGENT` comes between kernels of one queue: vector and scalar caches go, the L2 cache is theirs all.
- a release with `write_back` makes what was written visible to everybody: the L2 cache is written back. The
  caches before it write through. gfx9 has no bits that write all of its L2 back and keep it: with TC_NC only
  lines of memory type NC are, and a card's own memory is RW on gfx908 and later
  (gmc_v9_0_get_coherence_flags); so it is invalidated too, as the kernel's fences for users' work do.

Sources: gfx_v9_0_emit_mem_sync, gfx_v10_0_emit_mem_sync, gfx_v11_0_emit_mem_sync, gfx_v12_0_emit_mem_sync and
the _ring_emit_fence of each (kernel, drivers/gpu/drm/amd/amdgpu); AMDGPUUsage, "Memory Model" per generation;
PAL's gfx9CmdUtil.cpp and gfx12CmdUtil.cpp.
"""

from __future__ import annotations

import struct

from .packet import Packet3
from .pm4 import (
    COHER_SIZE_ALL,
    COHER_SIZE_HI_ALL,
    POLL_INTERVAL_ACQUIRE,
    ACQUIRE_MEM_gfx9,
    ACQUIRE_MEM_gfx10,
    ACQUIRE_MEM_gfx12,
    CacheFlushEvent,
    EventIndex,
    RELEASE_MEM_gfx9,
    RELEASE_MEM_gfx10,
    RELEASE_MEM_gfx12,
    ReleaseDataSel,
    ReleaseIntSel,
)

_ALL_OF_MEMORY = {
    "coher_size": COHER_SIZE_ALL,
    "coher_size_hi": COHER_SIZE_HI_ALL,
    "poll_interval": POLL_INTERVAL_ACQUIRE,
}

_ACQUIRE: dict[int, type[Packet3]] = {
    9: ACQUIRE_MEM_gfx9,
    10: ACQUIRE_MEM_gfx10,
    11: ACQUIRE_MEM_gfx10,
    12: ACQUIRE_MEM_gfx12,
}

_SYSTEM: dict[int, tuple[str, ...]] = {
    9: (
        "sh_icache_action_ena",
        "sh_kcache_action_ena",
        "tcl1_action_ena",
        "tc_action_ena",
        "tc_wb_action_ena",
    ),
    10: ("gli_inv", "glk_inv", "glv_inv", "gl1_inv", "glm_inv", "glm_wb", "gl2_inv", "gl2_wb"),
    11: ("gli_inv", "glk_inv", "glv_inv", "gl1_inv", "glm_inv", "glm_wb", "gl2_inv", "gl2_wb"),
    12: ("gli_inv", "glk_inv", "glv_inv", "gl2_inv", "gl2_wb"),
}

_AGENT: dict[int, tuple[str, ...]] = {
    9: ("sh_kcache_action_ena", "tcl1_action_ena"),
    10: ("glk_inv", "glv_inv", "gl1_inv"),
    11: ("glk_inv", "glv_inv", "gl1_inv"),
    12: ("glk_inv", "glv_inv"),
}

_RELEASE: dict[int, type[Packet3]] = {
    9: RELEASE_MEM_gfx9,
    10: RELEASE_MEM_gfx10,
    11: RELEASE_MEM_gfx10,
    12: RELEASE_MEM_gfx12,
}

_WRITE_BACK: dict[int, tuple[str, ...]] = {
    9: ("tcl1_action_ena", "tc_action_ena", "tc_wb_action_ena", "tc_md_action_ena"),
    10: ("gcr_glm_wb", "gcr_glm_inv", "gcr_gl2_wb", "gcr_seq"),
    11: ("gcr_glm_wb", "gcr_glm_inv", "gcr_gl2_wb", "gcr_seq"),
    12: ("gcr_gl2_wb", "gcr_seq"),
}


def acquire(generation: int, system: bool) -> list[int]:
    """An ACQUIRE_MEM over all of memory."""
    actions = (_SYSTEM if system else _AGENT)[generation]
    return _ACQUIRE[generation].encode(**_ALL_OF_MEMORY, **dict.fromkeys(actions, 1))


def release(
    generation: int,
    address: int,
    data: int = 0,
    data_sel: ReleaseDataSel = ReleaseDataSel.SEND_64_BIT_DATA,
    int_sel: ReleaseIntSel = ReleaseIntSel.NONE,
    int_ctxid: int = 0,
    write_back: bool = True,
) -> list[int]:
    """A RELEASE_MEM at the end of the pipe that writes `data`, or the clock, to `address`."""
    actions = _WRITE_BACK[generation] if write_back else ()
    return _RELEASE[generation].encode(
        event_type=CacheFlushEvent.CACHE_FLUSH_AND_INV_TS_EVENT,
        event_index=EventIndex.END_OF_PIPE,
        data_sel=data_sel,
        int_sel=int_sel,
        address=address,
        data=data,
        int_ctxid=int_ctxid,
        **dict.fromkeys(actions, 1),
    )


def to_bytes(dwords: list[int]) -> bytes:
    """Dwords as the card reads them."""
    return struct.pack(f"<{len(dwords)}I", *dwords)
