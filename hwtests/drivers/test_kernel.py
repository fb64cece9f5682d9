"""The door to the operating system, and the place where a simulated card puts itself behind a path."""

from __future__ import annotations

import errno
import os
import struct
import sys
from pathlib import Path

import pytest
from cffi import FFI

from barewire.drivers import kernel, kernel_abi
from barewire.drivers.errors import BarewireError, PermissionDenied, SystemCallFailed
from hwtests import programs

READ_WRITE = os.O_RDWR
ANONYMOUS = kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS
WRITABLE = kernel.PROT_READ | kernel.PROT_WRITE
ffi = FFI()


class ToyFile:
    """Request 1 doubles a number in the caller's structure; a mapping is one page with its offset in it."""

    def __init__(self, log: list[str]) -> None:
        self.log = log

    def ioctl(self, request: int, argument: int) -> int:
        if request != 1:
            raise OSError(errno.EINVAL, "no such request")
        number = kernel.word(argument)
        number[0] = number[0] * 2
        return 7

    def mmap(self, size_bytes: int, protection: int, flags: int, offset: int, address: int) -> int:
        if offset == 0xBAD000:
            raise OSError(errno.ENXIO, "nothing there")
        mapped = kernel.mmap(size_bytes, WRITABLE, ANONYMOUS)
        kernel.word(mapped)[0] = offset
        return mapped

    def munmap(self, address: int, size_bytes: int) -> None:
        self.log.append("munmap")
        kernel.libc.munmap(kernel.ffi.cast("void *", address), size_bytes)

    def close(self) -> None:
        self.log.append("close")


class Toy:
    def __init__(self) -> None:
        self.log: list[str] = []

    def open(self, path: str, flags: int) -> ToyFile:
        if path.endswith("locked"):
            raise OSError(errno.EACCES, "not yours")
        self.log.append(f"open {path}")
        return ToyFile(self.log)

    def read_text(self, path: str) -> str:
        if not path.endswith("name"):
            raise OSError(errno.ENOENT, "no such file")
        return f"toy at {path}\n"

    def list_directory(self, path: str) -> list[str]:
        return ["name", "id"]


def test_a_driver_meets_the_interposed_card_in_every_call() -> None:
    toy = Toy()
    with kernel.interpose("/dev/toy", toy):
        descriptor = kernel.open("/dev/toy/0", READ_WRITE)
        number = ffi.new("uint64_t *", 21)
        assert kernel.ioctl(descriptor, 1, number) == 7
        assert number[0] == 42
        mapped = kernel.mmap(4096, WRITABLE, kernel.MAP_SHARED, descriptor, 0x5000)
        assert struct.unpack("<Q", kernel.buffer(mapped, 8)) == (0x5000,)
        kernel.munmap(mapped, 4096)
        assert kernel.read_text("/dev/toy/name") == "toy at /dev/toy/name\n"
        assert kernel.list_directory("/dev/toy") == ["id", "name"]
        kernel.close(descriptor)
    assert toy.log == ["open /dev/toy/0", "munmap", "close"]


def test_failures_of_an_interposed_card_look_like_the_kernels() -> None:
    with kernel.interpose("/dev/toy", Toy()):
        with pytest.raises(PermissionDenied, match=r"open.*/dev/toy/locked"):
            kernel.open("/dev/toy/locked", READ_WRITE)
        with pytest.raises(SystemCallFailed, match=r"read.*/dev/toy/missing") as caught:
            kernel.read_text("/dev/toy/missing")
        assert caught.value.errno == errno.ENOENT
        descriptor = kernel.open("/dev/toy/0", READ_WRITE)
        with pytest.raises(SystemCallFailed, match=r"ioctl TOY_HALVE.*/dev/toy/0") as caught:
            kernel.ioctl(descriptor, 2, ffi.NULL, "TOY_HALVE")
        assert caught.value.errno == errno.EINVAL
        with pytest.raises(SystemCallFailed, match=r"mmap of 4096 bytes.*/dev/toy/0"):
            kernel.mmap(4096, WRITABLE, kernel.MAP_SHARED, descriptor, 0xBAD000)
        kernel.close(descriptor)


def test_paths_beside_the_prefix_and_after_the_context_are_the_kernels() -> None:
    with kernel.interpose("/dev/nu", Toy()):
        kernel.close(kernel.open("/dev/null", READ_WRITE))
        assert kernel.read_text("/proc/self/comm")
    with pytest.raises(SystemCallFailed, match="/dev/nu/0"):
        kernel.open("/dev/nu/0", READ_WRITE)


def test_the_longest_prefix_answers_and_a_prefix_is_given_once() -> None:
    outer, inner = Toy(), Toy()
    with kernel.interpose("/sys/toy", outer), kernel.interpose("/sys/toy/inner", inner):
        kernel.close(kernel.open("/sys/toy/inner/0", READ_WRITE))
        with pytest.raises(BarewireError, match="/sys/toy"), kernel.interpose("/sys/toy", Toy()):
            pass
    assert (outer.log, inner.log) == ([], ["open /sys/toy/inner/0", "close"])


def test_descriptors_of_interposed_files_are_nobody_elses() -> None:
    with kernel.interpose("/dev/toy", Toy()):
        descriptors = [kernel.open("/dev/toy/0", READ_WRITE), kernel.open("/dev/null", READ_WRITE)]
        descriptors.append(kernel.open("/dev/toy/1", READ_WRITE))
        assert len(set(descriptors)) == 3
        for descriptor in descriptors:
            kernel.close(descriptor)


def test_failures_name_the_file_and_the_request() -> None:
    with pytest.raises(SystemCallFailed, match=r"open.*/no/such/device") as caught:
        kernel.open("/no/such/device", READ_WRITE)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOENT, "/no/such/device")
    assert isinstance(caught.value, OSError)
    descriptor = kernel.open("/dev/null", READ_WRITE)
    with pytest.raises(SystemCallFailed, match=r"ioctl 0x1234.*/dev/null"):
        kernel.ioctl(descriptor, 0x1234, ffi.NULL)
    kernel.close(descriptor)
    with pytest.raises(SystemCallFailed, match=f"close of descriptor {descriptor}"):
        kernel.close(descriptor)
    with pytest.raises(SystemCallFailed, match="mmap of 4611686018427387904 bytes"):
        kernel.mmap(1 << 62, WRITABLE, ANONYMOUS)
    assert kernel.read_text_if_present("/no/such/file") is None


def test_files_are_not_inherited_by_programs_started() -> None:
    descriptor = kernel.open("/dev/null", READ_WRITE)
    assert not os.get_inheritable(descriptor)
    kernel.close(descriptor)


def test_a_file_is_mapped_and_protected(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"bare" + bytes(4092))
    descriptor = kernel.open(str(path), READ_WRITE)
    address = kernel.mmap(4096, WRITABLE, kernel.MAP_SHARED, descriptor)
    kernel.close(descriptor)
    view = kernel.buffer(address, 4096)
    view[4:8] = b"wire"
    assert path.read_bytes()[:8] == b"barewire"
    kernel.mprotect(address, 4096, kernel.PROT_READ)
    assert bytes(view[:8]) == b"barewire"
    kernel.munmap(address, 4096)
    with pytest.raises(SystemCallFailed, match="mprotect"):
        kernel.mprotect(address + 1, 4096, kernel.PROT_READ)


def test_the_generated_module_has_every_declared_function() -> None:
    for name in kernel_abi.builder._parser._declarations:
        kind, _, function = name.partition(" ")
        if kind == "function":
            assert getattr(kernel.libc, function) is not None


def test_crash_of_a_native_thread_is_reported() -> None:
    program = (
        "import faulthandler; faulthandler.enable(); from barewire.drivers import kernel;"
        "kernel.join_thread(kernel.start_thread(kernel.symbol_address('strlen'), 8, 'crashes'))"
    )
    finished = programs.run([sys.executable, "-c", program])
    assert finished.returncode < 0
    assert "Fatal Python error: Segmentation fault" in finished.stderr
