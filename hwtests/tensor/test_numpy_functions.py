"""NumPy's functions on tensors are computed here: the same values, as tensors, or TypeError."""

from __future__ import annotations

import numpy as np
import pytest

from barewire import Tensor
from barewire.runtime.errors import BarewireError, DTypeError

FLOATS = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], np.float32)
WHOLE = np.array([[1, 2, 3], [4, 5, 6]])

# Of these there is no method.
ABSENT = {
    "bitwise_count", "cbrt", "float_power", "frexp", "gcd", "isnat", "lcm", "ldexp", "modf", "nextafter",
    "spacing",
}  # fmt: skip
UFUNCS = {name: found for name in dir(np) if isinstance(found := getattr(np, name), np.ufunc)}
UFUNCS = {name: found for name, found in UFUNCS.items() if name not in ABSENT and "vec" not in name}


def same(found: object, wanted: object) -> None:
    if isinstance(wanted, (list, tuple)):
        assert len(found) == len(wanted)
        for one, other in zip(found, wanted, strict=True):
            same(one, other)
        return
    assert isinstance(found, Tensor)
    assert found.shape == np.shape(wanted)
    np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("name", UFUNCS)
@pytest.mark.filterwarnings("ignore")
def test_ufuncs_are_computed_here(name):
    function = UFUNCS[name]
    # The reciprocal of an integer is a float here, as in PyTorch.
    for array in (FLOATS,) if name == "reciprocal" else (FLOATS, WHOLE):
        others: list[list[object]] = [[]]
        if function.nin == 2:
            others = [[array.T]] if name == "matmul" else [[array], [2]]
        for other in others:
            try:
                wanted = function(array, *other)
            except TypeError:
                continue
            same(function(Tensor(array), *other), wanted)
            if other and name != "matmul":
                same(function(array, Tensor(other[0], dtype=array.dtype)), function(array, other[0]))


PROGRAMS = [
    """
np.sin(x) | np.add(np.ones(3, np.float32), x) | np.sum(x) | np.mean(x, axis=0) | np.max(x)
np.where(x > 0.2, x, 0) | np.concatenate([x, x]) | np.stack([x, x], axis=1) | np.float32(2) * x
np.ones((4, 2), np.float32) @ x | x @ x.T
""",
    """
np.sum(x, 0, keepdims=True) | np.sum(x, initial=3) | np.sum(x, where=np.asarray(x) > 0.2, axis=0)
np.min(x, axis=(0, 1)) | np.std(x, ddof=1) | np.var(x, axis=1) | np.prod(x, axis=1) | np.argmax(x)
np.argmin(x, axis=1) | np.ptp(x) | np.all(x) | np.any(x, axis=0) | np.count_nonzero(x, axis=0)
np.average(x, axis=1, weights=[1, 2, 3]) | np.diff(x) | np.median(x) | np.median(x, axis=0) | np.cumsum(x)
np.cumsum(x, axis=1) | np.cumprod(x, axis=0) | np.average(x) | np.sort(-x) | np.sort(-x, axis=None)
np.argsort(-x, axis=0) | np.searchsorted(x[0], [0.2, 0.5]) | np.unique(x)
""",
    """
np.concatenate([x, x], axis=None) | np.vstack([x, x]) | np.hstack([x, x]) | np.column_stack([x[0], x[1]])
np.clip(x, 0.2, 0.4) | np.clip(x, min=0.2) | np.reshape(x, (3, 2)) | np.transpose(x) | np.squeeze(x[None])
np.expand_dims(x, 0) | np.moveaxis(x, 0, 1) | np.swapaxes(x, 0, 1) | np.ravel(x) | np.repeat(x, 2, axis=1)
np.tile(x, (2, 1)) | np.roll(x, 1) | np.roll(x, 1, axis=1) | np.flip(x, 0) | np.rot90(x)
np.broadcast_to(x, (2, 2, 3)) | np.take(x, [0, 1], axis=1) | np.split(x, 3, axis=1)
np.array_split(x, 2, axis=1) | np.split(x, [1], axis=1) | np.pad(x, 1)
np.pad(x, ((0, 0), (1, 2)), constant_values=7) | np.pad(x, 1, mode="edge") | np.atleast_2d(x[0])
""",
    """
np.dot(x, x.T) | np.inner(x, x) | np.outer(x, x) | np.tensordot(x, x, axes=([0], [0])) | np.trace(x)
np.kron(x, x) | np.einsum("ij,kj->ik", x, x) | np.diagonal(x) | np.diag(x[0]) | np.tril(x) | np.triu(x, 1)
np.linalg.norm(x) | np.linalg.norm(x, axis=1) | np.linalg.norm(x, ord=1, axis=1) | np.meshgrid(x[0], x[1])
np.nonzero(x) | np.divmod(x, 2) | np.round(x, 1) | np.isclose(x, 0.1) | np.nan_to_num(x) | np.copy(x)
np.zeros_like(x) | np.full_like(x, 3)
""",
    """
np.add.reduce(x) | np.maximum.reduce(x, axis=1) | np.multiply.reduce(x, axis=None) | np.add.accumulate(x)
np.maximum.accumulate(x, axis=1) | np.multiply.outer(x[0], x[1]) | np.add(x, 1, dtype=np.float64)
np.logical_or.reduce(x > 0.5, axis=0)
""",
]


@pytest.mark.parametrize("programs", PROGRAMS)
def test_functions_of_numpy_are_computed_here(programs):
    x = Tensor(FLOATS)
    for program in programs.strip().replace("\n", " | ").split(" | "):
        same(eval(program, {"np": np, "x": x}), eval(program, {"np": np, "x": FLOATS}))


def test_arrays_take_results():
    array, x = FLOATS.copy(), Tensor(FLOATS)
    array += x
    np.multiply(array, x, out=array, where=np.array([True, False, True]))
    into = Tensor.zeros(2, 3)
    np.exp(x, out=into)
    means = np.zeros(3, np.float32)
    np.mean(x, axis=0, out=means)

    wanted = FLOATS * 2
    wanted[:, [0, 2]] *= FLOATS[:, [0, 2]]
    np.testing.assert_allclose(array, wanted, rtol=1e-6)
    np.testing.assert_allclose(into.numpy(), np.exp(FLOATS), rtol=1e-6)
    np.testing.assert_allclose(means, FLOATS.mean(0), rtol=1e-6)


def test_what_tells_something_of_a_tensor_is_told():
    x = Tensor(FLOATS)

    assert (np.shape(x), np.ndim(x), np.size(x), np.size(x, 1)) == ((2, 3), 2, 6, 3)
    assert np.allclose(x, FLOATS) and np.array_equal(x, FLOATS) and not np.iscomplexobj(x)
    assert np.result_type(x, np.float64) == np.float64


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.fft.fft(x),
        lambda x: np.frexp(x),
        lambda x: np.add.at(x, [0], 1),
        lambda x: np.sin(x, word=1),
        lambda x: np.add(x, object()),
        lambda x: np.linalg.norm(x, "nuc"),
        lambda x: np.sum(x, word=2),
        lambda x: np.pad(x, 1, mode="linear_ramp"),
        lambda x: np.reshape(x, (3, 2), order="F"),
    ],
)
def test_what_is_not_here_is_a_type_error(call):
    with pytest.raises(TypeError):
        call(Tensor(FLOATS))


def test_a_result_that_does_not_fit_out_is_refused():
    array = np.zeros((2, 3), np.int64)
    with pytest.raises(DTypeError, match="same_kind"):
        array += Tensor(FLOATS)
    with pytest.raises(BarewireError):
        np.exp(Tensor(FLOATS), out=Tensor.zeros(3))


@pytest.mark.usefixtures("on_the_processor")
def test_an_array_without_a_copy_is_the_memory_or_refused():
    x = (Tensor(FLOATS) + 1).realize()

    assert np.shares_memory(np.array(x, copy=False), x.numpy())
    assert not np.shares_memory(np.array(x), x.numpy())
    for wrong in (lambda: np.array(x.bfloat16(), copy=False), lambda: np.array(x, np.int8, copy=False)):
        with pytest.raises(ValueError, match="without a copy"):
            wrong()
