"""Kernels that fault on the processor: an error with names, a device that is lost, a process that lives."""

from __future__ import annotations

import os
import re
import sys

import pytest

from hwtests import programs

_PROGRAM = """
import sys, time
from barewire import Device, Tensor
from barewire.runtime.errors import DeviceClosed, KernelFault
from barewire.runtime import KernelSource, compile_kernels

SOURCE = '''
declare void @llvm.trap()
define void @reach(ptr %arguments, ptr %group) {
  %at = load ptr, ptr %arguments
  store volatile i32 1, ptr %at
  ret void
}
define void @divide(ptr %arguments, ptr %group) {
  %by = load volatile i32, ptr %arguments
  %found = sdiv i32 5, %by
  store volatile i32 %found, ptr %arguments
  ret void
}
define void @stop(ptr %arguments, ptr %group) {
  call void @llvm.trap()
  ret void
}
'''
kernel, argument, groups = sys.argv[1], int(sys.argv[2], 0), int(sys.argv[3])
device = Device["CPU"]
before = Tensor([1.0, 2.0]).realize()
(image,) = compile_kernels([KernelSource("several", SOURCE, device.compiler)])
code = device.load(image)
started = time.monotonic()
said = []
for _ in range(3):
    try:
        code[kernel].launch(groups, args=[argument])
        device.synchronize()
    except KernelFault as fault:
        said.append(str(fault))
assert len(said) == 3 and len(set(said)) == 1, said
assert time.monotonic() - started < 30
print(said[0])
try:
    (before + 1).numpy()
except KernelFault:
    device.close()
try:
    before.numpy()
except DeviceClosed:
    print("closed")
print((Tensor([1.0]) + 1).tolist(), (Tensor.ones(200, 200) @ Tensor.ones(200, 200)).sum().item())
"""


# AArch64 divides by zero, with 0 for a result, and stops by a breakpoint.
_FAULTS = {
    "x86_64": [("divide", "0", 1, "'divide'.*SIGFPE"), ("stop", "0", 3, "'stop'.*SIGILL")],
    "aarch64": [("stop", "0", 3, "'stop'.*SIGTRAP")],
}


@pytest.mark.parametrize(
    ("kernel", "argument", "groups", "words"),
    [
        ("reach", "0x10", 1, "'reach'.*SIGSEGV.*at address 0x10: far from all memory"),
        ("reach", "0x10", 5000, "'reach'.*SIGSEGV.*at address 0x10: far from all memory"),
        *_FAULTS[os.uname().machine],
    ],
)
def test_kernel_that_faults_is_named_and_the_process_goes_on(
    kernel: str, argument: str, groups: int, words: str
) -> None:
    fault, *after = programs.output_of(_PROGRAM, kernel, argument, str(groups)).splitlines()
    assert re.search(words, fault), fault
    assert "close the device and open it again" in fault
    assert after == ["closed", "[2.0] 8000000.0"]


_ON_HOST = """
import sys
from barewire import Device, Tensor
from barewire.drivers import kernel
from barewire.runtime import Graph, KernelSource, compile_kernels
from barewire.runtime.errors import KernelFault

SOURCE = '''
define void @reach(ptr %arguments, ptr %group) {
  %at = load ptr, ptr %arguments
  store volatile i32 1, ptr %at
  ret void
}
'''
groups, times = int(sys.argv[1]), int(sys.argv[2])
for _ in range(times):
    device = Device["CPU"]
    before = (Tensor([1.0, 2.0]) + 1).realize()
    device.synchronize()
    (image,) = compile_kernels([KernelSource("reach", SOURCE, device.compiler)])
    code = device.load(image)
    with Graph(device, [code["reach"].prepare(groups, 1, args=[0x10])]) as graph:
        host = graph.for_host()
        call = kernel.native_function("int64_t(*)(uintptr_t, uintptr_t, uint64_t)", host.entry.perform)
        print(call(host.entry.queue, host.start, host.slots))
        try:
            device.synchronize()
            device.compute.driver_queue.submit()
            (before + 1).numpy()
        except KernelFault as fault:
            print(str(fault).partition(",")[0])
    device.close()
"""


@pytest.mark.parametrize("groups", [1, 5000])
def test_fault_on_a_thread_of_the_host_leaves_the_kernel_and_loses_the_card(groups: int) -> None:
    said = programs.output_of(_ON_HOST, str(groups), "5").splitlines()
    assert said[::2] == ["-1"] * 5
    named = r"card CPU:0 failed in kernel 'reach' \(\d+ bytes after its start\): SIGSEGV"
    assert len(said) == 10
    assert all(re.fullmatch(named, each) for each in said[1::2]), said


@pytest.mark.parametrize("faulthandler", [False, True])
def test_faults_of_other_threads_end_the_process_as_before(faulthandler: bool) -> None:
    program = "from barewire import Tensor; (Tensor([1.0]) + 1).numpy(); import ctypes; ctypes.string_at(0)"
    flags = ["-X", "faulthandler"] if faulthandler else []
    ended = programs.run([sys.executable, *flags, "-c", program])
    assert ended.returncode == -11
    assert ("Segmentation fault" in ended.stderr) == faulthandler


def test_a_signal_from_outside_is_not_taken_for_a_fault() -> None:
    program = """
import os, signal
from barewire import Tensor
(Tensor([1.0]) + 1).numpy()
os.kill(os.getpid(), signal.SIGSEGV)
print("still here")
"""
    assert programs.run([sys.executable, "-c", program]).returncode == -11
