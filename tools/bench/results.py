"""What a program gives, Barewire's, PyTorch's or ONNX Runtime's, as arrays that can be compared."""

from __future__ import annotations

from typing import Any


def flat(result: Any) -> list[Any]:
    """The tensors of a result, in order."""
    return [each for part in result for each in flat(part)] if isinstance(result, (tuple, list)) else [result]


def as_array(result: Any) -> Any:
    """A tensor or number as an array; bfloat16, which NumPy has not, as float32."""
    import numpy as np

    if isinstance(result, (np.ndarray, int, float)):
        return np.asarray(result)
    result = result.detach()
    if str(result.dtype).endswith("bfloat16"):
        result = result.float()
    return np.asarray(result.numpy())


def arrays(result: Any) -> list[Any]:
    """All of a result."""
    return [as_array(each) for each in flat(result)]
