"""One convolution layer in the middle of a residual network."""

from __future__ import annotations

from dataclasses import replace

from .measure import Contest, Goal
from .work import TORCH, Setting, Work, contest

BATCH, CHANNELS, SIZE, KERNEL = 8, 64, 56, 3


def _convolution(setting: Setting) -> Contest:
    import numpy as np

    random = np.random.default_rng(0)
    images = random.standard_normal((BATCH, CHANNELS, SIZE, SIZE), np.float32)
    filters = random.standard_normal((CHANNELS, CHANNELS, KERNEL, KERNEL), np.float32)
    x, w = setting.tensor(images), setting.tensor(filters)
    ours = Contest(
        lambda: setting.finish(x.conv2d(w, padding=1)),
        flops=2 * BATCH * CHANNELS * SIZE * SIZE * CHANNELS * KERNEL * KERNEL,
    )
    if not setting.against_torch:
        return ours
    torch = setting.torch()
    p, q = torch.from_numpy(images), torch.from_numpy(filters)
    return replace(
        ours,
        rivals={TORCH: lambda: torch.nn.functional.conv2d(p, q, padding=1)},
        results=lambda: (
            x.conv2d(w, padding=1).numpy(),
            torch.nn.functional.conv2d(p, q, padding=1).numpy(),
        ),
        tolerance=1e-5,
    )


WORKS = (
    Work(
        "conv2d",
        f"conv2d 3×3, {CHANNELS}→{CHANNELS}, {SIZE}×{SIZE}, batch {BATCH}",
        Goal(0.5, TORCH),
        Goal(1.0, TORCH),
        contest(_convolution),
    ),
)
