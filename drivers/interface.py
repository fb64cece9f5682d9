"""The contract between a driver and the runtime: what a card is, what it can be told to do.

A driver implements `Driver`, `Card`, `CodeObject`, `Queue`, `Recording` and `Timeline`. The runtime knows
only this file. Addresses are integers in the card's address space; sizes are bytes; times are seconds unless
the name says otherwise. `hwtests/drivers/test_contract.py` checks each sentence on every driver.

What holds everywhere:

- Whatever is closed may be closed again, which does nothing. Using it otherwise raises DeviceClosed.
- Once a card has failed, whatever submits work or waits for it raises the same KernelFault or DeviceHang,
  until the card is closed; it can be opened again.
- In a child of a fork a card that does not survive it raises DeviceClosed, and closing it there is harmless.
- A queue, a recording and a code object are used by one thread at a time; cards and timelines by any.
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
    is taken for true of a card whose architecture is not listed, in words. `lacks` are the numbers that it
    does not compute with, `flushes` those of which it takes what is subnormal for 0, both by names such as
    `float64`. `dlpack` is the DLDeviceType (dlpack.h) under which other libraries of this process can use the
    card's memory, at the addresses that it has here, with `index` for its number; 0 where none can.
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
    lacks: frozenset[str] = frozenset()
    flushes: frozenset[str] = frozenset()
    limits: CardLimits = field(default_factory=CardLimits)
    compiler: Compiler | None = None
    shares_host_memory: bool = False
    dlpack: int = 0
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
    """Memory of a card, of as many bytes as were asked for.

    `host_address` is where this process sees the same bytes, None where it does not.
    """

    gpu_address: int
    size_bytes: int
    host_address: int | None


@dataclass(frozen=True)
class Function:
    """An entry point of a loaded code object. Keeps its code object alive through `owner`.

    `gpu_address` tells it from the card's other functions; what it is an address of is the driver's affair.
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
        """The same function, for dispatches whose groups run at the same time.

        With `cluster`, groups do that are neighbours in the grid, so many in each direction, and they reach
        each other's local memory; a grid is then made of whole clusters. With `cooperative`, all groups of
        the grid do, so it may have no more of them than the card holds. Without either it is the function as
        it is. Raises InvalidArgument for what card or function do not allow; `Queue.dispatch` raises it for a
        grid that does not fit.
        """


class CodeObject(Protocol):
    """A loaded image."""

    @property
    def functions(self) -> Mapping[str, Function]:
        """The functions that can be dispatched, by the names that the image gives them.

        Looking one up twice gives equal functions. Empty once the code object is closed.
        """

    def close(self) -> None:
        """Let go of the image. Its functions can be dispatched no more, which raises DeviceClosed.

        What was recorded or submitted before runs all the same, and keeps the memory until it is done. A code
        object that nothing refers to any more is closed as well.
        """


class Timeline(Protocol):
    """A 64-bit number in memory that host and card both see. It starts at 0 and only goes up.

    It goes to 2**63 - 1, where counting a nanosecond a step takes 292 years, and never wraps. Host and queues
    compare all of its bits, but for queues whose `largest_timeline_value` says otherwise: such a queue sees
    only the low bits, so once it has waited for a timeline or raised one, nobody may raise that above what
    the queue can tell, which raises InvalidArgument.

    Raising it wakes whoever waits for this value or a lower one, on the host and in queues.
    """

    @property
    def gpu_address(self) -> int:
        """Where the number is. Raises DeviceClosed after `close`."""

    @property
    def value(self) -> int:
        """The number now. Never less than it was. Raises DeviceClosed after `close`."""

    def signal(self, value: int) -> None:
        """Raise the number from the host; a value that it has or is past does nothing.

        What the host wrote to memory before is seen by work that waits for the value. Raises InvalidArgument
        for a value below 0 or beyond 2**63 - 1, DeviceClosed after `close`.
        """

    def wait(self, value: int, timeout_s: float) -> bool:
        """Wait on the host until the number is `value` or more; False when `timeout_s` pass first.

        No sooner than that, and with 0 or less at once; infinity waits for as long as it takes. Other Python
        threads run meanwhile, and so do handlers of signals: what they raise ends the wait. Raises
        KernelFault or DeviceHang when the card fails meanwhile, InvalidArgument for a value beyond 2**63 - 1,
        DeviceClosed after `close`.
        """

    def close(self) -> None:
        """Give the memory back, to be another timeline's perhaps. Nothing may wait for it or raise it then,
        work in flight included, unless its card is closed."""


class Recording(Protocol):
    """Finished work that its queue can submit many times, with arguments that can be patched in place.

    It is closed with its queue.
    """

    def patch(self, dispatch: int, offset_bytes: int, data: bytes) -> None:
        """Overwrite bytes of the kernel arguments of the `dispatch`-th dispatch of the recording.

        Dispatches count from 0, those on empty grids included; copies, fills, and dispatches of other
        recordings that are replayed in this one do not count. It holds for replays submitted from now on; of
        one in flight nobody knows, so wait for it first. No bytes at all change nothing.

        Raises IndexOutOfRange for a dispatch that there is not and for bytes outside the arguments that it
        was recorded with, InvalidArgument for bytes that the kernel cannot have, DeviceClosed after `close`.
        """

    def close(self) -> None:
        """Let go of it. Replays that were recorded or submitted before run all the same, and recordings that
        replay it go on to."""


class Queue(Protocol):
    """An in-order stream of work. Methods record; `submit` makes what was recorded visible to the card.

    Each piece of work begins once the one recorded before it has ended and all that it wrote can be seen; so
    does the first of a submission after the last of the submission before. Queues of a card run beside each
    other, and only timelines order one after another.

    Work may touch memory of this card, of the host where `Card.allocate` gave it, and of other cards that
    this one `reaches`. Addresses are not checked: one that is nobody's is a fault. Memory, timelines and
    other cards that work uses have to stay until it has ended; code objects and recordings need not.

    A method that raises has recorded nothing. After `close`, recording raises DeviceClosed or is forgotten,
    and `submit`, `finish` and `replay` raise it.
    """

    @property
    def largest_timeline_value(self) -> int:
        """The largest value that this queue can wait for and raise a timeline to: 2**63 - 1, or less where
        the hardware compares or writes fewer bits."""

    def dispatch(
        self, function: Function, grid: Dimensions, block: Dimensions, arguments: bytes, local_bytes: int = 0
    ) -> None:
        """Run a function on `grid` groups of `block` work-items, with `local_bytes` of local memory a group
        besides its own.

        A grid with a zero in it runs nothing, but counts as a dispatch of a recording. `arguments` are packed
        as the function declares them, and are copied. A card knows of its functions how many bytes they take,
        or takes what it is given.

        Raises InvalidArgument for dimensions below 0, blocks with a zero, and for dimensions, arguments or
        local memory that are not what function and card take; on a copy queue, which runs no functions; for a
        function of another card. Raises DeviceClosed for one whose code object is closed.
        """

    def copy(self, destination: int, source: int, size_bytes: int) -> None:
        """Copy bytes between addresses of any alignment.

        No bytes copy nothing, whatever the addresses. Raises InvalidArgument for ranges that overlap and for
        a size below 0.
        """

    def fill(self, destination: int, size_bytes: int, pattern: bytes) -> None:
        """Repeat a pattern of 1, 2, 4, 8 or 16 bytes over a range of any alignment and size.

        It begins anew at `destination`, and the last repetition is cut short where the size is not a multiple
        of it. No bytes fill nothing, whatever the address. Raises InvalidArgument for a pattern of another
        length and for a size below 0.
        """

    def wait(self, timeline: Timeline, value: int) -> None:
        """Hold what follows until the timeline, of this card or one that it reaches, is `value` or more.

        What was written before the timeline was raised is seen by what follows. A queue that waits for what
        only its own later work raises waits for ever. Raises InvalidArgument for a value below 0 or beyond
        `largest_timeline_value`, and for a timeline of a card that this one does not reach; DeviceClosed for
        one that is closed.
        """

    def signal(self, timeline: Timeline, value: int) -> None:
        """Raise the timeline to `value` once all that was recorded before has ended and can be seen by all.

        The caller sees to it that the timeline is not past `value` by then: most cards write the number as it
        is, so it would go down, and who waits for more may miss it. The value that it has already does
        nothing. Raises as `wait` does.
        """

    def timestamp(self, address: int) -> None:
        """Write the card's clock (64 bits, in ticks of `Card.clock_period_ns`) to `address` once all earlier
        work is done.

        All queues of a card write the same clock, and it does not go down. Raises InvalidArgument for an
        address that is not a multiple of 8.
        """

    def submit(self) -> None:
        """Make what was recorded visible to the card, and return before it is done; nothing to submit is
        nothing to do.

        May wait while there is no room for more. Raises DeviceHang when that takes too long, KernelFault or
        DeviceHang when the card has failed, DeviceClosed after `close`.
        """

    def finish(self) -> Recording:
        """Take what was recorded since the last submit as a recording, instead of submitting it.

        What nothing was recorded for is a recording too, which does nothing. Waits, signals, timestamps and
        replays may be in it. Raises OutOfMemory, DeviceClosed after `close`.
        """

    def replay(self, recording: Recording) -> None:
        """Record the execution of a recording, at a constant cost to the host however many kernels it has.

        Raises InvalidArgument for a recording of another queue, DeviceClosed for one that is closed.
        """

    def close(self) -> None:
        """End the queue once what was submitted is done, and forget what was not submitted.

        Raises DeviceHang, with what is in flight, when that takes more than some seconds; the queue is closed
        all the same. On a card that has failed it waits for nothing and raises nothing.
        """


class Card(Protocol):
    """An opened card. All that it made is closed with it. A card may be opened several times over."""

    @property
    def info(self) -> CardInfo:
        """What the card is, as `Driver.cards` has it. Still there after `close`."""

    @property
    def clock_period_ns(self) -> float:
        """How long one tick of the clock that `Queue.timestamp` writes is. Above zero."""

    def allocate(self, size_bytes: int, host: bool = False) -> Allocation:
        """Memory of the card; with `host`, memory of the system that the card and this process both see.

        It starts at a multiple of 256, shares no byte with other memory, and holds anything at first. No
        bytes have an address of their own, too. Raises OutOfMemory with the sizes asked for and available,
        after which all is as it was; InvalidArgument for a size below 0; DeviceClosed after `close`.
        """

    def free(self, allocation: Allocation) -> None:
        """Give memory back at once; no work in flight may use it.

        Raises InvalidArgument for memory that this card did not give or has back already. After `close`, when
        all memory is back, it does nothing.
        """

    def load(self, image: bytes) -> CodeObject:
        """Load an image of the kind that the card's `compiler` makes, and have it where the card can run it.

        Raises BadCodeObject for what is damaged or no image at all, UnsupportedArchitecture for another
        card's, CompileError where the driver compiles it and cannot, OutOfMemory, DeviceClosed after `close`.
        Nothing is left behind then.
        """

    def timeline(self) -> Timeline:
        """A timeline at 0. Raises OutOfMemory, DeviceClosed after `close`."""

    def compute_queue(self) -> Queue:
        """A queue for all kinds of work, beside those there are.

        Raises BarewireError where the card has no more, OutOfMemory, DeviceClosed after `close`.
        """

    def copy_queue(self) -> Queue:
        """A queue for all kinds of work but dispatches, beside those there are. Raises as `compute_queue`."""

    @property
    def survives_fork(self) -> bool:
        """Whether a child process goes on with the card as the fork left it; else it must open it anew."""

    def reaches(self, other: Card) -> bool:
        """Whether queues of this card can copy to and from the other's memory and wait for its timelines.

        An open card reaches itself; none reaches a card that is closed, or another driver's.
        """

    def memory_used_bytes(self) -> int:
        """Bytes that are taken by what the card has handed out, at least what was asked for; what is freed is
        no longer counted, and after `close` it is 0."""

    def describe_state(self) -> str:
        """What the driver knows of the work in flight, for the report of a hang or a fault.

        For people. It raises nothing, and says so when the card is closed.
        """

    def close(self) -> None:
        """Close all queues as `Queue.close` does, then give everything back.

        Raises the first DeviceHang of a queue, after everything was given back that could be.
        """


@dataclass(frozen=True)
class HostEntry:
    """Where native code finds what it needs to do a queue's work on the thread that it runs on.

    `perform` is a function of this address, of the queue's and of a recording's packets and their slots; it
    returns the nanoseconds that took, or -1 where the card failed. It may be called while the 64-bit words at
    `written` and `read` are the same, the 32-bit word at `thread` is not 0, and nobody submits. `wait` is a
    function that waits for `read`: of that address, the value, and how many nanoseconds it waits and spins.
    """

    perform: int
    wait: int
    queue: int
    written: int
    read: int
    thread: int


@runtime_checkable
class RunsOnHost(Protocol):
    """A queue whose work a thread of the host may do itself."""

    @property
    def host_entry(self) -> HostEntry | None:
        """How; None where this process cannot."""


@runtime_checkable
class LiesInHost(Protocol):
    """A recording in the host's memory, of so many `slots` from `address` on."""

    slots: int

    @property
    def address(self) -> int:
        """Where its packets are. Raises DeviceClosed after `close`."""

    def argument_address(self, dispatch: int, offset_bytes: int) -> int:
        """Where argument bytes of a dispatch are. Raises DeviceClosed, IndexOutOfRange."""


@runtime_checkable
class GrowsMemory(Protocol):
    """A card with memory that grows where it is, so that addresses which work was recorded with stay good."""

    def reserve(self, most_bytes: int) -> Allocation | None:
        """Addresses for `most_bytes` with no memory behind them yet; None where there is nothing of the kind.
        `Card.free` takes them back, with what is behind them by then. Raises DeviceClosed after `close`.
        """

    def grow(self, allocation: Allocation, size_bytes: int) -> None:
        """Have memory behind the first `size_bytes` of what `reserve` gave. Contents stay.

        Less than there is changes nothing. Raises OutOfMemory with the sizes, after which all is as it was;
        InvalidArgument for more than was reserved, or for what `reserve` did not give; DeviceClosed after
        `close`.
        """


class Driver(Protocol):
    """A kernel interface: finds its cards without opening a compute context, and opens one."""

    name: str
    """As in device names, and as `CardInfo.driver` has it."""

    def cards(self) -> Sequence[CardInfo]:
        """The cards of this machine in the order of their `index`, from 0; none where the kernel has none or
        lets this user at none. Raises nothing, and opens nothing that a card would notice.
        """

    def condition(self, index: int) -> CardCondition:
        """How a card is now, read without opening it; what cannot be read is absent.

        Raises NoCard where there is no card at all, UnknownDevice for an index that there is not.
        """

    def open(self, index: int) -> Card:
        """Open a card; each call opens it anew.

        Raises NoCard where there is no card at all, UnknownDevice for an index that there is not;
        PermissionDenied or SystemCallFailed with the way out; UnsupportedArchitecture, OutOfMemory.
        """


@runtime_checkable
class SharesStream(Protocol):
    """A queue whose order of work another library of this process can put waits into."""

    @property
    def foreign_stream(self) -> int:
        """The maker's handle of it, as a number."""
