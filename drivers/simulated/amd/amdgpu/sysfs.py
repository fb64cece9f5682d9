"""The text files under /sys that tell of simulated cards, as amdkfd, amdgpu, hwmon and the PCI bus do.

Names and formats: kfd_topology.c (node_show, mem_show, kfd_cache_show, iolink_show), kfd_process.c (procfs),
amdgpu_pm.c, amdgpu_vram_mgr.c, amdgpu_device.c, and Documentation/ABI/testing/sysfs-bus-pci. A name that is
not a simulated card's is looked up on the real machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from errno import EACCES, EISDIR, ENOENT, ENOTDIR

from ....kernel import InterposedFile
from ...memory.pages import error
from ..description import MIB, Cache
from .computer import Computer, SimulatedCard
from .process import Process

KFD = "/sys/class/kfd/kfd"
PREFIXES = (
    "/sys/class/kfd",
    "/sys/devices/virtual/kfd",
    "/sys/class/drm",
    "/sys/bus/pci/devices",
    "/sys/module/amdgpu",
)

# Directories of the real machine that may have more in them.
_SHARED = ("/sys/bus/pci/devices", "/sys/class/drm")

_AMD = 0x1002
_SUBSYSTEM_DEVICE = 0x0E3B
_LINK_PCIE, _LINK_XGMI = 2, 11  # kfd_crat.h, CRAT_IOLINK_TYPE_*
_WEIGHT_PCIE, _WEIGHT_XGMI, _WEIGHT_ACROSS = 20, 15, 40  # kfd_crat.c, KFD_CRAT_*_WEIGHT
_DISPLAY, _ACCELERATOR = 0x030000, 0x120000  # PCI classes
_FIRST_HWMON = 4
_GC, _SDMA0, _NBIF = 11, 42, 108  # soc15_hw_ip.h: GC_HWID, SDMA0_HWID, NBIF_HWID

Files = dict[str, Callable[[], str]]


class Sysfs:
    """Answers for `PREFIXES`. `processes` are those that have /dev/kfd open."""

    def __init__(self, machine: Computer, processes: Mapping[int, Process]) -> None:
        self._machine = machine
        self._processes = processes
        self._files: Files | None = None
        self._directories: dict[str, set[str]] = {}

    def open(self, path: str, flags: int) -> InterposedFile:
        """Files under /sys are only read, as text. Raises OSError."""
        raise error(EACCES if path in self._tree() else ENOENT)

    def read_text(self, path: str) -> str:
        """The contents of a file. Raises OSError."""
        path = _plain(path)
        file = self._tree().get(path) or self._process_files().get(path)
        if file is not None:
            return file()
        if path in self._directories:
            raise error(EISDIR)
        with open(path, encoding="utf-8", errors="replace") as real:
            return real.read()

    def list_directory(self, path: str) -> list[str]:
        """The names in a directory, the real machine's among them where the two share it. Raises OSError."""
        path = _plain(path)
        names = self._tree_directory(path)
        if path not in self._directories:
            return sorted(names or os.listdir(path))
        if path not in _SHARED or not os.path.isdir(path):
            return sorted(names)
        return sorted(names.union(os.listdir(path)))

    def _tree_directory(self, path: str) -> set[str]:
        files = self._tree()
        found = set(self._directories.get(path, ()))
        if path.startswith(f"{KFD}/proc"):
            found |= _names_below(path, self._process_files())
        if not found and path in files:
            raise error(ENOTDIR)
        return found

    def _tree(self) -> Files:
        if self._files is None:
            files: Files = {}
            files.update(_topology(self._machine))
            files.update(
                {name.replace(KFD, "/sys/devices/virtual/kfd/kfd"): file for name, file in files.items()}
            )
            files["/sys/module/amdgpu/initstate"] = lambda: "live\n"
            files["/sys/module/amdgpu/refcnt"] = lambda: "0\n"
            for card in self._machine.cards:
                device = _device(card)
                for root in (
                    f"/sys/bus/pci/devices/{card.pci_address}",
                    f"/sys/class/drm/card{card.index}/device",
                    f"/sys/class/drm/renderD{card.render_minor}/device",
                ):
                    files.update({f"{root}/{name}": file for name, file in device.items()})
                for name, minor in ((f"card{card.index}", card.index), (f"renderD{card.render_minor}", None)):
                    number = card.render_minor if minor is None else minor
                    files[f"/sys/class/drm/{name}/dev"] = _text(f"226:{number}")
                    files[f"/sys/class/drm/{name}/uevent"] = _text(
                        f"MAJOR=226\nMINOR={number}\nDEVNAME=dri/{name}\nDEVTYPE=drm_minor"
                    )
            for path in (*files, f"{KFD}/proc/x", "/sys/devices/virtual/kfd/kfd/proc/x"):
                parts = path.split("/")
                for depth in range(2, len(parts)):
                    self._directories.setdefault("/".join(parts[:depth]), set()).add(parts[depth])
            for empty in (f"{KFD}/proc", "/sys/devices/virtual/kfd/kfd/proc"):
                self._directories[empty] = set()
            self._files = files
        return self._files

    def _process_files(self) -> Files:
        # kfd_process.c: kfd_procfs_show, kfd_procfs_queue_show; one directory per process.
        files: Files = {}
        for process in tuple(self._processes.values()):
            root = f"{KFD}/proc/{process.pid}"
            files[f"{root}/pasid"] = _text("32770")
            for device in process.devices.values():
                card = device.card
                files[f"{root}/vram_{card.gpu_id}"] = _text(str(device.vram_bytes))
                files[f"{root}/sdma_{card.gpu_id}"] = _text("0")
                files[f"{root}/stats_{card.gpu_id}/evicted_ms"] = _text("0")
            for number, mine in tuple(process.queues.items()):
                files[f"{root}/queues/{number}/size"] = _text(str(mine.queue.parameters.ring_size_bytes))
                files[f"{root}/queues/{number}/type"] = _text(str(mine.type))
                files[f"{root}/queues/{number}/gpuid"] = _text(str(mine.device.card.gpu_id))
        for card in self._machine.cards:
            for other in card.troubles.other_processes:
                files[f"{KFD}/proc/{other.pid}/vram_{card.gpu_id}"] = _text(str(other.vram_bytes))
        return files


def _plain(path: str) -> str:
    return os.path.normpath(path)


def _names_below(path: str, files: Files) -> set[str]:
    start = f"{path}/"
    return {name[len(start) :].partition("/")[0] for name in files if name.startswith(start)}


def _text(text: str) -> Callable[[], str]:
    return lambda: f"{text}\n"


def _properties(values: Mapping[str, int]) -> Callable[[], str]:
    return lambda: "".join(f"{name} {value}\n" for name, value in values.items())


def _topology(machine: Computer) -> Files:
    root = f"{KFD}/topology"
    files: Files = {
        f"{root}/generation_id": _text("2"),
        f"{root}/system_properties": _properties({"platform_oem": 0, "platform_id": 0, "platform_rev": 0}),
    }
    files.update({f"{root}/nodes/0/{name}": file for name, file in _cpu_node(machine).items()})
    for card in machine.cards:
        node = f"{root}/nodes/{_node(card)}"
        files.update({f"{node}/{name}": file for name, file in _card_node(machine, card).items()})
    return files


def _node(card: SimulatedCard) -> int:
    return card.index + 1


def _cpu_node(machine: Computer) -> Files:
    links = [_link(_LINK_PCIE, 0, _node(card), _WEIGHT_PCIE) for card in machine.cards]
    files: Files = {
        "gpu_id": _text("0"),
        "name": _text(""),
        "properties": _properties(
            {
                "cpu_cores_count": os.cpu_count() or 1,
                "simd_count": 0,
                "mem_banks_count": 1,
                "caches_count": 0,
                "io_links_count": len(links),
                "p2p_links_count": 0,
                "cpu_core_id_base": 0,
                "simd_id_base": 0,
                "max_waves_per_simd": 0,
                "lds_size_in_kb": 0,
                "gds_size_in_kb": 0,
                "num_gws": 0,
                "wave_front_size": 0,
                "array_count": 0,
                "simd_arrays_per_engine": 0,
                "cu_per_simd_array": 0,
                "simd_per_cu": 0,
                "max_slots_scratch_cu": 0,
                "gfx_target_version": 0,
                "vendor_id": 0,
                "device_id": 0,
                "location_id": 0,
                "domain": 0,
                "drm_render_minor": 0,
                "hive_id": 0,
                "num_sdma_engines": 0,
                "num_sdma_xgmi_engines": 0,
                "num_sdma_queues_per_engine": 0,
                "num_cp_queues": 0,
                "max_engine_clk_ccompute": 4000,
            }
        ),
        "mem_banks/0/properties": _properties(
            {"heap_type": 0, "size_in_bytes": 64 << 30, "flags": 0, "width": 64, "mem_clk_max": 2400}
        ),
    }
    files.update({f"io_links/{i}/properties": _properties(link) for i, link in enumerate(links)})
    return files


def _card_node(machine: Computer, card: SimulatedCard) -> Files:
    what = card.description
    others = [other for other in machine.cards if other is not card]
    links = [_link(_LINK_PCIE, _node(card), 0, _WEIGHT_PCIE)]
    peers: list[dict[str, int]] = []
    for other in others:
        if what.xgmi and other.description.xgmi:
            links.append(_link(_LINK_XGMI, _node(card), _node(other), _WEIGHT_XGMI))
        else:
            peers.append(_link(_LINK_PCIE, _node(card), _node(other), _WEIGHT_ACROSS))
    caches = [cache for cache in what.caches for _ in range(-(-what.compute_units // cache.shared_by_cus))]
    files: Files = {
        "gpu_id": _text(str(card.gpu_id)),
        "name": _text(what.name),
        "properties": _properties(_node_properties(card, len(caches), len(links), len(peers))),
        "mem_banks/0/properties": _properties(
            {
                # HSA_MEM_HEAP_TYPE_FB_PUBLIC, HSA_MEM_HEAP_TYPE_FB_PRIVATE
                "heap_type": 1 if card.large_bar else 2,
                "size_in_bytes": what.vram_bytes,
                "flags": 0,
                "width": what.memory_width_bits,
                "mem_clk_max": what.memory_clock_mhz,
            }
        ),
        "mem_banks/0/used_memory": lambda: f"{card.vram.used_bytes}\n",
    }
    files.update({f"io_links/{i}/properties": _properties(link) for i, link in enumerate(links)})
    files.update({f"p2p_links/{i}/properties": _properties(link) for i, link in enumerate(peers)})
    files.update({f"caches/{i}/properties": _cache(cache) for i, cache in enumerate(caches)})
    return files


def _node_properties(card: SimulatedCard, caches: int, links: int, peers: int) -> dict[str, int]:
    what = card.description
    return {
        "cpu_cores_count": 0,
        "simd_count": what.simd_count,
        "mem_banks_count": 1,
        "caches_count": caches,
        "io_links_count": links,
        "p2p_links_count": peers,
        "cpu_core_id_base": 0,
        "simd_id_base": 0x80001000,
        "max_waves_per_simd": what.architecture.waves_per_simd,
        "lds_size_in_kb": 64,
        "gds_size_in_kb": 0,
        "num_gws": 64,
        "wave_front_size": what.architecture.wave_lanes,
        "array_count": what.shader_engines * what.arrays_per_engine * what.xcc_count,
        "simd_arrays_per_engine": what.arrays_per_engine,
        "cu_per_simd_array": what.cus_per_array,
        "simd_per_cu": what.architecture.simds_per_cu,
        "max_slots_scratch_cu": what.scratch_slots_per_cu,
        "gfx_target_version": what.architecture.target_version,
        "vendor_id": _AMD,
        "device_id": what.device_id,
        "location_id": card.bus << 8,
        "domain": 0,
        "drm_render_minor": card.render_minor,
        "hive_id": 0x5342_0001 if what.xgmi else 0,
        "num_sdma_engines": what.sdma_engines,
        "num_sdma_xgmi_engines": what.sdma_xgmi_engines,
        "num_sdma_queues_per_engine": what.sdma_queues_per_engine,
        "num_cp_queues": what.cp_queues,
        "max_engine_clk_fcompute": what.engine_clock_mhz,
        "local_mem_size": 0,
        "fw_version": what.mec_firmware,
        "capability": what.capability,
        "debug_prop": 0,
        "sdma_fw_version": what.sdma_firmware,
        "unique_id": card.unique_id,
        "num_xcc": what.xcc_count,
        "max_engine_clk_ccompute": 4000,
    }


def _link(kind: int, start: int, end: int, weight: int) -> dict[str, int]:
    return {
        "type": kind,
        "version_major": 0,
        "version_minor": 0,
        "node_from": start,
        "node_to": end,
        "weight": weight,
        "min_latency": 0,
        "max_latency": 0,
        "min_bandwidth": 312,
        "max_bandwidth": 50000 if kind == _LINK_XGMI else 31504,
        "recommended_transfer_size": 0,
        "recommended_sdma_engine_id_mask": 0,
        "flags": 1,
    }


def _cache(cache: Cache) -> Callable[[], str]:
    listed = _properties(
        {
            "processor_id_low": 0x80001000,
            "level": cache.level,
            "size": cache.size_kib,
            "cache_line_size": cache.line_bytes,
            "cache_lines_per_tag": 1,
            "association": 16,
            "latency": 0,
            "type": cache.type,
        }
    )
    siblings = ",".join(["1"] * cache.shared_by_cus + ["0"] * (-cache.shared_by_cus % 32))
    return lambda: f"{listed()}sibling_map {siblings}\n"


def _device(card: SimulatedCard) -> Files:
    """The files of the PCI device, with amdgpu's among them."""
    what = card.description
    pci_class = _ACCELERATOR if what.fan_rpm is None else _DISPLAY
    files: Files = {
        "vendor": _text(f"0x{_AMD:04x}"),
        "device": _text(f"0x{what.device_id:04x}"),
        "subsystem_vendor": _text(f"0x{_AMD:04x}"),
        "subsystem_device": _text(f"0x{_SUBSYSTEM_DEVICE:04x}"),
        "revision": _text(f"0x{what.revision:02x}"),
        "class": _text(f"0x{pci_class:06x}"),
        "numa_node": _text("-1"),
        "enable": _text("1"),
        "uevent": _text(
            "\n".join(
                (
                    "DRIVER=amdgpu",
                    f"PCI_CLASS={pci_class:X}",
                    f"PCI_ID={_AMD:04X}:{what.device_id:04X}",
                    f"PCI_SUBSYS_ID={_AMD:04X}:{_SUBSYSTEM_DEVICE:04X}",
                    f"PCI_SLOT_NAME={card.pci_address}",
                )
            )
        ),
        "current_link_speed": _text(what.pcie_speed),
        "max_link_speed": _text(what.pcie_speed),
        "current_link_width": _text(str(what.pcie_width)),
        "max_link_width": _text(str(what.pcie_width)),
        "mem_info_vram_total": _text(str(what.vram_bytes)),
        "mem_info_vram_used": lambda: f"{card.vram.used_bytes}\n",
        "mem_info_vis_vram_total": lambda: f"{what.vram_bytes if card.large_bar else 256 * MIB}\n",
        "mem_info_vis_vram_used": lambda: f"{card.vram.used_bytes if card.large_bar else 0}\n",
        "mem_info_gtt_total": lambda: f"{card.machine.gtt.limit_bytes}\n",
        "mem_info_gtt_used": lambda: f"{card.machine.gtt.used_bytes}\n",
        "mem_info_vram_vendor": _text("samsung"),
        "gpu_busy_percent": lambda: f"{card.busy_percent()}\n",
        "mem_busy_percent": _text("0"),
        "pp_dpm_sclk": lambda: _levels(
            [500, what.engine_clock_mhz // 2, what.engine_clock_mhz], card.engine_clock_mhz()
        ),
        "pp_dpm_mclk": lambda: _levels(
            [96, 456, what.memory_clock_mhz], what.memory_clock_mhz if card.busy_percent() else 96
        ),
        "pp_dpm_pcie": _text(f"0: 2.5GT/s, x1 \n1: {what.pcie_speed.split()[0]}GT/s, x{what.pcie_width} *"),
        "power_dpm_force_performance_level": _text("auto"),
        "product_name": _text(what.marketing_name),
        "unique_id": _text(f"{card.unique_id:016x}"),
        "vbios_version": _text("113-SIMULATED-000"),
        "fw_version/mec_fw_version": _text(f"0x{what.mec_firmware:08x}"),
        "fw_version/sdma_fw_version": _text(f"0x{what.sdma_firmware:08x}"),
        f"drm/card{card.index}/dev": _text(f"226:{card.index}"),
        f"drm/renderD{card.render_minor}/dev": _text(f"226:{card.render_minor}"),
    }
    for hardware, version in (
        (_GC, what.architecture.gc_versions[0]),
        (_SDMA0, what.architecture.sdma_version),
        (_NBIF, what.nbif_version),
    ):
        block = f"ip_discovery/die/0/{hardware}"
        files[f"{block}/0/num_instance"] = _text("0")
        files[f"{block}/0/harvest"] = _text("0x0")
        for part, number in zip(("major", "minor", "revision"), version, strict=True):
            files[f"{block}/0/{part}"] = _text(str(number))
    if what.xcc_count > 1:
        files["current_compute_partition"] = _text("SPX")
        files["current_memory_partition"] = _text("NPS1")
    hwmon = f"hwmon/hwmon{_FIRST_HWMON + card.index}"
    files.update({f"{hwmon}/{name}": file for name, file in _hwmon(card).items()})
    return files


def _levels(clocks: list[int], now: int) -> str:
    # amdgpu_pm.c: one line per level, a star at the one that is used.
    nearest = min(range(len(clocks)), key=lambda level: abs(clocks[level] - now))
    return "".join(
        f"{level}: {clock}Mhz{' *' if level == nearest else ''}\n" for level, clock in enumerate(clocks)
    )


def _hwmon(card: SimulatedCard) -> Files:
    # amdgpu_pm.c: temperatures in thousandths of a degree, power in microwatts, frequencies in hertz.
    what = card.description
    files: Files = {
        "name": _text("amdgpu"),
        "temp2_input": _text("44000"),
        "temp2_label": _text("junction"),
        "temp2_crit": _text("110000"),
        "temp3_input": _text("50000"),
        "temp3_label": _text("mem"),
        "temp3_crit": _text("108000"),
        "power1_cap": _text(str(what.power_cap_w * 10**6)),
        "power1_cap_max": _text(str(what.power_cap_w * 10**6)),
        "power1_cap_min": _text("0"),
        "power1_cap_default": _text(str(what.power_cap_w * 10**6)),
        "freq1_input": lambda: f"{card.engine_clock_mhz() * 10**6}\n",
        "freq1_label": _text("sclk"),
        "freq2_input": lambda: f"{(what.memory_clock_mhz if card.busy_percent() else 96) * 10**6}\n",
        "freq2_label": _text("mclk"),
    }
    if what.fan_rpm is None:
        # An MI300X has no fan and no edge sensor, and calls its reading of power an input.
        files["power1_input"] = _text(str(what.power_w * 10**6))
        return files
    files.update(
        {
            "temp1_input": _text("41000"),
            "temp1_label": _text("edge"),
            "temp1_crit": _text("100000"),
            "power1_average": _text(str(what.power_w * 10**6)),
            "power1_label": _text("PPT"),
            "in0_input": _text("718"),
            "in0_label": _text("vddgfx"),
            "fan1_input": _text(str(what.fan_rpm)),
            "fan1_min": _text("0"),
            "fan1_max": _text("3300"),
            "fan1_enable": _text("0"),
            "pwm1": _text("0"),
            "pwm1_max": _text("255"),
        }
    )
    return files
