"""Random numbers: the generator against published vectors, distributions by their statistics."""

import numpy as np
import pytest

from barewire import Tensor, jit
from barewire.runtime.errors import DTypeError, InvalidArgument, ShapeError
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as nodes
from barewire.tensor.methods.random import threefry

from ..reference import evaluate

# Random123's known-answer test file, lines "threefry2x32 20": counter, key, output.
KNOWN = [
    ((0x00000000, 0x00000000), (0x00000000, 0x00000000), (0x6B200159, 0x99BA4EFE)),
    ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
    ((0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
]


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_threefry_gives_the_published_numbers(counter, key, expected) -> None:
    def words(values: tuple[int, int]):
        return tuple(nodes.const(value, dtypes.uint32, (1,)) for value in values)

    assert tuple(int(each[0]) for each in evaluate(threefry(words(key), words(counter)))) == expected


def test_same_seed_gives_the_same_numbers() -> None:
    Tensor.manual_seed(42)
    first = [Tensor.rand(5).tolist(), Tensor.randn(3, 2).tolist(), Tensor.randint(100, size=(4,)).tolist()]
    Tensor.manual_seed(42)
    assert [
        Tensor.rand(5).tolist(),
        Tensor.randn(3, 2).tolist(),
        Tensor.randint(100, size=(4,)).tolist(),
    ] == first
    Tensor.manual_seed(43)
    assert Tensor.rand(5).tolist() != first[0]


def test_numbers_do_not_depend_on_when_they_are_realized() -> None:
    Tensor.manual_seed(7)
    one_by_one = [Tensor.rand(5).tolist() for _ in range(3)]
    Tensor.manual_seed(7)
    together = [Tensor.rand(5) for _ in range(3)]
    assert [each.tolist() for each in reversed(together)] == one_by_one[::-1]


def test_draws_do_not_repeat() -> None:
    Tensor.manual_seed(1)
    drawn = np.concatenate([Tensor.rand(1000).numpy() for _ in range(5)])
    assert len(np.unique(drawn)) > 4990


def test_lazy_draw_keeps_its_numbers_after_later_draws() -> None:
    Tensor.manual_seed(3)
    early = Tensor.rand(4)
    doubled = early * 2
    later = Tensor.rand(4).tolist()
    first = early.tolist()
    assert doubled.tolist() == [2 * value for value in first]
    assert first != later


def test_replayed_graph_draws_anew(compiled: None) -> None:
    Tensor.manual_seed(5)

    @jit
    def noisy(x: Tensor) -> Tensor:
        return x + Tensor.rand(6)

    zero = Tensor.zeros(6).contiguous()
    drawn = [tuple(noisy(zero).tolist()) for _ in range(5)]
    assert len(set(drawn)) == 5
    Tensor.manual_seed(5)
    assert [tuple(Tensor.rand(6).tolist()) for _ in range(5)] == drawn
    Tensor.manual_seed(5)
    assert [tuple(noisy(zero).tolist()) for _ in range(5)] == drawn


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
def test_uniform_numbers_fill_the_unit_interval(dtype: str) -> None:
    Tensor.manual_seed(11)
    x = Tensor.rand(20000, dtype=dtype).cast("float64").numpy()
    assert x.min() >= 0
    assert x.max() < 1
    assert abs(x.mean() - 0.5) < 0.01
    assert abs(x.var() - 1 / 12) < 0.005
    counts = np.histogram(x, 10, (0, 1))[0]
    assert counts.min() > 1800


@pytest.mark.parametrize(("dtype", "values"), [("float8_e4m3fn", 16), ("float8_e5m2", 8)])
def test_uniform_numbers_of_eight_bits_are_equally_often_each_of_a_few(dtype: str, values: int) -> None:
    Tensor.manual_seed(12)
    x = Tensor.rand(16000, dtype=dtype).numpy() * values
    found, counts = np.unique(x, return_counts=True)
    assert found.tolist() == list(range(values))
    assert counts.min() > 0.85 * 16000 / values


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_normal_numbers_have_normal_moments(dtype: str) -> None:
    Tensor.manual_seed(12)
    x = Tensor.randn(40000, dtype=dtype).numpy().astype(np.float64)
    assert np.isfinite(x).all()
    assert abs(x.mean()) < 0.02
    assert abs(x.std() - 1) < 0.02
    assert abs((x**3).mean()) < 0.06
    assert abs((x**4).mean() - 3) < 0.2
    shifted = Tensor.normal(20000, mean=3.0, std=0.5).numpy()
    assert abs(shifted.mean() - 3) < 0.02
    assert abs(shifted.std() - 0.5) < 0.02


def test_integers_cover_their_range_evenly() -> None:
    Tensor.manual_seed(13)
    x = Tensor.randint(-3, 4, (21000,)).numpy()
    counts = np.bincount(x + 3)
    assert len(counts) == 7
    assert counts.min() > 2700
    assert Tensor.randint(0, 256, (1000,), dtype="uint8").numpy().max() > 250
    with pytest.raises(InvalidArgument, match="empty"):
        Tensor.randint(5, 5, (2,))
    with pytest.raises(InvalidArgument, match="int8"):
        Tensor.randint(0, 300, (2,), dtype="int8")


@pytest.mark.parametrize("size", [0, 1, 10, 500])
def test_permutation_holds_every_number_once(size: int) -> None:
    Tensor.manual_seed(14)
    x = Tensor.randperm(size).numpy()
    np.testing.assert_array_equal(np.sort(x), np.arange(size))
    assert size < 10 or (x != np.arange(size)).any()


def test_dropout_zeroes_and_rescales() -> None:
    Tensor.manual_seed(15)
    x = Tensor.ones(10000).dropout(0.25).numpy()
    assert abs((x == 0).mean() - 0.25) < 0.02
    assert set(np.unique(x)) == {np.float32(0), np.float32(1 / 0.75)}
    assert Tensor.ones(4).dropout(0.5, training=False).tolist() == [1.0] * 4
    assert Tensor.ones(4).dropout(1.0).tolist() == [0.0] * 4
    with pytest.raises(InvalidArgument, match=r"1\.5"):
        Tensor.ones(4).dropout(1.5)


def test_bernoulli_follows_its_probabilities() -> None:
    Tensor.manual_seed(16)
    x = Tensor([0.0, 0.2, 1.0]).reshape(3, 1).expand(3, 10000).bernoulli().numpy()
    assert x[0].max() == 0
    assert abs(x[1].mean() - 0.2) < 0.02
    assert x[2].min() == 1


def test_multinomial_follows_its_weights() -> None:
    Tensor.manual_seed(17)
    drawn = Tensor([1.0, 0.0, 3.0]).multinomial(8000, replacement=True).numpy()
    counts = np.bincount(drawn, minlength=3) / 8000
    np.testing.assert_allclose(counts, [0.25, 0, 0.75], atol=0.02)
    rows = Tensor(np.ones((500, 4), np.float32)).multinomial(4).numpy()
    np.testing.assert_array_equal(np.sort(rows, 1), np.broadcast_to(np.arange(4), (500, 4)))
    first = Tensor(np.tile(np.float32([1, 2, 1]), (4000, 1))).multinomial(1).numpy()
    np.testing.assert_allclose(np.bincount(first[:, 0]) / 4000, [0.25, 0.5, 0.25], atol=0.03)
    with pytest.raises(InvalidArgument):
        Tensor([1.0]).multinomial(2)
    with pytest.raises(ShapeError):
        Tensor(np.ones((1, 1, 1), np.float32)).multinomial(1)


def test_empty_draws_and_wrong_dtypes() -> None:
    assert Tensor.rand(0).shape == (0,)
    assert Tensor.rand().shape == ()
    with pytest.raises(DTypeError, match="randint"):
        Tensor.rand(3, dtype="int32")
