"""The table of architectures, with LLVM as the judge of what a SIMD holds."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import pytest

from barewire.drivers import elf
from barewire.drivers.amd import blit
from barewire.drivers.amd.code_object import size_and_placer
from barewire.drivers.amd.queue_memory import queue_memory
from barewire.drivers.amd.topology import parse_node
from barewire.drivers.architectures.amd import (
    ARCHITECTURES,
    FAMILIES,
    AmdArchitecture,
    Family,
    named,
    of_elf_machine,
    of_gc_version,
    of_target_version,
    target_name,
)
from barewire.tensor.codegen.grid.matrix_instructions import of_features

from ...compiling import for_amd
from ..amd.topologies import (
    MI300X,
    RADEON_8060S,
    RADEON_8060S_CONTROL_STACK_BYTES,
    RADEON_8060S_CWSR_BYTES,
    RX_7900_XTX,
)
from .processors import processors

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


def unlisted() -> list[AmdArchitecture]:
    """Every number of the families that is not listed: what may come."""
    numbers = (
        10000 * major + 100 * minor + stepping
        for family in FAMILIES
        for major in range(family.first[0], family.last[0] + 1)
        for minor in range(family.first[1], family.last[1] + 1)
        for stepping in range(16)
    )
    found = [of_target_version(number) for number in numbers]
    return [entry for entry in found if entry is not None and entry not in ARCHITECTURES]


def test_unlisted_cards_are_taken_for_one_of_their_family_and_say_so() -> None:
    names = {entry.name for entry in unlisted()}
    assert {"gfx951", "gfx1037", "gfx1104", "gfx1152", "gfx1202"} <= names
    assert not names & {"gfx900", "gfx90c", "gfx1010", "gfx1250"}
    for entry in unlisted():
        like = named(entry.like)
        assert entry.family is like.family
        assert entry.features - {"code-object-v6"} <= like.features
        assert entry.flops_per_cycle > 0
        assert entry.name in entry.assumption
        assert entry.processor in entry.assumption
        # Whatever is not known is no more than any of the family has, and no less room than any takes.
        family = [other for other in ARCHITECTURES if other.family is entry.family]
        assert entry.vgprs_per_simd == min(other.vgprs_per_simd for other in family)
        assert entry.lds_bytes == min(other.lds_bytes for other in family)
        assert entry.context_vgpr_bytes == max(other.context_vgpr_bytes for other in family)


def test_numbers_outside_the_families_have_no_row() -> None:
    assert [of_target_version(number) for number in (0, 90000, 90012, 100100, 120500, 130000)] == [None] * 6
    assert of_gc_version((10, 1, 0)) is None


def test_versions_of_the_core_that_are_not_listed_are_numbers_of_the_name() -> None:
    found = of_gc_version((11, 5, 2))
    assert found is not None
    assert (found.name, found.like, found.processor) == ("gfx1152", "gfx1151", "gfx1152")


def test_features_grow_within_a_makers_line() -> None:
    """What later cards of a line have not is an instruction whose like has another shape or format."""
    cdna = [entry for entry in ARCHITECTURES if "mfma" in entry.features]
    for before, after in pairwise(cdna):
        assert before.features - after.features <= {"mfma-i8-k16", "mfma-xf32", "fp8-fnuz"}
    rdna = [entry for entry in ARCHITECTURES if "permlane16" in entry.features]
    for before, after in pairwise(rdna):
        assert before.features - after.features <= {"wmma-256b"}


@pytest.mark.parametrize("entry", [*ARCHITECTURES, *unlisted()], ids=lambda entry: entry.name)
def test_a_card_has_matrix_instructions_in_every_table(entry: AmdArchitecture) -> None:
    kinds = {each.name.partition("_")[0] for each in of_features(entry.features)}
    assert kinds == entry.features & {"mfma", "wmma"}
    assert ("code-object-v6" in entry.features) is entry.processor.endswith("-generic")


def test_llvms_processors_are_listed_and_listed_ones_are_llvms() -> None:
    theirs = {name for name in processors("amdgcn-amd-amdhsa") if name.startswith("gfx")}
    others = {name for family in FAMILIES for name in family.others}
    generic = {family.generic for family in FAMILIES}
    assert {entry.name for entry in ARCHITECTURES} | others | generic <= theirs
    assert {entry.processor for entry in unlisted()} <= theirs
    numbers = {entry.name for entry in unlisted()} & theirs
    assert numbers == others


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.generic)
def test_numbers_in_code_objects_are_those_llvm_writes(family: Family) -> None:
    for name, number in {family.generic: family.elf_machine, **family.others}.items():
        image = for_amd(name).compile(blit.source(code_object_v6=True))
        assert elf.read(image).flags & 0xFF == number
        assert of_elf_machine(number) == name


def test_code_for_the_family_is_loaded_on_a_card_that_is_not_listed() -> None:
    images: dict[str, bytes] = {}
    for entry in unlisted():
        if entry.processor not in images:
            source = blit.source("code-object-v6" in entry.features)
            images[entry.processor] = for_amd(entry.processor).compile(source)
        _, place = size_and_placer(images[entry.processor], entry)
        assert "copy_unit16" in place(0x7F00_1234_5000).descriptors
