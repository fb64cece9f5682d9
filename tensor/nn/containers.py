"""Modules that hold others in order or by name, and lists and dicts of parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Generic, Self, TypeVar, overload

from ...runtime.errors import IndexOutOfRange, InvalidArgument
from ..tensor import Tensor
from .module import Module
from .parameter import Parameter

Layer = Callable[[Any], Any]
Item = TypeVar("Item")


class _Ordered(Module, Generic[Item]):
    """Entries under the names 0, 1, 2, ...; `_names` are those there are."""

    _names: tuple[str, ...] = ()

    def _checked(self, entry: Any) -> Item:
        raise NotImplementedError

    def _entries(self) -> list[Item]:
        return [self.__dict__[name] for name in self._names]

    def _hold(self, entries: Iterable[Any]) -> None:
        """Have these entries, in this order, instead of those there are."""
        checked = [self._checked(entry) for entry in entries]
        for name in self._names:
            self.__dict__.pop(name, None)
        self._names = ()
        for position, entry in enumerate(checked):
            self._set(str(position), entry)

    def _set(self, name: str, entry: Item) -> None:
        if name not in self._names:
            self._names = (*self._names, name)
        Module.__setattr__(self, name, entry)

    def _place(self, position: Any, beyond: int = 0) -> int:
        count = len(self._names)
        if isinstance(position, bool) or not hasattr(position, "__index__"):
            raise InvalidArgument(
                f"{type(self).__name__}: a place is an int or a slice, not {position!r:.60}"
            )
        place = int(position.__index__())
        if not -count <= place < count + beyond:
            raise IndexOutOfRange(f"layer {place} of {count}")
        return place + count if place < 0 else place

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._entries())

    def __contains__(self, entry: object) -> bool:
        return any(entry is each for each in self._entries())

    @overload
    def __getitem__(self, position: int) -> Item: ...
    @overload
    def __getitem__(self, position: slice) -> Self: ...
    def __getitem__(self, position: int | slice) -> Item | Self:
        if isinstance(position, slice):
            return self._part(self._names[position])
        return self._entries()[self._place(position)]

    def _part(self, names: Iterable[str]) -> Self:
        made = type(self)()
        for name in names:
            made.append(self.__dict__[name])
        return made

    def __setitem__(self, position: int, entry: Item) -> None:
        name = self._names[self._place(position)]
        Module.__setattr__(self, name, self._checked(entry))

    def __delitem__(self, position: int | slice) -> None:
        entries = self._entries()
        if isinstance(position, slice):
            del entries[position]
        else:
            del entries[self._place(position)]
        self._hold(entries)

    def __add__(self, others: Iterable[Item]) -> Self:
        return self._part(self._names).extend(others)

    def __iadd__(self, others: Iterable[Item]) -> Self:
        return self.extend(others)

    def append(self, module: Any) -> Self:
        """Add an entry at the end, in place; returns the container.

        Examples:
            >>> nn.Sequential(nn.Tanh()).append(nn.ReLU())
            Sequential(
              (0): Tanh()
              (1): ReLU()
            )
        """
        self._set(str(len(self._names)), self._checked(module))
        return self

    def extend(self, modules: Iterable[Any]) -> Self:
        """Add entries at the end, in place; returns the container.

        Raises InvalidArgument for what is no sequence.

        Examples:
            >>> len(nn.ModuleList([nn.Tanh()]).extend([nn.ReLU(), nn.ReLU()]))
            3
        """
        for module in _iterated(self, modules):
            self.append(module)
        return self

    def insert(self, index: int, module: Any) -> Self:
        """Put an entry before another, in place; returns the container.

        Raises IndexOutOfRange where there is no such place.

        Examples:
            >>> [type(each).__name__ for each in nn.ModuleList([nn.Tanh()]).insert(0, nn.ReLU())]
            ['ReLU', 'Tanh']
        """
        entries = self._entries()
        entries.insert(self._place(index, beyond=1), self._checked(module))
        self._hold(entries)
        return self

    def pop(self, key: int = -1) -> Item:
        """Take an entry out and return it.

        Raises IndexOutOfRange where there is none.

        Examples:
            >>> layers = nn.ModuleList([nn.Tanh(), nn.ReLU()])
            >>> layers.pop(), len(layers)
            (ReLU(), 1)
        """
        entry = self._entries()[self._place(key)]
        del self[key]
        return entry


class Sequential(_Ordered[Layer]):
    """Modules (or any functions of a tensor) applied one after the other; named 0, 1, 2, ..., or as the dict
    says that is given.

    It has a length, can be iterated and cut, and `model[-1]` is a layer; another index raises
    IndexOutOfRange. A module that is assigned to an attribute is added at the end. Raises InvalidArgument for
    what cannot be called.

    Examples:
        >>> model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), lambda x: x * 2, nn.Linear(8, 2))
        >>> model(Tensor.ones(3, 4)).shape, len(model), model[1]
        ((3, 2), 4, ReLU())
        >>> nn.Sequential({"first": nn.Tanh(), "last": nn.ReLU()}).last
        ReLU()
    """

    def __init__(self, *layers: Layer | Mapping[str, Layer]) -> None:
        if len(layers) == 1 and isinstance(layers[0], Mapping):
            for name, layer in layers[0].items():
                self._set(name, self._checked(layer))
        else:
            self.extend(layers)

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, Module) and name not in self._names:
            self._names = (*self._names, name)
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        object.__delattr__(self, name)
        self._names = tuple(each for each in self._names if each != name)

    def _checked(self, entry: Any) -> Layer:
        if not callable(entry):
            raise InvalidArgument(f"Sequential: {entry!r:.60} is neither a module nor a function")
        return entry  # type: ignore[no-any-return]

    def _part(self, names: Iterable[str]) -> Self:
        return Sequential({name: self.__dict__[name] for name in names})  # type: ignore[return-value]

    def forward(self, x: Any) -> Any:
        for layer in self._entries():
            x = layer(x)
        return x


class ModuleList(_Ordered[Any]):
    """A list of modules; named 0, 1, 2, ... It computes nothing by itself.

    It has a length, can be iterated and cut, and `layers[-1]` is a module; another index raises
    IndexOutOfRange. Raises InvalidArgument for what is no module.

    Examples:
        >>> layers = nn.ModuleList(nn.Linear(4, 4) for _ in range(3))
        >>> x = Tensor.ones(1, 4)
        >>> for layer in layers:
        ...     x = layer(x)
        >>> x.shape, len(layers.parameters()), len(layers[1:])
        ((1, 4), 6, 2)
    """

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        if modules is not None:
            self.extend(modules)

    def _checked(self, entry: Any) -> Module:
        if not isinstance(entry, Module):
            raise InvalidArgument(f"ModuleList: {entry!r:.60} is no module")
        return entry

    def _shown_children(self) -> list[str]:
        """Equal neighbours are shown once, with how many they are."""
        rows, start = [], 0
        for text, same in groupby(repr(module) for module in self):
            count = len(list(same))
            name = str(start) if count == 1 else f"{start}-{start + count - 1}"
            row = f"({name}): " + (text if count == 1 else f"{count} x {text}")
            rows.append(row.replace("\n", "\n  "))
            start += count
        return rows


class ParameterList(_Ordered[Any]):
    """A list of learned tensors; named 0, 1, 2, ... A tensor that is given becomes a parameter.

    It has a length, can be iterated and cut; an index that is not there raises IndexOutOfRange. Raises
    InvalidArgument for what is no tensor.

    Examples:
        >>> scales = nn.ParameterList([Tensor.ones(2), Tensor.zeros(3)])
        >>> [name for name, _ in scales.named_parameters()], scales[-1].requires_grad
        (['0', '1'], True)
    """

    def __init__(self, values: Iterable[Tensor] | None = None) -> None:
        if values is not None:
            self.extend(values)

    def _checked(self, entry: Any) -> Tensor:
        if not isinstance(entry, Tensor):
            raise InvalidArgument(f"ParameterList: {entry!r:.60} is no tensor")
        return entry if isinstance(entry, Parameter) else Parameter(entry)

    def extra_repr(self) -> str:
        return "\n".join(
            f"({name}): {_described(value)}" for name, value in zip(self._names, self, strict=True)
        )


class _Named(Module, Generic[Item]):
    """Entries by name, in the order in which they came."""

    _names: tuple[str, ...] = ()

    def _checked(self, entry: Any) -> Item:
        raise NotImplementedError

    def __getitem__(self, key: str) -> Item:
        if key not in self._names:
            raise InvalidArgument(
                f"{type(self).__name__} has no {key!r:.60}; it has {', '.join(map(repr, self._names))}"
            )
        return self.__dict__[key]  # type: ignore[no-any-return]

    def __setitem__(self, key: str, entry: Any) -> None:
        if not isinstance(key, str) or (key not in self._names and hasattr(type(self), key)):
            raise InvalidArgument(
                f"{type(self).__name__}: a key is a string that is no method's name, not {key!r:.60}"
            )
        checked = self._checked(entry)
        if key not in self._names:
            self._names = (*self._names, key)
        Module.__setattr__(self, key, checked)

    def __delitem__(self, key: str) -> None:
        self.pop(key)

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __contains__(self, key: object) -> bool:
        return key in self._names

    def keys(self) -> list[str]:
        """The keys, in order.

        Examples:
            >>> nn.ModuleDict({"a": nn.ReLU(), "b": nn.Tanh()}).keys()
            ['a', 'b']
        """
        return list(self._names)

    def values(self) -> list[Item]:
        """The entries, in order.

        Examples:
            >>> nn.ModuleDict({"a": nn.ReLU(), "b": nn.Tanh()}).values()
            [ReLU(), Tanh()]
        """
        return [self.__dict__[name] for name in self._names]

    def items(self) -> list[tuple[str, Item]]:
        """Keys and entries, in order.

        Examples:
            >>> nn.ModuleDict({"a": nn.ReLU()}).items()
            [('a', ReLU())]
        """
        return [(name, self.__dict__[name]) for name in self._names]

    def get(self, key: str, default: Any = None) -> Any:
        """The entry of a key, or `default` where there is none.

        Examples:
            >>> nn.ModuleDict({"a": nn.ReLU()}).get("b") is None
            True
        """
        return self.__dict__[key] if key in self._names else default

    def update(self, entries: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> None:
        """Take over the entries of a dict, or of pairs.

        Examples:
            >>> layers = nn.ModuleDict()
            >>> layers.update({"a": nn.ReLU()})
            >>> "a" in layers
            True
        """
        pairs = entries.items() if isinstance(entries, (Mapping, _Named)) else _iterated(self, entries)
        for pair in pairs:
            if not isinstance(pair, (tuple, list)) or len(pair) != 2:
                raise InvalidArgument(
                    f"{type(self).__name__} takes pairs of a key and an entry, not {pair!r:.60}"
                )
            self[pair[0]] = pair[1]

    def pop(self, key: str) -> Item:
        """Take an entry out and return it.

        Raises InvalidArgument where there is none.

        Examples:
            >>> layers = nn.ModuleDict({"a": nn.ReLU()})
            >>> layers.pop("a"), len(layers)
            (ReLU(), 0)
        """
        entry = self[key]
        self._names = tuple(name for name in self._names if name != key)
        del self.__dict__[key]
        self.__dict__["_parameter_names"] = self._parameter_names - {key}
        return entry

    def clear(self) -> None:
        """Take all entries out.

        Examples:
            >>> layers = nn.ModuleDict({"a": nn.ReLU()})
            >>> layers.clear()
            >>> len(layers)
            0
        """
        for key in self._names:
            self.pop(key)


class ModuleDict(_Named[Any]):
    """Modules by name. It computes nothing by itself.

    It has a length, `keys`, `values`, `items`, `update` and `pop`. Raises InvalidArgument for what is no
    module, and for a key that is not there or that a method has for its name.

    Examples:
        >>> layers = nn.ModuleDict({"linear": nn.Linear(2, 3), "act": nn.ReLU()})
        >>> layers["act"], [name for name, _ in layers.named_parameters()]
        (ReLU(), ['linear.weight', 'linear.bias'])
    """

    def __init__(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]] | None = None) -> None:
        if modules is not None:
            self.update(modules)

    def _checked(self, entry: Any) -> Module:
        if not isinstance(entry, Module):
            raise InvalidArgument(f"ModuleDict: {entry!r:.60} is no module")
        return entry


class ParameterDict(_Named[Any]):
    """Learned tensors by name. A tensor that is given becomes a parameter.

    It has a length, `keys`, `values`, `items`, `update` and `pop`. Raises InvalidArgument for what is no
    tensor, and for a key that is not there or that a method has for its name.

    Examples:
        >>> scales = nn.ParameterDict({"left": Tensor.ones(2)})
        >>> scales["right"] = Tensor.zeros(3)
        >>> [(name, value.requires_grad) for name, value in scales.named_parameters()]
        [('left', True), ('right', True)]
    """

    def __init__(self, parameters: Mapping[str, Tensor] | Iterable[tuple[str, Tensor]] | None = None) -> None:
        if parameters is not None:
            self.update(parameters)

    def _checked(self, entry: Any) -> Tensor:
        if not isinstance(entry, Tensor):
            raise InvalidArgument(f"ParameterDict: {entry!r:.60} is no tensor")
        return entry if isinstance(entry, Parameter) else Parameter(entry)

    def extra_repr(self) -> str:
        return "\n".join(f"({name}): {_described(value)}" for name, value in self.items())


def _described(value: Tensor) -> str:
    return f"Parameter containing: [{value.dtype} of size {'x'.join(map(str, value.shape))}]"


def _iterated(owner: object, entries: Any) -> Iterator[Any]:
    if isinstance(entries, (str, bytes)) or not hasattr(entries, "__iter__"):
        raise InvalidArgument(f"{type(owner).__name__} takes a sequence, not {entries!r:.60}")
    return iter(entries)
