"""The table of architectures, with LLVM as the judge of what a SIMD holds."""

from __future__ import annotations

import re
from functools import cache

import pytest

from barewire.drivers.amd.queue_memory import queue_memory
from barewire.drivers.amd.topology import parse_node
from barewire.drivers.architectures.amd import (
    ARCHITECTURES,
    AmdArchitecture,
    named,
    of_gc_version,
    target_name,
)

from ..amd.topologies import (
    MI300X,
    RADEON_8060S,
    RADEON_8060S_CONTROL_STACK_BYTES,
    RADEON_8060S_CWSR_BYTES,
    RX_7900_XTX,
)

NAMES = [
    *("gfx906", "gfx908", "gfx90a", "gfx942", "gfx950"),
    *("gfx1030", "gfx1031", "gfx1032", "gfx1033", "gfx1034", "gfx1035", "gfx1036"),
    *("gfx1100", "gfx1101", "gfx1102", "gfx1103", "gfx1150", "gfx1151", "gfx1200", "gfx1201"),
]

KERNEL = """
target triple = "amdgcn-amd-amdhsa"
define amdgpu_kernel void @f() #0 {{
  call void asm sideeffect "; use", "~{{v{last}}}"()
  ret void
}}
attributes #0 = {{ "amdgpu-flat-work-group-size"="1,{lanes}" }}
"""

architectures = pytest.mark.parametrize("architecture", ARCHITECTURES, ids=lambda entry: entry.name)


@cache
def occupancy(name: str, lanes: int, registers: int) -> int:
    """How many waves LLVM says fit a SIMD when each uses so many VGPRs."""
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    machine = llvm.Target.from_triple("amdgcn-amd-amdhsa").create_target_machine(cpu=name)
    machine.set_asm_verbosity(True)
    module = llvm.parse_assembly(KERNEL.format(last=registers - 1, lanes=lanes))
    found = re.search(r"; Occupancy: (\d+)", machine.emit_assembly(module))
    assert found is not None
    return int(found[1])


def waves_that_fit(architecture: AmdArchitecture, registers: int) -> int:
    granules = -(-registers // architecture.vgpr_granule)
    return min(
        architecture.waves_per_simd, architecture.vgprs_per_simd // (granules * architecture.vgpr_granule)
    )


def test_every_architecture_of_the_plan_is_there_once() -> None:
    assert [entry.name for entry in ARCHITECTURES] == NAMES
    assert len({entry.target_version for entry in ARCHITECTURES}) == len(NAMES)
    versions = [version for entry in ARCHITECTURES for version in entry.gc_versions]
    assert len(set(versions)) == len(versions)
    assert all(version in of_gc_version(version).gc_versions for version in versions)  # type: ignore[union-attr]


@architectures
def test_name_follows_from_the_kernels_version(architecture: AmdArchitecture) -> None:
    assert target_name(architecture.target_version) == architecture.name


@architectures
@pytest.mark.parametrize("registers", [1, 25, 33, 65, 97, 129, 193, 256])
def test_llvm_fits_as_many_waves_on_a_simd(architecture: AmdArchitecture, registers: int) -> None:
    said = occupancy(architecture.name, architecture.wave_lanes, registers)
    assert said == waves_that_fit(architecture, registers)


@architectures
def test_waves_go_with_the_number_in_front(architecture: AmdArchitecture) -> None:
    assert architecture.wave_lanes == (64 if architecture.major == 9 else 32)


def test_queue_memory_is_what_a_kernel_shows_for_its_card() -> None:
    node = parse_node(1, 1, RADEON_8060S)
    sizes = queue_memory(node, named("gfx1151"))
    assert sizes.save == RADEON_8060S_CWSR_BYTES
    assert sizes.control_stack == RADEON_8060S_CONTROL_STACK_BYTES
    assert sizes.total == 19226624


def test_sizes_that_the_kernel_shows_come_before_computed_ones() -> None:
    node = parse_node(1, 1, RADEON_8060S + "cwsr_size 20480000\nctl_stack_size 20480\n")
    sizes = queue_memory(node, named("gfx1151"))
    assert (sizes.save, sizes.control_stack) == (20480000, 20480)


def test_queue_memory_of_several_dies_is_that_of_one_times_as_many() -> None:
    # By hand from kfd_queue.c: 38 compute units and min(38 * 40, 4 * 8 * 512) waves for each of 8 XCCs.
    sizes = queue_memory(parse_node(1, 1, MI300X), named("gfx942"))
    control_stack = 12288
    save = control_stack + 38 * (0x80000 + 0x4000 + 0x10000 + 0x1000)
    assert (sizes.control_stack, sizes.save, sizes.debugger) == (control_stack, save, 1520 * 32)
    assert sizes.total == (save + 1520 * 32) * 8


def test_control_stack_of_gfx10_is_cut_off_at_the_hardwares_limit() -> None:
    node = parse_node(1, 1, RX_7900_XTX.replace("gfx_target_version 110000", "gfx_target_version 100300"))
    assert queue_memory(node, named("gfx1030")).control_stack == 0x7000
