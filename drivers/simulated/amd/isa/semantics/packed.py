"""Packed instructions: two 16-bit (or two 32-bit) operations per lane. VOP3P without dot products and
matrices.

Source: "RDNA3 ISA", 16.11, and 7.6 for op_sel, op_sel_hi, neg_lo, neg_hi; "CDNA3 ISA", V_PK_FMA_F32 and its
neighbours; V_FMA_MIX_F32.
"""

from __future__ import annotations

from collections.abc import Callable

from ....native.values import Value
from .convert import together
from .floats import fused, maximum_number, minimum_number
from .handlers import ELEMENTS, Builder, semantics
from .vector import Compute, intrinsic, saturating, shift_left, shift_right, shift_right_signed


def _selected(b: Builder, n: int, modifier: str) -> bool:
    """Bit of a packed modifier for source operand n (operand 0 is the destination)."""
    default = 7 if modifier == "op_sel_hi" else 0
    return bool(b.instruction.modifiers.get(modifier, default) >> (n - 1) & 1)


def packed_row(b: Builder, n: int, kind: str) -> Value:
    """Operand n as a vector of i32 that holds two halves; an inline constant of a float lies in the low
    half."""
    if b.is_vector(n):
        return b.row(n)
    return b.splat(b.packed_scalar(n, kind), b.lanes)


def half_of(b: Builder, n: int, row: Value, kind: str, high_result: bool) -> Value:
    """The half of source n that the low or high result takes, negated as it is to be."""
    high = _selected(b, n, "op_sel_hi" if high_result else "op_sel")
    bits = (row >> 16 if high else row).trunc("i16")
    value = bits.bits(ELEMENTS[kind])
    if value.type.is_float:
        value = b.flushed(value, inputs=True)
        if _selected(b, n, "neg_hi" if high_result else "neg_lo"):
            value = -value
    return value


def _packed(kind: str, count: int, compute: Compute, accumulates: bool = False) -> Callable[[Builder], None]:
    def write(b: Builder) -> None:
        rows = {n: packed_row(b, n, kind) for n in range(1, count + 1)}
        old = b.row(0) if accumulates else None
        results = []
        for high in (False, True):
            sources = [half_of(b, n, row, kind, high) for n, row in rows.items()]
            if old is not None:
                sources.append((old >> 16 if high else old).trunc("i16").bits(ELEMENTS[kind]))
            result = compute(b, *sources)
            results.append(b.finished(result) if result.type.is_float else result)
        b.write_row(0, together(*results))

    return write


_TWO: dict[str, tuple[str, Compute]] = {
    "v_pk_add_u16": ("u16", saturating(lambda b, x, y: x + y, "uadd")),
    "v_pk_sub_u16": ("u16", saturating(lambda b, x, y: x - y, "usub")),
    "v_pk_add_i16": ("i16", saturating(lambda b, x, y: x + y, "sadd")),
    "v_pk_sub_i16": ("i16", saturating(lambda b, x, y: x - y, "ssub")),
    "v_pk_mul_lo_u16": ("u16", lambda b, x, y: x * y),
    "v_pk_lshlrev_b16": ("u16", shift_left),
    "v_pk_lshrrev_b16": ("u16", shift_right),
    "v_pk_ashrrev_i16": ("i16", shift_right_signed),
    "v_pk_min_i16": ("i16", intrinsic("smin")),
    "v_pk_max_i16": ("i16", intrinsic("smax")),
    "v_pk_min_u16": ("u16", intrinsic("umin")),
    "v_pk_max_u16": ("u16", intrinsic("umax")),
    "v_pk_add_f16": ("f16", lambda b, x, y: x + y),
    "v_pk_mul_f16": ("f16", lambda b, x, y: x * y),
    "v_pk_min_f16 v_pk_min_num_f16": ("f16", minimum_number),
    "v_pk_max_f16 v_pk_max_num_f16": ("f16", maximum_number),
    "v_pk_minimum_f16": ("f16", intrinsic("minimum")),
    "v_pk_maximum_f16": ("f16", intrinsic("maximum")),
}
_THREE: dict[str, tuple[str, Compute]] = {
    "v_pk_mad_u16": ("u16", lambda b, x, y, z: x * y + z),
    "v_pk_mad_i16": ("i16", lambda b, x, y, z: x * y + z),
    "v_pk_fma_f16": ("f16", fused),
}
for _count, _table in ((2, _TWO), (3, _THREE)):
    for _names, (_kind, _compute) in _table.items():
        semantics(*_names.split())(_packed(_kind, _count, _compute))
semantics("v_pk_fmac_f16")(_packed("f16", 2, fused, accumulates=True))

# ---- two f32 ---------------------------------------------------------------------------------------------


def _wide_source(b: Builder, n: int, high_result: bool) -> Value:
    dword = int(_selected(b, n, "op_sel_hi" if high_result else "op_sel"))
    row = b.row(n, 0 if b.operands[n].is_constant else dword)
    value = b.flushed(row.bits("float"), inputs=True)
    return -value if _selected(b, n, "neg_hi" if high_result else "neg_lo") else value


def _packed_wide(count: int, compute: Compute) -> Callable[[Builder], None]:
    def write(b: Builder) -> None:
        results = []
        for high in (False, True):
            results.append(b.finished(compute(b, *(_wide_source(b, n, high) for n in range(1, count + 1)))))
        for dword, result in enumerate(results):
            b.write_row(0, result.bits("i32"), dword)

    return write


semantics("v_pk_fma_f32")(_packed_wide(3, fused))
semantics("v_pk_mul_f32")(_packed_wide(2, lambda b, x, y: x * y))
semantics("v_pk_add_f32")(_packed_wide(2, lambda b, x, y: x + y))


@semantics("v_pk_mov_b32")
def _packed_move(b: Builder) -> None:
    """The low result is a half of source 0, the high one of source 1."""
    low = b.row(1, int(_selected(b, 1, "op_sel")))
    high = b.row(2, int(_selected(b, 2, "op_sel")))
    b.write_row(0, low)
    b.write_row(0, high, 1)


# ---- mixed precision -------------------------------------------------------------------------------------


def _mixed_source(b: Builder, n: int) -> Value:
    """A whole f32, or where op_sel_hi says so the half of it that op_sel names as f16. neg_hi stands for
    abs."""
    if _selected_mix(b, n):
        bits = packed_row(b, n, "f16")
        half = (bits >> 16 if _selected(b, n, "op_sel") else bits).trunc("i16").bits("half")
        value = b.flushed(half, inputs=True).fpext("float")
    else:
        row = b.row(n) if b.is_vector(n) else b.splat(b.packed_scalar(n, "b32"), b.lanes)
        value = b.flushed(row.bits("float"), inputs=True)
    if b.operands[n].abs or _selected(b, n, "neg_hi"):
        value = b.intrinsic("fabs", value)
    return -value if b.operands[n].neg or _selected(b, n, "neg_lo") else value


def _selected_mix(b: Builder, n: int) -> bool:
    return bool(b.instruction.modifiers.get("op_sel_hi", 0) >> (n - 1) & 1)


def _mixed(b: Builder) -> Value:
    return b.intrinsic("fma", *(_mixed_source(b, n) for n in (1, 2, 3)))


@semantics("v_fma_mix_f32", "v_mad_mix_f32")
def _mix(b: Builder) -> None:
    b.write(0, _mixed(b))


def _mix_half(high: bool) -> Callable[[Builder], None]:
    def write(b: Builder) -> None:
        result = b.finished(_mixed(b).fptrunc("half")).bits("i16").zext("i32")
        old = b.row(0)
        b.write_row(0, (old & 0xFFFF) | (result << 16) if high else (old & 0xFFFF0000) | result)

    return write


semantics("v_fma_mixlo_f16", "v_mad_mixlo_f16")(_mix_half(False))
semantics("v_fma_mixhi_f16", "v_mad_mixhi_f16")(_mix_half(True))
