"""Functions that copy and fill memory (<cuda.h>: CUDA_MEM)."""

from __future__ import annotations

from typing import Any

from .... import kernel
from ..objects.failure import require
from ..objects.stream_thread import Command
from .devices import context_of
from .library import Libcuda, ffi, function, number
from .memory import host_address, move
from .streams import stream_of


def copy_command(cuda: Libcuda, target: int, source: int, size: int) -> tuple[Command, bool]:
    """A command that copies, and whether the call has to wait for it, as it does where memory is not pinned.

    What is read from such memory is read now. Raises Failure.
    """
    to, to_known = host_address(cuda, target, size)
    source_host, source_known = host_address(cuda, source, size)
    if not source_known:
        data = bytes(kernel.buffer(source_host, size))

        def put() -> None:
            kernel.buffer(to, size)[:] = data

        return put, not to_known
    return lambda: move(to, source_host, size), not to_known


def _copy(cuda: Libcuda, target: int, source: int, size: int, handle: Any) -> None:
    context = cuda.current
    stream = stream_of(cuda, context, handle)
    if size == 0:
        return
    command, now = copy_command(cuda, target, source, size)
    issued = stream.submit(command)
    if now:
        stream.wait(issued)
        context.check()


@function
def cuMemcpyAsync(cuda: Libcuda, target: int, source: int, size: int, stream: Any) -> None:
    _copy(cuda, target, source, size, stream)


@function
def cuMemcpyHtoDAsync(cuda: Libcuda, target: int, source: Any, size: int, stream: Any) -> None:
    _copy(cuda, target, number(source), size, stream)


@function
def cuMemcpyDtoHAsync(cuda: Libcuda, target: Any, source: int, size: int, stream: Any) -> None:
    _copy(cuda, number(target), source, size, stream)


@function
def cuMemcpyDtoDAsync(cuda: Libcuda, target: int, source: int, size: int, stream: Any) -> None:
    _copy(cuda, target, source, size, stream)


@function
def cuMemcpyPeerAsync(
    cuda: Libcuda, target: int, target_context: Any, source: int, source_context: Any, size: int, stream: Any
) -> None:
    for address, handle in ((target, target_context), (source, source_context)):
        found = cuda.machine.arena.find(address)
        owner = context_of(cuda, handle).device.index
        require(
            found is not None and found.owner in (-1, owner), f"{address:#x} is not of that context's device"
        )
    _copy(cuda, target, source, size, stream)


def _copy_now(cuda: Libcuda, target: int, source: int, size: int) -> None:
    context = cuda.current
    _copy(cuda, target, source, size, ffi.NULL)
    context.default.wait()
    context.check()


@function
def cuMemcpy(cuda: Libcuda, target: int, source: int, size: int) -> None:
    _copy_now(cuda, target, source, size)


@function
def cuMemcpyHtoD(cuda: Libcuda, target: int, source: Any, size: int) -> None:
    _copy_now(cuda, target, number(source), size)


@function
def cuMemcpyDtoH(cuda: Libcuda, target: Any, source: int, size: int) -> None:
    _copy_now(cuda, number(target), source, size)


def fill_command(cuda: Libcuda, address: int, value: int, element: int, count: int) -> Command:
    """A command that fills. Raises Failure."""
    require(address % element == 0, "the address is not aligned")
    size = element * count
    host, known = host_address(cuda, address, size)
    require(known, f"{address:#x} is not memory of the device's")
    pattern = (value & ((1 << 8 * element) - 1)).to_bytes(element, "little")

    def fill() -> None:
        memory = kernel.buffer(host, size)
        chunk = pattern * min(count, 1 << 18)
        for start in range(0, size, len(chunk)):
            memory[start : start + len(chunk)] = chunk[: size - start]

    return fill


def _fill(cuda: Libcuda, address: int, value: int, element: int, count: int, handle: Any) -> None:
    stream = stream_of(cuda, cuda.current, handle)
    if count:
        stream.submit(fill_command(cuda, address, value, element, count))


@function
def cuMemsetD8Async(cuda: Libcuda, address: int, value: int, count: int, stream: Any) -> None:
    _fill(cuda, address, value, 1, count, stream)


@function
def cuMemsetD16Async(cuda: Libcuda, address: int, value: int, count: int, stream: Any) -> None:
    _fill(cuda, address, value, 2, count, stream)


@function
def cuMemsetD32Async(cuda: Libcuda, address: int, value: int, count: int, stream: Any) -> None:
    _fill(cuda, address, value, 4, count, stream)
