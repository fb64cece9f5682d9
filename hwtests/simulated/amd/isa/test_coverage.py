"""Every instruction that the decoder knows has semantics that LLVM accepts, but for a short list."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import llvmlite.binding
import pytest

from barewire.drivers.architectures.amd import named
from barewire.drivers.simulated.amd.isa.decoding.decode import Decoder, decoder
from barewire.drivers.simulated.amd.isa.decoding.encoding import insert
from barewire.drivers.simulated.amd.isa.instruction import IllegalEncoding, Instruction
from barewire.drivers.simulated.amd.isa.native.builder import Context
from barewire.drivers.simulated.amd.isa.running.library import module_text
from barewire.drivers.simulated.amd.isa.running.program import has_effect
from barewire.drivers.simulated.amd.isa.semantics import meanings
from barewire.drivers.simulated.amd.isa.semantics.handlers import meaning_of, write_handler

from .bare_engine import WAVE_LANES

# Graphics, typed buffers, traps and their handlers, scalar atomics and stores that no compiler emits, blocks
# of registers that only function prologues of later chips save, and what stands for no instruction.
_NOT_SIMULATED = re.compile(
    r"v_interp_|buffer_(load|store)_(lds_)?(d16_|format)|ds_bvh_stack|s_buffer_(atomic|store)|s_scratch_"
    r"|s_(rfe|cbranch_(g_fork|i_fork|join)|setvskip|dcache_discard|subvector_loop|code_end)|s_endpgm_ordered"
    r"|s_(barrier_(init|join)|get_barrier_state|wakeup_barrier)|(global|scratch)_(load|store)_block"
    r"|global_load_tr_|global_atomic_ordered_add|global_(load|store)_dword_addtid|ds_condxchg32"
    r"|v_(illegal|pipeflush|clrexcp|screen_partition|cvt_pkaccum)"
)


def encodings(machine: Decoder, seed: int) -> Iterator[Instruction]:
    """One instruction of each opcode of each format, its other fields random but legal."""
    random_bits = random.Random(seed)
    for name, layout in machine.layouts.items():
        if name.startswith("VOPD."):
            continue
        everything = insert((1 << 30) - 1, layout.format.opcode)
        for opcode in layout.lines:
            for _ in range(300):
                bits = random_bits.getrandbits(160) & ~(layout.mask | everything)
                bits |= layout.match | insert(opcode, layout.format.opcode)
                try:
                    yield machine.decode(bits.to_bytes(20, "little"), 0, 0x1000)
                except IllegalEncoding:
                    continue
                break


@pytest.mark.parametrize(
    "arch",
    ["gfx1100", *(pytest.param(arch, marks=pytest.mark.slow) for arch in ("gfx942", "gfx1201", "gfx1030"))],
)
def test_every_instruction_has_semantics_that_llvm_accepts(arch: str) -> None:
    meanings.load()
    lanes = WAVE_LANES[arch]
    context = Context(arch, named(arch).major, lanes)
    missing: set[str] = set()
    handlers = {}
    for instruction in encodings(decoder(arch, lanes), seed=lanes):
        if not has_effect(instruction.mnemonic):
            continue
        if meaning_of(instruction.mnemonic) is None:
            missing.add(instruction.mnemonic)
            continue
        handler = write_handler(instruction, context, backward=False)
        handlers[handler.name] = handler
    assert len(handlers) > 1000
    unexpected = sorted(name for name in missing if not _NOT_SIMULATED.match(name))
    assert not unexpected
    module = llvmlite.binding.parse_assembly(module_text(list(handlers.values())))
    module.verify()
