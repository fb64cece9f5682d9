"""Values and gradients of PyTorch's operator database: some rows every day, all samples in all.

The database needs `expecttest`.
"""

import warnings

import pytest

pytest.importorskip("expecttest")
import torch

from . import operator_database as database

# Rows with forms of arguments that Barewire does not take, or takes otherwise, and what comes of them.
# Vectors in rows on the right of `solve` are a matrix in the standard, and in NumPy 2.
_A_MATRIX = ("as many rows are needed on the right", "shapes (0, 0, 0) (0, 0)")
OTHER_FORMS = {
    "nn.functional.batch_norm": ("needs a batch and a channel axis; the input has shape (0,)",),
    "linalg.solve": _A_MATRIX,
    "linalg.solve_ex": _A_MATRIX,
}

# What comes out otherwise for other dtypes than float32 and float64, by intent.
_FACTORS = "a float factor of integers makes floats; PyTorch cuts its fraction off"
_PLACES = "the places of equal elements; any are right"
_FLOATS = "averages and the like of integers"
_ORDER = "a formula that orders its arguments, for complex numbers"
OTHER_DTYPES = {
    "int64": {
        "arange": "the bounds are cut to integers first; NumPy rounds the number of elements up",
        **dict.fromkeys(["addmv", "addbmm", "baddbmm", "nn.functional.hardtanh"], _FACTORS),
        **dict.fromkeys(["kthvalue", "topk"], _PLACES),
        **dict.fromkeys([f"nn.functional.avg_pool{rank}d" for rank in (1, 2, 3)], _FLOATS),
        "nn.functional.local_response_norm": _FLOATS,
    },
    "bool": {
        "addr": _FACTORS,
        "index_add": _FACTORS,
        **dict.fromkeys(["sort", "argsort"], _PLACES),
        "where": "of three bools the first is the condition, as in torch.where",
    },
    "uint8": {
        "addmv": _FACTORS,
        "addbmm": _FACTORS,
        "baddbmm": _FACTORS,
        **dict.fromkeys(["arange", "index_add", "scalar_tensor"], "a negative number is no uint8"),
        **dict.fromkeys(["kthvalue", "topk", "sort", "argsort"], _PLACES),
        "nn.functional.softmin/with_dtype": "is negated before it is cast, and wraps",
        **dict.fromkeys([f"nn.functional.interpolate/bi{kind}" for kind in ("linear", "cubic")], _FLOATS),
    },
    "float16": {
        **dict.fromkeys(["complex", "view_as_complex"], "complex numbers of halves"),
        "matrix_exp": "is not taken of 16-bit floats",
        **dict.fromkeys(["sort", "argsort"], _PLACES),
    },
    "bfloat16": {
        "matrix_exp": "is not taken of 16-bit floats",
        **dict.fromkeys(["sort", "argsort"], _PLACES),
    },
    "complex64": dict.fromkeys(
        [
            "logaddexp", "logsumexp", "logcumsumexp", "sigmoid", "nn.functional.silu/complex",
            "nn.functional.rms_norm",
        ],
        _ORDER,
    ),
}  # fmt: skip

# What Barewire has not under these names: PyTorch's inner operators, copies of views, special functions.

LACKING = """
H __rdiv__ _batch_norm_with_update _chunk_cat _native_batch_norm_legit _segment_reduce
_softmax_backward_data _unsafe_masked_index _unsafe_masked_index_put_accumulate _upsample_bilinear2d_aa
alias_copy as_strided as_strided_copy as_strided_scatter chalf constant_pad_nd diagonal_copy empty_permuted
empty_strided expand_copy fft.hfft2 fft.hfftn fft.ihfft2 fft.ihfftn fill geqrf grid_sampler_2d
grid_sampler_3d hash_tensor histogramdd igamma igammac jiterator_2inputs_2outputs
jiterator_4inputs_with_extra_args jiterator_binary jiterator_binary_return_by_ref jiterator_unary
linalg.ldl_factor linalg.ldl_factor_ex linalg.ldl_solve linalg.lu_factor_ex linalg.vander lu lu_solve
lu_unpack masked.amax masked.amin masked.argmax masked.argmin masked.cumprod masked.cumsum
masked.log_softmax masked.logaddexp masked.logsumexp masked.mean masked.median masked.norm masked.normalize
masked.prod masked.softmax masked.softmin masked.std masked.sum masked.var max_pool2d_with_indices_backward
native_batch_norm native_dropout_backward native_group_norm native_layer_norm new_empty_strided
nn.functional.linear_cross_entropy nn.functional.pdist nn.functional.upsample_bilinear
nn.functional.upsample_nearest nonzero_static ormqr permute_copy resolve_neg signal.windows.bartlett
signal.windows.blackman signal.windows.cosine signal.windows.exponential signal.windows.gaussian
signal.windows.general_cosine signal.windows.general_hamming signal.windows.hamming signal.windows.hann
signal.windows.kaiser signal.windows.nuttall slice sparse.mm sparse.sampled_addmm special.airy_ai
special.bessel_j0 special.bessel_j1 special.bessel_y0 special.bessel_y1 special.chebyshev_polynomial_t
special.chebyshev_polynomial_u special.chebyshev_polynomial_v special.chebyshev_polynomial_w special.entr
special.erfcx special.hermite_polynomial_h special.hermite_polynomial_he special.i0e special.i1 special.i1e
special.laguerre_polynomial_l special.legendre_polynomial_p special.log_ndtr special.modified_bessel_i0
special.modified_bessel_i1 special.modified_bessel_k0 special.modified_bessel_k1 special.ndtr special.ndtri
special.polygamma special.scaled_modified_bessel_k0 special.scaled_modified_bessel_k1
special.shifted_chebyshev_polynomial_t special.shifted_chebyshev_polynomial_u
special.shifted_chebyshev_polynomial_v special.shifted_chebyshev_polynomial_w special.spherical_bessel_j0
special.xlog1py special.zeta split_with_sizes_copy squeeze_copy t_copy to_sparse
torch.ops.aten._safe_softmax.default transpose_copy trapz triangular_solve unbind_copy unfold_copy
unsafe_chunk unsafe_split unsqueeze_copy view_copy
"""

EVERY_DAY = """
amax atan2 clamp cumprod i0 index_reduce lerp logsumexp nextafter nn.functional.binary_cross_entropy
nn.functional.cosine_similarity nn.functional.normalize norm pow prod scatter_reduce std xlogy
"""


def check(row: object, dtype: torch.dtype, limit: int, order: int = 2) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tally = database.run(row, dtype, limit, order)
    forms = OTHER_FORMS.get(database.named(row), ())
    left = [each for each in tally.differences if not any(form in each[1].detail for form in forms)]
    assert not left, "\n".join(
        f"{difference.what}: {difference.detail} ({sample})" for sample, difference in left
    )


def rows(names: list[str] | None = None, dtype: torch.dtype = torch.float64) -> list[object]:
    out = {*database.LEFT_OUT, *OTHER_DTYPES.get(str(dtype).removeprefix("torch."), {})}
    return [
        pytest.param(row, id=database.named(row))
        for row in database.operators(dtype)
        if (names is None or row.name in names)
        and database.ours(row.name) is not None
        and not {row.name, database.named(row)} & out
    ]


@pytest.mark.share(2)
@pytest.mark.parametrize("row", rows(EVERY_DAY.split()))
def test_operators_have_the_values_and_gradients_of_pytorch(row: object) -> None:
    check(row, torch.float64, 1)


@pytest.mark.slow
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("row", rows())
def test_every_operator_has_the_values_and_gradients_of_pytorch(row: object, dtype: torch.dtype) -> None:
    if dtype not in row.dtypes:
        pytest.skip(f"PyTorch has it not for {dtype}")
    check(row, dtype, 3)


@pytest.mark.slow
@pytest.mark.parametrize("row", rows())
def test_every_sample_has_the_values_and_gradients_of_pytorch(row: object) -> None:
    check(row, torch.float64, 1 << 20)


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHER_DTYPES)
def test_operators_have_the_values_of_pytorch_in_other_dtypes(name: str) -> None:
    dtype, failed = getattr(torch, name), []
    for parameter in rows(dtype=dtype):
        try:
            check(parameter.values[0], dtype, 2, order=0)
        except AssertionError as error:
            failed.append(f"{parameter.id}: {error}")
    assert not failed, "\n".join(failed)


def test_what_is_lacking_is_known() -> None:
    names = {each.name for each in database.operators(torch.float64)} - {*database.LEFT_OUT}
    assert sorted(each for each in names if database.ours(each) is None) == LACKING.split()
