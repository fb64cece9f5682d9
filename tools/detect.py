"""`barewire detect`: what is where in a picture."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .console import console
from .exit_codes import ExitCode, MissingPackage
from .marked_picture import Mark, share, write_marked

if TYPE_CHECKING:
    from ..tensor.models.object_detector import Detection

DESCRIPTION = """find things in a picture

Prints what is found, how sure that is, and where: left, top, width and height in pixels. The model is an ONNX
file of the YOLOv8 kind, or the YOLOv8n of the package nudenet."""

LEAST_SCORE = 0.25


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("picture", metavar="IMAGE", type=Path, help="the picture")
    parser.add_argument("--model", metavar="FILE", help="an ONNX file of the YOLOv8 kind")
    parser.add_argument(
        "--score",
        type=share,
        default=LEAST_SCORE,
        metavar="S",
        help=f"what is less sure is left out (default: {LEAST_SCORE})",
    )
    parser.add_argument("--plot", type=Path, metavar="FILE", help="write the picture with the boxes there")
    parser.add_argument("--device", metavar="D", help="device to run on (default: the best card)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(arguments: Namespace) -> int:
    """Detect; prints a table, or JSON."""
    try:
        from ..tensor.models.object_detector import ObjectDetector

        detector = ObjectDetector(arguments.model, device=arguments.device)
        found = detector.detect(arguments.picture, arguments.score)
    except ImportError as failure:
        raise MissingPackage(f"{failure.name} is not here; pip install 'barewire[models]'") from failure
    if arguments.plot is not None:
        write_marked(arguments.plot, arguments.picture, [_mark(each) for each in found])
    if arguments.json:
        print(json.dumps([{"label": e.label, "score": e.score, "box": e.box} for e in found], indent=2))
    else:
        console().print(table(found) if found else "nothing found")
    return ExitCode.OK


def _mark(found: Detection) -> Mark:
    left, top, width, height = found.box
    right, bottom = left + width, top + height
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Mark(corners, found.label, f"{found.label} {found.score:.2f}")


def table(found: list[Detection]) -> Any:
    """What was found, a row each."""
    from rich.markup import escape
    from rich.table import Table

    made = Table()
    made.add_column("what")
    for heading in ("score", "left", "top", "width", "height"):
        made.add_column(heading, justify="right")
    for each in found:
        made.add_row(escape(each.label), f"{each.score:.2f}", *(f"{number:.1f}" for number in each.box))
    return made
