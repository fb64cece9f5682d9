"""A model and its values, written to a file, or to two."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import onnx

from ....runtime.errors import InvalidArgument
from ...graph.dtype import DType
from .written import number_of

# From here on values lie in a file of their own: a message of protobuf holds 2 GB.
MOST_INSIDE_BYTES = 1_500_000_000
# What is smaller stays inside, where runtimes look for shapes and the like.
LEAST_OUTSIDE_BYTES = 1024
# Pages of memory, so that the values can be mapped where they are.
PAGE_BYTES = 4096


def save(
    model: onnx.ModelProto,
    held: Mapping[str, tuple[Any, DType]],
    file: str | os.PathLike[str] | BinaryIO,
    external: bool | None,
) -> None:
    """Write a model with these values.

    Raises InvalidArgument where it takes two files and is to be in an open one.
    """
    total = sum(array.nbytes for array, _ in held.values())
    outside = total > MOST_INSIDE_BYTES if external is None else external
    if not isinstance(file, (str, os.PathLike)):
        if outside:
            raise InvalidArgument(
                f"export: values of {total} bytes lie in a file beside the model's; give a path instead of "
                "an open file"
            )
        _add(model, held, None, "")
        file.write(model.SerializeToString())
        return
    if not outside:
        _add(model, held, None, "")
        Path(file).write_bytes(model.SerializeToString())
        return
    beside = Path(f"{os.fspath(file)}.data")
    with beside.open("wb") as data:
        _add(model, held, data, beside.name)
    Path(file).write_bytes(model.SerializeToString())


def _add(
    model: onnx.ModelProto, held: Mapping[str, tuple[Any, DType]], data: BinaryIO | None, location: str
) -> None:
    for name, (array, dtype) in held.items():
        tensor = model.graph.initializer.add(name=name, data_type=number_of(dtype), dims=array.shape)
        contents = np.ascontiguousarray(array)
        if data is None or array.nbytes < LEAST_OUTSIDE_BYTES:
            tensor.raw_data = contents.tobytes()
            continue
        data.seek(-(-data.tell() // PAGE_BYTES) * PAGE_BYTES)
        offset = data.tell()
        data.write(contents.reshape(-1).view(np.uint8).data)
        tensor.data_location = onnx.TensorProto.EXTERNAL
        for key, value in (("location", location), ("offset", offset), ("length", array.nbytes)):
            tensor.external_data.add(key=key, value=str(value))
