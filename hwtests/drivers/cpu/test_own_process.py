"""The processor with its threads in a process of their own: what goes wrong there stays there."""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
import time
from pathlib import Path

import pytest

from barewire.drivers.cpu.driver import CpuDriver
from barewire.drivers.cpu.own_process import OwnProcess
from barewire.drivers.errors import InvalidArgument, KernelFault

from ... import programs
from ...compiling import KeptHere

_CODE = """
import sys
from barewire import Device, Tensor, jit
from barewire.runtime import KernelSource, compile_kernels

device = Device["CPU"]
SOURCE = '''
declare void @abort()
declare void @exit(i32)
declare i64 @write(i32, ptr, i64)
define void @reach(ptr %arguments, ptr %group) {
  %at = load ptr, ptr %arguments
  store volatile i32 7, ptr %at
  ret void
}
define void @give_up(ptr %arguments, ptr %group) {
  call void @abort()
  ret void
}
define void @leave(ptr %arguments, ptr %group) {
  call void @exit(i32 3)
  ret void
}
'''
(image,) = compile_kernels([KernelSource("several", SOURCE, device.compiler)])
code = device.load(image)
"""


@pytest.fixture(autouse=True)
def own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAREWIRE_CPU_INTERFACE", "process")


def test_tensors_are_computed_there() -> None:
    program = """
import numpy as np
from barewire import Device, Tensor, jit, nn, optim
print(Device["CPU"].info.interface)
source = np.arange(6, dtype=np.float32)
x = Tensor.from_dlpack(source)
source += 1  # what was there is copied, since the other process does not see it
print((x * 2).tolist(), x.exp()[0].item())
model = nn.Linear(3, 2)
optimizer = optim.SGD(model.parameters(), lr=0.1)
@jit
def step(x):
    optimizer.zero_grad()
    loss = (model(x) ** 2).mean()
    loss.backward()
    optimizer.step()
    return loss
losses = [step(Tensor.ones(4, 3)).item() for _ in range(30)]
print(losses[-1] < losses[0] / 10, (Tensor.ones(300, 300) @ Tensor.ones(300, 300)).sum().item())
"""
    first, second, third = programs.output_of(program).splitlines()
    assert first == "process"
    assert second == "[0.0, 2.0, 4.0, 6.0, 8.0, 10.0] 1.0"
    assert third == "True 27000000.0"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("code['reach'].launch(1, args=[id(secret)])", "'reach'.*SIGSEGV"),
        ("code['give_up'].launch(1)", "has ended, by SIGABRT.*give_up"),
        ("code['leave'].launch(1)", "has ended, with exit status 3.*leave"),
    ],
)
def test_code_that_goes_wrong_ends_its_own_process_alone(call: str, words: str) -> None:
    program = f"""{_CODE}
secret = bytearray(b"what this process has")
try:
    {call}
    device.synchronize()
except Exception as error:
    print(type(error).__name__, str(error).replace(chr(10), " "))
print(secret.decode())
device.close()
print((Tensor([1.0]) + 1).tolist())
"""
    fault, secret, again = programs.output_of(program).splitlines()
    assert fault.startswith("KernelFault")
    assert re.search(words, fault), fault
    assert (secret, again) == ("what this process has", "[2.0]")


def test_process_that_is_killed_is_a_fault_and_nobody_waits_for_it() -> None:
    card = CpuDriver(KeptHere).open(0)
    queue, done = card.compute_queue(), card.timeline()
    queue.signal(done, 1)
    queue.submit()
    assert done.wait(1, 60)
    assert card._own_process is not None
    os.kill(card._own_process._process.pid, signal.SIGKILL)
    queue.wait(done, 2)
    started = time.monotonic()
    with pytest.raises(KernelFault, match="by SIGKILL"):
        queue.submit()
        done.wait(2, 60)
    card.close()
    assert time.monotonic() - started < 30


def test_it_ends_with_the_process_that_started_it() -> None:
    program = """
import os
from barewire import Device
print(Device["CPU"].card._own_process._process.pid, flush=True)
os.kill(os.getpid(), 9)
"""
    started = programs.run([sys.executable, "-c", program])
    pid = int(started.stdout)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


def test_memory_that_is_given_back_is_found_zeroed() -> None:
    process = OwnProcess(1 << 24, tiles=False)
    first = process.map(10_000)
    first.bytes[:] = b"\1" * first.size_bytes
    address = first.address
    first.unmap()
    second, third = process.map(5_000), process.map(5_000, alignment=2 << 20)
    assert second.address == address and not any(second.bytes)
    assert third.address % (2 << 20) == 0
    process.protect(second, 0, second.size_bytes, 0)
    second.unmap()
    assert process.map(5_000).bytes[:1] == b"\0"
    process.close()


def test_opening_many_times_leaves_nothing() -> None:
    def held() -> tuple[int, int]:
        gc.collect()
        maps = Path("/proc/self/maps").read_text()
        return len(os.listdir("/proc/self/fd")), maps.count("memfd:barewire-cpu")

    CpuDriver(KeptHere).open(0).close()
    files, mapped = held()
    for _ in range(5):
        card = CpuDriver(KeptHere).open(0)
        card.allocate(1 << 20)
        queue, done = card.compute_queue(), card.timeline()
        queue.signal(done, 1)
        queue.submit()
        assert done.wait(1, 60)
        card.close()
    del card, queue, done
    after = held()
    assert after[0] <= files and after[1] <= mapped


def test_an_interface_that_there_is_not_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAREWIRE_CPU_INTERFACE", "box")
    with pytest.raises(InvalidArgument, match=r"box.*threads nor process"):
        CpuDriver().cards()
