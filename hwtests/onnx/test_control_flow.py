"""Branches, loops, scans and sequences, beside ONNX Runtime."""

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, checker, parser

from barewire.runtime.errors import BarewireError
from barewire.tensor.onnx.model import Model, arrays


def both(text, *inputs, opset=17, runs=1):
    """The outputs of a model written in ONNX's text, which ONNX Runtime gives too."""
    model = parser.parse_model(f'<ir_version: 8, opset_import: ["" : {opset}]> {text}')
    checker.check_model(model)
    names = [each.name for each in model.graph.input]
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    want = session.run(None, dict(zip(names, inputs, strict=True)))
    ours = Model(model)
    for _ in range(runs):
        got = arrays(ours(*inputs))
    for mine, theirs in zip(got, want, strict=True):
        equal(mine, theirs)
    return got


def equal(mine, theirs):
    if isinstance(theirs, list):
        assert len(mine) == len(theirs)
        for one, other in zip(mine, theirs, strict=True):
            equal(one, other)
        return
    assert mine.dtype == theirs.dtype and mine.shape == theirs.shape
    if mine.dtype == object:
        assert mine.tolist() == theirs.tolist()
    else:
        np.testing.assert_allclose(mine, theirs, rtol=1e-5, atol=1e-6)


X = np.linspace(-1, 2, 12, dtype=np.float32).reshape(3, 4)


@pytest.mark.parametrize("condition", [True, False])
def test_if_takes_one_branch_and_sees_the_names_around_it(condition):
    text = """m (bool c, float[3, 4] x) => (float[3, 4] y, float s) {
        k = Constant <value = float {2.0}> ()
        y, s = If (c) <
          then_branch = t () => (float[3, 4] a, float b) { a = Mul (x, k)  b = ReduceSum <keepdims = 0> (x) },
          else_branch = e () => (float[3, 4] a, float b) { a = Neg (x)  b = Identity (k) }> }"""
    both(text, np.array(condition), X)


LOOP = """m (int64 n, bool c, float[4] x) => (float[4] y, float[N, 4] all, int64[N] turns) {
    y, all, turns = Loop (n, c, x) <body = b (int64 i, bool go, float[4] h) =>
      (bool on, float[4] next, float[4] kept, int64 turn) {
        f = Cast <to = 1> (i)
        half = Constant <value = float {0.5}> ()
        scaled = Mul (h, half)
        next = Add (scaled, f)
        kept = Sub (next, h)
        turn = Identity (i)
        s = ReduceSum <keepdims = 0> (next)
        most = Constant <value = float {30.0}> ()
        on = CONDITION
      }> }"""


@pytest.mark.share(2)
@pytest.mark.parametrize("count", [0, 1, 7, 70])
@pytest.mark.parametrize("condition", ["Identity (go)", "Less (s, most)"])
def test_loops_end_by_count_or_condition(count, condition):
    text = LOOP.replace("CONDITION", condition)
    both(text, np.array(count), np.array(True), X[0], runs=3)


def test_a_loop_that_does_not_begin_gives_what_it_was_given():
    _, gathered, _ = both(LOOP.replace("CONDITION", "Identity (go)"), np.array(5), np.array(False), X[0])
    assert gathered.shape == (0, 4)


def test_a_loop_of_a_known_number_of_turns_is_replayed():
    text = """m (float[4] x) => (float[4] y, float[N, 4] all) {
        n = Constant <value = int64 {40}> ()
        y, all = Loop (n, , x) <body = b (int64 i, bool go, float[4] h) =>
            (bool on, float[4] next, float[4] k) {
            on = Identity (go)  half = Constant <value = float {0.9}> ()
            f = Cast <to = 1> (i)
            m = Mul (h, half)  next = Add (m, f)  k = Identity (next) }> }"""
    both(text, X[0], runs=4)
    model = Model(parser.parse_model(f'<ir_version: 8, opset_import: ["" : 17]> {text}'))
    for number in range(4):
        y, _ = arrays(model(X[0] + number))
        want = X[0] + number
        for turn in range(40):
            want = want * np.float32(0.9) + turn
        np.testing.assert_allclose(y, want, rtol=1e-4)
    assert model.is_replayed


def test_loops_in_loops_and_branches_in_them():
    text = """m (float[3] x) => (float[3] y) {
        n = Constant <value = int64 {3}> ()
        y = Loop (n, , x) <body = b (int64 i, bool go, float[3] h) => (bool on, float[3] out) {
            on = Identity (go)
            one = Constant <value = int64 {1}> ()
            inner = Add (i, one)
            even = Constant <value = int64 {2}> ()
            r = Mod (i, even)
            zero = Constant <value = int64 {0}> ()
            is = Equal (r, zero)
            out = Loop (inner, , h) <body = d (int64 j, bool go2, float[3] g) => (bool on2, float[3] out2) {
                on2 = Identity (go2)
                out2 = If (is) <
                    then_branch = t () => (float[3] a) { a = Add (g, x) },
                    else_branch = e () => (float[3] a) { a = Neg (g) }> }> }> }"""
    both(text, X[0, :3])


@pytest.mark.share(4)
@pytest.mark.parametrize("direction", [0, 1])
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("opset", [9, 11, 16, 21])
def test_scan_along_axes_and_backwards(axis, direction, opset):
    size = X.shape[1 - axis]
    text = f"""m (float[{size}] h, float[3, 4] x) => (float[{size}] y, float[A, B] all) {{
        y, all = Scan <num_scan_inputs = 1, scan_input_axes = [{axis}], scan_input_directions = [{direction}],
            scan_output_axes = [{axis}], scan_output_directions = [{1 - direction}],
            body = b (float[{size}] s, float[{size}] v) => (float[{size}] t, float[{size}] o) {{
              t = Add (s, v)  o = Mul (t, v) }}> (h, x) }}"""
    both(text, np.ones(size, np.float32), X, opset=opset)


def test_scan_of_a_batch():
    text = """m (float[2, 2] h, float[2, 3, 2] x) => (float[2, 2] y, float[2, 3, 2] all) {
        y, all = Scan <num_scan_inputs = 1, directions = [0], body = b (float[2] s, float[2] v) =>
            (float[2] t, float[2] o) { t = Add (s, v)  o = Identity (t) }> (, h, x) }"""
    x = np.arange(12, dtype=np.float32).reshape(2, 3, 2)
    model = Model(parser.parse_model(f'<ir_version: 8, opset_import: ["" : 8]> {text}'))
    y, gathered = arrays(model(np.ones((2, 2), np.float32), x))
    np.testing.assert_array_equal(y, 1 + x.sum(1))
    np.testing.assert_array_equal(gathered, 1 + x.cumsum(1))


def test_sequences_are_built_and_taken_apart():
    text = """m (float[3, 4] x, int64 at) => (float[M, 4] y, int64 n, seq(float[A, B]) parts, float[I, J] e) {
        two = Constant <value = int64 {2}> ()
        s = SplitToSequence <axis = 0> (x, two)
        n = SequenceLength (s)
        longer = SequenceInsert (s, x, at)
        parts = SequenceErase (longer, at)
        e = SequenceAt (longer, at)
        back = SequenceInsert (parts, x)
        y = ConcatFromSequence <axis = 0> (back) }"""
    for place in (0, 1, -1):
        both(text, X, np.array(place))


@pytest.mark.parametrize(
    "made",
    [
        "SequenceConstruct (x, x)",
        "SequenceEmpty <dtype = 1> ()",
        "SplitToSequence <axis = 1, keepdims = 0> (x)",
        "SplitToSequence <axis = 1> (x, sizes)",
        "SplitToSequence <axis = -1> (x, one)",
    ],
)
def test_sequences_that_operators_make(made):
    both(
        f"""m (float[3, 4] x) => (seq(float) s, int64 n) {{
        sizes = Constant <value = int64[3] {{1, 0, 3}}> ()
        one = Constant <value = int64 {{3}}> ()
        s = {made}  n = SequenceLength (s) }}""",
        X,
    )


def test_a_body_for_each_element_of_sequences():
    text = """m (float[3, 4] x, float[1] k) => (seq(float) y, seq(int64[2]) shapes) {
        s = SplitToSequence <axis = 0> (x)
        r = SplitToSequence <axis = 0> (x)
        y, shapes = SequenceMap <body = b (float[A, B] e, float[A, B] f, float[1] g) =>
            (float[A, B] o, int64[2] z) { p = Add (e, f)  o = Mul (p, g)  z = Shape (e) }> (s, r, k) }"""
    both(text, X, np.array([3.0], np.float32))


def test_optionals():
    text = """m (float[3, 4] x) => (float[3, 4] y, bool has) {
        o = Optional (x)  has = OptionalHasElement (o)  y = OptionalGetElement (o) }"""
    both(text, X)


STRINGS = """m (string[2] x) => (string[N, 2] y) {
    s = SequenceConstruct (x, x)  y = ConcatFromSequence <axis = 0, new_axis = 1> (s) }"""


def test_sequences_of_strings():
    model = Model(parser.parse_model(f'<ir_version: 8, opset_import: ["" : 17]> {STRINGS}'))
    assert arrays(model(np.array(["a", "b"], object)))[0].tolist() == [["a", "b"], ["a", "b"]]


FOREVER = """m (bool c, float[1] x) => (float[1] y) {
    y = Loop (, c, x) <body = b (int64 i, bool go, float[1] h) =>
        (bool go, float[1] out) { out = Neg (h) }> }"""


def test_a_loop_without_an_end_is_ended():
    model = Model(parser.parse_model(f'<ir_version: 8, opset_import: ["" : 17]> {FOREVER}'), most_steps=500)
    with pytest.raises(BarewireError, match="most_steps"):
        model(np.array(True), np.zeros(1, np.float32))


def test_a_loop_without_steps_is_ended_too():
    text = FOREVER.replace("out = Neg (h)", "").replace("float[1] out", "float[1] h")
    model = Model(parser.parse_model(f'<ir_version: 8, opset_import: ["" : 17]> {text}'), most_steps=500)
    with pytest.raises(BarewireError, match="most_steps"):
        model(np.array(True), np.zeros(1, np.float32))


@pytest.mark.parametrize(
    ("body", "match"),
    [
        ("SequenceAt (s, nine)", "of 2 places"),
        ("SequenceAt (x, nine)", "sequence"),
        ("OptionalGetElement ()", "empty"),
        ("ConcatFromSequence <axis = 0> (e)", "empty"),
        ("SplitToSequence <axis = 0> (x, bad)", "into"),
    ],
)
def test_what_cannot_be_is_said(body, match):
    text = f"""<ir_version: 8, opset_import: ["" : 17]> m (float[3, 4] x) => (float[A, B] y) {{
        nine = Constant <value = int64 {{9}}> ()  bad = Constant <value = int64[2] {{1, 9}}> ()
        s = SequenceConstruct (x, x)  e = SequenceEmpty <dtype = {TensorProto.FLOAT}> ()  y = {body} }}"""
    with pytest.raises(BarewireError, match=match):
        arrays(Model(parser.parse_model(text))(X))
