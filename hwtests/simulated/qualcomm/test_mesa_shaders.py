"""Compute shaders that Mesa's compiler made (shaders/, 21.2): the simulated shader processors, judged by a
compiler that is not Barewire's, and their checks of delay slots and sync flags by programs known to be right.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from barewire.drivers.simulated.qualcomm.engines.dispatch import Resources

from . import assembling as a
from .bare_processor import Memory, run
from .test_resources import XYZW

SHADERS = Path(__file__).parent / "shaders"
FILES = sorted(SHADERS.glob("*.json"))
rng = np.random.default_rng(7)


class Shader:
    """One compiled shader with its buffers, in the order of their bindings."""

    def __init__(self, path: Path) -> None:
        self.told = json.loads(path.read_text())
        self.memory = Memory()
        self.images: list[list[int]] = []
        self.textures: list[list[int]] = []
        self.addresses: list[int] = []
        self.views: list[np.ndarray[Any, Any]] = []
        self.push: list[int] = []
        self.uniform = b""
        self.uniform_address = 0

    def buffer(self, values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Bind a buffer; returns what the shader leaves in it."""
        address, view = self.memory.add(values)
        elements = values.nbytes // 4
        self.addresses.append(address)
        words = [0x4B << 22, elements & 0x7FFF | elements >> 15 << 15, 1 << 4 | 4 << 29, 0]
        self.images.append([*words, address & 0xFFFFFFFF, address >> 32, *[0] * 10])
        return view

    def image(
        self, values: np.ndarray[Any, Any], format: int, as_texture: bool = False
    ) -> np.ndarray[Any, Any]:
        """Bind an image of two dimensions, or a texture."""
        address, view = self.memory.add(values)
        height, width = values.shape[:2]
        words = [format << 22 | XYZW, width | height << 15, values.strides[0] << 7 | 1 << 29, 0]
        made = [*words, address & 0xFFFFFFFF, address >> 32, *[0] * 10]
        (self.textures if as_texture else self.images).append(made)
        if as_texture:
            self.addresses.append(0)
        return view

    def constants(self, values: np.ndarray[Any, Any]) -> None:
        """Bind a uniform buffer, the only one."""
        self.uniform = values.tobytes()
        self.uniform_address = self.memory.add(values)[0]

    def run(self, groups: tuple[int, int, int]) -> None:
        """Dispatch."""
        told, places = self.told, self.told["constants"]
        file = np.zeros(4 * max(told["constant_vec4s"], 1), np.uint32)
        if told["global"]:
            for n, address in enumerate(self.addresses):
                file[2 * n], file[2 * n + 1] = address & 0xFFFFFFFF, address >> 32
        first = places["push"] + (0 if not self.push else self.push[0])
        file[first : first + len(self.push[1:])] = self.push[1:]
        file[places["immediates"] :][: len(told["immediates"])] = told["immediates"]
        uniforms = 0
        for place in told["ubo_ranges"]:
            part = np.frombuffer(self.uniform[place["start"] : place["end"]], np.uint32)
            file[place["constant"] :][: len(part)] = part
            table = np.zeros((place["block"] + 1, 2), np.uint32)
            size = len(self.uniform) // 16 << 17
            table[-1] = self.uniform_address & 0xFFFFFFFF, self.uniform_address >> 32 | size
            uniforms = self.memory.add(table)[0]
        tables = [
            self.memory.add(np.array(one, np.uint32).reshape(-1))[0] if one else 0
            for one in (self.images, self.textures)
        ]
        resources = Resources(
            images=tables[0],
            image_count=len(self.images),
            textures=tables[1],
            texture_count=len(self.textures),
            uniform_buffers=uniforms,
            uniform_buffer_count=8 if uniforms else 0,
        )
        private, _ = self.memory.add(np.zeros(max(told["private_bytes"], 1) * 256, np.uint8))
        run(
            a.program(*(int(word, 16) for word in told["code"])),
            self.memory,
            groups=groups,
            local_size=tuple(told["workgroup_size"]),
            lanes=128 if told["double_threadsize"] else 64,
            registers=told["full_registers"],
            constants=file.tobytes(),
            shared_bytes=told["shared_bytes"],
            branch_stack=2 * told["branchstack"],
            local_id_register=a.number(told["local_invocation_id"]),
            group_id_register=a.number(told["workgroup_id"]),
            private_address=private,
            private_lane_bytes=told["private_bytes"],
            private_waves=2 if told["private_bytes"] else 0,
            resources=resources,
        )


def vector_add(shader: Shader) -> None:
    x, y = (rng.normal(size=256).astype(np.float32) for _ in range(2))
    shader.buffer(x), shader.buffer(y)
    z = shader.buffer(np.zeros(256, np.float32))
    shader.run((4, 1, 1))
    np.testing.assert_array_equal(z, x + y)


def saxpy_half(shader: Shader) -> None:
    x, y = (rng.normal(size=256).astype(np.float32) for _ in range(2))
    shader.buffer(x)
    z = shader.buffer(y)
    shader.run((4, 1, 1))
    product = np.float16(1.5) * x.astype(np.float16)
    # Mesa has the sum of halves go to a full register, and takes its rounding for the hardware's affair.
    np.testing.assert_allclose(z, product.astype(np.float32) + y.astype(np.float16), rtol=2**-11, atol=1e-6)


def reduction(shader: Shader) -> None:
    x = rng.integers(-50, 50, 512).astype(np.float32)
    shader.buffer(x)
    sums = shader.buffer(np.zeros(4, np.float32))
    shader.run((4, 1, 1))
    np.testing.assert_array_equal(sums, x.reshape(4, 128).sum(1))


def tiled_product(shader: Shader) -> None:
    size = 24
    x, y = (rng.integers(-9, 9, (size, size)).astype(np.float32) for _ in range(2))
    shader.buffer(x), shader.buffer(y)
    z = shader.buffer(np.zeros_like(x))
    shader.push = [8, size]
    shader.run((3, 3, 1))
    np.testing.assert_array_equal(z, x @ y)


def collatz(shader: Shader) -> None:
    starts = rng.integers(1, 500, 128).astype(np.uint32)
    shader.buffer(starts)
    steps = shader.buffer(np.zeros(128, np.uint32))
    shader.run((2, 1, 1))

    def count(n: int) -> int:
        found = 0
        while n > 1:
            if n & 1:
                n = 3 * n + 1
                found += 1000 * (n > 10000)
            else:
                n //= 2
            found += 1
        return found

    np.testing.assert_array_equal(steps, [count(int(n)) for n in starts])


def private_array(shader: Shader) -> None:
    values = rng.integers(0, 2**32, 128).astype(np.uint32)
    shader.buffer(values)
    results = shader.buffer(np.zeros(128, np.uint32))
    shader.run((2, 1, 1))
    digits = values[:, None] >> (2 * np.arange(16)) & 3
    counts = [(digits == digit).sum(1) for digit in range(4)]
    np.testing.assert_array_equal(results, sum(n << 5 * (3 - digit) for digit, n in enumerate(counts)))


def integer_division(shader: Shader) -> None:
    x, y = (rng.integers(-(2**31), 2**31, 256).astype(np.int32) for _ in range(2))
    y[:128] = rng.integers(1, 100, 128)
    shader.buffer(x), shader.buffer(y)
    results = shader.buffer(np.zeros((256, 4), np.int32))
    shader.run((4, 1, 1))
    quotient = (
        np.sign(x.astype(np.int64) * y) * (abs(x.astype(np.int64)) // abs(y.astype(np.int64)))
    ).astype(np.int32)
    u, v = x.view(np.uint32), y.view(np.uint32)
    expected = [quotient, (u // v).view(np.int32), x - quotient * y, (u % v).view(np.int32)]
    np.testing.assert_array_equal(results, np.stack(expected, 1))


def atomics(shader: Shader) -> None:
    values = rng.integers(0, 1000, 256).astype(np.uint32)
    shader.buffer(values)
    totals = shader.buffer(np.zeros(19, np.uint32))
    sums = shader.buffer(np.zeros((4, 2), np.uint32))
    shader.run((4, 1, 1))
    np.testing.assert_array_equal(totals[:16], np.bincount(values & 15, minlength=16))
    assert (totals[16], totals[17]) == (values.max(), 9)
    assert totals[18].astype(np.int32) == min(int(values.min()) - 500, 0)
    grouped = values.reshape(4, 64)
    np.testing.assert_array_equal(sums, np.stack([grouped.sum(1), grouped.min(1)], 1))


def conversions(shader: Shader) -> None:
    x = np.concatenate([rng.normal(0, 1000, 120), [0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 3.0, 0.0]]).astype(
        np.float32
    )
    shader.buffer(x)
    results = shader.buffer(np.zeros((128, 7), np.int32))
    shader.run((2, 1, 1))
    whole = x.astype(np.int32)
    rounded = [np.floor(x), 3 * np.ceil(x), 7 * np.trunc(x), 11 * np.rint(x)]
    np.testing.assert_array_equal(results[:, 0], whole)
    np.testing.assert_array_equal(results[:, 1], sum(rounded).astype(np.int32))
    bits = [f"{int(n) & 0xFFFFFFFF:032b}" for n in whole]
    reverse = np.array([int(text[::-1], 2) for text in bits], np.uint32).view(np.int32)
    np.testing.assert_array_equal(results[:, 2], reverse)
    np.testing.assert_array_equal(results[:, 3], [text.count("1") for text in bits])
    np.testing.assert_array_equal(results[:, 4], [abs(int(n)).bit_length() - 1 for n in whole])
    shifted = np.where(x > 1.5, whole << 3, whole >> 1) ^ x.view(np.int32)
    np.testing.assert_array_equal(results[:, 5], shifted)
    # GLSL lets the order of what is added and how integers beyond 2**24 round be the compiler's.
    unsigned = whole.view(np.uint32).astype(np.float64)
    expected = unsigned + np.clip(x, -1, 1) + np.sign(x) * (x - np.floor(x))
    np.testing.assert_allclose(results[:, 6].view(np.float32), expected, rtol=3e-7, atol=1e-4)


def special_functions(shader: Shader) -> None:
    x = np.exp(rng.uniform(-3, 3, 128)).astype(np.float32)
    shader.buffer(x)
    results = shader.buffer(np.zeros((128, 9), np.float32))
    shader.run((2, 1, 1))
    wide = x.astype(np.float64)
    np.testing.assert_allclose(results[:, :2], np.stack([np.sin(wide), np.cos(wide)], 1), atol=2**-11)
    exact = [np.exp2(wide), np.log2(wide), wide**-0.5, np.sqrt(wide), 1 / wide, np.exp(-wide), np.log(wide)]
    np.testing.assert_allclose(results[:, 2:], np.stack(exact, 1), rtol=4e-6, atol=1e-6)


def texture_fetch(shader: Shader) -> None:
    texels = rng.integers(0, 100, (16, 16, 4)).astype(np.float32)
    shader.image(texels, 0x82, as_texture=True)
    if not shader.told["global"]:
        shader.images.append([0] * 16)
    results = shader.buffer(np.zeros((16, 16, 4), np.float32))
    shader.push = [0, 16]
    shader.run((2, 2, 1))
    expected = texels.copy()
    expected[:15, :15] += 2 * texels[1:, 1:]
    np.testing.assert_array_equal(results, expected)


def image_copy(shader: Shader) -> None:
    source = rng.integers(0, 100, (16, 16)).astype(np.float32)
    shader.image(source, 0x4A)
    result = shader.image(np.zeros((16, 16), np.float32), 0x4A)
    shader.textures.append(shader.images[0])
    shader.run((2, 2, 1))
    np.testing.assert_array_equal(result, source.T * np.float32(0.5))


def half_polynomial(shader: Shader) -> None:
    x = rng.normal(size=128).astype(np.float16)
    shader.buffer(x)
    results = shader.buffer(np.zeros(128, np.float32))
    shader.run((2, 1, 1))
    value = x.astype(np.float64)
    total = ((0.25 * value - 0.5) * value + 0.75) * value + 1
    half = value * 0.5
    expected = np.maximum(total, -2) + (half - np.floor(half)) * np.sqrt(abs(value))
    np.testing.assert_allclose(results, expected, rtol=4e-3, atol=4e-3)


def relative_registers(shader: Shader) -> None:
    values = rng.integers(0, 2**32, 128).astype(np.uint32)
    shader.buffer(values)
    results = shader.buffer(np.zeros(128, np.uint32))
    shader.run((2, 1, 1))

    def swapped(value: int) -> int:
        numbers = [value >> 4 * k & 15 for k in range(8)]
        first, second = value & 7, value >> 7 & 7
        numbers[first], numbers[second] = numbers[second], numbers[first]
        return sum(number << 4 * k for k, number in enumerate(numbers))

    np.testing.assert_array_equal(results, [swapped(int(value)) for value in values])


def scratch_array(shader: Shader) -> None:
    seeds = rng.integers(0, 2**32, 64).astype(np.uint32)
    shader.buffer(seeds)
    results = shader.buffer(np.zeros(64, np.uint32))
    shader.run((1, 1, 1))

    def mixed(seed: int) -> int:
        table = [k * seed % 2**32 for k in range(100)]
        for k in range(40):
            seed = (seed * 1664525 + 1013904223) % 2**32
            at = (seed >> 16) % 100
            table[at] = (table[99 - at] + k) % 2**32
        total = 0
        for number in table:
            total = (total * 31 + number) % 2**32
        return total

    np.testing.assert_array_equal(results, [mixed(int(seed)) for seed in seeds])


@np.errstate(over="ignore")
def short_integers(shader: Shader) -> None:
    x = rng.integers(-(2**31), 2**31, 128).astype(np.int32)
    shader.buffer(x)
    results = shader.buffer(np.zeros((128, 6), np.int32))
    shader.run((2, 1, 1))
    low, high = x.astype(np.int16), (x >> 16).astype(np.int16)
    unsigned = high.view(np.uint16)
    expected = [
        low + high,
        low - high * np.int16(3),
        np.minimum(low, high),
        (low >> 2).astype(np.int32) ^ (unsigned >> 3).astype(np.int32),
        np.where(low < high, low & high, low | ~high),
        (low.astype(np.float32) * np.float32(0.5)).astype(np.int32) + low.view(np.uint16).astype(np.int32),
    ]
    np.testing.assert_array_equal(results, np.stack([one.astype(np.int32) for one in expected], 1))


def uniform_buffer(shader: Shader) -> None:
    x = rng.integers(0, 2**32, 128).astype(np.uint32)
    rows = rng.integers(-50, 50, (1000, 4)).astype(np.float32)
    shader.buffer(x)
    results = shader.buffer(np.zeros((128, 4), np.float32))
    shader.constants(rows)
    shader.run((2, 1, 1))
    np.testing.assert_array_equal(results, rows[x % 1000] + rows[999])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shader_of_mesas_gives_the_right_numbers(path):
    shader = Shader(path)
    name = path.stem.split(".")[0].removesuffix("global").rstrip("_-")
    globals()[name](shader)
