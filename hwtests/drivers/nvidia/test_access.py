"""Why there is no card, in words: library, versions, permission, environment. And what a driver offers."""

from __future__ import annotations

import os
import sys

import pytest

from barewire.drivers import kernel, registry
from barewire.drivers.compiler import Target
from barewire.drivers.errors import (
    DeviceClosed,
    NoCard,
    OutOfMemory,
    UnknownDevice,
    UnsupportedArchitecture,
)
from barewire.drivers.llvm import LlvmCompiler
from barewire.drivers.nvidia import abi
from barewire.drivers.nvidia.driver import NvidiaDriver
from barewire.drivers.nvidia.libcuda import Libcuda
from hwtests import programs

from .files import Files
from .scripted import ScriptedLibcuda, scripted


def _missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abi, "LIBRARY", "libcuda-that-is-not-there.so.1")


def test_the_registry_has_the_driver_before_the_processor() -> None:
    assert registry.driver("NVIDIA").name == "NVIDIA"
    assert registry.NAMES.index("NVIDIA") < registry.NAMES.index("CPU")


def test_without_library_card_and_driver_there_is_no_card_and_a_simulated_one_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _missing_library(monkeypatch)
    with kernel.interpose("/sys", Files({})), kernel.interpose("/proc/driver", Files({})):
        assert NvidiaDriver().cards() == []
        with pytest.raises(NoCard, match="BAREWIRE_SIMULATE=sm_90"):
            NvidiaDriver().open(0)


def test_a_card_without_a_driver_is_found_on_the_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    _missing_library(monkeypatch)
    device = "/sys/bus/pci/devices/0000:1a:00.0"
    files = Files({f"{device}/vendor": "0x10de\n", f"{device}/class": "0x030200\n"})
    with (
        kernel.interpose("/sys", files),
        kernel.interpose("/proc/driver", Files({})),
        pytest.raises(NoCard, match=r"0000:1a:00\.0.*not installed"),
    ):
        NvidiaDriver().open(0)


def test_a_container_without_the_library_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _missing_library(monkeypatch)
    version = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024\nGCC\n"
    with (
        kernel.interpose("/sys", Files({})),
        kernel.interpose("/proc/driver", Files({"/proc/driver/nvidia/version": version})),
        pytest.raises(NoCard, match=r"550\.54\.15.*--gpus all"),
    ):
        NvidiaDriver().open(0)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (abi.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH, "different versions.*restart"),
        (abi.CUDA_ERROR_STUB_LIBRARY, "stub.*LD_LIBRARY_PATH"),
        (abi.CUDA_ERROR_SYSTEM_NOT_READY, "fabricmanager"),
        (abi.CUDA_ERROR_NO_DEVICE, "sees no card"),
        (abi.CUDA_ERROR_UNKNOWN, "nvidia-uvm"),
        (abi.CUDA_ERROR_NOT_INITIALIZED, "spawn"),
        (abi.CUDA_ERROR_DEVICE_NOT_LICENSED, "CUDA_ERROR_DEVICE_NOT_LICENSED"),
    ],
)
def test_a_driver_that_does_not_start_says_why_and_what_to_do(result: int, words: str) -> None:
    with scripted() as library:
        library.results["cuInit"] = result
        assert NvidiaDriver().cards() == []
        with pytest.raises(NoCard, match=words):
            NvidiaDriver().open(0)


@pytest.mark.parametrize("value", ["", "7", "-1", "GPU-nobody", "abc"])
def test_odd_values_of_cuda_visible_devices_are_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", value)
    with scripted(devices=0), pytest.raises(NoCard, match=f"CUDA_VISIBLE_DEVICES is '{value}'"):
        NvidiaDriver().open(0)


def test_a_file_that_may_not_be_opened_is_named(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from barewire.drivers.nvidia import access

    path = os.path.join(str(tmp_path), "nvidiactl")
    with open(path, "w"):
        os.chmod(path, 0o600)
    monkeypatch.setattr(access, "_DEVICE_FILES", (path,))
    monkeypatch.setattr(os, "access", lambda name, mode: name != path)
    with scripted() as library:
        library.results["cuInit"] = abi.CUDA_ERROR_NO_DEVICE
        with pytest.raises(PermissionError, match=r"nvidiactl may not be opened.*mode 600") as caught:
            NvidiaDriver().open(0)
    assert caught.value.filename == path


@pytest.mark.parametrize(("version", "said"), [(11020, "11.2"), (10020, "10.2")])
def test_a_driver_older_than_cuda_11_4_is_refused_by_its_version(version: int, said: str) -> None:
    with scripted(version=version), pytest.raises(NoCard, match=f"CUDA {said}; Barewire needs.*11.4"):
        NvidiaDriver().open(0)


@pytest.mark.parametrize(
    ("version", "exports", "expected"),
    [
        (11040, "cuGetProcAddress", {"cuGraphAddKernelNode": 11040, "cuStreamWriteValue64": 11040}),
        (12040, "cuGetProcAddress_v2", {"cuGraphAddKernelNode": 12000, "cuStreamWriteValue64": 11070}),
        (13000, "cuGetProcAddress_v2", {"cuGraphAddKernelNode": 12000, "cuMemAlloc": 3020}),
    ],
)
def test_functions_are_asked_for_in_the_version_that_fits_declaration_and_driver(
    version: int, exports: str, expected: dict[str, int]
) -> None:
    library = ScriptedLibcuda(version, exports=exports)
    cuda = Libcuda(library)
    for name in expected:
        assert getattr(cuda, name)
    assert {name: library.asked_versions[name] for name in expected} == expected
    if version < 11060:
        with pytest.raises(NoCard, match="cuLaunchKernelEx"):
            _ = cuda.cuLaunchKernelEx


def test_a_function_that_the_driver_lacks_is_named_with_its_release() -> None:
    with pytest.raises(NoCard, match=r"CUDA 11\.4\) has no cuTensorMapEncodeTiled.*CUDA 12\.0"):
        _ = Libcuda(ScriptedLibcuda(11040, exports="cuGetProcAddress")).cuTensorMapEncodeTiled


@pytest.mark.parametrize(
    ("version", "capability", "target"),
    [
        (11040, (8, 0), Target("nvptx64-nvidia-cuda", "sm_80", "+ptx74")),
        (11080, (9, 0), Target("nvptx64-nvidia-cuda", "sm_90", "+ptx78")),
        (12040, (9, 0), Target("nvptx64-nvidia-cuda", "sm_90a", "+ptx84")),
        (12060, (8, 9), Target("nvptx64-nvidia-cuda", "sm_89", "+ptx85")),
        (12080, (12, 0), Target("nvptx64-nvidia-cuda", "sm_120", "+ptx87")),
        (13010, (7, 5), Target("nvptx64-nvidia-cuda", "sm_75", "+ptx90")),
    ],
)
def test_kernels_are_compiled_for_the_card_in_ptx_that_the_driver_takes(
    version: int, capability: tuple[int, int], target: Target
) -> None:
    with scripted(version=version) as library:
        library.attributes[abi.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR] = capability[0]
        library.attributes[abi.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR] = capability[1]
        (info,) = NvidiaDriver().cards()
    assert info.compiler == LlvmCompiler(target, image="assembly")


def test_a_card_older_than_barewire_drives_is_listed_without_a_compiler_and_refused_by_name() -> None:
    with scripted() as library:
        library.attributes[abi.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR] = 6
        library.attributes[abi.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR] = 1
        driver = NvidiaDriver()
        (info,) = driver.cards()
        assert (info.arch, info.compiler) == ("sm_61", None)
        with pytest.raises(UnsupportedArchitecture, match=r"capability 6\.1"):
            driver.open(0)


def test_the_figures_of_a_card_are_those_of_its_attributes() -> None:
    """An H100 SXM: its data sheet has 67 TFLOP/s and 3.35 TB/s."""
    with scripted() as library:
        driver = NvidiaDriver()
        (info,) = driver.cards()
        assert "cuDevicePrimaryCtxRetain" not in library.names()
    limits = info.limits
    assert limits.f32_flops_per_s == pytest.approx(67e12, rel=0.01)
    assert limits.bandwidth_bytes_per_s == pytest.approx(3.35e12, rel=0.01)
    assert (limits.wave_lanes, limits.local_memory_bytes) == (32, 227 << 10)
    assert (limits.simds_per_unit, limits.waves_per_simd, limits.registers_per_simd) == (4, 16, 512)
    assert (info.location, info.interface) == ("0000:1a:00.0", "CUDA 12.4")


def test_a_number_that_no_card_has_is_refused_with_how_many_there_are() -> None:
    with scripted(devices=2), pytest.raises(UnknownDevice, match=r"NVIDIA:2.*2 cards"):
        NvidiaDriver().open(2)


@pytest.mark.parametrize(
    ("result", "mode", "kind", "words"),
    [
        (abi.CUDA_ERROR_DEVICE_UNAVAILABLE, 3, NoCard, "another process.*nvidia-smi -c 0"),
        (abi.CUDA_ERROR_DEVICE_UNAVAILABLE, 2, NoCard, "prohibited"),
        (abi.CUDA_ERROR_OUT_OF_MEMORY, 0, OutOfMemory, "no memory left for a context"),
    ],
)
def test_a_card_that_takes_no_work_says_why(
    result: int, mode: int, kind: type[Exception], words: str
) -> None:
    with scripted() as library:
        library.attributes[abi.CU_DEVICE_ATTRIBUTE_COMPUTE_MODE] = mode
        library.results["cuDevicePrimaryCtxRetain"] = result
        with pytest.raises(kind, match=words):
            NvidiaDriver().open(0)


def test_a_card_without_pools_takes_memory_from_its_context() -> None:
    with scripted() as library:
        library.attributes[abi.CU_DEVICE_ATTRIBUTE_MEMORY_POOLS_SUPPORTED] = 0
        card = NvidiaDriver().open(0)
        card.free(card.allocate(1000))
        card.close()
        assert {"cuMemAlloc", "cuMemFree"} <= set(library.names())
        assert not any("Pool" in name for name in library.names())


def test_more_memory_than_there_is_gives_all_sizes_after_the_pool_was_trimmed() -> None:
    with scripted() as library:
        card = NvidiaDriver().open(0)
        card.allocate(1 << 10)
        free, total = 70 << 30, 80 << 30
        with pytest.raises(OutOfMemory, match=f"{1 << 40} bytes.*{free} of {total} are free, 1024 are alloc"):
            card.allocate(1 << 40)
        assert "cuMemPoolTrimTo" in library.names()
        card.allocate(1 << 10)
        card.close()


def test_in_a_child_of_a_fork_cards_are_listed_and_refused_with_the_way_out() -> None:
    script = """
import os
from hwtests.drivers.nvidia.scripted import scripted
from barewire.drivers.errors import DeviceClosed, NoCard
from barewire.drivers.nvidia.driver import NvidiaDriver
with scripted() as library:
    driver = NvidiaDriver()
    card = driver.open(0)
    queue, timeline = card.compute_queue(), card.timeline()
    memory = card.allocate(8)
    calls = len(library.calls)
    if os.fork() == 0:
        print(len(driver.cards()))
        uses = (lambda: card.allocate(1), card.timeline, lambda: driver.open(0), lambda: timeline.value)
        for use in uses:
            try:
                use()
            except (DeviceClosed, NoCard) as error:
                print(type(error).__name__, "spawn" in str(error))
        queue.fill(memory.gpu_address, 8, b"x")
        try:
            queue.submit()
        except DeviceClosed:
            print("submit")
        card.close()
        print(len(library.calls) - calls, flush=True)
        os._exit(0)
    os.wait()
    card.close()
    print("cuDevicePrimaryCtxRelease" in library.names())
"""
    result = programs.run([sys.executable, "-c", script])
    assert result.stdout.split() == [
        *("1", "DeviceClosed", "True", "DeviceClosed", "True", "NoCard", "True", "DeviceClosed", "True"),
        *("submit", "0", "True"),
    ], result.stderr


def test_a_closed_card_refuses_everything_by_name() -> None:
    with scripted():
        card = NvidiaDriver().open(0)
        queue = card.compute_queue()
        card.close()
        card.close()
        for use in (lambda: card.allocate(1), lambda: card.load(b""), card.timeline, card.compute_queue):
            with pytest.raises(DeviceClosed, match="NVIDIA:0 is closed"):
                use()
        with pytest.raises(DeviceClosed, match="compute 0"):
            queue.finish()
        assert card.describe_state() == "NVIDIA:0 is closed"
