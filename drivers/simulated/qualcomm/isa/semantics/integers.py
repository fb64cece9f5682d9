"""Integers and bits: category 2's and category 3's.

Products of 24 and 16 bits are those of Mesa's nir_opcodes.py: umul24, imul24, umul_low, imad24_ir3, and
imadsh_mix16 as 25.1 has it (21.2 has its halves the wrong way round there, its compiler has not). Guesses:
results are computed in the width of the sources; a half result in a full register is extended by the sign of
the operation.
"""

from __future__ import annotations

from ....native.values import Value
from ..native.builder import Builder
from .handlers import semantics


def _kind(b: Builder, n: int) -> str:
    return "b16" if b.source_operand(n).half else "b32"


def _sources(b: Builder) -> tuple[Value, ...]:
    return tuple(b.source(n, _kind(b, n)) for n in range(len(b.instruction.sources)))


def _bits(b: Builder, n: int) -> Value:
    """A source of a bitwise operation, where (neg) inverts (ir3.h, IR3_REG_BNOT)."""
    operand = b.source_operand(n)
    at = b.first_source + n
    value = b.half_row(at) if operand.half else b.row(at)
    if operand.abs:
        raise b.refuse("bits have no (abs)")
    return ~value if operand.neg else value


def _signed(b: Builder) -> bool:
    return b.instruction.name.endswith((".s", ".s24", ".s16"))


def _result(b: Builder, value: Value) -> None:
    if _signed(b) and not b.instruction.destinations[0].half:
        value = value.fit("i32", signed=True)
    b.write(value)


@semantics("add.u", "add.s", "sub.u", "sub.s")
def _add(b: Builder) -> None:
    first, second = _sources(b)
    operation, letter = b.instruction.name.split(".")
    if b.instruction.sat:
        _result(b, b.intrinsic(f"{letter}{operation}.sat", first, second))
    else:
        _result(b, first + second if operation == "add" else first - second)


@semantics("min.u", "min.s", "max.u", "max.s")
def _extreme(b: Builder) -> None:
    operation, letter = b.instruction.name.split(".")
    first, second = _sources(b)
    _result(b, b.intrinsic(f"{letter}{operation}", first, second))


@semantics("absneg.s")
def _absneg(b: Builder) -> None:
    _result(b, _sources(b)[0])


@semantics("cmps.u", "cmps.s")
def _compare(b: Builder) -> None:
    first, second = _sources(b)
    condition = str(b.instruction.modifiers["condition"])
    predicate = condition if condition in ("eq", "ne") else b.instruction.name[-1] + condition
    b.write(first.compare(predicate, second).zext("i32"))


@semantics("and.b", "or.b", "xor.b")
def _bitwise(b: Builder) -> None:
    first, second = _bits(b, 0), _bits(b, 1)
    name = b.instruction.name
    b.write(first & second if name == "and.b" else first | second if name == "or.b" else first ^ second)


@semantics("not.b")
def _not(b: Builder) -> None:
    b.write(~_bits(b, 0))


@semantics("shl.b", "shr.b", "ashr.b")
def _shift(b: Builder) -> None:
    value, amount = _bits(b, 0), _bits(b, 1)
    # Only the low bits of the amount count, as NIR's shifts have it, which become these as they are.
    amount = amount & (value.type.bits - 1)
    name = b.instruction.name
    if name == "shl.b":
        b.write(value << amount)
    elif name == "shr.b":
        b.write(value >> amount)
    else:
        result = value.sar(amount)
        b.write(result if b.instruction.destinations[0].half else result.fit("i32", signed=True))


@semantics("bfrev.b")
def _reverse(b: Builder) -> None:
    b.write(b.intrinsic("bitreverse", _bits(b, 0)))


@semantics("clz.b", "clz.s")
def _leading_zeros(b: Builder) -> None:
    # -1 where there is no bit (ir3_compiler_nir.c, ufind_msb and ifind_msb, use it so).
    value = _bits(b, 0)
    if b.instruction.name == "clz.s":
        value = value.compare("slt", 0).where(~value, value)
    count = b.flagged("ctlz", value)
    result = value.eq(0).where(b.constant(value.type, -1), count)
    b.write(result if b.instruction.destinations[0].half else result.fit("i32", signed=True))


@semantics("cbits.b")
def _count(b: Builder) -> None:
    value = _bits(b, 0)
    if value.type.bits == 32:
        # ir3_compiler_nir.c, nir_op_bit_count: 16 bits at a time on a5xx and a6xx.
        raise b.refuse("counts the bits of half registers only")
    b.write(b.intrinsic("ctpop", value))


@semantics("getbit.b")
def _bit(b: Builder) -> None:
    value, at = _bits(b, 0), _bits(b, 1)
    b.write((value >> (at & (value.type.bits - 1))) & 1)


def _low(value: Value, bits: int, signed: bool) -> Value:
    """The low bits of each lane, extended again."""
    if value.type.bits <= bits:
        return value
    spare = value.type.bits - bits
    return (value << spare).sar(spare) if signed else value & ((1 << bits) - 1)


@semantics("mul.u24", "mul.s24")
def _mul24(b: Builder) -> None:
    first, second = (_low(value, 24, _signed(b)) for value in _sources(b))
    _result(b, first * second)


@semantics("mull.u")
def _mul_low(b: Builder) -> None:
    first, second = _sources(b)
    if first.type.bits != 32:
        raise b.refuse("of half registers is not known")
    b.write(_low(first, 16, False) * _low(second, 16, False))


@semantics("mad.u24", "mad.s24")
def _mad24(b: Builder) -> None:
    first, second, third = _sources(b)
    signed = _signed(b)
    b.write(_low(first, 24, signed) * _low(second, 24, signed) + third)


@semantics("mad.u16", "mad.s16")
def _mad16(b: Builder) -> None:
    first, second, third = _sources(b)
    _result(b, first * second + third)


@semantics("madsh.m16")
def _mad_shifted(b: Builder) -> None:
    first, second, third = _sources(b)
    b.write((((first & 0xFFFF) * (second >> 16)) << 16) + third)
