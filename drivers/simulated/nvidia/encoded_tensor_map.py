"""Tensor maps as the simulated cards have them: 128 bytes whose layout is ours, since NVIDIA does not say its
own.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ...nvidia import abi

ELEMENT_BYTES = {
    getattr(abi, f"CU_TENSOR_MAP_DATA_TYPE_{name}"): size
    for name, size in {
        "UINT8": 1, "UINT16": 2, "UINT32": 4, "INT32": 4, "UINT64": 8, "INT64": 8, "FLOAT16": 2, "FLOAT32": 4,
        "FLOAT64": 8, "BFLOAT16": 2, "FLOAT32_FTZ": 4, "TFLOAT32": 4, "TFLOAT32_FTZ": 4,
    }.items()
}  # fmt: skip
"""Bytes of an element of each CUtensorMapDataType."""

MAGIC = 0x4D4F5342
"""How a map begins: anything else is not one."""
RANK_MOST = 5

# Byte offsets within a map.
MAP_MAGIC, MAP_RANK, MAP_ELEMENT, MAP_SWIZZLE, MAP_FILL, MAP_BASE = 0, 4, 5, 6, 7, 8
MAP_SIZES, MAP_STRIDES, MAP_BOX, MAP_STEPS = 16, 40, 80, 90


@dataclass(frozen=True)
class TensorMap:
    """What a bulk tensor copy goes by. Sizes in elements, strides in bytes; the first axis is the densest."""

    address: int
    kind: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    box: tuple[int, ...]
    steps: tuple[int, ...]
    swizzle: int
    fill: int


def encode(tensor: TensorMap) -> bytes:
    """The map's 128 bytes; sizes are stored less one, so that 2**32 fits."""
    rest = RANK_MOST - len(tensor.shape)
    sizes = [size - 1 for size in tensor.shape] + [0] * rest
    data = struct.pack(
        "<I4BQ5I4x5Q5H5B",
        MAGIC,
        len(tensor.shape),
        ELEMENT_BYTES[tensor.kind],
        tensor.swizzle,
        tensor.fill,
        tensor.address,
        *sizes,
        *tensor.strides,
        *[0] * rest,
        *tensor.box,
        *[1] * rest,
        *tensor.steps,
        *[1] * rest,
    )
    return data.ljust(128, b"\0")
