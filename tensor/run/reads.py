"""What a function reads besides its arguments, found before it runs and looked at again before each replay.

From the function itself the search goes through closures, defaults, the globals that code names, attributes
that code names, items of containers, and the functions and methods that are called by name. Which attributes
count is asked of all code found: an attribute that none of it names is not read. What is found becomes a
list of checks (checks.py), so that to look again costs a few microseconds.

Tensors are found everywhere below the objects met, read or not: they are realized before the function runs,
so that a draw of random numbers made outside is not made again inside.
"""

from __future__ import annotations

import array
import builtins
import functools
import gc
import sys
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter, methodcaller
from typing import Any, Protocol, runtime_checkable

from ..methods.core import TensorCore
from .checks import MISSING, VALUES, Attributes, Checks, Entries, Equal, Items, in_cell, in_slot, never
from .names import is_countable, names_in

_CODE_IN_CLASSES = (types.FunctionType, property, staticmethod, classmethod, functools.cached_property)
# Methods that nothing calls by an operator, or only when an object is made or shown.
_NOT_CALLED = frozenset(
    ("__init__", "__new__", "__repr__", "__str__", "__del__", "__reduce__", "__class_getitem__")
)
_PACKAGE = __name__.partition(".tensor.")[0]
# Packages whose functions do not read what users set, and are large.
_ELSEWHERE = frozenset(
    ("numpy", "torch", "jax", "scipy", "pandas", "matplotlib", "tensorflow", "PIL", "cv2", "_pytest")
)  # fmt: skip
# Our modules whose functions stand before others and read nothing else.
_DOORS = frozenset(f"{_PACKAGE}.tensor.methods.{name}" for name in ("arguments", "entrances", "unbound"))
_MOST_COPIED_BYTES = 1 << 16
_SEEN_AT_ONCE = 100_000


@lru_cache(maxsize=4096)
def _is_searched(module: str | None) -> bool:
    """Whether functions and classes of a module may read what a user sets."""
    top = (module or "").partition(".")[0]
    if top == _PACKAGE:
        return f"{module}.".startswith((f"{_PACKAGE}.tensor.nn.", f"{_PACKAGE}.tensor.optim."))
    return top not in _ELSEWHERE and top not in sys.stdlib_module_names


def _is_ours(module: str | None) -> bool:
    return (module or "").partition(".")[0] == _PACKAGE


@runtime_checkable
class TellsReads(Protocol):
    """An object that says itself what counts of it: what it notes of its own is not a change."""

    def _jit_constants(self) -> object:
        """Python values that are fixed in a capture, to be compared."""

    def _jit_tensors(self) -> Iterable[TensorCore]:
        """The tensors that hang on it."""


def _misses(cached: Any) -> int:
    """How often a function that remembers its results was called for one that it had not."""
    return int(cached.cache_info().misses)


def array_contents(value: Any) -> object:
    """What an array holds, to compare later: its bytes, or a digest of many."""
    plain = value if value.flags.c_contiguous else value.copy()
    if value.nbytes <= _MOST_COPIED_BYTES:
        held: object = plain.tobytes()
    else:
        from hashlib import blake2b

        held = blake2b(plain.reshape(-1).view("uint8").data).digest()
    return value.dtype.str, value.shape, held


def changes_unseen(value: Any) -> bool:
    """Whether a value may give something else at the next call without a trace: iterators, generators of
    random numbers, and other libraries' tensors.
    """
    kind = type(value)
    if isinstance(value, Iterator) or hasattr(kind, "__anext__") or hasattr(kind, "cr_frame"):
        return True
    if kind.__module__ == "random" or (
        kind.__module__.startswith("numpy.random") and not isinstance(value, type)
    ):
        return not callable(value)
    return hasattr(kind, "__dlpack__") and not is_array(value)


def is_array(value: Any) -> bool:
    """Whether a value is an array of NumPy's."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


class Reads(Checks):
    """What was found: the checks, and the tensors."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.tensors: list[TensorCore] = []  # those that are read
        self.others: list[TensorCore] = []  # those that hang on the same objects
        self.seen: dict[int, Any] = {}


def find(
    function: Callable[..., Any], objects: Sequence[tuple[str, Any]], unwrap: Callable[[Any], Any]
) -> Reads:
    """What `function` reads, given objects as arguments. `unwrap` gives the function in a jitted one."""
    names: set[str] = set()
    every: set[type] = set()
    while True:
        search = _Search(names, every, unwrap)
        search.run([("", function), *objects])
        if search.found_names == names and search.found_every == every:
            break
        names, every = search.found_names, search.found_every
    found = search.reads
    found.names = names
    found.seen = search.seen
    broad = _Search(names, every, unwrap, broad=True)
    broad.run([("", function), *objects])
    read = set(map(id, found.tensors))
    found.others = [tensor for tensor in broad.reads.tensors if id(tensor) not in read]
    return found


def tensors_below(value: Any) -> list[TensorCore]:
    """Every tensor that hangs on an object."""
    search = _Search(set(), set(), lambda value: None, broad=True)
    search.run([("", value)])
    return search.reads.tensors


class _Search:
    """One walk with the names that are known to be read; it finds more."""

    def __init__(
        self, names: set[str], every: set[type], unwrap: Callable[[Any], Any], broad: bool = False
    ) -> None:
        self.names, self.every, self.unwrap, self.broad = names, every, unwrap, broad
        self.found_names: set[str] = set(names)
        # Classes whose objects are asked for attributes by computed names; `object` is all of them.
        self.found_every: set[type] = set(every)
        self.counted: set[str] = set()
        self.reads = Reads()
        self.seen: dict[int, Any] = {}
        self._work: deque[tuple[str, Any, type | None]] = deque()

    def run(self, roots: Sequence[tuple[str, Any]]) -> None:
        self._work.extend((path, value, None) for path, value in roots)
        while self._work:
            if self.broad and len(self.seen) > _SEEN_AT_ONCE:
                return
            self._visit(*self._work.popleft())

    def _later(self, path: str, value: Any, owner: type | None = None) -> None:
        if not isinstance(value, VALUES) and id(value) not in self.seen:
            self._work.append((path, value, owner))

    def _check(self, getter: Any, key: Any, expected: object, path: str) -> None:
        if not self.broad:
            self.reads.add(getter, key, expected, path)

    def _visit(self, path: str, value: Any, owner: type | None) -> None:
        if id(value) in self.seen:
            return
        self.seen[id(value)] = value
        if isinstance(value, TensorCore):
            self.reads.tensors.append(value)
            return
        inner = self.unwrap(value)
        if inner is not None:
            self._later(path, inner, owner)
        elif isinstance(value, functools._lru_cache_wrapper):
            self._cached(path, value)
        elif isinstance(value, (attrgetter, methodcaller)):
            # The attributes it asks for, as a copy of it would be told.
            asked = value.__reduce__()[1]
            names = asked if isinstance(value, attrgetter) else asked[:1]
            self.found_names.update(
                part for name in names if isinstance(name, str) for part in name.split(".")
            )
        elif hasattr(type(value), "_jit_constants"):
            self._check(Equal(type(value)._jit_constants, value), value, True, path)
            for tensor in value._jit_tensors():
                self._later(path, tensor)
        elif isinstance(value, types.FunctionType):
            if value.__globals__.get("__name__") in _DOORS:
                self._later(path, getattr(value, "__wrapped__", None), owner)
            else:
                self._function(path, value, owner)
        elif isinstance(value, types.MethodType):
            self._later(path, value.__func__, type(value.__self__))
            code = getattr(value.__func__, "__code__", None)
            self._later(code.co_varnames[0] if code is not None and not path else path, value.__self__)
        elif isinstance(value, functools.partial):
            for part in (value.func, *value.args, *value.keywords.values()):
                self._later(path, part)
        elif isinstance(value, property):
            for part in (value.fget, value.fset):
                self._later(path, part, owner)
        elif isinstance(value, (staticmethod, classmethod)):
            self._later(path, value.__func__, owner)
        elif isinstance(value, functools.cached_property):
            self._later(path, value.func, owner)
        elif isinstance(value, type):
            self._class(path, value, made=True)
        elif isinstance(value, types.ModuleType):
            self._module(path, value)
        elif isinstance(value, (types.BuiltinFunctionType, types.CodeType)):
            self._later(path, getattr(value, "__self__", None))
        else:
            self._data(path, value)

    def _cached(self, path: str, value: Any) -> None:
        """A function that remembers its results: what it does, and the tensors among them."""
        self._later(path, value.__wrapped__)
        self._check(Equal(_misses, value), value, True, path)
        for held in gc.get_referents(value):
            if isinstance(held, dict):
                for entry in held.values():
                    # With a bound on their number, results are in links of a list.
                    is_link = type(entry).__name__ == "_lru_list_elem"
                    for result in gc.get_referents(entry) if is_link else (entry,):
                        self._later(f"{path}()", result)

    def _data(self, path: str, value: Any) -> None:
        if is_array(value):
            if value.dtype.kind == "O":
                self._later(path, value.tolist())
                self._check(never, None, None, path)
            elif not self.broad:
                self._check(Equal(array_contents, value), value, True, path)
        elif changes_unseen(value):
            self._check(never, None, None, path)
        elif isinstance(value, (bytearray, memoryview, array.array)):
            if not self.broad:
                self._check(Equal(bytes, value), value, True, path)
        elif isinstance(value, (list, tuple, deque)):
            if not isinstance(value, tuple) and not self.broad:
                self._check(Items(value), value, True, path)
            for number, item in enumerate(value):
                if not isinstance(item, VALUES):
                    self._later(f"{path}[{number}]", item)
        elif isinstance(value, dict):
            if not self.broad:
                self._check(Entries(value), value, True, path)
            for key, item in list(value.items()):
                if not isinstance(item, VALUES):
                    self._later(f"{path}[{key!r}]", item)
        elif isinstance(value, (set, frozenset)):
            if isinstance(value, set) and not self.broad:
                self._check(Equal(frozenset, value), value, True, path)
            for item in list(value):
                self._later(path, item)
        module = type(value).__module__
        if module != "builtins" and (_is_searched(module) or not _is_ours(module)):
            self._object(path, value)

    def _object(self, path: str, value: Any) -> None:
        kind = type(value)
        self._class(path, kind, made=False)
        there = getattr(value, "__dict__", None)
        if isinstance(there, dict):
            self._later(path, there.get("__wrapped__"))
            everything = self.broad or any(issubclass(kind, each) for each in self.every)
            for name in self.counted.intersection(there):
                if not is_countable(there[name]):
                    self.found_names.add(name)
            chosen = list(there) if everything else [name for name in there if name in self.names]
            if not self.broad:
                self._check(Attributes(there, None if everything else self.names), there, True, path)
            for name in chosen:
                item = there[name]
                at = f"{path}.{name}" if path else name
                self._check(there.get, name, item, at)
                if not isinstance(item, VALUES):
                    self._later(at, item)
        for base in kind.__mro__:
            for name, descriptor in vars(base).items():
                if isinstance(descriptor, types.MemberDescriptorType) and (self.broad or name in self.names):
                    item = in_slot((descriptor, value), MISSING)
                    at = f"{path}.{name}"
                    self._check(in_slot, (descriptor, value), item, at)
                    if item is not MISSING:
                        self._later(at, item)

    def _attributes(self, path: str, there: dict[str, Any]) -> None:
        """The attributes of a function that are named."""
        for name in self.counted.intersection(there):
            if not is_countable(there[name]):
                self.found_names.add(name)
        self._check(Attributes(there, self.names), there, True, path)
        for name in [name for name in there if name in self.names]:
            self._check(there.get, name, there[name], f"{path}.{name}")
            self._later(f"{path}.{name}", there[name])

    def _class(self, path: str, kind: type, made: bool) -> None:
        """A class: the methods that are named or called by operators, and the data that are named."""
        if not made and id(kind) in self.seen:
            return
        self.seen[id(kind)] = kind
        ours = _is_ours(kind.__module__)
        for place, base in enumerate(kind.__mro__):
            if not _is_searched(base.__module__):
                continue
            members = vars(base)
            for name, member in list(members.items()):
                if isinstance(member, _CODE_IN_CLASSES) or self.unwrap(member) is not None:
                    if name in self.names or (
                        name.startswith("__") and name.endswith("__") and (name not in _NOT_CALLED or made)
                    ):
                        if not ours:
                            self._check(members.get, name, member, f"{kind.__name__}.{name}")
                        self._later(f"{kind.__name__}.{name}", member, kind)
                elif name in self.names and not (name.startswith("__") and name.endswith("__")):
                    for before in kind.__mro__[: place + 1]:
                        if not _is_ours(before.__module__):
                            held = vars(before).get(name, MISSING)
                            self._check(vars(before).get, name, held, f"{before.__name__}.{name}")
                    self._later(f"{kind.__name__}.{name}", member)

    def _module(self, path: str, module: types.ModuleType) -> None:
        if not _is_searched(module.__name__) or _is_ours(module.__name__):
            return
        there = vars(module)
        self._check(Attributes(there, self.names), there, True, path)
        for name in [name for name in there if name in self.names]:
            self._check(there.get, name, there[name], f"{path}.{name}")
            self._later(f"{path}.{name}", there[name])

    def _function(self, path: str, function: types.FunctionType, owner: type | None) -> None:
        there = function.__globals__
        code = function.__code__
        names = names_in(code)
        for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
            held = in_cell(cell, MISSING)
            if name in names.counted and is_countable(held):
                continue
            self._check(in_cell, cell, held, f"variable {name!r}")
            self._later(name, held, owner)
        last = code.co_varnames[: code.co_argcount][::-1]
        given = zip(last, (function.__defaults__ or ())[::-1], strict=False)
        for name, default in (*given, *(function.__kwdefaults__ or {}).items()):
            self._later(name, default)
        module = there.get("__name__")
        if not _is_searched(module):
            return
        self.found_names |= names.attributes
        self.counted |= names.counted
        if function.__dict__:
            self._attributes(path or function.__name__, function.__dict__)
        ours = _is_ours(module)
        if names.is_computed:
            self.found_every.add((owner or object) if ours else object)
        if ours:
            for name in names.variables:
                held = there.get(name)
                if isinstance(held, (types.FunctionType, type)):
                    self._later(name, held)
            return
        for name in names.variables | names.counted:
            held = there.get(name, MISSING)
            if (held is MISSING and hasattr(builtins, name)) or name in code.co_freevars:
                continue
            if name in names.counted and (held is MISSING or is_countable(held)):
                continue
            self._check(there.get, name, held, f"global {name!r}")
            self._later(name, held)
        for name in names.modules:
            self._later(name, sys.modules.get(name))
