"""Adreno as a target of the grid emitters: LLVM IR that this folder's own compiler takes.

No back end of LLVM knows the card. What LLVM has no word for is a call of a function that is named here and
known to `lowering.py`: the numbers of work-item and group, what orders local memory for a group and
for a wave, and 2 to the power of a float.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ...graph.node import Op
from ..grid.target import Writer
from ..llvm.vectors import Elementwise
from ..nest.lower import LoopNest
from ..nest.reread import reread
from .double_functions import DOUBLE_FUNCTIONS
from .float8 import CONVERSIONS
from .functions import FUNCTIONS
from .intrinsics import BARRIER, EXP2, GROUP, PURE, THREAD, WAVE

_WAVE_LANES = 64


@dataclass(frozen=True)
class AdrenoTarget:
    """A GridTarget of a card with these features."""

    features: frozenset[str]

    global_space = " addrspace(1)"
    local_space = " addrspace(3)"
    stack_space = ""
    constant_space = " addrspace(4)"
    partners_wait = True
    rolled_loop = ""
    functions: ClassVar[Mapping[tuple[Op, str], Elementwise]] = {**FUNCTIONS, **DOUBLE_FUNCTIONS}
    conversions: ClassVar[Mapping[tuple[str, str], Elementwise]] = CONVERSIONS

    def opening(self, name: str, parameters: Sequence[str], block: int) -> list[str]:
        listed = ", ".join(parameters)
        return [
            f"define void @{name}({listed}) #0 {{",
            "entry:",
            f"  %tid = call range(i32 0, {block}) i32 @{THREAD}()",
            f"  %gid = call i32 @{GROUP}()",
        ]

    def _vectors(self, block: int) -> int:
        """How many vectors of registers a lane may have, so that a group of so many finds room."""
        prefix = "registers-"
        known = [int(each.removeprefix(prefix)) for each in self.features if each.startswith(prefix)]
        waves = -(-block // _WAVE_LANES)
        # The waves of a group are spread over two halves of a shader processor, each with its own.
        return min([48, *(vectors // -(-waves // 2) for vectors in known)])

    def closing(self, block: int, nest: LoopNest) -> list[str]:
        # For the compiler, which reads these through the texture cache: their numbers and sizes in bytes.
        again = " ".join(f"{slot.number}:{slot.size * slot.dtype.item_bytes}" for slot in reread(nest))
        told = f'"block"="{block}" "vectors"="{self._vectors(block)}" "reread"="{again}"'
        return [
            f"declare i32 @{THREAD}() #1",
            f"declare i32 @{GROUP}() #1",
            f'attributes #0 = {{ nounwind {told} "no-trapping-math"="true" }}',
            f"attributes #1 = {{ {PURE} }}",
            "attributes #2 = { convergent nocallback nounwind willreturn }",
        ]

    def local_memory(self, name: str, size_bytes: int) -> list[str]:
        return [f"@{name}.local = internal addrspace(3) global [{size_bytes} x i8] poison, align 16"]

    def launch_bytes(self, size_bytes: int) -> int:
        return 0

    def local_base(self, name: str) -> str:
        return f"@{name}.local"

    def barrier(self, w: Writer) -> None:
        w.declare(f"declare void @{BARRIER}() #2")
        w.write(f"call void @{BARRIER}()")

    copies_to_local = False

    def copy_to_local(self, w: Writer, destination: str, source: str) -> None:
        raise NotImplementedError

    def await_copies(self, w: Writer) -> None:
        raise NotImplementedError

    def divide_schedule(self, w: Writer) -> None:
        """Nothing: this compiler's time grows with the number of instructions only."""

    def partner(self, w: Writer, word: str, distance: int, half: bool = False) -> str:
        """By way of local memory: lanes exchange nothing themselves, but a wave's accesses are in order."""
        w.declare(f"declare void @{WAVE}() #2")
        space = f"ptr{self.local_space}"
        w.write(f"store i32 {word}, {space} {w.word_pointer('%tid')}, align 4")
        w.write(f"call void @{WAVE}()")
        other = w.word_pointer(w.emit(f"xor i32 %tid, {distance}"))
        result = w.emit(f"load i32, {space} {other}, align 4")
        w.write(f"call void @{WAVE}()")
        return result

    def anywhere(self, w: Writer, test: str) -> str:
        """The test as it is: lanes may part where it is asked, and none waits for another there."""
        return test

    def exp2(self, w: Writer, x: str) -> str:
        """`exp2` of category 4; what is below normal numbers is 0."""
        w.declare(f"declare float @{EXP2}(float) #1")
        return w.emit(f"call float @{EXP2}(float {x})")
