"""PTX text as tokens (PTX ISA, 4.1-4.5)."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..syntax import PtxError


class Token(NamedTuple):
    """`kind` is one of word, dotted (begins with a dot), number, float, text, or the punctuation itself."""

    kind: str
    text: str
    line: int


_TOKEN = re.compile(
    r"""
      (?P<newline>\n)
    | (?P<space>[ \t\r\f\v]+ | //[^\n]*)
    | (?P<comment>/\*.*?\*/)
    | (?P<float>0[fF][0-9a-fA-F]{8}(?!\w) | 0[dD][0-9a-fA-F]{16}(?!\w)
        | [0-9]+\.[0-9]*(?:[eE][+-]?[0-9]+)?(?!\w) | [0-9]+[eE][+-]?[0-9]+(?!\w))
    | (?P<number>(?:0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)U?(?!\w))
    | (?P<word>(?:[A-Za-z][\w$]*|[_$%][\w$]+|_)(?:(?:\.|::)[\w$]+)*)
    | (?P<dotted>\.[A-Za-z_][\w$]*(?:::[\w$]+)*)
    | (?P<text>"(?:\\.|[^"\\\n])*")
    | (?P<mark><<|>>|[][{}()<>,;:@!|+\-=~*/&^%?])
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> list[Token]:
    """The tokens of a module, the last of kind `end`. Raises PtxError for a character that begins none."""
    found: list[Token] = []
    line, at, size = 1, 0, len(text)
    match_at = _TOKEN.match
    while at < size:
        match = match_at(text, at)
        if match is None:
            raise PtxError(line, f"Parsing error near '{text[at]}': syntax error")
        kind = match.lastgroup
        at = match.end()
        if kind == "newline":
            line += 1
        elif kind == "comment":
            line += match.group().count("\n")
        elif kind == "mark":
            found.append(Token(match.group(), match.group(), line))
        elif kind is not None and kind != "space":
            found.append(Token(kind, match.group(), line))
    found.append(Token("end", "end of file", line))
    return found
