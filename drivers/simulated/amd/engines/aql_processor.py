"""The command processor of AQL queues: executes the packets of HSA, and the PM4 that one of them carries.

Written from the HSA Platform System Architecture Specification 1.2, sections 2.8 and 2.9; LLVM's AMDGPUUsage,
"Kernel Descriptor" and "Initial Kernel Execution State"; ROCr's amd_hsa_queue.h, amd_hsa_signal.h and what
its amd_aql_queue.cpp expects of the command processor. On a card of several dies every die reads every packet
and runs its share of the workgroups; here one reader does it for all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ....amd import aql, pm4, registers
from ....amd.kernel_descriptor import KernelDescriptor
from ....amd.packet import Long
from ....errors import InvalidArgument
from ...memory.l2_cache import Action
from .doorbell import Atomic, Comparison
from .pm4_processor import (
    LDS_BYTES_MAX,
    LDS_GRANULE_BYTES,
    THREADS_OF_A_GROUP_MAX,
    Pm4Processor,
    check_scratch_waves,
    scratch_size,
)
from .processor import BadPacket, InterruptSource, Pipe, set_reserved_bits

if TYPE_CHECKING:
    from .dispatch import Dispatch

_ALL_OF_64_BITS = 2**64 - 1
_INVALID_HEADER = aql.PacketType.INVALID
_AXES = "xyz"


class QueueErrorCode(IntEnum):
    """What the command processor writes to queue_inactive_signal (AqlQueue::DynamicQueueEventsHandler)."""

    INSUFFICIENT_SCRATCH_WAVE64 = 0x1
    INVALID_DIMENSION = 0x2
    INVALID_GROUP_MEMORY = 0x4
    INVALID_CODE = 0x8
    INVALID_FORMAT = 0x20
    GROUP_TOO_LARGE = 0x40
    INVALID_VENDOR_FORMAT = 0x100
    INSUFFICIENT_SCRATCH_WAVE32 = 0x400


class BadAqlPacket(BadPacket):
    """A packet that the command processor reports as an error of the queue."""

    def __init__(self, code: QueueErrorCode, sentence: str) -> None:
        super().__init__(f"{sentence} (queue error {code.name})")
        self.code = code


@lru_cache(maxsize=256)
def _descriptor(dwords: tuple[int, ...]) -> KernelDescriptor:
    return KernelDescriptor(dwords)


class AqlProcessor:
    """Executes the AQL packets of one queue; `read_pointer_address` is where its read index is."""

    def __init__(self, pipe: Pipe, read_pointer_address: int, has_eop_buffer: bool = True) -> None:
        self._pipe = pipe
        self._read_pointer_address = read_pointer_address
        self._description = pipe.host.description
        self._pm4 = Pm4Processor(pipe, has_eop_buffer)
        self._release_when_done = False
        self._execute: dict[int, Callable[[Any, int], None]] = {
            aql.PacketType.VENDOR_SPECIFIC: self._pm4_ib,
            aql.PacketType.KERNEL_DISPATCH: self._kernel_dispatch,
            aql.PacketType.BARRIER_AND: self._barrier_and,
            aql.PacketType.BARRIER_OR: self._barrier_or,
        }

    def step(self, dwords: Sequence[int], position: int, address: int) -> int:
        """Execute the packet at `address`, which the doorbell was rung for, once it is valid."""
        if dwords[position] & 0xFF == _INVALID_HEADER:
            self.idle()
            self._pipe.wait(address, 4, 0xFF, Comparison.NOT_EQUAL, _INVALID_HEADER, direct=True)
        try:
            self._packet(self._pipe.dwords(address, aql.PACKET_DWORDS, direct=True), address)
        except BadAqlPacket as error:
            self._report(error.code)
            raise
        self._pipe.write_bytes(address, _INVALID_HEADER.to_bytes(2, "little"), direct=True)
        return position + aql.PACKET_DWORDS

    def indirect(self, address: int, count: int) -> None:
        """Execute PM4 packets outside the ring, as a vendor-specific packet has them."""
        self._pm4.indirect(address, count)

    def idle(self) -> None:
        """There is nothing more to read: let the dispatches in flight end."""
        self._pm4.finish_dispatches()
        if self._release_when_done:
            self._release_when_done = False
            self._pipe.cache.act(Action(write_back=True))

    def _packet(self, dwords: Sequence[int], address: int) -> None:
        kind = dwords[0] & 0xFF
        declaration = aql.PACKETS.get(kind)
        if declaration is None:
            raise BadAqlPacket(QueueErrorCode.INVALID_FORMAT, f"AQL packet type {kind}")
        try:
            packet = declaration.decode(dwords)
        except InvalidArgument as error:
            raise BadAqlPacket(QueueErrorCode.INVALID_FORMAT, str(error)) from error
        reserved = set_reserved_bits(packet)
        if reserved:
            raise BadAqlPacket(
                QueueErrorCode.INVALID_FORMAT, f"reserved bits of {declaration.__name__} are set: {reserved}"
            )
        if packet.barrier:
            self.idle()
        started = self._pipe.host.clock_ticks()
        self._execute[kind](packet, address)
        if self._reaches_l2(packet.release_fence_scope):
            self._release_when_done = True
        if packet.completion_signal:
            self.idle()
            self._complete(packet.completion_signal, started)

    def _reaches_l2(self, scope: int) -> bool:
        # The L2 caches of several dies agree within the card by the fences of agent scope only.
        many = self._description.xcc_count > 1
        return scope == aql.FenceScope.SYSTEM or (many and scope == aql.FenceScope.AGENT)

    # Packets

    def _kernel_dispatch(self, packet: aql.KERNEL_DISPATCH, address: int) -> None:
        if self._reaches_l2(packet.acquire_fence_scope):
            self._pipe.cache.act(Action(invalidate=True))
        self._pm4.start(self._dispatch(packet, address))

    def _barrier_and(self, packet: aql.BARRIER_AND, address: int) -> None:
        for signal in _dependencies(packet):
            self._wait_for(signal)
        if self._reaches_l2(packet.acquire_fence_scope):
            self._pipe.cache.act(Action(invalidate=True))

    def _barrier_or(self, packet: aql.BARRIER_OR, address: int) -> None:
        signals = _dependencies(packet)
        if signals:
            self._pm4.finish_dispatches()
            places = [(signal + aql.AmdSignal.value.dword * 4, 8, 0) for signal in signals]
            self._pipe.wait_for_any(places)
        if self._reaches_l2(packet.acquire_fence_scope):
            self._pipe.cache.act(Action(invalidate=True))

    def _pm4_ib(self, packet: aql.PM4_IB, address: int) -> None:
        if packet.ven_hdr != aql.AMD_AQL_FORMAT_PM4_IB or packet.dw_cnt_remain != aql.PM4_IB_DW_COUNT_REMAIN:
            raise BadAqlPacket(
                QueueErrorCode.INVALID_VENDOR_FORMAT,
                f"a vendor packet of format {packet.ven_hdr} with {packet.dw_cnt_remain} dwords left",
            )
        try:
            jump = pm4.INDIRECT_BUFFER.decode(packet.dwords[1:5])
        except InvalidArgument as error:
            raise BadAqlPacket(QueueErrorCode.INVALID_VENDOR_FORMAT, str(error)) from error
        if not jump.valid or jump.chain or jump.reserved_bits():
            raise BadAqlPacket(QueueErrorCode.INVALID_VENDOR_FORMAT, f"the packet carries {jump}")
        self._pm4.indirect(jump.ib_base, jump.ib_size)

    # Signals

    def _wait_for(self, signal: int) -> None:
        self._pm4.wait(signal + aql.AmdSignal.value.dword * 4, 8, _ALL_OF_64_BITS, Comparison.EQUAL, 0)

    def _complete(self, signal: int, started: int) -> None:
        place = {name: signal + 4 * field.dword for name, field in aql.AmdSignal.fields.items()}
        properties = self._queue_field("queue_properties")
        if properties & aql.QueueProperties.ENABLE_PROFILING:
            self._pipe.write(place["start_ts"], started, 8)
            self._pipe.write(place["end_ts"], self._pipe.host.clock_ticks(), 8)
        self._pipe.atomic(place["value"], 8, Atomic.SUB, 1)
        self._wake(signal)

    def _wake(self, signal: int) -> None:
        # The event of a signal: its id goes to the mailbox, and with the interrupt.
        mailbox = self._pipe.read(signal + 4 * aql.AmdSignal.event_mailbox_ptr.dword, 8)
        if mailbox:
            event = self._pipe.read(signal + 4 * aql.AmdSignal.event_id.dword, 4)
            self._pipe.write(mailbox, event, 8)
            self._pipe.host.interrupt(InterruptSource.COMPUTE, event)

    def _report(self, code: QueueErrorCode) -> None:
        # queue_inactive_signal is an hsa_signal_t, whose handle is the address of an amd_signal_t.
        signal = self._queue_field("queue_inactive_signal")
        if signal:
            self._pipe.write(signal + 4 * aql.AmdSignal.value.dword, code, 8)
            self._wake(signal)

    def _queue_field(self, name: str) -> int:
        field = aql.AmdQueue.fields[name]
        size = 8 if isinstance(field, Long) else 4
        return self._pipe.read(self._queue_address() + 4 * field.dword, size, direct=True)

    def _queue_address(self) -> int:
        # The field that says how far into amd_queue_t the read index is follows the read index.
        fields = aql.AmdQueue.fields
        after = 4 * (
            fields["read_dispatch_id_field_base_byte_offset"].dword - fields["read_dispatch_id"].dword
        )
        return self._read_pointer_address - self._pipe.read(
            self._read_pointer_address + after, 4, direct=True
        )

    # Dispatches

    def _dispatch(self, packet: aql.KERNEL_DISPATCH, address: int) -> Dispatch:
        from .dispatch import Dispatch

        block, grid = self._sizes(packet)
        descriptor = self._descriptor_of(packet)
        rsrc2 = registers.COMPUTE_PGM_RSRC2.decode(descriptor.compute_pgm_rsrc2)
        lds_bytes = self._lds_bytes(packet, descriptor)
        lanes = 32 if descriptor.enable_wavefront_size32 else 64
        base, wave_bytes, waves = 0, 0, 0
        if rsrc2.SCRATCH_EN:
            base, wave_bytes, waves = self._scratch(packet, descriptor, lanes)
            check_scratch_waves(waves, -(-block[0] * block[1] * block[2] // lanes), self._description)
        user_data = self._user_data(packet, address, descriptor, rsrc2.USER_SGPR, base)
        granules = -(-lds_bytes // LDS_GRANULE_BYTES)
        lds_field = registers.COMPUTE_PGM_RSRC2.LDS_SIZE
        lds_mask = lds_field.limit << lds_field.low
        return Dispatch(
            program_address=packet.kernel_object + descriptor.entry_offset_bytes,
            rsrc1=descriptor.compute_pgm_rsrc1,
            rsrc2=descriptor.compute_pgm_rsrc2 & ~lds_mask | granules << lds_field.low,
            rsrc3=descriptor.compute_pgm_rsrc3,
            user_data=user_data,
            groups=_triple([-(-items // size) for items, size in zip(grid, block, strict=True)]),
            block=_triple(block),
            wave_lanes=lanes,
            lds_bytes=granules * LDS_GRANULE_BYTES,
            last_group_threads=_triple([items % size for items, size in zip(grid, block, strict=True)]),
            scratch_address=base,
            scratch_wave_bytes=wave_bytes,
            scratch_waves=waves,
            dispatch_initiator=registers.COMPUTE_DISPATCH_INITIATOR.encode(
                COMPUTE_SHADER_EN=1, PARTIAL_TG_EN=1, FORCE_START_AT_000=1, CS_W32_EN=lanes == 32
            ),
        )

    def _sizes(self, packet: aql.KERNEL_DISPATCH) -> tuple[list[int], list[int]]:
        # The workgroup's and the grid's sizes, in work-items.
        block = [getattr(packet, f"workgroup_size_{axis}") for axis in _AXES]
        grid = [getattr(packet, f"grid_size_{axis}") for axis in _AXES]
        used = packet.setup_dimensions
        if not 1 <= used <= 3:
            raise BadAqlPacket(QueueErrorCode.INVALID_DIMENSION, f"a dispatch of {used} dimensions")
        if 0 in block or 0 in grid or any(size != 1 for size in (*block[used:], *grid[used:])):
            raise BadAqlPacket(
                QueueErrorCode.INVALID_DIMENSION,
                f"a dispatch of {used} dimensions, {block} of {grid}",
            )
        if block[0] * block[1] * block[2] > THREADS_OF_A_GROUP_MAX:
            raise BadAqlPacket(QueueErrorCode.GROUP_TOO_LARGE, f"a workgroup of {block} work-items")
        return block, grid

    def _descriptor_of(self, packet: aql.KERNEL_DISPATCH) -> KernelDescriptor:
        if not packet.kernel_object or packet.kernel_object % 64:
            raise BadAqlPacket(
                QueueErrorCode.INVALID_CODE, f"a kernel descriptor at {packet.kernel_object:#x}"
            )
        descriptor = _descriptor(tuple(self._pipe.dwords(packet.kernel_object, KernelDescriptor.size)))
        reserved = set_reserved_bits(descriptor)
        if reserved:
            raise BadAqlPacket(
                QueueErrorCode.INVALID_CODE, f"reserved bits of a kernel descriptor: {reserved}"
            )
        if self._description.generation < 10 and descriptor.enable_wavefront_size32:
            raise BadAqlPacket(QueueErrorCode.INVALID_CODE, "a kernel of waves of 32 lanes")
        return descriptor

    def _lds_bytes(self, packet: aql.KERNEL_DISPATCH, descriptor: KernelDescriptor) -> int:
        asked, needed = packet.group_segment_size, descriptor.group_segment_fixed_size
        if asked < needed or asked > LDS_BYTES_MAX:
            raise BadAqlPacket(
                QueueErrorCode.INVALID_GROUP_MEMORY,
                f"group_segment_size {asked}; the kernel needs {needed}, the most is {LDS_BYTES_MAX}",
            )
        return asked

    def _scratch(
        self, packet: aql.KERNEL_DISPATCH, descriptor: KernelDescriptor, lanes: int
    ) -> tuple[int, int, int]:
        wave_bytes, waves = scratch_size(self._queue_field("compute_tmpring_size"), self._description)
        if packet.private_segment_size < descriptor.private_segment_fixed_size:
            raise BadAqlPacket(
                QueueErrorCode.INVALID_CODE,
                f"private_segment_size {packet.private_segment_size}, where the kernel needs"
                f" {descriptor.private_segment_fixed_size}",
            )
        if wave_bytes < packet.private_segment_size * lanes or not waves:
            code = QueueErrorCode.INSUFFICIENT_SCRATCH_WAVE64
            raise BadAqlPacket(
                QueueErrorCode.INSUFFICIENT_SCRATCH_WAVE32 if lanes == 32 else code,
                f"{packet.private_segment_size} bytes of scratch per work-item; the queue has {waves} waves"
                f" of {wave_bytes} bytes",
            )
        return self._queue_field("scratch_backing_memory_location"), wave_bytes, waves

    def _user_data(
        self,
        packet: aql.KERNEL_DISPATCH,
        address: int,
        descriptor: KernelDescriptor,
        count: int,
        scratch_address: int,
    ) -> tuple[int, ...]:
        # What the SGPRs begin with, in the order of AMDGPUUsage, "SGPR Register Set Up Order".
        data: list[int] = []
        if descriptor.enable_sgpr_private_segment_buffer:
            data += [self._queue_field(f"scratch_resource_descriptor_{index}") for index in range(4)]
        if descriptor.enable_sgpr_dispatch_ptr:
            data += _halves(address)
        if descriptor.enable_sgpr_queue_ptr:
            data += _halves(self._queue_address())
        if descriptor.enable_sgpr_kernarg_segment_ptr:
            data += _halves(packet.kernarg_address)
        if descriptor.enable_sgpr_dispatch_id:
            data += _halves(self._pipe.read(self._read_pointer_address, 8, direct=True))
        if descriptor.enable_sgpr_flat_scratch_init:
            data += _halves(scratch_address)
        if descriptor.enable_sgpr_private_segment_size:
            data.append(packet.private_segment_size)
        if descriptor.kernarg_preload_spec_length:
            first = packet.kernarg_address + 4 * descriptor.kernarg_preload_spec_offset
            data += self._pipe.dwords(first, descriptor.kernarg_preload_spec_length)
        if len(data) > count:
            raise BadAqlPacket(
                QueueErrorCode.INVALID_CODE,
                f"the kernel descriptor enables {len(data)} of {count} user SGPRs",
            )
        return (*data, *[0] * (count - len(data)))


def _dependencies(packet: aql.BARRIER_AND | aql.BARRIER_OR) -> list[int]:
    signals = (
        packet.dep_signal_0,
        packet.dep_signal_1,
        packet.dep_signal_2,
        packet.dep_signal_3,
        packet.dep_signal_4,
    )
    return [signal for signal in signals if signal]


def _triple(values: Sequence[int]) -> tuple[int, int, int]:
    x, y, z = values
    return x, y, z


def _halves(number: int) -> list[int]:
    return [number & 0xFFFF_FFFF, number >> 32]
