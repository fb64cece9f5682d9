"""The topology parser on what real machines show, and on trees that are incomplete."""

from __future__ import annotations

import pytest

from barewire.drivers import kernel
from barewire.drivers.amd.topology import (
    PCI_DEVICES,
    TOPOLOGY,
    parse_link,
    parse_node,
    parse_properties,
    read_topology,
)

from .topologies import MI300X, PROCESSOR, R9700, RX_7900_XTX, Tree, node_files


def tree(*nodes: tuple[int, str]) -> Tree:
    files: dict[str, str | None] = {f"{TOPOLOGY}/generation_id": "2\n"}
    for index, (gpu_id, properties) in enumerate(nodes):
        files |= node_files(index, gpu_id, properties, TOPOLOGY)
    return Tree(files)


def test_radeon_node_is_read_as_it_is_sold() -> None:
    node = parse_node(1, 4672, RX_7900_XTX)
    assert (node.arch, node.compute_units, node.engines_per_xcc) == ("gfx1100", 96, 6)
    assert (node.wave_front_size, node.lds_bytes, node.num_xcc) == (32, 65536, 1)
    assert node.pci_address == "0000:86:00.0"
    assert node.has_svm
    assert node.doorbell_type == 2


def test_instinct_node_counts_all_its_dies() -> None:
    node = parse_node(6, 53458, MI300X)
    assert (node.arch, node.compute_units, node.num_xcc, node.engines_per_xcc) == ("gfx942", 304, 8, 4)
    assert node.pci_address == "0000:10:00.0"


def test_partitions_of_a_card_have_its_address_and_virtual_functions_their_own() -> None:
    # kfd_topology_add_device: location_id |= node_id where a device has several nodes.
    locations = (0x1000, 0x1001, 0x1007, 0x2000, 0x2003)
    nodes = [(index + 1, f"{MI300X}\nlocation_id {at}\n") for index, at in enumerate(locations)]
    devices = Tree({f"{PCI_DEVICES}/0000:{name}/vendor": "" for name in ("10:00.0", "20:00.0", "20:00.3")})
    with kernel.interpose(TOPOLOGY, tree(*nodes)), kernel.interpose(PCI_DEVICES, devices):
        found = read_topology().nodes
    assert [node.pci_address[5:] for node in found] == ["10:00.0"] * 3 + ["20:00.0", "20:00.3"]


def test_property_an_older_kernel_does_not_show_has_its_default() -> None:
    node = parse_node(1, 1, R9700)
    assert (node.num_xcc, node.unique_id, node.cwsr_bytes) == (1, 0, 0)


@pytest.mark.parametrize("text", ["", "\n\n", "simd_count\n", "simd_count many\n", "x 1\ny"])
def test_damaged_properties_are_left_out(text: str) -> None:
    assert parse_node(0, 1, text).simd_count == 0
    assert set(parse_properties(text)) <= {"x"}


def test_link_of_xgmi_is_told_from_pcie() -> None:
    assert parse_link("type 11\nnode_from 1\nnode_to 2\nmax_bandwidth 64000\n").is_xgmi
    assert not parse_link("type 2\nnode_from 0\nnode_to 1\n").is_xgmi


def test_only_cards_are_nodes() -> None:
    with kernel.interpose(TOPOLOGY, tree((0, PROCESSOR), (4672, RX_7900_XTX))):
        found = read_topology()
    (node,) = found.nodes
    assert (node.index, node.gpu_id, node.vram_bytes, node.name) == (1, 4672, 25753026560, "ip discovery")
    assert node.is_vram_host_visible


def test_node_hidden_by_a_control_group_is_named_and_left_out() -> None:
    files = tree((0, PROCESSOR), (4672, RX_7900_XTX), (4673, RX_7900_XTX))
    files.files[f"{TOPOLOGY}/nodes/1/properties"] = None
    with kernel.interpose(TOPOLOGY, files):
        found = read_topology()
    assert [node.gpu_id for node in found.nodes] == [4673]
    assert found.denied == (f"{TOPOLOGY}/nodes/1",)


def test_machine_without_kfd_has_no_nodes() -> None:
    with kernel.interpose(TOPOLOGY, Tree({})):
        assert read_topology().nodes == ()


def test_topology_that_changes_while_it_is_read_is_read_again() -> None:
    class Changing(Tree):
        reads = 0

        def read_text(self, path: str) -> str:
            if path.endswith("generation_id"):
                Changing.reads += 1
                return f"{min(Changing.reads, 2)}\n"
            return super().read_text(path)

    with kernel.interpose(TOPOLOGY, Changing(tree((4672, RX_7900_XTX)).files)):
        assert len(read_topology().nodes) == 1
    assert Changing.reads == 4
