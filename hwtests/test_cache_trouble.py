"""The kernel cache of a user whose disk is damaged, full, read-only or shared: results come out all the
same."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from .programs import output_of, start

pytestmark = pytest.mark.usefixtures("compiled")

PROGRAM = """
from barewire import Tensor
x = Tensor.arange(7).cast("float32")
product = x.reshape(7, 1) @ x.reshape(1, 7)
print((x.exp() * 0 + x).tolist(), product.sum().item(), x.sort(descending=True)[0][0].item())
"""
RESULT = "[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0] 441.0 6.0\n"


def entries(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file()]


DAMAGE = {
    "cut short": lambda content: content[: len(content) // 2],
    "emptied": lambda content: b"",
    "one bit flipped": lambda content: content[:-100] + bytes([content[-100] ^ 4]) + content[-99:],
    "zeros": lambda content: bytes(len(content)),
    "another format": lambda content: b"something else entirely" * 100,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_entries_are_built_anew(tmp_path: Path, damage: str) -> None:
    assert output_of(PROGRAM, BAREWIRE_CACHE=str(tmp_path)) == RESULT
    whole = {path: path.read_bytes() for path in entries(tmp_path)}
    assert whole
    for path, content in whole.items():
        path.write_bytes(DAMAGE[damage](content))
    assert output_of(PROGRAM, BAREWIRE_CACHE=str(tmp_path)) == RESULT
    assert {path: path.read_bytes() for path in entries(tmp_path)}.keys() >= whole.keys()
    assert all(len(path.read_bytes()) > 100 for path in whole)


def test_a_cache_directory_that_is_a_file_or_below_one(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    for place in (file, file / "below", Path("/proc/barewire"), Path("/dev/null")):
        assert output_of(PROGRAM, BAREWIRE_CACHE=str(place)) == RESULT
    assert file.read_text() == "in the way"


def test_folders_in_the_place_of_entries(tmp_path: Path) -> None:
    output_of(PROGRAM, BAREWIRE_CACHE=str(tmp_path))
    for path in entries(tmp_path):
        path.unlink()
        path.mkdir()
    assert output_of(PROGRAM, BAREWIRE_CACHE=str(tmp_path)) == RESULT


def test_a_full_disk(tmp_path: Path) -> None:
    # Past this many bytes a write fails, as on a full disk: with EFBIG, since SIGXFSZ is ignored.
    limited = (
        """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
"""
        + PROGRAM
    )
    # A simulated card's memory is files too, and would be as full.
    assert output_of(limited, BAREWIRE_CACHE=str(tmp_path), BAREWIRE_DEVICE="CPU") == RESULT
    assert entries(tmp_path) == []


def test_two_processes_that_fill_one_cache_at_once(tmp_path: Path) -> None:
    with ExitStack() as stack:
        both = [stack.enter_context(start(PROGRAM, BAREWIRE_CACHE=str(tmp_path))) for _ in range(2)]
        outputs = [process.communicate(timeout=60)[0] for process in both]
    assert outputs == [RESULT, RESULT]
    assert output_of(PROGRAM, BAREWIRE_CACHE=str(tmp_path)) == RESULT


def test_a_process_without_a_home(tmp_path: Path) -> None:
    assert output_of(PROGRAM, BAREWIRE_CACHE="", HOME="", XDG_CACHE_HOME="relative") == RESULT


def test_a_second_process_does_not_write_its_kernels_again(tmp_path: Path) -> None:
    """It finds images by nest and schedule; an image that is gone, or is none, is made anew."""
    count = """
from barewire.tensor.codegen import kinds
written, emit = [], kinds.emit
def counted(*arguments):
    written.append(arguments)
    return emit(*arguments)
kinds.emit = counted
"""
    program = count + PROGRAM + "print(len(written))\n"
    first = output_of(program, BAREWIRE_CACHE=str(tmp_path)).split("\n")
    assert first[0] + "\n" == RESULT and int(first[1]) > 0
    for seed in "1", "2":
        again = output_of(program, BAREWIRE_CACHE=str(tmp_path), PYTHONHASHSEED=seed)
        assert again == f"{RESULT}0\n"
    for image in (tmp_path / "images").rglob("*"):
        if image.is_file():
            image.unlink()
    assert output_of(program, BAREWIRE_CACHE=str(tmp_path)) == f"{RESULT}{first[1]}\n"
