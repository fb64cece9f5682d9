"""The command processor: packets of type 4 and 7 of indirect buffers, one after another.

Packets and registers are declared in drivers/qualcomm/pm4.py and registers.py. Dispatches that nothing waits
for between overlap on silicon. Here they are held until something waits, then run the last one first, so that
who forgets a wait gets wrong numbers; and what they wrote lies in the cache until an event writes it back.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from typing import Any

from ....errors import InvalidArgument
from ....qualcomm.packet import PACKET_TYPE4, Packet4Header, Packet7Header, packet_dwords
from ....qualcomm.pm4 import PACKETS, Event, Event7, EventSource, Function, Poll
from ....qualcomm.registers import NUMBERS
from ...memory.vm import AddressSpace
from ..description import CardDescription
from ..memory.gpu_cache import GpuCache
from .compute_state import ComputeState, read, write
from .dispatch import Dispatch, WaveFault, WaveMemoryViolation
from .shader_processor import ShaderProcessors
from .trouble import Closing, Hang, PageFault

_LEVELS = 3
"""A ring's indirect buffer may call one of its own, which may call one more."""
_POLL_S = 50e-6

_COMPARE: dict[int, Callable[[int, int], bool]] = {
    Function.WRITE_ALWAYS: lambda value, reference: True,
    Function.WRITE_LT: lambda value, reference: value < reference,
    Function.WRITE_LE: lambda value, reference: value <= reference,
    Function.WRITE_EQ: lambda value, reference: value == reference,
    Function.WRITE_NE: lambda value, reference: value != reference,
    Function.WRITE_GE: lambda value, reference: value >= reference,
    Function.WRITE_GT: lambda value, reference: value > reference,
}


def ticks(description: CardDescription) -> int:
    """The always-on counter, which runs with CLOCK_MONOTONIC_RAW."""
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW) * description.clock_hz // 1_000_000_000


def signed(value: int) -> int:
    """32 bits as a signed number."""
    return value - (value >> 31 << 32)


class CommandProcessor:
    """One card's. `memory` and `cache` are those of the process whose commands it executes."""

    def __init__(
        self,
        description: CardDescription,
        processors: ShaderProcessors,
        deadline_s: Callable[[], float],
        closing: Callable[[], bool],
    ) -> None:
        self._description = description
        self._processors = processors
        self._deadline_s, self._closing = deadline_s, closing
        generation = description.architecture.generation
        self._packets = PACKETS[generation]
        self._events = Event if generation == 6 else Event7
        self._counter = NUMBERS[generation]["CP_ALWAYS_ON_COUNTER"]
        self.state = ComputeState(description.architecture)
        self.memory = AddressSpace()
        self.cache: GpuCache | None = None
        self._held: list[Dispatch] = []

    def execute(self, address: int, dwords: int, level: int = 1) -> None:
        """Go through one indirect buffer. Raises GpuTrouble; Closing when the card goes away."""
        if level > _LEVELS:
            raise Hang(f"indirect buffers {level} deep")
        stream = struct.unpack(f"<{dwords}I", read(self.memory, address, 4 * dwords, "an indirect buffer"))
        at = 0
        while at < len(stream):
            try:
                size = packet_dwords(stream[at])
            except InvalidArgument as error:
                raise Hang(f"at {address + 4 * at:#x}: {error}") from error
            if at + size > len(stream):
                raise Hang(f"the packet at {address + 4 * at:#x} goes beyond its indirect buffer")
            packet = stream[at : at + size]
            at += size
            at += self._packet(packet, address + 4 * (at - size), level)

    def _packet(self, dwords: tuple[int, ...], address: int, level: int) -> int:
        """Execute one packet; returns how many dwords after it are skipped."""
        if dwords[0] >> 28 == PACKET_TYPE4:
            first = Packet4Header.decode(dwords[0]).register
            for n, value in enumerate(dwords[1:]):
                self.state.write(first + n, value)
            return 0
        opcode = Packet7Header.decode(dwords[0]).opcode
        declared = self._packets.get(opcode)
        if declared is None:
            raise Hang(f"at {address:#x}: the opcode {opcode:#x} is not simulated")
        try:
            packet = declared.decode(dwords)
        except InvalidArgument as error:
            raise Hang(f"at {address:#x}: {error}") from error
        handler = getattr(self, f"_{declared.__name__}", None)
        if handler is None:
            raise Hang(f"at {address:#x}: {declared.__name__} is not simulated")
        skipped: int | None = handler(packet, level)
        return skipped or 0

    def _ignore(self, packet: Any, level: int) -> None:
        """Packets without effect here: what they wait for is done when the packet before them is."""

    _CP_NOP = _CP_WAIT_MEM_WRITES = _CP_WAIT_FOR_ME = _CP_SET_MARKER = _ignore

    def _CP_WAIT_FOR_IDLE(self, packet: Any, level: int) -> None:
        self.finish()

    # ---- control of the stream ------------------------------------------------------------------------

    def _CP_INDIRECT_BUFFER(self, packet: Any, level: int) -> None:
        self.execute(packet.IB_BASE, packet.IB_SIZE, level + 1)

    def _CP_COND_EXEC(self, packet: Any, level: int) -> int:
        first, second = (self._word(at) for at in (packet.ADDR0, packet.ADDR1))
        taken = first != 0 and signed(second) < signed(packet.REF)
        return 0 if taken else int(packet.DWORDS)

    def _CP_WAIT_REG_MEM(self, packet: Any, level: int) -> None:
        compare = _COMPARE.get(packet.FUNCTION)
        if compare is None:
            raise Hang(f"CP_WAIT_REG_MEM with function {packet.FUNCTION}")
        if packet.POLL not in (Poll.POLL_REGISTER, Poll.POLL_MEMORY):
            raise Hang(f"CP_WAIT_REG_MEM of {Poll(packet.POLL).name} is not simulated")
        reference = signed(packet.REF) if packet.SIGNED_COMPARE else packet.REF

        def holds() -> bool:
            if packet.POLL == Poll.POLL_MEMORY:
                value = self._word(packet.POLL_ADDR)
            else:
                value = self._register(packet.POLL_ADDR)
            value &= packet.MASK
            return compare(signed(value) if packet.SIGNED_COMPARE else value, reference)

        self._wait(holds, str(packet))

    def _CP_WAIT_MEM_GTE(self, packet: Any, level: int) -> None:
        self._wait(lambda: signed(self._word(packet.POLL_ADDR)) >= signed(packet.REF), str(packet))

    def _wait(self, holds: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + self._deadline_s()
        while not holds():
            if self._closing():
                raise Closing
            if time.monotonic() > deadline:
                raise Hang(f"waited in vain: {what}")
            time.sleep(_POLL_S)

    # ---- memory and registers -------------------------------------------------------------------------

    def _word(self, address: int) -> int:
        word: int = struct.unpack("<I", read(self.memory, address, 4, "the command processor's"))[0]
        return word

    def _register(self, number: int) -> int:
        if number in (self._counter, self._counter + 1):
            return ticks(self._description) >> 32 * (number - self._counter) & 0xFFFFFFFF
        return self.state.read(number)

    def _write(self, address: int, data: bytes, who: str) -> None:
        write(self.memory, address, data, who)

    def _CP_MEM_WRITE(self, packet: Any, level: int) -> None:
        self._write(packet.ADDR, struct.pack(f"<{len(packet.tail)}I", *packet.tail), "CP_MEM_WRITE's")

    def _CP_REG_TO_MEM(self, packet: Any, level: int) -> None:
        count = 2 if packet.B64 else max(packet.CNT, 1)
        if packet.ACCUMULATE:
            raise Hang("CP_REG_TO_MEM that accumulates is not simulated")
        now = ticks(self._description)
        values = [
            now >> 32 * (number - self._counter) & 0xFFFFFFFF
            if number in (self._counter, self._counter + 1)
            else self.state.read(number)
            for number in range(packet.REG, packet.REG + count)
        ]
        self._write(packet.DEST, struct.pack(f"<{count}I", *values), "CP_REG_TO_MEM's")

    def _CP_MEM_TO_MEM(self, packet: Any, level: int) -> None:
        size = 8 if packet.DOUBLE else 4
        total = 0
        for n, (low, high) in enumerate(zip(packet.tail[::2], packet.tail[1::2], strict=False)):
            value = int.from_bytes(read(self.memory, low | high << 32, size, "CP_MEM_TO_MEM's"), "little")
            total += -value if (packet.NEG_A, packet.NEG_B, packet.NEG_C)[n] else value
        self._write(packet.DST, (total % (1 << 8 * size)).to_bytes(size, "little"), "CP_MEM_TO_MEM's")

    def _CP_MEMCPY(self, packet: Any, level: int) -> None:
        data = read(self.memory, packet.SRC, 4 * packet.DWORDS, "CP_MEMCPY's")
        self._write(packet.DST, data, "CP_MEMCPY's")

    # ---- events ---------------------------------------------------------------------------------------

    def _caches(self, event: int) -> None:
        name = self._events(event).name
        if name in ("CACHE_FLUSH_TS", "RB_DONE_TS", "CACHE_CLEAN", "CACHE_FLUSH7"):
            # These go down the pipeline behind what is in it.
            self.finish()
        if self.cache is None:
            return
        if name in ("CACHE_FLUSH_TS", "CACHE_CLEAN", "CACHE_FLUSH7"):
            self.cache.flush()
        if name in ("CACHE_INVALIDATE", "CACHE_INVALIDATE7", "CACHE_FLUSH7", "CACHE_RESET"):
            self.cache.invalidate()

    def _known_event(self, event: int) -> None:
        if event not in [known.value for known in self._events]:
            raise Hang(f"CP_EVENT_WRITE of event {event} is not simulated")

    def _CP_EVENT_WRITE(self, packet: Any, level: int) -> None:
        self._known_event(packet.EVENT)
        self._caches(packet.EVENT)
        writes = packet.EVENT in (Event.CACHE_FLUSH_TS, Event.RB_DONE_TS)
        if len(packet.dwords) > 1 and packet.ADDR:
            if not writes:
                raise Hang(f"{packet}: this event writes nothing")
            value = ticks(self._description) if packet.TIMESTAMP else packet.DATA
            size = 8 if packet.TIMESTAMP else 4
            self._write(packet.ADDR, value.to_bytes(size, "little"), "CP_EVENT_WRITE's")

    def _CP_EVENT_WRITE7(self, packet: Any, level: int) -> None:
        self._known_event(packet.EVENT)
        self._caches(packet.EVENT)
        if not packet.WRITE_ENABLED:
            return
        source = packet.WRITE_SRC
        if source == EventSource.EV_WRITE_USER_32B:
            data = packet.PAYLOAD_0.to_bytes(4, "little")
        elif source == EventSource.EV_WRITE_ALWAYSON:
            data = ticks(self._description).to_bytes(8, "little")
        else:
            raise Hang(f"{packet}: what it writes is not simulated")
        self._write(packet.ADDR, data, "CP_EVENT_WRITE7's")

    # ---- compute --------------------------------------------------------------------------------------

    def _CP_LOAD_STATE6_FRAG(self, packet: Any, level: int) -> None:
        self.state.load(packet, self.cache or self.memory)

    def _CP_EXEC_CS(self, packet: Any, level: int) -> None:
        self._run((packet.NGROUPS_X, packet.NGROUPS_Y, packet.NGROUPS_Z))

    def _CP_EXEC_CS_INDIRECT(self, packet: Any, level: int) -> None:
        sizes = struct.unpack("<3I", read(self.memory, packet.ADDR, 12, "CP_EXEC_CS_INDIRECT's"))
        self._run((sizes[0], sizes[1], sizes[2]))

    def _run(self, groups: tuple[int, int, int]) -> None:
        self._held.append(self.state.dispatch(groups, self.cache or self.memory))

    def abandon(self) -> None:
        """Forget what is held."""
        self._held.clear()

    def finish(self) -> None:
        """Run what is held. Raises GpuTrouble."""
        while self._held:
            self._execute_dispatch(self._held.pop())

    def _execute_dispatch(self, dispatch: Dispatch) -> None:
        try:
            if self.cache is None:
                self._processors.run(dispatch, self.memory)
            else:
                self._processors.run(dispatch, self.cache.view, self.cache.touch, self.cache.texels)
        except WaveMemoryViolation as error:
            message = f"a shader's {error}"
            write_ = error.access != "read"
            raise PageFault(message, error.address, write_, "read only" in str(error)) from error
        except WaveFault as error:
            raise Hang(f"a shader: {error}") from error
