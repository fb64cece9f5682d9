"""The table of cards, from drivers that know everything and from drivers that know little."""

import json
import sys
import time
from collections.abc import Sequence
from io import StringIO

import pytest
from rich.console import Console

from barewire.drivers.interface import Card, CardCondition, CardInfo, MemoryHolder
from barewire.tools import gpuinfo
from barewire.tools.exit_codes import ExitCode
from hwtests import programs

# Key: the types its value may have in JSON.
SCHEMA: dict[str, tuple[type, ...]] = {
    "device": (str,),
    "name": (str,),
    "arch": (str,),
    "assumption": (str, type(None)),
    "memory_used_bytes": (int, type(None)),
    "memory_total_bytes": (int, type(None)),
    "compute_units": (int, type(None)),
    "location": (str, type(None)),
    "driver": (str, type(None)),
    "driver_version": (str, type(None)),
    "interface": (str, type(None)),
    "state": (str, type(None)),
    "busy_percent": (float, type(None)),
    "memory_busy_percent": (float, type(None)),
    "clock_mhz": (float, type(None)),
    "memory_clock_mhz": (float, type(None)),
    "temperatures_c": (dict,),
    "power_w": (float, type(None)),
    "power_cap_w": (float, type(None)),
    "fan_percent": (float, type(None)),
    "link": (str, type(None)),
    "processes": (list,),
    "features": (list,),
    "f32_flops_per_s": (float, int, type(None)),
    "bandwidth_bytes_per_s": (float, int, type(None)),
}


class FakeDriver:
    name = "fake"

    def __init__(self, *cards: CardInfo, condition: CardCondition | None = None) -> None:
        self._cards = cards
        self._condition = condition or CardCondition()

    def cards(self) -> Sequence[CardInfo]:
        return self._cards

    def condition(self, index: int) -> CardCondition:
        return self._condition

    def open(self, index: int) -> Card:
        raise AssertionError("gpuinfo opened a card")


def card(index: int = 0, **known: object) -> CardInfo:
    nothing: dict[str, object] = {
        "driver": "fake",
        "index": index,
        "name": "Fake",
        "arch": "f1",
        "memory_bytes": 0,
        "compute_units": 0,
        "location": "",
        "kernel_driver": "",
        "kernel_driver_version": "",
        "interface": "",
        "kind": "grid",
    }
    return CardInfo(**(nothing | known))  # type: ignore[arg-type]


def shown(found: Sequence[gpuinfo.Found]) -> str:
    console = Console(width=200, record=True, file=StringIO())
    console.print(gpuinfo.picture(found))
    return console.export_text()


def test_json_of_this_machine_follows_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    status = gpuinfo.main(["--json"])
    cards = json.loads(capsys.readouterr().out)
    assert status == ExitCode.OK
    assert "CPU" in [entry["device"] for entry in cards]
    for entry in cards:
        assert entry.keys() == SCHEMA.keys()
        for key, types in SCHEMA.items():
            assert isinstance(entry[key], types), key


def test_processor_reports_its_memory_and_cores(capsys: pytest.CaptureFixture[str]) -> None:
    gpuinfo.main(["--json"])
    (processor,) = [entry for entry in json.loads(capsys.readouterr().out) if entry["device"] == "CPU"]
    assert 0 < processor["memory_used_bytes"] < processor["memory_total_bytes"]
    assert processor["compute_units"] >= 1


def test_looking_opens_no_device() -> None:
    program = (
        "from barewire.tools import gpuinfo; gpuinfo.main([]); gpuinfo.main(['--json'])\n"
        "from barewire.runtime.device import Device; print('open', Device.opened())"
    )
    finished = programs.run([sys.executable, "-c", program], check=True)
    assert finished.stdout.splitlines()[-1] == "open []"


def test_what_a_driver_cannot_tell_is_null_and_not_zero() -> None:
    (found,) = gpuinfo.survey([FakeDriver(card())])
    entry = gpuinfo.record(found)
    known = {key for key, value in entry.items() if value is not None}
    assert known == {"device", "name", "arch", "features", "temperatures_c", "processes"}
    assert not entry["temperatures_c"]
    assert not entry["processes"]


def test_what_no_card_can_tell_has_no_column() -> None:
    text = shown(gpuinfo.survey([FakeDriver(card())]))
    assert "device" in text
    assert "state" not in text
    assert "0" not in text


def test_known_total_is_shown_beside_blank_use() -> None:
    text = shown(gpuinfo.survey([FakeDriver(card(memory_bytes=8 * 2**30))]))
    assert " / 8.0 GiB" in text
    assert "0.0 /" not in text


def test_second_card_carries_its_index() -> None:
    found = gpuinfo.survey([FakeDriver(card(), card(1), condition=CardCondition(state="busy"))])
    assert [entry.device for entry in found] == ["FAKE", "FAKE:1"]
    assert shown(found).count("busy") == 2


EVERYTHING = CardCondition(
    memory_used_bytes=2**30,
    state="busy",
    busy_percent=97.0,
    memory_busy_percent=40.0,
    clock_mhz=2482.0,
    memory_clock_mhz=1249.0,
    temperatures_c={"edge": 61.0, "junction": 78.0},
    power_w=301.4,
    power_cap_w=339.0,
    fan_percent=45.0,
    link="16.0 GT/s x16",
    processes=(MemoryHolder(1234, "trainer", 3 * 2**29),),
)


def test_everything_a_card_tells_is_shown() -> None:
    text = shown(gpuinfo.survey([FakeDriver(card(memory_bytes=2**34), condition=EVERYTHING)]))
    for piece in ("97 %", "2482 / 1249 MHz", "78 °C", "301 / 339 W", "45 %", "16.0 GT/s x16"):
        assert piece in text
    assert "1234" in text
    assert "trainer" in text
    assert "1,536.0 MiB" in text


def test_absent_reading_is_blank_and_zero_is_zero() -> None:
    idle = CardCondition(busy_percent=0.0, fan_percent=0.0)
    text = shown(gpuinfo.survey([FakeDriver(card(), condition=idle)]))
    assert "0 %" in text
    for heading in ("clock", "hottest", "power", "link", "process"):
        assert heading not in text


def test_watching_faster_than_time_passes_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        gpuinfo.main(["--watch", "0"])
    assert left.value.code == ExitCode.USAGE
    assert "positive number of seconds" in capsys.readouterr().err


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["table", "json"])
def test_watching_looks_again_until_it_is_interrupted(
    form: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", pause)
    assert gpuinfo.main(["--watch", "0.5", *form]) == ExitCode.OK
    assert pauses == [0.5] * 3
    printed = capsys.readouterr().out
    assert "CPU" in printed
    assert not form or [len(json.loads(row)) for row in printed.splitlines()] == [1, 1, 1]


def test_machine_without_cards_is_a_code_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gpuinfo, "find", list)
    assert gpuinfo.main([]) == ExitCode.NO_DEVICE
    assert gpuinfo.main(["--json"]) == ExitCode.NO_DEVICE
    assert json.loads(capsys.readouterr().out) == []
