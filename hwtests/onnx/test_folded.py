"""What follows from a model's own values inside an operator or a branch is computed once, and stays right."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from barewire.tensor.onnx.model import Model, arrays

GENERATOR = np.random.default_rng(4)


def weights(*shape: int, name: str) -> onnx.TensorProto:
    return numpy_helper.from_array((GENERATOR.normal(size=shape) * 0.3).astype(np.float32), name)


def made(nodes: list[onnx.NodeProto], inputs: dict[str, list[int]], values: list[onnx.TensorProto]) -> bytes:
    graph = helper.make_graph(
        nodes,
        "folded",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in inputs.items()],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        values,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    written: bytes = model.SerializeToString()
    return written


def check(model: bytes, ours: Model, *shape: int) -> None:
    reference = ReferenceEvaluator(onnx.load_from_string(model))
    for _ in range(4):
        x = GENERATOR.normal(size=shape).astype(np.float32)
        (want,) = reference.run(None, {"x": x})
        np.testing.assert_allclose(arrays(ours(x))[0], want, rtol=1e-5, atol=1e-5)


def lstm() -> tuple[list[onnx.NodeProto], list[onnx.TensorProto]]:
    node = helper.make_node("LSTM", ["x", "w", "r", "b"], ["y"], hidden_size=96)
    return [node], [weights(1, 384, 96, name="w"), weights(1, 384, 96, name="r"), weights(1, 768, name="b")]


def test_biases_of_gates_are_added_up_once() -> None:
    nodes, values = lstm()
    model = made(nodes, {"x": [3, 1, 96]}, values)
    ours = Model(model)
    check(model, ours, 3, 1, 96)
    kept = dict(ours._folded._buffers)
    assert any(node.shape == (1, 384) for node in kept)
    check(model, ours, 3, 1, 96)
    assert ours._folded._buffers == kept


def test_constants_of_branches_are_there_once() -> None:
    nodes, values = lstm()
    constants = [helper.make_node("Constant", [], [value.name], value=value) for value in values]
    output = [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]
    branch = helper.make_graph([*constants, *nodes], "then", [], output)
    other = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "else", [], output)
    choice = helper.make_node("If", ["yes"], ["y"], then_branch=branch, else_branch=other)
    model = made([choice], {"x": [3, 1, 96]}, [numpy_helper.from_array(np.array(True), "yes")])
    ours = Model(model)
    check(model, ours, 3, 1, 96)
    held = {name: value for each in ours._inner.values() for name, value in each.items()}
    assert {"w", "r"} <= set(held)
    check(model, ours, 3, 1, 96)
    again = {name: value for each in ours._inner.values() for name, value in each.items()}
    assert all(again[name] is value for name, value in held.items())
    assert len(ours._folded._buffers) > 0


@pytest.mark.parametrize(("a", "b", "fmod"), [(-16, 7, 0), (-16, 7, 1), (16, -7, 0), (9, 4, 0)])
def test_sizes_by_remainders_are_known(a: int, b: int, fmod: int) -> None:
    """As files pad pictures to whole windows: what is not known on the host cannot be replayed."""
    named = {"a": np.array(a), "b": np.array(b), "zeros": np.zeros(3, np.int64), "first": np.array([0])}
    model = made(
        [
            helper.make_node("Mod", ["a", "b"], ["rest"], fmod=fmod),
            helper.make_node("Abs", ["rest"], ["size"]),
            helper.make_node("Unsqueeze", ["size", "first"], ["end"]),
            helper.make_node("Concat", ["zeros", "end"], ["pads"], axis=0),
            helper.make_node("Pad", ["x", "pads"], ["y"]),
        ],
        {"x": [4, 5]},
        [numpy_helper.from_array(array, name) for name, array in named.items()],
    )
    ours = Model(model)
    check(model, ours, 4, 5)
    assert ours.is_replayed


def test_packed_values_stay_packed() -> None:
    """In memory they would take four times as much."""
    numbers = numpy_helper.from_array(GENERATOR.integers(-9, 9, (300, 200)).astype(np.int8), "w")
    function = helper.make_function(
        "local",
        "Scaled",
        ["x", "w", "scale"],
        ["y"],
        [
            helper.make_node("Cast", ["w"], ["whole"], to=TensorProto.FLOAT),
            helper.make_node("Mul", ["whole", "scale"], ["real"]),
            helper.make_node("MatMul", ["x", "real"], ["y"]),
        ],
        [helper.make_opsetid("", 21)],
    )
    graph = helper.make_graph(
        [helper.make_node("Scaled", ["x", "w", "scale"], ["y"], domain="local")],
        "packed",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [2, 300])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numbers, numpy_helper.from_array(np.array(0.02, np.float32), "scale")],
    )
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid("local", 1)]
    model = helper.make_model(graph, functions=[function], opset_imports=opsets, ir_version=10)
    ours = Model(model.SerializeToString())
    check(model.SerializeToString(), ours, 2, 300)
    assert not any(node.shape == (300, 200) for node in ours._folded._buffers)


def test_shapes_that_vary_keep_no_more_than_the_model_holds() -> None:
    """Places of a text, as far as it goes, and what is added to each."""
    values = [weights(600, 512, name="places"), weights(512, name="kind")]
    named = {"zero": np.array([0]), "one": np.array([1]), "axis": np.array([0])}
    model = made(
        [
            helper.make_node("Shape", ["x"], ["shape"]),
            helper.make_node("Slice", ["shape", "zero", "one"], ["length"]),
            helper.make_node("Slice", ["places", "zero", "length", "axis"], ["some"]),
            helper.make_node("Add", ["some", "kind"], ["added"]),
            helper.make_node("Sum", ["x", "added", "added"], ["y"]),
        ],
        {"x": ["n", 512]},
        values + [numpy_helper.from_array(array, name) for name, array in named.items()],
    )
    ours = Model(model)
    own = sum(numpy_helper.to_array(value).nbytes for value in values)
    for length in range(100, 140):
        x = GENERATOR.normal(size=(length, 512)).astype(np.float32)
        (want,) = ReferenceEvaluator(onnx.load_from_string(model)).run(None, {"x": x})
        np.testing.assert_allclose(arrays(ours(x))[0], want, rtol=1e-5, atol=1e-5)
        kept = [node.size * node.dtype.item_bytes for node in ours._folded._buffers]
        assert 0 < sum(kept) <= max(own, 1 << 20)
