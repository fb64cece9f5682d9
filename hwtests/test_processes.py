"""What a process may do while it uses a device: fork, spawn, be interrupted, end in the middle of work."""

from __future__ import annotations

import multiprocessing
import signal

import pytest

from barewire import Device

from .programs import INTERRUPTIBLE, output_of, start

pytestmark = pytest.mark.usefixtures("compiled")


@pytest.fixture
def device_for_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processor, where the card's driver works in no child of a fork.

    What it says there is in hwtests/drivers/nvidia/test_bad_input.py.
    """
    if Device.default.info.driver == "NVIDIA":
        monkeypatch.setenv("BAREWIRE_DEVICE", "CPU")


@pytest.mark.usefixtures("device_for_forks")
def test_a_forked_child_computes_and_the_parent_goes_on() -> None:
    program = """
import os, sys
from barewire import Device, Tensor, errors, jit
x = (Tensor([1.0, 2.0]) + 1).realize()
pending = Tensor.arange(100_000).cast("float32").sin().sum()
double = jit(lambda a: a * 2)
for _ in range(3):
    double(x)
child = os.fork()
factor = 3 if child else 5
if not child and not Device.default.card.survives_fork:
    # What the parent had on such a card stays with the parent; the child starts anew.
    try:
        double(x)
        sys.exit(2)
    except errors.DeviceClosed:
        x = (Tensor([1.0, 2.0]) + 1).realize()
        pending = Tensor.arange(100_000).cast("float32").sin().sum()
        double = jit(lambda a: a * 2)
right = (x * factor).tolist() == [2.0 * factor, 3.0 * factor] and double(x).tolist() == [4.0, 6.0]
right = right and Tensor.arange(7 * factor).reshape(-1, 7).sum(1).shape == (factor,)
right = right and abs((Tensor.arange(1000 * factor).cast("float32").cos() ** 2).mean().item() - 0.5) < 0.01
right = right and abs(pending.item()) < 3
if child:
    right = right and os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
sys.exit(0 if right else 1)
"""
    output_of(program)


@pytest.mark.usefixtures("device_for_forks")
def test_a_fork_while_other_threads_compute_and_compile_does_not_hang_the_child() -> None:
    program = """
import os, sys, threading
from barewire import Tensor
stop = threading.Event()
Tensor.arange(7).sum().item()

def work(seed):
    size = 1000 * seed
    while not stop.is_set():
        size += 1
        (Tensor.arange(size).cast("float32") * seed).sum().item()

threads = [threading.Thread(target=work, args=(seed,)) for seed in (1, 2)]
for thread in threads:
    thread.start()
right = True
for round_number in range(5):
    child = os.fork()
    if not child:
        found = (Tensor.arange(10 + round_number) * 2).sum().item()
        os._exit(0 if found == (10 + round_number) * (9 + round_number) else 1)
    right = right and os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
stop.set()
for thread in threads:
    thread.join()
sys.exit(0 if right else 1)
"""
    output_of(program)


# Forks children while threads do `work`, one after the other; each does `in_child` before a deadline.
FORKS_UNDER_LOAD = """
import os, select, signal, sys, threading
from barewire import Device, Profiler, Tensor
stop = threading.Event()

def fork(in_child):
    child = os.fork()
    if not child:
        try:
            in_child()
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    ended = os.pidfd_open(child)
    if not select.select([ended], [], [], 20)[0]:
        os.kill(child, signal.SIGKILL)
        print("a child hangs")
    os.close(ended)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        print("a child failed")

def forks(count, in_child, *works):
    def repeat(work):
        while not stop.is_set():
            work()

    threads = [threading.Thread(target=repeat, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for _ in range(count):
        fork(in_child)
    stop.set()
    for thread in threads:
        thread.join()
    print("done")

def draw():
    assert 0 <= Tensor.rand(5).min().item() < 1
"""


@pytest.mark.usefixtures("device_for_forks")
def test_forks_while_other_threads_draw_random_numbers_leave_children_that_draw() -> None:
    # Most of a thread's time is where it draws and nothing is computed.
    program = """
draw()
forks(30, draw, *[lambda: [Tensor.rand(3) for _ in range(20)]] * 2, draw)
"""
    assert output_of(FORKS_UNDER_LOAD + program) == "done\n"


@pytest.mark.usefixtures("device_for_forks")
def test_forks_while_other_threads_are_profiled_leave_children_that_compute() -> None:
    program = """
x = Tensor([1.0, 2.0]).realize()

def add():
    assert (x + 1).tolist() == [2.0, 3.0]

def launch():
    (x + 1).realize()

def in_child():
    if not Device.default.card.survives_fork:
        globals()["x"] = Tensor([1.0, 2.0]).realize()
    add()

add()
with Profiler():
    forks(30, in_child, launch, launch)
"""
    assert output_of(FORKS_UNDER_LOAD + program) == "done\n"


@pytest.mark.usefixtures("device_for_forks")
def test_a_fork_while_another_thread_opens_the_first_device_leaves_a_child_that_opens_it() -> None:
    program = """
from barewire.runtime import device
names, within = device.names(), threading.Event()

def open_slowly():
    with device._lock:
        within.set()
        stop.wait()

opening = threading.Thread(target=open_slowly)
opening.start()
within.wait()
fork(draw)
stop.set()
opening.join()
draw()
"""
    assert output_of(FORKS_UNDER_LOAD + program) == ""


def squares(size: int) -> list[int]:
    """What a worker process computes."""
    from barewire import Tensor

    return list((Tensor.arange(size) ** 2).tolist())


@pytest.mark.parametrize("method", ["spawn", "forkserver", "fork"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.usefixtures("device_for_forks")
def test_worker_processes_compute_after_their_parent_has(method: str) -> None:
    assert squares(4) == [0, 1, 4, 9]
    with multiprocessing.get_context(method).Pool(1) as pool:
        assert pool.apply_async(squares, (5,)).get(timeout=60) == [0, 1, 4, 9, 16]
    assert squares(3) == [0, 1, 4]


def test_ctrl_c_interrupts_a_wait_for_long_work_and_the_device_goes_on() -> None:
    program = """
from barewire import Device, Tensor
x = Tensor.rand(1024, 1024).realize()
y = x
for _ in range(20):
    y = (y @ x) * 0.001
    y.realize()
try:
    print("working", flush=True)
    y.sum().item()
    print("finished")
except KeyboardInterrupt:
    print("finished" if Device.default.compute.idle else "interrupted at work", flush=True)
print((Tensor([1.0, 2.0]) + 1).tolist(), y.sum().item() > 0)
"""
    with start(INTERRUPTIBLE + program) as process:
        assert process.stdout.readline() == "working\n"
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert output.splitlines() == ["interrupted at work", "[2.0, 3.0] True"]


def test_ctrl_c_while_kernels_compile_leaves_the_compiler_usable() -> None:
    program = """
import signal, threading, os
from barewire import Tensor
y = Tensor([1.0, 2.0])
for step in range(100):
    y = (y.sin() + step).contiguous()
timer = threading.Timer(0.15, os.kill, (os.getpid(), signal.SIGINT))
timer.start()
try:
    y.tolist()
    timer.join()
    print("was too quick")
except KeyboardInterrupt:
    print("interrupted")
print((Tensor([1.0, 2.0]) * 3).tolist(), len(y.tolist()))
"""
    assert output_of(INTERRUPTIBLE + program, BAREWIRE_CACHE="off").splitlines() == [
        "interrupted",
        "[3.0, 6.0] 2",
    ]


def test_a_process_ends_while_work_is_in_flight() -> None:
    program = """
from barewire import Tensor
x = Tensor.rand(512, 512).realize()
for _ in range(20):
    x = (x @ x * 0.001).realize()
print("end")
"""
    assert output_of(program) == "end\n"
