"""Regular expressions as RE2 has them, matched whole, in a time that grows with the text and no faster.

A pattern comes from a model, which nobody vouches for, and Python's `re` may take for ever over one. Syntax:
https://github.com/google/re2/wiki/Syntax. The states of a text are followed all at once, so nothing is tried
twice.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from ...runtime.errors import InvalidArgument

MOST_STATES = 100_000
MOST_REPEATS = 1000  # RE2's
MOST_NESTED = 200

Test: TypeAlias = Callable[[str], bool]
Tree: TypeAlias = tuple[object, ...]

_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_CLASSES: dict[str, Test] = {
    "d": lambda c: c in "0123456789",
    "w": lambda c: c in _WORD,
    "s": lambda c: c in "\t\n\f\r ",
}
_NAMED: dict[str, Test] = {
    "alnum": lambda c: c in _WORD and c != "_",
    "alpha": lambda c: c in _WORD and c.isalpha(),
    "ascii": lambda c: c < "\x80",
    "blank": lambda c: c in "\t ",
    "cntrl": lambda c: c < " " or c == "\x7f",
    "digit": _CLASSES["d"],
    "graph": lambda c: "!" <= c <= "~",
    "lower": lambda c: "a" <= c <= "z",
    "print": lambda c: " " <= c <= "~",
    "punct": lambda c: ("!" <= c <= "~" and c not in _WORD) or c == "_",
    "space": lambda c: c in "\t\n\v\f\r ",
    "upper": lambda c: "A" <= c <= "Z",
    "word": _CLASSES["w"],
    "xdigit": lambda c: c in "0123456789abcdefABCDEF",
}
_CONTROLS = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}


def _not(test: Test) -> Test:
    return lambda c: not test(c)


class _Parser:
    """A tree of ("char", test), ("at", what), ("cat", ...), ("or", ...), ("repeat", tree, n, m)."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.place, self.depth = pattern, 0, 0
        self.flags = frozenset[str]()

    def fail(self, why: str) -> InvalidArgument:
        return InvalidArgument(f"the pattern {self.pattern!r} is no RE2 syntax at {self.place}: {why}")

    def ahead(self, text: str) -> bool:
        return self.pattern.startswith(text, self.place)

    def take(self, text: str) -> bool:
        if self.ahead(text):
            self.place += len(text)
            return True
        return False

    def next(self) -> str:
        if self.place == len(self.pattern):
            raise self.fail("it ends too soon")
        self.place += 1
        return self.pattern[self.place - 1]

    def whole(self) -> Tree:
        tree = self.choice()
        if self.place < len(self.pattern):
            raise self.fail("a ) too many")
        return tree

    def choice(self) -> Tree:
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise self.fail(f"groups lie more than {MOST_NESTED} deep")
        outer = self.flags
        ways = [self.sequence()]
        while self.take("|"):
            ways.append(self.sequence())
        self.flags = outer
        self.depth -= 1
        return ("or", *ways) if len(ways) > 1 else ways[0]

    def sequence(self) -> Tree:
        parts: list[Tree] = []
        while self.place < len(self.pattern) and not self.ahead("|") and not self.ahead(")"):
            if self.take("\\Q"):
                end = self.pattern.find("\\E", self.place)
                text = self.pattern[self.place : end if end >= 0 else None]
                self.place += len(text) + (2 if end >= 0 else 0)
                parts += [self.literal(c) for c in text[:-1]]
                if text:
                    parts.append(self.repeated(self.literal(text[-1])))
                continue
            part = self.one()
            if part is not None:
                parts.append(self.repeated(part))
        return ("cat", *parts)

    def repeated(self, part: Tree) -> Tree:
        bounds = self.bounds()
        if bounds is None:
            return part
        self.take("?")  # Which way is preferred does not matter to a whole match.
        if self.bounds() is not None:
            raise self.fail("a repetition of a repetition")
        return ("repeat", part, *bounds)

    def bounds(self) -> tuple[int, int | None] | None:
        for sign, found in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(sign):
                return found
        if not self.ahead("{"):
            return None
        end = self.pattern.find("}", self.place)
        low, comma, high = self.pattern[self.place + 1 : max(end, self.place)].partition(",")
        if end < 0 or not low.isdecimal() or (high and not high.isdecimal()):
            return None  # Then it is a brace like any other character.
        self.place = end + 1
        least, most = int(low), int(high) if high else None if comma else int(low)
        if max(least, most or 0) > MOST_REPEATS or (most is not None and most < least):
            raise self.fail(f"a repetition of {low} to {high or low}")
        return least, most

    def one(self) -> Tree | None:
        c = self.next()
        if c == "(":
            return self.group()
        if c == "[":
            return "char", self.characters()
        if c == ".":
            return "char", (lambda c: True) if "s" in self.flags else (lambda c: c != "\n")
        if c == "^":
            return "at", "line start" if "m" in self.flags else "start"
        if c == "$":
            return "at", "line end" if "m" in self.flags else "end"
        if c in "*+?":
            raise self.fail("nothing to repeat")
        if c == "\\":
            return self.escaped()
        return self.literal(c)

    def literal(self, c: str) -> Tree:
        if "i" in self.flags:
            return "char", lambda other: other.casefold() == c.casefold()
        return "char", lambda other: other == c

    def group(self) -> Tree | None:
        if self.take("?"):
            if self.take("P<") or (self.ahead("<") and not self.ahead("<=") and self.take("<")):
                end = self.pattern.find(">", self.place)
                if end <= self.place:
                    raise self.fail("a name without an end")
                self.place = end + 1
            else:
                on, flags = True, set(self.flags)
                while (c := self.next()) not in ":)":
                    if c == "-" and on:
                        on = False
                    elif c in "imsU":
                        (flags.add if on else flags.discard)(c)
                    else:
                        raise self.fail(f"(?{c} is not known")
                if c == ")":
                    self.flags = frozenset(flags)
                    return None
                outer, self.flags = self.flags, frozenset(flags)
                tree = self.choice()
                self.flags = outer
                return self.closed(tree)
        return self.closed(self.choice())

    def closed(self, tree: Tree) -> Tree:
        if not self.take(")"):
            raise self.fail("a ) is missing")
        return tree

    def escaped(self) -> Tree:
        c = self.next()
        places = {"A": "start", "z": "end", "b": "edge", "B": "no edge"}
        if c in places:
            return "at", places[c]
        if c == "C":
            return "char", lambda c: True
        test = self.kind(c)
        return ("char", test) if test is not None else self.literal(self.character(c))

    def kind(self, c: str) -> Test | None:
        """The class that an escape stands for."""
        if c.lower() in _CLASSES:
            test = _CLASSES[c.lower()]
            return test if c.islower() else _not(test)
        if c not in "pP":
            return None
        name = self.next()
        if name == "{":
            end = self.pattern.find("}", self.place)
            if end < 0:
                raise self.fail("a } is missing")
            name, self.place = self.pattern[self.place : end], end + 1
        negative = (c == "P") != name.startswith("^")
        name = name.removeprefix("^")
        if not name or name[0] not in "CLMNPSZ" or len(name) > 2:
            raise self.fail(f"the class \\p{{{name}}} is not known")
        return (
            (lambda c: not unicodedata.category(c).startswith(name))
            if negative
            else (lambda c: unicodedata.category(c).startswith(name))
        )

    def character(self, c: str) -> str:
        """The character that an escape stands for."""
        if c in _CONTROLS:
            return _CONTROLS[c]
        digits = ""
        if c == "x":
            if self.take("{"):
                end = self.pattern.find("}", self.place)
                digits, self.place = self.pattern[self.place : max(end, 0)], end + 1
            else:
                digits = self.next() + self.next()
            try:
                return chr(int(digits, 16))
            except (ValueError, OverflowError) as error:
                raise self.fail(f"\\x{digits} is no character") from error
        if c in "01234567":
            digits = c
            while (
                len(digits) < 3 and self.place < len(self.pattern) and self.pattern[self.place] in "01234567"
            ):
                digits += self.next()
            if c != "0" and len(digits) == 1:
                raise self.fail("what a group matched is not looked up")
            return chr(int(digits, 8))
        if c.isalnum() and c.isascii():
            raise self.fail(f"\\{c} is not known")
        return c

    def characters(self) -> Test:
        negative = self.take("^")
        tests: list[Test] = []
        singles: list[tuple[str, str]] = []
        first = True
        while first or not self.ahead("]"):
            first = False
            if self.take("[:"):
                end = self.pattern.find(":]", self.place)
                name = self.pattern[self.place : max(end, self.place)]
                if name.removeprefix("^") not in _NAMED:
                    raise self.fail(f"the class [:{name}:] is not known")
                test = _NAMED[name.removeprefix("^")]
                tests.append(_not(test) if name.startswith("^") else test)
                self.place = end + 2
                continue
            low = self.next()
            if low == "\\":
                escape = self.next()
                kind = self.kind(escape)
                if kind is not None:
                    tests.append(kind)
                    continue
                low = self.character(escape)
            high = low
            if self.ahead("-") and not self.ahead("-]"):
                self.next()
                high = self.next()
                if high == "\\":
                    high = self.character(self.next())
                if high < low:
                    raise self.fail(f"the range {low}-{high}")
            singles.append((low, high))
        self.next()
        fold = "i" in self.flags

        def holds(c: str) -> bool:
            ways = {c, c.lower(), c.upper()} if fold else {c}
            return any(low <= way <= high for low, high in singles for way in ways) or any(
                test(c) for test in tests
            )

        return _not(holds) if negative else holds


@dataclass(frozen=True)
class _State:
    """What a state takes, and where it leads: a character by `test`, or none: `at` a place, or anywhere."""

    leads: tuple[int, ...]
    test: Test | None = None
    at: str | None = None


class Pattern:
    """A pattern, ready to be matched.

    Raises InvalidArgument for what is not RE2's syntax, or too large.
    """

    def __init__(self, pattern: str) -> None:
        self._states: list[_State] = [_State(())]  # the first is the end
        self._start = self._lead(_Parser(pattern).whole(), 0)

    def _add(self, state: _State) -> int:
        if len(self._states) >= MOST_STATES:
            raise InvalidArgument(f"a pattern of more than {MOST_STATES} states")
        self._states.append(state)
        return len(self._states) - 1

    def _lead(self, tree: Tree, to: int) -> int:
        """The state from which what the tree says leads to another."""
        kind = tree[0]
        if kind == "char":
            return self._add(_State((to,), test=tree[1]))  # type: ignore[arg-type]
        if kind == "at":
            return self._add(_State((to,), at=str(tree[1])))
        if kind == "cat":
            for part in reversed(tree[1:]):
                to = self._lead(part, to)  # type: ignore[arg-type]
            return to
        if kind == "or":
            return self._add(_State(tuple(self._lead(way, to) for way in tree[1:])))  # type: ignore[arg-type]
        _, part, least, most = tree
        assert isinstance(part, tuple) and isinstance(least, int)
        if most is None:
            again = self._add(_State(()))
            self._states[again] = _State((self._lead(part, again), to))
            to = again
        else:
            assert isinstance(most, int)
            end = to
            for _ in range(most - least):
                to = self._add(_State((self._lead(part, to), end)))
        for _ in range(least):
            to = self._lead(part, to)
        return to

    def matches(self, text: str) -> bool:
        """Whether the whole of a text is what the pattern says."""
        states = self._reached([self._start], text, 0)
        for place, c in enumerate(text):
            after: list[int] = []
            for number in states:
                state = self._states[number]
                if state.test is not None and state.test(c):
                    after += state.leads
            if not after:
                return False
            states = self._reached(after, text, place + 1)
        return 0 in states

    def _reached(self, starts: Sequence[int], text: str, place: int) -> set[int]:
        """The states that are reached without a character."""
        found: set[int] = set()
        waiting = list(starts)
        while waiting:
            number = waiting.pop()
            if number in found:
                continue
            found.add(number)
            state = self._states[number]
            if state.test is None and (state.at is None or _is_at(state.at, text, place)):
                waiting += state.leads
        return found


def _is_at(what: str, text: str, place: int) -> bool:
    if what == "start":
        return place == 0
    if what == "end":
        return place == len(text)
    if what == "line start":
        return place == 0 or text[place - 1] == "\n"
    if what == "line end":
        return place == len(text) or text[place] == "\n"
    edge = (place > 0 and text[place - 1] in _WORD) != (place < len(text) and text[place] in _WORD)
    return edge == (what == "edge")


@lru_cache(64)
def compiled(pattern: str) -> Pattern:
    """A pattern, parsed once."""
    return Pattern(pattern)
