"""What the Array API standard asks of an array object beside its operators."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any, Self

from ...runtime.errors import InvalidArgument
from .sorting import Sorting

VERSIONS = ("2021.12", "2022.12", "2023.12", "2024.12")


class ArrayObject(Sorting):
    """The namespace of a tensor's functions, and its move to another device."""

    __slots__ = ()

    def __array_namespace__(self, *, api_version: str | None = None) -> ModuleType:
        """The module with the Array API's functions for tensors: `barewire` itself.

        Raises InvalidArgument for a version of the standard that it does not have.

        Examples:
            >>> Tensor([4.0]).__array_namespace__().sqrt(Tensor([4.0])).tolist()
            [2.0]
        """
        if api_version is not None and api_version not in VERSIONS:
            raise InvalidArgument(
                f"Barewire has the Array API of {VERSIONS[-1]} and before, not {api_version!r}"
            )
        return import_module("barewire")

    def to_device(self, device: object, /, *, stream: Any = None) -> Self:
        """This tensor on another device; `to` under the Array API's name.

        Raises UnknownDevice for a device there is not, InvalidArgument for a stream, which Barewire has none
        of.

        Examples:
            >>> Tensor([1.0]).to_device("CPU").device
            'CPU'
        """
        if stream is not None:
            raise InvalidArgument("to_device: Barewire has no streams; leave it out")
        return self.to(device=device)
