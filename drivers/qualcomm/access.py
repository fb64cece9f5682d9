"""Opening the device, and why it cannot be, in words that say what to do."""

from __future__ import annotations

import os
import re

from .. import kernel
from ..errors import NoCard, PermissionDenied, SystemCallFailed
from . import kgsl

SYSFS = "/sys/class/kgsl/kgsl-3d0"
_DRM = "/sys/class/drm"
_ADRENO = "/sys/bus/platform/drivers/adreno"
_MSM = re.compile(r"^DRIVER=(msm|adreno)", re.MULTILINE)
_ENXIO, _EBUSY, _ENODEV = 6, 16, 19


def _names(path: str) -> list[str]:
    try:
        return kernel.list_directory(path)
    except SystemCallFailed:
        return []


def render_node() -> str | None:
    """The device of msm's that programs open; None where msm has none."""
    for name in _names(_DRM):
        if name.startswith("renderD"):
            uevent = kernel.read_text_if_present(f"{_DRM}/{name}/device/uevent") or ""
            if _MSM.search(uevent):
                return f"/dev/dri/{name}"
    return None


def gpu_directory() -> str | None:
    """The GPU among the devices that msm drives: beside the display, whose device the render node is."""
    found = [name for name in _names(_ADRENO) if name.endswith(".gpu")]
    return f"{_ADRENO}/{found[0]}" if found else None


def no_card() -> NoCard:
    """What to raise where there is neither a device of KGSL's nor one of msm's."""
    if kernel.exists(SYSFS):
        return _no_node(kgsl.DEVICE, SYSFS)
    return NoCard(
        f"there is no Adreno on this machine: the kernel has neither {kgsl.DEVICE} nor {SYSFS}, and no GPU"
        " that msm drives"
    )


def _no_node(path: str, sysfs: str) -> NoCard:
    return NoCard(
        f"the kernel has an Adreno ({sysfs}) but there is no {path}: in a container, pass it on (--device"
        f" {path}); elsewhere ueventd or udev has to make it"
    )


def open_device(path: str) -> int:
    """Open the device. Raises NoCard, PermissionDenied or SystemCallFailed with the way out."""
    if not kernel.exists(path):
        raise _no_node(path, SYSFS if path == kgsl.DEVICE else _DRM)
    try:
        return kernel.open(path, os.O_RDWR)
    except PermissionDenied as error:
        name = path.removeprefix("/dev/").removeprefix("dri/")
        raise PermissionDenied(
            error.errno,
            f"this user may not open {path}: its group is the one that may (on Android `graphics` or"
            " `system`, elsewhere usually `video` or `render`): sudo usermod -aG GROUP $USER, or a udev rule"
            f' KERNEL=="{name}", MODE="0666", and log in again; under SELinux, look for a denial in dmesg',
            path,
        ) from error
    except SystemCallFailed as error:
        if error.errno in (_ENODEV, _ENXIO):
            raise NoCard(
                f"{path} is there but the kernel does not start the GPU ({error}): its firmware (a6*_sqe.fw,"
                " a6*_gmu.bin, a6*_zap.*, in /vendor/firmware or /lib/firmware/qcom) may be missing; dmesg"
                " says which"
            ) from error
        if error.errno == _EBUSY:
            raise SystemCallFailed(
                error.errno,
                f"{path} is busy: the GPU is suspended with the system, or being reset; try again",
                path,
            ) from error
        raise
