"""The cases of ONNX's conformance suite that do not pass, each with its reason; docs/onnx.md has them."""

NOT_PASSED: dict[str, str] = {}
