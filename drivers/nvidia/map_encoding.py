"""Arguments of a launch completed with the tensor maps that its kernel takes besides."""

from __future__ import annotations

from typing import Any

from ..errors import InvalidArgument
from . import abi
from .context import Context
from .tensor_map import MAP_ALIGNMENT, MAP_BYTES, TensorMap

ffi = abi.ffi

ADDRESS_BYTES = 8
_ADDRESS_MULTIPLE = 16
"""cuda.h, cuTensorMapEncodeTiled: what globalAddress must be aligned to."""
_MOST_KEPT = 256

_ELEMENTS = {
    "float16": abi.CU_TENSOR_MAP_DATA_TYPE_FLOAT16,
    "bfloat16": abi.CU_TENSOR_MAP_DATA_TYPE_BFLOAT16,
    "float32": abi.CU_TENSOR_MAP_DATA_TYPE_FLOAT32,
    "int8": abi.CU_TENSOR_MAP_DATA_TYPE_UINT8,
}
_SWIZZLES = {
    0: abi.CU_TENSOR_MAP_SWIZZLE_NONE,
    32: abi.CU_TENSOR_MAP_SWIZZLE_32B,
    64: abi.CU_TENSOR_MAP_SWIZZLE_64B,
    128: abi.CU_TENSOR_MAP_SWIZZLE_128B,
}


class MapParameters:
    """The tensor maps of one kernel. Maps once encoded are kept by the addresses they are of."""

    def __init__(self, context: Context, maps: tuple[TensorMap, ...]) -> None:
        """The maps are the kernel's last parameters, in order."""
        self._context = context
        self._maps = maps
        self.argument_bytes = maps[0].parameter * ADDRESS_BYTES
        """What a launch gives: the addresses."""
        self._padding = bytes(-self.argument_bytes % MAP_ALIGNMENT)
        self._kept: dict[bytes, bytes] = {}

    def complete(self, arguments: bytes) -> bytes:
        """The addresses and their maps, as the kernel takes them.

        Raises InvalidArgument for an address that a map cannot start at, CallFailed.
        """
        found = self._kept.get(arguments)
        if found is None:
            maps = b"".join(self._encoded(each, arguments) for each in self._maps)
            found = arguments + self._padding + maps
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[arguments] = found
        return found

    def _encoded(self, described: TensorMap, arguments: bytes) -> bytes:
        start = described.argument * ADDRESS_BYTES
        address = int.from_bytes(arguments[start : start + ADDRESS_BYTES], "little") + described.offset
        if address % _ADDRESS_MULTIPLE:
            raise InvalidArgument(
                f"kernel {described.kernel} takes argument {described.argument} by bulk copies, which start"
                f" at multiples of {_ADDRESS_MULTIPLE} bytes: it is at {address:#x}"
            )
        rank = len(described.sizes)
        room: Any = ffi.new("char[]", MAP_BYTES + MAP_ALIGNMENT)
        start = -int(ffi.cast("uintptr_t", room)) % MAP_ALIGNMENT
        place = ffi.cast("CUtensorMap *", room + start)
        self._context.call(
            "cuTensorMapEncodeTiled",
            place,
            _ELEMENTS[described.element],
            rank,
            ffi.cast("void *", address),
            ffi.new("uint64_t[]", described.sizes),
            ffi.new("uint64_t[]", described.strides or (0,)),
            ffi.new("uint32_t[]", described.box),
            ffi.new("uint32_t[]", [1] * rank),
            abi.CU_TENSOR_MAP_INTERLEAVE_NONE,
            _SWIZZLES[described.swizzle],
            abi.CU_TENSOR_MAP_L2_PROMOTION_L2_128B,
            abi.CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE,
        )
        return bytes(ffi.buffer(room + start, MAP_BYTES))
