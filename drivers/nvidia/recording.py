"""Recordings: work kept as graphs of the driver's, replayed by one call each, with arguments patched.

A recording is one graph, unless waits, signals or other recordings stand between its kernels: then it is
the graphs between them and these, in order. Patched arguments go to the driver with the next replay.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from ..errors import DeviceClosed, IndexOutOfRange, InvalidArgument
from ..owned import Owned
from . import abi
from .arguments import ArgumentCells
from .commands import GRAPHED, Command, Copy, Fill, Replay
from .context import Context
from .launch import EmptyLaunch, Launch
from .retired import Retired

ffi = abi.ffi

LARGEST_NODE_BYTES = 1 << 30
"""A copy or fill of more is several nodes: rows are held to CU_DEVICE_ATTRIBUTE_MAX_PITCH, 2 GiB."""


class Run:
    """Kernels, copies and fills, one after the other, as an instantiated graph.

    It is given back some time after nothing refers to it.
    """

    def __init__(self, context: Context, commands: Sequence[Command], retired: Retired) -> None:
        """Raises CallFailed."""
        self._context = context
        self._retired = retired
        self._arguments = ArgumentCells()
        self._changed: dict[int, Launch] = {}
        self._nodes: dict[int, Any] = {}
        # What the graph refers to.
        self._commands = commands
        self._executable: Any = None
        self._graph: Any = None
        found = ffi.new("CUgraph *")
        context.call("cuGraphCreate", found, 0)
        # Nodes of the graph go on to name those of what is instantiated from it, so the graph stays.
        self._graph = graph = found[0]
        last: Any = None
        for command in commands:
            for function, *parameters in self._nodes_of(command):
                last = self._add(function, graph, last, *parameters)
            if isinstance(command, Launch):
                self._nodes[id(command)] = last
                self._set_together(command, last)
        executable = ffi.new("CUgraphExec *")
        context.call("cuGraphInstantiateWithFlags", executable, graph, 0)
        self._executable = executable[0]

    def _nodes_of(self, command: Command) -> list[tuple[Any, ...]]:
        """The nodes of a command: the function that adds each, and its parameters."""
        context = self._context.handle
        if isinstance(command, Launch):
            return [("cuGraphAddKernelNode", self._kernel(command))]
        if isinstance(command, Copy):
            return [("cuGraphAddMemcpyNode", part, context) for part in _copies(command)]
        if isinstance(command, Fill):
            return [("cuGraphAddMemsetNode", part, context) for part in _memsets(command)]
        raise InvalidArgument(f"a graph does not hold a {type(command).__name__}")

    def _add(self, function: str, graph: Any, last: Any, parameters: Any, *rest: Any) -> Any:
        node = ffi.new("CUgraphNode *")
        before = ffi.NULL if last is None else ffi.new("CUgraphNode *", last)
        self._context.cuda.call(function, node, graph, before, 0 if last is None else 1, parameters, *rest)
        return node[0]

    def _kernel(self, launch: Launch) -> Any:
        parameters = ffi.new("CUDA_KERNEL_NODE_PARAMS_v2 *")
        parameters.func = launch.function.handle
        parameters.gridDimX, parameters.gridDimY, parameters.gridDimZ = launch.grid
        parameters.blockDimX, parameters.blockDimY, parameters.blockDimZ = launch.block
        parameters.sharedMemBytes = launch.local_bytes
        parameters.extra = self._arguments.of(launch.function.complete(launch.arguments))
        return parameters

    def _set_together(self, launch: Launch, node: Any) -> None:
        """Have a node's groups launched as the kernel asks for."""
        if launch.function.together is not None:
            for attribute, value in launch.function.together.attributes():
                self._context.cuda.call("cuGraphKernelNodeSetAttribute", node, attribute, value)

    @property
    def launches(self) -> list[Launch]:
        """The kernels, for reports."""
        return [command for command in self._commands if isinstance(command, Launch)]

    def change(self, launch: Launch) -> None:
        """Take the arguments that a kernel has now with the next replay."""
        self._changed[id(launch)] = launch

    def executable(self) -> Any:
        """The graph to replay, with all changes, in a context that was entered. Raises CallFailed."""
        if self._changed:
            cuda = self._context.cuda
            for key, launch in self._changed.items():
                parameters = self._kernel(launch)
                cuda.call("cuGraphExecKernelNodeSetParams", self._executable, self._nodes[key], parameters)
            self._changed.clear()
        return self._executable

    def __del__(self) -> None:
        if self._executable is not None:
            self._retired.add("cuGraphExecDestroy", self._executable)
        if self._graph is not None:
            self._retired.add("cuGraphDestroy", self._graph)


def _copies(copy: Copy) -> list[Any]:
    """A copy as memcpy nodes of one row each, in unified addresses."""
    nodes = []
    for offset in range(0, copy.size_bytes, LARGEST_NODE_BYTES):
        size = min(LARGEST_NODE_BYTES, copy.size_bytes - offset)
        node = ffi.new("CUDA_MEMCPY3D *")
        node.srcMemoryType = node.dstMemoryType = abi.CU_MEMORYTYPE_UNIFIED
        node.srcDevice, node.dstDevice = copy.source + offset, copy.destination + offset
        node.srcPitch = node.dstPitch = node.WidthInBytes = size
        node.srcHeight = node.dstHeight = node.Height = node.Depth = 1
        nodes.append(node)
    return nodes


def _memsets(fill: Fill) -> list[Any]:
    """A fill as memset nodes of one row each."""
    memset, nodes = fill.memset, []
    most = LARGEST_NODE_BYTES // memset.element_bytes
    for first in range(0, memset.count, most):
        node = ffi.new("CUDA_MEMSET_NODE_PARAMS *")
        node.dst = memset.destination + first * memset.element_bytes
        node.value, node.elementSize = memset.value, memset.element_bytes
        node.width, node.height = min(most, memset.count - first), 1
        node.pitch = node.width * memset.element_bytes
        nodes.append(node)
    return nodes


class NvidiaRecording(Owned):
    """Finished work of one queue. `commands` are what a replay records."""

    def __init__(
        self, queue: object, context: Context, recorded: Sequence[Command], retired: Retired
    ) -> None:
        """Raises CallFailed."""
        self.queue = queue
        self.commands: list[Command] = []
        self.is_closed = False
        self._launches: list[tuple[Launch, Run | None]] = []
        for is_graphed, group in groupby(recorded, lambda command: isinstance(command, GRAPHED)):
            commands = list(group)
            if not is_graphed:
                self.commands.extend(commands)
                continue
            runnable = [command for command in commands if not isinstance(command, EmptyLaunch)]
            run = Run(context, runnable, retired) if runnable else None
            if run is not None:
                self.commands.append(Replay(run))
            self._launches.extend(
                (command, None if isinstance(command, EmptyLaunch) else run)
                for command in commands
                if isinstance(command, Launch) and command.is_users
            )

    def patch(self, dispatch: int, offset_bytes: int, data: bytes) -> None:
        """Overwrite bytes of the arguments of the `dispatch`-th dispatch.

        Raises IndexOutOfRange for a dispatch the recording does not have or bytes outside its arguments,
        InvalidArgument for bytes that do not suit the kernel, DeviceClosed after `close`.
        """
        if self.is_closed:
            raise DeviceClosed("the recording was patched after it was closed")
        if not 0 <= dispatch < len(self._launches):
            raise IndexOutOfRange(
                f"cannot patch dispatch {dispatch} of a recording with {len(self._launches)}"
            )
        launch, run = self._launches[dispatch]
        before, end = launch.arguments, offset_bytes + len(data)
        if offset_bytes < 0 or end > len(before):
            raise IndexOutOfRange(
                f"cannot patch bytes {offset_bytes} to {end} of {len(before)} argument bytes of"
                f" {launch.function.name}"
            )
        arguments = before[:offset_bytes] + data + before[end:]
        launch.function.complete(arguments)
        launch.arguments = arguments
        if run is not None:
            run.change(launch)

    def close(self) -> None:
        """Let go of the graphs; they go once work in flight does not need them."""
        self.is_closed = True
        self.commands = []
        self._launches = []
