"""Instructions of graphics and video that kernels may use all the same: cube maps, sums of differences;
V_TRIG_PREOP_F64.

Source: "RDNA3 ISA", 16.13, V_CUBEID_F32, V_QSAD_PK_U16_U8, V_TRIG_PREOP_F64 and their neighbours.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ....native.transcendental import scaled
from ....native.values import Type, Value
from .handlers import Builder, semantics
from .vector import lanewise


def _largest(b: Builder, x: Value, y: Value, z: Value) -> tuple[Value, Value]:
    """Whether |z| is at least the others; else whether |y| is at least |x|."""
    ax, ay, az = (b.intrinsic("fabs", v) for v in (x, y, z))
    return az.compare("oge", ax) & az.compare("oge", ay), ay.compare("oge", ax)


def _face(b: Builder, x: Value, y: Value, z: Value) -> Value:
    on_z, on_y = _largest(b, x, y, z)

    def side(v: Value, positive: float) -> Value:
        return v.compare("olt", 0.0).where(b.constant(v.type, positive + 1), positive)

    return on_z.where(side(z, 4.0), on_y.where(side(y, 2.0), side(x, 0.0)))


def _cube_s(b: Builder, x: Value, y: Value, z: Value) -> Value:
    on_z, on_y = _largest(b, x, y, z)
    by_z = z.compare("olt", 0.0).where(-x, x)
    by_x = x.compare("olt", 0.0).where(z, -z)
    return on_z.where(by_z, on_y.where(x, by_x))


def _cube_t(b: Builder, x: Value, y: Value, z: Value) -> Value:
    on_z, on_y = _largest(b, x, y, z)
    by_y = y.compare("olt", 0.0).where(-z, z)
    return on_z.where(-y, on_y.where(by_y, -y))


def _major(b: Builder, x: Value, y: Value, z: Value) -> Value:
    on_z, on_y = _largest(b, x, y, z)
    return on_z.where(z, on_y.where(y, x)) * 2.0


lanewise("v_cubeid_f32", "f32 f32 f32", _face)
lanewise("v_cubesc_f32", "f32 f32 f32", _cube_s)
lanewise("v_cubetc_f32", "f32 f32 f32", _cube_t)
lanewise("v_cubema_f32", "f32 f32 f32", _major)


def _difference(b: Builder, first: Value, second: Value, masked: bool) -> Value:
    """The sum of the absolute differences of four bytes; a byte that is 0 in `second` counts for nothing if
    masked."""
    total = b.constant(first.type, 0)
    for at in range(4):
        x, y = (first >> 8 * at) & 0xFF, (second >> 8 * at) & 0xFF
        part = b.intrinsic("umax", x, y) - b.intrinsic("umin", x, y)
        total = total + (y.eq(0).where(b.constant(y.type, 0), part) if masked else part)
    return total


def _window(b: Builder, pixels: Value, at: int) -> Value:
    return (pixels >> 8 * at).trunc("i32")


def _packed_differences(masked: bool) -> Callable[[Builder], None]:
    """Four sums, each of a window of the 8 bytes of source 0, added to the 16-bit numbers of source 2,
    saturated."""

    def write(b: Builder) -> None:
        pixels, reference, start = b.source(1, "u64"), b.source(2, "u32"), b.source(3, "u64")
        result = b.constant(pixels.type, 0)
        for at in range(4):
            old = ((start >> 16 * at) & 0xFFFF).trunc("i32")
            total = b.intrinsic(
                "umin", _difference(b, _window(b, pixels, at), reference, masked) + old, 0xFFFF
            )
            result = result | (total.zext("i64") << 16 * at)
        b.write(0, result)

    return write


semantics("v_qsad_pk_u16_u8")(_packed_differences(False))
semantics("v_mqsad_pk_u16_u8")(_packed_differences(True))


@semantics("v_mqsad_u32_u8")
def _wide_differences(b: Builder) -> None:
    pixels, reference = b.source(1, "u64"), b.source(2, "u32")
    old = [b.row(3, at) for at in range(4)]
    for at in range(4):
        b.write_row(0, _difference(b, _window(b, pixels, at), reference, True) + old[at], at)


_FRACTION_BITS = 1201
_RESULT_BITS = 53


@lru_cache(maxsize=1)
def two_over_pi() -> int:
    """The first bits of the binary fraction 2/pi, _FRACTION_BITS of them; pi by Machin's formula."""
    guard = _FRACTION_BITS + 64
    one = 1 << guard

    def arctangent(inverse: int) -> int:
        power = total = one // inverse
        n, sign = 3, -1
        while power:
            power //= inverse * inverse
            total += sign * (power // n)
            n, sign = n + 2, -sign
        return total

    pi = 4 * (4 * arctangent(5) - arctangent(239))
    return (2 * one * one // pi) >> (guard - _FRACTION_BITS)


@semantics("v_trig_preop_f64")
def _trig_preop(b: Builder) -> None:
    """53 bits of 2/pi from a place that source 1 and the exponent of source 0 choose, scaled to what they
    stand for."""
    x, segment = b.source(1, "f64"), b.source(2, "u32")
    exponent = ((x.bits("i64") >> 52) & 0x7FF).trunc("i32")
    shift = (segment & 31) * _RESULT_BITS
    shift = shift + exponent.compare("sgt", 1077).where(exponent - 1077, 0)
    # The fraction as 64-bit words, the first bits in word 0, zeros behind.
    words = [two_over_pi() << (64 * 60 - _FRACTION_BITS) >> 64 * (59 - at) & (2**64 - 1) for at in range(60)]
    listed = ", ".join(f"i64 {word - (word >> 63 << 64)}" for word in words)
    b.declarations["@two_over_pi"] = f"@two_over_pi = internal constant [60 x i64] [{listed}]"
    table = Value(b, "@two_over_pi", Type("ptr"))
    number = b.intrinsic("umin", shift >> 6, 58)
    bit = (shift & 63).zext("i64")
    high, low = (_table_words(b, table, number + at) for at in (0, 1))
    both = b.intrinsic("fshl", high, low, bit)
    result = scaled(b, (both >> (64 - _RESULT_BITS)).to_float("double"), (-_RESULT_BITS - shift).sext("i64"))
    large = exponent.compare("sge", 1968)
    b.write(0, large.where(result * 2.0**128, result))


def _table_words(b: Builder, table: Value, number: Value) -> Value:
    pointers = b.at(table, (number << 3).zext("i64"))
    lanes = b.lanes
    everywhere = b.constant(b.vector("i1"), 1)
    return b.call(
        f"llvm.masked.gather.v{lanes}i64.v{lanes}p0",
        b.vector("i64"),
        pointers,
        b.constant(Type("i32"), 8),
        everywhere,
        b.constant(b.vector("i64"), 0),
    )
