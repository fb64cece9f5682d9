"""Which Adreno there is: found in /sys without opening it, and known for certain once it is open."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass

from .. import kernel
from ..architectures import qualcomm as architectures
from ..architectures.qualcomm import DRIVEN_GENERATIONS, QualcommArchitecture
from ..compiler import Compiler, CompilerAbove, Target
from ..errors import UnsupportedArchitecture
from ..interface import CardInfo, CardLimits
from . import kgsl
from .access import SYSFS, gpu_directory, render_node

_COMPATIBLE = re.compile(r"qcom,adreno-(?:(?P<id>[0-9a-f]{8})|(?P<digits>\d{3})\.(?P<patch>\d+))")
_MODEL = re.compile(r"Adreno\D*(\d{3})")
# What a compute unit does in a cycle is published for none of them, and neither are bandwidths.
_LARGEST_GRID = 2**32 - 1
_MOST_LANES = 1024
_FULL_REGISTER_COMPONENTS = 4


@dataclass(frozen=True)
class FoundCard:
    """A GPU as /sys has it. `architecture` is None where its model is none of the table's.

    `interface` is whose it is, and `path` what is to be opened.
    """

    model: str
    architecture: QualcommArchitecture | None
    memory_bytes: int
    interface: str = "kgsl"
    path: str = kgsl.DEVICE


def _text(name: str) -> str:
    return (kernel.read_text_if_present(f"{SYSFS}/{name}") or "").strip()


def _memory_bytes() -> int:
    """All memory of the machine, which the GPU shares."""
    for line in (kernel.read_text_if_present("/proc/meminfo") or "").splitlines():
        if line.startswith("MemTotal:"):
            return int(line.split()[1]) << 10
    return 0


def discover() -> FoundCard | None:
    """The one GPU that KGSL has, or else msm; None where neither has one."""
    if kernel.exists(SYSFS) or kernel.exists(kgsl.DEVICE):
        model = _text("gpu_model")
        found = _MODEL.search(model)
        architecture = None
        if found is not None:
            with contextlib.suppress(KeyError):
                architecture = architectures.named(f"a{found[1]}")
        return FoundCard(model or "Adreno", architecture, _memory_bytes())
    node, gpu = render_node(), gpu_directory()
    if node is None or gpu is None:
        return None
    chip_id = _chip_id_of(kernel.read_text_if_present(f"{gpu}/of_node/compatible") or "")
    architecture = architectures.of_chip_id(chip_id)
    model = "Adreno" if architecture is None else f"Adreno{architecture.name[1:]}"
    return FoundCard(model, architecture, _memory_bytes(), "msm", node)


def _chip_id_of(compatible: str) -> int:
    """The chip id in the names of a device tree: qcom,adreno-630.2, or since a7xx qcom,adreno-43050a01."""
    found = _COMPATIBLE.search(compatible)
    if found is None:
        return 0
    if found["id"]:
        return int(found["id"], 16)
    core, major, minor = map(int, found["digits"])
    return core << 24 | major << 16 | minor << 8 | int(found["patch"])


def limits_of(architecture: QualcommArchitecture) -> CardLimits:
    """What a GPU can do at most."""
    granularity = architecture.wave_granularity
    return CardLimits(
        max_grid=(_LARGEST_GRID, _LARGEST_GRID, _LARGEST_GRID),
        max_block=(_MOST_LANES, _MOST_LANES, _MOST_LANES),
        local_memory_bytes=architecture.shared_bytes,
        wave_lanes=architecture.wave_lanes[0],
        simds_per_unit=granularity,
        waves_per_simd=architecture.waves // granularity,
        registers_per_simd=architecture.registers * _FULL_REGISTER_COMPONENTS,
        registers_per_wave=architecture.registers_per_wave * _FULL_REGISTER_COMPONENTS,
        register_granule=_FULL_REGISTER_COMPONENTS,
    )


def compiler_of(architecture: QualcommArchitecture | None) -> Compiler | None:
    """What makes machine code for a GPU: none but Barewire's own code generator does."""
    if architecture is None or architecture.generation not in DRIVEN_GENERATIONS:
        return None
    target = Target("adreno", f"a{architecture.generation}xx")
    return CompilerAbove("Barewire", "barewire.tensor.codegen.adreno.compiler", target)


def card_info(found: FoundCard, architecture: QualcommArchitecture | None) -> CardInfo:
    """The card as it is listed; `architecture` is None for one that the table does not have."""
    version = (kernel.read_text_if_present("/proc/sys/kernel/osrelease") or "").strip()
    return CardInfo(
        driver="QUALCOMM",
        index=0,
        name=_name(found.model),
        arch=architecture.name if architecture is not None else found.model,
        memory_bytes=found.memory_bytes,
        compute_units=architecture.shader_processors if architecture is not None else 0,
        location=_soc(),
        kernel_driver=found.interface,
        kernel_driver_version=version,
        interface=found.interface,
        kind="grid",
        features=architecture.features if architecture is not None else frozenset(),
        lacks=architecture.lacks if architecture is not None else frozenset(),
        flushes=architecture.flushes if architecture is not None else frozenset(),
        limits=limits_of(architecture) if architecture is not None else CardLimits(),
        compiler=compiler_of(architecture),
        assumption="" if architecture is not None else "this version of Barewire does not list it",
    )


def _name(model: str) -> str:
    """`Adreno630v2` as people write it."""
    found = _MODEL.search(model)
    return f"Adreno {found[1]}" if found is not None else model


def _soc() -> str:
    """The system on a chip, as the kernel calls it."""
    for path in ("/sys/devices/soc0/machine", "/sys/devices/soc0/soc_id"):
        text = (kernel.read_text_if_present(path) or "").strip()
        if text:
            return text
    return "SoC"


def architecture_of(chip_id: int) -> QualcommArchitecture:
    """Which GPU a chip id is.

    Raises UnsupportedArchitecture with the id for one that is not listed, or whose registers are not
    declared.
    """
    found = architectures.of_chip_id(chip_id)
    if found is None:
        listed = ", ".join(each.name for each in architectures.ARCHITECTURES)
        raise UnsupportedArchitecture(
            f"the GPU has chip id {chip_id:#010x}, which this version of Barewire does not list; it"
            f" lists {listed}"
        )
    if found.generation not in DRIVEN_GENERATIONS:
        raise UnsupportedArchitecture(
            f"the GPU is an {found.name} (chip id {chip_id:#010x}), whose registers this version of"
            f" Barewire does not know: it drives a{'xx, a'.join(map(str, DRIVEN_GENERATIONS))}xx"
        )
    return found
