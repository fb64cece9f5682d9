"""Finding the tensors of a model, and moving their values in and out by name.

A model is a `Module` or any object: attributes, lists, tuples and dicts are walked, and a tensor's name is
the path to it: `layers.0.weight`. Attributes that start with an underscore are private and not walked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

from ...runtime.errors import InvalidArgument, ShapeError
from ..methods import views
from ..methods.arguments import checked
from ..tensor import Tensor

StateDict = dict[str, Tensor]


@checked
def get_state_dict(model: object, prefix: str = "") -> StateDict:
    """Every tensor of a model by name, each name with `prefix` before it.

    The tensors are the model's own. One reached by two names is there under both. A model without tensors has
    an empty dict.

    Examples:
        >>> nn.state.get_state_dict({"layers": [Tensor([1.0]), Tensor([2.0])]}, "model.").keys()
        dict_keys(['model.layers.0', 'model.layers.1'])
    """
    return dict(_named_tensors(model, prefix))


@checked
def get_parameters(model: object) -> list[Tensor]:
    """Every tensor of a model that requires a gradient, once.

    Examples:
        >>> shared = Tensor([1.0], requires_grad=True)
        >>> len(nn.state.get_parameters([shared, {"again": shared}, Tensor([2.0])]))
        1
    """
    return _once(tensor for _, tensor in _named_tensors(model, "") if tensor.requires_grad)


class IncompatibleKeys(NamedTuple):
    """The names that loading a state did not find, and those it did not know.

    Examples:
        >>> nn.Linear(2, 1).load_state_dict({"weight": np.zeros((1, 2)), "extra": 0}, strict=False)
        IncompatibleKeys(missing_keys=['bias'], unexpected_keys=['extra'])
    """

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


@checked
def load_state_dict(
    model: object, state: Mapping[str, Any], strict: bool = True, assign: bool = False
) -> IncompatibleKeys:
    """Give the tensors of a model the values of `state` (tensors or arrays), converted to the model's dtypes.

    With `assign` the model takes over the dtypes of `state` too. With `strict` both must have the same names;
    else the result says which differ. Nothing is changed where a name or a shape is wrong. Raises
    InvalidArgument naming what is missing or unexpected, ShapeError naming every mismatch.

    Examples:
        >>> model = {"scale": Tensor([1.0, 1.0]), "shift": Tensor([0.0])}
        >>> nn.state.load_state_dict(model, {"scale": np.array([2, 3])}, strict=False)
        IncompatibleKeys(missing_keys=['shift'], unexpected_keys=[])
        >>> model["scale"].tolist(), model["shift"].tolist()
        ([2.0, 3.0], [0.0])
    """
    if not isinstance(state, Mapping):
        raise InvalidArgument(f"load_state_dict takes tensors by name, not {state!r:.60}")
    own = get_state_dict(model)
    keys = IncompatibleKeys(
        [name for name in own if name not in state], [name for name in state if name not in own]
    )
    if strict and (keys.missing_keys or keys.unexpected_keys):
        raise InvalidArgument(
            "load_state_dict: the names do not match"
            + (f"; missing: {', '.join(keys.missing_keys)}" if keys.missing_keys else "")
            + (f"; unexpected: {', '.join(map(str, keys.unexpected_keys))}" if keys.unexpected_keys else "")
            + " (strict=False loads those that match)"
        )
    pairs = [(name, own[name], _as_tensor(state[name])) for name in own if name in state]
    wrong = [f"{name} is {v.shape}, not {t.shape}" for name, t, v in pairs if v.shape != t.shape]
    if wrong:
        raise ShapeError(f"load_state_dict: shapes do not fit the model: {'; '.join(wrong)}")
    if assign:
        for _, target, value in pairs:
            replace(target, value.detach().clone())
        return keys
    with Tensor.no_grad():
        for _, target, value in pairs:
            target.assign(value.to(target.device).cast(target.dtype))
    if pairs:
        Tensor.realize(*_once(target for _, target, _ in pairs))
    return keys


def replace(tensor: Tensor, value: Tensor) -> None:
    """Have a tensor stand for other values, of any dtype and device; it stays the same object, and what
    learns it keeps it. Its gradient is forgotten. What saw its memory, or it saw, keeps the old values.

    Examples:
        >>> weight = Tensor([1.0, 2.0], requires_grad=True)
        >>> nn.state.replace(weight, Tensor([3.0, 4.0], dtype="float16"))
        >>> weight.dtype, weight.tolist(), weight.requires_grad
        (float16, [3.0, 4.0], True)
    """
    converted = value.contiguous().realize()
    learned = tensor.requires_grad
    # A leaf is known by its node, which is about to change.
    tensor.requires_grad = False
    views.stand_in(tensor)
    tensor._node, tensor.device, tensor.grad = converted._node, converted.device, None
    del converted, value
    tensor.requires_grad = learned


def _as_tensor(value: Any) -> Tensor:
    if isinstance(value, Tensor):
        return value
    # PyTorch's parameters give their memory away only when nothing is to be recorded.
    return Tensor(value.detach() if hasattr(value, "detach") else value)


def _once(tensors: Iterator[Tensor]) -> list[Tensor]:
    return list({id(tensor): tensor for tensor in tensors}.values())


def _named_tensors(
    value: object, prefix: str, path: frozenset[int] = frozenset()
) -> Iterator[tuple[str, Tensor]]:
    if isinstance(value, Tensor):
        yield prefix.removesuffix("."), value
        return
    if id(value) in path:
        return
    of_module = getattr(type(value), "_named_state", None)
    if of_module is not None:
        yield from of_module(value, prefix, path)
        return
    for name, child in _children(value):
        yield from _named_tensors(child, f"{prefix}{name}.", path | {id(value)})


def _children(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        yield from ((str(key), child) for key, child in value.items())
    elif isinstance(value, list | tuple):
        yield from ((str(position), child) for position, child in enumerate(value))
    elif hasattr(value, "__dict__") and not isinstance(value, type | ModuleType | FunctionType):
        yield from ((name, child) for name, child in vars(value).items() if not name.startswith("_"))
