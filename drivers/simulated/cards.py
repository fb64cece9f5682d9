"""Simulated cards by name: `gfx1100`, `gfx1100*4`, `gfx1100,gfx942`, put behind the paths of real ones."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from errno import ENOENT, ENXIO

from .. import kernel
from ..errors import InvalidArgument
from ..llvm import compile_ir
from .amd.card import Compile, Machine
from .amd.description import DESCRIPTIONS, CardDescription
from .amd.drm import RenderFile
from .amd.fdinfo import ProcessFiles
from .amd.kfd import open_kfd
from .amd.memory import error
from .amd.process import Process
from .amd.sysfs import PREFIXES, Sysfs

_MOST_CARDS = 32


def parse(spec: str) -> list[CardDescription]:
    """The cards that a specification names, in its order.

    Raises InvalidArgument for an arch that cannot be simulated, a count that is none, or no cards at all.
    """
    found: list[CardDescription] = []
    for part in spec.split(","):
        arch, star, count = (piece.strip() for piece in part.partition("*"))
        if arch not in DESCRIPTIONS:
            known = ", ".join(DESCRIPTIONS)
            raise InvalidArgument(f"cannot simulate {arch!r} (in {spec!r}); there are {known}")
        if star and not (count.isdigit() and 0 < int(count) <= _MOST_CARDS):
            raise InvalidArgument(
                f"{count!r} in {spec!r} is not a number of cards from 1 to {_MOST_CARDS}: "
                f"write for example {arch}*2"
            )
        found += [DESCRIPTIONS[arch]] * (int(count) if star else 1)
    return found


class Installation:
    """Simulated cards in place. `machine` is where tests make trouble; `close` takes them away."""

    def __init__(self, spec: str, compile_ir: Compile) -> None:
        self.spec = spec
        self.machine = Machine(parse(spec), compile_ir)
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


_installations: list[Installation] = []


def install(spec: str, compile_ir: Compile = compile_ir) -> Installation:
    """Put the cards that `spec` names behind /dev/kfd, /dev/dri and /sys for the rest of the program.

    The simulator's own native code goes through `compile_ir`. Installing the same cards again changes
    nothing. Raises InvalidArgument; BarewireError where other cards are installed.
    """
    for installation in _installations:
        if installation.spec == spec:
            return installation
    installation = Installation(spec, compile_ir)
    _installations.append(installation)
    atexit.register(installation.close)
    return installation


@contextmanager
def temporarily(spec: str, compile_ir: Compile = compile_ir) -> Iterator[Installation]:
    """Fresh cards, in the place of those installed, while the context lasts. Raises InvalidArgument."""
    for installation in _installations:
        installation.hide()
    try:
        with closing(Installation(spec, compile_ir)) as fresh:
            yield fresh
    finally:
        for installation in _installations:
            installation.show()


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
                return RenderFile(card)
        raise error(ENXIO if name.startswith(("renderD", "card")) else ENOENT)

    def read_text(self, path: str) -> str:
        raise error(ENXIO)

    def list_directory(self, path: str) -> list[str]:
        cards = self._installation.machine.cards
        return [f"card{card.index}" for card in cards] + [f"renderD{card.render_minor}" for card in cards]
