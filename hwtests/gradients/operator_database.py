"""PyTorch's operator database run on both: values, first gradients, and in float64 second ones.

An operator is found by its name: `nn.functional.x`, `linalg.x` and `fft.x` in the module of that name, any
other as a method of Tensor or in `barewire` itself. What is not there is counted as lacking.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch.testing._internal.common_methods_invocations import op_db

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
    "nn.functional.ctc_loss": "has a gradient with exp(log_probs) added, which log_softmax takes away again",
    "zero_": "changes leaves, which PyTorch's row copies first",
    "nn.functional.embedding": "has its arguments in another order in the database",
    "nn.functional.embedding_bag": "has its arguments in another order in the database",
    "nn.functional.triplet_margin_with_distance_loss": "is given a module of PyTorch's",
    "linalg.lstsq": "is given PyTorch's drivers",
    **dict.fromkeys(
        ["linalg.eigvalsh", "linalg.pinv/hermitian"],
        "has samples that are not symmetric, which PyTorch's tests of gradients make so first",
    ),
    "linalg.pinv/singular": "is a formula of PyTorch's own",
}  # fmt: skip

# Keywords that say where and how PyTorch computes, not what.
SILENT = {"device", "layout", "requires_grad", "pin_memory", "memory_format"}


def operators(dtype: torch.dtype) -> list[Any]:
    """The rows of the database that take a dtype."""
    return [each for each in op_db if dtype in each.dtypes]


def named(row: Any) -> str:
    return row.name + (f"/{row.variant_test_name}" if row.variant_test_name else "")


def ours(name: str) -> Any:
    """Barewire's function for an operator of PyTorch's, or None."""
    module, _, function = name.rpartition(".")
    if module:
        place: Any = barewire
        for part in module.split("."):
            place = getattr(place, part, None)
        return getattr(place, function, None)
    method = getattr(Tensor, name, None)
    return method if callable(method) else getattr(barewire, name, None)


def converted(value: Any, leaves: list[tuple[torch.Tensor, Tensor]]) -> Any:
    """An argument of PyTorch's as ours; the leaves among them are added to the list, with both forms."""
    if isinstance(value, torch.Tensor):
        array = value.detach().resolve_conj().resolve_neg().numpy()
        tensor = Tensor(np.ascontiguousarray(array).reshape(array.shape), requires_grad=value.requires_grad)
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


def flattened(value: Any) -> list[Any]:
    """The tensors among the results, in order."""
    if isinstance(value, (torch.Tensor, Tensor)):
        return [value]
    if isinstance(value, (tuple, list)):
        return [each for part in value for each in flattened(part)]
    return []


def array(value: Any) -> np.ndarray:
    if isinstance(value, torch.Tensor):
        return value.detach().resolve_conj().resolve_neg().numpy(force=True)
    return value.numpy()


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


def close(what: str, found: Any, wanted: Any, tolerance: float) -> None:
    """Raise Difference unless equal up to the tolerance, relative to the greatest; what PyTorch has no number
    for may have one here.
    """
    a, b = array(found), array(wanted)
    if a.shape != b.shape:
        raise Difference(what, f"shapes {a.shape} {b.shape}")
    if not b.size:
        return
    finite = np.isfinite(b)
    scale = max(1.0, float(np.abs(b[finite]).max())) if b.dtype.kind in "fc" and finite.any() else 1.0
    alike = np.isclose(a, b, rtol=tolerance, atol=tolerance * scale, equal_nan=True)
    if what != "value":
        alike |= np.isnan(b)
    if not alike.all():
        at = np.argwhere(~alike)[0]
        raise Difference(
            what, f"{(~alike).sum()} of {b.size}, at {at.tolist()}: {a[tuple(at)]} for {b[tuple(at)]}"
        )


def weights(shape: Any, dtype: torch.dtype) -> torch.Tensor:
    """Weights of results, all different."""
    count = int(np.prod(shape))
    return (torch.arange(count, dtype=torch.float64).mul(0.37).cos() + 0.5).to(dtype).reshape(shape)


def weighed(results: list[Any], kept: list[bool], dtypes: list[torch.dtype]) -> Any:
    """The sum of the results that are kept, each element by its own weight."""
    total: Any = None
    for each, wanted, dtype in zip(results, kept, dtypes, strict=True):
        if wanted:
            weight: Any = weights(tuple(each.shape), dtype)
            part = (each * (weight if isinstance(each, torch.Tensor) else Tensor(weight.numpy()))).sum()
            total = part if total is None else total + part
    return total


def compared(what: str, found: Any, wanted: Any, leaves: list[torch.Tensor], tolerance: float) -> None:
    """Compare gradients of leaves; one that is None is zero."""
    for a, b, leaf in zip(found, wanted, leaves, strict=True):
        rough = max(tolerance, 1e-5 if leaf.dtype is torch.float32 else 0)
        close(
            what,
            torch.zeros_like(leaf) if a is None else a,
            torch.zeros_like(leaf) if b is None else b,
            rough,
        )


def check(row: Any, function: Any, sample: Any, dtype: torch.dtype) -> None:
    """Raise Difference where a sample comes out otherwise than in PyTorch; any error of ours is one."""
    process = sample.output_process_fn_grad or (lambda result: result)
    expected = process(row(sample.input, *sample.args, **sample.kwargs))
    leaves: list[tuple[torch.Tensor, Tensor]] = []
    arguments = converted((sample.input, *sample.args), leaves)
    names = converted(dict(sample.kwargs), leaves)
    try:
        result = process(function(*arguments, **names))
    except Exception as error:
        raise Difference("raises", f"{type(error).__name__}: {error}"[:200]) from error
    found, wanted = flattened(result), flattened(expected)
    if len(found) != len(wanted):
        raise Difference("results", f"{len(found)} for {len(wanted)}")
    narrow = any(each.dtype is torch.float32 for each, _ in leaves)
    tolerance = 1e-5 if narrow else 1e-9
    for a, b in zip(found, wanted, strict=True):
        close("value", a, b, tolerance)
    smooth = [each.requires_grad and each.is_floating_point() for each in wanted]
    if not any(smooth) or not row.supports_autograd:
        return
    theirs, own = [a for a, _ in leaves], [b for _, b in leaves]
    kinds = [each.dtype for each in wanted]
    second = dtype is torch.float64 and row.supports_gradgrad
    first = torch.autograd.grad(
        weighed(wanted, smooth, kinds), theirs, create_graph=second, allow_unused=True
    )
    passed = weighed(found, smooth, kinds).gradient(*own)
    compared("gradient", passed, first, theirs, tolerance * 10)
    smooth = [b is not None and b.requires_grad and a is not None for a, b in zip(passed, first, strict=True)]
    if not second or not any(smooth):
        return
    kinds = [each.dtype for each in theirs]
    again = torch.autograd.grad(weighed([*first], smooth, kinds), theirs, allow_unused=True)
    compared("second gradient", weighed(passed, smooth, kinds).gradient(*own), again, theirs, tolerance * 100)


def samples(row: Any, dtype: torch.dtype) -> Iterator[Any]:
    torch.manual_seed(0)
    yield from row.sample_inputs(
        "cpu", dtype, requires_grad=dtype in row.backward_dtypes and row.supports_autograd
    )


def run(row: Any, dtype: torch.dtype, limit: int) -> Tally:
    """Check up to `limit` samples of an operator, spread over all of them."""
    tally = Tally()
    function = ours(row.name)
    found = list(samples(row, dtype))
    for sample in found[:: max(1, -(-len(found) // limit))]:
        try:
            check(row, function, sample, dtype)
            tally.passed += 1
        except Difference as difference:
            tally.differences.append((sample.summary()[:300], difference))
    return tally
