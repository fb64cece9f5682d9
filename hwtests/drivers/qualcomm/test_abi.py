"""The declarations of `drivers/qualcomm/abi.py` against headers that were published with kernels."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from . import headers

# A header to ask, by interface, besides those whose answers are recorded.
GIVEN = {
    "kgsl": os.environ.get("BAREWIRE_TEST_KGSL_HEADER", ""),
    "msm": os.environ.get("BAREWIRE_TEST_MSM_HEADER", ""),
}
# How much a header says at the least: one that says nothing would pass otherwise.
LEAST = {"kgsl": 300, "msm": 90}


@pytest.mark.parametrize(
    ("interface", "name"),
    [
        (interface, name)
        for interface, given in GIVEN.items()
        for name in (*headers.recorded(interface), *([given] if given else []))
    ],
)
def test_declarations_are_those_of_the_header(interface: str, name: str) -> None:
    is_given = name == GIVEN[interface]
    said = headers.ask(interface, Path(name)) if is_given else headers.recorded(interface)[name]
    ours = headers.declared(interface)
    assert {key: ours[key] for key in said} == said
    assert len(said) > LEAST[interface]


@pytest.mark.parametrize("interface", list(GIVEN))
def test_everything_declared_is_in_the_newest_header(interface: str) -> None:
    newest = max(headers.recorded(interface).values(), key=len)
    assert not headers.declared(interface).keys() - newest.keys()
