"""What a function's annotations say of its arguments, held at its door.

A parameter annotated `int` is given an int: NumPy's integers and 0-d arrays become one, a bool, a float and a
word are refused by name. So it is with axes, shapes, numbers, switches, dtypes and tensors, for which NumPy's
arrays and lists are taken too. `guard` puts a door before every public method of a class, so that a method
says what it takes once, in its signature, and computes with nothing else. Parameters annotated `Any` and
`object` have no door: there the function itself looks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache, wraps
from inspect import CO_VARARGS, CO_VARKEYWORDS
from types import FunctionType
from typing import Any, TypeVar

from ...runtime.errors import BarewireError, InvalidArgument
from ..graph.dtype import DType
from ..graph.promotion import as_dtype
from .core import TensorCore
from .entrances import by_position, entrance

# Parameters that name axes. A tensor is no axis, though a 0-d one counts as an int elsewhere.
AXES = frozenset(
    {
        "axis", "axes", "axis0", "axis1", "dim", "dims", "dim0", "dim1", "dim2", "dimension", "start_dim",
        "end_dim", "source", "destination",
    }
)  # fmt: skip

_REFUSED = object()

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


def shown(value: object) -> str:
    """A value in a message: short, and without computing a tensor."""
    shape = getattr(value, "shape", None)
    if isinstance(value, TensorCore) or (shape is not None and type(value).__module__ == "numpy"):
        return f"a {type(value).__name__} of shape {shape}"
    try:
        text = repr(value)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _rank(value: Any) -> int:
    """The number of axes of an array or a tensor, 0 for anything else."""
    shape = getattr(value, "shape", ())
    return len(shape) if isinstance(shape, tuple) else 0


def _is_bool(value: Any) -> bool:
    """Whether this is Python's or NumPy's bool."""
    return type(value).__name__ in ("bool", "bool_")


def as_int(value: Any) -> int | None:
    """A Python int for what is one: also NumPy's integers, 0-d arrays and tensors of integers. Else None."""
    if isinstance(value, (bool, type)) or not hasattr(value, "__index__") or _is_bool(value) or _rank(value):
        return None
    try:
        return int(value.__index__())
    except (TypeError, BarewireError):
        return None


def _as_int(value: Any) -> Any:
    found = as_int(value)
    return _REFUSED if found is None else found


def _as_bool(value: Any) -> Any:
    if (_is_bool(value) or as_int(value) is not None or isinstance(value, TensorCore)) and not _rank(value):
        return bool(value)
    return _REFUSED


def _is_complex(value: Any) -> bool:
    """Whether this is one complex number of Python, NumPy or a tensor."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return not _rank(value) and (isinstance(value, complex) or kind == "c")


def _as_float(value: Any) -> Any:
    if isinstance(value, (str, bytes, type)) or _rank(value) or not hasattr(value, "__float__"):
        return _REFUSED
    if _is_complex(value):
        return _REFUSED
    whole = as_int(value)
    if whole is not None:
        return whole
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError, BarewireError):
        return _REFUSED


def _as_complex(value: Any) -> Any:
    return complex(value) if _is_complex(value) else _REFUSED


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, str) else _REFUSED


def _as_none(value: Any) -> Any:
    return None if value is None else _REFUSED


def _as_dtype(value: Any) -> Any:
    return as_dtype(value)


# What an annotation's parts take: the types that pass as they are, how others are turned into one, and what
# the part is called.
_Taker = Callable[[Any], Any]
_PARTS: dict[str, tuple[tuple[type, ...], _Taker, str]] = {
    "None": ((type(None),), _as_none, "None"),
    "bool": ((bool,), _as_bool, "a bool"),
    "int": ((int,), _as_int, "an int"),
    "float": ((float, int), _as_float, "a number"),
    "complex": ((complex,), _as_complex, "a complex number"),
    "str": ((str,), _as_text, "a str"),
    "DType": ((DType,), _as_dtype, "a dtype"),
}
_TENSORS = frozenset({"Self", "TensorT", "Tensor", "TensorCore"})
# The class of tensors, which pass as they are.
_plain: set[type] = set()
_ORDER = ("None", "bool", "int", "float", "complex", "str", "DType")


class Door:
    """What one parameter takes."""

    __slots__ = ("exact", "parts", "sequences", "tensor", "words")

    def __init__(self, parts: tuple[str, ...], sequences: tuple[Door, ...], tensor: bool) -> None:
        self.parts = tuple(part for part in _ORDER if part in parts)
        self.sequences = sequences
        self.tensor = tensor
        exact = {kind for part in self.parts for kind in _PARTS[part][0]}
        if "bool" not in parts:
            exact.discard(bool)
        self.exact = frozenset(exact | _plain if tensor else exact)
        named = ["a tensor"] * tensor + [_PARTS[part][2] for part in self.parts]
        for inner in sequences:
            named.append(f"a sequence of which each is {inner.words}")
        self.words: str = " or ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)

    def take(self, value: Any, owner: Any, function: str, name: str) -> Any:
        """The value as this parameter's; InvalidArgument where it is none."""
        if isinstance(value, TensorCore):
            if self.tensor:
                return value._settled()
            if name in AXES:
                raise InvalidArgument(f"{function}: {name} is {self.words}, not {shown(value)}")
        found = self._found(value)
        if found is _REFUSED and self.tensor:
            # Every tensor is one of the class below, which knows what it can be made from.
            tensor: Any = owner
            make: Any = _tensor_class()
            return tensor._operand(value, function) if isinstance(owner, TensorCore) else make(value)
        if found is _REFUSED:
            raise InvalidArgument(f"{function}: {name} is {self.words}, not {shown(value)}")
        return found

    def _found(self, value: Any) -> Any:
        if type(value) in self.exact:
            return value
        for part in self.parts:
            if part == "float" and isinstance(value, bool) and "bool" in self.parts:
                continue
            if part == "bool" and len(self.parts) > 1 and not _is_bool(value):
                continue
            taken = _PARTS[part][1](value)
            if taken is not _REFUSED:
                return taken
        if self.sequences:
            return self._sequence(value)
        return _REFUSED

    def _sequence(self, value: Any) -> Any:
        if type(value).__module__ == "numpy" and _rank(value):
            value = value.tolist()
        if not isinstance(value, (list, tuple, range)):
            return _REFUSED
        for inner in self.sequences:
            entries = tuple(inner._found(entry) for entry in value)
            if not any(entry is _REFUSED for entry in entries):
                return entries
        return _REFUSED


def _tensor_class() -> Any:
    # The module is there by then: it is what guards its class.
    return sys.modules["barewire.tensor.tensor"].Tensor


def _split(text: str) -> list[str]:
    """The parts of a union, at its outermost level."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "[") - (letter == "]")
        if letter == "|" and not depth:
            parts.append(text[start:place].strip())
            start = place + 1
    return [*parts, text[start:].strip()]


@cache
def _door(text: str) -> Door | str | None:
    """The door of an annotation; None where it has none, or a name in it that only the function's module
    knows.
    """
    parts: list[str] = []
    sequences: list[Door] = []
    tensor = False
    for part in _split(text):
        part = part.removeprefix("collections.abc.").removeprefix("~")
        head, bracket, rest = part.partition("[")
        if part in _PARTS:
            parts.append(part)
        elif part == "Scalar":
            parts += ["bool", "int", "float", "complex"]
        elif part in _TENSORS:
            tensor = True
        elif bracket and head in ("Sequence", "list", "tuple"):
            inner = _door(rest[:-1].split(", ")[0] if head == "tuple" else rest[:-1])
            if not isinstance(inner, Door):
                return inner
            sequences.append(inner)
        elif part.isidentifier() and part not in ("Any", "object"):
            return part
        else:
            return None
    return Door(tuple(parts), tuple(sequences), tensor)


def _spelled(kind: Any) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind)


def door_of(annotation: Any, scope: dict[str, Any]) -> Door | None:
    """The door for an annotation of a function whose module has these names."""
    text = annotation if isinstance(annotation, str) else _spelled(annotation)
    for _ in range(8):
        found = _door(text)
        if not isinstance(found, str):
            return found
        meant = scope.get(found)
        if meant is None or isinstance(meant, type):
            return None
        text = text.replace(found, _spelled(meant))
    return None


# Types that are let through to parameters without a door: what is most often given to them. Others go the
# longer way.
_COMMON = frozenset({type(None), bool, int, float, str, tuple, list, DType})


def _direct(function: Any, shown_as: str, names: Sequence[str], doors: dict[str, Door]) -> Any:
    """The function behind one test for each parameter but the first; None where it has too many for that, or
    a default that does not pass.
    """
    places = tuple((place, name, doors[name]) for place, name in enumerate(names, 1) if name in doors)
    passing = [doors[name].exact if name in doors else _COMMON | _plain for name in names]
    given_late = dict(zip(reversed(names), reversed(function.__defaults__ or ()), strict=False))
    defaults = {**given_late, **(function.__kwdefaults__ or {})}
    if any(name in doors and type(value) not in doors[name].exact for name, value in defaults.items()):
        return None
    inner = by_position(function)

    def slow(*given: Any) -> Any:
        values = list(given)
        for place, name, door in places:
            if type(values[place]) not in door.exact:
                values[place] = door.take(values[place], values[0], shown_as, name)
        return inner(*values)

    entered = entrance(function, slow, passing)
    return None if entered is None else wraps(function)(entered)


def guarded(function: Any, shown_as: str) -> Any:
    """The function behind the doors of its parameters; the function itself where there are none."""
    code = function.__code__
    rest = code.co_argcount + code.co_kwonlyargcount
    many = bool(code.co_flags & CO_VARARGS)
    names = code.co_varnames[: rest + many]
    doors: dict[str, Door] = {}
    for name in names:
        annotation = function.__annotations__.get(name)
        # Whoever opens a device looks at its name.
        if annotation is None or name == "device":
            continue
        door = door_of(annotation, function.__globals__)
        if door is not None:
            doors[name] = door
    places = tuple(
        (place, name, doors[name]) for place, name in enumerate(names[: code.co_argcount]) if name in doors
    )
    checks = tuple((place, door.exact) for place, _, door in places)
    # What all arguments from a place on are.
    start, others = code.co_argcount, doors.pop(names[rest], None) if many else None

    def converted(given: tuple[Any, ...]) -> list[Any]:
        values = list(given)
        for place, name, door in places:
            if place < len(values):
                values[place] = door.take(values[place], values[0], shown_as, name)
        return values

    def rest_of(given: tuple[Any, ...]) -> tuple[Any, ...]:
        assert others is not None
        taken = (others.take(value, given[0], shown_as, f"*{names[rest]}") for value in given[start:])
        return (*given[:start], *taken)

    if not doors and others is None:
        return function
    if not code.co_flags & (CO_VARARGS | CO_VARKEYWORDS) and names and names[0] not in doors:
        direct = _direct(function, shown_as, names[1:], doors)
        if direct is not None:
            return direct

    @wraps(function)
    def enter(*given: Any, **named: Any) -> Any:
        count = len(given)
        for place, exact in checks:
            if place >= count:
                break
            if type(given[place]) not in exact:
                given = tuple(converted(given))
                break
        if others is not None and count > start:
            given = rest_of(given)
        if named:
            for name, value in named.items():
                door = doors.get(name)
                if door is not None and type(value) not in door.exact:
                    named[name] = door.take(value, given[0] if given else None, shown_as, name)
        return function(*given, **named)

    return enter


def checked(function: FunctionT) -> FunctionT:
    """A decorator: the function behind the doors of its parameters."""
    entered: FunctionT = guarded(function, getattr(function, "__name__", "this function"))
    return entered


def guard(kind: type) -> None:
    """Put doors before the public methods of a class and of those it is built on."""
    _plain.add(kind)
    known: dict[Any, Any] = {}
    for each in kind.__mro__:
        if not issubclass(each, TensorCore):
            continue
        for name, value in list(vars(each).items()):
            if name.startswith("_"):
                continue
            inner = value.__func__ if isinstance(value, (classmethod, staticmethod)) else value
            if not isinstance(inner, FunctionType):
                continue
            if inner not in known:
                known[inner] = guarded(inner, inner.__name__)
            entered = known[inner]
            if entered is not inner:
                setattr(each, name, entered if inner is value else type(value)(entered))


def guard_layers(kinds: Iterable[Any]) -> None:
    """Put doors before what makes and what calls objects of classes, such as layers, and of their bases."""
    for kind in kinds:
        each: Any
        for each in kind.__mro__ if isinstance(kind, type) else ():
            for name in ("__init__", "forward"):
                made = vars(each).get(name)
                if isinstance(made, FunctionType) and not hasattr(made, "__wrapped__"):
                    setattr(each, name, guarded(made, each.__name__))


def tensors_of(first: Any, others: Sequence[Any], operation: str) -> list[Any]:
    """The tensors of `a.cat(b, c)` and of `Tensor.cat([a, b, c])`; arrays, lists and numbers become tensors.

    Raises InvalidArgument where the first is no list of them.
    """
    if isinstance(first, TensorCore):
        given = [first, *others]
    elif isinstance(first, (list, tuple)):
        given = [*first, *others]
    else:
        raise InvalidArgument(f"{operation} takes tensors, or a list of them, not {shown(first)}")
    owner: Any = next((each for each in given if isinstance(each, TensorCore)), None)
    if owner is None:
        make: Any = _tensor_class()
        return [make(each) for each in given]
    return [owner._operand(each, operation) for each in given]


def ints(values: Sequence[Any], what: str) -> list[int]:
    """The ints of `f(2, 3)`, `f((2, 3))`, `f([2, 3])` and `f(numpy.array([2, 3]))` alike.

    Raises InvalidArgument for what is none: a bool, a float, a tensor of several elements.
    """
    given: Any = values[0] if len(values) == 1 and as_int(values[0]) is None else values
    for each in given if type(given) in (tuple, list) else (None,):
        if type(each) is not int:
            break
    else:
        return list(given)
    if type(given).__module__ == "numpy" and getattr(given, "ndim", 0) == 1:
        given = given.tolist()
    if not isinstance(given, (list, tuple, range)):
        raise InvalidArgument(f"{what} are ints, not {shown(given)}")
    found: list[int] = []
    for each in given:
        taken = as_int(each)
        if taken is None:
            raise InvalidArgument(f"{what} are ints, not {shown(each)}")
        found.append(taken)
    return found
