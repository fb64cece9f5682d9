"""PM4 packets as the tests of a simulated compute queue write them."""

from __future__ import annotations

import numpy as np

from barewire.drivers.amd import pm4

from .lone_queue import MEMORY, LoneQueue

ARCHES = ("gfx942", "gfx1030", "gfx1100", "gfx1201")
GENERATION = {"gfx942": 9, "gfx1030": 10, "gfx1100": 11, "gfx1201": 12}
RELEASE = {
    9: pm4.RELEASE_MEM_gfx9,
    10: pm4.RELEASE_MEM_gfx10,
    11: pm4.RELEASE_MEM_gfx10,
    12: pm4.RELEASE_MEM_gfx12,
}
END_OF_PIPE = {
    "event_type": pm4.CacheFlushEvent.CACHE_FLUSH_AND_INV_TS_EVENT,
    "event_index": pm4.EventIndex.END_OF_PIPE,
}
MEC_WAIT = {"mem_space": pm4.MemSpace.MEMORY_SPACE}


def write_data(offset: int, *values: int, **fields: int) -> list[int]:
    return pm4.WRITE_DATA.encode(
        values, dst_sel=pm4.WriteDstSel.MEMORY, dst_mem_addr=MEMORY + offset, wr_confirm=1, **fields
    )


def release(offset: int, value: int, **fields: int) -> list[int]:
    given = {"data_sel": pm4.ReleaseDataSel.SEND_64_BIT_DATA, **END_OF_PIPE, **fields}
    return pm4.RELEASE_MEM_gfx10.encode(address=MEMORY + offset, data=value, **given)


def buffer_at(queue: LoneQueue, offset: int, *packets: list[int]) -> int:
    """Put packets into memory; returns how many dwords they are."""
    dwords = [dword for packet in packets for dword in packet]
    data = np.array(dwords, np.uint32).tobytes()
    queue.memory[offset : offset + len(data)] = data
    return len(dwords)


def jump(offset: int, count: int, **fields: int) -> list[int]:
    return pm4.INDIRECT_BUFFER.encode(ib_base=MEMORY + offset, ib_size=count, valid=1, **fields)
