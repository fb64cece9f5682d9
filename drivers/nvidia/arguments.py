"""The packed arguments of a launch, as the driver takes them."""

from __future__ import annotations

from typing import Any

from . import abi

ffi = abi.ffi


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
