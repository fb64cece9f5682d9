"""The profiler: times, sums, rates beside the card's limits, the table and the trace."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path

import pytest

from barewire.drivers.interface import CardLimits
from barewire.runtime.buffer import Buffer
from barewire.runtime.device import Device
from barewire.runtime.errors import BarewireError
from barewire.runtime.profiler import SLOTS, Event, Profiler, limits_of, summarise, trace_of
from barewire.runtime.work import Work


def event(name: str, start_ns: int, stop_ns: int, flops: float = 0, moved_bytes: float = 0) -> Event:
    return Event("PAPER", "compute", Work(name, flops, moved_bytes), (1, 1, 1), start_ns, stop_ns)


def test_every_launch_inside_is_timed_and_none_outside(device: Device) -> None:
    kernel = device.load(b"nothing")["nothing"]
    kernel.launch(1)
    with Profiler() as profiler:
        kernel.launch((2, 3), work=Work("named", 10, 20))
        kernel.launch(1)
    assert device.recorder is None
    kernel.launch(1)
    assert [(found.work.name, found.grid) for found in profiler.events] == [
        ("named", (2, 3, 1)),
        ("nothing", (1, 1, 1)),
    ]
    assert all(found.stop_ns - found.start_ns == 1000 for found in profiler.events)
    assert profiler.events[0].stop_ns <= profiler.events[1].start_ns


def test_more_launches_than_slots_are_all_seen(device: Device) -> None:
    kernel = device.load(b"nothing")["nothing"]
    with Profiler() as profiler:
        for _ in range(2 * SLOTS + 5):
            kernel.launch(1)
    assert len(profiler.events) == 2 * SLOTS + 5
    (row,) = profiler.rows()
    assert row.calls == 2 * SLOTS + 5
    assert row.total_s == pytest.approx((2 * SLOTS + 5) * 1e-6)


def test_profilers_nest(device: Device) -> None:
    kernel = device.load(b"nothing")["nothing"]
    with Profiler() as outer:
        kernel.launch(1, work=Work("before"))
        with Profiler() as inner:
            kernel.launch(1, work=Work("inside"))
        kernel.launch(1, work=Work("after"))
    assert [found.work.name for found in inner.events] == ["inside"]
    assert [found.work.name for found in outer.events] == ["before", "inside", "after"]


def test_a_profiled_kernel_computes_the_same(device: Device) -> None:
    buffer = Buffer(device, 8)
    buffer.copy_in(struct.pack("<ff", 1, 2))
    with Profiler():
        device.load(b"double")["double"].launch(1, args=[buffer, 2])
    assert buffer.host_view().cast("f").tolist() == [2, 4]


def test_rows_sum_by_kernel_and_stand_beside_the_limits() -> None:
    limits = {"PAPER": CardLimits(f32_flops_per_s=1e12, bandwidth_bytes_per_s=1e11)}
    events = [
        event("matmul", 0, 1_000_000, flops=5e8, moved_bytes=1e6),
        event("add", 1_000_000, 2_000_000, flops=1e6, moved_bytes=8e7),
        event("matmul", 2_000_000, 4_000_000, flops=1e9, moved_bytes=2e6),
        event("silent", 4_000_000, 4_500_000),
    ]
    matmul, add, silent = summarise(events, limits)
    assert (matmul.name, matmul.calls, matmul.total_s, matmul.mean_s) == ("matmul", 2, 3e-3, 1.5e-3)
    assert matmul.flops_per_s == pytest.approx(5e11)
    assert matmul.share_of_limit == pytest.approx(0.5)
    assert matmul.share_of_total == pytest.approx(3 / 4.5)
    assert add.bytes_per_s == pytest.approx(8e10)
    assert add.share_of_limit == pytest.approx(0.8)
    assert (silent.flops_per_s, silent.bytes_per_s, silent.share_of_limit) == (None, None, None)


def test_a_limit_nobody_knows_gives_no_share() -> None:
    (row,) = summarise([event("matmul", 0, 1000, flops=1e6)], {"PAPER": CardLimits()})
    assert row.flops_per_s == pytest.approx(1e12)
    assert row.share_of_limit is None


def test_bandwidth_the_driver_does_not_know_is_measured_by_a_copy(device: Device) -> None:
    from dataclasses import replace

    assert limits_of(device).bandwidth_bytes_per_s == 1e11
    device.info = replace(device.info, limits=CardLimits())
    measured = limits_of(device).bandwidth_bytes_per_s
    copied_bytes = device.info.memory_bytes // 16
    assert measured == pytest.approx(2 * copied_bytes / 1e-6)


def test_the_table_has_a_line_per_kernel_and_one_for_the_rest(device: Device) -> None:
    kernel = device.load(b"nothing")["nothing"]
    with Profiler() as profiler:
        for name, calls in (("alpha", 3), ("beta", 2), ("gamma", 1)):
            for _ in range(calls):
                kernel.launch(1, work=Work(name, 1e6, 50))
    text = io.StringIO()
    profiler.print(text, most_rows=2)
    lines = text.getvalue().splitlines()
    assert any("alpha" in line and " 3 " in line and "1000.0" in line and "50%" in line for line in lines)
    assert any("beta" in line for line in lines)
    assert not any("gamma" in line for line in lines)
    assert any("1 more" in line for line in lines)


def test_the_trace_has_a_process_per_device_a_thread_per_queue_and_an_event_per_kernel(
    tmp_path: Path,
) -> None:
    events = [event("first", 5000, 7000, flops=4000), event("second", 8000, 9500)]
    profiler = Profiler()
    profiler.events = [*events, Event("OTHER", "compute", Work("third"), (4, 1, 1), 6000, 6500)]
    path = tmp_path / "trace.json"
    profiler.write_trace(str(path))
    entries = json.loads(path.read_text())["traceEvents"]
    names = {(entry["name"], entry["args"]["name"], entry["pid"]) for entry in entries if entry["ph"] == "M"}
    assert names == {
        ("process_name", "PAPER", 1),
        ("thread_name", "compute", 1),
        ("process_name", "OTHER", 2),
        ("thread_name", "compute", 2),
    }
    kernels = [entry for entry in entries if entry["ph"] == "X"]
    assert [(entry["name"], entry["ts"], entry["dur"], entry["pid"]) for entry in kernels] == [
        ("first", 0.0, 2.0, 1),
        ("second", 3.0, 1.5, 1),
        ("third", 1.0, 0.5, 2),
    ]
    assert kernels[0]["args"]["GFLOP/s"] == pytest.approx(2.0)
    assert len({entry["tid"] for entry in kernels}) == 2
    assert trace_of([])["traceEvents"] == []


def test_a_trace_that_cannot_be_written_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(BarewireError, match=r"nowhere/trace\.json.*No such file"):
        Profiler().write_trace(str(tmp_path / "nowhere" / "trace.json"))
