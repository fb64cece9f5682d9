"""Small grey images with captions, as text for a terminal and as a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..runtime.errors import BarewireError
from .exit_codes import MissingPackage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from rich.text import Text

# From nothing to all of a character cell.
_SHADES = " ░▒▓█"
# A cell is about twice as high as wide.
_CELLS_PER_PIXEL = 2
_GAP = 2
_PNG_PIXEL = 12
_PNG_CAPTION = 24


@dataclass(frozen=True)
class Picture:
    """A grey image [height, width], from 0 (paper) to 1 (ink), and what to say about it."""

    pixels: NDArray[np.float32]
    caption: str
    right: bool


def _shaded(row: NDArray[np.float32]) -> str:
    last = len(_SHADES) - 1
    return "".join(_SHADES[min(last, round(float(ink) * last))] * _CELLS_PER_PIXEL for ink in row)


def as_text(pictures: Sequence[Picture], width: int) -> Text:
    """The pictures in rows that fit `width` characters, over their captions: green where right, else red."""
    from rich.text import Text

    result = Text()
    if not pictures:
        return result
    cells = pictures[0].pixels.shape[1] * _CELLS_PER_PIXEL
    per_row = max(1, (width + _GAP) // (cells + _GAP))
    gap = " " * _GAP
    for start in range(0, len(pictures), per_row):
        row = pictures[start : start + per_row]
        for y in range(row[0].pixels.shape[0]):
            result.append(gap.join(_shaded(picture.pixels[y]) for picture in row) + "\n")
        for picture in row:
            style = "bold green" if picture.right else "bold red"
            result.append(picture.caption.center(cells), style).append(gap)
        result.append("\n\n")
    return result


def write_png(path: Path, pictures: Sequence[Picture]) -> None:
    """Write the pictures side by side as a PNG. Raises BarewireError when the file cannot be written."""
    try:
        from PIL import Image, ImageDraw
    except ImportError as failure:
        raise MissingPackage(
            "a PNG needs Pillow, which is not here; pip install 'barewire[demo]'"
        ) from failure
    import numpy as np

    height, width = (size * _PNG_PIXEL for size in pictures[0].pixels.shape)
    margin = _PNG_PIXEL
    size = (margin + len(pictures) * (width + margin), margin + height + _PNG_CAPTION)
    sheet = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(sheet)
    for index, picture in enumerate(pictures):
        left = margin + index * (width + margin)
        grey = np.round(255 * (1 - picture.pixels)).astype(np.uint8)
        sheet.paste(Image.fromarray(grey).resize((width, height), Image.Resampling.NEAREST), (left, margin))
        middle = (left + width // 2, margin + height + _PNG_CAPTION // 2)
        draw.text(middle, picture.caption, fill="green" if picture.right else "red", anchor="mm")
    try:
        sheet.save(path, "PNG")
    except OSError as failure:
        raise BarewireError(
            f"the picture cannot be written to {str(path)!r}: {failure.strerror}"
        ) from failure
