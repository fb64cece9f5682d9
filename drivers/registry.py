"""The drivers there are, as a table. A driver's module is imported when the driver is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from .errors import UnknownDevice
from .interface import Driver
from .llvm import Target, compile_ir

Compile = Callable[[str, Target], bytes]

_DRIVERS = {
    "AMD": (".amd.driver", "AmdDriver"),
    "NVIDIA": (".nvidia.driver", "NvidiaDriver"),
    "CPU": (".cpu.card", "CpuDriver"),
}

NAMES = tuple(_DRIVERS)
"""The names of all drivers, best cards first."""


def driver(name: str, compile_ir: Compile = compile_ir) -> Driver:
    """The driver called `name`. What it has to compile goes through `compile_ir`. Raises UnknownDevice."""
    if name not in _DRIVERS:
        raise UnknownDevice(f"there is no driver called {name!r}; there are {', '.join(NAMES)}")
    module, constructor = _DRIVERS[name]
    made: Driver = getattr(import_module(module, __package__), constructor)(compile_ir)
    return made
