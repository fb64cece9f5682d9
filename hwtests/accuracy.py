"""How far each function of Tensor is from the true value, in units in the last place of its dtype.

`python -m hwtests.accuracy` measures them on the processor and on simulated cards and writes
docs/accuracy.md; the names of functions measure those and print what is found.

The points are drawn evenly over all bit patterns of the dtype (so, over all exponents), over the exponents
around 1, and close to where each function has zeros, poles and ends, to powers of two and multiples of
pi / 2. Of 16-bit floats all are taken. The true value is mpmath's. Where there are too many points for it,
NumPy's in a wider dtype finds the worst ones, and mpmath says how bad they are.
"""

from __future__ import annotations

import argparse
import datetime
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import mpmath
import numpy as np

from barewire import Tensor
from barewire.tensor.graph.dtype import BY_NAME, DType

from . import programs

Array = Any  # of NumPy
PRECISION = 400  # bits that mpmath computes with
CONFIRMED = 12  # of the worst points, how many mpmath sees
ALONE = 1500  # points at most where NumPy has nothing to compare with
DTYPES = ("float32", "float64", "float16", "bfloat16")
# What NumPy computes reference values in, and how many points that is asked for, and mpmath alone.
WIDE = {"float32": np.float64, "float64": np.longdouble, "float16": np.float64, "bfloat16": np.float64}
PI_2 = math.pi / 2
# Simulated ones, and how much of them there is time for.
CARDS, CARD_DTYPES, CARD_POINTS = ("gfx1100", "sm_90"), ("float32", "float64", "float16"), 512


class Function(NamedTuple):
    """A function: Tensor's, mpmath's and NumPy's (None where it has none wide enough), where it is delicate,
    and whether it is an elementary one.
    """

    tensor: Callable[..., Tensor]
    exact: Callable[..., Any]
    wide: Callable[..., Array] | None = None
    near: Sequence[float] = ()
    elementary: bool = False
    operands: int = 1


def _sigmoid(x: Array) -> Array:
    small = np.exp(-np.abs(x))
    return np.where(x < 0, small, 1) / (1 + small)


def _softplus(x: Array) -> Array:
    return np.where(x > 20, x, np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))))


def _within(x: Any) -> Any:
    """x, or a number past which the error function does not change: mpmath asks for moderate ones."""
    return max(-(10**4), min(10**4, x))


_erfc = np.vectorize(math.erfc, otypes=[np.float64])
_erf = np.vectorize(math.erf, otypes=[np.float64])
_lgamma = np.vectorize(
    lambda x: math.inf if x <= 0 and x == math.floor(x) else math.lgamma(x), otypes=[np.float64]
)


def _erfinv(x: Any) -> Any:
    """mpmath's, which starts from float64 and so has none for the ends."""
    return mpmath.erfinv(x) if abs(x) < 1 else mpmath.sign(x) * mpmath.inf if abs(x) == 1 else mpmath.nan


_TURNS = [n * PI_2 for n in (*range(1, 9), 100, 1001, 10**5 + 1)]

FUNCTIONS = {
    "exp": Function(Tensor.exp, mpmath.exp, np.exp, (1, 88.7, -87.3, -103.9, 709.7, -745), True),
    "exp2": Function(Tensor.exp2, lambda x: mpmath.mpf(2) ** x, np.exp2, (1, 128, -126, -149, 1024), True),
    "expm1": Function(Tensor.expm1, mpmath.expm1, np.expm1, (0.5, 1, 88.7, -17), True),
    "log": Function(Tensor.log, mpmath.log, np.log, (1, 0.5, 0.70710678, 2), True),
    "log2": Function(Tensor.log2, lambda x: mpmath.log(x, 2), np.log2, (1, 0.5, 0.70710678, 2), True),
    "log10": Function(Tensor.log10, mpmath.log10, np.log10, (1, 10, 0.1, 1000), True),
    "log1p": Function(Tensor.log1p, mpmath.log1p, np.log1p, (-1, -0.5, 0.5, 1), True),
    "sqrt": Function(Tensor.sqrt, mpmath.sqrt, np.sqrt, (1, 2, 4), True),
    "rsqrt": Function(Tensor.rsqrt, lambda x: 1 / mpmath.sqrt(x), lambda x: 1 / np.sqrt(x), (1, 2, 4), True),
    "reciprocal": Function(Tensor.reciprocal, lambda x: 1 / x, lambda x: 1 / x, (1, 2, 3), True),
    "sin": Function(Tensor.sin, mpmath.sin, np.sin, _TURNS, True),
    "cos": Function(Tensor.cos, mpmath.cos, np.cos, _TURNS, True),
    "tan": Function(Tensor.tan, mpmath.tan, np.tan, _TURNS, True),
    "asin": Function(Tensor.asin, mpmath.asin, np.arcsin, (0.5, 1), True),
    "acos": Function(Tensor.acos, mpmath.acos, np.arccos, (0.5, 1), True),
    "atan": Function(Tensor.atan, mpmath.atan, np.arctan, (0.4142, 1, 2.4142), True),
    "sinh": Function(Tensor.sinh, mpmath.sinh, np.sinh, (1, 22, 89.4), True),
    "cosh": Function(Tensor.cosh, mpmath.cosh, np.cosh, (1, 22, 89.4), True),
    "tanh": Function(Tensor.tanh, mpmath.tanh, np.tanh, (0.625, 1, 9), True),
    "asinh": Function(Tensor.asinh, mpmath.asinh, np.arcsinh, (0.5, 1, 2.0**28), True),
    "acosh": Function(Tensor.acosh, mpmath.acosh, np.arccosh, (1, 2, 2.0**28), True),
    "atanh": Function(Tensor.atanh, mpmath.atanh, np.arctanh, (0.5, 1), True),
    "erf": Function(Tensor.erf, lambda x: mpmath.erf(_within(x)), _erf, (0.5, 1, 4)),
    "erfc": Function(Tensor.erfc, lambda x: mpmath.erfc(_within(x)), _erfc, (0.5, 1, 4, 10, 26)),
    "sigmoid": Function(Tensor.sigmoid, lambda x: 1 / (1 + mpmath.exp(-x)), _sigmoid, (1, 17, -88)),
    "logsigmoid": Function(
        Tensor.logsigmoid, lambda x: -mpmath.log1p(mpmath.exp(-x)),
        lambda x: np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x))), (1, 17, 88),
    ),
    "softplus": Function(
        Tensor.softplus, lambda x: x if x > 20 else mpmath.log1p(mpmath.exp(x)), _softplus, (1, -17, 20)
    ),
    "silu": Function(
        Tensor.silu, lambda x: x / (1 + mpmath.exp(-x)), lambda x: x * _sigmoid(x), (-1, -20, -90)
    ),
    "gelu": Function(
        Tensor.gelu, lambda x: x * mpmath.erfc(-_within(x) / mpmath.sqrt(2)) / 2,
        lambda x: x * (_erfc(-x * math.sqrt(0.5)) * 0.5), (1, -1, -5, -13),
    ),
    "mish": Function(
        Tensor.mish, lambda x: x * mpmath.tanh(mpmath.log1p(mpmath.exp(x))),
        lambda x: x * np.tanh(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))), (1, -1, -20, -90),
    ),
    "softsign": Function(Tensor.softsign, lambda x: x / (1 + abs(x)), lambda x: x / (1 + np.abs(x)), (1,)),
    "elu": Function(
        Tensor.elu, lambda x: x if x > 0 else mpmath.expm1(x),
        lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))), (-0.5, -1),
    ),
    "lgamma": Function(
        Tensor.lgamma,
        lambda x: mpmath.log(abs(mpmath.gamma(x))) if abs(x) < 1000 else mpmath.re(mpmath.loggamma(x)),
        _lgamma, (1, 2, 3, 10, -0.5, -1.5, -2.457),
    ),
    "digamma": Function(Tensor.digamma, mpmath.digamma, None, (1, 1.4616321, 10, -0.5, -1.5)),
    "erfinv": Function(Tensor.erfinv, _erfinv, None, (0.5, 1)),
    "sinc": Function(Tensor.sinc, mpmath.sincpi, None, (1, 2, 0.5)),
    "div": Function(Tensor.div, lambda x, y: x / y, lambda x, y: x / y, (1, 3), True, 2),
    "hypot": Function(
        Tensor.hypot, lambda x, y: mpmath.sqrt(x * x + y * y), np.hypot, (1, 3, 4), True, 2
    ),
    "atan2": Function(Tensor.atan2, mpmath.atan2, np.arctan2, (1, -1), True, 2),
    "pow": Function(Tensor.pow, lambda x, y: x**y, np.power, (1, 2, 0.5, 10, 88), True, 2),
    "logaddexp": Function(
        Tensor.logaddexp, lambda x, y: mpmath.log(mpmath.exp(x) + mpmath.exp(y)), np.logaddexp,
        (1, -1, 5), False, 2,
    ),
    "xlogy": Function(
        Tensor.xlogy, lambda x, y: x * mpmath.log(y) if x else x,
        lambda x, y: np.where(x == 0, 0, x * np.log(y)), (1, 2), False, 2,
    ),
}  # fmt: skip


def points(dtype: DType, near: Sequence[float], count: int, seed: int) -> Array:
    """About `count` finite numbers of the dtype."""
    if dtype.bits == 16 and count >= 2**16:
        return _decoded(np.arange(2**16), dtype)
    draw = np.random.default_rng(seed)
    over_all = draw.integers(0, 2**dtype.bits, count // 2, dtype=f"uint{dtype.bits}")
    moderate = np.ldexp(draw.uniform(0.5, 1, count // 4), draw.integers(-8, 8, count // 4))
    moderate *= draw.choice([-1, 1], count // 4)
    powers = np.ldexp(1.0, draw.integers(1 - dtype.bias - dtype.fraction_bits, dtype.bias + 1, count // 16))
    turns = draw.integers(1, 2 ** min(20, dtype.fraction_bits), count // 16) * PI_2
    close = [0.0, -0.0, *powers, *-powers, *turns, *-turns]
    for place in (0.0, *near):
        width = abs(place) or 1.0
        steps = np.ldexp(width, -draw.integers(0, dtype.fraction_bits + 1, count // 16 // (len(near) + 1)))
        close += [place, -place, *(place - steps), *(place + steps), *(-place - steps), *(-place + steps)]
    return np.concatenate([_decoded(over_all, dtype), _rounded([*moderate, *close], dtype)])


def _decoded(codes: Array, dtype: DType) -> Array:
    """The finite numbers among those of these bit patterns."""
    if dtype.name == "bfloat16":
        values = (codes.astype(np.uint32) << 16).view(np.float32)
    else:
        values = codes.astype(f"uint{dtype.bits}").view(dtype.name)
    return values[np.isfinite(values)]


def _rounded(values: Any, dtype: DType) -> Array:
    with np.errstate(all="ignore"):
        values = np.asarray(values, np.float64)
        if dtype.name != "bfloat16":
            values = values.astype(dtype.name)
            return values[np.isfinite(values)]
        return _decoded(values.astype(np.float32).view(np.uint32) >> 16, dtype)


def unit(magnitude: Array, dtype: DType) -> Array:
    """The unit in the last place at a magnitude."""
    _, exponent = np.frexp(magnitude)
    least = 1 - dtype.bias
    exponent = np.clip(exponent - 1, least, dtype.bias)
    return np.ldexp(np.ones_like(magnitude), exponent - dtype.fraction_bits)


def errors(found: Array, expected: Array, dtype: DType) -> Array:
    """Units between what was found and a value of a wider dtype; infinite where one is nan and not the other.

    Infinity counts as the power of two that follows the largest number.
    """
    kind = expected.dtype.type
    end = np.ldexp(kind(1), dtype.bias + 1)
    with np.errstate(all="ignore"):
        expected = np.clip(expected, -end, end)
        found = np.clip(found.astype(kind), -end, end)
        apart = np.abs(found - expected) / unit(np.abs(expected), dtype)
    undefined = np.isnan(expected)
    return np.where(undefined | np.isnan(found), np.where(undefined & np.isnan(found), 0, np.inf), apart)


def true_error(function: Function, operands: Sequence[float], found: float, dtype: DType) -> float:
    """The error of one value beside mpmath's."""
    with mpmath.workprec(PRECISION):
        try:
            exact = function.exact(*(mpmath.mpf(x) for x in operands))
        except (ZeroDivisionError, ValueError):
            return 0.0  # poles, which are no matter of accuracy
        if mpmath.im(exact) != 0 or mpmath.isnan(exact):
            return 0.0 if math.isnan(found) else math.inf
        if math.isnan(found):
            return math.inf
        exact, end = mpmath.re(exact), mpmath.mpf(2) ** (dtype.bias + 1)
        exact, value = (max(-end, min(end, x)) for x in (exact, mpmath.mpf(found)))
        exponent = max(1 - dtype.bias, mpmath.frexp(exact)[1] - 1 if exact else -(10**9))
        step = mpmath.mpf(2) ** (min(exponent, dtype.bias) - dtype.fraction_bits)
        return float(abs(value - exact) / step)


class Worst(NamedTuple):
    """The largest error of a function, and where."""

    error: float
    operands: tuple[float, ...]
    found: float
    points: int


def measure(name: str, dtype: DType, device: str, count: int, seed: int = 0) -> Worst:
    """The worst of a function over about `count` points."""
    function = FUNCTIONS[name]
    kind = WIDE[dtype.name]
    drawn = [points(dtype, function.near, count, seed + n) for n in range(function.operands)]
    if function.operands == 2:
        shorter = min(len(each) for each in drawn)
        mixed = np.random.default_rng(seed)
        drawn = [mixed.permutation(each)[:shorter] for each in drawn]
    inputs = [Tensor(each, device=device).cast(dtype.name) for each in drawn]
    found = function.tensor(*inputs).cast("float64").numpy()
    wide = function.wide if dtype.name != "float64" or function.wide not in _ONLY_DOUBLE else None
    if wide is None and len(found) > ALONE:
        kept = np.linspace(0, len(found) - 1, ALONE).astype(int)
        drawn, found = [each[kept] for each in drawn], found[kept]
    if wide is None:
        chosen = np.arange(len(found))
    else:
        with np.errstate(all="ignore"):
            expected = np.asarray(wide(*(each.astype(kind) for each in drawn)), kind)
        apart = errors(found, expected, dtype)
        chosen = np.argsort(-apart, kind="stable")[:CONFIRMED]
    worst = Worst(0.0, (), 0.0, len(found))
    for index in chosen:
        operands = tuple(float(each[index]) for each in drawn)
        error = true_error(function, operands, float(found[index]), dtype)
        if error > worst.error or not worst.operands:
            worst = Worst(error, operands, float(found[index]), len(found))
    return worst


# What NumPy has no long double of, so that of float64 mpmath sees every point.
_ONLY_DOUBLE = [FUNCTIONS[name].wide for name in ("erf", "erfc", "gelu", "lgamma")]


# Where the bound is another than `bound` has it.
EXCEPTIONS = {
    ("silu", "float64"): 2.5,
    ("erfc", "float64"): 3.5,
    ("mish", "float64"): 4.5,
    ("gelu", "float64"): 4.5,
    ("lgamma", "float64"): math.inf,
    ("digamma", "float64"): math.inf,
    ("logaddexp", "float64"): math.inf,
}


def bound(name: str, dtype: str) -> float:
    """The error that a function has at most, on every device."""
    if dtype in ("float16", "bfloat16"):
        return 0.501
    return EXCEPTIONS.get((name, dtype), 1.0 if FUNCTIONS[name].elementary and dtype == "float32" else 2.0)


def on_card(architecture: str, names: Sequence[str], dtypes: Sequence[str], count: int) -> list[Row]:
    """What is measured on a simulated card, in a process of its own."""
    command = [sys.executable, "-m", "hwtests.accuracy", *names, "--points", str(count)]
    device = "AMD" if architecture.startswith("gfx") else "NVIDIA"
    command += ["--device", device, *(part for dtype in dtypes for part in ("--dtype", dtype))]
    environment = programs.environment(BAREWIRE_SIMULATE=architecture)
    finished = programs.run(command, timeout_s=1200, check=True, env=environment)
    return [Row.read(line) for line in finished.stdout.splitlines()]


class Row(NamedTuple):
    """A line of what is printed."""

    name: str
    dtype: str
    error: float
    place: str

    @classmethod
    def read(cls, line: str) -> Row:
        name, dtype, error, place = line.split(maxsplit=3)
        return cls(name, dtype, float(error), place)


def rows(names: Sequence[str], dtypes: Sequence[str], device: str, count: int) -> Iterator[Row]:
    for name in names:
        for dtype in dtypes:
            worst = measure(name, BY_NAME[dtype], device, count)
            place = ", ".join(f"{operand:.9g}" for operand in worst.operands)
            yield Row(name, dtype, worst.error, place)


def page(counts: Mapping[str, int], columns: Mapping[tuple[str, str], Mapping[str, Row]], date: str) -> str:
    """docs/accuracy.md: a row for each function, a column for each device and dtype."""
    heads = [f"{device}, {dtype}" for device, dtype in columns]
    lines = [
        HEAD.format(date=date, points=", ".join(f"{n} points on {device}" for device, n in counts.items()))
    ]
    lines += ["| function | " + " | ".join(heads) + " |", "|---|" + "---:|" * len(heads)]
    for name in FUNCTIONS:
        found = [f"{column[name].error:.3f}" if name in column else "" for column in columns.values()]
        lines.append(f"| `{name}` | " + " | ".join(found) + " |")
    lines += ["", "## Where", "", "| function | worst of float32 on the processor at |", "|---|---|"]
    lines += [f"| `{name}` | {row.place} |" for name, row in columns["processor", "float32"].items()]
    return "\n".join(lines) + "\n"


HEAD = """# Accuracy

How far each function of numbers is from the true value at most, in units in the last place of its dtype: 0.5
is the nearest number there is. [accuracy.py](../hwtests/accuracy.py) measured it on {date} beside mpmath and
wrote this page. Of each function {points};
of 16-bit floats on the processor these are all numbers. The cards were simulated. The tests hold the bounds,
at some points on every run.

- Elementary functions of float32 are within 1 unit, other functions and those of float64 within 2.
- Products of many factors in float64 are not: `silu` is within 2.5 units, `erfc` within 3.5, `mish` and
  `gelu` within 4.5.
- `lgamma`, `digamma` and `logaddexp` of float64 are within a few units but close to the places where they are
  zero, where the error is that of the terms that cancel.
- float16 and bfloat16 are computed in float32 and rounded once more: to the nearest number, or where two are
  as near within 0.001 units to one of them.
- Quotients and square roots are the nearest numbers, and powers of 2 and 10 have exact logarithms.
- What is too small to be a normal number is held to the unit of the smallest ones; what overflows counts as
  the power of two that follows the largest number.
- Gradients of a whole MobileNetV2 in training mode, of two images of 224 pixels, are as far from float64
  as those of PyTorch's float32: 1.05 times by the median of its parameters, 1.3 times at most. With
  ReLU6, whose slope jumps, a rounding that crosses 0 or 6 changes a gradient by a hundredth and more, in
  either library.
"""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m hwtests.accuracy", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--dtype", action="append")
    parser.add_argument("--device", default="CPU")
    parser.add_argument("--points", type=int, default=2**16)
    parser.add_argument("--write", action="store_true", help="measure everything everywhere; write the page")
    asked = parser.parse_args(arguments)
    names, dtypes = asked.names or list(FUNCTIONS), asked.dtype or DTYPES
    if not asked.write:
        for row in rows(names, dtypes, asked.device, asked.points):
            print(f"{row.name:12}{row.dtype:10}{row.error:12.4f}  {row.place}", flush=True)
        return
    found = [("processor", row) for row in rows(names, dtypes, "CPU", asked.points)]
    for card in CARDS:
        found += [(card, row) for row in on_card(card, names, CARD_DTYPES, CARD_POINTS)]
    columns: dict[tuple[str, str], dict[str, Row]] = {}
    for device, row in found:
        columns.setdefault((device, row.dtype), {})[row.name] = row
    counts = {"the processor": asked.points, **dict.fromkeys(CARDS, CARD_POINTS)}
    text = page(counts, columns, datetime.date.today().isoformat())
    (Path(__file__).parent.parent / "docs" / "accuracy.md").write_text(text)


if __name__ == "__main__":
    main(sys.argv[1:])
