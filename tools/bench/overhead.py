"""What Python costs: realizing an expression whose kernel is known, and each kernel of a replayed graph."""

from __future__ import annotations

from dataclasses import replace

from .measure import Contest, Goal
from .work import TORCH, Setting, Work, contest

ELEMENTS = 16
CALLS = 100


def _realize(setting: Setting) -> Contest:
    import numpy as np

    values = np.arange(ELEMENTS, dtype=np.float32)
    x = setting.tensor(values)

    def ours() -> None:
        for _ in range(CALLS):
            (x + 1).realize()
        setting.device.synchronize()

    alone = Contest(ours, calls_per_result=CALLS)
    if not setting.against_torch:
        return alone
    torch = setting.torch()
    y = torch.from_numpy(values)

    def theirs() -> None:
        for _ in range(CALLS):
            y + 1

    return replace(
        alone, rivals={TORCH: theirs}, results=lambda: ((x + 1).numpy(), (y + 1).numpy()), tolerance=0.0
    )


def _replay(setting: Setting) -> Contest:
    import numpy as np

    from ...tensor.run.jit import jit
    from ...tensor.tensor import Tensor

    values = np.arange(ELEMENTS, dtype=np.float32)
    x = setting.tensor(values)

    @jit
    def chain(start: Tensor) -> Tensor:
        for _ in range(CALLS):
            start = (start + 1).contiguous()
        return start

    alone = Contest(lambda: setting.finish(chain(x)), calls_per_result=CALLS)
    if not setting.against_torch:
        return alone
    torch = setting.torch()
    y = torch.from_numpy(values)

    def theirs() -> object:
        result = y
        for _ in range(CALLS):
            result = result + 1
        return result

    return replace(
        alone, rivals={TORCH: theirs}, results=lambda: (chain(x).numpy(), values + CALLS), tolerance=0.0
    )


WORKS = (
    Work(
        "realize",
        f"(x + 1).realize(), {ELEMENTS} floats, kernel known",
        Goal(150e-6),
        Goal(60e-6),
        contest(_realize),
    ),
    Work("replay", f"per kernel of a replayed graph of {CALLS}", Goal(5e-6), Goal(1e-6), contest(_replay)),
)
