"""The runtime on a real card, this machine's processor: the documented example, hangs, Ctrl-C, fork, threads,
leaks.
"""

from __future__ import annotations

import array
import gc
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import barewire
from barewire.drivers.llvm import host_compiler
from barewire.runtime import device as registry
from barewire.runtime.buffer import Buffer
from barewire.runtime.code_object import CodeObject
from barewire.runtime.compiler import KernelSource, compile_kernels
from barewire.runtime.device import Device
from barewire.runtime.errors import DeviceHang, UnknownDevice
from barewire.runtime.graph import Copy, Graph
from barewire.runtime.profiler import Profiler, limits_of
from barewire.runtime.work import Work
from hwtests import programs

IR = """
; Arguments: address of floats, double factor. Each workgroup multiplies as many floats as the block is wide.
define void @scale(ptr %arguments, ptr %group) {
entry:
  %numbers = load ptr, ptr %arguments
  %factor_at = getelementptr i8, ptr %arguments, i64 8
  %wide = load double, ptr %factor_at
  %factor = fptrunc double %wide to float
  %id = load i32, ptr %group
  %size_at = getelementptr i8, ptr %group, i64 24
  %size = load i32, ptr %size_at
  %start = mul i32 %id, %size
  br label %loop
loop:
  %item = phi i32 [0, %entry], [%next, %loop]
  %index = add i32 %start, %item
  %at = getelementptr float, ptr %numbers, i32 %index
  %old = load float, ptr %at
  %new = fmul float %old, %factor
  store float %new, ptr %at
  %next = add i32 %item, 1
  %more = icmp ult i32 %next, %size
  br i1 %more, label %loop, label %out
out:
  ret void
}

; Arguments: address of an int. Runs until it is not zero.
define void @spin_forever(ptr %arguments, ptr %group) {
  %flag = load ptr, ptr %arguments
  br label %loop
loop:
  %value = load volatile i32, ptr %flag
  %stop = icmp ne i32 %value, 0
  br i1 %stop, label %out, label %loop
out:
  ret void
}
"""
PACKAGE_FOLDER = str(Path(barewire.__path__[0]).absolute().parent)


def image() -> bytes:
    return compile_kernels([KernelSource("test kernels", IR, host_compiler())])[0]


@pytest.fixture(scope="module")
def code() -> CodeObject:
    return Device["CPU"].load(image())


@pytest.fixture
def cpu() -> Device:
    return Device["CPU"]


def run_python(
    program: str, arguments: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *arguments]
    return programs.run(command, env=programs.environment(**environment))


@pytest.fixture
def image_file(tmp_path: Path) -> str:
    path = tmp_path / "scale.o"
    path.write_bytes(image())
    return str(path)


def test_the_documented_example_runs_as_it_stands(tmp_path: Path) -> None:
    documentation = barewire.runtime.__doc__ or ""
    lines = [line[4:] for line in documentation.splitlines() if line.startswith("    ")]
    assert len(lines) <= 10
    (tmp_path / "scale.o").write_bytes(image())
    program = f"import os; os.chdir({str(tmp_path)!r})\n" + "\n".join(lines)
    result = run_python(program)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == [2.0 * index for index in range(16)]


def test_a_grid_of_blocks_covers_its_items(cpu: Device, code: CodeObject) -> None:
    numbers = np.arange(4096, dtype=np.float32)
    buffer = Buffer(cpu, numbers.nbytes)
    buffer.copy_in(numbers)
    code["scale"].launch(64, 64, args=[buffer, 0.5])
    assert np.array_equal(np.frombuffer(buffer.host_view(), np.float32), numbers / 2)


def test_a_wait_past_the_deadline_names_the_kernel(cpu: Device, code: CodeObject) -> None:
    flag = array.array("i", [0])
    shared = Buffer.from_host(flag, cpu)
    code["spin_forever"].launch(1, args=[shared])
    code["scale"].launch(1, 1, args=[Buffer(cpu, 64), 1.0])
    try:
        with pytest.raises(DeviceHang, match=rf"'spin_forever' with grid .*{shared.gpu_address:#x}"):
            cpu.synchronize(timeout_s=0.05)
    finally:
        flag[0] = 1
    cpu.synchronize(timeout_s=10)
    assert cpu.compute.idle


def test_a_graph_replays_with_other_buffers(cpu: Device, code: CodeObject) -> None:
    first, second, copied = (Buffer(cpu, 256) for _ in range(3))
    for buffer in (first, second):
        buffer.copy_in(np.ones(64, np.float32))
    launch = code["scale"].prepare(1, 64, args=[first, 2.0])
    with Graph(cpu, [launch, Copy(copied, first), launch], {"x": [(0, 0)], "factor": [(1, 1)]}) as graph:
        for _ in range(50):
            graph.replay({"x": second, "factor": struct.pack("<d", 1.0)})
            graph.replay({"x": first, "factor": struct.pack("<d", 0.5)})
    assert np.array_equal(np.frombuffer(first.copy_out(), np.float32), np.ones(64, np.float32))
    assert np.array_equal(np.frombuffer(copied.copy_out(), np.float32), np.full(64, 2.0, np.float32))
    assert np.array_equal(np.frombuffer(second.copy_out(), np.float32), np.full(64, 2.0**50, np.float32))


def test_ctrl_c_ends_a_wait_and_leaves_the_device_usable(image_file: str) -> None:
    program = """
import array, sys, threading
from barewire.runtime import Buffer, Device
device = Device["CPU"]
code = device.load(open(sys.argv[1], "rb").read())
flag = array.array("i", [0])
code["spin_forever"].launch(1, args=[Buffer.from_host(flag, device)])
try:
    print("waiting", flush=True)
    device.synchronize()
except KeyboardInterrupt:
    print("interrupted", flush=True)
flag[0] = 1
numbers = Buffer(device, 4)
numbers.copy_in(array.array("f", [3]))
code["scale"].launch(1, 1, args=[numbers, 2.0])
print(numbers.host_view().cast("f").tolist(), flush=True)
"""
    with programs.start(programs.INTERRUPTIBLE + program, image_file) as process:
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=20)
    assert output == "interrupted\n[6.0]\n", errors
    assert process.returncode == 0


def test_a_process_can_end_while_a_kernel_runs(image_file: str) -> None:
    program = """
import sys
from barewire.runtime import Buffer, Device
device = Device["CPU"]
flag = Buffer(device, 4)
flag.fill(bytes(4))
device.load(open(sys.argv[1], "rb").read())["spin_forever"].launch(1, args=[flag])
print("end")
"""
    result = run_python(program, (image_file,))
    assert (result.returncode, result.stdout) == (0, "end\n")


def test_parent_and_child_of_a_fork_both_go_on(image_file: str) -> None:
    program = """
import array, os, sys
from barewire.runtime import Buffer, Device, Graph
device = Device["CPU"]
scale = device.load(open(sys.argv[1], "rb").read())["scale"]
numbers = Buffer(device, 4 << 20)
numbers.copy_in(array.array("f", [1.0]) * (1 << 20))
graph = Graph(device, [scale.prepare(1 << 10, 1 << 10, args=[numbers, 2.0])] * 4)
graph.replay()
child = os.fork()
scale.launch(1 << 10, 1 << 10, args=[numbers, 3.0 if child else 5.0])
graph.replay()
fresh = Buffer(device, 4)
fresh.copy_in(array.array("f", [7.0]))
scale.launch(1, 1, args=[fresh, 2.0])
seen = set(numbers.host_view().cast("f").tolist())
right = seen == {16.0 * 16 * (3 if child else 5)} and fresh.host_view().cast("f").tolist() == [14.0]
if child:
    right = right and os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
sys.exit(0 if right else 1)
"""
    result = run_python(program, (image_file,))
    assert result.returncode == 0, (result.stdout, result.stderr)


def test_two_threads_share_the_device(cpu: Device, code: CodeObject) -> None:
    failures: list[BaseException] = []

    def work(seed: int) -> None:
        try:
            for round_number in range(200):
                numbers = np.arange(64, dtype=np.float32) + seed + round_number
                buffer = Buffer(cpu, numbers.nbytes)
                buffer.copy_in(numbers)
                code["scale"].launch(4, 16, args=[buffer, 2.0])
                code["scale"].launch(4, 16, args=[buffer, 4.0])
                assert np.array_equal(np.frombuffer(buffer.copy_out(), np.float32), numbers * 8)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(1000 * index,)) for index in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def resources() -> dict[str, int]:
    return {
        "file descriptors": len(os.listdir("/proc/self/fd")),
        "mappings": len(Path("/proc/self/maps").read_text().splitlines()),
        "threads": len(os.listdir("/proc/self/task")),
    }


def use_everything(loaded: bytes) -> None:
    """Open a device, use each part of it, and close it."""
    host = np.ones(1024, np.float32)
    with Device("CPU", registry._driver("CPU").open(0)) as device:
        scale = device.load(loaded)["scale"]
        buffers = [Buffer(device, size) for size in (4, 5000, 3 << 20)]
        for buffer in buffers:
            buffer.fill(bytes(4))
        shared = Buffer.from_host(host, device)
        with Graph(device, [scale.prepare(1, 4, args=[shared, 1.0])] * 3, {"x": [(1, 0)]}) as graph:
            graph.replay()
            graph.replay({"x": buffers[1]})
        device.copy(buffers[2].view(0, 4), buffers[0])
        with Profiler():
            scale.launch(1, 1, args=[buffers[0], 1.0])
        del shared, graph
        assert bytes(buffers[1].host_view()[:4]) == bytes(4)
    assert device.card.memory_used_bytes() == 0


def test_a_hundred_of_everything_leak_nothing() -> None:
    loaded = image()
    for _ in range(3):
        use_everything(loaded)
    gc.collect()
    before = resources()
    for _ in range(100):
        use_everything(loaded)
    gc.collect()
    after = resources()
    # The C library's allocator may add or merge a few mappings of its own.
    assert after["mappings"] <= before["mappings"] + 8
    assert {**after, "mappings": 0} == {**before, "mappings": 0}


def test_buffers_code_and_graphs_leak_nothing_on_an_open_device(cpu: Device) -> None:
    loaded = image()
    scale = cpu.load(loaded)["scale"]

    def use() -> None:
        buffer = Buffer(cpu, 100_000)
        with Graph(cpu, [scale.prepare(1, 4, args=[buffer, 1.0])]) as graph:
            graph.replay()
        view = buffer.host_view()
        part = Buffer.from_host(view, cpu)
        scale.launch(1, 1, args=[part, 1.0])
        cpu.synchronize()

    use()
    gc.collect()
    before = (cpu.memory.allocated, cpu.memory.cached, cpu.exports, resources())
    for _ in range(100):
        use()
    gc.collect()
    cpu.synchronize()
    after = (cpu.memory.allocated, cpu.memory.cached, cpu.exports, resources())
    assert after == before


def test_an_unknown_card_of_the_processor_is_refused() -> None:
    with pytest.raises(UnknownDevice, match="CPU has one card, number 0; there are: CPU"):
        Device["CPU:1"]


def test_profiled_times_are_within_the_time_that_passed(cpu: Device, code: CodeObject) -> None:
    import time

    buffer = Buffer(cpu, 4 << 20)
    buffer.fill(bytes(4))
    started = time.perf_counter()
    with Profiler() as profiler:
        for _ in range(10):
            code["scale"].launch(1024, 1024, args=[buffer, 1.0], work=Work("scale", 1 << 20, 8 << 20))
    passed_s = time.perf_counter() - started
    (row,) = profiler.rows()
    assert row.calls == 10
    assert 0 < row.total_s <= passed_s
    assert row.bytes_per_s == pytest.approx(10 * (8 << 20) / row.total_s)
    assert row.share_of_limit is not None
    assert (limits_of(cpu).bandwidth_bytes_per_s or 0) > 1e8


def test_profile_and_trace_are_written_at_exit(image_file: str, tmp_path: Path) -> None:
    program = """
import sys
from barewire.runtime import Buffer, Device
device = Device["CPU"]
numbers = Buffer(device, 64)
numbers.fill(bytes(4))
scale = device.load(open(sys.argv[1], "rb").read())["scale"]
for _ in range(7):
    scale.launch(1, 16, args=[numbers, 1.0])
"""
    trace = tmp_path / "trace.json"
    result = run_python(program, (image_file,), BAREWIRE_PROFILE="1", BAREWIRE_TRACE=str(trace))
    assert result.returncode == 0, result.stderr
    (line,) = (line for line in result.stderr.splitlines() if "scale" in line)
    assert " 7 " in line
    events = json.loads(trace.read_text())["traceEvents"]
    assert [event["name"] for event in events if event["ph"] == "X"] == ["scale"] * 7


def test_a_process_whose_kernels_are_cached_never_loads_llvm(image_file: str, tmp_path: Path) -> None:
    program = """
import sys
from barewire.runtime import Buffer, Device
device = Device["CPU"]
numbers = Buffer(device, 4)
numbers.fill(bytes(4))
device.load(open(sys.argv[1], "rb").read())["scale"].launch(1, 1, args=[numbers, 1.0])
device.synchronize()
slow = {"llvmlite", "numpy", "rich", "elftools", "psutil", "multiprocessing", "asyncio", "torch"}
print(sorted(slow & set(sys.modules)))
"""
    cache = str(tmp_path / "cache")
    run_python(program, (image_file,), BAREWIRE_CACHE=cache)
    result = run_python(program, (image_file,), BAREWIRE_CACHE=cache)
    assert result.stdout == "[]\n", result.stderr
