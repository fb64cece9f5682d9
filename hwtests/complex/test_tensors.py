"""Complex tensors as programs use them: in, out, arithmetic, movement, indexing, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor, jit, state
from barewire.runtime.errors import DTypeError, GradientError, InvalidArgument, ShapeError
from barewire.tensor.graph.dtype import ALL, BY_NAME
from barewire.tensor.graph.promotion import promote

RANDOM = np.random.default_rng(6)


def numbers(*shape: int) -> np.ndarray:
    return (RANDOM.normal(size=shape) + 1j * RANDOM.normal(size=shape)).astype(np.complex64)


A, B = numbers(4, 5), numbers(4, 5)

# With the module, so that one expression is of both: x and y are the arrays or the tensors of A and B.
SAME: list[Callable[[Any, Any], Any]] = [
    lambda x, y: x + y * 2 - y / x,
    lambda x, y: 1j * x - 2,
    lambda x, y: (1 - x) / 2j + 3 / y,
    lambda x, y: -x + abs(y),
    lambda x, y: x.real * y + x.imag,
    lambda x, y: x @ y.conj().T,
    lambda x, y: x.real @ y.T,
    lambda x, y: x.sum(0) + y.prod(0) * 1j,
    lambda x, y: x.mean(1) - y.sum(1),
    lambda x, y: x.cumsum(1).T[1:],
    lambda x, y: x[1, ::2] * y[[1], 2],
    lambda x, y: x[x.real > 0],
    lambda x, y: x == y,
    lambda x, y: x.all(0),
    lambda x, y: (x * 0).any(),
]

DIFFERENT: dict[str, tuple[Callable[[], Any], Any]] = {
    "where": (lambda: (Tensor(A).real > 0).where(Tensor(A), 1j), np.where(A.real > 0, A, np.complex64(1j))),
    "cat": (lambda: Tensor(A).cat(Tensor(B.real.copy())), np.concatenate([A, B.real])),
    "stack": (lambda: Tensor(A).stack(Tensor(B), dim=-1), np.stack([A, B], -1)),
    "pad": (lambda: Tensor(A).pad((1, 2), value=1j), np.pad(A, ((0, 0), (1, 2)), constant_values=1j)),
    "roll": (lambda: Tensor(A).roll(2, 1), np.roll(A, 2, 1)),
    "var": (lambda: Tensor(A).var(0, correction=0), A.var(0)),
    "std": (lambda: Tensor(A).std(1), A.std(1, ddof=1)),
    "flip": (lambda: Tensor(A).flip(0), A[::-1]),
    "einsum": (lambda: Tensor.einsum("ij,kj->ik", Tensor(A), Tensor(B)), np.einsum("ij,kj->ik", A, B)),
    "inner": (lambda: Tensor.einsum("ij,ij->", Tensor(A), Tensor(B)), np.einsum("ij,ij->", A, B)),
    "tensordot": (lambda: Tensor(A).tensordot(Tensor(B)), np.tensordot(A, B)),
    "vecdot": (lambda: Tensor(A).vecdot(Tensor(B)), np.vecdot(A, B)),
    "vdot": (lambda: Tensor(A[0]).vdot(Tensor(B[0])), np.vdot(A[0], B[0])),
    "outer": (lambda: Tensor(A[0]).outer(Tensor(B[1])), np.outer(A[0], B[1])),
    "kron": (lambda: Tensor(A).kron(Tensor(B)), np.kron(A, B)),
    "tril": (lambda: Tensor(A).tril(), np.tril(A)),
    "gather": (lambda: Tensor(A).gather(1, Tensor([[4], [1], [0], [4]])), A[range(4), [4, 1, 0, 4]][:, None]),
    "adjoint": (lambda: Tensor(A).mH, A.conj().T),
    "round": (lambda: Tensor(A).round(1), A.round(1)),
    "norm": (lambda: Tensor(A).norm(), np.linalg.norm(A)),
    "linspace": (lambda: Tensor.linspace(0, 1 + 2j, 5), np.linspace(0, 1 + 2j, 5).astype(np.complex64)),
    "view": (lambda: Tensor(A).view_as_real(), A.view(np.float32).reshape(4, 5, 2)),
    "back": (lambda: Tensor(A.view(np.float32).reshape(4, 5, 2)).view_as_complex(), A),
    "polar": (lambda: Tensor.polar(Tensor(abs(A)), Tensor(np.angle(A))), A),
    "parts": (lambda: Tensor.complex(Tensor(A.real.copy()), Tensor(A.imag.copy())), A),
    "full": (lambda: Tensor.full((2,), 1j), np.full(2, 1j, np.complex64)),
    "empty sum": (lambda: Tensor(A[:0]).sum(0), A[:0].sum(0)),
    "empty product": (lambda: Tensor(A[:0]).prod(0), A[:0].prod(0)),
    "big product": (lambda: Tensor(np.exp(1j * np.arange(999))).prod(), np.exp(1j * np.arange(999)).prod()),
}


def close(found: Any, wanted: Any) -> None:
    wanted = np.asarray(wanted)
    assert found.dtype.name == wanted.dtype.name
    np.testing.assert_allclose(found.numpy(), wanted, rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("program", SAME, ids=range(len(SAME)))
def test_program_is_numpys(program: Callable[[Any, Any], Any]) -> None:
    close(program(Tensor(A), Tensor(B)), program(A, B))


@pytest.mark.parametrize("name", DIFFERENT)
def test_method_is_numpys(name: str) -> None:
    ours, wanted = DIFFERENT[name]
    close(ours(), wanted)


@pytest.mark.parametrize("x", ["complex64", "complex128"])
@pytest.mark.parametrize(
    "y", [each.name for each in ALL if each.letter and each.bits > 8] + ["bool", "complex64"]
)
def test_promotion_is_pytorchs_but_for_what_it_has_not(x: str, y: str) -> None:
    if y.startswith("uint") and y != "uint8":
        assert promote(BY_NAME[x], BY_NAME[y]).name == x
        return
    wanted = torch.promote_types(getattr(torch, x), getattr(torch, y))
    assert f"torch.{promote(BY_NAME[x], BY_NAME[y])}" == str(wanted)
    assert promote(BY_NAME[y], BY_NAME[x]) is promote(BY_NAME[x], BY_NAME[y])


def test_python_complex_numbers_are_weak() -> None:
    names = {"float32": "complex64", "int64": "complex64", "bool": "complex64", "float64": "complex128",
             "float16": "complex64", "complex64": "complex64", "complex128": "complex128"}  # fmt: skip
    for dtype, wanted in names.items():
        assert (Tensor([1], dtype=dtype) * 1j).dtype.name == wanted
        assert (2j - Tensor([1], dtype=dtype)).dtype.name == wanted


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_data_goes_in_and_out(dtype: str) -> None:
    x = A.astype(dtype)
    forms = [x, x.astype(x.dtype.newbyteorder()), x.tolist(), torch.tensor(x), memoryview(x), Tensor(x)]
    for form in forms:
        np.testing.assert_array_equal(Tensor(form, dtype=dtype).numpy(), x)
    np.testing.assert_array_equal(Tensor.from_dlpack(torch.tensor(x).T).numpy(), x.T)
    np.testing.assert_array_equal(torch.from_dlpack(Tensor(x)).numpy(), x)
    np.testing.assert_array_equal(Tensor.from_numpy(x).numpy(), x)
    assert Tensor(x).tolist() == x.tolist()
    assert complex(Tensor(x)[0, 0]) == x[0, 0] and Tensor(x)[0, 0].item() == x[0, 0]


def test_lists_of_mixed_numbers_are_complex64() -> None:
    x = Tensor([1, 2.5, True, 1j])

    assert x.dtype.name == "complex64" and x.tolist() == [1, 2.5, 1, 1j]
    assert Tensor([np.complex128(1j), 1]).dtype.name == "complex128"
    assert Tensor(1j).shape == ()


def test_elements_are_assigned() -> None:
    x, wanted = Tensor(A), A.copy()

    x[1], wanted[1] = 2j, 2j
    x[0, 1:3], wanted[0, 1:3] = Tensor(B[0, 1:3]), B[0, 1:3]
    x[x.real > 0] = 0
    wanted[wanted.real > 0] = 0
    x *= 1j
    wanted *= 1j

    np.testing.assert_array_equal(x.numpy(), wanted)


@pytest.mark.usefixtures("compiled")
def test_captured_function_computes_with_new_numbers() -> None:
    spread = jit(lambda x, y: (x * y.conj()).sum(0).abs())

    for _ in range(4):
        x, y = numbers(6, 3), numbers(6, 3)
        np.testing.assert_allclose(
            spread(Tensor(x), Tensor(y)).numpy(), abs((x * y.conj()).sum(0)), rtol=1e-4, atol=1e-5
        )


def test_files_keep_complex64(tmp_path: Path) -> None:
    path = tmp_path / "numbers.safetensors"
    state.save_safetensors({"a": Tensor(A), "b": Tensor([1.0])}, path)

    np.testing.assert_array_equal(state.load_safetensors(path)["a"].numpy(), A)
    with pytest.raises(DTypeError, match="complex64"):
        state.save_safetensors({"a": Tensor([1j], dtype="complex128")}, path)


REFUSED: dict[str, Callable[[Any], Any]] = {
    "order": lambda x: x < x,
    "greatest": lambda x: x.max(),
    "least": lambda x: x.min(),
    "place": lambda x: x.argmax(),
    "sort": lambda x: x.sort(),
    "clip": lambda x: x.clip(0, 1),
    "floor": lambda x: x.floor(),
    "floor division": lambda x: x // 2,
    "remainder": lambda x: x % x,
    "bits": lambda x: x & x,
    "bitcast": lambda x: x.bitcast("float64"),
    "angle of two": lambda x: x.atan2(x),
    "relu": lambda x: x.relu(),
    "softmax": lambda x: x.softmax(),
    "random": lambda x: Tensor.rand(2, dtype="complex64"),
    "float": lambda x: float(x[0, 0]),
    "data": lambda x: Tensor(A, dtype="float32"),
    "real part": lambda x: x.real.imag,
    "put in real": lambda x: x.real.masked_fill(x.real > 0, 1j),
    "assigned to real": lambda x: x.real.clone().assign(x),
    "index": lambda x: Tensor([1, 2])[x],
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_meaning_is_refused(name: str) -> None:
    with pytest.raises(DTypeError):
        REFUSED[name](Tensor(A))


def test_other_refusals_say_why() -> None:
    with pytest.raises(ShapeError, match="parts"):
        Tensor([1.0, 2.0, 3.0]).view_as_complex()
    with pytest.raises(InvalidArgument, match="complex"):
        Tensor.full((2,), 1j, dtype="float32")
    with pytest.raises(GradientError, match="abs"):
        Tensor([1j], requires_grad=True).backward()
    with pytest.warns(UserWarning, match="imaginary"):
        Tensor([1j]).cast("float32")
