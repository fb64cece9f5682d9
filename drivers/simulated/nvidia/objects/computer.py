"""The machine: its simulated cards, what is allocated on them, and the context of each."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from ....compiler import Keep
from ....nvidia import abi
from ....quiet import QuietLock
from ..description import Description, attributes
from ..ptx import execution
from ..ptx.execution import Fault, Invocation, Library, StopFlag, Surroundings
from ..ptx.native import layout
from .arena import Arena, PageTable, Range
from .failure import Failure
from .stream_thread import StreamThread

_FAULTS = {
    layout.FAULT_GLOBAL: (abi.CUDA_ERROR_ILLEGAL_ADDRESS, "global memory that is not allocated"),
    layout.FAULT_SHARED: (abi.CUDA_ERROR_ILLEGAL_ADDRESS, "shared memory outside what the block has"),
    layout.FAULT_LOCAL: (abi.CUDA_ERROR_ILLEGAL_ADDRESS, "local memory or parameters outside what there is"),
    layout.FAULT_MISALIGNED: (abi.CUDA_ERROR_MISALIGNED_ADDRESS, "a misaligned address"),
    layout.FAULT_DIVERGED: (abi.CUDA_ERROR_LAUNCH_FAILED, "a barrier not all threads of the warp reach"),
    layout.FAULT_MISSING_LANES: (abi.CUDA_ERROR_LAUNCH_FAILED, "lanes named in the mask that do not come"),
    layout.FAULT_DEADLOCK: (abi.CUDA_ERROR_LAUNCH_TIMEOUT, "a wait for what never happens"),
    layout.FAULT_PENDING_COPY: (
        abi.CUDA_ERROR_LAUNCH_FAILED, "memory that an asynchronous copy writes, before a wait for that copy",
    ),
    layout.FAULT_TRAP: (abi.CUDA_ERROR_LAUNCH_FAILED, "a trap"),
    layout.FAULT_BARRIER: (abi.CUDA_ERROR_LAUNCH_FAILED, "a barrier with a wrong number or count of threads"),
    layout.FAULT_COPY_SIZE: (abi.CUDA_ERROR_LAUNCH_FAILED, "a bulk copy of a wrong size or to a wrong place"),
    layout.FAULT_MBARRIER: (abi.CUDA_ERROR_LAUNCH_FAILED, "a misuse of an mbarrier"),
    layout.FAULT_UNFENCED: (
        abi.CUDA_ERROR_LAUNCH_FAILED, "memory that a thread wrote, with no fence.proxy.async since",
    ),
    layout.FAULT_STILL_READ: (
        abi.CUDA_ERROR_LAUNCH_FAILED, "memory that wgmma or a bulk copy still reads",
    ),
    layout.FAULT_DESCRIPTOR: (abi.CUDA_ERROR_LAUNCH_FAILED, "an invalid matrix or tensor descriptor"),
}  # fmt: skip
_PRINT_FROM_LEVEL = 1
_END_TIMEOUT_S = 5.0


class KernelFailed(Exception):
    """A kernel did something illegal."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def fault_text(fault: Fault, name: str, text: str) -> tuple[int, str]:
    """The result that the API gives, and what happened where, in words."""
    code, what = _FAULTS.get(fault.kind, (abi.CUDA_ERROR_LAUNCH_FAILED, "something illegal"))
    size = fault.size_bytes
    if fault.kind in (layout.FAULT_GLOBAL, layout.FAULT_SHARED) and size and fault.address % size:
        code, what = _FAULTS[layout.FAULT_MISALIGNED]
    lines = text.splitlines()
    line = lines[fault.line - 1].strip() if 0 < fault.line <= len(lines) else "?"
    where = f" ({size} bytes at {fault.address:#x})" if size else ""
    thread, block = (",".join(map(str, index)) for index in (fault.thread, fault.block))
    return code, (
        f"kernel {name}, PTX line {fault.line}: {line}: {what}{where},"
        f" by thread ({thread}) of block ({block})"
    )


class Device:
    """One card."""

    def __init__(self, index: int, description: Description) -> None:
        self.index, self.description = index, description
        self.attributes = {
            getattr(abi, f"CU_DEVICE_ATTRIBUTE_{name}"): value
            for name, value in attributes(description, index + 1).items()
        }
        self.pages = PageTable()
        self.used_bytes = 0
        self.peers: set[int] = set()
        self.context: Context | None = None
        self.references = 0
        self.flags = 0

    @property
    def name(self) -> str:
        """What CUDA_VISIBLE_DEVICES and nvidia-smi call it."""
        digits = self.uuid.hex()
        return "GPU-" + "-".join(digits[at:to] for at, to in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))

    @property
    def uuid(self) -> bytes:
        """Sixteen bytes that no other card has."""
        return (
            b"barewire-sim" + self.index.to_bytes(2, "little") + self.description.number.to_bytes(2, "little")
        )


class Computer:
    """All cards, and the memory they share addresses in."""

    def __init__(self, descriptions: Sequence[Description], kept: Keep) -> None:
        self._descriptions = tuple(descriptions)
        self._kept = kept
        self.diagnostics: list[str] = []
        self.lock = QuietLock(reentrant=True)
        self._start()

    def _start(self) -> None:
        self.arena = Arena()
        self.devices = [Device(index, description) for index, description in enumerate(self._descriptions)]
        self.visible = list(self.devices)
        self.library = Library(self._kept)
        self.objects: dict[int, Any] = {}
        self._next_handle = 0x1000
        self.pid = os.getpid()
        self.initialised = False
        self.closed = False

    def note(self, message: str) -> None:
        """Keep a diagnostic; print it where BAREWIRE_DEBUG is set."""
        self.diagnostics.append(message)
        level = os.environ.get("BAREWIRE_DEBUG", "0")
        if level.isdigit() and int(level) >= _PRINT_FROM_LEVEL:
            print(f"simulated NVIDIA card: {message}", file=sys.stderr)

    def handle(self, value: Any) -> int:
        """A number that programs know an object by."""
        with self.lock:
            self._next_handle += 0x10
            self.objects[self._next_handle] = value
            return self._next_handle

    def object(self, handle: int, kind: type, code: int = 400) -> Any:
        """The object behind a number. Raises Failure for none, or one of another kind."""
        found = self.objects.get(handle)
        if not isinstance(found, kind):
            raise Failure(code, f"{handle:#x} is no {kind.__name__}")
        return found

    def forget(self, handle: int) -> None:
        """The number means nothing any more."""
        self.objects.pop(handle, None)

    def allocate(
        self, device: Device, size_bytes: int, kind: str, alignment: int = layout.PAGE_BYTES
    ) -> Range:
        """Memory of a card, which it and the peers that may can touch. Raises Failure."""
        with self.lock:
            if device.used_bytes + size_bytes > device.description.memory_bytes:
                raise Failure(
                    abi.CUDA_ERROR_OUT_OF_MEMORY,
                    f"{size_bytes} bytes asked for, {device.used_bytes} of"
                    f" {device.description.memory_bytes} are in use",
                )
            found = self.arena.reserve(size_bytes, device.index, kind, alignment)
            device.used_bytes += size_bytes
            self.allow(found)
            return found

    def allow(self, found: Range) -> None:
        """Let everybody touch a stretch who may."""
        for device in self.devices:
            if found.owner in (-1, device.index) or found.owner in device.peers:
                device.pages.allow(found.offset, found.size_bytes)

    def revoke_peers(self, device: Device) -> None:
        """Let a card touch no other card's memory any more."""
        with self.lock:
            for other in self.devices:
                if other.index in device.peers and other.context is not None:
                    for found in other.context.ranges.values():
                        if found.owner == other.index:
                            device.pages.forbid(found.offset, found.size_bytes)
            device.peers.clear()

    def free(self, found: Range) -> None:
        """Give memory back."""
        with self.lock:
            for device in self.devices:
                device.pages.forbid(found.offset, found.size_bytes)
            if found.owner >= 0 and found.kind != "reserved":
                self.devices[found.owner].used_bytes -= found.size_bytes
            self.arena.release(found)

    def close(self) -> None:
        """Take the cards away."""
        if self.closed or self.pid != os.getpid():
            return
        self.closed = True
        for device in self.devices:
            if device.context is not None:
                device.context.destroy()
        for device in self.devices:
            device.pages.close()
        self.arena.close()


class Context:
    """A card's primary context."""

    def __init__(self, machine: Computer, device: Device) -> None:
        self.machine, self.device = machine, device
        self.error = 0
        self.alive = True
        self.stop = StopFlag()
        self.streams: dict[int, StreamThread] = {}
        self.ranges: dict[int, Range] = {}
        self.handles: set[int] = set()
        self.default = self.new_stream(0)
        self.handle = machine.handle(self)

    # Streams and failure.

    def broken(self) -> bool:
        """Whether nothing runs here any more."""
        return bool(self.error) or not self.alive

    def failed(self, error: BaseException) -> None:
        """What a command raised becomes the context's error, for good."""
        code = error.code if isinstance(error, (KernelFailed, Failure)) else abi.CUDA_ERROR_UNKNOWN
        self.machine.note(str(error) or repr(error))
        if not self.error:
            self.error = code

    def check(self) -> None:
        """Raise Failure where the context is broken."""
        if self.error:
            raise Failure(self.error)

    def new_stream(self, flags: int) -> StreamThread:
        """A stream of this context."""
        return StreamThread(self.broken, self.failed, flags)

    def synchronize(self) -> None:
        """Wait for all streams. Raises Failure."""
        for stream in [self.default, *self.streams.values()]:
            stream.wait()
        self.check()

    # Memory.

    def allocate_device(self, size_bytes: int, kind: str, alignment: int = layout.PAGE_BYTES) -> Range:
        """Memory of the card. Raises Failure."""
        found = self.machine.allocate(self.device, size_bytes, kind, alignment)
        self.ranges[found.offset] = found
        return found

    def allocate_host(self, size_bytes: int) -> Range:
        """Pinned memory of the host. Raises Failure."""
        with self.machine.lock:
            found = self.machine.arena.reserve(size_bytes, -1, "pinned")
            self.machine.allow(found)
        self.ranges[found.offset] = found
        return found

    def free_range(self, found: Range) -> None:
        """Give memory back."""
        if self.ranges.pop(found.offset, None) is not None:
            self.machine.free(found)

    # Kernels.

    def run(self, name: str, text: str, compiled: execution.Kernel, launch: Invocation, table: int) -> None:
        """Run a grid. Raises KernelFailed."""
        machine = self.machine
        around = Surroundings(
            table, self.device.pages.address, machine.arena.base, self.device.description.multiprocessors
        )
        fault = execution.run(compiled, launch, around, self.stop)
        if fault is not None:
            raise KernelFailed(*fault_text(fault, name, text))

    def destroy(self) -> None:
        """End all of it: running kernels are stopped."""
        self.alive = False
        self.stop.raise_()
        streams = [self.default, *self.streams.values()]
        for stream in streams:
            stream.end()
        for stream in streams:
            stream.join(_END_TIMEOUT_S)
        for found in list(self.ranges.values()):
            self.free_range(found)
        for handle in list(self.handles):
            self.machine.forget(handle)
        self.machine.forget(self.handle)
        self.machine.revoke_peers(self.device)
