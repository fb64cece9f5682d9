"""NVIDIA's architectures and PTX's versions, as tables: what driver, code generator and simulated card ask.

Sources: "PTX ISA", "Target ISA Notes" and "PTX ISA Notes" of each instruction and its "Release Notes"; LLVM's
NVPTX.td; "CUDA C++ Programming Guide", "Throughput of Native Arithmetic Instructions" and "Technical
Specifications per Compute Capability".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import architecture

WARP_LANES = 32
PARTITIONS_PER_MULTIPROCESSOR = 4
"""Each multiprocessor since Maxwell has four partitions with a scheduler and a register file of their own."""

MOST_REGISTERS_PER_THREAD = 255
REGISTER_GRANULE = 8
"""Registers are given to a warp 256 at a time: 8 to each of its lanes."""

# Versions of PTX that LLVM writes: the CUDA release in which each came, and its number.
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

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


@dataclass(frozen=True, kw_only=True)
class NvidiaArchitecture(architecture.Architecture):
    """One architecture. `f32_results_per_clock` are 32-bit multiply-adds per clock and multiprocessor.

    `ptx` is the first version of PTX that has it as a target. What only it has, `own_features`, is there in
    code for its target with the letter a, which is of PTX version `own_ptx`.
    """

    capability: Capability
    ptx: int
    f32_results_per_clock: int
    own_features: frozenset[str] = frozenset()
    own_ptx: int = 0


# What the features mean where that is no instruction, or not one of all its forms:
# - ptx: the instruction set, for which there is a code generator;
# - independent-threads: lanes of a warp go on on their own, and only `.sync` forms exchange between them;
# - mma.f16, mma.s8 and so on: mma of these operands in the first shape there was; a shape in front: in that
#   one;
# - qmma: `mma` of 8-bit floats is one instruction of the card (QMMA); for the others ptxas 13 writes two of
#   float16 (HMMA);
# - reserved-shared: 1 KiB of a block's shared memory is the system's;
# - cvt.*: conversions from float32, and of 8-bit floats to float16 as well.
_VOLTA = frozenset({"ptx", "independent-threads", "mma.f16"})
_TURING = _VOLTA | {"mma.m16n8k8.f16", "mma.s8"}
_AMPERE = _TURING | {
    *("mma.m16n8k16.f16", "mma.m16n8k32.s8", "mma.bf16", "mma.tf32", "mma.f64"),
    *("cvt.bf16", "cvt.tf32", "cp.async", "mbarrier", "reserved-shared"),
}
_ADA = _AMPERE | {"mma.e4m3", "cvt.e4m3"}
_HOPPER = _ADA | {"cluster", "cp.async.bulk", "stmatrix"}

# Those that came with a later version of PTX than the oldest here.
_FEATURES_SINCE_PTX = {"mma.e4m3": 84, "cvt.e4m3": 81}


def _row(
    major: int,
    minor: int,
    features: frozenset[str],
    f32_results_per_clock: int,
    ptx: int,
    own_features: frozenset[str] = frozenset(),
    own_ptx: int = 0,
) -> NvidiaArchitecture:
    capability = Capability(major, minor)
    return NvidiaArchitecture(
        name=capability.arch,
        features=features,
        processor=capability.arch,
        capability=capability,
        ptx=ptx,
        f32_results_per_clock=f32_results_per_clock,
        own_features=own_features,
        own_ptx=own_ptx,
    )


# In the order of their numbers. What the Programming Guide leaves out, 8.8, has the rate of those beside it.
ARCHITECTURES: tuple[NvidiaArchitecture, ...] = (
    _row(7, 0, _VOLTA, 64, 60),
    _row(7, 2, _VOLTA, 64, 61),
    _row(7, 5, _TURING, 64, 63),
    _row(8, 0, _AMPERE, 64, 70),
    _row(8, 6, _AMPERE, 128, 71),
    _row(8, 7, _AMPERE, 128, 74),
    _row(8, 8, _AMPERE, 128, 90),
    _row(8, 9, _ADA | {"qmma"}, 128, 78),
    _row(9, 0, _HOPPER, 128, 78, own_features=frozenset({"wgmma", "setmaxnreg"}), own_ptx=80),
    _row(10, 0, _HOPPER, 128, 86),
    _row(10, 1, _HOPPER, 128, 86),
    _row(10, 3, _HOPPER, 128, 88),
    _row(11, 0, _HOPPER, 128, 90),
    _row(12, 0, _HOPPER | {"qmma"}, 128, 87),
    _row(12, 1, _HOPPER | {"qmma"}, 128, 88),
)


def of_capability(capability: Capability) -> NvidiaArchitecture | None:
    """The architecture of a capability, listed or as the listed one before it; None for one before all.

    PTX for an older architecture runs on every later one ("PTX ISA", Versioning), what only one has excepted.
    """
    like = max(
        (entry for entry in ARCHITECTURES if entry.capability <= capability),
        key=lambda entry: entry.capability,
        default=None,
    )
    if like is None or like.capability == capability:
        return like
    return replace(_without_own(like), name=capability.arch, like=like.name, capability=capability)


def _without_own(entry: NvidiaArchitecture) -> NvidiaArchitecture:
    """An architecture as later ones run its code."""
    return replace(entry, own_features=frozenset(), own_ptx=0)


def named(name: str) -> NvidiaArchitecture:
    """The listed architecture of a name. Raises KeyError."""
    for entry in ARCHITECTURES:
        if entry.name == name:
            return entry
    raise KeyError(name)


def of_target(name: str) -> tuple[Capability, str]:
    """The capability of a PTX target, and the letter of what only it or its family has: `sm_90a` is 9.0, a.

    Raises ValueError for what is no target.
    """
    digits = name.removeprefix("sm_")
    number = digits.rstrip("af")
    if not name.startswith("sm_") or not number.isdigit() or len(number) < 2:
        raise ValueError(name)
    return Capability(int(number[:-1]), int(number[-1])), digits[len(number) :]


def features_of_target(name: str) -> frozenset[str]:
    """What code for a PTX target can use, in whichever version of PTX. Raises ValueError."""
    capability, letter = of_target(name)
    found = of_capability(capability)
    if found is None:
        return frozenset()
    return found.features | found.own_features if letter == "a" else found.features


def first_target(feature: str) -> str:
    """The first PTX target that has a feature."""
    for entry in ARCHITECTURES:
        if feature in entry.features:
            return entry.name
        if feature in entry.own_features:
            return f"{entry.name}a"
    raise KeyError(feature)


def ptx_version(cuda_version: int) -> int:
    """The newest PTX version, as 10 × major + minor, that LLVM writes and a driver of that version takes."""
    return max((ptx for since, ptx in PTX_VERSIONS if since <= cuda_version), default=PTX_VERSIONS[0][1])


def features_of(found: NvidiaArchitecture, ptx: int) -> frozenset[str]:
    """What code of a PTX version for an architecture can count on."""
    base = written(found, ptx)
    features = base.features | (base.own_features if _has_letter(base, ptx) else frozenset())
    return frozenset(each for each in features if ptx >= _FEATURES_SINCE_PTX.get(each, 0))


def target_name(found: NvidiaArchitecture, ptx: int) -> str:
    """The PTX target of an architecture: with the letter where what it alone has can be written."""
    base = written(found, ptx)
    return base.processor + ("a" if _has_letter(base, ptx) else "")


def written(found: NvidiaArchitecture, ptx: int) -> NvidiaArchitecture:
    """The architecture, or the newest one before it that a PTX version has a name for: what code is for."""
    if found.ptx <= ptx:
        return found
    before = [each for each in ARCHITECTURES if each.ptx <= ptx and each.capability < found.capability]
    return _without_own(before[-1])


def _has_letter(found: NvidiaArchitecture, ptx: int) -> bool:
    return bool(found.own_features) and ptx >= found.own_ptx
