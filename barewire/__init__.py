"""Tensor programs on a GPU with nothing but its kernel driver.

The public names are looked up when first used, so that importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .runtime import errors as errors
    from .runtime.device import Device as Device
    from .runtime.profiler import Profiler as Profiler
    from .tensor import fft as fft
    from .tensor import nn as nn
    from .tensor import optim as optim
    from .tensor import state as state
    from .tensor import tree as tree
    from .tensor.graph import dtype as dtypes
    from .tensor.run.jit import jit as jit
    from .tensor.tensor import Tensor as Tensor

__version__ = "0.1.0"

# Public name: (module, attribute); no attribute means the module itself.
_PUBLIC = {
    "Device": (".runtime.device", "Device"),
    "Profiler": (".runtime.profiler", "Profiler"),
    "Tensor": (".tensor.tensor", "Tensor"),
    "dtypes": (".tensor.graph.dtype", ""),
    "errors": (".runtime.errors", ""),
    "fft": (".tensor.fft", ""),
    "jit": (".tensor.run.jit", "jit"),
    "nn": (".tensor.nn", ""),
    "optim": (".tensor.optim", ""),
    "state": (".tensor.state", ""),
    "tree": (".tensor.tree", ""),
}

__all__ = [
    "Device",
    "Profiler",
    "Tensor",
    "dtypes",
    "errors",
    "fft",
    "jit",
    "nn",
    "optim",
    "state",
    "tree",
]


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    module_name, attribute = _PUBLIC[name]
    module = import_module(module_name, __name__)
    value = getattr(module, attribute) if attribute else module
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
