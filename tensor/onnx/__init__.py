"""ONNX models: read, run, and written."""
