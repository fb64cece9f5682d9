"""Tests and parameters of which some run every day, and all with the slow tests."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable
from typing import Any

import pytest


def daily(values: Iterable[Any], sample: Collection[Any]) -> list[Any]:
    """The values, of which those that are not in the sample are slow tests."""
    return [value if value in sample else pytest.param(value, marks=pytest.mark.slow) for value in values]


def mark_the_rest_slow(items: Iterable[pytest.Item]) -> None:
    """Of the parameters of a test marked `share(n)` the first and about one in n of the others run every day.

    Which, their names decide, so that they are the same every day and in every process.
    """
    begun = set()
    for item in items:
        share = item.get_closest_marker("share")
        if share is None:
            continue
        test = item.nodeid.partition("[")[0]
        if test in begun and zlib.crc32(item.name.encode()) % share.args[0]:
            item.add_marker(pytest.mark.slow)
        begun.add(test)
