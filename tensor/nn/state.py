"""Finding the tensors of a model, and moving their values in and out by name.

A model is a `Module` or any object: attributes, lists, tuples and dicts are walked, and a tensor's name is
the path to it: `layers.0.weight`. Attributes that start with an underscore are private and not walked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any

from ...runtime.errors import InvalidArgument, ShapeError
from ..tensor import Tensor

StateDict = dict[str, Tensor]


def get_state_dict(model: object, prefix: str = "") -> StateDict:
    """Every tensor of a model by name, each name with `prefix` before it.

    The tensors are the model's own. One reached by two names is there under both. A model without tensors has
    an empty dict.

    Examples:
        >>> nn.state.get_state_dict({"layers": [Tensor([1.0]), Tensor([2.0])]}, "model.").keys()
        dict_keys(['model.layers.0', 'model.layers.1'])
    """
    return dict(_named_tensors(model, prefix))


def get_parameters(model: object) -> list[Tensor]:
    """Every tensor of a model that requires a gradient, once.

    Examples:
        >>> shared = Tensor([1.0], requires_grad=True)
        >>> len(nn.state.get_parameters([shared, {"again": shared}, Tensor([2.0])]))
        1
    """
    return _once(tensor for _, tensor in _named_tensors(model, "") if tensor.requires_grad)


def load_state_dict(model: object, state: Mapping[str, Any], strict: bool = True) -> None:
    """Give the tensors of a model the values of `state` (tensors or arrays), converted to the model's dtypes.

    With `strict` both must have the same names. Nothing is changed where a name or a shape is wrong. Raises
    InvalidArgument naming what is missing or unexpected, ShapeError naming every mismatch.

    Examples:
        >>> model = {"scale": Tensor([1.0, 1.0]), "shift": Tensor([0.0])}
        >>> nn.state.load_state_dict(model, {"scale": np.array([2, 3])}, strict=False)
        >>> model["scale"].tolist(), model["shift"].tolist()
        ([2.0, 3.0], [0.0])
    """
    own = get_state_dict(model)
    missing, unexpected = sorted(own.keys() - state.keys()), sorted(state.keys() - own.keys())
    if strict and (missing or unexpected):
        raise InvalidArgument(
            "load_state_dict: the names do not match"
            + (f"; missing: {', '.join(missing)}" if missing else "")
            + (f"; unexpected: {', '.join(unexpected)}" if unexpected else "")
            + " (strict=False loads those that match)"
        )
    pairs = [(name, own[name], state[name]) for name in own if name in state]
    wrong = [
        f"{name} is {tuple(v.shape)}, not {t.shape}" for name, t, v in pairs if tuple(v.shape) != t.shape
    ]
    if wrong:
        raise ShapeError(f"load_state_dict: shapes do not fit the model: {'; '.join(wrong)}")
    with Tensor.no_grad():
        for _, target, value in pairs:
            given = value if isinstance(value, Tensor) else Tensor(value)
            target.assign(given.to(target.device).cast(target.dtype))
    if pairs:
        Tensor.realize(*_once(target for _, target, _ in pairs))


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
    for name, child in _children(value):
        yield from _named_tensors(child, f"{prefix}{name}.", path | {id(value)})


def _children(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        yield from ((str(key), child) for key, child in value.items())
    elif isinstance(value, list | tuple):
        yield from ((str(position), child) for position, child in enumerate(value))
    elif hasattr(value, "__dict__") and not isinstance(value, type | ModuleType | FunctionType):
        hidden: frozenset[str] = getattr(value, "_not_saved", frozenset())
        yield from (
            (name, child)
            for name, child in vars(value).items()
            if not name.startswith("_") and name not in hidden
        )
