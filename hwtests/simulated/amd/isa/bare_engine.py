"""A bare compute engine to run kernels on: no queue, no driver, only memory, code and a dispatch.

Kernels come from LLVM, as IR or assembly text; what they must compute, from NumPy.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from elftools.elf.elffile import ELFFile

from barewire.drivers.mapped import Mapped
from barewire.drivers.simulated.amd.engines.compute_engine import ComputeEngine, Dispatch
from barewire.drivers.simulated.amd.isa.decoding.decode import decode
from barewire.drivers.simulated.amd.isa.instruction import Instruction
from barewire.drivers.simulated.memory.vm import AddressSpace

from ....compiling import for_amd

WAVE_LANES = {"gfx942": 64, "gfx1030": 32, "gfx1100": 32, "gfx1201": 32}
ARCHITECTURES = ("gfx1100", "gfx942", "gfx1201", "gfx1030")

# ELF for AMDGPU, "Relocation Records": number -> (bytes, whether relative, shift).
_RELOCATIONS = {
    1: (4, 0, 0),
    2: (4, 0, 32),
    3: (8, 0, 0),
    4: (4, 1, 0),
    5: (8, 1, 0),
    6: (4, 0, 0),
    10: (4, 1, 0),
    11: (4, 1, 32),
}
_SHF_ALLOC = 2


@dataclass(frozen=True)
class Kernel:
    """A loaded kernel and what its descriptor says (LLVM, "Kernel Descriptor")."""

    address: int
    lds_bytes: int
    scratch_bytes: int
    rsrc1: int
    rsrc2: int
    rsrc3: int
    properties: int


@lru_cache(maxsize=512)
def compile_kernel(arch: str, text: str, features: str = "", level: int = 2) -> bytes:
    """IR to an object for `arch`."""
    return for_amd(arch, features, level).compile(text)


def decoded(arch: str, image: bytes, name: str = "k") -> list[Instruction]:
    """The instructions of a kernel up to its last s_endpgm."""
    file = ELFFile(io.BytesIO(image))
    code = file.get_section_by_name(".text").data()
    symbol = next(s for s in file.get_section_by_name(".symtab").iter_symbols() if s.name == name)
    found, at = [], symbol["st_value"]
    while at < symbol["st_value"] + symbol["st_size"]:
        found.append(decode(arch, code, at, 0x10000 + at))
        at += found[-1].size_bytes
    return found


class BareEngine:
    """One engine with memory of its own."""

    def __init__(self, arch: str) -> None:
        self.arch = arch
        self.space = AddressSpace()
        self.engine = ComputeEngine(arch, self.space)
        self._kept: list[Mapped] = []
        self._next = 0x7F00_0000_0000

    def allocate(
        self, size_bytes: int, *, writable: bool = True, executable: bool = False
    ) -> tuple[int, memoryview]:
        """Card memory with a hole behind it; returns its card address and its bytes."""
        size = max(size_bytes, 1)
        memory = Mapped(size)
        self._kept.append(memory)
        address = self._next
        self._next += (memory.size_bytes + 0x1FFFF) & ~0xFFFF
        self.space.map(
            address, memory.size_bytes, memory.address, writable=writable, executable=executable, kind="vram"
        )
        return address, memory.bytes

    def put(self, array: np.ndarray) -> int:
        """Copy an array into card memory."""
        address, memory = self.allocate(array.nbytes)
        memory[: array.nbytes] = array.tobytes()
        return address

    def get(self, address: int, like: np.ndarray) -> np.ndarray:
        """What card memory holds, in the shape of an array."""
        return np.frombuffer(self.space.read(address, like.nbytes), like.dtype).reshape(like.shape)

    def load(self, image: bytes, name: str) -> Kernel:
        """Place an object's sections one behind the other, relocate them, read the descriptor."""
        file = ELFFile(io.BytesIO(image))
        places: dict[int, int] = {}
        end = 0
        for index, section in enumerate(file.iter_sections()):
            if section["sh_flags"] & _SHF_ALLOC:
                end = -(-end // max(section["sh_addralign"], 256)) * max(section["sh_addralign"], 256)
                places[index] = end
                end += section["sh_size"]
        base, memory = self.allocate(end + 256, executable=True)
        for index, offset in places.items():
            section = file.get_section(index)
            if section["sh_type"] != "SHT_NOBITS":
                memory[offset : offset + section["sh_size"]] = section.data()
        symbols = file.get_section_by_name(".symtab")

        def value(symbol: object) -> int:
            return base + places[symbol["st_shndx"]] + symbol["st_value"]  # type: ignore[index]

        for section in file.iter_sections():
            if section["sh_type"] == "SHT_RELA" and section["sh_info"] in places:
                for relocation in section.iter_relocations():
                    size, relative, shift = _RELOCATIONS[relocation["r_info_type"]]
                    at = places[section["sh_info"]] + relocation["r_offset"]
                    number = value(symbols.get_symbol(relocation["r_info_sym"])) + relocation["r_addend"]
                    number = (number - relative * (base + at)) >> shift
                    memory[at : at + size] = (number & ((1 << 8 * size) - 1)).to_bytes(size, "little")
        by_name = {symbol.name: symbol for symbol in symbols.iter_symbols()}
        descriptor = value(by_name[f"{name}.kd"]) - base
        lds, scratch = struct.unpack_from("<II", memory, descriptor)
        rsrc3, rsrc1, rsrc2, properties = struct.unpack_from("<IIIH", memory, descriptor + 44)
        return Kernel(value(by_name[name]), lds, scratch, rsrc1, rsrc2, rsrc3, properties)

    def dispatch(
        self,
        kernel: Kernel,
        arguments: bytes,
        groups: Sequence[int] = (1, 1, 1),
        block: Sequence[int] = (32, 1, 1),
        lds_bytes: int = 0,
        last: tuple[int, int, int] = (0, 0, 0),
    ) -> Dispatch:
        """What the command processor would make of a kernel dispatch with these explicit arguments.

        User registers in the order of "Initial Kernel Execution State" (LLVM, AMDGPU usage).
        """
        properties = kernel.properties
        lanes = 32 if properties >> 10 & 1 else 64
        kernarg, memory = self.allocate(max(len(arguments), 4) + 512)
        memory[: len(arguments)] = arguments
        wave_bytes = -(-kernel.scratch_bytes * lanes // 1024) * 1024
        waves = -(-int(np.prod(block)) // lanes) * 2 if wave_bytes else 0
        scratch = self.allocate(wave_bytes * waves)[0] if wave_bytes else 0
        user: list[int] = []
        if properties & 1:
            # SWIZZLE_ENABLE; INDEX_STRIDE 32 or 64, ADD_TID_ENABLE, OOB_SELECT 2 ("RDNA2 ISA", 8.1.8).
            user += [
                scratch & 0xFFFFFFFF,
                scratch >> 32 | 1 << 31,
                0xFFFFFFFF,
                0x20814FAC | (lanes == 64) << 21 | 2 << 21,
            ]
        for bit, words in ((1, 2), (2, 2), (3, 2), (4, 2), (5, 2), (6, 1)):
            if properties >> bit & 1:
                number = {3: kernarg, 5: scratch}.get(bit, 0)
                user += [number & 0xFFFFFFFF, number >> 32][:words]
        return Dispatch(
            kernel.address,
            kernel.rsrc1,
            kernel.rsrc2,
            kernel.rsrc3,
            tuple(user),
            tuple(groups),  # type: ignore[arg-type]
            tuple(block),  # type: ignore[arg-type]
            lanes,
            kernel.lds_bytes + lds_bytes,
            last,
            scratch,
            wave_bytes,
            waves,
        )

    def run(
        self,
        image: bytes,
        name: str,
        buffers: Sequence[int],
        groups: Sequence[int] = (1, 1, 1),
        block: Sequence[int] = (32, 1, 1),
        scalars: bytes = b"",
    ) -> None:
        """Load and run a kernel of pointers and, behind them, packed scalars."""
        arguments = struct.pack(f"<{len(buffers)}Q", *buffers) + scalars
        self.engine.run(self.dispatch(self.load(image, name), arguments, groups, block))


@lru_cache(maxsize=8)
def bare_engine(arch: str) -> BareEngine:
    """The engine of an architecture that tests share."""
    return BareEngine(arch)
