"""Loads relocatable ELF objects, as LLVM or a C compiler emits them, into executable memory.

Sections are placed in one mapping: code first (with stubs that jump to functions too far for a call
instruction), then constants (with the global offset table), then data. While it is written to, nothing of it
is executable; afterwards code is read and execute, constants are read only. On AArch64 the kernel makes the
instruction cache see the new code when mprotect makes fresh pages executable (arch/arm64/mm/flush.c,
__sync_icache_dcache).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from . import elf, kernel
from .errors import BadCodeObject, UnsupportedArchitecture
from .interface import Function
from .mapped import PAGE_BYTES, Mapped
from .owned import Owned
from .process import THIS_PROCESS, Process
from .relocation import KINDS, STUB_BYTES, OutOfReach, stub

IMAGE_BYTES_MAX = 1 << 30

_PROTECTIONS = (
    kernel.PROT_READ | kernel.PROT_EXEC,
    kernel.PROT_READ,
    kernel.PROT_READ | kernel.PROT_WRITE,
)
_CODE, _CONSTANTS, _DATA = range(3)


def _aligned(value: int, alignment: int) -> int:
    return -(-value // alignment) * alignment


def _group(section: elf.Section) -> int | None:
    """Which of the three parts of the mapping a section belongs to; None when it takes no part in running."""
    if not section.flags & elf.SHF_ALLOC or section.name.startswith(".eh_frame"):
        return None
    if section.flags & elf.SHF_EXECINSTR:
        return _CODE
    return _DATA if section.flags & elf.SHF_WRITE else _CONSTANTS


def _host_machine() -> int:
    name = os.uname().machine
    for number in KINDS:
        if elf.MACHINES[number] == name:
            return number
    raise UnsupportedArchitecture(f"no loader for a {name} processor; Barewire has x86_64 and aarch64")


def _check(file: elf.ObjectFile, machine: int) -> None:
    if file.machine != machine:
        found = elf.MACHINES.get(file.machine, f"ELF machine {file.machine}")
        raise UnsupportedArchitecture(
            f"the image is for {found}, this processor is {elf.MACHINES[machine]}: compile it for this one"
        )
    if file.kind != elf.ET_REL:
        raise BadCodeObject(
            f"the image is an ELF file of type {file.kind}, not a relocatable object: compile with -c and do"
            " not link"
        )
    for section in file.sections:
        if section.flags & elf.SHF_TLS:
            raise BadCodeObject(
                f"section {section.name} holds thread-local variables, which a kernel cannot have"
            )
        if section.name.startswith((".init_array", ".ctors", ".fini_array", ".dtors")):
            raise BadCodeObject(
                f"section {section.name} holds constructors or destructors, which nobody would run"
            )
        if section.alignment & (section.alignment - 1) or section.alignment > PAGE_BYTES:
            raise BadCodeObject(f"section {section.name} asks for an alignment of {section.alignment} bytes")
        if section.kind == elf.SHT_RELA and section.info >= len(file.sections):
            raise BadCodeObject(
                f"section {section.name} relocates section {section.info}, which is not there"
            )


class _Layout:
    """Offsets of everything within the mapping, decided before there is one."""

    def __init__(self, file: elf.ObjectFile) -> None:
        kinds = KINDS[file.machine]
        self.sections: dict[int, int] = {}
        self.commons: dict[int, int] = {}
        self.stubs: dict[int, int] = {}
        self.slots: dict[int, int] = {}
        self.ends: list[int] = []
        for relocation in file.relocations:
            if _group(file.sections[relocation.section]) is None:
                continue
            if relocation.symbol >= len(file.symbols):
                raise BadCodeObject(
                    f"the image is damaged: a relocation names symbol {relocation.symbol} of"
                    f" {len(file.symbols)}"
                )
            kind = kinds.get(relocation.kind)
            if kind is None:
                raise BadCodeObject(
                    f"relocation type {relocation.kind} of {elf.MACHINES[file.machine]} against"
                    f" {file.symbols[relocation.symbol].name or 'a section'} is not supported: compile with"
                    " -fPIC"
                )
            if kind.target == "got":
                self.slots[relocation.symbol] = 0
            elif kind.target == "stub" and file.symbols[relocation.symbol].section == elf.SHN_UNDEF:
                self.stubs[relocation.symbol] = 0
        position = 0
        for group in (_CODE, _CONSTANTS, _DATA):
            position = _aligned(position, PAGE_BYTES)
            for index, section in enumerate(file.sections):
                if _group(section) == group:
                    position = _aligned(position, section.alignment)
                    self.sections[index] = position
                    position += section.size_bytes
            position = _aligned(position, STUB_BYTES)
            if group == _CODE:
                for symbol in self.stubs:
                    self.stubs[symbol] = position
                    position += STUB_BYTES
            elif group == _CONSTANTS:
                for symbol in self.slots:
                    self.slots[symbol] = position
                    position += 8
            else:
                for index, common in enumerate(file.symbols):
                    if common.section == elf.SHN_COMMON:
                        # The value of a common symbol is its alignment.
                        position = _aligned(position, max(1, min(common.value, PAGE_BYTES)))
                        self.commons[index] = position
                        position += common.size_bytes
            self.ends.append(position)
            if position > IMAGE_BYTES_MAX:
                raise BadCodeObject(f"the image asks for {position} bytes; the most is {IMAGE_BYTES_MAX}")
        self.size_bytes = max(_aligned(position, PAGE_BYTES), PAGE_BYTES)


def _external(symbol: elf.Symbol, process: Process) -> int:
    address = process.symbol_address(symbol.name) if symbol.name else 0
    if not address and symbol.binding != elf.STB_WEAK:
        raise BadCodeObject(
            f"the image needs {symbol.name or 'a symbol without a name'}, which neither it nor the C or"
            " mathematics library defines"
        )
    return address


def _symbol_addresses(
    file: elf.ObjectFile, layout: _Layout, base: int, used: Iterable[int], process: Process
) -> dict[int, int]:
    addresses: dict[int, int] = {}
    for index in used:
        symbol = file.symbols[index]
        if symbol.section in layout.sections:
            addresses[index] = base + layout.sections[symbol.section] + symbol.value
        elif symbol.section == elf.SHN_COMMON:
            addresses[index] = base + layout.commons[index]
        elif symbol.section == elf.SHN_ABS:
            addresses[index] = symbol.value
        elif symbol.section == elf.SHN_UNDEF:
            addresses[index] = _external(symbol, process)
        else:
            raise BadCodeObject(
                f"the image refers to {symbol.name or 'a symbol'} in section {symbol.section}, which is"
                " not loaded"
            )
    return addresses


def _relocate(file: elf.ObjectFile, layout: _Layout, base: int, memory: memoryview, process: Process) -> None:
    kinds = KINDS[file.machine]
    loaded = [relocation for relocation in file.relocations if relocation.section in layout.sections]
    used = {relocation.symbol for relocation in loaded}
    addresses = _symbol_addresses(file, layout, base, used, process)
    for symbol, offset in layout.stubs.items():
        memory[offset : offset + STUB_BYTES] = stub(file.machine, addresses[symbol])
    for symbol, offset in layout.slots.items():
        memory[offset : offset + 8] = addresses[symbol].to_bytes(8, "little")
    for relocation in loaded:
        kind = kinds[relocation.kind]
        symbol = relocation.symbol
        target = addresses[symbol]
        if kind.target == "got":
            target = base + layout.slots[symbol]
        elif symbol in layout.stubs and kind.target == "stub":
            target = base + layout.stubs[symbol]
        section = file.sections[relocation.section]
        if relocation.offset + kind.size_bytes > section.size_bytes or section.kind == elf.SHT_NOBITS:
            raise BadCodeObject(
                f"the image is damaged: a relocation at byte {relocation.offset} of section {section.name},"
                f" which has {section.size_bytes}"
            )
        at = layout.sections[relocation.section] + relocation.offset
        old = int.from_bytes(memory[at : at + kind.size_bytes], "little")
        try:
            new = kind.apply(target + relocation.addend, base + at, old)
        except OutOfReach as error:
            raise BadCodeObject(
                f"{kind.name} against {file.symbols[symbol].name or 'a section'}: {error}: compile with -fPIC"
            ) from error
        memory[at : at + kind.size_bytes] = new.to_bytes(kind.size_bytes, "little")


class _Functions(Mapping[str, Function]):
    """The functions of a code object, made on demand: a function keeps its code object alive, not it them."""

    def __init__(self, owner: LoadedObject, addresses: Mapping[str, int]) -> None:
        self._owner, self._addresses = owner, addresses

    def __getitem__(self, name: str) -> Function:
        return Function(name, self._addresses[name], self._owner)

    def __iter__(self) -> Iterator[str]:
        return iter(self._addresses)

    def __len__(self) -> int:
        return len(self._addresses)


class LoadedObject(Owned):
    """A loaded image. Its memory goes once it is closed, or nothing refers to it, and no queue runs it."""

    def __init__(self, image: bytes, process: Process = THIS_PROCESS) -> None:
        """Load `image` for the processor this runs on, to be run in `process`.

        Raises UnsupportedArchitecture for another machine's image, BadCodeObject for one that is damaged,
        linked, or in need of what nobody has, OutOfMemory.
        """
        file = elf.read(image)
        _check(file, _host_machine())
        layout = _Layout(file)
        mapping = process.map(layout.size_bytes)
        base, memory = mapping.address, mapping.bytes
        for index, offset in layout.sections.items():
            section = file.sections[index]
            if section.kind != elf.SHT_NOBITS:
                memory[offset : offset + section.size_bytes] = elf.contents(image, section)
        _relocate(file, layout, base, memory, process)
        start = 0
        for end, protection in zip(layout.ends, _PROTECTIONS, strict=True):
            if end > start:
                process.protect(mapping, start, _aligned(end, PAGE_BYTES) - start, protection)
            start = _aligned(end, PAGE_BYTES)
        self.mapping: Mapped | None = mapping
        self._addresses = {
            symbol.name: base + layout.sections[symbol.section] + symbol.value
            for symbol in file.symbols
            if symbol.kind == elf.STT_FUNC
            and symbol.binding != elf.STB_LOCAL
            and symbol.section in layout.sections
            and symbol.value < file.sections[symbol.section].size_bytes
        }

    @property
    def functions(self) -> Mapping[str, Function]:
        """The global functions of the image by name."""
        return _Functions(self, self._addresses)

    def close(self) -> None:
        """Let go of the image; memory that a queue still runs goes when that is done."""
        self.mapping = None
        self._addresses = {}
