"""PyTorch's operator database run on both: values, first gradients and second ones.

An operator is found by its name: `nn.functional.x`, `linalg.x` and `fft.x` in the module of that name, any
other as a method of Tensor or in `barewire` itself. What is not there is counted as lacking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.opinfo.core import gradcheck_wrapper_triangular_input

import barewire
from barewire import Tensor

# Operators whose results are no function of their arguments, are PyTorch's own machinery, or have another
# meaning here, each with the reason.
LEFT_OUT = {
    **dict.fromkeys(
        [
            "cauchy", "exponential", "geometric", "log_normal", "normal", "uniform", "bernoulli",
            "multinomial",
            "randn", "randn_like", "rand_like", "randint", "randint_like", "nn.functional.dropout",
            "nn.functional.dropout2d", "nn.functional.dropout3d", "nn.functional.alpha_dropout",
            "nn.functional.feature_alpha_dropout", "nn.functional.rrelu", "svd_lowrank", "pca_lowrank",
            "nn.functional.multi_head_attention_forward",
            "nn.functional.fractional_max_pool2d", "nn.functional.fractional_max_pool3d",
        ],
        "draws random numbers",
    ),
    **dict.fromkeys(["empty", "empty_like", "new_empty", "resize_", "resize_as_"], "has no defined values"),
    **dict.fromkeys(
        ["linalg.eigh", "linalg.svd", "svd", "linalg.qr", "qr"],
        "has factors that are not unique",
    ),
    "gradient": "is here the gradient of a tensor, and there a difference quotient",
    "zero_": "changes leaves, which PyTorch's row copies first",
    "nn.functional.triplet_margin_with_distance_loss": "is given a module of PyTorch's",
    "linalg.lstsq": "is given PyTorch's drivers",
    "linalg.pinv/singular": "is a formula of PyTorch's own",
}  # fmt: skip

# The database has the weight first.
SWAPPED = {"nn.functional.embedding", "nn.functional.embedding_bag"}

# Keywords that say where and how PyTorch computes, not what.
SILENT = {"device", "layout", "requires_grad", "pin_memory", "memory_format"}


def operators(dtype: torch.dtype) -> list[Any]:
    """The rows of the database that take a dtype."""
    return [each for each in op_db if dtype in each.dtypes]


def named(row: Any) -> str:
    return row.name + (f"/{row.variant_test_name}" if row.variant_test_name else "")


def wrapped(row: Any) -> Any:
    """How PyTorch's tests of gradients call an operator: some arguments are made symmetric first, or so."""
    wrapper = row.gradcheck_wrapper
    if wrapper.__name__ == "gradcheck_wrapper_triangular_input_real_positive_diagonal":
        return gradcheck_wrapper_triangular_input
    if wrapper.__name__.startswith("gradcheck_wrapper_masked"):
        return lambda operator, *arguments, **names: operator(*arguments, **names)
    return wrapper


def ours(name: str) -> Any:
    """Barewire's function for an operator of PyTorch's, or None."""
    if name in SWAPPED:
        function = found(name)
        return lambda weight, indices, **names: function(indices, weight, **names)
    return found(name)


def found(name: str) -> Any:
    module, _, function = name.rpartition(".")
    if module:
        place: Any = barewire
        for part in module.split("."):
            place = getattr(place, part, None)
        return getattr(place, function, None)
    method = getattr(Tensor, name, None)
    if isinstance(method, property):
        return method.fget
    return method if callable(method) else getattr(barewire, name, None)


def converted(value: Any, leaves: list[tuple[torch.Tensor, Tensor]]) -> Any:
    """An argument of PyTorch's as ours; the leaves among them are added to the list, with both forms."""
    if isinstance(value, torch.Tensor):
        tensor = stored(value).requires_grad_(value.requires_grad)
        if value.requires_grad:
            leaves.append((value, tensor))
        return tensor
    if isinstance(value, torch.dtype):
        return str(value).removeprefix("torch.")
    if isinstance(value, (tuple, list)):
        return type(value)(converted(each, leaves) for each in value)
    if isinstance(value, dict):
        return {k: converted(v, leaves) for k, v in value.items() if k not in SILENT}
    return value


def stored(value: torch.Tensor) -> Tensor:
    """PyTorch's numbers as a tensor of ours."""
    numbers = array(value)
    dtype = barewire.bfloat16 if value.dtype is torch.bfloat16 else None
    return Tensor(np.ascontiguousarray(numbers).reshape(numbers.shape), dtype=dtype)


def flattened(value: Any) -> list[Any]:
    """The tensors among the results, in order."""
    if isinstance(value, (torch.Tensor, Tensor)):
        return [value]
    if isinstance(value, (tuple, list)):
        return [each for part in value for each in flattened(part)]
    return []


def array(value: Any) -> np.ndarray:
    if isinstance(value, torch.Tensor):
        value = value.detach().resolve_conj().resolve_neg()
        return (value.float() if value.dtype is torch.bfloat16 else value).numpy(force=True)
    return (value.float() if value.dtype is barewire.bfloat16 else value).numpy()


@dataclass
class Difference(Exception):
    """What of a sample differs, and how."""

    what: str
    detail: str = ""


@dataclass
class Tally:
    """What came of the samples of one operator."""

    passed: int = 0
    differences: list[tuple[str, Difference]] = field(default_factory=list)


# What a computation gave, by what it is: "value", "gradient" and "second gradient".
Results = dict[str, list[Any]]

# Rounding of results, relative to the greatest, by the narrowest dtype of the arguments.
TOLERANCE = {torch.float16: 2e-3, torch.bfloat16: 2e-2, torch.float32: 1e-5, torch.complex64: 1e-5}


def unlike(what: str, found: Any, wanted: Any, tolerance: float) -> np.ndarray:
    """Where two arrays differ by more than the tolerance, relative to the greatest; what PyTorch has no
    gradient for may have one here. Raises Difference where the shapes differ.
    """
    a, b = array(found), array(wanted)
    if a.shape != b.shape:
        raise Difference(what, f"shapes {a.shape} {b.shape}")
    if not b.size:
        return np.zeros(b.shape, bool)
    finite = np.isfinite(b)
    scale = max(1.0, float(np.abs(b[finite]).max())) if b.dtype.kind in "fc" and finite.any() else 1.0
    alike = np.isclose(a, b, rtol=tolerance, atol=tolerance * scale, equal_nan=True)
    return ~(alike if what == "value" else alike | np.isnan(b))


def farther(found: Any, wanted: Any, exact: Any) -> np.ndarray:
    """Where ours is farther from the result in float64 than twice PyTorch's own distance."""
    a, b, c = (array(each).astype(np.complex128) for each in (found, wanted, exact))
    return ~(np.abs(a - c) <= 2 * np.abs(b - c))


def compared(found: Results, wanted: Results, tolerance: float, exactly: Callable[[], Results]) -> None:
    """Raise Difference where results differ, in narrow dtypes by more than PyTorch's own rounding."""
    for order, what in enumerate(wanted):
        if len(found[what]) != len(wanted[what]):
            raise Difference("results", f"{len(found[what])} for {len(wanted[what])}")
        for number, (a, b) in enumerate(zip(found[what], wanted[what], strict=True)):
            differ = unlike(what, a, b, tolerance * 10**order)
            if differ.any() and tolerance > 1e-9:
                differ &= farther(a, b, exactly()[what][number])
            if differ.any():
                at = tuple(np.argwhere(differ)[0].tolist())
                detail = f"{differ.sum()} of {differ.size}, at {list(at)}: {array(a)[at]} for {array(b)[at]}"
                raise Difference(what, detail)


def weights(shape: Any, dtype: torch.dtype) -> torch.Tensor:
    """Weights of results, all different."""
    count = int(np.prod(shape))
    return (torch.arange(count, dtype=torch.float64).mul(0.37).cos() + 0.5).to(dtype).reshape(shape)


def weighed(results: list[Any], kept: list[bool], dtypes: list[torch.dtype]) -> Any:
    """The sum of the results that are kept, each element by its own weight."""
    total: Any = None
    for each, wanted, dtype in zip(results, kept, dtypes, strict=True):
        if wanted and each is not None:
            weight: Any = weights(tuple(each.shape), dtype)
            part = (each * (weight if isinstance(each, torch.Tensor) else stored(weight))).sum()
            total = part if total is None else total + part
    return total


def smooth(results: list[Any]) -> list[bool]:
    return [each is not None and each.requires_grad and each.is_floating_point() for each in results]


def tensors(value: Any) -> list[torch.Tensor]:
    """PyTorch's tensors among arguments, those that gradients are taken of."""
    if isinstance(value, dict):
        return tensors([*value.values()])
    if isinstance(value, (tuple, list)):
        return [each for part in value for each in tensors(part)]
    return [value] if isinstance(value, torch.Tensor) and value.requires_grad else []


def in_pytorch(row: Any, sample: Any, order: int) -> Results:
    """The results of PyTorch, gradients up to an order beside them, as far as it has them."""
    process = sample.output_process_fn_grad or (lambda result: result)
    values = flattened(process(wrapped(row)(row.op, sample.input, *sample.args, **sample.kwargs)))
    results: Results = {"value": values}
    leaves = tensors([sample.input, sample.args, sample.kwargs])
    last = values
    for what in ("gradient", "second gradient")[:order]:
        if not any(smooth(last)) or not (row.supports_autograd if last is values else row.supports_gradgrad):
            break
        total = weighed(last, smooth(last), [each.dtype for each in last if each is not None])
        try:
            found = torch.autograd.grad(total, leaves, create_graph=True, allow_unused=True)
        except RuntimeError as error:
            if "not implemented" not in str(error):
                raise
            found = torch.autograd.grad(total, leaves, allow_unused=True) if last is values else None
        if found is None:
            break
        last = [torch.zeros_like(x) if a is None else a for a, x in zip(found, leaves, strict=True)]
        results[what] = last
    return results


def in_barewire(row: Any, function: Any, sample: Any, wanted: Results) -> Results:
    """Our results, as many gradients as PyTorch gave; any error is a Difference."""
    process = sample.output_process_fn_grad or (lambda result: result)
    leaves: list[tuple[torch.Tensor, Tensor]] = []
    arguments = converted((sample.input, *sample.args), leaves)
    names = converted(dict(sample.kwargs), leaves)
    own = [ours for _, ours in leaves]
    try:
        values = flattened(process(wrapped(row)(function, *arguments, **names)))
        results: Results = {"value": values}
        for before, what in pairwise(wanted):
            kinds = [each.dtype for each in wanted[before]]
            if len(results[before]) != len(kinds):
                break
            total = weighed(results[before], smooth(wanted[before]), kinds)
            found = total.gradient(*own) if total.requires_grad else [None] * len(own)
            results[what] = [x.zeros_like() if a is None else a for a, x in zip(found, own, strict=True)]
    except Exception as error:
        raise Difference("raises", f"{type(error).__name__}: {error}"[:200]) from error
    return results


def check(row: Any, function: Any, sample: Any, order: int = 2) -> None:
    """Raise Difference where a sample comes out otherwise than in PyTorch, values and gradients up to an
    order; any error of ours is one.
    """
    wanted = in_pytorch(row, sample, order)
    met = [sample.input, *sample.args, *sample.kwargs.values(), *wanted["value"]]
    tolerance = max((TOLERANCE.get(x.dtype, 1e-9) for x in met if torch.is_tensor(x)), default=1e-9)

    @cache
    def exactly() -> Results:
        return in_pytorch(row, sample.transform(in_float64), order)

    compared(in_barewire(row, function, sample, wanted), wanted, tolerance, exactly)


def in_float64(value: Any) -> Any:
    """A sample's tensor of floats in float64."""
    if not isinstance(value, torch.Tensor) or not value.is_floating_point():
        return value
    return value.detach().double().requires_grad_(value.requires_grad)


def samples(row: Any, dtype: torch.dtype) -> Iterator[Any]:
    """Its samples, without those that draw random numbers."""
    torch.manual_seed(0)
    differentiable = (dtype.is_floating_point or dtype.is_complex) and row.supports_autograd
    differentiable &= dtype in row.backward_dtypes
    for sample in row.sample_inputs("cpu", dtype, requires_grad=differentiable):
        if not sample.kwargs.get("dropout_p"):
            yield sample


def run(row: Any, dtype: torch.dtype, limit: int, order: int = 2) -> Tally:
    """Check up to `limit` samples of an operator, spread over all of them."""
    tally = Tally()
    function = ours(row.name)
    found = list(samples(row, dtype))
    for sample in found[:: max(1, -(-len(found) // limit))]:
        try:
            check(row, function, sample, order)
            tally.passed += 1
        except Difference as difference:
            tally.differences.append((sample.summary()[:300], difference))
    return tally
