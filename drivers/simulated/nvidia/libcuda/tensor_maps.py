"""libcuda's function for tensor maps (<cuda.h>: CUDA_TENSOR_MEMORY)."""

from __future__ import annotations

from typing import Any

from ....nvidia import abi
from ..encoded_tensor_map import ELEMENT_BYTES, TensorMap, encode
from ..objects.failure import require
from .library import Libcuda, ffi, function, number

_MOST_BOX, _MOST_STRIDE = 256, 8
# Bytes of a row of the box that each swizzle takes at most.
_SWIZZLE_SPANS = {0: 0, 1: 32, 2: 64, 3: 128}


@function
def cuTensorMapEncodeTiled(
    cuda: Libcuda, place: Any, kind: int, rank: int, base: Any, sizes: Any, strides: Any, box: Any,
    steps: Any, interleave: int, swizzle: int, promotion: int, fill: int,
) -> None:  # fmt: skip
    require(
        "cp.async.bulk" in cuda.current.device.description.features,
        "this card has no tensor maps",
        abi.CUDA_ERROR_NOT_SUPPORTED,
    )
    require(place != ffi.NULL and number(place) % 64 == 0, "the map must be aligned to 64 bytes")
    require(kind in ELEMENT_BYTES and 1 <= rank <= 5, "an unknown type or rank")
    address, element = number(base), ELEMENT_BYTES[kind]
    require(address % 16 == 0, "the address must be aligned to 16 bytes")
    require(interleave == abi.CU_TENSOR_MAP_INTERLEAVE_NONE, "interleaved maps", abi.CUDA_ERROR_NOT_SUPPORTED)
    require(swizzle in _SWIZZLE_SPANS, "an unknown swizzle")
    shape = tuple(int(sizes[axis]) for axis in range(rank))
    pitches = (element, *(int(strides[axis]) for axis in range(rank - 1)))
    boxes = tuple(int(box[axis]) for axis in range(rank))
    every = tuple(int(steps[axis]) for axis in range(rank))
    require(all(0 < size <= 1 << 32 for size in shape), f"a tensor of {shape}")
    require(
        all(pitch % 16 == 0 and pitch < 1 << 40 for pitch in pitches[1:]),
        "strides must be multiples of 16 bytes",
    )
    require(all(0 < size <= _MOST_BOX for size in boxes), f"a box of {boxes}")
    require(all(0 < step <= _MOST_STRIDE for step in every), f"element strides of {every}")
    inner = boxes[0] * element
    require(inner % 16 == 0, f"the box is {inner} bytes wide: not a multiple of 16")
    span = _SWIZZLE_SPANS[swizzle]
    require(not span or inner <= span, f"the box is {inner} bytes wide: more than the {span} of the swizzle")
    require(fill == 0 or kind >= abi.CU_TENSOR_MAP_DATA_TYPE_FLOAT16, "NaNs for integers")
    ffi.memmove(place, encode(TensorMap(address, kind, shape, pitches, boxes, every, swizzle, fill)), 128)
