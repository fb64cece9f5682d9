"""What PyTorch's programs ask of a tensor besides its values, and new tensors that are like it."""

from __future__ import annotations

from math import prod
from typing import Any, Self

from ...runtime.errors import GradientError, InvalidArgument
from ..graph import dtype as dtypes
from ..graph.promotion import Scalar
from . import views
from .core import OPAQUE, TensorCore, barrier
from .statistics import Statistics


class Properties(Statistics):
    """new_zeros and its like, type, data, is_same_size and other questions."""

    __slots__ = ()

    def _new(self, dtype: object, device: object) -> dict[str, Any]:
        return {
            "dtype": self.dtype if dtype is None else dtype,
            "device": self.device if device is None else device,
        }

    def new_zeros(
        self, *size: Any, dtype: object = None, device: object = None, requires_grad: bool = False
    ) -> Self:
        """Zeros of a shape, of this tensor's dtype and device where no other is given.

        Raises ShapeError for a negative size.

        Examples:
            >>> Tensor([1, 2]).new_zeros(2, 2).tolist()
            [[0, 0], [0, 0]]
        """
        return self.zeros(*size, requires_grad=requires_grad, **self._new(dtype, device))

    def new_ones(
        self, *size: Any, dtype: object = None, device: object = None, requires_grad: bool = False
    ) -> Self:
        """Ones of a shape, of this tensor's dtype and device where no other is given.

        Raises ShapeError for a negative size.

        Examples:
            >>> Tensor([1, 2]).new_ones(3).tolist()
            [1, 1, 1]
        """
        return self.ones(*size, requires_grad=requires_grad, **self._new(dtype, device))

    def new_empty(
        self, *size: Any, dtype: object = None, device: object = None, requires_grad: bool = False
    ) -> Self:
        """As `new_zeros`: a tensor that has not been written has no memory to leave uninitialised.

        Raises ShapeError for a negative size.

        Examples:
            >>> Tensor([1, 2]).new_empty(3).shape
            (3,)
        """
        return self.zeros(*size, requires_grad=requires_grad, **self._new(dtype, device))

    def new_full(
        self,
        size: Any,
        fill_value: Scalar,
        dtype: object = None,
        device: object = None,
        requires_grad: bool = False,
    ) -> Self:
        """A number in a shape, of this tensor's dtype and device where no other is given.

        Raises ShapeError for a negative size, InvalidArgument for a value that the dtype does not hold.

        Examples:
            >>> Tensor([1, 2]).new_full((3,), 7).tolist()
            [7, 7, 7]
        """
        return self.full(size, fill_value, requires_grad=requires_grad, **self._new(dtype, device))

    def new_tensor(
        self, data: Any, dtype: object = None, device: object = None, requires_grad: bool = False
    ) -> Self:
        """A tensor of a copy of data, of this tensor's dtype and device where no other is given.

        Raises what the constructor raises.

        Examples:
            >>> Tensor([1.5]).new_tensor([1, 2]).tolist()
            [1.0, 2.0]
        """
        return type(self)(data, requires_grad=requires_grad, **self._new(dtype, device))

    # dtypes

    def type(self, dtype: object = None, non_blocking: bool = False) -> Any:
        """This tensor in another dtype, named as in `cast` or as in `'torch.FloatTensor'`; without one, that
        name of its own dtype.

        Raises DTypeError for what is no dtype.

        Examples:
            >>> Tensor([1.5]).type("torch.LongTensor").tolist(), Tensor([1.5]).type()
            ([1], 'torch.FloatTensor')
        """
        if dtype is None:
            return f"torch.{LEGACY.get(self.dtype.name, self.dtype.name)}Tensor"
        if isinstance(dtype, str) and dtype.endswith("Tensor"):
            known = {legacy: name for name, legacy in LEGACY.items()}
            word = dtype.removeprefix("torch.").removeprefix("cuda.").removesuffix("Tensor")
            return self.cast(known.get(word, dtype))
        return self.cast(dtype)

    def byte(self) -> Self:
        """This tensor as uint8.

        Examples:
            >>> Tensor([1.5, 2.0]).byte().tolist()
            [1, 2]
        """
        return self.cast(dtypes.uint8)

    def char(self) -> Self:
        """This tensor as int8.

        Examples:
            >>> Tensor([1.5, -2.0]).char().tolist()
            [1, -2]
        """
        return self.cast(dtypes.int8)

    def is_signed(self) -> bool:
        """Whether the dtype has negative numbers.

        Examples:
            >>> Tensor([1]).is_signed(), Tensor([True]).is_signed()
            (True, False)
        """
        return self.dtype.kind not in "bu"

    @property
    def itemsize(self) -> int:
        """Bytes per element.

        Examples:
            >>> Tensor.zeros(4, dtype="float16").itemsize
            2
        """
        return self.dtype.item_bytes

    # sizes

    def nelement(self) -> int:
        """The number of elements: `numel` under another name.

        Examples:
            >>> Tensor.zeros(2, 3).nelement()
            6
        """
        return prod(self.shape)

    def ndimension(self) -> int:
        """The number of axes.

        Examples:
            >>> Tensor.zeros(2, 3).ndimension()
            2
        """
        return len(self.shape)

    def is_same_size(self, other: Self) -> bool:
        """Whether another tensor has this shape.

        Examples:
            >>> Tensor([1, 2]).is_same_size(Tensor([0.5, 1.5]))
            True
        """
        return self.shape == other.shape

    def is_nonzero(self) -> bool:
        """Whether the one element is not zero. Computes it.

        Raises ShapeError where there are more or none.

        Examples:
            >>> Tensor([0.5]).is_nonzero()
            True
        """
        return bool(self.item())

    # places

    @property
    def is_cuda(self) -> bool:
        """Whether the tensor is on an NVIDIA card.

        Examples:
            >>> Tensor([1], device="CPU").is_cuda
            False
        """
        return self.device.startswith("NV")

    @property
    def is_cpu(self) -> bool:
        """Whether the tensor is on the processor.

        Examples:
            >>> Tensor([1], device="CPU").is_cpu
            True
        """
        return self.device.startswith("CPU")

    def pin_memory(self, device: object = None) -> Self:
        """This tensor: copies to devices need no memory of a certain kind here.

        Examples:
            >>> Tensor([1]).pin_memory().tolist()
            [1]
        """
        return self

    @property
    def data(self) -> Self:
        """This tensor's values in the same memory, apart from gradients. Setting it gives the tensor the
        values of another, of any shape, without touching gradients: the two share them from then on.

        Raises InvalidArgument where what is set is no tensor of this dtype and device.

        Examples:
            >>> weight = Tensor([1.0, 2.0], requires_grad=True)
            >>> weight.data.mul_(10).tolist(), weight.tolist()
            ([10.0, 20.0], [10.0, 20.0])
        """
        return self.detach()

    @data.setter
    def data(self, value: Any) -> None:
        if not isinstance(value, TensorCore) or value.device != self.device:
            raise InvalidArgument(f"data: what is set is a tensor on {self.device}, not {value!r:.60}")
        if self._is_leaf and value.dtype is not self.dtype:
            raise GradientError(f"data: {value.dtype} for a leaf of {self.dtype}; cast it first")
        leaf = self._is_leaf
        views.stand_in(self)
        self._node = barrier(value._node, alone=True) if leaf else value._node
        if not leaf:
            self._flow = min(value._flow, OPAQUE)
        views.attach(self, value)


# PyTorch's first names of dtypes.
LEGACY = {
    "float32": "Float", "float64": "Double", "float16": "Half", "bfloat16": "BFloat16", "int64": "Long",
    "int32": "Int", "int16": "Short", "int8": "Char", "uint8": "Byte", "bool": "Bool",
}  # fmt: skip
