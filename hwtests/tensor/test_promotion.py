"""Which dtype operands meet in: the Array API's table, and what Barewire adds to it."""

import numpy as np
import pytest
import torch

from barewire import Tensor
from barewire.runtime.errors import DTypeError
from barewire.tensor.graph.dtype import ALL, BY_NAME
from barewire.tensor.graph.promotion import as_dtype, promote

NAMES = [dtype.name for dtype in ALL]
# PyTorch promotes no floats of 8 bits, and NumPy has none, nor bfloat16.
TORCH_NAMES = [name for name in NAMES if not name.startswith("float8")]
NUMPY_NAMES = [name for name in TORCH_NAMES if name != "bfloat16"]


@pytest.mark.parametrize("x", NUMPY_NAMES)
@pytest.mark.parametrize("y", NUMPY_NAMES)
def test_promotion_within_a_kind_agrees_with_numpy(x: str, y: str) -> None:
    left, right = BY_NAME[x], BY_NAME[y]
    found = promote(left, right)
    if left.is_float == right.is_float or "bool" in (x, y):
        assert found.name == np.promote_types(x, y).name
    else:
        assert found is (left if left.is_float else right)
    assert found is promote(right, left)


@pytest.mark.parametrize("x", TORCH_NAMES)
@pytest.mark.parametrize("y", ["bfloat16", "float16", "float32", "float64"])
def test_promotion_with_floats_agrees_with_torch(x: str, y: str) -> None:
    expected = torch.promote_types(getattr(torch, x), getattr(torch, y))
    assert f"torch.{promote(BY_NAME[x], BY_NAME[y])}" == str(expected)


@pytest.mark.parametrize("x", ["float8_e4m3fn", "float8_e5m2"])
def test_floats_of_eight_bits_meet_in_what_holds_both(x: str) -> None:
    for y in NAMES:
        expected = "float32" if y.startswith("float8") and y != x else y if "float" in y else x
        assert promote(BY_NAME[x], BY_NAME[y]).name == expected
        assert promote(BY_NAME[y], BY_NAME[x]).name == expected


@pytest.mark.parametrize("x", NAMES)
@pytest.mark.parametrize("y", NAMES)
def test_operator_gives_the_promoted_dtype(x: str, y: str) -> None:
    result = Tensor([1, 0], dtype=x) * Tensor([1, 1], dtype=y)
    assert result.dtype is promote(BY_NAME[x], BY_NAME[y])


@pytest.mark.parametrize("x", NAMES)
def test_python_scalars_are_weak(x: str) -> None:
    tensor = Tensor([1, 0], dtype=x)
    dtype = BY_NAME[x]
    assert (tensor * True).dtype is dtype
    assert (tensor * 2).dtype.name == ("int64" if x == "bool" else x)
    assert (2 * tensor).dtype.name == ("int64" if x == "bool" else x)
    assert (tensor * 2.0).dtype.name == (x if dtype.is_float else "float32")
    assert (tensor + np.float64(2)).dtype.name == (x if dtype.is_float else "float32")


def test_default_dtypes_are_int64_float32_and_bool() -> None:
    assert Tensor([1, 2]).dtype.name == "int64"
    assert Tensor([1, 2.5]).dtype.name == "float32"
    assert Tensor([True, False]).dtype.name == "bool"
    assert Tensor([True, 2]).dtype.name == "int64"
    assert Tensor(3).dtype.name == "int64"
    assert Tensor.arange(3).dtype.name == "int64"
    assert Tensor.zeros(3).dtype.name == "float32"


@pytest.mark.parametrize(
    "spelling", ["float32", np.float32, np.dtype("float32"), torch.float32, BY_NAME["float32"]]
)
def test_dtype_may_be_given_in_many_spellings(spelling) -> None:
    assert as_dtype(spelling).name == "float32"


def test_python_types_name_the_defaults() -> None:
    assert [as_dtype(each).name for each in (bool, int, float)] == ["bool", "int64", "float32"]


@pytest.mark.parametrize("wrong", ["complex32", "float8", np.clongdouble, object])
def test_unknown_dtype_is_refused_with_the_known_ones(wrong) -> None:
    with pytest.raises(DTypeError, match="bfloat16"):
        Tensor([1], dtype=wrong)


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [("int8", "int64"), ("bool", "int64"), ("uint16", "uint64"), ("float16", "float16")],
)
def test_sum_and_product_widen_integers(dtype: str, expected: str) -> None:
    x = Tensor([1, 0], dtype=dtype)
    assert x.sum().dtype.name == x.prod().dtype.name == x.cumsum(0).dtype.name == expected
    assert x.sum(dtype="float64").dtype.name == "float64"
