"""Tensors as text, as one number, and beside what they are not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from barewire import Tensor, jit
from barewire.runtime.errors import DTypeError

CPU = "dtype=float32, device='CPU'"


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (lambda: Tensor([[1.0, 2.0], [3.0, 4.5]]), f"Tensor([[1. , 2. ],\n        [3. , 4.5]], {CPU})"),
        (lambda: Tensor([1.0]) + 1, f"Tensor([2.], {CPU})"),
        (lambda: Tensor(1.5), f"Tensor(1.5, {CPU})"),
        (lambda: Tensor([1.0], requires_grad=True), f"Tensor([1.], {CPU}, requires_grad=True)"),
        (lambda: Tensor([1.0], requires_grad=True) * 2, f"Tensor([2.], {CPU}, requires_grad=True)"),
        (lambda: Tensor([True, False]), "Tensor([ True, False], dtype=bool, device='CPU')"),
        (lambda: Tensor([1.5], dtype="bfloat16"), "Tensor([1.5], dtype=bfloat16, device='CPU')"),
        (lambda: Tensor.zeros(2, 0), f"Tensor([], shape=(2, 0), {CPU})"),
    ],
)
@pytest.mark.usefixtures("on_the_processor")
def test_values_are_printed(x, text):
    assert repr(x()) == str(x()) == text


def test_long_tensors_are_cut_short():
    text = repr(Tensor.arange(100_000).reshape(100, 1000))

    assert len(text) < 500 and "..., " in text and "99999" in text


def test_printing_in_a_captured_function_computes_nothing(capsys):
    @jit
    def double(x):
        print(x * 2)
        return x * 2

    for _ in range(3):
        assert double(Tensor([1.0, 2.0])).tolist() == [2, 4]
    as_written, captured = capsys.readouterr().out.splitlines()
    assert as_written.startswith("Tensor([2., 4.]")
    assert captured.startswith("<Tensor (2,) float32 on ")


def test_notebooks_show_the_text():
    assert Tensor([[True]])._repr_html_().startswith("<pre>Tensor([[ True]], dtype=bool")


def test_one_number_is_formatted_and_converted():
    x, whole = Tensor(2.25), Tensor([7])
    as_in_c = {form: form % number for form, number in (("%.3f", x), ("%d", whole))}

    assert as_in_c == {"%.3f": "2.250", "%d": "7"}
    assert (f"{x:.1f}", f"{x:8.3e}", f"{x}", f"{Tensor(3):03d}") == ("2.2", "2.250e+00", "2.25", "003")
    assert (int(x), float(x), complex(x), bool(x), int(whole)) == (2, 2.25, 2.25, True, 7)
    assert (math.sqrt(x), math.floor(x), round(Tensor(2.75)).item()) == (1.5, 2, 3)
    assert [10, 20, 30][Tensor(1)] == 20
    with pytest.raises(DTypeError, match="one number"):
        f"{Tensor([1.0, 2.0]):.2f}"


@pytest.mark.parametrize("other", [None, object(), "x", b"x", int, {}, {"a": 1}, [object()], ...])
def test_a_tensor_equals_nothing_that_no_tensor_is_made_of(other):
    x = Tensor([1.0, 2.0])

    assert (x == other) is False
    assert (x != other) is True
    assert other not in [1, "a"]


def test_tensors_are_found_in_lists_iterated_and_sorted():
    x = Tensor([3.0, 1.0, 2.0])

    assert x in [None, "a", x]
    assert sorted(x.tolist()) == [1, 2, 3]
    assert [each.item() for each in x] == [3, 1, 2]
    assert [(a.item(), b.item()) for a, b in zip(*Tensor([[1, 2], [3, 4]]), strict=True)] == [(1, 3), (2, 4)]
    assert len({x, x}) == 1


def test_images_go_in_and_out():
    image = pytest.importorskip("PIL.Image")
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    picture = image.fromarray(pixels)

    for x in (Tensor(picture), Tensor.from_numpy(np.asarray(picture)), Tensor.from_numpy(picture)):
        np.testing.assert_array_equal(x.numpy(), pixels)
        np.testing.assert_array_equal(np.asarray(image.fromarray(x.numpy())), pixels)
