"""A reader of 64-bit little-endian ELF object files: sections, symbols, relocations.

Written on `struct` because it runs whenever a cached kernel is loaded, in every process: importing pyelftools
takes 45 to 70 ms, a fifth of what a whole cold start may take. The tests hold it to pyelftools' reading of
the same files. The layouts and numbers are those of <elf.h>.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace

from .errors import BadCodeObject

ET_REL, ET_DYN = 1, 3
EM_X86_64, EM_AARCH64, EM_AMDGPU = 62, 183, 224
SHT_PROGBITS, SHT_SYMTAB, SHT_RELA, SHT_NOTE, SHT_NOBITS, SHT_REL, SHT_DYNSYM = 1, 2, 4, 7, 8, 9, 11
SHF_WRITE, SHF_ALLOC, SHF_EXECINSTR, SHF_TLS = 1, 2, 4, 0x400
SHN_UNDEF, SHN_LORESERVE, SHN_ABS, SHN_COMMON = 0, 0xFF00, 0xFFF1, 0xFFF2
STB_LOCAL, STB_GLOBAL, STB_WEAK = 0, 1, 2
STT_OBJECT, STT_FUNC = 1, 2

MACHINES = {3: "i386", 40: "arm", 62: "x86_64", 183: "aarch64", 190: "NVIDIA", 224: "AMD GPU", 243: "riscv"}

_HEADER = struct.Struct("<4s5B7xHHIQQQIHHHHHH")
_SECTION = struct.Struct("<IIQQQQIIQQ")
_SYMBOL = struct.Struct("<IBBHQQ")
_RELA = struct.Struct("<QIIq")


@dataclass(frozen=True)
class Section:
    """`address` is where a linked file wants the section, relative to where the file is loaded."""

    name: str
    kind: int
    flags: int
    offset: int
    size_bytes: int
    link: int
    info: int
    alignment: int
    address: int = 0


@dataclass(frozen=True)
class Symbol:
    """`section` is an index into the sections, or one of the SHN_* numbers."""

    name: str
    binding: int
    kind: int
    section: int
    value: int
    size_bytes: int


@dataclass(frozen=True)
class Relocation:
    """`section` is the index of the section patched, at `offset`; `symbol` an index into the symbols."""

    section: int
    offset: int
    kind: int
    symbol: int
    addend: int


@dataclass(frozen=True)
class ObjectFile:
    """`flags` is the header's e_flags, whose meaning is the machine's. A linked file's symbols are those of
    its dynamic symbol table, which its relocations name, and its relocations' places are addresses.
    """

    machine: int
    kind: int
    sections: tuple[Section, ...]
    symbols: tuple[Symbol, ...]
    relocations: tuple[Relocation, ...]
    flags: int = 0


def _text(strings: bytes, offset: int) -> str:
    end = strings.find(b"\0", offset)
    if (offset >= len(strings) and offset) or (end < 0 and strings):
        raise BadCodeObject(
            f"the image is damaged: a name lies at {offset}, outside its {len(strings)} bytes of names"
        )
    return strings[offset:end].decode("utf-8", "replace")


def contents(image: bytes, section: Section) -> bytes:
    """The bytes of a section of `image`. Raises BadCodeObject when the image ends before it does."""
    end = section.offset + section.size_bytes
    if end > len(image):
        raise BadCodeObject(
            f"the image is cut short: section {section.name or section.kind} ends at byte {end}, the image"
            f" at {len(image)}"
        )
    return image[section.offset : end]


def _section_at(sections: list[Section], index: int, what: str) -> Section:
    if index >= len(sections):
        raise BadCodeObject(f"the image is damaged: {what} names section {index} of {len(sections)}")
    return sections[index]


def _sections(image: bytes, offset: int, count: int, names: int) -> list[Section]:
    if offset + count * _SECTION.size > len(image):
        raise BadCodeObject(
            f"the image is cut short: its {count} section headers start at byte {offset} of {len(image)}"
        )
    headers = [_SECTION.unpack_from(image, offset + index * _SECTION.size) for index in range(count)]
    plain = [
        Section("", kind, flags, start, size, link, info, max(1, alignment), address)
        for _, kind, flags, address, start, size, link, info, alignment, _ in headers
    ]
    strings = contents(image, _section_at(plain, names, "the header"))
    return [
        replace(section, name=_text(strings, header[0]))
        for header, section in zip(headers, plain, strict=True)
    ]


def read(image: bytes) -> ObjectFile:
    """Read an ELF file from memory. Raises BadCodeObject, with what is wrong and where."""
    if len(image) < _HEADER.size or image[:4] != b"\x7fELF":
        raise BadCodeObject(
            f"the image is not an ELF file: its {len(image)} bytes start with {image[:4].hex() or 'nothing'}"
        )
    (
        _,
        word,
        order,
        _,
        _,
        _,
        kind,
        machine,
        _,
        _,
        _,
        section_at,
        machine_flags,
        _,
        _,
        _,
        entry,
        count,
        names,
    ) = _HEADER.unpack_from(image)
    if (word, order) != (2, 1):
        raise BadCodeObject("the image is not a 64-bit little-endian ELF file")
    if entry != _SECTION.size:
        raise BadCodeObject(f"the image is damaged: its section headers are said to have {entry} bytes each")
    sections = _sections(image, section_at, count, names)
    symbols: list[Symbol] = []
    relocations: list[Relocation] = []
    table_kind = SHT_DYNSYM if kind == ET_DYN else SHT_SYMTAB
    tables = [section for section in sections if section.kind == table_kind]
    if len(tables) > 1:
        raise BadCodeObject(f"the image is damaged: it has {len(tables)} symbol tables")
    for table in tables:
        strings = contents(image, _section_at(sections, table.link, "the symbol table"))
        data = contents(image, table)
        data = data[: len(data) - len(data) % _SYMBOL.size]
        symbols = [
            Symbol(_text(strings, name), info >> 4, info & 15, section, value, size)
            for name, info, _, section, value, size in _SYMBOL.iter_unpack(data)
        ]
    for section in sections:
        if section.kind == SHT_REL:
            raise BadCodeObject(
                f"section {section.name} has relocations without addends, which no 64-bit target uses"
            )
        if section.kind == SHT_RELA:
            _section_at(sections, section.info, f"section {section.name}")
            data = contents(image, section)
            data = data[: len(data) - len(data) % _RELA.size]
            relocations += [
                Relocation(section.info, offset, kind_, symbol, addend)
                for offset, kind_, symbol, addend in _RELA.iter_unpack(data)
            ]
    return ObjectFile(machine, kind, tuple(sections), tuple(symbols), tuple(relocations), machine_flags)
