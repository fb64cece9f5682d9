"""How simulated cards get native code."""

from __future__ import annotations

from collections.abc import Callable

from ..llvm import Target

Compile = Callable[[str, Target], bytes]
"""LLVM IR to a relocatable object, as `llvm.compile_ir`."""
