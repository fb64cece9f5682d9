"""What /sys says of simulated cards: the kernel's files with the kernel's names, for every card there is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from barewire.drivers import kernel
from barewire.drivers.errors import BarewireError, InvalidArgument, SystemCallFailed
from barewire.drivers.simulated import cards
from barewire.drivers.simulated.amd.description import DESCRIPTIONS

TOPOLOGY = "/sys/class/kfd/kfd/topology"
HEADER = Path("/usr/include/linux/kfd_sysfs.h")


@pytest.fixture(params=list(DESCRIPTIONS))
def installed(request: pytest.FixtureRequest) -> Iterator[cards.Installation]:
    with cards.temporarily(request.param) as installation:
        yield installation


def properties(path: str) -> dict[str, int]:
    return {
        name: int(value) for name, value in (line.split() for line in kernel.read_text(path).splitlines())
    }


def test_counts_of_the_node_multiply_to_the_product_s_compute_units(installed: cards.Installation) -> None:
    # Product pages: compute units of each card.
    units = {"gfx1100": 96, "gfx942": 304, "gfx1030": 72, "gfx1201": 64}
    arch = installed.machine.cards[0].description.arch
    node = properties(f"{TOPOLOGY}/nodes/1/properties")
    assert node["simd_count"] // node["simd_per_cu"] == units[arch]
    assert node["array_count"] * node["cu_per_simd_array"] >= units[arch]
    assert node["array_count"] % (node["simd_arrays_per_engine"] * node["num_xcc"]) == 0


def test_the_target_version_is_the_arch_s_name_in_decimal(installed: cards.Installation) -> None:
    version = properties(f"{TOPOLOGY}/nodes/1/properties")["gfx_target_version"]
    major, minor, step = version // 10000, version // 100 % 100, version % 100
    assert f"gfx{major}{minor}{step:x}" == installed.machine.cards[0].description.arch


def test_counts_of_banks_caches_and_links_are_those_of_the_directories(installed: cards.Installation) -> None:
    for node in kernel.list_directory(f"{TOPOLOGY}/nodes"):
        said = properties(f"{TOPOLOGY}/nodes/{node}/properties")
        for kind in ("mem_banks", "caches", "io_links", "p2p_links"):
            try:
                there = len(kernel.list_directory(f"{TOPOLOGY}/nodes/{node}/{kind}"))
            except SystemCallFailed:
                there = 0
            assert there == said[f"{kind}_count"], kind


def test_capability_bits_are_the_header_s() -> None:
    defined = dict(re.findall(r"#define\s+(HSA_CAP_\w+)\s+(0x[0-9a-f]+|\d+)", HEADER.read_text()))
    from barewire.drivers.simulated.amd import description

    ours = {name: value for name, value in vars(description).items() if name.startswith("HSA_CAP_")}
    assert ours
    for name, value in ours.items():
        assert value == int(defined[name], 0), name


def test_every_file_under_the_topology_and_the_device_can_be_read(installed: cards.Installation) -> None:
    device = f"/sys/bus/pci/devices/{installed.machine.cards[0].pci_address}"
    seen = 0
    for root in (TOPOLOGY, device, "/sys/class/drm/renderD128", "/sys/class/drm/card0"):
        left = [root]
        while left:
            path = left.pop()
            try:
                left += [f"{path}/{name}" for name in kernel.list_directory(path)]
            except SystemCallFailed:
                assert kernel.read_text(path).endswith("\n"), path
                seen += 1
    assert seen > 50


def test_several_cards_have_names_of_their_own_and_know_of_each_other() -> None:
    with cards.temporarily("gfx1100*2,gfx942*2"):
        nodes = [properties(f"{TOPOLOGY}/nodes/{n}/properties") for n in range(1, 5)]
        assert len({kernel.read_text(f"{TOPOLOGY}/nodes/{n}/gpu_id") for n in range(5)}) == 5
        assert [node["drm_render_minor"] for node in nodes] == [128, 129, 130, 131]
        assert len({node["location_id"] for node in nodes}) == 4
        assert [node["gfx_target_version"] for node in nodes] == [110000, 110000, 90402, 90402]
        # An xGMI link joins the two MI300X; all else is PCIe (kfd_crat.h: 11 and 2).
        links = [properties(f"{TOPOLOGY}/nodes/3/io_links/{i}/properties") for i in range(2)]
        assert [(link["type"], link["node_to"]) for link in links] == [(2, 0), (11, 4)]
        assert kernel.list_directory("/dev/dri") == sorted(
            [f"card{i}" for i in range(4)] + [f"renderD{128 + i}" for i in range(4)]
        )


def test_the_real_machine_s_other_devices_stay_in_view(installed: cards.Installation) -> None:
    real = set(os.listdir("/sys/bus/pci/devices")) if os.path.isdir("/sys/bus/pci/devices") else set()
    assert real <= set(kernel.list_directory("/sys/bus/pci/devices"))
    for address in real:
        vendor = f"/sys/bus/pci/devices/{address}/vendor"
        assert kernel.read_text(vendor) == Path(vendor).read_text()


def test_a_file_that_is_not_there_is_not_there(installed: cards.Installation) -> None:
    with pytest.raises(SystemCallFailed) as caught:
        kernel.read_text(f"{TOPOLOGY}/nodes/9/properties")
    assert caught.value.errno == 2


@pytest.mark.parametrize("spec", ["", "gfx803", "gfx1100*0", "gfx1100*x", "gfx1100,", "gfx1100*99"])
def test_a_specification_that_names_no_card_says_what_there_is(spec: str) -> None:
    with pytest.raises(InvalidArgument, match="gfx1100"):
        cards.parse(spec)


def test_cards_are_gone_once_they_are_taken_away() -> None:
    before = os.path.exists("/dev/kfd")
    with cards.temporarily("gfx1100"):
        assert kernel.list_directory("/dev/dri")
    if not before:
        with pytest.raises(BarewireError):
            kernel.open("/dev/kfd", os.O_RDWR)


def test_gauges_follow_the_card(installed: cards.Installation) -> None:
    card = installed.machine.cards[0]
    device = f"/sys/class/drm/renderD{card.render_minor}/device"
    assert int(kernel.read_text(f"{device}/mem_info_vram_used")) == 0
    card.hold_vram(4711, "train.py", 1 << 30)
    assert int(kernel.read_text(f"{device}/mem_info_vram_used")) == 1 << 30
    assert int(kernel.read_text(f"{TOPOLOGY}/nodes/1/mem_banks/0/used_memory")) == 1 << 30
    assert int(kernel.read_text(f"/sys/class/kfd/kfd/proc/4711/vram_{card.gpu_id}")) == 1 << 30
    assert kernel.read_text("/proc/4711/comm") == "train.py\n"
