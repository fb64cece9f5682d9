"""Checks that what a function read is what it was, gone through before each replay.

A check is a getter, its key, and what it must give. All that are plain, such as an entry of a dict or the
items of a list, are brought together into one pass of built-in iterators, which costs some ten nanoseconds an
item. Only where that finds a difference is each check asked for itself: whether the difference counts, and
what it is called.
"""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, repeat
from operator import attrgetter, call, is_, itemgetter
from typing import Any

MISSING = object()
# Values that cannot change: only what holds them can.
VALUES = (
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    type(None),
    range,
    slice,
    type(Ellipsis),
    type(NotImplemented),
)
_contents = attrgetter("cell_contents")

# Getters take a key and what to return where there is none, as `dict.get` does.


def in_cell(cell: Any, missing: object) -> object:
    """What a variable of a closure is."""
    try:
        return cell.cell_contents
    except ValueError:
        return missing


def in_slot(place: tuple[Any, Any], missing: object) -> object:
    """What an object has in a slot."""
    descriptor, holder = place
    try:
        return descriptor.__get__(holder)
    except AttributeError:
        return missing


def never(key: object, missing: object) -> object:
    """What never is as expected."""
    return missing


class Items:
    """Whether a list or tuple holds what it did."""

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = list(items)

    def __call__(self, container: Sequence[Any], missing: object) -> bool:
        items = self.items
        if len(items) != len(container):
            return False
        if all(map(is_, container, items)):
            return True
        if not all(map(same, container, items)):
            return False
        self.items = list(container)
        return True


class Entries:
    """Whether a dict holds what it did, in the order it did."""

    def __init__(self, entries: Mapping[Any, Any]) -> None:
        self.keys, self.values = Items(list(entries)), Items(list(entries.values()))

    def __call__(self, container: Mapping[Any, Any], missing: object) -> bool:
        return self.keys(list(container), missing) and self.values(list(container.values()), missing)


class Equal:
    """Whether a value is equal to a copy made of it: sets, and what holds bytes."""

    def __init__(self, taken: Callable[[Any], object], value: Any) -> None:
        self.taken, self.copy = taken, taken(value)

    def __call__(self, container: Any, missing: object) -> bool:
        return self.taken(container) == self.copy


class Attributes:
    """Whether an object has got no attribute that code names and that it did not have."""

    def __init__(self, there: Mapping[str, Any], names: set[str] | None) -> None:
        self.count, self.known, self.names = len(there), frozenset(there), names

    def __call__(self, there: Mapping[str, Any], missing: object) -> bool:
        if len(there) == self.count:
            return True
        fresh = there.keys() - self.known
        if self.names is None or not fresh.isdisjoint(self.names):
            return False
        self.count = len(there)
        return True


def same(one: Any, other: Any) -> bool:
    """Whether two values are one to every program that reads them."""
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is types.MethodType:
        return one.__func__ is other.__func__ and one.__self__ is other.__self__
    if kind in VALUES or kind.__module__ == "numpy":
        # By text: 0.0 == -0.0, and nan is not nan.
        return bool(repr(one) == repr(other)) if kind.__name__ != "ndarray" else False
    return False


class Checks:
    """A list of checks, asked together."""

    def __init__(self) -> None:
        self._getters: list[Callable[[Any, object], object]] = []
        self._keys: list[Any] = []
        self._expected: list[Any] = []
        self._paths: list[str] = []
        self._together: _Together | None = None

    def __len__(self) -> int:
        return len(self._getters)

    def add(self, getter: Callable[[Any, object], object], key: Any, expected: object, path: str) -> None:
        """Have `getter(key, MISSING)` looked at from now on."""
        self._getters.append(getter)
        self._keys.append(key)
        self._expected.append(expected)
        self._paths.append(path)
        self._together = None

    @property
    def state(self) -> object:
        """An object that is another one once what is expected has changed."""
        return self._together

    def plain(self) -> Iterator[tuple[str, Any, Any, Any]]:
        """All checks, each as what is looked at: (kind, holder, key, expected), by identity but for lengths.

        A kind is a "cell", an "entry" of a dict, an "item" by its key, a "length", or the "result" of the
        holder called.
        """
        for getter, key, value in zip(self._getters, self._keys, self._expected, strict=True):
            owner = getattr(getter, "__self__", None)
            if getter is in_cell and value is not MISSING:
                yield "cell", key, None, value
            elif type(owner) in (dict, types.MappingProxyType) and value is not MISSING:
                yield "entry" if type(owner) is dict else "item", owner, key, value
            elif type(getter) is Items and type(key) in (list, deque):
                yield "length", key, None, len(getter.items)
                yield from (("item", key, place, item) for place, item in enumerate(getter.items))
            elif type(getter) is Attributes:
                yield "length", key, None, getter.count
            else:
                yield "result", partial(getter, key, MISSING), None, value

    def changed(self) -> str | None:
        """What is not as it was: the first of it; None where all is."""
        together = self._together
        if together is not None and together.hold():
            return None
        for number, (getter, key, expected) in enumerate(
            zip(self._getters, self._keys, self._expected, strict=True)
        ):
            found = getter(key, MISSING)
            if found is not expected:
                if not same(found, expected):
                    return self._paths[number]
                self._expected[number] = found
        self._together = _Together(self._getters, self._keys, self._expected)
        return None


class _Together:
    """Checks as one pass over what they look at, by identity."""

    def __init__(
        self,
        getters: Sequence[Callable[[Any, object], object]],
        keys: Sequence[Any],
        expected: Sequence[Any],
    ) -> None:
        cells: list[Any] = []
        held: list[Any] = []
        entries: dict[int, tuple[Any, list[Any], list[Any]]] = {}
        lists: list[Any] = []
        listed: list[Any] = []
        dicts: list[Any] = []
        named: list[Any] = []
        valued: list[Any] = []
        sized: list[tuple[Any, int]] = []
        others: list[tuple[Any, Any, Any]] = []
        for getter, key, value in zip(getters, keys, expected, strict=True):
            owner = getattr(getter, "__self__", None)
            if getter is in_cell and value is not MISSING:
                cells.append(key)
                held.append(value)
            elif type(owner) in (dict, types.MappingProxyType) and value is not MISSING:
                _, names, values = entries.setdefault(id(owner), (owner, [], []))
                names.append(key)
                values.append(value)
            elif type(getter) is Items and type(key) in (list, deque):
                lists.append(key)
                listed += getter.items
                sized.append((key, len(getter.items)))
            elif type(getter) is Entries and type(key) is dict:
                dicts.append(key)
                named += getter.keys.items
                valued += getter.values.items
                sized.append((key, len(getter.keys.items)))
            elif type(getter) is Attributes:
                sized.append((key, getter.count))
            else:
                others.append((getter, key, value))
        self.sized, self.sizes = [each for each, _ in sized], [size for _, size in sized]
        # An item getter of one name gives no tuple.
        self.getters = [itemgetter(*names, names[0]) for _, names, _ in entries.values()]
        self.owners = [owner for owner, _, _ in entries.values()]
        self.cells, self.lists, self.dicts = cells, lists, dicts
        gathered = [value for _, _, values in entries.values() for value in (*values, values[0])]
        self.expected = [*held, *gathered, *listed, *named, *valued]
        self.others = [getter for getter, _, _ in others]
        self.keys = [key for _, key, _ in others]
        self.wanted = [value for _, _, value in others]

    def hold(self) -> bool:
        """Whether all give what they gave; not asked is whether a difference counts."""
        try:
            return (
                list(map(len, self.sized)) == self.sizes
                and all(
                    map(
                        is_,
                        chain(
                            map(_contents, self.cells),
                            chain.from_iterable(map(call, self.getters, self.owners)),
                            chain.from_iterable(self.lists),
                            chain.from_iterable(self.dicts),
                            chain.from_iterable(map(dict.values, self.dicts)),
                        ),
                        self.expected,
                    )
                )
                and all(map(is_, map(call, self.others, self.keys, repeat(MISSING)), self.wanted))
            )
        except (LookupError, ValueError, RuntimeError):
            # An entry or a variable is gone, or another thread changes a container.
            return False
