"""The one door to the operating system: files, requests, mappings, threads, clocks and text under /proc and
/sys.

Each function is one system or C library call under its own name. What fails raises `SystemCallFailed` (or
`PermissionDenied`), which names the request and the file. A simulated card puts itself behind a path with
`interpose`, or behind the name of a library with `interpose_library`: every open, ioctl, mmap, close and text
read below that path, every function of that library, is then the handler's, and the driver cannot tell.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Protocol

from ._kernel_abi import ffi
from .errors import BarewireError, PermissionDenied, SystemCallFailed
from .quiet import QuietLock

libc: Any = ffi.dlopen(None)

# <bits/mman-linux.h>, <bits/mman-map-flags-generic.h>
PROT_NONE, PROT_READ, PROT_WRITE, PROT_EXEC = 0, 1, 2, 4
MAP_SHARED, MAP_PRIVATE, MAP_FIXED, MAP_ANONYMOUS, MAP_NORESERVE = 0x1, 0x2, 0x10, 0x20, 0x4000
MAP_FIXED_NOREPLACE = 0x100000
MADV_REMOVE, MADV_HUGEPAGE = 9, 14
_MAP_FAILED = 2**64 - 1

# <linux/futex.h>
_FUTEX_WAIT_PRIVATE, _FUTEX_WAKE_PRIVATE = 128, 129

_SYSTEM_CALLS = {
    # <asm/unistd_64.h> and <asm-generic/unistd.h>
    "x86_64": {"futex": 202, "arch_prctl": 158, "set_mempolicy": 238, "get_mempolicy": 239},
    "aarch64": {"futex": 98, "get_mempolicy": 236, "set_mempolicy": 237},
}.get(os.uname().machine, {})

_RTLD_NOW = 2
_SIG_SETMASK = 2
# <bits/signum-generic.h>: SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV.
_SIGNALS_OF_A_CRASH = (4, 5, 6, 7, 8, 11)
_ENOENT, _EINTR, _EAGAIN = 2, 4, 11
_ATTEMPTS_OF_AN_INTERRUPTED_IOCTL = 1000


class InterposedFile(Protocol):
    """What an interposed path is once it is open. Failures are raised as `OSError(errno, text)`."""

    def ioctl(self, request: int, argument: int) -> int:
        """Answer a request; `argument` is the address of the caller's structure, as in the kernel."""

    def mmap(self, size_bytes: int, protection: int, flags: int, offset: int, address: int) -> int:
        """Map memory for the caller; returns the address of the mapping."""

    def munmap(self, address: int, size_bytes: int) -> None: ...

    def close(self) -> None: ...


class Interposer(Protocol):
    """Answers for every path below a prefix."""

    def open(self, path: str, flags: int) -> InterposedFile: ...

    def read_text(self, path: str) -> str: ...

    def list_directory(self, path: str) -> list[str]: ...


class Library(Protocol):
    """A shared library: where its functions are."""

    def symbol(self, name: str) -> int:
        """The address of an exported function; 0 when the library has none of that name."""


_interposers: dict[str, Interposer] = {}
_interposed_libraries: dict[str, Library] = {}
_interposed_files: dict[int, InterposedFile] = {}
_interposed_mappings: dict[int, InterposedFile] = {}
_paths: dict[int, str] = {}
_lock = QuietLock()


def _below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix.rstrip("/") + "/")


def _interposer_of(path: str) -> Interposer | None:
    if not _interposers:
        return None
    matches = [prefix for prefix in _interposers if _below(path, prefix)]
    return _interposers[max(matches, key=len)] if matches else None


@contextmanager
def interpose(path_prefix: str, handler: Interposer) -> Iterator[None]:
    """Let `handler` answer for `path_prefix` and everything below it while the context lasts.

    The longest matching prefix wins. Files opened meanwhile stay with the handler until they are closed.
    Raises BarewireError when the prefix is taken.
    """
    with _lock:
        if path_prefix in _interposers:
            raise BarewireError(f"cannot put a card behind {path_prefix}: another one is there already")
        _interposers[path_prefix] = handler
    try:
        yield
    finally:
        with _lock:
            del _interposers[path_prefix]


@contextmanager
def interpose_library(name: str, library: Library) -> Iterator[None]:
    """Let `library` be what `load_library(name)` finds while the context lasts.

    Raises BarewireError when the name is taken.
    """
    with _lock:
        if name in _interposed_libraries:
            raise BarewireError(f"cannot put a driver behind {name}: another one is there already")
        _interposed_libraries[name] = library
    try:
        yield
    finally:
        with _lock:
            del _interposed_libraries[name]


class _LoadedLibrary:
    """What the dynamic linker loaded."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle

    def symbol(self, name: str) -> int:
        return int(ffi.cast("uintptr_t", libc.dlsym(self._handle, name.encode())))


def load_library(name: str) -> Library:
    """Load a shared library for the rest of the program; its functions are called through
    `ffi.cast(prototype, library.symbol(name))`.

    Raises SystemCallFailed with the dynamic linker's own words.
    """
    library = _interposed_libraries.get(name)
    if library is not None:
        return library
    # The function is looked up first: a look-up forgets the error that dlerror is to tell.
    last_error = libc.dlerror
    handle = libc.dlopen(name.encode(), _RTLD_NOW)
    if not handle:
        said = last_error()
        reason = ffi.string(said).decode(errors="replace") if said else "no reason given"
        raise SystemCallFailed(_ENOENT, f"dlopen: {reason}", name)
    return _LoadedLibrary(handle)


def answerer(path: str) -> Interposer | None:
    """Who answers for a path: a handler of `interpose`, or None for the operating system."""
    return _interposer_of(path)


def exists(path: str) -> bool:
    """Whether a path can be opened as far as its name goes: it is there, or a handler answers for it."""
    return _interposer_of(path) is not None or os.path.exists(path)


def _failure(request: str, path: str | None, code: int | None = None) -> SystemCallFailed:
    code = ffi.errno if code is None else code
    kind = PermissionDenied if code in (1, 13) else SystemCallFailed
    sentence = f"{request}: {os.strerror(code)}"
    return kind(code, sentence, path) if path is not None else kind(code, sentence)


def open(path: str, flags: int) -> int:
    """Open a device file; `flags` are those of `os.O_*` (O_CLOEXEC is added). Returns the descriptor.

    Raises PermissionDenied or SystemCallFailed with the path.
    """
    handler = _interposer_of(path)
    if handler is None:
        descriptor: int = libc.open(os.fsencode(path), flags | os.O_CLOEXEC)
        if descriptor < 0:
            raise _failure("open", path)
    else:
        try:
            file = handler.open(path, flags)
        except OSError as error:
            raise _failure("open", path, error.errno or 0) from error
        # A descriptor of the kernel's own, so that its number is nobody else's.
        descriptor = libc.memfd_create(os.fsencode(path), 1)
        if descriptor < 0:
            raise _failure("memfd_create", path)
        _interposed_files[descriptor] = file
    _paths[descriptor] = path
    return descriptor


def close(descriptor: int) -> None:
    """Close what `open` returned. Raises SystemCallFailed when it is not open."""
    path = _paths.pop(descriptor, None)
    file = _interposed_files.pop(descriptor, None)
    if file is not None:
        file.close()
    if libc.close(descriptor) != 0:
        raise _failure(f"close of descriptor {descriptor}", path)


def interposed_file(descriptor: int) -> InterposedFile | None:
    """What a handler of `interpose` opened as `descriptor`: for handlers that are passed descriptors."""
    return _interposed_files.get(descriptor)


def trouble(descriptor: int, card: int) -> str | None:
    """Why a card behind an open file hangs, by the kernel's number for it. A simulated card says, a real one
    never does: None.
    """
    told = getattr(_interposed_files.get(descriptor), "trouble", None)
    return None if told is None else told(card)


def ioctl(descriptor: int, request: int, argument: Any, name: str = "") -> int:
    """One request on an open device file; `argument` is a cffi pointer to its structure.

    An interrupted request is made again, as the kernel's graphics drivers expect of their callers. Returns
    what the kernel returned. Raises SystemCallFailed with the path and the request, by `name` where it is
    given.
    """
    label = f"ioctl {name or hex(request)}"
    file = _interposed_files.get(descriptor)
    if file is not None:
        try:
            return file.ioctl(request, int(ffi.cast("uintptr_t", argument)))
        except OSError as error:
            raise _failure(label, _paths.get(descriptor), error.errno or 0) from error
    for _ in range(_ATTEMPTS_OF_AN_INTERRUPTED_IOCTL):
        result: int = libc.ioctl(descriptor, request, argument)
        if result >= 0:
            return result
        if ffi.errno not in (_EINTR, _EAGAIN):
            break
    raise _failure(label, _paths.get(descriptor))


def mmap(
    size_bytes: int, protection: int, flags: int, descriptor: int = -1, offset: int = 0, address: int = 0
) -> int:
    """Map a file, or memory of nobody's with MAP_ANONYMOUS; returns the address. Raises SystemCallFailed."""
    file = _interposed_files.get(descriptor)
    if file is not None:
        try:
            mapped = file.mmap(size_bytes, protection, flags, offset, address)
        except OSError as error:
            raise _failure(f"mmap of {size_bytes} bytes", _paths.get(descriptor), error.errno or 0) from error
        _interposed_mappings[mapped] = file
        return mapped
    mapped = int(
        ffi.cast(
            "uintptr_t",
            libc.mmap(ffi.cast("void *", address), size_bytes, protection, flags, descriptor, offset),
        )
    )
    if mapped == _MAP_FAILED:
        raise _failure(f"mmap of {size_bytes} bytes", _paths.get(descriptor))
    return mapped


def munmap(address: int, size_bytes: int) -> None:
    """Undo `mmap`. Raises SystemCallFailed."""
    file = _interposed_mappings.pop(address, None)
    if file is not None:
        file.munmap(address, size_bytes)
    elif libc.munmap(ffi.cast("void *", address), size_bytes) != 0:
        raise _failure(f"munmap of {size_bytes} bytes at {address:#x}", None)


def mprotect(address: int, size_bytes: int, protection: int) -> None:
    """Change what may be done with mapped pages. Raises SystemCallFailed."""
    if libc.mprotect(ffi.cast("void *", address), size_bytes, protection) != 0:
        raise _failure(f"mprotect of {size_bytes} bytes at {address:#x} to {protection}", None)


def madvise(address: int, size_bytes: int, advice: int) -> bool:
    """Advise on the use of mapped pages; False when the kernel does not take the advice."""
    return bool(libc.madvise(ffi.cast("void *", address), size_bytes, advice) == 0)


def read_text(path: str) -> str:
    """The text of a file of /proc or /sys. Raises PermissionDenied or SystemCallFailed with the path."""
    handler = _interposer_of(path)
    try:
        if handler is not None:
            return handler.read_text(path)
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC), encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError as error:
        raise _failure("read", path, error.errno or 0) from error


def read_text_if_present(path: str) -> str | None:
    """As `read_text`, or None where the file is not there or cannot be read."""
    try:
        return read_text(path)
    except SystemCallFailed:
        return None


def list_directory(path: str) -> list[str]:
    """The sorted names in a directory. Raises PermissionDenied or SystemCallFailed with the path."""
    handler = _interposer_of(path)
    try:
        return sorted(handler.list_directory(path) if handler is not None else os.listdir(path))
    except OSError as error:
        raise _failure("list", path, error.errno or 0) from error


@lru_cache(maxsize=1)
def cpu_flags() -> frozenset[str]:
    """What the processor can do, by the kernel's names: the flags of the first processor of /proc/cpuinfo."""
    for line in (read_text_if_present("/proc/cpuinfo") or "").splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("flags", "Features"):
            return frozenset(value.split())
    return frozenset()


def futex_wait(address: int, expected: int, timeout_s: float) -> None:
    """Sleep while the 32 bits at `address` are `expected`: until woken, interrupted or out of time."""
    timeout = ffi.new("barewire_timespec *", (int(timeout_s), int(timeout_s % 1.0 * 1e9)))
    libc.syscall(
        _SYSTEM_CALLS["futex"],
        address,
        _FUTEX_WAIT_PRIVATE,
        expected,
        int(ffi.cast("uintptr_t", timeout)),
        0,
        0,
    )


def futex_wake(address: int, count: int) -> None:
    """Wake up to `count` threads that sleep on `address`."""
    libc.syscall(_SYSTEM_CALLS["futex"], address, _FUTEX_WAKE_PRIVATE, count, 0, 0, 0)


def start_thread(entry: int, argument: int, name: str) -> int:
    """Run the native function at `entry` with the pointer `argument` on a new thread; returns its pthread_t.

    Signals stay with the threads there were, so that Ctrl-C interrupts Python and not a kernel, except those
    that tell of a crash of the thread itself: blocked, they would end the process without a handler such as
    faulthandler's being called. Raises SystemCallFailed.
    """
    everything, before = ffi.new("barewire_sigset *"), ffi.new("barewire_sigset *")
    thread = ffi.new("uintptr_t *")
    libc.sigfillset(everything)
    for number in _SIGNALS_OF_A_CRASH:
        everything.bits[0] &= ~(1 << (number - 1))
    libc.pthread_sigmask(_SIG_SETMASK, everything, before)
    code = libc.pthread_create(thread, ffi.NULL, ffi.cast("void *", entry), ffi.cast("void *", argument))
    libc.pthread_sigmask(_SIG_SETMASK, before, ffi.NULL)
    if code != 0:
        raise _failure(f"pthread_create of {name}", None, code)
    libc.pthread_setname_np(thread[0], name.encode()[:15])
    return int(thread[0])


def join_thread(thread: int) -> None:
    """Wait until a thread of `start_thread` has returned."""
    libc.pthread_join(thread, ffi.NULL)


# <linux/mempolicy.h>
_MPOL_DEFAULT, _MPOL_PREFERRED = 0, 1
_MOST_NODES = 64


def _memory_policy() -> int:
    mode = ffi.new("uint64_t *", _MPOL_DEFAULT)
    libc.syscall(_SYSTEM_CALLS["get_mempolicy"], int(ffi.cast("uintptr_t", mode)), 0, 0, 0, 0, 0)
    return int(mode[0]) & 0xFFFFFFFF


@contextmanager
def memory_near(node: int | None) -> Iterator[None]:
    """Take the pages that this thread allocates in the context from a NUMA node where that has some free.

    Nothing changes for None, for a thread that has a policy already, and where the kernel does not allow it.
    """
    if node is None or not 0 <= node < _MOST_NODES or _memory_policy() != _MPOL_DEFAULT:
        yield
        return
    nodes = ffi.new("uint64_t *", 1 << node)
    set_policy = _SYSTEM_CALLS["set_mempolicy"]
    mask = int(ffi.cast("uintptr_t", nodes))
    # The kernel takes one bit off the number of bits it is given.
    libc.syscall(set_policy, _MPOL_PREFERRED, mask, _MOST_NODES + 1, 0, 0, 0)
    try:
        yield
    finally:
        libc.syscall(set_policy, _MPOL_DEFAULT, 0, 0, 0, 0, 0)


_XFEATURE_XTILEDATA = 18
_ARCH_REQ_XCOMP_PERM = 0x1023


def request_tile_registers() -> bool:
    """Ask for the right to use AMX tile data in this process; False when the kernel does not grant it.

    Documentation/arch/x86/xstate.rst: permission is per process and must come before threads use it.
    """
    number = _SYSTEM_CALLS.get("arch_prctl")
    return (
        number is not None
        and libc.syscall(number, _ARCH_REQ_XCOMP_PERM, _XFEATURE_XTILEDATA, 0, 0, 0, 0) == 0
    )


@lru_cache(maxsize=1)
def _libraries() -> tuple[Any, ...]:
    # The process itself, then the mathematics library, which Python need not have loaded.
    return ffi.NULL, libc.dlopen(b"libm.so.6", _RTLD_NOW)


def symbol_address(name: str) -> int:
    """Where the C or mathematics library has a function; 0 when neither has it."""
    for library in _libraries():
        found = int(ffi.cast("uintptr_t", libc.dlsym(library, name.encode())))
        if found:
            return found
    return 0


def buffer(address: int, size_bytes: int) -> memoryview:
    """The bytes at an address of this process, readable and writable. The caller keeps the memory alive."""
    return memoryview(ffi.buffer(ffi.cast("char *", address), size_bytes)).cast("B")


def native_function(signature: str, address: int) -> Any:
    """A callable for native code at `address`, which runs without the interpreter's lock."""
    return ffi.cast(signature, address)


def word(address: int, c_type: str = "uint64_t") -> Any:
    """A pointer to one number in memory: `word(address)[0]` reads and writes it."""
    return ffi.cast(f"{c_type} *", address)
