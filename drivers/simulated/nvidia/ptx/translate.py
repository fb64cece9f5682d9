"""All instructions there are: importing this enters them into the table, and `translate` uses it."""

from __future__ import annotations

from .native.translator import Program, Translator
from .semantics import (
    asynchronous,
    atomics,
    bulk_handlers,
    compare,
    control,
    convert,
    floating,
    integers,
    matrix,
    matrix_handlers,
    memory,
    warp,
)
from .syntax import Function, Module

__all__ = [
    "asynchronous", "atomics", "bulk_handlers", "compare", "control", "convert", "floating", "integers",
    "matrix", "matrix_handlers", "memory", "translate", "warp",
]  # fmt: skip


def translate(module: Module, function: Function, global_index: dict[str, int], name: str) -> Program:
    """A kernel as LLVM IR, in a function called `name`. Raises PtxError."""
    return Translator(module, function, global_index, name).translate()
