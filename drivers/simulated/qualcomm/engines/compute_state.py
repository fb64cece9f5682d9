"""The registers and loaded state of the compute pipeline, and the dispatch that they make."""

from __future__ import annotations

import struct
from typing import Any, Protocol

from ....architectures.qualcomm import QualcommArchitecture
from ....qualcomm.pm4 import StateBlock, StateSource, StateType
from ....qualcomm.registers import BY_NUMBER, NUMBERS
from ...memory.vm import AddressSpace, MemoryViolation
from ..isa.instruction import INSTRUCTION_BYTES
from .dispatch import Dispatch, Resources, Three
from .trouble import Hang, PageFault

_CONSTANT_BYTES = 4 * 4 * 512
_POISON = b"\xde\xc0\xad\xde"
"""What the constant file holds where nothing was loaded."""
_IDS = {6: "HLSQ_CS_CNTL_0", 7: "SP_CS_CNTL_0"}
_BINDLESS = {6: (0xB9C0, 5), 7: (0xA9C0, 0)}


class ComputeState:
    """What type 4 packets and CP_LOAD_STATE6 have set so far."""

    def __init__(self, architecture: QualcommArchitecture) -> None:
        self.architecture = architecture
        self.generation = architecture.generation
        self._numbers = NUMBERS[self.generation]
        self._names = BY_NUMBER[self.generation]
        self.registers: dict[int, int] = {}
        self.constants = bytearray(_POISON * (_CONSTANT_BYTES // 4))
        self.uniform_buffers: tuple[int, int] = (0, 0)
        self._textures: tuple[int, int] = (0, 0)  # what was loaded since HLSQ_INVALIDATE_CMD: address, count

    def write(self, number: int, value: int) -> None:
        """Write a register."""
        self.registers[number] = value
        name = self._names.get(number)
        if (
            name is not None
            and name[0] == "HLSQ_INVALIDATE_CMD"
            and name[1].decode(value).values()["CS_STATE"]
        ):
            self.constants[:] = _POISON * (len(self.constants) // 4)
            self._textures = 0, 0

    def read(self, number: int) -> int:
        """A register as it was written last."""
        return self.registers.get(number, 0)

    def value(self, name: str) -> int:
        """A register by name. Raises Hang where it was never written."""
        number = self._numbers[name]
        if number not in self.registers:
            raise Hang(f"a dispatch needs the register {name}, which was never written")
        return self.registers[number]

    def fields(self, name: str) -> Any:
        """A register's fields by name."""
        return self._names[self._numbers[name]][1].decode(self.value(name))

    def _address(self, name: str) -> int:
        number = self._numbers[name]
        return self.read(number) | self.read(number + 1) << 32

    # ---- CP_LOAD_STATE6 -------------------------------------------------------------------------------

    def load(self, packet: Any, memory: Readable) -> None:
        """CP_LOAD_STATE6: constants are taken in, descriptors and shaders stay where they are."""
        block, kind, source = packet.STATE_BLOCK, packet.STATE_TYPE, packet.STATE_SRC
        if source not in (StateSource.SS6_DIRECT, StateSource.SS6_INDIRECT):
            raise Hang(f"CP_LOAD_STATE6 from {StateSource(source).name} is not simulated")
        direct = source == StateSource.SS6_DIRECT
        if block == StateBlock.SB6_CS_SHADER and kind == StateType.ST6_CONSTANTS:
            size, at = 16 * packet.NUM_UNIT, 16 * packet.DST_OFF
            if at + size > 4 * self.architecture.constant_dwords:
                raise Hang(
                    f"CP_LOAD_STATE6 loads constants up to dword {(at + size) // 4} of the"
                    f" {self.architecture.constant_dwords} there are"
                )
            self.constants[at : at + size] = self._state_bytes(packet, size, direct, memory)
        elif block == StateBlock.SB6_CS_SHADER and kind == StateType.ST6_SHADER:
            if self.architecture.instruction_cache < packet.NUM_UNIT:
                raise Hang(
                    f"CP_LOAD_STATE6 loads {packet.NUM_UNIT} units of instructions into a cache of"
                    f" {self.architecture.instruction_cache}"
                )
        elif block == StateBlock.SB6_CS_SHADER and kind == StateType.ST6_UBO:
            if direct:
                raise Hang("CP_LOAD_STATE6 of uniform buffers in the packet is not simulated")
            self.uniform_buffers = packet.EXT_SRC_ADDR, packet.NUM_UNIT
        elif block == StateBlock.SB6_CS_TEX and kind == StateType.ST6_CONSTANTS:
            if direct or packet.DST_OFF:
                raise Hang(
                    "CP_LOAD_STATE6 of textures in the packet, or not from the first on, is not simulated"
                )
            self._textures = packet.EXT_SRC_ADDR, packet.NUM_UNIT
        elif block not in (StateBlock.SB6_CS_TEX, StateBlock.SB6_CS_SHADER, StateBlock.SB6_CS_IBO):
            raise Hang(f"CP_LOAD_STATE6 of state block {block} is not simulated")

    @staticmethod
    def _state_bytes(packet: Any, size: int, direct: bool, memory: Readable) -> bytes:
        if direct:
            if len(packet.tail) != size // 4:
                raise Hang(f"CP_LOAD_STATE6 of {size // 4} dwords has {len(packet.tail)} in the packet")
            return struct.pack(f"<{len(packet.tail)}I", *packet.tail)
        return read(memory, packet.EXT_SRC_ADDR, size, "CP_LOAD_STATE6")

    # ---- CP_EXEC_CS -----------------------------------------------------------------------------------

    def dispatch(self, groups: Three, memory: Readable) -> Dispatch:
        """The dispatch that the registers make. Raises Hang for what the hardware could not run."""
        config, control = self.fields("SP_CS_CONFIG"), self.fields("SP_CS_CTRL_REG0")
        constants, range_ = self.fields("HLSQ_CS_CNTL"), self.fields("HLSQ_CS_NDRANGE_0")
        ids, waves = self.fields(_IDS[self.generation]), self.fields("HLSQ_CS_CNTL_1")
        for name, register in (("SP_CS_CONFIG", config), ("HLSQ_CS_CNTL", constants)):
            if not register.ENABLED:
                raise Hang(f"a dispatch while {name} is not enabled")
        if not control.MERGEDREGS:
            raise Hang("registers of half width in a file of their own (MERGEDREGS of 0) are not simulated")
        if control.THREADSIZE != waves.THREADSIZE:
            raise Hang("SP_CS_CTRL_REG0 and HLSQ_CS_CNTL_1 do not agree on THREADSIZE")
        if not self.fields("SP_MODE_CONTROL").CONSTANT_DEMOTION_ENABLE:
            raise Hang("half constants without CONSTANT_DEMOTION_ENABLE are not simulated")
        size = range_.LOCALSIZEX + 1, range_.LOCALSIZEY + 1, range_.LOCALSIZEZ + 1
        self._check_grid(size, groups, range_.KERNELDIM)
        lanes = 128 if control.THREADSIZE else 64
        if self.architecture.constant_dwords < constants.CONSTLEN:
            raise Hang(f"CONSTLEN is {constants.CONSTLEN} of {self.architecture.constant_dwords} dwords")
        footprint = control.FULLREGFOOTPRINT
        self._check_room(size, lanes, footprint)
        code_address = self._address("SP_CS_OBJ_START")
        first = 8 * self.read(self._numbers["SP_CS_OBJ_FIRST_EXEC_OFFSET"])
        length = self.value("SP_CS_INSTRLEN") * 16 * INSTRUCTION_BYTES
        code = read(memory, code_address + first, max(length - first, 0), "the shader")
        private = self.fields("SP_CS_PVT_MEM_PARAM").MEMSIZEPERITEM
        total = self.fields("SP_CS_PVT_MEM_SIZE").TOTALPVTMEMSIZE if private else 0
        shared = self.fields("SP_CS_UNKNOWN_A9B1").SHARED_SIZE
        return Dispatch(
            code=_trimmed(code),
            code_address=code_address + first,
            groups=groups,
            local_size=size,
            lanes=lanes,
            generation=self.generation,
            registers=footprint,
            constants=bytes(self.constants[: 4 * constants.CONSTLEN]),
            shared_bytes=(shared + 1) << 10 if shared else 32 << 10,
            branch_stack=2 * control.BRANCHSTACK,
            private_address=self._address("SP_CS_PVT_MEM_ADDR"),
            private_lane_bytes=private,
            private_waves=total * self.architecture.shader_processors // (private * lanes) if private else 0,
            local_id_register=ids.LOCALIDREGID,
            group_id_register=ids.WGIDCONSTID,
            resources=self._resources(config),
        )

    def _check_grid(self, size: Three, groups: Three, dimensions: int) -> None:
        for axis, letter in enumerate("XYZ"):
            whole = self.value(f"HLSQ_CS_NDRANGE_{1 + 2 * axis}")
            if whole != size[axis] * groups[axis]:
                raise Hang(
                    f"GLOBALSIZE_{letter} of HLSQ_CS_NDRANGE is {whole}, which is not {groups[axis]} groups"
                    f" of {size[axis]}"
                )
            if axis >= dimensions and whole > 1:
                raise Hang(f"a grid of {dimensions} dimensions (KERNELDIM) has {whole} along {letter}")

    def _check_room(self, size: Three, lanes: int, footprint: int) -> None:
        row = self.architecture
        waves = -(-(size[0] * size[1] * size[2]) // lanes)
        if not 0 < footprint <= row.registers_per_wave:
            raise Hang(f"FULLREGFOOTPRINT is {footprint}, of 1 to {row.registers_per_wave} registers")
        # ir3.c, ir3_get_reg_dependent_max_waves.
        most = min(row.registers // (footprint * lanes // 64) * row.wave_granularity, row.waves)
        if waves > most:
            raise Hang(
                f"a group of {waves} waves of {lanes} lanes with {footprint} registers: a shader processor"
                f" has room for {most}"
            )

    def _resources(self, config: Any) -> Resources:
        first, count = _BINDLESS[self.generation]
        bases = tuple(
            (self.read(first + 2 * n) | self.read(first + 2 * n + 1) << 32) & ~0x3 if n < count else 0
            for n in range(5)
        )
        address, loaded = self._textures
        if loaded < config.NTEX or (config.NTEX and address != self._address("SP_CS_TEX_CONST")):
            raise Hang(
                f"a dispatch has {config.NTEX} textures at {self._address('SP_CS_TEX_CONST'):#x}, and"
                f" CP_LOAD_STATE6 has loaded {loaded} from {address:#x}"
            )
        return Resources(
            textures=self._address("SP_CS_TEX_CONST"),
            texture_count=config.NTEX,
            samplers=self._address("SP_CS_TEX_SAMP"),
            sampler_count=config.NSAMP,
            images=self._address("SP_CS_IBO"),
            image_count=config.NIBO,
            uniform_buffers=self.uniform_buffers[0],
            uniform_buffer_count=self.uniform_buffers[1],
            bindless=(bases[0], bases[1], bases[2], bases[3], bases[4]),
        )


def _trimmed(code: bytes) -> bytes:
    """A program without the padding behind its last `end`: INSTRLEN counts in 16 instructions."""
    words = struct.unpack(f"<{len(code) // 8}Q", code)
    last = len(words)
    while last > 1 and words[last - 1] == 0:
        last -= 1
    return code[: 8 * last]


class Readable(Protocol):
    """Memory as somebody sees it."""

    def read(self, gpu_address: int, size_bytes: int) -> bytes:
        """Bytes at a GPU address. Raises MemoryViolation."""


def read(memory: Readable, address: int, size_bytes: int, who: str) -> bytes:
    """Bytes at a GPU address. Raises PageFault."""
    try:
        return memory.read(address, size_bytes)
    except MemoryViolation as error:
        raise PageFault(f"{who} {error}", error.address, False, error.reason != "not mapped") from error


def write(memory: AddressSpace, address: int, data: bytes, who: str) -> None:
    """Write bytes at a GPU address. Raises PageFault."""
    try:
        memory.write(address, data)
    except MemoryViolation as error:
        raise PageFault(f"{who} {error}", error.address, True, error.reason != "not mapped") from error
