"""Machine code to `Instruction`: table lookups only, the tables being what LLVM's disassembler accepts.

The tables have one line per opcode, see `_Entry`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from .....architectures.amd import named
from ..instruction import INVERSE_TWO_PI, IllegalEncoding, Instruction, Operand, OperandKind
from . import opcode_tables
from .encoding import GRAPHICS, SRC_LITERAL, Bits, Format, extract, formats

# Modifiers that mean something at 0 too.
_ALWAYS = frozenset(
    {
        "op_sel_hi",
        "wait_exp",
        "dpp_ctrl",
        "dpp8",
        "row_mask",
        "bank_mask",
        "dst_sel",
        "dst_unused",
        "src0_sel",
        "src1_sel",
    }
)
_LITERAL = Operand(OperandKind.LITERAL)
_SPECIALS = {
    235: OperandKind.SHARED_BASE,
    236: OperandKind.SHARED_LIMIT,
    237: OperandKind.PRIVATE_BASE,
    238: OperandKind.PRIVATE_LIMIT,
    239: OperandKind.POPS_EXITING_WAVE_ID,
    251: OperandKind.VCCZ,
    252: OperandKind.EXECZ,
    253: OperandKind.SCC,
    254: OperandKind.LDS_DIRECT,
    SRC_LITERAL: OperandKind.LITERAL,
}
_FLOATS = (0.5, -0.5, 1.0, -1.0, 2.0, -2.0, 4.0, -4.0, INVERSE_TWO_PI)  # sources 240 to 248


def scalar_source(generation: int, code: int) -> tuple[OperandKind, int, int | float]:
    """What an 8-bit scalar source (or 7-bit destination) code names: kind, index, value.

    Source: ISA guides, table of scalar operands; gfx11 swapped M0 and NULL. Raises KeyError for reserved
    codes.
    """
    if generation == 9 and 102 <= code <= 105:
        return (OperandKind.FLAT_SCRATCH if code < 104 else OperandKind.XNACK_MASK), code & 1, 0
    if code <= 105:
        return OperandKind.SGPR, code, 0
    if code in (106, 107):
        return OperandKind.VCC, code - 106, 0
    if code <= 123:
        return OperandKind.TTMP, code - 108, 0
    if code in (124, 125):
        is_m0 = (code == 125) == (generation >= 11)
        return (OperandKind.M0 if is_m0 else OperandKind.NULL), 0, 0
    if code <= 127:
        return OperandKind.EXEC, code - 126, 0
    if code <= 192:
        return OperandKind.INTEGER, 0, code - 128
    if code <= 208:
        return OperandKind.INTEGER, 0, 192 - code
    if 240 <= code <= 248:
        return OperandKind.FLOAT, 0, _FLOATS[code - 240]
    return _SPECIALS[code], 0, 0


_FIXED = {
    "vcc": Operand(OperandKind.VCC, dwords=2),
    "vcc_lo": Operand(OperandKind.VCC),
    "off": Operand(OperandKind.OFF, dwords=0),
    "m0": Operand(OperandKind.M0),
    "exec": Operand(OperandKind.EXEC, dwords=2),
    "exec_lo": Operand(OperandKind.EXEC),
    "null": Operand(OperandKind.NULL),
    "src_scc": Operand(OperandKind.SCC),
}


class _Values(dict[int, Operand | None]):
    """The operands one field's values name; filled as they are met. None: illegal."""

    def __init__(
        self, generation: int, bank: str, legal: int | None, template: Operand, parts: tuple[Bits, ...]
    ) -> None:
        super().__init__()
        self.parts = parts
        self.is_pair = False  # a lane mask in wave64: the tables are of wave32, where any SGPR will do
        self.generation = generation
        self.bank = bank
        self.legal = legal
        self.template = template

    def __missing__(self, value: int) -> Operand | None:
        operand = None
        if self.legal is None or self.legal >> value & 1:
            operand = self._operand(value)
            if operand is not None and self.is_pair and (operand.index & 1 or operand.kind is OperandKind.M0):
                operand = None
        self[value] = operand
        return operand

    def _operand(self, value: int) -> Operand | None:
        template, bank = self.template, self.bank
        if bank == "j":
            _, bits = self.parts[0]
            sign = 1 << bits - 1
            return replace(template, kind=OperandKind.IMMEDIATE, value=(value ^ sign) - sign, dwords=0)
        if bank == "i":
            return replace(template, kind=OperandKind.IMMEDIATE, value=value, dwords=0)
        if (
            bank == "v"
            or (bank == "x" and 256 <= value < 512)
            or (bank == "z" and value & 256)
            or (bank == "w" and value < 256)
        ):
            return self._vector(OperandKind.VGPR, value & 255)
        if bank == "a" or (bank in "xy" and value & 256):
            return self._vector(OperandKind.AGPR, value & 255)
        if bank == "t" or (bank == "h" and value >= 256):
            return replace(template, kind=OperandKind.VGPR, index=value & 127, half=value >> 7 & 1)
        if bank in ("b", "r"):
            value *= 2 if bank == "b" else 4
        elif bank in "wxyz":
            value &= 255
        elif bank == "c":
            if not value & 128:
                return replace(template, kind=OperandKind.VCC)
            value &= 127
        try:
            kind, index, constant = scalar_source(self.generation, value)
        except KeyError:
            return None
        return replace(template, kind=kind, index=index, value=constant)

    def _vector(self, kind: OperandKind, index: int) -> Operand | None:
        if index + self.template.dwords > 256:
            return None
        return replace(self.template, kind=kind, index=index)


class _Entry:
    """One line of a table: how one opcode of one format decodes.

    `opcode mnemonic suffix operand... / modifier... / zero`, in LLVM's order, opcode and zero in
    hexadecimal. An operand is `[>]role=bank dwords[.type][.flags]@legal`: `>` marks a destination; banks: v
    VGPR, a AGPR, t half of a VGPR, s and x scalar or general source, h the same with halves of VGPRs, w
    SDWA source, y source with AGPR for VGPR, z source without AGPR, c SDWA compare destination, b and r
    bases in units of 2 and 4 SGPRs, i a number, j a signed one, k the literal; dwords m is a lane mask, Nw
    are N in wave32 and half as many in wave64; flags: n neg, a abs, s sext; legal indexes the table's LEGAL
    masks of permitted field values. `=name` is a fixed operand. A modifier is `name[.s][*count][@legal]`:
    .s signed, count the length of its printed list. zero are the bits that must be 0.
    """

    __slots__ = (
        "counts",
        "fields",
        "fixed",
        "inputs",
        "layout",
        "mnemonic",
        "modifiers",
        "suffix",
        "wave_lanes",
        "zero",
    )

    def __init__(
        self, layout: Format, generation: int, wave_lanes: int, line: str, legal: tuple[int, ...]
    ) -> None:
        head, modifiers, zero = line.split("/")
        _, self.mnemonic, suffix, *operands = head.split()
        self.wave_lanes = wave_lanes
        self.suffix = "" if suffix == "-" else suffix
        self.layout = layout
        self.zero = int(zero or "0", 16)
        # (shift, mask, values, parts or None) or (-1, 0, the fixed operand, None)
        self.fields: list[tuple[int, int, _Values | None, tuple[Bits, ...] | None]] = []
        self.fixed: list[Operand | None] = []
        self.inputs: list[tuple[int, int | None, int | None, int | None]] = []
        self.modifiers: list[tuple[str, int, int, int, int | None, bool, tuple[Bits, ...] | None]] = []
        self.counts: dict[str, int] = {}
        for item in operands:
            self._add_operand(item, generation, wave_lanes, legal)
        for item in modifiers.split():
            self._add_modifier(item, legal)

    def _add_operand(self, item: str, generation: int, wave_lanes: int, legal: tuple[int, ...]) -> None:
        is_destination = item.startswith(">")
        role, _, code = item.lstrip(">").partition("=")
        if not role:
            name, _, mask = code.partition(".")
            operand = _FIXED[name]
            if mask:
                operand = replace(operand, dwords=wave_lanes // 32)
            self.fixed.append(replace(operand, is_destination=is_destination))
            self.fields.append((-1, 0, None, None))
            return
        code, _, legal_index = code.partition("@")
        shape, *options = code.split(".")
        element_type = next((option[1:] for option in options if option.startswith(":")), "")
        flags = next((option for option in options if not option.startswith((":", "!"))), "")
        form = next((option[1:] for option in options if option.startswith("!")), "")
        bank, size = shape[0], shape[1:]
        if size == "m":
            dwords = wave_lanes // 32
        elif size.endswith("w"):
            dwords = int(size[:-1]) * 32 // wave_lanes
        else:
            dwords = int(size or 0)
        template = Operand(
            _LITERAL.kind,
            dwords=dwords,
            is_destination=is_destination,
            type=element_type,
            name=role,
            form=form,
        )
        if bank == "k":
            self.fixed.append(template)
            self.fields.append((-1, 0, None, None))
            return
        parts = self.layout.operands[role]
        values = _Values(generation, bank, legal[int(legal_index)] if legal_index else None, template, parts)
        values.is_pair = size == "m" and wave_lanes == 64 and generation > 9
        low, bits = parts[0]
        if flags:
            neg, absolute, sext = self.layout.inputs[role]
            self.inputs.append(
                (
                    len(self.fields),
                    neg if "n" in flags else None,
                    absolute if "a" in flags else None,
                    sext if "s" in flags else None,
                )
            )
        self.fields.append((low, (1 << bits) - 1, values, parts if len(parts) > 1 else None))
        self.fixed.append(None)

    def _add_modifier(self, item: str, legal: tuple[int, ...]) -> None:
        item, _, legal_index = item.partition("@")
        item, _, count = item.partition("*")
        name, _, signed = item.partition(".")
        parts = self.layout.modifiers[name]
        if count:
            self.counts[name] = int(count)
        elif name == "fetch_inactive":
            self.counts[name] = 1
        low, bits = parts[0]
        total = sum(part for _, part in parts)
        mask = legal[int(legal_index)] if legal_index else None
        if name == "index_key" and self.wave_lanes == 64:
            mask = None  # more lanes share an index register
        always = name in _ALWAYS or self.layout.preset.get(name) == -1
        sign = 1 << total - 1 if signed else 0
        if name == "byte_sel_sr":
            name = "byte_sel"
        self.modifiers.append(
            (name, low, (1 << bits) - 1, sign, mask, always, parts if len(parts) > 1 else None)
        )


class _Layout:
    """A format with its table, entries made when first met."""

    __slots__ = (
        "_lines",
        "_table",
        "entries",
        "format",
        "mask",
        "match",
        "opcode_low",
        "opcode_mask",
        "opcode_parts",
    )

    def __init__(self, layout: Format, table: str) -> None:
        self.format = layout
        self.mask = layout.mask
        self.match = layout.match
        self._table = table
        self._lines: dict[int, str] | None = None
        self.entries: dict[int, _Entry] = {}
        self.opcode_low = layout.opcode[0][0]
        self.opcode_mask = (1 << layout.opcode[0][1]) - 1
        self.opcode_parts = layout.opcode if len(layout.opcode) > 1 else None

    @property
    def lines(self) -> dict[int, str]:
        """The table's lines by opcode."""
        if self._lines is None:
            self._lines = opcode_tables.lines_by_opcode(self._table)
        return self._lines


class Decoder:
    """The decoder of one architecture and wave size."""

    def __init__(self, arch: str, wave_lanes: int, tables: Mapping[str, str], legal: tuple[int, ...]) -> None:
        self.arch = arch
        self.generation = named(arch).major
        self.wave_lanes = wave_lanes
        self.legal = legal
        self.layouts = {}
        for layout in formats(self.generation):
            table = tables.get(layout.name.replace("DPP8FI", "DPP8"))
            if table:
                self.layouts[layout.name] = _Layout(layout, table)
        # VOPD's halves are no encodings of their own.
        whole = [layout for name, layout in self.layouts.items() if not name.startswith("VOPD")]
        self._by_prefix = tuple(
            tuple(
                layout for layout in whole if not (prefix << 23 ^ layout.match) & (layout.mask & 0xFF800000)
            )
            for prefix in range(512)
        )
        self._variants: dict[tuple[Operand, int, int, int], Operand] = {}

    def decode(
        self, code: bytes | bytearray | memoryview, offset: int = 0, address: int | None = None
    ) -> Instruction:
        """The instruction at `offset` of `code`, said to be at `address`. Raises IllegalEncoding."""
        chunk = bytes(code[offset : offset + 16])
        bits = int.from_bytes(chunk, "little")
        at = offset if address is None else address
        if len(chunk) < 4:
            raise self.illegal(bits, at, 0, "the code ends here")
        for layout in self._by_prefix[bits >> 23 & 511]:
            if bits & layout.mask != layout.match:
                continue
            if layout.opcode_parts:
                opcode = extract(bits, layout.opcode_parts)
            else:
                opcode = bits >> layout.opcode_low & layout.opcode_mask
            entry = layout.entries.get(opcode) or self._entry(layout, opcode)
            if entry is None:
                continue
            return self._instruction(entry, bits, at, len(chunk))
        if self.generation >= 11 and self.wave_lanes == 32 and bits >> 26 & 63 == 0b110010:
            return self._dual(bits, at, len(chunk))
        for mask, match, family in GRAPHICS[self.generation]:
            if bits & mask == match:
                raise self.illegal(bits, at, 2, f"{family} instructions are not decoded")
        raise self.illegal(bits, at, 2, "no such opcode")

    def illegal(self, bits: int, address: int, dwords: int, reason: str) -> IllegalEncoding:
        """The error for these bits."""
        return IllegalEncoding(self.arch, address, _words(bits, dwords), reason)

    def _instruction(self, entry: _Entry, bits: int, address: int, available: int) -> Instruction:
        layout = entry.layout
        dwords = layout.dwords
        if bits & entry.zero:
            raise self.illegal(
                bits, address, dwords, f"{entry.mnemonic}: bits {bits & entry.zero:#x} must be zero"
            )
        operands: list[Operand] = []
        has_literal = False
        for (low, mask, values, parts), fixed in zip(entry.fields, entry.fixed, strict=True):
            if values is None:
                assert fixed is not None
                operand: Operand | None = fixed
            elif parts is None:
                operand = values[bits >> low & mask]
            else:
                operand = values[extract(bits, parts)]
            if operand is None:
                raise self.illegal(
                    bits, address, dwords, f"{entry.mnemonic}: operand {len(operands)} is not allowed"
                )
            if operand.kind is OperandKind.LITERAL:
                has_literal = True
            operands.append(operand)
        for position, neg, absolute, sext in entry.inputs:
            changed = (
                bits >> neg & 1 if neg is not None else 0,
                bits >> absolute & 1 if absolute is not None else 0,
                bits >> sext & 1 if sext is not None else 0,
            )
            if any(changed):
                operands[position] = self._variant(operands[position], *changed)
        if has_literal:
            literal = bits >> 32 * dwords & 0xFFFFFFFF
            dwords += 1
            operands = [
                replace(operand, value=literal) if operand.kind is OperandKind.LITERAL else operand
                for operand in operands
            ]
        if 4 * dwords > available:
            raise self.illegal(
                bits, address, dwords, f"{entry.mnemonic}: the code ends inside the instruction"
            )
        modifiers: dict[str, int] = {}
        for name, low, mask, sign, legal, always, parts in entry.modifiers:
            value = bits >> low & mask if parts is None else extract(bits, parts)
            if legal is not None and not legal >> value & 1:
                raise self.illegal(bits, address, dwords, f"{entry.mnemonic}: {name} {value} is not allowed")
            if value or always:
                modifiers[name] = (value ^ sign) - sign if sign else value
        if layout.name.endswith("DPP8FI"):
            modifiers["fetch_inactive"] = 1
        return Instruction(
            address,
            4 * dwords,
            entry.mnemonic,
            layout.isa_name,
            tuple(operands),
            MappingProxyType(modifiers),
            entry.suffix,
            _words(bits, dwords),
            None,
            layout.name,
            entry.counts,
        )

    def _variant(self, operand: Operand, neg: int, absolute: int, sext: int) -> Operand:
        key = (operand, neg, absolute, sext)
        variant = self._variants.get(key)
        if variant is None:
            variant = replace(operand, neg=bool(neg), abs=bool(absolute), sext=bool(sext))
            self._variants[key] = variant
        return variant

    def _entry(self, layout: _Layout, opcode: int) -> _Entry | None:
        line = layout.lines.get(opcode)
        if line is None:
            return None
        entry = layout.entries[opcode] = _Entry(
            layout.format, self.generation, self.wave_lanes, line, self.legal
        )
        return entry

    def values(self, name: str, opcode: int, role: str) -> Mapping[int, Operand | None] | None:
        """What each value of an operand field names, None for an illegal value; None if the opcode has no
        such operand.
        """
        entry = self._entry(self.layouts[name], opcode)
        if entry is not None:
            for _, _, values, _ in entry.fields:
                if values is not None and values.template.name == role:
                    return values
        return None

    def _dual(self, bits: int, address: int, available: int) -> Instruction:
        """VOPD: two instructions in two dwords and a literal between them. Y's destination has the other
        parity than X's.
        """
        first = self._entry(self.layouts["VOPD.X"], bits >> 22 & 15)
        second = self._entry(self.layouts["VOPD.Y"], bits >> 17 & 31)
        if first is None or second is None:
            raise self.illegal(bits, address, 2, "no such VOPD opcode")
        # The missing low bit of Y's destination goes where the entry looks for it, above everything else.
        synthetic = bits & (1 << 96) - 1 | (~(bits >> 56) & 1) << 127
        halves = [self._instruction(entry, synthetic, address, available) for entry in (first, second)]
        size = max(part.size_bytes for part in halves)
        words = _words(bits, size // 4)
        first_half, second_half = (replace(part, size_bytes=size, words=words) for part in halves)
        return replace(first_half, dual=second_half)


def _words(bits: int, dwords: int) -> tuple[int, ...]:
    if dwords == 1:
        return (bits & 0xFFFFFFFF,)
    if dwords == 2:
        return (bits & 0xFFFFFFFF, bits >> 32 & 0xFFFFFFFF)
    return tuple(bits >> 32 * index & 0xFFFFFFFF for index in range(dwords))


@cache
def decoder(arch: str, wave_lanes: int | None = None) -> Decoder:
    """The decoder for an architecture that has a table; `wave_lanes` where it is not the usual one."""
    lanes = wave_lanes or named(arch).wave_lanes
    return Decoder(arch, lanes, *opcode_tables.read(arch))


def decode(
    arch: str,
    code: bytes | bytearray | memoryview,
    offset: int = 0,
    address: int | None = None,
    wave_lanes: int | None = None,
) -> Instruction:
    """The instruction at `offset` of `code`; `address` is what it says of itself (default: the offset).

    Raises IllegalEncoding for what is no instruction of `arch`.
    """
    return decoder(arch, wave_lanes).decode(code, offset, address)
