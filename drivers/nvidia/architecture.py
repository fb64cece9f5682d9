"""What is known of NVIDIA's architectures and of PTX versions, as tables."""

from __future__ import annotations

from dataclasses import dataclass

OLDEST_CUDA_VERSION = 11040
OLDEST_CAPABILITY = (7, 0)

WARP_LANES = 32
PARTITIONS_PER_MULTIPROCESSOR = 4
"""Each multiprocessor since Maxwell has four partitions with a scheduler and a register file of their own."""

# CUDA C++ Programming Guide, "Technical Specifications per Compute Capability".
MOST_REGISTERS_PER_THREAD = 255
REGISTER_GRANULE = 8
"""Registers are given to a warp 256 at a time: 8 to each of its lanes."""

# CUDA C++ Programming Guide, "Throughput of Native Arithmetic Instructions": 32-bit floating-point add,
# multiply, multiply-add, in results per clock cycle and multiprocessor.
F32_RESULTS_PER_CLOCK = {
    (7, 0): 64,
    (7, 2): 64,
    (7, 5): 64,
    (8, 0): 64,
    (8, 6): 128,
    (8, 7): 128,
    (8, 9): 128,
    (9, 0): 128,
    (10, 0): 128,
    (10, 1): 128,
    (10, 3): 128,
    (11, 0): 128,
    (12, 0): 128,
    (12, 1): 128,
}

# PTX ISA, "Release Notes": the CUDA release in which each version came; LLVM's NVPTX.td: those it writes.
PTX_VERSIONS = (
    (11040, 74),
    (11050, 75),
    (11060, 76),
    (11070, 77),
    (11080, 78),
    (12000, 80),
    (12010, 81),
    (12020, 82),
    (12030, 83),
    (12040, 84),
    (12050, 85),
    (12070, 86),
    (12080, 87),
    (12090, 88),
    (13000, 90),
)


@dataclass(frozen=True, order=True)
class Capability:
    """A compute capability, such as 9.0."""

    major: int
    minor: int

    @property
    def arch(self) -> str:
        """Its name among PTX targets, such as `sm_90`."""
        return f"sm_{self.major}{self.minor}"

    @property
    def is_supported(self) -> bool:
        """Whether Barewire makes code for it."""
        return (self.major, self.minor) >= OLDEST_CAPABILITY

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


def ptx_version(cuda_version: int) -> int:
    """The newest PTX version, as 10 × major + minor, that LLVM writes and a driver of that version takes."""
    return max((ptx for since, ptx in PTX_VERSIONS if since <= cuda_version), default=PTX_VERSIONS[0][1])


def features_of(capability: Capability, ptx: int) -> frozenset[str]:
    """What code of a PTX version for an architecture can count on, in the words of the PTX ISA."""
    found = {
        name
        for name, since in _FEATURES.items()
        if capability >= since and ptx >= _FEATURES_SINCE_PTX.get(name, PTX_VERSIONS[0][1])
    }
    return frozenset(found | set(_own(capability, ptx)))


def target_name(capability: Capability, ptx: int) -> str:
    """The PTX target of an architecture: with the letter where what it alone has can be written."""
    return capability.arch + ("a" if _own(capability, ptx) else "")


def _own(capability: Capability, ptx: int) -> tuple[str, ...]:
    """What only one architecture has, where a PTX version has words for it."""
    since, names = _OWN_FEATURES.get((capability.major, capability.minor), (0, ()))
    return names if ptx >= since else ()


# PTX ISA, "Target ISA Notes" of each instruction.
_FEATURES = {
    "mma.f16": Capability(7, 0),
    "mma.s8": Capability(7, 5),
    "mma.bf16": Capability(8, 0),
    "mma.tf32": Capability(8, 0),
    "cp.async": Capability(8, 0),
    "mma.e4m3": Capability(8, 9),
    "cvt.e4m3": Capability(8, 9),
    "cluster": Capability(9, 0),
    "mbarrier": Capability(8, 0),
    "cp.async.bulk": Capability(9, 0),
}
# PTX ISA, "PTX ISA Notes" of each instruction: those that are younger than the oldest version here.
_FEATURES_SINCE_PTX = {"mma.e4m3": 84, "cvt.e4m3": 81}

# The PTX version that has the target with the letter a, and what only that target has: PTX ISA, "Target ISA
# Notes" of each instruction, LLVM's NVPTX.td.
_OWN_FEATURES: dict[tuple[int, int], tuple[int, tuple[str, ...]]] = {
    (9, 0): (80, ("wgmma", "setmaxnreg")),
}


def cuda_version_text(version: int) -> str:
    """A version as cuDriverGetVersion has it, for people: 12040 is 12.4."""
    return f"{version // 1000}.{version % 1000 // 10}"
