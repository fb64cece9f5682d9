"""Recorded work: many launches and copies submitted as one, with arguments that can be changed between
replays.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..drivers.interface import Dimensions, Function, HostEntry, LiesInHost, Recording, RunsOnHost
from ..drivers.owned import Owned
from .buffer import Buffer
from .errors import DeviceClosed, InvalidArgument
from .open_card import OpenCard
from .work import Work

# Arguments are patched in memory the card reads, so a recording still in flight cannot be; then another
# recording is.
MOST_RECORDINGS = 3


@dataclass(frozen=True)
class Launch:
    """One launch of a graph, which `Kernel.prepare` makes. `keep` holds what must outlive it: its buffers and
    its code object.

    `offsets` are those of the arguments in `arguments`; empty means 8 bytes each.

    Examples:
        >>> device = Device["CPU"]
        >>> launch = device.load(image)["scale"].prepare(1, 4, args=[device.allocate(16), 2.0])
        >>> launch.function.name, len(launch.arguments)
        ('scale', 16)
    """

    function: Function
    grid: Dimensions
    arguments: bytes
    block: Dimensions = (1, 1, 1)
    local_bytes: int = 0
    work: Work | None = None
    offsets: tuple[int, ...] = ()
    keep: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Copy:
    """One copy of a graph, between buffers of its device of the same size.

    Examples:
        >>> from barewire.runtime import Copy, Graph
        >>> device = Device["CPU"]
        >>> source, target = device.allocate(4), device.allocate(4)
        >>> source.copy_in(b"abcd")
        >>> with Graph(device, [Copy(target, source)]) as graph:
        ...     graph.replay()
        >>> bytes(target.copy_out())
        b'abcd'
    """

    destination: Buffer
    source: Buffer


@dataclass(eq=False)
class _Recorded:
    """One recording of the graph, the slots to patch before it is submitted again, and the timeline value
    from which it is not in use.
    """

    recording: Recording
    stale: dict[Hashable, bytes]
    idle_after: int = 0


@dataclass(frozen=True)
class _Slot:
    """Places of one argument, as (launch, byte offset), and the bytes each has room for."""

    room_bytes: int
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class HostGraph:
    """A recording of a graph that native code executes through `entry`, `slots` of packets from `start` on.

    `places` has the addresses of the 8 bytes of every slot's arguments. What the graph uses must stay alive.
    """

    entry: HostEntry
    recording: Recording
    start: int
    slots: int
    places: Mapping[Any, tuple[int, ...]]


class Graph(Owned):
    """Launches and copies of one device, recorded once and replayed at a constant cost to Python.

    `slots` names arguments to be given at each replay: a slot is a list of (index among the launches, index
    of the argument). A slot that no replay has set keeps what was recorded. What the graph uses stays alive
    until `close`; what is put in a slot must stay alive as long as replays use it. Raises InvalidArgument for
    a slot that names no argument.

    Examples:
        >>> from barewire.runtime import Graph
        >>> device = Device["CPU"]
        >>> numbers = device.allocate(4 * 2)
        >>> numbers.copy_in(np.float32([1, 2]))
        >>> double = device.load(image)["scale"].prepare(1, 2, args=[numbers, 2.0])
        >>> with Graph(device, [double, double]) as graph:
        ...     graph.replay()
        ...     graph.replay()
        >>> numbers.contents().cast("f").tolist()
        [16.0, 32.0]
    """

    def __init__(
        self,
        device: OpenCard,
        commands: Sequence[Launch | Copy],
        slots: Mapping[Any, Sequence[tuple[int, int]]] | None = None,
    ) -> None:
        self.device = device
        self.closed = False
        self._recorded: list[_Recorded] = []
        self._commands = tuple(commands)
        launches = tuple(command for command in self._commands if isinstance(command, Launch))
        self._slots = {name: _slot(name, places, launches) for name, places in (slots or {}).items()}
        self._values: dict[Hashable, bytes] = {}
        with device.compute.lock:
            # The last one is the one in use.
            self._recorded = [self._record()]

    def replay(self, values: Mapping[Any, Buffer | int | bytes] | None = None) -> None:
        """Submit the recorded work once, with these values in its slots; the other slots keep theirs.

        A value is a Buffer, a device address, or the bytes of the argument. Returns at once. Raises
        InvalidArgument for a slot that is not there, or bytes that do not fit it; DeviceClosed after `close`.

        Examples:
            >>> from barewire.runtime import Graph
            >>> device = Device["CPU"]
            >>> first, second = device.allocate(4), device.allocate(4)
            >>> first.copy_in(np.float32([1]))
            >>> second.copy_in(np.float32([10]))
            >>> double = device.load(image)["scale"].prepare(1, 1, args=[first, 2.0])
            >>> with Graph(device, [double], slots={"x": [(0, 0)]}) as graph:
            ...     graph.replay({"x": second})
            >>> first.contents().cast("f").tolist(), second.contents().cast("f").tolist()
            ([1.0], [20.0])
        """
        if self.closed:
            raise DeviceClosed("the graph was closed; record it again")
        encoded = self._encoded(values) if values else {}
        if self.device.recorder is not None:
            self._launch_one_by_one(encoded)
            return
        queue = self.device.compute
        # Threads that replay one graph take turns: the values of a call go with its submission.
        with queue.lock:
            held = self._values
            for name, data in encoded.items():
                if held.get(name) != data:
                    held[name] = data
                    for recorded in self._recorded:
                        recorded.stale[name] = data
            recorded = self._recorded[-1]
            if recorded.stale:
                recorded = self._patch()
            recording = recorded.recording
            recorded.idle_after = queue.submit_locked(lambda driver_queue: driver_queue.replay(recording))
        if queue.retired:
            queue.collect()

    def for_host(self) -> HostGraph | None:
        """The same work, with the slots as they are set now, for a thread of the host to do itself; None
        where
        the card's queue is not of that kind.

        Examples:
            >>> from barewire.runtime import Graph
            >>> device = Device["CPU"]
            >>> double = device.load(image)["scale"].prepare(1, 1, args=[device.allocate(4), 2.0])
            >>> with Graph(device, [double], slots={"x": [(0, 0)]}) as graph:
            ...     len(graph.for_host().places["x"])
            1
        """
        queue = self.device.compute
        driver_queue = queue.driver_queue
        entry = driver_queue.host_entry if isinstance(driver_queue, RunsOnHost) else None
        if entry is None or self.closed:
            return None
        with queue.lock:
            recorded = self._record()
        recording = recorded.recording
        if not isinstance(recording, LiesInHost):
            return None
        for name, data in recorded.stale.items():
            for launch, offset in self._slots[name].places:
                recording.patch(launch, offset, data)
        places = {
            name: tuple(recording.argument_address(*place) for place in slot.places)
            for name, slot in self._slots.items()
        }
        return HostGraph(entry, recording, recording.address, recording.slots, places)

    def close(self) -> None:
        """Free the recordings, once the replays in flight are done; leaving a `with` block does it too.

        Examples:
            >>> from barewire.runtime import Graph
            >>> graph = Graph(Device["CPU"], [])
            >>> graph.close()
            >>> graph.replay()
            Traceback (most recent call last):
            ...
            barewire.drivers.errors.DeviceClosed: the graph was closed; record it again
        """
        if self.closed:
            return
        self.closed = True
        for recorded in self._recorded:
            if not self.device.closed:
                self.device.compute.retire(recorded.recording.close)
        self._recorded = []
        self._commands = ()

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._commands)

    def _encoded(self, values: Mapping[Any, Buffer | int | bytes]) -> dict[Hashable, bytes]:
        encoded: dict[Hashable, bytes] = {}
        for name, value in values.items():
            slot = self._slots.get(name)
            if slot is None:
                there = ", ".join(map(repr, self._slots)) or "none"
                raise InvalidArgument(f"the graph has no slot {name!r}; its slots: {there}")
            if isinstance(value, Buffer):
                value = value.gpu_address
            data = value if isinstance(value, bytes) else value.to_bytes(8, "little")
            if len(data) > slot.room_bytes:
                raise InvalidArgument(
                    f"{len(data)} bytes do not fit slot {name!r}, which has {slot.room_bytes} bytes"
                )
            encoded[name] = data
        return encoded

    def _record(self) -> _Recorded:
        """Record every command. The queue's lock is held."""
        queue = self.device.compute.driver_queue
        for command in self._commands:
            if isinstance(command, Launch):
                queue.dispatch(
                    command.function, command.grid, command.block, command.arguments, command.local_bytes
                )
            elif command.source.size_bytes:
                queue.copy(
                    command.destination.gpu_address, command.source.gpu_address, command.source.size_bytes
                )
        return _Recorded(queue.finish(), dict(self._values))

    def _patch(self) -> _Recorded:
        """A recording that no replay in flight reads, with the slots as they are set now. The queue's lock is
        held.
        """
        queue = self.device.compute
        done = queue.timeline.value
        chosen = next(
            (recorded for recorded in reversed(self._recorded) if recorded.idle_after <= done), None
        )
        if chosen is None and len(self._recorded) < MOST_RECORDINGS:
            chosen = self._record()
            self._recorded.append(chosen)
        if chosen is None:
            chosen = self._recorded[0]
            queue.wait_until(chosen.idle_after)
        if chosen is not self._recorded[-1]:
            self._recorded.remove(chosen)
            self._recorded.append(chosen)
        for name, data in chosen.stale.items():
            for launch, offset in self._slots[name].places:
                chosen.recording.patch(launch, offset, data)
        chosen.stale = {}
        return chosen

    def _launch_one_by_one(self, values: Mapping[Hashable, bytes]) -> None:
        """The same work as a replay, with each kernel seen by the profiler.

        One graph after the other, as replays are, since what they only use while they run may be shared.
        """
        with self.device.replaying:
            self._values.update(values)
            self._launch_each()

    def _launch_each(self) -> None:
        arguments = [
            bytearray(command.arguments) for command in self._commands if isinstance(command, Launch)
        ]
        for name, data in self._values.items():
            for launch, offset in self._slots[name].places:
                arguments[launch][offset : offset + len(data)] = data
        remaining = iter(arguments)
        for command in self._commands:
            if isinstance(command, Launch):
                self.device.launch(
                    command.function,
                    command.grid,
                    bytes(next(remaining)),
                    command.block,
                    command.local_bytes,
                    command.work,
                )
            else:
                command.destination.copy_from(command.source)


def _slot(name: Hashable, places: Sequence[tuple[int, int]], launches: Sequence[Launch]) -> _Slot:
    found = []
    room_bytes = 2**16
    for launch_index, argument_index in places:
        if not 0 <= launch_index < len(launches):
            raise InvalidArgument(f"slot {name!r} names launch {launch_index}; the graph has {len(launches)}")
        launch = launches[launch_index]
        offsets = launch.offsets or tuple(range(0, len(launch.arguments), 8))
        if not 0 <= argument_index < len(offsets):
            raise InvalidArgument(
                f"slot {name!r} names argument {argument_index} of launch {launch_index} "
                f"({launch.function.name}), which has {len(offsets)}"
            )
        start = offsets[argument_index]
        end = (*offsets[1:], len(launch.arguments))[argument_index]
        room_bytes = min(room_bytes, end - start)
        found.append((launch_index, start))
    return _Slot(room_bytes, tuple(found))
