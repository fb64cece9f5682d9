"""Kinds of work: a sweep over what users do, each a captured function beside the same in PyTorch.

Where a kind is slow all programs of that kind are, so what counts is the worst row. Sizes are common ones and
their odd neighbours.
"""

from __future__ import annotations

from ..kind import Kind, work_of
from ..work import Work
from . import (
    attention,
    choices,
    convolutions,
    elements,
    gradients,
    linear_algebra,
    losses,
    modules,
    movements,
    normalisations,
    optimisers,
    pictures,
    products,
    reductions,
)

KINDS: tuple[Kind, ...] = (
    *products.KINDS,
    *convolutions.KINDS,
    *pictures.KINDS,
    *elements.KINDS,
    *reductions.KINDS,
    *normalisations.KINDS,
    *losses.KINDS,
    *movements.KINDS,
    *choices.KINDS,
    *attention.KINDS,
    *gradients.KINDS,
    *linear_algebra.KINDS,
)
WORKS: tuple[Work, ...] = (*map(work_of, KINDS), *modules.WORKS, *optimisers.WORKS)
