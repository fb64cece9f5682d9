"""Groups that run together: clusters, and grids whose groups may wait for each other.

CUDA C++ Programming Guide, "Thread Block Clusters" and "Grid Synchronization"; cuda.h, CUlaunchAttribute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import InvalidArgument
from ..interface import Dimensions
from . import abi
from .context import Context
from .cuda_version import cuda_version_text

ffi = abi.ffi

LARGEST_PORTABLE_CLUSTER = 8
"""CUDA C++ Programming Guide, "Thread Block Clusters": larger ones have to be allowed per kernel."""
SINCE_CUDA_VERSION = abi.VERSIONS["cuLaunchKernelEx"]
ONE: Dimensions = (1, 1, 1)


@dataclass(frozen=True)
class Together:
    """What a launch asks for besides its grid: groups in clusters of that shape, the whole grid at once."""

    cluster: Dimensions | None = None
    cooperative: bool = False

    def attributes(self) -> list[tuple[int, Any]]:
        """CU_LAUNCH_ATTRIBUTE_* with values."""
        found = []
        if self.cluster is not None:
            value = ffi.new("CUlaunchAttributeValue *")
            value.clusterDim.x, value.clusterDim.y, value.clusterDim.z = self.cluster
            found.append((abi.CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION, value))
        if self.cooperative:
            value = ffi.new("CUlaunchAttributeValue *")
            value.cooperative = 1
            found.append((abi.CU_LAUNCH_ATTRIBUTE_COOPERATIVE, value))
        return found


@dataclass(frozen=True)
class Configuration:
    """A CUlaunchConfig, with what it points to."""

    pointer: Any
    attributes: Any


def configuration(
    together: Together, grid: Dimensions, block: Dimensions, local_bytes: int, stream: Any
) -> Configuration:
    """What cuLaunchKernelEx takes."""
    wanted = together.attributes()
    attributes = ffi.new("CUlaunchAttribute[]", len(wanted))
    for place, (number, value) in zip(attributes, wanted, strict=True):
        place.id = number
        place.value = value[0]
    config = ffi.new("CUlaunchConfig *")
    config.gridDimX, config.gridDimY, config.gridDimZ = grid
    config.blockDimX, config.blockDimY, config.blockDimZ = block
    config.sharedMemBytes = local_bytes
    config.hStream = stream
    config.attrs, config.numAttrs = attributes, len(wanted)
    return Configuration(config, attributes)


def check_card(name: str, written_for: Dimensions, together: Together, context: Context) -> None:
    """Raises InvalidArgument for what the card, its driver or the kernel itself does not allow.

    `written_for` are the clusters that the kernel called `name` says it needs, ONE where it says nothing.
    """
    facts = context.facts
    cluster = together.cluster
    if context.cuda.version < SINCE_CUDA_VERSION:
        raise InvalidArgument(
            f"cannot launch {name} in clusters or with all groups at once: the driver offers CUDA"
            f" {cuda_version_text(context.cuda.version)}, and that came with"
            f" {cuda_version_text(SINCE_CUDA_VERSION)}"
        )
    if cluster is not None:
        if not facts.number(abi.CU_DEVICE_ATTRIBUTE_CLUSTER_LAUNCH):
            raise InvalidArgument(
                f"cannot launch {name} in clusters of {cluster}: {facts.name} has none, which came"
                " with compute capability 9.0"
            )
        if len(cluster) != 3 or not all(size > 0 for size in cluster):
            raise InvalidArgument(f"a cluster of {cluster} is not three positive numbers of groups")
        if written_for not in (ONE, cluster):
            raise InvalidArgument(
                f"cannot launch {name} in clusters of {cluster}: it is written for clusters of {written_for}"
            )
    if together.cooperative and not facts.number(abi.CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH):
        raise InvalidArgument(
            f"cannot launch {name} with all groups at once: {facts.name} does not promise that"
        )
