"""Which AMD cards there are, and through which interface each can be opened; nothing is opened to find out.

KFD's topology in /sys says the most and can be read by everybody; amdgpu's render nodes in /sys/class/drm
add those cards that KFD does not show (a kernel without CONFIG_HSA_AMD, a container with DRM alone). Cards
are in order of their PCI addresses, so that AMD:1 is the same card through both interfaces.
"""

from __future__ import annotations

from dataclasses import dataclass

from .. import kernel
from ..architectures.amd import ARCHITECTURES, AmdArchitecture, of_gc_version, of_target_version
from ..compiler import Target
from ..errors import (
    BarewireError,
    PermissionDenied,
    SystemCallFailed,
    UnknownDevice,
    UnsupportedArchitecture,
)
from ..interface import CardInfo, CardLimits
from ..llvm import LlvmCompiler
from . import access
from .kernel_interface import KernelInterface
from .marketing_names import marketing_name
from .topology import (
    HSA_MEM_HEAP_TYPE_FB_PRIVATE,
    HSA_MEM_HEAP_TYPE_FB_PUBLIC,
    MemoryBank,
    Node,
    parse_node,
    read_topology,
)

_DRM_CLASS = "/sys/class/drm"
_AMD_VENDOR = 0x1002
_MODULE_VERSION_FILES = ("/sys/module/amdgpu/version", "/proc/sys/kernel/osrelease")

# HSA limits: AQL packets and COMPUTE_DIM_* count work-items in 32 bits, and a workgroup has at most 1024 of
# them (LLVM's AMDGPUUsage, amdgpu-flat-work-group-size).
_GRID_MAX = 2**32 - 1
_BLOCK_MAX = 1024


@dataclass(frozen=True)
class FoundCard:
    """One card. `interfaces` are those it might be opened through, the preferred first.

    A node that only DRM knows has the index -1, no gpu_id, and zeros where a render node must be open to
    tell.
    """

    node: Node
    architecture: AmdArchitecture | None
    interfaces: tuple[str, ...]

    @property
    def device_directory(self) -> str:
        """The card's directory in /sys."""
        return f"{_DRM_CLASS}/renderD{self.node.drm_render_minor}/device"


@dataclass(frozen=True)
class Discovery:
    """Every AMD card of the machine, and the topology nodes that this process is kept from."""

    cards: tuple[FoundCard, ...]
    denied: tuple[str, ...]


def _number(path: str) -> int | None:
    """The decimal or 0x number in a file of /sys."""
    try:
        return int((kernel.read_text_if_present(path) or "").strip(), 0)
    except ValueError:
        return None


def gc_version(device: str) -> tuple[int, int, int] | None:
    """The version of a card's graphics core, from the discovery table that amdgpu shows since Linux 5.18."""
    table = f"{device}/ip_discovery/die/0/GC/0"
    major, minor, revision = (_number(f"{table}/{part}") for part in ("major", "minor", "revision"))
    if major is None or minor is None or revision is None:
        return None
    return major, minor, revision


def _uevent(device: str) -> dict[str, str]:
    lines = (kernel.read_text_if_present(f"{device}/uevent") or "").splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def _location(pci_address: str) -> tuple[int, int]:
    """Domain and location_id of a PCI address, as KFD numbers them; zeros where it is not one."""
    try:
        domain, bus, rest = pci_address.split(":")
        device, function = rest.split(".")
        return int(domain, 16), int(bus, 16) << 8 | int(device, 16) << 3 | int(function)
    except ValueError:
        return 0, 0


def _render_minors() -> list[int]:
    try:
        names = kernel.list_directory(_DRM_CLASS)
    except SystemCallFailed:
        return []
    return [int(name[7:]) for name in names if name.startswith("renderD") and name[7:].isdigit()]


def _drm_node(minor: int) -> Node | None:
    """A card as /sys/class/drm has it; None for a render node that is not amdgpu's."""
    device = f"{_DRM_CLASS}/renderD{minor}/device"
    uevent = _uevent(device)
    if _number(f"{device}/vendor") != _AMD_VENDOR or uevent.get("DRIVER", "amdgpu") != "amdgpu":
        return None
    version = gc_version(device)
    architecture = of_gc_version(version) if version is not None else None
    domain, location = _location(uevent.get("PCI_SLOT_NAME", ""))
    total = _number(f"{device}/mem_info_vram_total") or 0
    visible = _number(f"{device}/mem_info_vis_vram_total") or 0
    heap = HSA_MEM_HEAP_TYPE_FB_PUBLIC if visible == total else HSA_MEM_HEAP_TYPE_FB_PRIVATE
    known = {
        "gfx_target_version": architecture.target_version if architecture else 0,
        "vendor_id": _AMD_VENDOR,
        "device_id": _number(f"{device}/device") or 0,
        "location_id": location,
        "domain": domain,
        "drm_render_minor": minor,
    }
    text = "\n".join(f"{name} {value}" for name, value in known.items())
    return parse_node(-1, 0, text, banks=(MemoryBank(heap, total, 0, 0, 0),))


def discover() -> Discovery:
    """Look at /sys. Raises InvalidArgument when BAREWIRE_AMD_INTERFACE is neither kfd nor drm."""
    chosen = access.chosen_interface()
    topology = read_topology()
    nodes = [node for node in topology.nodes if node.vendor_id == _AMD_VENDOR]
    # A card that is divided into partitions has a node and a render node for each.
    by_minor = {node.drm_render_minor: node for node in nodes}
    minors = _render_minors()
    others = [node for minor in minors if minor not in by_minor and (node := _drm_node(minor)) is not None]
    found = []
    for node in sorted(
        nodes + others, key=lambda node: (node.domain, node.location_id, node.drm_render_minor)
    ):
        possible = [
            name
            for name, is_there in (("kfd", node.gpu_id != 0), ("drm", node.drm_render_minor in minors))
            if is_there and chosen in (None, name)
        ]
        if "kfd" in possible and "drm" in possible and not kernel.exists(access.KFD):
            possible.remove("kfd")
        if possible:
            found.append(FoundCard(node, of_target_version(node.gfx_target_version), tuple(possible)))
    return Discovery(tuple(found), topology.denied)


def find(index: int) -> FoundCard:
    """The card AMD:`index`. Raises NoCard when there is none at all, UnknownDevice for an index too high."""
    found = discover()
    if not found.cards:
        raise access.no_card(found.denied)
    if not 0 <= index < len(found.cards):
        has = "one AMD card, AMD:0" if len(found.cards) == 1 else f"AMD:0 to AMD:{len(found.cards) - 1}"
        raise UnknownDevice(f"there is no AMD:{index}: this machine has {has}")
    return found.cards[index]


def open_card(found: FoundCard) -> KernelInterface:
    """Open a card through the first of its interfaces that lets this process in.

    Raises what the last one raised: SystemCallFailed or PermissionDenied with the way out, or
    UnsupportedArchitecture.
    """
    failures: list[BarewireError] = []
    for name in found.interfaces:
        try:
            return _open(name, found)
        except UnsupportedArchitecture:
            raise
        except (SystemCallFailed, BarewireError) as error:
            failures.append(error)
    raise _together(failures)


def _open(name: str, found: FoundCard) -> KernelInterface:
    if name == "kfd":
        from .kfd import KfdInterface

        return KfdInterface(found.node)
    from .drm import DrmInterface

    return DrmInterface(found.node)


def _together(failures: list[BarewireError]) -> BarewireError:
    """One exception for all interfaces that refused: of the first one's kind, with everybody's words."""
    first = failures[0]
    if len(failures) == 1:
        return first
    said = "; and ".join(str(failure.args[1] if len(failure.args) > 1 else failure) for failure in failures)
    if isinstance(first, SystemCallFailed):
        kind = PermissionDenied if isinstance(first, PermissionDenied) else SystemCallFailed
        return kind(first.errno, said, first.filename)
    return type(first)(said)


def kernel_driver_version() -> str:
    """The version of the amdgpu module: its own where it has one (AMD's DKMS package), else the kernel's."""
    for path in _MODULE_VERSION_FILES:
        text = (kernel.read_text_if_present(path) or "").strip()
        if text:
            return text
    return ""


def _limits(node: Node, architecture: AmdArchitecture | None) -> CardLimits:
    if architecture is None:
        return CardLimits()
    bank = next((bank for bank in node.banks if bank.is_video_memory), None)
    rate = architecture.memory_transfers_per_clock
    bandwidth = None
    if bank is not None and rate is not None and bank.width_bits and bank.clock_mhz:
        bandwidth = bank.width_bits / 8 * bank.clock_mhz * 1e6 * rate
    flops = node.compute_units * architecture.flops_per_cycle * node.max_clock_mhz * 1e6
    return CardLimits(
        f32_flops_per_s=float(flops) or None,
        bandwidth_bytes_per_s=bandwidth,
        max_grid=(_GRID_MAX,) * 3,
        max_block=(_BLOCK_MAX,) * 3,
        local_memory_bytes=architecture.lds_bytes,
        vector_bytes=16,
        wave_lanes=architecture.wave_lanes,
        cache_bytes=_cache_bytes(node),
        simds_per_unit=architecture.simds_per_cu,
        waves_per_simd=architecture.waves_per_simd,
        registers_per_simd=architecture.vgprs_per_simd,
        registers_per_wave=architecture.vgprs_per_wave,
        register_granule=architecture.vgpr_granule,
    )


def _cache_bytes(node: Node) -> tuple[int, ...]:
    """The size of one cache of each level, the largest where a level has several kinds."""
    levels = sorted({cache.level for cache in node.caches})
    return tuple(max(c.size_bytes for c in node.caches if c.level == level) for level in levels)


def card_name(found: FoundCard) -> str:
    """What the card is called: the maker's name where it says, else by the PCI ids, else the architecture."""
    product = (kernel.read_text_if_present(f"{found.device_directory}/product_name") or "").strip()
    revision = _number(f"{found.device_directory}/revision")
    known = marketing_name(found.node.device_id, revision)
    return product or known or f"AMD {found.node.arch if found.architecture else 'graphics'}"


def card_info(found: FoundCard, index: int) -> CardInfo:
    """What is known of a card without opening it."""
    node, architecture = found.node, found.architecture
    return CardInfo(
        driver="AMD",
        index=index,
        name=card_name(found),
        arch=node.arch if node.gfx_target_version else "",
        memory_bytes=node.vram_bytes,
        compute_units=node.compute_units,
        location=node.pci_address,
        kernel_driver="amdgpu",
        kernel_driver_version=kernel_driver_version(),
        interface=found.interfaces[0],
        kind="grid",
        features=architecture.features if architecture else frozenset(),
        limits=_limits(node, architecture),
        compiler=_compiler(architecture) if architecture else None,
        assumption=architecture.assumption if architecture else "",
    )


def _compiler(architecture: AmdArchitecture) -> LlvmCompiler:
    # Half registers as operands (RDNA 3 on) are left out: assemblers before LLVM 20 cannot show them.
    features = "-real-true16" if "real-true16" in architecture.features else ""
    return LlvmCompiler(Target("amdgcn-amd-amdhsa", architecture.processor, features))


def supported() -> str:
    """The architectures this driver knows, for messages."""
    return ", ".join(architecture.name for architecture in ARCHITECTURES)
