"""ONNX Runtime's interface: a program written for it needs one changed import.

    from barewire.onnx import InferenceSession

Names, arguments and what they give are those of the package onnxruntime. What is about its threads, memory
and execution providers is taken and has no effect: the device is `device=`, or the default one.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx

from ...runtime.errors import InvalidArgument
from ..tensor import Tensor
from .evaluate import DEFAULT_MOST_STEPS
from .model import Model, arrays
from .ort_value import OrtValue
from .program import Input
from .session_options import SessionOptions

__all__ = [
    "IOBinding",
    "InferenceSession",
    "ModelMetadata",
    "NodeArg",
    "OrtValue",
    "SessionIOBinding",
    "disable_telemetry_events",
    "enable_telemetry_events",
    "get_all_providers",
    "get_available_providers",
    "get_build_info",
    "get_device",
    "get_version_string",
    "preload_dlls",
    "set_default_logger_severity",
    "set_default_logger_verbosity",
    "set_seed",
]

VERSION = "1.32.0"
"""The version of ONNX Runtime whose interface this is."""
PROVIDERS = ["CPUExecutionProvider"]


class NodeArg:
    """An input or output of a model: its `name`, `type` such as "tensor(float)", and `shape`, in which a text
    is a size that may vary and None one that is not known.
    """

    def __init__(self, described: Input) -> None:
        self.name = described.name
        self.type = described.text
        self.shape = [] if described.shape is None else list(described.shape)

    def __repr__(self) -> str:
        return f"NodeArg(name={self.name!r}, type={self.type!r}, shape={self.shape})"


class ModelMetadata:
    """What a model says of itself."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self.producer_name = model.producer_name
        self.graph_name = model.graph.name
        self.domain = model.domain
        self.description = model.doc_string
        self.graph_description = model.graph.doc_string
        self.version = model.model_version
        self.custom_metadata_map = {each.key: each.value for each in model.metadata_props}


class InferenceSession:
    """A model ready to run, with the interface of `onnxruntime.InferenceSession`.

    `path_or_bytes` is a file or its bytes, or a `ModelProto`. `device` is a Barewire device; providers are
    ignored. `most_steps` ends a model that loops for ever.

    Raises FileFormatError where it is no ONNX model, InvalidArgument naming operators that are not known.

    Examples:
        >>> from barewire.onnx import InferenceSession
        >>> from onnx import TensorProto, helper
        >>> x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n"]) for name in "xy")
        >>> graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "small", [x], [y])
        >>> session = InferenceSession(helper.make_model(graph).SerializeToString())
        >>> session.get_inputs()
        [NodeArg(name='x', type='tensor(float)', shape=['n'])]
        >>> session.run(None, {"x": np.array([-1.0, 2.0], np.float32)})[0].tolist()
        [0.0, 2.0]
    """

    def __init__(
        self,
        path_or_bytes: str | os.PathLike[str] | bytes | onnx.ModelProto,
        sess_options: Any = None,
        providers: Sequence[Any] | None = None,
        provider_options: Sequence[Any] | None = None,
        *,
        device: str | None = None,
        most_steps: int = DEFAULT_MOST_STEPS,
        **kwargs: Any,
    ) -> None:
        self.model = Model(path_or_bytes, device=device, most_steps=most_steps)
        self._options = SessionOptions() if sess_options is None else sess_options
        self._began_ns = time.time_ns()

    def get_inputs(self) -> list[NodeArg]:
        """What `run` takes."""
        return [NodeArg(each) for each in self.model.inputs]

    def get_outputs(self) -> list[NodeArg]:
        """What `run` gives."""
        return [NodeArg(each) for each in self.model.outputs]

    def get_overridable_initializers(self) -> list[NodeArg]:
        """None: constants are constants."""
        return []

    def get_modelmeta(self) -> ModelMetadata:
        """What the model says of itself."""
        return ModelMetadata(self.model.proto)

    def get_session_options(self) -> Any:
        """The settings that were given."""
        return self._options

    def get_providers(self) -> list[str]:
        """A name that programs look for; see `model.device` for where it runs."""
        return list(PROVIDERS)

    def get_provider_options(self) -> dict[str, dict[str, str]]:
        """Nothing, for each provider."""
        return {name: {} for name in PROVIDERS}

    def set_providers(self, providers: Any = None, provider_options: Any = None) -> None:
        """Ignored."""

    def get_profiling_start_time_ns(self) -> int:
        """When the session was made."""
        return self._began_ns

    def end_profiling(self) -> str:
        """Nothing, where ONNX Runtime names a file: `BAREWIRE_TRACE` writes one, and `Profiler` prints."""
        return ""

    def disable_fallback(self) -> None:
        """Nothing falls back."""

    def enable_fallback(self) -> None:
        """Nothing falls back."""

    def run(
        self, output_names: Sequence[str] | None, input_feed: Mapping[str, Any], run_options: Any = None
    ) -> list[Any]:
        """The outputs by these names, all where it is None, as arrays (lists of them for sequences).

        Raises InvalidArgument for names that are none, DTypeError or ShapeError for inputs of another kind.
        """
        values = self._values(input_feed)
        return arrays([values[name] for name in self._names(output_names)])

    def run_async(
        self,
        output_names: Sequence[str] | None,
        input_feed: Mapping[str, Any],
        callback: Callable[[list[Any], Any, str], Any],
        user_data: Any,
        run_options: Any = None,
    ) -> None:
        """Run in another thread, which then calls `callback(outputs, user_data, error)`: no outputs where
        `error` is not empty.
        """

        def work() -> None:
            try:
                results, error = self.run(output_names, input_feed, run_options), ""
            except Exception as failure:  # it is told of, there
                results, error = [], str(failure) or type(failure).__name__
            callback(results, user_data, error)

        threading.Thread(target=work, name="barewire onnx run_async", daemon=True).start()

    def run_with_ort_values(
        self,
        output_names: Sequence[str] | None,
        input_dict_ort_values: Mapping[str, OrtValue],
        run_options: Any = None,
    ) -> list[OrtValue]:
        """The same with values that stay on the device."""
        values = self._values({name: each.value for name, each in input_dict_ort_values.items()})
        return [OrtValue(values[name]) for name in self._names(output_names)]

    def io_binding(self) -> IOBinding:
        """What inputs and outputs can be bound to, so that they stay on the device."""
        return IOBinding(self)

    def run_with_iobinding(self, iobinding: IOBinding, run_options: Any = None) -> None:
        """Run with what is bound."""
        iobinding.run()

    def _names(self, wanted: Sequence[str] | None) -> list[str]:
        known = [each.name for each in self.model.outputs]
        odd = [name for name in wanted or () if name not in known]
        if odd:
            raise InvalidArgument(f"the model has no output {odd[0]!r}; it has {', '.join(known)}")
        return list(wanted) if wanted else known

    def _values(self, feed: Mapping[str, Any]) -> dict[str, Any]:
        names = [each.name for each in self.model.inputs]
        odd = [name for name in feed if name not in names]
        if odd:
            raise InvalidArgument(f"the model has no input {odd[0]!r}; it has {', '.join(names)}")
        given = [each.value if isinstance(each := feed.get(name), OrtValue) else each for name in names]
        made = self.model(*given)
        return dict(zip((each.name for each in self.model.outputs), made, strict=True))


class IOBinding:
    """Inputs and outputs of a session that stay where they are."""

    def __init__(self, session: InferenceSession) -> None:
        self._session = session
        self._inputs: dict[str, Any] = {}
        self._outputs: dict[str, OrtValue | None] = {}
        self._made: dict[str, Any] = {}

    def bind_cpu_input(self, name: str, arr_on_cpu: np.ndarray[Any, Any]) -> None:
        """Give an input an array."""
        self._inputs[name] = arr_on_cpu

    def bind_ortvalue_input(self, name: str, ortvalue: OrtValue) -> None:
        """Give an input a value that is on a device."""
        self._inputs[name] = ortvalue.value

    def bind_input(self, name: str, *args: Any, **kwargs: Any) -> None:
        """By a pointer, as ONNX Runtime takes it: refused, since memory has no owner then.

        Raises InvalidArgument.
        """
        raise InvalidArgument("bind_input takes a bare address: bind_cpu_input or bind_ortvalue_input")

    def bind_output(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Want an output, wherever it comes to be."""
        self._outputs[name] = None

    def bind_ortvalue_output(self, name: str, ortvalue: OrtValue) -> None:
        """Want an output in the place of this value."""
        self._outputs[name] = ortvalue

    def clear_binding_inputs(self) -> None:
        """Forget what inputs were given."""
        self._inputs.clear()

    def clear_binding_outputs(self) -> None:
        """Forget what outputs are wanted."""
        self._outputs.clear()

    def synchronize_inputs(self) -> None:
        """Nothing waits: work is in order."""

    def synchronize_outputs(self) -> None:
        """Nothing waits: reading an output does."""

    def run(self) -> None:
        """Run the session, and note its outputs."""
        values = self._session._values(self._inputs)
        self._made = {name: values[name] for name in self._session._names(list(self._outputs) or None)}
        for name, place in self._outputs.items():
            if place is not None:
                place.value = self._made[name]

    def get_outputs(self) -> list[OrtValue]:
        """The outputs of the last run, on their device."""
        return [OrtValue(value) for value in self._made.values()]

    def copy_outputs_to_cpu(self) -> list[Any]:
        """The outputs of the last run, as arrays."""
        return arrays(list(self._made.values()))


SessionIOBinding = IOBinding


def get_available_providers() -> list[str]:
    """Names that programs written for ONNX Runtime look for."""
    return list(PROVIDERS)


def get_all_providers() -> list[str]:
    """The same."""
    return list(PROVIDERS)


def get_version_string() -> str:
    """The version of ONNX Runtime whose interface this is."""
    return VERSION


def get_build_info() -> str:
    """What this is."""
    return "Barewire, with the interface of ONNX Runtime " + VERSION


def set_default_logger_severity(severity: int) -> None:
    """Ignored: `BAREWIRE_DEBUG` says what is printed."""


def set_default_logger_verbosity(verbosity: int) -> None:
    """Ignored: `BAREWIRE_DEBUG` says what is printed."""


def enable_telemetry_events() -> None:
    """Nothing is sent anywhere, ever."""


def disable_telemetry_events() -> None:
    """Nothing is sent anywhere, ever."""


def preload_dlls(*args: Any, **kwargs: Any) -> None:
    """Nothing is to be loaded."""


def set_seed(seed: int) -> None:
    """Have the models' random operators draw the same numbers from here on."""
    Tensor.manual_seed(seed)


def get_device() -> str:
    """The default device, as ONNX Runtime calls it: CPU or GPU."""
    return "CPU" if Tensor.zeros(()).device == "CPU" else "GPU"
