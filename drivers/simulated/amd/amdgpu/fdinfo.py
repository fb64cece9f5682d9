"""What /proc says of those who use the cards: this process's open render nodes, and invented processes.

Written from amdgpu_fdinfo.c and Documentation/gpu/drm-usage-stats.rst. This process's other descriptors read
as on the real machine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from errno import EACCES

from .... import kernel
from ...memory.pages import BufferObject, error
from .computer import Computer
from .process import Process
from .render_file import RenderFile


class ProcessFiles:
    """Answers for /proc/PID/fdinfo of this process, and for invented processes.

    `processes` are those that have /dev/kfd open.
    """

    def __init__(self, machine: Computer, processes: Mapping[int, Process]) -> None:
        self._machine = machine
        self._processes = processes

    def open(self, path: str, flags: int) -> kernel.InterposedFile:
        """Nothing here is opened but as text. Raises OSError."""
        raise error(EACCES)

    def list_directory(self, path: str) -> list[str]:
        """The process's descriptors. Raises OSError."""
        if self._invented(path) is not None:
            return []
        return os.listdir(path)

    def read_text(self, path: str) -> str:
        """The lines of one descriptor, or the name of an invented process. Raises OSError."""
        invented = self._invented(path)
        if invented is not None and path.endswith("/comm"):
            return f"{invented}\n"
        with open(path, encoding="ascii") as real:
            text = real.read()
        name = os.path.basename(path)
        file = kernel.interposed_file(int(name)) if name.isdigit() else None
        return text + self._lines(file) if isinstance(file, RenderFile) else text

    def _invented(self, path: str) -> str | None:
        pid = path.split("/")[2]
        others = [other for card in self._machine.cards for other in card.troubles.other_processes]
        return next((other.name for other in others if str(other.pid) == pid), None)

    def _lines(self, file: RenderFile) -> str:
        held = {buffer for handle in file.handles.values() for buffer in (handle.buffer,)}
        for process in self._processes.values():
            for device in process.devices.values():
                if device.drm_file is file:
                    held |= {memory.buffer for memory in device.memory.values()}
        said = {
            "drm-driver": "amdgpu",
            "drm-client-id": str(file.client_id),
            "drm-pdev": file.card.pci_address,
            "pasid": "32770",
            "drm-memory-vram": f"{_kib(held, 'vram')} KiB",
            "drm-memory-gtt": f"{_kib(held, 'gtt')} KiB",
            "drm-memory-cpu": f"{_kib(held, 'userptr')} KiB",
        }
        return "".join(f"{key}:\t{value}\n" for key, value in said.items())


def _kib(buffers: set[BufferObject], kind: str) -> int:
    return sum(buffer.size_bytes for buffer in buffers if buffer.kind == kind) >> 10
