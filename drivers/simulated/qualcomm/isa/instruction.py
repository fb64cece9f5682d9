"""One decoded instruction of the ir3 instruction set (a6xx), and its operands.

Source of all encodings: Mesa, src/freedreno/isa/ir3-*.xml and src/freedreno/ir3/instr-a3xx.h.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

INSTRUCTION_BYTES = 8

# Numbers of registers whose names are not r: four components to each (instr-a3xx.h, REG_A0, REG_P0).
ADDRESS, PREDICATE, NONE = 61, 62, 63
A0, A1, P0 = 4 * ADDRESS, 4 * ADDRESS + 1, 4 * PREDICATE
FIRST_SHARED = 4 * 48
"""r48.x and on are scalar: one for the wave, not one for each lane (ir3.h, IR3_REG_SHARED)."""
LAST_SHARED = 4 * 56 - 1

TYPES = ("f16", "f32", "u16", "u32", "s16", "s32", "u8", "s8")
TYPE_BYTES = {"f16": 2, "f32": 4, "u16": 2, "u32": 4, "s16": 2, "s32": 4, "u8": 1, "s8": 1}
FULL_TYPES = frozenset({"f32", "u32", "s32", "s8"})
"""Types of full registers. What Mesa 21.2 calls s8, with a doubt, is a byte without sign in a full register
(25.1, TYPE_U8_32)."""
CONDITIONS = ("lt", "le", "gt", "ge", "eq", "ne")
ROUNDINGS = ("zero", "even", "pos_infinity", "neg_infinity")


class Kind(Enum):
    """What an operand is."""

    REGISTER = auto()  # number: 4 * register + component
    CONST = auto()  # number: 4 * vector + component
    IMMEDIATE = auto()  # number: its bits, sign extended where the encoding says so
    RELATIVE_REGISTER = auto()  # number: what is added to a0.x
    RELATIVE_CONST = auto()


@dataclass(frozen=True, slots=True)
class Operand:
    """A source or destination. `half` is 16 bits wide; `repeats` is (r): a repetition reads the next one."""

    kind: Kind
    number: int
    half: bool = False
    neg: bool = False
    abs: bool = False
    repeats: bool = False
    components: int = 1
    """How many registers from `number` on."""
    text: str = ""
    """How an immediate is written, where it is not its number."""

    @property
    def is_register(self) -> bool:
        """Whether it is a register that is named (and not found by a0.x)."""
        return self.kind is Kind.REGISTER

    @property
    def is_shared(self) -> bool:
        """Whether it is a scalar register."""
        return self.kind is Kind.REGISTER and FIRST_SHARED <= self.number <= LAST_SHARED

    @property
    def is_predicate(self) -> bool:
        """Whether it is p0."""
        return self.kind is Kind.REGISTER and self.number >> 2 == PREDICATE

    @property
    def is_address(self) -> bool:
        """Whether it is a0.x or a1.x."""
        return self.kind is Kind.REGISTER and self.number >> 2 == ADDRESS

    @property
    def is_general(self) -> bool:
        """Whether it is a register of the register file that each lane has."""
        return self.kind is Kind.REGISTER and self.number < FIRST_SHARED


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction. `address` is its place in the program in bytes, `modifiers` what only some have."""

    name: str
    category: int
    address: int
    bits: int
    destinations: tuple[Operand, ...] = ()
    sources: tuple[Operand, ...] = ()
    repeat: int = 0
    nops: int = 0
    ss: bool = False
    sy: bool = False
    jp: bool = False
    sat: bool = False
    ul: bool = False
    modifiers: dict[str, int | str | bool] = field(default_factory=dict, hash=False)

    def modifier(self, name: str) -> int:
        """A modifier that is a number; 0 where the instruction has none."""
        return int(self.modifiers.get(name, 0))

    @property
    def type(self) -> str:
        """The type of what a load, store, atomic or texture read moves."""
        return str(self.modifiers.get("type", ""))


class IllegalEncoding(Exception):
    """Bits that are no instruction."""

    def __init__(self, message: str, bits: int, address: int) -> None:
        super().__init__(message)
        self.bits, self.address = bits, address
