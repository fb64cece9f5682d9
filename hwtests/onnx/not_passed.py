"""The cases of ONNX's conformance suite that do not pass, each with its reason; docs/onnx.md has them."""

_DRAWN = "asks for the numbers that NumPy's generator draws from a seed; they are drawn by another here"
_ROUNDED = "asks for a remainder of 2e-7 that float32 leaves where the exact result is 0, as it is here"
_SMALL = "asks for exact zeros where float32 leaves 6e-7 of results up to 9"
_HALF = "is computed step by step in float16, farther from the exact result than what is given here"
_COMPARED = "its own comparison takes the length of a number, and raises TypeError"

NOT_PASSED: dict[str, str] = {
    "test_attention_4d_causal_fp16_cpu": _HALF,
    "test_attention_4d_causal_fp16_expanded_cpu": _HALF,
    "test_bernoulli_cpu": _DRAWN,
    "test_bernoulli_double_cpu": _DRAWN,
    "test_bernoulli_double_expanded_cpu": _DRAWN,
    "test_bernoulli_expanded_cpu": _DRAWN,
    "test_bernoulli_seed_cpu": _DRAWN,
    "test_bernoulli_seed_expanded_cpu": _DRAWN,
    "test_dft_inverse_cpu": _ROUNDED,
    "test_dft_inverse_opset19_cpu": _ROUNDED,
    "test_dft_irfft_cpu": _SMALL,
    "test_dft_irfft_opset19_cpu": _SMALL,
    "test_loop16_seq_none_cpu": _COMPARED,
    "test_training_dropout_cpu": _DRAWN,
    "test_training_dropout_default_cpu": _DRAWN,
    "test_training_dropout_default_mask_cpu": _DRAWN,
    "test_training_dropout_mask_cpu": _DRAWN,
}
