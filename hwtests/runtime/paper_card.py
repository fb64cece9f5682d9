"""A card on paper: its kernels are Python functions, and its work can be held back, so tests decide what is
in flight.
"""

from __future__ import annotations

import mmap
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from barewire.drivers._kernel_abi import ffi
from barewire.drivers.compiler import Language, Target
from barewire.drivers.interface import Allocation, CardInfo, CardLimits, Dimensions, Function
from barewire.runtime.errors import BadCodeObject, CompileError, NoCard, OutOfMemory, PermissionDenied

PAGE_BYTES = 4096
Command = Callable[[], bool]
PAPER = Target("paper", "paper")


# Added to the addresses of a discrete card's own memory.
OWN_MEMORY = 1 << 56


def place(address: int) -> object:
    """Where the bytes at an address of the card are."""
    return ffi.cast("char *", address % OWN_MEMORY)


class PaperTimeline:
    def __init__(self, card: PaperCard) -> None:
        self.card = card
        self.gpu_address = id(self)
        self.value = 0
        self.closed = False

    def signal(self, value: int) -> None:
        self.value = value

    def wait(self, value: int, timeout_s: float) -> bool:
        """Let the card work unless it is held; no time passes on paper."""
        if not self.card.held:
            self.card.run()
        return self.value >= value

    def close(self) -> None:
        self.closed = True


@dataclass(frozen=True)
class PaperCompiler:
    """Takes the names of kernels for their source; `edition` is part of its key."""

    edition: str = "first"
    name: str = "paper"
    takes: Language = "LLVM IR"
    target: Target = PAPER

    @property
    def key(self) -> tuple[str, ...]:
        return (self.edition,)

    def compile(self, source: str) -> bytes:
        if not source:
            raise CompileError("nothing is written there")
        return source.encode()


@dataclass
class PaperCode:
    functions: dict[str, Function]
    bodies: dict[int, Callable[[bytes, Dimensions], None]]
    closed: bool = False

    def close(self) -> None:
        self.closed = True


@dataclass
class PaperRecording:
    commands: list[tuple[Function, Dimensions, bytearray] | tuple[int, int, int]]
    patches: int = 0
    closed: bool = False

    def patch(self, dispatch: int, offset_bytes: int, data: bytes) -> None:
        arguments = [command[2] for command in self.commands if isinstance(command[0], Function)][dispatch]
        arguments[offset_bytes : offset_bytes + len(data)] = data
        self.patches += 1

    def close(self) -> None:
        self.closed = True


@dataclass
class PaperQueue:
    card: PaperCard
    recorded: list[Command] = field(default_factory=list)
    plain: list[tuple[Function, Dimensions, bytearray] | tuple[int, int, int]] = field(default_factory=list)
    pending: list[Command] = field(default_factory=list)
    calls: int = 0
    closed: bool = False

    def dispatch(
        self, function: Function, grid: Dimensions, block: Dimensions, arguments: bytes, local_bytes: int = 0
    ) -> None:
        self.calls += 1
        self.plain.append((function, grid, bytearray(arguments)))
        self.recorded.append(lambda: self.card.call(function, grid, arguments))

    def copy(self, destination: int, source: int, size_bytes: int) -> None:
        self.calls += 1
        self.plain.append((destination, source, size_bytes))
        self.recorded.append(lambda: self.card.move(destination, source, size_bytes))

    def fill(self, destination: int, size_bytes: int, pattern: bytes) -> None:
        def body() -> bool:
            ffi.memmove(place(destination), pattern * (size_bytes // len(pattern)), size_bytes)
            return True

        self.recorded.append(body)

    def wait(self, timeline: PaperTimeline, value: int) -> None:
        self.recorded.append(lambda: timeline.value >= value)

    def signal(self, timeline: PaperTimeline, value: int) -> None:
        self.calls += 1

        def body() -> bool:
            timeline.value = value
            return True

        self.recorded.append(body)

    def timestamp(self, address: int) -> None:
        def body() -> bool:
            self.card.clock_ns += 1000
            ffi.memmove(place(address), self.card.clock_ns.to_bytes(8, "little"), 8)
            return True

        self.recorded.append(body)

    def submit(self) -> None:
        self.calls += 1
        self.pending += self.recorded
        self.recorded, self.plain = [], []

    def finish(self) -> PaperRecording:
        recording = PaperRecording(self.plain)
        self.recorded, self.plain = [], []
        self.card.recordings.append(recording)
        return recording

    def replay(self, recording: PaperRecording) -> None:
        self.calls += 1

        def body() -> bool:
            # Arguments are read when the card gets to them, as a real one does.
            for command in recording.commands:
                if isinstance(command[0], Function):
                    self.card.call(command[0], command[1], bytes(command[2]))
                else:
                    self.card.move(*command)
            return True

        self.recorded.append(body)

    def close(self) -> None:
        self.closed = True


class PaperCard:
    """`held` keeps submitted work from running; `run` does what can be done.

    A `discrete` card has memory of its own: its addresses mean nothing to the host.
    """

    def __init__(
        self,
        memory_bytes: int = 1 << 30,
        kernels: dict[str, Callable] | None = None,
        discrete: bool = False,
    ) -> None:
        self.info = CardInfo(
            driver="paper",
            index=0,
            name="card on paper",
            arch="paper",
            memory_bytes=memory_bytes,
            compute_units=1,
            location="here",
            kernel_driver="none",
            kernel_driver_version="0",
            interface="paper",
            kind="grid",
            compiler=PaperCompiler(),
            shares_host_memory=not discrete,
            limits=CardLimits(
                f32_flops_per_s=1e12,
                bandwidth_bytes_per_s=1e11,
                max_grid=(65535, 65535, 65535),
                max_block=(1024, 1024, 64),
                local_memory_bytes=65536,
            ),
        )
        self.kernels = kernels or {}
        self.discrete = discrete
        self.held = False
        self.clock_ns = 0
        self.queues: list[PaperQueue] = []
        self.timelines: list[PaperTimeline] = []
        self.recordings: list[PaperRecording] = []
        self.codes: list[PaperCode] = []
        self.allocations: dict[int, mmap.mmap] = {}
        self.used_bytes = 0
        self.closed = False
        self.bodies: dict[int, Callable[[bytes, Dimensions], None]] = {}
        self._running = threading.Lock()

    clock_period_ns = 1.0

    def allocate(self, size_bytes: int, host: bool = False) -> Allocation:
        size_bytes = -(-size_bytes // PAGE_BYTES) * PAGE_BYTES
        if self.used_bytes + size_bytes > self.info.memory_bytes:
            raise OutOfMemory(f"asked {size_bytes}, available {self.info.memory_bytes - self.used_bytes}")
        memory = mmap.mmap(-1, size_bytes)
        handle = ffi.from_buffer(memory)
        address = int(ffi.cast("uintptr_t", handle))
        ffi.release(handle)
        unseen = self.discrete and not host
        seen = None if unseen else address
        address += OWN_MEMORY if unseen else 0
        self.allocations[address] = memory
        self.used_bytes += size_bytes
        return Allocation(address, size_bytes, seen)

    def free(self, allocation: Allocation) -> None:
        self.allocations.pop(allocation.gpu_address).close()
        self.used_bytes -= allocation.size_bytes

    def load(self, image: bytes) -> PaperCode:
        names = image.decode().split()
        unknown = [name for name in names if name not in self.kernels]
        if unknown:
            raise BadCodeObject(f"no kernel {unknown}")
        code = PaperCode({}, {})
        for name in names:
            address = 0x1000 * (len(self.bodies) + 1)
            self.bodies[address] = self.kernels[name]
            code.functions[name] = Function(name, address, code)
        self.codes.append(code)
        return code

    def call(self, function: Function, grid: Dimensions, arguments: bytes) -> bool:
        if function.owner.closed:
            raise RuntimeError(f"{function.name} ran after its image was unloaded")
        self.bodies[function.gpu_address](arguments, grid)
        return True

    def move(self, destination: int, source: int, size_bytes: int) -> bool:
        ffi.memmove(place(destination), place(source), size_bytes)
        return True

    def timeline(self) -> PaperTimeline:
        self.timelines.append(PaperTimeline(self))
        return self.timelines[-1]

    def compute_queue(self) -> PaperQueue:
        self.queues.append(PaperQueue(self))
        return self.queues[-1]

    copy_queue = compute_queue

    @property
    def survives_fork(self) -> bool:
        return not self.discrete

    def reaches(self, other: object) -> bool:
        return isinstance(other, PaperCard) and self.discrete and other.discrete

    def memory_used_bytes(self) -> int:
        return self.used_bytes

    def describe_state(self) -> str:
        return f"{sum(len(queue.pending) for queue in self.queues)} commands pending"

    def run(self) -> None:
        with self._running:
            progress = True
            while progress:
                progress = False
                for queue in self.queues:
                    while queue.pending and queue.pending[0]():
                        queue.pending.pop(0)
                        progress = True

    def close(self) -> None:
        self.closed = True


@dataclass
class PaperDriver:
    """A driver of cards on paper, for the registry."""

    opened: list[PaperCard] = field(default_factory=list)
    count: int = 2
    refuses: bool = False
    name: str = "paper"

    def cards(self) -> Sequence[CardInfo]:
        return [PaperCard().info for _ in range(self.count)]

    def open(self, index: int) -> PaperCard:
        if not self.count:
            raise NoCard("the drawer for cards on paper is empty")
        if self.refuses:
            raise PermissionDenied(13, "the drawer is locked", "/drawer")
        self.opened.append(PaperCard())
        return self.opened[-1]
