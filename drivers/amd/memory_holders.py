"""Who holds the memory of a card: processes and bytes, from KFD's and DRM's accounts in /sys and /proc.

KFD keeps /sys/class/kfd/kfd/proc/PID/vram_GPUID (kfd_process.c, kfd_create_process_sysfs); DRM adds lines to
/proc/PID/fdinfo of each descriptor of a render node (Documentation/gpu/drm-usage-stats.rst,
amdgpu_fdinfo.c). The former is of all processes, the latter of those that this user may look into.
"""

from __future__ import annotations

from dataclasses import dataclass

from .. import kernel
from ..errors import SystemCallFailed
from .kernel_interface import Placement
from .topology import Node

_KFD_PROCESSES = "/sys/class/kfd/kfd/proc"
_UNITS = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


@dataclass(frozen=True)
class Holder:
    """A process and the video memory it holds on one card."""

    pid: int
    name: str
    vram_bytes: int


@dataclass(frozen=True)
class DrmClient:
    """What fdinfo says of one descriptor of a DRM device; those with the same `client_id` are one client."""

    driver: str
    pci_address: str
    client_id: int
    vram_bytes: int


def parse_fdinfo(text: str) -> DrmClient | None:
    """The DRM lines of a fdinfo file; None for a descriptor of another kind."""
    fields: dict[str, str] = {}
    for line in text.splitlines():
        key, _, value = line.partition(":")
        fields[key.strip()] = value.strip()
    if "drm-driver" not in fields:
        return None
    size = fields.get("drm-memory-vram") or fields.get("drm-resident-vram") or "0"
    number, _, unit = size.partition(" ")
    client = fields.get("drm-client-id", "0")
    return DrmClient(
        fields["drm-driver"],
        fields.get("drm-pdev", ""),
        int(client) if client.isdigit() else 0,
        int(number) * _UNITS.get(unit.strip(), 1) if number.isdigit() else 0,
    )


def _process_name(pid: int) -> str:
    return (kernel.read_text_if_present(f"/proc/{pid}/comm") or "").strip()


def _kfd_holders(gpu_id: int) -> dict[int, int]:
    held: dict[int, int] = {}
    for pid in _entries(_KFD_PROCESSES):
        text = kernel.read_text_if_present(f"{_KFD_PROCESSES}/{pid}/vram_{gpu_id}")
        if pid.isdigit() and text is not None and text.strip().isdigit():
            held[int(pid)] = int(text)
    return held


def _entries(directory: str) -> list[str]:
    try:
        return kernel.list_directory(directory)
    except SystemCallFailed:
        return []


def _drm_holders(pci_address: str) -> dict[int, int]:
    held: dict[int, int] = {}
    for pid in (name for name in _entries("/proc") if name.isdigit()):
        clients: dict[int, int] = {}
        for descriptor in _entries(f"/proc/{pid}/fdinfo"):
            text = kernel.read_text_if_present(f"/proc/{pid}/fdinfo/{descriptor}")
            client = parse_fdinfo(text) if text is not None and "drm-driver" in text else None
            if client is not None and client.driver == "amdgpu" and client.pci_address == pci_address:
                clients[client.client_id] = client.vram_bytes
        if clients:
            held[int(pid)] = sum(clients.values())
    return held


def memory_holders(gpu_id: int, pci_address: str) -> tuple[Holder, ...]:
    """The processes with memory on a card, those with the most first. A process in both accounts counts once.

    KFD's memory is part of what DRM counts on recent kernels and not on older ones, so the larger figure is
    taken.
    """
    kfd, drm = _kfd_holders(gpu_id), _drm_holders(pci_address)
    held = {pid: max(kfd.get(pid, 0), drm.get(pid, 0)) for pid in kfd.keys() | drm.keys()}
    found = (Holder(pid, _process_name(pid), size) for pid, size in held.items())
    return tuple(sorted(found, key=lambda holder: (-holder.vram_bytes, holder.pid)))


def _size(size_bytes: int) -> str:
    for unit, factor in (("GiB", 1 << 30), ("MiB", 1 << 20)):
        if size_bytes >= factor:
            return f"{size_bytes / factor:,.1f} {unit}"
    return f"{size_bytes:,} bytes"


def out_of_memory_message(
    node: Node, size_bytes: int, placement: Placement, available_bytes: int | None
) -> str:
    """What an OutOfMemory says: what was asked for, what there was, who has the rest, what to do."""
    if placement is Placement.GTT:
        return (
            f"the kernel could not give {_size(size_bytes)} of system memory to the card at "
            f"{node.pci_address}; it lends cards a part of the memory only (half of it unless amdgpu.gttsize "
            "or ttm.pages_limit says otherwise), and what processes have locked counts"
        )
    said = f"the card at {node.pci_address} ({node.arch}) cannot hold {_size(size_bytes)} more"
    if available_bytes is not None:
        said += f": {_size(available_bytes)} of {_size(node.vram_bytes)} are free"
    elif node.vram_bytes:
        said += f": it has {_size(node.vram_bytes)} in all"
    holders = [holder for holder in memory_holders(node.gpu_id, node.pci_address) if holder.vram_bytes]
    if holders:
        listed = ", ".join(f"{h.name or 'process'} {h.pid} {_size(h.vram_bytes)}" for h in holders[:5])
        more = f" and {len(holders) - 5} more" if len(holders) > 5 else ""
        said += f"; held by {listed}{more}"
    return said + "; free tensors, or end another process"
