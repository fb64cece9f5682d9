"""Groups that run together: clusters, and grids whose groups may wait for each other.

CUDA C++ Programming Guide, "Thread Block Clusters" and "Grid Synchronization"; cuda.h, CUlaunchAttribute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import InvalidArgument
from ..interface import Dimensions
from . import abi
from .cuda_version import cuda_version_text

if TYPE_CHECKING:
    from .code_object import NvidiaFunction
    from .context import Context

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


def check_card(function: NvidiaFunction, together: Together, context: Context) -> None:
    """Raises InvalidArgument for what the card, its driver or the kernel itself does not allow."""
    facts = context.facts
    cluster = together.cluster
    if context.cuda.version < SINCE_CUDA_VERSION:
        raise InvalidArgument(
            f"cannot launch {function.name} in clusters or with all groups at once: the driver offers CUDA"
            f" {cuda_version_text(context.cuda.version)}, and that came with"
            f" {cuda_version_text(SINCE_CUDA_VERSION)}"
        )
    if cluster is not None:
        if not facts.number(abi.CU_DEVICE_ATTRIBUTE_CLUSTER_LAUNCH):
            raise InvalidArgument(
                f"cannot launch {function.name} in clusters of {cluster}: {facts.name} has none, which came"
                " with compute capability 9.0"
            )
        if len(cluster) != 3 or not all(size > 0 for size in cluster):
            raise InvalidArgument(f"a cluster of {cluster} is not three positive numbers of groups")
        if function.cluster not in (ONE, cluster):
            raise InvalidArgument(
                f"cannot launch {function.name} in clusters of {cluster}: it is written for clusters of"
                f" {function.cluster}"
            )
    if together.cooperative and not facts.number(abi.CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH):
        raise InvalidArgument(
            f"cannot launch {function.name} with all groups at once: {facts.name} does not promise that"
        )


def check_clusters_fit(
    function: NvidiaFunction, cluster: Dimensions, block: Dimensions, local_bytes: int, context: Context
) -> None:
    """Raises InvalidArgument where the card can hold no such cluster, CallFailed."""
    number = ffi.new("int *")
    config = configuration(Together(cluster), cluster, block, local_bytes, ffi.NULL)
    context.enter()
    code = context.cuda.cuOccupancyMaxActiveClusters(number, function.handle, config.pointer)
    # Where it is not known, the launch will tell.
    if not code and not number[0]:
        raise InvalidArgument(
            f"cannot dispatch {function.name} in clusters of {cluster} groups of {block} with {local_bytes}"
            f" bytes of shared memory each: {context.facts.name} has no place that holds one"
        )


def check_grid(
    function: NvidiaFunction, grid: Dimensions, block: Dimensions, local_bytes: int, context: Context
) -> None:
    """Raises InvalidArgument for a grid that is not made of whole clusters, or cannot all run at once."""
    cluster = function.cluster
    if any(size % step for size, step in zip(grid, cluster, strict=True)):
        raise InvalidArgument(
            f"cannot dispatch {function.name} on grid {grid}: it is not made of whole clusters of {cluster}"
        )
    if function.together is not None and function.together.cooperative:
        units = context.facts.number(abi.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT)
        most = function.resident_groups(block, local_bytes) * units
        groups = grid[0] * grid[1] * grid[2]
        if groups > most:
            raise InvalidArgument(
                f"cannot dispatch {function.name} on {groups} groups at once: {context.facts.name} holds"
                f" {most} of them with {block} threads and {local_bytes} bytes of shared memory each"
            )
