"""How a card is now, from files alone: memory, load, clocks, temperatures, power, fan, link, processes.

Nothing is opened but files of /sys and /proc, and each figure is optional: what this card or this kernel
does not show is None. Sources: Documentation/gpu/amdgpu/thermal.rst and driver-misc.rst (the files of
amdgpu), Documentation/hwmon/sysfs-interface.rst (units), Documentation/ABI/testing/sysfs-bus-pci (the link).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .. import kernel
from ..errors import SystemCallFailed
from ..interface import CardCondition, MemoryHolder
from .discovery import FoundCard
from .memory_holders import memory_holders


@dataclass(frozen=True)
class Directory:
    """A directory of /sys, with its files as optional numbers and lines."""

    path: str

    def text(self, name: str) -> str | None:
        """The line in a file; None where there is none or it cannot be read."""
        text = kernel.read_text_if_present(f"{self.path}/{name}")
        return text.strip() or None if text is not None else None

    def number(self, name: str, scale: float = 1.0) -> float | None:
        """The number in a file times `scale`."""
        try:
            return float(self.text(name) or "") * scale
        except ValueError:
            return None

    def count(self, name: str) -> int | None:
        """The whole number in a file."""
        value = self.number(name)
        return None if value is None else int(value)

    def below(self, name: str) -> Directory | None:
        """The first directory in the one called `name`, such as hwmon/hwmon3; None where there is none."""
        try:
            names = kernel.list_directory(f"{self.path}/{name}")
        except SystemCallFailed:
            return None
        return Directory(f"{self.path}/{name}/{names[0]}") if names else None


def parse_levels(text: str) -> float | None:
    """The current clock in MHz of a pp_dpm_* file: the level with the star."""
    found = re.search(r"^\s*\S+:\s*(\d+)\s*Mhz\s*\*", text, re.MULTILINE | re.IGNORECASE)
    return float(found[1]) if found else None


def _clock_mhz(hwmon: Directory | None, device: Directory, label: str) -> float | None:
    """A clock by its label in hwmon (sclk, mclk), else by the level that is in force."""
    if hwmon is not None:
        for index in (1, 2, 3):
            if hwmon.text(f"freq{index}_label") == label:
                value = hwmon.number(f"freq{index}_input", 1e-6)
                if value is not None:
                    return value
    return parse_levels(device.text(f"pp_dpm_{label}") or "")


def _temperatures(hwmon: Directory) -> dict[str, float]:
    """Degrees Celsius by the sensor's label: edge, junction, mem."""
    found: dict[str, float] = {}
    for index in range(1, 9):
        value = hwmon.number(f"temp{index}_input", 1e-3)
        if value is not None:
            found[hwmon.text(f"temp{index}_label") or f"temp{index}"] = value
    return found


def _fan_percent(hwmon: Directory) -> float | None:
    """How fast the fan is told to turn, else how fast it turns."""
    level, top = hwmon.number("pwm1"), hwmon.number("pwm1_max")
    if level is not None and top:
        return 100 * level / top
    speed, fastest = hwmon.number("fan1_input"), hwmon.number("fan1_max")
    return 100 * speed / fastest if speed is not None and fastest else None


def _power_w(hwmon: Directory) -> float | None:
    """The card's power; newer cards show the present figure, older ones an average."""
    for name in ("power1_average", "power1_input"):
        value = hwmon.number(name, 1e-6)
        if value is not None:
            return value
    return None


def _link(device: Directory) -> str | None:
    """The PCIe link in use, such as `16.0 GT/s x16`."""
    speed, width = device.text("current_link_speed"), device.text("current_link_width")
    if speed is None or width is None or "Unknown" in speed:
        return None
    return f"{speed.replace(' PCIe', '')} x{width}"


def condition(found: FoundCard) -> CardCondition:
    """How a card is now. It may be asleep (runtime power management), and then only memory is known."""
    device = Directory(found.device_directory)
    hwmon = device.below("hwmon")
    busy = device.number("gpu_busy_percent")
    used = device.count("mem_info_vram_used")
    holders = memory_holders(found.node.gpu_id, found.node.pci_address)
    temperatures = _temperatures(hwmon) if hwmon is not None else {}
    return CardCondition(
        memory_used_bytes=used,
        state=_state(device, busy),
        busy_percent=busy,
        memory_busy_percent=device.number("mem_busy_percent"),
        clock_mhz=_clock_mhz(hwmon, device, "sclk"),
        memory_clock_mhz=_clock_mhz(hwmon, device, "mclk"),
        temperatures_c=temperatures,
        power_w=_power_w(hwmon) if hwmon is not None else None,
        power_cap_w=hwmon.number("power1_cap", 1e-6) if hwmon is not None else None,
        fan_percent=_fan_percent(hwmon) if hwmon is not None else None,
        link=_link(device),
        processes=tuple(MemoryHolder(h.pid, h.name, h.vram_bytes) for h in holders),
    )


def _state(device: Directory, busy: float | None) -> str | None:
    """In a word or two: asleep, busy, ready, or where the card can only be listed, why."""
    if device.text("power/runtime_status") == "suspended":
        return "asleep"
    if busy is None:
        return None
    return "busy" if busy >= 5 else "ready"
