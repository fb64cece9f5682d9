"""A picture with what was found in it drawn around."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..runtime.errors import BarewireError
from .exit_codes import MissingPackage

# Okabe and Ito's colours, which the colour-blind tell apart.
_COLOURS = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
# Of the picture's longer side.
_LINE, _LETTERS = 1 / 300, 1 / 45
_LEAST_LETTERS = 12


@dataclass(frozen=True)
class Mark:
    """What is drawn: a line through these corners, with a caption; marks of one kind have one colour."""

    corners: Sequence[tuple[float, float]]
    kind: str
    caption: str


def share(text: str) -> float:
    """A number from 0 to 1, from a command line."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return value


def write_marked(path: Path, picture: Path, marks: Sequence[Mark]) -> None:
    """Write a picture with marks in it, in the format that the file's name says.

    Raises BarewireError when it cannot be written.
    """
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ImportError as failure:
        raise MissingPackage("pictures need Pillow; pip install 'barewire[models]'") from failure
    from ..tensor.models.pictures import pixels_of

    drawn = Image.fromarray(pixels_of(picture))
    draw = ImageDraw.Draw(drawn)
    longer = max(drawn.size)
    font = ImageFont.load_default(max(_LEAST_LETTERS, longer * _LETTERS))
    width = max(1, round(longer * _LINE))
    kinds = sorted({mark.kind for mark in marks})
    for mark in marks:
        colour = _COLOURS[kinds.index(mark.kind) % len(_COLOURS)]
        draw.line([*mark.corners, mark.corners[0]], fill=colour, width=width, joint="curve")
        x, y = mark.corners[0]
        left, top, right, bottom = draw.textbbox((x, y), mark.caption, font=font, anchor="lb")
        # Above the box, or in it where there is no room above.
        down = max(0.0, -top)
        draw.rectangle((left, top + down, right, bottom + down), fill=colour)
        draw.text((x, y + down), mark.caption, fill="white", font=font, anchor="lb")
    try:
        drawn.save(path)
    except (OSError, ValueError) as failure:
        raise BarewireError(f"the picture cannot be written to {str(path)!r}: {failure}") from failure
