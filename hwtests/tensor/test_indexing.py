"""Subscripts against NumPy, gather and scatter against PyTorch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire import Tensor
from barewire.runtime.errors import DTypeError, IndexOutOfRange, ShapeError

X = np.arange(2 * 3 * 4 * 5, dtype=np.float32).reshape(2, 3, 4, 5)

KEYS = {
    "int": 1,
    "negative": -1,
    "ints": (1, 2, 3, 4),
    "slice": slice(1, None),
    "steps": (slice(None), slice(None, None, 2), slice(3, 0, -1)),
    "empty slice": (slice(2, 1),),
    "beyond": (slice(-10, 10), slice(1, 100)),
    "ellipsis": (..., 2),
    "middle ellipsis": (1, ..., slice(None, None, -2)),
    "newaxis": (None, 1, None, ..., None),
    "list": [1, 0, 1],
    "array": np.array([[0, 1], [-1, -2]]),
    "two arrays": ([0, 1], [2, -1]),
    "apart": ([0, 1], slice(None), [2, 3]),
    "broadcast": ([[0], [1]], [0, 1, 2]),
    "int and array": (0, slice(None), [1, 2]),
    "int beside array": (slice(None), 0, [1, 2]),
    "array int apart": ([0, 1], slice(None), 3),
    "array and newaxis": (None, [0, 1], None, slice(1, 3)),
    "arrays around newaxis": ([0, 1], None, [1, 2]),
    "arrays and slice": (slice(None), [0, 2], [1, 3], slice(None, None, -1)),
    "empty list": ([],),
    "mask": X[:, 0, 0, 0] > 50,
    "full mask": X > 60,
    "part mask": (slice(None), X[0, :, :, 0] > 20),
    "mask and list": (np.array([True, True]), [0, 2]),
    "true": True,
    "false": False,
    "numpy int": np.int64(1),
    "0-d array": (np.array(1), [0, 1]),
    "ellipsis between": ([0, 1], ..., [1, 2]),
    "empty tuple": (),
}


@pytest.mark.parametrize("name", KEYS)
def test_reading_agrees_with_numpy(name: str) -> None:
    expected = X[KEYS[name]]
    got = Tensor(X)[KEYS[name]]
    assert got.shape == expected.shape
    np.testing.assert_array_equal(got.numpy(), expected)


@pytest.mark.parametrize("name", KEYS)
def test_writing_agrees_with_numpy(name: str) -> None:
    for value in (7.0, None):
        expected, ours = X.copy(), Tensor(X)
        if value is None:
            value = -np.arange(X[KEYS[name]].size, dtype=np.float32).reshape(X[KEYS[name]].shape)
        expected[KEYS[name]] = value
        ours[KEYS[name]] = Tensor(value) if isinstance(value, np.ndarray) else value
        np.testing.assert_array_equal(ours.numpy(), expected)


def test_tensor_indices_agree_with_numpy() -> None:
    index = np.array([2, 0, -1])
    np.testing.assert_array_equal(Tensor(X)[:, Tensor(index)].numpy(), X[:, index])
    np.testing.assert_array_equal(Tensor(X)[Tensor(X) > 30].numpy(), X[X > 30])
    np.testing.assert_array_equal(Tensor(X)[0, Tensor(index.astype(np.int8))].numpy(), X[0, index])
    np.testing.assert_array_equal(Tensor(X)[Tensor(1)].numpy(), X[1])
    large = np.arange(300)
    assert Tensor(large)[Tensor([-1, -300], dtype="int16")].tolist() == [299, 0]


def test_writing_broadcasts_and_converts() -> None:
    expected, ours = X.copy(), Tensor(X)
    expected[:, 1] = np.arange(5)
    ours[:, 1] = Tensor(np.arange(5))
    expected[..., 0] = np.ones((1, 1, 2, 3, 4))
    ours[..., 0] = np.ones((1, 1, 2, 3, 4))
    np.testing.assert_array_equal(ours.numpy(), expected)


def test_writing_through_a_tensor_mask_needs_no_count() -> None:
    ours, expected = Tensor(X), X.copy()
    ours[ours > 50] = 0
    expected[expected > 50] = 0
    np.testing.assert_array_equal(ours.numpy(), expected)


def test_writing_into_a_view_changes_its_source() -> None:
    x = Tensor([1.0, 2.0, 3.0])
    y, copy = x[1:], x[[1, 2]]
    y[0] = 9.0
    copy[0] = 7.0
    assert x.tolist() == [1.0, 9.0, 3.0]
    assert y.tolist() == [9.0, 3.0]


@pytest.mark.parametrize(
    ("key", "error", "text"),
    [
        (2, IndexOutOfRange, "index 2 of axis 0"),
        ((0, -4), IndexOutOfRange, "index -4 of axis 1"),
        ([0, 5], IndexOutOfRange, "index 5"),
        ((0, 0, 0, 0, 0), IndexOutOfRange, "5 indices"),
        ((..., 0, ...), IndexOutOfRange, "ellipsis"),
        (np.array([True, False, True]), IndexOutOfRange, "mask"),
        (([0, 1], [0, 1, 2]), ShapeError, "broadcast"),
        (1.5, DTypeError, "index"),
        ("a", DTypeError, "index"),
    ],
)
def test_impossible_subscript_is_refused(key, error, text: str) -> None:
    with pytest.raises(error, match=text):
        Tensor(X)[key]
    with pytest.raises(error, match=text):
        Tensor(X)[key] = 0


def test_value_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ShapeError, match=r"\(3,\).*\(2, 3, 4, 5\)"):
        Tensor(X)[:] = Tensor([1.0, 2.0, 3.0])


@st.composite
def subscripts(draw, shape: tuple[int, ...]):
    """A random subscript of basic indices, integer arrays and masks that fits a shape."""
    key = []
    axis = 0
    lead = tuple(draw(st.lists(st.integers(1, 3), max_size=2)))
    while axis < len(shape):
        size = shape[axis]
        kind = draw(st.sampled_from(["int", "slice", "slice", "array", "mask", "new", "stop"]))
        if kind == "stop":
            key.append(...)
            break
        if kind == "new":
            key.append(None)
            continue
        if kind == "int":
            key.append(draw(st.integers(-size, size - 1)))
        elif kind == "slice":
            bound = st.none() | st.integers(-size - 2, size + 2)
            step = draw(st.none() | st.sampled_from([1, 2, 3, -1, -2, -3]))
            key.append(slice(draw(bound), draw(bound), step))
        elif kind == "array":
            count = int(np.prod(lead))
            flat = draw(st.lists(st.integers(-size, size - 1), min_size=count, max_size=count))
            key.append(np.array(flat, dtype=np.int64).reshape(lead))
        elif not any(isinstance(each, np.ndarray) for each in key):
            key.append(np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size))))
            axis += 1
            break
        axis += 1
    return tuple(key)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_subscripts_agree_with_numpy(data) -> None:
    shape = tuple(data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)))
    x = np.arange(np.prod(shape)).reshape(shape)
    key = data.draw(subscripts(shape))
    try:
        expected = x[key]
    except IndexError:
        with pytest.raises((IndexOutOfRange, ShapeError)):
            Tensor(x)[key]
        return
    got = Tensor(x)[key]
    assert got.shape == expected.shape
    np.testing.assert_array_equal(got.numpy(), expected)
    flat = [each for each in key if isinstance(each, np.ndarray)]
    if not flat:
        # Places written twice are up to NumPy, so only basic subscripts are written.
        changed, ours = x.copy(), Tensor(x)
        changed[key] = expected * 2 + 1
        ours[key] = Tensor(np.ascontiguousarray(expected * 2 + 1))
        np.testing.assert_array_equal(ours.numpy(), changed)


RANDOM = np.random.default_rng(5)
SOURCE = RANDOM.normal(size=(4, 5, 6)).astype(np.float32)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_gather_agrees_with_torch(axis: int) -> None:
    index = RANDOM.integers(0, SOURCE.shape[axis], (3, 4, 5))
    expected = torch.from_numpy(SOURCE).gather(axis, torch.from_numpy(index)).numpy()
    np.testing.assert_array_equal(Tensor(SOURCE).gather(axis, Tensor(index)).numpy(), expected)


def test_gather_out_of_range_is_zero_and_scatter_is_dropped() -> None:
    x = Tensor([1.0, 2.0, 3.0])
    assert x.gather(0, Tensor([0, 3, -1, 2])).tolist() == [1.0, 0.0, 0.0, 3.0]
    assert x.scatter(0, Tensor([0, 3, -1]), Tensor([9.0, 9.0, 9.0])).tolist() == [9.0, 2.0, 3.0]


@pytest.mark.parametrize("axis", [0, 1])
def test_take_along_axis_agrees_with_numpy(axis: int) -> None:
    index = RANDOM.integers(-4, 4, (4, 5, 6) if axis else (2, 5, 6))
    index = np.clip(index, -SOURCE.shape[axis], SOURCE.shape[axis] - 1)
    expected = np.take_along_axis(SOURCE, index, axis)
    np.testing.assert_array_equal(Tensor(SOURCE).take_along_axis(Tensor(index), axis).numpy(), expected)


@pytest.mark.parametrize("axis", [0, 2])
def test_scatter_agrees_with_torch(axis: int) -> None:
    x, t = Tensor(SOURCE), torch.from_numpy(SOURCE)
    index = RANDOM.permuted(np.broadcast_to(np.arange(4)[:, None, None], (4, 3, 4)), axis=0)
    values = RANDOM.normal(size=(4, 5, 6)).astype(np.float32)
    i, v = torch.from_numpy(index), torch.from_numpy(values)
    if axis == 0:
        np.testing.assert_array_equal(
            x.scatter(axis, Tensor(index), Tensor(values)).numpy(), t.scatter(axis, i, v).numpy()
        )
        np.testing.assert_array_equal(
            x.scatter(axis, Tensor(index), 2.5).numpy(), t.scatter(axis, i, 2.5).numpy()
        )
    np.testing.assert_allclose(
        x.scatter_add(axis, Tensor(index), Tensor(values)).numpy(),
        t.scatter_add(axis, i, v).numpy(),
        rtol=1e-5,
    )
    np.testing.assert_allclose(
        x.scatter(axis, Tensor(index), Tensor(values), reduce="multiply").numpy(),
        t.scatter_reduce(axis, i, v, "prod").numpy(),
        rtol=1e-5,
    )


@pytest.mark.parametrize("include_self", [True, False])
@pytest.mark.parametrize("reduce", ["sum", "prod", "mean", "amax", "amin"])
def test_scatter_reduce_agrees_with_torch(reduce: str, include_self: bool) -> None:
    index = RANDOM.integers(0, 4, (9, 5, 6))
    values = RANDOM.normal(size=(9, 5, 6)).astype(np.float32)
    expected = torch.from_numpy(SOURCE).scatter_reduce(
        0, torch.from_numpy(index), torch.from_numpy(values), reduce, include_self=include_self
    )
    got = Tensor(SOURCE).scatter_reduce(0, Tensor(index), Tensor(values), reduce, include_self=include_self)
    np.testing.assert_allclose(got.numpy(), expected.numpy(), rtol=1e-5, atol=1e-6)


def test_later_writes_win() -> None:
    assert Tensor([0, 0]).scatter(0, Tensor([1, 1, 1]), Tensor([5, 6, 7])).tolist() == [0, 7]


def test_index_functions_agree_with_torch() -> None:
    x, t = Tensor(SOURCE), torch.from_numpy(SOURCE)
    index = np.array([3, 1, 1])
    i = torch.from_numpy(index)
    rows = RANDOM.normal(size=(4, 3, 6)).astype(np.float32)
    np.testing.assert_array_equal(x.index_select(1, Tensor(index)).numpy(), t.index_select(1, i).numpy())
    np.testing.assert_array_equal(x.take(Tensor(index)).numpy(), t.take(i).numpy())
    np.testing.assert_allclose(
        x.index_add(1, Tensor(index), Tensor(rows), alpha=2).numpy(),
        t.index_add(1, i, torch.from_numpy(rows), alpha=2).numpy(),
        rtol=1e-5,
    )
    np.testing.assert_array_equal(
        x.index_fill(1, Tensor(index), 5.0).numpy(), t.index_fill(1, i, 5.0).numpy()
    )
    unique = np.array([3, 1, 2])
    np.testing.assert_array_equal(
        x.index_copy(1, Tensor(unique), Tensor(rows)).numpy(),
        t.index_copy(1, torch.from_numpy(unique), torch.from_numpy(rows)).numpy(),
    )


def test_selection_agrees_with_numpy() -> None:
    mask = SOURCE > 0.5
    np.testing.assert_array_equal(Tensor(SOURCE).masked_select(Tensor(mask)).numpy(), SOURCE[mask])
    np.testing.assert_array_equal(Tensor(mask).nonzero().numpy(), np.argwhere(mask))
    for a, b in zip(Tensor(mask).nonzero(as_tuple=True), np.nonzero(mask), strict=True):
        np.testing.assert_array_equal(a.numpy(), b)


def test_one_hot_agrees_with_torch() -> None:
    labels = np.array([[0, 2], [1, 1]])
    expected = torch.nn.functional.one_hot(torch.from_numpy(labels)).numpy()
    np.testing.assert_array_equal(Tensor(labels).one_hot().numpy(), expected)
    assert Tensor(labels).one_hot(5).shape == (2, 2, 5)
    with pytest.raises(DTypeError):
        Tensor([0.5]).one_hot(2)


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        (lambda x: x.gather(0, Tensor([0])), ShapeError),
        (lambda x: x.gather(0, Tensor(np.zeros((1, 9, 1), dtype=np.int64))), ShapeError),
        (lambda x: x.gather(0, Tensor(np.zeros((1, 1, 1)))), DTypeError),
        (lambda x: x.scatter(0, Tensor(np.zeros((1, 1, 1), dtype=np.int64)), Tensor([1])), DTypeError),
        (lambda x: x.gather(4, Tensor(np.zeros((1, 1, 1), dtype=np.int64))), IndexOutOfRange),
    ],
)
def test_impossible_gather_and_scatter_are_refused(operation, error) -> None:
    with pytest.raises(error):
        operation(Tensor(SOURCE))
