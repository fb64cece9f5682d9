"""Loads AMDGPU code objects: relocatable ones, as LLVM emits them, and linked ones, as lld makes them.

The image is laid out and relocated on the host for the address it will have, then put into memory that the
card executes. Kernels are found by their descriptors (`name.kd`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .. import elf
from ..architectures.amd import AmdArchitecture, of_elf_machine
from ..errors import BadCodeObject, UnsupportedArchitecture
from ..interface import Dimensions, Function
from ..owned import Owned
from . import metadata
from .kernel_descriptor import DESCRIPTOR_BYTES, DESCRIPTOR_SUFFIX, KernelDescriptor
from .metadata import KernelMetadata
from .relocation import KINDS, R_AMDGPU_NONE

IMAGE_BYTES_MAX = 1 << 30
IMAGE_ALIGNMENT_BYTES = 4096
GOT_SLOT_BYTES = 8

PREFETCH_BYTES = 256
"""What the instruction prefetcher may read past the end of the code: LLVM pads with s_code_end for it,
objects made otherwise may not (AMDGPUUsage, "GFX10-GFX12 ... instruction prefetch").
"""

# LLVM's ELF.h: EF_AMDGPU_MACH and the features above it.
_MACH_MASK = 0xFF
_XNACK_MASK, _XNACK_ON = 0x300, 0x300


def _aligned(value: int, alignment: int) -> int:
    return -(-value // alignment) * alignment


def check_target(file: elf.ObjectFile, architecture: AmdArchitecture) -> None:
    """Raises UnsupportedArchitecture, by name, unless an image runs on cards of an architecture."""
    arch = architecture.name
    if file.machine != elf.EM_AMDGPU:
        found = elf.MACHINES.get(file.machine, f"ELF machine {file.machine}")
        raise UnsupportedArchitecture(f"the image is for {found}, this card is an AMD GPU of {arch}")
    number = file.flags & _MACH_MASK
    family = architecture.family
    if number not in (architecture.elf_machine, family and family.elf_machine):
        name = of_elf_machine(number) or f"an AMD GPU that LLVM numbers {number:#x}"
        raise UnsupportedArchitecture(f"the image is for {name}, this card is {arch}: compile it for {arch}")
    if "xnack" in architecture.features and file.flags & _XNACK_MASK == _XNACK_ON:
        raise UnsupportedArchitecture(
            f"the image needs page fault retry (xnack+), which is not enabled on this {arch}: compile it with"
            " xnack- or for any"
        )


@dataclass(frozen=True)
class Placed:
    """An image laid out: its bytes for the address it was laid out for, and its descriptors' offsets."""

    data: bytes
    descriptors: Mapping[str, int]
    kernels: Mapping[str, KernelMetadata]


class _Layout:
    """Offsets of everything within the loaded image, decided before its address is known."""

    def __init__(self, file: elf.ObjectFile) -> None:
        self.linked = file.kind == elf.ET_DYN
        self.sections: dict[int, int] = {}
        self.slots: dict[int, int] = {}
        position = 0
        for index, section in enumerate(file.sections):
            if not section.flags & elf.SHF_ALLOC:
                continue
            if section.flags & elf.SHF_TLS:
                raise BadCodeObject(f"section {section.name} is thread-local, which a kernel cannot have")
            if section.alignment & (section.alignment - 1) or section.alignment > IMAGE_ALIGNMENT_BYTES:
                raise BadCodeObject(f"section {section.name} asks for an alignment of {section.alignment}")
            position = section.address if self.linked else _aligned(position, section.alignment)
            self.sections[index] = position
            position += section.size_bytes
        end = max((at + file.sections[i].size_bytes for i, at in self.sections.items()), default=0)
        end = _aligned(end, GOT_SLOT_BYTES)
        for relocation in file.relocations:
            if not self._is_loaded(relocation) or relocation.kind == R_AMDGPU_NONE:
                continue
            kind = KINDS.get(relocation.kind)
            if kind is None or (relocation.symbol and relocation.symbol >= len(file.symbols)):
                raise BadCodeObject(
                    f"the image is damaged: relocation type {relocation.kind} against symbol"
                    f" {relocation.symbol} of {len(file.symbols)}"
                )
            if kind.target == "got" and relocation.symbol not in self.slots:
                self.slots[relocation.symbol] = end
                end += GOT_SLOT_BYTES
        self.size_bytes = end + PREFETCH_BYTES
        if self.size_bytes > IMAGE_BYTES_MAX:
            raise BadCodeObject(f"the image asks for {self.size_bytes} bytes; the most is {IMAGE_BYTES_MAX}")

    def _is_loaded(self, relocation: elf.Relocation) -> bool:
        return self.linked or relocation.section in self.sections

    def place(self, file: elf.ObjectFile, relocation: elf.Relocation) -> int | None:
        """Where in the image a relocation writes; None where it is of a section that is not loaded."""
        if not self._is_loaded(relocation):
            return None
        if self.linked:
            return relocation.offset
        section = file.sections[relocation.section]
        if relocation.offset >= section.size_bytes:
            raise BadCodeObject(f"the image is damaged: a relocation lies outside section {section.name}")
        return self.sections[relocation.section] + relocation.offset

    def symbol_offset(self, symbol: elf.Symbol) -> int | None:
        """Where in the image a symbol lies; None where it is not in the image."""
        if symbol.section not in self.sections:
            return None
        return symbol.value if self.linked else self.sections[symbol.section] + symbol.value


def _symbol_address(file: elf.ObjectFile, layout: _Layout, index: int, base: int) -> int:
    symbol = file.symbols[index]
    offset = layout.symbol_offset(symbol)
    if offset is not None:
        return base + offset
    if symbol.section == elf.SHN_ABS:
        return symbol.value
    if symbol.section == elf.SHN_UNDEF and symbol.binding == elf.STB_WEAK:
        return 0
    raise BadCodeObject(
        f"the image needs {symbol.name or 'a symbol without a name'}, which it does not define"
    )


def _relocate(file: elf.ObjectFile, layout: _Layout, base: int, memory: bytearray) -> None:
    for index, offset in layout.slots.items():
        memory[offset : offset + GOT_SLOT_BYTES] = _symbol_address(file, layout, index, base).to_bytes(
            8, "little"
        )
    for relocation in file.relocations:
        place = layout.place(file, relocation)
        if place is None or relocation.kind == R_AMDGPU_NONE:
            continue
        kind = KINDS[relocation.kind]
        if kind.target == "base":
            target = base
        elif kind.target == "got":
            target = base + layout.slots[relocation.symbol]
        else:
            target = _symbol_address(file, layout, relocation.symbol, base)
        value = kind.value(target + relocation.addend, base + place) & ((1 << 8 * kind.size_bytes) - 1)
        if place + kind.size_bytes > len(memory):
            raise BadCodeObject(f"the image is damaged: {kind.name} writes at {place:#x}, outside of it")
        memory[place : place + kind.size_bytes] = value.to_bytes(kind.size_bytes, "little")


def size_and_placer(image: bytes, architecture: AmdArchitecture) -> tuple[int, Callable[[int], Placed]]:
    """How many bytes of memory an image takes, and how to lay it out once its address is known.

    Raises UnsupportedArchitecture for another card's image, BadCodeObject for one that is damaged, needs what
    it does not define, or has no kernel.
    """
    file = elf.read(image)
    check_target(file, architecture)
    if file.kind not in (elf.ET_REL, elf.ET_DYN):
        raise BadCodeObject(
            f"the image is an ELF file of type {file.kind}: neither an object nor linked -shared"
        )
    layout = _Layout(file)
    descriptors: dict[str, int] = {}
    for symbol in file.symbols:
        offset = layout.symbol_offset(symbol)
        if offset is None or symbol.binding == elf.STB_LOCAL or not symbol.name.endswith(DESCRIPTOR_SUFFIX):
            continue
        if offset + DESCRIPTOR_BYTES > layout.size_bytes or offset % DESCRIPTOR_BYTES:
            raise BadCodeObject(f"the image is damaged: descriptor {symbol.name} lies at {offset:#x}")
        descriptors[symbol.name.removesuffix(DESCRIPTOR_SUFFIX)] = offset
    if not descriptors:
        raise BadCodeObject("the image has no kernel: none of its symbols ends in .kd")
    kernels = metadata.read(file, image)

    def place(base: int) -> Placed:
        memory = bytearray(layout.size_bytes)
        for index, at in layout.sections.items():
            section = file.sections[index]
            if section.kind != elf.SHT_NOBITS:
                memory[at : at + section.size_bytes] = elf.contents(image, section)
        _relocate(file, layout, base, memory)
        return Placed(bytes(memory), descriptors, kernels)

    return layout.size_bytes, place


@dataclass(frozen=True)
class Kernel:
    """A loaded kernel: where its descriptor and code are, and what they say."""

    name: str
    descriptor_address: int
    entry_address: int
    descriptor: KernelDescriptor
    metadata: KernelMetadata | None


def kernels_of(placed: Placed, base: int) -> dict[str, Kernel]:
    """The kernels of an image laid out for `base`, by name."""
    found = {}
    for name, offset in placed.descriptors.items():
        descriptor = KernelDescriptor.read(placed.data[offset : offset + DESCRIPTOR_BYTES])
        entry = base + offset + descriptor.entry_offset_bytes
        if not base <= entry < base + len(placed.data):
            raise BadCodeObject(f"the image is damaged: the code of kernel {name} lies outside of it")
        found[name] = Kernel(
            name, base + offset, entry, descriptor, placed.kernels.get(name + DESCRIPTOR_SUFFIX)
        )
    return found


class _Functions(Mapping[str, Function]):
    """The functions of a code object, made on demand: a function keeps its code object alive, not it them."""

    def __init__(self, owner: AmdCodeObject, kernels: Mapping[str, Kernel]) -> None:
        self._owner, self._kernels = owner, kernels

    def __getitem__(self, name: str) -> Function:
        kernel = self._kernels[name]
        known = kernel.metadata
        return Function(
            name,
            kernel.descriptor_address,
            self._owner,
            known.registers if known is not None else None,
            known.local_bytes if known is not None else None,
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._kernels)

    def __len__(self) -> int:
        return len(self._kernels)


class LoadedImage:
    """Memory that holds code; it goes back when nothing refers to it, queues that run it included."""

    def __init__(self, gpu_address: int, size_bytes: int, release: Callable[[int], None]) -> None:
        self.gpu_address, self.size_bytes = gpu_address, size_bytes
        self._release: Callable[[int], None] | None = release

    def close(self) -> None:
        """Give the memory back at once. Does nothing the second time."""
        release, self._release = self._release, None
        if release is not None:
            release(self.gpu_address)

    def __del__(self) -> None:
        self.close()


class AmdCodeObject(Owned):
    """A loaded image. Its memory goes once it is closed, or nothing refers to it, and no queue runs it."""

    def __init__(self, card: object, image: LoadedImage, kernels: dict[str, Kernel]) -> None:
        self.card = card
        self.image: LoadedImage | None = image
        self.kernels = kernels
        self.prepared: dict[tuple[Any, int, Dimensions, int], Any] = {}
        """What queues have worked out for kernel, block and local memory, until the code object is closed."""

    @property
    def functions(self) -> Mapping[str, Function]:
        """The kernels of the image by name."""
        return _Functions(self, self.kernels)

    def close(self) -> None:
        """Let go of the image; memory that a queue still runs goes when that is done."""
        self.image = None
        self.kernels = {}
        self.prepared.clear()
