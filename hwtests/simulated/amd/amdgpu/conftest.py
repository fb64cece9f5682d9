"""Simulated cards as a program sees them that speaks to KFD itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from barewire.drivers.simulated import cards

from .raw_kfd import RawKfd


@pytest.fixture
def kfd() -> Iterator[RawKfd]:
    with cards.temporarily("gfx1100") as installation:
        raw = RawKfd(installation)
        yield raw
        raw.close()


@pytest.fixture
def pair() -> Iterator[tuple[RawKfd, RawKfd]]:
    with cards.temporarily("gfx1100*2") as installation:
        both = RawKfd(installation, 0), RawKfd(installation, 1)
        yield both
        for raw in both:
            raw.close()
