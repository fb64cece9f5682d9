"""What the packets of cache actions, ACQUIRE_MEM and RELEASE_MEM, ask for.

The caches before the L2 cache do not show in a simulated card; what is done to the L2 cache does (`cache`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ....amd import pm4
from ....amd.packet import Packet3
from ...memory.l2_cache import Action
from .processor import BadPacket

# Which fields of a packet invalidate the L2 cache, and write it back. From gfx10 on each does what it says.
_L2_FIELDS: dict[type[Packet3], tuple[str, str]] = {
    pm4.ACQUIRE_MEM_gfx10: ("gl2_inv", "gl2_wb"),
    pm4.ACQUIRE_MEM_gfx12: ("gl2_inv", "gl2_wb"),
    pm4.RELEASE_MEM_gfx10: ("gcr_gl2_inv", "gcr_gl2_wb"),
    pm4.RELEASE_MEM_gfx12: ("gcr_gl2_inv", "gcr_gl2_wb"),
}

# What TC_ACTION, TC_WB_ACTION and TC_NC_ACTION mean together on gfx9: the only combinations there are, by
# Mesa (radv_cs_emit_cache_flush and si_emit_cache_flush for gfx9, where "MTYPE == NC" is said of three).
_L2_OF_GFX9 = {
    (0, 0, 0): Action(),
    (1, 1, 0): Action(invalidate=True, write_back=True),
    (1, 1, 1): Action(invalidate=True, write_back=True, only_non_coherent=True),
    (0, 1, 1): Action(write_back=True, only_non_coherent=True),
    (1, 0, 1): Action(invalidate=True, only_non_coherent=True),
}


def _l2_action(packet: Any) -> Action:
    """Raises BadPacket for bits that mean nothing together."""
    fields = _L2_FIELDS.get(type(packet))
    if fields is not None:
        invalidate, write_back = fields
        return Action(bool(getattr(packet, invalidate)), bool(getattr(packet, write_back)))
    bits = packet.tc_action_ena, packet.tc_wb_action_ena, packet.tc_nc_action_ena
    if bits == (1, 0, 0) and getattr(packet, "tc_md_action_ena", False):
        # Of metadata only.
        return Action()
    found = _L2_OF_GFX9.get(bits)
    if found is None:
        asked = ", ".join(
            name for name, bit in zip(("TC_ACTION", "TC_WB_ACTION", "TC_NC_ACTION"), bits, strict=True) if bit
        )
        raise BadPacket(
            f"{type(packet).__name__} with {asked} alone: gfx9 writes back and invalidates with TC_ACTION and"
            " TC_WB_ACTION, and does one of them with TC_NC_ACTION, for memory of MTYPE_NC"
        )
    return found


@dataclass(frozen=True)
class Release:
    """What a RELEASE_MEM does: writes `size_bytes`, past the L2 cache or into it, and interrupts."""

    size_bytes: int
    is_clock: bool
    is_direct: bool
    interrupts: bool
    action: Action


@lru_cache(maxsize=256)
def release(generation: int, control: tuple[int, ...]) -> Release:
    """What a RELEASE_MEM does, by its header and the two dwords after it.

    Raises BadPacket for what it cannot ask for.
    """
    packet: Any = pm4.PACKETS[generation][control[0] >> 8 & 0xFF]((*control, 0, 0, 0, 0, 0))
    if packet.event_index != pm4.EventIndex.END_OF_PIPE or packet.event_type not in (
        pm4.CacheFlushEvent.CACHE_FLUSH_AND_INV_TS_EVENT,
        pm4.CacheFlushEvent.BOTTOM_OF_PIPE_TS,
    ):
        raise BadPacket(f"RELEASE_MEM with event {packet.event_type:#x} of index {packet.event_index}")
    if packet.data_sel not in _RELEASED_BYTES:
        raise BadPacket(f"RELEASE_MEM with data_sel {packet.data_sel}")
    only = pm4.ReleaseIntSel.SEND_INTERRUPT_ONLY
    if packet.data_sel and packet.int_sel == only:
        raise BadPacket("RELEASE_MEM with data and with an interrupt only")
    return Release(
        _RELEASED_BYTES[packet.data_sel],
        packet.data_sel >= pm4.ReleaseDataSel.SEND_GPU_CLOCK_COUNTER,
        packet.dst_sel == pm4.ReleaseDstSel.MEMORY_CONTROLLER,
        packet.int_sel in (only, pm4.ReleaseIntSel.SEND_INTERRUPT_AFTER_WRITE_CONFIRM),
        _l2_action(packet),
    )


_RELEASED_BYTES = {
    pm4.ReleaseDataSel.NONE: 0,
    pm4.ReleaseDataSel.SEND_32_BIT_LOW: 4,
    pm4.ReleaseDataSel.SEND_64_BIT_DATA: 8,
    pm4.ReleaseDataSel.SEND_GPU_CLOCK_COUNTER: 8,
    pm4.ReleaseDataSel.SEND_SYSTEM_CLOCK_COUNTER: 8,
}


@lru_cache(maxsize=256)
def acquisition(generation: int, dwords: tuple[int, ...]) -> Action:
    """What an ACQUIRE_MEM does to the L2 cache. Raises BadPacket."""
    packet: Any = pm4.PACKETS[generation][dwords[0] >> 8 & 0xFF](dwords)
    start = (packet.coher_base | packet.coher_base_hi << 32) << 8
    size = (packet.coher_size | packet.coher_size_hi << 32) << 8
    return replace(_l2_action(packet), start=start, size_bytes=size)
