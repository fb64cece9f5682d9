"""Graphs: recording, patching, replaying, and what they hold."""

from __future__ import annotations

import gc
import struct
import weakref

import pytest

from barewire.runtime.buffer import Buffer
from barewire.runtime.device import Device
from barewire.runtime.errors import DeviceClosed, InvalidArgument
from barewire.runtime.graph import Copy, Graph, Launch
from barewire.runtime.profiler import Profiler

from .paper_card import PaperCard


def buffer_of(device: Device, *values: float) -> Buffer:
    buffer = Buffer(device, 4 * len(values))
    buffer.copy_in(struct.pack(f"<{len(values)}f", *values))
    return buffer


def values_of(buffer: Buffer) -> list[float]:
    values: list[float] = buffer.host_view().cast("f").tolist()
    return values


def doubling(device: Device, buffer: Buffer, count: int) -> Launch:
    return device.load(b"double")["double"].prepare(1, args=[buffer, count])


def test_a_replay_repeats_launches_and_copies_in_order(device: Device) -> None:
    source, target = buffer_of(device, 1, 2), buffer_of(device, 0, 0)
    graph = Graph(device, [doubling(device, source, 2), Copy(target, source), doubling(device, target, 1)])
    graph.replay()
    graph.replay()
    assert values_of(source) == [4, 8]
    assert values_of(target) == [8, 8]
    assert len(graph) == 3


def test_a_slot_takes_another_buffer_at_every_place_it_names(device: Device) -> None:
    first, second, third = (buffer_of(device, 1, 1) for _ in range(3))
    graph = Graph(
        device,
        [doubling(device, first, 2), doubling(device, second, 2), doubling(device, first, 2)],
        {"input": [(0, 0), (2, 0)], "count": [(1, 1)]},
    )
    graph.replay({"input": third, "count": 1})
    assert [values_of(buffer) for buffer in (first, second, third)] == [[1, 1], [2, 1], [4, 4]]
    graph.replay()
    assert values_of(third) == [16, 16]
    graph.replay({"input": first.gpu_address, "count": struct.pack("<q", 2)})
    assert [values_of(buffer) for buffer in (first, second)] == [[4, 4], [8, 2]]


def test_a_replay_in_flight_keeps_the_arguments_it_was_given(device: Device, card: PaperCard) -> None:
    buffers = [buffer_of(device, 1) for _ in range(8)]
    graph = Graph(device, [doubling(device, buffers[0], 1)], {"x": [(0, 0)]})
    for buffer in buffers[:3]:
        card.held = True
        graph.replay({"x": buffer})
    card.held = False
    for buffer in buffers[3:]:
        graph.replay({"x": buffer})
    assert [values_of(buffer) for buffer in buffers] == [[2]] * 8
    assert len(card.recordings) == 3


def test_a_replay_costs_the_same_however_many_kernels(device: Device, card: PaperCard) -> None:
    buffer = buffer_of(device, 1)
    queue = card.queues[0]
    costs = []
    for kernels in (1, 100):
        graph = Graph(device, [doubling(device, buffer, 0)] * kernels)
        before = queue.calls
        graph.replay()
        costs.append(queue.calls - before)
    assert costs == [3, 3]


def test_only_what_changed_is_patched(device: Device, card: PaperCard) -> None:
    buffer = buffer_of(device, 1)
    graph = Graph(device, [doubling(device, buffer, 0)] * 10, {index: [(index, 0)] for index in range(10)})
    everything = dict.fromkeys(range(10), buffer)
    graph.replay(everything)
    device.synchronize()
    patches = card.recordings[0].patches
    graph.replay(everything)
    device.synchronize()
    assert card.recordings[0].patches == patches
    graph.replay({**everything, 3: buffer_of(device, 2)})
    assert card.recordings[0].patches == patches + 1


def test_a_slot_that_names_nothing_is_refused(device: Device) -> None:
    launch = doubling(device, buffer_of(device, 1), 1)
    with pytest.raises(InvalidArgument, match="names launch 1; the graph has 1"):
        Graph(device, [launch], {"x": [(1, 0)]})
    with pytest.raises(InvalidArgument, match=r"argument 2 of launch 0 \(double\), which has 2"):
        Graph(device, [launch], {"x": [(0, 2)]})
    graph = Graph(device, [launch], {"x": [(0, 0)]})
    with pytest.raises(InvalidArgument, match="no slot 'y'; its slots: 'x'"):
        graph.replay({"y": 1})
    with pytest.raises(InvalidArgument, match="9 bytes do not fit slot 'x', which has 8 bytes"):
        graph.replay({"x": bytes(9)})


def test_a_graph_keeps_its_buffers_and_code_until_it_is_closed(device: Device, card: PaperCard) -> None:
    buffer = buffer_of(device, 1, 1)
    alive = weakref.ref(buffer)
    graph = Graph(device, [doubling(device, buffer, 2)])
    del buffer
    gc.collect()
    graph.replay()
    device.synchronize()
    held = alive()
    assert held is not None
    assert values_of(held) == [2, 2]
    del held
    graph.close()
    gc.collect()
    assert alive() is None
    device.load(b"nothing")["nothing"].launch(1)
    device.synchronize()
    assert card.recordings[0].closed
    assert card.codes[0].closed


def test_closing_a_graph_in_flight_frees_its_recording_after_the_replay(
    device: Device, card: PaperCard
) -> None:
    buffer = buffer_of(device, 1)
    card.held = True
    with Graph(device, [doubling(device, buffer, 1)]) as graph:
        graph.replay()
    assert not card.recordings[0].closed
    with pytest.raises(DeviceClosed, match="record it again"):
        graph.replay()
    card.held = False
    device.synchronize()
    assert card.recordings[0].closed
    assert values_of(buffer) == [2]


def test_under_a_profiler_a_replay_does_the_same_kernel_by_kernel(device: Device) -> None:
    first, second = buffer_of(device, 1, 1), buffer_of(device, 3, 3)
    graph = Graph(
        device,
        [doubling(device, first, 2), Copy(second, first), doubling(device, first, 2)],
        {"count": [(1, 1)]},
    )
    with Profiler() as profiler:
        graph.replay({"count": 1})
    assert [event.work.name for event in profiler.events] == ["double", "double"]
    assert values_of(first) == [4, 2]
    assert values_of(second) == [2, 2]
