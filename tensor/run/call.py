"""One call of a jitted function: its arguments, sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import is_not
from typing import Any

from ...runtime.errors import JitError
from .. import tree
from ..graph import precision
from ..graph.node import Op
from ..methods.core import TensorCore, gradient_mode, unsettled
from ..methods.upload import has_dtype
from ..tensor import Tensor
from . import reads
from .checks import VALUES
from .recorded import stored

# What stands for a tensor in keys and in the structures of results.
TENSOR = object()


class Call:
    """The arguments of one call, sorted: tensors (arrays made such), constants as a key, and objects.

    `constants` is None where an argument is of a kind that changes without a trace.
    """

    __slots__ = ("args", "kwargs", "leaves", "structure", "tensors", "objects", "constants", "made")

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.args, self.kwargs = args, kwargs
        self.leaves, self.structure = tree.flatten_call(args, kwargs)
        self.tensors: list[TensorCore] = []
        self.objects: list[tuple[int, Any]] = []
        self.made: list[TensorCore] = []  # of arrays
        key: list[Any] = []
        for number, leaf in enumerate(self.leaves):
            kind = type(leaf)
            if isinstance(leaf, TensorCore):
                self.tensors.append(leaf)
                key.append(TENSOR)
            elif kind in VALUES:
                key.append((kind, leaf if kind is str or kind is int else repr(leaf)))
            else:
                key.append(self._other(number, leaf, kind))
        self.constants = None if None in key else tuple(key)

    def _other(self, number: int, leaf: Any, kind: type) -> object:
        """The key of a leaf that is neither a tensor nor a plain value."""
        if reads.is_array(leaf):
            if leaf.ndim and kind.__module__ == "numpy" and has_dtype(leaf.dtype):
                near = next((each for each in self.leaves if isinstance(each, TensorCore)), None)
                given = self.leaves[number] = Tensor(leaf, device=None if near is None else near.device)
                self.tensors.append(given)
                self.made.append(given)
                return TENSOR
            # Of an array of no axes and of NumPy's numbers, what meets them takes the values.
            return None if leaf.dtype.hasobject else (kind, reads.array_contents(leaf))
        if kind.__module__ == "numpy" and hasattr(leaf, "tobytes"):
            return kind, leaf.tobytes()
        if reads.changes_unseen(leaf):
            return None
        self.objects.append((number, leaf))
        return kind, id(leaf)

    def form(self) -> tuple[Any, ...]:
        """What calls have in common that may share a capture, once the tensors are realized."""
        return (
            self.structure,
            self.constants,
            tuple([(t._node.dtype.name, t._node.shape, t.device, t._flow) for t in self.tensors]),
            sharing_of(self.tensors),
            gradient_mode.enabled,
            precision.current(),
        )

    def named_objects(self) -> list[tuple[str, Any]]:
        """The objects by what an error calls them."""
        paths = tree.paths(self.structure) if self.objects else []
        return [(f"argument {paths[number]}", value) for number, value in self.objects]

    def run(self, function: Callable[..., Any]) -> Any:
        """Call the function as written."""
        if self.made:
            self.args, self.kwargs = tree.unflatten(self.structure, self.leaves)
        result = function(*self.args, **self.kwargs)
        if self.made and self.is_changed():
            raise JitError(
                "jit: the function changes a list or dict that it was given with NumPy arrays in it, of "
                "which it sees a copy; return what it should have"
            )
        self.refuse_assigned(unsettled.values())
        return result

    def refuse_assigned(self, assigned: Iterable[TensorCore]) -> None:
        """Raises JitError where the function has changed what an array was made into."""
        if self.made and any(tensor is each for each in assigned for tensor in self.made):
            raise JitError(
                "jit: the function assigns to a NumPy array that it was given, of which it sees a copy; "
                "return the new values, or pass a tensor"
            )

    def is_changed(self) -> bool:
        """Whether the containers of the arguments are not what they were."""
        leaves, structure = tree.flatten((self.args, self.kwargs))
        return structure != self.structure or any(map(is_not, leaves, self.leaves))


def settle(tensors: Sequence[TensorCore]) -> None:
    """Realize these tensors, and all that were assigned: what is captured or replayed starts from their
    values.
    """
    if unsettled:
        assigned = list(unsettled.values())
        unsettled.clear()
        realize_all((*tensors, *assigned))
    else:
        realize_all(tensors)


def realize_all(tensors: Sequence[TensorCore]) -> None:
    pending = [tensor for tensor in tensors if tensor._node.op is not Op.BUFFER]
    if pending:
        type(pending[0]).realize(*pending)  # type: ignore[attr-defined]


def sharing_of(tensors: Sequence[TensorCore]) -> tuple[int, ...]:
    """For each argument the last of those in the same memory."""
    if len(tensors) == 1:
        return ()
    places = [id(stored(tensor)) for tensor in tensors]
    last = {place: number for number, place in enumerate(places)}
    return tuple([last[place] for place in places])
