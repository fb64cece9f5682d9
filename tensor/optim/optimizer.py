"""What all optimizers share: groups of parameters, their state, and the one pass that applies an update."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log
from typing import Any, ClassVar

from ...runtime.errors import DTypeError, GradientError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..methods.arguments import shown
from ..methods.core import waiting
from ..run.capture import clears_gradients
from ..tensor import Tensor
from .groups import Number, ParamGroup, members
from .steps import Steps

Params = Iterable[Tensor] | Iterable[tuple[str, Tensor]] | Iterable[dict[str, Any]]

# How PyTorch is to compute, which changes no result.
WAYS = frozenset({"foreach", "fused", "capturable", "differentiable"})


class Optimizer:
    """What all optimizers share: groups of parameters, their learning rates, and the one pass that applies an
    update.

    `params` are tensors, pairs of a name and a tensor, or groups: dicts with "params" and numbers of their
    own, such as "lr". Those without a gradient are left out of a step. `lr` is a number, or a 0-d tensor that
    the caller changes. Updates are computed in float32, or in float64 for parameters of that. Keywords that
    tell PyTorch how to compute, such as `fused`, are taken and change nothing. Raises InvalidArgument without
    parameters that require gradients, for parameters on several devices, and for values out of range.

    Examples:
        >>> weight = Tensor([3.0], requires_grad=True)
        >>> optimizer = optim.SGD([weight], lr=0.5)
        >>> optimizer.lr = 0.25
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.tolist()
        [1.5]

        Each group may have a learning rate of its own:

        >>> slow, fast = Tensor([3.0], requires_grad=True), Tensor([3.0], requires_grad=True)
        >>> optimizer = optim.SGD([{"params": [slow]}, {"params": [fast], "lr": 1.0}], lr=0.5)
        >>> [group["lr"] for group in optimizer.param_groups]
        [0.5, 1.0]
    """

    # Numbers that must not be negative, and those that lie in [0, 1).
    not_negative: ClassVar[tuple[str, ...]] = ("lr", "weight_decay", "eps", "momentum")
    shares: ClassVar[tuple[str, ...]] = ("betas",)

    def __init__(self, params: Params, defaults: dict[str, Any], **ways: object) -> None:
        unknown = ways.keys() - WAYS
        if unknown:
            raise InvalidArgument(
                f"{type(self).__name__} has no {', '.join(sorted(unknown))}; it has {', '.join(defaults)}"
            )
        if ways.get("differentiable"):
            raise InvalidArgument(f"{type(self).__name__}: gradients do not pass through a step")
        if not isinstance(defaults, Mapping):
            raise InvalidArgument(f"an optimizer's defaults are a dict, not {shown(defaults)}")
        self.defaults = defaults
        self.param_groups: list[ParamGroup] = []
        self.state: dict[Tensor, dict[str, Tensor]] = {}
        self._steps: list[Steps] = []
        self._device = ""
        if isinstance(params, (str, bytes)) or not hasattr(params, "__iter__"):
            raise InvalidArgument(f"an optimizer takes a list of parameters, not {shown(params)}")
        given: list[Any] = [params] if isinstance(params, (Tensor, Mapping)) else list(params)
        groups = given if given and isinstance(given[0], Mapping) else [{"params": given}]
        learned = [
            tensor
            for group in groups
            if isinstance(group, Mapping) and "params" in group
            for tensor in members(group["params"])[0]
        ]
        if not any(tensor.requires_grad for tensor in learned):
            raise InvalidArgument(
                "an optimizer needs parameters that require gradients; "
                f"{len(learned)} tensors given have none"
            )
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group: Mapping[str, Any]) -> None:
        """Add a group: a dict with "params", and numbers of its own where they differ from the optimizer's.

        Raises InvalidArgument for what is no such dict, parameters on another device or in another group, and
        values out of range.

        Examples:
            >>> first, second = Tensor([3.0], requires_grad=True), Tensor([3.0], requires_grad=True)
            >>> optimizer = optim.SGD([first], lr=0.5)
            >>> optimizer.add_param_group({"params": [second], "lr": 0.25})
            >>> len(optimizer.param_groups)
            2
        """
        if not isinstance(param_group, Mapping) or "params" not in param_group:
            raise InvalidArgument(f"a group is a dict with 'params', not {shown(param_group)}")
        tensors, names = members(param_group["params"])
        known = {id(tensor) for group in self.param_groups for tensor in group["params"]}
        if any(id(tensor) in known for tensor in tensors):
            raise InvalidArgument("a parameter is in one group only; this group has one of another's")
        for tensor in tensors:
            self._device = self._device or tensor.device
            if tensor.device != self._device:
                raise InvalidArgument(
                    f"parameters on {self._device} and on {tensor.device}; use one optimizer per device"
                )
        entries = {**self.defaults, **param_group, "params": tensors}
        if names is not None:
            entries["param_names"] = names
        self._check(entries)
        # float32 would limit the accuracy of float64 parameters to its own.
        widest = max(
            (_wide(tensor) for tensor in tensors), key=lambda each: each.bits, default=dtypes.float32
        )
        group = ParamGroup(entries, self._device, widest)
        self.param_groups.append(group)
        self._steps.append(Steps(group.scalar(0)))
        started = [
            value
            for tensor in tensors
            if tensor.requires_grad
            for value in self._state_of(group, tensor).values()
        ]
        held = group.number("lr")
        Tensor.realize(*tensors, *started, *([held] if isinstance(held, Tensor) else []))

    @property
    def lr(self) -> Tensor:
        """The learning rate of the first group, a 0-d tensor. Assigning a number changes it in place, for all
        groups.
        """
        held = self.param_groups[0].number("lr")
        assert isinstance(held, Tensor)
        return held

    @lr.setter
    def lr(self, value: float | Tensor) -> None:
        for group in self.param_groups:
            if isinstance(value, Tensor):
                held = group.number("lr")
                group["lr"] = value.item()
                assert isinstance(held, Tensor)
            else:
                group["lr"] = value

    @property
    def params(self) -> list[Tensor]:
        """All parameters, one group after the other."""
        return [tensor for group in self.param_groups for tensor in group["params"]]

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, which else add up; or make those there are zeros.

        Examples:
            >>> weight = Tensor([3.0], requires_grad=True)
            >>> optimizer = optim.SGD([weight])
            >>> loss = weight.sum().backward()
            >>> optimizer.zero_grad()
            >>> weight.grad is None
            True
        """
        clears_gradients(self.params)
        for tensor in self.params:
            tensor.grad = None if set_to_none or tensor.grad is None else tensor.detach().zeros_like()

    def step(self, *others: Any) -> Any:
        """Update the parameters by their gradients; parameters without one stay as they are, and do not count
        the step.

        `others`, and the losses on which `backward` was called, are computed in the same pass, from the
        parameters before the update. A function that is given, as PyTorch's closure, is called first; what it
        returns is returned. Raises GradientError where no parameter has a gradient.

        Examples:
            >>> weight = Tensor([3.0], requires_grad=True)
            >>> optimizer = optim.SGD([weight], lr=0.5)
            >>> loss = weight.square().sum().backward()
            >>> optimizer.step()
            >>> loss.item(), weight.tolist()
            (9.0, [0.0])
        """
        result: Any = None
        if others and not isinstance(others[0], Tensor) and callable(others[0]):
            with Tensor.enable_grad():
                result = others[0]()
            others = others[1:]
        others = tuple(each for each in others if each is not None)
        for each in others:
            if not isinstance(each, Tensor):
                raise InvalidArgument(f"step takes tensors to compute too, or a function, not {shown(each)}")
        active = [
            (group, steps, [tensor for tensor in group["params"] if tensor.grad is not None])
            for group, steps in zip(self.param_groups, self._steps, strict=True)
        ]
        if not any(tensors for _, _, tensors in active):
            raise GradientError(
                "step() found no gradients; call backward() on a loss that depends on the parameters first"
            )
        with Tensor.no_grad():
            changed: list[Tensor] = []
            for group, steps, tensors in active:
                if tensors:
                    changed += steps.advance(tensors, group["params"])
                    changed += self._update(group, tensors, steps)
            seen = [tensor for tensor in waiting.losses.values() if isinstance(tensor, Tensor)]
            waiting.losses.clear()
            Tensor.realize(*changed, *others, *seen)
        return result

    def state_dict(self) -> dict[str, Any]:
        """The state of each parameter by its number, and the groups, for `load_state_dict` and for saving: in
        PyTorch's form.

        The tensors are the optimizer's own, not copies. A parameter that was never updated has no state.

        Examples:
            >>> weight = Tensor([3.0], requires_grad=True)
            >>> optimizer = optim.Adam([weight])
            >>> loss = weight.sum().backward()
            >>> optimizer.step()
            >>> saved = optimizer.state_dict()
            >>> saved.keys(), saved["state"][0].keys(), saved["param_groups"][0]["params"]
            (dict_keys(['state', 'param_groups']), dict_keys(['step', 'exp_avg', 'exp_avg_sq']), [0])
        """
        numbers: dict[int, int] = {}
        for tensor in self.params:
            numbers[id(tensor)] = len(numbers)
        state: dict[int, dict[str, Tensor]] = {}
        for group, steps in zip(self.param_groups, self._steps, strict=True):
            for tensor in group["params"]:
                taken = steps.taken(tensor)
                if taken is not None:
                    state[numbers[id(tensor)]] = {"step": taken, **self.state.get(tensor, {})}
        groups = [
            {**group, "params": [numbers[id(tensor)] for tensor in group["params"]]}
            for group in self.param_groups
        ]
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Take over what `state_dict` gave, or PyTorch's optimizer of this name.

        Raises InvalidArgument for what is none, or of other groups, ShapeError where a state does not fit.

        Examples:
            >>> weight = Tensor([3.0], requires_grad=True)
            >>> saved = optim.Adam([weight], lr=0.25).state_dict()
            >>> optimizer = optim.Adam([weight])
            >>> optimizer.load_state_dict(saved)
            >>> optimizer.lr.item()
            0.25
        """
        if not isinstance(state_dict, Mapping) or not {"state", "param_groups"} <= state_dict.keys():
            raise InvalidArgument("load_state_dict takes a dict with 'state' and 'param_groups'")
        given = list(state_dict["param_groups"])
        sizes = [len(group["params"]) for group in given]
        own = [len(group["params"]) for group in self.param_groups]
        if sizes != own:
            raise InvalidArgument(
                f"load_state_dict: groups of {sizes} parameters for an optimizer with groups of {own}"
            )
        with Tensor.no_grad():
            for group, steps, saved in zip(self.param_groups, self._steps, given, strict=True):
                taken: dict[Tensor, float] = {}
                for number, tensor in zip(saved["params"], group["params"], strict=True):
                    state = state_dict["state"].get(number)
                    if state is not None:
                        taken[tensor] = float(state.get("step", 1))
                        self._load(group, tensor, state)
                for name, value in saved.items():
                    if name not in ("params", *WAYS) and not (isinstance(value, Tensor) and name == "lr"):
                        group[name] = tuple(value) if isinstance(value, list) else value
                    elif isinstance(value, Tensor):
                        group[name] = value.item()
                steps.resume(taken)

    def _load(self, group: ParamGroup, tensor: Tensor, state: Mapping[str, Any]) -> None:
        for name, target in self._state_of(group, tensor).items():
            value = state.get(name)
            if value is None:
                continue
            if not isinstance(value, Tensor):
                value = Tensor(value.detach() if hasattr(value, "detach") else value, device=tensor.device)
            if value.shape != target.shape:
                raise ShapeError(
                    f"load_state_dict: {name} of shape {value.shape} for a parameter of shape {tensor.shape}"
                )
            target.assign(value.to(target.device).cast(target.dtype)).realize()

    # what each optimizer says

    def _slots(self, group: ParamGroup) -> dict[str, float]:
        """The names of the state that a parameter has, and what it starts from."""
        return {}

    def _update(self, group: ParamGroup, tensors: Sequence[Tensor], steps: Steps) -> list[Tensor]:
        """Assign new parameters and state; returns all that was assigned."""
        raise NotImplementedError(f"{type(self).__name__} does not define _update()")

    def _start(self, group: ParamGroup, name: str, start: float, tensor: Tensor) -> Tensor:
        return Tensor.full(tensor.shape, start, device=tensor.device, dtype=_wide(tensor)).contiguous()

    def _state_of(self, group: ParamGroup, tensor: Tensor) -> dict[str, Tensor]:
        """The state of a parameter, which is made when first asked for."""
        known = self.state.get(tensor)
        if known is None:
            known = self.state[tensor] = {
                name: self._start(group, name, start, tensor) for name, start in self._slots(group).items()
            }
        return known

    def _check(self, entries: Mapping[str, Any]) -> None:
        for name in self.not_negative:
            value = entries.get(name, 0)
            if not isinstance(value, Tensor) and not (isinstance(value, (int, float)) and value >= 0):
                raise InvalidArgument(f"{name}={shown(value)} must not be negative")
        for name in self.shares:
            value = entries.get(name, ())
            if name in entries and (
                len(value) != 2
                or any(not isinstance(share, (int, float)) or not 0 <= share < 1 for share in value)
            ):
                raise InvalidArgument(f"{name}={shown(value)} must be two numbers in [0, 1)")

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
        return "\n".join([*lines, ")"])


def operands(parameter: Tensor, group: ParamGroup) -> tuple[Tensor, Tensor]:
    """The value and the gradient, which points downhill, in the dtype to compute in."""
    assert parameter.grad is not None
    wide = _wide(parameter)
    gradient = parameter.grad.cast(wide)
    return parameter.detach().cast(wide), -gradient if group.get("maximize") else gradient


def decayed(group: ParamGroup, value: Tensor, gradient: Tensor, decoupled: bool) -> tuple[Tensor, Tensor]:
    """Both after weight decay: of the value itself, by the learning rate, or through the gradient."""
    decay = group.number("weight_decay")
    if not acts(decay):
        return value, gradient
    if decoupled:
        return value * (1 - of(group.number("lr"), value) * of(decay, value)), gradient
    return value, gradient + value * of(decay, value)


def acts(value: Number) -> bool:
    """Whether a number may be other than zero."""
    return isinstance(value, Tensor) or value != 0


def of(value: Number, like: Tensor) -> Any:
    """A number in the dtype of a tensor that it meets."""
    return value.cast(like.dtype) if isinstance(value, Tensor) else value


def bias_correction(step: Tensor, beta: Number) -> Tensor:
    """1 - beta**step, by expm1 because beta is close to 1; 1 for beta 0."""
    if isinstance(beta, Tensor):
        return -(step * beta.cast(step.dtype).log()).expm1()
    return -(step * log(beta)).expm1() if beta else step * 0 + 1


def assign(parameter: Tensor, value: Tensor) -> Tensor:
    """Have a parameter take new values, in its own dtype."""
    return parameter.assign(value.cast(parameter.dtype))


def moved(average: Tensor, target: Tensor, beta: Number) -> Tensor:
    """An average that keeps the share beta of itself and takes the rest from a target."""
    result: Tensor = average + (target - average) * (1 - of(beta, average))
    return result


def _wide(tensor: Tensor) -> DType:
    if not tensor.dtype.is_float:
        raise DTypeError(f"an optimizer changes floats, not {tensor.dtype}")
    return tensor.dtype if tensor.dtype.bits > 16 else dtypes.float32
