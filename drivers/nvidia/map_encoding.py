"""Arguments of a launch completed with the tensor maps that its kernel takes besides."""

from __future__ import annotations

from typing import Any

from ..errors import BadCodeObject, InvalidArgument
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
    "float8_e4m3fn": abi.CU_TENSOR_MAP_DATA_TYPE_UINT8,
    "float8_e5m2": abi.CU_TENSOR_MAP_DATA_TYPE_UINT8,
    "int16": abi.CU_TENSOR_MAP_DATA_TYPE_UINT16,
    "uint16": abi.CU_TENSOR_MAP_DATA_TYPE_UINT16,
}
_SWIZZLES = {
    0: abi.CU_TENSOR_MAP_SWIZZLE_NONE,
    32: abi.CU_TENSOR_MAP_SWIZZLE_32B,
    64: abi.CU_TENSOR_MAP_SWIZZLE_64B,
    128: abi.CU_TENSOR_MAP_SWIZZLE_128B,
}


def _is_sound(described: TensorMap) -> bool:
    rank = len(described.sizes)
    return (
        described.element in _ELEMENTS
        and described.swizzle in _SWIZZLES
        and len(described.box) == rank == len(described.strides) + 1
        and 0 <= described.argument < described.parameter
    )


class MapParameters:
    """The tensor maps of one kernel. Maps once encoded are kept by the addresses they are of."""

    def __init__(self, context: Context, maps: tuple[TensorMap, ...], parameter_bytes: int | None) -> None:
        """The maps are the kernel's last parameters, which end at `parameter_bytes`.

        Raises BadCodeObject where they are not, or are of a kind that there is not.
        """
        self._context = context
        self._maps = maps
        self.argument_bytes = maps[0].parameter * ADDRESS_BYTES
        """What a launch gives: the addresses."""
        self._padding = bytes(-self.argument_bytes % MAP_ALIGNMENT)
        end = self.argument_bytes + len(self._padding) + MAP_BYTES * len(maps)
        numbers = [maps[0].parameter + number for number in range(len(maps))]
        wrong = [each for each in maps if not _is_sound(each)]
        if end != parameter_bytes or [each.parameter for each in maps] != numbers or wrong:
            what = f"a tensor map that cannot be: {wrong[0]}" if wrong else "tensor maps"
            raise BadCodeObject(
                f"the PTX of kernel {maps[0].kernel} describes {what}; with {len(maps)} from parameter"
                f" {maps[0].parameter} on its parameters would take {end} bytes, and take {parameter_bytes}"
            )
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
            ffi.new("uint64_t[]", described.strides),
            ffi.new("uint32_t[]", described.box),
            ffi.new("uint32_t[]", [1] * rank),
            abi.CU_TENSOR_MAP_INTERLEAVE_NONE,
            _SWIZZLES[described.swizzle],
            abi.CU_TENSOR_MAP_L2_PROMOTION_L2_128B,
            abi.CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE,
        )
        return bytes(ffi.buffer(room + start, MAP_BYTES))
