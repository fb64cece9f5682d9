"""Functions for graphs (<cuda.h>: CUDA_GRAPH)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....nvidia import abi
from ..objects.command_graph import CommandGraph, Executable, Node
from ..objects.computer import Context
from ..objects.failure import require
from ..objects.stream_thread import Command
from .copies import copy_command, fill_command
from .launches import ALONE, Together, arguments_of, launch_command
from .library import Libcuda, ffi, function, handle_into, number
from .memory import host_address, move
from .modules import function_of
from .streams import stream_of


@function
def cuGraphCreate(cuda: Libcuda, place: Any, flags: int) -> None:
    context = cuda.current
    require(flags == 0)
    handle = cuda.machine.handle(CommandGraph())
    context.handles.add(handle)
    handle_into(place, handle, "CUgraph")


@function
def cuGraphDestroy(cuda: Libcuda, handle: Any) -> None:
    graph: CommandGraph = cuda.machine.object(number(handle), CommandGraph)
    cuda.machine.forget(number(handle))
    nodes = set(map(id, graph.nodes))
    for value, found in list(cuda.machine.objects.items()):
        if isinstance(found, Node) and id(found) in nodes:
            cuda.machine.forget(value)


def _add(
    cuda: Libcuda,
    place: Any,
    handle: Any,
    before: Any,
    count: int,
    make: Callable[[Any], Command],
    attributes: Together | None,
) -> None:
    graph: CommandGraph = cuda.machine.object(number(handle), CommandGraph)
    after = [cuda.machine.object(number(before[index]), Node) for index in range(count)]
    handle_into(place, cuda.machine.handle(graph.add(make, after, attributes)), "CUgraphNode")


def _node_command(cuda: Libcuda, context: Context, parameters: Any) -> Callable[[Together], Command]:
    """What makes the command of a kernel node, given its attributes. Raises Failure."""
    require(parameters != ffi.NULL)
    p, target = parameters, function_of(cuda, parameters.func)
    grid, block = (p.gridDimX, p.gridDimY, p.gridDimZ), (p.blockDimX, p.blockDimY, p.blockDimZ)
    dynamic, arguments = p.sharedMemBytes, arguments_of(target, p.kernelParams, p.extra)
    return lambda together: launch_command(cuda, context, target, grid, block, dynamic, arguments, together)


@function
def cuGraphAddKernelNode(
    cuda: Libcuda, place: Any, graph: Any, before: Any, count: int, parameters: Any
) -> None:
    # Attributes come later, and with them the check of the launch.
    _add(cuda, place, graph, before, count, _node_command(cuda, cuda.current, parameters), ALONE)


@function
def cuGraphKernelNodeSetAttribute(cuda: Libcuda, handle: Any, attribute: int, value: Any) -> None:
    node: Node = cuda.machine.object(number(handle), Node)
    require(value != ffi.NULL and isinstance(node.attributes, Together), "no kernel node, or no value")
    node.attributes = node.attributes.with_attribute(attribute, value)


@function
def cuGraphAddMemcpyNode(
    cuda: Libcuda, place: Any, graph: Any, before: Any, count: int, parameters: Any, context: Any
) -> None:
    cuda.require_current()
    p = parameters
    require(
        p != ffi.NULL and p.Height <= 1 and p.Depth <= 1,
        "only copies of one row",
        abi.CUDA_ERROR_NOT_SUPPORTED,
    )
    ends = []
    for kind, host, device, offset in (
        (p.dstMemoryType, p.dstHost, p.dstDevice, p.dstXInBytes),
        (p.srcMemoryType, p.srcHost, p.srcDevice, p.srcXInBytes),
    ):
        require(kind in (abi.CU_MEMORYTYPE_HOST, abi.CU_MEMORYTYPE_DEVICE, abi.CU_MEMORYTYPE_UNIFIED))
        ends.append((number(host) if kind == abi.CU_MEMORYTYPE_HOST else int(device)) + offset)
    size = int(p.WidthInBytes)
    # Checked now; what the source holds is read at each launch.
    copy_command(cuda, ends[0], ends[1], size)
    target, source = host_address(cuda, ends[0], size)[0], host_address(cuda, ends[1], size)[0]
    _add(cuda, place, graph, before, count, lambda _: lambda: move(target, source, size), None)


@function
def cuGraphAddMemsetNode(
    cuda: Libcuda, place: Any, graph: Any, before: Any, count: int, parameters: Any, context: Any
) -> None:
    cuda.require_current()
    p = parameters
    require(p != ffi.NULL and p.elementSize in (1, 2, 4), "elements have 1, 2 or 4 bytes")
    rows = max(int(p.height), 1)
    commands = [
        fill_command(cuda, int(p.dst) + row * int(p.pitch), int(p.value), int(p.elementSize), int(p.width))
        for row in range(rows)
    ]

    def fill() -> None:
        for command in commands:
            command()

    _add(cuda, place, graph, before, count, lambda _: fill, None)


@function
def cuGraphInstantiateWithFlags(cuda: Libcuda, place: Any, handle: Any, flags: int) -> None:
    context = cuda.current
    graph: CommandGraph = cuda.machine.object(number(handle), CommandGraph)
    made = cuda.machine.handle(Executable(graph))
    context.handles.add(made)
    handle_into(place, made, "CUgraphExec")


@function
def cuGraphExecKernelNodeSetParams(cuda: Libcuda, handle: Any, node: Any, parameters: Any) -> None:
    context = cuda.current
    executable: Executable = cuda.machine.object(number(handle), Executable)
    found: Node = cuda.machine.object(number(node), Node)
    require(found.attributes is not None and executable.has(found), "no kernel node of this graph")
    executable.change(found, _node_command(cuda, context, parameters)(found.attributes))


@function
def cuGraphExecDestroy(cuda: Libcuda, handle: Any) -> None:
    cuda.machine.object(number(handle), Executable)
    cuda.machine.forget(number(handle))


@function
def cuGraphLaunch(cuda: Libcuda, handle: Any, stream: Any) -> None:
    context = cuda.current
    executable: Executable = cuda.machine.object(number(handle), Executable)
    commands = executable.launchable()

    def run() -> None:
        for command in commands:
            context.check()
            command()

    stream_of(cuda, context, stream).submit(run)
