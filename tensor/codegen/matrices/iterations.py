"""From matrices of two diagonals to their eigenvalues and singular values."""

from __future__ import annotations

import struct

from .writer import INDEX, FunctionWriter, Value, Variable, vector

# The square of what counts as nothing beside a number: half an epsilon, as LAPACK's xSTERF has it, or far
# below half the last bit of a result in float.
EPSILON_SQUARED = {"double": 2.0**-106, "float": 2.0**-84}
# Below the square of the least float products of such squares leave the range.
NOTHING = 2.0**-300
# LAPACK's: so many steps for each value are never needed.
STEPS = 30
# So many of the bits of a double are below half of the last one of a float.
HALF_FLOAT = 28
# Values below are zero, next to one near 1.
LEAST_VALUE = 2.0**-150


def _key(number: float) -> int:
    """The place of a number in the order of those with one bit more than floats."""
    return int(struct.unpack("q", struct.pack("d", number))[0]) >> HALF_FLOAT


def rational(f: FunctionWriter, diagonal: Value, beside: Value, size: Value) -> None:
    """The eigenvalues of a symmetric tridiagonal matrix, ascending, in place of its diagonal.

    Pal, Walker and Kahan's variant of QL without square roots, of which LAPACK's xSTERF is one, too (Parlett,
    "The Symmetric Eigenvalue Problem", 8.15).
    """
    last = size - 1
    f.store(f.constant(0, f.real), beside, last)
    unit = _unit(f, diagonal, beside, size)
    scale = f.constant(1, f.real) / unit
    with f.loop(0, size) as i:
        f.store(f.load(diagonal, i) * scale, diagonal, i)
        x = f.load(beside, i) * scale
        f.store(x * x, beside, i)
    start, unknown = f.variable(INDEX, 0), -1
    # Where the part that begins at `start` ends, where that is known.
    end = f.variable(INDEX, unknown)
    tries, turned = f.variable(INDEX, 0), f.variable(INDEX, -1)
    with f.until(lambda: start.get().is_("sge", size)):
        first = start.get()
        with f.when(end.get().is_("slt", 0)):
            end.set(first)

            def falls_apart() -> Value:
                i = end.get()
                return i.is_("sge", last) | _small(f, beside, i, f.load(diagonal, i), f.load(diagonal, i + 1))

            with f.until(falls_apart):
                end.set(end.get() + 1)
        m = end.get()
        f.store(f.constant(0, f.real), beside, m)
        with f.when(m.is_("eq", first)):
            start.set(first + 1)
            end.set(unknown)
        with f.when(m.is_("ne", first)):
            # A matrix graded the other way is turned round, once.
            fresh = turned.get().is_("slt", m)
            graded = f.magnitude(f.load(diagonal, m)).is_("olt", f.magnitude(f.load(diagonal, first)))
            with f.when(fresh & graded):
                _reverse(f, diagonal, first, m)
                _reverse(f, beside, first, m - 1)
            turned.set(m)
            tries.set(tries.get() + 1)
            with f.when(tries.get().is_("sgt", size * STEPS)):
                f.leave(1)
            _sweep(f, diagonal, beside, first, end)
            with f.when(_small(f, beside, first, f.load(diagonal, first), f.load(diagonal, first + 1))):
                start.set(first + 1)
    total = f.variable(f.real, 0)
    with f.loop(0, size) as i:
        value = f.load(diagonal, i)
        total.set(total.get() + value)
        f.store(value * unit, diagonal, i)
    # Products of numbers that were too small to be told from 0.
    with f.when(total.get().is_("uno", 0.0)):
        f.leave(1)
    _sort(f, diagonal, size)


def _unit(f: FunctionWriter, diagonal: Value, beside: Value, size: Value) -> Value:
    """A power of two not above the greatest sum of a number of a diagonal and that beside it, and near it."""
    most = f.variable(f.real, 0)
    with f.loop(0, size) as i:
        total = f.magnitude(f.load(diagonal, i)) + f.magnitude(f.load(beside, i))
        most.set(f.greater(total, most.get()))
    return (most.get().converted("bitcast", INDEX) & (0x7FF << 52)).converted("bitcast", f.real)


def _small(f: FunctionWriter, beside: Value, i: Value, above: Value, below: Value) -> Value:
    """Whether the matrix falls apart between two elements of its diagonal."""
    return f.load(beside, i).is_("ole", _limit(f, above, below))


def _limit(f: FunctionWriter, above: Value, below: Value) -> Value:
    """The square of what counts as nothing beside two elements of a diagonal whose greatest is near 1."""
    return f.fused(
        f.magnitude(above * below), f.constant(EPSILON_SQUARED[f.held], f.real), f.constant(NOTHING, f.real)
    )


def _sweep(f: FunctionWriter, diagonal: Value, beside: Value, first: Value, end: Variable) -> None:
    """One step of QL from `end` up to `first`; then the matrix ends where it first falls apart after that."""
    m = end.get()
    head = f.load(diagonal, first)
    # Of the two eigenvalues of the corner, the one that is nearer to its first element.
    corner = f.load(beside, first)
    half = (f.load(diagonal, first + 1) - head) * 0.5
    sigma = head - corner / (half + f.with_sign(f.root(f.fused(half, half, corner)), half))
    sine = f.variable(f.real, 0)
    gamma = f.variable(f.real, f.load(diagonal, m) - sigma)
    power = f.variable(f.real, gamma.get() * gamma.get())
    # Of the cosine before, in squares: what it divides by what.
    over, under = f.variable(f.real, 1), f.variable(f.real, 1)
    later = f.variable(f.real, 0)
    with f.loop(m - 1, first, -1) as i:
        square, p, old = f.load(beside, i), power.get(), gamma.get()
        r = p + square
        entry = sine.get() * r
        alpha = f.load(diagonal, i)
        # xSTERF has `c = p / r` and `power = gamma**2 / c`: here no division waits for another one.
        product = f.taken(square, old, p * (alpha - sigma))
        new = product / r
        power.set(product * product / (r * p))
        with f.when(p.is_("oeq", 0.0)):
            power.set(over.get() / under.get() * square)
        over.set(p)
        under.set(r)
        level = old + (alpha - new)
        f.store(entry, beside, i + 1)
        f.store(level, diagonal, i + 1)
        apart = entry.is_("ole", _limit(f, level, later.get()))
        end.set(f.choose(apart & (i + 1).is_("slt", m), i + 1, end.get()))
        later.set(level)
        sine.set(square / r)
        gamma.set(new)
    # What the first turn has written beyond the end.
    f.store(f.constant(0, f.real), beside, m)
    f.store(sine.get() * power.get(), beside, first)
    f.store(sigma + gamma.get(), diagonal, first)


def _reverse(f: FunctionWriter, values: Value, first: Value, last: Value) -> None:
    with f.loop(first, (first + last + 1).shifted_right(1)) as i:
        j = first + last - i
        x, y = f.load(values, i), f.load(values, j)
        f.store(y, values, i)
        f.store(x, values, j)


def _sort(f: FunctionWriter, values: Value, size: Value) -> None:
    """Ascending, by insertion: what QL gives is nearly so, or nearly the other way round."""
    last = size - 1
    with f.when(f.load(values, 0).is_("ogt", f.load(values, last))):
        _reverse(f, values, f.constant(0), last)
    with f.loop(1, size) as i:
        value = f.load(values, i)
        place = f.variable(INDEX, i)

        def found() -> Value:
            j = place.get()
            before = f.choose(j.is_("sgt", 0), j - 1, 0)
            return j.is_("sle", 0) | f.load(values, before).is_("ule", value)

        with f.until(found):
            j = place.get()
            f.store(f.load(values, j - 1), values, j)
            place.set(j - 1)
        f.store(value, values, place.get())


def bisected(f: FunctionWriter, diagonal: Value, beside: Value, values: Value, size: Value) -> None:
    """The singular values, descending, of an upper bidiagonal matrix, to the precision of a float.

    How many are below a number says the factorisation of `B.T @ B` less its square, which keeps them to a few
    roundings of each (Fernando and Parlett, "Accurate singular values and differential qd algorithms", 1994).
    The interval is halved in the order of numbers of one bit more than floats have, so 32 steps find any; a
    step goes through all values.
    """
    wide, bits = vector("double", 8), vector(INDEX, 8)

    def number(key: Value) -> Value:
        return f.value(bits, f"shl {bits} {key.text}, {f.constant(HALF_FLOAT, bits).text}")

    unit = _unit(f, diagonal, beside, size)
    scale = f.constant(1, f.real) / unit
    with f.loop(0, size) as i:
        for line in (diagonal, beside):
            x = f.load(line, i) * scale
            f.store(x * x, line, i)
    group = 4
    with f.loop(0, size, 8 * group) as first:
        low = [f.variable(bits, _key(LEAST_VALUE)) for _ in range(group)]
        # The norm is at most twice the greatest sum, which is below 2.
        high = [f.variable(bits, _key(8.0)) for _ in range(group)]
        with f.loop(0, 32):
            middles, squares, states, counts = [], [], [], []
            for n in range(group):
                middle = (low[n].get() + high[n].get()).shifted_right(1)
                x = number(middle).converted("bitcast", wide)
                middles.append(middle)
                squares.append(x * x)
                states.append(f.variable(wide, f.value(wide, f"fneg {wide} {squares[n].text}")))
                counts.append(f.variable(wide, 0))
            with f.loop(0, size) as i:
                a, b = f.spread(f.load(diagonal, i)), f.spread(f.load(beside, i))
                for n in range(group):
                    state = states[n].get()
                    pivot = a + state
                    pivot = f.choose(pivot.is_("oeq", 0.0), f.constant(1e-280, wide), pivot)
                    ones = f.choose(pivot.is_("olt", 0.0), f.constant(1, wide), 0.0)
                    counts[n].set(counts[n].get() + ones)
                    states[n].set(f.taken(squares[n], f.constant(1, wide), state * (b / pivot)))
            for n in range(group):
                # Descending: value number i has size - 1 - i below it.
                place = f.steps(first + 8 * n)
                below = f.value(vector(INDEX, 8), f"sub {place.kind} {f.spread(size - 1).text}, {place.text}")
                wanted = below.converted("sitofp", wide)
                under = counts[n].get().is_("ole", wanted)
                low[n].set(f.choose(under, middles[n], low[n].get()))
                high[n].set(f.choose(under, high[n].get(), middles[n]))
        for n in range(group):
            found = low[n].get()
            # The middle of what is left: it is rounded to the float that is nearest.
            middle = (number(found) | (1 << (HALF_FLOAT - 1))).converted("bitcast", wide)
            x = f.choose(found.is_("sgt", _key(LEAST_VALUE)), middle, 0.0)
            with f.when((first + 8 * n).is_("slt", size)):
                f.store(x * f.spread(unit), values, first + 8 * n)
