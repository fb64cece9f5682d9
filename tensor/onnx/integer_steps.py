"""Steps of a model that multiply quantised numbers, rewritten as products of integers.

Weights of integer products become steps of their own, which are run once (`integer_weights`). A convolution
or matrix product of two dequantised values becomes a product of the integers, scaled afterwards; what works
on its elements and quantises them again follows in the same step, so it happens while they are in registers.

That is done on the steps of a program, not on graphs of nodes: here an operator is one step with its scales
and zero points by name, and its weights are known to be constants, while below a convolution is a hundred
nodes in which a scale has been moved, broadcast, and folded into what was around it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..graph import dtype as dtypes
from ..tensor import Tensor
from .codes import decoded
from .integer_convolution import convolve
from .integer_weights import ConvolutionWeight, MatrixWeight, tensor_of, zero_of
from .known_values import Known
from .lowering import MICROSOFT, Function, Kept, Node, lowering_of
from .operators.casts import element_of_value
from .operators.integer_products import product
from .operators.quantisation import in_memory, rounded
from .operators.quantised_lstm import QuantisedMatrices
from .program import Input, Program, Step, needed

# operator -> the places of its weight and of the weight's zero point
_CONVOLUTIONS = {"ConvInteger": (1, 3), "QLinearConv": (3, 5)}
_MATRICES = {
    "MatMulInteger": (1, 3),
    "QLinearMatMul": (3, 5),
    "MatMulIntegerToFloat": (1, 5),
    "DynamicQuantizeMatMul": (1, 3),
    "QGemm": (3, 5),
}
_LSTM = ((1, 9), (2, 11))
_ELEMENTWISE = frozenset(
    ("Relu", "LeakyRelu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Elu", "Selu", "Softplus", "Clip")
)
_PLAIN = ("block_size", "output_dtype", "precision")
_DOMAINS = ("", MICROSOFT)
_BYTES = (np.int8, np.uint8)


# Lowerings of steps that are made here


def _convolution_weight(
    w: Kept, zero: Kept = None, *, strides: Any = None, dilations: Any = None, group: int = 1, node: Node
) -> ConvolutionWeight:
    numbers = tensor_of(w, node.device)
    return ConvolutionWeight.of(numbers, zero_of(zero, node.device), strides, dilations, group).realized()


def _matrix_weight(b: Kept, zero: Kept = None, *, transposed: int = 0, node: Node) -> MatrixWeight:
    numbers = tensor_of(b, node.device)
    numbers = numbers.T.contiguous() if transposed else numbers
    return MatrixWeight.kept(numbers, zero)


def _lstm_weight(codes: Kept, zero: Kept = None, *, node: Node) -> QuantisedMatrices:
    return QuantisedMatrices.of(codes, zero, node.device, is_fixed=True)


def _factor(scale_a: Tensor, scale_b: Tensor, scale: Tensor | None = None) -> Tensor:
    """What sums of products are multiplied by, as a vector or one number."""
    found = scale_a.reshape(()) * (scale_b.reshape(()) if scale_b.numel() == 1 else scale_b.reshape(-1))
    return found if scale is None else found / scale.reshape(())


def _addend(bias: Tensor, scale: Tensor | None = None) -> Tensor:
    return bias if scale is None else bias / scale.reshape(())


def _finish(
    total: Tensor,
    along: tuple[int, ...],
    factor: Tensor,
    addend: Tensor | None,
    scale: Tensor | None,
    zero: Any,
    between: Program | None,
    node: Node,
) -> Tensor:
    """Sums as what the model wants of them; vectors of the outputs go along one axis."""
    real = total.cast(dtypes.float32) * (factor.reshape(along) if factor.numel() > 1 else factor.reshape(()))
    if addend is not None:
        real = real + (addend.reshape(along) if addend.numel() > 1 else addend.reshape(()))
    if between is not None:
        (real,) = node.graph(between, [real])
        assert isinstance(real, Tensor)
        real = real if scale is None else real * (1.0 / scale.reshape(()))
    if zero is None:
        return real
    found = rounded(real, decoded(zero).reshape(()), element_of_value(zero))
    assert isinstance(found, Tensor)
    return found


def _convolved(
    x: Tensor,
    zero_x: Kept,
    weight: Kept,
    factor: Tensor,
    addend: Tensor | None = None,
    scale: Tensor | None = None,
    zero: Tensor | None = None,
    *,
    auto_pad: str = "NOTSET",
    strides: Any = None,
    dilations: Any = None,
    pads: Any = None,
    between: Any = None,
    node: Node,
) -> Tensor:
    number = 0 if zero_x is None else int(zero_x.array.reshape(-1)[0]) if isinstance(zero_x, Known) else None
    return convolve(
        x,
        zero_of(zero_x, node.device),
        number,
        weight,
        lambda total: _finish(total, (-1, 1), factor, addend, scale, zero, between, node),
        auto_pad=auto_pad,
        strides=strides,
        dilations=dilations,
        pads=pads,
    )


def _multiplied(
    a: Tensor,
    zero_a: Kept,
    b: Kept,
    zero_b: Kept,
    factor: Tensor,
    addend: Tensor | None = None,
    scale: Tensor | None = None,
    zero: Tensor | None = None,
    *,
    between: Any = None,
    node: Node,
) -> Tensor:
    right = b if isinstance(b, MatrixWeight) else tensor_of(b, node.device)
    total = product(in_memory(a), right, zero_of(zero_a, node.device), zero_of(zero_b, node.device))
    if addend is not None and addend.ndim > 1:
        # A bias of Gemm may be a matrix.
        return _finish_matrix(total, factor, addend, scale, zero, between, node)
    return _finish(total, (-1,), factor, addend, scale, zero, between, node)


def _finish_matrix(total: Tensor, factor: Tensor, addend: Tensor, *rest: Any) -> Tensor:
    scaled = total.cast(dtypes.float32) * factor + addend
    one = Tensor.full((), 1.0, device=total.device)
    return _finish(scaled, (-1,), one, None, *rest)


_OWN = "barewire"
_LOWERINGS = {
    function: lowering_of(function, name, _OWN)
    for function, name in (
        (_convolution_weight, "ConvolutionWeight"),
        (_matrix_weight, "MatrixWeight"),
        (_lstm_weight, "LstmWeight"),
        (_factor, "Factor"),
        (_addend, "Addend"),
        (_convolved, "IntegerConvolution"),
        (_multiplied, "IntegerProduct"),
    )
}


def with_integer_products(program: Program) -> Program:
    """The program with its products of quantised numbers as products of integers."""
    return _Rewriter(program).rewritten()


class _Rewriter:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.constants = program.constants
        self.makers = {name: step for step in program.steps for name in step.outputs if name}
        self.uses: Counter[str] = Counter()
        for step in program.steps:
            self.uses.update((*step.inputs, *step.reads))
        self.uses.update(each.name for each in program.outputs)
        self.readers: dict[str, Step] = {}
        for step in program.steps:
            for name in step.inputs:
                self.readers[name] = step
        self.made: dict[tuple[Any, ...], str] = {}
        self.steps: list[Step] = []

    def rewritten(self) -> Program:
        """The program, or another."""
        gone: set[int] = set()
        for step in self.program.steps:
            if id(step) in gone:
                continue
            try:
                found = self._instead(step, gone)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                # A node that is not as the standard has it: running it says what is wrong.
                found = [step]
            self.steps += found
        if len(self.steps) == len(self.program.steps) and not gone:
            return self.program
        return needed(replace(self.program, steps=tuple(self.steps)))

    def _instead(self, step: Step, gone: set[int]) -> list[Step]:
        if step.domain not in _DOMAINS or step.lowering is None:
            return [step]
        if step.operator in _CONVOLUTIONS:
            weight, zero = _CONVOLUTIONS[step.operator]
            return [self._with_weight(step, weight, zero, _convolution_weight, _geometry(step))]
        if step.operator in _MATRICES:
            weight, zero = _MATRICES[step.operator]
            transposed = {"transposed": 1} if step.attributes.get("transB") else {}
            return [self._with_weight(step, weight, zero, _matrix_weight, transposed)]
        if step.operator == "DynamicQuantizeLSTM":
            for weight, zero in _LSTM:
                step = self._with_weight(step, weight, zero, _lstm_weight, {})
            return [step]
        if step.operator in ("Conv", "MatMul", "Gemm") and not step.domain:
            return self._dequantised(step, gone) or [step]
        return [step]

    def _array(self, name: str) -> Any:
        return self.constants.get(name) if name else None

    def _step(self, function: Any, name: str, inputs: tuple[str, ...], attributes: Mapping[str, Any]) -> Step:
        lowering = _LOWERINGS[function]
        return Step(name, lowering.operator, _OWN, 1, inputs, (name,), dict(attributes), lowering, None)

    def _fixed(self, function: Any, inputs: tuple[str, ...], attributes: Mapping[str, Any]) -> str:
        """The name of what a step makes of the model's own values; equal steps are one."""
        key = (function, inputs, tuple(sorted((k, str(v)) for k, v in attributes.items())))
        if key not in self.made:
            self.made[key] = name = f"{inputs[0]}/{_LOWERINGS[function].operator} {len(self.made)}"
            self.steps.append(self._step(function, name, inputs, attributes))
        return self.made[key]

    def _with_weight(
        self, step: Step, weight: int, zero: int, function: Any, attributes: Mapping[str, Any]
    ) -> Step:
        inputs = list(step.inputs) + [""] * (zero + 1 - len(step.inputs))
        array = self._array(inputs[weight])
        if not _are_bytes(array) or (inputs[zero] and self._array(inputs[zero]) is None):
            return step
        if array.ndim < 2 or (attributes.get("transposed") and array.ndim != 2):
            return step
        given = (inputs[weight], inputs[zero]) if inputs[zero] else (inputs[weight],)
        inputs[weight] = self._fixed(function, given, attributes)
        while inputs and not inputs[-1]:
            inputs.pop()
        return replace(step, inputs=tuple(inputs))

    def _dequantiser(self, name: str) -> tuple[str, str, str, int] | None:
        """The numbers, scale, zero point and axis of what a DequantizeLinear of bytes makes of constants."""
        step = self.makers.get(name)
        if step is None or step.operator != "DequantizeLinear" or step.domain not in _DOMAINS:
            return None
        if step.attributes.get("block_size") or step.attributes.get("output_dtype"):
            return None
        numbers, scale, zero = (*step.inputs, "")[:3]
        factor, origin = self._array(scale), self._array(zero)
        if not isinstance(factor, np.ndarray) or factor.dtype != np.float32:
            return None
        if zero and not _are_bytes(origin):
            return None
        if not zero and not _are_bytes(self._array(numbers)):
            return None
        return numbers, scale, zero, int(step.attributes.get("axis", 1))

    def _dequantised(self, step: Step, gone: set[int]) -> list[Step] | None:
        a, b = (self._dequantiser(name) for name in step.inputs[:2])
        if a is None or b is None or self.constants[a[1]].size != 1:
            return None
        is_convolution = step.operator == "Conv"
        weight = self._array(b[0])
        if not self._fits(step, weight, b):
            return None
        extra: dict[str, Any] = {}
        function: Function
        if is_convolution:
            function = _convolved
            right = self._fixed(_convolution_weight, _given(b[0], b[2]), _geometry(step))
            extra = {
                name: step.attributes[name]
                for name in ("auto_pad", "strides", "dilations", "pads")
                if name in step.attributes
            }
            first: tuple[str, ...] = (a[0], a[2], right)
        else:
            function = _multiplied
            right, zero = b[0], b[2]
            if weight is not None:
                transposed = {"transposed": 1} if step.attributes.get("transB") else {}
                right, zero = self._fixed(_matrix_weight, _given(b[0], b[2]), transposed), ""
            first = (a[0], a[2], right, zero)
        between, last = self._after(step)
        scale = zero_y = ""
        if last is not None and last.operator == "QuantizeLinear":
            scale, zero_y = last.inputs[1:3]
        factor = self._fixed(_factor, (a[1], b[1], scale) if scale and not between else (a[1], b[1]), {})
        addend = step.inputs[2] if len(step.inputs) > 2 else ""
        if addend and scale and not between:
            if self._array(addend) is None and not self._is_fixed(addend):
                return None
            addend = self._fixed(_addend, (addend, scale), {})
        gone.update(id(each) for each in between)
        if between:
            source = Input(step.outputs[0], None, None)
            result = Input(between[-1].outputs[0], None, None)
            extra["between"] = Program(f"after {step}", (source,), (result,), tuple(between))
        if last is not None:
            gone.add(id(last))
        output = (last or (between[-1] if between else step)).outputs[0]
        inputs = (*first, factor, addend, scale, zero_y)
        while not inputs[-1]:
            inputs = inputs[:-1]
        made = self._step(function, step.name, inputs, extra)
        reads = tuple(name for each in between for name in each.inputs if name in self.constants)
        return [replace(made, outputs=(output,), reads=reads)]

    def _is_fixed(self, name: str) -> bool:
        step = self.makers.get(name)
        return step is not None and all(each in self.constants for each in step.inputs if each)

    def _fits(self, step: Step, weight: Any, b: tuple[str, str, str, int]) -> Any:
        """Whether the right operand's scales go along the outputs, and the attributes are plain."""
        size, axis = self.constants[b[1]].size, b[3]
        if step.operator == "Conv":
            return _are_bytes(weight) and weight.ndim > 2 and (size == 1 or axis == 0)
        if step.operator == "Gemm":
            plain = not step.attributes.get("transA") and all(
                step.attributes.get(name, 1.0) == 1.0 for name in ("alpha", "beta")
            )
            along = 0 if step.attributes.get("transB") else 1
            return plain and _are_bytes(weight) and weight.ndim == 2 and (size == 1 or axis == along)
        if weight is None:
            return size == 1
        return (
            _are_bytes(weight)
            and weight.ndim > 1
            and bool(size == 1 or axis % weight.ndim == weight.ndim - 1)
        )

    def _after(self, step: Step) -> tuple[list[Step], Step | None]:
        """The steps that alone read a result, element by element, and the one that quantises it, if any."""
        between: list[Step] = []
        name = step.outputs[0]
        while self.uses[name] == 1 and name in self.readers:
            reader = self.readers[name]
            others = [each for each in reader.inputs[1:] if each]
            if reader.inputs[0] != name or not all(each in self.constants for each in others):
                break
            if reader.operator == "QuantizeLinear" and reader.domain in _DOMAINS:
                plain = not any(reader.attributes.get(key) for key in _PLAIN)
                scale, zero = (self._array(each) for each in (*reader.inputs[1:3], "")[:2])
                if plain and _are_bytes(zero) and scale.size == 1 and scale.dtype == np.float32:
                    return between, reader
                break
            if reader.operator not in _ELEMENTWISE or reader.body is not None:
                break
            between.append(reader)
            name = reader.outputs[0]
        return [], None


def _given(weight: str, zero: str) -> tuple[str, ...]:
    return (weight, zero) if zero else (weight,)


def _geometry(step: Step) -> dict[str, Any]:
    """The attributes that a convolution's weight is laid out by."""
    return {
        name: step.attributes[name] for name in ("strides", "dilations", "group") if name in step.attributes
    }


def _are_bytes(array: Any) -> bool:
    return isinstance(array, np.ndarray) and array.dtype.type in _BYTES
