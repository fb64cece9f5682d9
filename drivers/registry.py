"""The drivers there are, as a table. A driver's module is imported when the driver is first asked for."""

from __future__ import annotations

from importlib import import_module

from .compiler import Keep, not_kept
from .errors import UnknownDevice
from .interface import Driver

# Module and class.
_DRIVERS = {
    "AMD": (".amd.driver", "AmdDriver"),
    "NVIDIA": (".nvidia.driver", "NvidiaDriver"),
    "QUALCOMM": (".qualcomm.driver", "QualcommDriver"),
    "CPU": (".cpu.driver", "CpuDriver"),
}

NAMES = tuple(_DRIVERS)
"""The names of all drivers, best cards first."""


def driver(name: str, kept: Keep = not_kept) -> Driver:
    """The driver called `name`. What it compiles is kept by way of `kept`. Raises UnknownDevice."""
    if name not in _DRIVERS:
        raise UnknownDevice(f"there is no driver called {name!r}; there are {', '.join(NAMES)}")
    module, constructor = _DRIVERS[name]
    made: Driver = getattr(import_module(module, __package__), constructor)(kept)
    return made
