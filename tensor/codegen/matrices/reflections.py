"""Householder's reflections: QR, and the values, without vectors, of symmetric and of other matrices.

A reflection is `1 - scale * v * v.T` as LAPACK's xLARFG makes it. Symmetric matrices become tridiagonal, and
others bidiagonal (Golub & Van Loan, "Matrix Computations", 5.2.2, 8.3.1 and 5.4.8).
"""

from __future__ import annotations

from .iterations import bisected, rational
from .writer import FunctionWriter, Value, Variable

# What squares do not leave the range of a double with.
LEAST, MOST = 1e-100, 1e100


def _checked(f: FunctionWriter, work: Value, count: Value) -> None:
    """Leave where the greatest magnitude is not in the range, or one is nan."""
    most = f.variable(f.row, 0)
    bad = f.variable(f.row, 0)
    with f.loop(0, count, f.lanes) as i:
        values = f.magnitude(f.load(work, i, f.row))
        most.set(f.greater(values, most.get()))
        # nan and infinity stay what they are times 0.
        bad.set(bad.get() + values * 0.0)
    with f.when(f.any_of(bad.get().is_("une", 0.0))):
        f.leave(1)
    greatest = f.greatest(most.get())
    with f.when(greatest.is_("olt", LEAST)):
        f.leave(1)
    with f.when(greatest.is_("ogt", MOST)):
        f.leave(1)


def _reflection(f: FunctionWriter, line: Value, k: Value, end: Value) -> tuple[Variable, Variable]:
    """What maps the vector `line`, which is zero outside of `k` to `end`, to a multiple of unit k: in its
    place v, with v[k] = 1; the scale, 0 where nothing is to do; and the multiple.
    """
    alpha = f.load(line, k)
    scale, beta = f.variable(f.real, 0), f.variable(f.real, alpha)
    f.store(f.constant(0, f.real), line, k)
    first = k.rounded_down(f.lanes)
    sums = f.variable(f.row, 0)
    with f.loop(first, end, f.lanes) as i:
        x = f.load(line, i, f.row)
        sums.set(f.fused(x, x, sums.get()))
    rest = f.total(sums.get())
    with f.when(rest.is_("one", 0.0)):
        norm = f.root(f.fused(alpha, alpha, rest))
        value = f.constant(0, f.real) - f.with_sign(norm, alpha)
        beta.set(value)
        scale.set((value - alpha) / value)
        factor = f.spread(f.constant(1, f.real) / (alpha - value))
        with f.loop(first, end, f.lanes) as i:
            f.store(f.load(line, i, f.row) * factor, line, i)
    f.store(f.constant(1, f.real), line, k)
    return scale, beta


def _apply_left(
    f: FunctionWriter,
    work: Value,
    stride: Value,
    line: Value,
    scale: Value,
    k: Value,
    rows: Value,
    end: Value,
) -> None:
    """The reflection of rows k to `rows`, a multiple of 4, of the columns from that of k to `end`."""
    top = k.rounded_down(4)
    with f.loop(k.rounded_down(f.lanes), end, f.lanes) as j:
        sums = [f.variable(f.row, 0) for _ in range(4)]
        with f.loop(top, rows, 4) as i:
            for n, each in enumerate(sums):
                row = f.load(work, (i + n) * stride + j, f.row)
                each.set(f.fused(f.spread(f.load(line, i + n)), row, each.get()))
        first, second, third, fourth = (each.get() for each in sums)
        total = ((first + second) + (third + fourth)) * f.spread(scale)
        with f.loop(top, rows, 4) as i:
            for n in range(4):
                place = f.at(work, (i + n) * stride + j)
                f.store(f.taken(f.spread(f.load(line, i + n)), total, f.load(place, 0, f.row)), place)


def _column(
    f: FunctionWriter, work: Value, stride: Value, line: Value, k: Value, rows: Value, end: Value
) -> None:
    """Column k from row k on, alone in a vector."""
    f.clear(line, end)
    with f.loop(k, rows) as i:
        f.store(f.load(work, i * stride + k), line, i)


def qr(held: str) -> FunctionWriter:
    """Q, of `kept` columns, and R, of `kept` rows, of `count` matrices; 1 where numbers are too large or
    small.
    """
    f = FunctionWriter("qr", "*matrix *q *r rows columns kept count *work", held)
    g, lanes = f.given, f.lanes
    rows, columns, kept = g["rows"], g["columns"], g["kept"]
    high = rows.rounded_up(lanes)
    stride, q_stride = columns.rounded_up(lanes) | lanes, kept.rounded_up(lanes) | lanes
    number = f.choose(rows.is_("slt", columns), rows, columns)
    scales = g["work"]
    lines = f.at(scales, number.rounded_up(lanes))
    work = f.at(lines, number * high)
    basis = f.at(work, high * stride)
    with f.loop(0, g["count"]) as each:
        f.clear(work, high * stride)
        source = f.at(g["matrix"], each * rows * columns, held)
        with f.loop(0, rows) as i:
            f.read(f.at(source, i * columns, held), f.at(work, i * stride), columns)
        _checked(f, work, high * stride)
        with f.loop(0, number) as k:
            line = f.at(lines, k * high)
            _column(f, work, stride, line, k, rows, high)
            scale, beta = _reflection(f, line, k, high)
            f.store(scale.get(), scales, k)
            with f.when(scale.get().is_("une", 0.0)):
                _apply_left(f, work, stride, line, scale.get(), k, high, columns)
            f.store(beta.get(), work, k * stride + k)
        target = f.at(g["r"], each * kept * columns, held)
        with f.loop(0, kept) as i:
            f.write(f.at(work, i * stride), f.at(target, i * columns, held), columns)
            below = f.choose(i.is_("slt", columns), i, columns)
            with f.loop(0, below) as j:
                f.store(f.constant(0, held), target, i * columns + j)
        f.clear(basis, high * q_stride)
        with f.loop(0, kept) as i:
            f.store(f.constant(1, f.real), basis, i * q_stride + i)
        with f.loop(number - 1, 0, -1) as k:
            scale_of = f.load(scales, k)
            with f.when(scale_of.is_("une", 0.0)):
                _apply_left(f, basis, q_stride, f.at(lines, k * high), scale_of, k, high, kept)
        target = f.at(g["q"], each * rows * kept, held)
        with f.loop(0, rows) as i:
            f.write(f.at(basis, i * q_stride), f.at(target, i * kept, held), kept)
    return f


def qr_work(rows: int, columns: int, kept: int) -> int:
    """How many elements of memory `qr` works in."""
    high = rows + 8
    return min(rows, columns) * (high + 1) + 8 + high * (columns + kept + 32)


def eigenvalues(held: str) -> FunctionWriter:
    """The eigenvalues, ascending, of `count` symmetric matrices, of which the lower triangle is read, or with
    `upper` the other; 1 where they do not converge, or numbers are too large or small.
    """
    f = FunctionWriter("eigenvalues", "*matrix *values size upper count *work", held)
    g, lanes = f.given, f.lanes
    size = g["size"]
    high = size.rounded_up(lanes)
    stride = high | lanes
    line, other, diagonal = g["work"], f.at(g["work"], high), f.at(g["work"], high * 2)
    beside = f.at(diagonal, high)
    work = f.at(beside, high)
    is_upper = g["upper"].is_("ne", 0)
    with f.loop(0, g["count"]) as each:
        f.clear(work, high * stride)
        source = f.at(g["matrix"], each * size * size, held)
        with f.loop(0, size) as i, f.loop(0, i + 1) as j:
            place = f.choose(is_upper, j * size + i, i * size + j)
            value = f.widened(f.load(source, place, held))
            f.store(value, work, i * stride + j)
            f.store(value, work, j * stride + i)
        _checked(f, work, high * stride)
        with f.loop(0, size - 1) as k:
            k1 = k + 1
            first = k1.rounded_down(lanes)
            f.store(f.load(work, k * stride + k), diagonal, k)
            with f.loop(first, high, lanes) as i:
                inside = f.steps(i).is_("sge", f.spread(k1))
                f.store(f.choose(inside, f.load(work, k * stride + i, f.row), 0.0), line, i)
            scale, beta = _reflection(f, line, k1, high)
            f.store(beta.get(), beside, k)
            with f.when(scale.get().is_("une", 0.0)):
                dots = f.variable(f.row, 0)
                with f.loop(first, high, lanes) as j:
                    sums = [f.variable(f.row, 0) for _ in range(4)]
                    with f.loop(first, high, 4) as i:
                        for n, sum_ in enumerate(sums):
                            row = f.load(work, (i + n) * stride + j, f.row)
                            sum_.set(f.fused(f.spread(f.load(line, i + n)), row, sum_.get()))
                    a, b, c, d = (sum_.get() for sum_ in sums)
                    inside = f.steps(j).is_("sge", f.spread(k1))
                    product = f.choose(inside, ((a + b) + (c + d)) * f.spread(scale.get()), 0.0)
                    f.store(product, other, j)
                    dots.set(f.fused(product, f.load(line, j, f.row), dots.get()))
                half = f.spread(f.total(dots.get()) * scale.get() * 0.5)
                with f.loop(first, high, lanes) as j:
                    f.store(f.taken(half, f.load(line, j, f.row), f.load(other, j, f.row)), other, j)
                with f.loop(first, high, lanes) as j:
                    v, w = f.load(line, j, f.row), f.load(other, j, f.row)
                    with f.loop(k1, size) as i:
                        place = f.at(work, i * stride + j)
                        value = f.taken(f.spread(f.load(line, i)), w, f.load(place, 0, f.row))
                        f.store(f.taken(f.spread(f.load(other, i)), v, value), place)
        last = size - 1
        f.store(f.load(work, last * stride + last), diagonal, last)
        rational(f, diagonal, beside, size)
        f.write(diagonal, f.at(g["values"], each * size, held), size)
    return f


def eigenvalues_work(size: int) -> int:
    """How many elements of memory `eigenvalues` works in."""
    high = size + 8
    return high * (high + 12)


def singular_values(held: str) -> FunctionWriter:
    """The singular values, descending, of `count` matrices of no more columns than rows; element (i, j) lies
    at `i * down + j * across`. 1 where numbers are too large or small.
    """
    f = FunctionWriter("singular_values", "*matrix *values rows columns down across count *work", held)
    g, lanes = f.given, f.lanes
    rows, columns = g["rows"], g["columns"]
    high, wide = rows.rounded_up(lanes), columns.rounded_up(lanes)
    stride = wide | lanes
    line, diagonal = g["work"], f.at(g["work"], high)
    beside = f.at(diagonal, wide)
    work = f.at(beside, wide)
    with f.loop(0, g["count"]) as each:
        f.clear(work, high * stride)
        f.clear(diagonal, wide * 2)
        source = f.at(g["matrix"], each * rows * columns, held)
        with f.loop(0, rows) as i, f.loop(0, columns) as j:
            value = f.load(source, i * g["down"] + j * g["across"], held)
            f.store(f.widened(value), work, i * stride + j)
        _checked(f, work, high * stride)
        with f.loop(0, columns) as k:
            _column(f, work, stride, line, k, rows, high)
            scale, beta = _reflection(f, line, k, high)
            f.store(beta.get(), diagonal, k)
            with f.when(scale.get().is_("une", 0.0)):
                _apply_left(f, work, stride, line, scale.get(), k, high, columns)
            k1 = k + 1
            with f.when(k1.is_("slt", columns)):
                first = k1.rounded_down(lanes)
                with f.loop(first, wide, lanes) as j:
                    inside = f.steps(j).is_("sge", f.spread(k1))
                    f.store(f.choose(inside, f.load(work, k * stride + j, f.row), 0.0), line, j)
                scale, beta = _reflection(f, line, k1, wide)
                f.store(beta.get(), beside, k)
                with f.when(scale.get().is_("une", 0.0)), f.loop(k1, rows) as i:
                    ours = f.at(work, i * stride)
                    sums = f.variable(f.row, 0)
                    with f.loop(first, wide, lanes) as j:
                        sums.set(f.fused(f.load(line, j, f.row), f.load(ours, j, f.row), sums.get()))
                    factor = f.spread(f.total(sums.get()) * scale.get())
                    with f.loop(first, wide, lanes) as j:
                        f.store(f.taken(factor, f.load(line, j, f.row), f.load(ours, j, f.row)), ours, j)
        bisected(f, diagonal, beside, line, columns)
        f.write(line, f.at(g["values"], each * columns, held), columns)
    return f


def singular_values_work(rows: int, columns: int) -> int:
    """How many elements of memory `singular_values` works in."""
    return (rows + 8) * (columns + 24) + 2 * (columns + 8)
