"""The card's files in /sys/class/kgsl/kgsl-3d0: kgsl_pwrctrl.c and adreno_sysfs.c."""

from __future__ import annotations

from collections.abc import Callable
from errno import EACCES, ENOENT

from .... import kernel
from ...memory.pages import error
from .machine import Machine, SimulatedCard

CLASS = "/sys/class/kgsl"
DEVICE = f"{CLASS}/kgsl-3d0"


def _frequencies(card: SimulatedCard) -> str:
    return "".join(f"{frequency} " for frequency in card.description.frequencies) + "\n"


def _clock(card: SimulatedCard) -> int:
    frequencies = card.description.frequencies
    return frequencies[0] if card.ring.busy else frequencies[-1]


_FILES: dict[str, Callable[[SimulatedCard], str]] = {
    "gpu_model": lambda card: card.description.model,
    "gpu_busy_percentage": lambda card: f"{card.ring.busy_percent()} %\n",
    "gpubusy": lambda card: f"{10_000 * card.ring.busy_percent():7d} {1_000_000:7d}\n",
    "gpu_available_frequencies": _frequencies,
    "freq_table_mhz": lambda card: "".join(f"{f // 1_000_000} " for f in card.description.frequencies) + "\n",
    "gpuclk": lambda card: f"{_clock(card)}\n",
    "clock_mhz": lambda card: f"{_clock(card) // 1_000_000}\n",
    "max_gpuclk": lambda card: f"{card.description.frequencies[0]}\n",
    "max_clock_mhz": lambda card: f"{card.description.frequencies[0] // 1_000_000}\n",
    "min_clock_mhz": lambda card: f"{card.description.frequencies[-1] // 1_000_000}\n",
    "num_pwrlevels": lambda card: f"{len(card.description.frequencies)}\n",
    "temp": lambda card: "41000\n",
    "reset_count": lambda card: f"{card.conditions.reset_count}\n",
}


class Sysfs:
    """Answers for the files."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def open(self, path: str, flags: int) -> kernel.InterposedFile:
        raise error(EACCES)

    def read_text(self, path: str) -> str:
        name = path.removeprefix(DEVICE).strip("/")
        known = _FILES.get(name)
        if known is None or not path.startswith(DEVICE):
            raise error(ENOENT)
        return known(self._machine.card)

    def list_directory(self, path: str) -> list[str]:
        if path.rstrip("/") == CLASS:
            return ["kgsl-3d0"]
        if path.rstrip("/") == DEVICE:
            return list(_FILES)
        raise error(ENOENT)
