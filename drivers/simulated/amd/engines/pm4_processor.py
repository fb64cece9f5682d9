"""The command processor of compute queues (MEC): executes PM4 packets.

Written from the packets' descriptions in the kernel's soc15d.h and nvd.h, PAL's MEC packet structures and
Mesa's sid.h. What they leave undefined (an unknown opcode, a reserved bit, a register that is not there)
hangs the queue, with the reason kept.

Dispatches overlap on silicon unless something waits between them, and what the command processor itself does
waits for none of them. Here they are kept back until a packet waits for them; a card in its strict mode then
runs the last one first, so that a driver that forgot to wait finds out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ....amd import pm4, registers
from ....amd.packet import Packet3, Packet3Header, packet_dwords
from ....errors import InvalidArgument
from . import cache_packets
from .doorbell import Comparison
from .processor import BadPacket, InterruptSource, Pipe, cache_atomic, set_reserved_bits

if TYPE_CHECKING:
    from ..description import CardDescription
    from .dispatch import Dispatch

_PACKET_TYPE2, _PACKET_TYPE3 = 2, 3

THREADS_OF_A_GROUP_MAX = 1024
LDS_BYTES_MAX = 64 << 10
LDS_GRANULE_BYTES = 512  # LLVM's AMDGPUUsage, GRANULATED_LDS_SIZE: 128 dwords
_USER_DATA_MAX = 16

# Of the user configuration registers, those that a compute queue has a use for, by their numbers in
# gc_9_0_offset.h, gc_10_3_0_offset.h and gc_11_0_0_offset.h, which agree; Mesa's sid.h has 4 times that.
_UCONFIG = {
    0xC07B: "CP_COHER_START_DELAY",
    0xC200: "GRBM_GFX_INDEX",
    0xC380: "TA_CS_BC_BASE_ADDR",
    0xC381: "TA_CS_BC_BASE_ADDR_HI",
}

# What a dispatch is made of, beside its packet and its user data.
_SHAPE = (
    "COMPUTE_START_X",
    "COMPUTE_START_Y",
    "COMPUTE_START_Z",
    "COMPUTE_NUM_THREAD_X",
    "COMPUTE_NUM_THREAD_Y",
    "COMPUTE_NUM_THREAD_Z",
    "COMPUTE_PGM_LO",
    "COMPUTE_PGM_HI",
    "COMPUTE_PGM_RSRC1",
    "COMPUTE_PGM_RSRC2",
    "COMPUTE_PGM_RSRC3",
    "COMPUTE_TMPRING_SIZE",
    "COMPUTE_DISPATCH_SCRATCH_BASE_LO",
    "COMPUTE_DISPATCH_SCRATCH_BASE_HI",
    *(f"COMPUTE_STATIC_THREAD_MGMT_SE{engine}" for engine in range(9)),
)
_USER_SGPR = registers.COMPUTE_PGM_RSRC2.USER_SGPR
_DISPATCHES_KEPT = 1024

# Registers that differ between the dies of one card: each has its own part of the scratch memory.
_OWN_OF_AN_XCC = frozenset({"COMPUTE_DISPATCH_SCRATCH_BASE_LO", "COMPUTE_DISPATCH_SCRATCH_BASE_HI"})


@lru_cache(maxsize=4096)
def _decoded(generation: int, dwords: tuple[int, ...]) -> Packet3:
    # Raises BadPacket for what the generation's packets do not have.
    declaration = pm4.declaration(generation, dwords)
    if declaration is None:
        opcode = Packet3Header.decode(dwords[0]).opcode
        raise BadPacket(f"PM4 opcode {opcode:#04x} is not one of compute queues of gfx{generation}")
    try:
        packet = declaration.decode(dwords)
    except InvalidArgument as error:
        raise BadPacket(str(error)) from error
    reserved = set_reserved_bits(packet)
    if reserved:
        raise BadPacket(f"reserved bits of {declaration.__name__} are set: {reserved}")
    return packet


class Pm4Processor:
    """Executes the PM4 packets of one queue. Its registers begin as the kernel's MQD has them, which is
    another for a ring that the kernel keeps for itself.
    """

    def __init__(self, pipe: Pipe, has_eop_buffer: bool = True, is_kernels: bool = False) -> None:
        description = pipe.host.description
        self._pipe = pipe
        self._has_eop_buffer = has_eop_buffer
        self._generation = description.generation
        self._arch = description.arch
        numbers = registers.compute_registers(
            self._generation, "unified-vgprs" in description.architecture.features
        )
        self._names = {number: name for name, number in numbers.items()}
        self._description = description
        self._all_xccs = (1 << description.xcc_count) - 1
        self._xccs = self._all_xccs
        self._registers = [_reset_registers(numbers, is_kernels) for _ in range(description.xcc_count)]
        self._pending: list[Dispatch] = []
        self._shape_of = itemgetter(*(name for name in _SHAPE if name in numbers))
        self._user_data = itemgetter(*(f"COMPUTE_USER_DATA_{index}" for index in range(_USER_DATA_MAX)))
        self._made: dict[object, Dispatch] = {}
        # The registers that a SET_SH_REG writes, by its first two dwords.
        self._written: dict[tuple[int, ...], tuple[str, ...]] = {}
        self._in_buffer = False
        self._chained: tuple[int, int] | None = None
        self._predicated_dwords = 0
        self._execute: dict[int, Callable[[Any], None]] = {
            pm4.NOP.opcode: _nothing,
            pm4.SET_SH_REG.opcode: self._set_sh_reg,
            pm4.SET_UCONFIG_REG.opcode: self._set_uconfig_reg,
            pm4.DISPATCH_DIRECT.opcode: self._dispatch_direct,
            pm4.DISPATCH_INDIRECT.opcode: self._dispatch_indirect,
            pm4.INDIRECT_BUFFER.opcode: self._indirect_buffer,
            pm4.PRED_EXEC.opcode: self._pred_exec,
            pm4.EVENT_WRITE.opcode: self._event_write,
            pm4.WRITE_DATA.opcode: self._write_data,
            pm4.COPY_DATA.opcode: self._copy_data,
            pm4.WAIT_REG_MEM.opcode: self._wait_reg_mem,
            pm4.WAIT_REG_MEM64.opcode: self._wait_reg_mem,
            pm4.ATOMIC_MEM.opcode: self._atomic_mem,
            pm4.ACQUIRE_MEM_gfx10.opcode: self._acquire_mem,
            pm4.RELEASE_MEM_gfx10.opcode: self._release_mem,
        }

    def step(self, dwords: Sequence[int], position: int, address: int) -> int:
        """Execute one packet of the ring (see `Processor.step`)."""
        header = dwords[position]
        if header >> 30 == _PACKET_TYPE2:
            return position + 1
        if header >> 30 != _PACKET_TYPE3:
            raise BadPacket(f"{header:#010x} is the header of a type {header >> 30} packet, not of type 3")
        end = position + packet_dwords(header)
        if end > len(dwords):
            return position
        packet = _decoded(self._generation, tuple(dwords[position:end]))
        if self._predicated_dwords:
            self._predicate(end - position, packet)
        else:
            self._execute[packet.opcode](packet)
        return end

    def indirect(self, address: int, count: int) -> None:
        """Execute the packets of an indirect buffer, and of those chained to it."""
        if self._in_buffer:
            raise BadPacket(
                "an INDIRECT_BUFFER inside an indirect buffer without the chain bit: compute queues have one"
                " level only (radv_amdgpu_cs_execute_secondary nests on graphics queues alone)"
            )
        self._in_buffer = True
        try:
            following: tuple[int, int] | None = (address, count)
            while following is not None:
                following = self._buffer(*following)
        finally:
            self._in_buffer = False
            self._predicated_dwords, self._xccs = 0, self._all_xccs

    def idle(self) -> None:
        """There is nothing more to read: let the dispatches in flight end."""
        self.finish_dispatches()

    def finish_dispatches(self) -> None:
        """Let the dispatches in flight end. Raises what the compute engine raises."""
        if not self._pending:
            return
        pending, self._pending = self._pending, []
        if self._pipe.strict:
            pending.reverse()
        for dispatch in pending:
            self._pipe.run(dispatch)

    def start(self, dispatch: Dispatch) -> None:
        """Put a dispatch in flight."""
        self._pending.append(dispatch)

    def wait(self, address: int, size_bytes: int, mask: int, comparison: Comparison, reference: int) -> None:
        """Wait for memory, while the dispatches in flight go on."""
        if not self._pipe.wait(address, size_bytes, mask, comparison, reference, budget_ns=0):
            self.finish_dispatches()
            self._pipe.wait(address, size_bytes, mask, comparison, reference)

    def _buffer(self, address: int, count: int) -> tuple[int, int] | None:
        # Executes one buffer; returns the one it chains to.
        if count == 0:
            raise BadPacket(f"an indirect buffer of 0 dwords at {address:#x}")
        # Stricter than what is documented: nobody's packets have been seen to be elsewhere.
        self._pipe.memory().pieces(address, 4 * count, execute=True)
        dwords = self._pipe.dwords(address, count)
        position = 0
        while position < count:
            after = self.step(dwords, position, address + 4 * position)
            if after == position:
                raise BadPacket(
                    f"the indirect buffer at {address:#x} ends {count - position} dwords into a packet"
                )
            position = after
            if self._chained is not None:
                following, self._chained = self._chained, None
                return following
        return None

    def _predicate(self, size: int, packet: Packet3) -> None:
        # One packet of those that PRED_EXEC speaks of.
        if size > self._predicated_dwords:
            raise BadPacket(f"PRED_EXEC ends {self._predicated_dwords} dwords into a {type(packet).__name__}")
        self._predicated_dwords -= size
        if self._xccs:
            self._execute[packet.opcode](packet)
        if not self._predicated_dwords:
            self._xccs = self._all_xccs

    # Registers

    def _set_sh_reg(self, packet: pm4.SET_SH_REG) -> None:
        names = self._written.get(packet.dwords[:2])
        if names is None:
            if packet.index or packet.vmid_shift:
                raise BadPacket(f"SET_SH_REG with index {packet.index} and vmid_shift {packet.vmid_shift}")
            first = pm4.PACKET3_SET_SH_REG_START + packet.reg_offset
            names = self._named(first, len(packet.tail), self._names, "shader")
            self._written[packet.dwords[:2]] = names
        self._set(names, packet.dwords[2:])

    def _set_uconfig_reg(self, packet: pm4.SET_UCONFIG_REG) -> None:
        first = pm4.PACKET3_SET_UCONFIG_REG_START + packet.reg_offset
        self._set(self._named(first, len(packet.tail), _UCONFIG, "user configuration"), packet.tail)

    def _named(self, first: int, count: int, names: dict[int, str], space: str) -> tuple[str, ...]:
        for number in range(first, first + count):
            if number not in names:
                raise BadPacket(f"there is no {space} register {number:#x} for compute on {self._arch}")
        return tuple(names[number] for number in range(first, first + count))

    def _set(self, names: tuple[str, ...], values: Sequence[int]) -> None:
        for xcc, own in enumerate(self._registers):
            if self._xccs >> xcc & 1:
                own.update(zip(names, values, strict=True))

    # Dispatches

    def _dispatch_direct(self, packet: pm4.DISPATCH_DIRECT) -> None:
        self._dispatch((packet.dim_x, packet.dim_y, packet.dim_z), packet.dispatch_initiator)

    def _dispatch_indirect(self, packet: pm4.DISPATCH_INDIRECT) -> None:
        if packet.address % 4:
            raise BadPacket(f"DISPATCH_INDIRECT reads its dimensions at {packet.address:#x}")
        x, y, z = self._pipe.dwords(packet.address, 3)
        self._dispatch((x, y, z), packet.dispatch_initiator)

    def _dispatch(self, dimensions: tuple[int, int, int], initiator_bits: int) -> None:
        if self._xccs != self._all_xccs:
            raise BadPacket(
                f"a dispatch on the dies {self._xccs:#x} of {self._all_xccs:#x}: each runs its own share of"
                " the workgroups, so the others' would be missing"
            )
        values = self._registers[0]
        for other in self._registers[1:]:
            if other != values:
                self._check_dies(values, other)
        # Most dispatches differ from an earlier one in their user data only.
        key = (dimensions, initiator_bits, self._shape_of(values))
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= _DISPATCHES_KEPT:
                self._made.clear()
            made = self._made[key] = self._make(values, dimensions, initiator_bits)
        if 0 not in made.groups:
            user_data = self._user_data(values)[: made.rsrc2 >> _USER_SGPR.low & _USER_SGPR.limit]
            self.start(replace(made, user_data=user_data))

    @staticmethod
    def _check_dies(values: dict[str, int], other: dict[str, int]) -> None:
        differing = [name for name in values if values[name] != other[name] and name not in _OWN_OF_AN_XCC]
        if differing:
            raise BadPacket(f"the dies have different values of {', '.join(differing)}")

    def _check_initiator(self, initiator: registers.COMPUTE_DISPATCH_INITIATOR) -> None:
        if not initiator.COMPUTE_SHADER_EN:
            raise BadPacket("the dispatch initiator does not have COMPUTE_SHADER_EN")
        if initiator.reserved_bits() or initiator.ORDERED_APPEND_ENBL or initiator.RESTORE:
            raise BadPacket(f"the dispatch initiator is {initiator.dwords[0]:#x}, with bits for nobody's use")
        if self._generation < 10 and initiator.CS_W32_EN:
            raise BadPacket(f"CS_W32_EN on {self._arch}, which has waves of 64 only")

    def _check_engines(self, values: dict[str, int]) -> None:
        # Not an error on silicon, where the others do all the work.
        for engine in range(self._description.shader_engines):
            if not values.get(f"COMPUTE_STATIC_THREAD_MGMT_SE{engine}", 1):
                raise BadPacket(
                    f"a dispatch while COMPUTE_STATIC_THREAD_MGMT_SE{engine} enables no compute unit of"
                    f" shader engine {engine}, of {self._description.shader_engines}"
                )

    def _groups(
        self,
        dimensions: tuple[int, int, int],
        start: tuple[int, int, int],
        block: tuple[int, ...],
        initiator: registers.COMPUTE_DISPATCH_INITIATOR,
    ) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        # How many workgroups there are, and how large the last is where it is not whole.
        counts, last = [0, 0, 0], [0, 0, 0]
        for axis, (end, first, full) in enumerate(zip(dimensions, start, block, strict=True)):
            counts[axis] = end
            if initiator.USE_THREAD_DIMENSIONS:
                counts[axis], last[axis] = -(-end // full), end % full
            elif initiator.PARTIAL_TG_EN:
                threads = self._registers[0][f"COMPUTE_NUM_THREAD_{'XYZ'[axis]}"]
                partial = registers.COMPUTE_NUM_THREAD.decode(threads).NUM_THREAD_PARTIAL
                if partial > full:
                    raise BadPacket(f"the last workgroup has {partial} of {full} work-items")
                last[axis] = partial % full
            # The dimensions are where the grid ends, counted from 0 (radv_emit_dispatch_packets).
            counts[axis] = max(counts[axis] - first, 0)
        return (counts[0], counts[1], counts[2]), (last[0], last[1], last[2])

    def _make(
        self, values: dict[str, int], dimensions: tuple[int, int, int], initiator_bits: int
    ) -> Dispatch:
        # A dispatch by the registers, but for its user data.
        from .dispatch import Dispatch

        initiator = registers.COMPUTE_DISPATCH_INITIATOR.decode(initiator_bits)
        self._check_initiator(initiator)
        self._check_engines(values)
        x, y, z = (
            registers.COMPUTE_NUM_THREAD.decode(values[f"COMPUTE_NUM_THREAD_{axis}"]).NUM_THREAD_FULL
            for axis in "XYZ"
        )
        if not 0 < x * y * z <= THREADS_OF_A_GROUP_MAX:
            raise BadPacket(f"COMPUTE_NUM_THREAD_* say {x} by {y} by {z} work-items")
        start = (0, 0, 0)
        if not initiator.FORCE_START_AT_000:
            start = (values["COMPUTE_START_X"], values["COMPUTE_START_Y"], values["COMPUTE_START_Z"])
        groups, last = self._groups(dimensions, start, (x, y, z), initiator)
        rsrc2 = registers.COMPUTE_PGM_RSRC2.decode(values["COMPUTE_PGM_RSRC2"])
        lds_bytes = rsrc2.LDS_SIZE * LDS_GRANULE_BYTES
        if lds_bytes > LDS_BYTES_MAX:
            raise BadPacket(f"{lds_bytes} bytes of LDS; a workgroup has {LDS_BYTES_MAX} at most")
        if rsrc2.USER_SGPR > _USER_DATA_MAX:
            raise BadPacket(f"{rsrc2.USER_SGPR} user SGPRs, of which there are {_USER_DATA_MAX}")
        scratch_address, wave_bytes, waves = self._scratch(values) if rsrc2.SCRATCH_EN else (0, 0, 0)
        lanes = 32 if initiator.CS_W32_EN else 64
        if rsrc2.SCRATCH_EN:
            check_scratch_waves(waves, -(-x * y * z // lanes), self._description)
        return Dispatch(
            program_address=(values["COMPUTE_PGM_LO"] | values["COMPUTE_PGM_HI"] << 32) << 8,
            rsrc1=values["COMPUTE_PGM_RSRC1"],
            rsrc2=values["COMPUTE_PGM_RSRC2"],
            rsrc3=values.get("COMPUTE_PGM_RSRC3", 0),
            user_data=(),
            groups=groups,
            block=(x, y, z),
            wave_lanes=lanes,
            lds_bytes=lds_bytes,
            last_group_threads=last,
            scratch_address=scratch_address,
            scratch_wave_bytes=wave_bytes,
            scratch_waves=waves,
            dispatch_initiator=initiator.dwords[0],
            first_group=start,
        )

    def _scratch(self, values: dict[str, int]) -> tuple[int, int, int]:
        # Where private memory is, its size per wave, and how many waves it is for.
        wave_bytes, waves = scratch_size(values["COMPUTE_TMPRING_SIZE"], self._description)
        if not wave_bytes or not waves:
            raise BadPacket("the program uses scratch memory, and COMPUTE_TMPRING_SIZE gives it none")
        base = 0
        if "COMPUTE_DISPATCH_SCRATCH_BASE_LO" in values:
            low, high = values["COMPUTE_DISPATCH_SCRATCH_BASE_LO"], values["COMPUTE_DISPATCH_SCRATCH_BASE_HI"]
            base = (low | high << 32) << 8
        return base, wave_bytes, waves

    # Control

    def _indirect_buffer(self, packet: pm4.INDIRECT_BUFFER) -> None:
        if not packet.valid:
            raise BadPacket("INDIRECT_BUFFER without its valid bit")
        if packet.vmid:
            raise BadPacket(
                f"INDIRECT_BUFFER with VMID {packet.vmid}, which only the kernel's own rings may name"
            )
        if not packet.chain:
            self.indirect(packet.ib_base, packet.ib_size)
        elif not self._in_buffer:
            raise BadPacket("INDIRECT_BUFFER with the chain bit in a ring")
        else:
            self._chained = (packet.ib_base, packet.ib_size)

    def _pred_exec(self, packet: pm4.PRED_EXEC) -> None:
        if not self._in_buffer:
            # Found on gfx942 by tinygrad (AMDComputeQueue._submit).
            raise BadPacket("PRED_EXEC in a ring: it has an effect in indirect buffers only")
        if self._predicated_dwords:
            raise BadPacket("PRED_EXEC within the dwords of another")
        self._predicated_dwords = packet.exec_count
        self._xccs = packet.virtual_xcc_id_select & self._all_xccs if packet.exec_count else self._all_xccs

    def _event_write(self, packet: pm4.EVENT_WRITE) -> None:
        event, index = packet.event_type, packet.event_index
        if (event, index) != (pm4.CacheFlushEvent.CS_PARTIAL_FLUSH, pm4.EventIndex.CS_PARTIAL_FLUSH):
            raise BadPacket(f"EVENT_WRITE of event {event:#x} with index {index}")
        self.finish_dispatches()

    # Memory

    def _write_data(self, packet: pm4.WRITE_DATA) -> None:
        if packet.dst_sel not in (pm4.WriteDstSel.MEMORY, pm4.WriteDstSel.TC_L2):
            raise BadPacket(f"WRITE_DATA to destination {packet.dst_sel}, which is not memory")
        if not packet.tail:
            raise BadPacket("WRITE_DATA without data")
        # addr_incr is the vendor's name for not incrementing (WR_ONE_ADDR in nvd.h).
        step = 0 if packet.addr_incr else 4
        direct = packet.dst_sel == pm4.WriteDstSel.MEMORY
        for index, value in enumerate(packet.tail):
            self._pipe.write(packet.dst_mem_addr + step * index, value, 4, direct)

    def _copy_data(self, packet: pm4.COPY_DATA) -> None:
        size = 8 if packet.count_sel else 4
        sources = pm4.CopySrcSel
        if packet.src_sel in (sources.MEMORY, sources.TC_L2):
            self._aligned(packet.src_addr, size)
            value = self._pipe.read(packet.src_addr, size, packet.src_sel == sources.MEMORY)
        elif packet.src_sel == sources.IMMEDIATE_DATA:
            value = packet.src_addr
        elif packet.src_sel in (sources.GPU_CLOCK_COUNT, sources.SYSTEM_CLOCK_COUNT):
            value = self._pipe.host.clock_ticks()
        elif packet.src_sel == sources.MEM_MAPPED_REGISTER:
            value = self._register(packet.src_addr)
        else:
            raise BadPacket(f"COPY_DATA from source {packet.src_sel}")
        if packet.dst_sel not in (pm4.CopyDstSel.MEMORY, pm4.CopyDstSel.TC_L2):
            raise BadPacket(f"COPY_DATA to destination {packet.dst_sel}, which is not memory")
        self._aligned(packet.dst_addr, size)
        direct = packet.dst_sel == pm4.CopyDstSel.MEMORY
        self._pipe.write(packet.dst_addr, value & (2 ** (8 * size) - 1), size, direct)

    def _register(self, number: int) -> int:
        name = self._names.get(number) or _UCONFIG.get(number)
        if name is None or name not in self._registers[0]:
            raise BadPacket(f"register {number:#x} is not one that a compute queue of {self._arch} can read")
        return self._registers[0][name]

    def _wait_reg_mem(self, packet: pm4.WAIT_REG_MEM | pm4.WAIT_REG_MEM64 | pm4.WR_WAIT_WR_REG) -> None:
        if isinstance(packet, pm4.WR_WAIT_WR_REG):
            _flush_host_writes(packet)
            return
        if packet.mem_space != pm4.MemSpace.MEMORY_SPACE or packet.operation not in (
            pm4.WaitOperation.WAIT_REG_MEM,
            pm4.WaitOperation.WAIT_MEM_PREEMPTABLE,
        ):
            raise BadPacket(
                f"WAIT_REG_MEM in space {packet.mem_space} with operation {packet.operation}: a user's queue"
                " may wait for memory, or for the flush of the host's writes"
            )
        try:
            comparison = Comparison(packet.function)
        except ValueError:
            raise BadPacket(f"WAIT_REG_MEM with function {packet.function}") from None
        size = 8 if isinstance(packet, pm4.WAIT_REG_MEM64) else 4
        self.wait(packet.mem_poll_addr, size, packet.mask, comparison, packet.reference)

    def _atomic_mem(self, packet: pm4.ATOMIC_MEM) -> None:
        operation, size = cache_atomic(packet.atomic)
        if packet.command > 1:
            raise BadPacket(f"ATOMIC_MEM with command {packet.command}")
        for _ in range(self._xccs.bit_count()):
            if packet.command:
                self._pipe.atomic_loop(packet.address, size, packet.src_data, packet.cmp_data)
            else:
                self._pipe.atomic(packet.address, size, operation, packet.src_data, packet.cmp_data)

    # Caches

    def _acquire_mem(self, packet: Packet3) -> None:
        self._pipe.cache.act(cache_packets.acquisition(self._generation, packet.dwords), self._xccs)

    def _release_mem(
        self, packet: pm4.RELEASE_MEM_gfx9 | pm4.RELEASE_MEM_gfx10 | pm4.RELEASE_MEM_gfx12
    ) -> None:
        release = cache_packets.release(self._generation, packet.dwords[:3])
        if not self._has_eop_buffer:
            # CP_HQD_EOP_BASE_ADDR: the end of the pipe leaves its events there. The kernel takes a queue
            # without one (kfd_queue_acquire_buffers), and RELEASE_MEM then hangs it, as tinygrad found on
            # gfx942 (AMDDevice.create_queue).
            raise BadPacket("RELEASE_MEM on a queue that was created without an EOP buffer")
        if release.size_bytes and self._xccs.bit_count() > 1:
            raise BadPacket(
                f"RELEASE_MEM on {self._xccs.bit_count()} dies: the first writes before the last is done"
            )
        self.finish_dispatches()
        self._pipe.cache.act(release.action, self._xccs)
        if release.size_bytes:
            data = self._pipe.host.clock_ticks() if release.is_clock else packet.data
            self._aligned(packet.address, release.size_bytes)
            mask = 2 ** (8 * release.size_bytes) - 1
            self._pipe.write(packet.address, data & mask, release.size_bytes, release.is_direct)
        if release.interrupts:
            self._pipe.host.interrupt(InterruptSource.COMPUTE, packet.int_ctxid)

    @staticmethod
    def _aligned(address: int, size_bytes: int) -> None:
        if address % size_bytes:
            raise BadPacket(f"{size_bytes} bytes at {address:#x}, which is not aligned to them")


def scratch_size(tmpring_size: int, description: CardDescription) -> tuple[int, int]:
    """The bytes of scratch a wave has and the waves there is scratch for, by COMPUTE_TMPRING_SIZE.

    Raises BadPacket for reserved bits.
    """
    size = registers.COMPUTE_TMPRING_SIZE[description.generation].decode(tmpring_size)
    if size.reserved_bits():
        raise BadPacket(f"reserved bits of COMPUTE_TMPRING_SIZE are set: {tmpring_size:#x}")
    fields = size.values()
    # From gfx11 on waves are counted per shader engine (Mesa's ac_get_scratch_tmpring_size).
    engines = description.shader_engines if description.generation >= 11 else 1
    granule = registers.SCRATCH_GRANULE_BYTES[description.generation]
    return fields["WAVESIZE"] * granule, fields["WAVES"] * engines


def check_scratch_waves(waves: int, group_waves: int, description: CardDescription) -> None:
    """Raises BadPacket where no shader engine has scratch for all waves of a workgroup at once.

    A workgroup starts as a whole, so that silicon would wait for ever.
    """
    of_an_engine = waves // description.shader_engines
    if of_an_engine < group_waves:
        raise BadPacket(
            f"a workgroup of {group_waves} waves with scratch memory never starts: COMPUTE_TMPRING_SIZE has"
            f" {of_an_engine} waves for each of {description.shader_engines} shader engines"
        )


def _nothing(packet: Packet3) -> None:
    pass


def _flush_host_writes(packet: pm4.WR_WAIT_WR_REG) -> None:
    # What the host writes is in memory at once here, so that a request is done as soon as it is made.
    asked = (packet.reg_write_addr1, packet.reg_write_addr2)
    if packet.mem_space != pm4.MemSpace.REGISTER_SPACE or asked != tuple(registers.HDP_FLUSH.values()):
        raise BadPacket(
            f"WAIT_REG_MEM writes register {asked[0]:#x} and waits for {asked[1]:#x}: of those a user's queue"
            " may only use GPU_HDP_FLUSH_REQ and GPU_HDP_FLUSH_DONE"
        )
    comes = packet.reference & packet.mask == packet.reference
    if packet.function not in (Comparison.EQUAL, Comparison.GREATER_OR_EQUAL) or not comes:
        raise BadPacket(
            f"WAIT_REG_MEM flushes the host's writes and waits for {packet.reference:#x} of"
            f" {packet.mask:#x} with function {packet.function}, which never comes"
        )


def _reset_registers(numbers: dict[str, int], is_kernels: bool) -> dict[str, int]:
    # init_mqd of kfd_mqd_manager_v9.c and its successors: all 0 but for the masks of compute units. Of a ring
    # of amdgpu's own four masks are set (gfx_v10_0_compute_mqd_init and its successors).
    masks = tuple(f"COMPUTE_STATIC_THREAD_MGMT_SE{engine}" for engine in range(4 if is_kernels else 9))
    return {name: 0xFFFF_FFFF if name in masks else 0 for name in (*numbers, *_UCONFIG.values())}
