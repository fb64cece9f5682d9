"""Code objects and kernels: packing of arguments, limits, and the life of an image."""

from __future__ import annotations

import ctypes
import gc
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barewire.runtime.buffer import Buffer
from barewire.runtime.code_object import pack
from barewire.runtime.device import Device
from barewire.runtime.errors import BadCodeObject, InvalidArgument

from .paper_card import PaperCard

CTYPES = [
    ctypes.c_bool,
    ctypes.c_int8,
    ctypes.c_uint16,
    ctypes.c_int32,
    ctypes.c_uint64,
    ctypes.c_float,
    ctypes.c_double,
]


@given(st.lists(st.tuples(st.sampled_from(CTYPES), st.integers(0, 100)), max_size=12))
def test_arguments_lie_as_the_fields_of_a_c_struct(arguments: list[tuple[Any, int]]) -> None:
    values = [kind(value) for kind, value in arguments]
    fields = [(f"f{index}", kind) for index, (kind, _) in enumerate(arguments)]
    layout = type("layout", (ctypes.Structure,), {"_fields_": fields})
    structure = layout(*[value.value for value in values])
    packed, offsets = pack(None, values)  # type: ignore[arg-type]
    assert offsets == tuple(getattr(layout, name).offset for name, _ in fields)
    for (name, kind), offset in zip(fields, offsets, strict=True):
        size = ctypes.sizeof(kind)
        assert packed[offset : offset + size] == bytes(kind(getattr(structure, name)))


def test_python_and_numpy_scalars_have_the_documented_types(device: Device) -> None:
    buffer = Buffer(device, 8)
    packed, offsets = pack(
        device,
        [True, -1, 2**64 - 1, 1.5, np.float32(2.5), np.int16(-3), np.uint8(4), np.float64(0.5), buffer],
    )
    assert offsets == (0, 8, 16, 24, 32, 36, 38, 40, 48)
    assert packed == struct.pack(
        "<?7xqQdfhBxdQ", True, -1, 2**64 - 1, 1.5, 2.5, -3, 4, 0.5, buffer.gpu_address
    )


@pytest.mark.parametrize(
    ("argument", "message"),
    [("text", "argument 1 is a str"), (2**64, "does not fit 64 bits"), (None, "argument 1 is a NoneType")],
)
def test_an_argument_a_kernel_cannot_take_is_named(device: Device, argument: object, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        device.load(b"nothing")["nothing"].launch(1, args=[1, argument])


def test_a_buffer_of_another_device_is_refused(device: Device) -> None:
    other = Device("OTHER", PaperCard())
    with pytest.raises(
        InvalidArgument, match="argument 0 is a buffer of device OTHER; the kernel is on PAPER"
    ):
        device.load(b"nothing")["nothing"].launch(1, args=[Buffer(other, 4)])
    other.close()


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"grid": 0}, r"the grid of kernel 'nothing' is \(0, 1, 1\)"),
        ({"grid": (1, 70000)}, r"\(1, 70000, 1\); each must be from 1 to \(65535"),
        ({"grid": (1, 1, 1, 1)}, "one to three integers"),
        ({"grid": (1.5,)}, "one to three integers"),
        ({"grid": 1, "block": (1, 1, 65)}, r"the block of kernel 'nothing' is \(1, 1, 65\)"),
        ({"grid": 1, "local_bytes": 65537}, "asks for 65537 bytes of local memory; device PAPER has 65536"),
        ({"grid": 1, "local_bytes": -1}, "asks for -1 bytes of local memory"),
    ],
)
def test_a_launch_beyond_the_limits_names_the_limit(
    device: Device, keywords: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidArgument, match=message):
        device.load(b"nothing")["nothing"].launch(**keywords)
    assert device.compute.submitted == 0


def test_a_missing_kernel_names_those_there_are(device: Device) -> None:
    code = device.load(b"nothing double")
    assert sorted(code) == ["double", "nothing"]
    assert len(code) == 2
    with pytest.raises(BadCodeObject, match="no kernel 'triple'; its kernels: double, nothing"):
        code["triple"]


def test_groups_that_run_together_are_refused_where_the_card_knows_nothing_of_the_kind(
    device: Device,
) -> None:
    with pytest.raises(InvalidArgument, match="'nothing' with groups together"):
        device.load(b"nothing")["nothing"].together(cooperative=True)


def test_an_image_loaded_twice_is_loaded_once(device: Device, card: PaperCard) -> None:
    assert device.load(b"nothing") is device.load(b"nothing")
    assert len(card.codes) == 1


def test_an_image_is_unloaded_after_the_last_launch_of_it(device: Device, card: PaperCard) -> None:
    code = device.load(b"double")
    kernel = code["double"]
    del code
    gc.collect()
    assert not card.codes[0].closed
    buffer = Buffer(device, 4)
    buffer.copy_in(struct.pack("<f", 3))
    card.held = True
    kernel.launch(1, args=[buffer, 1])
    del kernel
    gc.collect()
    device.compute.collect()
    assert not card.codes[0].closed
    card.held = False
    device.synchronize()
    assert card.codes[0].closed
    assert buffer.host_view().cast("f").tolist() == [6]


def test_images_that_are_loaded_and_let_go_do_not_pile_up(device: Device) -> None:
    for _ in range(100):
        device.load(b"nothing")
        gc.collect(0)
    assert len(device.compute.retired) <= 1
