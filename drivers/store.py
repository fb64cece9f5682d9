"""Where a driver keeps what it made from one process to the next. What it is for decides whoever makes the
driver: the runtime's disk cache, or nothing at all.
"""

from __future__ import annotations

from typing import Protocol


class Store(Protocol):
    """Bytes by kind and key. What is kept may be gone the next time."""

    def get(self, kind: str, key: str) -> bytes | None:
        """What was put there, whole; None where there is nothing."""

    def put(self, kind: str, key: str, payload: bytes) -> None:
        """Keep bytes, if that is possible."""

    def remove(self, kind: str, key: str) -> None:
        """Forget them."""

    def digest(self, *parts: str | bytes) -> str:
        """A key for what is made from these parts."""


class NothingKept:
    """A store that keeps nothing."""

    def get(self, kind: str, key: str) -> bytes | None:
        return None

    def put(self, kind: str, key: str, payload: bytes) -> None:
        """Nothing is kept."""

    def remove(self, kind: str, key: str) -> None:
        """Nothing was kept."""

    def digest(self, *parts: str | bytes) -> str:
        return ""


NOTHING_KEPT = NothingKept()
