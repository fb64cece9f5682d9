"""Loading the driver's library, and why no card can be used, in words that say what to do."""

from __future__ import annotations

import os

from .. import kernel
from ..errors import BarewireError, NoCard, PermissionDenied, SystemCallFailed
from . import abi
from .libcuda import CallFailed, Libcuda

KERNEL_DRIVER_VERSION = "/sys/module/nvidia/version"
PROC_VERSION = "/proc/driver/nvidia/version"
VISIBLE_DEVICES = "CUDA_VISIBLE_DEVICES"

_NVIDIA_VENDOR = "0x10de"
# PCI base class: display controllers.
_DISPLAY_CLASS = "0x03"
_DEVICE_FILES = ("/dev/nvidiactl", "/dev/nvidia0", "/dev/nvidia-uvm")
_EACCES = 13


def kernel_driver_version() -> str:
    """The version of the kernel driver, such as 550.54.15; empty where none is loaded or shown."""
    text = kernel.read_text_if_present(KERNEL_DRIVER_VERSION)
    if text:
        return text.strip()
    first_line = (kernel.read_text_if_present(PROC_VERSION) or "").partition("\n")[0]
    # NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5 22:23:56 UTC 2024
    return next((word for word in first_line.split() if word[0].isdigit() and "." in word), "")


def _cards_on_the_bus() -> list[str]:
    """PCI addresses of NVIDIA's graphics devices."""
    try:
        addresses = kernel.list_directory("/sys/bus/pci/devices")
    except SystemCallFailed:
        return []
    found = []
    for address in addresses:
        device = f"/sys/bus/pci/devices/{address}"
        vendor = (kernel.read_text_if_present(f"{device}/vendor") or "").strip()
        kind = (kernel.read_text_if_present(f"{device}/class") or "").strip()
        if vendor == _NVIDIA_VENDOR and kind.startswith(_DISPLAY_CLASS):
            found.append(address)
    return found


def _without_library(reason: str) -> NoCard:
    version = kernel_driver_version()
    if version:
        return NoCard(
            f"the kernel has NVIDIA's driver {version} but {abi.LIBRARY} cannot be loaded ({reason}): in a"
            " container, start it with --gpus all (docker, with the NVIDIA container toolkit) or"
            " --device=nvidia.com/gpu=all (podman); elsewhere install the driver's libraries of the same"
            " version"
        )
    cards = _cards_on_the_bus()
    if cards:
        return NoCard(
            f"NVIDIA cards are on the PCI bus ({', '.join(cards)}) but NVIDIA's driver is not installed:"
            f" {abi.LIBRARY} cannot be loaded ({reason}); install the driver of your distribution"
        )
    return NoCard(
        f"no NVIDIA card answers: there is no {abi.LIBRARY}, which comes with NVIDIA's driver;"
        " BAREWIRE_SIMULATE=sm_90 simulates a card"
    )


def _denied() -> PermissionDenied | None:
    """The exception for a device file that is there and that this user may not open."""
    for path in _DEVICE_FILES:
        if os.path.exists(path) and not os.access(path, os.R_OK | os.W_OK):
            mode = os.stat(path).st_mode & 0o777
            return PermissionDenied(
                _EACCES,
                f"{path} may not be opened by this user (mode {mode:o}): join the group that owns it, or set"
                " NVreg_DeviceFileMode=0666 for the nvidia module; in a container, start it with --gpus all",
                path,
            )
    return None


def _visible_devices() -> str:
    """What the environment says of the cards to be seen, as the end of a sentence."""
    asked = os.environ.get(VISIBLE_DEVICES)
    if asked is None:
        return ""
    return f"; {VISIBLE_DEVICES} is {asked!r}, which hides cards it does not name, or names none there is"


_ADVICE = {
    abi.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH: (
        "the driver in the kernel and the library are of different versions: restart the machine, or load the"
        " kernel modules anew, after an update of the driver; in a container, start it anew"
    ),
    abi.CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE: (
        "a library of the CUDA forward compatibility package was found first, which this card does not take:"
        " remove it from LD_LIBRARY_PATH"
    ),
    abi.CUDA_ERROR_STUB_LIBRARY: (
        "the library found is the stub that programs are linked against: remove the directory of stubs from"
        " LD_LIBRARY_PATH"
    ),
    abi.CUDA_ERROR_SYSTEM_NOT_READY: "the system is not ready: is the nvidia-fabricmanager service running?",
    abi.CUDA_ERROR_OPERATING_SYSTEM: (
        "the kernel refused the library: in a container, all of /dev/nvidiactl, /dev/nvidia0 and"
        " /dev/nvidia-uvm have to be there"
    ),
    abi.CUDA_ERROR_UNKNOWN: (
        "often the module nvidia-uvm is not loaded (`sudo nvidia-modprobe -u` or `sudo modprobe nvidia-uvm`),"
        " or the machine was suspended meanwhile; `dmesg | grep NVRM` has the kernel driver's side"
    ),
    abi.CUDA_ERROR_NOT_INITIALIZED: (
        "the driver was initialised in the process that this one was forked from: start processes with"
        " multiprocessing's method `spawn`"
    ),
}


def refused(error: CallFailed) -> BarewireError:
    """The exception for a driver that does not start, or offers no card."""
    if error.code == abi.CUDA_ERROR_NO_DEVICE:
        denied = _denied()
        if denied is not None:
            return denied
        return NoCard(f"NVIDIA's driver is there and sees no card ({error}){_visible_devices()}")
    denied = _denied()
    if denied is not None and error.code != abi.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH:
        return denied
    version = kernel_driver_version()
    running = f" (kernel driver {version})" if version else ""
    advice = _ADVICE.get(error.code, "`dmesg | grep NVRM` has the kernel driver's side")
    return NoCard(f"NVIDIA's driver does not start{running}: {error}; {advice}{_visible_devices()}")


def load() -> Libcuda:
    """Load the library and initialise the driver, which opens no context.

    Raises NoCard, PermissionDenied: with what is missing and what to do.
    """
    try:
        library = kernel.load_library(abi.LIBRARY)
    except SystemCallFailed as error:
        raise _without_library(error.strerror or str(error)) from error
    cuda = Libcuda(library)
    try:
        cuda.call("cuInit", 0)
    except CallFailed as error:
        raise refused(error) from error
    return cuda


def no_card() -> NoCard:
    """The exception for a driver that starts and counts no card."""
    return NoCard(f"NVIDIA's driver is there and counts no card{_visible_devices()}")
