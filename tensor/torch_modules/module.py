"""A module of PyTorch's, run here by the graph that `torch.export` writes of it.

What the graph has are operators of ATen (aten.py), which are evaluated on tensors here, the module's own
weights among them: they are shared, not copied, where the device sees the host's memory.
"""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ...runtime.device import Device
from ...runtime.errors import InvalidArgument
from ..graph import node as nodes
from ..run.call import realize_all
from ..run.jit import jit
from ..tensor import Tensor
from . import aten
from .control_flow import GRAPHS

if TYPE_CHECKING:
    import torch


MOST_FORMS = 64
"""A module is kept exported for arguments of so many forms."""


def from_torch(module: torch.nn.Module, *, device: str | None = None) -> TorchModule:
    """A module of PyTorch's as one that runs here.

    It is called as the module is, with tensors of PyTorch's or of Barewire's or NumPy arrays, and gives what
    the module gives, with tensors here, which no gradients pass. For each form of its arguments it is
    exported once (`torch.export.export`) and captured once, and again when the module has other parameters,
    buffers, submodules or modes than before. A module of which a size depends on data, or how often it does
    something, is evaluated at each call and not captured. What it changes in its arguments is changed there,
    in arrays and tensors of either kind. `device` is where it runs, the default device where it is None;
    on the processor the weights are the module's own memory, elsewhere copies, which are made again when
    PyTorch changes the module's.

    Raises InvalidArgument for what is no module of PyTorch's, and at a call for a module that cannot be
    exported, or has operators that are not known, all of them named.

    Examples:
        >>> import torch
        >>> from barewire import from_torch
        >>> module = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU())
        >>> network = from_torch(module)
        >>> x = torch.ones(1, 3)
        >>> bool(abs(network(x).numpy() - module(x).detach().numpy()).max() < 1e-6)
        True
    """
    return TorchModule(module, device=device)


class TorchModule:
    """A module of PyTorch's that runs here; `from_torch` makes one.

    `weights` are its parameters and buffers by name.
    """

    def __init__(self, module: torch.nn.Module, *, device: str | None = None) -> None:
        import torch

        if not isinstance(module, torch.nn.Module):
            raise InvalidArgument(f"from_torch takes a torch.nn.Module, not {type(module).__name__}")
        self.module = module
        self.device = Device[device].name if device is not None else Device.default.name
        self.weights: dict[str, Tensor] = {}
        self._forms: dict[Any, _Exported] = {}
        self._seen: list[Any] = []
        self._kept: Any = ()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """What the module gives for these arguments, with tensors here."""
        from torch.utils import _pytree

        self._look()
        leaves, structure = _pytree.tree_flatten((arguments, named))
        given = [_as_torch(leaf) for leaf in leaves]
        tensors = [self._here(leaf) for leaf in leaves if _is_array(leaf)]
        form = (
            str(structure),
            tuple(
                (tuple(g.shape), str(g.dtype)) if _is_array(leaf) else repr(leaf)
                for g, leaf in zip(given, leaves, strict=True)
            ),
        )
        exported = self._forms.get(form)
        if exported is None:
            again, words = _pytree.tree_unflatten(given, structure)
            exported = self._forms[form] = _Exported(self, again, words)
            if len(self._forms) > MOST_FORMS:
                self._forms.pop(next(iter(self._forms)), None)
        return exported(tensors, [leaf for leaf in leaves if _is_array(leaf)])

    def _look(self) -> None:
        """Forget what was exported of a module that has changed since."""
        shares = Device[self.device].info.shares_host_memory
        modules = list(self.module.modules())
        tensors = [*self.module.parameters(), *self.module.buffers()]
        seen: list[Any] = [(id(each), each.training) for each in modules]
        seen += [
            (id(each), each.data_ptr(), each.dtype, None if shares else each._version) for each in tensors
        ]
        if seen != self._seen:
            self._forms.clear()
            self.weights.clear()
            # What was seen is kept, so that nothing new can have its identity.
            self._seen, self._kept = seen, (modules, tensors)

    def _here(self, leaf: Any) -> Tensor:
        import numpy as np

        if isinstance(leaf, Tensor):
            return leaf if leaf.device == self.device else leaf.to(self.device)
        if isinstance(leaf, np.ndarray):
            return Tensor(leaf, device=self.device)
        return shared(leaf, self.device)


def _is_array(leaf: Any) -> bool:
    import numpy as np
    import torch

    return isinstance(leaf, (Tensor, np.ndarray, torch.Tensor))


def _as_torch(leaf: Any) -> Any:
    """An argument as PyTorch takes it, to export with."""
    import numpy as np
    import torch

    if isinstance(leaf, Tensor):
        return torch.zeros(tuple(leaf.shape), dtype=getattr(torch, leaf.dtype.name))
    return torch.from_numpy(leaf) if isinstance(leaf, np.ndarray) else leaf


def _fill(leaf: Any, value: Tensor) -> None:
    """Give an argument, of any kind, new values."""
    import torch

    if isinstance(leaf, Tensor):
        leaf.assign(value.to(leaf.device))
    elif isinstance(leaf, torch.Tensor):
        with torch.no_grad():
            leaf.copy_(torch.from_dlpack(value.to("CPU")))
    else:
        leaf[...] = value.numpy()


def shared(tensor: torch.Tensor, device: str) -> Tensor:
    """A tensor of PyTorch's as one here: where the device sees it the same memory, read when work runs."""
    plain = tensor.detach().contiguous()
    held: Tensor = Tensor.from_dlpack(plain, device)
    memory = held._stored()
    return held if memory is None else Tensor._wrap(nodes.buffer(memory, held.dtype, held.shape), device)


class _Exported:
    """A module for one form of its arguments."""

    def __init__(self, owner: TorchModule, arguments: tuple[Any, ...], named: Mapping[str, Any]) -> None:
        self.device = owner.device
        self.rows = aten.table(owner.device)
        self.program = self._export(owner.module, arguments, named)
        signature = self.program.graph_signature
        self.sources: dict[str, str] = {
            **signature.inputs_to_parameters,
            **signature.inputs_to_buffers,
            **signature.inputs_to_lifted_tensor_constants,
        }
        self.state = {**self.program.state_dict, **self.program.constants}
        for name in self.sources.values():
            if name not in owner.weights:
                owner.weights[name] = shared(self.state[name], self.device)
        self.weights = owner.weights
        # What the first results are new values of.
        self.changed: list[tuple[bool, str]] = [
            (each.kind.name == "USER_INPUT_MUTATION", each.target)
            for each in signature.output_specs
            if each.kind.name.endswith("_MUTATION")
        ]
        self.names = [node.name for node in self.program.graph.nodes if node.op == "placeholder"]
        # What is no tensor is in the graph.
        self.constants = {
            each.arg.name: each.arg.value
            for each in signature.input_specs
            if getattr(each.arg, "value", None) is not None
        }
        objects = signature.inputs_to_lifted_custom_objs
        self.constants.update({name: self.state[target] for name, target in objects.items()})
        self.given = [name for name in self.names if name not in self.sources and name not in self.constants]
        forward = self._function()
        # What has sizes that depend on data is no graph.
        self.call: Callable[..., Any] = forward if self._reads() else jit(forward)

    def _export(self, module: torch.nn.Module, arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        import torch

        reasons: list[str] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                written = torch.export.export(module, arguments, dict(named))
            except Exception as error:  # torch.export raises what it meets
                is_unknown = "not a known type" in str(error)
                hint = "; torch.export.register_dataclass says what it holds" if is_unknown else ""
                raise InvalidArgument(
                    f"torch.export cannot write the module as a graph: {error}{hint}"
                ) from error
            # Without operators in place, first those that modules are written in, then those of PyTorch's
            # core set; and as it was written, since PyTorch cannot rewrite every graph.
            rewrites: tuple[Any, ...] = ({}, None, "as it was written")
            for decompositions in rewrites:
                try:
                    program = written if decompositions else written.run_decompositions(decompositions)
                except Exception as error:
                    reasons.append(str(error))
                    continue
                unknown = self._unknown(program)
                if not unknown:
                    return program
                reasons.append(f"operators that Barewire does not know: {', '.join(sorted(unknown))}")
        raise InvalidArgument(f"the module cannot be run from its graph: {'; '.join(dict.fromkeys(reasons))}")

    def _unknown(self, program: Any) -> set[str]:
        return {
            str(node.target)
            for graph in _graphs(program.graph_module)
            for node in graph.nodes
            if node.op == "call_function" and self._find(node.target) is None
        }

    def _find(self, target: Any) -> Callable[..., Any] | None:
        if getattr(target, "__module__", "") in ("_operator", "operator", "math"):
            return target  # type: ignore[no-any-return]
        text = str(target)
        if text == "wrap_with_set_grad_enabled":
            return self._wrapped
        if text in GRAPHS:
            return partial(GRAPHS[text], lambda graph, values: self._run(graph, values, []))
        library, _, name = text.partition(".")
        return aten.find(self.rows, name) if library == "aten" else aten.OTHERS.get(text)

    def _wrapped(self, *arguments: Any) -> Any:
        """A part of the graph under another mode of PyTorch's gradients, which there are none of here."""
        place = next(number for number, each in enumerate(arguments) if hasattr(each, "graph"))
        return self._run(arguments[place], list(arguments[place + 1 :]), [])

    def _function(self) -> Callable[..., Any]:
        def forward(*tensors: Tensor) -> list[Any]:
            with Tensor.no_grad():
                return self._evaluate(list(tensors))

        return forward

    def _reads(self) -> bool:
        """Whether a size in the graph depends on data, or how often it does something."""
        import torch
        from torch.fx.experimental.symbolic_shapes import free_unbacked_symbols

        def depends(value: Any) -> bool:
            if isinstance(value, (list, tuple)):
                return any(map(depends, value))
            is_sized = isinstance(value, (torch.Tensor, torch.SymInt, torch.SymBool, torch.SymFloat))
            return is_sized and bool(free_unbacked_symbols(value))

        return any(
            str(node.target) == "while_loop" or depends(node.meta.get("val"))
            for graph in _graphs(self.program.graph_module)
            for node in graph.nodes
        )

    def __call__(self, tensors: list[Tensor], leaves: list[Any]) -> Any:
        """The results for these tensors, and new values in the arguments that the module changes."""
        from torch.utils import _pytree

        results = self.call(*tensors)
        # All is read before PyTorch can change the memory that it shares.
        realize_all([each for each in results if isinstance(each, Tensor)])
        if Device[self.device].info.shares_host_memory:
            Device[self.device].synchronize()
        targets = [target for is_argument, target in self.changed if is_argument]
        for target, value in zip(targets, results, strict=False):
            _fill(leaves[self.given.index(target)], value)
        return _pytree.tree_unflatten(results[len(targets) :], self.program.call_spec.out_spec)

    def _evaluate(self, tensors: list[Tensor]) -> list[Any]:
        given = dict(zip(self.given, tensors, strict=False))
        inputs = [
            self.weights[self.sources[name]]
            if name in self.sources
            else self.constants.get(name, given.get(name))
            for name in self.names
        ]
        return list(self._run(self.program.graph_module, inputs, self.changed))

    def _run(self, module: Any, inputs: list[Any], changed: Sequence[tuple[bool, str]]) -> Any:
        import torch

        values: dict[Any, Any] = {}
        places = iter(inputs)

        def value(argument: Any) -> Any:
            if isinstance(argument, torch.fx.Node):
                return values[argument]
            if isinstance(argument, (list, tuple)):
                return [value(each) for each in argument]
            return aten.dtype_of(argument) if isinstance(argument, torch.dtype) else argument

        for node in module.graph.nodes:
            if node.op == "placeholder":
                values[node] = next(places)
            elif node.op == "get_attr":
                held = operator.attrgetter(node.target)(module)
                values[node] = shared(held, self.device) if isinstance(held, torch.Tensor) else held
            elif node.op == "output":
                results = value(node.args[0])
                if not changed:
                    return results
                arguments = []
                for (is_argument, target), new in zip(changed, results, strict=False):
                    if is_argument:
                        arguments.append(new)
                    else:
                        self.weights[target].assign(new)
                return [*arguments, *results[len(changed) :]]
            else:
                named = {key: value(each) for key, each in node.kwargs.items() if key not in aten.IGNORED}
                function = self._find(node.target)
                assert function is not None
                try:
                    values[node] = function(*map(value, node.args), **named)
                except (TypeError, AttributeError) as error:
                    raise InvalidArgument(
                        f"{node.target} cannot be computed of {node.args}: {error}"
                    ) from error
        raise InvalidArgument("the module's graph has no output")


def _graphs(module: Any) -> list[Any]:
    return [each.graph for each in module.modules() if hasattr(each, "graph")]
