"""Every way Barewire can fail, as one tree of exceptions.

The public place to import these from is `barewire.errors` or `barewire.runtime.errors`; they are defined at
the bottom layer so that drivers can raise them. Each message says what was tried, what came back, and what
the user can do. Those with a counterpart among Python's own exceptions also derive from it, so that `except
ValueError` works.
"""

from __future__ import annotations


class BarewireError(Exception):
    """Any failure that Barewire reports."""


class NoCard(BarewireError):
    """No card answers: nothing of that kind is on this machine, or its kernel driver is not loaded."""


class UnknownDevice(BarewireError, ValueError):
    """A device string names no driver, or an index that the driver does not have."""


class SystemCallFailed(BarewireError, OSError):
    """The kernel refused a request; `errno` and `filename` are those of `OSError`."""


class PermissionDenied(SystemCallFailed, PermissionError):
    """The kernel does not let this user at a device; the message names the group or udev rule that would."""


class OutOfMemory(BarewireError, MemoryError):
    """An allocation the card cannot hold; the message has the bytes asked for and the bytes there are."""


class UnsupportedArchitecture(BarewireError):
    """A card, or an image made for a card, of an architecture this build cannot drive."""


class BadCodeObject(BarewireError):
    """An image that cannot be loaded: damaged, not relocatable, or in need of a symbol nobody has."""


class KernelFault(BarewireError):
    """A kernel on the card did something illegal, such as touching memory that is not mapped."""


class DeviceHang(BarewireError, TimeoutError):
    """The card did not finish by the deadline; the message names the kernel in flight and its buffers."""


class DeviceClosed(BarewireError):
    """A card, queue or other resource was used after it was closed."""


class CompileError(BarewireError):
    """A kernel could not be compiled; the message has the compiler's own words and the kernel's name."""


class InternalError(BarewireError, RuntimeError):
    """A fault of Barewire's own, not of the program; the message says what to do about it."""


class InvalidArgument(BarewireError, ValueError):
    """A value that the function called does not accept."""


class ShapeError(InvalidArgument):
    """Shapes that do not fit each other or the operation."""


class DTypeError(BarewireError, TypeError):
    """An element type that the operation does not take."""


class ExchangeError(BarewireError, BufferError):
    """Memory that cannot be shared with another library in the way that was asked for."""


class IndexOutOfRange(BarewireError, IndexError):
    """An index or axis outside what the tensor has."""


class GradientError(BarewireError, RuntimeError):
    """A gradient was asked for where there is none."""


class JitError(BarewireError, RuntimeError):
    """A jitted function did what a replay could not repeat."""


class FileFormatError(BarewireError, ValueError):
    """A file whose contents are damaged or not of the format expected."""
