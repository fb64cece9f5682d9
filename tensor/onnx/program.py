"""A model as it is run: its graph, or a function's or a branch's, as a list of steps with lowerings found.

Nothing is computed here. What no lowering is known for is found for the whole model, and said at once; an
operator that ONNX defines by a function of others, or the model does, becomes that function's program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from inspect import Parameter
from typing import Any

import numpy as np
import onnx
from onnx import defs

from ...runtime.errors import BarewireError, FileFormatError, InvalidArgument
from .elements import element_of
from .external_data import array_of
from .lowering import TRAINING, Lowering, find

MOST_NESTED = 64
"""How deep subgraphs and functions may lie in each other."""
MOST_NODES = 1 << 18
"""How many nodes a model may have, with those of functions wherever they are called: a few functions that
call each other twice would be more than any memory holds.
"""
_NO_MODEL = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What reading a file that is none may raise: in NumPy, protobuf, and the onnx package."""


@dataclass(frozen=True)
class Input:
    """An input or output of a model: its name, element type (None where it is no tensor), and its shape, in
    which a number is a size, a name one that may vary, None one that nothing is said of. `text` is the type
    as ONNX writes it, such as "tensor(float)".
    """

    name: str
    element: int | None
    shape: tuple[int | str | None, ...] | None
    kind: str = "tensor"
    text: str = ""


@dataclass(frozen=True)
class Step:
    """One node: what computes it, the names of its inputs ("" where one is left out) and outputs."""

    name: str
    operator: str
    domain: str
    version: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]
    lowering: Lowering | None
    body: Program | None  # of an operator that is a function
    reads: tuple[str, ...] = ()  # what subgraphs read of the names around them

    def __str__(self) -> str:
        domain = f"{self.domain}." if self.domain else ""
        return f"{domain}{self.operator}" + (f" ({self.name})" if self.name else "")


@dataclass
class Program:
    """Steps in an order in which each finds its inputs."""

    name: str
    inputs: tuple[Input, ...]
    outputs: tuple[Input, ...]
    steps: tuple[Step, ...]
    constants: dict[str, Any] = field(default_factory=dict)  # arrays, by name
    attributes: tuple[str, ...] = ()  # of a function

    @cached_property
    def last_uses(self) -> tuple[tuple[str, ...], ...]:
        """For each step the names that nothing reads after it."""
        last: dict[str, int] = {}
        for number, step in enumerate(self.steps):
            for name in (*step.inputs, *step.reads, *step.outputs):
                last[name] = number
        for each in self.outputs:
            last.pop(each.name, None)
        uses: list[list[str]] = [[] for _ in self.steps]
        for name, number in last.items():
            if name and name not in self.constants:
                uses[number].append(name)
        return tuple(tuple(names) for names in uses)

    @property
    def operators(self) -> Iterable[Step]:
        """All steps, those of subgraphs and functions among them."""
        for step in self.steps:
            yield step
            inner = [each for each in step.attributes.values() if isinstance(each, Program)]
            for program in inner + ([step.body] if step.body else []):
                yield from program.operators


@dataclass(frozen=True)
class FromCaller:
    """An attribute of a function's node that is an attribute of the function."""

    name: str


def of_model(model: onnx.ModelProto, folder: str | None = None) -> Program:
    """The program of a model, whose external data lies in `folder`.

    Raises InvalidArgument naming all operators that are not known, FileFormatError for a graph that is none.
    """
    versions = {entry.domain: entry.version for entry in model.opset_import}
    versions.setdefault("", versions.get("ai.onnx", 1))
    if versions[""] > defs.onnx_opset_version():
        raise InvalidArgument(
            f"the model wants version {versions['']} of ONNX's operators; onnx {onnx.__version__} knows "
            f"{defs.onnx_opset_version()}: pip install -U onnx"
        )
    functions = {(f.domain, f.name): f for f in model.functions}
    builder = _Builder(versions, functions, folder)
    try:
        program = builder.graph(model.graph, top=True)
    except BarewireError:
        raise
    except _NO_MODEL as error:
        raise FileFormatError(f"the model cannot be read: {error or type(error).__name__}") from error
    if builder.unknown:
        lines = "\n".join(f"  {operator}: {', '.join(nodes)}" for operator, nodes in builder.unknown.items())
        raise InvalidArgument(f"the model has operators that Barewire does not know:\n{lines}")
    return program


class _Builder:
    def __init__(
        self,
        versions: Mapping[str, int],
        functions: Mapping[tuple[str, str], onnx.FunctionProto],
        folder: str | None,
    ) -> None:
        self.versions = versions
        self.functions = functions
        self.folder = folder
        self.unknown: dict[str, list[str]] = {}
        self.depth = 0
        self.nodes = 0
        self.made: dict[Any, tuple[Program, int]] = {}
        self.types: dict[str, onnx.TypeProto] = {}

    def graph(self, graph: onnx.GraphProto, top: bool = False) -> Program:
        constants = {tensor.name: array_of(tensor, self.folder) for tensor in graph.initializer}
        for sparse in graph.sparse_initializer:
            constants[sparse.values.name] = _dense(sparse, self.folder)
        for value in (*graph.input, *graph.value_info, *graph.output):
            self.types[value.name] = value.type
        for tensor in graph.initializer:
            self.types.setdefault(
                tensor.name, onnx.helper.make_tensor_type_proto(tensor.data_type, tensor.dims)
            )
        steps = self.steps(graph.node)
        inputs = tuple(_input(value) for value in graph.input if not (top and value.name in constants))
        program = Program(graph.name, inputs, tuple(map(_input, graph.output)), steps, constants)
        return needed(_with_gradients(_with_constants(_ordered(program))))

    def function(self, function: onnx.FunctionProto, wanted: Sequence[str]) -> Program:
        """The program of a function; an output without a name in `wanted` is not computed."""
        own = {entry.domain: entry.version for entry in function.opset_import}
        outer, self.versions = self.versions, {**self.versions, **own}
        types, self.types = self.types, {}
        try:
            steps = self.steps(function.node)
        finally:
            self.versions, self.types = outer, types
        named = tuple(Input(name, None, None) for name in function.input)
        results = tuple(
            Input(name if number < len(wanted) and wanted[number] else "", None, None)
            for number, name in enumerate(function.output)
        )
        attributes = (*function.attribute, *(each.name for each in function.attribute_proto))
        program = Program(function.name, named, results, steps, {}, attributes)
        return needed(_with_gradients(_with_constants(_ordered(program))))

    def count(self, nodes: int) -> None:
        """Note nodes. Raises FileFormatError when there are too many."""
        self.nodes += nodes
        if self.nodes > MOST_NODES:
            raise FileFormatError(f"the model has more than {MOST_NODES} nodes, with those of its functions")

    def called(self, function: onnx.FunctionProto, wanted: Sequence[str]) -> Program:
        """The program of one of the model's functions, made once for each way in which it is called."""
        versions = tuple(sorted(self.versions.items()))
        key = (function.domain, function.name, tuple(map(bool, wanted)), versions)
        if key not in self.made:
            before = self.nodes
            program = self.function(function, wanted)
            self.made[key] = program, self.nodes - before
            return program
        program, nodes = self.made[key]
        self.count(nodes)
        return program

    def steps(self, nodes: Iterable[onnx.NodeProto]) -> tuple[Step, ...]:
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise FileFormatError(f"subgraphs or functions lie more than {MOST_NESTED} deep in each other")
        try:
            return tuple(self.step(node) for node in nodes)
        finally:
            self.depth -= 1

    def step(self, node: onnx.NodeProto) -> Step:
        self.count(1)
        domain = "" if node.domain == "ai.onnx" else node.domain
        version = self.versions.get(domain, 1)
        attributes = {each.name: self.attribute(each) for each in node.attribute}
        found, body = None, None
        function = self.functions.get((node.domain, node.op_type))
        if function is not None:
            body = self.called(function, node.output)
            defaults = {each.name: self.attribute(each) for each in function.attribute_proto}
            attributes = {**defaults, **attributes}
        else:
            found = find(domain, node.op_type, version)
            if found is None:
                body, attributes = self.body(node, domain, version, attributes)
        if found is None and body is None:
            where = node.name or " ".join(node.output)
            named = f"{domain}.{node.op_type}" if domain else f"{node.op_type}-{version}"
            self.unknown.setdefault(named, []).append(where)
        if found is not None:
            _check_attributes(node, found, attributes)
        inner = [each for each in attributes.values() if isinstance(each, Program)]
        return Step(
            node.name,
            node.op_type,
            domain,
            version,
            tuple(node.input),
            tuple(node.output),
            attributes,
            found,
            body,
            tuple(name for program in inner for name in _outer_names(program)),
        )

    def body(
        self, node: onnx.NodeProto, domain: str, version: int, attributes: dict[str, Any]
    ) -> tuple[Program | None, dict[str, Any]]:
        """The function by which ONNX defines an operator, and its attributes with their defaults."""
        try:
            schema = defs.get_schema(node.op_type, version, domain)
        except defs.SchemaError:
            return None, attributes
        if schema.has_function:
            function = schema.function_body
        elif schema.has_context_dependent_function:
            types = [
                self.types.get(name, onnx.TypeProto()).SerializeToString() if name else b""
                for name in node.input
            ]
            text = schema.get_context_dependent_function_with_opset_version(
                version, node.SerializeToString(), types
            )
            function = onnx.FunctionProto()
            function.ParseFromString(text)
        else:
            return None, attributes
        if not function.node:
            return None, attributes
        defaults = {
            name: self.attribute(each.default_value)
            for name, each in schema.attributes.items()
            if each.default_value.type
        }
        return self.function(function, node.output), {**defaults, **attributes}

    def attribute(self, attribute: onnx.AttributeProto) -> Any:
        if attribute.ref_attr_name:
            return FromCaller(attribute.ref_attr_name)
        value = onnx.helper.get_attribute_value(attribute)
        kinds = onnx.AttributeProto
        if attribute.type == kinds.STRING:
            return _text(value)
        if attribute.type == kinds.STRINGS:
            return [_text(each) for each in value]
        if attribute.type == kinds.TENSOR:
            return array_of(value, self.folder)
        if attribute.type == kinds.TENSORS:
            return [array_of(each, self.folder) for each in value]
        if attribute.type == kinds.SPARSE_TENSOR:
            return _dense(value, self.folder)
        if attribute.type == kinds.GRAPH:
            return self.graph(value)
        if attribute.type == kinds.GRAPHS:
            return [self.graph(each) for each in value]
        return list(value) if attribute.type in (kinds.INTS, kinds.FLOATS) else value


def _with_constants(program: Program) -> Program:
    """The arrays of Constant nodes among the program's own values."""
    arrays = {
        step.outputs[0]: value
        for step in program.steps
        if step.operator == "Constant"
        and not step.domain
        and isinstance(value := step.attributes.get("value"), np.ndarray)
        and len(step.attributes) == 1
    }
    steps = tuple(step for step in program.steps if not (step.outputs and step.outputs[0] in arrays))
    return replace(program, steps=steps, constants={**program.constants, **arrays})


def _text(value: bytes) -> str:
    return value.decode("utf-8", "surrogateescape")


def _check_attributes(node: onnx.NodeProto, found: Lowering, attributes: Mapping[str, Any]) -> None:
    odd = [name for name in attributes if name not in found.attributes]
    if odd:
        raise InvalidArgument(f"{node.op_type} ({node.name}) has no attribute {', '.join(map(repr, odd))}")
    missing = [
        name
        for name, default in found.attributes.items()
        if default is Parameter.empty and name not in attributes
    ]
    if missing:
        raise InvalidArgument(f"{node.op_type} ({node.name}) needs the attribute {', '.join(missing)}")


def _input(value: onnx.ValueInfoProto) -> Input:
    kind = value.type.WhichOneof("value") or "tensor_type"
    text = _type_text(value.type)
    if kind != "tensor_type":
        return Input(value.name, None, None, kind.removesuffix("_type"), text)
    tensor = value.type.tensor_type
    if not tensor.elem_type:
        return Input(value.name, None, None, text=text)
    shape = None
    if tensor.HasField("shape"):
        shape = tuple(
            each.dim_value if each.HasField("dim_value") and each.dim_value >= 0 else each.dim_param or None
            for each in tensor.shape.dim
        )
    return Input(value.name, tensor.elem_type, shape, text=text)


def _type_text(kind: onnx.TypeProto) -> str:
    """A type as ONNX writes it: `tensor(float)`, `seq(tensor(int64))`."""
    which = kind.WhichOneof("value")
    if which == "sequence_type":
        return f"seq({_type_text(kind.sequence_type.elem_type)})"
    if which == "optional_type":
        return f"optional({_type_text(kind.optional_type.elem_type)})"
    if which == "map_type":
        key = element_of(kind.map_type.key_type).name.lower()
        return f"map({key},{_type_text(kind.map_type.value_type)})"
    if which == "sparse_tensor_type":
        return f"sparse_tensor({element_of(kind.sparse_tensor_type.elem_type).name.lower()})"
    number = kind.tensor_type.elem_type
    return f"tensor({element_of(number).name.lower()})" if number else ""


def _dense(sparse: onnx.SparseTensorProto, folder: str | None) -> Any:
    values = array_of(sparse.values, folder)
    places = array_of(sparse.indices, folder)
    shape = tuple(sparse.dims)
    dense = np.zeros(shape, values.dtype)
    if places.ndim == 1:
        dense.reshape(-1)[places] = values
    else:
        dense[tuple(places.T)] = values
    return dense


def _outer_names(program: Program) -> list[str]:
    """What a subgraph reads of the names around it."""
    own = {each.name for each in program.inputs} | set(program.constants)
    read: list[str] = []
    for step in program.steps:
        read += [name for name in (*step.inputs, *step.reads) if name and name not in own]
        own.update(step.outputs)
    read += [each.name for each in program.outputs if each.name not in own]
    return list(dict.fromkeys(read))


def _ordered(program: Program) -> Program:
    """The steps, each after those whose results it reads; files have them so, but for few.

    Raises FileFormatError where they need each other, or a name is made twice.
    """
    made: dict[str, int] = {}
    for number, step in enumerate(program.steps):
        for name in filter(None, step.outputs):
            if name in made:
                raise FileFormatError(f"two nodes make {name!r}: {program.steps[made[name]]} and {step}")
            made[name] = number
    waiting = {
        number: {made[name] for name in (*step.inputs, *step.reads) if name in made}
        for number, step in enumerate(program.steps)
    }
    if all(max(before, default=-1) < number for number, before in waiting.items()):
        return program
    followers: dict[int, list[int]] = {}
    for number, before in waiting.items():
        for each in before:
            followers.setdefault(each, []).append(number)
    ready = [number for number, before in waiting.items() if not before]
    order: list[int] = []
    while ready:
        number = ready.pop(0)
        order.append(number)
        for follower in followers.get(number, ()):
            waiting[follower].discard(number)
            if not waiting[follower]:
                ready.append(follower)
    if len(order) < len(program.steps):
        stuck = next(number for number, before in waiting.items() if before)
        raise FileFormatError(
            f"the nodes need each other's results in a circle, {program.steps[stuck]} is in it"
        )
    program.steps = tuple(program.steps[number] for number in order)
    return program


def _with_gradients(program: Program) -> Program:
    """Each node of the operator Gradient gets the part of the graph that it differentiates, as a subgraph.

    Raises FileFormatError where nothing makes what is to be differentiated.
    """
    steps: list[Step] = []
    for step in program.steps:
        if (step.domain, step.operator) == (TRAINING, "Gradient"):
            part = _part(
                steps, [*step.attributes["xs"], *step.attributes.get("zs", ())], step.attributes["y"]
            )
            attributes = {**step.attributes, "differentiated": part}
            step = replace(step, attributes=attributes, reads=tuple(_outer_names(part)))
        steps.append(step)
    program.steps = tuple(steps)
    return program


def _part(steps: Sequence[Step], inputs: Sequence[str], output: str) -> Program:
    """The steps that lead from some names to another, of steps that are in order."""
    wanted, kept = {output} - set(inputs), []
    for step in reversed(steps):
        if wanted.intersection(step.outputs):
            kept.append(step)
            wanted.update({*step.inputs, *step.reads} - set(inputs))
    if not kept:
        raise FileFormatError(f"Gradient: no node makes {output!r}")
    given = tuple(Input(name, None, None) for name in inputs)
    return Program(
        f"the part that makes {output}", given, (Input(output, None, None),), tuple(reversed(kept))
    )


def needed(program: Program) -> Program:
    """Only the steps that a result comes from."""
    wanted = {each.name for each in program.outputs}
    kept: list[Step] = []
    for step in reversed(program.steps):
        if wanted.intersection(step.outputs):
            kept.append(step)
            wanted.update(step.inputs, step.reads)
    program.steps = tuple(reversed(kept))
    return program
