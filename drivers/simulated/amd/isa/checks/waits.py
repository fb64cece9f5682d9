"""Whether a program waits for its memory instructions before it uses, or overwrites, what they deliver.

Memory instructions run on while the wave goes on; counters say how many are under way, and `s_waitcnt` and
its kin hold the wave until a counter is low enough. Silicon does not check: a program that waits too little
reads an old register, sometimes. Here it is an error, found before the program runs: a data-flow analysis
over the control flow graph follows, for each register, which counter it hangs on and how many later
instructions of the same ordered kind there are.

Sources: "RDNA3 ISA" 4.4 and 5.6, "RDNA4 ISA" 4.4 and 5.6, "Vega ISA" and "CDNA3 ISA" 4.4 (data dependency
resolution, S_WAITCNT); LLVM's SIInsertWaitcnts.cpp for which instruction moves which counter; LLVM's
AMDGPUBaseInfo.cpp (getVmcntBitWidthLo and its neighbours) for where the counts are in S_WAITCNT.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from .....architectures.amd import named
from ..instruction import Instruction, Operand, OperandKind

SGPR_BASE, VGPR_BASE, AGPR_BASE = 0, 1000, 3000
_VCC, _TTMP, _M0, _EXEC, _FLAT_SCRATCH, _XNACK_MASK = 106, 108, 124, 126, 200, 202
LDS_STORES = -1
_NONE = range(0)

_FILE_BASE = {
    OperandKind.VGPR: VGPR_BASE,
    OperandKind.AGPR: AGPR_BASE,
    OperandKind.SGPR: SGPR_BASE,
    OperandKind.TTMP: _TTMP,
    OperandKind.VCC: _VCC,
    OperandKind.EXEC: _EXEC,
    OperandKind.M0: _M0,
    OperandKind.FLAT_SCRATCH: _FLAT_SCRATCH,
    OperandKind.XNACK_MASK: _XNACK_MASK,
}


class Counter(Enum):
    """A hardware counter of work under way. Before gfx12 `DS` and `KM` are one, lgkmcnt, called `LGKM`."""

    VM = "vmcnt"
    VS = "vscnt"
    LGKM = "lgkmcnt"
    EXP = "expcnt"
    LOAD = "loadcnt"
    STORE = "storecnt"
    SAMPLE = "samplecnt"
    BVH = "bvhcnt"
    DS = "dscnt"
    KM = "kmcnt"


class Kind(Enum):
    """Instructions of one kind finish in the order they were issued, where `ordered`; kinds do not wait for
    each other.
    """

    VECTOR = "vector memory"
    STORE = "vector memory store"
    SAMPLER = "image sample"
    BVH = "ray intersection"
    FLAT = "flat memory"
    LDS = "LDS"
    GDS = "GDS"
    SCALAR = "scalar memory"
    EXPORT = "export"

    @property
    def ordered(self) -> bool:
        """Whether a count above zero can tell that an instruction of this kind has finished."""
        return self not in (Kind.FLAT, Kind.SCALAR, Kind.GDS)


class UnwaitedResult(Exception):
    """A program uses or overwrites a register that a memory instruction may not have delivered yet."""

    def __init__(self, instruction: Instruction, pending: Instruction, what: str, counter: Counter) -> None:
        super().__init__(
            f"at {instruction.address:#x} `{_text(instruction)}` {what} while `{_text(pending)}` at "
            f"{pending.address:#x} may still be under way: no wait on {counter.value} between them"
        )
        self.instruction = instruction
        self.pending = pending
        self.counter = counter

    @property
    def address(self) -> int:
        """Where the program goes wrong."""
        return self.instruction.address


def _text(instruction: Instruction) -> str:
    from ..text.assembly import text

    return text(instruction)


def registers(operand: Operand) -> range:
    """Numbers of the registers an operand covers, unique over the files; empty for constants."""
    kind = operand.kind
    if kind is OperandKind.VGPR:
        first = VGPR_BASE + operand.index
    elif kind is OperandKind.SGPR:
        first = SGPR_BASE + operand.index
    elif operand.is_constant or kind not in _FILE_BASE:
        return _NONE
    else:
        first = _FILE_BASE[kind] + operand.index
    return range(first, first + (operand.dwords or 1))


def register_name(number: int) -> str:
    """The assembler's name of a register number of `registers`."""
    for base, prefix in ((AGPR_BASE, "a"), (VGPR_BASE, "v")):
        if number >= base:
            return f"{prefix}{number - base}"
    special = {_VCC: "vcc_lo", _VCC + 1: "vcc_hi", _M0: "m0", _EXEC: "exec_lo", _EXEC + 1: "exec_hi"}
    return special.get(number, f"s{number}")


@dataclass(frozen=True, slots=True)
class Wait:
    """A counter and the number of instructions that may still be under way after the wait."""

    counter: Counter
    count: int


# simm16 fields of S_WAITCNT as (counter, ((low bit, width), ...)), low part first.
_WAITCNT_FIELDS: dict[int, tuple[tuple[Counter, tuple[tuple[int, int], ...]], ...]] = {
    9: ((Counter.VM, ((0, 4), (14, 2))), (Counter.EXP, ((4, 3),)), (Counter.LGKM, ((8, 4),))),
    10: ((Counter.VM, ((0, 4), (14, 2))), (Counter.EXP, ((4, 3),)), (Counter.LGKM, ((8, 6),))),
    11: ((Counter.VM, ((10, 6),)), (Counter.EXP, ((0, 3),)), (Counter.LGKM, ((4, 6),))),
}

_SPLIT_WAITS: dict[str, tuple[tuple[Counter, int, int], ...]] = {
    "s_waitcnt_vmcnt": ((Counter.VM, 0, 6),),
    "s_waitcnt_vscnt": ((Counter.VS, 0, 6),),
    "s_waitcnt_expcnt": ((Counter.EXP, 0, 3),),
    "s_waitcnt_lgkmcnt": ((Counter.LGKM, 0, 6),),
    "s_wait_loadcnt": ((Counter.LOAD, 0, 6),),
    "s_wait_storecnt": ((Counter.STORE, 0, 6),),
    "s_wait_samplecnt": ((Counter.SAMPLE, 0, 6),),
    "s_wait_bvhcnt": ((Counter.BVH, 0, 3),),
    "s_wait_expcnt": ((Counter.EXP, 0, 3),),
    "s_wait_dscnt": ((Counter.DS, 0, 6),),
    "s_wait_kmcnt": ((Counter.KM, 0, 5),),
    "s_wait_loadcnt_dscnt": ((Counter.DS, 0, 6), (Counter.LOAD, 8, 6)),
    "s_wait_storecnt_dscnt": ((Counter.DS, 0, 6), (Counter.STORE, 8, 6)),
}


def _immediate(instruction: Instruction) -> int:
    for operand in instruction.operands:
        if operand.kind is OperandKind.IMMEDIATE:
            return int(operand.value) & 0xFFFF
    return 0


def waits(instruction: Instruction, isa: int) -> tuple[Wait, ...]:
    """What an instruction waits for; empty where it is no wait. `isa` is the architecture's generation."""
    mnemonic = instruction.mnemonic
    if not mnemonic.startswith("s_wait"):
        return ()
    value = _immediate(instruction)
    if mnemonic == "s_waitcnt":
        found = []
        for counter, parts in _WAITCNT_FIELDS[isa]:
            count = shift = 0
            for low, width in parts:
                count |= (value >> low & (1 << width) - 1) << shift
                shift += width
            if count != (1 << shift) - 1:  # all ones: no wait
                found.append(Wait(counter, count))
        return tuple(found)
    if mnemonic == "s_wait_idle":
        return tuple(Wait(counter, 0) for counter in Counter)
    fields = _SPLIT_WAITS.get(mnemonic, ())
    return tuple(Wait(counter, value >> low & (1 << width) - 1) for counter, low, width in fields)


Stream = tuple[Counter, Kind]

_VECTOR_MEMORY = re.compile(r"(flat|global|scratch|buffer|tbuffer|image)_(.*)")
_CACHE = re.compile(r"(buffer|global)_(gl[01]_inv|gl1_inv|inv|wbl2|wbinvl1|wbinvl1_vol|wb|wbinv)$")
_SCALAR_PENDING = re.compile(
    r"s_(buffer_|scratch_)?(load|store|atomic)_|s_(memtime|memrealtime|dcache_|gl1_inv|atc_probe)"
    r"|s_sendmsg|s_get_waveid_in_workgroup|s_get_barrier_state"
)


@lru_cache(maxsize=4096)
def _streams(mnemonic: str, returns: bool, gds: bool, isa: int) -> tuple[Stream, ...]:
    modern = isa >= 12
    ds, km = (Counter.DS, Counter.KM) if modern else (Counter.LGKM, Counter.LGKM)
    if mnemonic.startswith("ds_"):
        return ((ds, Kind.GDS if gds or "gws" in mnemonic else Kind.LDS),)
    if cache := _CACHE.match(mnemonic):
        if cache[1] == "buffer":
            return ()
        return ((Counter.LOAD, Kind.VECTOR),) if cache[2] == "inv" else ((Counter.STORE, Kind.STORE),)
    if memory := _VECTOR_MEMORY.match(mnemonic):
        unit, operation = memory.groups()
        if not returns and (operation.startswith(("store", "atomic", "ordered"))):
            if isa == 9:
                stream = (Counter.VM, Kind.VECTOR)
            else:
                stream = (Counter.STORE if modern else Counter.VS, Kind.STORE)
        elif unit == "image" and operation.startswith("bvh"):
            stream = (Counter.BVH if modern else Counter.VM, Kind.BVH)
        elif unit == "image" and operation.startswith(("sample", "gather")):
            stream = (Counter.SAMPLE if modern else Counter.VM, Kind.SAMPLER)
        else:
            stream = (Counter.LOAD if modern else Counter.VM, Kind.VECTOR)
        if unit == "flat":
            return ((stream[0], Kind.FLAT), (ds, Kind.FLAT))
        return (stream,)
    if _SCALAR_PENDING.match(mnemonic):
        return ((km, Kind.SCALAR),)
    if mnemonic == "exp" or mnemonic == "export":
        return ((Counter.EXP, Kind.EXPORT),)
    return ()


_CONDITIONAL = re.compile(r"s_cbranch_|s_subvector_loop_")
_IMPLICIT_VCC = frozenset({"v_div_fmas_f32", "v_div_fmas_f64", "s_cbranch_vccz", "s_cbranch_vccnz"})
_ENDS = frozenset({"s_endpgm", "s_endpgm_saved", "s_setpc_b64", "s_rfe_b64", "s_endpgm_ordered_ps_done"})
_BARRIERS = frozenset({"s_barrier", "s_barrier_signal", "s_barrier_signal_isfirst"})
_LDS_WRITE = re.compile(
    r"ds_(write|store|add|sub|rsub|inc|dec|min|max|and|or|xor|mskor|cmpst|cmpstore|pk_add)"
)


def branch_target(instruction: Instruction) -> int:
    """Where a branch with a 16-bit offset in dwords goes ("RDNA3 ISA", 16.5: PC = PC + 4 + SIMM16 * 4)."""
    offset = (_immediate(instruction) ^ 0x8000) - 0x8000
    return instruction.address + 4 + 4 * offset


def successors(instruction: Instruction) -> tuple[int, ...]:
    """Addresses of the instructions that can come next, as far as the program text tells."""
    mnemonic = instruction.mnemonic
    if mnemonic in _ENDS:
        return ()
    if mnemonic == "s_branch":
        return (branch_target(instruction),)
    if _CONDITIONAL.match(mnemonic):
        return (instruction.next_address, branch_target(instruction))
    return (instruction.next_address,)


class _Step:
    """What one instruction means to the analysis; its registers are looked at when first asked for."""

    __slots__ = ("_registers", "forgets", "instruction", "streams", "waits")

    def __init__(self, instruction: Instruction, isa: int) -> None:
        mnemonic = instruction.mnemonic
        self.instruction = instruction
        self._registers: tuple[list[int], list[int]] | None = None
        self.waits = waits(instruction, isa)
        self.forgets = mnemonic in ("s_swappc_b64", "s_call_b64")
        self.streams: tuple[Stream, ...] = ()
        if not mnemonic.startswith("v_"):
            returns = any(operand.is_destination for operand in instruction.operands)
            self.streams = _streams(mnemonic, returns, bool(instruction.modifiers.get("gds")), isa)

    @property
    def registers(self) -> tuple[list[int], list[int]]:
        """The numbers of the registers it reads, and of those it writes."""
        if self._registers is None:
            mnemonic = self.instruction.mnemonic
            reads: list[int] = [_VCC, _VCC + 1] if mnemonic in _IMPLICIT_VCC else []
            writes: list[int] = []
            half: Instruction | None = self.instruction
            while half is not None:
                for operand in half.operands:
                    (writes if operand.is_destination else reads).extend(registers(operand))
                half = half.dual
            if mnemonic in _BARRIERS:
                reads.append(LDS_STORES)
            self._registers = reads, writes
        return self._registers


class _State:
    """Registers under way, per stream: how many were issued, and register -> (issue number, instruction)."""

    __slots__ = ("streams",)

    def __init__(self) -> None:
        self.streams: dict[Stream, tuple[int, dict[int, tuple[int, Instruction]]]] = {}

    def copy(self) -> _State:
        new = _State()
        new.streams = {stream: (issued, dict(under)) for stream, (issued, under) in self.streams.items()}
        return new

    def wait(self, wait: Wait) -> None:
        for stream, (issued, under) in list(self.streams.items()):
            if stream[0] is not wait.counter:
                continue
            if wait.count == 0:
                del self.streams[stream]
            elif stream[1].ordered:
                left = {r: entry for r, entry in under.items() if issued - entry[0] < wait.count}
                self.streams[stream] = (issued, left)

    def issue(self, stream: Stream, delivered: Iterable[int], instruction: Instruction) -> None:
        issued, under = self.streams.get(stream, (0, {}))
        issued += 1
        for register in delivered:
            under[register] = (issued, instruction)
        self.streams[stream] = (issued, under)

    def forget_stores(self) -> None:
        """Follow LDS stores no further than their basic block.

        LLVM (19 and 22) drops the wait of a release fence at the head of a loop whose end stores to LDS.
        """
        for _, under in self.streams.values():
            under.pop(LDS_STORES, None)

    def merge(self, other: _State) -> bool:
        """Take over what may also be under way on another path; whether that changed anything."""
        changed = False
        for stream, (issued, under) in other.streams.items():
            if not under:
                continue
            own_issued, own = self.streams.get(stream, (issued, {}))
            shift = own_issued - issued
            for register, (number, instruction) in under.items():
                known = own.get(register)
                if known is None or known[0] < number + shift:
                    own[register] = (number + shift, instruction)
                    changed = True
            self.streams[stream] = (own_issued, own)
        return changed


def _violation(state: _State, step: _Step) -> UnwaitedResult | None:
    own = step.streams[0] if len(step.streams) == 1 and step.streams[0][1].ordered else None
    reads, writes = step.registers
    for stream, (_, under) in state.streams.items():
        if not under:
            continue
        if stream[1] is not Kind.EXPORT and not under.keys().isdisjoint(reads):
            register = next(register for register in reads if register in under)
            what = "meets other waves" if register == LDS_STORES else f"reads {register_name(register)}"
            return UnwaitedResult(step.instruction, under[register][1], what, stream[0])
        # Results of one ordered kind are written in order.
        if stream != own and not under.keys().isdisjoint(writes):
            register = next(register for register in writes if register in under)
            what = f"overwrites {register_name(register)}"
            return UnwaitedResult(step.instruction, under[register][1], what, stream[0])
    return None


def _run(state: _State, steps: Sequence[_Step]) -> None:
    for step in steps:
        for wait in step.waits:
            state.wait(wait)
        if state.streams:
            error = _violation(state, step)
            if error is not None:
                raise error
        if step.forgets:
            state.streams.clear()
        for stream in step.streams:
            reads, writes = step.registers
            delivered = reads if stream[1] is Kind.EXPORT else writes
            if stream[1] is Kind.LDS and _LDS_WRITE.match(step.instruction.mnemonic):
                delivered = [*writes, LDS_STORES]
            state.issue(stream, delivered, step.instruction)


def blocks(instructions: Sequence[Instruction]) -> dict[int, list[Instruction]]:
    """Instructions by basic block, under the address of the block's first instruction."""
    known = {instruction.address for instruction in instructions}
    leaders = {instructions[0].address} if instructions else set()
    for instruction in instructions:
        following = successors(instruction)
        if following != (instruction.next_address,):
            leaders.update(following)
            leaders.add(instruction.next_address)
    found: dict[int, list[Instruction]] = {}
    current: list[Instruction] = []
    expected = None
    for instruction in sorted(instructions, key=lambda instruction: instruction.address):
        if instruction.address in leaders or instruction.address != expected:
            current = found.setdefault(instruction.address, [])
        current.append(instruction)
        expected = instruction.next_address
    return {address: block for address, block in found.items() if address in known}


def check(instructions: Sequence[Instruction], arch: str) -> None:
    """Follow every path of a program, given as its reachable instructions, the entry first.

    Raises UnwaitedResult at the first use of a register, or barrier after an LDS store, that comes too early.
    """
    if not instructions:
        return
    isa = named(arch).major
    by_block = blocks(instructions)
    steps: dict[int, list[_Step]] = {}
    arriving: dict[int, _State] = {}
    work: list[int] = []
    # Blocks that only computed jumps reach are entries too; a caller has waited for all it left under way.
    entries = iter([instructions[0].address, *by_block])
    while True:
        if not work:
            entry = next((address for address in entries if address not in arriving), None)
            if entry is None:
                return
            arriving[entry] = _State()
            work.append(entry)
        address = work.pop()
        block = by_block[address]
        if address not in steps:
            steps[address] = [_Step(instruction, isa) for instruction in block]
        state = arriving[address].copy()
        _run(state, steps[address])
        state.forget_stores()
        for following in successors(block[-1]):
            if following not in by_block:
                continue
            known = arriving.get(following)
            if known is None:
                arriving[following] = state.copy()
                work.append(following)
            elif known.merge(state) and following not in work:
                work.append(following)
