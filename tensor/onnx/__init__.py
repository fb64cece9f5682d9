"""ONNX models, read and run on any device: `barewire.onnx`.

`InferenceSession` has ONNX Runtime's interface, and `stand_in` has packages made for that use it; `Model` is
called with tensors and gives tensors; `export` writes a function or a module as a model. The file
[backend.py](backend.py) is what ONNX's conformance suite is run against.
"""

from typing import TYPE_CHECKING, Any

from .model import InputTypeError, Model
from .ort_value import OrtValue
from .session import (
    VERSION as __version__,
)
from .session import (
    InferenceSession,
    IOBinding,
    ModelMetadata,
    NodeArg,
    SessionIOBinding,
    disable_telemetry_events,
    enable_telemetry_events,
    get_all_providers,
    get_available_providers,
    get_build_info,
    get_device,
    get_version_string,
    preload_dlls,
    set_default_logger_severity,
    set_default_logger_verbosity,
    set_seed,
)
from .session_options import (
    ExecutionMode,
    ExecutionOrder,
    GraphOptimizationLevel,
    RunOptions,
    SessionOptions,
)
from .stand_in import StandIn, stand_in

if TYPE_CHECKING:
    from .exporter import export

__all__ = [
    "ExecutionMode",
    "ExecutionOrder",
    "GraphOptimizationLevel",
    "IOBinding",
    "InferenceSession",
    "InputTypeError",
    "Model",
    "ModelMetadata",
    "NodeArg",
    "OrtValue",
    "RunOptions",
    "SessionIOBinding",
    "SessionOptions",
    "StandIn",
    "__version__",
    "disable_telemetry_events",
    "enable_telemetry_events",
    "export",
    "get_all_providers",
    "get_available_providers",
    "get_build_info",
    "get_device",
    "get_version_string",
    "preload_dlls",
    "set_default_logger_severity",
    "set_default_logger_verbosity",
    "set_seed",
    "stand_in",
]


def __getattr__(name: str) -> Any:
    """What writes files takes longer to import than what reads them: it is, when it is first used."""
    if name == "export":
        from .exporter import export

        return export
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
