"""Programs written for ONNX Runtime, with Barewire in its place."""

from __future__ import annotations

import importlib
import importlib.util
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper

import barewire
from barewire import errors

pytestmark = pytest.mark.usefixtures("compiled")

# Settings and functions that programs and packages of others use.
USED = (
    "ExecutionMode.ORT_PARALLEL",
    "GraphOptimizationLevel.ORT_DISABLE_ALL",
    "GraphOptimizationLevel.ORT_ENABLE_ALL",
    "IOBinding",
    "InferenceSession",
    "ModelMetadata",
    "NodeArg",
    "OrtValue.ortvalue_from_numpy",
    "RunOptions",
    "SessionIOBinding",
    "SessionOptions",
    "__version__",
    "capi._pybind_state.get_available_providers",
    "capi.onnxruntime_inference_collection.InferenceSession",
    "capi.onnxruntime_pybind11_state.Fail",
    "capi.onnxruntime_pybind11_state.InvalidArgument",
    "capi.onnxruntime_pybind11_state.NoSuchFile",
    "disable_telemetry_events",
    "get_all_providers",
    "get_available_providers",
    "get_build_info",
    "get_device",
    "preload_dlls",
    "set_default_logger_severity",
    "set_seed",
)


@pytest.fixture
def model() -> bytes:
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 2]) for name in "xy")
    graph = helper.make_graph([helper.make_node("Exp", ["x"], ["y"])], "small", [x], [y])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 8
    text: bytes = made.SerializeToString()
    return text


def program(model: bytes, x: Any) -> tuple[Any, list[str]]:
    """What somebody wrote who knew of ONNX Runtime alone."""
    import onnxruntime as ort
    from onnxruntime.capi import _pybind_state as state

    options = ort.SessionOptions()
    options.log_severity_level = 4
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.dynamic_block_base", "4")
    caught = []
    session = ort.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
    for wrong in ({"x": np.ones((1, 2))}, {"x": np.ones(2, np.float32)}, {"z": np.ones((1, 2), np.float32)}):
        try:
            session.run(None, {"x": np.ones((1, 2), np.float32), **wrong})
        except (state.Fail, state.InvalidArgument):
            caught.append("argument")
    for wrong_model in ("nothing.onnx", b"no model"):
        try:
            ort.InferenceSession(wrong_model)
        except (state.NoSuchFile, state.InvalidProtobuf):
            caught.append("model")
    assert session.get_session_options().get_session_config_entry("session.dynamic_block_base") == "4"
    return session.run(["y"], {session.get_inputs()[0].name: x}, ort.RunOptions())[0], caught


@pytest.mark.parametrize("x", [np.array([[0.5, 1]], np.float32), [[0.5, 1]], [[1, 2], [3, 4]]])
def test_a_program_gives_the_same_in_both_places(model: bytes, x: Any) -> None:
    expected, caught = program(model, x)
    with barewire.onnx.stand_in():
        result, caught_here = program(model, x)
        assert importlib.import_module("onnxruntime") is not onnxruntime
    assert importlib.import_module("onnxruntime") is onnxruntime
    assert caught_here == caught
    assert result.dtype == expected.dtype
    np.testing.assert_allclose(result, expected, rtol=1e-6)
    assert result.flags.writeable


def test_names_that_programs_use_are_there() -> None:
    with barewire.onnx.stand_in():
        stand_in = importlib.import_module("onnxruntime")
        for place in (stand_in, onnxruntime, barewire.onnx):
            for name in USED:
                value: Any = place
                if place is barewire.onnx and name.startswith("capi."):
                    continue
                for part in name.split("."):
                    value = getattr(value, part)
        assert importlib.util.find_spec("onnxruntime") is not None
        assert issubclass(stand_in.InferenceSession, barewire.onnx.InferenceSession)
        with pytest.raises(AttributeError, match="stands in for onnxruntime here"):
            stand_in.training  # noqa: B018
        with pytest.raises(ImportError):
            importlib.import_module("onnxruntime.tools")


@pytest.mark.parametrize("name", ["SessionOptions", "RunOptions"])
def test_settings_have_onnx_runtimes_names_and_defaults(name: str) -> None:
    peer, ours = getattr(onnxruntime, name)(), getattr(barewire.onnx, name)()
    for setting, value in vars(ours).items():
        if not setting.startswith("_"):
            expected = getattr(peer, setting)
            assert type(value)(int(expected) if hasattr(expected, "__int__") else expected) == value


def test_a_package_made_for_onnx_runtime_uses_what_stands_in(
    model: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.onnx").write_bytes(model)
    (tmp_path / "made_for_it.py").write_text(
        "import onnxruntime as rt\n\n"
        "def run(path, x):\n"
        "    return rt.InferenceSession(path).run(None, {'x': x})\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with barewire.onnx.stand_in():
        package: ModuleType = importlib.import_module("made_for_it")
    # It keeps what it imported.
    assert package.rt.InferenceSession is barewire.onnx.InferenceSession
    result = package.run(str(tmp_path / "model.onnx"), np.zeros((1, 2), np.float32))
    assert result[0].tolist() == [[1, 1]]


def test_lists_are_taken_as_what_the_model_wants_or_refused() -> None:
    x, y = (helper.make_tensor_value_info(name, TensorProto.INT64, ["n"]) for name in "xy")
    graph = helper.make_graph([helper.make_node("Neg", ["x"], ["y"])], "small", [x], [y])
    session = barewire.onnx.InferenceSession(helper.make_model(graph).SerializeToString())
    assert session.run(None, {"x": [1, 2]})[0].tolist() == [-1, -2]
    for wrong in ([1.5, 2], ["a"], [[1], [1, 2]]):
        with pytest.raises(errors.DTypeError, match="'x' is INT64"):
            session.run(None, {"x": wrong})


def test_run_async_calls_back(model: bytes) -> None:
    session = barewire.onnx.InferenceSession(model)
    done, told = threading.Event(), []

    def callback(outputs: list[Any], user_data: Any, error: str) -> None:
        told.append((outputs, user_data, error))
        if len(told) == 2:
            done.set()

    session.run_async(None, {"x": np.zeros((1, 2), np.float32)}, callback, "first")
    session.run_async(None, {"q": 1}, callback, "second")
    assert done.wait(60)
    by_name = {user_data: (outputs, error) for outputs, user_data, error in told}
    assert by_name["first"][0][0].tolist() == [[1, 1]]
    assert by_name["first"][1] == ""
    assert by_name["second"][0] == []
    assert "no input 'q'" in by_name["second"][1]


def test_threads_share_a_session(model: bytes) -> None:
    from concurrent.futures import ThreadPoolExecutor

    session = barewire.onnx.InferenceSession(model)
    inputs = [np.full((1 + number % 3, 2), number / 8, np.float32) for number in range(48)]
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda x: session.run(None, {"x": x})[0], inputs))
    for x, result in zip(inputs, results, strict=True):
        np.testing.assert_allclose(result, np.exp(x), rtol=1e-6)
