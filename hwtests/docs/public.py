"""What users meet: every public function, class, method and property of `barewire`, its modules and the
runtime, and what each has to say of itself.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import barewire
from barewire import runtime
from barewire.tensor.run.jit import Jitted

DOCSTRING, EXAMPLE = "docstring", "example"
# Tables of types and of exceptions, and the interface of another package: a sentence is enough.
WITHOUT_EXAMPLES = ("dtypes", "errors", "onnx")


@dataclass(frozen=True)
class Public:
    """A public name and what it stands for."""

    name: str
    value: object

    @property
    def docstring(self) -> str:
        return inspect.getdoc(self.value) or ""

    @property
    def wants_example(self) -> bool:
        return not isinstance(self.value, property) and self.name.split(".")[0] not in WITHOUT_EXAMPLES

    @property
    def lacks(self) -> str | None:
        """What is missing: DOCSTRING, EXAMPLE, or nothing."""
        if not self.docstring:
            return DOCSTRING
        return EXAMPLE if self.wants_example and ">>> " not in self.docstring else None


def everything() -> list[Public]:
    """All of it, once each, under the name that its definition has; bases before what is made from them."""
    found: dict[int, Public] = {}
    for name, value in _names():
        for part in _members(name, value) if isinstance(value, type) else (Public(name, value),):
            found.setdefault(id(part.value), part)
    return list(found.values())


def _names() -> Iterator[tuple[str, object]]:
    for name in sorted({*barewire.__all__, *barewire.BUILTIN, *barewire.EXTRAS}):
        value = getattr(barewire, name)
        if isinstance(value, types.ModuleType):
            yield from _of_module(name, value)
        elif isinstance(value, (type, types.FunctionType)):
            yield name, value
    for name in ("state", "functional", "init", "utils"):
        yield from _of_module(f"nn.{name}", getattr(barewire.nn, name))
    yield from _of_module("nn.utils.rnn", barewire.nn.utils.rnn)
    yield from _of_module("optim.lr_scheduler", barewire.optim.lr_scheduler)
    yield "Jitted", Jitted
    yield from _of_module("runtime", runtime)


def _of_module(path: str, module: types.ModuleType) -> Iterator[tuple[str, object]]:
    """The functions and classes that a module exports, or that it defines where it does not say."""
    own = [
        name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__
    ]
    names = getattr(module, "__all__", [name for name in own if not name.startswith("_")])
    values = [(name, getattr(module, name)) for name in names]
    chosen = [(name, value) for name, value in values if isinstance(value, (type, types.FunctionType))]
    yield from sorted(
        ((f"{path}.{name}", value) for name, value in chosen),
        key=lambda item: len(item[1].__mro__) if isinstance(item[1], type) else 0,
    )


def _members(name: str, owner: type) -> Iterator[Public]:
    """A class and what is public in it, inherited or not, but for what a base says of a method already."""
    yield Public(name, owner)
    for member in dir(owner):
        if member.startswith("_"):
            continue
        value = inspect.getattr_static(owner, member)
        if isinstance(value, (classmethod, staticmethod)):
            value = value.__func__
        if isinstance(value, types.FunctionType):
            first = f"{name}.{value.__name__}" if hasattr(owner, value.__name__) else f"{name}.{member}"
            if not _told_by_a_base(owner, member, value):
                yield Public(first, value)
        elif isinstance(value, property):
            yield Public(f"{name}.{member}", value)


def _told_by_a_base(owner: type, member: str, value: Callable[..., object]) -> bool:
    above = (vars(base).get(member) for base in owner.__mro__)
    return (
        any(each is not None and each is not value and each.__doc__ for each in above) and not value.__doc__
    )
