"""How a card is, from the files of real cards, from trees that lack some, and from a simulated card."""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest

from barewire.drivers import kernel
from barewire.drivers.amd.condition import condition, parse_levels
from barewire.drivers.amd.discovery import FoundCard
from barewire.drivers.amd.kernel_interface import Placement
from barewire.drivers.amd.memory_holders import memory_holders, out_of_memory_message, parse_fdinfo
from barewire.drivers.amd.topology import parse_node
from barewire.drivers.interface import CardCondition

from .topologies import RX_7900_XTX, Tree

DRM = "/sys/class/drm"
DEVICE = f"{DRM}/renderD128/device"
NODE = parse_node(1, 4672, RX_7900_XTX)
CARD = FoundCard(NODE, None, ("kfd",))

FILES = {
    "mem_info_vram_used": "1073741824",
    "gpu_busy_percent": "97",
    "mem_busy_percent": "40",
    "current_link_speed": "16.0 GT/s PCIe",
    "current_link_width": "16",
    "hwmon/hwmon3/freq1_input": "2482000000",
    "hwmon/hwmon3/freq1_label": "sclk",
    "hwmon/hwmon3/freq2_input": "1249000000",
    "hwmon/hwmon3/freq2_label": "mclk",
    "hwmon/hwmon3/temp1_input": "61000",
    "hwmon/hwmon3/temp1_label": "edge",
    "hwmon/hwmon3/temp2_input": "78000",
    "hwmon/hwmon3/temp2_label": "junction",
    "hwmon/hwmon3/power1_average": "301000000",
    "hwmon/hwmon3/power1_cap": "339000000",
    "hwmon/hwmon3/pwm1": "51",
    "hwmon/hwmon3/pwm1_max": "255",
}


def read(files: dict[str, str], kfd: dict[str, str | None] | None = None) -> CardCondition:
    with ExitStack() as stack:
        tree: dict[str, str | None] = {f"{DEVICE}/{name}": text + "\n" for name, text in files.items()}
        stack.enter_context(kernel.interpose(DRM, Tree(tree)))
        stack.enter_context(kernel.interpose("/sys/class/kfd", Tree(kfd or {})))
        return condition(CARD)


def test_everything_a_card_shows_is_read_in_its_unit() -> None:
    now = read(FILES)
    assert now.memory_used_bytes == 1 << 30
    assert (now.state, now.busy_percent, now.memory_busy_percent) == ("busy", 97, 40)
    assert (now.clock_mhz, now.memory_clock_mhz) == (2482, 1249)
    assert now.temperatures_c == {"edge": 61, "junction": 78}
    assert (now.power_w, now.power_cap_w, now.fan_percent) == (301, 339, 20)
    assert now.link == "16.0 GT/s x16"


@pytest.mark.parametrize("missing", sorted(FILES))
def test_any_one_file_may_be_missing(missing: str) -> None:
    full, less = read(FILES), read({name: text for name, text in FILES.items() if name != missing})
    assert less != full or missing.startswith("hwmon/hwmon3/temp")


def test_nothing_is_known_of_a_card_that_shows_nothing() -> None:
    assert read({}) == CardCondition()


def test_file_with_words_in_place_of_a_number_is_absent() -> None:
    now = read(FILES | {"gpu_busy_percent": "N/A", "mem_info_vram_used": "", "current_link_speed": "Unknown"})
    assert (now.busy_percent, now.memory_used_bytes, now.link, now.state) == (None, None, None, None)


def test_clock_of_a_card_without_the_sensor_is_the_level_in_force() -> None:
    levels = "0: 500Mhz\n1: 1263Mhz *\n2: 2526Mhz"
    files = {name: text for name, text in FILES.items() if "freq" not in name} | {"pp_dpm_sclk": levels}
    assert read(files).clock_mhz == 1263
    assert parse_levels("0: 500Mhz\n") is None


def test_newer_power_sensor_is_read_where_there_is_no_average() -> None:
    files = {name: text for name, text in FILES.items() if "average" not in name}
    assert read(files | {"hwmon/hwmon3/power1_input": "44000000"}).power_w == 44


def test_suspended_card_is_asleep() -> None:
    assert read({"power/runtime_status": "suspended"}).state == "asleep"


def test_processes_are_those_in_kfds_account() -> None:
    pid = os.getpid()
    held: dict[str, str | None] = {
        f"/sys/class/kfd/kfd/proc/{pid}/vram_4672": "3221225472\n",
        "/sys/class/kfd/kfd/proc/999999/vram_4672": "4096\n",
        "/sys/class/kfd/kfd/proc/999998/vram_1": "4096\n",
    }
    first, second = read({}, held).processes
    assert (first.pid, first.memory_bytes) == (pid, 3221225472)
    assert first.name
    assert (second.pid, second.name) == (999999, "")


FDINFO = """\
pos:	0
flags:	02100002
drm-driver:	amdgpu
drm-client-id:	12
drm-pdev:	0000:86:00.0
pasid:	32771
drm-memory-vram:	16384 KiB
drm-memory-gtt: 	2048 KiB
drm-engine-compute:	1000 ns
"""


def test_fdinfo_of_a_render_node_is_read() -> None:
    client = parse_fdinfo(FDINFO)
    assert client is not None
    assert (client.driver, client.pci_address, client.client_id) == ("amdgpu", "0000:86:00.0", 12)
    assert client.vram_bytes == 16 << 20
    assert parse_fdinfo("pos:\t0\nflags:\t02\n") is None


def test_descriptors_of_one_client_count_once() -> None:
    files: dict[str, str | None] = {
        "/proc/50/fdinfo/3": FDINFO,
        "/proc/50/fdinfo/4": FDINFO,
        "/proc/50/fdinfo/5": FDINFO.replace("12", "13"),
        "/proc/50/fdinfo/6": FDINFO.replace("86:00", "03:00"),
        "/proc/50/comm": "trainer\n",
        "/proc/self": "",
    }
    with kernel.interpose("/proc", Tree(files)), kernel.interpose("/sys/class/kfd", Tree({})):
        (holder,) = memory_holders(4672, "0000:86:00.0")
    assert (holder.pid, holder.name, holder.vram_bytes) == (50, "trainer", 32 << 20)


def test_out_of_memory_says_what_there_was_and_who_has_the_rest() -> None:
    files: dict[str, str | None] = {"/sys/class/kfd/kfd/proc/999999/vram_4672": f"{20 << 30}\n"}
    with kernel.interpose("/sys/class/kfd", Tree(files)):
        said = out_of_memory_message(NODE, 8 << 30, Placement.VRAM, 4 << 30)
    assert "cannot hold 8.0 GiB more: 4.0 GiB" in said
    assert "held by process 999999 20.0 GiB" in said
    assert "system memory" in out_of_memory_message(NODE, 4096, Placement.GTT, None)
