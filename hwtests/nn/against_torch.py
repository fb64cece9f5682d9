"""Running one computation in Barewire and in PyTorch, and comparing results and gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from barewire.tensor.tensor import Tensor

Array = np.ndarray[Any, Any]


def random(*shape: int, seed: int = 0, dtype: str = "float32") -> Array:
    """Normal values that repeat from run to run."""
    return np.random.default_rng([seed, *shape]).standard_normal(shape).astype(dtype)


def assert_close(
    ours: Tensor | Array, theirs: torch.Tensor | Array, tolerance: float = 2e-5, what: str = ""
) -> None:
    """Equal shape, and equal values up to `tolerance` of each value and of the largest."""
    found = ours.numpy() if isinstance(ours, Tensor) else ours
    wanted = theirs.detach().numpy() if isinstance(theirs, torch.Tensor) else theirs
    assert found.shape == wanted.shape, f"{what}: {found.shape} is not {wanted.shape}"
    finite = np.abs(wanted[np.isfinite(wanted)]) if wanted.dtype.kind == "f" else np.abs(wanted)
    scale = float(finite.max(initial=0.0))
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance * scale, err_msg=what)


def compare(
    ours: Callable[..., Tensor],
    theirs: Callable[..., torch.Tensor],
    *arrays: Array,
    tolerance: float = 2e-5,
    gradients: bool = True,
) -> None:
    """Compare a float32 result of ours, and its gradients by every float input, with PyTorch's in float64."""
    tensors = [Tensor(array) for array in arrays]
    references = [
        torch.from_numpy(array.astype("float64") if array.dtype.kind == "f" else array) for array in arrays
    ]
    floats = [index for index, array in enumerate(arrays) if array.dtype.kind == "f"] if gradients else []
    for index in floats:
        tensors[index].requires_grad = True
        references[index].requires_grad_()
    result, reference = ours(*tensors), theirs(*references)
    assert result.dtype.name == "float32" or not reference.is_floating_point()
    assert_close(result, reference, tolerance, "result")
    if not floats:
        return
    seed = random(*result.shape, seed=99)
    (result * Tensor(seed)).sum().backward()
    (reference * torch.from_numpy(seed)).sum().backward()
    for index in floats:
        gradient, wanted = tensors[index].grad, references[index].grad
        assert wanted is not None
        assert gradient is not None, f"input {index} got no gradient"
        assert_close(gradient, wanted, tolerance, f"gradient of input {index}")
