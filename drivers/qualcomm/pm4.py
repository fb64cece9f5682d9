"""Packets of type 7 that compute uses, under the names of Mesa's registers/adreno/adreno_pm4.xml.

Opcodes: enum adreno_pm4_type3_packets; fields: the domain of the packet's name; values: the enums named
beside them. KGSL's adreno_pm4types.h agrees on the opcodes.
"""

from __future__ import annotations

from enum import IntEnum

from .packet import Field, Long, Packet7


class Event(IntEnum):
    """vgt_event_type of a6xx: what CP_EVENT_WRITE asks of the pipeline."""

    CACHE_FLUSH_TS = 4
    """Write the caches back, then the number to memory."""
    RB_DONE_TS = 22
    CACHE_INVALIDATE = 49
    LABEL = 63
    """Nothing, but the hardware goes on to its other set of registers (tu_cmd_buffer.cc, tu_dispatch)."""


class Event7(IntEnum):
    """vgt_event_type of a7xx."""

    CACHE_FLUSH_TS = 4
    RB_DONE_TS = 22
    CACHE_RESET = 48
    CACHE_CLEAN = 49
    """Write the caches back."""
    CACHE_FLUSH7 = 50
    """Write the caches back and forget them."""
    CACHE_INVALIDATE7 = 51
    LABEL = 63


class Function(IntEnum):
    """cp_cond_function: how what is polled compares to the reference."""

    WRITE_ALWAYS = 0
    WRITE_LT = 1
    WRITE_LE = 2
    WRITE_EQ = 3
    WRITE_NE = 4
    WRITE_GE = 5
    WRITE_GT = 6


class Poll(IntEnum):
    """poll_memory_type."""

    POLL_REGISTER = 0
    POLL_MEMORY = 1
    POLL_SCRATCH = 2
    POLL_ON_CHIP = 3


class StateType(IntEnum):
    """a6xx_state_type; of textures' blocks, ST6_SHADER are samplers and ST6_CONSTANTS descriptors."""

    ST6_SHADER = 0
    ST6_CONSTANTS = 1
    ST6_UBO = 2
    ST6_IBO = 3


class StateSource(IntEnum):
    """a6xx_state_src: in the packet, or where EXT_SRC_ADDR is."""

    SS6_DIRECT = 0
    SS6_BINDLESS = 1
    SS6_INDIRECT = 2
    SS6_UBO = 3


class StateBlock(IntEnum):
    """a6xx_state_block, as far as compute has them."""

    SB6_CS_TEX = 0x5
    SB6_CS_SHADER = 0xD
    SB6_IBO = 0xE
    SB6_CS_IBO = 0xF


class Marker(IntEnum):
    """a6xx_marker."""

    RM6_DIRECT_RENDER = 1
    RM6_COMPUTE = 8


class EventSource(IntEnum):
    """event_write_src of a7xx: what an event writes."""

    EV_WRITE_USER_32B = 0
    EV_WRITE_USER_64B = 1
    EV_WRITE_TIMESTAMP_SUM = 2
    EV_WRITE_ALWAYSON = 3
    EV_WRITE_REGS_CONTENT = 4


class CP_NOP(Packet7, opcode=0x10, dwords=0, tail=True):
    """Nothing."""


class CP_WAIT_MEM_WRITES(Packet7, opcode=0x12, dwords=0):
    """Wait until what the command processor wrote has arrived."""


class CP_WAIT_FOR_ME(Packet7, opcode=0x13, dwords=0):
    """Have the prefetch parser wait for the micro engine."""


class CP_WAIT_MEM_GTE(Packet7, opcode=0x14, dwords=4):
    """Wait until 32 bits in memory are REF or more, compared as signed. a6xx only."""

    RESERVED = Field(0, 0, 31)
    POLL_ADDR = Long(1)
    REF = Field(3, 0, 31)


class CP_WAIT_FOR_IDLE(Packet7, opcode=0x26, dwords=0):
    """Wait until the pipeline has nothing left to do."""


class CP_EXEC_CS(Packet7, opcode=0x33, dwords=4):
    """Run the compute shader on a grid of groups."""

    NGROUPS_X = Field(1, 0, 31)
    NGROUPS_Y = Field(2, 0, 31)
    NGROUPS_Z = Field(3, 0, 31)


class CP_LOAD_STATE6_FRAG(Packet7, opcode=0x34, dwords=3, tail=True):
    """Load shader, constants, samplers, descriptors: NUM_UNIT of them, from DST_OFF on.

    Constants count in units of 4 dwords, shaders in units of 16 instructions.
    """

    DST_OFF = Field(0, 0, 13)
    STATE_TYPE = Field(0, 14, 15, StateType)
    STATE_SRC = Field(0, 16, 17, StateSource)
    STATE_BLOCK = Field(0, 18, 21, StateBlock)
    NUM_UNIT = Field(0, 22, 31)
    EXT_SRC_ADDR = Long(1, low=2)


class CP_WAIT_REG_MEM(Packet7, opcode=0x3C, dwords=6):
    """Wait until a register or 32 bits in memory, under MASK, compare to REF as FUNCTION says."""

    FUNCTION = Field(0, 0, 2, Function)
    SIGNED_COMPARE = Field(0, 3, 3)
    POLL = Field(0, 4, 5, Poll)
    WRITE_MEMORY = Field(0, 8, 8)
    POLL_ADDR = Long(1)
    REF = Field(3, 0, 31)
    MASK = Field(4, 0, 31)
    DELAY_LOOP_CYCLES = Field(5, 0, 31)


class CP_MEM_WRITE(Packet7, opcode=0x3D, dwords=2, tail=True):
    """Write the dwords of the tail to memory."""

    ADDR = Long(0)


class CP_REG_TO_MEM(Packet7, opcode=0x3E, dwords=3):
    """Write CNT registers from REG on to memory; with B64, a register of 64 bits."""

    REG = Field(0, 0, 17)
    CNT = Field(0, 18, 29)
    B64 = Field(0, 30, 30)
    ACCUMULATE = Field(0, 31, 31)
    DEST = Long(1)


class CP_INDIRECT_BUFFER(Packet7, opcode=0x3F, dwords=3):
    """Go through other commands, then on. IB_SIZE in dwords, as CP_INDIRECT_BUFFER_PFE of a5xx."""

    IB_BASE = Long(0)
    IB_SIZE = Field(2, 0, 19)


class CP_EXEC_CS_INDIRECT(Packet7, opcode=0x41, dwords=4):
    """Run the compute shader on a grid whose three sizes are in memory. Local sizes are less one."""

    ADDR = Long(1)
    LOCALSIZEX = Field(3, 2, 11)
    LOCALSIZEY = Field(3, 12, 21)
    LOCALSIZEZ = Field(3, 22, 31)


class CP_COND_EXEC(Packet7, opcode=0x44, dwords=6):
    """Skip DWORDS of commands unless what is at ADDR0 is not 0 and what is at ADDR1 below REF, as signed."""

    ADDR0 = Long(0)
    ADDR1 = Long(2)
    REF = Field(4, 0, 31)
    DWORDS = Field(5, 0, 31)


class CP_EVENT_WRITE(Packet7, opcode=0x46, dwords=4, at_least=1):
    """Have an event go down the pipeline; one with a timestamp writes DATA to ADDR at its end. a6xx."""

    EVENT = Field(0, 0, 7, Event)
    TIMESTAMP = Field(0, 30, 30)
    IRQ = Field(0, 31, 31)
    ADDR = Long(1)
    DATA = Field(3, 0, 31)


class CP_EVENT_WRITE7(Packet7, opcode=0x46, dwords=4, at_least=1):
    """Have an event go down the pipeline; with WRITE_ENABLED it writes PAYLOAD_0 to ADDR at its end. a7xx."""

    EVENT = Field(0, 0, 7, Event7)
    WRITE_SRC = Field(0, 20, 22, EventSource)
    WRITE_DST = Field(0, 24, 24)
    WRITE_ENABLED = Field(0, 27, 27)
    IRQ = Field(0, 31, 31)
    ADDR = Long(1)
    PAYLOAD_0 = Field(3, 0, 31)


class CP_SET_MARKER(Packet7, opcode=0x65, dwords=1):
    """Say what is coming, for whoever saves and restores contexts."""

    MODE = Field(0, 0, 3, Marker)
    USES_GMEM = Field(0, 4, 4)
    MARKER_MODE = Field(0, 8, 8)


class CP_MEM_TO_MEM(Packet7, opcode=0x73, dwords=3, tail=True):
    """Write the sum of the numbers at up to three addresses of the tail, negated or not, to DST."""

    NEG_A = Field(0, 0, 0)
    NEG_B = Field(0, 1, 1)
    NEG_C = Field(0, 2, 2)
    DOUBLE = Field(0, 29, 29)
    WAIT_FOR_MEM_WRITES = Field(0, 30, 30)
    DST = Long(1)


class CP_MEMCPY(Packet7, opcode=0x75, dwords=5):
    """Copy dwords."""

    DWORDS = Field(0, 0, 31)
    SRC = Long(1)
    DST = Long(3)


_ALL = (
    *(CP_NOP, CP_WAIT_MEM_WRITES, CP_WAIT_FOR_ME, CP_WAIT_FOR_IDLE, CP_EXEC_CS, CP_LOAD_STATE6_FRAG),
    *(CP_WAIT_REG_MEM, CP_MEM_WRITE, CP_REG_TO_MEM, CP_INDIRECT_BUFFER, CP_EXEC_CS_INDIRECT, CP_COND_EXEC),
    *(CP_SET_MARKER, CP_MEM_TO_MEM, CP_MEMCPY),
)
PACKETS: dict[int, dict[int, type[Packet7]]] = {
    6: {packet.opcode: packet for packet in (*_ALL, CP_WAIT_MEM_GTE, CP_EVENT_WRITE)},
    7: {packet.opcode: packet for packet in (*_ALL, CP_EVENT_WRITE7)},
}
"""The packet of an opcode, for each generation."""
