"""The disk cache: compiled kernels and tuned schedules, kept from one process to the next.

An entry is a file `<kind>/<first two digits>/<key>`: a header with a checksum, then the payload. It is
written under a name of its own and renamed into place, so that two processes that write at once both leave a
whole entry. The checksum covers the kind and the key too, so no entry stands for another.

What is found is code that will be run. So only a plain file counts that this user or root owns and nobody
else may write; anything else, and what fails its checksum, is removed and counts as absent. A directory that
cannot be used is as an empty one, with one warning.
"""

from __future__ import annotations

import contextlib
import os
import stat
import struct
import sys
import time
from collections.abc import Iterator

from . import environment

# Magic, SHA-256 of kind, key and payload, payload bytes.
_HEADER = struct.Struct("<8s32sQ")
_MAGIC = b"BWCACHE2"
_TEMPORARY = ".tmp-"
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
# Whose files everybody runs anyway: a cache that was made with the system's image serves all its users.
_ROOT = 0
# Entries are marked as used at most once an hour, so that reading stays a read.
USE_RESOLUTION_S = 3600.0
# A temporary file older than this belongs to a process that died while writing.
ABANDONED_AFTER_S = 3600.0
# The cache is measured again after this share of its limit was written, and emptied to this share of it.
MEASURE_SHARE = 1 / 16
EVICT_TO_SHARE = 0.75

OFF = frozenset({"off", "0", "none"})


def digest(*parts: str | bytes) -> str:
    """A key for an entry: the SHA-256 of the parts, with their lengths, and of Barewire's version."""
    from hashlib import sha256

    from .. import __version__

    state = sha256(__version__.encode())
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "little"))
        state.update(data)
    return state.hexdigest()


def default_directory() -> str | None:
    """Where the cache is: BAREWIRE_CACHE, else the user's cache directory; `None` when it is switched off."""
    asked = environment.CACHE.read()
    if asked.lower() in OFF:
        return None
    if asked:
        return asked
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    # A user without a home directory has no cache either.
    return os.path.join(home, "barewire") if os.path.isabs(home) else None


class DiskCache:
    """A cache in one directory, kept under `limit_bytes` by removing what was used longest ago."""

    def __init__(self, directory: str | None, limit_bytes: int) -> None:
        self.directory = directory
        self.limit_bytes = limit_bytes
        self._written_bytes: int | None = None
        self._warned = False

    def path(self, kind: str, key: str) -> str | None:
        """Where an entry is or would be."""
        return None if self.directory is None else os.path.join(self.directory, kind, key[:2], key)

    def get(self, kind: str, key: str) -> bytes | None:
        """The payload, or `None` when there is no whole entry."""
        path = self.path(kind, key)
        if path is None:
            return None
        try:
            content, used_s = _content(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._warn("read", error)
            return None
        payload = _checked(kind, key, content)
        if payload is None:
            _remove(path)
            return None
        if time.time() - used_s > USE_RESOLUTION_S:
            with contextlib.suppress(OSError):
                os.utime(path)
        return payload

    def put(self, kind: str, key: str, payload: bytes) -> None:
        """Keep a payload. Does nothing where the directory cannot be written."""
        path = self.path(kind, key)
        if path is None:
            return
        content = _sealed(kind, key, payload)
        folder = os.path.dirname(path)
        temporary = os.path.join(folder, f"{_TEMPORARY}{os.getpid()}-{time.monotonic_ns()}")
        try:
            os.makedirs(folder, exist_ok=True, mode=0o700)
            try:
                with open(temporary, "wb") as file:
                    # Nobody else may write what will be run, whatever the process's umask.
                    mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                    os.fchmod(file.fileno(), mode & ~_WRITABLE_BY_OTHERS)
                    file.write(content)
                os.replace(temporary, path)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(temporary)
        except OSError as error:
            self._warn("written", error)
            return
        written = self._written_bytes
        self._written_bytes = (written or 0) + len(content)
        if written is None or self._written_bytes > self.limit_bytes * MEASURE_SHARE:
            self._written_bytes = 0
            self.evict()

    def remove(self, kind: str, key: str) -> None:
        """Drop an entry, if there is one."""
        path = self.path(kind, key)
        if path is not None:
            _remove(path)

    def entries(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """The key and payload of every whole entry of a kind."""
        if self.directory is None:
            return
        for _, _, names in os.walk(os.path.join(self.directory, kind)):
            for key in names:
                payload = None if key.startswith(_TEMPORARY) else self.get(kind, key)
                if payload is not None:
                    yield key, payload

    def evict(self) -> int:
        """Remove what was used longest ago until the cache is within its limit; returns the bytes removed."""
        now_s = time.time()
        entries = []
        for path, status in self._files():
            if os.path.basename(path).startswith(_TEMPORARY):
                if now_s - status.st_mtime > ABANDONED_AFTER_S:
                    with contextlib.suppress(OSError):
                        os.unlink(path)
            else:
                entries.append((status.st_mtime, status.st_size, path))
        total = sum(size for _, size, _ in entries)
        removed = 0
        if total <= self.limit_bytes:
            return removed
        for _, size, path in sorted(entries):
            if total - removed <= self.limit_bytes * EVICT_TO_SHARE:
                break
            with contextlib.suppress(OSError):
                os.unlink(path)
                removed += size
        return removed

    def size_bytes(self) -> int:
        """What the entries take on disk."""
        return sum(status.st_size for _, status in self._files())

    def _files(self) -> Iterator[tuple[str, os.stat_result]]:
        if self.directory is None:
            return
        for folder, _, files in os.walk(self.directory):
            for name in files:
                path = os.path.join(folder, name)
                with contextlib.suppress(OSError):
                    yield path, os.stat(path)

    def _warn(self, what: str, error: OSError) -> None:
        if self._warned:
            return
        self._warned = True
        if environment.DEBUG.read() >= 1:
            print(
                f"barewire: the disk cache in {self.directory} cannot be {what} "
                f"({error.strerror}); kernels are compiled anew in each process until it can",
                file=sys.stderr,
            )


def _content(path: str) -> tuple[bytes, float]:
    """What an entry's file holds, and when it was used last; nothing where no such file is written here.

    Raises OSError.
    """
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        return b"", 0.0
    # Something else may be there by now: a link is not followed, and a pipe not waited for.
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(file, "rb") as opened:
        found = os.fstat(file)
        plain = stat.S_ISREG(found.st_mode) and not found.st_mode & _WRITABLE_BY_OTHERS
        ours = plain and found.st_uid in (os.geteuid(), _ROOT)
        header = opened.read(_HEADER.size) if ours else b""
        whole = len(header) == _HEADER.size and _HEADER.unpack(header)[2] == found.st_size - _HEADER.size
        return header + opened.read(found.st_size) if whole else b"", found.st_mtime


def _remove(path: str) -> None:
    """Remove whatever is in an entry's place, if it can be."""
    with contextlib.suppress(OSError):
        try:
            os.unlink(path)
        except IsADirectoryError:
            os.rmdir(path)


def _sum(kind: str, key: str, payload: bytes) -> bytes:
    from hashlib import sha256

    return sha256(f"{kind}/{key}/".encode() + payload).digest()


def _sealed(kind: str, key: str, payload: bytes) -> bytes:
    return _HEADER.pack(_MAGIC, _sum(kind, key, payload), len(payload)) + payload


def _checked(kind: str, key: str, content: bytes) -> bytes | None:
    """The payload of an entry, or `None` when it is damaged or another's."""
    if len(content) < _HEADER.size:
        return None
    magic, checksum, size_bytes = _HEADER.unpack_from(content)
    payload = content[_HEADER.size :]
    if magic != _MAGIC or size_bytes != len(payload) or _sum(kind, key, payload) != checksum:
        return None
    return payload


_default: tuple[str | None, int, DiskCache] | None = None


def default() -> DiskCache:
    """The cache the environment asks for now."""
    global _default
    directory, limit_bytes = default_directory(), environment.CACHE_LIMIT.read() << 20
    if _default is None or _default[:2] != (directory, limit_bytes):
        _default = (directory, limit_bytes, DiskCache(directory, limit_bytes))
    return _default[2]


def get(kind: str, key: str) -> bytes | None:
    """`DiskCache.get` of the default cache."""
    return default().get(kind, key)


def put(kind: str, key: str, payload: bytes) -> None:
    """`DiskCache.put` of the default cache."""
    default().put(kind, key, payload)


def remove(kind: str, key: str) -> None:
    """`DiskCache.remove` of the default cache."""
    default().remove(kind, key)


def entries(kind: str) -> Iterator[tuple[str, bytes]]:
    """`DiskCache.entries` of the default cache."""
    return default().entries(kind)
