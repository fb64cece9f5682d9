"""Scalar instructions: SOP1, SOP2, SOPC, SOPK.

Source: "RDNA3 ISA" and "RDNA4 ISA", 16.1 to 16.4; "Vega ISA" and "CDNA3 ISA", 12.1 to 12.4. gfx11 and gfx12
renamed many instructions; both names stand in the tables.
"""

from __future__ import annotations

from collections.abc import Callable

from ....native.values import Type, Value
from ..native import wave
from .handlers import Builder, semantics

Two = Callable[[Builder, Value, Value], Value]
One = Callable[[Builder, Value], Value]
Scc = Callable[[Builder, Value, Value, Value], Value]


def _nonzero(b: Builder, x: Value, y: Value, result: Value) -> Value:
    return result.ne(0)


def _carry(b: Builder, x: Value, y: Value, result: Value) -> Value:
    return result.compare("ult", x)


def _borrow(b: Builder, x: Value, y: Value, result: Value) -> Value:
    return x.compare("ult", y)


def _add_overflow(b: Builder, x: Value, y: Value, result: Value) -> Value:
    return ((x ^ result) & (y ^ result)).compare("slt", 0)


def _sub_overflow(b: Builder, x: Value, y: Value, result: Value) -> Value:
    return ((x ^ y) & (x ^ result)).compare("slt", 0)


def _predicate(name: str) -> Scc:
    return lambda b, x, y, result: x.compare(name, y)


def _shift(operation: Callable[[Value, Value], Value]) -> Two:
    """Shifts take the low 5 or 6 bits of the amount."""

    def shift(b: Builder, x: Value, y: Value) -> Value:
        amount = (y & (x.type.bits - 1)).fit(x.type.element)
        return operation(x, amount)

    return shift


def _mask_of(b: Builder, kind: str) -> Two:
    def bfm(b: Builder, x: Value, y: Value) -> Value:
        element = f"i{kind[1:]}"
        bits = int(kind[1:]) - 1
        size, offset = (x & bits).fit(element), (y & bits).fit(element)
        one = b.constant(Type(element), 1)
        return ((one << size) - 1) << offset

    return bfm


def field_extract(b: Builder, value: Value, offset: Value, width: Value, signed: bool) -> Value:
    """`width` bits of `value` from bit `offset` on; offset is below the width of the type, width may be
    anything."""
    bits = value.type.bits
    shifted = value.sar(offset) if signed else value >> offset
    if signed:
        # The field's sign: its top bit is at offset + width - 1, which may lie beyond the value's own.
        spare = b.lift(bits, value.type) - width
        clipped = spare.compare("sgt", 0).where(spare, 0)
        extended = (shifted << clipped).sar(clipped)
    else:
        ones = (b.lift(1, value.type) << (width & (bits - 1))) - 1
        extended = width.compare("uge", bits).where(shifted, shifted & ones)
    return width.eq(0).where(b.constant(value.type, 0), extended)


def _bfe(signed: bool) -> Two:
    def bfe(b: Builder, x: Value, y: Value) -> Value:
        offset = (y & (x.type.bits - 1)).fit(x.type.element)
        width = ((y >> 16) & 0x7F).fit(x.type.element)
        return field_extract(b, x, offset, width, signed)

    return bfe


def _mul_hi(signed: bool) -> Two:
    return lambda b, x, y: ((x.fit("i64", signed) * y.fit("i64", signed)) >> 32).trunc("i32")


def _minmax(name: str) -> Two:
    return lambda b, x, y: b.intrinsic(name, x, y)


def _absolute_difference(b: Builder, x: Value, y: Value) -> Value:
    difference = x - y
    return difference.compare("slt", 0).where(-difference, difference)


def _pack(first_high: bool, second_high: bool) -> Two:
    def pack(b: Builder, x: Value, y: Value) -> Value:
        low = x >> 16 if first_high else x & 0xFFFF
        high = y & 0xFFFF0000 if second_high else y << 16
        return low | high

    return pack


# mnemonics: (types of D, S0, S1; what it computes; SCC)
_TWO: dict[str, tuple[str, Two, Scc | None]] = {
    "s_add_u32 s_add_co_u32": ("u32 u32 u32", lambda b, x, y: x + y, _carry),
    "s_sub_u32 s_sub_co_u32": ("u32 u32 u32", lambda b, x, y: x - y, _borrow),
    "s_add_i32 s_add_co_i32": ("u32 u32 u32", lambda b, x, y: x + y, _add_overflow),
    "s_sub_i32 s_sub_co_i32": ("u32 u32 u32", lambda b, x, y: x - y, _sub_overflow),
    "s_add_nc_u64 s_add_u64": ("u64 u64 u64", lambda b, x, y: x + y, None),
    "s_sub_nc_u64 s_sub_u64": ("u64 u64 u64", lambda b, x, y: x - y, None),
    "s_mul_u64": ("u64 u64 u64", lambda b, x, y: x * y, None),
    "s_min_i32": ("i32 i32 i32", _minmax("smin"), _predicate("slt")),
    "s_min_u32": ("u32 u32 u32", _minmax("umin"), _predicate("ult")),
    "s_max_i32": ("i32 i32 i32", _minmax("smax"), _predicate("sge")),
    "s_max_u32": ("u32 u32 u32", _minmax("umax"), _predicate("uge")),
    "s_lshl_b32": ("u32 u32 u32", _shift(lambda x, n: x << n), _nonzero),
    "s_lshl_b64": ("u64 u64 u32", _shift(lambda x, n: x << n), _nonzero),
    "s_lshr_b32": ("u32 u32 u32", _shift(lambda x, n: x >> n), _nonzero),
    "s_lshr_b64": ("u64 u64 u32", _shift(lambda x, n: x >> n), _nonzero),
    "s_ashr_i32": ("i32 i32 u32", _shift(lambda x, n: x.sar(n)), _nonzero),
    "s_ashr_i64": ("i64 i64 u32", _shift(lambda x, n: x.sar(n)), _nonzero),
    "s_bfm_b32": ("u32 u32 u32", lambda b, x, y: _mask_of(b, "u32")(b, x, y), None),
    "s_bfm_b64": ("u64 u32 u32", lambda b, x, y: _mask_of(b, "u64")(b, x, y), None),
    "s_bfe_u32": ("u32 u32 u32", _bfe(False), _nonzero),
    "s_bfe_i32": ("i32 i32 u32", _bfe(True), _nonzero),
    "s_bfe_u64": ("u64 u64 u32", _bfe(False), _nonzero),
    "s_bfe_i64": ("i64 i64 u32", _bfe(True), _nonzero),
    "s_mul_i32": ("i32 i32 i32", lambda b, x, y: x * y, None),
    "s_mul_hi_u32": ("u32 u32 u32", _mul_hi(False), None),
    "s_mul_hi_i32": ("i32 i32 i32", _mul_hi(True), None),
    "s_absdiff_i32": ("i32 i32 i32", _absolute_difference, _nonzero),
    "s_pack_ll_b32_b16": ("u32 u32 u32", _pack(False, False), None),
    "s_pack_lh_b32_b16": ("u32 u32 u32", _pack(False, True), None),
    "s_pack_hh_b32_b16": ("u32 u32 u32", _pack(True, True), None),
    "s_pack_hl_b32_b16": ("u32 u32 u32", _pack(True, False), None),
}

_LOGIC: dict[str, Two] = {
    "and": lambda b, x, y: x & y,
    "or": lambda b, x, y: x | y,
    "xor": lambda b, x, y: x ^ y,
    "andn2": lambda b, x, y: x & ~y,
    "orn2": lambda b, x, y: x | ~y,
    "nand": lambda b, x, y: ~(x & y),
    "nor": lambda b, x, y: ~(x | y),
    "xnor": lambda b, x, y: ~(x ^ y),
    "andn1": lambda b, x, y: ~x & y,
    "orn1": lambda b, x, y: ~x | y,
}
_NEW_NAMES = {"andn2": "and_not1", "orn2": "or_not1", "andn1": "and_not0", "orn1": "or_not0"}


def _enter_two(names: str, types: str, compute: Two, scc: Scc | None) -> None:
    _, first, second = types.split()

    @semantics(*names.split())
    def two(b: Builder) -> None:
        x, y = b.scalar(1, first), b.scalar(2, second)
        result = compute(b, x, y)
        if scc is not None:
            b.set_scc(scc(b, x, y, result))
        b.write_scalar(0, result)


for _names, (_types, _compute, _scc) in _TWO.items():
    _enter_two(_names, _types, _compute, _scc)
for _name, _compute in _LOGIC.items():
    if not _name.endswith("n1"):
        for _bits in (32, 64):
            _enter_two(
                f"s_{_name}_b{_bits} s_{_NEW_NAMES.get(_name, _name)}_b{_bits}",
                f"u{_bits} u{_bits} u{_bits}",
                _compute,
                _nonzero,
            )


def _with_carry(subtract: bool) -> Callable[[Builder], None]:
    def add(b: Builder) -> None:
        x, y, carry = b.scalar(1, "u32").zext("i64"), b.scalar(2, "u32").zext("i64"), b.scc.zext("i64")
        result = x - y - carry if subtract else x + y + carry
        b.set_scc((result >> 32).ne(0))
        b.write_scalar(0, result.trunc("i32"))

    return add


semantics("s_addc_u32", "s_add_co_ci_u32")(_with_carry(False))
semantics("s_subb_u32", "s_sub_co_ci_u32")(_with_carry(True))


def _shifted_add(shift: int) -> Callable[[Builder], None]:
    def add(b: Builder) -> None:
        result = (b.scalar(1, "u32").zext("i64") << shift) + b.scalar(2, "u32").zext("i64")
        b.set_scc((result >> 32).ne(0))
        b.write_scalar(0, result.trunc("i32"))

    return add


for _shift_by in (1, 2, 3, 4):
    semantics(f"s_lshl{_shift_by}_add_u32")(_shifted_add(_shift_by))


def _select(kind: str) -> Callable[[Builder], None]:
    return lambda b: b.write_scalar(0, b.scc.where(b.scalar(1, kind), b.scalar(2, kind)))


semantics("s_cselect_b32")(_select("u32"))
semantics("s_cselect_b64")(_select("u64"))


def _conditional_move(kind: str) -> Callable[[Builder], None]:
    def move(b: Builder) -> None:
        value = b.scalar(1, kind)
        b.write_scalar(0, b.scc.where(value, b.load(b.place(0), value.type)))

    return move


semantics("s_cmov_b32")(_conditional_move("u32"))
semantics("s_cmov_b64")(_conditional_move("u64"))

# ---- one source ------------------------------------------------------------------------------------------


def _bit_count(of_ones: bool) -> One:
    return lambda b, x: b.intrinsic("ctpop", x if of_ones else ~x).fit("i32")


def _first_bit(intrinsic: str, inverted: bool = False) -> One:
    """The number of the first 1 (or 0), -1 where there is none."""

    def find(b: Builder, x: Value) -> Value:
        value = ~x if inverted else x
        number = b.call(
            f"llvm.{intrinsic}.{value.type.suffix}", value.type, value, Value(b, "false", Type("i1"))
        )
        return value.eq(0).where(b.constant(Type("i32"), -1), number.fit("i32"))

    return find


def _first_opposite(b: Builder, x: Value) -> Value:
    """How many bits from the top are as the sign, -1 where all are."""
    value = x ^ x.sar(x.type.bits - 1)
    number = b.call(f"llvm.ctlz.{x.type.suffix}", x.type, value, Value(b, "false", Type("i1")))
    return value.eq(0).where(b.constant(Type("i32"), -1), number.fit("i32"))


def _quad_mask(b: Builder, x: Value) -> Value:
    """One bit for each group of four that has any set."""
    any_set = (x | x >> 1 | x >> 2 | x >> 3) & (0x1111111111111111 & ((1 << x.type.bits) - 1))
    step = 3
    for width in (1, 2, 4, 8, 16, 32)[: 4 if x.type.bits == 32 else 5]:
        keep = sum(((1 << 2 * width) - 1) << at for at in range(0, x.type.bits, 8 * width))
        any_set = (any_set | any_set >> (step * width)) & keep
    return any_set


def _whole_quad(b: Builder, x: Value) -> Value:
    any_set = (x | x >> 1 | x >> 2 | x >> 3) & (0x1111111111111111 & ((1 << x.type.bits) - 1))
    return any_set * 0xF


def _bit_replicate(b: Builder, x: Value) -> Value:
    value = x.zext("i64")
    for shift, keep in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        value = (value | value << shift) & keep
    return value | value << 1


# mnemonics: (types of D, S0; what it computes; whether SCC tells if the result is not 0)
_ONE: dict[str, tuple[str, One, bool]] = {
    "s_mov_b32": ("u32 u32", lambda b, x: x, False),
    "s_mov_b64": ("u64 i64", lambda b, x: x, False),
    "s_not_b32": ("u32 u32", lambda b, x: ~x, True),
    "s_not_b64": ("u64 u64", lambda b, x: ~x, True),
    "s_brev_b32": ("u32 u32", lambda b, x: b.intrinsic("bitreverse", x), False),
    "s_brev_b64": ("u64 u64", lambda b, x: b.intrinsic("bitreverse", x), False),
    "s_bcnt0_i32_b32": ("u32 u32", _bit_count(False), True),
    "s_bcnt0_i32_b64": ("u32 u64", _bit_count(False), True),
    "s_bcnt1_i32_b32": ("u32 u32", _bit_count(True), True),
    "s_bcnt1_i32_b64": ("u32 u64", _bit_count(True), True),
    "s_ff0_i32_b32": ("u32 u32", _first_bit("cttz", inverted=True), False),
    "s_ff0_i32_b64": ("u32 u64", _first_bit("cttz", inverted=True), False),
    "s_ff1_i32_b32 s_ctz_i32_b32": ("u32 u32", _first_bit("cttz"), False),
    "s_ff1_i32_b64 s_ctz_i32_b64": ("u32 u64", _first_bit("cttz"), False),
    "s_flbit_i32_b32 s_clz_i32_u32": ("u32 u32", _first_bit("ctlz"), False),
    "s_flbit_i32_b64 s_clz_i32_u64": ("u32 u64", _first_bit("ctlz"), False),
    "s_flbit_i32 s_cls_i32": ("u32 u32", _first_opposite, False),
    "s_flbit_i32_i64 s_cls_i32_i64": ("u32 u64", _first_opposite, False),
    "s_sext_i32_i8": ("u32 u32", lambda b, x: x.trunc("i8").sext("i32"), False),
    "s_sext_i32_i16": ("u32 u32", lambda b, x: x.trunc("i16").sext("i32"), False),
    "s_abs_i32": ("u32 u32", lambda b, x: x.compare("slt", 0).where(-x, x), True),
    "s_wqm_b32": ("u32 u32", _whole_quad, True),
    "s_wqm_b64": ("u64 u64", _whole_quad, True),
    "s_quadmask_b32": ("u32 u32", _quad_mask, True),
    "s_quadmask_b64": ("u64 u64", _quad_mask, True),
    "s_bitreplicate_b64_b32": ("u64 u32", _bit_replicate, False),
}


def _enter_one(names: str, types: str, compute: One, scc: bool) -> None:
    _, source = types.split()

    @semantics(*names.split())
    def one(b: Builder) -> None:
        result = compute(b, b.scalar(1, source))
        if scc:
            b.set_scc(result.ne(0))
        b.write_scalar(0, result)


for _names, (_types, _compute_one, _has_scc) in _ONE.items():
    _enter_one(_names, _types, _compute_one, _has_scc)


def _bit_write(kind: str, to: bool) -> Callable[[Builder], None]:
    def bit(b: Builder) -> None:
        element = f"i{kind[1:]}"
        number = (b.scalar(1, "u32") & (int(kind[1:]) - 1)).fit(element)
        old = b.load(b.place(0), Type(element))
        one = b.constant(Type(element), 1) << number
        b.write_scalar(0, old | one if to else old & ~one)

    return bit


for _bits in (32, 64):
    semantics(f"s_bitset0_b{_bits}")(_bit_write(f"u{_bits}", False))
    semantics(f"s_bitset1_b{_bits}")(_bit_write(f"u{_bits}", True))

# ---- EXEC ------------------------------------------------------------------------------------------------


def _save_exec(kind: str, logic: Two, writes_new: bool) -> Callable[[Builder], None]:
    def save(b: Builder) -> None:
        source = b.scalar(1, kind)
        old = b.sgpr(wave.EXEC, source.type.element)
        new = logic(b, source, old)
        b.set_sgpr(wave.EXEC, new, new.type.element)
        b.set_scc(new.ne(0))
        b.write_scalar(0, new if writes_new else old)

    return save


for _bits in (32, 64):
    for _name, _compute in _LOGIC.items():
        _new_name = _NEW_NAMES.get(_name, _name)
        semantics(f"s_{_name}_saveexec_b{_bits}", f"s_{_new_name}_saveexec_b{_bits}")(
            _save_exec(f"u{_bits}", _compute, False)
        )
        if _name in ("andn1", "andn2"):
            semantics(f"s_{_name}_wrexec_b{_bits}", f"s_{_new_name}_wrexec_b{_bits}")(
                _save_exec(f"u{_bits}", _compute, True)
            )

# ---- comparisons -----------------------------------------------------------------------------------------

_PREDICATES = {"eq": "eq", "lg": "ne", "gt": "gt", "ge": "ge", "lt": "lt", "le": "le"}


def _predicate_name(name: str, signed: bool) -> str:
    predicate = _PREDICATES[name]
    return predicate if predicate in ("eq", "ne") else ("s" if signed else "u") + predicate


def _compare(predicate: str, kind: str) -> Callable[[Builder], None]:
    return lambda b: b.set_scc(b.scalar(0, kind).compare(predicate, b.scalar(1, kind)))


def _immediate(b: Builder, n: int, signed: bool) -> Value:
    return b.immediate(n).trunc("i16").fit("i32", signed)


def _compare_immediate(predicate: str, signed: bool) -> Callable[[Builder], None]:
    return lambda b: b.set_scc(b.scalar(0, "u32").compare(predicate, _immediate(b, 1, signed)))


for _name in _PREDICATES:
    for _kind in ("i32", "u32"):
        _signed = _kind == "i32"
        semantics(f"s_cmp_{_name}_{_kind}")(_compare(_predicate_name(_name, _signed), _kind))
        semantics(f"s_cmpk_{_name}_{_kind}")(_compare_immediate(_predicate_name(_name, _signed), _signed))
semantics("s_cmp_eq_u64")(_compare("eq", "u64"))
semantics("s_cmp_lg_u64")(_compare("ne", "u64"))


def _bit_compare(kind: str, wanted: int) -> Callable[[Builder], None]:
    def test(b: Builder) -> None:
        value = b.scalar(0, kind)
        number = (b.scalar(1, "u32") & (value.type.bits - 1)).fit(value.type.element)
        b.set_scc(((value >> number) & 1).eq(wanted))

    return test


for _bits in (32, 64):
    semantics(f"s_bitcmp0_b{_bits}")(_bit_compare(f"u{_bits}", 0))
    semantics(f"s_bitcmp1_b{_bits}")(_bit_compare(f"u{_bits}", 1))

# ---- with an immediate -----------------------------------------------------------------------------------


@semantics("s_movk_i32")
def _movk(b: Builder) -> None:
    b.write_scalar(0, _immediate(b, 1, True))


@semantics("s_cmovk_i32")
def _cmovk(b: Builder) -> None:
    b.write_scalar(0, b.scc.where(_immediate(b, 1, True), b.load(b.place(0), Type("i32"))))


@semantics("s_addk_i32", "s_addk_co_i32")
def _addk(b: Builder) -> None:
    old, added = b.load(b.place(0), Type("i32")), _immediate(b, len(b.operands) - 1, True)
    result = old + added
    b.set_scc(_add_overflow(b, old, added, result))
    b.write_scalar(0, result)


@semantics("s_mulk_i32")
def _mulk(b: Builder) -> None:
    b.write_scalar(0, b.load(b.place(0), Type("i32")) * _immediate(b, len(b.operands) - 1, True))
