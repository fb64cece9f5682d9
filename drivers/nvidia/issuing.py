"""Work put into a stream of the driver's: each kind of it as calls of the driver API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import InvalidArgument
from . import abi
from .arguments import ArgumentCells
from .builtin import ONE, SIGNAL, WAIT
from .code_object import NvidiaCodeObject
from .commands import Command, Copy, Fill, PeerCopy, Replay, Signal, Wait
from .context import Context
from .launch import EmptyLaunch, Launch, TogetherLaunch
from .stream import Stream
from .timeline import Raised
from .together import Together, configuration

ffi = abi.ffi

_WRITE_IN_ORDER = abi.CU_STREAM_WRITE_VALUE_DEFAULT
"""The write comes after a fence for all that the stream did before."""

_MEMSETS = {1: "cuMemsetD8Async", 2: "cuMemsetD16Async", 4: "cuMemsetD32Async"}


def memory_operations(context: Context) -> bool:
    """Whether streams can wait for and write 64-bit numbers in memory.

    cuda.h: attribute 122 is of the functions since CUDA 11.7, 93 of those before, which an option of the
    kernel driver turns on.
    """
    number = context.facts.number
    return bool(
        number(abi.CU_DEVICE_ATTRIBUTE_CAN_USE_64_BIT_STREAM_MEM_OPS)
        or number(abi.CU_DEVICE_ATTRIBUTE_CAN_USE_64_BIT_STREAM_MEM_OPS_V1)
    )


class IssuingStream(Stream):
    """A stream of one queue's work."""

    def __init__(self, context: Context, builtins: Callable[[], NvidiaCodeObject], priority: int = 0) -> None:
        """`builtins` loads the driver's own kernels when they are first needed."""
        super().__init__(context, priority)
        self._builtins = builtins
        self._arguments = ArgumentCells()
        self._writes_memory = memory_operations(context)
        self._launch_kernel = context.cuda.cuLaunchKernel
        self._write_value = context.cuda.cuStreamWriteValue64
        self._ways: dict[type, Callable[[Any], None]] = {
            Launch: self._launch,
            TogetherLaunch: self._launch_together,
            EmptyLaunch: self._nothing,
            Copy: self._copy,
            PeerCopy: self._peer_copy,
            Fill: self._fill,
            Wait: self._wait,
            Signal: self._signal,
            Replay: self._replay,
        }

    def issue(self, command: Command) -> None:
        """Put work into the stream. Raises CallFailed."""
        self._ways[type(command)](command)

    def _launch(self, launch: Launch) -> None:
        """Run a kernel."""
        grid, block, function = launch.grid, launch.block, launch.function
        code = self._launch_kernel(
            function.handle,
            grid[0],
            grid[1],
            grid[2],
            block[0],
            block[1],
            block[2],
            launch.local_bytes,
            self.handle,
            ffi.NULL,
            self._arguments.of(function.complete(launch.arguments)),
        )
        if code:
            raise self.cuda.failure(
                code, f"cuLaunchKernel of {function.name} on grid {grid} of blocks {block}"
            )
        self.issued += 1

    def _launch_together(self, launch: Launch) -> None:
        """Run a kernel whose groups run in clusters, or all at once."""
        grid, block, function = launch.grid, launch.block, launch.function
        config = configuration(function.together or Together(), grid, block, launch.local_bytes, self.handle)
        code = self.cuda.cuLaunchKernelEx(
            config.pointer,
            function.handle,
            ffi.NULL,
            self._arguments.of(function.complete(launch.arguments)),
        )
        if code:
            raise self.cuda.failure(
                code,
                f"cuLaunchKernelEx of {function.name} on grid {grid} of blocks {block}, {function.together}",
            )
        self.issued += 1

    def _copy(self, copy: Copy) -> None:
        """Copy within this card, or between it and the host."""
        self.cuda.call("cuMemcpyAsync", copy.destination, copy.source, copy.size_bytes, self.handle)
        self.issued += 1

    def _peer_copy(self, copy: PeerCopy) -> None:
        """Copy between two cards."""
        self.cuda.call(
            "cuMemcpyPeerAsync",
            copy.destination,
            copy.destination_context,
            copy.source,
            copy.source_context,
            copy.size_bytes,
            self.handle,
        )
        self.issued += 1

    def _fill(self, fill: Fill) -> None:
        """Set memory."""
        memset = fill.memset
        self.cuda.call(
            _MEMSETS[memset.element_bytes], memset.destination, memset.value, memset.count, self.handle
        )
        self.issued += 1

    def _nothing(self, launch: EmptyLaunch) -> None:
        """The driver refuses to launch no blocks at all."""

    def _replay(self, replay: Replay) -> None:
        """Replay a graph."""
        self.cuda.call("cuGraphLaunch", replay.run.executable(), self.handle)
        self.issued += 1

    # Timelines

    def _signal(self, signal: Signal) -> None:
        """Write a value once all before is done, with its own writes made visible first."""
        timeline, value = signal.timeline, signal.value
        if self._writes_memory:
            code = self._write_value(self.handle, timeline.address, value, _WRITE_IN_ORDER)
            if code:
                raise self.cuda.failure(code, "cuStreamWriteValue64")
            self.issued += 1
        else:
            self._launch_own(SIGNAL, timeline.address, value)
        timeline.raised = Raised(self, value, self.issued)

    def _wait(self, wait: Wait) -> None:
        """Wait for a value.

        cuda.h says of cuStreamWaitValue64 that the driver does not see the order it makes and may put what is
        waited for behind it. So where the raise is the last thing in another stream, an event says the same
        in a way that the driver sees; the value itself is waited for where the raise is yet to come.
        """
        timeline, value = wait.timeline, wait.value
        if timeline.value >= value:
            return
        raised = timeline.raised
        if (
            raised is not None
            and raised.value >= value
            and (raised.stream is self or raised.stream.precede(self, raised.position))
        ):
            return
        if self._writes_memory:
            self.cuda.call(
                "cuStreamWaitValue64", self.handle, timeline.address, value, abi.CU_STREAM_WAIT_VALUE_GEQ
            )
            self.issued += 1
        else:
            self._launch_own(WAIT, timeline.address, value)

    def _launch_own(self, name: str, address: int, value: int) -> None:
        code = self._builtins()
        if code.module is None:
            raise InvalidArgument("the driver's own kernels were unloaded")
        arguments = address.to_bytes(8, "little") + value.to_bytes(8, "little")
        self._launch(Launch(code.functions[name], code.module, ONE, ONE, arguments, 0, is_users=False))
