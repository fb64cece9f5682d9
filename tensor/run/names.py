"""What code names: the variables and attributes that a function reads, by its bytecode."""

from __future__ import annotations

import dis
import types
from collections import deque
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

# Functions and attributes by which code asks for attributes under names that it computes.
_BY_NAME = frozenset(("getattr", "setattr", "hasattr", "delattr", "vars", "attrgetter", "__dict__"))
# Methods that put something into a container.
_PUTS = frozenset(("append", "appendleft", "add"))
_SKIPPED = frozenset(("CACHE", "NOP", "PRECALL", "PUSH_NULL", "EXTENDED_ARG", "RESUME"))
_CONSTANTS = ("LOAD_CONST", "LOAD_SMALL_INT")
# Those of a dict first: in the bodies of classes and in annotations, from 3.12 on.
_LOADED = frozenset(
    (
        "LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_GLOBALS",
        "LOAD_FROM_DICT_OR_DEREF",
    )
)  # fmt: skip
_STORED = frozenset(("STORE_GLOBAL", "STORE_NAME", "STORE_DEREF", "DELETE_GLOBAL", "DELETE_DEREF"))
_GOT = frozenset(("LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR", "IMPORT_FROM"))
_SET = frozenset(("STORE_ATTR", "DELETE_ATTR"))


class Names(NamedTuple):
    """The names of variables that code reads or sets, of its closure or global; of attributes; and of modules
    it imports.

    `counted` are variables and attributes that it only counts with, by constants. `is_computed` tells that it
    asks for attributes by names that it computes.
    """

    variables: frozenset[str]
    attributes: frozenset[str]
    modules: frozenset[str]
    counted: frozenset[str]
    is_computed: bool


@lru_cache(maxsize=4096)
def names_in(code: types.CodeType) -> Names:
    """What a code object and the functions defined in it name."""
    variables: set[str] = set()
    attributes: set[str] = set()
    modules: set[str] = set()
    counted: set[str] = set()
    is_computed = False
    steps = [each for each in dis.get_instructions(code) if each.opname not in _SKIPPED]
    # Its own variables, which functions defined in it read too.
    own = frozenset(code.co_cellvars)
    counting: set[int] = set()
    for number, step in enumerate(steps):
        operation, name = step.opname, step.argval
        if operation == "IMPORT_NAME":
            modules.add(name)
        elif operation in ("MATCH_KEYS", "MATCH_CLASS"):
            is_computed = True
        elif number in counting or (name in own and operation.endswith("_DEREF")):
            continue
        elif operation in _LOADED or operation in _GOT:
            count = _steps_of_count(steps, number)
            if count:
                counting.update(range(number, number + count))
                counted.add(name)
            else:
                (variables if operation in _LOADED else attributes).add(name)
        elif operation in _STORED or operation in _SET:
            (variables if operation in _STORED else attributes).add(name)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            inner = names_in(constant)
            shared = own.intersection(constant.co_freevars)
            variables |= inner.variables - shared
            attributes |= inner.attributes
            modules |= inner.modules
            counted |= inner.counted - shared
            is_computed |= inner.is_computed
    is_computed |= not _BY_NAME.isdisjoint(variables | attributes)
    counted -= variables | attributes
    return Names(
        frozenset(variables), frozenset(attributes), frozenset(modules), frozenset(counted), is_computed
    )


def _steps_of_count(steps: Sequence[dis.Instruction], number: int) -> int:
    """How many instructions, from the one that loads it, count with a value: `x += 1`, `x[0] += 1` and
    `x.append(1)` as statements. 0 where this is something else.
    """
    after = steps[number + 1 : number + 10]
    kinds = ["BINARY_SUBSCR" if each.argrepr == "[]" else each.opname for each in after]
    if kinds[:1] in (["LOAD_ATTR"], ["LOAD_METHOD"]) and after[0].argval in _PUTS:
        return 5 if kinds[2:4] == ["CALL", "POP_TOP"] and kinds[1] in _CONSTANTS else 0
    if not kinds or kinds[0] not in _CONSTANTS:
        return 0
    if kinds[1:2] == ["BINARY_OP"] and after[1].argrepr.endswith("="):
        place = 3 if kinds[2:3] == ["SWAP"] else 2
        is_same = len(after) > place and after[place].argval == steps[number].argval
        return place + 2 if is_same and kinds[place].startswith("STORE_") else 0
    if kinds[1:4] != ["COPY", "COPY", "BINARY_SUBSCR"] or kinds[4:5] == [] or kinds[4] not in _CONSTANTS:
        return 0
    return 10 if kinds[5:] == ["BINARY_OP", "SWAP", "SWAP", "STORE_SUBSCR"] else 0


def is_countable(value: object) -> bool:
    """Whether a value that code only counts with holds nothing to compute with."""
    if isinstance(value, dict):
        value = value.values()
    if isinstance(value, (list, set, deque, type({}.values()))):
        return all(isinstance(each, (bool, int, float, str)) for each in value)
    return isinstance(value, (bool, int, float))
