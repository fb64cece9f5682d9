"""Puts simulated AMD cards in place: behind /dev/kfd, /dev/dri and their files in /sys and /proc."""

from __future__ import annotations

import os
from contextlib import ExitStack
from errno import ENOENT, ENXIO

from ... import kernel
from ...compiler import Keep, not_kept
from ..memory.pages import error
from .amdgpu.computer import Computer
from .amdgpu.fdinfo import ProcessFiles
from .amdgpu.kfd import open_kfd
from .amdgpu.process import Process
from .amdgpu.render_node import RenderNode
from .amdgpu.sysfs import PREFIXES, Sysfs
from .description import DESCRIPTIONS, CardDescription

__all__ = ["DESCRIPTIONS", "Installation"]


class Installation:
    """Simulated cards in place. `machine` is where tests make trouble; `close` takes them away."""

    def __init__(self, descriptions: list[CardDescription], kept: Keep = not_kept) -> None:
        self.machine = Computer(descriptions, kept)
        self.processes: dict[int, Process] = {}
        self._paths = ExitStack()
        self._devices = _Devices(self)
        self.show()

    def show(self) -> None:
        """Answer for the paths of real cards. Raises BarewireError where something else does."""
        sysfs = Sysfs(self.machine, self.processes)
        for path in ("/dev/kfd", "/dev/dri"):
            self._paths.enter_context(kernel.interpose(path, self._devices))
        for path in PREFIXES:
            self._paths.enter_context(kernel.interpose(path, sysfs))
        files = ProcessFiles(self.machine, self.processes)
        invented: set[int] = set()
        self._paths.enter_context(kernel.interpose(f"/proc/{os.getpid()}/fdinfo", files))

        def appeared(pid: int) -> None:
            if pid not in invented:
                invented.add(pid)
                self._paths.enter_context(kernel.interpose(f"/proc/{pid}", files))

        self.machine.process_appeared = appeared

    def hide(self) -> None:
        """Answer for the paths no longer; what is open stays open."""
        self.machine.process_appeared = lambda pid: None
        self._paths.close()

    def end_processes(self) -> None:
        """What the end of a program does: free all that it has on the cards."""
        while self.processes:
            pid, process = self.processes.popitem()
            if pid == os.getpid():
                process.close()

    def start_over_in_a_child(self) -> None:
        """In a child, take a machine of its own: the parent's is the parent's."""
        if not self.machine.belongs_to_this_process():
            self.machine.start_over()
            self.processes.clear()

    def close(self) -> None:
        """End the processes that use the cards, and take the cards away. Does nothing the second time."""
        self.hide()
        self.end_processes()
        if self.machine.belongs_to_this_process():
            self.machine.close()


class _Devices:
    """Answers for /dev/kfd and /dev/dri."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def open(self, path: str, flags: int) -> kernel.InterposedFile:
        installation = self._installation
        installation.start_over_in_a_child()
        machine = installation.machine
        if path == "/dev/kfd":
            machine.opening.strike()
            return open_kfd(machine, installation.processes)
        name = path.removeprefix("/dev/dri/")
        for card in machine.cards:
            if name in (f"renderD{card.render_minor}", f"card{card.index}"):
                card.troubles.opening.strike()
                return RenderNode(card)
        raise error(ENXIO if name.startswith(("renderD", "card")) else ENOENT)

    def read_text(self, path: str) -> str:
        raise error(ENXIO)

    def list_directory(self, path: str) -> list[str]:
        cards = self._installation.machine.cards
        return [f"card{card.index}" for card in cards] + [f"renderD{card.render_minor}" for card in cards]
