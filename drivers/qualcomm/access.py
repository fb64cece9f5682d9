"""Opening the device, and why it cannot be, in words that say what to do."""

from __future__ import annotations

from .. import kernel
from ..errors import NoCard, PermissionDenied, SystemCallFailed
from . import kgsl

SYSFS = "/sys/class/kgsl/kgsl-3d0"
_DRM = "/sys/class/drm"
_EACCES, _ENOENT, _ENXIO, _EBUSY, _ENODEV = 13, 2, 6, 16, 19


def no_card() -> NoCard:
    """What to raise where there is no device of KGSL's."""
    if kernel.exists(SYSFS):
        return NoCard(
            f"the kernel has an Adreno ({SYSFS}) but there is no {kgsl.DEVICE}: in a container, pass it on"
            f" (--device {kgsl.DEVICE}); elsewhere ueventd or udev has to make it"
        )
    if _is_driven_by_msm():
        return NoCard(
            "the Adreno of this machine is driven by the kernel's msm driver, not by KGSL, and Barewire"
            " drives KGSL only: boot the vendor's kernel"
        )
    return NoCard(f"there is no Adreno on this machine: the kernel has neither {kgsl.DEVICE} nor {SYSFS}")


def _is_driven_by_msm() -> bool:
    try:
        names = kernel.list_directory(_DRM)
    except SystemCallFailed:
        return False
    for name in names:
        if name.startswith("renderD"):
            uevent = kernel.read_text_if_present(f"{_DRM}/{name}/device/uevent") or ""
            if "DRIVER=msm" in uevent or "DRIVER=adreno" in uevent:
                return True
    return False


def open_device() -> int:
    """Open KGSL's device. Raises NoCard, PermissionDenied or SystemCallFailed with the way out."""
    if not kernel.exists(kgsl.DEVICE):
        raise no_card()
    try:
        return kgsl.open_device()
    except PermissionDenied as error:
        raise PermissionDenied(
            error.errno,
            f"this user may not open {kgsl.DEVICE}: its group is the one that may (on Android `graphics` or"
            " `system`, elsewhere usually `video` or `render`): sudo usermod -aG GROUP $USER, or a udev rule"
            ' KERNEL=="kgsl-3d0", MODE="0666", and log in again; under SELinux, look for a denial in dmesg',
            kgsl.DEVICE,
        ) from error
    except SystemCallFailed as error:
        if error.errno in (_ENODEV, _ENXIO):
            raise NoCard(
                f"{kgsl.DEVICE} is there but the kernel does not start the GPU ({error}): its firmware"
                " (/vendor/firmware/a6*_sqe.fw, a6*_gmu.bin, a6*_zap.*) may be missing; dmesg says which"
            ) from error
        if error.errno == _EBUSY:
            raise SystemCallFailed(
                error.errno,
                f"{kgsl.DEVICE} is busy: the GPU is suspended with the system, or being reset; try again",
                kgsl.DEVICE,
            ) from error
        raise
