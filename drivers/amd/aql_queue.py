"""The compute queue of cards whose compute dies work as one (gfx942, gfx950): AQL packets.

The packet processor deals a kernel's workgroups out to the dies. What AQL has no packet for (timelines, the
clock) is PM4 in memory, to which a vendor packet points; all dies execute that, so a write is left to the
first of them. Every packet waits for the one before it, and acquires and releases at system scope: the dies'
L2 caches do not agree with each other by themselves.

Sources: HSA Platform System Architecture, "Architected Queuing Language"; ROCr's amd_aql_queue.cpp;
AMDGPUUsage, "Memory Model GFX942".
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import replace
from weakref import WeakSet

from .. import kernel
from ..errors import DeviceClosed, DeviceHang
from ..interface import Recording
from . import aql, cache_actions, pm4
from .code_object import AmdCodeObject, Kernel, LoadedImage
from .packet import Long
from .packet_queue import CLOSE_TIMEOUT_S, PacketQueue, QueueParts
from .port import RingPort
from .prepared import Prepared, Shape, aligned_arguments, aql_packet
from .queue import ComputeQueue, Pm4
from .recording import AmdRecording
from .scratch import ScratchPlan, buffer_resource

_HEADER = {
    "barrier": 1,
    "acquire_fence_scope": aql.FenceScope.SYSTEM,
    "release_fence_scope": aql.FenceScope.SYSTEM,
}

FIRST_XCC = 1
"""The mask of PRED_EXEC that leaves packets to the first die."""


def pm4_packet(address: int, size_bytes: int) -> bytes:
    """The AQL packet that executes PM4 packets in memory."""
    jump = pm4.INDIRECT_BUFFER.encode(ib_base=address, ib_size=size_bytes // 4, valid=1)
    return cache_actions.to_bytes(
        aql.PM4_IB.encode(
            ven_hdr=aql.AMD_AQL_FORMAT_PM4_IB,
            ib_jump_0=jump[0],
            ib_jump_1=jump[1],
            ib_jump_2=jump[2],
            ib_jump_3=jump[3],
            dw_cnt_remain=aql.PM4_IB_DW_COUNT_REMAIN,
            **_HEADER,
        )
    )


class AqlQueue(ComputeQueue):
    """A compute queue whose ring has AQL packets."""

    def __init__(
        self, name: str, parts: QueueParts, port: RingPort, release: Callable[[PacketQueue], None]
    ) -> None:
        self._is_many_dies = parts.interface.node.num_xcc > 1
        super().__init__(name, parts, port, release)
        # The headers of the packets acquire, all but the instruction caches (ROCr's InvalidateCodeCaches).
        self._new_code, self._begin = self._begin, b""
        self._known_code: WeakSet[LoadedImage] = WeakSet()
        self._amd_queue_address = port.pointers.host_address or 0
        self._scratch_in_use: ScratchPlan | None = None

    def _once(self, dwords: list[int]) -> bytes:
        if self._is_many_dies:
            dwords = pm4.PRED_EXEC.encode(exec_count=len(dwords), virtual_xcc_id_select=FIRST_XCC) + dwords
        return Pm4(cache_actions.to_bytes(dwords))

    def _write_value(self, head: tuple[int, int, int], address: int, value: int) -> bytes:
        packet = self._release_words.pack(*head, address, value, 0)
        return self._once(list(struct.unpack(f"<{len(packet) // 4}I", packet)))

    def _prepared_for(self, kernel_: Kernel, shape: Shape, owner: AmdCodeObject) -> Prepared:
        scratch, address = self._scratch_for(kernel_, shape)
        if scratch.lane_bytes:
            self._set_scratch(scratch, address)
        encode = aql_packet(kernel_, shape, scratch.lane_bytes, _HEADER)
        segment = aligned_arguments(kernel_.descriptor.kernarg_size)
        if owner.image is None:
            raise DeviceClosed(f"kernel {kernel_.name} is of a code object that is closed")
        return self._prepared_of(kernel_, shape, owner.image, encode, segment)

    def _make_known(self, images: Iterable[LoadedImage]) -> bool:
        """Whether some code has not run on this queue before; it has from now on."""
        found = [image for image in images if image not in self._known_code]
        self._known_code.update(found)
        return bool(found)

    def submit(self) -> None:
        if self._make_known(recorded.prepared.image for recorded in self._dispatches):
            self._pending.insert(0, self._new_code)
            self._dispatches = [replace(recorded, index=recorded.index + 1) for recorded in self._dispatches]
        super().submit()

    def replay(self, recording: Recording) -> None:
        held = recording.held if isinstance(recording, AmdRecording) else None
        if held is not None and self._make_known(r for r in held.references if isinstance(r, LoadedImage)):
            self._pending.append(self._new_code)
        super().replay(recording)

    def _scratch_of(self, lane_bytes: int, lanes: int, group_waves: int) -> tuple[ScratchPlan, int]:
        # The packet processor knows of one scratch, which has to do for what was recorded before as well.
        known = self._scratch_in_use
        if known is not None:
            lane_bytes, group_waves = max(lane_bytes, known.lane_bytes), max(group_waves, known.group_waves)
        return super()._scratch_of(lane_bytes, lanes, group_waves)

    def _set_scratch(self, scratch: ScratchPlan, address: int) -> None:
        """Tell the packet processor of scratch, once nothing runs that uses the scratch it knows."""
        if scratch == self._scratch_in_use:
            return
        if not self.idle(CLOSE_TIMEOUT_S):
            raise DeviceHang(f"cannot give kernels more scratch: {self.describe()}")
        resource = buffer_resource(self.parts.interface.architecture, address, scratch)
        values = {
            "compute_tmpring_size": scratch.tmpring_size,
            "scratch_backing_memory_location": address,
            # Of one die: AqlQueue::InitScratchSRD.
            "scratch_backing_memory_byte_size": scratch.xcc_bytes,
            "scratch_wave64_lane_byte_size": scratch.lane_bytes * scratch.wave_lanes // 64,
            **{f"scratch_resource_descriptor_{i}": word for i, word in enumerate(resource)},
        }
        for name, value in values.items():
            wide = isinstance(aql.AmdQueue.fields[name], Long)
            at = self._amd_queue_address + aql.AmdQueue.offset(name)
            kernel.word(at, "uint64_t" if wide else "uint32_t")[0] = value
        self._scratch_in_use = scratch

    def _gather(self, pending: list[bytes]) -> list[tuple[bool, bytes]]:
        """Packets in order, PM4 packets that follow each other as one: (is PM4, bytes)."""
        gathered: list[tuple[bool, bytes]] = []
        run: list[bytes] = []
        for packets in pending:
            if isinstance(packets, Pm4):
                run.append(packets)
                continue
            if run:
                gathered.append((True, b"".join(run)))
                run = []
            gathered.append((False, packets))
        if run:
            gathered.append((True, b"".join(run)))
        return gathered

    def _push(self, pending: list[bytes]) -> None:
        packets: list[bytes] = []
        ring = self._arguments
        for is_pm4, data in self._gather(pending):
            if is_pm4:
                at = self._take(aligned_arguments(len(data)))
                ring.view[at : at + len(data)] = data
                packets.append(pm4_packet(ring.address + at, len(data)))
            else:
                packets.append(data)
        data = b"".join(packets)
        most = self._largest_bytes // aql.PACKET_BYTES * aql.PACKET_BYTES
        for start in range(0, len(data), most):
            self._port.submit(data[start : start + most])

    def _finish_packets(self, recording: AmdRecording, pending: list[bytes], offset: int) -> bytes:
        packets: list[bytes] = []
        for is_pm4, data in self._gather(pending):
            if is_pm4:
                recording.view[offset : offset + len(data)] = data
                packets.append(pm4_packet(recording.gpu_address + offset, len(data)))
                offset += len(data)
            else:
                packets.append(data)
        return b"".join(packets)
