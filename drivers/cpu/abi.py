"""What the host and the card's firmware both rely on: packets, structures in memory, the kernels' calling
convention.

One declaration of a packet serves the encoder (`queue.py`), the interpreter (`firmware.py`, which takes its
offsets from here), the decoder and the printer (`describe`).

The calling convention of a kernel, which images loaded on this card keep:

    void kernel(const void *arguments, const struct workgroup *group);

    struct workgroup {
        uint32_t id[3], count[3], size[3];  // this workgroup, workgroups in the grid, the block as dispatched
        uint32_t worker;                    // which thread runs it, unique within the dispatch
        void *local;                        // scratch of this thread, 64-byte aligned
    };

`arguments` are the bytes given to `Queue.dispatch`, 16-byte aligned. A grid counts workgroups; a block is
passed through, and the kernel loops over it itself.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

SLOT_BYTES = 64
"""Packets take whole slots; the ring and recordings are arrays of slots."""

LOCAL_BYTES_MAX = 64 << 20
"""Scratch of each thread: address space kept for it, which takes memory as it is touched."""

QUEUES_MAX = 64
WORKERS_MAX = 1024

NO_CORE = 2**32 - 1
"""In a worker's seat: it may run on any core."""

AFFINITY_BYTES = 128
"""The size of the masks of cores given to the kernel: cores up to 1023."""


@dataclass(frozen=True)
class Field:
    """One field of a packet: its byte offset and its `struct` format."""

    offset: int
    format: str

    @property
    def size_bytes(self) -> int:
        return struct.calcsize("<" + self.format)


def _structure(fields: dict[str, Field]) -> struct.Struct:
    """The `struct` that packs these fields at their offsets. Raises ValueError where two overlap."""
    layout, position = "<", 0
    for name, field in fields.items():
        if field.offset < position:
            raise ValueError(
                f"field {name} at {field.offset} overlaps the one before, which ends at {position}"
            )
        layout += f"{field.offset - position}x{field.format}"
        position = field.offset + field.size_bytes
    return struct.Struct(layout)


class Packet:
    """A command. Every one starts with its opcode and its length in slots; fields are in order of offset."""

    opcode: ClassVar[int]
    fields: ClassVar[dict[str, Field]]
    encode: ClassVar[Callable[..., bytes]]
    encode_whole: ClassVar[Callable[..., bytes]]  # filled up to whole slots
    slots: ClassVar[int]
    structure: ClassVar[struct.Struct]
    by_opcode: ClassVar[dict[int, type[Packet]]] = {}
    header: ClassVar[dict[str, Field]] = {"opcode": Field(0, "I"), "slots": Field(4, "I")}

    def __init_subclass__(cls, opcode: int) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        cls.opcode, cls.fields = opcode, own
        cls.structure = _structure(cls.header | own)
        cls.encode = cls.structure.pack
        cls.slots = -(-cls.structure.size // SLOT_BYTES)
        padding = cls.slots * SLOT_BYTES - cls.structure.size
        cls.encode_whole = struct.Struct(f"{cls.structure.format}{padding}x").pack
        Packet.by_opcode[opcode] = cls

    @classmethod
    def build(cls, *values: Any) -> bytes:
        """The packet with these field values, filled up to whole slots."""
        return cls.encode_whole(cls.opcode, cls.slots, *values)

    @classmethod
    def decode(cls, data: bytes | memoryview) -> dict[str, Any]:
        """The field values of a packet of this kind; fields of several elements give tuples."""
        found: dict[str, Any] = {}
        for name, field in cls.fields.items():
            values = struct.unpack_from("<" + field.format, data, field.offset)
            found[name] = values[0] if len(values) == 1 else values
        return found


class NOP(Packet, opcode=0):
    """Nothing; fills the end of the ring when the next packet would not fit before it."""


class DISPATCH(Packet, opcode=1):
    """Run a kernel over a grid of workgroups. The bytes of its arguments follow the fields."""

    function = Field(8, "Q")
    grid = Field(16, "3I")
    block = Field(28, "3I")
    local_bytes = Field(40, "I")
    argument_bytes = Field(44, "I")


ARGUMENTS_OFFSET = DISPATCH.structure.size


class COPY(Packet, opcode=2):
    """Copy bytes between ranges that do not overlap."""

    destination = Field(8, "Q")
    source = Field(16, "Q")
    size_bytes = Field(24, "Q")


class FILL(Packet, opcode=3):
    """Repeat a pattern of up to 16 bytes over a range; the last repetition may be cut short."""

    destination = Field(8, "Q")
    size_bytes = Field(16, "Q")
    pattern_bytes = Field(24, "Q")
    pattern = Field(32, "16s")


class WAIT(Packet, opcode=4):
    """Hold the queue until a timeline reaches a value."""

    timeline = Field(8, "Q")
    value = Field(16, "Q")


class SIGNAL(Packet, opcode=5):
    """Raise a timeline to a value, once all earlier packets are done."""

    timeline = Field(8, "Q")
    value = Field(16, "Q")


class TIMESTAMP(Packet, opcode=6):
    """Write CLOCK_MONOTONIC in nanoseconds, once all earlier packets are done."""

    address = Field(8, "Q")


class INDIRECT(Packet, opcode=7):
    """Execute packets that lie elsewhere in memory, then go on."""

    address = Field(8, "Q")
    count = Field(16, "Q")


def describe(data: bytes | memoryview, function_name: Callable[[int], str] = hex) -> str:
    """One packet as a line of text, with kernels called by `function_name` of their address."""
    opcode = struct.unpack_from("<I", data)[0]
    kind = Packet.by_opcode.get(opcode)
    if kind is None:
        return f"unknown packet with opcode {opcode}"
    shown = []
    for name, value in kind.decode(data).items():
        if name == "function":
            shown.append(f"{name}={function_name(value)}")
        elif isinstance(value, bytes):
            shown.append(f"{name}={value.hex()}")
        elif name in ("destination", "source", "timeline", "address"):
            shown.append(f"{name}={value:#x}")
        else:
            shown.append(f"{name}={value}")
    return " ".join((kind.__name__, *shown))


class Structure:
    """A structure in shared memory: class attributes are byte offsets, `SIZE` is its size."""

    SIZE: ClassVar[int]


class WORKGROUP(Structure):
    """The second argument of a kernel."""

    ID, COUNT, BLOCK, WORKER, LOCAL = 0, 12, 24, 36, 40
    SIZE = 48


class TIMELINE(Structure):
    """A value that goes up, and how many threads sleep until it does (futex on the low half of the value)."""

    VALUE, WAITERS = 0, 8
    SIZE = 64


class JOB(Structure):
    """The dispatch that a queue shares with the workers. NEXT, the next workgroup, has its own cache line.

    THREAD is the id of the queue's thread while there is one. HOST is pthread_self() of a thread of the host
    while that does the queue's work itself, and RETURN the jmp_buf by which it leaves a kernel that fails.
    """

    NEXT = 0
    OPEN, ACTIVE, TOTAL, FUNCTION, ARGUMENTS, GRID, BLOCK, OWNER_SLEEPS = 64, 68, 72, 80, 88, 96, 108, 120
    THREAD = 124
    HOST, RETURN = 128, 136
    SIZE = 192


class POOL(Structure):
    """The workers of a card. SEQUENCE goes up with every shared job; idle workers sleep on it.

    SEATS has, for every worker by its index, the thread's id and the core it is held to (NO_CORE: any). Cores
    are as many as workers and one; SPARE is the one that no worker holds, where a queue's thread is at best.
    MOVING is held by who changes seats. FAULT is 2 once a thread has faulted; beside it stand the signal, the
    address that was touched, that of the instruction, and the thread's id (`faults.py`).
    """

    STOP, SEQUENCE, SLEEPERS, WORKERS, SPIN_NS, SPARE, MOVING = 0, 4, 8, 12, 16, 24, 28
    FAULT, FAULT_SIGNAL, FAULT_ADDRESS, FAULT_CODE, FAULT_THREAD = 64, 68, 72, 80, 88
    JOBS = 128
    SEATS = JOBS + QUEUES_MAX * JOB.SIZE
    SEAT_BYTES = 8
    SIZE = SEATS + WORKERS_MAX * SEAT_BYTES


class WORKER(Structure):
    """What a worker's thread starts with. EXITED, a timeline, reaches 1 when the thread is over."""

    POOL, SCRATCH, INDEX = 0, 8, 16
    EXITED = 64
    SIZE = 128


class QUEUE(Structure):
    """A ring of slots. WRITE counts the slots ever written, READ, a timeline, those executed.

    CURRENT is the address of the packet being executed, 0 in between. EXITED, a timeline, reaches 1 when the
    thread is over. HISTORY remembers, by function and grid, how long a dispatch takes on one thread.
    """

    RING, MASK, POOL, JOB, SCRATCH, CURRENT, STOP, SLEEPING = 0, 8, 16, 24, 32, 40, 48, 52
    WRITE = 64
    READ = 128
    EXITED = 160
    HISTORY = 192
    HISTORY_ENTRIES = 256
    SIZE = HISTORY + HISTORY_ENTRIES * 16
