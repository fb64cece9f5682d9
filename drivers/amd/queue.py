"""The compute queue: kernels, copies, waits and signals as PM4 packets in one ring, in order.

Caches: a submission begins with everything invalid (the host, other queues and other cards may have written),
a kernel begins with its vector and scalar caches invalid and ends before the next packet begins, a signal is
raised after the L2 cache is written back. See `cache_actions`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from math import prod
from typing import Any

from ..checks import (
    LARGEST_TIMELINE_VALUE,
    check_copy,
    check_fill,
    check_timeline_value,
    check_timestamp,
)
from ..errors import DeviceClosed, InvalidArgument
from ..interface import Dimensions, Function, Timeline
from . import blit, cache_actions, pm4
from .code_object import AmdCodeObject, Kernel
from .kernel_interface import Placement, Port
from .memory import Piece
from .packet_queue import PACKETS_ARE_EXECUTABLE, PacketQueue, QueueParts
from .prepared import (
    Prepared,
    Shape,
    aligned_arguments,
    aql_packet,
    check,
    hidden_arguments,
    pm4_encoder,
    wave_lanes,
)
from .recording import AmdRecording, Recorded
from .scratch import DYNAMIC_STACK_BYTES, NO_SCRATCH, ScratchPlan, plan

WAIT_POLL_INTERVAL = 4
"""In units of 16 clocks; what tinygrad and the kernel poll with."""

# What tells queues apart among the kernels prepared that a code object keeps.
_keys = count(1)


class Pm4(bytes):
    """PM4 packets among others that a queue takes as they are."""


class ComputeQueue(PacketQueue):
    """A queue of compute packets."""

    def __init__(
        self, name: str, parts: QueueParts, port: Port, release: Callable[[PacketQueue], None]
    ) -> None:
        """`release` is called when the queue is closed."""
        super().__init__(name, parts, port, release)
        self._major = parts.interface.architecture.major
        self._key = next(_keys)
        self._dispatches: list[Recorded] = []
        self._scratch: list[tuple[ScratchPlan, Piece]] = []
        self._begin = Pm4(cache_actions.to_bytes(cache_actions.acquire(self._major, system=True)))
        self._release_words = struct.Struct("<IIIQQI")
        self._fence = self._release_head(write_back=False)
        self._signal = self._release_head(write_back=True)
        self._interrupt = self._interrupt_packet()

    @property
    def largest_timeline_value(self) -> int:
        """WAIT_REG_MEM64 compares, and RELEASE_MEM writes, 64 bits."""
        return LARGEST_TIMELINE_VALUE

    # Packets

    def _release_head(self, write_back: bool) -> tuple[int, int, int]:
        words = cache_actions.release(self._major, 0, write_back=write_back)
        return words[0], words[1], words[2]

    def _interrupt_packet(self) -> bytes:
        event = self.parts.watch.event
        if not event.mailbox_address:
            return b""
        return self._once(
            cache_actions.release(
                self._major,
                event.mailbox_address,
                data=event.trigger,
                int_sel=pm4.ReleaseIntSel.SEND_INTERRUPT_AFTER_WRITE_CONFIRM,
                int_ctxid=event.event_id,
                write_back=False,
            )
        )

    def _once(self, dwords: list[int]) -> bytes:
        """Packets that one compute die is to execute on behalf of all."""
        return Pm4(cache_actions.to_bytes(dwords))

    def _write_value(self, head: tuple[int, int, int], address: int, value: int) -> bytes:
        return Pm4(self._release_words.pack(*head, address, value, 0))

    # Recording

    def dispatch(
        self, function: Function, grid: Dimensions, block: Dimensions, arguments: bytes, local_bytes: int = 0
    ) -> None:
        """Run a kernel on `grid` workgroups of `block` work-items.

        Raises InvalidArgument when dimensions, arguments or local memory are more than kernel or card take,
        or the kernel is another card's; DeviceClosed when its code object is closed.
        """
        owner: Any = function.owner
        try:
            prepared: Prepared = owner.prepared[self._key, function.gpu_address, block, local_bytes]
        except (KeyError, AttributeError):
            prepared = self._prepare(function, block, local_bytes)
        size = len(arguments)
        if not prepared.argument_bytes <= size <= prepared.segment_bytes:
            raise InvalidArgument(
                f"cannot dispatch {function.name} with {size} bytes of arguments: it takes"
                f" {prepared.argument_bytes}"
            )
        at = self._take(prepared.segment_bytes)
        ring = self._arguments
        address = ring.address + at
        ring.view[at : at + size] = arguments
        if prepared.hidden is not None:
            prepared.hidden.fill(ring.view[at : at + prepared.segment_bytes], grid)
        try:
            if prepared.packet is not None:
                start = at + prepared.packet_offset
                packet = prepared.packet(address, grid)
                ring.view[start : start + len(packet)] = packet
            self._pending.append(prepared.encode(address, grid) if all(grid) else b"")
        except struct.error as error:
            raise InvalidArgument(
                f"cannot dispatch {function.name} on grid {grid} of blocks {block}: {error}"
            ) from error
        self._dispatches.append(Recorded(len(self._pending) - 1, prepared, grid, ring.view, at, size))

    def _prepare(self, function: Function, block: Dimensions, local_bytes: int) -> Prepared:
        owner = function.owner
        if not isinstance(owner, AmdCodeObject) or owner.card is not self.parts.card:
            raise InvalidArgument(f"cannot dispatch {function.name}: it is another card's")
        if owner.image is None:
            raise DeviceClosed(f"cannot dispatch {function.name}: its code object is closed")
        kernel = next(k for k in owner.kernels.values() if k.descriptor_address == function.gpu_address)
        shape = Shape(block, local_bytes)
        check(kernel, shape, self.parts.local_memory_bytes)
        prepared = self._prepared_for(kernel, shape, owner)
        owner.prepared[self._key, function.gpu_address, block, local_bytes] = prepared
        return prepared

    def _prepared_for(self, kernel: Kernel, shape: Shape, owner: AmdCodeObject) -> Prepared:
        scratch, address = self._scratch_for(kernel, shape)
        segment = aligned_arguments(kernel.descriptor.kernarg_size)
        packet_offset = segment
        packet = None
        if kernel.descriptor.enable_sgpr_dispatch_ptr:
            packet = aql_packet(kernel, shape, scratch.lane_bytes, {})
            segment += 64
        image = owner.image
        if image is None:
            raise DeviceClosed(f"kernel {kernel.name} is of a code object that is closed")
        interface = self.parts.interface
        encode = pm4_encoder(
            kernel,
            shape,
            interface.architecture,
            scratch,
            address,
            packet_offset,
            saves_waves=interface.saves_waves,
            arrays_per_engine=interface.node.simd_arrays_per_engine,
        )
        return self._prepared_of(kernel, shape, image, encode, segment, packet, packet_offset)

    def _prepared_of(
        self,
        kernel: Kernel,
        shape: Shape,
        image: Any,
        encode: Callable[[int, Dimensions], bytes],
        segment_bytes: int,
        packet: Callable[[int, Dimensions], bytes] | None = None,
        packet_offset: int = 0,
    ) -> Prepared:
        known = kernel.metadata
        size = kernel.descriptor.kernarg_size
        return Prepared(
            kernel.name,
            image,
            encode,
            known.explicit_bytes if known else 0,
            max(segment_bytes, aligned_arguments(1)),
            hidden_arguments(known.hidden, shape.block, size, shape.local_bytes) if known else None,
            packet,
            packet_offset,
        )

    def _scratch_for(self, kernel: Kernel, shape: Shape) -> tuple[ScratchPlan, int]:
        """Scratch for a kernel: what there is where that is enough, and more otherwise."""
        lane_bytes = kernel.descriptor.private_segment_fixed_size
        if kernel.descriptor.uses_dynamic_stack:
            lane_bytes = max(lane_bytes, DYNAMIC_STACK_BYTES)
        if not lane_bytes:
            return NO_SCRATCH, 0
        lanes = wave_lanes(kernel)
        return self._scratch_of(lane_bytes, lanes, -(-prod(shape.block) // lanes))

    def _scratch_of(self, lane_bytes: int, lanes: int, group_waves: int) -> tuple[ScratchPlan, int]:
        interface = self.parts.interface
        needed = plan(interface.node, interface.architecture, lane_bytes, lanes, group_waves)
        for _, piece in self._scratch:
            if piece.size_bytes >= needed.total_bytes:
                return needed, piece.gpu_address
        piece = self.parts.memory.allocate(
            max(needed.total_bytes, 1), Placement.VRAM, f"scratch of queue {self.name}"
        )
        self._scratch.append((needed, piece))
        return needed, piece.gpu_address

    def copy(self, destination: int, source: int, size_bytes: int) -> None:
        """Copy between ranges that do not overlap, by a kernel. Raises InvalidArgument where they do."""
        check_copy(destination, source, size_bytes)
        if size_bytes:
            self.parts.reach(destination)
            self.parts.reach(source)
            self._blit(blit.copy(destination, source, size_bytes))

    def fill(self, destination: int, size_bytes: int, pattern: bytes) -> None:
        """Repeat a pattern over a range, by a kernel.

        Raises InvalidArgument for a pattern of a length that fills do not have.
        """
        check_fill(size_bytes, pattern)
        if size_bytes:
            self.parts.reach(destination)
            self._blit(blit.fill(destination, size_bytes, pattern))

    def _blit(self, work: blit.Blit) -> None:
        code = self.parts.blit_kernels()
        self.dispatch(code.functions[work.kernel], work.grid, blit.BLOCK, work.arguments)
        self._dispatches[-1] = replace(self._dispatches[-1], is_users=False)

    def wait(self, timeline: Timeline, value: int) -> None:
        """Hold what follows until a timeline, of this card or another, reaches a value."""
        check_timeline_value(value)
        known = self._visible(timeline)
        # A timeline only goes up.
        if known.value >= value:
            return
        # WAIT_REG_MEM compares the low half alone, which is below `value` again once the rest has gone up.
        self._pending.append(
            Pm4(
                cache_actions.to_bytes(
                    pm4.WAIT_REG_MEM64.encode(
                        function=pm4.WaitFunction.GREATER_THAN_OR_EQUAL,
                        mem_space=pm4.MemSpace.MEMORY_SPACE,
                        mem_poll_addr=known.gpu_address,
                        reference=value,
                        mask=2**64 - 1,
                        poll_interval=WAIT_POLL_INTERVAL,
                    )
                )
                + self._begin
            )
        )
        self._references.append(timeline)

    def signal(self, timeline: Timeline, value: int) -> None:
        """Raise a timeline to a value once all that was recorded before is done; wakes who waits for it."""
        known = self._visible(timeline)
        known.expect(value)
        self._pending.append(self._write_value(self._signal, known.gpu_address, value))
        if self._interrupt:
            self._pending.append(self._interrupt)
        self._references.append(timeline)

    def timestamp(self, address: int) -> None:
        """Write the card's clock in ticks to `address` once all that was recorded before is done."""
        check_timestamp(address)
        self._pending.append(
            self._once(
                cache_actions.release(
                    self._major,
                    address,
                    data_sel=pm4.ReleaseDataSel.SEND_GPU_CLOCK_COUNTER,
                    write_back=False,
                )
            )
        )

    def finish(self) -> AmdRecording:
        """Take what was recorded since the last submit as a recording, which is not submitted.

        Raises OutOfMemory, DeviceClosed.
        """
        self._check_usable("recorded")
        pending, dispatches, references = self._pending, self._dispatches, self._references
        replays = self._replays
        self._pending, self._dispatches, self._references, self._replays = [], [], [], []
        argument_bytes = sum(recorded.prepared.segment_bytes for recorded in dispatches)
        # An indirect buffer's size has 20 bits of dwords; those of a recording follow its arguments.
        packet_bytes = sum(map(len, pending)) + sum(
            len(packets) for _, contents in replays for packets in contents
        )
        size = argument_bytes + packet_bytes + aligned_arguments(1)
        piece = self.parts.memory.allocate(
            size, Placement.GTT, f"recording of queue {self.name}", executable=PACKETS_ARE_EXECUTABLE
        )
        recording = AmdRecording(self, piece, self.parts.memory.retire, references)
        self._recordings.add(recording)
        offset = 0
        view = recording.view
        for recorded in dispatches:
            prepared = recorded.prepared
            segment = prepared.segment_bytes
            view[offset : offset + segment] = recorded.view[recorded.at : recorded.at + segment]
            address = piece.gpu_address + offset
            if prepared.packet is not None:
                start = offset + prepared.packet_offset
                packet = prepared.packet(address, recorded.grid)
                view[start : start + len(packet)] = packet
            if all(recorded.grid):
                pending[recorded.index] = prepared.encode(address, recorded.grid)
            recording.add_dispatch(offset, recorded)
            offset += segment
        pending = _flat(pending, replays)
        recording.contents = pending
        recording.packets = self._finish_packets(recording, pending, offset)
        return recording

    def _finish_packets(self, recording: AmdRecording, pending: list[bytes], offset: int) -> bytes:
        """The packets that replay a recording, whose own are put at `offset` of its memory."""
        data = b"".join(pending)
        if not data or self.parts.interface.submits_indirect_buffers:
            # Compute queues nest none.
            return data
        recording.view[offset : offset + len(data)] = data
        return self._indirect(recording.gpu_address + offset, len(data))

    def _indirect(self, address: int, size_bytes: int) -> bytes:
        dwords = size_bytes // 4
        most = pm4.INDIRECT_BUFFER.fields["ib_size"].limit
        if dwords > most:
            raise InvalidArgument(f"a recording has {dwords} dwords of packets; the most is {most}")
        return cache_actions.to_bytes(pm4.INDIRECT_BUFFER.encode(ib_base=address, ib_size=dwords, valid=1))

    # Submission

    def _write_progress(self, number: int) -> bytes:
        return self._write_value(self._fence, self._progress.piece.gpu_address, number)

    def _kernels(self) -> Sequence[str]:
        kernels = [recorded.prepared for recorded in self._dispatches]
        self._dispatches, self._replays = [], []
        self._references.extend(kernel.image for kernel in kernels)
        return [kernel.name for kernel in kernels]

    def _free(self) -> None:
        self._dispatches.clear()
        for _, piece in self._scratch:
            self.parts.memory.free(piece.gpu_address)
        super()._free()


def _flat(pending: list[bytes], replays: Sequence[tuple[int, list[bytes]]]) -> list[bytes]:
    """Packets with what replays point to in their place: compute queues nest no indirect buffers."""
    flat: list[bytes] = []
    start = 0
    for index, contents in replays:
        flat += pending[start:index]
        flat += contents
        start = index + 1
    return flat + pending[start:]
