"""How much scratch a launch is given: whole workgroups for each shader engine, whatever a lane takes."""

from __future__ import annotations

import pytest

from barewire.drivers.amd.registers import COMPUTE_TMPRING_SIZE, SCRATCH_GRANULE_BYTES
from barewire.drivers.amd.scratch import LARGEST_SCRATCH_BYTES, plan
from barewire.drivers.amd.topology import Node, parse_node
from barewire.drivers.architectures.amd import ARCHITECTURES, AmdArchitecture

from .topologies import MI300X, R9700, RX_7900_XTX

NODES = {"gfx942": MI300X, "gfx1100": RX_7900_XTX, "gfx1201": R9700}
KNOWN = [architecture for architecture in ARCHITECTURES if architecture.name in NODES]


def node_of(architecture: AmdArchitecture) -> Node:
    return parse_node(1, 1, NODES[architecture.name])


@pytest.mark.parametrize("architecture", KNOWN, ids=lambda architecture: architecture.name)
@pytest.mark.parametrize("lane_bytes", [4, 260, 8 << 10, 16 << 10, 64 << 10])
@pytest.mark.parametrize("work_items", [64, 256, 1024])
def test_each_engine_has_scratch_for_a_whole_workgroup(
    architecture: AmdArchitecture, lane_bytes: int, work_items: int
) -> None:
    node, lanes = node_of(architecture), architecture.wave_lanes
    made = plan(node, architecture, lane_bytes, lanes, work_items // lanes)
    register = COMPUTE_TMPRING_SIZE[architecture.major].decode(made.tmpring_size).values()
    # FillComputeTmpRingSize_Gfx11: per engine from gfx11 on.
    per_engine = register["WAVES"] // (1 if architecture.major >= 11 else node.engines_per_xcc)
    assert per_engine * lanes >= work_items
    wave_bytes = register["WAVESIZE"] * SCRATCH_GRANULE_BYTES[architecture.major]
    assert wave_bytes >= lane_bytes * lanes
    assert made.xcc_bytes >= per_engine * node.engines_per_xcc * wave_bytes
    assert made.total_bytes == made.xcc_bytes * node.num_xcc


def test_large_private_memory_costs_waves_before_it_costs_memory() -> None:
    for architecture in KNOWN:
        made = plan(node_of(architecture), architecture, 4 << 10, architecture.wave_lanes, 1)
        assert made.total_bytes <= LARGEST_SCRATCH_BYTES
