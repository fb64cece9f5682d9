"""A graph as a picture in SVG: boxes in ranks from top to bottom, lines from each to what reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

BOX_WIDTH, BOX_HEIGHT, GAP_ACROSS, GAP_DOWN, MARGIN = 168, 40, 16, 26, 20
LETTERS = 24
_COLOURS = {"input": "#d9ead3", "node": "#dbe7f5", "output": "#fce5cd"}


@dataclass(frozen=True)
class Box:
    """A box: two lines of text, the numbers of those it comes after, and its kind (input, node, output)."""

    title: str
    detail: str
    sources: tuple[int, ...]
    kind: str


def ranks_of(boxes: Sequence[Box]) -> list[int]:
    """How far down each box is: one more than the lowest it comes after. Sources come first in the list."""
    ranks: list[int] = []
    for box in boxes:
        ranks.append(1 + max((ranks[source] for source in box.sources), default=-1))
    return ranks


def _columns(boxes: Sequence[Box], ranks: Sequence[int]) -> list[float]:
    """Where in its rank each box is, in widths of a box: near those it comes after."""
    rows: dict[int, list[int]] = defaultdict(list)
    for number, rank in enumerate(ranks):
        rows[rank].append(number)
    places = [0.0] * len(boxes)
    for rank in sorted(rows):
        wanted = {
            number: sum(places[source] for source in boxes[number].sources) / len(boxes[number].sources)
            if boxes[number].sources
            else 0.0
            for number in rows[rank]
        }
        last = float("-inf")
        for number in sorted(rows[rank], key=lambda each: wanted[each]):
            last = places[number] = max(wanted[number], last + 1)
    return places


def picture(boxes: Sequence[Box]) -> str:
    """The picture, as the text of an SVG file."""
    ranks = ranks_of(boxes)
    columns = _columns(boxes, ranks)
    left = min(columns, default=0.0)
    spots = [
        (MARGIN + (column - left) * (BOX_WIDTH + GAP_ACROSS), MARGIN + rank * (BOX_HEIGHT + GAP_DOWN))
        for column, rank in zip(columns, ranks, strict=True)
    ]
    width = max((x for x, _ in spots), default=0) + BOX_WIDTH + MARGIN
    height = max((y for _, y in spots), default=0) + BOX_HEIGHT + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="white"/>',
    ]
    for number, box in enumerate(boxes):
        x, y = spots[number]
        for source in box.sources:
            from_x, from_y = spots[source]
            start, end = from_y + BOX_HEIGHT, y
            middle, a, b = (start + end) / 2, from_x + BOX_WIDTH / 2, x + BOX_WIDTH / 2
            curve = f"M{a:.0f} {start:.0f} C{a:.0f} {middle:.0f} {b:.0f} {middle:.0f} {b:.0f} {end:.0f}"
            lines.append(f'<path d="{curve}" fill="none" stroke="#888"/>')
    for box, (x, y) in zip(boxes, spots, strict=True):
        lines.append(
            f"<g><title>{escape(box.title)} {escape(box.detail)}</title>"
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6" '
            f'fill="{_COLOURS[box.kind]}" stroke="#555"/>'
        )
        for text, down in ((box.title, 16), (box.detail, 32)):
            if text:
                shown = text if len(text) <= LETTERS else text[: LETTERS - 1] + "…"
                place = f'x="{x + BOX_WIDTH / 2:.0f}" y="{y + down:.0f}" text-anchor="middle"'
                lines.append(f"<text {place}>{escape(shown)}</text>")
        lines.append("</g>")
    return "\n".join([*lines, "</svg>"]) + "\n"
