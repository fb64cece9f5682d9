"""The copy queue: SDMA packets in a ring of their own, beside the compute queue.

SDMA writes and compares 32 bits, so a timeline that a copy queue has to do with ends at 2^32: four thousand
million submissions. Whoever would raise it past that is told. Sources: ROCr's amd_blit_sdma.cpp; the kernel's
sdma_v4_0.c to sdma_v7_0.c, _ring_emit_*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .. import kernel
from ..checks import check_copy, check_fill, check_timestamp
from ..errors import InvalidArgument
from ..interface import Dimensions, Function, Timeline
from . import blit, sdma
from .cache_actions import to_bytes
from .kernel_interface import Placement, Port
from .packet_queue import PacketQueue, QueueParts, Retired
from .prepared import aligned_arguments
from .recording import AmdRecording
from .timeline import AmdTimeline

PATTERN_BLOCK_BYTES = 1 << 16
_VALUE_MAX = 2**32 - 1


class CopyQueue(PacketQueue):
    """A queue of SDMA packets."""

    def __init__(
        self, name: str, parts: QueueParts, port: Port, release: Callable[[PacketQueue], None]
    ) -> None:
        """`release` is called when the queue is closed."""
        super().__init__(name, parts, port, release)
        self._packets = sdma.PACKETS[sdma.family(parts.interface.architecture.sdma_version)]
        self._begin = self._cache_packet(invalidate=True)
        self._end = self._cache_packet(invalidate=False)
        self._interrupt = self._interrupt_packets()

    @property
    def largest_timeline_value(self) -> int:
        """FENCE writes and POLL_REGMEM compares 32 bits."""
        return _VALUE_MAX

    # Packets

    def _packet(self, opcode: sdma.Opcode, sub_opcode: int = 0) -> type[sdma.SdmaPacket]:
        return self._packets[opcode, sub_opcode]

    def _cache_packet(self, invalidate: bool) -> bytes:
        """What BuildGCRCommand of ROCr does; engines before gfx10 go past the caches."""
        if (sdma.GCR_USER.opcode, sdma.GCR_USER.sub_opcode) not in self._packets:
            return b""
        actions = ["gl2_wb", "glk_wb"]
        if invalidate:
            actions += ["gl2_inv", "gl1_inv", "glv_inv", "glk_inv"]
        return to_bytes(sdma.GCR_USER.encode(**dict.fromkeys(actions, 1)))

    def _fence(self, address: int, value: int) -> bytes:
        packet = self._packet(sdma.Opcode.FENCE)
        mtype = {"mtype": sdma.FenceMtype.UC} if "mtype" in packet.fields else {}
        return to_bytes(packet.encode(address=address, data=value, **mtype))

    def _interrupt_packets(self) -> bytes:
        event = self.parts.watch.event
        if not event.mailbox_address:
            return b""
        trap = self._packet(sdma.Opcode.TRAP).encode(int_context=event.event_id)
        return self._fence(event.mailbox_address, event.trigger & _VALUE_MAX) + to_bytes(trap)

    def dispatch(
        self, function: Function, grid: Dimensions, block: Dimensions, arguments: bytes, local_bytes: int = 0
    ) -> None:
        """Raises InvalidArgument: an SDMA engine runs no kernels."""
        raise InvalidArgument(f"cannot dispatch {function.name} on queue {self.name}: it only copies")

    def copy(self, destination: int, source: int, size_bytes: int) -> None:
        """Copy between ranges that do not overlap, of this card, of the host's or of another card.

        Raises InvalidArgument where they overlap.
        """
        check_copy(destination, source, size_bytes)
        if size_bytes:
            self.parts.reach(destination)
            self.parts.reach(source)
            self._copy(destination, source, size_bytes)

    def _copy(self, destination: int, source: int, size_bytes: int) -> None:
        packet = self._packet(sdma.Opcode.COPY)
        for start in range(0, size_bytes, sdma.COPY_BYTES_MAX):
            part = min(sdma.COPY_BYTES_MAX, size_bytes - start)
            self._pending.append(
                to_bytes(packet.encode(count=part - 1, src_addr=source + start, dst_addr=destination + start))
            )

    def fill(self, destination: int, size_bytes: int, pattern: bytes) -> None:
        """Repeat a pattern over a range.

        Raises InvalidArgument for a pattern of a length that fills do not have.
        """
        check_fill(size_bytes, pattern)
        whole = blit.repeated_pattern(pattern)
        if not size_bytes:
            return
        self.parts.reach(destination)
        if whole[:4] * 4 != whole or destination % 4 or size_bytes % 4:
            self._fill_by_copies(destination, size_bytes, whole)
            return
        packet = self._packet(sdma.Opcode.CONST_FILL)
        data = int.from_bytes(whole[:4], "little")
        for start in range(0, size_bytes, sdma.COPY_BYTES_MAX):
            part = min(sdma.COPY_BYTES_MAX, size_bytes - start)
            self._pending.append(
                to_bytes(
                    packet.encode(
                        fillsize=sdma.FillSize.DWORD,
                        dst_addr=destination + start,
                        src_data=data,
                        count=part - 1,
                    )
                )
            )

    def _fill_by_copies(self, destination: int, size_bytes: int, whole: bytes) -> None:
        """Where the engine has no such pattern: copies of a block that has it."""
        if self._closed:
            self._refuse(size_bytes)
        memory = self.parts.memory
        block = min(aligned_arguments(size_bytes), PATTERN_BLOCK_BYTES)
        piece = memory.allocate(block, Placement.GTT, f"a pattern of queue {self.name}")
        self._references.append(Retired(piece, memory))
        kernel.buffer(piece.host_address or 0, block)[:] = whole * (block // len(whole))
        for start in range(0, size_bytes, block):
            part = min(block, size_bytes - start)
            self._copy(destination + start, piece.gpu_address, part)

    def _comparable(self, timeline: Timeline, value: int) -> AmdTimeline:
        if not 0 <= value <= _VALUE_MAX:
            raise InvalidArgument(
                f"queue {self.name} cannot wait for or reach {value}: the engine compares and writes 32 bits"
            )
        known = self._visible(timeline)
        known.keep_below(_VALUE_MAX)
        return known

    def wait(self, timeline: Timeline, value: int) -> None:
        """Hold what follows until a timeline, of this card or another, reaches a value below 2^32."""
        known = self._comparable(timeline, value)
        # A timeline only goes up.
        if known.value >= value:
            return
        poll = self._packet(sdma.Opcode.POLL_REGMEM).encode(
            func=sdma.PollFunction.GREATER_THAN_OR_EQUAL,
            mem_poll=1,
            address=known.gpu_address,
            value=value,
            mask=_VALUE_MAX,
            interval=sdma.POLL_INTERVAL,
            retry_count=sdma.RETRY_FOR_EVER,
        )
        self._pending.append(to_bytes(poll) + self._begin)
        self._references.append(timeline)

    def signal(self, timeline: Timeline, value: int) -> None:
        """Raise a timeline to a value below 2^32 once all that was recorded before is done."""
        known = self._comparable(timeline, value)
        known.expect(value)
        self._pending.append(self._end + self._fence(known.gpu_address, value) + self._interrupt)
        self._references.append(timeline)

    def timestamp(self, address: int) -> None:
        """Write the card's clock in ticks to `address` once all that was recorded before is done."""
        check_timestamp(address)
        packet = self._packet(sdma.Opcode.TIMESTAMP, sdma.TIMESTAMP_GET_GLOBAL.sub_opcode)
        self._pending.append(to_bytes(packet.encode(write_addr=address)))

    def finish(self) -> AmdRecording:
        """Take what was recorded since the last submit as a recording, which is not submitted.

        Raises OutOfMemory, DeviceClosed.
        """
        self._check_usable("recorded")
        pending, references = self._pending, self._references
        self._pending, self._references, self._replays = [], [], []
        piece = self.parts.memory.allocate(1, Placement.GTT, f"recording of queue {self.name}")
        recording = AmdRecording(self, piece, self.parts.memory.retire, references)
        recording.packets = b"".join(pending)
        self._recordings.add(recording)
        return recording

    def _kernels(self) -> Sequence[str]:
        self._replays = []
        return ()

    def _write_progress(self, number: int) -> bytes:
        return self._fence(self._progress.piece.gpu_address, number & _VALUE_MAX)
