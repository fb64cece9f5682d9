"""What all architectures have: a name, features, and what kernels are compiled for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Architecture:
    """One architecture. `features` are what code asks for, in the words of the maker's documents and LLVM's.

    `processor` is LLVM's name of what kernels are compiled for. One that is not listed is taken for the
    listed one that its number is nearest to, which `like` names.
    """

    name: str
    features: frozenset[str]
    processor: str
    like: str = ""

    @property
    def assumption(self) -> str:
        """What is taken for true of an architecture that is not listed, in words; empty for the others."""
        if not self.like:
            return ""
        return (
            f"this version of Barewire does not list {self.name}: it is taken for {self.like}, and kernels"
            f" are compiled for {self.processor}"
        )
