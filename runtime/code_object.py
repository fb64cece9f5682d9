"""Loaded images and the kernels in them, for launches with checked arguments."""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from ..drivers.interface import CodeObject as DriverCodeObject
from ..drivers.interface import Dimensions, Function, LaunchesTogether
from ..drivers.owned import Owned
from .buffer import Buffer
from .errors import BadCodeObject, InvalidArgument
from .graph import Launch
from .open_card import OpenCard
from .work import Work


class CodeObject(Owned):
    """An image loaded on a device. `code["name"]` is a kernel; iterating gives the names.

    The image is unloaded once neither the code object nor a kernel of it is in use. Raises BadCodeObject with
    the names there are for another name.

    Examples:
        >>> code = Device["CPU"].load(image)
        >>> list(code), code["scale"]
        (['scale'], <Kernel scale on CPU>)
    """

    def __init__(self, device: OpenCard, loaded: DriverCodeObject) -> None:
        self.device = device
        self._loaded = loaded

    def __getitem__(self, name: str) -> Kernel:
        """The kernel of that name. Raises BadCodeObject with the names there are."""
        function = self._loaded.functions.get(name)
        if function is None:
            there = ", ".join(sorted(self._loaded.functions)) or "none"
            raise BadCodeObject(f"the image has no kernel {name!r}; its kernels: {there}")
        return Kernel(self, function)

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaded.functions)

    def __len__(self) -> int:
        return len(self._loaded.functions)

    def __repr__(self) -> str:
        return f"<CodeObject on {self.device.name}: {', '.join(self)}>"

    def __del__(self) -> None:
        if not self.device.closed:
            self.device.compute.retire(self._loaded.close)


class Kernel(Owned):
    """An entry point of a code object, which it keeps loaded.

    Examples:
        >>> kernel = Device["CPU"].load(image)["scale"]
        >>> kernel.name, kernel.code
        ('scale', <CodeObject on CPU: scale>)
    """

    __slots__ = ("code", "function", "name")

    def __init__(self, code: CodeObject, function: Function) -> None:
        self.code = code
        self.function = function
        self.name = function.name

    def together(self, cluster: Dimensions | None = None, cooperative: bool = False) -> Kernel:
        """The same kernel, launched in clusters of `cluster` groups, or with all groups of its grid at once.

        Groups of a cluster reach each other's local memory; groups that run at once may wait for each other.
        Raises InvalidArgument where the card, its driver or the kernel does not allow it.

        Examples:
            >>> Device["CPU"].load(image)["scale"].together(cluster=(2, 1, 1))
            Traceback (most recent call last):
            ...
            barewire.drivers.errors.InvalidArgument: cannot launch kernel 'scale' with groups together: ...
        """
        if not isinstance(self.function, LaunchesTogether):
            raise InvalidArgument(
                f"cannot launch kernel {self.name!r} with groups together:"
                f" {self.code.device.name} has no such launches"
            )
        return Kernel(self.code, self.function.launched(cluster, cooperative))

    def launch(
        self,
        grid: int | Sequence[int],
        block: int | Sequence[int] = (1, 1, 1),
        args: Sequence[Any] = (),
        local_bytes: int = 0,
        work: Work | None = None,
    ) -> None:
        """Run the kernel over `grid` workgroups of `block` items, in the order of submission.

        `args` follow each other at their natural alignment, as in a C struct: a Buffer is its 8-byte address,
        a NumPy scalar or ctypes value its own bytes, a bool one byte, an int an int64, a float a float64.
        `local_bytes` of local memory are each workgroup's, and `work` is what a `Profiler` is told. Returns
        at once. Raises InvalidArgument for an argument of another type or device, and for a launch beyond the
        card's limits.

        Examples:
            >>> device = Device["CPU"]
            >>> numbers = device.allocate(4 * 4)
            >>> numbers.copy_in(np.float32([1, 2, 3, 4]))
            >>> device.load(image)["scale"].launch(grid=2, block=2, args=[numbers, 2.0])
            >>> numbers.contents().cast("f").tolist()
            [2.0, 4.0, 6.0, 8.0]
        """
        grid, block = self._checked(grid, block, local_bytes)
        device = self.code.device
        arguments, _ = pack(device, args)
        device.launch(self.function, grid, arguments, block, local_bytes, work)

    def prepare(
        self,
        grid: int | Sequence[int],
        block: int | Sequence[int] = (1, 1, 1),
        args: Sequence[Any] = (),
        local_bytes: int = 0,
        work: Work | None = None,
    ) -> Launch:
        """The launch that `launch` would do, checked and packed, for a `Graph`. Raises as `launch` does.

        Examples:
            >>> device = Device["CPU"]
            >>> launch = device.load(image)["scale"].prepare(2, 2, args=[device.allocate(16), 2.0])
            >>> launch.grid, launch.block, launch.offsets
            ((2, 1, 1), (2, 1, 1), (0, 8))
        """
        grid, block = self._checked(grid, block, local_bytes)
        arguments, offsets = pack(self.code.device, args)
        keep = (self.code, *(argument for argument in args if isinstance(argument, Buffer)))
        return Launch(self.function, grid, arguments, block, local_bytes, work, offsets, keep)

    def _checked(
        self, grid: int | Sequence[int], block: int | Sequence[int], local_bytes: int
    ) -> tuple[Dimensions, Dimensions]:
        device = self.code.device
        limits = device.info.limits
        most = limits.local_memory_bytes
        if local_bytes and not 0 < local_bytes <= (most or local_bytes):
            raise InvalidArgument(
                f"kernel {self.name!r} asks for {local_bytes} bytes of local memory; device {device.name} "
                f"has {most}"
            )
        return (
            _dimensions("grid", grid, limits.max_grid, self.name),
            _dimensions("block", block, limits.max_block, self.name),
        )

    def __repr__(self) -> str:
        return f"<Kernel {self.name} on {self.code.device.name}>"


def _dimensions(what: str, value: int | Sequence[int], limit: Dimensions, kernel: str) -> Dimensions:
    sizes = (value,) if isinstance(value, int) else tuple(value)
    try:
        x, y, z = sizes if len(sizes) == 3 else (*sizes, 1, 1)[: max(3, len(sizes))]
        within = 1 <= x <= limit[0] and 1 <= y <= limit[1] and 1 <= z <= limit[2]
    except (TypeError, ValueError):
        x = None
    if not (isinstance(x, int) and isinstance(y, int) and isinstance(z, int)):
        raise InvalidArgument(f"the {what} of kernel {kernel!r} is {value!r}; it takes one to three integers")
    if not within:
        raise InvalidArgument(
            f"the {what} of kernel {kernel!r} is {(x, y, z)}; each must be from 1 to {limit}"
        )
    return x, y, z


def pack(device: OpenCard, args: Sequence[Any]) -> tuple[bytes, tuple[int, ...]]:
    """Kernel arguments as bytes, and the offset of each."""
    packed = bytearray()
    offsets = []
    for index, argument in enumerate(args):
        data, alignment = _encode(device, index, argument)
        at = len(packed)
        if at % alignment:
            at += -at % alignment
            packed.extend(bytes(at - len(packed)))
        offsets.append(at)
        packed += data
    return bytes(packed), tuple(offsets)


def _encode(device: OpenCard, index: int, argument: Any) -> tuple[bytes, int]:
    """The bytes of one argument and their alignment."""
    if isinstance(argument, Buffer):
        if argument.device is not device:
            raise InvalidArgument(
                f"argument {index} is a buffer of device {argument.device.name}; the kernel is on "
                f"{device.name}"
            )
        return argument.gpu_address.to_bytes(8, "little"), 8
    if isinstance(argument, bool):
        return bytes((argument,)), 1
    if isinstance(argument, int):
        if not -(2**63) <= argument < 2**64:
            raise InvalidArgument(f"argument {index} is {argument}, which does not fit 64 bits")
        return (argument % 2**64).to_bytes(8, "little"), 8
    # NumPy's float64 is a float too: its bytes are the same either way.
    if isinstance(argument, float):
        return struct.pack("<d", argument), 8
    # Looked up, not imported: who passes a ctypes or NumPy value has loaded them.
    ctypes, numpy = sys.modules.get("ctypes"), sys.modules.get("numpy")
    if numpy is not None and isinstance(argument, numpy.generic):
        return argument.tobytes(), argument.dtype.alignment
    if ctypes is not None and isinstance(
        argument, ctypes._SimpleCData | ctypes.Structure | ctypes.Union | ctypes.Array
    ):
        return bytes(argument), ctypes.alignment(argument)
    raise InvalidArgument(
        f"argument {index} is a {type(argument).__name__}; a kernel takes Buffers, ints, floats, bools, "
        "NumPy scalars and ctypes values"
    )
