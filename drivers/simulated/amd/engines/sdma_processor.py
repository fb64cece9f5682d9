"""The copy engines: executes SDMA packets, of the version that the card has.

Written from the kernel's vega10_sdma_pkt_open.h, navi10_sdma_pkt_open.h and sdma_v6_0_0_pkt_open.h, and its
sdma_v*.c; ROCr's sdma_registers.h and amd_blit_sdma.cpp.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ....amd import sdma
from ....errors import InvalidArgument
from ...memory.l2_cache import Action
from .doorbell import Comparison
from .processor import BadPacket, InterruptSource, Pipe, cache_atomic, set_reserved_bits

_POLL_ATTEMPT_NS = 10_000
_FILL_PATTERN_BYTES = {sdma.FillSize.BYTE: 1, sdma.FillSize.DOUBLE_BYTE: 2, sdma.FillSize.DWORD: 4}
_INDIRECT_BOUNDARY_BYTES = 32


class SdmaProcessor:
    """Executes the SDMA packets of one queue, one after the other."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        version = pipe.host.description.architecture.sdma_version
        self._packets = sdma.PACKETS[sdma.family(version)]
        self._version = ".".join(map(str, version))
        self._in_buffer = False
        self._skipped_dwords = 0
        self._execute: dict[int, Callable[[Any], None]] = {
            sdma.Opcode.NOP: _nothing,
            sdma.Opcode.COPY: self._copy_linear,
            sdma.Opcode.WRITE: self._write,
            sdma.Opcode.INDIRECT: self._indirect,
            sdma.Opcode.FENCE: self._fence,
            sdma.Opcode.TRAP: self._trap,
            sdma.Opcode.POLL_REGMEM: self._poll_regmem,
            sdma.Opcode.COND_EXE: self._cond_exe,
            sdma.Opcode.ATOMIC: self._atomic,
            sdma.Opcode.CONST_FILL: self._constant_fill,
            sdma.Opcode.TIMESTAMP: self._timestamp,
            sdma.Opcode.GCR_REQ: self._gcr,
        }

    def step(self, dwords: Sequence[int], position: int, address: int) -> int:
        """Execute one packet of the ring or of an indirect buffer (see `Processor.step`)."""
        packet = self._decoded(dwords, position)
        if packet is None:
            return position
        size = len(packet.dwords)
        if self._skipped_dwords:
            if size > self._skipped_dwords:
                raise BadPacket(f"COND_EXE ends {self._skipped_dwords} dwords into a packet of {size}")
            self._skipped_dwords -= size
            return position + size
        if isinstance(packet, sdma.INDIRECT) and (address + 4 * size) % _INDIRECT_BOUNDARY_BYTES:
            # sdma_v5_2_ring_emit_ib pads with NOPs so that it does.
            raise BadPacket(f"the INDIRECT packet at {address:#x} does not end on a boundary of 8 dwords")
        self._execute[packet.op](packet)
        return position + size

    def indirect(self, address: int, count: int) -> None:
        """Execute the packets of an indirect buffer."""
        if self._in_buffer:
            raise BadPacket("an INDIRECT inside an indirect buffer")
        if count == 0:
            raise BadPacket(f"an indirect buffer of 0 dwords at {address:#x}")
        dwords = self._pipe.dwords(address, count)
        self._in_buffer = True
        try:
            position = 0
            while position < count:
                after = self.step(dwords, position, address + 4 * position)
                if after == position:
                    raise BadPacket(
                        f"the indirect buffer at {address:#x} ends {count - position} dwords into a packet"
                    )
                position = after
        finally:
            self._in_buffer = False
            self._skipped_dwords = 0

    def idle(self) -> None:
        """Nothing is ever in flight here."""

    def _decoded(self, dwords: Sequence[int], position: int) -> sdma.SdmaPacket | None:
        # None when not all of the packet is there.
        header = dwords[position]
        opcode = header & 0xFF
        declaration = self._packets.get((opcode, header >> 8 & 0xFF))
        if declaration is None:
            raise BadPacket(
                f"SDMA {self._version} has no packet of opcode {opcode}, second opcode {header >> 8 & 0xFF}"
            )
        size = declaration.size
        if position + size > len(dwords):
            return None
        packet = declaration(dwords[position : position + size])
        size += packet.tail_dwords()
        if position + size > len(dwords):
            return None
        try:
            packet = declaration.decode(dwords[position : position + size])
        except InvalidArgument as error:
            raise BadPacket(str(error)) from error
        reserved = set_reserved_bits(packet)
        if reserved:
            raise BadPacket(f"reserved bits of SDMA's {declaration.__name__} are set: {reserved}")
        return packet

    def _copy_linear(self, packet: Any) -> None:
        for flag in ("encrypt", "tmz", "broadcast", "backwards", "dcc"):
            if getattr(packet, flag, 0):
                raise BadPacket(f"COPY_LINEAR with {flag}, which is not simulated")
        self._pipe.copy(packet.dst_addr, packet.src_addr, packet.count + 1)

    def _constant_fill(self, packet: Any) -> None:
        unit = _FILL_PATTERN_BYTES.get(packet.fillsize)
        if unit is None:
            raise BadPacket(f"CONST_FILL with fillsize {packet.fillsize}")
        # ROCr counts whole units less one (BuildFillCommand), the kernel bytes less one: the same is meant.
        size = packet.count // unit * unit + unit
        if packet.dst_addr % unit:
            raise BadPacket(
                f"CONST_FILL of units of {unit} bytes at {packet.dst_addr:#x}, not aligned to them"
            )
        self._pipe.fill(packet.dst_addr, size, packet.src_data.to_bytes(4, "little")[:unit])

    def _write(self, packet: sdma.WRITE_UNTILED) -> None:
        if packet.encrypt or packet.tmz:
            raise BadPacket("WRITE of encrypted data, which is not simulated")
        for index, value in enumerate(packet.tail):
            self._pipe.write(packet.dst_addr + 4 * index, value, 4)

    def _indirect(self, packet: sdma.INDIRECT) -> None:
        if packet.vmid or packet.priv:
            raise BadPacket("INDIRECT with a VMID or privileges, which only the kernel's own rings have")
        self.indirect(packet.ib_base, packet.ib_size)

    def _fence(self, packet: sdma.FENCE) -> None:
        self._pipe.write(packet.address, packet.data, 4)

    def _trap(self, packet: sdma.TRAP) -> None:
        self._pipe.host.interrupt(InterruptSource.SDMA, packet.int_context)

    def _poll_regmem(self, packet: sdma.POLL_REGMEM) -> None:
        if packet.hdp_flush:
            # What the host writes to VRAM is never held up on its way here, so there is nothing to flush.
            return
        if not packet.mem_poll:
            raise BadPacket("POLL_REGMEM of a register, which a user's queue may not do")
        try:
            comparison = Comparison(packet.func)
        except ValueError:
            raise BadPacket(f"POLL_REGMEM with function {packet.func}") from None
        if packet.retry_count == sdma.RETRY_FOR_EVER:
            self._pipe.wait(packet.address, 4, packet.mask, comparison, packet.value)
            return
        attempts_ns = (packet.retry_count + 1) * _POLL_ATTEMPT_NS
        if not self._pipe.wait(packet.address, 4, packet.mask, comparison, packet.value, attempts_ns):
            raise BadPacket(f"POLL_REGMEM gave up after {packet.retry_count} retries, and the engine stops")

    def _cond_exe(self, packet: sdma.COND_EXE) -> None:
        if self._pipe.read(packet.address, 4) != packet.reference:
            self._skipped_dwords = packet.exec_count

    def _atomic(self, packet: sdma.ATOMIC) -> None:
        operation, size = cache_atomic(packet.atomic_op)
        if packet.loop:
            self._pipe.atomic_loop(packet.address, size, packet.src_data, packet.cmp_data)
        else:
            self._pipe.atomic(packet.address, size, operation, packet.src_data, packet.cmp_data)

    def _timestamp(self, packet: sdma.TIMESTAMP_GET_GLOBAL) -> None:
        self._pipe.write(packet.write_addr, self._pipe.host.clock_ticks(), 8)

    def _gcr(self, packet: sdma.GCR_USER) -> None:
        self._pipe.cache.act(Action(bool(packet.gl2_inv), bool(packet.gl2_wb)))


def _nothing(packet: sdma.SdmaPacket) -> None:
    pass
