"""The tables of opcodes, a text file for each architecture: `tables/<arch>.txt`.

A file consists of blocks with an empty line between them, the first of them a remark. A block's first line
is its name. `LEGAL` has masks of permitted field values in hexadecimal; every other block is named for a
format of `encoding.py` and has a line for each opcode, whose syntax `decode._Entry` tells.
`hwtests/simulated/amd/isa/tables/generate.py` writes the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "tables"
LEGAL = "LEGAL"


@cache
def read(arch: str) -> tuple[Mapping[str, str], tuple[int, ...]]:
    """Each format's lines in one piece, to be parted when first met; and the masks of legal values."""
    _, *blocks = (FOLDER / f"{arch}.txt").read_text("ascii").split("\n\n")
    tables = {}
    for block in blocks:
        name, _, lines = block.partition("\n")
        tables[name] = lines
    legal = tables.pop(LEGAL)
    return tables, tuple(int(mask, 16) for mask in legal.split())


def lines_by_opcode(table: str) -> dict[int, str]:
    """A format's lines by opcode."""
    return {int(line.split(None, 1)[0], 16): line for line in table.splitlines()}
