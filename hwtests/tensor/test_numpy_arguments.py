"""NumPy's numbers and arrays as arguments, wherever an int, a tuple of ints or a tensor is taken."""

from __future__ import annotations

import numpy as np
import pytest

from barewire import Tensor, nn
from barewire.runtime.errors import BarewireError

PROGRAMS = [
    """
x.gather(1, np.array([[0],[1]])) | x.gather(np.int64(1), np.array([[0],[1]]))
(x>2).where(np.ones((2,3),np.float32), a) | x.masked_fill(np.asarray(a)>2, 0)
x.masked_fill(np.asarray(a)>2, np.float32(0)) | Tensor.cat([a, x]) | Tensor.cat([a, a], np.int64(1))
x.cat(a) | Tensor.stack([a, x], dim=np.int8(1)) | x.split(np.int64(1)) | x.split(np.array([1,2]), 1)
x.chunk(np.int64(2), np.int64(1)) | x.reshape(np.array([3,2])) | x.reshape(np.int64(3), -1)
x.reshape([3,2]) | x.permute(np.array([1,0])) | x.transpose(int64(0), int64(1)) | x.sum(int64(0))
x.sum(np.array([0,1])) | x.mean(dim=np.array(1)) | x.max(int64(1))
""",
    """
x.softmax(int64(-1)) | x.sort(int64(1)) | x.topk(int64(2), int64(1)) | x.cumsum(int64(0)) | x.flip(int64(0))
x.flip(np.array([0,1])) | x.roll(int64(1), int64(0)) | x.unsqueeze(int64(0)) | x.squeeze(int64(0))
x.expand(np.array([2,2,3])) | x.repeat(int64(2), int64(1)) | x.repeat(np.array([2,1]))
x.tile(np.array([2,1])) | x.pad(np.array([1,1])) | x.pad((int64(1), int64(1)), value=np.float32(2))
x.pad(np.array([[0,0],[1,1]])) | x.narrow(int64(1), int64(0), int64(2)) | x[int64(0)] | x[:, int64(1)]
x[np.array([0,1])] | x[np.array([True,False])]
""",
    """
x[int64(0):int64(1)] | x[np.array(1)] | x.index_select(int64(0), np.array([1,0])) | x.take(np.array([0,3]))
x.clip(np.float32(2), np.float64(5)) | x.clip(a, None) | x.maximum(a) | x + a | a + x | a @ x.T | x @ a.T
x ** np.int64(2) | np.float32(2) ** x | x.pow(np.float64(.5)) | Tensor.zeros(np.int64(2), np.int64(3))
Tensor.zeros(np.array([2,3])) | Tensor.full(np.array([2]), np.float32(3)) | Tensor.arange(np.int64(3))
Tensor.arange(np.float32(1), np.float64(3), np.float32(.5))
Tensor.linspace(np.float32(0), np.float32(1), np.int64(3)) | Tensor.eye(np.int64(2), np.int32(3))
""",
    """
Tensor.rand(np.int64(2)) | Tensor.randint(np.int64(0), np.int64(5), np.array([2,3]))
Tensor.randint(np.int64(0), np.int64(5), (np.int64(2),)) | Tensor.randperm(np.int64(4))
Tensor.uniform(2, low=np.float32(0), high=np.float64(2)) | Tensor.manual_seed(np.int64(3)) or x
x.dropout(np.float32(.5)) | x.layer_norm(np.int64(3))
x.layer_norm(np.array([3]), np.ones(3, np.float32), np.zeros(3, np.float32))
Tensor.ones(1,1,4,4).conv2d(np.ones((1,1,2,2), np.float32), stride=np.int64(1), padding=np.array([1,1]))
Tensor.ones(1,1,4,4).max_pool2d(np.int64(2)) | Tensor.ones(1,1,4,4).interpolate(size=np.array([2,2]))
Tensor.ones(1,1,4,4).interpolate(scale_factor=np.float32(2)) | x.cross_entropy(np.array([0,1]))
x.mse_loss(a) | x.linear(np.ones((2,3),np.float32)) | x.tensordot(a, axes=(np.array([0]), np.array([0])))
Tensor.einsum("ij,kj->ik", a, x) | x.unflatten(int64(1), np.array([3,1]))
x.unfold(int64(1), int64(2), int64(1)) | x.diagonal(int64(0))
""",
    """
x.tril(int64(0)) | x.scatter(int64(1), np.array([[0],[1]]), np.array([[9.],[9.]],np.float32))
x.index_add(int64(0), np.array([0]), np.ones((1,3),np.float32)) | x.repeat_interleave(int64(2), int64(0))
x.round(int64(1)) | x.norm(int64(2), int64(1)) | x.var(int64(0), correction=int64(1))
x.movedim(int64(0), int64(1)) | x.rot90(int64(1)) | nn.Linear(int64(3), int64(2))(a)
nn.Linear(int64(3), int64(2))(x) | nn.Conv2d(int64(1), int64(2), np.array([2,2]))(Tensor.ones(1,1,4,4))
nn.LayerNorm(int64(3))(x) | nn.LayerNorm(np.array([3]))(x)
nn.Embedding(int64(5), int64(2))(np.array([1,2])) | nn.Dropout(np.float32(.1))(x)
nn.BatchNorm1d(int64(3), momentum=np.float32(.1))(x)
nn.MultiheadAttention(int64(4), int64(2))(*[Tensor.ones(2,1,4)]*3)[0] | nn.Embedding(5,2)([1,2])
""",
]


@pytest.mark.parametrize("programs", PROGRAMS)
def test_numbers_and_arrays_of_numpy_are_taken(programs):
    array = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
    names = {"np": np, "nn": nn, "Tensor": Tensor, "int64": np.int64, "a": array, "x": Tensor(array)}
    for program in programs.strip().replace("\n", " | ").split(" | "):
        result = eval(program, names)
        for each in result if isinstance(result, (list, tuple)) else [result]:
            assert all(type(size) is int for size in each.shape), program
            assert each.numpy().shape == each.shape


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x.sum(Tensor(0)),
        lambda x: x.softmax(Tensor(1)),
        lambda x: x.cat(x, dim=Tensor(0)),
        lambda x: x.sum(x),
        lambda x: x.permute(x),
        lambda x: x.sum(True),
        lambda x: x.narrow(0, True, 1),
        lambda x: x.reshape(2.0, 3),
        lambda x: x.topk(1.0),
        lambda x: x.topk(np.float32(1)),
        lambda x: Tensor.zeros(True),
        lambda x: Tensor.zeros(np.array([1.0])),
        lambda x: nn.Linear(True, 2),
    ],
)
def test_what_is_no_axis_and_no_size_is_refused(call):
    with pytest.raises(BarewireError):
        call(Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))


def test_tensors_of_no_axes_count_as_one_element():
    x, place = Tensor(5.0), Tensor(0)

    assert x.gather(0, place).item() == x.gather(0, [0]).tolist()[0] == 5
    assert x.scatter(0, place, 7.0).item() == 7
    assert x.sort()[0].item() == x.topk(1)[0].item() == x.cumsum(0).item() == x.flip(0).item() == 5
    assert Tensor.einsum(",->", x, x).item() == 25
    for refused in (lambda: x.split(1), lambda: x.chunk(1), lambda: x.cat(x), lambda: x.narrow(0, 0, 1)):
        with pytest.raises(BarewireError):
            refused()
