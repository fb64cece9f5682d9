"""Kernels for Adreno on the simulated processors, which stop at any result used too early, against NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor, dtypes
from barewire.tensor.codegen.adreno import allocate, compiler
from barewire.tensor.codegen.adreno.compiler import AdrenoCompiler
from barewire.tensor.codegen.adreno.spill import Spiller

from ...daily import daily
from ..on_adreno import COMPILER, evaluate

Array = np.ndarray[Any, Any]
_random = np.random.default_rng(0)


def _floats(*shape: int) -> Array:
    return _random.standard_normal(shape).astype(np.float32)


def _integers(dtype: Any, *shape: int) -> Array:
    limits = np.iinfo(dtype)
    return _random.integers(limits.min, limits.max, shape, dtype, endpoint=True)


A, B = _floats(7, 33), _floats(7, 33)
POSITIVE = np.abs(A) + np.float32(0.01)
HALF, OTHER_HALF = A.astype(np.float16), B.astype(np.float16)
WORDS, OTHER_WORDS = _integers(np.int32, 7, 33), _integers(np.int32, 7, 33)
LONGS, OTHER_LONGS = _integers(np.int64, 7, 33), _integers(np.int64, 7, 33) >> 20
BYTES, OTHER_BYTES = _integers(np.int8, 7, 33), _integers(np.int8, 7, 33)
SMALL = _random.integers(1, 100, (7, 33)).astype(np.int32)
SPECIAL = np.array([0, -0.0, np.inf, -np.inf, np.nan, 1, -1, 1e30, 3.5, 2**31, -(2**31), 0.5], np.float32)
ALL, EACH = np.repeat(SPECIAL, 12), np.tile(SPECIAL, 12)


def _attention(query: Array, key: Array) -> Array:
    """Causal attention where the first query sees the first key."""
    scores = query @ key.swapaxes(1, 2) / np.sqrt(np.float32(query.shape[-1]))
    scores = np.where(np.tri(*scores.shape[1:], dtype=bool), scores, -np.inf)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(weights / weights.sum(-1, keepdims=True) @ key)


# Name: the expression, what NumPy makes of it, the arrays.
Case = tuple[Callable[..., Tensor], Callable[..., Any], tuple[Array, ...]]
EXACT: dict[str, Case] = {
    "add": (lambda a, b: a + b, lambda a, b: a + b, (A, B)),
    "max": (lambda a, b: a.maximum(b), np.maximum, (ALL, EACH)),
    "less": (lambda a, b: a < b, lambda a, b: a < b, (ALL, EACH)),
    "not equal": (lambda a, b: a.ne(b), lambda a, b: a != b, (ALL, EACH)),
    "divide whole": (lambda a, b: a / b, lambda a, b: a / b, (SMALL.astype("f4") * 7, SMALL.astype("f4"))),
    "half": (lambda a, b: a * b, lambda a, b: a * b, (HALF, OTHER_HALF)),
    "small halves": (lambda a, b: a * b, lambda a, b: a * b, (HALF / 4096, OTHER_HALF)),
    "floor": (lambda a: (a * 10).floor(), lambda a: np.floor(a * np.float32(10)), (A,)),
    "multiply": (lambda a, b: a * b, lambda a, b: a * b, (WORDS, OTHER_WORDS)),
    "multiply short": (
        lambda a: a * -8 + (a & 255) * -100000,
        lambda a: a * -8 + (a & 255) * -100000,
        (WORDS,),
    ),
    "divide": (lambda a, b: a // b, lambda a, b: a // b, (WORDS, SMALL)),
    "remainder": (lambda a, b: a % b, lambda a, b: a % b, (WORDS, -SMALL)),
    "divide by 7": (lambda a: a // 7, lambda a: a // 7, (WORDS,)),
    "divide by 641": (lambda a: a // 641, lambda a: a // 641, (WORDS.view(np.uint32),)),
    "shift": (lambda a, b: (a << (b & 31)) >> 3, lambda a, b: (a << (b & 31)) >> 3, (WORDS, SMALL)),
    "long product": (lambda a, b: a * b, lambda a, b: a * b, (LONGS, OTHER_LONGS)),
    "long quotient": (lambda a, b: a // b, lambda a, b: a // b, (LONGS, OTHER_LONGS | 1)),
    "long less": (lambda a, b: a < b, lambda a, b: a < b, (LONGS, OTHER_LONGS)),
    "bytes": (lambda a, b: a * b + a, lambda a, b: a * b + a, (BYTES, OTHER_BYTES)),
    "bytes less": (lambda a, b: a < b, lambda a, b: a < b, (BYTES, OTHER_BYTES)),
    "byte shift": (lambda a: a >> 2, lambda a: a >> 2, (BYTES,)),
    "sign": (lambda a: a.sign(), np.sign, (BYTES,)),
    "long to float": (lambda a: a.cast("float32"), lambda a: a.astype(np.float32), (LONGS,)),
    "to int": (lambda a: (a * 100).cast("int32"), lambda a: (a * np.float32(100)).astype(np.int32), (A,)),
    "where": (lambda a, b: (a > 0).where(a, b), lambda a, b: np.where(a > 0, a, b), (A, B)),
    "any": (lambda a: (a > 2).any(1), lambda a: (a > 2).any(1), (A,)),
    "argmax": (lambda a: a.argmax(1), lambda a: a.argmax(1), (A,)),
    "integer sum": (lambda a: a.sum(1), lambda a: a.sum(1), (SMALL,)),
    "pad": (lambda a: a.pad(((1, 2), (3, 4))), lambda a: np.pad(a, ((1, 2), (3, 4))), (A,)),
    "gather": (lambda a, i: a[i], lambda a, i: a[i], (A, np.array([3, 0, 6, 3]))),
    **{
        f"flip {axis} of {array.shape}": (
            lambda a, axis=axis: a.flip(axis) * 2,
            lambda a, axis=axis: np.flip(a, axis) * 2,
            (array,),
        )
        for array in (_floats(2, 4), _floats(3, 5, 8))
        for axis in range(array.ndim)
    },
    "wide strides": (
        lambda a: a[::-1, 1::3][:, ::-1] + 1,
        lambda a: a[::-1, 1::3][:, ::-1] + np.float32(1),
        (_floats(16, 64),),
    ),
    "set bits": (lambda a: (a > 0).sum(), lambda a: (a > 0).sum(), (_floats(2, 4),)),
    **{
        f"product of {dtype} {size}": (
            lambda a, b: a @ b,
            lambda a, b: (a.astype(np.int64) @ b.astype(np.int64)).astype(a.dtype),
            (_integers(dtype, size, 16), _integers(dtype, 16, size)),
        )
        for dtype in ("int8", "uint8", "int16")
        for size in (16, 32)
    },
}
NEAR: dict[str, Case] = {
    "sum": (lambda a: a.sum(0), lambda a: a.sum(0), (_floats(65, 9),)),
    "row sum": (lambda a: a.sum(1), lambda a: a.sum(1), (_floats(5, 300),)),
    "matmul": (lambda a, b: a @ b, lambda a, b: a @ b, (_floats(20, 33), _floats(33, 17))),
    "half matmul": (
        lambda a, b: (a @ b).cast("float32"),
        lambda a, b: (a.astype("f4") @ b.astype("f4")).astype("f2").astype("f4"),
        (_floats(16, 32).astype("f2"), _floats(32, 16).astype("f2")),
    ),
    "softmax": (lambda a: a.softmax(1), lambda a: np.exp(a) / np.exp(a).sum(1, keepdims=True), (A,)),
    "attention": (
        lambda q, k: q.scaled_dot_product_attention(k, k, is_causal=True),
        _attention,
        (
            _floats(1, 2, 24),
            _floats(1, 300, 24),
        ),
    ),
    "largest bfloat16": (
        lambda a: a.cast(dtypes.bfloat16).amax(1).cast("float32"),
        lambda a: (a.view(np.uint32) + 0x7FFF + (a.view(np.uint32) >> 16 & 1) & 0xFFFF0000).view("f4").max(1),
        (A,),
    ),
    "logaddexp": (lambda a, b: a.logaddexp(b), np.logaddexp, (A * 30, B * 30)),
    "hypot": (
        lambda a, b: a.hypot(b) * np.float32(1e20),
        lambda a, b: np.hypot(a, b) * np.float32(1e20),
        (A * np.float32(1e-20), B * np.float32(1e-20)),
    ),
    "bfloat16": (
        lambda a: (a.cast(dtypes.bfloat16) * 2).cast("float32"),
        lambda a: (a.view(np.uint32) + 0x7FFF + (a.view(np.uint32) >> 16 & 1) & 0xFFFF0000).view("f4") * 2,
        (A,),
    ),
}
FUNCTIONS: dict[str, Case] = {
    "exp": (lambda a: a.exp(), np.exp, (A * 10,)),
    "log": (lambda a: a.log(), np.log, (POSITIVE,)),
    "sqrt": (lambda a: a.sqrt(), np.sqrt, (POSITIVE,)),
    "divide": (lambda a, b: a / b, lambda a, b: a / b, (A, B)),
    "sin": (lambda a: a.sin(), np.sin, (A * 100,)),
    "sin of large": (lambda a: a.sin(), np.sin, (A * 1e10,)),
    "sin at pi": (lambda a: a.sin(), np.sin, ((np.arange(1, 1000) * np.pi).astype(np.float32),)),
    "cos": (lambda a: a.cos(), np.cos, (A * 10,)),
    "pow": (lambda a, b: a**b, lambda a, b: a**b, (POSITIVE, B * 10)),
}


def _result(case: Case, compiler: AdrenoCompiler = COMPILER) -> Array:
    expression, _, arrays = case
    tensors = [Tensor(array).realize() for array in arrays]
    return evaluate(expression(*tensors), list(zip(tensors, arrays, strict=True)), compiler)


@pytest.mark.parametrize("name", EXACT)
def test_results_are_those_of_numpy(name: str) -> None:
    _, reference, arrays = EXACT[name]
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(_result(EXACT[name]), reference(*arrays))


@pytest.mark.parametrize("name", NEAR)
def test_sums_are_near_those_of_numpy(name: str) -> None:
    _, reference, arrays = NEAR[name]
    np.testing.assert_allclose(_result(NEAR[name]), reference(*arrays), rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_are_within_two_units_in_the_last_place(name: str) -> None:
    _, reference, arrays = FUNCTIONS[name]
    got = _result(FUNCTIONS[name])
    want = reference(*(array.astype(np.longdouble) for array in arrays))
    units = np.abs(got - want) / np.spacing(np.abs(want.astype(np.float32)))
    # Below the normal numbers the hardware has 0.
    assert np.max(units[np.abs(want) > 2.0**-125]) <= 2.1


def test_guards_that_are_turned_around_as_bits() -> None:
    """LLVM reverses the bits of three flags for this one."""
    x, w, g = _floats(2, 4, 2, 7), _floats(4, 2, 2, 2), _floats(2, 4, 1, 8)
    inputs = [Tensor(each).realize() for each in (x, g)]
    weights = Tensor(w, requires_grad=True).realize()
    loss = (inputs[0].conv2d(weights, groups=2, padding=(0, 1)) * inputs[1]).sum()
    got = evaluate(loss.gradient(weights)[0], list(zip(inputs, (x, g), strict=True)))
    wanted = torch.nn.grad.conv2d_weight(
        torch.from_numpy(x), w.shape, torch.from_numpy(g), padding=(0, 1), groups=2
    )
    np.testing.assert_allclose(got, wanted.numpy(), rtol=2e-5, atol=2e-5)


OF_A7XX = (
    *("add", "pad", "gather", "where", "divide", "long product", "bytes less", "argmax"),
    *("sum", "matmul", "half matmul", "softmax", "attention"),
)


@pytest.mark.parametrize("name", daily(OF_A7XX, ("add", "pad", "long product", "sum", "matmul")))
def test_results_of_a7xx_are_those_of_numpy(name: str) -> None:
    _, reference, arrays = case = {**NEAR, **EXACT}[name]
    got = _result(case, AdrenoCompiler(7))
    np.testing.assert_allclose(
        got, reference(*arrays), rtol=2e-5 * (name in NEAR), atol=2e-5 * (name in NEAR)
    )


@pytest.mark.parametrize("name", ["matmul", "half matmul"])
def test_what_finds_no_register_lies_in_private_memory(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocate, "FULL_UNITS", 48)
    monkeypatch.setattr(allocate, "HALF_UNITS", 48)
    programs = []
    monkeypatch.setattr(compiler, "Spiller", lambda program: programs.append(program) or Spiller(program))
    _, reference, arrays = NEAR[name]
    np.testing.assert_allclose(_result(NEAR[name]), reference(*arrays), rtol=2e-5, atol=2e-5)
    assert programs and all(program.private_bytes for program in programs)
