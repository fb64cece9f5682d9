"""Operators of PyTorch whose arguments are graphs: branches, loops, scans, attention by a function of scores.

`run` evaluates a graph on values. A branch computes both ways and takes one, so that the work can be
captured; what decides how often a loop runs is read on the host.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..graph import dtype as dtypes
from ..run.call import realize_all
from ..tensor import Tensor

Run = Callable[[Any, list[Any]], Any]
# So many turns of a loop are computed together.
TURNS = 16


def _listed(values: Any) -> list[Any]:
    return list(values) if isinstance(values, (list, tuple)) else [values]


def cond(run: Run, condition: Any, true: Any, false: Any, operands: Sequence[Any] = ()) -> list[Any]:
    """The results of one of two graphs."""
    if not isinstance(condition, Tensor):
        return _listed(run(true if condition else false, list(operands)))
    ways = [_listed(run(graph, list(operands))) for graph in (true, false)]
    return [
        condition.where(a, b) if isinstance(a, Tensor) or isinstance(b, Tensor) else a
        for a, b in zip(*ways, strict=True)
    ]


def while_loop(run: Run, condition: Any, body: Any, carried: Sequence[Any], more: Sequence[Any] = ()) -> Any:
    """What a graph gives of its own results while another says so."""
    values = list(carried)
    turn = 0
    while bool(run(condition, [*values, *more])):
        values = _listed(run(body, [*values, *more]))
        turn += 1
        if turn % TURNS == 0:
            realize_all([each for each in values if isinstance(each, Tensor)])
    return values


def scan(run: Run, body: Any, first: Sequence[Any], rows: Sequence[Tensor], more: Sequence[Any] = ()) -> Any:
    """A state led through the rows along axis 0, and what each step gives beside it, stacked."""
    state = list(first)
    given: list[list[Tensor]] = []
    for step in range(rows[0].shape[0]):
        results = _listed(run(body, [*state, *(each[step] for each in rows), *more]))
        state = results[: len(state)]
        given.append(results[len(state) :])
    return [*state, *(column[0].stack(*column[1:]) for column in zip(*given, strict=True))]


def map_impl(run: Run, body: Any, rows: Sequence[Tensor], more: Sequence[Any] = ()) -> Any:
    """What a graph gives of each row along axis 0, stacked."""
    return scan(run, body, [], rows, more)


def flex_attention(
    run: Run,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    scores_of: Any,
    blocks: Sequence[Any],
    scale: float,
    options: Any = None,
    more: Sequence[Any] = (),
    more_of_mask: Sequence[Any] = (),
) -> tuple[Any, ...]:
    """Attention whose scores a graph changes by batch, head and places; where another says no is no key."""
    batch, heads, queries, _ = query.shape
    if key.shape[1] != heads:
        key, value = (each.repeat_interleave(heads // key.shape[1], 1) for each in (key, value))
    keys = key.shape[2]
    places = [
        Tensor.arange(size, device=query.device, dtype=dtypes.int32).reshape(
            tuple(size if axis == number else 1 for axis in range(4))
        )
        for number, size in enumerate((batch, heads, queries, keys))
    ]
    scores = (query @ key.transpose(-1, -2)) * scale
    scores = run(scores_of, [scores.cast(dtypes.float32), *places, *more])
    allowed = run(blocks[-1], [*places, *more_of_mask])
    shape = (batch, heads, queries, keys)
    scores = allowed.expand(shape).where(scores.expand(shape), float("-inf"))
    none = scores.amax(-1, keepdim=True) == float("-inf")
    weights = none.where(0.0, scores.softmax(-1)).cast(value.dtype)
    return weights @ value, none.squeeze(-1).where(float("-inf"), scores.logsumexp(-1)), None


GRAPHS: dict[str, Callable[..., Any]] = {
    "cond": cond,
    "flex_attention": flex_attention,
    "map_impl": map_impl,
    "scan": scan,
    "while_loop": while_loop,
}
