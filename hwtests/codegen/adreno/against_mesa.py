"""Compares our disassembler with Mesa's on random words of each category, by hand.

`python -m hwtests.codegen.adreno.against_mesa PROGRAM [WORDS [SEED]]`, where PROGRAM is built of
`mesa_words.c` beside this file. A fourth of the words are random, a fourth have few bits, and half are random
fields of an instruction of the table. `--keep COUNT` writes a sample as `mesa_words.txt` keeps it.
"""

from __future__ import annotations

import argparse
import random
import re
import struct
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from barewire.runtime.errors import InvalidArgument
from barewire.tensor.codegen.adreno import isa
from barewire.tensor.codegen.adreno.isa.field import scatter
from barewire.tensor.codegen.adreno.isa.form import Form
from barewire.tensor.codegen.adreno.isa.operand_field import OperandField
from barewire.tensor.codegen.adreno.isa.table import TABLE

KEPT = Path(__file__).parent / "mesa_words.txt"
CATEGORIES = range(8)
# Bits that say half or full somewhere: they are fields too, though no row names them.
_PRECISION_BITS = 1 | 1 << 46 | 1 << 52


def _free_bits(form: Form) -> int:
    free = _PRECISION_BITS
    for field in form.fields:
        free |= scatter(-1, field.pieces)
        if isinstance(field, OperandField):
            for bit in (field.repeat_bit, field.negate_bit):
                free |= 0 if bit is None else 1 << bit
    return free & ~form.mask


def random_words(category: int, count: int, source: random.Random) -> Iterator[int]:
    """Words of one category."""
    forms = [form for form in TABLE if form.value >> 61 == category and form.generations[0] == 6]
    for index in range(count):
        word, fewer = source.getrandbits(64), source.getrandbits(64)
        if index % 2:
            form = source.choice(forms)
            word = (
                (word & _free_bits(form)) | form.value
                if index % 4 == 1
                else (word & fewer & _free_bits(form)) | form.value
            )
        elif index % 4 == 2:
            word &= fewer & source.getrandbits(64)
        yield word & ~(7 << 61) | category << 61


def mesa_texts(program: str, words: list[int]) -> list[str]:
    """What Mesa writes for each, "" for what it says is no instruction. What it warns of is left out."""
    given = b"".join(struct.pack("<Q", word) for word in words)
    lines = (
        subprocess.run([program, "630"], input=given, capture_output=True, check=True)
        .stdout.decode()
        .split("\n")
    )
    texts = []
    for line in lines[: len(words)]:
        text, _, _ = line.partition("\t; ")
        refused = any(sign in line for sign in ("no match", "bitset conflict", "no display template"))
        texts.append("" if refused else text)
    return texts


def our_text(word: int) -> str:
    """What we write, "" for what we say is no instruction."""
    try:
        return isa.disassemble(word)
    except InvalidArgument:
        return ""


def known_difference(word: int, mesa: str) -> str:
    """Why ours is another text than that of Mesa 21.2, or "" where it should be the same."""
    category, opcode = word >> 61, word >> 54 & 31
    if category == 0 and word >> 40 & 7 > 5:
        return "Mesa has no text for more than five repetitions"
    if category == 1 and "mova" in mesa and word >> 49 & 1:
        return "Mesa says a0.x where a relative destination has its number"
    if category == 3 and word >> 13 & 1:
        return "later versions know other instructions where bit 13 is set"
    if category == 3 and word >> 55 & 15 == 0b1111:
        return "later versions know that sad.s32 is full"
    if category == 6 and 0b10000 <= opcode <= 0b11010 and word >> 52 & 1:
        return "global atomics are those of a5xx there"
    if category == 6 and opcode in (0b11011, 0b11100, 0b11101):
        return "stores to buffers are those of a5xx there"
    if category == 6 and opcode in (0, 3) and word >> 9 & 0b11011 and re.search(r"\+[rap]", mesa):
        return "later versions know a shift and a number there"
    if category == 6 and word >> 14 & 63 == 0b100110:
        return "later versions know getfiberid"
    if category == 7 and (word >> 44 & 1 or 2 <= word >> 55 & 15 <= 7):
        return "later versions know (ss) and caches"
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("words", type=int, nargs="?", default=1000)
    parser.add_argument("seed", type=int, nargs="?", default=0)
    parser.add_argument("--keep", type=int, default=0)
    arguments = parser.parse_args()
    source = random.Random(arguments.seed)
    for category in CATEGORIES:
        words = list(random_words(category, arguments.words, source))
        counts: Counter[str] = Counter()
        for word, mesa in zip(words, mesa_texts(arguments.program, words), strict=True):
            ours = our_text(word)
            if why := known_difference(word, mesa) if ours != mesa else "":
                counts[why] += 1
            else:
                counts["differs" if ours != mesa else "same" if mesa else "no instruction for both"] += 1
                if ours != mesa:
                    print(f"{word:016x}\n    Mesa: {mesa}\n    ours: {ours}")
                elif counts["same" if mesa else "no instruction for both"] <= arguments.keep // (
                    1 if mesa else 4
                ):
                    print(f"{word:016x} {mesa}".rstrip())
        if not arguments.keep:
            print(
                f"category {category}:", ", ".join(f"{count} {what}" for what, count in counts.most_common())
            )


if __name__ == "__main__":
    main()
