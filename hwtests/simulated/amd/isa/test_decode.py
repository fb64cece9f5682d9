"""The decoder against LLVM 19's disassembler: kernels LLVM compiled, every opcode with random operands,
illegal words.
"""

from __future__ import annotations

import io
import re

import pytest
from elftools.elf.elffile import ELFFile

from barewire.drivers.simulated.amd.isa.decoding import opcode_tables
from barewire.drivers.simulated.amd.isa.decoding.decode import decode, decoder
from barewire.drivers.simulated.amd.isa.instruction import IllegalEncoding, OperandKind, constant_bits
from barewire.drivers.simulated.amd.isa.text.assembly import text

from ....compiling import for_amd
from .encodings import CORPUS, differs, encodings, ours
from .kernels import all_kernels
from .llvm import Disassembler

ARCHITECTURES = tuple(opcode_tables.TABLES)
# Features to compile for: gfx1100 with 16-bit halves of VGPRs too, which LLVM 19 cannot disassemble
# everywhere.
FEATURES = {"gfx1100": "-real-true16"}
CODE_END = "s_code_end"


def words(code: bytes) -> str:
    return " ".join(code[at : at + 4][::-1].hex() for at in range(0, len(code), 4))


def text_section(arch: str, source: str, features: str = "") -> bytes:
    """The machine code of a kernel given as IR."""
    image = for_amd(arch, features).compile(source)
    return bytes(ELFFile(io.BytesIO(image)).get_section_by_name(".text").data())


def disagreements(arch: str, name: str, code: bytes) -> tuple[int, list[str]]:
    """How many instructions the code has, and where our text of it is not LLVM's."""
    judge, machine = Disassembler(arch), decoder(arch)
    found = []
    count = at = 0
    while at < len(code):
        piece = code[at : at + 16].ljust(16, b"\0")
        expected, got = judge(piece), ours(machine, piece)
        if expected != got:
            found.append(f"{name} at {at:#x}, {words(piece)}: LLVM {expected}, ours {got}")
        assert expected is not None, f"LLVM 19 cannot read its successor's code: {name} at {at:#x}"
        at += expected[0]
        count += 1
        if expected[1] == CODE_END:
            break
    return count, found


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_committed_encodings_decode_to_llvms_text(arch: str) -> None:
    lines = (CORPUS / f"{arch}.txt").read_text().splitlines()
    wrong = []
    for line in lines:
        encoded, _, expected = line.partition("  ")
        code = b"".join(int(word, 16).to_bytes(4, "little") for word in encoded.split())
        instruction = decode(arch, code)
        if (instruction.size_bytes, text(instruction)) != (len(code), expected):
            wrong.append(f"{encoded}: {expected!r}, ours {text(instruction)!r}")
    assert not wrong, f"{len(wrong)} of {len(lines)}: " + "\n".join(wrong[:20])
    assert len(lines) > 500


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_kernels_disassemble_as_llvm_does(arch: str) -> None:
    total = 0
    wrong: list[str] = []
    for number, (name, source) in enumerate(all_kernels(arch)):
        if number % 4 == 0 or name.startswith(("wmma", "mfma", "scratch", "loop", "lanes")):
            count, found = disagreements(arch, name, text_section(arch, source, FEATURES.get(arch, "")))
            total += count
            wrong += found
    assert not wrong, f"{len(wrong)} of {total}: " + "\n".join(wrong[:20])


@pytest.mark.slow
@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_all_kernels_disassemble_as_llvm_does(arch: str) -> None:
    wrong: list[str] = []
    for name, source in all_kernels(arch):
        wrong += disagreements(arch, name, text_section(arch, source, FEATURES.get(arch, "")))[1]
    assert not wrong, "\n".join(wrong[:20])


def compare_random(arch: str, each: int, seed: int, wave_lanes: int | None = None) -> None:
    judge, machine = Disassembler(arch, wave_lanes), decoder(arch, wave_lanes)
    legal = illegal = 0
    wrong = []
    for name, code in encodings(machine, each, seed):
        expected, got = judge(code), ours(machine, code)
        legal += expected is not None
        illegal += expected is None
        if differs(machine, code, got, expected):
            wrong.append(f"{name} {words(code[:12])}: LLVM {expected}, ours {got}")
    assert not wrong, f"{len(wrong)} of {legal} legal and {illegal} illegal: " + "\n".join(wrong[:20])
    assert legal > 4 * illegal > 0


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_every_opcode_with_random_operands_is_what_llvm_says(arch: str) -> None:
    compare_random(arch, each=1, seed=3)


@pytest.mark.slow
@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_every_opcode_with_many_random_operands_is_what_llvm_says(arch: str) -> None:
    compare_random(arch, each=20, seed=4)


@pytest.mark.parametrize("arch", ["gfx1030", "gfx1100", "gfx1201"])
def test_wave64_operands_are_as_wide_as_llvm_says(arch: str) -> None:
    compare_random(arch, each=1, seed=5, wave_lanes=64)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_every_first_dword_of_an_unknown_opcode_is_refused(arch: str) -> None:
    judge, machine = Disassembler(arch), decoder(arch)
    refused = 0
    for prefix in range(0, 1 << 16, 7):
        code = (prefix << 16).to_bytes(4, "little") + bytes(12)
        expected = judge(code)
        if expected is None:
            assert ours(machine, code) is None or differs(machine, code, ours(machine, code), None) is False
            refused += 1
    assert refused > 100


def test_an_illegal_word_is_named_with_its_address() -> None:
    with pytest.raises(IllegalEncoding) as caught:
        decode("gfx1100", bytes.fromhex("ffffffff00000000"), 0, 0x7F0000001000)
    assert "gfx1100" in str(caught.value)
    assert "0x7f0000001000" in str(caught.value)
    assert "ffffffff" in str(caught.value)


def test_graphics_instructions_are_refused_by_name() -> None:
    with pytest.raises(IllegalEncoding, match="MIMG"):
        decode("gfx1100", (0b111100 << 26).to_bytes(4, "little") + bytes(8))


def test_code_that_ends_inside_an_instruction_is_refused() -> None:
    assert decode("gfx1100", bytes.fromhex("ff00000600000000")).size_bytes == 8
    with pytest.raises(IllegalEncoding, match="ends"):
        decode("gfx1100", bytes.fromhex("ff000006"))
    with pytest.raises(IllegalEncoding, match="ends"):
        decode("gfx1100", bytes.fromhex("ff0000"))


def test_operands_tell_register_width_and_direction() -> None:
    # v_fma_f64 v[10:11], -v[20:21], |s[4:5]|, 1.0
    bits = 0xD6140000 | 10 | 1 << 9 | (256 + 20 | 4 << 9 | 242 << 18 | 1 << 29) << 32
    instruction = decode("gfx1100", bits.to_bytes(8, "little"))
    assert text(instruction) == "v_fma_f64 v[10:11], -v[20:21], |s[4:5]|, 1.0"
    destination, first, second, third = instruction.operands
    assert instruction.destinations == (destination,)
    assert (destination.kind, destination.index, destination.dwords) == (OperandKind.VGPR, 10, 2)
    assert (first.kind, first.neg, first.abs) == (OperandKind.VGPR, True, False)
    assert (second.kind, second.index, second.abs) == (OperandKind.SGPR, 4, True)
    assert third.constant_bits("f64") == 0x3FF0000000000000


def test_high_halves_of_registers_are_decoded_on_gfx11() -> None:
    # v_add_f16_e32 v0.h, v1.l, v2.h: bit 7 of a VOP2 register number
    bits = 0x32 << 25 | (0 | 128) << 17 | (2 | 128) << 9 | 256 + 1
    instruction = decode("gfx1100", bits.to_bytes(4, "little"))
    assert text(instruction, halves=True) == "v_add_f16_e32 v0.h, v1.l, v2.h"


@pytest.mark.parametrize(
    ("kind", "value", "element", "expected"),
    [
        (OperandKind.INTEGER, -1, "i32", 0xFFFFFFFF),
        (OperandKind.INTEGER, -1, "u64", 0xFFFFFFFFFFFFFFFF),
        (OperandKind.FLOAT, 1.0, "f16", 0x3C00),
        (OperandKind.FLOAT, -4.0, "f32", 0xC0800000),
        (OperandKind.FLOAT, 2.0, "f64", 0x4000000000000000),
        (OperandKind.LITERAL, 0x3FF80000, "f64", 0x3FF8000000000000),
        (OperandKind.LITERAL, 0xFFFFFFF0, "i64", 0xFFFFFFFFFFFFFFF0),
        (OperandKind.LITERAL, 0xFFFFFFF0, "u64", 0xFFFFFFF0),
        (OperandKind.LITERAL, 0x12345678, "b16", 0x5678),
    ],
)
def test_constants_widen_as_their_type_says(
    kind: OperandKind, value: float, element: str, expected: int
) -> None:
    assert constant_bits(kind, value, element) == expected


def test_register_halves_are_those_the_compiler_wrote() -> None:
    """LLVM 19 cannot read them, so the judge is the assembly text of the LLVM that compiles the kernels."""
    compared = 0
    compiler = for_amd("gfx1100", "+real-true16")
    for name, source in all_kernels("gfx1100"):
        if not name.endswith(("half", "i16")):
            continue
        code = text_section("gfx1100", source, compiler.target.features)
        lines = [line.partition(";")[0].strip() for line in compiler.listing(source).splitlines()]
        expected = [line for line in lines if line and not line.startswith(".") and not line.endswith(":")]
        at = 0
        for line in expected:
            instruction = decode("gfx1100", code, at)
            at += instruction.size_bytes
            if re.search(r"\.[lh]\b", line) and instruction.suffix == "_e32":
                assert text(instruction, halves=True) == line.replace("\t", " "), name
                compared += 1
            if line == "s_endpgm":
                break
    assert compared > 50
