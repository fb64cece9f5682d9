"""The simulated library called as a program calls libcuda: through C function pointers found by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from barewire.drivers import kernel
from barewire.drivers.nvidia import abi
from barewire.drivers.simulated import cards

ffi = abi.ffi


class Cuda:
    """`cuda.cuMemAlloc(...)` returns a CUresult; `cuda.ok("cuMemAlloc", ...)` wants it to be CUDA_SUCCESS."""

    def __init__(self, machine: Any) -> None:
        self.machine = machine
        library = kernel.load_library(abi.LIBRARY)
        self._get = ffi.cast("PFN_cuGetProcAddress", library.symbol("cuGetProcAddress_v2"))

    def address(self, name: str, version: int) -> tuple[int, int, int]:
        """What cuGetProcAddress gives: its result, the address, the status."""
        place, status = ffi.new("void **"), ffi.new("CUdriverProcAddressQueryResult *")
        code = self._get(name.encode(), place, version, 0, status)
        return code, int(ffi.cast("uintptr_t", place[0])), int(status[0])

    def __getattr__(self, name: str) -> Any:
        code, address, _ = self.address(name, abi.VERSIONS[name])
        assert code == 0, name
        return ffi.cast(f"PFN_{name}", address)

    def ok(self, name: str, *arguments: Any) -> None:
        """Call a function that is to succeed."""
        code = getattr(self, name)(*arguments)
        assert code == 0, (name, code, self.machine.diagnostics[-1:])

    def made(self, name: str, kind: str, *arguments: Any) -> Any:
        """Call a function whose first argument is where its result goes."""
        place = ffi.new(f"{kind} *")
        self.ok(name, place, *arguments)
        return place[0]

    def start(self, device: int = 0) -> Any:
        """Initialise, and make a device's primary context current."""
        self.ok("cuInit", 0)
        context = self.made("cuDevicePrimaryCtxRetain", "CUcontext", device)
        self.ok("cuCtxSetCurrent", context)
        return context

    def module(self, text: str) -> Any:
        """A module of PTX."""
        image = ffi.new("char[]", text.encode())
        return self.made("cuModuleLoadDataEx", "CUmodule", image, 0, ffi.NULL, ffi.NULL)

    def function(self, text: str, name: str) -> Any:
        """A kernel of PTX."""
        return self.made("cuModuleGetFunction", "CUfunction", self.module(text), name.encode())


@contextmanager
def cuda(spec: str = "sm_90") -> Iterator[Cuda]:
    """The library of a machine with these cards."""
    with cards.temporarily(spec) as installation:
        yield Cuda(installation.machine)
