"""The environment variables: defaults, values, and what is said of a bad one."""

from __future__ import annotations

import pytest

from barewire.runtime import environment
from barewire.runtime.environment import ALL
from barewire.runtime.errors import InvalidArgument


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ALL:
        monkeypatch.delenv(variable.name, raising=False)


def test_every_variable_has_a_default_and_a_line_of_help() -> None:
    for variable in ALL:
        assert variable.name.startswith("BAREWIRE_")
        assert variable.read() == variable.default
        assert variable.help
        assert "\n" not in variable.help
    assert len({variable.name for variable in ALL}) == len(ALL)


def test_an_empty_value_is_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ALL:
        monkeypatch.setenv(variable.name, "")
        assert variable.read() == variable.default


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("true", True), ("ON", True), ("0", False), ("no", False)]
)
def test_a_switch_takes_the_usual_words(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv("BAREWIRE_PROFILE", text)
    assert environment.PROFILE.read() is value


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("PROFILE", "perhaps", "BAREWIRE_PROFILE='perhaps' is not 0 or 1"),
        ("DEBUG", "-1", "BAREWIRE_DEBUG='-1' is not a number from 0 to 5"),
        ("DEBUG", "all", "BAREWIRE_DEBUG='all' is not a number"),
        ("TIMEOUT", "0", "BAREWIRE_TIMEOUT='0' is not a positive number of seconds"),
        ("TIMEOUT", "-1", "BAREWIRE_TIMEOUT='-1' is not a positive number of seconds"),
        ("TIMEOUT", "abc", "BAREWIRE_TIMEOUT='abc' is not a positive number of seconds"),
        ("TIMEOUT", "inf", "BAREWIRE_TIMEOUT='inf' is not a positive number of seconds, at most 10"),
        ("TIMEOUT", "1e300", "BAREWIRE_TIMEOUT='1e300' is not a positive number of seconds, at most 10"),
        ("TIMEOUT", "nan", "BAREWIRE_TIMEOUT='nan' is not a positive number of seconds"),
        ("COMPILE_WORKERS", "two", "BAREWIRE_COMPILE_WORKERS='two' is not a number of processes"),
    ],
)
def test_a_bad_value_is_named_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, message: str
) -> None:
    variable = getattr(environment, name)
    monkeypatch.setenv(variable.name, text)
    with pytest.raises(InvalidArgument, match=message):
        variable.read()
