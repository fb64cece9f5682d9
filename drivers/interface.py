"""The contract between a driver and the runtime: what a card is, what it can be told to do.

A driver implements `Driver`, `Card`, `CodeObject`, `Queue`, `Recording` and `Timeline`. The runtime knows
only this file. Addresses are integers in the card's address space; sizes are bytes; times are seconds unless
the name says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from .compiler import Compiler

Dimensions = tuple[int, int, int]

Parallelism = Literal["processor", "grid"]
"""A processor runs workgroups one by one on its cores, each a loop; a grid runs work-items side by side."""


@dataclass(frozen=True)
class CardLimits:
    """What one card can do at most; `None` where it is not known (absent is not zero).

    `wave_lanes` work-items run in step; `local_memory_bytes` is what one workgroup can share. Each of the
    `simds_per_unit` SIMDs of a compute unit holds up to `waves_per_simd` waves and has `registers_per_simd`
    vector registers per lane for them, given out by `register_granule`, up to `registers_per_wave` each.
    """

    f32_flops_per_s: float | None = None
    bandwidth_bytes_per_s: float | None = None
    max_grid: Dimensions = (2**32 - 1, 2**32 - 1, 2**32 - 1)
    max_block: Dimensions = (1024, 1024, 1024)
    local_memory_bytes: int = 0
    vector_bytes: int = 0
    wave_lanes: int = 1
    cache_bytes: tuple[int, ...] = ()
    simds_per_unit: int = 1
    waves_per_simd: int = 1
    registers_per_simd: int = 0
    registers_per_wave: int = 0
    register_granule: int = 1


@dataclass(frozen=True)
class CardInfo:
    """One card as found on the system, before or after it is opened.

    `kind` is how its kernels are parallel. `compiler` is what they are compiled by; None for a card that is
    listed though there is no code for it.
    `shares_host_memory` says that any address of this process is one of the card's too. `assumption` is what
    is taken for true of a card whose architecture is not listed, in words.
    """

    driver: str
    index: int
    name: str
    arch: str
    memory_bytes: int
    compute_units: int
    location: str
    kernel_driver: str
    kernel_driver_version: str
    interface: str
    kind: Parallelism
    features: frozenset[str] = frozenset()
    limits: CardLimits = field(default_factory=CardLimits)
    compiler: Compiler | None = None
    shares_host_memory: bool = False
    assumption: str = ""


@dataclass(frozen=True)
class MemoryHolder:
    """A process and the memory it holds on a card; the name is empty where it is not known."""

    pid: int
    name: str
    memory_bytes: int


@dataclass(frozen=True)
class CardCondition:
    """How a card is now, opened or not; `None` where not known, and nothing where there are no such things.

    `state` is a word or two, such as `ready`. Clocks are MHz, temperatures degrees Celsius by the sensor's
    name, power watts; `link` is the bus in words.
    """

    memory_used_bytes: int | None = None
    state: str | None = None
    busy_percent: float | None = None
    memory_busy_percent: float | None = None
    clock_mhz: float | None = None
    memory_clock_mhz: float | None = None
    temperatures_c: Mapping[str, float] = field(default_factory=dict)
    power_w: float | None = None
    power_cap_w: float | None = None
    fan_percent: float | None = None
    link: str | None = None
    processes: tuple[MemoryHolder, ...] = ()


@dataclass(frozen=True)
class Allocation:
    """Memory of a card. `host_address` is where this process sees the same bytes, if it does."""

    gpu_address: int
    size_bytes: int
    host_address: int | None


@dataclass(frozen=True)
class Function:
    """An entry point of a loaded code object. Keeps its code object alive through `owner`.

    `registers` are the vector registers of a lane, `local_bytes` the local memory of a group besides what a
    dispatch adds; `None` where not known.
    """

    name: str
    gpu_address: int
    owner: CodeObject
    registers: int | None = None
    local_bytes: int | None = None


@runtime_checkable
class LaunchesTogether(Protocol):
    """A function of a card whose groups can run together, and so wait for each other."""

    def launched(self, cluster: Dimensions | None = None, cooperative: bool = False) -> Function:
        """The same function, launched in clusters of that many groups in each direction, whose groups reach
        each other's local memory, or with all groups of the grid at once.
        """


class CodeObject(Protocol):
    """A loaded image. Its functions are called `symbol name -> Function`."""

    @property
    def functions(self) -> Mapping[str, Function]: ...

    def close(self) -> None: ...


class Timeline(Protocol):
    """A 64-bit number in memory that host and card both see. It only goes up."""

    @property
    def gpu_address(self) -> int: ...

    @property
    def value(self) -> int: ...

    def signal(self, value: int) -> None:
        """Set the value from the host."""

    def wait(self, value: int, timeout_s: float) -> bool:
        """Wait on the host until the timeline reaches `value`; False when the deadline passes first."""

    def close(self) -> None: ...


class Recording(Protocol):
    """Finished packets that can be submitted many times, with arguments that can be patched in place."""

    def patch(self, dispatch: int, offset_bytes: int, data: bytes) -> None:
        """Overwrite bytes of the kernel arguments of the `dispatch`-th dispatch of the recording."""

    def close(self) -> None: ...


class Queue(Protocol):
    """An in-order stream of work. Methods record; `submit` makes what was recorded visible to the card."""

    def dispatch(
        self, function: Function, grid: Dimensions, block: Dimensions, arguments: bytes, local_bytes: int = 0
    ) -> None: ...

    def copy(self, destination: int, source: int, size_bytes: int) -> None: ...

    def fill(self, destination: int, size_bytes: int, pattern: bytes) -> None: ...

    def wait(self, timeline: Timeline, value: int) -> None: ...

    def signal(self, timeline: Timeline, value: int) -> None: ...

    def timestamp(self, address: int) -> None:
        """Write the card's clock (64 bits, in ticks of `Card.clock_period_ns`) to `address` once all earlier
        work is done.
        """

    def submit(self) -> None: ...

    def finish(self) -> Recording:
        """Take what was recorded since the last submit as a recording instead of submitting it."""

    def replay(self, recording: Recording) -> None:
        """Record the execution of a recording, at a constant cost to the host."""

    def close(self) -> None: ...


class Card(Protocol):
    """An opened card."""

    @property
    def info(self) -> CardInfo: ...

    @property
    def clock_period_ns(self) -> float:
        """How long one tick of the clock that `Queue.timestamp` writes is."""

    def allocate(self, size_bytes: int, host: bool = False) -> Allocation:
        """Memory of the card; with `host`, memory of the system that the card and this process both see."""

    def free(self, allocation: Allocation) -> None: ...

    def load(self, image: bytes) -> CodeObject: ...

    def timeline(self) -> Timeline: ...

    def compute_queue(self) -> Queue: ...

    def copy_queue(self) -> Queue: ...

    @property
    def survives_fork(self) -> bool:
        """Whether a child process goes on with the card as the fork left it; else it must open it anew."""

    def reaches(self, other: Card) -> bool:
        """Whether queues of this card can copy to and from the other's memory and wait for its timelines."""

    def memory_used_bytes(self) -> int: ...

    def describe_state(self) -> str:
        """What the driver knows of the work in flight, for the report of a hang or a fault."""

    def close(self) -> None: ...


@runtime_checkable
class GrowsMemory(Protocol):
    """A card with memory that grows where it is, so that addresses which work was recorded with stay good."""

    def reserve(self, most_bytes: int) -> Allocation | None:
        """Addresses for `most_bytes` with no memory behind them yet; None where there is nothing of the kind.
        `Card.free` takes them back, with what is behind them by then.
        """

    def grow(self, allocation: Allocation, size_bytes: int) -> None:
        """Have memory behind the first `size_bytes` of what `reserve` gave. Contents stay."""


class Driver(Protocol):
    """A kernel interface: finds its cards without opening a compute context, and opens one."""

    name: str

    def cards(self) -> Sequence[CardInfo]: ...

    def condition(self, index: int) -> CardCondition:
        """How a card is now, read without opening it; what cannot be read is absent."""

    def open(self, index: int) -> Card: ...
