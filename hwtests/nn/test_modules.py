"""Modules: parameters by PyTorch's names, its results with its state, and the state of any model."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import pytest
import torch

from barewire.runtime.device import Device
from barewire.runtime.errors import IndexOutOfRange, InvalidArgument, ShapeError
from barewire.tensor import nn
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.tensor import Tensor

from .against_torch import assert_close, random

PAIRS = [
    ("Linear", (6, 4), {}, (3, 6)),
    ("Linear", (6, 4), {"bias": False}, (2, 3, 6)),
    ("Conv1d", (4, 6, 3), {"padding": 1, "groups": 2}, (2, 4, 8)),
    ("Conv2d", (3, 5, (3, 2)), {"stride": 2}, (2, 3, 8, 8)),
    ("Conv2d", (3, 5, 3), {"padding": "same", "bias": False}, (2, 3, 6, 6)),
    ("Conv3d", (2, 3, 2), {"dilation": 2}, (1, 2, 5, 5, 5)),
    ("ConvTranspose1d", (4, 6, 3), {"stride": 2, "output_padding": 1}, (2, 4, 5)),
    ("ConvTranspose2d", (4, 6, 3), {"stride": 2, "padding": 1, "groups": 2}, (2, 4, 5, 5)),
    ("ConvTranspose3d", (2, 3, 2), {}, (1, 2, 3, 3, 3)),
    ("LayerNorm", (6,), {}, (3, 6)),
    ("LayerNorm", ((4, 6),), {"elementwise_affine": False}, (3, 4, 6)),
    ("RMSNorm", (6,), {}, (3, 6)),
    ("GroupNorm", (2, 6), {}, (3, 6, 5)),
    ("InstanceNorm2d", (4,), {"affine": True}, (2, 4, 5, 5)),
    ("BatchNorm1d", (5,), {}, (6, 5)),
    ("BatchNorm2d", (4,), {"momentum": 0.3}, (3, 4, 5, 5)),
    ("BatchNorm3d", (4,), {"track_running_stats": False}, (3, 4, 2, 3, 3)),
    ("PReLU", (4,), {}, (2, 4, 3)),
    ("MaxPool2d", (3, 2), {"padding": 1}, (2, 3, 8, 8)),
    ("AvgPool2d", (3, 2), {"padding": 1, "count_include_pad": False}, (2, 3, 8, 8)),
    ("AdaptiveAvgPool2d", (3,), {}, (2, 3, 8, 8)),
    ("AdaptiveMaxPool2d", ((2, 3),), {}, (2, 3, 8, 8)),
    ("Upsample", (), {"scale_factor": 2, "mode": "bilinear"}, (2, 3, 4, 4)),
    ("Flatten", (), {}, (2, 3, 4)),
    ("Unflatten", (1, (2, 3)), {}, (2, 6, 4)),
    ("Identity", (), {}, (2, 6)),
    ("ReLU", (), {}, (2, 6)),
    ("ReLU6", (), {}, (2, 6)),
    ("LeakyReLU", (0.2,), {}, (2, 6)),
    ("ELU", (), {"alpha": 0.7}, (2, 6)),
    ("CELU", (), {}, (2, 6)),
    ("SELU", (), {}, (2, 6)),
    ("GELU", (), {}, (2, 6)),
    ("GELU", (), {"approximate": "tanh"}, (2, 6)),
    ("SiLU", (), {}, (2, 6)),
    ("Mish", (), {}, (2, 6)),
    ("Sigmoid", (), {}, (2, 6)),
    ("LogSigmoid", (), {}, (2, 6)),
    ("Tanh", (), {}, (2, 6)),
    ("Softplus", (), {}, (2, 6)),
    ("Softsign", (), {}, (2, 6)),
    ("Hardtanh", (), {}, (2, 6)),
    ("Hardsigmoid", (), {}, (2, 6)),
    ("Hardswish", (), {}, (2, 6)),
    ("Softmax", (), {"dim": 1}, (2, 6)),
    ("LogSoftmax", (1,), {}, (2, 6)),
    ("Conv1d", (4, 6, 3), {"padding": 2, "padding_mode": "circular"}, (2, 4, 8)),
    ("Conv2d", (3, 5, 3), {"padding": (1, 2), "padding_mode": "reflect", "stride": 2}, (2, 3, 6, 6)),
    ("Conv2d", (3, 5, 4), {"padding": "same", "padding_mode": "replicate", "dilation": 2}, (2, 3, 7, 7)),
    ("BatchNorm1d", (5,), {"momentum": None}, (6, 5)),
    ("InstanceNorm1d", (4,), {"track_running_stats": True, "affine": True}, (2, 4, 5)),
    ("LocalResponseNorm", (3,), {"alpha": 0.5, "k": 2.0}, (2, 6, 5)),
    ("MaxPool2d", (2,), {"ceil_mode": True}, (2, 3, 7, 7)),
    ("LPPool1d", (3, 2), {"stride": 1}, (2, 3, 7)),
    ("LPPool2d", (2, 2), {}, (2, 3, 6, 6)),
    ("ReflectionPad1d", ((1, 2),), {}, (2, 3, 6)),
    ("ReplicationPad2d", ((1, 2, 0, 3),), {}, (2, 3, 4, 4)),
    ("CircularPad2d", (1,), {}, (2, 3, 4, 4)),
    ("ZeroPad2d", ((1, -1, 0, 2),), {}, (2, 3, 4, 4)),
    ("ConstantPad3d", (1, 2.5), {}, (1, 2, 3, 3, 3)),
    ("PixelShuffle", (2,), {}, (2, 8, 3, 3)),
    ("PixelUnshuffle", (2,), {}, (2, 3, 4, 6)),
    ("ChannelShuffle", (3,), {}, (2, 6, 3, 3)),
    ("Unfold", ((2, 3),), {"dilation": (1, 2), "padding": 1, "stride": 2}, (2, 3, 6, 7)),
    ("Fold", ((6, 7), (2, 3)), {"dilation": (1, 2), "padding": 1, "stride": 2}, (2, 18, 12)),
    ("Upsample", (), {"scale_factor": 1.5, "mode": "bicubic"}, (2, 3, 4, 4)),
    ("UpsamplingBilinear2d", (), {"scale_factor": 2}, (2, 3, 4, 4)),
    ("Threshold", (0.5, -1.0), {}, (2, 6)),
    ("GLU", (), {"dim": 1}, (2, 6)),
    ("Hardshrink", (), {}, (2, 6)),
    ("Softshrink", (0.3,), {}, (2, 6)),
    ("Tanhshrink", (), {}, (2, 6)),
    ("Softmin", (), {"dim": 1}, (2, 6)),
    ("Softmax2d", (), {}, (2, 4, 3, 3)),
    ("ReLU", (), {"inplace": False}, (2, 6)),
    ("Dropout2d", (0.0,), {}, (2, 3, 4, 4)),
    ("AlphaDropout", (0.0,), {}, (2, 6)),
]


@pytest.mark.parametrize(("name", "arguments", "options", "shape"), PAIRS)
def test_module_with_torch_state_equals_torch_in_results_gradients_and_new_state(
    name, arguments, options, shape
):
    ours, theirs = (getattr(each, name)(*arguments, **options) for each in (nn, torch.nn))
    own = {key: tuple(value.shape) for key, value in ours.state_dict().items()}
    assert own == {key: tuple(value.shape) for key, value in theirs.state_dict().items()}
    assert list(own) == list(theirs.state_dict())
    assert [key for key, _ in ours.named_parameters()] == [key for key, _ in theirs.named_parameters()]
    assert repr(ours) == repr(theirs)
    with torch.no_grad():
        for index, parameter in enumerate(theirs.parameters()):
            parameter.copy_(torch.from_numpy(random(*parameter.shape, seed=index)))
    ours.load_state_dict({key: value.detach().numpy() for key, value in theirs.state_dict().items()})
    x = random(*shape, seed=7) * 2
    found_input, wanted_input = Tensor(x, requires_grad=True), torch.from_numpy(x).requires_grad_()
    found, wanted = ours(found_input), theirs(wanted_input)
    assert_close(found, wanted, 1e-4)
    seed = random(*found.shape, seed=8)
    (found * Tensor(seed)).sum().backward()
    (wanted * torch.from_numpy(seed)).sum().backward()
    assert_close(found_input.grad, wanted_input.grad, 1e-3)
    for (key, parameter), reference in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        assert_close(parameter.grad, reference.grad, 1e-3, key)
    for key, value in theirs.state_dict().items():
        assert_close(ours.state_dict()[key], value, 1e-4, key)
    assert_close(ours.eval()(Tensor(x)), theirs.eval()(torch.from_numpy(x)), 1e-4)


@pytest.mark.parametrize(("name", "arguments"), [("Linear", (300, 200)), ("Conv2d", (16, 32, 3))])
def test_initial_values_have_torch_distribution(name, arguments):
    ours, theirs = (getattr(each, name)(*arguments) for each in (nn, torch.nn))
    for key, value in ours.state_dict().items():
        found, wanted = value.numpy(), theirs.state_dict()[key].numpy()
        bound = np.abs(wanted).max()
        assert np.abs(found).max() <= bound * 1.3
        if found.size > 1000:
            assert abs(found.std() / wanted.std() - 1) < 0.05
            assert abs(found.mean()) < 0.05 * bound


def test_embedding_equals_torch_and_spares_the_padding_row():
    theirs = torch.nn.Embedding(7, 4, padding_idx=2)
    ours = nn.Embedding(7, 4, padding_idx=2)
    assert (ours.weight.numpy()[2] == 0).all()
    ours.load_state_dict({"weight": theirs.weight.detach().numpy()})
    index = np.array([[1, 2, 6], [2, 1, 1]])
    found, wanted = ours(Tensor(index)), theirs(torch.from_numpy(index))
    assert_close(found, wanted)
    found.square().sum().backward()
    wanted.square().sum().backward()
    assert_close(ours.weight.grad, theirs.weight.grad)


def test_dropout_scales_in_training_and_is_nothing_in_evaluation():
    Tensor.manual_seed(0)
    layer = nn.Dropout(0.25)
    x = Tensor.ones(100, 100)
    values = layer(x).numpy()
    assert set(np.unique(values)) == {np.float32(0), np.float32(1 / 0.75)}
    assert abs((values == 0).mean() - 0.25) < 0.02
    assert (layer.eval()(x).numpy() == 1).all()


class Block(nn.Module):
    def __init__(self) -> None:
        self.layers = [nn.Linear(4, 4), nn.ReLU()]
        self.heads = {"a": nn.Linear(4, 2, bias=False)}
        self.scale = nn.Parameter(Tensor.ones(1))
        self.register_buffer("offset", Tensor.zeros(2))
        self.register_buffer("cache", Tensor.zeros(9), persistent=False)
        self.seen = Tensor.zeros(1)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x)
        return self.heads["a"](x) * self.scale + self.offset


def test_names_cover_lists_dicts_parameters_and_buffers():
    block = Block()
    parameters = ["scale", "layers.0.weight", "layers.0.bias", "heads.a.weight"]
    assert [name for name, _ in block.named_parameters()] == parameters
    assert set(block.state_dict()) == {*parameters, "offset", "seen"}
    assert [name for name, _ in block.named_modules()] == ["", "layers.0", "layers.1", "heads.a"]
    assert block(Tensor(random(3, 4))).numpy().shape == (3, 2)


def test_training_mode_reaches_every_module_and_freezing_keeps_parameters():
    model = nn.Sequential(nn.Linear(3, 3), nn.Sequential(nn.Dropout(), nn.BatchNorm1d(3)))
    model.eval()
    assert not any(module.training for module in model.modules())
    model.train().requires_grad_(False)
    assert all(module.training for module in model.modules())
    assert len(model.parameters()) == 4
    assert nn.state.get_parameters(model) == []
    model.requires_grad_()
    assert len(nn.state.get_parameters(model)) == 4


def test_model_converted_to_another_dtype_keeps_its_tensors_and_trains():
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    before, values = model.parameters(), model[0].weight.numpy().copy()
    model.to(Device.default.name, dtypes.float64)
    assert all(x is y for x, y in zip(before, model.parameters(), strict=True))
    assert [value.dtype.name for value in model.state_dict().values()] == ["float64"] * 6 + ["int64"]
    np.testing.assert_array_equal(model[0].weight.numpy(), values)
    model(Tensor(random(5, 3, dtype="float64"))).square().sum().backward()
    assert model[0].weight.grad.dtype is dtypes.float64
    assert np.isfinite(model[0].weight.grad.numpy()).all()


def test_shared_tensor_has_two_names_and_is_one_parameter():
    first = nn.Linear(3, 3)
    second = nn.Linear(3, 3)
    second.weight = first.weight
    model = nn.Sequential(first, second)
    assert len(model.parameters()) == 3
    assert len(nn.state.get_parameters(model)) == 3
    assert len(model.state_dict()) == 4


def test_plain_objects_are_walked():
    class Plain:
        def __init__(self) -> None:
            self.first = nn.Linear(2, 3)
            self.rest = ([Tensor.ones(1)], {"x": Tensor.zeros(2, requires_grad=True)})
            self.me = self
            self._hidden = Tensor.ones(1)
            self.size = 3

    state = nn.state.get_state_dict(Plain())
    assert list(state) == ["first.weight", "first.bias", "rest.0.0", "rest.1.x"]
    assert len(nn.state.get_parameters(Plain())) == 3


def test_sequential_indexes_and_appends():
    model = nn.Sequential(nn.Linear(2, 3)).append(Tensor.relu)
    assert len(model) == 2
    assert (model(Tensor(random(5, 2))).numpy() >= 0).all()
    assert model[-2] is model[0]
    with pytest.raises(IndexOutOfRange, match="layer 2 of 2"):
        model[2]
    modules = nn.ModuleList([nn.Linear(2, 2), nn.ReLU()])
    assert list(modules.state_dict()) == ["0.weight", "0.bias"]
    assert [type(module).__name__ for module in modules] == ["Linear", "ReLU"]


def test_state_round_trip_gives_equal_results():
    first, second = (
        nn.Sequential(nn.Linear(4, 8), nn.LayerNorm(8)),
        nn.Sequential(nn.Linear(4, 8), nn.LayerNorm(8)),
    )
    second.load_state_dict(first.state_dict())
    x = Tensor(random(3, 4))
    np.testing.assert_array_equal(first(x).numpy(), second(x).numpy())
    with Tensor.no_grad():
        second[0].weight.assign(second[0].weight * 0)
    assert not (first(x).numpy() == second(x).numpy()).all()


def test_torch_tensors_are_loaded_and_converted_to_the_dtype_of_the_model():
    theirs = torch.nn.Linear(2, 3).bfloat16()
    ours = nn.Linear(2, 3)
    ours.load_state_dict(theirs.state_dict())
    assert ours.weight.dtype is dtypes.float32
    np.testing.assert_array_equal(ours.weight.numpy(), theirs.weight.detach().float().numpy())


def test_loading_names_what_is_missing_unexpected_or_misshapen_and_changes_nothing():
    model = nn.Linear(2, 3)
    before = model.weight.numpy().copy()
    good = {"weight": random(3, 2), "bias": random(3)}
    with pytest.raises(InvalidArgument, match="missing: bias; unexpected: extra"):
        model.load_state_dict({"weight": good["weight"], "extra": good["bias"]})
    with pytest.raises(ShapeError, match=r"bias is \(4,\), not \(3,\)"):
        model.load_state_dict({**good, "bias": random(4)})
    np.testing.assert_array_equal(model.weight.numpy(), before)
    model.load_state_dict({"weight": good["weight"], "extra": good["bias"]}, strict=False)
    np.testing.assert_array_equal(model.weight.numpy(), good["weight"])


def test_representation_shows_the_structure():
    text = repr(nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.ReLU(), nn.LeakyReLU(0.2))))
    assert "(0): Linear(in_features=2, out_features=3, bias=True)" in text
    assert "(1): LeakyReLU(negative_slope=0.2)" in text


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: nn.Conv2d(3, 4, 3, groups=2), InvalidArgument, "groups=2"),
        (lambda: nn.GroupNorm(4, 6), InvalidArgument, "num_groups=4"),
        (lambda: nn.MultiheadAttention(6, 4), InvalidArgument, "num_heads=4"),
        (lambda: nn.Dropout(1.5), InvalidArgument, "p=1.5"),
        (lambda: nn.Embedding(4, 2, padding_idx=4), InvalidArgument, "padding_idx=4"),
        (lambda: nn.BatchNorm2d(3)(Tensor.ones(2, 3, 4)), ShapeError, "needs 4 axes"),
        (lambda: nn.InstanceNorm1d(3)(Tensor.ones(2, 4, 4)), ShapeError, "3 channels"),
        (lambda: nn.Linear(3, 4)(Tensor.ones(2, 5)), ShapeError, "5"),
    ],
)
def test_bad_arguments_are_named(call, error, text):
    with pytest.raises(error, match=text):
        call()


RECURRENT = [
    ("RNN", {}, (5, 2, 3)),
    ("RNN", {"nonlinearity": "relu", "num_layers": 2, "bias": False}, (4, 2, 3)),
    ("LSTM", {"num_layers": 2, "batch_first": True}, (2, 5, 3)),
    ("LSTM", {"proj_size": 2, "bidirectional": True}, (4, 3)),
    ("GRU", {"bidirectional": True}, (4, 2, 3)),
    ("GRU", {"bias": False}, (3, 2, 3)),
]


@pytest.mark.parametrize(("name", "options", "shape"), RECURRENT)
def test_recurrent_layer_equals_torch_in_outputs_states_and_gradients(name, options, shape):
    ours, theirs = (getattr(each, name)(3, 4, **options) for each in (nn, torch.nn))
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert repr(ours) == repr(theirs)
    ours.load_state_dict(theirs.state_dict())
    x = random(*shape)
    wanted_x, found_x = torch.from_numpy(x).requires_grad_(), Tensor(x, requires_grad=True)
    # A state before the first step, of the shapes of those after the last.
    last = theirs(wanted_x)[1]
    parts = last if isinstance(last, tuple) else (last,)
    states = [random(*part.shape, seed=3 + number) for number, part in enumerate(parts)]
    found_h = [Tensor(state, requires_grad=True) for state in states]
    wanted_h = [torch.from_numpy(state).requires_grad_() for state in states]
    found, found_last = ours(found_x, tuple(found_h) if len(states) > 1 else found_h[0])
    wanted, wanted_last = theirs(wanted_x, tuple(wanted_h) if len(states) > 1 else wanted_h[0])
    found_all = [found, *(found_last if isinstance(found_last, tuple) else (found_last,))]
    wanted_all = [wanted, *(wanted_last if isinstance(wanted_last, tuple) else (wanted_last,))]
    seeds = [random(*part.shape, seed=8) for part in wanted_all]
    sum((a * Tensor(b)).sum() for a, b in zip(found_all, seeds, strict=True)).backward()
    sum((a * torch.from_numpy(b)).sum() for a, b in zip(wanted_all, seeds, strict=True)).backward()
    inputs = [*ours.parameters(), found_x, *found_h]
    Tensor.realize(*found_all, *(each.grad for each in inputs))
    for a, b in zip(found_all, wanted_all, strict=True):
        assert_close(a, b, 1e-5)
    for a, b in zip(inputs, [*theirs.parameters(), wanted_x, *wanted_h], strict=True):
        assert_close(a.grad, b.grad, 1e-4)


@pytest.mark.parametrize("name", ["RNNCell", "LSTMCell", "GRUCell"])
def test_cell_equals_torch(name):
    ours, theirs = (getattr(each, name)(3, 4) for each in (nn, torch.nn))
    ours.load_state_dict(theirs.state_dict())
    x, h = random(2, 3), random(2, 4)
    state = (h, h + 1) if name == "LSTMCell" else h
    give = (lambda make: tuple(map(make, state))) if name == "LSTMCell" else (lambda make: make(state))
    found, wanted = ours(Tensor(x), give(Tensor)), theirs(torch.from_numpy(x), give(torch.from_numpy))
    pairs = zip(found, wanted, strict=True) if name == "LSTMCell" else [(found, wanted)]
    for a, b in pairs:
        assert_close(a, b, 1e-5)


@pytest.mark.parametrize("norm_first", [False, True])
def test_transformer_equals_torch(norm_first):
    options = {"dim_feedforward": 12, "dropout": 0.0, "activation": "gelu", "norm_first": norm_first}
    ours, theirs = (each.Transformer(8, 2, 1, 1, **options) for each in (nn, torch.nn))
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict(theirs.state_dict())
    source, target = random(5, 2, 8), random(3, 2, 8, seed=1)
    hidden = np.zeros((2, 5), bool)
    hidden[1, 3:] = True
    results = []
    for model, library, make in ((ours, nn, Tensor), (theirs, torch.nn, torch.from_numpy)):
        mask = library.Transformer.generate_square_subsequent_mask(3)
        padding = make(hidden)
        results.append(
            model(
                make(source),
                make(target),
                tgt_mask=mask,
                src_key_padding_mask=padding,
                memory_key_padding_mask=padding,
            )
        )
    assert_close(*results, 1e-5)
    for result in results:
        (result * result * result).sum().backward()
    Tensor.realize(*(parameter.grad for parameter in ours.parameters()))
    for (key, parameter), reference in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        # The keys' bias has a gradient of rounding errors.
        if "in_proj_bias" not in key:
            assert_close(parameter.grad, reference.grad, 2e-4, key)


def test_containers_are_cut_changed_and_named():
    model = nn.Sequential(OrderedDict(first=nn.Linear(2, 2), act=nn.ReLU(inplace=True), last=nn.Linear(2, 1)))
    assert [name for name, _ in model[1:].named_children()] == ["act", "last"]
    model.add_module("extra", nn.Tanh())
    assert len(model) == 4
    assert model.get_submodule("act") is model[1]
    layers = nn.ModuleList([nn.Linear(2, 2)]) + [nn.ReLU()]
    layers.insert(0, nn.Tanh())
    layers += [nn.Identity()]
    del layers[1]
    assert [type(layer).__name__ for layer in layers] == ["Tanh", "ReLU", "Identity"]
    named = nn.ModuleDict({"a": nn.Linear(1, 1)})
    named["b"] = nn.ReLU()
    assert list(named) == ["a", "b"]
    assert list(nn.ParameterDict({"x": Tensor.ones(1)}).state_dict()) == ["x"]
    for cls in (nn, torch.nn):
        assert "(0-2): 3 x Linear" in repr(cls.ModuleList(cls.Linear(2, 2) for _ in range(3)))


def test_hooks_see_and_change_what_passes():
    layer, x = nn.Linear(2, 2), Tensor(random(3, 2), requires_grad=True)
    reference = torch.nn.Linear(2, 2)
    layer.load_state_dict(reference.state_dict())
    y = torch.from_numpy(x.numpy().copy()).requires_grad_()
    seen = {}
    for name, module, given in (("ours", layer, x), ("theirs", reference, y)):
        log = seen[name] = []
        module.register_forward_pre_hook(lambda m, args: (args[0] * 2,))
        module.register_forward_hook(lambda m, args, out: out + 1)
        module.register_full_backward_hook(lambda m, gi, go, log=log: log.extend([gi[0], go[0]]))
        handle = module.register_forward_hook(lambda m, args, out: out * 0)
        handle.remove()
        module(given).square().sum().backward()
    assert_close(x.grad, y.grad, 1e-5)
    for a, b in zip(seen["ours"], seen["theirs"], strict=True):
        assert_close(a, b, 1e-5)


def test_inplace_changes_the_input_and_gradients_pass():
    x, y = Tensor(random(5), requires_grad=True), torch.from_numpy(random(5)).requires_grad_()
    found, wanted = x * 2, y * 2
    nn.ReLU(inplace=True)(found)
    torch.nn.ReLU(inplace=True)(wanted)
    assert_close(found, wanted)
    found.square().sum().backward()
    wanted.square().sum().backward()
    assert_close(x.grad, y.grad)
    plain = Tensor([-1.0, 2.0]).realize()
    nn.functional.relu(plain, inplace=True)
    assert plain.tolist() == [0.0, 2.0]
