"""Files that are no models, models that cannot be run, inputs that do not fit: each is said."""

import os

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper, parser

import barewire.onnx
from barewire.runtime.errors import (
    BarewireError,
    DTypeError,
    FileFormatError,
    InvalidArgument,
    OutOfMemory,
    ShapeError,
)
from barewire.tensor.onnx import values_in_place
from barewire.tensor.onnx.backend import Backend
from barewire.tensor.onnx.model import Model, arrays
from barewire.tensor.onnx.values_in_place import on_device

X = np.zeros((3, 4), np.float32)


def text_model(text, imports='"" : 17'):
    return parser.parse_model(f"<ir_version: 8, opset_import: [{imports}]> {text}")


PLAIN = text_model("m (float[3, 4] x) => (float[3, 4] y) { y = Neg (x) }")


@pytest.mark.parametrize("data", [b"", b"\0", b"GIF89a" * 10, b"\xff" * 100, os.urandom(1000), b"\x0a" * 50])
def test_bytes_that_are_no_model(data, tmp_path):
    path = tmp_path / "m.onnx"
    path.write_bytes(data)
    for source in (data, path, str(path)):
        with pytest.raises(BarewireError):
            Model(source)


def test_every_truncation_is_said_or_is_a_model():
    data = text_model("m (float[3, 4] x) => (float[3, 4] y) { a = Neg (x) y = Abs (a) }").SerializeToString()
    failed = 0
    for size in range(len(data)):
        try:
            (y,) = arrays(Model(data[:size])(X - 1))
        except BarewireError:
            failed += 1
        else:
            np.testing.assert_array_equal(y, X + 1)
    assert failed > len(data) - 10


def test_files_that_are_none(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "absent.onnx", tmp_path, tmp_path / "pipe", "/dev/zero", "/dev/null", "a\0b"):
        with pytest.raises(FileFormatError):
            Model(path)


def test_a_file_larger_than_a_message_is_not_read(tmp_path):
    path = tmp_path / "large.onnx"
    with path.open("wb") as file:
        file.truncate(5 << 30)
    with pytest.raises(FileFormatError, match="external"):
        Model(path)


def external(tmp_path, location, offset=None, length=None, shape=(3, 4)):
    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=shape)
    tensor.data_location = TensorProto.EXTERNAL
    said = {"location": location, "offset": offset, "length": length}
    for key, value in said.items():
        if value is not None:
            tensor.external_data.add(key=key, value=str(value))
    model = text_model("m (float[3, 4] x) => (float[3, 4] y) { y = Add (x, w) }")
    model.graph.initializer.append(tensor)
    folder = tmp_path / "model"
    folder.mkdir(exist_ok=True)
    (folder / "m.onnx").write_bytes(model.SerializeToString())
    return folder


def test_external_data_is_read_from_the_models_folder(tmp_path):
    values = np.arange(12, dtype=np.float32)
    folder = external(tmp_path, "data/w.bin", offset=8)
    (folder / "data").mkdir()
    (folder / "data" / "w.bin").write_bytes(b"12345678" + values.tobytes())
    (y,) = arrays(Model(folder / "m.onnx")(X))
    np.testing.assert_array_equal(y, values.reshape(3, 4))


@pytest.mark.parametrize(
    "location",
    [
        "../secret",
        "/etc/hostname",
        "a/../../secret",
        "link",
        "folder/secret",
        "pipe",
        ".",
        "",
        "absent",
        "a\0b",
        "/dev/zero",
        "null",
    ],
)
def test_external_data_elsewhere_is_refused(location, tmp_path):
    (tmp_path / "secret").write_bytes(bytes(100))
    folder = external(tmp_path, location)
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "folder").symlink_to(tmp_path)
    (folder / "null").symlink_to("/dev/null")
    os.mkfifo(folder / "pipe")
    with pytest.raises(FileFormatError, match="'w'"):
        Model(folder / "m.onnx")


@pytest.mark.parametrize(
    "said",
    [
        {"offset": -1},
        {"offset": 100},
        {"length": 4},
        {"length": 1 << 60},
        {"offset": "x"},
        {"shape": (1 << 40, 1 << 40)},
        {"shape": (-1, 4)},
    ],
    ids=str,
)
def test_external_data_that_is_not_all_there(said, tmp_path):
    folder = external(tmp_path, "w.bin", **said)
    (folder / "w.bin").write_bytes(bytes(48))
    with pytest.raises(FileFormatError):
        Model(folder / "m.onnx")


def test_external_data_of_bytes_needs_a_folder(tmp_path):
    folder = external(tmp_path, "w.bin")
    (folder / "w.bin").write_bytes(bytes(48))
    data = (folder / "m.onnx").read_bytes()
    with pytest.raises(FileFormatError, match="path"):
        Model(data)
    arrays(Model(data, folder=folder)(X))


def test_all_unknown_operators_are_said_at_once():
    model = text_model(
        """m (float[3, 4] x) => (float[3, 4] y) { a = Foo (x)  b = my.Bar (a)  c = Foo (b)
        k = Constant <value = bool {1}> ()
        y = If (k) <then_branch = t () => (float[3, 4] d) { d = Baz (c) },
            else_branch = e () => (float[3, 4] d) { d = Neg (c) }> }""",
        '"" : 17, "my" : 1',
    )
    with pytest.raises(InvalidArgument) as caught:
        Model(model)
    for part in ("Foo-17: a, c", "my.Bar: b", "Baz-17: d"):
        assert part in str(caught.value)


def test_operator_sets_of_the_future_are_refused():
    with pytest.raises(InvalidArgument, match="pip install -U onnx"):
        Model(text_model("m (float[3] x) => (float[3] y) { y = Neg (x) }", '"" : 9999'))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("m (float[3] x) => (float[3] y) { a = Neg (b) b = Neg (a) y = Add (a, x) }", "circle"),
        ("m (float[3] x) => (float[3] y) { y = Neg (y) }", "circle"),
        ("m (float[3] x) => (float[3] y) { y = Neg (x) y = Abs (x) }", "two nodes make"),
        ("m (float[3] x) => (float[3] y) { y = Neg (nothing) }", "nothing makes"),
        ("m (float[3] x) => (float[3] z) { y = Neg (x) }", "nothing makes"),
        ("m (float[3] x) => (float[3] y) { y = Neg <odd = 1> (x) }", "no attribute 'odd'"),
        ("m (float[3] x) => (float[3] y) { y = Neg (x, x) }", "1 inputs at most"),
        ('m (float[3] x) => (float[3] y) { y = Transpose <perm = "word"> (x) }', ""),
        ("m (float[3] x) => (float[3] y) { y = Transpose <perm = [7]> (x) }", ""),
        ("m (float[3] x) => (float[3] y) { y = Cast <to = 777> (x) }", "777"),
        ("m (float[3] x) => (float[3] y) { y = If (x) <then_branch = 1, else_branch = 2> }", ""),
        ("m (float[3] x) => (float[3] y) { y = Concat (x, x) }", "axis"),
        ("m (float[3] x, float[4] z) => (float[3] y) { y = Add (x, z) }", ""),
    ],
)
def test_graphs_that_are_none(text, match):
    with pytest.raises(BarewireError, match=match):
        model = Model(text_model(text))
        arrays(model(*(np.ones(each.shape, np.float32) for each in model.inputs)))


def values(*names):
    return [helper.make_tensor_value_info(name, TensorProto.FLOAT, [3]) for name in names]


def nested(depth):
    """A branch in a branch, so many deep."""
    inner = helper.make_node("Neg", ["x"], ["y0"])
    other = helper.make_graph([helper.make_node("Neg", ["x"], ["z"])], "e", [], values("z"))
    for number in range(1, depth + 1):
        graph = helper.make_graph([inner], "g", [], values(f"y{number - 1}"))
        inner = helper.make_node("If", ["c"], [f"y{number}"], then_branch=graph, else_branch=other)
    given = [*values("x"), helper.make_tensor_value_info("c", TensorProto.BOOL, [])]
    graph = helper.make_graph([inner], "g", given, values(f"y{depth}"))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])


def nested_bytes(depth):
    """The same, deeper than protobuf lets one write: fields as they lie in a file."""

    def field(number, data):
        size, length = b"", len(data)
        while True:
            size += bytes([length & 127 | (128 if length > 127 else 0)])
            length >>= 7
            if not length:
                return bytes([number << 3 | 2]) + size + data

    node = helper.make_node("Neg", ["x"], ["y"]).SerializeToString()
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, [3]).SerializeToString()
    for _ in range(depth):
        graph = field(1, node) + field(12, output)
        attribute = field(1, b"then_branch") + field(6, graph) + b"\xa0\x01\x05"
        node = field(1, b"c") + field(2, b"y") + field(4, b"If") + field(5, attribute)
    opset = helper.make_opsetid("", 17).SerializeToString()
    return b"\x08\x08" + field(7, field(1, node) + field(12, output)) + field(8, opset)


def test_subgraphs_may_be_nested_but_not_for_ever():
    x = np.ones(3, np.float32)
    (y,) = arrays(Model(nested(6))(x, np.array(True)))
    np.testing.assert_array_equal(y, -x)
    for depth in (40, 5000):
        with pytest.raises(FileFormatError):
            Model(nested_bytes(depth))


def test_functions_that_call_themselves_or_each_other_without_end():
    text = """m (float[3] x) => (float[3] y) { y = my.f (x) }
        <domain: "my", opset_import: ["" : 17, "my" : 1]> f (a) => (b) { b = my.CALLED (a) }"""
    with pytest.raises(FileFormatError, match="deep"):
        Model(text_model(text.replace("CALLED", "f"), '"" : 17, "my" : 1'))
    doubling = "m (float[3] x) => (float[3] y) { y = my.f0 (x) }"
    for number in range(40):
        doubling += f"""<domain: "my", opset_import: ["" : 17, "my" : 1]> f{number} (a) => (b) {{
            c = my.f{number + 1} (a) b = my.f{number + 1} (c) }}"""
    doubling += '<domain: "my", opset_import: ["" : 17]> f40 (a) => (b) { b = Neg (a) }'
    with pytest.raises(FileFormatError, match="more than"):
        Model(text_model(doubling, '"" : 17, "my" : 1'))


@pytest.mark.parametrize("condition", ["", "go"])
def test_loops_without_an_end_are_ended(condition):
    model = text_model(
        f"""m (float[1] x) => (float[1] y) {{ go = Constant <value = bool {{1}}> ()
        y = Loop (, {condition}, x) <body = b (int64 i, bool g, float[1] h) => (bool g, float[1] o) {{
            o = Neg (h) }}> }}"""
    )
    with pytest.raises(InvalidArgument, match="most_steps"):
        arrays(Model(model, most_steps=300)(np.ones(1, np.float32)))


HUGE = {
    "a constant": "y = ConstantOfShape (s)",
    "repeats": "y = Expand (x, s)",
    "a window": "n = Constant <value = int64 {400000000000}> () y = HannWindow (n)",
    "draws": "y = RandomNormal <shape = [4000000000000]> ()",
    "a product": "e = Expand (x, s) t = Transpose (e) y = MatMul (t, e)",
}


@pytest.mark.parametrize("body", HUGE.values(), ids=HUGE)
def test_models_larger_than_memory(body):
    text = (
        f"m (float[1] x) => (float[N] y) {{ s = Constant <value = int64[2] {{4000000, 1000000}}> () {body} }}"
    )
    with pytest.raises(BarewireError):
        arrays(Model(text_model(text))(np.ones(1, np.float32)))


def test_inputs_that_do_not_fit_are_said():
    model = text_model(
        "m (float[3, N] x, int64 n) => (float[3, N] y) { f = Cast <to = 1> (n) y = Add (x, f) }"
    )
    session = barewire.onnx.InferenceSession(model.SerializeToString())
    one = np.array(1)
    for fed, error, match in (
        ({"x": X}, InvalidArgument, "'n' is missing"),
        ({"x": X, "n": one, "z": X}, InvalidArgument, "no input 'z'"),
        ({"x": X[:2], "n": one}, ShapeError, r"\(3, N\), not \(2, 4\)"),
        ({"x": X[0], "n": one}, ShapeError, "shape"),
        ({"x": X.astype(np.float64), "n": one}, DTypeError, "FLOAT, not float64"),
        ({"x": np.array([["a"]], object), "n": one}, DTypeError, "FLOAT, not strings"),
        ({"x": [X, X], "n": one}, BarewireError, ""),
        ({"x": {"a": 1}, "n": one}, BarewireError, ""),
        ({"x": object(), "n": one}, BarewireError, ""),
    ):
        with pytest.raises(error, match=match):
            session.run(None, fed)
    with pytest.raises(InvalidArgument, match="takes 2 inputs"):
        Backend.prepare(model).run([X, one, one])
    with pytest.raises(InvalidArgument):
        session.run(["nothing"], {"x": X, "n": one})
    np.testing.assert_array_equal(session.run(None, {"x": X, "n": one})[0], X + 1)


def test_what_is_no_number_passes_through():
    x = np.full((3, 4), np.nan, np.float32)
    (y,) = arrays(Model(PLAIN)(x))
    assert np.isnan(y).all()


def initialised(**said):
    model = text_model("m (float[3, 4] x) => (float[3, 4] y) { y = Add (x, w) }")
    tensor = numpy_helper.from_array(np.ones((3, 4), np.float32), "w")
    for name, value in said.items():
        if isinstance(value, list):
            del getattr(tensor, name)[:]
            getattr(tensor, name).extend(value)
        else:
            setattr(tensor, name, value)
    model.graph.initializer.append(tensor)
    return model


@pytest.mark.parametrize(
    "said",
    [
        {"dims": [3, 5]},
        {"dims": [-3, -4]},
        {"dims": [1 << 62, 1 << 62]},
        {"raw_data": b"123"},
        {"raw_data": b""},
        {"data_type": 0},
        {"data_type": 99},
        {"data_type": 8},
        {"data_type": 21},
    ],
    ids=str,
)
def test_initialisers_that_are_not_what_they_say(said):
    with pytest.raises(BarewireError):
        arrays(Model(initialised(**said))(X))


def test_sparse_initialisers_that_reach_outside():
    model = text_model("m (float[3, 4] x) => (float[3, 4] y) { y = Add (x, w) }")
    for places, dims in (([99], [3, 4]), ([1], [1 << 40, 1 << 40]), ([-99], [3, 4])):
        sparse = helper.make_sparse_tensor(
            numpy_helper.from_array(np.ones(1, np.float32), "w"),
            numpy_helper.from_array(np.array(places, np.int64), "i"),
            dims,
        )
        bad = onnx.ModelProto()
        bad.CopyFrom(model)
        bad.graph.sparse_initializer.append(sparse)
        with pytest.raises(BarewireError):
            arrays(Model(bad)(X))


def large_model(tmp_path, dtype, size, offset=4096):
    """A sum of the input and of values that lie in a file of their own."""
    model = text_model(f"m (float[{size}] x) => (float[{size}] y) {{ c = Cast <to = 1> (w) y = Add (x, c) }}")
    tensor = TensorProto(name="w", data_type=dtype, dims=[size], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", "w.bin"), ("offset", offset)):
        tensor.external_data.add(key=key, value=str(value))
    model.graph.initializer.append(tensor)
    (tmp_path / "m.onnx").write_bytes(model.SerializeToString())
    return tmp_path / "m.onnx"


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
@pytest.mark.parametrize("offset", [4096, 4098])
def test_mapped_values_are_read_where_they_are(tmp_path, dtype, offset):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    kind = np.dtype(getattr(ml_dtypes, dtype, dtype))
    values = np.arange(5000).astype(kind)
    (tmp_path / "w.bin").write_bytes(bytes(offset) + values.tobytes())
    path = large_model(tmp_path, helper.np_dtype_to_tensor_dtype(kind), 5000, offset)
    model = Model(path, device="CPU")
    (y,) = arrays(model(np.ones(5000, np.float32)))
    np.testing.assert_array_equal(y, values.astype(np.float32) + 1)
    held = model.program.constants["w"]
    moved = offset % kind.itemsize
    assert isinstance(held, np.memmap)
    lent = on_device(held, "CPU")._node.storage
    assert lent.is_external is not bool(moved) and (moved or lent.read_only)
    assert moved or lent.gpu_address == held.ctypes.data


def test_a_model_larger_than_memory_is_refused_before_anything_is_taken(tmp_path, monkeypatch):
    path = large_model(tmp_path, TensorProto.INT4, 6000)
    (tmp_path / "w.bin").write_bytes(bytes(4096 + 3000))
    monkeypatch.setattr(values_in_place, "available_bytes", lambda: 5999)
    with pytest.raises(OutOfMemory, match=r"6000 bytes.*5999"):
        Model(path)(np.zeros(6000, np.float32))
    monkeypatch.setattr(values_in_place, "available_bytes", lambda: 300)
    with pytest.raises(OutOfMemory, match="external"):
        Model(path)
