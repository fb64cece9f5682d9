"""How the GPU is now, from files of /sys alone; each figure is optional.

Sources: gpubusy, gpu_busy_percentage, gpuclk, clock_mhz and temp of KGSL's kgsl_pwrctrl.c, page_alloc and
proc of its kgsl_sharedmem.c. Clocks are Hz but where the name says MHz; temperatures are thousandths of a
degree.
"""

from __future__ import annotations

from time import monotonic, sleep

from .. import kernel
from ..errors import SystemCallFailed
from ..interface import CardCondition, MemoryHolder
from . import drm_clients
from .access import SYSFS, gpu_directory

_DRIVER = "/sys/class/kgsl/kgsl"
_THERMAL = "/sys/class/thermal"
_BUSY_FROM_PERCENT = 5
# How long the GPU is watched where the kernel counts how long it has worked, but not how much of it of late.
_MOMENT_S = 0.1
_RUNTIME = f"{SYSFS}/device/power/runtime_status"


def _names(path: str) -> list[str]:
    try:
        return kernel.list_directory(path)
    except SystemCallFailed:
        return []


def _numbers(path: str) -> list[float]:
    """The numbers at the start of a file."""
    found = []
    for word in (kernel.read_text_if_present(path) or "").split():
        try:
            found.append(float(word))
        except ValueError:
            break
    return found


def _number(path: str) -> float | None:
    return next(iter(_numbers(path)), None)


def _busy_percent() -> float | None:
    """How busy it was of late: time that it ran and time in all, or the kernel's own quotient."""
    match _numbers(f"{SYSFS}/gpubusy"):
        case [busy, total, *_]:
            return min(100.0 * busy / total, 100.0) if total else 0.0
    return _number(f"{SYSFS}/gpu_busy_percentage")


def _state(busy: float | None) -> str | None:
    return None if busy is None else "busy" if busy >= _BUSY_FROM_PERCENT else "ready"


def _clock_mhz() -> float | None:
    clock_hz = _number(f"{SYSFS}/gpuclk")
    return clock_hz / 1e6 if clock_hz is not None else _number(f"{SYSFS}/clock_mhz")


def _temperatures() -> dict[str, float]:
    value = _number(f"{SYSFS}/temp")
    # Some kernels say degrees.
    return {} if value is None else {"gpu": value / 1e3 if value > 1000 else value}


def _processes() -> tuple[MemoryHolder, ...]:
    """Who holds memory of the GPU's: a directory for each process, with a file for each kind of memory."""
    holders = []
    for name in _names(f"{_DRIVER}/proc"):
        if name.isdigit():
            size = sum(_number(f"{_DRIVER}/proc/{name}/{kind}") or 0 for kind in ("kernel", "user", "ion"))
            called = (kernel.read_text_if_present(f"/proc/{name}/comm") or "").strip()
            holders.append(MemoryHolder(int(name), called, int(size)))
    return tuple(sorted(holders, key=lambda holder: -holder.memory_bytes))


def _busy_for(before: list[drm_clients.DrmClient]) -> float | None:
    """How busy the GPU is, which msm counts for each client: what a moment adds."""
    earlier = drm_clients.busy_ns(before)
    if earlier is None:
        return None
    start_s = monotonic()
    sleep(_MOMENT_S)
    later = drm_clients.busy_ns(drm_clients.clients())
    passed_ns = (monotonic() - start_s) * 1e9
    return None if later is None else min(max(100.0 * (later - earlier) / passed_ns, 0.0), 100.0)


def _msm_condition() -> CardCondition:
    """What msm shows in files: the clock, by devfreq, the sensors that a device tree has for the GPU, and
    what DRM's clients have and do.
    """
    directory = gpu_directory() or ""
    clocks = [_number(f"{directory}/devfreq/{name}/cur_freq") for name in _names(f"{directory}/devfreq")]
    clock_hz = next((clock for clock in clocks if clock is not None), None)
    zones = {
        (kernel.read_text_if_present(f"{_THERMAL}/{name}/type") or "").strip(): f"{_THERMAL}/{name}/temp"
        for name in _names(_THERMAL)
    }
    found = {zone: _number(path) for zone, path in zones.items() if zone.startswith("gpu")}
    asleep = (kernel.read_text_if_present(f"{directory}/power/runtime_status") or "").strip() == "suspended"
    clients = drm_clients.clients()
    busy = 0.0 if asleep else _busy_for(clients)
    known = [client.memory_bytes for client in clients if client.memory_bytes is not None]
    return CardCondition(
        memory_used_bytes=sum(known) if known else None,
        state="asleep" if asleep else _state(busy),
        busy_percent=busy,
        clock_mhz=None if clock_hz is None else clock_hz / 1e6,
        temperatures_c={zone: value / 1e3 for zone, value in found.items() if value is not None},
        processes=drm_clients.holders(clients) if known else (),
    )


def condition(interface: str) -> CardCondition:
    """How the GPU is now. It may be asleep, and then some of it is what was last known."""
    if interface == "msm":
        return _msm_condition()
    busy = _busy_percent()
    used = _number(f"{_DRIVER}/page_alloc")
    asleep = (kernel.read_text_if_present(_RUNTIME) or "").strip() == "suspended"
    return CardCondition(
        memory_used_bytes=None if used is None else int(used),
        state="asleep" if asleep else _state(busy),
        busy_percent=busy,
        clock_mhz=_clock_mhz(),
        temperatures_c=_temperatures(),
        processes=_processes(),
    )
