"""By which kernel interface an AMD card is opened; and why its device file could not be, and what to do about
it, in words.
"""

from __future__ import annotations

import grp
import os
import pwd

from .. import kernel
from ..errors import InvalidArgument, NoCard, PermissionDenied, SystemCallFailed

KFD = "/dev/kfd"
INTERFACE_VARIABLE = "BAREWIRE_AMD_INTERFACE"
INTERFACES = ("kfd", "drm")
_EPERM, _ENOENT, _EACCES, _ENODEV, _ENXIO = 1, 2, 13, 19, 6
_AMD_VENDOR = "0x1002"
# PCI base classes: display controllers, processing accelerators.
_GPU_CLASSES = ("0x03", "0x12")


def render_node(minor: int) -> str:
    """The path of a render node."""
    return f"/dev/dri/renderD{minor}"


def _udev_rule(path: str, group: str) -> str:
    kernel_name = "kfd" if path == KFD else "renderD*"
    subsystem = "kfd" if path == KFD else "drm"
    return f'SUBSYSTEM=="{subsystem}", KERNEL=="{kernel_name}", GROUP="{group}", MODE="0660"'


def _who() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _not_permitted(path: str) -> str:
    """EACCES: the file's mode keeps this user out."""
    try:
        status = os.stat(path)
    except OSError:
        return f"{path} may not be opened by {_who()}; join the group that owns it, usually render or video"
    mode = status.st_mode & 0o777
    try:
        group = grp.getgrgid(status.st_gid).gr_name
    except KeyError:
        return (
            f"{path} belongs to the group with the number {status.st_gid} (mode {mode:o}), which has no name "
            f"here: in a container, start it with --group-add {status.st_gid}"
        )
    if mode & 0o060 == 0o060 and status.st_gid != 0:
        return (
            f"{path} belongs to the group {group} (mode {mode:o}) and {_who()} is not in it: run "
            f"`sudo usermod -aG {group} {_who()}` and log in again"
        )
    return (
        f"{path} belongs to {group} with mode {mode:o}, which lets no ordinary user in: add the udev rule "
        f"{_udev_rule(path, 'render')} to /etc/udev/rules.d/70-amdgpu.rules, run `sudo udevadm trigger`, and "
        "join the group render"
    )


def _missing(path: str, is_known_to_sysfs: bool) -> str:
    if is_known_to_sysfs:
        option = f"--device={path}"
        return (
            f"the kernel has the card but there is no {path} here: this looks like a container started "
            f"without it (docker and podman: {option})"
        )
    if path == KFD:
        return (
            f"there is no {path}: the amdgpu driver is not loaded, or was built without CONFIG_HSA_AMD "
            "(try `sudo modprobe amdgpu` and look at `dmesg | grep -i kfd`)"
        )
    return f"there is no {path}: the amdgpu driver has not taken the card (look at `dmesg | grep amdgpu`)"


def open_failure(error: SystemCallFailed, path: str, is_known_to_sysfs: bool) -> SystemCallFailed:
    """The exception to raise in place of a failed open: the same errno and file, with the way out.

    `is_known_to_sysfs` is whether /sys shows the card that the file belongs to.
    """
    code = error.errno or 0
    sentence = {
        _EACCES: lambda: _not_permitted(path),
        _EPERM: lambda: (
            f"the device control group of this process denies {path}: in a container, start it with "
            f"--device={path}; under systemd, see DeviceAllow="
        ),
        _ENOENT: lambda: _missing(path, is_known_to_sysfs),
        _ENODEV: lambda: f"{path} has no driver behind it: the amdgpu driver was unloaded or failed to start",
        _ENXIO: lambda: f"{path} has no card behind it: it was reset, unplugged or failed to start",
    }.get(code, lambda: f"could not open {path}: {os.strerror(code)}")()
    kind = PermissionDenied if code in (_EPERM, _EACCES) else SystemCallFailed
    return kind(code, sentence, path)


def _cards_on_the_bus() -> list[str]:
    """PCI addresses of AMD's graphics devices with the driver that has them."""
    found = []
    try:
        addresses = kernel.list_directory("/sys/bus/pci/devices")
    except SystemCallFailed:
        return []
    for address in addresses:
        device = f"/sys/bus/pci/devices/{address}"
        vendor = (kernel.read_text_if_present(f"{device}/vendor") or "").strip()
        kind = (kernel.read_text_if_present(f"{device}/class") or "").strip()
        if vendor == _AMD_VENDOR and kind.startswith(_GPU_CLASSES):
            driver = next(
                (
                    line.partition("=")[2]
                    for line in (kernel.read_text_if_present(f"{device}/uevent") or "").splitlines()
                    if line.startswith("DRIVER=")
                ),
                "no driver",
            )
            found.append(f"{address} ({driver})")
    return found


def no_card(denied: tuple[str, ...] = ()) -> NoCard:
    """The exception for a machine where no AMD card answers. `denied` are nodes kept from this process."""
    if denied:
        return NoCard(
            f"the device control group of this process hides all {len(denied)} AMD cards of this machine: in "
            "a container, start it with --device=/dev/kfd --device=/dev/dri"
        )
    on_the_bus = _cards_on_the_bus()
    if on_the_bus:
        return NoCard(
            "AMD cards are on the PCI bus but the amdgpu driver does not offer them: "
            f"{', '.join(on_the_bus)}; try `sudo modprobe amdgpu` and look at `dmesg | grep amdgpu`"
        )
    return NoCard(
        "no AMD card answers: /sys/class/kfd has no card and there is no amdgpu render node; "
        "BAREWIRE_SIMULATE=gfx1100 simulates one"
    )


def chosen_interface() -> str | None:
    """What BAREWIRE_AMD_INTERFACE asks for; None for whichever works. Raises InvalidArgument."""
    chosen = os.environ.get(INTERFACE_VARIABLE, "")
    if chosen and chosen not in INTERFACES:
        raise InvalidArgument(f"{INTERFACE_VARIABLE}={chosen!r} is neither kfd nor drm")
    return chosen or None
