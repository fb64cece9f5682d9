"""The image that the compiler for Adreno hands to a card: machine code, and what the driver must know of it.

A container of our own, little-endian: a header with the sum of what follows it, a record for each kernel,
then the code of all kernels. `pack` and `parse` are each other's inverse. Registers are numbered as the
hardware does it: four times the vector register plus the component.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..errors import BadCodeObject
from .descriptors import DESCRIPTOR_DWORDS, SAMPLER_DWORDS
from .registers import NO_REGISTER

MAGIC = b"BWADRENO"
VERSION = 1
CODE_ALIGNMENT = 128
"""SP_CS_INSTRLEN counts in 16 instructions of 8 bytes, and so long each kernel's code is filled up."""
NOWHERE = 0xFFFF
"""For a place in the constant file: the kernel has no use for what would go there."""
ANY_BLOCK = (0, 0, 0)
"""For the size of groups: whatever a dispatch says."""

_HEADER = struct.Struct("<8sHHIIII")
# The fixed part of a kernel's record: fields of `Kernel`, and how each is packed.
_FIXED = {
    **dict.fromkeys(("code_offset", "code_bytes"), "I"),
    **dict.fromkeys(("private_bytes", "shared_bytes", "argument_bytes"), "I"),
    **dict.fromkeys(("constant_dwords", "argument_constant"), "H"),
    **dict.fromkeys(("group_count_constant", "block_constant"), "H"),
    **dict.fromkeys(("full_registers", "half_registers", "branch_stack", "wave_lanes"), "B"),
    **dict.fromkeys(("group_id_register", "local_id_register", "linear_id_register"), "B"),
    **dict.fromkeys(("merged_registers", "early_preamble", "private_per_wave"), "?"),
}
# Then the sizes of a group, and how many constants, textures, images and samplers follow.
_KERNEL = struct.Struct(f"<{''.join(_FIXED.values())}3H4H")
_COUNT = struct.Struct("<H")
_RUN = struct.Struct("<HH")
_ARGUMENT_OFFSET = struct.Struct("<I")
_DESCRIPTOR = struct.Struct(f"<{DESCRIPTOR_DWORDS}I")
_SAMPLER = struct.Struct(f"<{SAMPLER_DWORDS}I")


@dataclass(frozen=True)
class Descriptor:
    """A texture or an image: its descriptor (TEX_CONST) without an address. The arguments have that, in the
    8 bytes from `argument_offset` on.
    """

    argument_offset: int
    dwords: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Kernel:
    """One kernel. Its code is the bytes from `code_offset` on of the image's code.

    Registers of the files are counted in vectors of four. `constant_dwords` is how much of the constant file
    it reads, and `*_constant` are places in it, in dwords and multiples of four: where the arguments go, the
    three counts of groups, the three sizes of a group; NOWHERE for what it does not ask for. `constants` are
    numbers that the driver puts there: (place, bytes), both whole vectors. `*_register` are where a lane
    finds the id of its group, of itself in the group, and of itself in a line; NO_REGISTER for none.

    `wave_lanes` is 64 or 128. `private_bytes` is memory of each lane, a multiple of 512 or none, laid out by
    wave or by lane. `branch_stack` is what SP_CS_CTRL_REG0 takes. Textures, images and samplers are by
    number.
    """

    name: str
    code_offset: int
    code_bytes: int
    full_registers: int
    half_registers: int = 0
    constant_dwords: int = 0
    private_bytes: int = 0
    shared_bytes: int = 0
    block: tuple[int, int, int] = ANY_BLOCK
    branch_stack: int = 0
    wave_lanes: int = 64
    merged_registers: bool = True
    early_preamble: bool = False
    private_per_wave: bool = True
    argument_bytes: int = 0
    argument_constant: int = NOWHERE
    group_count_constant: int = NOWHERE
    block_constant: int = NOWHERE
    group_id_register: int = NO_REGISTER
    local_id_register: int = NO_REGISTER
    linear_id_register: int = NO_REGISTER
    constants: tuple[tuple[int, bytes], ...] = ()
    textures: tuple[Descriptor, ...] = ()
    images: tuple[Descriptor, ...] = ()
    samplers: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Image:
    """Kernels for the cards of one generation (6 for a6xx, 7 for a7xx), and the code of all of them."""

    generation: int
    kernels: tuple[Kernel, ...]
    code: bytes

    def code_of(self, kernel: Kernel) -> bytes:
        """The machine code of a kernel."""
        return self.code[kernel.code_offset : kernel.code_offset + kernel.code_bytes]


def join(generation: int, parts: Sequence[tuple[Kernel, bytes]]) -> Image:
    """An image of kernels and the code of each, whose offsets and sizes are put right."""
    kernels, code = [], bytearray()
    for kernel, instructions in parts:
        size = -(-len(instructions) // CODE_ALIGNMENT) * CODE_ALIGNMENT
        kernels.append(replace(kernel, code_offset=len(code), code_bytes=size))
        code += instructions.ljust(size, b"\0")
    return Image(generation, tuple(kernels), bytes(code))


def pack(image: Image) -> bytes:
    """The bytes of an image."""
    records = b"".join(map(_packed, image.kernels))
    body = records + image.code
    return (
        _HEADER.pack(
            MAGIC,
            VERSION,
            image.generation,
            len(image.kernels),
            len(records),
            len(image.code),
            zlib.crc32(body),
        )
        + body
    )


def _packed(kernel: Kernel) -> bytes:
    name = kernel.name.encode()
    fixed = _KERNEL.pack(
        *(getattr(kernel, field) for field in _FIXED),
        *kernel.block,
        *map(len, (kernel.constants, kernel.textures, kernel.images, kernel.samplers)),
    )
    parts = [_COUNT.pack(len(name)), name, fixed]
    for place, data in kernel.constants:
        parts += [_RUN.pack(place, len(data)), data]
    for descriptor in (*kernel.textures, *kernel.images):
        parts += [_ARGUMENT_OFFSET.pack(descriptor.argument_offset), _DESCRIPTOR.pack(*descriptor.dwords)]
    parts += [_SAMPLER.pack(*sampler) for sampler in kernel.samplers]
    return b"".join(parts)


class _Reader:
    """Bytes that are read one piece after the other."""

    def __init__(self, data: memoryview) -> None:
        self._data, self._at = data, 0

    def bytes(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._data):
            raise BadCodeObject(f"the image ends within a kernel's record, at byte {len(self._data)}")
        self._at, start = end, self._at
        return bytes(self._data[start:end])

    def numbers(self, layout: struct.Struct) -> tuple[int, ...]:
        return layout.unpack(self.bytes(layout.size))

    @property
    def left(self) -> int:
        return len(self._data) - self._at


def parse(data: bytes) -> Image:
    """The image in `data`. Raises BadCodeObject, also for numbers that no kernel has."""
    if len(data) < _HEADER.size or data[: len(MAGIC)] != MAGIC:
        raise BadCodeObject(f"no image for an Adreno: it does not begin with {MAGIC!r}")
    _, version, generation, count, record_bytes, code_bytes, checksum = _HEADER.unpack_from(data)
    if version != VERSION:
        raise BadCodeObject(f"the image has version {version} of its format; this is version {VERSION}")
    body = memoryview(data)[_HEADER.size :]
    if len(body) != record_bytes + code_bytes or zlib.crc32(body) != checksum:
        raise BadCodeObject(
            f"the image is damaged: {len(body)} bytes that are not the {record_bytes + code_bytes} it had"
        )
    reader = _Reader(body[:record_bytes])
    kernels = tuple(_kernel(reader, code_bytes) for _ in range(count))
    if reader.left:
        raise BadCodeObject(f"the image has {reader.left} bytes more of records than {count} kernels have")
    return Image(generation, kernels, bytes(body[record_bytes:]))


def _kernel(reader: _Reader, code_bytes: int) -> Kernel:
    (name_bytes,) = reader.numbers(_COUNT)
    try:
        name = reader.bytes(name_bytes).decode()
    except UnicodeDecodeError as error:
        raise BadCodeObject(f"the image has a kernel without a name: {error}") from error
    numbers = reader.numbers(_KERNEL)
    fixed: dict[str, Any] = dict(zip(_FIXED, numbers, strict=False))
    x, y, z, constants, textures, images, samplers = numbers[len(_FIXED) :]
    kernel = Kernel(
        name=name,
        block=(x, y, z),
        constants=tuple(_run(reader) for _ in range(constants)),
        textures=tuple(_descriptor(reader) for _ in range(textures)),
        images=tuple(_descriptor(reader) for _ in range(images)),
        samplers=tuple(reader.numbers(_SAMPLER) for _ in range(samplers)),
        **fixed,
    )
    _check(kernel, code_bytes)
    return kernel


def _run(reader: _Reader) -> tuple[int, bytes]:
    place, size = reader.numbers(_RUN)
    return place, reader.bytes(size)


def _descriptor(reader: _Reader) -> Descriptor:
    (offset,) = reader.numbers(_ARGUMENT_OFFSET)
    return Descriptor(offset, reader.numbers(_DESCRIPTOR))


def _check(kernel: Kernel, code_bytes: int) -> None:
    """Raises BadCodeObject for what would have the card read past something."""

    def refuse(why: str) -> BadCodeObject:
        return BadCodeObject(f"kernel {kernel.name!r} of the image {why}")

    if kernel.code_offset % CODE_ALIGNMENT or kernel.code_bytes % CODE_ALIGNMENT or not kernel.code_bytes:
        raise refuse(f"has {kernel.code_bytes} bytes of code at {kernel.code_offset}: no multiples of 128")
    if kernel.code_offset + kernel.code_bytes > code_bytes:
        raise refuse(f"ends past the {code_bytes} bytes of code")
    if kernel.wave_lanes not in (64, 128):
        raise refuse(f"has waves of {kernel.wave_lanes} lanes")
    if kernel.private_bytes % 512:
        raise refuse(f"has {kernel.private_bytes} bytes of private memory: no multiple of 512")
    places = [
        (kernel.argument_constant, -(-kernel.argument_bytes // 4)),
        (kernel.group_count_constant, 3),
        (kernel.block_constant, 3),
        *((place, len(data) // 4) for place, data in kernel.constants),
    ]
    for place, dwords in places:
        if place != NOWHERE and (place % 4 or place + dwords > kernel.constant_dwords):
            raise refuse(f"has {dwords} constants at {place} of {kernel.constant_dwords}, or not on a vector")
    if kernel.constant_dwords % 4 or any(len(data) % 16 for _, data in kernel.constants):
        raise refuse("has constants that are not whole vectors")
    for descriptor in (*kernel.textures, *kernel.images):
        if descriptor.argument_offset + 8 > kernel.argument_bytes:
            raise refuse(f"has a texture at argument byte {descriptor.argument_offset}, past its arguments")
