"""Devices: the registry of the cards that are open, and what an open one owns."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import lru_cache
from weakref import WeakValueDictionary, ref

from ..drivers import registry
from ..drivers.compiler import Compiler
from ..drivers.interface import Card, Driver
from ..drivers.quiet import QuietLock
from . import environment, profiler
from .buffer import Buffer
from .code_object import CodeObject
from .compiler import CachedCompiler
from .errors import (
    BarewireError,
    DeviceHang,
    InvalidArgument,
    KernelFault,
    NoCard,
    UnknownDevice,
    UnsupportedArchitecture,
)
from .open_card import OpenCard
from .queue import Point
from .workspace import Workspace, reserve

FALLBACK = "CPU"
# What the end of the process waits for work still in flight before it leaves it to the system.
EXIT_TIMEOUT_S = 1.0

_open: dict[str, Device] = {}
_drivers: dict[str, Driver] = {}
_names: dict[str, tuple[str, Driver, int]] = {}
_lock = QuietLock(reentrant=True)
# What the forking thread holds until the fork is done.
_held = ExitStack()
_when_closed: list[Callable[[Device], object]] = []


def _prefixes() -> tuple[str, ...]:
    """What device names start with: the drivers there are, best cards first."""
    return registry.NAMES


def _driver(prefix: str) -> Driver:
    """The one driver of that name in this process."""
    with _lock:
        if prefix not in _drivers:
            install_simulated_cards()
            _drivers[prefix] = registry.driver(prefix, CachedCompiler)
        return _drivers[prefix]


def install_simulated_cards() -> None:
    """Put the cards of BAREWIRE_SIMULATE where drivers look for real ones. Raises InvalidArgument."""
    with _lock:
        _install_simulated_cards()


@lru_cache(maxsize=1)
def _install_simulated_cards() -> None:
    cards = environment.SIMULATE.read()
    if cards:
        from ..drivers import simulated

        simulated.install(cards, CachedCompiler)


def _tell(assumption: str) -> None:
    """Say once in a process what is taken for true of a card."""
    if assumption and assumption not in _told:
        _told.add(assumption)
        print(f"barewire: {assumption}", file=sys.stderr)


_told: set[str] = set()


class _Registry(type):
    """Makes `Device["CPU"]`, `Device.default` and `in` work on the class itself."""

    def __getitem__(cls, name: str) -> Device:
        """The device of that name, opened at its first use. Raises UnknownDevice with the names there are."""
        device = _open.get(name)
        if device is not None:
            return device
        with _lock:
            canonical, driver, index = _resolve(name)
            device = _open.get(canonical)
            if device is None:
                card = driver.open(index)
                _tell(card.info.assumption)
                _watch_process()
                device = _open[canonical] = Device(canonical, card)
                profiler.attach(device)
            return device

    def __contains__(cls, name: object) -> bool:
        try:
            _resolve(str(name))
        except (UnknownDevice, NoCard):
            return False
        return True

    @property
    def default(cls) -> Device:
        """The device used where none is named: BAREWIRE_DEVICE, else the first real card, else the CPU."""
        return Device[default_name()]


def default_name() -> str:
    """The name of `Device.default`. A card that cannot be opened is passed over, and a line says why."""
    asked = os.environ.get(environment.DEVICE.name)
    if asked:
        return canonical_name(asked)
    global _best
    if _best is None:
        with _lock:
            better = (prefix for prefix in _prefixes() if prefix != FALLBACK and _opens(prefix))
            _best = next(better, FALLBACK)
    return _best


def _opens(prefix: str) -> bool:
    # A card listed without a compiler is one that the kernel drives and this library does not.
    if not any(card.compiler is not None for card in _driver(prefix).cards()[:1]):
        return False
    try:
        Device[prefix]
    except BarewireError as error:
        print(f"barewire: using {FALLBACK}, since {prefix} cannot be opened: {error}", file=sys.stderr)
        return False
    return True


_best: str | None = None


def canonical_name(name: str) -> str:
    """The one spelling of a device name: upper case, no index for the first card. Raises UnknownDevice."""
    return _resolve(name)[0]


def _resolve(name: str) -> tuple[str, Driver, int]:
    # What is no string may have no hash.
    found = _names.get(name) if isinstance(name, str) else None
    if found is None:
        with _lock:
            found = _look_up(name)
            _names[name] = found
    return found


def _look_up(name: str) -> tuple[str, Driver, int]:
    if not isinstance(name, str):
        raise UnknownDevice(f"a device is named by a string such as 'CPU', not {name!r}")
    prefix, colon, digits = name.strip().upper().partition(":")
    if prefix not in _prefixes():
        raise UnknownDevice(f"there is no device {name!r}; there are: {', '.join(names())}")
    driver = _driver(prefix)
    if colon and not (digits.isascii() and digits.isdigit()):
        raise UnknownDevice(
            f"{name!r} does not end in a card's number; a device is named like {prefix} or {prefix}:0"
        )
    index = int(digits) if colon else 0
    count = len(driver.cards())
    if not count:
        # The driver says why there is none.
        driver.open(index)
    if index >= count:
        held = "one card, number 0" if count == 1 else f"cards 0 to {count - 1}"
        raise UnknownDevice(
            f"there is no device {name!r}: {prefix} has {held}; there are: {', '.join(names())}"
        )
    return (prefix if index == 0 else f"{prefix}:{index}"), driver, index


def names() -> list[str]:
    """The canonical names of every device on this machine, opened or not."""
    return [
        prefix if index == 0 else f"{prefix}:{index}"
        for prefix in _prefixes()
        for index in range(len(_driver(prefix).cards()))
    ]


class Device(OpenCard, metaclass=_Registry):
    """An open card. Get one with `Device["CPU"]`, `Device["CPU:0"]` or `Device.default`.

    It owns the card, a queue for kernels (`compute`) and one for copies beside them (`copies`), and the
    memory. Naming it raises UnknownDevice with the names there are, NoCard where the driver has none, and
    what `Driver.open` raises. `in` tells whether there is such a device.

    Examples:
        >>> Device["cpu"] is Device["CPU:0"], Device["CPU"].name, "GPU" in Device
        (True, 'CPU', False)
    """

    def __init__(self, name: str, card: Card) -> None:
        super().__init__(name, card)
        self._loading = QuietLock()
        self._workspace: Callable[[], Workspace | None] = lambda: None
        self._loaded: WeakValueDictionary[bytes, CodeObject] = WeakValueDictionary()

    @staticmethod
    def opened() -> list[Device]:
        """The devices that are open now.

        Examples:
            >>> Device["CPU"] in Device.opened()
            True
        """
        return list(_open.values())

    @property
    def compiler(self) -> Compiler:
        """What compiles kernels for the card. Raises UnsupportedArchitecture where nothing does."""
        compiler = self.info.compiler
        if compiler is None:
            raise UnsupportedArchitecture(f"Barewire makes no code for {self.name}, {self.info.name}")
        return compiler

    def allocate(self, size_bytes: int) -> Buffer:
        """A buffer of this device: `Buffer(device, size_bytes)`. Raises InvalidArgument for a size below 0.

        Examples:
            >>> len(Device["CPU"].allocate(1024))
            1024
        """
        return Buffer(self, size_bytes)

    def scratch(self, size_bytes: int) -> Buffer | Workspace:
        """Memory with undefined contents for recorded work to use while it runs.

        What is shared with other recordings, where the card can grow it, or a buffer of the recording's own.
        Nothing may be expected of it from one replay to the next. Raises OutOfMemory.

        Examples:
            >>> Device["CPU"].scratch(1024).size_bytes >= 1024
            True
        """
        with self._loading:
            shared = self._workspace()
            if shared is None and size_bytes:
                shared = reserve(self)
                if shared is not None:
                    self._workspace = ref(shared)
            if shared is not None:
                shared.grow(size_bytes)
                return shared
        return self.allocate(size_bytes)

    def load(self, image: bytes) -> CodeObject:
        """Load an image; the same image loaded again is the same object.

        Raises BadCodeObject for a damaged image, UnsupportedArchitecture for one made for another card.

        Examples:
            >>> code = Device["CPU"].load(image)
            >>> list(code), Device["CPU"].load(image) is code
            (['scale'], True)
        """
        from hashlib import sha256

        key = sha256(image).digest()
        code = self._loaded.get(key)
        if code is None:
            with self._loading:
                code = self._loaded.get(key)
                if code is None:
                    # Images that were let go keep their memory until somebody looks.
                    self.compute.collect()
                    code = self._loaded[key] = CodeObject(self, self.card.load(image))
        return code

    def copy(self, destination: Buffer, source: Buffer) -> Point:
        """Copy between buffers of this device on the copy queue, beside the kernels submitted later.

        It comes after the kernels submitted so far. Kernels that need the result come after
        `device.compute.wait_for(point)`; the host calls `point.wait()`. Until the copy is done nothing else
        may use the destination or write the source. Raises InvalidArgument for buffers of another device, and
        for sizes that differ.

        Examples:
            >>> device = Device["CPU"]
            >>> source, target = device.allocate(4), device.allocate(4)
            >>> source.copy_in(b"abcd")
            >>> device.copy(target, source).wait()
            >>> bytes(target.copy_out())
            b'abcd'
        """
        if destination.device is not self or source.device is not self:
            raise InvalidArgument(f"a copy on {self.name} needs both buffers on it")
        if source.size_bytes != destination.size_bytes:
            raise InvalidArgument(
                f"{source.size_bytes} bytes do not fill a buffer of {destination.size_bytes} bytes"
            )
        target, origin = destination.gpu_address, source.gpu_address
        self.copies.wait_for(self.compute.now)
        point = self.copies.copy(target, origin, source.size_bytes)
        held = (destination, source)
        self.copies.retire(lambda: held)
        return point

    def close(self, force: bool = False) -> None:
        """Wait for the work in flight and give the card back. `Device[name]` opens it again.

        Buffers of the device lose their contents. With `force`, or when a kernel failed, work in flight is
        given up instead. Raises BarewireError, and stays open, while the host holds zero-copy views of its
        memory; DeviceHang when the work does not finish. Closing it again does nothing.

        Examples:
            >>> device = Device["CPU"]
            >>> device.close()
            >>> device.closed, Device["CPU"] is device
            (True, False)
        """
        with _lock:
            if self.closed:
                return
            lost = force or self._is_lost()
            if self.exports:
                raise BarewireError(
                    f"device {self.name} cannot be closed: {self.exports} host views of its memory are in "
                    "use; delete the arrays and memoryviews that share it, or copy them, first"
                )
            profiler.detach(self, lost)
            self.closed = True
            if _open.get(self.name) is self:
                del _open[self.name]
            for action in _when_closed:
                action(self)
            # A thread of the host that does work itself holds the lock meanwhile.
            with self.compute.lock:
                pass
            # A lost card answers some of this with the error that everybody has heard of by now.
            steps = [self.compute.close, self.copies.close, self.memory.close, self.card.close]
            if self.host_memory is not self.memory:
                steps.insert(-1, self.host_memory.close)
            for step in steps:
                with suppress(*(DeviceHang, KernelFault) if lost else ()):
                    step()

    def _is_lost(self) -> bool:
        """Wait for the work in flight; whether it was lost to a fault instead."""
        try:
            self.synchronize()
        except KernelFault:
            return True
        return False

    def __enter__(self) -> Device:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Device {self.name}: {self.info.name}{', closed' if self.closed else ''}>"


def at_close(action: Callable[[Device], object]) -> None:
    """Call `action` with every device that is closed from now on."""
    _when_closed.append(action)


def close_all() -> None:
    """Close every open device."""
    for device in Device.opened():
        device.close()


def _at_exit() -> None:
    """Report, then close what is idle; what still works or is still looked at goes with the process."""
    try:
        profiler.report_process()
    except BarewireError as error:
        print(f"barewire: {error}", file=sys.stderr)
    finally:
        for device in Device.opened():
            try:
                device.synchronize(EXIT_TIMEOUT_S)
                device.close()
            except BarewireError:
                continue


def _before_fork() -> None:
    """Leave the child a device at rest: no lock held, no work half done that only the parent will finish."""
    _held.enter_context(_lock)
    for device in Device.opened():
        _held.enter_context(device._loading)
        _held.enter_context(device.replaying)
        if device.recorder is not None:
            _held.enter_context(device.recorder.lock)
        for memory in {id(each): each for each in (device.memory, device.host_memory)}.values():
            _held.enter_context(memory.lock)
        for queue in (device.compute, device.copies):
            _held.enter_context(queue.lock)
            queue.timeline.wait(queue.submitted, environment.TIMEOUT.read())


def _after_fork() -> None:
    _held.pop_all().close()


def _after_fork_in_child() -> None:
    _after_fork()
    for device in Device.opened():
        if not device.card.survives_fork:
            # Nothing of it is touched: it is the parent's. `Device[name]` opens the card for this process.
            device.closed = True
            profiler.detach(device, lost=True)
            del _open[device.name]
            for action in _when_closed:
                action(device)


def _after_fork_before_a_device() -> None:
    """In a forked child: a thread of the parent that was about to open the first device is not there."""
    global _lock
    if not _watch_process.cache_info().currsize:
        _lock = QuietLock(reentrant=True)


os.register_at_fork(after_in_child=_after_fork_before_a_device)


@lru_cache(maxsize=1)
def _watch_process() -> None:
    """Look after the end and the forks of the process: before the drivers do, who registered earlier, by
    their import.
    """
    atexit.register(_at_exit)
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork_in_child)
