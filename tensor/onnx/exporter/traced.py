"""A function called with arguments that have shapes and no values, and the graph of what it returns.

What a file cannot say is noticed here: values that Python reads, random numbers, state that is changed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

from ....runtime.device import Device
from ....runtime.errors import InvalidArgument
from ... import tree
from ...graph import node as nodes
from ...graph.node import Node, Op
from ...methods.core import TensorCore, leaves, riders, storage_node, unsettled, waiting
from ...nn.module import Module
from ...run import reads
from ...run.call import realize_all
from ...run.capture import active
from ...tensor import Tensor
from .calls import Calls, Unwritten


class Unknown:
    """Stands for the memory of an argument, which a traced function must not look at."""

    read_only = True
    is_external = False

    def __init__(self, name: str, device: Any, size_bytes: int) -> None:
        self.name, self.device, self.size_bytes = name, device, size_bytes
        self.is_aliased = True

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        self.refuse()

    def refuse(self) -> NoReturn:
        """Say that it has no values."""
        raise InvalidArgument(
            f"export: the function reads values that depend on its argument {self.name!r} (item(), numpy(), "
            "tolist(), a condition of `if`, a shape from values); a file holds one graph for all values: "
            "compute with tensors, as by where(), or pass the value as a number"
        )

    def __repr__(self) -> str:
        return self.name


def unknown_of(x: Node) -> Unknown | None:
    """The argument without values that a node depends on, one of them; None where there is none."""
    seen: set[Node] = set()
    stack = [x]
    while stack:
        current = stack.pop()
        if current.op is Op.BUFFER and isinstance(current.storage, Unknown):
            return current.storage
        if current not in seen and current.realized is None:
            seen.add(current)
            stack.extend(current.sources)
    return None


@dataclass(frozen=True)
class Traced:
    """Inputs and outputs by name, and what the values that were there before are called."""

    inputs: dict[str, Node]
    outputs: dict[str, Node]
    weights: Mapping[Node, str]
    device: str


def traced(
    function: Callable[..., Any],
    arguments: Any,
    input_names: Sequence[str] | None,
    output_names: Sequence[str] | None,
) -> Traced:
    """Call the function with tensors like those among the arguments.

    Raises InvalidArgument for what a file cannot say, and for names that do not fit.
    """
    args, kwargs = _called_with(arguments)
    weights = _weights(function)
    parts, structure = tree.flatten((args, kwargs))
    tensors = {number: each for number, part in enumerate(parts) if (each := _as_tensor(part)) is not None}
    if not tensors:
        raise InvalidArgument("export: no argument is a tensor or an array, so the file would have no inputs")
    default = _argument_names(function, args, kwargs, list(tensors))
    names = _names(input_names, default, "input")
    stand_ins: list[Tensor] = []
    for (number, tensor), name in zip(tensors.items(), names, strict=True):
        parts[number] = _stand_in(tensor, name)
        stand_ins.append(parts[number])
    inputs = {name: each._node for name, each in zip(names, stand_ins, strict=True)}
    args, kwargs = tree.unflatten(structure, parts)
    try:
        with _watched(stand_ins, Calls()) as results:
            results.append(function(*args, **kwargs))
    except Unwritten:
        # A gradient passes what has no graph of its own then.
        with _watched(stand_ins, None) as results:
            results.append(function(*args, **kwargs))
    found = _checked_results(results[0])
    plain = ["output"] if len(found) == 1 else [f"output_{number}" for number in range(len(found))]
    outputs = dict(zip(_names(output_names, plain, "output"), (each._node for each in found), strict=True))
    if outputs.keys() & inputs.keys():
        raise InvalidArgument(f"export: {sorted(outputs.keys() & inputs.keys())} name inputs and outputs")
    return Traced(inputs, outputs, weights, stand_ins[0].device)


def _weights(function: Callable[..., Any]) -> dict[Node, str]:
    """What a module calls the values that it holds, which are in memory from then on."""
    module = function if isinstance(function, Module) else getattr(function, "__self__", None)
    if not isinstance(module, Module):
        return {}
    named = {**dict(module.named_buffers()), **module.state_dict()}
    realize_all(list(named.values()))
    return {storage_node(each._node, each.device): name for name, each in named.items()}


def _stand_in(tensor: Tensor, name: str) -> Tensor:
    """A tensor like another, without values."""
    if tensor.dtype.is_complex:
        raise InvalidArgument(
            f"export: the argument {name!r} is complex, which runtimes of ONNX do not take: pass its parts, "
            "as from view_as_real()"
        )
    unknown: Any = Unknown(name, Device[tensor.device], tensor.nbytes)
    return Tensor._wrap(nodes.buffer(unknown, tensor.dtype, tensor.shape), tensor.device)


def _checked_results(result: Any) -> list[TensorCore]:
    """The tensors among what the function returns, which has no other values."""
    found = [each for each in tree.flatten(result)[0] if each is not None]
    for each in found:
        if not isinstance(each, TensorCore):
            raise InvalidArgument(f"export: the function returns {each!r:.60}, and a file tensors only")
        if each.dtype.is_complex:
            raise InvalidArgument(
                "export: the function returns complex numbers, which runtimes of ONNX do not give: return "
                "their parts, as by view_as_real()"
            )
    if not found:
        raise InvalidArgument("export: the function returns no tensor")
    return found


def _called_with(arguments: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    if isinstance(arguments, dict):
        return (), dict(arguments)
    return (tuple(arguments), {}) if isinstance(arguments, (tuple, list)) else ((arguments,), {})


def _as_tensor(leaf: Any) -> Tensor | None:
    if isinstance(leaf, TensorCore):
        return leaf  # type: ignore[return-value]
    return Tensor(leaf) if reads.is_array(leaf) and leaf.ndim else None


def _argument_names(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any], tensors: Sequence[int]
) -> list[str]:
    """What the function calls the tensors at these places: an argument's name, with a number where it has
    several.
    """
    called: Any = function.forward if isinstance(function, Module) else function
    try:
        parameters = list(inspect.signature(called).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    plain = [each.name for each in parameters if each.kind in kinds][: len(args)]
    plain += [f"input_{number}" for number in range(len(plain), len(args))]
    owners: list[str] = []
    for name, value in (*zip(plain, args, strict=True), *kwargs.items()):
        owners += [name] * len(tree.flatten(value)[0])
    wanted = [owners[number] for number in tensors]
    return [
        f"{name}_{wanted[:place].count(name)}" if wanted.count(name) > 1 else name
        for place, name in enumerate(wanted)
    ]


def _names(given: Sequence[str] | None, default: list[str], what: str) -> list[str]:
    if given is None:
        return default
    names = list(given)
    if (
        len(names) != len(default)
        or len(set(names)) != len(names)
        or not all(isinstance(name, str) and name for name in names)
    ):
        raise InvalidArgument(
            f"export: {what}_names are {len(default)} different names, for {', '.join(default)}; not "
            f"{given!r:.100}"
        )
    return names


@contextmanager
def _watched(stand_ins: Sequence[Tensor], made: Calls | None) -> Iterator[list[Any]]:
    """Inside, what is changed and drawn is noted, and refused at the end; the result is put in the list.
    Methods get from `made` what stands for their results.
    """
    before = _State()
    nodes_before = [each._node for each in stand_ins]
    results: list[Any] = []
    outside = active.reasons, active.calls, active.unknown
    active.reasons, active.calls, active.unknown = [], made, unknown_of
    try:
        yield results
        problems = active.reasons
    finally:
        active.reasons, active.calls, active.unknown = outside
        changed = before.restored(results, stand_ins)
    if any(stand_in._node is not node for stand_in, node in zip(stand_ins, nodes_before, strict=True)):
        raise InvalidArgument(
            "export: the function changes an argument in place, which nobody sees who runs the file; return "
            "the new values"
        )
    if changed:
        shapes = ", ".join(str(each.shape) for each in changed[:4])
        raise InvalidArgument(
            f"export: the call changes {len(changed)} tensors that it does not return, or their gradients "
            f"(of shapes {shapes}), and a file has no state: call eval() on a module with batch norms, or "
            "return the new values"
        )
    if before.has_drawn() or problems:
        raise InvalidArgument(
            "export: the function draws random numbers, which would be the same at each run of the file: "
            "call eval() on a module with dropout, or draw outside and pass the numbers"
        )


class _State:
    """What tensors there are that wait for something, before a function is traced.

    Nothing that depends on an argument without values may be left to be computed with what comes next.
    """

    def __init__(self) -> None:
        self._unsettled = {key: each._node for key, each in list(unsettled.items())}
        self._gradients = {key: each.grad for key, each in list(leaves.items())}
        self._losses = set(waiting.losses)
        self._companions = {name: list(each) for name, each in waiting.companions.items()}
        self._drawn = {name: state._node for name, state in riders.items()}

    def has_drawn(self) -> bool:
        """Whether random numbers were drawn."""
        return any(state._node is not self._drawn.get(name) for name, state in riders.items())

    def restored(self, results: Sequence[Any], stand_ins: Sequence[Tensor]) -> list[TensorCore]:
        """The tensors that were changed, are there without the call and are no results of it; they have what
        they had before.
        """
        own = {id(each) for each in (*stand_ins, *riders.values())}
        for leaf in tree.flatten(list(results))[0]:
            while isinstance(leaf, TensorCore):
                own.add(id(leaf))
                leaf = leaf._base
        changed = []
        for key, tensor in list(unsettled.items()):
            node = self._unsettled.get(key)
            if tensor._node is node:
                continue
            if key not in own:
                changed.append(tensor)
                if node is not None:
                    tensor._node = node
                elif tensor._node.op is Op.ASSIGN:
                    tensor._node = tensor._node.sources[0]
            if node is None:
                unsettled.pop(key, None)
        for key, leaf in list(leaves.items()):
            if key in self._gradients and leaf.grad is not self._gradients[key]:
                changed.append(leaf)
                leaf.grad = self._gradients[key]
        for key in set(waiting.losses) - self._losses:
            waiting.losses.pop(key, None)
        waiting.companions.clear()
        waiting.companions.update(self._companions)
        return changed
