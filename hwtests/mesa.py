"""Checkouts of Mesa that tests read where BAREWIRE_TEST_MESA names any: folders with a colon between them."""

from __future__ import annotations

import os
from pathlib import Path


def checkout(version: str) -> Path | None:
    """The checkout of a version such as "21.2"; None where none is named."""
    for name in filter(None, os.environ.get("BAREWIRE_TEST_MESA", "").split(os.pathsep)):
        told = Path(name, "VERSION")
        if told.is_file() and told.read_text().startswith(f"{version}."):
            return Path(name)
    return None
