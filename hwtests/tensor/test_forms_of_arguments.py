"""Forms of arguments that PyTorch takes and few programs use, beside PyTorch."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
import torch

import barewire
from barewire import Tensor, errors

# Each program is run with B as barewire and as torch, F as their functional modules and T making a tensor.
PROGRAMS = """
B.diag_embed(T(cube), 1)
B.diag_embed(T(cube), -2, 0, 2)
B.diag_embed(T(cube), 0, 2, 0)
F.pad(T(image), (-1, 1, -2, 1), mode="circular")
F.pad(T(image), (2, -2, -1, 3), mode="circular")
B.searchsorted(T(rows), T(values), right=True)
B.searchsorted(T(rows), T(values), out_int32=True)
B.searchsorted(T(-rows), T(values), side="right", sorter=T(reverse))
B.searchsorted(T(nothing), T(values))
B.bucketize(T(values), T(edges), right=True, out_int32=True)
B.tensordot(T(rows), T(edges[None]), dims=([0], [0]))
B.tensordot(T(cube[:1]), T(cube), dims=([0, 1], [0, 1]))
B.norm(T(cube), "nuc", (2, 0), True)
B.norm(T(rows), "nuc")
B.cat([T(edges[:0]), T(rows), T(rows)], dim=1)
B.gather(T(edges), 0, T(reverse[:, :0]))
B.combinations(T(edges[:1]), 2)
B.diff(T(rows), 0, 1, T(rows))
T(edges[0]).unfold(0, 1, 1)
F.multi_margin_loss(T(edges[0]), T(reverse[0, 0] * 0))
F.multilabel_margin_loss(T(edges[0]), T(reverse[0, 0] * 0))
F.avg_pool2d(T(image), (2, 2), ())
F.prelu(T(edges[0]), T(edges[:1]))
B.histogram(T(values), T(edges))[0]
B.histogram(T(nothing), 3)[0]
B.histogram(T(nothing), 3)[1]
B.logspace(2, 4, 4, base=3.0, dtype=B.int64)
T(rows > 0).sign()
T(rows > 0).signbit()
T(rows > 0).sum_to_size(1, 5)
B.addbmm(T(np.uint8([[1]])), T(np.uint8([[[200]], [[100]]])), T(np.uint8([[[1]], [[1]]])))
B.sinc(T(waves))
B.cov(T(waves), aweights=T(np.abs(edges[:3])))
B.corrcoef(T(waves))
B.ldexp(T(waves), T(waves))
B.float_power(T(waves), 2)
B.norm(T(waves), "nuc")
B.std_mean(T(waves), 1)[0]
B.var_mean(T(waves), 0)[1]
B.histogram(T(values), T(edges), weight=T(values), density=True)[0]
"""


def data() -> dict[str, Any]:
    random = np.random.default_rng(0)
    rows = np.sort(random.standard_normal((4, 5)).astype(np.float32))
    return {
        "rows": rows,
        "reverse": np.argsort(-rows),
        "values": random.standard_normal((4, 7)).astype(np.float32),
        "nothing": np.zeros((4, 0), np.float32),
        "cube": random.standard_normal((4, 3, 5)).astype(np.float32),
        "image": random.standard_normal((1, 1, 4, 5)).astype(np.float32),
        "edges": np.float32([-1, -0.5, 0.25, 2]),
        "waves": (random.standard_normal((2, 3)) + 1j * random.standard_normal((2, 3))).astype(np.complex64),
        "np": np,
    }


class Methods:
    """PyTorch's functions as methods of our tensors, and its dtypes."""

    int64 = barewire.int64

    def __getattr__(self, name: str) -> Any:
        return getattr(Tensor, name)


@pytest.mark.parametrize("program", PROGRAMS.strip().splitlines())
def test_a_form_means_what_pytorch_means(program: str) -> None:
    ours = eval(program, {"B": Methods(), "F": barewire.nn.functional, "T": Tensor, **data()})
    theirs = eval(
        program,
        {"B": torch, "F": torch.nn.functional, "T": lambda x: torch.as_tensor(x), **data()},
    )
    assert (ours.shape, ours.dtype.name) == (tuple(theirs.shape), str(theirs.dtype).removeprefix("torch."))
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-5, atol=1e-5)


def test_a_place_filled_twice_has_one_share_in_the_gradient() -> None:
    value = Tensor(2.0, requires_grad=True)
    Tensor.zeros(3, 4).index_fill(1, Tensor([1, 1, -1]), value).sum().backward()
    assert value.grad.item() == 6


EXTREMES = {
    name: np.array([0, 1, np.iinfo(name).min, np.iinfo(name).max, np.iinfo(name).max // 2 + 1], name)
    for name in ("int8", "uint8", "int64", "uint64")
}


@pytest.mark.parametrize(("left", "right"), [*product(EXTREMES, repeat=2)])
def test_integers_compare_by_their_numbers(left: str, right: str) -> None:
    x, y = EXTREMES[left][:, None], np.concatenate([EXTREMES[right], EXTREMES[left].astype(right)])
    for name in ("less", "less_equal", "greater", "greater_equal", "equal", "not_equal"):
        found = getattr(barewire, name)(Tensor(x), Tensor(y)).numpy()
        np.testing.assert_array_equal(found, getattr(np, name)(x, y), err_msg=name)


@pytest.mark.parametrize("name", ["empty", "ones", "zeros"])
def test_sizes_one_by_one_are_refused_with_the_way_out(name: str) -> None:
    for arguments in ((3, 3), ((3, 3), "int32")):
        with pytest.raises(errors.InvalidArgument, match=rf"{name}\(\(3, 3\)\)"):
            getattr(barewire, name)(*arguments)
    assert getattr(barewire, name)(3).shape == (3,)
    assert getattr(barewire, name)(shape=(3, 2), dtype="int32").shape == (3, 2)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_of_two_zeros_the_first_is_the_extreme_as_in_pytorch(dtype: Any) -> None:
    x, y = np.array([0, -0.0, 0, -0.0, 1], dtype), np.array([-0.0, 0, 0, -0.0, 1], dtype)
    for name in ("maximum", "minimum", "fmax", "fmin"):
        ours = getattr(Tensor(x), name)(Tensor(y)).numpy()
        theirs = getattr(torch, name)(torch.from_numpy(x), torch.from_numpy(y)).numpy()
        np.testing.assert_array_equal(np.signbit(ours), np.signbit(theirs), err_msg=name)
