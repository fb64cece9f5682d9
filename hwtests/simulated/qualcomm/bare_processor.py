"""Programs on the shader processors alone: memory of NumPy arrays, no command processor before them."""

from __future__ import annotations

from typing import Any

import numpy as np

from barewire.drivers.compiler import not_kept
from barewire.drivers.mapped import Mapped
from barewire.drivers.simulated.memory.vm import AddressSpace
from barewire.drivers.simulated.qualcomm.engines.dispatch import Dispatch
from barewire.drivers.simulated.qualcomm.engines.shader_processor import ShaderProcessors

from . import assembling as a

FIRST_ADDRESS = 0x5_0000_0000
_processors = ShaderProcessors(not_kept)


class Memory:
    """Buffers at card addresses."""

    def __init__(self) -> None:
        self.space = AddressSpace()
        self._next = FIRST_ADDRESS
        self._kept: list[Mapped] = []

    def add(self, array: np.ndarray[Any, Any], writable: bool = True) -> tuple[int, np.ndarray[Any, Any]]:
        """A copy of an array: its card address, and what the card sees of it."""
        size = -(-max(array.nbytes, 1) // 4096) * 4096
        mapped = Mapped(size)
        self._kept.append(mapped)
        view = np.frombuffer(mapped.bytes, dtype=array.dtype, count=array.size).reshape(array.shape)
        view[...] = array
        address = self._next
        self.space.map(address, size, mapped.address, writable=writable, executable=False, kind="gtt")
        self._next += size + 0x10000
        return address, view


def run(code: bytes, memory: Memory, **fields: Any) -> None:
    """Run a program: one workgroup of 64 unless `fields` of Dispatch say otherwise."""
    given: dict[str, Any] = {
        "groups": (1, 1, 1),
        "local_size": (64, 1, 1),
        "local_id_register": a.number("r0.x"),
        "branch_stack": 16,
        "code_address": 0x4_0000_0000,
    }
    _processors.run(Dispatch(code=code, **(given | fields)), memory.space)


def constants(*values: int | float) -> bytes:
    """A constant file: addresses take two dwords, floats one."""
    out = b""
    for value in values:
        if isinstance(value, float):
            out += np.float32(value).tobytes()
        else:
            out += np.uint64(value).tobytes()
    return out.ljust(-(-len(out) // 64) * 64, b"\0")


def lanewise(
    body: list[int],
    inputs: list[np.ndarray[Any, Any]],
    output: Any,
    lanes: int = 64,
    extra: tuple[float, ...] = (),
    result: str = "r4.x",
    **fields: Any,
) -> np.ndarray[Any, Any]:
    """What `body` leaves in `result` for inputs that each lane finds in r1.x, r1.y, r1.z (half ones in hr32.x
    to hr32.z), ready to read. The result has the dtype of `output`.
    """
    memory = Memory()
    addresses = [memory.add(array)[0] for array in inputs]
    count = inputs[0].size
    address, view = memory.add(np.zeros(count, output))
    code = []
    kinds = {np.dtype(np.float16): "f16", np.dtype(np.uint16): "u16", np.dtype(np.int16): "s16"}
    for n, array in enumerate(inputs):
        code += [
            a.mov("r2.x", f"c{n // 2}.{'xz'[n % 2]}"),
            a.mov("r2.y", f"c{n // 2}.{'yw'[n % 2]}"),
            a.nop(5),
        ]
        kind = kinds.get(array.dtype)
        register = f"hr32.{'xyz'[n]}" if kind else f"r1.{'xyz'[n]}"
        code += [a.load("ldg", kind or "u32", register, "r2.x", "r0.x"), a.nop(0, ss=True, sy=True)]
    n = len(inputs)
    code += [*body, a.nop(5, ss=True, sy=True)]
    code += [a.mov("r2.x", f"c{n // 2}.{'xz'[n % 2]}"), a.mov("r2.y", f"c{n // 2}.{'yw'[n % 2]}"), a.nop(5)]
    kind = kinds.get(np.dtype(output), "u32")
    code += [a.store("stg", kind, "r2.x", result, "r0.x"), a.flow("end")]
    values = constants(*addresses, address)
    given: dict[str, Any] = {"constants": values, "lanes": lanes, "local_size": (count, 1, 1)} | fields
    run(a.program(*code), memory, **given)
    return view.copy()
