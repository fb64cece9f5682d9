"""What the driver says of a card without a context: from attributes to `CardInfo`."""

from __future__ import annotations

from dataclasses import dataclass

from ..architectures.nvidia import (
    MOST_REGISTERS_PER_THREAD,
    PARTITIONS_PER_MULTIPROCESSOR,
    REGISTER_GRANULE,
    WARP_LANES,
    Capability,
    NvidiaArchitecture,
    features_of,
    of_capability,
    ptx_version,
    target_name,
)
from ..compiler import Target
from ..interface import CardInfo, CardLimits, Dimensions
from ..llvm import LlvmCompiler
from . import abi
from .access import kernel_driver_version
from .cuda_version import cuda_version_text
from .libcuda import Libcuda

ffi = abi.ffi

TRIPLE = "nvptx64-nvidia-cuda"
_NAME_BYTES = 256
_TRANSFERS_PER_MEMORY_CLOCK = 2
_HZ_PER_KHZ = 1000.0
# cuda.h: cuDeviceGetPCIBusId writes domain:bus:device.function with eight digits of domain at most.
_BUS_ID_BYTES = 32


@dataclass(frozen=True)
class DeviceFacts:
    """A device as cuDeviceGet* describe it. `attributes` gives CU_DEVICE_ATTRIBUTE_*, None where unknown."""

    handle: int
    name: str
    memory_bytes: int
    pci_address: str
    attributes: dict[int, int | None]

    def number(self, attribute: int) -> int:
        """An attribute; 0 where it is not known."""
        return self.attributes.get(attribute) or 0

    @property
    def capability(self) -> Capability:
        """The compute capability."""
        return Capability(
            self.number(abi.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
            self.number(abi.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
        )

    @property
    def architecture(self) -> NvidiaArchitecture | None:
        """What is known of its architecture; None for one older than Barewire makes code for."""
        return of_capability(self.capability)

    @property
    def sysfs_directory(self) -> str:
        """The PCI device in /sys."""
        return f"/sys/bus/pci/devices/{self.pci_address}"


def _text(cuda: Libcuda, function: str, size_bytes: int, handle: int) -> str:
    text = ffi.new("char[]", size_bytes)
    code = getattr(cuda, function)(text, size_bytes, handle)
    return "" if code else ffi.string(text).decode(errors="replace")


def _sysfs_address(bus_id: str) -> str:
    """A PCI address as /sys has it: four digits of domain, lower case, from the driver's 00000000:1A:00.0."""
    domain, colon, rest = bus_id.lower().partition(":")
    return f"{domain[-4:]:0>4}{colon}{rest}"


def read(cuda: Libcuda, index: int) -> DeviceFacts:
    """The facts of the device of that ordinal. Raises CallFailed."""
    device = ffi.new("CUdevice *")
    cuda.call("cuDeviceGet", device, index)
    handle = int(device[0])
    size = ffi.new("size_t *")
    cuda.call("cuDeviceTotalMem", size, handle)
    numbers = abi.enumerators("CUdevice_attribute")
    return DeviceFacts(
        handle,
        _text(cuda, "cuDeviceGetName", _NAME_BYTES, handle),
        int(size[0]),
        _sysfs_address(_text(cuda, "cuDeviceGetPCIBusId", _BUS_ID_BYTES, handle)),
        {number: cuda.attribute(handle, number) for number in numbers},
    )


def count(cuda: Libcuda) -> int:
    """How many devices there are. Raises CallFailed."""
    number = ffi.new("int *")
    cuda.call("cuDeviceGetCount", number)
    return int(number[0])


def compiler(facts: DeviceFacts, cuda_version: int) -> LlvmCompiler | None:
    """What makes PTX of kernels, which the driver compiles when it is loaded; None for a card older than
    Barewire makes code for.
    """
    architecture = facts.architecture
    if architecture is None:
        return None
    ptx = ptx_version(cuda_version)
    target = Target(TRIPLE, target_name(architecture, ptx), f"+ptx{ptx}")
    return LlvmCompiler(target, image="assembly")


def _three(facts: DeviceFacts, *attributes: int) -> Dimensions:
    x, y, z = (facts.number(attribute) for attribute in attributes)
    return x, y, z


def _peak_f32(facts: DeviceFacts) -> float | None:
    architecture, khz = facts.architecture, facts.number(abi.CU_DEVICE_ATTRIBUTE_CLOCK_RATE)
    if architecture is None or not khz:
        return None
    # A multiply-add counts as two.
    results = architecture.f32_results_per_clock
    return 2.0 * results * facts.number(abi.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT) * khz * _HZ_PER_KHZ


def _peak_bandwidth(facts: DeviceFacts) -> float | None:
    khz = facts.number(abi.CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE)
    bits = facts.number(abi.CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH)
    return khz * _HZ_PER_KHZ * _TRANSFERS_PER_MEMORY_CLOCK * bits / 8 if khz and bits else None


def limits(facts: DeviceFacts) -> CardLimits:
    """What the card can do at most."""
    warps = facts.number(abi.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR) // WARP_LANES
    registers = facts.number(abi.CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR)
    return CardLimits(
        f32_flops_per_s=_peak_f32(facts),
        bandwidth_bytes_per_s=_peak_bandwidth(facts),
        max_grid=_three(
            facts,
            abi.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X,
            abi.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y,
            abi.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z,
        ),
        max_block=_three(
            facts,
            abi.CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X,
            abi.CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y,
            abi.CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z,
        ),
        local_memory_bytes=local_memory_bytes(facts),
        vector_bytes=16,
        wave_lanes=facts.number(abi.CU_DEVICE_ATTRIBUTE_WARP_SIZE) or WARP_LANES,
        cache_bytes=tuple(filter(None, (facts.number(abi.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE),))),
        simds_per_unit=PARTITIONS_PER_MULTIPROCESSOR,
        waves_per_simd=max(1, warps // PARTITIONS_PER_MULTIPROCESSOR),
        registers_per_simd=registers // PARTITIONS_PER_MULTIPROCESSOR // WARP_LANES,
        registers_per_wave=MOST_REGISTERS_PER_THREAD,
        register_granule=REGISTER_GRANULE,
    )


def local_memory_bytes(facts: DeviceFacts) -> int:
    """Shared memory that a block can have when it asks for more than the usual 48 KiB."""
    return facts.number(abi.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN) or facts.number(
        abi.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK
    )


def card_info(facts: DeviceFacts, index: int, cuda_version: int) -> CardInfo:
    """A card as the runtime knows it."""
    architecture = facts.architecture
    return CardInfo(
        driver="NVIDIA",
        index=index,
        name=facts.name,
        arch=facts.capability.arch,
        memory_bytes=facts.memory_bytes,
        compute_units=facts.number(abi.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
        location=facts.pci_address,
        kernel_driver="nvidia",
        kernel_driver_version=kernel_driver_version(),
        interface=f"CUDA {cuda_version_text(cuda_version)}",
        kind="grid",
        # kDLCUDA: the context is the primary one, which CUDA's runtime, and so every library over it, uses.
        dlpack=2,
        features=features_of(architecture, ptx_version(cuda_version)) if architecture else frozenset(),
        limits=limits(facts),
        compiler=compiler(facts, cuda_version),
        assumption=architecture.assumption if architecture else "",
    )
