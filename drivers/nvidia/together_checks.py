"""Whether groups that are to run together can: clusters the card has a place for, grids that it holds."""

from __future__ import annotations

from ..errors import InvalidArgument
from ..interface import Dimensions
from . import abi
from .code_object import NvidiaFunction
from .context import Context
from .together import Together, configuration

ffi = abi.ffi


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
