"""Index expressions: simplified as they are built, and still equal to what was written, at every point."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.tensor.codegen.nest import index as ix
from barewire.tensor.codegen.nest.index import Index, Quotient, Remainder, Var

RANDOM = settings(max_examples=300, deadline=None, derandomize=True)
VARS = tuple(Var(name, extent) for name, extent in (("a", 2), ("b", 3), ("c", 4), ("d", 6)))
Point = Mapping[Var, int]


def points() -> Iterator[Point]:
    for values in product(*(range(var.extent) for var in VARS)):
        yield dict(zip(VARS, values, strict=True))


def evaluate(index: Index, point: Point) -> int:
    """What an expression, as it was simplified, is at one point."""

    def value(atom: ix.Atom) -> int:
        if isinstance(atom, Var):
            return point[atom]
        assert isinstance(atom, (Quotient, Remainder))
        numerator = evaluate(atom.numerator, point)
        return numerator // atom.divisor if isinstance(atom, Quotient) else numerator % atom.divisor

    return index.constant + sum(c * value(atom) for atom, c in index.terms)


@dataclass(frozen=True)
class Written:
    """An expression as it was asked for: simplified, and as a Python function."""

    index: Index
    exact: Callable[[Point], int]


def _variable(var: Var) -> Written:
    return Written(ix.of(var), lambda point: point[var])


def _constant(value: int) -> Written:
    return Written(ix.constant(value), lambda point: value)


def _combine(inner: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    factors = st.sampled_from([-6, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 8, 12])
    divisors = st.sampled_from([1, 2, 3, 4, 5, 6, 8, 12, 16, 24])

    def scaled(x: Written, n: int) -> Written:
        return Written(x.index * n, lambda point: x.exact(point) * n)

    def added(x: Written, y: Written) -> Written:
        return Written(x.index + y.index, lambda point: x.exact(point) + y.exact(point))

    def taken(x: Written, y: Written) -> Written:
        return Written(x.index - y.index, lambda point: x.exact(point) - y.exact(point))

    def divided(x: Written, n: int) -> Written:
        return Written(x.index // n, lambda point: x.exact(point) // n)

    def remaining(x: Written, n: int) -> Written:
        return Written(x.index % n, lambda point: x.exact(point) % n)

    def rejoined(x: Written, n: int) -> Written:
        return Written(x.index // n * n + x.index % n, x.exact)

    return st.one_of(
        st.builds(scaled, inner, factors), st.builds(added, inner, inner), st.builds(taken, inner, inner),
        st.builds(divided, inner, divisors), st.builds(remaining, inner, divisors),
        st.builds(rejoined, inner, divisors),
    )  # fmt: skip


expressions = st.recursive(
    st.one_of(st.sampled_from(VARS).map(_variable), st.integers(-9, 9).map(_constant)), _combine, max_leaves=9
)


@RANDOM
@given(expressions)
def test_simplified_expression_has_the_value_of_what_was_written(written: Written) -> None:
    for point in points():
        assert evaluate(written.index, point) == written.exact(point), (written.index, point)


@RANDOM
@given(expressions)
def test_value_never_leaves_the_bounds(written: Written) -> None:
    values = [written.exact(point) for point in points()]
    assert written.index.low <= min(values)
    assert max(values) <= written.index.high


@RANDOM
@given(expressions)
def test_named_divisor_divides_every_value(written: Written) -> None:
    divisor = written.index.multiple_of()
    assert all(
        written.exact(point) % divisor == 0 if divisor else written.exact(point) == 0 for point in points()
    )


@RANDOM
@given(expressions, st.sampled_from(VARS))
def test_coefficient_is_the_step_from_one_value_to_the_next(written: Written, var: Var) -> None:
    step = written.index.coefficient(var)
    if step is None:
        return
    for point in points():
        if point[var] + 1 < var.extent:
            after = dict(point) | {var: point[var] + 1}
            assert written.exact(after) - written.exact(point) == step


@RANDOM
@given(expressions, expressions)
def test_substituting_an_expression_for_a_variable_evaluates_it_there(outer: Written, inner: Written) -> None:
    var = VARS[3]
    replacement = inner.index % var.extent
    replaced = ix.substitute(outer.index, {var: replacement})
    for point in points():
        there = dict(point) | {var: inner.exact(point) % var.extent}
        assert evaluate(replaced, point) == outer.exact(there)


@RANDOM
@given(expressions, expressions)
def test_expressions_with_the_same_text_are_equal_everywhere(one: Written, other: Written) -> None:
    difference = one.index - other.index
    for point in points():
        assert evaluate(difference, point) == one.exact(point) - other.exact(point)
    if one.index.key == other.index.key:
        assert all(one.exact(point) == other.exact(point) for point in points())


@given(st.lists(st.integers(1, 5), max_size=4))
def test_unflattening_a_flattened_index_gives_it_back(shape: list[int]) -> None:
    variables = [ix.of(Var(f"v{axis}", size)) for axis, size in enumerate(shape)]
    assert ix.unflatten(ix.flatten(variables, shape), tuple(shape)) == tuple(variables)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_flattening_an_unflattened_position_gives_it_back(shape: list[int]) -> None:
    position = ix.of(Var("p", prod(shape)))
    assert ix.flatten(ix.unflatten(position, tuple(shape)), shape) == position


@given(st.permutations([2, 3, 4]), st.permutations([2, 3, 4]))
def test_reshape_to_another_shape_and_back_leaves_every_index_as_it_was(
    first: list[int], second: list[int]
) -> None:
    indices = [ix.of(Var(f"v{axis}", size)) for axis, size in enumerate(first)]
    there = ix.unflatten(ix.flatten(indices, first), tuple(second))
    back = ix.unflatten(ix.flatten(there, second), tuple(first))
    for values in product(*(range(size) for size in first)):
        point = {next(iter(index.vars)): value for index, value in zip(indices, values, strict=True)}
        assert tuple(evaluate(index, point) for index in back) == values
