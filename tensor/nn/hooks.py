"""Functions that a module calls around its `forward`, and with the gradients that pass it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from ...runtime.errors import GradientError, InvalidArgument
from ..methods.core import TRACKED, barrier, gradient_mode
from ..methods.handle import RemovableHandle
from ..tensor import Tensor

Hook = Callable[..., Any]
BEFORE, AFTER, GRADIENT_BEFORE, GRADIENT = "forward_pre", "forward", "full_backward_pre", "full_backward"

_numbers = count()


class Hooks:
    """The hooks of one module: for each kind, (the function, whether it takes keywords) by number."""

    def __init__(self) -> None:
        self.kinds: dict[str, dict[int, tuple[Hook, bool]]] = {}

    def __bool__(self) -> bool:
        return any(self.kinds.values())

    def add(self, kind: str, hook: Hook, prepend: bool, with_kwargs: bool = False) -> RemovableHandle:
        if not callable(hook):
            raise InvalidArgument(f"register_{kind}_hook takes a function, not {hook!r:.60}")
        known = self.kinds.setdefault(kind, {})
        number = next(_numbers)
        added = {number: (hook, with_kwargs)}
        self.kinds[kind] = {**added, **known} if prepend else {**known, **added}
        return RemovableHandle(lambda: self.kinds.get(kind, {}).pop(number, None))

    def of(self, kind: str) -> list[tuple[Hook, bool]]:
        return list(self.kinds.get(kind, {}).values())

    def call(self, module: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """What calling the module computes, with all hooks at their places."""
        for hook, with_kwargs in self.of(BEFORE):
            if with_kwargs:
                changed = hook(module, arguments, keywords)
                if changed is not None:
                    arguments, keywords = changed
            else:
                changed = hook(module, arguments)
                if changed is not None:
                    arguments = changed if isinstance(changed, tuple) else (changed,)
        passing = _Passing(module, self) if self.of(GRADIENT) or self.of(GRADIENT_BEFORE) else None
        if passing is not None:
            arguments = passing.enter(arguments)
        result = module.forward(*arguments, **keywords)
        for hook, with_kwargs in self.of(AFTER):
            changed = (
                hook(module, arguments, keywords, result) if with_kwargs else hook(module, arguments, result)
            )
            if changed is not None:
                result = changed
        return result if passing is None else passing.leave(result)


class _Passing:
    """The gradients of one call: those of its results come first, then those of its arguments."""

    def __init__(self, module: Any, hooks: Hooks) -> None:
        self.module, self.hooks = module, hooks
        self.inputs: list[Tensor | None] = []
        self.outputs: list[Tensor | None] = []
        self.wanted = self.arrived = 0

    def enter(self, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        self.inputs = [None] * len(arguments)
        return tuple(self._watched(each, number, self._of_input) for number, each in enumerate(arguments))

    def leave(self, result: Any) -> Any:
        self.wanted, self.arrived = self.arrived, 0
        parts = list(result) if isinstance(result, (tuple, list)) else [result]
        self.outputs = [None] * len(parts)
        watched = [self._watched(each, number, self._of_output) for number, each in enumerate(parts)]
        self.arrived = 0
        if not isinstance(result, (tuple, list)):
            return watched[0]
        return type(result)(*watched) if hasattr(result, "_fields") else type(result)(watched)

    def _watched(self, value: Any, number: int, see: Callable[[int, Tensor], Tensor]) -> Any:
        if not isinstance(value, Tensor) or value._flow != TRACKED or not gradient_mode.enabled:
            return value
        self.arrived += 1
        same = value._of_node(barrier(value._node, alone=True))
        return value._derive(same, lambda gradient, _, __: (see(number, gradient),))

    def _of_output(self, number: int, gradient: Tensor) -> Tensor:
        self.outputs[number] = gradient
        for hook, _ in self.hooks.of(GRADIENT_BEFORE):
            changed = hook(self.module, tuple(self.outputs))
            if changed is not None:
                self.outputs = list(changed) if isinstance(changed, (tuple, list)) else [changed]
        if not self.wanted:
            self._tell()
        found = self.outputs[number]
        return gradient if found is None else found

    def _of_input(self, number: int, gradient: Tensor) -> Tensor:
        self.inputs[number] = gradient
        self.arrived += 1
        if self.arrived < self.wanted:
            return gradient
        self.arrived = 0
        changed = self._tell()
        if changed is None:
            return gradient
        if self.wanted > 1:
            raise GradientError(
                "a full backward hook can replace the gradient of one input only; this module has "
                f"{self.wanted} that need one"
            )
        found = changed[number]
        return gradient if found is None else found

    def _tell(self) -> Sequence[Tensor | None] | None:
        result: Sequence[Tensor | None] | None = None
        for hook, _ in self.hooks.of(GRADIENT):
            changed = hook(self.module, tuple(self.inputs), tuple(self.outputs))
            if changed is not None:
                result = changed if isinstance(changed, (tuple, list)) else (changed,)
                self.inputs = list(result)
        return result
