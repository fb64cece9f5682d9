"""Text in pictures: the three networks of PP-OCR, which find lines, turn and read them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np

from ...runtime.errors import FileFormatError, InvalidArgument
from .installed import installed_folder, not_installed
from .pictures import Pixels, pixels_of
from .text_areas import Area, text_areas

# Packages that carry the networks, newer ones first, and the files in them: to find, to turn, to read.
PACKAGES = (
    ("rapidocr", ("*det*.onnx", "*cls*.onnx", "*rec*.onnx")),
    ("rapidocr_onnxruntime", ("*det*.onnx", "*cls*.onnx", "*rec*.onnx")),
)
FOLDER = "models"
# Sides of a picture: those of the finder's are multiples of the step.
LEAST_SIDE, MOST_SIDE, STEP = 736, 2000, 32
# A picture this many times as wide as high, or lower than this, gets black above and below.
MOST_STRETCHED, LEAST_HEIGHT = 8, 30
# A line is this high for the networks, and as wide for the one that turns it.
LINE_HEIGHT, TURNED_WIDTH = 48, 192
# Lines are padded to one of these widths, or to a multiple of the last, so that few are captured.
WIDTHS = (320, 400, 480, 560, 640, 800, 960, 1280)
# From this score on a line is upside down; from this height for its width on it is laid down first.
SURE_TO_TURN, MOST_UPRIGHT = 0.9, 1.5
LEAST_SCORE = 0.5

Floats = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class TextLine:
    """A line of text: what it says, a `score` up to 1, and its `corners` in pixels of the picture, as x and y
    from the top left on.

    Examples:
        >>> from barewire.models import TextLine
        >>> TextLine("hello", 0.99, ((2.0, 3.0), (50.0, 3.0), (50.0, 20.0), (2.0, 20.0))).corners[0]
        (2.0, 3.0)
    """

    text: str
    score: float
    corners: tuple[tuple[float, float], ...]


class TextReader:
    """A reader of text in pictures: PP-OCR's networks find lines, turn those upside down, and read them.

    `folder` holds the three ONNX files (`*det*`, `*cls*`, `*rec*`); those of the package rapidocr, or of
    rapidocr-onnxruntime, where none is given. Pictures are enlarged until their shorter side has `least_side`
    pixels before lines are looked for: less is quicker, and misses small letters.

    Raises FileFormatError where the folder holds no such files, InvalidArgument where there is none.

    Examples:
        >>> from barewire.models import TextReader
        >>> TextReader(least_side=32).read(np.full((32, 64, 3), 255, np.uint8))
        []
    """

    def __init__(
        self,
        folder: str | os.PathLike[str] | None = None,
        *,
        least_side: int = LEAST_SIDE,
        device: str | None = None,
    ) -> None:
        from ..onnx.model import Model

        if least_side < 1:
            raise InvalidArgument(f"the shorter side of a picture has some pixels, not {least_side}")
        self.least_side = least_side
        files = installed_reader() if folder is None else _files(Path(folder), PACKAGES[0][1])
        self._finder, self._turner, self._reader = (Model(path, device=device) for path in files)
        said = {each.key: each.value for each in self._reader.proto.metadata_props}
        if "character" not in said:
            raise FileFormatError(f"{files[2]} does not say which characters it reads")
        # The first class is none of them, and the last is the space.
        self.characters = ["", *said["character"].splitlines(), " "]

    def read(self, picture: Any, score: float = LEAST_SCORE) -> list[TextLine]:
        """The lines of text in a picture that are read with at least this score, in reading order.

        `picture` is a file, an image of Pillow's, or an array of bytes [height, width, 3], red first.

        Raises FileFormatError where it is no picture.

        Examples:
            >>> from barewire.models import TextReader
            >>> TextReader(least_side=32).read(np.zeros((40, 40, 3), np.uint8))
            []
        """
        pixels = pixels_of(picture)
        height, width = pixels.shape[:2]
        # PP-OCR was taught with blue first.
        bounded = _bounded(np.ascontiguousarray(pixels[:, :, ::-1]))
        scale = np.array([width / bounded.shape[1], height / bounded.shape[0]])
        above = _black_above(*bounded.shape[:2])
        padded = np.pad(bounded, ((above, above), (0, 0), (0, 0)))
        areas = self.find(padded)
        read = self.recognise([self._upright(_cut(padded, area)) for area in areas])
        lines = []
        for area, (text, sure) in zip(areas, read, strict=True):
            if sure < score or not text.strip():
                continue
            corners = ((area.corners - [0, above]) * scale).clip(0, [width, height])
            lines.append(TextLine(text, sure, tuple((float(x), float(y)) for x, y in corners)))
        return lines

    def find(self, pixels: Pixels) -> list[Area]:
        """Where lines are in a picture, uint8 [height, width, 3] with blue first.

        Examples:
            >>> from barewire.models import TextReader
            >>> TextReader(least_side=32).find(np.zeros((32, 64, 3), np.uint8))
            []
        """
        height, width = pixels.shape[:2]
        scale = max(1.0, self.least_side / min(height, width))
        rows, columns = (max(1, round(int(side * scale) / STEP)) * STEP for side in (height, width))
        (scores,) = self._finder(_normalised(pixels, columns, rows)[None])
        return text_areas(scores.numpy()[0, 0], width, height)

    def recognise(self, lines: Sequence[Pixels]) -> list[tuple[str, float]]:
        """What each line says, and how sure that is; lines are uint8 [height, width, 3] with blue first.

        Examples:
            >>> from barewire.models import TextReader
            >>> TextReader().recognise([])
            []
        """
        return [self._text(line) for line in lines]

    def _text(self, line: Pixels) -> tuple[str, float]:
        wanted = ceil(LINE_HEIGHT * line.shape[1] / line.shape[0])
        width = next((size for size in WIDTHS if size >= wanted), -(-wanted // WIDTHS[-1]) * WIDTHS[-1])
        (scores,) = self._reader(_line_of(line, width)[None])
        steps = scores.numpy()[0]
        numbers, sure = steps.argmax(1), steps.max(1)
        if steps.shape[1] != len(self.characters):
            raise FileFormatError(
                f"the network tells {steps.shape[1]} characters apart, and names {len(self.characters)}"
            )
        # A character lasts as long as its steps; the first class stands between two that are the same.
        first = [next(places) for number, places in _runs(numbers) if number]
        text = "".join(self.characters[numbers[place]] for place in first)
        return text, float(np.mean(sure[first])) if first else 0.0

    def _upright(self, line: Pixels) -> Pixels:
        (scores,) = self._turner(_line_of(line, TURNED_WIDTH)[None])
        _, upside_down = scores.numpy()[0]
        return line[::-1, ::-1] if upside_down > SURE_TO_TURN else line


def installed_reader() -> tuple[Path, ...]:
    """PP-OCR's three files in a package that carries them.

    Raises InvalidArgument where none is installed.
    """
    for package, patterns in PACKAGES:
        folder = installed_folder(package)
        if folder is not None:
            return _files(folder / FOLDER, patterns)
    raise not_installed("folder of models", "the package rapidocr, which carries PP-OCR's,")


def _files(folder: Path, patterns: Sequence[str]) -> tuple[Path, ...]:
    found = []
    for pattern in patterns:
        matching = sorted(folder.glob(pattern))
        if not matching:
            raise FileFormatError(f"{folder} holds no {pattern}: a reader is three files, det, cls and rec")
        found.append(matching[0])
    return tuple(found)


def _runs(numbers: Any) -> Any:
    """Each stretch of equal numbers, with the places of it."""
    return groupby(range(len(numbers)), key=lambda place: int(numbers[place]))


def _bounded(pixels: Pixels) -> Pixels:
    """A picture whose longer side has at most, and whose shorter side has at least so many pixels."""
    import cv2

    height, width = pixels.shape[:2]
    scale = min(1.0, MOST_SIDE / max(height, width))
    scale = max(scale, LEAST_HEIGHT / min(height, width))
    if scale == 1:
        return pixels
    rows, columns = (max(1, round(int(side * scale) / STEP)) * STEP for side in (height, width))
    resized: Pixels = cv2.resize(pixels, (columns, rows))
    return resized


def _black_above(height: int, width: int) -> int:
    """How many rows to add above and below a low picture, so that the finder sees a line in it."""
    if height > LEAST_HEIGHT and width <= MOST_STRETCHED * height:
        return 0
    return abs(2 * max(width // MOST_STRETCHED, LEAST_HEIGHT) - height) // 2


def _normalised(pixels: Pixels, width: int, height: int) -> Floats:
    """A picture of another size as planes from -1 to 1."""
    import cv2

    scaled: Floats = cv2.resize(pixels, (width, height)).astype(np.float32)
    return (scaled / np.float32(127.5) - 1).transpose(2, 0, 1)


def _line_of(line: Pixels, width: int) -> Floats:
    """A line as the networks take it: of their height, before zeros, made narrower where it is too wide."""
    own = min(width, ceil(LINE_HEIGHT * line.shape[1] / line.shape[0]))
    planes = np.zeros((3, LINE_HEIGHT, width), np.float32)
    planes[:, :, :own] = _normalised(np.ascontiguousarray(line), own, LINE_HEIGHT)
    return planes


def _cut(pixels: Pixels, area: Area) -> Pixels:
    """What is within an area, its top left corner at the top left; lines from top to bottom are laid down."""
    import cv2

    a, b, c, d = area.corners
    width = max(1, int(max(np.linalg.norm(a - b), np.linalg.norm(c - d))))
    height = max(1, int(max(np.linalg.norm(a - d), np.linalg.norm(b - c))))
    straight = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = cv2.getPerspectiveTransform(area.corners, straight)
    cut = cv2.warpPerspective(
        pixels, moved, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.rot90(cut) if height >= MOST_UPRIGHT * width else cut
