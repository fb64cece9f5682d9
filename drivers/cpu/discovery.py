"""What this machine's processor is: name, features, cores, caches and memory, from /proc and /sys.

The `parse_*` functions are pure, text to values; the rest reads the files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil

from .. import kernel
from ..errors import InvalidArgument, UnsupportedArchitecture
from ..interface import CardInfo, CardLimits
from ..llvm import AARCH64_FEATURES, X86_FEATURES, LlvmCompiler, host_compiler, processor_level
from .abi import LOCAL_BYTES_MAX

_UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "": 1}

INTERFACE_VARIABLE = "BAREWIRE_CPU_INTERFACE"
THREADS, PROCESS = "threads", "process"
"""Kernels run on threads of this process, or in a process of the card's own (`own_process.py`)."""

TILE_FEATURES = frozenset({"amx_tile", "amx_bf16", "amx_int8", "amx_fp16", "amx_complex"})
"""Features that need the kernel's permission before a thread may use them."""


@dataclass(frozen=True)
class Processor:
    """One processor as /proc/cpuinfo has it; the clock is None where the file does not say."""

    name: str
    clock_hz: float | None


def parse_cpuinfo(text: str) -> Processor:
    """The first processor of /proc/cpuinfo."""
    fields: dict[str, str] = {}
    for line in text.splitlines():
        key, _, value = line.partition(":")
        fields.setdefault(key.strip(), value.strip())
    name = fields.get("model name") or fields.get("Model")
    if name is None and "CPU implementer" in fields:
        name = f"ARM processor {fields['CPU implementer']}:{fields.get('CPU part', '?')}"
    nominal = re.search(r"@ *([\d.]+) *GHz", name or "")
    clock = None
    if nominal:
        clock = float(nominal[1]) * 1e9
    elif fields.get("cpu MHz"):
        clock = float(fields["cpu MHz"]) * 1e6
    return Processor(name or "processor", clock)


def parse_meminfo(text: str) -> dict[str, int]:
    """The fields of /proc/meminfo that have a size, in bytes."""
    found = re.findall(r"^([\w()]+): *(\d+) kB$", text, re.MULTILINE)
    return {name: int(value) * 1024 for name, value in found}


def parse_size(text: str) -> int:
    """A size as in /sys: digits and K, M, G or nothing."""
    found = re.fullmatch(r"(\d+)([KMG]?)", text.strip())
    return int(found[1]) * _UNITS[found[2]] if found else 0


def parse_cgroup_paths(text: str) -> dict[str, str]:
    """/proc/self/cgroup: controller -> path; the unified hierarchy's controller is called ''."""
    paths: dict[str, str] = {}
    for line in text.splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        for controller in controllers.split(","):
            paths[controller] = path
    return paths


def parse_cpu_max(text: str) -> float | None:
    """cpu.max of a control group: how many processors' worth of time, None where unlimited."""
    quota, _, period = text.strip().partition(" ")
    if not quota.isdigit() or not period.isdigit() or int(period) == 0:
        return None
    return int(quota) / int(period)


def f32_flops_per_cycle(features: frozenset[str]) -> int | None:
    """f32 operations a core finishes per cycle at most, for two multiply-add units of the widest vector."""
    per_cycle = {"avx512f": 64, "fma": 32, "avx": 16, "asimd": 16}
    return next((count for feature, count in per_cycle.items() if feature in features), None)


def vector_bytes(features: frozenset[str]) -> int:
    """The width of the widest vector register the features give (16 where nothing says more)."""
    return 64 if "avx512f" in features else 32 if "avx2" in features else 16


def _group_directories(controller: str) -> list[str]:
    """The directories of this process's control group and those around it, innermost first."""
    paths = parse_cgroup_paths(kernel.read_text_if_present("/proc/self/cgroup") or "")
    if controller in paths:
        root, path = f"/sys/fs/cgroup/{controller}", paths[controller]
    else:
        root, path = "/sys/fs/cgroup", paths.get("", "/")
    parts = [part for part in path.split("/") if part and part != ".."]
    return ["/".join([root, *parts[:count]]) for count in range(len(parts), -1, -1)]


def _quota() -> float | None:
    """Processors' worth of time that the control groups leave this process."""
    quotas = [
        parse_cpu_max(text)
        for directory in _group_directories("cpu")
        if (text := kernel.read_text_if_present(f"{directory}/cpu.max")) is not None
        or (text := _version_1_quota(directory)) is not None
    ]
    limits = [quota for quota in quotas if quota is not None]
    return min(limits) if limits else None


def _version_1_quota(directory: str) -> str | None:
    quota = kernel.read_text_if_present(f"{directory}/cpu.cfs_quota_us")
    period = kernel.read_text_if_present(f"{directory}/cpu.cfs_period_us")
    return f"{quota.strip()} {period.strip()}" if quota and period else None


def usable_cores() -> int:
    """Processors this process may run on, as affinity and control groups leave it; one at least."""
    allowed = len(os.sched_getaffinity(0))
    quota = _quota()
    return max(1, min(allowed, ceil(quota))) if quota is not None else allowed


def _group_memory_bytes() -> int | None:
    limits = [
        int(text)
        for directory in _group_directories("memory")
        for file in ("memory.max", "memory.limit_in_bytes")
        if (text := (kernel.read_text_if_present(f"{directory}/{file}") or "").strip()).isdigit()
    ]
    return min(limits) if limits else None


def memory_available_bytes() -> int:
    """What could be allocated now without swapping others out."""
    fields = parse_meminfo(kernel.read_text("/proc/meminfo"))
    return fields.get("MemAvailable", fields.get("MemFree", 0)) + fields.get("SwapFree", 0)


def memory_left_bytes() -> int:
    """What could be allocated now, within the limit of this process's group as well."""
    available, limit = memory_available_bytes(), _group_memory_bytes()
    used = None if limit is None else memory_used_bytes()
    return available if limit is None or used is None else max(0, min(available, limit - used))


def memory_used_bytes() -> int | None:
    """What all processes use of the memory that the card has; None where the system does not say."""
    if _group_memory_bytes() is not None:
        for directory in _group_directories("memory"):
            for file in ("memory.current", "memory.usage_in_bytes"):
                text = (kernel.read_text_if_present(f"{directory}/{file}") or "").strip()
                if text.isdigit():
                    return int(text)
        return None
    fields = parse_meminfo(kernel.read_text("/proc/meminfo"))
    total, available = fields.get("MemTotal"), fields.get("MemAvailable")
    return None if total is None or available is None else total - available


def _memory_bytes() -> int:
    total = parse_meminfo(kernel.read_text("/proc/meminfo")).get("MemTotal", 0)
    limit = _group_memory_bytes()
    return min(total, limit) if limit is not None else total


def _caches() -> tuple[int, ...]:
    """Sizes of the data caches that the first core sees, level 1 first."""
    root = "/sys/devices/system/cpu/cpu0/cache"
    sizes: dict[int, int] = {}
    index = 0
    while (level := kernel.read_text_if_present(f"{root}/index{index}/level")) is not None:
        kind = (kernel.read_text_if_present(f"{root}/index{index}/type") or "").strip()
        size = parse_size(kernel.read_text_if_present(f"{root}/index{index}/size") or "")
        if kind != "Instruction" and size:
            sizes[int(level)] = size
        index += 1
    return tuple(size for _, size in sorted(sizes.items()))


def _clock_hz(processor: Processor) -> float | None:
    text = kernel.read_text_if_present("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq")
    return float(text) * 1e3 if text and text.strip().isdigit() else processor.clock_hz


def features_of(flags: frozenset[str]) -> frozenset[str]:
    """The flags that matter for generated code, by the kernel's names, and `neon` for asimd."""
    tables: tuple[Mapping[str, str], ...] = (X86_FEATURES, AARCH64_FEATURES)
    known = flags & frozenset().union(*tables)
    return known | {"neon"} if "asimd" in known else known


def _compiler() -> LlvmCompiler | None:
    try:
        return host_compiler()
    except UnsupportedArchitecture:
        return None


def chosen_interface() -> str:
    """What BAREWIRE_CPU_INTERFACE asks for. Raises InvalidArgument."""
    chosen = os.environ.get(INTERFACE_VARIABLE) or THREADS
    if chosen not in (THREADS, PROCESS):
        raise InvalidArgument(f"{INTERFACE_VARIABLE}={chosen!r} is neither {THREADS} nor {PROCESS}")
    return chosen


def card_info() -> CardInfo:
    """This machine's processor, as far as this process may use it. Raises InvalidArgument."""
    if chosen_interface() == THREADS:
        return _processor()
    return replace(_processor(), interface=PROCESS, shares_host_memory=False)


@lru_cache(maxsize=1)
def _processor() -> CardInfo:
    system = os.uname()
    flags = kernel.cpu_flags()
    processor = parse_cpuinfo(kernel.read_text_if_present("/proc/cpuinfo") or "")
    cores = usable_cores()
    clock, per_cycle = _clock_hz(processor), f32_flops_per_cycle(flags)
    x86 = system.machine == "x86_64"
    return CardInfo(
        driver="CPU",
        index=0,
        name=processor.name,
        arch=processor_level(flags).replace("-", "_", 1) if x86 else system.machine,
        memory_bytes=_memory_bytes(),
        compute_units=cores,
        location="host",
        kernel_driver=system.sysname.lower(),
        kernel_driver_version=system.release,
        interface=THREADS,
        kind="processor",
        features=features_of(flags),
        limits=CardLimits(
            f32_flops_per_s=clock * per_cycle * cores if clock and per_cycle else None,
            local_memory_bytes=LOCAL_BYTES_MAX,
            vector_bytes=vector_bytes(flags),
            cache_bytes=_caches(),
        ),
        compiler=_compiler(),
        shares_host_memory=True,
    )
