"""Parameters of which some run every day, and all with the slow tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def daily(values: Iterable[Any], sample: Collection[Any]) -> list[Any]:
    """The values, of which those that are not in the sample are slow tests."""
    return [value if value in sample else pytest.param(value, marks=pytest.mark.slow) for value in values]
