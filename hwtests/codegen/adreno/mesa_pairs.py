"""Pairs of a word and its text out of Mesa's own test of its disassembler,
`src/freedreno/ir3/tests/disasm.c`.

`python -m hwtests.codegen.adreno.mesa_pairs CHECKOUT` writes those of a6xx, as `pairs.txt` beside this file
keeps them. A test reads a checkout itself where BAREWIRE_TEST_MESA names one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

KEPT = Path(__file__).parent / "pairs.txt"
_ENTRY = re.compile(r'INSTR_([0-9])XX\(([0-9a-f]{8})_([0-9a-f]{8}), "([^"]*)"(.*)')


def pairs_of(source: Path) -> Iterator[tuple[int, int, str, bool]]:
    """Generation, word, text and whether Mesa's own assembler reads the text, of each pair compiled in."""
    left_out = False
    for line in source.read_text().splitlines():
        if line.startswith("#if 0"):
            left_out = True
        elif line.startswith(("#else", "#endif")):
            left_out = False
        elif not left_out and not line.strip().startswith("//") and (found := _ENTRY.search(line)):
            word = int(found[2] + found[3], 16)
            yield int(found[1]), word, found[4], "parse_fail" not in found[5]


def kept_pairs() -> Iterator[tuple[int, str, bool]]:
    """Word, text and whether it can be read, of the pairs kept here."""
    for line in KEPT.read_text().splitlines():
        if line and not line.startswith("#"):
            word, mark, text = line.split(" ", 2)
            yield int(word, 16), text, mark == "="


def main(checkout: str) -> None:
    source = Path(checkout) / "src/freedreno/ir3/tests/disasm.c"
    for generation, word, text, readable in pairs_of(source):
        if generation == 6:
            print(f"{word:016x} {'=' if readable else '>'} {text}")


if __name__ == "__main__":
    main(sys.argv[1])
