"""Methods that ONNX has an operator for and that are hundreds of nodes here: joining, sorting, running sums,
resampling, recurrent layers.

While a function is traced they ask `Calls` for their results (`stands_for` in run/capture.py). What they get
are formulas of several operands, which nothing computes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ....runtime.errors import InvalidArgument
from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ...graph.node import Formula, Node, Op, Shape, node
from ...tensor import Tensor
from .element_types import takes
from .emission import Emission
from .written import Written


class Unwritten(InvalidArgument):
    """Raised where something is computed from what only stands for a result."""


@dataclass(frozen=True)
class Call:
    """An operator and its attributes: `write(written, names of the operands, *parameters)` gives the names of
    its results.
    """

    write: Callable[..., Sequence[str]]
    parameters: tuple[Any, ...]


class Calls:
    """What stands for results of methods."""

    def outputs(self, name: str, *given: Any) -> Sequence[Tensor] | None:
        """What stands for the results of a method; None where no operator does what it does."""
        return METHODS[name](*given)


def _never(x: Node) -> Node:
    raise Unwritten("export: what stands for a result has no values while a function is traced")


def _results(
    operands: Sequence[Tensor],
    shapes: Sequence[tuple[DType, Shape]],
    write: Callable[..., Any],
    *parameters: Any,
) -> list[Tensor]:
    found, flow = operands[0]._combine(operands[1:])
    call = Call(write, parameters)
    return [
        operands[0]._wrap(
            node(Op.FORMULA, dtype, shape, tuple(found), Formula(_never, "call", call, number)),
            operands[0].device,
            flow,
        )
        for number, (dtype, shape) in enumerate(shapes)
    ]


def is_call(x: Node) -> bool:
    """Whether a formula's node stands for a result of a call."""
    return x.formula.name == "call"


def call(x: Node, known: dict[Any, Sequence[str]]) -> Emission:
    """What a result of a call is written as; `known` holds the names of the results of calls so far."""
    _, made, number = x.formula.key
    assert isinstance(made, Call) and isinstance(number, int)

    def write(written: Written, names: Sequence[str]) -> str:
        key = (made, *names)
        if key not in known:
            known[key] = made.write(written, names, *made.parameters)
        return known[key][number]

    return Emission(x.sources, write)


# joining, sorting, running sums


def _join(parts: Sequence[Tensor], axis: int) -> list[Tensor] | None:
    first = parts[0]
    if not takes("Concat", first.dtype):
        return None
    size = sum(part.shape[axis] for part in parts)
    shape = (*first.shape[:axis], size, *first.shape[axis + 1 :])
    return _results(parts, [(first.dtype, shape)], _write_join, axis)


def _write_join(written: Written, names: Sequence[str], axis: int) -> Sequence[str]:
    return written.operator("Concat", names, axis=axis)


def _sort(x: Tensor, axis: int, count: int, descending: bool) -> list[Tensor] | None:
    if not takes("TopK", x.dtype) or not x.numel() or not count:
        return None
    shape = (*x.shape[:axis], count, *x.shape[axis + 1 :])
    return _results([x], [(x.dtype, shape), (dtypes.int64, shape)], _write_sort, axis, count, descending)


def _write_sort(
    written: Written, names: Sequence[str], axis: int, count: int, descending: bool
) -> Sequence[str]:
    most = written.integers([count])
    return written.operator("TopK", [names[0], most], 2, axis=axis, largest=int(descending), sorted=1)


def _scan(x: Tensor, axis: int, op: Op) -> list[Tensor] | None:
    if op is not Op.ADD or not takes("CumSum", x.dtype):
        return None
    return _results([x], [(x.dtype, x.shape)], _write_scan, axis)


def _write_scan(written: Written, names: Sequence[str], axis: int) -> Sequence[str]:
    return written.operator("CumSum", [names[0], written.scalar(axis, dtypes.int64)])


# softmax of rows that may be all -inf, which gives zeros


def _softmax(x: Tensor) -> list[Tensor] | None:
    return _results([x], [(x.dtype, x.shape)], _write_softmax, x.dtype) if takes("Softmax", x.dtype) else None


def _write_softmax(written: Written, names: Sequence[str], dtype: DType) -> Sequence[str]:
    greatest = written.op("ReduceMax", names[0], written.integers([-1]), keepdims=1)
    nothing = written.op("Equal", greatest, written.scalar(float("-inf"), dtype))
    shares = written.op("Softmax", names[0], axis=-1)
    return [written.op("Where", nothing, written.scalar(0, dtype), shares)]


# resampling

_MODES = {
    "nearest": "nearest",
    "linear": "linear",
    "bilinear": "linear",
    "trilinear": "linear",
    "bicubic": "cubic",
}


def _resize(
    x: Tensor, targets: Sequence[int], factors: Sequence[float | None], mode: str, align_corners: bool
) -> list[Tensor] | None:
    sizes = x.shape[2:]
    exact = all(
        factor is None or size * factor == target
        for size, target, factor in zip(sizes, targets, factors, strict=True)
    )
    if mode not in _MODES or not exact or x.dtype is not dtypes.float32:
        return None
    shape = (*x.shape[:2], *targets)
    return _results([x], [(x.dtype, shape)], _write_resize, shape, _MODES[mode], align_corners)


def _write_resize(
    written: Written, names: Sequence[str], shape: Shape, mode: str, align_corners: bool
) -> Sequence[str]:
    places = "asymmetric" if mode == "nearest" else "align_corners" if align_corners else "half_pixel"
    return written.operator(
        "Resize",
        [names[0], "", "", written.integers(shape)],
        mode=mode,
        coordinate_transformation_mode=places,
        nearest_mode="floor" if mode == "nearest" else None,
        cubic_coeff_a=-0.75 if mode == "cubic" else None,
    )


# recurrent layers

# Where ONNX has the gates that a weight of PyTorch's has one after the other: input, output, forget, cell;
# update, reset, new.
_GATES = {"LSTM": (0, 3, 1, 2), "GRU": (1, 0, 2), "RNN": (0,)}


def _recurrent(
    x: Tensor, state: Sequence[Tensor], weights: dict[str, Any], kind: str, backwards: bool, activation: str
) -> list[Tensor] | None:
    """The outputs of all steps of `[l, n, input]` and the state after the last."""
    if not takes(kind, x.dtype) or weights["weight_hr"] is not None:
        return None
    length, batch, _ = x.shape
    hidden = weights["weight_hh"].shape[1]
    operands = [x, *(_in_order(weights[name], kind).unsqueeze(0) for name in ("weight_ih", "weight_hh"))]
    has_bias = weights["bias_ih"] is not None
    if has_bias:
        both = [_in_order(weights[name], kind) for name in ("bias_ih", "bias_hh")]
        operands.append(both[0].cat(both[1], dim=0).unsqueeze(0))
    operands += [part.unsqueeze(0) for part in state]
    shapes = [(length, batch, hidden), *[(batch, hidden)] * len(state)]
    return _results(
        operands,
        [(x.dtype, shape) for shape in shapes],
        _write_recurrent,
        kind, backwards, activation, has_bias, tuple(shapes),
    )  # fmt: skip


def _in_order(weight: Tensor, kind: str) -> Tensor:
    """A weight with its gates where ONNX has them, rows picked so that the values are fixed ones."""
    order = _GATES[kind]
    rows = np.arange(weight.shape[0]).reshape(len(order), -1)[list(order)].reshape(-1)
    return weight if len(order) == 1 else weight[rows]


def _write_recurrent(
    written: Written,
    names: Sequence[str],
    kind: str,
    backwards: bool,
    activation: str,
    has_bias: bool,
    shapes: Sequence[Shape],
) -> Sequence[str]:
    inputs = list(names)
    if not has_bias:
        inputs.insert(3, "")
    inputs.insert(4, "")
    (length, *rest), hidden = shapes[0], shapes[0][-1]
    found = written.operator(
        kind,
        inputs,
        len(shapes),
        hidden_size=hidden,
        direction="reverse" if backwards else "forward",
        linear_before_reset=1 if kind == "GRU" else None,
        activations=[activation.capitalize()] if kind == "RNN" else None,
    )
    outside = [(length, 1, *rest), *((1, *shape) for shape in shapes[1:])]
    return [written.reshaped(name, shape, to) for name, shape, to in zip(found, outside, shapes, strict=True)]


METHODS: dict[str, Callable[..., list[Tensor] | None]] = {
    "join": _join,
    "sort": _sort,
    "scan": _scan,
    "softmax": _softmax,
    "resize": _resize,
    "recurrent": _recurrent,
}
