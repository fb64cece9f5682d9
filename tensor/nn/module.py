"""The base of all modules, and the containers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self, TypeVar

from ...runtime.errors import IndexOutOfRange, InvalidArgument
from ..graph.dtype import DType
from ..tensor import Tensor
from . import state

Item = TypeVar("Item")


def Parameter(value: Tensor) -> Tensor:
    """Mark a tensor as learned, and return it: it requires a gradient from here on.

    Raises DTypeError for a tensor whose dtype is no float.

    Examples:
        >>> nn.Parameter(Tensor.zeros(3)).requires_grad
        True
    """
    if not isinstance(value, Tensor):
        raise InvalidArgument(f"a parameter is a tensor, not a {type(value).__name__}")
    value.requires_grad = True
    return value


class Module:
    """A part of a model: tensors and other modules as attributes, and `forward`, which calling it calls.

    A tensor that requires a gradient when it is assigned to an attribute is a parameter; any other tensor is
    a buffer. Both are in the state dict, under the names PyTorch gives them. Modules and tensors in lists,
    tuples and dicts count as well. `training` says how dropout and batch norms behave; see `train`.

    Examples:
        >>> class Scale(nn.Module):
        ...     def __init__(self):
        ...         self.factor = nn.Parameter(Tensor([2.0]))
        ...     def forward(self, x):
        ...         return x * self.factor
        >>> Scale()(Tensor([1.0, 3.0])).tolist()
        [2.0, 6.0]
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
        """What calling the module computes, from the same arguments; each class has its own.

        Raises NotImplementedError where a class has none.

        Examples:
            >>> nn.ReLU().forward(Tensor([-1.0, 1.0])).tolist()
            [0.0, 1.0]
        """
        raise NotImplementedError(f"{type(self).__name__} does not define forward()")

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Keep a tensor that is not learned; unless `persistent` it stays out of the state dict.

        Examples:
            >>> module = nn.Module()
            >>> module.register_buffer("mean", Tensor.zeros(3))
            >>> module.register_buffer("scratch", Tensor.zeros(3), persistent=False)
            >>> list(module.state_dict()), module.parameters()
            (['mean'], [])
        """
        if not persistent:
            self.__dict__["_not_saved"] = self._not_saved | {name}
        object.__setattr__(self, name, tensor)

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """This module and all below it, with their paths; its own is `prefix`.

        Examples:
            >>> model = nn.Sequential(nn.Sequential(nn.Linear(2, 2)), nn.ReLU())
            >>> [name for name, _ in model.named_modules()]
            ['', '0', '0.0', '1']
        """
        yield prefix, self
        for name, child in self.named_children():
            yield from child.named_modules(f"{prefix}.{name}" if prefix else name)

    def modules(self) -> Iterator[Module]:
        """This module and all below it, each before those that are in it.

        Examples:
            >>> model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
            >>> [type(module).__name__ for module in model.modules()]
            ['Sequential', 'Linear', 'ReLU']
        """
        return (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly below with their names, those in lists and dicts included.

        Examples:
            >>> module = nn.Module()
            >>> module.layers, module.last = [nn.Linear(2, 2), nn.ReLU()], nn.Linear(2, 1)
            >>> [name for name, _ in module.named_children()]
            ['layers.0', 'layers.1', 'last']
        """
        yield from _modules_in(self.__dict__.items())

    def children(self) -> Iterator[Module]:
        """The modules directly below.

        Examples:
            >>> list(nn.Sequential(nn.Tanh(), nn.Sequential(nn.ReLU())).children())
            [Tanh(), Sequential(
              (0): ReLU()
            )]
        """
        return (module for _, module in self.named_children())

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """The learned tensors by name, each once, frozen ones included.

        Examples:
            >>> model = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
            >>> [(name, parameter.shape) for name, parameter in model.named_parameters()]
            [('0.weight', (3, 2)), ('0.bias', (3,))]
        """
        seen: set[int] = set()
        for path, module in self.named_modules():
            for name, value in module.__dict__.items():
                known = name in module._parameter_names
                for inner, tensor in _tensors_in(name, value):
                    if id(tensor) not in seen and (known or tensor.requires_grad):
                        seen.add(id(tensor))
                        yield f"{path}.{inner}" if path else inner, tensor

    def parameters(self) -> list[Tensor]:
        """The learned tensors, each once, frozen ones included.

        Examples:
            >>> sum(parameter.numel() for parameter in nn.Linear(2, 3).parameters())
            9
        """
        return [tensor for _, tensor in self.named_parameters()]

    def state_dict(self) -> dict[str, Tensor]:
        """Every parameter and persistent buffer by name: the tensors themselves, not copies.

        Examples:
            >>> list(nn.BatchNorm1d(4).state_dict())
            ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked']
        """
        return state.get_state_dict(self)

    def load_state_dict(self, values: Mapping[str, Any], strict: bool = True) -> None:
        """Take over the values of a state dict. See `nn.state.load_state_dict`, for what is raised too.

        Examples:
            >>> layer = nn.Linear(2, 1)
            >>> layer.load_state_dict({"weight": Tensor([[1.0, 2.0]]), "bias": np.zeros(1)})
            >>> layer(Tensor([3.0, 4.0])).tolist()
            [11.0]
        """
        state.load_state_dict(self, values, strict)

    def to(self, device: str | None = None, dtype: DType | None = None) -> Self:
        """Move every tensor to a device and convert the floats among them, in place; returns the module.

        The tensors stay the same objects, so an optimizer keeps them; gradients are forgotten. Raises
        UnknownDevice, NoCard.

        Examples:
            >>> layer = nn.Linear(2, 1).to("CPU", dtypes.float64)
            >>> layer.weight.device, layer.weight.dtype
            ('CPU', float64)
        """
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
        """Set training behaviour (dropout, batch statistics) here and in all modules below; returns the
        module.

        Examples:
            >>> model = nn.Sequential(nn.Dropout())
            >>> model.train(False)[0].training, model.train()[0].training
            (False, True)
        """
        for module in self.modules():
            object.__setattr__(module, "training", mode)
        return self

    def eval(self) -> Self:
        """Set evaluation behaviour here and in all modules below; returns the module.

        Examples:
            >>> nn.Sequential(nn.Dropout(0.5)).eval()(Tensor([1.0, 2.0])).tolist()
            [1.0, 2.0]
        """
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze or unfreeze all parameters; returns the module.

        Examples:
            >>> layer = nn.Linear(2, 1).requires_grad_(False)
            >>> layer.weight.requires_grad, len(layer.parameters())
            (False, 2)
        """
        for tensor in self.parameters():
            tensor.requires_grad = requires_grad
        return self

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters.

        Examples:
            >>> layer = nn.Linear(2, 1)
            >>> loss = layer(Tensor.ones(2)).sum().backward()
            >>> layer.zero_grad()
            >>> layer.weight.grad is None
            True
        """
        for tensor in self.parameters():
            tensor.grad = None

    def apply(self, function: Callable[[Module], object]) -> Self:
        """Call a function with every module, those below first; returns the module.

        Examples:
            >>> seen = []
            >>> model = nn.Sequential(nn.Linear(2, 2), nn.ReLU()).apply(seen.append)
            >>> [type(module).__name__ for module in seen]
            ['Linear', 'ReLU', 'Sequential']
        """
        for child in self.children():
            child.apply(function)
        function(self)
        return self

    def __repr__(self) -> str:
        rows = [f"({name}): {child!r}".replace("\n", "\n  ") for name, child in self.named_children()]
        inner = "\n  ".join(["", *rows]) + "\n" if rows else self.describe()
        return f"{type(self).__name__}({inner})"

    def describe(self) -> str:
        """What stands between the parentheses of the representation, where no modules are below.

        Examples:
            >>> nn.Dropout(0.25).describe(), repr(nn.Dropout(0.25))
            ('p=0.25', 'Dropout(p=0.25)')
        """
        return ""


class Sequential(Module):
    """Modules (or any functions of a tensor) applied one after the other; named 0, 1, 2, ...

    It has a length, can be iterated, and `model[-1]` is a layer; another index raises IndexOutOfRange.

    Examples:
        >>> model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), lambda x: x * 2, nn.Linear(8, 2))
        >>> model(Tensor.ones(3, 4)).shape, len(model), model[1]
        ((3, 2), 4, ReLU())
    """

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
        """Add a layer at the end, in place; returns the module.

        Examples:
            >>> nn.Sequential(nn.Tanh()).append(nn.ReLU())
            Sequential(
              (0): Tanh()
              (1): ReLU()
            )
        """
        setattr(self, str(self._count), layer)
        self._count += 1
        return self

    def forward(self, x: Any) -> Any:
        for layer in self:
            x = layer(x)
        return x


class ModuleList(Module):
    """A list of modules; named 0, 1, 2, ... It computes nothing by itself.

    It has a length, can be iterated, and `layers[-1]` is a module; another index raises IndexOutOfRange.

    Examples:
        >>> layers = nn.ModuleList(nn.Linear(4, 4) for _ in range(3))
        >>> x = Tensor.ones(1, 4)
        >>> for layer in layers:
        ...     x = layer(x)
        >>> x.shape, len(layers.parameters())
        ((1, 4), 6)
    """

    def __init__(self, modules: Iterable[Module] = ()) -> None:
        self._count = 0
        if not hasattr(modules, "__iter__"):
            raise InvalidArgument(f"ModuleList takes a list of modules, not {modules!r:.60}")
        for module in modules:
            self.append(module)

    def append(self, module: Module) -> Self:
        """Add a module at the end, in place; returns the list.

        Examples:
            >>> len(nn.ModuleList([nn.Tanh()]).append(nn.ReLU()))
            2
        """
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
