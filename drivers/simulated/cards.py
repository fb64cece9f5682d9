"""Simulated cards by name: `gfx1100`, `gfx1100*4`, `gfx1100,sm_90`, put where drivers look for real ones."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Protocol

from ..architectures import amd, nvidia, qualcomm
from ..compiler import Keep, not_kept
from ..errors import InvalidArgument

_MOST_CARDS = 32
# Instruction set of a maker's cards -> what puts them in place.
_FAMILIES = {"amdgcn": ".amd.installation", "ptx": ".nvidia.installation", "ir3": ".qualcomm.installation"}


class Part(Protocol):
    """The cards of one maker, in place."""

    machine: Any

    def show(self) -> None: ...

    def hide(self) -> None: ...

    def close(self) -> None: ...


def _family(arch: str, spec: str) -> Any:
    """The module that puts a card in place. Raises InvalidArgument for an arch that nobody simulates."""
    for entry in (*amd.ARCHITECTURES, *nvidia.ARCHITECTURES, *qualcomm.ARCHITECTURES):
        if entry.name == arch:
            name = next(name for kind, name in _FAMILIES.items() if kind in entry.features)
            module = import_module(name, __package__)
            if arch in module.DESCRIPTIONS:
                return module
    known = ", ".join(arch for name in _FAMILIES.values() for arch in _descriptions(name))
    raise InvalidArgument(f"cannot simulate {arch!r} (in {spec!r}); there are {known}")


def _descriptions(name: str) -> list[str]:
    return list(import_module(name, __package__).DESCRIPTIONS)


def parse(spec: str) -> list[Any]:
    """The descriptions of the cards that a specification names, in its order.

    Raises InvalidArgument for an arch that cannot be simulated, a count that is none, or no cards at all.
    """
    return [description for _, description in _parsed(spec)]


def _parsed(spec: str) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for part in spec.split(","):
        arch, star, count = (piece.strip() for piece in part.partition("*"))
        family = _family(arch, spec)
        if star and not (count.isdigit() and 0 < int(count) <= _MOST_CARDS):
            raise InvalidArgument(
                f"{count!r} in {spec!r} is not a number of cards from 1 to {_MOST_CARDS}: "
                f"write for example {arch}*2"
            )
        found += [(family, family.DESCRIPTIONS[arch])] * (int(count) if star else 1)
    return found


class Installation:
    """Simulated cards in place. `machine` is where tests make trouble; `close` takes them away."""

    def __init__(self, spec: str, kept: Keep) -> None:
        self.spec = spec
        wanted: dict[Any, list[Any]] = {}
        for family, description in _parsed(spec):
            wanted.setdefault(family, []).append(description)
        self.parts: list[Part] = []
        try:
            for family, descriptions in wanted.items():
                self.parts.append(family.Installation(descriptions, kept))
        except BaseException:
            self.close()
            raise

    def __getattr__(self, name: str) -> Any:
        """Whatever else the part with the first cards named has, such as `machine`."""
        if name == "parts":
            raise AttributeError(name)
        return getattr(self.parts[0], name)

    def show(self) -> None:
        """Answer for real cards. Raises BarewireError where something else does."""
        for part in self.parts:
            part.show()

    def hide(self) -> None:
        """Answer no longer; what is open stays open."""
        for part in self.parts:
            part.hide()

    def close(self) -> None:
        """End what uses the cards, and take them away. Does nothing the second time."""
        for part in self.parts:
            part.close()


_installations: list[Installation] = []


def install(spec: str, kept: Keep = not_kept) -> Installation:
    """Put the cards that `spec` names in place for the rest of the program.

    The simulator's own native code, compiled, is kept by way of `kept`. Installing the same cards again
    changes nothing. Raises InvalidArgument; BarewireError where other cards are installed.
    """
    for installation in _installations:
        if installation.spec == spec:
            return installation
    installation = Installation(spec, kept)
    _installations.append(installation)
    atexit.register(installation.close)
    return installation


@contextmanager
def temporarily(spec: str, kept: Keep = not_kept) -> Iterator[Installation]:
    """Fresh cards, in the place of those installed, while the context lasts. Raises InvalidArgument."""
    for installation in _installations:
        installation.hide()
    try:
        fresh = Installation(spec, kept)
        try:
            yield fresh
        finally:
            fresh.close()
    finally:
        for installation in _installations:
            installation.show()
