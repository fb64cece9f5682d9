"""One stream of the driver's: each kind of work as calls of the driver API."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from ..errors import InvalidArgument
from . import abi
from .builtin import ONE, SIGNAL, WAIT, Memset
from .code_object import NvidiaCodeObject
from .commands import Copy, Launch, PeerCopy
from .context import Context
from .libcuda import CallFailed
from .timeline import NvidiaTimeline, Raised
from .together import Together, configuration

ffi = abi.ffi

_WRITE_IN_ORDER = abi.CU_STREAM_WRITE_VALUE_DEFAULT
"""The write comes after a fence for all that the stream did before."""

_MEMSETS = {1: "cuMemsetD8Async", 2: "cuMemsetD16Async", 4: "cuMemsetD32Async"}


class ArgumentCells:
    """The `extra` of a launch: where the packed arguments are and how many bytes they have.

    cuda.h, cuLaunchKernel: names and pointers to their values, ended by CU_LAUNCH_PARAM_END.
    """

    def __init__(self) -> None:
        self._size = ffi.new("size_t *")
        self.extra = ffi.new(
            "void *[5]",
            [
                ffi.cast("void *", abi.CU_LAUNCH_PARAM_BUFFER_POINTER),
                ffi.NULL,
                ffi.cast("void *", abi.CU_LAUNCH_PARAM_BUFFER_SIZE),
                self._size,
                ffi.cast("void *", abi.CU_LAUNCH_PARAM_END),
            ],
        )
        self._held: Any = None

    def of(self, arguments: bytes) -> Any:
        """What to pass as `extra`; good until the next call, which the driver does not need it past."""
        if not arguments:
            return ffi.NULL
        # A view into the bytes object, which has to live as long.
        self._held = ffi.from_buffer(arguments)
        self.extra[1] = self._held
        self._size[0] = len(arguments)
        return self.extra


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


class Stream:
    """A stream. The caller has entered its context, and calls from one thread at a time."""

    def __init__(self, context: Context, builtins: Callable[[], NvidiaCodeObject], priority: int = 0) -> None:
        """`builtins` loads the driver's own kernels when they are first needed."""
        self.context = context
        self.cuda = cuda = context.cuda
        self.issued = 0
        self.lock = threading.Lock()
        """Held while work is put into the stream, so that another stream can tell that nobody does."""
        self.is_closed = False
        found = ffi.new("CUstream *")
        context.call("cuStreamCreateWithPriority", found, abi.CU_STREAM_NON_BLOCKING, priority)
        self.handle: Any = found[0]
        self._event: Any = None
        self._builtins = builtins
        self._arguments = ArgumentCells()
        self._writes_memory = memory_operations(context)
        self._launch_kernel = cuda.cuLaunchKernel
        self._write_value = cuda.cuStreamWriteValue64

    def launch(self, launch: Launch) -> None:
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

    def launch_together(self, launch: Launch) -> None:
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

    def copy(self, copy: Copy) -> None:
        """Copy within this card, or between it and the host."""
        self.cuda.call("cuMemcpyAsync", copy.destination, copy.source, copy.size_bytes, self.handle)
        self.issued += 1

    def peer_copy(self, copy: PeerCopy) -> None:
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

    def fill(self, memset: Memset) -> None:
        """Set memory."""
        self.cuda.call(
            _MEMSETS[memset.element_bytes], memset.destination, memset.value, memset.count, self.handle
        )
        self.issued += 1

    def launch_graph(self, executable: Any) -> None:
        """Replay a graph."""
        self.cuda.call("cuGraphLaunch", executable, self.handle)
        self.issued += 1

    # Timelines

    def signal(self, timeline: NvidiaTimeline, value: int) -> None:
        """Write a value once all before is done, with its own writes made visible first."""
        if self._writes_memory:
            code = self._write_value(self.handle, timeline.address, value, _WRITE_IN_ORDER)
            if code:
                raise self.cuda.failure(code, "cuStreamWriteValue64")
            self.issued += 1
        else:
            self._launch_own(SIGNAL, timeline.address, value)
        timeline.raised = Raised(self, value, self.issued)

    def wait(self, timeline: NvidiaTimeline, value: int) -> None:
        """Wait for a value.

        cuda.h says of cuStreamWaitValue64 that the driver does not see the order it makes and may put what is
        waited for behind it. So where the raise is the last thing in another stream, an event says the same
        in a way that the driver sees; the value itself is waited for where the raise is yet to come.
        """
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

    def precede(self, other: Stream, position: int) -> bool:
        """Let another stream wait for all that is in this one, unless it has gone past `position`.

        False where it has, or where somebody puts work into it now.
        """
        if not self.lock.acquire(blocking=False):
            return False
        try:
            if self.is_closed or self.issued != position:
                return False
            self.context.enter()
            if self._event is None:
                found = ffi.new("CUevent *")
                self.cuda.call("cuEventCreate", found, abi.CU_EVENT_DISABLE_TIMING)
                self._event = found[0]
            self.cuda.call("cuEventRecord", self._event, self.handle)
        finally:
            other.context.enter()
            self.lock.release()
        other.cuda.call("cuStreamWaitEvent", other.handle, self._event, 0)
        other.issued += 1
        return True

    def _launch_own(self, name: str, address: int, value: int) -> None:
        code = self._builtins()
        if code.module is None:
            raise InvalidArgument("the driver's own kernels were unloaded")
        arguments = address.to_bytes(8, "little") + value.to_bytes(8, "little")
        self.launch(Launch(code.functions[name], code.module, ONE, ONE, arguments, 0, is_users=False))

    # State

    def query(self) -> int:
        """cuStreamQuery: CUDA_SUCCESS, CUDA_ERROR_NOT_READY, or what went wrong.

        Where somebody puts work into the stream now, it is not ready, and he hears what went wrong.
        """
        if not self.lock.acquire(blocking=False):
            return int(abi.CUDA_ERROR_NOT_READY)
        try:
            if self.is_closed:
                return int(abi.CUDA_SUCCESS)
            self.context.enter()
            return int(self.cuda.cuStreamQuery(self.handle))
        except CallFailed as error:
            return error.code
        finally:
            self.lock.release()

    def close(self) -> None:
        """Give stream and event back. Raises CallFailed."""
        with self.lock:
            self.is_closed = True
            if self._event is not None:
                self.context.call("cuEventDestroy", self._event)
            self.context.call("cuStreamDestroy", self.handle)
