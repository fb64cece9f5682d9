"""Command streams as pure functions: what a queue records, as dwords for the command processor.

What is written, and in which order, follows Mesa's src/freedreno/computerator/a6xx.cc (cs_program_emit,
a6xx_emit_grid) and src/freedreno/vulkan/tu_shader.cc (tu6_emit_cs_config), version 25.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..architectures.qualcomm import ALWAYS_ON_HZ, QualcommArchitecture
from ..interface import Dimensions
from . import pm4, registers
from .code_object import CODE_ALIGNMENT, NOWHERE, Kernel
from .packet import DWORD_MASK, Register, write_registers
from .pm4 import Event, Event7, EventSource, Function, Poll, StateBlock, StateSource, StateType
from .registers import NO_REGISTER, NUMBERS, IsamMode, ThreadSize

CLOCK_PERIOD_NS = 1e9 / ALWAYS_ON_HZ

_KIB = 1024
_LOCAL_SIZES = ("LOCALSIZEX", "LOCALSIZEY", "LOCALSIZEZ")
# tu6_emit_cs_config: the tiles in which a7xx launches groups, by what the group's height is a multiple of.
_TILE_WIDTH = 4
_TILE_HEIGHTS = {8: 3, 4: 5, 2: 9, 1: 17}


def _halves(value: int) -> tuple[int, int]:
    return value & DWORD_MASK, value >> 32


def _vectors(data: bytes) -> memoryview:
    """Bytes as dwords, filled up to whole vectors of four."""
    return memoryview(data.ljust(-(-len(data) // 16) * 16, b"\0")).cast("I")


@dataclass(frozen=True)
class PrivateMemory:
    """Memory of lanes: where it is, and how much a lane and a shader processor have."""

    gpu_address: int
    lane_bytes: int
    processor_bytes: int


@dataclass(frozen=True, slots=True)
class TablePackets:
    """How one table of descriptors is loaded: the dwords before its address, those until the address comes
    again, those after that.
    """

    load: list[int]
    register: list[int]
    count: list[int]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What all dispatches of a kernel in groups of one size have in common: the dwords between those that
    differ.

    First come `program` and `arguments`, which ends with the header of the packet that has the arguments;
    after these `counts`, where the kernel asks how many groups there are; then `tables`; `ranges`, which the
    sizes of the grid follow; and `execute`, which the numbers of groups follow.
    """

    kernel: Kernel
    block: Dimensions
    program: list[int]
    arguments: list[int]
    counts: list[int]
    tables: list[TablePackets]
    ranges: list[int]
    execute: list[int]


class Commands:
    """Command streams for one GPU."""

    def __init__(self, architecture: QualcommArchitecture) -> None:
        self.architecture = architecture
        self._is_a7xx = architecture.generation >= 7
        self._numbers: Mapping[str, int] = NUMBERS[architecture.generation]
        # On a6xx only those with a second command processor for compute have the copies of HLSQ's registers.
        self._has_copies = self._is_a7xx or "lpac" in architecture.features

    # Parts

    def register(self, name: str, *values: int) -> list[int]:
        """Write registers from `name` on."""
        return write_registers(self._numbers[name], values)

    def event(self, event: Event | Event7) -> list[int]:
        """An event that writes nothing."""
        packet = pm4.CP_EVENT_WRITE7 if self._is_a7xx else pm4.CP_EVENT_WRITE
        return packet.encode_short(EVENT=event)

    def write_back(self, address: int, value: int) -> list[int]:
        """Write the caches back once all earlier work is done, then 32 bits to memory.

        The last packet of KGSL's own submissions does this: CACHE_FLUSH_TS in adreno_a6xx_ringbuffer.c,
        CACHE_CLEAN with its bit 27 in adreno_gen7_ringbuffer.c.
        """
        if self._is_a7xx:
            return pm4.CP_EVENT_WRITE7.encode(
                EVENT=Event7.CACHE_CLEAN,
                WRITE_SRC=EventSource.EV_WRITE_USER_32B,
                WRITE_ENABLED=1,
                ADDR=address,
                PAYLOAD_0=value,
            )
        return pm4.CP_EVENT_WRITE.encode(EVENT=Event.CACHE_FLUSH_TS, ADDR=address, DATA=value)

    def invalidate(self) -> list[int]:
        """Forget what caches hold, so that what others have written is read anew."""
        return self.event(Event7.CACHE_INVALIDATE7 if self._is_a7xx else Event.CACHE_INVALIDATE)

    # What a queue records

    def preamble(self) -> list[int]:
        """What the first work of a submission finds set: nothing is left of what the context had before.

        The marker comes first, since it says what to save when the context is preempted.
        """
        everything = {
            name: field.limit
            for name, field in registers.BY_NUMBER[self.architecture.generation][
                self._numbers["HLSQ_INVALIDATE_CMD"]
            ][1].fields.items()
        }
        invalidate = self._encoded("HLSQ_INVALIDATE_CMD", **everything)
        dwords = [
            *pm4.CP_SET_MARKER.encode(MODE=pm4.Marker.RM6_COMPUTE),
            *self.invalidate(),
            *self.register("HLSQ_INVALIDATE_CMD", invalidate),
            *pm4.CP_WAIT_FOR_IDLE.encode(),
            *self.register("SP_FLOAT_CNTL", 0),
            *self.register("SP_PERFCTR_ENABLE", registers.SP_PERFCTR_ENABLE.encode(CS=1)),
            *self.register(
                "SP_MODE_CONTROL",
                registers.SP_MODE_CONTROL.encode(CONSTANT_DEMOTION_ENABLE=1, ISAMMODE=IsamMode.ISAMMODE_GL),
            ),
            *self.register(
                "SP_TP_MODE_CNTL",
                registers.SP_TP_MODE_CNTL.encode(
                    ISAMMODE=IsamMode.ISAMMODE_GL, NEARESTMIPSNAP=1, DESTDATATYPEOVERRIDE=1
                ),
            ),
        ]
        for name, value in self.architecture.magic.items():
            dwords += self.register(name, value)
        if self._is_a7xx:
            # No register of a fragment shader's holds anything: computerator writes these, and a dispatch
            # without them is known to hang.
            dwords += self.register("HLSQ_FS_CNTL_0", 0)
            dwords += self.register("HLSQ_CONTROL_2_REG", *[0xFCFCFCFC] * 3, 0x0000FC00)
        else:
            # tu6_init_static_regs: 0x44, 0x80 and 0, unexplained.
            dwords += self.register("TPL1_UNKNOWN_B605", 0x44)
            dwords += self.register("HLSQ_UNKNOWN_BE00", 0x80, 0)
            dwords += self.register("HLSQ_SHARED_CONSTS", 0)
        return dwords

    def barrier(self, scratch: int) -> list[int]:
        """Have all earlier work end and be seen, and what others wrote too, before what follows begins.

        `scratch` is the address of a dword that nobody reads.
        """
        return [*self.write_back(scratch, 0), *self.invalidate(), *pm4.CP_WAIT_FOR_IDLE.encode()]

    def landed(self, scratch: int) -> list[int]:
        """Wait until all earlier work has ended and everybody sees what it wrote.

        Idleness alone does not say that caches have been written back (computerator's cache_flush waits for
        the number as well). `scratch` is the address of a dword for this.
        """
        return [
            *pm4.CP_MEM_WRITE.encode((0,), ADDR=scratch),
            *pm4.CP_WAIT_MEM_WRITES.encode(),
            *self.write_back(scratch, 1),
            *pm4.CP_WAIT_REG_MEM.encode(
                FUNCTION=Function.WRITE_EQ,
                POLL=Poll.POLL_MEMORY,
                POLL_ADDR=scratch,
                REF=1,
                MASK=DWORD_MASK,
                DELAY_LOOP_CYCLES=16,
            ),
            *pm4.CP_WAIT_FOR_IDLE.encode(),
        ]

    def raise_to(self, address: int, value: int) -> list[int]:
        """Write a timeline's 64 bits, which is to come after `landed`."""
        return [
            *pm4.CP_MEM_WRITE.encode(_halves(value), ADDR=address),
            *pm4.CP_WAIT_MEM_WRITES.encode(),
        ]

    def timestamp(self, address: int) -> list[int]:
        """Write the always-on counter's 64 bits once all earlier work has ended."""
        return [
            *pm4.CP_WAIT_FOR_IDLE.encode(),
            *pm4.CP_REG_TO_MEM.encode(REG=self._numbers["CP_ALWAYS_ON_COUNTER"], CNT=2, B64=1, DEST=address),
            *pm4.CP_WAIT_MEM_WRITES.encode(),
        ]

    def program(
        self, kernel: Kernel, code_address: int, block: Dimensions, shared_bytes: int, private: PrivateMemory
    ) -> list[int]:
        """A kernel's part of a dispatch that depends on neither grid nor arguments."""
        lanes = ThreadSize.THREAD128 if kernel.wave_lanes == 128 else ThreadSize.THREAD64
        units = kernel.code_bytes // CODE_ALIGNMENT
        encoded = self._encoded
        dwords: list[int] = []
        if units > self.architecture.instruction_cache:
            # tu_dispatch, emit_instrlen_workaround: on a miss the hardware may ask a fragment shader's
            # length.
            dwords += self.register("SP_FS_INSTRLEN", units)
            dwords += self.event(Event7.LABEL if self._is_a7xx else Event.LABEL)
        dwords += self.register("HLSQ_INVALIDATE_CMD", encoded("HLSQ_INVALIDATE_CMD", CS_STATE=1, CS_IBO=1))
        dwords += self.register(
            "HLSQ_CS_CNTL", encoded("HLSQ_CS_CNTL", CONSTLEN=kernel.constant_dwords, ENABLED=1)
        )
        dwords += self.register(
            "SP_CS_CONFIG",
            encoded(
                "SP_CS_CONFIG",
                ENABLED=1,
                NTEX=len(kernel.textures),
                NSAMP=len(kernel.samplers),
                NIBO=len(kernel.images),
            ),
            units,
        )
        # Merged files are counted together: then the half registers' own footprint is 0 (ir3_collect_info).
        dwords += self.register(
            "SP_CS_CTRL_REG0",
            encoded(
                "SP_CS_CTRL_REG0",
                HALFREGFOOTPRINT=kernel.half_registers,
                FULLREGFOOTPRINT=kernel.full_registers,
                BRANCHSTACK=kernel.branch_stack,
                THREADSIZE=lanes,
                EARLYPREAMBLE=kernel.early_preamble,
                MERGEDREGS=kernel.merged_registers,
            ),
        )
        shared = encoded("SP_CS_UNKNOWN_A9B1", SHARED_SIZE=max(-(-shared_bytes // _KIB) - 1, 1), UNK6=1)
        dwords += self.register("SP_CS_UNKNOWN_A9B1", shared)
        if self._has_copies and not self._is_a7xx:
            dwords += self.register("HLSQ_CS_UNKNOWN_B9D0", shared)
        dwords += self._places(kernel, lanes, block)
        dwords += self.register(
            "SP_CS_OBJ_FIRST_EXEC_OFFSET",
            0,
            *_halves(code_address),
            encoded("SP_CS_PVT_MEM_PARAM", MEMSIZEPERITEM=private.lane_bytes),
            *_halves(private.gpu_address),
            encoded(
                "SP_CS_PVT_MEM_SIZE",
                TOTALPVTMEMSIZE=private.processor_bytes,
                PERWAVEMEMLAYOUT=kernel.private_per_wave and bool(private.lane_bytes),
            ),
        )
        dwords += self.register(
            "SP_CS_PVT_MEM_HW_STACK_OFFSET",
            encoded("SP_CS_PVT_MEM_HW_STACK_OFFSET", OFFSET=private.processor_bytes),
        )
        dwords += _load(
            StateBlock.SB6_CS_SHADER,
            StateType.ST6_SHADER,
            min(units, self.architecture.instruction_cache),
            address=code_address,
        )
        for place, data in kernel.constants:
            dwords += _constants(place, data)
        if kernel.block_constant != NOWHERE:
            dwords += _constants(kernel.block_constant, b"".join(n.to_bytes(4, "little") for n in block))
        return dwords

    def _places(self, kernel: Kernel, lanes: ThreadSize, block: Dimensions) -> list[int]:
        """Where a lane finds which it is, for HLSQ and, where there are two of these, for SP."""
        ids = registers.HLSQ_CS_CNTL_0.encode(
            WGIDCONSTID=kernel.group_id_register,
            WGSIZECONSTID=NO_REGISTER,
            WGOFFSETCONSTID=NO_REGISTER,
            LOCALIDREGID=kernel.local_id_register,
        )
        linear = kernel.linear_id_register
        if not self._is_a7xx:
            sizes = registers.HLSQ_CS_CNTL_1.encode(LINEARLOCALIDREGID=linear, THREADSIZE=lanes)
            dwords = self.register("HLSQ_CS_CNTL_0", ids, sizes)
            return dwords + self.register("SP_CS_CNTL_0", ids, sizes) if self._has_copies else dwords
        multiple = next(number for number in _TILE_HEIGHTS if block[1] % number == 0)
        return [
            *self.register(
                "HLSQ_CS_CNTL_1",
                registers.HLSQ_CS_CNTL_1_a7xx.encode(
                    LINEARLOCALIDREGID=linear,
                    THREADSIZE=lanes,
                    WORKGROUPRASTORDERZFIRSTEN=1,
                    WGTILEWIDTH=_TILE_WIDTH,
                    WGTILEHEIGHT=_TILE_HEIGHTS[multiple],
                ),
            ),
            *self.register(
                "SP_CS_CNTL_0",
                ids,
                registers.SP_CS_CNTL_1_a7xx.encode(LINEARLOCALIDREGID=linear, THREADSIZE=lanes),
            ),
            *self.register("SP_CS_UNKNOWN_A9BE", 0),
        ]

    def prepare(
        self, kernel: Kernel, code_address: int, block: Dimensions, shared_bytes: int, private: PrivateMemory
    ) -> Prepared:
        """What is done once for dispatches of a kernel in groups of `block`."""
        arguments: list[int] = []
        if kernel.argument_bytes and kernel.argument_constant != NOWHERE:
            filled = _constants(kernel.argument_constant, bytes(kernel.argument_bytes))
            arguments = filled[: 1 + pm4.CP_LOAD_STATE6_FRAG.size]
        counts: list[int] = []
        if kernel.group_count_constant != NOWHERE:
            filled = _constants(kernel.group_count_constant, bytes(12))
            counts = filled[: 1 + pm4.CP_LOAD_STATE6_FRAG.size]
        sizes = dict(zip(_LOCAL_SIZES, (n - 1 for n in block), strict=True))
        ndrange = registers.HLSQ_CS_NDRANGE_0.encode(KERNELDIM=3, **sizes)
        ranges = self.register("HLSQ_CS_NDRANGE_0", ndrange, *[0] * 6)[:2]
        execute = self.register("HLSQ_CS_KERNEL_GROUP_X", 1, 1, 1)
        if self._is_a7xx:
            last = registers.HLSQ_CS_LAST_LOCAL_SIZE.encode(**sizes)
            execute += self.register("HLSQ_CS_LAST_LOCAL_SIZE", last)
        execute += pm4.CP_EXEC_CS.encode()[:2]
        program = self.program(kernel, code_address, block, shared_bytes, private)
        return Prepared(kernel, block, program, arguments, counts, self._tables(kernel), ranges, execute)

    def dispatch(
        self,
        dwords: list[int],
        prepared: Prepared,
        grid: Dimensions,
        arguments: bytes,
        tables: Sequence[int] = (),
    ) -> int | None:
        """Append a dispatch, whose samplers, textures and images, of those it has any of, are at addresses.

        Returns which dword its arguments begin at, None for a kernel without any.
        """
        dwords += prepared.program
        at = None
        if prepared.arguments:
            dwords += prepared.arguments
            at = len(dwords)
            dwords += _vectors(arguments)
        x, y, z = grid
        if prepared.counts:
            dwords += prepared.counts
            dwords += (x, y, z, 0)
        for packets, address in zip(prepared.tables, tables, strict=True):
            halves = _halves(address)
            dwords += packets.load
            dwords += halves
            dwords += packets.register
            dwords += halves
            dwords += packets.count
        wide, high, deep = prepared.block
        dwords += prepared.ranges
        dwords += (x * wide, 0, y * high, 0, z * deep, 0)
        dwords += prepared.execute
        dwords += grid
        return at

    def _tables(self, kernel: Kernel) -> list[TablePackets]:
        """How samplers, textures and images are loaded, of those that a kernel has."""
        shader, constants, images = StateType.ST6_SHADER, StateType.ST6_CONSTANTS, StateType.ST6_IBO
        found = []
        for block, kind, count, register, count_register in (
            (StateBlock.SB6_CS_TEX, shader, len(kernel.samplers), "SP_CS_TEX_SAMP", None),
            (StateBlock.SB6_CS_TEX, constants, len(kernel.textures), "SP_CS_TEX_CONST", "SP_CS_TEX_COUNT"),
            (StateBlock.SB6_CS_SHADER, images, len(kernel.images), "SP_CS_IBO", "SP_CS_IBO_COUNT"),
        ):
            if count:
                load = _load(block, kind, count, address=0)[:-2]
                counted = self.register(count_register, count) if count_register else []
                found.append(TablePackets(load, self.register(register, 0, 0)[:-2], counted))
        return found

    def _encoded(self, name: str, **values: int) -> int:
        fields: type[Register] = registers.BY_NUMBER[self.architecture.generation][self._numbers[name]][1]
        return fields.encode(**values)


def _load(block: StateBlock, kind: StateType, units: int, address: int) -> list[int]:
    return pm4.CP_LOAD_STATE6_FRAG.encode(
        STATE_TYPE=kind,
        STATE_SRC=StateSource.SS6_INDIRECT,
        STATE_BLOCK=block,
        NUM_UNIT=units,
        EXT_SRC_ADDR=address,
    )


def _constants(place: int, data: bytes) -> list[int]:
    """Put bytes into the constant file, from dword `place` on, in the packet itself."""
    dwords = _vectors(data)
    return pm4.CP_LOAD_STATE6_FRAG.encode(
        dwords,
        DST_OFF=place // 4,
        STATE_TYPE=StateType.ST6_CONSTANTS,
        STATE_SRC=StateSource.SS6_DIRECT,
        STATE_BLOCK=StateBlock.SB6_CS_SHADER,
        NUM_UNIT=len(dwords) // 4,
    )
