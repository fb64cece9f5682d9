"""The arrays of a file's tensors, also those that lie in files beside it.

A model is not trusted: what it names must be a plain file inside its own folder, and as large as it says.
"""

from __future__ import annotations

import math
import os
import stat
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from ...runtime.errors import FileFormatError
from .elements import element_of


def array_of(tensor: onnx.TensorProto, folder: str | None) -> np.ndarray[Any, Any]:
    """The values of a tensor in a file, whose external data lies in `folder`.

    Raises FileFormatError where they are not all there, or elsewhere than a model may read.
    """
    element = element_of(tensor.data_type)
    if any(size < 0 for size in tensor.dims):
        raise FileFormatError(f"the tensor {tensor.name!r} has a negative size: {list(tensor.dims)}")
    if tensor.data_location == onnx.TensorProto.EXTERNAL:
        return _external(tensor, folder)
    try:
        array: np.ndarray[Any, Any] = numpy_helper.to_array(tensor)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise FileFormatError(f"the tensor {tensor.name!r} of the model cannot be read: {error}") from error
    if element.name == "STRING":
        texts = [v.decode("utf-8", "surrogateescape") if isinstance(v, bytes) else v for v in array.flat]
        array = np.array([*texts, None], dtype=object)[:-1].reshape(tuple(tensor.dims))
    return array


def _external(tensor: onnx.TensorProto, folder: str | None) -> np.ndarray[Any, Any]:
    said = {entry.key: entry.value for entry in tensor.external_data}
    location = said.get("location", "")
    what = f"the tensor {tensor.name!r} of the model lies in {location!r}"
    if folder is None:
        raise FileFormatError(f"{what}; give the model's path, so that its folder is known")
    path = _inside(Path(folder), location, what)
    element = element_of(tensor.data_type)
    count = math.prod(tensor.dims)
    size_bytes = (count * element.bits + 7) // 8 if element.bits else count * element.numpy.itemsize
    try:
        offset, length = int(said.get("offset", 0)), int(said.get("length", size_bytes))
    except ValueError as error:
        raise FileFormatError(f"{what}, at an offset or of a length that is no number: {said}") from error
    if element.name == "STRING" or offset < 0 or length != size_bytes:
        raise FileFormatError(f"{what}, {length} bytes at {offset}; {size_bytes} are the tensor's size")
    there = path.stat().st_size
    if offset + length > there:
        raise FileFormatError(f"{what}, {length} bytes at {offset}, but the file has {there}")
    if element.bits and element.bits < 8:
        raw = onnx.TensorProto(data_type=tensor.data_type, dims=tensor.dims)
        with path.open("rb") as file:
            file.seek(offset)
            raw.raw_data = file.read(length)
        unpacked: np.ndarray[Any, Any] = numpy_helper.to_array(raw)
        return unpacked
    if not count:
        return np.zeros(tuple(tensor.dims), element.numpy)
    return np.memmap(path, element.numpy, "r", offset, tuple(tensor.dims))


def _inside(folder: Path, location: str, what: str) -> Path:
    """The path of a plain file in a folder, reached through no link."""
    named = Path(location)
    if not named.parts or named.is_absolute() or ".." in named.parts or "\0" in location:
        raise FileFormatError(f"{what}, which a model may not read: only files inside its folder")
    path = folder
    for part in named.parts:
        path = path / part
        try:
            mode = os.lstat(path).st_mode
        except OSError as error:
            raise FileFormatError(f"{what}, which cannot be read: {error}") from error
        if stat.S_ISLNK(mode):
            raise FileFormatError(f"{what}, and {path} is a link, which a model may not read through")
    if not stat.S_ISREG(mode):
        raise FileFormatError(f"{what}, which is no plain file")
    return path
