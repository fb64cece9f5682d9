"""The cases of ONNX's conformance suite that do not pass, each with its reason; docs/onnx.md has them."""

_NUMPY_DRAWS = "wants the very numbers that NumPy's generator draws, which the operator does not say"
_LAST_BIT = "holds results near 0 to 1e-7, less than float32 rounds sums of this size by, as NumPy's did"
_HALF = "is computed step by step in float16, farther from the exact result than what is given here"

# Drawn without a seed, so now and then one of them passes.
BY_CHANCE = frozenset(
    f"test_bernoulli{kind}{form}_cpu" for kind in ("", "_double") for form in ("", "_expanded")
) | {"test_bernoulli_seed_expanded_cpu"}

NOT_PASSED: dict[str, str] = {
    **dict.fromkeys(BY_CHANCE, _NUMPY_DRAWS),
    "test_bernoulli_seed_cpu": _NUMPY_DRAWS,
    "test_training_dropout_cpu": _NUMPY_DRAWS,
    "test_training_dropout_default_cpu": _NUMPY_DRAWS,
    "test_training_dropout_default_mask_cpu": _NUMPY_DRAWS,
    "test_training_dropout_mask_cpu": _NUMPY_DRAWS,
    "test_attention_4d_causal_fp16_cpu": _HALF,
    "test_attention_4d_causal_fp16_expanded_cpu": _HALF,
    "test_dft_inverse_cpu": _LAST_BIT,
    "test_dft_inverse_opset19_cpu": _LAST_BIT,
    "test_dft_irfft_cpu": _LAST_BIT,
    "test_dft_irfft_opset19_cpu": _LAST_BIT,
    "test_loop16_seq_none_cpu": "the suite cannot compare a sequence in which there is a number without axes",
}
