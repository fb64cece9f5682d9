"""The disk cache: whole entries or none, whatever happens to the directory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barewire.runtime import cache
from barewire.runtime.cache import DiskCache
from hwtests import programs

MIB = 1 << 20
KEY = "ab" + "0" * 62


@pytest.fixture
def disk(tmp_path: Path) -> DiskCache:
    return DiskCache(str(tmp_path / "entries"), 64 * MIB)


def entry_of(disk: DiskCache, key: str) -> Path:
    path = disk.path("kernels", key)
    assert path is not None
    return Path(path)


@pytest.mark.parametrize("payload", [b"", b"x", bytes(range(256)) * 5000])
def test_what_is_put_is_got(disk: DiskCache, payload: bytes) -> None:
    assert disk.get("kernels", KEY) is None
    disk.put("kernels", KEY, payload)
    assert disk.get("kernels", KEY) == payload
    assert disk.get("schedules", KEY) is None


def test_a_second_put_takes_the_place_of_the_first(disk: DiskCache) -> None:
    disk.put("kernels", KEY, b"first")
    disk.put("kernels", KEY, b"second")
    assert disk.get("kernels", KEY) == b"second"
    assert disk.size_bytes() == entry_of(disk, KEY).stat().st_size


@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_an_entry_with_any_bit_changed_is_not_trusted(position: int, bit: int) -> None:
    content = bytearray(cache._sealed("kernels", KEY, b"payload of some length"))
    content[position % len(content)] ^= 1 << bit
    assert cache._checked("kernels", KEY, bytes(content)) is None


def test_entries_that_change_places_are_not_trusted(disk: DiskCache) -> None:
    other = "cd" + KEY[2:]
    disk.put("kernels", KEY, b"one")
    disk.put("kernels", other, b"other")
    first, second = entry_of(disk, KEY), entry_of(disk, other)
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    assert disk.get("kernels", KEY) is None
    assert disk.get("kernels", other) is None
    assert not first.exists() and not second.exists()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _link_to_an_entry(path: Path) -> None:
    kept = path.with_name("elsewhere")
    kept.write_bytes(cache._sealed("kernels", KEY, b"payload"))
    path.symlink_to(kept)


def _writable_by_all(path: Path) -> None:
    path.write_bytes(cache._sealed("kernels", KEY, b"payload"))
    path.chmod(0o666)


def _endless(path: Path) -> None:
    path.write_bytes(b"")
    os.truncate(path, 1 << 40)  # a hole: the file takes no room


@pytest.mark.parametrize(
    "put", [_pipe, _link_to_a_device, _link_to_an_entry, _writable_by_all, _endless, Path.mkdir]
)
def test_what_no_process_of_ours_wrote_is_removed(disk: DiskCache, put: Callable[[Path], None]) -> None:
    path = entry_of(disk, KEY)
    path.parent.mkdir(parents=True)
    put(path)
    assert disk.get("kernels", KEY) is None
    assert not os.path.lexists(path)
    disk.put("kernels", KEY, b"payload")
    assert disk.get("kernels", KEY) == b"payload"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_another_users_entry_is_not_trusted(disk: DiskCache) -> None:
    disk.put("kernels", KEY, b"payload")
    os.chown(entry_of(disk, KEY), 12345, 12345)
    assert disk.get("kernels", KEY) is None
    assert not entry_of(disk, KEY).exists()


def test_nobody_else_may_write_an_entry_whatever_the_umask(disk: DiskCache) -> None:
    before = os.umask(0)
    try:
        disk.put("kernels", KEY, b"payload")
    finally:
        os.umask(before)
    assert disk.get("kernels", KEY) == b"payload"
    assert not entry_of(disk, KEY).stat().st_mode & 0o022


# Spoils what an earlier run left, and counts the bad images that are there afterwards.
_SPOILED = """
import sys
from barewire.runtime import cache
from barewire import Tensor
for key, payload in list(cache.entries("images")):
    left = {"nothing": b"", "text": b"no image", "half": payload[: len(payload) // 2]}[sys.argv[1]]
    cache.put("images", key, left)
print((Tensor([1.0, 2.0]).exp() * 3).sum().item())
print(sum(len(payload) < 200 for _, payload in cache.entries("images")))
"""


@pytest.mark.parametrize(
    ("card", "spoiled"),
    [("", "nothing"), ("", "text"), ("", "half"), ("gfx1100", "half"), ("sm_90", "half")],
)
def test_a_bad_image_with_a_good_checksum_is_made_anew(tmp_path: Path, card: str, spoiled: str) -> None:
    device = {"": "CPU", "gfx1100": "AMD", "sm_90": "NVIDIA"}[card]
    for _ in range(2):
        (value, bad) = programs.output_of(
            _SPOILED, spoiled, BAREWIRE_CACHE=str(tmp_path), BAREWIRE_SIMULATE=card, BAREWIRE_DEVICE=device
        ).split()
        assert float(value) == pytest.approx(30.322, abs=1e-3)
        assert bad == "0"


@pytest.mark.parametrize("keep_bytes", [0, 10, 47, 48, 52])
def test_a_truncated_entry_is_removed_and_can_be_written_again(disk: DiskCache, keep_bytes: int) -> None:
    disk.put("kernels", KEY, b"payload")
    path = entry_of(disk, KEY)
    path.write_bytes(path.read_bytes()[:keep_bytes])
    assert disk.get("kernels", KEY) is None
    assert not path.exists()
    disk.put("kernels", KEY, b"payload")
    assert disk.get("kernels", KEY) == b"payload"


def test_keys_differ_by_every_part_and_by_where_one_ends() -> None:
    keys = {cache.digest(*parts) for parts in [("a", "b"), ("ab",), ("a", "c"), ("", "ab"), ("ab", "")]}
    assert len(keys) == 5
    assert cache.digest("a", "b") == cache.digest(b"a", b"b")


def test_a_file_in_the_way_of_the_directory_is_as_an_empty_cache(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a directory")
    disk = DiskCache(str(in_the_way), MIB)
    disk.put("kernels", KEY, b"payload")
    assert disk.get("kernels", KEY) is None
    assert in_the_way.read_text() == "not a directory"


def run_as_other_user(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python code as a user whom file modes bind, which they do not the superuser."""
    import barewire

    folder = os.path.dirname(os.path.abspath(barewire.__path__[0]))
    prelude = f"import sys; sys.path.insert(0, {folder!r})\nimport os\n"
    drop = "if os.geteuid() == 0:\n    os.setgid(65534); os.setuid(65534)\n"
    loaded = "from barewire.runtime.cache import DiskCache, digest\nimport hashlib\n"
    command = [sys.executable, "-c", prelude + loaded + drop + code, *arguments]
    return programs.run(command, env={**os.environ, "BAREWIRE_DEBUG": "1"})


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that other users can look into, unlike those that pytest makes."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)


def test_a_read_only_directory_is_read_and_warned_of_once(open_directory: Path) -> None:
    directory = open_directory / "entries"
    disk = DiskCache(str(directory), MIB)
    disk.put("kernels", KEY, b"payload")
    folders = [directory, directory / "kernels", directory / "kernels" / KEY[:2]]
    for folder in folders:
        folder.chmod(0o555)
    code = f"""
disk = DiskCache({str(directory)!r}, 1 << 20)
assert disk.get("kernels", {KEY!r}) == b"payload"
disk.put("kernels", {KEY!r}, b"other")
disk.put("other", {KEY!r}, b"other")
assert disk.get("kernels", {KEY!r}) == b"payload"
assert disk.get("other", {KEY!r}) is None
"""
    result = run_as_other_user(code)
    for folder in folders:
        folder.chmod(0o755)
    assert result.returncode == 0, result.stderr
    assert result.stderr.count("cannot be written") == 1
    assert "Permission denied" in result.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full, a device that is always full")
def test_a_full_disk_is_as_an_empty_cache(disk: DiskCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_full(path: str, mode: str) -> IO[bytes]:
        if "w" not in mode:
            return open(path, mode)
        Path(path).touch()
        return open("/dev/full", mode)

    monkeypatch.setattr(cache, "open", open_full, raising=False)
    disk.put("kernels", KEY, b"payload")
    assert disk.get("kernels", KEY) is None
    assert disk.size_bytes() == 0


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    disk = DiskCache(str(tmp_path), MIB)
    for index in range(16):
        key = f"{index:064x}"
        disk.put("kernels", key, bytes(1000))
        path = entry_of(disk, key)
        os.utime(path, (1000 + index, 1000 + index))
    # Reading marks the oldest as used.
    assert disk.get("kernels", f"{0:064x}") is not None
    disk.limit_bytes = 10_000
    disk.evict()
    assert disk.size_bytes() <= 7500
    kept = [index for index in range(16) if disk.get("kernels", f"{index:064x}") is not None]
    assert kept == [0, *range(10, 16)]


def test_the_limit_holds_as_entries_are_added(tmp_path: Path) -> None:
    disk = DiskCache(str(tmp_path), 100_000)
    for index in range(300):
        disk.put("kernels", f"{index:064x}", bytes(1000))
    assert disk.size_bytes() <= 100_000 * (1 + cache.MEASURE_SHARE) + 2000


def test_what_a_dead_writer_left_is_cleaned_up(disk: DiskCache) -> None:
    disk.put("kernels", KEY, b"payload")
    path = entry_of(disk, KEY)
    abandoned, recent = path.with_name(".tmp-1-1"), path.with_name(".tmp-1-2")
    for temporary in (abandoned, recent):
        temporary.write_bytes(b"half an ent")
    os.utime(abandoned, (0, 0))
    disk.evict()
    assert not abandoned.exists()
    assert recent.exists()
    assert disk.get("kernels", KEY) == b"payload"


def test_processes_that_write_the_same_entry_leave_a_whole_one(tmp_path: Path) -> None:
    code = """
payload = sys.argv[1].encode() * 100_000
disk = DiskCache(sys.argv[2], 1 << 30)
for _ in range(100):
    disk.put("kernels", sys.argv[3], payload)
    found = disk.get("kernels", sys.argv[3])
    assert found is not None and len(found) == 100_000 and len(set(found)) == 1
"""
    prelude = "import sys\nfrom barewire.runtime.cache import DiskCache\n"
    with ExitStack() as stack:
        writers = [
            stack.enter_context(programs.start(prelude + code, letter, str(tmp_path), KEY)) for letter in "ab"
        ]
        for writer in writers:
            _, errors = writer.communicate(timeout=60)
            assert writer.returncode == 0, errors
    assert DiskCache(str(tmp_path), MIB).get("kernels", KEY) in (b"a" * 100_000, b"b" * 100_000)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [KEY]


def test_the_environment_says_where_the_cache_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAREWIRE_CACHE", str(tmp_path / "here"))
    cache.put("kernels", KEY, b"payload")
    assert (tmp_path / "here" / "kernels" / KEY[:2] / KEY).exists()
    assert cache.get("kernels", KEY) == b"payload"
    monkeypatch.setenv("BAREWIRE_CACHE", "off")
    assert cache.get("kernels", KEY) is None
    cache.put("kernels", KEY, b"payload")
    monkeypatch.delenv("BAREWIRE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.default_directory() == str(tmp_path / "xdg" / "barewire")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache.default_directory() == str(tmp_path / "home" / ".cache" / "barewire")
