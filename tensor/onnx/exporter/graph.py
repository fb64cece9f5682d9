"""The nodes of a traced graph as an ONNX graph: what is fixed is held, everything else becomes operators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from ....runtime.errors import InvalidArgument
from ...graph.node import MOVEMENT as MOVES
from ...graph.node import Node, Op, toposort
from ...graph.op import ELEMENTWISE as ELEMENTWISE_OPS
from ...run.realize import realize
from ...tensor import Tensor
from ..elements import to_array
from .affine import scaled_convolution
from .calls import call, is_call
from .elementwise import ELEMENTWISE
from .emission import Emission
from .formulas import formula, is_operator
from .movement import INDEXING, MOVEMENT, mean
from .normalisation import with_weights
from .simplified import simplified
from .traced import Traced, Unknown
from .written import Written

# What is only moved, of more elements than this, is moved in the file: it is there once, under its own name.
_MOST_MOVED = 1 << 16
# Values of so many bytes, which follow from fewer, are not worth a place in the file.
_MOST_FIXED_BYTES = 1 << 28


class Exported:
    """The graph of a traced function, written."""

    def __init__(self, traced: Traced, opset: int) -> None:
        self.written = Written(opset)
        self._opset = opset
        self._device = traced.device
        self._weights = traced.weights
        self._fixed: dict[Node, bool] = {}
        self._calls: dict[Any, Sequence[str]] = {}
        self._names: dict[Node, str] = {}
        for name, node in traced.inputs.items():
            self._names[node] = self.written.name(name)
        for name in traced.outputs:
            self.written.name(name)
        outputs = simplified(list(traced.outputs.values()), lambda x: is_call(x) or is_operator(x, opset))
        # How often each node is read, the outputs once more.
        self._uses = Counter(source for node in toposort(outputs) for source in node.sources)
        self._uses.update(outputs)
        self._write(outputs)
        self._name_outputs(list(traced.outputs), outputs, set(traced.inputs))

    def _is_fixed(self, x: Node) -> bool:
        """Whether a node's values do not depend on the inputs."""
        known = self._fixed
        stack = [x]
        while stack:
            current = stack[-1]
            if current in known:
                stack.pop()
            elif current.op is Op.BUFFER:
                known[stack.pop()] = not isinstance(current.storage, Unknown)
            else:
                waiting = [source for source in current.sources if source not in known]
                if waiting:
                    stack.extend(waiting)
                    continue
                called = current.op is Op.FORMULA and is_call(current)
                known[stack.pop()] = not called and all(known[source] for source in current.sources)
        return known[x]

    def _is_held(self, x: Node) -> bool:
        """Whether a node's values are in the file."""
        if not x.size:
            return True
        if not self._is_fixed(x) or (x.op is Op.EXPAND and x.size > 16):
            return False
        if x.op in MOVES and x.size > _MOST_MOVED:
            base = x
            while base.op in MOVES:
                base = base.sources[0]
            return base.op is not Op.BUFFER or x.size < base.size
        return x.op is Op.BUFFER or x.size * x.dtype.item_bytes <= _MOST_FIXED_BYTES

    def _write(self, outputs: Sequence[Node]) -> None:
        order: list[tuple[Node, Emission | None]] = []
        seen: set[Node] = set(self._names)
        emissions: dict[Node, Emission | None] = {}
        stack = list(outputs)
        while stack:
            current = stack[-1]
            if current in seen:
                stack.pop()
                continue
            if current not in emissions:
                emissions[current] = None if self._is_held(current) else self._emission(current)
            emission = emissions[current]
            waiting = [] if emission is None else [each for each in emission.sources if each not in seen]
            if waiting:
                stack.extend(waiting)
                continue
            seen.add(stack.pop())
            order.append((current, emission))
        held = [
            node for node, emission in order if emission is None and node.size and node.op is not Op.CONST
        ]
        found = dict(zip(held, realize(held, self._device), strict=True))
        for node, emission in order:
            if emission is None:
                self._names[node] = self._held(node, found.get(node))
            else:
                names = [self._names[each] for each in emission.sources]
                self._names[node] = emission.write(self.written, names)

    def _held(self, node: Node, values: Node | None) -> str:
        if node.op is Op.CONST:
            return self.written.scalar(node.value, node.dtype)
        if values is None:
            return self.written.values(np.zeros(node.shape, _array_type(node)), node.dtype, "nothing")
        # What is made of a weight has its name.
        made_of = (self._weights[each] for each in toposort([node]) if each in self._weights)
        wanted = next(made_of, "fixed")
        return self.written.values(to_array(Tensor._wrap(values, self._device)), node.dtype, wanted)

    def _emission(self, x: Node) -> Emission:
        op = x.op
        if op is Op.FORMULA:
            return call(x, self._calls) if is_call(x) else formula(x)
        if op in (Op.ADD, Op.MUL):
            found = with_weights(x, self._is_fixed) or scaled_convolution(
                x, self._is_fixed, lambda inner: self._uses[inner] == 1
            )
            if found is not None:
                return found
        if op is Op.DIV:
            found = mean(x)
            if found is not None:
                return found
        if op in ELEMENTWISE_OPS:
            return ELEMENTWISE[op](x, self._opset)
        if op in INDEXING:
            return INDEXING[op](x, self._is_in_range)
        if op in MOVEMENT:
            return MOVEMENT[op](x, self._is_fixed)
        raise InvalidArgument(f"export: the op {op.name} has no operator in ONNX")

    def _is_in_range(self, index: Node, size: int) -> bool:
        """Whether an index is known, and at an element everywhere."""
        if not self._is_fixed(index) or not index.size:
            return False
        (values,) = realize([index], self._device)
        array = Tensor._wrap(values, self._device).numpy()
        return bool(array.min() >= 0 and array.max() < size)

    def _name_outputs(self, names: Sequence[str], outputs: Sequence[Node], inputs: set[str]) -> None:
        """Let what makes an output give it its name; what is an input, held, or two outputs is copied."""
        written = self.written
        renamed: dict[str, str] = {}
        for name, node in zip(names, outputs, strict=True):
            own = self._names[node]
            if own in inputs or own in written.held or own in renamed:
                copied = written.op("Identity", own)
                renamed[copied] = name
            else:
                renamed[own] = name
        for each in written.nodes:
            each.input[:] = [renamed.get(name, name) for name in each.input]
            each.output[:] = [renamed.get(name, name) for name in each.output]


def _array_type(node: Node) -> Any:
    from ..elements import BY_DTYPE

    return BY_DTYPE[node.dtype].numpy
