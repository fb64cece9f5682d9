"""The packet streams of a dispatch, a copy, a signal, per generation, against files that explain each word.

A change of a stream shows as a change of its file. Write them anew with
`python -m hwtests.drivers.amd.test_golden`, and read what changed.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from barewire.drivers.amd import aql_queue, cache_actions, prepared, sdma
from barewire.drivers.amd.aql_queue import AqlQueue
from barewire.drivers.amd.code_object import Kernel
from barewire.drivers.amd.copy_queue import CopyQueue
from barewire.drivers.amd.kernel_descriptor import KernelDescriptor
from barewire.drivers.amd.kernel_interface import Event, Memory, Placement
from barewire.drivers.amd.memory import Piece
from barewire.drivers.amd.packet_queue import QueueParts
from barewire.drivers.amd.queue import ComputeQueue
from barewire.drivers.amd.ring_state import ring_state
from barewire.drivers.amd.scratch import NO_SCRATCH, plan
from barewire.drivers.amd.timeline import AmdTimeline
from barewire.drivers.amd.topology import Node
from barewire.drivers.architectures.amd import AmdArchitecture, named
from barewire.drivers.checks import LARGEST_TIMELINE_VALUE

from . import explain

GOLDEN = Path(__file__).parent / "golden"
ARCHITECTURES = ("gfx906", "gfx90a", "gfx942", "gfx1030", "gfx1100", "gfx1201")

CODE_ADDRESS = 0x7F12_3456_0000
ARGUMENTS_ADDRESS = 0x7F12_3460_0040
SCRATCH_ADDRESS = 0x7F12_4000_0000
TIMELINE_ADDRESS = 0x7F12_3470_0100
MAILBOX_ADDRESS = 0x7F12_3480_0008
SOURCE_ADDRESS, TARGET_ADDRESS = 0x7F12_5000_0000, 0x7F12_6000_0000


def _node(arch: AmdArchitecture) -> Node:
    """A card of round numbers: 4 shader engines, 64 compute units, on 8 dies where there are several."""
    dies = 8 if arch.name in ("gfx942", "gfx950") else 1
    values: dict[str, Any] = dict.fromkeys(Node.__dataclass_fields__, 0)
    for name in ("banks", "caches", "links"):
        values[name] = ()
    values |= {
        "name": "",
        "gfx_target_version": arch.target_version,
        "simd_count": 64 * arch.simds_per_cu * dies,
        "simd_per_cu": arch.simds_per_cu,
        "array_count": 8 * dies,
        "simd_arrays_per_engine": 2,
        "max_waves_per_simd": arch.waves_per_simd,
        "max_slots_scratch_cu": 32,
        "num_xcc": dies,
    }
    return Node(**values)


def _kernel(arch: AmdArchitecture) -> Kernel:
    """A kernel of 32 or 64 lanes with 256 bytes of local and 64 of private memory."""
    words = KernelDescriptor.pack(
        group_segment_fixed_size=256,
        private_segment_fixed_size=64,
        kernarg_size=24,
        kernel_code_entry_byte_offset=0x1000,
        compute_pgm_rsrc1=0x60AF_0041 if arch.major >= 10 else 0x00AF_0041,
        compute_pgm_rsrc2=0x0000_0085,
        enable_sgpr_kernarg_segment_ptr=1,
        enable_wavefront_size32=int(arch.wave_lanes == 32),
    )
    return Kernel("k", CODE_ADDRESS, CODE_ADDRESS + 0x1000, KernelDescriptor(words), None)


@dataclass
class _Interface:
    architecture: AmdArchitecture
    node: Node
    saves_waves: bool = True
    submits_indirect_buffers: bool = False


@dataclass
class _Watch:
    event: Event = field(default_factory=lambda: Event(5, MAILBOX_ADDRESS, 5))
    failed: None = None

    def error(self) -> None:
        return None


class _Timeline(AmdTimeline):
    """A timeline of which only the address matters, that has reached nothing."""

    def __init__(self, card: object) -> None:
        memory = Memory(TIMELINE_ADDRESS, 4096, None, 1, Placement.GTT)
        self.card = card
        self.piece = Piece(TIMELINE_ADDRESS, 8, None, "a timeline", memory)
        self._release = lambda address: None
        self._word, self._highest, self._most = [0], 0, LARGEST_TIMELINE_VALUE

    @property
    def value(self) -> int:
        return 0


def _queue(kind: type, arch: AmdArchitecture) -> Any:
    """A queue that records and is never submitted."""
    queue = kind.__new__(kind)
    parts = object.__new__(QueueParts)
    for name, value in {
        "card": queue,
        "interface": _Interface(arch, _node(arch)),
        "watch": _Watch(),
        "reach": lambda address: None,
    }.items():
        object.__setattr__(parts, name, value)
    queue.parts = parts
    queue._pending, queue._references, queue._dispatches = [], [], []
    queue.name = "golden"
    queue._major = arch.major
    queue._closed = False
    queue._is_many_dies = parts.interface.node.num_xcc > 1
    queue._release_words = struct.Struct("<IIIQQI")
    if kind is CopyQueue:
        queue._packets = sdma.PACKETS[sdma.family(arch.sdma_version)]
        queue._begin, queue._end = queue._cache_packet(True), queue._cache_packet(False)
        queue._interrupt = queue._interrupt_packets()
    else:
        queue._begin = cache_actions.to_bytes(cache_actions.acquire(arch.major, system=True))
        queue._signal = queue._release_head(True)
        queue._interrupt = queue._interrupt_packet()
    return queue


def _is_aql(arch: AmdArchitecture) -> bool:
    return arch.name in ("gfx942", "gfx950")


Lines = Iterator[tuple[int, str, str]]


def dispatch(arch: AmdArchitecture, saves_waves: bool = True, arrays: int = 2) -> Lines:
    """3 by 2 workgroups of 64 work-items."""
    kernel, shape = _kernel(arch), prepared.Shape((64, 1, 1), 0)
    if _is_aql(arch):
        packet = prepared.aql_packet(kernel, shape, 64, aql_queue._HEADER)
        return explain.aql_lines(packet(ARGUMENTS_ADDRESS, (3, 2, 1)), arch)
    scratch = plan(_node(arch), arch, 64, prepared.wave_lanes(kernel))
    assert scratch is not NO_SCRATCH
    encode = prepared.pm4_encoder(kernel, shape, arch, scratch, SCRATCH_ADDRESS, 64, saves_waves, arrays)
    return explain.pm4_lines(encode(ARGUMENTS_ADDRESS, (3, 2, 1)), arch)


def begin(arch: AmdArchitecture) -> Lines:
    """What a submission begins with."""
    return explain.pm4_lines(cache_actions.to_bytes(cache_actions.acquire(arch.major, system=True)), arch)


def ring(arch: AmdArchitecture) -> Lines:
    """What a submission to a compute ring of the kernel's, behind a render node, begins with."""
    return explain.pm4_lines(cache_actions.to_bytes(ring_state(arch)), arch)


def wait(arch: AmdArchitecture) -> Lines:
    """The compute queue waits until a timeline is 7."""
    queue = _queue(AqlQueue if _is_aql(arch) else ComputeQueue, arch)
    queue.wait(_Timeline(queue), 7)
    return explain.pm4_lines(b"".join(queue._pending), arch)


def signal(arch: AmdArchitecture) -> Lines:
    """The compute queue raises a timeline to 7 and wakes who waits for it."""
    queue = _queue(AqlQueue if _is_aql(arch) else ComputeQueue, arch)
    queue.signal(_Timeline(queue), 7)
    return explain.pm4_lines(b"".join(queue._pending), arch)


def timestamp(arch: AmdArchitecture) -> Lines:
    """The compute queue writes the clock."""
    queue = _queue(AqlQueue if _is_aql(arch) else ComputeQueue, arch)
    queue.timestamp(TIMELINE_ADDRESS)
    return explain.pm4_lines(b"".join(queue._pending), arch)


def copy(arch: AmdArchitecture) -> Lines:
    """The copy queue waits for a timeline, copies 5 MiB, fills 64 bytes, and raises the timeline."""
    queue = _queue(CopyQueue, arch)
    timeline = _Timeline(queue)
    queue.wait(timeline, 6)
    queue.copy(TARGET_ADDRESS, SOURCE_ADDRESS, 5 << 20)
    queue.fill(TARGET_ADDRESS, 64, b"abcd")
    queue.timestamp(TIMELINE_ADDRESS)
    queue.signal(timeline, 7)
    return explain.sdma_lines(queue._begin + b"".join(queue._pending), arch)


STREAMS: dict[str, Callable[[AmdArchitecture], Lines]] = {
    made.__name__: made for made in (begin, ring, dispatch, wait, signal, timestamp, copy)
}


def text_of(stream: str, name: str) -> str:
    made = STREAMS[stream]
    summary = (made.__doc__ or "").strip()
    return explain.render(f"{name}, {stream}: {summary}", list(made(named(name))))


@pytest.mark.parametrize("name", ARCHITECTURES)
@pytest.mark.parametrize("stream", STREAMS)
def test_each_word_is_the_one_on_file_and_is_explained(stream: str, name: str) -> None:
    on_file = (GOLDEN / f"{name}_{stream}.txt").read_text()
    made = text_of(stream, name)
    assert explain.words(made) == explain.words(on_file)
    assert made == on_file
    for line in on_file.splitlines()[1:]:
        assert re.fullmatch(r"[0-9a-f]{8}  .+  ; .{10,}", line), line


@pytest.mark.parametrize("name", ["gfx906", "gfx1030", "gfx1100", "gfx1201"])
def test_waves_have_a_trap_handler_where_the_kernel_saves_them(name: str) -> None:
    with_kfd, with_render_node = (
        " ".join(text for _, text, _ in dispatch(named(name), saves_waves)) for saves_waves in (True, False)
    )
    # kfdtest's Dispatch::BuildIb: TRAP_PRESENT before gfx12, PRIV on gfx11.
    assert ("TRAP_PRESENT=1" in with_kfd) == (name != "gfx1201")
    assert ("PRIV=1" in with_kfd) == (name == "gfx1100")
    assert "TRAP_PRESENT=1" not in with_render_node and "PRIV=1" not in with_render_node


@pytest.mark.parametrize(
    ("name", "arrays", "expected"),
    [
        ("gfx1100", 2, True),
        ("gfx1102", 1, True),
        ("gfx1103", 2, True),
        ("gfx1103", 1, False),
        ("gfx1151", 2, False),
    ],
)
def test_waves_are_privileged_where_kfdtest_has_them_so(name: str, arrays: int, expected: bool) -> None:
    # KFDBaseComponentTest::NeedCwsrWA
    texts = " ".join(text for _, text, _ in dispatch(named(name), arrays=arrays))
    assert ("PRIV=1" in texts) == expected


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for stream_ in STREAMS:
        for name_ in ARCHITECTURES:
            (GOLDEN / f"{name_}_{stream_}.txt").write_text(text_of(stream_, name_))
