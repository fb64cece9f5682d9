"""The linter's own rule: names that get a value twice."""

from __future__ import annotations

import pytest

from .names import given_twice

# What a replacement of text once left of the lock that is renewed in the child of a fork.
BROKEN = """
_bits = {1: 2}
_drawing = RLock()
def _new_lock():
    global _drawing
    # Bits of each float's significand.
_bits = {1: 2}
_drawing = RLock()
register_at_fork(_new_lock)
"""


def test_names_that_get_a_value_twice_are_found() -> None:
    assert list(given_twice(BROKEN)) == [(7, "_bits"), (8, "_drawing")]
    assert list(given_twice("class A:\n    x = 1\n    y = 2\n    x = 3")) == [(4, "x")]
    assert list(given_twice("def f(): pass\nf: int = 1")) == [(2, "f")]


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\nx = x + 1",
        "x = 1\nprint(x)\nx = 2",
        "x = 1\ndef f(): return x\nx = 2",
        "x: int\nx = 1",
        "class A:\n    @property\n    def x(self): ...\n    @x.setter\n    def x(self, value): ...",
        "@overload\ndef f(x: int): ...\n@overload\ndef f(x: str): ...\ndef f(x): ...",
        "try:\n    import x\nexcept ImportError:\n    x = None",
    ],
)
def test_names_that_are_read_in_between_are_not(text: str) -> None:
    assert list(given_twice(text)) == []
