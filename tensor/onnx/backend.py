"""ONNX's own interface to what runs models, `onnx.backend.base`: its conformance suite judges through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import onnx
from onnx.backend.base import Backend as OnnxBackend
from onnx.backend.base import BackendRep, namedtupledict

from ...runtime.device import Device
from ...runtime.errors import BarewireError
from .model import Model, arrays

# What ONNX calls a device, and the name of it here.
_DEVICES = {"CPU": "CPU", "CUDA": "NVIDIA"}


class Prepared(BackendRep):  # type: ignore[misc]
    """A model that was made ready."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def run(self, inputs: Any, **kwargs: Any) -> tuple[Any, ...]:
        """The outputs, as arrays: `inputs` is a list, a dict by name, or one array."""
        if isinstance(inputs, dict):
            inputs = [inputs.get(each.name) for each in self.model.inputs]
        elif not isinstance(inputs, (list, tuple)):
            inputs = [inputs]
        names = [each.name for each in self.model.outputs]
        results: tuple[Any, ...] = namedtupledict("Outputs", names)(*arrays(self.model(*inputs)))
        return results


class Backend(OnnxBackend):  # type: ignore[misc]
    """Barewire as ONNX sees it."""

    @classmethod
    def prepare(cls, model: onnx.ModelProto, device: str = "CPU", **kwargs: Any) -> Prepared:
        """Make a model ready; `device` is ONNX's name of one, or Barewire's."""
        return Prepared(Model(model, device=_DEVICES.get(device, device)))

    @classmethod
    def run_node(
        cls,
        node: onnx.NodeProto,
        inputs: Any,
        device: str = "CPU",
        outputs_info: Sequence[Any] | None = None,
        **kwargs: Any,
    ) -> tuple[Any, ...]:
        """The outputs of one node."""
        version = kwargs.get("opset_version", onnx.defs.onnx_opset_version())
        entries = [onnx.helper.make_opsetid(node.domain, 1 if node.domain else version)]
        if node.domain:
            entries.append(onnx.helper.make_opsetid("", version))
        given = [inputs.get(name) for name in node.input] if isinstance(inputs, dict) else list(inputs)
        named = [onnx.ValueInfoProto(name=name) for name in node.input if name]
        results = [onnx.ValueInfoProto(name=name) for name in node.output if name]
        graph = onnx.helper.make_graph([node], node.op_type, named, results)
        model = onnx.helper.make_model(graph, opset_imports=entries)
        return cls.prepare(model, device).run([value for value in given if value is not None])

    @classmethod
    def supports_device(cls, device: str) -> bool:
        """Whether there is such a device here."""
        try:
            return Device[_DEVICES.get(device, device)] is not None
        except BarewireError:
            return False


is_compatible = Backend.is_compatible
prepare = Backend.prepare
run_model = Backend.run_model
run_node = Backend.run_node
supports_device = Backend.supports_device
