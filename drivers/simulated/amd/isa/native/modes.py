"""How instructions change the modes that handlers are made for, as far as their text tells: the floating
point part of MODE (bits 7:0), and above it (bits 11:8) which operands gfx9's index mode is about.
"""

from __future__ import annotations

from ..instruction import Instruction, OperandKind

_HW_REG_MODE = 1
FLOAT_MODE_BITS = 8


def hardware_register(immediate: int) -> tuple[int, int, int]:
    """SIMM16 of S_GETREG and S_SETREG: the register's number, the first bit, how many ("RDNA3 ISA",
    S_GETREG_B32)."""
    return immediate & 0x3F, immediate >> 6 & 0x1F, (immediate >> 11 & 0x1F) + 1


def mode_after(instruction: Instruction, mode: int) -> int:
    """The modes after an instruction; as before where only the running program knows.

    Index mode: "Vega ISA", 3.9.2; LLVM, SIDefines.h, namespace VGPRIndexMode: bits for SRC0, SRC1, SRC2, DST.
    """
    mnemonic = instruction.mnemonic
    if mnemonic in ("s_set_gpr_idx_on", "s_set_gpr_idx_mode"):
        return mode & 0xFF | (_immediate(instruction) & 0xF) << FLOAT_MODE_BITS
    if mnemonic == "s_set_gpr_idx_off":
        return mode & 0xFF
    if mnemonic == "s_denorm_mode":
        return mode & ~0xF0 | (_immediate(instruction) & 0xF) << 4
    if mnemonic == "s_round_mode":
        return mode & ~0x0F | _immediate(instruction) & 0xF
    if mnemonic == "s_setreg_imm32_b32":
        register, first, count = hardware_register(_immediate(instruction) & 0xFFFF)
        if register == _HW_REG_MODE and first < FLOAT_MODE_BITS:
            literal = next(
                int(operand.value) for operand in instruction.operands if operand.kind is OperandKind.LITERAL
            )
            field = ((1 << count) - 1) << first
            return mode & ~(field & 0xFF) | literal << first & field & 0xFF
    return mode


def _immediate(instruction: Instruction) -> int:
    return next(
        int(operand.value) for operand in instruction.operands if operand.kind is OperandKind.IMMEDIATE
    )
