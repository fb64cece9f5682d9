"""What the targets of grid cards call the parts of a kernel: one class for each family of cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ...graph.node import Op
from ..llvm import vectors
from ..nest.lower import LoopNest


class Writer(vectors.Writer, Protocol):
    """Where a kernel is written: what a target must be able to ask of it."""

    @property
    def constant_space(self) -> str:
        """The space of constants, as it follows `ptr`."""

    def write(self, text: str) -> None:
        """Append an instruction without a result."""

    def word_pointer(self, item: str) -> str:
        """Where a work-item of the group has a word of local memory for what it gives to partners."""


class GridTarget(Protocol):
    """The parts of a kernel's text in which targets differ.

    The kernel's text finds the number of its work-item within the group as `%tid` and that of the group as
    `%gid`, both i32. Pointers to a card's memory, to a group's local memory and to the stack each have a type
    of their own, written as `ptr` and the space.
    """

    @property
    def global_space(self) -> str: ...

    @property
    def local_space(self) -> str: ...

    @property
    def stack_space(self) -> str: ...

    @property
    def constant_space(self) -> str: ...

    @property
    def functions(self) -> Mapping[tuple[Op, str], vectors.Elementwise]:
        """What writes an op of a dtype, by their names, where other grid cards do it otherwise."""

    @property
    def conversions(self) -> Mapping[tuple[str, str], vectors.Elementwise]:
        """(dtype's name, other's name) -> the conversions that have instructions."""

    @property
    def partners_wait(self) -> bool:
        """Whether all work-items of a wave must come to where partners exchange words."""

    def opening(self, name: str, parameters: Sequence[str], block: int) -> list[str]:
        """The lines from `define`, with its parameters, until `%tid` and `%gid` are there; `block` work-items
        make a group.
        """

    def closing(self, block: int, nest: LoopNest) -> list[str]:
        """The lines after the kernel, which computes a nest: attributes, metadata, declarations."""

    def local_memory(self, name: str, size_bytes: int) -> list[str]:
        """The lines that set a group's local memory aside."""

    def launch_bytes(self, size_bytes: int) -> int:
        """How much of that a launch must ask for; the rest the kernel has by itself."""

    def local_base(self, name: str) -> str:
        """What points at the start of a group's local memory, of the local space."""

    def barrier(self, w: Writer) -> None:
        """Let every work-item of the group come here, its writes to local memory done, before one goes on."""

    @property
    def copies_to_local(self) -> bool:
        """Whether memory is copied to local memory on its own, while a work-item goes on."""

    def copy_to_local(self, w: Writer, destination: str, source: str) -> None:
        """Begin to copy 16 bytes from the card's memory; both addresses are multiples of 16."""

    def await_copies(self, w: Writer) -> None:
        """Wait until this work-item's copies are there."""

    @property
    def rolled_loop(self) -> str:
        """What follows the branch back of a loop that the card's own compiler is not to unroll."""

    def divide_schedule(self, w: Writer) -> None:
        """Let the compiler order the instructions before and after this point on their own."""

    def partner(self, w: Writer, word: str, distance: int, half: bool = False) -> str:
        """The i32 `word` of a partner among 2 * `distance` adjacent work-items: one of the other half.

        Which one does not matter, as all in the same half have the same. `half` is whether the word is half
        of a 64-bit value. At a distance of 16 and more it is the one at the same place of the other half.
        """

    def anywhere(self, w: Writer, test: str) -> str:
        """Whether an i1 holds for any work-item of the wave: the same for all of them."""

    def exp2(self, w: Writer, x: str) -> str:
        """2 to the power of a float, by the card's own instruction; what is below normal numbers may be 0."""
