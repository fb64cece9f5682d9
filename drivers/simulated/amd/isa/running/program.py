"""Programs as the engine runs them: machine code turned into records, once.

Translation follows the control flow from the entry. An instruction becomes one record; those without effect
here (waits, hints) become none. Where the floating point mode is changed, what follows is translated for the
new mode, so that a handler never asks for it. A jump to an address that only the program knows looks for its
record when it is made, and asks for its translation if there is none.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable
from dataclasses import dataclass, replace
from weakref import ref

from ..... import kernel
from .....errors import DeviceClosed
from .....mapped import Mapped
from .....quiet import QuietLock
from ....memory.vm import AddressSpace, MemoryViolation
from ..instruction import CONSTANT_KINDS, Instruction, Operand, OperandKind
from ..native import wave
from ..native.builder import Context, modifier_slots
from ..native.modes import FLOAT_MODE_BITS, mode_after
from ..semantics.handlers import Handler
from .library import HandlerLibrary

Decode = Callable[[memoryview, int, int], Instruction]

_ENDS = frozenset(
    {"s_endpgm", "s_endpgm_saved", "s_setpc_b64", "s_rfe_b64", "s_branch", "s_swappc_b64", "s_call_b64"}
)
_CALLS = frozenset({"s_swappc_b64", "s_call_b64"})
_NEEDS_PC = frozenset({"s_getpc_b64", "s_swappc_b64", "s_call_b64"})
# Hints and waits: what they wait for is done already, since every instruction completes before the next
# begins.
_HINTS = """
s_nop s_waitcnt s_waitcnt_depctr s_waitcnt_vscnt s_waitcnt_vmcnt s_waitcnt_expcnt s_waitcnt_lgkmcnt
s_wait_loadcnt s_wait_storecnt s_wait_samplecnt s_wait_bvhcnt s_wait_kmcnt s_wait_dscnt
s_wait_expcnt s_wait_loadcnt_dscnt s_wait_storecnt_dscnt s_wait_alu s_wait_event s_wait_idle
s_delay_alu s_clause s_inst_prefetch s_setprio s_set_inst_prefetch_distance
s_prefetch_inst s_prefetch_inst_pc_rel s_prefetch_data s_prefetch_data_pc_rel s_buffer_prefetch_data
s_icache_inv s_incperflevel s_decperflevel s_ttracedata s_ttracedata_imm s_version v_nop s_setkill
s_wakeup s_dcache_inv s_dcache_wb s_dcache_inv_vol s_dcache_wb_vol s_gl1_inv s_singleuse_vdst
buffer_gl0_inv buffer_gl1_inv buffer_wbinvl1 buffer_wbinvl1_vol buffer_wbl2 buffer_inv buffer_invl2
global_inv global_wb global_wbinv ds_nop s_barrier_leave
"""
_WITHOUT_EFFECT = frozenset(_HINTS.split())
_PLACE_OF = {
    OperandKind.SGPR: wave.SGPRS,
    OperandKind.TTMP: wave.SGPRS + 4 * wave.TTMP,
    OperandKind.VCC: wave.SGPRS + 4 * wave.VCC,
    OperandKind.EXEC: wave.SGPRS + 4 * wave.EXEC,
    OperandKind.M0: wave.SGPRS + 4 * wave.M0,
    OperandKind.FLAT_SCRATCH: wave.SGPRS + 4 * 102,
    OperandKind.XNACK_MASK: wave.SGPRS + 4 * 104,
    OperandKind.SCC: wave.SCC,
}
_APERTURES = {
    OperandKind.SHARED_BASE: wave.SHARED_APERTURE,
    OperandKind.SHARED_LIMIT: wave.SHARED_APERTURE + wave.APERTURE_BYTES - 1,
    OperandKind.PRIVATE_BASE: wave.PRIVATE_APERTURE,
    OperandKind.PRIVATE_LIMIT: wave.PRIVATE_APERTURE + wave.APERTURE_BYTES - 1,
    OperandKind.POPS_EXITING_WAVE_ID: 0,
}
# Room in the pool of constants for what is translated while the program runs.
_SPARE_CONSTANT_DWORDS = 256
# No program is longer; a longer run of instructions has no s_endpgm.
PROGRAM_BYTES_MAX = 16 << 20


class ProgramError(Exception):
    """A program that cannot be translated: `instruction` is where, if it could be decoded."""

    def __init__(self, message: str, pc: int, instruction: Instruction | None = None) -> None:
        super().__init__(message)
        self.pc = pc
        self.instruction = instruction


@dataclass(frozen=True)
class Registers:
    """How many registers a wave has: vector registers, and where accumulation registers begin among them."""

    vectors: int
    accumulation_offset: int


@dataclass(frozen=True)
class _Step:
    """One record to be: an instruction in its context, or (without one) a jump to what is translated
    already."""

    pc: int
    instruction: Instruction | None
    context: Context
    target: tuple[int, int] | None = None


def has_effect(mnemonic: str) -> bool:
    """Whether an instruction does anything here; those that only wait or hint do not."""
    return mnemonic not in _WITHOUT_EFFECT


def branch_target(instruction: Instruction) -> int | None:
    """Where a direct jump goes: PC + 4 + SIMM16 * 4 ("RDNA3 ISA", 16.5, S_BRANCH); None for other
    instructions."""
    mnemonic = instruction.mnemonic
    if (
        mnemonic == "s_branch"
        or mnemonic.startswith(("s_cbranch_", "s_subvector_loop_"))
        or mnemonic == "s_call_b64"
    ):
        offset = next(int(o.value) for o in instruction.operands if o.kind is OperandKind.IMMEDIATE) & 0xFFFF
        return instruction.address + 4 + 4 * ((offset ^ 0x8000) - 0x8000)
    return None


class Program:
    """One program for one shape of wave. `image` is the initial state without what a dispatch puts in."""

    def __init__(
        self,
        library: HandlerLibrary,
        decode: Decode,
        check: Callable[[list[Instruction]], None],
        space: AddressSpace,
        entry: int,
        context: Context,
        registers: Registers,
    ) -> None:
        self.library, self._decode, self._check = library, decode, check
        self.busy_s = 0.0
        """How long its dispatches have taken."""
        # Weak: the programs of an address space are kept as long as it is, and must not keep it.
        self._space = ref(space)
        self._context = context
        self._context_of: dict[int, Context] = {}
        self._registers = registers
        self._lock = QuietLock()
        self._records: dict[tuple[int, int], int] = {}
        self._pcs: dict[int, Instruction] = {}
        self._chunks: list[Mapped] = []
        self._constants: dict[tuple[int, int], int] = {}
        self._constant_words: list[int] = []
        self._constants_limit: int | None = None
        self._runs: list[tuple[int, bytes]] = []
        self._tables: list[tuple[array[int], ...]] = []
        self.cell = array("Q", [0])
        self.instructions: dict[int, Instruction] = {}
        self.vector_base = 0
        self.entry = self.record_at(entry, context.float_mode)

    @property
    def state_bytes(self) -> int:
        """The size of a wave's state."""
        return self.vector_base + self._registers.vectors * self._context.lanes * 4

    def image(self) -> bytearray:
        """A wave's initial state up to its vector registers, constants in place."""
        image = bytearray(self.vector_base)
        self.fill_constants(image)
        struct.pack_into("<I", image, wave.MODE, self._context.float_mode)
        struct.pack_into("<II", image, wave.VECTOR_BASE, self.vector_base, self.state_bytes)
        return image

    def fill_constants(self, state: bytearray | memoryview) -> None:
        """Give a wave the constants there are, those of code translated while it ran among them."""
        words = tuple(self._constant_words)
        struct.pack_into(f"<{len(words)}I", state, wave.CONSTANTS, *words)
        struct.pack_into("<I", state, wave.CONSTANT_WORDS, len(words))

    def is_current(self) -> bool:
        """Whether memory still holds the code that was translated."""
        try:
            return all(self._memory.read(start, len(code)) == code for start, code in self._runs)
        except MemoryViolation:
            return False

    @property
    def _memory(self) -> AddressSpace:
        space = self._space()
        if space is None:
            raise DeviceClosed("the address space that the program was translated from is gone")
        return space

    def instruction_at(self, record: int) -> Instruction | None:
        """What the record at a host address was made from."""
        return self._pcs.get(record)

    def record_at(self, pc: int, float_mode: int) -> int:
        """The host address of the record for a program address, translated if it is not yet.

        Raises ProgramError, MemoryViolation, NotSimulated, IllegalEncoding.
        """
        with self._lock:
            known = self._records.get((pc, float_mode))
            if known is None:
                self._translate(pc, float_mode)
                known = self._records[pc, float_mode]
            return known

    # ---- translation ----------------------------------------------------------------------------------

    def _fetch(self, pc: int) -> Instruction:
        known = self.instructions.get(pc)
        if known is not None:
            return known
        mapping = self._memory.find(pc)
        if mapping is None or not mapping.executable:
            raise MemoryViolation(pc, 4, "execute", "not mapped" if mapping is None else "not executable")
        if pc % 4:
            raise ProgramError(f"the program counter {pc:#x} is not aligned to 4 bytes", pc)
        size = min(mapping.end - pc, 20)
        code = kernel.buffer(mapping.host_address + pc - mapping.gpu_address, size)
        instruction = self._decode(code, 0, pc)
        if instruction.size_bytes > size:
            raise MemoryViolation(mapping.end, instruction.size_bytes - size, "execute", "not mapped")
        self.instructions[pc] = instruction
        return instruction

    def _translate(self, entry: int, float_mode: int) -> None:
        steps: list[_Step] = []
        places: dict[tuple[int, int], int] = {}
        work = [(entry, float_mode)]
        while work:
            pc, mode = work.pop()
            start = pc
            while True:
                if (pc, mode) in places or (pc, mode) in self._records:
                    if pc != start:
                        steps.append(_Step(pc, None, self._context, (pc, mode)))
                    break
                instruction = self._fetch(pc)
                places[pc, mode] = len(steps)
                context = self._contexts(mode)
                mnemonic = instruction.mnemonic
                if mnemonic == "s_code_end":
                    raise ProgramError("the program goes on past its end: no s_endpgm", pc, instruction)
                mode = mode_after(instruction, mode)
                target = branch_target(instruction)
                if has_effect(mnemonic):
                    steps.append(_Step(pc, instruction, context, None if target is None else (target, mode)))
                if target is not None:
                    work.append((target, mode))
                pc = instruction.next_address
                if mnemonic in _ENDS:
                    if mnemonic in _CALLS:
                        work.append((pc, mode))
                    break
                if pc - entry > PROGRAM_BYTES_MAX:
                    raise ProgramError("the program has no end", pc)
        self._check(list(self.instructions.values()))
        self._place(steps, places)
        self._remember_code()

    def _contexts(self, mode: int) -> Context:
        known = self._context_of.get(mode)
        if known is None:
            float_mode, index_mode = mode & ((1 << FLOAT_MODE_BITS) - 1), mode >> FLOAT_MODE_BITS
            known = replace(self._context, float_mode=float_mode, index_mode=index_mode)
            self._context_of[mode] = known
        return known

    def _place(self, steps: list[_Step], places: dict[tuple[int, int], int]) -> None:
        needs = []
        for step in steps:
            if step.instruction is not None:
                # By address: a loop has such a jump, in whatever order its parts were translated.
                backward = step.target is not None and step.target[0] <= step.pc
                needs.append((step.instruction, step.context, backward))
        handlers = iter(self.library.handlers(needs))
        chunk = Mapped(len(steps) * wave.RECORD_BYTES)
        self._records |= {key: chunk.address + at * wave.RECORD_BYTES for key, at in places.items()}
        lines: list[tuple[int, list[int | tuple[int, int]]]] = []
        for at, step in enumerate(steps):
            here = chunk.address + at * wave.RECORD_BYTES
            if step.instruction is None:
                assert step.target is not None
                lines.append((self.library.go_to, [self._records[step.target] - here]))
                continue
            self._pcs[here] = step.instruction
            address, handler = next(handlers)
            distance = None if step.target is None else self._records[step.target] - here
            lines.append((address, self._slots(step.instruction, handler, distance)))
        self._close_constants(
            any(step.instruction is not None and step.instruction.mnemonic in _NEEDS_PC for step in steps)
        )
        base = self.vector_base
        memory = chunk.bytes
        for at, (address, slots) in enumerate(lines):
            numbers = [slot if isinstance(slot, int) else base + slot[0] for slot in slots]
            struct.pack_into(
                f"<Q{len(numbers)}I",
                memory,
                at * wave.RECORD_BYTES,
                address,
                *(n & 0xFFFFFFFF for n in numbers),
            )
        self._chunks.append(chunk)
        self._publish()

    def _close_constants(self, may_grow: bool) -> None:
        if self._constants_limit is None:
            spare = _SPARE_CONSTANT_DWORDS if may_grow else 0
            end = wave.CONSTANTS + 4 * (len(self._constant_words) + spare)
            self.vector_base = -(-end // 64) * 64
            self._constants_limit = (self.vector_base - wave.CONSTANTS) // 4
        if len(self._constant_words) > self._constants_limit:
            raise ProgramError("a program that makes its own jumps has too many constants", 0)

    def _constant(self, bits: int, dwords: int) -> int:
        """Where in the state a constant lies."""
        key = (bits, dwords)
        if key not in self._constants:
            if dwords > 1 and len(self._constant_words) % 2:
                self._constant_words.append(0)
            self._constants[key] = wave.CONSTANTS + 4 * len(self._constant_words)
            self._constant_words += [bits >> 32 * dword & 0xFFFFFFFF for dword in range(dwords)]
        return self._constants[key]

    def _slots(
        self, whole: Instruction, handler: Handler, distance: int | None
    ) -> list[int | tuple[int, int]]:
        """The record's slots; a pair is an offset from the first vector register."""
        slots: list[int | tuple[int, int]] = []
        half: Instruction | None = whole
        while half is not None:
            for operand in half.operands:
                slots.append(self._slot(whole, operand, handler.constant_types.get(len(slots)), distance))
            slots += [half.modifiers[name] for name in modifier_slots(half)]
            half = half.dual
        if whole.mnemonic in _NEEDS_PC:
            slots.append(self._constant(whole.next_address, 2))
        if len(slots) > wave.SLOTS_MAX:
            raise ProgramError(
                f"{whole.mnemonic} has more operands than a record holds", whole.address, whole
            )
        return slots

    def _slot(
        self, instruction: Instruction, operand: Operand, constant_type: str | None, distance: int | None
    ) -> int | tuple[int, int]:
        kind = operand.kind
        if kind is OperandKind.VGPR or kind is OperandKind.AGPR:
            register = operand.index
            limit = self._registers.vectors
            if kind is OperandKind.AGPR:
                register += self._registers.accumulation_offset
            elif self._registers.accumulation_offset:
                limit = self._registers.accumulation_offset
            if register + max(operand.dwords, 1) > limit:
                raise ProgramError(
                    f"register {kind.value}{operand.index + operand.dwords - 1} is not among the"
                    f" {limit} vector registers that COMPUTE_PGM_RSRC1 gives the wave",
                    instruction.address,
                    instruction,
                )
            return (register * self._context.lanes * 4, 0)
        if kind in _PLACE_OF:
            return _PLACE_OF[kind] + 4 * operand.index
        if kind is OperandKind.IMMEDIATE:
            return int(operand.value) if distance is None else distance
        if kind in CONSTANT_KINDS:
            name = constant_type or ("b64" if operand.dwords == 2 else "b32")
            dwords = 2 if name.endswith("64") else max(operand.dwords, 1)
            # All 32 bits of a literal are kept for 16-bit types: a packed operand has two halves.
            whole = kind is OperandKind.LITERAL and dwords == 1
            return self._constant(int(operand.value) if whole else operand.constant_bits(name), dwords)
        if kind is OperandKind.NULL:
            return wave.SINK if operand.is_destination else self._constant(0, max(operand.dwords, 2))
        if kind in _APERTURES:
            return self._constant(_APERTURES[kind], 2)
        if kind in (OperandKind.OFF, OperandKind.VCCZ, OperandKind.EXECZ):
            return 0
        raise ProgramError(f"the operand {kind.value} is not simulated", instruction.address, instruction)

    def _publish(self) -> None:
        """Let native code find records by program address."""
        entries = sorted(
            (pc, record) for (pc, mode), record in self._records.items() if mode == self._context.float_mode
        )
        pcs, records = array("Q", [pc for pc, _ in entries]), array("Q", [record for _, record in entries])
        # One pointer to a table that never changes, so that a search sees the old one or the new one.
        words = [len(entries), pcs.buffer_info()[0], records.buffer_info()[0], len(self._constant_words)]
        table = array("Q", words)
        self._tables.append((table, pcs, records))
        self.cell[0] = table.buffer_info()[0]

    def _remember_code(self) -> None:
        runs: list[list[int]] = []
        for pc in sorted(self.instructions):
            end = self.instructions[pc].next_address
            if runs and runs[-1][1] >= pc:
                runs[-1][1] = max(runs[-1][1], end)
            else:
                runs.append([pc, end])
        self._runs = [(start, self._memory.read(start, end - start)) for start, end in runs]
