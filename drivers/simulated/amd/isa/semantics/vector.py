"""Vector instructions that compute lane by lane: VOP1, VOP2, VOP3.

Source: "RDNA3 ISA" and "RDNA4 ISA", 16.7 to 16.10 and 16.13; "Vega ISA" and "CDNA3 ISA", 12.7 to 12.11, whose
pseudo-code the tables follow. Where a generation renamed an instruction, both names stand in one key.
"""

from __future__ import annotations

from collections.abc import Callable

from ....native.values import Type, Value
from ..native import wave
from .handlers import Builder, semantics
from .scalar import field_extract

Compute = Callable[..., Value]


def lanewise(names: str, sources: str, compute: Compute) -> None:
    """Enter instructions that compute operand 0 from the others; `sources` are their types, "d:f32" is
    operand 0 as it was.
    """
    kinds = sources.split()

    @semantics(*names.split())
    def write(b: Builder) -> None:
        b.write(0, compute(b, *read_sources(b, kinds)))


def read_sources(b: Builder, kinds: list[str], first: int = 1) -> list[Value]:
    """Read the operands from number `first` on as these types."""
    values = []
    at = first
    for kind in kinds:
        if kind.startswith("d:"):
            values.append(b.source(0, kind[2:]))
        else:
            values.append(b.source(at, kind))
            at += 1
    return values


# ---- integers --------------------------------------------------------------------------------------------


def saturating(plain: Compute, name: str) -> Compute:
    """With the clamp modifier, the operation that does not wrap."""
    return lambda b, x, y: b.intrinsic(f"{name}.sat", x, y) if b.modifier("clamp") else plain(b, x, y)


def add(b: Builder, x: Value, y: Value) -> Value:
    return x + y


def subtract(b: Builder, x: Value, y: Value) -> Value:
    return x - y


def swapped(compute: Compute) -> Compute:
    return lambda b, x, y: compute(b, y, x)


def shift_left(b: Builder, n: Value, x: Value) -> Value:
    """x << n, by the low bits of n."""
    return x << (n & (x.type.bits - 1)).fit(x.type.element)


def shift_right(b: Builder, n: Value, x: Value) -> Value:
    """x >> n, by the low bits of n, zeros in front."""
    return x >> (n & (x.type.bits - 1)).fit(x.type.element)


def shift_right_signed(b: Builder, n: Value, x: Value) -> Value:
    """x >> n, by the low bits of n, the sign in front."""
    return x.sar((n & (x.type.bits - 1)).fit(x.type.element))


def _low24(x: Value, signed: bool) -> Value:
    return (x << 8).sar(8) if signed else x & 0xFFFFFF


def _mul24(signed: bool) -> Compute:
    return lambda b, x, y: _low24(x, signed) * _low24(y, signed)


def _mul_hi24(signed: bool) -> Compute:
    def mul(b: Builder, x: Value, y: Value) -> Value:
        left, right = (_low24(v, signed).fit("i64", signed) for v in (x, y))
        return (left * right).sar(32).trunc("i32")

    return mul


def _mad24(signed: bool) -> Compute:
    return lambda b, x, y, z: _low24(x, signed) * _low24(y, signed) + z


def _mul_hi(signed: bool) -> Compute:
    return lambda b, x, y: ((x.fit("i64", signed) * y.fit("i64", signed)) >> 32).trunc("i32")


def intrinsic(name: str) -> Compute:
    """An LLVM intrinsic of all the sources."""
    return lambda b, *values: b.intrinsic(name, *values)


def three(name: str) -> Compute:
    """An associative intrinsic of three sources."""
    return lambda b, x, y, z: b.intrinsic(name, b.intrinsic(name, x, y), z)


def both(first: str, second: str) -> Compute:
    """One intrinsic of the first two sources, another of that and the third."""
    return lambda b, x, y, z: b.intrinsic(second, b.intrinsic(first, x, y), z)


def _median(low: str, high: str) -> Compute:
    def median(b: Builder, x: Value, y: Value, z: Value) -> Value:
        smaller, larger = b.intrinsic(low, x, y), b.intrinsic(high, x, y)
        return b.intrinsic(high, smaller, b.intrinsic(low, larger, z))

    return median


def _bfe(signed: bool) -> Compute:
    return lambda b, x, offset, width: field_extract(b, x, offset & 31, width & 31, signed)


def _align(scale: int) -> Compute:
    def align(b: Builder, x: Value, y: Value, n: Value) -> Value:
        amount = (n & 31) if scale == 1 else (n & 3) << 3
        return b.intrinsic("fshr", x, y, amount)

    return align


def _bytes(x: Value) -> list[Value]:
    return [(x >> 8 * k) & 0xFF for k in range(4)]


def _perm(b: Builder, x: Value, y: Value, selector: Value) -> Value:
    """V_PERM_B32: each result byte is one of the 8 of {S0, S1}, or a sign, or a constant."""
    both_words = (x.zext("i64") << 32) | y.zext("i64")
    result = b.constant(x.type, 0)
    for at in range(4):
        choice = (selector >> 8 * at) & 0xFF
        picked = (both_words >> ((choice & 7) << 3).zext("i64")).trunc("i32") & 0xFF
        # 8 to 11: the sign of a half, 8: S1 low, 9: S1 high, 10: S0 low, 11: S0 high; 12: 0; above: 0xFF.
        half = (both_words >> (((choice & 3) << 4) + 15).zext("i64")).trunc("i32") & 1
        byte = choice.compare("ult", 8).where(picked, half * 0xFF)
        byte = choice.eq(12).where(b.constant(x.type, 0), byte)
        byte = choice.compare("ugt", 12).where(b.constant(x.type, 0xFF), byte)
        result = result | (byte << 8 * at)
    return result


def _absolute(b: Builder, x: Value) -> Value:
    return b.call(f"llvm.abs.{x.type.suffix}", x.type, x, Value(b, "false", Type("i1")))


def _sad_u8(b: Builder, x: Value, y: Value, z: Value) -> Value:
    for left, right in zip(_bytes(x), _bytes(y), strict=True):
        z = z + _absolute(b, left - right)
    return z


def _msad_u8(b: Builder, x: Value, y: Value, z: Value) -> Value:
    for left, right in zip(_bytes(x), _bytes(y), strict=True):
        z = z + right.eq(0).where(b.constant(x.type, 0), _absolute(b, left - right))
    return z


def _sad_u16(b: Builder, x: Value, y: Value, z: Value) -> Value:
    for at in (0, 16):
        z = z + _absolute(b, ((x >> at) & 0xFFFF) - ((y >> at) & 0xFFFF))
    return z


def _sad_u32(b: Builder, x: Value, y: Value, z: Value) -> Value:
    return b.intrinsic("umax", x, y) - b.intrinsic("umin", x, y) + z


def _lerp(b: Builder, x: Value, y: Value, z: Value) -> Value:
    result = b.constant(x.type, 0)
    for at, (left, right, rounding) in enumerate(zip(_bytes(x), _bytes(y), _bytes(z), strict=True)):
        result = result | (((left + right + (rounding & 1)) >> 1) << 8 * at)
    return result


def first_bit(name: str) -> Compute:
    """The number of the first 1 from one end, -1 where there is none."""

    def find(b: Builder, x: Value) -> Value:
        number = b.call(f"llvm.{name}.{x.type.suffix}", x.type, x, Value(b, "false", Type("i1")))
        return x.eq(0).where(b.constant(x.type, -1), number)

    return find


def _first_opposite(b: Builder, x: Value) -> Value:
    return first_bit("ctlz")(b, x ^ x.sar(31))


def _saturate_pack(b: Builder, x: Value) -> Value:
    """V_SAT_PK_U8_I16: two signed halves to two bytes."""
    parts = []
    for at in (0, 16):
        half = (x >> at).trunc("i16")
        parts.append(b.intrinsic("smin", b.intrinsic("smax", half, 0), 255).zext("i32"))
    return (parts[0] | (parts[1] << 8)).trunc("i16")


_INTEGERS: dict[str, tuple[str, Compute]] = {
    "v_mov_b32": ("b32", lambda b, x: x),
    "v_mov_b64": ("b64", lambda b, x: x),
    "v_mov_b16": ("b16", lambda b, x: x),
    "v_not_b32": ("b32", lambda b, x: ~x),
    "v_not_b16": ("b16", lambda b, x: ~x),
    "v_bfrev_b32": ("b32", intrinsic("bitreverse")),
    "v_ffbh_u32 v_clz_i32_u32": ("u32", first_bit("ctlz")),
    "v_ffbl_b32 v_ctz_i32_b32": ("u32", first_bit("cttz")),
    "v_ffbh_i32 v_cls_i32": ("i32", _first_opposite),
    "v_sat_pk_u8_i16": ("b32", _saturate_pack),
    "v_cvt_i32_i16": ("i16", lambda b, x: x.sext("i32")),
    "v_cvt_u32_u16": ("u16", lambda b, x: x.zext("i32")),
    "v_add_u32 v_add_nc_u32": ("u32 u32", saturating(add, "uadd")),
    "v_sub_u32 v_sub_nc_u32": ("u32 u32", saturating(subtract, "usub")),
    "v_subrev_u32 v_subrev_nc_u32": ("u32 u32", swapped(saturating(subtract, "usub"))),
    "v_add_i32 v_add_nc_i32": ("i32 i32", saturating(add, "sadd")),
    "v_sub_i32 v_sub_nc_i32": ("i32 i32", saturating(subtract, "ssub")),
    "v_mul_lo_u32": ("u32 u32", lambda b, x, y: x * y),
    "v_mul_hi_u32": ("u32 u32", _mul_hi(False)),
    "v_mul_hi_i32": ("i32 i32", _mul_hi(True)),
    "v_mul_u32_u24": ("u32 u32", _mul24(False)),
    "v_mul_i32_i24": ("i32 i32", _mul24(True)),
    "v_mul_hi_u32_u24": ("u32 u32", _mul_hi24(False)),
    "v_mul_hi_i32_i24": ("i32 i32", _mul_hi24(True)),
    "v_mad_u32_u24": ("u32 u32 u32", _mad24(False)),
    "v_mad_i32_i24": ("i32 i32 i32", _mad24(True)),
    "v_mad_u32_u16": ("u16 u16 u32", lambda b, x, y, z: x.zext("i32") * y.zext("i32") + z),
    "v_mad_i32_i16": ("i16 i16 i32", lambda b, x, y, z: x.sext("i32") * y.sext("i32") + z),
    "v_and_b32": ("b32 b32", lambda b, x, y: x & y),
    "v_or_b32": ("b32 b32", lambda b, x, y: x | y),
    "v_xor_b32": ("b32 b32", lambda b, x, y: x ^ y),
    "v_xnor_b32": ("b32 b32", lambda b, x, y: ~(x ^ y)),
    "v_and_b16": ("b16 b16", lambda b, x, y: x & y),
    "v_or_b16": ("b16 b16", lambda b, x, y: x | y),
    "v_xor_b16": ("b16 b16", lambda b, x, y: x ^ y),
    "v_lshlrev_b32": ("u32 u32", shift_left),
    "v_lshrrev_b32": ("u32 u32", shift_right),
    "v_ashrrev_i32": ("u32 i32", shift_right_signed),
    "v_lshlrev_b64": ("u32 u64", shift_left),
    "v_lshrrev_b64": ("u32 u64", shift_right),
    "v_ashrrev_i64": ("u32 i64", shift_right_signed),
    "v_lshlrev_b16": ("u16 u16", shift_left),
    "v_lshrrev_b16": ("u16 u16", shift_right),
    "v_ashrrev_i16": ("u16 i16", shift_right_signed),
    "v_min_u32": ("u32 u32", intrinsic("umin")),
    "v_max_u32": ("u32 u32", intrinsic("umax")),
    "v_min_i32": ("i32 i32", intrinsic("smin")),
    "v_max_i32": ("i32 i32", intrinsic("smax")),
    "v_min_u16": ("u16 u16", intrinsic("umin")),
    "v_max_u16": ("u16 u16", intrinsic("umax")),
    "v_min_i16": ("i16 i16", intrinsic("smin")),
    "v_max_i16": ("i16 i16", intrinsic("smax")),
    "v_add_u16 v_add_nc_u16": ("u16 u16", saturating(add, "uadd")),
    "v_sub_u16 v_sub_nc_u16": ("u16 u16", saturating(subtract, "usub")),
    "v_subrev_u16": ("u16 u16", swapped(saturating(subtract, "usub"))),
    "v_add_i16 v_add_nc_i16": ("i16 i16", saturating(add, "sadd")),
    "v_sub_i16 v_sub_nc_i16": ("i16 i16", saturating(subtract, "ssub")),
    "v_mul_lo_u16": ("u16 u16", lambda b, x, y: x * y),
    "v_mad_u16 v_mad_legacy_u16": ("u16 u16 u16", lambda b, x, y, z: x * y + z),
    "v_mad_i16 v_mad_legacy_i16": ("i16 i16 i16", lambda b, x, y, z: x * y + z),
    "v_bfm_b32": ("u32 u32", lambda b, x, y: ((b.lift(1, x.type) << (x & 31)) - 1) << (y & 31)),
    "v_bcnt_u32_b32": ("u32 u32", lambda b, x, y: b.intrinsic("ctpop", x) + y),
    "v_bfe_u32": ("u32 u32 u32", _bfe(False)),
    "v_bfe_i32": ("i32 u32 u32", _bfe(True)),
    "v_bfi_b32": ("u32 u32 u32", lambda b, x, y, z: (x & y) | (~x & z)),
    "v_alignbit_b32": ("u32 u32 u32", _align(1)),
    "v_alignbyte_b32": ("u32 u32 u32", _align(8)),
    "v_perm_b32": ("u32 u32 u32", _perm),
    "v_sad_u8": ("u32 u32 u32", _sad_u8),
    "v_sad_hi_u8": ("u32 u32 u32", lambda b, x, y, z: (_sad_u8(b, x, y, b.constant(x.type, 0)) << 16) + z),
    "v_msad_u8": ("u32 u32 u32", _msad_u8),
    "v_sad_u16": ("u32 u32 u32", _sad_u16),
    "v_sad_u32": ("u32 u32 u32", _sad_u32),
    "v_lerp_u8": ("u32 u32 u32", _lerp),
    "v_add3_u32": ("u32 u32 u32", lambda b, x, y, z: x + y + z),
    "v_or3_b32": ("u32 u32 u32", lambda b, x, y, z: x | y | z),
    "v_xor3_b32": ("u32 u32 u32", lambda b, x, y, z: x ^ y ^ z),
    "v_and_or_b32": ("u32 u32 u32", lambda b, x, y, z: (x & y) | z),
    "v_xad_u32": ("u32 u32 u32", lambda b, x, y, z: (x ^ y) + z),
    "v_lshl_or_b32": ("u32 u32 u32", lambda b, x, y, z: shift_left(b, y, x) | z),
    "v_lshl_add_u32": ("u32 u32 u32", lambda b, x, y, z: shift_left(b, y, x) + z),
    "v_add_lshl_u32": ("u32 u32 u32", lambda b, x, y, z: shift_left(b, z, x + y)),
    "v_lshl_add_u64": ("u64 u32 u64", lambda b, x, y, z: (x << (y & 7).zext("i64")) + z),
    "v_min3_u32": ("u32 u32 u32", three("umin")),
    "v_max3_u32": ("u32 u32 u32", three("umax")),
    "v_med3_u32": ("u32 u32 u32", _median("umin", "umax")),
    "v_min3_i32": ("i32 i32 i32", three("smin")),
    "v_max3_i32": ("i32 i32 i32", three("smax")),
    "v_med3_i32": ("i32 i32 i32", _median("smin", "smax")),
    "v_min3_u16": ("u16 u16 u16", three("umin")),
    "v_max3_u16": ("u16 u16 u16", three("umax")),
    "v_med3_u16": ("u16 u16 u16", _median("umin", "umax")),
    "v_min3_i16": ("i16 i16 i16", three("smin")),
    "v_max3_i16": ("i16 i16 i16", three("smax")),
    "v_med3_i16": ("i16 i16 i16", _median("smin", "smax")),
    "v_maxmin_u32": ("u32 u32 u32", both("umax", "umin")),
    "v_minmax_u32": ("u32 u32 u32", both("umin", "umax")),
    "v_maxmin_i32": ("i32 i32 i32", both("smax", "smin")),
    "v_minmax_i32": ("i32 i32 i32", both("smin", "smax")),
}

for _names, (_sources, _compute) in _INTEGERS.items():
    lanewise(_names, _sources, _compute)

# ---- with masks ------------------------------------------------------------------------------------------


def mask_operand(b: Builder, n: int) -> Value:
    """Operand n, a mask of lanes in scalar registers, as a vector of i1."""
    return b.mask_to_lanes(b.scalar(n, f"u{b.lanes}"))


def _select(kind: str) -> Callable[[Builder], None]:
    def select(b: Builder) -> None:
        first, second = b.source_bits(1, kind), b.source_bits(2, kind)
        b.write(0, mask_operand(b, 3).where(second, first))

    return select


semantics("v_cndmask_b32")(_select("b32"))
semantics("v_cndmask_b16")(_select("b16"))


@semantics("v_dual_cndmask_b32")
def _dual_select(b: Builder) -> None:
    first, second = b.source_bits(1, "b32"), b.source_bits(2, "b32")
    lanes = b.mask_to_lanes(b.sgpr(wave.VCC, b.mask_element))
    b.write(0, lanes.where(second, first))


def _with_carry(subtract: bool, swapped: bool, carry_in: bool) -> Callable[[Builder], None]:
    def add(b: Builder) -> None:
        x, y = b.source(2, "u32").zext("i64"), b.source(3, "u32").zext("i64")
        if swapped:
            x, y = y, x
        result = x - y if subtract else x + y
        if carry_in:
            carry = mask_operand(b, 4).zext("i64")
            result = result - carry if subtract else result + carry
        b.write_mask_result(1, (result >> 32).ne(0))
        b.write(0, result.trunc("i32"))

    return add


semantics("v_add_co_u32")(_with_carry(False, False, False))
semantics("v_sub_co_u32")(_with_carry(True, False, False))
semantics("v_subrev_co_u32")(_with_carry(True, True, False))
semantics("v_add_co_ci_u32", "v_addc_co_u32")(_with_carry(False, False, True))
semantics("v_sub_co_ci_u32", "v_subb_co_u32")(_with_carry(True, False, True))
semantics("v_subrev_co_ci_u32", "v_subbrev_co_u32")(_with_carry(True, True, True))


def _mad64(signed: bool) -> Callable[[Builder], None]:
    def mad(b: Builder) -> None:
        x, y, z = b.source(2, "u32"), b.source(3, "u32"), b.source(4, "u64")
        product = x.fit("i64", signed) * y.fit("i64", signed)
        result = product + z
        if signed:
            overflow = ((product ^ result) & (z ^ result)).compare("slt", 0)
        else:
            overflow = result.compare("ult", z)
        b.write_mask_result(1, overflow)
        b.write(0, result)

    return mad


semantics("v_mad_u64_u32", "v_mad_co_u64_u32")(_mad64(False))
semantics("v_mad_i64_i32", "v_mad_co_i64_i32")(_mad64(True))


@semantics("v_nop")
def _nop(b: Builder) -> None:
    b.constant(Type("i32"), 0)


@semantics("v_swap_b32")
def _swap(b: Builder) -> None:
    first, second = b.row(0), b.row(1)
    b.write_row(0, second)
    b.write_row(1, first)


@semantics("v_swap_b16")
def _swap_halves(b: Builder) -> None:
    first, second = b.source(0, "b16"), b.source(1, "b16")
    b.write(0, second)
    b.write(1, first)


@semantics(
    "v_accvgpr_read_b32", "v_accvgpr_write_b32", "v_accvgpr_mov_b32", "v_accvgpr_read", "v_accvgpr_write"
)
def _accumulator_move(b: Builder) -> None:
    b.write_row(0, b.row(1))
