"""Tensors without elements, tensors without axes, and arrays that are not laid out plainly: all of them
work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor, jit, nn

pytestmark = pytest.mark.usefixtures("compiled")

Array = np.ndarray[Any, Any]
NOTHING = np.zeros((0, 3), np.float32)
ONE = np.float32(2.5)
SOME = np.arange(6, dtype=np.float32).reshape(2, 3)


def shown(value: Any) -> Array:
    return np.asarray(value.numpy() if isinstance(value, Tensor) else value)


def assert_same(found: Any, expected: Any) -> None:
    found, expected = shown(found), np.asarray(expected)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found.astype(float), expected.astype(float), rtol=1e-6)


# What a method gives for no elements (or one without axes): by NumPy or PyTorch on the same input.
WITHOUT_ELEMENTS: dict[str, tuple[Callable[[Tensor], Any], Any]] = {
    "exp": (lambda x: x.exp() + 1, NOTHING),
    "cast": (lambda x: x.cast("int8"), NOTHING),
    "where": (lambda x: (x > 0).where(x, 1.0), NOTHING),
    "sum": (lambda x: x.sum(), NOTHING.sum()),
    "sum of columns": (lambda x: x.sum(0), NOTHING.sum(0)),
    "sum of rows": (lambda x: x.sum(1), NOTHING.sum(1)),
    "product": (lambda x: x.prod(0), NOTHING.prod(0)),
    "mean": (lambda x: x.mean(), np.nan),
    "mean of rows": (lambda x: x.mean(1), np.zeros(0)),
    "greatest of rows": (lambda x: x.amax(1), np.zeros(0)),
    "place of the greatest": (lambda x: x.argmax(1), np.zeros(0)),
    "all": (lambda x: x.all(), True),
    "any": (lambda x: x.any(0), np.zeros(3)),
    "logsumexp": (lambda x: x.logsumexp(0), np.full(3, -np.inf)),
    "softmax": (lambda x: x.softmax(1), NOTHING),
    "cumsum": (lambda x: x.cumsum(0), NOTHING),
    "matmul": (lambda x: x @ SOME.T, np.zeros((0, 2))),
    "matmul over nothing": (lambda x: x.transpose(0, 1) @ x, np.zeros((3, 3))),
    "matmul of no batch": (lambda x: x.reshape(0, 3, 1) @ x.reshape(0, 1, 3), np.zeros((0, 3, 3))),
    "einsum over nothing": (lambda x: Tensor.einsum("ij,ik->jk", x, x), np.zeros((3, 3))),
    "concat": (lambda x: x.cat(Tensor(SOME), dim=0), SOME),
    "concat of nothing": (lambda x: x.cat(x, dim=1), np.zeros((0, 6))),
    "stack": (lambda x: x.stack(x), np.zeros((2, 0, 3))),
    "column": (lambda x: x[:, 1], np.zeros(0)),
    "columns": (lambda x: x[:, [0, 2]], np.zeros((0, 2))),
    "no index": (lambda x: Tensor(SOME)[[]], NOTHING),
    "empty index tensor": (lambda x: Tensor(SOME)[Tensor([], dtype="int64")], NOTHING),
    "mask of nothing": (lambda x: Tensor(SOME)[Tensor([False, False])], NOTHING),
    "empty slice": (lambda x: Tensor(SOME)[2:], NOTHING),
    "gather": (lambda x: x.gather(0, Tensor(np.zeros((0, 3), np.int64))), NOTHING),
    "scatter": (lambda x: Tensor(SOME).scatter(0, Tensor(np.zeros((0, 3), np.int64)), x), SOME),
    "one_hot": (lambda x: Tensor([], dtype="int64").one_hot(3), NOTHING),
    "sort": (lambda x: x.sort(0)[0], NOTHING),
    "argsort": (lambda x: x.argsort(1), NOTHING),
    "topk": (lambda x: x.topk(0)[0], np.zeros((0, 0))),
    "reshape": (lambda x: x.reshape(3, 0), NOTHING.reshape(3, 0)),
    "flatten": (lambda x: x.flatten(), np.zeros(0)),
    "pad": (lambda x: x.pad((0, 0, 1, 1), value=4.0), np.full((2, 3), 4.0)),
    "flip": (lambda x: x.flip(0), NOTHING),
    "roll": (lambda x: x.roll(1, 0), NOTHING),
    "expand": (lambda x: Tensor(SOME[:1]).expand(0, 3), NOTHING),
    "repeat": (lambda x: Tensor(SOME).repeat(0, 1), NOTHING),
    "conv2d": (lambda x: Tensor.zeros(0, 3, 5, 5).conv2d(Tensor.ones(2, 3, 3, 3)), np.zeros((0, 2, 3, 3))),
    "pooling": (lambda x: Tensor.zeros(0, 3, 4, 4).max_pool2d(2), np.zeros((0, 3, 2, 2))),
    "layer norm": (lambda x: x.layer_norm((3,)), NOTHING),
    "linear layer": (lambda x: nn.Linear(3, 4)(x), np.zeros((0, 4))),
    "embedding": (lambda x: nn.Embedding(3, 4)(Tensor([], dtype="int64")), np.zeros((0, 4))),
    "cross entropy": (lambda x: x.cross_entropy(Tensor([], dtype="int64")), np.nan),
    "range": (lambda x: Tensor.arange(0), np.zeros(0)),
    "random": (lambda x: Tensor.rand(0, 3), NOTHING),
    "list": (lambda x: x.tolist(), np.zeros(0)),
    "NumPy's memory": (lambda x: Tensor.from_numpy(NOTHING), NOTHING),
    "DLPack in": (lambda x: Tensor.from_dlpack(torch.zeros(0, 3)), NOTHING),
    "DLPack out": (lambda x: torch.from_dlpack(x).numpy(), NOTHING),
}

WITHOUT_AXES: dict[str, tuple[Callable[[Tensor], Any], Any]] = {
    "sum of two": (lambda x: x + x, 5.0),
    "exp": (lambda x: x.exp(), np.exp(ONE)),
    "sum": (lambda x: x.sum(), ONE),
    "sum of an axis": (lambda x: x.sum(-1), ONE),
    "greatest": (lambda x: x.max(), ONE),
    "place of the greatest": (lambda x: x.argmax(), 0),
    "softmax": (lambda x: x.softmax(0), 1.0),
    "cumsum": (lambda x: x.cumsum(0), ONE),
    "sort": (lambda x: x.sort()[0], ONE),
    "topk": (lambda x: x.topk(1)[0], ONE),
    "topk's places": (lambda x: x.topk(1)[1], 0),
    "reshape": (lambda x: x.reshape(1, 1), [[ONE]]),
    "flatten": (lambda x: x.flatten(), [ONE]),
    "all of it": (lambda x: x[()], ONE),
    "ellipsis": (lambda x: x[...], ONE),
    "new axis": (lambda x: x[None], [ONE]),
    "mask": (lambda x: x[Tensor(True)], [ONE]),
    "as an index": (lambda x: Tensor(SOME)[Tensor(1)], SOME[1]),
    "stack": (lambda x: x.stack(x), [ONE, ONE]),
    "expand": (lambda x: x.expand(3), [ONE] * 3),
    "permute": (lambda x: x.permute(), ONE),
    "where": (lambda x: Tensor(True).where(x, 1.0), ONE),
    "one_hot": (lambda x: Tensor(1).one_hot(3), [0, 1, 0]),
    "a NumPy scalar": (lambda x: Tensor(ONE), ONE),
    "NumPy's memory": (lambda x: Tensor.from_numpy(np.array(ONE)), ONE),
    "DLPack out": (lambda x: torch.from_dlpack(x + 1).numpy(), 3.5),
    "memoryview": (lambda x: (x + 1).memory(), 3.5),
    "item": (lambda x: x.item(), ONE),
}


@pytest.mark.parametrize("name", WITHOUT_ELEMENTS)
def test_without_elements(name: str) -> None:
    use, expected = WITHOUT_ELEMENTS[name]
    assert_same(use(Tensor(NOTHING)), expected)


@pytest.mark.parametrize("name", WITHOUT_AXES)
def test_without_axes(name: str) -> None:
    use, expected = WITHOUT_AXES[name]
    assert_same(use(Tensor(2.5)), expected)
    assert_same(use((Tensor([1.5]) + 1).sum().realize()), expected)  # the same in memory


GRADIENTS: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "exp of nothing": (lambda x: x.exp() * 2, NOTHING),
    "sum of nothing": (lambda x: x.sum(0), NOTHING),
    "product of nothing": (lambda x: x.prod(), NOTHING),
    "softmax of nothing": (lambda x: x.softmax(1), NOTHING),
    "cumsum of nothing": (lambda x: x.cumsum(0), NOTHING),
    "matmul over nothing": (lambda x: x.T @ x, NOTHING),
    "rows of none": (lambda x: x[[]], SOME),
    "empty slice": (lambda x: x[2:], SOME),
    "sort of nothing": (lambda x: x.sort(0)[0], NOTHING),
    "square without axes": (lambda x: x * x, ONE),
    "exp without axes": (lambda x: x.exp().sum(), ONE),
    "sort without axes": (lambda x: x.reshape(1).sort(0)[0] * 3, ONE),
}


@pytest.mark.parametrize("name", GRADIENTS)
def test_gradients_of_nothing_and_of_scalars(name: str) -> None:
    function, values = GRADIENTS[name]
    ours, theirs = Tensor(values, requires_grad=True), torch.tensor(values, requires_grad=True)
    function(ours).sum().backward()
    function(theirs).sum().backward()
    assert ours.grad is not None and theirs.grad is not None
    assert_same(ours.grad, theirs.grad.numpy())


@pytest.mark.parametrize("values", [NOTHING, ONE, SOME], ids=["nothing", "scalar", "some"])
def test_jit_takes_and_gives_them(values: Any) -> None:
    both = jit(lambda x: [x * 2 + 1, x.flatten()[:0]])
    for shift in range(4):
        result, empty = both(Tensor(values + np.float32(shift)))
        assert_same(result, (values + shift) * 2 + 1)
        assert empty.shape == (0,)


def read_only() -> Array:
    array = SOME.copy()
    array.flags.writeable = False
    return array


LAYOUTS: dict[str, Callable[[], Array]] = {
    "transposed": lambda: SOME.T,
    "every other, backwards": lambda: SOME[:, ::-2],
    "upside down": lambda: SOME[::-1],
    "column-major": lambda: np.asfortranarray(SOME),
    "broadcast": lambda: np.broadcast_to(SOME[0], (4, 3)),
    "part": lambda: SOME[1:, 1:],
    "read-only": read_only,
    "big-endian": lambda: SOME.astype(">f4"),
    "unaligned": lambda: np.frombuffer(b"." + SOME.tobytes(), np.float32, offset=1),
}
WAYS_IN: dict[str, Callable[[Array], Tensor]] = {
    "Tensor": Tensor,
    "from_numpy": Tensor.from_numpy,
    "from_dlpack": Tensor.from_dlpack,
    "operand": lambda array: Tensor(1.0) * array,
}


NOT_EXPORTED = ("big-endian", "unaligned")  # by NumPy, through DLPack


@pytest.mark.parametrize(
    ("layout", "way"),
    [(each, way) for each in LAYOUTS for way in WAYS_IN if way != "from_dlpack" or each not in NOT_EXPORTED],
)
def test_arrays_of_any_layout_are_taken(layout: str, way: str) -> None:
    array = LAYOUTS[layout]()
    assert_same(WAYS_IN[way](array), array)


@pytest.mark.parametrize("way", ["from_numpy", "from_dlpack"])
def test_changing_a_tensor_made_from_a_read_only_array_leaves_the_array_alone(way: str) -> None:
    array = read_only()
    tensor = WAYS_IN[way](array)
    tensor += 1
    tensor.realize()
    assert_same(tensor, SOME + 1)
    assert_same(array, SOME)
