"""What turns source into an image that a card loads: the contract, whoever the compiler is.

A card offers the compiler that the code generator's kernels go through (`CardInfo.compiler`). Drivers and
simulated cards have code of their own to compile, and are given a `Keep` to have the results kept: the
runtime's disk cache, or nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal, Protocol, TypeVar, runtime_checkable

from .errors import BadCodeObject

Loaded = TypeVar("Loaded")

Language = Literal["LLVM IR", "PTX"]
"""What source can be written in."""


@dataclass(frozen=True)
class Target:
    """What to compile for, in LLVM's names: a triple, a processor and `+feature,-feature,...`."""

    triple: str
    cpu: str
    features: str = ""


class Compiler(Protocol):
    """Makes images of sources, always the same of the same.

    One that a `CardInfo` offers is a value: equal to another that makes the same, and pickled where another
    process is to compile with it.
    """

    @property
    def name(self) -> str:
        """What it is called: `LLVM`."""

    @property
    def takes(self) -> Language:
        """What its sources are written in."""

    @property
    def target(self) -> Target:
        """What its images run on."""

    @property
    def key(self) -> tuple[str, ...]:
        """All that decides, besides its name and the source, what comes out."""

    def compile(self, source: str) -> bytes:
        """The image of a source.

        Raises CompileError with the compiler's own message, UnsupportedArchitecture where it lacks the
        target.
        """

    def __hash__(self) -> int: ...


@runtime_checkable
class ListsAssembly(Protocol):
    """A compiler that shows the machine code it makes."""

    def listing(self, source: str) -> str:
        """The image of a source as assembly for people to read. Raises as `compile` does."""


@runtime_checkable
class MayAbort(Protocol):
    """A compiler that may end the process that it runs in, for a source that it cannot take."""

    @property
    def may_abort(self) -> bool:
        """Whether it may. Another process is to run it then."""


@runtime_checkable
class KeepsImages(Protocol):
    """A compiler that keeps what it made from one process to the next."""

    def forget(self, source: str) -> None:
        """Make the image of a source anew the next time: the one that was kept is of no use."""


@dataclass(frozen=True)
class CompilerAbove:
    """A compiler that is part of the code generator, which drivers know by its place only. A `Compiler`.

    `place` is the module, whose `compiler_for` is given the processor of the target. It is loaded by the
    first compilation; until then the card is a card like any other.
    """

    name: str
    place: str
    target: Target
    takes: Language = "LLVM IR"
    may_abort: bool = True

    def _compiler(self) -> Any:
        return import_module(self.place).compiler_for(self.target.cpu)

    @property
    def key(self) -> tuple[str, ...]:
        key: tuple[str, ...] = self._compiler().key
        return key

    def compile(self, source: str) -> bytes:
        """The image of a source. Raises CompileError."""
        image: bytes = self._compiler().compile(source)
        return image

    def listing(self, source: str) -> str:
        """The machine code of a source as text. Raises as `compile` does."""
        text: str = self._compiler().listing(source)
        return text


Keep = Callable[[Compiler], Compiler]
"""The same compiler, with a memory of what it made. An empty image is not kept."""


def not_kept(compiler: Compiler) -> Compiler:
    """The compiler as it is: a `Keep` that keeps nothing."""
    return compiler


def loaded(compiler: Compiler, source: str, load: Callable[[bytes], Loaded]) -> Loaded:
    """What `load` makes of the image of a source. One that was kept and is bad is made anew.

    Raises what `compile` and `load` do.
    """
    try:
        return load(compiler.compile(source))
    except BadCodeObject:
        if not isinstance(compiler, KeepsImages):
            raise
        compiler.forget(source)
        return load(compiler.compile(source))
