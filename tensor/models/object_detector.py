"""What is where in a picture: detectors of the YOLOv8 kind, by their ONNX files."""

from __future__ import annotations

import ast
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...runtime.errors import FileFormatError, InvalidArgument
from .installed import installed_folder, not_installed
from .pictures import Pixels, pixels_of

# The package that carries a YOLOv8n, and where in it.
PACKAGE, FILE = "nudenet", "320n.onnx"
# Where a model says nothing of the size of its pictures.
USUAL_SIZE = 640
STRIDE = 32

Floats = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class Detection:
    """A thing that was found: its `label`, a `score` up to 1, and its `box` in pixels of the picture, as
    left, top, width and height.

    Examples:
        >>> from barewire.models import Detection
        >>> Detection("cat", 0.9, (10.0, 20.0, 30.0, 40.0)).box[2]
        30.0
    """

    label: str
    score: float
    box: tuple[float, float, float, float]


class ObjectDetector:
    """A detector of the YOLOv8 kind: pictures [n, 3, size, size] to [n, 4 + labels, places].

    `model` is an ONNX file; the YOLOv8n that the package nudenet carries (18 labels: faces, and whether parts
    of bodies are covered) where none is given. `size` is how large a picture is made for the network, by
    default what the file says. `colours` is the order that the network is given, "rgb" or "bgr"; by default
    that of the package for its model, so that boxes are the package's, and "rgb" for others.

    Raises FileFormatError where the file is no such model, InvalidArgument where there is none.

    Examples:
        >>> from barewire.models import ObjectDetector
        >>> detector = ObjectDetector(size=32)
        >>> detector.detect(np.zeros((48, 64, 3), np.uint8))
        []
        >>> len(detector.labels)
        18
    """

    def __init__(
        self,
        model: str | os.PathLike[str] | None = None,
        *,
        size: int | None = None,
        colours: str | None = None,
        device: str | None = None,
    ) -> None:
        from ..onnx.model import Model

        if colours not in (None, "rgb", "bgr"):
            raise InvalidArgument(f"colours are in the order 'rgb' or 'bgr', not {colours!r}")
        self.colours = colours or ("bgr" if model is None else "rgb")
        path = installed_detector() if model is None else Path(model)
        self.model = Model(path, device=device)
        said = {each.key: each.value for each in self.model.proto.metadata_props}
        if len(self.model.inputs) != 1 or len(self.model.inputs[0].shape or ()) != 4:
            raise FileFormatError(f"{path} is no detector: it does not take pictures [n, 3, height, width]")
        self.size = size or _size(self.model.inputs[0].shape, said)
        if self.size < 1 or self.size % STRIDE:
            raise InvalidArgument(f"the size of pictures is a multiple of {STRIDE}, not {self.size}")
        self.labels = _labels(said)

    def detect(self, picture: Any, score: float = 0.25, overlap: float = 0.45) -> list[Detection]:
        """What is found with at least this score, best first; of two boxes that share more than `overlap` of
        what they cover together, of whatever label, the better one stays.

        `picture` is a file, an image of Pillow's, or an array of bytes [height, width, 3], red first.

        Raises FileFormatError where it is no picture, or the network's results are not those of a detector.

        Examples:
            >>> from barewire.models import ObjectDetector
            >>> ObjectDetector(size=32).detect(np.full((40, 40, 3), 255, np.uint8), score=0.9)
            []
        """
        pixels = pixels_of(picture)
        (found,) = self.model(self._input(pixels))[:1]
        rows = found.numpy()
        if rows.ndim != 3 or rows.shape[1] < 5 or not rows.shape[2]:
            raise FileFormatError(
                f"the network gives {list(rows.shape)}, and a detector [1, 4 + labels, places]"
            )
        places = rows[0].T
        best = places[:, 4:].max(1)
        kept = np.flatnonzero(best >= score)
        boxes = _boxes(places[kept, :4], pixels, self.size)
        classes = places[kept, 4:].argmax(1)
        return [
            Detection(self._label(int(classes[n])), float(best[kept[n]]), tuple(boxes[n].tolist()))
            for n in apart(boxes, best[kept], overlap)
        ]

    def _input(self, pixels: Pixels) -> Floats:
        """The picture at the top left of a black square, made as large as the network's."""
        import cv2

        height, width = pixels.shape[:2]
        side = max(height, width)
        square = np.zeros((side, side, 3), np.uint8)
        square[:height, :width] = pixels if self.colours == "rgb" else pixels[:, :, ::-1]
        scaled = cv2.resize(square, (self.size, self.size), interpolation=cv2.INTER_LINEAR)
        planes: Floats = scaled.transpose(2, 0, 1)[None].astype(np.float32)
        return planes * np.float32(1 / 255)

    def _label(self, number: int) -> str:
        return self.labels.get(number, str(number))


def installed_detector() -> Path:
    """The file of the YOLOv8n in the package that carries it.

    Raises InvalidArgument where that is not installed.
    """
    folder = installed_folder(PACKAGE)
    if folder is None:
        raise not_installed("model", "the package nudenet, which carries one,")
    return folder / FILE


def _size(shape: Any, said: dict[str, str]) -> int:
    if isinstance(shape[2], int):
        return int(shape[2])
    try:
        return int(ast.literal_eval(said["imgsz"])[0])
    except (KeyError, ValueError, SyntaxError, TypeError, IndexError):
        return USUAL_SIZE


def _labels(said: dict[str, str]) -> dict[int, str]:
    """The names of the labels, as Ultralytics writes them into a file: a dict of Python."""
    try:
        return {int(number): str(name) for number, name in ast.literal_eval(said["names"]).items()}
    except (KeyError, ValueError, SyntaxError, TypeError, AttributeError, MemoryError, RecursionError):
        return {}


def _boxes(centres: Floats, pixels: Pixels, size: int) -> Floats:
    """Boxes by left, top, width and height in a picture, of those by centres in the network's square."""
    height, width = pixels.shape[:2]
    scale = np.float32(max(height, width)) / np.float32(size)
    half = centres[:, 2:] / 2
    limit = np.array([width, height], np.float32)
    start = np.clip((centres[:, :2] - half) * scale, 0, limit)
    end = np.clip((centres[:, :2] + half) * scale, 0, limit)
    return np.concatenate([start, end - start], 1)


def apart(boxes: Floats, scores: Floats, overlap: float) -> list[int]:
    """The numbers of boxes (left, top, width, height) that are left when none shares with a better one more
    than `overlap` of what both cover.
    """
    start, end = boxes[:, :2].astype(np.float64), boxes[:, :2].astype(np.float64) + boxes[:, 2:]
    area = (end - start).prod(1)
    order = np.argsort(-scores, kind="stable")
    chosen: list[int] = []
    while len(order):
        first, order = order[0], order[1:]
        chosen.append(int(first))
        both = np.minimum(end[first], end[order]) - np.maximum(start[first], start[order])
        shared = both.clip(0).prod(1)
        together = area[first] + area[order] - shared
        order = order[shared <= overlap * together]
    return chosen
