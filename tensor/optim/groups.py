"""A group of parameters and the numbers it is learned with, those that change held in the device's memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...runtime.errors import InvalidArgument
from ..graph.dtype import DType
from ..methods.arguments import shown
from ..tensor import Tensor

Number = float | Tensor

# What cannot change but by being set anew.
_CONSTANT = (bool, int, float, str, tuple, type(None))


class ParamGroup(dict[str, Any]):
    """What an optimizer has in `param_groups`: a dict with "params", "lr" and the optimizer's other numbers.

    The learning rate is held in memory that every step reads, also one that `jit` captured, and assigning
    `group["lr"] = 0.01` changes it there; so does any other number once it was assigned. A number
    that is assigned for the first time has the next step run as written and be captured anew.

    Examples:
        >>> group = optim.SGD([Tensor([3.0], requires_grad=True)], lr=0.5).param_groups[0]
        >>> group["lr"] = 0.25
        >>> group["lr"], group.number("lr").item()
        (0.25, 0.25)
    """

    def __init__(self, entries: Mapping[str, Any], device: str, dtype: DType) -> None:
        if not isinstance(entries, Mapping) or not {"params", "lr"} <= entries.keys():
            raise InvalidArgument(f"a group is a dict with 'params' and 'lr', not {shown(entries)}")
        super().__init__(entries)
        self._device, self._dtype = device, dtype
        self._held: dict[str, Tensor | tuple[Tensor, ...]] = {}
        self.hold("lr")

    def hold(self, name: str) -> None:
        """Have a number, or each of a pair, in memory from here on, where a captured step sees it change.

        Examples:
            >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=0.5, momentum=0.5)
            >>> group = optimizer.param_groups[0]
            >>> group.hold("momentum")
            >>> group.number("momentum").item()
            0.5
        """
        value = self[name]
        if name not in self._held:
            self._held[name] = (
                tuple(map(self.scalar, value)) if isinstance(value, tuple) else self.scalar(value)
            )

    def scalar(self, value: Number) -> Tensor:
        """A number in memory of its own; a tensor is taken as it is.

        Examples:
            >>> optim.SGD([Tensor([3.0], requires_grad=True)]).param_groups[0].scalar(0.5).item()
            0.5
        """
        if isinstance(value, Tensor):
            return value
        # With an axis at first: of a 0-d value the constructor makes a constant of the graph, not memory.
        return Tensor([value], device=self._device, dtype=self._dtype).reshape(()).realize()

    def number(self, name: str) -> Number:
        """A number as a step computes with it: from memory where it may change.

        Examples:
            >>> group = optim.SGD([Tensor([3.0], requires_grad=True)], lr=0.5).param_groups[0]
            >>> group.number("lr").item(), group.number("momentum")
            (0.5, 0.0)
        """
        held = self._held.get(name)
        assert not isinstance(held, tuple)
        found: Number = self[name] if held is None else held
        return found

    def numbers(self, name: str) -> tuple[Number, Number]:
        """Two numbers as a step computes with them.

        Examples:
            >>> optim.Adam([Tensor([3.0], requires_grad=True)]).param_groups[0].numbers("betas")
            (0.9, 0.999)
        """
        first, second = self._held.get(name, self[name])
        return first, second

    def __reduce__(self) -> Any:
        return _restored, (dict(self), self._device, self._dtype, self._held)

    def _jit_constants(self) -> object:
        """The numbers that are not in memory."""
        held = self._held
        return tuple(
            [
                (name, value)
                for name, value in self.items()
                if isinstance(value, _CONSTANT) and name not in held
            ]
        )

    def _jit_tensors(self) -> list[Tensor]:
        """The parameters, and the memory of numbers."""
        held = (each if isinstance(each, tuple) else (each,) for each in self._held.values())
        return [*self["params"], *(tensor for each in held for tensor in each)]

    def __setitem__(self, name: str, value: Any) -> None:
        old = self.get(name)
        if name == "lr":
            if not (isinstance(value, Tensor) or _is_number(value)) or (_is_number(value) and not value >= 0):
                raise InvalidArgument(f"lr is a number that is not negative, or a tensor, not {shown(value)}")
            if isinstance(old, Tensor) and not isinstance(value, Tensor):
                # The caller's own tensor stays what steps read.
                self._put(old, value)
                return
        if name in self._held:
            held, given = self._held[name], value
            pairs = zip(held, given, strict=True) if isinstance(held, tuple) else [(held, given)]
            for target, fresh in pairs:
                self._put(target, fresh)
            super().__setitem__(name, value)
            return
        changes = name in self and (_is_number(value) or isinstance(value, tuple)) and value != old
        super().__setitem__(name, value)
        if changes and name != "params":
            self.hold(name)

    def update(self, *entries: Any, **named: Any) -> None:
        """Assign several entries, as one by one.

        Examples:
            >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=0.5)
            >>> optimizer.param_groups[0].update(lr=0.25)
            >>> optimizer.lr.item()
            0.25
        """
        for name, value in dict(*entries, **named).items():
            self[name] = value

    def setdefault(self, name: str, default: Any = None) -> Any:
        """The entry, which becomes `default` where there is none.

        Examples:
            >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=0.5)
            >>> optimizer.param_groups[0].setdefault("initial_lr", 0.5)
            0.5
        """
        if name not in self:
            self[name] = default
        return self[name]

    @staticmethod
    def _put(target: Tensor, value: Number) -> None:
        with Tensor.no_grad():
            if not isinstance(value, Tensor):
                value = Tensor([value], device=target.device, dtype=target.dtype)
            target.assign(value.cast(target.dtype).reshape(target.shape)).realize()


def members(params: Iterable[Any]) -> tuple[list[Tensor], list[str] | None]:
    """The tensors of a group, each once, and their names where they were given with them."""
    if isinstance(params, Tensor):
        params = [params]
    if isinstance(params, (str, bytes)) or not hasattr(params, "__iter__"):
        raise InvalidArgument(f"an optimizer takes a list of parameters, not {shown(params)}")
    found: dict[int, tuple[str | None, Tensor]] = {}
    for each in params:
        name, tensor = each if isinstance(each, tuple) and len(each) == 2 else (None, each)
        if not isinstance(tensor, Tensor) or not (name is None or isinstance(name, str)):
            raise InvalidArgument(f"an optimizer's parameters are tensors, not {shown(each)}")
        if tensor.requires_grad and not tensor.is_leaf:
            raise InvalidArgument(
                "an optimizer changes leaves only; this tensor was computed from others: give it those"
            )
        found.setdefault(id(tensor), (name, tensor))
    names = [name for name, _ in found.values() if name is not None]
    return [tensor for _, tensor in found.values()], names if len(names) == len(found) and names else None


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _restored(entries: dict[str, Any], device: str, dtype: DType, held: dict[str, Any]) -> ParamGroup:
    """A copy of a group, or one that was pickled."""
    group = ParamGroup.__new__(ParamGroup)
    dict.update(group, entries)
    group._device, group._dtype, group._held = device, dtype, held
    return group
