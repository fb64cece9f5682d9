"""What the machine can do at most: arithmetic by dtype, and the bandwidth of each cache and of memory.

Measured by kernels that do nothing else (`roofline_kernels.py`), and where a copy by NumPy or a product by
PyTorch is faster than those, by that: a limit that somebody exceeds is none.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .measure import Load
from .roofline_kernels import arithmetic, reading

if TYPE_CHECKING:
    from ...runtime.buffer import Buffer
    from ...runtime.code_object import Kernel
    from ...runtime.device import Device
    from .work import Setting

_TURNS = 5
_TURN_S = 0.01
# Levels of cache that each core has for itself; those after it are shared.
_PRIVATE = 2
_LARGEST_SHARED_BYTES = 64 << 20
_SMALLEST_MEMORY_BYTES, _LARGEST_MEMORY_BYTES = 256 << 20, 1 << 30
_USUAL_CACHES = (32 << 10, 1 << 20)
_PRODUCT = 1024


@dataclass(frozen=True)
class Level:
    """A level of memory: what all threads hold in it together, and how fast they read it."""

    name: str
    size_bytes: float
    bytes_per_s: float


@dataclass(frozen=True)
class Roofline:
    """Operations per second by dtype, and the levels, the nearest first."""

    operations_per_s: dict[str, float]
    levels: tuple[Level, ...]

    def bandwidth(self, working_bytes: float) -> float:
        """That of the level which holds so many bytes."""
        for level in self.levels:
            if working_bytes <= level.size_bytes:
                return level.bytes_per_s
        return self.levels[-1].bytes_per_s

    def least_seconds(self, load: Load) -> float:
        """No program takes less."""
        peak = self.operations_per_s.get(load.element, self.operations_per_s["float32"])
        return max(load.operations / peak, load.bytes_moved / self.bandwidth(load.bytes_moved))

    def described(self) -> dict[str, Any]:
        """For a record: JSON, with None for the size of memory."""
        return {
            "operations_per_s": self.operations_per_s,
            "levels": [
                {
                    "name": each.name,
                    "size_bytes": None if each.size_bytes == float("inf") else each.size_bytes,
                    "bytes_per_s": each.bytes_per_s,
                }
                for each in self.levels
            ],
        }


def measure_roofline(setting: Setting) -> Roofline | None:
    """The limits of the processor under test; None for a card that is none."""
    device = setting.device
    if device.info.kind != "processor":
        return None
    return Roofline(_arithmetic(setting, device), tuple(_levels(setting.threads, device)))


def _best(run: Callable[[int], None]) -> float:
    """The seconds of one round, in the best of a few turns of many."""
    rounds = 1
    while True:
        start = time.perf_counter()
        run(rounds)
        taken = time.perf_counter() - start
        if taken > _TURN_S:
            break
        rounds *= 4
    best = taken / rounds
    for _ in range(_TURNS):
        start = time.perf_counter()
        run(rounds)
        best = min(best, (time.perf_counter() - start) / rounds)
    return best


def _kernel(device: Device, text: str, name: str) -> Kernel:
    return device.load(device.compiler.compile(text))[name]


def _rounds(kernel: Kernel, device: Device, threads: int, data: Buffer, *more: int) -> Callable[[int], None]:
    def run(rounds: int) -> None:
        kernel.launch(threads, args=[data, rounds, *more])
        device.synchronize()

    return run


def _arithmetic(setting: Setting, device: Device) -> dict[str, float]:
    info = device.info
    threads = setting.threads
    data = device.allocate(64)
    data.fill(bytes(8))
    found: dict[str, float] = {}
    for element, kernels in arithmetic(info.features, info.limits.vector_bytes or 16).items():
        for each in kernels:
            run = _rounds(_kernel(device, each.text, "arithmetic"), device, threads, data)
            reached = each.operations * threads / _best(run)
            found[element] = max(found.get(element, 0.0), reached)
    if setting.against_torch:
        torch = setting.torch()
        for element in ("float32", "bfloat16"):
            one = torch.ones(_PRODUCT, _PRODUCT, dtype=getattr(torch, element))

            def product(rounds: int, one: Any = one) -> None:
                for _ in range(rounds):
                    one @ one

            found[element] = max(found.get(element, 0.0), 2 * _PRODUCT**3 / _best(product))
    # Arithmetic that the processor has no instructions for is done in float32.
    for element in ("float16", "bfloat16", "int8"):
        found[element] = max(found.get(element, 0.0), found["float32"])
    return found


def _levels(threads: int, device: Device) -> list[Level]:
    """Each level is measured where half of it is in use."""
    vector_bytes = device.info.limits.vector_bytes or 16
    caches = device.info.limits.cache_bytes or _USUAL_CACHES
    measured: list[tuple[str, float, int]] = []
    for number, size in enumerate(caches):
        whole = size * threads if number < _PRIVATE else size
        measured.append((f"cache {number + 1}", float(whole), min(whole // 2, _LARGEST_SHARED_BYTES)))
    beyond = min(max(2 * int(measured[-1][1]), _SMALLEST_MEMORY_BYTES), _LARGEST_MEMORY_BYTES)
    measured.append(("memory", float("inf"), beyond))
    kernel = _kernel(device, reading(vector_bytes), "read")
    levels = []
    for name, size_bytes, used_bytes in measured:
        part = used_bytes // threads // (64 * vector_bytes) * (64 * vector_bytes)
        data = device.allocate(part * threads)
        data.fill(bytes(8))
        read = part * threads / _best(_rounds(kernel, device, threads, data, part))
        del data
        levels.append(Level(name, size_bytes, max(read, _copied(part))))
    # What is near holds no less than what is far: reading it is at least as fast.
    for number in range(len(levels) - 2, -1, -1):
        near, far = levels[number], levels[number + 1]
        levels[number] = Level(near.name, near.size_bytes, max(near.bytes_per_s, far.bytes_per_s))
    return levels


def _copied(size_bytes: int) -> float:
    """Bytes read and written in a second by a copy of NumPy's, on one thread, of half as many bytes."""
    import numpy as np

    source = np.zeros(size_bytes // 2, np.uint8)
    target = np.empty_like(source)

    def run(rounds: int) -> None:
        for _ in range(rounds):
            np.copyto(target, source)

    return 2 * source.nbytes / _best(run)
