"""What the device under test computes with, as it says itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from barewire.runtime.device import Device
from barewire.tensor.graph.dtype import ALL, COMPLEX, DType

Array = np.ndarray[Any, Any]


def has(dtype: DType) -> bool:
    """Whether tensors on the device can be of this dtype."""
    return dtype.part.name not in Device.default.info.lacks


def lacking() -> list[DType]:
    """The dtypes that no tensor on the device can have."""
    return [dtype for dtype in (*ALL, *COMPLEX) if not has(dtype)]


def flushes(kind: np.dtype[Any]) -> bool:
    """Whether the device takes subnormal floats of this dtype for 0."""
    return kind.name in Device.default.info.flushes


def flushed(x: Array) -> Array:
    """Floats as the device takes them: zeros of the same sign for what is subnormal, where it does so."""
    if not flushes(x.dtype):
        return x
    single = x.astype(np.float32)
    tiny = np.abs(single) < np.finfo(np.float32).tiny
    return np.where(tiny, np.copysign(np.float32(0), single), single).astype(x.dtype)
