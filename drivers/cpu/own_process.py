"""A process of the card's own: what its kernels do wrong cannot reach the process that uses the card.

Both processes map one file in memory (memfd) at the same addresses. In it are the card's allocations, rings,
timelines and code, so packets, waits and results need no message. What only the other process can do for
itself is asked of it by a line of JSON: start a thread, protect pages, say where a function of its C library
is (`process_main.py`).
"""

from __future__ import annotations

import bisect
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from .. import kernel
from ..errors import BarewireError, OutOfMemory, SystemCallFailed
from ..mapped import PAGE_BYTES, Mapped, whole_pages
from ..owned import Owned
from ..process import python_environment
from ..quiet import QuietLock

# Where memory is mapped, each card's further up: far from where programs, libraries and stacks are put, so
# that it is free in a new process too. The memory of a closed card stays while something refers to it.
_FIRST_ADDRESS = 0x1000_0000_0000
_DISTANCE_BYTES = 1 << 40
_numbers = itertools.count()
# How much longer than the card's memory the file is: rings, timelines and code, and gaps.
_ROOM_BYTES = 1 << 36
_WRITABLE = kernel.PROT_READ | kernel.PROT_WRITE
_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 5.0


class OwnProcess(Owned):
    """A process that runs a card's threads, and the memory that it and this process share."""

    def __init__(self, memory_bytes: int, tiles: bool) -> None:
        """Start it; `tiles` asks for the right to use AMX there.

        Raises OutOfMemory, BarewireError with what it printed when it does not come up.
        """
        self._lock = QuietLock(reentrant=True)
        self._symbols: dict[str, int] = {}
        self.tiles = False
        size = whole_pages(memory_bytes) + _ROOM_BYTES
        descriptor = os.memfd_create("barewire-cpu")
        try:
            os.ftruncate(descriptor, size)
            address = kernel.mmap(
                size,
                _WRITABLE,
                kernel.MAP_SHARED | kernel.MAP_NORESERVE,
                descriptor,
                address=_FIRST_ADDRESS + next(_numbers) % 64 * _DISTANCE_BYTES,
            )
            self._memory = _SharedMemory(address, size, self._make_writable)
            self._start(descriptor, address, size, tiles)
        except (OSError, SystemCallFailed) as error:
            raise OutOfMemory(
                f"cannot share {size} bytes with a process of the card's own: {error}"
            ) from error
        finally:
            os.close(descriptor)

    def _start(self, descriptor: int, address: int, size: int, tiles: bool) -> None:
        package = __name__.rpartition(".")[0]
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-S", "-P", "-m", f"{package}.process_main"]
            described = [descriptor, theirs.fileno(), address, size, int(tiles)]
            self._process = subprocess.Popen(
                [*command, *map(str, described)],
                stdin=subprocess.DEVNULL,
                pass_fds=(descriptor, theirs.fileno()),
                env=python_environment(),
            )
        self._socket = ours
        self._answers = ours.makefile("rb", buffering=0)
        ours.settimeout(_START_TIMEOUT_S)
        self.tiles = bool(self._answer())
        ours.settimeout(None)

    def _answer(self) -> Any:
        line = b""
        try:
            while not line.endswith(b"\n"):
                more = self._answers.read(1 << 16)
                if not more:
                    raise BarewireError(f"the process of the card has ended, {self.ended() or 'just now'}")
                line += more
        except OSError as error:
            raise BarewireError(f"the process of the card does not answer: {error}") from error
        answer = json.loads(line)
        if "error" in answer:
            raise SystemCallFailed(answer["error"])
        return answer["result"]

    def _ask(self, *request: str | int) -> Any:
        with self._lock:
            try:
                self._socket.sendall(json.dumps(request).encode() + b"\n")
            except OSError as error:
                raise BarewireError(
                    f"the process of the card has ended, {self.ended() or 'just now'}"
                ) from error
            return self._answer()

    def map(self, size_bytes: int, flags: int = 0, alignment: int = PAGE_BYTES) -> Mapped:
        """Pages of the shared memory, zeroed. Raises OutOfMemory."""
        del flags
        return self._memory.map(whole_pages(size_bytes), alignment)

    def protect(self, mapping: Mapped, offset: int, size_bytes: int, protection: int) -> None:
        """In both processes; here nothing is ever executed. Raises SystemCallFailed, BarewireError."""
        address = mapping.address + offset
        kernel.mprotect(address, size_bytes, protection & ~kernel.PROT_EXEC)
        self._ask("protect", address, size_bytes, protection)
        self._memory.protected.add(mapping.address)

    def _make_writable(self, address: int, size_bytes: int) -> None:
        if self.ended() is None:
            self._ask("protect", address, size_bytes, _WRITABLE)

    def symbol_address(self, name: str) -> int:
        """Where the C or mathematics library has a function there; 0 when neither has it."""
        if name not in self._symbols:
            self._symbols[name] = int(self._ask("symbol", name))
        return self._symbols[name]

    def start_thread(self, entry: int, argument: int, name: str) -> int:
        """Raises SystemCallFailed, BarewireError when the process has ended."""
        return int(self._ask("thread", entry, argument, name))

    def join_thread(self, thread: int) -> None:
        """Wait until a thread has returned. Raises BarewireError when the process has ended."""
        self._ask("join", thread)

    def call(self, entry: int, first: int, second: int) -> None:
        """Raises BarewireError when the process has ended."""
        self._ask("call", entry, first, second)

    def ended(self) -> str | None:
        """How the process has ended, in words; None while it runs."""
        status = self._process.poll()
        if status is None:
            return None
        try:
            return f"by {signal.Signals(-status).name}"
        except ValueError:
            return f"with exit status {status}"

    def close(self) -> None:
        """End it, whatever it does. Its memory stays mapped here for as long as something refers to it."""
        self._process.kill()
        self._process.wait(_STOP_TIMEOUT_S)
        # So that memory which is still referred to does not keep this object.
        self._memory.make_writable_there = None
        self._answers.close()
        self._socket.close()


class _SharedMemory(Owned):
    """The file's pages: which are free, by address."""

    def __init__(
        self, address: int, size_bytes: int, make_writable_there: Callable[[int, int], None] | None
    ) -> None:
        """`make_writable_there` undoes a protection in the other process."""
        self._address, self._size_bytes = address, size_bytes
        self._free = [(address, address + size_bytes)]
        self.make_writable_there = make_writable_there
        self._lock = QuietLock(reentrant=True)
        self.protected: set[int] = set()

    def map(self, size_bytes: int, alignment: int) -> Mapped:
        with self._lock:
            for index, (start, end) in enumerate(self._free):
                address = -(-start // alignment) * alignment
                if address + size_bytes <= end:
                    rest = [(start, address), (address + size_bytes, end)]
                    self._free[index : index + 1] = [span for span in rest if span[0] < span[1]]
                    return _SharedPages(self, address, size_bytes)
        raise OutOfMemory(f"cannot map {size_bytes} bytes of the {self._size_bytes} that are shared")

    def unmap(self, address: int, size_bytes: int) -> None:
        """Give pages back to the system; who maps them next finds zeros."""
        with self._lock:
            if not self._size_bytes:
                # All of it is unmapped: the collector took this before those who refer to it.
                return
            if address in self.protected:
                self.protected.remove(address)
                kernel.mprotect(address, size_bytes, _WRITABLE)
                if self.make_writable_there is not None:
                    self.make_writable_there(address, size_bytes)
            kernel.madvise(address, size_bytes, kernel.MADV_REMOVE)
            start, end = address, address + size_bytes
            index = bisect.bisect(self._free, (start, end))
            if index < len(self._free) and self._free[index][0] == end:
                end = self._free.pop(index)[1]
            if index and self._free[index - 1][1] == start:
                index -= 1
                start = self._free.pop(index)[0]
            self._free.insert(index, (start, end))

    def __del__(self) -> None:
        if not sys.is_finalizing():
            size, self._size_bytes = self._size_bytes, 0
            kernel.munmap(self._address, size)


class _SharedPages(Mapped):
    """Pages of the file, which keep it mapped."""

    def __init__(self, memory: _SharedMemory, address: int, size_bytes: int) -> None:
        self._memory, self.address, self.size_bytes = memory, address, size_bytes

    def unmap(self) -> None:
        """Give the pages back now; nobody may use them any more."""
        size, self.size_bytes = self.size_bytes, 0
        if size:
            self._memory.unmap(self.address, size)
