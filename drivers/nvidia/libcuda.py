"""The driver's library, libcuda.so.1: its functions by name and version, and its errors.

It comes with the kernel driver and is loaded when it is first needed, through the kernel's door. Every
function is looked up by cuGetProcAddress, in the version whose prototype is declared.
"""

from __future__ import annotations

from typing import Any

from .. import kernel
from ..errors import BarewireError, NoCard
from . import abi
from .cuda_version import OLDEST_CUDA_VERSION, cuda_version_text

ffi = abi.ffi

# Functions that drivers before the declared version have in another one, which takes the same arguments: the
# longer structures of 12.0 begin with those before, and stream memory operations became usable by default.
_OLDER_DRIVERS_SERVE = frozenset(
    {
        "cuGraphAddKernelNode",
        "cuGraphExecKernelNodeSetParams",
        "cuStreamWriteValue64",
        "cuStreamWaitValue64",
    }
)

# cuda.h, CUresult: errors after which a context does nothing any more. Their descriptions there say so.
STICKY = frozenset(
    {
        abi.CUDA_ERROR_ECC_UNCORRECTABLE,
        abi.CUDA_ERROR_NVLINK_UNCORRECTABLE,
        abi.CUDA_ERROR_CONTAINED,
        abi.CUDA_ERROR_ILLEGAL_ADDRESS,
        abi.CUDA_ERROR_LAUNCH_TIMEOUT,
        abi.CUDA_ERROR_ASSERT,
        abi.CUDA_ERROR_HARDWARE_STACK_ERROR,
        abi.CUDA_ERROR_ILLEGAL_INSTRUCTION,
        abi.CUDA_ERROR_MISALIGNED_ADDRESS,
        abi.CUDA_ERROR_INVALID_ADDRESS_SPACE,
        abi.CUDA_ERROR_INVALID_PC,
        abi.CUDA_ERROR_LAUNCH_FAILED,
        abi.CUDA_ERROR_TENSOR_MEMORY_LEAK,
        abi.CUDA_ERROR_UNKNOWN,
    }
)


class CallFailed(BarewireError):
    """A function of the driver API failed. `code` is its CUresult."""

    def __init__(self, code: int, function: str, description: str) -> None:
        super().__init__(f"{function} failed: {description}")
        self.code = code
        self.function = function
        self.description = description


class Libcuda:
    """The functions of the driver API as attributes: `cuda.cuMemAlloc(...)` returns a CUresult.

    `cuda.call("cuMemAlloc", ...)` raises instead. Looking a function up that the driver does not have raises
    NoCard with the version that does.
    """

    def __init__(self, library: kernel.Library) -> None:
        """Raises NoCard for a driver older than CUDA 11.4."""
        self._library = library
        self.version = self._read_version()
        if self.version < OLDEST_CUDA_VERSION:
            raise NoCard(
                f"the NVIDIA driver of this machine offers CUDA {cuda_version_text(self.version)}; Barewire"
                f" needs a driver of CUDA {cuda_version_text(OLDEST_CUDA_VERSION)} or later (version 470 or"
                " later)"
            )
        self._get_address = self._lookup()

    def _read_version(self) -> int:
        address = self._library.symbol("cuDriverGetVersion")
        if not address:
            raise NoCard(f"{abi.LIBRARY} has no cuDriverGetVersion: it is not NVIDIA's driver library")
        version = ffi.new("int *")
        ffi.cast("PFN_cuDriverGetVersion", address)(version)
        return int(version[0])

    def _lookup(self) -> Any:
        """cuGetProcAddress as a function from a name and a version to an address, 0 where there is none."""
        # <cudaTypedefs.h>: the symbol of the version since 12.0 ends in _v2, that of 11.3 in nothing.
        address = self._library.symbol("cuGetProcAddress_v2")
        if address:
            since_12 = ffi.cast("PFN_cuGetProcAddress", address)

            def newer(name: str, version: int) -> int:
                found, status = ffi.new("void **"), ffi.new("CUdriverProcAddressQueryResult *")
                code = since_12(name.encode(), found, version, 0, status)
                return 0 if code else int(ffi.cast("uintptr_t", found[0]))

            return newer
        address = self._library.symbol("cuGetProcAddress")
        if not address:
            raise NoCard(f"{abi.LIBRARY} has no cuGetProcAddress: the NVIDIA driver is too old or damaged")
        since_11 = ffi.cast("PFN_cuGetProcAddress_v11030", address)

        def older(name: str, version: int) -> int:
            found = ffi.new("void **")
            code = since_11(name.encode(), found, version, 0)
            return 0 if code else int(ffi.cast("uintptr_t", found[0]))

        return older

    def __getattr__(self, name: str) -> Any:
        version = abi.VERSIONS.get(name)
        if version is None:
            raise AttributeError(name)
        asked = min(version, self.version) if name in _OLDER_DRIVERS_SERVE else version
        address = self._get_address(name, asked) if asked <= self.version else 0
        if not address:
            raise NoCard(
                f"the NVIDIA driver (CUDA {cuda_version_text(self.version)}) has no {name}, which came with"
                f" CUDA {cuda_version_text(version)}"
            )
        function = ffi.cast(f"PFN_{name}", address)
        setattr(self, name, function)
        return function

    def call(self, name: str, *arguments: Any) -> None:
        """Call a function. Raises CallFailed with the driver's own words."""
        code = getattr(self, name)(*arguments)
        if code:
            raise self.failure(code, name)

    def failure(self, code: int, function: str) -> CallFailed:
        """The exception for what a function returned."""
        return CallFailed(code, function, self.describe(code))

    def describe(self, code: int) -> str:
        """A CUresult by name and in the driver's own words."""
        said = []
        for function in (self.cuGetErrorName, self.cuGetErrorString):
            text = ffi.new("const char **")
            if not function(code, text) and text[0]:
                said.append(ffi.string(text[0]).decode(errors="replace"))
        if not said:
            return f"error {code}"
        return said[0] if len(said) == 1 else f"{said[0]} ({said[1]})"

    def attribute(self, device: int, attribute: int) -> int | None:
        """CU_DEVICE_ATTRIBUTE_* of a device; None where this driver does not know the attribute."""
        value = ffi.new("int *")
        code = self.cuDeviceGetAttribute(value, attribute, device)
        return None if code else int(value[0])
