"""What the tests of the runtime share: a device over a card on paper, and a cache directory of their own."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from barewire.drivers._kernel_abi import ffi
from barewire.drivers.interface import Dimensions
from barewire.runtime import device as registry
from barewire.runtime import profiler
from barewire.runtime.device import Device

from .paper_card import PaperCard


def double(arguments: bytes, grid: Dimensions) -> None:
    """Doubles the first n float32 at an address: arguments (address, n)."""
    address, count = struct.unpack_from("<Qq", arguments)
    numbers = ffi.cast("float *", address)
    for index in range(count):
        numbers[index] *= 2


def nothing(arguments: bytes, grid: Dimensions) -> None:
    """Takes any arguments and does nothing."""


@pytest.fixture(autouse=True)
def cache_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A disk cache of the test's own."""
    monkeypatch.setenv("BAREWIRE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def card() -> PaperCard:
    return PaperCard(kernels={"double": double, "nothing": nothing})


@pytest.fixture
def device(card: PaperCard, monkeypatch: pytest.MonkeyPatch) -> Iterator[Device]:
    """An open device over `card`, and the only one the registry knows."""
    device = Device("PAPER", card)
    monkeypatch.setattr(registry, "_open", {"PAPER": device})
    monkeypatch.setattr(profiler, "_attached", {})
    profiler.attach(device)
    yield device
    card.held = False
    device.close()
