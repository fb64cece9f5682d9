"""The declarations of `drivers/qualcomm/abi.py` against headers that vendors published with their kernels."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from . import kgsl_headers

HEADER = os.environ.get("BAREWIRE_TEST_KGSL_HEADER", "")


@pytest.mark.parametrize("name", [*kgsl_headers.recorded(), *([HEADER] if HEADER else [])])
def test_declarations_are_those_of_the_header(name: str) -> None:
    said = kgsl_headers.ask(Path(name)) if name == HEADER else kgsl_headers.recorded()[name]
    ours = kgsl_headers.declared()
    assert {key: ours[key] for key in said} == said
    assert len(said) > 300


def test_everything_declared_is_in_the_newest_header() -> None:
    newest = max(kgsl_headers.recorded().values(), key=len)
    assert not kgsl_headers.declared().keys() - newest.keys()
