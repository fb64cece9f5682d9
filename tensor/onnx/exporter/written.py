"""The ONNX graph as it is written: nodes, values that the model holds, and their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import helper

from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ...graph.node import Scalar, Shape
from ..elements import BY_DTYPE


def number_of(dtype: DType) -> int:
    """The element type of a dtype, by ONNX's number."""
    return BY_DTYPE[dtype].number


class Written:
    """What was written so far. Each value has a name of its own; equal small constants share one."""

    def __init__(self, opset: int) -> None:
        self.opset = opset
        self.nodes: list[onnx.NodeProto] = []
        self.held: dict[str, tuple[Any, DType]] = {}
        self._names: set[str] = set()
        self._small: dict[Any, str] = {}

    def name(self, wanted: str) -> str:
        """A name that nothing else has, this one where it is free."""
        name, number = wanted, 0
        while name in self._names:
            number += 1
            name = f"{wanted}_{number}"
        self._names.add(name)
        return name

    def operator(
        self, kind: str, inputs: Sequence[str], outputs: int = 1, **attributes: Any
    ) -> tuple[str, ...]:
        """Write a node; the names of its results. Attributes that are None are left out."""
        label = self.name(kind.lower())
        names = (label, *(self.name(f"{label}_{number}") for number in range(1, outputs)))
        given = {key: value for key, value in attributes.items() if value is not None}
        self.nodes.append(helper.make_node(kind, list(inputs), list(names), name=label, **given))
        return names

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Write a node of one result; its name."""
        return self.operator(kind, inputs, **attributes)[0]

    def values(self, array: Any, dtype: DType, wanted: str) -> str:
        """Hold an array; its name. What few elements there are, and equal, is held once."""
        if array.size > 16:
            name = self.name(wanted)
            self.held[name] = array, dtype
            return name
        key = dtype, array.shape, array.tobytes()
        name = self._small.get(key, "")
        if not name:
            name = self._small[key] = self.name(wanted)
            self.held[name] = array, dtype
        return name

    def scalar(self, value: Scalar, dtype: DType) -> str:
        """Hold one number; its name."""
        return self.values(np.array(value).astype(BY_DTYPE[dtype].numpy), dtype, "number")

    def integers(self, numbers: Sequence[int]) -> str:
        """Hold a list of int64, such as a shape; its name."""
        return self.values(np.array(list(numbers), np.int64), dtypes.int64, "places")

    def cast(self, name: str, dtype: DType, to: DType) -> str:
        """A value of one dtype in another."""
        if dtype is to:
            return name
        # What is too large for float8_e4m3fn becomes its greatest here, and infinite for float8_e5m2.
        saturates = None if to.bits > 8 or not to.is_float else int(to.name == "float8_e4m3fn")
        return self.op("Cast", name, to=number_of(to), saturate=saturates)

    def reshaped(self, name: str, shape: Shape, to: Shape) -> str:
        """A value of one shape in another."""
        if shape == to:
            return name
        return self.op("Reshape", name, self.integers(to), allowzero=1 if 0 in to else None)

    def permuted(self, name: str, order: Sequence[int]) -> str:
        """A value with its axes in another order."""
        return (
            name if list(order) == list(range(len(order))) else self.op("Transpose", name, perm=list(order))
        )


def tensor_type(name: str, dtype: DType, shape: Shape) -> onnx.ValueInfoProto:
    """What an input or an output is."""
    return helper.make_tensor_value_info(name, number_of(dtype), list(shape))


def metadata(pairs: Mapping[str, str]) -> list[onnx.StringStringEntryProto]:
    """Entries of a file that say something of it."""
    return [onnx.StringStringEntryProto(key=key, value=value) for key, value in pairs.items()]
