"""`OrtValue` of ONNX Runtime: a value of a model, which stays on its device."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...runtime.errors import InvalidArgument
from ..tensor import Tensor
from .elements import BY_ARRAY, BY_DTYPE, Codes, Element, element_of, from_array, to_array


class OrtValue:
    """A value of a model: `value` is a Tensor, codes of a type that is no dtype, an array of strings, or a
    list.
    """

    def __init__(self, value: Any) -> None:
        self.value = value

    @staticmethod
    def ortvalue_from_numpy(
        numpy_obj: np.ndarray[Any, Any], device_type: str = "cpu", device_id: int = 0
    ) -> OrtValue:
        """A copy of an array on the default device."""
        return OrtValue(from_array(np.array(numpy_obj)))

    @staticmethod
    def ortvalue_from_shape_and_type(
        shape: Sequence[int], element_type: Any, device_type: str = "cpu", device_id: int = 0
    ) -> OrtValue:
        """Zeros of a shape, of a NumPy dtype or an ONNX element type."""
        dtype = element_of(element_type).numpy if isinstance(element_type, int) else np.dtype(element_type)
        return OrtValue(from_array(np.zeros(tuple(shape), dtype)))

    def numpy(self) -> Any:
        """The value on the host."""
        return to_array(self.value)

    def shape(self) -> list[int]:
        """The sizes of a tensor.

        Raises InvalidArgument for what is none.
        """
        if not hasattr(self.value, "shape"):
            raise InvalidArgument("only a tensor has a shape")
        return list(self.value.shape)

    def _element(self) -> Element:
        if isinstance(self.value, Tensor):
            return BY_DTYPE[self.value.dtype]
        if isinstance(self.value, Codes):
            return self.value.element
        return BY_ARRAY["object"]

    def data_type(self) -> str:
        """Its type as ONNX writes it."""
        inner = f"tensor({self._element().name.lower()})"
        return f"seq({inner})" if isinstance(self.value, list) else inner

    def element_type(self) -> int:
        """The number of its element type."""
        return self._element().number

    def device_name(self) -> str:
        """Where it is: cpu, or the name of a device."""
        return self.value.device.lower() if isinstance(self.value, Tensor) else "cpu"

    def has_value(self) -> bool:
        """Whether an optional value is there."""
        return self.value is not None

    def is_tensor(self) -> bool:
        """Whether it is a tensor."""
        return not isinstance(self.value, (list, dict)) and self.value is not None

    def is_tensor_sequence(self) -> bool:
        """Whether it is a sequence."""
        return isinstance(self.value, list)

    def is_sparse_tensor(self) -> bool:
        """Never: tensors are dense here."""
        return False

    def update_inplace(self, np_arr: np.ndarray[Any, Any]) -> None:
        """Take the values of an array."""
        self.value = from_array(np.array(np_arr))
