"""Functions and modules written as ONNX files, which ONNX Runtime and Barewire's own loader run alike."""

import io
from functools import partial

import numpy as np
import onnx
import pytest

import barewire as bw
from barewire import Tensor, errors, nn
from barewire.onnx import InferenceSession, Model, export
from barewire.tensor import tree
from hwtests.daily import daily
from hwtests.networks.zoo import SMALL, twins

ort = pytest.importorskip("onnxruntime")


def normal(*shape, seed=0):
    return Tensor(np.random.default_rng(seed).standard_normal(shape, np.float32))


def exported(function, *arguments, **options):
    """The model's bytes, which ONNX's own checker has looked at."""
    file = io.BytesIO()
    export(function, arguments, file, **options)
    onnx.checker.check_model(onnx.load_from_string(file.getvalue()), full_check=True)
    return file.getvalue()


def operators(data):
    return [node.op_type for node in onnx.load_from_string(data).graph.node]


def feeds(session, arguments):
    tensors = [each for each in tree.flatten(arguments)[0] if isinstance(each, Tensor)]
    return {each.name: tensor.numpy() for each, tensor in zip(session.get_inputs(), tensors, strict=True)}


def same(found, wanted, tolerance=2e-5):
    assert len(found) == len(wanted)
    for x, y in zip(found, wanted, strict=True):
        x, y = (each.numpy() if isinstance(each, Tensor) else each for each in (x, y))
        assert (x.shape, x.dtype) == (y.shape, y.dtype)
        scale = np.abs(y[np.isfinite(y)]).max(initial=0) if y.dtype.kind == "f" else 0
        np.testing.assert_allclose(x, y, rtol=tolerance, atol=tolerance * scale)


def checked(function, *arguments, is_read_back=True, **options):
    """Hold what ONNX Runtime and Barewire make of the file to the function's own results."""
    data = exported(function, *arguments, **options)
    wanted = [each for each in tree.flatten(function(*arguments))[0] if each is not None]
    for kind in (ort.InferenceSession, *([InferenceSession] if is_read_back else [])):
        session = kind(data, providers=["CPUExecutionProvider"])
        same(session.run(None, feeds(session, arguments)), wanted)
    return data


class Residual(nn.Module):
    def __init__(self, channels, outputs, stride):
        self.first = nn.Conv2d(channels, outputs, 3, stride, 1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.second = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.other = nn.BatchNorm2d(outputs)
        self.down = nn.Sequential(
            nn.Conv2d(channels, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
        )

    def forward(self, x):
        y = self.norm(self.first(x)).relu()
        return (self.other(self.second(y)) + self.down(x)).relu()


class Unet(nn.Module):
    def __init__(self):
        self.down = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.GroupNorm(2, 8), nn.SiLU())
        self.deep = nn.Sequential(nn.Conv2d(8, 16, 3, padding=1), nn.InstanceNorm2d(16), nn.GELU())
        self.up, self.wide = (
            nn.ConvTranspose2d(16, 8, 2, stride=2),
            nn.Upsample(scale_factor=2, mode="bilinear"),
        )
        self.out = nn.Conv2d(8 + 8 + 16, 2, 1)

    def forward(self, x):
        y = self.down(x)
        z = self.deep(nn.functional.max_pool2d(y, 2))
        return self.out(Tensor.cat([self.up(z), y, self.wide(z)], dim=1))


class Words(nn.Module):
    def __init__(self):
        self.words, self.places = nn.Embedding(50, 16), nn.Embedding(8, 16)
        self.layer = nn.TransformerEncoderLayer(16, 4, 32, activation="gelu", batch_first=True)
        self.norm = nn.LayerNorm(16)

    def forward(self, ids, places):
        x = self.words(ids) + self.places(places)
        return self.norm(self.layer(x)).mean(1)


class Decoder(nn.Module):
    """A language model's block: rotated queries, a causal mask, heads that share keys, gated units."""

    def __init__(self):
        self.norm, self.q, self.kv = (
            nn.RMSNorm(16),
            nn.Linear(16, 16, bias=False),
            nn.Linear(16, 16, bias=False),
        )
        self.gate, self.up, self.down = nn.Linear(16, 40), nn.Linear(16, 40), nn.Linear(40, 16)

    def forward(self, x):
        batch, length, _ = x.shape
        y = self.norm(x)
        q = self.q(y).reshape(batch, length, 4, 4).transpose(1, 2)
        k, v = self.kv(y).reshape(batch, length, 2, 2, 4).permute(2, 0, 3, 1, 4).unbind(0)
        angle = Tensor.arange(length).reshape(-1, 1) * Tensor([1.0, 0.1])
        sine, cosine = (Tensor.cat([each, each], dim=-1) for each in (angle.sin(), angle.cos()))
        q, k = (z * cosine + Tensor.cat([-z[..., 2:], z[..., :2]], dim=-1) * sine for z in (q, k))
        y = q.scaled_dot_product_attention(k, v, is_causal=True, enable_gqa=True)
        x = x + y.transpose(1, 2).reshape(batch, length, 16)
        return x + self.down(self.gate(x).silu() * self.up(x))


def networks():
    """How each is made, and its arguments: anew each time, since other tests close devices."""
    ids = Tensor([[1, 2, 3, 49], [4, 0, 7, 7]]), Tensor([[0, 1, 2, 3]])
    return {
        "residual": (lambda: Residual(4, 6, 2).eval(), (normal(2, 4, 9, 9),)),
        "separable": (
            lambda: nn.Sequential(
                nn.Conv2d(4, 8, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU6(),
                nn.Conv2d(8, 8, 3, 2, 1, groups=8, bias=False), nn.BatchNorm2d(8), nn.Hardswish(),
                nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 3), nn.Softmax(-1),
            ).eval(),
            (normal(2, 4, 9, 9),),
        ),
        "unet": (Unet, (normal(1, 3, 8, 8),)),
        "words": (lambda: Words().eval(), ids),
        "decoder": (Decoder, (normal(2, 5, 16),)),
        "lstm": (
            lambda: nn.LSTM(3, 4, num_layers=2, bidirectional=True, batch_first=True),
            (normal(2, 5, 3),),
        ),
        "gru": (lambda: nn.GRU(3, 4), (normal(5, 2, 3), normal(1, 2, 4))),
        "rnn": (lambda: nn.RNN(3, 4, nonlinearity="relu", bias=False), (normal(5, 2, 3),)),
        "attention": (
            lambda: nn.MultiheadAttention(8, 2, batch_first=True).eval(),
            (normal(2, 5, 8), normal(2, 4, 8, seed=1), normal(2, 4, 8, seed=2)),
        ),
        "sound": (
            lambda: nn.Sequential(nn.Conv1d(2, 4, 3, 2, 1), nn.GELU(), nn.Conv1d(4, 4, 1), nn.AvgPool1d(2)),
            (normal(2, 2, 16),),
        ),
        "volume": (
            lambda: nn.Sequential(nn.Conv3d(2, 3, 2, dilation=2), nn.LeakyReLU(0.1), nn.MaxPool3d(2, 1, 1)),
            (normal(1, 2, 5, 6, 7),),
        ),
        "upward": (
            lambda: nn.Sequential(nn.ConvTranspose2d(4, 6, 3, 2, 1, 1, groups=2), nn.BatchNorm2d(6)).eval(),
            (normal(2, 4, 5, 5),),
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", daily(list(networks()), ["residual", "separable", "words", "decoder", "gru"])
)
def test_networks_give_the_same_elsewhere(name):
    make, arguments = networks()[name]
    Tensor.manual_seed(0)
    checked(make(), *arguments)


@pytest.mark.parametrize("name", daily(list(SMALL), ["segment_anything.decoder", "bottlenecks"]))
def test_whole_networks_give_the_same_elsewhere(name):
    ours, _ = twins(SMALL[name])
    checked(ours, *map(Tensor, SMALL[name].arguments()))


def forms():
    """What is one thing in a file however it came about: (function, shapes of arguments, operators)."""
    return [
        (nn.Conv2d(4, 6, 3, padding=1), [(2, 4, 9, 9)], ["Conv"]),
        (nn.Conv2d(4, 6, 3, stride=2, padding=(0, 1), dilation=2), [(1, 4, 9, 9)], ["Conv"]),
        (nn.Conv2d(4, 8, 3, groups=4), [(2, 4, 9, 9)], ["Conv"]),
        (nn.Conv2d(4, 6, 3, stride=3), [(2, 4, 9, 9)], ["Conv"]),
        (nn.Conv2d(4, 6, 1, stride=2), [(2, 4, 9, 9)], ["Conv"]),
        (nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)).eval(), [(1, 3, 5, 5)], ["Conv"]),
        (nn.Conv1d(1, 6, 5, padding="same"), [(2, 1, 9)], ["Conv"]),
        (nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(4, 6, 1)), [(1, 4, 8, 8)], ["MaxPool", "Conv"]),
        (
            nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3)),
            [(2, 4, 8, 8)],
            ["ReduceMean", "Reshape", "MatMul", "Add"],
        ),
        (nn.ConvTranspose2d(4, 6, 3, 2, 1, 1), [(2, 4, 5, 5)], ["ConvTranspose"]),
        (nn.MaxPool2d(3, 2, 1), [(2, 4, 9, 9)], ["MaxPool"]),
        (nn.AvgPool2d(3, 2, 1), [(2, 4, 9, 9)], ["AveragePool"]),
        (nn.AvgPool2d(2), [(2, 4, 8, 8)], ["AveragePool"]),
        (nn.AdaptiveAvgPool2d(1), [(2, 4, 8, 8)], ["ReduceMean"]),
        (nn.Linear(4, 3), [(2, 5, 4)], ["MatMul", "Add"]),
        (lambda a, b: a @ b, [(2, 3, 4, 5), (2, 3, 5, 6)], ["MatMul"]),
        (lambda a, b: a.transpose(1, 2) @ b, [(2, 3, 4), (2, 3, 5)], ["Transpose", "MatMul"]),
        (nn.LayerNorm(6), [(2, 4, 6)], ["LayerNormalization"]),
        (lambda x: x.softmax(1), [(2, 5)], ["Softmax"]),
        (lambda x: x.gelu(), [(2, 5)], ["Gelu"]),
        (lambda x: x.clip(-0.5, 0.5), [(2, 5)], ["Clip"]),
        (lambda x: x.abs(), [(2, 5)], ["Abs"]),
        (lambda x: x.floor(), [(2, 5)], ["Floor"]),
        (lambda x, y: x.minimum(y), [(2, 5), (5,)], ["Reshape", "Min"]),
        (lambda x: x.amin(1), [(2, 5)], ["ReduceMin", "Reshape"]),
        (lambda x: x.topk(2), [(2, 5)], ["TopK"]),
        (lambda x: x.sort(0), [(2, 5)], ["TopK"]),
        (lambda x: x.cumsum(1), [(2, 5)], ["CumSum"]),
        (lambda x, y: x.cat(y, dim=1), [(2, 5), (2, 3)], ["Concat"]),
        (lambda x: nn.functional.interpolate(x, scale_factor=2), [(1, 2, 3, 3)], ["Resize"]),
        (lambda x: x * 2 - 1, [(2, 5)], ["Mul", "Add"]),
    ]  # fmt: skip


@pytest.mark.parametrize("number", daily(list(range(len(forms()))), range(0, len(forms()), 3)))
def test_what_an_operator_does_is_one(number):
    function, shapes, wanted = forms()[number]
    assert operators(checked(function, *(normal(*shape) for shape in shapes))) == wanted


def test_names():
    def forward(image, *, sizes):
        return image * sizes["w"], image + sizes["h"]

    file = io.BytesIO()
    export(forward, {"image": normal(2, 3), "sizes": {"h": normal(3), "w": normal(3)}}, file)
    session = ort.InferenceSession(file.getvalue())
    assert [each.name for each in session.get_inputs()] == ["image", "sizes_0", "sizes_1"]
    assert [each.name for each in session.get_outputs()] == ["output_0", "output_1"]
    data = exported(nn.Linear(3, 2), normal(2, 3), input_names=["x"], output_names=["y"])
    graph = onnx.load_from_string(data).graph
    assert (graph.input[0].name, graph.output[0].name) == ("x", "y")
    assert {each.name for each in graph.initializer} == {"weight", "bias"}


@pytest.mark.parametrize("function", [
    lambda x: x,
    lambda x: (x + 1, x + 1, x),
    lambda x: Tensor([1.0, 2.0]),
    lambda x: x[:0],
    bw.jit(lambda x: x * 2 + 1),
    lambda x: x * np.float32(2) + np.ones(3, np.float32),
])  # fmt: skip
def test_results_that_are_inputs_constants_or_nothing(function):
    checked(function, normal(2, 3))


def test_changes_of_what_the_function_made_are_none_of_state():
    def function(x):
        total = Tensor.zeros(3)
        for row in range(2):
            total += x[row]
        copy = x.clone()
        copy[:, 0] = 5.0
        copy[copy > 1] = 7.0
        return total, copy

    checked(function, normal(2, 3))


def test_what_is_computed_early_is_in_the_file():
    def function(x):
        y = (x * 2).realize()
        return y + Tensor([1.0, 2.0, 3.0]).exp().realize(), y.contiguous().sum()

    checked(function, normal(2, 3))


def test_a_module_of_pytorch_is_written():
    torch = pytest.importorskip("torch")
    theirs = torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.Flatten(),
        torch.nn.Linear(64, 5), torch.nn.Softmax(-1),
    ).eval()  # fmt: skip
    x = normal(1, 3, 6, 6)
    data = exported(bw.from_torch(theirs), x)
    assert operators(data)[:3] == ["Conv", "Relu", "Reshape"]
    session = ort.InferenceSession(data)
    with torch.no_grad():
        wanted = theirs(torch.from_numpy(x.numpy())).numpy()
    same(session.run(None, {session.get_inputs()[0].name: x.numpy()}), [Tensor(wanted)])


def test_half_floats_are_multiplied_as_wide_ones():
    data = exported(nn.Conv2d(3, 4, 3, padding=1).half(), normal(1, 3, 6, 6).half())
    assert [each for each in operators(data) if each != "Cast"] == ["Conv", "Add"]


def test_gradients_are_written():
    def slope(x):
        y = x.detach().requires_grad_()
        (y.cumsum(1) * y.sort(1).values).sum().backward()
        return y.grad

    checked(slope, normal(2, 3))


class Counted(nn.Module):
    def __init__(self):
        self.state = Tensor.zeros(3)

    def forward(self, x):
        self.state.assign(self.state + x.sum(0))
        return x * self.state


def changes_argument(x):
    x += 1
    return x


@pytest.mark.parametrize(("function", "said"), [
    (lambda x: x * x.sum().item(), "'x'.*reads values|reads values.*'x'"),
    (lambda x: x if x.sum() > 0 else -x, "reads values"),
    (lambda x: x[x > 0], "reads values"),
    (lambda x: Tensor(np.abs(x.numpy())), "reads values"),
    (lambda x: x + Tensor.randn(2, 3), "random"),
    (lambda x: x + Tensor.rand(2, 3, generator=bw.Generator()), "random"),
    (partial(nn.Dropout, 0.5), "random"),
    (partial(nn.BatchNorm1d, 3), "state"),
    (partial(Counted), "state"),
    (changes_argument, "in place"),
    (lambda x: None, "returns no tensor"),
    (lambda x: 3.0, "returns 3.0"),
    (lambda x: bw.fft.fft(x), "complex"),
])  # fmt: skip
def test_what_a_file_cannot_say(function, said):
    x = normal(2, 3)
    function = function() if isinstance(function, partial) else function
    state = function.state if isinstance(function, Counted) else Tensor.zeros(3)
    before = x.tolist(), state.tolist()
    with pytest.raises(errors.InvalidArgument, match=said):
        export(function, x, io.BytesIO())
    assert (x.tolist(), state.tolist()) == before
    # Nothing that depends on the argument is left to be computed.
    assert (Tensor([1.0]) + 1).tolist() == [2.0]


def test_a_module_in_training_is_as_it_was():
    norm = nn.BatchNorm1d(3)
    with pytest.raises(errors.InvalidArgument, match="eval"):
        export(norm, normal(2, 3), io.BytesIO())
    assert norm.running_mean.tolist() == [0, 0, 0]
    assert norm(normal(2, 3)).shape == (2, 3)


@pytest.mark.parametrize("options", [
    {"opset": 17}, {"opset": 1000}, {"opset": "new"}, {"dynamic_axes": {"x": {0: "batch"}}},
    {"input_names": ["a", "b"]}, {"output_names": ["x"]}, {"input_names": [""]},
])  # fmt: skip
def test_options_that_are_none(options):
    with pytest.raises(errors.InvalidArgument, match="export"):
        export(lambda x: x + 1, normal(2, 3), io.BytesIO(), **options)


@pytest.mark.parametrize("opset", daily(list(range(18, onnx.defs.onnx_opset_version() + 1)), [18, 20]))
def test_older_opsets(opset):
    class Net(nn.Module):
        def __init__(self):
            self.conv, self.norm = nn.Conv2d(3, 4, 3), nn.LayerNorm(4)

        def forward(self, x):
            y = self.norm(self.conv(x).mean((2, 3)).gelu())
            return y.softmax(-1), y.argmax(1), y.abs().floor().cast("int8") >> 1, x.amin(0), (y > 0).all(1)

    data = checked(Net(), normal(2, 3, 6, 6), opset=opset)
    assert onnx.load_from_string(data).opset_import[0].version == opset


def test_values_in_a_file_beside_the_model(tmp_path):
    net = nn.Sequential(nn.Linear(40, 300), nn.ReLU(), nn.Linear(300, 20))
    x = normal(2, 40)
    export(net, x, tmp_path / "net.onnx", external_data=True)
    assert (tmp_path / "net.onnx").stat().st_size < 4000
    assert (tmp_path / "net.onnx.data").stat().st_size > 4 * (40 * 300 + 300 * 20)
    for session in (ort.InferenceSession(tmp_path / "net.onnx"), InferenceSession(tmp_path / "net.onnx")):
        same(session.run(None, {"x": x.numpy()}), [net(x)])
    with pytest.raises(errors.InvalidArgument, match="path"):
        export(net, x, io.BytesIO(), external_data=True)


def test_values_that_no_message_holds_are_not_put_in_one(monkeypatch, tmp_path):
    monkeypatch.setattr("barewire.tensor.onnx.exporter.file.MOST_INSIDE_BYTES", 1000)
    monkeypatch.setattr("barewire.tensor.onnx.exporter.file.MOST_MESSAGE_BYTES", 2000)
    net, x = nn.Linear(40, 300), normal(2, 40)
    with pytest.raises(errors.InvalidArgument, match="one file"):
        export(net, x, tmp_path / "net.onnx", external_data=False)
    export(net, x, tmp_path / "net.onnx")
    assert (tmp_path / "net.onnx.data").exists()


def test_a_weight_that_is_used_twice_is_there_once(tmp_path):
    class Tied(nn.Module):
        def __init__(self):
            self.table = nn.Embedding(400, 300)

        def forward(self, ids):
            return self.table(ids) @ self.table.weight.T

    data = checked(Tied(), Tensor([1, 5]))
    assert len(data) < 1.2 * 400 * 300 * 4


def test_an_index_out_of_range_reads_zero_there_too():
    table = normal(5, 2)
    checked(lambda ids: table[ids], Tensor([0, -1, 4]))
    checked(lambda ids: table.gather(0, ids), Tensor([[0, 7], [-3, 4]]))
    checked(lambda ids: Tensor.zeros(3, 2).scatter_add(0, ids, Tensor.ones(2, 2)), Tensor([[0, 7], [-3, 2]]))


def test_the_model_is_exported_again_after_it_was_read(tmp_path):
    net = nn.Sequential(nn.Conv2d(3, 4, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU()).eval()
    x = normal(1, 3, 6, 6)
    model = Model(exported(net, x))
    same(model(x), [net(x)])
    again = ort.InferenceSession(exported(lambda x: model(x)[0], x))
    same(again.run(None, {"x": x.numpy()}), [net(x)])


def test_a_constant_that_was_computed_before_is_one():
    limit = Tensor.zeros(2, 5, dtype="int32") + 0x7FFFFFFF
    limit.realize()
    Tensor(0x7FFFFFFF, dtype="int32").expand(2, 5).realize()
    for _ in range(2):
        assert operators(exported(lambda x: x.abs().clip(0.25, 1), normal(2, 5), opset=20)) == ["Abs", "Clip"]
