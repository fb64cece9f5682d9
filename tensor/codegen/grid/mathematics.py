"""Functions for targets without a C library: sin, cos and pow of float64 and float32.

Each is within two units in the last place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise

from ...graph.node import Op
from ..llvm import powers
from ..llvm.doubles import PI, PI_REST, negated, sin_of_reduced, sine_of_moderate, with_sign
from ..llvm.vector_math import sine_f32
from ..llvm.vectors import Elementwise, Floats, vector_of
from .target import Writer

# Past this the reduction by a few parts of pi is not enough.
_LARGE = 2.0**52
_PI_WORDS = 40
_WINDOW_WORDS = 6


def _sine_f64(w: Writer, lanes: int, x: str, cosine: bool = False) -> str:
    y = sine_of_moderate(Floats(w, lanes, "double"), x, cosine)
    return _or_large(w, lanes, x, y, cosine)


def _sine_f32(w: Writer, lanes: int, x: str, cosine: bool = False) -> str:
    wide, y = sine_f32(w, lanes, x, cosine)
    y = _or_large(w, lanes, wide, y, cosine)
    return w.emit(f"fptrunc {vector_of('double', lanes)} {y} to {vector_of('float', lanes)}")


def _or_large(w: Writer, lanes: int, x: str, y: str, cosine: bool) -> str:
    """y, or where x is large its sine or cosine, element by element: hardly any work-item goes there."""
    name = _large(w, cosine)
    if lanes == 1:
        return w.emit(f"call double {name}(double {x}, double {y})")
    full, result = vector_of("double", lanes), "poison"
    for lane in range(lanes):
        a, b = (w.emit(f"extractelement {full} {each}, i64 {lane}") for each in (x, y))
        one = w.emit(f"call double {name}(double {a}, double {b})")
        result = w.emit(f"insertelement {full} {result}, double {one}, i64 {lane}")
    return result


def half_inverse_pi() -> list[int]:
    """The bits of 1 / (2 pi) after the point, 32 in each word; pi by Machin's formula."""
    bits = 32 * _PI_WORDS
    scale = 1 << (bits + 64)

    def arctan_of_inverse(n: int) -> int:
        total, power, k = 0, scale // n, 1
        while power:
            total += power // k if k % 4 == 1 else -(power // k)
            power //= n * n
            k += 2
        return total

    inverse = (scale << bits) // (8 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239)))
    return [inverse >> (bits - 32 * (number + 1)) & 0xFFFFFFFF for number in range(_PI_WORDS)]


class _Lines:
    """A Writer into a function of its own."""

    functions: Mapping[tuple[Op, str], Elementwise] = {}
    conversions: Mapping[tuple[str, str], Elementwise] = {}

    def __init__(self, module: Writer) -> None:
        self.lines: list[str] = []
        self.declare = module.declare

    def emit(self, text: str) -> str:
        name = f"%v{len(self.lines)}"
        self.lines.append(f"  {name} = {text}")
        return name


def _large(w: Writer, cosine: bool) -> str:
    """A function of the module: y, or the sine or cosine of x where |x| >= 2**52 is finite.

    x is m 2**e with a whole m of 53 bits. The bits of 1 / pi before those of weight 2**-e contribute
    multiples of 2 to x / pi, so the 192 from there on give x / pi modulo 2 with 138 bits after the point (the
    method of M. Payne and R. Hanek, 1983). They are multiplied by m in words of 32 bits.
    """
    name, table, constant = (
        f"@{'cos' if cosine else 'sin'}.large",
        "@half.inverse.pi",
        f"ptr{w.constant_space}",
    )
    words = ", ".join(f"i32 {word}" for word in half_inverse_pi())
    w.declare(f"{table} = internal{w.constant_space} constant [{_PI_WORDS} x i32] [{words}], align 4")
    w.declare("declare double @llvm.fabs.f64(double)")
    inner = _Lines(w)
    f, emit = Floats(inner, 1, "double"), inner.emit
    bits = emit("bitcast double %x to i64")
    e = emit(f"sub i64 {emit(f'and i64 {_high_bits(emit, bits, 52)}, 2047')}, 1075")
    mantissa = emit(f"or i64 {emit(f'and i64 {bits}, {2**52 - 1}')}, {2**52}")
    first, skip = _high_bits(emit, e, 5), emit(f"trunc i64 {emit(f'and i64 {e}, 31')} to i32")
    loaded = []
    for number in range(_WINDOW_WORDS + 1):
        pointer = emit(f"getelementptr i32, {constant} {table}, i64 {emit(f'add i64 {first}, {number}')}")
        loaded.append(emit(f"load i32, {constant} {pointer}, align 4"))
    window = [_funnel(inner, a, b, skip) for a, b in pairwise(loaded)]
    product = _product(emit, mantissa, window[::-1])
    if cosine:
        # A quarter of a turn more.
        product[-1] = emit(f"add i32 {product[-1]}, {1 << 30}")
    highest = product[-1]
    turns = emit(f"xor i32 {emit(f'lshr i32 {highest}, 31')}, {emit(f'lshr i32 {highest}, 30')}")
    # What is left of x / pi, from -1/2 to 1/2, as a sum of two.
    q = [_funnel(inner, a, b, "1") for a, b in zip(product[:0:-1], product[-2::-1], strict=True)]
    parts = [emit(f"{'sitofp' if n == 0 else 'uitofp'} i32 {word} to double") for n, word in enumerate(q[:4])]
    scaled = [f.binary("fmul", part, f.const(2.0 ** (-32 * (n + 1)))) for n, part in enumerate(parts)]
    turn = f.binary("fadd", scaled[0], scaled[1])
    rest = f.binary("fsub", scaled[1], f.binary("fsub", turn, scaled[0]))
    rest = f.binary("fadd", rest, f.binary("fadd", scaled[2], scaled[3]))
    high = f.binary("fmul", turn, f.const(PI))
    low = f.fma(turn, f.const(PI), negated(f, high))
    low = f.fma(turn, f.const(PI_REST), f.fma(rest, f.const(PI), low))
    signs = emit(f"zext i32 {turns} to i64")
    if not cosine:
        signs = emit(f"xor i64 {signs}, {_high_bits(emit, bits, 63)}")
    result = with_sign(f, sin_of_reduced(f, high, low), signs)
    w.declare(
        "\n".join(
            [
                f"define internal double {name}(double %x, double %y) alwaysinline nounwind {{",
                "  %size = call double @llvm.fabs.f64(double %x)",
                f"  %large = fcmp oge double %size, {f.const(_LARGE)}",
                f"  %finite = fcmp olt double %size, {f.const(float('inf'))}",
                "  %rare = and i1 %large, %finite",
                "  br i1 %rare, label %reduce, label %done",
                "reduce:",
                *inner.lines,
                "  br label %done",
                "done:",
                f"  %result = phi double [ %y, %0 ], [ {result}, %reduce ]",
                "  ret double %result",
                "}",
            ]
        )
    )
    return name


def _high_bits(emit: Callable[[str], str], x: str, count: int) -> str:
    return emit(f"lshr i64 {x}, {count}")


def _funnel(w: _Lines, a: str, b: str, count: str) -> str:
    """The upper word of a : b shifted left by less than 32."""
    w.declare("declare i32 @llvm.fshl.i32(i32, i32, i32)")
    return w.emit(f"call i32 @llvm.fshl.i32(i32 {a}, i32 {b}, i32 {count})")


def _product(emit: Callable[[str], str], mantissa: str, words: Sequence[str]) -> list[str]:
    """The product of a number below 2**53 and a long one, as many words of it from the lowest on."""
    low, high = emit(f"and i64 {mantissa}, {2**32 - 1}"), emit(f"lshr i64 {mantissa}, 32")
    wide = [emit(f"zext i32 {word} to i64") for word in words]
    result, carry = [], "0"
    for number, word in enumerate(wide):
        terms = [emit(f"mul i64 {low}, {word}"), carry]
        if number:
            terms.append(emit(f"mul i64 {high}, {wide[number - 1]}"))
        below, above = "0", "0"
        for term in terms:
            below = emit(f"add i64 {below}, {emit(f'and i64 {term}, {2**32 - 1}')}")
            above = emit(f"add i64 {above}, {emit(f'lshr i64 {term}, 32')}")
        result.append(emit(f"trunc i64 {below} to i32"))
        carry = emit(f"add i64 {above}, {emit(f'lshr i64 {below}, 32')}")
    return result


FUNCTIONS: Mapping[tuple[Op, str], Elementwise] = {
    (Op.SIN, "float32"): _sine_f32,
    (Op.SIN, "float64"): _sine_f64,
    (Op.COS, "float32"): partial(_sine_f32, cosine=True),
    (Op.COS, "float64"): partial(_sine_f64, cosine=True),
    (Op.POW, "float32"): powers.pow_f32,
    (Op.POW, "float64"): powers.pow_f64,
}
