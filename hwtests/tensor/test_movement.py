"""Shapes, order, padding and joining against NumPy and PyTorch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire import Tensor
from barewire.runtime.errors import IndexOutOfRange, InvalidArgument, ShapeError


def counted(*shape: int) -> np.ndarray:
    return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)


X = counted(2, 3, 4)


@pytest.mark.parametrize("shape", [(6, 4), (-1,), (2, -1, 2), (24, 1), ((4, 6),), (1, 2, 3, 4)])
def test_reshape_agrees_with_numpy(shape) -> None:
    expected = X.reshape(*shape)
    np.testing.assert_array_equal(Tensor(X).reshape(*shape).numpy(), expected)
    np.testing.assert_array_equal(
        Tensor(X).permute(2, 0, 1).reshape(*shape).numpy(), X.transpose(2, 0, 1).reshape(*shape)
    )


@pytest.mark.parametrize("shape", [(5, 5), (-1, -1), (-1, 5), (-2, 12), (0, -1)])
def test_impossible_reshape_names_both_shapes(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match=r"\(2, 3, 4\).*\(" + str(shape[0])):
        Tensor(X).reshape(shape)


CASES = {
    "permute": (lambda x: x.permute(2, 0, 1), lambda x: x.transpose(2, 0, 1)),
    "transpose": (lambda x: x.transpose(0, 2), lambda x: x.swapaxes(0, 2)),
    "T": (lambda x: x.T, lambda x: x.T),
    "mT": (lambda x: x.mT, lambda x: x.swapaxes(-1, -2)),
    "movedim": (lambda x: x.movedim(0, -1), lambda x: np.moveaxis(x, 0, -1)),
    "movedim pairs": (lambda x: x.movedim((0, 1), (2, 0)), lambda x: np.moveaxis(x, (0, 1), (2, 0))),
    "flip": (lambda x: x.flip(0, 2), lambda x: np.flip(x, (0, 2))),
    "flip all": (lambda x: x.flip(), lambda x: np.flip(x)),
    "roll": (lambda x: x.roll(2, 1), lambda x: np.roll(x, 2, 1)),
    "roll pairs": (lambda x: x.roll((1, -3), (0, 2)), lambda x: np.roll(x, (1, -3), (0, 2))),
    "roll flat": (lambda x: x.roll(5), lambda x: np.roll(x, 5)),
    "rot90": (lambda x: x.rot90(), lambda x: np.rot90(x)),
    "rot90 thrice": (lambda x: x.rot90(3, (1, 2)), lambda x: np.rot90(x, 3, (1, 2))),
    "rot90 twice": (lambda x: x.rot90(2, (2, 0)), lambda x: np.rot90(x, 2, (2, 0))),
    "flatten": (lambda x: x.flatten(1), lambda x: x.reshape(2, 12)),
    "unflatten": (lambda x: x.unflatten(2, (2, -1)), lambda x: x.reshape(2, 3, 2, 2)),
    "unsqueeze": (lambda x: x.unsqueeze(-1), lambda x: x[..., None]),
    "squeeze": (lambda x: x.unsqueeze(0).squeeze(), lambda x: x),
    "squeeze other axis": (lambda x: x.squeeze(1), lambda x: x),
    "expand": (
        lambda x: x.unsqueeze(1).expand(2, 5, -1, 4),
        lambda x: np.broadcast_to(x[:, None], (2, 5, 3, 4)),
    ),
    "broadcast_to": (lambda x: x.broadcast_to((7, 2, 3, 4)), lambda x: np.broadcast_to(x, (7, 2, 3, 4))),
    "tile": (lambda x: x.tile((2, 3)), lambda x: np.tile(x, (2, 3))),
    "repeat": (lambda x: x.repeat(2, 1, 3, 2), lambda x: np.tile(x, (2, 1, 3, 2))),
    "repeat_interleave": (lambda x: x.repeat_interleave(3, 1), lambda x: np.repeat(x, 3, 1)),
    "repeat_interleave flat": (lambda x: x.repeat_interleave(2), lambda x: np.repeat(x, 2)),
    "narrow": (lambda x: x.narrow(2, 1, 2), lambda x: x[:, :, 1:3]),
    "pad": (lambda x: x.pad((1, 2, 0, 3)), lambda x: np.pad(x, ((0, 0), (0, 3), (1, 2)))),
    "pad value": (
        lambda x: x.pad([(1, 0), (0, 0), (0, 1)], value=7),
        lambda x: np.pad(x, ((1, 0), (0, 0), (0, 1)), constant_values=7),
    ),
    "pad negative": (lambda x: x.pad((-1, 2)), lambda x: np.pad(x[:, :, 1:], ((0, 0), (0, 0), (0, 2)))),
    "pad reflect": (
        lambda x: x.pad((3, 2, 1, 2), mode="reflect"),
        lambda x: np.pad(x, ((0, 0), (1, 2), (3, 2)), mode="reflect"),
    ),
    "pad replicate": (
        lambda x: x.pad((5, 2), mode="replicate"),
        lambda x: np.pad(x, ((0, 0), (0, 0), (5, 2)), mode="edge"),
    ),
    "pad circular": (
        lambda x: x.pad((3, 4), mode="circular"),
        lambda x: np.pad(x, ((0, 0), (0, 0), (3, 4)), mode="wrap"),
    ),
    "tril": (lambda x: x.tril(1), lambda x: np.tril(x, 1)),
    "triu": (lambda x: x.triu(-1), lambda x: np.triu(x, -1)),
    "diagonal": (lambda x: x.diagonal(), lambda x: np.diagonal(x)),
    "diagonal offset": (lambda x: x.diagonal(-1, 2, 1), lambda x: np.diagonal(x, -1, 2, 1)),
    "trace": (lambda x: x.transpose(0, 2).trace(), lambda x: np.trace(x.T, axis1=-2, axis2=-1)),
    "cat": (lambda x: Tensor.cat([x, x[:, :1], x], dim=1), lambda x: np.concatenate([x, x[:, :1], x], 1)),
    "concat method": (lambda x: x.cat(x, dim=-1), lambda x: np.concatenate([x, x], -1)),
    "stack": (lambda x: Tensor.stack([x, x + 1], dim=1), lambda x: np.stack([x, x + 1], 1)),
    "unfold": (lambda x: x.unfold(2, 2, 2), lambda x: torch.from_numpy(x).unfold(2, 2, 2).numpy()),
}


@pytest.mark.parametrize("name", CASES)
def test_movement_agrees_with_numpy(name: str) -> None:
    ours, reference = CASES[name]
    np.testing.assert_array_equal(ours(Tensor(X)).numpy(), reference(X))


@pytest.mark.parametrize("count", [1, 2, 3, 5, 17])
def test_cat_of_many_parts_agrees_with_numpy(count: int) -> None:
    parts = [counted(2, 1 + i % 3) + 100 * i for i in range(count)]
    np.testing.assert_array_equal(
        Tensor.cat([Tensor(p) for p in parts], dim=1).numpy(), np.concatenate(parts, 1)
    )


def test_cat_promotes_and_skips_empty_parts() -> None:
    joined = Tensor.cat([Tensor([1, 2]), Tensor([], dtype="int64"), Tensor([0.5])])
    assert joined.tolist() == [1.0, 2.0, 0.5]
    assert joined.dtype.name == "float32"


def test_split_chunk_and_unbind_agree_with_torch() -> None:
    x, t = Tensor(X), torch.from_numpy(X)
    for ours, reference in (
        (x.split(3, 2), t.split(3, 2)),
        (x.split([1, 2], 1), t.split([1, 2], 1)),
        (x.chunk(3, 2), t.chunk(3, 2)),
        (x.unbind(1), t.unbind(1)),
    ):
        assert len(ours) == len(reference)
        for a, b in zip(ours, reference, strict=True):
            np.testing.assert_array_equal(a.numpy(), b.numpy())


@pytest.mark.parametrize("indexing", ["ij", "xy"])
def test_meshgrid_agrees_with_numpy(indexing: str) -> None:
    vectors = [np.arange(n, dtype=np.int64) for n in (2, 3, 4)]
    ours = Tensor.meshgrid(*map(Tensor, vectors), indexing=indexing)
    for a, b in zip(ours, np.meshgrid(*vectors, indexing=indexing), strict=True):
        np.testing.assert_array_equal(a.numpy(), b)


@pytest.mark.parametrize("k", [-2, -1, 0, 1, 2])
def test_diag_agrees_with_numpy(k: int) -> None:
    np.testing.assert_array_equal(Tensor(counted(3)).diag(k).numpy(), np.diag(counted(3), k))
    np.testing.assert_array_equal(Tensor(counted(3, 4)).diag(k).numpy(), np.diag(counted(3, 4), k))


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        (lambda x: x.permute(0, 1), ShapeError),
        (lambda x: x.permute(0, 1, 1), InvalidArgument),
        (lambda x: x.permute(0, 1, 3), IndexOutOfRange),
        (lambda x: x.transpose(0, 5), IndexOutOfRange),
        (lambda x: x.unsqueeze(5), IndexOutOfRange),
        (lambda x: x.expand(2, 3, 5), ShapeError),
        (lambda x: x.narrow(0, 1, 2), IndexOutOfRange),
        (lambda x: x.split([1, 1], 1), ShapeError),
        (lambda x: x.pad((4, 4), mode="reflect"), ShapeError),
        (lambda x: x.pad((1, 1), mode="mirror"), InvalidArgument),
        (lambda x: Tensor.cat([x, Tensor.zeros(2, 3)]), ShapeError),
        (lambda x: Tensor.cat([x, Tensor.zeros(2, 4, 4)]), ShapeError),
        (lambda x: Tensor.stack([x, Tensor.zeros(2, 3)]), ShapeError),
        (lambda x: Tensor.cat([]), InvalidArgument),
        (lambda x: x.unflatten(2, (3, 2)), ShapeError),
        (lambda x: x.sum(3), IndexOutOfRange),
        (lambda x: x.reshape(2.5, 1), InvalidArgument),
    ],
)
def test_impossible_movement_is_refused(operation, error) -> None:
    with pytest.raises(error):
        operation(Tensor(X))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_random_movement_chains_agree_with_numpy(data) -> None:
    rank = data.draw(st.integers(1, 4))
    shape = tuple(data.draw(st.integers(1, 5)) for _ in range(rank))
    expected = counted(*shape)
    ours = Tensor(expected)
    for _ in range(data.draw(st.integers(1, 5))):
        axis = data.draw(st.integers(0, expected.ndim - 1))
        step = data.draw(st.sampled_from(["flip", "permute", "pad", "slice", "reshape", "repeat"]))
        if step == "flip":
            ours, expected = ours.flip(axis), np.flip(expected, axis)
        elif step == "permute":
            order = data.draw(st.permutations(range(expected.ndim)))
            ours, expected = ours.permute(order), expected.transpose(order)
        elif step == "pad":
            widths = [(0, 0)] * expected.ndim
            widths[axis] = (data.draw(st.integers(0, 2)), data.draw(st.integers(0, 2)))
            ours, expected = ours.pad(widths, value=-1), np.pad(expected, widths, constant_values=-1)
        elif step == "slice":
            stride = data.draw(st.sampled_from([1, 2, 3, -1, -2]))
            key = (slice(None),) * axis + (slice(None, None, stride),)
            ours, expected = ours[key], expected[key]
        elif step == "reshape":
            ours, expected = ours.reshape(-1, expected.shape[0]), expected.reshape(-1, expected.shape[0])
        else:
            ours, expected = ours.repeat_interleave(2, axis), np.repeat(expected, 2, axis)
    np.testing.assert_array_equal(ours.numpy(), expected)


@pytest.mark.parametrize(
    ("ours", "expected"),
    [
        (lambda: Tensor.arange(5), np.arange(5)),
        (lambda: Tensor.arange(2, 11, 3), np.arange(2, 11, 3)),
        (lambda: Tensor.arange(5, 0, -2), np.arange(5, 0, -2)),
        (lambda: Tensor.arange(0, 1, 0.25), np.arange(0, 1, 0.25, dtype=np.float32)),
        (lambda: Tensor.arange(3, 1), np.arange(3, 1)),
        (lambda: Tensor.linspace(0, 1, 7), np.linspace(0, 1, 7, dtype=np.float32)),
        (
            lambda: Tensor.linspace(-3, 5, 4, endpoint=False),
            np.linspace(-3, 5, 4, endpoint=False, dtype=np.float32),
        ),
        (lambda: Tensor.linspace(2, 3, 1), np.linspace(2, 3, 1, dtype=np.float32)),
        (lambda: Tensor.eye(3, 4, 1), np.eye(3, 4, 1, dtype=np.float32)),
        (lambda: Tensor.full((2, 2), 7), np.full((2, 2), 7)),
        (lambda: Tensor.ones(2, 0), np.ones((2, 0), dtype=np.float32)),
        (lambda: Tensor.zeros((3,), dtype="int8"), np.zeros(3, dtype=np.int8)),
        (lambda: Tensor([1.5]).full_like(2), np.array([2], dtype=np.float32)),
    ],
)
def test_creation_agrees_with_numpy(ours, expected: np.ndarray) -> None:
    result = ours()
    assert result.shape == expected.shape
    assert result.dtype.name == expected.dtype.name
    np.testing.assert_allclose(result.numpy(), expected, rtol=1e-6)


def test_linspace_is_exact_at_both_ends() -> None:
    values = Tensor.linspace(0.1, 0.7, 97).numpy()
    assert values[0] == np.float32(0.1)
    assert values[-1] == np.float32(0.7)


def test_creation_refuses_what_cannot_be() -> None:
    with pytest.raises(ShapeError, match="-1"):
        Tensor.zeros(2, -1)
    with pytest.raises(InvalidArgument, match="step"):
        Tensor.arange(0, 5, 0)
    with pytest.raises(InvalidArgument):
        Tensor.zeros("three")
