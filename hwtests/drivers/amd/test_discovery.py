"""Which cards are found, through which interface, and what a user is told when there are none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from barewire.drivers import kernel
from barewire.drivers.amd import access, discovery
from barewire.drivers.amd.kernel_interface import KernelInterface
from barewire.drivers.amd.marketing_names import marketing_name, parse_table
from barewire.drivers.amd.topology import TOPOLOGY
from barewire.drivers.errors import (
    InvalidArgument,
    NoCard,
    PermissionDenied,
    SystemCallFailed,
    UnknownDevice,
    UnsupportedArchitecture,
)

from .topologies import MI300X, PROCESSOR, RX_7900_XTX, Tree, node_files

DRM = "/sys/class/drm"


def render_node(minor: int, pci: str, **files: str) -> dict[str, str | None]:
    device = f"{DRM}/renderD{minor}/device"
    texts = {"vendor": "0x1002", "device": "0x744c", "revision": "0xc8"} | files
    texts["uevent"] = f"DRIVER=amdgpu\nPCI_SLOT_NAME={pci}"
    return {f"{device}/{name.replace('__', '/')}": text + "\n" for name, text in texts.items()}


GC_11 = {
    f"ip_discovery__die__0__GC__0__{part}": number
    for part, number in (("major", "11"), ("minor", "0"), ("revision", "0"))
}


class Refusing(Tree):
    """A /dev where every open fails with one error."""

    def __init__(self, code: int) -> None:
        super().__init__({})
        self.code = code

    def open(self, path: str, flags: int) -> kernel.InterposedFile:
        raise OSError(self.code, "")


@contextmanager
def machine(
    topology: dict[str, str | None] | None = None,
    drm: dict[str, str | None] | None = None,
    kfd: int | None = None,
    dri: int = 2,
    pci: dict[str, str | None] | None = None,
) -> Iterator[None]:
    """A machine with these files in /sys; `kfd` and `dri` are what opening the device files fails with."""
    with ExitStack() as stack:
        stack.enter_context(kernel.interpose("/sys/class/kfd", Tree(topology or {})))
        stack.enter_context(kernel.interpose(DRM, Tree(drm or {})))
        stack.enter_context(kernel.interpose("/dev/dri", Refusing(dri)))
        stack.enter_context(kernel.interpose("/sys/bus/pci/devices", Tree(pci or {})))
        if kfd is not None:
            stack.enter_context(kernel.interpose("/dev/kfd", Refusing(kfd)))
        yield


def nodes(*properties: str) -> dict[str, str | None]:
    files: dict[str, str | None] = {f"{TOPOLOGY}/generation_id": "1\n"}
    files |= node_files(0, 0, PROCESSOR, TOPOLOGY)
    for index, text in enumerate(properties, 1):
        files |= node_files(index, 100 + index, text, TOPOLOGY)
    return files


@pytest.fixture(autouse=True)
def no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(access.INTERFACE_VARIABLE, raising=False)


BOTH = render_node(128, "0000:86:00.0") | render_node(160, "0000:10:00.0", device="0x74a1")


def test_cards_are_in_order_of_their_pci_addresses_with_kfd_first() -> None:
    with machine(nodes(RX_7900_XTX, MI300X), BOTH, kfd=13):
        found = discovery.discover().cards
    assert [card.node.arch for card in found] == ["gfx942", "gfx1100"]
    assert [card.interfaces for card in found] == [("kfd", "drm")] * 2


def test_order_is_the_same_through_render_nodes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(access.INTERFACE_VARIABLE, "drm")
    with machine(nodes(RX_7900_XTX, MI300X), BOTH, kfd=13):
        with_topology = discovery.discover().cards
    with machine({}, BOTH):
        without = discovery.discover().cards
    addresses = ["0000:10:00.0", "0000:86:00.0"]
    assert [card.node.pci_address for card in with_topology] == addresses
    assert [card.node.pci_address for card in without] == addresses
    assert {card.interfaces for card in with_topology + without} == {("drm",)}


def test_render_node_without_kfd_is_known_by_its_discovery_table() -> None:
    memory = {"mem_info_vram_total": "25753026560", "mem_info_vis_vram_total": "268435456"}
    with machine({}, render_node(128, "0000:03:00.0", **GC_11, **memory)):
        (card,) = discovery.discover().cards
        info = discovery.card_info(card, 0)
    assert (info.arch, info.name, info.interface) == ("gfx1100", "AMD Radeon RX 7900 XTX", "drm")
    assert (info.memory_bytes, info.location) == (25753026560, "0000:03:00.0")
    assert not card.node.is_vram_host_visible


def test_render_node_of_another_driver_is_no_card() -> None:
    files = render_node(128, "0000:00:02.0", vendor="0x8086")
    with machine({}, files):
        assert discovery.discover().cards == ()


def test_container_without_kfd_uses_the_render_node() -> None:
    if os.path.exists("/dev/kfd"):
        pytest.skip("this machine has a /dev/kfd")
    with machine(nodes(RX_7900_XTX), render_node(128, "0000:86:00.0")):
        (card,) = discovery.discover().cards
    assert card.interfaces == ("drm",)


def test_card_is_described_without_being_opened() -> None:
    with machine(nodes(RX_7900_XTX), render_node(128, "0000:86:00.0"), kfd=13):
        info = discovery.card_info(discovery.find(0), 0)
    assert (info.driver, info.compute_units, info.memory_bytes) == ("AMD", 96, 25753026560)
    assert info.compiler is not None
    target = info.compiler.target
    assert (target.triple, target.cpu) == ("amdgcn-amd-amdhsa", "gfx1100")
    assert info.limits.wave_lanes == 32
    # 96 compute units, 256 operations each, 2482 MHz; 384 bits at 1249 MHz, 16 transfers per clock.
    assert info.limits.f32_flops_per_s == pytest.approx(61e12, rel=0.01)
    assert info.limits.bandwidth_bytes_per_s == pytest.approx(959e9, rel=0.01)


def test_index_beyond_the_last_card_names_those_there_are() -> None:
    with machine(nodes(RX_7900_XTX), kfd=13), pytest.raises(UnknownDevice, match="one AMD card, AMD:0"):
        discovery.find(1)


def test_no_card_at_all_offers_a_simulated_one() -> None:
    with machine(), pytest.raises(NoCard, match="BAREWIRE_SIMULATE=gfx1100"):
        discovery.find(0)


def test_card_bound_to_another_driver_is_named() -> None:
    device = "/sys/bus/pci/devices/0000:03:00.0"
    pci: dict[str, str | None] = {
        f"{device}/vendor": "0x1002\n",
        f"{device}/class": "0x030000\n",
        f"{device}/uevent": "DRIVER=vfio-pci\n",
    }
    with machine(pci=pci), pytest.raises(NoCard, match=r"0000:03:00\.0 \(vfio-pci\)"):
        discovery.find(0)


def test_cards_hidden_by_a_control_group_are_counted() -> None:
    files = nodes(RX_7900_XTX, MI300X)
    files[f"{TOPOLOGY}/nodes/1/properties"] = files[f"{TOPOLOGY}/nodes/2/properties"] = None
    with machine(files), pytest.raises(NoCard, match=r"hides all 2 AMD cards.*--device=/dev/kfd"):
        discovery.find(0)


def test_interface_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(access.INTERFACE_VARIABLE, "cuda")
    with pytest.raises(InvalidArgument, match="neither kfd nor drm"):
        discovery.discover()


def opened(index: int = 0) -> KernelInterface:
    return discovery.open_card(discovery.find(index))


def test_denied_by_the_control_group_says_how_to_start_the_container() -> None:
    with (
        machine(nodes(RX_7900_XTX), kfd=1),
        pytest.raises(PermissionDenied, match=r"device control group.*--device=/dev/kfd") as raised,
    ):
        opened()
    assert (raised.value.errno, raised.value.filename) == (1, "/dev/kfd")


def test_every_interface_that_refused_is_heard() -> None:
    with (
        machine(nodes(RX_7900_XTX), render_node(128, "0000:86:00.0"), kfd=1, dri=1),
        pytest.raises(PermissionDenied, match=r"/dev/kfd.*; and .*/dev/dri/renderD128"),
    ):
        opened()


def test_missing_render_node_says_that_it_looks_like_a_container(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(access.INTERFACE_VARIABLE, "drm")
    with (
        machine(nodes(RX_7900_XTX), render_node(128, "0000:86:00.0"), dri=2),
        pytest.raises(SystemCallFailed, match=r"container.*--device=/dev/dri/renderD128"),
    ):
        opened()


def test_card_without_a_driver_behind_its_file_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with machine(nodes(RX_7900_XTX), kfd=19), pytest.raises(SystemCallFailed, match="unloaded or failed"):
        opened()


def test_unknown_architecture_is_refused_by_name() -> None:
    vega = RX_7900_XTX.replace("gfx_target_version 110000", "gfx_target_version 90000")
    with (
        machine(nodes(vega), kfd=13),
        pytest.raises(UnsupportedArchitecture, match=r"gfx900.*it drives gfx906"),
    ):
        opened()


def failure(path: str, code: int, known: bool = True) -> str:
    return str(access.open_failure(SystemCallFailed(code, "open", path), path, known))


def owned(monkeypatch: pytest.MonkeyPatch, path: Path, group: int, mode: int) -> None:
    """Let a file look as if it belonged to a group."""
    real = os.stat(path)
    fake = os.stat_result((0o020000 | mode, *real[1:5], group, *real[6:10]))
    monkeypatch.setattr(os, "stat", lambda asked, **_: fake)


def test_group_that_would_help_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import grp

    group = next(entry for entry in grp.getgrall() if entry.gr_gid)
    owned(monkeypatch, tmp_path, group.gr_gid, 0o660)
    said = failure("/dev/kfd", 13)
    assert f"belongs to the group {group.gr_name} (mode 660)" in said
    assert f"sudo usermod -aG {group.gr_name}" in said


def test_group_without_a_name_here_is_added_by_its_number(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    owned(monkeypatch, tmp_path, 64999, 0o660)
    assert "--group-add 64999" in failure("/dev/dri/renderD128", 13)


def test_file_of_root_alone_gets_a_udev_rule(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    owned(monkeypatch, tmp_path, 0, 0o600)
    assert 'SUBSYSTEM=="kfd", KERNEL=="kfd", GROUP="render", MODE="0660"' in failure("/dev/kfd", 13)


def test_missing_kfd_without_a_topology_is_a_missing_driver() -> None:
    assert "modprobe amdgpu" in failure("/dev/kfd", 2, known=False)
    assert "container started without it" in failure("/dev/kfd", 2, known=True)


def test_marketing_name_is_that_of_device_and_revision() -> None:
    assert marketing_name(0x744C, 0xCC) == "AMD Radeon RX 7900 XT"
    assert marketing_name(0x74A1, 0) == "AMD Instinct MI300X"
    assert marketing_name(0x1234, 0) is None


def test_table_of_libdrm_is_read_past_what_is_no_row() -> None:
    text = "# comment, with, commas\n1.0.0\n\n744C,\tC8,\tAMD Radeon RX 7900 XTX\nx,\ty,\tz\n"
    assert parse_table(text) == {(0x744C, 0xC8): "AMD Radeon RX 7900 XTX"}
