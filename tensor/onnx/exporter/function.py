"""`export`: a function of tensors, or a module, as an ONNX file."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

import onnx
from onnx import helper

from ....runtime.errors import InvalidArgument
from .file import save
from .graph import Exported
from .traced import traced
from .written import tensor_type

OLDEST_OPSET = 18
"""Before it, reductions had their axes elsewhere and bits of integers no operators."""


def export(
    function: Callable[..., Any],
    arguments: Any,
    file: str | os.PathLike[str] | BinaryIO,
    *,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    opset: int | None = None,
    external_data: bool | None = None,
    dynamic_axes: Any = None,
) -> None:
    """Write what a function or module computes as an ONNX model, which any runtime of ONNX runs.

    The function is called once, with tensors of the shapes and dtypes of those in `arguments`: a tensor, a
    tuple of arguments, or a dict of named ones. Tensors and arrays among them are the model's inputs, numbers
    are constants; what the function reads besides, such as weights, is in the file. Inputs are named as the
    function's parameters, the result is "output" (several are "output_0", ..). `opset` is from 18 to what the
    package onnx knows, which is the default. With `external_data` values are in a file beside it, called as
    it is with ".data" after; by default they are where the model would be larger than 1.5 GB.

    Raises InvalidArgument for what a file cannot say: a function that reads values of its inputs, draws
    random numbers, or changes state; and for `dynamic_axes`, since the shapes of a graph here are known.
    OSError where the file cannot be written.

    Examples:
        >>> from barewire.onnx import Model, export
        >>> export(nn.Linear(3, 2), Tensor.zeros(4, 3), "linear.onnx")
        >>> Model("linear.onnx")(Tensor.ones(4, 3))[0].shape
        (4, 2)
    """
    if dynamic_axes:
        raise InvalidArgument(
            "export: a graph here is of shapes that are known, so a file has no dynamic axes; export one for "
            "each shape, or pad the batch to one of a few"
        )
    newest = onnx.defs.onnx_opset_version()
    opset = newest if opset is None else opset
    if not isinstance(opset, int) or not OLDEST_OPSET <= opset <= newest:
        raise InvalidArgument(
            f"export: opset={opset!r}; it is from {OLDEST_OPSET} to {newest}, the newest that onnx "
            f"{onnx.__version__} knows"
        )
    found = traced(function, arguments, input_names, output_names)
    written = Exported(found, opset).written
    graph = helper.make_graph(
        written.nodes,
        getattr(function, "__name__", type(function).__name__),
        [tensor_type(name, node.dtype, node.shape) for name, node in found.inputs.items()],
        [tensor_type(name, node.dtype, node.shape) for name, node in found.outputs.items()],
    )
    domain = helper.make_opsetid("", opset)
    model = helper.make_model(
        graph,
        producer_name="barewire",
        opset_imports=[domain],
        ir_version=helper.find_min_ir_version_for([domain]),
    )
    save(model, written.held, file, external_data)
