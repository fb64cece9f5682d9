"""The tables of opcodes, text files in `tables/`.

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
TABLES = {name: name for name in ("gfx942", "gfx1030", "gfx1100", "gfx1201")}
"""Architecture: the name of its file. Architectures with the same instructions share one."""


@cache
def read(arch: str) -> tuple[Mapping[str, str], tuple[int, ...]]:
    """Each format's lines in one piece, to be parted when first met; and the masks of legal values."""
    _, *blocks = (FOLDER / f"{TABLES[arch]}.txt").read_text("ascii").split("\n\n")
    tables = {}
    for block in blocks:
        name, _, lines = block.partition("\n")
        tables[name] = lines
    legal = tables.pop(LEGAL)
    return tables, tuple(int(mask, 16) for mask in legal.split())


def lines_by_opcode(table: str) -> dict[int, str]:
    """A format's lines by opcode."""
    return {int(line.split(None, 1)[0], 16): line for line in table.splitlines()}
