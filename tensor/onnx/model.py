"""A model that is ready to run on a device: its constants are there, and its work is captured once a shape.

The first run with inputs of some shapes is evaluated node by node; the second is captured, and those after it
are replayed. A model whose shapes or branches follow from the values of its inputs is evaluated every time.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from google.protobuf.message import DecodeError

from ...runtime.device import Device
from ...runtime.errors import DTypeError, FileFormatError, InvalidArgument, JitError, ShapeError
from ..methods.core import PLAIN
from ..run.call import realize_all
from ..run.jit import Jitted, jit
from ..tensor import Tensor
from .elements import Codes, Element, element_of, from_array, held_as, to_array
from .evaluate import DEFAULT_MOST_STEPS, Run, Scope, constant, described, evaluate, evaluate_step
from .folded import Folded
from .integer_steps import with_integer_products
from .known_values import Known
from .program import Input, Program, Step, of_model
from .values_in_place import check_room, check_room_to_read

MOST_CONSTANT = 8
"""Inputs of so many integers may be constants of a capture."""
MOST_VALUES = 16
"""So many captures are kept for values of such inputs."""
MOST_FORMS = 64
"""Captures are kept for inputs of so many shapes."""
MOST_BYTES = (1 << 31) - 1
"""Protobuf's limit of a message."""


class InputTypeError(DTypeError, InvalidArgument):
    """An input of another element type than the model takes."""


class _Captures:
    """The captures for inputs of some shapes, by the values of those inputs that are constants in them.

    None are at first. Where the model reads values on the host, its shortest inputs of integers are tried as
    constants, since they may be a rate or a length that chooses a branch. Where that does not help either, or
    they change too often, `tried` is None and the model is evaluated at each run.
    """

    def __init__(self, given: Sequence[Any]) -> None:
        self.tried: tuple[int, ...] | None = ()
        self.jitted: dict[tuple[bytes, ...], Jitted[..., Any]] = {}
        self._short = tuple(
            number
            for number, value in enumerate(given)
            if not value.dtype.is_inexact and value.numel() <= MOST_CONSTANT
        )

    def give_up(self) -> None:
        """Try the next way."""
        self.tried = self._short if self.tried == () and self._short else None
        self.jitted.clear()


class Model:
    """An ONNX model on a device.

    `source` is a path, the bytes of a file, or a `ModelProto`; `device` a name as for Tensor, the default
    device where it is None; `most_steps` ends a model that loops for ever.

    Raises FileFormatError where it is no ONNX model, or names data outside its folder; InvalidArgument naming
    every operator that is not known; OutOfMemory where there is no room for its values.

    Examples:
        >>> from barewire.onnx import Model
        >>> from onnx import TensorProto, helper
        >>> x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n"]) for name in "xy")
        >>> graph = helper.make_graph([helper.make_node("Exp", ["x"], ["y"])], "small", [x], [y])
        >>> model = Model(helper.make_model(graph))
        >>> model(Tensor([0.0, 1.0]))[0].tolist()
        [1.0, 2.7182817459106445]
    """

    def __init__(
        self,
        source: str | os.PathLike[str] | bytes | onnx.ModelProto,
        *,
        device: str | None = None,
        most_steps: int = DEFAULT_MOST_STEPS,
        folder: str | os.PathLike[str] | None = None,
    ) -> None:
        self.proto, own_folder = _read(source)
        self.program: Program = of_model(self.proto, os.fspath(folder) if folder is not None else own_folder)
        self.device = Device[device].name if device is not None else Device.default.name
        self.most_steps = most_steps
        self._ready: tuple[Program, dict[str, Any]] | None = None
        self._inner: dict[int, dict[str, Any]] = {}  # the values of inner programs
        self._folded = Folded()
        self._captures: dict[Any, _Captures] = {}

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What it takes."""
        return self.program.inputs

    @property
    def outputs(self) -> tuple[Input, ...]:
        """What it gives."""
        return self.program.outputs

    @property
    def is_replayed(self) -> bool:
        """Whether runs are replays, for all shapes that were seen."""
        return bool(self._captures) and all(each.tried is not None for each in self._captures.values())

    def __call__(self, *inputs: Any) -> tuple[Any, ...]:
        """The outputs for these inputs, which are tensors, arrays, or lists of them for sequences.

        Tensors come back lazy; what only the host holds, as arrays.

        Raises InvalidArgument, DTypeError or ShapeError where the inputs are not what the model takes.
        """
        form = self._form(inputs)
        captures = self._captures_of(form)
        if captures is None:
            inputs = tuple(map(self._checked, self.inputs, self._filled(inputs)))
            if not all(isinstance(value, Tensor) for value in inputs):
                return self._run(inputs)
            form = self._form(inputs)
            captures = self._captures_of(form) or self._add_captures(form, inputs)
        while captures.tried is not None:
            known = {number: _host_array(inputs[number]) for number in captures.tried}
            key = tuple([array.tobytes() for array in known.values()])
            jitted = captures.jitted.get(key)
            if jitted is None:
                if len(captures.jitted) == MOST_VALUES:
                    captures.give_up()
                    break
                jitted = captures.jitted[key] = jit(self._function(known))
            try:
                return tuple(jitted(*[self._held(each) for n, each in enumerate(inputs) if n not in known]))
            except JitError:
                captures.give_up()
        return self._run([self._held(each) for each in inputs])

    def _form(self, inputs: Sequence[Any]) -> Any:
        """The shapes and dtypes of inputs that are tensors, or arrays which tensors can hold; else None."""
        form = []
        for value in inputs:
            if isinstance(value, Tensor):
                form.append((value.shape, value.dtype))
            elif type(value) is np.ndarray and (held := held_as(value.dtype)) is not None:
                form.append((value.shape, held))
            else:
                return None
        return tuple(form)

    def _captures_of(self, form: Any) -> _Captures | None:
        """Those for inputs of this form, which are now the last that were used."""
        captures = self._captures.pop(form, None)
        if captures is not None:
            self._captures[form] = captures
        return captures

    def _add_captures(self, form: Any, inputs: Sequence[Any]) -> _Captures:
        """Captures for inputs of a form that the model takes; the oldest are let go."""
        captures = self._captures[form] = _Captures(inputs)
        if len(self._captures) > MOST_FORMS:
            self._captures.pop(next(iter(self._captures)), None)
        return captures

    def _function(self, known: Mapping[int, Any]) -> Any:
        """What is captured: the model with these inputs as constants."""
        run, fixed = self._run, {number: Known(array.copy()) for number, array in known.items()}

        def with_known(*tensors: Tensor) -> tuple[Any, ...]:
            others = iter(tensors)
            return run([fixed.get(n) or next(others) for n in range(len(fixed) + len(tensors))])

        return with_known

    def _filled(self, inputs: Sequence[Any]) -> list[Any]:
        if len(inputs) > len(self.inputs):
            names = ", ".join(each.name for each in self.inputs)
            raise InvalidArgument(f"the model takes {len(self.inputs)} inputs ({names}), not {len(inputs)}")
        return [*inputs, *[None] * (len(self.inputs) - len(inputs))]

    def _run(self, inputs: Sequence[Any]) -> tuple[Any, ...]:
        program, constants = self._prepared()
        run = Run(self.device, self.most_steps, self._inner)
        values = evaluate(program, inputs, run, constants=constants)
        given = [value for value in inputs if isinstance(value, Tensor)]
        made = [value for value in values if isinstance(value, Tensor)]
        if made and all(tensor._flow == PLAIN for tensor in (*given, *made)):
            held = [value for each in (constants, *self._inner.values()) for value in each.values()]
            own = [value.made(self.device) if isinstance(value, Known) else value for value in held]
            folded = iter(self._folded.apply(made, [value for value in own if isinstance(value, Tensor)]))
            values = [next(folded) if isinstance(value, Tensor) else value for value in values]
        return tuple(v.tensor(self.device) if isinstance(v, Known) else v for v in values)

    def _checked(self, wanted: Input, value: Any) -> Any:
        """An input as what holds it, once it is what the model says."""
        if value is None:
            if wanted.kind == "optional":
                return None
            raise InvalidArgument(f"the model's input {wanted.name!r} is missing")
        if isinstance(value, (list, tuple)) and wanted.kind in ("sequence", "optional"):
            return [self._held(each) for each in value]
        if wanted.element is None:
            return self._held(value)
        element = element_of(wanted.element)
        if isinstance(value, (list, tuple, int, float)):
            value = _of_element(wanted, element, value)
        held = self._held(value)
        if isinstance(held, Tensor):
            fits, found = held.dtype is element.held and not element.is_coded, held.dtype.name
        elif isinstance(held, Codes):
            fits, found = held.element is element, held.element.name
        else:
            fits, found = element.name == "STRING", described(held)
        if not fits:
            raise InputTypeError(f"the model's input {wanted.name!r} is {element.name}, not {found}: cast it")
        shape = tuple(held.shape)
        if wanted.shape is not None and (
            len(shape) != len(wanted.shape)
            or any(isinstance(w, int) and w != s for w, s in zip(wanted.shape, shape, strict=True))
        ):
            said = ", ".join("?" if size is None else str(size) for size in wanted.shape)
            raise ShapeError(f"the model's input {wanted.name!r} is of shape ({said}), not {shape}")
        return held

    def _held(self, value: Any) -> Any:
        if isinstance(value, Tensor):
            return value if value.device == self.device else value.to(self.device)
        if isinstance(value, Codes) or value is None or isinstance(value, dict):
            return value
        if isinstance(value, (list, tuple)) and not all(
            isinstance(v, (int, float, bool, str)) for v in value
        ):
            return [self._held(each) for each in value]
        return from_array(np.asarray(value), self.device)

    def constants(self) -> dict[str, Any]:
        """The model's own values on the device, and what follows from them alone, computed once."""
        return self._prepared()[1]

    def _prepared(self) -> tuple[Program, dict[str, Any]]:
        """What is left to run when all that follows from constants alone is there, and these values."""
        if self._ready is not None:
            return self._ready
        check_room(self.program.constants.values(), self.device)
        scope = Scope()
        program = with_integer_products(self.program)
        for name, array in program.constants.items():
            scope[name] = constant(array, self.device)
        run = Run(self.device, self.most_steps)
        steps: list[Step] = []
        for step in program.steps:
            if not _is_fixed(step, scope):
                steps.append(step)
                continue
            for name, value in zip(step.outputs, evaluate_step(step, scope, run, {}), strict=False):
                if name:
                    scope[name] = value
        read = {name for step in steps for name in (*step.inputs, *step.reads)}
        read.update(each.name for each in self.outputs)
        kept = {name: value for name, value in scope.items() if name in read}
        realize_all([value for value in kept.values() if isinstance(value, Tensor)])
        rest = replace(self.program, steps=tuple(steps), constants={})
        self._ready = rest, kept
        return self._ready


def _host_array(value: Any) -> np.ndarray[Any, Any]:
    """The values of an input on the host, where it may have come from."""
    return value if isinstance(value, np.ndarray) else value.numpy()


def _of_element(wanted: Input, element: Element, value: Any) -> np.ndarray[Any, Any]:
    """Python's numbers and texts, which have no element type of their own, as an array of the model's."""
    try:
        return np.asarray(value).astype(element.numpy, casting="same_kind")
    except (TypeError, ValueError) as error:
        raise InputTypeError(
            f"the model's input {wanted.name!r} is {element.name}, not what the list given holds: {error}"
        ) from error


def _is_fixed(step: Step, scope: Mapping[str, Any]) -> bool:
    """Whether a node's results follow from what the model itself holds."""
    if not all(name in scope for name in (*step.inputs, *step.reads) if name):
        return False
    return not any(inner.lowering is not None and inner.lowering.draws for inner in (step, *_inside(step)))


def _inside(step: Step) -> list[Step]:
    programs = [each for each in step.attributes.values() if isinstance(each, Program)]
    if step.body is not None:
        programs.append(step.body)
    return [inner for program in programs for inner in program.operators]


def _read(source: Any) -> tuple[onnx.ModelProto, str | None]:
    """The message, and the folder where its external data lies."""
    if isinstance(source, onnx.ModelProto):
        return source, None
    folder, what = None, "the bytes given"
    if not isinstance(source, (bytes, bytearray, memoryview)):
        path = Path(source)
        folder, what = os.fspath(path.parent), str(path)
        try:
            if path.exists() and not path.is_file():
                raise FileFormatError(f"{path} is no plain file")
            size = path.stat().st_size
            if size > MOST_BYTES:
                raise FileFormatError(
                    f"{path} has {size} bytes, and a message of protobuf {MOST_BYTES} at most: large models "
                    "keep their values in files beside them (onnx.save(..., save_as_external_data=True))"
                )
            check_room_to_read(str(path), size)
            source = _mapped(path) if size else b""
        except OSError as error:
            raise FileFormatError(f"the model {path} cannot be read: {error.strerror or error}") from error
        except ValueError as error:
            raise FileFormatError(f"{str(path)!r} is no path: {error}") from error
    model = onnx.ModelProto()
    try:
        model.ParseFromString(memoryview(source))
    except (DecodeError, RuntimeError) as error:
        raise FileFormatError(f"{what} hold no ONNX model, or a truncated one: {error}") from error
    if not model.HasField("graph") or not model.graph.output:
        raise FileFormatError(f"{what} hold no ONNX model: there is no graph with outputs in it")
    return model, folder


def _mapped(path: Path) -> mmap.mmap:
    """A file's bytes, where the system has them: to read them would take as long as to parse them."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)


def arrays(values: Sequence[Any]) -> list[Any]:
    """Outputs on the host."""
    realize_all([value for value in values if isinstance(value, Tensor)])
    return [to_array(value) for value in values]
