"""What a user does wrong, or has in the environment, as the runtime tells it, on simulated cards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from barewire.drivers.nvidia import queue as queue_module
from barewire.drivers.nvidia.driver import NvidiaDriver
from barewire.drivers.simulated import cards
from barewire.runtime import device as registry
from barewire.runtime.buffer import Buffer
from barewire.runtime.device import Device
from barewire.runtime.errors import (
    BadCodeObject,
    CompileError,
    DeviceHang,
    InvalidArgument,
    KernelFault,
    NoCard,
    OutOfMemory,
    UnsupportedArchitecture,
)

from ...programs import output_of
from . import kernels

GIB = 1 << 30


def _opened(monkeypatch: pytest.MonkeyPatch, driver: NvidiaDriver) -> Device:
    device = Device("NVIDIA", driver.open(0))
    monkeypatch.setitem(registry._open, "NVIDIA", device)
    monkeypatch.setitem(registry._names, "NVIDIA", ("NVIDIA", driver, 0))
    return device


@pytest.fixture
def driver() -> Iterator[NvidiaDriver]:
    with cards.temporarily("sm_90"):
        yield NvidiaDriver()


@pytest.fixture
def device(driver: NvidiaDriver, monkeypatch: pytest.MonkeyPatch) -> Iterator[Device]:
    device = _opened(monkeypatch, driver)
    yield device
    device.close(force=True)


def _allocated(device: Device, size_bytes: int) -> Buffer:
    """A buffer that has its memory already."""
    buffer = device.allocate(size_bytes)
    assert buffer.gpu_address
    return buffer


def _image(device: Device) -> bytes:
    return kernels.image(device.compiler)


def test_ptx_that_the_driver_refuses_leaves_the_device_usable(device: Device) -> None:
    good = _image(device)
    for bad in (
        good.replace(b"ld.param.b64", b"ld.param.b63", 1),
        good.replace(b".target sm_90", b".target sm_100", 1),
        good.replace(b".version ", b".version 99", 1),
        good[: len(good) // 2],
    ):
        with pytest.raises((BadCodeObject, CompileError, UnsupportedArchitecture)) as caught:
            device.load(bad)
        assert "axpy" in str(caught.value) or "PTX for sm_100" in str(caught.value)
    device.load(good)["nothing"].launch(1)
    device.synchronize()


@pytest.mark.parametrize(
    ("grid", "block", "local_bytes", "words"),
    [
        ((2**31, 1, 1), 1, 0, r"grid of kernel 'nothing'.*2147483647"),
        ((1, 65536, 1), 1, 0, r"grid of kernel 'nothing'.*65535"),
        (1, (1025, 1, 1), 0, r"block of kernel 'nothing'.*1024"),
        (1, (1, 1, 65), 0, r"block of kernel 'nothing'.*64"),
        (1, (1024, 2, 1), 0, r"nothing in blocks of .1024, 2, 1., 2048 threads"),
        (1, 1, 228 << 10, r"'nothing' asks for 233472 bytes of local memory.*232448"),
    ],
)
def test_a_launch_beyond_the_limits_names_the_limit_and_the_queue_goes_on(
    device: Device, grid: object, block: object, local_bytes: int, words: str
) -> None:
    nothing = device.load(_image(device))["nothing"]
    with pytest.raises(InvalidArgument, match=words):
        nothing.launch(grid, block, local_bytes=local_bytes)  # type: ignore[arg-type]
    nothing.launch(1)
    device.synchronize()


def test_memory_that_runs_out_is_told_with_the_state_of_the_pool_and_of_the_cache(device: Device) -> None:
    kept = [_allocated(device, 30 * GIB), _allocated(device, 30 * GIB)]
    with pytest.raises(OutOfMemory) as caught:
        _allocated(device, 30 * GIB)
    said = str(caught.value)
    total = device.info.memory_bytes
    assert f"{total - 60 * GIB} of {total} are free" in said
    assert f"{60 * GIB} of them in this process's pool" in said
    assert "60.0 GiB in live buffers" in said
    kept.pop()
    # What is freed is used at once, in another shape.
    _allocated(device, 40 * GIB)


def test_a_kernel_that_never_ends_is_told_by_the_deadline_and_the_process_goes_on(
    device: Device, driver: NvidiaDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "CLOSE_TIMEOUT_S", 0.2)
    flag = device.host_memory.allocate(64)
    endless = device.load(_image(device))["endless"]
    endless.launch(1, args=[flag.address])
    with pytest.raises(DeviceHang, match=r"NVIDIA did not finish within 0\.\d+ s: kernel 'endless'"):
        device.synchronize(timeout_s=0.2)
    device.close(force=True)
    again = _opened(monkeypatch, driver)
    again.load(_image(again))["nothing"].launch(1)
    again.synchronize(timeout_s=60.0)
    again.close()


def test_what_a_fault_leaves_of_memory_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with cards.temporarily("sm_90") as installation:
        card = installation.machine.devices[0]
        device = _opened(monkeypatch, NvidiaDriver())
        held = device.scratch(50 << 20), _allocated(device, 1 << 20)
        device.load(_image(device))["poke"].launch(1, args=[0x10])
        with pytest.raises(KernelFault, match="'poke'"):
            device.synchronize()
        assert card.used_bytes >= 51 << 20
        device.close(force=True)
        assert card.used_bytes == 0
        del held


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (None, ["sm_90", "sm_80", "sm_75"]),
        ("2", ["sm_75"]),
        ("1,0", ["sm_80", "sm_90"]),
        (" 1 , 2", ["sm_80", "sm_75"]),
        ("2,7,0", ["sm_75"]),
        ("2,2", ["sm_75"]),
        ("GPU-62617265-7769-7265-2d73-696d01005000", ["sm_80"]),
        ("GPU-62617265-7769-7265-2d73-696d0200", ["sm_75"]),
        ("GPU-62617265", []),
        ("", []),
        ("-1", []),
        ("NoDevFiles", []),
        ("7", []),
    ],
)
def test_cuda_visible_devices_decides_which_cards_there_are(
    value: str | None, seen: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if value is None:
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    else:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", value)
    with cards.temporarily("sm_90,sm_80,sm_75"):
        driver = NvidiaDriver()
        assert [info.arch for info in driver.cards()] == seen
        if not seen:
            with pytest.raises(NoCard, match=f"CUDA_VISIBLE_DEVICES is '{value}'"):
                driver.open(0)
            return
        card = driver.open(len(seen) - 1)
        compiler = card.info.compiler
        assert compiler is not None
        assert compiler.target.cpu.removesuffix("a") == seen[-1]
        assert "nothing" in card.load(kernels.image(compiler)).functions
        card.close()


_FORK = """
import os
from barewire import Tensor
from barewire.drivers.errors import BarewireError
from barewire.runtime.device import Device
x = Tensor([1.0, 2.0], device="NVIDIA").realize()
print((x + 1).tolist(), flush=True)
if os.fork() == 0:
    for use in (lambda: (x + 1).tolist(), lambda: Device["NVIDIA"]):
        try:
            use()
        except BarewireError as error:
            print(type(error).__name__, "spawn" in str(error))
    print((Tensor([1.0, 2.0], device="CPU") + 1).tolist(), flush=True)
    os._exit(0)
print(os.waitstatus_to_exitcode(os.wait()[1]))
print((x + 2).tolist())
"""


def test_after_a_fork_the_parent_goes_on_and_the_child_is_told_the_way_out() -> None:
    lines = output_of(_FORK, BAREWIRE_SIMULATE="sm_90", BAREWIRE_COMPILE_WORKERS="0").splitlines()
    assert lines[0] == "[2.0, 3.0]"
    assert lines[1].split()[0] in ("DeviceClosed", "NoCard")
    assert lines[2] == "NoCard True"
    assert lines[3:] == ["[2.0, 3.0]", "0", "[3.0, 4.0]"]
