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
