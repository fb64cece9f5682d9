"""Functions that launch kernels, and say what fits (<cuda.h>: CUDA_EXEC, CUDA_OCCUPANCY)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from .... import kernel
from ....nvidia import abi
from ..objects.computer import Context
from ..objects.failure import Failure, require
from ..objects.loaded_module import LoadedFunction
from ..objects.stream_thread import Command
from ..ptx.execution import Dimensions, Invocation
from .library import Libcuda, ffi, function, number
from .modules import REGISTERS, STATIC_SHARED_BYTES, function_of, most_threads, registers_of, written_cluster
from .streams import stream_of

_MOST_THREADS = 1024


def arguments_of(target: LoadedFunction, parameters: Any, extra: Any) -> bytes:
    """The arguments of a launch, packed, in either of the ways of passing them. Raises Failure."""
    program = target.program
    if extra != ffi.NULL:
        address = size = 0
        at = 0
        while (key := number(extra[at])) != abi.CU_LAUNCH_PARAM_END:
            if key == abi.CU_LAUNCH_PARAM_BUFFER_POINTER:
                address = number(extra[at + 1])
            elif key == abi.CU_LAUNCH_PARAM_BUFFER_SIZE:
                size = int(ffi.cast("size_t *", extra[at + 1])[0])
            else:
                raise Failure(abi.CUDA_ERROR_INVALID_VALUE, "an unknown launch parameter")
            at += 2
        require(parameters == ffi.NULL, "both kernelParams and extra")
        require(
            size >= program.parameter_bytes,
            f"{size} bytes of arguments; {program.parameter_bytes} are needed",
        )
        return bytes(kernel.buffer(address, size)) if size else b""
    data = bytearray(program.parameter_bytes)
    if program.parameters:
        require(parameters != ffi.NULL, "the kernel has parameters")
    for index, (offset, size) in enumerate(program.parameters):
        source = number(parameters[index])
        require(source, "a null pointer for an argument")
        data[offset : offset + size] = kernel.buffer(source, size)
    return bytes(data)


@dataclass(frozen=True)
class Together:
    """What launch attributes say: the cluster's size, and whether all blocks run at once."""

    cluster: Dimensions | None = None
    cooperative: bool = False

    def with_attribute(self, attribute: int, value: Any) -> Together:
        """The same with a CU_LAUNCH_ATTRIBUTE_* set. Raises Failure."""
        if attribute == abi.CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION:
            size = value.clusterDim
            return replace(self, cluster=(size.x, size.y, size.z))
        if attribute == abi.CU_LAUNCH_ATTRIBUTE_COOPERATIVE:
            return replace(self, cooperative=bool(value.cooperative))
        require(
            attribute == abi.CU_LAUNCH_ATTRIBUTE_IGNORE,
            f"launch attribute {attribute} is not simulated",
            abi.CUDA_ERROR_NOT_SUPPORTED,
        )
        return self


ALONE = Together()


def _resident_blocks(target: LoadedFunction, threads: int, dynamic: int) -> int:
    """How many blocks a multiprocessor holds at once."""
    card = target.module.context.device.description
    if threads > _MOST_THREADS:
        return 0
    warps = -(-threads // 32)
    per_warp = -(-registers_of(target) * 32 // 256) * 256
    shared = target.program.static_shared_bytes + dynamic + card.reserved_shared_bytes
    return min(
        card.blocks_per_multiprocessor,
        card.threads_per_multiprocessor // (32 * warps),
        REGISTERS // (per_warp * warps),
        card.shared_per_multiprocessor // shared if shared else card.blocks_per_multiprocessor,
    )


@function
def cuOccupancyMaxActiveBlocksPerMultiprocessor(
    cuda: Libcuda, place: Any, handle: Any, threads: int, dynamic: int
) -> None:
    require(place != ffi.NULL and threads > 0)
    place[0] = _resident_blocks(function_of(cuda, handle), threads, dynamic)


def _cluster_of(target: LoadedFunction, grid: Sequence[int], together: Together) -> Dimensions:
    """The clusters of a launch. Raises Failure."""
    card = target.module.context.device.description
    written = written_cluster(target.program)
    sizes = together.cluster or written or (1, 1, 1)
    if together.cluster and written:
        require(together.cluster == written, f"the kernel is written for clusters of {written}")
    explicit = ".explicitcluster" in target.program.directives
    require(
        together.cluster or written or not explicit,
        "the kernel wants to be told how large its clusters are",
        abi.CUDA_ERROR_INVALID_CLUSTER_SIZE,
    )
    count = sizes[0] * sizes[1] * sizes[2]
    require(count > 0, f"a cluster of {sizes}")
    if count > 1:
        require("cluster" in card.features, "this card has no clusters")
        allowed = 16 if target.attributes.get(abi.CU_FUNC_ATTRIBUTE_NON_PORTABLE_CLUSTER_SIZE_ALLOWED) else 8
        fits = count <= allowed and all(g % c == 0 for g, c in zip(grid, sizes, strict=True))
        require(fits, f"clusters of {sizes} in a grid of {tuple(grid)}", abi.CUDA_ERROR_INVALID_CLUSTER_SIZE)
    return sizes


def _shape(
    target: LoadedFunction, grid: Sequence[int], block: Sequence[int], dynamic: int, together: Together
) -> Dimensions:
    """Check a launch; returns the blocks that run together. Raises Failure."""
    card = target.module.context.device.description
    program = target.program
    limits = (2**31 - 1, 65535, 65535)
    require(
        all(0 < size <= most for size, most in zip(grid, limits, strict=True)), f"a grid of {tuple(grid)}"
    )
    limits = (1024, 1024, 64)
    require(
        all(0 < size <= most for size, most in zip(block, limits, strict=True)), f"a block of {tuple(block)}"
    )
    threads = block[0] * block[1] * block[2]
    require(threads <= most_threads(target), f"{threads} threads; the most are {most_threads(target)}")
    wanted = program.directives.get(".reqntid")
    if wanted:
        exact = tuple(wanted) + (1,) * (3 - len(wanted))
        require(tuple(block) == exact, f"the kernel wants blocks of {exact}")
    most = target.max_dynamic_shared_bytes or STATIC_SHARED_BYTES - program.static_shared_bytes
    require(dynamic <= most, f"{dynamic} bytes of dynamic shared memory; the most are {most}")
    if threads * registers_of(target) > REGISTERS:
        raise Failure(abi.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, "too many registers")
    sizes = _cluster_of(target, grid, together)
    if not together.cooperative:
        return sizes
    blocks = grid[0] * grid[1] * grid[2]
    held = _resident_blocks(target, threads, dynamic) * card.multiprocessors
    require(
        blocks <= held,
        f"{blocks} blocks at once; the card holds {held}",
        abi.CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE,
    )
    require(
        sizes == (1, 1, 1), "cooperative launches of clusters are not simulated", abi.CUDA_ERROR_NOT_SUPPORTED
    )
    # Blocks of a cluster run in turns, and so do those of a grid that is one.
    return grid[0], grid[1], grid[2]


def launch_command(
    cuda: Libcuda,
    context: Context,
    target: LoadedFunction,
    grid: Dimensions,
    block: Dimensions,
    dynamic: int,
    arguments: bytes,
    together: Together = ALONE,
) -> Command:
    """A command that runs a kernel with these arguments. Raises Failure."""
    require(
        target.module.context is context, "the kernel is of another context", abi.CUDA_ERROR_INVALID_HANDLE
    )
    sizes = _shape(target, grid, block, dynamic, together)
    launch = Invocation(grid, block, sizes, dynamic, arguments)
    module = target.module
    table = module.table.buffer_info()[0]
    return lambda: context.run(target.name, module.text, target.compiled, launch, table)


@function
def cuLaunchKernel(
    cuda: Libcuda, handle: Any, gx: int, gy: int, gz: int, bx: int, by: int, bz: int, dynamic: int,
    stream: Any, parameters: Any, extra: Any,
) -> None:  # fmt: skip
    context, target = cuda.current, function_of(cuda, handle)
    arguments = arguments_of(target, parameters, extra)
    command = launch_command(cuda, context, target, (gx, gy, gz), (bx, by, bz), dynamic, arguments)
    stream_of(cuda, context, stream).submit(command)


def _together(config: Any) -> Together:
    together = ALONE
    for index in range(config.numAttrs):
        together = together.with_attribute(config.attrs[index].id, config.attrs[index].value)
    return together


@function
def cuOccupancyMaxActiveClusters(cuda: Libcuda, place: Any, handle: Any, config: Any) -> None:
    require(place != ffi.NULL and config != ffi.NULL)
    target = function_of(cuda, handle)
    block = (config.blockDimX, config.blockDimY, config.blockDimZ)
    grid = (config.gridDimX, config.gridDimY, config.gridDimZ)
    sizes = _cluster_of(target, grid, _together(config))
    card = target.module.context.device.description
    resident = _resident_blocks(target, block[0] * block[1] * block[2], config.sharedMemBytes)
    place[0] = resident * card.multiprocessors // (sizes[0] * sizes[1] * sizes[2])


@function
def cuLaunchKernelEx(cuda: Libcuda, config: Any, handle: Any, parameters: Any, extra: Any) -> None:
    context, target = cuda.current, function_of(cuda, handle)
    require(config != ffi.NULL)
    together = _together(config)
    grid = (config.gridDimX, config.gridDimY, config.gridDimZ)
    block = (config.blockDimX, config.blockDimY, config.blockDimZ)
    arguments = arguments_of(target, parameters, extra)
    command = launch_command(cuda, context, target, grid, block, config.sharedMemBytes, arguments, together)
    stream_of(cuda, context, config.hStream).submit(command)
