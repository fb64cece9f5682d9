"""The table of compute capabilities beside the code generator's, LLVM's and ptxas's, newer cards included."""

from __future__ import annotations

import re
import subprocess
from itertools import pairwise

import pytest

from barewire.drivers.architectures.nvidia import (
    ARCHITECTURES,
    PTX_VERSIONS,
    Capability,
    NvidiaArchitecture,
    features_of,
    features_of_target,
    first_target,
    named,
    of_capability,
    of_target,
    target_name,
)
from barewire.tensor.codegen.grid import matrix_instructions

from ...compiling import for_nvidia
from ..nvidia.toolkit import ptxas
from .processors import processors

TRIPLE = "nvptx64-nvidia-cuda"
NEWEST_PTX = PTX_VERSIONS[-1][1]
# What a newer card need not have: how fast an instruction is.
NOT_MONOTONE = {"qmma"}
EMPTY = "define ptx_kernel void @f() { ret void }"


def every() -> list[NvidiaArchitecture]:
    """Every capability there is or may come, from 7.0 to 13.9."""
    found = [of_capability(Capability(major, minor)) for major in range(7, 14) for minor in range(10)]
    assert None not in found
    return [each for each in found if each is not None]


def test_rows_are_in_order_and_named_for_their_numbers() -> None:
    assert [entry.name for entry in ARCHITECTURES] == [entry.capability.arch for entry in ARCHITECTURES]
    assert all(before.capability < after.capability for before, after in pairwise(ARCHITECTURES))
    assert all(named(entry.name) is entry for entry in ARCHITECTURES)


def test_what_is_before_all_has_no_code_generator() -> None:
    assert of_capability(Capability(6, 1)) is None
    with pytest.raises(KeyError):
        named("sm_61")


def test_newer_cards_have_what_older_ones_had() -> None:
    for before, after in pairwise(every()):
        assert before.features - NOT_MONOTONE <= after.features, after.name
        assert before.f32_results_per_clock <= after.f32_results_per_clock, after.name


def test_a_card_has_tensor_cores_in_every_table() -> None:
    for each in every():
        instructions = matrix_instructions.of_features(features_of(each, NEWEST_PTX))
        assert "mma.f16" in each.features
        # Volta's have shapes of their own, which are not used.
        assert bool(instructions) is (each.capability >= Capability(7, 5)), each.name
        names = {instruction.name for instruction in instructions}
        assert ("mma_bf16" in names) is ("mma.bf16" in each.features) is (each.capability.major >= 8)


def test_unlisted_cards_are_taken_for_the_one_before_them_and_say_so() -> None:
    for each in every():
        assert bool(each.like) is (each not in ARCHITECTURES) is bool(each.assumption)
        if each.like:
            before = named(each.like)
            assert before.capability < each.capability
            assert (each.features, each.processor) == (before.features, before.name)
    newer = of_capability(Capability(13, 0))
    assert newer is not None
    assert newer.assumption.endswith(
        "list sm_130: it is taken for sm_121, and kernels are compiled for sm_121"
    )
    ninety_one = of_capability(Capability(9, 1))
    assert ninety_one is not None
    assert target_name(ninety_one, NEWEST_PTX) == "sm_90"
    assert "wgmma" not in features_of(ninety_one, NEWEST_PTX)


def test_a_driver_older_than_the_card_gets_code_for_a_card_before_it() -> None:
    blackwell, hopper = named("sm_100"), named("sm_90")
    assert target_name(blackwell, 86) == "sm_100"
    assert (target_name(blackwell, 80), target_name(hopper, 74)) == ("sm_90", "sm_87")
    assert "wgmma" not in features_of(blackwell, 80)
    assert target_name(blackwell, 78) == "sm_90"
    assert "cluster" not in features_of(hopper, 74)


def test_llvm_writes_every_target_for_every_driver() -> None:
    wanted = {(target_name(each, ptx), ptx) for each in every() for _, ptx in PTX_VERSIONS}
    for target, ptx in sorted(wanted):
        text = for_nvidia(target, f"+ptx{ptx}").listing(EMPTY)
        assert f".version {ptx // 10}.{ptx % 10}\n.target {target}\n" in text


def test_llvms_processors_are_listed_and_listed_ones_are_llvms() -> None:
    theirs = {name for name in processors(TRIPLE) if re.fullmatch(r"sm_\d+", name)}
    ours = {entry.name for entry in ARCHITECTURES}
    assert ours <= theirs
    # A later LLVM may know newer ones, which are not listed yet.
    oldest, newest = (int(ARCHITECTURES[end].name[3:]) for end in (0, -1))
    assert {name for name in theirs if oldest <= int(name[3:]) <= newest} == ours


def test_ptxas_knows_every_row_or_the_card_before_it() -> None:
    """CUDA 13 left out what is older than 7.5 and calls 10.1 11.0; CUDA 12.9 knows neither 8.8 nor 11.0."""
    help_text = subprocess.run([str(ptxas()), "--help"], capture_output=True, text=True, check=True).stdout
    theirs = {int(name) for name in re.findall(r"sm_(\d+)\b", help_text)}
    ours = {10 * entry.capability.major + entry.capability.minor for entry in ARCHITECTURES}
    assert {name for name in theirs if name >= 70} <= ours
    assert ours - theirs <= {70, 72, 101, 88, 110}


def test_targets_are_read_as_they_are_written() -> None:
    assert of_target("sm_90a") == (Capability(9, 0), "a")
    assert of_target("sm_121") == (Capability(12, 1), "")
    for wrong in ("sm_", "compute_90", "sm_9", "sm_x0"):
        with pytest.raises(ValueError, match=wrong):
            of_target(wrong)


def test_features_of_a_target_are_those_of_its_card() -> None:
    assert features_of_target("sm_61") == frozenset()
    assert features_of_target("sm_90a") - features_of_target("sm_90") == {"wgmma", "setmaxnreg"}
    assert (first_target("cp.async"), first_target("wgmma")) == ("sm_80", "sm_90a")
