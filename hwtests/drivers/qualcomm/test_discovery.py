"""Finding the GPU, how it is, and why it cannot be opened."""

from __future__ import annotations

import errno

import pytest

from barewire.drivers import kernel
from barewire.drivers.errors import (
    NoCard,
    PermissionDenied,
    SystemCallFailed,
    UnknownDevice,
    UnsupportedArchitecture,
)
from barewire.drivers.qualcomm import condition
from barewire.drivers.qualcomm.driver import QualcommDriver

from .scripted import SYSFS, scripted, scripted_msm

BASE = f"{SYSFS}/kgsl-3d0"


def test_the_gpu_is_found_in_sys_without_opening_it() -> None:
    with scripted("a650") as gpu:
        (info,) = QualcommDriver().cards()
        assert (info.driver, info.name, info.arch, info.compute_units) == (
            "QUALCOMM",
            "Adreno 650",
            "a650",
            3,
        )
        assert (info.kernel_driver, info.interface, info.kind) == ("kgsl", "kgsl", "grid")
        assert info.memory_bytes > 1 << 28
        assert info.limits.registers_per_wave == 192
        assert info.compiler is not None
        assert not gpu.requests
        assert gpu.open_files == 0


def test_without_kgsl_there_is_no_card_and_the_way_to_one_is_told() -> None:
    driver = QualcommDriver()
    assert not driver.cards()
    for use in (driver.open, driver.condition):
        with pytest.raises(NoCard, match="/dev/kgsl-3d0"):
            use(0)


@pytest.mark.parametrize("is_coherent", [False, True])
def test_the_kernels_own_driver_is_the_second_way_in(is_coherent: bool) -> None:
    with scripted_msm("a630", is_coherent=is_coherent) as gpu:
        driver = QualcommDriver()
        (info,) = driver.cards()
        assert (info.name, info.arch, info.kernel_driver, info.interface) == (
            "Adreno 630",
            "a630",
            "msm",
            "msm",
        )
        now = driver.condition(0)
        assert (now.clock_mhz, now.temperatures_c) == (342.0, {"gpu-top-thermal": 38.5})
        assert not gpu.requests
        card = driver.open(0)
        assert (card.info.arch, card.interface.name, card.interface.is_coherent) == (
            "a630",
            "msm",
            is_coherent,
        )
        queue, line = card.compute_queue(), card.timeline()
        queue.fill(card.allocate(100).gpu_address, 100, b"x")
        queue.signal(line, 1)
        queue.submit()
        assert line.wait(1, 30.0)
        card.close()
        assert (gpu.memory, gpu.contexts, gpu.open_files) == ({}, {}, 0)


def fdinfo(client: int, busy_ns: int, memory: str) -> str:
    """As msm_show_fdinfo of a kernel 6.6 writes it."""
    return (
        f"pos:\t0\nflags:\t02400002\ndrm-driver:\tmsm\ndrm-client-id:\t{client}\n"
        f"drm-engine-gpu:\t{busy_ns} ns\ndrm-cycles-gpu:\t7\ndrm-maxfreq-gpu:\t710000000 Hz\n"
        f"drm-total-memory:\t9 MiB\ndrm-resident-memory:\t{memory}\n"
    )


def test_what_clients_of_msm_have_and_do_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted_msm() as gpu, kernel.interpose("/proc", gpu):
        asleep = "/sys/bus/platform/drivers/adreno/5000000.gpu/power/runtime_status"
        gpu.texts |= {
            "/proc/50/comm": "python\n",
            "/proc/50/fdinfo/3": fdinfo(7, 10**9, "6144 KiB"),
            "/proc/50/fdinfo/4": fdinfo(7, 10**9, "6144 KiB"),
            "/proc/50/fdinfo/5": fdinfo(8, 10**9, "4 KiB"),
            "/proc/60/fdinfo/3": fdinfo(7, 10**9, "8 MiB"),
            "/proc/60/fdinfo/1": "pos:\t0\nflags:\t02\n",
            "/proc/70/fdinfo/3": fdinfo(9, 10**9, "1 MiB").replace("msm", "amdgpu"),
            "/proc/self/fdinfo/3": fdinfo(7, 10**9, "1 MiB"),
        }
        times = iter([100.0, 100.5])
        monkeypatch.setattr(condition, "monotonic", lambda: next(times))

        def work(seconds: float) -> None:
            for name in ("50/fdinfo/3", "50/fdinfo/4", "60/fdinfo/3"):
                gpu.texts[f"/proc/{name}"] = fdinfo(7, 10**9 + 200_000_000, "6144 KiB")

        monkeypatch.setattr(condition, "sleep", work)
        now = QualcommDriver().condition(0)
        assert (now.state, now.busy_percent) == ("busy", pytest.approx(40.0))
        held = [(holder.pid, holder.name, holder.memory_bytes) for holder in now.processes]
        assert held == [(60, "", 8 << 20), (50, "python", (6 << 20) + 4096)]
        assert now.memory_used_bytes == (14 << 20) + 4096
        gpu.texts[asleep] = "suspended\n"
        now = QualcommDriver().condition(0)
        assert (now.state, now.busy_percent) == ("asleep", 0.0)
        # Kernels before 6.5 say nothing of memory, those before 6.0 nothing at all.
        gpu.texts = {name: text for name, text in gpu.texts.items() if not name.startswith("/proc/")}
        bare = QualcommDriver().condition(0)
        assert (bare.busy_percent, bare.memory_used_bytes, bare.processes) == (0.0, None, ())
        del gpu.texts[asleep]
        assert QualcommDriver().condition(0).busy_percent is None


@pytest.mark.parametrize(
    ("compatible", "arch"),
    [
        ("qcom,adreno-630.2\0qcom,adreno\0", "a630"),
        ("qcom,adreno-635.0\0qcom,adreno\0", "a643"),
        ("qcom,adreno-43050a01\0qcom,adreno\0", "a740"),
        ("qcom,adreno-306.0\0qcom,adreno\0", "Adreno"),
        ("", "Adreno"),
    ],
)
def test_the_device_tree_names_the_gpu(compatible: str, arch: str) -> None:
    with scripted_msm() as gpu:
        gpu.texts["/sys/bus/platform/drivers/adreno/5000000.gpu/of_node/compatible"] = compatible
        (info,) = QualcommDriver().cards()
        assert info.arch == arch


def test_without_a_render_node_msm_has_no_card() -> None:
    with scripted_msm() as gpu:
        del gpu.texts["/sys/class/drm/renderD128/device/uevent"]
        assert not QualcommDriver().cards()
        with pytest.raises(NoCard, match="msm"):
            QualcommDriver().open(0)


def test_a_node_that_is_missing_is_told_apart_from_a_gpu_that_is() -> None:
    with scripted() as gpu, pytest.MonkeyPatch.context() as patch:
        present = kernel.exists
        patch.setattr(kernel, "exists", lambda path: path != "/dev/kgsl-3d0" and present(path))
        assert QualcommDriver().cards()
        with pytest.raises(NoCard, match=r"container.*--device /dev/kgsl-3d0"):
            QualcommDriver().open(0)
        assert gpu.open_files == 0


@pytest.mark.parametrize(
    ("code", "error", "hint"),
    [
        (errno.EACCES, PermissionDenied, "usermod -aG"),
        (errno.EPERM, PermissionDenied, "SELinux"),
        (errno.ENODEV, NoCard, "firmware"),
        (errno.EBUSY, SystemCallFailed, "suspended"),
        (errno.EMFILE, SystemCallFailed, "Too many open files"),
    ],
)
def test_what_keeps_from_opening_is_told_with_the_way_out(
    code: int, error: type[Exception], hint: str
) -> None:
    with scripted() as gpu:
        gpu.refuse["open"] = code
        with pytest.raises(error, match=hint):
            QualcommDriver().open(0)


def test_an_unknown_chip_is_refused_with_its_id() -> None:
    with scripted(chip_id=0x06060201) as gpu:
        with pytest.raises(UnsupportedArchitecture, match="0x06060201"):
            QualcommDriver().open(0)
        assert gpu.open_files == 0


def test_a_chip_whose_registers_are_not_declared_is_refused_by_name() -> None:
    with scripted(chip_id=0x44050001) as gpu:
        with pytest.raises(UnsupportedArchitecture, match="a830"):
            QualcommDriver().open(0)
        assert gpu.open_files == 0


def test_the_chip_id_decides_and_not_the_name() -> None:
    with scripted("a618") as gpu:
        gpu.texts[f"{BASE}/gpu_model"] = "Adreno642Lv1\n"
        (info,) = QualcommDriver().cards()
        assert info.arch == "Adreno642Lv1"
        assert info.assumption
        card = QualcommDriver().open(0)
        assert (card.info.arch, card.info.assumption) == ("a618", "")
        card.close()


def test_there_is_one_gpu() -> None:
    with scripted(), pytest.raises(UnknownDevice, match="QUALCOMM:1"):
        QualcommDriver().open(1)


def test_how_it_is_now_is_read_from_sys() -> None:
    with scripted() as gpu:
        now = QualcommDriver().condition(0)
        assert (now.state, now.busy_percent, now.clock_mhz) == ("busy", 25.0, 710.0)
        assert now.temperatures_c == {"gpu": 41.5}
        assert now.memory_used_bytes == 1 << 20
        assert [(holder.pid, holder.memory_bytes) for holder in now.processes] == [(4242, 12288)]
        gpu.texts[f"{BASE}/device/power/runtime_status"] = "suspended\n"
        assert QualcommDriver().condition(0).state == "asleep"
        # Nothing of it is promised.
        gpu.texts = {f"{BASE}/gpu_busy_percentage": "3 %\n", f"{BASE}/clock_mhz": "180\n"}
        bare = QualcommDriver().condition(0)
        assert (bare.state, bare.busy_percent, bare.clock_mhz) == ("ready", 3.0, 180.0)
        assert (bare.temperatures_c, bare.memory_used_bytes, bare.processes) == ({}, None, ())
        gpu.texts = {}
        assert QualcommDriver().condition(0).busy_percent is None
        assert not gpu.requests
