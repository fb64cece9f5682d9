"""Where blocks lie in one stretch of memory, planned by when they are alive."""

from __future__ import annotations

from bisect import insort

ALIGNMENT_BYTES = 256


def plan_arena(spans: dict[int, tuple[int, int, int]]) -> tuple[int, dict[int, int]]:
    """Offsets for blocks of (bytes, first step, last step), such that blocks alive at once do not overlap.

    Largest first, each at the lowest offset that is free throughout its life; returns the arena's bytes and
    the offsets.
    """
    placed: list[tuple[int, int, int, int]] = []
    offsets: dict[int, int] = {}
    total = 0
    for key, (size, first, last) in sorted(spans.items(), key=lambda item: (-item[1][0], item[1][1])):
        size = -(-size // ALIGNMENT_BYTES) * ALIGNMENT_BYTES
        offset = 0
        for start, end, begin, finish in placed:
            if begin <= last and first <= finish:
                if offset + size <= start:
                    break
                offset = max(offset, end)
        offsets[key] = offset
        insort(placed, (offset, offset + size, first, last))
        total = max(total, offset + size)
    return total, offsets
