"""PyTorch's operator database, each operator written as an ONNX file and run by ONNX Runtime."""

import io
import itertools
import zlib

import numpy as np
import pytest
import torch

from barewire import Tensor, errors, tree
from barewire.onnx import export
from hwtests.gradients import operator_database as database

ort = pytest.importorskip("onnxruntime")

SAMPLES = 2
# What a file cannot say, and what is no function of tensors.
NOT_WRITTEN = (
    "reads values", "complex", "in place", "random", "no argument is a tensor", "a file tensors only",
    "returns no tensor", "is a number, not a Tensor", "is an int, not a Tensor", "floats of 8 bits",
)  # fmt: skip
TOLERANCES = {"f2": 5e-3, "f4": 1e-4, "f8": 1e-8}
# Every day one in so many.
SHARE = 40


def rows(dtype, every):
    """The names of operators; of those that are not a share of `every` the tests are slow."""
    found = []
    for row in database.operators(dtype):
        name = database.named(row)
        left_out = {row.name, name} & database.LEFT_OUT.keys()
        if left_out or row.name == "bfloat16" or database.ours(row.name) is None:
            continue
        often = zlib.crc32(name.encode()) % every == 0
        found.append(name if often else pytest.param(name, marks=pytest.mark.slow))
    return found


def samples(name, dtype):
    row = next(each for each in database.operators(dtype) if database.named(each) == name)
    function, wrapper = database.ours(row.name), database.wrapped(row)
    torch.manual_seed(1)
    for sample in itertools.islice(row.sample_inputs("cpu", dtype, requires_grad=False), SAMPLES):
        positional = database.converted((sample.input, *sample.args), [])
        named = database.converted(sample.kwargs, [])
        yield lambda args, kwargs: wrapper(function, *args, **kwargs), (positional, named)


def check(name, dtype, opset=None):
    for function, arguments in samples(name, dtype):
        try:
            wanted = database.flattened(function(*arguments))
        except errors.BarewireError:
            continue
        file = io.BytesIO()
        try:
            export(function, arguments, file, opset=opset)
        except errors.BarewireError as error:
            assert any(reason in str(error) for reason in NOT_WRITTEN), error
            continue
        session = ort.InferenceSession(file.getvalue(), providers=["CPUExecutionProvider"])
        tensors = [each for each in tree.flatten(arguments)[0] if isinstance(each, Tensor)]
        given = {each.name: x.numpy() for each, x in zip(session.get_inputs(), tensors, strict=True)}
        for x, y in zip(session.run(None, given), (each.numpy() for each in wanted), strict=True):
            assert (x.shape, x.dtype) == (y.shape, y.dtype)
            tolerance = TOLERANCES.get(y.dtype.str[1:], 0)
            scale = np.abs(y[np.isfinite(y)]).max(initial=0) if tolerance else 0
            np.testing.assert_allclose(x, y, rtol=tolerance, atol=tolerance * float(scale))


@pytest.mark.parametrize("name", rows(torch.float32, SHARE))
def test_operators(name):
    check(name, torch.float32)


@pytest.mark.parametrize("name", rows(torch.int64, 4 * SHARE))
def test_operators_of_integers(name):
    check(name, torch.int64)


@pytest.mark.slow
@pytest.mark.parametrize("name", rows(torch.float64, 1 << 40))
def test_operators_of_doubles(name):
    check(name, torch.float64)
