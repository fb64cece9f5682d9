"""Every function of the Array API as array-api-strict has it: names, signatures, results of random calls.

array-api-strict is the standard's own namespace over NumPy. The standard's test suite is run by
`make array-api`, see docs/contributing.md.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import array_api_strict as strict
import numpy as np
import pytest

import barewire as bw
from barewire import Tensor

from .cases import Case, Named, everything

EXAMPLES = 2
# Names of array-api-strict that are about itself, or of a later standard.
OTHERS = {"ArrayAPIStrictFlags", "Device", "broadcast_shapes", "isin", "__version__"} | {
    f"{verb}_array_api_strict_flags" for verb in ("get", "reset", "set")
}
FUNCTIONS = sorted(
    name for name in strict.__all__ if inspect.isfunction(getattr(strict, name)) and name not in OTHERS
)
LINALG = [
    *(
        "cholesky",
        "cross",
        "det",
        "diagonal",
        "eigh",
        "eigvalsh",
        "inv",
        "matmul",
        "matrix_norm",
        "matrix_power",
    ),
    *(
        "matrix_rank",
        "matrix_transpose",
        "outer",
        "pinv",
        "qr",
        "slogdet",
        "solve",
        "svd",
        "svdvals",
        "tensordot",
    ),
    *("trace", "vecdot", "vector_norm"),
]
FFT = [
    *("fft", "ifft", "fftn", "ifftn", "rfft", "irfft", "rfftn", "irfftn", "hfft", "ihfft"),
    *("fftfreq", "rfftfreq", "fftshift", "ifftshift"),
]
EXTENSIONS = [*(f"linalg.{name}" for name in LINALG), *(f"fft.{name}" for name in FFT)]
STRICT = {"xp": strict, "array": strict.asarray, "dtype": lambda x: str(x.dtype).rpartition(".")[2]}
OURS = {"xp": bw, "array": lambda x: bw.asarray(x), "dtype": lambda x: str(x.dtype)}


def _function(namespace: Any, name: str) -> Callable[..., Any]:
    found = namespace
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _given(side: dict[str, Any], value: Any) -> Any:
    """An argument of a case as a namespace takes it."""
    if isinstance(value, np.ndarray):
        return side["array"](value)
    if isinstance(value, Named):
        return getattr(side["xp"], value.name)
    if isinstance(value, (tuple, list)):
        return type(value)(_given(side, each) for each in value)
    return value


def _call(side: dict[str, Any], case: Case) -> Any:
    arguments = [_given(side, each) for each in case.arguments]
    keywords = {name: _given(side, each) for name, each in case.keywords.items()}
    with np.errstate(all="ignore"):
        return _function(side["xp"], case.function)(*arguments, **keywords)


def _compare(case: Case, ours: Any, theirs: Any) -> None:
    if isinstance(theirs, (tuple, list)):
        assert len(ours) == len(theirs), case
        assert getattr(ours, "_fields", None) == getattr(theirs, "_fields", None), case
        for mine, other in zip(ours, theirs, strict=True):
            _compare(case, mine, other)
        return
    if not hasattr(theirs, "__array_namespace__"):
        assert str(ours) == str(theirs).rpartition(".")[2], case
        return
    assert isinstance(ours, Tensor), case
    assert ours.shape == theirs.shape, case
    assert OURS["dtype"](ours) == STRICT["dtype"](theirs), case
    if case.values:
        found, wanted = ours.numpy(), np.asarray(theirs)
        tolerance = 2e-13 if wanted.dtype in (np.float64, np.complex128) else 2e-5
        np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, err_msg=str(case))


def test_names_are_those_of_the_standard():
    wanted = set(strict.__all__) - OTHERS

    assert wanted - {name for name in dir(bw) if hasattr(bw, name)} == set()
    assert set(LINALG) - set(bw.linalg.__all__) == set()
    assert set(FFT) - set(bw.fft.__all__) == set()


@pytest.mark.parametrize("name", [*FUNCTIONS, *EXTENSIONS])
def test_signature_is_that_of_the_standard(name: str):
    ours = list(inspect.signature(_function(bw, name)).parameters.values())
    theirs = list(inspect.signature(_function(strict, name)).parameters.values())
    positional = [each for each in theirs if each.kind is not each.KEYWORD_ONLY]
    by_name = {each.name: each for each in ours}

    for mine, other in zip(ours, positional, strict=False):
        # What the standard takes by place may have a name here.
        assert mine.kind in (other.kind, other.POSITIONAL_OR_KEYWORD)
        assert other.kind is other.POSITIONAL_ONLY or mine.name == other.name
    assert len(ours) >= len(positional)
    for other in theirs:
        if other.kind is other.KEYWORD_ONLY:
            assert by_name[other.name].kind in (other.KEYWORD_ONLY, other.POSITIONAL_OR_KEYWORD)
            # array-api-strict has defaults of its own for what was not given.
            own = type(other.default).__module__ != "builtins"
            assert own or by_name[other.name].default == other.default


def test_cases_cover_every_function():
    called = {case.function for case in everything(0)}
    untold = {"__array_namespace_info__", "finfo", "iinfo"}

    assert {*FUNCTIONS, *EXTENSIONS} - called == untold


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_calls_return_what_the_standards_namespace_returns(seed: int):
    for case in everything(seed):
        _compare(case, _call(OURS, case), _call(STRICT, case))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 160))
def test_many_calls_return_what_the_standards_namespace_returns(seed: int):
    for case in everything(seed):
        _compare(case, _call(OURS, case), _call(STRICT, case))


@pytest.mark.parametrize("name", ["float32", "float64"])
def test_finfo(name: str):
    ours, theirs = bw.finfo(getattr(bw, name)), strict.finfo(getattr(strict, name))

    for field in ("bits", "eps", "max", "min", "smallest_normal"):
        assert getattr(ours, field) == getattr(theirs, field)
    assert ours.dtype is getattr(bw, name)


@pytest.mark.parametrize("name", [f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)])
def test_iinfo(name: str):
    ours, theirs = bw.iinfo(getattr(bw, name)), strict.iinfo(getattr(strict, name))

    assert (ours.bits, ours.min, ours.max) == (theirs.bits, theirs.min, theirs.max)


def test_the_namespace_tells_of_itself():
    info, theirs = bw.__array_namespace_info__(), strict.__array_namespace_info__()

    assert info.capabilities().keys() == theirs.capabilities().keys()
    assert info.default_device() in info.devices()
    for kind in (None, "bool", "integral", "real floating", ("signed integer", "bool")):
        assert {n: str(d) for n, d in info.dtypes(kind=kind).items()} == {
            n: n for n in theirs.dtypes(kind=kind)
        }
    assert bw.asarray(1).dtype is info.default_dtypes()["integral"]
    assert bw.asarray(1.0).dtype is info.default_dtypes()["real floating"]
    assert bw.argmax(bw.asarray([1])).dtype is info.default_dtypes()["indexing"]
