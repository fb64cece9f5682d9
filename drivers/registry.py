"""The drivers there are, as a table. A driver's module is imported when the driver is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from .errors import UnknownDevice
from .interface import Driver
from .llvm import Target, compile_ir
from .store import NOTHING_KEPT, Store

Compile = Callable[[str, Target], bytes]

# Module, class, and what it is made with: a compiler for its firmware, or a place to keep what its own
# compiler made.
_DRIVERS = {
    "AMD": (".amd.driver", "AmdDriver", "compile_ir"),
    "NVIDIA": (".nvidia.driver", "NvidiaDriver", "store"),
    "CPU": (".cpu.driver", "CpuDriver", "compile_ir"),
}

NAMES = tuple(_DRIVERS)
"""The names of all drivers, best cards first."""


def driver(name: str, compile_ir: Compile = compile_ir, store: Store = NOTHING_KEPT) -> Driver:
    """The driver called `name`. What it has to compile goes through `compile_ir`, what it has compiled by the
    vendor's compiler is kept in `store`. Raises UnknownDevice.
    """
    if name not in _DRIVERS:
        raise UnknownDevice(f"there is no driver called {name!r}; there are {', '.join(NAMES)}")
    module, constructor, means = _DRIVERS[name]
    given: Any = {"compile_ir": compile_ir, "store": store}[means]
    made: Driver = getattr(import_module(module, __package__), constructor)(given)
    return made
