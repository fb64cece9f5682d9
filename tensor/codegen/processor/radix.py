"""Small discrete Fourier transforms held in registers, as LLVM IR over vectors of any width."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import cos, pi, sin, sqrt

from ...graph.dtype import DType
from ..llvm import vector_math as vm
from ..llvm.writer import KernelWriter

Complex = tuple[str, str]

# What is nothing in every lane, as the imaginary parts of real numbers are: it is left out of sums.
ZERO = "zeroinitializer"


def root(turns: Fraction) -> tuple[float, float]:
    """The cosine and the sine of so many turns, exact where it is a multiple of an eighth."""
    turns %= 1
    eighth, rest = divmod(turns * 8, 1)
    # Within an eighth turn, from the nearer end.
    odd = eighth % 2 == 1
    angle = float((1 - rest if odd else rest) / 8) * 2 * pi
    near, far = (sqrt(0.5), sqrt(0.5)) if angle == pi / 4 else (cos(angle), sin(angle))
    quarter = (eighth + odd) // 2 % 4
    far = -far if odd else far
    return [(near, far), (-far, near), (-near, -far), (far, -near)][quarter]


class Codelet:
    """Writes transforms of a few vectors of complex numbers."""

    def __init__(self, f: KernelWriter, dtype: DType, lanes: int, sign: int) -> None:
        self.f, self.dtype, self.sign = f, dtype, sign
        self.scalar, self.lanes = vm.scalar_type(dtype), lanes
        self.type = vm.vector_of(self.scalar, lanes)

    def _op(self, name: str, x: str, y: str) -> str:
        if ZERO in (x, y):
            if name == "fmul" or x == y:
                return ZERO
            if y == ZERO:
                return x
            return y if name == "fadd" else self._negated(y)
        return self.f.emit(f"{name} contract {self.type} {x}, {y}")

    def _negated(self, x: str) -> str:
        return x if x == ZERO else self.f.emit(f"fneg {self.type} {x}")

    def _constant(self, value: float) -> str:
        return vm.splat(vm.literal(value, self.dtype), self.scalar, self.lanes)

    def add(self, x: Complex, y: Complex) -> Complex:
        """x + y."""
        return self._op("fadd", x[0], y[0]), self._op("fadd", x[1], y[1])

    def subtract(self, x: Complex, y: Complex) -> Complex:
        """x - y."""
        return self._op("fsub", x[0], y[0]), self._op("fsub", x[1], y[1])

    def scaled(self, x: Complex, factor: float) -> Complex:
        """x times a real number."""
        by = self._constant(factor)
        return self._op("fmul", x[0], by), self._op("fmul", x[1], by)

    def multiply(self, x: Complex, y: Complex) -> Complex:
        """x * y."""
        (a, b), (c, d) = x, y
        real = self._op("fsub", self._op("fmul", a, c), self._op("fmul", b, d))
        return real, self._op("fadd", self._op("fmul", a, d), self._op("fmul", b, c))

    def turned(self, x: Complex, turns: Fraction) -> Complex:
        """x times the root of unity so many turns in the direction of the sign."""
        turns = self.sign * turns % 1
        a, b = x
        if turns == 0:
            return x
        if turns == Fraction(1, 2):
            return self._negated(a), self._negated(b)
        if turns == Fraction(1, 4):
            return self._negated(b), a
        if turns == Fraction(3, 4):
            return b, self._negated(a)
        c, d = root(turns)
        if abs(c) == abs(d):
            # (a + bi)(c + di) where d is c or -c.
            both, apart = self._op("fadd", a, b), self._op("fsub", a, b)
            parts = (apart, both) if d == c else (both, self._op("fsub", b, a))
            return self.scaled(parts, c)
        return self.multiply(x, (self._constant(c), self._constant(d)))

    def transform(self, x: Sequence[Complex]) -> list[Complex]:
        """The discrete Fourier transform of so many vectors."""
        n = len(x)
        if n == 1:
            return [*x]
        if n == 2:
            return [self.add(x[0], x[1]), self.subtract(x[0], x[1])]
        first = next(each for each in (4, 2, *range(3, n + 1, 2)) if n % each == 0)
        if n == 4:
            return self._of_four(x)
        if first == n:
            return self._of_prime(x)
        rest = n // first
        # Element j = i rest + m: over i first, then over m; the result's k = p + first q.
        columns = [self.transform(x[m::rest]) for m in range(rest)]
        result: list[Complex] = [("", "")] * n
        for p in range(first):
            row = [self.turned(columns[m][p], Fraction(m * p, n)) for m in range(rest)]
            result[p::first] = self.transform(row)
        return result

    def _of_four(self, x: Sequence[Complex]) -> list[Complex]:
        even, odd = self.add(x[0], x[2]), self.add(x[1], x[3])
        a, (c, d) = self.subtract(x[0], x[2]), self.subtract(x[1], x[3])
        # Times i: (-d, c).
        plus = self._op("fsub", a[0], d), self._op("fadd", a[1], c)
        minus = self._op("fadd", a[0], d), self._op("fsub", a[1], c)
        if self.sign < 0:
            plus, minus = minus, plus
        return [self.add(even, odd), plus, self.subtract(even, odd), minus]

    def _of_prime(self, x: Sequence[Complex]) -> list[Complex]:
        """By sums and differences of the elements that are turned by opposite angles."""
        n = len(x)
        half = range(1, n // 2 + 1)
        sums = [self.add(x[j], x[n - j]) for j in half]
        differences = [self.subtract(x[j], x[n - j]) for j in half]
        first = x[0]
        for each in sums:
            first = self.add(first, each)
        result: list[Complex] = [first] * n
        for k in half:
            real, across = x[0], None
            for j, total, difference in zip(half, sums, differences, strict=True):
                cosine, sine = root(Fraction(j * k, n))
                real = self.add(real, self.scaled(total, cosine))
                term = self.scaled(difference, self.sign * sine)
                across = term if across is None else self.add(across, term)
            assert across is not None
            c, d = across
            result[k] = self._op("fsub", real[0], d), self._op("fadd", real[1], c)
            result[n - k] = self._op("fadd", real[0], d), self._op("fsub", real[1], c)
        return result
