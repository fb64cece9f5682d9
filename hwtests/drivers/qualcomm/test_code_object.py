"""The container that the compiler hands to the card: what goes in comes out, and nothing damaged is taken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.drivers.errors import BadCodeObject
from barewire.drivers.qualcomm.code_object import (
    CODE_ALIGNMENT,
    NOWHERE,
    Descriptor,
    Image,
    Kernel,
    join,
    pack,
    parse,
)

dwords = st.integers(0, 2**32 - 1)
small = st.integers(0, 47)
descriptors = st.lists(st.builds(Descriptor, st.integers(0, 24), st.tuples(*[dwords] * 16)), max_size=3).map(
    tuple
)
kernels = st.builds(
    Kernel,
    name=st.text(max_size=20),
    code_offset=st.just(0),
    code_bytes=st.just(0),
    full_registers=small,
    half_registers=small,
    constant_dwords=st.integers(8, 256).map(lambda number: number * 4),
    private_bytes=st.integers(0, 9).map(lambda number: number * 512),
    shared_bytes=st.integers(0, 1 << 15),
    block=st.tuples(*[st.integers(0, 1024)] * 3),
    branch_stack=small,
    wave_lanes=st.sampled_from([64, 128]),
    merged_registers=st.booleans(),
    early_preamble=st.booleans(),
    private_per_wave=st.booleans(),
    argument_bytes=st.just(32),
    argument_constant=st.sampled_from([0, 4, 24, NOWHERE]),
    group_count_constant=st.sampled_from([0, 28, NOWHERE]),
    block_constant=st.sampled_from([8, NOWHERE]),
    group_id_register=st.integers(0, 255),
    local_id_register=st.integers(0, 255),
    linear_id_register=st.integers(0, 255),
    constants=st.lists(st.tuples(st.just(16), st.binary(min_size=16, max_size=16)), max_size=2).map(tuple),
    textures=descriptors,
    images=descriptors,
    samplers=st.lists(st.tuples(*[dwords] * 4), max_size=2).map(tuple),
)
images = st.builds(
    join,
    st.sampled_from([6, 7]),
    st.lists(st.tuples(kernels, st.binary(min_size=1, max_size=300)), max_size=3),
)

ONE = join(6, [(Kernel(name="one", code_offset=0, code_bytes=0, full_registers=1), b"code")])


@settings(deadline=None)
@given(images)
def test_what_is_packed_is_parsed_again(image: Image) -> None:
    assert parse(pack(image)) == image
    for kernel in image.kernels:
        assert kernel.code_offset % CODE_ALIGNMENT == len(image.code_of(kernel)) % CODE_ALIGNMENT == 0


@settings(deadline=None)
@given(images, st.data())
def test_an_image_with_a_wrong_byte_or_none_is_refused(image: Image, data: st.DataObject) -> None:
    whole = pack(image)
    at = data.draw(st.integers(0, len(whole) - 1))
    wrong = bytearray(whole)
    wrong[at] ^= data.draw(st.integers(1, 255))
    for damaged in (bytes(wrong), whole[:at], whole + b"\0"):
        try:
            found = parse(damaged)
        except BadCodeObject:
            continue
        # The generation is not summed up: it is told apart by whoever loads.
        assert replace(found, generation=image.generation) == image


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"code_offset": 1}, "multiples"),
        ({"code_bytes": 0}, "multiples"),
        ({"code_offset": 128}, "past"),
        ({"wave_lanes": 32}, "32 lanes"),
        ({"private_bytes": 100}, "512"),
        ({"argument_bytes": 32, "argument_constant": 0}, "constants"),
        ({"constant_dwords": 16, "argument_constant": 2}, "constants"),
        ({"constant_dwords": 6}, "whole vectors"),
        ({"constant_dwords": 8, "constants": ((0, b"12"),)}, "whole vectors"),
        ({"textures": (Descriptor(0, (0,) * 16),)}, "argument byte 0"),
    ],
)
def test_numbers_that_no_kernel_has_are_refused(changes: dict[str, object], why: str) -> None:
    image = replace(ONE, kernels=(replace(ONE.kernels[0], **changes),))  # type: ignore[arg-type]
    with pytest.raises(BadCodeObject, match=why):
        parse(pack(image))
