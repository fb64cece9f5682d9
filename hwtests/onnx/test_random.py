"""Random numbers: of their distributions, the same for a seed, others at each run without one."""

import numpy as np
import pytest
from onnx import TensorProto, helper

from barewire.runtime.errors import BarewireError
from barewire.tensor.onnx.model import Model, arrays

from .one_node import normal, one_node

SHAPE = [50, 60]
X = normal(50, 60)
CHANCES = np.full(SHAPE, 0.3, np.float32)
DRAWS = {
    "RandomNormal": ([], {"shape": SHAPE, "mean": 2.0, "scale": 3.0}, 2.0, 3.0),
    "RandomUniform": ([], {"shape": SHAPE, "low": -1.0, "high": 3.0}, 1.0, 4 / 12**0.5),
    "RandomNormalLike": ([X], {"mean": -1.0}, -1.0, 1.0),
    "RandomUniformLike": ([X], {"high": 2.0}, 1.0, 2 / 12**0.5),
    "Bernoulli": ([CHANCES], {}, 0.3, 0.21**0.5),
}


@pytest.mark.share(2)
@pytest.mark.parametrize("version", [15, 22])
@pytest.mark.parametrize("name", DRAWS)
def test_draws_are_of_their_distribution(name, version):
    inputs, said, mean, deviation = DRAWS[name]
    model, fed = one_node(name, inputs, version, **said)
    ours = Model(model)
    runs = [arrays(ours(*fed.values()))[0] for _ in range(4)]
    assert all(run.shape == tuple(SHAPE) and run.dtype == np.float32 for run in runs)
    assert len({run.tobytes() for run in runs}) == 4, "a run repeats another"
    everything = np.stack(runs)
    assert abs(everything.mean() - mean) < 0.05 * max(deviation, 1)
    assert abs(everything.std() - deviation) < 0.05 * deviation


@pytest.mark.share(2)
@pytest.mark.parametrize("name", DRAWS)
def test_a_seed_gives_the_same_again(name):
    inputs, said, _, _ = DRAWS[name]
    found = {}
    for seed in (1.0, 1.5, -7.0):
        model, fed = one_node(name, inputs, 22, seed=seed, **said)
        ours = Model(model)
        runs = [arrays(ours(*fed.values()))[0].tobytes() for _ in range(3)]
        runs.append(arrays(Model(model)(*fed.values()))[0].tobytes())
        assert len(set(runs)) == 1
        found[seed] = runs[0]
    assert len(set(found.values())) == 3


@pytest.mark.parametrize("dtype", [TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.BFLOAT16])
def test_draws_have_the_type_that_is_asked_for(dtype):
    for name, (inputs, said, mean, _) in DRAWS.items():
        model, fed = one_node(name, inputs, 22, seed=3.0, dtype=dtype, **said)
        (found,) = arrays(Model(model)(*fed.values()))
        assert found.dtype == helper.tensor_dtype_to_np_dtype(dtype)
        assert abs(found.astype(np.float64).mean() - mean) < 0.3


def test_places_are_drawn_by_their_logarithms():
    x = np.log(np.array([[0.1, 0.2, 0.7], [0.5, 0.5, 1e-30]], np.float32)) + 5
    model, fed = one_node("Multinomial", [x], 7, sample_size=4000, seed=2.0, dtype=TensorProto.INT64)
    (found,) = arrays(Model(model)(*fed.values()))
    assert found.dtype == np.int64 and found.shape == (2, 4000)
    shares = np.stack([np.bincount(row, minlength=3) / 4000 for row in found])
    np.testing.assert_allclose(shares, [[0.1, 0.2, 0.7], [0.5, 0.5, 0]], atol=0.04)


def test_dropout_drops_a_share_when_it_trains():
    inputs = [X, np.array(0.25, np.float32), np.array(True)]
    model, fed = one_node("Dropout", inputs, 13, ("y", "mask"), seed=1.0)
    y, mask = arrays(Model(model)(*fed.values()))
    assert mask.dtype == np.bool_ and abs(mask.mean() - 0.75) < 0.04
    np.testing.assert_allclose(y, np.where(mask, X / np.float32(0.75), 0), rtol=1e-6)


@pytest.mark.parametrize(
    ("version", "mask_type"), [(6, np.float32), (7, np.float32), (10, np.bool_), (12, np.bool_)]
)
def test_dropout_is_the_identity_when_it_does_not(version, mask_type):
    said = {"is_test": 1} if version == 6 else {}
    model, fed = one_node("Dropout", [X], version, ("y", "mask"), **said)
    y, mask = arrays(Model(model)(*fed.values()))
    np.testing.assert_array_equal(y, X)
    assert mask.dtype == mask_type and mask.all()


def test_a_share_that_is_none_is_said():
    model, fed = one_node("Dropout", [X, np.array(1.5, np.float32), np.array(True)], 13)
    with pytest.raises(BarewireError, match=r"share of 1\.5"):
        Model(model)(*fed.values())
