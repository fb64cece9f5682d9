"""Whether a program keeps the distances that the hardware does not keep for it.

On gfx9 some results are not ready for the next instruction, and nothing in the hardware waits: software must
put instructions or `s_nop` between. gfx11 and gfx12 check most dependencies themselves; what is left for
software is one independent vector instruction between two matrix instructions of which the second takes the
result of the first as its A or B.

Sources: "CDNA3 ISA" 4.5, table "Required Software-inserted Wait States", and 7.6 (dependency resolution of
MFMA); "Vega ISA" 4.5; "RDNA3 ISA" 7.9 and "RDNA4 ISA" 7.9 (WMMA); where these are silent, LLVM's
GCNHazardRecognizer.cpp (checkMAIHazards90A, checkMAIVALUHazards, checkVMEMHazards, checkVALUHazards and so
on, whose constants are named beside the rules).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .....architectures.amd import named
from ..instruction import Instruction, OperandKind
from .waits import VGPR_BASE, blocks, registers, successors

_EXEC = (126, 127)
_EXEC_SET = frozenset(_EXEC)
_VCC = (106, 107)
_LOOK_BACK = 20


class MissingWaitStates(Exception):
    """A program uses or overwrites what an instruction just before has not got ready yet."""

    def __init__(self, producer: Facts, consumer: Facts, needed: int, found: int, why: str) -> None:
        from ..text.assembly import text

        super().__init__(
            f"at {consumer.instruction.address:#x} `{text(consumer.instruction)}` comes {found} wait states "
            f"after `{text(producer.instruction)}` at {producer.instruction.address:#x}, {needed} are "
            f"required: {why}"
        )
        self.address = consumer.instruction.address


@dataclass(frozen=True, slots=True)
class Class:
    """What the rules ask of a mnemonic; `passes` of 4 cycles is what a matrix instruction takes."""

    valu: bool
    memory: bool
    matrix: bool
    double: bool
    xdl: bool
    passes: int
    dot: bool
    transcendental: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules ask of an instruction; register numbers are those of `waits.registers`.

    `held` are the registers that a wide store still reads when the next instruction begins; `far_reaching`:
    it can matter to instructions that name none of its results.
    """

    instruction: Instruction
    kind: Class
    reads: frozenset[int]
    writes: frozenset[int]
    sources: tuple[range, ...]
    wait_states: int
    dpp: bool
    partial: bool
    held: frozenset[int]
    hardware_register: int
    far_reaching: bool

    @property
    def mnemonic(self) -> str:
        """The instruction's mnemonic."""
        return self.instruction.mnemonic


_MATRIX = re.compile(r"v_(mfma|smfmac|wmma|swmmac)_")
_SHAPE = re.compile(r"_(\d+)x(\d+)x(\d+)(?:_(\d+)b)?_?([a-z0-9_]*)$")
_TRANSCENDENTAL = re.compile(r"v_(exp|log|rcp|rcp_iflag|rsq|sqrt|sin|cos)_")
_WIDE_STORE = re.compile(r"(flat|global|scratch|buffer)_store_(dwordx[34]|b96|b128)")
_MEMORY = re.compile(r"(flat|global|scratch|buffer|tbuffer|image|ds)_")


@lru_cache(maxsize=256)
def passes(mnemonic: str) -> int:
    """Passes of a gfx942 matrix instruction (LLVM SISchedule.td, SISchedModel for gfx940; 4 cycles each)."""
    shape = _SHAPE.search(mnemonic)
    if shape is None or not mnemonic.startswith(("v_mfma", "v_smfmac")):
        return 0
    m, _, _, blocks_, types = shape.groups()
    if types.startswith("f64"):
        return 8 if m == "16" else 4
    if m == "4":
        return 2
    wide = 16 if m == "32" else 8
    full_rate = types in ("f32",) or blocks_ is not None
    return wide if full_rate else wide // 2


@lru_cache(maxsize=4096)
def class_of(mnemonic: str) -> Class:
    """What the rules need to know of a mnemonic."""
    matrix = _MATRIX.match(mnemonic) is not None
    double = matrix and mnemonic.endswith("f64")
    single = matrix and mnemonic.endswith("f32") and "xf32" not in mnemonic
    return Class(
        valu=mnemonic.startswith("v_"),
        memory=_MEMORY.match(mnemonic) is not None,
        matrix=matrix,
        double=double,
        xdl=matrix and not double and not single,
        passes=passes(mnemonic),
        dot=mnemonic.startswith("v_dot"),
        transcendental=_TRANSCENDENTAL.match(mnemonic) is not None,
    )


_NONE: frozenset[int] = frozenset()


def _immediate(instruction: Instruction) -> int:
    return next((int(o.value) for o in instruction.operands if o.kind is OperandKind.IMMEDIATE), 0)


def _held(instruction: Instruction) -> frozenset[int]:
    """The data of a store of more than 64 bits, but for buffer stores with a scalar offset register."""
    if not _WIDE_STORE.match(instruction.mnemonic):
        return _NONE
    offset = instruction.operand("soffset")
    if offset is not None and offset.is_register:
        return _NONE
    data = instruction.operand("vdata")
    return _NONE if data is None else frozenset(registers(data))


def facts(instruction: Instruction) -> Facts:
    """What the rules need to know of an instruction."""
    mnemonic = instruction.mnemonic
    kind = class_of(mnemonic)
    register_access = mnemonic.startswith(("s_setreg", "s_getreg"))
    if not (kind.valu or kind.memory or register_access):
        wait_states = _immediate(instruction) + 1 if mnemonic == "s_nop" else 1
        return Facts(instruction, kind, _NONE, _NONE, (), wait_states, False, False, _NONE, -1, False)
    writes: list[int] = []
    sources: list[range] = []
    for operand in instruction.operands:
        if operand.is_destination:
            writes.extend(registers(operand))
        else:
            sources.append(registers(operand))
    if mnemonic.startswith("v_cmpx"):
        writes.extend(_EXEC)
    if mnemonic.startswith("v_div_fmas"):
        sources.append(range(_VCC[0], _VCC[1] + 1))
    modifiers = instruction.modifiers
    held = _held(instruction) if kind.memory else _NONE
    return Facts(
        instruction=instruction,
        kind=kind,
        reads=_NONE.union(*sources),
        writes=frozenset(writes),
        sources=tuple(sources),
        wait_states=1,
        dpp="dpp" in instruction.suffix,
        partial=bool(modifiers.get("op_sel", 0) & 8) or modifiers.get("dst_sel", 6) != 6,
        held=held,
        hardware_register=_immediate(instruction) & 0x3F if register_access else -1,
        far_reaching=kind.matrix or bool(held) or register_access or not _EXEC_SET.isdisjoint(writes),
    )


def _both(instruction: Facts) -> frozenset[int]:
    """The registers of A and B."""
    return frozenset(instruction.sources[0]).union(instruction.sources[1])


def _vector(numbers: frozenset[int]) -> frozenset[int]:
    return frozenset(number for number in numbers if number >= VGPR_BASE)


def _scalar(numbers: frozenset[int]) -> frozenset[int]:
    return frozenset(number for number in numbers if number < VGPR_BASE)


def _matrix_latency(producer: Facts) -> int:
    """Wait states until other units can see an MFMA's result: XDL passes + 3, SMFMA passes + 2."""
    return producer.kind.passes + (3 if producer.kind.xdl else 2)


def _matrix_to_matrix(producer: Facts, consumer: Facts) -> tuple[int, str]:
    if not producer.kind.matrix or not consumer.kind.matrix or len(consumer.sources) < 3:
        return 0, ""
    a_or_b = producer.writes & _both(consumer)
    accumulator = frozenset(consumer.sources[2])
    large = producer.kind.double and producer.kind.passes == 8
    needed, why = 0, ""
    if a_or_b:
        needed = (11 if large else 6) if producer.kind.double else _matrix_latency(producer)
        why = "A or B is the result of a matrix instruction"
    if consumer.mnemonic.startswith("v_smfmac"):
        accumulator = consumer.writes
        if producer.writes.intersection(consumer.sources[2]):
            needed, why = _matrix_latency(producer), "the index is the result of a matrix instruction"
    if accumulator & producer.writes:
        overlap = 0
        if accumulator == producer.writes:
            both_small = (
                producer.kind.double
                and consumer.kind.double
                and producer.kind.passes == consumer.kind.passes == 4
            )
            overlap = 4 if both_small else 2 if producer.kind.passes == 2 else 0
        elif producer.kind.double:
            overlap = 0 if consumer.kind.xdl else (9 if large else 4)
        elif producer.kind.xdl:
            overlap = producer.kind.passes + 1
        elif not consumer.kind.xdl:
            overlap = producer.kind.passes
        if overlap > needed:
            needed, why = overlap, "C overlaps the result of a matrix instruction"
    return needed, why


def _matrix_to_other(producer: Facts, consumer: Facts) -> tuple[int, str]:
    if not producer.kind.matrix or consumer.kind.matrix or not (consumer.kind.valu or consumer.kind.memory):
        return 0, ""
    large = producer.kind.double and producer.kind.passes == 8
    if producer.writes & consumer.reads:
        if producer.kind.double:
            needed = (18 if large else 9) if consumer.kind.memory else (11 if large else 6)
        else:
            needed = _matrix_latency(producer)
        return needed, "it reads the result of a matrix instruction"
    if producer.writes & consumer.writes:
        needed = (11 if large else 6) if producer.kind.double else _matrix_latency(producer)
        return needed, "it overwrites the result of a matrix instruction"
    if producer.kind.xdl and len(producer.sources) > 2 and consumer.writes.intersection(producer.sources[2]):
        return producer.kind.passes - 1, "it overwrites C of a matrix instruction"
    if producer.kind.double and consumer.mnemonic in ("v_fma_f64", "v_fmac_f64"):
        return 2, "DMFMAToFMA64WaitStates"
    return 0, ""


def _valu_to_matrix(producer: Facts, consumer: Facts) -> tuple[int, str]:
    if not consumer.kind.matrix or not producer.kind.valu or producer.kind.matrix:
        return 0, ""
    if producer.writes.intersection(_EXEC):
        return 4, "VALUWritesExecWaitStates"
    if not producer.kind.dot and producer.writes & consumer.reads:
        return 2, "LegacyVALUNotDotWritesVGPRWaitStates"
    return 0, ""


def _dot(producer: Facts, consumer: Facts) -> tuple[int, str]:
    if not producer.kind.dot or consumer.kind.matrix or not (consumer.kind.valu or consumer.kind.memory):
        return 0, ""
    if producer.mnemonic == consumer.mnemonic:
        a_or_b = _both(consumer)
        return (3, "DotWriteSameDotReadSrcAB") if producer.writes & a_or_b else (0, "")
    if producer.writes & (consumer.reads | consumer.writes):
        return 3, "DotWriteDifferentVALURead"
    return 0, ""


def _vector_memory_scalar(producer: Facts, consumer: Facts) -> tuple[int, str]:
    if not producer.kind.valu or not consumer.kind.memory or consumer.mnemonic.startswith("ds_"):
        return 0, ""
    return (5, "VmemSgprWaitStates") if _scalar(producer.writes) & _scalar(consumer.reads) else (0, "")


def _dpp(producer: Facts, consumer: Facts) -> tuple[int, str]:
    if not consumer.dpp or not producer.kind.valu:
        return 0, ""
    if producer.writes.intersection(_EXEC):
        return 5, "DppExecWaitStates"
    if _vector(producer.writes) & _vector(consumer.reads):
        return 2, "DppVgprWaitStates"
    return 0, ""


def _lanes(producer: Facts, consumer: Facts) -> tuple[int, str]:
    mnemonic = consumer.mnemonic
    if not producer.kind.valu:
        return 0, ""
    if mnemonic.startswith("v_div_fmas") and producer.writes.intersection(_VCC):
        return 4, "DivFMasWaitStates"
    selected = mnemonic in ("v_readlane_b32", "v_writelane_b32") and len(consumer.sources) > 1
    if selected and _scalar(producer.writes).intersection(consumer.sources[1]):
        return 4, "RWLaneWaitStates"
    return 0, ""


def _setreg(producer: Facts, consumer: Facts) -> tuple[int, str]:
    if not producer.mnemonic.startswith("s_setreg"):
        return 0, ""
    same = producer.hardware_register == consumer.hardware_register
    return (2, "GetRegWaitStates") if same and consumer.mnemonic.startswith("s_getreg") else (0, "")


def _store_data(producer: Facts, consumer: Facts) -> tuple[int, str]:
    if producer.held and consumer.kind.valu and producer.held & consumer.writes:
        return 1, "VALUWaitStates, data of a store of more than 64 bits"
    return 0, ""


def _gfx940_forwarding(producer: Facts, consumer: Facts) -> tuple[int, str]:
    if producer.held and consumer.kind.valu and producer.held & consumer.writes:
        return 2, "VALUWaitStates, data of a store of more than 64 bits"
    if not producer.kind.valu or not consumer.kind.valu:
        return 0, ""
    if _scalar(producer.writes) & consumer.reads:
        return 2, "VALUWriteSGPRVALUReadWaitstates"
    if consumer.mnemonic in ("v_readlane_b32", "v_readfirstlane_b32", "v_writelane_b32"):
        if producer.writes.intersection(_EXEC):
            return 4, "VALUWriteEXECRWLane"
        if consumer.mnemonic != "v_writelane_b32" and producer.writes & consumer.reads:
            return 1, "VALUWriteVGPRReadlaneRead"
    if producer.writes & consumer.reads:
        if producer.kind.transcendental and not consumer.kind.transcendental:
            return 1, "TransDefWaitstates"
        if producer.partial:
            return 1, "Shift16DefWaitstates"
    return 0, ""


Rule = Callable[[Facts, Facts], tuple[int, str]]
_GFX9: tuple[Rule, ...] = (_vector_memory_scalar, _dpp, _lanes, _setreg, _store_data)
_GFX940: tuple[Rule, ...] = (
    *_GFX9,
    _matrix_to_matrix,
    _matrix_to_other,
    _valu_to_matrix,
    _dot,
    _gfx940_forwarding,
)


def _interesting(fact: Facts) -> bool:
    return fact.kind.valu or bool(fact.held) or fact.mnemonic.startswith("s_setreg")


def _follow_distances(
    history: dict[int, tuple[int, Facts]], steps: Sequence[Facts], rules: Sequence[Rule]
) -> dict[int, tuple[int, Facts]]:
    for step in steps:
        touched = step.reads | step.writes
        for distance, producer in history.values():
            if not producer.far_reaching and producer.writes.isdisjoint(touched):
                continue
            for rule in rules:
                needed, why = rule(producer, step)
                if needed > distance:
                    raise MissingWaitStates(producer, step, needed, distance, why)
        history = {
            address: (distance + step.wait_states, producer)
            for address, (distance, producer) in history.items()
            if distance + step.wait_states < (_LOOK_BACK if producer.kind.matrix else 6)
        }
        if _interesting(step):
            history[step.instruction.address] = (0, step)
    return history


def _follow_wmma(
    history: dict[int, tuple[int, Facts]], steps: Sequence[Facts], _: Sequence[Rule]
) -> dict[int, tuple[int, Facts]]:
    for step in steps:
        if step.kind.matrix:
            taken = _both(step)
            if step.mnemonic.startswith("v_swmmac"):
                taken = taken.union(step.sources[2])  # the index
            for distance, producer in history.values():
                if not taken.isdisjoint(producer.writes):
                    why = "A, B or the index is the result of the vector instruction before; put one between"
                    raise MissingWaitStates(producer, step, 1, distance, why)
        if step.kind.valu:
            history = {step.instruction.address: (0, step)} if step.kind.matrix else {}
    return history


def check(instructions: Sequence[Instruction], arch: str) -> None:
    """Follow every path of a program, given as its reachable instructions, the entry first.

    Raises MissingWaitStates where an instruction comes too soon after one that it depends on.
    """
    architecture = named(arch)
    isa = architecture.major
    if not instructions or isa == 10:
        return
    by_block = blocks(instructions)
    follow = _follow_distances if isa == 9 else _follow_wmma
    if isa != 9 and not any(_MATRIX.match(instruction.mnemonic) for instruction in instructions):
        return
    rules = _GFX940 if "gfx940-insts" in architecture.features else _GFX9
    arriving: dict[int, dict[int, tuple[int, Facts]]] = {}
    work: list[int] = []
    entries = iter([instructions[0].address, *by_block])
    while True:
        if not work:
            entry = next((address for address in entries if address not in arriving), None)
            if entry is None:
                return
            arriving[entry] = {}
            work.append(entry)
        block = by_block[work.pop()]
        history = follow(arriving[block[0].address], [facts(instruction) for instruction in block], rules)
        for following in successors(block[-1]):
            if following not in by_block:
                continue
            known = arriving.get(following)
            if known is None:
                arriving[following] = dict(history)
                work.append(following)
                continue
            nearer = {a: entry for a, entry in history.items() if a not in known or entry[0] < known[a][0]}
            if nearer:
                known.update(nearer)
                if following not in work:
                    work.append(following)
