"""The relocations of x86-64 and AArch64 objects: what each writes where. Pure functions over numbers.

Sources: "System V Application Binary Interface, AMD64 Architecture Processor Supplement", section 4.4, and
"ELF for the Arm 64-bit Architecture", section 5.7. S, A, P, G are the symbol, the addend, the place patched
and the symbol's slot in the global offset table, as in those documents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .elf import EM_AARCH64, EM_X86_64


class OutOfReach(ValueError):
    """A value does not fit the field it is to be written to."""


Apply = Callable[[int, int, int], int]
"""(value, place, what is there now) -> what is written there."""


@dataclass(frozen=True)
class Kind:
    """One kind of relocation. `target` says what S is: the symbol, a stub that jumps to it, its GOT slot."""

    name: str
    size_bytes: int
    target: str
    apply: Apply


def _signed(value: int, bits: int) -> int:
    if not -(1 << (bits - 1)) <= value < 1 << (bits - 1):
        raise OutOfReach(f"{value:#x} does not fit {bits} bits")
    return value & ((1 << bits) - 1)


def _unsigned(value: int, bits: int) -> int:
    if not 0 <= value < 1 << bits:
        raise OutOfReach(f"{value:#x} does not fit {bits} bits")
    return value


def _absolute64(value: int, place: int, old: int) -> int:
    return value & (2**64 - 1)


def _absolute32(value: int, place: int, old: int) -> int:
    return _unsigned(value, 32)


def _absolute32_signed(value: int, place: int, old: int) -> int:
    return _signed(value, 32)


def _relative32(value: int, place: int, old: int) -> int:
    return _signed(value - place, 32)


def _relative64(value: int, place: int, old: int) -> int:
    return (value - place) & (2**64 - 1)


_X86_64 = {
    1: Kind("R_X86_64_64", 8, "symbol", _absolute64),
    2: Kind("R_X86_64_PC32", 4, "symbol", _relative32),
    4: Kind("R_X86_64_PLT32", 4, "stub", _relative32),
    9: Kind("R_X86_64_GOTPCREL", 4, "got", _relative32),
    10: Kind("R_X86_64_32", 4, "symbol", _absolute32),
    11: Kind("R_X86_64_32S", 4, "symbol", _absolute32_signed),
    24: Kind("R_X86_64_PC64", 8, "symbol", _relative64),
    41: Kind("R_X86_64_GOTPCRELX", 4, "got", _relative32),
    42: Kind("R_X86_64_REX_GOTPCRELX", 4, "got", _relative32),
}


def _bits(old: int, value: int, low: int, count: int) -> int:
    mask = ((1 << count) - 1) << low
    return (old & ~mask) | ((value << low) & mask)


def _branch(bits: int, low: int) -> Apply:
    """A branch or literal load: the distance in instructions, `bits` wide at bit `low`."""

    def apply(value: int, place: int, old: int) -> int:
        return _bits(old, _signed(value - place, bits + 2) >> 2, low, bits)

    return apply


def _adr(old: int, value: int) -> int:
    return _bits(_bits(old, value, 29, 2), value >> 2, 5, 19)


def _adrp(value: int, place: int, old: int) -> int:
    return _adr(old, _signed((value & ~0xFFF) - (place & ~0xFFF), 33) >> 12)


def _adr_near(value: int, place: int, old: int) -> int:
    return _adr(old, _signed(value - place, 21))


def _low12(scale: int) -> Apply:
    """The low 12 bits of an address as the immediate of an addition or of an access of 2**scale bytes."""

    def apply(value: int, place: int, old: int) -> int:
        if value & ((1 << scale) - 1):
            raise OutOfReach(f"{value:#x} is not aligned to {1 << scale} bytes")
        return _bits(old, (value & 0xFFF) >> scale, 10, 12)

    return apply


def _move(group: int) -> Apply:
    def apply(value: int, place: int, old: int) -> int:
        return _bits(old, value >> (16 * group), 5, 16)

    return apply


_AARCH64 = {
    257: Kind("R_AARCH64_ABS64", 8, "symbol", _absolute64),
    258: Kind("R_AARCH64_ABS32", 4, "symbol", _absolute32),
    260: Kind("R_AARCH64_PREL64", 8, "symbol", _relative64),
    261: Kind("R_AARCH64_PREL32", 4, "symbol", _relative32),
    264: Kind("R_AARCH64_MOVW_UABS_G0_NC", 4, "symbol", _move(0)),
    266: Kind("R_AARCH64_MOVW_UABS_G1_NC", 4, "symbol", _move(1)),
    268: Kind("R_AARCH64_MOVW_UABS_G2_NC", 4, "symbol", _move(2)),
    269: Kind("R_AARCH64_MOVW_UABS_G3", 4, "symbol", _move(3)),
    273: Kind("R_AARCH64_LD_PREL_LO19", 4, "symbol", _branch(19, 5)),
    274: Kind("R_AARCH64_ADR_PREL_LO21", 4, "symbol", _adr_near),
    275: Kind("R_AARCH64_ADR_PREL_PG_HI21", 4, "symbol", _adrp),
    277: Kind("R_AARCH64_ADD_ABS_LO12_NC", 4, "symbol", _low12(0)),
    278: Kind("R_AARCH64_LDST8_ABS_LO12_NC", 4, "symbol", _low12(0)),
    279: Kind("R_AARCH64_TSTBR14", 4, "symbol", _branch(14, 5)),
    280: Kind("R_AARCH64_CONDBR19", 4, "symbol", _branch(19, 5)),
    282: Kind("R_AARCH64_JUMP26", 4, "stub", _branch(26, 0)),
    283: Kind("R_AARCH64_CALL26", 4, "stub", _branch(26, 0)),
    284: Kind("R_AARCH64_LDST16_ABS_LO12_NC", 4, "symbol", _low12(1)),
    285: Kind("R_AARCH64_LDST32_ABS_LO12_NC", 4, "symbol", _low12(2)),
    286: Kind("R_AARCH64_LDST64_ABS_LO12_NC", 4, "symbol", _low12(3)),
    299: Kind("R_AARCH64_LDST128_ABS_LO12_NC", 4, "symbol", _low12(4)),
    311: Kind("R_AARCH64_ADR_GOT_PAGE", 4, "got", _adrp),
    312: Kind("R_AARCH64_LD64_GOT_LO12_NC", 4, "got", _low12(3)),
}

KINDS: Mapping[int, Mapping[int, Kind]] = {EM_X86_64: _X86_64, EM_AARCH64: _AARCH64}

# A jump to the 64-bit address that follows it: `jmp *0(%rip)` and a pair of padding bytes after the address;
# `ldr x16, .+8; br x16`.
_STUBS = {
    EM_X86_64: (bytes.fromhex("ff2500000000"), b"\xcc\xcc"),
    EM_AARCH64: (bytes.fromhex("500000580002 1fd6"), b""),
}
STUB_BYTES = 16


def stub(machine: int, address: int) -> bytes:
    """Code of STUB_BYTES that jumps to any address."""
    head, tail = _STUBS[machine]
    return head + address.to_bytes(8, "little") + tail
