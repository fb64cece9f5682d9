"""`barewire run`, `inspect` and `embed`."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from PIL import Image

from barewire.tools import cli
from barewire.tools.exit_codes import ExitCode

pytestmark = pytest.mark.usefixtures("compiled")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The mean of a picture's pixels, and the picture doubled."""
    graph = helper.make_graph(
        [
            helper.make_node("ReduceMean", ["image"], ["mean"], keepdims=0),
            helper.make_node("Add", ["image", "image"], ["double"]),
        ],
        "picture",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 3, 8, 8])],
        [
            helper.make_tensor_value_info("mean", TensorProto.FLOAT, []),
            helper.make_tensor_value_info("double", TensorProto.FLOAT, ["batch", 3, 8, 8]),
        ],
    )
    path = tmp_path / "picture.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)]), path)
    return path


def test_run_prints_inputs_outputs_and_times(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", str(model), "--runs", "2", "--size", "batch=2", "--json"]) == ExitCode.OK
    said = json.loads(capsys.readouterr().out)
    assert said["inputs"] == {"image": "float32 [2, 3, 8, 8]"}
    assert said["outputs"] == {"mean": "float32 []", "double": "float32 [2, 3, 8, 8]"}
    assert said["first_result_s"] > 0
    assert said["steady_s"] > 0
    assert said["replayed"]
    assert cli.main(["run", str(model), "--runs", "1", "--profile"]) == ExitCode.OK
    table = capsys.readouterr().out
    assert "first result after" in table
    assert "total ms" in table


def test_run_beside_onnxruntime_compares_results_and_times(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["run", str(model), "--runs", "1", "--against", "onnxruntime"]
    assert cli.main([*command, "--json"]) == ExitCode.OK
    beside = json.loads(capsys.readouterr().out)["against"]
    assert beside["steady_s"] > 0 and beside["ours_s"] > 0
    assert beside["differences"].keys() == {"mean", "double"} and max(beside["differences"].values()) < 1e-6
    assert cli.main(command) == ExitCode.OK
    assert "in turns with ONNX Runtime" in " ".join(capsys.readouterr().out.split())


def test_run_takes_files_and_writes_files(model: Path, tmp_path: Path) -> None:
    Image.new("RGB", (16, 16), (51, 102, 255)).save(tmp_path / "blue.png")
    out = tmp_path / "out"
    given = f"image={tmp_path / 'blue.png'}"
    assert cli.main(["run", str(model), "--runs", "1", "--input", given, "--output", str(out)]) == ExitCode.OK
    assert np.load(out / "mean.npy") == pytest.approx((0.2 + 0.4 + 1) / 3)
    doubled = out / "double.npy"
    np.testing.assert_allclose(np.load(doubled)[0, :, 0, 0], [0.4, 0.8, 2], rtol=1e-6)
    given = f"image={doubled}"
    assert cli.main(["run", str(model), "--runs", "1", "--input", given, "--output", str(out)]) == ExitCode.OK
    assert np.load(out / "mean.npy") == pytest.approx(2 * (0.2 + 0.4 + 1) / 3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--input", "picture=random"], "no input 'picture'"),
        (["--size", "width=3"], "no size 'width'"),
        (["--input", "image=nothing.npy"], "nothing.npy"),
        (["--input", "image=nothing.png"], "nothing.png"),
    ],
)
def test_run_says_what_is_wrong(
    model: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["run", str(model), *arguments]) in (ExitCode.USAGE, ExitCode.FAILED)
    assert said in capsys.readouterr().err


def test_run_of_what_is_no_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "text.onnx"
    path.write_text("no model")
    assert cli.main(["run", str(path)]) == ExitCode.FAILED
    assert "no ONNX model" in capsys.readouterr().err
    assert cli.main(["run", str(tmp_path / "none.onnx")]) == ExitCode.FAILED
    assert "cannot be read" in capsys.readouterr().err


def test_inspect_lists_what_is_there_and_draws_it(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = tmp_path / "graph.svg"
    assert cli.main(["inspect", str(model), "--json", "--svg", str(drawn)]) == ExitCode.OK
    said = json.loads(capsys.readouterr().out)
    assert {each["operator"]: each["nodes"] for each in said["operators"]} == {"ReduceMean": 1, "Add": 1}
    titles = [each.text for each in ET.parse(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert {"image", "ReduceMean", "Add", "mean", "double"} <= set(titles)
    assert cli.main(["inspect", str(model)]) == ExitCode.OK
    assert "its own lowering" in capsys.readouterr().out


def test_embed_finds_what_is_alike(capsys: pytest.CaptureFixture[str]) -> None:
    texts = ["How do I bake bread?", "Baking a loaf", "The stock market fell"]
    assert cli.main(["embed", "--json", *texts]) == ExitCode.OK
    said = json.loads(capsys.readouterr().out)
    assert [each["text"] for each in said] == texts
    vectors = np.array([each["vector"] for each in said])
    cosines = vectors @ vectors.T
    np.testing.assert_allclose(np.diag(cosines), 1, atol=1e-5)
    assert cosines[0, 1] > 0.6
    assert cosines[0, 2] < 0.3
