"""Functions for streams, events and numbers in memory (<cuda.h>: CUDA_STREAM, CUDA_EVENT, CUDA_MEMOP)."""

from __future__ import annotations

from functools import partial
from typing import Any

from .... import kernel
from ....nvidia import abi
from ..objects.computer import Context
from ..objects.failure import Failure, require
from ..objects.stream_thread import CONDITIONS, Command, Event, StreamThread
from .library import Libcuda, ffi, function, handle_into, number
from .memory import host_address

_NON_BLOCKING = 1


class _DefaultStream:
    """The legacy default stream: what is submitted to it waits for all blocking streams before."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context.default, name)

    def submit(self, command: Command) -> int:
        for stream in self._context.streams.values():
            if not stream.flags & _NON_BLOCKING and not stream.done():
                before = stream.position
                self._context.default.submit(partial(stream.wait, before))
        return self._context.default.submit(command)


class _BlockingStream:
    """A stream that waits for the default stream before each command."""

    def __init__(self, context: Context, stream: StreamThread) -> None:
        self._context, self._stream = context, stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def submit(self, command: Command) -> int:
        default = self._context.default
        if not default.done():
            before = default.position
            self._stream.submit(lambda: default.wait(before))
        return self._stream.submit(command)


def stream_of(cuda: Libcuda, context: Context, handle: Any) -> Any:
    """A stream by handle: 0, 1 and 2 are the default one. Raises Failure."""
    value = number(handle)
    if value <= abi.CU_STREAM_PER_THREAD:
        return _DefaultStream(context)
    stream = cuda.machine.object(value, StreamThread)
    require(value in context.streams, "the stream is of another context", abi.CUDA_ERROR_INVALID_HANDLE)
    return stream if stream.flags & _NON_BLOCKING else _BlockingStream(context, stream)


@function
def cuStreamCreateWithPriority(cuda: Libcuda, place: Any, flags: int, priority: int) -> None:
    context = cuda.current
    require(place != ffi.NULL and flags in (0, _NON_BLOCKING), "unknown flags")
    stream = context.new_stream(flags)
    handle = cuda.machine.handle(stream)
    context.streams[handle] = stream
    context.handles.add(handle)
    handle_into(place, handle, "CUstream")


@function
def cuStreamDestroy(cuda: Libcuda, handle: Any) -> None:
    context = cuda.current_or_none
    if context is None:
        raise Failure(abi.CUDA_ERROR_INVALID_CONTEXT)
    value = number(handle)
    stream = cuda.machine.object(value, StreamThread)
    # Not while it works: what was submitted is still done, unless it waits for what never comes.
    stream.end()
    context.streams.pop(value, None)
    context.handles.discard(value)
    cuda.machine.forget(value)


@function
def cuStreamSynchronize(cuda: Libcuda, handle: Any) -> None:
    context = cuda.current
    stream_of(cuda, context, handle).wait()
    context.check()


@function
def cuStreamQuery(cuda: Libcuda, handle: Any) -> None:
    context = cuda.current
    done = stream_of(cuda, context, handle).done()
    context.check()
    require(done, "", abi.CUDA_ERROR_NOT_READY)


@function
def cuStreamWaitEvent(cuda: Libcuda, handle: Any, event: Any, flags: int) -> None:
    context = cuda.current
    stream = stream_of(cuda, context, handle)
    mark = cuda.machine.object(number(event), Event)
    if mark.recorded:
        stream.submit(mark.waiter())


def _memory_operation(cuda: Libcuda, address: int, bits: int) -> int:
    require(address % (bits // 8) == 0, "the address is not aligned")
    host, known = host_address(cuda, address, bits // 8)
    require(known, f"{address:#x} is not memory of the device's")
    return host


def _write(cuda: Libcuda, handle: Any, address: int, value: int, flags: int, bits: int) -> None:
    stream = stream_of(cuda, cuda.current, handle)
    require(flags == 0, "unknown flags")
    word = kernel.word(_memory_operation(cuda, address, bits), f"uint{bits}_t")

    def write() -> None:
        word[0] = value

    stream.submit(write)


def _wait(cuda: Libcuda, handle: Any, address: int, value: int, flags: int, bits: int) -> None:
    stream = stream_of(cuda, cuda.current, handle)
    require(flags in CONDITIONS, "unknown flags")
    host = _memory_operation(cuda, address, bits)
    stream.submit(lambda: stream.wait_for_number(host, value, flags, bits))


@function
def cuStreamWriteValue32(cuda: Libcuda, stream: Any, address: int, value: int, flags: int) -> None:
    _write(cuda, stream, address, value, flags, 32)


@function
def cuStreamWriteValue64(cuda: Libcuda, stream: Any, address: int, value: int, flags: int) -> None:
    _write(cuda, stream, address, value, flags, 64)


@function
def cuStreamWaitValue32(cuda: Libcuda, stream: Any, address: int, value: int, flags: int) -> None:
    _wait(cuda, stream, address, value, flags, 32)


@function
def cuStreamWaitValue64(cuda: Libcuda, stream: Any, address: int, value: int, flags: int) -> None:
    _wait(cuda, stream, address, value, flags, 64)


@function
def cuLaunchHostFunc(cuda: Libcuda, handle: Any, host_function: Any, data: Any) -> None:
    stream = stream_of(cuda, cuda.current, handle)
    require(host_function != ffi.NULL)
    stream.submit(lambda: host_function(data))


# Events.


@function
def cuEventCreate(cuda: Libcuda, place: Any, flags: int) -> None:
    context = cuda.current
    require(flags & ~7 == 0, "unknown flags")
    handle = cuda.machine.handle(Event(flags))
    context.handles.add(handle)
    handle_into(place, handle, "CUevent")


def _event(cuda: Libcuda, handle: Any) -> Event:
    found: Event = cuda.machine.object(number(handle), Event)
    return found


@function
def cuEventDestroy(cuda: Libcuda, handle: Any) -> None:
    _event(cuda, handle)
    cuda.machine.forget(number(handle))


@function
def cuEventRecord(cuda: Libcuda, handle: Any, stream: Any) -> None:
    context = cuda.current
    _event(cuda, handle).record(stream_of(cuda, context, stream))


@function
def cuEventQuery(cuda: Libcuda, handle: Any) -> None:
    context = cuda.current
    done = _event(cuda, handle).done()
    context.check()
    require(done, "", abi.CUDA_ERROR_NOT_READY)


@function
def cuEventSynchronize(cuda: Libcuda, handle: Any) -> None:
    context = cuda.current
    _event(cuda, handle).synchronize()
    context.check()


@function
def cuEventElapsedTime(cuda: Libcuda, place: Any, start: Any, end: Any) -> None:
    require(place != ffi.NULL)
    place[0] = 1e3 * _event(cuda, end).seconds_since(_event(cuda, start))
