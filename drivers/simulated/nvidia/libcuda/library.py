"""libcuda.so.1 as a simulated machine has it: its functions, found by name and version, called through C
pointers.

Each function of `functions_*.py` is a method that takes what C hands over and raises Failure for a result
that is not CUDA_SUCCESS. Argument checks and results are those that <cuda.h> documents with each function.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

from ....nvidia import abi
from ....quiet import QuietLock
from ..description import DRIVER_VERSION
from ..objects.computer import Computer, Context, Device
from ..objects.failure import Failure, require

ffi = abi.ffi

Implementation = Callable[..., None]
FUNCTIONS: dict[str, Implementation] = {}
"""What each function does, given the library first."""
_BEFORE_CUINIT = frozenset(
    {"cuInit", "cuDriverGetVersion", "cuGetErrorName", "cuGetErrorString", "cuGetProcAddress"}
)
# Functions of which older prototypes are asked for, and since when: what they take is the same.
_OLDER = {
    "cuGraphAddKernelNode": 10000,
    "cuGraphExecKernelNodeSetParams": 10010,
    "cuStreamWriteValue32": 8000,
    "cuStreamWaitValue32": 8000,
    "cuStreamWriteValue64": 9000,
    "cuStreamWaitValue64": 9000,
    "cuMemcpyAsync": 4000,
    "cuStreamSynchronize": 2000,
    "cuStreamQuery": 2000,
    "cuLaunchKernel": 4000,
    "cuEventRecord": 2000,
    "cuMemHostRegister": 4000,
    "cuDeviceGetUuid": 9020,
    "cuDevicePrimaryCtxRelease": 7000,
    "cuDevicePrimaryCtxReset": 7000,
    "cuDevicePrimaryCtxSetFlags": 7000,
    "cuMemsetD8Async": 3020,
    "cuMemsetD16Async": 3020,
    "cuMemsetD32Async": 3020,
    "cuMemcpyHtoDAsync": 3020,
    "cuMemcpyDtoHAsync": 3020,
    "cuMemcpyDtoDAsync": 3020,
    "cuMemcpyPeerAsync": 4000,
    "cuStreamWaitEvent": 3020,
    "cuMemcpy": 4000,
    "cuMemcpyHtoD": 3020,
    "cuMemcpyDtoH": 3020,
}
# CUdriverProcAddressQueryResult.
_FOUND, _NOT_FOUND, _TOO_OLD = 0, 1, 2


def function(implementation: Implementation) -> Implementation:
    """Enter a function under its own name."""
    FUNCTIONS[implementation.__name__] = implementation
    return implementation


class Libcuda:
    """The library. Its functions may be called from any thread."""

    def __init__(self, machine: Computer) -> None:
        self.machine = machine
        self._pointers: dict[str, Any] = {}
        self._texts: dict[int, Any] = {}
        self._current = threading.local()
        self._lock = QuietLock()
        self.driver_version = DRIVER_VERSION

    # kernel.Library

    def symbol(self, name: str) -> int:
        """The address of an exported function; 0 when there is none."""
        base = name.removesuffix("_v2")
        if base not in FUNCTIONS:
            return 0
        kind = base
        if name == "cuGetProcAddress":
            kind = "cuGetProcAddress_v11030"
        return self.pointer(base, kind)

    def pointer(self, name: str, prototype: str) -> int:
        """A C function pointer."""
        with self._lock:
            made = self._pointers.get(prototype)
            if made is None:
                made = self._pointers[prototype] = ffi.callback(f"PFN_{prototype}", self._wrapped(name))
            return int(ffi.cast("uintptr_t", made))

    def _wrapped(self, name: str) -> Callable[..., int]:
        implementation = FUNCTIONS[name]
        early = name in _BEFORE_CUINIT
        machine = self.machine

        def call(*arguments: Any) -> int:
            try:
                if not early:
                    require(machine.initialised, "cuInit was not called", abi.CUDA_ERROR_NOT_INITIALIZED)
                    if machine.pid != os.getpid():
                        raise Failure(abi.CUDA_ERROR_NOT_INITIALIZED, "the driver does not survive a fork")
                    if machine.closed:
                        raise Failure(abi.CUDA_ERROR_DEINITIALIZED)
                implementation(self, *arguments)
            except Failure as failure:
                if failure.said:
                    machine.note(f"{name}: {failure}")
                return failure.code
            except Exception as error:
                machine.note(f"{name}: {error!r}")
                return int(abi.CUDA_ERROR_UNKNOWN)
            return 0

        return call

    # What the functions use.

    @property
    def current_or_none(self) -> Context | None:
        """The calling thread's context."""
        context: Context | None = getattr(self._current, "context", None)
        return context if context is None or context.alive else None

    @property
    def current(self) -> Context:
        """The calling thread's context. Raises Failure where there is none, or it is broken."""
        context: Context | None = getattr(self._current, "context", None)
        if context is None:
            raise Failure(abi.CUDA_ERROR_INVALID_CONTEXT, "no context is current")
        if not context.alive:
            raise Failure(abi.CUDA_ERROR_CONTEXT_IS_DESTROYED)
        context.check()
        return context

    def require_current(self) -> None:
        """Raises Failure where the calling thread has no context, or it is broken."""
        self.current.check()

    def set_current(self, context: Context | None) -> None:
        """Make a context the calling thread's."""
        self._current.context = context

    def text(self, code: int, words: str) -> Any:
        """A C string that stays."""
        found = self._texts.get(hash((code, words)))
        if found is None:
            found = self._texts[hash((code, words))] = ffi.new("char[]", words.encode())
        return found


def number(pointer: Any) -> int:
    """A C pointer or handle as a number."""
    return int(ffi.cast("uintptr_t", pointer))


def handle_into(place: Any, value: int, kind: str) -> None:
    """Write a handle where the caller wants it. Raises Failure for no place."""
    require(place != ffi.NULL, "a null pointer for a result")
    place[0] = ffi.cast(kind, value)


def visible(devices: Sequence[Device], asked: str | None) -> list[Device]:
    """The devices that CUDA_VISIBLE_DEVICES lets a program see, in its order.

    CUDA C++ Programming Guide, "CUDA Environment Variables": numbers, or the beginnings of `GPU-<uuid>`, with
    commas between them; only what comes before the first that names no device is seen.
    """
    if asked is None:
        return list(devices)
    found: list[Device] = []
    for name in map(str.strip, asked.split(",")):
        if name.isascii() and name.isdigit():
            named = [device for device in devices if device.index == int(name)]
        else:
            named = [device for device in devices if len(name) > len("GPU-") and device.name.startswith(name)]
        if len(named) != 1 or named[0] in found:
            break
        found += named
    return found


@function
def cuInit(cuda: Libcuda, flags: int) -> None:
    require(flags == 0, "flags must be 0")
    cuda.machine.visible = visible(cuda.machine.devices, os.environ.get("CUDA_VISIBLE_DEVICES"))
    require(cuda.machine.visible, "no card", abi.CUDA_ERROR_NO_DEVICE)
    if cuda.machine.pid != os.getpid():
        raise Failure(abi.CUDA_ERROR_NOT_INITIALIZED, "the driver does not survive a fork")
    cuda.machine.initialised = True


@function
def cuDriverGetVersion(cuda: Libcuda, version: Any) -> None:
    require(version != ffi.NULL)
    version[0] = cuda.driver_version


# Sentences of our own; programs are to go by the names.
_DESCRIPTIONS = {
    0: "no error",
    1: "invalid argument",
    2: "out of memory",
    3: "initialization error",
    100: "no CUDA-capable device is detected",
    101: "invalid device ordinal",
    201: "invalid device context",
    209: "no kernel image is available for execution on the device",
    218: "a PTX JIT compilation failed",
    222: "the provided PTX was compiled with an unsupported toolchain",
    400: "invalid resource handle",
    500: "named symbol not found",
    600: "device not ready",
    700: "an illegal memory access was encountered",
    701: "too many resources requested for launch",
    702: "the launch timed out and was terminated",
    716: "misaligned address",
    719: "unspecified launch failure",
}


@function
def cuGetErrorName(cuda: Libcuda, code: int, text: Any) -> None:
    name = abi.enumerators("CUresult").get(code)
    text[0] = cuda.text(code, name) if name else ffi.NULL
    require(name, "not a result")


@function
def cuGetErrorString(cuda: Libcuda, code: int, text: Any) -> None:
    name = abi.enumerators("CUresult").get(code)
    text[0] = (
        cuda.text(code, _DESCRIPTIONS.get(code, (name or "").removeprefix("CUDA_ERROR_").lower()))
        if name
        else ffi.NULL
    )
    require(name, "not a result")


@function
def cuGetProcAddress(
    cuda: Libcuda, symbol: Any, place: Any, version: int, flags: int, status: Any = None
) -> None:
    require(symbol != ffi.NULL and place != ffi.NULL)
    name = ffi.string(symbol).decode(errors="replace")
    since = abi.VERSIONS.get(name)
    result, address = _FOUND, 0
    if since is None or name not in FUNCTIONS or since > cuda.driver_version:
        result = _NOT_FOUND
    elif version < _OLDER.get(name, since):
        result = _TOO_OLD
    elif name == "cuGetProcAddress" and version < since:
        address = cuda.pointer(name, "cuGetProcAddress_v11030")
    else:
        address = cuda.pointer(name, name)
    place[0] = ffi.cast("void *", address)
    if status:
        status[0] = result
    require(result != _NOT_FOUND or status is None or status == ffi.NULL, name, abi.CUDA_ERROR_NOT_FOUND)
