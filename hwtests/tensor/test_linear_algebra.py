"""Matrix products and einsum against NumPy and PyTorch."""

import numpy as np
import pytest
import torch

from barewire import Tensor
from barewire.runtime.errors import InvalidArgument, ShapeError

RANDOM = np.random.default_rng(11)


def normal(*shape: int) -> np.ndarray:
    return RANDOM.normal(size=shape).astype(np.float32)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((3,), (3,)),
        ((3,), (3, 4)),
        ((2, 3), (3,)),
        ((2, 3), (3, 4)),
        ((5, 2, 3), (3, 4)),
        ((2, 3), (5, 3, 4)),
        ((5, 2, 3), (5, 3, 4)),
        ((5, 1, 2, 3), (6, 3, 4)),
        ((3,), (5, 3, 4)),
        ((5, 2, 3), (3,)),
        ((1, 1), (1, 1)),
        ((2, 0), (0, 3)),
        ((0, 3), (3, 2)),
        ((17, 33), (33, 65)),
    ],
)
def test_matmul_agrees_with_numpy(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    x, y = normal(*left), normal(*right)
    got = Tensor(x) @ Tensor(y)
    assert got.shape == (x @ y).shape
    np.testing.assert_allclose(got.numpy(), x @ y, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_narrow_matmul_accumulates_in_float32(dtype: str) -> None:
    x, y = (
        torch.from_numpy(normal(20, 300)).to(getattr(torch, dtype)),
        torch.from_numpy(normal(300, 10)).to(getattr(torch, dtype)),
    )
    got = Tensor(x) @ Tensor(y)
    assert got.dtype.name == dtype
    expected = (x.float() @ y.float()).to(x.dtype).float().numpy()
    np.testing.assert_allclose(got.numpy().astype(np.float32), expected, rtol=1e-2, atol=1e-2)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "int64"])
def test_integer_matmul_agrees_with_numpy(dtype: str) -> None:
    x, y = RANDOM.integers(0, 5, (6, 7)).astype(dtype), RANDOM.integers(0, 5, (7, 8)).astype(dtype)
    np.testing.assert_array_equal((Tensor(x) @ Tensor(y)).numpy(), x @ y)
    wide = Tensor(x).matmul(Tensor(y), dtype="int32")
    assert wide.dtype.name == "int32"


def test_mixed_dtypes_are_promoted() -> None:
    assert (Tensor([[1, 2]]) @ Tensor([[0.5], [1.0]])).tolist() == [[2.5]]


@pytest.mark.parametrize(
    ("left", "right"), [((2, 3), (4, 5)), ((3,), (4,)), ((), (3,)), ((2, 2, 3), (3, 3, 4))]
)
def test_shapes_that_do_not_multiply_are_named(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError) as caught:
        Tensor.zeros(*left) @ Tensor.zeros(*right)
    assert str(left[-1:]).strip("(),") in str(caught.value)


@pytest.mark.parametrize(
    "equation",
    [
        "ij,jk->ik",
        "ij,jk",
        "ij->ji",
        "ij->",
        "ij->i",
        "ii->i",
        "ii",
        "ij,ij->ij",
        "ij,kl->ijkl",
        "bij,bjk->bik",
        "...ij,...jk->...ik",
        "i...,i...->...",
        "ij,jk,kl->il",
        "i,i->",
        "iji->j",
        "bhqd,bhkd->bhqk",
        "ij , jk -> ki",
    ],
)
def test_einsum_agrees_with_numpy(equation: str) -> None:
    sizes = {letter: 2 + i % 4 for i, letter in enumerate("ijklbhqd")}
    operands = []
    for term in equation.replace(" ", "").split("->")[0].split(","):
        head, dots, tail = term.partition("...")
        shape = [sizes[c] for c in head] + ([2, 3] if dots else []) + [sizes[c] for c in tail]
        operands.append(normal(*shape))
    got = Tensor.einsum(equation, *map(Tensor, operands)).numpy()
    np.testing.assert_allclose(got, np.einsum(equation, *operands), rtol=1e-5, atol=1e-5)


def test_einsum_refuses_what_it_cannot_read() -> None:
    x = Tensor.zeros(2, 3)
    with pytest.raises(InvalidArgument, match="2 operands, 1"):
        Tensor.einsum("ij,jk->ik", x)
    with pytest.raises(ShapeError, match="'j'"):
        Tensor.einsum("ij,jk->ik", x, x)
    with pytest.raises(InvalidArgument):
        Tensor.einsum("ij->iz", x)
    with pytest.raises(ShapeError):
        Tensor.einsum("ijk->i", x)


@pytest.mark.parametrize("axes", [0, 1, 2, ([0], [1]), ([1, 0], [0, 1])])
def test_tensordot_agrees_with_numpy(axes) -> None:
    x, y = normal(3, 3, 3), normal(3, 3, 3)
    np.testing.assert_allclose(
        Tensor(x).tensordot(Tensor(y), axes).numpy(), np.tensordot(x, y, axes), rtol=1e-5, atol=1e-5
    )


def test_other_products_agree_with_numpy() -> None:
    x, y = normal(4, 5), normal(4, 5)
    np.testing.assert_allclose(Tensor(x).vecdot(Tensor(y)).numpy(), (x * y).sum(-1), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(
        Tensor(x).vecdot(Tensor(y), axis=0).numpy(), (x * y).sum(0), rtol=1e-5, atol=1e-6
    )
    np.testing.assert_allclose(
        Tensor(x[0]).outer(Tensor(y[:, 0])).numpy(), np.outer(x[0], y[:, 0]), rtol=1e-6
    )
    np.testing.assert_allclose(Tensor(x).kron(Tensor(y)).numpy(), np.kron(x, y), rtol=1e-6)
    np.testing.assert_allclose(Tensor(x[0]).dot(Tensor(y[0])).item(), x[0] @ y[0], rtol=1e-5)


def test_linear_agrees_with_torch() -> None:
    x, weight, bias = normal(7, 5), normal(3, 5), normal(3)
    expected = torch.nn.functional.linear(*map(torch.from_numpy, (x, weight, bias))).numpy()
    np.testing.assert_allclose(
        Tensor(x).linear(Tensor(weight), Tensor(bias)).numpy(), expected, rtol=1e-5, atol=1e-5
    )
    with pytest.raises(ShapeError, match=r"\(7, 5\).*\(3, 4\)"):
        Tensor(x).linear(Tensor.zeros(3, 4))
