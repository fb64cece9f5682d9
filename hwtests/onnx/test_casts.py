"""Casts between all element types, beside ml_dtypes and ONNX's tables."""

import itertools

import ml_dtypes
import numpy as np
import pytest
from onnx import TensorProto, helper

from barewire.runtime.errors import BarewireError
from barewire.tensor.onnx.elements import BY_NAME, element_of
from barewire.tensor.onnx.model import Model, arrays

NUMBERS = [element_of(number) for number in range(1, 27) if number != TensorProto.STRING]
FLOAT8 = ("FLOAT8E4M3FN", "FLOAT8E4M3FNUZ", "FLOAT8E5M2", "FLOAT8E5M2FNUZ")


def run(operator, inputs, version=25, **attributes):
    """The outputs of one node."""
    names = [f"x{number}" for number in range(len(inputs))]
    values = [helper.make_value_info(name, helper.make_tensor_type_proto(0, None)) for name in names]
    node = helper.make_node(operator, names, ["y"], **attributes)
    graph = helper.make_graph(
        [node], "g", values, [helper.make_value_info("y", helper.make_tensor_type_proto(0, None))]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", version)])
    return arrays(Model(model)(*inputs))[0]


def examples(element):
    """All codes of small types, and numbers of others that every type has or rounds."""
    dtype = element.numpy
    if (element.is_coded and not element.is_integer) or element.name in FLOAT8:
        bits = element.bits or 8
        return np.arange(1 << bits).astype(np.uint8).view(dtype)
    if element.is_integer:
        low = -(1 << (element.bits - 1)) if element.is_signed else 0
        return np.arange(low, low + (1 << element.bits)).astype(dtype)
    if element.name == "BOOL":
        return np.array([False, True])
    if dtype.kind in "iu":
        return np.array([0, 1, 2, 3, 5, 7, 8, 13, 15, 16, 100, 127]).astype(dtype)
    halves = [0.0, 1.0, 0.5, 1.5, 2.5, 3.25, 5.0, 7.0, 0.75, 0.0625, 6.0, 1.75, 13.0, 14.0]
    return np.array(halves).astype(dtype)


def same(got, want):
    assert got.dtype == want.dtype and got.shape == want.shape
    if got.dtype.kind in "fcV" or got.dtype.name.startswith(("float", "bfloat")):
        got, want = (each if each.dtype.kind == "c" else each.astype(np.float64) for each in (got, want))
        np.testing.assert_array_equal(got, want)
        real = ~np.isnan(want)
        np.testing.assert_array_equal(np.signbit(got.real[real]), np.signbit(want.real[real]))
    else:
        np.testing.assert_array_equal(got, want)


@pytest.mark.share(4)
@pytest.mark.parametrize("source", NUMBERS, ids=lambda e: e.name)
def test_casts_are_those_of_ml_dtypes(source):
    x = examples(source)
    for to in NUMBERS:
        finite = x
        if to is source:
            continue
        if to.numpy.kind in "iu" or to.is_integer or to.name == "FLOAT4E2M1":
            finite = x[np.isfinite(x.astype(np.complex128))]
            wide = np.abs(finite.astype(np.complex128))
            finite = finite[(wide < 120) & ((finite.astype(np.complex128).real >= 0) | to.is_integer)]
        if to.name == "FLOAT8E8M0":
            continue
        with np.errstate(all="ignore"):
            want = finite
            if source.numpy.kind not in "fiubc" or source.is_coded or source.name in FLOAT8:
                want = finite.astype(np.int32 if source.is_integer else np.float32)
            if want.dtype.kind == "c" and to.numpy.kind != "c":
                want = want.real
            if to.name in FLOAT8:
                top = float(ml_dtypes.finfo(to.numpy).max)
                want = want.astype(np.float64).clip(-top, top)
            elif to.is_integer:
                want = np.trunc(want).astype(np.int32)
            elif to.name == "FLOAT4E2M1":
                want = want.astype(np.float32)
            want = want.astype(to.numpy)
        same(run("Cast", [finite], to=to.number), want)


@pytest.mark.share(4)
@pytest.mark.parametrize("saturate", [0, 1])
@pytest.mark.parametrize("name", [*FLOAT8, "FLOAT4E2M1"])
@pytest.mark.parametrize("source", ["FLOAT", "FLOAT16", "DOUBLE"])
def test_floats_are_rounded_once(source, name, saturate):
    generator = np.random.default_rng(0)
    to = BY_NAME[name]
    scale = 2.0 ** generator.integers(-18, 17, 4000)
    x = (generator.normal(size=4000) * scale).astype(BY_NAME[source].numpy)
    codes = np.arange(1 << (to.bits or 8)).astype(np.uint8).view(to.numpy).astype(np.float64)
    codes = np.sort(codes[np.isfinite(codes)])
    middles = (codes[1:] + codes[:-1]) / 2
    near = [middles, np.nextafter(middles, np.inf), np.nextafter(middles, -np.inf), codes]
    x = np.concatenate([x, *(each.astype(x.dtype) for each in near)])
    with np.errstate(all="ignore"):
        top = float(ml_dtypes.finfo(to.numpy).max)
        if saturate or name == "FLOAT4E2M1":
            want = x.clip(-top, top).astype(to.numpy)
        else:
            want = np.where(np.isinf(x), np.inf * np.sign(x), x).astype(to.numpy)
    if source == "DOUBLE":
        # ml_dtypes rounds what lies next to a tie twice, by way of float32 in some releases.
        keep = x.astype(np.float32).astype(np.float64) == x
        x, want = x[keep], want[keep]
    same(run("Cast", [x], to=to.number, saturate=saturate), want)


def test_a_double_next_to_a_tie_is_not_a_tie():
    x = np.array([1.0625, np.nextafter(1.0625, 2), np.nextafter(1.0625, 0)])
    for name in ("FLOAT8E4M3FNUZ", "FLOAT8E4M3FN"):
        got = run("Cast", [x], to=BY_NAME[name].number).astype(np.float32)
        assert got.tolist() == [1.0, 1.125, 1.0], name


@pytest.mark.parametrize(
    ("name", "saturate", "want"),
    [
        ("FLOAT8E4M3FN", 1, [0x7F, 0x7E, 0xFE, 0x7E, 0xFE, 0x80]),
        ("FLOAT8E4M3FN", 0, [0x7F, 0x7F, 0xFF, 0x7F, 0xFF, 0x80]),
        ("FLOAT8E4M3FNUZ", 1, [0x80, 0x7F, 0xFF, 0x7F, 0xFF, 0]),
        ("FLOAT8E4M3FNUZ", 0, [0x80, 0x80, 0x80, 0x80, 0x80, 0]),
        ("FLOAT8E5M2", 1, [0x7F, 0x7B, 0xFB, 0x7B, 0xFB, 0x80]),
        ("FLOAT8E5M2", 0, [0x7F, 0x7C, 0xFC, 0x7C, 0xFC, 0x80]),
        ("FLOAT8E5M2FNUZ", 1, [0x80, 0x7F, 0xFF, 0x7F, 0xFF, 0]),
        ("FLOAT8E5M2FNUZ", 0, [0x80, 0x80, 0x80, 0x80, 0x80, 0]),
    ],
)
def test_special_numbers_follow_the_table(name, saturate, want):
    x = np.array([np.nan, np.inf, -np.inf, 1e6, -1e6, -0.0], np.float32)
    got = run("Cast", [x], to=BY_NAME[name].number, saturate=saturate)
    same(got, np.array(want, np.uint8).view(BY_NAME[name].numpy))


@pytest.mark.parametrize(
    ("round_mode", "saturate", "want"),
    [
        ("up", 1, [0, 255, 254, 254, 0, 127, 128, 129, 129]),
        ("down", 1, [0, 255, 254, 254, 0, 127, 127, 128, 128]),
        ("nearest", 1, [0, 255, 254, 254, 0, 127, 127, 128, 129]),
        ("nearest", 0, [255, 255, 255, 254, 255, 127, 127, 128, 129]),
    ],
)
@pytest.mark.parametrize("source", [np.float32, np.float64])
def test_powers_of_two_follow_the_table(source, round_mode, saturate, want):
    x = np.array([0, np.nan, np.inf, 2.0**127, 1e-40, 1, 1.25, 2.75, 3], source)
    to = TensorProto.FLOAT8E8M0
    assert run("Cast", [x], to=to, round_mode=round_mode, saturate=saturate).view(np.uint8).tolist() == want


def test_strings_and_numbers():
    words = np.array(["0.5", "1e-5", "-INF", "+INF", "NaN", "1E8"], object)
    got = run("Cast", [words], to=TensorProto.FLOAT)
    np.testing.assert_array_equal(got, np.array([0.5, 1e-5, -np.inf, np.inf, np.nan, 1e8], np.float32))
    large = run("Cast", [np.array([str(2**63 - 1), "100.5"], object)], to=TensorProto.INT64)
    assert large.tolist() == [2**63 - 1, 100]
    assert run("Cast", [np.array([0.1, 314.15926], np.float32)], to=TensorProto.STRING).tolist() == [
        "0.1",
        "314.15927",
    ]
    like = run("CastLike", [np.array([[1, -2]]), np.array(["a"], object)])
    assert like.tolist() == [["1", "-2"]]
    with pytest.raises(BarewireError, match="could not convert"):
        run("Cast", [np.array(["Hello"], object)], to=TensorProto.FLOAT)


@pytest.mark.parametrize("version", [6, 9, 13, 19])
def test_casts_of_old_operator_sets(version):
    assert run("Cast", [np.array([1.5, -1.5], np.float32)], version, to=TensorProto.INT32).tolist() == [1, -1]


WIDTHS = {
    2: ["UINT2", "INT2"],
    4: ["UINT4", "INT4", "FLOAT4E2M1"],
    8: ["UINT8", "INT8", *FLOAT8, "FLOAT8E8M0"],
    16: ["UINT16", "INT16", "FLOAT16", "BFLOAT16"],
    32: ["UINT32", "INT32", "FLOAT"],
    64: ["UINT64", "INT64", "DOUBLE", "COMPLEX64"],
}


@pytest.mark.parametrize("width", WIDTHS)
def test_bit_casts_keep_every_bit(width):
    generator = np.random.default_rng(width)
    for source, to in itertools.permutations(map(BY_NAME.get, WIDTHS[width]), 2):
        if width < 8:
            x = np.arange(1 << width, dtype=np.uint8)
            bits = x
            x = x.view(source.numpy) if source.exponent else _narrow(x, source)
            got = run("BitCast", [x], 26, to=to.number)
            got = got.view(np.uint8) if to.exponent else got.astype(np.int8).view(np.uint8)
            np.testing.assert_array_equal(got & ((1 << width) - 1), bits)
            continue
        x = generator.integers(0, 256, 40 * width // 8, dtype=np.uint8)
        got = run("BitCast", [x.view(source.numpy)], 26, to=to.number)
        np.testing.assert_array_equal(got.view(np.uint8), x)


def _narrow(codes, element):
    values = codes.astype(np.int8)
    if element.is_signed:
        values = np.where(values >= 1 << (element.bits - 1), values - (1 << element.bits), values)
    return values.astype(element.numpy)


def test_bit_casts_of_other_sizes_are_refused():
    with pytest.raises(BarewireError, match="32 bits are not 16"):
        run("BitCast", [np.zeros(2, np.float32)], 26, to=TensorProto.INT16)
    with pytest.raises(BarewireError, match="no bits"):
        run("BitCast", [np.array(["a"], object)], 26, to=TensorProto.INT16)
