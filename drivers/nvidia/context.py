"""The primary context of a device, which everything in this process that uses the device shares."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ..errors import BarewireError, NoCard, OutOfMemory
from ..owned import Owned
from . import abi
from .access import refused
from .discovery import DeviceFacts
from .libcuda import CallFailed, Libcuda

ffi = abi.ffi


class Context(Owned):
    """The primary context, retained. Any thread may call `enter`, and has to before it calls the driver.

    The context stays the thread's current one: other libraries that share the device use the same.
    """

    def __init__(self, cuda: Libcuda, facts: DeviceFacts, given_up: list[Callable[[], bool]]) -> None:
        """`given_up` is shared by all contexts of the device: what tells whether work has ended that somebody
        would not wait for any longer.

        Raises NoCard where the card takes no work from this process, OutOfMemory.
        """
        self.given_up = given_up
        self.cuda = cuda
        self.facts = facts
        self.handle: Any = None
        self._process = os.getpid()
        found = ffi.new("CUcontext *")
        try:
            cuda.call("cuDevicePrimaryCtxRetain", found, facts.handle)
        except CallFailed as error:
            raise _not_retained(error, facts) from error
        self.handle = found[0]
        self._set_current = cuda.cuCtxSetCurrent

    def enter(self) -> None:
        """Make it the current context of this thread. Raises CallFailed."""
        code = self._set_current(self.handle)
        if code:
            raise self.cuda.failure(code, "cuCtxSetCurrent")

    @property
    def is_usable(self) -> bool:
        """Whether this is still the process that opened it: it does not work in a child of a fork."""
        return os.getpid() == self._process

    def is_all_done(self) -> bool:
        """Whether no work that was given up is still running: it would be waited for with everybody's."""
        self.given_up[:] = [has_ended for has_ended in self.given_up if not has_ended()]
        return not self.given_up

    def call(self, name: str, *arguments: Any) -> None:
        """A call of the driver in this context. Raises CallFailed."""
        self.enter()
        self.cuda.call(name, *arguments)

    def free_bytes(self) -> int:
        """Memory of the card that nobody has. Raises CallFailed."""
        free, total = ffi.new("size_t *"), ffi.new("size_t *")
        self.call("cuMemGetInfo", free, total)
        return int(free[0])

    def reset(self) -> None:
        """Destroy the context with all that is in it, for everybody in this process; it can be made anew."""
        # Work that does not end goes with the context, and the memory that told of it.
        self.given_up.clear()
        self.cuda.cuCtxSetCurrent(ffi.NULL)
        self.cuda.cuDevicePrimaryCtxReset(self.facts.handle)
        self.release()

    def release(self) -> None:
        """Give the context back; the last one to do so ends it."""
        self.cuda.cuDevicePrimaryCtxRelease(self.facts.handle)


def _not_retained(error: CallFailed, facts: DeviceFacts) -> BarewireError:
    name = f"{facts.name} at {facts.pci_address}"
    mode = facts.number(abi.CU_DEVICE_ATTRIBUTE_COMPUTE_MODE)
    if mode == abi.CU_COMPUTEMODE_PROHIBITED:
        return NoCard(
            f"{name} takes no work ({error}): its compute mode is `prohibited`; `sudo nvidia-smi -c 0` allows"
            " it"
        )
    if error.code == abi.CUDA_ERROR_DEVICE_UNAVAILABLE:
        return NoCard(
            f"{name} is in use by another process ({error}); its compute mode may be `exclusive process`,"
            " which `sudo nvidia-smi -c 0` ends"
        )
    if error.code == abi.CUDA_ERROR_OUT_OF_MEMORY:
        return OutOfMemory(f"{name} has no memory left for a context ({error}): other processes hold it")
    return refused(error)
