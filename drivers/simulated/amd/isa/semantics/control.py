"""Instructions that steer the wave: jumps, ends, barriers, messages, hardware registers (SOPP and some of
SOP1, SOPK).

Source: "RDNA3 ISA" and "RDNA4 ISA", 16.3 to 16.5; LLVM's SIDefines.h, namespace Hwreg, for the numbers of
hardware registers.
"""

from __future__ import annotations

from collections.abc import Callable

from ....native.values import Type, Value
from ..native import wave
from ..native.modes import hardware_register
from ..native.scheduler import GROUP
from .handlers import Builder, semantics


def _jump_target(b: Builder, n: int) -> Value:
    return b.at(b.record, b.slot(n).sext("i64"))


def _spend_fuel(b: Builder, target: Value) -> None:
    """Go to `target`, or give way to the other waves once in a while."""
    left = b.get(wave.FUEL) - 1
    b.set(wave.FUEL, left)
    rest, on = b.new_label("rest"), b.new_label("on")
    b.branch(left.compare("sle", 0), rest, on)
    b.block(rest)
    b.leave(wave.STATUS_YIELDED, target)
    b.block(on)
    b.go(target)


def _jump(b: Builder, condition: Value | None) -> None:
    target = _jump_target(b, len(b.operands) - 1)
    b.ended = True
    if not b.backward:
        b.go(target if condition is None else condition.where(target, b.next_record))
        return
    if condition is not None:
        taken, falls = b.new_label("taken"), b.new_label("falls")
        b.branch(condition, taken, falls)
        b.block(falls)
        b.go(b.next_record)
        b.block(taken)
    _spend_fuel(b, target)


def _mask_is_zero(register: int, wanted: bool) -> Callable[[Builder], Value]:
    def condition(b: Builder) -> Value:
        mask = b.sgpr(register, b.mask_element)
        return mask.eq(0) if wanted else mask.ne(0)

    return condition


_CONDITIONS: dict[str, Callable[[Builder], Value]] = {
    "s_cbranch_scc0": lambda b: b.get(wave.SCC).eq(0),
    "s_cbranch_scc1": lambda b: b.get(wave.SCC).ne(0),
    "s_cbranch_vccz": _mask_is_zero(wave.VCC, True),
    "s_cbranch_vccnz": _mask_is_zero(wave.VCC, False),
    "s_cbranch_execz": _mask_is_zero(wave.EXEC, True),
    "s_cbranch_execnz": _mask_is_zero(wave.EXEC, False),
    # No debugger is attached.
    "s_cbranch_cdbgsys": lambda b: b.constant(Type("i1"), 0),
    "s_cbranch_cdbguser": lambda b: b.constant(Type("i1"), 0),
    "s_cbranch_cdbgsys_or_user": lambda b: b.constant(Type("i1"), 0),
    "s_cbranch_cdbgsys_and_user": lambda b: b.constant(Type("i1"), 0),
}


def _conditional(condition: Callable[[Builder], Value]) -> Callable[[Builder], None]:
    return lambda b: _jump(b, condition(b))


for _name, _condition in _CONDITIONS.items():
    semantics(_name)(_conditional(_condition))


@semantics("s_branch")
def _branch(b: Builder) -> None:
    _jump(b, None)


@semantics("s_endpgm", "s_endpgm_saved")
def _end(b: Builder) -> None:
    b.leave(wave.STATUS_ENDED)
    b.ended = True


# ---- jumps to computed addresses -------------------------------------------------------------------------


def _jump_to_address(b: Builder, target: Value) -> None:
    """Find the record of a program address by bisection; ask for its translation where there is none."""
    program = b.load(b.get(wave.PROGRAM, "ptr"), Type("ptr"), 8)
    count = b.load(program, Type("i64"), 8)
    pcs = b.load(b.at(program, 8), Type("ptr"), 8)
    records = b.load(b.at(program, 16), Type("ptr"), 8)
    head, body, done, found, missing = (
        b.new_label(hint) for hint in ("head", "body", "done", "found", "missing")
    )
    before = b.label
    b.jump(head)
    b.block(head)
    low_name, high_name = b.name(), b.name()
    position = len(b.lines)
    low, high = Value(b, low_name, Type("i64")), Value(b, high_name, Type("i64"))
    b.branch(low.compare("ult", high), body, done)
    b.block(body)
    middle = (low + high) >> 1
    pc = b.load(b.at(pcs, middle << 3), Type("i64"), 8)
    below = pc.compare("ult", target)
    next_low, next_high = below.where(middle + 1, low), below.where(high, middle)
    b.jump(head)
    b.lines.insert(position, f"  {low_name} = phi i64 [0, %{before}], [{next_low.text}, %{body}]")
    b.lines.insert(
        position + 1, f"  {high_name} = phi i64 [{count.text}, %{before}], [{next_high.text}, %{body}]"
    )
    b.block(done)
    inside = low.compare("ult", count)
    index = inside.where(low, 0)
    same = inside & b.load(b.at(pcs, index << 3), Type("i64"), 8).eq(target)
    # Code that was translated after this wave began may need constants that the wave does not have yet.
    equipped = b.get(wave.CONSTANT_WORDS).eq(b.load(b.at(program, 24), Type("i32"), 8))
    same = same & equipped
    b.branch(same, found, missing)
    b.block(missing)
    b.set(wave.FAULT_ADDRESS, target, "i64")
    b.leave(wave.STATUS_NO_TRANSLATION)
    b.block(found)
    b.ended = True
    _spend_fuel(b, b.load(b.at(records, index << 3), Type("ptr"), 8))


@semantics("s_getpc_b64")
def _getpc(b: Builder) -> None:
    b.write_scalar(0, b.pc_slot())


@semantics("s_setpc_b64")
def _setpc(b: Builder) -> None:
    _jump_to_address(b, b.scalar(0, "u64"))


@semantics("s_swappc_b64")
def _swappc(b: Builder) -> None:
    target = b.scalar(1, "u64")
    b.write_scalar(0, b.pc_slot())
    _jump_to_address(b, target)


@semantics("s_call_b64")
def _call(b: Builder) -> None:
    b.write_scalar(0, b.pc_slot())
    _jump(b, None)


# ---- barriers --------------------------------------------------------------------------------------------


def _signal(b: Builder) -> tuple[Value, Value]:
    """Count this wave at its workgroup's barrier; returns the group and whether the wave was the first."""
    group = b.get(wave.GROUP, "ptr")
    signalled, phase = b.at(group, GROUP.SIGNALLED), b.at(group, GROUP.PHASE)
    now = b.load(phase, Type("i32"))
    before = b.load(signalled, Type("i32"))
    b.set(wave.BARRIER_PHASE, now)
    complete = (before + 1).eq(b.load(b.at(group, GROUP.ALIVE), Type("i32")))
    b.store(signalled, complete.where(b.constant(Type("i32"), 0), before + 1))
    b.store(phase, now + complete.zext("i32"))
    return group, before.eq(0)


def _wait(b: Builder, group: Value) -> None:
    wait, on = b.new_label("wait"), b.new_label("on")
    phase = b.load(b.at(group, GROUP.PHASE), Type("i32"))
    b.branch(b.get(wave.BARRIER_PHASE).eq(phase), wait, on)
    b.block(wait)
    b.leave(wave.STATUS_BARRIER, b.next_record)
    b.block(on)


@semantics("s_barrier")
def _barrier(b: Builder) -> None:
    _wait(b, _signal(b)[0])


@semantics("s_barrier_signal")
def _barrier_signal(b: Builder) -> None:
    _signal(b)


@semantics("s_barrier_signal_isfirst")
def _barrier_signal_first(b: Builder) -> None:
    b.set_scc(_signal(b)[1])


@semantics("s_barrier_wait")
def _barrier_wait(b: Builder) -> None:
    _wait(b, b.get(wave.GROUP, "ptr"))


@semantics("s_sleep", "s_sleep_var", "s_monitor_sleep")
def _sleep(b: Builder) -> None:
    b.leave(wave.STATUS_YIELDED, b.next_record)
    b.ended = True


@semantics("s_trap")
def _trap(b: Builder) -> None:
    b.set(wave.FAULT_DETAIL, b.immediate(0))
    b.leave(wave.STATUS_TRAP)
    b.ended = True


@semantics("s_sethalt", bakes_immediates=True)
def _halt(b: Builder) -> None:
    """A wave that halts waits for a debugger, which there is not."""
    if int(b.operands[0].value) & 1:
        b.leave(wave.STATUS_HALTED)
        b.ended = True


# ---- messages --------------------------------------------------------------------------------------------


# SIDefines.h, SendMsg: messages without an effect for compute waves: ID_INTERRUPT, ID_HS_TESSFACTOR_GFX11Plus
# (of graphics), ID_DEALLOC_VGPRS.
@semantics("s_sendmsg", "s_sendmsghalt")
def _send_message(b: Builder) -> None:
    b.constant(Type("i32"), 0)


# SIDefines.h, SendMsg: ID_RTN_GET_REALTIME.
_RTN_GET_REALTIME = 131


@semantics("s_sendmsg_rtn_b64", "s_sendmsg_rtn_b32", bakes_immediates=True)
def _send_message_and_return(b: Builder) -> None:
    message = int(b.operands[1].value) & 0xFF
    wide = b.instruction.mnemonic.endswith("64")
    value = clock(b) if message == _RTN_GET_REALTIME else b.constant(Type("i64"), 0)
    b.write_scalar(0, value if wide else value.trunc("i32"))


def clock(b: Builder) -> Value:
    """A count that only goes up, as the shader clock does, as an i64."""
    return b.call("llvm.readcyclecounter", Type("i64"))


# ---- hardware registers ----------------------------------------------------------------------------------

_MODE, _STATUS, _LDS_ALLOC, _SH_MEM_BASES, _FLAT_SCR_LO, _FLAT_SCR_HI, _SHADER_CYCLES, _SHADER_CYCLES_HI = (
    1, 2, 6, 15, 20, 21, 29, 30,
)  # fmt: skip


def _read_register(b: Builder, number: int) -> Value:
    if number == _MODE:
        return b.get(wave.MODE)
    if number == _SH_MEM_BASES:
        return b.constant(Type("i32"), wave.SHARED_APERTURE >> 48 << 16 | wave.PRIVATE_APERTURE >> 48)
    if b.generation >= 10 and number in (_FLAT_SCR_LO, _FLAT_SCR_HI):
        return b.get(wave.SCRATCH_FLAT + 4 * (number - _FLAT_SCR_LO))
    if number == _SHADER_CYCLES:
        return clock(b).trunc("i32")
    if number == _SHADER_CYCLES_HI:
        return (clock(b) >> 32).trunc("i32")
    if number == _LDS_ALLOC:
        # LDS_SIZE [20:12] in granules of 128 dwords.
        return (b.get(wave.LDS_BYTES) >> 9) << 12
    if number == _STATUS:
        # SCC is bit 0, VALID bit 16 ("RDNA3 ISA", 3.4.1, STATUS).
        return b.get(wave.SCC) | 1 << 16
    return b.constant(Type("i32"), 0)


def _register_place(b: Builder, number: int) -> Value | None:
    if number == _MODE:
        return b.field(wave.MODE)
    if b.generation >= 10 and number in (_FLAT_SCR_LO, _FLAT_SCR_HI):
        return b.field(wave.SCRATCH_FLAT + 4 * (number - _FLAT_SCR_LO))
    return None


@semantics("s_getreg_b32", bakes_immediates=True)
def _getreg(b: Builder) -> None:
    number, first, count = hardware_register(int(b.operands[1].value) & 0xFFFF)
    value = _read_register(b, number) >> first
    b.write_scalar(0, value & ((1 << count) - 1) if count < 32 else value)


def _setreg(b: Builder, immediate: int, value: Value) -> None:
    number, first, count = hardware_register(int(b.operands[immediate].value) & 0xFFFF)
    place = _register_place(b, number)
    if place is None:
        return
    field = (((1 << count) - 1) << first) & 0xFFFFFFFF
    old = b.load(place, Type("i32"))
    b.store(place, (old & ~field) | ((value << first) & field))


@semantics("s_setreg_b32", bakes_immediates=True)
def _setreg_register(b: Builder) -> None:
    _setreg(b, 0, b.scalar(1, "u32"))


@semantics("s_setreg_imm32_b32", bakes_immediates=True)
def _setreg_literal(b: Builder) -> None:
    _setreg(b, 0, b.scalar(1, "u32"))


@semantics("s_denorm_mode")
def _denorm_mode(b: Builder) -> None:
    b.set(wave.MODE, (b.get(wave.MODE) & 0xFFFFFF0F) | ((b.immediate(0) & 0xF) << 4))


@semantics("s_round_mode")
def _round_mode(b: Builder) -> None:
    b.set(wave.MODE, (b.get(wave.MODE) & 0xFFFFFFF0) | (b.immediate(0) & 0xF))
