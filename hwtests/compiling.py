"""Compilers for tests, and what they made kept in the process, so that nothing is compiled twice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from barewire.drivers.compiler import Compiler, Language, Target
from barewire.drivers.llvm import LlvmCompiler


def for_amd(arch: str, features: str = "", level: int = 2) -> LlvmCompiler:
    """LLVM for an AMD card."""
    return LlvmCompiler(Target("amdgcn-amd-amdhsa", arch, features), level)


def for_nvidia(arch: str, features: str = "") -> LlvmCompiler:
    """LLVM writing PTX."""
    return LlvmCompiler(Target("nvptx64-nvidia-cuda", arch, features), image="assembly")


@cache
def image_of(compiler: Compiler, source: str) -> bytes:
    """What a compiler makes of a source, compiled once."""
    return compiler.compile(source)


@dataclass(frozen=True)
class KeptHere:
    """A compiler whose images are kept in this process: a `Keep` for drivers and simulated cards."""

    compiler: Compiler

    @property
    def name(self) -> str:
        return self.compiler.name

    @property
    def takes(self) -> Language:
        return self.compiler.takes

    @property
    def target(self) -> Target:
        return self.compiler.target

    @property
    def key(self) -> tuple[str, ...]:
        return self.compiler.key

    def compile(self, source: str) -> bytes:
        return image_of(self.compiler, source)
