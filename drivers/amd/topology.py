"""What KFD says of this machine's nodes: a parser of /sys/class/kfd/kfd/topology, and nothing else.

`parse_*` are pure, text to values; `read_nodes` reads the files. A file that this process may not read (a
device control group hides a card that way) leaves its node out. Source of the names: node_show, mem_show,
kfd_cache_show and iolink_show in drivers/gpu/drm/amd/amdkfd/kfd_topology.c; heap and link types: kfd_crat.h
and <linux/kfd_sysfs.h>.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .. import kernel
from ..architectures.amd import target_name
from ..errors import PermissionDenied, SystemCallFailed

TOPOLOGY = "/sys/class/kfd/kfd/topology"

PCI_DEVICES = "/sys/bus/pci/devices"

_PCI_FUNCTION_BITS = 7

HSA_MEM_HEAP_TYPE_FB_PUBLIC = 1
HSA_MEM_HEAP_TYPE_FB_PRIVATE = 2

CRAT_IOLINK_TYPE_XGMI = 11

# kfd_sysfs.h, HSA_CAP_*.
_HSA_CAP_DOORBELL_TYPE_TOTALBITS_SHIFT = 12
_HSA_CAP_DOORBELL_TYPE_TOTALBITS_MASK = 0x3000
_HSA_CAP_SVMAPI_SUPPORTED = 0x08000000


@dataclass(frozen=True)
class MemoryBank:
    """One bank of a node; the clock is in MHz, the width in bits, both 0 where the kernel does not know."""

    heap_type: int
    size_bytes: int
    flags: int
    width_bits: int
    clock_mhz: int

    @property
    def is_video_memory(self) -> bool:
        return self.heap_type in (HSA_MEM_HEAP_TYPE_FB_PUBLIC, HSA_MEM_HEAP_TYPE_FB_PRIVATE)


@dataclass(frozen=True)
class Cache:
    """One cache of a node."""

    level: int
    size_bytes: int
    line_bytes: int


@dataclass(frozen=True)
class Link:
    """A way from one node to another. Bandwidths are MB/s, 0 where the kernel does not know."""

    type: int
    node_from: int
    node_to: int
    weight: int
    min_bandwidth: int
    max_bandwidth: int

    @property
    def is_xgmi(self) -> bool:
        return self.type == CRAT_IOLINK_TYPE_XGMI


@dataclass(frozen=True)
class Node:
    """One card of the topology. `index` is the node's number, `gpu_id` what KFD's requests call it.

    `array_count` and `simd_count` are of all XCCs together, as sysfs shows them.
    """

    index: int
    gpu_id: int
    gfx_target_version: int
    vendor_id: int
    device_id: int
    location_id: int
    domain: int
    drm_render_minor: int
    simd_count: int
    simd_per_cu: int
    array_count: int
    simd_arrays_per_engine: int
    cu_per_simd_array: int
    max_waves_per_simd: int
    max_slots_scratch_cu: int
    wave_front_size: int
    lds_bytes: int
    num_xcc: int
    num_sdma_engines: int
    num_sdma_xgmi_engines: int
    num_sdma_queues_per_engine: int
    num_cp_queues: int
    max_clock_mhz: int
    capability: int
    fw_version: int
    sdma_fw_version: int
    hive_id: int
    unique_id: int
    cwsr_bytes: int = 0
    control_stack_bytes: int = 0
    name: str = ""
    banks: tuple[MemoryBank, ...] = field(default=(), repr=False)
    caches: tuple[Cache, ...] = field(default=(), repr=False)
    links: tuple[Link, ...] = field(default=(), repr=False)

    @property
    def arch(self) -> str:
        """LLVM's name of the architecture, such as gfx1100."""
        return target_name(self.gfx_target_version)

    @property
    def compute_units(self) -> int:
        """Compute units of all XCCs together."""
        return self.simd_count // self.simd_per_cu if self.simd_per_cu else 0

    @property
    def engines_per_xcc(self) -> int:
        """Shader engines of one XCC."""
        return self.array_count // max(1, self.simd_arrays_per_engine) // max(1, self.num_xcc)

    @property
    def vram_bytes(self) -> int:
        """All video memory, 0 where the card uses the system's."""
        return sum(bank.size_bytes for bank in self.banks if bank.is_video_memory)

    @property
    def is_vram_host_visible(self) -> bool:
        """Whether the host can map all video memory (a large BAR)."""
        banks = [bank for bank in self.banks if bank.is_video_memory]
        return bool(banks) and all(bank.heap_type == HSA_MEM_HEAP_TYPE_FB_PUBLIC for bank in banks)

    @property
    def pci_address(self) -> str:
        """domain:bus:device.function. location_id is bus << 8 | device << 3 | function (kfd_crat.c)."""
        bus, device, function = (
            self.location_id >> 8 & 0xFF,
            self.location_id >> 3 & 0x1F,
            self.location_id & 7,
        )
        return f"{self.domain:04x}:{bus:02x}:{device:02x}.{function}"

    @property
    def has_svm(self) -> bool:
        """Whether the kernel manages shared virtual memory for this card (HSA_CAP_SVMAPI_SUPPORTED)."""
        return bool(self.capability & _HSA_CAP_SVMAPI_SUPPORTED)

    @property
    def doorbell_type(self) -> int:
        """HSA_CAP_DOORBELL_TYPE: 2 for doorbells of 64 bits."""
        shifted = self.capability & _HSA_CAP_DOORBELL_TYPE_TOTALBITS_MASK
        return shifted >> _HSA_CAP_DOORBELL_TYPE_TOTALBITS_SHIFT


def parse_properties(text: str) -> dict[str, int]:
    """`name number` lines; a line of another form is left out."""
    found: dict[str, int] = {}
    for line in text.splitlines():
        name, _, value = line.strip().partition(" ")
        if value.strip().lstrip("-").isdigit():
            found[name] = int(value)
    return found


def parse_bank(text: str) -> MemoryBank:
    known = parse_properties(text)
    return MemoryBank(
        known.get("heap_type", 0),
        known.get("size_in_bytes", 0),
        known.get("flags", 0),
        known.get("width", 0),
        known.get("mem_clk_max", 0),
    )


def parse_cache(text: str) -> Cache:
    known = parse_properties(text)
    # The kernel counts a cache's size in KiB.
    return Cache(known.get("level", 0), known.get("size", 0) << 10, known.get("cache_line_size", 0))


def parse_link(text: str) -> Link:
    known = parse_properties(text)
    return Link(
        known.get("type", 0),
        known.get("node_from", 0),
        known.get("node_to", 0),
        known.get("weight", 0),
        known.get("min_bandwidth", 0),
        known.get("max_bandwidth", 0),
    )


# Field of Node -> (name in the file, value where the kernel is too old to have it).
_PROPERTIES: Mapping[str, tuple[str, int]] = {
    "gfx_target_version": ("gfx_target_version", 0),
    "vendor_id": ("vendor_id", 0),
    "device_id": ("device_id", 0),
    "location_id": ("location_id", 0),
    "domain": ("domain", 0),
    "drm_render_minor": ("drm_render_minor", 0),
    "simd_count": ("simd_count", 0),
    "simd_per_cu": ("simd_per_cu", 0),
    "array_count": ("array_count", 0),
    "simd_arrays_per_engine": ("simd_arrays_per_engine", 1),
    "cu_per_simd_array": ("cu_per_simd_array", 0),
    "max_waves_per_simd": ("max_waves_per_simd", 0),
    "max_slots_scratch_cu": ("max_slots_scratch_cu", 0),
    "wave_front_size": ("wave_front_size", 0),
    "num_xcc": ("num_xcc", 1),
    "num_sdma_engines": ("num_sdma_engines", 0),
    "num_sdma_xgmi_engines": ("num_sdma_xgmi_engines", 0),
    "num_sdma_queues_per_engine": ("num_sdma_queues_per_engine", 0),
    "num_cp_queues": ("num_cp_queues", 0),
    "max_clock_mhz": ("max_engine_clk_fcompute", 0),
    "capability": ("capability", 0),
    "fw_version": ("fw_version", 0),
    "sdma_fw_version": ("sdma_fw_version", 0),
    "hive_id": ("hive_id", 0),
    "unique_id": ("unique_id", 0),
    "cwsr_bytes": ("cwsr_size", 0),
    "control_stack_bytes": ("ctl_stack_size", 0),
}


def parse_node(
    index: int,
    gpu_id: int,
    properties: str,
    name: str = "",
    banks: tuple[MemoryBank, ...] = (),
    caches: tuple[Cache, ...] = (),
    links: tuple[Link, ...] = (),
) -> Node:
    """A node from the text of its files."""
    known = parse_properties(properties)
    values = {own: known.get(theirs, default) for own, (theirs, default) in _PROPERTIES.items()}
    return Node(
        index=index,
        gpu_id=gpu_id,
        name=name,
        lds_bytes=known.get("lds_size_in_kb", 0) << 10,
        banks=banks,
        caches=caches,
        links=links,
        **values,
    )


def _numbered(directory: str) -> list[str]:
    """The entries of a directory that are numbers, in their order; none where there is no directory."""
    try:
        names = kernel.list_directory(directory)
    except SystemCallFailed:
        return []
    return [f"{directory}/{name}" for name in sorted((n for n in names if n.isdigit()), key=int)]


def _texts(directory: str) -> list[str]:
    texts = [kernel.read_text_if_present(f"{entry}/properties") for entry in _numbered(directory)]
    return [text for text in texts if text is not None]


def _on_its_device(node: Node) -> Node:
    """The node with the address of the PCI device that it is part of.

    kfd_topology_add_device adds the number of a partition (of an Instinct in DPX, QPX or CPX mode) to the
    device's location_id, where it changes the function: of such a device there is none.
    """
    whole = replace(node, location_id=node.location_id & ~_PCI_FUNCTION_BITS)
    if whole == node:
        return node
    try:
        devices = kernel.list_directory(PCI_DEVICES)
    except SystemCallFailed:
        return node
    is_partition = node.pci_address not in devices and whole.pci_address in devices
    return whole if is_partition else node


def _read_node(path: str) -> Node | None:
    gpu_id = int(kernel.read_text(f"{path}/gpu_id").strip() or 0)
    if gpu_id == 0:
        return None
    return _on_its_device(
        parse_node(
            int(path.rpartition("/")[2]),
            gpu_id,
            kernel.read_text(f"{path}/properties"),
            (kernel.read_text_if_present(f"{path}/name") or "").strip(),
            tuple(parse_bank(text) for text in _texts(f"{path}/mem_banks")),
            tuple(parse_cache(text) for text in _texts(f"{path}/caches")),
            tuple(
                parse_link(text) for kind in ("io_links", "p2p_links") for text in _texts(f"{path}/{kind}")
            ),
        )
    )


@dataclass(frozen=True)
class Topology:
    """The cards that could be read, and the paths of the nodes that this process is kept from."""

    nodes: tuple[Node, ...]
    denied: tuple[str, ...] = ()


def read_topology(root: str = TOPOLOGY) -> Topology:
    """The cards of the machine. Empty where KFD is not there.

    A topology that changes meanwhile (its generation_id moves, as when a card is reset or unplugged) is read
    again.
    """
    while True:
        before = kernel.read_text_if_present(f"{root}/generation_id")
        nodes: list[Node] = []
        denied: list[str] = []
        for path in _numbered(f"{root}/nodes"):
            try:
                node = _read_node(path)
            except PermissionDenied:
                denied.append(path)
            except SystemCallFailed:
                continue
            else:
                if node is not None:
                    nodes.append(node)
        if kernel.read_text_if_present(f"{root}/generation_id") == before:
            return Topology(tuple(nodes), tuple(denied))
