"""Products between quantise and dequantise, and whole quantised models, beside ONNX Runtime.

A result may be one step off: a scale is multiplied with where ONNX Runtime divides, so a number in the middle
between two steps may be rounded either way.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)

from barewire.tensor.onnx.model import Model, arrays

PRODUCTS = ("Integer", "QLinear", "ConvInteger", "MatMulInteger")
PAIRS = (("uint8", "int8"), ("int8", "int8"), ("uint8", "uint8"))
CONVOLUTIONS: dict[str, tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = {
    "1x1": ((1, 16, 9, 7), (24, 16, 1, 1), {}),
    "1x1 strided": ((1, 16, 9, 8), (24, 16, 1, 1), {"strides": [2, 2]}),
    "3x3": ((1, 8, 9, 11), (12, 8, 3, 3), {"pads": [1, 1, 1, 1]}),
    "3x3 strided, of several": ((2, 6, 11, 12), (10, 6, 3, 3), {"pads": [1, 1, 1, 1], "strides": [2, 2]}),
    "7x7 strided": ((1, 3, 20, 21), (8, 3, 7, 7), {"pads": [3, 3, 3, 3], "strides": [2, 2]}),
    "patches": ((1, 3, 16, 16), (8, 3, 4, 4), {"strides": [4, 4]}),
    "no pads": ((1, 8, 9, 11), (12, 8, 3, 3), {}),
    "pads of one side": ((1, 8, 9, 11), (12, 8, 3, 2), {"pads": [0, 1, 2, 0]}),
    "dilated": ((1, 8, 12, 11), (12, 8, 3, 3), {"pads": [2, 2, 2, 2], "dilations": [2, 2]}),
    "dilated, strided": ((1, 4, 15, 14), (6, 4, 3, 3), {"dilations": [3, 2], "strides": [2, 3]}),
    "in groups": ((1, 8, 9, 11), (12, 4, 3, 3), {"pads": [1, 1, 1, 1], "group": 2}),
    "depthwise": ((1, 8, 9, 11), (8, 1, 3, 3), {"pads": [1, 1, 1, 1], "group": 8}),
    "depthwise strided": ((1, 8, 10, 11), (8, 1, 5, 3), {"group": 8, "strides": [2, 2]}),
    "same": ((1, 8, 9, 11), (12, 8, 3, 3), {"auto_pad": "SAME_UPPER", "strides": [2, 2]}),
    "along one axis": ((2, 8, 30), (12, 8, 5), {"pads": [2, 2], "strides": [2]}),
    "along three axes": ((1, 4, 5, 6, 7), (6, 4, 3, 3, 3), {"pads": [1] * 6}),
}  # fmt: skip


def of_type(shape: tuple[int, ...], dtype: str, seed: int) -> np.ndarray:
    info = np.iinfo(dtype)
    return np.random.default_rng(seed).integers(info.min, info.max + 1, shape).astype(dtype)


def agree(model: Any, feeds: dict[str, np.ndarray], steps: float = 1, real: float = 2e-5) -> None:
    """The same as ONNX Runtime: integers but for so many steps, floats but for a share of the greatest."""
    data = model if isinstance(model, str) else model.SerializeToString()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    ours = Model(model)
    assert any(step.operator.startswith(PRODUCTS) for step in ours._prepared()[0].steps)
    for mine, theirs in zip(arrays(ours(*feeds.values())), session.run(None, feeds), strict=True):
        assert mine.dtype == theirs.dtype and mine.shape == theirs.shape
        difference = np.abs(mine.astype(np.float64) - theirs.astype(np.float64)).max()
        limit = real * np.abs(theirs).max() if mine.dtype.kind == "f" else steps
        assert difference <= limit, f"{difference} of {np.abs(theirs).max()}"


def model_of(nodes: list[Any], x: np.ndarray, constants: dict[str, np.ndarray], y: int) -> onnx.ModelProto:
    kind = helper.np_dtype_to_tensor_dtype(x.dtype)
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", kind, x.shape)],
        [helper.make_tensor_value_info("y", y, None)],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def between(
    operator: str, shape: Any, own: Any, pair: Any, said: Any, columns: int | None, after: Any
) -> None:
    """Check one operator on bytes `x` and `w`, dequantised before; `columns` is the axis of scales of `w`."""
    x, w = of_type(shape, pair[0], 1), of_type(own, pair[1], 2)
    rng = np.random.default_rng(3)
    depth = int(np.prod(own)) // (own[0] if operator == "Conv" else own[-1])
    constants: dict[str, Any] = {
        "sx": np.float32(0.02),
        "zx": np.asarray(117 if pair[0] == "uint8" else -9, pair[0]),
        "sy": np.float32(0.02 * 0.01 * 60 * np.sqrt(depth)),
        "zy": np.asarray(3, pair[0]),
        "w": w,
    }
    scales = 1 if columns is None else own[columns]
    sw = (rng.random(scales) * 0.01 + 0.005).astype(np.float32)
    zw = np.full(scales, 0 if pair[1] == "int8" else 131, pair[1])
    constants |= {"sw": sw[0], "zw": zw[0]} if columns is None else {"sw": sw, "zw": zw}
    outputs = own[0] if operator == "Conv" or said.get("transB") else own[-1]
    along = {} if columns is None else {"axis": columns}
    nodes = [
        helper.make_node("DequantizeLinear", ["x", "sx", "zx"], ["xf"]),
        helper.make_node("DequantizeLinear", ["w", "sw", "zw"], ["wf"], **along),
    ]
    inputs = ["xf", "wf"]
    if operator != "MatMul":
        constants["b"] = (rng.standard_normal(outputs) * 0.5).astype(np.float32)
        inputs.append("b")
    nodes.append(helper.make_node(operator, inputs, ["p"], **said))
    name = "p"
    for number, (kind, attributes) in enumerate(after):
        nodes.append(helper.make_node(kind, [name], [f"q{number}"], **attributes))
        name = f"q{number}"
    if after is not REAL:
        nodes.append(helper.make_node("QuantizeLinear", [name, "sy", "zy"], ["y"]))
    else:
        nodes[-1].output[0] = "y"
    kind = TensorProto.FLOAT if after is REAL else helper.np_dtype_to_tensor_dtype(x.dtype)
    agree(model_of(nodes, x, constants, kind), {"x": x})


REAL: list[Any] = []
AFTER = {"quantised": (), "real": REAL, "relu": [("Relu", {})], "leaky": [("LeakyRelu", {"alpha": 0.1})]}


@pytest.mark.share(9)
@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize("each", [False, True], ids=["one scale", "each"])
@pytest.mark.parametrize("pair", PAIRS, ids="".join)
@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_convolution_of_dequantised_bytes(name: str, pair: Any, each: bool, after: str) -> None:
    shape, own, said = CONVOLUTIONS[name]
    between("Conv", shape, own, pair, said, 0 if each else None, AFTER[after])


@pytest.mark.share(4)
@pytest.mark.parametrize("after", ["quantised", "real", "relu"])
@pytest.mark.parametrize("each", [False, True], ids=["one scale", "each"])
@pytest.mark.parametrize("pair", PAIRS, ids="".join)
@pytest.mark.parametrize(
    ("operator", "shape", "own", "said"),
    [
        ("MatMul", (5, 40), (40, 24), {}),
        ("MatMul", (2, 3, 5, 40), (40, 24), {}),
        ("MatMul", (1, 40), (40, 24), {}),
        ("Gemm", (5, 40), (40, 24), {}),
        ("Gemm", (5, 40), (24, 40), {"transB": 1}),
    ],
    ids=str,
)
def test_product_of_dequantised_bytes(
    operator: Any, shape: Any, own: Any, said: Any, pair: Any, each: Any, after: Any
) -> None:
    columns = (0 if said.get("transB") else 1) if each else None
    between(operator, shape, own, pair, said, columns, AFTER[after])


@pytest.mark.share(4)
@pytest.mark.parametrize("pair", PAIRS[:1] + PAIRS[2:], ids="".join)
@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_convolution_of_integers_is_exact(name: str, pair: Any) -> None:
    shape, own, said = CONVOLUTIONS[name]
    x, w = of_type(shape, pair[0], 1), of_type(own, pair[1], 2)
    zeros = {"w": w, "zx": np.asarray(7, pair[0]), "zw": np.asarray(0 if pair[1] == "int8" else 131, pair[1])}
    node = helper.make_node("ConvInteger", ["x", "w", "zx", "zw"], ["y"], **said)
    graph = model_of([node], x, zeros, TensorProto.INT32)
    real = (value.astype(np.float64) - float(zero) for value, zero in ((x, zeros["zx"]), (w, zeros["zw"])))
    exact = helper.make_node("Conv", ["x", "w"], ["y"], **said)
    inputs = [helper.make_tensor_value_info(n, TensorProto.DOUBLE, v) for n, v in (("x", shape), ("w", own))]
    outputs = [helper.make_tensor_value_info("y", TensorProto.DOUBLE, None)]
    doubles = helper.make_model(helper.make_graph([exact], "g", inputs, outputs), ir_version=9)
    (expected,) = arrays(Model(doubles)(*real))
    (found,) = arrays(Model(graph)(x))
    np.testing.assert_array_equal(found, expected)


def small_network() -> onnx.ModelProto:
    """Two convolutions with what is around them in networks, a residual, a matrix product."""
    rng = np.random.default_rng(0)

    def weight(*shape: int) -> np.ndarray:
        return (rng.standard_normal(shape) / np.sqrt(np.prod(shape[1:]))).astype(np.float32)

    constants = {
        "w0": weight(16, 3, 3, 3),
        "w1": weight(16, 16, 3, 3),
        "w2": weight(16, 1, 3, 3),
        "w3": weight(16, 10),
    }
    constants["b0"] = rng.standard_normal(16).astype(np.float32)
    nodes = [
        helper.make_node("Conv", ["x", "w0", "b0"], ["c0"], pads=[1, 1, 1, 1], strides=[2, 2]),
        helper.make_node("Relu", ["c0"], ["r0"]),
        helper.make_node("Conv", ["r0", "w1"], ["c1"], pads=[1, 1, 1, 1]),
        helper.make_node("Add", ["c1", "r0"], ["a1"]),
        helper.make_node("Conv", ["a1", "w2"], ["c2"], pads=[1, 1, 1, 1], group=16),
        helper.make_node("Sigmoid", ["c2"], ["s2"]),
        helper.make_node("GlobalAveragePool", ["s2"], ["g"]),
        helper.make_node("Flatten", ["g"], ["f"]),
        helper.make_node("MatMul", ["f", "w3"], ["y"]),
    ]
    return model_of(nodes, np.zeros((1, 3, 20, 20), np.float32), constants, TensorProto.FLOAT)


class Calibration(CalibrationDataReader):
    """A few inputs."""

    def __init__(self) -> None:
        rng = np.random.default_rng(1)
        self.left = [{"x": rng.standard_normal((1, 3, 20, 20)).astype(np.float32)} for _ in range(3)]

    def get_next(self) -> dict[str, np.ndarray] | None:
        return self.left.pop() if self.left else None


FORMATS = {"pairs": QuantFormat.QDQ, "operators": QuantFormat.QOperator}
TYPES = {"uint8": QuantType.QUInt8, "int8": QuantType.QInt8}


@pytest.mark.share(3)
@pytest.mark.parametrize(
    ("written", "pair", "each"), [*product(FORMATS, PAIRS, (False, True))], ids=lambda value: str(value)
)
def test_quantised_network_agrees(written: str, pair: Any, each: bool, tmp_path: Path) -> None:
    path = str(tmp_path / "model.onnx")
    quantize_static(
        small_network(),
        path,
        Calibration(),
        quant_format=FORMATS[written],
        activation_type=TYPES[pair[0]],
        weight_type=TYPES[pair[1]],
        per_channel=each,
    )
    x = np.random.default_rng(2).standard_normal((1, 3, 20, 20)).astype(np.float32)
    # The result is quantised too: a few of its steps, of which there are 255.
    agree(path, {"x": x}, real=3 / 255)


@pytest.mark.parametrize("kind", TYPES)
def test_network_quantised_as_it_runs_agrees(kind: str, tmp_path: Path) -> None:
    path = str(tmp_path / "model.onnx")
    quantize_dynamic(small_network(), path, weight_type=TYPES[kind])
    x = np.random.default_rng(2).standard_normal((1, 3, 20, 20)).astype(np.float32)
    agree(path, {"x": x}, real=3 / 255)
