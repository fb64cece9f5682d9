"""The names users meet on a Tensor: those of NumPy, PyTorch and the Array API, and few of its own."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from barewire import Tensor

OWN_NAMES = {
    "assign": "new values for a tensor, in its own memory where that is safe: state of a jitted function",
    "bitcast": "PyTorch's view(dtype), which would hide that no gradient passes",
    "cast": "a change of dtype and nothing else: `to` also takes devices",
    "memory": "the elements as a memoryview; PyTorch's `data` is a tensor",
    "precision": "the precision of products within a block; PyTorch has a global setting",
    "quick_gelu": "the activation of CLIP, which PyTorch leaves to model code",
    "realize": "compute now: everything here is lazy",
    "swish": "the name of `silu` in the paper that made it known",
    "uniform": "a constructor, as `normal` is; PyTorch fills a tensor in place",
    "zero_grad": "for one leaf what Module.zero_grad is for all of a module",
}


def _names(thing: Any) -> set[str]:
    """What a class or a module offers besides the modules in it."""
    public = [name for name in dir(thing) if not name.startswith("_")]
    return {name for name in public if not isinstance(getattr(thing, name, None), ModuleType)}


def test_a_name_of_ours_alone_has_a_reason():
    torch = pytest.importorskip("torch")
    # NumPy's own namespace follows the Array API since its version 2.
    places = (np.ndarray, np, torch.Tensor, torch, torch.nn.functional)
    known = set().union(*map(_names, places))

    assert _names(Tensor) - known == OWN_NAMES.keys()


def test_real_part_of_a_real_tensor_is_the_tensor():
    for dtype in ("float32", "float16", "int8", "bool"):
        x = Tensor([0, 1], dtype=dtype)

        assert x.real is x


def test_real_part_passes_gradients():
    x = Tensor([1.0, 2.0], requires_grad=True)

    (x.real * 3).sum().backward()

    assert x.grad.tolist() == [3, 3]
