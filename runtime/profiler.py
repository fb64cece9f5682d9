"""Device time per kernel: measured around each launch, summed in a table, and written as a trace.

A profiler is on inside `with Profiler() as profiler:`, or for the whole process with BAREWIRE_PROFILE=1 or
BAREWIRE_TRACE. When none is on a launch pays for one attribute check. When one is, replayed graphs run kernel
by kernel so that each is seen.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import Any, TextIO

from ..drivers.interface import CardLimits, Dimensions, Function
from ..drivers.owned import Owned
from ..drivers.quiet import QuietLock
from . import environment
from .buffer import Buffer
from .errors import BarewireError
from .open_card import OpenCard
from .work import Work

# Launches whose times are read back together.
SLOTS = 1024
# Enough to leave every cache behind: the copy that measures a card's bandwidth, where the driver does not
# know it.
BANDWIDTH_COPY_BYTES = 128 << 20


@dataclass(frozen=True)
class Event:
    """One kernel that ran: where, when by the card's clock (nanoseconds), and what it did."""

    device: str
    queue: str
    work: Work
    grid: Dimensions
    start_ns: int
    stop_ns: int

    @property
    def duration_s(self) -> float:
        return (self.stop_ns - self.start_ns) / 1e9


@dataclass(frozen=True)
class Row:
    """All runs of one kernel on one device. Rates are `None` where the launches did not say what they do."""

    device: str
    name: str
    calls: int
    total_s: float
    share_of_total: float
    flops_per_s: float | None
    bytes_per_s: float | None
    share_of_limit: float | None

    @property
    def mean_s(self) -> float:
        return self.total_s / self.calls


def summarise(events: list[Event], limits: dict[str, CardLimits]) -> list[Row]:
    """One row per device and kernel, longest total first; `limits` by device name.

    `share_of_limit` is the larger of the shares of the card's arithmetic and of its bandwidth: how near the
    kernel is to the one that bounds it.
    """
    groups: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        groups.setdefault((event.device, event.work.name), []).append(event)
    everything_s = sum(event.duration_s for event in events) or 1.0
    rows = []
    for (device, name), group in groups.items():
        total_s = sum(event.duration_s for event in group)
        flops = sum(event.work.flops for event in group)
        moved = sum(event.work.moved_bytes for event in group)
        limit = limits.get(device)
        flop_rate = flops / total_s if flops and total_s else None
        byte_rate = moved / total_s if moved and total_s else None
        shares = [
            rate / most
            for rate, most in (
                (flop_rate, limit.f32_flops_per_s if limit else None),
                (byte_rate, limit.bandwidth_bytes_per_s if limit else None),
            )
            if rate is not None and most
        ]
        share = max(shares, default=None)
        rows.append(
            Row(device, name, len(group), total_s, total_s / everything_s, flop_rate, byte_rate, share)
        )
    return sorted(rows, key=lambda row: -row.total_s)


class Recorder(Owned):
    """The part of profiling that belongs to one device: slots for the card's clock, and launches not yet read
    back. Implements `LaunchRecorder`.
    """

    def __init__(self, device: OpenCard) -> None:
        self.device = device
        self._slots = Buffer(device, SLOTS * 16, host=True)
        self._pending: list[tuple[Work, Dimensions]] = []
        self.lock = QuietLock()

    def launch(
        self,
        function: Function,
        grid: Dimensions,
        arguments: bytes,
        block: Dimensions,
        local_bytes: int,
        work: Work | None,
    ) -> None:
        """Launch with the clock taken before and after."""
        with self.lock:
            if len(self._pending) == SLOTS:
                self._collect()
            at = self._slots.gpu_address + len(self._pending) * 16
            self.device.compute.timed_launch(function, grid, arguments, block, local_bytes, at, at + 8)
            self._pending.append((work or Work(function.name), grid))

    def collect(self) -> None:
        """Wait for the launches pending and hand their times to the profilers that are on."""
        with self.lock:
            self._collect()

    def _collect(self) -> None:
        pending, self._pending = self._pending, []
        if not pending:
            return
        queue = self.device.compute
        period_ns = self.device.card.clock_period_ns
        times = [round(ticks * period_ns) for ticks in self._slots.host_view().cast("Q")[: 2 * len(pending)]]
        events = [
            Event(self.device.name, queue.name, work, grid, times[2 * index], times[2 * index + 1])
            for index, (work, grid) in enumerate(pending)
        ]
        for profiler in _running:
            profiler.events.extend(events)


class Profiler:
    """Collects the kernels that run, on every device, between `start` and `stop`, or in a `with` block.

    `events` has each of them, with the card's clock before and after. Replayed graphs run kernel by kernel
    meanwhile, so that each is seen.

    Examples:
        >>> from barewire import Profiler
        >>> with Profiler() as profiler:
        ...     y = (Tensor([1.0, 2.0]) * 3).realize()
        >>> len(profiler.events), profiler.events[0].duration_s >= 0
        (1, True)
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._limits: dict[str, CardLimits] = {}

    def start(self) -> None:
        """Begin to collect.

        Examples:
            >>> from barewire import Profiler
            >>> profiler = Profiler()
            >>> profiler.start()
            >>> y = (Tensor([1.0, 2.0]) * 3).realize()
            >>> profiler.stop()
            >>> len(profiler.events)
            1
        """
        _collect_all()
        _running.append(self)
        for device in _open_devices():
            if device.recorder is None:
                device.recorder = Recorder(device)

    def stop(self) -> None:
        """Wait for the kernels in flight and stop to collect; nothing where it is not on.

        Raises as `Device.synchronize`.

        Examples:
            >>> from barewire import Profiler
            >>> with Profiler() as profiler:
            ...     profiler.stop()
            ...     y = (Tensor([1.0, 2.0]) * 3).realize()
            >>> profiler.events
            []
        """
        if self not in _running:
            return
        try:
            _collect_all()
        finally:
            _running.remove(self)
            if not _running:
                for device in _open_devices():
                    device.recorder = None

    def __enter__(self) -> Profiler:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def rows(self) -> list[Row]:
        """One row per device and kernel, longest total first.

        Rates are operations and bytes a second, None where the launches did not say what they do; shares are
        from 0 to 1. Measures a card's bandwidth once where its driver does not know it.

        Examples:
            >>> from barewire import Profiler
            >>> with Profiler() as profiler:
            ...     for _ in range(3):
            ...         y = (Tensor([1.0, 2.0]) * 3).realize()
            >>> [(row.calls, row.share_of_total) for row in profiler.rows()]
            [(3, 1.0)]
        """
        if self in _running:
            _collect_all()
        for device in _open_devices():
            if device.name not in self._limits and any(event.device == device.name for event in self.events):
                self._limits[device.name] = limits_of(device)
        return summarise(self.events, self._limits)

    def table(self, most_rows: int = 30) -> Any:
        """The rows as a rich table, the first `most_rows` of them and the rest in one.

        Examples:
            >>> from barewire import Profiler
            >>> [column.header for column in Profiler().table().columns][:4]
            ['device', 'kernel', 'calls', 'total ms']
        """
        return _table(self.rows(), most_rows)

    def print(self, file: TextIO | None = None, most_rows: int = 30) -> None:
        """Print the table, by default to standard error.

        Examples:
            >>> from barewire import Profiler
            >>> with Profiler() as profiler:
            ...     y = (Tensor([1.0, 2.0]) * 3).realize()
            >>> with open("table.txt", "w") as file:
            ...     profiler.print(file)
            >>> "1 kernels ran for" in open("table.txt").read()
            True
        """
        from rich.console import Console

        stream = sys.stderr if file is None else file
        width = None if stream.isatty() else 140
        Console(file=stream, width=width).print(self.table(most_rows))

    def trace(self) -> dict[str, Any]:
        """The events in Chrome's trace format, which Perfetto reads too: a process per device, a thread per
        queue.

        Times are microseconds from the first event.

        Examples:
            >>> from barewire import Profiler
            >>> with Profiler() as profiler:
            ...     y = (Tensor([1.0, 2.0]) * 3).realize()
            >>> [entry["ph"] for entry in profiler.trace()["traceEvents"]]
            ['M', 'M', 'X']
        """
        if self in _running:
            _collect_all()
        return trace_of(self.events)

    def write_trace(self, path: str) -> None:
        """Write `trace` as JSON. Raises BarewireError when the file cannot be written.

        Examples:
            >>> import json
            >>> from barewire import Profiler
            >>> Profiler().write_trace("trace.json")
            >>> json.load(open("trace.json"))
            {'traceEvents': [], 'displayTimeUnit': 'ns'}
        """
        import json

        try:
            with open(path, "w", encoding="utf-8") as file:
                json.dump(self.trace(), file)
        except OSError as error:
            raise BarewireError(f"the trace cannot be written to {path!r}: {error.strerror}") from error


_running: list[Profiler] = []
_attached: dict[str, OpenCard] = {}


def _open_devices() -> list[OpenCard]:
    return list(_attached.values())


def _collect_all() -> None:
    for device in _open_devices():
        if device.recorder is not None:
            device.recorder.collect()


def attach(device: OpenCard) -> None:
    """Let the profilers that are on see a device that was just opened."""
    if not _running and (environment.PROFILE.read() or environment.TRACE.read()):
        _of_process.start()
    _attached[device.name] = device
    if _running:
        device.recorder = Recorder(device)


def detach(device: OpenCard, lost: bool) -> None:
    """Let go of a device that is about to be closed. What was `lost` is not waited for."""
    if device.recorder is not None:
        if not lost:
            device.recorder.collect()
        device.recorder = None
    if _attached.get(device.name) is device:
        del _attached[device.name]


_of_process = Profiler()


def report_process() -> None:
    """Do what BAREWIRE_PROFILE and BAREWIRE_TRACE ask for, at the end of the process."""
    if _of_process not in _running:
        return
    _of_process.stop()
    path = environment.TRACE.read()
    if path:
        _of_process.write_trace(path)
    if environment.PROFILE.read():
        _of_process.print()


def limits_of(device: OpenCard) -> CardLimits:
    """The card's limits, with its bandwidth measured by one large copy on its queue where the driver has no
    figure.
    """
    limits = device.info.limits
    if limits.bandwidth_bytes_per_s is not None:
        return limits
    if device.measured_bandwidth_bytes_per_s is None:
        device.measured_bandwidth_bytes_per_s = _copy_bandwidth(device)
    return replace(limits, bandwidth_bytes_per_s=device.measured_bandwidth_bytes_per_s)


def _copy_bandwidth(device: OpenCard) -> float:
    """Bytes read and written per second by the fastest of three copies."""
    size_bytes = min(BANDWIDTH_COPY_BYTES, device.info.memory_bytes // 16)
    # Taken from the card itself, so that measuring does not count as the program's memory.
    source, destination = device.card.allocate(size_bytes), device.card.allocate(size_bytes)
    clock = Buffer(device, 64, host=True)
    device.compute.fill(source.gpu_address, size_bytes, b"\0")
    at = clock.gpu_address
    for run in range(4):
        device.compute.submit(lambda queue, at=at + 16 * run: queue.timestamp(at))  # type: ignore[misc]
        device.compute.copy(destination.gpu_address, source.gpu_address, size_bytes)
        device.compute.submit(lambda queue, at=at + 16 * run + 8: queue.timestamp(at))  # type: ignore[misc]
    times = clock.host_view().cast("Q").tolist()
    for allocation in (source, destination):
        device.card.free(allocation)
    # The first run touches the destination's pages for the first time.
    fastest_ns = device.card.clock_period_ns * min(times[2 * run + 1] - times[2 * run] for run in range(1, 4))
    return 2 * size_bytes / (max(fastest_ns, 1) / 1e9)


def trace_of(events: list[Event]) -> dict[str, Any]:
    """Events in Chrome's trace event format (times in microseconds from the first)."""
    origin_ns = min((event.start_ns for event in events), default=0)
    processes: dict[str, int] = {}
    threads: dict[tuple[str, str], int] = {}
    entries: list[dict[str, Any]] = []
    for event in events:
        if event.device not in processes:
            processes[event.device] = len(processes) + 1
            entries.append(_name_entry("process_name", event.device, processes[event.device], 0))
        process = processes[event.device]
        key = (event.device, event.queue)
        if key not in threads:
            threads[key] = len(threads) + 1
            entries.append(_name_entry("thread_name", event.queue, process, threads[key]))
        duration_s = event.duration_s
        entries.append(
            {
                "ph": "X",
                "cat": "kernel",
                "name": event.work.name,
                "pid": process,
                "tid": threads[key],
                "ts": (event.start_ns - origin_ns) / 1e3,
                "dur": (event.stop_ns - event.start_ns) / 1e3,
                "args": {
                    "grid": list(event.grid),
                    "GFLOP/s": event.work.flops / duration_s / 1e9 if duration_s else None,
                    "GB/s": event.work.moved_bytes / duration_s / 1e9 if duration_s else None,
                },
            }
        )
    return {"traceEvents": entries, "displayTimeUnit": "ns"}


def _name_entry(kind: str, name: str, process: int, thread: int) -> dict[str, Any]:
    return {"ph": "M", "name": kind, "pid": process, "tid": thread, "args": {"name": name}}


def _table(rows: list[Row], most_rows: int) -> Any:
    from rich.table import Table

    total_s = sum(row.total_s for row in rows)
    calls = sum(row.calls for row in rows)
    table = Table(
        title=f"{calls} kernels ran for {total_s * 1e3:.2f} ms",
        caption="of limit: the larger of the shares of the card's arithmetic and bandwidth",
    )
    table.add_column("device")
    table.add_column("kernel", overflow="fold")
    for heading in ("calls", "total ms", "mean µs", "GFLOP/s", "GB/s", "of limit", "of total"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows[:most_rows]:
        table.add_row(
            row.device,
            row.name,
            str(row.calls),
            f"{row.total_s * 1e3:.3f}",
            f"{row.mean_s * 1e6:.1f}",
            "" if row.flops_per_s is None else f"{row.flops_per_s / 1e9:.1f}",
            "" if row.bytes_per_s is None else f"{row.bytes_per_s / 1e9:.1f}",
            "" if row.share_of_limit is None else f"{row.share_of_limit:.0%}",
            f"{row.share_of_total:.0%}",
        )
    if len(rows) > most_rows:
        rest_s = sum(row.total_s for row in rows[most_rows:])
        table.add_row(
            "",
            f"{len(rows) - most_rows} more",
            "",
            f"{rest_s * 1e3:.3f}",
            *("",) * 4,
            f"{rest_s / (total_s or 1):.0%}",
        )
    return table
