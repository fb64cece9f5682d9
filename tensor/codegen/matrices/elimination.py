"""Gauss's elimination with rows exchanged, and Cholesky's factor, of one matrix after the other.

A block of columns is worked on by itself, column-major, and then every row of the rest is read and written
once for all of the block: LAPACK's xGETRF and xPOTRF do the same with BLAS (Golub & Van Loan, "Matrix
Computations", 3.2.11 and 4.2.6).
"""

from __future__ import annotations

from .writer import BLOCK, FunctionWriter, Value, vector

# Below this a pivot has a reciprocal that is not finite, or the product of pivots has lost bits.
LEAST, MOST = 1e-290, 1e300
# So much smaller than the greatest element, a pivot may be what roundings left of 0: LAPACK decides.
NOTHING = 2.0**-46


def _least_pivot(f: FunctionWriter, work: Value, stride: Value, size: Value, high: Value) -> Value:
    """Below what a pivot of a matrix is too small."""
    most = f.variable(f.row, LEAST / NOTHING)
    with f.loop(0, size) as i, f.loop(0, high, f.lanes) as j:
        most.set(f.greater(f.magnitude(f.load(work, i * stride + j, f.row)), most.get()))
    return f.greatest(most.get()) * NOTHING


def _packed(
    f: FunctionWriter, work: Value, stride: Value, panel: Value, k0: Value, rows: Value, high: Value
) -> None:
    """A block of columns, from its first row on, as rows."""
    with f.loop(k0, high) as i:
        line = f.at(work, i * stride + k0)
        for p in range(BLOCK):
            f.store(f.load(line, p), panel, rows * p + i)


def solver(held: str) -> FunctionWriter:
    """`A X = B` for `count` matrices: B is the identity where `right` is 0, and X is not asked for where
    `solved` is 0.

    `determinants` are filled where that is not 0. Returns 1 where a pivot is too small, or a determinant
    beyond what is sure.
    """
    f = FunctionWriter("solve", "*matrix *right *solved *determinants size columns count *work", held)
    g, lanes, row = f.given, f.lanes, f.row
    size, columns = g["size"], g["columns"]
    none = Value(f, "ptr", "null")
    rows = size.rounded_up(16)
    # A whole number of blocks; vectors of rows may reach beyond.
    high = size.rounded_up(BLOCK)
    # An odd number of cache lines: rows lie in different sets of the cache.
    width = rows + columns.rounded_up(2 * lanes)
    stride = width | lanes
    panel, work = g["work"], f.at(g["work"], rows * BLOCK)
    with f.loop(0, g["count"]) as each:
        f.clear(panel, rows * BLOCK)
        f.clear(work, high * stride)
        source = f.at(g["matrix"], each * size * size, held)
        with f.loop(0, size) as i:
            f.read(f.at(source, i * size, held), f.at(work, i * stride), size)
        least = _least_pivot(f, work, stride, size, high)
        with f.loop(size, high) as i:
            f.store(f.constant(1, f.real), work, i * stride + i)
        has_right = g["right"].is_("ne", none)
        with f.when(has_right):
            source = f.at(g["right"], each * size * columns, held)
            with f.loop(0, size) as i:
                f.read(f.at(source, i * columns, held), f.at(work, i * stride + rows), columns)
        with f.when(g["right"].is_("eq", none)), f.loop(0, columns) as i:
            f.store(f.constant(1, f.real), work, i * stride + rows + i)
        product = f.variable("double", 1)
        with f.loop(0, high, BLOCK) as k0:
            _packed(f, work, stride, panel, k0, rows, high)
            # Columns that fill up the last block are those of the identity, and stay so.
            real_columns = f.choose((size - k0).is_("slt", BLOCK), size - k0, BLOCK)
            with f.loop(0, real_columns) as number:
                k = k0 + number
                line = f.at(panel, number * rows)
                first = k.rounded_down(lanes)
                best = f.variable(row, -1)
                where = f.variable(vector(f.whole, lanes), f.spread(k))
                with f.loop(first, rows, lanes) as i:
                    places = f.steps(i)
                    inside = places.is_("sge", f.spread(k))
                    values = f.choose(inside, f.magnitude(f.load(line, i, row)), -1.0)
                    better = values.is_("ogt", best.get())
                    best.set(f.choose(better, values, best.get()))
                    where.set(f.choose(better, places, where.get()))
                most = f.greatest(best.get())
                with f.when(most.is_("ult", least)):
                    f.leave(1)
                with f.when(most.is_("ugt", MOST)):
                    f.leave(1)
                chosen = f.choose(best.get().is_("oeq", f.spread(most)), where.get(), 1 << 30)
                pivot_row = f.least_whole(chosen)
                with f.when(pivot_row.is_("ne", k)):
                    product.set(f.value("double", f"fneg double {product.get().text}"))
                    ours, theirs = f.at(work, k * stride), f.at(work, pivot_row * stride)
                    with f.loop(k0.rounded_down(lanes), stride, lanes) as j:
                        x, y = f.load(ours, j, row), f.load(theirs, j, row)
                        f.store(y, ours, j)
                        f.store(x, theirs, j)
                    with f.loop(0, BLOCK) as other:
                        line_of = f.at(panel, other * rows)
                        x, y = f.load(line_of, k), f.load(line_of, pivot_row)
                        f.store(y, line_of, k)
                        f.store(x, line_of, pivot_row)
                pivot = f.load(line, k)
                product.set(product.get() * pivot)
                inverse = f.spread(f.constant(1, f.real) / pivot)
                with f.loop(first, rows, lanes) as i:
                    old = f.load(line, i, row)
                    below = f.steps(i).is_("sgt", f.spread(k))
                    factors = f.choose(below, old * inverse, 0.0)
                    f.store(f.choose(below, factors, old), line, i)
                    with f.loop(number + 1, real_columns) as other:
                        other_line = f.at(panel, other * rows)
                        kept = f.load(other_line, i, row)
                        f.store(f.taken(factors, f.spread(f.load(other_line, k)), kept), other_line, i)
            k1 = k0 + BLOCK
            # What is loaded of the block serves two vectors; left of the rest lies the block alone.
            with f.loop(k1.rounded_down(2 * lanes), width, 2 * lanes) as j:
                tops: list[list[Value]] = []
                for p in range(BLOCK):
                    pair = [f.load(work, (k0 + p) * stride + j + n * lanes, row) for n in range(2)]
                    for q in range(p):
                        factor = f.spread(f.load(panel, rows * q + k0 + p))
                        pair = [f.taken(factor, tops[q][n], pair[n]) for n in range(2)]
                    for n in range(2):
                        f.store(pair[n], work, (k0 + p) * stride + j + n * lanes)
                    tops.append(pair)
                with f.loop(k1, high) as i:
                    pair = [f.load(work, i * stride + j + n * lanes, row) for n in range(2)]
                    for p in range(BLOCK):
                        factor = f.spread(f.load(panel, rows * p + i))
                        pair = [f.taken(factor, tops[p][n], pair[n]) for n in range(2)]
                    for n in range(2):
                        f.store(pair[n], work, i * stride + j + n * lanes)
            with f.loop(0, BLOCK) as across, f.loop(0, across + 1) as down:
                f.store(f.load(panel, rows * across + k0 + down), work, (k0 + down) * stride + k0 + across)
        with f.when(g["determinants"].is_("ne", none)):
            size_of = f.magnitude(product.get())
            with f.when(size_of.is_("ult", LEAST)):
                f.leave(1)
            with f.when(size_of.is_("ugt", MOST)):
                f.leave(1)
            f.store(f.narrowed(product.get()), g["determinants"], each)
        with f.when(g["solved"].is_("ne", none)):
            _back(f, work, stride, rows, width, high)
            target = f.at(g["solved"], each * size * columns, held)
            with f.loop(0, size) as i:
                f.write(f.at(work, i * stride + rows), f.at(target, i * columns, held), columns)
    return f


def _back(f: FunctionWriter, work: Value, stride: Value, rows: Value, width: Value, high: Value) -> None:
    """The right sides, which begin at column `rows`, through the upper triangle."""
    with f.loop(high - BLOCK, 0, -BLOCK) as k0, f.loop(rows, width, f.lanes) as j:
        found: dict[int, Value] = {}
        for p in reversed(range(BLOCK)):
            value = f.load(work, (k0 + p) * stride + j, f.row)
            for q in range(p + 1, BLOCK):
                value = f.taken(f.spread(f.load(work, (k0 + p) * stride + k0 + q)), found[q], value)
            value = value / f.spread(f.load(work, (k0 + p) * stride + k0 + p))
            f.store(value, work, (k0 + p) * stride + j)
            found[p] = value
        with f.loop(0, k0) as i:
            line = f.at(work, i * stride)
            value = f.load(line, j, f.row)
            for p in range(BLOCK):
                value = f.taken(f.spread(f.load(line, k0 + p)), found[p], value)
            f.store(value, line, j)


def solver_work(size: int, columns: int) -> int:
    """How many elements of memory `solver` works in."""
    rows = -(-size // 16) * 16
    return rows * BLOCK + rows * (rows + columns + 32)


def many_solver(held: str) -> FunctionWriter:
    """What `solver` does, for small matrices, as many at once as a vector has lanes."""
    f = FunctionWriter("solve_many", "*matrix *right *solved *determinants size columns count *work", held)
    g, lanes, row = f.given, f.lanes, f.row
    size, columns, count = g["size"], g["columns"], g["count"]
    none = Value(f, "ptr", "null")
    width = size + columns
    work = g["work"]
    last = count - 1

    def element(i: Value, j: Value) -> Value:
        return f.at(work, (i * width + j) * lanes)

    def gathered(source: Value, stride: Value, first: Value) -> list[Value]:
        lines = []
        for lane in range(lanes):
            index = first + lane
            index = f.choose(index.is_("slt", last), index, last)
            lines.append(f.at(source, index * stride, held))
        return lines

    def interleave(source: Value, high: Value, wide: Value, shift: Value, first: Value) -> None:
        lines = gathered(source, high * wide, first)
        with f.loop(0, high) as i, f.loop(0, wide) as j:
            place = element(i, j + shift)
            for lane, line in enumerate(lines):
                f.store(f.widened(f.load(line, i * wide + j, held)), place, lane)

    with f.loop(0, count, lanes) as first:
        interleave(g["matrix"], size, size, f.constant(0), first)
        with f.when(g["right"].is_("ne", none)):
            interleave(g["right"], size, columns, size, first)
        with f.when(g["right"].is_("eq", none)), f.loop(0, size) as i, f.loop(0, columns) as j:
            one = f.choose(i.is_("eq", j), f.constant(1, f.real), 0.0)
            f.store(f.spread(one), element(i, j + size))
        most = f.variable(row, LEAST / NOTHING)
        with f.loop(0, size) as i, f.loop(0, size) as j:
            most.set(f.greater(f.magnitude(f.load(element(i, j), 0, row)), most.get()))
        least_pivots = most.get() * NOTHING
        products = f.variable(row, 1)
        with f.loop(0, size) as k:
            with f.loop(k + 1, size) as i:
                ours, theirs = f.load(element(k, k), 0, row), f.load(element(i, k), 0, row)
                bigger = f.magnitude(theirs).is_("ogt", f.magnitude(ours))
                with f.when(f.any_of(bigger)):
                    products.set(f.choose(bigger, products.get() * -1.0, products.get()))
                    with f.loop(k, width) as j:
                        upper, lower = element(k, j), element(i, j)
                        x, y = f.load(upper, 0, row), f.load(lower, 0, row)
                        f.store(f.choose(bigger, y, x), upper)
                        f.store(f.choose(bigger, x, y), lower)
            pivot = f.load(element(k, k), 0, row)
            products.set(products.get() * pivot)
            unsure = f.magnitude(pivot).is_("ult", least_pivots) | f.magnitude(pivot).is_("ugt", MOST)
            with f.when(f.any_of(unsure)):
                f.leave(1)
            inverse = f.constant(1, row) / pivot
            with f.loop(k + 1, size) as i:
                factor = f.load(element(i, k), 0, row) * inverse
                with f.loop(k + 1, width) as j:
                    place = element(i, j)
                    f.store(f.taken(factor, f.load(element(k, j), 0, row), f.load(place, 0, row)), place)
        with f.when(g["determinants"].is_("ne", none)):
            sizes = f.magnitude(products.get())
            unsure = sizes.is_("ult", LEAST) | sizes.is_("ugt", MOST)
            with f.when(f.any_of(unsure)):
                f.leave(1)
            f.store(products.get(), work)
            left = count - first
            f.write(work, f.at(g["determinants"], first, held), f.choose(left.is_("slt", lanes), left, lanes))
        with f.when(g["solved"].is_("ne", none)):
            with f.loop(size - 1, 0, -1) as k:
                pivot = f.load(element(k, k), 0, row)
                with f.loop(size, width) as j:
                    value = f.load(element(k, j), 0, row) / pivot
                    f.store(value, element(k, j))
                    with f.loop(0, k) as i:
                        place = element(i, j)
                        f.store(f.taken(f.load(element(i, k), 0, row), value, f.load(place, 0, row)), place)
            # Lanes beyond the last matrix write what the last one is.
            lines = gathered(g["solved"], size * columns, first)
            with f.loop(0, size) as i, f.loop(0, columns) as j:
                place = element(i, j + size)
                for lane, line in enumerate(lines):
                    f.store(f.narrowed(f.load(place, lane)), line, i * columns + j)
    return f


def many_work(size: int, columns: int) -> int:
    """How many elements of memory `many_solver` works in."""
    return (size * (size + columns) + 1) * FunctionWriter.lanes


def cholesky(held: str) -> FunctionWriter:
    """The lower factors of `count` matrices, of which the lower triangle is read; 1 where one has none."""
    f = FunctionWriter("cholesky", "*matrix *factor size count *work", held)
    g, lanes, row = f.given, f.lanes, f.row
    size = g["size"]
    rows, high = size.rounded_up(16), size.rounded_up(BLOCK)
    stride = rows | lanes
    panel, work = g["work"], f.at(g["work"], rows * BLOCK)
    with f.loop(0, g["count"]) as each:
        f.clear(panel, rows * BLOCK)
        f.clear(work, high * stride)
        source, target = (
            f.at(g["matrix"], each * size * size, held),
            f.at(g["factor"], each * size * size, held),
        )
        with f.loop(0, size) as i:
            f.read(f.at(source, i * size, held), f.at(work, i * stride), i + 1)
            with f.loop(i + 1, size) as j:
                f.store(f.constant(0, held), target, i * size + j)
        least = _least_pivot(f, work, stride, size, high)
        with f.loop(size, high) as i:
            f.store(f.constant(1, f.real), work, i * stride + i)
        with f.loop(0, high, BLOCK) as k0:
            _packed(f, work, stride, panel, k0, rows, high)
            # Columns that fill up the last block are those of the identity, and stay so.
            real_columns = f.choose((size - k0).is_("slt", BLOCK), size - k0, BLOCK)
            with f.loop(0, real_columns) as number:
                k = k0 + number
                line = f.at(panel, number * rows)
                pivot = f.load(line, k)
                with f.when(pivot.is_("ult", least)):
                    f.leave(1)
                with f.when(pivot.is_("ugt", MOST)):
                    f.leave(1)
                inverse = f.spread(f.constant(1, f.real) / f.root(pivot))
                with f.loop(k.rounded_down(lanes), rows, lanes) as i:
                    f.store(f.load(line, i, row) * inverse, line, i)
                with f.loop(number + 1, real_columns) as later:
                    other = f.at(panel, later * rows)
                    factor = f.spread(f.load(line, k0 + later))
                    with f.loop((k0 + later).rounded_down(lanes), rows, lanes) as i:
                        f.store(f.taken(factor, f.load(line, i, row), f.load(other, i, row)), other, i)
            k1 = k0 + BLOCK
            with f.loop(k1.rounded_down(lanes), high, lanes) as j:
                tops = [f.load(panel, rows * p + j, row) for p in range(BLOCK)]
                below = f.choose(j.is_("slt", k1), k1, j)
                with f.loop(below, high) as i:
                    value = f.load(work, i * stride + j, row)
                    for p in range(BLOCK):
                        value = f.taken(f.spread(f.load(panel, rows * p + i)), tops[p], value)
                    f.store(value, work, i * stride + j)
            stop = f.choose(k1.is_("slt", size), k1, size)
            with f.loop(k0, stop) as column:
                line = f.at(panel, (column - k0) * rows)
                with f.loop(column, size) as i:
                    f.store(f.narrowed(f.load(line, i)), target, i * size + column)
    return f


def cholesky_work(size: int) -> int:
    """How many elements of memory `cholesky` works in."""
    rows = -(-size // 16) * 16
    return rows * (BLOCK + rows + 8) + 16
