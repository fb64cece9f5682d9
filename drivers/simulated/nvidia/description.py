"""The cards there are to simulate: what their drivers say of them.

Sources: "CUDA C++ Programming Guide", Compute Capabilities, technical specifications per compute capability;
NVIDIA's data sheets of H100 SXM5 80 GB, A100 SXM4 40 GB and T4 for units, clocks and memory.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...architectures.nvidia import Capability, named


@dataclass(frozen=True)
class Description:
    """One kind of card. Clocks in kHz."""

    arch: str
    name: str
    memory_bytes: int
    multiprocessors: int
    threads_per_multiprocessor: int
    blocks_per_multiprocessor: int
    shared_per_multiprocessor: int
    shared_per_block_optin: int
    l2_bytes: int
    clock_khz: int
    memory_clock_khz: int
    bus_bits: int
    persisting_l2_bytes: int
    double_ratio: int
    pci_device: int

    @property
    def capability(self) -> Capability:
        """The compute capability."""
        return named(self.arch).capability

    @property
    def features(self) -> frozenset[str]:
        """What the card has, as far as all code can use it."""
        return named(self.arch).features

    @property
    def number(self) -> int:
        """The compute capability as one number, such as 90."""
        return 10 * self.capability.major + self.capability.minor

    @property
    def reserved_shared_bytes(self) -> int:
        """What the system takes of a block's shared memory."""
        return 1024 if "reserved-shared" in self.features else 0


_KIB, _MIB, _GIB = 1 << 10, 1 << 20, 1 << 30

DESCRIPTIONS = {
    "sm_90": Description(
        "sm_90", "NVIDIA H100 80GB HBM3 (simulated)", 80 * _GIB, 132, 2048, 32, 228 * _KIB,
        227 * _KIB, 50 * _MIB, 1_980_000, 2_619_000, 5120, 31_250 * _KIB, 2, 0x2330,
    ),
    "sm_80": Description(
        "sm_80", "NVIDIA A100-SXM4-40GB (simulated)", 40 * _GIB, 108, 2048, 32, 164 * _KIB,
        163 * _KIB, 40 * _MIB, 1_410_000, 1_215_000, 5120, 30 * _MIB, 2, 0x20B0,
    ),
    "sm_75": Description(
        "sm_75", "Tesla T4 (simulated)", 16 * _GIB, 40, 1024, 16, 64 * _KIB, 64 * _KIB,
        4 * _MIB, 1_590_000, 5_001_000, 256, 0, 32, 0x1EB8,
    ),
}  # fmt: skip

DRIVER_VERSION = 13000
"""CUDA 13.0."""
PTX_VERSION = (9, 0)
"""The newest PTX that a driver of that version takes (PTX ISA 9.0, release notes)."""


def attributes(card: Description, bus: int) -> dict[str, int]:
    """Attributes by name, without CU_DEVICE_ATTRIBUTE_."""
    return {
        "MAX_THREADS_PER_BLOCK": 1024,
        "MAX_BLOCK_DIM_X": 1024,
        "MAX_BLOCK_DIM_Y": 1024,
        "MAX_BLOCK_DIM_Z": 64,
        "MAX_GRID_DIM_X": 2**31 - 1,
        "MAX_GRID_DIM_Y": 65535,
        "MAX_GRID_DIM_Z": 65535,
        "MAX_SHARED_MEMORY_PER_BLOCK": 48 * _KIB,
        "TOTAL_CONSTANT_MEMORY": 64 * _KIB,
        "WARP_SIZE": 32,
        "MAX_PITCH": 2**31 - 1,
        "MAX_REGISTERS_PER_BLOCK": 65536,
        "CLOCK_RATE": card.clock_khz,
        "GPU_OVERLAP": 1,
        "MULTIPROCESSOR_COUNT": card.multiprocessors,
        "KERNEL_EXEC_TIMEOUT": 0,
        "INTEGRATED": 0,
        "CAN_MAP_HOST_MEMORY": 1,
        "COMPUTE_MODE": 0,
        "CONCURRENT_KERNELS": 1,
        "ECC_ENABLED": 1,
        "PCI_BUS_ID": bus,
        "PCI_DEVICE_ID": 0,
        "PCI_DOMAIN_ID": 0,
        "TCC_DRIVER": 0,
        "MEMORY_CLOCK_RATE": card.memory_clock_khz,
        "GLOBAL_MEMORY_BUS_WIDTH": card.bus_bits,
        "L2_CACHE_SIZE": card.l2_bytes,
        "MAX_THREADS_PER_MULTIPROCESSOR": card.threads_per_multiprocessor,
        "ASYNC_ENGINE_COUNT": 3,
        "UNIFIED_ADDRESSING": 1,
        "COMPUTE_CAPABILITY_MAJOR": card.capability.major,
        "COMPUTE_CAPABILITY_MINOR": card.capability.minor,
        "STREAM_PRIORITIES_SUPPORTED": 1,
        "MAX_SHARED_MEMORY_PER_MULTIPROCESSOR": card.shared_per_multiprocessor,
        "MAX_REGISTERS_PER_MULTIPROCESSOR": 65536,
        "MANAGED_MEMORY": 0,
        "MULTI_GPU_BOARD": 0,
        "SINGLE_TO_DOUBLE_PRECISION_PERF_RATIO": card.double_ratio,
        "PAGEABLE_MEMORY_ACCESS": 0,
        "COMPUTE_PREEMPTION_SUPPORTED": 1,
        "CAN_USE_HOST_POINTER_FOR_REGISTERED_MEM": 0,
        "CAN_USE_64_BIT_STREAM_MEM_OPS": 1,
        "CAN_USE_64_BIT_STREAM_MEM_OPS_V1": 1,
        "CAN_USE_STREAM_WAIT_VALUE_NOR": 1,
        "CAN_FLUSH_REMOTE_WRITES": 0,
        "COOPERATIVE_LAUNCH": 1,
        "MAX_SHARED_MEMORY_PER_BLOCK_OPTIN": card.shared_per_block_optin,
        # Pages of the host cannot appear a second time in the arena of the simulated cards.
        "HOST_REGISTER_SUPPORTED": 1,
        "VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED": 1,
        "MAX_BLOCKS_PER_MULTIPROCESSOR": card.blocks_per_multiprocessor,
        "MAX_PERSISTING_L2_CACHE_SIZE": card.persisting_l2_bytes,
        "RESERVED_SHARED_MEMORY_PER_BLOCK": card.reserved_shared_bytes,
        "MEMORY_POOLS_SUPPORTED": 1,
        "CLUSTER_LAUNCH": int("cluster" in card.features),
        "TENSOR_MAP_ACCESS_SUPPORTED": int("cp.async.bulk" in card.features),
        "GPU_DIRECT_RDMA_SUPPORTED": 0,
        "NUMA_ID": -1,
    }
