"""`barewire detect` and `read`, and what is under them, with small models made up for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image, ImageDraw

from barewire import errors
from barewire.models import ObjectDetector, TextReader
from barewire.tensor.models import installed, object_detector, text_reader
from barewire.tensor.models.text_areas import text_areas
from barewire.tools import cli
from barewire.tools.exit_codes import ExitCode

pytestmark = pytest.mark.usefixtures("compiled")

cv2 = pytest.importorskip("cv2", reason="pip install 'barewire[models]'")

SIZE = 64
# A letter begins within a step of the network, so it is not more sure of it.
SURE = 0.2
# Centre, width and height in the network's square, and how sure it is of a circle and of a square.
PLACES = np.array(
    [
        [16, 16, 16, 16, 0.9, 0.1],  # in the top left
        [17, 16, 16, 16, 0.1, 0.8],  # nearly the same
        [48, 8, 48, 16, 0.0, 0.6],  # out at the right
        [32, 40, 8, 8, 0.2, 0.1],  # not sure
    ],
    np.float32,
)


def save(path: Path, nodes: list[Any], x: list[Any], y: list[Any], said: dict[str, str], **held: Any) -> None:
    graph = helper.make_graph(
        nodes,
        path.stem,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, x)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, y)],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in held.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    helper.set_model_props(model, said)
    onnx.save(model, path)


@pytest.fixture
def detector(tmp_path: Path) -> Path:
    """Finds the same everywhere, and is as sure of it as the picture is bright."""
    path = tmp_path / "detector.onnx"
    nodes = [
        helper.make_node("ReduceMax", ["x"], ["bright"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Mul", ["scores", "bright"], ["sure"]),
        helper.make_node("Concat", ["places", "sure"], ["y"], axis=1),
    ]
    columns = PLACES.T[None]
    save(
        path,
        nodes,
        [1, 3, SIZE, SIZE],
        [1, 6, len(PLACES)],
        {"names": "{0: 'circle', 1: 'square'}"},
        places=columns[:, :4].copy(),
        scores=columns[:, 4:].copy(),
    )
    return path


def test_boxes_are_those_of_the_picture(detector: Path) -> None:
    found = ObjectDetector(detector).detect(np.full((100, 128, 3), 255, np.uint8))
    assert [(each.label, round(each.score, 3)) for each in found] == [("circle", 0.9), ("square", 0.6)]
    # The square of the network is twice as large here; what is outside of the picture is cut off.
    assert found[0].box == (16, 16, 32, 32)
    assert found[1].box == (48, 0, 80, 32)
    assert ObjectDetector(detector).detect(np.zeros((8, 8, 3), np.uint8)) == []
    everything = ObjectDetector(detector).detect(np.full((64, 64), 255, np.uint8), score=0.05, overlap=1)
    assert len(everything) == len(PLACES)


def test_boxes_that_are_left_are_those_of_opencv() -> None:
    generator = np.random.default_rng(3)
    for _ in range(20):
        boxes = (generator.random((60, 4)) * [80, 80, 40, 40]).astype(np.float32)
        scores = generator.random(60).astype(np.float32)
        expected = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), 0.0, 0.45)
        assert object_detector.apart(boxes, scores, 0.45) == list(expected)


@pytest.fixture
def reader(tmp_path: Path) -> Path:
    """Text is what is not white; a blue part of it is an a, a red one a b."""
    folder = tmp_path / "reader"
    folder.mkdir()
    score = [
        helper.make_node("ReduceMin", ["x"], ["least"], axes=[1], keepdims=1),
        helper.make_node("Sub", ["half", "least"], ["y"]),
    ]
    save(folder / "det.onnx", score, [1, 3, "h", "w"], [1, 1, "h", "w"], {}, half=np.float32(0.5))
    turned = [
        helper.make_node("ReduceMean", ["x"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["none"]),
        helper.make_node("Add", ["none", "upright"], ["y"]),
    ]
    upright = np.array([[1, 0]], np.float32)
    save(folder / "cls.onnx", turned, ["n", 3, 48, 192], ["n", 2], {}, zero=np.float32(0), upright=upright)
    # Of blue, green and red: nothing, an a, a b, a space. What has no colour is nothing.
    letters = np.array([[0, 0.5, -0.2, 0], [0, -0.2, -0.2, 0], [0, -0.2, 0.5, 0]], np.float32)
    steps = [
        helper.make_node("AveragePool", ["x"], ["pooled"], kernel_shape=[48, 8], strides=[48, 8]),
        helper.make_node("Squeeze", ["pooled", "second"], ["columns"]),
        helper.make_node("Transpose", ["columns"], ["steps"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["steps", "letters"], ["colours"]),
        helper.make_node("Add", ["colours", "least"], ["y"]),
    ]
    save(
        folder / "rec.onnx",
        steps,
        ["n", 3, 48, "w"],
        ["n", "t", 4],
        {"character": "a\nb\n"},
        second=np.array([2]),
        letters=letters,
        least=np.array([0.3, 0, 0, 0], np.float32),
    )
    return folder


def picture(*lines: str) -> Image.Image:
    """Lines of blocks: blue for an a, red for a b."""
    drawn = Image.new("RGB", (192, 64 * len(lines)), "white")
    draw = ImageDraw.Draw(drawn)
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            left, top = 32 + 40 * column, 64 * row + 20
            draw.rectangle((left, top, left + 39, top + 23), fill={"a": "blue", "b": "red"}[letter])
    return drawn


def test_lines_are_read_from_top_to_bottom(reader: Path) -> None:
    lines = TextReader(reader, least_side=32).read(picture("ab", "ba", "a"), score=SURE)
    assert [line.text for line in lines] == ["ab", "ba", "a"]
    for row, line in enumerate(lines):
        (left, top), (right, _), (_, bottom), _ = line.corners
        assert left <= 32
        assert top <= 64 * row + 20
        assert bottom >= 64 * row + 43
        assert right >= 71
        assert SURE <= line.score < 1
    assert TextReader(reader, least_side=32).read(picture(""), score=0) == []


@pytest.mark.parametrize("size", [(20, 300), (24, 24), (2100, 40)])
def test_low_narrow_and_large_pictures_are_read(reader: Path, size: tuple[int, int]) -> None:
    height, width = size
    drawn = Image.new("RGB", (width, height), "white")
    corner = (width // 4, height // 4, width - width // 4, height - height // 4)
    ImageDraw.Draw(drawn).rectangle(corner, fill="red")
    lines = TextReader(reader, least_side=32).read(drawn, score=SURE)
    assert [line.text for line in lines] == ["b"]
    xs, ys = zip(*lines[0].corners, strict=True)
    assert 0 <= min(xs) <= corner[0] + 1
    assert corner[2] - 1 <= max(xs) <= width
    assert corner[3] - 1 <= max(ys) <= height


def test_areas_lie_as_their_text_does() -> None:
    scores = np.zeros((96, 96), np.float32)
    slanted = cv2.boxPoints(((48.0, 40.0), (50.0, 10.0), 20.0))
    cv2.fillPoly(scores, [slanted.astype(np.int32)], 1.0)
    scores[80:82, 10:12] = 1  # too small
    scores[70:90, 60:90] = 0.31  # not sure enough
    (area,) = text_areas(scores, 192, 96)
    across = area.corners[1] - area.corners[0]
    # Twice as wide as high is what the picture is for the scores.
    assert np.degrees(np.arctan2(across[1], across[0] / 2)) == pytest.approx(20, abs=2)
    assert area.score > 0.8  # the border counts


def test_detect_prints_and_draws(detector: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGBA", (128, 100), "white").save(tmp_path / "white.png")
    given = ["detect", str(tmp_path / "white.png"), "--model", str(detector)]
    assert cli.main([*given, "--json", "--plot", str(tmp_path / "out.png")]) == ExitCode.OK
    assert [each["label"] for each in json.loads(capsys.readouterr().out)] == ["circle", "square"]
    drawn = np.asarray(Image.open(tmp_path / "out.png"))
    assert drawn.shape == (100, 128, 3)
    assert (drawn[16:48, 16] != 255).any()
    assert cli.main(given) == ExitCode.OK
    assert "circle" in capsys.readouterr().out
    assert cli.main([*given, "--score", "1"]) == ExitCode.OK
    assert "nothing found" in capsys.readouterr().out
    assert cli.main([*given, "--plot", str(tmp_path / "out.what")]) == ExitCode.FAILED
    assert "cannot be written" in capsys.readouterr().err


def test_read_prints_and_draws(reader: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture("ab", "b").resize((768, 512)).save(tmp_path / "lines.png")
    given = ["read", str(tmp_path / "lines.png"), "--models", str(reader), "--score", str(SURE)]
    assert cli.main([*given, "--text", "--plot", str(tmp_path / "out.jpg")]) == ExitCode.OK
    assert capsys.readouterr().out == "ab\nb\n"
    assert Image.open(tmp_path / "out.jpg").size == (768, 512)
    assert cli.main([*given, "--json"]) == ExitCode.OK
    assert [len(each["corners"]) for each in json.loads(capsys.readouterr().out)] == [4, 4]
    assert cli.main(given) == ExitCode.OK
    assert "ab" in capsys.readouterr().out


def test_what_is_wrong_is_said(
    detector: Path, reader: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "text.png").write_text("no picture")
    for name, said in (("nothing.png", "nothing.png"), ("text.png", "cannot be read")):
        given = ["detect", str(tmp_path / name), "--model", str(detector)]
        assert cli.main(given) == ExitCode.FAILED
        assert said in capsys.readouterr().err
    with pytest.raises(errors.FileFormatError, match="three files"):
        TextReader(tmp_path)
    with pytest.raises(errors.FileFormatError, match="which characters"):
        (reader / "rec.onnx").write_bytes((reader / "det.onnx").read_bytes())
        TextReader(reader)
    with pytest.raises(errors.FileFormatError, match="a detector"):
        ObjectDetector(reader / "det.onnx", size=32).detect(np.zeros((32, 32, 3), np.uint8))
    with pytest.raises(errors.InvalidArgument, match="multiple of 32"):
        ObjectDetector(detector, size=40)
    with pytest.raises(errors.InvalidArgument, match="not 'grb'"):
        ObjectDetector(detector, colours="grb")
    for wrong in (np.zeros((4, 4, 3)), np.zeros((4, 4, 2), np.uint8), np.zeros((0, 4, 3), np.uint8)):
        with pytest.raises(errors.InvalidArgument, match="a picture is a file"):
            ObjectDetector(detector).detect(wrong)


def test_packages_that_are_missing_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(installed, "find_spec", lambda name: None)
    Image.new("RGB", (8, 8)).save(tmp_path / "black.png")
    for command in ("detect", "read"):
        assert cli.main([command, str(tmp_path / "black.png")]) != ExitCode.OK
        assert "pip install 'barewire[models]'" in capsys.readouterr().err


def test_files_of_the_packages_are_found() -> None:
    pytest.importorskip("rapidocr", reason="pip install 'barewire[models]'")
    pytest.importorskip("nudenet", reason="pip install 'barewire[models]'")
    assert object_detector.installed_detector().is_file()
    assert [path.is_file() for path in text_reader.installed_reader()] == [True] * 3
