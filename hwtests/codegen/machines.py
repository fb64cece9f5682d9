"""Cards as schedules see them, which need not be there."""

from __future__ import annotations

from collections.abc import Mapping

from barewire.drivers.architectures.amd import ARCHITECTURES, AmdArchitecture
from barewire.drivers.architectures.nvidia import features_of, named
from barewire.tensor.codegen.machine import Machine, Registers

BY_NAME = {each.name: each for each in ARCHITECTURES}


def amd_machine(arch: AmdArchitecture, cores: int = 64) -> Machine:
    """A card of an architecture, as schedules see it."""
    registers = Registers(
        arch.simds_per_cu, arch.waves_per_simd, arch.vgprs_per_simd, arch.vgprs_per_wave, arch.vgpr_granule
    )
    caches = (16 << 10, 4 << 20)
    return Machine(
        cores, 16, arch.features, caches, "grid", arch.name, arch.wave_lanes, arch.lds_bytes, 1024, registers
    )


Known = Mapping[str, tuple[int, int, int]]


# Compute capability -> (PTX version, shared memory of a block, warps of a multiprocessor): "PTX ISA", Release
# Notes; "CUDA C++ Programming Guide", Technical Specifications per Compute Capability.
ARCHES = {"sm_75": (74, 64 << 10, 32), "sm_80": (74, 163 << 10, 64), "sm_90": (78, 227 << 10, 64)}


def nvidia_machine(arch: str, known: Known = ARCHES) -> Machine:
    """A card of an architecture, as schedules see it."""
    ptx, shared_bytes, warps = known[arch]
    registers = Registers(4, warps // 4, 512, 255, 8)
    return Machine(
        64, 16, features_of(named(arch), ptx), (40 << 20,), "grid", arch, 32, shared_bytes, 1024, registers
    )
