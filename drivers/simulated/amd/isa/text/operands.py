"""How immediate operands print: wait counts, hardware registers, messages, delays.

Source: LLVM's AMDGPUInstPrinter and AMDGPUBaseInfo (names of hwreg, sendmsg, s_delay_alu, s_waitcnt_depctr
operands).
"""

from __future__ import annotations

from collections.abc import Callable


def _hexadecimal(value: int) -> str:
    return f"{value:#x}"


def _hexadecimal16(value: int) -> str:
    return f"{value & 0xFFFF:#x}"


def _small_decimal(value: int) -> str:
    """Numbers to 64 in decimal, others in hexadecimal."""
    return str(value) if value <= 64 else f"{value:#x}"


def _nonzero(value: int) -> str:
    """s_endpgm's operand is not shown when it is 0."""
    return str(value) if value else ""


_REGISTERS: dict[int, dict[int, str]] = {
    9: {
        1: "MODE",
        2: "STATUS",
        3: "TRAPSTS",
        4: "HW_ID",
        5: "GPR_ALLOC",
        6: "LDS_ALLOC",
        7: "IB_STS",
        15: "SH_MEM_BASES",
        16: "TBA_LO",
        17: "TBA_HI",
        18: "TMA_LO",
        19: "TMA_HI",
        20: "XCC_ID",
        21: "SQ_PERF_SNAPSHOT_DATA",
        22: "SQ_PERF_SNAPSHOT_DATA1",
        23: "SQ_PERF_SNAPSHOT_PC_LO",
        24: "SQ_PERF_SNAPSHOT_PC_HI",
    },
    10: {
        1: "MODE",
        2: "STATUS",
        3: "TRAPSTS",
        5: "GPR_ALLOC",
        6: "LDS_ALLOC",
        7: "IB_STS",
        15: "SH_MEM_BASES",
        16: "TBA_LO",
        17: "TBA_HI",
        18: "TMA_LO",
        19: "TMA_HI",
        20: "FLAT_SCR_LO",
        21: "FLAT_SCR_HI",
        23: "HW_ID1",
        24: "HW_ID2",
        25: "POPS_PACKER",
        29: "SHADER_CYCLES",
    },
    11: {
        1: "MODE",
        2: "STATUS",
        3: "TRAPSTS",
        5: "GPR_ALLOC",
        6: "LDS_ALLOC",
        7: "IB_STS",
        15: "SH_MEM_BASES",
        18: "PERF_SNAPSHOT_PC_LO",
        19: "PERF_SNAPSHOT_PC_HI",
        20: "FLAT_SCR_LO",
        21: "FLAT_SCR_HI",
        23: "HW_ID1",
        24: "HW_ID2",
        27: "PERF_SNAPSHOT_DATA",
        29: "SHADER_CYCLES",
    },
    12: {
        1: "MODE",
        2: "STATUS",
        4: "STATE_PRIV",
        5: "GPR_ALLOC",
        6: "LDS_ALLOC",
        7: "IB_STS",
        10: "PERF_SNAPSHOT_DATA",
        11: "PERF_SNAPSHOT_PC_LO",
        12: "PERF_SNAPSHOT_PC_HI",
        15: "PERF_SNAPSHOT_DATA1",
        16: "PERF_SNAPSHOT_DATA2",
        17: "EXCP_FLAG_PRIV",
        18: "EXCP_FLAG_USER",
        19: "TRAP_CTRL",
        20: "SCRATCH_BASE_LO",
        21: "SCRATCH_BASE_HI",
        23: "HW_ID1",
        24: "HW_ID2",
        29: "SHADER_CYCLES_LO",
        30: "SHADER_CYCLES_HI",
        31: "DVGPR_ALLOC_LO",
        32: "DVGPR_ALLOC_HI",
    },
}


def hardware_register(names: dict[int, str]) -> Callable[[int], str]:
    """`hwreg(name, offset, width)` of SIMM16: id 5:0, offset 10:6, width - 1 15:11."""

    def text(value: int) -> str:
        number, offset, size = value & 63, value >> 6 & 31, (value >> 11) + 1
        name = f"HW_REG_{names[number]}" if number in names else str(number)
        return f"hwreg({name})" if (offset, size) == (0, 32) else f"hwreg({name}, {offset}, {size})"

    return text


def wait_count(
    vector: tuple[tuple[int, int], ...], export: tuple[int, int], scalar: tuple[int, int]
) -> Callable[[int], str]:
    """`vmcnt(n) expcnt(n) lgkmcnt(n)`, without those at their maximum; fields as (lowest bit, width)."""

    def text(value: int) -> str:
        shown = []
        for name, parts in (("vmcnt", vector), ("expcnt", (export,)), ("lgkmcnt", (scalar,))):
            count = total = 0
            for low, bits in parts:
                count |= (value >> low & (1 << bits) - 1) << total
                total += bits
            shown.append((name, count, count == (1 << total) - 1))
        everything = all(at_maximum for _, _, at_maximum in shown)
        return " ".join(
            f"{name}({count})" for name, count, at_maximum in shown if everything or not at_maximum
        )

    return text


_DELAYS = (
    "NO_DEP",
    "VALU_DEP_1",
    "VALU_DEP_2",
    "VALU_DEP_3",
    "VALU_DEP_4",
    "TRANS32_DEP_1",
    "TRANS32_DEP_2",
    "TRANS32_DEP_3",
    "FMA_ACCUM_CYCLE_1",
    "SALU_CYCLE_1",
    "SALU_CYCLE_2",
    "SALU_CYCLE_3",
)
_SKIPS = ("SAME", "NEXT", "SKIP_1", "SKIP_2", "SKIP_3", "SKIP_4")


def _delay(value: int) -> str:
    """s_delay_alu: instid0 3:0, instskip 6:4, instid1 10:7."""
    first, skip, second = value & 15, value >> 4 & 7, value >> 7 & 15
    names = [
        _DELAYS[number] if number < len(_DELAYS) else "/* invalid instid value */"
        for number in (first, second)
    ]
    shown = [f"instid0({names[0]})"] if first else []
    if skip:
        shown.append(f"instskip({_SKIPS[skip] if skip < len(_SKIPS) else '/* invalid instskip value */'})")
    if second:
        shown.append(f"instid1({names[1]})")
    return " | ".join(shown) or "0"


# s_waitcnt_depctr (gfx12: s_wait_alu): name, lowest bit, width; in printing order.
_DEPENDENCIES = (
    ("hold_cnt", 7, 1),
    ("sa_sdst", 0, 1),
    ("va_vdst", 12, 4),
    ("va_sdst", 9, 3),
    ("va_ssrc", 8, 1),
    ("va_vcc", 1, 1),
    ("vm_vsrc", 2, 3),
)


def _dependency_counters(value: int) -> str:
    if value & 0x60:
        return f"{value:#x}"
    counts = [(name, value >> low & (1 << bits) - 1, (1 << bits) - 1) for name, low, bits in _DEPENDENCIES]
    shown = [item for item in counts if item[1] != item[2]] or counts
    return " ".join(f"depctr_{name}({count})" for name, count, _ in shown)


def _index_mode(value: int) -> str:
    """s_set_gpr_idx_on and s_set_gpr_idx_mode of gfx9."""
    if value > 15:
        return f"{value:#x}"
    chosen = [name for bit, name in enumerate(("SRC0", "SRC1", "SRC2", "DST")) if value >> bit & 1]
    return f"gpr_idx({','.join(chosen)})"


_RETURNING = {
    128: "MSG_RTN_GET_DOORBELL",
    129: "MSG_RTN_GET_DDID",
    130: "MSG_RTN_GET_TMA",
    131: "MSG_RTN_GET_REALTIME",
    132: "MSG_RTN_SAVE_WAVE",
    133: "MSG_RTN_GET_TBA",
    134: "MSG_RTN_GET_TBA_TO_PC",
}
_MESSAGES_11 = {
    1: "MSG_INTERRUPT",
    2: "MSG_HS_TESSFACTOR",
    3: "MSG_DEALLOC_VGPRS",
    5: "MSG_STALL_WAVE_GEN",
    6: "MSG_HALT_WAVES",
    9: "MSG_GS_ALLOC_REQ",
    **_RETURNING,
}
_MESSAGES_12 = {
    1: "MSG_INTERRUPT",
    2: "MSG_HS_TESSFACTOR",
    3: "MSG_DEALLOC_VGPRS",
    9: "MSG_GS_ALLOC_REQ",
    **_RETURNING,
    135: "MSG_RTN_GET_SE_AID_ID",
}
_MESSAGES_9 = {
    1: "MSG_INTERRUPT",
    4: "MSG_SAVEWAVE",
    5: "MSG_STALL_WAVE_GEN",
    6: "MSG_HALT_WAVES",
    7: "MSG_ORDERED_PS_DONE",
    8: "MSG_EARLY_PRIM_DEALLOC",
    9: "MSG_GS_ALLOC_REQ",
    10: "MSG_GET_DOORBELL",
}
_GEOMETRY = ("GS_OP_NOP", "GS_OP_CUT", "GS_OP_EMIT", "GS_OP_EMIT_CUT")
_SYSTEM = {1: "SYSMSG_OP_ECC_ERR_INTERRUPT", 2: "SYSMSG_OP_REG_RD", 4: "SYSMSG_OP_TTRACE_PC"}


def _message(names: dict[int, str]) -> Callable[[int], str]:
    """`sendmsg(name)` of gfx11 and later: an 8-bit number."""

    def text(value: int) -> str:
        number = value & 0xFF
        if number in names:
            return f"sendmsg({names[number]})"
        return f"sendmsg({number}, 0, 0)" if value == number else str(value)

    return text


def _message_with_operation(names: dict[int, str]) -> Callable[[int], str]:
    """`sendmsg(name, operation, stream)` of gfx9 and gfx10: id 3:0, operation 6:4, stream 9:8."""

    def text(value: int) -> str:
        number, operation, stream = value & 15, value >> 4 & 7, value >> 8 & 3
        if number in names and not operation and not stream:
            return f"sendmsg({names[number]})"
        if number in (2, 3) and 1 <= operation <= 3:
            return f"sendmsg({('MSG_GS', 'MSG_GS_DONE')[number - 2]}, {_GEOMETRY[operation]}, {stream})"
        if number == 3 and not operation and not stream:
            return "sendmsg(MSG_GS_DONE, GS_OP_NOP)"
        if number == 15 and operation in _SYSTEM and not stream:
            return f"sendmsg(MSG_SYSMSG, {_SYSTEM[operation]})"
        if number | operation << 4 | stream << 8 == value:
            return f"sendmsg({number}, {operation}, {stream})"
        return str(value)

    return text


# By the name in the tables; the generator takes the first that prints as LLVM does.
FORMS: dict[str, Callable[[int], str]] = {
    "": str,
    "x": _hexadecimal,
    "x16": _hexadecimal16,
    "small": _small_decimal,
    "nonzero": _nonzero,
    **{f"hwreg{generation}": hardware_register(names) for generation, names in _REGISTERS.items()},
    "waitcnt9": wait_count(((0, 4), (14, 2)), (4, 3), (8, 4)),
    "waitcnt10": wait_count(((0, 4), (14, 2)), (4, 3), (8, 6)),
    "waitcnt11": wait_count(((10, 6),), (0, 3), (4, 6)),
    "depctr": _dependency_counters,
    "delay": _delay,
    "gpr_idx": _index_mode,
    "message9": _message_with_operation(_MESSAGES_9),
    "message10": _message_with_operation({**_MESSAGES_9, 11: "MSG_GET_DDID"}),
    "message11": _message(_MESSAGES_11),
    "message12": _message(_MESSAGES_12),
}
