"""Packets of the SDMA engines, per version of the engine.

Sources: the kernel's vega10_sdma_pkt_open.h (SDMA 4), navi10_sdma_pkt_open.h (SDMA 5) and
sdma_v6_0_0_pkt_open.h (SDMA 6), whose field names these are; PAL's gfx12_merged_sdma_packets.h (SDMA 7);
ROCr's sdma_registers.h for what a user's queue may use. Each packet is the form of the youngest engine that
has all of its fields; fields that only some engines have are declared in a class of those engines.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, ClassVar, Self

from ..errors import InvalidArgument
from .packet import Field, Fields, Long


class Opcode(IntEnum):
    """SDMA_OP_* of the packet headers."""

    NOP = 0
    COPY = 1
    WRITE = 2
    INDIRECT = 4
    FENCE = 5
    TRAP = 6
    POLL_REGMEM = 8
    COND_EXE = 9
    ATOMIC = 10
    CONST_FILL = 11
    TIMESTAMP = 13
    GCR_REQ = 17


class PollFunction(IntEnum):
    """SDMA_PKT_POLL_REGMEM_HEADER.func: the comparisons of WAIT_REG_MEM (as tinygrad uses them)."""

    ALWAYS = 0
    LESS_THAN = 1
    LESS_THAN_EQUAL = 2
    EQUAL = 3
    NOT_EQUAL = 4
    GREATER_THAN_OR_EQUAL = 5
    GREATER_THAN = 6


class AtomicOperation(IntEnum):
    """SDMA_ATOMIC_* of ROCr's sdma_registers.h, and their numbers in the L2 cache (TC_OP_ATOMIC_*)."""

    SWAP_RTN_32 = 7
    CMPSWAP_RTN_32 = 8
    ADD_RTN_32 = 15
    SUB_RTN_32 = 16
    SWAP_RTN_64 = 39
    CMPSWAP_RTN_64 = 40
    ADD_RTN_64 = 47
    SUB_RTN_64 = 48


class FillSize(IntEnum):
    """SDMA_PKT_CONSTANT_FILL_HEADER.fillsize: how much of the data is the pattern."""

    BYTE = 0
    DOUBLE_BYTE = 1
    DWORD = 2


class FenceMtype(IntEnum):
    """Memory types of gfx10 and gfx11 in SDMA_PKT_FENCE_HEADER.mtype (PAL and ROCr write fences uncached)."""

    NC = 0
    UC = 3


class SdmaPacket(Fields):
    """A packet of an SDMA engine. Its first dword has the opcode and, for most, a second opcode."""

    opcode: ClassVar[int] = -1
    sub_opcode: ClassVar[int] = 0
    has_tail: ClassVar[bool] = False

    op = Field(0, 0, 7, Opcode)
    sub_op = Field(0, 8, 15)

    def __init_subclass__(
        cls,
        opcode: int | None = None,
        sub_opcode: int | None = None,
        dwords: int | None = None,
        tail: bool | None = None,
        **_: Any,
    ) -> None:
        super().__init_subclass__(dwords=dwords)
        if opcode is not None:
            cls.opcode = opcode
        if sub_opcode is not None:
            cls.sub_opcode = sub_opcode
        if tail is not None:
            cls.has_tail = tail

    @classmethod
    def encode(cls, tail: Sequence[int] = (), /, **values: int) -> list[int]:
        """The packet's dwords. Raises InvalidArgument for what does not fit."""
        if tail and not cls.has_tail:
            raise InvalidArgument(f"{cls.__name__} takes no dwords beyond its fields")
        return [*cls.pack(op=cls.opcode, sub_op=cls.sub_opcode, **values), *tail]

    def tail_dwords(self) -> int:
        """How many dwords follow the declared ones."""
        return 0

    @classmethod
    def decode(cls, dwords: Sequence[int]) -> Self:
        """The packet at the start of `dwords`. Raises InvalidArgument when it is not whole or another."""
        if len(dwords) < cls.size:
            raise InvalidArgument(f"{cls.__name__} has {cls.size} dwords, of which {len(dwords)} are there")
        packet = cls(dwords)
        if packet.op != cls.opcode or packet.sub_op != cls.sub_opcode:
            raise InvalidArgument(f"{dwords[0]:#010x} is not the header of a {cls.__name__}")
        size = cls.size + packet.tail_dwords()
        if len(dwords) < size:
            raise InvalidArgument(f"{cls.__name__} has {size} dwords, of which {len(dwords)} are there")
        return cls(dwords[:size])

    @property
    def tail(self) -> tuple[int, ...]:
        """The dwords after the declared ones."""
        return self.dwords[self.size :]


class NOP(SdmaPacket, opcode=Opcode.NOP, dwords=1, tail=True):
    """Nothing, for one dword and `count` more."""

    count = Field(0, 16, 29)

    def tail_dwords(self) -> int:
        return self.count


class COPY_LINEAR(SdmaPacket, opcode=Opcode.COPY, sub_opcode=0, dwords=7):
    """Copy `count + 1` bytes (SDMA 4 and 5.0: 22 bits of count)."""

    encrypt = Field(0, 16, 16)
    tmz = Field(0, 18, 18)
    broadcast = Field(0, 27, 27)
    count = Field(1, 0, 21)
    dst_sw = Field(2, 16, 17)
    src_sw = Field(2, 24, 25)
    src_addr = Long(3)
    dst_addr = Long(5)


class COPY_LINEAR_5(COPY_LINEAR, dwords=7):
    """With the direction, which SDMA 5 has."""

    backwards = Field(0, 25, 25)


class COPY_LINEAR_5_2(COPY_LINEAR_5, dwords=7):
    """With 30 bits of count: SDMA_PKT_COPY_LINEAR of PAL's gfx10_merged_sdma_packets.h has them from gfx10.3
    on, and ROCr uses them (CreateBlitSdma). The kernel's header for all of SDMA 5 still has 22, and so moves
    4 MiB at a time (sdma_v5_2_buffer_funcs).
    """

    cpv = Field(0, 19, 19)
    count = Field(1, 0, 29)


class COPY_LINEAR_6(COPY_LINEAR_5_2, dwords=7):
    """With the cache policies of SDMA 6."""

    dst_cache_policy = Field(2, 18, 20)
    src_cache_policy = Field(2, 26, 28)


class COPY_LINEAR_4_4(COPY_LINEAR, dwords=7):
    """With 30 bits of count: sdma_v4_4_2_buffer_funcs of later kernels, and ROCr for gfx90a."""

    count = Field(1, 0, 29)


class COPY_LINEAR_7(SdmaPacket, opcode=Opcode.COPY, sub_opcode=0, dwords=7):
    """The form without compression: `dcc` (the kernel's cpv) is 0, else an eighth dword follows."""

    tmz = Field(0, 18, 18)
    dcc = Field(0, 19, 19)
    backwards = Field(0, 25, 25)
    count = Field(1, 0, 29)
    dst_mall_policy = Field(2, 20, 21)
    src_mall_policy = Field(2, 28, 29)
    src_addr = Long(3)
    dst_addr = Long(5)

    def tail_dwords(self) -> int:
        return self.dcc


class WRITE_UNTILED(SdmaPacket, opcode=Opcode.WRITE, sub_opcode=0, dwords=4, tail=True):
    """Write the tail, of `count + 1` dwords, to memory."""

    encrypt = Field(0, 16, 16)
    tmz = Field(0, 18, 18)
    dst_addr = Long(1, low=2)
    count = Field(3, 0, 19)
    sw = Field(3, 24, 25)

    def tail_dwords(self) -> int:
        return self.count + 1


class INDIRECT(SdmaPacket, opcode=Opcode.INDIRECT, dwords=6):
    """Execute `ib_size` dwords of packets at `ib_base`, which lies on 32 bytes.

    The packet itself must end on a boundary of 8 dwords of the ring (sdma_v5_2_ring_emit_ib).
    """

    vmid = Field(0, 16, 19)
    priv = Field(0, 31, 31)
    ib_base = Long(1, low=5)
    ib_size = Field(3, 0, 19)
    csa_addr = Long(4)


class FENCE(SdmaPacket, opcode=Opcode.FENCE, dwords=4):
    """Write 32 bits once everything before is done."""

    address = Long(1, low=2)
    data = Field(3, 0, 31)


class FENCE_5(FENCE, dwords=4):
    """With how the write is cached, which SDMA 5 and 6 have; `mtype` as FenceMtype."""

    mtype = Field(0, 16, 18, FenceMtype)
    gcc = Field(0, 19, 19)
    sys = Field(0, 20, 20)
    snp = Field(0, 22, 22)
    gpa = Field(0, 23, 23)
    l2_policy = Field(0, 24, 25)


class FENCE_6(FENCE_5, dwords=4):
    """With the last level's cache policy."""

    llc_policy = Field(0, 26, 26)
    cpv = Field(0, 28, 28)


class FENCE_7(FENCE, dwords=4):
    """SDMA 7. The kernel (sdma_v7_0_ring_emit_fence) and ROCr write 3 to bits 16 to 18 all the same, where
    PAL has reserved bits; they are declared here so that both are read.
    """

    mtype = Field(0, 16, 18, FenceMtype)
    sys = Field(0, 20, 20)
    snp = Field(0, 22, 22)
    gpa = Field(0, 23, 23)
    mall_policy = Field(0, 26, 27)


class TRAP(SdmaPacket, opcode=Opcode.TRAP, dwords=2):
    """Raise an interrupt that carries `int_context`, the id of a KFD event."""

    int_context = Field(1, 0, 27)


class POLL_REGMEM(SdmaPacket, opcode=Opcode.POLL_REGMEM, sub_opcode=0, dwords=6):
    """Wait until `memory & mask` compares to `value`; a `retry_count` of all ones is for ever."""

    hdp_flush = Field(0, 26, 26)
    func = Field(0, 28, 30, PollFunction)
    mem_poll = Field(0, 31, 31)
    address = Long(1, low=2)
    value = Field(3, 0, 31)
    mask = Field(4, 0, 31)
    interval = Field(5, 0, 15)
    retry_count = Field(5, 16, 27)


RETRY_FOR_EVER = 0xFFF
POLL_INTERVAL = 0x04
"""ROCr's BuildPollCommand."""


class COND_EXE(SdmaPacket, opcode=Opcode.COND_EXE, dwords=5):
    """Skip the next `exec_count` dwords unless memory holds `reference`."""

    address = Long(1, low=2)
    reference = Field(3, 0, 31)
    exec_count = Field(4, 0, 13)


class ATOMIC(SdmaPacket, opcode=Opcode.ATOMIC, dwords=8):
    """An atomic operation on memory. Bits 8 to 15 of the header are no second opcode here, but reserved."""

    loop = Field(0, 16, 16)
    tmz = Field(0, 18, 18)
    atomic_op = Field(0, 25, 31, AtomicOperation)
    address = Long(1, low=2)
    src_data = Long(3)
    cmp_data = Long(5)
    loop_interval = Field(7, 0, 12)


class CONSTANT_FILL(SdmaPacket, opcode=Opcode.CONST_FILL, sub_opcode=0, dwords=5):
    """Fill `count + 1` bytes with a pattern of `fillsize`."""

    sw = Field(0, 16, 17)
    fillsize = Field(0, 30, 31, FillSize)
    dst_addr = Long(1)
    src_data = Field(3, 0, 31)
    count = Field(4, 0, 21)


class CONSTANT_FILL_4_4(CONSTANT_FILL, dwords=5):
    """With 30 bits of count."""

    count = Field(4, 0, 29)


class CONSTANT_FILL_6(CONSTANT_FILL_4_4, dwords=5):
    """With the cache policy of SDMA 6."""

    cache_policy = Field(0, 24, 26)
    cpv = Field(0, 28, 28)


class CONSTANT_FILL_7(SdmaPacket, opcode=Opcode.CONST_FILL, sub_opcode=0, dwords=5):
    """SDMA 7."""

    nopte_comp = Field(0, 16, 16)
    sys = Field(0, 20, 20)
    snp = Field(0, 22, 22)
    gpa = Field(0, 23, 23)
    mall_policy = Field(0, 26, 27)
    fillsize = Field(0, 30, 31, FillSize)
    dst_addr = Long(1)
    src_data = Field(3, 0, 31)
    count = Field(4, 0, 29)


class TIMESTAMP_GET_GLOBAL(SdmaPacket, opcode=Opcode.TIMESTAMP, sub_opcode=2, dwords=3):
    """Write the card's clock, 64 bits of ticks, to memory."""

    write_addr = Long(1, low=3)


class GCR_USER(SdmaPacket, opcode=Opcode.GCR_REQ, sub_opcode=1, dwords=5):
    """Cache actions, as ACQUIRE_MEM of PM4 has. gfx10 and later.

    Source: SDMA_PKT_GCR of ROCr's sdma_registers.h (sub-opcode 1 is SDMA_SUBOP_USER_GCR).
    """

    base_va_lo = Field(1, 7, 31)
    base_va_hi = Field(2, 0, 15)
    gli_inv = Field(2, 16, 17)
    gl1_range = Field(2, 18, 19)
    glm_wb = Field(2, 20, 20)
    glm_inv = Field(2, 21, 21)
    glk_wb = Field(2, 22, 22)
    glk_inv = Field(2, 23, 23)
    glv_inv = Field(2, 24, 24)
    gl1_inv = Field(2, 25, 25)
    gl2_us = Field(2, 26, 26)
    gl2_range = Field(2, 27, 28)
    gl2_discard = Field(2, 29, 29)
    gl2_inv = Field(2, 30, 30)
    gl2_wb = Field(2, 31, 31)
    range_is_pa = Field(3, 0, 0)
    seq = Field(3, 1, 2)
    limit_va_lo = Field(3, 7, 31)
    limit_va_hi = Field(4, 0, 15)
    vmid = Field(4, 24, 27)


_EVERY_VERSION: tuple[type[SdmaPacket], ...] = (
    NOP,
    WRITE_UNTILED,
    INDIRECT,
    TRAP,
    POLL_REGMEM,
    COND_EXE,
    ATOMIC,
    TIMESTAMP_GET_GLOBAL,
)


def _by_opcode(*own: type[SdmaPacket]) -> dict[tuple[int, int], type[SdmaPacket]]:
    return {(packet.opcode, packet.sub_opcode): packet for packet in (*_EVERY_VERSION, *own)}


PACKETS: dict[tuple[int, int], dict[tuple[int, int], type[SdmaPacket]]] = {
    (4, 0): _by_opcode(COPY_LINEAR, FENCE, CONSTANT_FILL),
    (4, 4): _by_opcode(COPY_LINEAR_4_4, FENCE, CONSTANT_FILL_4_4),
    (5, 0): _by_opcode(COPY_LINEAR_5, FENCE_5, CONSTANT_FILL, GCR_USER),
    (5, 2): _by_opcode(COPY_LINEAR_5_2, FENCE_5, CONSTANT_FILL, GCR_USER),
    (6, 0): _by_opcode(COPY_LINEAR_6, FENCE_6, CONSTANT_FILL_6, GCR_USER),
    (7, 0): _by_opcode(COPY_LINEAR_7, FENCE_7, CONSTANT_FILL_7, GCR_USER),
}
"""The packets of each family of engines (its first member's version), by opcode and second opcode."""


def family(version: tuple[int, ...]) -> tuple[int, int]:
    """The key of `PACKETS` for an engine of this version, such as (5, 2, 1)."""
    return max(known for known in PACKETS if known <= tuple(version[:2]))


COPY_BYTES_MAX = 0x3FFFE0
"""The most one COPY_LINEAR or CONSTANT_FILL moves on every engine: kMaxSize_ of ROCr's sdma_registers.h.
Those with 30 bits of count take more, but gain nothing from it.
"""
