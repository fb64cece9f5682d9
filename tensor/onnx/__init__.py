"""ONNX models, read and run on any device: `barewire.onnx`.

`InferenceSession` has ONNX Runtime's interface; `Model` is called with tensors and gives tensors; `export`
writes a function or a module as a model. The file [backend.py](backend.py) is what ONNX's conformance suite
is run against.
"""

from .exporter import export
from .model import Model
from .ort_value import OrtValue
from .session import (
    InferenceSession,
    IOBinding,
    ModelMetadata,
    NodeArg,
    RunOptions,
    SessionOptions,
    get_available_providers,
    get_device,
)

__all__ = [
    "IOBinding",
    "InferenceSession",
    "Model",
    "ModelMetadata",
    "NodeArg",
    "OrtValue",
    "RunOptions",
    "SessionOptions",
    "export",
    "get_available_providers",
    "get_device",
]
