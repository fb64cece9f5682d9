"""The cases of ONNX's conformance suite that do not pass, each with the reason, which docs/onnx.md repeats."""

NOT_PASSED: dict[str, str] = {}
