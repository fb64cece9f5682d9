"""The base of all modules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from ...runtime.errors import DTypeError, InvalidArgument
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..graph.promotion import as_dtype
from ..methods.handle import RemovableHandle
from ..run.capture import clears_gradients
from ..tensor import Tensor
from . import hooks, state
from .hooks import Hook, Hooks
from .parameter import Parameter

Item = TypeVar("Item")


class Listed(list[Item]):
    """A list that `next` takes from as from an iterator, as `next(model.parameters())` is written."""

    _taken = 0

    def __next__(self) -> Item:
        if self._taken >= len(self):
            raise StopIteration
        self._taken += 1
        return self[self._taken - 1]


class Module:
    """A part of a model: tensors and other modules as attributes, and `forward`, which calling it calls.

    A tensor that requires a gradient when it is assigned to an attribute is a parameter; any other tensor is
    a buffer, unless its name starts with an underscore. Both are in the state dict, under the names and in
    the order PyTorch gives them. Modules and tensors in lists, tuples and dicts count as well. `training`
    says how dropout and batch norms behave; see `train`.

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
    _buffer_names: frozenset[str] = frozenset()
    _not_saved: frozenset[str] = frozenset()
    _hooks: Hooks | None = None

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, Tensor):
            if isinstance(value, Parameter):
                self.__dict__["_parameter_names"] = self._parameter_names | {name}
            elif name in self._parameter_names:
                self.__dict__["_parameter_names"] = self._parameter_names - {name}
        object.__setattr__(self, name, value)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Reached for what is nowhere else: what is computed from parameters whenever it is read.
            rule = self.__dict__.get("_computed", {}).get(name)
            if rule is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            return rule(self)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        if self._hooks:
            return self._hooks.call(self, arguments, keywords)
        return self.forward(*arguments, **keywords)

    def forward(self, *arguments: Any, **keywords: Any) -> Any:
        """What calling the module computes, from the same arguments; each class has its own.

        Raises NotImplementedError where a class has none.

        Examples:
            >>> nn.ReLU().forward(Tensor([-1.0, 1.0])).tolist()
            [0.0, 1.0]
        """
        raise NotImplementedError(f"{type(self).__name__} does not define forward()")

    # what is in it

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Keep a tensor that is not learned; unless `persistent` it stays out of the state dict.

        Examples:
            >>> module = nn.Module()
            >>> module.register_buffer("mean", Tensor.zeros(3))
            >>> module.register_buffer("scratch", Tensor.zeros(3), persistent=False)
            >>> list(module.state_dict()), module.parameters()
            (['mean'], [])
        """
        _checked_name(name)
        if not (tensor is None or isinstance(tensor, Tensor)):
            raise InvalidArgument(f"register_buffer: {name!r} is a tensor or None, not {tensor!r:.60}")
        self.__dict__["_buffer_names"] = self._buffer_names | {name}
        self.__dict__["_parameter_names"] = self._parameter_names - {name}
        self.__dict__["_not_saved"] = self._not_saved - {name} if persistent else self._not_saved | {name}
        object.__setattr__(self, name, tensor)

    def register_parameter(self, name: str, param: Tensor | None) -> None:
        """Keep a learned tensor under a name, or None in its place.

        Examples:
            >>> module = nn.Module()
            >>> module.register_parameter("scale", nn.Parameter(Tensor.ones(1)))
            >>> module.register_parameter("bias", None)
            >>> [name for name, _ in module.named_parameters()], module.bias
            (['scale'], None)
        """
        _checked_name(name)
        if not (param is None or isinstance(param, Tensor)):
            raise InvalidArgument(f"register_parameter: {name!r} is a tensor or None, not {param!r:.60}")
        setattr(self, name, None if param is None else Parameter(param, param.requires_grad))

    def add_module(self, name: str, module: Module | None) -> None:
        """Keep a module under a name, as assigning it to an attribute does.

        Examples:
            >>> model = nn.Sequential()
            >>> model.add_module("first", nn.ReLU())
            >>> model
            Sequential(
              (first): ReLU()
            )
        """
        _checked_name(name)
        if not (module is None or isinstance(module, Module)):
            raise InvalidArgument(f"add_module: {name!r} is a module or None, not {module!r:.60}")
        setattr(self, name, module)

    register_module = add_module

    def named_modules(
        self, memo: set[int] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """This module and all below it, each once, with their paths; its own is `prefix`.

        Examples:
            >>> model = nn.Sequential(nn.Sequential(nn.Linear(2, 2)), nn.ReLU())
            >>> [name for name, _ in model.named_modules()]
            ['', '0', '0.0', '1']
        """
        if isinstance(memo, str):
            memo, prefix = None, memo
        seen = set() if memo is None else memo
        if remove_duplicate:
            if id(self) in seen:
                return
            seen.add(id(self))
        yield prefix, self
        for name, child in _modules_in(self.__dict__.items()):
            path = f"{prefix}.{name}" if prefix else name
            yield from child.named_modules(seen, path, remove_duplicate)

    def modules(self) -> Iterator[Module]:
        """This module and all below it, each once and before those that are in it.

        Examples:
            >>> model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
            >>> [type(module).__name__ for module in model.modules()]
            ['Sequential', 'Linear', 'ReLU']
        """
        return (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly below, each once, with their names, those in lists and dicts included.

        Examples:
            >>> module = nn.Module()
            >>> module.layers, module.last = [nn.Linear(2, 2), nn.ReLU()], nn.Linear(2, 1)
            >>> [name for name, _ in module.named_children()]
            ['layers.0', 'layers.1', 'last']
        """
        seen: set[int] = set()
        for name, child in _modules_in(self.__dict__.items()):
            if id(child) not in seen:
                seen.add(id(child))
                yield name, child

    def children(self) -> Iterator[Module]:
        """The modules directly below.

        Examples:
            >>> list(nn.Sequential(nn.Tanh(), nn.Sequential(nn.ReLU())).children())
            [Tanh(), Sequential(
              (0): ReLU()
            )]
        """
        return (module for _, module in self.named_children())

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """The learned tensors by name, each once, frozen ones included; without `recurse` the module's own.

        Examples:
            >>> model = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
            >>> [(name, parameter.shape) for name, parameter in model.named_parameters()]
            [('0.weight', (3, 2)), ('0.bias', (3,))]
        """
        yield from self._named(Module._own_parameters, prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Listed[Tensor]:
        """The learned tensors, each once, frozen ones included: a list that `next` takes from, too.

        Examples:
            >>> sum(parameter.numel() for parameter in nn.Linear(2, 3).parameters())
            9
            >>> next(nn.Linear(2, 3).parameters()).dtype
            float32
        """
        return Listed(tensor for _, tensor in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """The tensors that are not learned, by name, each once; without `recurse` the module's own.

        Examples:
            >>> [name for name, _ in nn.Sequential(nn.BatchNorm1d(3)).named_buffers()]
            ['0.running_mean', '0.running_var', '0.num_batches_tracked']
        """
        yield from self._named(Module._own_buffers, prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Listed[Tensor]:
        """The tensors that are not learned, each once.

        Examples:
            >>> len(nn.BatchNorm1d(3).buffers()), nn.Linear(2, 3).buffers()
            (3, [])
        """
        return Listed(tensor for _, tensor in self.named_buffers(recurse=recurse))

    def get_submodule(self, target: str) -> Module:
        """The module at a path such as 'layers.0'; this one for ''.

        Raises InvalidArgument where there is none.

        Examples:
            >>> nn.Sequential(nn.Sequential(nn.Tanh())).get_submodule("0.0")
            Tanh()
        """
        found = self._at(target)
        if not isinstance(found, Module):
            raise InvalidArgument(f"get_submodule: {target!r} of {type(self).__name__} is no module")
        return found

    def get_parameter(self, target: str) -> Tensor:
        """The learned tensor at a path such as 'layers.0.weight'.

        Raises InvalidArgument where there is none.

        Examples:
            >>> nn.Sequential(nn.Linear(2, 3)).get_parameter("0.weight").shape
            (3, 2)
        """
        found = self._at(target)
        if not isinstance(found, Tensor) or all(found is not each for each in self.parameters()):
            raise InvalidArgument(f"get_parameter: {target!r} of {type(self).__name__} is no parameter")
        return found

    def get_buffer(self, target: str) -> Tensor:
        """The tensor at a path that is not learned.

        Raises InvalidArgument where there is none.

        Examples:
            >>> nn.BatchNorm1d(2).get_buffer("running_var").tolist()
            [1.0, 1.0]
        """
        found = self._at(target)
        if not isinstance(found, Tensor) or all(found is not each for each in self.buffers()):
            raise InvalidArgument(f"get_buffer: {target!r} of {type(self).__name__} is no buffer")
        return found

    def _at(self, target: str) -> object:
        if not isinstance(target, str):
            raise InvalidArgument(f"a path is a string such as 'layers.0', not {target!r:.60}")
        found: object = self
        for step in filter(None, target.split(".")):
            if isinstance(found, (list, tuple)):
                place = int(step) if step.isdecimal() else len(found)
                found = found[place] if place < len(found) else None
            elif isinstance(found, Mapping):
                found = found.get(step)
            else:
                found = getattr(found, "__dict__", {}).get(step)
        return found

    def _named(
        self,
        own: Callable[[Module], Iterator[tuple[str, Tensor]]],
        prefix: str,
        recurse: bool,
        remove_duplicate: bool,
    ) -> Iterator[tuple[str, Tensor]]:
        seen: set[int] = set()
        owners = self.named_modules(None, prefix, remove_duplicate) if recurse else [(prefix, self)]
        for path, module in owners:
            for name, tensor in own(module):
                if id(tensor) not in seen:
                    if remove_duplicate:
                        seen.add(id(tensor))
                    yield f"{path}.{name}" if path else name, tensor

    def _own_parameters(self) -> Iterator[tuple[str, Tensor]]:
        for name, value in self.__dict__.items():
            known = name in self._parameter_names
            for inner, tensor in _tensors_in(name, value):
                if known or isinstance(tensor, Parameter):
                    yield inner, tensor

    def _own_buffers(self) -> Iterator[tuple[str, Tensor]]:
        for name, value in self.__dict__.items():
            if name in self._parameter_names or (name.startswith("_") and name not in self._buffer_names):
                continue
            for inner, tensor in _tensors_in(name, value):
                if not isinstance(tensor, Parameter):
                    yield inner, tensor

    def _named_state(self, prefix: str, path: frozenset[int]) -> Iterator[tuple[str, Tensor]]:
        """What is saved, as PyTorch orders it: parameters, then buffers, then what is below."""
        if id(self) in path:
            return
        for name, tensor in self._own_parameters():
            yield prefix + name, tensor
        for name, tensor in self._own_buffers():
            if name.split(".")[0] not in self._not_saved:
                yield prefix + name, tensor
        for name, child in _modules_in(self.__dict__.items()):
            yield from child._named_state(f"{prefix}{name}.", path | {id(self)})

    # its state

    def state_dict(self, *, prefix: str = "", keep_vars: bool = False) -> dict[str, Tensor]:
        """Every parameter and persistent buffer by name: the tensors themselves, not copies, whatever
        `keep_vars`.

        Examples:
            >>> list(nn.BatchNorm1d(4).state_dict())
            ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked']
        """
        return state.get_state_dict(self, prefix)

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> state.IncompatibleKeys:
        """Take over the values of a state dict. See `nn.state.load_state_dict`, for what is raised too.

        Examples:
            >>> layer = nn.Linear(2, 1)
            >>> layer.load_state_dict({"weight": Tensor([[1.0, 2.0]]), "bias": np.zeros(1)})
            <All keys matched successfully>
            >>> layer(Tensor([3.0, 4.0])).tolist()
            [11.0]
        """
        return state.load_state_dict(self, state_dict, strict, assign)

    def to(
        self, *target: Any, device: object = None, dtype: object = None, non_blocking: bool = False
    ) -> Self:
        """Move every tensor to a device and convert the floats among them, in place; returns the module.

        `to("CPU")`, `to("float16")`, `to("CPU", dtypes.float16)`, `to(tensor)`. The tensors stay the same
        objects, so an optimizer keeps them, and their gradients go along. Those that are there already keep
        their memory. Raises UnknownDevice, NoCard, DTypeError for a dtype that is no float.

        Examples:
            >>> layer = nn.Linear(2, 1).to("CPU", dtypes.float64)
            >>> layer.weight.device, layer.weight.dtype
            ('CPU', float64)
        """
        for each in target:
            if isinstance(each, Tensor):
                device, dtype = each.device, each.dtype
            elif isinstance(each, (DType, type)) or str(each).removeprefix("torch.") in dtypes.BY_NAME:
                dtype = each
            elif each is not None:
                device = each
        wanted = None if dtype is None else as_dtype(dtype)
        if wanted is not None and not wanted.is_float:
            raise DTypeError(f"a module computes in floats; its tensors cannot become {wanted}")
        found = [
            pair for module in self.modules() for pair in _tensors_in("", list(module.__dict__.values()))
        ]
        for tensor in {id(tensor): tensor for _, tensor in found}.values():
            into = wanted if wanted is not None and tensor.dtype.is_float else tensor.dtype
            moved, gradient = tensor.detach().to(device, dtype=into), tensor.grad
            if moved.device != tensor.device or into is not tensor.dtype:
                state.replace(tensor, moved)
                tensor.grad = None if gradient is None else gradient.to(device, dtype=into)
        return self

    def half(self) -> Self:
        """Convert the floats of every parameter and buffer to float16, in place; returns the module.

        Examples:
            >>> nn.Linear(2, 1).half().weight.dtype
            float16
        """
        return self.to(dtype=dtypes.float16)

    def bfloat16(self) -> Self:
        """Convert the floats of every parameter and buffer to bfloat16, in place; returns the module.

        Examples:
            >>> nn.Linear(2, 1).bfloat16().weight.dtype
            bfloat16
        """
        return self.to(dtype=dtypes.bfloat16)

    def float(self) -> Self:
        """Convert the floats of every parameter and buffer to float32, in place; returns the module.

        Examples:
            >>> nn.Linear(2, 1).half().float().weight.dtype
            float32
        """
        return self.to(dtype=dtypes.float32)

    def double(self) -> Self:
        """Convert the floats of every parameter and buffer to float64, in place; returns the module.

        Examples:
            >>> nn.Linear(2, 1).double().weight.dtype
            float64
        """
        return self.to(dtype=dtypes.float64)

    def cpu(self) -> Self:
        """Move every tensor to the processor, in place; returns the module.

        Examples:
            >>> nn.Linear(2, 1).cpu().weight.device
            'CPU'
        """
        return self.to(device="CPU")

    def train(self, mode: bool = True) -> Self:
        """Set training behaviour (dropout, batch statistics) here and in all modules below; returns the
        module.

        Examples:
            >>> model = nn.Sequential(nn.Dropout())
            >>> model.train(False)[0].training, model.train()[0].training
            (False, True)
        """
        if not isinstance(mode, bool):
            raise InvalidArgument(f"train: the mode is True or False, not {mode!r:.60}")
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

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or make those there are zeros.

        Examples:
            >>> layer = nn.Linear(2, 1)
            >>> loss = layer(Tensor.ones(2)).sum().backward()
            >>> layer.zero_grad()
            >>> layer.weight.grad is None
            True
        """
        parameters = list(self.parameters())
        clears_gradients(parameters)
        for tensor in parameters:
            tensor.grad = None if set_to_none or tensor.grad is None else tensor.grad.zeros_like()

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

    # hooks

    def register_forward_pre_hook(
        self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, inputs)` before each `forward`; what it returns, if anything, replaces the
        inputs.

        With `with_kwargs` it is called with the keywords too and returns both. The result takes the hook away
        again. Raises InvalidArgument for what cannot be called.

        Examples:
            >>> layer = nn.ReLU()
            >>> handle = layer.register_forward_pre_hook(lambda module, inputs: (inputs[0] - 1,))
            >>> layer(Tensor([3.0])).tolist()
            [2.0]
        """
        return self._hooked(hooks.BEFORE, hook, prepend, with_kwargs)

    def register_forward_hook(
        self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, inputs, output)` after each `forward`; what it returns, if anything, replaces
        the output.

        With `with_kwargs` it is called as `hook(module, inputs, keywords, output)`. The result takes the hook
        away again. Raises InvalidArgument for what cannot be called.

        Examples:
            >>> seen = []
            >>> model = nn.Sequential(nn.ReLU(), nn.Tanh())
            >>> handle = model[0].register_forward_hook(lambda module, inputs, output: seen.append(output))
            >>> _ = model(Tensor([-1.0, 3.0]))
            >>> seen[0].tolist()
            [0.0, 3.0]
        """
        return self._hooked(hooks.AFTER, hook, prepend, with_kwargs)

    def register_full_backward_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(module, grad_output)` when the gradients of the outputs are known; what it returns
        replaces them.

        Raises InvalidArgument for what cannot be called.

        Examples:
            >>> layer, x = nn.ReLU(), Tensor([2.0], requires_grad=True)
            >>> handle = layer.register_full_backward_pre_hook(lambda module, grads: (grads[0] * 10,))
            >>> loss = layer(x).sum().backward()
            >>> x.grad.tolist()
            [10.0]
        """
        return self._hooked(hooks.GRADIENT_BEFORE, hook, prepend)

    def register_full_backward_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call `hook(module, grad_input, grad_output)` when a gradient passes the module; what it returns
        replaces that of the input.

        Both are tuples, with None for what has no gradient; they are lazy, and called for when `backward`
        builds the gradient. Raises InvalidArgument for what cannot be called; `backward` raises GradientError
        where a hook would replace the gradients of several inputs.

        Examples:
            >>> seen = []
            >>> layer, x = nn.ReLU(), Tensor([2.0, -2.0], requires_grad=True)
            >>> handle = layer.register_full_backward_hook(lambda _, given, got: seen.append((given, got)))
            >>> loss = layer(x).sum().backward()
            >>> seen[0][0][0].tolist(), seen[0][1][0].tolist()
            ([1.0, 0.0], [1.0, 1.0])
        """
        return self._hooked(hooks.GRADIENT, hook, prepend)

    def _hooked(self, kind: str, hook: Hook, prepend: bool, with_kwargs: bool = False) -> RemovableHandle:
        if self._hooks is None:
            self.__dict__["_hooks"] = Hooks()
        assert self._hooks is not None
        return self._hooks.add(kind, hook, prepend, with_kwargs)

    # how it is shown

    def __repr__(self) -> str:
        extra = self.extra_repr().split("\n") if self.extra_repr() else []
        rows = [*extra, *self._shown_children()]
        if len(extra) == len(rows) == 1:
            return f"{type(self).__name__}({extra[0]})"
        return f"{type(self).__name__}(" + ("\n  ".join(["", *rows]) + "\n" if rows else "") + ")"

    def _shown_children(self) -> list[str]:
        return [
            f"({name}): {child!r}".replace("\n", "\n  ") for name, child in _modules_in(self.__dict__.items())
        ]

    def extra_repr(self) -> str:
        """What stands between the parentheses of the representation, before the modules below.

        Examples:
            >>> nn.LeakyReLU(0.25).extra_repr(), repr(nn.LeakyReLU(0.25))
            ('negative_slope=0.25', 'LeakyReLU(negative_slope=0.25)')
        """
        return ""


def _checked_name(name: object) -> None:
    if not isinstance(name, str) or not name or "." in name:
        raise InvalidArgument(f"a name in a module is a string without dots, not {name!r:.60}")


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
