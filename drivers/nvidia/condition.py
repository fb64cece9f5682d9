"""How a card is now, from files alone and the context if this process has one.

NVIDIA's driver shows little but through its management library: clocks, temperatures, power, load and other
processes' memory stay unknown. Documentation/ABI/testing/sysfs-bus-pci has the link, and
Documentation/power/runtime_pm.rst the file that says whether the card sleeps.
"""

from __future__ import annotations

from .. import kernel
from ..interface import CardCondition
from . import abi
from .context import Context
from .discovery import DeviceFacts
from .libcuda import CallFailed

_COMPUTE_MODES = {
    abi.CU_COMPUTEMODE_PROHIBITED: "compute prohibited",
    abi.CU_COMPUTEMODE_EXCLUSIVE_PROCESS: "ready, for one process",
}


def _line(path: str) -> str | None:
    text = kernel.read_text_if_present(path)
    return text.strip() or None if text is not None else None


def _link(directory: str) -> str | None:
    """The PCIe link in use, such as `16.0 GT/s x16`."""
    speed, width = _line(f"{directory}/current_link_speed"), _line(f"{directory}/current_link_width")
    if speed is None or width is None or "Unknown" in speed:
        return None
    return f"{speed.replace(' PCIe', '')} x{width}"


def _state(facts: DeviceFacts) -> str | None:
    if _line(f"{facts.sysfs_directory}/power/runtime_status") == "suspended":
        return "asleep"
    mode = facts.attributes.get(abi.CU_DEVICE_ATTRIBUTE_COMPUTE_MODE)
    return None if mode is None else _COMPUTE_MODES.get(mode, "ready")


def _used_bytes(facts: DeviceFacts, context: Context | None) -> int | None:
    """Memory in use by everybody, which only a context can ask for; reading makes none."""
    if context is None:
        return None
    try:
        return facts.memory_bytes - context.free_bytes()
    except CallFailed:
        return None


def condition(facts: DeviceFacts, context: Context | None) -> CardCondition:
    """How a card is now. `context` is that of the card where this process has it open."""
    return CardCondition(
        memory_used_bytes=_used_bytes(facts, context),
        state=_state(facts),
        link=_link(facts.sysfs_directory),
    )
