"""Who uses a GPU that msm drives, and how much: what DRM says of each descriptor in /proc/PID/fdinfo.

Sources: Documentation/gpu/drm-usage-stats.rst; msm_gpu_show_fdinfo of msm_gpu.c (drm-engine-gpu, in
nanoseconds) and drm_show_memory_stats of drm_file.c (drm-resident-memory). A user sees the descriptors of
processes that it may look into.
"""

from __future__ import annotations

from dataclasses import dataclass

from .. import kernel
from ..errors import SystemCallFailed
from ..interface import MemoryHolder

_UNITS = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


@dataclass(frozen=True)
class DrmClient:
    """A descriptor of the GPU's; those with the same `number` are one client. Absent figures are None."""

    pid: int
    number: int
    busy_ns: int | None
    memory_bytes: int | None


def _entries(path: str) -> list[str]:
    try:
        return kernel.list_directory(path)
    except SystemCallFailed:
        return []


def parse_fdinfo(pid: int, text: str) -> DrmClient | None:
    """The lines of a fdinfo file; None for a descriptor of another kind."""
    fields = {key.strip(): value.split() for key, _, value in map(_parted, text.splitlines())}
    if fields.get("drm-driver") != ["msm"]:
        return None
    number = _count(fields.get("drm-client-id", []))
    memory = _count(fields.get("drm-resident-memory", []))
    return DrmClient(pid, number or 0, _count(fields.get("drm-engine-gpu", [])), memory)


def _parted(line: str) -> tuple[str, str, str]:
    return line.partition(":")


def _count(words: list[str]) -> int | None:
    """A number with its unit."""
    if not words or not words[0].isdigit():
        return None
    return int(words[0]) * _UNITS.get(words[1] if len(words) > 1 else "", 1)


def clients() -> list[DrmClient]:
    """The clients there are, once for each process that has one."""
    found: dict[tuple[int, int], DrmClient] = {}
    for name in filter(str.isdigit, _entries("/proc")):
        for descriptor in _entries(f"/proc/{name}/fdinfo"):
            text = kernel.read_text_if_present(f"/proc/{name}/fdinfo/{descriptor}") or ""
            client = parse_fdinfo(int(name), text) if "drm-driver" in text else None
            if client is not None:
                found[client.pid, client.number] = client
    return list(found.values())


def busy_ns(of: list[DrmClient]) -> int | None:
    """How long the GPU has worked for these clients; None where the kernel does not say."""
    told = {client.number: client.busy_ns for client in of if client.busy_ns is not None}
    return sum(told.values()) if told else None


def holders(of: list[DrmClient]) -> tuple[MemoryHolder, ...]:
    """The processes with memory of the GPU's, those with the most first."""
    held: dict[int, int] = {}
    for client in of:
        held[client.pid] = held.get(client.pid, 0) + (client.memory_bytes or 0)
    found = [
        MemoryHolder(pid, (kernel.read_text_if_present(f"/proc/{pid}/comm") or "").strip(), size)
        for pid, size in held.items()
    ]
    return tuple(sorted(found, key=lambda holder: -holder.memory_bytes))
