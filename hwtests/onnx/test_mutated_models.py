"""Valid models with a few bytes or fields changed: they run, or raise an error of Barewire's, and soon."""

import io
import os
import random
import signal
from functools import cache

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, parser

from barewire import Tensor, nn
from barewire.onnx import export
from barewire.runtime.errors import BarewireError
from barewire.tensor.onnx.model import Model, arrays

MOST_STEPS = 2000
MOST_SECONDS = 60

TEXTS = (
    """m (float[2, 3] x) => (float[2, 3] y) { a = Neg (x) b = Abs (a) y = Add (a, b) }""",
    """m (float[2, 3] x) => (float[3, 2] y, int64[2] s) {
        i = Constant <value = int64[2] {3, -1}> () r = Reshape (x, i) y = Relu (r) s = Shape (x) }""",
    """m (float[1, 2, 5, 5] x) => (float[1, 2, 2, 2] y) {
        w = Constant <value = float[2, 1, 2, 2] {1, 2, 3, 4, 5, 6, 7, 8}> ()
        c = Conv <group = 2, pads = [0, 0, 1, 1], strides = [2, 2]> (x, w)
        y = MaxPool <kernel_shape = [2, 2]> (c) }""",
    """m (float[2, 3] x, bool c) => (float[2, 3] y) {
        y = If (c) <then_branch = t () => (float[2, 3] a) { a = Exp (x) },
            else_branch = e () => (float[2, 3] b) { b = Cast <to = 1> (x) }> }""",
    """m (float[3] x) => (float[3] y, float[N, 3] all) {
        n = Constant <value = int64 {4}> () t = Constant <value = bool {1}> ()
        y, all = Loop (n, t, x) <body = b (int64 i, bool g, float[3] h) => (bool g, float[3] o, float[3] k) {
            o = Add (h, h) k = Identity (o) }> }""",
    """m (float[4, 3] x, float[3] h) => (float[3] y, float[4, 3] all) {
        y, all = Scan <num_scan_inputs = 1, body = b (float[3] s, float[3] v) => (float[3] t, float[3] o) {
            t = Add (s, v) o = Identity (t) }> (h, x) }""",
    """m (float[2, 3] x) => (uint8[2, 3] q, float[2, 3] y) {
        s = Constant <value = float {0.5}> () z = Constant <value = uint8 {7}> ()
        q = QuantizeLinear (x, s, z) y = DequantizeLinear <axis = 0> (q, s, z) }""",
    """m (float[4, 3] x) => (seq(float[N, 3]) s, float[4, 3] y) {
        n = Constant <value = int64 {2}> () s = SplitToSequence <axis = 0> (x, n)
        y = ConcatFromSequence <axis = 0, new_axis = 0> (s) }""",
    """m (string[2] x) => (string[2, N] y, int64[2] n, bool[2] b) {
        y, n = StringSplit <delimiter = ","> (x) b = RegexFullMatch <pattern = "a+(b|c)*"> (x) }""",
    """m (float[2, 3] x) => (float[2, 3] y) { y = my.f (x) }
        <domain: "my", opset_import: ["" : 20]> f (a) => (b) {
            c = Softmax <axis = 1> (a) b = LayerNormalization (c, c) }""",
    """m (float[2, 8, 1] x) => (float[2, 5, 2] y, float[8] w) {
        n = Constant <value = int64 {8}> () w = HannWindow <periodic = 0> (n)
        y = DFT <onesided = 1> (x, n) }""",
    """m (float[1, 1, 2, 3] x) => (float[1, 1, 4, 6] y, float[1, 1, 4, 3] z) {
        s = Constant <value = int64[4] {1, 1, 4, 6}> () f = Constant <value = float[4] {1, 1, 2, 1}> ()
        y = Resize <mode = "linear", coordinate_transformation_mode = "half_pixel"> (x, , , s)
        z = Resize <mode = "nearest"> (x, , f) }""",
    """m (float[2, 3] x) => (float[4, 6] y, float[4, 9] z, float[5, 2, 3] e) {
        p = Constant <value = int64[4] {1, 2, 1, 1}> () y = Pad <mode = "reflect"> (x, p)
        t = Constant <value = int64[2] {2, 3}> () z = Tile (x, t)
        s = Constant <value = int64[3] {5, 2, 3}> () e = Expand (x, s) }""",
    """m (float[2, 3] x) => (float[2, 3] y, int64[4] r, float[3, 5] h) {
        s = Shape (x) c = ConstantOfShape <value = float[1] {2}> (s) y = Mul (x, c)
        a = Constant <value = int64 {0}> () b = Constant <value = int64 {8}> ()
        d = Constant <value = int64 {2}> () r = Range (a, b, d)
        i = Constant <value = int64[3] {0, 4, 2}> () n = Constant <value = int64 {5}> ()
        v = Constant <value = float[2] {0, 1}> () h = OneHot (i, n, v) }""",
    """m (float[2, 5] x) => (float[2, 3] y, int64[2, 3] i, float[2, 5] g, float[2, 5] s) {
        k = Constant <value = int64[1] {3}> () y, i = TopK (x, k)
        j = Constant <value = int64[2, 2] {0, 1, 4, 3}> () e = GatherElements <axis = 1> (x, j)
        g = ScatterElements <axis = 1, reduction = "add"> (x, j, e)
        a = Constant <value = int64 {1}> () s = CumSum (x, a) }""",
    """m (float[1, 6, 4] b, float[1, 2, 6] s) => (int64[N, 3] y, int64[3, M] z) {
        n = Constant <value = int64 {2}> () t = Constant <value = float {0.5}> ()
        y = NonMaxSuppression (b, s, n, t) m = ReduceMax (b) z = NonZero (m) }""",
    """m (float[3, 1, 2] x) => (float[3, 1, 1, 2] y, float[1, 1, 2] h) {
        w = Constant <value = float[1, 6, 2] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}> ()
        r = Constant <value = float[1, 6, 2] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}> ()
        y, h = GRU <hidden_size = 2, linear_before_reset = 1> (x, w, r) }""",
    """m (float[2, 3, 4] x) => (float[2, 4, 3] y, float[2, 3, 3] z, float[2, 3, 4] q) {
        y = Transpose <perm = [0, 2, 1]> (x) z = Einsum <equation = "bij,bkj->bik"> (x, x)
        u, v = Split <axis = 2, num_outputs = 2> (x) q = Concat <axis = -1> (v, u) }""",
)
MUTATIONS = int(os.environ.get("BAREWIRE_TEST_MUTATIONS", "100000"))
"""So many the long test makes."""
PARTS = 50
_IMPORTS = '<ir_version: 9, opset_import: ["" : 20, "my" : 1, "ai.onnx.ml" : 3]>'


def example(value):
    """Numbers for an input."""
    tensor = value.type.tensor_type
    shape = [each.dim_value for each in tensor.shape.dim]
    if tensor.elem_type == TensorProto.STRING:
        return np.array(["a,b", "aab"], object)
    numbers = np.linspace(-1, 2, int(np.prod(shape))).reshape(shape)
    return numbers.astype(helper.tensor_dtype_to_np_dtype(tensor.elem_type))


@cache
def seeds():
    """Models, and inputs of theirs."""
    models = [parser.parse_model(f"{_IMPORTS} {text}") for text in TEXTS]
    tree = helper.make_node(
        "TreeEnsembleRegressor", ["x"], ["y"], domain="ai.onnx.ml", n_targets=1,
        nodes_treeids=[0, 0, 0], nodes_nodeids=[0, 1, 2], nodes_featureids=[1, 0, 0],
        nodes_modes=["BRANCH_LEQ", "LEAF", "LEAF"], nodes_values=[0.5, 0.0, 0.0],
        nodes_truenodeids=[1, 0, 0], nodes_falsenodeids=[2, 0, 0],
        target_treeids=[0, 0], target_nodeids=[1, 2], target_ids=[0, 0], target_weights=[1.0, 2.0],
    )  # fmt: skip
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [2, 3])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [2, 1])
    sets = [helper.make_opsetid("", 20), helper.make_opsetid("ai.onnx.ml", 3)]
    models.append(
        helper.make_model(helper.make_graph([tree], "g", [x], [y]), opset_imports=sets, ir_version=9)
    )
    models += [onnx.load_from_string(exported(*each)) for each in networks()]
    return [(model, [example(value) for value in model.graph.input]) for model in models]


def networks():
    """Modules, and shapes of arguments."""
    Tensor.manual_seed(0)
    conv = nn.Sequential(nn.Conv2d(2, 3, 3, 2, 1), nn.BatchNorm2d(3), nn.ReLU6(), nn.AdaptiveAvgPool2d(1))
    return [
        (conv.eval(), (1, 2, 5, 5)),
        (nn.TransformerEncoderLayer(4, 2, 6, batch_first=True).eval(), (1, 3, 4)),
        (nn.LSTM(2, 2, bidirectional=True), (3, 1, 2)),
    ]


def exported(module, shape):
    file = io.BytesIO()
    export(module, Tensor.zeros(shape), file)
    return file.getvalue()


NUMBERS = [
    0,
    1,
    -1,
    2,
    3,
    7,
    8,
    11,
    16,
    21,
    64,
    255,
    -(1 << 31),
    (1 << 31) - 1,
    1 << 40,
    -(1 << 63),
    (1 << 63) - 1,
]
FLOATS = [0.0, -1.0, 0.5, 1e30, -1e-40, float("inf"), float("nan")]
WORDS = [
    "",
    "x",
    "y",
    "a",
    "Add",
    "Loop",
    "Constant",
    "LEAF",
    "SAME_UPPER",
    "(",
    "é",
    "/dev/zero",
    "../x",
    "a" * 300,
]


def mutated_bytes(data, draw):
    """Some bytes changed, put in, taken out, or all after them."""
    data = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 4))):
        at = draw.randrange(len(data) + 1)
        kind = draw.randrange(5)
        if kind == 0 and at < len(data):
            data[at] = draw.randrange(256)
        elif kind == 1 and at < len(data):
            data[at] ^= 1 << draw.randrange(8)
        elif kind == 2:
            data[at:at] = bytes(draw.randrange(256) for _ in range(draw.randrange(1, 9)))
        elif kind == 3:
            del data[at : at + draw.randrange(1, 9)]
        elif draw.random() < 0.2:
            del data[at:]
    return bytes(data)


def fields(message, found):
    """All fields that are set, with the messages that they are in."""
    for field, value in message.ListFields():
        found.append((message, field))
        if field.type == field.TYPE_MESSAGE:
            for each in value if hasattr(value, "add") else [value]:
                fields(each, found)
    return found


def other(field, draw):
    if field.type in (field.TYPE_FLOAT, field.TYPE_DOUBLE):
        return draw.choice(FLOATS)
    if field.type == field.TYPE_STRING:
        return draw.choice(WORDS)
    if field.type == field.TYPE_BYTES:
        return draw.choice(WORDS).encode() * draw.choice((1, 4))
    if field.type == field.TYPE_ENUM:
        return draw.choice([each.number for each in field.enum_type.values])
    return draw.choice(NUMBERS)


def mutated_fields(model, draw):
    """Some fields of the message set to others, left out, doubled or put in another order."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    for _ in range(draw.choice((1, 1, 2))):
        message, field = draw.choice(fields(copy, []))
        value = getattr(message, field.name)
        is_list = hasattr(value, "append") or hasattr(value, "add")
        kind = draw.randrange(4)
        try:
            if is_list and len(value) and kind == 0:
                del value[draw.randrange(len(value))]
            elif is_list and len(value) and kind == 1:
                value.extend([value[draw.randrange(len(value))]])
            elif field.type == field.TYPE_MESSAGE or kind == 2:
                message.ClearField(field.name)
            elif is_list:
                value[draw.randrange(len(value))] = other(field, draw)
            else:
                setattr(message, field.name, other(field, draw))
        except (ValueError, TypeError, OverflowError):
            continue  # The field does not take it.
    return copy.SerializeToString()


class TooLong(BaseException):
    """Nothing catches it but the test."""


def _too_long(*_):
    raise TooLong


def attempt(data, inputs, is_computed):
    """Whether the model of these bytes was one, and ran."""
    signal.alarm(MOST_SECONDS)
    try:
        model = Model(data, most_steps=MOST_STEPS)
        results = model(*inputs)
        if is_computed:
            arrays(results)
        return True
    except BarewireError:
        return False
    finally:
        signal.alarm(0)


def fuzz(count, seed, computed):
    """Try so many mutations, of which this share is computed too. How many ran."""
    draw = random.Random(seed)
    before = signal.signal(signal.SIGALRM, _too_long)
    ran = 0
    try:
        for number in range(count):
            model, inputs = draw.choice(seeds())
            mutate = draw.randrange(2)
            data = mutated_bytes(model.SerializeToString(), draw) if mutate else mutated_fields(model, draw)
            try:
                ran += attempt(data, inputs[: draw.choice((9, 9, 9, 1))], draw.random() < computed)
            except BaseException as error:
                error.add_note(f"mutation {number} of seed {seed}: {data!r}")
                raise
    finally:
        signal.signal(signal.SIGALRM, before)
    return ran


def test_the_models_run_as_they_are():
    for model, inputs in seeds():
        assert attempt(model.SerializeToString(), inputs, True)


def test_mutated_models_run_or_are_refused():
    assert 0 < fuzz(600, 0, 0.02) < 600


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, PARTS + 1))
def test_many_mutated_models_run_or_are_refused(seed):
    fuzz(-(-MUTATIONS // PARTS), seed, 0.05)
