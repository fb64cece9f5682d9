"""A card on paper: its kernels are Python functions, and its work can be held back, so tests decide what is
in flight.
"""

from __future__ import annotations

import mmap
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from barewire.drivers._kernel_abi import ffi
from barewire.drivers.checks import (
    LARGEST_TIMELINE_VALUE,
    check_copy,
    check_fill,
    check_timeline_value,
    check_timestamp,
)
from barewire.drivers.compiler import Language, Target
from barewire.drivers.interface import Allocation, CardCondition, CardInfo, CardLimits, Dimensions, Function
from barewire.runtime.errors import (
    BadCodeObject,
    CompileError,
    DeviceClosed,
    DeviceHang,
    IndexOutOfRange,
    InvalidArgument,
    NoCard,
    OutOfMemory,
    PermissionDenied,
    UnknownDevice,
)

PAGE_BYTES = 4096
PAPER = Target("paper", "paper")
Step = Callable[[], bool]
"""A piece of work; False when it cannot be done yet."""
Body = Callable[[bytes, Dimensions], object]
"""A kernel: arguments and grid. It runs once for the whole grid, and again while it returns False."""

# Added to the addresses of a discrete card's own memory.
OWN_MEMORY = 1 << 56


def place(address: int) -> object:
    """Where the bytes at an address of the card are."""
    return ffi.cast("char *", address % OWN_MEMORY)


class PaperTimeline:
    def __init__(self, card: PaperCard) -> None:
        self.card = card
        self.number = 0
        self.closed = False

    def check_open(self) -> None:
        if self.closed:
            raise DeviceClosed("the timeline is closed")

    @property
    def gpu_address(self) -> int:
        self.check_open()
        return id(self)

    @property
    def value(self) -> int:
        self.check_open()
        return self.number

    def signal(self, value: int) -> None:
        self.check_open()
        check_timeline_value(value)
        self.number = max(self.number, value)

    def wait(self, value: int, timeout_s: float) -> bool:
        """Let the card work unless it is held; no time passes on paper."""
        self.check_open()
        if not self.card.held:
            self.card.run()
        if self.number < value:
            check_timeline_value(value)
        return self.number >= value

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
    card: PaperCard
    functions: dict[str, Function]
    closed: bool = False

    def close(self) -> None:
        self.closed = True
        self.functions = {}


@dataclass
class PaperDispatch:
    """A kernel in a queue, whose arguments are read when the card gets to it, as a real one does."""

    body: Body
    grid: Dimensions
    arguments: bytearray

    def __call__(self) -> bool:
        return 0 in self.grid or self.body(bytes(self.arguments), self.grid) is not False


@dataclass
class PaperRecording:
    queue: PaperQueue
    steps: list[Step]
    dispatches: list[PaperDispatch]
    patches: int = 0
    closed: bool = False

    def patch(self, dispatch: int, offset_bytes: int, data: bytes) -> None:
        if self.closed:
            raise DeviceClosed("the recording to patch is closed")
        if not 0 <= dispatch < len(self.dispatches):
            raise IndexOutOfRange(f"cannot patch dispatch {dispatch} of {len(self.dispatches)}")
        arguments = self.dispatches[dispatch].arguments
        end = offset_bytes + len(data)
        if offset_bytes < 0 or end > len(arguments):
            raise IndexOutOfRange(f"cannot patch bytes {offset_bytes} to {end} of {len(arguments)}")
        arguments[offset_bytes:end] = data
        self.patches += 1

    def close(self) -> None:
        self.closed = True


@dataclass
class PaperQueue:
    card: PaperCard
    only_copies: bool = False
    recorded: list[Step] = field(default_factory=list)
    dispatches: list[PaperDispatch] = field(default_factory=list)
    pending: list[Step] = field(default_factory=list)
    recordings: list[PaperRecording] = field(default_factory=list)
    calls: int = 0
    closed: bool = False

    largest_timeline_value = LARGEST_TIMELINE_VALUE

    def dispatch(
        self, function: Function, grid: Dimensions, block: Dimensions, arguments: bytes, local_bytes: int = 0
    ) -> None:
        self.calls += 1
        owner, limits = function.owner, self.card.info.limits
        if self.only_copies or not isinstance(owner, PaperCode) or owner.card is not self.card:
            raise InvalidArgument(f"cannot dispatch {function.name}")
        if owner.closed:
            raise DeviceClosed(f"{function.name} is of an image that is closed")
        fits = all(0 <= size <= most for size, most in zip(grid, limits.max_grid, strict=True))
        fits &= all(0 < size <= most for size, most in zip(block, limits.max_block, strict=True))
        if not fits or not 0 <= local_bytes <= limits.local_memory_bytes:
            raise InvalidArgument(f"cannot dispatch {function.name} on {grid} of {block}, {local_bytes}")
        body = self.card.bodies[function.gpu_address]
        self.dispatches.append(PaperDispatch(body, grid, bytearray(arguments)))
        self.recorded.append(self.dispatches[-1])

    def copy(self, destination: int, source: int, size_bytes: int) -> None:
        self.calls += 1
        check_copy(destination, source, size_bytes)

        def step() -> bool:
            ffi.memmove(place(destination), place(source), size_bytes)
            return True

        if size_bytes:
            self.recorded.append(step)

    def fill(self, destination: int, size_bytes: int, pattern: bytes) -> None:
        check_fill(size_bytes, pattern)

        def step() -> bool:
            ffi.memmove(place(destination), pattern * (size_bytes // len(pattern) + 1), size_bytes)
            return True

        if size_bytes:
            self.recorded.append(step)

    def known(self, timeline: PaperTimeline, value: int) -> PaperTimeline:
        if not isinstance(timeline, PaperTimeline):
            raise InvalidArgument("the timeline is of a card that is not on paper")
        timeline.check_open()
        check_timeline_value(value)
        return timeline

    def wait(self, timeline: PaperTimeline, value: int) -> None:
        known = self.known(timeline, value)
        self.recorded.append(lambda: known.value >= value)

    def signal(self, timeline: PaperTimeline, value: int) -> None:
        self.calls += 1
        known = self.known(timeline, value)

        def step() -> bool:
            assert value >= known.value, f"a queue lowers a timeline from {known.value} to {value}"
            known.number = value
            return True

        self.recorded.append(step)

    def timestamp(self, address: int) -> None:
        check_timestamp(address)

        def step() -> bool:
            self.card.clock_ns += 1000
            ffi.memmove(place(address), self.card.clock_ns.to_bytes(8, "little"), 8)
            return True

        self.recorded.append(step)

    def check_open(self) -> None:
        if self.closed:
            raise DeviceClosed("the queue is closed")

    def submit(self) -> None:
        self.calls += 1
        if self.recorded:
            self.check_open()
        self.pending += self.recorded
        self.recorded, self.dispatches = [], []

    def finish(self) -> PaperRecording:
        self.check_open()
        recording = PaperRecording(self, self.recorded, self.dispatches)
        self.recorded, self.dispatches = [], []
        self.recordings.append(recording)
        self.card.recordings.append(recording)
        return recording

    def replay(self, recording: PaperRecording) -> None:
        self.calls += 1
        if not isinstance(recording, PaperRecording) or recording.queue is not self:
            raise InvalidArgument("the recording is of another queue")
        if recording.closed:
            raise DeviceClosed("the recording to replay is closed")
        self.recorded.extend(recording.steps)

    def close(self) -> None:
        if self.closed:
            return
        self.card.run()
        self.closed = True
        for recording in self.recordings:
            recording.close()
        left, self.pending = len(self.pending), []
        if left:
            raise DeviceHang(f"{left} steps are in flight on a queue that was closed")


class PaperCard:
    """`held` keeps submitted work from running; `run` does what can be done.

    A `discrete` card has memory of its own: its addresses mean nothing to the host.
    """

    def __init__(
        self,
        memory_bytes: int = 1 << 30,
        kernels: dict[str, Body] | None = None,
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
        self.sizes: dict[int, int] = {}
        self.used_bytes = 0
        self.closed = False
        self.bodies: dict[int, Body] = {}
        self._running = threading.Lock()

    clock_period_ns = 1.0

    def check_open(self) -> None:
        if self.closed:
            raise DeviceClosed("the card on paper is closed")

    def allocate(self, size_bytes: int, host: bool = False) -> Allocation:
        self.check_open()
        if size_bytes < 0:
            raise InvalidArgument(f"cannot allocate {size_bytes} bytes")
        pages_bytes = max(-(-size_bytes // PAGE_BYTES), 1) * PAGE_BYTES
        if self.used_bytes + size_bytes > self.info.memory_bytes:
            raise OutOfMemory(f"asked {size_bytes}, available {self.info.memory_bytes - self.used_bytes}")
        memory = mmap.mmap(-1, pages_bytes)
        handle = ffi.from_buffer(memory)
        address = int(ffi.cast("uintptr_t", handle))
        ffi.release(handle)
        unseen = self.discrete and not host
        seen = None if unseen else address
        address += OWN_MEMORY if unseen else 0
        self.allocations[address] = memory
        self.sizes[address] = size_bytes
        self.used_bytes += size_bytes
        return Allocation(address, size_bytes, seen)

    def free(self, allocation: Allocation) -> None:
        if self.closed:
            return
        memory = self.allocations.pop(allocation.gpu_address, None)
        if memory is None:
            raise InvalidArgument(f"there is no memory at {allocation.gpu_address:#x}")
        self.used_bytes -= self.sizes.pop(allocation.gpu_address)
        memory.close()

    def load(self, image: bytes) -> PaperCode:
        self.check_open()
        names = image.decode(errors="replace").split()
        unknown = [name for name in names if name not in self.kernels]
        if unknown or not names:
            raise BadCodeObject(f"no kernel {unknown}")
        code = PaperCode(self, {})
        for name in names:
            address = 0x1000 * (len(self.bodies) + 1)
            self.bodies[address] = self.kernels[name]
            code.functions[name] = Function(name, address, code)
        self.codes.append(code)
        return code

    def timeline(self) -> PaperTimeline:
        self.check_open()
        self.timelines.append(PaperTimeline(self))
        return self.timelines[-1]

    def compute_queue(self) -> PaperQueue:
        self.check_open()
        self.queues.append(PaperQueue(self))
        return self.queues[-1]

    def copy_queue(self) -> PaperQueue:
        self.check_open()
        self.queues.append(PaperQueue(self, only_copies=True))
        return self.queues[-1]

    @property
    def survives_fork(self) -> bool:
        return not self.discrete

    def reaches(self, other: object) -> bool:
        if not isinstance(other, PaperCard) or other.closed:
            return False
        return other is self or (self.discrete and other.discrete)

    def memory_used_bytes(self) -> int:
        return self.used_bytes

    def describe_state(self) -> str:
        if self.closed:
            return "the card on paper is closed"
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
        if self.closed:
            return
        failures = []
        for queue in self.queues:
            try:
                queue.close()
            except DeviceHang as error:
                failures.append(error)
        for timeline in self.timelines:
            timeline.close()
        self.closed = True
        for memory in self.allocations.values():
            memory.close()
        self.allocations.clear()
        self.used_bytes = 0
        if failures:
            raise failures[0]


@dataclass
class PaperDriver:
    """A driver of cards on paper, for the registry."""

    opened: list[PaperCard] = field(default_factory=list)
    count: int = 2
    refuses: bool = False
    name: str = "paper"
    kernels: dict[str, Body] = field(default_factory=dict)

    def cards(self) -> Sequence[CardInfo]:
        return [replace(PaperCard().info, index=index) for index in range(self.count)]

    def _check(self, index: int) -> None:
        if not self.count:
            raise NoCard("the drawer for cards on paper is empty")
        if not 0 <= index < self.count:
            raise UnknownDevice(f"there are {self.count} cards in the drawer, and no number {index}")

    def condition(self, index: int) -> CardCondition:
        self._check(index)
        return CardCondition()

    def open(self, index: int) -> PaperCard:
        self._check(index)
        if self.refuses:
            raise PermissionDenied(13, "the drawer is locked", "/drawer")
        self.opened.append(PaperCard(kernels=self.kernels))
        return self.opened[-1]
