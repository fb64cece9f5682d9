"""Every environment variable Barewire reads: its name, type, default and meaning.

Each is read when it is needed, so a test or a program may change one at any time before that.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from .errors import InvalidArgument

Value = TypeVar("Value")

# A hang is always found; this is thirty years, and what clocks of nanoseconds hold.
LONGEST_TIMEOUT_S = 1e9

_SWITCH = {
    "1": True,
    "true": True,
    "on": True,
    "yes": True,
    "0": False,
    "false": False,
    "off": False,
    "no": False,
}


def _switch(text: str) -> bool:
    try:
        return _SWITCH[text.strip().lower()]
    except KeyError:
        raise ValueError(text) from None


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= LONGEST_TIMEOUT_S:
        raise ValueError(text)
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError(text)
    return value


@dataclass(frozen=True)
class Variable(Generic[Value]):
    """One environment variable. `expects` says in words what `parse` accepts."""

    name: str
    parse: Callable[[str], Value]
    default: Value
    expects: str
    help: str

    def read(self) -> Value:
        """The value now; the default where it is unset or empty. Raises InvalidArgument for text it cannot
        be.
        """
        text = os.environ.get(self.name)
        if not text:
            return self.default
        try:
            return self.parse(text)
        except ValueError:
            raise InvalidArgument(f"{self.name}={text!r} is not {self.expects}") from None


DEVICE = Variable(
    "BAREWIRE_DEVICE", str, "", "a device", "device used where none is named, such as CPU or CPU:0"
)
SIMULATE = Variable(
    "BAREWIRE_SIMULATE",
    str,
    "",
    "cards such as gfx1100, gfx1100*4 or gfx1100,gfx942",
    "cards to simulate in this process, such as gfx1100, gfx1100*4 or gfx1100,gfx942",
)
AMD_INTERFACE = Variable(
    "BAREWIRE_AMD_INTERFACE",
    str,
    "",
    "kfd or drm",
    "kernel interface for AMD cards: kfd, or drm for the render node alone (default: kfd where there is one)",
)
CPU_INTERFACE = Variable(
    "BAREWIRE_CPU_INTERFACE",
    str,
    "",
    "threads or process",
    "process: kernels of the CPU run in a process of their own, which alone they can harm (default: threads)",
)
DEBUG = Variable(
    "BAREWIRE_DEBUG",
    _count,
    0,
    "a number from 0 to 5",
    "print: 1 kernels and warnings, 2 what each stage hands on, 3 why to memory, 4 LLVM IR, 5 assembly",
)
PROFILE = Variable("BAREWIRE_PROFILE", _switch, False, "0 or 1", "print a table of kernel times at exit")
TRACE = Variable(
    "BAREWIRE_TRACE", str, "", "a file", "write a Chrome/Perfetto trace of the kernels to this file at exit"
)
TIMEOUT = Variable(
    "BAREWIRE_TIMEOUT",
    _seconds,
    600.0,
    "a positive number of seconds, at most 10^9",
    "seconds a wait for the device may take before it counts as a hang",
)
CACHE = Variable(
    "BAREWIRE_CACHE",
    str,
    "",
    "a directory",
    "directory of the disk cache (default ~/.cache/barewire); off for none",
)
CACHE_LIMIT = Variable(
    "BAREWIRE_CACHE_LIMIT", _count, 1024, "a number of MiB", "size the disk cache is kept under, in MiB"
)
COMPILE_WORKERS = Variable(
    "BAREWIRE_COMPILE_WORKERS",
    _count,
    -1,
    "a number of processes",
    "processes that compile kernels, at most (default: one per core; 0 for none)",
)

ALL: tuple[Variable[str] | Variable[int] | Variable[bool] | Variable[float], ...] = (
    DEVICE,
    SIMULATE,
    AMD_INTERFACE,
    CPU_INTERFACE,
    DEBUG,
    PROFILE,
    TRACE,
    TIMEOUT,
    CACHE,
    CACHE_LIMIT,
    COMPILE_WORKERS,
)
