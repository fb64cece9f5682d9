"""The card: memory, what opening and closing leaves behind, forks, kernels that do not end."""

from __future__ import annotations

import gc
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from barewire.drivers import kernel, registry
from barewire.drivers.cpu.abi import QUEUES_MAX
from barewire.drivers.cpu.card import CpuCard
from barewire.drivers.cpu.driver import CpuDriver
from barewire.drivers.errors import (
    BarewireError,
    OutOfMemory,
    UnknownDevice,
)
from hwtests import programs

from ...compiling import KeptHere
from .conftest import kernels_image

ONE = (1, 1, 1)


def test_the_registry_has_the_processor_and_names_what_there_is() -> None:
    driver = registry.driver("CPU", KeptHere)
    (info,) = driver.cards()
    assert (driver.name, info.driver, info.index) == ("CPU", "CPU", 0)
    with pytest.raises(UnknownDevice, match="CPU"):
        registry.driver("GPU9000")
    with pytest.raises(UnknownDevice, match="CPU:3"):
        driver.open(3)


def test_memory_is_zeroed_aligned_counted_and_given_back(card: CpuCard) -> None:
    assert card.memory_used_bytes() == 0
    small, large = card.allocate(100), card.allocate((4 << 20) + 1)
    assert small.gpu_address % 4096 == 0
    assert large.gpu_address % (2 << 20) == 0
    assert card.memory_used_bytes() == 4096 + (4 << 20) + 4096
    assert not any(kernel.buffer(large.gpu_address, 4 << 20)[:: 1 << 16])
    card.free(small)
    card.free(large)
    assert card.memory_used_bytes() == 0


def test_an_allocation_beyond_memory_gives_both_sizes_and_leaves_the_card_usable(card: CpuCard) -> None:
    asked = 4 * card.info.memory_bytes
    with pytest.raises(OutOfMemory, match=f"{asked} bytes: [0-9]+ are available"):
        card.allocate(asked)
    with pytest.raises(MemoryError):
        card.allocate(1 << 62)
    assert card.memory_used_bytes() == 0
    card.free(card.allocate(1 << 20))


def test_queues_are_many_but_not_endless_and_come_back_when_closed(card: CpuCard) -> None:
    queues = [card.compute_queue() for _ in range(QUEUES_MAX)]
    with pytest.raises(BarewireError, match=f"{QUEUES_MAX}"):
        card.compute_queue()
    queues[5].close()
    card.compute_queue().close()


def _mappings() -> int:
    return len(Path("/proc/self/maps").read_text().splitlines())


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def _open_use_close() -> None:
    card = CpuDriver(KeptHere).open(0)
    code, timeline = card.load(kernels_image()), card.timeline()
    data, counter = card.allocate(8 << 20), card.allocate(8)
    compute, copies = card.compute_queue(), card.copy_queue()
    compute.dispatch(code.functions["count"], (50, 1, 1), ONE, struct.pack("<QQ", counter.gpu_address, 1))
    recording = compute.finish()
    compute.replay(recording)
    compute.signal(timeline, 1)
    compute.submit()
    copies.wait(timeline, 1)
    copies.fill(data.gpu_address, 1 << 20, b"x")
    copies.signal(timeline, 2)
    copies.submit()
    assert timeline.wait(2, 20.0)
    card.close()


def test_a_hundred_cards_opened_and_closed_leave_nothing_behind() -> None:
    _open_use_close()
    gc.collect()
    descriptors, mappings, resident = len(os.listdir("/proc/self/fd")), _mappings(), _resident_bytes()
    for _ in range(100):
        _open_use_close()
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) == descriptors
    # The C library keeps a few stacks of ended threads for the next ones.
    assert _mappings() <= mappings + 8
    assert _resident_bytes() <= resident + (8 << 20)


def test_threads_end_with_their_card() -> None:
    _open_use_close()
    before = len(os.listdir("/proc/self/task"))
    _open_use_close()
    assert len(os.listdir("/proc/self/task")) == before


def test_code_objects_are_unmapped_when_nothing_refers_to_them(card: CpuCard) -> None:
    image = kernels_image()
    card.load(image)
    before = _mappings()
    for _ in range(100):
        card.load(image)
    assert _mappings() <= before


def _run(script: str) -> subprocess.CompletedProcess[str]:
    return programs.run([sys.executable, "-c", script], timeout_s=100)


SETUP = """
import os, struct, sys
from barewire.drivers import kernel
from barewire.drivers.cpu.driver import CpuDriver
from hwtests.drivers.cpu.conftest import kernels_image
card = CpuDriver().open(0)
code = card.load(kernels_image())
counter, flag, timeline = card.allocate(8), card.allocate(8), card.timeline()
queue = card.compute_queue()
value = kernel.word(counter.gpu_address)
def count(grid, target):
    arguments = struct.pack("<QQ", counter.gpu_address, 1)
    queue.dispatch(code.functions["count"], (grid, 1, 1), (1, 1, 1), arguments)
    queue.signal(timeline, target)
    queue.submit()
def linger():
    queue.dispatch(code.functions["linger"], (1, 1, 1), (1, 1, 1), struct.pack("<Q", flag.gpu_address))
    queue.submit()
"""


def test_parent_and_child_of_a_fork_go_on_apart() -> None:
    result = _run(
        SETUP
        + """
count(1000, 1)
child = os.fork()
assert timeline.wait(1, 20) and value[0] == 1000, value[0]
count(500 if child else 50, 2)
assert timeline.wait(2, 20), card.describe_state()
assert value[0] == (1500 if child else 1050), value[0]
if child:
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
card.close()
print("parent" if child else "child", "done", flush=True)
os._exit(0)
"""
    )
    assert (result.returncode, sorted(result.stdout.split())) == (0, ["child", "done", "done", "parent"]), (
        result.stderr
    )


def test_closing_while_a_kernel_does_not_end_is_a_hang_that_names_it() -> None:
    result = _run(
        SETUP
        + """
from barewire.drivers.cpu import card as module
from barewire.drivers.errors import DeviceHang
module.CLOSE_TIMEOUT_S = 0.2
linger()
while "linger" not in card.describe_state():
    pass
try:
    card.close()
except DeviceHang as error:
    print(error)
"""
    )
    assert result.returncode == 0, result.stderr
    assert "function=linger" in result.stdout


def test_a_process_ends_although_a_kernel_does_not() -> None:
    result = _run(SETUP + "linger()\nprint('over')")
    assert (result.returncode, result.stdout) == (0, "over\n"), result.stderr


def test_a_card_that_is_forgotten_while_it_works_does_no_harm() -> None:
    result = _run(
        SETUP
        + "import gc\ncount(1000000, 1)\ndel card, code, queue\ngc.collect()\nprint(timeline.wait(1, 20))"
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "True\n", "")


def test_a_process_with_an_open_card_ends_quietly() -> None:
    result = _run(SETUP + "count(100000, 1)\nprint('over')")
    assert (result.returncode, result.stdout, result.stderr) == (0, "over\n", "")


def test_opening_a_card_with_its_firmware_at_hand_imports_no_compiler() -> None:
    result = _run(
        """
import os, pickle, subprocess, sys
from barewire.drivers import llvm
from barewire.drivers.cpu import firmware
image = llvm.host_compiler().compile(firmware.source(os.uname().machine))
script = '''
import sys, pickle
from barewire.drivers import registry
class Firmware:
    compile = staticmethod(lambda source: image)
image = pickle.load(sys.stdin.buffer)
card = registry.driver("CPU", lambda compiler: Firmware).open(0)
card.close()
heavy = {"llvmlite", "numpy", "elftools", "cffi", "psutil", "rich"} & set(sys.modules)
print(sorted(heavy))
'''
second = subprocess.run([sys.executable, "-c", script], input=pickle.dumps(image), capture_output=True)
print(second.stdout.decode())
"""
    )
    assert result.stdout.strip() == "[]", result.stderr
