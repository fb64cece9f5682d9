"""`barewire embed`: sentences as vectors, and how near each is to each."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..runtime.errors import InvalidArgument
from .console import console
from .exit_codes import ExitCode, MissingPackage

if TYPE_CHECKING:
    import numpy as np

DESCRIPTION = """show how near the meanings of sentences are

Sentences are those given, or the lines of a file, or of standard input where neither is. Prints the cosine of
each pair; the model is all-MiniLM-L6-v2, or a sentence-transformers folder of a BERT."""

SHOWN_LETTERS = 40
# From unlike to like, as colours of a terminal.
_COLOURS = ("grey50", "blue", "cyan", "green", "yellow", "bold red")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("sentences", nargs="*", metavar="TEXT", help="sentences to compare")
    parser.add_argument("--file", type=Path, metavar="FILE", help="a file with a sentence on each line")
    parser.add_argument("--model", metavar="FOLDER", help="a sentence-transformers folder of a BERT")
    parser.add_argument("--device", metavar="D", help="device to run on (default: the best card)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the vectors there, as .npy")
    parser.add_argument("--json", action="store_true", help="print the vectors as JSON")


def run(arguments: Namespace) -> int:
    """Encode sentences; prints their similarities, or the vectors."""
    import numpy as np

    sentences = _sentences(arguments)
    try:
        from ..tensor.models.sentence_encoder import SentenceEncoder

        encoder = SentenceEncoder(arguments.model, device=arguments.device)
    except ImportError as failure:
        raise MissingPackage(f"{failure.name} is not here; pip install 'barewire[models]'") from failure
    vectors = encoder.encode(sentences)
    if arguments.output is not None:
        np.save(arguments.output, vectors)
    if arguments.json:
        print(
            json.dumps([{"text": s, "vector": v.tolist()} for s, v in zip(sentences, vectors, strict=True)])
        )
    else:
        console().print(similarities(sentences, vectors))
    return ExitCode.OK


def _sentences(arguments: Namespace) -> list[str]:
    if arguments.sentences and arguments.file:
        raise InvalidArgument("give sentences, or a file of them, not both")
    if arguments.sentences:
        return list(arguments.sentences)
    text = arguments.file.read_text(encoding="utf-8") if arguments.file else sys.stdin.read()
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if not found:
        raise InvalidArgument("there is no sentence to encode")
    return found


def similarities(sentences: list[str], vectors: np.ndarray[Any, Any]) -> Any:
    """A table of the cosines of all pairs, in colours from unlike to like."""
    from rich.markup import escape
    from rich.table import Table

    table = Table()
    table.add_column("")
    for number in range(1, len(sentences) + 1):
        table.add_column(str(number), justify="right")
    for number, (sentence, row) in enumerate(zip(sentences, vectors @ vectors.T, strict=True), 1):
        short = sentence if len(sentence) <= SHOWN_LETTERS else sentence[: SHOWN_LETTERS - 1] + "…"
        cells = [f"[{_colour(value)}]{value:.2f}[/]" for value in row.tolist()]
        table.add_row(f"{number} {escape(short)}", *cells)
    return table


def _colour(value: float) -> str:
    place = int(max(0.0, min(value, 1.0)) * (len(_COLOURS) - 1) + 0.5)
    return _COLOURS[place]
