"""Streams of the driver's: how they are ordered after one another, and what state they are in."""

from __future__ import annotations

from typing import Any

from ..owned import Owned
from ..quiet import QuietLock
from . import abi
from .context import Context
from .libcuda import CallFailed

ffi = abi.ffi


class Stream(Owned):
    """A stream. The caller has entered its context, and calls from one thread at a time."""

    def __init__(self, context: Context, priority: int = 0) -> None:
        """Raises CallFailed."""
        self.context = context
        self.cuda = context.cuda
        self.issued = 0
        """How many operations were put into it."""
        self.lock = QuietLock()
        """Held while work is put into the stream, so that another stream can tell that nobody does."""
        self.is_closed = False
        found = ffi.new("CUstream *")
        context.call("cuStreamCreateWithPriority", found, abi.CU_STREAM_NON_BLOCKING, priority)
        self.handle: Any = found[0]
        self._event: Any = None

    def precede(self, other: Stream, position: int) -> bool:
        """Let another stream wait for all that is in this one, unless it has gone past `position`.

        False where it has, or where somebody puts work into it now.
        """
        if not self.lock.enter_if_free():
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
            self.lock.__exit__(None, None, None)
        other.cuda.call("cuStreamWaitEvent", other.handle, self._event, 0)
        other.issued += 1
        return True

    def query(self) -> int:
        """cuStreamQuery: CUDA_SUCCESS, CUDA_ERROR_NOT_READY, or what went wrong.

        Where somebody puts work into the stream now, it is not ready, and he hears what went wrong.
        """
        if not self.lock.enter_if_free():
            return int(abi.CUDA_ERROR_NOT_READY)
        try:
            if self.is_closed:
                return int(abi.CUDA_SUCCESS)
            self.context.enter()
            return int(self.cuda.cuStreamQuery(self.handle))
        except CallFailed as error:
            return error.code
        finally:
            self.lock.__exit__(None, None, None)

    def close(self) -> None:
        """Give stream and event back. Raises CallFailed."""
        with self.lock:
            self.is_closed = True
            if self._event is not None:
                self.context.call("cuEventDestroy", self._event)
            self.context.call("cuStreamDestroy", self.handle)
