"""Weights that are computed from other parameters whenever they are read."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any, TypeVar

from ....runtime.errors import InvalidArgument
from ...functions.normalisation import assign_beside
from ...methods.arguments import shown
from ...tensor import Tensor
from ..parameter import Parameter

ModuleT = TypeVar("ModuleT", bound=Any)


def _taken(module: Any, name: str, operation: str) -> Tensor:
    """A parameter of a module, which has it no more."""
    weight = getattr(module, "__dict__", {}).get(name)
    if not isinstance(weight, Tensor):
        raise InvalidArgument(f"{operation}: {shown(module)} has no parameter {name!r}")
    del module.__dict__[name]
    module.__dict__["_parameter_names"] = module._parameter_names - {name}
    return weight.detach()


def _given_back(module: Any, name: str, kind: type, operation: str) -> None:
    """The computed weight as a parameter of its own again."""
    rules = getattr(module, "__dict__", {}).get("_computed", {})
    if not isinstance(rules.get(name), kind):
        raise InvalidArgument(f"{operation}: {name!r} of {shown(module)} is not computed so")
    rule = rules[name]
    with Tensor.no_grad():
        weight = rule(module).detach().realize()
    module.__dict__["_computed"] = {key: each for key, each in rules.items() if key != name}
    for each in rule.parts():
        del module.__dict__[each]
        module.__dict__["_parameter_names"] = module._parameter_names - {each}
        module.__dict__["_buffer_names"] = module._buffer_names - {each}
    setattr(module, name, Parameter(weight))


def _compute(module: Any, name: str, rule: Any) -> None:
    module.__dict__["_computed"] = {**module.__dict__.get("_computed", {}), name: rule}


@dataclass(frozen=True)
class _WeightNorm:
    name: str
    dim: int | None

    def parts(self) -> list[str]:
        return [f"{self.name}_g", f"{self.name}_v"]

    def norm(self, v: Tensor) -> Tensor:
        if self.dim is None:
            return v.norm()
        axes = [axis for axis in range(v.ndim) if axis != self.dim % v.ndim]
        return v.norm(2, axes, True) if axes else v.abs()

    def __call__(self, module: Any) -> Tensor:
        magnitude, direction = (getattr(module, each) for each in self.parts())
        found: Tensor = direction * (magnitude / self.norm(direction))
        return found


def weight_norm(module: ModuleT, name: str = "weight", dim: int | None = 0) -> ModuleT:
    """Have a weight computed as `g * v / norm(v)`, a magnitude and a direction (Salimans and Kingma 2016);
    returns the module.

    The parameter `name` becomes `name_g`, a norm for each place along `dim` (one for all where that is None),
    and `name_v`. Raises InvalidArgument where there is no such parameter.

    Examples:
        >>> layer = nn.utils.weight_norm(nn.Linear(3, 2))
        >>> layer.weight_g.shape, layer.weight_v.shape, layer(Tensor.ones(1, 3)).shape
        ((2, 1), (2, 3), (1, 2))
    """
    rule = _WeightNorm(name, dim)
    weight = _taken(module, name, "weight_norm")
    magnitude, direction = rule.parts()
    setattr(module, magnitude, Parameter(rule.norm(weight).realize()))
    setattr(module, direction, Parameter(weight))
    _compute(module, name, rule)
    return module


def remove_weight_norm(module: ModuleT, name: str = "weight") -> ModuleT:
    """Make what `weight_norm` computes a parameter again; returns the module.

    Raises InvalidArgument where it computes nothing.

    Examples:
        >>> layer = nn.utils.remove_weight_norm(nn.utils.weight_norm(nn.Linear(3, 2)))
        >>> [key for key, _ in layer.named_parameters()]
        ['bias', 'weight']
    """
    _given_back(module, name, _WeightNorm, "remove_weight_norm")
    return module


@dataclass(frozen=True)
class _SpectralNorm:
    name: str
    dim: int
    iterations: int
    eps: float

    def parts(self) -> list[str]:
        return [f"{self.name}_orig", f"{self.name}_u", f"{self.name}_v"]

    def matrix(self, weight: Tensor) -> Tensor:
        moved = weight.movedim(self.dim, 0)
        return moved.reshape(moved.shape[0], prod(moved.shape[1:]))

    def unit(self, x: Tensor) -> Tensor:
        return x / x.norm().maximum(self.eps)

    def iterated(self, matrix: Tensor, u: Tensor, v: Tensor, times: int) -> tuple[Tensor, Tensor]:
        for _ in range(times):
            v = self.unit(matrix.transpose(0, 1).mv(u))
            u = self.unit(matrix.mv(v))
        return u, v

    def __call__(self, module: Any) -> Tensor:
        weight, u, v = (getattr(module, each) for each in self.parts())
        matrix = self.matrix(weight)
        if module.training:
            with Tensor.no_grad():
                fresh = self.iterated(matrix.detach(), u, v, self.iterations)
                for held, value in zip((u, v), fresh, strict=True):
                    assign_beside(held, value)
                u, v = u.clone(), v.clone()
        found: Tensor = weight / u.dot(matrix.mv(v))
        return found


def spectral_norm(
    module: ModuleT,
    name: str = "weight",
    n_power_iterations: int = 1,
    eps: float = 1e-12,
    dim: int | None = None,
) -> ModuleT:
    """Have a weight divided by its greatest singular value (Miyato et al. 2018); returns the module.

    The weight counts as a matrix whose rows are along `dim`: 0, for transposed convolutions 1. The value is
    estimated by `n_power_iterations` of the power method whenever the weight is read in training, from
    vectors that are buffers, `name_u` and `name_v`; the parameter is `name_orig`. Raises InvalidArgument
    where there is no such parameter, and for less than one iteration.

    Examples:
        >>> layer = nn.utils.spectral_norm(nn.Linear(3, 2))
        >>> [key for key, _ in layer.named_parameters()], [key for key, _ in layer.named_buffers()]
        (['bias', 'weight_orig'], ['weight_u', 'weight_v'])
    """
    if n_power_iterations < 1:
        raise InvalidArgument(f"spectral_norm: {n_power_iterations} iterations; there is at least one")
    if dim is None:
        dim = 1 if "Transpose" in type(module).__name__ else 0
    rule = _SpectralNorm(name, dim, n_power_iterations, eps)
    weight = _taken(module, name, "spectral_norm")
    matrix = rule.matrix(weight)
    start = [rule.unit(Tensor.randn(size, dtype=weight.dtype, device=weight.device)) for size in matrix.shape]
    u, v = rule.iterated(matrix, start[0], start[1], 15)
    original, left, right = rule.parts()
    setattr(module, original, Parameter(weight))
    module.register_buffer(left, u.realize())
    module.register_buffer(right, v.realize())
    _compute(module, name, rule)
    return module


def remove_spectral_norm(module: ModuleT, name: str = "weight") -> ModuleT:
    """Make what `spectral_norm` computes a parameter again; returns the module.

    Raises InvalidArgument where it computes nothing.

    Examples:
        >>> layer = nn.utils.remove_spectral_norm(nn.utils.spectral_norm(nn.Linear(3, 2)))
        >>> [key for key, _ in layer.named_parameters()]
        ['bias', 'weight']
    """
    _given_back(module, name, _SpectralNorm, "remove_spectral_norm")
    return module
