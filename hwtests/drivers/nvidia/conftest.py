"""An NVIDIA card without the runtime around it: the real one of an architecture, or else a simulated one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from barewire.drivers.nvidia.card import NvidiaCard
from barewire.drivers.nvidia.code_object import NvidiaCodeObject
from barewire.drivers.nvidia.driver import NvidiaDriver
from barewire.drivers.simulated import cards

from . import kernels


def real_card(arch: str) -> int | None:
    """The index of a card of that architecture in this machine."""
    found = (info.index for info in NvidiaDriver().cards() if info.arch == arch)
    return next(found, None)


@contextmanager
def opened(arch: str) -> Iterator[NvidiaCard]:
    """A card of an architecture, opened, and closed afterwards. Prints which."""
    with found(arch) as (driver, index):
        card = driver.open(index)
        yield card
        card.close()


@contextmanager
def found(arch: str) -> Iterator[tuple[NvidiaDriver, int]]:
    """A driver and the index of its card of an architecture, as `opened` opens it."""
    index = real_card(arch)
    if index is not None:
        print(f"card under test: NVIDIA:{index}, a real {arch}")
        yield NvidiaDriver(), index
        return
    print(f"card under test: a simulated {arch}")
    with cards.temporarily(arch):
        yield NvidiaDriver(), 0


@pytest.fixture(scope="module", params=["sm_90", "sm_75"])
def card(request: pytest.FixtureRequest) -> Iterator[NvidiaCard]:
    """A card, shared by the tests of a module."""
    with opened(request.param) as card:
        yield card


@pytest.fixture(scope="module")
def code(card: NvidiaCard) -> NvidiaCodeObject:
    """The kernels of `kernels`, loaded."""
    compiler = card.info.compiler
    assert compiler is not None
    return card.load(kernels.image(compiler))
