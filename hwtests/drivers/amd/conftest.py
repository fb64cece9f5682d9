"""An AMD card without the runtime around it: the real one of an architecture, or else a simulated one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from barewire.drivers.amd.card import AmdCard
from barewire.drivers.amd.driver import AmdDriver
from barewire.drivers.simulated import cards

from ...compiling import KeptHere


def real_card(arch: str) -> int | None:
    """The index of a card of that architecture in this machine."""
    found = (info.index for info in AmdDriver(KeptHere).cards() if info.arch == arch)
    return next(found, None)


@contextmanager
def installed(spec: str, interface: str = "kfd") -> Iterator[cards.Installation]:
    """Simulated cards, to be opened through one of their interfaces."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BAREWIRE_AMD_INTERFACE", interface)
        with cards.temporarily(spec, KeptHere) as installation:
            yield installation


@contextmanager
def opened(arch: str, interface: str = "kfd") -> Iterator[AmdCard]:
    """A card of an architecture, opened through one of its interfaces, and closed afterwards. Prints which.

    A simulated one is strict: what was not written back, or not made invalid, is stale.
    """
    with found(arch, interface) as (driver, index):
        card = driver.open(index)
        assert card.interface.name == interface
        yield card
        card.close()


@contextmanager
def found(arch: str, interface: str = "kfd") -> Iterator[tuple[AmdDriver, int]]:
    """A driver and the index of its card of an architecture, as `opened` opens it."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BAREWIRE_AMD_INTERFACE", interface)
        index = real_card(arch)
        if index is not None:
            print(f"card under test: AMD:{index}, a real {arch}")
            yield AmdDriver(KeptHere), index
            return
        print(f"card under test: a simulated {arch}")
        with cards.temporarily(arch, KeptHere) as installation:
            for simulated in installation.machine.cards:
                simulated.strict = True
            yield AmdDriver(KeptHere), 0


@pytest.fixture(scope="module")
def gfx1100() -> Iterator[AmdCard]:
    """A Radeon RX 7900 XTX, shared by the tests of a module."""
    with opened("gfx1100") as card:
        yield card
