"""A libcuda that runs no kernels: it answers as a test says, copies at once, and keeps its calls.

For what a card, real or simulated, does not do on demand: to be missing, old or broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from barewire.drivers import kernel
from barewire.drivers.nvidia import abi

ffi = abi.ffi

ATTRIBUTES = {
    abi.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR: 9,
    abi.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR: 0,
    abi.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT: 132,
    abi.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X: 2**31 - 1,
    abi.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y: 65535,
    abi.CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z: 65535,
    abi.CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X: 1024,
    abi.CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y: 1024,
    abi.CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z: 64,
    abi.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK: 49152,
    abi.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN: 232448,
    abi.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR: 2048,
    abi.CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR: 65536,
    abi.CU_DEVICE_ATTRIBUTE_WARP_SIZE: 32,
    abi.CU_DEVICE_ATTRIBUTE_CLOCK_RATE: 1980000,
    abi.CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE: 2619000,
    abi.CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH: 5120,
    abi.CU_DEVICE_ATTRIBUTE_MEMORY_POOLS_SUPPORTED: 1,
    abi.CU_DEVICE_ATTRIBUTE_CAN_USE_64_BIT_STREAM_MEM_OPS: 1,
}

FUNCTION_ATTRIBUTES = {
    abi.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK: 1024,
    abi.CU_FUNC_ATTRIBUTE_NUM_REGS: 32,
}

CUBIN = b"\x7fELF and what a linker would make"
"""What its linker makes of any PTX."""


def packed_arguments(extra: Any) -> bytes:
    """The bytes that the `extra` of a launch points to."""
    if extra == ffi.NULL:
        return b""
    size = ffi.cast("size_t *", extra[3])[0]
    return bytes(ffi.buffer(ffi.cast("char *", extra[1]), size))


class ScriptedLibcuda:
    """Implements `kernel.Library`. `results` are the CUresults of functions by name, CUDA_SUCCESS else."""

    def __init__(self, version: int = 12040, devices: int = 1, exports: str = "cuGetProcAddress_v2") -> None:
        self.version, self.devices, self.exports = version, devices, exports
        self.results: dict[str, int] = {}
        self.attributes = dict(ATTRIBUTES)
        self.function_attributes = dict(FUNCTION_ATTRIBUTES)
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.asked_versions: dict[str, int] = {}
        self.logs = ("", "")
        self._memory: dict[int, Any] = {}
        self._handles = 0x1000
        self._callbacks: dict[str, Any] = {}

    def symbol(self, name: str) -> int:
        """The dynamic linker's part: only what a driver really exports without a version."""
        if name == "cuDriverGetVersion":
            return self._address(name)
        if name == self.exports:
            plain = "cuGetProcAddress" if name.endswith("_v2") else "cuGetProcAddress_v11030"
            return self._address(plain)
        return 0

    def _address(self, name: str) -> int:
        callback = self._callbacks.get(name)
        if callback is None:
            callback = ffi.callback(ffi.typeof(f"PFN_{name}"), lambda *a: self._called(name, a))
            self._callbacks[name] = callback
        return int(ffi.cast("uintptr_t", callback))

    def _called(self, name: str, arguments: tuple[Any, ...]) -> int:
        action: Callable[..., Any] | None = getattr(self, f"_{name}", None)
        if name in self.results:
            return self.results[name]
        self.calls.append((name, arguments))
        return (action(*arguments) or 0) if action is not None else 0

    def names(self) -> list[str]:
        """The functions called, in order."""
        return [name for name, _ in self.calls]

    def _cuGetProcAddress_v11030(self, symbol: Any, found: Any, version: int, flags: int) -> int:
        name = ffi.string(symbol).decode()
        self.calls.pop()
        if version > self.version:
            found[0] = ffi.NULL
            return int(abi.CUDA_ERROR_INVALID_VALUE)
        self.asked_versions[name] = version
        found[0] = ffi.cast("void *", self._address(name))
        return 0

    def _cuGetProcAddress(self, symbol: Any, found: Any, version: int, flags: int, status: Any) -> int:
        return self._cuGetProcAddress_v11030(symbol, found, version, flags)

    def _cuDriverGetVersion(self, version: Any) -> None:
        version[0] = self.version

    def _cuGetErrorName(self, code: int, text: Any) -> None:
        self.calls.pop()
        name = abi.enumerators("CUresult").get(code, "CUDA_ERROR_OF_LATER")
        self._memory[code] = ffi.new("char[]", name.encode())
        text[0] = self._memory[code]

    def _cuGetErrorString(self, code: int, text: Any) -> int:
        self.calls.pop()
        return int(abi.CUDA_ERROR_INVALID_VALUE)

    def _cuDeviceGetCount(self, count: Any) -> None:
        count[0] = self.devices

    def _cuDeviceGet(self, device: Any, ordinal: int) -> None:
        device[0] = ordinal

    def _cuDeviceGetName(self, text: Any, size: int, device: int) -> None:
        text[0:13] = b"Scripted card"

    def _cuDeviceGetPCIBusId(self, text: Any, size: int, device: int) -> None:
        text[0:12] = b"0000:1A:00.0"

    def _cuDeviceTotalMem(self, size: Any, device: int) -> None:
        size[0] = 80 << 30

    def _cuDeviceGetAttribute(self, value: Any, attribute: int, device: int) -> int:
        self.calls.pop()
        if attribute not in self.attributes:
            return int(abi.CUDA_ERROR_INVALID_VALUE)
        value[0] = self.attributes[attribute]
        return 0

    def _new_handle(self, found: Any) -> None:
        self._handles += 16
        found[0] = ffi.cast(ffi.typeof(found).item, self._handles)

    def _cuDevicePrimaryCtxRetain(self, found: Any, device: int) -> None:
        self._new_handle(found)

    def _cuMemPoolCreate(self, found: Any, properties: Any) -> None:
        self._new_handle(found)

    def _cuStreamCreateWithPriority(self, found: Any, flags: int, priority: int) -> None:
        self._new_handle(found)

    def _cuEventCreate(self, found: Any, flags: int) -> None:
        self._new_handle(found)

    def _cuModuleGetFunction(self, found: Any, module: Any, name: Any) -> None:
        self._new_handle(found)

    def _cuGraphCreate(self, found: Any, flags: int) -> None:
        self._new_handle(found)

    def _cuGraphInstantiateWithFlags(self, found: Any, graph: Any, flags: int) -> None:
        self._new_handle(found)

    def _cuGraphAddMemcpyNode(self, found: Any, graph: Any, before: Any, count: int, *rest: Any) -> None:
        self._new_handle(found)
        self.calls[-1] = ("cuGraphAddMemcpyNode", (int(rest[0].WidthInBytes),))

    def _cuGraphAddMemsetNode(self, found: Any, graph: Any, before: Any, count: int, *rest: Any) -> None:
        self._new_handle(found)
        part = rest[0]
        self.calls[-1] = ("cuGraphAddMemsetNode", (int(part.dst), int(part.value), int(part.width)))

    def _cuGraphAddKernelNode(self, found: Any, graph: Any, before: Any, count: int, parameters: Any) -> None:
        self._new_handle(found)
        self.calls[-1] = ("cuGraphAddKernelNode", (packed_arguments(parameters.extra),))

    def _cuGraphExecKernelNodeSetParams(self, executable: Any, node: Any, parameters: Any) -> None:
        self.calls[-1] = ("cuGraphExecKernelNodeSetParams", (packed_arguments(parameters.extra),))

    def _cuFuncGetAttribute(self, value: Any, attribute: int, function: Any) -> int:
        self.calls.pop()
        value[0] = self.function_attributes.get(attribute, 0)
        return 0

    def _cuModuleLoadDataEx(self, found: Any, image: Any, count: int, options: Any, values: Any) -> int:
        start = bytes(ffi.buffer(ffi.cast("char *", image), 4))
        self.calls[-1] = ("cuModuleLoadDataEx", (start,))
        if start == CUBIN[:4]:
            self._new_handle(found)
            return self.results.get("cubin", 0)
        for at, text in ((0, self.logs[0]), (2, self.logs[1])):
            data = text.encode()
            ffi.memmove(values[at], data, len(data))
            values[at + 1] = ffi.cast("void *", len(data))
        self._new_handle(found)
        return self.results.get("compile", 0)

    def _cuLinkCreate(self, count: int, options: Any, values: Any, found: Any) -> None:
        self._link_values = values
        self._new_handle(found)

    def _cuLinkAddData(self, state: Any, kind: int, data: Any, size: int, *rest: Any) -> None:
        self.calls[-1] = ("cuLinkAddData", (kind, bytes(ffi.buffer(data, size)), *rest[1:2]))
        text = self.logs[0].encode()
        ffi.memmove(self._link_values[0], text, len(text))
        self._link_values[1] = ffi.cast("void *", len(text))

    def _cuLinkComplete(self, state: Any, image: Any, size: Any) -> None:
        self._linked = ffi.new("char[]", CUBIN)
        image[0], size[0] = self._linked, len(CUBIN)

    def _allocate(self, size_bytes: int) -> int:
        self._memory_at = ffi.new("char[]", max(size_bytes, 1) + 256)
        address = int(ffi.cast("uintptr_t", self._memory_at))
        self._memory[address] = self._memory_at
        return address

    def _cuMemAlloc(self, found: Any, size_bytes: int) -> int:
        if size_bytes > 80 << 30:
            return int(abi.CUDA_ERROR_OUT_OF_MEMORY)
        found[0] = self._allocate(size_bytes)
        return 0

    def _cuMemAllocFromPoolAsync(self, found: Any, size_bytes: int, pool: Any, stream: Any) -> int:
        return self._cuMemAlloc(found, size_bytes)

    def _cuMemGetAllocationGranularity(self, found: Any, properties: Any, option: int) -> None:
        found[0] = 2 << 20

    def _cuMemAddressReserve(self, found: Any, size: int, alignment: int, at: int, flags: int) -> None:
        found[0] = 1 << 44

    def _cuMemCreate(self, found: Any, size: int, properties: Any, flags: int) -> None:
        self._handles += 16
        found[0] = self._handles

    def _cuMemHostAlloc(self, found: Any, size_bytes: int, flags: int) -> None:
        found[0] = ffi.cast("void *", self._allocate(size_bytes))

    def _cuMemHostGetDevicePointer(self, found: Any, address: Any, flags: int) -> None:
        found[0] = int(ffi.cast("uintptr_t", address))

    def _cuMemGetInfo(self, free: Any, total: Any) -> None:
        free[0], total[0] = 70 << 30, 80 << 30

    def _cuMemcpyAsync(self, destination: int, source: int, size_bytes: int, stream: Any) -> None:
        ffi.memmove(ffi.cast("char *", destination), ffi.cast("char *", source), size_bytes)

    def _cuStreamWriteValue64(self, stream: Any, address: int, value: int, flags: int) -> None:
        ffi.cast("uint64_t *", address)[0] = value

    def _cuLaunchKernel(self, function: Any, *rest: Any) -> None:
        self.calls[-1] = (
            "cuLaunchKernel",
            (int(ffi.cast("uintptr_t", function)), *rest[:7], packed_arguments(rest[9])),
        )


@contextmanager
def scripted(**options: Any) -> Iterator[ScriptedLibcuda]:
    """A scripted library where libcuda is looked for."""
    library = ScriptedLibcuda(**options)
    with kernel.interpose_library(abi.LIBRARY, library):
        yield library
