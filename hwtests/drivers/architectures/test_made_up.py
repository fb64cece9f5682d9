"""Adding an architecture is one row, and a description where it is simulated: cards that nobody makes run."""

from __future__ import annotations

import sys

import pytest

from hwtests import programs

AMD = """
from barewire.drivers.architectures import amd
from barewire.drivers.simulated.amd.description import DESCRIPTIONS
from barewire.drivers.simulated.amd.isa.decoding.opcode_tables import TABLES
known = amd.named("gfx1201")
row = replace(known, name="gfx1209", target_version=120009, gc_versions=((12, 0, 9),))
amd.ARCHITECTURES += (row,)
DESCRIPTIONS[row.name] = replace(DESCRIPTIONS[known.name], arch=row.name)
TABLES[row.name] = known.name
"""

NVIDIA = """
from barewire.drivers.architectures import nvidia
from barewire.drivers.simulated.nvidia.description import DESCRIPTIONS
known = nvidia.named("sm_80")
row = replace(known, name="sm_84", capability=nvidia.Capability(8, 4))
nvidia.ARCHITECTURES += (row,)
DESCRIPTIONS[row.name] = replace(DESCRIPTIONS[known.name], arch=row.name)
"""

WALK = """
os.environ["BAREWIRE_SIMULATE"] = row.name
import numpy as np
from barewire import Tensor
from barewire.runtime.device import Device
from barewire.tensor.codegen.grid import matrix_instructions
from barewire.tensor.codegen.targets import grid_target
from barewire.tensor.run.kernels import machine_of
device = Device[{driver!r}]
assert (device.info.arch, device.info.assumption) == (row.name, ""), device.info
assert row.features <= device.info.features
assert device.info.limits.f32_flops_per_s > 0
machine = machine_of(device)
assert type(grid_target(machine.features)).__name__ == {target!r}
assert matrix_instructions.of_features(machine.features)
random = np.random.default_rng(0)
a, b = (random.standard_normal((64, 64)).astype(np.float16) for _ in range(2))
product = (Tensor(a, device={driver!r}) @ Tensor(b, device={driver!r})).relu().numpy()
wanted = np.maximum(a.astype(np.float32) @ b.astype(np.float32), 0)
assert np.abs(product - wanted).max() < 0.05, np.abs(product - wanted).max()
"""

NEWER = """
from barewire.drivers.simulated.nvidia import description
description.DESCRIPTIONS["sm_80"] = replace(description.DESCRIPTIONS["sm_80"])
type(description.DESCRIPTIONS["sm_80"]).capability = property(lambda self: Capability(8, 4))
os.environ["BAREWIRE_SIMULATE"] = "sm_80"
from barewire import Tensor
from barewire.runtime.device import Device
for _ in range(2):
    assert (Tensor([1.0, 2.0], device="NVIDIA") + 1).tolist() == [2.0, 3.0]
    assert Device["NVIDIA"].info.arch == "sm_84"
    Device["NVIDIA"].close()
"""


def run(program: str) -> str:
    """Run a program in a process of its own, where nothing is open yet; what it prints to stderr."""
    head = "import os\nfrom dataclasses import replace\n"
    command = [sys.executable, "-c", head + program]
    done = programs.run(command, timeout_s=300, env=programs.environment(BAREWIRE_DEVICE="CPU"))
    assert done.returncode == 0, done.stderr
    return str(done.stderr)


@pytest.mark.parametrize(
    ("added", "driver", "target"),
    [(AMD, "AMD", "AmdTarget"), (NVIDIA, "NVIDIA", "NvidiaTarget")],
    ids=["amd", "nvidia"],
)
def test_a_row_is_all_that_driver_code_generator_and_simulated_card_ask(
    added: str, driver: str, target: str
) -> None:
    assert run(added + WALK.format(driver=driver, target=target)) == ""


def test_what_is_assumed_of_a_card_that_is_not_listed_is_said_once() -> None:
    said = run("from barewire.drivers.architectures.nvidia import Capability\n" + NEWER)
    assert said == (
        "barewire: this version of Barewire does not list sm_84: it is taken for sm_80, and kernels are"
        " compiled for sm_80\n"
    )
