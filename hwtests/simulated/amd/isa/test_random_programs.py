"""Random programs give on simulated cards what the host's processor gives."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from barewire.drivers.simulated.amd.engines import compute_engine
from hwtests.simulated.amd.isa import random_programs
from hwtests.simulated.amd.isa.bare_engine import ARCHITECTURES, bare_engine, compile_kernel

# As drivers/amd compiles: the decoder knows LLVM 19's instructions, which has not all true 16-bit ones.
FEATURES = {"gfx1100": "-real-true16", "gfx1201": "-real-true16"}


def _check(arch: str, seed: int) -> None:
    m = bare_engine(arch)
    a, b = random_programs.inputs()
    results = np.zeros(random_programs.ITEMS * random_programs.RESULT_ROWS, np.uint64)
    target = m.put(results)
    m.run(
        compile_kernel(arch, random_programs.for_card(seed), FEATURES.get(arch, "")),
        "k",
        [m.put(a), m.put(b), target],
        block=(random_programs.ITEMS, 1, 1),
        scalars=struct.pack("<I", 3),
    )
    found = random_programs.without_nans(m.get(target, results))
    wanted = random_programs.without_nans(random_programs.on_host(seed, 3))
    assert np.array_equal(found, wanted)


@pytest.mark.parametrize("arch", ARCHITECTURES)
@pytest.mark.parametrize("seed", range(3))
def test_a_random_program_gives_what_the_host_gives(arch: str, seed: int) -> None:
    _check(arch, seed)


@pytest.mark.slow
@pytest.mark.parametrize("arch", ARCHITECTURES)
@pytest.mark.parametrize("seed", range(3, 33))
def test_many_random_programs_give_what_the_host_gives(arch: str, seed: int) -> None:
    _check(arch, seed)


@pytest.mark.parametrize("arch", ARCHITECTURES)
@pytest.mark.parametrize("seed", range(3))
def test_a_random_program_translated_with_care_gives_what_the_host_gives(
    arch: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compute_engine, "QUICK", compute_engine.THOROUGH)
    _check(arch, seed)
