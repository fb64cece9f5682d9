"""Functions and modules as ONNX files: `export`."""

from .function import export

__all__ = ["export"]
