"""The decoder against Mesa: the a6xx pairs of its ir3/tests/disasm.c (21.2; atomics by address of 25.1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from barewire.drivers.simulated.qualcomm.isa.decoding.decode import decode
from barewire.drivers.simulated.qualcomm.isa.decoding.text import text
from barewire.drivers.simulated.qualcomm.isa.instruction import IllegalEncoding

RANDOM_WORDS = Path(__file__).parents[2] / "codegen/adreno/mesa_words.txt"
PAIRS = [
    line.split("  ", 1) for line in (Path(__file__).parent / "mesa_encodings.txt").read_text().splitlines()
]


@pytest.mark.parametrize(("encoding", "expected"), PAIRS)
def test_an_encoding_reads_as_mesa_reads_it(encoding, expected):
    assert text(decode(int(encoding.replace("_", ""), 16))) == expected


# INSTR_7XX of Mesa 25.1's ir3/tests/disasm.c.
@pytest.mark.parametrize(
    ("encoding", "name", "registers", "added"),
    [
        ("c0020411_04c08023", "ldg", (2, 4 * 4 + 1), 2),
        ("c0004006_01c1a017", "ldg", (6, 2 * 4 + 3), 32),
        ("c0d20505_07bfc006", "stg", (2, 1 * 4 + 1), 255),
        ("c0d20507_04812006", "stg", (2, 1 * 4 + 3), 4),
    ],
)
def test_a7xx_adds_a_register_in_bytes(encoding, name, registers, added):
    found = decode(int(encoding.replace("_", ""), 16), generation=7)
    assert found.name == name and found.modifiers["bytes"] == added
    assert tuple(operand.number for operand in found.sources[:2]) == registers


def test_locks_are_of_a7xx_alone():
    lock = decode(0xFBC21000_00000000, generation=7)
    assert (lock.name, lock.ss, lock.sy, lock.jp) == ("lock", True, True, True)
    with pytest.raises(IllegalEncoding):
        decode(0xFBC21000_00000000)


def test_random_words_read_as_mesa_reads_them():
    same, refused = 0, 0
    for line in RANDOM_WORDS.read_text().splitlines():
        word, _, expected = line.partition(" ")
        # What 21.2 calls s8, and takes for a half register, later versions know to be full; nor does it know
        # that resinfo may take its descriptor from a register.
        if word == "#" or not expected or "s8" in expected or "resinfo" in expected:
            continue
        try:
            instruction = decode(int(word, 16))
        except IllegalEncoding:
            refused += 1
            continue
        # What (r) means for the third source of an instruction that does not repeat is nothing.
        told = text(instruction).replace("(r)", "").replace("a0.", "r61.")
        assert told == expected.replace("(r)", "").replace("a0.", "r61.")
        same += 1
    assert same > 380 and refused < 45


@pytest.mark.parametrize(
    "encoding",
    [
        "0600000000000000",  # category 0, opcode 12
        "2600000000000001",  # movmsk with a source
        "4100000000000000",  # category 2, opcode 8
        "8fe0000000000000",  # category 4, opcode 127
        "c6b0000000000000",  # category 6, an atomic of a5xx
        "e780000000000000",  # category 7, opcode 15
    ],
)
def test_what_is_no_instruction_is_refused(encoding):
    with pytest.raises(IllegalEncoding):
        decode(int(encoding, 16))
