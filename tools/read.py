"""`barewire read`: the text in a picture."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .console import console
from .exit_codes import ExitCode, MissingPackage
from .marked_picture import Mark, share, write_marked

if TYPE_CHECKING:
    from ..tensor.models.text_reader import TextLine

DESCRIPTION = """read the text in a picture

Prints each line, how sure it is, and the rectangle around it in pixels. The models are PP-OCR's, of the
package rapidocr or rapidocr-onnxruntime, or those of a folder (*det*.onnx, *cls*.onnx, *rec*.onnx)."""

LEAST_SCORE = 0.5


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("picture", metavar="IMAGE", type=Path, help="the picture")
    parser.add_argument("--models", metavar="FOLDER", help="a folder of PP-OCR's three ONNX files")
    parser.add_argument(
        "--score",
        type=share,
        default=LEAST_SCORE,
        metavar="S",
        help=f"lines that are less sure are left out (default: {LEAST_SCORE})",
    )
    parser.add_argument(
        "--plot", type=Path, metavar="FILE", help="write the picture with its lines marked there"
    )
    parser.add_argument("--device", metavar="D", help="device to run on (default: the best card)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--text", action="store_true", help="print nothing but the text")
    form.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(arguments: Namespace) -> int:
    """Read; prints a table, the text, or JSON."""
    try:
        from ..tensor.models.text_reader import TextReader

        lines = TextReader(arguments.models, device=arguments.device).read(arguments.picture, arguments.score)
    except ImportError as failure:
        raise MissingPackage(f"{failure.name} is not here; pip install 'barewire[models]'") from failure
    if arguments.plot is not None:
        marks = [Mark(line.corners, "", str(number)) for number, line in enumerate(lines, 1)]
        write_marked(arguments.plot, arguments.picture, marks)
    if arguments.json:
        said = [{"text": line.text, "score": line.score, "corners": line.corners} for line in lines]
        print(json.dumps(said, indent=2, ensure_ascii=False))
    elif arguments.text:
        print(*(line.text for line in lines), sep="\n")
    else:
        console().print(table(lines) if lines else "no text found")
    return ExitCode.OK


def table(lines: list[TextLine]) -> Any:
    """The lines, a row each."""
    from rich.markup import escape
    from rich.table import Table

    made = Table()
    made.add_column("", justify="right")
    made.add_column("text")
    for heading in ("score", "left", "top", "right", "bottom"):
        made.add_column(heading, justify="right")
    for number, line in enumerate(lines, 1):
        across, down = ([corner[axis] for corner in line.corners] for axis in (0, 1))
        around = (min(across), min(down), max(across), max(down))
        made.add_row(
            str(number), escape(line.text), f"{line.score:.2f}", *(f"{place:.0f}" for place in around)
        )
    return made
