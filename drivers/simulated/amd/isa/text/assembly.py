"""Assembly text of an instruction, as LLVM 19's AMDGPU disassembler prints it.

Source of the spellings: LLVM's AMDGPUInstPrinter and "User Guide for AMDGPU Backend"; judged by its llvm-mc.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from ..instruction import INVERSE_TWO_PI, Instruction, Operand, OperandKind
from .operands import FORMS

_PAIRED = {
    OperandKind.VCC: "vcc",
    OperandKind.EXEC: "exec",
    OperandKind.FLAT_SCRATCH: "flat_scratch",
    OperandKind.XNACK_MASK: "xnack_mask",
}
_BANKS = {OperandKind.VGPR: "v", OperandKind.AGPR: "a", OperandKind.SGPR: "s", OperandKind.TTMP: "ttmp"}
_SIXTEEN = frozenset({"f16", "i16", "bf16"})
# Bit patterns that print as the inline constant they equal, per type.
_FLOATS = (0.5, -0.5, 1.0, -1.0, 2.0, -2.0, 4.0, -4.0)


def _patterns(pack: Callable[[float], int], inverse: int, inverse_text: str) -> dict[int, str]:
    return {**{pack(value): repr(value) for value in _FLOATS}, inverse: inverse_text}


def _f16_bits(value: float) -> int:
    return int(struct.unpack("<H", struct.pack("<e", value))[0])


def _f32_bits(value: float) -> int:
    return int(struct.unpack("<I", struct.pack("<f", value))[0])


def _f64_bits(value: float) -> int:
    return int(struct.unpack("<Q", struct.pack("<d", value))[0])


_F16 = _patterns(_f16_bits, 0x3118, "0.15915494")
_BF16 = _patterns(lambda value: _f32_bits(value) >> 16, 0x3E22, "0.15915494")
_F32 = _patterns(_f32_bits, 0x3E22F983, "0.15915494")
_F64 = _patterns(_f64_bits, 0x3FC45F306DC9C882, "0.15915494309189532")
_LONG = "0.15915494309189532"


def _signed(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> bits - 1 & 1 else value


def _number(value: int, bits: int, floats: dict[int, str]) -> str:
    signed = _signed(value, bits)
    if -16 <= signed <= 64:
        return str(signed)
    return floats.get(value) or f"{value:#x}"


def _literal(operand: Operand) -> str:
    """A literal prints as the inline constant it equals."""
    value, element = int(operand.value), operand.type
    if element == "f16":
        return _number(value & 0xFFFF, 16, _F16)
    if element == "bf16":
        signed = _signed(value & 0xFFFF, 16)
        return str(signed) if -16 <= signed <= 64 else _BF16.get(value) or f"{value:#x}"
    if element == "i16":
        signed = _signed(value, 32)
        return _number(value, 32, _F32) if -16 <= signed <= 64 or value in _F32 else f"{value & 0xFFFF:#x}"
    if element == "v2f16":
        return _number(value, 32, _F16)
    if element == "v2bf16":
        return _number(value, 32, _BF16)
    if element == "f64":
        return "0" if value == 0 else _F64.get(value << 32) or f"{value:#x}"
    if element == "b64":
        return str(value) if value <= 64 else f"{value:#x}"
    if element == "hex":
        return f"{value:#x}"
    return _number(value, 32, _F32)


def _inline_float(operand: Operand) -> str:
    value, element = float(operand.value), operand.type
    if element == "i16":
        return f"{(0x3118 if value == INVERSE_TWO_PI else _f16_bits(value)):#x}"
    if value == INVERSE_TWO_PI:
        return _LONG if element in ("f64", "b64") else "0.15915494"
    return repr(value)


def operand_text(operand: Operand, halves: bool = False) -> str:
    """One operand with its input modifiers. `halves`: name the low half of a VGPR too (`v1.l`), as gfx11's
    real-true16 does.
    """
    kind = operand.kind
    bare = _bare(operand, halves)
    if operand.sext:
        bare = f"sext({bare})"
    if operand.abs:
        bare = f"|{bare}|"
    if operand.neg:
        constant = kind in (OperandKind.INTEGER, OperandKind.FLOAT, OperandKind.LITERAL)
        bare = f"neg({bare})" if constant and not operand.abs else f"-{bare}"
    return bare


def _bare(operand: Operand, halves: bool) -> str:
    kind = operand.kind
    bank = _BANKS.get(kind)
    if bank is not None:
        if operand.dwords > 1:
            return f"{bank}[{operand.index}:{operand.index + operand.dwords - 1}]"
        half = (
            (".l", ".h")[operand.half]
            if operand.half is not None and (operand.half or halves or operand.form)
            else ""
        )
        return f"{bank}{operand.index}{half}"
    pair = _PAIRED.get(kind)
    if pair is not None:
        return pair if operand.dwords == 2 else f"{pair}_{('lo', 'hi')[operand.index]}"
    if kind is OperandKind.INTEGER:
        return str(operand.value)
    if kind is OperandKind.FLOAT:
        return _inline_float(operand)
    if kind is OperandKind.LITERAL:
        return _literal(operand)
    if kind is OperandKind.IMMEDIATE:
        return FORMS[operand.form](int(operand.value))
    return str(kind.value)


_MIXED = ("v_fma_mix", "v_mad_mix")  # op_sel_hi says "f16" there, so all zeros is the plain case


def _flag(name: str) -> Callable[[int, Instruction], str]:
    return lambda value, instruction: name


def _decimal(name: str) -> Callable[[int, Instruction], str]:
    return lambda value, instruction: f"{name}:{value}"


def _bit_list(name: str, nothing: int) -> Callable[[int, Instruction], str]:
    """`name:[0,1,...]`, omitted when every printed entry is `nothing`."""

    def text(value: int, instruction: Instruction) -> str:
        count = instruction.lengths.get(name, 3)
        bits = [value >> index & 1 for index in range(abs(count))]
        if count < 0:
            bits[-1] = value >> 3 & 1
        default = nothing and not instruction.mnemonic.startswith(_MIXED)
        if all(bit == default for bit in bits):
            return ""
        return f"{name}:[{','.join(map(str, bits))}]"

    return text


def _dpp_ctrl(value: int, instruction: Instruction) -> str:
    if value < 0x100:
        return f"quad_perm:[{','.join(str(value >> 2 * lane & 3) for lane in range(4))}]"
    named = _DPP_SINGLE.get(value)
    if named is not None:
        return named
    name = _DPP_ROWS[value & 0x1F0]
    if value & 0x1F0 == 0x150 and "fetch_inactive" not in instruction.lengths:
        name = "row_newbcast"  # gfx9.4's name of it
    return f"{name}:{value & 15}"


_DPP_SINGLE = {
    0x130: "wave_shl:1",
    0x134: "wave_rol:1",
    0x138: "wave_shr:1",
    0x13C: "wave_ror:1",
    0x140: "row_mirror",
    0x141: "row_half_mirror",
    0x142: "row_bcast:15",
    0x143: "row_bcast:31",
}
_DPP_ROWS = {0x100: "row_shl", 0x110: "row_shr", 0x120: "row_ror", 0x150: "row_share", 0x160: "row_xmask"}


def _dpp8(value: int, instruction: Instruction) -> str:
    return f"dpp8:[{','.join(str(value >> 3 * lane & 7) for lane in range(8))}]"


_SELECTORS = ("BYTE_0", "BYTE_1", "BYTE_2", "BYTE_3", "WORD_0", "WORD_1", "DWORD")
_UNUSED = ("UNUSED_PAD", "UNUSED_SEXT", "UNUSED_PRESERVE")


def _selector(name: str) -> Callable[[int, Instruction], str]:
    return lambda value, instruction: f"{name}:{_SELECTORS[value]}"


_SCOPES = ("SCOPE_CU", "SCOPE_SE", "SCOPE_DEV", "SCOPE_SYS")
_LOAD_HINTS = {1: "NT", 2: "HT", 4: "NT_RT", 5: "RT_NT", 6: "NT_HT", 7: "NT_WB"}


def _temporal_hint(value: int, instruction: Instruction) -> str:
    """gfx12's TH field; its meaning depends on load, store or atomic ("RDNA4 ISA", memory scopes and
    temporal hints).
    """
    scope = instruction.modifiers.get("scope", 0)
    if "atomic" in instruction.mnemonic:
        if value & 4:
            return (
                f"th:TH_ATOMIC_CASCADE_{'NT' if value & 2 else 'RT'}"
                if scope >= 2
                else f"th:TH_ATOMIC_{value:#x}"
            )
        if value & 2:
            return f"th:TH_ATOMIC_NT{'_RETURN' if value & 1 else ''}"
        return "th:TH_ATOMIC_RETURN"
    store = "store" in instruction.mnemonic
    if value == 3:
        hint = "BYPASS" if scope == 3 else "RT_WB" if store else "LU"
    elif value == 7 and not store:
        return "th:0x7"
    else:
        hint = _LOAD_HINTS[value]
    return f"th:TH_{'STORE' if store else 'LOAD'}_{hint}"


def _swizzle(value: int) -> str:
    """ds_swizzle_b32's pattern: quad permutation, or and, or and xor masks of the lane number in groups of
    32.
    """
    if value >> 8 == 0x80:
        return f"swizzle(QUAD_PERM,{','.join(str(value >> 2 * lane & 3) for lane in range(4))})"
    if value & 0x8000:
        return str(value)
    keep, force, flip = value & 31, value >> 5 & 31, value >> 10 & 31
    if keep == 31 and not force and flip.bit_count() == 1:
        return f"swizzle(SWAP,{flip})"
    if keep == 31 and not force and flip and not flip & flip + 1:
        return f"swizzle(REVERSE,{flip + 1})"
    group = 32 - keep
    if keep and not group & group - 1 and not flip and force < group and group > 1:
        return f"swizzle(BROADCAST,{group},{force})"
    if not keep and not flip:
        return f"swizzle(BROADCAST,32,{force})"
    digits = ""
    for bit in (16, 8, 4, 2, 1):
        through = bool(keep & bit) and not force & bit
        digits += ("pi"[bool(flip & bit)]) if through else "01"[bool(force & bit) ^ bool(flip & bit)]
    return f'swizzle(BITMASK_PERM,"{digits}")'


def _offset(value: int, instruction: Instruction) -> str:
    if instruction.mnemonic == "ds_swizzle_b32":
        return f"offset:{_swizzle(value)}"
    return f"offset:{value:#x}" if instruction.format == "SMEM" else f"offset:{value}"


# Printers of modifiers; called for values other than 0 (for those in decode's _ALWAYS: for all). "" prints
# nothing.
MODIFIERS: dict[str, Callable[[int, Instruction], str]] = {
    "clamp": _flag("clamp"),
    "omod": lambda value, instruction: ("", "mul:2", "mul:4", "div:2")[value],
    "op_sel": _bit_list("op_sel", 0),
    "op_sel_hi": _bit_list("op_sel_hi", 1),
    "neg_lo": _bit_list("neg_lo", 0),
    "neg": _bit_list("neg", 0),
    "neg_hi": _bit_list("neg_hi", 0),
    "dpp_ctrl": _dpp_ctrl,
    "row_mask": lambda value, instruction: f"row_mask:{value:#x}",
    "bank_mask": lambda value, instruction: f"bank_mask:{value:#x}",
    "bound_ctrl": _flag("bound_ctrl:1"),
    "fetch_inactive": _flag("fi:1"),
    "dpp8": _dpp8,
    "dst_sel": _selector("dst_sel"),
    "src0_sel": _selector("src0_sel"),
    "src1_sel": _selector("src1_sel"),
    "dst_unused": lambda value, instruction: f"dst_unused:{_UNUSED[value]}",
    "wait_exp": _decimal("wait_exp"),
    "index_key": _decimal("index_key"),
    "byte_sel": _decimal("byte_sel"),
    "cbsz": _decimal("cbsz"),
    "abid": _decimal("abid"),
    "blgp": _decimal("blgp"),
    "offset": _offset,
    "offset0": _decimal("offset0"),
    "offset1": _decimal("offset1"),
    "gds": _flag("gds"),
    "glc": _flag("glc"),
    "slc": _flag("slc"),
    "dlc": _flag("dlc"),
    "sc0": _flag("sc0"),
    "sc1": _flag("sc1"),
    "nt": _flag("nt"),
    "th": _temporal_hint,
    "scope": lambda value, instruction: f"scope:{_SCOPES[value]}",
    "tfe": _flag("tfe"),
    "lds": _flag("lds"),
    "idxen": _flag("idxen"),
    "offen": _flag("offen"),
}


def text(instruction: Instruction, halves: bool = False) -> str:
    """The instruction as LLVM prints it, without address and encoding.

    `halves` names low halves of VGPRs as well (`v1.l`), as newer LLVM does for gfx11.
    """
    if instruction.dual is not None:
        return f"{_single(instruction, halves)} :: {_single(instruction.dual, halves)}"
    return _single(instruction, halves)


def _single(instruction: Instruction, halves: bool) -> str:
    operands = ", ".join(filter(None, (operand_text(operand, halves) for operand in instruction.operands)))
    parts = [instruction.mnemonic + instruction.suffix]
    if operands:
        parts.append(operands)
    for name, value in instruction.modifiers.items():
        shown = MODIFIERS[name](value, instruction)
        if shown:
            parts.append(shown)
    return " ".join(parts)
