"""Questions to LLVM 19's disassembler about one architecture's encodings, for generate_tables.py."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from barewire.drivers.architectures.amd import named
from barewire.drivers.simulated.amd.isa.decoding.encoding import Format, extract, formats, insert, width

from ..llvm import Disassembler

# Field values that are all legal for most opcodes, told apart in the text.
BASE = {
    "vdst": (10, 0),
    "vdata": (12, 0),
    "sdst": (8, 124, 125, 0),
    "ssrc0": (20, 128, 0),
    "ssrc1": (28, 128, 0),
    "src0": (276, 788, 20, 0),
    "src1": (296, 808, 40, 0),
    "src2": (316, 828, 60, 20, 0),
    "vsrc1": (40, 0),
    "simm16": (0x17, 1, 0),
    "sbase": (2, 0),
    "soffset": (7, 0),
    "offset": (0x100, 1, 0),
    "addr": (14, 0),
    "data0": (16, 0),
    "data1": (18, 0),
    "vaddr": (22, 0),
    "saddr": (24, 0),
    "srsrc": (4, 16, 0),
}
LITERALS = (
    0x12345678,
    5,
    0xFFFFFFF0,
    0xFFF0,
    0x3C00,
    0x3F800000,
    0x3FF00000,
    0x3118,
    0x3E22,
    0x3E22F983,
    0x3FC45F30,
    0x3F80,
    0x3C003C00,
    0x80000000,
    0xC400,
    0x50005,
    0x30003C00,
)
WHOLE = frozenset({"s_waitcnt", "s_delay_alu", "s_waitcnt_depctr", "s_wait_alu"})  # one operand, with spaces
NO_OPERANDS = re.compile(
    r"v_nop|v_clrexcp|v_pipeflush|buffer_(wbl2|inv|wbinv|gl0_inv|gl1_inv)|global_(wb|inv)"
)
RESERVED = {"dst_sel": 7, "src0_sel": 7, "src1_sel": 7, "dst_unused": 3}
SAMPLE8 = (*range(12), 30, 31, 32, 63, 64, *range(100, 104), *range(124, 132), 200, 201, *range(222, 256))


def split(text: str) -> tuple[str, list[str], str]:
    """Mnemonic, operand tokens, modifiers of LLVM's text."""
    mnemonic, _, rest = text.partition(" ")
    if mnemonic in WHOLE:
        return mnemonic, [rest], ""
    if re.match(NO_OPERANDS, mnemonic):
        return mnemonic, [], rest.strip()
    tokens: list[str] = []
    depth = 0
    current = ""
    while rest:
        character, rest = rest[0], rest[1:]
        if character == " " and not depth and not current.strip() and not tokens:
            continue
        if character in "[(":
            depth += 1
        if character in "])":
            depth -= 1
        if character == "," and not depth:
            tokens.append(current.strip())
            current = ""
            if rest.startswith(" "):
                rest = rest[1:]
            continue
        if character == " " and not depth and "|" not in rest[:2]:
            break
        current += character
    if not rest and not tokens and ":" in current and "(" not in current and "[" not in current.split(":")[0]:
        return mnemonic, [], current  # an instruction without operands
    if current:
        tokens.append(current.strip())
    return mnemonic, tokens, rest.strip()


class Prober:
    """Builds encodings field by field and asks LLVM for their text; keeps every answer and every surprise."""

    def __init__(self, arch: str) -> None:
        self.arch = arch
        self.generation = named(arch).major
        self.llvm = Disassembler(arch)
        self.llvm64 = Disassembler(arch, 64) if self.generation > 9 else None
        self.formats = formats(self.generation)
        self.rivals = {
            layout.name: [
                other
                for other in self.formats[: self.formats.index(layout)]
                if not (other.match ^ layout.match) & other.mask & layout.mask
            ]
            for layout in self.formats
        }
        self.known_legal: dict[tuple[str, str], set[int]] = {}
        self.legal: dict[int, int] = {}
        self.tables: dict[str, dict[int, str]] = {}
        self.asked: list[tuple[str, int, bytes, tuple[int, str] | None]] = []
        self.complaints: Counter[str] = Counter()

    def complain(self, what: str) -> None:
        self.complaints[what] += 1

    def code(self, layout: Format, bits: int, literal: int) -> bytes:
        return (
            bits.to_bytes(4 * layout.dwords, "little")
            + literal.to_bytes(4, "little")
            + bytes(16 - 4 * layout.dwords)
        )

    def ask(self, layout: Format, bits: int, literal: int = LITERALS[0], llvm: Disassembler | None = None):
        """LLVM's (size, text) or None; None too where another format comes first."""
        if bits & layout.mask != layout.match:
            return None
        for other in self.rivals[layout.name]:
            if bits & other.mask == other.match and extract(bits, other.opcode) in self.tables.get(
                other.name, {}
            ):
                return None
        code = self.code(layout, bits, literal)
        answer = (llvm or self.llvm)(code)
        if answer and answer[0] < 4 * layout.dwords:
            return None
        if llvm is None:
            self.asked.append((layout.name, bits, code, answer))
        return answer

    def build(self, layout: Format, opcode: int, values: dict[str, int]) -> int:
        bits = layout.match | insert(opcode, layout.opcode)
        for name, value in values.items():
            bits |= insert(value, layout.operands.get(name) or layout.modifiers[name])
        return bits

    def base(self, layout: Format, opcode: int) -> dict[str, int] | None:
        names = list(layout.operands)
        presets = {name: value for name, value in layout.preset.items() if value > 0}
        if layout.name.endswith("_RTN"):
            presets.update({name: 1 for name in ("glc", "sc0", "th") if name in layout.modifiers})
        if layout.name.startswith("SMEM.BOTH"):
            presets["offset"] = 0x100
        if "SDWA" in layout.name:
            presets.update(
                {name: 6 for name in ("dst_sel", "src0_sel", "src1_sel") if name in layout.modifiers}
            )

        def zero(name: str) -> int:
            return (
                256
                if name.startswith("src") and width(layout.operands[name]) == 9 and "SDWA" not in layout.name
                else 0
            )

        zeros = {name: zero(name) for name in names}
        if "offset" in zeros:
            zeros["offset"] = 0x100
        starts = [
            zeros,
            dict.fromkeys(names, 0),
            {**zeros, "src1": 0},
            {**zeros, "src2": 0},
            {**zeros, "src1": 0, "src2": 0},
            {**zeros, "sdst": 124},
            {**zeros, "sdst": 125},
            {**zeros, "src0": 768, "src1": 768},
            {**zeros, "src0": 256, "src1": 256, "src2": 0},
            {**zeros, "simm16": 1},
        ]
        for start in starts:
            values = {name: start[name] for name in names} | presets
            answer = self.ask(layout, self.build(layout, opcode, values))
            if answer is None:
                continue
            if layout.name.startswith("VOP3SD"):
                other = self.ask(layout, self.build(layout, opcode, {**values, "sdst": 8}))
                if not other or ("s8" not in other[1] and "s[8:9]" not in other[1]):
                    return None
            for name in names:
                for candidate in BASE[name]:
                    if candidate >= 1 << width(layout.operands[name]):
                        continue
                    changed = {**values, name: candidate}
                    other = self.ask(layout, self.build(layout, opcode, changed))
                    if other and split(other[1])[0] == split(answer[1])[0]:
                        values = changed
                        break
            return values
        return None

    def values_of(self, bits: int, name: str = "") -> Iterator[int]:
        """Values to try of a field: all, or enough of them to tell what it is."""
        if name in RESERVED:
            yield from range(RESERVED[name])  # LLVM's printer ends the process over reserved ones
        elif bits == 8 and name in ("vdst", "vdata", "addr", "data0", "data1", "vaddr", "vsrc1", "src0"):
            yield from SAMPLE8
        elif bits == 9 and name in ("src0", "src1", "src2"):
            yield from range(256)
            yield from (256 + value for value in SAMPLE8)
        elif bits == 10 and name in ("src0", "src1"):
            yield from range(256)
            yield from (256 + value for value in SAMPLE8)
            yield from (512, 513, 640, 700)
            yield from (768 + value for value in SAMPLE8)
        elif bits <= 10:
            yield from range(1 << bits)
        elif bits != 16:
            yield from (0, 1, 5, 64, 256, 1023)
            yield from (1 << bit for bit in range(bits))
            yield from ((1 << bits) - 1 - 37 * step for step in range(12))
        else:
            yield from range(1024)
            yield from (1 << bit for bit in range(10, bits))
            yield from ((1 << bits) - 1 - 37 * step for step in range(64))
            yield from ((step * 2654435761 >> 7) & (1 << bits) - 1 for step in range(3000))
