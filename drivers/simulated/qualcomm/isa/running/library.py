"""The handlers there are in this process: written when a program first needs them, compiled in batches, kept.

The `Keep` that comes from outside may keep objects on disk, so that the next process compiles nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..... import kernel
from .....compiler import Keep, loaded, not_kept
from .....llvm import LlvmCompiler, host_compiler
from .....object_loader import LoadedObject
from .....quiet import QuietLock
from ..instruction import Instruction
from ..native import scheduler
from ..native.builder import Context
from ..semantics.handlers import Handler, handler_key, write_handler
from ..semantics.meanings import MEANINGS

assert MEANINGS

_LEVEL = 1
# Whole registers of the host at once; a tail call need not clear their upper halves.
_WIDE = '"prefer-vector-width"="512" "min-legal-vector-width"="512" "no-trapping-math"="true"'
_ATTRIBUTES = f"attributes #0 = {{ nounwind {_WIDE} }}\n"
_FEATURES = {"x86_64": ",-vzeroupper,-prefer-256-bit"}


def handler_compiler() -> LlvmCompiler:
    """What compiles handlers for this processor."""
    compiler = host_compiler()
    target = compiler.target
    features = target.features + _FEATURES.get(target.triple.split("-")[0], "")
    return replace(compiler, target=replace(target, features=features), level=_LEVEL)


class HandlerLibrary:
    """Handlers by key. Safe to use from several threads."""

    def __init__(self, kept: Keep = not_kept) -> None:
        self._compiler = kept(handler_compiler())
        self._lock = QuietLock()
        self._handlers: dict[object, Handler] = {}
        self._addresses: dict[str, int] = {}
        self._objects: list[LoadedObject] = []
        functions = self._load(scheduler.source() + "\n")
        self.run_groups = kernel.native_function(
            "int(*)(uintptr_t, uintptr_t, int, uint64_t)", functions["run_groups"]
        )

    def _load(self, text: str) -> dict[str, int]:
        code = loaded(self._compiler, text, LoadedObject)
        self._objects.append(code)
        return {name: function.gpu_address for name, function in code.functions.items()}

    def handlers(self, needs: Sequence[tuple[Instruction, Context]]) -> list[int]:
        """The address of the handler of each instruction in a context.

        Raises NotSimulated for an instruction that has no semantics.
        """
        with self._lock:
            found: list[str] = []
            missing: dict[str, Handler] = {}
            for instruction, context in needs:
                key = handler_key(instruction, context)
                handler = self._handlers.get(key)
                if handler is None:
                    handler = write_handler(instruction, context)
                    self._handlers[key] = handler
                if handler.name not in self._addresses:
                    missing[handler.name] = handler
                found.append(handler.name)
            if missing:
                self._addresses |= self._load(module_text(list(missing.values())))
            return [self._addresses[name] for name in found]


def module_text(handlers: Sequence[Handler]) -> str:
    """A module of handlers, in an order that does not depend on which program asked first."""
    ordered = sorted(handlers, key=lambda handler: handler.name)
    declarations = sorted({line for handler in ordered for line in handler.declarations})
    return "\n".join([*declarations, *(handler.text for handler in ordered), _ATTRIBUTES])
