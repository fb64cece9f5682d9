"""Which loop of a nest suits vectors or adjacent work-items best, by how its accesses walk memory."""

from __future__ import annotations

from collections.abc import Sequence

from ..machine import round_up
from .expression import Leaf, Value
from .index import Index, Var
from .lower import LoopNest


def vector_candidates(nest: LoopNest) -> list[str]:
    candidates = [var.key for var in reversed(nest.outer)]
    if (nest.inner or nest.reductions) and not nest.ordered:
        candidates.insert(0, "own")
    return candidates


def loop_score(nest: LoopNest, candidate: str, values: list[Value], lanes: int) -> float:
    """How well lanes along a loop suit the memory accesses: 1 per contiguous access, less for the rest."""
    by_name = {var.key: var for var in nest.outer}
    if candidate == "own":
        own = {r.axes[-1] for r in nest.reductions if r.axes} | set(nest.inner[-1:])
        extent = max((var.extent for var in own), default=1)
    else:
        own, extent = {by_name[candidate]}, by_name[candidate].extent
    accesses: list[Index] = [value.argument[1] for value in values if value.op is Leaf.LOAD]
    accesses += [store.index for store in nest.stores]
    total = 0.0
    for access in accesses:
        total += (
            min(_access_score(access, var) for var in own) if candidate != "own" else _own_score(access, own)
        )
    used = extent / round_up(extent, lanes)
    if candidate == "own" and nest.reductions:
        used *= extent / (extent + lanes)  # the lanes must be added up at the end
    return total / len(accesses) * used + 1e-6


def _own_score(access: Index, own: set[Var]) -> float:
    relevant = [var for var in own if var in access.vars]
    return max((_access_score(access, var) for var in relevant), default=0.9)


def _access_score(access: Index, var: Var) -> float:
    stride = access.coefficient(var)
    if stride is None:
        return 0.1
    return {1: 1.0, 0: 0.9, -1: 0.8}.get(stride, 0.1)


def lanes_within(axes: Sequence[Var], most: int) -> int:
    """How many adjacent steps of the innermost loop one vector takes: a power of two that divides it."""
    if not axes:
        return 1
    extent = axes[-1].extent
    return min(most, extent & -extent)
