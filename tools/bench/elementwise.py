"""A chain of elementwise operations, which one kernel should compute at the speed of a copy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .measure import Contest, Goal
from .work import TORCH, Setting, Work, contest

ELEMENTS = 16 * 1024 * 1024
COMPILED = "torch.compile"
COPY = "copy"


def _chain(setting: Setting) -> Contest:
    import numpy as np

    values = np.random.default_rng(0).standard_normal(ELEMENTS, np.float32)
    x = setting.tensor(values)
    ours = Contest(lambda: setting.finish((-(2 * x + 1).relu()).exp() * x), bytes_moved=2 * values.nbytes)
    if not setting.against_torch:
        return ours
    torch = setting.torch()
    y = torch.from_numpy(values)
    target = torch.empty_like(y)

    def eager(v: Any) -> Any:
        return torch.exp(-torch.relu(2 * v + 1)) * v

    note = ""
    try:
        compiled = torch.compile(eager)
        compiled(y)
        rivals = {COMPILED: lambda: compiled(y)}
    except Exception as failure:  # Inductor has no exception of its own for a machine without a C++ compiler.
        note = f"torch.compile does not work here ({str(failure).strip().splitlines()[0]})"
        rivals = {TORCH: lambda: eager(y)}
    return replace(
        ours,
        rivals={**rivals, COPY: lambda: target.copy_(y)},
        results=lambda: (((-(2 * x + 1).relu()).exp() * x).numpy(), eager(y).numpy()),
        tolerance=1e-6,
        note=note,
    )


WORKS = (
    Work(
        "exp-relu",
        "exp(-relu(2x+1))*x, 16 M floats",
        Goal(1.0, COMPILED),
        Goal(1.0, COPY),
        contest(_chain),
    ),
)
