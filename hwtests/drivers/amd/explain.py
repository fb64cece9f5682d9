"""Packet streams as text in which every word says what it is and where that is written down.

A line is: the word, what it is in the names of the declared fields, and its source.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from barewire.drivers.amd import aql, pm4, registers, sdma
from barewire.drivers.amd.packet import Fields, Long, Packet3Header, packet_dwords
from barewire.drivers.architectures.amd import AmdArchitecture

_RSRC3 = {True: registers.COMPUTE_PGM_RSRC3_gfx90a, False: registers.COMPUTE_PGM_RSRC3_gfx10}

# Where the content of a register is laid down, where it has fields of its own here.
_CONTENTS = {
    "COMPUTE_DISPATCH_INITIATOR": registers.COMPUTE_DISPATCH_INITIATOR,
    "COMPUTE_PGM_RSRC1": registers.COMPUTE_PGM_RSRC1,
    "COMPUTE_PGM_RSRC2": registers.COMPUTE_PGM_RSRC2,
    "COMPUTE_RESOURCE_LIMITS": registers.COMPUTE_RESOURCE_LIMITS,
    "COMPUTE_NUM_THREAD_X": registers.COMPUTE_NUM_THREAD,
    "COMPUTE_NUM_THREAD_Y": registers.COMPUTE_NUM_THREAD,
    "COMPUTE_NUM_THREAD_Z": registers.COMPUTE_NUM_THREAD,
}

_SDMA_SOURCES = {
    (4, 0): "vega10_sdma_pkt_open.h",
    (4, 4): "vega10_sdma_pkt_open.h; sdma_v4_4_2.c",
    (5, 0): "navi10_sdma_pkt_open.h",
    (5, 2): "navi10_sdma_pkt_open.h; PAL's gfx10_merged_sdma_packets.h",
    (6, 0): "sdma_v6_0_0_pkt_open.h",
    (7, 0): "PAL gfx12_merged_sdma_packets.h",
}

_REGISTER_SOURCES = {
    9: "gc_9_0_offset.h, gc_9_4_3_offset.h, gc_9_0_sh_mask.h",
    10: "PAL gfx9_plus_merged_offset.h, _registers.h",
    11: "PAL gfx9_plus_merged_offset.h, _registers.h",
    12: "PAL gfx12_merged_offset.h, _registers.h",
}


def _source(declaration: type[Fields]) -> str:
    """The sentence of the docstring that begins with `Source`."""
    text = " ".join((declaration.__doc__ or "").split())
    return text.split("Source:")[1].split(". ")[0].strip().rstrip(".")


def _fields_of(packet: Fields, dword: int) -> str:
    """The fields that lie in one dword, with their values; `reserved` where there is none."""
    shown = []
    for name, field in packet.fields.items():
        value = field.extract(packet.dwords, packet.first)
        if isinstance(field, Long) and dword in (field.dword, field.dword + 1):
            half = "low" if dword == field.dword else "high"
            shown.append(f"{name} {half} ({value:#x})")
        elif field.dword == dword and not isinstance(field, Long) and (value or field.high - field.low == 31):
            shown.append(f"{name}={field.show(value)}")
    known = [field for field in packet.fields.values() if any(at == dword for at, _ in field.masks())]
    return ", ".join(shown) or ("all fields 0" if known else "reserved")


def _register_lines(packet: pm4.SET_SH_REG, architecture: AmdArchitecture) -> Iterator[tuple[int, str, str]]:
    names = {
        number: name
        for name, number in registers.compute_registers(
            architecture.major, architecture.name not in ("gfx906", "gfx908")
        ).items()
    }
    for index, word in enumerate(packet.tail):
        name = names[pm4.PACKET3_SET_SH_REG_START + packet.reg_offset + index]
        text = name
        contents = _CONTENTS.get(name)
        if name == "COMPUTE_TMPRING_SIZE":
            contents = registers.COMPUTE_TMPRING_SIZE[architecture.major]
        elif name == "COMPUTE_PGM_RSRC3":
            contents = _RSRC3[architecture.major == 9]
        if contents is not None:
            shown = str(contents.decode(word)).partition(" ")[2]
            text += f": {shown}" if shown else ": 0"
        yield word, text, _REGISTER_SOURCES[architecture.major]


def pm4_lines(data: bytes, architecture: AmdArchitecture) -> Iterator[tuple[int, str, str]]:
    """Each word of a PM4 stream: (word, what it is, source)."""
    dwords = struct.unpack(f"<{len(data) // 4}I", data)
    at = 0
    while at < len(dwords):
        size = packet_dwords(dwords[at])
        header = Packet3Header.decode(dwords[at])
        declaration = pm4.PACKETS[architecture.major][header.opcode]
        packet = declaration.decode(dwords[at : at + size])
        assert packet.reserved_bits() == []
        source = _source(declaration)
        yield (
            dwords[at],
            f"{declaration.__name__}: type=3, count={header.count}, opcode={header.opcode:#x}",
            source,
        )
        for index in range(declaration.size):
            text = _fields_of(packet, index)
            if declaration is pm4.DISPATCH_DIRECT and index == 3:
                text = str(registers.COMPUTE_DISPATCH_INITIATOR.decode(packet.dwords[4]))
                source = _REGISTER_SOURCES[architecture.major]
            yield packet.dwords[1 + index], f"  {text}", source
        if isinstance(packet, pm4.SET_SH_REG):
            for word, text, where in _register_lines(packet, architecture):
                yield word, f"  {text}", where
        at += size


def sdma_lines(data: bytes, architecture: AmdArchitecture) -> Iterator[tuple[int, str, str]]:
    """Each word of an SDMA stream."""
    dwords = struct.unpack(f"<{len(data) // 4}I", data)
    family = sdma.family(architecture.sdma_version)
    at = 0
    while at < len(dwords):
        op, sub_op = dwords[at] & 0xFF, dwords[at] >> 8 & 0xFF
        declaration = sdma.PACKETS[family][op, sub_op]
        packet = declaration.decode(dwords[at:])
        assert packet.reserved_bits() == []
        source = _source(declaration) if declaration is sdma.GCR_USER else _SDMA_SOURCES[family]
        for index in range(declaration.size):
            name = f"{declaration.__name__}: " if index == 0 else "  "
            yield packet.dwords[index], name + _fields_of(packet, index), source
        at += len(packet.dwords)


def aql_lines(data: bytes, architecture: AmdArchitecture) -> Iterator[tuple[int, str, str]]:
    """Each word of a stream of AQL packets."""
    dwords = struct.unpack(f"<{len(data) // 4}I", data)
    for at in range(0, len(dwords), aql.PACKET_DWORDS):
        declaration = aql.PACKETS[dwords[at] & 0xFF]
        packet = declaration.decode(dwords[at : at + aql.PACKET_DWORDS])
        assert packet.reserved_bits() == []
        for index in range(aql.PACKET_DWORDS):
            name = f"{declaration.__name__}: " if index == 0 else "  "
            yield packet.dwords[index], name + _fields_of(packet, index), _source(declaration)


def render(title: str, lines: Sequence[tuple[int, str, str]]) -> str:
    """A golden file's text."""
    body = [f"{word:08x}  {text}  ; {source}" for word, text, source in lines]
    return "\n".join([f"# {title}", *body, ""])


def words(text: str) -> list[int]:
    """The words of a golden file."""
    return [int(line.split()[0], 16) for line in text.splitlines() if line and not line.startswith("#")]
