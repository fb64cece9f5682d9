"""Where text stands, by a network's score of each pixel: differentiable binarisation (Liao et al., 2019)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

# A pixel is text from here on, and an area if the mean of its pixels is at least so much.
LEAST_PIXEL, LEAST_AREA = 0.3, 0.5
# The network marks the middle of a line. Its border is moved out by area / circumference times this.
GROWTH = 1.6
# Sides in the network's pixels, before and after growing, and in those of the picture.
LEAST_SIDE, LEAST_GROWN, LEAST_LEFT = 3, 5, 4
MOST_AREAS = 1000
# Areas whose tops are nearer than this, one below the other, are of one line.
SAME_LINE = 10

Floats = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class Area:
    """A rectangle, any way round: its corners [4, 2] from the top left on, as x and y, and its score."""

    corners: Floats
    score: float


def text_areas(scores: Floats, width: int, height: int) -> list[Area]:
    """The areas of text in a picture of this size, by the scores [rows, columns] of all of it."""
    import cv2

    text = scores > LEAST_PIXEL
    # A pixel more to the right and below joins what is parted by a rounding.
    joined = text.copy()
    joined[1:] |= text[:-1]
    joined[:, 1:] |= text[:, :-1]
    joined[1:, 1:] |= text[:-1, :-1]
    outlines, _ = cv2.findContours(joined.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    rows, columns = scores.shape
    scale = np.array([width / columns, height / rows])
    areas = []
    for outline in outlines[:MOST_AREAS]:
        centre, sides, angle = cv2.minAreaRect(outline)
        if min(sides) < LEAST_SIDE:
            continue
        score = _mean_inside(scores, cv2.boxPoints((centre, sides, angle)))
        moved = GROWTH * sides[0] * sides[1] / (2 * (sides[0] + sides[1]))
        grown = (sides[0] + 2 * moved, sides[1] + 2 * moved)
        if score < LEAST_AREA or min(grown) < LEAST_GROWN:
            continue
        corners = np.round(cv2.boxPoints((centre, grown, angle)) * scale)
        corners = from_top_left(corners).clip(0, [width - 1, height - 1]).astype(np.float32)
        across, down = np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[3] - corners[0])
        if min(across, down) >= LEAST_LEFT:
            areas.append(Area(corners, score))
    return in_reading_order(areas)


def _mean_inside(scores: Floats, corners: Floats) -> float:
    """The mean of the scores within a rectangle."""
    import cv2

    last = np.array(scores.shape[::-1]) - 1
    low = np.floor(corners.min(0)).astype(int).clip(0, last)
    high = np.ceil(corners.max(0)).astype(int).clip(0, last)
    mask = np.zeros((high[1] - low[1] + 1, high[0] - low[0] + 1), np.uint8)
    cv2.fillPoly(mask, [(corners - low).astype(np.int32)], 1)
    inside = scores[low[1] : high[1] + 1, low[0] : high[0] + 1][mask.astype(bool)]
    return float(inside.mean()) if inside.size else 0.0


def from_top_left(corners: Any) -> Any:
    """The corners of a rectangle from its top left on, clockwise on the screen."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = (half[np.argsort(half[:, 1], kind="stable")] for half in (by_x[:2], by_x[2:]))
    return np.array([left[0], right[0], right[1], left[1]])


def in_reading_order(areas: list[Area]) -> list[Area]:
    """From top to bottom, and from left to right within a line."""
    by_top = sorted(areas, key=lambda area: float(area.corners[0, 1]))
    lines: list[list[Area]] = []
    for area in by_top:
        if lines and area.corners[0, 1] - lines[-1][-1].corners[0, 1] < SAME_LINE:
            lines[-1].append(area)
        else:
            lines.append([area])
    return [area for line in lines for area in sorted(line, key=lambda area: float(area.corners[0, 0]))]
