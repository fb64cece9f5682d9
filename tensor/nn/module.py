"""The base of all modules, and the containers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self, TypeVar

from ...runtime.errors import IndexOutOfRange
from ..graph.dtype import DType
from ..tensor import Tensor
from . import state

Item = TypeVar("Item")


def Parameter(value: Tensor) -> Tensor:
    """Mark a tensor as learned: it requires a gradient from here on."""
    value.requires_grad = True
    return value


class Module:
    """A part of a model: tensors and other modules as attributes, and `forward`, which calling it calls.

    A tensor that requires a gradient when it is assigned to an attribute is a parameter; any other tensor is
    a buffer. Both are in the state dict, under the names PyTorch gives them.
    """

    training: bool = True
    _parameter_names: frozenset[str] = frozenset()
    _not_saved: frozenset[str] = frozenset()

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, Tensor) and value.requires_grad:
            self.__dict__["_parameter_names"] = self._parameter_names | {name}
        object.__setattr__(self, name, value)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return self.forward(*arguments, **keywords)

    def forward(self, *arguments: Any, **keywords: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} does not define forward()")

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Keep a tensor that is not learned; unless `persistent` it stays out of the state dict."""
        if not persistent:
            self.__dict__["_not_saved"] = self._not_saved | {name}
        object.__setattr__(self, name, tensor)

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """This module and all below it, with their paths."""
        yield prefix, self
        for name, child in self.named_children():
            yield from child.named_modules(f"{prefix}.{name}" if prefix else name)

    def modules(self) -> Iterator[Module]:
        """This module and all below it."""
        return (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly below, those in lists and dicts included."""
        yield from _modules_in(self.__dict__.items())

    def children(self) -> Iterator[Module]:
        """The modules directly below."""
        return (module for _, module in self.named_children())

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """The learned tensors by name, each once."""
        seen: set[int] = set()
        for path, module in self.named_modules():
            for name, value in module.__dict__.items():
                known = name in module._parameter_names
                for inner, tensor in _tensors_in(name, value):
                    if id(tensor) not in seen and (known or tensor.requires_grad):
                        seen.add(id(tensor))
                        yield f"{path}.{inner}" if path else inner, tensor

    def parameters(self) -> list[Tensor]:
        """The learned tensors, each once."""
        return [tensor for _, tensor in self.named_parameters()]

    def state_dict(self) -> dict[str, Tensor]:
        """Every parameter and persistent buffer by name."""
        return state.get_state_dict(self)

    def load_state_dict(self, values: Mapping[str, Any], strict: bool = True) -> None:
        """Take over the values of a state dict. See `nn.state.load_state_dict`."""
        state.load_state_dict(self, values, strict)

    def to(self, device: str | None = None, dtype: DType | None = None) -> Self:
        """Move every tensor to a device and convert the floats among them; the objects stay the same."""
        found = [
            pair for module in self.modules() for pair in _tensors_in("", list(module.__dict__.values()))
        ]
        for tensor in {id(tensor): tensor for _, tensor in found}.values():
            wanted = dtype if dtype is not None and tensor.dtype.is_float else tensor.dtype
            converted = tensor.detach().to(device, dtype=wanted).contiguous().realize()
            learned = tensor.requires_grad
            # A leaf is known by its node, which is about to change.
            tensor.requires_grad = False
            tensor._node, tensor.device, tensor.grad = converted._node, converted.device, None
            del converted
            tensor.requires_grad = learned
        return self

    def train(self, mode: bool = True) -> Self:
        """Set training behaviour (dropout, batch statistics) here and in all modules below."""
        for module in self.modules():
            object.__setattr__(module, "training", mode)
        return self

    def eval(self) -> Self:
        """Set evaluation behaviour here and in all modules below."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze or unfreeze all parameters."""
        for tensor in self.parameters():
            tensor.requires_grad = requires_grad
        return self

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        for tensor in self.parameters():
            tensor.grad = None

    def apply(self, function: Callable[[Module], object]) -> Self:
        """Call a function with every module, those below first."""
        for child in self.children():
            child.apply(function)
        function(self)
        return self

    def __repr__(self) -> str:
        rows = [f"({name}): {child!r}".replace("\n", "\n  ") for name, child in self.named_children()]
        inner = "\n  ".join(["", *rows]) + "\n" if rows else self.describe()
        return f"{type(self).__name__}({inner})"

    def describe(self) -> str:
        """What stands between the parentheses of the representation."""
        return ""


class Sequential(Module):
    """Modules (or any functions of a tensor) applied one after the other; named 0, 1, 2, ..."""

    def __init__(self, *layers: Callable[[Any], Any]) -> None:
        for position, layer in enumerate(layers):
            setattr(self, str(position), layer)
        self._count = len(layers)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Callable[[Any], Any]]:
        return (self.__dict__[str(position)] for position in range(self._count))

    def __getitem__(self, position: int) -> Callable[[Any], Any]:
        return _at(list(self), position)

    def append(self, layer: Callable[[Any], Any]) -> Self:
        """Add a layer at the end."""
        setattr(self, str(self._count), layer)
        self._count += 1
        return self

    def forward(self, x: Any) -> Any:
        for layer in self:
            x = layer(x)
        return x


class ModuleList(Module):
    """A list of modules; named 0, 1, 2, ..."""

    def __init__(self, modules: Iterable[Module] = ()) -> None:
        self._count = 0
        for module in modules:
            self.append(module)

    def append(self, module: Module) -> Self:
        """Add a module at the end."""
        setattr(self, str(self._count), module)
        self._count += 1
        return self

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Module]:
        return (self.__dict__[str(position)] for position in range(self._count))

    def __getitem__(self, position: int) -> Module:
        return _at(list(self), position)


def _at(items: list[Item], position: int) -> Item:
    if not -len(items) <= position < len(items):
        raise IndexOutOfRange(f"layer {position} of {len(items)}")
    return items[position]


def _modules_in(items: Iterable[tuple[Any, object]], prefix: str = "") -> Iterator[tuple[str, Module]]:
    for name, value in items:
        path = f"{prefix}{name}"
        if isinstance(value, Module):
            yield path, value
        elif isinstance(value, list | tuple):
            yield from _modules_in(enumerate(value), f"{path}.")
        elif isinstance(value, dict):
            yield from _modules_in(value.items(), f"{path}.")


def _tensors_in(path: str, value: object) -> Iterator[tuple[str, Tensor]]:
    if isinstance(value, Tensor):
        yield path, value
    elif isinstance(value, list | tuple):
        for position, entry in enumerate(value):
            yield from _tensors_in(f"{path}.{position}", entry)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _tensors_in(f"{path}.{key}", entry)
