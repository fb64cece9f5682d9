"""What constructors take: each check gives the value in its plain form, or raises InvalidArgument."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isnan
from typing import Any

from ...runtime.errors import InvalidArgument
from ..methods.arguments import as_int


def whole(owner: object, name: str, value: Any, least: int = 1) -> int:
    """An int of at least `least`; NumPy's count too."""
    number = as_int(value)
    if number is not None and number >= least:
        return number
    raise InvalidArgument(f"{_called(owner)}: {name}={value!r:.60} must be an int of at least {least}")


def real(
    owner: object, name: str, value: Any, least: float = float("-inf"), most: float = float("inf")
) -> float:
    """A number from `least` to `most`."""
    if isinstance(value, (int, float)) or (
        hasattr(value, "__float__") and getattr(value, "shape", None) == ()
    ):
        number = value if isinstance(value, (int, float)) else float(value)
        if not isnan(number) and least <= number <= most:
            return number
    bounds = "" if least == -most == float("-inf") else f" from {least:g} to {most:g}"
    raise InvalidArgument(f"{_called(owner)}: {name}={value!r:.60} must be a number{bounds}")


def flag(owner: object, name: str, value: Any) -> bool:
    """A bool, or 0 or 1."""
    if isinstance(value, bool) or (
        isinstance(getattr(value, "shape", None), tuple)
        and not value.shape
        and str(getattr(value, "dtype", "")) == "bool"
    ):
        return bool(value)
    if value is None or (isinstance(value, int) and value in (0, 1)):
        return bool(value)
    raise InvalidArgument(f"{_called(owner)}: {name}={value!r:.60} must be True or False")


def choice(owner: object, name: str, value: Any, allowed: Sequence[str]) -> str:
    """One of some words."""
    if isinstance(value, str) and value in allowed:
        return value
    words = ", ".join(map(repr, allowed))
    raise InvalidArgument(f"{_called(owner)}: {name}={value!r:.60} must be one of {words}")


def sizes(owner: object, name: str, value: Any, rank: int, least: int = 1) -> tuple[int, ...]:
    """One int per axis, from an int or a sequence of one or `rank`."""
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__") or getattr(value, "shape", 1) == ():
        return (whole(owner, name, value, least),) * rank
    found = tuple(whole(owner, name, each, least) for each in value)
    if len(found) == 1:
        found *= rank
    if len(found) != rank:
        raise InvalidArgument(
            f"{_called(owner)}: {name}={value!r:.60} has {len(found)} entries; give one int, "
            f"or {rank} of them"
        )
    return found


def shape(owner: object, name: str, value: Any, least: int = 0) -> tuple[int, ...]:
    """Any number of sizes, or one."""
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__") or getattr(value, "shape", 1) == ():
        return (whole(owner, name, value, least),)
    return tuple(whole(owner, name, each, least) for each in value)


def optional(check: Callable[..., Any], owner: object, name: str, value: Any, *bounds: Any) -> Any:
    """None, or what the check gives."""
    return None if value is None else check(owner, name, value, *bounds)


def _called(owner: object) -> str:
    return owner if isinstance(owner, str) else type(owner).__name__
