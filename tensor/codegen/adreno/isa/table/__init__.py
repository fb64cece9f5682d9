"""The instructions of a6xx, and where they are known to differ those of a7xx: one table, a file a category.

A row says which bits are fixed, where the fields are and how the instruction is written. The encoder, the
decoder, the printer and the parser are all made from it. Facts are from Mesa's
`src/freedreno/isa/ir3-cat*.xml`, of 21.2-devel and, for what only later versions know, of 2024.
"""

from __future__ import annotations

from functools import cache

from ..form import Form
from .arithmetic import ARITHMETIC
from .barrier import BARRIERS
from .flow import FLOW
from .memory import MEMORY
from .move import MOVES
from .texture import TEXTURES

TABLE: tuple[Form, ...] = (*FLOW, *MOVES, *ARITHMETIC, *TEXTURES, *MEMORY, *BARRIERS)
"""Every form. Of those that could match the same word, the more particular is first."""

# Bits that tell most forms apart: category and opcode.
_KEY_LOW = 54
_KEY_MASK = 0b111_00_11111 << _KEY_LOW


@cache
def _with_key(key: int) -> tuple[Form, ...]:
    return tuple(form for form in TABLE if (key ^ form.value) & form.mask & _KEY_MASK == 0)


def candidates(word: int, generation: int) -> list[Form]:
    """The forms whose fixed bits are those of the word."""
    return [form for form in _with_key(word & _KEY_MASK) if form.matches(word, generation)]


@cache
def forms_named(name: str, generation: int) -> tuple[Form, ...]:
    """The forms of an instruction, none for a name that is unknown."""
    return tuple(
        form for form in _by_name().get(name, ()) if form.generations[0] <= generation <= form.generations[1]
    )


@cache
def _by_name() -> dict[str, list[Form]]:
    forms: dict[str, list[Form]] = {}
    for form in TABLE:
        forms.setdefault(form.name, []).append(form)
    return forms
