"""One decoded AMD machine instruction: what the engine executes and the disassembler prints.

Names follow LLVM's AMDGPU assembler (mnemonics, operand order, modifier names) and AMD's ISA documents
(formats).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache
from math import pi
from types import MappingProxyType


class IllegalEncoding(Exception):
    """The bytes at an address are no instruction of this architecture."""

    def __init__(self, arch: str, address: int, words: tuple[int, ...], reason: str) -> None:
        shown = " ".join(f"{word:08x}" for word in words)
        super().__init__(f"{arch}: illegal instruction at {address:#x} ({shown}): {reason}")
        self.arch = arch
        self.address = address
        self.words = words
        self.reason = reason


class OperandKind(Enum):
    """What an operand names. Scalar specials keep `index` 0 for the whole or the low half, 1 for the high
    half.
    """

    VGPR = "v"
    AGPR = "a"
    SGPR = "s"
    TTMP = "ttmp"
    VCC = "vcc"
    EXEC = "exec"
    FLAT_SCRATCH = "flat_scratch"
    XNACK_MASK = "xnack_mask"
    M0 = "m0"
    NULL = "null"
    SCC = "src_scc"
    VCCZ = "src_vccz"
    EXECZ = "src_execz"
    SHARED_BASE = "src_shared_base"
    SHARED_LIMIT = "src_shared_limit"
    PRIVATE_BASE = "src_private_base"
    PRIVATE_LIMIT = "src_private_limit"
    POPS_EXITING_WAVE_ID = "src_pops_exiting_wave_id"
    LDS_DIRECT = "src_lds_direct"
    INTEGER = "inline integer"  # `value`: -16..64
    FLOAT = "inline float"  # `value`: the number itself, 1/(2*pi) rounded to double included
    LITERAL = "literal"  # `value`: the 32 bits that follow the instruction (or sit in it), unsigned
    IMMEDIATE = "immediate"  # `value`: a field of the encoding (SIMM16, an offset written as an operand)
    OFF = "off"  # the address register a GLOBAL or BUFFER instruction does without


REGISTER_KINDS = frozenset({OperandKind.VGPR, OperandKind.AGPR, OperandKind.SGPR, OperandKind.TTMP})
CONSTANT_KINDS = frozenset({OperandKind.INTEGER, OperandKind.FLOAT, OperandKind.LITERAL})

INVERSE_TWO_PI = 1 / (2 * pi)  # source 248, "RDNA3 ISA", table of scalar sources
# 1/(2*pi) as each type holds it (LLVM SIInstrInfo, isInlineConstant; f32 and f64 differ from a rounded
# conversion by nothing).
_INVERSE_TWO_PI_BITS = {"f16": 0x3118, "bf16": 0x3E22, "f32": 0x3E22F983, "f64": 0x3FC45F306DC9C882}


@dataclass(frozen=True, slots=True)
class Operand:
    """One operand, in the order LLVM prints it.

    `dwords` is the width in 32-bit registers (0 for immediates). `type` is how a constant
    in the operand's place is read: "b32", "f16", "i16", "bf16", "b64", "f64", "v2f16", "v2bf16", or "" where
    none can stand. `half` is 1 when a 16-bit operand is the high half of its VGPR (gfx11 and later), 0
    when the low, None elsewhere.
    """

    kind: OperandKind
    index: int = 0
    dwords: int = 1
    value: int | float = 0
    neg: bool = False
    abs: bool = False
    sext: bool = False
    is_destination: bool = False
    type: str = ""
    half: int | None = None
    name: str = ""  # the operand's role in the ISA document's field names: "vdst", "src0", "saddr", ...
    form: str = ""  # how an IMMEDIATE prints: "" as a number, else a named printer of text.py

    @property
    def is_register(self) -> bool:
        """Whether a general register file (VGPR, AGPR, SGPR, TTMP) is read or written."""
        return self.kind in REGISTER_KINDS

    @property
    def is_constant(self) -> bool:
        """Whether the operand is an inline constant or a literal."""
        return self.kind in CONSTANT_KINDS

    def constant_bits(self, element_type: str | None = None) -> int:
        """The constant's bit pattern as the operand's type (or `element_type`) takes it, unsigned.

        Integers are sign-extended to the width; inline floats become that float type's bits (integer and
        untyped operands of 32 bits take the f32 pattern, of 64 the f64, of 16 the f16 one: "RDNA3 ISA",
        7.2.2, constants). A 32-bit literal is the high half of an f64, is sign-extended for i64 and zero-
        extended for other 64-bit types.
        """
        kind = element_type or self.type or ("b64" if self.dwords == 2 else "b32")
        return constant_bits(self.kind, self.value, kind)


def _width(element_type: str) -> int:
    if element_type.startswith("v2"):
        return 32
    digits = element_type.lstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits) if digits else 32


@lru_cache(maxsize=4096)
def constant_bits(kind: OperandKind, value: int | float, element_type: str) -> int:
    """Bits of an inline constant or literal read as `element_type` ("f32", "i64", "b16", ...); see
    Operand.constant_bits.
    """
    width = _width(element_type)
    mask = (1 << width) - 1
    if kind is OperandKind.LITERAL:
        literal = int(value)
        if width == 64:
            if element_type == "f64":
                return literal << 32
            if element_type == "i64" and literal >> 31:
                return literal | 0xFFFFFFFF00000000
        return literal & mask
    if kind is OperandKind.INTEGER:
        return int(value) & mask
    float_type = element_type.removeprefix("v2")
    if float_type not in _INVERSE_TWO_PI_BITS:
        float_type = {16: "f16", 64: "f64"}.get(width, "f32")
    if value == INVERSE_TWO_PI:
        return _INVERSE_TWO_PI_BITS[float_type]
    if float_type == "bf16":
        return int(struct.unpack("<I", struct.pack("<f", value))[0]) >> 16
    code, integer = {"f16": ("<e", "<H"), "f32": ("<f", "<I"), "f64": ("<d", "<Q")}[float_type]
    return int(struct.unpack(integer, struct.pack(code, value))[0])


_NO_MODIFIERS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Instruction:
    """One machine instruction.

    `mnemonic` is LLVM's without an encoding suffix; `suffix` is what LLVM adds for this encoding ("_e32",
    "_e64", "_dpp", "_e64_dpp", "_sdwa" or nothing). `format` is the ISA document's name of the encoding.
    `modifiers` holds the fields that are no operands, under LLVM's names, only where they differ from 0 (or
    are meaningful at 0):

    - VALU: `clamp`, `omod` (1: *2, 2: *4, 3: /2), `op_sel`, `op_sel_hi`, `neg_lo`, `neg_hi` (bit i: operand
    i; bit 3 of op_sel the destination), `byte_sel`, `wait_exp`, `wait_vdst`, `cbsz`, `abid`, `blgp` - DPP:
    `dpp_ctrl`, `row_mask`, `bank_mask`, `bound_ctrl`, `fetch_inactive`; `dpp8` (eight 3-bit lane selectors)
    - SDWA: `dst_sel`, `dst_unused`, `src0_sel`, `src1_sel` - memory: `offset` (signed bytes), `offset0`,
    `offset1`, `gds`, `glc`, `slc`, `dlc`, `sc0`, `sc1`, `nt`, `th`, `scope`, `tfe`, `lds`, `offen`,
    `idxen`, `format` - `wave_lanes`: 32 or 64 where a lane-mask operand depends on it
    """

    address: int
    size_bytes: int
    mnemonic: str
    format: str
    operands: tuple[Operand, ...]
    modifiers: Mapping[str, int] = field(default_factory=lambda: _NO_MODIFIERS)
    suffix: str = ""
    words: tuple[int, ...] = ()
    dual: Instruction | None = None  # VOPD: the Y half; this object is the X half
    layout: str = ""  # the name of encoding.Format: the encoding with its address mode or DPP/SDWA form
    lengths: Mapping[str, int] = field(
        default_factory=lambda: _NO_MODIFIERS
    )  # of printed lists; < 0: ends with bit 3

    @property
    def destinations(self) -> tuple[Operand, ...]:
        """The operands it writes."""
        return tuple(operand for operand in self.operands if operand.is_destination)

    @property
    def sources(self) -> tuple[Operand, ...]:
        """The operands it reads, immediates included."""
        return tuple(operand for operand in self.operands if not operand.is_destination)

    @property
    def next_address(self) -> int:
        """The address of the instruction behind it."""
        return self.address + self.size_bytes

    def operand(self, name: str) -> Operand | None:
        """The operand of that role ("vdst", "src0", "saddr", ...), or None."""
        for operand in self.operands:
            if operand.name == name:
                return operand
        return None

    def moved(self, address: int) -> Instruction:
        """The same instruction at another address."""
        return replace(self, address=address)
