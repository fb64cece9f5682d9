"""Structures of values: lists, tuples, named tuples, dicts, dataclasses and what is registered here.

What is none of these is a leaf. `jit` takes its arguments apart in this way, and puts its results together.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from ..runtime.errors import InvalidArgument

__all__ = ["flatten", "leaves", "map", "register", "unflatten"]

Container = TypeVar("Container", bound=type)

# The children of a container, and what else makes it, compared by equality; and the container from both.
Flatten = Callable[[Any], tuple[Iterable[Any], Hashable]]
Unflatten = Callable[[Any, list[Any]], Any]


class Structure(NamedTuple):
    """A container without its leaves: its type, what else makes it, and the structure of each child.

    None in the place of a child's structure is a leaf. Structures can be compared, and be keys.
    """

    kind: type
    detail: Any
    children: tuple[Structure | None, ...]


class _Registered(NamedTuple):
    flatten: Flatten
    unflatten: Unflatten
    name: Callable[[Any, int], str]


def _indexed(detail: Any, number: int) -> str:
    return f"[{number}]"


def _keyed(detail: Any, number: int) -> str:
    return f"[{detail[number]!r}]"


def _named(detail: Any, number: int) -> str:
    return f".{detail[number]}"


def _defaults(detail: Any, number: int) -> str:
    return f"[{detail[1][number]!r}]"


_containers: dict[type, _Registered] = {
    list: _Registered(lambda value: (value, None), lambda detail, children: children, _indexed),
    tuple: _Registered(lambda value: (value, None), lambda detail, children: tuple(children), _indexed),
    deque: _Registered(
        lambda value: (value, value.maxlen), lambda detail, children: deque(children, detail), _indexed
    ),
    dict: _Registered(
        lambda value: (value.values(), tuple(value)),
        lambda detail, children: dict(zip(detail, children, strict=True)),
        _keyed,
    ),
    OrderedDict: _Registered(
        lambda value: (value.values(), tuple(value)),
        lambda detail, children: OrderedDict(zip(detail, children, strict=True)),
        _keyed,
    ),
    defaultdict: _Registered(
        lambda value: (value.values(), (value.default_factory, tuple(value))),
        lambda detail, children: defaultdict(detail[0], zip(detail[1], children, strict=True)),
        _defaults,
    ),
}


def register(
    container: Container, flatten: Flatten | None = None, unflatten: Unflatten | None = None
) -> Container:
    """Have objects of a class be containers; returns the class, so that it serves as a decorator.

    `flatten(object)` gives its children, and a hashable value that says what else it is made of;
    `unflatten(that, children)` makes an object again. Without them the children are the attributes in
    `__dict__`. Dataclasses and named tuples need not be registered. Raises InvalidArgument for what is no
    class, one that is registered, and where only one of the functions is given.

    Examples:
        >>> from barewire import tree
        >>> @tree.register
        ... class Point:
        ...     def __init__(self, x, y):
        ...         self.x, self.y = x, y
        >>> double = jit(lambda point: Point(point.x * 2, point.y * 2))
        >>> [double(Point(Tensor([x]), Tensor([1.0]))).x.item() for x in (1.0, 2.0, 3.0)]
        [2.0, 4.0, 6.0]
    """
    if not isinstance(container, type):
        raise InvalidArgument(f"tree.register takes a class, not {container!r:.60}")
    if container in _containers:
        raise InvalidArgument(f"tree.register: {container.__name__} is registered already")
    if (flatten is None) != (unflatten is None):
        raise InvalidArgument("tree.register takes both flatten and unflatten, or neither")

    def attributes(value: Any) -> tuple[Iterable[Any], Hashable]:
        return tuple(value.__dict__.values()), tuple(value.__dict__)

    def rebuilt(detail: Any, children: list[Any]) -> Any:
        made: Any = object.__new__(container)
        made.__dict__.update(zip(detail, children, strict=True))
        return made

    if flatten is None or unflatten is None:
        _containers[container] = _Registered(attributes, rebuilt, _named)
    else:
        _containers[container] = _Registered(flatten, unflatten, _indexed)
    return container


def _of_namedtuple(kind: type) -> _Registered:
    names = kind._fields  # type: ignore[attr-defined]
    return _Registered(
        lambda value: (tuple(value), names),
        lambda detail, children: tuple.__new__(kind, children),
        _named,
    )


def _of_dataclass(kind: type) -> _Registered:
    names = tuple(field.name for field in fields(kind))

    def taken(value: Any) -> tuple[Iterable[Any], Hashable]:
        there = tuple(name for name in names if hasattr(value, name))
        return tuple(getattr(value, name) for name in there), there

    def rebuilt(detail: Any, children: list[Any]) -> Any:
        # Not by the constructor, which may do more, and not by setattr, which a frozen one refuses.
        made: Any = object.__new__(kind)
        for name, child in zip(detail, children, strict=True):
            object.__setattr__(made, name, child)
        return made

    return _Registered(taken, rebuilt, _named)


_leaves: set[type] = {int, float, bool, complex, str, bytes, type(None)}


def _container(kind: type) -> _Registered | None:
    """How objects of a type are taken apart; None for leaves."""
    known = _containers.get(kind)
    if known is not None or kind in _leaves:
        return known
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        known = _containers[kind] = _of_namedtuple(kind)
    elif is_dataclass(kind):
        known = _containers[kind] = _of_dataclass(kind)
    else:
        _leaves.add(kind)
    return known


def flatten(value: Any) -> tuple[list[Any], Structure | None]:
    """The leaves of a structure, in order, and the structure without them.

    Examples:
        >>> from barewire import tree
        >>> leaves, structure = tree.flatten({"a": [1, 2], "b": None})
        >>> leaves
        [1, 2, None]
        >>> tree.unflatten(structure, "xyz")
        {'a': ['x', 'y'], 'b': 'z'}
    """
    leaves: list[Any] = []
    return leaves, _flatten(value, leaves)


def flatten_call(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[list[Any], Structure | None]:
    """The same of what a function is called with."""
    if not kwargs and _leaves.issuperset([type(each) for each in args]):
        return list(args), _of_leaves(len(args))
    return flatten((args, kwargs))


@lru_cache(64)
def _of_leaves(count: int) -> Structure | None:
    """The structure of arguments that are all leaves."""
    return flatten(((None,) * count, {}))[1]


def _flatten(value: Any, leaves: list[Any]) -> Structure | None:
    kind = type(value)
    found = None if kind in _leaves else _container(kind)
    if found is None:
        leaves.append(value)
        return None
    children, detail = found.flatten(value)
    return Structure(kind, detail, tuple([_flatten(child, leaves) for child in children]))


def unflatten(structure: Structure | None, leaves: Iterable[Any]) -> Any:
    """A structure with these leaves. Raises InvalidArgument where there are too many or too few.

    Examples:
        >>> from barewire import tree
        >>> tree.unflatten(tree.flatten((1, [2, 3]))[1], [4, 5, 6])
        (4, [5, 6])
    """
    remaining = iter(leaves)
    try:
        made = _unflatten(structure, remaining)
    except StopIteration:
        raise InvalidArgument("tree.unflatten: there are fewer leaves than the structure has") from None
    if next(remaining, _END) is not _END:
        raise InvalidArgument("tree.unflatten: there are more leaves than the structure has")
    return made


_END = object()


def _unflatten(structure: Structure | None, remaining: Any) -> Any:
    if structure is None:
        return next(remaining)
    children = []
    for child in structure.children:
        children.append(next(remaining) if child is None else _unflatten(child, remaining))
    return _containers[structure.kind].unflatten(structure.detail, children)


def map(function: Callable[..., Any], value: Any, *others: Any) -> Any:
    """The same structure with `function(leaf)` for every leaf; with others of the same structure,
    `function(leaf, leaf of the others, ...)`.

    Raises InvalidArgument where the structures differ.

    Examples:
        >>> from barewire import tree
        >>> weights, slopes = {"w": 3.0, "b": [1.0]}, {"w": 1.0, "b": [2.0]}
        >>> tree.map(lambda weight, slope: weight - 0.5 * slope, weights, slopes)
        {'w': 2.5, 'b': [0.0]}
    """
    leaves, structure = flatten(value)
    columns = [leaves]
    for other in others:
        more, its_structure = flatten(other)
        if its_structure != structure:
            raise InvalidArgument("tree.map: the structures differ")
        columns.append(more)
    return unflatten(structure, [function(*row) for row in zip(*columns, strict=True)])


def leaves(value: Any) -> list[Any]:
    """The leaves of a structure, in order.

    Examples:
        >>> from barewire import tree
        >>> tree.leaves({"a": (1, 2), "b": [3]})
        [1, 2, 3]
    """
    return flatten(value)[0]


def paths(structure: Structure | None, start: str = "") -> list[str]:
    """Where each leaf is, as a program would write it after the name of the whole."""
    if structure is None:
        return [start]
    name = _containers[structure.kind].name
    return [
        path
        for number, child in enumerate(structure.children)
        for path in paths(child, start + name(structure.detail, number))
    ]
