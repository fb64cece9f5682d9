"""Loads every module that defines what instructions do, so that the table of meanings is whole."""

from __future__ import annotations

from importlib import import_module

_MODULES = (
    "scalar",
    "control",
    "vector",
    "floats",
    "division",
    "compare",
    "convert",
    "scalar_float",
    "packed",
    "crosslane",
    "relative",
    "media",
    "eight_bit",
    "memory",
    "lds",
    "atomics",
    "matrix",
    "dot",
)


def load() -> None:
    """Fill handlers.MEANINGS."""
    for name in _MODULES:
        import_module(f".{name}", __package__)
