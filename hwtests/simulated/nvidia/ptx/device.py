"""A simulated card to run PTX on, with NumPy arrays as arguments; NVIDIA's assembler judges the PTX where it
is.
"""

from __future__ import annotations

import struct
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from barewire.drivers import kernel
from barewire.drivers.compiler import not_kept
from barewire.drivers.simulated.nvidia.description import DESCRIPTIONS
from barewire.drivers.simulated.nvidia.installation import Installation
from barewire.drivers.simulated.nvidia.objects.computer import Computer, Context, KernelFailed
from barewire.drivers.simulated.nvidia.objects.loaded_module import LoadedModule
from barewire.drivers.simulated.nvidia.ptx.execution import Invocation
from barewire.drivers.simulated.nvidia.ptx.native.layout import DEVICE_BIT
from hwtests import programs

from ....drivers.nvidia.toolkit import ptxas

__all__ = ["Installation", "KernelFailed", "SimulatedDevice", "assembled", "kernel_text"]

Array = np.ndarray[Any, np.dtype[Any]]


@lru_cache(maxsize=4096)
def assembled(text: str) -> str:
    """What NVIDIA's assembler says of PTX: nothing where it takes it."""
    target = next(line.split()[1] for line in text.splitlines() if line.startswith(".target"))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "kernel.ptx")
        source.write_text(text)
        done = programs.run(
            [ptxas(), f"-arch={target}", source, "-o", Path(folder, "kernel.cubin")], timeout_s=300
        )
    return "" if done.returncode == 0 else str(done.stdout + done.stderr)


def kernel_text(
    body: str, parameters: int, target: str = "sm_90", version: str = "8.4", outside: str = ""
) -> str:
    """A module with the kernel `k`, whose parameters `p0`, `p1`, ... are pointers or 64-bit numbers."""
    declared = ", ".join(f".param .u64 p{index}" for index in range(parameters))
    loads = "\n".join(f"ld.param.u64 %a{index}, [p{index}];" for index in range(parameters))
    return f"""
.version {version}
.target {target}
.address_size 64
{outside}
.visible .entry k({declared})
{{
.reg .pred %p<32>;
.reg .b16 %h<64>;
.reg .b32 %r<512>;
.reg .f32 %f<512>;
.reg .b64 %d<64>;
.reg .f64 %g<64>;
.reg .b64 %a<8>;
.reg .b32 %me;
.reg .b64 %at;
{loads}
mov.u32 %me, %tid.x;
cvt.u64.u32 %at, %me;
{body}
ret;
}}
"""


class SimulatedDevice:
    """A card of an architecture."""

    def __init__(self, arch: str = "sm_90") -> None:
        self.machine = Computer([DESCRIPTIONS[arch]], not_kept)
        # What is judged here is the code that runs for long.
        self.machine.library.prompt = False
        self.context = Context(self.machine, self.machine.devices[0])
        self._modules: dict[str, LoadedModule] = {}

    def load(self, text: str) -> LoadedModule:
        """The module of a PTX text."""
        module = self._modules.get(text)
        if module is None:
            module = self._modules[text] = LoadedModule(self.context, text)
        return module

    def run(
        self,
        text: str,
        *arguments: Array | int,
        grid: tuple[int, int, int] = (1, 1, 1),
        block: tuple[int, int, int] = (32, 1, 1),
        cluster: tuple[int, int, int] = (1, 1, 1),
        dynamic: int = 0,
        name: str = "k",
    ) -> list[Array]:
        """Run a kernel on copies of arrays and numbers; returns the arrays. Raises KernelFailed."""
        module = self.load(text)
        function = module.functions[name]
        data, held = b"", []
        for argument in arguments:
            if isinstance(argument, int):
                data += struct.pack("<q" if argument < 0 else "<Q", argument)
                continue
            found = self.context.allocate_device(max(argument.nbytes, 1), "device")
            memory = kernel.buffer(self.machine.arena.base + found.offset, argument.nbytes)
            memory[:] = np.ascontiguousarray(argument).view(np.uint8).reshape(-1).data
            held.append((found, argument, memory))
            data += struct.pack("<Q", (self.machine.arena.base + found.offset) | DEVICE_BIT)
        try:
            launch = Invocation(grid, block, cluster, dynamic, data)
            self.context.run(name, text, function.compiled, launch, module.table.buffer_info()[0])
            return [
                np.frombuffer(bytes(memory), dtype=array.dtype).reshape(array.shape)
                for _, array, memory in held
            ]
        finally:
            for found, _, _ in held:
                self.context.free_range(found)

    def close_context(self) -> None:
        """Destroy the context: what runs is stopped."""
        self.context.destroy()

    def close(self) -> None:
        """Take the card away."""
        self.context.destroy()
        self.machine.close()
