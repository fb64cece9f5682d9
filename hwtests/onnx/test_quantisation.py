"""Quantised tensors and their products, beside ONNX Runtime and NumPy's integers."""

import ml_dtypes
import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from barewire.runtime.errors import BarewireError
from barewire.tensor.onnx.model import Model, arrays

MICROSOFT = "com.microsoft"


def model_of(operator, inputs, fixed=(), outputs=1, version=21, domain="", **attributes):
    """A model of one node, whose inputs of these numbers are its own values."""
    names = [f"x{number}" if value is not None else "" for number, value in enumerate(inputs)]
    given = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape)
        for number, (name, value) in enumerate(zip(names, inputs, strict=True))
        if value is not None and number not in fixed
    ]
    own = [numpy_helper.from_array(inputs[number], names[number]) for number in fixed]
    results = [f"y{number}" for number in range(outputs)]
    node = helper.make_node(operator, names, results, domain=domain, **attributes)
    graph = helper.make_graph([node], "g", given, [untyped(name) for name in results], own)
    sets = [helper.make_opsetid("", version), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=sets, ir_version=10)


def untyped(name):
    value = helper.make_empty_tensor_value_info(name)
    value.ClearField("type")
    return value


def both(operator, inputs, fixed=(), off=0, **said):
    """The outputs here, which are ONNX Runtime's: integers within `off`, of a rounding done elsewhere."""
    model = model_of(operator, inputs, fixed, **said)
    given = [value for number, value in enumerate(inputs) if value is not None and number not in fixed]
    got = arrays(Model(model)(*given))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    want = session.run(
        None, {each.name: value for each, value in zip(session.get_inputs(), given, strict=True)}
    )
    for mine, theirs in zip(got, want, strict=True):
        assert mine.dtype == theirs.dtype and mine.shape == theirs.shape
        if mine.dtype.kind == "f":
            np.testing.assert_allclose(mine, theirs, rtol=2e-5, atol=1e-5)
        else:
            assert np.abs(mine.astype(np.int64) - theirs.astype(np.int64)).max(initial=0) <= off
    return got


def numbers(shape, seed=0, spread=2.0):
    return np.random.default_rng(seed).normal(0, spread, shape).astype(np.float32)


def codes(shape, dtype=np.uint8, seed=0):
    info = np.iinfo(dtype)
    return np.random.default_rng(seed).integers(info.min, info.max + 1, shape).astype(dtype)


def scalar(value, dtype=np.float32):
    return np.array(value, dtype)


@pytest.mark.share(3)
@pytest.mark.parametrize("opset", [10, 13, 19, 21, 23])
@pytest.mark.parametrize("dtype", [np.uint8, np.int8])
def test_quantised_and_back_by_tensor(dtype, opset):
    x = numbers((3, 5), spread=60)
    zero = scalar(7, dtype)
    (q,) = both("QuantizeLinear", [x, scalar(0.37), zero], version=opset)
    both("DequantizeLinear", [q, scalar(0.37), zero], version=opset)
    both("QuantizeLinear", [x, scalar(0.37)], version=opset)
    both("DequantizeLinear", [q, scalar(0.37)], version=opset)


@pytest.mark.share(3)
@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.int16])
def test_quantised_and_back_by_axis(dtype, axis):
    x = numbers((3, 4, 5), spread=60)
    size = x.shape[axis]
    scale = np.linspace(0.1, 1, size).astype(np.float32)
    zero = np.arange(size).astype(dtype)
    (q,) = both("QuantizeLinear", [x, scale, zero], axis=axis)
    both("DequantizeLinear", [q, scale, zero], axis=axis)


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("block", [2, 3])
def test_quantised_and_back_by_block(axis, block):
    x = numbers((6, 5), spread=20)
    shape = [6, 5]
    shape[axis] = -(-shape[axis] // block)
    scale = np.linspace(0.1, 1, shape[0] * shape[1]).reshape(shape).astype(np.float32)
    zero = np.arange(scale.size).reshape(shape).astype(np.uint8)
    (q,) = both("QuantizeLinear", [x, scale, zero], axis=axis, block_size=block)
    both("DequantizeLinear", [q, scale, zero], axis=axis, block_size=block)


def test_ties_and_bounds():
    x = np.array([-1e30, -300, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 300, 1e30], np.float32)
    for dtype in (np.uint8, np.int8, np.int16):
        both("QuantizeLinear", [x, scalar(1), scalar(3, dtype)])


SMALL = {
    "INT4": ml_dtypes.int4,
    "UINT4": ml_dtypes.uint4,
    "INT2": ml_dtypes.int2,
    "UINT2": ml_dtypes.uint2,
    "FLOAT8E4M3FN": ml_dtypes.float8_e4m3fn,
    "FLOAT8E4M3FNUZ": ml_dtypes.float8_e4m3fnuz,
    "FLOAT8E5M2": ml_dtypes.float8_e5m2,
    "FLOAT8E5M2FNUZ": ml_dtypes.float8_e5m2fnuz,
    "FLOAT4E2M1": ml_dtypes.float4_e2m1fn,
}


@pytest.mark.share(3)
@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("scale_type", [np.float32, np.float16])
def test_types_of_few_bits(name, scale_type):
    x = numbers((4, 6), spread=4).astype(scale_type)
    scale = np.array([0.5, 0.25, 2, 1], scale_type)
    dtype = SMALL[name]
    (q,) = arrays(
        Model(
            model_of(
                "QuantizeLinear", [x, scale], version=25, axis=0, output_dtype=getattr(TensorProto, name)
            )
        )(x, scale)
    )
    exact = x / scale[:, None]
    if "INT" in name:
        info = ml_dtypes.iinfo(dtype)
        want = (
            np.rint(exact.astype(np.float32))
            .clip(int(info.min), int(info.max))
            .astype(np.int32)
            .astype(dtype)
        )
    else:
        want = exact.astype(dtype)
    assert q.dtype == want.dtype
    np.testing.assert_array_equal(q.astype(np.float32), want.astype(np.float32))
    (back,) = arrays(Model(model_of("DequantizeLinear", [q, scale], version=25, axis=0))(q, scale))
    np.testing.assert_array_equal(back, (want.astype(np.float32) * scale[:, None]).astype(scale_type))
    assert back.dtype == scale_type


def test_scales_that_are_powers_of_two_in_blocks():
    x = numbers((2, 8))
    scale = np.array([[1, 2], [4, 0.5]], np.float32).astype(ml_dtypes.float8_e8m0fnu)
    said = {"version": 25, "axis": 1, "block_size": 4}
    model = model_of(
        "QuantizeLinear", [x, scale], output_dtype=TensorProto.FLOAT4E2M1, precision=TensorProto.FLOAT, **said
    )
    (q,) = arrays(Model(model)(x, scale))
    wide = np.repeat(scale.astype(np.float32), 4, 1)
    np.testing.assert_array_equal(q.astype(np.float32), (x / wide).astype(q.dtype).astype(np.float32))
    model = model_of("DequantizeLinear", [q, scale], output_dtype=TensorProto.FLOAT, **said)
    (back,) = arrays(Model(model)(q, scale))
    np.testing.assert_array_equal(back, q.astype(np.float32) * wide)


@pytest.mark.parametrize("kind", ["both signs", "positive", "negative", "zeros"])
def test_dynamic_quantisation(kind):
    x = numbers((4, 7))
    x = {"both signs": x, "positive": abs(x) + 1, "negative": -abs(x) - 1, "zeros": x * 0}[kind]
    both("DynamicQuantizeLinear", [x], outputs=3, off=1)


@pytest.mark.parametrize("fixed", [(), (1, 2, 3)])
@pytest.mark.parametrize("b_type", [np.uint8, np.int8])
def test_products_of_integers_are_exact(b_type, fixed):
    a, b = codes((2, 5, 70)), codes((70, 6), b_type, 1)
    (y,) = both("MatMulInteger", [a, b, scalar(117, np.uint8), scalar(33, b_type)], fixed)
    want = (a.astype(np.int64) - 117) @ (b.astype(np.int64) - 33)
    np.testing.assert_array_equal(y, want)
    both("MatMulInteger", [a, b], tuple(set(fixed) & {1}))
    columns = codes((6,), b_type, 2)
    both("MatMulInteger", [a, b, scalar(117, np.uint8), columns], fixed)


def test_products_of_signed_integers_by_row():
    a, b = codes((5, 70), np.int8), codes((70, 6), np.int8, 1)
    rows, columns = codes((5,), np.int8, 2), codes((6,), np.int8, 3)
    (y,) = arrays(Model(model_of("MatMulInteger", [a, b, rows, columns]))(a, b, rows, columns))
    want = (a.astype(np.int64) - rows[:, None]) @ (b.astype(np.int64) - columns)
    np.testing.assert_array_equal(y, want)


@pytest.mark.share(3)
@pytest.mark.parametrize("fixed", [(), (1, 2, 3)])
@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"pads": [1, 0, 2, 1], "strides": [2, 1]},
        {"dilations": [2, 1], "pads": [1, 1, 1, 1]},
        {"auto_pad": "SAME_UPPER", "strides": [2, 2]},
        {"auto_pad": "SAME_LOWER"},
        {"group": 2, "kernel_shape": [3, 3]},
    ],
)
def test_convolutions_of_integers(attributes, fixed):
    x = codes((2, 4, 7, 8))
    w = codes((6, 4 // attributes.get("group", 1), 3, 3), seed=1)
    zeros = [scalar(120, np.uint8), scalar(130, np.uint8)]
    both("ConvInteger", [x, w, *zeros], fixed, **attributes)
    both("ConvInteger", [x, w], tuple(set(fixed) & {1}), **attributes)


def test_convolutions_of_integers_along_one_and_three_axes():
    for shape, kernel in (((1, 2, 9), (3, 2, 3)), ((1, 2, 4, 5, 6), (3, 2, 2, 2, 3))):
        both("ConvInteger", [codes(shape), codes(kernel, seed=1), scalar(99, np.uint8)])


@pytest.mark.parametrize("dtype", [np.uint8, np.int8])
def test_sums_of_the_greatest_bytes_are_exact(dtype):
    """One output for each group of channels: as many products as float32 could hold of smaller ones."""
    least = np.iinfo(dtype).max - 5
    x = np.random.default_rng(2).integers(250, 256, (1, 32, 9, 9)).astype(np.uint8)
    w = np.random.default_rng(3).integers(least, least + 6, (2, 16, 5, 5)).astype(dtype)
    (got,) = arrays(Model(model_of("ConvInteger", [x, w], (1,), group=2))(x))
    want = np.zeros((1, 2, 5, 5), np.int64)
    for group, i, j in np.ndindex(2, 5, 5):
        part = x[0, 16 * group : 16 * (group + 1), i : i + 5, j : j + 5].astype(np.int64)
        want[0, group, i, j] = (part * w[group].astype(np.int64)).sum()
    np.testing.assert_array_equal(got, want)


@pytest.mark.share(3)
@pytest.mark.parametrize("fixed", [(), (1, 2, 3)])
@pytest.mark.parametrize("types", [(np.uint8, np.int8), (np.int8, np.int8), (np.uint8, np.uint8)])
@pytest.mark.parametrize(
    "shape, kernel, attributes",
    [
        ((2, 4, 7, 9), (3, 3), {"pads": [1, 0, 2, 1]}),
        ((1, 4, 20, 33), (3, 5), {"pads": [1, 2, 1, 2], "strides": [2, 2]}),
        ((1, 4, 15, 14), (3, 3), {"strides": [2, 1], "auto_pad": "SAME_UPPER"}),
        ((1, 4, 15, 14), (3, 3), {"dilations": [2, 3]}),
        ((1, 4, 30), (5,), {"pads": [2, 2], "strides": [3]}),
        ((1, 4, 4, 5, 6), (2, 3, 3), {"pads": [0, 1, 1, 1, 1, 1]}),
    ],
)
def test_depthwise_convolutions_of_integers(shape, kernel, attributes, types, fixed):
    x, w = codes(shape, types[0]), codes((4, 1, *kernel), types[1], seed=1)
    zeros = [scalar(20, types[0]), scalar(33, types[1])]
    attributes = attributes | {"group": 4}
    both("ConvInteger", [x, w, *zeros], fixed, **attributes)
    inputs = [x, scalar(0.02), zeros[0], w, scalar(0.013), zeros[1], scalar(0.5), scalar(7, types[0])]
    both("QLinearConv", inputs, (1, 2, 3, 4, 5, 6, 7) if fixed else (), off=1, **attributes)


@pytest.mark.share(2)
@pytest.mark.parametrize("by_channel", [False, True])
@pytest.mark.parametrize("w_type", [np.uint8, np.int8])
def test_quantised_convolutions(w_type, by_channel):
    x, w = codes((2, 3, 8, 8)), codes((4, 3, 3, 3), w_type, 1)
    scale_w = np.linspace(0.01, 0.02, 4).astype(np.float32) if by_channel else scalar(0.013)
    zero_w = np.full(4, 0, w_type) if by_channel else scalar(3, w_type)
    bias = np.arange(4).astype(np.int32) * 100
    inputs = [x, scalar(0.02), scalar(110, np.uint8), w, scale_w, zero_w, scalar(0.07), scalar(120, np.uint8)]
    both("QLinearConv", inputs, (1, 2, 3, 4, 5, 6, 7), off=1, pads=[1, 1, 1, 1])
    both("QLinearConv", [*inputs, bias], (1, 2, 3, 4, 5, 6, 7, 8), off=1, strides=[2, 2])


def test_quantised_products():
    a, b = codes((3, 20)), codes((20, 4), np.int8, 1)
    zero = scalar(120, np.uint8)
    inputs = [a, scalar(0.02), zero, b, scalar(0.03), scalar(4, np.int8), scalar(0.3), zero]
    both("QLinearMatMul", inputs, off=1)
    columns = np.linspace(0.01, 0.1, 4).astype(np.float32)
    inputs[4:6] = [columns, np.zeros(4, np.int8)]
    both("QLinearMatMul", inputs, (3, 4, 5), off=1)
    transposed = [a, scalar(0.02), zero, np.ascontiguousarray(b.T), scalar(0.03), scalar(4, np.int8)]
    c = np.arange(4).astype(np.int32) * 50
    said = {"domain": MICROSOFT, "transB": 1, "alpha": 0.9}
    both("QGemm", [*transposed, c, scalar(0.3), zero], off=1, **said)
    both("QGemm", [*transposed, c], **said)


def test_products_of_floats_with_quantised_weights():
    a, b = numbers((3, 20)), codes((20, 4), np.int8, 1)
    bias = numbers((4,), 2)
    scales = np.linspace(0.01, 0.1, 4).astype(np.float32)
    zeros = scalar(3, np.int8)
    both("DynamicQuantizeMatMul", [a, b, scalar(0.1), zeros, bias], domain=MICROSOFT)
    both("DynamicQuantizeMatMul", [a, b, scales], domain=MICROSOFT)
    q = codes((3, 20))
    zero = scalar(120, np.uint8)
    both("MatMulIntegerToFloat", [q, b, scalar(0.1), scales, zero, None, bias], domain=MICROSOFT)
    both("MatMulIntegerToFloat", [q, b, scalar(0.1), scalar(0.2), zero, zeros], domain=MICROSOFT)


@pytest.mark.share(2)
@pytest.mark.parametrize("bits", [4, 8])
@pytest.mark.parametrize("zeros", ["none", "packed", "floats"])
def test_products_with_weights_of_few_bits(zeros, bits):
    K, N, block = 72, 5, 32
    blocks = -(-K // block)
    a = numbers((2, 3, K))
    b = codes((N, blocks, block * bits // 8), seed=1)
    scales = np.linspace(0.01, 0.1, N * blocks).astype(np.float32)
    given = {
        "none": [],
        "packed": [codes((N * -(-blocks * bits // 8),), seed=2)],
        "floats": [np.linspace(3, 9, N * blocks).astype(np.float32)],
    }[zeros]
    if bits == 8 and zeros == "floats":
        given = []
    said = {"domain": MICROSOFT, "K": K, "N": N, "bits": bits, "block_size": block}
    both("MatMulNBits", [a, b, scales, *given], (1, 2, 3)[: 2 + len(given)], **said)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8])
def test_functions_of_quantised_tensors(dtype):
    a, b = codes((2, 3, 4, 5), dtype), codes((2, 3, 4, 5), dtype, 1)
    middle = 128 if dtype == np.uint8 else 0
    zero = scalar(middle, dtype)
    x, y, out = [a, scalar(0.02), zero], [b, scalar(0.03), scalar(middle + 5, dtype)], [scalar(0.04), zero]
    said = {"off": 1, "domain": MICROSOFT}
    for operator in ("QLinearAdd", "QLinearMul"):
        both(operator, [*x, *y, *out], **said)
    one = [x[0][:1], x[1], x[2]]
    both("QLinearAdd", [*one, *y, *out], **said)
    unsigned = [scalar(1 / 256), scalar(0 if dtype == np.uint8 else -128, dtype)]
    both("QLinearSigmoid", [*x, *unsigned], (1, 2, 3, 4), **said)
    both("QLinearLeakyRelu", [*x, *out], (1, 2, 3, 4), alpha=0.2, **said)
    both("QLinearSoftmax", [*x, *unsigned], (1, 2, 3, 4), axis=1, opset=13, **said)
    both("QLinearGlobalAveragePool", [*x, *out], **said, channels_last=0)
    both("QLinearConcat", [*out, *x, *y], (0, 1, 3, 4, 6, 7), axis=2, **said)


def test_average_pools_of_quantised_tensors():
    x = [codes((1, 2, 6, 7)), scalar(0.02), scalar(128, np.uint8), scalar(0.02), scalar(120, np.uint8)]
    both(
        "QLinearAveragePool",
        x,
        off=1,
        domain=MICROSOFT,
        kernel_shape=[3, 2],
        strides=[2, 2],
        pads=[1, 0, 1, 1],
        count_include_pad=0,
    )


@pytest.mark.parametrize(
    ("operator", "inputs", "said", "match"),
    [
        ("QuantizeLinear", [numbers((3, 4)), numbers((3,))], {}, "4 scales"),
        ("QuantizeLinear", [numbers((3, 4)), numbers((3, 3))], {"block_size": 2}, "blocks of 2"),
        ("DequantizeLinear", [codes((3, 4)), scalar(1), scalar(1, np.int8)], {}, "zero point of INT8"),
        ("ConvInteger", [codes((1, 2, 4, 4)), codes((1, 2, 3, 3))], {"pads": [1]}, "pads"),
        ("MatMulInteger", [codes((3, 4)), codes((3, 4))], {}, ""),
    ],
)
def test_what_does_not_fit_is_said(operator, inputs, said, match):
    with pytest.raises(BarewireError, match=match):
        arrays(Model(model_of(operator, inputs, **said))(*inputs))
