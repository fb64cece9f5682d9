"""The bit layouts of AMD's instruction encodings, per generation.

Sources: AMD's ISA reference guides "RDNA2", "RDNA3", "RDNA4" and "AMD Instinct MI300 (CDNA3)", chapter
"Microcode Formats"; field names are theirs in lower case. Bits are counted over the whole instruction,
dword 0 first.

One encoding of the documents is several `Format`s here where a field decides which operands there are
(address modes of GLOBAL and BUFFER, DPP and SDWA behind the src0 field): `name` keys the instruction
tables, `isa_name` is the document's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache

Bits = tuple[int, int]  # lowest bit, width
Fields = dict[str, tuple[Bits, ...]]  # a field in parts, low part first

# Values of src0 that say another dword follows (ISA guides, scalar and vector operand tables).
SRC_DPP8, SRC_DPP8_FI, SRC_SDWA, SRC_DPP16, SRC_LITERAL = 233, 234, 249, 250, 255


@dataclass(frozen=True)
class Format:
    """One layout: an instruction is of this format when `bits & mask == match`.

    `inputs` gives, per source operand, the bits of its neg, abs and sext modifiers (None where the layout
    has none). `modifiers` are in the order LLVM prints them; `preset` holds the values that print nothing
    where that is not 0.
    """

    name: str
    isa_name: str
    dwords: int
    match: int
    mask: int
    opcode: tuple[Bits, ...]
    operands: Fields
    modifiers: Fields = field(default_factory=dict)
    inputs: dict[str, tuple[int | None, int | None, int | None]] = field(default_factory=dict)
    preset: dict[str, int] = field(default_factory=dict)


def extract(bits: int, parts: Iterable[Bits]) -> int:
    """A field's value out of an instruction's bits."""
    value = shift = 0
    for low, width in parts:
        value |= (bits >> low & (1 << width) - 1) << shift
        shift += width
    return value


def insert(value: int, parts: Iterable[Bits]) -> int:
    """A field's value as bits of an instruction."""
    bits = 0
    for low, width in parts:
        bits |= (value & (1 << width) - 1) << low
        value >>= width
    return bits


def width(parts: Iterable[Bits]) -> int:
    """How many bits a field has."""
    return sum(bits for _, bits in parts)


def _make(
    name: str,
    dwords: int,
    match: tuple[tuple[int, int, int], ...],
    opcode: Bits,
    operands: str,
    modifiers: str = "",
    inputs: dict[str, tuple[int | None, int | None, int | None]] | None = None,
    preset: dict[str, int] | None = None,
) -> Format:
    """`match`: (lowest bit, width, value); fields as "name:low+width" or "name:low+width,low+width"."""
    value = mask = 0
    for low, bits, wanted in match:
        value |= wanted << low
        mask |= (1 << bits) - 1 << low
    isa_name = name.split(".", 1)[0]
    return Format(
        name,
        isa_name,
        dwords,
        value,
        mask,
        (opcode,),
        _fields(operands),
        _fields(modifiers),
        inputs or {},
        preset or {},
    )


def _fields(text: str) -> Fields:
    fields: Fields = {}
    for item in text.split():
        name, _, parts = item.partition(":")
        fields[name] = tuple(
            (int(low), int(bits)) for low, bits in (part.split("+") for part in parts.split(","))
        )
    return fields


_SCALAR = (
    _make("SOP1", 1, ((23, 9, 0b101111101),), (8, 8), "sdst:16+7 ssrc0:0+8"),
    _make("SOPC", 1, ((23, 9, 0b101111110),), (16, 7), "ssrc0:0+8 ssrc1:8+8"),
    _make("SOPP", 1, ((23, 9, 0b101111111),), (16, 7), "simm16:0+16"),
    _make("SOPK", 1, ((28, 4, 0b1011),), (23, 5), "sdst:16+7 simm16:0+16"),
    _make("SOP2", 1, ((30, 2, 0b10),), (23, 7), "sdst:16+7 ssrc0:0+8 ssrc1:8+8"),
)

# name, fixed leading bits, opcode, fields beside src0; VOP2 is what the other two leave of a leading zero
# bit.
_SHORT: tuple[tuple[str, tuple[int, int, int], Bits, str], ...] = (
    ("VOP1", (25, 7, 0b0111111), (9, 8), "vdst:17+8"),
    ("VOPC", (25, 7, 0b0111110), (17, 8), "vsrc1:9+8"),
    ("VOP2", (31, 1, 0), (25, 6), "vdst:17+8 vsrc1:9+8"),
)
_DPP_PRESET = {"row_mask": 15, "bank_mask": 15}


def _dpp16(dword: int, generation: int) -> str:
    """DPP16's control fields when its word is that dword of the instruction."""
    base = 32 * dword
    fetch = f"fetch_inactive:{base + 18}+1" if generation >= 10 else ""
    masks = f"row_mask:{base + 28}+4 bank_mask:{base + 24}+4 bound_ctrl:{base + 19}+1"
    return f"dpp_ctrl:{base + 8}+9 {masks} {fetch}"


def _short_vector(generation: int) -> list[Format]:
    """VOP1, VOP2 and VOPC with their DPP and SDWA forms (SDWA: gfx9 and gfx10; DPP8: gfx10 and later)."""
    formats = []
    for name, prefix, opcode, others in _SHORT:
        inputs: dict[str, tuple[int | None, int | None, int | None]] = {"src0": (52, 53, None)}
        if "vsrc1" in others:
            inputs["vsrc1"] = (54, 55, None)
        formats.append(
            _make(
                f"{name}.DPP16",
                2,
                (prefix, (0, 9, SRC_DPP16)),
                opcode,
                f"{others} src0:32+8",
                _dpp16(1, generation),
                inputs,
                _DPP_PRESET,
            )
        )
        if generation >= 10:
            for suffix, code in (("DPP8", SRC_DPP8), ("DPP8FI", SRC_DPP8_FI)):
                operands = f"{others} src0:32+8"
                formats.append(
                    _make(f"{name}.{suffix}", 2, (prefix, (0, 9, code)), opcode, operands, "dpp8:40+24")
                )
        if generation <= 10:
            formats.append(_sdwa(name, prefix, opcode))
        formats.append(_make(name, 1, (prefix,), opcode, f"{others} src0:0+9"))
    return formats


def _sdwa(name: str, prefix: tuple[int, int, int], opcode: Bits) -> Format:
    # Bit 55 (63) makes src0 (src1) an SGPR; VOPC has a scalar destination (bit 47: in effect, else VCC)
    # instead of selectors.
    operands = "sdst:40+8" if name == "VOPC" else "vdst:17+8"
    modifiers = "" if name == "VOPC" else "clamp:45+1 omod:46+2 dst_sel:40+3 dst_unused:43+2"
    inputs: dict[str, tuple[int | None, int | None, int | None]] = {"src0": (52, 53, 51)}
    operands += " src0:32+8,55+1"
    modifiers += " src0_sel:48+3"
    if name != "VOP1":
        operands += " vsrc1:9+8,63+1"
        modifiers += " src1_sel:56+3"
        inputs["vsrc1"] = (60, 61, 59)
    return _make(
        f"{name}.SDWA",
        2,
        (prefix, (0, 9, SRC_SDWA)),
        opcode,
        operands,
        modifiers,
        inputs,
        {"dst_sel": -1, "src0_sel": -1, "src1_sel": -1, "dst_unused": -1},
    )


_VOP3_INPUTS: dict[str, tuple[int | None, int | None, int | None]] = {
    "src0": (61, 8, None),
    "src1": (62, 9, None),
    "src2": (63, 10, None),
}
_VOP3SD_INPUTS: dict[str, tuple[int | None, int | None, int | None]] = {
    "src0": (61, None, None),
    "src1": (62, None, None),
    "src2": (63, None, None),
}
_VOP3_OPERANDS = "vdst:0+8 src0:32+9 src1:41+9 src2:50+9"
_VOP3SD_OPERANDS = "vdst:0+8 sdst:8+7 src0:32+9 src1:41+9 src2:50+9"
_VOP3P_MODIFIERS = "index_key:11+2 op_sel:11+3 op_sel_hi:59+2,14+1 neg_lo:61+3 neg_hi:8+3 clamp:15+1"


def _long_vector(generation: int) -> list[Format]:
    """VOP3, VOP3SD, VOP3P and, from gfx11, their DPP forms, VINTERP and VOPD."""
    vop3 = (26, 6, 0b110100 if generation == 9 else 0b110101)
    vop3p = (23, 9, 0b110100111) if generation == 9 else (23, 9, 0b110011000)
    vop3_modifiers = "op_sel:11+4 clamp:15+1 omod:59+2"
    if generation >= 12:
        vop3_modifiers = f"byte_sel:12+1,11+1 byte_sel_sr:13+2 {vop3_modifiers}"  # where there is no op_sel
    layouts = [
        ("VOP3SD", vop3, (16, 10), _VOP3SD_OPERANDS, "clamp:15+1 omod:59+2", _VOP3SD_INPUTS, {}),
        ("VOP3P", vop3p, (16, 7), _VOP3_OPERANDS, _VOP3P_MODIFIERS, _VOP3_INPUTS, {"op_sel_hi": 7}),
        ("VOP3", vop3, (16, 10), _VOP3_OPERANDS, vop3_modifiers, _VOP3_INPUTS, {}),
    ]
    formats = []
    if generation == 9:
        # The matrix forms: bits of the operands say AGPR; bit 15 says it of both C and D.
        for suffix, accumulate in (("MAI", 0), ("MAI_ACC", 1)):
            operands = "vdst:0+8 src0:32+9,59+1 src1:41+9,60+1 src2:50+9"
            match = (vop3p, (15, 1, accumulate))
            modifiers = "cbsz:8+3 abid:11+4 blgp:61+3 neg:61+3"
            formats.append(_make(f"VOP3P.{suffix}", 2, match, (16, 7), operands, modifiers))
    for name, prefix, opcode, operands, modifiers, inputs, preset in layouts:
        if generation >= 11:
            behind = operands.replace("src0:32+9", "src0:64+8")
            dpp_preset = {**preset, **_DPP_PRESET}
            match = (prefix, (32, 9, SRC_DPP16))
            formats.append(
                _make(
                    f"{name}.DPP16",
                    3,
                    match,
                    opcode,
                    behind,
                    f"{modifiers} {_dpp16(2, 11)}",
                    inputs,
                    dpp_preset,
                )
            )
            for suffix, code in (("DPP8", SRC_DPP8), ("DPP8FI", SRC_DPP8_FI)):
                match = (prefix, (32, 9, code))
                fields = f"{modifiers} dpp8:72+24"
                formats.append(_make(f"{name}.{suffix}", 3, match, opcode, behind, fields, inputs, preset))
        formats.append(_make(name, 2, (prefix,), opcode, operands, modifiers, inputs, preset))
    if generation >= 11:
        # The halves of VOPD; the lowest bit of Y's destination is the opposite of X's: the decoder puts it
        # in bit 127.
        formats.append(_make("VOPD.X", 2, ((26, 6, 0b110010),), (22, 4), "vdst:56+8 src0:0+9 vsrc1:9+8"))
        formats.append(
            _make("VOPD.Y", 2, ((26, 6, 0b110010),), (17, 5), "vdst:127+1,49+7 src0:32+9 vsrc1:41+8")
        )
        interpolation: dict[str, tuple[int | None, int | None, int | None]] = {
            "src0": (61, None, None),
            "src1": (62, None, None),
            "src2": (63, None, None),
        }
        modifiers = "clamp:15+1 op_sel:11+4 wait_exp:8+3"
        formats.append(
            _make("VINTERP", 2, ((24, 8, 0b11001101),), (16, 7), _VOP3_OPERANDS, modifiers, interpolation)
        )
    return formats


def _scalar_memory(generation: int) -> list[Format]:
    base = "sdst:6+7 sbase:0+6"
    if generation == 9:
        prefix = (26, 6, 0b110000)
        return [
            _make(
                "SMEM.IMM", 2, (prefix, (17, 1, 1), (14, 1, 0)), (18, 8), f"{base} offset:32+21", "glc:16+1"
            ),
            _make(
                "SMEM.BOTH",
                2,
                (prefix, (17, 1, 1), (14, 1, 1)),
                (18, 8),
                f"{base} soffset:57+7",
                "offset:32+21 glc:16+1",
                preset={"offset": -1},
            ),
            _make(
                "SMEM.SGPR_EN",
                2,
                (prefix, (17, 1, 0), (14, 1, 1)),
                (18, 8),
                f"{base} soffset:57+7",
                "glc:16+1",
            ),
            _make(
                "SMEM.SGPR", 2, (prefix, (17, 1, 0), (14, 1, 0)), (18, 8), f"{base} soffset:32+7", "glc:16+1"
            ),
        ]
    prefix = (26, 6, 0b111101)
    null = 0x7D if generation == 10 else 0x7C
    if generation == 12:
        opcode, offset, policy = (13, 6), "32+24", "th:23+2 scope:21+2"
    else:
        opcode, offset = (18, 8), "32+21"
        policy = "glc:16+1 dlc:14+1" if generation == 10 else "glc:14+1 dlc:13+1"
    low, bits = (int(part) for part in offset.split("+"))
    if generation == 12:
        return [
            _make("SMEM.IMM", 2, (prefix, (57, 7, null)), opcode, f"{base} offset:{offset}", policy),
            _make(
                "SMEM.BOTH",
                2,
                (prefix,),
                opcode,
                f"{base} soffset:57+7",
                f"offset:{offset} {policy}",
                preset={"offset": -1},
            ),
        ]
    return [
        _make("SMEM.SGPR", 2, (prefix, (low, bits, 0)), opcode, f"{base} soffset:57+7", policy),
        _make("SMEM.IMM", 2, (prefix, (57, 7, null)), opcode, f"{base} offset:{offset}", policy),
        _make("SMEM.BOTH", 2, (prefix,), opcode, f"{base} soffset:57+7", f"offset:{offset} {policy}"),
    ]


def _lds(generation: int) -> list[Format]:
    opcode = (17, 8) if generation == 9 else (18, 8)
    gds = {9: "gds:16+1", 10: "gds:17+1", 11: "gds:17+1"}.get(generation, "")
    operands = "vdst:56+8 addr:32+8 data0:40+8 data1:48+8"
    modifiers = f"offset:0+16 offset0:0+8 offset1:8+8 {gds}"
    prefix = (26, 6, 0b110110)
    if generation == 9:
        return [
            _make("DS", 2, (prefix, (25, 1, 0)), opcode, operands, modifiers),
            _make("DS.ACC", 2, (prefix, (25, 1, 1)), opcode, operands, modifiers),
        ]
    return [_make("DS", 2, (prefix,), opcode, operands, modifiers)]


_NO_SADDR = {9: (0x7F,), 10: (0x7D, 0x7F), 11: (0x7C,)}  # saddr values that mean "none"


def _flat(generation: int) -> list[Format]:
    """FLAT, SCRATCH and GLOBAL of gfx9 to gfx11, told apart by their segment field."""
    segment = {9: (14, 2), 10: (14, 2), 11: (16, 2)}[generation]
    offset = "offset:0+12" if generation == 10 else "offset:0+13"
    policy = {
        9: "sc0:16+1 nt:17+1 sc1:25+1",
        10: "glc:16+1 slc:17+1 dlc:12+1 lds:13+1",
        11: "glc:14+1 slc:15+1 dlc:13+1",
    }[generation]
    vector_bit = {9: 13, 10: None, 11: 55}[generation]  # SVE: a scratch address has a VGPR
    variants = [("", ())] if generation != 9 else [("", ((55, 1, 0),)), ("_ACC", ((55, 1, 1),))]
    formats = []
    for suffix, extra in variants:
        for name, number in (("FLAT", 0), ("SCRATCH", 1), ("GLOBAL", 2)):
            match = ((26, 6, 0b110111), (*segment, number), *extra)
            operands = "vdst:56+8 vaddr:32+8 vdata:40+8"
            modifiers = f"{offset} {policy}"
            nulls = [((48, 7, null),) for null in _NO_SADDR[generation]]
            if name == "FLAT":
                if generation > 9:
                    match += nulls[0]
                formats.append(_make(f"FLAT.PLAIN{suffix}", 2, match, (18, 7), operands, modifiers))
            elif name == "GLOBAL":
                for mode, null in zip(("OFF", "NONE"), nulls, strict=False):
                    formats.append(
                        _make(f"GLOBAL.{mode}{suffix}", 2, match + null, (18, 7), operands, modifiers)
                    )
                operands += " saddr:48+7"
                formats.append(_make(f"GLOBAL.SADDR{suffix}", 2, match, (18, 7), operands, modifiers))
            elif vector_bit is None:
                # gfx10: a scalar address takes the VGPR's place; 0x7f, none of both.
                neither, vector = ((48, 7, 0x7F),), ((48, 7, 0x7D),)
                formats.append(
                    _make(f"SCRATCH.NONE{suffix}", 2, match + neither, (18, 7), operands, modifiers)
                )
                formats.append(
                    _make(f"SCRATCH.VADDR{suffix}", 2, match + vector, (18, 7), operands, modifiers)
                )
                operands += " saddr:48+7"
                formats.append(_make(f"SCRATCH.SADDR{suffix}", 2, match, (18, 7), operands, modifiers))
            else:
                formats += _scratch(
                    match, nulls[0], vector_bit, (18, 7), operands, modifiers, 2, suffix, "saddr:48+7"
                )
    return formats


def _scratch(
    match: tuple[tuple[int, int, int], ...],
    null: tuple[tuple[int, int, int], ...],
    vector_bit: int,
    opcode: Bits,
    operands: str,
    modifiers: str,
    dwords: int,
    suffix: str,
    saddr: str,
) -> list[Format]:
    """The four address modes of scratch: VGPR and SGPR, each there or not."""
    name = "VSCRATCH" if dwords == 3 else "SCRATCH"
    with_vector, without = ((vector_bit, 1, 1),), ((vector_bit, 1, 0),)
    both = f"{operands} {saddr}"
    return [
        _make(f"{name}.NONE{suffix}", dwords, match + null + without, opcode, operands, modifiers),
        _make(f"{name}.VADDR{suffix}", dwords, match + null + with_vector, opcode, operands, modifiers),
        _make(f"{name}.SADDR{suffix}", dwords, match + without, opcode, both, modifiers),
        _make(f"{name}.BOTH{suffix}", dwords, match + with_vector, opcode, both, modifiers),
    ]


def _flat12() -> list[Format]:
    """VFLAT, VSCRATCH and VGLOBAL of gfx12: three dwords."""
    operands = "vdst:32+8 vaddr:64+8 vdata:55+8"
    modifiers = "offset:72+24 th:52+3 scope:50+2"
    opcode = (14, 8)
    null = ((0, 7, 0x7C),)
    flat, scratch, with_global = (((24, 8, value),) for value in (0b11101100, 0b11101101, 0b11101110))
    return [
        _make("VFLAT.PLAIN", 3, flat + null, opcode, operands, modifiers),
        _make("VFLAT.SADDR", 3, flat, opcode, f"{operands} saddr:0+7", modifiers),
        *_scratch(scratch, null, 49, opcode, operands, modifiers, 3, "", "saddr:0+7"),
        _make("VGLOBAL.OFF", 3, with_global + null, opcode, operands, modifiers),
        _make("VGLOBAL.SADDR", 3, with_global, opcode, f"{operands} saddr:0+7", modifiers),
    ]


# offen, idxen -> the address operand.
_BUFFER_MODES = (("OFFSET", 0, 0), ("OFFEN", 1, 0), ("IDXEN", 0, 1), ("BOTHEN", 1, 1))


def _buffer(generation: int) -> list[Format]:
    """MUBUF (gfx12: VBUFFER without the typed ones), one format per address mode, TFE or LDS bit."""
    formats = []
    variants: list[tuple[str, tuple[tuple[int, int, int], ...]]]
    prefix: tuple[tuple[int, int, int], ...]
    if generation == 12:
        name, dwords, prefix, opcode = "VBUFFER", 3, ((26, 6, 0b110001), (21, 1, 0)), (14, 8)
        operands, modes_at, offset = "vdata:32+8 vaddr:64+8 srsrc:41+9 soffset:0+7", (62, 63), "offset:72+24"
        policy = "th:52+3 scope:50+2 tfe:22+1"
        variants = [("", ((22, 1, 0),)), ("_TFE", ((22, 1, 1),))]
    else:
        name, dwords, prefix, opcode = "MUBUF", 2, ((26, 6, 0b111000),), (18, 7 if generation == 9 else 8)
        operands, offset = "vdata:40+8 vaddr:32+8 srsrc:48+5 soffset:56+8", "offset:0+12"
        modes_at = (54, 55) if generation == 11 else (12, 13)
        policy = {
            9: "sc0:14+1 nt:17+1 sc1:15+1",
            10: "glc:14+1 slc:54+1 dlc:15+1 tfe:55+1 lds:16+1",
            11: "glc:14+1 slc:12+1 dlc:13+1 tfe:53+1",
        }[generation]
        modes: dict[int, list[tuple[str, tuple[tuple[int, int, int], ...]]]] = {
            9: [("", ((55, 1, 0), (16, 1, 0))), ("_ACC", ((55, 1, 1), (16, 1, 0))), ("_LDS", ((16, 1, 1),))],
            10: [
                ("", ((55, 1, 0), (16, 1, 0))),
                ("_TFE", ((55, 1, 1), (16, 1, 0))),
                ("_LDS", ((55, 1, 0), (16, 1, 1))),
            ],
            11: [("", ((53, 1, 0),)), ("_TFE", ((53, 1, 1),))],
        }
        variants = modes[generation]
        policy += " lds:16+1" if generation == 9 else ""
    for mode, offen, idxen in _BUFFER_MODES:
        address = ((modes_at[0], 1, offen), (modes_at[1], 1, idxen))
        modifiers = f"idxen:{modes_at[1]}+1 offen:{modes_at[0]}+1 {offset} {policy}"
        for suffix, extra in variants:
            match = (*prefix, *address, *extra)
            formats.append(_make(f"{name}.{mode}{suffix}", dwords, match, opcode, operands, modifiers))
    return formats


# Families of instructions the compute engine does not know; they are refused by name. (mask, match) of
# dword 0.
GRAPHICS = {
    9: (
        (0xFC000000, 0xE8000000, "MTBUF"),
        (0xFC000000, 0xF0000000, "MIMG"),
        (0xFC000000, 0xC4000000, "EXP"),
        (0xFC000000, 0xD4000000, "VINTRP"),
    ),
    10: (
        (0xFC000000, 0xE8000000, "MTBUF"),
        (0xFC000000, 0xF0000000, "MIMG"),
        (0xFC000000, 0xF8000000, "EXP"),
        (0xFC000000, 0xC8000000, "VINTRP"),
    ),
    11: (
        (0xFC000000, 0xE8000000, "MTBUF"),
        (0xFC000000, 0xF0000000, "MIMG"),
        (0xFC000000, 0xF8000000, "EXP"),
        (0xFF000000, 0xCE000000, "LDSDIR"),
    ),
    12: (
        (0xFC000000, 0xD0000000, "VIMAGE"),
        (0xFC000000, 0xE4000000, "VSAMPLE"),
        (0xFC200000, 0xC4200000, "typed VBUFFER"),
        (0xFC000000, 0xF8000000, "VEXPORT"),
        (0xFF000000, 0xCE000000, "VDSDIR"),
    ),
}


def _with_returns(layouts: list[Format], generation: int) -> list[Format]:
    """Before each memory format the same with the bit set that makes an atomic return what was there."""
    made = []
    for layout in layouts:
        if "LDS" not in layout.name:
            field = next(layout.modifiers[name] for name in ("glc", "sc0", "th") if name in layout.modifiers)
            bit = 1 << field[0][0]
            made.append(
                replace(layout, name=f"{layout.name}_RTN", match=layout.match | bit, mask=layout.mask | bit)
            )
        made.append(layout)
    return made


@cache
def formats(generation: int) -> tuple[Format, ...]:
    """All layouts of a generation (9: gfx94x, 10, 11, 12), those with more fixed bits first where two could
    match.
    """
    memory = _with_returns(_flat12() if generation == 12 else _flat(generation), generation)
    return (
        *_SCALAR,
        *_scalar_memory(generation),
        *_short_vector(generation),
        *_long_vector(generation),
        *_lds(generation),
        *memory,
        *_with_returns(_buffer(generation), generation),
    )
