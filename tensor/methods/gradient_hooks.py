"""Functions that are called with the gradient of one tensor on its way.

A result is found again by its node, which lives as long as what was computed from it; a leaf by itself, since
it gets another node with each of its values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any
from weakref import ref

from ...runtime.errors import GradientError, InvalidArgument, ShapeError
from ..graph.derivatives import GradientHook, hooked
from ..graph.node import Node
from .arguments import shown
from .core import OPAQUE, TRACKED, TensorCore, leaves
from .handle import RemovableHandle

_numbers = count()

# The hooks of leaves by id, and those called once a leaf's `grad` was added to.
_of_leaves: dict[int, dict[int, GradientHook]] = {}
_after: dict[int, dict[int, Callable[[Any], object]]] = {}
# The tensors that these are for: weakly, so that what belonged to one that is gone goes too.
_known: dict[int, ref[TensorCore]] = {}


def add(tensor: TensorCore, hook: Any) -> RemovableHandle:
    """Call `hook` with the gradient of a tensor; what it returns, unless None, goes on in its place."""
    if not callable(hook):
        raise InvalidArgument(f"register_hook takes a function, not {shown(hook)}")
    if tensor._flow != TRACKED:
        raise GradientError("register_hook: this tensor needs no gradient, so none will pass it")
    kind = type(tensor)

    def enter(device: str, gradient: Node) -> Node:
        given = kind._wrap(gradient, device)
        found = hook(given)
        if found is None:
            return gradient
        if not isinstance(found, TensorCore) or found.shape != given.shape:
            raise ShapeError(
                f"a hook returned {shown(found)} in the place of a gradient of shape {given.shape}"
            )
        return found.cast(given.dtype)._node

    return _keep(_of_leaves if tensor._is_leaf else None, tensor, enter)


def add_after(tensor: TensorCore, hook: Any) -> RemovableHandle:
    """Call `hook` with a leaf once `backward` has added to its `grad`."""
    if not callable(hook):
        raise InvalidArgument(f"register_post_accumulate_grad_hook takes a function, not {shown(hook)}")
    if not tensor._is_leaf:
        raise GradientError("register_post_accumulate_grad_hook is for leaves that require a gradient")
    return _keep(_after, tensor, hook)


def _keep(leaf_hooks: Any, tensor: TensorCore, hook: Any) -> RemovableHandle:
    number = next(_numbers)
    if leaf_hooks is None:
        kept = hooked.setdefault(tensor._node, {})
    else:
        key = id(tensor)
        if key not in _known:
            _known[key] = ref(tensor, lambda _: _forget(key))
        kept = leaf_hooks.setdefault(key, {})
    kept[number] = hook
    return RemovableHandle(lambda: kept.pop(number, None))


def _forget(key: int) -> None:
    for table in (_known, _of_leaves, _after):
        table.pop(key, None)


def by_node() -> Mapping[Node, dict[int, GradientHook]]:
    """All hooks there are, by the node whose gradient they are called with."""
    if not _of_leaves:
        return hooked
    found: dict[Node, dict[int, GradientHook]] = dict(hooked)
    for key, hooks in _of_leaves.items():
        leaf = leaves.get(key)
        if leaf is not None:
            for each in (leaf._node, *(previous() for previous in leaf._previous or ())):
                if each is not None:
                    found[each] = hooks
    return found


def arrived(leaf: TensorCore) -> None:
    """Call what waits for a leaf's `grad`."""
    for hook in list(_after.get(id(leaf), {}).values()):
        hook(leaf)


# Results that `retain_grad` was called on, by id.
_retaining: dict[int, ref[TensorCore]] = {}


def retain(tensor: TensorCore) -> None:
    """Have `backward` keep the gradient of a result, as it does of a leaf."""
    if tensor._flow != TRACKED:
        raise GradientError("retain_grad: this tensor needs no gradient, so none will pass it")
    if tensor._is_leaf or retains(tensor):
        return
    key = id(tensor)
    there = _retaining[key] = ref(tensor, lambda _: _retaining.pop(key, None))
    kind = type(tensor)

    def keep(device: str, gradient: Node) -> Node:
        result: Any = there()
        if result is not None:
            part = kind._wrap(gradient, device, OPAQUE)
            result.grad = part if result.grad is None else result.grad + part
        return gradient

    hooked.setdefault(tensor._node, {})[next(_numbers)] = keep


def retains(tensor: TensorCore) -> bool:
    """Whether `retain_grad` was called on a result."""
    there = _retaining.get(id(tensor))
    return there is not None and there() is tensor


class GradientFunction:
    """The step of the graph by which the gradient of a tensor goes on.

    Examples:
        >>> x = Tensor([1.0], requires_grad=True)
        >>> (x * 2).grad_fn, x.grad_fn
        (<MulBackward0>, None)
    """

    def __init__(self, node: Node) -> None:
        self._node = node

    def name(self) -> str:
        """What it is called.

        Examples:
            >>> Tensor([1.0], requires_grad=True).exp().grad_fn.name()
            'ExpBackward0'
        """
        return f"{self._node.op.name.title().replace('_', '')}Backward0"

    def __repr__(self) -> str:
        return f"<{self.name()}>"
