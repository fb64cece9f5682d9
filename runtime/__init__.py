"""The device-independent layer: open a card, load code, launch it, read the result.

It is a product of its own. With an image compiled elsewhere (here: `scale.o`, an object file with a function
`scale(arguments, group)` that multiplies 16 floats):

    from array import array
    from barewire.runtime import Buffer, Device
    device = Device["CPU"]
    code = device.load(open("scale.o", "rb").read())
    numbers = Buffer(device, 16 * 4)
    numbers.copy_in(array("f", range(16)))
    code["scale"].launch(grid=1, block=16, args=[numbers, 2.0])
    device.synchronize()
    print(numbers.host_view().cast("f").tolist())

`Queue` submits work of any kind in order, `Graph` replays recorded work, `Profiler` times kernels,
`compile_kernels` turns sources into images, such as LLVM IR by `device.compiler`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .buffer import Buffer as Buffer
    from .code_object import CodeObject as CodeObject
    from .code_object import Kernel as Kernel
    from .compiler import KernelSource as KernelSource
    from .compiler import compile_kernels as compile_kernels
    from .device import Device as Device
    from .graph import Copy as Copy
    from .graph import Graph as Graph
    from .graph import Launch as Launch
    from .profiler import Profiler as Profiler
    from .queue import Point as Point
    from .queue import Queue as Queue
    from .work import Work as Work

# Public name: the module that defines it.
_PUBLIC = {
    "Device": "device",
    "Buffer": "buffer",
    "CodeObject": "code_object",
    "Kernel": "code_object",
    "Queue": "queue",
    "Point": "queue",
    "Graph": "graph",
    "Launch": "graph",
    "Copy": "graph",
    "Profiler": "profiler",
    "Work": "work",
    "KernelSource": "compiler",
    "compile_kernels": "compiler",
}

__all__ = [
    "Device",
    "Buffer",
    "CodeObject",
    "Kernel",
    "Queue",
    "Point",
    "Graph",
    "Launch",
    "Copy",
    "Profiler",
    "Work",
    "KernelSource",
    "compile_kernels",
]


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    value = getattr(import_module(f".{_PUBLIC[name]}", __name__), name)
    globals()[name] = value
    return value
