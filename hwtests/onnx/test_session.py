"""`barewire.onnx.InferenceSession` beside ONNX Runtime's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

import barewire
from barewire import Tensor
from barewire.onnx import InferenceSession, Model, OrtValue
from barewire.onnx import model as model_module
from barewire.runtime.errors import DTypeError, InvalidArgument, ShapeError

pytestmark = pytest.mark.usefixtures("compiled")


def network() -> onnx.ModelProto:
    """Two layers with a batch that may vary, whose flattening is written by shapes, as exporters do."""
    generator = np.random.default_rng(3)
    weights = {
        "w": generator.standard_normal((12, 5)).astype(np.float32),
        "b": generator.standard_normal(5).astype(np.float32),
        "zero": np.array([0], np.int64),
        "rest": np.array([-1], np.int64),
    }
    nodes = [
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Gather", ["shape", "zero"], ["batch"], axis=0),
        helper.make_node("Concat", ["batch", "rest"], ["flat"], axis=0),
        helper.make_node("Reshape", ["x", "flat"], ["rows"]),
        helper.make_node("Gemm", ["rows", "w", "b"], ["hidden"]),
        helper.make_node("Relu", ["hidden"], ["y"]),
        helper.make_node("ArgMax", ["hidden"], ["class"], axis=1, keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 3, 4])],
        [
            helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 5]),
            helper.make_tensor_value_info("class", TensorProto.INT64, ["batch"]),
        ],
        [numpy_helper.from_array(array, name) for name, array in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="tests")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


@pytest.fixture(scope="module")
def both() -> tuple[Any, InferenceSession]:
    text = network().SerializeToString()
    return onnxruntime.InferenceSession(text, providers=["CPUExecutionProvider"]), InferenceSession(text)


@pytest.mark.parametrize("batch", [1, 2, 7])
def test_every_run_gives_what_onnx_runtime_gives(both: tuple[Any, InferenceSession], batch: int) -> None:
    peer, ours = both
    for seed in range(4):  # as written, captured, replayed, replayed
        x = np.random.default_rng(seed).standard_normal((batch, 3, 4)).astype(np.float32)
        for expected, result in zip(peer.run(None, {"x": x}), ours.run(None, {"x": x}), strict=True):
            assert result.dtype == expected.dtype
            np.testing.assert_allclose(result, expected, rtol=1e-5, atol=1e-6)
    assert ours.model.is_replayed


def test_it_says_of_itself_what_onnx_runtime_says(both: tuple[Any, InferenceSession]) -> None:
    peer, ours = both
    for find in ("get_inputs", "get_outputs"):
        expected = [(each.name, each.type, each.shape) for each in getattr(peer, find)()]
        assert [(each.name, each.type, each.shape) for each in getattr(ours, find)()] == expected
    assert ours.get_modelmeta().producer_name == peer.get_modelmeta().producer_name
    assert ours.get_providers() == peer.get_providers()


def test_outputs_by_name_and_in_the_order_asked_for(both: tuple[Any, InferenceSession]) -> None:
    x = np.ones((2, 3, 4), np.float32)
    classes, values = both[1].run(["class", "y"], {"x": x})
    assert classes.shape == (2,)
    assert values.shape == (2, 5)


@pytest.mark.parametrize(
    ("feed", "error", "said"),
    [
        ({"z": np.ones((1, 3, 4), np.float32)}, InvalidArgument, "no input 'z'"),
        ({}, InvalidArgument, "'x' is missing"),
        ({"x": np.ones((1, 3, 4))}, DTypeError, "FLOAT, not float64"),
        ({"x": np.ones((1, 4, 3), np.float32)}, ShapeError, r"\(batch, 3, 4\)"),
        ({"x": np.ones((3, 4), np.float32)}, ShapeError, r"\(batch, 3, 4\)"),
        ({"x": np.array(["a"])}, DTypeError, "FLOAT"),
    ],
)
def test_inputs_that_the_model_does_not_take(
    both: tuple[Any, InferenceSession], feed: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        both[1].run(None, feed)


def test_an_unknown_output_is_named(both: tuple[Any, InferenceSession]) -> None:
    with pytest.raises(InvalidArgument, match="no output 'q'"):
        both[1].run(["q"], {"x": np.ones((1, 3, 4), np.float32)})


def test_bound_values_stay_on_the_device(both: tuple[Any, InferenceSession]) -> None:
    peer, ours = both
    x = np.random.default_rng(5).standard_normal((2, 3, 4)).astype(np.float32)
    binding = ours.io_binding()
    binding.bind_ortvalue_input("x", OrtValue.ortvalue_from_numpy(x))
    binding.bind_output("y")
    ours.run_with_iobinding(binding)
    assert isinstance(binding.get_outputs()[0].value, Tensor)
    np.testing.assert_allclose(binding.copy_outputs_to_cpu()[0], peer.run(["y"], {"x": x})[0], rtol=1e-5)


def test_a_model_takes_and_gives_tensors(tmp_path: Path) -> None:
    path = tmp_path / "network.onnx"
    onnx.save(network(), path)
    model = barewire.onnx.Model(path)
    values, classes = model(Tensor.ones(2, 3, 4))
    assert isinstance(values, Tensor)
    assert values.shape == (2, 5)
    assert values.tolist()[0] == values.tolist()[1]
    assert classes.dtype is barewire.int64


def test_shapes_that_follow_from_values_are_evaluated_each_time() -> None:
    """What `NonZero` gives has as many columns as there are ones, so there is nothing to replay."""
    graph = helper.make_graph(
        [helper.make_node("NonZero", ["x"], ["y"])],
        "places",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n"])],
        [helper.make_tensor_value_info("y", TensorProto.INT64, [1, "m"])],
    )
    model = Model(helper.make_model(graph))
    for values in ([0, 1, 1], [1, 0, 0], [1, 1, 1], [0, 0, 0]):
        found = model(np.array(values, np.float32))[0]
        np.testing.assert_array_equal(found.numpy(), [np.flatnonzero(values)])
    assert not model.is_replayed


def test_captures_are_kept_for_so_many_shapes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "MOST_FORMS", 2)
    model = Model(network())
    for batch in (1, 2, 3, 1, 4, 4):
        assert model(np.ones((batch, 3, 4), np.float32))[0].shape == (batch, 5)
    assert [form[0][0][0] for form in model._captures] == [1, 4]


def test_what_follows_from_constants_alone_is_computed_once() -> None:
    weight = np.arange(4096, dtype=np.float32).reshape(64, 64)
    graph = helper.make_graph(
        [
            helper.make_node("Transpose", ["w"], ["t"]),
            helper.make_node("Exp", ["t"], ["e"]),
            helper.make_node("MatMul", ["x", "e"], ["y"]),
        ],
        "folded",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 64])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 64])],
        [numpy_helper.from_array(weight / 4096, "w")],
    )
    model = Model(helper.make_model(graph))
    result = model(np.ones((1, 64), np.float32))[0].numpy()
    np.testing.assert_allclose(result[0], np.exp(weight / 4096).sum(1), rtol=1e-5)
    assert set(model.constants()) == {"e"}
