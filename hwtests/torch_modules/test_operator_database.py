"""PyTorch's operator database through `from_torch`: each row as a module, in float32 where it takes it."""

from __future__ import annotations

import fnmatch
import warnings
import zlib
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils import _pytree

from barewire import from_torch
from barewire.runtime.errors import BarewireError

pytestmark = pytest.mark.usefixtures("compiled")

# Rows that are not compared, by the reason.
RANDOM = (
    "cauchy exponential geometric log_normal normal* uniform randn* rand_like randint* multinomial bernoulli "
    "nn_functional_*dropout* nn_functional_rrelu empty* new_empty* pca_lowrank svd_lowrank"
)
NOT_UNIQUE = "linalg_eigh linalg_eig linalg_svd svd linalg_qr qr linalg_pinv_singular"
NOT_EXPORTED = (
    "allclose combinations corrcoef cov equal narrow nn_functional_ctc_loss sparse_* item tensor_split "
    "argwhere linalg_lstsq* to_sparse nn_functional_gaussian_nll_loss"
)
# What has no function here.
LACKING = (
    "geqrf gradient lu lu_unpack lu_solve _batch_norm_with_update _upsample_bilinear2d_aa ormqr "
    "nn_functional_fractional_max_pool* torch__scaled_mm* nn_functional_silu_complex igamma igammac "
    "triangular_solve special_* chalf histogramdd resize* linalg_ldl* linalg_lu* linalg_householder* "
    "nn_functional_embedding _segment_reduce* nn_functional_max_unpool* torch_ops_aten__* jiterator* "
    "hash_tensor nonzero_static tril_indices triu_indices"
)
LEFT = f"{RANDOM} {NOT_UNIQUE} {NOT_EXPORTED} {LACKING}".split()


GROUPS = 256


class Hole:
    """The place of a tensor among the arguments."""


class Row(nn.Module):
    """A row's call of its tensors."""

    def __init__(self, row: Any, arguments: Any, named: Any) -> None:
        super().__init__()
        self.call = row.op
        leaves, self.structure = _pytree.tree_flatten((arguments, named))
        self.tensors = [each for each in leaves if isinstance(each, torch.Tensor)]
        self.leaves = [Hole() if isinstance(each, torch.Tensor) else each for each in leaves]

    def forward(self, tensors: list[torch.Tensor]) -> Any:
        given = iter(tensors)
        leaves = [next(given) if isinstance(each, Hole) else each for each in self.leaves]
        arguments, named = _pytree.tree_unflatten(leaves, self.structure)
        return self.call(*arguments, **named)


@cache
def rows() -> dict[str, Any]:
    """The rows by name, those that are compared: found once, since that takes seconds."""
    from torch.testing._internal.common_methods_invocations import op_db

    return {
        each.formatted_name: each
        for each in op_db
        if not any(fnmatch.fnmatch(each.formatted_name, left) for left in LEFT)
    }


@pytest.mark.share(100)
@pytest.mark.parametrize("group", range(GROUPS))
def test_rows_give_what_they_give_there(group: int) -> None:
    failures = {}
    for name, row in rows().items():
        if zlib.crc32(name.encode()) % GROUPS == group:
            try:
                compare(row)
            except (AssertionError, BarewireError) as error:
                failures[name] = " ".join(str(error).split())[:300]
    assert not failures


def compare(row: Any) -> None:
    """A row's middle sample, here and there."""
    dtypes = row.supported_dtypes("cpu")
    dtype = next((each for each in (torch.float32, torch.complex64, torch.int64) if each in dtypes), None)
    if dtype is None:
        return
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        samples = list(row.sample_inputs("cpu", dtype, requires_grad=False))
        sample = samples[len(samples) // 2]
        module = Row(row, (sample.input, *sample.args), sample.kwargs)
        with torch.no_grad():
            wanted = _pytree.tree_leaves(module([each.clone() for each in module.tensors]))
        found = _pytree.tree_leaves(from_torch(module)(module.tensors))
    assert len(found) == len(wanted)
    for here, there in zip(found, wanted, strict=True):
        if not isinstance(there, torch.Tensor):
            assert here == there
            continue
        plain = there.float() if there.dtype == torch.bfloat16 else there
        value = plain.resolve_conj().resolve_neg().numpy()
        assert here.dtype.name == str(there.dtype).removeprefix("torch.")
        finite = np.abs(value[np.isfinite(value)]) if value.dtype.kind in "fc" else np.zeros(0)
        scale = max(1.0, float(finite.max(initial=0)))
        found_here = here.float() if here.dtype.name == "bfloat16" else here
        np.testing.assert_allclose(found_here.numpy(), value, rtol=1e-4, atol=1e-5 * scale)


@pytest.mark.slow
def test_what_is_left_out_is_in_the_database() -> None:
    from torch.testing._internal.common_methods_invocations import op_db

    names = {each.formatted_name for each in op_db}
    assert not [left for left in LEFT if not fnmatch.filter(names, left)]
