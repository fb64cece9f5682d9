"""One simulated card for all tests of PTX."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .device import SimulatedDevice


@pytest.fixture(scope="session")
def device() -> Iterator[SimulatedDevice]:
    found = SimulatedDevice("sm_90")
    yield found
    found.close()
