"""Softmax and layer norm over the rows of a matrix: the fewest passes over memory win."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from .measure import Contest, Goal
from .work import TORCH, Setting, Work, contest

if TYPE_CHECKING:
    from ...tensor.tensor import Tensor

ROWS = COLUMNS = 4096


def _rows(setting: Setting, ours: Callable[[Tensor], Tensor], theirs: Callable[[Any, Any], Any]) -> Contest:
    import numpy as np

    values = np.random.default_rng(0).standard_normal((ROWS, COLUMNS), np.float32)
    x = setting.tensor(values)
    alone = Contest(lambda: setting.finish(ours(x)), bytes_moved=2 * values.nbytes)
    if not setting.against_torch:
        return alone
    torch = setting.torch()
    y = torch.from_numpy(values)
    return replace(
        alone,
        rivals={TORCH: lambda: theirs(torch, y)},
        results=lambda: (ours(x).numpy(), theirs(torch, y).numpy()),
        tolerance=1e-5,
    )


def _softmax(x: Tensor) -> Tensor:
    return x.softmax(-1)


def _layer_norm(x: Tensor) -> Tensor:
    return x.layer_norm((COLUMNS,))


def _work(name: str, title: str, ours: Callable[[Tensor], Tensor], theirs: Callable[[Any, Any], Any]) -> Work:
    run = contest(partial(_rows, ours=ours, theirs=theirs))
    return Work(name, f"{title} {ROWS}×{COLUMNS} float32", Goal(1.0, TORCH), Goal(1.5, TORCH), run)


WORKS = (
    _work("softmax", "softmax", _softmax, lambda torch, x: torch.softmax(x, -1)),
    _work(
        "layer-norm",
        "layer norm",
        _layer_norm,
        lambda torch, x: torch.nn.functional.layer_norm(x, (COLUMNS,)),
    ),
)
