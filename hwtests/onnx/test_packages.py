"""Packages of others, made for ONNX Runtime, with Barewire in its place, beside what they give without.

Their wheels hold the weights.
"""

from __future__ import annotations

import bz2
import gzip
import importlib
import io
import json
import lzma
import shutil
import subprocess
import sys
import tarfile
import wave
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from PIL import Image, ImageDraw, ImageFont

import barewire
from barewire.models import ObjectDetector, TextReader
from barewire.onnx import InferenceSession

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("compiled")]

WORDS = "The quick brown fox jumps over 13 lazy dogs; PAGES (of text) at $9.99: a.b@c.org"
# One size for all: each shape is compiled for.
WIDTH, HEIGHT = 640, 320


def both(package: str, use: Callable[[Any], Any]) -> tuple[Any, Any]:
    """What a package gives with ONNX Runtime, and what with Barewire: `use` gets its module, new each time.

    Packages import ONNX Runtime when they need it, so all of it happens in one place.
    """
    pytest.importorskip(package, reason=f"pip install {package.replace('_', '-')}")
    results = []
    for stands_in in (False, True):
        for name in [name for name in sys.modules if name.split(".")[0] == package]:
            del sys.modules[name]
        if not stands_in:
            results.append(use(importlib.import_module(package)))
            continue
        with barewire.onnx.stand_in():
            results.append(use(importlib.import_module(package)))
    return results[0], results[1]


def drawn(number: int) -> np.ndarray[Any, Any]:
    """A picture of some lines, of a size and a slant that its number decides, uint8 with blue first."""
    generator = np.random.default_rng(number)
    size = (24, 36, 28, 20)[number % 4]
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(picture)
    for row in range(1 + number % 3):
        words = " ".join(generator.choice(WORDS.split(), generator.integers(2, 6)))
        draw.text((30, 60 + row * size * 2), words, fill="black", font=ImageFont.load_default(size))
    picture = picture.rotate((0, 180, 8, -4)[number % 4], fillcolor="white")
    return np.asarray(picture)[:, :, ::-1].copy()


def photographs() -> dict[str, np.ndarray[Any, Any]]:
    """Those that scikit-learn and scikit-image ship, whole, halved and cut, blue first."""
    data = pytest.importorskip("skimage.data", reason="pip install scikit-image")
    datasets = pytest.importorskip("sklearn.datasets", reason="pip install scikit-learn")
    found = {name: getattr(data, name)() for name in ("astronaut", "coffee", "cat", "rocket", "camera")}
    found |= dict(zip(("china", "flower"), datasets.load_sample_images().images, strict=True))
    coloured = {name: p if p.ndim == 3 else np.repeat(p[:, :, None], 3, 2) for name, p in found.items()}
    for name in ("astronaut", "coffee", "camera"):
        coloured[f"{name} halved"] = coloured[name][::2, ::2]
        coloured[f"{name} cut"] = coloured[name][60:300, 100:]
    return {name: np.ascontiguousarray(p[:, :, ::-1]) for name, p in coloured.items()}


PICTURES = [drawn(number) for number in range(4)]


def test_rapidocr_reads_the_same_text_in_the_same_places() -> None:
    pictures = [*PICTURES, np.full((HEIGHT, WIDTH, 3), 255, np.uint8)]

    def read(package: Any) -> Any:
        reader = package.RapidOCR(params={"Global.log_level": "critical"})
        found = [reader(picture) for picture in pictures]
        return type(reader.text_det.session.session), found

    (_, expected), (session, results) = both("rapidocr", read)
    assert session is InferenceSession
    for wanted, found in zip(expected, results, strict=True):
        assert found.txts == wanted.txts
        assert (found.boxes is None) == (wanted.boxes is None)
        if wanted.boxes is not None:
            np.testing.assert_array_equal(found.boxes, wanted.boxes)
            np.testing.assert_allclose(found.scores, wanted.scores, atol=1e-3)


def test_text_reader_reads_what_rapidocr_reads() -> None:
    package = pytest.importorskip("rapidocr", reason="pip install rapidocr")
    theirs, ours = package.RapidOCR(params={"Global.log_level": "critical"}), TextReader()
    for picture in PICTURES:
        wanted, lines = theirs(picture), ours.read(picture[:, :, ::-1])
        for line, text, score in zip(lines, wanted.txts, wanted.scores, strict=True):
            # What it is not sure of depends on how much is white beside it.
            assert line.text == text or score < 0.9
        for line, corners in zip(lines, wanted.boxes, strict=True):
            # There corners become whole numbers on the way.
            np.testing.assert_allclose(line.corners, corners, atol=2)


def test_nudenet_finds_the_same_boxes() -> None:
    pictures = photographs()

    def detect(package: Any) -> Any:
        detector = package.NudeDetector()
        batch = detector.detect_batch(list(pictures.values())[:5], 5)
        return type(detector.onnx_session), [detector.detect(p) for p in pictures.values()], batch

    (_, expected, expected_batch), (session, results, batch) = both("nudenet", detect)
    assert session is InferenceSession
    assert sum(map(len, expected)) >= 5
    for wanted, found in zip([*expected, *expected_batch], [*results, *batch], strict=True):
        assert [(e["class"], e["box"]) for e in found] == [(e["class"], e["box"]) for e in wanted]
        np.testing.assert_allclose([e["score"] for e in found], [e["score"] for e in wanted], atol=1e-5)


def test_object_detector_finds_what_nudenet_finds() -> None:
    package = pytest.importorskip("nudenet", reason="pip install nudenet")
    theirs, ours = package.NudeDetector(), ObjectDetector()
    for picture in photographs().values():
        wanted, found = theirs.detect(picture), ours.detect(picture[:, :, ::-1])
        assert [(e.label, [int(place) for place in e.box]) for e in found] == [
            (e["class"], e["box"]) for e in wanted
        ]


def files(folder: Path) -> list[Path]:
    """Two hundred files of this system and some made here: sources, programs, pictures, archives."""
    made = folder / "made"
    made.mkdir()
    text = Path(json.__file__).read_bytes()
    for suffix, pack in (("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)):
        (made / f"packed.{suffix}").write_bytes(pack(text))
    with zipfile.ZipFile(made / "packed.zip", "w") as packed:
        packed.writestr("json.py", text)
    with tarfile.open(made / "packed.tar", "w") as packed:
        packed.addfile(tarfile.TarInfo("json.py"), io.BytesIO())
    for suffix in ("png", "jpg", "gif", "bmp", "tiff", "webp"):
        Image.fromarray(PICTURES[0]).save(made / f"picture.{suffix}")
    (made / "data.json").write_text(json.dumps({"numbers": list(range(50))}))
    (made / "empty").write_bytes(b"")
    (made / "noise").write_bytes(np.random.default_rng(0).bytes(5000))
    np.save(made / "array.npy", np.arange(100))
    found = sorted(made.iterdir())
    places = (Path(json.__file__).parents[1], Path("/usr/share"), Path("/usr/bin"), Path("/usr/lib"))
    for place in places:
        inside = sorted(path for path in place.rglob("*") if path.is_file() and not path.is_symlink())
        found += inside[:: max(1, len(inside) // 50)][:50]
    return found[:200]


def test_magika_tells_the_same_of_two_hundred_files(tmp_path: Path) -> None:
    paths = files(tmp_path)
    assert len(paths) > 100

    def identify(package: Any) -> Any:
        magika = package.Magika()
        together = magika.identify_paths(paths)
        return type(magika._onnx_session), [*together, *map(magika.identify_path, paths[::20])]

    (_, expected), (session, results) = both("magika", identify)
    assert session is InferenceSession
    assert len({each.output.label for each in expected}) > 12
    for wanted, found in zip(expected, results, strict=True):
        assert (found.output.label, found.dl.label) == (wanted.output.label, wanted.dl.label)
        # ONNX Runtime is a hundred times as far from the same network in float64 as Barewire.
        assert found.score == pytest.approx(wanted.score, abs=5e-3)


@pytest.fixture(scope="module")
def speech() -> dict[int, np.ndarray[Any, Any]]:
    """A minute of speech with pauses, by espeak-ng, at both rates."""
    signal = pytest.importorskip("scipy.signal", reason="pip install scipy")
    if shutil.which("espeak-ng") is None:
        pytest.skip("there is nobody to speak: apt-get install espeak-ng")
    text = (
        "This sentence is here to be heard, and not to be read. One, two, three. And then it goes on. " * 12
    )
    command = ["espeak-ng", "-g", "25", "--stdout", text]
    with wave.open(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout)) as sound:
        own_rate = sound.getframerate()
        heard = np.frombuffer(sound.readframes(sound.getnframes()), np.int16).astype(np.float32) / 32768
    return {
        rate: signal.resample_poly(heard, rate, own_rate).astype(np.float32)[: 60 * rate]
        for rate in (8000, 16000)
    }


@pytest.mark.parametrize("rate", [8000, 16000])
@pytest.mark.parametrize("file", ["silero_vad", "silero_vad_16k_op15", "silero_vad_op18_ifless"])
def test_silero_hears_speech_in_the_same_frames(
    file: str, rate: int, speech: dict[int, np.ndarray[Any, Any]]
) -> None:
    torch = pytest.importorskip("torch")
    if "16k" in file and rate != 16000:
        pytest.skip("this file is for 16 kHz alone")
    step = rate * 32 // 1000
    sound = torch.from_numpy(speech[rate])

    def hear(package: Any) -> Any:
        path = Path(package.__file__).parent / "data" / f"{file}.onnx"
        model = package.utils_vad.OnnxWrapper(str(path), force_onnx_cpu=True)
        heard = [float(model(frame, rate)) for frame in sound.split(step) if len(frame) == step]
        return type(model.session), np.array(heard)

    (_, expected), (session, results) = both("silero_vad", hear)
    assert session is InferenceSession
    assert 0.2 < (expected > 0.5).mean() < 0.95
    np.testing.assert_allclose(results, expected, atol=1e-4)


def test_silero_gives_the_same_stretches_of_speech(speech: dict[int, np.ndarray[Any, Any]]) -> None:
    torch = pytest.importorskip("torch")

    def stretches(package: Any) -> Any:
        whole = package.load_silero_vad(sequence=True).audio_forward(speech[16000])
        model = package.load_silero_vad(onnx=True, opset_version=15)
        return package.get_speech_timestamps(torch.from_numpy(speech[16000]), model), whole

    (expected, expected_whole), (results, whole) = both("silero_vad", stretches)
    assert len(expected) > 5
    assert results == expected
    np.testing.assert_allclose(whole, expected_whole, atol=1e-4)


@pytest.mark.parametrize("file", ["silero_vad_half", "silero_vad_openvino_16k"])
def test_other_files_of_silero_with_their_state(file: str, speech: dict[int, np.ndarray[Any, Any]]) -> None:
    package = pytest.importorskip("silero_vad", reason="pip install silero-vad")
    path = Path(package.__file__).parent / "data" / f"{file}.onnx"
    sessions = [onnxruntime.InferenceSession(path), InferenceSession(path)]
    states = [np.zeros((2, 1, 128), np.float32)] * 2
    for start in range(0, 16000 * 10, 512):
        frame = speech[16000][None, start : start + 576]
        heard = []
        for number, session in enumerate(sessions):
            sure, states[number] = session.run(None, {"input": frame, "state": states[number]})
            heard.append(sure)
        np.testing.assert_allclose(heard[1], heard[0], atol=1e-4)
