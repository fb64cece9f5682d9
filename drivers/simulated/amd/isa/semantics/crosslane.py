"""Instructions between lanes, and between vector and scalar registers.

Source: "RDNA3 ISA", 16.8 (V_READFIRSTLANE_B32, V_PERMLANE64_B32), 16.13 (V_READLANE_B32, V_WRITELANE_B32,
V_PERMLANE16_B32, V_MBCNT_LO_U32_B32); "RDNA4 ISA", V_PERMLANE16_VAR_B32; M0-relative moves: V_MOVRELS_B32.
"""

from __future__ import annotations

from collections.abc import Callable

from ....native.values import Type, Value
from .handlers import Builder, semantics


@semantics("v_readfirstlane_b32")
def _read_first_lane(b: Builder) -> None:
    if not b.is_vector(1):
        b.write_scalar(0, b.scalar(1, "b32"))
        return
    # With no lane active, lane 0.
    first = b.intrinsic("cttz", b.exec, Value(b, "false", Type("i1"))) & (b.lanes - 1)
    at = b.at(b.place(1), first.fit("i64") << 2)
    b.write_scalar(0, b.load(at, Type("i32")))


@semantics("v_readlane_b32")
def _read_lane(b: Builder) -> None:
    lane = b.scalar(2, "u32") & (b.lanes - 1)
    b.write_scalar(0, b.load(b.at(b.place(1), lane.zext("i64") << 2), Type("i32")))


@semantics("v_writelane_b32")
def _write_lane(b: Builder) -> None:
    value, lane = b.scalar(1, "b32"), b.scalar(2, "u32") & (b.lanes - 1)
    b.store(b.at(b.place(0), lane.zext("i64") << 2), value)


def _gather(b: Builder, place: Value, indices: Value) -> Value:
    """Lane indices[i] of the register at `place`, for each lane i; indices is a vector of i32 within the
    wave."""
    offsets = (indices << 2).zext("i64")
    pointers = b.emit(f"getelementptr i8, {place}, {offsets}", Type("ptr", b.lanes))
    everywhere = b.constant(b.vector("i1"), 1)
    nothing = b.constant(b.vector("i32"), 0)
    return b.call(
        f"llvm.masked.gather.v{b.lanes}i32.v{b.lanes}p0",
        b.vector("i32"),
        pointers,
        b.constant(Type("i32"), 4),
        everywhere,
        nothing,
    )


def _permute_rows(b: Builder, numbers: Value, crosses: bool) -> None:
    """Each lane reads lane `numbers` (0 to 15) of its row, or of the other row of its pair."""
    rows = [(lane - lane % 16) ^ (16 if crosses else 0) for lane in range(b.lanes)]
    source = numbers | b.per_lane("i32", rows)
    value = _gather(b, b.place(1), source)
    # op_sel[0] is FI, op_sel[1] BOUND_CTRL ("RDNA3 ISA", V_PERMLANE16_B32).
    selection = b.modifier("op_sel")
    if not selection & 1:
        shifted = (b.exec.fit("i64"), source.zext("i64"))
        live = ((b.splat(shifted[0], b.lanes) >> shifted[1]) & 1).ne(0)
        if selection & 2:
            value = live.where(value, 0)
        else:
            b.restrict_writes(live)
    b.write_row(0, value)


def _lane_numbers_of_row(b: Builder) -> Value:
    """Nibble i of the 64 bits of operands 2 and 3, for lane i of each row."""
    low, high = b.scalar(2, "u32").zext("i64"), b.scalar(3, "u32").zext("i64")
    both = b.splat((high << 32) | low, b.lanes)
    shifts = b.per_lane("i64", [4 * (lane % 16) for lane in range(b.lanes)])
    return ((both >> shifts) & 0xF).trunc("i32")


def _permlane(crosses: bool) -> Callable[[Builder], None]:
    return lambda b: _permute_rows(b, _lane_numbers_of_row(b), crosses)


def _permlane_by_register(crosses: bool) -> Callable[[Builder], None]:
    return lambda b: _permute_rows(b, b.row(2) & 0xF, crosses)


semantics("v_permlane16_b32")(_permlane(False))
semantics("v_permlanex16_b32")(_permlane(True))
semantics("v_permlane16_var_b32")(_permlane_by_register(False))
semantics("v_permlanex16_var_b32")(_permlane_by_register(True))


@semantics("v_permlane64_b32")
def _permlane64(b: Builder) -> None:
    half = b.lanes // 2
    order = [(lane + half) % b.lanes for lane in range(b.lanes)] if b.lanes == 64 else list(range(b.lanes))
    b.write_row(0, b.shuffle(b.row(1), order))


@semantics("v_permlane32_swap_b32", "v_permlane16_swap_b32")
def _permlane_swap(b: Builder) -> None:
    """Exchange odd rows (or halves) of the first register with even ones of the second ("CDNA4 ISA")."""
    size = 32 if "32_swap" in b.instruction.mnemonic else 16
    first, second = b.row(0), b.row(1)
    lanes = range(b.lanes)
    odd = [lane // size % 2 == 1 for lane in lanes]
    b.write_row(0, b.shuffle(first, [lane + b.lanes - size if odd[lane] else lane for lane in lanes], second))
    b.write_row(1, b.shuffle(second, [lane if odd[lane] else lane + b.lanes + size for lane in lanes], first))


def _count_below(high: bool) -> Callable[[Builder], None]:
    def count(b: Builder) -> None:
        mask, start = b.source(1, "u32"), b.source(2, "u32")
        below = []
        for lane in range(b.lanes):
            bits = (1 << lane) - 1
            below.append(bits >> 32 if high else bits & 0xFFFFFFFF)
        b.write(0, b.intrinsic("ctpop", mask & b.per_lane("i32", below)) + start)

    return count


semantics("v_mbcnt_lo_u32_b32")(_count_below(False))
semantics("v_mbcnt_hi_u32_b32")(_count_below(True))
