"""`from_torch`: modules of PyTorch's give here what they give there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from barewire import Tensor, from_torch
from barewire.runtime.errors import InvalidArgument
from hwtests import programs

pytestmark = pytest.mark.usefixtures("compiled")


class Function(nn.Module):
    """A function as a module."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.function = function

    def forward(self, *arguments: Any) -> Any:
        return self.function(*arguments)


def seeded(module: nn.Module) -> nn.Module:
    """A module in evaluation whose statistics are not those of a fresh one."""
    for name, buffer in module.named_buffers():
        if name.endswith("running_var"):
            buffer.copy_(torch.rand_like(buffer) + 0.5)
        elif name.endswith("running_mean"):
            buffer.copy_(torch.randn_like(buffer))
    return module.eval()


def check(module: nn.Module, *arguments: Any) -> None:
    """Two calls, of which the second is captured, against the module's own."""
    ours = from_torch(module)
    for _ in range(2):
        with torch.no_grad():
            expected, _ = torch.utils._pytree.tree_flatten(module(*arguments))
        found, _ = torch.utils._pytree.tree_flatten(ours(*arguments))
        assert len(found) == len(expected)
        for theirs, here in zip(expected, found, strict=True):
            assert isinstance(here, Tensor)
            assert here.dtype.name == str(theirs.dtype).removeprefix("torch.")
            np.testing.assert_allclose(here.numpy(), theirs.numpy(), rtol=2e-4, atol=2e-5)


IMAGE, ROWS, SERIES = (2, 3, 12, 12), (4, 8), (2, 7, 8)
MODULES: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "convolutions": (
        lambda: nn.Sequential(
            nn.Conv2d(3, 8, 3, stride=2, padding=1),
            nn.BatchNorm2d(8),
            nn.ReLU6(inplace=True),
            nn.Conv2d(8, 8, 3, padding="same", groups=8),
            nn.Hardswish(),
            nn.ConvTranspose2d(8, 4, 2, stride=2),
            nn.GroupNorm(2, 4),
            nn.MaxPool2d(2),
            nn.AdaptiveAvgPool2d(2),
            nn.Flatten(),
            nn.Linear(16, 5),
        ),
        IMAGE,
    ),
    "pooling": (
        lambda: nn.Sequential(nn.AvgPool2d(3, 2, 1), nn.PixelUnshuffle(2), nn.InstanceNorm2d(12)),
        IMAGE,
    ),
    "resizing": (
        lambda: nn.Sequential(nn.Upsample(scale_factor=2, mode="bilinear"), nn.ReflectionPad2d(2)),
        IMAGE,
    ),
    "nearest": (lambda: nn.Upsample(scale_factor=2), IMAGE),
    "perceptron": (
        lambda: nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.LayerNorm(16), nn.Linear(16, 3)),
        ROWS,
    ),
    "transformer": (lambda: nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, norm_first=True), SERIES),
    "recurrent": (lambda: nn.LSTM(8, 6, 2, bidirectional=True, batch_first=True), SERIES),
    "scaled weights": (lambda: nn.utils.weight_norm(nn.Linear(8, 3)), ROWS),
    "gated": (lambda: nn.GRU(8, 6, batch_first=True), SERIES),
    "series": (lambda: nn.Sequential(nn.Conv1d(7, 4, 3, dilation=2), nn.GLU(1), nn.Softmax(-1)), SERIES),
}


@pytest.mark.share(3)
@pytest.mark.parametrize("name", MODULES)
def test_a_module_gives_what_it_gives_there(name: str) -> None:
    torch.manual_seed(5)
    make, shape = MODULES[name]
    check(seeded(make()), torch.randn(shape))


FUNCTIONS: dict[str, Callable[[torch.Tensor], Any]] = {
    "arithmetic": lambda x: (x * 2 - 1) / (x.abs() + 3) + torch.add(x, x, alpha=0.5) ** 2,
    "reductions": lambda x: {
        "a": x.sum(),
        "b": x.mean((0, 1)),
        "c": x.var(1),
        "d": x.amax(-1),
        "e": x.max(1),
    },
    "variance and mean": lambda x: torch.var_mean(x, dim=1, keepdim=True),
    "movement": lambda x: x.transpose(0, 1).reshape(8, 4)[1:7:2, -3:].flip(0).unsqueeze(1).expand(3, 5, 3),
    "joins and parts": lambda x: torch.cat([*x.split(2), x.roll(1, 0), torch.stack(x.unbind(0))]),
    "places": lambda x: x[:, torch.tensor([3, 0, 3])].gather(1, torch.tensor([[2], [1], [0], [1]])),
    "assignments": lambda x: _assigned(x),
    "masks": lambda x: x.masked_fill(x > 0, -5.0).tril().where(x < 1, 7.0),
    "sorting": lambda x: (*x.sort(1, descending=True), *x.topk(3), x.argmax(1)),
    "creation": lambda x: (
        x + torch.arange(8) + torch.ones(4, 1) + torch.zeros_like(x) + torch.full((8,), 2.0)
    ),
    "casts": lambda x: (x.half() * 2).float() + (x > 0).int(),
    "products": lambda x: (x @ x.T, torch.einsum("ij,kj->ik", x, x), torch.addmm(x @ x.T, x, x.T)),
    "softmax": lambda x: (x.softmax(1), F.log_softmax(x, 0), F.gelu(x, approximate="tanh"), F.silu(x)),
    "attention": lambda x: F.scaled_dot_product_attention(x[None], x[None], x[None], is_causal=True),
    "running": lambda x: (x.cumsum(1), x.clamp(-1, 0.5), torch.rsqrt(x.abs() + 1), x.sign(), torch.floor(x)),
    "norms": lambda x: (torch.linalg.vector_norm(x, dim=1, keepdim=True), torch.linalg.vector_norm(x, 1)),
    "bits": lambda x: ((x > 0) & (x < 1)) | ((x.int() & 3) == 1) ^ (x > 2),
    "padding": lambda x: F.pad(x, (1, 2, 0, 1), value=3.0),
}


def _assigned(x: torch.Tensor) -> torch.Tensor:
    result = x.clone()
    result[:, 0] = 1
    result[1:3] += 2
    result[torch.tensor([0, 3]), torch.tensor([5, 6])] = torch.tensor([8.0, 9.0])
    return result


@pytest.mark.share(4)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_gives_what_it_gives_there(name: str) -> None:
    torch.manual_seed(6)
    check(Function(FUNCTIONS[name]), torch.randn(ROWS))


def test_weights_are_shared_and_not_copied() -> None:
    module = nn.Linear(4, 2, bias=False)
    network = from_torch(module, device="CPU")
    x = torch.ones(1, 4)
    network(x)
    with torch.no_grad():
        module.weight.fill_(3)
    assert network(x).tolist() == [[12, 12]]
    assert network.weights["weight"].shape == (2, 4)


def test_arguments_are_arrays_and_tensors_of_either_kind_by_position_or_name() -> None:
    class Scaled(nn.Module):
        def forward(
            self, x: torch.Tensor, *, by: torch.Tensor, twice: bool = False
        ) -> dict[str, torch.Tensor]:
            return {"result": x * by * (2 if twice else 1)}

    network = from_torch(Scaled())
    ones, two = np.ones(3, np.float32), np.array(2, np.float32)
    assert network(ones, by=two)["result"].tolist() == [2, 2, 2]
    assert network(Tensor(ones), by=Tensor(two), twice=True)["result"].tolist() == [4, 4, 4]
    assert network(torch.ones(5), by=torch.tensor(2.0), twice=True)["result"].tolist() == [4] * 5


def test_a_module_in_training_updates_its_statistics_here() -> None:
    torch.manual_seed(7)
    module = nn.BatchNorm1d(3)
    network = from_torch(module)
    x = torch.randn(8, 3)
    result = network(x)
    mean = network.weights["running_mean"].numpy().copy()
    np.testing.assert_allclose(mean, 0.1 * x.mean(0).numpy(), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(result.numpy().mean(0), 0, atol=1e-5)


def test_a_module_that_changes_is_not_what_it_was() -> None:
    torch.manual_seed(8)
    module = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Linear(4, 2)).eval()
    network = from_torch(module)
    x = torch.randn(3, 4)

    def agrees() -> bool:
        with torch.no_grad():
            expected = module(x).float().numpy()
        return all(np.allclose(network(x).float().numpy(), expected, atol=1e-2) for _ in range(3))

    assert agrees()
    module[2] = nn.Linear(4, 2)
    assert agrees()
    module[0].weight = nn.Parameter(torch.ones(4, 4))
    assert agrees()
    with torch.no_grad():
        module[0].weight.mul_(3)
    assert agrees()
    module[1].train()
    assert len({str(network(x).tolist()) for _ in range(4)}) > 1
    module.eval().half()
    x = x.half()
    assert agrees()


def test_results_are_of_the_moment_of_the_call() -> None:
    module = nn.Linear(4, 2, bias=False)
    network = from_torch(module, device="CPU")
    x = torch.ones(1, 4)
    for value in (1.0, 2.0, 3.0, 4.0):
        with torch.no_grad():
            module.weight.fill_(value)
            x.fill_(value)
        result = network(x)
        with torch.no_grad():
            module.weight.fill_(0)
            x.fill_(0)
        assert result.tolist() == [[4 * value * value] * 2]


def test_a_process_with_a_module_ends_well() -> None:
    program = """
import torch
from barewire import from_torch
module = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Linear(4, 2)).eval()
network = from_torch(module, device="CPU")
x = torch.randn(3, 4)
for _ in range(3):
    network(x)
module[1] = torch.nn.Linear(4, 2)
for _ in range(3):
    network(x)
with torch.no_grad():
    module[0].weight.mul_(3)
print(network(x).shape)
"""
    ended = programs.run([sys.executable, "-c", program], env=programs.environment())
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "(3, 2)\n", "")


@pytest.mark.parametrize(
    "dropped",
    [
        nn.Dropout(0.25),
        nn.Dropout2d(0.25),
        Function(lambda x: torch.ops.aten.native_dropout(x, 0.25, True)[0]),
        Function(lambda x: F.scaled_dot_product_attention(x, x, torch.ones_like(x), dropout_p=0.25)),
    ],
    ids=["elements", "channels", "with a mask", "attention"],
)
def test_what_is_dropped_in_training_is_dropped(dropped: nn.Module) -> None:
    x = torch.ones(32, 64, 4, 4)
    results = [from_torch(dropped.train())(x).numpy() for _ in range(2)]
    assert not np.array_equal(*results)
    assert abs(results[0].mean() - 1) < 0.1


def test_what_cannot_be_run_is_said() -> None:
    with pytest.raises(InvalidArgument, match=r"torch\.nn\.Module"):
        from_torch(lambda x: x)  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match=r"aten\.geqrf"):
        from_torch(Function(torch.geqrf))(torch.ones(3, 3))
