"""A queue of a device with the timeline that counts its submissions, and the report of a hang."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..drivers.interface import Card, Dimensions, Function, SharesStream, Timeline
from ..drivers.interface import Queue as DriverQueue
from ..drivers.owned import Owned
from ..drivers.quiet import QuietLock
from . import environment
from .errors import DeviceClosed, DeviceHang

if TYPE_CHECKING:
    from .allocator import Memory

# Launches remembered for the report of a hang. With more than these in flight the driver's own state has to
# do.
REMEMBERED_LAUNCHES = 256


@dataclass(frozen=True)
class Point:
    """A place in the work of a queue: reached once its timeline has `value`.

    Examples:
        >>> buffer = Device["CPU"].allocate(4)
        >>> point = Device["CPU"].compute.fill(buffer.gpu_address, 4, b"*")
        >>> point.wait()
        >>> point.reached
        True
    """

    queue: Queue
    value: int

    @property
    def reached(self) -> bool:
        """Whether the work up to here is done; never waits."""
        return self.queue.timeline.value >= self.value

    def wait(self, timeout_s: float | None = None) -> None:
        """Wait on the host. Raises DeviceHang past the deadline, which is BAREWIRE_TIMEOUT where not given.

        Examples:
            >>> point = Device["CPU"].compute.now
            >>> point.wait(timeout_s=10)
        """
        self.queue.wait_until(self.value, timeout_s)


class Closed:
    """Stands in for what a closed device had: any use of it says so."""

    def __init__(self, device_name: str) -> None:
        self._device_name = device_name

    def __getattr__(self, name: str) -> Any:
        raise DeviceClosed(
            f"device {self._device_name} is closed; Device[{self._device_name!r}] opens it again"
        )


class Queue(Owned):
    """An in-order stream of work on one device, safe to use from several threads.

    Every method that records work submits it too, and raises the queue's timeline by one once it is done. A
    device has two, `compute` and `copies`; more are made from what the card gives. Addresses are not checked.
    What submits raises DeviceHang and KernelFault when the card has failed, DeviceClosed after `close`.

    Examples:
        >>> from barewire.runtime import Queue
        >>> device = Device["CPU"]
        >>> buffer = device.allocate(4)
        >>> queue = Queue(device.name, "another", device.card, device.card.compute_queue())
        >>> queue.fill(buffer.gpu_address, 4, b"*").wait()
        >>> queue.submitted, bytes(buffer.copy_out())
        (1, b'****')
        >>> queue.close()
    """

    @property
    def foreign_stream(self) -> int | None:
        """What another library knows the queue by, for waits of its own; None where it knows none."""
        queue = self.driver_queue
        return queue.foreign_stream if isinstance(queue, SharesStream) else None

    def __init__(self, device_name: str, name: str, card: Card, driver_queue: DriverQueue) -> None:
        self.device_name = device_name
        self.name = name
        self.card = card
        self.driver_queue = driver_queue
        self.timeline: Timeline = card.timeline()
        self.submitted = 0
        self.lock = QuietLock()
        self.memory: Memory | None = None
        self._launches: deque[tuple[int, Function, Dimensions, bytes]] = deque(maxlen=REMEMBERED_LAUNCHES)
        self.retired: deque[tuple[int, Callable[[], object]]] = deque()

    @property
    def now(self) -> Point:
        """The point at which everything submitted so far is done."""
        return Point(self, self.submitted)

    @property
    def idle(self) -> bool:
        """Whether everything submitted so far is done; never waits."""
        return self.timeline.value >= self.submitted

    def launch(
        self,
        function: Function,
        grid: Dimensions,
        arguments: bytes,
        block: Dimensions = (1, 1, 1),
        local_bytes: int = 0,
    ) -> None:
        """Run a function over a grid. Nothing is checked here; `Kernel.launch` does.

        Examples:
            >>> device = Device["CPU"]
            >>> numbers = device.allocate(4 * 2)
            >>> numbers.copy_in(np.float32([1, 2]))
            >>> launch = device.load(image)["scale"].prepare(1, 2, args=[numbers, 2.0])
            >>> device.compute.launch(launch.function, launch.grid, launch.arguments, launch.block)
            >>> numbers.contents().cast("f").tolist()
            [2.0, 4.0]
        """
        with self.lock:
            queue = self.driver_queue
            value = self.submitted + 1
            try:
                queue.dispatch(function, grid, block, arguments, local_bytes)
                self._launches.append((value, function, grid, arguments))
                queue.signal(self.timeline, value)
                queue.submit()
                self.submitted = value
            except BaseException:
                self.flush()
                raise
        if self.retired:
            self.collect()

    def timed_launch(
        self,
        function: Function,
        grid: Dimensions,
        arguments: bytes,
        block: Dimensions,
        local_bytes: int,
        start_address: int,
        stop_address: int,
    ) -> Point:
        """Like `launch`, with the card's clock written before and after: 64 bits, in ticks of
        `clock_period_ns` of the card.

        Raises InvalidArgument for addresses that are not multiples of 8.

        Examples:
            >>> device = Device["CPU"]
            >>> numbers, times = device.allocate(4 * 2), device.allocate(2 * 8)
            >>> launch = device.load(image)["scale"].prepare(1, 2, args=[numbers, 2.0])
            >>> what, at = (launch.function, launch.grid, launch.arguments), times.gpu_address
            >>> device.compute.timed_launch(*what, launch.block, 0, at, at + 8).wait()
            >>> start, stop = times.contents().cast("Q")
            >>> start <= stop
            True
        """

        def record(queue: DriverQueue) -> None:
            queue.timestamp(start_address)
            queue.dispatch(function, grid, block, arguments, local_bytes)
            queue.timestamp(stop_address)
            self._launches.append((self.submitted + 1, function, grid, arguments))

        return self.submit(record)

    def submit(self, record: Callable[[DriverQueue], object]) -> Point:
        """Record whatever `record` does to the driver's queue, and submit it.

        If `record` raises, what it recorded before is submitted all the same.

        Examples:
            >>> device = Device["CPU"]
            >>> buffer = device.allocate(4)
            >>> at = buffer.gpu_address
            >>> def twice(queue):
            ...     queue.fill(at, 4, b"a")
            ...     queue.fill(at, 2, b"b")
            >>> point = device.compute.submit(twice)
            >>> bytes(buffer.copy_out())
            b'bbaa'
        """
        with self.lock:
            value = self.submit_locked(record)
        if self.retired:
            self.collect()
        return Point(self, value)

    def submit_locked(self, record: Callable[[DriverQueue], object]) -> int:
        """`submit` for a caller who holds `lock`; returns the value of the timeline to wait for.

        Examples:
            >>> queue, buffer = Device["CPU"].compute, Device["CPU"].allocate(4)
            >>> address = buffer.gpu_address
            >>> with queue.lock:
            ...     value = queue.submit_locked(lambda recorded: recorded.fill(address, 4, b"*"))
            >>> queue.wait_until(value)
            >>> bytes(buffer.copy_out())
            b'****'
        """
        queue = self.driver_queue
        value = self.submitted + 1
        try:
            record(queue)
            queue.signal(self.timeline, value)
            queue.submit()
            self.submitted = value
        except BaseException:
            self.flush()
            raise
        return value

    def flush(self) -> None:
        """Submit what an interrupted call has recorded, for a caller who holds `lock`.

        Left in the queue it would run with the next submission, when its buffers may be gone.

        Examples:
            >>> queue, buffer = Device["CPU"].compute, Device["CPU"].allocate(4)
            >>> with queue.lock:
            ...     queue.driver_queue.fill(buffer.gpu_address, 4, b"*")
            ...     queue.flush()
            >>> bytes(buffer.copy_out())
            b'****'
        """
        value = self.submitted + 1
        self.driver_queue.signal(self.timeline, value)
        self.driver_queue.submit()
        self.submitted = value

    def copy(self, destination: int, source: int, size_bytes: int) -> Point:
        """Copy bytes between device addresses of any alignment.

        Raises InvalidArgument for ranges that overlap and for a size below 0.

        Examples:
            >>> device = Device["CPU"]
            >>> buffer = device.allocate(8)
            >>> buffer.copy_in(b"abcdefgh")
            >>> device.compute.copy(buffer.gpu_address, buffer.gpu_address + 4, 4).wait()
            >>> bytes(buffer.copy_out())
            b'efghefgh'
        """
        return self.submit(lambda queue: queue.copy(destination, source, size_bytes))

    def fill(self, destination: int, size_bytes: int, pattern: bytes) -> Point:
        """Repeat a pattern of 1, 2, 4, 8 or 16 bytes over device memory; the last one may be cut short.

        Raises InvalidArgument for a pattern of another length and for a size below 0.

        Examples:
            >>> buffer = Device["CPU"].allocate(5)
            >>> Device["CPU"].compute.fill(buffer.gpu_address, 5, b"ab").wait()
            >>> bytes(buffer.copy_out())
            b'ababa'
        """
        return self.submit(lambda queue: queue.fill(destination, size_bytes, pattern))

    def wait_for(self, point: Point) -> Point:
        """Hold later work of this queue until another queue has reached `point`.

        The other queue is of this device, or of one whose memory this one reaches; InvalidArgument otherwise.

        Examples:
            >>> device = Device["CPU"]
            >>> buffer = device.allocate(4)
            >>> copied = device.copies.fill(buffer.gpu_address, 4, b"a")
            >>> held = device.compute.wait_for(copied)
            >>> device.compute.fill(buffer.gpu_address, 2, b"b").wait()
            >>> bytes(buffer.copy_out())
            b'bbaa'
        """
        return self.submit(lambda queue: queue.wait(point.queue.timeline, point.value))

    def wait_until(self, value: int, timeout_s: float | None = None) -> None:
        """Wait on the host until the timeline has `value`.

        Raises DeviceHang past the deadline, which is BAREWIRE_TIMEOUT where not given; KernelFault when the
        card failed.

        Examples:
            >>> queue = Device["CPU"].compute
            >>> queue.wait_until(queue.submitted, timeout_s=10)
            >>> queue.idle
            True
        """
        if self.timeline.value >= value:
            return
        limit_s = environment.TIMEOUT.read() if timeout_s is None else timeout_s
        started = time.monotonic()
        if not self.timeline.wait(value, limit_s):
            raise DeviceHang(self._hang_report(value, time.monotonic() - started))

    def synchronize(self, timeout_s: float | None = None) -> None:
        """Wait until all submitted work is done. Raises as `wait_until`.

        Examples:
            >>> queue, buffer = Device["CPU"].compute, Device["CPU"].allocate(4)
            >>> point = queue.fill(buffer.gpu_address, 4, b"*")
            >>> queue.synchronize()
            >>> point.reached
            True
        """
        if self.timeline.value < self.submitted:
            self.wait_until(self.submitted, timeout_s)
        if self.retired:
            self.collect()

    def retire(self, action: Callable[[], object]) -> None:
        """Call `action` some time after all work submitted so far is done: at the next launch, `synchronize`
        or `collect`.

        Finalizers call this at any moment, so it takes no lock and runs nothing itself.

        Examples:
            >>> queue = Device["CPU"].compute
            >>> queue.retire(lambda: print("done"))
            >>> queue.synchronize()
            done
        """
        self.retired.append((self.submitted, action))

    def collect(self) -> None:
        """Do what was put off by `retire` and is now due; never waits.

        Examples:
            >>> queue = Device["CPU"].compute
            >>> queue.synchronize()
            >>> queue.retire(lambda: print("done"))
            >>> queue.collect()
            done
        """
        done = self.timeline.value
        while self.retired:
            try:
                value, action = self.retired.popleft()
            except IndexError:
                return
            if value > done:
                self.retired.appendleft((value, action))
                return
            action()

    def close(self) -> None:
        """Free the queue and its timeline. Work must be done. What uses it later raises DeviceClosed.

        Examples:
            >>> from barewire.runtime import Queue
            >>> card = Device["CPU"].card
            >>> queue = Queue("CPU", "another", card, card.copy_queue())
            >>> queue.close()
            >>> queue.idle
            True
        """
        self.collect()
        driver_queue, timeline = self.driver_queue, self.timeline
        self.driver_queue = Closed(self.device_name)
        self.timeline = ClosedTimeline(timeline.gpu_address)
        self._launches.clear()
        driver_queue.close()
        timeline.close()

    def _hang_report(self, value: int, waited_s: float) -> str:
        done = self.timeline.value
        in_flight = next((launch for launch in tuple(self._launches) if launch[0] > done), None)
        if in_flight is None:
            what = "no kernel is known to be in flight"
        else:
            _, function, grid, arguments = in_flight
            buffers = ", ".join(self._describe_arguments(arguments)) or "none"
            what = f"kernel {function.name!r} with grid {grid} is in flight, its arguments: {buffers}"
        return (
            f"device {self.device_name} did not finish within {waited_s:.3g} s: {what}; its {self.name} "
            f"queue is at {done}, {value} was waited for and {self.submitted} submitted. The driver says: "
            f"{self.card.describe_state()}. If the work is only long, give it more time with "
            f"synchronize(timeout_s=...) or {environment.TIMEOUT.name}."
        )

    def _describe_arguments(self, arguments: bytes) -> list[str]:
        words = [
            int.from_bytes(arguments[at : at + 8], "little") for at in range(0, len(arguments) // 8 * 8, 8)
        ]
        found = [(word, self.memory.find(word) if self.memory else None) for word in words]
        return [
            f"{word:#x}"
            if block is None
            else f"buffer {word:#x} (block of {block[1]} bytes at {block[0]:#x})"
            for word, block in found
        ]


class ClosedTimeline:
    """The timeline of a closed queue: everything it counted is done."""

    def __init__(self, gpu_address: int) -> None:
        self.gpu_address = gpu_address

    @property
    def value(self) -> int:
        return 2**64 - 1

    def signal(self, value: int) -> None:
        """Nothing waits any more."""

    def wait(self, value: int, timeout_s: float) -> bool:
        return True

    def close(self) -> None:
        """Already closed."""
