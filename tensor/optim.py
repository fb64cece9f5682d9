"""Optimizers: SGD, Adam, AdamW and LAMB, each step one graph that updates every parameter and state in place.

The learning rate and the step count are small tensors on the device, so that a step captured by `jit` follows
a schedule: `optimizer.lr = 0.01` between steps changes what a replay computes with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log

from ..runtime.errors import GradientError, InvalidArgument
from .graph import dtype as dtypes
from .graph.dtype import DType
from .methods.arguments import guard_layers, shown
from .methods.core import losses
from .tensor import Tensor


class Optimizer:
    """What all optimizers share: the parameters, the learning rate, and the one pass that applies an update.

    `params` are tensors that require gradients; others are left out. `lr` is a number, or a 0-d tensor that
    the caller changes. Updates are computed in float32, or in float64 for parameters of that. Raises
    InvalidArgument without parameters, for parameters on several devices, and for values out of range.

    Examples:
        >>> weight = Tensor([3.0], requires_grad=True)
        >>> optimizer = optim.SGD([weight], lr=0.5)
        >>> optimizer.lr = 0.25
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.tolist()
        [1.5]
    """

    def __init__(self, params: Iterable[Tensor], lr: float | Tensor) -> None:
        try:
            given = list(params)
        except TypeError as error:
            raise InvalidArgument(f"an optimizer takes a list of parameters, not {shown(params)}") from error
        for each in given:
            if not isinstance(each, Tensor):
                raise InvalidArgument(f"an optimizer's parameters are tensors, not {shown(each)}")
        self.params = list({id(tensor): tensor for tensor in given if tensor.requires_grad}.values())
        if not self.params:
            raise InvalidArgument(
                f"an optimizer needs parameters that require gradients; {len(given)} tensors given have none"
            )
        self._device = self.params[0].device
        elsewhere = next((tensor.device for tensor in self.params if tensor.device != self._device), None)
        if elsewhere is not None:
            raise InvalidArgument(
                f"parameters on {self._device} and on {elsewhere}; use one optimizer per device"
            )
        # float32 would limit the accuracy of float64 parameters to its own.
        self._scalar_dtype = max((_wide(tensor) for tensor in self.params), key=lambda dtype: dtype.bits)
        self._lr = lr if isinstance(lr, Tensor) else self._scalar(_checked("lr", lr))
        Tensor.realize(*self.params, self._lr)

    @property
    def lr(self) -> Tensor:
        """The learning rate, a 0-d tensor. Assigning a number changes it in place."""
        return self._lr

    @lr.setter
    def lr(self, value: float | Tensor) -> None:
        with Tensor.no_grad():
            fresh = value if isinstance(value, Tensor) else self._scalar(_checked("lr", value))
            self._lr.assign(fresh.cast(self._lr.dtype)).realize()

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters, which else add up.

        Examples:
            >>> weight = Tensor([3.0], requires_grad=True)
            >>> optimizer = optim.SGD([weight])
            >>> loss = weight.sum().backward()
            >>> optimizer.zero_grad()
            >>> weight.grad is None
            True
        """
        for tensor in self.params:
            tensor.grad = None

    def step(self, *others: Tensor) -> None:
        """Update the parameters by their gradients; parameters without one stay as they are.

        `others`, and the losses on which `backward` was called, are computed in the same pass, from the
        parameters before the update. Raises GradientError where no parameter has a gradient.

        Examples:
            >>> weight = Tensor([3.0], requires_grad=True)
            >>> optimizer = optim.SGD([weight], lr=0.5)
            >>> loss = weight.square().sum().backward()
            >>> optimizer.step()
            >>> loss.item(), weight.tolist()
            (9.0, [0.0])
        """
        active = [(index, tensor) for index, tensor in enumerate(self.params) if tensor.grad is not None]
        if not active:
            raise GradientError(
                "step() found no gradients; call backward() on a loss that depends on the parameters first"
            )
        with Tensor.no_grad():
            changed = self._update(active)
            seen = [tensor for tensor in losses.values() if isinstance(tensor, Tensor)]
            losses.clear()
            Tensor.realize(*changed, *others, *seen)

    def state_dict(self) -> dict[str, Tensor]:
        """The learning rate and the state by name, for `load_state_dict` and for saving.

        The tensors are the optimizer's own, not copies. The number in a name is the parameter's.

        Examples:
            >>> list(optim.Adam([Tensor([3.0], requires_grad=True)]).state_dict())
            ['lr', 'step_count', 'exp_avg.0', 'exp_avg_sq.0']
        """
        lists = {
            name: value for name, value in vars(self).items() if isinstance(value, list) and name != "params"
        }
        named = {
            f"{name}.{index}": tensor for name, value in lists.items() for index, tensor in enumerate(value)
        }
        scalars = {
            name: value for name, value in vars(self).items() if isinstance(value, Tensor) and name != "_lr"
        }
        return {"lr": self._lr, **scalars, **named}

    def load_state_dict(self, values: dict[str, Tensor]) -> None:
        """Take over what `state_dict` gave. Raises as `nn.state.load_state_dict`.

        Examples:
            >>> weight = Tensor([3.0], requires_grad=True)
            >>> saved = optim.Adam([weight], lr=0.25).state_dict()
            >>> optimizer = optim.Adam([weight])
            >>> optimizer.load_state_dict(saved)
            >>> optimizer.lr.item()
            0.25
        """
        from .nn.state import load_state_dict

        load_state_dict(self.state_dict(), values)

    def _update(self, active: Sequence[tuple[int, Tensor]]) -> list[Tensor]:
        """Assign new parameters and state; returns all that was assigned."""
        raise NotImplementedError(f"{type(self).__name__} does not define _update()")

    def _scalar(self, value: float) -> Tensor:
        # With an axis at first: of a 0-d value the constructor makes a constant of the graph, not memory.
        return Tensor([value], device=self._device, dtype=self._scalar_dtype).reshape(()).realize()

    def _zeros(self) -> list[Tensor]:
        made = [
            Tensor.zeros(*tensor.shape, device=tensor.device, dtype=_wide(tensor)).contiguous()
            for tensor in self.params
        ]
        Tensor.realize(*made)
        return made


class SGD(Optimizer):
    """Gradient descent with momentum, Nesterov momentum, dampening and weight decay, as in PyTorch.

    `maximize` climbs instead. Raises InvalidArgument as `Optimizer`, and for `nesterov` without momentum or
    with dampening.

    Examples:
        >>> weight = Tensor([4.0], requires_grad=True)
        >>> optimizer = optim.SGD([weight], lr=0.25, momentum=0.5)
        >>> for _ in range(2):
        ...     optimizer.zero_grad()
        ...     loss = weight.square().sum().backward()
        ...     optimizer.step()
        ...     print(weight.tolist())
        [2.0]
        [0.0]
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float | Tensor = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr)
        self.momentum = _checked("momentum", momentum)
        self.dampening, self.nesterov, self.maximize = dampening, nesterov, maximize
        self.weight_decay = _checked("weight_decay", weight_decay)
        if nesterov and (momentum == 0 or dampening != 0):
            raise InvalidArgument(
                f"nesterov needs momentum > 0 and dampening 0, not {momentum=} and {dampening=}"
            )
        self.momentum_buffer = self._zeros() if momentum else []
        # The first buffer is the gradient itself, undampened; the step count tells which step is the first.
        self.step_count = self._scalar(0) if momentum and dampening else None

    def _update(self, active: Sequence[tuple[int, Tensor]]) -> list[Tensor]:
        changed: list[Tensor] = []
        share: Tensor | float = 1 - self.dampening
        if self.step_count is not None:
            is_first = (self.step_count == 0).cast(self._scalar_dtype)
            share = (is_first * self.dampening + (1 - self.dampening)).contiguous()
            changed.append(self.step_count.assign(self.step_count + 1))
        for index, parameter in active:
            value, gradient = _operands(parameter, self.maximize)
            if self.weight_decay:
                gradient = gradient + value * self.weight_decay
            if self.momentum:
                kept = self.momentum_buffer[index]
                averaged = kept * self.momentum + gradient * _as(share, kept.dtype)
                changed.append(kept.assign(averaged))
                gradient = gradient + averaged * self.momentum if self.nesterov else averaged
            changed.append(_assign(parameter, value - gradient * _as(self._lr, value.dtype)))
        return changed


class Adam(Optimizer):
    """Adam (Kingma and Ba 2015) as in PyTorch; `weight_decay` is added to the gradient.

    `maximize` climbs instead. Raises InvalidArgument as `Optimizer`, and unless both `betas` are in [0, 1).

    Examples:
        >>> weight = Tensor([3.0, -4.0], requires_grad=True)
        >>> optimizer = optim.Adam([weight], lr=0.1)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.numpy().round(4)
        array([ 2.9, -3.9], dtype=float32)
    """

    decoupled = False

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr)
        self.betas = _checked_betas(betas)
        self.eps = _checked("eps", eps)
        self.weight_decay = _checked("weight_decay", weight_decay)
        self.maximize = maximize
        self.step_count = self._scalar(0)
        self.exp_avg, self.exp_avg_sq = self._zeros(), self._zeros()

    def _update(self, active: Sequence[tuple[int, Tensor]]) -> list[Tensor]:
        step = self.step_count + 1
        corrections = [_bias_correction(step, beta) for beta in self.betas]
        changed = [self.step_count.assign(step)]
        step_size, second = (self._lr / corrections[0]).contiguous(), corrections[1].sqrt().contiguous()
        for index, parameter in active:
            value, gradient = _operands(parameter, self.maximize)
            if self.weight_decay and self.decoupled:
                value = value * _as(1 - self._lr * self.weight_decay, value.dtype)
            elif self.weight_decay:
                gradient = gradient + value * self.weight_decay
            mean, square = _moments(self.exp_avg[index], self.exp_avg_sq[index], gradient, self.betas)
            denominator = square.sqrt() / _as(second, value.dtype) + self.eps
            fresh = value - mean / denominator * _as(step_size, value.dtype)
            changed += [
                self.exp_avg[index].assign(mean),
                self.exp_avg_sq[index].assign(square),
                _assign(parameter, fresh),
            ]
        return changed


class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019) as in PyTorch.

    A step also takes the share `lr * weight_decay` off every parameter. Raises as `Adam`.

    Examples:
        >>> weight = Tensor([3.0, -4.0], requires_grad=True)
        >>> optimizer = optim.AdamW([weight], lr=0.1, weight_decay=0.5)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.numpy().round(4)
        array([ 2.75, -3.7 ], dtype=float32)
    """

    decoupled = True

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, maximize)


class LAMB(Optimizer):
    """Layer-wise adaptive moments for large batches (You et al. 2020, algorithm 2, phi the identity).

    The Adam direction plus weight decay, scaled per parameter to the parameter's own length. Raises as
    `Adam`.

    Examples:
        >>> weight = Tensor([3.0, 4.0], requires_grad=True)
        >>> optimizer = optim.LAMB([weight], lr=0.1)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.numpy().round(4)
        array([2.6464, 3.6464], dtype=float32)
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-6,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr)
        self.betas = _checked_betas(betas)
        self.eps = _checked("eps", eps)
        self.weight_decay = _checked("weight_decay", weight_decay)
        self.step_count = self._scalar(0)
        self.exp_avg, self.exp_avg_sq = self._zeros(), self._zeros()

    def _update(self, active: Sequence[tuple[int, Tensor]]) -> list[Tensor]:
        step = self.step_count + 1
        first, second = (_bias_correction(step, beta).contiguous() for beta in self.betas)
        changed = [self.step_count.assign(step)]
        for index, parameter in active:
            value, gradient = _operands(parameter, False)
            mean, square = _moments(self.exp_avg[index], self.exp_avg_sq[index], gradient, self.betas)
            direction = (mean / _as(first, value.dtype)) / (
                (square / _as(second, value.dtype)).sqrt() + self.eps
            )
            if self.weight_decay:
                direction = direction + value * self.weight_decay
            length, reach = value.square().sum().sqrt(), direction.square().sum().sqrt()
            trust = ((length > 0) & (reach > 0)).where(length / reach, 1.0)
            fresh = value - direction * (trust * _as(self._lr, value.dtype))
            changed += [
                self.exp_avg[index].assign(mean),
                self.exp_avg_sq[index].assign(square),
                _assign(parameter, fresh),
            ]
        return changed


def _operands(parameter: Tensor, negate: bool) -> tuple[Tensor, Tensor]:
    """The value and the gradient, in the dtype to compute in."""
    assert parameter.grad is not None
    wide = _wide(parameter)
    gradient = parameter.grad.cast(wide)
    return parameter.detach().cast(wide), -gradient if negate else gradient


def _moments(
    mean: Tensor, square: Tensor, gradient: Tensor, betas: tuple[float, float]
) -> tuple[Tensor, Tensor]:
    return mean + (gradient - mean) * (1 - betas[0]), square * betas[1] + gradient * gradient * (1 - betas[1])


def _bias_correction(step: Tensor, beta: float) -> Tensor:
    """1 - beta**step, by expm1 because beta is close to 1; 1 for beta 0."""
    return -(step * log(beta)).expm1() if beta else step * 0 + 1


def _assign(parameter: Tensor, value: Tensor) -> Tensor:
    return parameter.assign(value.cast(parameter.dtype))


def _wide(tensor: Tensor) -> DType:
    return tensor.dtype if tensor.dtype.bits > 16 else dtypes.float32


def _as(value: Tensor | float, dtype: DType) -> Tensor | float:
    return value.cast(dtype) if isinstance(value, Tensor) else value


def _checked(name: str, value: float) -> float:
    if not value >= 0:
        raise InvalidArgument(f"{name}={value} must not be negative")
    return value


def _checked_betas(betas: tuple[float, float]) -> tuple[float, float]:
    if len(betas) != 2 or any(not 0 <= beta < 1 for beta in betas):
        raise InvalidArgument(f"betas={betas} must be two numbers in [0, 1)")
    return betas


guard_layers([SGD, Adam, AdamW, LAMB])
