"""Models whose sizes or numbers are absurd: refused at once, with nothing allocated or computed for ever."""

import numpy as np
import pytest
from onnx import parser

from barewire.runtime.errors import BarewireError
from barewire.tensor.onnx.model import Model, arrays

IMPORTS = '<ir_version: 9, opset_import: ["" : 20]>'
HUGE = 10**18
X = np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3)
IMAGE = np.zeros((1, 1, 5, 5), np.float32)
ROWS = np.float32([[1, 1, 1, 1]])


def sized(size, operators, kind="float[2, 3] x", result="float[N] y"):
    """A model that has a list of sizes by the name s."""
    numbers = ", ".join(map(str, size))
    constant = f"s = Constant <value = int64[{len(size)}] {{{numbers}}}> ()"
    return f"m ({kind}) => ({result}) {{ {constant} {operators} }}"


def numbered(number, operators, kind="float[2, 3] x", result="float[N] y"):
    """A model that has a number by the name n."""
    return f"m ({kind}) => ({result}) {{ n = Constant <value = int64 {{{number}}}> () {operators} }}"


def plain(operators, kind="float[1, 1, 5, 5] x", result="float[N, M, O, P] y"):
    return f"m ({kind}) => ({result}) {{ {operators} }}"


ONE = "w = Constant <value = float[1, 1, 1, 1] {1}> ()"
SCALED = "float[1, 1, 5, 5] x, float[4] s"
REFUSED = {
    "constant of shape": (sized([HUGE], "y = ConstantOfShape (s)"), [X]),
    "constant of two sizes": (sized([10**9, 10**9], "y = ConstantOfShape (s)"), [X]),
    "constant of a negative shape": (sized([-5], "y = ConstantOfShape (s)"), [X]),
    "expand": (sized([HUGE, 2, 3], "y = Expand (x, s)"), [X]),
    "sum of what is expanded": (
        sized([HUGE, 2, 3], "e = Expand (x, s) y = ReduceSum <keepdims = 0> (e)"),
        [X],
    ),
    "function of what is expanded": (sized([10**6, 10**7], "e = ConstantOfShape (s) y = Exp (e)"), [X]),
    "running sum": (
        sized([10**13], "e = ConstantOfShape (s) a = Constant <value = int64 {0}> () y = CumSum (e, a)"),
        [X],
    ),
    "random": (sized([10**13], "e = ConstantOfShape (s) y = Bernoulli (e)"), [X]),
    "tile": (sized([HUGE, 3], "y = Tile (x, s)"), [X]),
    "tile backwards": (sized([-2, 3], "y = Tile (x, s)"), [X]),
    "pad": (sized([0, HUGE, 0, 0], "y = Pad (x, s)"), [X]),
    "pad by less than there is": (sized([0, -HUGE, 0, 0], "y = Pad (x, s)"), [X]),
    "crop": (sized([HUGE, 3], "y = CenterCropPad (x, s)"), [X]),
    "reshape": (sized([HUGE, -1], "y = Reshape (x, s)"), [X]),
    "reshape beyond 64 bits": (sized([2**62, 2**62, 6], "y = Reshape (x, s)"), [X]),
    "top of few": (sized([HUGE], "y, i = TopK (x, s)"), [X]),
    "resize to": (
        sized([1, 1, HUGE, 3], 'y = Resize <mode = "linear"> (x, , , s)', "float[1, 1, 5, 5] x"),
        [IMAGE],
    ),
    "resize to a plane": (
        sized([1, 1, 10**8, 10**8], 'y = Resize <mode = "cubic"> (x, , , s)', "float[1, 1, 5, 5] x"),
        [IMAGE],
    ),
    **{
        f"resize {mode} by {scale}": (
            plain(f'y = Resize <mode = "{mode}"> (x, , s)', SCALED),
            [IMAGE, np.float32([1, 1, scale, 1])],
        )
        for mode in ("nearest", "linear", "cubic")
        for scale in (1e18, np.nan, np.inf, -2.0)
    },
    "grid": (sized([1, 1, 10**9, 10**9], "y = AffineGrid (t, s)", "float[1, 2, 3] t"), [X[None]]),
    "range": (
        numbered(
            HUGE,
            "a = Constant <value = int64 {0}> () b = Constant <value = int64 {1}> () y = Range (a, n, b)",
            result="int64[N] y",
        ),
        [X],
    ),
    "range without steps": (
        numbered(0, "a = Constant <value = int64 {1}> () y = Range (n, a, n)", result="int64[N] y"),
        [X],
    ),
    **{
        f"range to {end} by {step}": (
            "m (float a, float b, float c) => (float[N] y) { y = Range (a, b, c) }",
            [np.float32(0), np.float32(end), np.float32(step)],
        )
        for end, step in ((np.inf, 1), (np.nan, 1), (1, np.nan), (1, 1e-38))
    },
    "classes": (
        numbered(HUGE, "v = Constant <value = float[2] {0, 1}> () y = OneHot (x, n, v)", "int64[3] x"),
        [np.array([1, 2, 3])],
    ),
    "window": (numbered(HUGE, "y = HannWindow (n)"), [X]),
    "window of less than nothing": (numbered(-5, "y = BlackmanWindow (n)"), [X]),
    "transform": (numbered(HUGE, "y = DFT (x, n)", "float[1, 4, 1] x"), [np.zeros((1, 4, 1), np.float32)]),
    "draw": (plain(f"y = RandomNormal <shape = [{10**12}]> ()"), [IMAGE]),
    "parts": (plain(f"y = Split <num_outputs = {10**9}> (x)"), [IMAGE]),
    "parts of a sequence": (
        sized(
            [10**8],
            "e = ConstantOfShape (s) n = Constant <value = int64 {1}> () y = SplitToSequence (e, n)",
            result="seq(float[1]) y",
        ),
        [X],
    ),
    "convolution's pads": (
        plain(f"{ONE} y = Conv <pads = [{HUGE}, {HUGE}, {HUGE}, {HUGE}]> (x, w)"),
        [IMAGE],
    ),
    "convolution's spread": (
        plain(f"{ONE} y = ConvTranspose <strides = [{10**9}, {10**9}]> (x, w)"),
        [IMAGE],
    ),
    "maximum's window": (
        plain(f"y = MaxPool <kernel_shape = [{HUGE}, 1], pads = [{HUGE}, 0, {HUGE}, 0]> (x)"),
        [IMAGE],
    ),
    "mean's window": (
        plain(f"y = AveragePool <kernel_shape = [3, 3], pads = [{HUGE}, 0, {HUGE}, 0]> (x)"),
        [IMAGE],
    ),
    "blocks": (plain(f"y = DepthToSpace <blocksize = {HUGE}> (x)"), [IMAGE]),
    "regions": (
        plain(
            f"y = RoiAlign <output_height = {10**9}, output_width = {10**9}> (x, r, i)",
            "float[1, 1, 5, 5] x, float[1, 4] r, int64[1] i",
        ),
        [IMAGE, ROWS, np.array([0])],
    ),
    "growing loop": (
        numbered(
            10**6,
            "t = Constant <value = bool {1}> () y = Loop (n, t, x) <body = b (int64 i, bool g, float[N] h) "
            "=> (bool g, float[M] o) { o = Concat <axis = 0> (h, h) }>",
        ),
        [X],
    ),
    "endless loop": (
        numbered(
            HUGE,
            "t = Constant <value = bool {1}> () y = Loop (n, t, x) <body = b (int64 i, bool g, float[2, 3] h)"
            " => (bool g, float[2, 3] o) { o = Neg (h) }>",
        ),
        [X],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_absurd_sizes_are_refused(name):
    text, inputs = REFUSED[name]
    with pytest.raises(BarewireError):
        arrays(Model(parser.parse_model(f"{IMPORTS} {text}").SerializeToString(), most_steps=5000)(*inputs))


NAN = np.full((2, 3), np.nan, np.float32)


@pytest.mark.parametrize(
    ("text", "inputs"),
    [
        (plain("y = NonZero (x)", "float[2, 3] x", "int64[2, N] y"), [NAN]),
        (plain("y = Unique (x)", "float[2, 3] x", "float[N] y"), [NAN]),
        (
            numbered(2, "k = Reshape (n, o) y, i = TopK (x, k)", "float[2, 3] x, int64[1] o"),
            [NAN, np.array([1])],
        ),
        (
            numbered(
                9, "y = NonMaxSuppression (b, s, n)", "float[1, 2, 4] b, float[1, 1, 2] s", "int64[N, 3] y"
            ),
            [np.full((1, 2, 4), np.nan, np.float32), np.full((1, 1, 2), np.nan, np.float32)],
        ),
        (
            plain(
                "y = RoiAlign <output_height = 2, output_width = 2> (x, r, i)",
                "float[1, 1, 5, 5] x, float[1, 4] r, int64[1] i",
            ),
            [IMAGE, ROWS * np.nan, np.array([5])],
        ),
        (
            plain("y = GridSample (x, g)", "float[1, 1, 5, 5] x, float[1, 2, 2, 2] g"),
            [IMAGE, np.full((1, 2, 2, 2), np.nan, np.float32)],
        ),
    ],
)
def test_what_shapes_follow_from_may_be_no_numbers(text, inputs):
    arrays(Model(parser.parse_model(f"{IMPORTS} {text}").SerializeToString())(*inputs))
