"""The demo: it learns to read, says how well, and shows it."""

import re
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from barewire.runtime.errors import BarewireError
from barewire.tools import cli, demo, picture
from barewire.tools.exit_codes import ExitCode
from barewire.tools.picture import Picture
from hwtests import programs

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
TIME_LIMIT_S = 60
ROOT = Path(__file__).resolve().parents[2]


def test_split_is_fixed_whole_and_without_overlap() -> None:
    learned, tested = demo.load()
    again, _ = demo.load()
    assert (len(learned.labels), len(tested.labels)) == (1437, 360)
    assert learned.images.shape[1:] == (1, 8, 8)
    np.testing.assert_array_equal(learned.images, again.images)
    assert set(tested.labels.tolist()) == set(range(10))


def test_demo_reads_handwriting_within_a_minute_from_a_cold_start(tmp_path: Path) -> None:
    plot = tmp_path / "digits.png"
    start = time.perf_counter()
    finished = programs.run(
        [sys.executable, "-m", "barewire.tools.cli", "demo", "--plot", str(plot)],
        timeout_s=120,
        env={"BAREWIRE_CACHE": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)},
    )
    elapsed_s = time.perf_counter() - start
    assert finished.returncode == ExitCode.OK, finished.stderr
    found = re.fullmatch(r"accuracy (0\.\d{4}|1\.0000)", finished.stdout.splitlines()[-1])
    assert found is not None, finished.stdout
    assert float(found[1]) >= 0.97
    assert "of limit" in finished.stdout
    assert "█" in finished.stdout
    assert plot.read_bytes().startswith(PNG_SIGNATURE)
    assert elapsed_s < TIME_LIMIT_S


def test_few_epochs_read_most_digits(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo", "--epochs", "3"]) == ExitCode.OK
    assert float(capsys.readouterr().out.split()[-1]) >= 0.8


def test_fewer_epochs_are_fewer_steps(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo", "--epochs", "1", "--device", "cpu"]) == ExitCode.OK
    printed = capsys.readouterr().out
    assert "epoch 1 of 1" in printed
    assert printed.splitlines()[-1].startswith("accuracy ")


def test_text_picture_is_as_dark_as_the_pixels_and_fits() -> None:
    ramp = Picture(np.array([[0.0, 0.25, 0.5, 0.75, 1.0]], np.float32), "7", right=True)
    assert picture.as_text([ramp], 10).plain.splitlines()[0] == "  ░░▒▒▓▓██"
    assert picture.as_text([ramp] * 3, 22).plain.splitlines()[0] == "  ░░▒▒▓▓██    ░░▒▒▓▓██"
    assert all(len(row) <= 24 for row in picture.as_text([ramp] * 3, 22).plain.splitlines())


def test_wrong_reading_says_what_is_right() -> None:
    digits = demo.Digits(np.zeros((2, 1, 8, 8), np.float32), np.array([3, 5]))
    assert [shown.caption for shown in demo.pictures(digits, np.array([3, 6]))] == ["3", "6, is 5"]


def test_picture_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    one = Picture(np.zeros((8, 8), np.float32), "0", right=True)
    with pytest.raises(BarewireError, match=r"nowhere/digits\.png"):
        picture.write_png(tmp_path / "nowhere" / "digits.png", [one])
