"""A model of one node, run here and by ONNX Runtime."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
from onnx import helper, numpy_helper

from barewire.tensor.onnx.model import Model, arrays

IR_VERSION = 10


def one_node(
    operator: str,
    inputs: Sequence[np.ndarray[Any, Any] | None],
    version: int,
    outputs: Sequence[str] = ("out0",),
    domain: str = "",
    constants: Container[int] = (),
    **attributes: Any,
) -> tuple[onnx.ModelProto, dict[str, np.ndarray[Any, Any]]]:
    """A model whose inputs are those of the node, but for `constants` by their place, and what to feed it."""
    names = ["" if value is None else f"in{n}" for n, value in enumerate(inputs)]
    node = helper.make_node(operator, names, list(outputs), domain=domain, **attributes)
    values = {name: value for name, value in zip(names, inputs, strict=True) if value is not None}
    held = [name for number, name in enumerate(names) if name and number in constants]
    fed = {name: value for name, value in values.items() if name not in held}
    given = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape)
        for name, value in fed.items()
    ]
    results = [onnx.ValueInfoProto(name=name) for name in outputs if name]
    initial = [numpy_helper.from_array(values[name], name) for name in held]
    graph = helper.make_graph([node], operator, given, results, initial)
    imports = [helper.make_opsetid("", version)]
    if domain:
        imports.append(helper.make_opsetid(domain, 1))
    model = helper.make_model(graph, opset_imports=imports, ir_version=IR_VERSION)
    return model, fed


def by_onnx_runtime(model: onnx.ModelProto, fed: dict[str, Any]) -> list[Any]:
    """The outputs that ONNX Runtime gives."""
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return list(session.run(None, fed))


def by_barewire(model: onnx.ModelProto, fed: dict[str, Any]) -> list[Any]:
    """The outputs here."""
    return arrays(Model(model)(*fed.values()))


def check(
    operator: str,
    inputs: Sequence[np.ndarray[Any, Any] | None],
    version: int,
    outputs: Sequence[str] = ("out0",),
    domain: str = "",
    rtol: float = 1e-4,
    atol: float = 1e-5,
    constants: Container[int] = (),
    **attributes: Any,
) -> None:
    """Hold the outputs of a node to ONNX Runtime's, in dtype, shape and values."""
    model, fed = one_node(operator, inputs, version, outputs, domain, constants, **attributes)
    wanted, found = by_onnx_runtime(model, fed), by_barewire(model, fed)
    for name, want, have in zip(filter(None, outputs), wanted, found, strict=True):
        assert (have.dtype, have.shape) == (want.dtype, want.shape), name
        np.testing.assert_allclose(have, want, rtol=rtol, atol=atol, err_msg=name)


def normal(*shape: int, seed: int = 0, dtype: str = "float32") -> np.ndarray[Any, Any]:
    """Numbers of a normal distribution, the same for the same shape and seed."""
    return np.random.default_rng([seed, *shape]).standard_normal(shape).astype(dtype)
