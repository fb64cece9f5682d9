"""What this namespace has: capabilities, devices and dtypes, as the Array API standard asks."""

from __future__ import annotations

from typing import Any

from ...runtime import device as runtime_device
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..graph.promotion import DEFAULT_FLOAT, DEFAULT_INTEGER
from ..methods.creation import device_name
from .data_types import isdtype
from .operands import put_behind_doors

# The kinds of default dtypes, and the dtype of each where there is one.
DEFAULTS = {
    "real floating": DEFAULT_FLOAT.name,
    "complex floating": "complex64",
    "integral": DEFAULT_INTEGER.name,
    "indexing": DEFAULT_INTEGER.name,
}
# The standard's dtypes; those it does not have (float16, bfloat16, floats of 8 bits) are not listed.
STANDARD = (
    "bool",
    *(f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)),
    *("float32", "float64", "complex64", "complex128"),
)


class NamespaceInfo:
    """What `barewire.__array_namespace_info__()` returns: what can be asked about the namespace.

    Examples:
        >>> bw.__array_namespace_info__().default_dtypes()["integral"]
        int64
    """

    def capabilities(self) -> dict[str, Any]:
        """Whether masks can be indices and shapes depend on data (both), and how many axes there may be (any
        number).

        Examples:
            >>> bw.__array_namespace_info__().capabilities()["boolean indexing"]
            True
        """
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": None}

    def default_device(self) -> str:
        """The device of tensors that are made without one.

        Examples:
            >>> bw.__array_namespace_info__().default_device() == Tensor([1]).device
            True
        """
        return device_name()

    def default_dtypes(self, *, device: object = None) -> dict[str, DType]:
        """The dtypes of tensors that are made without one, the same on all devices.

        Examples:
            >>> bw.__array_namespace_info__().default_dtypes()["real floating"]
            float32
        """
        return {kind: dtypes.BY_NAME[name] for kind, name in DEFAULTS.items() if name in dtypes.BY_NAME}

    def devices(self) -> list[str]:
        """The names of the devices there are, the best first.

        Examples:
            >>> "CPU" in bw.__array_namespace_info__().devices()
            True
        """
        return runtime_device.names()

    def dtypes(self, *, device: object = None, kind: Any = None) -> dict[str, DType]:
        """The standard's dtypes by name that tensors on the device can have (None is the default one), all of
        them or those of a kind (see `isdtype`). Some cards lack float64 and complex128.

        Raises InvalidArgument for another kind, UnknownDevice, and what opening a device raises.

        Examples:
            >>> list(bw.__array_namespace_info__().dtypes(kind="real floating"))
            ['float32', 'float64']
        """
        lacks = runtime_device.Device[device_name(device)].info.lacks
        found = [dtypes.BY_NAME[name] for name in STANDARD if name in dtypes.BY_NAME]
        return {
            str(dtype): dtype
            for dtype in found
            if dtype.part.name not in lacks and (kind is None or isdtype(dtype, kind))
        }


def __array_namespace_info__() -> NamespaceInfo:
    """What can be asked about this namespace: its capabilities, devices and dtypes.

    Examples:
        >>> bw.__array_namespace_info__().default_device() in bw.__array_namespace_info__().devices()
        True
    """
    return NamespaceInfo()


put_behind_doors(globals())
