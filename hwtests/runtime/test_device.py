"""The registry of devices: names, defaults, opening once, closing and opening again."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from barewire.runtime import device as registry
from barewire.runtime.buffer import Buffer
from barewire.runtime.device import Device
from barewire.runtime.errors import NoCard, UnknownDevice

from .paper_card import PaperDriver


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Iterator[PaperDriver]:
    """A registry with two cards on paper and no other."""
    driver = PaperDriver()
    drivers = {"EMPTY": PaperDriver(count=0), "PAPER": driver}
    monkeypatch.setattr(registry, "_prefixes", lambda: tuple(drivers))
    monkeypatch.setattr(registry, "_driver", drivers.__getitem__)
    monkeypatch.setattr(registry, "_names", {})
    monkeypatch.setattr(registry, "_open", {})
    monkeypatch.setattr(registry, "_best", None)
    monkeypatch.delenv("BAREWIRE_DEVICE", raising=False)
    yield driver
    registry.close_all()


@pytest.mark.parametrize("name", ["PAPER", "paper", "Paper:0", " paper ", "PAPER:00"])
def test_every_spelling_of_a_name_is_the_same_device(driver: PaperDriver, name: str) -> None:
    assert Device[name] is Device["PAPER"]
    assert Device[name].name == "PAPER"
    assert len(driver.opened) == 1


def test_cards_after_the_first_carry_their_number(driver: PaperDriver) -> None:
    assert Device["paper:1"].name == "PAPER:1"
    assert Device["PAPER:1"] is not Device["PAPER"]
    assert registry.names() == ["PAPER", "PAPER:1"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("toaster", "no device 'toaster'; there are: PAPER, PAPER:1"),
        ("", "no device ''; there are: PAPER, PAPER:1"),
        ("PAPER:2", "no device 'PAPER:2': PAPER has cards 0 to 1"),
        ("PAPER:-1", "does not end in a card's number"),
        ("PAPER:", "does not end in a card's number"),
        ("PAPER:x", "does not end in a card's number"),
    ],
)
def test_an_unknown_device_is_refused_with_the_names_there_are(
    driver: PaperDriver, name: str, message: str
) -> None:
    with pytest.raises(UnknownDevice, match=message):
        Device[name]
    assert name not in Device
    assert driver.opened == []


def test_a_driver_without_cards_says_why_itself(driver: PaperDriver) -> None:
    with pytest.raises(NoCard, match="the drawer for cards on paper is empty"):
        Device["EMPTY"]
    assert "EMPTY" not in Device


def test_a_card_that_cannot_be_opened_is_passed_over_as_the_default_and_says_why(
    driver: PaperDriver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    driver.refuses = True
    monkeypatch.setattr(registry, "FALLBACK", "EMPTY")
    assert registry.default_name() == "EMPTY"
    assert registry.default_name() == "EMPTY"
    told = capsys.readouterr().err
    assert "using EMPTY, since PAPER cannot be opened" in told and "the drawer is locked" in told
    assert told.count("\n") == 1


def test_a_name_that_is_no_string_is_refused(driver: PaperDriver) -> None:
    with pytest.raises(UnknownDevice, match="named by a string such as 'CPU', not 0"):
        Device[0]  # type: ignore[misc]


def test_the_default_is_the_first_real_card_unless_the_environment_names_another(
    driver: PaperDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Device.default.name == "PAPER"
    monkeypatch.setenv("BAREWIRE_DEVICE", "paper:1")
    assert Device.default.name == "PAPER:1"
    monkeypatch.setenv("BAREWIRE_DEVICE", "toaster")
    with pytest.raises(UnknownDevice, match="toaster"):
        _ = Device.default


def test_threads_that_ask_at_once_get_one_device(driver: PaperDriver) -> None:
    barrier = threading.Barrier(8)
    found: list[Device] = []

    def ask() -> None:
        barrier.wait()
        found.append(Device["PAPER"])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(driver.opened) == 1
    assert all(device is found[0] for device in found)


def test_a_closed_device_is_opened_anew(driver: PaperDriver) -> None:
    first = Device["PAPER"]
    Buffer(first, 100).copy_in(bytes(100))
    with first:
        pass
    card = driver.opened[0]
    assert card.closed
    assert all(queue.closed for queue in card.queues)
    assert all(timeline.closed for timeline in card.timelines)
    assert card.memory_used_bytes() == 0
    assert "closed" in repr(first)
    second = Device["PAPER"]
    assert second is not first
    assert not second.closed
    assert Device.opened() == [second]


def test_closing_waits_for_the_work_in_flight(driver: PaperDriver) -> None:
    device = Device["PAPER"]
    buffer = Buffer(device, 8)
    buffer.fill(b"\1")
    pending = driver.opened[0].queues[0].pending
    assert pending
    device.close()
    assert not pending
