"""Steps of optimisers over a list of parameters whose gradients are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from ..measure import Contest, Goal
from ..results import arrays
from ..work import TORCH, Setting, Work, contest

_SHAPES = ((512, 512), (512,), (512, 64)) * 8
_STEPS = 4
_TOLERANCE = 1e-4


def _parameters(make: Callable[[Any], Any]) -> list[Any]:
    """Parameters with gradients, of a library's tensors of arrays."""
    import numpy as np

    generator = np.random.default_rng(0)
    parameters = []
    for shape in _SHAPES:
        value, gradient = (make(generator.standard_normal(shape, np.float32)) for _ in range(2))
        value.requires_grad = True
        value.grad = gradient
        parameters.append(value)
    return parameters


def _contest(setting: Setting, make: Callable[[Any, list[Any]], Any], clips: bool) -> Contest:
    import barewire

    from ....tensor.run.jit import jit

    mine = _parameters(setting.tensor)
    optimizer = make(barewire, mine)

    def step() -> None:
        if clips:
            barewire.nn.utils.clip_grad_norm_(mine, 1.0)
        optimizer.step()

    captured = jit(step)

    def ours() -> None:
        captured()
        setting.finish(*mine)

    # Parameters and gradients are read, parameters written; what is kept besides depends on the optimiser.
    alone = Contest(ours, bytes_moved=3.0 * sum(each.nbytes for each in mine))
    if not setting.against_torch:
        return alone
    torch = setting.torch()
    theirs = _parameters(torch.from_numpy)
    their_optimizer = make(torch, theirs)

    def rival() -> None:
        if clips:
            torch.nn.utils.clip_grad_norm_(theirs, 1.0)
        their_optimizer.step()

    def results() -> tuple[Any, Any]:
        for _ in range(_STEPS):
            ours()
            rival()
        return arrays(mine), arrays(theirs)

    return replace(alone, rivals={TORCH: rival}, results=results, tolerance=_TOLERANCE)


def _work(name: str, title: str, make: Callable[[Any, list[Any]], Any], clips: bool = False) -> Work:
    run = contest(partial(_contest, make=make, clips=clips))
    count = len(_SHAPES)
    return Work(
        f"kind-{name}", f"{title} of {count} parameters, 2.4 M", Goal(0.8, TORCH), Goal(1.5, TORCH), run
    )


WORKS: tuple[Work, ...] = (
    _work("sgd", "SGD step", lambda library, each: library.optim.SGD(each, lr=1e-4)),
    _work(
        "momentum",
        "SGD step with momentum",
        lambda library, each: library.optim.SGD(each, lr=1e-4, momentum=0.9),
    ),
    _work("adam", "Adam step", lambda library, each: library.optim.Adam(each, lr=1e-4)),
    _work("adamw", "AdamW step", lambda library, each: library.optim.AdamW(each, lr=1e-4)),
    _work(
        "adamw-clipped",
        "AdamW step, norm of gradients clipped,",
        lambda library, each: library.optim.AdamW(each, lr=1e-4),
        clips=True,
    ),
)
