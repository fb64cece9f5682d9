"""Command streams word by word, written down from their sources and not from what the driver says.

Headers: freedreno_pm4.h. Type 4 is 0x4 in the highest four bits, register in bits 8 to 25, count in 0 to 6,
and in 27 and 7 the bits that make register's and count's ones odd in number. Type 7 is 0x7, opcode in bits 16
to 22 with its parity in 23, count in 0 to 13 with its parity in 15. Opcodes and fields: adreno_pm4.xml;
registers: a6xx.xml; order: computerator's a6xx.cc and turnip's tu_shader.cc, all of Mesa 25.1.
"""

from __future__ import annotations

import struct

import pytest

from barewire.drivers.architectures.qualcomm import named
from barewire.drivers.qualcomm.code_object import Kernel
from barewire.drivers.qualcomm.commands import Commands, PrivateMemory

from . import explain

CODE = 0x1_2345_6780
SCRATCH = 0x7_0000_0040
BLOCK, GRID = (64, 2, 1), (5, 3, 1)
ARGUMENTS = struct.pack("<QI", 0x5_0000_1000, 0x2A)
KERNEL = Kernel(
    name="golden",
    code_offset=0,
    code_bytes=256,
    full_registers=4,
    constant_dwords=16,
    shared_bytes=2048,
    branch_stack=1,
    argument_bytes=12,
    argument_constant=0,
    group_id_register=0xC0,
    local_id_register=0,
)

Golden = list[tuple[int, str]]

# What both generations have in the same registers.
COUNTS: Golden = [
    (0x48A9BB02, "SP_CS_CONFIG and SP_CS_INSTRLEN (0xa9bb has ten ones: its parity bit is set)"),
    (0x00000100, "ENABLED is bit 8; no textures, samplers or images"),
    (0x00000002, "256 bytes are two units of sixteen instructions"),
    (0x40A9B001, "SP_CS_CTRL_REG0"),
    (
        0x80004200,
        "four full registers from bit 7, branch stack 1 from bit 14, MERGEDREGS is bit 31, THREAD64",
    ),
    (0x48A9B101, "SP_CS_UNKNOWN_A9B1"),
    (0x00000041, "2 KiB of shared memory are 1 + 1; UNK6 is bit 6"),
]
PROGRAM: Golden = [
    (0x40A9B307, "seven registers from SP_CS_OBJ_FIRST_EXEC_OFFSET on"),
    (0x00000000, "begin at the first instruction"),
    (0x23456780, "SP_CS_OBJ_START, its low half"),
    (0x00000001, "and its high half"),
    (0x00000000, "SP_CS_PVT_MEM_PARAM: no private memory"),
    (0x00000000, "SP_CS_PVT_MEM_ADDR"),
    (0x00000000, "its high half"),
    (0x00000000, "SP_CS_PVT_MEM_SIZE"),
    (0x48A9BD01, "SP_CS_PVT_MEM_HW_STACK_OFFSET"),
    (0x00000000, "at the start of no memory"),
    (0x70348003, "CP_LOAD_STATE6_FRAG is 0x34, three ones; the count has two, so bit 15 is set"),
    (
        0x00B60000,
        "ST6_SHADER, SS6_INDIRECT from bit 16, SB6_CS_SHADER (0xd) from bit 18, two units from bit 22",
    ),
    (0x23456780, "EXT_SRC_ADDR"),
    (0x00000001, "its high half"),
    (0x70340007, "CP_LOAD_STATE6_FRAG with a vector of constants"),
    (0x00744000, "to 0, ST6_CONSTANTS (1) from bit 14, SS6_DIRECT, SB6_CS_SHADER, one unit"),
    (0x00000000, "no address"),
    (0x00000000, "no address"),
    (0x00001000, "the address that is the first argument"),
    (0x00000005, "its high half"),
    (0x0000002A, "the second argument"),
    (0x00000000, "up to a whole vector"),
]
EXECUTE: Golden = [
    (0x70B30004, "CP_EXEC_CS is 0x33, four ones: bit 23 is set"),
    (0x00000000, "unused"),
    (0x00000005, "groups along x"),
    (0x00000003, "along y"),
    (0x00000001, "along z"),
]
RANGES: Golden = [
    (0x000010FF, "KERNELDIM 3, 64 - 1 from bit 2, 2 - 1 from bit 12, 1 - 1 from bit 22"),
    (0x00000140, "5 * 64 lanes along x"),
    (0x00000000, "from 0"),
    (0x00000006, "3 * 2 along y"),
    (0x00000000, "from 0"),
    (0x00000001, "1 along z"),
    (0x00000000, "from 0"),
]
ONES: Golden = [(1, "one group"), (1, "one group"), (1, "one group")]

A6XX_OPENING: Golden = [
    (0x40BB0801, "HLSQ_INVALIDATE_CMD"),
    (0x00000060, "CS_STATE is bit 5, CS_IBO bit 6"),
    (0x40B98701, "HLSQ_CS_CNTL"),
    (0x00000104, "16 constants are 4 vectors; ENABLED is bit 8"),
]
A6XX_PLACES: Golden = [
    (0x48B99702, "HLSQ_CS_CNTL_0 and 1"),
    (0x00FCFCC0, "the group's id in r48.x, no size, no offset (regid(63, 0)), the lane's in r0.x"),
    (0x000000FC, "no linear id; THREAD64"),
]
A6XX_GRID: Golden = [
    (0x40B99007, "HLSQ_CS_NDRANGE_0 to 6"),
    *RANGES,
    (0x40B99983, "HLSQ_CS_KERNEL_GROUP_X to Z"),
    *ONES,
]
A630 = [*A6XX_OPENING, *COUNTS, *A6XX_PLACES, *PROGRAM, *A6XX_GRID, *EXECUTE]
A660 = [
    *A6XX_OPENING,
    *COUNTS,
    (0x48B9D001, "HLSQ_CS_UNKNOWN_B9D0, where has_lpac"),
    (0x00000041, "as SP_CS_UNKNOWN_A9B1"),
    *A6XX_PLACES,
    (0x40A9C202, "SP_CS_CNTL_0 and 1, where has_lpac"),
    (0x00FCFCC0, "as HLSQ_CS_CNTL_0"),
    (0x000000FC, "as HLSQ_CS_CNTL_1"),
    *PROGRAM,
    *A6XX_GRID,
    *EXECUTE,
]
A740: Golden = [
    (0x48AB1F01, "HLSQ_INVALIDATE_CMD, which a7xx has here"),
    (0x00000060, "CS_STATE and CS_IBO"),
    (0x40A9CD01, "HLSQ_CS_CNTL"),
    (0x00000104, "16 constants; ENABLED"),
    *COUNTS,
    (0x48A9DB01, "HLSQ_CS_CNTL_1"),
    (
        0x244008FC,
        "no linear id, WORKGROUPRASTORDERZFIRSTEN bit 11, tile width 4 from bit 20, height 9 from 26",
    ),
    (0x40A9C202, "SP_CS_CNTL_0 and 1"),
    (0x00FCFCC0, "where the ids are"),
    (0x000000FC, "no linear id, THREAD64 in bit 8, WORKITEMRASTORDER_LINEAR in bit 15"),
    (0x48A9BE01, "SP_CS_UNKNOWN_A9BE"),
    (0x00000000, "sometimes 0x08000000, says turnip"),
    *PROGRAM,
    (0x48A9D407, "HLSQ_CS_NDRANGE_0 to 6"),
    *RANGES,
    (0x40A9DC83, "HLSQ_CS_KERNEL_GROUP_X to Z"),
    *ONES,
    (0x40A9DF01, "HLSQ_CS_LAST_LOCAL_SIZE"),
    (0x000010FC, "as HLSQ_CS_NDRANGE_0 without KERNELDIM"),
    *EXECUTE,
]

IDLE = (0x70268000, "CP_WAIT_FOR_IDLE is 0x26, three ones; no dwords, an even number of ones: bit 15")
ARRIVED = (0x70928000, "CP_WAIT_MEM_WRITES is 0x12, two ones: bit 23")
A6XX_BARRIER: Golden = [
    (0x70460004, "CP_EVENT_WRITE"),
    (0x00000004, "CACHE_FLUSH_TS"),
    (0x00000040, "writes to"),
    (0x00000007, "this address"),
    (0x00000000, "a number that nobody reads"),
    (0x70460001, "CP_EVENT_WRITE"),
    (0x00000031, "CACHE_INVALIDATE"),
    IDLE,
]
A7XX_BARRIER: Golden = [
    (0x70460004, "CP_EVENT_WRITE7"),
    (0x08000031, "CACHE_CLEAN; WRITE_ENABLED is bit 27, EV_WRITE_USER_32B is 0"),
    (0x00000040, "writes to"),
    (0x00000007, "this address"),
    (0x00000000, "a number that nobody reads"),
    (0x70460001, "CP_EVENT_WRITE7"),
    (0x00000033, "CACHE_INVALIDATE7"),
    IDLE,
]
LANDED: Golden = [
    (0x703D8003, "CP_MEM_WRITE"),
    (0x00000040, "to"),
    (0x00000007, "this address"),
    (0x00000000, "0"),
    ARRIVED,
    (0x70460004, "CP_EVENT_WRITE"),
    (0x00000004, "CACHE_FLUSH_TS"),
    (0x00000040, "writes to"),
    (0x00000007, "this address"),
    (0x00000001, "1"),
    (0x70BC8006, "CP_WAIT_REG_MEM is 0x3c, four ones; six dwords, two ones"),
    (0x00000013, "WRITE_EQ (3), POLL_MEMORY (1) from bit 4"),
    (0x00000040, "until what is"),
    (0x00000007, "here"),
    (0x00000001, "is 1"),
    (0xFFFFFFFF, "in all bits"),
    (0x00000010, "looking every 16 cycles"),
    IDLE,
]
RAISED: Golden = [
    (0x703D0004, "CP_MEM_WRITE"),
    (0x00001000, "to"),
    (0x00000007, "this address"),
    (0x00000005, "the low half of 2**32 + 5"),
    (0x00000001, "and the high half"),
    ARRIVED,
]
STAMPED: Golden = [
    IDLE,
    (0x703E8003, "CP_REG_TO_MEM"),
    (0x40080980, "CP_ALWAYS_ON_COUNTER is 0x980, two registers from bit 18, 64B is bit 30"),
    (0x00001008, "to"),
    (0x00000007, "this address"),
    ARRIVED,
]


def hold(dwords: list[int], golden: Golden, generation: int) -> None:
    """Compare, and show both where they differ."""
    expected = [word for word, _ in golden]
    assert dwords == expected, (
        "\n".join(
            f"{'  ' if found == wanted[0] else '* '}{found:08x} {wanted[0]:08x} {wanted[1]}"
            for found, wanted in zip(dwords, golden, strict=False)
        )
        + "\n"
        + explain.text(dwords, generation)
    )


@pytest.mark.parametrize(("name", "golden"), [("a630", A630), ("a660", A660), ("a740", A740)])
def test_a_dispatch(name: str, golden: Golden) -> None:
    commands = Commands(named(name))
    prepared = commands.prepare(KERNEL, CODE, BLOCK, KERNEL.shared_bytes, PrivateMemory(0, 0, 0))
    dwords: list[int] = []
    at = commands.dispatch(dwords, prepared, GRID, ARGUMENTS)
    hold(dwords, golden, commands.architecture.generation)
    assert at == next(i for i, (_, what) in enumerate(golden) if what.startswith("the address that is"))


@pytest.mark.parametrize(("name", "golden"), [("a630", A6XX_BARRIER), ("a740", A7XX_BARRIER)])
def test_a_barrier(name: str, golden: Golden) -> None:
    commands = Commands(named(name))
    hold(commands.barrier(SCRATCH), golden, commands.architecture.generation)


def test_a_signal_and_a_timestamp() -> None:
    commands = Commands(named("a630"))
    hold(commands.landed(SCRATCH), LANDED, 6)
    hold(commands.raise_to(0x7_0000_1000, 2**32 + 5), RAISED, 6)
    hold(commands.timestamp(0x7_0000_1008), STAMPED, 6)


def test_what_a_submission_begins_with() -> None:
    expected: Golden = [
        (0x70E50001, "CP_SET_MARKER is 0x65, four ones: bit 23"),
        (0x00000008, "RM6_COMPUTE"),
        (0x70460001, "CP_EVENT_WRITE"),
        (0x00000031, "CACHE_INVALIDATE"),
        (0x40BB0801, "HLSQ_INVALIDATE_CMD"),
        (0x000FFFFF, "everything"),
        IDLE,
        (0x48AE0401, "SP_FLOAT_CNTL"),
        (0x00000000, "0"),
        (0x40AE0F01, "SP_PERFCTR_ENABLE"),
        (0x00000020, "CS is bit 5"),
        (0x40AB0001, "SP_MODE_CONTROL"),
        (0x00000005, "CONSTANT_DEMOTION_ENABLE, ISAMMODE_GL (2) from bit 1"),
        (0x40B30901, "SP_TP_MODE_CNTL"),
        (0x000000A2, "ISAMMODE_GL, NEARESTMIPSNAP is bit 5, DESTDATATYPEOVERRIDE bit 7"),
    ]
    dwords = Commands(named("a630")).preamble()
    hold(dwords[: len(expected)], expected, 6)
    said = explain.text(dwords, 6)
    for name, value in (
        *(("SP_CHICKEN_BITS", 0x1430), ("TPL1_DBG_ECO_CNTL", 0x108000), ("UCHE_UNKNOWN_0E12", 0x10000001)),
        *(("RB_DBG_ECO_CNTL", 0x4100000), ("PC_MODE_CNTL", 0x1F), ("HLSQ_DBG_ECO_CNTL", 0x80000)),
        *(("UCHE_CLIENT_PF", 4), ("HLSQ_UNKNOWN_BE00", 0x80), ("TPL1_UNKNOWN_B605", 0x44)),
    ):
        assert f"{name} VALUE={value if value < 10 else hex(value)}" in said


def test_descriptors_and_samplers_are_loaded_from_memory() -> None:
    from dataclasses import replace

    from barewire.drivers.qualcomm.code_object import Descriptor

    nothing = Descriptor(0, (0,) * 16)
    kernel = replace(KERNEL, textures=(nothing, nothing), images=(nothing,), samplers=((0, 0, 0, 0),))
    commands = Commands(named("a630"))
    prepared = commands.prepare(kernel, CODE, BLOCK, 0, PrivateMemory(0, 0, 0))
    dwords: list[int] = []
    samplers, textures, images = 0x6_0000_0300, 0x6_0000_0100, 0x6_0000_0200
    commands.dispatch(dwords, prepared, GRID, ARGUMENTS, (samplers, textures, images))
    expected: Golden = [
        (0x70348003, "CP_LOAD_STATE6_FRAG"),
        (0x00560000, "ST6_SHADER (samplers), SS6_INDIRECT, SB6_CS_TEX (5) from bit 18, one"),
        (0x00000300, "from"),
        (0x00000006, "here"),
        (0x48A9E202, "SP_CS_TEX_SAMP: 0xa9e2 has eight ones"),
        (0x00000300, "the same"),
        (0x00000006, "address"),
        (0x70348003, "CP_LOAD_STATE6_FRAG"),
        (0x00964000, "ST6_CONSTANTS (descriptors), SS6_INDIRECT, SB6_CS_TEX, two"),
        (0x00000100, "from"),
        (0x00000006, "here"),
        (0x40A9E602, "SP_CS_TEX_CONST: 0xa9e6 has nine"),
        (0x00000100, "the same"),
        (0x00000006, "address"),
        (0x40A9BA01, "SP_CS_TEX_COUNT"),
        (0x00000002, "two"),
        (0x70348003, "CP_LOAD_STATE6_FRAG"),
        (0x0076C000, "ST6_IBO (3), SS6_INDIRECT, SB6_CS_SHADER, one"),
        (0x00000200, "from"),
        (0x00000006, "here"),
        (0x40A9F202, "SP_CS_IBO: 0xa9f2 has nine"),
        (0x00000200, "the same"),
        (0x00000006, "address"),
        (0x48AA0001, "SP_CS_IBO_COUNT"),
        (0x00000001, "one"),
    ]
    start = next(at for at in range(len(dwords)) if dwords[at : at + 2] == [word for word, _ in expected[:2]])
    hold(dwords[start : start + len(expected)], expected, 6)


def test_private_memory_is_measured_in_its_own_units() -> None:
    commands = Commands(named("a630"))
    private = PrivateMemory(0x6_0000_0000, 1024, 1024 * 128 * 16)
    said = explain.text(commands.prepare(KERNEL, CODE, BLOCK, 0, private).program, 6)
    assert "SP_CS_PVT_MEM_PARAM MEMSIZEPERITEM=0x400" in said
    assert "SP_CS_PVT_MEM_SIZE TOTALPVTMEMSIZE=0x200000 PERWAVEMEMLAYOUT=1" in said
    assert "SP_CS_PVT_MEM_HW_STACK_OFFSET OFFSET=0x200000" in said
