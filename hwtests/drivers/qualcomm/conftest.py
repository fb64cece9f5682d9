"""An Adreno without the runtime around it, on a scripted KGSL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from barewire.drivers.qualcomm.card import QualcommCard
from barewire.drivers.qualcomm.driver import QualcommDriver

from .scripted import ScriptedGpu, scripted


@pytest.fixture
def gpu() -> Iterator[ScriptedGpu]:
    with scripted() as gpu:
        yield gpu


@pytest.fixture
def card(gpu: ScriptedGpu) -> Iterator[QualcommCard]:
    card = QualcommDriver().open(0)
    yield card
    card.close()
