"""A short test of one device, run in a process of its own because it may hang or crash.

`python -m barewire.tools.self_test DEVICE` prints one line of JSON for each step as it ends: its name,
whether it passed, how long it took, and what it has to say.
"""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from ..runtime.errors import BarewireError

if TYPE_CHECKING:
    import numpy as np

    from ..runtime.device import Device

COPY_BYTES = 64 << 20
REPETITIONS = 20


def _open(device: Device) -> str:
    info = device.info
    return f"{info.name}, {info.arch}, {info.compute_units} units, through {info.interface}"


def _small_copies(device: Device) -> str:
    """Sizes around those at which a copy takes another way."""
    sizes = [1, 3, 4, 255, 4096, 65537, 1 << 20]
    for size in sizes:
        data = bytes(index * 7 & 0xFF for index in range(min(size, 251))) * (size // 251 + 1)
        buffer = device.allocate(size)
        buffer.copy_in(data[:size])
        if bytes(buffer.copy_out()) != data[:size]:
            raise AssertionError(f"{size} bytes came back changed")
    return f"{len(sizes)} sizes to {sizes[-1]} bytes"


def _large_copies(device: Device) -> str:
    """The same bytes to the device, from one place of it to another, and back, with the rate of each."""
    import numpy as np

    data = np.random.default_rng(1).integers(0, 256, COPY_BYTES, np.uint8)
    first, second = device.allocate(COPY_BYTES), device.allocate(COPY_BYTES)
    marks = [time.perf_counter()]
    steps: tuple[Callable[[], None], ...] = (lambda: first.copy_in(data), lambda: second.copy_from(first))
    for step in steps:
        step()
        device.synchronize()
        marks.append(time.perf_counter())
    back = np.frombuffer(second.copy_out(), np.uint8)
    marks.append(time.perf_counter())
    if not np.array_equal(data, back):
        raise AssertionError(f"{int((data != back).sum())} of {COPY_BYTES} bytes came back changed")
    there, inside, home = (COPY_BYTES / (end - start) / 1e9 for start, end in pairwise(marks))
    return f"GB/s: {there:.2f} to the device, {inside:.2f} inside it, {home:.2f} back"


def _close(name: str, found: np.ndarray, expected: np.ndarray, tolerance: float) -> str:
    import numpy as np

    largest = max(1.0, float(np.max(np.abs(expected))))
    error = float(np.max(np.abs(found.astype(np.float64) - expected))) / largest
    if not error <= tolerance:
        raise AssertionError(f"{name} is off by {error:.3g} of the largest value; {tolerance:.0e} is allowed")
    return f"largest error {error:.2g}"


def _elementwise(device: Device) -> str:
    import numpy as np

    from ..tensor.tensor import Tensor

    values = np.random.default_rng(2).standard_normal(100_003).astype(np.float32)
    found = (Tensor(values, device=device.name) * 2 + 1).exp().numpy()
    return _close("exp(2 x + 1)", found, np.exp(values.astype(np.float64) * 2 + 1), 1e-6)


def _reduction(device: Device) -> str:
    import numpy as np

    from ..tensor.tensor import Tensor

    values = np.random.default_rng(3).standard_normal((257, 1023)).astype(np.float32)
    found = Tensor(values, device=device.name).sum(axis=1).numpy()
    return _close("a sum along rows", found, values.astype(np.float64).sum(axis=1), 1e-5)


def _product(kind: str, tolerance: float) -> Callable[[Device], str]:
    def run(device: Device) -> str:
        import numpy as np

        from ..tensor.graph import dtype
        from ..tensor.tensor import Tensor

        made = np.random.default_rng(4)
        pair = [made.standard_normal((192, 160)).astype(kind), made.standard_normal((160, 224)).astype(kind)]
        left, right = (Tensor(values, device=device.name) for values in pair)
        found = (left @ right).cast(dtype.float32).numpy()
        expected = pair[0].astype(np.float64) @ pair[1].astype(np.float64)
        return _close("a matrix product", found, expected, tolerance)

    return run


def _dispatch_time(device: Device) -> str:
    """What one small kernel costs from call to result seen."""
    from ..tensor.tensor import Tensor

    times = []
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        (Tensor.zeros(256, device=device.name).contiguous() + 1).realize()
        device.synchronize()
        times.append(time.perf_counter() - start)
    return f"median {sorted(times)[REPETITIONS // 2] * 1e6:.0f} µs, least {min(times) * 1e6:.0f} µs"


STEPS: tuple[tuple[str, Callable[[Device], str]], ...] = (
    ("open the device", _open),
    ("small copies", _small_copies),
    ("large copies", _large_copies),
    ("an elementwise kernel", _elementwise),
    ("a reduction", _reduction),
    ("a matrix product, float32", _product("float32", 1e-5)),
    ("a matrix product, float16", _product("float16", 1e-2)),
    ("small kernels", _dispatch_time),
)


def run(name: str) -> int:
    """Run every step on one device; returns how many failed. After a failure to open, none is tried."""
    from ..runtime.device import Device

    failed = 0
    device: Device | None = None
    for step, function in STEPS:
        start = time.perf_counter()
        try:
            if device is None:
                device = Device[name]
            passed, said = True, function(device)
        except (BarewireError, AssertionError) as error:
            passed, said = False, f"{type(error).__name__}: {error}"
        except Exception:
            passed, said = False, traceback.format_exc()
        line = {"step": step, "passed": passed, "seconds": time.perf_counter() - start, "said": said}
        print(json.dumps(line), flush=True)
        failed += not passed
        if device is None:
            break
    return failed


if __name__ == "__main__":
    sys.exit(1 if run(sys.argv[1]) else 0)
