"""The table of Adreno's instructions, held to Mesa: its own pairs of word and text, and random words."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import pytest

from barewire.runtime.errors import InvalidArgument
from barewire.tensor.codegen.adreno import isa
from barewire.tensor.codegen.adreno.isa import (
    A0_X,
    P0_X,
    constant,
    float_constant,
    instruction,
    integer,
    predicate,
)
from barewire.tensor.codegen.adreno.isa import register as r
from barewire.tensor.codegen.adreno.isa.operand import FLOATS
from barewire.tensor.codegen.adreno.isa.table import TABLE

from ... import mesa
from .against_mesa import KEPT, our_text
from .mesa_pairs import kept_pairs, pairs_of

MESA = mesa.checkout("21.2")
PAIRS = list(kept_pairs())
COMPILED = sorted((Path(__file__).parents[2] / "simulated/qualcomm/shaders").glob("*.json"))


def check_pair(word: int, text: str, readable: bool) -> None:
    assert isa.disassemble(word) == text
    held = isa.decode(word)
    assert isa.encode(held) == word
    assert isa.text(held) == text
    if readable:
        assert isa.parse(text) == held


@pytest.mark.parametrize(("word", "text", "readable"), PAIRS, ids=[f"{word:016x}" for word, _, _ in PAIRS])
def test_pairs_of_mesa_hold_both_ways(word: int, text: str, readable: bool) -> None:
    check_pair(word, text, readable)


@pytest.mark.skipif(MESA is None, reason="BAREWIRE_TEST_MESA names no checkout of Mesa 21.2")
def test_pairs_of_a_checkout_hold_both_ways() -> None:
    assert MESA is not None
    source = MESA / "src/freedreno/ir3/tests/disasm.c"
    pairs = [
        (word, text, readable) for generation, word, text, readable in pairs_of(source) if generation == 6
    ]
    assert pairs
    for word, text, readable in pairs:
        check_pair(word, text, readable)


def test_random_words_are_read_as_mesa_reads_them() -> None:
    lines = [line for line in KEPT.read_text().splitlines() if not line.startswith("#")]
    assert len(lines) > 500
    for line in lines:
        word, _, mesa = line.partition(" ")
        assert our_text(int(word, 16)) == mesa, line


@pytest.mark.parametrize("compiled", COMPILED, ids=lambda path: path.stem)
def test_programs_of_mesas_compiler_are_read_and_written_again(compiled: Path) -> None:
    code = [int(word, 16) for word in json.loads(compiled.read_text())["code"]]
    for word in code:
        held = isa.decode(word)
        assert isa.encode(held) == word
        if not loses_something(held):
            assert isa.parse(isa.text(held)) == held


def words() -> list[int]:
    return [
        int(line.partition(" ")[0], 16) for line in KEPT.read_text().splitlines() if not line.startswith("#")
    ]


def loses_something(held: isa.Instruction) -> bool:
    """Whether the text does not say all: floats of moves have six digits, and stc has no type."""
    float_move = str(held.get("source_type")).startswith("f") and held.sources[0].file is isa.File.INTEGER
    unnamed = any(source.file is isa.File.FLOAT and source.number >= len(FLOATS) for source in held.sources)
    return float_move or unnamed or held.name == "stc"


def test_what_is_encoded_is_decoded_as_the_same() -> None:
    encoded = 0
    for word in words():
        try:
            held = isa.decode(word)
            again = isa.encode(held)
        except InvalidArgument:
            # No instruction, or operands of two precisions, which no compiler means.
            continue
        encoded += 1
        assert isa.decode(again) == held, hex(word)
        text = isa.disassemble(again)
        if not loses_something(held):
            assert isa.text(isa.parse(text)) == text
    assert encoded > 300


@pytest.mark.parametrize("generation", [6, 7])
def test_no_two_forms_of_different_names_match_a_word_by_accident(generation: int) -> None:
    forms = [form for form in TABLE if form.generations[0] <= generation <= form.generations[1]]
    # A more particular form is before the one that it is taken from.
    taken_from = {("mova", "mov"), ("mova", "cov"), ("mova1", "mov"), ("mova1", "cov"), ("cov", "mov")}
    taken_from |= {("ldg", "ldg.a"), ("stg", "stg.a")}
    for index, first in enumerate(forms):
        for second in forms[index + 1 :]:
            if (first.value ^ second.value) & first.mask & second.mask == 0 and first.name != second.name:
                assert (first.name, second.name) in taken_from


@pytest.mark.parametrize(
    ("held", "text"),
    [
        (instruction("nop", repeat=5), "(rpt5)nop"),
        (
            instruction("mad.f32", r(0), (constant(4), r(1), r(2)), sy=True),
            "(sy)mad.f32 r0.x, c1.x, r0.y, r0.z",
        ),
        (
            instruction(
                "mad.f16", r(0, half=True), (r(1, half=True), r(2, half=True), r(3, half=True)), nop=2
            ),
            "(nop2) mad.f16 hr0.x, hr0.y, hr0.z, hr0.w",
        ),
        (
            instruction("add.f", r(4), (r(8, repeat=True), r(12, negate=True)), repeat=3),
            "(rpt3)add.f r1.x, (r)r2.x, (neg)r3.x",
        ),
        (
            instruction("cmps.f", P0_X, (r(1), float_constant("0.0")), condition="lt"),
            "cmps.f.lt p0.x, r0.y, (0.0)",
        ),
        (instruction("cov", r(0, half=True), r(1), type="f16", source_type="f32"), "cov.f32f16 hr0.x, r0.y"),
        (
            instruction("mov", r(0), integer(0x3F800000), type="u32", source_type="u32"),
            "mov.u32u32 r0.x, 0x3f800000",
        ),
        (instruction("mova", A0_X, r(0, half=True)), "mova a0.x, hr0.x"),
        (instruction("br", (), predicate(0, inverted=True), target=-7), "br !p0.x, #-7"),
        (instruction("rsq", r(0), r(1), ss=True), "(ss)rsq r0.x, r0.y"),
        (instruction("ldg", r(4), r(0), type="u32", size=4, offset=-16), "ldg.u32 r1.x, g[r0.x-16], 4"),
        (
            instruction("stg", (), (r(0), r(4, half=True)), type="f16", size=1),
            "stg.f16 g[r0.x], r1.x, 1",
        ),
        (instruction("ldg", r(4), (r(0), r(2)), type="f32", size=1), "ldg.f32 r1.x, g[r0.x+r0.z], 1"),
        (
            instruction("ldg.a", r(4), (r(0), r(2)), type="f32", size=1, shift=2, offset=3),
            "ldg.a.f32 r1.x, g[r0.x+(r0.z<<2+3)], 1",
        ),
        (
            instruction("atomic.g.add", r(4), (r(0), r(2)), type="u32", size=1, dimensions=1),
            "atomic.g.add.untyped.1d.u32.1.g r1.x, r0.x, r0.z",
        ),
        (
            instruction("isam", r(0), r(4), type="f32", writemask="xyzw", sampler=0, texture=3),
            "isam (f32)(xyzw)r0.x, r1.x, s#0, t#3",
        ),
        (
            instruction(
                "isam", r(0), r(4), type="f32", writemask="xy", base=0, descriptors="immediate", texture=3
            ),
            "isam.base0 (f32)(xy)r0.x, r1.x, s#0, t#3",
        ),
        (instruction("shlg", r(0), (integer(8), r(1), r(2))), "shlg r0.x, 8, r0.y, r0.z"),
        (
            instruction("dp4acc", r(0), (r(1), r(2), r(3)), signs="mixed"),
            "dp4acc.mixed.low r0.x, r0.y, r0.z, r0.w",
        ),
        (instruction("bar", **{"global": True}, sy=True, ss=True), "(sy)(ss)bar.g"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_instructions_of_a_compiler_are_written_and_read(held: isa.Instruction, text: str) -> None:
    assert isa.text(held) == text
    again = isa.decode(isa.encode(held))
    assert isa.encode(again) == isa.encode(held) == isa.encode(isa.parse(text))
    assert isa.parse(text) == again


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (instruction("add.q", r(0), (r(1), r(2))), "has no instruction add.q"),
        (instruction("add.f", r(0), r(1)), "reads 2 operands, not 1 and 1"),
        (instruction("add.f", r(0), (r(1), r(2)), nop=4), "goes to 3"),
        (instruction("add.f", r(0), (r(1), r(2)), nop=1, repeat=1), "exclude each other"),
        (instruction("add.f", r(0), (r(1, repeat=True), r(2))), "means (nop)"),
        (instruction("add.f", r(0), (r(1), r(2, half=True))), "should be full"),
        (instruction("add.s", r(0), (r(1), integer(5000))), "takes no 5000"),
        (instruction("mad.f32", r(0), (integer(1), r(1), r(2))), "takes no 1"),
        (instruction("mad.f32", r(0), (r(0), constant(0), r(2))), "the place of a register takes no c0.x"),
        (instruction("mad.f32", r(0), (constant(0), r(0), r(2)), size=3), "has no size"),
        (instruction("cmps.f", P0_X, (r(1), r(2))), "must be said"),
        (instruction("cov", r(0), r(1), type="f32", source_type="f32"), "another instruction"),
        (instruction("ldg", r(0), r(1), type="f16", size=1), "should be half"),
        (instruction("ldg", r(0), r(1), type="f32", size=1, offset=5000), "does not fit 13 bits"),
        (instruction("stib.b", (), (r(0), r(1), r(2)), type="u32", size=1, dimensions=1), "must be said"),
    ],
    ids=lambda value: "" if isinstance(value, isa.Instruction) else value,
)
def test_what_cannot_be_encoded_is_refused_with_the_reason(held: isa.Instruction, why: str) -> None:
    with pytest.raises(InvalidArgument, match=re.escape(why)):
        isa.encode(held)


def test_words_and_text_that_are_no_instruction_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="23000400_00000000 is no instruction of a6xx"):
        isa.decode(0x2300_0000_0000_0000 | 1 << 42)
    with pytest.raises(InvalidArgument, match=r"'frobnicate r0\.x' is no instruction of a6xx"):
        isa.parse("frobnicate r0.x")
    with pytest.raises(InvalidArgument, match="7 bytes are no whole instructions"):
        isa.disassembly(bytes(7))


# From the same file of 2024, where its text is ours: what 21.2 does not know.
LATER = [
    (0x65900820100CB008, "(nop3) shlg hr8.x, 8, hr8.x, 12"),
    (0x65AE085C0002A001, "(nop3) shlg hr23.x, hr0.y, hr23.x, hr0.z"),
    (0x65AE0C5C0002A001, "(nop3) shlg r23.x, r0.y, r23.x, r0.z"),
    (0x659008200C0AAC05, "(nop3) shlg hr8.x, hc<a0.x + 5>, hr8.x, hc<a0.x + 10>"),
    (0x646084C31FFF300A, "shrm r48.w, 10, r48.y, 4095"),
    (0x640188020002E003, "(nop3) shrm hr0.z, (neg)hr0.w, hr0.w, hr0.z"),
    (0x660188020002E003, "(nop3) andg hr0.z, (neg)hr0.w, hr0.w, hr0.z"),
    (0x66818C020002E003, "(sat)(nop3) dp2acc.mixed.low r0.z, r0.w, r0.w, r0.z"),
    (0x6681C8028002A003, "(nop3) dp4acc.unsigned.low r0.z, r0.w, r0.w, (neg)r0.z"),
    (0x7681C00200002002, "(sy)dp4acc.unsigned.low r0.z, r0.z, r0.w, r0.x"),
    (0xC416000202000001, "atomic.g.add.untyped.1d.u32.1.g r0.z, r0.x, r0.z"),
    (0xC036000000C78100, "ldc.1.k.imm.base0 c[a1.x], 0, 0"),
    (0xC036000300C78100, "ldc.4.k.imm.base0 c[a1.x], 0, 0"),
    (0xC026000100C98000, "getfiberid.u32 r0.y"),
    (0xC6E6400605800000, "shfl.up.u32 r1.z, r0.x, 5"),
    (0xC6E6400705000004, "shfl.up.u32 r1.w, r0.z, r1.y"),
    (0xC6E620053F800008, "shfl.xor.u32 r1.y, r1.x, 63"),
    (0xE108000000000000, "sleep.l"),
    (0xE208000000000000, "dccln.all"),
]


@pytest.mark.parametrize(("word", "text"), LATER, ids=[f"{word:016x}" for word, _ in LATER])
def test_what_later_versions_of_mesa_know_holds_both_ways(word: int, text: str) -> None:
    check_pair(word, text, readable=True)


@pytest.mark.parametrize(
    ("word", "shift", "offset"),
    [
        (0xC002000703C1420F, 0, 1),
        (0xC002000703C1740F, 3, 2),
        (0xC006000601C1B017, 3, 0),
        (0xC0D6110401800228, 0, 1),
        (0xC0D6110401802628, 2, 3),
    ],
)
def test_addresses_have_the_shift_and_number_that_later_versions_of_mesa_find(
    word: int, shift: int, offset: int
) -> None:
    held = isa.decode(word)
    assert (held.number("shift"), held.number("offset")) == (shift, offset)
    assert isa.encode(held) == word
    assert isa.parse(isa.text(held)) == held


def test_instructions_of_a7xx_are_its_own() -> None:
    pairs = [
        (0x4238080004010400, "(nop3) add.s r0.x, (last)r0.x, (last)r0.y"),
        (0x6180800004020400, "madsh.m16 r0.x, (last)r0.x, r0.y, (last)r0.z"),
        (0x6483880604088406, "(nop3) sel.b32 r1.z, (last)r1.z, r1.w, (last)r2.x"),
        (0xC002041104C08023, "ldg.a.f32 r4.y, g[r0.z+r4.y+2], 4"),
        (0xE2D2000000000000, "ccinv"),
        (0xE3C2000000000000, "lock"),
        (0xFBC2100000000000, "(sy)(ss)(jp)lock"),
    ]
    for word, text in pairs:
        assert isa.disassemble(word, generation=7) == text
        assert isa.encode(isa.decode(word, generation=7), generation=7) == word
        assert isa.encode(isa.parse(text, generation=7), generation=7) == word
    with pytest.raises(InvalidArgument):
        isa.decode(pairs[0][0])
    with pytest.raises(InvalidArgument, match="a6xx has no instruction ccinv"):
        isa.encode(instruction("ccinv"))


def test_a_program_is_assembled_and_disassembled() -> None:
    program = """
        (sy)mov.f32f32 r0.y, c0.x   ; waits for the preamble
        (nop3) add.f r0.x, r0.y, c0.y

        end
        nop
    """
    code = isa.assemble(program)
    assert len(code) == 32
    assert struct.unpack("<4Q", code)[2] == 0x0300_0000_0000_0000
    assert isa.disassembly(code) == [
        "(sy)mov.f32f32 r0.y, c0.x",
        "(nop3) add.f r0.x, r0.y, c0.y",
        "end",
        "nop",
    ]
