"""The compiler: LLVM IR in, an image for Adreno out. Cards offer it as a `CompilerAbove`
(drivers/compiler.py).

LLVM's passes for all machines run first, with a target that is only there to be asked what things cost. Then
each kernel's IR is read again, its instructions are selected, registers allocated, and sync flags and slots
set.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ....drivers.compiler import Target
from ....drivers.llvm import LlvmCompiler
from ....runtime.errors import CompileError
from . import allocate, encode, isa, order, repeat, schedule, sync
from . import llvm_text as ir
from .figures import figures
from .lowering import TABLE
from .machine_code import Instruction, Program
from .select import Selector
from .spill import Spiller

# 64-bit pointers, words of 32 bits, no instruction for double: what NVPTX tells the passes is nearest.
_PASSES = LlvmCompiler(Target("nvptx64-nvidia-cuda", "sm_70"))


@dataclass(frozen=True)
class AdrenoCompiler:
    """Makes images for the cards of a generation: 6 for a6xx."""

    generation: int = 6
    textures: bool = True
    """Whether kernels read what they read again and again through the texture cache."""

    @property
    def key(self) -> tuple[str, ...]:
        """The passes, and this compiler itself: images that another state of it made are others."""
        return (str(self.generation), str(self.textures), *_PASSES.key, _fingerprint())

    def compile(self, source: str) -> bytes:
        """The image of a module's kernels.

        Raises CompileError with what could not be compiled.
        """
        found = programs(source, self.textures, self.generation)
        return encode.image_of([(each, finished(each, self.generation)) for each in found], self.generation)

    def listing(self, source: str) -> str:
        """The machine code of a module as text, and what it costs (BAREWIRE_DEBUG=5 prints it)."""
        lines = []
        for program in programs(source, self.textures, self.generation):
            encoder = encode.Encoder(program, finished(program, self.generation), self.generation)
            code = encoder.instructions()
            lines += [f"; {figures(program, encoder.vectors)}", f"{program.name}:"]
            lines += [f"    {isa.text(each, self.generation)}" for each in code]
        return "\n".join(lines) + "\n"


def compiler_for(processor: str) -> AdrenoCompiler:
    """The compiler for `a6xx`."""
    return AdrenoCompiler(int(processor.strip("ax")))


@lru_cache(maxsize=1)
def _fingerprint() -> str:
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def programs(source: str, textures: bool = True, generation: int = 6) -> list[Program]:
    """The kernels of a module, selected, with reads through the texture cache or without."""
    module = ir.parse(_PASSES.optimised(source))
    return [Selector(function, module, TABLE, textures, generation).run() for function in module.functions]


def finished(program: Program, generation: int = 6) -> dict[int, int]:
    """Order a program, and give its registers places and its instructions what they wait for."""
    order.clean(program)
    written = [list(block.instructions) for block in program.blocks]
    schedule.schedule(program)
    try:
        places = allocate.allocate(program)
    except allocate.NoRoom:
        # The order in which it was written keeps less alive.
        for block, instructions in zip(program.blocks, written, strict=True):
            block.instructions = instructions
        places = _with_memory(program)
    order.thread(program)
    sync.synchronise(program, places)
    repeat.repeat(program, places)
    if generation >= 7:
        _unlock(program)
    program.branch_depth = order.parted(program)
    return places


def _unlock(program: Program) -> None:
    """Have a program end as compute does on a7xx (ir3_compiler_nir.c of Mesa 25): it locks and unlocks
    something.
    """
    for block in program.blocks:
        if block.instructions[-1].op == "end":
            lock = Instruction("lock", None, (), effect=True, ss=True, sy=True, jp=True)
            block.instructions[-1:-1] = [lock, Instruction("unlock", None, (), effect=True)]


def _with_memory(program: Program) -> dict[int, int]:
    """Places for registers, of which some are moved to private memory until the others have room."""
    spiller = Spiller(program)
    while True:
        try:
            return allocate.allocate(program)
        except allocate.NoRoom as full:
            if not spiller.spill(full.live, full.where):
                raise CompileError(
                    f"kernel {program.name} needs more registers at once than an Adreno GPU has"
                ) from full
