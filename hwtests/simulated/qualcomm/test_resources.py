"""Buffers, images, textures and uniform buffers by their descriptors."""

from __future__ import annotations

import numpy as np
import pytest

from barewire.drivers.simulated.qualcomm.engines.dispatch import IllegalProgram, Resources

from . import assembling as a
from .bare_processor import Memory, run

END = a.flow("end")
FORMATS = {np.float32: 0x4A, np.uint32: 0x4B, np.int32: 0x4C, np.float16: 0x17, np.uint16: 0x18}
FOUR = {np.float32: 0x82, np.float16: 0x62, np.uint8: 0x33}
XYZW = 0 << 4 | 1 << 7 | 2 << 10 | 3 << 13


def buffer_descriptor(address: int, elements: int, format: int) -> list[int]:
    words = [format << 22, elements & 0x7FFF | (elements >> 15) << 15, 1 << 4 | 4 << 29, 0]
    return [*words, address & 0xFFFFFFFF, address >> 32, *[0] * 10]


def image_descriptor(
    address: int, width: int, height: int, pitch: int, format: int, swizzle: int = XYZW
) -> list[int]:
    words = [format << 22 | swizzle, width | height << 15, pitch << 7 | 1 << 29, 0]
    return [*words, address & 0xFFFFFFFF, address >> 32, *[0] * 10]


def table(memory: Memory, *descriptors: list[int]) -> int:
    return memory.add(np.array([word for one in descriptors for word in one], np.uint32))[0]


@pytest.mark.parametrize("bindless", [False, True])
@pytest.mark.parametrize("lanes", [64, 128])
def test_buffers_are_read_and_written_within_their_size(bindless, lanes):
    memory = Memory()
    values = np.arange(100, 228, dtype=np.uint32)
    source, _ = memory.add(values)
    target, view = memory.add(np.zeros(128, np.uint32))
    at = table(memory, buffer_descriptor(source, 100, 0x4B), buffer_descriptor(target, 120, 0x4B))
    where = Resources(bindless=(0, at, 0, 0, 0)) if bindless else Resources(images=at, image_count=2)
    base = 1 if bindless else None
    code = a.program(
        a.by_descriptor("ldib.b", "u32", "r2.x", "r0.x", 0, base=base),
        a.nop(0, sy=True),
        a.by_descriptor("stib.b", "u32", "r2.x", "r0.x", 1, base=base),
        END,
    )
    run(code, memory, resources=where, local_size=(128, 1, 1), lanes=lanes)
    np.testing.assert_array_equal(view, np.where(np.arange(128) < 100, values, 0))
    run(
        a.program(a.by_descriptor("stib.b", "u32", "r0.x", "r0.x", 1, base=base), END),
        memory,
        resources=where,
        local_size=(128, 1, 1),
    )
    np.testing.assert_array_equal(view, [*range(120), *[0] * 8])


def test_atomics_of_buffers_give_back_what_was_there():
    memory = Memory()
    target, view = memory.add(np.full(4, 10, np.uint32))
    output, old = memory.add(np.zeros(64, np.uint32))
    at = table(memory, buffer_descriptor(target, 4, 0x4B), buffer_descriptor(output, 64, 0x4B))
    code = a.program(
        a.mov("r3.y", 1),
        a.mov("r2.x", 2),
        a.nop(5),
        a.by_descriptor("atomic.b.add", "u32", "r3.x", "r2.x", 0),
        a.nop(0, sy=True),
        a.by_descriptor("stib.b", "u32", "r3.x", "r0.x", 1),
        END,
    )
    run(code, memory, resources=Resources(images=at, image_count=2))
    np.testing.assert_array_equal(view, [10, 10, 74, 10])
    np.testing.assert_array_equal(np.sort(old), np.arange(10, 74))


@pytest.mark.parametrize("dtype", FOUR)
def test_texels_are_read_by_their_format_and_swizzle(dtype):
    memory = Memory()
    texels = np.random.default_rng(1).integers(0, 200, (8, 8, 4)).astype(dtype)
    padded = np.zeros((8, 16, 4), dtype)
    padded[:, :8] = texels
    source, _ = memory.add(padded)
    target, view = memory.add(np.zeros((64, 4), np.float32 if dtype != np.uint8 else np.uint32))
    swizzle = 2 << 4 | 1 << 7 | 0 << 10 | 5 << 13
    pitch = padded.strides[0]
    at = table(memory, image_descriptor(source, 8, 8, pitch, FOUR[dtype], swizzle))
    out = table(memory, buffer_descriptor(target, 256, 0x4B))
    code = a.program(
        a.alu("and.b", "r1.x", "r0.x", 7),
        a.alu("shr.b", "r1.y", "r0.x", 3),
        a.alu("shl.b", "r3.x", "r0.x", 2),
        a.nop(5),
        a.isam("f32" if dtype != np.uint8 else "u32", "r2.x", "r1.x", 0),
        a.nop(0, sy=True),
        a.by_descriptor("stib.b", "u32", "r2.x", "r3.x", 0, size=4),
        END,
    )
    run(code, memory, resources=Resources(textures=at, texture_count=1, images=out, image_count=1))
    expected = texels.reshape(64, 4)[:, [2, 1, 0, 3]].astype(view.dtype)
    expected[:, 3] = 1
    np.testing.assert_array_equal(view, expected)


def test_texels_beyond_the_edge_are_zero():
    memory = Memory()
    source, _ = memory.add(np.ones(32, np.float32))
    target, view = memory.add(np.zeros(64, np.uint32))
    at = table(memory, buffer_descriptor(source, 32, 0x4A))
    out = table(memory, buffer_descriptor(target, 64, 0x4B))
    code = a.program(
        a.mov("r0.y", 0),
        a.nop(5),
        a.isam("f32", "r2.x", "r0.x", 0, mask=1),
        a.nop(0, sy=True),
        a.by_descriptor("stib.b", "u32", "r2.x", "r0.x", 0),
        END,
    )
    resources = Resources(textures=at, texture_count=1, images=out, image_count=1)
    run(code, memory, resources=resources, local_id_register=a.number("r0.x"))
    np.testing.assert_array_equal(view.view(np.float32), [1] * 32 + [0] * 32)


@pytest.mark.parametrize("dtype", [np.float32, np.uint16])
def test_buffers_begin_at_a_texel_of_64_bytes(dtype):
    memory = Memory()
    values = np.random.default_rng(2).integers(0, 60000, 256).astype(dtype)
    source, _ = memory.add(values)
    target, view = memory.add(np.zeros((64, 4), values.dtype))
    four = {np.float32: 0x83, np.uint16: 0x63}[dtype]
    descriptor = buffer_descriptor(source, 40, four)
    descriptor[0] |= XYZW
    descriptor[2] |= 3 << 16
    out = table(memory, buffer_descriptor(target, 256, {np.float32: 0x4B, np.uint16: 0x18}[dtype]))
    type, register = ("u32", "r2.x") if dtype == np.float32 else ("u16", "hr16.x")
    code = a.program(
        a.mov("r0.y", 0),
        a.alu("shl.b", "r3.x", "r0.x", 2),
        a.nop(5),
        a.isam(type, register, "r0.x", 0),
        a.nop(0, sy=True),
        a.by_descriptor("stib.b", type, register, "r3.x", 0, size=4),
        END,
    )
    at = table(memory, descriptor)
    resources = Resources(textures=at, texture_count=1, images=out, image_count=1)
    run(code, memory, resources=resources, registers=16)
    expected = np.zeros((64, 4), dtype)
    expected[:40] = values[12 : 12 + 160].reshape(40, 4)
    np.testing.assert_array_equal(view, expected)
    for word, wrong in ((4, source + 16 & 0xFFFFFFFF), (2, 4 << 29)):
        bad = [*descriptor]
        bad[word] = wrong
        resources = Resources(textures=table(memory, bad), texture_count=1, images=out, image_count=1)
        with pytest.raises(IllegalProgram, match=r"a buffer at \w+ .* is none: the address is no multiple"):
            run(code, memory, resources=resources, registers=16)


def test_images_are_written_by_their_format():
    memory = Memory()
    target, view = memory.add(np.zeros((8, 8), np.float16))
    at = table(memory, image_descriptor(target, 8, 8, 16, 0x17))
    code = a.program(
        a.alu("and.b", "r1.x", "r0.x", 7),
        a.alu("shr.b", "r1.y", "r0.x", 3),
        a.mov("r2.x", "r0.x", "u32f32", 1),
        a.nop(5),
        a.by_descriptor("stib.b", "f32", "r2.x", "r1.x", 0, typed=True, dimensions=2),
        END,
    )
    run(code, memory, resources=Resources(images=at, image_count=1))
    np.testing.assert_array_equal(view, np.arange(64).reshape(8, 8))


@pytest.mark.parametrize("bindless", [False, True])
def test_uniform_buffers(bindless):
    memory = Memory()
    values, _ = memory.add(np.arange(64, dtype=np.uint32))
    target, view = memory.add(np.zeros(64, np.uint32))
    size = [values & 0xFFFFFFFF, values >> 32 | 16 << 17]
    at = table(memory, size + [0] * 14)
    out = table(memory, buffer_descriptor(target, 64, 0x4B))
    code = a.program(
        a.by_descriptor("ldc", "u32", "r2.x", "r0.x", 0, component=2, base=0 if bindless else None),
        a.nop(0, sy=True),
        a.by_descriptor("stib.b", "u32", "r2.x", "r0.x", 0),
        END,
    )
    fields = (
        Resources(bindless=(at, 0, 0, 0, 0), images=out, image_count=1)
        if bindless
        else Resources(uniform_buffers=at, uniform_buffer_count=1, images=out, image_count=1)
    )
    run(code, memory, resources=fields)
    np.testing.assert_array_equal(view, [2 + 4 * n if n < 16 else 0 for n in range(64)])


def test_descriptors_that_are_not_there_are_named():
    memory = Memory()
    target, _ = memory.add(np.zeros(64, np.uint32))
    out = table(memory, buffer_descriptor(target, 64, 0xFE))
    code = a.program(a.by_descriptor("stib.b", "u32", "r0.x", "r0.x", 3), END)
    with pytest.raises(IllegalProgram, match="there is no descriptor 3"):
        run(code, memory, resources=Resources(images=out, image_count=1))
    code = a.program(a.by_descriptor("stib.b", "u32", "r0.x", "r0.x", 0), END)
    with pytest.raises(IllegalProgram, match="the format 0xfe of a descriptor is not simulated"):
        run(code, memory, resources=Resources(images=out, image_count=1))
    code = a.program(a.nop(5), a.by_descriptor("stib.b", "u32", "r0.x", "r0.x", "r0.x"), END)
    with pytest.raises(IllegalProgram, match="lanes name different descriptors"):
        run(code, memory, resources=Resources(images=out, image_count=64))
